package coach

import (
	"strings"
	"time"
)

// A line is a typed line cut into tokens, with what is needed to understand it. The commands /log and /board
// read KPIs and days through it, so that what is understood in one is understood in the other.
//
// Its methods take the index of a token, and answer with the index behind what they read.
// The text is what was typed, without what a command's own word was, and is never changed: every answer quotes from
// it. Today is the person's civil date, in their zone. It is read by one command and thrown away; nothing of it is
// shared.
type line struct {
	text  string
	kpis  []KPI
	today Day
	toks  []token
}

// source returns the text of the tokens from i up to but without j.
// At least one token. What stands between two of them is part of it.
func (l *line) source(i, j int) string { return l.text[l.toks[i].from:l.toks[j-1].to] }

// word returns the word at i in lower case; "" for another token or none.
func (l *line) word(i int) string {
	if i >= len(l.toks) || l.toks[i].kind != wordToken {
		return ""
	}
	return strings.ToLower(l.source(i, i+1))
}

// kpiAt finds the KPI that is named in full at i, by as many words as its name has, and where the line goes on.
// The longest name that fits is the one; see matchKPI. i has to be a token that there is.
func (l *line) kpiAt(i int) (kpi, next int, ok bool) {
	if l.toks[i].kind != wordToken {
		return 0, i, false
	}
	from := l.toks[i].from
	// A name may run over several tokens, digits included ("level 2 demo"), but must end where one of them ends.
	tokenEnd := func(after int) int {
		for next = i; l.toks[next].to < from+after; {
			next++
		}
		return l.toks[next].to - from
	}
	m, ok := matchKPI(l.text[from:l.toks[len(l.toks)-1].to], tokenEnd, l.kpis)
	if !ok {
		return 0, i, false
	}
	tokenEnd(m.end)
	return m.kpi, next + 1, true
}

// maxNameWords is how many words of a line are tried as the beginning of one name.
const maxNameWords = 5

// prefixAt finds the KPIs of which the words at i begin a name, by the longest run of words that does, and
// where the line goes on. More than one is for the caller to refuse.
func (l *line) prefixAt(i int) (kpis []int, next int) {
	end := i
	for end < len(l.toks) && end < i+maxNameWords && l.toks[end].kind == wordToken {
		end++
	}
	// The longest first: "second m" is the beginning of a name of two words, and "second" alone might be of more.
	for ; end > i; end-- {
		if kpis := prefixKPIs(l.source(i, end), l.kpis); kpis != nil {
			return kpis, end
		}
	}
	return nil, i
}

