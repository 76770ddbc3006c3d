package bot

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// unseen are the fields of a change that show on no Home, or that come with another field that does.
var unseen = []string{
	"At", "Inbound", // of any change
	"Seen", "Over", "Roster", "Messages", "Plan", "Welcomed",
	"Back", "AgendaBack", // whose it was stands in About
}

// Every part of a change has somebody's Home made anew, or it is known to show on none. One that names somebody has theirs
// made, even if it turns out to read as before and is not published.
func TestEveryChangeIsNoticed(t *testing.T) {
	fields := reflect.TypeFor[coach.Change]()
	for i := range fields.NumField() {
		name := fields.Field(i).Name
		s := newStage(t)
		s.bot.homes.open("U0ANN")
		var c coach.Change
		reflect.ValueOf(&c).Elem().Field(i).Set(something(fields.Field(i).Type))
		s.bot.homes.changed(c)
		h := s.bot.homes
		noticed := h.news.waits()
		if want := !slices.Contains(unseen, name); noticed != want {
			t.Errorf("%s: noticed is %v", name, noticed)
		}
	}
}

// something is a value that is not zero, one level deep.
func something(kind reflect.Type) reflect.Value {
	v := reflect.New(kind).Elem()
	switch kind.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(kind.Elem()))
	case reflect.Slice:
		v.Set(reflect.MakeSlice(kind, 1, 1))
	case reflect.String:
		v.SetString("x")
	}
	return v
}

// What somebody else does shows on the Home of whom it is about within a second.
func TestOthersDeedsShowWithinASecond(t *testing.T) {
	deal := coach.Deal{ID: "d1", Team: "west", Owner: "U0ANN", Name: "Acme", Stage: "discovery"}
	for _, row := range []struct {
		name   string
		change coach.Change
		want   map[string]string // by person
	}{
		{"a deal", coach.Change{Deals: []coach.Deal{deal}}, map[string]string{"U0ANN": "*Acme*"}},
		{
			"a question",
			coach.Change{Direct: &coach.DirectQuestion{ID: "q", Team: "west", Person: "U0ANN", Manager: "U0MAYA", Question: "How was York?", At: wednesday}},
			map[string]string{"U0ANN": "*Maya asks you* / How was York?"},
		},
		{
			"an agenda",
			coach.Change{Agenda: []coach.AgendaItem{{ID: "g", Team: "west", Person: "U0ANN", By: "U0MAYA", Text: "The fair", At: wednesday}}},
			map[string]string{"U0ANN": "Maya: The fair", "U0MAYA": "1 on the agenda"},
		},
		{
			"a one-to-one",
			coach.Change{OneToOne: &coach.OneToOne{ID: "o", Team: "west", Person: "U0ANN", Manager: "U0MAYA", Day: coach.NewDay(2000, 1, 1), At: wednesday}},
			map[string]string{"U0MAYA": "This month you have coached 1 of 2 people"},
		},
		{
			"a goal",
			coach.Change{Goal: &coach.TeamGoal{ID: "g", Team: "west", KPI: "k-conv", Count: 10, Span: coach.Span{From: coach.NewDay(2000, 1, 1), To: coach.NewDay(2000, 1, 2)}}},
			map[string]string{"U0ANN": "*Team goal*", "U0BOB": "*Team goal*", "U0MAYA": "*Team goal*"},
		},
		{
			"a commitment",
			coach.Change{Commitments: []coach.Commitment{{ID: "c", Team: "west", Person: "U0ANN", Text: "Call early", Due: coach.NewDay(2000, 1, 1), State: coach.PromiseOpen}}},
			map[string]string{"U0ANN": "Call early", "U0MAYA": "Call early"},
		},
		{
			"a check-in",
			coach.Change{CheckIn: &coach.WeeklyCheckIn{Team: "west", Person: "U0ANN", Week: coach.NewDay(1999, 12, 27)}},
			map[string]string{"U0MAYA": "1 of 1 in"},
		},
	} {
		atHome(t, func(s *stage) {
			for _, who := range []string{"U0ANN", "U0BOB", "U0MAYA"} {
				s.opensHome(who)
			}
			s.sleep(2 * time.Second)
			for who, words := range row.want {
				wants(t, s.home(who), "!"+words)
			}
			row.change.At, row.change.Inbound = s.now(), "x"
			if err := s.bot.commit(t.Context(), row.change); err != nil {
				t.Fatalf("%s: %v", row.name, err)
			}
			s.sleep(time.Second)
			for who, words := range row.want {
				wants(t, s.home(who), words)
			}
		})
	}
}

// A log moves the bar of a goal on everybody's Home in a small team.
func TestAGoalMovesForAll(t *testing.T) {
	atHome(t, func(s *stage) {
		s.store.roster.Teams[0].Goals = []coach.TeamGoal{{ID: "g", Team: "west", KPI: "k-conv", Count: 10, Span: coach.Span{From: coach.NewDay(2000, 1, 1), To: coach.NewDay(2000, 1, 2)}}}
		s.opensHome("U0BOB")
		s.sleep(2 * time.Second)
		wants(t, s.home("U0BOB"), "0 of 10 conversations")
		s.types("U0ANN", "C0WEST", "/log", "4 conversations")
		s.sleep(time.Second)
		wants(t, s.home("U0BOB"), "4 of 10 conversations")
	})
}

