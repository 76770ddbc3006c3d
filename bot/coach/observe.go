package coach

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// ObservationKind names what an observation is about. It chooses the questions of the bank that fit. Each has its
// questions in the bank; TestEveryKindIsObserved finds one that nothing makes.
type ObservationKind string

// The kinds of observation, each with what its Nums are, in the order of them.
const (
	ObservedBehind  ObservationKind = "behind"  // done, target, gap; something is done
	ObservedStart   ObservationKind = "start"   // 0, target, gap: nothing is done in the period yet
	ObservedBeyond  ObservationKind = "beyond"  // done, target, gap, which cannot be closed in what is left of the period
	ObservedSteady  ObservationKind = "steady"  // done, target: on pace
	ObservedAhead   ObservationKind = "ahead"   // done, target, lead
	ObservedReached ObservationKind = "reached" // done, target

	ObservedBetter ObservationKind = "better" // last week, average week of the up to four before it, rounded
	ObservedWorse  ObservationKind = "worse"  // the same
	ObservedBest   ObservationKind = "best"   // last week, the best week before it, how many weeks that was looked for in
	ObservedMore   ObservationKind = "more"   // the last four weeks together, an average one of them, an average one before
	ObservedFewer  ObservationKind = "fewer"  // the same

	ObservedStepUp   ObservationKind = "step up"   // lately: of the KPI, of the one above; before: the same two
	ObservedStepDown ObservationKind = "step down" // the same

	ObservedDaysUp    ObservationKind = "days up"    // days with an entry lately, working days; before: the same two
	ObservedDaysDown  ObservationKind = "days down"  // the same
	ObservedDayGained ObservationKind = "day gained" // the same, of one day of the week
	ObservedDayLost   ObservationKind = "day lost"   // the same, of one day of the week
	ObservedStreak    ObservationKind = "streak"     // working days in a row with an entry
	ObservedSilence   ObservationKind = "silence"    // working days since the last entry

	ObservedHurdle ObservationKind = "hurdle"       // none; Words holds the hurdle
	ObservedAgain  ObservationKind = "hurdle again" // on how many days it was named; Words holds the newest of them
	ObservedWish   ObservationKind = "wish"         // none; Words holds it. It is in no list: see Named
	ObservedDue    ObservationKind = "commitment"   // none; Words holds the commitment
	ObservedMissed ObservationKind = "missed"       // the same; Day is when it was due, and has passed
	ObservedKept   ObservationKind = "kept"         // the same; it was settled as done

	ObservedOverdue  ObservationKind = "deal overdue"  // none; Words holds the deal; Day is when it was to be decided
	ObservedUnproven ObservationKind = "deal unproven" // days in its stage; Words holds the deal, the stage, the milestone
	ObservedStill    ObservationKind = "deal still"    // days without movement; Words holds the deal
	ObservedProven   ObservationKind = "deal proven"   // none; Words holds the deal and the milestone; Day is when
	ObservedWon      ObservationKind = "deal won"      // none; Words holds the deal; Day is when

	// ObservedTry and those up to ObservedUnfiled are about a check-in, and in no list either: see LookBack and NoLookBack.
	ObservedTry     ObservationKind = "try"     // none; Words holds what they will try
	ObservedLearnt  ObservationKind = "learnt"  // none; Words holds it
	ObservedTold    ObservationKind = "told"    // none; Words holds how something good came about
	ObservedFiled   ObservationKind = "filed"   // none: a check-in came
	ObservedUnfiled ObservationKind = "unfiled" // none: none came

	ObservedNewcomer ObservationKind = "newcomer" // none: nothing is known yet
)

// An Observation is one fact worth talking about, with the numbers that prove it. Text and the questions about
// it hold the person's name and words raw: whoever posts them escapes them as a whole. It is made anew each time that
// somebody looks and is never stored, so that a fact which is no longer true is nowhere. A wrong one costs more than
// one that is missed: it is said to a person about their own work, or by their manager, and after the first that does
// not hold nobody believes the next. So each kind has a bound below which nothing is said, beside where it is made.
type Observation struct {
	Kind   ObservationKind
	Person Person
	KPI    KPI          // the zero value when it is about no KPI
	Above  KPI          // the one above it in the funnel, of a step; the zero value otherwise
	Per    Period       // of the target; "" when it is about none
	Day    Day          // of a commitment whose day has passed, and of some deals; 0 otherwise
	On     time.Weekday // of a habit that is about one; Sunday otherwise
	Good   bool         // good news
	Text   string       // the fact in one plain sentence: "Ann has 12 of 20 conversations this week, 3 behind pace."
	You    string       // the same, said to the person: "You have 12 of 20 conversations this week, 3 behind pace."
	Weight int          // usefulness; the highest first
	Nums   []int64
	Words  []string // people's own words as they stand in Text, between “ and ”
}

