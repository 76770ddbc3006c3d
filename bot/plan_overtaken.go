package bot

// A plan's form that comes after a KPI of it was taken off the team's list. The way to the result is another one by then, and
// the rates were of the old one; so nothing is saved of it, and the form is shown once more as it would be opened now, with
// what still holds of what was typed. See overtaken.go for what the other forms do.

import (
	"slices"
	"strings"

	"example.com/pacer/bot/coach"
)

// lookForTaken finds the KPIs that the form is about and the team does not count any more, and forgets the rates of the steps
// that led on from them. It comes before the fields are filled.
func (p *planner) lookForTaken(state formState) {
	for block, f := range state {
		id, rate := strings.CutPrefix(planBlock(block), inPlanRate)
		if planBlock(block) == inPlanGoal {
			id = f.Value
		} else if !rate {
			continue
		}
		at := slices.IndexFunc(p.team.Retired, func(k coach.RetiredKPI) bool { return k.ID == id })
		if at >= 0 && !slices.ContainsFunc(p.taken, func(k coach.RetiredKPI) bool { return k.ID == id }) {
			p.taken = append(p.taken, p.team.Retired[at])
		}
	}
	slices.SortFunc(p.taken, func(a, b coach.RetiredKPI) int { return a.Place - b.Place })
	for before, k := range p.taken {
		// What stood behind it stands in its place now, or higher where others went with it.
		for place := max(k.Place-before, 0); place <= k.Place && place < len(p.team.KPIs); place++ {
			delete(p.typed, inPlanRate+p.team.KPIs[place].ID)
		}
	}
}

// anew makes a block id another one where the form is shown once more: under the old one Slack would keep what stood there.
func (p *planner) anew(block string) string {
	if len(p.taken) == 0 {
		return block
	}
	return block + againMark + "anew"
}

// takenLine says what was taken off the list, safe inside a message; "" for nothing.
func (p *planner) takenLine() string {
	if len(p.taken) == 0 {
		return ""
	}
	var names []string
	for _, k := range p.taken {
		names = append(names, k.Plural)
	}
	were := " were"
	if len(p.taken) == 1 && p.taken[0].Plural == p.taken[0].Name { // revenue
		were = " was"
	}
	return "*Not saved yet.* " + escape(titled(listed(names))) + were + " taken off the list while this form was open. Here is the way without; please look at it once more."
}
