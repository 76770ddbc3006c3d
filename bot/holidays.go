package bot

// Holidays out of a calendar file. Files come from anywhere, so the file is looked at before a library parses it, and
// whatever is not plainly a list of whole days is refused with what to do instead.
//
// Days have no zone: 25 December is a holiday wherever the team is.

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"
	"github.com/teambition/rrule-go"

	"example.com/pacer/bot/coach"
)

// Bounds of a calendar file. A country's holidays of ten years are 50 kB; the bounds keep a wrong file from becoming a
// slow one, as the libraries' work grows faster than a line, a nesting and the number of rules do.
const (
	maxCalendar     = 1 << 20  // bytes
	maxCalendarLine = 16 << 10 // bytes, folded lines put together
	maxCalendarNest = 10       // components within one another
	maxCalendarRule = 200      // bytes of one rule of repetition
	maxRules        = 50       // one that never comes true is followed for eight thousand years, which takes some 25 ms
	maxInterval     = 100      // years between two of a yearly event
)

// ParseHolidays reads the whole days of a calendar file, as it is exported by calendars and published by governments:
// iCalendar (RFC 5545), what .ics files hold. It returns those from one day to another, both included, ascending and
// each once, under the name of the first event that has it. Events of several days are a holiday each day; yearly rules
// are followed; what has a time of the day is left out, unless it lasts from midnight to midnight, as some write it.
// The error is a sentence about the file, without its name, for whoever chose it: that it is too large, is no calendar,
// repeats otherwise than yearly, or has no whole day in the time. It is called for files of the setup's form and, by
// pacer apply, for files beside a team file; both read it in the time that a person waits. It reads at most maxCalendar
// bytes of r and one more, and does not close it. Names are cut to coach.MaxName characters and have no control
// characters.
func ParseHolidays(r io.Reader, from, to coach.Day) ([]coach.Holiday, error) {
	// One byte more than allowed tells a file that is too large from one that is just full.
	data, err := io.ReadAll(io.LimitReader(r, maxCalendar+1))
	if err != nil {
		return nil, fmt.Errorf("the calendar cannot be read: %w", err)
	}
	// Windows programs put a mark in front that says UTF-8, which the parser takes for the first property's name.
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if err := plausibleCalendar(data); err != nil {
		return nil, err
	}
	// Properties after the first event are no calendar by the letter, and are in many that are published.
	calendar, err := ics.ParseCalendarWithOptions(bytes.NewReader(data), ics.WithUnknownPropertyHandler(ics.AcceptUnknownPropertyHandler))
	if err != nil {
		return nil, fmt.Errorf("the calendar is damaged (%w): export it again", err)
	}
	h := holidayReader{span: coach.Span{From: from, To: to}, days: map[coach.Day]string{}, moved: movedDays(calendar.Events())}
	// One event that cannot be read refuses the file: half a list of holidays looks like a whole one.
	for _, e := range calendar.Events() {
		if err := h.event(e); err != nil {
			return nil, err
		}
	}
	return h.holidays()
}

// plausibleCalendar refuses what the parser should not be given: another kind of file, and one that it would take
// long for. It looks at bytes and reads no property, so that its own work grows with the file alone. The errors are
// sentences for the person who chose the file, each with what to do. It may take a file that the parser then refuses.
func plausibleCalendar(data []byte) error {
	switch {
	case len(data) > maxCalendar:
		return fmt.Errorf("the calendar is larger than %d KiB: export the holidays alone", maxCalendar>>10)
	// A file in Latin-1 would be read with broken names, and nobody would notice before Christmas.
	case !utf8.Valid(data):
		return errors.New("the calendar is not UTF-8 text: export it as UTF-8")
	case !bytes.Contains(data, []byte("BEGIN:VCALENDAR")):
		return errors.New("this is no calendar: a calendar file ends in .ics and begins with BEGIN:VCALENDAR")
	}
	// Folded lines begin with a blank and go on the one before; the bound is for what is put together.
	length, depth := 0, 0
	for line := range bytes.Lines(data) {
		if line[0] != ' ' && line[0] != '\t' {
			length = 0
		}
		length += len(line)
		switch {
		case bytes.HasPrefix(line, []byte("BEGIN:")):
			depth++
		case bytes.HasPrefix(line, []byte("END:")):
			depth--
		}
		if length > maxCalendarLine || depth > maxCalendarNest {
			return errors.New("the calendar holds more than dates and names: export the holidays alone")
		}
	}
	return nil
}

// A holidayReader gathers the days of a calendar's events. It is for one file and gathers until holidays is asked.
type holidayReader struct {
	span  coach.Span
	days  map[coach.Day]string // day → name
	whole int                  // events of whole days, in the span or not
	rules int
	moved map[string][]coach.Day // by the event's UID: days of its rule that an event of their own stands for
}

