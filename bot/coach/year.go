package coach

import "time"

// A Fiscal is the date on which a team's year begins. Its months begin on that day of the calendar's months, and its
// quarters are three of them each.
type Fiscal struct {
	Month time.Month // 0 is January
	Day   int        // 1 to 28; 0 is the first
}

// A Year says how a team cuts the time into weeks, months and quarters.
type Year struct {
	Week   time.Weekday // first day of the week
	Fiscal Fiscal
}

// Year returns how the team cuts the time.
func (t *Team) Year() Year { return Year{Week: t.WeekStart, Fiscal: t.Fiscal} }

// months returns the run of n months of the team's year that holds d; n divides twelve.
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
