package coach

import (
	"slices"
	"strings"
	"testing"
)

func annFacts(t *testing.T, now string, done map[string]int64) RepFacts {
	team := west()
	f := RepFacts{Person: Person{ID: "U0ANN", Name: "Ann"}}
	for _, k := range team.KPIs {
		if n, ok := done[k.Name]; ok {
			f.Paces = append(f.Paces, PaceOf(k, k.Target, n, 0, CalendarOf(team, f.Person), at(t, now), london(t)))
		}
	}
	return f
}

func TestObserve(t *testing.T) {
	tests := []struct {
		about string
		facts func() RepFacts
		want  []string // facts, the most useful first
	}{
		{"behind with one and ahead with another: the larger share comes first, good or not", func() RepFacts {
			return annFacts(t, "2026-11-19 09:00", map[string]int64{"conversation": 9, "meeting": 5})
		}, []string{
			"Ann has 5 of 5 meetings this week: the target is reached.",
			"Ann has 9 of 20 conversations this week, 3 behind pace.",
		}},
		{"an activity comes before a result", func() RepFacts {
			return annFacts(t, "2026-11-27 17:30", map[string]int64{"deal": 0, "meeting": 3})
		}, []string{
			"Ann has 3 of 5 meetings this week, 2 behind pace.",
			"Ann has 0 of 2 deals this month, 1 behind pace.",
		}},
		{"nothing to show for a result, on the first day of a week: what can be steered comes first", func() RepFacts {
			return annFacts(t, "2026-11-23 09:00", map[string]int64{"conversation": 0, "deal": 0})
		}, []string{
			"Ann has 0 of 20 conversations this week: this is the start.",
			"Ann has 0 of 2 deals this month, 1 behind pace.",
		}},
		{"on pace, and behind with a result", func() RepFacts {
			return annFacts(t, "2026-11-19 09:00", map[string]int64{"conversation": 12, "deal": 0})
		}, []string{
			"Ann has 0 of 2 deals this month, 1 behind pace.",
			"Ann has 12 of 20 conversations this week, on pace.",
		}},
		{"on pace", func() RepFacts {
			return annFacts(t, "2026-11-19 09:00", map[string]int64{"conversation": 12})
		}, []string{"Ann has 12 of 20 conversations this week, on pace."}},
		{"a promise, a hurdle and silence", func() RepFacts {
			return RepFacts{
				Person: Person{Name: "Ann"}, Hurdle: "two people\nare “ill”", Silent: 3,
				Due: []Commitment{{Text: "call five lapsed accounts"}},
			}
		}, []string{
			"Ann made a commitment that is due: “call five lapsed accounts”.",
			"Ann has no entry in the last 3 working days.",
			`Ann named a hurdle: “two people are "ill"”.`,
		}},
		{"a week that differs from the usual", func() RepFacts {
			f := annFacts(t, "2026-11-23 09:00", map[string]int64{"conversation": 0, "meeting": 0})
			f.KPIs, f.Worked = west().KPIs[:2], []int{10, 10, 10, 10}
			f.Weeks = map[string][]int64{"k1": {20, 10, 8, 4}, "k2": {1, 6, 8, 4}}
			return f
		}, []string{
			"Ann had 20 conversations last week, compared with about 7 in a usual week of the three before.",
			"Ann had 1 meeting last week, compared with about 6 in a usual week of the three before.",
			"Ann has 0 of 20 conversations this week: this is the start.",
			"Ann has 0 of 5 meetings this week: this is the start.",
		}},
		{"what is nothing but chance: one deal a week, and now none, or two; a sum that has been before", func() RepFacts {
			f := annFacts(t, "2026-11-23 09:00", map[string]int64{"conversation": 0})
			f.KPIs, f.Worked = []KPI{{ID: "k1", Name: "deal"}, {ID: "k2", Name: "visit"}, {ID: "k3", Name: "revenue", Unit: "EUR"}}, []int{10, 10, 10, 10}
			f.Weeks = map[string][]int64{"k1": {0, 1, 1, 1}, "k2": {2, 1, 0, 1}, "k3": {500_00, 100_00, 900_00, 0}}
			return f
		}, []string{"Ann has 0 of 20 conversations this week: this is the start."}},
		{"nobody is silent who has done all that was to be done", func() RepFacts {
			f := annFacts(t, "2026-11-19 09:00", map[string]int64{"conversation": 20, "meeting": 5})
			f.Silent = 3
			return f
		}, []string{"Ann has 20 of 20 conversations this week: the target is reached.", "Ann has 5 of 5 meetings this week: the target is reached."}},
		{"one day of silence is a day off the log", func() RepFacts {
			return RepFacts{Person: Person{Name: "Ann"}, Silent: 1}
		}, []string{"Ann has no numbers to compare yet."}},
		{
			"somebody whose name is not known", func() RepFacts { return RepFacts{Silent: 2} },
			[]string{"This rep has no entry in the last 2 working days."},
		},
	}
	for _, tt := range tests {
		var got []string
		for _, o := range Observe(tt.facts()) {
			got = append(got, o.Text)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s:\n%s\nwant\n%s", tt.about, strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
		}
	}
}

