package coach

import (
	"cmp"
	"slices"
	"time"
)

// RepFacts is what is known about one rep when coaching questions are chosen. What is not known stays zero, and nothing
// is observed of it. Past fills in what follows from the ledger. It is for one reader: what is in it is what that
// reader may know. A manager's private notes are in none.
type RepFacts struct {
	Person  Person
	Among   int            // how many people are looked at for what has changed, of whom this is one; 0 is this one alone
	Today   Day            // the person's own day; 0 where nobody said, and then no commitment's day has passed
	Zone    *time.Location // the person's, in which days of deals are counted; nil is UTC
	Paces   []Pace         // this period, per KPI with a target
	Silent  int            // working days that have passed without an entry since the last one; today is not over
	Hurdle  string         // the newest named hurdle, unescaped; "" when none
	Hurdles []Hurdle       // those named of late, in any order, the newest among them or not
	Due     []Commitment   // due by today and open
	Kept    []Commitment   // settled as done of late
	Deals   []DealRecord   // theirs: the open ones, and those that ended of late
	Process Process        // of the team; without one nothing is said of deals that stand

	LastWeek  map[string]int64 // KPI id → total of the full week before; to be shown
	FourWeeks map[string]int64 // KPI id → total of the four full weeks before this one; to be shown
	Reaches   int              // into how many of these four weeks the past goes back, their first ones in part

	KPIs     []KPI              // that are compared with what was before, in the funnel's order
	Weeks    map[string][]int64 // KPI id → totals of the full weeks before this one, the newest first
	Worked   []int              // half days of work in each of these weeks
	Steps    []StepChange       // of the funnel, in its order; those of money are none, as they are no chances
	Days     HabitChange        // working days that have an entry
	Weekdays [7]HabitChange     // the same by time.Weekday
	Streak   int                // working days in a row, up to today, that have an entry each; see Calendar.Streak
}

// zone is the person's, or UTC. It is never nil.
func (f RepFacts) zone() *time.Location {
	if f.Zone == nil {
		return time.UTC
	}
	return f.Zone
}

// A Hurdle is what a person named as being in their way on a day. The team's huddles of a day may have several of them.
type Hurdle struct {
	Day   Day
	Words string // unescaped
}

// A NamedHurdle is a hurdle and who named it.
type NamedHurdle struct {
	Hurdle
	Person string
}

// A StepChange is what became of one KPI in the next one of the funnel: lately, which is the last four weeks, and before
// that, as far back as the ledger was read. The days of both are those of LaggedSpans.
type StepChange struct {
	Above, KPI     KPI
	Lately, Before Rate
}

// A HabitChange is on how many of how many days something was done: lately, which is the last four weeks up to yesterday,
// and before that. Won is days with an entry, Of is working days; today, which is not over, is in neither.
type HabitChange struct{ Lately, Before Rate }

// lately is how many days are looked at as what somebody does now: weeks enough for each weekday to come up four times.
// It is whole weeks for another reason too: a span that holds one weekday once more than another would make a habit out
// of the calendar.
const lately = 28

