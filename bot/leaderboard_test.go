package bot

import (
	"strings"
	"testing"

	"example.com/pacer/bot/coach"
)

func TestLeaderboardSharesRanks(t *testing.T) {
	s := newStory(t, func(team *coach.Team, _ []coach.Person) { team.Reps = append(team.Reps, "U0DAN", "U0EVE") })
	for user, n := range map[string]int64{"U0ANN": 30, "U0BOB": 20, "U0CAT": 20, "U0DAN": 10} {
		s.logs(user, "conv", "2026-11-24", n)
		s.logs(user, "meet", "2026-11-25", n/4)
	}
	s.at(storyFriday, "17:30")
	s.ritual(coach.Leaderboard)
	s.tells("#west: Leaderboard, 23 to 29 Nov. / Percent of target to date: / 1. Ann: 145 % / 2. Bob and Cat: 100 % / " +
		"The team: / • Conversations: 80, 80 % of what was expected by now / • Meetings: 19, 76 % of what was expected by now")

	s.press("U0ANN", "Where am I?")
	s.press("U0DAN", "Where am I?")
	s.press("U0EVE", "Where am I?")
	s.press("U0MAYA", "Where am I?")
	s.tells(
		"ann alone sees: Leaderboard, 23 to 29 Nov: / You: 145 % of target to date, rank 1. / • Conversations: 30, 150 % / • Meetings: 7, 140 %",
		"dan alone sees: Leaderboard, 23 to 29 Nov: / You: 45 % of target to date, rank 4. / • Conversations: 10, 50 % / • Meetings: 2, 40 % / Next one up: Cat with 100 %.",
		"eve alone sees: Leaderboard, 23 to 29 Nov: / You: nothing is logged for these days yet. / Next one up: 45 %.",
		"maya alone sees: You are not one of the reps of West, so you have no row here.",
	)
}

// Bob did best, and is off since Friday. He is not ranked while he is away, and nothing that he did is lost.
func TestWhoIsAwayIsNotRanked(t *testing.T) {
	s := newStory(t, func(_ *coach.Team, people []coach.Person) {
		people[2].Absences = []coach.Absence{off(t, storyFriday+"..2026-12-01", coach.WholeDay)}
		people[3].Absences = []coach.Absence{off(t, storyFriday, coach.Morning)}
	})
	for user, n := range map[string]int64{"U0ANN": 10, "U0BOB": 20, "U0CAT": 9} {
		s.logs(user, "conv", "2026-11-24", n)
		s.logs(user, "meet", "2026-11-25", n/4)
	}
	s.at(storyFriday, "17:30")
	s.ritual(coach.Leaderboard)
	s.press("U0BOB", "Where am I?")
	s.press("U0CAT", "Where am I?")
	s.tells(
		"#west: Leaderboard, 23 to 29 Nov. / Percent of target to date: / 1. Ann and Cat: 45 % / Not ranked: Bob (away). / The team: / • Conversations: 39, 72 % of what was expected by now / • Meetings: 9, …",
		"bob alone sees: Leaderboard, 23 to 29 Nov: / You: away, so not ranked. / • Conversations: 20, … / • Meetings: 5, …",
		"cat alone sees: Leaderboard, 23 to 29 Nov: / You: … of target to date, rank …",
	)
	// The week after, the board of the week before ranks him by the days that he worked.
	s.at("2026-12-03", "10:00")
	s.command("U0CAT", "board", "last week")
	s.tells("cat alone sees: Leaderboard, last week. / Percent of target to date: / 1. Bob: … / …")
}

func TestLeaderboardOfAQuietWeekNamesNobody(t *testing.T) {
	s := newStory(t)
	s.at(storyFriday, "17:00")
	s.ritual(coach.Leaderboard)
	s.tells("#west: Leaderboard, 23 to 29 Nov. / Nothing is logged for these days yet. `/log` takes seconds.")
}

func TestLeaderboardWithoutTargetsRanksNobody(t *testing.T) {
	s := newStory(t, func(team *coach.Team, _ []coach.Person) {
		for i := range team.KPIs {
			team.KPIs[i].Target = coach.Target{}
		}
	})
	s.logs("U0ANN", "conv", "2026-11-24", 3)
	s.at(storyFriday, "17:00")
	s.ritual(coach.Leaderboard)
	s.press("U0ANN", "Where am I?")
	s.tells(
		"#west: Leaderboard, 23 to 29 Nov. / Nobody has a target for these days, so nobody is ranked. / The team: / • Conversations: 3 / • Meetings: 0",
		"ann alone sees: Leaderboard, 23 to 29 Nov: / You: —, as you had no target for these days. / • Conversations: 3",
	)
}

func TestBoardIsPrivateUntilItIsShared(t *testing.T) {
	s := newStory(t)
	s.logs("U0ANN", "meet", "2026-11-18", 4)
	s.logs("U0BOB", "meet", "2026-11-19", 5)
	s.at("2026-11-24", "10:00")
	s.command("U0ANN", "board", "meetings last week")
	s.pressPanel("U0ANN", "Share")
	s.tells(
		"ann alone sees: Leaderboard of meetings, last week. / Percent of target to date: / 1. Bob: 100 % / 2. Ann: 80 % / The team: / • Meetings: 9, 60 % of what was expected / West, 16 to 22 Nov / "+
			"You: 80 % of target to date, rank 2. / • Meetings: 4, 80 % / Next one up: Bob with 100 %.",
		"ann alone sees: Shared in <#C0WEST>.",
		"#west: Leaderboard of meetings, 16 to 22 Nov. / Percent of target to date: / 1. Bob: 100 % / 2. Ann: 80 % / The team: / • Meetings: 9, 60 % of what was expected / Shared by Ann.",
	)
}

