package coach

import (
	"fmt"
	"strings"
)

// An awayReader reads a line about being away from left to right: one time after the other.
// It works on the tokens of a line, with "to" in the place of dots and dashes; see rangeDashes. Its methods take the
// index of a token and answer with the one behind what they read. A LogError is for the person who typed, with the
// part that it is about.
type awayReader struct {
	line
	year Year
	req  AwayRequest
}

// A point is where a time begins or ends, as typed.
// A day and a half of it, so that "24 Dec afternoon" can be either end of a time.
type point struct {
	day  Day
	half Part // 0 when only a day was named
}

// Nothing is guessed: a word that is not understood refuses the whole line, because somebody who believes to be away
// on three days, and is away on two, is asked on the third where they are.
func (r *awayReader) read() *LogError {
	i, _ := r.skip(0)
	// Only as the whole line. "back on Monday" is the end of a time, and is read as one.
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
		// In the order in which they were typed, overlaps and all: what holds on a day is decided where absences are.
		r.req.Times = append(r.req.Times, times...)
		// What one time ends with and the next begins with has to be told apart by somebody: a comma, an "and", a new
		// line.
		var parted bool
		if i, parted = r.skip(next); !parted && i < len(r.toks) {
			return r.unknown(i) // "next week Monday" is not two times
		}
	}
	// "sick" alone may be today or the whole week.
	if len(r.req.Times) == 0 {
		return &LogError{Text: "I see no day in that. " + awayAdvice}
	}
	return nil
}

// skip passes over what people say around days, and over what stands between two times; it tells whether there was such.
// The words are those that people put around days when they write to a colleague. None of them changes which days are
// meant.
func (r *awayReader) skip(i int) (next int, parted bool) {
	for ; i < len(r.toks); i++ {
		if r.toks[i].kind == breakToken {
			parted = true
			continue
		}
		switch r.word(i) {
		// "and" parts two times like a comma; between the words around a day it does no harm.
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
// "back today" and "back now" are as good; "back tomorrow" is not, for they are away until then. It ends the absences
// that run, so that a longer sentence with "back" in it must not be taken for it.
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
// What begins with a word of its own comes first: a length, a week, half of today. A day is what is left, and its
// error says that none was found.
func (r *awayReader) timeAt(i int) (times []AwayTime, next int, err *LogError) {
	today := point{day: r.today}
	if next, ok := r.untilAt(i); ok {
		return r.until(today, i, next)
	}
	// A length counts days of the calendar, weekends too, as people do who count on one.
	if days, next, ok := r.daysAt(i); ok {
		if r.word(next) != "from" {
			return r.lasting(today, days, i, next)
		}
		// "from Monday" is the coming one, and today is not: whoever means today says so.
		first, next, err := r.pointAt(next+1, r.today+1, r.today-maxAwayBack)
		if err != nil {
			return nil, i, err
		}
		return r.lasting(first, days, i, next)
	}
	if span, ok := r.weekAt(i); ok {
		return []AwayTime{{span, WholeDay}}, i + 2, nil
	}
	// Half of today needs no day beside it.
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
// "24 Dec" alone is that day, "24 Dec to 2 Jan" both ends and what is between them.
func (r *awayReader) rest(first point, i, next int) (times []AwayTime, after int, err *LogError) {
	// A comma may stand in front of the end, though not in front of a length: that would be another time.
	pause := next
	if next < len(r.toks) && r.toks[next].kind == breakToken {
		pause++ // "24 Dec, back on 4 Jan"
	}
	if j, ok := r.untilAt(pause); ok {
		return r.until(first, i, j)
	}
	// Without "for" a length is a time of its own, and has to be parted from this one.
	if days, j, ok := r.daysAt(next); ok && r.word(next) == "for" {
		return r.lasting(first, days, i, j)
	}
	switch r.word(next) {
	case "to", "through", "thru":
	default:
		times, err = r.stretch(first, point{first.day, 0}, i, next)
		return times, next, err
	}
	// A bare number first, which no other reading takes.
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

// untilAt reads the word that stands before the day on which somebody is back. It is the day after the last: "until
// Monday" is read as most people mean it of an absence, and Words says it back in days, so that whoever meant Monday
// too can see it.
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
// Without a day it has no end yet: somebody is away until they say that they are back.
func (r *awayReader) until(first point, i, next int) (times []AwayTime, after int, err *LogError) {
	if r.word(next) == "further" && r.word(next+1) == "notice" {
		times, err = r.stretch(first, point{Forever, Afternoon}, i, next+2)
		return times, next + 2, err
	}
	// The first such day after it begins, however far away it is as typed; check bounds it.
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
// "3 days from this afternoon" ends on the evening of the third day.
func (r *awayReader) lasting(first point, days, i, next int) (times []AwayTime, after int, err *LogError) {
	times, err = r.stretch(first, point{first.day + Day(days) - 1, Afternoon}, i, next)
	return times, next, err
}

// stretch makes the time from one point to another, both included, in up to three pieces: half a day, whole days, half
// a day. A last point without a half, on the first day, leaves the first as it is.
// A piece has one part for all of its days, which is how an absence is stored.
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
		// From an afternoon to the morning before it.
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
	// The last day is half a day, which the piece in the middle must not hold.
	if last.half == Morning {
		to--
	}
	// Between an afternoon and the next morning there is no whole day.
	if from <= to {
		times = append(times, AwayTime{Span{from, to}, WholeDay})
	}
	if last.half == Morning {
		times = append(times, AwayTime{Span{last.day, last.day}, Morning})
	}
	return times, nil
}

// backwards is the error for a time that is over before it begins. Nothing is swapped: of two ends that are the wrong
// way round one is a slip, and it is not known which.
func (r *awayReader) backwards(i, next int) *LogError {
	// All of the time is quoted, as either end may be the slip.
	part := r.source(i, next)
	return &LogError{Part: part, Text: quote(part) + " ends before it begins. " + awayAdvice}
}

// halvesAt reads "mornings" or "afternoons", which hold for every day of the time before them.
// So "next week, mornings" is a week of half days: a course, a child who starts school.
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
	// Of a time that has half days at its ends nobody can say what its mornings are.
	if len(times) != 1 || times[0].Part != WholeDay {
		word := r.source(j, j+1)
		return nil, i, &LogError{Part: word, Text: quote(word) + " goes with whole days. For example: next week, mornings."}
	}
	times[0].Part = part
	return times, j + 1, nil
}

// unknown is the error for what is no day. It takes in the words up to the next that may be one.
// The advice is last, as it is the same in each.
func (r *awayReader) unknown(i int) *LogError {
	end := i + 1
	// Words that a person would see as one thing are quoted as one.
	for end < len(r.toks) && r.toks[end].kind == wordToken {
		if _, ok := r.dayAt(end); ok {
			break
		}
		end++
	}
	part := strings.TrimSpace(r.source(i, end))
	e := &LogError{Part: part, Text: "I can't tell which days " + quote(part) + " are."}
	// 24/12 and 12/24 are two days to two people. Neither is guessed at.
	if isDigit(part[0]) {
		e.Text += " Write a date as 2026-12-24 or 24 Dec."
	}
	e.Text += " " + awayAdvice
	return e
}

// check refuses days that are too far away, and more times than anybody types.
// Whoever types 2062 for 2026 would be away for the rest of their life. Forever is let pass as an end, as it was
// asked for in words.
func (r *awayReader) check(i, next int, times []AwayTime) *LogError {
	// With its weekday, by which people check a date.
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
