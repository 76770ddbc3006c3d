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
	k.Target, p.Plans = t.TargetOn(k, d), PlansAsOf(p, d, loc)
	return AimsOf(t, k, p)
}

// PlansAsOf are the plans of a person that had been made and had begun in the evening of a day, on the wall clock loc. Those
// that somebody proposed are among them, as in Person.Plans.
func PlansAsOf(p Person, d Day, loc *time.Location) []Plan {
	later := func(plan Plan) bool { return plan.From > d || DayOf(plan.MadeAt, loc) > d }
	if !slices.ContainsFunc(p.Plans, later) {
		return p.Plans
	}
	return slices.DeleteFunc(slices.Clone(p.Plans), later)
}

// ExpectedOver is what was meant to be done of a KPI by a person over some days, up to the instant now, in thousandths of
// what the KPI counts; aimed tells whether there was an aim at all. It is added up from each period of the target that the days
// touch, each by the aims and the calendar as of its last day that has come: a year of a weekly target expects 52 of them, and a
// week of a monthly one its share of working days. Days of periods that are over keep what was expected of them, whatever is
// decided later; see CalendarAsOf for what is known later.
func ExpectedOver(t *Team, k KPI, p Person, span Span, now time.Time, loc *time.Location) (expected int64, aimed bool) {
	today := DayOf(now, loc)
	last := min(span.To, today)
	for from := span.From; from <= last; {
		k.Target = t.TargetOn(k, from)
		// A week that has begun ends as it would have, also where weeks begin on another day since.
		year := t.DaysOn(from).Year
		period := k.Period().Span(from, year)
		to := min(last, period.To)
		if aims := AimsAsOf(t, k, p, to, loc); len(aims) > 0 {
			aimed = true
			cal := CalendarAsOf(t, p, to, loc)
			cal.Year = year
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

// Expectations are what was expected of the people of one team over some days up to an instant. Most of a team have the same
// hours and the same targets, and were there on all days: what is expected of one of them is expected of all, and reckoned
// once. They are for one goroutine.
type Expectations struct {
	team  *Team
	span  Span
	now   time.Time
	peers map[peer]expectation
}

// A peer is all that tells people apart of whom nothing else is known.
type peer struct {
	kpi   string
	start Start
	week  [7]Part
	hours Hours
	loc   *time.Location
}

// An expectation is what ExpectedOver answers.
type expectation struct {
	expected int64
	aimed    bool
}

// Expectations are those of the team.
func (t *Team) Expectations(span Span, now time.Time) *Expectations {
	return &Expectations{team: t, span: span, now: now, peers: make(map[peer]expectation)}
}

// Of is ExpectedOver of a person and one of the team's KPIs.
func (e *Expectations) Of(k KPI, p Person, loc *time.Location) (expected int64, aimed bool) {
	if !e.usual(p) {
		return ExpectedOver(e.team, k, p, e.span, e.now, loc)
	}
	like := peer{k.ID, e.team.Starts[p.ID], p.Settings.Week, p.Settings.Hours, loc}
	found, ok := e.peers[like]
	if !ok {
		found.expected, found.aimed = ExpectedOver(e.team, k, p, e.span, e.now, loc)
		e.peers[like] = found
	}
	return found.expected, found.aimed
}

// LongestPeriod is how many days a period of a target can have: a quarter.
const LongestPeriod = 92

// usual tells whether somebody has no plan of their own, was never away in a period that the days touch, has always had the
// same week, and was in the team at all of those times.
func (e *Expectations) usual(p Person) bool {
	from, to := e.span.From-LongestPeriod, e.span.To+LongestPeriod
	away := func(a Absence) bool { return a.Span.From <= to && a.Span.To >= from }
	gone := func(g Gap) bool { return g.From <= to && g.Back.Day >= from }
	return len(p.Plans) == 0 && len(p.WeeksThen) == 0 &&
		!slices.ContainsFunc(p.Absences, away) && !slices.ContainsFunc(e.team.GapsOf(p.ID), gone)
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
