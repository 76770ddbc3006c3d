package bot

// dealAroundSurfaces are the rows of the table of who may do what that are about deals outside of their own pages.
func dealAroundSurfaces(
	types func(command, text string) func(s *stage, who string),
	presses func(action, value string) func(s *stage, who string),
	_ func(callback, private string, values map[string]string) func(s *stage, who string),
) []surface {
	week := checkInRef("west", wednesdayDay()-2)
	return []surface{
		{name: "/deal pipeline", kind: "command", row: "deal", do: types("/deal", "pipeline"), may: people},
		{name: "Pipeline", kind: "button", row: actDealPipeline, do: presses(actDealPipeline, ""), may: people},
		{name: "what a week brought to a deal", kind: "button", row: actDealWeek, may: westReps, // others than Ann are asked about their own
			do: presses(actDealWeek, dealWeekRef{Week: week, Deal: annsDeal, Said: "conversation"}.String())},
		{name: "My deals this week", kind: "button", row: actDealWeek, do: presses(actDealWeek, dealWeekRef{Week: week}.String()), may: westReps},
	}
}

// dealForgeries are values of these surfaces that nobody else was given.
func dealForgeries() []string {
	week := checkInRef("west", wednesdayDay()-2)
	return []string{dealWeekRef{Week: week}.String(), dealWeekRef{Week: week, Deal: annsDeal, Said: "advanced"}.String(), dealWeekRef{Week: week, Deal: annsDeal, Said: "x"}.String()}
}
