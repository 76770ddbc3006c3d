package scheduler

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// maxCronLength is the longest cron expression that is read, in bytes. No sensible one comes near it.
const maxCronLength = 64

// A Spec is a cron expression that was understood. The zero Spec never fires. It holds no zone: the same expression
// runs in as many as a team has people in, and each asks Next with its own.
type Spec struct {
	text   string
	fields *cron.SpecSchedule // nil in the zero Spec; its Location is always UTC
	// elapsed is set when every hour is allowed. Such a spec counts real time: both copies of a repeated
	// hour, and nothing for a skipped one. See [Spec.Next].
	elapsed bool
}

// String returns the expression as it was written.
func (s Spec) String() string { return s.text }

// ParseCron reads a cron expression: five fields (minute, hour, day of the month, month, weekday) separated
// by spaces, or @hourly, @daily, @weekly or @monthly. Everything else that robfig/cron would take is refused: a zone
// inside the expression (the team's or the person's is used), @every and the other @ words, seconds, steps that
// step past the end of their field, and expressions that never fire, such as one for 30 February.
// The error is a sentence for the person who wrote the expression, and says what is allowed. What it takes was chosen
// so that each expression means one thing to who wrote it and to robfig: an expression that is refused is told at once,
// while one that is misread is noticed on the Monday on which nothing comes. Two fields of a date both given, "0 9 1 *
// mon", fire on either, as cron has it. It reads no clock and no zone.
func ParseCron(text string) (Spec, error) {
	words, err := cronFields(text)
	if err != nil {
		return Spec{}, err
	}
	for i, word := range words {
		if !fieldFits(fieldRules[i], word, i) {
			return Spec{}, fmt.Errorf("cron %q: %q does not fit the %s; want %s", text, word, fieldRules[i].name, fieldRules[i].allowed)
		}
	}
	fields, err := parseFields(strings.Join(words, " "))
	if err != nil {
		return Spec{}, fmt.Errorf("cron %q: want %s", text, allowedForms)
	}
	// robfig looks five years ahead, so from here it finds even 29 February.
	if fields.Next(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		return Spec{}, fmt.Errorf("cron %q: no month has that day, so it would never run; want a day that exists", text)
	}
	return Spec{text: text, fields: fields, elapsed: fields.Hour&everyHour == everyHour}, nil
}

// everyHour has the bit of each of the 24 hours of robfig's hour field.
const everyHour = 1<<24 - 1

const allowedForms = `five fields (minute hour day month weekday) such as "0 9 * * 1-5", or @hourly, @daily, @weekly or @monthly`

// cronFields splits an expression into its five fields and writes an @ word out as what it stands for. robfig looks for
// a zone in front of the fields and would take it; ours would then be ignored without a word.
func cronFields(text string) ([]string, error) {
	if len(text) > maxCronLength {
		return nil, fmt.Errorf("a cron expression of %d bytes is too long; want at most %d", len(text), maxCronLength)
	}
	// Tabs and no-break spaces are refused with the rest: they cannot be told from spaces in an error message.
	for _, r := range text {
		if r < ' ' || r > '~' {
			return nil, fmt.Errorf("cron %q: want plain letters, digits and spaces only", text)
		}
	}
	words := strings.Fields(text)
	if len(words) > 0 {
		first := strings.ToUpper(words[0])
		if strings.HasPrefix(first, "TZ=") || strings.HasPrefix(first, "CRON_TZ=") {
			return nil, fmt.Errorf("cron %q: leave the zone out; the team's or the person's own is used", text)
		}
	}
	if len(words) == 1 {
		if long, ok := nickname(words[0]); ok {
			return strings.Fields(long), nil
		}
	}
	if len(words) != len(fieldRules) {
		return nil, fmt.Errorf("cron %q: want %s", text, allowedForms)
	}
	return words, nil
}

// nickname returns the five fields that an @ word stands for. Only these four are taken, in lower case: @midnight,
// @yearly and @annually would be one more word each for what there is a word for, or nobody wants. "@weekly" is Sunday
// at midnight, as in every cron.
func nickname(word string) (fields string, ok bool) {
	switch word {
	case "@hourly":
		return "0 * * * *", true
	case "@daily":
		return "0 0 * * *", true
	case "@weekly":
		return "0 0 * * 0", true
	case "@monthly":
		return "0 0 1 * *", true
	}
	return "", false
}

// A fieldRule describes one of the five fields. Span is of values and not the largest one: minutes have 60, and a step
// of 60 is refused.
type fieldRule struct {
	name    string
	allowed string // for the error message
	span    int    // how many values the field has; a step must be smaller
}

// In the order in which they are written. The texts are what a person reads who got a field wrong.
var fieldRules = [...]fieldRule{
	{"minute", "0 to 59, a list (0,30), a range (0-15), a step (*/15) or *", 60},
	{"hour", "0 to 23, a list (9,15), a range (9-17), a step (*/2) or *", 24},
	{"day of the month", "1 to 31, a list (1,15), a range (1-7), a step (*/2) or *", 31},
	{"month", "1 to 12 or jan to dec, a list (1,7), a range (jan-jun), a step (*/3) or *", 12},
	{"weekday", "0 to 6 or sun to sat (0 is Sunday), a list (mon,fri), a range (mon-fri) or *", 7},
}

// listItem is one item of a field: *, a value, a range, each with an optional step. robfig's own parser is
// looser (it takes "+5", "*-7" and empty items), so what it would misread is refused before it is asked.
var listItem = regexp.MustCompile(`^(?:[*?]|(?:\d{1,2}|[A-Za-z]{3})(?:-(?:\d{1,2}|[A-Za-z]{3}))?)(?:/(\d{1,2}))?$`)

// fieldFits tells whether word is a field that means what it seems to mean; place is its place among the five. Each
// field is asked by itself, so that the error can name the one that is wrong. robfig decides about the range of the
// values.
func fieldFits(rule fieldRule, word string, place int) bool {
	for item := range strings.SplitSeq(word, ",") {
		parts := listItem.FindStringSubmatch(item)
		if parts == nil {
			return false
		}
		// "*/90" would be minute 0 of each hour, which nobody means who writes it.
		if step, err := strconv.Atoi(parts[1]); err == nil && step >= rule.span {
			return false
		}
	}
	// With stars for the others, so that what robfig complains of is this field.
	alone := []string{"*", "*", "*", "*", "*"}
	alone[place] = word
	_, err := parseFields(strings.Join(alone, " "))
	return err == nil
}

// parseFields asks robfig for five fields on the wall clock written as UTC, so that it never meets a zone.
// Some of its versions panic on odd texts; a panic is an error here. The Location of a schedule is where robfig would
// read it; in UTC no wall time is skipped or doubled.
func parseFields(text string) (fields *cron.SpecSchedule, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the cron parser gave up: %v", r)
		}
	}()
	parsed, err := cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow).Parse(text)
	if err != nil {
		return nil, err
	}
	fields, ok := parsed.(*cron.SpecSchedule)
	if !ok {
		return nil, errors.New("not a schedule of five fields")
	}
	fields.Location = time.UTC
	return fields, nil
}
