package bot

// Deals on the Home: a rep's own with what is not proven of them, and for a manager those that are worth a look.

import (
	"context"
	"fmt"

	"example.com/pacer/bot/coach"
)

const (
	homeDeals = 5 // of all teams of a page
	homeRisks = 5 // of one team
)

// showDeals lists the person's own open deals of some teams, and what is to be found out about them. An error is the
// store's.
func (h *homeSheet) showDeals(ctx context.Context, teams []*coach.Team) error {
	var lines []string
	more := 0
	for _, t := range teams {
		deals, err := h.b.store.Deals(ctx, coach.DealFilter{Team: t.ID, Owner: h.req.Person.ID, State: coach.DealOpen})
		if err != nil {
			return fmt.Errorf("deals of %s: %w", h.req.Person.ID, err)
		}
		own, left := dealLines(t, deals, h.req.At, h.req.Roster.Zone(h.req.Person.ID, t), homeDeals-len(lines))
		lines, more = append(lines, own...), more+left
	}
	h.head("Your deals")
	if len(lines) == 0 {
		h.say("None is open. A new one needs no more than a name.")
		h.buttons(press(actDealNew, "New deal…", ""))
		return nil
	}
	h.say(bullets(andMore(lines, more))...)
	h.buttons(press(actDealList, "All open deals…", dealListRef{Owner: h.req.Person.ID}.String()), press(actDealNew, "New deal…", ""))
	return nil
}

// showRisks lists the deals of a team that are worth a look.
func (h *homeSheet) showRisks(c *coaching) {
	h.titled("Deals worth a look", c.riskLines(c.atRisk(), homeRisks)...)
}
