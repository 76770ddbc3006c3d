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

// BenchmarkDealModals measures each modal about deals from the press until it stands on the screen, over real HTTP and a
// real WebSocket on the loopback: for a rep with 500 open deals, in a team with a year of check-ins. The small Slack at the
// other end works on the same cores; its clock moves on between the presses, so that its limits are kept. A press may wait
// for 200 ms at p99.
func BenchmarkDealModals(b *testing.B) {
	path := crowdStore(b)
	sellForAYear(b, path)
	var clock atomic.Int64
	began := time.Now()
	server, api := localServerAt(b, crowdWorkspace(), func() time.Time { return began.Add(time.Duration(clock.Load())) })
	connect(b, api, path)
	rep := server.As(crowdTeam().Reps[0])
	for _, row := range []struct {
		name    string
		command string   // opens the modal, or the one on which the presses are
		presses []string // the last one is measured; without any the command is
	}{
		{"list", "/deal", nil},
		{"next page", "/deal", []string{"Next"}},
		{"won and lost", "/deal", []string{"Won and lost"}},
		{"by name", "/deal custmer 250", nil},
		{"several of a name", "/deal customer", nil},
		{"new", "/deal new Hooli", nil},
		{"answers", "/deal customer 250", []string{"Answer"}},
		{"gate", "/deal customer 250", []string{"Move on to Decision"}},
		{"reason", "/deal customer 250", []string{"Move on to Decision", "Move all the same"}},
		{"amount, date, owner", "/deal customer 250", []string{"Amount, date, owner"}},
		{"another stage", "/deal customer 250", []string{"Another stage"}},
		{"won", "/deal customer 250", []string{"Won"}},
		{"lost", "/deal customer 250", []string{"Lost"}},
		{"all answers", "/deal customer 250", []string{"All answers"}},
	} {
		b.Run(row.name, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				clock.Add(int64(10 * time.Second))
				took = append(took, opening(b, rep, row.command, row.presses))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
		})
	}
}

// opening is how long the last of some steps takes until its modal stands there: a command, and presses on what it opens.
func opening(b *testing.B, rep *playground.Actor, command string, presses []string) time.Duration {
	b.Helper()
	if rep.View() != nil {
		if err := rep.CloseView(); err != nil {
			b.Fatal(err)
		}
	}
	took := untilShown(b, rep, func() error { return rep.Slash(demoWest.Channel.ID, command) })
	for _, label := range presses {
		took = untilShown(b, rep, func() error { return rep.PressInView(label) })
	}
	return took
}

// untilShown does something and waits until another modal is on the screen than before.
func untilShown(b *testing.B, rep *playground.Actor, do func() error) time.Duration {
	b.Helper()
	before := shownText(rep)
	began := time.Now()
	if err := do(); err != nil {
		b.Fatal(err)
	}
	for shownText(rep) == before {
		if time.Since(began) > 10*time.Second {
			b.Fatalf("nothing came after\n%s", before)
		}
		time.Sleep(100 * time.Microsecond)
	}
	return time.Since(began)
}

// shownText is the modal that is on somebody's screen; "" for none.
func shownText(rep *playground.Actor) string {
	if v := rep.View(); v != nil {
		return v.Plain()
	}
	return ""
}

// sellForAYear gives the first rep of the crowd 500 open deals, and twenty of them a year of check-ins.
func sellForAYear(b *testing.B, path string) {
	b.Helper()
	db, err := store.Open(b.Context(), path, store.Options{Now: time.Now})
	if err != nil {
		b.Fatal(err)
	}
	roster, err := db.Roster(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	team, at := roster.Teams[0], time.Now()
	if err := db.Commit(b.Context(), manyDeals(team, team.Reps[0], 500, at)); err != nil {
		b.Fatal(err)
	}
	week := coach.Weekly.Span(coach.DayOf(at, time.UTC), team.Year()).From
	for i := range 52 * 20 {
		err := db.Commit(b.Context(), coach.Change{At: at, CheckIn: &coach.WeeklyCheckIn{
			Team: team.ID, Person: team.Reps[i%20], Week: week - 7*coach.Day(i/20), Counts: map[string]int64{team.KPIs[0].ID: int64(i)},
			Answers: coach.Reflections{Best: fmt.Sprintf("Asked before I offered, %d times.", i), Learnt: "A short mail is read."},
		}})
		if err != nil {
			b.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
}
