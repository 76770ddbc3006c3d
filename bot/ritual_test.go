package bot

import (
	"slices"
	"strings"
	"testing"

	"example.com/pacer/bot/coach"
)

func TestEachRitualOfTheTableHasARow(t *testing.T) {
	for _, r := range coach.Rhythms {
		if !slices.ContainsFunc(ritualRows(), func(row ritual) bool { return row.Kind == r.Kind }) {
			t.Errorf("no row runs %s", r.Kind)
		}
	}
}

func TestRitualsStayQuietWhenTheTeamDoesNotWork(t *testing.T) {
	for _, kind := range []coach.RhythmKind{coach.Huddle, coach.CheckIn, coach.Leaderboard, coach.Nudge, coach.Digest} {
		s := newStory(t)
		s.at("2026-12-25", "10:00")
		if got := s.ritual(kind); got != "skipped: holiday" {
			t.Errorf("%s on a holiday ended %q", kind, got)
		}
		s.at("2026-11-28", "10:00")
		if got := s.ritual(kind); got != "skipped: not a working day" {
			t.Errorf("%s on a Saturday ended %q", kind, got)
		}
		s.tells()
	}
}

func TestNamesWithMarkupAreInert(t *testing.T) {
	s := newStory(t, func(team *coach.Team, people []coach.Person) {
		people[1].Name = "<!channel> & <@U0BOB>"
		people[0].Name = "<http://x|Maya>"
	})
	s.ritual(coach.Huddle)
	s.press("U0ANN", "Check in")
	s.submit("U0ANN", "planned/conv", "3", "hurdle", "<!here> look", "help", "a & b\n<!everyone>")
	s.at(storyMonday, "11:00")
	s.ritual(coach.HuddleClose)
	s.at("2026-11-27", "15:00")
	s.ritual(coach.CheckIn)
	s.press("U0ANN", "Fill in")
	s.submit("U0ANN", "best", "<!channel>", "try", "<@U0CAT>", "need", "<!here>", "share", "yes")
	s.logs("U0ANN", "conv", "2026-11-27", 4)
	s.ritual(coach.Leaderboard)
	s.at("2026-11-30", "08:30")
	s.ritual(coach.Digest)
	s.command("U0MAYA", "coach", "<@U0ANN|ann>")
	s.command("U0MAYA", "pace", "<@U0ANN>")
	for _, line := range s.lines {
		if strings.Contains(line, "<") {
			t.Errorf("unescaped: %s", line)
		}
	}
	for _, m := range s.shown {
		for _, tag := range []string{"<!", "<@", "<http"} {
			if strings.Contains(m.body.Blocks, tag) || strings.Contains(m.body.Blocks, `\u003c`+tag[1:]) {
				t.Errorf("%s: %s in the blocks: %s", m.key, tag, m.body.Blocks)
			}
		}
	}
}
