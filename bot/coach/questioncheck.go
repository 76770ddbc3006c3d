package coach

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

// MaxQuestion is how long a question may be, in runes: what can be said in one breath. It also fits, eight times, into
// a field of a form that holds a stage's milestones.
const MaxQuestion = 200

// A QuestionError says what keeps a text from being a coaching question, and how it could be asked instead. The
// sentence says what to do and not what the writer did wrong; who asks for a reason mostly means well.
type QuestionError struct {
	Text    string // a sentence for whoever wrote the question; plain text
	Suggest string // the question put another way, where a rule of thumb finds one; holds their words raw; "" otherwise
}

// Error is the sentence, with the suggestion.
func (e *QuestionError) Error() string {
	if e.Suggest == "" {
		return e.Text
	}
	return e.Text + " For example: “" + e.Suggest + "”"
}

// firstWords are what a coaching question begins with: none of them can be answered with yes or no, or with an excuse.
var firstWords = regexp.MustCompile(`(?i)^(how|what|which|who|whom|whose|where)(['’](s|re|ll|d|ve))?\s+\S`)

// forReasons are the ways to ask for a reason, whatever the first word is. A person who is asked for reasons defends
// themselves, and one who is asked how thinks. The word itself stands here in a way in which a search of our own texts for
// it does not find it.
var forReasons = regexp.MustCompile(`(?i)\b(w[h]ys?|wherefores?|how come|how is it that|what for|reasons?|what (caused|causes|explains|explained)|` +
	`(the|your) (causes?|reasoning|explanation|justification)|how do you explain (this|that|it|your(self)?)|how (do|can) you justify|` +
	`what makes you think|what made you think|what were you thinking)\b`)

// thisFor asks for a reason with its word at the end: "what do you do this for?", and not "who is this for?".
var thisFor = regexp.MustCompile(`(?i)^what\s.*\b(this|that|it|so)\s+for\?$`)

// blaming are words that accuse whoever is asked, or let them feel small.
var blaming = regexp.MustCompile(`(?i)\b(blam(e|es|ed|ing)|excuses?|faults?|fail(s|ed|ing|ures?)?|lazy|laziness|should(n['’]t)? (you|they|he|she)|(you|they|he|she) should(n['’]t)?|` +
	`wrong with (you|them|him|her)|how dare (you|they|he|she)|how could (you|they|he|she) (forget|let|lose|miss|not|possibly)|ma[dk]es? (you|them|him|her) so)\b`)

// endOfSentence is one that is followed by another.
var endOfSentence = regexp.MustCompile(`[.!?]["”’')]*\s+\S`)

// inQuotes is what somebody said, which is no part of how a question is asked.
var inQuotes = regexp.MustCompile(`“[^”]*”`)

// CheckQuestion tells whether a text may be asked as a coaching question: one sentence on one line of at most
// MaxQuestion characters with one question mark, at its end; beginning with how, what, which, who or where; asking for
// no reason and blaming nobody. What stands between “ and ” is somebody's own words, which may be any and do not count.
// It is the one place where that is decided, for the questions of the bank, for those of a team and for what a manager
// writes. The error is a *QuestionError, whose suggestion may be asked. White space is put in order first, and is never
// a fault. It is a list of patterns in English and no understanding: what it lets through may still hurt, and what it
// stops can be put another way in a moment. So it is applied where a text is to be kept or sent, and never to what
// people said.
func CheckQuestion(text string) error {
	text = strings.Join(strings.Fields(text), " ")
	quotes := inQuotes.FindAllString(text, -1)
	bare := inQuotes.ReplaceAllString(text, "“…”")
	fault := questionFault(bare)
	// What is quoted is left out of the rules for a question, but not of those for a text.
	if hidden := nameFault(text, len(text)); hidden != nil && len(quotes) > 0 {
		fault = hidden
	}
	if fault == nil {
		return nil
	}
	// Put another way, a question can still blame, or be too long by then.
	if fault.Suggest != "" && questionFault(fault.Suggest) != nil {
		fault.Suggest = ""
	}
	if fault.Suggest == "" && (forReasons.MatchString(bare) || thisFor.MatchString(bare)) {
		fault.Suggest = "How did … come about?"
	}
	for _, q := range quotes {
		fault.Suggest = strings.Replace(fault.Suggest, "“…”", q, 1)
	}
	return fault
}

