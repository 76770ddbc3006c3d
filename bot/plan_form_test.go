package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"pgregory.net/rapid"

	"example.com/pacer/bot/coach"
)

// pickySlack refuses what is shown over anything but the newest.
type pickySlack struct{ *fakeSlack }

func (p pickySlack) UpdateView(ctx context.Context, id, hash string, v slack.ModalViewRequest) error {
	if hash != "" {
		return fmt.Errorf("views.update: %w", slack.SlackErrorResponse{Err: "hash_conflict"})
	}
	return p.fakeSlack.UpdateView(ctx, id, hash, v)
}

// planState is what a plan's form holds, as Slack sends it.
func planState(values ...string) map[string]map[string]slack.BlockAction {
	state := map[string]map[string]slack.BlockAction{}
	for i := 0; i+1 < len(values); i += 2 {
		state[values[i]] = map[string]slack.BlockAction{actPlanChange: {Value: values[i+1]}}
	}
	return state
}

// Two numbers that change quickly one after the other: the second was sent before the form showed what follows from the
// first. The newest is shown all the same.
func TestPlanShowsTheNewestOfQuickChanges(t *testing.T) {
	s := newRoles(t)
	s.bot.api = pickySlack{s.slack}
	s.turns("U0ANN", planRef{Team: "west", Person: "U0ANN"}.String(), planState(inPlanGoal, "k-deal", inPlanAmount+"k-deal", "7"))
	if seen := strings.Join(s.slack.transcript(), "\n"); !strings.Contains(seen, "update view V1") || !strings.Contains(seen, "7 deals a quarter") {
		t.Errorf("seen was %q", seen)
	}
}

// Where the store does not answer, the form stays, with what stands in it, and what follows from that.
func TestPlanGoesOnWithoutWhatWasCounted(t *testing.T) {
	s := newRoles(t)
	s.store.fail = func(method string) error {
		if method == "PeriodTotals" || method == "Totals" {
			return coach.ErrBusy
		}
		return nil
	}
	s.turns("U0ANN", planRef{Team: "west", Person: "U0ANN"}.String(),
		planState(inPlanGoal, "k-deal", inPlanAmount+"k-deal", "4", inPlanRate+"k-deal", "1 in 3", inPlanRate+"k-meet", "1 in 7"))
	if seen := strings.Join(s.slack.transcript(), "\n"); !strings.Contains(seen, "could not be read just now") || !strings.Contains(seen, "84 conversations a quarter") {
		t.Errorf("seen was %q", seen)
	}
	s.store.fail = func(string) error { return errors.New("the disk is on fire") }
	s.turns("U0ANN", planRef{Team: "west", Person: "U0ANN"}.String(), planState())
	if seen := s.slack.transcript(); len(seen) != 0 {
		t.Errorf("a form was replaced by a sentence: %q", seen)
	}
}

// The form keeps to Slack's limits for a team that counts as much as it may, whatever is typed.
func TestPlanKeepsToTheLimits(t *testing.T) {
	s := newRoles(t)
	w := s.store.roster.Team("west")
	for i := range coach.MaxKPIs - len(w.KPIs) {
		w.KPIs = append(w.KPIs, coach.KPI{
			ID: fmt.Sprintf("0199b2c4-0000-7000-8000-%012d", i), Name: fmt.Sprint(strings.Repeat("n", 35), i), Plural: fmt.Sprint(strings.Repeat("m", 35), i), Kind: coach.Lagging,
		})
	}
	state := formState{inPlanWords: {Value: strings.Repeat("w", maxTyped)}, inPlanOwn: {Value: strings.Repeat("o", maxTyped)}}
	for _, k := range w.KPIs {
		state[inPlanAmount+k.ID] = field{Value: "1,000,000" + strings.Repeat(" ", 60)}
		state[inPlanRate+k.ID] = field{Value: "1 of 3" + strings.Repeat(" ", 60)}
	}
	for _, goal := range []string{"k-conv", w.KPIs[len(w.KPIs)-1].ID} {
		state[inPlanGoal] = field{Value: goal}
		req := &request{Person: s.store.roster.Person("U0ANN"), Roster: &s.store.roster, State: state}
		p, err := s.bot.planner(t.Context(), req, planRef{Team: "west", Person: "U0ANN"})
		if err != nil {
			t.Fatal(err)
		}
		m := p.modal()
		if n := len(m.Blocks.BlockSet); n > maxViewBlocks || len(m.PrivateMetadata) > maxPrivate {
			t.Errorf("%s: %d blocks, %d characters of metadata", goal, n, len(m.PrivateMetadata))
		}
		seen := map[string]bool{}
		for _, b := range m.Blocks.BlockSet {
			if id := b.ID(); id != "" && (seen[id] || len(id) > 255) {
				t.Errorf("the block %s is there twice, or too long", id)
			}
			seen[b.ID()] = true
		}
	}
}