// Weights of observations. Good news weighs what concern of the same size weighs, so that it comes as
// naturally; a promise comes before a number.
const (
	weightDue     = 75
	weightMissed  = 72
	weightWon     = 70
	weightKept    = 65
	weightAgain   = 62
	weightReached = 60
	weightBest    = 58
	weightOverdue = 57
	weightHurdle  = 55
	weightProven  = 52
	weightDeal    = 50 // unproven or still, and one more a week, up to 10
	weightStep    = 50 // and up to 20 more for the size
	weightDays    = 45
	weightPace    = 40 // ahead or behind, and up to 40 more for the size
	weightMore    = 40
	weightDay     = 33
	weightWeeks   = 30 // better or worse than before, and up to 30 more
	weightSilence = 30 // and 10 a day, up to 50 more
	weightStreak  = 25 // and 1 a day, up to 20 more
	weightStart   = 22
	weightResult  = 21 // a result that is behind, however far: above being on pace, below all that can be steered
	weightSteady  = 20
	lessIfMore    = 12 // for each one before it of the same theme, of two at most
	lessIfLagging = 15 // a result cannot be steered, what leads to it can
)

// quietDays is how many working days without an entry are worth a question. One day without is a day of meetings, a
// training, an off-site; a weekend is none, as working days are counted. Today is not over and counts for none of them.
const quietDays = 2

// reached tells whether all that leads to a result is done for its period: whoever has nothing left to log is not
// silent. A KPI that has no target is not Reached, and so keeps silence worth a word; and without any leading pace
// nothing is known to be done.
func (f RepFacts) reached() bool {
	leading := 0
	for _, p := range f.Paces {
		if p.KPI.Kind == Leading && p.Status != Reached {
			return false
		}
		leading += b2i(p.KPI.Kind == Leading)
	}
	return leading > 0
}

// Observe returns what is worth talking about with one rep, the most useful first; never empty. Whoever shows some of it
// picks them with Shown. The weights that come back are lower where a theme repeats, so they compare within one list;
// the first one's is as it was made, which is what the order of a manager's queue goes by.
func Observe(f RepFacts) []Observation {
	var all []Observation
	for _, p := range f.Paces {
		if o, ok := observePace(f.Person, p); ok {
			all = append(all, o)
		}
	}
	all = slices.Concat(all, observeWeeks(f), observeSteps(f), observeHabits(f), observeWords(f), observeDeals(f))
	if f.Silent >= quietDays && !f.reached() {
		o := Observation{
			Kind: ObservedSilence, Person: f.Person, Nums: []int64{int64(f.Silent)},
			Weight: weightSilence + min(10*f.Silent, 50),
		}
		// True as well of somebody who never logged anything.
		o.tell("has", "no entry in the last %d working days.", f.Silent)
		all = append(all, o)
	}
	if len(all) == 0 {
		o := Observation{Kind: ObservedNewcomer, Person: f.Person}
		o.tell("has", "no numbers to compare yet.")
		all = append(all, o)
	}
	byWeight(all)
	// The first of a theme keeps its weight, the second loses lessIfMore, and each one behind it twice that, however
	// many there are: a long list of one theme is pushed back and not out.
	spread := map[string]int{}
	for i := range all {
		theme := all[i].Kind.theme()
		all[i].Weight -= min(spread[theme], 2) * lessIfMore
		spread[theme]++
	}
	byWeight(all)
	return all
}

// byWeight puts the most useful first. Of equals, it leaves the order. Stable, so that two looks at the same facts give
// the same order.
func byWeight(all []Observation) {
	slices.SortStableFunc(all, func(a, b Observation) int { return cmp.Compare(b.Weight, a.Weight) })
}

// theme is what kinds have in common that would be the same talk twice: whoever hears that they are behind with one thing
// hears next about something else. Good and bad news of the pace are two themes, as whoever is ahead with one thing and
// behind with another has two things to talk about.
func (k ObservationKind) theme() string {
	switch k {
	case ObservedBehind, ObservedStart, ObservedBeyond:
		return "pace missed"
	case ObservedAhead, ObservedReached, ObservedSteady:
		return "pace kept"
	case ObservedBetter, ObservedWorse, ObservedBest, ObservedMore, ObservedFewer:
		return "weeks"
	case ObservedOverdue, ObservedUnproven, ObservedStill:
		return "deals"
	default:
		return string(k)
	}
}

