package coach

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// A BoardMode is what a team's boards rank by. It is stored with the team.
type BoardMode string

// The modes. One that is not known counts as BoardPercent.
const (
	BoardPercent  BoardMode = ""         // percent of own plan to date
	BoardCount    BoardMode = "count"    // how many, one ranking for each KPI: there is no sum of calls and meetings
	BoardImproved BoardMode = "improved" // against the own four weeks before
	BoardTeam     BoardMode = "team"     // the team's total against its pace; nobody is ranked
	BoardOff      BoardMode = "off"      // none is posted or shown
)

// A BoardRule is one mode with its word in a team file, and what it is in a few words. Help, setup and the team file's
// reader take their words from here.
type BoardRule struct {
	Mode  BoardMode
	Word  string // "percent"
	About string // "percent of own plan to date"
}

// BoardRules is the table of modes, the usual one first.
var BoardRules = []BoardRule{
	{BoardPercent, "percent", "percent of own plan to date"},
	{BoardCount, "count", "how many, KPI by KPI"},
	{BoardImproved, "improved", "most improved against own last four weeks"},
	{BoardTeam, "team", "the team's total alone, nobody is ranked"},
	{BoardOff, "off", "no leaderboard at all"},
}

// ParseBoardMode reads the word of a mode, whatever its case; ok is false when it is none.
func ParseBoardMode(word string) (mode BoardMode, ok bool) {
	for _, r := range BoardRules {
		if strings.EqualFold(r.Word, strings.TrimSpace(word)) {
			return r.Mode, true
		}
	}
	return BoardPercent, false
}

// Rule is the row of the mode; that of BoardPercent when it is not known.
func (m BoardMode) Rule() BoardRule {
	for _, r := range BoardRules {
		if r.Mode == m {
			return r
		}
	}
	return BoardRules[0]
}

// Ranks tells whether people are ranked in the mode. A team that has boards without ranks shows its total, against its
// pace.
func (m BoardMode) Ranks() bool { return m != BoardTeam && m != BoardOff }

// A BoardRequest is what a /board line means. It says what is asked for; whether the team shows such a board, and whom
// it ranks, is the bot's to decide.
type BoardRequest struct {
	KPI  *KPI // nil: over all leading KPIs
	Span Span
	Per  Period // "" for any dates
	Name string // "this week", "last month", "yesterday"; "" for other days, which are called by their dates
	All  bool   // rank over all roles of the team, instead of within each
}

// MaxBoardDays is how many days a board or a goal may cover: a year. Nobody compares more, and each of them is work. A
// leap year fits.
const MaxBoardDays = 366

// ParseBoard reads a /board line: a KPI, a period (today, week, month, quarter, last …) or dates
// 2026-11-01..2026-11-15, in any order; all may be left out (this week, all leading KPIs). KPIs and days are
// understood as in ParseLog, except that a date without a year is the newest one, and that a KPI which the team has retired
// is understood too, for days on which it was counted. The word all ranks over all roles. Errors
// are *LogError.
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
	r := newBoardReader(text, t, t.boardNames(), today)
	for i := 0; i < len(r.toks); {
		next, err := r.step(i)
		if err != nil {
			return BoardRequest{}, err
		}
		i = next
	}
	req, err := r.finish()
	if err != nil || req.KPI == nil {
		return req, err
	}
	// A board of zeros would say that nobody did anything.
	if until, gone := t.retired(req.KPI.ID); gone && req.Span.From >= until {
		return req, &LogError{Text: fmt.Sprintf("%s has not counted %s since %s. A board of days before that still shows them.",
			t.Name, req.KPI.Plural, until.Format("2 Jan 2006"))}
	}
	return req, nil
}

// newBoardReader is a reader at the beginning of a line that may name some KPIs.
func newBoardReader(text string, t *Team, kpis []KPI, today Day) boardReader {
	text = strings.NewReplacer("..", " to ", "…", " to ", "—", " to ").Replace(strings.ToValidUTF8(text, ""))
	r := boardReader{line: line{text: text, kpis: kpis, today: today}, year: t.Year()}
	r.toks = lex(text, kpis, nil)
	return r
}

// boardAdvice shows how a line looks.
const boardAdvice = "For example: meetings last week, month, or 2026-11-01..2026-11-15."
