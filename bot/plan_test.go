package bot

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// planStory is West with the funnel of the worked example: Ann made 4 qualified leads of 12 meetings of 84 conversations of
// 1,200 dials in the last weeks, and has nobody beside her.
func planStory(t *testing.T) *story {
	t.Helper()
	s := newStory(t, func(t *coach.Team, _ []coach.Person) {
		t.Reps = []string{"U0ANN"}
		t.KPIs = []coach.KPI{
			{ID: "dial", Name: "dial", Plural: "dials", Kind: coach.Leading, Minutes: 3},
			{ID: "conv", Name: "conversation", Plural: "conversations", Kind: coach.Leading, Minutes: 10, Target: coach.Target{Count: 20, Per: coach.Weekly}},
			{ID: "meet", Name: "meeting", Plural: "meetings", Kind: coach.Leading, Minutes: 45},
			{ID: "lead", Name: "qualified lead", Plural: "qualified leads", Kind: coach.Lagging},
		}
	})
	s.logs("U0ANN", "dial", "2026-11-02", 1200)
	s.logs("U0ANN", "conv", "2026-11-03", 84)
	s.logs("U0ANN", "meet", "2026-11-10", 12)
	s.logs("U0ANN", "lead", "2026-11-16", 4)
	return s
}

// plans is /plan with what follows.
func (s *story) plans(user, text string) {
	s.t.Helper()
	req := s.request(user)
	req.Text = text
	s.answered(user, req, showPlan)
}

// changes has Ann change fields of the open form, the last of which tells of it.
func (s *story) changes(fields ...string) {
	s.t.Helper()
	req := s.request("U0ANN")
	req.Channel, req.Form, req.State = "", s.form.PrivateMetadata, s.fieldsOf(s.form)
	s.fill(req.State, fields...)
	s.answered("U0ANN", req, changePlan)
}

// fieldsOf is what stands in a form.
func (s *story) fieldsOf(form *slack.ModalViewRequest) formState {
	state := formState{}
	for _, block := range form.Blocks.BlockSet {
		if in, ok := block.(*slack.InputBlock); ok {
			state[in.BlockID] = filledIn(in)
		}
	}
	return state
}

// fill puts texts and choices into fields, whose ids may go on after a mark.
func (s *story) fill(state formState, fields ...string) {
	s.t.Helper()
	for i := 0; i+1 < len(fields); i += 2 {
		found := false
		for block := range state {
			if planBlock(block) == fields[i] {
				state[block], found = field{Value: fields[i+1]}, true
			}
		}
		if !found {
			s.t.Fatalf("the form has no field %q", fields[i])
		}
	}
}

func TestPlanOfTheWorkedExample(t *testing.T) {
	s := planStory(t)
	s.forget()
	s.plans("U0ANN", "")
	s.changes(inPlanAmount+"lead", "4")
	s.tells(`ann gets the page "My plan": [What I want=lead] [How much=] [In each=month] …[Dial to conversation=84 of 1,200] [Conversation to meeting=12 of 84] [Meeting to qualified lead=4 of 12] `+
		`*What it takes* / Write how much you want and press Enter; then this says what it takes. [One step to get better at=none]…`,
		`ann gets the page "My plan": …*What it takes* / *1,200 dials a month: 286 a week, 58 a day* / *84 conversations a month: 20 a week, 4 a day* / *12 meetings a month: 3 a week* / `+
			`for 4 qualified leads a month *Where it would help most* / If 37 % of meetings became qualified leads rather than 33 %, it would take 1,091 dials a month instead of 1,200: about 2 hours less a week. [What if=none] …`)
	s.changes(inPlanIf, "tenth/conv")
	s.tells(`ann gets the page "My plan": …[What if=tenth/conv] If 7.7 % of dials became conversations rather than 7 %, it would take 1,091 dials a month instead of 1,200: about 1½ hours less a week. …`)
	s.handsIn("U0ANN", inPlanWords, "Ask for the next step before we hang up.", inPlanStep, "meet", inPlanFocus, "Better questions")
	s.tells("ann alone sees: Your plan holds from today. / From today: 58 dials and 4 conversations a day, and 3 meetings a week. / What it takes: / *1,200 dials a month: 286 a week, 58 a day* / " +
		"*84 conversations a month: 20 a week, 4 a day* / *12 meetings a month: 3 a week* / for 4 qualified leads a month / Where you stand by it: / • Dials: 0 of 286 this week, on pace / " +
		"• Conversations: 0 of 20 this week, on pace / • Meetings: 0 of 3 this week, on pace / Your focus: / Conversation to meeting: Better questions / What you will do differently: / " +
		">Ask for the next step before we hang up. / You and your managers see it. `/plan history` shows all your plans, and what became of each focus.")
	s.pressPanel("U0ANN", "All my plans")
	s.tells("ann alone sees: Your plans in West. / Since Mon 23 Nov: / 4 qualified leads a month, from 1,200 dials, 84 conversations and 12 meetings / Focus: Conversation to meeting: Better questions / " +
		"Before: 14 % (12 of 84); since: no conversations yet. / “Ask for the next step before we hang up.”")
	plan := s.held()
	if plan.Needs["dial"] != 1200 || plan.Needs["conv"] != 84 || plan.Needs["meet"] != 12 || plan.Needs["lead"] != 4 || plan.From != coach.NewDay(2026, 11, 23) {
		t.Errorf("the plan is %+v", plan)
	}
}

