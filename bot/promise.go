package bot

// Commitments come back: the weekly check-in asks about those that are due, and the Home shows them. Whose they are is
// theirs to say; managers read it.
//
// A commitment begins in a check-in (what somebody will try) or in a one-to-one, and is open until its person says that
// it is done or dropped. A moved one is open on another day. What is said about it is said in the account of a week, so
// that a check-in that is filed again can say it otherwise.

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// Names under which the buttons and the form are found.
const (
	// One in the Home is answered by the Home itself (quietly), one in a message needs a word.
	actPromiseDone = "promise_done" // the value is "<team>/<id>"
	actPromiseKept = "promise_kept" // the same, in a message
	actPromiseForm = "promise_form" // the value is the team
	formPromises   = "promises"     // its private metadata is the team
)

// Block ids of what is asked about a commitment; each is followed by its id.
const (
	// Ids in block ids, so that an answer finds its commitment whatever order the next form has; they stay below the
	// 255 characters of a block id.
	inPromise    = "promise/"
	inPromiseDay = "promiseday/"
)

const (
	// Each takes two inputs; with what else a check-in asks, a form of more would be left unfinished.
	promisesAtOnce = 10  // in one form, the earliest promised; the others are asked about when these are closed
	promisesAtHome = 3   // of all teams of a page
	promiseLatest  = 366 // days from now to which one may be moved
)

// promiseButtons is the table of buttons about commitments. A manager may have commitments too, made in a one-to-one,
// and closes them from a message; forms and the Home's list are for reps.
func promiseButtons() []button {
	return []button{
		{Action: actPromiseDone, Who: asRep, Handle: quietly(pressPromiseDone)},
		{Action: actPromiseKept, Who: asRep | asManager, Handle: pressPromiseDone},
		{Action: actPromiseForm, Who: asRep, Handle: pressPromiseForm},
	}
}

// promiseForms is the table of forms about commitments.
func promiseForms() []form {
	return []form{{Callback: formPromises, Who: asRep, Handle: submitPromises}}
}

// promises reads a team's commitments: those that are open, the earliest due first, then those that were closed in the
// account of a week or of a later one. They are two readings: one that is closed between them is in the list twice, as
// it was and as it is. It is for one team, as commitments belong to the team in which they were made.
func (b *Bot) promises(ctx context.Context, t *coach.Team, week coach.Day) ([]coach.Commitment, error) {
	all, err := b.store.Commitments(ctx, t.ID)
	if err != nil {
		return nil, fmt.Errorf("commitments of team %s: %w", t.Name, err)
	}
	settled, err := b.store.Settled(ctx, t.ID, week)
	if err != nil {
		return nil, fmt.Errorf("settled commitments of team %s: %w", t.Name, err)
	}
	// Moved ones are settled and open at once; they came with the open ones.
	for _, p := range settled {
		if !p.Open() {
			all = append(all, p)
		}
	}
	return all, nil
}

// promiseInputs asks what became of each commitment, and for the day of one that is moved. What was said before about
// this week is filled in; nothing is, where nothing was said. Filled in is what was said in the account of this very
// week, so that a check-in opened again shows its own answers; what was said for an earlier week is history. "Still
// open" is a choice, because nothing chosen means that nothing is said. Two blocks each.
func promiseInputs(all []coach.Commitment, week coach.Day) []slack.Block {
	// In the order in which people hope for it; the last takes back what was said.
	choices := []option{
		{string(coach.PromiseDone), "Done"},
		{string(coach.PromiseMoved), "Moved to another day"},
		{string(coach.PromiseDropped), "Dropped"},
		{string(coach.PromiseOpen), "Still open"},
	}
	var fields []slack.Block
	for _, p := range all {
		// Zero days are none: a date picker without a day is empty.
		said, day := "", coach.Day(0)
		if !p.SettledAt.IsZero() && p.SettledWeek == week {
			said = string(p.State)
			if p.State == coach.PromiseMoved {
				day = p.Due
			}
		}
		which := chooseInput(inPromise+p.ID, "What became of: "+oneLineRaw(p.Text), "Due "+shortDay(p.Due)+".", choices, said)
		which.Optional = true // it comes back
		e := slack.NewDatePickerBlockElement(inputAction)
		if day != 0 {
			e.InitialDate = day.String()
		}
		fields = append(fields, which, input(inPromiseDay+p.ID, "Moved to", "Only for one that is moved.", e, true))
	}
	return fields
}

