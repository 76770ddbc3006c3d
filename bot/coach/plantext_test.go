package coach

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// exampleCourse is the funnel of the worked example: 4 qualified leads from 12 of 84 of 1,200.
func exampleCourse() Course {
	return Course{
		KPIs: []KPI{
			{ID: "dial", Name: "dial", Plural: "dials", Kind: Leading, Minutes: 3},
			{ID: "conv", Name: "conversation", Plural: "conversations", Kind: Leading, Minutes: 10},
			{ID: "meet", Name: "meeting", Plural: "meetings", Kind: Leading, Minutes: 45},
			{ID: "lead", Name: "qualified lead", Plural: "qualified leads"},
		},
		Rates: []Rate{{84, 1200}, {12, 84}, {4, 12}},
	}
}

func TestWhatAPlanTakes(t *testing.T) {
	november := Span{NewDay(2026, time.November, 1), NewDay(2026, time.November, 30)} // 21 working days
	week := Calendar{Working: Weekdays{false, true, true, true, true, true, false}}
	part := week
	part.Week = [7]Part{time.Monday: WholeDay, time.Tuesday: WholeDay, time.Wednesday: Morning}
	away := week
	away.Absences = []Absence{{Span: november, Part: WholeDay, Source: SaidBySelf}}
	k := exampleCourse().KPIs
	for _, tt := range []struct {
		name  string
		cal   Calendar
		kpi   KPI
		count int64
		per   Period
		want  string
	}{
		{"the example", week, k[1], 84, Monthly, "84 conversations a month: 20 a week, 4 a day"},
		{"its dials", week, k[0], 1200, Monthly, "1,200 dials a month: 286 a week, 58 a day"},
		{"less than one a day", week, k[2], 12, Monthly, "12 meetings a month: 3 a week"},
		{"less than one a week", week, k[2], 2, Monthly, "2 meetings a month"},
		{"a result", week, k[3], 90, Monthly, "90 qualified leads a month"},
		{"a result a quarter", week, k[3], 90, Quarterly, "90 qualified leads a quarter: 30 a month"},
		{"part-time", part, k[1], 84, Monthly, "84 conversations a month: 20 a week, 8 a day"},
		{"away all month", away, k[1], 84, Monthly, "84 conversations a month"},
		{"one", week, k[1], 1, Monthly, "1 conversation a month"},
	} {
		if got := tt.kpi.PlanLine(tt.cal.Takes(tt.kpi, tt.count, tt.per, november), tt.per); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// What falls to each day is enough for the period, and one less a day is not.
func TestWhatFallsToADayAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cal := Calendar{}
		for d := range cal.Working {
			cal.Working[d] = rapid.Bool().Draw(t, "works")
			cal.Week[d] = Part(rapid.IntRange(0, int(WholeDay)).Draw(t, "part"))
		}
		from := NewDay(2026, 1, 1) + Day(rapid.IntRange(0, 400).Draw(t, "from"))
		span := Span{from, from + Day(rapid.IntRange(0, 91).Draw(t, "days"))}
		k := exampleCourse().KPIs[0]
		takes := cal.Takes(k, rapid.Int64Range(1, 1_000_000).Draw(t, "count"), Monthly, span)
		halves := int64(takes.HalfDays)
		switch {
		case takes.Day > 0 && halves >= 2 && (takes.Day*halves < 2*takes.Count || (takes.Day-1)*halves >= 2*takes.Count):
			t.Fatalf("%+v", takes)
		case takes.Day == 0 && halves >= 2 && 2*takes.Count >= halves:
			t.Fatalf("nothing a day: %+v", takes)
		case takes.Week > takes.Count:
			t.Fatalf("more in a week than in all: %+v", takes)
		}
	})
}

