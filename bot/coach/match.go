package coach

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// names yields the words that a KPI answers to: its name, its plural, its aliases.
func (k KPI) names(yield func(string) bool) {
	if k.Name != "" && !yield(k.Name) || k.Plural != "" && !yield(k.Plural) {
		return
	}
	for _, alias := range k.Aliases {
		if alias != "" && !yield(alias) {
			return
		}
	}
}

// A nameMatch is a KPI that a text names from its beginning on.
// Of two that end at the same place an exact one is the better. Kpi and end are of the slices and the text that were
// given.
type nameMatch struct {
	kpi   int  // index
	end   int  // bytes of the text that are the name
	exact bool // letter by letter; else with or without an English plural ending
}

// matchKPI finds the KPI whose name the text begins with, up to the end of a word; ends are where words of the
// text end, ascending. Of several the longest name wins, then the exact one, then the first in the funnel.
// Case, hyphens, points and apostrophes make no difference: "Follow-up", "follow up" and "followup" are one.
func matchKPI(text string, ends func(after int) int, kpis []KPI) (best nameMatch, ok bool) {
	first, _ := letterAt(text, 0)
	first = lower(first)
	// Most names are ruled out by their first letter, which keeps a line of /log at a few microseconds.
	try := func(kpi int, name string) {
		if initial, _ := letterAt(name, 0); lower(initial) != first || first == 0 {
			return
		}
		rest, end := commonName(name, text)
		word := ends(end)
		fits, exact := endings(rest, text[end:word])
		// The longest name wins so that "second meeting" is not a meeting.
		m := nameMatch{kpi, word, exact}
		// What is only equally good does not replace it: the first in the funnel stays.
		if fits && (!ok || m.end > best.end || m.end == best.end && m.exact && !best.exact) {
			best, ok = m, true
		}
	}
	for i := range kpis {
		try(i, kpis[i].Name)
		try(i, kpis[i].Plural)
		for _, alias := range kpis[i].Aliases {
			try(i, alias)
		}
	}
	return best, ok
}

// exactKPI finds the KPI that the whole text names, singular or plural.
// For forms and buttons, where the text is a name and nothing else.
func exactKPI(text string, kpis []KPI) (index int, ok bool) {
	m, ok := matchKPI(text, func(int) int { return len(text) }, kpis)
	return m.kpi, ok
}

// endings tells whether a name and a text that agree up to here are one word, by what remains of each: nothing
// (then they are exactly the same), or a plural ending on one side.
// English plurals alone. A team of another language names its plurals, which are compared as they are.
func endings(name, text string) (fits, exact bool) {
	if r, _ := letterAt(name, 0); r == 0 {
		name = ""
	}
	if r, _ := letterAt(text, 0); r == 0 {
		text = ""
	}
	switch {
	case name == "" && text == "":
		return true, true
	case name == "":
		return isPlural(text), false
	case text == "":
		return isPlural(name), false
	}
	// activity and activities part at the y.
	return strings.EqualFold(name, "y") && strings.EqualFold(text, "ies") ||
		strings.EqualFold(name, "ies") && strings.EqualFold(text, "y"), false
}

// isPlural tells whether a word's ending makes it the plural of what is before it. A wrong "calles" is taken as well,
// which does no harm.
func isPlural(ending string) bool {
	return strings.EqualFold(ending, "s") || strings.EqualFold(ending, "es")
}

// commonName compares a name and a text letter by letter from their beginnings. It returns what remains of the
// name where they part, and how far in the text that is.
// What does not count is passed over on both sides, so the lengths of the two may differ.
func commonName(name, text string) (rest string, end int) {
	i, j := 0, 0
	for {
		n, afterN := letterAt(name, i)
		if n == 0 {
			return "", end
		}
		t, afterT := letterAt(text, j)
		if t == 0 || n != t && lower(n) != lower(t) {
			return name[i:], end
		}
		i, j, end = afterN, afterT, afterT
	}
}

// letterAt returns the first rune from i on that counts in a name, and where it ends; 0 when there is none.
// It goes by runes, and by bytes while they are ASCII. Bytes that are no UTF-8 are a letter that no name has.
func letterAt(s string, i int) (r rune, next int) {
	for i < len(s) {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		i += size
		// What people leave out, put in, or get from their keyboard's autocorrection does not count.
		switch {
		case r == ' ', r == '-', r == '_', r == '.', r == '\'', r == '’', r == 0:
		case r < utf8.RuneSelf && r > ' ', !unicode.IsSpace(r):
			return r, i
		}
	}
	return 0, i
}

