package bot

import (
	"context"
	"strings"
	"testing"
	"time"

	"example.com/pacer/bot/coach"
)

// opensSettings is /pacer settings.
func (s *story) opensSettings(user string) {
	s.t.Helper()
	s.answered(user, s.request(user), openSettings)
}

// pressPage pushes a button on the page or form that is open.
func (s *story) pressPage(user, label string) {
	s.t.Helper()
	b := buttonLabelled(s.form.Blocks.BlockSet, label)
	if b == nil {
		s.t.Fatalf("no button %q on the page", label)
	}
	s.pressed(user, b)
}

// chosen is what somebody has set.
func (s *story) chosen(user string) coach.Settings {
	s.t.Helper()
	roster, err := s.b.store.Roster(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	return roster.Person(user).Settings
}

func TestSettingsShowWhatHolds(t *testing.T) {
	s := newStory(t, func(_ *coach.Team, people []coach.Person) {
		people[1].Muted = []string{"meet"}
		people[2].Settings = coach.Settings{
			Zone: "Europe/Lisbon", Nudges: coach.NudgeEach, Hidden: true, Hours: coach.Hours{From: 480, To: 900},
			Quiet: coach.Hours{From: 1110, To: 480}, Week: [7]coach.Part{0, 3, 3, 3, coach.Morning},
		}
	})
	s.opensSettings("U0ANN")
	s.opensSettings("U0BOB")
	s.opensSettings("U0MAYA")
	s.tells(
		`ann gets the page "Your settings": *What Pacer writes to you* / • Nudges: once a day at most / • Quiet hours: none / `+
			`• On leaderboards you are seen by: everybody in the team *No nudges for a while* *No nudges about one thing.* It still counts. `+
			`*When you work* / • Zone: Europe/London, as Slack says / • Days: Mon to Fri, as your team does / • Hours: 09:00 to 17:30`,
		`bob gets the page "Your settings": …• Nudges: at each of my team's times / • Quiet hours: 18:30 to 08:00 / • On leaderboards you are seen by: my manager and me only …`+
			`• Zone: Europe/Lisbon; Slack says Europe/London / • Days: Mon to Wed, Thu mornings / • Hours: 08:00 to 15:00`,
		`maya gets the page "Your settings": *What Pacer writes to you* / • Quiet hours: none / • Coaching digest: at the team's time *When you work* …`,
	)
	s.opensSettings("U0ANN")
	if text := blockText(s.form.Blocks.BlockSet); !strings.Contains(text, "Nudge me about meetings") {
		t.Errorf("the page reads %q", text)
	}
}

func TestSettingsOfWhatPacerWrites(t *testing.T) {
	s := newStory(t)
	s.opensSettings("U0ANN")
	s.forget()
	s.pressPage("U0ANN", "Messages…")
	s.tells(`ann gets the page "What Pacer writes": [Nudges=mode/] [Quiet hours=] [On leaderboards I am seen by=all]`)
	s.submit("U0ANN", inQuiet, "late")
	s.tells("ann is told at quiet: Write two times, such as 09:00 to 17:30 or 9am-5:30pm.")
	s.submit("U0ANN", inQuiet, "6:30pm - 8am", inNudges, "mode/off", inBoard, boardHidden)
	s.tells(`ann gets the page "Your settings": *Saved.* / From now on you get no nudges. Your numbers are where they were: … / ` +
		`From now on Pacer begins nothing from 18:30 to 08:00: a check-in or a digest waits until 08:00, nudges and reminders are left out. / ` +
		`From the next leaderboard on only you and your manager see you on it; … • Nudges: never / • Quiet hours: 18:30 to 08:00 …`)
	want := coach.Settings{Nudges: coach.NudgeOff, Hidden: true, Quiet: coach.Hours{From: 1110, To: 480}}
	if got := s.chosen("U0ANN"); got != want {
		t.Errorf("chosen is %+v, want %+v", got, want)
	}
	s.pressPage("U0ANN", "Messages…")
	s.submit("U0ANN")
	s.tells(`ann gets the page "What Pacer writes": [Nudges=mode/off] [Quiet hours=18:30 to 08:00] [On leaderboards I am seen by=hidden]`,
		`ann gets the page "Your settings": *Saved.* / Nothing is different from before. …`)
	s.pressPage("U0ANN", "Messages…")
	s.submit("U0ANN", inQuiet, "", inNudges, "mode/", inBoard, boardAll)
	s.tells("…", `ann gets the page "Your settings": *Saved.* / From now on you get one nudge a day at most. / You have no quiet hours any more. / `+
		`From the next leaderboard on everybody in the team sees you on it. …`)
	if got := s.chosen("U0ANN"); got != (coach.Settings{}) {
		t.Errorf("chosen is %+v, want nothing", got)
	}
}

func TestSettingsOfAManager(t *testing.T) {
	s := newStory(t)
	s.opensSettings("U0MAYA")
	s.pressPage("U0MAYA", "Messages…")
	s.forget()
	s.submit("U0MAYA", inDigest, "soon")
	s.submit("U0MAYA", inDigest, "600")
	s.tells("maya is told at digest: Pick a time from the list.",
		`maya gets the page "Your settings": *Saved.* / From the next one on the coaching digest comes at 10:00, or at the team's time where that is later. …• Coaching digest: not before 10:00 …`)
	if got := s.chosen("U0MAYA"); got != (coach.Settings{DigestAt: 600}) {
		t.Errorf("chosen is %+v", got)
	}
}

// What follows from working less is said with the numbers, at once.
func TestSettingsOfWhenOneWorks(t *testing.T) {
	s := newStory(t)
	s.opensSettings("U0ANN")
	s.forget()
	s.pressPage("U0ANN", "Working time…")
	s.tells(`ann gets the page "When you work": [Zone=] [Days=1/3 2/3 3/3 4/3 5/3] [Working hours=09:00 to 17:30]`)
	s.submit("U0ANN", inOwnZone, "Lisbonn", inOwnHours, "22 to 6")
	s.tells("ann is told at hours: Working hours begin and end on the same day, such as 09:00 to 17:30.",
		"ann is told at zone: There is no such zone. Did you mean Europe/Lisbon?")
	s.submit("U0ANN", inOwnZone, "atlantis")
	s.tells("ann is told at zone: There is no such zone. Write the large city that has your clock, such as Lisbon or New York.")
	s.submit("U0ANN", inOwnZone, "new york", inOwnWeek, "1/3,2/3,3/1,3/2,4/1,9/9,4/x", inOwnHours, "9am-3pm")
	s.tells(`ann gets the page "Your settings": *Saved.* / From now on your days and what Pacer writes to you go by New York time. What you have logged stays on its day. / ` +
		`From now on you count as working Mon to Wed, Thu mornings, 09:00 to 15:00. / Your targets follow from it: / ` +
		`• Conversations: 14 this week instead of 20 / • Meetings: …4 this week instead of 5 / • Revenue: … this quarter instead of … ` +
		`• Zone: America/New_York; Slack says Europe/London / • Days: Mon to Wed, Thu mornings / • Hours: 09:00 to 15:00`)
	want := coach.Settings{Zone: "America/New_York", Hours: coach.Hours{From: 540, To: 900}, Week: [7]coach.Part{0, 3, 3, 3, 1}}
	if got := s.chosen("U0ANN"); got != want {
		t.Errorf("chosen is %+v, want %+v", got, want)
	}
	// Emptied, all of it is as the team and Slack have it.
	s.pressPage("U0ANN", "Working time…")
	s.submit("U0ANN", inOwnZone, "", inOwnWeek, "", inOwnHours, "")
	s.tells("…", `ann gets the page "Your settings": *Saved.* / …go by London time. … / From now on you count as working Mon to Fri, 09:00 to 17:30. / …Conversations: 20 this week instead of 14 …`)
	if got := s.chosen("U0ANN"); got != (coach.Settings{}) {
		t.Errorf("chosen is %+v, want nothing", got)
	}
}

// Who saves the form as it came goes on following the team, whatever the team's days become.
func TestSettingsThatFollowTheTeam(t *testing.T) {
	s := newStory(t)
	s.opensSettings("U0ANN")
	s.pressPage("U0ANN", "Working time…")
	s.submit("U0ANN")
	if got := s.chosen("U0ANN"); got != (coach.Settings{}) {
		t.Errorf("chosen is %+v, want nothing", got)
	}
}

// One form leaves what the other is about as it is, also when both were open at once.
func TestSettingsFormsKeepToTheirParts(t *testing.T) {
	s := newStory(t)
	s.opensSettings("U0ANN")
	page := s.form
	s.pressPage("U0ANN", "Messages…")
	words := s.form
	s.form = page
	s.pressPage("U0ANN", "Working time…")
	s.submit("U0ANN", inOwnZone, "Lisbon")
	s.submitForm("U0ANN", words, inQuiet, "22 to 7")
	want := coach.Settings{Zone: "Europe/Lisbon", Quiet: coach.Hours{From: 22 * 60, To: 7 * 60}}
	if got := s.chosen("U0ANN"); got != want {
		t.Errorf("chosen is %+v, want %+v", got, want)
	}
}

func TestSnoozeForLonger(t *testing.T) {
	s := newStory(t)
	s.at("2026-11-25", "15:00")
	s.opensSettings("U0ANN")
	s.forget()
	s.pressPage("U0ANN", "Until Monday 30 November")
	s.pressPage("U0ANN", "Nudge me again")
	s.pressPage("U0ANN", "For a week")
	s.pressPage("U0ANN", "Nudge me again")
	s.pressPage("U0ANN", "Mute meetings")
	s.pressPage("U0ANN", "Nudge me about meetings")
	s.tells(
		`ann gets the page "Your settings": No more nudges until Monday 30 November, 09:00. Logging works as always. …*Snoozed* / No nudges until Monday 30 November, 09:00. …`,
		`ann gets the page "Your settings": Nudges may come again. …*No nudges for a while* …`,
		`ann gets the page "Your settings": No more nudges until Wednesday 2 December, 09:00. …`,
		`ann gets the page "Your settings": Nudges may come again. …`,
		`ann gets the page "Your settings": …`, `ann gets the page "Your settings": …`,
	)
	s.ritual(coach.Nudge)
	s.forget()
	s.press("U0ANN", "Snooze")
	s.pressPanel("U0ANN", "Until Monday 30 November")
	s.tells("ann alone sees: No more nudges until tomorrow, 09:00. Logging works as always.",
		"ann alone sees: No more nudges until Monday 30 November, 09:00. Logging works as always.")
	roster, _ := s.b.store.Roster(t.Context())
	if got := roster.Person("U0ANN").SnoozedUntil; !got.Equal(time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)) {
		t.Errorf("snoozed until %s", got)
	}
	s.at("2026-11-29", "20:00") // from Sunday on, tomorrow and Monday are the same
	req := s.request("U0ANN")
	if lengths := s.b.snoozings(req, s.team); len(lengths) != 2 || lengths[1].length != snoozeSeven {
		t.Errorf("on Sunday: %+v", lengths)
	}
	req.Value = "for ever"
	s.answered("U0ANN", req, pressNudgeSnoozeFor)
	s.tells("ann alone sees: That button is from another day, so nothing was changed. …")
}

