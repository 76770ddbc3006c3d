package coach

// A Standing is one person's row of a leaderboard.
type Standing struct {
	Person  string
	Percent int   // of own target to date; NoPercent when there is no target
	Done    int64 // of the board's KPI; 0 on a board over several
	Paces   []Pace
	Rank    int // from 1; shared by equals: 1, 2, 2, 4; 0 when not ranked
}

// NoPercent is the percentage of somebody without a target.
const NoPercent = -1

// Attainment is the percentage over several KPIs: the mean of each KPI's percentage, each counted up to 200
// so that one easy number cannot carry the rest. NoPercent when none has one.
func Attainment(paces []Pace) int { panic("to come") }

// RankByPercent orders standings by percentage, the highest first, equals by person id, and gives ranks.
// Who has no percentage comes last without a rank.
func RankByPercent(rows []Standing) []Standing { panic("to come") }

// A BoardRequest is what a /board line means.
type BoardRequest struct {
	KPI  *KPI // nil: over all leading KPIs
	Span Span
	Per  Period // "" for any dates
	Name string // "this week", "last month", "1 Nov to 15 Nov"
}

// ParseBoard reads a /board line: a KPI, a period (today, week, month, quarter, last …) or dates
// 2026-11-01..2026-11-15, in any order; all may be left out (this week, all leading KPIs).
func ParseBoard(text string, t *Team, today Day) (BoardRequest, error) { panic("to come") }
