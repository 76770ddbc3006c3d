package coach

import (
	"iter"
	"slices"
	"strings"
	"unicode"
)

// An emptiness is what is the matter with an answer that says nothing. It stands for what to ask back, and never for a
// verdict about the person.
type emptiness int

// The ways to say nothing, in the order in which they are looked for.
const (
	saysSomething emptiness = iota
	saysNothing             // "?", "TBD", "n/a", "yes", "weiß noch nicht"
	saysNoise               // "asdf", "xxxxx"
	saysQuestion            // the question, or what it is called, again
	saysOneWord
)

// hintFor is what a person is asked who gave such an answer. It asks for more and refuses nothing. saysSomething is not
// in it and has no hint. Each of the others ends in a question that can be answered.
var hintFor = map[emptiness]string{
	saysNothing:  "That leaves it open for now. What do you know so far, and who could tell you the rest?",
	saysNoise:    "I could not make anything of that. What did they say about it?",
	saysQuestion: "That reads like the question itself. What did they say to it?",
	saysOneWord:  "One word leaves much to guess. What did they say about it, in a sentence?",
}

// Proves tells whether an answer to a milestone's question says something. Ask is the question, and names are what may be
// repeated without saying anything: what the milestone is called, and the deal. An answer that is a placeholder ("TBD",
// "n/a", "?", "folgt"), a yes or a no, one word, noise, or a copy of the question does not; then hint asks kindly for
// more, in plain text. Nothing is refused by it: a short answer may be a true one, and what it says is for people to judge.
// Placeholders are known in English and German. It errs towards yes: an answer that says nothing and is taken for a
// proof is found by the next person who reads it, while one that is true and is doubted tells somebody that they are
// not believed. What it decides is whether a milestone counts as proven everywhere, so it must stay a function of the
// words alone.
func Proves(answer, ask string, names ...string) (ok bool, hint string) {
	kind := emptinessOf(answer, ask, names)
	return kind == saysSomething, hintFor[kind]
}

// emptinessOf looks at the words of an answer. Four words that say something are enough, so that a long text costs no
// more than a short one: a list of deals asks it thousands of times. More words never prove less: a test holds it to
// that. Hence no share of words is looked at, only whether there are some.
func emptinessOf(answer, ask string, names []string) emptiness {
	// On the stack, as questions have few words; a list of deals would make garbage of it otherwise.
	var buf [48]string
	asked := buf[:0]
	for word := range wordsOf(ask) {
		asked = append(asked, word)
	}
	for _, name := range names {
		for word := range wordsOf(name) {
			asked = append(asked, word)
		}
	}
	var (
		counted int // words that are more than "the", "is" or "yes"
		own     int // words that are neither fillers nor the question's
		noise   int
	)
	empty := true
	for word := range wordsOf(answer) {
		if isNoise(word) {
			noise++
			continue
		}
		if isSmall(word) {
			continue
		}
		counted++
		if isEmpty(word) {
			continue
		}
		empty = false
		if !slices.Contains(asked, word) {
			own++
		}
		if own >= 4 {
			return saysSomething
		}
	}
	switch {
	// "asdf TBD" is noise first, since that is what a person can put right at once.
	case own == 0 && noise > 0:
		return saysNoise
	case empty:
		return saysNothing
	case own == 0:
		return saysQuestion
	// "Budget" may be the answer; it is asked for a sentence and not refused.
	case counted < 2:
		return saysOneWord
	}
	return saysSomething
}

// wordsOf are the words and numbers of a text in lower case. Scripts that leave no blanks between words have each
// character count as one. An apostrophe inside of a word is left out: "don't" is "dont". As a sequence, since four
// words are often enough to know.
func wordsOf(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		text := strings.ToLower(text)
		from := -1 // where the word began
		for i, r := range text {
			switch {
			case r > unicode.MaxLatin1 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai):
				if from >= 0 && !yield(bareWord(text[from:i])) || !yield(string(r)) {
					return
				}
				from = -1
			case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
				if from < 0 {
					from = i
				}
			// Inside of a word: it goes on, and bareWord takes the apostrophe out.
			case (r == '\'' || r == '’') && from >= 0:
			case from >= 0:
				if !yield(bareWord(text[from:i])) {
					return
				}
				from = -1
			}
		}
		if from >= 0 {
			yield(bareWord(text[from:]))
		}
	}
}

// bareWord is a word without its apostrophes. Most have none, and cost no memory.
func bareWord(word string) string {
	if strings.ContainsAny(word, "'’") {
		return strings.NewReplacer("'", "", "’", "").Replace(word)
	}
	return word
}

// keyRows are neighbours on a keyboard, English and German. Without the umlauts, as only words of a to z are judged.
var keyRows = [...]string{"qwertyuiop", "qwertzuiop", "asdfghjkl", "zxcvbnm", "yxcvbnm"}

