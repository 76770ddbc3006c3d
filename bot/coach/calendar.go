package coach

import (
	"cmp"
	"slices"
	"time"
)

// Hours are a person's working hours on a working day, in minutes after midnight of their wall clock. They have no
// zone: they go by whichever wall clock the person has. From is within them, To is not.
type Hours struct{ From, To int }

// OfficeHours are the working hours of somebody who has set none: 09:00 to 17:30.
var OfficeHours = Hours{From: 9 * 60, To: 17*60 + 30}

// valid tells whether the hours are a stretch of one day that is longer than nothing. Hours over midnight are quiet
// hours and no working hours.
func (h Hours) valid() bool { return 0 <= h.From && h.From < h.To && h.To <= 24*60 }

// orOffice returns the hours, or OfficeHours when they are no hours at all.
func (h Hours) orOffice() Hours {
	if !h.valid() {
		return OfficeHours
	}
	return h
}

// at returns the half of a working day that a minute after midnight falls into; 0 outside of the hours.
func (h Hours) at(minute int) Part {
	switch {
	case minute < h.From || minute >= h.To:
		return 0
	case 2*minute < h.From+h.To:
		return Morning
	default:
		return Afternoon
	}
}

// A Calendar says when one person works in one team. It is the only place that knows; whoever asks, asks here.
type Calendar struct {
	Working  Weekdays  // the team's working days
	Holidays []Holiday // the team's; ascending by day
	Week     [7]Part   // the person's own week, indexed by time.Weekday; the team's working days when zero
	Absences []Absence // the person's, in the order in which they were said
	Start    Start     // with the team
	Began    Beginning // of the team: nothing is asked of days before it; see asked
	Gaps     []Gap     // of the team, and the person's own in it: nothing is asked of these either
	Hours    Hours     // the person's; OfficeHours when it is no stretch of a day
	Year     Year
}

// CalendarOf returns the calendar of a person in a team; of nobody in particular (Person{}) it is the team's own. A
// team that names no working days works from Monday to Friday. It shares the slices of the team and the person.
func CalendarOf(t *Team, p Person) Calendar {
	c := Calendar{
		Working: t.WorkingDays, Holidays: t.Holidays, Week: p.Settings.Week, Absences: p.Absences, Start: t.Starts[p.ID],
		Began: t.Began, Gaps: slices.Concat(t.Gaps[""], t.GapsOf(p.ID)), Hours: p.Settings.Hours.orOffice(), Year: t.Year(),
	}
	if c.Working == (Weekdays{}) {
		c.Working = Weekdays{time.Monday: true, time.Tuesday: true, time.Wednesday: true, time.Thursday: true, time.Friday: true}
	}
	return c
}

// GapsOf are the times in which somebody was not in the team. Who was added without a first day begins when they were
// added, or with the first thing that they logged; a first day that somebody gave is the truth instead, earlier or later.
// When those first came who left and are back is not kept, so that they count as having been there before.
func (t *Team) GapsOf(person string) []Gap {
	joined, came := t.Joined[person]
	if gaps := t.Gaps[person]; !came || len(gaps) > 0 || t.Starts[person].Day != 0 {
		return gaps
	}
	return []Gap{{Back: joined}}
}

// Came is the first day on which somebody was in the team, or of which they logged anything for it: the one that was given,
// else the one on which they were added; zero for who has always been there.
func (t *Team) Came(person string) Day {
	if start := t.Starts[person].Day; start != 0 {
		return start
	}
	return t.Joined[person].Day
}

// fullDay is how many half days a whole day has.
const fullDay = 2

// Part returns which halves of the day the person works. Nobody works before their start date or on a holiday; on other
// days they work what their week says, without what they are away for. It is the answer to "do they work then?" for
// everything that asks, prompts and targets alike.
func (c Calendar) Part(d Day) Part {
	part := c.usual(d)
	if part == 0 {
		return 0
	}
	away, _ := absentOn(c.Absences, d)
	return part &^ away
}

// usual is Part as if the person were never away.
func (c Calendar) usual(d Day) Part {
	if c.Start.Day != 0 && d < c.Start.Day {
		return 0
	}
	part := c.Week[d.Weekday()]
	if c.Week == ([7]Part{}) {
		part = c.teamPart(d)
	}
	if part == 0 {
		return 0
	}
	if _, holiday := HolidayOn(c.Holidays, d); holiday {
		return 0
	}
	return part & WholeDay
}

// counts is what counts of a day: not what was before the team began, while it was closed, or while the person was not in it.
func (c Calendar) counts(d Day) Part {
	left := c.Began.leaves(d)
	for _, g := range c.Gaps {
		left &= g.leaves(d)
	}
	return left
}

// since is the first day that counts as a whole after all that does not and began by a day; zero for always.
func (c Calendar) since(d Day) Day {
	first := c.Began.FirstDay()
	for _, g := range c.Gaps {
		if g.From <= d {
			first = max(first, g.Back.FirstDay())
		}
	}
	return first
}