// plainAt returns the digits at i when they are a number without anything: no sign, no separator, no letter.
// Days, years and lengths are such numbers; "5k" and "1,000" are amounts.
func (l *line) plainAt(i, maxDigits int) (n int, ok bool) {
	if i >= len(l.toks) || l.toks[i].kind != numberToken {
		return 0, false
	}
	num := l.toks[i].num
	if num.neg || num.scale != 0 || num.mark != "" || len(num.digits) > maxDigits {
		return 0, false
	}
	for _, c := range []byte(num.digits) {
		if !isDigit(c) {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

// A dayReading is what dayAt found: the day, where the line goes on, or what is wrong with the day.
// A day that does not exist was still meant as a day, hence an error inside of a find. Next is behind the day also
// where there is an error, for what follows is no part of it.
type dayReading struct {
	day     Day
	next    int
	err     *LogError
	yearful bool // which year it is is certain
}

// dayAt reads a day at i: today, yesterday, tomorrow, a day of the week (the newest one before today), a date
// such as 2026-11-20, or a day and a month in either order, with a year or without.
// A log looks back, and so does this; a line about being away reads days of the week in its own way. i has to be a
// token that there is. A day with an error is found all the same, so that nothing else is read into it.
func (l *line) dayAt(i int) (r dayReading, ok bool) {
	if l.toks[i].kind == dateToken {
		d, err := ParseDay(l.source(i, i+1))
		return dayReading{d, i + 1, l.noSuchDay(i, i+1, err == nil), true}, true
	}
	// Tomorrow is understood so that it can be refused for what it is.
	switch l.word(i) {
	case "today":
		return l.fixedDay(l.today, i+1)
	case "yesterday":
		return l.fixedDay(l.today-1, i+1)
	case "tomorrow":
		return l.fixedDay(l.today+1, i+1)
	case "last":
		if wd, ok := weekdayOf(l.word(i + 1)); ok {
			return l.fixedDay(newestBefore(l.today, wd), i+2)
		}
	}
	if wd, ok := weekdayOf(l.word(i)); ok {
		return l.fixedDay(newestBefore(l.today, wd), i+1)
	}
	return l.monthDayAt(i)
}

// fixedDay is a day that needs no guess.
func (l *line) fixedDay(d Day, next int) (dayReading, bool) {
	return dayReading{day: d, next: next, yearful: true}, true
}

// newestBefore returns the newest day of the week before today: on a Friday, "Friday" is a week ago, because
// nobody calls today by its name.
// Seven days ago at most.
func newestBefore(today Day, wd time.Weekday) Day {
	return today - 1 - Day((int((today-1).Weekday())-int(wd)+7)%7)
}

// monthDayAt reads "20 Nov", "20th of November 2026", "Nov 20" and "Nov 20, 2026".
// Month names are English. "20/11" is none of these: which of the two is the month depends on where one grew up.
func (l *line) monthDayAt(i int) (r dayReading, ok bool) {
	start := i
	// Two digits at most: "100 May" is a count and the beginning of some KPI's name.
	day, dayFirst := l.plainAt(i, 2)
	if dayFirst {
		i = l.skipOrdinal(i + 1)
	}
	month, ok := monthOf(l.word(i))
	if !ok {
		return r, false
	}
	i++
	// Without a day on either side, "may" and "mar" are words like any other.
	if !dayFirst {
		if day, ok = l.plainAt(i, 2); !ok {
			return r, false
		}
		i = l.skipOrdinal(i + 1)
	}
	year, next, ok := l.yearAt(i)
	if !ok {
		year, next = nearestYear(l.today, month, day), i
	}
	// NewDay carries 31 Nov over into December, which shows that November has no such day.
	d := NewDay(year, month, day)
	_, m, dd := d.Date()
	return dayReading{d, next, l.noSuchDay(start, next, m == month && dd == day), ok}, true
}

// skipOrdinal skips "th" and "of" in "20th of November". "of" is skipped only in front of a month: "20 of calls" keeps
// it.
func (l *line) skipOrdinal(i int) int {
	switch l.word(i) {
	case "st", "nd", "rd", "th":
		i++
	}
	if _, ok := monthOf(l.word(i + 1)); ok && l.word(i) == "of" {
		i++
	}
	return i
}

// yearAt reads a year behind a date, with or without a comma. A number that a KPI follows is its count.
// What stands in front of a KPI is how many of it, in "20 Nov 2026 calls" as in "20 Nov 12 calls".
func (l *line) yearAt(i int) (year, next int, ok bool) {
	if i < len(l.toks) && l.toks[i].kind == breakToken {
		i++
	}
	year, ok = l.plainAt(i, 4)
	if !ok || year < 2000 || year > 2099 {
		return 0, i, false
	}
	if i+1 < len(l.toks) && l.toks[i+1].kind == wordToken {
		if _, _, counts := l.kpiAt(i + 1); counts {
			return 0, i, false
		}
	}
	return year, i + 1, true
}

// nearestYear returns the year in which a day and month is nearest to today, so that "20 Dec" in January is
// last month and "2 Jan" in December lies ahead.
func nearestYear(today Day, month time.Month, day int) int {
	this, _, _ := today.Date()
	best, bestAway := this, Day(1<<30)
	for _, year := range [...]int{this - 1, this, this + 1} {
		// 29 Feb is nearest in a year that has one.
		if _, m, _ := NewDay(year, month, day).Date(); m != month {
			continue
		}
		if away := abs(NewDay(year, month, day) - today); away < bestAway {
			best, bestAway = year, away
		}
	}
	return best
}

// abs is how far away a day is, whichever way.
func abs(d Day) Day { return max(d, -d) }

// noSuchDay is the error for a date that no calendar has; nil when it exists.
// It is asked with the answer, so that each caller stays one line.
func (l *line) noSuchDay(i, j int, exists bool) *LogError {
	if exists {
		return nil
	}
	part := l.source(i, j)
	return &LogError{Part: part, Text: "There is no day " + quote(part) + ". Write a date as 2026-11-20 or 20 Nov."}
}

// retry is the whole line as a format, with the tokens from i up to but without j replaced by %s.
// The percent signs that were typed are doubled, for it is a format.
func (l *line) retry(i, j int) string {
	escape := func(s string) string { return strings.ReplaceAll(s, "%", "%%") }
	return escape(l.text[:l.toks[i].from]) + "%s" + escape(l.text[l.toks[j-1].to:])
}

// weekdayOf reads the name of a day of the week, in lower case, in full or short.
// Two letters are too few: "mo" may be the beginning of a KPI.
func weekdayOf(word string) (time.Weekday, bool) {
	switch word {
	case "monday", "mon":
		return time.Monday, true
	case "tuesday", "tue", "tues":
		return time.Tuesday, true
	case "wednesday", "wed", "weds":
		return time.Wednesday, true
	case "thursday", "thu", "thur", "thurs":
		return time.Thursday, true
	case "friday", "fri":
		return time.Friday, true
	case "saturday", "sat":
		return time.Saturday, true
	case "sunday", "sun":
		return time.Sunday, true
	}
	return 0, false
}

// monthOf reads the name of a month, in lower case, in full or by its first three letters ("sept" too). The zero month
// for another word.
func monthOf(word string) (time.Month, bool) {
	const starts = "janfebmaraprmayjunjulaugsepoctnovdec"
	if len(word) < 3 {
		return 0, false
	}
	// A multiple of three, or it is the end of one month and the beginning of the next ("nfe").
	at := strings.Index(starts, word[:3])
	if at < 0 || at%3 != 0 {
		return 0, false
	}
	m := time.Month(at/3 + 1)
	return m, len(word) == 3 || word == "sept" || strings.EqualFold(word, m.String())
}
