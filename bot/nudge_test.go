package bot

import (
	"testing"
	"time"

	"example.com/pacer/bot/coach"
)

func TestNudgeSpeaksOnceAndSaysWhyItIsSilent(t *testing.T) {
	s := newStory(t)
	s.logs("U0BOB", "conv", "2026-11-24", 20)
	s.logs("U0BOB", "meet", "2026-11-24", 5)
	s.logs("U0ANN", "conv", "2026-11-24", 4)
	s.logs("U0ANN", "meet", "2026-11-24", 5)
	s.at("2026-11-25", "11:30")
	if err := s.b.store.Commit(t.Context(), coach.Change{At: s.now, Snooze: &coach.Snooze{Person: "U0CAT", Until: s.now.Add(24 * time.Hour)}}); err != nil {
		t.Fatal(err)
	}
	if got := s.ritual(coach.Nudge); got != "done: nudged 1; quiet: 1 left in peace, 1 on pace" {
		t.Errorf("the nudge ended %q", got)
	}
	s.tells("@ann: …conversations…")

	s.at("2026-11-25", "15:00")
	if got := s.ritual(coach.Nudge); got != "done: nudged 0; quiet: 1 left in peace, 1 nudged today already, 1 on pace" {
		t.Errorf("the second nudge of the day ended %q", got)
	}
	s.tells()
}

func TestNudgeKeepsToWorkingHoursAndZones(t *testing.T) {
	s := newStory(t, func(_ *coach.Team, people []coach.Person) { people[1].Zone = "America/New_York" })
	s.logs("U0ANN", "conv", "2026-11-24", 10)
	s.logs("U0ANN", "meet", "2026-11-24", 5)
	s.at("2026-11-26", "11:30")
	if got := s.ritual(coach.Nudge, "America/New_York"); got != "done: nudged 0; quiet: 1 outside working hours" {
		t.Errorf("at 06:30 in New York the nudge ended %q", got)
	}
	s.tells()
	s.at("2026-11-26", "16:30")
	if got := s.ritual(coach.Nudge, "America/New_York"); got != "done: nudged 1" {
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
		"ann alone sees: Your targets in West: / • Conversations: 20 a week / • Meetings: 5 a week / • Revenue: €50,000 a quarter / They are the team's default, which is set in the team file. If a number does not fit your weeks, talk to Maya about what would; a change counts from the moment it is applied.",
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
