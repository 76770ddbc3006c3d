package main

import (
	"testing"
	"time"

	"example.com/pacer/bot/coach"
)

// The playground's deals show one of each kind that there is: at risk in each way, well known, won and counted, lost.
func TestDemoDeals(t *testing.T) {
	db := newStore(t)
	if err := seedDemo(t.Context(), db, londonNoon); err != nil {
		t.Fatal(err)
	}
	roster, err := db.Roster(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, team := range roster.Teams {
		deals, err := db.Deals(t.Context(), coach.DealFilter{Team: team.ID})
		if err != nil {
			t.Fatal(err)
		}
		for _, listed := range deals {
			r, err := db.Deal(t.Context(), listed.ID)
			if err != nil {
				t.Fatal(err)
			}
			seen[string(r.State)]++
			zone := roster.Zone(r.Owner, team)
			for _, risk := range coach.DealRisks(r, team.Stages(), coach.DayOf(londonNoon, zone), zone) {
				seen[string(risk.Kind)]++
			}
			if proven, of := r.Share(team.Stages()); proven == of {
				seen["known"]++
			}
			if team.Stages().Index(r.Stage) < 0 || r.Unit == "" || len(r.Moves) == 0 || r.Moves[0].From != "" || r.StageAt.Before(r.MadeAt) || r.MovedAt.Before(r.StageAt) {
				t.Errorf("%+v", r)
			}
			last := r.MadeAt
			for _, m := range r.Moves {
				if m.At.Before(last) || m.At.After(londonNoon) {
					t.Errorf("%s moves to %s at %s", r.Name, m.To, m.At)
				}
				last = m.At
			}
			for _, a := range r.Answers {
				if a.At.Before(r.MadeAt.Add(-time.Hour)) || a.At.After(londonNoon) {
					t.Errorf("%s was answered at %s", r.Name, a.At)
				}
			}
			if r.Counted {
				logged, err := db.Activities(t.Context(), coach.ActivityFilter{Team: team.ID, Person: r.Owner, Span: coach.Span{From: r.EndedDay, To: r.EndedDay}})
				if err != nil {
					t.Fatal(err)
				}
				for _, a := range logged {
					if a.Note == r.Name && a.Source == "deal" && a.LoggedAt.Equal(r.EndedAt) { // as doctor compares them
						seen["counted"]++
					}
				}
			}
		}
	}
	for _, kind := range []string{"open", "won", "lost", "overdue", "unproven", "still", "known"} {
		if seen[kind] == 0 {
			t.Errorf("no deal is %s: %v", kind, seen)
		}
	}
	if c, err := db.OpenClarity(t.Context(), roster.TeamIn("C0WEST").ID); err != nil || c.Tally(londonNoon).Picked != len(demoPicks) || len(c.Picks) != len(demoPicks) {
		t.Errorf("the clarity check is %+v (%v)", c, err)
	}
	if seen["counted"] != 2 {
		t.Errorf("the won deal is in the ledger %d times, as a deal and as its money", seen["counted"])
	}
}