// settlePromises reads what a form says became of commitments, about a week at an instant; today is the person's. It
// answers those that change, and by block id what has to be mended. A day alone means moved: people fill in the day and
// forget the choice. A day that is not wanted (with "done") is passed over. Today itself is no day to move to, since
// what is due today needs no moving; its own day is, so that a form handed in again unchanged has no fault. What stays
// as it was is not among the changed, which keeps the instant of the first time (Commitment.Settle). Nothing is looked
// up here: all must be the person's own.
func settlePromises(
	all []coach.Commitment, state formState, today coach.Day, at time.Time, week coach.Day,
) (changed []coach.Commitment, faults map[string]string) {
	faults = make(map[string]string)
	for _, p := range all {
		said, day := coach.PromiseState(state[inPromise+p.ID].Value), state[inPromiseDay+p.ID].Value
		// Whoever picks a day has said it.
		if said == "" && day != "" {
			said = coach.PromiseMoved
		}
		var to coach.Day
		switch said {
		case coach.PromiseMoved:
			var err error
			if to, err = coach.ParseDay(day); err != nil {
				faults[inPromiseDay+p.ID] = "Please pick the day that it is moved to."
				continue
			}
			if to != p.Due && (to <= today || to > today+promiseLatest) {
				faults[inPromiseDay+p.ID] = "Please pick a day after today, within a year."
				continue
			}
		case coach.PromiseOpen, coach.PromiseDone, coach.PromiseDropped:
		// Also a value that no choice of ours has.
		default:
			continue // nothing was said
		}
		// Commitments can be compared as they are: they hold no lists.
		if now := p.Settle(said, to, at, week); now != p {
			changed = append(changed, now)
		}
	}
	return changed, faults
}

// promiseStates says of each commitment what became of it: "done: Call early". The words are escaped. One line each,
// for managers and for the page after a check-in.
func promiseStates(all []coach.Commitment) []string {
	lines := make([]string, len(all))
	for i, p := range all {
		lines[i] = promiseState(p) + ": " + oneLine(p.Text)
	}
	return lines
}

// promiseState is what became of a commitment, in words. Days are without a year: what is due lies within one.
func promiseState(p coach.Commitment) string {
	switch p.State {
	case coach.PromiseDone, coach.PromiseDropped:
		return string(p.State)
	case coach.PromiseMoved:
		return "moved from " + shortDay(p.MovedFrom) + " to " + shortDay(p.Due)
	default:
		return "open, due " + shortDay(p.Due)
	}
}

// movedFrom says in brackets when a moved commitment was due before, "" of any other.
func movedFrom(p coach.Commitment) string {
	if p.State != coach.PromiseMoved {
		return ""
	}
	return " (moved from " + shortDay(p.MovedFrom) + ")"
}

// oneLineRaw is the beginning of people's text in one line, as they wrote it: for plain text. At most maxLine characters,
// as it stands in labels and hints. Whoever puts it into mrkdwn wants oneLine, which escapes.
func oneLineRaw(text string) string {
	return cut(strings.Join(strings.Fields(text), " "), maxLine)
}

// duePromises are the person's open commitments in a team that are due by the end of their week, the earliest first.
// Overdue ones are among them, however old: a commitment comes back until something is said about it. The week is the
// person's own, in their zone and by the team's first day of the week.
func (b *Bot) duePromises(ctx context.Context, req *request, t *coach.Team) ([]coach.Commitment, error) {
	open, err := b.store.Commitments(ctx, t.ID)
	if err != nil {
		return nil, fmt.Errorf("commitments of team %s: %w", t.Name, err)
	}
	week := b.weekOf(req, t)
	return slices.DeleteFunc(open, func(p coach.Commitment) bool { return p.Person != req.Person.ID || p.Due > week.To }), nil
}

// weekOf is the week that runs for the person. A span of days, its end included.
func (b *Bot) weekOf(req *request, t *coach.Team) coach.Span {
	return coach.Weekly.Span(b.today(req, t), t.Year())
}

// showDue lists the commitments that are due in the teams, each with a button, and one a team for what else became of
// them. Three at most over all teams, the earliest of each; the form behind the button has the others. Each "Done" has
// a label for screen readers that says which one it is about.
func (h *homeSheet) showDue(ctx context.Context, teams []*coach.Team) error {
	var row []*slack.ButtonBlockElement
	shown := 0
	for i, t := range teams {
		due, err := h.b.duePromises(ctx, h.req, t)
		if err != nil {
			return err
		}
		if len(due) == 0 {
			continue
		}
		for _, p := range due[:min(len(due), promisesAtHome-shown)] {
			done := press(indexed(actPromiseDone, shown), "Done", t.ID+"/"+p.ID)
			done.AccessibilityLabel = cut("Done: "+oneLineRaw(p.Text), maxLabel)
			h.beside(done, "Commitment due "+shortDay(p.Due), oneLine(p.Text))
			// The limit is for all teams of the page together.
			shown++
		}
		// Also those that have no room above, and what else than done became of them.
		label := "All your commitments"
		if len(teams) > 1 {
			label += " in " + t.Name
		}
		row = append(row, press(indexed(actPromiseForm, i), label+"…", t.ID))
	}
	if len(row) > 0 {
		h.buttons(row...)
	}
	return nil
}

