package coach

import (
	"math"
	"math/bits"
	"strings"
	"time"
)

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
	Target   int64 // for this person's period; 0 when there is none, or they work on no day of it
	Done     int64 // so far in the period
	Today    int64 // of it, done today
	Expected int64 // by now, in thousandths of what Done counts, rounded down
	Gap      int64 // behind by, cut to whole units (for money: minor units of whole ones); 0 when not behind
	Lead     int64 // ahead by, cut in the same way; 0 when not ahead; set beside Reached too
	Left     int64 // still to do in the period
	HalfDays int   // half days of work in the whole period
	DaysLeft int   // half days of work left in the period, today included
	TodayIs  int   // half days of work today: 0 on a day off
	PerDay   int64 // what is left per remaining working day, rounded up to a whole unit; 0 when nothing is left or no day is
	Status   Status
}

// PaceOf computes pace at the instant now for a person whose wall clock is loc. Done and today are sums of
// the ledger over the period so far and over today, where the period is target.Per.Span of the person's today.
//
// What is expected grows with the person's working time: evenly over the working hours of each working day,
// from nothing when the period's first working day begins to the target when its last one ends. Working hours
// are those of the wall clock, so a day on which the clocks change is a day like any other. Somebody who
// starts in the middle of the period has the part of the target that falls to the working days from then on.
// Holidays and days off leave the target as it is: it is spread over the other days.
func PaceOf(kpi KPI, target Target, done, today int64, cal Calendar, now time.Time, loc *time.Location) Pace {
	day := DayOf(now, loc)
	p := Pace{KPI: kpi, Per: target.Per, Span: target.Per.Span(day, cal.Year), Done: done, Today: today}
	var sum workingTime
	sum.add(cal, p.Span, day)
	p.HalfDays, p.DaysLeft, p.TodayIs = sum.all, sum.left, cal.HalfDays(day)
	p.Target = share(target.Count, sum.all, sum.unabridged, kpi.Whole())
	p.Left = max(0, p.Target-done)
	p.PerDay = spread(p.Left, fullDay, p.DaysLeft, kpi.Whole())
	hours := cal.Hours.orOffice()
	worked := uint64(sum.before)*hours.seconds() + uint64(p.TodayIs)*hours.elapsed(now.In(loc))
	p.judge(worked, uint64(sum.all)*hours.seconds())
	return p
}

// workingTime counts the half days of a period.
type workingTime struct {
	unabridged int // had the person been there from the beginning
	all        int // that the person works
	before     int // of them, before today
	left       int // of them, today and later
}

func (w *workingTime) add(cal Calendar, span Span, today Day) {
	for d := span.From; d <= span.To; d++ {
		halves := cal.halvesWithoutStart(d)
		w.unabridged += halves
		if d < cal.Start {
			continue
		}
		w.all += halves
		if d < today {
			w.before += halves
		} else {
			w.left += halves
		}
	}
}

// seconds is how long a working day is.
func (h Hours) seconds() uint64 { return uint64(h.To-h.From) * 60 }

// elapsed is how much of the working hours has passed at a wall clock, in seconds.
func (h Hours) elapsed(wall time.Time) uint64 {
	second := wall.Hour()*3600 + wall.Minute()*60 + wall.Second()
	return uint64(min(max(second, h.From*60), h.To*60) - h.From*60)
}

// judge sets what is expected after worked of total working time, and what follows from it.
func (p *Pace) judge(worked, total uint64) {
	if p.Target <= 0 || total == 0 {
		p.Target, p.Left, p.PerDay, p.Status = 0, 0, 0, NoTarget
		return
	}
	expected, rest := mulDiv(uint64(p.Target), worked, total)
	thousandths, tail := mulDiv(rest, 1000, total)
	p.Expected = satAdd(satMul(int64(expected), 1000), int64(thousandths))
	// The part of a unit that is expected counts against a lead and not for a gap: both are cut to what is
	// certain.
	ceiling := int64(expected)
	if thousandths > 0 || tail > 0 {
		ceiling++
	}
	whole := p.KPI.Whole()
	p.Gap = max(0, int64(expected)-p.Done) / whole * whole
	p.Lead = max(0, p.Done-ceiling) / whole * whole
	switch {
	case p.Done >= p.Target:
		p.Status = Reached
	case p.Gap > 0:
		p.Status = Behind
	case p.Lead > 0:
		p.Status = Ahead
	default:
		p.Status = OnPace
	}
}

