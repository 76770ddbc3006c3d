package bot

// setupSurfaces are the rows of the table of who may do what that are about setting up West, and about making a team.
func setupSurfaces(
	types func(command, text string) func(s *stage, who string),
	presses func(action, value string) func(s *stage, who string),
	submits func(callback, private string, values map[string]string) func(s *stage, who string),
) []surface {
	west := func(page, kpi string) string { return setupRef{Team: "west", Page: page, KPI: kpi}.String() }
	rhythms := map[string]string{
		inRhythm + "huddle": "weekdays at 10:00", inRhythm + "nudge": "off", inRhythm + "checkin": "off",
		inRhythm + "leaderboard": "off", inRhythm + "digest": "off",
	}
	return []surface{
		{name: "/pacer setup", kind: "topic", row: "setup", do: types("/pacer", "setup"), may: managers + " " + setUp},
		{name: "Set up", kind: "button", row: actSetup, do: presses(actSetup, ""), may: managers + " " + setUp},
		{name: "Change West", kind: "button", row: actSetupPage, do: presses(actSetupPage, west(pageTeam, "")), may: westManagers + " " + setUp},
		{name: "New team", kind: "button", row: actSetupPage, do: presses(actSetupPage, setupRef{Page: pageBasics}.String()), may: setUp},
		{name: "Start over", kind: "button", row: actSetupFresh, do: presses(actSetupFresh, ""), may: setUp},
		{name: "Take off the list", kind: "button", row: actSetupRemove, do: presses(actSetupRemove, west(pageKPI, "k-deal")), may: westManagers + " " + setUp},
		{name: "Take this stage out", kind: "button", row: actSetupUnstage, do: presses(actSetupUnstage, west(pageStage, "discovery")), may: westManagers + " " + setUp},
		{name: "Take the usual stages", kind: "button", row: actSetupUsual, do: presses(actSetupUsual, west(pageProcess, "")), may: westManagers + " " + setUp},
		{name: "A stage of West", kind: "form", row: formSetup, do: submits(formSetup, west(pageStage, ""), map[string]string{inStageName: "Pilot"}), may: westManagers + " " + setUp},
		{name: "Close West", kind: "button", row: actSetupClose, do: presses(actSetupClose, west(pageTeam, "")), may: setUp},
		{name: "West's rhythms", kind: "form", row: formSetup, do: submits(formSetup, west(pageRhythms, ""), rhythms), may: westManagers + " " + setUp},
		{name: "West's boards", kind: "form", row: formSetup, may: westManagers + " " + setUp, do: submits(formSetup, west(pageBoards, ""),
			map[string]string{inBoardMode: "team", inBoardCompare: compareYes, inBoardRoles: "SDR: U0ANN"})},
		{name: "rhythms of a new team", kind: "form", row: formSetup, do: submits(formSetup, setupRef{Page: pageRhythms}.String(), rhythms), may: setUp},
		{name: "Start of a team that lives", kind: "form", row: formSetup, do: submits(formSetup, west(pageTeam, ""), nil), may: ""},
	}
}
