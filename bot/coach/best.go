package coach

import "slices"

// bestAfter is how many earlier periods with something in them there have to be before one of them can be a best: in
// somebody's first month each week would be one.
const bestAfter = 4

// PersonalBest tells whether a count is more than that of any earlier period of the same length, and by what it was
// beaten before: the most of them. Earlier are full periods; those of nothing do not count as such. It is no best before
// there are four to compare with.
func PersonalBest(now int64, earlier []int64) (before int64, ok bool) {
	full := 0
	for _, n := range earlier {
		if n > 0 {
			full++
		}
	}
	if full < bestAfter {
		return 0, false
	}
	before = slices.Max(earlier)
	return before, now > before
}
