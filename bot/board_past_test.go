package bot

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/pacer/bot/coach"
)

// boards is what everybody sees of the boards of some days, and what each sees of themselves.
func (s *story) boards(span coach.Span) string {
	s.t.Helper()
	roster := s.request("U0ANN").Roster
	var w sheet
	for _, kpi := range []string{"", "conv"} {
		d := board{team: roster.Team("west"), span: span}
		if k, ok := d.team.EverKPI(kpi); ok {
			d.kpi = &k
		}
		st, err := s.b.standings(s.t.Context(), roster, d, true)
		if err != nil {
			s.t.Fatal(err)
		}
		st.show(&w, everybody, "/log")
		w.say(st.mostImproved()...)
		for _, viewer := range []string{"U0ANN", "U0BOB", "U0CAT"} {
			w.say(append([]string{viewer}, st.mine(viewer)...)...)
		}
	}
	// From New Year on the title names the year, and nothing else of the board may change.
	return strings.ReplaceAll(strings.Join(w.lines, "\n"), " 2026.\n", ".\n")
}

// A board of days that are over is the same to the letter, whatever is decided later: targets, plans, roles, weeks, KPIs that
// come and go, absences of other days, and who joins.
func TestPastBoardsNeverChange(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	monday := coach.NewDay(2026, 11, 2)
	spans := []coach.Span{{From: monday, To: monday + 6}, {From: monday - 1, To: monday + 15}, {From: monday + 2, To: monday + 2}, {From: monday - 1, To: monday + 20}}
	for range 6 {
		s := newStory(t, func(team *coach.Team, _ []coach.Person) {
			team.Board = []coach.BoardMode{coach.BoardPercent, coach.BoardCount, coach.BoardImproved}[random.IntN(3)]
			team.Segments = map[string]string{"U0ANN": "AE"}
			team.KPIs[random.IntN(2)].Target = coach.Target{Count: 60, Per: coach.Monthly}
		})
		for d := monday - 28; d <= monday+20; d++ {
			s.logs(s.team.Reps[random.IntN(3)], []string{"conv", "meet"}[random.IntN(2)], d.String(), int64(1+random.IntN(6)))
		}
		var did []string
		for day := monday + 3; day <= monday+21; day += coach.Day(1 + random.IntN(6)) {
			s.at(day.String(), "12:00")
			did = append(did, s.decides(random, day))
		}
		last := monday + 21
		s.at(last.String(), "08:00")
		var before []string
		for _, span := range spans {
			before = append(before, s.boards(span))
		}
		for day := last; day < last+60; day += coach.Day(1 + random.IntN(9)) {
			s.at(day.String(), "12:00")
			did = append(did, s.decides(random, day))
			for i, span := range spans {
				if now := s.boards(span); now != before[i] {
					t.Fatalf("%s..%s was\n%s\nand after %q is\n%s", span.From, span.To, before[i], did, now)
				}
			}
		}
	}
}

// decides changes something from a day on, and says what.
func (s *story) decides(random *rand.Rand, day coach.Day) string {
	s.t.Helper()
	roster := s.request("U0ANN").Roster
	team := *roster.Team("west")
	team.KPIs, team.Reps = slices.Clone(team.KPIs), slices.Clone(team.Reps)
	person := []string{"U0ANN", "U0BOB", "U0CAT"}[random.IntN(3)]
	change := coach.Change{At: s.now, Team: &team}
	what := random.IntN(9)
	switch what {
	case 0:
		team.KPIs[random.IntN(2)].Target = coach.Target{Count: int64(random.IntN(90)), Per: []coach.Period{coach.Daily, coach.Weekly, coach.Monthly}[random.IntN(3)]}
	case 1:
		team.Segments = map[string]string{"U0ANN": "AE", person: []string{"SDR", "AE", ""}[random.IntN(3)]}
	case 2:
		team.WorkingDays = coach.Weekdays{time.Sunday: true, time.Monday: true, time.Tuesday: random.IntN(2) == 0}
		team.WeekStart = time.Weekday(random.IntN(2))
	case 3:
		if len(team.KPIs) > 2 {
			i := random.IntN(2)
			team.KPIs = slices.Delete(team.KPIs, i, i+1)
		}
	case 4:
		team.KPIs = append(team.KPIs, coach.KPI{Name: fmt.Sprintf("demo%d", day), Plural: fmt.Sprintf("demos%d", day), Kind: coach.Leading, Target: coach.Target{Count: 3, Per: coach.Weekly}})
	case 5:
		team.Reps = append(team.Reps, fmt.Sprintf("U0P%d", day))
	case 6:
		need := map[string]int64{"conv": int64(random.IntN(300)), "meet": int64(random.IntN(90))}
		change = coach.Change{At: s.now, WorkBack: &coach.Plan{
			ID: newID(), Team: "west", Person: person, From: day - coach.Day(random.IntN(20)), Per: coach.Monthly, Goal: "deal", Count: 3, Needs: need,
			State: coach.PlanActive, By: person, MadeAt: s.now,
		}}
	case 7:
		from := day + 1 + coach.Day(random.IntN(20))
		change = coach.Change{At: s.now, Absences: []coach.Absence{{
			ID: newID(), Person: person, Span: coach.Span{From: from, To: from + coach.Day(random.IntN(9))}, Part: coach.WholeDay, Source: coach.SaidBySelf, By: person,
		}}}
	case 8:
		week := [7]coach.Part{1: coach.WholeDay, 2: coach.WholeDay, 4: coach.Part(random.IntN(4))}
		change = coach.Change{At: s.now, Settings: &coach.PersonSettings{Person: person, Settings: coach.Settings{Week: week}}}
	}
	if err := s.b.store.Commit(s.t.Context(), change); err != nil {
		s.t.Fatal(err)
	}
	return fmt.Sprintf("%s: %d", day, what)
}

