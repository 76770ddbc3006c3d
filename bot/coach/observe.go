package coach

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// RepFacts is what is known about one rep when coaching questions are chosen.
type RepFacts struct {
	Person    Person
	Paces     []Pace           // this period, per KPI with a target
	LastWeek  map[string]int64 // KPI id → total of the full week before
	FourWeeks map[string]int64 // KPI id → total of the four full weeks before this one
	Silent    int              // working days since the last entry of the ledger; 0 when today
	Hurdle    string           // the newest named hurdle, unescaped; "" when none
	Due       []Commitment     // due by today and open
}

// ObservationKind names what an observation is about.
type ObservationKind string

// The kinds of observation, each with what its Nums are.
const (
	ObservedBehind   ObservationKind = "behind"     // done, target, gap; something is done
	ObservedStart    ObservationKind = "start"      // 0, target, gap: nothing is done in the period yet
	ObservedSteady   ObservationKind = "steady"     // done, target: on pace
	ObservedAhead    ObservationKind = "ahead"      // done, target, lead
	ObservedReached  ObservationKind = "reached"    // done, target
	ObservedBetter   ObservationKind = "better"     // last week, average week of the last four, rounded
	ObservedWorse    ObservationKind = "worse"      // the same
	ObservedSilence  ObservationKind = "silence"    // working days since the last entry
	ObservedHurdle   ObservationKind = "hurdle"     // none; Words holds the hurdle
	ObservedDue      ObservationKind = "commitment" // none; Words holds the commitment
	ObservedNewcomer ObservationKind = "newcomer"   // none: nothing is known yet
)

// An Observation is one fact worth talking about, with the numbers that prove it. Text and the questions about
// it hold the person's name and words raw: whoever posts them escapes them as a whole.
type Observation struct {
	Kind   ObservationKind
	Person Person
	KPI    KPI    // the zero value when it is about no KPI
	Per    Period // of the target; "" when it is about none
	Good   bool   // good news
	Text   string // the fact in one plain sentence: "Ann has 12 of 20 conversations this week, 3 behind pace."
	Weight int    // usefulness; the highest first
	Nums   []int64
	Words  []string // people's own words as they stand in Text, between “ and ”, in order
}

// Weights of observations. Good news weighs what concern of the same size weighs, so that it comes as
// naturally; a promise comes before a number.
const (
	weightDue     = 75
	weightReached = 60
	weightHurdle  = 55
	weightPace    = 40 // ahead or behind, and up to 40 more for the size
	weightWeeks   = 30 // better or worse than before, and up to 30 more
	weightSilence = 30 // and 10 a day, up to 50 more
	weightStart   = 22
	weightSteady  = 20
	lessIfLagging = 15 // a result cannot be steered, what leads to it can
)

// quietDays is how many working days without an entry are worth a question.
const quietDays = 2

// Observe returns what is worth talking about with one rep, the most useful first; never empty.
func Observe(f RepFacts) []Observation {
	var all []Observation
	for _, p := range f.Paces {
		if o, ok := observePace(f.Person, p); ok {
			all = append(all, o)
		}
		if o, ok := observeWeeks(f, p.KPI); ok {
			all = append(all, o)
		}
	}
	all = append(all, observeWords(f)...)
	if f.Silent >= quietDays {
		all = append(all, Observation{
			Kind: ObservedSilence, Person: f.Person, Nums: []int64{int64(f.Silent)},
			Weight: weightSilence + min(10*f.Silent, 50),
			// True as well of somebody who never logged anything.
			Text: fmt.Sprintf("%s has no entry in the last %d working days.", f.Person.called(), f.Silent),
		})
	}
	if len(all) == 0 {
		all = append(all, Observation{
			Kind: ObservedNewcomer, Person: f.Person, Good: true,
			Text: fmt.Sprintf("There are no numbers to compare for %s yet.", f.Person.called()),
		})
	}
	slices.SortStableFunc(all, func(a, b Observation) int { return cmp.Compare(b.Weight, a.Weight) })
	return all
}

// called is what a person is called in a sentence.
func (p Person) called() string { return cmp.Or(p.Name, "This rep") }

