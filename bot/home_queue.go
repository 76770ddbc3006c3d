package bot

// The part of a manager's Home that prepares conversations: with whom one is most useful now, who has looked back on the
// week, what comes back, and what the manager did themselves.

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"example.com/pacer/bot/coach"
)

const (
	homeQueue    = 3 // conversations
	homePromises = 2 // of the manager's own

	// A Home is made anew after every change, and 13 weeks of 200 people are 40,000 rows. Whom to talk with is therefore
	// chosen by five weeks, and not by deals, in a team of more than homeWholePast people; what is said of those who are
	// chosen goes by all that their brief does. Five weeks hold every working day that silence is counted over, and the
	// deals have a list of their own below.
	homeWholePast = 50
	homeLately    = 5
)

// readTeam reads what is known about a team for its manager's Home. The error is the store's.
func (h *homeSheet) readTeam(ctx context.Context, t *coach.Team) (*coaching, error) {
	weeks := coachWeeks
	// The bound is by people and not by rows, so that a team does not change its mind about whom to talk with as it logs.
	if len(h.req.Roster.Active(t)) > homeWholePast {
		weeks = homeLately
	}
	f, err := h.b.figuresLately(ctx, h.req.Roster, t, h.req.At, weeks, t.KPIs)
	if err != nil {
		return nil, err
	}
	return h.b.coachingOver(ctx, f, weeks, h.req.Person.ID)
}

// showQueue writes with whom a conversation is most useful, each with one fact and one question. An error is the store's.
func (h *homeSheet) showQueue(ctx context.Context, c *coaching) error {
	people := slices.DeleteFunc(c.roster.Active(c.team), func(p coach.Person) bool { return p.ID == h.req.Person.ID })
	useful := make(map[string]int, len(people))
	for _, p := range people {
		facts := c.facts(p)
		// Of hundreds the deals alone take longer than all else, and those that are stuck have a list of their own.
		if len(people) > homeWholePast {
			facts.Deals = nil
		}
		useful[p.ID] = coach.Observe(facts)[0].Weight // there is always one
	}
	slices.SortStableFunc(people, func(a, b coach.Person) int { return cmp.Compare(useful[b.ID], useful[a.ID]) })
	// Each is two blocks, of which a view holds a hundred.
	most := homeQueue
	if h.tight() {
		most--
	}
	people = people[:min(len(people), most)]
	// From here on by what the brief goes by, so that the Home says nothing of somebody which their brief does not.
	c, err := h.wholePast(ctx, c, people)
	if err != nil || len(people) == 0 {
		return err
	}
	var rows []coach.Question
	for _, p := range people {
		rows = append(rows, c.row(p, coach.Observe(c.facts(p))))
	}
	for i, q := range c.balanced(rows) {
		p := q.About.Person
		c.give(p, q)
		lines := []string{escape(cut(q.About.Text, 220)), "Ask: " + escape(cut(q.Text, 260))}
		if note := strings.TrimPrefix(c.agendaNote(p.ID), " · "); note != "" {
			lines = append(lines, titled(note))
		}
		name := nameOf(p) + c.awayToday(p)
		if i == 0 { // in one block with the first of them, as each block counts
			h.titled("Whom to talk with first", append([]string{"*" + name + "*"}, lines...)...)
		} else {
			h.titled(name, lines...)
		}
		h.buttons(c.rowButtons(p, q.ID, i)...)
	}
	// Noted by whoever publishes this, once it stands there and somebody looks: see publishing.
	h.given = append(h.given, c.given...)
	return nil
}

// wholePast is what is known with all the weeks of some people that a brief goes by.
func (h *homeSheet) wholePast(ctx context.Context, c *coaching, people []coach.Person) (*coaching, error) {
	today := coach.DayOf(c.at, teamZone(c.team))
	since := coach.Weekly.Span(today-1, c.team.Year()).From - 7*coachWeeks
	if c.since == since {
		return c, nil
	}
	var all []coach.DayTotal
	for _, p := range people {
		rows, err := h.b.store.PersonTotals(ctx, c.team.ID, p.ID, coach.Span{From: since, To: today + 1})
		if err != nil {
			return nil, fmt.Errorf("weeks of %s: %w", p.ID, err)
		}
		all = append(all, rows...)
	}
	whole := *c
	whole.figures, whole.since = newFigures(c.roster, c.team, c.at, all), since
	whole.ahead = c.ahead
	return &whole, nil
}

// showWeek says whose check-in of the week is in, and whose is not yet. Nobody was asked who was away. An error is the
// store's.
func (h *homeSheet) showWeek(ctx context.Context, c *coaching) error {
	w, err := h.b.readWeek(ctx, c, coach.DayOf(c.at, teamZone(c.team)))
	if err != nil || len(w.filed)+len(w.missing) == 0 {
		return err
	}
	in := make([]coach.Person, len(w.filed))
	for i, filed := range w.filed {
		in[i] = c.roster.Person(filed.Person)
	}
	lines := []string{fmt.Sprintf("%d of %d in", len(in), len(in)+len(w.missing))}
	if len(in) > 0 {
		lines = append(lines, "In: "+someNames(in))
	}
	if len(w.missing) > 0 {
		lines = append(lines, "Not yet: "+someNames(w.missing))
	}
	h.titled("Check-ins, "+spanName(w.week), lines...)
	return nil
}

// someNames are the first of some people, and how many there are more: "Ann, Bob and 12 more".
func someNames(people []coach.Person) string {
	var names []string
	for _, p := range people[:min(len(people), homeNames)] {
		names = append(names, nameOf(p))
	}
	if more := len(people) - len(names); more > 0 {
		names = append(names, fmt.Sprintf("%d more", more))
	}
	return listed(names)
}