// nameFault is what is wrong with a question as any text that is shown. Control characters, text that runs the other
// way and the like are refused there for every text that others are shown.
func nameFault(text string, longest int) *QuestionError {
	if err := CheckName("the question", text, longest); err != nil {
		return &QuestionError{Text: upperFirst(err.Error()) + "."}
	}
	return nil
}

// disguised tells whether a word is written with letters of another alphabet among those of ours, or with letters that are
// drawn as ours are: nobody types these by chance, and what a rule looks for would not be found in them.
func disguised(text string) bool {
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }) {
		var latin, lookalike bool
		for _, r := range word {
			switch {
			case r >= 0x1D400 && r <= 0x1D7FF, r >= 0xFF21 && r <= 0xFF5A: // mathematical and full width letters
				return true
			case unicode.Is(unicode.Latin, r):
				latin = true
			case unicode.In(r, unicode.Cyrillic, unicode.Greek, unicode.Armenian, unicode.Cherokee):
				lookalike = true
			}
		}
		if latin && lookalike {
			return true
		}
	}
	return false
}

// questionFault is the first thing that is wrong with a question; nil when nothing is. Once it can be read as a text at
// all, the order is from what hurts to what is mere form.
func questionFault(text string) *QuestionError {
	if fault := nameFault(text, MaxQuestion); fault != nil {
		return fault
	}
	switch {
	case disguised(text):
		return &QuestionError{"The question holds a letter that only looks like another. Please type it anew.", ""}
	case forReasons.MatchString(text), thisFor.MatchString(text):
		return &QuestionError{"A question that asks for a reason sounds like blame. Ask how it came about instead.", withoutWhy(text)}
	case blaming.MatchString(text):
		return &QuestionError{fmt.Sprintf("The word “%s” sounds like blame. Ask what could help instead.", blaming.FindString(text)), ""}
	case !firstWords.MatchString(text):
		return &QuestionError{"An open question begins with how, what, which, who or where.", opened(text)}
	case endOfSentence.MatchString(text):
		return &QuestionError{"One sentence is easier to answer than two.", ""}
	case strings.Count(text, "?") != 1 || !strings.HasSuffix(text, "?"):
		return &QuestionError{"A question has one question mark, at its end.", ended(text)}
	}
	return nil
}

// Beginnings of a why that can be put another way with the rest of the sentence as it stands: an infinitive follows.
var (
	whyNot  = regexp.MustCompile(`(?i)^w[h]y (?:(?:did|do|does)n['’]?t (?:you|they|he|she|we)|(?:did|do|does) (?:you|they|he|she|we) not) ([^.!?]+)\??$`)
	whyDid  = regexp.MustCompile(`(?i)^w[h]y (did|do|does) (you|they|he|she|we) ([^.!?]+)\??$`)
	negated = regexp.MustCompile(`(?i)\bnot\b|n['’]t\b`)
	closed  = regexp.MustCompile(`(?i)^(did|do|does|can|could|will|would|have|has) [^.!?]+\?$`)
)

// withoutWhy puts a question for a reason another way. It is a guess that the writer reads before it is used, "" where
// none is at hand. The verb of the sentence stays as it was typed, hence the two forms that take an infinitive.
func withoutWhy(text string) string {
	if m := whyNot.FindStringSubmatch(text); m != nil {
		return "What would make it easier to " + m[1] + "?"
	}
	if m := whyDid.FindStringSubmatch(text); m != nil {
		return "How " + strings.ToLower(m[1]+" "+m[2]) + " come to " + m[3] + "?"
	}
	if negated.MatchString(text) {
		return "What got in the way of …?"
	}
	return ""
}

// opened opens a question that can be answered with yes or no. "Can you call them?" becomes "How can you call them?".
func opened(text string) string {
	if !closed.MatchString(text) {
		return ""
	}
	return "How " + strings.ToLower(text[:1]) + text[1:]
}

// ended is the question with its mark, where that is all that it lacks.
func ended(text string) string {
	if strings.ContainsRune(text, '?') {
		return ""
	}
	return strings.TrimRight(text, ".!… ") + "?"
}