// observePace turns where somebody stands into an observation; ok is false without a target.
func observePace(who Person, p Pace) (o Observation, ok bool) {
	o = Observation{Person: who, KPI: p.KPI, Per: p.Per, Nums: []int64{p.Done, p.Target}, Good: true}
	so := fmt.Sprintf("%s has %s %s", who.called(), p.KPI.partOf(p.Done, p.Target), p.Per.This())
	switch {
	case p.Status == NoTarget:
		return o, false
	case p.Status == Reached:
		o.Kind, o.Weight, o.Text = ObservedReached, weightReached, so+": the target is reached."
	case p.Status == Ahead:
		o.Kind, o.Weight = ObservedAhead, weightPace+sizeOf(p.Lead, p.Target)
		o.Nums, o.Text = append(o.Nums, p.Lead), fmt.Sprintf("%s, %s ahead of pace.", so, p.KPI.Number(p.Lead))
	case p.IsBehind():
		o.Kind, o.Weight, o.Good = ObservedBehind, weightPace+sizeOf(p.Gap, p.Target), false
		o.Nums, o.Text = append(o.Nums, p.Gap), fmt.Sprintf("%s, %s behind pace.", so, p.KPI.Number(p.Gap))
	case p.Done <= 0:
		o.Kind, o.Weight, o.Text = ObservedStart, weightStart, so+": this is the start."
		o.Nums = append(o.Nums, 0)
	default:
		o.Kind, o.Weight, o.Text = ObservedSteady, weightSteady, so+", on pace."
	}
	if o.Kind == ObservedBehind && p.Done <= 0 {
		o.Kind = ObservedStart
	}
	if p.KPI.Kind == Lagging {
		o.Weight -= lessIfLagging
	}
	return o, true
}

// sizeOf is the share of a target as up to 40 points of weight: one point for each per cent.
func sizeOf(n, target int64) int { return min(percentOf(n, target), 40) }

// percentOf is n as a percentage of all, rounded down and at most 9,999; 0 when either is not positive.
func percentOf(n, all int64) int {
	if n <= 0 || all <= 0 {
		return 0
	}
	if n/all >= maxPercent/100 {
		return maxPercent
	}
	q, rest := n/all, n%all
	part, _ := mulDiv(uint64(rest), 100, uint64(all))
	return int(q)*100 + int(part)
}

// A week is told apart from a usual one when it differs by a quarter, and by one whole unit at least.
const tellingPercent = 25

// observeWeeks compares the last full week with an average week of the last four.
func observeWeeks(f RepFacts, kpi KPI) (o Observation, ok bool) {
	last, four := f.LastWeek[kpi.ID], f.FourWeeks[kpi.ID]
	usual := averageOf(four, 4, kpi.Whole())
	change, ok := Improvement(last, four)
	if !ok || usual == 0 || max(last-usual, usual-last) < kpi.Whole() || max(change, -change) < tellingPercent {
		return o, false
	}
	o = Observation{
		Kind: ObservedBetter, Person: f.Person, KPI: kpi, Good: true, Nums: []int64{last, usual},
		Weight: weightWeeks + min(max(change, -change)/4, 30),
		Text: fmt.Sprintf("%s had %s last week, against about %s in a usual week of the last four.",
			f.Person.called(), kpi.spoken(last), kpi.Number(usual)),
	}
	if change < 0 {
		o.Kind, o.Good = ObservedWorse, false
	}
	if kpi.Kind == Lagging {
		o.Weight -= lessIfLagging
	}
	return o, true
}

// averageOf is the total of n weeks as one week, rounded to the nearest whole unit.
func averageOf(total, n, whole int64) int64 {
	if total <= 0 || total > math.MaxInt64-n*whole {
		return 0
	}
	return (total + n*whole/2) / (n * whole) * whole
}

// observeWords brings back what somebody said: a hurdle that they named, and what they meant to have done by now.
func observeWords(f RepFacts) []Observation {
	var all []Observation
	for _, c := range f.Due {
		if words := said(c.Text); words != "" {
			all = append(all, Observation{
				Kind: ObservedDue, Person: f.Person, Weight: weightDue, Words: []string{words},
				Text: fmt.Sprintf("%s made a commitment that is due: “%s”.", f.Person.called(), words),
			})
		}
	}
	if words := said(f.Hurdle); words != "" {
		all = append(all, Observation{
			Kind: ObservedHurdle, Person: f.Person, Weight: weightHurdle, Words: []string{words},
			Text: fmt.Sprintf("%s named a hurdle: “%s”.", f.Person.called(), words),
		})
	}
	return all
}

// partOf writes how much of a target is done: "12 of 20 conversations", "€500 of €2,000 in revenue".
func (k KPI) partOf(done, target int64) string { return k.Number(done) + " of " + k.spoken(target) }
