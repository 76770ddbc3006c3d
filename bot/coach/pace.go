package coach

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
	"strings"
	"time"
)

// Status tells how a person stands against their pace.
type Status string

// The states of pace.
const (
	NoTarget   Status = "no target"
	Ahead      Status = "ahead"            // enough more than expected by now to be worth a word; see told
	OnPace     Status = "on pace"          // less than that away
	Behind     Status = "behind"           // as much less than expected by now
	OutOfReach Status = "cannot be closed" // behind, and what is left is too much for the rest of the period; see closable
	Reached    Status = "reached"          // the period's target is done
)

// A Pace is where one person stands with one KPI in one period.
type Pace struct {
	KPI      KPI
	Per      Period
	Span     Span
	Target   int64 // the person's own; 0 when there is none, or they work on no day of the period
	Done     int64 // so far in the period
	Today    int64 // of it, done today
	Expected int64 // by now, in thousandths of what Done counts, rounded down
	Gap      int64 // behind by, cut to whole units (for money: minor units of whole ones); 0 when not behind
	Lead     int64 // ahead by, cut in the same way; 0 when not ahead; set beside Reached too
	Left     int64 // still to do in the period
	HalfDays int   // half days of work in the whole period, since the team began
	DaysLeft int   // half days of work left in the period, today included
	TodayIs  int   // half days of work today: 0 on a day off
	Load     Load  // the same, weighed by the person's ramp
	PerDay   int64 // what is left per remaining working day, rounded up to a whole unit; 0 when nothing is left or no day is
	Status   Status
	Begins   Day // with NoTarget: the first day of which a target asks anything, where the team has only begun; else 0
}

// PaceOf computes pace at the instant now for a person whose wall clock is loc. Done and today are sums of
// the ledger over the period so far and over today, where the period is target.Per.Span of the person's today.
//
// What the person has to do is their share of what the team's target asks of everybody:
//
//	Target = target.Count × own working time since the team began ÷ nominal working time
//
// rounded to the nearest whole unit; whoever works more than the nominal time has target.Count all the same. See
// workingTime for both times: in a team's first week, month and quarter, the target is the share of the days on which it
// was there, and from then on the whole. What is expected by now grows with the same working time: evenly over the working hours of
// each half day that they work, from nothing when the period's first one begins to the target when its last one ends.
// Working hours are those of the wall clock, so a day on which the clocks change is a day like any other.
func PaceOf(kpi KPI, target Target, done, today int64, cal Calendar, now time.Time, loc *time.Location) Pace {
	p, work, worked := begin(kpi, target.Per, done, today, cal, now, loc)
	p.Target = share(target.Count, work.load.All, work.nominal, kpi.Whole())
	seconds := cal.Hours.orOffice().seconds()
	total := uint64(work.load.All) * seconds
	if p.Target <= 0 || total == 0 {
		p.judge(0, 0, false)
		p.begins(target.Count, cal)
		return p
	}
	p.judge(inTime(p.Target, uint64(work.before)*seconds+worked, total))
	return p
}

// begins says when the target that somebody has begins to ask anything, where the team began behind the last of its
// working days in the period.
func (p *Pace) begins(count int64, cal Calendar) {
	first := cal.since(p.Span.To)
	if count > 0 && p.HalfDays == 0 && p.Span.From < first {
		if next, ok := cal.Next(max(first-1, p.Span.To)); ok {
			p.Begins = next
		}
	}
}

// inTime is the part of a target that falls to some of all working time: whole units, thousandths of one more, and
// whether there is a part of a thousandth besides.
func inTime(target int64, worked, total uint64) (expected, thousandths int64, tail bool) {
	n, rest := mulDiv(uint64(target), worked, total)
	thousand, left := mulDiv(rest, 1000, total)
	return int64(n), int64(thousand), left > 0
}

