package coach

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A rhythmError is a sentence about words that are not understood.
// It is shown below the field that the words were typed into. It names what was typed, and ends with what could be
// typed instead.
type rhythmError string

func (e rhythmError) Error() string { return string(e) }

// rhythmHelp ends every refusal: what to write instead.
const rhythmHelp = "Write days and times, such as “weekdays at 09:00”, “Mondays and Thursdays at 15:30”, “the 1st of the month at 9:00” or “off”."

// A rhythmClause is days and times that belong together.
// Days and dates may stand beside each other in one clause: "Mondays and the 1st at 9" is both. Times are of each of
// its days and dates.
type rhythmClause struct {
	days  Weekdays
	dates []int
	times []int // minutes after midnight
}

// crons writes an expression for each time; dates and days of the week apart, for in one expression they would narrow one
// another in some programs and widen one another in others.
// The hour and the minute are on the clock of whichever zone the rhythm runs in. An expression with a list of hours
// would need all times to have one minute, so that each time has its own.
func (c rhythmClause) crons() []string {
	var out []string
	for _, t := range c.times {
		if c.days != (Weekdays{}) {
			out = append(out, fmt.Sprintf("%d %d * * %s", t%60, t/60, cronDays(c.days)))
		}
		if len(c.dates) > 0 {
			dates := make([]string, len(c.dates))
			for i, d := range c.dates {
				dates[i] = strconv.Itoa(d)
			}
			out = append(out, fmt.Sprintf("%d %d %s * *", t%60, t/60, strings.Join(dates, ",")))
		}
	}
	return out
}

// cronDays writes a set of weekdays in the shortest form.
// By numbers, since 0 is Sunday to every cron, and 7 is not. Ranges other than the week's own are written as lists.
func cronDays(set Weekdays) string {
	switch setWords(set) {
	case everyDay:
		return "*"
	case weekdays:
		return "1-5"
	}
	var days []string
	for d := range 7 {
		if set[d] {
			days = append(days, strconv.Itoa(d))
		}
	}
	return strings.Join(days, ",")
}

// A rhythmReader goes through the words of a rhythm. Days that come after times begin a new clause, so that "Mon at 9 and
// Fri at 15:30" is two.
// It holds no grammar beyond that: words may come in any order that a person would write, and what cannot be is
// refused by finish. The state between two words is small: what the clause has so far, and whether a "to" is open.
type rhythmReader struct {
	words   []string
	at      int
	clauses []rhythmClause
	now     rhythmClause
	from    int  // the day that a range may go on from; -1 for none
	ranged  bool // the word before was "to"
}

// parseClauses reads folded words without semicolons into cron expressions.
// Of a clause that is not understood nothing is kept, nor of those beside it.
func parseClauses(text string) ([]string, error) {
	// Commas are breath, a dash between two days is a range, and an ampersand is an and.
	r := rhythmReader{words: strings.Fields(strings.NewReplacer(",", " ", "-", " to ", "&", " and ").Replace(text)), from: -1}
	for r.at < len(r.words) {
		if err := r.word(); err != nil {
			return nil, err
		}
	}
	if err := r.finish(); err != nil {
		return nil, err
	}
	var crons []string
	for _, c := range r.clauses {
		crons = append(crons, c.crons()...)
	}
	return crons, nil
}

// finish ends a clause, which has both days and times. It is called where days come after times, and at the end.
func (r *rhythmReader) finish() error {
	c := r.now
	switch {
	case r.ranged:
		return r.noRange()
	case c.days == (Weekdays{}) && c.dates == nil:
		return rhythmError("That says no days. " + rhythmHelp)
	case c.times == nil:
		return rhythmError("That says no time of day. " + rhythmHelp)
	}
	// A new clause takes nothing over: its days and its times are its own.
	r.clauses, r.now, r.from, r.ranged = append(r.clauses, c), rhythmClause{}, -1, false
	return nil
}

// noRange refuses a "to" that is not between two days of the week. Of "9 to 11" only the two ends would be left, and of
// "the 1st to the 5th" two days: a rhythm that nobody asked for, and that looks as if it had been understood.
func (r *rhythmReader) noRange() error {
	return rhythmError("Only days of the week go from one to another, such as “Monday to Friday”; name each time and each date. " + rhythmHelp)
}

// word reads one word, or the two of "9 pm".
// Each word is one of a few things, looked at from what is most certain to what is least.
func (r *rhythmReader) word() error {
	w := r.words[r.at]
	r.at++
	// Words that only hold a sentence together are passed over, so that people may write as they speak.
	if slices.Contains(strings.Fields("at and on the of each every from month monthly week weekly o'clock working business then"), w) {
		return nil
	}
	if slices.Contains(strings.Fields("to through until till"), w) {
		r.ranged = true
		return nil
	}
	// Said before the days, because "first Monday" would otherwise pass for every Monday.
	if said, ok := unsayable(w); ok {
		return rhythmError(said + rhythmHelp)
	}
	// Days before dates before times: "1st" is no time, and "9" is no date.
	if days, ok := dayWord(w); ok {
		return r.day(days)
	}
	if date, ok := dateWord(w); ok {
		return r.date(date)
	}
	// The blank before am or pm parts what belongs together.
	if r.at < len(r.words) && (r.words[r.at] == "am" || r.words[r.at] == "pm") {
		w += r.words[r.at]
		r.at++
	}
	if minute, ok := clockWord(w); ok {
		if r.ranged {
			return r.noRange()
		}
		r.now.times = append(r.now.times, minute)
		return nil
	}
	return rhythmError(fmt.Sprintf("“%s” is not understood. %s", clip(w, maxQuoted), rhythmHelp))
}

