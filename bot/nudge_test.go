package bot

import (
	"testing"
	"time"

	"example.com/pacer/bot/coach"
)

func TestNudgeSpeaksOnceAndDoesNotSayWhoWantsPeace(t *testing.T) {
	s := newStory(t)
	s.logs("U0BOB", "conv", "2026-11-24", 10)
	s.logs("U0BOB", "meet", "2026-11-24", 2)
	s.logs("U0ANN", "conv", "2026-11-24", 4)
	s.logs("U0ANN", "meet", "2026-11-24", 5)
	s.at("2026-11-25", "11:30")
	if err := s.b.store.Commit(t.Context(), coach.Change{At: s.now, Snooze: &coach.Snooze{Person: "U0CAT", Until: s.now.Add(24 * time.Hour)}}); err != nil {
		t.Fatal(err)
	}
	if got := s.ritual(coach.Nudge); got != "done: looked at 3 people" {
		t.Errorf("the nudge ended %q", got)
	}
	s.tells("@ann: …conversations…")

	s.at("2026-11-25", "15:00")
	if got := s.ritual(coach.Nudge); got != "done: looked at 3 people" {
		t.Errorf("the second nudge of the day ended %q", got)
	}
	s.tells()
}

func TestNudgeKeepsToWorkingHoursAndZones(t *testing.T) {
	s := newStory(t, func(_ *coach.Team, people []coach.Person) { people[1].Zone = "America/New_York" })
	s.logs("U0ANN", "conv", "2026-11-24", 10)
	s.logs("U0ANN", "meet", "2026-11-24", 5)
	s.at("2026-11-26", "11:30")
	if got := s.ritual(coach.Nudge, "America/New_York"); got != "done: looked at 0 people; 1 outside working hours" {
		t.Errorf("at 06:30 in New York the nudge ended %q", got)
	}
	s.tells()
	s.at("2026-11-26", "16:30")
	if got := s.ritual(coach.Nudge, "America/New_York"); got != "done: looked at 1 person" {
		t.Errorf("at 11:30 in New York the nudge ended %q", got)
	}
	s.tells("@ann: …")
}

func TestNudgeButtons(t *testing.T) {
	s := newStory(t)
	s.at("2026-11-25", "15:00")
	s.ritual(coach.Nudge)
	s.forget()
	s.press("U0ANN", "Snooze")
	s.press("U0ANN", "Adjust my plan")
	s.press("U0BOB", "Mute conversations")
	s.tells(
		"ann alone sees: No more nudges until tomorrow, 09:00. Logging works as always.",
		`ann gets the page "My plan": [What I want=rev] [How much=€50,000] [In each=quarter] …`,
		"bob alone sees: No more nudges about conversations. They still count, and `/pace` shows them.",
	)
	roster, _ := s.b.store.Roster(t.Context())
	if got := roster.Person("U0BOB").Muted; len(got) != 1 || got[0] != "conv" {
		t.Errorf("Bob's muted KPIs are %v", got)
	}
	s.pressPanel("U0BOB", "Nudge me again")
	s.tells("bob alone sees: Nudges about conversations may come again.")
	roster, _ = s.b.store.Roster(t.Context())
	if got := roster.Person("U0BOB").Muted; len(got) != 0 {
		t.Errorf("Bob's muted KPIs are %v after he took it back", got)
	}
}

func TestNudgeButtonsOfAnEarlierTeam(t *testing.T) {
	s := newStory(t)
	for value, want := range map[string]string{
		"north/conv": "ann alone sees: That nudge is about a team that you are not in any more, so there is nothing to change.",
		"west/gone":  "ann alone sees: That nudge is about something that West does not count any more, so there is nothing to change.",
	} {
		req := s.request("U0ANN")
		req.Value = value
		s.answered("U0ANN", req, pressNudgeSnooze)
		s.tells(want)
	}
}

// A nudge that could not be sent in time is not sent in the evening.
func TestNudgeIsStaleWhenTheDayEnds(t *testing.T) {
	for at, want := range map[string]string{"11:30": "13:30", "15:00": "17:00", "17:00": "17:30"} {
		s := newStory(t)
		s.at("2026-11-25", at)
		s.ritual(coach.Nudge)
		m, err := s.b.store.Message(t.Context(), nudgeKey("U0ANN", coach.NewDay(2026, 11, 25)))
		if err != nil || m.NotAfter.Format("15:04") != want {
			t.Errorf("due at %s it is stale at %v (%v), want %s", at, m.NotAfter, err, want)
		}
	}
}

