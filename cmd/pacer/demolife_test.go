package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"example.com/pacer/bot/coach"
	"example.com/pacer/bot/playground"
)

// A stage is a playground in memory and in virtual time, with a visitor.
type stage struct {
	*localSlack
	t    *testing.T
	logs *lockedBuffer
	stop func()
}

// openStage runs a playground in the bubble of the test until stop, and returns it when a visitor may come.
func openStage(t *testing.T, path string) *stage {
	t.Helper()
	return openStageOf(t, path, newDemoCompany(demoReps, demoWeeks))
}

// openStageOf is openStage with another company than the usual one.
func openStageOf(t *testing.T, path string, company demoCompany) *stage {
	t.Helper()
	s := &stage{t: t, logs: &lockedBuffer{}}
	if err := beginBlank(path); err != nil {
		t.Fatal(err)
	}
	listener := playground.NewListener()
	p, err := openPlayground(t.Context(), path, listener, world{Now: time.Now}, slog.New(slog.NewTextHandler(s.logs, nil)), company)
	if err != nil {
		t.Fatal(err)
	}
	s.localSlack = p
	ctx, cancel := context.WithCancel(t.Context())
	ended, opened := make(chan error, 1), make(chan struct{})
	go func() { ended <- p.run(ctx, listener, func() { close(opened) }) }()
	<-opened
	s.stop = func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		for line := range strings.Lines(s.logs.String()) {
			if strings.Contains(line, "could not act") || strings.Contains(line, "was not played") {
				t.Error(line)
			}
		}
		if r := p.server.Refusals(); len(r) > 0 {
			t.Errorf("refused by Slack's rules: %+v", r)
		}
	}
	return s
}

