package coach

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// A BoardRequest is what a /board line means.
type BoardRequest struct {
	KPI  *KPI // nil: over all leading KPIs
	Span Span
	Per  Period // "" for any dates
	Name string // "this week", "last month", "1 Nov to 15 Nov"
}

// maxBoardDays is how many days a board may cover: a year.
const maxBoardDays = 366

// ParseBoard reads a /board line: a KPI, a period (today, week, month, quarter, last …) or dates
// 2026-11-01..2026-11-15, in any order; all may be left out (this week, all leading KPIs). KPIs and days are
// understood as in ParseLog, except that a date without a year is the newest one. Errors are *LogError.
//
// A period is given in full, days to come included; dates may not begin in the future.
func ParseBoard(text string, t *Team, today Day) (BoardRequest, error) {
	req, err := parseBoard(text, t, today)
	if err != nil {
		return BoardRequest{}, err
	}
	return req, nil
}

func parseBoard(text string, t *Team, today Day) (BoardRequest, *LogError) {
	if len(text) > MaxLine && utf8.RuneCountInString(text) > MaxLine {
		return BoardRequest{}, &LogError{Text: fmt.Sprintf("That is longer than %s characters. %s", group(MaxLine), boardAdvice)}
	}
	text = strings.NewReplacer("..", " to ", "…", " to ", "—", " to ").Replace(strings.ToValidUTF8(text, ""))
	r := boardReader{line: line{text: text, kpis: t.KPIs, today: today}, year: t.Year()}
	r.toks = lex(text, t.KPIs, nil)
	for i := 0; i < len(r.toks); {
		next, err := r.step(i)
		if err != nil {
			return BoardRequest{}, err
		}
		i = next
	}
	return r.finish()
}

// boardAdvice shows how a line looks.
const boardAdvice = "For example: meetings last week, month, or 2026-11-01..2026-11-15."
