package bot

import (
	"strings"
	"testing"

	"example.com/pacer/bot/coach"
)

// abroad moves Ann to another zone; the team stays in London.
func abroad(zone string) func(*coach.Team, []coach.Person) {
	return func(_ *coach.Team, people []coach.Person) { people[1].Zone = zone }
}

// At a quarter to ten in London it is night for Ann in New York and evening in Sydney, and in Berlin she is at work.
func TestHuddleRemindsOnlyWhoIsAtWork(t *testing.T) {
	for _, test := range []struct {
		zone string
		want []string
	}{
		{"America/New_York", []string{"@bob: …", "@cat: …"}},
		{"Australia/Sydney", []string{"@bob: …", "@cat: …"}},
		{"Europe/Berlin", []string{"@ann: Today's huddle of West is open until 12:00. …", "@bob: …", "@cat: …"}},
	} {
		t.Run(test.zone, func(t *testing.T) {
			s := newStory(t, abroad(test.zone))
			s.at(storyMonday, "09:00")
			s.ritual(coach.Huddle)
			s.forget()
			s.at(storyMonday, "09:45")
			// Who was reminded is told nowhere, as it would tell who keeps quiet hours.
			if got := s.ritual(coach.HuddleReminder); got != "done: 3 people had not answered" {
				t.Errorf("the reminder ended %q", got)
			}
			s.tells(test.want...)
		})
	}
}

// The huddle of Monday is open from nine to eleven in London. What is pressed is its button; wall clocks are London's.
func TestHuddleIsFiledFromFarAway(t *testing.T) {
	for _, test := range []struct {
		zone, day, clock string
		want             string // the title of the form
		late             bool
	}{
		{"Europe/London", storyMonday, "10:59", "Huddle Mon 23 Nov", false},
		{"Europe/London", storyMonday, "11:00", "Huddle Mon 23 Nov", true},
		{"Europe/London", storyMonday, "16:00", "Huddle Tue 24 Nov", false},
		// New York begins at two in the afternoon of London, and has two hours; then it is late until half past five of its own.
		{"America/New_York", storyMonday, "14:00", "Huddle Mon 23 Nov", false},
		{"America/New_York", storyMonday, "15:59", "Huddle Mon 23 Nov", false},
		{"America/New_York", storyMonday, "16:00", "Huddle Mon 23 Nov", true},
		{"America/New_York", storyMonday, "22:29", "Huddle Mon 23 Nov", true},
		{"America/New_York", storyMonday, "22:30", "Huddle Tue 24 Nov", false},
		// Los Angeles still works on Monday when it is Tuesday in London.
		{"America/Los_Angeles", "2026-11-24", "00:30", "Huddle Mon 23 Nov", true},
		{"America/Los_Angeles", "2026-11-24", "01:30", "Huddle Tue 24 Nov", false},
		// For Sydney Monday was over when the huddle opened. It has Tuesday's from London's evening on, its own night.
		{"Australia/Sydney", storyMonday, "10:00", "Huddle Mon 23 Nov", false},
		{"Australia/Sydney", storyMonday, "22:00", "Huddle Tue 24 Nov", false},
	} {
		t.Run(test.zone+" "+test.clock, func(t *testing.T) {
			s := newStory(t, abroad(test.zone))
			s.at(storyMonday, "09:00")
			s.ritual(coach.Huddle)
			if test.clock >= "11:00" || test.day != storyMonday {
				s.at(storyMonday, "11:00")
				s.ritual(coach.HuddleClose)
			}
			s.at(test.day, test.clock)
			s.press("U0ANN", "Check in")
			if got := s.form.Title.Text; got != test.want {
				t.Fatalf("the form is %q, want %q", got, test.want)
			}
			key, _, _ := strings.Cut(s.form.PrivateMetadata, "@")
			ref, _ := coach.ParseHuddleRef(key)
			s.submit("U0ANN", "planned/conv", "3")
			hd, err := s.b.store.Huddle(t.Context(), ref)
			if err != nil {
				t.Fatal(err)
			}
			if e, ok := filedIn(hd, "U0ANN"); !ok || e.Late != test.late {
				t.Errorf("filed %v, late %v; want %v", ok, e.Late, test.late)
			}
		})
	}
}

