package coach

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Today is Friday 20 November 2026.
func TestParseTeamGoal(t *testing.T) {
	today := day(t, "2026-11-20")
	for _, tt := range []struct{ line, want string }{
		{"100 meetings this month", "100 meeting 2026-11-01..2026-11-30"},
		{"meetings 100", "100 meeting 2026-11-01..2026-11-30"},
		{"100 meetings # Before the  holidays ", "100 meeting 2026-11-01..2026-11-30 Before the holidays"},
		{"€50,000 revenue this quarter", "5000000 revenue 2026-10-01..2026-12-31"},
		{"50k revenue quarter", "5000000 revenue 2026-10-01..2026-12-31"},
		{"12 meetings week", "12 meeting 2026-11-16..2026-11-22"},
		{"12 meetings 2026-12-01..2026-12-18", "12 meeting 2026-12-01..2026-12-18"},
		{"12 meetings 1 Dec to 18 Dec", "12 meeting 2026-12-01..2026-12-18"},
		{"12 meetings today", "12 meeting 2026-11-20..2026-11-20"},

		{"", "A goal is for one KPI"},
		{"100", "A goal is for one KPI"},
		{"meetings", "How many meetings?"},
		{"100 meatings", `I don't know “meatings”. Did you mean meetings?`},
		{"100 meetings 200", "A goal is one number, so “200” is one too many"},
		{"100 meetings calls", "A goal is for one KPI, so “calls” is one too many"},
		{"100 meetings last month", "Those days are over"},
		{"0 meetings", "A goal can be 1 to"},
		{"-5 meetings", "A goal can be 1 to"},
		{"2000000 meetings", "A goal can be 1 to 1,000,000"},
		{"2.5 meetings", "Meetings are counted in whole numbers, and 2.5 is a fraction. For example: goal 100"},
		{"12 meetings last year", "I don't know “year”."},
		{"100 meetings 2026-01-01..2027-12-31", "a year at most"},
		{"100 meetings 2028-01-01", "more than a year ahead"},
		{"100 meetings week 2026-12-01", "names both"},
		{"100 meetings next month", "100 meeting 2026-12-01..2026-12-31"},
		{"100 meetings coming week # Sprint", "100 meeting 2026-11-23..2026-11-29 Sprint"},
		{"next quarter 100 meetings", "100 meeting 2027-01-01..2027-03-31"},
		{"100 meetings # " + strings.Repeat("x", 61), "up to 60 characters"},
	} {
		g, err := ParseTeamGoal(tt.line, west(), today)
		k, _ := west().KPI(g.KPI)
		got := fmt.Sprint(g.Count, " ", k.Name, " ", g.Span.From, "..", g.Span.To)
		if g.Name != "" {
			got += " " + g.Name
		}
		if err != nil {
			got = err.Error()
		}
		if err == nil && got != tt.want || err != nil && !strings.Contains(got, tt.want) {
			t.Errorf("%q: %s\nwant %s", tt.line, got, tt.want)
		}
	}
}

func TestATeamHasFewGoals(t *testing.T) {
	team, today := west(), day(t, "2026-11-20")
	for i, line := range []string{"10 meetings", "10 meetings week", "10 conversations"} {
		g, err := ParseTeamGoal(line, team, today)
		if err != nil {
			t.Fatalf("goal %d: %v", i, err)
		}
		team.Goals = append(team.Goals, g)
	}
	if _, err := ParseTeamGoal("10 meetings quarter", team, today); err == nil || !strings.Contains(err.Error(), "End one first") {
		t.Errorf("a goal too many: %v", err)
	}
	team.Goals[1].EndedAt = time.Unix(1, 0)
	if _, err := ParseTeamGoal("10 meetings quarter", team, today); err != nil {
		t.Errorf("after one was ended: %v", err)
	}
	if open := team.OpenGoals(today); len(open) != 2 {
		t.Errorf("%d are open", len(open))
	}
	if open := team.OpenGoals(day(t, "2026-12-01")); len(open) != 0 {
		t.Errorf("%d are open in December", len(open))
	}
}

