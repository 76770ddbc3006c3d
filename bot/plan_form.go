package bot

// The form of a plan. It is shown anew whenever a number changes: the fields keep their block ids, and with them what was
// typed, and what stands between them is worked out again.

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// Names of the form, and of its inputs that tell of each change.
const (
	formPlan      = "plan"
	actPlanChange = "plan_change"
)

// Block ids of the form. Those that end in a colon go on with the id of a KPI.
const (
	inPlanGoal   = "plan_goal"
	inPlanAmount = "plan_amount:" // of one goal: another goal has an amount of its own
	inPlanPer    = "plan_per"
	inPlanRate   = "plan_rate:" // of the step into the KPI
	inPlanIf     = "plan_if"
	inPlanStep   = "plan_step"
	inPlanFocus  = "plan_focus"
	inPlanOwn    = "plan_own"
	inPlanWords  = "plan_words"
	inPlanFrom   = "plan_from"
)

// Values of choices.
const (
	planNow  = "now"
	planNext = "next"
	planNone = "none"
)

// maxRateTyped is the room for a rate or an amount, in characters.
const maxRateTyped = 40

// againMark parts a block id from what makes it another one when its choices change. Slack keeps what was chosen for as
// long as the id is the same, even where that is no choice any more.
const againMark = "~"

// planBlock is a block id without what makes it another one.
func planBlock(block string) string {
	name, _, _ := strings.Cut(block, againMark)
	return name
}

// changePlan is the form again, after a number or a choice in it changed.
func changePlan(ctx context.Context, b *Bot, req *request) (answer, error) {
	// The whole form is built anew rather than the changed part: what follows from a number can be anywhere in it. The
	// form's own metadata, without the marks of fields: a press has its value apart.
	p, err := b.plannerOf(ctx, req, req.Form)
	if err != nil {
		return answer{}, err
	}
	// Two quick changes may overtake one another; the older form must not come back over the newer.
	return answer{Modal: p.modal(), Newest: true}, nil
}

// plannerOf is planner for the private metadata of a form.
func (b *Bot) plannerOf(ctx context.Context, req *request, metadata string) (*planner, error) {
	// Nobody but Slack and an earlier version of Pacer has a hand in it, and the second is what may be met.
	var ref planRef
	if json.Unmarshal([]byte(metadata), &ref) != nil {
		return nil, errOldPlan
	}
	return b.planner(ctx, req, ref)
}

// modal is the form with what stands in its fields.
func (p *planner) modal() *slack.ModalViewRequest {
	// In the order in which somebody thinks: what I want, how it comes about, what that takes, where it would be easier, and
	// only then what I shall do. Whoever reads no further than the numbers can save from there.
	var s sheet
	p.writeIntro(&s)
	p.writeGoal(&s)
	p.writeRates(&s)
	p.writeNeeds(&s)
	p.writeIf(&s)
	p.writeFocus(&s)
	// It is the same form for both, so that a manager proposes with the numbers that the rep will look at.
	// Titles are at most 24 characters in Slack; modal cuts a long name.
	title, submit := "My plan", "Save"
	if p.proposing() {
		title, submit = "A plan for "+named(p.person).Name, "Propose"
	}
	if p.asked() {
		submit += " all the same"
	}
	// Last, because only now it is known which fields are shown.
	p.ref.Typed = p.hidden(s.blocks)
	if p.ref.Since == 0 { // the first time; it is kept as often as the form is shown anew
		p.ref.Since = filedMicros(p.b.now())
	}
	return modal(formPlan, title, submit, p.ref.String(), s.blocks...)
}

// hidden is what was typed into rates and amounts that the form does not show.
func (p *planner) hidden(shown []slack.Block) map[string]string {
	hidden := map[string]string{}
	// Only these two come and go with the goal; all the others are on the form whatever it is. In no order: it becomes
	// a map again when it is read.
	for block, text := range p.typed {
		kept := strings.HasPrefix(block, inPlanAmount) || strings.HasPrefix(block, inPlanRate)
		if kept && !slices.ContainsFunc(shown, func(s slack.Block) bool { return planBlock(s.ID()) == block }) {
			hidden[block] = cut(text, maxRateTyped)
		}
	}
	return hidden
}

// asked tells that the form was handed in with numbers that are hard to believe, and that they stand in it still.
func (p *planner) asked() bool { return p.ref.Asked != "" && p.ref.Asked == mark(p.doubts()) }