// isNoise tells whether a word is fingers on a keyboard: one letter again and again, some next to each other, or a
// handful without a vowel. Only words of the Latin alphabet are judged, and none with a digit among letters, as product
// names have. Each rule begins at a length, for short words look like noise: "CRM" has no vowel and says something. A y
// counts as a vowel, or "rhythms" would be noise.
func isNoise(word string) bool {
	if len(word) < 3 {
		return false
	}
	vowels, digits := 0, 0
	for _, c := range []byte(word) {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c < 'a' || c > 'z':
			return false
		case strings.IndexByte("aeiouy", c) >= 0:
			vowels++
		}
	}
	if digits > 0 {
		return false
	}
	return strings.Trim(word, word[:1]) == "" || vowels == 0 && len(word) > 5 || len(word) > 3 && (repeats(word) || onRow(word))
}

// repeats tells whether a word is two or three letters, several times: "asdasd", "lalala". From five letters on: "papa"
// and "baba" are words.
func repeats(word string) bool {
	for n := 2; n <= 3; n++ {
		if times := len(word) / n; times >= 2 && len(word)%n == 0 && len(word) > 4 && strings.Repeat(word[:n], times) == word {
			return true
		}
	}
	return false
}

// onRow tells whether the letters of a word lie side by side on a keyboard, in either direction. Called for four
// letters and more: "we" and "tre" lie side by side as well.
func onRow(word string) bool {
	backwards := []byte(word)
	for i, j := 0, len(backwards)-1; i < j; i, j = i+1, j-1 {
		backwards[i], backwards[j] = backwards[j], backwards[i]
	}
	for _, row := range keyRows {
		if strings.Contains(row, word) || strings.Contains(row, string(backwards)) {
			return true
		}
	}
	return false
}

// isSmall tells the words that stand beside others and add nothing to them: "yes, the CFO" is one word. They count for
// nothing either way, and neither make an answer of one word nor keep it from being one. A switch over constants is
// what the compiler makes a search of; a map would have to be built at start and be there for anybody to change.
func isSmall(word string) bool {
	switch word {
	case "a", "an", "the", "this", "that", "these", "those", "it", "its", "is", "are", "was", "were", "be", "am", "i", "im",
		"we", "you", "he", "she", "they", "them", "their", "his", "her", "our", "my", "me", "us",
		"of", "to", "in", "on", "at", "for", "by", "and", "or", "so", "but", "with", "as", "yes", "yeah", "yep", "no",
		"nope", "ok", "okay",
		"der", "die", "das", "ein", "eine", "einer", "einem", "einen", "es", "ist", "sind", "war", "waren", "ich", "wir",
		"du", "ihr", "sie", "er", "ihm", "ihnen", "und", "oder", "aber", "mit", "von", "zu", "ja", "nein", "jo", "nee":
		return true
	}
	return false
}

// isEmpty tells the words of which answers are made that say nothing yet, and what is said about the form instead of
// the deal. An answer with one word beside them says something: "open questions about the data" does. Each is a part of
// what people type to get past a field; the test has the answers. A word that can carry a fact about a deal on its own
// does not belong here: "budget", "legal" and a name are such.
func isEmpty(word string) bool {
	switch word {
	case "tbd", "tba", "tbc", "tbf", "todo", "wip", "na", "none", "nil", "null", "nothing", "unknown", "unclear", "unsure",
		"open", "pending", "undefined", "undecided", "unconfirmed",
		"n", "k", "t", "b", "d", "c", "not", "dont", "didnt", "doesnt", "cant", "isnt", "havent", "know", "known", "idea",
		"ideas", "clue", "sure", "yet", "still", "do", "done", "did", "does", "will", "would", "must", "need", "needs",
		"have", "has", "had",
		"decided", "defined", "determined", "confirmed", "announced", "clarified", "checked", "clear", "come", "comes",
		"follow", "follows", "following",
		"ask", "asked", "asking", "check", "find", "out", "get", "got", "back", "later", "soon", "sometime", "maybe",
		"perhaps", "probably", "possibly",
		"see", "above", "below", "crm", "notes", "note", "same", "before", "already", "all", "any", "good", "fine", "great",
		"right", "correct", "works", "test", "testing", "blank", "empty", "placeholder", "dummy", "foo", "bar", "x",
		"offen", "unklar", "unbekannt", "noch", "nicht", "kein", "keine", "keinen", "nichts", "ahnung", "weiß", "weiss",
		"wissen", "bekannt", "klar", "geklärt", "klären", "wird", "werden", "muss", "müssen", "soll",
		"fragen", "frage", "erfragen", "nachfragen", "prüfen", "folgt", "folgen", "kommt", "später", "spaeter", "bald",
		"siehe", "oben", "unten", "wie", "bisher", "gleich", "alles", "gut", "entfällt", "nachgereicht",
		"leer", "platzhalter", "vielleicht", "vermutlich", "eventuell", "schon", "mal":
		return true
	}
	return false
}
