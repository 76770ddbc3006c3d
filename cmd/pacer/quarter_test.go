package main

import (
	"flag"
	"maps"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"example.com/pacer/bot/coach"
	"example.com/pacer/bot/playground"
)

// weeks is how long TestQuarter goes on. A quarter takes about 12 s of processor time.
var weeks = flag.Int("weeks", 2, "weeks that TestQuarter lives through; a quarter is 13")

// TestQuarter lives through a quarter of two teams in virtual time: the people of the playground log, come to the
// huddles and file their weeks, and the page's clock is moved from week to week. At the end every ritual was held or has
// a reason, nothing was said twice, and the ledger is what was typed.
//
// By default it is shorter than a quarter, for the sake of those who wait for it: go test -run TestQuarter ./cmd/pacer -weeks 13.
func TestQuarter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := openStage(t, filepath.Join(t.TempDir(), "pacer.db"))
		defer s.stop()
		began := s.clock.Now()
		sums := s.ledger()
		for range *weeks {
			s.pass(7 * 24 * time.Hour)
		}
		if lived := s.clock.Now().Sub(began); lived < time.Duration(*weeks)*7*24*time.Hour {
			t.Fatalf("only %v have passed", lived)
		}
		s.typed(sums, began, s.clock.Now(), "")
		if got := s.ledger(); !maps.Equal(got, sums) {
			t.Errorf("the ledger holds\n%v\ntyped was\n%v", got, sums)
		}
		s.held(began, *weeks)
		s.saidOnce()
	})
}

// held looks at every ritual since an instant: none is without an end, each skipped one has a reason, and there are as
// many of those that come by the calendar as there must be.
func (s *stage) held(since time.Time, weeks int) {
	s.t.Helper()
	all, err := s.pacer.db.Occurrences(s.t.Context(), 1_000_000)
	if err != nil {
		s.t.Fatal(err)
	}
	done := map[string]int{}
	for _, o := range all {
		switch {
		case !o.Due.After(since) || o.Due.After(s.clock.Now()):
		case o.State == coach.Done:
			done[o.Team+" "+string(o.Kind)]++
		case o.State != coach.Skipped || o.Reason == "":
			s.t.Errorf("a ritual has neither an end nor a reason: %+v", o)
		}
	}
	roster, err := s.pacer.db.Roster(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	for _, team := range roster.Teams {
		if n := done[team.ID+" "+string(coach.Leaderboard)]; n != weeks {
			s.t.Errorf("%s had %d leaderboards in %d weeks", team.Name, n, weeks)
		}
		if n := done[team.ID+" "+string(coach.Huddle)]; n < 5*weeks-3 { // but for holidays
			s.t.Errorf("%s had %d huddles in %d weeks", team.Name, n, weeks)
		}
		if n := done[team.ID+" "+string(coach.CheckIn)]; n < weeks { // one a zone
			s.t.Errorf("%s had %d check-ins in %d weeks", team.Name, n, weeks)
		}
	}
}

// saidOnce looks for messages of the app that are there twice: each carries a key of its own in its metadata.
func (s *stage) saidOnce() {
	s.t.Helper()
	seen := map[string]playground.Message{}
	look := func(list []playground.Message) {
		for _, m := range list {
			if m.Metadata == nil {
				continue
			}
			if first, twice := seen[string(m.Metadata)]; twice && (first.TS != m.TS || first.Channel != m.Channel) {
				s.t.Errorf("said twice: %s at %s and %s", m.Plain(), first.TS, m.TS)
			}
			seen[string(m.Metadata)] = m
		}
	}
	for _, u := range demoWorkspace().Users {
		who := s.server.As(u.ID)
		for _, channel := range slices.Concat([]string{who.DM()}, []string{"sales-west", "sales-north"}) {
			tops := who.Messages(channel)
			look(tops)
			for _, m := range tops {
				if m.ReplyCount > 0 {
					look(who.Thread(channel, m.TS))
				}
			}
		}
	}
	if len(seen) == 0 {
		s.t.Error("nothing was said")
	}
}
