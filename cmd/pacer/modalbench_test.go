package main

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"example.com/pacer/bot"
	"example.com/pacer/bot/coach"
	"example.com/pacer/bot/playground"
	"example.com/pacer/store"
)

// BenchmarkModals measures how long it takes from a press to the form before the person, over real HTTP and a real WebSocket
// on the loopback: in a team of 50 with a year of logs, huddles and check-ins behind it and 500 open deals. p99 is told,
// which may be 200 ms. Each form is opened by all 50 in turn.
func BenchmarkModals(b *testing.B) {
	y := newYearOfForms(b)
	for _, row := range []struct {
		name string
		open func(a *playground.Actor) error
	}{
		{"log", func(a *playground.Actor) error { return a.Slash(y.team.Channel, "/log") }},
		{"huddle", func(a *playground.Actor) error { return a.Press(y.team.Channel, y.huddle, "Check in") }},
		{"checkin", func(a *playground.Actor) error { return a.Press(a.DM(), y.asked[a], "Fill in") }},
	} {
		b.Run(row.name, func(b *testing.B) {
			var took []time.Duration
			for i := 0; b.Loop(); i++ {
				a := y.people[i%len(y.people)]
				began := time.Now()
				if err := row.open(a); err != nil {
					b.Fatal(err)
				}
				for a.View() == nil {
					if time.Since(began) > 10*time.Second {
						b.Fatal("no form opens")
					}
					time.Sleep(100 * time.Microsecond)
				}
				took = append(took, time.Since(began))
				if err := a.CloseView(); err != nil {
					b.Fatal(err)
				}
				y.skipped.Add(int64(time.Second)) // Slack lets an app open so many a minute
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
		})
	}
}

// A yearOfForms is a team at three on a Friday: its huddle is open, and everybody was asked for their check-in.
type yearOfForms struct {
	team   *coach.Team
	people []*playground.Actor
	huddle string // Slack's time stamp of its message
	asked  map[*playground.Actor]string

	skipped atomic.Int64 // how far the clock was put forward
}

// newYearOfForms makes the year, and runs the program on its last day until both have been asked for.
func newYearOfForms(b *testing.B) *yearOfForms {
	b.Helper()
	friday := time.Date(2026, 11, 27, 15, 0, 30, 0, time.UTC)
	path := filepath.Join(b.TempDir(), "pacer.db")
	team := crowdTeam()
	team.Reps = team.Reps[:50]
	team.Rhythms = map[coach.RhythmKind][]string{
		coach.Huddle: {"50 14 * * *"}, coach.CheckIn: {"0 15 * * 5"}, coach.Leaderboard: {}, coach.Nudge: {}, coach.Digest: {},
	}
	seedYear(b, path, team, friday)

	y := &yearOfForms{team: &team, asked: map[*playground.Actor]string{}}
	began := time.Now()
	now := func() time.Time { return friday.Add(time.Since(began) + time.Duration(y.skipped.Load())) }
	server, api := localServerAt(b, crowdWorkspace(), now)
	log := slog.New(slog.DiscardHandler)
	db, err := openStore(b.Context(), path, world{Now: now}, log)
	if err != nil {
		b.Fatal(err)
	}
	p, err := newPacer(db, bot.Config{AppToken: canaryApp, BotToken: canaryBot, APIURL: api, Now: now, Logger: log, Burst: 1_000_000})
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- p.run(ctx) }()
	b.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			b.Error(err)
		}
	})
	for _, id := range team.Reps {
		y.people = append(y.people, server.As(id))
	}
	y.huddle = awaited(b, y.people[0], team.Channel, "Huddle of Friday")
	for _, a := range y.people {
		y.asked[a] = awaited(b, a, a.DM(), "look back")
	}
	return y
}