// event adds the days of one event. Events with a time are appointments in somebody's calendar and no holidays; they
// are passed over in silence, as an export has hundreds. A cancelled event stays in files that calendars export. The
// error is a sentence for whoever chose the file.
func (h *holidayReader) event(e *ics.VEvent) error {
	first, length, ok := wholeDays(e)
	if !ok || strings.EqualFold(property(e, ics.ComponentPropertyStatus), "CANCELLED") {
		return nil
	}
	h.whole++
	starts, err := h.starts(e, first, length)
	if err != nil {
		return err
	}
	name := holidayName(property(e, ics.ComponentPropertySummary))
	for _, start := range starts {
		// Cut to the span first, so that an event of ten years costs no more than its part of it.
		for day := max(start, h.span.From); day <= min(start+coach.Day(length)-1, h.span.To); day++ {
			// The first name stays: where two events share a day, the file's own order is as good as any and the same
			// each time.
			if h.days[day] == "" {
				h.days[day] = name
			}
		}
		// Asked after each event and not at the end: a file of everybody's days off is noticed before it is read to its
		// end.
		if len(h.days) > coach.MaxHolidays {
			return fmt.Errorf("the calendar has more than %d days off from %s to %s: choose one of public holidays", coach.MaxHolidays, h.span.From, h.span.To)
		}
	}
	return nil
}

// starts returns the days on which an event begins, those at least that could have a day in the span. Days are without
// a zone, as holidays are: 25 December is that day wherever the team is. What is excepted (EXDATE), and what an event
// of its own stands for (RECURRENCE-ID), is taken out of the rule's days. Length is the event's own, in days; it
// decides how far before the span a beginning still matters.
func (h *holidayReader) starts(e *ics.VEvent, first coach.Day, length int) ([]coach.Day, error) {
	days := append([]coach.Day{first}, dates(e, ics.ComponentPropertyRdate)...)
	if text := property(e, ics.ComponentPropertyRrule); text != "" {
		if h.rules++; h.rules > maxRules {
			return nil, fmt.Errorf("the calendar has more than %d events that are repeated: export the holidays alone", maxRules)
		}
		rule, err := yearly(text, first, h.span.To)
		if err != nil {
			return nil, fmt.Errorf("%q %w", holidayName(property(e, ics.ComponentPropertySummary)), err)
		}
		// The first day counts by the rule alone: published rules may begin on a day that they do not name.
		days = days[1:]
		// From before the span: an event of several days may begin before it and reach into it.
		for _, at := range rule.Between(midnight(h.span.From-coach.Day(length)), midnight(h.span.To), true) {
			days = append(days, coach.DayOf(at, time.UTC))
		}
	}
	// Exceptions are few, so a list does.
	gone := dates(e, ics.ComponentPropertyExdate)
	if property(e, ics.ComponentPropertyRecurrenceId) == "" {
		gone = append(gone, h.moved[property(e, ics.ComponentPropertyUniqueId)]...)
	}
	return slices.DeleteFunc(days, func(d coach.Day) bool { return slices.Contains(gone, d) }), nil
}

// yearly reads a rule of repetition. Others than yearly ones are refused: the file is no calendar of holidays then, and
// to leave the event out would be to plan rituals on days off. First is where the rule begins and last where it is of
// no further interest; both are needed to keep it finite. The error goes on after the event's name.
func yearly(text string, first, last coach.Day) (*rrule.RRule, error) {
	// The rule is shown, cut to 60 characters, as that is what whoever made the file can look for.
	unreadable := fmt.Errorf("is repeated by a rule that cannot be read (%.60s): put its dates into the calendar one by one", text)
	if len(text) > maxCalendarRule {
		return nil, unreadable
	}
	option, err := rrule.StrToROptionInLocation(text, time.UTC)
	switch {
	case err != nil:
		return nil, unreadable
	case option.Freq != rrule.YEARLY:
		return nil, errors.New("is repeated more often than yearly, as no holiday is: export the holidays alone")
	// Times of the day make a rule of whole days mean something else, and a large interval makes it slow.
	case len(option.Byhour)+len(option.Byminute)+len(option.Bysecond) > 0 || option.Interval > maxInterval:
		return nil, unreadable
	}
	option.Dtstart = midnight(first)
	// A rule without an end would be followed for ever.
	if end := midnight(last); option.Until.IsZero() || option.Until.After(end) {
		option.Until = end
	}
	rule, err := rrule.NewRRule(*option)
	if err != nil {
		return nil, unreadable
	}
	return rule, nil
}

