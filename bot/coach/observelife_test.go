package coach

import (
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// A life is what somebody logged and said, as it is in the store, and when it is looked at.
type life struct {
	team   *Team
	person Person
	rows   []DayTotal
	days   map[Day]bool // with an entry
	since  Day
	now    time.Time
	due    []Commitment
	kept   []Commitment
	said   []Hurdle
	deals  []DealRecord
}

// someLife makes up one: KPIs with all kinds of words, any number of weeks in which habits change half-way, with nothing
// and one as likely as many.
func someLife(r *rand.Rand) life {
	today := NewDay(2026, time.November, 9) + Day(r.IntN(14))
	l := life{
		team: west(), person: Person{ID: "U0ANN", Name: "Ann"}, since: today - Day(7*(1+r.IntN(20))),
		now: time.Unix(int64(today)*secondsPerDay+int64(8+r.IntN(12))*3600, 0),
	}
	l.team.KPIs = someKPIs()
	l.team.KPIs[4].Unit = []string{"EUR", "JPY", "CHF"}[r.IntN(3)]
	for i := range l.team.KPIs {
		k := &l.team.KPIs[i]
		k.Lag = r.IntN(2) * 7
		k.Target = Target{k.Whole() * int64([]int{0, 1, 2, 5, 20, 1500}[r.IntN(6)]), []Period{Daily, Weekly, Monthly, Quarterly}[r.IntN(4)]}
	}
	if r.IntN(3) == 0 {
		l.team.Starts = map[string]Start{"U0ANN": {Day: today - Day(r.IntN(120))}}
	}
	if r.IntN(3) == 0 {
		from := today - Day(r.IntN(60))
		l.person.Absences = []Absence{{Span: Span{from, from + Day(r.IntN(20))}, Part: WholeDay, Source: SaidBySelf}}
	}
	if r.IntN(4) == 0 {
		l.person.Settings.Week = [7]Part{0, WholeDay, Morning, WholeDay, 0, Afternoon, 0}
	}
	if r.IntN(20) == 0 { // the first day of somebody
		for i := range l.team.KPIs {
			l.team.KPIs[i].Target.Count = 0
		}
		l.team.Starts = map[string]Start{"U0ANN": {Day: today}}
		return l
	}
	l.log(r, today)
	words := func() string {
		return []string{"", "prices", "The price list!", "Why do they not call? <@U1> & {0}", "“quoted”\nlines", strings.Repeat("long ", 60)}[r.IntN(6)]
	}
	for range r.IntN(3) {
		l.due = append(l.due, Commitment{Text: words(), Due: today - Day(r.IntN(4))})
		l.kept = append(l.kept, Commitment{Text: words(), State: PromiseDone})
		l.said = append(l.said, Hurdle{today - Day(r.IntN(3)), words()}, Hurdle{today - Day(r.IntN(9)), words()})
		l.deals = append(l.deals, someDeal(r, today, words()))
	}
	return l
}

// someDeal makes up a deal of theirs.
func someDeal(r *rand.Rand, today Day, name string) DealRecord {
	ago := func(most int) time.Time { return time.Unix(int64(today-Day(r.IntN(most)))*secondsPerDay, 0) }
	d := DealRecord{Deal: Deal{
		Owner: "U0ANN", Name: name, Stage: "discovery", StageAt: ago(40), MovedAt: ago(40), Closes: today + Day(r.IntN(90)-10),
	}}
	if r.IntN(5) == 0 {
		d.State, d.EndedDay = []DealState{DealWon, DealLost}[r.IntN(2)], today-Day(r.IntN(20))
	}
	for _, m := range []string{"for", "against", "quiet", "measures"} {
		if r.IntN(3) > 0 {
			text := []string{"?", "Their head of operations, who wants fewer late orders"}[min(1, r.IntN(6))]
			d.Answers = append(d.Answers, DealAnswer{Milestone: m, Text: text, By: []string{"U0ANN", "U0MAYA"}[r.IntN(2)], At: ago(20)})
		}
	}
	return d
}

// log fills the ledger.
func (l *life) log(r *rand.Rand, today Day) {
	turn := today - Day(20+r.IntN(20)) // the day on which things change
	last := today - Day(max(0, r.IntN(12)-8))
	l.days = map[Day]bool{}
	habit := [2]float64{r.Float64(), r.Float64()}
	if r.IntN(3) == 0 {
		habit[1] = 1
	}
	off := [2]time.Weekday{time.Weekday(r.IntN(21)), time.Weekday(r.IntN(14))} // often none
	for _, k := range l.team.KPIs {
		many := [2]int{r.IntN(30), r.IntN(30)}
		for d := l.since; d <= last; d++ {
			now := b2i(d >= turn)
			weekend := d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
			if weekend || d.Weekday() == off[now] || r.Float64() > habit[now] || many[now] == 0 {
				continue
			}
			n := k.Whole() * int64(r.IntN(many[now]+1))
			if k.Money() {
				n += int64(r.IntN(int(k.Whole()) + 1))
			}
			l.rows = append(l.rows, DayTotal{"U0ANN", k.ID, d, n})
			l.days[d] = l.days[d] || n != 0
		}
	}
}

func (l life) today() Day { return DayOf(l.now, time.UTC) }

// sum is what the ledger holds, in the plainest way.
func (l life) sum(kpi string, from, to Day) (sum int64) {
	for _, row := range l.rows {
		if row.KPI == kpi && row.Day >= from && row.Day <= to {
			sum += row.Count
		}
	}
	return sum
}

// begins is the first day that is compared with.
func (l life) begins() Day {
	first := Forever
	for _, row := range l.rows {
		first = min(first, row.Day)
	}
	return max(first, l.since, l.team.Starts["U0ANN"].Day)
}

// logged tells whether there is an entry on a day.
func (l life) logged(d Day) bool { return l.days[d] }

// facts are what is known of the life.
func (l life) facts() RepFacts {
	f := RepFacts{Person: l.person, Today: l.today(), Due: l.due, Kept: l.kept, Hurdles: l.said, Deals: l.deals, Process: DefaultProcess()}
	rows := map[string][]DayTotal{}
	for _, row := range l.rows {
		rows[row.KPI] = append(rows[row.KPI], row)
	}
	f.Past(l.team, rows, l.since)
	cal := CalendarOf(l.team, l.person)
	for d := f.Today; d >= l.since && !l.logged(d); d-- {
		f.Silent += b2i(d < f.Today && cal.Works(d))
	}
	for _, k := range l.team.KPIs {
		span := k.Period().Span(f.Today, l.team.Year())
		f.Paces = append(f.Paces, PaceIn(l.team, k, l.person, l.sum(k.ID, span.From, f.Today), l.sum(k.ID, f.Today, f.Today), l.now, time.UTC))
	}
	return f
}

// truth counts again what an observation says, from nothing but the ledger; ok is false where it says what is not so.
func (l life) truth(o Observation) (numbers []int64, ok bool) {
	today := l.today()
	week := Weekly.Span(today, l.team.Year()).From
	weekOf := func(i int) int64 { return l.sum(o.KPI.ID, week-Day(7*i+7), week-Day(7*i+1)) }
	average := func(total, n int64) int64 {
		per := n * o.KPI.Whole()
		return (2*total + per) / (2 * per) * o.KPI.Whole()
	}
	switch o.Kind {
	case ObservedBehind, ObservedStart, ObservedBeyond, ObservedSteady, ObservedAhead, ObservedReached:
		return l.truthOfPace(o)
	case ObservedBetter, ObservedWorse:
		var before, n int64
		for n < 4 && week-Day(7*(n+2)) >= l.begins() {
			n++
			before += weekOf(int(n))
		}
		numbers = []int64{weekOf(0), average(before, n)}
		return numbers, o.Good == (numbers[0] > numbers[1])
	case ObservedBest:
		weeks := int64(week-l.begins()) / 7
		for i := 1; i < int(weeks); i++ {
			numbers = append(numbers, weekOf(i))
		}
		best := slices.Max(numbers)
		return []int64{weekOf(0), best, weeks - 1}, o.Good && weekOf(0) > best && weeks > 4
	case ObservedMore, ObservedFewer:
		return l.truthOfMore(o, week)
	case ObservedStepUp, ObservedStepDown:
		lag := Day(o.KPI.Lag)
		begin := l.begins()
		numbers = []int64{
			l.sum(o.KPI.ID, today-27, today), l.sum(o.Above.ID, today-27-lag, today-lag),
			l.sum(o.KPI.ID, begin+lag, today-28), l.sum(o.Above.ID, begin, today-28-lag),
		}
		return numbers, o.Good == (numbers[0]*numbers[3] > numbers[2]*numbers[1])
	case ObservedDaysUp, ObservedDaysDown, ObservedDayGained, ObservedDayLost:
		return l.truthOfDays(o)
	case ObservedStreak, ObservedSilence:
		return l.truthOfRow(o)
	case ObservedAgain:
		var days []Day
		for _, h := range l.said {
			if alike(said(h.Words), o.Words[0]) && !slices.Contains(days, h.Day) {
				days = append(days, h.Day)
			}
		}
		return []int64{int64(len(days))}, len(days) > 1
	case ObservedOverdue, ObservedUnproven, ObservedStill, ObservedProven, ObservedWon:
		for _, d := range l.deals {
			if numbers, ok := truthOfDeal(o, d, today); ok {
				return numbers, said(d.Name) == o.Words[0]
			}
		}
		return nil, false
	}
	return nil, true
}

// truthOfDeal tells whether the observation is about the deal.
func truthOfDeal(o Observation, d DealRecord, today Day) (numbers []int64, ok bool) {
	days := func(at time.Time) []int64 { return []int64{int64(today - DayOf(at, time.UTC))} }
	if said(d.Name) != o.Words[0] || d.Open() == (o.Kind == ObservedWon) || o.Good != (o.Kind == ObservedWon || o.Kind == ObservedProven) {
		return nil, false
	}
	switch o.Kind {
	case ObservedOverdue:
		return nil, d.Closes == o.Day && d.Closes < today
	case ObservedUnproven:
		numbers = days(d.StageAt)
		return numbers, numbers[0] == o.Nums[0] && o.Words[1] == "Discovery" && strings.HasPrefix(o.Words[2], "Who ")
	case ObservedStill:
		numbers = days(d.MovedAt)
		return numbers, numbers[0] == o.Nums[0]
	case ObservedProven:
		return nil, slices.ContainsFunc(d.Answers, func(a DealAnswer) bool {
			return a.By == "U0ANN" && a.Text != "?" && DayOf(a.At, time.UTC) == o.Day && o.Day > today-7
		})
	}
	return nil, d.State == DealWon && d.EndedDay == o.Day
}

// truthOfPace counts what is done in the period.
func (l life) truthOfPace(o Observation) (numbers []int64, ok bool) {
	today := l.today()
	span := o.Per.Span(today, l.team.Year())
	done := l.sum(o.KPI.ID, span.From, today)
	p := PaceIn(l.team, o.KPI, l.person, done, 0, l.now, time.UTC)
	numbers = []int64{done, p.Target}
	switch o.Kind {
	case ObservedBeyond:
		return append(numbers, p.Gap), !o.Good && p.Gap > 0 && p.Left > 0
	case ObservedBehind, ObservedStart:
		return append(numbers, p.Gap), !o.Good && (o.Kind == ObservedStart) == (done == 0)
	case ObservedAhead:
		return append(numbers, p.Lead), o.Good && p.Lead > 0
	}
	return numbers, o.Good
}

// truthOfMore counts weeks of work.
func (l life) truthOfMore(o Observation, week Day) (numbers []int64, ok bool) {
	var total, before, weeks int64
	cal := CalendarOf(l.team, l.person)
	for i := 0; week-Day(7*i+7) >= l.begins(); i++ {
		from := week - Day(7*i+7)
		sum, works := l.sum(o.KPI.ID, from, from+6), false
		for d := from; d < from+7; d++ {
			works = works || cal.Works(d)
		}
		switch {
		case i < 4:
			total += sum
		case works:
			before, weeks = before+sum, weeks+1
		}
	}
	per := func(n, weeks int64) int64 { return (2*n + weeks) / (2 * weeks) } // leading ones are no money
	numbers = []int64{total, per(total, 4), per(before, weeks)}
	return numbers, o.Good == (numbers[1] > numbers[2])
}

// truthOfDays counts working days.
func (l life) truthOfDays(o Observation) (numbers []int64, ok bool) {
	numbers = make([]int64, 4)
	cal := CalendarOf(l.team, l.person)
	one := o.Kind == ObservedDayGained || o.Kind == ObservedDayLost
	for d := l.begins(); d < l.today(); d++ {
		if !cal.Works(d) || one && d.Weekday() != o.On {
			continue
		}
		at := 2 * b2i(d < l.today()-28)
		numbers[at] += int64(b2i(l.logged(d)))
		numbers[at+1]++
	}
	return numbers, o.Good == (numbers[0]*numbers[3] > numbers[2]*numbers[1])
}

// truthOfRow counts working days in a row, with or without an entry.
func (l life) truthOfRow(o Observation) (numbers []int64, ok bool) {
	cal := CalendarOf(l.team, l.person)
	want := o.Kind == ObservedStreak
	n := int64(0)
	for d := l.today(); d >= l.since; d-- {
		if !cal.Works(d) && (want || !l.logged(d)) {
			continue
		}
		if l.logged(d) != want {
			if want && d == l.today() {
				continue // it is not over
			}
			break
		}
		n += int64(b2i(want || d < l.today()))
	}
	return []int64{n}, o.Good == want
}

// someKPIs have all kinds of words.
func someKPIs() []KPI {
	return []KPI{
		{ID: "k1", Name: "conversation with a new customer", Plural: "conversations with new customers", Kind: Leading},
		{ID: "k2", Name: "meeting", Plural: "meetings", Kind: Leading},
		{ID: "k3", Name: "outreach", Kind: Leading},
		{ID: "k4", Name: "inquiry", Plural: "inquiries", Kind: Lagging},
		{ID: "k5", Name: "revenue", Kind: Lagging, Unit: "EUR"},
	}
}