func TestBoardButtonsOfAnotherTimeAreRefused(t *testing.T) {
	s := newStory(t)
	for _, value := range []string{"", "west", "west//2026-11-16/soon", "north//2026-11-16/2026-11-22", "west/gone/2026-11-16/2026-11-22"} {
		req := s.request("U0ANN")
		req.Value = value
		s.answered("U0ANN", req, pressBoardMine)
		s.tells("ann alone sees: This leaderboard is not there any more. …")
	}
}

// A percentage over some days of a longer target counts the share of it that falls to those days.
func TestExpectedOverAnyDays(t *testing.T) {
	s := newStory(t)
	s.at("2026-11-27", "23:00")
	roster, _ := s.b.store.Roster(t.Context())
	f := &figures{roster: roster, team: s.team, at: s.now}
	ann := roster.Person("U0ANN")
	conv := s.team.KPIs[0] // 20 a week, 4 a working day
	for days, want := range map[string]int64{
		"2026-11-23..2026-11-23": 4000,
		"2026-11-24..2026-11-25": 8000,
		"2026-11-27..2026-11-28": 4000,
		"2026-11-16..2026-11-27": 40000,
		"2026-11-19..2026-11-24": 16000,
		"2026-11-28..2026-11-30": 0,
	} {
		from, to, _ := strings.Cut(days, "..")
		first, _ := coach.ParseDay(from)
		last, _ := coach.ParseDay(to)
		if got := f.spanPace(ann, conv, coach.Span{From: first, To: last}).Expected; got != want {
			t.Errorf("%s: %d thousandths expected, want %d", days, got, want)
		}
	}
}

// A board that somebody waits for is made of sums over its days, never of the days themselves: a month of a large team would be
// too many.
func TestBoardsReadSumsOnly(t *testing.T) {
	s := newStory(t)
	s.logs("U0ANN", "conv", "2026-11-23", 2)
	s.logs("U0ANN", "conv", "2026-11-24", 3)
	s.at("2026-11-24", "17:30")
	waited := true
	s.b.store.(*memory).fail = func(method string) error {
		if waited && method == "DayTotals" {
			return coach.ErrBusy
		}
		return nil
	}
	s.command("U0ANN", "board", "conversations")
	s.command("U0ANN", "board", "conversations today")
	waited = false
	s.ritual(coach.Leaderboard)
	waited = true
	s.press("U0ANN", "Where am I?")
	s.tells(
		"ann alone sees: …• Conversations: 5, 62 %",
		"ann alone sees: …• Conversations: 3, 75 %",
		"#west: …• Conversations: 5, 20 % of what was expected by now …",
		"ann alone sees: …• Conversations: 5, 62 %",
	)
}

// Little is not nothing: one of two hundred expected is less than one per cent, and still logged.
func TestBoardWithLessThanOnePercent(t *testing.T) {
	s := newStory(t, func(team *coach.Team, _ []coach.Person) { team.KPIs[0].Target.Count = 1000 })
	s.logs("U0ANN", "conv", "2026-11-23", 1)
	s.at("2026-11-24", "17:30")
	s.command("U0ANN", "board", "conversations")
	s.tells("ann alone sees: Leaderboard of conversations, this week. / It is too early for a ranking. / The team: / • Conversations: 1, 0 % of what was expected by now / West, 23 to 29 Nov / " +
		"You: 0 % of target to date, rank 1. / • Conversations: 1, 0 %")
}

func TestNothingStandsUnderNoTitle(t *testing.T) {
	var s sheet
	s.titled("The team")
	s.say()
	if b := s.body(); b.Text != "" || len(b.Blocks) != 0 {
		t.Errorf("a title over nothing says %q in %d blocks", b.Text, len(b.Blocks))
	}
}

// Who is hidden is on nobody's board but their own and their manager's; the others' ranks are as if they were not there,
// and the team's totals hold their numbers. What a manager shares is what everybody sees.
func TestBoardLeavesOutWhoWantsThat(t *testing.T) {
	s := newStory(t)
	for user, n := range map[string]int64{"U0ANN": 30, "U0BOB": 20, "U0CAT": 10} {
		s.logs(user, "conv", "2026-11-24", n)
	}
	s.setting("U0ANN", func(c *coach.Settings) { c.Hidden = true })
	s.at(storyFriday, "18:00")
	s.ritual(coach.Leaderboard)
	s.press("U0ANN", "Where am I?")
	s.press("U0BOB", "Where am I?")
	s.command("U0BOB", "board", "conversations")
	s.command("U0ANN", "board", "conversations")
	s.command("U0MAYA", "board", "conversations")
	s.pressPanel("U0MAYA", "Share")
	public := "1. Bob: 100 % / The team: / • Conversations: 60, 100 % …"
	s.tells(
		"#west: Leaderboard, 23 to 29 Nov. / Percent of target to date: / 1. Bob: 50 % / The team: / • Conversations: 60, 100 % …",
		"ann alone sees: …You: 75 % of target to date, rank 1 (only you and your manager see this). / • Conversations: 30, 150 %",
		"bob alone sees: …You: 50 % of target to date, rank 1. / • Conversations: 20, 100 %",
		"bob alone sees: …"+public+"You: 100 % of target to date, rank 1. …",
		"ann alone sees: …1. Ann (only you and your manager see this): 150 % / 2. Bob: 100 % / …",
		"maya alone sees: …1. Ann (only they and their manager see this): 150 % / 2. Bob: 100 % / …",
		"maya alone sees: Shared in <#C0WEST>.",
		"#west: Leaderboard of conversations, 23 to 29 Nov. / Percent of target to date: / "+public,
	)
}