// setting changes what somebody has chosen, from now on.
func (s *story) setting(user string, change func(*coach.Settings)) {
	s.t.Helper()
	roster, err := s.b.store.Roster(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	chosen := roster.Person(user).Settings
	change(&chosen)
	if err := s.b.store.Commit(s.t.Context(), coach.Change{At: s.now, Settings: &coach.PersonSettings{Person: user, Settings: chosen}}); err != nil {
		s.t.Fatal(err)
	}
}

// Who wants it is nudged at each of the team's times, once at each, though two teams have the same ones; who wants one a
// day gets one, also on the day on which they change their mind; who wants none gets none. The record tells nobody.
func TestNudgesComeAsOftenAsWanted(t *testing.T) {
	s := newStory(t)
	s.setting("U0ANN", func(c *coach.Settings) { c.Nudges = coach.NudgeEach })
	s.setting("U0CAT", func(c *coach.Settings) { c.Nudges = coach.NudgeOff })
	s.logs("U0BOB", "conv", "2026-11-24", 12)
	s.logs("U0BOB", "meet", "2026-11-24", 3)
	for _, at := range []string{"10:00", "11:30"} {
		s.at("2026-11-25", at)
		if got := s.ritual(coach.Nudge); got != "done: looked at 3 people" {
			t.Errorf("the nudge ended %q", got)
		}
		s.tells("@ann: …conversations…")
	}
	due := s.now
	s.now = s.now.Add(3 * time.Second) // the other team's, due at the same instant
	err := s.b.RunOccurrence(t.Context(), coach.Occurrence{Rhythm: "of-another", Team: "west", Kind: coach.Nudge, Zone: "Europe/London", Due: due})
	if err != nil {
		t.Fatal(err)
	}
	s.deliver()
	s.tells()
	s.setting("U0ANN", func(c *coach.Settings) { c.Nudges = coach.NudgeDaily })
	s.at("2026-11-25", "15:00")
	s.ritual(coach.Nudge)
	s.tells()
	s.logs("U0ANN", "conv", "2026-11-25", 8)
	s.logs("U0ANN", "meet", "2026-11-25", 5)
	s.at("2026-11-26", "11:30")
	s.ritual(coach.Nudge)
	s.tells("@ann: …conversations…")
}

// Who flies west comes to half past eleven twice a day, and is nudged at it once; the team's next time is another.
func TestWhoFliesWestIsNudgedOnceAtEachTime(t *testing.T) {
	s := newStory(t, func(team *coach.Team, _ []coach.Person) { team.Reps = []string{"U0ANN"} })
	s.setting("U0ANN", func(c *coach.Settings) { c.Nudges = coach.NudgeEach })
	s.at("2026-11-25", "11:30")
	s.ritual(coach.Nudge)
	s.tells("@ann: You are …behind pace…")
	s.setting("U0ANN", func(c *coach.Settings) { c.Zone = "America/New_York" })
	for _, c := range []struct {
		at    string
		tells []string
	}{{"16:30", nil}, {"20:00", []string{"@ann: You are …behind pace…"}}} {
		s.at("2026-11-25", c.at)
		s.ritual(coach.Nudge, "America/New_York")
		s.tells(c.tells...)
	}
}

// In quiet hours there is no nudge, and none that is late comes in them; the next one is not kept away by it.
func TestNudgesKeepOutOfQuietHours(t *testing.T) {
	s := newStory(t, func(team *coach.Team, _ []coach.Person) { team.Reps = []string{"U0ANN"} })
	s.setting("U0ANN", func(c *coach.Settings) { c.Quiet = coach.Hours{From: 11 * 60, To: 15 * 60} })
	s.at("2026-11-25", "11:30")
	s.ritual(coach.Nudge)
	s.tells()
	s.at("2026-11-25", "15:00")
	s.ritual(coach.Nudge)
	s.tells("@ann: …")
	s.logs("U0ANN", "conv", "2026-11-25", 8)
	s.at("2026-11-26", "10:00")
	s.ritual(coach.Nudge)
	m, err := s.b.store.Message(t.Context(), nudgeKey("U0ANN", coach.NewDay(2026, 11, 26)))
	if err != nil || m.NotAfter.Format("15:04") != "11:00" {
		t.Errorf("a nudge of ten o'clock is stale at %v (%v), want 11:00", m.NotAfter, err)
	}
}
