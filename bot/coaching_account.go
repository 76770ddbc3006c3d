package bot

// Managers are accountable too: how many of their people they coached, with whom it has been a while, what they promised
// and what came of it. They read all of it; whoever sets Pacer up reads the counts alone.

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"example.com/pacer/bot/coach"
)

// coachAWhile is after how many days without a conversation somebody is named to their managers: whoever talks with each
// of their people every other week, and has missed one, is not told so yet.
const coachAWhile = 21

// statusTeams is how many teams the status tells of.
const statusTeams = 20

// others are the team's people but for one, who reads it.
func (c *coaching) others(without string) []coach.Person {
	// Active makes a list of its own, so that nobody else loses somebody by this. A manager who sells is one of their own
	// reps, and talks with themselves in the brief about themselves.
	return slices.DeleteFunc(c.roster.Active(c.team), func(p coach.Person) bool { return p.ID == without })
}

// coached counts whom of their people a manager coached in the month of a day, and how many these are. A month, because
// that is what is asked of managers, and people and not talks: three with one do not make up for two with nobody.
func (c *coaching) coached(manager string, day coach.Day) (n, of int) {
	// The month of the calendar and not the last thirty days: it begins at nothing for everybody on the same morning.
	month := coach.Monthly.Span(day, c.team.Year())
	people := c.others(manager)
	for _, p := range people {
		if c.book.Coached(p.ID, manager, month, teamZone(c.team)) {
			n++
		}
	}
	return n, len(people)
}

// showAccount tells a manager of their own coaching, and has them close what they promised, of which so many are shown.
func (c *coaching) showAccount(s *sheet, manager string, day coach.Day, most int) {
	n, of := c.coached(manager, day)
	if of == 0 {
		return // "0 of 0" would be a reproach about nobody
	}
	// Even of a manager it is said as it is and without a verdict: they are held to it, and not shamed with it.
	lines := []string{fmt.Sprintf("This month you have coached %d of %s so far. A one-to-one counts, and so does a question of yours that was answered.",
		n, plural(of, "person", "people"))}
	if line := c.whileLine(manager, day); line != "" {
		lines = append(lines, line)
	}
	if line := c.cameOf(manager); line != "" {
		lines = append(lines, line)
	}
	s.titled("Your own coaching", lines...)
	// Each with a button, since what can be closed where it is read is closed.
	open := c.promises[manager]
	for i, p := range open[:min(len(open), most)] {
		done := press(indexed(actPromiseKept, i), "Done", c.team.ID+"/"+p.ID)
		// Read aloud, five buttons called Done would be five times the same.
		done.AccessibilityLabel = label("Done: " + oneLineRaw(p.Text))
		s.beside(done, "You promised "+c.promisedTo(p)+"for "+shortDay(p.Due), gist(p.Text)+movedFrom(p))
	}
	// The oldest come first, so those that are left off have the most time.
	if more := len(open) - most; more > 0 {
		s.small(plural(more, "more promise of yours is", "more promises of yours are") + " open.")
	}
}

// promisedTo is the name of whom something was promised, with a blank behind it; "" for nobody.
func (c *coaching) promisedTo(p coach.Commitment) string {
	// One that was made in a check-in is to nobody in particular.
	if p.With == "" {
		return ""
	}
	return nameOf(c.roster.Person(p.With)) + " "
}

// whileLine names those with whom nobody has talked for a while, the longest first, and those with whom nobody has on
// record. Who began of late is not among them.
func (c *coaching) whileLine(manager string, day coach.Day) string {
	type wait struct {
		name string
		days int
	}
	var waits []wait
	var never []string
	people := c.others(manager)
	for _, p := range people {
		// By anybody: of two managers, the one who talks less need not talk as well.
		last, ok := c.book.LastCoached(p.ID, teamZone(c.team))
		switch start := c.team.Came(p.ID); {
		// Whoever has always been there has none; "a while" counts from it for everybody else.
		case !ok && (start == 0 || day-start >= coachAWhile):
			never = append(never, nameOf(p))
		case ok && day-last >= coachAWhile:
			waits = append(waits, wait{nameOf(p), int(day - last)})
		}
	}
	// A team that begins with Pacer has a list of everybody here, which tells its manager nothing.
	if len(never) == len(people) {
		return "There is no one-to-one on record yet; *Record one-to-one* writes down the first."
	}
	// In whole weeks, for days would make a stopwatch of it.
	slices.SortStableFunc(waits, func(a, b wait) int { return cmp.Compare(b.days, a.days) })
	var names []string
	for _, w := range waits {
		names = append(names, w.name+" ("+plural(w.days/7, "week", "weeks")+")")
	}
	var said []string
	if len(names) > 0 {
		said = append(said, "It has been a while for "+someOf(names)+".")
	}
	if len(never) > 0 {
		said = append(said, "No one-to-one is on record yet with "+someOf(never)+".")
	}
	return strings.Join(said, " ")
}

// someOf lists names, and how many more there are than are listed.
func someOf(names []string) string { return listed(firstNames(coachLists, names)) }

// cameOf says what became of a manager's promises of late. What was dropped is named like what was done: to drop a promise
// and say so is keeping one's word, too.
func (c *coaching) cameOf(manager string) string {
	done, dropped := 0, 0
	for _, p := range c.settled[manager] {
		// What was settled is one or the other; nothing is settled as missed.
		if p.State == coach.PromiseDone {
			done++
		} else {
			dropped++
		}
	}
	var said []string
	for _, part := range []struct {
		n    int
		word string
	}{{done, "done"}, {dropped, "dropped"}, {len(c.promises[manager]), "open"}} {
		if part.n > 0 {
			said = append(said, fmt.Sprintf("%d %s", part.n, part.word))
		}
	}
	// Nothing promised is nothing to say, and no advice to promise something.
	if len(said) == 0 {
		return ""
	}
	return "Of what you promised lately: " + listed(said) + "."
}

// coachingLines are how many of their people managers have coached this month, of the teams that are the reader's
// business: counts, and nothing about anybody.
func (b *Bot) coachingLines(ctx context.Context, req *request) (lines []string, err error) {
	r := req.Roster
	teams := slices.DeleteFunc(slices.Clone(r.Teams), func(t *coach.Team) bool {
		return !req.Person.SetsUp() && !t.Manages(req.Person.ID) || len(r.Active(t)) == 0 || len(managersOf(r, t)) == 0
	})
	for _, t := range teams[:min(len(teams), statusTeams)] {
		today := coach.DayOf(b.now(), teamZone(t))
		// Neither numbers nor deals are read, nor any private note: nobody is the reader.
		c, err := b.coachingOf(ctx, r, t, b.now())
		if err != nil {
			return nil, err
		}
		var said []string
		for _, m := range managersOf(r, t) {
			if n, of := c.coached(m.ID, today); of > 0 { // who is all of the team has nobody to coach
				said = append(said, fmt.Sprintf("%s %d of %d", nameOf(m), n, of))
			}
		}
		if len(said) > 0 {
			lines = append(lines, escape(t.Name)+": "+strings.Join(said, ", "))
		}
	}
	if more := len(teams) - statusTeams; more > 0 {
		lines = append(lines, "and "+plural(more, "more team", "more teams"))
	}
	return lines, nil
}