// What cannot be saved is said to be not saved; the dispatcher keeps the form open with what was typed.
func TestSettingsThatCannotBeSaved(t *testing.T) {
	s := newStory(t)
	s.b.store.(*memory).fail = func(method string) error {
		if method == "Commit" {
			return coach.ErrStale
		}
		return nil
	}
	req := s.request("U0ANN")
	req.State = formState{inQuiet: {Value: "22 to 7"}}
	for _, handle := range []func(context.Context, *Bot, *request) (answer, error){submitSettingsWords, submitSettingsTime, pressSettingsSnooze} {
		req.Value = snoozeDay
		s.answered("U0ANN", req, handle)
		s.tells("ann alone sees: Something else changed at the same moment, so nothing was saved. …")
	}
	if got := s.chosen("U0ANN"); got != (coach.Settings{}) {
		t.Errorf("chosen is %+v", got)
	}
}

// Who moves to a zone where Friday's three o'clock has passed is asked for their week at once: nobody would ask them there.
func TestAnOwnZoneIsAJourney(t *testing.T) {
	s := newStory(t)
	s.at(storyFriday, "14:00")
	s.b.cfg.Upcoming = func(context.Context, ...string) ([]coach.Occurrence, error) {
		return []coach.Occurrence{{
			Rhythm: "rhythm-checkin", Team: "west", Kind: coach.CheckIn, Zone: "Europe/London", Due: s.now.Add(time.Hour),
		}}, nil
	}
	for user, zone := range map[string]string{"U0ANN": "Sydney", "U0BOB": "New York"} {
		req := s.request(user)
		req.State = formState{inOwnZone: {Value: zone}}
		s.answered(user, req, submitSettingsTime)
	}
	if text := s.shows(checkInKey("west", coach.NewDay(2026, 11, 23), "U0ANN")); !strings.HasPrefix(text, "Your week") {
		t.Errorf("Ann reads %q", text)
	}
	if len(s.shown) != 1 {
		t.Errorf("%d messages were sent, want Ann's alone", len(s.shown))
	}
}