// Shown picks what is shown of some observations, which are ordered by usefulness: n of them, in that order, of which at
// least a third are good news where there is any. Of several things of which nothing is done yet in the same period it is
// the most useful one: "0 of 20 conversations" and "0 of 5 meetings" are one piece of news. So there may be fewer. The
// share of good news is a rule and not a weight: whoever has a hard month would otherwise be shown nothing but it, week
// after week. What is given is left as it is.
func Shown(all []Observation, n int) []Observation {
	begun := map[Period]bool{}
	all = slices.DeleteFunc(slices.Clone(all), func(o Observation) bool {
		if !o.nothingDone() {
			return false
		}
		again := begun[o.Per]
		begun[o.Per] = true
		return again
	})
	shown := slices.Clone(all[:max(0, min(n, len(all)))])
	good := 0
	for _, o := range shown {
		good += b2i(o.Good)
	}
	for _, o := range all[len(shown):] {
		if o.Good && 3*good < len(shown) {
			// The least useful of the rest makes room.
			least := len(shown) - 1
			// It ends, as fewer than a third of them are good news here.
			for shown[least].Good {
				least--
			}
			shown = append(slices.Delete(shown, least, least+1), o)
			good++
		}
	}
	return shown
}

// nothingDone tells whether it is about a target of whose period there is nothing yet. Corrections can bring a count
// below zero; that is nothing done as well.
func (o Observation) nothingDone() bool { return o.Per != "" && o.Nums[0] <= 0 }

// called is what a person is called in a sentence. A person whom Slack was never asked about has no name.
func (p Person) called() string { return cmp.Or(p.Name, "This rep") }

// tell says a fact of the person, about them and to them. The sentence begins with its subject; verb is what follows it,
// in the third person, and rest is all behind. Both sentences are made in one place, so that a rep on their own page
// never reads a fact that differs from what their manager reads. Verbs other than has are in the past, in which both
// persons have the same form.
func (o *Observation) tell(verb, format string, args ...any) {
	rest := fmt.Sprintf(format, args...)
	o.Text = o.Person.called() + " " + verb + " " + rest
	if has, ok := strings.CutPrefix(verb, "has"); ok {
		verb = "have" + has
	}
	o.You = "You " + verb + " " + rest
}

// observePace turns where somebody stands into an observation; ok is false without a target. The bounds are those of
// Pace.judge, which goes by working time: on a Monday morning hardly anybody is behind. What is OutOfReach is told
// apart from what can be caught up with, since asking for more would ask for what cannot be done.
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
	case p.Status == OutOfReach:
		o.Kind, o.Weight, o.Good = ObservedBeyond, weightPace+sizeOf(p.Gap, p.Target), false
		o.Nums = append(o.Nums, p.Gap)
		o.tell("has", "%s, %s behind pace: more than %s still has room for.", so, p.KPI.Number(p.Gap), p.Per.This())
	case p.Status == Behind:
		o.Kind, o.Weight, o.Good = ObservedBehind, weightPace+sizeOf(p.Gap, p.Target), false
		o.Nums = append(o.Nums, p.Gap)
		o.tell("has", "%s, %s behind pace.", so, p.KPI.Number(p.Gap))
	case p.Done <= 0:
		o.Kind, o.Weight, o.Good = ObservedStart, weightStart, false
		o.Nums = append(o.Nums, 0)
		o.tell("has", "%s: this is the start.", so)
	default:
		o.Kind, o.Weight = ObservedSteady, weightSteady
		o.tell("has", "%s, on pace.", so)
	}
	// Asked "how did the 0 so far come about?" anybody would feel mocked: with nothing done, only what is ahead is
	// asked about. The gap stays in the sentence and in the weight.
	if o.Kind == ObservedBehind && p.Done <= 0 {
		o.Kind = ObservedStart
	}
	switch {
	case p.KPI.Kind == Lagging && !o.Good:
		// Early in a quarter everybody without a sale is far behind with its revenue, and today can do nothing about it but
		// what the leading KPIs count.
		o.Weight = min(o.Weight, weightResult)
	case p.KPI.Kind == Lagging:
		o.Weight -= lessIfLagging
	}
	return o, true
}

// sizeOf is the share of a target as up to 40 points of weight: one point for each per cent. From two fifths of a
// target on there is no more of it: half a target short and all of it short need the same talk.
func sizeOf(n, target int64) int { return min(percentOf(n, target), 40) }

// percentOf is n as a percentage of all, rounded down and at most 9,999; 0 when either is not positive. In whole
// numbers throughout: n times 100 may not fit an int64 where n is money, hence the division before it.
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

// partOf writes how much of a target is done: "12 of 20 conversations", "€500 of €2,000 in revenue". The word is that
// of the target: "1 of 20 conversations".
func (k KPI) partOf(done, target int64) string { return k.Number(done) + " of " + k.spoken(target) }
