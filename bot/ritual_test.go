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

// What a holiday puts off instead of leaving it out has stories of its own.
func TestRitualsStayQuietWhenTheTeamDoesNotWork(t *testing.T) {
	for _, kind := range []coach.RhythmKind{coach.Huddle, coach.CheckIn, coach.Leaderboard, coach.Nudge, coach.Digest} {
		s := newStory(t)
		if kind == coach.Huddle || kind == coach.Nudge {
			s.at("2026-12-25", "10:00")
			if got := s.ritual(kind); got != "skipped: holiday" {
				t.Errorf("%s on a holiday ended %q", kind, got)
			}
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

// late runs an occurrence that was due at a wall time of the team and is caught up now.
func (s *story) late(kind coach.RhythmKind, day, clock string) {
	s.t.Helper()
	now := s.now
	s.at(day, clock)
	due := s.now
	s.now = now
	o := coach.Occurrence{Rhythm: "rhythm-" + string(kind), Team: s.team.ID, Kind: kind, Zone: s.team.Zone, Due: due}
	if err := s.b.RunOccurrence(s.t.Context(), o); err != nil {
		s.t.Fatalf("%s: %v", kind, err)
	}
	s.deliver()
}

// A store that fails leaves nothing behind, and the occurrence can be run again.
func TestRitualsFailWholeAndRunAgain(t *testing.T) {
	for _, row := range ritualRows() {
		for _, method := range []string{"Roster", "Commit", "DayTotals", "PeriodTotals", "Huddle", "CheckIns", "Commitments", "Message"} {
			s := newStory(t)
			s.at(storyMonday, "09:00")
			s.ritual(coach.Huddle)
			s.at(storyMonday, "09:45")
			s.ritual(coach.HuddleReminder)
			s.at(storyMonday, "10:30")
			s.forget()
			kept := s.b.store.(*memory)
			before := len(kept.outbox)
			kept.fail = func(called string) error {
				if called == method {
					return coach.ErrBusy
				}
				return nil
			}
			o := coach.Occurrence{Rhythm: "again", Team: "west", Kind: row.Kind, Zone: s.team.Zone, Due: s.now}
			if err := s.b.RunOccurrence(t.Context(), o); err == nil {
				continue // this ritual has no need of that method
			}
			if len(kept.outbox) != before {
				t.Errorf("%s says something although %s failed", row.Kind, method)
			}
			kept.fail = nil
			if err := s.b.RunOccurrence(t.Context(), o); err != nil {
				t.Errorf("%s after %s failed: %v", row.Kind, method, err)
			}
		}
	}
}

func TestRitualsOfATeamThatIsGone(t *testing.T) {
	s := newStory(t)
	s.team.ID = "north"
	s.b.store.(*memory).roster.Teams = nil
	if got := s.ritual(coach.Nudge); got != "skipped: no such team" {
		t.Errorf("the nudge of a team that is gone ended %q", got)
	}
}

// What a button carries can be forged. Whatever comes, the answer is a sentence.
func FuzzButtonValues(f *testing.F) {
	for _, seed := range []string{
		"", "west", "huddle/west/2026-11-23", "west/2026-11-23", "west/conv", "west/U0ANN/1", "west//2026-11-16/2026-11-22",
		"west/U0ANN/99999999999999999999", "west/conv/0001-01-01/9999-12-31", `{"ref":"west/2026-11-23","shown":{"conv":-1}}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		s := newStory(t)
		for _, row := range ritualButtons() {
			req := s.request("U0ANN")
			req.Value = value
			if _, err := row.Handle(t.Context(), s.b, req); err != nil {
				if text, known := apology(err); !known {
					t.Errorf("%s with %q: %v (%s)", row.Action, value, err, text)
				}
			}
		}
		for _, row := range ritualForms() {
			req := s.request("U0ANN")
			req.Value = value
			if _, err := row.Handle(t.Context(), s.b, req); err != nil {
				if text, known := apology(err); !known {
					t.Errorf("form %s with %q: %v (%s)", row.Callback, value, err, text)
				}
			}
		}
	})
}

// A manager who has left the workspace is written to no more, and nobody is sent to them.
func TestNothingGoesToAManagerWhoLeft(t *testing.T) {
	s := newStory(t, func(team *coach.Team, people []coach.Person) {
		team.Managers = []string{"U0MAYA", "U0CAT"}
		people[0].Deleted = true
	})
	s.at(storyMonday, "09:00")
	s.ritual(coach.Huddle)
	s.press("U0ANN", "Check in")
	s.submit("U0ANN", "hurdle", "Two demos at once")
	s.at(storyMonday, "11:00")
	s.ritual(coach.HuddleClose)
	s.press("U0BOB", "Check in")
	s.submit("U0BOB", "hurdle", "The train")
	s.at("2026-11-25", "15:00")
	s.ritual(coach.Nudge)
	s.press("U0ANN", "Adjust my plan")
	s.at("2026-11-27", "15:00")
	s.ritual(coach.CheckIn)
	s.press("U0ANN", "Fill in")
	s.submit("U0ANN", "need", "A quiet room")
	s.at("2026-11-30", "08:30")
	s.ritual(coach.Digest)
	toCat := 0
	for _, line := range s.lines {
		if strings.HasPrefix(line, "@maya") || strings.Contains(line, "Maya") {
			t.Errorf("told: %s", line)
		}
		if strings.HasPrefix(line, "@cat") {
			toCat++
		}
	}
	if toCat < 4 {
		t.Errorf("the manager who is left was told %d things: %q", toCat, s.lines)
	}
}

// A team that names no working days works from Monday to Friday, as its paces do.
func TestRitualsOfATeamThatNamesNoWorkingDays(t *testing.T) {
	s := newStory(t, func(team *coach.Team, _ []coach.Person) { team.WorkingDays = coach.Weekdays{} })
	s.at(storyMonday, "09:00")
	if got := s.ritual(coach.Huddle); got != "done: " {
		t.Errorf("on a Monday the huddle ended %q", got)
	}
	s.at("2026-11-28", "09:00")
	if got := s.ritual(coach.Huddle); got != "skipped: not a working day" {
		t.Errorf("on a Saturday the huddle ended %q", got)
	}
}