// A brief says when somebody works who has days, hours or a zone of their own, to their manager and to themselves; what
// they chose about nudges and quiet hours is in nothing that anybody else reads.
func TestOthersReadWhenOneWorksAndNothingElse(t *testing.T) {
	s := newStory(t, func(team *coach.Team, people []coach.Person) {
		team.Reps = []string{"U0ANN"}
		people[1].SnoozedUntil = time.Date(2026, 12, 24, 0, 0, 0, 0, time.UTC)
		people[1].Muted = []string{"conv"}
		people[1].Settings = coach.Settings{
			Zone: "Europe/Lisbon", Hours: coach.Hours{From: 480, To: 900}, Nudges: coach.NudgeOff,
			Quiet: coach.Hours{From: 600, To: 1380}, Week: [7]coach.Part{0, 3, 3, 3},
		}
	})
	s.at("2026-11-24", "11:30")
	s.ritual(coach.Nudge, "Europe/Lisbon")
	s.at("2026-11-24", "12:00")
	s.ritual(coach.Huddle)
	s.at("2026-11-24", "12:45")
	s.ritual(coach.HuddleReminder)
	s.forget()
	s.command("U0MAYA", "coach", "@ann")
	if text := s.panel.Text; !strings.HasPrefix(text, "Brief: Ann.\nWorking time: Mon to Wed, 08:00 to 15:00, Lisbon time.") {
		t.Errorf("the brief begins %q", text)
	}
	s.command("U0ANN", "coach", "")
	if text := s.panel.Text; !strings.HasPrefix(text, "Your own coach.\nWorking time: Mon to Wed, 08:00 to 15:00, Lisbon time.") {
		t.Errorf("their own begins %q", text)
	}
	s.answered("U0MAYA", s.request("U0MAYA"), showStatus)
	status := s.panel.Text
	view, err := s.b.homeWith(t.Context(), "U0MAYA", nil, true)
	if err != nil {
		t.Fatal(err)
	}
	home := blockText(view.Blocks.BlockSet)
	if !strings.Contains(status, "looked at 1 person") || !strings.Contains(status, "1 person had not answered") {
		t.Errorf("the status reads %q", status)
	}
	for _, word := range []string{"peace", "snooze", "mute", "quiet", "nudged", "reminded", "never", "23:00", "24 Dec"} {
		if strings.Contains(strings.ToLower(status+home), strings.ToLower(word)) {
			t.Errorf("%q is in what their manager reads: %s\n%s", word, status, home)
		}
	}
}

