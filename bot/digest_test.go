package bot

import (
	"slices"
	"testing"

	"example.com/pacer/bot/coach"
)

// coachingStory has a week behind it: Ann did well, Bob has been quiet, Cat named a hurdle and made a promise.
func coachingStory(t *testing.T, change ...func(*coach.Team, []coach.Person)) *story {
	t.Helper()
	s := newStory(t, change...)
	for _, day := range []string{"2026-11-02", "2026-11-09", "2026-11-16", "2026-11-23"} {
		s.logs("U0ANN", "conv", day, 20)
		s.logs("U0ANN", "meet", day, 5)
		s.logs("U0CAT", "conv", day, 15)
	}
	s.logs("U0ANN", "conv", "2026-11-27", 6)
	s.logs("U0CAT", "meet", "2026-11-27", 2)
	s.logs("U0BOB", "conv", "2026-11-03", 4)
	s.at("2026-11-27", "09:00")
	s.ritual(coach.Huddle)
	s.press("U0CAT", "Check in")
	s.submit("U0CAT", "hurdle", "Two demos at once")
	s.at("2026-11-27", "15:00")
	s.ritual(coach.CheckIn)
	s.press("U0CAT", "Fill in")
	s.submit("U0CAT", "try", "Ask for the next step")
	s.at("2026-11-30", "08:30")
	s.forget()
	return s
}

// noResult leaves a team without a target of its result, with which everybody would be behind.
func noResult(team *coach.Team, _ []coach.Person) { team.KPIs[2].Target = coach.Target{} }

func TestDigestHasOneFactAndOneQuestionForEachTheMostUsefulFirst(t *testing.T) {
	s := coachingStory(t, noResult)
	if got := s.ritual(coach.Digest); got != "done: sent to 1 manager" {
		t.Errorf("the digest ended %q", got)
	}
	s.tells("@maya: Coaching, Monday 30 November. / One fact and one question for each of your people in West, the most useful conversation first. / "+
		"Bob: / Bob has no entry in the last 18 working days. / Ask: …18 working days…/ Cat: / Cat named a hurdle: “Two demos at once”. / Ask: …“Two demos at once”…/ Ann: / Ann has …/ Ask: …/ "+
		"Commitments that come back: / • Cat, due Fri 4 Dec: Ask for the next step / "+
		"Your own coaching: / This month you have coached 0 of 3 people so far. A one-to-one counts, and so does a question of yours that was answered. / "+
		"There is no one-to-one on record yet; *Record one-to-one* writes down the first.",
		"@maya: Check-ins, 23 to 29 Nov. / In so far from West: 1 of 3. / Cat: / Will try: Ask for the next step / Ask: …“Ask for the next step”…? / "+
			"Not in yet: / • Ann. Ask: …? / • Bob. Ask: …?")
	s.press("U0MAYA", "Open brief")
	s.tells("maya alone sees: Brief: Bob. / What stands out: / • Bob has no entry in the last 18 working days. / … / Against target: / • Conversations: 0 today · 0 of 20 this week · on pace · 4 a day to go / … / " +
		"Against their own past: / • Conversations: 0 last week, 4 in the last four weeks (1 a week) / … / Questions to choose from: / 1. …? / 2. …? / 3. …?")
}

// Maya is away for two Mondays: she gets no digest then, and the third one says so.
func TestDigestOfAManagerWhoWasAway(t *testing.T) {
	s := newStory(t, func(_ *coach.Team, people []coach.Person) {
		people[0].Absences = []coach.Absence{off(t, "2026-11-30..2026-12-09", coach.WholeDay)}
		people[2].Absences = []coach.Absence{off(t, "2026-12-14..2026-12-16", coach.WholeDay)}
	})
	for day, want := range map[string]string{"2026-11-30": "done: sent to 0 managers; 1 away", "2026-12-07": "done: sent to 0 managers; 1 away"} {
		s.at(day, "08:30")
		if got := s.ritual(coach.Digest); got != want {
			t.Errorf("on %s the digest ended %q", day, got)
		}
	}
	s.tells()
	s.at("2026-12-14", "08:30")
	s.ritual(coach.Digest)
	s.tells("@maya: Coaching, Monday 14 December. / … / There was none on Mon 30 Nov and Mon 7 Dec, as you were away. … / Bob (back Thu 17 Dec): / …")
	s.at("2026-12-21", "08:30")
	s.ritual(coach.Digest)
	s.tells("@maya: Coaching, Monday 21 December. / One fact and one question for each of your people in West, the most useful conversation first. / Ann: …")
}