// maxPercent bounds Percent: a minute after the week began, one of anything is thousands of per cent.
const maxPercent = 9999

// Percent is Done as a percentage of what was expected by now, rounded down and at most 9,999; ok is false
// when nothing was expected yet.
func (p Pace) Percent() (percent int, ok bool) {
	if p.Expected <= 0 {
		return 0, false
	}
	if p.Done <= 0 {
		return 0, true
	}
	hi, lo := bits.Mul64(uint64(p.Done), 100*1000)
	if hi >= uint64(p.Expected) {
		return maxPercent, true
	}
	q, _ := bits.Div64(hi, lo, uint64(p.Expected))
	return int(min(q, maxPercent)), true
}

// TodayNeeds is the number to plan for today: what is left at the start of today spread over the remaining
// working days, rounded up to a whole unit. 0 on a day off.
func (p Pace) TodayNeeds() int64 {
	return spread(max(0, p.Target-(p.Done-p.Today)), p.TodayIs, p.DaysLeft, p.KPI.Whole())
}

// spread returns the part of left that falls to some of the remaining half days, rounded up to a multiple of
// whole; 0 when no half day remains.
func spread(left int64, some, remaining int, whole int64) int64 {
	if left <= 0 || some <= 0 || remaining <= 0 {
		return 0
	}
	units := (left-1)/whole + 1
	q, rest := mulDiv(uint64(units), uint64(min(some, remaining)), uint64(remaining))
	if rest > 0 {
		q++
	}
	return satMul(int64(q), whole)
}

// share returns the part of count that falls to some of all half days, rounded to the nearest multiple of
// whole; count itself when it is all of them.
func share(count int64, some, all int, whole int64) int64 {
	if count <= 0 || some <= 0 || all <= 0 {
		return 0
	}
	if some >= all {
		return count
	}
	q, rest := mulDiv(uint64(count), uint64(some), uint64(all)*uint64(whole))
	if rest >= (uint64(all)*uint64(whole)+1)/2 {
		q++
	}
	return int64(q) * whole
}

// mulDiv returns a·b/c and its remainder, exactly, through a product of 128 bits. The quotient must fit: in
// this package b is at most c.
func mulDiv(a, b, c uint64) (quotient, rest uint64) {
	hi, lo := bits.Mul64(a, b)
	return bits.Div64(hi, lo, c)
}

// satMul multiplies non-negative numbers and stops at the largest int64.
func satMul(a, b int64) int64 {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	if hi > 0 || lo > math.MaxInt64 {
		return math.MaxInt64
	}
	return int64(lo)
}

// satAdd adds non-negative numbers and stops at the largest int64.
func satAdd(a, b int64) int64 {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}

// Line says the pace in one line of plain text: "3 today · 12 of 20 this week · on pace · 4 a day to go".
func (p Pace) Line() string {
	var parts []string
	if p.Per != Daily {
		parts = append(parts, p.KPI.Number(p.Today)+" today")
	}
	if p.Status == NoTarget {
		return strings.Join(append(parts, p.KPI.Number(p.Done)+" "+p.Per.This()), " · ")
	}
	parts = append(parts, p.KPI.Number(p.Done)+" of "+p.KPI.Number(p.Target)+" "+p.Per.This(), p.standing())
	if toGo := p.toGo(); toGo != "" {
		parts = append(parts, toGo)
	}
	return strings.Join(parts, " · ")
}

// standing says the status with its number: "3 behind", "on pace", "2 ahead", "target reached".
func (p Pace) standing() string {
	switch p.Status {
	case Behind:
		return p.KPI.Number(p.Gap) + " behind"
	case Ahead:
		return p.KPI.Number(p.Lead) + " ahead"
	case Reached:
		return "target reached"
	default:
		return string(p.Status)
	}
}

// toGo says what is left and how it spreads over the days that remain; "" when nothing is left.
func (p Pace) toGo() string {
	switch {
	case p.Left == 0:
		return ""
	case p.DaysLeft > fullDay:
		return p.KPI.Number(p.PerDay) + " a day to go"
	default:
		return p.KPI.Number(p.Left) + " to go"
	}
}