// Past fills in what follows from the ledger alone: the weeks before this one, the steps of the funnel and the habits.
// Rows are the person's totals by KPI id, each ascending by day, from the day since on; f.Person and f.Today must be set.
//
// A past begins with the person's start in the team or with their first entry, whichever is later, and anew after a gap: nobody is measured
// by days on which they had not begun. Where too little is known to compare with, nothing is. With 13 weeks everything
// can be told, with 5 the last weeks and little else. Everything is counted from the rows given, which a caller may
// read for a whole team at once.
func (f *RepFacts) Past(t *Team, rows map[string][]DayTotal, since Day) {
	p := past{team: t, cal: CalendarOf(t, f.Person), rows: rows, today: f.Today, since: Forever}
	for _, k := range t.KPIs {
		if all := rows[k.ID]; len(all) > 0 {
			p.since = min(p.since, all[0].Day)
		}
	}
	p.since = max(p.since, since, t.Starts[f.Person.ID].Day)
	for _, g := range p.cal.Gaps { // what they did before is as long ago as another job
		p.since = max(p.since, g.Back.Day)
	}
	f.KPIs = t.KPIs
	week := Weekly.Span(f.Today, t.Year())
	f.LastWeek, f.FourWeeks, f.Weeks = map[string]int64{}, map[string]int64{}, map[string][]int64{}
	for _, k := range t.KPIs {
		f.LastWeek[k.ID] = p.sum(k.ID, Span{week.From - 7, week.From - 1})
		f.FourWeeks[k.ID] = p.sum(k.ID, Span{week.From - 28, week.From - 1})
	}
	// By the ends of the weeks, since a week that the past begins in counts here, in part.
	for from := week.From - 7; from+6 >= p.since && f.Reaches < fourWeeks; from -= 7 {
		f.Reaches++
	}
	// Full weeks alone: one in which the past begins half-way has fewer days than the others and would look like a bad
	// one.
	for from := week.From - 7; from >= p.since; from -= 7 {
		span := Span{from, from + 6}
		f.Worked = append(f.Worked, p.cal.worked(span))
		for _, k := range t.KPIs {
			f.Weeks[k.ID] = append(f.Weeks[k.ID], p.sum(k.ID, span))
		}
	}
	// Neighbours alone: a step over two KPIs would hide at which of them something was lost.
	for i := 1; i < len(t.KPIs); i++ {
		if s, ok := p.step(t.KPIs[i-1], t.KPIs[i]); ok {
			f.Steps = append(f.Steps, s)
		}
	}
	p.habits(f)
}

// worked is how many half days of some days somebody works. Days before the team began count too: this is about how
// much time there was.
func (c Calendar) worked(span Span) (halves int) {
	c = c.during(span)
	for d := span.From; d <= span.To; d++ {
		halves += c.HalfDays(d)
	}
	return halves
}

// past is the ledger of one person, from the day since on.
type past struct {
	team         *Team
	cal          Calendar
	rows         map[string][]DayTotal
	since, today Day
}

// sum adds up the totals of a KPI over some days. Rows ascend by day, hence the search; of a KPI without rows it is 0.
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

// step is how a step of the funnel went lately and before; ok is false where either is not known, or is no chance.
// Before is as long as the past allows and never shorter than what it is compared with.
func (p past) step(above, kpi KPI) (s StepChange, ok bool) {
	from, to, ok := StepSpans(above, kpi, p.today, p.since)
	if !ok {
		return s, false
	}
	s = StepChange{Above: above, KPI: kpi, Lately: Rate{Won: p.sum(kpi.ID, to), Of: p.sum(above.ID, from)}}
	from, to = LaggedSpans(p.today-lately, beforeLately(kpi, p.today, p.since), kpi.Lag, p.since)
	s.Before = Rate{Won: p.sum(kpi.ID, to), Of: p.sum(above.ID, from)}
	return s, s.Lately.IsChance() && s.Before.IsChance()
}

// IsChance tells whether the rate can be that of a chance: see Over.
func (r Rate) IsChance() bool { return r.Of > 0 && r.Won >= 0 && !r.Over() }

// habits counts the working days that have an entry. An entry that was taken back leaves a total of zero and is none.
func (p past) habits(f *RepFacts) {
	// Nothing was logged yet, or they begin in days to come.
	if p.since > p.today {
		return
	}
	// One place for each day, so that a day with entries of several KPIs is one.
	logged := make([]bool, p.today-p.since+1)
	for _, k := range p.team.KPIs {
		for _, row := range p.rows[k.ID] {
			if row.Day >= p.since && row.Day <= p.today && row.Count != 0 {
				logged[row.Day-p.since] = true
			}
		}
	}
	cal := p.cal.during(Span{p.since, p.today})
	f.Streak = cal.Streak(p.since, p.today, func(d Day) bool { return logged[d-p.since] })
	for d := p.since; d < p.today; d++ { // today is not over yet
		if !cal.Works(d) {
			continue
		}
		// Each day counts for all days together and for its day of the week.
		for _, h := range []*HabitChange{&f.Days, &f.Weekdays[d.Weekday()]} {
			r := &h.Before
			if d >= p.today-lately {
				r = &h.Lately
			}
			r.Of++
			r.Won += int64(b2i(logged[d-p.since]))
		}
	}
}
