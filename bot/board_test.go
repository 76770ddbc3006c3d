package bot

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// like sets up the story's team by a mode.
func like(mode coach.BoardMode) func(*coach.Team, []coach.Person) {
	return func(team *coach.Team, _ []coach.Person) { team.Board = mode }
}

// spanPace is where somebody stands on a board of some days.
func (f *figures) spanPace(p coach.Person, k coach.KPI, span coach.Span) coach.Pace {
	s := &standings{board: board{team: f.team, span: span}, f: f, expected: f.team.Expectations(span, f.at)}
	return s.pace(p, k)
}

func TestABoardByCount(t *testing.T) {
	s := newStory(t, like(coach.BoardCount))
	for user, n := range map[string]int64{"U0ANN": 30, "U0BOB": 20, "U0CAT": 20} {
		s.logs(user, "conv", "2026-11-24", n)
	}
	s.logs("U0CAT", "meet", "2026-11-24", 2)
	s.at("2026-11-25", "10:00")
	s.command("U0BOB", "board", "")
	s.command("U0BOB", "board", "conversations")
	s.tells(
		"bob alone sees: Leaderboard, this week. / Conversations, How many: / 1. Ann: 30 conversations / Meetings, How many: / 1. Cat: 2 meetings / …"+
			"You: 20 conversations. / You: 0 meetings. / Next one up in conversations: Ann with 30 conversations. / Next one up in meetings: Cat with 2 meetings.",
		"bob alone sees: Leaderboard of conversations, this week. / How many: / 1. Ann: 30 conversations / …You: 20 conversations. / Next one up: Ann with 30 conversations.",
	)
}

// A tie that reaches down to the end of the list is the last place, however good its number is: those who share it are not
// named in the channel, unless all of them are first.
func TestATieForTheLastPlaceIsNamedToNobody(t *testing.T) {
	s := newStory(t, like(coach.BoardCount))
	for user, n := range map[string]int64{"U0ANN": 20, "U0BOB": 1, "U0CAT": 1} {
		s.logs(user, "conv", "2026-11-24", n)
		s.logs(user, "meet", "2026-11-24", 3)
	}
	s.at(storyFriday, "17:30")
	s.ritual(coach.Leaderboard)
	if said := strings.Join(s.lines, "\n"); strings.Contains(said, "Bob and Cat: 1 ") ||
		!strings.Contains(said, "1. Ann: 20 conversations / ") || !strings.Contains(said, "1. Ann, Bob and Cat: 3 meetings") {
		t.Errorf("the channel reads %s", said)
	}
}

// Ann did ten a week and does twelve; Bob did twenty and does fifteen; Cat was not there.
func TestABoardByImprovement(t *testing.T) {
	s := newStory(t, like(coach.BoardImproved), func(team *coach.Team, _ []coach.Person) {
		team.Starts = map[string]coach.Start{"U0CAT": {Day: coach.NewDay(2026, 11, 23)}}
	})
	for _, monday := range []string{"2026-10-26", "2026-11-02", "2026-11-09", "2026-11-16"} {
		s.logs("U0ANN", "conv", monday, 10)
		s.logs("U0BOB", "conv", monday, 20)
	}
	s.logs("U0ANN", "conv", "2026-11-24", 12)
	s.logs("U0BOB", "conv", "2026-11-24", 15)
	s.logs("U0CAT", "conv", "2026-11-24", 40)
	s.at(storyFriday, "17:30")
	for _, who := range []string{"U0ANN", "U0BOB", "U0CAT"} {
		s.command(who, "board", "conversations")
	}
	s.tells(
		"ann alone sees: …Against own last four weeks: / 1. Ann: +20 % / …You: +20 % against your own last four weeks, rank 1. …",
		"bob alone sees: …/ 1. Ann: +20 % / …You: -25 % against your own last four weeks. …Next one up: Ann with +20 %.",
		"cat alone sees: …/ 1. Ann: +20 % / …You: no rank yet, as there is nothing to compare with. …",
	)
}

