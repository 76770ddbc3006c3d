package bot

// The pipeline: how many deals stand in each stage, what they come to, and how much of what should be known is.

import (
	"context"
	"fmt"
	"strconv"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// actDealPipeline is the button that shows the pipeline; its value is the number of a page, "" for the first. It goes
// by the page and not by a team: who presses it may have lost a team since, and the page of this moment is made anew.
const actDealPipeline = "deal_pipeline"

// pipelineTeams is how many teams stand on a page: each has a title and at most nine lines. Nine lines are the sum and
// eight stages (coach.MaxStages). Each team is a reading of its open deals with their newest answers, so the number
// also bounds what one press costs.
const pipelineTeams = 5

// showPipeline shows the pipeline of each team of whoever asks: all of it to the team's managers, their own deals to
// others. A team without deals is shown with that word, so that nobody wonders whether it was left out.
func showPipeline(ctx context.Context, b *Bot, req *request) (answer, error) {
	return b.pipeline(ctx, req, 0)
}

// pressPipeline turns to a page of it.
func pressPipeline(ctx context.Context, b *Bot, req *request) (answer, error) {
	n, _ := strconv.Atoi(req.Value) // what is no number is the first page
	return b.pipeline(ctx, req, n)
}

// pipeline is a page of it. Who may see what is the same as in dealsSeen, in the filter of the query: a rep's line
// never adds up a colleague's deals. A number out of range is the nearest page.
func (b *Bot) pipeline(ctx context.Context, req *request, number int) (answer, error) {
	var teams []*coach.Team
	for _, t := range req.Roster.Teams {
		if t.Manages(req.Person.ID) || activeRep(req.Roster, t, req.Person.ID) {
			teams = append(teams, t)
		}
	}
	if len(teams) == 0 {
		return answer{}, errNoTeam
	}
	page := coach.PageOf(len(teams), pipelineTeams, number)
	var s sheet
	for _, t := range teams[page.From:page.To] {
		// With answers, unlike a list: "5 of 12 known" counts them.
		f, title := coach.DealFilter{Team: t.ID, State: coach.DealOpen}, t.Name
		if !t.Manages(req.Person.ID) {
			f.Owner, title = req.Person.ID, "Your deals in "+t.Name
		}
		deals, err := b.store.Deals(ctx, f)
		if err != nil {
			return answer{}, fmt.Errorf("deals of team %s: %w", t.Name, err)
		}
		s.head(title)
		s.say(pipelineLines(t, deals)...)
	}
	s.small("What is known is counted up to the stage that each deal is in.")
	// It stands on every page, so that the row is never empty: Slack refuses a row without a button.
	row := []*slack.ButtonBlockElement{press(actDealList, "All deals", "")}
	if page.Number+1 < page.Count {
		row = append(row, press(indexed(actDealPipeline, 1), "Next teams", strconv.Itoa(page.Number+1)))
	}
	if page.Number > 0 {
		row = append(row, press(indexed(actDealPipeline, 0), "Previous teams", strconv.Itoa(page.Number-1)))
	}
	s.buttons(row...)
	return answer{Modal: modal("page", "Pipeline", "", "", s.blocks...)}, nil
}

// pipelineLines are a team's stages, a line each, as somebody would read them out: "Discovery: 3 deals, €40,000, 5 of 12
// known (42 %)". What all of them come to stands first. A stage without deals has its line too, as a gap in the middle
// is what a pipeline is looked at for. Deals in a stage that was retired stand in the first, as everywhere
// (Process.Place).
func pipelineLines(t *coach.Team, deals []coach.DealRecord) []string {
	stages, all := coach.Pipeline(t.Stages(), deals)
	if all.Deals == 0 {
		return []string{"No open deals."}
	}
	lines := []string{"In all: " + stageSum(all)}
	for _, stage := range stages {
		lines = append(lines, "• *"+escape(stage.Stage.Name)+"*: "+stageSum(stage))
	}
	return lines
}

// stageSum is what stands in a stage, in words. Sums come a currency at a time and are never converted. The percent is
// rounded by package coach and missing where the stages ask for nothing, of which no share is known.
func stageSum(s coach.PipelineRow) string {
	if s.Deals == 0 {
		return "nothing now"
	}
	line := plural(s.Deals, "deal", "deals")
	if len(s.Sums) > 0 {
		var worth []string
		for _, m := range s.Sums {
			worth = append(worth, escape(coach.WriteAmount(m.Amount, m.Unit)))
		}
		line += ", " + listed(worth)
	}
	if percent, ok := s.Percent(); ok {
		line += fmt.Sprintf(", %d of %d known (%s)", s.Proven, s.Of, coach.InPercent(percent))
	}
	return line
}
