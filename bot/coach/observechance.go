package coach

import "math"

// Chance decides what is said to have changed: what two people who do the same thing in the same way would often differ
// by is no news, and a question about it would be about nothing.

// How likely a difference as large as the one that was counted may be by chance alone, for it to be told. Weekdays are
// many, and of many some differ by chance.
const (
	// One week in twenty differs like that by chance from those before.
	unusual = 0.05
	// For what is looked at once a KPI, a step or a person, over weeks.
	rare = 0.02
	// For what is looked at seven times for each person, once a day of the week.
	veryRare = 0.005
)

// listChance is of how many people in a list one kind of change in one number may be told by chance alone, on average: one
// in every five lists has one. TestAListTellsNoChance holds it, with people who do the same thing in the same way for
// months.
const listChance = 0.2

// unlessChance is how likely a difference may be by chance alone, for it to be told of this person, where some likelihood
// would do of a person who is looked at alone. A list begins with the most striking facts of all its people, and what is
// rare with one comes up with somebody every time: chance has n times its likelihood to tell among n people. It is the
// correction of Bonferroni, spread over people and not over their numbers. Among nobody, which is 0, it is this one
// person alone.
func (f RepFacts) unlessChance(alone float64) float64 {
	return min(alone, listChance/float64(max(1, f.Among)))
}

// maxExact is up to how many tries two rates are compared exactly. Up to there a sum takes milliseconds; only KPIs that
// are logged in the thousands a week are beyond it.
const maxExact = 20_000

// apart tells whether two rates differ by more than chance would have them, at a probability: Fisher's exact test, two
// sided, which holds for any numbers however small. Above many tries it is the normal approximation, to which the
// exact test has come close enough by then. Rates that are no chances are never apart. The two are symmetric: which of
// them is the higher one is for the caller to see. R. A. Fisher's test conditions on how much was won in both together,
// so that it needs no estimate of a chance from few tries.
func apart(a, b Rate, probability float64) bool {
	if !a.IsChance() || !b.IsChance() {
		return false
	}
	n, won := float64(a.Of)+float64(b.Of), float64(a.Won)+float64(b.Won)
	if n > maxExact {
		p := won / n
		spread := math.Sqrt(p * (1 - p) * (1/float64(a.Of) + 1/float64(b.Of)))
		z := (float64(a.Won)/float64(a.Of) - float64(b.Won)/float64(b.Of)) / spread
		return spread > 0 && math.Erfc(math.Abs(z)/math.Sqrt2) < probability
	}
	// Of all ways to spread what was won over the tries of both, those that are no likelier than this one.
	chance := func(x int64) float64 {
		return math.Exp(choose(a.Of, x) + choose(b.Of, a.Won+b.Won-x) - choose(a.Of+b.Of, a.Won+b.Won))
	}
	this, sum := chance(a.Won), 0.0
	for x := max(0, a.Won+b.Won-b.Of); x <= min(a.Of, a.Won+b.Won); x++ {
		// The margin keeps the mirror image of this way in, which rounding could make a little likelier.
		if c := chance(x); c <= this*(1+1e-9) {
			sum += c
		}
	}
	return sum < probability
}

// outlies tells whether a count differs from those before it, in the time of each, by more than chance would have it, at a
// probability: given how many there were in all, how many fell into the last stretch is a matter of its share of the time,
// so that the test is the exact binomial one, one sided. Of somebody who closes one deal a week, neither a week without one
// nor a week with two is news. Neither is anything while there is no time to compare with. One sided, as the direction
// was chosen by looking: the bound is for a week as high as this, or as low. Counts below zero, which corrections
// leave, are nothing.
func outlies(last, before timed, probability float64) bool {
	n, all := max(0, last.count)+max(0, before.count), last.time+before.time
	if last.time <= 0 || before.time <= 0 || n == 0 {
		return false
	}
	in, out := math.Log(float64(last.time)/float64(all)), math.Log(float64(before.time)/float64(all))
	from, to := int64(0), max(0, last.count) // as few as that
	if last.moreThan(before) {
		from, to = max(0, last.count), n // as many
	}
	if to-from > maxExact {
		p := math.Exp(in)
		z := (float64(max(0, last.count)) - float64(n)*p) / math.Sqrt(float64(n)*p*(1-p))
		return math.Erfc(math.Abs(z)/math.Sqrt2)/2 < probability
	}
	sum := 0.0
	for x := from; x <= to; x++ {
		sum += math.Exp(choose(n, x) + float64(x)*in + float64(n-x)*out)
	}
	return sum < probability
}

// choose is the logarithm of how many ways there are to choose k of n. As logarithms, for the numbers themselves pass a
// float64 at some thousand tries. Lgamma's sign is left out, since it is plus for whole numbers above zero.
func choose(n, k int64) float64 {
	all, _ := math.Lgamma(float64(n) + 1)
	in, _ := math.Lgamma(float64(k) + 1)
	out, _ := math.Lgamma(float64(n-k) + 1)
	return all - in - out
}

// A timed count is what was done of something in some time. Time may be in any unit, as only shares of it are compared;
// here it is half days of work. Without it, who was away for three days would be told that they did less.
type timed struct {
	count int64
	time  int
}

// moreThan tells whether more was done in the same time, exactly. By cross multiplying in 128 bits, as a quotient would
// take two equal rates for different ones.
func (t timed) moreThan(o timed) bool {
	return less(uint64(max(0, o.count)), uint64(t.time), uint64(max(0, t.count)), uint64(o.time))
}

// higher tells whether the first counts are higher than the others by more than chance would have them, at a probability:
// the rank sum test of Mann and Whitney, exact and one sided, which asks for no distribution, so that one good week among
// many does not do. Ties count against it. The time of none may be 0. H. B. Mann and D. R. Whitney, Annals of
// Mathematical Statistics 18, 1947. With four weeks against four the smallest probability that there can be is 1 in 70,
// so that a list of many people is told nothing of so short a past: that is wanted.
func higher(first, others []timed, probability float64) bool {
	wins := 0
	for _, a := range first {
		for _, b := range others {
			wins += b2i(a.moreThan(b))
		}
	}
	asMany, all := 0.0, 0.0
	for u, w := range winning(len(first), len(others)) {
		all += w
		if u >= wins {
			asMany += w
		}
	}
	return asMany < probability*all
}

// winning is in how many of all orders of m and n counts a given number of pairs is won by the m. Index u of the answer
// is for u pairs; it has m times n and one more. The sum over all of them is the number of orders, n+m over m. As
// float64 it stays exact for as many weeks as are ever read.
func winning(m, n int) []float64 {
	// One more of the m that is the highest of all wins n pairs; of the n, none.
	ways := make([][]float64, n+1)
	for j := range ways {
		ways[j] = make([]float64, m*n+1)
		ways[j][0] = 1
	}
	for range m {
		for j := range ways {
			next := make([]float64, m*n+1)
			for u := range next {
				if u >= j {
					next[u] = ways[j][u-j]
				}
				if j > 0 {
					next[u] += ways[j-1][u]
				}
			}
			ways[j] = next
		}
	}
	return ways[n]
}
