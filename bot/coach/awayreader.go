package coach

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// An awayReader reads a line about being away from left to right: one time after the other.
type awayReader struct {
	line
	year Year
	req  AwayRequest
}

// A point is where a time begins or ends, as typed.
type point struct {
	day  Day
	half Part // 0 when only a day was named
}

func (r *awayReader) read() *LogError {
	i, _ := r.skip(0)
	if r.saysBack(i) {
		r.req.Back = true
		return nil
	}
	for i < len(r.toks) {
		times, next, err := r.timeAt(i)
		if err == nil {
			times, next, err = r.halvesAt(next, times)
		}
		if err == nil {
			err = r.check(i, next, times)
		}
		if err != nil {
			return err
		}
		r.req.Times = append(r.req.Times, times...)
		var parted bool
		if i, parted = r.skip(next); !parted && i < len(r.toks) {
			return r.unknown(i) // "next week Monday" is not two times
		}
	}
	if len(r.req.Times) == 0 {
		return &LogError{Text: "I see no day in that. " + awayAdvice}
	}
	return nil
}

// skip passes over what people say around days, and over what stands between two times; it tells whether there was such.
func (r *awayReader) skip(i int) (next int, parted bool) {
	for ; i < len(r.toks); i++ {
		if r.toks[i].kind == breakToken {
			parted = true
			continue
		}
		switch r.word(i) {
		case "and":
			parted = true
		case "i", "i'm", "i’m", "im", "am", "i'll", "i’ll", "will", "be", "taking", "out", "away", "from", "on", "the",
			"vacation", "vacationing", "holiday", "holidays", "leave", "sick", "ooo", "pto":
		case "off":
			// By itself it switches something off, and beside a day it is one of those words.
			if i+1 == len(r.toks) && len(r.req.Times) == 0 {
				return i, parted
			}
		default:
			return i, parted
		}
	}
	return i, parted
}

// saysBack tells whether the line, from its first word of weight on, says that somebody is back.
func (r *awayReader) saysBack(i int) bool {
	switch r.word(i) {
	case "off":
		return len(r.toks) == 1 // "I'm off" says the opposite
	case "back":
		switch r.word(i + 1) {
		case "now", "today", "again":
			i++
		}
		return i+1 == len(r.toks)
	}
	return false
}

// timeAt reads one time: days, halves of days, or a length from today on.
func (r *awayReader) timeAt(i int) (times []AwayTime, next int, err *LogError) {
	today := point{day: r.today}
	if next, ok := r.untilAt(i); ok {
		return r.until(today, i, next)
	}
	if days, next, ok := r.daysAt(i); ok {
		if r.word(next) != "from" {
			return r.lasting(today, days, i, next)
		}
		first, next, err := r.pointAt(next+1, r.today+1, r.today-maxAwayBack)
		if err != nil {
			return nil, i, err
		}
		return r.lasting(first, days, i, next)
	}
	if span, ok := r.weekAt(i); ok {
		return []AwayTime{{span, WholeDay}}, i + 2, nil
	}
	if half, next, ok := r.thisHalfAt(i); ok {
		return r.rest(point{r.today, half}, i, next)
	}
	if first, next, ok := r.bareDayAt(i); ok {
		return r.rest(first, i, next)
	}
	first, next, err := r.pointAt(i, r.today+1, r.today-maxAwayBack)
	if err != nil {
		return nil, i, err
	}
	return r.rest(first, i, next)
}

// rest reads what follows where a time begins: its end, its length, or nothing.
func (r *awayReader) rest(first point, i, next int) (times []AwayTime, after int, err *LogError) {
	pause := next
	if next < len(r.toks) && r.toks[next].kind == breakToken {
		pause++ // "24 Dec, back on 4 Jan"
	}
	if j, ok := r.untilAt(pause); ok {
		return r.until(first, i, j)
	}
	if days, j, ok := r.daysAt(next); ok && r.word(next) == "for" {
		return r.lasting(first, days, i, j)
	}
	switch r.word(next) {
	case "to", "through", "thru":
	default:
		times, err = r.stretch(first, point{first.day, 0}, i, next)
		return times, next, err
	}
	last, after, ok := r.sameMonthAt(next+1, first.day)
	if !ok {
		// A day of the week ends the time on the next one after it begins, a date in the year in which it is not before.
		last, after, err = r.pointAt(next+1, first.day+1, first.day)
	}
	if err != nil {
		return nil, i, err
	}
	if last.half == 0 {
		last.half = Afternoon // "this morning to Friday" is the whole of Friday
	}
	times, err = r.stretch(first, last, i, after)
	return times, after, err
}

