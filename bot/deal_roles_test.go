package bot

import "example.com/pacer/bot/coach"

// annsDeal is the id of a deal of Ann's, of which one thing is known that can be told from all others; annsWin is that of
// one that is won.
const (
	annsDeal = "a-deal"
	annsWin  = "a-win"
)

// sells puts those deals there.
func (s *stage) sells() {
	d := coach.Deal{
		ID: annsDeal, Team: "west", Owner: "U0ANN", Name: "Acme " + secretCount, Unit: "EUR", Stage: "qualified", State: coach.DealOpen,
		MadeAt: wednesday, StageAt: wednesday, MovedAt: wednesday, Rev: 1,
	}
	won := d
	won.ID, won.Name, won.State, won.EndedAt, won.EndedDay = annsWin, "Globex "+secretCount, coach.DealWon, wednesday, wednesdayDay()
	said := coach.DealAnswer{ID: "an-answer", Deal: annsDeal, Milestone: "measures", Text: "By " + secretCount + " parcels a day", By: "U0ANN", At: wednesday}
	s.store.deals = []coach.DealRecord{{Deal: d, Answers: []coach.DealAnswer{said}}, {Deal: won}}
}

// dealSurfaces are the rows of the table of who may do what that are about the deals of Ann of West.
func dealSurfaces(
	types func(command, text string) func(s *stage, who string),
	presses func(action, value string) func(s *stage, who string),
	submits func(callback, private string, values map[string]string) func(s *stage, who string),
) []surface {
	const hers = "rep " + westManagers
	ref := dealRef{Deal: annsDeal}.String()
	step := dealRef{Deal: annsDeal, From: "qualified", To: "discovery"}.String()
	day := wednesdayDay().String()
	return []surface{
		{name: "/deal", kind: "command", row: "deal", do: types("/deal", ""), may: people},
		{name: "/deal acme", kind: "command", row: "deal", do: types("/deal", "acme"), may: people}, // others find nothing
		{name: "/deal @ann", kind: "command", row: "deal", do: types("/deal", "<@U0ANN|ann>"), may: hers},
		{name: "/deal new", kind: "command", row: "deal", do: types("/deal", "new Initech 12k"), may: people},
		{name: "/deal stages", kind: "command", row: "deal", do: types("/deal", "stages"), may: people},
		{name: "/deal closed", kind: "command", row: "deal", do: types("/deal", "closed"), may: people},
		{name: "Open a deal", kind: "button", row: actDealOpen, do: presses(actDealOpen, annsDeal), may: hers},
		{name: "the list of deals", kind: "button", row: actDealList, do: presses(actDealList, dealListRef{Owner: "U0ANN"}.String()), may: people},
		{name: "New deal", kind: "button", row: actDealNew, do: presses(actDealNew, "Initech"), may: people},
		{name: "Make another deal", kind: "button", row: actDealMake, do: presses(actDealMake, "west Initech 12k"), may: westReps},
		{name: "Answer", kind: "button", row: actDealAnswer, do: presses(actDealAnswer, annsDeal), may: hers},
		{name: "Answer a stage", kind: "button", row: actDealStage, do: presses(actDealStage, annsDeal+"/discovery"), may: hers},
		{name: "All answers", kind: "button", row: actDealHistory, do: presses(actDealHistory, annsDeal), may: hers},
		{name: "Move on", kind: "button", row: actDealOn, do: presses(actDealOn, annsDeal+"/qualified/discovery"), may: hers},
		{name: "Move all the same", kind: "button", row: actDealAnyway, do: presses(actDealAnyway, annsDeal+"/qualified/discovery"), may: hers},
		{name: "Another stage", kind: "button", row: actDealMove, do: presses(actDealMove, annsDeal), may: hers},
		{name: "Amount, date, owner", kind: "button", row: actDealFacts, do: presses(actDealFacts, annsDeal), may: hers},
		{name: "Won", kind: "button", row: actDealWon, do: presses(actDealWon, annsDeal), may: hers},
		{name: "Lost", kind: "button", row: actDealLost, do: presses(actDealLost, annsDeal), may: hers},
		{name: "Reopen", kind: "button", row: actDealReopen, do: presses(actDealReopen, annsWin), may: hers},
		{name: "Add what we learned", kind: "button", row: actDealLearnt, do: presses(actDealLearnt, annsWin), may: hers},

		{name: "the form of a new deal", kind: "form", row: formDealNew, may: west, do: submits(formDealNew, "west",
			map[string]string{inDealName: "Initech", inDealAmount: "12k"})},
		{name: "a new deal of Ann's", kind: "form", row: formDealNew, may: hers, do: submits(formDealNew, "west",
			map[string]string{inDealName: "Initech", inDealWhose: "west/U0ANN"})},
		{name: "the form of answers", kind: "form", row: formDealAnswer, may: hers, do: submits(formDealAnswer, ref,
			map[string]string{inDealAnswer + "occasion": "Their lease ends in March"})},
		{name: "the form of the reason", kind: "form", row: formDealReason, may: hers, do: submits(formDealReason, step,
			map[string]string{inDealReason: "They asked for it by Friday"})},
		{name: "the form of the stage", kind: "form", row: formDealMove, may: hers, do: submits(formDealMove, step,
			map[string]string{inDealStage: "discovery"})},
		{name: "the form of amount, date and owner", kind: "form", row: formDealFacts, may: hers, do: submits(formDealFacts, ref,
			map[string]string{inDealName: "Acme", inDealAmount: "15k"})},
		{name: "the form of a win", kind: "form", row: formDealWon, may: hers, do: submits(formDealWon, ref,
			map[string]string{inDealEnded: day})},
		{name: "the form of what was learned", kind: "form", row: formDealLearnt, may: hers, do: submits(formDealLearnt, dealRef{Deal: annsWin}.String(),
			map[string]string{inDealLearnt: "To ask early who decides"})},
		{name: "the form of a loss", kind: "form", row: formDealLost, may: hers, do: submits(formDealLost, ref,
			map[string]string{inDealEnded: day})},
	}
}
