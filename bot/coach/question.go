package coach

import (
	"cmp"
	"strconv"
	"strings"
)

// bankOf is the questions about a kind of observation; those for anybody where there are none. A kind that is new and
// has no questions yet so never leaves a page without any.
func bankOf(kind ObservationKind) []string {
	for _, part := range banks() {
		if questions := part[kind]; len(questions) > 0 {
			return questions
		}
	}
	return wordsBank[ObservedNewcomer]
}

// Named is what somebody named in a huddle, for an Asking about it: what is in their way, and the help that they want. Of a
// hurdle alone a manager may ask how to help as well, so that this is in it, too. Both are people's text, raw, and stand in
// the questions cut to a length that can still be read; without words it is nothing. What comes back has no text, as who
// named it reads no list of it.
func Named(p Person, hurdle, help string) (seen []Observation) {
	hurdle, help = said(hurdle), said(help)
	if hurdle != "" {
		seen = append(seen, Observation{Kind: ObservedHurdle, Person: p, Words: []string{hurdle}})
	}
	if wish := cmp.Or(help, hurdle); wish != "" {
		seen = append(seen, Observation{Kind: ObservedWish, Person: p, Words: []string{wish}})
	}
	return seen
}

// fill puts the observation's numbers and words into a question of the bank. A brace whose number the observation lacks
// stays as it stands; the bank's test finds such.
func (o Observation) fill(question string) string {
	pairs := []string{
		"{period}", o.Per.This(), "{one}", o.KPI.Name, "{many}", o.KPI.word(2),
		"{above}", o.Above.Name, "{aboves}", o.Above.word(2), "{day}", o.Day.inLine(), "{weekday}", o.On.String(),
	}
	for i, n := range o.Nums {
		at := strconv.Itoa(i)
		pairs = append(pairs, "{"+at+"}", o.KPI.spoken(n), "{n"+at+"}", o.KPI.Number(n), "{times"+at+"}", group(n),
			"{above"+at+"}", o.Above.spoken(n), "{the"+at+"}", o.KPI.counted(n, "the "), "{next"+at+"}", o.KPI.counted(n, "the next "))
	}
	if len(o.Nums) > 0 {
		pairs = append(pairs, "{days}", group(o.Nums[0])+" working days")
	}
	if len(o.Nums) > 1 {
		pairs = append(pairs, "{0/1}", o.KPI.partOf(o.Nums[0], o.Nums[1]))
	}
	for i, words := range o.Words {
		at := strconv.Itoa(i)
		if i == 0 {
			at = ""
		}
		pairs = append(pairs, "{words"+at+"}", "“"+words+"”")
	}
	// One pass, so that braces in people's words stay what they are.
	return strings.NewReplacer(pairs...).Replace(question)
}

// counted writes a number of things with an article: "the one meeting", "the next meeting", "the 5 meetings".
// Money takes no "one": "the €1 in revenue".
func (k KPI) counted(n int64, article string) string {
	if n != 1 || k.Money() {
		return article + k.spoken(n)
	}
	if article == "the " {
		return "the one " + k.Name
	}
	return article + k.Name
}

// maxSaid is how much of a person's words a sentence or a question quotes, in runes.
// A sentence and a half: enough to know which one it was.
const maxSaid = 140

// said makes people's words fit for a sentence: on one line, without the quotation marks that would end the
// quote and the full stop that would end the sentence, not too long. They are not escaped. "" for words that are
// nothing but blanks and full stops. The result is data still; see Observation.
func said(words string) string {
	words = strings.Map(func(r rune) rune {
		if r == '“' || r == '”' {
			return '"'
		}
		return r
	}, strings.ToValidUTF8(words, ""))
	return clip(strings.TrimRight(strings.Join(strings.Fields(words), " "), ". "), maxSaid)
}
