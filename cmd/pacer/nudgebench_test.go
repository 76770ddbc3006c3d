package main

import (
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"example.com/pacer/bot"
	"example.com/pacer/bot/coach"
	"example.com/pacer/store"
)

// fortyZones are the zones of a company that is everywhere.
var fortyZones = []string{
	"Pacific/Auckland", "Pacific/Fiji", "Australia/Sydney", "Australia/Brisbane", "Australia/Adelaide", "Asia/Tokyo", "Asia/Seoul",
	"Asia/Shanghai", "Asia/Singapore", "Asia/Manila", "Asia/Bangkok", "Asia/Jakarta", "Asia/Dhaka", "Asia/Kathmandu", "Asia/Kolkata",
	"Asia/Karachi", "Asia/Dubai", "Asia/Tehran", "Asia/Riyadh", "Europe/Istanbul", "Europe/Athens", "Europe/Helsinki", "Africa/Cairo",
	"Africa/Johannesburg", "Africa/Lagos", "Europe/Berlin", "Europe/Paris", "Europe/Madrid", "Europe/London", "Europe/Lisbon",
	"America/Sao_Paulo", "America/Argentina/Buenos_Aires", "America/St_Johns", "America/Halifax", "America/New_York",
	"America/Chicago", "America/Denver", "America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu",
}

// A companyStore is a database of teams of reps who live in three zones each, with a clock that the benchmark sets.
type companyStore struct {
	b     *testing.B
	db    *store.DB
	bot   *bot.Bot
	path  string
	teams []*coach.Team
	now   time.Time
}

// openCompany makes so many teams of so many reps.
func openCompany(b *testing.B, teams, reps int) *companyStore {
	b.Helper()
	c := &companyStore{b: b, path: filepath.Join(b.TempDir(), "pacer.db"), now: time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)}
	now := func() time.Time { return c.now }
	var err error
	if c.db, err = store.Open(b.Context(), c.path, store.Options{Now: now}); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := c.db.Close(); err != nil {
			b.Error(err)
		}
	})
	for i := range teams {
		team := demoTeams()[0].Team
		team.Name, team.Channel, team.Reps, team.Zone = fmt.Sprintf("Team %02d", i), fmt.Sprintf("C0TEAM%d", i), nil, fortyZones[i%len(fortyZones)]
		var people []coach.Person
		for j := range reps {
			p := coach.Person{ID: fmt.Sprintf("U0T%dR%d", i, j), Name: fmt.Sprintf("Rep %d", j), Zone: fortyZones[(i+j%3)%len(fortyZones)], Welcomed: true}
			people, team.Reps = append(people, p), append(team.Reps, p.ID)
		}
		if _, err := c.db.ApplyTeam(b.Context(), team, c.now); err != nil {
			b.Fatal(err)
		}
		if err := c.db.Commit(b.Context(), coach.Change{At: c.now, People: people}); err != nil {
			b.Fatal(err)
		}
	}
	roster, err := c.db.Roster(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	c.teams = roster.Teams // by name, and so in the order in which they were made
	c.bot, err = bot.New(bot.Config{AppToken: canaryApp, BotToken: canaryBot, Now: now, Logger: slog.New(slog.DiscardHandler)}, c.db)
	if err != nil {
		b.Fatal(err)
	}
	return c
}

// logs has everybody log something of each leading KPI on the days of a span, some more and some less than they should.
func (c *companyStore) logs(span coach.Span) {
	c.b.Helper()
	for _, t := range c.teams {
		for d := span.From; d <= span.To; d++ {
			if w := d.Weekday(); w == time.Saturday || w == time.Sunday {
				continue
			}
			change := coach.Change{At: c.now}
			for j, id := range t.Reps {
				for i, k := range t.Leading() {
					n := int64(j%5) + 1 - int64(i)
					if n > 0 {
						change.Activities = append(change.Activities, coach.Activity{Team: t.ID, Person: id, KPI: k.ID, Day: d, Count: n, LoggedAt: c.now, Source: "import"})
					}
				}
			}
			if err := c.db.Commit(c.b.Context(), change); err != nil {
				c.b.Fatal(err)
			}
		}
	}
}