// untilAt reads the word that stands before the day on which somebody is back.
func (r *awayReader) untilAt(i int) (next int, ok bool) {
	switch r.word(i) {
	case "until", "till", "til":
		return i + 1, true
	case "back":
		if r.word(i+1) == "on" {
			i++
		}
		return i + 1, true
	}
	return i, false
}

// until reads the day on which somebody is back, and makes the time before it.
func (r *awayReader) until(first point, i, next int) (times []AwayTime, after int, err *LogError) {
	if r.word(next) == "further" && r.word(next+1) == "notice" {
		times, err = r.stretch(first, point{Forever, Afternoon}, i, next+2)
		return times, next + 2, err
	}
	back, after, err := r.pointAt(next, first.day+1, first.day)
	if err != nil {
		return nil, i, err
	}
	// Whoever is back in the afternoon is away in the morning of that day.
	last := point{back.day - 1, Afternoon}
	if back.half == Afternoon {
		last = point{back.day, Morning}
	}
	times, err = r.stretch(first, last, i, after)
	return times, after, err
}

// lasting makes a time of so many days, half ones at its beginning counted as whole.
func (r *awayReader) lasting(first point, days, i, next int) (times []AwayTime, after int, err *LogError) {
	times, err = r.stretch(first, point{first.day + Day(days) - 1, Afternoon}, i, next)
	return times, next, err
}

// stretch makes the time from one point to another, both included, in up to three pieces: half a day, whole days, half
// a day. A last point without a half, on the first day, leaves the first as it is.
func (r *awayReader) stretch(first, last point, i, next int) ([]AwayTime, *LogError) {
	from, to := first.day, last.day
	if from == to {
		part := WholeDay
		switch {
		case last.half == 0 && first.half != 0:
			part = first.half
		case last.half == Morning:
			part = Morning
		case last.half == Afternoon && first.half == Afternoon:
			part = Afternoon
		}
		if last.half == Morning && first.half == Afternoon {
			return nil, r.backwards(i, next)
		}
		return []AwayTime{{Span{from, to}, part}}, nil
	}
	if from > to {
		return nil, r.backwards(i, next)
	}
	var times []AwayTime
	if first.half == Afternoon {
		times = append(times, AwayTime{Span{from, from}, Afternoon})
		from++
	}
	if last.half == Morning {
		to--
	}
	if from <= to {
		times = append(times, AwayTime{Span{from, to}, WholeDay})
	}
	if last.half == Morning {
		times = append(times, AwayTime{Span{last.day, last.day}, Morning})
	}
	return times, nil
}

// backwards is the error for a time that is over before it begins.
func (r *awayReader) backwards(i, next int) *LogError {
	part := r.source(i, next)
	return &LogError{Part: part, Text: quote(part) + " ends before it begins. " + awayAdvice}
}

// halvesAt reads "mornings" or "afternoons", which hold for every day of the time before them.
func (r *awayReader) halvesAt(i int, times []AwayTime) ([]AwayTime, int, *LogError) {
	j := i
	for j < len(r.toks) && (r.toks[j].kind == breakToken || r.word(j) == "in" || r.word(j) == "the") {
		j++
	}
	var part Part
	switch r.word(j) {
	case "mornings":
		part = Morning
	case "afternoons":
		part = Afternoon
	default:
		return times, i, nil
	}
	if len(times) != 1 || times[0].Part != WholeDay {
		word := r.source(j, j+1)
		return nil, i, &LogError{Part: word, Text: quote(word) + " goes with whole days. For example: next week, mornings."}
	}
	times[0].Part = part
	return times, j + 1, nil
}