// visit does something on the page, as a browser does.
func (s *stage) visit(do map[string]any) {
	s.t.Helper()
	body, err := json.Marshal(do)
	if err != nil {
		s.t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "http://localhost/page/act", strings.NewReader(string(body)))
	r.Header.Set("X-Playground", "1")
	w := httptest.NewRecorder()
	s.server.ServeHTTP(w, r)
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"ok":true`) {
		s.t.Fatalf("%v: %d %s", do, w.Code, w.Body)
	}
}

// pass moves the clock as the page's buttons do.
func (s *stage) pass(d time.Duration) {
	s.t.Helper()
	if err := s.hands.advance(s.t.Context(), s.clock.Now().Add(d), func(time.Time, string) {}); err != nil {
		s.t.Fatal(err)
	}
	synctest.Wait()
}

// ledger sums up what was logged and not seeded, of which the deals are that were won before anybody came:
// "U0ANN conversation" → 5.
func (s *stage) ledger() map[string]int64 {
	s.t.Helper()
	roster, err := s.pacer.db.Roster(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	sums := map[string]int64{}
	err = s.pacer.db.Export(s.t.Context(), coach.ActivityFilter{}, func(a coach.Activity) error {
		if k, ok := roster.Team(a.Team).KPI(a.KPI); ok && a.Source != "import" && a.Source != "deal" {
			sums[a.Person+" "+k.Name] += a.Count
		}
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return sums
}

// typed sums up what the people of the playground type in a span of time, but for one of them.
func (s *stage) typed(sums map[string]int64, after, upTo time.Time, but string) {
	s.t.Helper()
	roster, err := s.pacer.db.Roster(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	for _, d := range demoDeeds(demoTeams(), roster, after, upTo) {
		line, isLog := strings.CutPrefix(d.what, "/log ")
		if !isLog || d.who == but {
			continue
		}
		team := roster.TeamsOf(d.who)[0]
		read, err := coach.ParseLog(line, team.KPIs, coach.DayOf(d.at, roster.Zone(d.who, team)))
		if err != nil {
			s.t.Errorf("%s: %v", line, err)
		}
		for _, item := range read.Items {
			sums[d.who+" "+item.KPI.Name] += item.Count
		}
	}
}

// The first week of a newcomer, who is Ann. They find people who have talked; while they move the clock the others go
// on, and nobody types in Ann's name. Then they come back to what they left.
func TestPlaygroundIsAlive(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2026, time.November, 23, 20, 0, 0, 0, time.UTC)))
		path := filepath.Join(t.TempDir(), "pacer.db")
		s := openStage(t, path)

		// Friday's huddle with its wrap-up, its thread and an answer; the leaderboard, and people who liked it.
		gus := s.server.As("gus")
		mustShow(t, gus.Messages("sales-west"), "4 of 4 in. The huddle has closed")
		huddle := gus.Messages("sales-west")[0]
		mustShow(t, gus.Thread("sales-west", huddle.TS), "Bob plans")
		mustShow(t, gus.Thread("sales-west", huddle.TS), "How would you like to tell the customer?")
		mustShow(t, gus.Messages("sales-west"), "Leaderboard, 16 to 22 Nov")
		mustShow(t, gus.Messages("sales-north"), "Leaderboard, 16 to 22 Nov")
		mustShow(t, gus.Messages("general"), "The old network is off.")
		if private := s.server.As("ann").Messages("sales-west"); slices.ContainsFunc(private, func(m playground.Message) bool { return m.Ephemeral }) {
			t.Error("Ann finds what she was told in private on Friday")
		}
		if now := london(s.clock.Now()).Format("Mon 15:04"); now != "Mon 08:50" {
			t.Errorf("the clock says %s", now)
		}
		friday := s.opens.AddDate(0, 0, -3)
		want := map[string]int64{}
		s.typed(want, friday, s.opens, "")

		// A visitor opens the page as Ann, logs once, and lets the week pass.
		s.visit(map[string]any{"as": "U0ANN", "do": "command", "channel": "C0WEST", "line": "/log 5 conversations"})
		want["U0ANN conversation"] += 5
		monday := s.clock.Now()
		s.pass(110 * time.Hour) // until Friday night
		s.typed(want, monday, s.clock.Now(), "U0ANN")
		if got := s.ledger(); !maps.Equal(got, want) {
			t.Errorf("in the ledger: %v\nwas typed:     %v", got, want)
		}
		mustShow(t, gus.Messages("sales-west"), "Leaderboard, 23 to 29 Nov")
		mustShow(t, gus.Messages("sales-north"), "Skipping today: Hugo.")
		mustShow(t, s.server.As("maya").Messages(s.server.As("maya").DM()), "done: ") // what somebody had promised the Friday before
		mustShow(t, s.server.As("maya").Messages(s.server.As("maya").DM()), "You could ask: ")
		for _, m := range gus.Messages("sales-west") {
			for _, reply := range gus.Thread("sales-west", m.TS) {
				if m.TS > huddle.TS && stampOf(m).After(monday) && (reply.User == "U0ANN" || strings.HasPrefix(reply.Plain(), "Ann plans")) {
					t.Errorf("somebody typed in Ann's name: %s", reply.Plain())
				}
			}
		}
		s.stop()

		// The same file the next time: the clock goes on, and nothing is played again.
		s = openStage(t, path)
		if got := s.ledger(); !maps.Equal(got, want) {
			t.Errorf("in the ledger after a restart: %v\nbefore it: %v", got, want)
		}
		if now := london(s.clock.Now()).Format("Mon 2 Jan 15:04"); now != "Mon 30 Nov 08:50" {
			t.Errorf("the clock says %s", now)
		}
		s.pass(time.Hour)
		mustShow(t, s.server.As("gus").Messages("sales-west"), "of 4 in. Open until 11:00")
		s.stop()
	})
}

// stampOf is when a message was posted, to the second.
func stampOf(m playground.Message) time.Time {
	var sec int64
	if _, err := fmt.Sscanf(m.TS, "%d.", &sec); err != nil {
		return time.Time{}
	}
	return time.Unix(sec, 0)
}

// Whoever the visitor has been is left alone, a manager too; and people who are too late for something leave it.
func TestPlaygroundLeavesTheVisitorAlone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2026, time.November, 24, 10, 0, 0, 0, time.UTC)))
		s := openStage(t, filepath.Join(t.TempDir(), "pacer.db"))
		s.visit(map[string]any{"as": "U0ANN", "do": "home"})
		s.visit(map[string]any{"as": "U0MAYA", "do": "message", "channel": "C0WEST", "text": "Good morning"})
		before := s.clock.Now()
		s.pass(27 * time.Hour)
		gus := s.server.As("gus")
		for _, m := range gus.Messages("sales-west") {
			for _, r := range gus.Thread("sales-west", m.TS) {
				if stampOf(r).After(before) && (r.User == "U0ANN" || r.User == "U0MAYA" && r.Text != "Good morning") {
					t.Errorf("%s: %s", r.User, r.Text)
				}
			}
		}
		// The machine sleeps for a night, in which the clock goes on and nobody acts.
		ledger := s.ledger()
		release := s.hands.life.hold()
		s.clock.forward(s.clock.Now().Add(9 * time.Hour))
		if err := s.hands.life.until(t.Context(), s.clock.Now().Add(-deedWindow)); err != nil {
			t.Error(err)
		}
		release()
		if got := s.ledger(); !maps.Equal(got, ledger) {
			t.Errorf("in the night there came in: %v, before it: %v", got, ledger)
		}
		s.stop()
	})
}

// What people do is decided by the person and the day: however a span is cut into moves of the clock, the same things
// happen at the same instants, on working days and by day.
func TestDemoDeeds(t *testing.T) {
	db := newStore(t)
	for _, d := range demoTeams() {
		d.Team.Holidays = []coach.Holiday{{Day: coach.DayOf(londonNoon.AddDate(0, 0, 2), time.UTC)}} // a Wednesday
		teamOf(t, db, d.Team)
	}
	if err := db.Commit(t.Context(), coach.Change{At: londonNoon, People: demoPeople()}); err != nil {
		t.Fatal(err)
	}
	roster, err := db.Roster(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	lines := func(list []deed) []string {
		var out []string
		for _, d := range list {
			out = append(out, d.at.Format(time.RFC3339)+" "+d.who+" "+d.what)
		}
		return out
	}
	end := londonNoon.AddDate(0, 0, 14)
	all := demoDeeds(demoTeams(), roster, londonNoon, end)
	for _, d := range all {
		team := roster.Teams[max(0, slices.IndexFunc(roster.Teams, func(t *coach.Team) bool { return t.Manages(d.who) || slices.Contains(t.Reps, d.who) }))]
		at := d.at.In(roster.Zone(d.who, team))
		day := coach.DayOf(at, at.Location())
		if !coach.CalendarOf(team, coach.Person{}).Works(day) || at.Hour() < 7 || at.Hour() > 21 {
			t.Errorf("%s does %q at %s", d.who, d.what, at)
		}
	}
	if len(all) < 200 {
		t.Errorf("only %d deeds in two weeks", len(all))
	}
	rapid.Check(t, func(rt *rapid.T) {
		cut := londonNoon.Add(time.Duration(rapid.Int64Range(0, int64(end.Sub(londonNoon))).Draw(rt, "cut")))
		parts := slices.Concat(demoDeeds(demoTeams(), roster, londonNoon, cut), demoDeeds(demoTeams(), roster, cut, end))
		if !slices.Equal(lines(parts), lines(all)) {
			rt.Errorf("cut at %s, other things happen", cut)
		}
	})
}