// awaited waits for a message with a text and returns its time stamp.
func awaited(b *testing.B, a *playground.Actor, channel, text string) string {
	b.Helper()
	for range 1200 {
		for _, m := range a.Messages(channel) {
			if strings.Contains(m.Plain(), text) {
				return m.TS
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	b.Fatalf("nothing in %s says %q", channel, text)
	return ""
}

// seedYear fills a database with a team's year until a day: what was logged, filed and promised, and 500 open deals with
// ten answers each.
func seedYear(b *testing.B, path string, t coach.Team, until time.Time) {
	b.Helper()
	begun := until.AddDate(-1, 0, 0)
	db, err := store.Open(b.Context(), path, store.Options{Now: func() time.Time { return until.Add(-5 * time.Minute) }})
	if err != nil {
		b.Fatal(err)
	}
	commit := func(c coach.Change) {
		if err := db.Commit(b.Context(), c); err != nil {
			b.Fatal(err)
		}
	}
	if _, err := db.ApplyTeam(b.Context(), t, begun); err != nil {
		b.Fatal(err)
	}
	roster, err := db.Roster(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	team := roster.Teams[0]
	var people []coach.Person
	for _, id := range team.Reps {
		people = append(people, coach.Person{ID: id, Name: id, Zone: team.Zone, Welcomed: true})
	}
	commit(coach.Change{At: begun, People: people, Welcomed: team.Reps})
	last := coach.DayOf(until, time.UTC)
	for day := coach.DayOf(begun, time.UTC); day < last; day++ {
		seedDay(commit, team, day, until)
	}
	milestones := coach.DefaultProcess().Until(4)
	for n := range 500 {
		deal := coach.Deal{
			ID: fmt.Sprintf("deal-%04d", n), Team: team.ID, Owner: team.Reps[n%len(team.Reps)], Name: fmt.Sprintf("Customer %d", n),
			Amount: 100, Unit: "EUR", Stage: "decision",
		}
		c := coach.Change{At: until.Add(-time.Hour), Deals: []coach.Deal{deal}}
		for _, m := range milestones {
			c.Answers = append(c.Answers, coach.DealAnswer{Deal: deal.ID, Milestone: m.ID, Ask: m.Ask, By: deal.Owner, Text: "Their controller wants fewer suppliers."})
		}
		commit(c)
	}
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
}

// seedDay is a day of everybody's: a huddle, what they logged, and on Fridays the check-in with its commitment.
func seedDay(commit func(coach.Change), t *coach.Team, day coach.Day, until time.Time) {
	if w := day.Weekday(); w == time.Saturday || w == time.Sunday {
		return
	}
	year, month, d := day.Date()
	at := time.Date(year, month, d, 15, 0, 0, 0, time.UTC)
	commit(coach.Change{At: at, Huddle: &coach.HuddleDay{
		Team: t.ID, Day: day, Due: "14:50", OpenedAt: at, ClosesAt: at.Add(2 * time.Hour), ClosedAt: at.Add(2 * time.Hour),
	}})
	logged := coach.Change{At: at}
	for _, id := range t.Reps {
		for _, k := range t.Leading() {
			logged.Activities = append(logged.Activities, coach.Activity{Team: t.ID, Person: id, KPI: k.ID, Day: day, Count: 3, LoggedAt: at, Source: "import"})
		}
		commit(coach.Change{At: at, Entry: &coach.HuddleFiling{Team: t.ID, Day: day, Entry: coach.HuddleEntry{
			Person: id, Planned: map[string]int64{t.Leading()[0].ID: 4}, Hurdle: "A long queue at the door", FiledAt: at,
		}}})
		if day.Weekday() != time.Friday {
			continue
		}
		promise := coach.Commitment{
			ID: id + day.String(), Team: t.ID, Person: id, Text: "Call before nine", Due: day + 7, MadeAt: at, State: coach.PromiseDone,
			SettledAt: at.AddDate(0, 0, 7), SettledWeek: day + 3,
		}
		if at.AddDate(0, 0, 8).After(until) { // what they are asked about this Friday
			promise.State, promise.SettledAt, promise.SettledWeek = coach.PromiseOpen, time.Time{}, 0
		}
		commit(coach.Change{At: at, Commitments: []coach.Commitment{promise}, CheckIn: &coach.WeeklyCheckIn{
			Team: t.ID, Person: id, Week: day - 4, Counts: map[string]int64{}, Promise: promise.ID, Question: "How did you prepare?", FiledAt: at,
			Answers: coach.Reflections{Best: strings.Repeat("I called early. ", 20), Learnt: "To wait", Try: "Call before nine", Need: "A quiet room", Quality: "By asking"},
		}})
	}
	commit(logged)
}
