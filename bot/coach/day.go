package coach

import (
	"fmt"
	"time"
)

// A Day is a civil date, independent of any zone: the number of days since 1970-01-01. Days compare and
// subtract like the integers that they are.
type Day int32

// DayOf returns the civil date that the instant t falls on in loc.
func DayOf(t time.Time, loc *time.Location) Day {
	return NewDay(t.In(loc).Date())
}

// NewDay returns the day of a year, month and day of the month; values outside their ranges carry over, as
// in [time.Date].
func NewDay(year int, month time.Month, day int) Day {
	return Day(floorDiv(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix(), secondsPerDay))
}

// ParseDay reads a date written as 2006-01-02 and nothing else.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fmt.Errorf("day %q: want a date such as 2026-11-23", s)
	}
	return NewDay(t.Date()), nil
}

// String writes the day as 2006-01-02.
func (d Day) String() string {
	// By hand where four digits are a year: every query for a total asks, and time.Format costs five times as much.
	year, month, day := d.Date()
	if year < 0 || year > 9999 {
		return d.midnight().Format(time.DateOnly)
	}
	return string([]byte{
		digit(year / 1000), digit(year / 100), digit(year / 10), digit(year), '-',
		digit(int(month) / 10), digit(int(month)), '-', digit(day / 10), digit(day),
	})
}

// digit is the last decimal digit of a number that is not negative.
func digit(n int) byte { return byte('0' + n%10) }

// Format writes the day by a layout of the time package, such as "Mon 2 Jan".
func (d Day) Format(layout string) string { return d.midnight().Format(layout) }

// Date returns the year, the month and the day of the month.
func (d Day) Date() (int, time.Month, int) { return d.midnight().Date() }

// Weekday returns the day of the week.
func (d Day) Weekday() time.Weekday { return d.midnight().Weekday() }

const secondsPerDay = 24 * 60 * 60

func (d Day) midnight() time.Time { return time.Unix(int64(d)*secondsPerDay, 0).UTC() }

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// A Span is a run of days, both ends included. A span whose To is before its From is empty.
type Span struct{ From, To Day }

// Contains tells whether d lies in the span.
func (s Span) Contains(d Day) bool { return s.From <= d && d <= s.To }

// Days returns how many days the span has, 0 when it is empty.
func (s Span) Days() int { return max(0, int(s.To-s.From)+1) }

// A Period is a length of the calendar that targets are set for.
type Period string

// The periods that a target may be set for.
const (
	Daily     Period = "day"
	Weekly    Period = "week"
	Monthly   Period = "month"
	Quarterly Period = "quarter"
)

// Span returns the period that holds d, in full, as the year is cut. The zero Year is the calendar's, with weeks that
// start on Sunday.
func (p Period) Span(d Day, y Year) Span {
	switch p {
	case Weekly:
		from := d - Day((int(d.Weekday())-int(y.Week)+7)%7)
		return Span{from, from + 6}
	case Monthly:
		return y.months(d, 1)
	case Quarterly:
		return y.months(d, 3)
	default:
		return Span{d, d}
	}
}

// This names the current period to a person: "today", "this week".
func (p Period) This() string {
	switch p {
	case Weekly, Monthly, Quarterly:
		return "this " + string(p)
	default:
		return "today"
	}
}