// writeIntro says what the form is for, and asks about numbers that were handed in and are hard to believe.
func (p *planner) writeIntro(s *sheet) {
	if line := p.takenLine(); line != "" {
		s.say(line)
	}
	if p.asked() {
		s.say("*Before it is saved:*", escape(strings.Join(p.doubts(), "\n")))
	}
	switch {
	case p.proposing():
		// Whoever proposes reads first that they decide nothing.
		name := nameOf(p.person)
		s.small("A proposal to " + name + ", with the rates that " + name + " has. Nothing changes until " + name + " takes it up, as it is or changed.")
	case p.ref.Proposal != "":
		s.small("Proposed by " + nameOf(p.req.Roster.Person(p.begin.By)) + ". Change what you like; saving makes it your plan.")
	default:
		s.small("The result that you want, and what it takes by your own rates. Change a number and press Enter to see what follows.")
		// Somebody who plans for themselves while a proposal waits would otherwise never learn of it.
		if by := p.waiting(); by != "" {
			s.small(by + " has proposed a plan to you. It waits in our direct messages.")
		}
	}
}

// waiting names whoever has proposed a plan that the person has not answered; "" for nobody.
func (p *planner) waiting() string {
	// The newest, where several wait: it is the one that its manager still means.
	for _, plan := range slices.Backward(p.person.Plans) {
		if plan.Team == p.team.ID && plan.State == coach.PlanProposed {
			return nameOf(p.req.Roster.Person(plan.By))
		}
	}
	return ""
}

// writeGoal asks for the result.
func (p *planner) writeGoal(s *sheet) {
	// The result first, then what leads to it: most plans are for what stands at the end of the funnel.
	var goals []option
	for _, k := range slices.Backward(p.team.KPIs) {
		goals = append(goals, option{k.ID, titled(k.Plural)})
	}
	// The example is of the goal's own kind: nobody types 50k deals.
	goal := p.team.KPIs[p.goal]
	want, hint := "What I want", "Such as 12 or 1,200."
	if p.proposing() {
		want = "The result"
	}
	if goal.Money() {
		hint = "Such as " + goal.Number(50_000*goal.Whole()) + " or 50k."
	}
	// No week and no year: a week is too short to work back from a deal, and a year too long to steer by.
	pers := []option{{string(coach.Monthly), "A month"}, {string(coach.Quarterly), "A quarter"}}
	// The amount has another block id for each goal. Under one id Slack would keep "€50,000" when meetings are chosen.
	s.inputs(
		telling(chooseInput(p.anew(inPlanGoal), want, "", goals, goal.ID)),
		telling(nameInput(inPlanAmount+goal.ID, "How much", hint, p.fields[inPlanAmount+goal.ID], maxRateTyped)),
		telling(chooseInput(inPlanPer, "In each", "", pers, string(p.per))),
	)
}

// telling makes an input tell of its changes: a choice when it is made, a text when Enter is pressed in it.
func telling(in *slack.InputBlock) *slack.InputBlock {
	// With each character it would tell of half a number, and ask thirty times where once is enough.
	in.DispatchAction = true
	switch e := in.Element.(type) {
	case *slack.SelectBlockElement:
		e.ActionID = actPlanChange
	case *slack.PlainTextInputBlockElement:
		e.ActionID = actPlanChange
		e.DispatchActionConfig = &slack.DispatchActionConfig{TriggerActionsOn: []string{"on_enter_pressed"}}
	}
	return in
}

// writeRates asks for the rate of each step down to the goal, and says how sure each is.
func (p *planner) writeRates(s *sheet) {
	// Whoever plans for the top of the funnel has nothing to work back to.
	if p.goal == 0 {
		return
	}
	title := "*The way there.* By what was counted in the last " + strconv.Itoa(coach.RateDays) + " days; write another number where you count on another."
	if p.rates == nil {
		title = "*The way there.* What was counted could not be read just now, so the rates are as they stand here."
	}
	s.say(title)
	// In the order of the funnel, in which people do it; the amounts below are in the same.
	for i, step := range p.steps[:p.goal] {
		block := inPlanRate + step.KPI.ID
		// How sure a rate is stands beside it, or one of twelve meetings would look as firm as one of twelve hundred.
		hint := step.Sure()
		if p.rates == nil {
			hint = ""
		}
		// Own past against now: somebody who was at 25 % when they made their plan sees that they are at 30.
		if planned := p.begin.Rates[step.KPI.ID]; planned.Known() && p.begin.State == coach.PlanActive && apart(planned, p.course.Rates[i]) {
			hint += " The plan so far counts on " + step.WriteRate(planned) + "."
		}
		in := lineInput(p.anew(block), step.Name(), strings.TrimSpace(hint), cut(p.fields[block], maxRateTyped), maxRateTyped)
		s.inputs(telling(in))
	}
}