// handsIn submits the open form with fields changed.
func (s *story) handsIn(user string, fields ...string) {
	s.t.Helper()
	req := s.request(user)
	req.Channel, req.Value, req.State = "", s.form.PrivateMetadata, s.fieldsOf(s.form)
	s.fill(req.State, fields...)
	s.answered(user, req, submitPlan)
}

// held is Ann's newest plan.
func (s *story) held() coach.Plan {
	s.t.Helper()
	plans := s.request("U0ANN").Person.Plans
	if len(plans) == 0 {
		s.t.Fatal("Ann has no plan")
	}
	return plans[len(plans)-1]
}

// A plan that is changed in the middle of a month counts from its day; the one before stays what it was.
func TestPlanThatIsChangedInTheMiddleOfAMonth(t *testing.T) {
	s := planStory(t)
	s.at("2026-11-02", "08:00")
	s.plans("U0ANN", "")
	s.handsIn("U0ANN", inPlanAmount+"lead", "4", inPlanRate+"conv", "1 in 10", inPlanRate+"meet", "1/7", inPlanRate+"lead", "1 in 3", inPlanStep, "lead", inPlanOwn, "Ask about the budget first")
	first := s.held()
	s.at("2026-11-16", "08:00")
	s.logs("U0ANN", "meet", "2026-11-16", 5)
	s.logs("U0ANN", "lead", "2026-11-16", 2)
	s.at("2026-11-18", "08:00")
	s.forget()
	s.plans("U0ANN", "")
	s.handsIn("U0ANN", inPlanAmount+"lead", "8", inPlanFrom, planNext)
	s.tells("…", "ann alone sees: Your plan holds from Tuesday 1 December. / From Tuesday 1 December: …")
	s.plans("U0ANN", "history")
	s.tells("ann alone sees: Your plans in West. / From Tue 1 Dec: / 8 qualified leads a month, from 1,600 dials, 112 conversations and 23 meetings / Focus: Meeting to qualified lead: Ask about the budget first / " +
		"Since Mon 2 Nov: / 4 qualified leads a month, from 840 dials, 84 conversations and 12 meetings / Focus: Meeting to qualified lead: Ask about the budget first / Before: no meetings yet; since: 35 % (6 of 17).")
	if again := s.request("U0ANN").Person.Plans[0]; again.From != first.From || again.Needs["conv"] != 84 {
		t.Errorf("the first plan became %+v", again)
	}
	s.pressPanel("U0ANN", "Change my plan")
}

// Second thoughts on the same day: the plan of the morning was one, and nothing can have become of it. A week that is asked
// for less than the plan's rounded numbers say is explained, and a rate of two meetings is no percentage.
func TestPlanThatIsReplacedOnTheSameDay(t *testing.T) {
	s := planStory(t)
	s.at("2026-11-17", "08:00")
	s.plans("U0ANN", "")
	s.handsIn("U0ANN", inPlanAmount+"lead", "7", inPlanStep, "lead")
	s.plans("U0ANN", "")
	s.forget()
	s.handsIn("U0ANN", inPlanAmount+"lead", "5")
	s.logs("U0ANN", "meet", "2026-11-17", 2)
	s.plans("U0ANN", "history")
	s.tells("ann alone sees: Your plan holds from today. / … *1,500 dials a month: 358 a week, 72 a day* / … / • Dials: 0 of 286 this week, on pace / … / "+
		"A week's target is its share of the month, day by day; the numbers above are rounded up. / … / You and your managers see it. The plan before is kept. …",
		"ann alone sees: Your plans in West. / Since Tue 17 Nov: / 5 qualified leads a month, … / Before: 33 % (4 of 12); since: 0 of 2. / "+
			"Tue 17 Nov, replaced on the same day: / 7 qualified leads a month, from 2,100 dials, 147 conversations and 21 meetings / Focus: Meeting to qualified lead")
}

