package coach

import "math/big"

// A Course is a funnel from what a rep does to what they want: KPIs in the order of cause, and between each two the rate
// at which one becomes the next. Rates[i] leads from KPIs[i] to KPIs[i+1], so there is one rate less than KPIs.
// Rates are fractions of counts, won out of tried, and a rate of money is an amount for each.
type Course struct {
	KPIs  []KPI
	Rates []Rate
}

// NoCount is the count of a KPI that cannot be worked back to.
const NoCount = -1

// WorkBack says how much of each KPI it takes to reach a goal, which is a count of the last one (minor units when that
// is money; more than zero). The last count is the goal itself. Each count is the smallest whole number of which the
// goal follows, NoCount where a rate on the way is not known.
//
// Everything is exact: the rates are multiplied as fractions and rounded up once, for each KPI from the goal itself.
// Rounding from step to step would add up to one unit a step, each of them multiplied by all rates above it.
func (c Course) WorkBack(goal int64) []int64 {
	needs := make([]int64, len(c.KPIs))
	exact := new(big.Rat).SetInt64(goal)
	for i := len(needs) - 1; i >= 0; i-- {
		if i < len(c.Rates) && exact != nil {
			exact = divided(exact, c.Rates[i])
		}
		needs[i] = NoCount
		if exact != nil {
			needs[i] = ceil(exact)
		}
	}
	return needs
}

// divided is q through a rate, backwards; nil when the rate is not known.
// A known rate has something won, so that it can be divided by.
func divided(q *big.Rat, r Rate) *big.Rat {
	if !r.Known() {
		return nil
	}
	return new(big.Rat).Mul(q, big.NewRat(r.Of, r.Won))
}

// ceil is the smallest whole number that is not below q, at most the largest int64.
func ceil(q *big.Rat) int64 {
	n, rest := new(big.Int).QuoRem(q.Num(), q.Denom(), new(big.Int))
	if rest.Sign() > 0 {
		n.Add(n, big.NewInt(1))
	}
	if !n.IsInt64() {
		return maxCount
	}
	return n.Int64()
}

// maxCount is what a count that is larger than any number is cut to.
const maxCount = 1<<63 - 1

// Reaches tells whether n of the KPI at a place leads to the goal, exactly; false when a rate on the way is not known.
// The counterpart of WorkBack: the count that it answers reaches the goal, and one less does not. Tests hold them to
// each other.
func (c Course) Reaches(place int, n, goal int64) bool {
	result := new(big.Rat).SetInt64(n)
	for _, r := range c.Rates[place:] {
		if !r.Known() {
			return false
		}
		result.Mul(result, big.NewRat(r.Won, r.Of))
	}
	return result.Cmp(new(big.Rat).SetInt64(goal)) >= 0
}

// A Lever is one step's rate made better, and what it would save on the way to the same goal.
type Lever struct {
	Step  int     // place in Course.Rates
	Rate  Rate    // the better one
	Needs []int64 // of each KPI, with it
	Saved int64   // effort over the goal's period: minutes, or activities where no minutes are known
}

// Effort is what one activity of each KPI costs, in minutes, in the order of a Course; 0 where nobody said.
type Effort []int64

// Levers says for each step what a better rate would save: better[i] is the rate to compare with, the team's best
// quartile, say. Where that is no better than what is there, a tenth more is tried, but of a chance at most all. The
// steps stand in the order of the funnel; a step that cannot get better, and one of a funnel that cannot be worked back,
// is left out. Money is no step to be better at here: what a deal is worth is the goal's matter.
// Nothing of the course is changed.
func (c Course) Levers(goal int64, better []Rate, effort Effort) []Lever {
	before := c.WorkBack(goal)
	if before[0] == NoCount {
		return nil
	}
	var levers []Lever
	for i, now := range c.Rates {
		if c.KPIs[i+1].Money() {
			continue
		}
		rate := improved(now, better[i])
		if rate.compare(now) <= 0 {
			continue
		}
		with := Course{KPIs: c.KPIs, Rates: append([]Rate(nil), c.Rates...)}
		with.Rates[i] = rate
		needs := with.WorkBack(goal)
		levers = append(levers, Lever{Step: i, Rate: rate, Needs: needs, Saved: c.saved(before, needs, effort)})
	}
	return levers
}

// improved is the better of two rates; where the second is no better, a tenth more than the first.
func improved(now, better Rate) Rate {
	if better.compare(now) > 0 {
		return better
	}
	more := rateOf(new(big.Rat).Mul(big.NewRat(now.Won, now.Of), big.NewRat(11, 10)))
	if more.Over() && !now.Over() {
		return Rate{1, 1}
	}
	return more
}

// saved is the effort between two work-backs, over what a rep does: the leading KPIs. Minutes count where the team gave
// them for each of these; else an activity is an activity.
func (c Course) saved(before, after []int64, effort Effort) (sum int64) {
	timed := len(effort) == len(c.KPIs)
	for i, k := range c.KPIs {
		if k.Kind == Leading && timed && effort[i] <= 0 {
			timed = false
		}
	}
	for i, k := range c.KPIs {
		if k.Kind != Leading || k.Money() {
			continue
		}
		each := int64(1)
		if timed {
			each = effort[i]
		}
		sum = satAdd(sum, satMul(max(0, before[i]-after[i]), each))
	}
	return sum
}

// BestLever is the lever that saves most, the first of equals; ok is false when none saves anything.
// An effort that is saved is above zero, or it is no lever.
func BestLever(levers []Lever) (best Lever, ok bool) {
	for _, l := range levers {
		if l.Saved > best.Saved {
			best, ok = l, true
		}
	}
	return best, ok
}
