package coach

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

// kinds are all that can be observed, with how many questions each has at least.
func kinds() []ObservationKind {
	var all []ObservationKind
	for _, part := range banks() {
		for kind := range part {
			all = append(all, kind)
		}
	}
	slices.Sort(all)
	return all
}

// The bank by itself: enough questions for every kind of observation, none twice, each allowed before it is filled.
func TestBankIsFull(t *testing.T) {
	ids, all := map[string]string{}, 0
	for _, kind := range kinds() {
		if len(bankOf(kind)) < 4 {
			t.Errorf("%s has %d questions", kind, len(bankOf(kind)))
		}
		for _, q := range bankOf(kind) {
			all++
			if other := ids[questionID(q)]; other != "" {
				t.Errorf("%q and %q have one ID", q, other)
			}
			ids[questionID(q)] = q
			if err := CheckQuestion(q); err != nil {
				t.Errorf("%q: %v", q, err)
			}
			if word := accuses.FindString(q); word != "" {
				t.Errorf("%q sounds like blame: %q", word, q)
			}
		}
	}
	if all < 120 {
		t.Errorf("the bank has %d questions", all)
	}
	t.Logf("%d questions about %d kinds of observation", all, len(kinds()))
}

// IDs are stored, so that they have to stay what they are.
func TestQuestionIDsStay(t *testing.T) {
	if got := questionID("How did {the0} so far {period} come about?"); got != "e0f06b775523" {
		t.Errorf("it is %q now", got)
	}
}

// Where nothing was done, a question speaks of it as of what is still to come, and never as of a deed: "besides 0 of 20
// meetings", or "on the way to 0", would mock whoever had a bad week.
func TestNothingDoneIsNotMocked(t *testing.T) {
	deed := regexp.MustCompile(`(?i)\b(besides|on the way to|getting to|get to|brought you to|learnt from|the) (the entries on )?0\b`)
	well := regexp.MustCompile(`^What went well last week, with`)
	for _, kind := range []ObservationKind{ObservedStart, ObservedBeyond, ObservedWorse, ObservedFewer, ObservedStepDown, ObservedDaysDown, ObservedDayLost} {
		o := Observation{Kind: kind, KPI: KPI{Name: "meeting", Plural: "meetings"}, Above: KPI{Name: "call", Plural: "calls"}, Per: Weekly, Nums: []int64{0, 20, 5, 12}}
		for _, q := range bankOf(kind) {
			if s := o.fill(q); deed.MatchString(s) || well.MatchString(s) {
				t.Errorf("%s: %q", kind, s)
			}
		}
	}
}

var (
	quoted       = regexp.MustCompile(`“[^”]*”`)
	dated        = regexp.MustCompile(`(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{1,2} (Oct|Nov)`)
	numberInText = regexp.MustCompile(`-?(?:[€¥]|CHF )?\d+(,\d{3})*(\.\d+)?`)
	notToThem    = regexp.MustCompile(`\bAnn\b|^You has\b|\b(their|they)\b`)
	accuses      = regexp.MustCompile(`(?i)\b(fail\w*|only|just|lazy|problem\w*|bad|badly|poor\w*|blam\w*|excus\w*|fault\w*|behind schedule|` +
		`disappoint\w*|wrong|weak\w*|worst|worse|unfortunately|lack\w*|neglect\w*|should|must|never|again\?|too (few|little|low|late))\b`)
)

// Over thousands of lives, every fact is one that the ledger proves, and every question one that a good manager could ask
// aloud.
func TestEveryQuestionIsAGoodOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		for i := range 4 {
			readAll(t, someLife(rand.New(rand.NewPCG(seed, uint64(i)))), i)
		}
	})
}

// The same over lives that are always the same, among which each kind of observation comes up.
func TestEveryKindIsObserved(t *testing.T) {
	count := map[ObservationKind]int{}
	for i := range 800 {
		for _, o := range readAll(t, someLife(rand.New(rand.NewPCG(7, uint64(i)))), i) {
			count[o.Kind]++
		}
	}
	for _, kind := range kinds() {
		asked := kind == ObservedWish || lookBackBank[kind] != nil // what is asked about and not observed
		if count[kind] < 3 && !asked {
			t.Errorf("%s came up %d times", kind, count[kind])
		}
	}
	t.Log(count)
}