// Who joins the team has no row on boards of days before, unless they logged something for them. From then on they count.
func TestANewcomerIsNotOnBoardsOfBefore(t *testing.T) {
	s := newStory(t)
	s.logs("U0ANN", "conv", "2026-11-17", 20)
	s.at("2026-11-24", "10:00")
	grown := *s.team
	grown.Reps = append(slices.Clone(grown.Reps), "U0DAN")
	if err := s.b.store.Commit(t.Context(), coach.Change{At: s.now, Team: &grown}); err != nil {
		t.Fatal(err)
	}
	s.at("2026-11-25", "10:00")
	s.command("U0DAN", "board", "last week")
	s.logs("U0DAN", "conv", "2026-11-20", 5)
	s.command("U0DAN", "board", "conversations last week")
	s.tells(
		"dan alone sees: …• Conversations: 20, 33 % of what was expected…You: these days are from before you came to the team on Tue 24 Nov.",
		"dan alone sees: …1. a teammate (new): 125 %…• Conversations: 25, 39 % of what was expected…You: 125 % of target to date, rank 1. …",
	)
}

// A role that somebody has now says nothing about what they did last week.
func TestLikeIsComparedWithLikeOfThen(t *testing.T) {
	s := newStory(t, func(team *coach.Team, _ []coach.Person) {
		team.Segments = map[string]string{"U0ANN": "AE", "U0BOB": "SDR", "U0CAT": "SDR"}
	})
	for user, n := range map[string]int64{"U0ANN": 6, "U0BOB": 20, "U0CAT": 10} {
		s.logs(user, "conv", "2026-11-17", n)
		s.logs(user, "conv", "2026-11-24", n)
	}
	s.at("2026-11-24", "10:00")
	moved := *s.team
	moved.Segments = map[string]string{"U0ANN": "AE", "U0BOB": "AE", "U0CAT": "SDR"}
	if err := s.b.store.Commit(t.Context(), coach.Change{At: s.now, Team: &moved}); err != nil {
		t.Fatal(err)
	}
	s.at(storyFriday, "17:30")
	s.command("U0BOB", "board", "conversations last week")
	s.command("U0BOB", "board", "conversations")
	s.tells(
		"bob alone sees: …/ SDR, Percent of target to date: / 1. Bob: 100 % / …, rank 1 of the role SDR. …",
		"bob alone sees: …/ AE, Percent of target to date: / 1. Bob: 100 % / …, rank 1 of the role AE. …",
	)
}

// Of long ago the roster does not show who was away and what they planned: the board asks the store.
func TestABoardOfLongAgo(t *testing.T) {
	s := newStory(t)
	m := s.b.store.(*memory)
	m.roster.Since = coach.NewDay(2026, 5, 9)
	for _, day := range []string{"2025-11-18", "2026-11-24"} {
		s.logs("U0ANN", "conv", day, 10)
		s.logs("U0BOB", "conv", day, 5)
	}
	asked := 0
	m.fail = func(method string) error {
		if method == "Past" {
			asked++
		}
		return nil
	}
	s.at(storyFriday, "17:30")
	s.command("U0ANN", "board", "2026-11-23")
	if asked > 0 {
		t.Error("it was asked for a board of this week")
	}
	s.command("U0ANN", "board", "2025-11-17..2025-11-23")
	if asked != 1 {
		t.Errorf("it was asked %d times", asked)
	}
}

// What the team did on days past stays what it was when somebody leaves, who has no row any more; and so does its per cent.
func TestTheTeamsResultStaysWhenSomebodyLeaves(t *testing.T) {
	for _, gone := range []string{"deactivated", "off the team"} {
		t.Run(gone, func(t *testing.T) {
			s := newStory(t)
			for _, id := range s.team.Reps {
				s.logs(id, "conv", "2026-11-20", 20)
			}
			s.at("2026-11-25", "10:00")
			s.logs("U0CAT", "conv", "2026-11-24", 8)
			s.command("U0ANN", "board", "conversations last week")
			cat := s.request("U0CAT").Person
			cat.Deleted = true
			change := coach.Change{At: s.now, People: []coach.Person{cat}}
			if gone == "off the team" {
				team := *s.team
				team.Reps = []string{"U0ANN", "U0BOB"}
				change = coach.Change{At: s.now, Team: &team}
			}
			if err := s.b.store.Commit(t.Context(), change); err != nil {
				t.Fatal(err)
			}
			s.at(storyFriday, "17:30")
			s.command("U0ANN", "board", "conversations last week")
			s.command("U0ANN", "board", "conversations")
			s.tells(
				"ann alone sees: …1. Ann, Bob and Cat: 100 % / The team: / • Conversations: 60, 100 % of what was expected / …",
				"ann alone sees: …1. Ann and Bob: 100 % / The team: / • Conversations: 60, 100 % of what was expected / …",
				// Of this week Cat was there for two days.
				"ann alone sees: …• Conversations: 8, 16 % of what was expected by now / …",
			)
		})
	}
}
