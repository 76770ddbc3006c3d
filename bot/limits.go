package bot

// Slack's limits of texts and blocks, and how they are kept: cut shortens one text, fit a whole message.

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"
)

// Slack's limits, in characters unless said otherwise. They are kept before sending, because Slack either
// refuses the whole message or cuts it without saying so. Sources: shared limits of Block Kit and of the methods.
const (
	// Where Slack's pages disagree with what was measured, the stricter number stands here.
	maxText        = 4000 // chat.update refuses more, so that nothing longer is ever posted
	maxSection     = 3000 // section text
	maxHeader      = 150  // header text
	maxLabel       = 75   // text of a button or an option
	maxOptionValue = 150  // value of an option
	maxButtonValue = 2000 // value of a button
	maxTitle       = 24   // title, submit and close of a modal
	maxInputLabel  = 2000 // label and hint of an input
	maxPrivate     = 3000 // private metadata of a modal
	maxBlocks      = 50   // blocks of a message
	maxViewBlocks  = 100  // blocks of a modal
	maxBlockText   = 9000 // over all blocks of a message: Slack refuses somewhere between 9,600 and 12,000
	maxTyped       = 3000 // what one input of a form takes
	maxLine        = 200  // what a list shows of people's words, and so what a thing of one line may have; ours, not Slack's
	maxChoices     = 100  // options of a menu
)

const ellipsis = "…"

// cut shortens text to at most limit characters and shows that it did. It never leaves half an entity or half
// a mention behind, because Slack would show the remains or swallow what follows. Characters are Unicode code points,
// as Slack counts them; limit must be at least 1. The text may be people's own or escaped mrkdwn: of a plain text with
// a bare "<" near its end it may leave off more than it had to.
func cut(text string, limit int) string {
	if len(text) <= limit || utf8.RuneCountInString(text) <= limit {
		return text
	}
	// In one walk, as a text may be long and is mostly cut near its beginning.
	end, count := 0, 0
	for i := range text {
		if count == limit-1 {
			end = i
			break
		}
		count++
	}
	return text[:wholeEnd(text[:end])] + ellipsis
}

// wholeEnd returns where to end text so that an entity or an angle bracket opened near its end is not left open. It
// answers a length in bytes. A mention or link that is open is left off whole, an entity such as "&am" as well.
func wholeEnd(text string) int {
	end := len(text)
	// A "<" that was closed before the end is no business of the cut.
	if i := strings.LastIndexByte(text, '<'); i >= 0 && !strings.Contains(text[i:], ">") {
		end = i
	}
	const longestEntity = len("&amp;")
	if i := strings.LastIndexByte(text[:end], '&'); i >= 0 && end-i < longestEntity && !strings.Contains(text[i:end], ";") {
		end = i
	}
	return end
}

// fit keeps a body within what one message may hold. What does not fit is left off at the end, and a last line
// says so. It is the last step before a body is stored or sent; what is within the limits comes back as it was. Blocks
// of a caller are never written to: the slice is cut with its capacity, so that append makes a new one.
func fit(say body) body {
	// Cutting whole blocks, and not their texts, leaves nothing half said.
	say.Text = cut(say.Text, maxText)
	say.Blocks = within(say.Blocks, maxBlocks, maxBlockText)
	return say
}

// fitBefore puts blocks before others that have to stand in the message whatever is left off: those that lead on from it. The
// others alone must be within the limits.
func fitBefore(blocks, last []slack.Block) []slack.Block {
	room := maxBlockText
	for _, b := range last {
		room -= textOf(b)
	}
	const note = 100 // characters, for the line that says so
	return slices.Concat(within(blocks, maxBlocks-len(last), room-note), last)
}

// within keeps at most so many of some blocks, with at most so many characters, and has a line behind them that says so
// where it left any off. That line is one of the blocks, and not counted in the characters.
func within(blocks []slack.Block, most, room int) []slack.Block {
	keep, size := 0, 0
	for _, b := range blocks {
		// The block that goes beyond is left off with all that follow: later ones may rest on it.
		size += textOf(b)
		if size > room || keep == most {
			break
		}
		keep++
	}
	if keep == len(blocks) {
		return blocks
	}
	// The text of a message holds everything that fits into it, so a screen reader may hear more than the blocks show.
	keep = min(keep, most-1)
	return append(blocks[:keep:keep], fine("There is more than one message can hold; this is the beginning."))
}

// textOf returns how many characters of a block count towards Slack's limit for a whole message. Other kinds of blocks,
// buttons and charts among them, count as nothing: what was measured of Slack's own count is about text, and
// maxBlockText leaves room.
func textOf(b slack.Block) int {
	switch b := b.(type) {
	case *slack.SectionBlock:
		n := length(b.Text)
		for _, f := range b.Fields {
			n += length(f)
		}
		return n
	case *slack.HeaderBlock:
		return length(b.Text)
	case *slack.ContextBlock:
		n := 0
		for _, e := range b.ContextElements.Elements {
			if t, ok := e.(*slack.TextBlockObject); ok {
				n += length(t)
			}
		}
		return n
	default:
		return 0
	}
}

// length counts characters as Slack does; a text that is not there has none. Runes are what Slack's own count comes
// nearest to.
func length(t *slack.TextBlockObject) int {
	if t == nil {
		return 0
	}
	return utf8.RuneCountInString(t.Text)
}
