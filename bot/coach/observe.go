package coach

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

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
	You    string // the same, said to the person: "You have 12 of 20 conversations this week, 3 behind pace."
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
		o := Observation{
			Kind: ObservedSilence, Person: f.Person, Nums: []int64{int64(f.Silent)},
			Weight: weightSilence + min(10*f.Silent, 50),
		}
		// True as well of somebody who never logged anything.
		o.tell("has", "no entry in the last %d working days.", f.Silent)
		all = append(all, o)
	}
	if len(all) == 0 {
		o := Observation{Kind: ObservedNewcomer, Person: f.Person, Good: true}
		o.tell("has", "no numbers to compare yet.")
		all = append(all, o)
	}
	slices.SortStableFunc(all, func(a, b Observation) int { return cmp.Compare(b.Weight, a.Weight) })
	return all
}

// called is what a person is called in a sentence.
func (p Person) called() string { return cmp.Or(p.Name, "This rep") }

// tell says a fact of the person, about them and to them. The sentence begins with its subject; verb is what follows it,
// in the third person, and rest is all behind.
func (o *Observation) tell(verb, format string, args ...any) {
	rest := fmt.Sprintf(format, args...)
	o.Text = o.Person.called() + " " + verb + " " + rest
	switch verb {
	case "has":
		verb = "have"
	case "is":
		verb = "are"
	}
	o.You = "You " + verb + " " + rest
}

// observePace turns where somebody stands into an observation; ok is false without a target.
func observePace(who Person, p Pace) (o Observation, ok bool) {
	o = Observation{Person: who, KPI: p.KPI, Per: p.Per, Nums: []int64{p.Done, p.Target}, Good: true}
	so := p.KPI.partOf(p.Done, p.Target) + " " + p.Per.This()
	switch {
	case p.Status == NoTarget:
		return o, false
	case p.Status == Reached:
		o.Kind, o.Weight = ObservedReached, weightReached
		o.tell("has", "%s: the target is reached.", so)
	case p.Status == Ahead:
		o.Kind, o.Weight = ObservedAhead, weightPace+sizeOf(p.Lead, p.Target)
		o.Nums = append(o.Nums, p.Lead)
		o.tell("has", "%s, %s ahead of pace.", so, p.KPI.Number(p.Lead))
	case p.IsBehind():
		o.Kind, o.Weight, o.Good = ObservedBehind, weightPace+sizeOf(p.Gap, p.Target), false
		o.Nums = append(o.Nums, p.Gap)
		o.tell("has", "%s, %s behind pace.", so, p.KPI.Number(p.Gap))
	case p.Done <= 0:
		o.Kind, o.Weight = ObservedStart, weightStart
		o.Nums = append(o.Nums, 0)
		o.tell("has", "%s: this is the start.", so)
	default:
		o.Kind, o.Weight = ObservedSteady, weightSteady
		o.tell("has", "%s, on pace.", so)
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
	change, ok := changeOf(last, four)
	if !ok || usual == 0 || max(last-usual, usual-last) < kpi.Whole() || max(change, -change) < tellingPercent {
		return o, false
	}
	o = Observation{
		Kind: ObservedBetter, Person: f.Person, KPI: kpi, Good: true, Nums: []int64{last, usual},
		Weight: weightWeeks + min(max(change, -change)/4, 30),
	}
	o.tell("had", "%s last week, against about %s in a usual week of the last four.", kpi.spoken(last), kpi.Number(usual))
	if change < 0 {
		o.Kind, o.Good = ObservedWorse, false
	}
	if kpi.Kind == Lagging {
		o.Weight -= lessIfLagging
	}
	return o, true
}

// changeOf is by how many per cent a week differs from an average week of four, rounded down towards no change; ok is
// false when the four hold nothing to compare with.
func changeOf(week, fourWeeks int64) (percent int, ok bool) {
	if fourWeeks <= 0 || week > math.MaxInt64/4 {
		return 0, false
	}
	if week*4 < fourWeeks {
		return -percentOf(fourWeeks-max(0, week)*4, fourWeeks), true
	}
	return percentOf(week*4-fourWeeks, fourWeeks), true
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
	quoting := func(kind ObservationKind, weight int, verb, what, text string) {
		if words := said(text); words != "" {
			o := Observation{Kind: kind, Person: f.Person, Weight: weight, Words: []string{words}}
			o.tell(verb, "%s: “%s”.", what, words)
			all = append(all, o)
		}
	}
	for _, c := range f.Due {
		quoting(ObservedDue, weightDue, "made", "a commitment that is due", c.Text)
	}
	quoting(ObservedHurdle, weightHurdle, "named", "a hurdle", f.Hurdle)
	return all
}

// partOf writes how much of a target is done: "12 of 20 conversations", "€500 of €2,000 in revenue".
func (k KPI) partOf(done, target int64) string { return k.Number(done) + " of " + k.spoken(target) }
