package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"example.com/pacer/bot/coach"
	"example.com/pacer/bot/playground"
	"example.com/pacer/store"
)

// Every few hours Slack closes each connection and asks for a new one, not all at the same moment. A crowd logs a thousand
// times before, while and after it does: each is acknowledged within Slack's three seconds, and each is counted once.
func TestARefreshLosesNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const (
			logs   = 1000
			before = 16_200 * time.Second // no connection ends sooner, and each does within the half hour after it
			every  = 2 * time.Second
		)
		time.Sleep(time.Until(time.Date(2026, time.November, 23, 10, 0, 0, 0, time.UTC)))
		s := &story{dir: t.TempDir(), zone: time.UTC, logs: &lockedBuffer{}}
		s.path = filepath.Join(s.dir, "pacer.db")
		defer s.end()
		openCrowd(t, s)

		time.Sleep(before)
		var wg sync.WaitGroup
		var failed atomic.Int64
		for i := range logs {
			wg.Go(func() {
				line := fmt.Sprintf("/log 1 conversation # %d", i)
				if err := s.slack.As(crowdTeam().Reps[i%crowd]).Slash(demoWest.Channel.ID, line); err != nil {
					failed.Add(1)
				}
			})
			time.Sleep(every)
		}
		wg.Wait()
		if n := strings.Count(s.logs.String(), "socket closed"); n < 2 {
			t.Errorf("%d connections were closed: that proves nothing", n)
		}
		counted := 0
		err := s.running.db.Export(t.Context(), coach.ActivityFilter{}, func(coach.Activity) error { counted++; return nil })
		if err != nil || failed.Load() > 0 || counted != logs {
			t.Errorf("of %d logs %d failed and %d are counted, %v", logs, failed.Load(), counted, err)
		}
	})
}

// openCrowd opens the Slack of a crowd, and serves it.
func openCrowd(t *testing.T, s *story) {
	t.Helper()
	s.town = func(c *playground.Config) { c.Workspace = crowdWorkspace() }
	if err := s.open(); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), s.path, store.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ApplyTeam(t.Context(), crowdTeam(), time.Now()); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.serve(); err != nil {
		t.Fatal(err)
	}
}
