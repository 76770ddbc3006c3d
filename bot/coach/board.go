package coach

import "strings"

// A BoardRequest is what a /board line means.
type BoardRequest struct {
	KPI  *KPI // nil: over all leading KPIs
	Span Span
	Per  Period // "" for any dates
	Name string // "this week", "last month", "1 Nov to 15 Nov"
}

// ParseBoard reads a /board line: a KPI, a period (today, week, month, quarter, last …) or dates
// 2026-11-01..2026-11-15, in any order; all may be left out (this week, all leading KPIs).
func ParseBoard(text string, t *Team, today Day) (BoardRequest, error) {
	req := BoardRequest{Per: Weekly, Span: Weekly.Span(today, t.WeekStart), Name: "this week"}
	for _, w := range strings.Fields(strings.ToLower(text)) {
		if per := Period(w); per == Monthly || per == Quarterly {
			req.Per, req.Span, req.Name = per, per.Span(today, t.WeekStart), per.This()
		}
		for i, k := range t.KPIs {
			if w == k.Name || w == k.Plural {
				req.KPI = &t.KPIs[i]
			}
		}
	}
	return req, nil
}
