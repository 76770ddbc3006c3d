package bot

// A check-in as its readers see it: in what order, in how many pieces, and, where a message has no room, on a page.

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"example.com/pacer/bot/coach"
)

// actCheckInRead is the button that opens all answers of a check-in; its value is "<team>/<week>/<person>". The person
// in it is whose check-in it is, and not who presses: what they may read is decided at the press.
const actCheckInRead = "checkin_read"

const (
	// wholeAnswers is how many characters of answers, as Slack counts them, a message holds beside its numbers.
	wholeAnswers = 6000
	// shortAnswer is how many of each are shown where that is not enough: five of them fit.
	shortAnswer = 1000
	// quotedLine is how many bytes one line of a quotation has at most, so that with a title it fits a block.
	quotedLine = 2800
)

// A checkInAnswer is an answer with what it answers, both as they were written. Neither is escaped: whoever writes them
// does that.
type checkInAnswer struct{ title, text string }

// allAnswers are the answers of a check-in in the order in which a manager reads them, without empty ones. What is
// asked of the manager comes first, since it waits for them. The question of the week is the one that was asked then,
// whatever the bank asks by now.
func allAnswers(w coach.WeeklyCheckIn) []checkInAnswer {
	a := w.Answers
	return given(
		checkInAnswer{"Needs from you", a.Need},
		checkInAnswer{"Will try next week", a.Try},
		checkInAnswer{"How the best result came about", a.Best},
		checkInAnswer{"Learnt", a.Learnt},
		checkInAnswer{w.Question, a.Quality},
	)
}

// sharedAnswers are those that a team reads, without empty ones. The caller has left in them what is shared
// (shownToTeam); needs and plans are never among them.
func sharedAnswers(w coach.WeeklyCheckIn) []checkInAnswer {
	return given(checkInAnswer{"How the best result came about", w.Answers.Best}, checkInAnswer{"What was learnt", w.Answers.Learnt})
}

func given(answers ...checkInAnswer) []checkInAnswer {
	return slices.DeleteFunc(answers, func(a checkInAnswer) bool { return a.text == "" })
}

// lengthOf is how many characters answers have in a message. Counted after escaping, which makes an ampersand five
// characters, as that is what Slack counts.
func lengthOf(answers []checkInAnswer) (n int) {
	for _, a := range answers {
		n += utf8.RuneCountInString(quoteBlock(a.text)) + utf8.RuneCountInString(a.title)
	}
	return n
}

// quoted is people's text as a quotation in lines that each fit a block, at most limit characters of it; more tells that
// there are more. Lines that are too long are parted at a blank, where there is one. Limit is in characters of the text
// as it was written; quotedLine is in bytes after escaping, the strictest reading of Slack's 3,000 for a section. A
// line that is parted goes on with a mark of its own, or the rest would read as if Pacer had said it.
func quoted(text string, limit int) (lines []string, more bool) {
	text = strings.TrimSpace(text)
	short := cut(text, limit)
	for line := range strings.SplitSeq(quoteBlock(short), "\n") {
		for len(line) > quotedLine {
			at := strings.LastIndexByte(line[:quotedLine], ' ')
			if at < quotedLine/2 {
				at = quotedLine
				for !utf8.RuneStart(line[at]) {
					at--
				}
				at = wholeEnd(line[:at]) // no entity is parted
			}
			lines, line = append(lines, line[:at]), ">"+line[at:]
		}
		lines = append(lines, line)
	}
	return lines, short != text
}

// pressCheckInRead opens the answers of a check-in for whoever may read them: all of them for the person and their
// managers, what is shared for the rest of the team. Any member may press it, as it stands in the channel too; who is
// not of the team is refused, and colleagues see no more than what is shared. What was taken back
// since, or is no longer kept, is refused in the same words.
func pressCheckInRead(ctx context.Context, b *Bot, req *request) (answer, error) {
	ref, person, _ := cutLast(req.Value)
	id, first, _ := strings.Cut(ref, "/")
	week, err := coach.ParseDay(first)
	t := req.Roster.Team(id)
	if t == nil || err != nil {
		return answer{}, refusal("That check-in is not there any more.")
	}
	manages := slices.ContainsFunc(managersOf(req.Roster, t), func(m coach.Person) bool { return m.ID == req.Person.ID })
	if !manages && !activeRep(req.Roster, t, req.Person.ID) {
		return answer{}, refusal("This check-in is for " + escape(t.Name) + ", and you are not part of it.")
	}
	// Read anew: what is shown is what holds now, and not what the message quoted.
	filed, err := b.store.CheckIns(ctx, t.ID, week)
	if err != nil {
		return answer{}, fmt.Errorf("check-ins of team %s: %w", t.Name, err)
	}
	w, there := checkInOf(filed, person)
	answers := allAnswers(w)
	if !manages && person != req.Person.ID {
		w.Answers = shownToTeam(w)
		answers = sharedAnswers(w)
	}
	if !there || len(answers) == 0 {
		return answer{}, refusal("There is nothing to read in this check-in any more.")
	}
	var s sheet
	s.say("*" + nameOf(req.Roster.Person(person)) + "*, the week of " + spanName(coach.Span{From: week, To: week + 6}) + edited(w.Edited) + ".")
	for _, a := range answers {
		lines, _ := quoted(a.text, maxTyped)
		s.titled(escape(a.title), lines...)
	}
	return answer{Modal: modal("page", "Check-in", "", "", s.blocks...)}, nil
}

// cutLast parts a value at its last slash; ok is false when it has none. A value without a slash comes back whole as
// the last part.
func cutLast(value string) (before, after string, ok bool) {
	i := strings.LastIndexByte(value, '/')
	if i < 0 {
		return "", value, false
	}
	return value[:i], value[i+1:], true
}
