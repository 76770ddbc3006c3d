package playground

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// TestElapsed: how long an acknowledgement took is told by the stopwatch; a clock that was moved meanwhile has no part in
// it.
func TestElapsed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var moved atomic.Int64
		began := time.Now()
		w := newWorld(t, func(cfg *Config) {
			cfg.Journal = true
			cfg.Now = func() time.Time { return time.Now().Add(time.Duration(moved.Load())) }
			cfg.Elapsed = func() time.Duration { return time.Since(began) }
		})
		b := &fakeBot{w: w, answer: func(string, map[string]any) map[string]any {
			moved.Store(int64(time.Hour))
			time.Sleep(40 * time.Millisecond)
			return map[string]any{}
		}}
		defer b.connect()()
		if err := w.s.As("ann").Slash("C0WEST", "/pip"); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		var took []time.Duration
		for _, e := range w.s.Journal() {
			if e.Kind == KindAck {
				took = append(took, e.Took)
			}
		}
		if len(took) != 1 || took[0] != 40*time.Millisecond {
			t.Errorf("took %v", took)
		}
	})
}
