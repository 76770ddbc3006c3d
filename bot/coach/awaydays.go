package coach

import (
	"fmt"
	"slices"
	"time"
)

// How the days in a line about being away are read; awayreader.go makes times of them.

// weekAt reads "this week", of which the days from today on are meant, and "next week".
// Weeks begin on the team's day. What has passed of this week cannot be changed by going away.
func (r *awayReader) weekAt(i int) (Span, bool) {
	if r.word(i+1) != string(Weekly) {
		return Span{}, false
	}
	// The team's week, as its leaderboard has it.
	week := Weekly.Span(r.today, r.year)
	switch r.word(i) {
	case "this":
		return Span{r.today, week.To}, true
	case "next":
		return Span{week.To + 1, week.To + 7}, true
	}
	return Span{}, false
}

// daysAt reads "for 3 days", "two weeks", "for a week": how many days of the calendar.
// At most three digits: a number of four is a year, or a slip. 0 days are none, and not understood.
func (r *awayReader) daysAt(i int) (days, next int, ok bool) {
	if r.word(i) == "for" {
		i++
	}
	n, ok := r.plainAt(i, 3)
	if !ok {
		n = smallNumber(r.word(i))
	}
	switch r.word(i + 1) {
	case "day", "days":
	case "week", "weeks":
		n *= 7
	default:
		return 0, i, false
	}
	return n, i + 2, n > 0
}

// smallNumber reads a number that is written as a word; not above 0 when it is none.
// As far as twelve, as in a log: beyond that people write digits.
func smallNumber(word string) int {
	if word == "a" || word == "an" {
		return 1
	}
	return slices.Index(numberWords[:], word)
}

// thisHalfAt reads half of today: "this afternoon", "morning".
// That "this morning" may be over is let pass: it is how somebody says that they were not there.
func (r *awayReader) thisHalfAt(i int) (half Part, next int, ok bool) {
	if r.word(i) == "this" {
		i++
	}
	half = halfOf(r.word(i))
	return half, i + 1, half != 0
}

// halfOf reads the name of half a day; 0 for another word. "noon" and "evening" are no halves of a working day.
func halfOf(word string) Part {
	switch word {
	case "morning":
		return Morning
	case "afternoon":
		return Afternoon
	}
	return 0
}

// bareDayAt reads the 24 of "24 to 28 Dec": a day of the month that is named behind it.
// Only in front of "to": a number by itself is a length to some, and a day to others.
func (r *awayReader) bareDayAt(i int) (first point, next int, ok bool) {
	day, ok := r.plainAt(i, 2)
	if !ok || r.word(i+1) != "to" {
		return point{}, i, false
	}
	// The last day tells the month, and the year when it has one.
	last, err := r.dayFrom(i+2, r.today+1, r.today-maxAwayBack)
	if err != nil {
		return point{}, i, false
	}
	year, month, end := last.day.Date()
	return point{day: NewDay(year, month, day)}, i + 1, 0 < day && day <= end
}

// sameMonthAt reads the 28 of "24 Dec to 28": a later day of the month in which the time begins.
// Not when a month stands behind it, whichever that is: then it is a date of its own. A day before the first is not
// carried into the next month, for "28 Dec to 4" is as likely a slip; it is refused as what is no day.
func (r *awayReader) sameMonthAt(i int, first Day) (last point, next int, ok bool) {
	day, ok := r.plainAt(i, 2)
	if !ok {
		return point{}, i, false
	}
	if _, month := monthOf(r.word(r.skipOrdinal(i + 1))); month {
		return point{}, i, false
	}
	year, month, begins := first.Date()
	// NewDay carries a 31st of a shorter month over, which same then shows.
	d := NewDay(year, month, day)
	_, same, _ := d.Date()
	return point{day: d}, r.skipOrdinal(i + 1), day >= begins && same == month
}