// PaceToward is PaceOf for aims that change: ascending by From, each for a period of its own. A plan for a month that
// holds from a Wednesday on is, in that week, two days of the team's weekly target and three of the month's:
//
//	Target = Σ aim.Count × own working time on the aim's days of the period ÷ working time that the aim is meant for
//
// rounded once to the nearest whole unit. So the days of a period add up to it, whatever periods it is looked at in, and
// what has passed stays what it was when a plan changes.
func PaceToward(kpi KPI, per Period, aims []Aim, done, today int64, cal Calendar, now time.Time, loc *time.Location) Pace {
	if len(aims) == 0 {
		return PaceOf(kpi, Target{Per: per}, done, today, cal, now, loc)
	}
	span := per.Span(DayOf(now, loc), cal.Year)
	i := aimOn(aims, span.From)
	if i >= 0 && !aims[i].Own && aims[i].Per == per && (i+1 == len(aims) || aims[i+1].From > span.To) {
		return PaceOf(kpi, Target{Count: aims[i].Count, Per: per}, done, today, cal, now, loc)
	}
	p, _, worked := begin(kpi, per, done, today, cal, now, loc)
	p.sum(cal.pieces(aims, p.Span, DayOf(now, loc)), worked, cal.Hours.orOffice().seconds())
	p.begins(aims[len(aims)-1].Count, cal)
	return p
}

// begin is what a pace is made of, whatever the target: the period and the working time in it. Worked is how much of
// today's is over, in seconds of half days in the unit of Load: a half day is as long as the working hours here.
func begin(
	kpi KPI, per Period, done, today int64, cal Calendar, now time.Time, loc *time.Location,
) (p Pace, work workingTime, worked uint64) {
	day := DayOf(now, loc)
	p = Pace{KPI: kpi, Per: per, Span: per.Span(day, cal.Year), Done: done, Today: today}
	work = cal.working(p.Per, p.Span, day)
	p.HalfDays, p.DaysLeft, p.TodayIs, p.Load = work.all, work.left, work.today.Halves(), work.load
	return p, work, uint64(cal.Start.weight(day)) * cal.Hours.orOffice().worked(work.today, now.In(loc))
}

// A Load is working time in half days, each weighed by how far the person has grown into the team by then. Its unit is
// a half day divided by the parts of the person's ramp, so that the numbers are whole: with a ramp of four weeks the
// first week's half days count one each, and later than that they count five.
type Load struct {
	All   int // in the whole period
	Left  int // of it, today and later
	Today int // of it, today
}

// workingTime is what a period asks of a person, and of somebody who is always there.
//
// Nominal time is that of the team: every day for a daily target, and all of its working days for a weekly one, so
// that holidays make these targets smaller for everybody; for a month and a quarter, whose targets are results, it is
// the working days without the holidays, so that holidays leave these targets as they are and are worked around. A
// part-time week, absences, a start date and a ramp are the person's own, and make every target smaller; so do, in its
// first periods, the days before the team began, of which nothing is written down.
// All but nominal go by what Calendar.asked leaves; nominal is all days, and never less than the person works on these.
type workingTime struct {
	nominal int  // in the unit of Load
	all     int  // half days that the person works
	left    int  // of them, today and later
	today   Part // that the person works today
	before  int  // of Load.All, before today
	load    Load
}

// working adds up a period, which holds today.
func (c Calendar) working(per Period, span Span, today Day) (w workingTime) {
	c = c.during(span)
	own := 0
	for d := span.From; d <= span.To; d++ {
		w.nominal += c.nominal(per, d) * c.Start.parts()
		part, weight := c.asked(d), c.Start.weight(d)
		own += c.spread(d).Halves() * weight
		halves := part.Halves()
		load := halves * weight
		w.all += halves
		w.load.All += load
		if d < today {
			w.before += load
			continue
		}
		w.left += halves
		w.load.Left += load
		if d == today {
			w.today, w.load.Today = part, load
		}
	}
	w.nominal = max(w.nominal, own)
	return w
}

// during is the calendar with nothing in it that does not touch the span; it answers faster for the days of the span
// and is wrong about all others.
func (c Calendar) during(span Span) Calendar {
	before := func(h Holiday, d Day) int { return cmp.Compare(h.Day, d) }
	from, _ := slices.BinarySearchFunc(c.Holidays, span.From, before)
	to, _ := slices.BinarySearchFunc(c.Holidays, span.To+1, before)
	c.Holidays = c.Holidays[from:max(from, to)]
	c.Gaps = slices.DeleteFunc(slices.Clone(c.Gaps), func(g Gap) bool { return g.From > span.To || g.Back.Day < span.From })
	touches := func(a Absence) bool { return a.Span.From <= span.To && a.Span.To >= span.From }
	for len(c.Absences) > 0 && !touches(c.Absences[0]) {
		c.Absences = c.Absences[1:]
	}
	for n := len(c.Absences); n > 0 && !touches(c.Absences[n-1]); n-- {
		c.Absences = c.Absences[:n-1]
	}
	return c
}