func TestDigestGoesToManagersInTheirOwnZone(t *testing.T) {
	s := newStory(t, func(_ *coach.Team, people []coach.Person) { people[0].Zone = "Asia/Tokyo" })
	s.at("2026-11-30", "08:30")
	if got := s.ritual(coach.Digest); got != "skipped: no manager lives in this zone" {
		t.Errorf("in London the digest ended %q", got)
	}
	s.at("2026-11-29", "23:30")
	if got := s.ritual(coach.Digest, "Asia/Tokyo"); got != "done: sent to 1 manager" {
		t.Errorf("in Tokyo the digest ended %q", got)
	}
}

func TestCoachShowsTheTeamABriefAndOneself(t *testing.T) {
	s := coachingStory(t, noResult)
	s.command("U0MAYA", "coach", "")
	s.command("U0MAYA", "coach", "<@U0ANN|ann>")
	first := s.panel.Text
	s.pressPanel("U0MAYA", "Another question")
	if s.panel.Text == first || !s.panel.Replace {
		t.Errorf("another question is the same, or does not take the place of the brief: %q", s.panel.Text)
	}
	s.command("U0ANN", "coach", "")
	s.tells(
		"maya alone sees: Coaching in West. / Bob: / …/ Ask: …Cat: / …/ Ask: …Ann: / …/ Ask: … / Commitments that come back: / … / Your own coaching: / …",
		"maya alone sees: Brief: Ann. / What stands out: / … / Against their own past: / • Conversations: 26 last week, 86 in the last four weeks (22 a week) / … / Questions to choose from: / 1. …",
		"maya alone sees: Brief: Ann. / …Questions to choose from: / 1. …",
		"ann alone sees: Your own coach. / What stands out: / • You have … / Against target: / … / Against your own past: / … / Questions to choose from: / 1. …",
	)
}

func TestCoachFindsThePerson(t *testing.T) {
	s := newStory(t, func(_ *coach.Team, people []coach.Person) { people[2].Name = "Anna" })
	for text, want := range map[string]string{
		"<@U0CAT>": `maya alone sees: Brief: Cat. …`,
		"@cat":     `maya alone sees: Brief: Cat. …`,
		"CA":       `maya alone sees: Brief: Cat. …`,
		"ann":      "maya alone sees: `ann` could be any of Ann and Anna. Type @ and pick the person from the list.",
		"anna":     `maya alone sees: Brief: Anna. …`,
		"zoe":      "maya alone sees: Nobody in your teams goes by `zoe`. Type @ and pick the person from the list.",
		"<@U0ZOE>": "maya alone sees: A teammate is in none of your teams now.",
	} {
		s.command("U0MAYA", "coach", text)
		s.tells(want)
	}
	s.command("U0CAT", "coach", "@ann")
	s.tells("cat alone sees: Only a manager can look at somebody else's numbers. Without a name you see your own.")
}

func TestABriefIsForManagersAndOneself(t *testing.T) {
	s := newStory(t)
	for _, c := range []struct{ user, value, want string }{
		{"U0BOB", "west/U0ANN/0", "bob alone sees: Only their manager can look at somebody else's numbers."},
		{"U0ANN", "west/U0ANN/1", "ann alone sees: Your own coach. …"},
		{"U0MAYA", "west/U0ZOE/1", "maya alone sees: This person is not in the team any more."},
		{"U0MAYA", "west", "maya alone sees: This button is from an earlier version. …"},
		{"U0MAYA", "west/U0ANN/-7", "maya alone sees: Brief: Ann. …"},
	} {
		req := s.request(c.user)
		req.Value = c.value
		s.answered(c.user, req, pressCoachAnother)
		s.tells(c.want)
	}
}

func TestPaceShowsTodayTheWeekTheMonthAndEightWeeks(t *testing.T) {
	s := coachingStory(t)
	s.at("2026-11-24", "12:00")
	s.command("U0ANN", "pace", "")
	s.command("U0MAYA", "pace", "@cat")
	s.command("U0MAYA", "pace", "")
	s.command("U0ANN", "pace", "@cat")
	s.tells(
		"ann alone sees: Where you stand in West. / Conversations: / 0 today · 20 of 20 this week · target reached / 80 of 84 this month · 14 ahead / Week by week: 20, 20, 20, and 20 so far this week / "+
			"Meetings: / 0 today · 5 of 5 this week · target reached / 20 of 21 this month · 3 ahead / Week by week: 5, 5, 5, and 5 so far this week / "+
			"Revenue: / €0 today · €0 of €50,000 this quarter · €29,502 behind · €1,852 a day to go / €0 this week and €0 this month",
		"maya alone sees: Where Cat stands in West. / Conversations: / 0 today · 15 of 20 this week · 9 ahead · 2 a day to go / 60 of 84 this month · 5 behind / … / 0 of 21 this month · 16 behind / Revenue: / …",
		"maya alone sees: You manage West and log nothing yourself. Name one of your people to see where they stand, such as `/pace @name`; `/coach` shows all of them.",
		"ann alone sees: Only a manager can look at somebody else's numbers. Without a name you see your own.",
	)
}

