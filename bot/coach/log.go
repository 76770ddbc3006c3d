package coach

import (
	"slices"
	"strconv"
	"strings"
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
	Items []LogItem
	Day   Day
	Note  string
}

// A LogError says which part of a /log line was not understood or is not allowed. Its text is a sentence for
// the person who typed it.
type LogError struct {
	Part    string // the part as typed; "" when it is about the whole line
	Nearest []KPI  // what may have been meant, the nearest first; at most three
	Text    string
	// Retry, when Nearest is not empty, is the whole line with %s in the place of the part's KPI word, so
	// that a button can offer it mended; "" when it cannot.
	Retry string
}

func (e *LogError) Error() string { return e.Text }

// ParseLog reads a /log line against the KPIs of one team. Today is the person's own civil date. Errors are
// *LogError.
func ParseLog(text string, kpis []KPI, today Day) (LogRequest, error) {
	body, note, _ := strings.Cut(text, "#")
	req := LogRequest{Day: today, Note: strings.TrimSpace(note)}
	words := strings.Fields(strings.ToLower(strings.ReplaceAll(body, ",", " ")))
	if len(words) == 0 {
		req.Empty = true
		return req, nil
	}
	if len(words) == 1 && words[0] == "undo" {
		req.Undo = true
		return req, nil
	}
	var n int64
	for _, w := range words {
		if v, err := strconv.ParseInt(w, 10, 64); err == nil {
			n = v
			continue
		}
		if w == "yesterday" {
			req.Day--
			continue
		}
		if w == "and" || w == "done" {
			continue
		}
		i := slices.IndexFunc(kpis, func(k KPI) bool {
			return w == k.Name || w == k.Plural || slices.Contains(k.Aliases, w)
		})
		if i < 0 {
			return req, &LogError{Part: w, Text: "I don't know " + w + "."}
		}
		req.Items = append(req.Items, LogItem{kpis[i], n})
	}
	return req, nil
}

// ParseReply reads a plain thread reply such as "5 conversations" or "done 3 meetings and 2 calls". It
// answers false for anything that is not wholly a log, for a reply that is not understood is left alone.
func ParseReply(text string, kpis []KPI, today Day) (LogRequest, bool) {
	req, err := ParseLog(text, kpis, today)
	return req, err == nil && len(req.Items) > 0
}

// ParseAmount reads a whole number, or money in the KPI's unit with separators and k or m, as forms have it.
// Zero is allowed. The error is a sentence that names what is allowed.
func ParseAmount(text string, kpi KPI) (int64, error) {
	n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	if err != nil {
		return 0, &LogError{Part: text, Text: "Enter a whole number."}
	}
	return n * kpi.whole(), nil
}

// CheckCount refuses what no entry may hold: zero, too much.
func CheckCount(kpi KPI, count int64) error { return nil }

// CheckDay refuses a day in the future or more than 31 days back.
func CheckDay(day, today Day) error { return nil }
