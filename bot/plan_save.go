package bot

// What becomes of a plan's form that is handed in.

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"example.com/pacer/bot/coach"
)

// submitPlan saves the plan, or proposes it. What cannot be read is said at its field; numbers that are hard to believe
// are asked about once, and taken when they are handed in again. Two windows of it: the plan that was saved since a
// form was opened stands (Over), and the later form stays open with ErrNewer.
func submitPlan(ctx context.Context, b *Bot, req *request) (answer, error) {
	p, err := b.plannerOf(ctx, req, req.Value)
	if err != nil {
		return answer{}, err
	}
	if len(p.taken) > 0 {
		return answer{Modal: p.modal()}, nil
	}
	// Errors have to be at fields that are on the form, and all of these are: of fields that it does not show nothing is
	// read.
	// Nothing is stored of a form that is wrong in one place: half a plan would be another one.
	if len(p.wrong) > 0 {
		return answer{Errors: p.wrong}, nil
	}
	// The question stands in the form that comes back, and its mark in the reference. Other numbers have another mark, so
	// they are asked about again.
	if asked := mark(p.doubts()); asked != "" && asked != p.ref.Asked {
		p.ref.Asked = asked
		return answer{Modal: p.modal()}, nil
	}
	plan := p.plan()
	if p.proposing() {
		return p.propose(ctx, plan)
	}
	// The word to whoever proposed it is in the same change: they hear of it if and only if it is so.
	change := coach.Change{At: b.now(), Inbound: req.Key, WorkBack: &plan, Over: p.ref.opened()}
	if p.ref.Proposal != "" {
		change.Messages = answeredProposal(req.Roster, p.team, p.person, p.begin, plan, "has taken up the plan that you proposed, with changes")
	}
	// A store that cannot answer leaves the form open with all that was typed; see serveForm.
	if err := b.commit(ctx, change); err != nil {
		return answer{}, err
	}
	return p.saved(ctx, plan), nil
}

// plan is what stands in the form. A proposal that is changed stays the same plan, by the person who changed it. It is
// composed of fields that were read without fault.
func (p *planner) plan() coach.Plan {
	plan := coach.Plan{
		ID: p.ref.Proposal, Team: p.team.ID, Person: p.person.ID, From: p.today, Per: p.per,
		Goal: p.team.KPIs[p.goal].ID, Count: p.count, Rates: map[string]coach.Rate{}, Needs: map[string]int64{},
		State: coach.PlanActive, By: p.req.Person.ID, MadeAt: p.b.now(),
	}
	// Under the id of the proposal it takes that one's place, which is then not open any more.
	if plan.ID == "" {
		plan.ID = newID()
	}
	if p.fields[inPlanFrom] == planNext {
		plan.From = p.span.From
	}
	// The rates go with the plan, so that it can be compared later with what came of it. Of steps up to the goal: what
	// comes after it is no part of this plan.
	for i, rate := range p.course.Rates {
		if rate.Known() {
			plan.Rates[p.steps[i].KPI.ID] = rate
		}
	}
	// Of what is not known nothing is written, and there the team's target goes on to count; see coach.AimsOf.
	for i, k := range p.course.KPIs {
		if p.needs[i] != coach.NoCount {
			plan.Needs[k.ID] = p.needs[i]
		}
	}
	// A step that was chosen before the goal moved up the funnel is not on the way to it any more.
	if at := placeOf(p.team, p.fields[inPlanStep]); 0 < at && at <= p.goal {
		plan.Step = p.team.KPIs[at].ID
	}
	// Own words come before a choice: they are what somebody took the trouble to write.
	plan.Focus = strings.TrimSpace(p.fields[inPlanOwn])
	if chosen := p.fields[inPlanFocus]; plan.Focus == "" && chosen != planNone {
		plan.Focus = chosen
	}
	// Words are of whoever will act on them, so a proposal has none.
	if p.proposing() {
		plan.State = coach.PlanProposed
	} else {
		plan.Words = strings.TrimSpace(p.fields[inPlanWords])
	}
	return plan
}

