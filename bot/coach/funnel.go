package coach

import (
	"cmp"
	"math"
	"math/big"
	"slices"
)

// A Rate is what became of what: Won of one KPI out of Of of the KPI above it in the funnel. It is kept as the two
// numbers that were counted and never as a quotient, so that nothing is rounded before the end: 84 of 1,200 worked back
// from 84 is 1,200 again, while 84 / 7 % is not. For a KPI that is money, Won is in minor units, and the rate is what one
// of the KPI above is worth.
type Rate struct{ Won, Of int64 }

// Known tells whether the rate says anything: something was tried, and something came of it. Nothing can be worked back
// through a rate of zero.
func (r Rate) Known() bool { return r.Won > 0 && r.Of > 0 }

// Percent is the rate in per cent, rounded to the nearest; 0 where nothing was tried. It is for reading, not for
// computing with.
func (r Rate) Percent() int {
	if !r.Known() {
		return 0
	}
	q, rest := mulDiv(uint64(r.Won%r.Of), 100, uint64(r.Of))
	if rest >= uint64(r.Of)-rest {
		q++
	}
	return int(satAdd(satMul(r.Won/r.Of, 100), int64(q)))
}

// Over tells whether more came out than went in: there are meetings that no conversation led to. Such a step can be
// worked back through, but it is no chance, so it has no interval and is not blended.
func (r Rate) Over() bool { return r.Of > 0 && r.Won > r.Of }

