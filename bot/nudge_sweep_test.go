package bot

import (
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/pacer/bot/coach"
)

// Monday morning in a small team: nobody has logged anything yet, and nobody hears that they are one behind.
func TestNobodyIsNaggedOnAMondayMorning(t *testing.T) {
	s := newStory(t)
	s.at(storyMonday, "11:30")
	s.ritual(coach.Nudge)
	s.tells()
	s.at(storyMonday, "15:00")
	s.ritual(coach.Nudge)
	s.tells("@ann: You are 2 conversations behind pace this week, at 0 of 20. …", "@bob: …", "@cat: …")
}

// Who is well ahead gets a good word, within seven days once, and not on the day of a nudge; nobody else learns of it.
func TestPraiseComesOnceAWeek(t *testing.T) {
	s := newStory(t, func(team *coach.Team, _ []coach.Person) { team.Reps = []string{"U0ANN"} })
	weeks := func(day string, conversations, meetings int64) {
		s.logs("U0ANN", "conv", day, conversations)
		s.logs("U0ANN", "meet", day, meetings)
	}
	weeks("2026-11-24", 16, 3)
	s.at("2026-11-26", "11:30") // Thursday
	if got := s.ritual(coach.Nudge); got != "done: looked at 1 person" {
		t.Errorf("ended %q", got)
	}
	s.tells()
	weeks("2026-11-26", 4, 2)
	s.at("2026-11-26", "15:00")
	if got := s.ritual(coach.Nudge); got != "done: looked at 1 person" {
		t.Errorf("ended %q", got)
	}
	s.tells("@ann: …20 conversations this week… / Only you see this, once a week at most. `/pace` shows all of your numbers, and `/pacer settings` keeps such words away.")
	s.at("2026-11-27", "11:30")
	s.ritual(coach.Nudge)
	weeks("2026-12-01", 20, 5)
	for _, day := range []string{"2026-12-01", "2026-12-02"} { // another week, but not seven days later
		s.at(day, "15:00")
		s.ritual(coach.Nudge)
	}
	s.tells()
	s.at("2026-12-03", "11:30")
	s.ritual(coach.Nudge)
	s.tells("@ann: …20 conversations this week… / Only you see this, …")
	s.at("2026-12-03", "15:00")
	s.ritual(coach.Nudge)
	s.tells()
}

// A day has one word: who was nudged before lunch is not praised after it, nor nudged by another team after a praise.
func TestPraiseAndNudgeKeepApart(t *testing.T) {
	s := newStory(t, func(team *coach.Team, _ []coach.Person) { team.Reps = []string{"U0ANN"} })
	s.at("2026-11-25", "11:30")
	s.ritual(coach.Nudge)
	s.tells("@ann: You are …behind pace…")
	s.logs("U0ANN", "conv", "2026-11-25", 20)
	s.logs("U0ANN", "meet", "2026-11-25", 5)
	s.at("2026-11-25", "15:00")
	s.ritual(coach.Nudge)
	s.tells()
	s.at("2026-11-26", "11:30")
	s.ritual(coach.Nudge)
	s.tells("@ann: …this week…")
	s.logs("U0ANN", "conv", "2026-11-25", -8) // a correction
	s.at("2026-11-26", "15:00")
	s.ritual(coach.Nudge)
	s.tells()
	s.at("2026-11-27", "11:30")
	s.ritual(coach.Nudge)
	s.tells("@ann: You are …behind pace…")
}

// Who wants to be left in peace gets no good word either.
func TestPraiseKeepsTheQuiet(t *testing.T) {
	for name, chosen := range map[string]coach.Settings{
		"no nudges": {Nudges: coach.NudgeOff}, "quiet hours": {Quiet: coach.Hours{From: 11 * 60, To: 12 * 60}},
	} {
		s := newStory(t, func(team *coach.Team, _ []coach.Person) { team.Reps = []string{"U0ANN"} })
		s.setting("U0ANN", func(c *coach.Settings) { *c = chosen })
		s.logs("U0ANN", "conv", "2026-11-24", 20)
		s.logs("U0ANN", "meet", "2026-11-24", 5)
		s.at("2026-11-25", "11:30")
		s.ritual(coach.Nudge)
		if len(s.lines) > 0 {
			t.Errorf("%s: %q", name, s.lines)
		}
	}
}

