package coach

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A rhythm in words: "weekdays at 09:00", "Mondays and Thursdays at 15:30", "off". People write and read these; what is
// stored are cron expressions, one for each time of day.

// RhythmWords says cron expressions in words that ParseRhythm reads back as expressions of the same meaning; "off" for
// none. An expression that has no words, such as one with a step, is shown as it is. Expressions on the same days that
// follow one another are said together.
// The hours are on the wall clock, two digits each. What it says of stored expressions may be typed into the form
// again, so that who opens a form and saves it changes nothing.
func RhythmWords(crons []string) string {
	if len(crons) == 0 {
		return "off"
	}
	type clause struct {
		days  string // "" for a raw one, whose times are the expression
		times []string
	}
	var clauses []clause
	for _, cron := range crons {
		days, times, ok := cronWords(cron)
		if last := len(clauses) - 1; ok && last >= 0 && clauses[last].days == days {
			clauses[last].times = append(clauses[last].times, times...)
		} else {
			clauses = append(clauses, clause{days, times})
		}
	}
	said := make([]string, len(clauses))
	for i, c := range clauses {
		said[i] = andList(c.times)
		if c.days != "" {
			said[i] = c.days + " at " + said[i]
		}
	}
	return strings.Join(said, "; ")
}

// cronWords takes a cron expression apart into days and times, as far as both have words. What has none is its own only
// time.
// What it does not know is not wrong: the scheduler can run more than has words, such as every ten minutes.
func cronWords(cron string) (days string, times []string, ok bool) {
	// The four @ words have no words of their own here: they run at midnight, when nobody holds a ritual.
	f := strings.Fields(cron)
	raw := []string{cron}
	if len(f) != 5 || f[3] != "*" {
		return "", raw, false
	}
	minute, err := strconv.Atoi(f[0])
	hours, fine := numbers(f[1], 0, 23)
	// One minute for all hours: with several, "9:00, 9:30, 10:00, 10:30" would hide that it is a pattern.
	if err != nil || minute < 0 || minute > 59 || !fine {
		return "", raw, false
	}
	// Dates and days of the week in one expression mean either of them to some programs and both to others; they stay
	// raw.
	switch {
	case f[2] == "*":
		days, ok = weekdayWords(f[4])
	case f[4] == "*":
		days, ok = dateWords(f[2])
	}
	if !ok {
		return "", raw, false
	}
	for _, h := range hours {
		times = append(times, fmt.Sprintf("%02d:%02d", h, minute))
	}
	return days, times, true
}

// numbers reads a list of plain numbers of a cron field.
// A step or a range among them has no words. The order of the field is kept, as it is the order in which it was
// written.
func numbers(field string, least, most int) ([]int, bool) {
	var out []int
	for part := range strings.SplitSeq(field, ",") {
		n, err := strconv.Atoi(part)
		if err != nil || n < least || n > most || strings.HasPrefix(part, "+") {
			return nil, false
		}
		out = append(out, n)
	}
	return out, true
}

// weekdayWords names the days of a cron field: "every working day", "weekdays", "Mondays and Thursdays".
// Names in English, of one day or of three letters, are as good as numbers to the scheduler, and are read here in the
// same way.
func weekdayWords(field string) (string, bool) {
	var set Weekdays
	if field == "*" {
		return everyDay, true
	}
	// A range that goes over the end of the week is refused by the scheduler, so that it has no words.
	for part := range strings.SplitSeq(strings.ToLower(field), ",") {
		from, to, ranged := strings.Cut(part, "-")
		first, ok := cronDay(from)
		last := first
		if ranged && ok {
			last, ok = cronDay(to)
		}
		if !ok || last < first {
			return "", false
		}
		for d := first; d <= last; d++ {
			set[d] = true
		}
	}
	return setWords(set), true
}

// The three sets that have a name. ParseRhythm knows them by these words.
const (
	everyDay = "every working day" // the rest is passed over when it comes, whatever the expression says
	weekdays = "weekdays"
	weekends = "weekends"
)

