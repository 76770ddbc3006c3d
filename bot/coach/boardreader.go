package coach

import (
	"fmt"
)

// A boardReader reads a /board line from left to right.
// What it reads are a KPI and a period or days, in any order and each at most once. Nothing is needed: an empty line
// is this week's board of everything.
type boardReader struct {
	line
	year Year

	kpi  *KPI
	per  Period // "" until one is named
	off  int    // which one: -1 is the one before the current one, 1 the one after it
	days []boardDay
	all  bool // over all roles
}

// A boardDay is a day of a board, and whether its year was typed.
// Without a year, which one is meant depends on the other day; see newest and from. It is the date as typed; only
// together do two of them have their years.
type boardDay struct {
	day     Day
	yearful bool
}

// step reads what stands at token i and returns where the line goes on.
// Names of KPIs come first, for a team may call one "weekly call"; the beginning of a name comes last, after every
// word that has a meaning.
func (r *boardReader) step(i int) (next int, err *LogError) {
	if r.toks[i].kind == breakToken {
		return i + 1, nil
	}
	if kpi, next, ok := r.kpiAt(i); ok {
		return next, r.takeKPI(kpi, i, next)
	}
	if next, ok := r.periodAt(i); ok {
		return next, r.takePeriod(i, next)
	}
	if d, ok := r.dayAt(i); ok {
		return d.next, r.takeDay(i, d)
	}
	// Small words are passed over wherever they stand: two days are a first and a last one with or without "to".
	switch r.word(i) {
	case "to", "until", "till", "-", "–", "from", "between", "and", "of", "for", "in", "the", "by", "board":
		return i + 1, nil
	case "all":
		r.all = true
		return i + 1, nil
	}
	// A number that is no date means nothing on a board, and neither does a word that begins two names.
	if r.toks[i].kind == wordToken {
		if found, next := r.prefixAt(i); len(found) == 1 {
			return next, r.takeKPI(found[0], i, next)
		}
	}
	return i, r.unknown(i)
}

// periodAt reads a period with this, last or next before it and returns where the line goes on.
// The answer counts one word when none of them is there.
func (r *boardReader) periodAt(i int) (next int, ok bool) {
	// "last monday" is no period: the caller goes on to look for a day.
	i, _ = r.periodWord(i)
	_, ok = periodOf(r.word(i))
	return i + 1, ok
}

// periodWord returns where the word for a period would stand, and whether this, last or next stands before it.
func (r *boardReader) periodWord(i int) (at int, marked bool) {
	switch r.word(i) {
	case "last", "previous", "this", "current", "next", "coming":
		return i + 1, true
	}
	return i, false
}

// periodOf reads the word for a period. Today is not one: it is a date. "year" is none: a team has no target for one.
func periodOf(word string) (Period, bool) {
	switch p := Period(word); p {
	case Weekly, Monthly, Quarterly:
		return p, true
	default:
		return "", false
	}
}

// takePeriod sets the period; there is one.
// It is the word in front of where the line goes on. "last week this week" names two, though they are of one length.
func (r *boardReader) takePeriod(i, next int) *LogError {
	per, _ := periodOf(r.word(next - 1))
	off := 0
	switch r.word(i) {
	case "last", "previous":
		off = -1
	case "next", "coming":
		off = 1
	}
	// The same one twice does no harm.
	if r.per != "" && (r.per != per || r.off != off) {
		return r.tooMuch(i, next, "one period")
	}
	r.per, r.off = per, off
	return nil
}

// takeKPI sets the KPI; there is one. The request gets a copy, because teams are shared.
func (r *boardReader) takeKPI(kpi, i, next int) *LogError {
	k := r.kpis[kpi]
	if r.kpi != nil && r.kpi.Name != k.Name {
		return r.tooMuch(i, next, "one KPI")
	}
	r.kpi = &k
	return nil
}

// takeDay adds a day; there are two at most.
func (r *boardReader) takeDay(i int, d dayReading) *LogError {
	if d.err != nil {
		return d.err
	}
	if len(r.days) == 2 {
		return r.tooMuch(i, d.next, "one day, or a first and a last one")
	}
	r.days = append(r.days, boardDay{d.day, d.yearful})
	return nil
}

// tooMuch is the error for something that was named twice.
// Guessing which of the two was meant would be a board of the wrong thing, with the right look.
func (r *boardReader) tooMuch(i, next int, what string) *LogError {
	part := r.source(i, next)
	return &LogError{Part: part, Text: fmt.Sprintf("A board is for %s, so %s is one too many. %s", what, quote(part), boardAdvice)}
}