// nominal is how many half days of a day a target for the period is made for; see workingTime.
func (c Calendar) nominal(per Period, d Day) int {
	switch per {
	case Weekly:
		return c.teamPart(d).Halves()
	case Monthly, Quarterly:
		if _, holiday := HolidayOn(c.Holidays, d); holiday {
			return 0
		}
		return c.teamPart(d).Halves()
	default:
		// Also on a day on which the team does not work: whoever does, by their own week, works a day like any other.
		return fullDay
	}
}

// maxRamp is how many weeks of a ramp count: two years. It keeps a wrong number from becoming a wrong sum.
const maxRamp = 104

// parts is into how many parts the ramp cuts a half day's weight; all of them from the end of the ramp on.
func (s Start) parts() int {
	if s.Day == 0 {
		return 1 // nobody knows when the ramp would begin
	}
	return min(max(s.Ramp, 0), maxRamp) + 1
}

// weight is how many of the parts a day weighs: one in the first week, one more in each week that follows.
func (s Start) weight(d Day) int {
	if s.Day == 0 || d < s.Day {
		return s.parts()
	}
	return min(int(d-s.Day)/7+1, s.parts())
}

// seconds is how long a working day is.
func (h Hours) seconds() uint64 { return uint64(h.To-h.From) * 60 }

// elapsed is how much of the working hours has passed at a wall clock, in seconds.
func (h Hours) elapsed(wall time.Time) uint64 {
	second := wall.Hour()*3600 + wall.Minute()*60 + wall.Second()
	return uint64(min(max(second, h.From*60), h.To*60) - h.From*60)
}

// worked is how much of the part of a day is over at a wall clock: of each half from nothing, when it begins, to
// seconds, when it ends. A morning is over in the middle of the working hours, when the afternoon begins.
func (h Hours) worked(part Part, wall time.Time) (worked uint64) {
	double, whole := 2*h.elapsed(wall), h.seconds()
	if part&Morning != 0 {
		worked += min(double, whole)
	}
	if part&Afternoon != 0 {
		worked += max(double, whole) - whole
	}
	return worked
}

// judge sets what follows from what is expected by now, as inTime gives it.
func (p *Pace) judge(expected, thousandths int64, tail bool) {
	if p.Target <= 0 || p.Load.All == 0 {
		p.Target, p.Left, p.PerDay, p.Status = 0, 0, 0, NoTarget
		return
	}
	p.Left = max(0, p.Target-p.Done)
	p.PerDay = spread(p.Left, fullDay, p.DaysLeft, p.KPI.Whole())
	p.Expected = satAdd(satMul(expected, 1000), thousandths)
	// The part of a unit that is expected counts against a lead and not for a gap: both are cut to what is
	// certain.
	ceiling := expected
	if thousandths > 0 || tail {
		ceiling++
	}
	p.stand(expected-p.Done, p.Done-ceiling, 1)
}

// stand sets gap, lead and status of so many people together, who are behind or ahead by so much; below zero is not at all.
func (p *Pace) stand(behind, ahead int64, people int) {
	p.Gap, p.Lead = p.told(behind, people), p.told(ahead, people)
	switch {
	case p.Done >= p.Target:
		p.Status = Reached
	// Of a team it is for somebody to say who knows the team.
	case p.Gap > 0 && people == 1 && !p.closable():
		p.Status = OutOfReach
	case p.Gap > 0:
		p.Status = Behind
	case p.Lead > 0:
		p.Status = Ahead
	default:
		p.Status = OnPace
	}
}

// told is a gap or a lead as it is told: cut to whole units, and nothing where it is too little for a word. Pace goes by the
// second, and people do not. Of one person one whole unit is the least. Of a team it is one for each tenth person: a
// minute into the day, when those further east have begun an hour ago, two hundred people would be 16 behind, which is what
// each of them does before the coffee is made. Of money it is a hundredth of the target, which is as fine as
// anybody speaks of it: nobody is €1 behind €50,000.
func (p Pace) told(by int64, people int) int64 {
	whole := p.KPI.Whole()
	least := whole * int64(max(1, people/tellingPart))
	if p.KPI.Money() {
		least = max(least, p.Target/tellingShare)
	}
	if by < least {
		return 0
	}
	return by / whole * whole
}