// apart tells whether two rates are worth telling apart: 23.9 and 24 % are one to whoever plans by them, 1.4 and 1.6 are not.
func apart(a, b coach.Rate) bool {
	const small = 10 // per cent
	if a.Percent() >= small && b.Percent() >= small {
		return a.Percent() != b.Percent()
	}
	return a.InPercent() != b.InPercent()
}

// writeNeeds says what it takes, or what is missing to say so.
func (p *planner) writeNeeds(s *sheet) {
	var lines []string
	// Slack shows errors at fields only when a form is handed in. Until then they are said here, with what they are about.
	for _, block := range slices.Sorted(maps.Keys(p.wrong)) {
		if p.fields[block] != "" {
			lines = append(lines, quoteLine(p.fields[block])+": "+escape(p.wrong[block]))
		}
	}
	if p.needs == nil { // at the beginning, where the team asks for nothing in a month or a quarter
		// The rates are there already, so that the first number typed shows everything.
		lines = append(lines, "Write how much you want and press Enter; then this says what it takes.")
		s.titled("What it takes", lines...)
		return
	}
	s.titled("What it takes", append(lines, p.needLines()...)...)
	// Asked while somebody is still typing, and once more on saving: there it holds the form up, here it only says.
	if questions := p.doubts(); len(questions) > 0 {
		s.say(escape(strings.Join(questions, "\n")))
	}
	// What the days are is said, because part-time and holidays are what people check first.
	s.small(p.daysLine())
}

// needLines are what the plan takes of each KPI above the goal, a line each. Of what cannot be worked back it says so.
func (p *planner) needLines() []string {
	var lines []string
	var missing []string
	for i, k := range p.course.KPIs[:p.goal] {
		// A nought would read as if nothing had to be done.
		if p.needs[i] == coach.NoCount {
			missing = append(missing, k.Plural)
			continue
		}
		lines = append(lines, "*"+escape(k.PlanLine(p.takes(i), p.per))+"*")
	}
	// The goal stands last and plain: it is what the bold ones are for.
	goal := p.course.KPIs[p.goal]
	// Rounded up on the way, the numbers reach the goal and a little more; the goal is said as it was asked for.
	lines = append(lines, "for "+escape(goal.PlanLine(p.takes(p.goal), p.per)))
	if len(missing) > 0 {
		lines = append(lines, "Without each rate on the way it cannot be said how many "+escape(listed(missing))+" that is; your team's targets stay for them.")
	}
	return lines
}

// daysLine says over which days it is spread.
func (p *planner) daysLine() string {
	// Half days are counted, as some people have afternoons off; a reader is told days. The goal's own, as the days are
	// the same for every KPI of the plan.
	halves := p.takes(p.goal).HalfDays
	days := strconv.Itoa(halves / 2)
	if halves%2 == 1 {
		days += "½"
	}
	// The days are the rep's, whoever looks at them: a manager checks them against that person's calendar.
	whose := "your"
	if p.proposing() {
		whose = nameOf(p.person) + "'s"
	}
	// Parental leave, or a plan for a quarter after the last day: the plan can be made, and asks for nothing.
	if halves == 0 {
		return "There is no working day of " + strings.Replace(whose, "your", "yours", 1) + " from " + spanName(p.span) + ", so nothing falls to a day."
	}
	return "Spread over " + whose + " " + days + " working days, " + spanName(p.span) + "."
}