// setWords names a set of weekdays. It is not empty.
// Names are plural, since a rhythm is held on each of them; "on Monday" would be once.
func setWords(set Weekdays) string {
	switch set {
	case Weekdays{true, true, true, true, true, true, true}:
		return everyDay
	case Weekdays{false, true, true, true, true, true, false}:
		return weekdays
	case Weekdays{true, false, false, false, false, false, true}:
		return weekends
	}
	var names []string
	for i := range 7 {
		if d := (i + 1) % 7; set[d] { // a week is read from Monday on
			names = append(names, time.Weekday(d).String()+"s")
		}
	}
	return andList(names)
}

// cronDay reads a day of a cron field: 0 to 6, or three letters.
// 7 for Sunday is refused, as the scheduler does it.
func cronDay(text string) (int, bool) {
	if n, err := strconv.Atoi(text); err == nil {
		return n, n >= 0 && n <= 6 && len(text) == 1
	}
	for d := range 7 {
		if text == strings.ToLower(time.Weekday(d).String()[:3]) {
			return d, true
		}
	}
	return 0, false
}

// dateWords names days of the month: "the 1st and 15th of the month".
// Some months have no 31st: it is said as it is written.
func dateWords(field string) (string, bool) {
	dates, ok := numbers(field, 1, 31)
	names := make([]string, len(dates))
	for i, d := range dates {
		names[i] = ordinal(d)
	}
	return "the " + andList(names) + " of the month", ok
}

func ordinal(n int) string {
	switch {
	// Days of the month only: 111th does not come up.
	case n%10 == 1 && n != 11:
		return fmt.Sprintf("%dst", n)
	case n%10 == 2 && n != 12:
		return fmt.Sprintf("%dnd", n)
	case n%10 == 3 && n != 13:
		return fmt.Sprintf("%drd", n)
	}
	return fmt.Sprintf("%dth", n)
}

// andList joins words as a sentence has them: "a", "a and b", "a, b and c". "" for none.
func andList(words []string) string {
	if n := len(words); n > 1 {
		return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
	return strings.Join(words, "")
}

// ParseRhythm reads a rhythm in words: days, "at", and times, several of each, and several of such clauses; "off" gives
// none. Days are "weekdays", "weekends", "every day", names of days with or without their end, ranges of them, or dates
// ("the 1st and 15th of the month"). Cron expressions of five fields pass as they are, parted by semicolons; whether they
// can run is the scheduler's to say. The error is a sentence that says what is understood.
// Case, dashes of all lengths and commas do not matter. An expression that is said twice is one. Nothing of a line is
// kept when a part of it is not understood.
func ParseRhythm(text string) ([]string, error) {
	// A phone types a longer dash for two short ones, and a copied line has blanks that do not break.
	folded := FoldWord(strings.NewReplacer("–", "-", "—", "-", "\u00a0", " ").Replace(text))
	if slices.Contains([]string{"off", "never", "none", "no"}, folded) {
		return []string{}, nil
	}
	if folded == "" {
		return nil, rhythmError("Say when. " + rhythmHelp)
	}
	var crons []string
	// Semicolons part what a rhythm is shown with, so that what is shown can be handed in again.
	for clause := range strings.SplitSeq(folded, ";") {
		clause = strings.TrimSpace(clause)
		if isCron(clause) {
			crons = append(crons, clause)
			continue
		}
		more, err := parseClauses(clause)
		if err != nil {
			return nil, err
		}
		crons = append(crons, more...)
	}
	return uniqueTexts(crons), nil
}

// uniqueTexts keeps the first of each, in order. Two expressions that mean the same in other words are two.
func uniqueTexts(texts []string) []string {
	// Never nil: an empty list is a rhythm that is off, and none at all would be its default.
	kept := []string{}
	for _, t := range texts {
		if !slices.Contains(kept, t) {
			kept = append(kept, t)
		}
	}
	return kept
}

// isCron tells a cron expression from words: five fields of which the first begins with a digit or a star, or one of the @
// words.
// Two fields are enough to tell: hardly any line of words begins with two numbers and has three words behind them.
func isCron(clause string) bool {
	f := strings.Fields(clause)
	if len(f) == 1 {
		return strings.HasPrefix(f[0], "@")
	}
	return len(f) == 5 && strings.Trim(f[0], "0123456789*/,-?") == "" && strings.Trim(f[1], "0123456789*/,-?") == ""
}
