package coach

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
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
			f.LastWeek = map[string]int64{"k1": 20, "k2": 1}
			f.FourWeeks = map[string]int64{"k1": 42, "k2": 13}
			return f
		}, []string{
			"Ann had 20 conversations last week, against about 11 in a usual week of the last four.",
			"Ann had 1 meeting last week, against about 3 in a usual week of the last four.",
			"Ann has 0 of 20 conversations this week: this is the start.",
			"Ann has 0 of 5 meetings this week: this is the start.",
		}},
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
		"What helped most in getting to 9 of 20 conversations this week?",
		"What would make the next 3 conversations easier to get?",
		"How would you like to go from 9 to 20 conversations this week?",
		"Where could the next 3 conversations come from?",
		"Who could help you with the next 3 conversations?",
		"How did the 9 conversations so far this week come about?", // and round again
	}
	for seed, q := range want {
		if got := QuestionAbout(o, seed); got != q {
			t.Errorf("question %d is %q, want %q", seed, got, q)
		}
	}
	if got := QuestionAbout(o, -1); got != want[5] {
		t.Errorf("the one before the first is %q", got)
	}
	if got := HurdleQuestion("the {0} price list", 0); got != "How can I best help you with “the {0} price list”?" {
		t.Errorf("got %q", got)
	}
	if got := HurdleQuestion(" \n", 3); !strings.HasSuffix(got, "?") {
		t.Errorf("without a hurdle: %q", got)
	}
}

// The bank by itself: enough questions for every kind of observation, no question twice.
func TestBankIsFull(t *testing.T) {
	seen := map[string]bool{}
	for _, kind := range []ObservationKind{
		ObservedBehind, ObservedStart, ObservedSteady, ObservedAhead, ObservedReached, ObservedBetter, ObservedWorse,
		ObservedSilence, ObservedHurdle, ObservedDue, ObservedNewcomer,
	} {
		if len(bank[kind]) < 4 {
			t.Errorf("%s has %d questions", kind, len(bank[kind]))
		}
		for _, q := range bank[kind] {
			seen[string(kind)+q] = true
		}
	}
	if len(seen) < 30 {
		t.Errorf("the bank has %d questions", len(seen))
	}
	var all int
	for _, questions := range bank {
		all += len(questions)
	}
	if all != len(seen) {
		t.Errorf("%d questions, %d of them different and of a known kind", all, len(seen))
	}
}

// anyFacts draws a rep in some situation: any mixture of KPIs, money included, any numbers, with zero and one
// as likely as the rest.
func anyFacts(t *rapid.T) RepFacts {
	few := func(label string) int64 {
		return rapid.OneOf(rapid.Int64Range(0, 2), rapid.Int64Range(0, 30), rapid.Int64Range(0, 2_000_000)).Draw(t, label)
	}
	words := rapid.SampledFrom([]string{"", "", "prices", "Why do they not call? <@U1> & {0}", "“quoted”\nlines", strings.Repeat("long ", 60)})
	f := RepFacts{Person: Person{ID: "U0ANN", Name: "Ann"}, LastWeek: map[string]int64{}, FourWeeks: map[string]int64{}}
	for range rapid.IntRange(0, 3).Draw(t, "paces") {
		s := anyScene(t)
		s.kpi.ID += rapid.StringMatching("[a-z]").Draw(t, "id")
		s.target.Count, s.done = few("target"), few("done")
		s.today = min(s.today, s.done)
		f.Paces = append(f.Paces, s.pace())
		f.LastWeek[s.kpi.ID], f.FourWeeks[s.kpi.ID] = few("last"), few("four")
	}
	f.Silent = rapid.IntRange(0, 30).Draw(t, "silent")
	f.Hurdle = words.Draw(t, "hurdle")
	if w := words.Draw(t, "due"); w != "" {
		f.Due = []Commitment{{Text: w}}
	}
	return f
}

var (
	beginsOpenly = regexp.MustCompile(`^(How|What|Which|Who|Where) `)
	quoted       = regexp.MustCompile(`“[^”]*”`)
	numberInText = regexp.MustCompile(`-?[€]?\d[\d,]*(\.\d+)?`)
	oneOfMany    = regexp.MustCompile(`(^|[^\d.,])1 (meetings|working days)|[^\d,.]0 meeting\b|\b([02-9]|1\d+) meeting\b`)
)

// Over thousands of situations, every question is one that a good manager could ask aloud.
func TestEveryQuestionIsAGoodOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for range 25 {
			checkConversation(t, Observe(anyFacts(t)))
		}
	})
}

// checkConversation checks everything that could be asked about one rep.
func checkConversation(t *rapid.T, all []Observation) {
	if len(all) == 0 {
		t.Fatal("nothing to talk about")
	}
	for i, o := range all {
		if i > 0 && o.Weight > all[i-1].Weight {
			t.Fatal("not in order of usefulness")
		}
		checkSentence(t, o, o.Text, ".")
		for seed := range len(bank[o.Kind]) {
			q := QuestionAbout(o, seed)
			checkQuestion(t, q)
			checkSentence(t, o, q, "?")
		}
	}
	checkQuestion(t, HurdleQuestion(all[0].Text, rapid.Int().Draw(t, "seed")))
}

// checkQuestion checks how a question begins and ends, and that it asks for no reason.
func checkQuestion(t *rapid.T, q string) {
	bare := quoted.ReplaceAllString(q, "it")
	if !beginsOpenly.MatchString(bare) || !strings.HasSuffix(bare, "?") || strings.Count(bare, "?") != 1 {
		t.Fatalf("not an open question: %q", q)
	}
	lower := strings.ToLower(bare)
	for _, blame := range []string{"why", "fail", "reason", "excuse", "should", "only ", "just "} {
		if strings.Contains(lower, blame) {
			t.Fatalf("%q in %q", blame, q)
		}
	}
}

// checkSentence checks the grammar, and that each number in it is one that the observation states.
func checkSentence(t *rapid.T, o Observation, s, end string) {
	bare := quoted.ReplaceAllString(s, "it")
	if strings.ContainsAny(bare, "{}") || strings.Contains(bare, "  ") || !strings.HasSuffix(bare, end) {
		t.Fatalf("not filled in: %q", s)
	}
	if oneOfMany.MatchString(bare) {
		t.Fatalf("not grammatical: %q", s)
	}
	var known []string
	for _, n := range o.Nums {
		known = append(known, o.KPI.Number(n))
	}
	for _, n := range numberInText.FindAllString(bare, -1) {
		if !slices.Contains(known, n) {
			t.Fatalf("%s in %q is none of %v", n, s, known)
		}
	}
	if len(o.Nums) > 0 && !numberInText.MatchString(bare) && !strings.Contains(bare, "one ") && !strings.Contains(bare, "the next ") {
		t.Fatalf("quotes no number: %q", s)
	}
	for _, w := range o.Words {
		if !strings.Contains(s, "“"+w+"”") {
			t.Fatalf("%q does not quote %q", s, w)
		}
	}
}
