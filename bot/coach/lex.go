package coach

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// tokenKind tells the tokens of a typed line apart. There are few, as most of what a line means is decided where a
// token stands, and by whom it is read.
type tokenKind uint8

const (
	wordToken   tokenKind = iota
	numberToken           // digits with their sign, separators, k or m, and currency sign
	dateToken             // 2026-11-20
	breakToken            // comma, semicolon, ampersand, new line: ends one item
)

// A token is a piece of a typed line. From and to are its bytes in the line. It holds no text of its own: the line is
// kept by whoever asked for the tokens.
type token struct {
	kind     tokenKind
	from, to int
	num      number // of a numberToken
}

// A number is a number as typed. What it is worth depends on the KPI that it counts. A sign and digits in front of a
// unit are one number; the blank between "5" and "EUR" makes two tokens, which amountAt puts together.
type number struct {
	digits string // with their separators
	neg    bool
	scale  byte   // 'k', 'm', or 0 when there is none
	mark   string // currency sign or code that stands with it; "" when there is none
}

// A lexer cuts a line into tokens. It is written by hand, and not as a regular expression, for two reasons:
// /log is the one command that a whole team sends at the same minute, and what belongs to a number ("5,2",
// "12,5k", "1on1") depends on what follows it, which a regular expression cannot say in a readable way.
//
// It allocates only the slice that it appends to. Tokens are places in the line, so that an error can quote
// what was typed and a mended line keeps everything else as it was.
type lexer struct {
	text string
	kpis []KPI // a KPI may be called "1on1", which is a word and no number
	pos  int
	toks []token
}

// lex cuts the line into tokens, appended to toks. White space and the punctuation that people write between
// a word and its number mean nothing.
// Every byte of the line is in at most one token; tokens are ascending.
func lex(text string, kpis []KPI, toks []token) []token {
	l := lexer{text: text, kpis: kpis, toks: toks}
	for l.pos < len(l.text) {
		r, size := utf8.DecodeRuneInString(l.text[l.pos:])
		switch {
		// A break is also white space (a new line), so it is looked for first.
		case isBreak(r):
			l.emit(breakToken, l.pos, l.pos+size)
		case meansNothing(r):
			l.pos += size
		// Each of these reads a token and goes on behind it, or reads nothing and says so.
		case l.date(), l.number():
		default:
			l.word()
		}
	}
	return l.toks
}

// meansNothing tells whether r is white space, or punctuation that people write around a word or its number.
// Slack's own markup, stars, underscores and backticks, is among it.
func meansNothing(r rune) bool {
	switch r {
	case ' ', ':', '=', '.', '!', '?', '"', '“', '”', '(', ')', '[', ']', '*', '_', '~', '`':
		return true
	}
	return unicode.IsSpace(r) || unicode.IsControl(r)
}

// isBreak tells whether r ends an item. A plus sign before a number belongs to the number: see sign. A comma inside of
// a number is no break: digitsEnd decides that, and is asked before.
func isBreak(r rune) bool {
	switch r {
	case ',', ';', '&', '|', '\n', '\r', '•':
		return true
	}
	return false
}

// emit appends a token and goes on behind it.
func (l *lexer) emit(kind tokenKind, from, to int) {
	l.toks = append(l.toks, token{kind: kind, from: from, to: to})
	l.pos = to
}

// date reads a date such as 2026-11-20 that stands by itself. Whether it exists is seen later.
func (l *lexer) date() bool {
	rest := l.text[l.pos:]
	// A longer run of digits is somebody's order number and no date.
	if !shapedLikeDate(rest) || len(rest) > 10 && isDigit(rest[10]) {
		return false
	}
	l.emit(dateToken, l.pos, l.pos+10)
	return true
}