// Expects tells whether anything is expected of the person on that day: see asked.
func (c Calendar) Expects(d Day) bool { return c.asked(d) != 0 }

// asked is the part of the day's work of which something is expected: all of it, but for what was before the team
// began, and for gaps. People worked then all the same, and a plan for the month that is running spreads over all of its working days;
// so the days themselves stay working days, and whatever adds up what somebody is to have done asks here.
func (c Calendar) asked(d Day) Part {
	left := c.counts(d)
	if left == 0 {
		return 0
	}
	return c.Part(d) & left
}

// spread is the part of the day that a target of its period is spread over: what the person works, and where nothing counts
// what they usually do, for who was away then makes no day after it ask for more.
func (c Calendar) spread(d Day) Part {
	left := c.counts(d)
	return c.Part(d)&left | c.usual(d)&^left
}

// BeganWithin tells whether the team began behind some of the person's working time in a span, so that a target of it is
// for the rest.
func (c Calendar) BeganWithin(span Span) bool {
	return c.misses(Span{span.From, min(span.To, c.Began.Day)}, c.Began.leaves)
}

// MissesIn tells whether a gap takes away some of the person's working time in a span, so that a target of it is for the rest.
func (c Calendar) MissesIn(g Gap, span Span) bool {
	return c.misses(Span{max(span.From, g.From), min(span.To, g.Back.Day)}, g.leaves)
}

// misses tells whether anything of the person's working time in a span is not left.
func (c Calendar) misses(span Span, leaves func(Day) Part) bool {
	for d := span.From; d <= span.To; d++ {
		if c.usual(d)&^leaves(d) != 0 {
			return true
		}
	}
	return false
}

// teamPart is what the team works on such a day of the week. Teams have no half days; people have.
func (c Calendar) teamPart(d Day) Part {
	if c.Working[d.Weekday()] {
		return WholeDay
	}
	return 0
}

// HalfDays returns how much of the day the person works: 0, 1 or 2 halves; see Part.
func (c Calendar) HalfDays(d Day) int { return c.Part(d).Halves() }

// WorksAt tells whether the person works at a minute after midnight of their wall clock on that day. The morning is the
// first half of their working hours, the afternoon the second.
func (c Calendar) WorksAt(d Day, minute int) bool {
	return c.Part(d)&c.Hours.orOffice().at(minute) != 0
}

// usuallyAt is WorksAt as if the person were never away.
func (c Calendar) usuallyAt(d Day, minute int) bool {
	return c.usual(d)&c.Hours.orOffice().at(minute) != 0
}

// Away returns the absence for which the person is away on that day, with Part cut to what still holds of it; ok is
// false when they are not. It does not ask whether they would work on that day: a Saturday in the middle of two weeks
// off is one of them. Of several it is the one that was said last.
func (c Calendar) Away(d Day) (a Absence, ok bool) {
	away, manual := absentOn(c.Absences, d)
	if away == 0 {
		return Absence{}, false
	}
	for _, a := range slices.Backward(c.Absences) {
		if a.Span.Contains(d) && !a.Here && (a.Source != SaidByStatus) == manual && a.Part&away != 0 {
			a.Part &= away
			return a, true
		}
	}
	return Absence{}, false
}

// AwayAllDay tells whether an absence leaves the person nothing of the day: of what they would work on it, or, on a day
// on which they would not work anyway, of the whole day.
func (c Calendar) AwayAllDay(d Day) bool {
	away, _ := absentOn(c.Absences, d)
	part := c.usual(d)
	if part == 0 {
		part = WholeDay
	}
	return away&part == part
}

// SitsOut tells that the person is not ranked on a board of those days, which was asked for today: because they are away
// today and the board is a live one, which has today in it, or because they were away on each of its days on which they
// would have worked. Half a day away keeps nobody off a board, and neither do weekends, holidays and part-time days.
func (c Calendar) SitsOut(span Span, today Day) bool {
	if span.Contains(today) && c.AwayAllDay(today) {
		return true
	}
	c = c.during(span)
	missed := false
	for d := span.From; d <= span.To; d++ {
		if c.Works(d) {
			return false
		}
		missed = missed || c.usual(d) != 0
	}
	return missed
}

// Returns is the day on which somebody who is away on d works again: d itself when it is only the morning that they
// miss, else the next day on which they work; ok is false when there is none within a year.
func (c Calendar) Returns(d Day) (back Day, ok bool) {
	if c.Part(d)&Afternoon != 0 {
		return d, true
	}
	return c.Next(d)
}

// Works tells whether the person works on that day at all. Half a day is one.
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

// HolidayOn finds the holiday of a day among holidays that ascend. By a search, since each day of a quarter asks.
func HolidayOn(holidays []Holiday, d Day) (h Holiday, ok bool) {
	i, ok := slices.BinarySearchFunc(holidays, d, func(h Holiday, d Day) int { return cmp.Compare(h.Day, d) })
	if !ok {
		return Holiday{}, false
	}
	return holidays[i], true
}
