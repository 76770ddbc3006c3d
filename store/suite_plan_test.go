package store

import (
	"errors"
	"slices"
	"testing"
	"time"

	"example.com/pacer/bot/coach"
)

func testPlans(t *testing.T, f fixture) {
	team := f.apply(west(), monday)
	conversation, meeting, revenue := team.KPIs[0].ID, team.KPIs[1].ID, team.KPIs[2].ID
	plan := coach.Plan{
		ID: "p1", Team: team.ID, Person: "U0ANN", From: today, Per: coach.Monthly, Goal: revenue, Count: 5_000_000,
		Rates: map[string]coach.Rate{meeting: {Won: 12, Of: 84}, revenue: {Won: 2_500_000, Of: 2}},
		Needs: map[string]int64{conversation: 28, meeting: 4, revenue: 5_000_000},
		Step:  meeting, Focus: "better questions", Words: "I will ask what happens if they do nothing",
		State: coach.PlanActive, By: "U0ANN", MadeAt: monday,
	}
	f.commit(coach.Change{WorkBack: &plan})
	same(t, "Ann's plans", f.roster().Person("U0ANN").Plans, []coach.Plan{plan})

	// Her manager proposes another; it counts once she takes it up, changed.
	proposal := plan
	proposal.ID, proposal.State, proposal.By, proposal.MadeAt = "p2", coach.PlanProposed, "U0MAYA", monday.Add(time.Hour)
	proposal.Step, proposal.Rates, proposal.Needs = "", nil, map[string]int64{conversation: 40}
	f.commit(coach.Change{WorkBack: &proposal})
	same(t, "with a proposal", f.roster().Person("U0ANN").Plans, []coach.Plan{plan, proposal})
	taken := proposal
	taken.State, taken.Needs, taken.MadeAt = coach.PlanActive, map[string]int64{conversation: 35, meeting: 5}, monday.Add(2*time.Hour)
	f.commit(coach.Change{WorkBack: &taken})
	same(t, "taken up", f.roster().Person("U0ANN").Plans, []coach.Plan{plan, taken})

	// A plan that another one took the place of before anything that is still looked back on is history.
	old := plan
	old.ID, old.From, old.MadeAt = "p0", today-900, monday.Add(-900*24*time.Hour)
	older := old
	older.ID, older.From, older.MadeAt = "p-", today-950, monday.Add(-950*24*time.Hour)
	declined := proposal
	declined.ID, declined.State = "p3", coach.PlanDeclined
	for _, p := range []coach.Plan{old, older, declined} {
		f.commit(coach.Change{WorkBack: &p})
	}
	ids := func(plans []coach.Plan) (ids []string) {
		for _, p := range plans {
			ids = append(ids, p.ID)
		}
		return ids
	}
	same(t, "what counts", ids(f.roster().Person("U0ANN").Plans), []string{"p0", "p1", "p2"})
	all, err := f.Plans(t.Context(), team.ID, "U0ANN")
	if err != nil || !slices.Equal(ids(all), []string{"p2", "p3", "p1", "p0", "p-"}) {
		t.Errorf("all plans: %v, error %v", ids(all), err)
	}
	lost := plan
	lost.ID, lost.Goal = "p9", "of no team"
	if err := f.try(coach.Change{WorkBack: &lost}); !errors.Is(err, coach.ErrNotFound) {
		t.Errorf("a plan for something that nobody counts: %v", err)
	}
}
