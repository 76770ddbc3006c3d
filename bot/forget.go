package bot

// "/pacer forget me", and "/pacer forget @somebody" for those who have left. It asks twice: with a button under what will
// be erased, and then with a word to type.
//
// The way: askForgetMe or askForgetGone says what goes and what stays, pressForget opens the form with the word,
// submitForget checks everything once more, and the store erases in one transaction. Messages in Slack are deleted by
// the outbox afterwards, and the file is written anew by the loop that tidies.

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// Names under which the button and the form are found. Their value is the id of whoever is to be forgotten, "" for the
// one who presses.
const (
	actForget  = "forget"
	formForget = "forget"
	inForget   = "word"
)

// forgetWord is what is typed. A word of one's own to type is what no double click and no child on a phone does by
// accident. In any case of letters, as phones begin with a capital.
const forgetWord = "forget"

// askForgetMe says what will be erased and what stays. Every member may: to be counted is not a person's own choice,
// and this is.
func askForgetMe(_ context.Context, b *Bot, req *request) (answer, error) {
	return b.forgetting("", "Pacer forgets you", "you", "your"), nil
}

// askForgetGone is the same about somebody whose account is deactivated: they cannot ask any more. Whoever is still there
// asks themselves, and nobody else does for them. A manager may not: to erase somebody's words is not theirs to decide,
// and they would learn nothing by it.
func askForgetGone(ctx context.Context, b *Bot, req *request) (answer, error) {
	m := mentioned.FindStringSubmatch(strings.TrimSpace(req.Text))
	if m == nil {
		return answer{}, refusal("Whom should Pacer forget? Type `" + b.slash("pacer") + " forget @name` and pick somebody who has left. " +
			"For yourself it is `" + b.slash("pacer") + " forget me`.")
	}
	who, err := b.gone(ctx, req, m[1])
	if err != nil {
		return answer{}, err
	}
	return b.forgetting(who.ID, "Pacer forgets "+nameOf(who), "them", "their"), nil
}

// gone asks Slack whether somebody's account is deactivated, at this moment, and refuses if it is not. Nothing is
// stored of the answer. The roster is not asked, as it may be hours behind: somebody who has come back would be
// forgotten without being there to object. The error is a refusal, or Slack's.
func (b *Bot) gone(ctx context.Context, req *request, id string) (coach.Person, error) {
	asked, err := b.api.Person(ctx, id)
	if isNobody(err) {
		return coach.Person{}, refusal("Slack knows nobody by that name, so nothing was changed.")
	}
	if err != nil {
		return coach.Person{}, fmt.Errorf("person %s: %w", id, err)
	}
	// With what is known of them, for their name: Slack may tell none any more.
	who := merge(req.Roster.Person(id), asked.Person)
	if !who.Deleted {
		return coach.Person{}, refusal(nameOf(who) + " has an account in this workspace, so only they can ask for it, with `" +
			b.slash("pacer") + " forget me`. Nothing was changed.")
	}
	return who, nil
}

// forgetting is the first question. Title, whom and whose speak of the person: "you" and "your", or "them" and "their".
// What stays is said as plainly as what goes, as it is the part that people would feel deceived by. It has to be
// complete; what the store does stands in store/forget.go, and what is kept nowhere is not listed.
func (b *Bot) forgetting(id, title, whom, whose string) answer {
	var s sheet
	// A header is plain text, so the escaped name is unescaped, and 150 characters long at most.
	s.head(cut(unescape(title), maxHeader))
	s.titled("What is erased", bullets([]string{
		"the name, the zone and the settings, and the place in " + whose + " teams",
		"notes, hurdles, help asked for, check-ins, commitments, one-to-ones, agendas, questions and answers, plans, absences, mutes and forms that were begun",
		"messages to " + whom + " and about " + whom + ", as far as Pacer stores them; in Slack it deletes its huddle replies, what was shared, and what managers got about " + whom,
		"lines about " + whom + " in the list of changes",
	})...)
	s.titled("What stays", bullets([]string{
		whose + " team's totals: counts without a name",
		"what Slack keeps: " + whose + " direct conversation with Pacer, and boards and summaries that others have read. A workspace admin can delete those",
		"backups that whoever runs Pacer has made, until they delete them",
		"a hash from which nobody can read who it was, so that nothing brings " + whom + " back by itself",
	})...)
	s.say("It is done within seconds and cannot be taken back.")
	s.buttons(press(actForget, "Forget "+whom+" …", id).WithStyle(slack.StyleDanger))
	return s.private()
}

// pressForget opens the form with the word. What is pressed is looked at once more when the form comes back. The form
// is the second question, and the only way on: nothing is erased by a button. The id goes with the form as metadata.
func pressForget(_ context.Context, b *Bot, req *request) (answer, error) {
	if err := mayForget(req, req.Value); err != nil {
		return answer{}, err
	}
	what := "Everything about you that the message before this one lists is erased."
	if req.Value != "" {
		what = "Everything about " + nameOf(req.Roster.Person(req.Value)) + " that the message before this one lists is erased."
	}
	in := textInput(inForget, "Type the word "+forgetWord, "Close the form and nothing happens.", "", false)
	// Slack's client then keeps the form open by itself until something is typed.
	in.Optional = false
	return answer{Modal: modal(formForget, "Forget", "Forget", req.Value, section(what+" It cannot be taken back."), in)}, nil
}