// pointAt reads a day and, where it follows, half of it. Days of the week are the first from weekday on, days without a
// year the first from date on. The error says what was not understood.
// A break may stand between the two: "Monday, afternoon" is half of Monday.
func (r *awayReader) pointAt(i int, weekday, date Day) (p point, next int, err *LogError) {
	// Without "this" half a day needs its day: "to morning" says not of which.
	if half, next, ok := r.thisHalfAt(i); ok && r.word(i) == "this" {
		return point{r.today, half}, next, nil
	}
	d, err := r.dayFrom(i, weekday, date)
	if err != nil {
		return point{}, i, err
	}
	// Half of the day may follow, with "in the" before it or without.
	p, next = point{day: d.day}, d.next
	j := next
	if j < len(r.toks) && r.toks[j].kind == breakToken {
		j++
	}
	if r.word(j) == "in" && r.word(j+1) == "the" {
		j += 2
	}
	if p.half = halfOf(r.word(j)); p.half != 0 {
		next = j + 1
	}
	return p, next, nil
}

// dayFrom reads a day, as pointAt does.
// The day that a log would take, the newest before today, is the wrong one here; hence the two bounds.
func (r *awayReader) dayFrom(i int, weekday, date Day) (dayReading, *LogError) {
	// A comma or a line end behind "until" is as much of a day as nothing is.
	if i >= len(r.toks) || r.toks[i].kind == breakToken {
		return dayReading{}, &LogError{Text: "The last day is missing. " + awayAdvice}
	}
	// "this" and "next" belong to the day of the week behind them; a date has neither.
	word, j := r.word(i), i
	if word == "this" || word == "next" {
		j++
	}
	if wd, ok := weekdayOf(r.word(j)); ok {
		// Read here and not by dayAt, for whom "Friday" is the last one.
		return r.weekdayAt(i, j, wd, weekday, date)
	}
	// "today" and "tomorrow" have their year, and are not moved.
	d, ok := r.dayAt(i)
	switch {
	case !ok:
		return d, r.unknown(i)
	case d.err != nil:
		return d, d.err
	// 29 Feb is in four years, if need be: check then says that it is too far ahead.
	case !d.yearful:
		_, month, day := d.day.Date()
		d.day = firstFrom(date, month, day)
	}
	return d, nil
}

// weekdayAt reads the day of the week at j, with this or next before it at i, or with its date behind it, which then
// has to be such a day.
// A day of the week beside its date is what calendars and mails have. When the two do not agree, one of them is a
// slip, and only the person knows which.
func (r *awayReader) weekdayAt(i, j int, wd time.Weekday, weekday, date Day) (dayReading, *LogError) {
	// "next Fri 4 Dec" is not read as one: next and a date say the same twice, in two ways that may differ.
	if i == j {
		behind := i + 1
		if behind < len(r.toks) && r.toks[behind].kind == breakToken {
			behind++
		}
		if d, ok := r.datedAt(behind); ok {
			d, err := r.dayFrom(d, weekday, date)
			if err == nil && d.day.Weekday() != wd {
				// Both are quoted: which of them to change is the person's to see.
				part := r.source(i, d.next)
				err = &LogError{Part: part, Text: fmt.Sprintf("%s: %s is a %s. Please write the day that you mean.",
					quote(part), d.day.Format("2 Jan 2006"), d.day.Weekday())}
			}
			return d, err
		}
	}
	// "this Friday" may be today; "next Friday" is the one of next week, which on a Monday is eleven days ahead.
	// Words says the date back.
	from := weekday
	switch r.word(i) {
	case "this":
		from = r.today
	case "next":
		from = Weekly.Span(r.today, r.year).To + 1
	}
	return dayReading{day: from + Day((int(wd)-int(from.Weekday())+7)%7), next: j + 1, yearful: true}, nil
}

// datedAt tells whether a date stands at i, and not another name of a day.
func (r *awayReader) datedAt(i int) (at int, ok bool) {
	// 2026-12-24 is told by its form, 24 Dec by its month.
	if i < len(r.toks) && r.toks[i].kind == dateToken {
		return i, true
	}
	if i < len(r.toks) {
		_, ok = r.monthDayAt(i)
	}
	return i, ok
}

// firstFrom returns the first day of that name from a day on. 29 February may take some years.
// It ends: a day that exists at all comes round within eight years. NewDay carries 29 February of other years over
// into March, which shows.
func firstFrom(from Day, month time.Month, day int) Day {
	year, _, _ := from.Date()
	for ; ; year++ {
		d := NewDay(year, month, day)
		if _, m, _ := d.Date(); m == month && d >= from {
			return d
		}
	}
}