func TestATeamThatRanksNobody(t *testing.T) {
	s := newStory(t, like(coach.BoardTeam))
	s.logs("U0ANN", "conv", "2026-11-24", 20)
	s.at(storyFriday, "17:30")
	s.ritual(coach.Leaderboard)
	s.press("U0ANN", "Where am I?")
	s.tells(
		"#west: Leaderboard, 23 to 29 Nov. / The team: / • Conversations: 20, 33 % of what was expected by now / • Meetings: 0, 0 % of what was expected by now",
		"ann alone sees: Leaderboard, 23 to 29 Nov: / You: 50 % of target to date. / • Conversations: 20, 100 %",
	)
}

func TestATeamWithoutABoard(t *testing.T) {
	s := newStory(t, like(coach.BoardOff))
	s.at(storyFriday, "17:30")
	s.ritual(coach.Leaderboard)
	s.command("U0ANN", "board", "")
	s.tells("ann alone sees: West has no leaderboard. `/pace` shows where you stand by your own plan.")
}

// Roles are ranked by themselves, unless somebody asks for all of them.
func TestLikeIsComparedWithLike(t *testing.T) {
	s := newStory(t, func(team *coach.Team, _ []coach.Person) {
		team.Reps = append(team.Reps, "U0DAN")
		team.Segments = map[string]string{"U0ANN": "AE", "U0BOB": "SDR", "U0CAT": "SDR"}
	})
	for user, n := range map[string]int64{"U0ANN": 6, "U0BOB": 20, "U0CAT": 10, "U0DAN": 5} {
		s.logs(user, "conv", "2026-11-24", n)
	}
	s.at(storyFriday, "17:30")
	s.command("U0CAT", "board", "conversations")
	s.command("U0CAT", "board", "all conversations")
	s.tells(
		"cat alone sees: …/ SDR, Percent of target to date: / 1. Bob: 100 % / The team: …You: 50 % of target to date. …Next one up: Bob with 100 %.",
		"cat alone sees: …Percent of target to date: / 1. Bob: 100 % / 2. Cat: 50 % / The team…You: 50 % of target to date, rank 2. …",
	)
}

// Who has nobody to be compared with is named for what they reached, and for nothing less.
func TestABoardOfOne(t *testing.T) {
	s := newStory(t, func(team *coach.Team, _ []coach.Person) { team.Reps = team.Reps[:1] })
	s.logs("U0ANN", "conv", "2026-11-24", 6)
	s.at(storyFriday, "17:30")
	s.command("U0ANN", "board", "conversations")
	s.logs("U0ANN", "conv", "2026-11-25", 16)
	s.command("U0ANN", "board", "conversations")
	s.tells(
		"ann alone sees: Leaderboard of conversations, this week. / There is nobody to compare with, so nobody is ranked. / The team: / • Conversations: 6, 30 % of what was expected by now / West, 23 to 29 Nov / You: 30 % of target to date. / • Conversations: 6, 30 %",
		"ann alone sees: …/ Percent of target to date: / Ann: 110 % / …You: 110 % of target to date. / …",
	)
}

