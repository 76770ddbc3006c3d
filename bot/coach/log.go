package coach

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// A LogItem is one count of one KPI, as typed.
type LogItem struct {
	KPI   KPI
	Count int64 // never zero; minor units for money; negative in a correction
}

// A LogRequest is what a /log line means.
type LogRequest struct {
	Empty bool // nothing was typed: the modal is wanted
	Undo  bool
	Items []LogItem // each KPI once, in the order of the line
	Day   Day
	Note  string
}

// A LogError says which part of a /log line was not understood or is not allowed. Its text is a sentence for
// the person who typed it; it quotes their words raw, so whoever posts it escapes it.
type LogError struct {
	Part    string // the part as typed; "" when it is about the whole line
	Nearest []KPI  // what may have been meant, the nearest first; at most three
	Text    string
	// Retry, when Nearest is not empty, is the whole line with %s in the place of the part's KPI word, so
	// that a button can offer it mended; "" when it cannot. It is a format: a per cent sign that was typed
	// stands in it twice. Mended fills it.
	Retry string
}

// Error is the sentence for the person who typed the line.
func (e *LogError) Error() string { return e.Text }

// Mended returns the line as it should have been typed had the KPI been meant; "" when it cannot be mended.
func (e *LogError) Mended(kpi KPI) string {
	if e.Retry == "" {
		return ""
	}
	return fmt.Sprintf(e.Retry, kpi.word(2))
}

// MaxLine is how long a /log line may be, in characters (runes), its note included.
const MaxLine = 3000

// ParseLog reads a /log line against the KPIs of one team. Today is the person's own civil date. The text is
// plain: the caller has turned Slack's &amp;, &lt; and &gt; back into characters. Errors are *LogError; after
// one, nothing of the line counts.
//
// A line is items, at most one day, and at most one note, in any order but for the note, which begins with #
// and takes the rest. An item is a KPI and a number on either side of it; a comma, "and" or & may stand between
// items. A KPI named twice is logged once, with the sum. "undo" stands alone.
//
//	5 conversations, 2 meetings      conversations 5 and meetings 2      five convos yesterday
//	-2 meetings 20 Nov               revenue €12.5k                      2 meetings # Acme and Globex
func ParseLog(text string, kpis []KPI, today Day) (LogRequest, error) {
	req, err := parseLog(text, kpis, today, false)
	if err != nil {
		err.Text += " Nothing was logged."
		return LogRequest{}, err
	}
	return req, nil
}

// ParseReply reads a plain thread reply such as "5 conversations" or "done 3 meetings and 2 calls". It
// answers false for anything that is not wholly a log, for a reply that is not understood is left alone.
// It is stricter than ParseLog, because people talk in threads: questions are not logs, "a meeting" is not
// one meeting, and a KPI must be named by three letters at least.
func ParseReply(text string, kpis []KPI, today Day) (LogRequest, bool) {
	if strings.ContainsAny(text, "?？") {
		return LogRequest{}, false
	}
	req, err := parseLog(text, kpis, today, true)
	if err != nil || len(req.Items) == 0 {
		return LogRequest{}, false
	}
	return req, true
}

// CheckDay refuses a day in the future or more than 31 days back. The error is a *LogError.
func CheckDay(day, today Day) error {
	if err := checkDay(day, today); err != nil {
		return err
	}
	return nil
}

// maxDaysBack is how far back a day may be logged for.
const maxDaysBack = 31

func checkDay(day, today Day) *LogError {
	const layout = "Mon 2 Jan 2006"
	switch {
	case day > today:
		return &LogError{Text: fmt.Sprintf("%s is still ahead. You can log for today and for the %d days before it.",
			day.Format(layout), maxDaysBack)}
	case day < today-maxDaysBack:
		return &LogError{Text: fmt.Sprintf("%s is more than %d days back. The earliest day you can log for is %s.",
			day.Format(layout), maxDaysBack, (today - maxDaysBack).Format(layout))}
	}
	return nil
}

// parseLog is ParseLog and, when reply is set, ParseReply.
func parseLog(text string, kpis []KPI, today Day, reply bool) (LogRequest, *LogError) {
	if len(text) > MaxLine && utf8.RuneCountInString(text) > MaxLine {
		return LogRequest{}, &LogError{Text: fmt.Sprintf("That is longer than %s characters. Please shorten the note.", group(MaxLine))}
	}
	text = strings.ToValidUTF8(text, "")
	body, note, noted := strings.Cut(text, "#")
	r := logReader{
		line:  line{text: text, kpis: kpis, today: today},
		reply: reply, kpi: none,
		req: LogRequest{Day: today, Note: strings.TrimSpace(note)},
	}
	var buf [16]token
	r.toks = lex(body, kpis, buf[:0])
	switch {
	case strings.TrimSpace(text) == "", len(r.toks) == 0 && !noted:
		return LogRequest{Empty: true, Day: today}, nil
	case r.word(0) == "undo" && len(r.toks) == 1 && !reply:
		return LogRequest{Undo: true, Day: today, Note: r.req.Note}, nil
	case r.word(0) == "undo":
		return LogRequest{}, &LogError{Part: body, Text: "“undo” stands alone: it takes back your newest entry."}
	}
	if err := r.read(); err != nil {
		return LogRequest{}, err
	}
	return r.req, nil
}