// saved says what follows from a plan that was just stored, and where the person stands by it. It is worded from what
// was stored, by the planner's numbers, and has no error: the plan holds whatever can be shown of it.
func (p *planner) saved(ctx context.Context, plan coach.Plan) answer {
	var s sheet
	// "Today" is the day of the person, who reads it at once.
	day := "today"
	if plan.From > p.today {
		day = longDay(plan.From)
	}
	// What there is to do comes first, before what it was worked out from: this is read once, and acted on tomorrow.
	s.head("Your plan holds from " + day)
	s.say(p.follows(plan, day)...)
	s.titled("What it takes", p.needLines()...)
	if plan.From <= p.today {
		// The answer is worth something without it, and the plan is stored: an error is logged and no more.
		if lines, apart, err := p.standing(ctx, plan); err != nil {
			p.b.log.Warn("pace not read", "team", p.team.ID, "error", p.b.clean(err))
		} else {
			s.titled("Where you stand by it", bullets(lines)...)
			// Three beside "4 a week" in one answer would look like a mistake in one of the two.
			if apart {
				s.small("A week's target is its share of the " + string(plan.Per) + ", day by day; the numbers above are rounded up.")
			}
		}
	}
	// Said back in the person's own words: who reads what they meant to do is more likely to do it.
	if line := focusLine(p.team, plan); line != "" {
		s.titled("Your focus", line)
	}
	// At most half of what a section holds, so that the rest of the answer is there whatever was written.
	if plan.Words != "" {
		s.titled("What you will do differently", quoteBlock(cut(plan.Words, maxSection/2)))
	}
	// Who sees it is said where it is made, not in a document.
	seen := "You and your managers see it."
	before := func(made coach.Plan) bool { return made.Team == p.team.ID && made.State == coach.PlanActive }
	if slices.ContainsFunc(p.person.Plans, before) { // a first plan has none before it
		seen += " The plan before is kept."
	}
	s.small(seen + " `" + p.b.slash("plan") + " history` shows all your plans, and what became of each focus.")
	// Not a button to change it: whoever has just decided is not asked whether they meant it.
	s.buttons(press(actPlanHistory, "All my plans", p.team.ID))
	return s.private()
}

// follows says in a line what there is to do from a day on: "From today: 58 dials and 4 conversations a day". Day is
// "today" or a date in words.
func (p *planner) follows(plan coach.Plan, day string) []string {
	var daily, weekly []string
	for i, k := range p.course.KPIs {
		// Nobody can decide to do a deal today. What is not known is said below, where there is room to say why.
		if k.Kind != coach.Leading || p.needs[i] == coach.NoCount {
			continue
		}
		// Twelve meetings a month are no "one a day": what is less than one a day is said for the week.
		switch t := p.takes(i); {
		case t.Day > 0:
			daily = append(daily, amount(k, t.Day))
		case t.Week > 0:
			weekly = append(weekly, amount(k, t.Week))
		}
	}
	// Days before weeks: tomorrow morning comes first.
	var said []string
	if len(daily) > 0 {
		said = append(said, listed(daily)+" a day")
	}
	if len(weekly) > 0 {
		said = append(said, listed(weekly)+" a week")
	}
	goal := p.team.KPIs[p.goal]
	// A plan for a result alone, or one whose steps have no rates: then the goal is all that there is to say.
	if len(said) == 0 {
		return []string{"From " + day + ": " + amount(goal, plan.Count) + " a " + string(plan.Per) + "."}
	}
	return []string{"From " + day + ": " + strings.Join(said, ", and ") + "."}
}

// standing is where the person stands with each leading KPI that the plan is about, by the plan. Apart tells that the target
// of this very week is not what the plan says of any week.
func (p *planner) standing(ctx context.Context, plan coach.Plan) (lines []string, apart bool, err error) {
	// Read after the commit: the numbers are those that the next /pace shows.
	f, err := p.b.figures(ctx, p.req.Roster, p.team, p.b.now(), 0)
	if err != nil {
		return nil, false, err
	}
	// The roster of the request is older than the plan.
	who := p.person
	// A copy, or the roster that other requests read at this moment would change under them.
	who.Plans = append(append([]coach.Plan(nil), who.Plans...), plan)
	for i, k := range p.course.KPIs {
		if _, planned := plan.Needs[k.ID]; planned && k.Kind == coach.Leading {
			pace := f.pace(who, k)
			lines = append(lines, paceLine(pace))
			apart = apart || pace.Per == coach.Weekly && pace.Target != p.takes(i).Week
		}
	}
	return lines, apart, nil
}

// focusLine is the step that a plan means to get better at: "Meeting to deal: better questions"; "" for none. It is
// mrkdwn, escaped.
func focusLine(t *coach.Team, plan coach.Plan) string {
	// Either may stand alone: a step without words for it, or words for the whole way.
	var parts []string
	if at := placeOf(t, plan.Step); at > 0 {
		parts = append(parts, escape(coach.StepRate{Above: t.KPIs[at-1], KPI: t.KPIs[at]}.Name()))
	}
	if plan.Focus != "" {
		parts = append(parts, oneLine(plan.Focus))
	}
	return strings.Join(parts, ": ")
}

// goalLine is what a plan is for: "4 deals a month". It is escaped; Per is the period's own word, "month" or "quarter".
func goalLine(t *coach.Team, plan coach.Plan) string {
	// Old plans are looked at, too, and a team may have stopped to count what they were for.
	k, ok := t.KPI(plan.Goal)
	if !ok {
		return "something that " + escape(t.Name) + " does not count any more"
	}
	return fmt.Sprintf("%s a %s", amount(k, plan.Count), plan.Per)
}

// takesLine is what a plan takes above its goal: "84 conversations and 12 meetings"; "" when it says nothing of them.
func takesLine(t *coach.Team, plan coach.Plan) string {
	// In the funnel's order of today; of what the team has stopped counting nothing can be said with its name.
	var parts []string
	for _, k := range t.KPIs {
		if n, ok := plan.Needs[k.ID]; ok && k.ID != plan.Goal {
			parts = append(parts, amount(k, n))
		}
	}
	return listed(parts)
}
