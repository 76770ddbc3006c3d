package bot

import (
	"testing"
)

// A board of another year is not read as one of this year's, neither by who asks for it nor by the channel that it is shared in.
func TestABoardOfAnotherYearHasItsYear(t *testing.T) {
	s := newStory(t)
	s.logs("U0ANN", "conv", "2025-11-04", 20)
	s.logs("U0BOB", "conv", "2025-11-04", 10)
	s.at("2026-11-24", "10:00")
	s.command("U0ANN", "board", "2025-11-01..2025-11-15")
	s.pressPanel("U0ANN", "Share")
	s.press("U0BOB", "Where am I?")
	s.command("U0ANN", "board", "2026-11-01..2026-11-15")
	s.command("U0ANN", "board", "last week")
	s.tells(
		"ann alone sees: Leaderboard, 1 to 15 Nov 2025. / … / Team West / …",
		"ann alone sees: Shared in <#C0WEST>.",
		"#west: Leaderboard, 1 to 15 Nov 2025. / …",
		"bob alone sees: Leaderboard, 1 to 15 Nov 2025: / …",
		"ann alone sees: Leaderboard, 1 to 15 Nov. / … / Team West / …",
		"ann alone sees: Leaderboard, last week. / … / West, 16 to 22 Nov / …",
	)
}

// A goal that runs into the next year, or comes from the last one, is told with its year.
func TestAGoalOfAnotherYearHasItsYear(t *testing.T) {
	s := newStory(t)
	s.at("2026-11-24", "10:00")
	s.command("U0MAYA", "board", "goal 40 meetings 2027-01-04..2027-01-29")
	s.tells("maya alone sees: …Team goal: 0 of 40 meetings, 4 to 29 Jan 2027: …")
}