// Rates are what a count by hand gives, whoever began when and however long a step takes.
func TestRatesAreWhatACountByHandGives(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := newStory(t, func(team *coach.Team, _ []coach.Person) {
			for i := range team.KPIs {
				team.KPIs[i].Lag = rapid.SampledFrom([]int{0, 0, 7, 30}).Draw(rt, "lag")
			}
			team.Starts = map[string]coach.Start{"U0BOB": {Day: coach.NewDay(2026, 11, rapid.IntRange(1, 22).Draw(rt, "start"))}}
		})
		var logged []coach.Activity
		for range rapid.IntRange(0, 40).Draw(rt, "entries") {
			logged = append(logged, coach.Activity{
				ID: newID(), Team: "west", Person: rapid.SampledFrom(s.team.Reps).Draw(rt, "who"), KPI: rapid.SampledFrom(s.team.KPIs).Draw(rt, "what").ID,
				Day: coach.NewDay(2026, 11, 23) - coach.Day(rapid.IntRange(0, 140).Draw(rt, "ago")), Count: rapid.Int64Range(1, 9).Draw(rt, "n"), Source: "command",
			})
		}
		if err := s.b.commit(t.Context(), coach.Change{At: s.now, Activities: logged}); err != nil {
			rt.Fatal(err)
		}
		roster := s.request("U0ANN").Roster
		today := coach.DayOf(s.now, time.UTC)
		rates, err := s.b.planRates(t.Context(), roster, s.team, today)
		if err != nil {
			rt.Fatal(err)
		}
		for _, who := range s.team.Reps {
			for place := 1; place < len(s.team.KPIs); place++ {
				from, to := coach.LaggedSpans(today, coach.RateDays, s.team.KPIs[place].Lag, s.team.Starts[who].Day)
				var want coach.Rate
				for _, a := range logged {
					if a.Person == who && a.KPI == s.team.KPIs[place-1].ID && from.Contains(a.Day) {
						want.Of += a.Count
					}
					if a.Person == who && a.KPI == s.team.KPIs[place].ID && to.Contains(a.Day) {
						want.Won += a.Count
					}
				}
				if got := rates.rate(who, place); got != want {
					rt.Fatalf("%s into %s: %v, want %v", who, s.team.KPIs[place].Name, got, want)
				}
			}
		}
	})
}

// BenchmarkPlan measures what a change of a number costs, from the request to the form, in a team of 200 with 90 days of
// history in memory.
func BenchmarkPlan(b *testing.B) {
	team := westTeam()
	team.Reps = nil
	store := newMemory(coach.Roster{Teams: []*coach.Team{team}})
	for i := range 200 {
		id := fmt.Sprintf("U0P%d", i)
		team.Reps = append(team.Reps, id)
		store.roster.People[id] = coach.Person{ID: id, Name: id, Zone: "Europe/London"}
		for k, kpi := range team.KPIs[:3] {
			store.ledger = append(store.ledger, coach.Activity{Team: "west", Person: id, KPI: kpi.ID, Day: wednesdayDay() - 5, Count: int64(400 / (1 + 6*k) * (i%5 + 5)), Source: "command"})
		}
	}
	store.roster.LoadZones()
	bot := newBot(Config{Now: func() time.Time { return wednesday }}, store)
	req := &request{Person: store.roster.Person("U0P7"), Roster: &store.roster, State: formState{
		inPlanGoal: {Value: "k-deal"}, inPlanAmount + "k-deal": {Value: "4"},
	}}
	b.ReportAllocs()
	for b.Loop() {
		p, err := bot.planner(b.Context(), req, planRef{Team: "west", Person: "U0P7"})
		if err != nil {
			b.Fatal(err)
		}
		p.modal()
	}
}

// What a plan asks for is on the Home, once it is saved.
func TestAPlanIsOnTheHomeAtOnce(t *testing.T) {
	atHome(t, func(s *stage) {
		s.sleep(48 * time.Hour) // from a Saturday to the Monday
		s.opensHome("U0ANN")
		wants(t, s.home("U0ANN"), "of 20")
		s.submits(formPlan, planRef{Team: "west", Person: "U0ANN"}.String(), map[string]string{
			inPlanGoal: "k-meet", inPlanPer: "month", inPlanAmount + "k-meet": "21", inPlanRate + "k-meet": "1 in 2",
		})
		s.sleep(time.Minute)
		wants(t, s.home("U0ANN"), "of 10") // five days of 42 conversations in a month of 21
	})
}
