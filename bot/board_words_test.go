package bot

import (
	"testing"

	"example.com/pacer/bot/coach"
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

// Who did one proposal in four weeks, and one this week, is not posted as the most improved; and what is far more than before is
// said to be that and more.
func TestNobodyImprovesOnNextToNothing(t *testing.T) {
	s := newStory(t)
	s.logs("U0BOB", "meet", "2026-11-03", 1)
	s.logs("U0BOB", "meet", "2026-11-24", 1)
	s.logs("U0ANN", "conv", "2026-11-04", 8)
	s.logs("U0ANN", "conv", "2026-11-24", 20)
	s.at(storyFriday, "17:30")
	s.ritual(coach.Leaderboard)
	s.tells("#west: …Most improved against own last four weeks: / Ann: +200 % and more")
}

// In a team's second week everybody did what they did in the first, the only one that there was: nobody has improved.
func TestNobodyImprovesOnDaysBeforeTheTeam(t *testing.T) {
	s := newStory(t, func(team *coach.Team, _ []coach.Person) {
		team.Began = coach.Beginning{Day: coach.NewDay(2026, 11, 16), Part: coach.WholeDay}
	})
	for _, id := range []string{"U0ANN", "U0BOB"} {
		s.logs(id, "conv", "2026-11-18", 20)
		s.logs(id, "conv", "2026-11-25", 20)
	}
	s.at(storyFriday, "17:30")
	s.ritual(coach.Leaderboard)
	s.tells("#west: …1. Ann and Bob: 50 % / The team: …")
}