// compare orders rates by their quotients, exactly. Unknown rates are the lowest.
func (r Rate) compare(o Rate) int {
	if !r.Known() || !o.Known() {
		return cmp.Compare(b2i(r.Known()), b2i(o.Known()))
	}
	return big.NewRat(r.Won, r.Of).Cmp(big.NewRat(o.Won, o.Of))
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// confidence is how many standard deviations an interval of 95 % is wide on each side.
const confidence = 1.959964

// Interval is the range in which the chance behind the rate likely lies, in per cent, rounded to the nearest: 33 % from
// 4 of 12 is likely 14 to 61 %. It is Wilson's score interval at 95 % (E. B. Wilson, JASA 22, 1927), which holds for few
// tries and near 0 and 100 %. Ok is false for a rate that is no chance: nothing was tried, or Over.
func (r Rate) Interval() (low, high int, ok bool) {
	if r.Of <= 0 || r.Won < 0 || r.Over() {
		return 0, 0, false
	}
	n, z2 := float64(r.Of), confidence*confidence
	p := float64(r.Won) / n
	middle, wide := p+z2/(2*n), confidence*math.Sqrt(p*(1-p)/n+z2/(4*n*n))
	percent := func(x float64) int { return int(math.Round(100 * min(max(x/(1+z2/n), 0), 1))) }
	return percent(middle - wide), percent(middle + wide), true
}

// pooled is the rate of several reps together.
func pooled(reps []Rate) (all Rate) {
	for _, r := range reps {
		all.Won, all.Of = satAdd(all.Won, r.Won), satAdd(all.Of, r.Of)
	}
	return all
}

// Blended is a rep's own rate drawn towards their team's, the more the less is known of their own. It is the mean of
// the Beta distribution that the team's reps suggest (empirical Bayes): (won + s·m) / (of + s), where m is the rate of
// all reps together, and the strength s is how many tries the team's rate counts for. S follows from how far the reps
// are apart, see strength. A step that is Over, for the rep or the team, is not blended: the own rate stands, or the
// team's where there is none. Reps holds the rates of all reps of the team, the own one among them.
func Blended(own Rate, reps []Rate) (blend Rate, s int64) {
	team := pooled(reps)
	if !team.Known() || team.Over() || own.Over() {
		if own.Known() {
			return own, 0
		}
		return team, 0
	}
	s = strength(reps)
	// Both sums times team.Of, so that the rate stays a pair of whole numbers.
	of := big.NewInt(team.Of)
	won := new(big.Int).Mul(big.NewInt(own.Won), of)
	won.Add(won, new(big.Int).Mul(big.NewInt(s), big.NewInt(team.Won)))
	tried := new(big.Int).Mul(new(big.Int).Add(big.NewInt(own.Of), big.NewInt(s)), of)
	if tried.Sign() <= 0 {
		return team, s
	}
	return rateOf(new(big.Rat).SetFrac(won, tried)), s
}

// rateOf is a quotient in its lowest terms as a Rate. One whose terms are larger than an int64 loses the last bits of
// both.
func rateOf(q *big.Rat) Rate {
	won, of := new(big.Int).Set(q.Num()), new(big.Int).Set(q.Denom())
	if over := max(won.BitLen(), of.BitLen()) - 62; over > 0 {
		won.Rsh(won, uint(over))
		of.Rsh(of, uint(over))
	}
	return Rate{won.Int64(), of.Int64()}
}

// strength is how many tries of one rep the rate of their team is worth when a rate is blended: α + β of the Beta
// distribution from which the reps' chances are drawn. It is estimated by moments from the spread between the reps: with
// the intra-class correlation ρ, E Σ nᵢ(pᵢ−m)² = m(1−m)·[(k−1) + ρ·(N − Σnᵢ²/N − (k−1))], and s = 1/ρ − 1
// (J. C. Kleinman, JASA 68, 1973, with the tries as weights). Reps who are no further apart than chance has them are one
// and the same for all that is known: then, and at most, the rate counts for all tries of the team. A rep alone has no
// team to be blended with: 0.
func strength(reps []Rate) int64 {
	var n, squares, k float64
	team := pooled(reps)
	m := float64(team.Won) / float64(team.Of)
	spread := 0.0
	for _, r := range reps {
		if r.Of <= 0 {
			continue
		}
		of := float64(r.Of)
		n, squares, k = n+of, squares+of*of, k+1
		apart := float64(r.Won)/of - m
		spread += of * apart * apart
	}
	if k < 2 {
		return 0
	}
	chance := m * (1 - m)
	free := n - squares/n - (k - 1)
	if chance <= 0 || free <= 0 {
		return team.Of
	}
	rho := (spread - chance*(k-1)) / (chance * free)
	if rho <= 0 {
		return team.Of
	}
	return min(int64(math.Round(max(1/rho-1, 0))), team.Of)
}

// BestQuartile is the rate that the best quarter of the reps reach or pass: the lowest rate among them. It is to be
// given blended rates, or one lucky try of a newcomer would be the best of all. Unknown rates do not count; the rate is
// unknown when there are none.
func BestQuartile(reps []Rate) Rate {
	known := slices.DeleteFunc(slices.Clone(reps), func(r Rate) bool { return !r.Known() })
	if len(known) == 0 {
		return Rate{}
	}
	slices.SortFunc(known, func(a, b Rate) int { return b.compare(a) })
	return known[(len(known)+3)/4-1]
}

// LaggedSpans are the days whose counts make up a step's rate on a day: what was counted of the upper KPI on the days
// of from is held against what was counted of the lower one on the days of to, which lie lag days later. A meeting
// whose deal cannot be there yet lowers no rate, and a deal whose meeting lies before the window raises none.
//
// To ends today and is window days long. A rep who began on start has no upper counts before, so the window is shorter
// for them; both spans are empty for somebody who began less than lag days ago. Start is zero when it is unknown.
func LaggedSpans(today Day, window, lag int, start Day) (from, to Span) {
	to = Span{From: today - Day(window) + 1, To: today}
	from = Span{From: to.From - Day(lag), To: to.To - Day(lag)}
	if start != 0 && from.From < start {
		from.From = start
		to.From = start + Day(lag)
	}
	return from, to
}

// StepSpans are the days whose counts tell how a step of the funnel went lately, on a day of somebody whose past begins on
// since: see [LaggedSpans] and [StepChange]. Ok is false where no such step is told of them: a sum of money is no chance,
// and whoever began of late has no time before these weeks that is as long as they are.
func StepSpans(above, kpi KPI, today, since Day) (from, to Span, ok bool) {
	from, to = LaggedSpans(today, lately, kpi.Lag, 0)
	return from, to, !above.Money() && !kpi.Money() && beforeLately(kpi, today, since) >= lately
}

// beforeLately is how many days there are before the last four weeks in which a step can be known that ends in a KPI.
func beforeLately(kpi KPI, today, since Day) int { return int(today-lately-since) - kpi.Lag + 1 }