// What the team does not count any more is still on the boards of the days when it did, and asked for by its name.
func TestABoardOfWhatWasRetired(t *testing.T) {
	s := newStory(t)
	for user, n := range map[string]int64{"U0ANN": 5, "U0BOB": 4, "U0CAT": 1} {
		s.logs(user, "meet", "2026-11-24", n)
	}
	s.at("2026-12-01", "10:00")
	s.command("U0ANN", "board", "last week")
	without := *s.team
	without.KPIs = slices.DeleteFunc(slices.Clone(without.KPIs), func(k coach.KPI) bool { return k.ID == "meet" })
	if err := s.b.store.Commit(t.Context(), coach.Change{At: s.now, Team: &without}); err != nil {
		t.Fatal(err)
	}
	s.command("U0ANN", "board", "last week")
	s.command("U0ANN", "board", "meetings last week")
	s.pressPanel("U0ANN", "Share")
	s.command("U0ANN", "board", "meetings today")
	s.logs("U0ANN", "conv", "2026-12-01", 1)
	s.command("U0ANN", "board", "")
	same := "1. Ann: 50 % / 2. Bob: 40 % / The team: / • Conversations: 0, 0 % of what was expected / • Meetings: 10, 66 % of what was expected / …"
	s.tells(
		"ann alone sees: …"+same,
		"ann alone sees: …"+same,
		"ann alone sees: Leaderboard of meetings, last week. / …1. Ann: 100 % / 2. Bob: 80 % / …",
		"ann alone sees: Shared in <#C0WEST>.",
		"#west: Leaderboard of meetings, 23 to 29 Nov. / …1. Ann: 100 % / 2. Bob: 80 % / …",
		"ann alone sees: West has not counted meetings since 1 Dec 2026. A board of days before that still shows them.",
		"ann alone sees: …The team: / • Conversations: 1, …by now / West, …",
	)
}

// Whose week was bad reads their own numbers and the next one up, and not that they are the last of three.
func TestNobodyReadsThatTheyAreTheLast(t *testing.T) {
	s := newStory(t)
	for user, n := range map[string]int64{"U0ANN": 20, "U0BOB": 10, "U0CAT": 1} {
		s.logs(user, "conv", "2026-11-24", n)
	}
	s.at(storyFriday, "17:30")
	for _, who := range []string{"U0BOB", "U0CAT"} {
		s.command(who, "board", "conversations")
	}
	s.tells(
		"bob alone sees: …You: 50 % of target to date, rank 2. / …",
		"cat alone sees: …You: 5 % of target to date. / • Conversations: 1, 5 % / Next one up: Bob with 50 %.",
	)
}

// Of days that are over nothing is said to be early, or yet to come.
func TestABoardOfAWeekendThatIsOver(t *testing.T) {
	s := newStory(t)
	s.at("2026-11-30", "08:00")
	s.command("U0ANN", "board", "yesterday")
	s.command("U0ANN", "board", "today")
	s.tells(
		"ann alone sees: Leaderboard, yesterday. / Nothing was expected of anybody on that day, so there is no ranking. / West, Sun 29 Nov",
		"ann alone sees: Leaderboard, today. / Nothing is expected of anybody by now, so there is no ranking yet. / West, Mon 30 Nov",
	)
}

// Without any target nobody has a per cent, and nobody is the first; what was done is there all the same.
func TestABoardWithoutTargets(t *testing.T) {
	s := newStory(t, func(team *coach.Team, _ []coach.Person) {
		for i := range team.KPIs {
			team.KPIs[i].Target = coach.Target{}
		}
	})
	s.logs("U0ANN", "conv", "2026-11-24", 5)
	s.at(storyFriday, "17:30")
	s.command("U0ANN", "board", "")
	s.tells("ann alone sees: Leaderboard, this week. / Nobody has a target for these days, so nobody is ranked. / The team: / • Conversations: 5 / • Meetings: 0 / West, 23 to 29 Nov / " +
		"You: —, as you had no target for these days. / • Conversations: 5")
}

// Of days on which nobody logged anything it is not said that there is still time.
func TestABoardOfDaysWithoutALog(t *testing.T) {
	s := newStory(t)
	s.at(storyFriday, "17:30")
	s.command("U0ANN", "board", "2024-02-29")
	s.command("U0ANN", "board", "2026-02-30")
	s.command("U0ANN", "board", "")
	s.tells(
		"ann alone sees: Leaderboard, Thu 29 Feb 2024. / Nothing is logged for that day.",
		"ann alone sees: There is no day “2026-02-30”. …",
		"ann alone sees: Leaderboard, this week. / Nothing is logged for these days yet. `/log` takes seconds. / West, 23 to 29 Nov",
	)
}

