package bot

import (
	"strings"
	"testing"
	"time"

	"example.com/pacer/bot/coach"
)

// Ann works from Monday to Wednesday, Bob has Friday afternoon off, Cat is on holiday on Friday. The question about the
// week is Friday's at three: Ann and Bob have it when they next come to work, and Cat, whose week is over, has none.
func TestACheckInWaitsForWhoDoesNotWorkThen(t *testing.T) {
	s := newStory(t, func(_ *coach.Team, people []coach.Person) {
		friday := coach.NewDay(2026, time.November, 27)
		people[1].Settings.Week = [7]coach.Part{time.Monday: coach.WholeDay, time.Tuesday: coach.WholeDay, time.Wednesday: coach.WholeDay}
		people[2].Absences = []coach.Absence{{ID: "b", Span: coach.Span{From: friday, To: friday}, Part: coach.Afternoon, Source: coach.SaidBySelf}}
		people[3].Absences = []coach.Absence{{ID: "c", Span: coach.Span{From: friday, To: friday}, Part: coach.WholeDay, Source: coach.SaidBySelf}}
	})
	s.at(storyFriday, "15:00")
	if got := s.ritual(coach.CheckIn); got != "done: asked 2 people" {
		t.Errorf("the check-in ended %q", got)
	}
	s.tells()
	s.at("2026-11-30", "09:00")
	s.deliver()
	if len(s.lines) != 2 || !strings.HasPrefix(s.lines[0], "@ann: Your week, 23 to 29 Nov") || !strings.HasPrefix(s.lines[1], "@bob: Your week, 23 to 29 Nov") {
		t.Errorf("on Monday: %q", s.lines)
	}
}

// Christmas Day is a Friday: what would be held on it is held on the next working day, and what is of the day itself is
// not held at all.
func TestAHolidayPutsOffWhatIsOfTheWeek(t *testing.T) {
	const christmas, monday = "2026-12-25", "2026-12-28"
	s := newStory(t)
	s.logs("U0ANN", "conv", "2026-12-22", 10)
	s.at(christmas, "15:00")
	if got := s.ritual(coach.CheckIn); got != "done: asked 3 people" {
		t.Errorf("the check-in ended %q", got)
	}
	s.at(christmas, "17:00")
	if got := s.ritual(coach.Leaderboard); got != "done: " {
		t.Errorf("the leaderboard ended %q", got)
	}
	if got := s.ritual(coach.Digest); got != "done: put off to Mon 28 Dec, after a holiday" {
		t.Errorf("the digest ended %q", got)
	}
	for _, kind := range []coach.RhythmKind{coach.Huddle, coach.Nudge} {
		if got := s.ritual(kind); got != "skipped: holiday" {
			t.Errorf("the %s ended %q", kind, got)
		}
	}
	s.tells()
	s.at(monday, "09:00")
	s.deliver()
	if len(s.lines) != 3 || !strings.HasPrefix(s.lines[0], "@ann: Your week, 21 to 27 Dec") {
		t.Errorf("on Monday at nine: %q", s.lines)
	}
	s.forget()
	s.at(monday, "17:00")
	s.deliver()
	if len(s.lines) != 1 || !strings.HasPrefix(s.lines[0], "#west: Leaderboard, 21 to 27 Dec") {
		t.Errorf("on Monday at five: %q", s.lines)
	}
	planned := s.planned(coach.DigestLater)
	if len(planned) != 1 || !planned[0].Equal(s.now) {
		t.Fatalf("digests that are planned: %v", planned)
	}
	s.forget()
	if got := s.ritual(coach.DigestLater); !strings.HasPrefix(got, "done") {
		t.Errorf("the digest ended %q", got)
	}
	if len(s.lines) != 2 || !strings.HasPrefix(s.lines[0], "@maya: Coaching, Monday 28 December") || !strings.HasPrefix(s.lines[1], "@maya: Check-ins, 21 to 27 Dec") {
		t.Errorf("the digest: %q", s.lines)
	}
}

// planned is when follow-ups of a kind are due.
func (s *story) planned(kind coach.RhythmKind) (due []time.Time) {
	s.t.Helper()
	all, err := s.b.store.Occurrences(s.t.Context(), 50)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, o := range all {
		if o.Kind == kind && o.State == coach.Planned {
			due = append(due, o.Due)
		}
	}
	return due
}
