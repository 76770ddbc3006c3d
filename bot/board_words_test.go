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
		"ann alone sees: Leaderboard, 1 to 15 Nov 2025. / … / …",
		"ann alone sees: Shared in <#C0WEST>.",
		"#west: Leaderboard, 1 to 15 Nov 2025. / …",
		"bob alone sees: Leaderboard, 1 to 15 Nov 2025: / …",
		"ann alone sees: Leaderboard, 1 to 15 Nov. / …",
		"ann alone sees: Leaderboard, last week. / … / West, 16 to 22 Nov",
	)
}

// A goal that runs into the next year, or comes from the last one, is told with its year.
func TestAGoalOfAnotherYearHasItsYear(t *testing.T) {
	s := newStory(t)
	s.at("2026-11-24", "10:00")
	s.command("U0MAYA", "board", "goal 40 meetings 2027-01-04..2027-01-29")
	s.tells("maya alone sees: …Team goal: 40 meetings, 4 to 29 Jan 2027, still to come.")
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
	s.tells("#west: …1. Ann and Bob: 50 % / The team: / • Conversations: 40, 66 % of what was expected by now / • Meetings: 0, 0 % of what was expected by now")
}

// Of the days before a team nothing is written down: nothing is expected of them, and nobody is invited to log for them.
func TestABoardOfDaysBeforeTheTeam(t *testing.T) {
	s := newStory(t, func(team *coach.Team, _ []coach.Person) {
		team.Began = coach.Beginning{Day: coach.NewDay(2026, 11, 2), Part: coach.WholeDay}
	})
	s.at("2026-11-24", "10:00")
	s.command("U0ANN", "board", "last month")
	s.command("U0ANN", "board", "2025-01-01")
	s.command("U0ANN", "board", "2026-10-26..2026-11-03")
	s.tells(
		"ann alone sees: Leaderboard, last month. / West began on Mon 2 Nov. Of days before that nothing is written down. / West, 1 to 31 Oct",
		"ann alone sees: Leaderboard, Wed 1 Jan 2025. / West began on Mon 2 Nov. Of days before that nothing is written down.",
		"ann alone sees: Leaderboard, 26 Oct to 3 Nov. / Nothing is logged for these days.",
	)
}

// On Monday at ten next to nothing is expected, and nobody reads thousands of per cent of it.
func TestNobodyReadsAPercentOfNextToNothing(t *testing.T) {
	s := newStory(t, func(team *coach.Team, _ []coach.Person) {
		team.KPIs[1].Target.Count = 1
	})
	s.at(storyMonday, "10:00")
	s.logs("U0ANN", "meet", storyMonday, 1)
	s.logs("U0BOB", "meet", storyMonday, 2)
	s.logs("U0CAT", "rev", storyMonday, 100)
	s.command("U0ANN", "board", "meetings")
	s.command("U0CAT", "board", "revenue")
	s.logs("U0ANN", "conv", storyMonday, 60)
	s.at(storyMonday, "17:30")
	s.command("U0ANN", "board", "conversations")
	s.at("2026-12-01", "10:00")
	s.command("U0ANN", "board", "meetings 2026-11-23")
	const early = "more than is expected by now"
	s.tells(
		"ann alone sees: Leaderboard of meetings, this week. / Percent of target to date: / 1. Ann and Bob: "+early+" / The team: / • Meetings: 3, "+early+" / West, 23 to 29 Nov / "+
			"You: "+early+", rank 1. / • Meetings: 1, "+early,
		"cat alone sees: Leaderboard of revenue, this week. / Percent of target to date: / 1. Cat: 1 % / The team: / • Revenue: €1, 0 % of what was expected by now / …",
		"ann alone sees: …1. Ann: more than 999 % / The team: / • Conversations: 60, 500 % of what was expected by now / … / You: more than 999 % of target to date, rank 1. / • Conversations: 60, more than 999 %",
		"ann alone sees: …1. Ann and Bob: more than was expected / …• Meetings: 3, more than was expected / …You: more than was expected, rank 1. / • Meetings: 1, more than was expected",
	)
}

// One day is not called these days.
func TestABoardOfOneDayIsCalledADay(t *testing.T) {
	s := newStory(t)
	s.at("2026-11-24", "10:00")
	s.command("U0ANN", "board", "yesterday")
	s.command("U0ANN", "board", "today")
	s.tells(
		"ann alone sees: Leaderboard, yesterday. / Nothing is logged for that day. / West, …",
		"ann alone sees: Leaderboard, today. / Nothing is logged for today yet. `/log` takes seconds. / West, …",
	)
}
