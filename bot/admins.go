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
// known who did. The command's row lets in whoever sets Pacer up, so that those who were named can see who else was;
// what is narrower than the row is refused here.
func showAdmins(ctx context.Context, b *Bot, req *request) (answer, error) {
	// What stands behind the word of the topic.
	rest := strings.TrimSpace(req.Text)
	if rest == "" {
		return b.listAdmins(req), nil
	}
	if !req.Person.Admin {
		return answer{}, refusal("Only admins and owners of the workspace can name others to set Pacer up, or take that back. `" +
			b.slash("pacer") + " admins` shows who they are.")
	}
	// "add" may be left out, as naming somebody is what the command is mostly for.
	verb, who, _ := strings.Cut(rest, " ")
	// A colleague who is called Remove can be named by a mention. So can one called Add.
	if strings.EqualFold(verb, "remove") {
		return b.dismiss(ctx, req, strings.TrimSpace(who))
	}
	if strings.EqualFold(verb, "add") {
		rest = strings.TrimSpace(who)
	}
	return b.appoint(ctx, req, rest)
}

// listAdmins names those who set Pacer up, as far as Pacer has met them. It names people without calling them: a
// mention in an answer that one person sees would still light up for nobody, and would read as if they had been told.
func (b *Bot) listAdmins(req *request) answer {
	var s sheet
	s.head("Who sets Pacer up")
	admins, appointed := setters(req.Roster)
	// The words for none differ: there is always an owner, met or not, but nobody need have been named.
	s.titled("Admins and owners of the workspace", cmp.Or(namesOf(admins), "those whom Pacer has not met yet, too"))
	s.titled("Named by them", cmp.Or(namesOf(appointed), "nobody"))
	// How it is done is shown to those only who may.
	if req.Person.Admin {
		s.say("`" + b.slash("pacer") + " admins @name` names somebody, `" + b.slash("pacer") + " admins remove @name` takes it back.")
	}
	return s.private()
}

// setters are the people who may set Pacer up, by name: the admins and owners of the workspace whom Pacer knows, and those
// who were named by one and are none themselves. Whoever has left is neither. A guest who is an admin by some fault of
// the workspace is left out too: permit decides, as everywhere.
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
	// The id makes two people of one name stand in the same order each time; maps have none.
	byName := func(a, b coach.Person) int { return strings.Compare(a.Name+a.ID, b.Name+b.ID) }
	slices.SortFunc(admins, byName)
	slices.SortFunc(appointed, byName)
	return admins, appointed
}

// appoint names somebody to set Pacer up. They are told, because it is a thing to know about oneself. The person is
// looked up at Slack if need be, as it has to be known that they are no guest before they may change teams. Naming
// somebody twice says that it is so already and stores nothing, so that the audit has no line of it.
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
		// It is said and not stored, so the audit has one line for one decision.
		return answer{Text: nameOf(p) + " may set Pacer up already."}, nil
	}
	// The last sentence is for their peace and for everybody else's: to set up is not to see.
	told := "Hello! " + nameOf(req.Person) + " named you to set Pacer up: you can make teams and change them, from your Home tab or with `" +
		b.slash("pacer") + " setup`. The numbers of a team stay its managers' to see."
	if err := b.changeAppointment(ctx, req, p, true, told); err != nil {
		return answer{}, err
	}
	return answer{Text: nameOf(p) + " may set Pacer up from now on, and is told so."}, nil
}

// dismiss takes back that somebody may set Pacer up. Somebody who has left the company can be taken off the list too.
// The drafts that they have begun stay theirs, and cannot be started; teams that they made stay as they are.
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
	// Slack takes no message for an account that was deactivated, so nobody was told, and the answer must not say so.
	if p.Deleted {
		return answer{Text: said + "."}, nil
	}
	return answer{Text: said + ", and is told so."}, nil
}

// changeAppointment stores who may set Pacer up, with the line that says who decided it and the word to the person.
// Appointment, audit and message are one change: nobody may set Pacer up of whom it is not written down who said so.
func (b *Bot) changeAppointment(ctx context.Context, req *request, p coach.Person, named bool, told string) error {
	// The audit has the person beside it, so the sentence goes without a name, which is erased with them.
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
// somebody new. The error is a refusal that says how to name people, or Slack's. A name has to be whole and to be one
// person's: who may set up is too much to be guessed at from the first letters, as the names in /log may be.
func (b *Bot) personMeant(ctx context.Context, req *request, word string) (coach.Person, error) {
	if m := mentioned.FindStringSubmatch(word); m != nil {
		p, _, err := b.who(ctx, m[1])
		// Whoever typed a mention by hand can have mistyped it; Slack's own code would tell them nothing.
		if isNobody(err) {
			return p, refusal("Slack knows nobody by " + quoteLine(word) + ".")
		}
		return p, err
	}
	// Only among people whom the roster knows: Slack cannot be asked for a name, only for an id.
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

// isNobody tells whether Slack was asked who somebody is and knows nobody of that id, or nobody whom the bot may see. Any
// other refusal, such as a fault of Slack's own, says nothing about the person, and is not told as if it did.
func isNobody(err error) bool {
	return slices.Contains([]string{"user_not_found", "users_not_found", "user_not_visible"}, refused(err))
}
