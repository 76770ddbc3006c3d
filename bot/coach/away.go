package coach

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// An AwayTime is a run of days, and the part of each of them, that somebody says they are away for. It becomes an
// absence each, with one Part for all of its days.
type AwayTime struct {
	Span Span // To is Forever when nobody knows yet
	Part Part
}

// An AwayRequest is what a line about being away means. At most one of Empty, Back and Times says something.
type AwayRequest struct {
	Empty bool       // nothing was typed: what is known is wanted
	Back  bool       // they are back, whatever was known
	Times []AwayTime // in the order of the line, each ascending
}

// How far from today an absence may be.
const (
	maxAwayAhead = 400
	maxAwayBack  = 31
	maxAwayTimes = 12 // in one line
)

// ParseAway reads a line about being away, as of the person's own civil date, in a year cut as their team's is:
//
//	24 Dec..2 Jan    24 Dec - 2 Jan    24 to 28 Dec    from 24 Dec for 3 days    2026-12-24..2027-01-02
//	tomorrow         friday            this afternoon  24 Dec afternoon to 28 Dec morning
//	until monday     for 3 days        next week       next week, mornings       until further notice
//
// "Until" is when they are back: until Monday is through Sunday; "to" and "through" include the day. Days of the week are
// the next ones, today not included. A date without a year is the first one that is not more than 31 days ago, a last
// day without a year the first one after the first day. Durations are in days of the calendar. Several may be listed
// with commas or "and". "off" and "back" alone say that they are back, "back on Monday" is until Monday.
//
// Days lie at most 31 days back and 400 ahead. Errors are *LogError; after one, nothing of the line counts.
func ParseAway(text string, today Day, year Year) (AwayRequest, error) {
	req, err := parseAway(text, today, year)
	if err != nil {
		return AwayRequest{}, err
	}
	return req, nil
}

// Two dots and dashes are turned into "to" before the text is cut, so that every part of an error is quoted from the
// text as it then stands.
func parseAway(text string, today Day, year Year) (AwayRequest, *LogError) {
	if len(text) > MaxLine && utf8.RuneCountInString(text) > MaxLine {
		return AwayRequest{}, &LogError{Text: fmt.Sprintf("That is longer than %s characters. %s", group(MaxLine), awayAdvice)}
	}
	text = rangeDashes(strings.ToValidUTF8(text, ""))
	r := awayReader{line: line{text: text, today: today}, year: year}
	r.toks = lex(text, nil, nil)
	if len(r.toks) == 0 {
		return AwayRequest{Empty: true}, nil
	}
	if err := r.read(); err != nil {
		return AwayRequest{}, err
	}
	return r.req, nil
}

// awayAdvice shows how a line looks.
const awayAdvice = "For example: tomorrow, this afternoon, 24 Dec..2 Jan, until Monday, or for 3 days."

// rangeDashes writes "to" for whatever stands between two days: two dots, and dashes of any length that are not those
// of a date such as 2026-12-24. What was a minus in a log is never one here: nobody is away on less than no day.
func rangeDashes(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); {
		if shapedLikeDate(text[i:]) {
			b.WriteString(text[i : i+len("2026-12-24")])
			i += len("2026-12-24")
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case strings.HasPrefix(text[i:], ".."):
			b.WriteString(" to ")
			size = len(text[i:]) - len(strings.TrimLeft(text[i:], "."))
		case r == '-', r == '–', r == '—', r == '−', r == '…':
			b.WriteString(" to ")
		default:
			b.WriteString(text[i : i+size])
		}
		i += size
	}
	return b.String()
}

// Words writes the time as a person reads it on a day, and as ParseAway reads it back on that day: "today", "this
// afternoon", "tomorrow morning", "Thu 24 Dec to Sat 2 Jan", "Mon 30 Nov to Fri 4 Dec, mornings", "Thu 24 Dec until
// further notice". A year stands there when it would be taken for another one. The time must not be empty. Reading it
// back is what the reply to an absence rests on: it says in days what was understood, and whoever sees a wrong one
// types it again. A property test holds the two to each other.
func (a AwayTime) Words(today Day) string {
	first, last, half := a.Span.From, a.Span.To, a.Part.half()
	words := awayDay(first, today, today-maxAwayBack)
	switch {
	case first == last && half == "":
		return words
	case first == last && first == today:
		return "this " + half
	case first == last:
		return words + " " + half
	case last == Forever:
		words += " until further notice"
	default:
		words += " to " + awayDay(last, today, first)
	}
	if half != "" {
		words += ", " + half + "s"
	}
	return words
}

// half names half a day; "" for a whole one.
func (p Part) half() string {
	switch {
	case p == Morning:
		return "morning"
	case p == Afternoon:
		return "afternoon"
	}
	return ""
}

// awayDay writes a day that is read as the first of its name from a day on. With its day of the week, by which people
// see at once that a date is the wrong one.
func awayDay(d, today, from Day) string {
	switch {
	case d == today:
		return "today"
	case d == today+1:
		return "tomorrow"
	}
	_, month, day := d.Date()
	if firstFrom(from, month, day) == d {
		return d.Format("Mon 2 Jan")
	}
	return d.Format("Mon 2 Jan 2006")
}
