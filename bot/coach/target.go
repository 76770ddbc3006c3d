package coach

import (
	"slices"
	"time"
)

// A TargetFrom is the target that a team set for one of its KPIs, from a day on until the next one's.
type TargetFrom struct {
	From   Day // in the team's zone: the day on which it was set
	Target Target
}

// TargetOn is the target of one of the team's KPIs as it was in the evening of a day: the last one that was set by then.
// On a day before the team counted the KPI there was none. Without a history the target is that of the KPI.
func (t *Team) TargetOn(k KPI, d Day) Target {
	history := t.Targets[k.ID]
	if len(history) == 0 {
		return k.Target
	}
	var then Target
	for _, h := range history {
		if h.From <= d {
			then = h.Target
		}
	}
	return then
}

// AimsAsOf is AimsOf as it was in the evening of a day, on the wall clock loc: with the team's target of that day for all
// days before it, as a target that changes counts for the whole of the period that is running, and with the plans that had been
// made and had begun by then. So what was asked of somebody in a period that is over, as of its last day, stays what it
// was when targets and plans change later.
func AimsAsOf(t *Team, k KPI, p Person, d Day, loc *time.Location) []Aim {
	k.Target = t.TargetOn(k, d)
	p.Plans = slices.DeleteFunc(slices.Clone(p.Plans), func(plan Plan) bool {
		return plan.From > d || DayOf(plan.MadeAt, loc) > d
	})
	return AimsOf(t, k, p)
}

// ExpectedOver is what was meant to be done of a KPI by a person over some days, up to the instant now, in thousandths of
// what the KPI counts; aimed tells whether there was an aim at all. It is added up from each period of the target that the days
// touch, each by the aims as of its last day that has come: a year of a weekly target expects 52 of them, and a week of a monthly
// one its share of working days. Days of periods that are over keep what was expected of them, whatever changes later.
func ExpectedOver(t *Team, k KPI, p Person, span Span, now time.Time, loc *time.Location) (expected int64, aimed bool) {
	cal, today := CalendarOf(t, p), DayOf(now, loc)
	last := min(span.To, today)
	for from := span.From; from <= last; {
		k.Target = t.TargetOn(k, from)
		period := k.Period().Span(from, t.Year())
		to := min(last, period.To)
		if aims := AimsAsOf(t, k, p, to, loc); len(aims) > 0 {
			aimed = true
			by := func(at time.Time) int64 { return PaceToward(k, k.Period(), aims, 0, 0, cal, at, loc).Expected }
			expected += by(earlier(now, lastInstant(to, loc)))
			// Of a period that began before the days, what was expected before them does not count.
			if period.From < from {
				expected -= by(lastInstant(from-1, loc))
			}
		}
		from = period.To + 1
	}
	return expected, aimed
}

// earlier is the first of two instants.
func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// lastInstant is the end of a day on a wall clock: a nanosecond before midnight, or before what the clocks make of it where
// they jump at midnight. Nobody works then, so that an hour off is no matter.
func lastInstant(d Day, loc *time.Location) time.Time {
	year, month, day := d.Date()
	return time.Date(year, month, day+1, 0, 0, 0, 0, loc).Add(-time.Nanosecond)
}
