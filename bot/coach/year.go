package coach

import (
	"fmt"
	"strings"
	"time"
)

// A Fiscal is the date on which a team's year begins. Its months begin on that day of the calendar's months, and its
// quarters are three of them each. Days up to the 28th, which every month has: with the 31st a month would begin in the
// one behind it.
type Fiscal struct {
	Month time.Month // 0 is January
	Day   int        // 1 to 28; 0 is the first
}

// String is the date as people write it, "1 Feb"; it is what ParseFiscal reads.
func (f Fiscal) String() string {
	return fmt.Sprintf("%d %.3s", max(f.Day, 1), max(f.Month, time.January))
}

// ParseFiscal reads the date on which a year begins, "1 Feb" or "1 February". One that begins with the calendar's is the
// zero value. The error is a sentence.
func ParseFiscal(text string) (Fiscal, error) {
	for _, layout := range []string{"2 Jan", "2 January"} {
		at, err := time.Parse(layout, strings.TrimSpace(text))
		switch {
		case err != nil:
			continue
		case at.Day() > lastFiscalDay:
			return Fiscal{}, fmt.Errorf("%q is a day that some months do not have: a year begins on one of the first %d", text, lastFiscalDay)
		case at.YearDay() == 1:
			return Fiscal{}, nil
		}
		return Fiscal{Month: at.Month(), Day: at.Day()}, nil
	}
	return Fiscal{}, fmt.Errorf("%q is no day of the year: say on which one it begins, such as 1 Feb", text)
}

// lastFiscalDay is the last day that every month has.
const lastFiscalDay = 28

// A Year says how a team cuts the time into weeks, months and quarters.
type Year struct {
	Week   time.Weekday // first day of the week
	Fiscal Fiscal
}

// Year returns how the team cuts the time.
func (t *Team) Year() Year { return Year{Week: t.WeekStart, Fiscal: t.Fiscal} }

// months returns the run of n months of the team's year that holds d; n divides twelve. Without a day of the zero
// Fiscal it is the calendar's own month. Both ends are included.
func (y Year) months(d Day, n int) Span {
	first := max(y.Fiscal.Day, 1)
	year, month, day := d.Date()
	if day < first {
		month-- // still the month that began in the calendar's month before; NewDay carries a 0 over
	}
	// How many months have passed since the last one that a run of n began with.
	month -= time.Month((int(month-max(y.Fiscal.Month, 1))%n + n) % n)
	return Span{NewDay(year, month, first), NewDay(year, month+time.Month(n), first) - 1}
}