func TestPlanAsksAboutNumbersThatAreHardToBelieve(t *testing.T) {
	s := planStory(t)
	s.plans("U0ANN", "")
	s.forget()
	s.changes(inPlanAmount+"lead", "40")
	s.tells(`ann gets the page "My plan": …*What it takes* / *12,000 dials a month: 2,858 a week, 572 a day* …That is 572 dials a day, about 28½ hours of work. Is it right? / That is 40 conversations a day; in the best week lately it was 17. Is it right? …`)
	s.handsIn("U0ANN", inPlanAmount+"lead", "40")
	s.tells(`ann gets the page "My plan": *Before it is saved:* / That is 572 dials a day, about 28½ hours of work. Is it right? / … [What I want=lead] …`)
	s.handsIn("U0ANN")
	s.tells("ann alone sees: Your plan holds from today. …")
	if n := s.held().Needs["dial"]; n != 12000 {
		t.Errorf("it takes %d dials", n)
	}
}

func TestPlanSaysWhatCannotBeRead(t *testing.T) {
	s := planStory(t)
	s.plans("U0ANN", "")
	s.forget()
	s.handsIn("U0ANN", inPlanAmount+"lead", "many", inPlanRate+"conv", "33", inPlanRate+"meet", "0 %", inPlanRate+"lead", "often")
	s.tells(
		"ann is told at plan_amount:lead: Please write an amount from 1 to 1,000,000,000, such as 12 or 1,200.",
		"ann is told at plan_rate:conv: Please write 33 % or 1 in 33, so that it is clear which you mean.",
		"ann is told at plan_rate:lead: Please write a rate such as 33 %, 1 in 3 or 4 of 12.",
		"ann is told at plan_rate:meet: Nothing can follow from a rate of zero. A guess will do, such as 1 in 100.",
	)
	s.changes(inPlanAmount+"lead", "4", inPlanRate+"conv", "", inPlanRate+"meet", "150 %", inPlanRate+"lead", "often")
	s.tells(`ann gets the page "My plan": …*What it takes* / ` + "`often`" + `: Please write a rate such as 33 %, 1 in 3 or 4 of 12. / for 4 qualified leads a month / ` +
		`Without each rate on the way it cannot be said how many dials, conversations and meetings that is; your team's targets stay for them. 150 % is more meetings than conversations. Is it right? …`)
	s.changes(inPlanRate+"lead", "1 in 1,000,000,000", inPlanAmount+"lead", "1,000,000,000")
	s.tells(`ann gets the page "My plan": …It would take more conversations than anybody can count. Please check the numbers. …`)
	if plans := s.request("U0ANN").Person.Plans; len(plans) > 0 {
		t.Errorf("saved all the same: %+v", plans)
	}
}

// Whoever goes to another goal and back finds what they typed.
func TestPlanKeepsWhatWasTypedWhenTheGoalChanges(t *testing.T) {
	s := planStory(t)
	s.plans("U0ANN", "")
	s.changes(inPlanAmount+"lead", "4", inPlanRate+"lead", "1 in 5", inPlanWords, "Listen longer.")
	s.forget()
	s.changes(inPlanGoal, "conv")
	s.tells(`ann gets the page "My plan": [What I want=conv] [How much=] [In each=month] …[Dial to conversation=84 of 1,200] *What it takes* …[What will I do differently?=Listen longer.] …`)
	s.changes(inPlanAmount+"conv", "42", inPlanPer, "quarter")
	s.tells(`ann gets the page "My plan": …*600 dials a quarter: 200 a month, 47 a week, 10 a day* / for 42 conversations a quarter: 14 a month, 4 a week …`)
	s.changes(inPlanGoal, "lead")
	s.tells(`ann gets the page "My plan": …[How much=4] [In each=quarter] …[Meeting to qualified lead=1 in 5] …`)
	s.handsIn("U0ANN")
	if plan := s.held(); plan.Goal != "lead" || plan.Needs["meet"] != 20 || plan.Per != coach.Quarterly || plan.Words != "Listen longer." {
		t.Errorf("the plan is %+v", plan)
	}
}

