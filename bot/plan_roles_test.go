package bot

import (
	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// annsProposal is the id of a plan that Maya has proposed to Ann.
const annsProposal = "a-proposal"

// proposes puts that plan there.
func (s *stage) proposes() {
	ann := s.store.roster.Person("U0ANN")
	ann.Plans = []coach.Plan{{
		ID: annsProposal, Team: "west", Person: "U0ANN", From: wednesdayDay(), Per: coach.Monthly, Goal: "k-deal", Count: 4,
		Rates: map[string]coach.Rate{}, Needs: map[string]int64{"k-deal": 4}, State: coach.PlanProposed, By: "U0MAYA", MadeAt: wednesday,
	}}
	s.store.roster.People["U0ANN"] = ann
}

// turns has somebody change a field of a plan's form. What they read is the form again.
func (s *stage) turns(who, private string, state map[string]map[string]slack.BlockAction) {
	s.served(who, slack.InteractionCallback{
		Type: slack.InteractionTypeBlockActions, User: slack.User{ID: who}, TriggerID: "t",
		View: slack.View{ID: "V1", Hash: "h", Type: slack.VTModal, CallbackID: formPlan, PrivateMetadata: private, State: &slack.ViewState{Values: state}},
		ActionCallback: slack.ActionCallbacks{BlockActions: []*slack.BlockAction{
			{ActionID: actPlanChange, BlockID: inPlanPer, Type: "static_select", ActionTs: "a1"},
		}},
	})
}

// planSurfaces are the rows of the table of who may do what that are about the plan of Ann of West.
func planSurfaces(
	types func(command, text string) func(s *stage, who string),
	presses func(action, value string) func(s *stage, who string),
	submits func(callback, private string, values map[string]string) func(s *stage, who string),
) []surface {
	ref := planRef{Team: "west", Person: "U0ANN"}.String()
	values := map[string]string{inPlanGoal: "k-deal", inPlanAmount + "k-deal": "4"}
	adapt := planRef{Team: "west", Person: "U0ANN", Proposal: annsProposal}.String()
	return []surface{
		{name: "/plan", kind: "command", row: "plan", do: types("/plan", ""), may: people},
		{name: "/plan history", kind: "command", row: "plan", do: types("/plan", "history"), may: people},
		{name: "/plan team", kind: "command", row: "plan", do: types("/plan", "team"), may: people},
		{name: "/plan @ann", kind: "command", row: "plan", do: types("/plan", "<@U0ANN|ann>"), may: "rep " + westManagers},
		{name: "a change in Ann's plan", kind: "button", row: actPlanChange, may: "rep " + westManagers, silent: true, do: func(s *stage, who string) {
			s.turns(who, ref, nil)
		}},
		{name: "Change my plan", kind: "button", row: actPlanOpen, do: presses(actPlanOpen, "west"), may: westReps},
		{name: "Earlier plans", kind: "button", row: actPlanHistory, do: presses(actPlanHistory, "west"), may: westReps},
		{name: "Propose a plan", kind: "button", row: actPlanPropose, do: presses(actPlanPropose, "west/U0ANN"), may: westManagers},
		{name: "Take it up", kind: "button", row: actPlanTake, do: presses(actPlanTake, "west/"+annsProposal), may: "rep"},
		{name: "Change it", kind: "button", row: actPlanAdapt, do: presses(actPlanAdapt, "west/"+annsProposal), may: "rep"},
		{name: "Decline", kind: "button", row: actPlanDecline, do: presses(actPlanDecline, "west/"+annsProposal), may: "rep"},
		{name: "Share the team's page", kind: "button", row: actPlanShare, do: presses(actPlanShare, "west"), may: west},
		{name: "Ann's plan", kind: "form", row: formPlan, do: submits(formPlan, ref, values), may: "rep " + westManagers},
		{name: "Ann's answer to a proposal", kind: "form", row: formPlan, do: submits(formPlan, adapt, values), may: "rep"},
	}
}
