package coach

import (
	"cmp"
	"slices"
)

// RepFacts is what is known about one rep when coaching questions are chosen. What is not known stays zero, and nothing
// is observed of it. Past fills in what follows from the ledger.
type RepFacts struct {
	Person  Person
	Today   Day          // the person's own day; 0 where nobody said, and then no commitment's day has passed
	Paces   []Pace       // this period, per KPI with a target
	Silent  int          // working days since the last entry of the ledger; 0 when today
	Streak  int          // working days in a row, up to today or yesterday, that have an entry each
	Hurdle  string       // the newest named hurdle, unescaped; "" when none
	Hurdles []Hurdle     // named of late, in any order; the same words on several days are one hurdle named again
	Due     []Commitment // due by today and open
	Kept    []Commitment // settled as done of late

	LastWeek  map[string]int64 // KPI id → total of the full week before
	FourWeeks map[string]int64 // KPI id → total of the four full weeks before this one
	// ShortWeek tells that there was less working time last week than in an average one of the four: somebody who was away
	// did less, and that is nothing to talk about.
	ShortWeek bool
	Weeks     []WeekFacts  // the full weeks before this one, the newest first
	Steps     []StepChange // of the funnel, in its order
	Days      HabitChange  // working days that have an entry
	Weekdays  [7]HabitChange
}

// A Hurdle is what a person named as being in their way on a day.
type Hurdle struct {
	Day   Day
	Words string // unescaped
}

// WeekFacts is a full week of a person.
type WeekFacts struct {
	Worked int              // half days of work
	Counts map[string]int64 // KPI id → total
}

// A StepChange is what became of one KPI in the next one of the funnel: lately, which is the last four weeks, and in the
// weeks before as far as the ledger was read. Both are counted over LaggedSpans.
type StepChange struct {
	Above, KPI     KPI
	Lately, Before Rate
}

// A HabitChange is on how many days of how many something was done: lately, which is the last four weeks, and before.
type HabitChange struct{ Lately, Before Rate }

// Past fills in what follows from the ledger of the person alone: the weeks before this one, the steps of the funnel and
// the habits. Rows are their totals by KPI id, each ascending by day, from the day since on; f.Person and f.Today must be
// set. What would need days before since, or before the person's start in the team, is left out: with 13 weeks everything
// can be told, with 5 the last weeks alone.
func (f *RepFacts) Past(t *Team, rows map[string][]DayTotal, since Day) {
	p := past{team: t, cal: CalendarOf(t, f.Person), rows: rows, since: max(since, t.Starts[f.Person.ID].Day)}
	week := Weekly.Span(f.Today, t.Year())
	f.LastWeek, f.FourWeeks = map[string]int64{}, map[string]int64{}
	for _, k := range t.KPIs {
		f.LastWeek[k.ID] = p.sum(k.ID, Span{week.From - 7, week.From - 1})
		f.FourWeeks[k.ID] = p.sum(k.ID, Span{week.From - 28, week.From - 1})
	}
}

// past is the ledger of one person.
type past struct {
	team  *Team
	cal   Calendar
	rows  map[string][]DayTotal
	since Day
}

// sum adds up the totals of a KPI over some days.
func (p past) sum(kpi string, span Span) (total int64) {
	rows := p.rows[kpi]
	from, _ := slices.BinarySearchFunc(rows, span.From, func(r DayTotal, d Day) int { return cmp.Compare(r.Day, d) })
	for _, row := range rows[from:] {
		if row.Day > span.To {
			break
		}
		total += row.Count
	}
	return total
}