// shapedLikeDate tells whether s begins with digits and hyphens in the places of 2026-11-20.
func shapedLikeDate(s string) bool {
	if len(s) < 10 || s[4] != '-' || s[7] != '-' {
		return false
	}
	for i := range 10 {
		if i != 4 && i != 7 && !isDigit(s[i]) {
			return false
		}
	}
	return true
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// number reads a number with whatever belongs to it: a sign and a currency sign before, k or m and a currency
// sign after. A fraction such as 20/11 and a name such as 1on1 are words.
// It reads nothing, and answers false, unless it stands on a number.
func (l *lexer) number() bool {
	var n number
	i := l.pos
	// Most tokens are words, and most words begin with an ASCII letter: they are told apart at once.
	if c := l.text[i]; c < utf8.RuneSelf && unicode.IsLetter(rune(c)) {
		return false
	}
	i, n.neg = sign(l.text, i)
	i, n.mark = currencyAt(l.text, i)
	// Both -€5 and €-5 are written, depending on where one learnt to write it.
	if n.mark != "" && !n.neg {
		i, n.neg = sign(l.text, i)
	}
	end := digitsEnd(l.text, i, n.mark != "")
	if end == i || l.isName() {
		return false
	}
	n.digits = l.text[i:end]
	i = end
	// 20/11 is the 20th of November to some and an error to others, so it is left to be refused as a word.
	if strings.HasPrefix(l.text[i:], "/") {
		return false
	}
	if n.scale = scaleAt(l.text, i); n.scale != 0 {
		i++
	}
	if n.mark == "" {
		i, n.mark = currencyAt(l.text, i)
	}
	l.toks = append(l.toks, token{kind: numberToken, from: l.pos, to: i, num: n})
	l.pos = i
	return true
}

// isName tells whether the word at the lexer's place is, digits and all, a name of a KPI.
// A word of digits alone is always a number, whatever a KPI is called.
func (l *lexer) isName() bool {
	word := l.text[l.pos:wordEnd(l.text, l.pos)]
	if !strings.ContainsFunc(word, unicode.IsLetter) {
		return false
	}
	_, ok := exactKPI(word, l.kpis)
	return ok
}

// sign skips a plus, or a minus in any of the shapes that keyboards make of it. A hyphen, the minus of mathematics, and
// the dash that phones make of a hyphen.
func sign(s string, i int) (next int, neg bool) {
	r, size := utf8.DecodeRuneInString(s[i:])
	switch r {
	case '+':
		return i + size, false
	case '-', '−', '–':
		return i + size, true
	}
	return i, false
}

// currencyAt reads a currency sign: any that Unicode knows, so that one which the KPI is not kept in is refused
// by its name and not as an unknown word.
func currencyAt(s string, i int) (next int, mark string) {
	if i < len(s) && s[i] < utf8.RuneSelf && s[i] != '$' {
		return i, ""
	}
	r, size := utf8.DecodeRuneInString(s[i:])
	if unicode.Is(unicode.Sc, r) {
		return i + size, s[i : i+size]
	}
	return i, ""
}

// scaleAt returns 'k' or 'm' when that letter stands at i by itself, else 0: the m of "5 m" and "5meetings" is
// the beginning of a word.
func scaleAt(s string, i int) byte {
	if i == len(s) {
		return 0
	}
	if r, _ := utf8.DecodeRuneInString(s[i+1:]); unicode.IsLetter(r) {
		return 0
	}
	switch s[i] {
	case 'k', 'K':
		return 'k'
	case 'm', 'M':
		return 'm'
	}
	return 0
}

// digitsEnd returns the end of the digits and separators that begin at i; i itself when no digit is there. A
// comma may separate two items as well ("conversations 5,2 meetings"): it belongs to the number when three
// digits follow, or when something else shows that it is a decimal comma.
func digitsEnd(s string, i int, marked bool) int {
	if i >= len(s) || !isDigit(s[i]) {
		return i
	}
	dotted := false
	for i < len(s) {
		if isDigit(s[i]) {
			i++
			continue
		}
		// A separator counts only between digits: "5." ends a sentence.
		r, size := utf8.DecodeRuneInString(s[i:])
		tail := countDigits(s[i+size:])
		if tail == 0 || !isSeparator(r) {
			return i
		}
		if r == ',' && tail != 3 && !marked && !dotted && !marksMoney(s[i+size+tail:]) {
			return i
		}
		// The spaces that French and the standards put between thousands; keyboards make them seldom by accident.
		if (r == '\u00a0' || r == '\u202f') && tail != 3 {
			return i
		}
		dotted = dotted || r == '.'
		i += size + tail
	}
	return i
}

// isSeparator tells whether r is written between the digits of a number somewhere in the world. Which of them is the
// decimal one is splitDecimal's to say.
func isSeparator(r rune) bool {
	switch r {
	case ',', '.', '\'', '’', '\u00a0', '\u202f':
		return true
	}
	return false
}

// marksMoney tells whether k, m or a currency sign follows the digits. Then a comma before one or two digits is a
// decimal one: "12,5k", "9,90 €".
func marksMoney(rest string) bool {
	_, mark := currencyAt(rest, 0)
	return mark != "" || scaleAt(rest, 0) != 0
}

// countDigits returns how many digits s begins with. ASCII digits; those of other scripts are letters here, and refused
// as words.
func countDigits(s string) int {
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return n
}

// word reads everything up to the next space or break. A minus or plus sign before a number word stays with
// it; punctuation at the end does not.
func (l *lexer) word() {
	end := wordEnd(l.text, l.pos)
	trimmed := strings.TrimRight(l.text[l.pos:end], ".!?\"“”()[]*_~`'’")
	// A word of nothing but punctuation is quoted back as it is.
	if trimmed == "" {
		trimmed = l.text[l.pos:end]
	}
	// "5 calls + 2 meetings"; the plus of "+5" went with its number.
	kind := wordToken
	if trimmed == "+" {
		kind = breakToken
	}
	l.emit(kind, l.pos, l.pos+len(trimmed))
	l.pos = end
}

// wordEnd returns where the word that begins at i ends; always behind i. A colon ends a word, so that "calls:5" is a
// word and a number.
func wordEnd(s string, i int) int {
	for j, r := range s[i:] {
		if j > 0 && (unicode.IsSpace(r) || isBreak(r) || r == ':' || r == '=') {
			return i + j
		}
	}
	return len(s)
}