const (
	tellingPart  = 10  // of how many people one has to be a unit away for the team to be
	tellingShare = 100 // which part of a target of money a gap is at least
)

// IsBehind tells whether the person is behind by enough for a word, whether they can still make up for it or not.
func (p Pace) IsBehind() bool { return p.Status == Behind || p.Status == OutOfReach }

// catchUp is how many times their usual day somebody can be asked to do. With more to catch up than that, a
// nudge is no help, and a talk about the plan is.
const catchUp = 2

// closable tells whether what is left fits into the remaining working time at no more than twice the target's
// own daily rate, rounded up to a whole unit. Today counts in full. A result is not done in steps: one call may bring all
// of it, until the last working day is over.
func (p Pace) closable() bool {
	if p.KPI.Kind == Lagging {
		return p.DaysLeft > 0
	}
	return p.Left <= spread(satMul(p.Target, catchUp), p.Load.Left, p.Load.All, p.KPI.Whole())
}

// asks tells whether n is at least what so many half days of work like today's are meant to bring: the target by their
// share of the working time. On a day off it is false.
func (p Pace) asks(n int64, halves int) bool {
	if n <= 0 || p.TodayIs == 0 {
		return false
	}
	return !less(uint64(n), uint64(p.Load.All*p.TodayIs), uint64(p.Target), uint64(halves*p.Load.Today))
}

// less tells whether a·b < c·d, exactly: the product of two amounts of money needs 128 bits.
func less(a, b, c, d uint64) bool {
	hi, lo := bits.Mul64(a, b)
	otherHi, otherLo := bits.Mul64(c, d)
	return hi < otherHi || hi == otherHi && lo < otherLo
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
// working time, a half day for half a day's work, rounded up to a whole unit. 0 on a day off.
func (p Pace) TodayNeeds() int64 {
	return spread(max(0, p.Target-(p.Done-p.Today)), p.Load.Today, p.Load.Left, p.KPI.Whole())
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
// whole; count itself when it is all of them or more.
func share(count int64, some, all int, whole int64) int64 {
	if count <= 0 || some <= 0 {
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

// Line says the pace in one line of plain text: "3 today · 12 of 20 this week · on pace · 4 a day to go". What cannot be
// closed any more is said of the period and not of the person, whose week it was; what it would take a day is left out
// then, as nobody could do it.
func (p Pace) Line() string {
	var parts []string
	if p.Per != Daily {
		parts = append(parts, p.KPI.Number(p.Today)+" today")
	}
	parts = append(parts, p.Brief())
	if toGo := p.toGo(); toGo != "" && p.Status != NoTarget {
		parts = append(parts, toGo)
	}
	return strings.Join(parts, " · ")
}

// Brief is the part of Line about the period: "12 of 20 this week · on pace"; without a target "12 this week", and where
// the team has only begun, from when on there is one.
func (p Pace) Brief() string {
	if p.Status == NoTarget {
		return p.KPI.Number(p.Done) + " " + p.Per.This() + p.fromThen()
	}
	return p.KPI.Number(p.Done) + " of " + p.KPI.Number(p.Target) + " " + p.Per.This() + " · " + p.standing()
}

// fromThen says when the target begins; "" where there is none or it has begun.
func (p Pace) fromThen() string {
	if p.Begins == 0 {
		return ""
	}
	return " · the target begins on " + p.Begins.Format("Mon 2 Jan")
}

// standing says the status with its number: "3 behind", "on pace", "2 ahead", "target reached".
func (p Pace) standing() string {
	switch p.Status {
	case Behind:
		return p.KPI.Number(p.Gap) + " behind"
	case OutOfReach:
		return p.KPI.Number(p.Gap) + " behind, more than " + p.Per.This() + " still has room for"
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
	case p.Left == 0, p.Status == OutOfReach:
		return ""
	// Two proposals for the four days that are left are no "one a day": rounded up, it would ask for twice as many.
	case p.DaysLeft > fullDay && p.Left/p.KPI.Whole() >= int64(p.DaysLeft/fullDay):
		return p.KPI.Number(p.PerDay) + " a day to go"
	default:
		return p.KPI.Number(p.Left) + " to go"
	}
}