// writeIf names the step that would save most, and lets others be tried.
func (p *planner) writeIf(s *sheet) {
	levers := p.levers()
	if len(levers) == 0 {
		return
	}
	// One step is named, though each has a number: who is told of four things to get better at works on none.
	if best, ok := coach.BestLever(levers); ok {
		s.titled("Where it would help most", escape(p.course.LeverLine(best, p.needs, p.per, p.takes(0))))
	}
	// Each step as good as the team's best quarter, where that is better and nobody's own number, then each a tenth better:
	// the first says what others do, the second what is within reach.
	choices := []option{{planNone, "…nothing changed"}}
	// By value, as the labels change with the rates while what was chosen is to stay chosen.
	tried := map[string]coach.Lever{}
	add := func(l coach.Lever, value, how string) {
		if _, there := tried[value]; !there {
			tried[value] = l
			choices = append(choices, option{value, fmt.Sprintf("…%s at %s%s", p.steps[l.Step].Name(), l.Rate.InPercent(), how)})
		}
	}
	for _, l := range levers {
		step := p.steps[l.Step]
		if step.Best.Known() && l.Rate == step.Best {
			add(l, "best/"+step.KPI.ID, ", as the team's best quarter")
		}
	}
	for _, l := range p.course.Levers(p.count, make([]coach.Rate, len(p.course.Rates)), p.course.Effort()) {
		add(l, "tenth/"+p.steps[l.Step].KPI.ID, ", a tenth more")
	}
	// The labels have numbers in them, which change with the rates: another list is another field.
	labels := make([]string, len(choices))
	for i, c := range choices {
		labels[i] = c.label
	}
	// What was tried before the rates changed is not there any more, and then nothing is tried.
	chosen := p.fields[inPlanIf]
	if _, there := tried[chosen]; !there {
		chosen = planNone
	}
	s.inputs(telling(chooseInput(inPlanIf+againMark+mark(labels), "What if", "A try only: the plan goes by the rates above.", choices, chosen)))
	// A try changes nothing of the plan: it is a line of text.
	if l, ok := tried[chosen]; ok {
		s.say(escape(p.course.LeverLine(l, p.needs, p.per, p.takes(0))))
	}
}

// writeFocus asks for the one thing to get better at, and for the person's own words. Who proposes leaves the words to
// whoever will say them.
func (p *planner) writeFocus(s *sheet) {
	s.blocks = append(s.blocks, slack.NewDividerBlock())
	if p.goal > 0 {
		// One step and no more: who works on all of them works on none.
		choices := []option{{planNone, "None for now"}}
		for _, step := range p.steps[:p.goal] {
			choices = append(choices, option{step.KPI.ID, step.Name()})
		}
		focus := "One step to get better at"
		s.inputs(chooseInput(inPlanStep+againMark+p.team.KPIs[p.goal].ID, focus, "Later you see this step before and since.", choices, orNone(p.fields[inPlanStep], choices)))
		// It names the step, as another one may be chosen above it by now: the form does not hear of that choice.
		if p.became != "" {
			s.small("The focus since " + shortDay(p.begin.From) + ": " + p.focused() + ". " + p.became)
		}
		// A few things that can be practised, to begin with: an empty field is answered by "be better".
		ready := []option{{planNone, "None of these"}}
		for _, f := range coach.Focuses {
			ready = append(ready, option{f, f})
		}
		practise, own := "What I want to practise", "Or in my own words"
		if p.proposing() {
			practise, own = "What to practise", "Or in other words"
		}
		s.inputs(
			chooseInput(inPlanFocus, practise, "", ready, orNone(p.fields[inPlanFocus], ready)),
			textInput(inPlanOwn, own, "", p.fields[inPlanOwn], false))
	}
	// What somebody will do differently is theirs to say, and so is when they begin.
	if p.proposing() {
		return
	}
	// From today or from the next period, and no other day: a plan that begins on some Wednesday is hard to remember.
	// The day after the period that runs, in the period that was chosen above.
	next := p.per.Span(p.per.Span(p.today, p.team.Year()).To+1, p.team.Year())
	s.inputs(
		textInput(inPlanWords, "What will I do differently?", "For yourself; your managers can read it too.", p.fields[inPlanWords], true),
		telling(chooseInput(inPlanFrom, "From", "The plan before stays what it was until then.",
			[]option{{planNow, "Today"}, {planNext, "Next " + string(p.per) + ", from " + shortDay(next.From)}}, p.fields[inPlanFrom])),
	)
}

// focused is the step that the plan so far means to get better at; escaped.
func (p *planner) focused() string {
	// The plan outlives what the team counts: its step may lead to a KPI that is not there any more, or stands first now.
	if at := placeOf(p.team, p.begin.Step); at > 0 {
		return escape(p.steps[at-1].Name())
	}
	return "a step of before"
}

// orNone is a value where it is one of some choices, else planNone.
func orNone(value string, choices []option) string {
	// Slack refuses a whole form in which something is chosen that is no choice.
	if slices.ContainsFunc(choices, func(o option) bool { return o.value == value }) {
		return value
	}
	return planNone
}
