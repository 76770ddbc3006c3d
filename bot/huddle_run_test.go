package bot

import (
	"strings"
	"testing"
	"time"

	"example.com/pacer/bot/coach"
)

// runs types /pacer run huddle and returns the answer.
func (s *story) runs(user string) string {
	s.t.Helper()
	s.panel = answer{}
	req := s.request(user)
	req.Text = "run huddle"
	s.answered(user, req, aboutPacer)
	return s.panel.Text
}

func TestAManagerOpensTheHuddle(t *testing.T) {
	s := newStory(t, func(team *coach.Team, _ []coach.Person) {
		team.Rhythms = map[coach.RhythmKind][]string{coach.Huddle: {"0 9 * * *"}}
	})
	s.b.cfg.Dates = func(string, string, time.Time, int) ([]time.Time, error) {
		return []time.Time{s.now.Truncate(24 * time.Hour).Add(9 * time.Hour)}, nil
	}
	s.at(storyMonday, "08:20")
	s.runs("U0MAYA")
	s.tells(
		"maya alone sees: The huddle of West opens in <#C0WEST>, until 10:20. The one of 09:00 is left out, as this is it.",
		"#west: Huddle of Monday 23 November. / …Open until 10:20. …",
	)
	s.due(coach.HuddleReminder, "09:05")
	s.due(coach.HuddleClose, "10:20")

	// Once a day: not by hand again, and not by its rhythm.
	if got := s.runs("U0MAYA"); got != "Today's huddle of West is in <#C0WEST> already: it opened at 08:20. *Check in* in it takes what comes late." {
		t.Errorf("a second time she reads %q", got)
	}
	s.at(storyMonday, "09:00")
	if got := s.ritual(coach.Huddle); got != "skipped: today's huddle was already opened" {
		t.Errorf("the huddle of the rhythm ended %q", got)
	}
	s.at(storyMonday, "10:20")
	s.forget()
	s.ritual(coach.HuddleClose)
	s.tells("#west edited: …The huddle has closed; …")
}

func TestAHuddleThatNobodyCanBeAt(t *testing.T) {
	s := newStory(t)
	s.at("2026-11-28", "09:00") // a Saturday
	if got := s.runs("U0MAYA"); got != "Nobody of West works today, so there is nobody to open a huddle for." {
		t.Errorf("on a Saturday she reads %q", got)
	}
	s.at(storyMonday, "09:00")
	s.team.Channel = ""
	if got := s.runs("U0MAYA"); got != "West has no channel yet. `/pacer setup` gives it one." {
		t.Errorf("without a channel she reads %q", got)
	}
	if got := s.runs("U0ANN"); !strings.Contains(got, "managers") {
		t.Errorf("Ann reads %q", got)
	}
	if len(s.shown) > 0 {
		t.Error("something was posted")
	}
}
