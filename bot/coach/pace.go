package coach

import "time"

// Hours are a person's working hours on a working day, in minutes after midnight of their wall clock.
type Hours struct{ From, To int }

// A Calendar says when one person works.
type Calendar struct {
	Working  Weekdays
	Holidays []Day  // ascending
	DaysOff  []Span // in no order
	Start    Day    // first day with the team; zero when unknown
	Hours    Hours
	Week     time.Weekday // first day of the week
}

// CalendarOf returns the calendar of a person in a team.
func CalendarOf(t *Team, p Person) Calendar { panic("to come") }

// HalfDays returns how much of the day the person works: 0, 1 or 2 halves.
func (c Calendar) HalfDays(d Day) int { panic("to come") }

// Works tells whether the person works on that day at all.
func (c Calendar) Works(d Day) bool { panic("to come") }

// Next returns the first working day after d; ok is false when there is none within a year.
func (c Calendar) Next(d Day) (next Day, ok bool) { panic("to come") }

// Status tells how a person stands against their pace.
type Status string

// The states of pace.
const (
	NoTarget Status = "no target"
	Ahead    Status = "ahead"   // at least one whole unit more than expected by now
	OnPace   Status = "on pace" // less than one whole unit away
	Behind   Status = "behind"  // at least one whole unit less than expected by now
	Reached  Status = "reached" // the period's target is done
)

// A Pace is where one person stands with one KPI in one period.
type Pace struct {
	KPI      KPI
	Per      Period
	Span     Span
	Target   int64 // for this person's period
	Done     int64 // so far in the period
	Today    int64 // of it, done today
	Expected int64 // by now, in thousandths of the KPI's unit, rounded down
	Gap      int64 // whole units behind; 0 when not behind
	Lead     int64 // whole units ahead; 0 when not ahead
	Left     int64 // still to do in the period
	DaysLeft int   // half days of work left in the period, today included
	PerDay   int64 // what is left per remaining working day, rounded up; 0 when nothing is left or no day is
	Status   Status
}

// PaceOf computes pace at the instant now for a person whose wall clock is loc. Done and today are sums of
// the ledger over the period so far and over today.
func PaceOf(kpi KPI, target Target, done, today int64, cal Calendar, now time.Time, loc *time.Location) Pace {
	panic("to come")
}

// Percent is Done as a percentage of what was expected by now, rounded down; ok is false when nothing was
// expected yet.
func (p Pace) Percent() (percent int, ok bool) { panic("to come") }

// TodayNeeds is the number to plan for today: what is left at the start of today spread over the remaining
// working days, rounded up. 0 on a day off.
func (p Pace) TodayNeeds() int64 { panic("to come") }

// Line says the pace in one line of plain text: "3 today · 12 of 20 this week · on pace · 4 a day to go".
func (p Pace) Line() string { panic("to come") }
