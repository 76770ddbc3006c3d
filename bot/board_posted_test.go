package bot

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// What everybody sees of a board is a table, too, and its words are those of the board itself, whichever lists it has.
func TestAPostedBoardIsATable(t *testing.T) {
	for _, mode := range []coach.BoardMode{coach.BoardPercent, coach.BoardCount} {
		s := newStory(t, like(mode), func(team *coach.Team, people []coach.Person) {
			people[1].Name = "Ann & <Co>"
			team.Reps = append(team.Reps, "U0DAN")
			team.Segments = map[string]string{"U0ANN": "A&E", "U0BOB": "A&E", "U0CAT": "SDR"}
		})
		for user, n := range map[string]int64{"U0ANN": 20, "U0BOB": 10, "U0CAT": 20, "U0DAN": 1} {
			s.logs(user, "conv", "2026-11-24", n)
			s.logs(user, "meet", "2026-11-24", n)
		}
		s.at(storyFriday, "17:30")
		s.ritual(coach.Leaderboard)
		posted := s.shown[len(s.shown)-1].body
		if n := strings.Count(posted.Blocks, `"data_table"`); n != 1 {
			t.Fatalf("%d tables in %s", n, posted.Blocks)
		}
		s.b.grids.close(s.now)
		s.press("U0ANN", "Where am I?") // under the table is what is under the words
		s.command("U0ANN", "board", "")
		s.pressPanel("U0ANN", "Share")
		inText := s.shown[len(s.shown)-1].body
		words, ok := inWords(posted.Blocks)
		if !ok {
			t.Fatal("the table has no words")
		}
		// Up to the team, both are the same board.
		before := func(blocks string) string { at, _, _ := strings.Cut(blocks, "*The team*"); return at }
		if strings.Contains(inText.Blocks, "data_table") || before(words) != before(inText.Blocks) {
			t.Errorf("the table in words is\n%s\nand the board in words\n%s", words, inText.Blocks)
		}
	}
}

// A table that Slack refuses was not posted: its words are, once, and are what is stored. What is refused for another reason is not
// tried again, and neither are the words.
func TestATableThatIsRefusedIsPostedInWords(t *testing.T) {
	table := slack.NewDataTableBlock("Percent of target to date")
	cells := func(texts ...string) (row []slack.DataTableCell) {
		for _, text := range texts {
			row = append(row, slack.NewDataTableRawTextCell(text))
		}
		return row
	}
	table.AddRow(cells("Rank", "Who", "Percent")...).AddRow(cells("1", "Ann", "145 %")...).AddRow(cells("2", "Bob", "100 %")...)
	board := body{Text: "Leaderboard", Blocks: []slack.Block{header("Leaderboard"), table, actions(press(actBoardMine, "Where am I?", "x"))}}
	for _, test := range []struct {
		refusals []string
		want     coach.MessageState
		posts    int
	}{
		{[]string{"invalid_blocks"}, coach.Sent, 2},
		{[]string{"invalid_blocks", "invalid_blocks", "invalid_blocks"}, coach.Failed, 2},
		{[]string{"is_archived"}, coach.Failed, 1},
	} {
		perform(t, func(s *stage) {
			refusals, posts := test.refusals, 0
			s.slack.fail = func(line string) error {
				if !strings.HasPrefix(line, "post C0WEST") {
					return nil
				}
				if posts++; len(refusals) == 0 {
					return nil
				}
				code := refusals[0]
				refusals = refusals[1:]
				return slack.SlackErrorResponse{Err: code}
			}
			s.puts(message("leaderboard", "C0WEST", board))
			s.drains()
			m := s.state("leaderboard")
			if m.State != test.want || posts != test.posts {
				t.Errorf("%v: %s after %d posts", test.refusals, m.State, posts)
			}
			refused := test.refusals[0] == "invalid_blocks"
			var kinds []string
			var blocks []struct{ Type string }
			if err := json.Unmarshal([]byte(m.Blocks), &blocks); err != nil {
				t.Fatal(err)
			}
			for _, b := range blocks {
				kinds = append(kinds, b.Type)
			}
			if slices.Contains(kinds, "data_table") == refused || refused && !strings.Contains(m.Blocks, `*Percent of target to date*\n1. Ann: 145 %\n2. Bob: 100 %`) {
				t.Errorf("%v: stored are %s", test.refusals, m.Blocks)
			}
			if refused == s.bot.grids.open(s.bot.now()) {
				t.Errorf("%v: the next board tries a table: %v", test.refusals, !refused)
			}
		})
	}
}

// What is no table of a board has no words of its own.
func TestNoWordsOfWhatIsNoBoard(t *testing.T) {
	for _, stored := range []string{
		"", "[]", "{", `[{"type":"section"}]`, `[{"type":"table","rows":[[1]]}]`, `[{"type":"data_table","rows":[["x"]]}]`,
		`[{"type":"data_table","rows":[[{"text":"a"}],[{"text":"b"}]]}]`,
	} {
		if words, ok := inWords(stored); ok {
			t.Errorf("%s is %s in words", stored, words)
		}
	}
}