// pressPromiseDone closes a commitment. Pressed twice, it is closed once. The value is untrusted: the commitment has to
// be an open one of this team and of this person. A second press finds it closed and says that nothing was changed; of
// two at the same instant the later writes the same row again.
func pressPromiseDone(ctx context.Context, b *Bot, req *request) (answer, error) {
	// Both are looked up below; nothing of the value is believed.
	id, promise, _ := strings.Cut(req.Value, "/")
	t := req.Roster.Team(id)
	if t == nil || !activeRep(req.Roster, t, req.Person.ID) && !t.Manages(req.Person.ID) { // a manager promises, too
		return answer{}, errOtherTeam
	}
	open, err := b.store.Commitments(ctx, t.ID)
	if err != nil {
		return answer{}, fmt.Errorf("commitments of team %s: %w", t.Name, err)
	}
	i := slices.IndexFunc(open, func(p coach.Commitment) bool { return p.ID == promise && p.Person == req.Person.ID })
	if i < 0 {
		return answer{}, refusal("That commitment is not open any more, so nothing was changed.")
	}
	done := open[i].Settle(coach.PromiseDone, 0, b.now(), b.weekOf(req, t).From)
	return answer{Text: "*Done:* " + oneLine(done.Text)}, b.commit(ctx, coach.Change{Inbound: req.Key, Commitments: []coach.Commitment{done}})
}

// errOtherTeam is shown for a commitment of a team that somebody is not part of.
const errOtherTeam = refusal("That commitment belongs to a team that you are not a rep of, so nothing was changed.")

// promiseTeam is the team of a commitment; whoever is not a rep of it is refused. Teams are those of this moment: who
// has left one has nothing to settle there.
func promiseTeam(req *request, id string) (*coach.Team, error) {
	t := req.Roster.Team(id)
	if t == nil || !activeRep(req.Roster, t, req.Person.ID) {
		return nil, errOtherTeam
	}
	return t, nil
}

// pressPromiseForm opens what the check-in asks about commitments, by itself. It shows and settles for the week that
// runs now, like the check-in of that week: what is said here stands filled in there.
func pressPromiseForm(ctx context.Context, b *Bot, req *request) (answer, error) {
	t, err := promiseTeam(req, req.Value)
	if err != nil {
		return answer{}, err
	}
	due, err := b.duePromises(ctx, req, t)
	if err != nil {
		return answer{}, err
	}
	if len(due) == 0 {
		return answer{}, refusal("No commitment of yours is due in " + escape(t.Name) + ".")
	}
	var s sheet
	s.say("What you said that you will do in "+escape(t.Name)+", and what became of it.", "What stays open comes back in your next check-in.")
	s.inputs(promiseInputs(due[:min(len(due), promisesAtOnce)], b.weekOf(req, t).From)...)
	return answer{Modal: modal(formPromises, "Your commitments", "Save", t.ID, s.blocks...)}, nil
}

// submitPromises stores what became of commitments; the next check-in and the digest tell it. What is due is read anew:
// one that was closed meanwhile is not asked about, and its field is passed over. The form closes without a word, since
// the Home behind it shows what became of each.
func submitPromises(ctx context.Context, b *Bot, req *request) (answer, error) {
	t, err := promiseTeam(req, req.Value)
	if err != nil {
		return answer{}, err
	}
	due, err := b.duePromises(ctx, req, t)
	if err != nil {
		return answer{}, err
	}
	// The account that it goes into is that of the week in which it is said.
	week := b.weekOf(req, t).From
	changed, faults := settlePromises(due, req.State, b.today(req, t), b.now(), week)
	if len(faults) > 0 {
		return answer{Errors: faults}, nil
	}
	// The form closes, as nothing was said that is new.
	if len(changed) == 0 {
		return answer{}, nil
	}
	return answer{}, b.commit(ctx, coach.Change{Inbound: req.Key, Commitments: changed})
}
