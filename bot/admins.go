package bot

// Who may set Pacer up: the admins and owners of the workspace, and whoever they name.

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"example.com/pacer/bot/coach"
)

// showAdmins is "/pacer admins": alone it lists them, with a name it names somebody, with "remove" and a name it takes
// that back. Only an admin of the workspace may do the last two: whoever was named cannot name others, so that it stays
// known who did.
func showAdmins(ctx context.Context, b *Bot, req *request) (answer, error) {
	rest := strings.TrimSpace(req.Text)
	if rest == "" {
		return b.listAdmins(req), nil
	}
	if !req.Person.Admin {
		return answer{}, refusal("Only admins and owners of the workspace can name others to set Pacer up, or take that back. `" +
			b.slash("pacer") + " admins` shows who they are.")
	}
	verb, who, _ := strings.Cut(rest, " ")
	if strings.EqualFold(verb, "remove") {
		return b.dismiss(ctx, req, strings.TrimSpace(who))
	}
	if strings.EqualFold(verb, "add") {
		rest = strings.TrimSpace(who)
	}
	return b.appoint(ctx, req, rest)
}

// listAdmins names those who set Pacer up, as far as Pacer has met them.
func (b *Bot) listAdmins(req *request) answer {
	var s sheet
	s.head("Who sets Pacer up")
	admins, appointed := setters(req.Roster)
	s.titled("Admins and owners of the workspace", cmp.Or(namesOf(admins), "those whom Pacer has not met yet, too"))
	s.titled("Named by them", cmp.Or(namesOf(appointed), "nobody"))
	if req.Person.Admin {
		s.say("`" + b.slash("pacer") + " admins @name` names somebody, `" + b.slash("pacer") + " admins remove @name` takes it back.")
	}
	return s.private()
}

// setters are the people who may set Pacer up, by name: the admins and owners of the workspace whom Pacer knows, and those
// who were named by one and are none themselves. Whoever has left is neither.
func setters(r *coach.Roster) (admins, appointed []coach.Person) {
	for _, p := range r.People {
		switch {
		case !p.SetsUp() || permit(asMember, p, r) != nil:
		case p.Admin:
			admins = append(admins, p)
		default:
			appointed = append(appointed, p)
		}
	}
	byName := func(a, b coach.Person) int { return strings.Compare(a.Name+a.ID, b.Name+b.ID) }
	slices.SortFunc(admins, byName)
	slices.SortFunc(appointed, byName)
	return admins, appointed
}

// appoint names somebody to set Pacer up. They are told, because it is a thing to know about oneself.
func (b *Bot) appoint(ctx context.Context, req *request, word string) (answer, error) {
	p, err := b.personMeant(ctx, req, word)
	if err != nil {
		return answer{}, err
	}
	switch {
	case permit(asMember, p, req.Roster) != nil:
		return answer{}, refusal(nameOf(p) + " cannot set Pacer up: that takes a full member of this workspace.")
	case p.Admin:
		return answer{Text: nameOf(p) + " is an admin of the workspace, and may set Pacer up as it is."}, nil
	case p.Appointed:
		return answer{Text: nameOf(p) + " may set Pacer up already."}, nil
	}
	told := "Hello! " + nameOf(req.Person) + " named you to set Pacer up: you can make teams and change them, from your Home tab or with `" +
		b.slash("pacer") + " setup`. The numbers of a team stay its managers' to see."
	if err := b.changeAppointment(ctx, req, p, true, told); err != nil {
		return answer{}, err
	}
	return answer{Text: nameOf(p) + " may set Pacer up from now on, and is told so."}, nil
}

// dismiss takes back that somebody may set Pacer up. Somebody who has left the company can be taken off the list too.
func (b *Bot) dismiss(ctx context.Context, req *request, word string) (answer, error) {
	p, err := b.personMeant(ctx, req, word)
	if err != nil {
		return answer{}, err
	}
	switch {
	case p.Admin:
		return answer{}, refusal(nameOf(p) + " is an admin of the workspace, and may set Pacer up for as long as they are. That is changed in Slack.")
	case !p.Appointed:
		return answer{Text: nameOf(p) + " was not named to set Pacer up, so nothing was changed."}, nil
	}
	told := nameOf(req.Person) + " took back that you set Pacer up. Your teams and your own numbers stay as they are."
	if err := b.changeAppointment(ctx, req, p, false, told); err != nil {
		return answer{}, err
	}
	said := nameOf(p) + " may not set Pacer up any more"
	if p.Deleted {
		return answer{Text: said + "."}, nil
	}
	return answer{Text: said + ", and is told so."}, nil
}

// changeAppointment stores who may set Pacer up, with the line that says who decided it and the word to the person.
func (b *Bot) changeAppointment(ctx context.Context, req *request, p coach.Person, named bool, told string) error {
	detail := "May set Pacer up."
	if !named {
		detail = "May not set Pacer up any more."
	}
	change := coach.Change{
		At: req.At, Inbound: req.Key,
		Appoint: &coach.Appointment{Person: p.ID, Admin: named},
		Audit:   []coach.Audit{{By: req.Person.ID, Person: p.ID, What: "admin", Detail: detail}},
	}
	if !p.Deleted {
		change.Messages = []coach.Message{direct("appointed/"+p.ID+"/"+req.Key, p.ID, body{Text: told}, req.At.Add(appointmentStale))}
	}
	return b.commit(ctx, change)
}

// appointmentStale is how long the word about an appointment is worth sending.
const appointmentStale = 7 * 24 * time.Hour

// personMeant finds the person whom a mention means, or the full name of somebody whom Pacer knows. Slack is asked about
// somebody new. The error is a refusal that says how to name people, or Slack's.
func (b *Bot) personMeant(ctx context.Context, req *request, word string) (coach.Person, error) {
	if m := mentioned.FindStringSubmatch(word); m != nil {
		p, _, err := b.who(ctx, m[1])
		if refused(err) != "" {
			return p, refusal("Slack knows nobody by " + quoteLine(word) + ".")
		}
		return p, err
	}
	var found []coach.Person
	for _, p := range req.Roster.People {
		if word != "" && strings.EqualFold(p.Name, strings.TrimPrefix(word, "@")) {
			found = append(found, p)
		}
	}
	if len(found) != 1 {
		return coach.Person{}, refusal("Whom do you mean? Type @ and pick the person from the list, such as `" + b.slash("pacer") + " admins @name`.")
	}
	return found[0], nil
}
