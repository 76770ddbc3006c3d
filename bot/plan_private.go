package bot

// What a team's sums may tell of the plans in them: nothing of anybody's own.

import "example.com/pacer/bot/coach"

// tellsPlans is how many people must go by plans of their own before a sum does that others read, and before it is said how
// many they are. Take the team's targets away from such a sum, and what is left is the plans: of one it would be the plan
// itself, of two each would know the other's.
const tellsPlans = 3

// addShown adds up where people stand with a KPI, into a sum that others read; paces are theirs, in their order, with those of people who go by none behind them. Where too
// few of them go by plans, it is by what the team asks of everybody, as if there were none; where the team asks for
// nothing, it has no target. Again reckons somebody's pace anew. What each did counts in any case.
//
// It holds for the managers' sums as well, though they may see each plan: two numbers for one thing would be worse.
func (f *figures) addShown(k coach.KPI, people []coach.Person, paces []coach.Pace, again func(coach.Person) coach.Pace) coach.Pace {
	if planned := f.planned(k, people); len(planned) < tellsPlans {
		// Only these differ: in a team without plans, which most are at first, nothing is reckoned twice.
		for _, i := range planned {
			p := people[i]
			p.Plans = nil
			paces[i] = again(p)
		}
	}
	return f.addPaces(k, paces)
}

// planned are the places of those among some people who go by plans of their own in a KPI.
func (f *figures) planned(k coach.KPI, people []coach.Person) (places []int) {
	for i, p := range people {
		if f.goesByPlan(p, k) {
			places = append(places, i)
		}
	}
	return places
}

// goesByPlan tells whether a plan of the person's own has had a part in their target of a KPI by now. One that something
// else has taken the place of may still be in the period at hand.
func (f *figures) goesByPlan(p coach.Person, k coach.KPI) bool {
	for _, aim := range coach.AimsOf(f.team, k, p) {
		if aim.Own && aim.From <= f.today(p.ID) {
			return true
		}
	}
	return false
}
