package bot

// Plans: a rep's own work-back. There is one form for all that is done with one, in plan_form.go: to make a plan, to
// change one, to propose one to somebody and to change what was proposed. What stands in its fields is read and worked
// out here, anew for each number that is changed; nothing of it is stored before it is handed in.
//
// The way of a request: planner reads what is counted and what plan there is (look, beginning), takes the fields over
// it (read) and works the goal back (work); plan_form.go writes the form, plan_save.go stores what was handed in,
// plan_propose.go is about plans for somebody else, and plan_history.go and plan_team.go show them.

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"time"

	"example.com/pacer/bot/coach"
)

// A planRef says whose plan a form is about, and holds what stood in fields that are not on it now. It is the form's
// private metadata: it comes back from Slack, so it may say what, never who. Typed is dropped where the whole would be
// longer than Slack takes; what stands on the form itself is never in it.
type planRef struct {
	Team     string            `json:"t"`
	Person   string            `json:"p"`
	Proposal string            `json:"o,omitempty"` // id of the proposal that is changed
	Asked    string            `json:"a,omitempty"` // of which numbers it was asked whether they are right
	Typed    map[string]string `json:"y,omitempty"` // by block id
	Since    int64             `json:"i,omitempty"` // when it was opened: see filedMicros
}

// String writes the reference. What was typed is left out where it would be too long for Slack. The second try has no
// Typed and is always short enough.
func (r planRef) String() string {
	// Slack refuses a longer one, and with it the whole form; a form that forgets what stood in fields which it does not
	// show is better than none.
	for {
		text, err := json.Marshal(r)
		if err != nil { // texts alone
			return ""
		}
		if len(text) <= maxPrivate || r.Typed == nil {
			return string(text)
		}
		r.Typed = nil
	}
}

// opened is when the form was opened, for [coach.Change]'s Over: a plan that was saved since then stands. It is nil for a
// form of an earlier version.
func (r planRef) opened() *time.Time {
	if r.Since == 0 {
		return nil
	}
	return filedAt(&r.Since)
}

// errOldPlan is shown for a form that this version cannot read.
const errOldPlan = refusal("This form is from an earlier version of Pacer, so nothing was saved. Please copy what you typed and open it again.")

// A planner is one request about one plan: what is known, what stands in the fields, and what it comes to. It is made
// anew for each press, change of a field and submission, and kept nowhere.
type planner struct {
	b      *Bot
	req    *request
	ref    planRef
	team   *coach.Team
	person coach.Person // whose plan it is
	today  coach.Day    // theirs
	zone   *time.Location
	rates  *planRates         // nil when they could not be read
	steps  []coach.StepRate   // of the whole funnel
	best   map[string]int64   // see bestDays; nil when it could not be read
	became string             // of the focus of the plan so far, mrkdwn; "" when there is nothing to say
	begin  coach.Plan         // what the fields begin with; without an id there is none
	typed  map[string]string  // what the person left in them so far, by block id
	fields map[string]string  // what stands in them: that, or what they begin with
	taken  []coach.RetiredKPI // what the form is about and the team does not count any more; see plan_overtaken.go

	goal   int // place in the funnel
	per    coach.Period
	span   coach.Span // the period at hand
	count  int64      // 0 when the amount cannot be read
	course coach.Course
	needs  []int64           // nil without a count
	wrong  map[string]string // what cannot be read, by block id
}

// planner puts together what is known of a person's plan, if whoever asks may: it is their own, or that of one of their
// people. Errors are refusals. Rates that the store cannot tell are left out rather than lose what was typed. A manager
// may look at the plan of any rep of their team, to propose one; saving it as the rep's own is not offered to them.
func (b *Bot) planner(ctx context.Context, req *request, ref planRef) (*planner, error) {
	// The reference was in Slack's hands since the form was opened, so it is looked at as if somebody had made it up: the
	// person is taken from the roster of this moment, and whether they may from who it is that asks.
	// A team may have been closed, and a rep moved on, while a form stood open over lunch.
	t := req.Roster.Team(ref.Team)
	if t == nil || len(t.KPIs) == 0 || !activeRep(req.Roster, t, ref.Person) {
		return nil, refusal("This is about somebody who is not in the team any more, so there is nothing to plan.")
	}
	if ref.Person != req.Person.ID && !t.Manages(req.Person.ID) {
		return nil, refusal("A plan is the rep's own: only their manager can see it, and propose another.")
	}
	// Everything of one answer is about this moment: two looks at the clock could fall on two days.
	p := &planner{b: b, req: req, ref: ref, team: t, person: req.Roster.Person(ref.Person)}
	// The days are those of whose plan it is: "today" of a manager on another continent would begin it a day off.
	p.zone = req.Roster.Zone(ref.Person, t)
	p.today = coach.DayOf(b.now(), p.zone)
	if err := p.look(ctx); err != nil {
		return nil, err
	}
	var err error
	if p.begin, err = p.beginning(); err != nil {
		return nil, err
	}
	p.lookBack(ctx)
	p.read(req.State)
	p.work()
	return p, nil
}