// A manager who logs nothing and shares a first name with one of their people means the other one.
func TestPaceOfANamesake(t *testing.T) {
	s := newStory(t, func(_ *coach.Team, people []coach.Person) { people[0].Name, people[3].Name = "Cat Mayer", "Cat Stone" })
	s.command("U0MAYA", "pace", "cat")
	s.command("U0CAT", "pace", "cat")
	s.tells("maya alone sees: Where Cat Stone stands in West. …", "cat alone sees: Where you stand in West. …")
}

// followUps runs the digests that are planned and due, in whatever zone, and returns how each ended.
func (s *story) followUps() []string {
	s.t.Helper()
	var ended []string
	for _, o := range slices.Clone(s.b.store.(*memory).occurred) {
		if o.Kind != coach.DigestLater || o.State != coach.Planned || o.Due.After(s.now) {
			continue
		}
		if err := s.b.RunOccurrence(s.t.Context(), o); err != nil {
			s.t.Fatal(err)
		}
		s.deliver()
		done, err := s.b.store.Occurrences(s.t.Context(), 50)
		if err != nil {
			s.t.Fatal(err)
		}
		for _, n := range done {
			if n.Kind == o.Kind && n.Due.Equal(o.Due) && n.Zone == o.Zone {
				ended = append(ended, string(n.Kind)+" "+string(n.State)+": "+n.Reason)
			}
		}
	}
	return ended
}

// A manager who has the digest later in the day, and flies east after the team's time and before their own, has it all the
// same, when their own time has come where they are; whoever lives in the east has theirs once.
func TestDigestLaterForWhoFliesEast(t *testing.T) {
	s := coachingStory(t)
	s.setting("U0MAYA", func(c *coach.Settings) { c.DigestAt = 11 * 60 })
	if got := s.ritual(coach.Digest); got != "done: sent to 0 managers; 1 later today" {
		t.Errorf("at the team's time it ended %q", got)
	}
	s.at("2026-11-30", "09:00")
	maya := s.b.store.(*memory).roster.Person("U0MAYA")
	maya.Zone = "Europe/Athens"
	s.b.store.(*memory).roster.People["U0MAYA"] = maya
	s.at("2026-11-30", "11:00")
	if got := s.followUps(); len(got) != 1 || got[0] != "digest_later done: sent to 1 manager" {
		t.Errorf("at eleven: %q", got)
	}
	s.tells("@maya: Coaching, Monday 30 November. …", "@maya: Check-ins, …")
	if got := s.followUps(); len(got) != 0 {
		t.Errorf("once more: %q", got)
	}
	s.tells()
}

// A manager may have the digest later in the day, with the numbers of then; once, and also when they change their mind
// meanwhile. It never comes before the team's time.
func TestDigestLaterInTheDay(t *testing.T) {
	s := coachingStory(t)
	s.setting("U0MAYA", func(c *coach.Settings) { c.DigestAt = 10 * 60 })
	if got := s.ritual(coach.Digest); got != "done: sent to 0 managers; 1 later today" {
		t.Errorf("at the team's time it ended %q", got)
	}
	s.tells()
	s.at("2026-11-30", "09:30")
	if got := s.followUps(); len(got) > 0 {
		t.Errorf("at half past nine: %q", got)
	}
	s.logs("U0BOB", "conv", "2026-11-30", 3)
	s.setting("U0MAYA", func(c *coach.Settings) { c.DigestAt = 11 * 60 })
	s.at("2026-11-30", "10:00")
	if got := s.followUps(); len(got) != 1 || got[0] != "digest_later done: sent to 0 managers; 1 later today" {
		t.Errorf("at ten: %q", got)
	}
	s.tells()
	s.setting("U0MAYA", func(c *coach.Settings) { c.DigestAt = 0 })
	s.at("2026-11-30", "11:00")
	if got := s.followUps(); len(got) != 1 || got[0] != "digest_later done: sent to 1 manager" {
		t.Errorf("at eleven: %q", got)
	}
	s.tells("@maya: Coaching, Monday 30 November. …Bob has…", "@maya: Check-ins, …")
	s.at("2026-11-30", "12:00")
	s.followUps()
	s.setting("U0MAYA", func(c *coach.Settings) { c.DigestAt = 7 * 60 })
	s.at("2026-12-07", "08:30")
	if got := s.ritual(coach.Digest); got != "done: sent to 1 manager" {
		t.Errorf("a week later: %q", got)
	}
	s.tells("@maya: Coaching, Monday 7 December. …")
}
