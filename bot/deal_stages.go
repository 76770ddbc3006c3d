package bot

// The process of a team as its people read it; changing it is a page of the setup, in setup_process.go.

import (
	"context"
	"fmt"

	"example.com/pacer/bot/coach"
)

// showStages shows how deals go in the teams of whoever asks, and what must be known to leave each stage. Managers find a
// button to change it. It is the same for everybody in a team, and says nothing of any deal. It is an answer to the
// person alone, and in blocks of a message (50), hence maxStagedTeams; a modal would be closed by whoever wants to copy
// from it. The button of the setup is offered by maySetUp and asked about again by the page that it opens.
func showStages(_ context.Context, _ *Bot, req *request) (answer, error) {
	var s sheet
	s.head("How our deals go")
	teams := stagedTeams(req)
	for i, t := range teams {
		if len(teams) > 1 {
			s.say("*" + escape(t.Name) + "*")
		}
		// In the team's own order, numbered, as people talk of "the third".
		for j, stage := range t.Stages() {
			s.titled(fmt.Sprintf("%d. %s", j+1, escape(stage.Name)), milestoneLines(stage)...)
		}
		if maySetUp(req.Person, t) {
			label := "Change the stages"
			if len(teams) > 1 {
				label = cut("Change those of "+t.Name, maxLabel)
			}
			// From 30 on, unlike the numbers of other buttons that lead to a page of the setup.
			s.buttons(press(indexed(actSetupPage, 30+i), label, setupRef{Team: t.ID, Page: pageProcess}.String()))
		}
	}
	// It is the one rule of the process, and stands under the stages of all teams once.
	s.small("What is proven is known in the customer's own words. A deal can move on without it, with a word on what it rests on.")
	return s.private(), nil
}

// maxStagedTeams is how many teams are shown: each may take nine blocks and more.
const maxStagedTeams = 4

// stagedTeams are the teams whose deals somebody works on or manages, by name. By name because the roster has its teams
// so. More than four are the first four, which for a command that shows an agreement of a team is enough.
func stagedTeams(req *request) []*coach.Team {
	var teams []*coach.Team
	for _, t := range req.Roster.Teams {
		if activeRep(req.Roster, t, req.Person.ID) || t.Manages(req.Person.ID) {
			teams = append(teams, t)
		}
	}
	return teams[:min(len(teams), maxStagedTeams)]
}