// Two goals of one KPI for the same days would be two bars that contradict each other.
func TestAGoalForTheSameDaysIsRefused(t *testing.T) {
	team, today := west(), day(t, "2026-11-20")
	first, err := ParseTeamGoal("5 meetings quarter", team, today)
	if err != nil {
		t.Fatal(err)
	}
	team.Goals = []TeamGoal{first}
	const says = "has a goal of 5 meetings for these days already. End it first."
	if _, err := ParseTeamGoal("6 meetings quarter", team, today); err == nil || !strings.Contains(err.Error(), says) {
		t.Errorf("a second one: %v", err)
	}
	for _, other := range []string{"6 conversations quarter", "6 meetings month"} {
		if _, err := ParseTeamGoal(other, team, today); err != nil {
			t.Errorf("%s: %v", other, err)
		}
	}
	team.Goals[0].EndedAt = time.Unix(1, 0)
	if _, err := ParseTeamGoal("6 meetings quarter", team, today); err != nil {
		t.Errorf("in the place of one that was ended: %v", err)
	}
}

// Forty meetings in four weeks of twenty days: two a day.
func TestGoalPace(t *testing.T) {
	team := west()
	g := TeamGoal{KPI: team.KPIs[1].ID, Count: 40, Span: Span{day(t, "2026-11-02"), day(t, "2026-11-29")}}
	at := func(s string) time.Time {
		now, err := time.Parse("2006-01-02T15:04", s)
		if err != nil {
			t.Fatal(err)
		}
		return now
	}
	for _, tt := range []struct {
		at   string
		done int64
		want string
	}{
		{"2026-11-02T08:00", 0, "on pace 0"},
		{"2026-11-06T20:00", 10, "on pace 10000"},
		{"2026-11-08T20:00", 7, "behind 10000"},
		{"2026-11-08T20:00", 13, "ahead 10000"},
		{"2026-11-29T20:00", 39, "behind 40000"},
		{"2026-11-09T08:00", 40, "target reached 10000"},
		{"2026-12-24T08:00", 12, "behind 40000"},
	} {
		p := g.Pace(team, team.KPIs[1], tt.done, at(tt.at), time.UTC)
		status := string(p.Status)
		if p.Status == Reached {
			status = "target reached"
		}
		if got := fmt.Sprint(status, " ", p.Expected); got != tt.want {
			t.Errorf("%d at %s: %s, want %s", tt.done, tt.at, got, tt.want)
		}
	}
	if p := g.Percent(13); p != 32 {
		t.Errorf("13 of 40 are %d %%", p)
	}
}

func FuzzParseTeamGoal(f *testing.F) {
	for _, s := range []string{"100 meetings this month", "€50,000 revenue # x", "12 meetings 1 Dec..18 Dec", "goal", "#", "5m"} {
		f.Add(s, int32(20777))
	}
	f.Fuzz(func(t *testing.T, s string, n int32) {
		today := Day(n % 100_000)
		g, err := ParseTeamGoal(s, west(), today)
		if err == nil && (CheckTeamGoal(west(), g, today) != nil || g.Span.To < today) {
			t.Errorf("%q is %+v", s, g)
		}
		if err != nil && strings.TrimSpace(err.Error()) == "" {
			t.Errorf("%q is refused without a word", s)
		}
	})
}

// Whatever is done, a goal that is reached says so, and none asks for more than there is.
func TestGoalPaceHolds(t *testing.T) {
	team := west()
	rapid.Check(t, func(t *rapid.T) {
		from := anyDay().Draw(t, "from")
		g := TeamGoal{Count: rapid.Int64Range(1, MaxCount).Draw(t, "count"), Span: Span{from, from + Day(rapid.IntRange(0, 365).Draw(t, "days"))}}
		done := rapid.Int64Range(0, 2*MaxCount).Draw(t, "done")
		now := time.Unix(int64(from+Day(rapid.IntRange(-10, 400).Draw(t, "day")))*86_400+int64(rapid.IntRange(0, 86_399).Draw(t, "second")), 0)
		p := g.Pace(team, team.KPIs[1], done, now, time.UTC)
		if p.Status == NoTarget {
			return // no working day among them
		}
		if (p.Status == Reached) != (done >= g.Count) || p.Expected < 0 || p.Expected > g.Count*1000 || p.Status == OutOfReach {
			t.Fatalf("%+v", p)
		}
	})
}
