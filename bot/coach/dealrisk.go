package coach

import (
	"fmt"
	"strings"
	"time"
)

// Proves tells whether what is known about the deal proves a milestone: the newest answer to it says something. One whose
// words are no longer kept does not. By the question as it was asked then, so that an edited question un-proves
// nothing.
func (r DealRecord) Proves(m Milestone) bool {
	a, ok := r.Newest(m.ID)
	if !ok {
		return false
	}
	ok, _ = Proves(a.Text, a.Ask, m.Name, r.Name)
	return ok
}

// Unproven are those of some milestones that nothing proves yet, in their order.
func (r DealRecord) Unproven(milestones []Milestone) []Milestone {
	var open []Milestone
	for _, m := range milestones {
		if !r.Proves(m) {
			open = append(open, m)
		}
	}
	return open
}

// Share is how many milestones are proven of those that have to be known by the end of the deal's stage, and how many
// these are. Of a process without any it is 0 of 0. It is a measure of what is known, and not of how likely the deal is
// to be won.
func (r DealRecord) Share(p Process) (proven, of int) {
	milestones := p.Until(p.Place(r.Deal))
	return len(milestones) - len(r.Unproven(milestones)), len(milestones)
}

// A RiskKind is what makes somebody look at a deal again.
type RiskKind string

// The kinds of risk, in the order in which DealRisks looks for them.
const (
	RiskOverdue  RiskKind = "overdue"  // the day on which it was to be decided has passed
	RiskUnproven RiskKind = "unproven" // it has long been in its stage, and what has to be known to leave it is not
	RiskStill    RiskKind = "still"    // nothing has moved for long
)

// RiskAfter is how many days a deal may stand before it is at risk: unproven in its stage, and without any movement. On
// the day on which that is reached it is.
var RiskAfter = map[RiskKind]int{RiskOverdue: 1, RiskUnproven: 14, RiskStill: 21}

// A DealRisk is a reason to look at a deal again, with its numbers. It is a question that comes to mind, and no
// verdict: a large deal may well stand for a month.
type DealRisk struct {
	Kind     RiskKind
	Days     int         // for how many days by now: past the day, in the stage, without movement
	Closes   Day         // for RiskOverdue
	Stage    string      // for RiskUnproven, the name of the deal's stage
	Unproven []Milestone // for RiskUnproven, those of the stage; never empty
}

// DealRisks are the reasons to look at a deal again, the most pressing first; none for one that has ended. Today is the
// owner's, and days are counted on the owner's calendar, in loc. The process must have a stage, as Team.Stages always
// has. A deal that moved counts anew from that day.
func DealRisks(r DealRecord, p Process, today Day, loc *time.Location) []DealRisk {
	if !r.Open() {
		return nil
	}
	var risks []DealRisk
	add := func(risk DealRisk) {
		if risk.Days >= RiskAfter[risk.Kind] {
			risks = append(risks, risk)
		}
	}
	if r.Closes != 0 {
		add(DealRisk{Kind: RiskOverdue, Days: int(today - r.Closes), Closes: r.Closes})
	}
	// Answers are read for deals that have stood long enough alone: there may be thousands.
	if days := int(today - DayOf(r.StageAt, loc)); days >= RiskAfter[RiskUnproven] {
		stage := p[p.Place(r.Deal)]
		if open := r.Unproven(stage.Milestones); len(open) > 0 {
			add(DealRisk{Kind: RiskUnproven, Days: days, Stage: stage.Name, Unproven: open})
		}
	}
	add(DealRisk{Kind: RiskStill, Days: int(today - DayOf(r.MovedAt, loc))})
	return risks
}

// Words say the risk as a part of a sentence, in plain text: "no movement for 23 days". Names of stages and milestones
// are raw. The same words stand in the list of deals and on the deal's page, so that one thing has one name.
func (r DealRisk) Words() string {
	switch r.Kind {
	case RiskOverdue:
		return "was expected to be decided on " + r.Closes.Format("2 Jan")
	case RiskUnproven:
		var names []string
		for _, m := range r.Unproven {
			names = append(names, "“"+m.Name+"”")
		}
		return fmt.Sprintf("in %s for %d days, and not yet proven: %s", r.Stage, r.Days, strings.Join(names, ", "))
	default:
		return fmt.Sprintf("no movement for %d days", r.Days)
	}
}
