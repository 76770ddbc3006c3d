package bot

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/slack-go/slack"
	"pgregory.net/rapid"

	"example.com/pacer/bot/coach"
)

// chartLines is a chart in words: its kind, its title, and a line for each series.
func chartLines(t *testing.T, block slack.Block) []string {
	t.Helper()
	raw, err := json.Marshal(block)
	if err != nil {
		t.Fatal(err)
	}
	var c struct {
		Title string
		Chart struct {
			Type   string
			Axis   struct{ Categories []string } `json:"axis_config"`
			Series []struct {
				Name string
				Data []struct {
					Label string
					Value float64
				}
			}
		}
	}
	if err := json.Unmarshal(raw, &c); err != nil {
		t.Fatal(err)
	}
	lines := []string{c.Chart.Type + ": " + c.Title, strings.Join(c.Chart.Axis.Categories, ", ")}
	for _, s := range c.Chart.Series {
		line := s.Name
		for _, p := range s.Data {
			line += fmt.Sprintf(" %g", p.Value)
		}
		lines = append(lines, line)
	}
	return lines
}

// standing is what a person's /pace answers.
func (s *story) standing(user string) answer {
	s.t.Helper()
	a, err := showPace(s.t.Context(), s.b, s.request(user))
	if err != nil {
		s.t.Fatal(err)
	}
	return a
}

// Eight weeks are drawn from the first one with anything in it, activities alone, beside the same numbers in words.
func TestPaceDrawsTheWeeks(t *testing.T) {
	s := newStory(t)
	for day, n := range map[string]int64{"2026-11-03": 14, "2026-11-10": 18, "2026-11-24": 6} {
		s.logs("U0ANN", "conv", day, n)
	}
	s.logs("U0ANN", "meet", "2026-11-11", 4)
	s.logs("U0ANN", "rev", "2026-11-11", 4_000_000)
	s.at("2026-11-25", "12:00")
	a := s.standing("U0ANN")
	if len(a.Charted) != len(a.Blocks)+1 || !strings.Contains(a.Text, "Week by week: 14, 18, 0, and 6 so far this week") {
		t.Fatalf("%d blocks, %d with charts: %s", len(a.Blocks), len(a.Charted), a.Text)
	}
	got := chartLines(t, a.Charted[len(a.Charted)-2]) // the buttons come last
	want := "bar: Conversations and Meetings by week\n2 Nov, 9 Nov, 16 Nov, So far\nConversations 14 18 0 6\nMeetings 0 4 0 0"
	if strings.Join(got, "\n") != want {
		t.Errorf("%s\nwant %s", strings.Join(got, "\n"), want)
	}
	if a := s.standing("U0BOB"); len(a.Charted) > 0 {
		t.Error("there is nothing to draw of Bob")
	}
	s.logs("U0BOB", "conv", "2026-11-24", 6)
	if a := s.standing("U0BOB"); len(a.Charted) > 0 {
		t.Error("one week is no chart")
	}
}

// What would be a flat line beside another gets a chart of its own.
func TestChartsKeepToOneScale(t *testing.T) {
	w := func(name, unit string, top int64) weekly {
		return weekly{coach.KPI{Name: name, Plural: name, Unit: unit}, []int64{0, top}}
	}
	for want, all := range map[string][]weekly{
		"a b":     {w("a", "", 20), w("b", "", 5)},
		"a | b":   {w("a", "", 300), w("b", "", 5)},
		"a | b c": {w("a", "", 300), w("b", "", 20), w("c", "", 4)},
		"a b | c": {w("a", "", 300), w("b", "", 200), w("c", "", 4)},
		"a c | b": {w("a", "", 300), w("b", "EUR", 300), w("c", "", 4)},
		"a":       {w("a", "", 0)},
	} {
		var charts []string
		for _, chart := range sameScale(all) {
			var names []string
			for _, k := range chart {
				names = append(names, k.kpi.Name)
			}
			charts = append(charts, strings.Join(names, " "))
		}
		if got := strings.Join(charts, " | "); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// Whatever KPIs are called and whatever was counted, each is drawn once, in one unit a chart, and within Slack's limits.
func TestChartsAreWithinTheLimits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []weekly
		for i := range rapid.IntRange(1, coach.MaxLeading).Draw(t, "kpis") {
			name := rapid.SampledFrom([]string{"call", "a conversation of some length", "äöü", "a conversation of some strength"}).Draw(t, "name")
			unit := rapid.SampledFrom([]string{"", "", "EUR", "JPY"}).Draw(t, "unit")
			if i > 0 {
				unit = all[0].kpi.Unit
			}
			all = append(all, weekly{
				coach.KPI{ID: strconv.Itoa(i), Name: name, Plural: name, Unit: unit},
				rapid.SliceOfN(rapid.Int64Range(0, 1e12), paceWeeks, paceWeeks).Draw(t, "counts"),
			})
		}
		f := &figures{team: &coach.Team{}, roster: &coach.Roster{}, at: wednesday}
		charts, drawn := sameScale(all), 0
		if len(charts) > 2 {
			t.Fatalf("%d charts", len(charts))
		}
		for _, together := range charts {
			block, ok := weekChart(together, f.weekNames(coach.Person{})).(*slack.DataVisualizationBlock)
			if !ok {
				t.Fatal("no chart")
			}
			if err := block.Validate(); err != nil {
				t.Fatal(err)
			}
			if utf8.RuneCountInString(block.Title) > maxChartTitle {
				t.Fatalf("title %q", block.Title)
			}
			drawn += len(together)
		}
		if drawn != len(all) {
			t.Fatalf("%d of %d are drawn", drawn, len(all))
		}
	})
}

