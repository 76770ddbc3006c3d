package main

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/pacer/bot"
	"example.com/pacer/bot/coach"
	"example.com/pacer/bot/playground"
)

// BenchmarkBrief measures a brief from the keystroke until it stands there, over real HTTP and a real WebSocket on the
// loopback, in the company of BenchmarkBoard: a manager who asks about one of their 500 people, and one of these who asks about
// themselves. Behind their team lies a year of coaching, as in BenchmarkDigest. It has to stay below 50 ms. Between two briefs somebody in each team logs something; first-ms is the first
// after a start, before anything was read beforehand. The small Slack at the other end works on the same cores.
func BenchmarkBrief(b *testing.B) {
	c := tenMillion(b)
	c.coached(coach.DayOf(c.now, time.UTC))
	team := c.teams[0]
	workspace := demoWorkspace()
	for _, t := range c.teams {
		for i, id := range t.Reps {
			workspace.Users = append(workspace.Users, playground.User{ID: id, Name: strings.ToLower(id), RealName: "Rep " + strings.ToLower(id), Zone: fortyZones[i%3]})
		}
	}
	for _, row := range []struct{ name, person, line, title string }{
		{"manager", team.Managers[0], "/coach <@" + team.Reps[7] + ">", "Brief: "},
		{"rep", team.Reps[8], "/coach", "Your own coach"},
	} {
		b.Run(row.name, func(b *testing.B) {
			who := c.slack(b, workspace).As(row.person)
			var took []time.Duration
			cpu := cpuTime(b)
			for b.Loop() {
				b.StopTimer()
				c.log(b, coach.DayOf(c.now, time.UTC))
				b.StartTimer()
				took = append(took, briefed(b, who, row.line, row.title))
			}
			b.ReportMetric(float64(took[0].Microseconds())/1000, "first-ms")
			b.ReportMetric(float64((cpuTime(b)-cpu).Microseconds())/1000/float64(b.N), "cpu-ms/op")
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
		})
	}
}

// slack is a workspace with Pacer in it, which has just started over the company's database. Rituals are not run: of a
// company that was idle for a year many would be due.
func (c *companyStore) slack(b *testing.B, workspace playground.Workspace) *playground.Server {
	b.Helper()
	began := time.Now()
	now := func() time.Time { return c.now.Add(time.Since(began)) }
	if err := c.db.Close(); err != nil {
		b.Fatal(err)
	}
	server, api := localServerAt(b, workspace, now)
	c.open(b, bot.Config{Now: now, APIURL: api})
	if _, err := c.db.Roster(b.Context()); err != nil { // as serve does before it connects
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- c.bot.Run(ctx) }()
	b.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			b.Error(err)
		}
	})
	<-c.bot.Connected()
	return server
}

// briefed is how long it takes from a command in somebody's own conversation with the app to an answer that begins with a
// title.
func briefed(b *testing.B, who *playground.Actor, line, title string) time.Duration {
	b.Helper()
	before, began := len(who.Messages(who.DM())), time.Now()
	if err := who.Slash(who.DM(), line); err != nil {
		b.Fatal(err)
	}
	for {
		all := who.Messages(who.DM())
		if len(all) > before {
			took := time.Since(began)
			if text := all[len(all)-1].Plain(); !strings.Contains(text, title) {
				b.Fatalf("%s is answered %q", line, text)
			}
			return took
		}
		if time.Since(began) > 10*time.Second {
			b.Fatalf("%s is not answered", line)
		}
		time.Sleep(200 * time.Microsecond)
	}
}