// unknown is the error for a word that means nothing here.
// It offers the whole line mended, so that one press asks again.
func (r *boardReader) unknown(i int) *LogError {
	// Of "last year" it is the year that no board is for.
	if per, ok := r.periodWord(i); ok && i+1 < len(r.toks) && r.toks[i+1].kind == wordToken {
		i = per
	}
	part := r.source(i, i+1)
	e := &LogError{Part: part, Nearest: nearestKPIs(part, r.kpis), Text: "I don't know " + quote(part) + "."}
	if len(e.Nearest) > 0 {
		e.Retry = r.retry(i, i+1)
		e.Text += " Did you mean " + list(plurals(e.Nearest), "or") + "?"
	}
	e.Text += " " + boardAdvice
	if len(r.kpis) > 0 {
		e.Text += " The KPIs are " + list(plurals(r.kpis), "and") + "."
	}
	return e
}

// finish makes the request of what was read.
// Days are civil dates of whoever asked; the year, for quarters and weeks, is the team's.
func (r *boardReader) finish() (BoardRequest, *LogError) {
	req := BoardRequest{KPI: r.kpi, All: r.all}
	if len(r.days) > 0 {
		if r.per != "" {
			return req, &LogError{Text: "A board is for a period or for dates, and this line names both. " + boardAdvice}
		}
		return r.finishDays(req)
	}
	req.Per = r.per
	if req.Per == "" {
		req.Per = Weekly
	}
	req.Span, req.Name = r.span(), req.Per.This()
	switch {
	case r.off > 0:
		// Whoever looks ahead may have meant a goal, which can be set for days to come.
		return req, &LogError{Text: fmt.Sprintf("Next %s is still ahead, and a board looks back. Without “next” it is the one that runs. "+
			"A goal can be set ahead, such as: goal 100 meetings next %[1]s.", string(req.Per))}
	case r.off < 0:
		req.Name = "last " + string(req.Per)
	}
	return req, nil
}

// span is that of the period that was named, or of this week.
func (r *boardReader) span() Span {
	per := r.per
	if per == "" {
		per = Weekly
	}
	span := per.Span(r.today, r.year)
	// The day before this period began lies in the last one, whichever length that has, and the day after it in the next.
	switch {
	case r.off < 0:
		return per.Span(span.From-1, r.year)
	case r.off > 0:
		return per.Span(span.To+1, r.year)
	}
	return span
}

// finishDays makes the request of one or two days.
// Per is Daily for one day, and stays empty for a span, which has no target to be held against.
func (r *boardReader) finishDays(req BoardRequest) (BoardRequest, *LogError) {
	first := r.days[0].newest(r.today)
	last := first
	if len(r.days) == 2 {
		last = r.days[1].from(first, r.today)
	}
	// Whichever way round they were typed, the earlier is the first.
	req.Span = Span{min(first, last), max(first, last)}
	// A span may run into the future, as this week does; one that lies there has nothing to show.
	switch {
	case req.Span.From > r.today:
		return req, &LogError{Text: fmt.Sprintf("%s is still ahead. %s", req.Span.From.Format("Mon 2 Jan 2006"), boardAdvice)}
	case req.Span.Days() > MaxBoardDays:
		return req, &LogError{Text: fmt.Sprintf("A board can cover a year at most, and that is %s days. %s",
			group(int64(req.Span.Days())), boardAdvice)}
	}
	if first != last {
		return req, nil
	}
	req.Per = Daily
	switch {
	case first == r.today:
		req.Name = "today"
	case first == r.today-1:
		req.Name = "yesterday"
	}
	return req, nil
}

// newest is the day, in the newest year in which it is not ahead when no year was typed.
// A board looks back.
func (d boardDay) newest(today Day) Day {
	// The line took the nearest year, which for "1 Feb" in November is the one to come.
	if d.yearful || d.day <= today {
		return d.day
	}
	return d.moved(-1)
}

// from is the day, in the first year in which it does not lie before start when no year was typed; as it stands
// when that would be ahead, for then the two days were typed the other way round.
// "20 Dec to 10 Jan" in January goes over the end of the year.
func (d boardDay) from(start, today Day) Day {
	if d.yearful {
		return d.day
	}
	for _, years := range [...]int{-1, 0, 1} {
		if day := d.moved(years); day >= start && (day <= today || years == 0) {
			return day
		}
	}
	return d.newest(today)
}

// moved is the same day and month in another year.
// 29 February becomes 1 March in a year without one.
func (d boardDay) moved(years int) Day {
	year, month, day := d.day.Date()
	return NewDay(year+years, month, day)
}
