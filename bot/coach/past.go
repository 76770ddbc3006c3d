package coach

import (
	"maps"
	"slices"
	"time"
)

// Boards of days that are over stay what they were, whatever is set up later. What somebody decides about days to come, a target,
// a plan, a role, a week, so is kept with the day from which on it holds, and is asked for here as it was in the evening of
// a day. What is known late about a day is another matter: a log for last Friday, a holiday that nobody had entered, an
// absence that was said on Monday, somebody's first day. These are the truth about the day, and count whenever they come.

// A SegmentFrom is what somebody does in a team from a day on, until the next one's. Of one day the last word counts.
type SegmentFrom struct {
	From    Day    // in the team's zone: the day on which it was said
	Segment string // as in Team.Segments; "" for none
}

// A TeamDays is how a team cuts the time: on which days it works, and where its weeks and months begin.
type TeamDays struct {
	Working Weekdays
	Year    Year
}

// A TeamDaysFrom is how a team cuts the time from a day on, until the next one's.
type TeamDaysFrom struct {
	From Day // in the team's zone
	TeamDays
}

// A WeekFrom is a person's own week from a day on, until the next one's.
type WeekFrom struct {
	From Day     // in the person's zone
	Week [7]Part // as in Settings.Week
}

// newestBy is the last row of a history, which ascends, that had begun by a day; ok is false when none had. From the
// end, as boards ask for days that are near.
func newestBy[T any](history []T, from func(T) Day, d Day) (row T, ok bool) {
	for _, each := range slices.Backward(history) {
		if from(each) <= d {
			return each, true
		}
	}
	return row, false
}

// SegmentOn is what somebody did in the team in the evening of a day; "" before anybody said. Without a history it is what they
// do now.
func (t *Team) SegmentOn(person string, d Day) string {
	history := t.SegmentsThen[person]
	if len(history) == 0 {
		return t.Segments[person]
	}
	row, _ := newestBy(history, func(s SegmentFrom) Day { return s.From }, d)
	return row.Segment
}

// DaysOn is how the team cut the time in the evening of a day; without a history, as it does now.
func (t *Team) DaysOn(d Day) TeamDays {
	row, ok := newestBy(t.DaysThen, func(s TeamDaysFrom) Day { return s.From }, d)
	if !ok {
		return TeamDays{t.WorkingDays, t.Year()}
	}
	return row.TeamDays
}

// weekOn is the person's own week in the evening of a day: none of their own before they said so, and without a history that
// of now. The zero week is the team's.
func (p Person) weekOn(d Day) [7]Part {
	if len(p.WeeksThen) == 0 {
		return p.Settings.Week
	}
	row, _ := newestBy(p.WeeksThen, func(w WeekFrom) Day { return w.From }, d)
	return row.Week
}

// CalendarAsOf is CalendarOf as it was in the evening of a day, on the wall clock loc, and the one that boards of days past go
// by. The team's working days and the person's week are those of then for all days, as both count for the whole of a
// period that is running when they change. Absences that were said later are in it for the days up to that one alone:
// who is ill and says so on Monday was not there on Friday, but the holiday that somebody plans today does not change
// what their last month asked.
//
// Of now on purpose are holidays, first days and ramps, which tell what a day was; and when an absence was shortened or taken
// back, which is not kept: it can move what the first weeks of a month asked that is still running, by the rounding of its target.
func CalendarAsOf(t *Team, p Person, d Day, loc *time.Location) Calendar {
	if len(t.DaysThen) > 1 {
		days, then := t.DaysOn(d), *t
		then.WorkingDays, then.WeekStart, then.Fiscal = days.Working, days.Year.Week, days.Year.Fiscal
		t = &then
	}
	p.Settings.Week, p.Absences = p.weekOn(d), saidBy(p.Absences, d, loc)
	return CalendarOf(t, p)
}

// saidBy are absences as they were known in the evening of a day, and what was said later about days until then. The
// slice that comes back may be the one that was given, and is only read.
func saidBy(absences []Absence, d Day, loc *time.Location) []Absence {
	later := func(a Absence) bool { return a.Span.To > d && DayOf(a.MadeAt, loc) > d }
	if !slices.ContainsFunc(absences, later) {
		return absences
	}
	var known []Absence
	for _, a := range absences {
		if later(a) {
			a.Span.To = d
		}
		if a.Span.From <= a.Span.To {
			known = append(known, a)
		}
	}
	return known
}

// A Past is what a roster does not show of the people of a team because it is long ago.
type Past struct {
	Absences []Absence // in the order in which they were said
	Plans    []Plan    // active ones, in the order in which they were made
}

// With is the roster with the past of a team's people in the place of what it shows of them. What it is made from stays as
// it is. Teams are shared between the two.
func (r *Roster) With(t *Team, past Past) *Roster {
	with, reps := *r, make(map[string]bool)
	with.People = maps.Clone(r.People)
	for _, id := range t.Reps {
		reps[id] = true
		p := r.Person(id)
		p.Absences = nil
		p.Plans = slices.DeleteFunc(slices.Clone(p.Plans), func(plan Plan) bool { return plan.Team == t.ID && plan.State == PlanActive })
		with.People[id] = p
	}
	for _, a := range past.Absences {
		if p := with.People[a.Person]; reps[a.Person] {
			p.Absences = append(p.Absences, a)
			with.People[a.Person] = p
		}
	}
	for _, plan := range past.Plans {
		if p := with.People[plan.Person]; reps[plan.Person] {
			p.Plans = append(p.Plans, plan)
			with.People[plan.Person] = p
		}
	}
	return &with
}
