package bot

// How much of a target is done, as a picture that is text: it stands on every client, and on a phone in one line.

import (
	"strings"

	"example.com/pacer/bot/coach"
)

// homeCells is how long a bar of the Home is. Some screen readers name each of its characters, so it is short, and stands
// behind the words, which say the same: whoever hears it has heard everything by then.
const homeCells = 10

// paceBar draws how much of the target is done, and with a line where pace is by now; "" without a target. What is done
// beyond the target makes no bar longer. It is no code, which Slack shows in red: nothing here is an alarm.
func paceBar(p coach.Pace) string {
	if p.Status == coach.NoTarget || p.Target <= 0 {
		return ""
	}
	const thousandths = 1000 // Expected counts them, see coach.Pace
	full := cells(float64(p.Done), float64(p.Target))
	bar := []rune(strings.Repeat("█", full) + strings.Repeat("░", homeCells-full))
	if p.Status == coach.Reached {
		return string(bar)
	}
	// Not in whole units: of two proposals a week the line would stand at nothing until Wednesday.
	at := cells(float64(p.Expected)/thousandths, float64(p.Target))
	return string(bar[:at]) + "│" + string(bar[at:])
}

// cells is how many cells of a bar some part of a whole fills: none of nothing, and all of them only with all of it.
func cells(part, whole float64) int {
	if part >= whole {
		return homeCells
	}
	// In floating point, as money times ten may not fit: a cell is not that fine.
	return min(homeCells-1, max(0, int(part/whole*homeCells)))
}
