package coach

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// onWorkdays is an entry of n on each working day of some weeks.
func onWorkdays(t *testing.T, kpi, from, to string, n int64) (rows []DayTotal) {
	for d := day(t, from); d <= day(t, to); d++ {
		if w := d.Weekday(); w != time.Saturday && w != time.Sunday {
			rows = append(rows, DayTotal{"U0ANN", kpi, d, n})
		}
	}
	return rows
}

// pastOf is what follows from a ledger on Thursday, 19 November, for somebody with all of it before them.
func pastOf(t *testing.T, team *Team, ann Person, rows map[string][]DayTotal) RepFacts {
	f := RepFacts{Person: ann, Today: day(t, "2026-11-19")}
	f.Past(team, rows, day(t, "2026-08-17"))
	return f
}

func texts(all []Observation) (said []string) {
	for _, o := range all {
		said = append(said, o.Text)
	}
	return said
}

func TestPast(t *testing.T) {
	ann := Person{ID: "U0ANN", Name: "Ann"}
	usual := onWorkdays(t, "k1", "2026-08-17", "2026-10-18", 4)
	for _, tt := range []struct {
		about string
		rows  map[string][]DayTotal
		want  []string
	}{
		{"nothing", nil, []string{"Ann has no numbers to compare yet."}},
		{"weeks that are all the same are no news", map[string][]DayTotal{"k1": onWorkdays(t, "k1", "2026-08-17", "2026-11-19", 4)}, []string{
			"Ann had an entry on 69 working days in a row.",
		}},
		{
			"more for four weeks, a best week among them",
			map[string][]DayTotal{"k1": slices.Concat(usual, onWorkdays(t, "k1", "2026-10-19", "2026-11-06", 5), onWorkdays(t, "k1", "2026-11-09", "2026-11-19", 6))},
			[]string{
				"Ann had 30 conversations last week, more than in any of the 12 weeks before: the best of them had 25.",
				"Ann had an entry on 69 working days in a row.",
				"Ann had 105 conversations in the last four weeks, about 26 a week, compared with about 20 a week before.",
			},
		},
		{
			"a step that goes worse, and one that does as it did",
			map[string][]DayTotal{
				"k1": onWorkdays(t, "k1", "2026-08-17", "2026-11-19", 4),
				"k2": slices.Concat(onWorkdays(t, "k2", "2026-08-17", "2026-10-22", 2), onWorkdays(t, "k2", "2026-11-02", "2026-11-06", 2)),
			},
			[]string{
				"Ann had 10 meetings from 80 conversations in the last four weeks, compared with 98 from 196 before.",
				"Ann had 0 meetings last week, compared with about 7 in a usual week of the four before.",
				"Ann had an entry on 69 working days in a row.",
			},
		},
		{
			"fewer days, and in the end none",
			map[string][]DayTotal{"k1": slices.Concat(usual, onWorkdays(t, "k1", "2026-10-19", "2026-10-23", 4))},
			[]string{
				"Ann had 0 conversations last week, compared with about 10 in a usual week of the four before.",
				"Ann had an entry on 2 of 20 working days in the last four weeks, compared with 48 of 48 before.",
			},
		},
	} {
		f := pastOf(t, west(), ann, tt.rows)
		f.Steps = f.Steps[:min(1, len(f.Steps))]
		got := texts(Observe(f))
		if !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s:\n%s\nwant\n%s", tt.about, strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
		}
	}
}