// sweep runs the afternoon's nudges of a day in every zone, as the scheduler does: one occurrence for each zone of a team.
func (c *companyStore) sweep(d coach.Day) (occurrences int) {
	c.b.Helper()
	year, month, day := d.Date()
	for i, name := range fortyZones {
		zone, err := time.LoadLocation(name)
		if err != nil {
			c.b.Fatal(err)
		}
		c.now = time.Date(year, month, day, 15, 0, 0, 0, zone)
		for j, t := range c.teams {
			if (i-j%len(fortyZones)+len(fortyZones))%len(fortyZones) > 2 {
				continue // nobody of the team lives there
			}
			err := c.bot.RunOccurrence(c.b.Context(), coach.Occurrence{
				Rhythm: t.ID + "/nudge", Team: t.ID, Kind: coach.Nudge, Zone: name, Due: c.now,
			})
			if err != nil {
				c.b.Fatal(err)
			}
			occurrences++
		}
	}
	return occurrences
}

// cpuTime is the time that the process has had of the processors.
func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkNudgeSweep decides about 5,000 reps in 40 zones, 40 teams of 125, and puts the nudges into the outbox, each
// occurrence in a commit of its own. About half of the reps are behind. Each round is a week of its own.
func BenchmarkNudgeSweep(b *testing.B) {
	c := openCompany(b, 40, 125)
	monday := coach.NewDay(2026, 11, 2)
	var spent time.Duration
	var messages, occurrences int
	for b.Loop() {
		b.StopTimer()
		c.logs(coach.Span{From: monday, To: monday + 1})
		before, err := c.db.OutboxCounts(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		cpu := cpuTime(b)
		b.StartTimer()
		occurrences = c.sweep(monday + 2)
		b.StopTimer()
		spent += cpuTime(b) - cpu
		after, err := c.db.OutboxCounts(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		messages = after[coach.Pending] - before[coach.Pending]
		monday += 7
		b.StartTimer()
	}
	b.ReportMetric(float64(spent.Milliseconds())/float64(b.N), "cpu-ms/op")
	b.ReportMetric(float64(messages), "messages")
	b.ReportMetric(float64(occurrences), "occurrences")
}

// BenchmarkTeamPace reads and computes where all of a team of 200 stand, with a year of history in the ledger, as the
// figures of package bot do: the KPIs that they steer by, as for a sweep, and all of them, with a quarter of revenue.
func BenchmarkTeamPace(b *testing.B) {
	c := openCompany(b, 1, 200)
	today := coach.NewDay(2026, 11, 25)
	c.logs(coach.Span{From: today - 365, To: today})
	c.now = time.Date(2026, 11, 25, 15, 0, 0, 0, time.UTC)
	for _, which := range []struct {
		name string
		kpis []coach.KPI
	}{{"leading", c.teams[0].Leading()}, {"all", c.teams[0].KPIs}} {
		b.Run(which.name, func(b *testing.B) {
			for b.Loop() {
				if n := c.paces(b, which.kpis, today); n != 200*len(which.kpis) {
					b.Fatalf("%d paces", n)
				}
			}
		})
	}
}

// paces is where everybody of the first team stands with some KPIs.
func (c *companyStore) paces(b *testing.B, kpis []coach.KPI, today coach.Day) (n int) {
	b.Helper()
	roster, err := c.db.Roster(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	t := roster.Teams[0]
	week := coach.Weekly.Span(today-1, t.Year()).From
	starts := []coach.Day{week}
	for _, k := range kpis {
		starts = append(starts, min(week, k.Period().Span(today, t.Year()).From))
	}
	slices.Sort(starts)
	starts = slices.Compact(starts)
	rows, err := c.db.DayTotals(b.Context(), t.ID, coach.Span{From: week, To: today + 1})
	if err != nil {
		b.Fatal(err)
	}
	for i, end := range starts[1:] {
		sums, err := c.db.PeriodTotals(b.Context(), t.ID, coach.Span{From: starts[i], To: end - 1})
		if err != nil {
			b.Fatal(err)
		}
		rows = append(rows, sums...)
	}
	type key struct{ person, kpi string }
	sums := map[key][]coach.DayTotal{}
	for _, row := range rows {
		k := key{row.Person, row.KPI}
		sums[k] = append(sums[k], row)
	}
	for _, p := range roster.Active(t) {
		for _, k := range kpis {
			span := k.Period().Span(today, t.Year())
			var done int64
			for _, row := range sums[key{p.ID, k.ID}] {
				if span.Contains(row.Day) {
					done += row.Count
				}
			}
			coach.PaceIn(t, k, p, done, 0, c.now, roster.Zone(p.ID, t))
			n++
		}
	}
	return n
}
