package store

import (
	"errors"
	"testing"
	"time"

	"example.com/pacer/bot/coach"
)

// A clarity check from its question to its result: picks are there until it closes, and words after that.
func TestClarity(t *testing.T) {
	f := open(t)
	team := applied(t, f, west())
	check := coach.Clarity{
		ID: "c1", Team: team.ID, By: "U0MAYA", From: "Discovery", To: "Proposal", ClosesAt: monday.Add(48 * time.Hour),
		Items: []coach.ClarityItem{{Name: "A", Stage: "Discovery"}, {Name: "B", Stage: "Proposal"}},
		Picks: []coach.ClarityPick{{Person: "U0ANN"}, {Person: "U0BOB"}, {Person: "U0MAYA"}},
	}
	commit(t, f, coach.Change{At: monday, Clarity: &check})
	another := check
	another.ID = "c2"
	if err := f.Commit(t.Context(), coach.Change{At: monday, Clarity: &another}); !errors.Is(err, coach.ErrStale) {
		t.Errorf("a second one at a time: %v", err)
	}
	for _, p := range []coach.ClarityPick{
		{Clarity: "c1", Person: "U0ANN", Items: []string{"A"}},
		{Clarity: "c1", Person: "U0ANN", Items: []string{"A", "B"}, Other: "who signs"},
		{Clarity: "c1", Person: "U0BOB", Items: []string{"B"}},
	} {
		commit(t, f, coach.Change{At: monday.Add(time.Hour), Pick: &p})
	}
	if err := f.Commit(t.Context(), coach.Change{At: monday, Pick: &coach.ClarityPick{Clarity: "c1", Person: "U0CAT"}}); !errors.Is(err, coach.ErrStale) {
		t.Errorf("who is not asked: %v", err)
	}
	read := must(f.OpenClarity(t.Context(), team.ID))(t)
	check.AskedAt, check.Rev = monday, 4
	check.Picks = []coach.ClarityPick{
		{Clarity: "c1", Person: "U0ANN", Items: []string{"A", "B"}, Other: "who signs", At: monday.Add(time.Hour)},
		{Clarity: "c1", Person: "U0BOB", Items: []string{"B"}, At: monday.Add(time.Hour)},
		{Clarity: "c1", Person: "U0MAYA"},
	}
	same(t, "open", read, check)

	// A pick between the reading and the closing is not lost.
	late := coach.ClarityPick{Clarity: "c1", Person: "U0MAYA", Items: []string{"B"}}
	commit(t, f, coach.Change{At: monday.Add(2 * time.Hour), Pick: &late})
	closed := read.Tally(monday.Add(3 * time.Hour))
	if err := f.Commit(t.Context(), coach.Change{At: monday, Clarity: &closed}); !errors.Is(err, coach.ErrStale) {
		t.Errorf("closed without the last pick: %v", err)
	}
	closed = must(f.Clarity(t.Context(), "c1"))(t).Tally(monday.Add(3 * time.Hour))
	commit(t, f, coach.Change{At: monday.Add(3 * time.Hour), Clarity: &closed})
	closed.Rev++
	got := must(f.Clarity(t.Context(), "c1"))(t)
	same(t, "closed", got, closed)
	if len(got.Picks) != 1 || got.Picks[0].Items != nil || got.Picked != 3 || got.Asked != 3 || got.Items[0].Count != 1 || got.Items[1].Count != 3 {
		t.Errorf("closed: %+v", got)
	}
	if _, err := f.OpenClarity(t.Context(), team.ID); !errors.Is(err, coach.ErrNotFound) {
		t.Errorf("it is open still: %v", err)
	}
	if err := f.Commit(t.Context(), coach.Change{At: monday, Pick: &late}); !errors.Is(err, coach.ErrStale) {
		t.Errorf("a pick after the end: %v", err)
	}
	commit(t, f, coach.Change{At: monday, Clarity: &another})
}
