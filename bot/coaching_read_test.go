package bot

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/pacer/bot/coach"
)

// generatedTeam is a story of people in three zones, some of whom began of late, who log something every other day; a meeting
// may come a week after the conversation that led to it.
func generatedTeam(t *testing.T, r *rand.Rand, n int) *story {
	t.Helper()
	s := newStory(t)
	m := s.b.store.(*memory)
	s.at("2026-12-02", fmt.Sprintf("%02d:30", r.IntN(24)))
	s.team.Reps, s.team.Starts = nil, map[string]coach.Start{}
	s.team.KPIs[1].Lag = r.IntN(3) * 7
	today := coach.NewDay(2026, 12, 2)
	var change coach.Change
	for i := range n {
		id := fmt.Sprintf("U0REP%03d", i)
		s.team.Reps = append(s.team.Reps, id)
		m.roster.People[id] = coach.Person{ID: id, Name: "Rep " + id, Zone: []string{"Europe/London", "Pacific/Auckland", "Pacific/Honolulu"}[r.IntN(3)]}
		first := today - 120
		if r.IntN(3) == 0 {
			first = today - coach.Day(r.IntN(120))
			s.team.Starts[id] = coach.Start{Day: first}
		}
		for d := first; d <= today+1; d += 2 {
			for k, count := range []int64{5 + r.Int64N(9), 1 + r.Int64N(4)} {
				change.Activities = append(change.Activities, coach.Activity{
					ID: newID(), Team: s.team.ID, Person: id, KPI: s.team.KPIs[k].ID, Day: d, Count: count, LoggedAt: s.now, Source: "import",
				})
			}
		}
	}
	if err := s.b.store.Commit(t.Context(), change); err != nil {
		t.Fatal(err)
	}
	return s
}

// What a brief goes by is what everybody's days say, though it reads those of the one alone: their facts, and how the whole
// team's steps went.
func TestABriefOfOnesOwnDaysIsThatOfAllDays(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 0))
	told := 0
	for _, n := range []int{1, 3, 3, 3, manyPeople + 1} {
		s := generatedTeam(t, r, n)
		req := s.request("U0MAYA")
		some, err := s.b.coaching(t.Context(), req.Roster, s.team, s.now, req.Person.ID)
		if err != nil {
			t.Fatal(err)
		}
		people := req.Roster.Active(s.team)
		all, err := s.b.coachingOfAll(t.Context(), req, s.team)
		if err != nil {
			t.Fatal(err)
		}
		team := map[string]coach.Rate{}
		for _, p := range people {
			for _, step := range all.facts(p).Steps {
				sum := team[step.KPI.ID]
				team[step.KPI.ID] = coach.Rate{Won: sum.Won + step.Lately.Won, Of: sum.Of + step.Lately.Of}
			}
		}
		whole, err := some.whole(t.Context(), s.b, people[:min(n, 5)])
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range people[:min(n, 5)] {
			c, err := s.b.coachingAbout(t.Context(), req.Roster, s.team, p, req.Person.ID)
			if err != nil {
				t.Fatal(err)
			}
			about := &brief{coaching: c, req: req, who: p, facts: c.facts(p)}
			zones := cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() })
			for _, other := range []coach.RepFacts{whole.facts(p), all.facts(p)} {
				if diff := cmp.Diff(other, about.facts, zones); diff != "" {
					t.Errorf("%d people: of %s (- of all, + of their own): %s", n, p.ID, diff)
				}
			}
			if about.steps, err = s.b.teamSteps(t.Context(), about); err != nil {
				t.Fatal(err)
			}
			told += len(about.facts.Steps)
			for _, step := range about.facts.Steps {
				if got, want := about.steps[step.KPI.ID], team[step.KPI.ID]; got != want {
					t.Errorf("%d people: the team's rate is %+v, and %+v by all days", n, got, want)
				}
			}
		}
	}
	if told < 10 {
		t.Errorf("no more than %d steps are told of anybody", told)
	}
}

// coachingOfAll is what was read for a brief before: all weeks of everybody, day by day.
func (b *Bot) coachingOfAll(ctx context.Context, req *request, t *coach.Team) (*coaching, error) {
	f, err := b.figures(ctx, req.Roster, t, b.now(), coachWeeks)
	if err != nil {
		return nil, err
	}
	c := &coaching{figures: f, since: f.fullWeeks(coachWeeks), among: len(req.Roster.Active(t)), reader: req.Person.ID}
	return c, c.read(ctx, b)
}

// Whoever has flown west has logged something tomorrow, which counts now, also when the clock has moved on while the store
// was read; of an instant that has passed it does not.
func TestWhatWasLoggedTomorrowCountsNow(t *testing.T) {
	s := newStory(t)
	s.logs("U0ANN", "conv", "2026-11-24", 3)
	roster := s.request("U0ANN").Roster
	at := s.now
	for _, tt := range []struct {
		later time.Duration
		want  int64
	}{{0, 3}, {time.Second, 3}, {time.Hour, 0}} {
		s.now = at.Add(tt.later)
		f, err := s.b.figures(t.Context(), roster, s.team, at, 0)
		if err != nil {
			t.Fatal(err)
		}
		if got := f.pace(roster.Person("U0ANN"), s.team.KPIs[0]).Done; got != tt.want {
			t.Errorf("%v later %d are done, want %d", tt.later, got, tt.want)
		}
	}
}