// charting is a stage on which Ann has something to draw.
func charting(t *testing.T) *stage {
	s := newStage(t)
	s.store.ledger = append(s.store.ledger, coach.Activity{
		ID: "a", Team: "west", Person: "U0ANN", KPI: "k-conv", Day: coach.NewDay(2026, 11, 10), Count: 14,
	})
	return s
}

// An answer with charts goes where a refusal is seen. When the workspace refuses them, the words come all the same, and
// no chart is tried for a day.
func TestAWorkspaceWithoutCharts(t *testing.T) {
	for name, refusal := range map[string]error{
		"by its name": slack.SlackErrorResponse{Err: "invalid_blocks"}, "by its status": slack.StatusCodeError{Code: 400},
	} {
		s := charting(t)
		if ack := s.types("U0ANN", "C0WEST", "/pace", ""); ack != "" {
			t.Errorf("%s: said twice: %s", name, ack)
		}
		if got := s.slack.transcript(); len(got) != 1 || !strings.HasPrefix(got[0], "respond: Where you stand in West.") {
			t.Errorf("%s: %q", name, got)
		}
		s.slack.fail = func(string) error { return fmt.Errorf("response_url: %w", refusal) }
		for _, tries := range []int{1, 0} {
			if ack := s.types("U0ANN", "C0WEST", "/pace", ""); !strings.HasPrefix(ack, "ephemeral: Where you stand in West. / Conversations: /") {
				t.Errorf("%s: %q", name, ack)
			}
			if got := s.slack.transcript(); len(got) != tries {
				t.Errorf("%s: tried %q", name, got)
			}
		}
		s.slack.fail, s.clock = nil, s.clock.Add(chartRest)
		if ack := s.types("U0ANN", "C0WEST", "/pace", ""); ack != "" || len(s.slack.transcript()) != 1 {
			t.Errorf("%s: a day later: %q", name, ack)
		}
	}
}

// A connection that breaks costs the chart and not the words, and says nothing about the workspace.
func TestAChartThatGetsLost(t *testing.T) {
	s := charting(t)
	s.slack.fail = func(string) error { return &net.OpError{Op: "dial", Err: errors.New("connection refused")} }
	for range 2 {
		if ack := s.types("U0ANN", "C0WEST", "/pace", ""); !strings.HasPrefix(ack, "ephemeral: Where you stand") {
			t.Errorf("%q", ack)
		}
		if got := s.slack.transcript(); len(got) != 1 {
			t.Errorf("tried %q", got)
		}
	}
}

// There is no time for a chart when the command has waited in the queue.
func TestALateCommandHasNoChart(t *testing.T) {
	s := charting(t)
	e, acks := s.delivery("U0ANN", s.command("U0ANN", "C0WEST", "/pace", ""))
	s.clock = s.clock.Add(2 * time.Second)
	s.bot.serve(e)
	if ack := s.one(*acks); !strings.HasPrefix(ack, "ephemeral: Where you stand") || len(s.slack.transcript()) > 0 {
		t.Errorf("%q", ack)
	}
}