// Two hundred on the same rank are one line, and nobody is shown who is in the lower half.
func TestABoardOfTwoHundred(t *testing.T) {
	s := newStory(t, func(team *coach.Team, _ []coach.Person) {
		for i := range 197 {
			team.Reps = append(team.Reps, fmt.Sprintf("U0P%03d", i))
		}
	})
	for _, id := range s.team.Reps {
		s.logs(id, "conv", "2026-11-24", 20)
	}
	s.at(storyFriday, "17:30")
	s.ritual(coach.Leaderboard)
	s.tells("#west: …/ 1. Ann, Bob, Cat, a teammate, a teammate and 195 more: 50 % / The team: …")
}

// The week's board says what was good beside the ranks: Bob's best week ever, and that Ann has not missed a day.
func TestTheWeeksPraise(t *testing.T) {
	s := newStory(t)
	monday := coach.NewDay(2026, 11, 23)
	for week := range coach.Day(5) {
		s.logs("U0BOB", "meet", (monday - 7*week - 7).String(), 3)
	}
	for d := monday - 14; d <= monday+4; d++ {
		if s.team.WorkingDays[d.Weekday()] {
			s.logs("U0ANN", "conv", d.String(), 3)
		}
	}
	s.logs("U0BOB", "meet", "2026-11-24", 5)
	s.at(storyFriday, "17:30")
	s.ritual(coach.Leaderboard)
	s.press("U0BOB", "Where am I?")
	s.press("U0ANN", "Where am I?")
	s.tells(
		"#west: …Most improved against own last four weeks: / Ann: +100 % / Best week in a year: / • Bob: 5 meetings, before 3 / Something logged on every working day for two weeks and more: / Ann",
		"bob alone sees: …Your best week of meetings in a year. The best before: 3.",
		"ann alone sees: …You have logged something on 15 working days in a row.",
	)
}

// Cat's streak of the weeks before is no news of a week in which she was away. Bob came on Thursday, and what he has is marked
// as somebody's who is new.
func TestWhoWasAwayAndWhoIsNew(t *testing.T) {
	s := newStory(t, func(team *coach.Team, people []coach.Person) {
		team.Starts = map[string]coach.Start{"U0BOB": {Day: coach.NewDay(2026, 11, 26)}}
		for i := range people {
			if people[i].ID == "U0CAT" {
				people[i].Absences = []coach.Absence{off(t, "2026-11-23..2026-11-29", coach.WholeDay)}
			}
		}
	})
	for d := coach.NewDay(2026, 10, 26); d < coach.NewDay(2026, 11, 23); d++ {
		s.logs("U0CAT", "conv", d.String(), 3)
	}
	s.logs("U0ANN", "conv", "2026-11-24", 5)
	s.logs("U0BOB", "conv", "2026-11-26", 16)
	s.at(storyFriday, "17:30")
	s.ritual(coach.Leaderboard)
	if text := strings.Join(s.lines, "\n"); strings.Contains(text, "every working day") {
		t.Errorf("who was away is praised for a streak: %s", text)
	}
	s.tells("#west: … 1. Bob (new): …")
}

// The week's board reads the year of those alone who may have had a better week in none of it.
func TestTheYearIsReadOfFew(t *testing.T) {
	s := newStory(t)
	monday := coach.NewDay(2026, 11, 23)
	for week := range coach.Day(9) {
		s.logs("U0ANN", "conv", (monday - 7*week).String(), 5) // as good as in any week
		s.logs("U0BOB", "meet", (monday - 7*week).String(), int64(20-week))
	}
	read := 0
	s.b.store.(*memory).fail = func(method string) error {
		if method == "PersonTotals" {
			read++
		}
		return nil
	}
	s.at(storyFriday, "17:30")
	s.ritual(coach.Leaderboard)
	s.tells("#west: …Best week in a year: / • Bob: 20 meetings, before 19")
	if read != 1 {
		t.Errorf("the year of %d people was read", read)
	}
}

