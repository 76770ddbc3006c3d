package bot

import (
	"fmt"

	"example.com/pacer/bot/coach"
)

// westCheck is the id of a clarity check that West is asked, westResult that of one that has closed.
const (
	westCheck  = "a-check"
	westResult = "a-result"
)

// clarifies puts these checks there.
func (s *stage) clarifies(people ...string) {
	c := coach.Clarity{
		ID: westCheck, Team: "west", By: "U0MAYA", From: "Qualified", To: "Discovery", ClosesAt: wednesday.AddDate(0, 0, 2), Rev: 1,
		Items: coach.ClarityItems(coach.DefaultProcess(), westCheck),
	}
	for _, id := range people {
		c.Picks = append(c.Picks, coach.ClarityPick{Clarity: westCheck, Person: id})
	}
	closed := c
	closed.ID, closed.Picks = westResult, nil
	for i := range 3 {
		closed.Picks = append(closed.Picks, coach.ClarityPick{Person: fmt.Sprint("U", i), Other: secretCount, At: wednesday})
	}
	s.store.clarity = []coach.Clarity{c, closed.Tally(wednesday)}
}

// dealAroundSurfaces are the rows of the table of who may do what that are about deals outside of their own pages.
func dealAroundSurfaces(
	types func(command, text string) func(s *stage, who string),
	presses func(action, value string) func(s *stage, who string),
	submits func(callback, private string, values map[string]string) func(s *stage, who string),
) []surface {
	week := checkInRef("west", wednesdayDay()-2)
	return []surface{
		{name: "/deal clarity", kind: "command", row: "deal", do: types("/deal", "clarity"), may: managers},
		{name: "Pick", kind: "button", row: actClarityPick, do: presses(actClarityPick, westCheck), may: west},
		{name: "Close it now", kind: "button", row: actClarityClose, do: presses(actClarityClose, westCheck), may: westManagers},
		{name: "Share a result", kind: "button", row: actClarityShare, do: presses(actClarityShare, westResult), may: westManagers},
		{name: "What else was said", kind: "button", row: actClarityWords, do: presses(actClarityWords, westResult), may: westManagers},
		{
			name: "the form that asks West", kind: "form", row: formClarityAsk, may: westManagers,
			do: func(s *stage, who string) {
				s.store.clarity = nil // one at a time
				submits(formClarityAsk, "", map[string]string{inClarityStep: "west/qualified"})(s, who)
			},
		},
		{
			name: "the form of a pick", kind: "form", row: formClarityPick, may: west,
			do: submits(formClarityPick, westCheck, map[string]string{inClarityOther: "Who signs"}),
		},
		{name: "/deal pipeline", kind: "command", row: "deal", do: types("/deal", "pipeline"), may: people},
		{name: "Pipeline", kind: "button", row: actDealPipeline, do: presses(actDealPipeline, ""), may: people},
		{name: "what a week brought to a deal", kind: "button", row: actDealWeek, may: westReps, // others than Ann are asked about their own
			do: presses(actDealWeek, dealWeekRef{Week: week, Deal: annsDeal, Said: "conversation"}.String())},
		{name: "My deals", kind: "button", row: actDealWeek, do: presses(actDealWeek, dealWeekRef{Week: week}.String()), may: westReps},
	}
}

// dealForgeries are values of these surfaces that nobody else was given.
func dealForgeries() []string {
	week := checkInRef("west", wednesdayDay()-2)
	return []string{westCheck, westResult, "west/qualified", dealWeekRef{Week: week}.String(), dealWeekRef{Week: week, Deal: annsDeal, Said: "advanced"}.String(), dealWeekRef{Week: week, Deal: annsDeal, Said: "x"}.String()}
}