// holidays returns what was gathered, or says that it is nothing. A file that was read and has nothing for the team is
// an error too: last year's list is what people choose by mistake. Whole days outside of the span are counted to tell
// "none at all" from "none of these years".
func (h *holidayReader) holidays() ([]coach.Holiday, error) {
	switch {
	case h.whole == 0:
		return nil, errors.New("the calendar has no event of a whole day: choose one of public holidays")
	case len(h.days) == 0:
		return nil, fmt.Errorf("the calendar has no day from %s to %s: get one of these years", h.span.From, h.span.To)
	}
	out := make([]coach.Holiday, 0, len(h.days))
	for day, name := range h.days {
		out = append(out, coach.Holiday{Day: day, Name: name})
	}
	slices.SortFunc(out, func(a, b coach.Holiday) int { return cmp.Compare(a.Day, b.Day) })
	return out, nil
}

// movedDays returns, by UID, the days of repeated events that are described by an event of their own. A holiday that
// falls on a Sunday is published as moved to the Monday in this way; without it both days would be off. Events without a
// UID have nothing in common, so that the one stands for no day of the other.
func movedDays(events []*ics.VEvent) map[string][]coach.Day {
	moved := map[string][]coach.Day{}
	for _, e := range events {
		if uid := property(e, ics.ComponentPropertyUniqueId); uid != "" {
			moved[uid] = append(moved[uid], dates(e, ics.ComponentPropertyRecurrenceId)...)
		}
	}
	return moved
}

// property returns the value of an event's property; "" when it has none. A property that stands twice gives its first
// value.
func property(e *ics.VEvent, name ics.ComponentProperty) string {
	if p := e.GetProperty(name); p != nil {
		return strings.TrimSpace(p.Value)
	}
	return ""
}

// The forms that a date has in a calendar: a day, and midnight of it on some wall clock.
var (
	dayShape      = regexp.MustCompile(`^\d{8}$`)
	midnightShape = regexp.MustCompile(`^(\d{8})T000000$`)
	lengthShape   = regexp.MustCompile(`^P(\d{1,3})([DW])$`)
)

// wholeDays returns the first day of an event and how many it has; ok is false where it is not of whole days. The end
// is the day after the last one; one that is missing, or that is not after the beginning, makes it one day. Length is
// in days, at least 1. Most calendars write whole days as dates; some write them from midnight to midnight, which is
// taken for the same if both ends say so.
func wholeDays(e *ics.VEvent) (first coach.Day, length int, ok bool) {
	start, end := property(e, ics.ComponentPropertyDtStart), property(e, ics.ComponentPropertyDtEnd)
	if m := midnightShape.FindStringSubmatch(start); m != nil {
		// Eight digits each, so they compare as days do.
		if n := midnightShape.FindStringSubmatch(end); n != nil && n[1] > m[1] {
			start, end = m[1], n[1]
		}
	}
	if first, ok = calendarDay(start); !ok {
		return 0, 0, false
	}
	length = 1
	if after, ok := calendarDay(end); ok && after > first {
		length = int(after - first)
	} else if m := lengthShape.FindStringSubmatch(property(e, ics.ComponentPropertyDuration)); m != nil {
		n, _ := strconv.Atoi(m[1]) // three digits at most
		length = max(1, n*map[string]int{"D": 1, "W": 7}[m[2]])
	}
	return first, length, true
}

// calendarDay reads a day such as 20261225. 31 February is none.
func calendarDay(text string) (coach.Day, bool) {
	if !dayShape.MatchString(text) {
		return 0, false
	}
	at, err := time.Parse("20060102", text)
	return coach.DayOf(at, time.UTC), err == nil
}

// dates returns the days of all of an event's properties of a name; each may be a list, with times or without. What is
// no day is passed over: an exception that cannot be read excepts nothing.
func dates(e *ics.VEvent, name ics.ComponentProperty) (days []coach.Day) {
	for _, p := range e.GetProperties(name) {
		for text := range strings.SplitSeq(p.Value, ",") {
			text, _, _ = strings.Cut(strings.TrimSpace(text), "T")
			if day, ok := calendarDay(text); ok {
				days = append(days, day)
			}
		}
	}
	return days
}

// midnight is the instant at which a day begins in UTC, in which calendars are counted here. Coach counts days from
// 1970 on. It is the inverse of coach.DayOf in UTC.
func midnight(d coach.Day) time.Time {
	return time.Date(1970, time.January, 1+int(d), 0, 0, 0, 0, time.UTC)
}

// holidayName makes a line of a holiday's name: people see it, in messages and in the team file. Marks that turn the
// direction of writing (of Unicode's class Cf) would reach beyond the name, into what Pacer says of it.
func holidayName(text string) string {
	text = strings.Map(func(c rune) rune {
		if unicode.IsControl(c) && !unicode.IsSpace(c) || unicode.Is(unicode.Cf, c) {
			return -1
		}
		return c
	}, text)
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > coach.MaxName {
		return strings.TrimSpace(string(runes[:coach.MaxName-1])) + "…"
	}
	return text
}
