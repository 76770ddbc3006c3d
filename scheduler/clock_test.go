package scheduler

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// A jump is a clock on the wall that somebody sets.
type jump struct {
	after time.Duration // real time since the one before
	by    time.Duration // forward, or back where negative
}

// TestAClockThatJumps sets the clock forward and back at random instants of some days. Whatever it shows, no occurrence
// runs twice, each one that the clock has passed is recorded, none is left claimed, and nobody sleeps for longer than
// 30 seconds without looking at the clock again.
func TestAClockThatJumps(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		jumps := rapid.SliceOfN(rapid.Custom(func(r *rapid.T) jump {
			after := rapid.Int64Range(0, int64(30*time.Hour)).Draw(r, "after")
			by := rapid.OneOf(
				rapid.Int64Range(-int64(time.Minute), int64(time.Minute)), // a correction
				rapid.Int64Range(-int64(3*time.Hour), int64(3*time.Hour)), // summer time taken for winter time
				rapid.Int64Range(-int64(50*time.Hour), int64(50*time.Hour)),
			).Draw(r, "by")
			return jump{time.Duration(after), time.Duration(by)}
		}), 0, 8).Draw(r, "jumps")
		var faults []string
		synctest.Test(t, func(t *testing.T) { faults = underJumps(t, jumps) })
		if len(faults) > 0 {
			r.Fatalf("%s", strings.Join(faults, "\n"))
		}
	})
}

// underJumps runs some days with those jumps and returns what was wrong.
func underJumps(t *testing.T, jumps []jump) (faults []string) {
	clock := &wallClock{}
	var (
		mu           sync.Mutex
		read         = time.Now()
		longestSleep time.Duration
	)
	look := func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		longestSleep = max(longestSleep, time.Since(read))
		read = time.Now()
		return clock.now()
	}
	m := newMemory(huddleOf("West", "0 9 * * *", "UTC"), nudgeOf("30 11,16 * * *", "UTC"))
	st := &stage{memory: m, now: clock.now}
	begun := clock.now()
	_, stop := begin(t, m, st, Config{Now: look})
	for _, j := range jumps {
		time.Sleep(j.after)
		clock.set(j.by)
	}
	time.Sleep(time.Hour)
	synctest.Wait()
	stop()

	if longestSleep > 30*time.Second {
		faults = append(faults, fmt.Sprintf("slept for %v", longestSleep))
	}
	seen := map[string]bool{}
	for _, line := range st.played() {
		line, _, _ = strings.Cut(line, " late by")
		if seen[line] {
			faults = append(faults, "twice: "+line)
		}
		seen[line] = true
	}
	ended := map[string]bool{}
	for _, line := range m.journal() {
		words := strings.Fields(line)
		if !strings.HasPrefix(words[4], "done") && !strings.HasPrefix(words[4], "skipped") {
			faults = append(faults, "has no end: "+line)
		}
		ended[strings.Join(words[:4], " ")] = true
	}
	// What the clock shows now has passed, unless it was never shown: between there and back.
	for at := begun.Add(9 * time.Hour); at.Before(clock.now().Add(-45 * time.Minute)); at = at.Add(24 * time.Hour) {
		if line := "huddle West " + at.Format(time.DateTime); !ended[line] {
			faults = append(faults, "left no row: "+line)
		}
	}
	return faults
}
