package bot

// The last weeks of a rep, as a chart where the workspace takes charts in a Home, and else in numbers.

import (
	"context"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// homeCharts is how many charts a Home has: more than two are refused. A team whose KPIs are of two scales has two by
// itself, so a second team's weeks are in numbers.
const homeCharts = 2

// showWeeks writes the person's last eight weeks in a team; nothing in their first. An error is the store's. Eight
// weeks are the running one and seven before it, by the team's first day of the week and the person's zone. Where Slack
// refused a chart before in this workspace (chartless), or the Home has its two already, the same weeks stand in words
// with a button that draws a picture: a picture is made when it is asked for, and never for each look at the Home. All
// numbers are the person's own.
func (h *homeSheet) showWeeks(ctx context.Context, t *coach.Team) error {
	today := coach.DayOf(h.req.At, h.req.Roster.Zone(h.req.Person.ID, t))
	from := coach.Weekly.Span(today, t.Year()).From - 7*(paceWeeks-1)
	rows, err := h.b.store.PersonTotals(ctx, t.ID, h.req.Person.ID, coach.Span{From: from, To: today})
	if err != nil {
		return fmt.Errorf("weeks of %s: %w", h.req.Person.ID, err)
	}
	f := newFigures(h.req.Roster, t, h.req.At, rows)
	// The same that /pace draws.
	charts := f.weekCharts(h.req.Person)
	if len(charts) == 0 {
		return nil
	}
	if !h.chartless && h.charts+len(charts) <= homeCharts {
		h.charts += len(charts)
		h.blocks = append(h.blocks, charts...)
		return nil
	}
	var lines []string
	for _, k := range t.Leading() {
		// Without numbers there is no such beginning, and the KPI is left out.
		if weeks, ok := strings.CutPrefix(f.weekByWeek(h.req.Person, k), "Week by week: "); ok {
			lines = append(lines, kpiTitle(k)+": "+weeks)
		}
	}
	draw := press(actPaceDraw, "Show as a picture", t.ID)
	draw.AccessibilityLabel = label("Show your weeks in " + t.Name + " as a picture")
	h.beside(draw, "Week by week", lines...)
	return nil
}

// isCharted tells whether a view has a chart. Whoever publishes the view asks it when Slack refuses the view, to try
// once more without.
func isCharted(view slack.HomeTabViewRequest) bool {
	for _, block := range view.Blocks.BlockSet {
		if block.BlockType() == slack.MBTDataVisualization {
			return true
		}
	}
	return false
}