// mayForget refuses whoever asks for somebody else and is no admin. It is asked at the press and at the form, from the
// roster of that moment; the id in both comes back from Slack and is no proof of anything. That somebody else has left
// is for gone to find out.
func mayForget(req *request, id string) error {
	if id == "" || id == req.Person.ID {
		return nil
	}
	return permit(asAdmin, req.Person, req.Roster)
}

// submitForget forgets, once the word was typed. Everything is checked once more, as minutes may lie between the
// question and the word. The answers to somebody who was forgotten are worded without their name, and stored nowhere:
// they go back in the acknowledgement.
func submitForget(ctx context.Context, b *Bot, req *request) (answer, error) {
	if err := mayForget(req, req.Value); err != nil {
		return answer{}, err
	}
	if !strings.EqualFold(strings.TrimSpace(req.State[inForget].Value), forgetWord) {
		return answer{Errors: map[string]string{inForget: "Nothing was erased. Type the word " + forgetWord + " to go on, or close the form."}}, nil
	}
	who := req.Person
	if req.Value != "" && req.Value != req.Person.ID {
		var err error
		if who, err = b.gone(ctx, req, req.Value); err != nil {
			return answer{}, err
		}
	}
	if err := b.forget(ctx, req, who); err != nil {
		return answer{}, err
	}
	if who.ID != req.Person.ID {
		return answer{Text: "That person is forgotten. Their counts stay in the team's totals, without a name."}, nil
	}
	return answer{Text: "You are forgotten, and your counts stay in the team's totals without your name. " +
		"What Pacer said about you in Slack is being deleted there. Should you want to begin anew, ask a manager or whoever set Pacer up to add you to a team. Thank you for your time here."}, nil
}

// forget erases somebody and tells their managers and the admins that it happened, without saying who. Everything is one
// change: either they are forgotten and it is said, or neither. Errors are the store's, and then nothing has happened.
// An occurrence or a message that is on its way at that moment meets coach.ErrForgotten, and leaves nothing behind.
func (b *Bot) forget(ctx context.Context, req *request, who coach.Person) error {
	var teams []*coach.Team
	// By all teams that name them, and not by those in which they take part: a name in a list of managers is one to
	// erase too.
	for _, t := range req.Roster.Teams {
		if slices.Contains(t.Reps, who.ID) || t.Manages(who.ID) {
			teams = append(teams, t)
		}
	}
	// Whether somebody who stands for their counts is needed in the totals.
	counted := slices.ContainsFunc(teams, func(t *coach.Team) bool { return activeRep(req.Roster, t, who.ID) })
	// Random and not derived from the id: whoever knows an id could otherwise find the counts that belong to it.
	as := coach.Nameless(strings.ToLower(rand.Text()), counted)
	change := coach.Change{
		At: req.At, Inbound: req.Key,
		Forget: &coach.Forgetting{Person: who.ID, As: as, Render: renderHuddle},
	}
	// Written down under the nameless id, so that the audit says what was done and not to whom.
	by, detail, told := as, "Asked Pacer to forget them.", "A person asked Pacer to forget them; their counts stay in team totals without a name."
	if who.ID != req.Person.ID {
		by, detail = req.Person.ID, "Had Pacer forget somebody who had left."
		told = "Pacer was asked to forget somebody who had left; their counts stay in team totals without a name."
	}
	change.Audit = []coach.Audit{{By: by, What: "forget", Detail: detail}}
	for _, t := range teams {
		change.Audit = append(change.Audit, coach.Audit{By: by, Team: t.ID, What: "forget", Detail: detail})
	}
	for _, id := range toldOfForgetting(req.Roster, teams, who.ID) {
		change.Messages = append(change.Messages, direct("forgotten/"+as+"/"+id, id, body{Text: told}, time.Time{}))
	}
	if err := b.commit(ctx, change); err != nil {
		return err
	}
	// What memory holds of them goes as well; the log's file is the operator's.
	b.logged.forget(who.ID)
	b.tidying.wake()
	return nil
}

// toldOfForgetting is who hears that somebody was forgotten: the managers of their teams, and those who set Pacer up,
// as far as Pacer has met them. They hear of it because sums have a nameless part from then on, and somebody would go
// looking for whose it is. Each is told once, however many of the teams they manage; who was forgotten is not told by a
// message that would have to be stored.
func toldOfForgetting(r *coach.Roster, teams []*coach.Team, except string) []string {
	var ids []string
	for _, t := range teams {
		for _, m := range managersOf(r, t) {
			ids = append(ids, m.ID)
		}
	}
	for _, p := range r.People {
		if p.SetsUp() && permit(asMember, p, r) == nil {
			ids = append(ids, p.ID)
		}
	}
	slices.Sort(ids)
	return slices.DeleteFunc(slices.Compact(ids), func(id string) bool { return id == except })
}
