package coach

import (
	"cmp"
	"slices"
)

// A TeamRow is one rep in the table that their manager looks at. It is the manager's table, and is shown to nobody
// else.
type TeamRow struct {
	Person Person
	Paces  []Pace // of the leading KPIs, in funnel order
}

// BehindFirst orders rows by how much a conversation is needed: first those who are behind in some KPI, the furthest
// behind of their own pace first; then those who are behind in none, the lowest attainment first; last those without a
// target to be measured by. Equals keep their order, which is the team's. It is the order of whom to talk to, not of
// merit, and gives no ranks.
func BehindFirst(rows []TeamRow) {
	slices.SortStableFunc(rows, func(a, b TeamRow) int { return compareNeed(needOf(a.Paces), needOf(b.Paces)) })
}

// A need is where a row stands in the order: the class first, and within it the percentage. The lower comes first in
// both.
type need struct{ class, percent int }

func compareNeed(a, b need) int {
	return cmp.Or(cmp.Compare(a.class, b.class), cmp.Compare(a.percent, b.percent))
}

// needOf finds the class of a row. Among several KPIs the worst one counts while any is behind: a surplus of
// conversations does not make up for meetings that nobody held.
func needOf(paces []Pace) need {
	const behind, fine, unmeasured = 0, 1, 2
	worst, found := maxPercent, false
	for _, p := range paces {
		if percent, ok := p.Percent(); ok && p.IsBehind() {
			worst, found = min(worst, percent), true
		}
	}
	if found {
		return need{behind, worst}
	}
	if percent := Attainment(paces); percent != NoPercent {
		return need{fine, percent}
	}
	return need{class: unmeasured}
}

// A Page is a run of a list that is shown a part at a time.
type Page struct {
	From, To int // indices, To not included
	Number   int // from 0
	Count    int // of pages, at least 1
}

// PageOf cuts a list of n things into pages of a size and returns the one with that number. A number outside, of a
// list that became shorter meanwhile, means the nearest page there is. Size must be positive; an empty list has one
// empty page.
func PageOf(n, size, number int) Page {
	count := max(1, (n+size-1)/size)
	number = min(max(number, 0), count-1)
	return Page{From: number * size, To: min(n, (number+1)*size), Number: number, Count: count}
}