// Who was away last week did less, and that is nothing to talk about; nor are the weeks before somebody began.
func TestPastLeavesOutWhatIsNobodysDoing(t *testing.T) {
	team, rows := west(), onWorkdays(t, "k1", "2026-08-17", "2026-11-08", 4)
	ann := Person{ID: "U0ANN", Name: "Ann", Absences: []Absence{
		{Span: Span{day(t, "2026-11-10"), day(t, "2026-11-30")}, Part: WholeDay, Source: SaidBySelf},
	}}
	all := map[string][]DayTotal{"k1": append(rows, onWorkdays(t, "k1", "2026-11-09", "2026-11-09", 4)...)}
	for _, o := range Observe(pastOf(t, team, ann, all)) {
		if !o.Good {
			t.Errorf("of somebody who was away: %q", o.Text)
		}
	}
	team.Starts = map[string]Start{"U0ANN": {Day: day(t, "2026-10-05")}}
	f := pastOf(t, team, Person{ID: "U0ANN"}, all)
	if len(f.Worked) != 6 || len(f.Weeks["k1"]) != 6 || len(f.Steps) != 0 {
		t.Errorf("after six weeks: %d weeks, %d of conversations, %v", len(f.Worked), len(f.Weeks["k1"]), f.Steps)
	}
	// Without a start, the first entry is one.
	f = pastOf(t, west(), Person{ID: "U0ANN"}, map[string][]DayTotal{"k2": onWorkdays(t, "k2", "2026-10-07", "2026-11-18", 1)})
	if len(f.Worked) != 5 || f.Days.Before.Of != 11 || f.Streak != 31 {
		t.Errorf("since the first entry: %d weeks, %v days, %d in a row", len(f.Worked), f.Days, f.Streak)
	}
}

// A week without any entry is told once, as silence, and not for each KPI again; what came of a week that has some is.
func TestABlankWeekIsToldOnce(t *testing.T) {
	rows := map[string][]DayTotal{"k1": onWorkdays(t, "k1", "2026-08-17", "2026-11-06", 4), "k2": onWorkdays(t, "k2", "2026-08-17", "2026-11-06", 2)}
	about := func(k2 string) (kinds []ObservationKind) {
		rows["k2"] = append(rows["k2"], onWorkdays(t, "k2", k2, k2, 2)...)
		f := pastOf(t, west(), Person{ID: "U0ANN", Name: "Ann"}, rows)
		f.Silent = 6
		for _, o := range Observe(f) {
			if o.Kind == ObservedSilence || o.Kind == ObservedWorse {
				kinds = append(kinds, o.Kind)
			}
		}
		return kinds
	}
	if got := about("2026-11-07"); !slices.Equal(got, []ObservationKind{ObservedSilence}) { // no entry is on a Saturday
		t.Errorf("a blank week is told as %v", got)
	}
	if got := about("2026-11-10"); len(got) != 3 {
		t.Errorf("a week with one day in it is told as %v", got)
	}
}

func TestHurdlesThatAreTheSame(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"Prices", "prices!", true},
		{"the price list is too old", "Old price list again", true},
		{"waiting for legal at Acme", "Acme: waiting for their legal team", true},
		{"prices", "two people are ill", false},
		{"waiting for legal", "waiting for a demo", false},
		{"no time", "no leads", false},
		{"", "", false},
		{"?", "?", false},
	} {
		if alike(tt.a, tt.b) != tt.want || alike(tt.b, tt.a) != tt.want {
			t.Errorf("%q and %q: not %v", tt.a, tt.b, tt.want)
		}
	}
}

func TestObserveWords(t *testing.T) {
	on := day(t, "2026-11-19")
	f := RepFacts{
		Person: Person{ID: "U0ANN", Name: "Ann"}, Today: on,
		Due:     []Commitment{{Text: "call five lapsed accounts", Due: on - 3}, {Text: "write to Acme", Due: on}},
		Kept:    []Commitment{{Text: "ask Bob."}},
		Hurdles: []Hurdle{{on - 3, "the price list"}, {on - 1, "The price list!"}, {on - 2, "two people are ill"}},
	}
	var got []string
	for _, o := range Observe(f) {
		got = append(got, o.You)
	}
	want := []string{
		"You made a commitment that is due: “write to Acme”.",
		"You made a commitment for Mon 16 Nov, and its day has passed: “call five lapsed accounts”.",
		"You kept a commitment: “ask Bob”.",
		"You named the same hurdle on 2 days: “The price list!”.",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
