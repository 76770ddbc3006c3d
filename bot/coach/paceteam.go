package coach

// teamLeast is how many people a team is at least, when its pace is told: one whose pace is that of one person is told as a
// team's all the same, of whom it is not known what they can still make up for.
const teamLeast = 2

// AddPaces makes one pace of several people's in the same KPI. What has no meaning for several is left at zero: half
// days, the part of a day, and PerDay. Span is the last one's; people in other zones may have the period beside it for
// some hours. Of nobody it is a pace without a target. It is never OutOfReach.
func AddPaces(k KPI, paces []Pace) Pace {
	sum, people := Pace{KPI: k, Per: k.Period(), Status: NoTarget}, 0
	for _, p := range paces {
		sum.Span = p.Span
		sum.Target += p.Target
		sum.Done += p.Done
		sum.Today += p.Today
		sum.Expected += p.Expected
		people += b2i(p.Target > 0) // of nobody else is anything expected
	}
	if sum.Target == 0 {
		return sum
	}
	const thousandths = 1000 // Expected counts them, Done does not
	sum.Left = max(0, sum.Target-sum.Done)
	sum.stand((sum.Expected-sum.Done*thousandths)/thousandths, (sum.Done*thousandths-sum.Expected)/thousandths, max(teamLeast, people))
	return sum
}
