package bot

// How texts are laid out, so that the blocks that are seen and the text that is heard say the same.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"
)

// A sheet collects what a message says, once as blocks and once as the plain text that screen
// readers and notifications have instead of the blocks. Writing both by one call is what keeps them saying the same.
// Its zero value is an empty sheet.
type sheet struct {
	lines  []string      // the text, escaped as mrkdwn is
	blocks []slack.Block // in the order of the calls; limits of the whole message are kept when it is made (see fit)
}

// head is the title; plain text, escaped here for the text's sake.
func (s *sheet) head(title string) {
	s.blocks = append(s.blocks, header(title))
	s.lines = append(s.lines, escape(title)+".")
}

// say is a paragraph of mrkdwn. It is split between lines where it would be too long for one
// block; a single line that is too long is cut.
func (s *sheet) say(lines ...string) { s.titled("", lines...) }

// titled is a paragraph under a short bold title. Without lines it says nothing: a title over an empty list reads as
// if something got lost, and Slack refuses a section without text.
func (s *sheet) titled(title string, lines ...string) {
	if len(lines) == 0 {
		return
	}
	var part []string
	size := 0
	if title != "" {
		part, size = []string{"*" + title + "*"}, len(title)+2
		s.lines = append(s.lines, title+":")
	}
	for _, line := range lines {
		// In bytes, which are never fewer than characters.
		if size+len(line) >= maxSection && len(part) > 0 {
			s.blocks = append(s.blocks, section(strings.Join(part, "\n")))
			part, size = nil, 0
		}
		part, size = append(part, line), size+len(line)+1
	}
	if len(part) > 0 {
		s.blocks = append(s.blocks, section(strings.Join(part, "\n")))
	}
	s.lines = append(s.lines, lines...)
}

// beside is a paragraph under a bold title with a button at its side. It is one block, so what does not fit is cut: a
// few short lines only.
func (s *sheet) beside(b *slack.ButtonBlockElement, title string, lines ...string) {
	s.blocks = append(s.blocks, sectionWith(strings.Join(append([]string{"*" + title + "*"}, lines...), "\n"), b))
	s.lines = append(append(s.lines, title+":"), lines...)
}

// small is a line in small print.
func (s *sheet) small(line string) {
	s.blocks = append(s.blocks, fine(line))
	s.lines = append(s.lines, line)
}

// buttons is a row of buttons. The text leaves them out: it is read where nothing can be
// pressed.
func (s *sheet) buttons(row ...*slack.ButtonBlockElement) {
	s.blocks = append(s.blocks, actions(row...))
}

// inputs adds the fields of a form. A form has no text of its own, so the text gets none of them.
func (s *sheet) inputs(fields ...slack.Block) { s.blocks = append(s.blocks, fields...) }

// body is the sheet as a message; the sheet should not be written on after it.
func (s *sheet) body() body {
	return body{Text: strings.Join(s.lines, "\n"), Blocks: s.blocks}
}

// private is the sheet as an answer that one person sees.
func (s *sheet) private() answer {
	say := s.body()
	return answer{Text: say.Text, Blocks: say.Blocks}
}

// firstLines are at most so many lines of a list, and a last one that says how many are left off. The list that is
// given is not written to.
func firstLines(most int, lines []string) []string {
	return andMore(lines[:min(len(lines), most)], len(lines)-most)
}

// andMore says behind the lines of a list how many are left off, where any are.
func andMore(lines []string, more int) []string { return andMoreIn(lines, more, "") }

// andMoreIn is andMore where it is also said where the others stand: " in the thread".
func andMoreIn(lines []string, more int, where string) []string {
	if more <= 0 {
		return lines
	}
	return append(slices.Clip(lines), fmt.Sprintf("and %d more%s", more, where))
}

// firstNames are at most so many of some names, and "3 more" behind them, to be listed in a sentence.
func firstNames(most int, names []string) []string {
	more := len(names) - most
	if more <= 0 {
		return names
	}
	return append(slices.Clip(names[:most]), fmt.Sprintf("%d more", more))
}

// bullets marks each line as an item of a list.
func bullets(lines []string) []string {
	marked := make([]string, len(lines))
	for i, line := range lines {
		marked[i] = "• " + line
	}
	return marked
}