// The Home says how often a nudge may come, and has no buttons about nudges for who wants none.
func TestHomeSaysHowOftenNudgesCome(t *testing.T) {
	s := newStory(t)
	for mode, want := range map[coach.NudgeMode]string{
		coach.NudgeDaily: "One a day at most", coach.NudgeEach: "At each of the team's times at most", coach.NudgeOff: "None, as you have chosen",
	} {
		s.setting("U0ANN", func(c *coach.Settings) { c.Nudges = mode })
		view, err := s.b.homeWith(t.Context(), "U0ANN", nil, true)
		if err != nil {
			t.Fatal(err)
		}
		home := blockText(view.Blocks.BlockSet)
		if !strings.Contains(home, want) || strings.Contains(home, "Mute meetings") != (mode != coach.NudgeOff) {
			t.Errorf("with %q the Home reads %q", mode, home)
		}
	}
}

// The Home tells a manager when their own digest comes.
func TestHomeTellsWhenTheDigestComes(t *testing.T) {
	s := newStory(t)
	s.b.cfg.Upcoming = func(context.Context, ...string) ([]coach.Occurrence, error) {
		at := func(hour, minute int) time.Time { return time.Date(2026, 11, 30, hour, minute, 0, 0, time.UTC) }
		return []coach.Occurrence{
			{Team: "west", Kind: coach.Digest, Zone: "Europe/London", Due: at(8, 30)},
			{Team: "west", Kind: coach.Huddle, Zone: "Europe/London", Due: at(9, 0)},
		}, nil
	}
	s.setting("U0MAYA", func(c *coach.Settings) { c.DigestAt = 10 * 60 })
	view, err := s.b.homeWith(t.Context(), "U0MAYA", nil, true)
	if err != nil {
		t.Fatal(err)
	}
	home := blockText(view.Blocks.BlockSet)
	if !strings.Contains(home, "Huddle of West, Mon 30 Nov 09:00 / • Digest of West, Mon 30 Nov 10:00") {
		t.Errorf("the Home reads %q", home)
	}
}
