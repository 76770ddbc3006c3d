package bot

import (
	"errors"
	"strings"
	"testing"
	"time"

	"example.com/pacer/bot/coach"
)

// off is an absence of somebody, said by themselves, over days such as "2026-11-23..2026-11-27".
func off(t *testing.T, days string, part coach.Part) coach.Absence {
	t.Helper()
	first, last, run := strings.Cut(days, "..")
	if !run {
		last = first
	}
	from, err := coach.ParseDay(first)
	to, errTo := coach.ParseDay(last)
	if err := errors.Join(err, errTo); err != nil {
		t.Fatal(err)
	}
	return coach.Absence{ID: newID(), Span: coach.Span{From: from, To: to}, Part: part, Source: coach.SaidBySelf}
}

// Of three, Ann is on holiday, Bob has the afternoon off and Cat the morning.
func TestHuddleWithPeopleAway(t *testing.T) {
	s := newStory(t, func(_ *coach.Team, people []coach.Person) {
		people[1].Absences = []coach.Absence{off(t, "2026-11-20..2026-11-24", coach.WholeDay)}
		people[2].Absences = []coach.Absence{off(t, storyMonday, coach.Afternoon)}
		people[3].Absences = []coach.Absence{off(t, storyMonday, coach.Morning)}
	})
	s.at(storyMonday, "09:00")
	s.ritual(coach.Huddle)
	s.tells("#west: Huddle of Monday 23 November. / Away today: Ann (back Wed 25 Nov), Bob (in the afternoon) and Cat (in the morning). / … / 0 of 1 in. Open until 11:00. / …")

	// Only Bob is asked again.
	s.at(storyMonday, "09:45")
	if got := s.ritual(coach.HuddleReminder); got != "done: 1 person had not answered" {
		t.Errorf("the reminder ended %q", got)
	}
	s.tells("@bob: Today's huddle …")

	// Who files while away is in, and counted.
	s.press("U0ANN", "Check in")
	s.submit("U0ANN", "planned/conv", "1", "planned/meet", "0")
	s.tells("…", "…", "#west thread: Ann plans 1 conversation today.",
		"#west edited: Huddle of Monday 23 November. / Away today: Bob (in the afternoon) and Cat (in the morning). / … / 1 of 2 in. …")

	s.at(storyMonday, "11:00")
	if got := s.ritual(coach.HuddleClose); got != "done: 1 of 2 in" {
		t.Errorf("the huddle closed with %q", got)
	}
}

func TestNobodyIsAskedForTheirWeekWhileAway(t *testing.T) {
	s := newStory(t, func(_ *coach.Team, people []coach.Person) {
		people[1].Absences = []coach.Absence{off(t, "2026-11-27", coach.WholeDay)}
		people[2].Absences = []coach.Absence{off(t, "2026-11-27", coach.Afternoon)}
		people[3].Absences = []coach.Absence{off(t, "2026-11-27", coach.Morning)}
	})
	s.at("2026-11-27", "15:00")
	if got := s.ritual(coach.CheckIn); got != "done: asked 2 people" {
		t.Errorf("the check-in ended %q", got)
	}
	s.tells("@cat: Your week, …") // Bob has it on Monday
}

func TestHalvesOfADayGoByThePersonsClock(t *testing.T) {
	cal := coach.Calendar{Hours: coach.Hours{From: 9 * 60, To: 17 * 60}}
	monday, err := coach.ParseDay(storyMonday)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 23, 12, 59, 0, 0, time.UTC)
	for place, want := range map[string]coach.Part{
		"UTC": coach.Morning, "Europe/Berlin": coach.Afternoon, "America/Los_Angeles": coach.Morning,
		"Pacific/Auckland": coach.Afternoon, // where it is Tuesday
	} {
		zone, err := time.LoadLocation(place)
		if err != nil {
			t.Fatal(err)
		}
		if got := halfOf(cal, monday, at, zone); got != want {
			t.Errorf("in %s it is part %d of Monday, want %d", place, got, want)
		}
	}
	if got := halfOf(cal, monday, at.Add(-24*time.Hour), time.UTC); got != coach.Morning {
		t.Errorf("on Sunday, Monday is at part %d", got)
	}
}

// Of two managers the one who is there reads what the reps need; of two who are away, both do.
func TestHurdlesReachAManagerWhoIsThere(t *testing.T) {
	for away, want := range map[string]int{"": 2, "U0MAYA": 1, "U0MAYA U0DAN": 2} {
		s := newStory(t, func(team *coach.Team, _ []coach.Person) { team.Managers = []string{"U0MAYA", "U0DAN"} })
		roster, err := s.b.store.Roster(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for id := range strings.FieldsSeq(away) {
			p := roster.Person(id)
			p.Absences = []coach.Absence{off(t, storyMonday, coach.WholeDay)}
			roster.People[id] = p
		}
		monday, err := coach.ParseDay(storyMonday)
		if err != nil {
			t.Fatal(err)
		}
		if got := managersAtWork(roster, s.team, monday); len(got) != want {
			t.Errorf("with %q away %v are told", away, got)
		}
	}
}
