package store

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// longName is how much of a name is looked for, in characters: messages cut what is longer, at 75.
const longName = 60

// escapes are what stands in messages in place of single characters: Slack's entities, JSON's escapes, and an entity inside
// of JSON. What they stand for is a part of no word, so it does not matter which it is.
var escapes = regexp.MustCompile(`(\\u00(26|3c|3e)|&)(amp|lt|gt);|\\u[0-9a-f]{4}|\\[nrtbf"\\]`)

// A calling is how texts call a person. They do not have a name letter by letter: Slack's markup has entities, JSON escapes,
// and what would be a mark of style is written as a character that looks like it. All of that leaves words alone, so it is
// by its words, in their order and whole, that a name is found.
type calling struct {
	name  string // as the person's row has it; "" for nobody who is called anything
	words string // see wordsOf; "" for a name that has none, which is found as it is
	part  string // a piece of the name that every text has as it is, for a search in SQL
}

// callingOf is how somebody with that name is called.
func callingOf(name string) calling {
	name = strings.TrimSpace(name)
	c := calling{name: name}
	if utf8.RuneCountInString(name) > longName {
		// What follows may be cut off in the middle of a word, so no border is looked for behind it.
		c.words = strings.TrimSuffix(wordsOf(string([]rune(name)[:longName])), " ")
	} else if words := wordsOf(name); words != " " {
		c.words = words
	}
	// The longest of its words, which is the rarest.
	for word := range strings.FieldsSeq(c.words) {
		if len(word) > len(c.part) {
			c.part = word
		}
	}
	if c.part == "" {
		c.part = c.name
	}
	return c
}

// in tells whether a text calls them by their name. Case counts: "Will" is somebody, and "will" is not. A name inside of a
// longer word is not found: "Al" is not in "Also".
func (c calling) in(text string) bool {
	switch {
	case c.name == "" || !strings.Contains(text, c.part):
		return false
	case c.words == "":
		return true
	}
	return strings.Contains(wordsOf(text), c.words)
}

// wordsOf is a text as its words alone, with a space before, between and behind them; " " when there are none.
func wordsOf(text string) string {
	words := strings.FieldsFunc(escapes.ReplaceAllString(text, " "), func(r rune) bool { return !inName(r) })
	if len(words) == 0 {
		return " "
	}
	return " " + strings.Join(words, " ") + " "
}

// Callings are all the ways in which texts call a person.
type callings []calling

// in tells whether a text calls them by any of their names.
func (all callings) in(text string) bool {
	return slices.ContainsFunc(all, func(c calling) bool { return c.in(text) })
}

// without is calling.without for each of them.
func (all callings) without(sentence, by string) string {
	for _, c := range all {
		sentence = c.without(sentence, by)
	}
	return sentence
}

// without replaces the name in a sentence that is kept, where it stands as it is or with entities. One that has it in yet
// another form is not kept: the answer is empty.
func (c calling) without(sentence, by string) string {
	if c.name == "" {
		return sentence
	}
	sentence = replaceWord(sentence, c.name, by)
	sentence = replaceWord(sentence, strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(c.name), by)
	if c.in(sentence) {
		return ""
	}
	return sentence
}

// replaceWord puts something else in the place of a name, where it stands by itself.
// A name inside of a longer word stays, and so does the search behind it.
func replaceWord(text, name, by string) string {
	var b strings.Builder
	for {
		i := strings.Index(text, name)
		if i < 0 {
			return b.String() + text
		}
		end := i + len(name)
		// A rune, not a byte: "é" before a name is a letter like any other.
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		after, _ := utf8.DecodeRuneInString(text[end:])
		b.WriteString(text[:i])
		if inName(before) || inName(after) {
			b.WriteString(name)
		} else {
			b.WriteString(by)
		}
		text = text[end:]
	}
}

// inName tells whether a character belongs to a word; there is none at the ends of a text. Signs that Unicode has among the
// letters and that messages have in place of marks do not.
func inName(r rune) bool {
	return r != utf8.RuneError && r != 'ˍ' && r != 'ˋ' && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r))
}