// weekAt reads "this week", of which the days from today on are meant, and "next week".
func (r *awayReader) weekAt(i int) (Span, bool) {
	if r.word(i+1) != string(Weekly) {
		return Span{}, false
	}
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
func smallNumber(word string) int {
	if word == "a" || word == "an" {
		return 1
	}
	return slices.Index(numberWords[:], word)
}

// thisHalfAt reads half of today: "this afternoon", "morning".
func (r *awayReader) thisHalfAt(i int) (half Part, next int, ok bool) {
	if r.word(i) == "this" {
		i++
	}
	half = halfOf(r.word(i))
	return half, i + 1, half != 0
}

// halfOf reads the name of half a day; 0 for another word.
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
func (r *awayReader) sameMonthAt(i int, first Day) (last point, next int, ok bool) {
	day, ok := r.plainAt(i, 2)
	if !ok {
		return point{}, i, false
	}
	if _, month := monthOf(r.word(r.skipOrdinal(i + 1))); month {
		return point{}, i, false
	}
	year, month, begins := first.Date()
	d := NewDay(year, month, day)
	_, same, _ := d.Date()
	return point{day: d}, r.skipOrdinal(i + 1), day >= begins && same == month
}

// pointAt reads a day and, where it follows, half of it. Days of the week are the first from weekday on, days without a
// year the first from date on. The error says what was not understood.
func (r *awayReader) pointAt(i int, weekday, date Day) (p point, next int, err *LogError) {
	if half, next, ok := r.thisHalfAt(i); ok && r.word(i) == "this" {
		return point{r.today, half}, next, nil
	}
	d, err := r.dayFrom(i, weekday, date)
	if err != nil {
		return point{}, i, err
	}
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
func (r *awayReader) dayFrom(i int, weekday, date Day) (dayReading, *LogError) {
	if i >= len(r.toks) {
		return dayReading{}, &LogError{Text: "The last day is missing. " + awayAdvice}
	}
	word, j := r.word(i), i
	if word == "this" || word == "next" {
		j++
	}
	if wd, ok := weekdayOf(r.word(j)); ok {
		return r.weekdayAt(i, j, wd, weekday, date)
	}
	d, ok := r.dayAt(i)
	switch {
	case !ok:
		return d, r.unknown(i)
	case d.err != nil:
		return d, d.err
	case !d.yearful:
		_, month, day := d.day.Date()
		d.day = firstFrom(date, month, day)
	}
	return d, nil
}

// weekdayAt reads the day of the week at j, with this or next before it at i, or with its date behind it, which then
// has to be such a day.
func (r *awayReader) weekdayAt(i, j int, wd time.Weekday, weekday, date Day) (dayReading, *LogError) {
	if i == j {
		behind := i + 1
		if behind < len(r.toks) && r.toks[behind].kind == breakToken {
			behind++
		}
		if d, ok := r.datedAt(behind); ok {
			d, err := r.dayFrom(d, weekday, date)
			if err == nil && d.day.Weekday() != wd {
				part := r.source(i, d.next)
				err = &LogError{Part: part, Text: fmt.Sprintf("%s: %s is a %s. Please write the day that you mean.",
					quote(part), d.day.Format("2 Jan 2006"), d.day.Weekday())}
			}
			return d, err
		}
	}
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
	if i < len(r.toks) && r.toks[i].kind == dateToken {
		return i, true
	}
	if i < len(r.toks) {
		_, ok = r.monthDayAt(i)
	}
	return i, ok
}

// firstFrom returns the first day of that name from a day on. 29 February may take some years.
func firstFrom(from Day, month time.Month, day int) Day {
	year, _, _ := from.Date()
	for ; ; year++ {
		d := NewDay(year, month, day)
		if _, m, _ := d.Date(); m == month && d >= from {
			return d
		}
	}
}

// unknown is the error for what is no day. It takes in the words up to the next that may be one.
func (r *awayReader) unknown(i int) *LogError {
	end := i + 1
	for end < len(r.toks) && r.toks[end].kind == wordToken {
		if _, ok := r.dayAt(end); ok {
			break
		}
		end++
	}
	part := strings.TrimSpace(r.source(i, end))
	e := &LogError{Part: part, Text: "I can't tell which days " + quote(part) + " are."}
	if isDigit(part[0]) {
		e.Text += " Write a date as 2026-12-24 or 24 Dec."
	}
	e.Text += " " + awayAdvice
	return e
}

// check refuses days that are too far away, and more times than anybody types.
func (r *awayReader) check(i, next int, times []AwayTime) *LogError {
	const layout = "Mon 2 Jan 2006"
	if len(r.req.Times)+len(times) > maxAwayTimes {
		return &LogError{Part: r.source(i, next), Text: "That is more than I can take at once. Please send it in two lines."}
	}
	for _, t := range times {
		switch {
		case t.Span.From < r.today-maxAwayBack:
			return &LogError{Part: r.source(i, next), Text: fmt.Sprintf("%s is more than %d days back. The earliest day is %s.",
				t.Span.From.Format(layout), maxAwayBack, (r.today - maxAwayBack).Format(layout))}
		case max(t.Span.From, t.Span.To) > r.today+maxAwayAhead && t.Span.To != Forever || t.Span.From > r.today+maxAwayAhead:
			return &LogError{Part: r.source(i, next), Text: fmt.Sprintf("%s is more than %d days ahead. The last day is %s.",
				quote(r.source(i, next)), maxAwayAhead, (r.today + maxAwayAhead).Format(layout))}
		}
	}
	return nil
}