// day adds days to the clause, or ends a range.
// A range has its two ends as words before it and here; the first of them is in the clause already.
func (r *rhythmReader) day(days Weekdays) error {
	// Times were said already, so that these days are of the next clause.
	if r.now.times != nil {
		if err := r.finish(); err != nil {
			return err
		}
	}
	// "Weekdays to Saturday" has no beginning that a range could go on from.
	day, one := onlyDay(days)
	for d, in := range days {
		r.now.days[d] = r.now.days[d] || in
	}
	if r.ranged && (r.from < 0 || !one) {
		return r.noRange()
	}
	// A range may go over the end of the week: from Saturday to Monday is three days.
	if r.ranged {
		for d := r.from; d != day; d = (d + 1) % 7 {
			r.now.days[d] = true
		}
	}
	// Of several days, such as weekdays, none is where a range could begin.
	r.from, r.ranged = -1, false
	if one {
		r.from = day
	}
	return nil
}

// onlyDay returns the day of a set that has one.
func onlyDay(set Weekdays) (day int, ok bool) {
	n := 0
	for d, in := range set {
		if in {
			day, n = d, n+1
		}
	}
	return day, n == 1
}

// date adds a day of the month to the clause.
// The 31st is let stand, though some months have none: then it is not held, as cron does it everywhere.
func (r *rhythmReader) date(date int) error {
	if r.ranged {
		return r.noRange()
	}
	if r.now.times != nil {
		if err := r.finish(); err != nil {
			return err
		}
	}
	if date < 1 || date > 31 {
		return rhythmError(fmt.Sprintf("No month has a %s. %s", ordinal(date), rhythmHelp))
	}
	if !slices.Contains(r.now.dates, date) {
		r.now.dates = append(r.now.dates, date)
		slices.Sort(r.now.dates)
	}
	return nil
}

// unsayable tells what a cron expression cannot say, in a sentence that ends with a blank.
// To be told what cannot be is worth more than "not understood", after which people try other words for the same.
func unsayable(word string) (string, bool) {
	switch word {
	case "first", "second", "third", "fourth", "last":
		return "Pacer repeats days of the week and dates of the month, and not the " + word + " of something. ", true
	case "other", "weeks", "biweekly", "fortnight", "fortnightly", "alternate", "months", "quarter", "quarterly", "year", "yearly":
		return "Pacer repeats by the day, the week and the month, and nothing less often. ", true
	case "hour", "hours", "hourly", "minute", "minutes":
		return "A ritual is held at times of the day, and not every hour. ", true
	}
	return "", false
}

// dayWord reads the name of a day or of several.
// "Every working day" is every day: a ritual is passed over on days on which the team does not work, whichever these
// are, and goes along when the team changes them.
func dayWord(w string) (set Weekdays, ok bool) {
	switch w {
	case "day", "days", "daily", "everyday", "workday", "workdays":
		return Weekdays{true, true, true, true, true, true, true}, true
	case "weekday", "weekdays":
		return Weekdays{false, true, true, true, true, true, false}, true
	case "weekend", "weekends":
		return Weekdays{true, false, false, false, false, false, true}, true
	}
	for d := range 7 {
		full := strings.ToLower(time.Weekday(d).String())
		// "Mon", "Mondays" and "Thurs" alike; two letters could be either of two days.
		short := strings.TrimSuffix(w, "s")
		// Tues, Weds and Thurs are said as well; a beginning of three letters belongs to one day.
		if len(short) >= 3 && strings.HasPrefix(full, short) || len(w) >= 3 && strings.HasPrefix(full, w) {
			set[d] = true
			return set, true
		}
	}
	return set, false
}

// dateWord reads a day of the month: "1st". A bare number is a time. Its range is checked by whoever takes it, so that
// "32nd" is told for what it is.
func dateWord(w string) (int, bool) {
	if len(w) < 3 {
		return 0, false
	}
	// Which of the four endings it is does not matter: "2th" is understood as well.
	number, end := w[:len(w)-2], w[len(w)-2:]
	n, err := strconv.Atoi(number)
	return n, err == nil && len(number) <= 2 && number[0] != '+' && slices.Contains([]string{"st", "nd", "rd", "th"}, end)
}

// clockWord reads a time of day: "9", "09:00", "9.30", "9am", "3:30pm", "noon", "midnight".
// A bare hour is on the clock of 24 hours: "9" is in the morning, as rituals mostly are, and "3" at night, which
// "03:00", as it is shown back, gives away.
func clockWord(w string) (minute int, ok bool) {
	switch w {
	case "noon", "midday":
		return 12 * 60, true
	case "midnight":
		return 0, true
	}
	half := ""
	for _, end := range []string{"am", "pm", "a.m.", "p.m."} {
		if text, cut := strings.CutSuffix(w, end); cut {
			w, half = text, end[:1]
			break
		}
	}
	// A point is a colon in much of Europe.
	// 9:5 is refused: it may be five past, or a slip for 9:50.
	hours, minutes, _ := strings.Cut(strings.Replace(w, ".", ":", 1), ":")
	h, fine := clockNumber(hours, 1, 23)
	m := 0
	if fine && hours != w {
		m, fine = clockNumber(minutes, 2, 59)
	}
	switch {
	case !fine, half != "" && (h < 1 || h > 12):
		return 0, false
	// Twelve in the morning is midnight, and in the afternoon it is noon.
	case half == "a" && h == 12:
		h = 0
	case half == "p" && h < 12:
		h += 12
	}
	return h*60 + m, true
}

// clockNumber reads one or two digits.
// Signs and blanks are no digits, which Atoi alone would let pass. Least is of digits, most of the value.
func clockNumber(text string, least, most int) (int, bool) {
	if len(text) < least || len(text) > 2 || strings.Trim(text, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(text)
	return n, err == nil && n <= most
}
