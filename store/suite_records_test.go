package store

import (
	"testing"
	"time"

	"example.com/pacer/bot/coach"
)

// The roster shows who was away lately; an export shows all of it.
func testAllAbsences(t *testing.T, f fixture) {
	absence := func(id string, from, to coach.Day) coach.Absence {
		return coach.Absence{
			ID: id, Person: "U0ANN", Span: coach.Span{From: from, To: to}, Part: coach.WholeDay, Source: coach.SaidBySelf, By: "U0ANN", MadeAt: monday,
		}
	}
	longAgo, over, open := absence("a3", today-1000, today-900), absence("a2", today-10, today-5), absence("a1", today-2, coach.Forever)
	f.commit(coach.Change{Absences: []coach.Absence{open, longAgo, over}})
	for _, tt := range []struct {
		name string
		span coach.Span
		want []coach.Absence
	}{
		{"all", coach.Span{}, []coach.Absence{longAgo, over, open}},
		{"a day of the last", coach.Span{From: today + 5000, To: today + 5000}, []coach.Absence{open}},
		{"its last day", coach.Span{From: today - 5, To: today - 3}, []coach.Absence{over}},
		{"up to its first day", coach.Span{From: today - 2000, To: today - 1000}, []coach.Absence{longAgo}},
		{"between two", coach.Span{From: today - 4, To: today - 3}, nil},
	} {
		got, err := f.Absences(t.Context(), tt.span)
		if err != nil {
			t.Fatal(err)
		}
		same(t, tt.name, got, tt.want)
	}
}

// Whoever makes a team cannot know its id, which the store gives it in the same transaction.
func testAuditOfATeam(t *testing.T, f fixture) {
	team := west()
	f.commit(coach.Change{At: monday, Team: &team, Audit: []coach.Audit{
		{By: coach.ByCommandLine, What: "team", Detail: "Team West is set up."},
		{By: "U0ADA", Team: "another", What: "team", Detail: "Team East changed."},
	}})
	stored := f.apply(team, monday.Add(time.Minute))
	lines, err := f.Audits(t.Context(), stored.ID, 10)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "audit", lines, []coach.Audit{{At: monday, By: coach.ByCommandLine, Team: stored.ID, What: "team", Detail: "Team West is set up."}})
}
