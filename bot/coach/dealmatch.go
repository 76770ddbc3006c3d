package coach

import (
	"strings"
	"unicode"
)

// How near a text is to a name, the nearest first. Of several names only those of the nearest kind are meant. Their
// order is what they are compared by.
const (
	sameName = iota
	beginsName
	beginsWord
	withinName
	nearName
	otherName
)

// MatchNames returns the indexes of the names that a text may mean, in their order: those that are the text, else those
// that begin with it, else those with a word that does, else those that hold it, else those that are a slip of the finger
// away. Case, blanks, hyphens, points and apostrophes make no difference. A text without a letter or digit means none.
// It is for names of deals, which people write as they come: whoever has "Acme" and "Acme Berlin" and types acme means
// the first, since that is its name. Several of the nearest kind are a question back, and none is a sentence that says
// so; a wrong deal that is opened costs more than either. The caller gives only names that the person may see.
func MatchNames(text string, names []string) []int {
	typed := folded(text)
	if len(typed) == 0 {
		return nil
	}
	var found []int
	best := otherName
	for i, name := range names {
		// All names are looked at, since a nearer one may come last.
		switch near := nearness(text, typed, name); {
		case near > best || near == otherName:
		case near < best:
			best, found = near, []int{i}
		default:
			found = append(found, i)
		}
	}
	return found
}

// folded is what counts of a name, in lower case. The same letters count as in the matching of KPIs, see letterAt, so
// that nobody has to learn two ways of misspelling.
func folded(name string) []rune {
	var runes []rune
	for i := 0; ; {
		r, next := letterAt(name, i)
		if r == 0 {
			return runes
		}
		runes, i = append(runes, lower(r)), next
	}
}

// nearness is how a text, folded as typed, relates to a name. The cheap comparisons come first, as it is asked for each
// of somebody's deals; the last one costs the product of the lengths.
func nearness(text string, typed []rune, name string) int {
	known := folded(name)
	switch {
	case string(known) == string(typed):
		return sameName
	case begins(name, text):
		return beginsName
	}
	words := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for i := range words {
		// From each word to the end: "berlin phase" is in "Acme Berlin, phase 2".
		if begins(strings.Join(words[i:], " "), text) {
			return beginsWord
		}
	}
	// One letter is within nearly every name.
	if len(typed) > 1 && strings.Contains(string(known), string(typed)) {
		return withinName
	}
	// A slip in one word of the name, or in all of it.
	for _, word := range append(words, name) {
		if slipped(typed, folded(word)) {
			return nearName
		}
	}
	return otherName
}

// slipped tells whether a text is a slip of the finger or two away from a name: one in four letters or five, two in more.
// Of shorter ones too many would be. Both are folded. A name that is longer than maxCompared is looked at up to there.
func slipped(typed, known []rune) bool {
	allowed := 0
	switch n := len(typed); {
	case n > 5:
		allowed = 2
	case n > 3:
		allowed = 1
	}
	known = known[:min(len(known), maxCompared)]
	away := len(typed) - len(known)
	return allowed > 0 && len(typed) <= maxCompared && max(away, -away) <= allowed && editDistance(typed, known) <= allowed
}