// Of a larger team the record says what became of how many, and of whom it was not.
func TestTheRecordOfASweep(t *testing.T) {
	reasons := map[string]int{
		coach.NudgeAway: 1, nudgeSent: 2, nudgeBefore: 1, coach.NudgeOnPace: 3, coach.NudgeTooLittle: 1, coach.NudgeTooMuch: 1, coach.LeftInPeace: 1,
	}
	want := "looked at 9 people; 1 away; 2 nudged, 1 told before, 3 on pace, 1 too little to mention, 1 too much for the time left, 1 left in peace"
	if got := nudgeReason(10, reasons); got != want {
		t.Errorf("%q\nwant %q", got, want)
	}
	if got := nudgeReason(4, map[string]int{nudgeSent: 1, coach.LeftInPeace: 3}); got != "looked at 4 people" {
		t.Errorf("of a few: %q", got)
	}
}

// sweeps is a Wednesday morning, half past eleven, at which so many people of a team are nudged at once: the later in the
// alphabet, the further behind. It returns when.
func (s *stage) sweeps(people int) (due time.Time) {
	s.t.Helper()
	team := s.store.roster.Teams[0]
	team.Reps = nil
	for i := range people {
		id := fmt.Sprintf("U0R%03d", i)
		team.Reps = append(team.Reps, id)
		s.store.roster.People[id] = coach.Person{ID: id, Name: id, Zone: "Europe/London"}
		if done := int64(7 - i/40); done > 0 {
			s.store.ledger = append(s.store.ledger, coach.Activity{
				ID: id, Team: team.ID, Person: id, KPI: team.KPIs[0].ID, Day: coach.NewDay(2000, 1, 4), Count: done,
			})
		}
	}
	team.KPIs = team.KPIs[:1]
	team.KPIs[0].Target = coach.Target{Count: 20, Per: coach.Weekly}
	due = time.Date(2000, 1, 5, 11, 30, 0, 0, time.UTC)
	s.sleep(time.Until(due))
	err := s.bot.RunOccurrence(s.t.Context(), coach.Occurrence{
		Rhythm: "r", Team: team.ID, Kind: coach.Nudge, Zone: "Europe/London", Due: due,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return due
}

// nudgedOnce lists who was posted to, and fails when it was twice.
func (s *stage) nudgedOnce() []string {
	s.t.Helper()
	var people []string
	for _, p := range s.slack.posted {
		if slices.Contains(people, p.Channel) {
			s.t.Errorf("%s was nudged twice", p.Channel)
		}
		people = append(people, p.Channel)
	}
	return people
}

// Three hundred nudges at once go out a few a second, those who are furthest behind first, each once.
func TestManyNudgesAreSpread(t *testing.T) {
	perform(t, func(s *stage) {
		began := s.sweeps(300)
		s.drains()
		people := s.nudgedOnce()
		if took := time.Since(began); len(people) != 300 || took < time.Minute || took > 2*time.Minute {
			t.Errorf("%d people were nudged within %s", len(people), took)
		}
		perSecond := map[string]int{}
		for _, p := range s.slack.posted {
			second, _, _ := strings.Cut(p.TS, ".")
			perSecond[second]++
		}
		for second, n := range perSecond {
			if n > 25 { // what has gathered while nothing was sent, and the next few
				t.Errorf("%d in the second %s", n, second)
			}
		}
		// In each group of forty all are as far behind.
		group := func(channel string) (i int) {
			_, _ = fmt.Sscanf(channel, "D0R%d", &i)
			return i / 40
		}
		wrong := 0
		for i := 1; i < len(people); i++ {
			if group(people[i]) > group(people[i-1]) {
				wrong++ // of the few calls that run at once, any may end first
			}
		}
		if wrong > 8 || group(people[0]) != 7 || group(people[299]) != 0 {
			t.Errorf("not the most urgent first: %d are out of order in %v", wrong, people)
		}
	})
}

// Two dozen teams have the same time for nudges. Those who are furthest behind are told first, whichever team they are in.
func TestTheNudgesOfManyTeamsAreSpreadByUrgency(t *testing.T) {
	perform(t, func(s *stage) {
		first := s.store.roster.Teams[0]
		first.Reps, first.KPIs = nil, first.KPIs[:1]
		first.KPIs[0].Target = coach.Target{Count: 20, Per: coach.Weekly}
		s.store.roster.Teams = nil
		for i := range 24 {
			team := *first
			team.ID, team.Name = fmt.Sprintf("t%02d", i), fmt.Sprintf("Team %02d", i)
			for j := range 4 { // the first of each team is the furthest behind
				id := fmt.Sprintf("U0R%d%02d", j, i)
				team.Reps = append(team.Reps, id)
				s.store.roster.People[id] = coach.Person{ID: id, Name: id, Zone: "Europe/London"}
				if done := int64(2 * j); done > 0 {
					s.store.ledger = append(s.store.ledger, coach.Activity{
						ID: id, Team: team.ID, Person: id, KPI: team.KPIs[0].ID, Day: coach.NewDay(2000, 1, 4), Count: done,
					})
				}
			}
			s.store.roster.Teams = append(s.store.roster.Teams, &team)
		}
		due := time.Date(2000, 1, 5, 11, 30, 0, 0, time.UTC)
		s.sleep(time.Until(due))
		for i := range 24 {
			err := s.bot.RunOccurrence(s.t.Context(), coach.Occurrence{
				Rhythm: fmt.Sprintf("r%d", i), Team: fmt.Sprintf("t%02d", i), Kind: coach.Nudge, Zone: "Europe/London", Due: due,
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		s.drains()
		people, wrong := s.nudgedOnce(), 0
		for i := 1; i < len(people); i++ {
			if people[i][3] < people[i-1][3] {
				wrong++ // of the few calls that run at once, any may end first
			}
		}
		// While the sweeps were made, what there was by then went out: the first team's.
		if len(people) != 96 || wrong > 24 || people[95][3] != '3' {
			t.Errorf("%d people, %d out of order: %v", len(people), wrong, people)
		}
	})
}

// When Slack cannot be reached for most of the two hours, those who are furthest behind are still told in time, and nobody
// after it; a nudge of this morning is no help in the afternoon.
func TestLateNudgesAreDropped(t *testing.T) {
	perform(t, func(s *stage) {
		due := time.Date(2000, 1, 5, 11, 30, 0, 0, time.UTC)
		s.slack.fail = func(line string) error {
			if now := time.Now(); strings.HasPrefix(line, "post") && now.Before(due.Add(118*time.Minute+30*time.Second)) {
				return &net.OpError{Op: "dial", Err: errors.New("connection refused")}
			}
			return nil
		}
		s.sweeps(100)
		s.sleep(3 * time.Hour)
		s.drains()
		states := map[coach.MessageState]int{}
		for i := range 100 {
			m := s.state(nudgeKey(fmt.Sprintf("U0R%03d", i), coach.NewDay(2000, 1, 5)))
			states[m.State]++
			if m.State == coach.Dropped && m.Reason != coach.ReasonStale {
				t.Errorf("dropped for %q", m.Reason)
			}
		}
		if people := s.nudgedOnce(); len(people) != states[coach.Sent] || states[coach.Sent]+states[coach.Dropped] != 100 {
			t.Errorf("%d were told, the outbox says %v", len(people), states)
		}
		if states[coach.Dropped] == 0 || states[coach.Sent] == 0 {
			t.Errorf("that proves nothing: %v", states)
		}
		for _, p := range s.slack.posted {
			var second int64
			if _, err := fmt.Sscan(p.TS, &second); err != nil || time.Unix(second, 0).After(due.Add(2*time.Hour)) {
				t.Errorf("told at %s, which is too late (%v)", p.TS, err)
			}
		}
	})
}
