package bot

// The page of the calendar: working days, the week and the year, holidays, and the statuses in Slack that mean away.

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.com/pacer/bot/coach"
)

// Block ids of the page.
const (
	inWorkingDays = "calendar:working"
	inWeekStart   = "calendar:week"
	inFiscal      = "calendar:fiscal"
	inHolidays    = "calendar:holidays"
	inHolidayFile = "calendar:file"
	inStatuses    = "calendar:statuses"
)

// maxICS bounds what is read of a calendar file, in bytes. One MiB is some thousands of events; a file of holidays has
// a few dozen. It bounds memory as well as the time of the handler.
const maxICS = 1 << 20

// fileYears is for how many years holidays are taken out of a file. Beyond that a calendar's maker often guesses.
const fileYears = 2

// writeCalendar asks when the team works. Only holidays that are to come are shown: those of the past are kept, as what was
// done then was judged by them. It writes the span of the days that it shows into the setup's reference, which modal
// puts into the form.
func writeCalendar(s *setup, w *sheet) error {
	if s.live() {
		w.small("Takes effect at once: pace, targets and rituals go by it from now on. Holidays that have passed are kept.")
	} else {
		w.small("Step 5 of 5.")
	}
	// The days that are shown go with the form, so that what is handed in takes the place of just those.
	text, span := s.holidayText()
	s.ref.Span = span
	hint := "A line each, such as 2026-12-25 Christmas Day."
	if n := len(s.team.Holidays); n > 0 && s.team.Holidays[n-1].Day > span.To {
		hint += fmt.Sprintf(" Those after %s are kept as they are.", span.To)
	}
	working := chooseSeveralInput(inWorkingDays, "Working days", "", dayChoices(), dayValues(s.team.WorkingDays))
	// The client then asks for one day at least before it sends anything.
	working.Optional = false
	w.inputs(working,
		chooseInput(inWeekStart, "Weeks start on", "", dayChoices(), strconv.Itoa(int(s.team.WeekStart))),
		chooseInput(inFiscal, "The year begins in", "Quarters are three months from there.", monthChoices(), strconv.Itoa(max(1, int(s.team.Fiscal.Month)))),
		textInput(inHolidays, "Holidays", hint, text, true),
		fileInput(inHolidayFile, "Holidays from a calendar file", "An .ics file, as calendars and governments have them; its days are added to the list.", "ics"),
		textInput(inStatuses, "Slack statuses that mean away", "Words with commas between them: vacationing, out sick. Empty for the usual ones.", strings.Join(s.team.Statuses, ", "), false))
	s.back(w, pageRhythms)
	return nil
}

// dayChoices are the days of a week, from Monday on; their values are those of time.Weekday. Monday first, as a list of
// working days is read, whatever day the team's weeks start on.
func dayChoices() []option {
	var choices []option
	for i := range 7 {
		d := time.Weekday((i + 1) % 7)
		choices = append(choices, option{strconv.Itoa(int(d)), d.String()})
	}
	return choices
}

// dayValues are the values of a set of days, for dayChoices.
func dayValues(days coach.Weekdays) []string {
	var out []string
	for d, in := range days {
		if in {
			out = append(out, strconv.Itoa(d))
		}
	}
	return out
}

// monthChoices are the months, with the values of time.Month.
func monthChoices() []option {
	var choices []option
	for m := time.January; m <= time.December; m++ {
		choices = append(choices, option{strconv.Itoa(int(m)), m.String()})
	}
	return choices
}

// holidayText are the holidays from today on as lines, as many as a field holds, and the days that they are all of.
// Days are the team's own. Text that is too long for the field is cut at a whole line, and what was cut off is kept by
// the span: it is not shown, so nobody can have meant to take it away. A page that is handed in is looked at again by the
// days that it showed, whatever was added to them since and whichever day it is by then.
func (s *setup) holidayText() (string, coach.Span) {
	span := coach.Span{From: coach.DayOf(s.b.now(), teamZone(&s.team)), To: lastDay}
	// From 0 is a reference that was made for the page and not by it.
	again := s.ref.Span.From > 0
	if again {
		span = s.ref.Span
	}
	var text strings.Builder
	for _, h := range s.team.Holidays {
		line := strings.TrimSpace(h.Day.String() + " " + h.Name)
		switch {
		case !span.Contains(h.Day):
		// Bytes and not characters are counted, which is on the safe side.
		case !again && text.Len()+len(line) > maxTyped-500: // room to write in
			span.To = h.Day - 1
			return text.String(), span
		default:
			if text.Len() > 0 {
				text.WriteByte('\n')
			}
			text.WriteString(line)
		}
	}
	return text.String(), span
}

// lastDay is the end of a calendar that is shown whole.
var lastDay = coach.NewDay(9999, time.December, 31)