// Who is on time although the huddle has closed is in its wrap-up without a mark.
func TestHuddleWrapUpHasWhoComesFromTheWest(t *testing.T) {
	s := newStory(t, abroad("America/New_York"))
	s.at(storyMonday, "09:00")
	s.ritual(coach.Huddle)
	s.at(storyMonday, "11:00")
	s.ritual(coach.HuddleClose)
	s.at(storyMonday, "15:00")
	s.press("U0ANN", "Check in")
	s.submit("U0ANN", "planned/conv", "3", "planned/meet", "")
	if got := s.shows("huddle/west/" + storyMonday + "/U0ANN"); got != "Ann plans 3 conversations today." {
		t.Errorf("the thread shows %q", got)
	}
	if got := s.shows("huddle/west/" + storyMonday); !strings.Contains(got, "Ann: 3 conversations\n") || strings.Contains(got, "late)") {
		t.Errorf("the wrap-up shows %q", got)
	}
}

// A team in Los Angeles has somebody in Sydney, whose Tuesday begins before Los Angeles' Monday has an evening.
func TestHuddleIsFiledForTomorrowWhereTomorrowHasBegun(t *testing.T) {
	s := newStory(t, abroad("Australia/Sydney"), func(team *coach.Team, _ []coach.Person) { team.Zone = "America/Los_Angeles" })
	s.at(storyMonday, "09:00")
	s.ritual(coach.Huddle)
	s.at(storyMonday, "11:00")
	s.ritual(coach.HuddleClose)
	for clock, want := range map[string]string{"13:59": "Huddle Mon 23 Nov", "14:00": "Huddle Tue 24 Nov"} {
		s.at(storyMonday, clock)
		s.press("U0ANN", "Check in")
		if got := s.form.Title.Text; got != want {
			t.Errorf("at %s the form is %q, want %q", clock, got, want)
		}
	}
}

// A team has a short huddle; what was written of its times when it opened is what holds for it.
func TestHuddleOfATeamWithItsOwnTimes(t *testing.T) {
	s := newStory(t, func(team *coach.Team, _ []coach.Person) { team.Huddle = coach.NewHuddleTimes(10, 30) })
	s.at(storyMonday, "09:00")
	s.ritual(coach.Huddle)
	s.tells("#west: Huddle of Monday 23 November. …Open until 09:30. …")
	s.due(coach.HuddleReminder, "09:10")
	s.due(coach.HuddleClose, "09:30")
	s.at(storyMonday, "09:10")
	s.ritual(coach.HuddleReminder)
	s.tells("@ann: Today's huddle of West is open until 09:30. …", "@bob: …", "@cat: …")

	// The team changes its mind while the huddle is open: this one closes as it said.
	s.team.Huddle = coach.NewHuddleTimes(45, 720)
	s.at(storyMonday, "09:30")
	if got := s.ritual(coach.HuddleClose); got != "done: 0 of 3 in" {
		t.Errorf("the huddle ended %q", got)
	}
}

// due checks that a follow-up was planned for a wall time of today.
func (s *story) due(kind coach.RhythmKind, clock string) {
	s.t.Helper()
	planned, err := s.b.store.Occurrences(s.t.Context(), 50)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, o := range planned {
		if o.Kind == kind && o.State == coach.Planned {
			if got := o.Due.Format("15:04"); got != clock {
				s.t.Errorf("%s is planned for %s, want %s", kind, got, clock)
			}
			return
		}
	}
	s.t.Errorf("no %s is planned", kind)
}

func TestHuddleTimesAreReadFromTheSetup(t *testing.T) {
	for text, want := range map[string]coach.HuddleTimes{
		"45, 120": {}, "30 and 90 minutes": {Remind: 30, Close: 90}, "10 / 60": {Remind: 10, Close: 60}, "-5, 60": {Remind: -5, Close: 60},
	} {
		if got, ok := readHuddleTimes(text); !ok || got != want {
			t.Errorf("%q: got %+v, %v; want %+v", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "45", "1, 2, 3", "soon, later", "99999999999999999999, 5", "-, -"} {
		if got, ok := readHuddleTimes(text); ok {
			t.Errorf("%q: got %+v", text, got)
		}
	}
	if got := huddleTimesText(coach.HuddleTimes{Close: 30}); got != "15, 30" {
		t.Errorf("a short huddle is written %q", got)
	}
}
