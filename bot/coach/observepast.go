package coach

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// What is observed of somebody against their own past.

// A week is told apart from a usual one when it differs by a quarter, and by one whole unit at least. Below that a
// person would not call two weeks different themselves, whatever a test says of large counts.
const tellingPercent = 25

// fourWeeks is how many weeks are what somebody does now; fewer than leastWeeks before them say nothing. More weeks
// than four before them sharpen the comparison; with thirteen in all, nine are before.
const (
	fourWeeks  = 4
	leastWeeks = 4
)

// observeWeeks compares weeks of each KPI with those before. For one KPI there are two at most: of last week, and of
// the last four.
func observeWeeks(f RepFacts) []Observation {
	var all []Observation
	for _, k := range f.KPIs {
		// A best week is better than a usual one, too; that once is enough.
		o, ok := observeBest(f, k)
		if !ok && !f.blank() {
			o, ok = observeWeek(f, k)
		}
		// Four weeks are looked at as well, whatever the last one was: one is of a week, the other of a habit.
		more, also := observeMore(f, k)
		for _, told := range []struct {
			o  Observation
			ok bool
		}{{o, ok}, {more, also}} {
			if !told.ok {
				continue
			}
			// What leads to a result is talked about before it.
			if k.Kind == Lagging {
				told.o.Weight -= lessIfLagging
			}
			all = append(all, told.o)
		}
	}
	return all
}

// blank tells whether last week has no entry at all, and there is silence still. That is one piece of news: to hear it
// again for each KPI would be told off, and nobody knows what was done in that week. A week of holidays is none of it:
// Silent counts working days.
func (f RepFacts) blank() bool {
	return f.Silent >= quietDays && !slices.ContainsFunc(f.KPIs, func(k KPI) bool {
		weeks := f.Weeks[k.ID]
		return len(weeks) > 0 && weeks[0] != 0
	})
}

// observeBest tells of a last week that was the best of all that are known. What it takes is in PersonalBest: four
// weeks with something in them to compare with, and more than each. It goes by what was done and not by working time,
// as the sentence does, so that nobody who had less time is denied it.
func observeBest(f RepFacts, kpi KPI) (o Observation, ok bool) {
	weeks := f.Weeks[kpi.ID]
	if len(weeks) == 0 {
		return o, false
	}
	before, best := PersonalBest(weeks[0], weeks[1:])
	if !best {
		return o, false
	}
	o = Observation{
		Kind: ObservedBest, Person: f.Person, KPI: kpi, Good: true, Weight: weightBest,
		Nums: []int64{weeks[0], before, int64(len(weeks) - 1)},
	}
	// No best of all times: there may be a better week before those that were read.
	o.tell("had", "%s last week, more than in any of the %d weeks before: the best of them had %s.",
		kpi.spoken(weeks[0]), len(weeks)-1, kpi.Number(before))
	return o, true
}

// observeWeek compares the last full week with an average week of up to four before it, where they differ both as they are and
// by the working time in them: who was away did less, and that is nothing to talk about.
func observeWeek(f RepFacts, kpi KPI) (o Observation, ok bool) {
	weeks := f.Weeks[kpi.ID]
	if len(weeks) < fourWeeks {
		return o, false
	}
	before := weeks[1:min(len(weeks), 1+fourWeeks)]
	var sum int64
	worked := 0
	for i, n := range before {
		sum, worked = satAdd(sum, max(0, n)), worked+f.Worked[1+i]
	}
	// Both as it is, which is what the sentence says, and by working time, which is what makes it fair.
	last, usual := weeks[0], averageOf(sum, int64(len(before)), kpi.Whole())
	apart := max(last-usual, usual-last)
	change := Improvement(kpi, Stretch{last, int64(f.Worked[0]) * 1000}, Stretch{sum, int64(worked) * 1000})
	switch {
	// Improvement knows no change where there was too little work or too little done before. Where working time alone
	// turns the sign, so that less was done in a shorter week, the sentence and the judgement would contradict each
	// other, and nothing is said.
	case change == NoChange, usual == 0, (change > 0) != (last > usual),
		apart < kpi.Whole(), min(max(change, -change), percentOf(apart, usual)) < tellingPercent:
		return o, false
	// Counts are tested by chance; sums of money are told only outside of what the weeks before had.
	case kpi.Money() && within(last, before), !kpi.Money() && !outlies(timed{last, f.Worked[0]}, timed{sum, worked}, f.unlessChance(unusual)):
		return o, false
	}
	o = Observation{
		Kind: ObservedBetter, Person: f.Person, KPI: kpi, Good: true, Nums: []int64{last, usual},
		Weight: weightWeeks + min(max(change, -change)/4, 30),
	}
	if change < 0 {
		o.Kind, o.Good = ObservedWorse, false
	}
	weeksBefore := "four"
	if len(before) < fourWeeks {
		weeksBefore = "three"
	}
	o.tell("had", "%s last week, compared with about %s in a usual week of the %s before.", kpi.spoken(last), kpi.Number(usual), weeksBefore)
	return o, true
}

// within tells whether a week lies between others. Of sums of money, which come in lumps and are no counts, no test of chance
// holds, but what has been before is no news. Others is not empty.
func within(week int64, others []int64) bool {
	return slices.Min(others) <= week && week <= slices.Max(others)
}