// A plan's form that was opened before a KPI was taken off the team's list is shown once more, with what was typed: the way is
// another one now, and the numbers were of the old one. The same where the result is not counted any more. What is handed in
// then is saved.
func TestPlanWhoseWayChangedMeanwhile(t *testing.T) {
	s := planStory(t)
	takes := func(kpi string) {
		t.Helper()
		team := ownCopy(s.request("U0MAYA").Roster.Team(s.team.ID))
		team.KPIs = slices.DeleteFunc(team.KPIs, func(k coach.KPI) bool { return k.ID == kpi })
		if err := s.b.commit(t.Context(), coach.Change{At: s.now, Team: &team}); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct{ off, told, goal string }{
		{"conv", `ann gets the page "My plan": *Not saved yet.* Conversations were taken off the list while this form was open. …[What I want=lead] [How much=4] …[Dial to meeting=12 of 1,200] [Meeting to qualified lead=1 in 5] …`, "lead"},
		{"lead", `ann gets the page "My plan": *Not saved yet.* Qualified leads were taken off the list while this form was open. …[What I want=meet] …`, "meet"},
	} {
		s.plans("U0ANN", "")
		s.changes(inPlanAmount+"lead", "4", inPlanRate+"lead", "1 in 5")
		takes(test.off)
		s.forget()
		before := len(s.request("U0ANN").Person.Plans)
		s.handsIn("U0ANN")
		s.tells(test.told)
		if n := len(s.request("U0ANN").Person.Plans); n != before {
			t.Fatalf("%s: it was saved: %+v", test.off, s.held())
		}
		s.handsIn("U0ANN", inPlanAmount+test.goal, "8")
		s.handsIn("U0ANN") // numbers that are hard to believe are asked about
		if plan := s.held(); plan.Goal != test.goal || plan.Count != 8 {
			t.Errorf("%s: the plan is %+v", test.off, plan)
		}
	}
}

// Money is worked back through what one deal brings.
func TestPlanForRevenue(t *testing.T) {
	s := newStory(t)
	s.logs("U0ANN", "meet", "2026-11-02", 10)
	s.logs("U0ANN", "rev", "2026-11-10", 2500000)
	s.forget()
	s.plans("U0ANN", "")
	s.tells(`ann gets the page "My plan": [What I want=rev] [How much=€50,000] [In each=quarter] …[Revenue for each meeting=€2,500] *What it takes* / *20 meetings a quarter: 7 a month, 2 a week* / for €50,000 in revenue a quarter: €16,667 a month / Without each rate …`)
	s.forget()
	s.changes(inPlanAmount+"rev", "4")
	s.tells(`ann gets the page "My plan": …€4 is less than one meeting, which is €2,500 on average. Is it right? …`)
	s.handsIn("U0ANN", inPlanAmount+"rev", "EUR 0.1m", inPlanRate+"rev", "5k")
	if plan := s.held(); plan.Count != 10_000_000 || plan.Needs["meet"] != 20 || plan.Rates["rev"] != (coach.Rate{Won: 500_000, Of: 1}) {
		t.Errorf("the plan is %+v", plan)
	}
	s.forget()
	s.plans("U0ANN", "")
	s.tells(`ann gets the page "My plan": …[How much=€100,000] [In each=quarter] …[Revenue for each meeting=€2,500] …`)
}

func TestPlanThatAManagerProposes(t *testing.T) {
	s := planStory(t)
	s.forget()
	s.plans("U0MAYA", "")
	s.plans("U0ANN", "<@U0MAYA>")
	s.plans("U0MAYA", "ann")
	s.tells("maya alone sees: You manage West and count nothing yourself, so there is no plan of yours. `/plan @name` shows the plan of one of your people; `/plan team` the team's page.",
		"ann alone sees: Only a manager can look at somebody else's numbers. …",
		"maya alone sees: The plans of Ann in West. / Ann has made no plan yet, so the team's targets hold.")
	s.pressPanel("U0MAYA", "Propose a plan")
	s.handsIn("U0MAYA", inPlanAmount+"lead", "4", inPlanStep, "lead")
	s.tells(`maya gets the page "A plan for Ann": [The result=lead] …`,
		"maya alone sees: *Proposed:* 4 qualified leads a month for Ann. / Ann reads it in a direct message and decides; you hear what becomes of it.",
		"@ann: *Maya proposes a plan to you in West:* 4 qualified leads a month. / *1,200 dials a month: 286 a week, 58 a day* / … / With a focus on Meeting to qualified lead. / A plan is your own: nothing changes until you take it up, as it is or changed.")
	if plan := s.held(); plan.State != coach.PlanProposed || plan.By != "U0MAYA" {
		t.Errorf("the proposal is %+v", plan)
	}
	s.plans("U0ANN", "")
	s.forget()
	s.press("U0ANN", "Change it")
	s.handsIn("U0ANN", inPlanAmount+"lead", "3")
	s.tells(`ann gets the page "My plan": [What I want=lead] [How much=4] …[One step to get better at=lead] …`,
		"ann alone sees: Your plan holds from today. …",
		"@ann edited: *Maya proposed a plan to you in West:* 4 qualified leads a month. / You took it up: 3 qualified leads a month from Mon 23 Nov.",
		"@maya: Ann has taken up the plan that you proposed, with changes: 3 qualified leads a month instead of 4.")
	// Its buttons are gone. Whoever pressed one of them in the same moment is told what became of it.
	for _, press := range []func(context.Context, *Bot, *request) (answer, error){pressPlanDecline, pressPlanTake, pressPlanAdapt} {
		req := s.request("U0ANN")
		req.Value = "west/" + s.held().ID
		s.answered("U0ANN", req, press)
	}
	const taken = "ann alone sees: You took it up: 3 qualified leads a month from Mon 23 Nov. There is nothing left to decide; `/plan history` shows all your plans."
	s.tells(taken, taken, taken)
}

func TestPlanThatIsTakenUpOrDeclined(t *testing.T) {
	for label, want := range map[string][]string{
		"Take it up": {
			"ann alone sees: Your plan holds from today. / From today: 58 dials and 4 conversations a day, and 3 meetings a week. …",
			"@ann edited: *Maya proposed a plan to you in West:* 4 qualified leads a month. / You took it up: 4 qualified leads a month from Mon 23 Nov.", "@maya: Ann has taken up the plan that you proposed: 4 qualified leads a month.",
		},
		"Decline": {
			"ann alone sees: Declined; your numbers stay what they were. Maya is told so, and nothing more.",
			"@ann edited: *Maya proposed a plan to you in West:* 4 qualified leads a month. / You declined it, and your numbers stayed what they were.", "@maya: Ann has declined the plan that you proposed: 4 qualified leads a month. What would fit is worth a talk.",
		},
	} {
		s := planStory(t)
		s.plans("U0MAYA", "ann")
		s.pressPanel("U0MAYA", "Propose a plan")
		s.handsIn("U0MAYA", inPlanAmount+"lead", "4")
		s.forget()
		s.press("U0ANN", label)
		s.tells(want...)
		s.plans("U0MAYA", "ann")
	}
}

func TestPlanOfATeamOnOnePage(t *testing.T) {
	s := planStory(t)
	s.plans("U0ANN", "")
	s.handsIn("U0ANN", inPlanAmount+"lead", "4")
	s.forget()
	s.plans("U0MAYA", "team")
	page := "West on one page. / Our result: / Qualified leads: 4 this month / Our way there, by the last 90 days: / 1,200 dials → 84 conversations, 7 % of the dials / → 12 meetings, 14.3 % of the conversations / " +
		"→ 4 qualified leads, 33.3 % of the meetings / What we steer by: / • Dials: 0 this week / • Conversations: 0 of 20 this week, on pace; the team asks" +
		" for 20 a week each / • Meetings: 0 this week / By the team's targets: a plan is somebody's own, and is in these sums only where three people or more go by one. / Our process: / Qualified → …; `/deal stages` shows what must be known to leave each / Our rhythms: / • Huddle: every working day at 09:00 / • Weekly check-in: Fridays at 15:00 / • Leaderboard: Fridays at 17:00"
	s.tells("maya alone sees: " + page)
	s.pressPanel("U0MAYA", "Share")
	s.tells("maya alone sees: Shared in <#C0WEST>.", "#west: "+page+" / Shared by Maya.")
}

// What the team means to do is by people's plans where three of them have one. Before that it is by the team's targets, on
// the page and in the huddle, or the plan of the first could be read off the sum.
func TestThePlansOfAFewCannotBeWorkedOut(t *testing.T) {
	s := newStory(t)
	s.at(storyMonday, "09:00")
	page := func() string {
		s.forget()
		s.plans("U0MAYA", "team")
		_, steer, _ := strings.Cut(strings.Join(s.lines, " "), "What we steer by: / ")
		steer, _, _ = strings.Cut(steer, " / Our rhythms")
		return steer
	}
	without := page()
	for i, want := range []string{without, without, "• Conversations: 0 of 72 this week, on pace; the team asks for 20 a week each, 3 of 3 go by a plan of their own / • Meetings: 0 of 36 this week, on pace; …"} {
		plan := coach.Plan{
			ID: newID(), Team: "west", Person: s.team.Reps[i], From: coach.NewDay(2026, 11, 2), Per: coach.Monthly, Goal: "meet", Count: 50,
			Needs: map[string]int64{"conv": 100, "meet": 50}, Rates: map[string]coach.Rate{}, State: coach.PlanActive, By: s.team.Reps[i], MadeAt: s.now,
		}
		if err := s.b.commit(t.Context(), coach.Change{At: s.now, WorkBack: &plan}); err != nil {
			t.Fatal(err)
		}
		if got := page(); !alike(want, got) {
			t.Errorf("with %d plans: %q\nwant %q", i+1, got, want)
		}
	}
}

// Of several plans each holds up to the day before the first of those that were made after it.
func TestPlansHoldUpToTheNext(t *testing.T) {
	s := planStory(t)
	plan := func(from coach.Day, step string) coach.Plan {
		return coach.Plan{
			ID: newID(), Team: "west", Person: "U0ANN", From: from, Per: coach.Monthly, Goal: "lead", Count: 4, Needs: map[string]int64{"lead": 4},
			Rates: map[string]coach.Rate{}, Step: step, State: coach.PlanActive, By: "U0ANN", MadeAt: s.now,
		}
	}
	for _, made := range []coach.Plan{
		plan(coach.NewDay(2026, 11, 2), "lead"), plan(coach.NewDay(2026, 12, 1), ""), plan(coach.NewDay(2026, 11, 12), "lead"),
	} {
		if err := s.b.commit(t.Context(), coach.Change{At: s.now, WorkBack: &made}); err != nil {
			t.Fatal(err)
		}
	}
	s.logs("U0ANN", "meet", "2026-11-16", 4)
	s.forget()
	s.plans("U0ANN", "history")
	s.tells("ann alone sees: Your plans in West. / Since Thu 12 Nov: / 4 qualified leads a month / Focus: Meeting to qualified lead / Before: 0 % (0 of 12); since: 4 of 4. / " +
		"From Tue 1 Dec, replaced before it began: / 4 qualified leads a month / 2 to 11 Nov: / 4 qualified leads a month / Focus: Meeting to qualified lead / Before: no meetings yet; since: 0 % (0 of 12).")
	s.plans("U0ANN", "")
	text, err := json.Marshal(s.form)
	if err != nil || !strings.Contains(string(text), "The focus since Thu 12 Nov: Meeting to qualified lead. Before: 0\u00a0% (0 of 12); since: 4 of 4.") {
		t.Errorf("the form is %s (%v)", text, err)
	}
}

// After a bad week what it has no room for is said once for each KPI, of the week; the month has its number. When a new one
// begins is said last.
func TestPaceAfterABadWeek(t *testing.T) {
	s := planStory(t)
	s.at("2026-11-16", "08:00")
	s.plans("U0ANN", "")
	s.handsIn("U0ANN", inPlanAmount+"lead", "12")
	s.handsIn("U0ANN") // it is asked about once, and meant
	s.at("2026-11-27", "09:00")
	s.forget()
	s.answered("U0ANN", s.request("U0ANN"), showPace)
	s.tells("ann alone sees: Where you stand in West. / Dials: / … behind, more than this week still has room for / … this month · … behind / Week by week: … / " +
		"Conversations: / … behind, more than this week still has room for / … / What is done now still counts, and a new week begins on Mon 30 Nov. / By your own plan: 12 qualified leads a month, since Mon 16 Nov.")
	if said := strings.Join(s.lines, " "); strings.Contains(said, "more than this month") {
		t.Errorf("said twice: %s", said)
	}
}