// readCalendar takes the page. A year that begins on another day than the first can be said in a team file only; the
// day is kept here for as long as the month is not changed. No statuses are the usual ones, not none: a team in which
// no status counts is said in a team file. It changes the setup's own copy of the team, and answers faults by block id.
// The file is read last, as it is the only part that Slack is asked for.
func readCalendar(s *setup, state formState) (wrong map[string]string, next string, err error) {
	t := &s.team
	// None at all is caught by the check of the team, as everywhere.
	t.WorkingDays = coach.Weekdays{}
	for _, v := range state[inWorkingDays].Options {
		// What is no day of ours matches none.
		for d := range t.WorkingDays {
			t.WorkingDays[d] = t.WorkingDays[d] || v == strconv.Itoa(d)
		}
	}
	var week, month int
	_, _ = fmt.Sscan(state[inWeekStart].Value, &week) // both come from menus of numbers
	_, _ = fmt.Sscan(state[inFiscal].Value, &month)
	// A number that is no day is the check's to refuse.
	t.WeekStart = time.Weekday(week)
	// 0 is a year that begins in January, as a team file may leave it.
	if month != max(1, int(t.Fiscal.Month)) {
		t.Fiscal = coach.Fiscal{Month: time.Month(month)} // a day that a team file said belongs to its month
	}
	none := t.Statuses != nil && len(t.Statuses) == 0
	t.Statuses = nil
	// In lower case, as they are compared.
	for word := range strings.SplitSeq(state[inStatuses].Value, ",") {
		if word = coach.FoldWord(word); word != "" && !slices.Contains(t.Statuses, word) {
			t.Statuses = append(t.Statuses, word)
		}
	}
	if none && t.Statuses == nil {
		t.Statuses = []string{} // as a team file said, and nobody here said otherwise
	}
	if wrong = s.readHolidays(state); len(wrong) > 0 {
		return wrong, "", nil
	}
	faults, err := s.faults()
	return under(faults, map[string]string{
		"working_days": inWorkingDays, "week_start": inWeekStart, "fiscal_year": inFiscal, "holidays": inHolidays, "statuses": inStatuses,
	}), "", err
}

// readHolidays takes the lines in the place of the days that were shown, and adds those of the file. A fault of the
// file is said at the lines' field: Slack shows none at an input for files.
func (s *setup) readHolidays(state formState) map[string]string {
	// Before the file is asked for: a fault in the lines costs no call.
	typed, err := parseHolidayLines(state[inHolidays].Value)
	if err != nil {
		return map[string]string{inHolidays: err.Error() + "."}
	}
	// Which days were shown travelled with the form: today may have passed meanwhile, and others may have added
	// holidays. The setup's own slice (see ownCopy), so deleting in place harms nobody.
	all := slices.DeleteFunc(s.team.Holidays, func(h coach.Holiday) bool { return s.ref.Span.Contains(h.Day) })
	// What was typed comes first, so that of two names for a day the typed one is kept.
	all = append(typed, all...)
	for _, f := range state[inHolidayFile].Files {
		more, err := s.holidaysIn(f)
		if err != nil {
			return map[string]string{inHolidays: f.Name + ": " + err.Error() + "."}
		}
		s.notes = append(s.notes, fmt.Sprintf("%s read from %s.", plural(len(more), "holiday was", "holidays were"), escape(f.Name)))
		all = append(all, more...)
	}
	s.team.Holidays = coach.SortHolidays(all)
	return nil
}

// holidaysIn reads the holidays of a file that was handed in. The errors are sentences without an end. It has to be
// read within the handler's time. What is in the file is judged by ParseHolidays, as for a team file; the address is
// Slack's own, and slack-go sends the token nowhere else.
func (s *setup) holidaysIn(f handed) ([]coach.Holiday, error) {
	// The address comes with the form; slack-go sends the token to Slack's own hosts alone.
	data, err := s.b.api.Download(s.ctx, f.URL, maxICS)
	switch {
	case errors.Is(err, errTooLarge):
		return nil, fmt.Errorf("the file is larger than %d KiB; export the holidays alone", maxICS>>10)
	case err != nil:
		s.b.log.Warn("file of holidays", "error", s.b.clean(err))
		return nil, errors.New("it could not be read from Slack; please try again in a moment")
	}
	// Holidays of the past would only fill the list; those far ahead are often guesses of the calendar's maker.
	today := coach.DayOf(s.b.now(), teamZone(&s.team))
	year, month, day := today.Date()
	return ParseHolidays(bytes.NewReader(data), today, coach.NewDay(year+fileYears, month, day))
}

// parseHolidayLines reads holidays as people write them, a line each: the date, and the name behind it. The error names
// the line. A day without a name is a holiday too. Of the same day twice the first one counts (see coach.SortHolidays).
func parseHolidayLines(text string) ([]coach.Holiday, error) {
	var out []coach.Holiday
	// Lines may be empty, and may come from a list that somebody keeps elsewhere.
	for line := range strings.Lines(text) {
		date, name, _ := strings.Cut(strings.TrimSpace(line), " ")
		if date == "" {
			continue
		}
		// People put a colon behind the date, or a comma.
		day, err := coach.ParseDay(strings.TrimRight(date, ":,;"))
		if err != nil {
			return nil, fmt.Errorf("“%s” does not begin with a date such as 2026-12-25", cut(strings.TrimSpace(line), maxLabel))
		}
		out = append(out, coach.Holiday{Day: day, Name: strings.Join(strings.Fields(name), " ")})
	}
	return out, nil
}
