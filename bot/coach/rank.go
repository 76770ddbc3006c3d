package coach

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// A Standing is one person's row of a leaderboard. What a mode does not rank by may be left zero.
type Standing struct {
	Person  string
	Percent int   // of own target to date; NoPercent when there is no target
	Change  int   // by how many per cent more or less than before; NoChange when there is nothing to compare with
	Done    int64 // of the board's KPI; 0 on a board over several
	Paces   []Pace
	Rank    int  // from 1; shared by equals: 1, 2, 2, 4; 0 when not ranked
	Away    bool // not ranked, whatever they did; see Calendar.SitsOut
}

// NoPercent is the percentage of somebody without a target.
const NoPercent = -1

// maxAttainment is what one KPI can count for: twice its target to date.
const maxAttainment = 200

// Attainment is the percentage over several KPIs: the mean of each KPI's percentage, each counted up to 200 so that one
// easy number cannot carry the rest, rounded down. NoPercent when none has one. Each KPI counts alike.
func Attainment(paces []Pace) int {
	sum, n := 0, 0
	for _, p := range paces {
		if percent, ok := p.Percent(); ok {
			sum += min(percent, maxAttainment)
			n++
		}
	}
	if n == 0 {
		return NoPercent
	}
	return sum / n
}

// Scant tells whether less than one whole unit is expected by now, nothing included. A per cent of that is thousands, or zero,
// and tells nobody where they stand. On a Monday morning everybody is.
func (p Pace) Scant() bool { return p.Expected < 1000*p.KPI.Whole() }

// A score is what a row is ranked by in a mode; ok is false when it has none there.
func (s Standing) score(mode BoardMode) (score int64, ok bool) {
	switch mode {
	case BoardCount:
		return s.Done, !s.Away
	case BoardImproved:
		return int64(s.Change), s.Change != NoChange && !s.Away
	default:
		return int64(s.Percent), s.Percent >= 0 && !s.Away
	}
}

// Rank orders standings by what the mode ranks by, the highest first, equals by person id, and gives ranks: equals share
// one, and the next rank leaves room for them (1, 2, 2, 4). Who has nothing to be ranked by or is away comes last without a
// rank, by person id. The rows that it is given are left alone. Modes that rank nobody rank by percent. Who is shown at
// all, and to whom, is decided by whoever shows it.
func Rank(rows []Standing, mode BoardMode) []Standing {
	ranked := slices.Clone(rows)
	slices.SortFunc(ranked, func(a, b Standing) int {
		scoreA, okA := a.score(mode)
		scoreB, okB := b.score(mode)
		switch {
		case okA && okB:
			return cmp.Or(cmp.Compare(scoreB, scoreA), cmp.Compare(a.Person, b.Person))
		case okA:
			return -1
		case okB:
			return 1
		}
		return cmp.Compare(a.Person, b.Person)
	})
	var before int64
	for i := range ranked {
		score, ok := ranked[i].score(mode)
		switch {
		case !ok:
			ranked[i].Rank = 0
		case i > 0 && score == before:
			ranked[i].Rank = ranked[i-1].Rank
		default:
			ranked[i].Rank = i + 1
		}
		// Also of a row without a score, behind which there is none with one.
		before = score
	}
	return ranked
}

// NoChange is the improvement of somebody who has nothing to compare with.
const NoChange = math.MinInt

// A Stretch is what somebody did of one KPI in some working time of theirs, which is in thousandths of half days; see
// Calendar.WorkedIn. Its time is that of work, so that who was away is compared with the days that they had.
type Stretch struct {
	Done int64 // not below zero
	Time int64
}

// How much it takes for a comparison to say something: working time in thousandths of half days, and whole units.
const (
	leastNow  = 2 * 1000  // a day: on a Monday morning one call is ten times as many as usual
	leastThen = 10 * 1000 // a week
	leastDone = 4         // one a week of the four before: after one proposal in a month, another is four times as many
)

// Improvement is by how many per cent somebody does more of a KPI now than before, for the same working time, rounded down
// towards no change: 25 is a quarter more, -50 is half. So a week is compared on its Wednesday as on its Friday, and a week of
// two days with four of five. Less than one whole unit either way is no change, 0. NoChange where it is too early, where they
// were there for less than a week before, and where they did next to nothing then. It is a comparison with oneself.
// Bounds keep small numbers out of it, of which a single one more is a doubling.
func Improvement(k KPI, now, before Stretch) int {
	if now.Time < leastNow || before.Time < leastThen || before.Done < leastDone*k.Whole() {
		return NoChange
	}
	// Crosswise, so that nothing is divided before it is compared, and held at the largest number there is instead of
	// wrapping round.
	is, was := satMul(max(0, now.Done), before.Time), satMul(before.Done, now.Time)
	switch unit := satMul(k.Whole(), before.Time); {
	case is-was >= unit:
		return percentOf(is-was, was)
	case was-is >= unit:
		return -percentOf(was-is, was)
	}
	return 0
}

// MostChange is as much as MeanChange says: so much, or more.
const MostChange = maxAttainment

// MeanChange is the improvement over several KPIs: the mean of those that have one, each counted up to 200, rounded towards no
// change. NoChange when none has one. Bounded above alone: below no change can be less than -100.
func MeanChange(changes []int) int {
	sum, n := 0, 0
	for _, c := range changes {
		if c != NoChange {
			sum += min(c, MostChange)
			n++
		}
	}
	if n == 0 {
		return NoChange
	}
	return sum / n
}

// WorkedIn is how long the person has worked on some days up to the instant now, on the wall clock loc, in thousandths of half
// days: 2000 for a whole day that is over. What was before the team began is not in it.
func (c Calendar) WorkedIn(span Span, now time.Time, loc *time.Location) (worked int64) {
	today := DayOf(now, loc)
	c = c.during(span)
	for d := span.From; d <= min(span.To, today-1); d++ {
		worked += int64(c.asked(d).Halves()) * 1000
	}
	// Of today as much as its hours have gone by, so that a Monday at ten is not measured as a whole day.
	if span.Contains(today) {
		hours := c.Hours.orOffice()
		worked += int64(hours.worked(c.asked(today), now.In(loc)) * 1000 / hours.seconds())
	}
	return worked
}
