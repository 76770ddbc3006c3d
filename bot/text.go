package bot

// What people write, made safe to stand in a message, and the few ways of joining words that all texts share.
//
// What people typed is stored as they typed it, unescaped. It is escaped once, where a message is built, by escape or
// by one of the functions that call it (nameOf, oneLine, quoteBlock and others); what is plain text to Slack (headings,
// labels, hints, errors at fields) is not escaped at all.

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// As characters Slack gives meaning to three only: & starts an entity, < and > enclose mentions, links and
// dates. Whoever writes them as entities can neither mention nor link. (A replacer is safe for concurrent use.)
var (
	escaper   = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	unescaper = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")
)

// escape makes people's text safe inside mrkdwn and inside the top-level text of a message. Everything that a
// person wrote, names included, passes through it exactly once, where the message is built. It reads as it was written:
// no mention, no link, and no style, be it of the text itself or of what Pacer says around it (see inert).
func escape(text string) string {
	if isPlain(text) {
		return text
	}
	return escaper.Replace(inert(strings.Map(plainRune, text)))
}

// isPlain tells whether escaping would change nothing. Almost every text is, and every answer passes through here
// several times.
func isPlain(text string) bool {
	const (
		lineSeparators = 0xe2 // first byte of U+2028 and U+2029, and of much else
		fullWidth      = 0xef // first byte of the wide marks, and of little else
	)
	for i := range len(text) {
		switch text[i] {
		case '&', '<', '>', '`', '*', '_', '~', 0, '\r', lineSeparators, fullWidth:
			return false
		}
	}
	return true
}

// plainRune drops what Slack's JSON or a terminal that shows a log could stumble over.
func plainRune(r rune) rune {
	switch r {
	case 0:
		return -1
	case '\r', '\u2028', '\u2029':
		return '\n'
	}
	return r
}

// lookalike returns the letter that reads like a mark of style and is none; ok is false for what is no mark. Slack has no
// way to escape one, and takes the wide ones of Asian keyboards as well.
//
// Characters of no width would keep the mark itself, but Slack takes the best known of them, U+200B, for the border of a
// word, which is where marks work; how it takes the others is written nowhere.
func lookalike(r rune) (letter rune, ok bool) {
	switch r {
	case '*':
		return '∗', true // U+2217, asterisk operator
	case '＊':
		return '﹡', true
	case '_':
		return 'ˍ', true // U+02CD, modifier letter low macron
	case '＿':
		return 'ˍ', true
	case '~', '～':
		return '∼', true // U+223C, tilde operator
	case '`', '｀':
		return 'ˋ', true // U+02CB, modifier letter grave accent
	}
	return 0, false
}

// inert keeps people's stars and the like from being marks of style, and a > at the start of a line from being a
// quotation. A mark stays what it is where Slack takes it for a character, in the middle of a word and between two
// spaces, so that 2 * 3, 2*3 and file_name can be copied; backquotes never do.
func inert(text string) string {
	var b strings.Builder
	runes := []rune(text)
	at := func(i int) rune {
		if i < 0 || i >= len(runes) {
			return '*' // what stands around a text may be a mark
		}
		return runes[i]
	}
	for i, r := range runes {
		letter, ok := lookalike(r)
		switch {
		case r == '>' || r == '＞':
			if i == 0 || runes[i-1] == '\n' {
				b.WriteRune('\u2060') // word joiner: nothing to see, and no start of a line any more
			}
		case !ok:
		case letter != 'ˋ' && (inWord(at(i-1)) && inWord(at(i+1)) || unicode.IsSpace(at(i-1)) && unicode.IsSpace(at(i+1))):
		default:
			r = letter
		}
		b.WriteRune(r)
	}
	return b.String()
}

// inWord tells whether a rune belongs to a word for Slack, for certain: of other letters than these nobody knows.
func inWord(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}

// unescape is what Slack's own escaping of incoming text is undone with; &amp; comes last, so that what a
// person typed as "&lt;" stays what they typed.
func unescape(text string) string {
	if !strings.Contains(text, "&") {
		return text
	}
	return unescaper.Replace(text)
}

// quoteLine shows the beginning of people's text, 300 characters of it, in one line of code style: enough to recognise
// what is meant.
func quoteLine(text string) string { return quoteUpTo(text, 300) }

// quoteUpTo shows at most limit characters of people's text in one line of code style, which a line break would end;
// so would backquotes, which become apostrophes. No other mark has a meaning in it, so it shows what was typed. It is
// cut after escaping: cut takes a bare "<" for the start of a mention and would leave off everything behind it.
func quoteUpTo(text string, limit int) string {
	text = strings.Map(plainRune, strings.Join(strings.Fields(text), " "))
	return "`" + cut(escaper.Replace(strings.NewReplacer("`", "'", "｀", "'").Replace(text)), limit) + "`"
}

// quoteBlock shows people's text as a quotation of any length, each line marked. A line that was not would end the
// quotation and read as if Pacer had said it. An empty text is a quotation of nothing; callers ask first.
func quoteBlock(text string) string {
	return ">" + strings.ReplaceAll(escape(strings.TrimSpace(text)), "\n", "\n>")
}

// listed joins words as a sentence has them: "a", "a and b", "a, b and c". Nothing is escaped here. No comma stands
// before the "and".
func listed(words []string) string {
	switch n := len(words); n {
	case 0:
		return ""
	case 1:
		return words[0]
	default:
		return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
}

// titled starts a text with a capital letter. Only the first letter is changed, so names within keep theirs.
func titled(text string) string {
	r, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return text
	}
	return string(unicode.ToUpper(r)) + text[size:]
}
