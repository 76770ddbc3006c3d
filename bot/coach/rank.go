package coach

import (
	"cmp"
	"math"
	"slices"
)

// A Standing is one person's row of a leaderboard.
type Standing struct {
	Person  string
	Percent int   // of own target to date; NoPercent when there is no target
	Done    int64 // of the board's KPI; 0 on a board over several
	Paces   []Pace
	Rank    int  // from 1; shared by equals: 1, 2, 2, 4; 0 when not ranked
	Away    bool // not ranked, whatever the percentage; see Calendar.SitsOut
}

// NoPercent is the percentage of somebody without a target.
const NoPercent = -1

// maxAttainment is what one KPI can count for: twice its target to date.
const maxAttainment = 200

// Attainment is the percentage over several KPIs: the mean of each KPI's percentage, each counted up to 200
// so that one easy number cannot carry the rest, rounded down. NoPercent when none has one.
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

// ranks tells whether the row has a place among the others.
func (s Standing) ranks() bool { return s.Percent >= 0 && !s.Away }

// RankByPercent orders standings by percentage, the highest first, equals by person id, and gives ranks:
// equals share one, and the next rank leaves room for them (1, 2, 2, 4). Who has no percentage or is away comes last
// without a rank, by person id. The rows that it is given are left alone.
func RankByPercent(rows []Standing) []Standing {
	ranked := slices.Clone(rows)
	slices.SortFunc(ranked, func(a, b Standing) int {
		switch {
		case a.ranks() && b.ranks():
			return cmp.Or(cmp.Compare(b.Percent, a.Percent), cmp.Compare(a.Person, b.Person))
		case a.ranks():
			return -1
		case b.ranks():
			return 1
		}
		return cmp.Compare(a.Person, b.Person)
	})
	for i := range ranked {
		switch {
		case !ranked[i].ranks():
			ranked[i].Rank = 0
		case i > 0 && ranked[i].Percent == ranked[i-1].Percent:
			ranked[i].Rank = ranked[i-1].Rank
		default:
			ranked[i].Rank = i + 1
		}
	}
	return ranked
}

// Improvement is by how many per cent a week differs from an average week of the last four, rounded down towards
// no change: 25 is a quarter more, -50 is half. FourWeeks is the total of those weeks; ok is false when it holds
// nothing, because there is nothing to compare with.
func Improvement(week, fourWeeks int64) (percent int, ok bool) {
	if fourWeeks <= 0 || week > math.MaxInt64/4 {
		return 0, false
	}
	if week*4 < fourWeeks {
		return -percentOf(fourWeeks-max(0, week)*4, fourWeeks), true
	}
	return percentOf(week*4-fourWeeks, fourWeeks), true
}

// A Growth is one person's Improvement.
type Growth struct {
	Person  string
	Percent int
}

// MostImproved returns who improved most, by at least one per cent; ok is false when nobody did. Equals are
// decided by person id, so that the same numbers name the same person.
func MostImproved(all []Growth) (best Growth, ok bool) {
	for _, g := range all {
		if g.Percent > 0 && (!ok || cmp.Or(cmp.Compare(g.Percent, best.Percent), cmp.Compare(best.Person, g.Person)) > 0) {
			best, ok = g, true
		}
	}
	return best, ok
}