func TestNumbersThatAreHardToBelieve(t *testing.T) {
	k := exampleCourse().KPIs
	for _, tt := range []struct {
		kpi       KPI
		day, best int64
		want      string
	}{
		{k[0], 58, 0, ""},
		{k[0], 312, 0, "That is 312 dials a day, about 15½ hours of work. Is it right?"},
		{KPI{Name: "dial", Plural: "dials", Kind: Leading}, 312, 0, "That is 312 dials a day. Is it right?"},
		{KPI{Name: "dial", Plural: "dials", Kind: Leading}, 100, 0, ""},
		{KPI{Name: "dial", Plural: "dials", Kind: Leading}, 100, 40, "That is 100 dials a day; in the best week lately it was 40. Is it right?"},
		{KPI{Name: "dial", Plural: "dials", Kind: Leading}, 312, 200, ""},
		{k[3], 312, 0, ""},
	} {
		if got := tt.kpi.Doubts(Takes{Day: tt.day}, tt.best, Hours{}); got != tt.want {
			t.Errorf("%d %s: %q, want %q", tt.day, tt.kpi.Plural, got, tt.want)
		}
	}
	step := StepRate{Above: k[2], KPI: k[3], Own: Rate{4, 12}}
	for text, want := range map[string]string{
		"1 in 3": "", "60\u00a0%": "",
		"9 in 10": "You count on 90\u00a0% from meeting to qualified lead; so far it is 33\u00a0%, likely 14 to 61\u00a0%. Is it right?",
		"3 in 2":  "150\u00a0% is more qualified leads than meetings. Is it right?",
	} {
		r, err := ParseRate(text)
		if got := step.Doubts(r); got != want || err != nil {
			t.Errorf("%s: %q (%v), want %q", text, got, err, want)
		}
	}
	revenue := StepRate{Above: KPI{Name: "deal"}, KPI: KPI{Name: "revenue", Unit: "EUR"}}
	deal := Rate{1_272_000, 1}
	for goal, want := range map[int64]string{
		400:       "€4 is less than one deal, which is €12,720 on average. Is it right?",
		1_271_999: "€12,719.99 is less than one deal, which is €12,720 on average. Is it right?",
		1_272_000: "",
		0:         "", // cannot be read; that is said at its field
	} {
		if got := revenue.DoubtsGoal(goal, deal); got != want {
			t.Errorf("%d: %q, want %q", goal, got, want)
		}
	}
	if got := step.DoubtsGoal(1, Rate{4, 12}) + revenue.DoubtsGoal(400, Rate{}); got != "" {
		t.Errorf("asked about counts, or without a rate: %q", got)
	}
}

func TestWhatABetterRateSaves(t *testing.T) {
	c, takes := exampleCourse(), Takes{HalfDays: 42, WeekHalf: 10}
	c.Rates[2] = Rate{1, 6}
	before := c.WorkBack(4)
	levers := c.Levers(4, []Rate{{}, {}, {1, 5}}, c.Effort())
	if got, want := c.LeverLine(levers[2], before, Monthly, takes),
		"If 1 in 5 meetings became a qualified lead rather than 1 in 6, it would take 2,000 dials a month instead of 2,400: about 6½ hours less a week."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := c.LeverLine(levers[0], before, Monthly, takes),
		"If 7.7\u00a0% of dials became conversations rather than 7\u00a0%, it would take 2,182 dials a month instead of 2,400: about 2½ hours less a week."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	for i := range c.KPIs {
		c.KPIs[i].Minutes = 0
	}
	if got, want := c.LeverLine(levers[0], before, Monthly, takes),
		"If 7.7\u00a0% of dials became conversations rather than 7\u00a0%, it would take 2,182 dials a month instead of 2,400."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	c.Rates = []Rate{{1, 1}, {1, 1}, {9, 10}}
	tiny := c.Levers(1, make([]Rate, 3), c.Effort())
	if got, want := c.LeverLine(tiny[len(tiny)-1], c.WorkBack(1), Monthly, takes),
		"If 99\u00a0% of meetings became qualified leads rather than 90\u00a0%, it would take no fewer activities."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
