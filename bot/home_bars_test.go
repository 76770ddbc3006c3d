package bot

import (
	"testing"

	"example.com/pacer/bot/coach"
)

// The line where pace is by now moves with the day, however few the target asks for: beside a bar of twenty that of two would
// stand still, as if it were another week.
func TestTheLineOfPaceMovesWithTheDay(t *testing.T) {
	for expected, want := range map[int64]string{0: "│░░░░░░░░░░", 400: "░░│░░░░░░░░", 999: "░░░░│░░░░░░", 2000: "░░░░░░░░░░│"} {
		if got := paceBar(coach.Pace{Target: 2, Expected: expected, Status: coach.OnPace}); got != want {
			t.Errorf("%d thousandths of 2 expected: %s, want %s", expected, got, want)
		}
	}
}