// failing is what both a test and a property can do.
type failing interface {
	Helper()
	Fatalf(format string, args ...any)
}

// readAll reads what could be said about a life, and a few of the questions about each fact, another few in each life.
func readAll(t failing, l life, from int) []Observation {
	t.Helper()
	all := Observe(l.facts())
	if len(all) == 0 {
		t.Fatalf("nothing to talk about")
	}
	for i, o := range all {
		if i > 0 && o.Weight > all[i-1].Weight {
			t.Fatalf("not in order of usefulness: %q, %q", all[i-1].Text, o.Text)
		}
		numbers, ok := l.truth(o)
		if !ok || !slices.Equal(numbers, o.Nums) && len(numbers) > 0 {
			t.Fatalf("%q: the ledger has %v, not %v; %v", o.Text, numbers, o.Nums, ok)
		}
		readSentence(t, o, numbers, o.Text, ".")
		readSentence(t, o, numbers, o.You, ".")
		if !strings.HasPrefix(o.Text, "Ann ") || !strings.HasPrefix(o.You, "You ") || notToThem.MatchString(quoted.ReplaceAllString(o.You, "")) {
			t.Fatalf("%q, and to them %q", o.Text, o.You)
		}
		if word := accuses.FindString(quoted.ReplaceAllString(o.Text, "")); word != "" {
			t.Fatalf("%q sounds like blame: %q", word, o.Text)
		}
		// All of them for each observation would be half a million, of which few are in a situation of their own.
		for seed := range 3 {
			q := o.fill(bankOf(o.Kind)[(from+seed)%len(bankOf(o.Kind))])
			readSentence(t, o, numbers, q, "?")
			if err := CheckQuestion(q); err != nil {
				t.Fatalf("%q: %v", q, err)
			}
		}
	}
	return all
}

// readSentence reads one sentence for grammar, for numbers that are true, and for words that accuse.
func readSentence(t failing, o Observation, numbers []int64, s, end string) {
	t.Helper()
	bare := quoted.ReplaceAllString(s, "it")
	if on := dated.FindString(bare); on != "" && on != o.Day.Format("Mon 2 Jan") {
		t.Fatalf("%q is not of %v", s, o.Day)
	}
	bare = dated.ReplaceAllString(bare, "then")
	if strings.ContainsAny(bare, "{}") || strings.Contains(bare, "  ") || !strings.HasSuffix(bare, end) || strings.Count(bare, "?") != b2i(end == "?") {
		t.Fatalf("not filled in, or more than one: %q", s)
	}
	for _, k := range []KPI{o.KPI, o.Above} {
		if fault := miscounted(bare, k); fault != "" {
			t.Fatalf("%q: %q", fault, s)
		}
	}
	var known []string
	for _, n := range numbers {
		known = append(known, o.KPI.Number(n), group(n))
	}
	found := numberInText.FindAllString(bare, -1)
	for _, n := range found {
		if !slices.Contains(known, n) {
			t.Fatalf("%s in %q is none of %v", n, s, known)
		}
	}
	if len(numbers) > 0 && len(found) == 0 && bare == s && !strings.Contains(bare, "the one ") && !strings.Contains(bare, "the next ") {
		t.Fatalf("quotes no number: %q", s)
	}
	for i, w := range o.Words {
		if !strings.Contains(s, "“"+w+"”") && (i == 0 || end == ".") {
			t.Fatalf("%q does not quote %q", s, w)
		}
	}
}

// miscounted finds one of many, or many of one.
func miscounted(s string, k KPI) string {
	p, ok := countings()[k.ID]
	if !ok {
		return ""
	}
	return p[0].FindString(s) + p[1].FindString(s)
}

// countings are, by KPI id, what is wrong with a number before its word. They take longer to make than to use.
var countings = sync.OnceValue(func() map[string][2]*regexp.Regexp {
	all := map[string][2]*regexp.Regexp{}
	for _, k := range someKPIs() {
		if k.Plural != "" {
			all[k.ID] = [2]*regexp.Regexp{
				regexp.MustCompile(`(?:^|[^\d.,])1 (?:` + k.Plural + `|working days)\b`),
				regexp.MustCompile(`(?:\b(?:0|[2-9]|\d[\d,]*\d)|the 1) ` + k.Name + `\b`),
			}
		}
	}
	return all
})
