package bot

import (
	"fmt"
	"testing"
)

// Ann sees her own deals, and Maya those of all.
func TestPipelineOfARepAndOfAManager(t *testing.T) {
	s := dealStory(t)
	s.deals("U0ANN", "pipeline")
	s.tells(`ann gets the page "Pipeline": No open deals.`)
	s.deals("U0ANN", "new Acme 12k")
	s.pressPanel("U0ANN", "Answer")
	s.answers("U0ANN", "m1", "Fewer than 2 % of parcels come back by March")
	s.deals("U0BOB", "new Globex 5k")
	s.forget()
	s.deals("U0ANN", "pipeline")
	s.deals("U0MAYA", "")
	s.pressPage("U0MAYA", "Pipeline")
	s.tells(`ann gets the page "Pipeline": In all: 1 deal, €12,000, 1 of 2 known (50 %) / • *Qualified*: 1 deal, €12,000, 1 of 2 known (50 %) / • *Proposal*: nothing now / • *Decision*: nothing now`,
		`maya gets the page "Deals": …`,
		`maya gets the page "Pipeline": In all: 2 deals, €17,000, 1 of 4 known (25 %) / • *Qualified*: 2 deals, €17,000, 1 of 4 known (25 %) / • *Proposal*: nothing now / • *Decision*: nothing now`)
}

// Who has many teams turns pages.
func TestPipelineOfManyTeams(t *testing.T) {
	s := dealStory(t)
	m, _ := s.b.store.(*memory)
	for i := range 7 {
		more := storyTeam()
		more.ID, more.Name, more.Managers, more.Reps = fmt.Sprintf("t%d", i), fmt.Sprintf("Team %d", i), nil, []string{"U0ANN"}
		m.roster.Teams = append(m.roster.Teams, more)
	}
	s.deals("U0ANN", "pipeline")
	s.pressPage("U0ANN", "Next teams")
	s.tells(`ann gets the page "Pipeline": No open deals. No open deals. No open deals. No open deals. No open deals.`, `ann gets the page "Pipeline": No open deals. No open deals. No open deals.`)
	s.pressPage("U0ANN", "Previous teams")
	if n := len(s.form.Blocks.BlockSet); n > maxViewBlocks {
		t.Errorf("%d blocks", n)
	}
}
