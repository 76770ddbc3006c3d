package coach

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxQuoted is how much of what a person typed is said back to them, in runes.
const maxQuoted = 60

// quote sets a person's words in quotation marks, cut to a length at which they still show what is meant. The
// words are raw: whoever posts the sentence escapes it as a whole.
func quote(words string) string {
	return "“" + clip(strings.Join(strings.Fields(words), " "), maxQuoted) + "”"
}

// clip cuts a text after n runes and shows that it did. By runes; n is above 0, and the sign that it was cut is one of
// the n.
func clip(text string, n int) string {
	if utf8.RuneCountInString(text) <= n {
		return text
	}
	return string([]rune(text)[:n-1]) + "…"
}

// list joins words the way a sentence does: "dials, conversations and meetings". Without a comma before the last,
// whatever it is joined by.
func list(words []string, and string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " " + and + " " + words[last]
}

// plurals returns the words for many of each KPI.
func plurals(kpis []KPI) []string {
	words := make([]string, len(kpis))
	for i, k := range kpis {
		words[i] = k.word(2)
	}
	return words
}

// capital makes the first letter of a sentence a capital one. Unlike upperFirst it takes an empty text, and one that is
// no UTF-8, as it is.
func capital(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 || r == utf8.RuneError {
		return s
	}
	return string(unicode.ToUpper(r)) + s[size:]
}