// What the table shows is what the words say; one line is no table.
func TestABoardAsATable(t *testing.T) {
	s := newStory(t)
	s.logs("U0ANN", "conv", "2026-11-24", 20)
	s.at(storyFriday, "17:30")
	show := func() *slack.DataTableBlock {
		t.Helper()
		req := s.request("U0ANN")
		a, err := showBoard(t.Context(), s.b, req)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(a.Charted, func(b slack.Block) bool { return b.BlockType() == slack.MBTDataTable })
		if i < 0 {
			return nil
		}
		return a.Charted[i].(*slack.DataTableBlock)
	}
	if table := show(); table != nil {
		t.Errorf("one line is a table: %+v", table)
	}
	s.logs("U0BOB", "conv", "2026-11-24", 10)
	table := show()
	var rows []string
	for _, row := range table.Rows {
		var cells []string
		for _, cell := range row {
			cells = append(cells, cell.(*slack.DataTableRawTextCell).Text)
		}
		rows = append(rows, strings.Join(cells, "|"))
	}
	if got := strings.Join(rows, " / "); got != "Rank|Who|Percent / 1|Ann|50\u00a0% / 2|Bob|25\u00a0%" {
		t.Errorf("the table is %s", got)
	}
}

// The longest board that there can be, eight roles and those without one by four KPIs, is more than a table holds, and is shown
// in words within what a message holds.
func TestTheLongestBoard(t *testing.T) {
	s := newStory(t, like(coach.BoardCount), func(team *coach.Team, _ []coach.Person) {
		team.Segments = map[string]string{}
		for _, name := range []string{"demo", "offer"} {
			team.KPIs = append(team.KPIs, coach.KPI{ID: name, Name: name, Plural: name + "s", Kind: coach.Leading})
		}
		for i := range 9 * 5 {
			id := fmt.Sprintf("U0P%03d", i)
			team.Reps = append(team.Reps, id)
			if role := i % 9; role > 0 {
				team.Segments[id] = fmt.Sprintf("Role %d", role)
			}
		}
	})
	leading := s.team.Leading()
	for i, id := range s.team.Reps {
		for _, k := range leading {
			s.logs(id, k.ID, "2026-11-24", int64(i+1))
		}
	}
	s.at(storyFriday, "17:30")
	a, err := showBoard(t.Context(), s.b, s.request("U0ANN"))
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(a.Text, "How many"); n != 9*len(leading) || len(leading) != 4 {
		t.Errorf("%d lists of %d KPIs", n, len(leading))
	}
	if a.Charted != nil || len(a.Blocks) > 50 {
		t.Errorf("a table of more than a hundred rows: %v; %d blocks", a.Charted != nil, len(a.Blocks))
	}
}

func TestAGoalFromItsBeginningToItsEnd(t *testing.T) {
	s := newStory(t)
	s.logs("U0ANN", "meet", "2026-11-03", 30)
	s.at("2026-11-24", "10:00")
	s.command("U0ANN", "board", "goal")
	s.command("U0ANN", "board", "goal 40 meetings")
	s.command("U0MAYA", "board", "goal")
	s.command("U0MAYA", "board", "goal 40 meetings # *Before* Christmas")
	s.pressPanel("U0MAYA", "Tell the channel")
	s.command("U0ANN", "board", "goal")
	s.logs("U0BOB", "meet", "2026-11-24", 10)
	s.command("U0ANN", "board", "goals")
	s.command("U0MAYA", "board", "goal")
	s.pressPanel("U0MAYA", "End this goal")
	s.command("U0MAYA", "board", "goal")
	s.command("U0MAYA", "board", "goal 60 meetings")
	s.at("2026-12-01", "10:00")
	s.command("U0MAYA", "board", "goal")
	s.pressPanel("U0MAYA", "Tell the channel")
	if s.command("U0MAYA", "board", "goal"); buttonLabelled(s.panel.Blocks, "End this goal") != nil {
		t.Error("a goal that is over can be ended")
	}
	s.tells(
		"ann alone sees: West has no goal now. Its managers can set one.",
		"ann alone sees: Only the managers of West set its goals. …",
		"maya alone sees: West has no goal now. `/board goal 100 meetings this month` sets one.",
		"maya alone sees: That is a goal of West now. …Team goal: ∗Before∗ Christmas: 30 of 40 meetings, 1 to 30 Nov: 75 %, on pace.",
		"maya alone sees: Shared in <#C0WEST>.",
		"#west: Team goal: ∗Before∗ Christmas: 30 of 40 meetings, 1 to 30 Nov: 75 %, on pace. / All that the team logs for these days counts. Shared by Maya.",
		"ann alone sees: Goals of West. / Team goal: …30 of 40 meetings…",
		"ann alone sees: …reached, with 40 of 40 meetings, 1 to 30 Nov.",
		"maya alone sees: …reached…",
		"maya alone sees: The goal of 40 meetings, 1 to 30 Nov, is ended. What was logged is kept.",
		"maya alone sees: West has no goal now. …",
		"maya alone sees: That is a goal of West now. …",
		"maya alone sees: Goals of West. / Team goal: 40 of 60 meetings, 1 to 30 Nov: 66 % in the end.",
		"maya alone sees: Shared in <#C0WEST>.",
		"#west: Team goal: 40 of 60 meetings, 1 to 30 Nov: 66 % in the end. / All that the team logged for these days counts. Shared by Maya.",
		"maya alone sees: Goals of West. …",
	)
}

