package bot

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Slack gives meaning to three characters only: & starts an entity, < and > enclose mentions, links and
// dates. Whoever writes them as entities can neither mention nor link. (A replacer is safe for concurrent use.)
var (
	escaper   = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "```", "'''")
	unescaper = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")
)

// escape makes people's text safe inside mrkdwn and inside the top-level text of a message. Everything that a
// person wrote, names included, passes through it exactly once, where the message is built. Emphasis
// characters keep their meaning: a star can make a word bold, and that is all it can do. Three backquotes could do
// more, with three of the next person's: put all that stands between them into a block of code.
func escape(text string) string {
	if isPlain(text) {
		return text
	}
	return escaper.Replace(strings.Map(plainRune, text))
}

// isPlain tells whether escaping would change nothing. Almost every text is, and every answer passes through here
// several times.
func isPlain(text string) bool {
	const lineSeparators = 0xe2 // first byte of U+2028 and U+2029, and of much else
	for i := range len(text) {
		switch text[i] {
		case '&', '<', '>', '`', 0, '\r', lineSeparators:
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
// so would backquotes, which become apostrophes. It is cut after escaping: cut takes a bare "<" for the start of a
// mention and would leave off everything behind it.
func quoteUpTo(text string, limit int) string {
	text = strings.Join(strings.Fields(text), " ")
	return "`" + cut(escape(strings.ReplaceAll(text, "`", "'")), limit) + "`"
}

// quoteBlock shows people's text as a quotation of any length, each line marked. A line that was not would end the
// quotation and read as if Pacer had said it.
func quoteBlock(text string) string {
	return ">" + strings.ReplaceAll(escape(strings.TrimSpace(text)), "\n", "\n>")
}

// listed joins words as a sentence has them: "a", "a and b", "a, b and c". Nothing is escaped here.
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

// titled starts a text with a capital letter.
func titled(text string) string {
	r, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return text
	}
	return string(unicode.ToUpper(r)) + text[size:]
}
