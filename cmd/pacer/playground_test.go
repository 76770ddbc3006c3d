package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/pacer/bot/coach"
	"example.com/pacer/bot/playground"
)

// The playground begins ten minutes before a huddle on a working day, and never before what it remembers.
func TestDemoStart(t *testing.T) {
	at := func(text string) time.Time {
		t.Helper()
		when, err := time.Parse("2006-01-02 15:04 MST", text)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	for _, tt := range []struct{ real, latest, want string }{
		{"2026-11-23 22:00 UTC", "", "2026-11-23 08:50 UTC"}, // a Monday, late: the same morning
		{"2026-11-23 03:00 UTC", "", "2026-11-23 08:50 UTC"},
		{"2026-11-22 12:00 UTC", "", "2026-11-23 08:50 UTC"}, // a Sunday: the next morning
		{"2026-07-01 12:00 UTC", "", "2026-07-01 07:50 UTC"}, // summer time
		{"2026-11-23 22:00 UTC", "2026-11-23 12:00 UTC", "2026-11-24 08:50 UTC"},
		{"2026-11-23 22:00 UTC", "2026-12-04 12:00 UTC", "2026-12-07 08:50 UTC"}, // the clock was moved far
	} {
		var latest time.Time
		if tt.latest != "" {
			latest = at(tt.latest)
		}
		got, err := demoStart(at(tt.real), latest)
		if err != nil || !got.Equal(at(tt.want)) {
			t.Errorf("%s after %s: %s, %v; want %s", tt.real, tt.latest, got, err, tt.want)
		}
	}
}

// The history is plausible: every rep, no weekend, nothing in the future, the strong ahead of the weak, and the
// same each time.
func TestDemoHistory(t *testing.T) {
	db := newStore(t)
	if err := seedDemo(t.Context(), db, londonNoon); err != nil {
		t.Fatal(err)
	}
	roster, err := db.Roster(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	totals, reps := map[string]int64{}, map[string]bool{}
	err = db.Export(t.Context(), coach.ActivityFilter{}, func(a coach.Activity) error {
		if wd := a.Day.Weekday(); wd == time.Saturday || wd == time.Sunday || a.LoggedAt.After(londonNoon) || a.Count <= 0 || a.Source != "import" {
			t.Errorf("implausible: %+v", a)
		}
		if k, ok := roster.Team(a.Team).KPI(a.KPI); ok {
			totals[a.Person+" "+k.Name] += a.Count
		}
		reps[a.Person] = true
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(reps) != 8 || totals["U0CHLOE conversation"] <= totals["U0BOB conversation"] || totals["U0EMMA dial"] < 400 {
		t.Errorf("totals: %v", totals)
	}
	again := demoHistory(roster.Teams[0], demoTeams()[1].Reps, londonNoon)
	for i, a := range demoHistory(roster.Teams[0], demoTeams()[1].Reps, londonNoon) {
		if a != again[i] {
			t.Fatalf("entry %d differs: %+v, %+v", i, a, again[i])
		}
	}
	for _, d := range demoTeams() {
		for _, r := range d.Reps {
			if _, err := time.LoadLocation(r.Zone); err != nil {
				t.Error(err)
			}
		}
	}
}

// The first minute of a newcomer, over real HTTP: log, move the clock to the huddle, check in, see the thread.
func TestPlaygroundFirstMinute(t *testing.T) {
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var logs lockedBuffer
	began := time.Now()
	w := world{Stdout: io.Discard, Now: time.Now}
	p, err := openPlayground(t.Context(), filepath.Join(t.TempDir(), "pacer.db"), listener, w, slog.New(slog.NewTextHandler(&logs, nil)))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- p.run(ctx, listener) }()
	defer func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}()
	<-p.pacer.bot.Connected()
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("it took %v to start", took)
	}

	resp, err := http.Get("http://" + listener.Addr().String() + "/")
	if err != nil {
		t.Fatal(err)
	}
	page, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if err != nil || resp.StatusCode != http.StatusOK || !bytes.Contains(page, []byte("<html")) {
		t.Errorf("the page: %s, %v", resp.Status, err)
	}

	ann := p.server.As("ann")
	if err := ann.Slash("sales-west", "/log 5 conversations"); err != nil {
		t.Fatal(err)
	}
	mustShow(t, ann.Messages("sales-west"), "Logged 5 conversations")

	hands := advancer{clock: p.clock, db: p.pacer.db, scheduler: p.pacer.scheduler, bot: p.pacer.bot}
	at, what, err := hands.next(t.Context())
	if err != nil || what != "Morning huddle, West" || london(at).Format("15:04") != "09:00" {
		t.Fatalf("next: %s at %s, %v", what, at, err)
	}
	if err := hands.advance(t.Context(), at, func(time.Time, string) {}); err != nil {
		t.Fatal(err)
	}
	mustShow(t, ann.Messages("sales-west"), "Huddle of")
	if err := ann.Press("sales-west", "", "Check in"); err != nil {
		t.Fatal(err)
	}
	for range 500 { // the form comes by a call of its own, after the press was acknowledged
		if ann.View() != nil {
			break
		}
		<-time.After(10 * time.Millisecond)
	}
	if err := errors.Join(ann.Fill("Conversations", "4"), ann.Submit(), p.pacer.bot.Drain(t.Context())); err != nil {
		t.Fatal(err)
	}
	for _, m := range ann.Messages("sales-west") {
		if strings.Contains(m.Plain(), "Huddle of") {
			mustShow(t, ann.Thread("sales-west", m.TS), "Ann plans 4 conversations")
		}
	}
	if r := p.server.Refusals(); len(r) > 0 {
		t.Errorf("refused by Slack's rules: %+v", r)
	}
}

func mustShow(t *testing.T, messages []playground.Message, text string) {
	t.Helper()
	var all strings.Builder
	for _, m := range messages {
		all.WriteString(m.Plain() + "\n")
	}
	if !strings.Contains(all.String(), text) {
		t.Fatalf("%q is not in:\n%s", text, all.String())
	}
}

// A database of real teams is left alone.
func TestPlaygroundRefusesRealTeams(t *testing.T) {
	db := newStore(t)
	team := demoTeams()[0].Team
	team.Name, team.Channel = "Real", "C0REAL"
	teamOf(t, db, team)
	err := prepareDemo(t.Context(), db, &clock{real: time.Now})
	if err == nil || !strings.Contains(err.Error(), "team Real, which is not of the playground") {
		t.Errorf("%v", err)
	}
}

// A browser is opened only where there is a screen, and never by a shell.
func TestBrowserCommand(t *testing.T) {
	env := func(vars ...string) func(string) string {
		return func(name string) string {
			if slices.Contains(vars, name) {
				return ":0"
			}
			return ""
		}
	}
	for _, tt := range []struct {
		system string
		env    func(string) string
		want   string
	}{
		{"linux", env(), ""},
		{"linux", env("DISPLAY"), "xdg-open"},
		{"freebsd", env("WAYLAND_DISPLAY"), "xdg-open"},
		{"darwin", env(), "open"},
		{"windows", env(), "rundll32"},
	} {
		if got, _ := browserCommand(tt.system, tt.env, "http://127.0.0.1:8787/"); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.system, got, tt.want)
		}
	}
}