// Two managers set the same goal at once. The second one's request knows nothing of the first one's, and is told of it: two
// bars over the same days would contradict each other.
func TestOneGoalOfTwoAtOnce(t *testing.T) {
	s := newStory(t, func(team *coach.Team, _ []coach.Person) { team.Managers = []string{"U0MAYA", "U0BOB"} })
	s.at("2026-11-24", "10:00")
	s.b.store.(*memory).roster.Revision = 1 // 0 would be any
	set := func(text string) *request {
		req := s.request("U0BOB")
		req.Text = text
		return req
	}
	same, other := set("goal 50 meetings"), set("goal 50 conversations")
	s.command("U0MAYA", "board", "goal 40 meetings")
	if _, err := boardCommand().Handle(t.Context(), s.b, same); err == nil || !strings.Contains(err.Error(), "West has a goal of 40 meetings for these days already.") {
		t.Errorf("the second of the same kind: %v", err)
	}
	if a, err := boardCommand().Handle(t.Context(), s.b, other); err != nil || !strings.Contains(a.Text, "That is a goal of West now.") {
		t.Errorf("another one: %q, %v", a.Text, err)
	}
}

// West and East have agreed to be seen beside one another, North has not, and South is two people.
func TestTeamsBesideOneAnother(t *testing.T) {
	other := func(id, name string, compare bool, reps ...string) *coach.Team {
		team := *westTeam()
		team.ID, team.Name, team.Channel, team.Compare, team.Reps, team.Managers = id, name, "C0"+strings.ToUpper(id), compare, reps, []string{"U0MIA"}
		return &team
	}
	s := newStory(t)
	m := s.b.store.(*memory)
	m.roster.Teams = append(m.roster.Teams, other("east", "East", true, "U0E1", "U0E2", "U0E3"), other("north", "North", false, "U0N1", "U0N2", "U0N3"), other("south", "South", true, "U0S1", "U0S2"))
	s.logs("U0ANN", "conv", "2026-11-17", 30)
	s.at("2026-11-24", "10:00")
	s.command("U0ANN", "board", "teams last week")
	s.team.Compare = true
	s.command("U0ANN", "board", "teams last week")
	s.command("U0MIA", "board", "teams last week")
	s.tells(
		"ann alone sees: There is no other team to compare with. …",
		"ann alone sees: Teams, last week. / Percent of own plan to date: / 1. West: 25 % / Each team by its own targets, plans and working days, 16 to 22 Nov. Only you see this.",
		"mia alone sees: Teams, last week. / Percent of own plan to date: / 1. West: 25 % / East: 0 % / North: 0 % / South: 0 % / …",
	)
}
