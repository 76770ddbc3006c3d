package bot

// Fixed phrases, said in one way wherever they are needed. All of them return text that is
// safe inside a message: what people wrote in it, names of KPIs included, is escaped.

import (
	"fmt"
	"strings"
	"time"

	"example.com/pacer/bot/coach"
)

// nameOf is a person's name as it may stand in a message: escaped, and never a tag that would call them. Whoever wants
// a person to be notified sends them a direct message.
func nameOf(p coach.Person) string {
	if name := strings.TrimSpace(p.Name); name != "" {
		return escape(cut(name, maxLabel))
	}
	return "a teammate" // Slack was not asked about them yet
}

// namesOf is several people's names as a sentence has them: "Ann, Bob and Cat"; "" for nobody.
func namesOf(people []coach.Person) string {
	names := make([]string, len(people))
	for i, p := range people {
		names[i] = nameOf(p)
	}
	return listed(names)
}

// amount is a count with its word, safe inside a message: KPI names are people's words too.
func amount(k coach.KPI, n int64) string { return escape(k.Amount(n)) }

// kpiTitle is a KPI's plural at the start of a line.
func kpiTitle(k coach.KPI) string { return escape(titled(k.Plural)) }

// against says how a pace stands: "on pace", "3 behind pace". Coach's own Line says it within a longer line; this one
// ends a line of a list. No status reads as blame: what is behind is said as a number.
func against(p coach.Pace) string {
	switch p.Status {
	case coach.Behind, coach.OutOfReach:
		return escape(p.KPI.Number(p.Gap)) + " behind pace"
	case coach.Ahead:
		return escape(p.KPI.Number(p.Lead)) + " ahead of pace"
	case coach.Reached:
		return "target reached"
	case coach.NoTarget:
		return "no target set"
	default:
		return "on pace"
	}
}

// paceLine is a line of a list of KPIs: "Conversations: 12 of 20 this week, on pace". A KPI without a target says what
// was done and no more.
func paceLine(p coach.Pace) string {
	if p.Status == coach.NoTarget {
		return fmt.Sprintf("%s: %s %s", kpiTitle(p.KPI), escape(p.KPI.Number(p.Done)), p.Per.This())
	}
	return fmt.Sprintf("%s: %s of %s %s, %s", kpiTitle(p.KPI), escape(p.KPI.Number(p.Done)),
		escape(p.KPI.Number(p.Target)), p.Per.This(), against(p))
}

// counts lists amounts of several KPIs in funnel order: "5 conversations and 2 meetings"; "" when there is none. Zeros
// are left out; negative numbers are none that callers have.
func counts(kpis []coach.KPI, numbers map[string]int64) string {
	var said []string
	for _, k := range kpis {
		if n := numbers[k.ID]; n != 0 {
			said = append(said, amount(k, n))
		}
	}
	return listed(said)
}

// plural puts the word for a number of things behind it: "1 person", "4 people".
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// longDay is a date in full: "Monday 23 November". Without a year, as it is about days near to today; closesOn and
// datedSpan write one where it matters.
func longDay(d coach.Day) string { return d.Format("Monday 2 January") }

// shortDay is a date in a line: "Mon 23 Nov".
func shortDay(d coach.Day) string { return d.Format("Mon 2 Jan") }

// spanName is a run of days: "16 to 22 Nov", "28 Sep to 4 Oct", "28 Dec 2026 to 3 Jan 2027"; a single day is "Mon 23
// Nov". Within one year the year is left out: what is looked at is nearly always recent.
func spanName(s coach.Span) string {
	if s.From == s.To {
		return shortDay(s.From)
	}
	layout := "2 Jan"
	fromYear, fromMonth, _ := s.From.Date()
	toYear, toMonth, _ := s.To.Date()
	switch {
	case fromYear != toYear:
		return s.From.Format("2 Jan 2006") + " to " + s.To.Format("2 Jan 2006")
	case fromMonth == toMonth:
		layout = "2"
	}
	return s.From.Format(layout) + " to " + s.To.Format("2 Jan")
}

// datedSpan is spanName with the year of days that are not of this one: today's.
func datedSpan(s coach.Span, today coach.Day) string {
	year, _, _ := s.To.Date()
	from, _, _ := s.From.Date()
	if this, _, _ := today.Date(); from != year || year == this {
		return spanName(s)
	}
	return spanName(s) + s.To.Format(" 2006")
}

// clock is a time of day on a wall clock: "11:00". It has two digits each, on a clock of twenty-four hours.
func clock(t time.Time, zone *time.Location) string { return t.In(zone).Format("15:04") }

// oneLine is people's text within a line of a list: escaped, on one line, at most maxLine characters. It is cut before
// it is escaped, so that no entity is cut in half.
func oneLine(text string) string { return escape(oneLineRaw(text)) }
