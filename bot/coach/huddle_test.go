package coach

import (
	"testing"
	"time"
)

// A team says how long its huddle runs; what it does not say is as usual, also when what it says is the usual.
func TestHuddleTimes(t *testing.T) {
	for _, test := range []struct {
		remind, closing int
		want            HuddleTimes
		reminded        time.Duration
		faults          []string
	}{
		{0, 0, HuddleTimes{}, 45 * time.Minute, nil},
		{45, 120, HuddleTimes{}, 45 * time.Minute, nil},
		{30, 90, HuddleTimes{30, 90}, 30 * time.Minute, nil},
		{45, 50, HuddleTimes{0, 50}, 45 * time.Minute, nil},
		{0, 30, HuddleTimes{0, 30}, 15 * time.Minute, nil}, // half-way
		{45, 30, HuddleTimes{45, 30}, 45 * time.Minute, []string{"huddle/remind_after"}},
		{4, 0, HuddleTimes{4, 0}, 4 * time.Minute, []string{"huddle/remind_after"}},
		{116, 120, HuddleTimes{116, 0}, 116 * time.Minute, []string{"huddle/remind_after"}},
		{-1, 0, HuddleTimes{-1, 0}, -time.Minute, []string{"huddle/remind_after"}},
		{0, 9, HuddleTimes{0, 9}, 270 * time.Second, []string{"huddle/close_after"}},
		{0, 721, HuddleTimes{0, 721}, 45 * time.Minute, []string{"huddle/close_after"}},
	} {
		got := NewHuddleTimes(test.remind, test.closing)
		if got != test.want || got.RemindAfter() != test.reminded {
			t.Errorf("%d, %d: got %+v, reminded after %v; want %+v, %v", test.remind, test.closing, got, got.RemindAfter(), test.want, test.reminded)
		}
		team := soundTeam()
		team.Huddle = got
		var faults []string
		for _, f := range CheckTeam(team, TeamRules{}) {
			faults = append(faults, f.Field)
		}
		if len(faults) != len(test.faults) || len(faults) > 0 && faults[0] != test.faults[0] {
			t.Errorf("%d, %d: faults at %q, want %q", test.remind, test.closing, faults, test.faults)
		}
	}
}