// observeMore compares the last four weeks with those before, by the working time in them. A trend of four weeks is
// what a manager most wants to know and most easily reads out of noise: so it is the rank test that decides, at a
// probability of two in a hundred at most, and not the size of the change.
func observeMore(f RepFacts, kpi KPI) (o Observation, ok bool) {
	weeks := f.Weeks[kpi.ID]
	// Results come in lumps, of which four weeks hold too few; and a week off says nothing about a habit.
	if kpi.Kind == Lagging || len(weeks) < fourWeeks+leastWeeks || slices.Contains(f.Worked[:fourWeeks], 0) {
		return o, false
	}
	var now, before []timed
	var total, sumBefore int64
	for i, n := range weeks {
		switch {
		case i < fourWeeks:
			now, total = append(now, timed{n, f.Worked[i]}), satAdd(total, max(0, n))
		case f.Worked[i] > 0:
			before, sumBefore = append(before, timed{n, f.Worked[i]}), satAdd(sumBefore, max(0, n))
		}
	}
	if len(before) < leastWeeks {
		return o, false
	}
	o = Observation{Kind: ObservedMore, Person: f.Person, KPI: kpi, Weight: weightMore, Good: true}
	a, b := averageOf(total, fourWeeks, kpi.Whole()), averageOf(sumBefore, int64(len(before)), kpi.Whole())
	likely := f.unlessChance(rare)
	switch {
	case a > b && higher(now, before, likely):
	case a < b && higher(before, now, likely):
		o.Kind, o.Good = ObservedFewer, false
	default:
		return o, false
	}
	o.Nums = []int64{total, a, b}
	o.tell("had", "%s in the last four weeks, about %s a week, compared with about %s a week before.",
		kpi.spoken(total), kpi.Number(a), kpi.Number(b))
	return o, true
}

// observeSteps tells of the steps of the funnel that go better or worse than they did. A step counts as a rate of the
// same days for both KPIs, moved by the lag: see LaggedSpans. Without the lag, whoever had many meetings last week
// would have a step that goes down.
func observeSteps(f RepFacts) []Observation {
	var all []Observation
	for _, s := range f.Steps {
		if !apart(s.Lately, s.Before, f.unlessChance(rare)) {
			continue
		}
		// The weight goes by the size of the step, once chance is ruled out: large numbers tell small steps apart.
		points := s.Lately.Percent() - s.Before.Percent()
		o := Observation{
			Kind: ObservedStepUp, Person: f.Person, KPI: s.KPI, Above: s.Above, Good: true,
			Weight: weightStep + min(max(points, -points)/2, 20),
			Nums:   []int64{s.Lately.Won, s.Lately.Of, s.Before.Won, s.Before.Of},
		}
		if cmp.Compare(s.Lately.share(), s.Before.share()) < 0 {
			o.Kind, o.Good = ObservedStepDown, false
		}
		o.tell("had", "%s from %s in the last four weeks, compared with %s from %s before.",
			s.KPI.Amount(s.Lately.Won), s.Above.Amount(s.Lately.Of), group(s.Before.Won), group(s.Before.Of))
		all = append(all, o)
	}
	return all
}

// share is the rate as a share of one, for comparing. The rate must be one that apart has let through, so that Of is
// above zero.
func (r Rate) share() float64 { return float64(r.Won) / float64(r.Of) }

// streakFrom is from how many days on a row of them is worth a word: a week of work. From there on it says something
// about a habit, and below it every newcomer's first days would be told of.
const streakFrom = 5

// observeHabits tells of days that somebody logs on, and did not, or did and does not. Habits are of having logged at
// all, whatever was logged, and on working days alone.
func observeHabits(f RepFacts) []Observation {
	var all []Observation
	// By one person's chance, which is the wider bound: where the whole week has moved by it, no single day of it is
	// told of.
	whole := apart(f.Days.Lately, f.Days.Before, rare)
	if whole && apart(f.Days.Lately, f.Days.Before, f.unlessChance(rare)) {
		o := observeHabit(f, f.Days, ObservedDaysUp, ObservedDaysDown)
		o.Weight = weightDays
		o.tell("had", "an entry on %d of %d working days in the last four weeks, compared with %d of %d before.",
			o.Nums[0], o.Nums[1], o.Nums[2], o.Nums[3])
		all = append(all, o)
	}
	for i, h := range f.Weekdays {
		// One day of the week is worth a word where it is that one alone, for many people as for one.
		if whole || !apart(h.Lately, h.Before, f.unlessChance(veryRare)) {
			continue
		}
		o := observeHabit(f, h, ObservedDayGained, ObservedDayLost)
		o.Weight, o.On = weightDay, time.Weekday(i)
		o.tell("had", "an entry on %d of the last %d %ss, compared with %d of %d before.",
			o.Nums[0], o.Nums[1], o.On, o.Nums[2], o.Nums[3])
		all = append(all, o)
	}
	if f.Streak >= streakFrom {
		o := Observation{
			Kind: ObservedStreak, Person: f.Person, Good: true, Nums: []int64{int64(f.Streak)},
			Weight: weightStreak + min(f.Streak, 20),
		}
		o.tell("had", "an entry on %d working days in a row.", f.Streak) // today may still be without one
		all = append(all, o)
	}
	return all
}

// observeHabit is one change of a habit, up or down, without its words. Its four numbers are in the order that the bank
// counts on.
func observeHabit(f RepFacts, h HabitChange, up, down ObservationKind) Observation {
	o := Observation{
		Kind: up, Person: f.Person, Good: true,
		Nums: []int64{h.Lately.Won, h.Lately.Of, h.Before.Won, h.Before.Of},
	}
	if h.Lately.share() < h.Before.share() {
		o.Kind, o.Good = down, false
	}
	return o
}

// averageOf is the total of n weeks as one week, rounded to the nearest whole unit. Half a unit goes up. It is 0 for
// what is nothing, and for what is too large to be rounded.
func averageOf(total, n, whole int64) int64 {
	if total <= 0 || total > math.MaxInt64-n*whole {
		return 0
	}
	return (total + n*whole/2) / (n * whole) * whole
}
