package bot

import (
	"testing"

	"example.com/pacer/bot/coach"
)

// Whoever sets Pacer up sees on their Home who else does, what was changed, and no numbers.
func TestTheHomeOfWhoSetsUp(t *testing.T) {
	s := newRoles(t)
	months := 12
	err := s.bot.commit(t.Context(), coach.Change{Retention: &months, Audit: []coach.Audit{
		{By: "U0ADA", What: "retention", Detail: "Texts are kept for 12 months."},
		{By: coach.ByCommandLine, What: "team", Team: "west", Detail: "*Applied* <file>."},
	}})
	if err != nil {
		t.Fatal(err)
	}
	view, err := s.bot.homeWith(t.Context(), "U0APP", nil, true)
	if err != nil {
		t.Fatal(err)
	}
	wants(t, blockText(view.Blocks.BlockSet), "*East* / 2 members and 2 managers in <#C0EAST>", "and appointed, whom they named",
		"kept for 12 months", "by the command line in West: ∗Applied∗ &lt;file&gt;.", "How Pacer is doing", "!"+secretCount, "!Your numbers")
}
