package coach

import "time"

// A PlanState is where a plan stands.
type PlanState string

// The states of a plan. A rep's own plan is active at once; what a manager proposes is the rep's to decide.
const (
	PlanActive   PlanState = "active"   // holds from its day on, until the next active one's
	PlanProposed PlanState = "proposed" // by a manager; counts for nothing yet
	PlanDeclined PlanState = "declined"
)

// A Plan is one rep's own work-back: the result that they want, the rates that they count on, and what it takes. It is
// never changed by a later one: which plan holds on a day follows from From and MadeAt, and history stays what it was.
// Words are raw.
type Plan struct {
	ID     string // UUIDv7
	Team   string
	Person string
	From   Day    // it holds from this day on, in the person's zone
	Per    Period // Monthly or Quarterly
	Goal   string // KPI id
	Count  int64  // of the goal in each period; minor units of money
	Rates  map[string]Rate
	// Needs holds what the goal takes of each KPI above it in a period, by KPI id, as WorkBack had it when the plan was
	// made: a funnel that the team changes later does not change what somebody set out to do.
	Needs  map[string]int64
	Step   string // KPI id: the step into this KPI is the focus; "" for none
	Focus  string // what they want to get better at there; the person's words, or one of Focuses
	Words  string // what they will do differently; the person's words
	State  PlanState
	By     string // Slack user id of who made it
	MadeAt time.Time
}

// Course is the funnel from the top to the plan's goal with the rates that the plan counts on, by the KPIs that the team
// has now; ok is false when the goal is not among them any more. A step that the plan has no rate for is not known. A
// KPI that came into the funnel since has no rate, so that a course through it is not known until the plan is made
// anew.
func (p Plan) Course(t *Team) (c Course, ok bool) {
	for i, k := range t.KPIs {
		c.KPIs = append(c.KPIs, k)
		if i > 0 {
			c.Rates = append(c.Rates, p.Rates[k.ID])
		}
		if k.ID == p.Goal {
			return c, true
		}
	}
	return Course{}, false
}

// AimsOf is what is meant to be done of a KPI by a person, as it changed: the team's target for everybody, and from the
// day of each active plan on what that takes. A plan that says nothing of the KPI leaves the team's target. It is empty
// when there is neither. Ascending by From. A proposal is no aim until its person has taken it.
func AimsOf(t *Team, k KPI, p Person) []Aim {
	var aims []Aim
	team := Aim{From: -Forever, Count: k.Target.Count, Per: k.Target.Per}
	if k.Target.Count > 0 {
		aims = append(aims, team)
	}
	for _, plan := range p.Plans {
		if plan.Team != t.ID || plan.State != PlanActive {
			continue
		}
		need, planned := plan.Needs[k.ID]
		switch {
		case planned:
			aims = append(aims, Aim{From: plan.From, Count: need, Per: plan.Per, Own: true, Known: plan.MadeAt})
		case len(aims) > 0:
			again := team
			again.From = plan.From
			aims = append(aims, again)
		}
	}
	return lastOfEachDay(aims)
}

// PaceIn is where a person stands with a KPI of a team at the instant now, on the wall clock loc, in the KPI's period: by
// their own plan, where they have one, else by the team's target. Done and today are as in PaceOf. It is the pace that
// every page and every reply shows, so that they cannot differ.
func PaceIn(t *Team, k KPI, p Person, done, today int64, now time.Time, loc *time.Location) Pace {
	return PaceToward(k, k.Period(), AimsOf(t, k, p), done, today, CalendarOf(t, p), now, loc)
}

// lastOfEachDay drops the aims that another one of the same day takes the place of. Plans come in the order in which they
// were made; one may hold from a day before that of an older one, which it then replaces as well. It reuses the order
// that it is given, and sorts nothing.
func lastOfEachDay(aims []Aim) []Aim {
	var out []Aim
	for _, a := range aims {
		for len(out) > 0 && out[len(out)-1].From >= a.From {
			out = out[:len(out)-1]
		}
		out = append(out, a)
	}
	return out
}

// PlanOf is the plan that a person's numbers in a team follow on a day; ok is false when they have none. The last that
// was made, of those that had begun.
func PlanOf(t *Team, p Person, d Day) (plan Plan, ok bool) {
	for _, each := range p.Plans {
		if each.Team == t.ID && each.State == PlanActive && each.From <= d {
			plan, ok = each, true
		}
	}
	return plan, ok
}
