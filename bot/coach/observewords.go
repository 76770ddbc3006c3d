package coach

import (
	"slices"
	"strings"
	"unicode"
)

// What is observed of what somebody said.

// observeWords brings back what somebody said: a hurdle that they named, and what they meant to have done by now. No
// test of chance holds for words, and none is needed: the person said it. What could go wrong is to quote it to
// somebody whom it was not meant for, and that is for the caller to see to, who fills RepFacts for one reader.
func observeWords(f RepFacts) []Observation {
	var all []Observation
	quoting := func(o Observation, verb, what, text string) {
		words := said(text)
		if words == "" {
			return
		}
		o.Person, o.Words = f.Person, []string{words}
		o.tell(verb, "%s: “%s”.", what, words)
		all = append(all, o)
	}
	// A day that has passed is named, so that nobody has to wonder which one is meant; that it was missed is not said.
	for _, c := range f.Due {
		if f.Today == 0 || c.Due >= f.Today {
			quoting(Observation{Kind: ObservedDue, Weight: weightDue}, "made", "a commitment that is due", c.Text)
			continue
		}
		quoting(Observation{Kind: ObservedMissed, Weight: weightMissed, Day: c.Due},
			"made", "a commitment for "+c.Due.inLine()+", and its day has passed", c.Text)
	}
	// What was dropped or moved is not brought back: letting go of it is an answer that stands.
	for _, c := range f.Kept {
		quoting(Observation{Kind: ObservedKept, Weight: weightKept, Good: true}, "kept", "a commitment", c.Text)
	}
	// Named once it may have been the day; named twice it is worth more than what any number shows.
	hurdle, days := f.newestHurdle()
	if days > 1 {
		quoting(Observation{Kind: ObservedAgain, Weight: weightAgain, Nums: []int64{int64(days)}},
			"named", "the same hurdle on "+group(int64(days))+" days", hurdle)
	} else {
		quoting(Observation{Kind: ObservedHurdle, Weight: weightHurdle}, "named", "a hurdle", hurdle)
	}
	return all
}

// inLine is a date in a sentence: "Thu 19 Nov".
func (d Day) inLine() string { return d.Format("Mon 2 Jan") }

// newestHurdle is the hurdle that was named last, and on how many days one like it was named. f.Hurdle, where it is
// given, is the newest and beats the list, which may have been read without it. Twice on one day, as when a check-in is
// edited, is one day.
func (f RepFacts) newestHurdle() (words string, days int) {
	newest := Hurdle{Day: -Forever, Words: f.Hurdle}
	for _, h := range f.Hurdles {
		if h.Words != "" && (newest.Words == "" || f.Hurdle == "" && h.Day > newest.Day) {
			newest = h
		}
	}
	var on []Day
	for _, h := range f.Hurdles {
		if alike(h.Words, newest.Words) && !slices.Contains(on, h.Day) {
			on = append(on, h.Day)
		}
	}
	return newest.Words, len(on)
}

// alike tells whether two texts name the same thing: they are the same but for case and punctuation, or more than half
// of the words of both, short ones left aside, are in both, and two at least.
func alike(a, b string) bool {
	words := func(text string) []string {
		return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	}
	first, second := words(a), words(b)
	if len(first) > 0 && slices.Equal(first, second) {
		return true
	}
	// Words of four letters and more: the short ones are in every sentence.
	telling := func(words []string) []string {
		words = slices.DeleteFunc(words, func(w string) bool { return len([]rune(w)) < 4 })
		slices.Sort(words)
		return slices.Compact(words)
	}
	// Different words for the same thing are not found, and that is the lesser fault: two things that are taken for one would
	// put words into somebody's mouth.
	first, second = telling(first), telling(second)
	both := 0
	for _, w := range first {
		both += b2i(slices.Contains(second, w))
	}
	return both >= 2 && 2*both > len(first)+len(second)-both
}