// lookBack reads what became of the step that the plan so far means to get better at; it is left out where the store
// cannot tell. Only of an active plan that has begun, and that names a step: before, there is no "since".
func (p *planner) lookBack(ctx context.Context) {
	if p.begin.State != coach.PlanActive || p.begin.Step == "" || p.begin.From > p.today || p.rates == nil {
		return
	}
	// The same count as the history's, so that the two never disagree.
	all, err := p.b.stepSince(ctx, p.team, []coach.Plan{p.begin}, p.today)
	if err != nil { // the form is worth as much without it
		p.b.log.Warn("step not read", "team", p.team.ID, "error", p.b.clean(err))
		return
	}
	p.became = all[0].words(p.team, p.begin.Step)
}

// look reads what was counted. Where the store cannot tell, the form goes on without; the error is that of a request
// whose time is up.
func (p *planner) look(ctx context.Context) error {
	rates, err := p.b.planRates(ctx, p.req.Roster, p.team, p.today)
	if err == nil {
		p.best, err = p.b.bestDays(ctx, p.team, p.person, p.today)
	}
	switch {
	case err == nil:
		p.rates, p.steps = rates, rates.steps(p.req.Roster, p.person.ID)
		return nil
	case ctx.Err() != nil:
		return err // nothing that follows would be in time
	}
	// The steps are there without their rates: what stands in the fields is enough to work a goal back, and a form that
	// was replaced by a sentence would take it away.
	p.b.log.Warn("rates not read", "team", p.team.ID, "error", p.b.clean(err))
	for i := range p.team.KPIs[1:] {
		p.steps = append(p.steps, coach.StepRate{Above: p.team.KPIs[i], KPI: p.team.KPIs[i+1]})
	}
	return nil
}

// proposing tells whether the plan is somebody else's. Then saving makes a proposal and leaves their plan alone.
func (p *planner) proposing() bool { return p.person.ID != p.req.Person.ID }

// beginning is what the fields begin with: the proposal that is changed, else the newest plan, which may hold from a
// later day on; without one, the result that the team asks of everybody. A plan whose goal the team does not count any
// more is passed over: its fields could not be shown.
func (p *planner) beginning() (coach.Plan, error) {
	// Answered in between, by a button or in another window: then there is nothing to change any more. To a manager it is
	// never open; whoever proposed it can propose another.
	if p.ref.Proposal != "" {
		plan, ok := proposalOf(p.person, p.ref.Proposal)
		if !ok || plan.Team != p.team.ID || p.proposing() {
			return plan, errNotOpen
		}
		if _, counted := p.team.KPI(plan.Goal); counted {
			return plan, nil
		}
	}
	for _, plan := range slices.Backward(p.person.Plans) {
		if _, counted := p.team.KPI(plan.Goal); counted && plan.Team == p.team.ID && plan.State == coach.PlanActive {
			return plan, nil
		}
	}
	// The last of the funnel is what all the others are done for.
	k := p.team.KPIs[len(p.team.KPIs)-1]
	// By the month where the team says nothing: long enough to hold a result, short enough to steer.
	plan := coach.Plan{Goal: k.ID, Per: coach.Monthly}
	if per := k.Target.Per; per == coach.Monthly || per == coach.Quarterly {
		plan.Per, plan.Count = per, k.Target.Count
	}
	return plan, nil
}

// read takes what stands in the fields. Those that the form does not show now keep what was typed into them, and begin
// with what there is where nothing was. After it each block id of the form is in fields, as people typed it or as it
// would be written; nothing in it is checked yet.
func (p *planner) read(state formState) {
	// What stands in the form comes after what it has kept aside: of a field that is shown again, the newer is in it.
	// The fields of the request alone would lose what stands in those that come and go with the goal.
	p.typed = map[string]string{}
	maps.Copy(p.typed, p.ref.Typed)
	for block, f := range state {
		p.typed[planBlock(block)] = f.Value
	}
	p.lookForTaken(state)
	p.fields = maps.Clone(p.typed)
	p.first(inPlanGoal, p.begin.Goal)
	// The begin's goal is counted, see beginning.
	if p.goal = placeOf(p.team, p.fields[inPlanGoal]); p.goal < 0 { // taken off the list meanwhile
		p.goal = placeOf(p.team, p.begin.Goal)
	}
	// From here on each field is filled as the person left it, else with what there is. An emptied one stays empty: whoever
	// clears a rate means it.
	goal := p.team.KPIs[p.goal]
	p.first(inPlanPer, string(p.begin.Per))
	p.per = coach.Monthly
	if coach.Period(p.fields[inPlanPer]) == coach.Quarterly {
		p.per = coach.Quarterly
	}
	// Another goal begins without an amount: that of deals says nothing of revenue.
	if p.begin.Goal == goal.ID && p.begin.Count > 0 {
		p.first(inPlanAmount+goal.ID, goal.Number(p.begin.Count))
	}
	for _, s := range p.steps {
		// The rates of today, also for who has a plan already: the plan was made by those of its day, and its form says
		// where they differ. What was proposed is shown as it was, or it would be another proposal.
		written := s.Written()
		if planned := p.begin.Rates[s.KPI.ID]; planned.Known() && (p.ref.Proposal != "" || written == "") {
			written = s.WriteRate(planned)
		}
		p.first(inPlanRate+s.KPI.ID, written)
	}
	p.first(inPlanFrom, planNow)
	p.first(inPlanStep, p.begin.Step)
	// A focus is one text in the store; whether it was chosen or written is seen by what it says.
	ready, own := p.begin.Focus, ""
	if !slices.Contains(coach.Focuses, ready) {
		ready, own = "", p.begin.Focus
	}
	p.first(inPlanFocus, ready)
	p.first(inPlanOwn, own)
	p.first(inPlanWords, p.begin.Words)
}