// That nothing is done yet is one piece of news, of however many things: the most useful of them is shown, and all of them are
// on the pages of everything.
func TestNothingDoneIsSaidOnce(t *testing.T) {
	seen := Observe(annFacts(t, "2026-11-19 09:00", map[string]int64{"conversation": 0, "meeting": 0, "deal": 0}))
	var got []string
	for _, o := range Shown(seen, 5) {
		got = append(got, o.Text)
	}
	want := []string{"Ann has 0 of 20 conversations this week, 12 behind pace: more than this week still has room for.", "Ann has 0 of 2 deals this month, 1 behind pace."}
	if len(seen) != 3 || !slices.Equal(got, want) {
		t.Errorf("of %d is shown %q", len(seen), got)
	}
}

// Each kind of concern has its good twin, and they weigh the same.
func TestGoodNewsWeighsWhatConcernDoes(t *testing.T) {
	behind := Observe(annFacts(t, "2026-11-19 09:00", map[string]int64{"conversation": 7}))[0]
	ahead := Observe(annFacts(t, "2026-11-19 09:00", map[string]int64{"conversation": 17}))[0]
	if behind.Good || !ahead.Good || behind.Weight != ahead.Weight {
		t.Errorf("5 behind weighs %d, 5 ahead %d", behind.Weight, ahead.Weight)
	}
}

func TestQuestionsQuoteTheNumbers(t *testing.T) {
	o := Observe(annFacts(t, "2026-11-19 09:00", map[string]int64{"conversation": 9}))[0]
	want := []string{
		"How did the 9 conversations so far this week come about?",
		"What helped you the most in getting to 9 of 20 conversations this week?",
		"What would make the next 3 conversations easier to get?",
		"How would you like to go from 9 to 20 conversations this week?",
		"Where could the next 3 conversations come from?",
		"Who could help you with the next 3 conversations?",
		"Which part of your day could bring the next 3 conversations?",
		"How could the 9 conversations so far this week lead to 3 more?",
		"What would a good next hour look like for you, with 9 of 20 conversations this week?",
	}
	var got []string
	for _, q := range (Asking{Seen: []Observation{o}}).Questions(len(want)) {
		got = append(got, q.Text)
	}
	// It begins with any of them and goes round.
	first := max(0, slices.Index(got, want[0]))
	if got = slices.Concat(got[first:], got[:first]); !slices.Equal(got, want) {
		t.Errorf("asked are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// What somebody named in a huddle is asked about with what could be in its way, and with how to help.
func TestWhatWasNamedIsAskedAbout(t *testing.T) {
	for _, tt := range []struct {
		about, hurdle, help string
		want                string // the kinds, with the words that are asked about
	}{
		{"both", "the {0} price list", "a second pair of eyes", "hurdle “the {0} price list”, wish “a second pair of eyes”"},
		{"a hurdle alone", "prices. ", "", "hurdle “prices”, wish “prices”"},
		{"help alone", " \n", "a lift", "wish “a lift”"},
		{"nothing", "", "", ""},
	} {
		var got []string
		seen := Named(Person{ID: "U0ANN"}, tt.hurdle, tt.help)
		for _, o := range seen {
			got = append(got, string(o.Kind)+" “"+o.Words[0]+"”")
		}
		if strings.Join(got, ", ") != tt.want {
			t.Errorf("%s: %q, want %q", tt.about, got, tt.want)
		}
		for i, q := range (Asking{Seen: seen}).Questions(len(seen)) {
			if !strings.Contains(q.Text, "“"+seen[i].Words[0]+"”") || CheckQuestion(q.Text) != nil {
				t.Errorf("%s: %q", tt.about, q.Text)
			}
		}
	}
}