// In a large team whoever logs sees the bar move at once, and the others within a minute, without a Home for each log; who has
// not looked for a day keeps theirs.
func TestAGoalMovesForALargeTeam(t *testing.T) {
	atHome(t, func(s *stage) {
		team := s.store.roster.Teams[0]
		for i := range homeJoint {
			team.Reps = append(team.Reps, fmt.Sprintf("U0P%03d", i))
		}
		team.Goals = []coach.TeamGoal{{ID: "g", Team: "west", KPI: "k-conv", Count: 100, Span: coach.Span{From: coach.NewDay(2000, 1, 1), To: coach.NewDay(2000, 1, 3)}}}
		for _, who := range []string{"U0ANN", "U0BOB"} {
			s.opensHome(who)
		}
		s.sleep(2 * time.Second)
		for range 4 {
			s.types("U0ANN", "C0WEST", "/log", "1 conversation")
			s.sleep(2 * time.Second)
		}
		wants(t, s.home("U0ANN"), "4 of 100 conversations")
		wants(t, s.home("U0BOB"), "0 of 100 conversations")
		s.sleep(time.Minute)
		wants(t, s.home("U0BOB"), "4 of 100 conversations")
		s.types("U0ANN", "C0WEST", "/log", "1 conversation")
		s.sleep(time.Second)
		s.bot.homes.changed(coach.Change{About: []string{"U0BOB"}}) // something of his own does not wait for the rest
		s.sleep(2 * time.Second)
		wants(t, s.home("U0BOB"), "5 of 100 conversations")
	})
}

// What can wait leaves calls for what cannot.
func TestABudgetIsLeftForWhoWaits(t *testing.T) {
	b, now := newBudget(20, 2), time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	idle := 0
	for b.takeLeaving(now, 10) == 0 {
		idle++
	}
	soon := 0
	for b.take(now) == 0 {
		soon++
	}
	if idle != 10 || soon != 10 {
		t.Errorf("%d that could wait went, and %d that could not", idle, soon)
	}
	if wait := b.takeLeaving(now, 10); wait != 5500*time.Millisecond {
		t.Errorf("the next one waits for %v", wait)
	}
	if wait := b.takeLeaving(now.Add(time.Hour), 10); wait != 0 || b.left != 19 {
		t.Errorf("after an hour it waits for %v, and %v are left", wait, b.left)
	}
}

// A workspace that has no charts refuses a view with one; the Home then comes with numbers and the way to a picture, and no
// chart is tried again for a day. A view that is refused for something else keeps charts open.
func TestHomeWhereChartsAreRefused(t *testing.T) {
	atHome(t, func(s *stage) {
		for d := range coach.Day(20) {
			s.store.ledger = append(s.store.ledger, coach.Activity{Team: "west", Person: "U0ANN", KPI: "k-conv", Day: coach.NewDay(2000, 1, 1) - d, Count: 2})
		}
		refusing := &chartless{fakeSlack: s.slack}
		s.bot.api = refusing
		s.opensHome("U0ANN")
		wants(t, s.home("U0ANN"), "*Week by week* / Conversations: ")
		if refusing.tried.Load() != 1 {
			t.Errorf("a chart was tried %d times", refusing.tried.Load())
		}
		s.sleep(time.Minute)
		s.opensHome("U0ANN")
		if refusing.tried.Load() != 1 {
			t.Errorf("a chart was tried %d times within a minute", refusing.tried.Load())
		}
		refusing.takes.Store(true)
		s.sleep(25 * time.Hour)
		s.opensHome("U0ANN")
		wants(t, s.home("U0ANN"), "!Week by week")
		if refusing.tried.Load() != 2 {
			t.Errorf("a chart was tried %d times the day after", refusing.tried.Load())
		}
		refusing.all.Store(true)
		s.sleep(time.Minute)
		s.opensHome("U0ANN")
		if !s.bot.charts.open(s.now()) {
			t.Error("charts are given up for what was not about charts")
		}
	})
}

// chartless refuses views that have a chart, until it takes them, or all views.
type chartless struct {
	*fakeSlack
	takes, all atomic.Bool
	tried      atomic.Int32
}

func (f *chartless) PublishHome(ctx context.Context, person, hash string, v slack.HomeTabViewRequest) (string, error) {
	if isCharted(v) {
		f.tried.Add(1)
	}
	if f.all.Load() || isCharted(v) && !f.takes.Load() {
		return "", fmt.Errorf("views.publish: %w", slack.SlackErrorResponse{Err: "invalid_arguments"})
	}
	return f.fakeSlack.PublishHome(ctx, person, hash, v)
}

// A bar says nothing that is not true: none of nothing, all of it only with all, and the line where pace is.
func TestPaceBars(t *testing.T) {
	for _, row := range []struct {
		done, target, expected int64
		status                 coach.Status
		want                   string
	}{
		{0, 20, 0, coach.OnPace, "│░░░░░░░░░░"},
		{12, 20, 15, coach.Behind, "██████░│░░░"},
		{19, 20, 10, coach.Ahead, "█████│████░"},
		{1999, 2000, 1999, coach.OnPace, "█████████│░"},
		{0, 20, 20, coach.OutOfReach, "░░░░░░░░░░│"},
		{25, 20, 10, coach.Reached, "██████████"},
		{3, 0, 0, coach.NoTarget, ""},
		{-3, 20, 5, coach.Behind, "░░│░░░░░░░░"},
		{4e18, 9e18, 1e15, coach.Ahead, "│████░░░░░░"},
	} {
		p := coach.Pace{Done: row.done, Target: row.target, Expected: row.expected * 1000, Status: row.status}
		if got := paceBar(p); got != row.want {
			t.Errorf("%d of %d, %d expected: %s, want %s", row.done, row.target, row.expected, got, row.want)
		}
	}
}
