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
	"strconv"
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
		if wd := a.Day.Weekday(); wd == time.Saturday || wd == time.Sunday || a.LoggedAt.After(londonNoon) || a.Count <= 0 || a.Source != "import" && a.Source != "deal" {
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
	again := demoHistory(roster.Teams[0], demoTeams()[1].Reps, demoWeeks, londonNoon)
	for i, a := range demoHistory(roster.Teams[0], demoTeams()[1].Reps, demoWeeks, londonNoon) {
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
	began := time.Now()
	p, address, stop := beginPlayground(t, filepath.Join(t.TempDir(), "pacer.db"))
	defer stop()
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("it took %v to start", took)
	}

	resp, err := http.Get(address)
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

	toTheHuddle(t, p)
	checkIn(t, p, "4")
	if r := p.server.Refusals(); len(r) > 0 {
		t.Errorf("refused by Slack's rules: %+v", r)
	}
}

// "pacer playground --database FILE", stopped and started again, goes on from there: the clock stands later, what was
// logged is still there and was seeded once, and the rituals are held as before, though the small Slack is a new one
// that knows none of the old messages.
func TestPlaygroundGoesOnFromAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pacer.db")
	var clocks []time.Time
	var entries []int
	for run := range 2 {
		p, _, stop := beginPlayground(t, path)
		clocks = append(clocks, p.clock.Now())
		ann := p.server.As("ann")
		if err := ann.Slash("sales-west", "/log 5 conversations"); err != nil {
			t.Fatal(err)
		}
		mustShow(t, ann.Messages("sales-west"), "Logged 5 conversations")
		toTheHuddle(t, p)
		checkIn(t, p, strconv.Itoa(4+run))
		entries = append(entries, countEntries(t, p))
		if r := p.server.Refusals(); len(r) > 0 {
			t.Errorf("run %d: refused by Slack's rules: %+v", run, r)
		}
		stop()
	}
	if !clocks[1].After(clocks[0]) || london(clocks[1]).Format("15:04") != "08:50" {
		t.Errorf("the clock began at %s, and then at %s", clocks[0], clocks[1])
	}
	if entries[1] != entries[0]+1 {
		t.Errorf("%d entries after the first run, %d after the second; each logged one", entries[0], entries[1])
	}
}

// A playground whose page is gone ends and says so, instead of looking for its Slack for ever.
func TestPlaygroundEndsWithItsPage(t *testing.T) {
	listener, p := newPlayground(t, filepath.Join(t.TempDir(), "pacer.db"))
	ended := make(chan error, 1)
	opened := make(chan struct{})
	go func() { ended <- p.run(t.Context(), listener, func() { close(opened) }) }()
	<-opened
	_ = listener.Close()
	if err := <-ended; !errors.Is(err, net.ErrClosed) {
		t.Errorf("it ended with %v", err)
	}
}

// newPlayground makes a playground on a free port and starts nothing.
func newPlayground(t *testing.T, path string) (net.Listener, *localSlack) {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	w := world{Stdout: io.Discard, Now: time.Now}
	p, err := openPlayground(t.Context(), path, listener, w, slog.New(slog.DiscardHandler), newDemoCompany(demoReps, demoWeeks))
	if err != nil {
		t.Fatal(err)
	}
	return listener, p
}

// beginPlayground runs a playground until stop is called, and returns it connected, with the address of its page.
func beginPlayground(t *testing.T, path string) (p *localSlack, address string, stop func()) {
	t.Helper()
	listener, p := newPlayground(t, path)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	opened := make(chan struct{})
	go func() { ended <- p.run(ctx, listener, func() { close(opened) }) }()
	<-opened
	return p, "http://" + listener.Addr().String() + "/", func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

// toTheHuddle moves the clock to the first ritual of the day.
func toTheHuddle(t *testing.T, p *localSlack) {
	t.Helper()
	hands := p.hands
	at, what, err := hands.next(t.Context())
	if err != nil || what != "Morning huddle, West" || london(at).Format("15:04") != "09:00" {
		t.Fatalf("next: %s at %s, %v", what, at, err)
	}
	if err := hands.advance(t.Context(), at, func(time.Time, string) {}); err != nil {
		t.Fatal(err)
	}
}

// checkIn is Ann, who checks in with a number of conversations and finds it in the huddle's thread.
func checkIn(t *testing.T, p *localSlack, conversations string) {
	t.Helper()
	ann := p.server.As("ann")
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
	if err := errors.Join(ann.Fill("Conversations", conversations), ann.Submit(), p.pacer.bot.Drain(t.Context())); err != nil {
		t.Fatal(err)
	}
	huddle, _ := newest(ann.Messages("sales-west"), "Huddle of")
	mustShow(t, ann.Thread("sales-west", huddle.TS), "Ann plans "+conversations+" conversations")
}

// countEntries counts what is in the ledger of all teams.
func countEntries(t *testing.T, p *localSlack) int {
	t.Helper()
	n := 0
	if err := p.pacer.db.Export(t.Context(), coach.ActivityFilter{}, func(coach.Activity) error { n++; return nil }); err != nil {
		t.Fatal(err)
	}
	return n
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
	company := newDemoCompany(demoReps, demoWeeks)
	_, err := prepareDemo(t.Context(), db, &clock{real: time.Now}, &company)
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
