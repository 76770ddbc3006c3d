package coach

import (
	"strings"
	"time"
)

// WeekInWords writes which parts of a week somebody works, in the order of a week that begins on first: "Mon to Wed, Thu
// mornings"; "" for a week of nothing. Days of the same part that follow one another are said as a run, though not over
// the end of the week: "Sat and Sun" of a week from Monday, "Sun" and "Sat" of one from Sunday.
func WeekInWords(week [7]Part, first time.Weekday) string {
	var said []string
	for i := 0; i < len(week); {
		// Other bits than the two halves say nothing, and would part days that are alike.
		part := week[(int(first)+i)%7] & WholeDay
		end := i + 1
		for end < len(week) && week[(int(first)+end)%7]&WholeDay == part {
			end++
		}
		if part != 0 {
			said = append(said, daysInWords(first, i, end)+partWords[part])
		}
		i = end
	}
	return strings.Join(said, ", ")
}

// partWords follow the days that are worked so. A whole day has no word behind it.
var partWords = map[Part]string{Morning: " mornings", Afternoon: " afternoons"}

// daysInWords names a run of days of a week that begins on first: from the i-th day to the one before the end-th. Three
// letters, as calendars have them; two days are never said as a range.
func daysInWords(first time.Weekday, i, end int) string {
	short := func(n int) string { return ((first + time.Weekday(n)) % 7).String()[:3] }
	switch end - i {
	case 1:
		return short(i)
	case 2:
		return short(i) + " and " + short(i+1)
	default:
		return short(i) + " to " + short(end-1)
	}
}

// Whole is a week of whole days. It is what a form of one's own week begins with, where somebody has none.
func (w Weekdays) Whole() (week [7]Part) {
	for day, works := range w {
		if works {
			week[day] = WholeDay
		}
	}
	return week
}