// first fills a field that nobody has filled. An emptied field is filled with "", which counts as filled.
func (p *planner) first(block, text string) {
	if _, there := p.fields[block]; !there {
		p.fields[block] = text
	}
}

// work works the goal back through what stands in the fields. It fills count, span, course, needs and wrong. Faults do
// not stop it: whatever can be worked out is shown beside them.
func (p *planner) work() {
	p.wrong = map[string]string{}
	// The days of the period in which it begins decide what falls to each: December has fewer than November. By the
	// team's year, in which a quarter may begin in any month.
	p.span = p.per.Span(p.today, p.team.Year())
	if p.fields[inPlanFrom] == planNext {
		p.span = p.per.Span(p.span.To+1, p.team.Year())
	}
	goal := p.team.KPIs[p.goal]
	var err error
	if p.count, err = coach.ParseGoal(p.fields[inPlanAmount+goal.ID], goal); err != nil {
		p.wrong[inPlanAmount+goal.ID] = err.Error()
	}
	// Only down to the goal: what comes after it in the funnel is not part of this plan.
	p.course = coach.Course{KPIs: p.team.KPIs[:p.goal+1]}
	for _, s := range p.steps[:p.goal] {
		var rate coach.Rate
		block := inPlanRate + s.KPI.ID
		// Without a rate, or with one that cannot be read, the steps above it are not known; those below are.
		if text := p.fields[block]; text != "" {
			if rate, err = s.ReadRate(text); err != nil {
				p.wrong[block] = err.Error()
			}
		}
		p.course.Rates = append(p.course.Rates, rate)
	}
	// Without an amount the rates were still read, so that faults in them are said.
	if p.count == 0 {
		return
	}
	p.needs = p.course.WorkBack(p.count)
	// Questioned is what could be; this could not, and a sum of such numbers would not fit into one.
	if k, much := p.course.TooMuch(p.needs); much {
		p.wrong[inPlanAmount+goal.ID] = fmt.Sprintf("It would take more %s than anybody can count. Please check the numbers.", k.Plural)
		p.count, p.needs = 0, nil
	}
}

// takes is what the plan takes of the KPI at a place, spread over the person's days. Needs must be there, and not
// NoCount at that place.
func (p *planner) takes(place int) coach.Takes {
	return coach.CalendarOf(p.team, p.person).Takes(p.team.KPIs[place], p.needs[place], p.per, p.span)
}

// doubts asks about numbers that are hard to believe; they are taken all the same. Plain text. They are questions with
// how, never a refusal: an ambitious plan is its owner's to make.
func (p *planner) doubts() (asked []string) {
	if p.needs == nil {
		return nil
	}
	for i, k := range p.course.KPIs {
		if p.needs[i] == coach.NoCount {
			continue
		}
		if question := k.Doubts(p.takes(i), p.best[k.ID], coach.CalendarOf(p.team, p.person).Hours); question != "" {
			asked = append(asked, question)
		}
	}
	for i, rate := range p.course.Rates {
		if question := p.steps[i].Doubts(rate); question != "" {
			asked = append(asked, question)
		}
		// Only the last step leads to the goal.
		if question := p.steps[i].DoubtsGoal(p.count, rate); question != "" && i+1 == p.goal {
			asked = append(asked, question)
		}
	}
	return asked
}

// mark names what was asked about, so that the same is asked once. "" is nothing to ask. The mark travels in
// planRef.Asked.
func mark(questions []string) string {
	if len(questions) == 0 {
		return ""
	}
	// Two lists of questions with one mark would have the second not asked, and nothing worse.
	h := fnv.New32a()
	for _, q := range questions {
		_, _ = h.Write([]byte(q)) // never fails
	}
	return fmt.Sprintf("%08x", h.Sum32())
}

// levers are what each step made better would save, by the team's best quarter, else a tenth more.
func (p *planner) levers() []coach.Lever {
	// Without a goal there is nothing to save, and without a step nothing to get better at.
	if p.needs == nil || len(p.course.Rates) == 0 {
		return nil
	}
	return p.course.Levers(p.count, coach.Better(p.steps[:p.goal]), p.course.Effort())
}
