package bot

// The week's check-ins for a manager who prepares to talk with their people: what was answered and asked for, who has
// not filed yet, and one question about each.

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"example.com/pacer/bot/coach"
)

// A weekRead is what a team said about a week.
type weekRead struct {
	*coaching
	week    coach.Span
	filed   []coach.WeeklyCheckIn // of the team's reps, in the order of the team
	missing []coach.Person        // who were asked and have not filed; nobody was asked who was away
	settled []coach.Commitment    // what was said about commitments
	deals   []coach.DealWeek      // what was said about deals, but for those that were left
}

// readWeek reads the newest week that anybody could have filed by a day: the one of the day once there is a check-in of
// it, else the one before.
func (b *Bot) readWeek(ctx context.Context, c *coaching, day coach.Day) (*weekRead, error) {
	// On a Monday it is the week before as a rule; who looks back on Sunday evening has filed for the one that ends.
	w := &weekRead{coaching: c, week: coach.Weekly.Span(day, c.team.Year())}
	filed, err := b.store.CheckIns(ctx, c.team.ID, w.week.From)
	if err == nil && len(filed) == 0 {
		w.week = coach.Span{From: w.week.From - 7, To: w.week.To - 7}
		filed, err = b.store.CheckIns(ctx, c.team.ID, w.week.From)
	}
	if err != nil {
		return nil, fmt.Errorf("check-ins of team %s: %w", c.team.Name, err)
	}
	// Everybody is in one of the lists or in none. Who has left is in none: there is nobody to talk with.
	for _, p := range c.roster.Active(c.team) {
		if own, there := checkInOf(filed, p.ID); there {
			w.filed = append(w.filed, own)
			continue
		}
		// That somebody was asked is told by the message, as only it knows who was away and who came later.
		m, err := b.store.Message(ctx, checkInKey(c.team.ID, w.week.From, p.ID))
		switch {
		case errors.Is(err, coach.ErrNotFound):
		case err != nil:
			return nil, err
		case m.State == coach.Sent:
			w.missing = append(w.missing, p)
		}
	}
	w.settled, err = b.store.Settled(ctx, c.team.ID, w.week.From)
	if err != nil {
		return nil, fmt.Errorf("settled commitments of team %s: %w", c.team.Name, err)
	}
	// What was settled for a later week is of the next digest.
	w.settled = slices.DeleteFunc(w.settled, func(p coach.Commitment) bool {
		return p.SettledWeek != w.week.From || !activeRep(c.roster, c.team, p.Person)
	})
	if w.deals, err = b.store.DealWeeks(ctx, c.team.ID, w.week.From); err != nil {
		return nil, fmt.Errorf("deals of team %s in the week of %s: %w", c.team.Name, w.week.From, err)
	}
	// A deal that was left for now is no news, and not to be read as idleness.
	w.deals = slices.DeleteFunc(w.deals, func(d coach.DealWeek) bool {
		return d.What == coach.DealNothing || !activeRep(c.roster, c.team, d.Person)
	})
	return w, nil
}

// empty tells that nobody was asked and nobody said anything.
func (w *weekRead) empty() bool { return len(w.filed)+len(w.missing)+len(w.settled) == 0 }

// body is what a manager reads. Of coachMostReps rows each is at most some 450 characters, so all of it fits a message. The
// questions in it count as given to them.
func (w *weekRead) body(reader string) body {
	// The six weeks are each reader's: of two managers the second is given other questions.
	w.reader = reader
	var s sheet
	s.head("Check-ins, " + spanName(w.week))
	s.say(fmt.Sprintf("In so far from %s: %d of %d.", escape(w.team.Name), len(w.filed), len(w.filed)+len(w.missing)))
	shown := w.filed[:min(len(w.filed), coachMostReps)]
	for _, c := range shown {
		// The rest is behind the button: what somebody wrote at length is read at length, and not in a list.
		read := press(actCheckInRead, "Read", checkInRef(w.team.ID, w.week.From)+"/"+c.Person)
		p := w.roster.Person(c.Person)
		s.beside(read, nameOf(p), append(checkInGist(c.Answers), w.askLine(p, coach.LookBack(p, c.Answers))...)...)
	}
	// Each check-in has come as a message when it was filed, so that nothing is lost by the limit.
	if more := len(w.filed) - len(shown); more > 0 {
		s.small(plural(more, "more check-in came", "more check-ins came") + " as a message of its own.")
	}
	// A question each for the first: a list of everybody who is missing reads like a reproach, with or without questions.
	var missing []string
	asked := min(len(w.missing), missingAsked)
	for _, p := range w.missing[:asked] {
		line := append([]string{nameOf(p) + w.awayToday(p)}, w.askLine(p, coach.NoLookBack(p))...)
		missing = append(missing, strings.Join(line, ". "))
	}
	if rest := w.missing[asked:]; len(rest) > 0 {
		missing = append(missing, someNames(rest))
	}
	s.titled("Not in yet", bullets(missing)...)
	s.titled("Their deals", bullets(w.dealLines())...)
	var became []string
	for _, p := range w.settled[:min(len(w.settled), coachMostReps)] {
		became = append(became, nameOf(w.roster.Person(p.Person))+", "+promiseState(p)+": "+gist(p.Text))
	}
	s.titled("What became of commitments", bullets(became)...)
	return s.body()
}

// askLine is a line with what could be asked about a check-in; none where all that fits was asked of late.
func (w *weekRead) askLine(p coach.Person, about []coach.Observation) []string {
	if q, ok := w.askAbout(p, about); ok {
		return []string{"Ask: " + escape(q.Text)}
	}
	return nil
}

// missingAsked is how many of those who have not filed are listed with a question.
const missingAsked = 6

// weekDeals is how many deals of a week are told.
const weekDeals = 15

// dealLines say what the week brought to deals, a line each: "Ann, Acme: advanced, 2 of 5 known". One that ended
// weeks ago is left out.
func (w *weekRead) dealLines() (lines []string) {
	// Those that the coaching has read: open ones, and what ended lately.
	known := make(map[string]coach.DealRecord)
	for _, all := range w.coaching.deals {
		for _, r := range all {
			known[r.ID] = r
		}
	}
	more := 0
	for _, d := range w.deals {
		r, there := known[d.Deal]
		switch {
		case !there:
		case len(lines) == weekDeals:
			more++
		default:
			lines = append(lines, nameOf(w.roster.Person(d.Person))+", "+weekLine(w.team.Stages(), r, d.What))
		}
	}
	return andMore(lines, more)
}

// checkInGist is what a manager needs of a check-in before they read it: what is asked of them, and what comes next.
func checkInGist(a coach.Reflections) (lines []string) {
	for _, part := range []struct{ title, text string }{{"Needs", a.Need}, {"Will try", a.Try}, {"Learnt", a.Learnt}} {
		// Two lines at most, in the order in which they ask for something.
		if part.text != "" {
			lines = append(lines, part.title+": "+gist(part.text))
		}
	}
	return lines[:min(len(lines), 2)]
}

// gist is the beginning of people's text in one short line, escaped.
func gist(text string) string { return oneLine(cut(text, 80)) }
