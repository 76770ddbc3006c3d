package main

import (
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"example.com/pacer/bot/coach"
	"example.com/pacer/bot/playground"
	"example.com/pacer/store"
)

// BenchmarkHome measures the Home from the opening of the tab until it stands there, over real HTTP and a real WebSocket on
// the loopback: of a manager of 200 with a year of history, 500 open deals, a week of huddles and half of the check-ins in,
// and of one of their reps. The small Slack at the other end works on the same cores; its clock moves on between the
// openings, so that its limits are kept. What is promised is that it stands there within a second.
func BenchmarkHome(b *testing.B) {
	c := openCompany(b, 1, 200)
	team := c.teams[0]
	now := time.Now()
	today := coach.DayOf(now, time.UTC)
	c.logs(coach.Span{From: today - 364, To: today})
	c.talks(now)
	workspace := crowdWorkspace()
	for _, id := range team.Reps {
		workspace.Users = append(workspace.Users, playground.User{ID: id, Name: id, RealName: id, Zone: "Europe/London"})
	}
	if err := c.db.Close(); err != nil {
		b.Fatal(err)
	}
	var clock atomic.Int64
	server, api := localServerAt(b, workspace, func() time.Time { return now.Add(time.Duration(clock.Load())) })
	connect(b, api, c.path)
	for _, row := range []struct{ name, person string }{{"manager", team.Managers[0]}, {"rep", team.Reps[7]}} {
		b.Run(row.name, func(b *testing.B) {
			who := server.As(row.person)
			var took []time.Duration
			for b.Loop() {
				clock.Add(int64(10 * time.Second))
				took = append(took, openingHome(b, who))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
		})
	}
	// What was closed to be used by the connection is closed by the company once more.
	var err error
	if c.db, err = store.Open(b.Context(), b.TempDir()+"/none.db", store.Options{Now: time.Now}); err != nil {
		b.Fatal(err)
	}
}

// openingHome is how long the Home takes from the opening of the tab.
func openingHome(b *testing.B, who *playground.Actor) time.Duration {
	b.Helper()
	// Slack names blocks that have no name, anew in each view.
	shown := func() string {
		if v := who.Home(); v != nil {
			return string(v.Blocks)
		}
		return ""
	}
	before, began := shown(), time.Now()
	if err := who.OpenHome(); err != nil {
		b.Fatal(err)
	}
	for shown() == before {
		if time.Since(began) > 10*time.Second {
			b.Fatal("the Home was not published")
		}
		time.Sleep(time.Millisecond)
	}
	took := time.Since(began)
	time.Sleep(time.Second) // one person's Home is published once in that time
	return took
}

// talks gives the first team what its people say and work on: deals, huddles, check-ins and commitments.
func (c *companyStore) talks(at time.Time) {
	c.b.Helper()
	team, today := c.teams[0], coach.DayOf(at, time.UTC)
	commit := func(change coach.Change) {
		c.b.Helper()
		change.At = at
		if err := c.db.Commit(c.b.Context(), change); err != nil {
			c.b.Fatal(err)
		}
	}
	week := coach.Weekly.Span(today, team.Year()).From
	for i, id := range team.Reps[100:] {
		commit(manyDeals(team, id, 5, at.AddDate(0, 0, -i)))
		commit(coach.Change{
			CheckIn:     &coach.WeeklyCheckIn{Team: team.ID, Person: id, Week: week, Answers: coach.Reflections{Learnt: "A short mail is read."}},
			Commitments: []coach.Commitment{{ID: fmt.Sprintf("promise-%d", i), Team: team.ID, Person: id, Text: "Call early", Due: today}},
		})
	}
	for d := today - 6; d <= today; d++ {
		huddle := coach.HuddleDay{Team: team.ID, Day: d, OpenedAt: at, ClosesAt: at.Add(time.Hour)}
		commit(coach.Change{Huddle: &huddle})
		for _, id := range team.Reps[:150] {
			commit(coach.Change{Entry: &coach.HuddleFiling{Team: team.ID, Day: d, Entry: coach.HuddleEntry{Person: id, Hurdle: "Legal is slow", FiledAt: at}}})
		}
	}
}
