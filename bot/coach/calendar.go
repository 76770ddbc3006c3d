package coach

import (
	"cmp"
	"slices"
	"time"
)

// Hours are a person's working hours on a working day, in minutes after midnight of their wall clock.
type Hours struct{ From, To int }

// OfficeHours are the working hours of somebody who has set none: 09:00 to 17:30.
var OfficeHours = Hours{From: 9 * 60, To: 17*60 + 30}

// valid tells whether the hours are a stretch of one day that is longer than nothing.
func (h Hours) valid() bool { return 0 <= h.From && h.From < h.To && h.To <= 24*60 }

// orOffice returns the hours, or OfficeHours when they are no hours at all.
func (h Hours) orOffice() Hours {
	if !h.valid() {
		return OfficeHours
	}
	return h
}

// A Calendar says when one person works.
type Calendar struct {
	Working  Weekdays
	Holidays []Holiday // ascending by day
	DaysOff  []Span    // in no order
	Start    Day       // first day with the team; zero when unknown
	Hours    Hours     // OfficeHours when it is the zero value
	Year     Year
}

// CalendarOf returns the calendar of a person in a team. A team that names no working days works from Monday
// to Friday.
func CalendarOf(t *Team, _ Person) Calendar {
	c := Calendar{Working: t.WorkingDays, Holidays: t.Holidays, Hours: OfficeHours, Year: t.Year()}
	if c.Working == (Weekdays{}) {
		c.Working = Weekdays{time.Monday: true, time.Tuesday: true, time.Wednesday: true, time.Thursday: true, time.Friday: true}
	}
	return c
}

// fullDay is how many half days a whole day has.
const fullDay = 2

// HalfDays returns how much of the day the person works: 0, 1 or 2 halves. Nobody works before their start
// date, on a holiday, or on a day off.
func (c Calendar) HalfDays(d Day) int {
	if c.Start != 0 && d < c.Start {
		return 0
	}
	return c.halvesWithoutStart(d)
}

// halvesWithoutStart is HalfDays as if the person had been there for ever. It is what a target for a whole
// period is made for.
func (c Calendar) halvesWithoutStart(d Day) int {
	if !c.Working[d.Weekday()] {
		return 0
	}
	if _, holiday := HolidayOn(c.Holidays, d); holiday {
		return 0
	}
	if slices.ContainsFunc(c.DaysOff, func(s Span) bool { return s.Contains(d) }) {
		return 0
	}
	return fullDay
}

// Works tells whether the person works on that day at all.
func (c Calendar) Works(d Day) bool { return c.HalfDays(d) > 0 }

// daysAhead is how far Next looks: whoever does not work for a year has no next working day.
const daysAhead = 366

// Next returns the first working day after d; ok is false when there is none within a year.
func (c Calendar) Next(d Day) (next Day, ok bool) {
	for next := d + 1; next <= d+daysAhead; next++ {
		if c.Works(next) {
			return next, true
		}
	}
	return 0, false
}

// HolidayOn finds the holiday of a day among holidays that ascend.
func HolidayOn(holidays []Holiday, d Day) (h Holiday, ok bool) {
	i, ok := slices.BinarySearchFunc(holidays, d, func(h Holiday, d Day) int { return cmp.Compare(h.Day, d) })
	if !ok {
		return Holiday{}, false
	}
	return holidays[i], true
}
