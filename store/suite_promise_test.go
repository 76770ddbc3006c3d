package store

import (
	"testing"
	"time"

	"example.com/pacer/bot/coach"
)

// testPromises has commitments of one person that are done, moved, dropped and left open, and what was said taken back.
func testPromises(t *testing.T, f fixture) {
	team := f.apply(west(), monday)
	week, later := today+7, monday.Add(7*24*time.Hour)
	promise := func(id string, due coach.Day) coach.Commitment {
		return coach.Commitment{ID: id, Team: team.ID, Person: "U0ANN", Text: id, Due: due, MadeAt: monday, State: coach.PromiseOpen}
	}
	a, b, c, d := promise("a", today+4), promise("b", today+5), promise("c", today+6), promise("d", today+7)
	f.commit(coach.Change{Commitments: []coach.Commitment{a, b, c, d}})
	same(t, "settled before anything was", must(f.Settled(t.Context(), team.ID, today))(t), nil)

	a = a.Settle(coach.PromiseDone, 0, later, week)
	b = b.Settle(coach.PromiseMoved, today+20, later, week)
	c = c.Settle(coach.PromiseDropped, 0, later, week)
	f.commit(coach.Change{At: later, Commitments: []coach.Commitment{a, b, c}})
	same(t, "open", must(f.Commitments(t.Context(), team.ID))(t), []coach.Commitment{d, b})
	same(t, "settled", must(f.Settled(t.Context(), team.ID, week))(t), []coach.Commitment{a, b, c})
	same(t, "settled since", must(f.Settled(t.Context(), team.ID, today))(t), []coach.Commitment{a, b, c})
	same(t, "settled later", must(f.Settled(t.Context(), team.ID, week+7))(t), nil)

	b = b.Settle(coach.PromiseOpen, 0, later, week)
	f.commit(coach.Change{At: later, Commitments: []coach.Commitment{b}})
	same(t, "open again, on its old day", must(f.Commitments(t.Context(), team.ID))(t), []coach.Commitment{promise("b", today+5), d})
	same(t, "settled still", must(f.Settled(t.Context(), team.ID, week))(t), []coach.Commitment{a, c})
}