// lower is unicode.ToLower, faster for the letters that most words are made of. Without the special cases of languages:
// a dotless i stays one.
func lower(r rune) rune {
	if r >= utf8.RuneSelf {
		return unicode.ToLower(r)
	}
	if 'A' <= r && r <= 'Z' {
		return r + 'a' - 'A'
	}
	return r
}

// begins tells whether the text is the beginning of the name, in the manner of commonName. A text without a letter
// begins nothing.
func begins(name, text string) bool {
	_, end := commonName(name, text)
	r, _ := letterAt(text, end)
	return end > 0 && r == 0
}

// prefixKPIs returns the indexes of the KPIs of which the text begins a name.
// Each KPI once, in the order of the funnel. It is asked only about what is no name in full.
func prefixKPIs(text string, kpis []KPI) []int {
	var found []int
	for i := range kpis {
		for name := range kpis[i].names {
			if begins(name, text) {
				found = append(found, i)
				break
			}
		}
	}
	return found
}

// maxNearest is how many KPIs are offered in the place of a word that is not understood. They become buttons, of which
// three can be taken in at a glance.
const maxNearest = 3

// nearestKPIs returns the KPIs that the text may have meant, the nearest first. What is further away than half
// of its letters is not offered: a wrong guess is no help.
// At most three. Equals stay in the order of the funnel.
func nearestKPIs(text string, kpis []KPI) []KPI {
	// Comparing letter by letter costs the product of the lengths; a longer text was not meant to be a name.
	text = clip(text, maxQuoted)
	type candidate struct {
		kpi      KPI
		distance int
	}
	var near []candidate
	for _, k := range kpis {
		if d, ok := distanceTo(text, k); ok {
			near = append(near, candidate{k, d})
		}
	}
	slices.SortStableFunc(near, func(a, b candidate) int { return cmp.Compare(a.distance, b.distance) })
	var nearest []KPI
	for _, c := range near[:min(len(near), maxNearest)] {
		nearest = append(nearest, c.kpi)
	}
	return nearest
}

// distanceTo returns how far the text, or the nearest of its words, is from the nearest name of the KPI.
// ok is false when all of them are too far away to be meant. Case does not count.
func distanceTo(text string, k KPI) (distance int, ok bool) {
	// Word by word too: in "discovery calls", one word is right and one is too many.
	for _, part := range append(strings.Fields(text), text) {
		typed := []rune(strings.ToLower(clip(part, maxCompared)))
		for name := range k.names {
			known := []rune(strings.ToLower(clip(name, maxCompared)))
			d := editDistance(typed, known)
			// Whoever typed the beginning of a name is nearer to it than the letters that are missing.
			if len(typed) > 1 && begins(name, part) {
				d = min(d, 1)
			}
			// "cal" for "call" is a slip, "cat" for "meeting" is something else.
			if d*2 <= max(len(typed), len(known)) && (!ok || d < distance) {
				distance, ok = d, true
			}
		}
	}
	return distance, ok
}

// maxCompared bounds what is compared letter by letter.
// A KPI's word may be as long as that; see MaxWord.
const maxCompared = 40

// editDistance counts the letters that must be put in, taken out, replaced or swapped with their neighbour to
// turn one word into the other (optimal string alignment).
// The swap is what fingers do most. It costs the product of the two lengths, at most some thousand steps.
func editDistance(a, b []rune) int {
	// Three rows of the table are enough: a swap looks back two.
	before, row := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		next := make([]int, len(b)+1)
		next[0] = i + 1
		for j := range b {
			// Rows are of the letters of a so far, columns of those of b.
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			next[j+1] = min(row[j+1]+1, next[j]+1, row[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
		}
		before, row = row, next
	}
	return row[len(b)]
}

// Nearest returns which of some words a text may have meant; "" when it is too far from all of them. Of equals the first
// wins.
// By the same measure as KPIs: topics of /pacer, teams and people are misspelt in the same ways.
func Nearest(text string, words []string) string {
	named := make([]KPI, len(words))
	for i, word := range words {
		named[i].Name = word
	}
	if near := nearestKPIs(text, named); len(near) > 0 {
		return near[0].Name
	}
	return ""
}
