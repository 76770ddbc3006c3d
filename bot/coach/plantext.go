package coach

import (
	"fmt"
	"strings"
)

// maxGoal is the most that a plan may be for, in whole units, and the most that it may take of anything in a period.
// Beyond it the numbers of a funnel pass what anybody can picture, and soon an int64.
const maxGoal = 1_000_000_000

// ParseGoal reads how much of a KPI is wanted in a period, with separators, k or m, the currency and the KPI's own word:
// "1,200", "12.5k", "€50,000", "0.5m EUR", "4 meetings". It may be more than one entry of the ledger holds, and is never
// zero. The error is a *LogError. It is the ledger's grammar of amounts with another bound, so that nobody learns a
// second one.
func ParseGoal(text string, kpi KPI) (int64, error) {
	text = strings.TrimSpace(strings.ToValidUTF8(text, ""))
	// "4 meetings" is what somebody writes who is asked how much they want of them.
	amount := text
	for name := range kpi.names {
		if short, cut := strings.CutSuffix(strings.ToLower(text), " "+name); cut {
			amount = strings.TrimSpace(short)
			break
		}
	}
	if n, ok := readAmount(amount, kpi); ok && n > 0 && n <= maxGoal*kpi.Whole() {
		return n, nil
	}
	example := "12 or 1,200"
	if kpi.Money() {
		example = kpi.Number(12_500*kpi.Whole()) + " or 12.5k"
	}
	return 0, &LogError{Part: text, Text: fmt.Sprintf("Please write an amount from %s to %s, such as %s.",
		kpi.Number(kpi.Whole()), kpi.Number(maxGoal*kpi.Whole()), example)}
}

// TooMuch names the first KPI of which a plan would take more than any number that means something; ok is false when
// there is none.
func (c Course) TooMuch(needs []int64) (k KPI, ok bool) {
	for i, n := range needs {
		if n > maxGoal*c.KPIs[i].Whole() {
			return c.KPIs[i], true
		}
	}
	return KPI{}, false
}

// Takes is what a count of one period comes to in shorter times, for one person: each rounded up to a whole unit, and 0
// where it is less than one. Working days are the person's own. They are what a target means to a person: "4 a day" is
// understood at once, 84 a month is not.
type Takes struct {
	Count    int64 // in the period
	Month    int64 // of a quarter
	Week     int64 // in a usual week of theirs
	Day      int64 // on a working day
	HalfDays int   // that they work in the period
	WeekHalf int   // that they work in a usual week
}

// Takes spreads a count of a KPI over the person's working days in a period.
//
//	Day  = Count ÷ working days of the period
//	Week = Count ÷ working days of the period × working days of a usual week
//
// 84 in a month of 21 working days are 4 a day, and 20 in a week of five. In a period in which they do not work there is
// no week and no day.
func (c Calendar) Takes(k KPI, count int64, per Period, span Span) Takes {
	near := c.during(span)
	t := Takes{Count: count, WeekHalf: c.UsualWeek()}
	for d := span.From; d <= span.To; d++ {
		t.HalfDays += near.HalfDays(d)
	}
	if per == Quarterly {
		t.Month = upTo(count, 1, 3, k.Whole())
	}
	t.Week = upTo(count, t.WeekHalf, t.HalfDays, k.Whole())
	t.Day = upTo(count, fullDay, t.HalfDays, k.Whole())
	return t
}

// UsualWeek is how many half days the person works in a week without holidays and absences. Of a person it is their own
// week; of nobody in particular the team's.
func (c Calendar) UsualWeek() (halves int) {
	for day, part := range c.Week {
		if c.Week == ([7]Part{}) && c.Working[day] {
			part = WholeDay
		}
		halves += part.Halves()
	}
	return halves
}

// upTo is some parts of all parts of a count, rounded up to a whole unit; 0 where that is less than one before it is
// rounded, and where there are no parts.
func upTo(count int64, some, all int, whole int64) int64 {
	if some <= 0 || all <= 0 || count <= 0 {
		return 0
	}
	// Looked at before rounding: 4 a month are not 1 a day.
	if q, _ := mulDiv(uint64(count), uint64(min(some, all)), uint64(all)); q < uint64(whole) {
		return 0
	}
	return spread(count, some, all, whole)
}

// PlanLine is what a plan takes of one KPI, in a line: "84 conversations a month: 20 a week, 4 a day". Of results only
// the period is said: nobody can do a part of a deal a day. Plain text, with the KPI's own words.
func (k KPI) PlanLine(t Takes, per Period) string {
	line := k.spoken(t.Count) + " a " + string(per)
	var parts []string
	for _, part := range []struct {
		n   int64
		per Period
	}{{t.Month, Monthly}, {t.Week, Weekly}, {t.Day, Daily}} {
		if part.n > 0 && (k.Kind == Leading || part.per == Monthly) {
			parts = append(parts, k.Number(part.n)+" a "+string(part.per))
		}
	}
	if len(parts) == 0 {
		return line
	}
	return line + ": " + strings.Join(parts, ", ")
}

// manyOf is from how many a day on a number is asked about of which nothing is known: nobody dials faster.
const manyOf = 150

// Doubts asks about what a plan would take of a KPI on a working day, where that is hard to believe: because it does not
// fit into the day, or is more than twice what the person did a day in their best week lately. "" where there is nothing
// to ask. Best is that, 0 where nothing was counted.
func (k KPI) Doubts(t Takes, best int64, hours Hours) string {
	if k.Kind != Leading || k.Money() || t.Day == 0 {
		return ""
	}
	// What does not fit into a day comes first: it is the stronger reason to ask.
	long := hours.orOffice()
	minutes := satMul(t.Day, int64(k.Minutes))
	switch {
	case minutes > int64(long.To-long.From):
		return fmt.Sprintf("That is %s a day, about %s of work. Is it right?", k.Amount(t.Day), hoursWords(minutes))
	case best > 0 && t.Day > 2*best+2:
		return fmt.Sprintf("That is %s a day; in the best week lately it was %s. Is it right?", k.Amount(t.Day), k.Number(best))
	case t.Day >= manyOf && best == 0:
		return fmt.Sprintf("That is %s a day. Is it right?", k.Amount(t.Day))
	}
	return ""
}

// hoursWords is a number of minutes in words, rounded: "20 minutes", "2 hours", "2½ hours". To five minutes below an
// hour, to half an hour above: nobody plans a week to the minute.
func hoursWords(minutes int64) string {
	half := (minutes + 15) / 30
	switch {
	case minutes < 53:
		return fmt.Sprintf("%d minutes", max(5, (minutes+2)/5*5))
	case half == 2:
		return "1 hour"
	case half%2 == 1:
		return group(half/2) + "½ hours"
	}
	return group(half/2) + " hours"
}

// LeverLine says what a better rate of one step would save: "If 1 in 5 meetings became a deal rather than 1 in 6, it would
// take 70 conversations a month instead of 84: about 2 hours less a week." Before are the needs without it; the week and the
// period are those of t. Plain text.
func (c Course) LeverLine(l Lever, before []int64, per Period, t Takes) string {
	was, is := compared(c.Rates[l.Step], l.Rate)
	if !strings.HasPrefix(is, "1 in ") {
		is += " of"
	}
	line := fmt.Sprintf("If %s %s became %s rather than %s,", is, c.KPIs[l.Step].word(2), inA(c.KPIs[l.Step+1], is), was)
	// One number can be kept in mind. The others follow from the form, where the rate can be written in.
	top := c.topSaved(l, before)
	if top < 0 {
		return line + " it would take no fewer activities."
	}
	line += fmt.Sprintf(" it would take %s a %s instead of %s", c.KPIs[top].Amount(l.Needs[top]), per, c.KPIs[top].Number(before[top]))
	if week := upTo(c.minutes(before, l.Needs), t.WeekHalf, t.HalfDays, 1); week >= 5 {
		line += ": about " + hoursWords(week) + " less a week"
	}
	return line + "."
}

// inA is what one or several things become: of "1 in 5 meetings" a deal, of 20 % of them deals. By the first letter
// alone, which is wrong for "hour" and "use", and right for what sellers count.
func inA(k KPI, rate string) string {
	if !strings.HasPrefix(rate, "1 in ") {
		return k.word(2)
	}
	if strings.ContainsRune("aeiou", rune((k.Name + " ")[0])) {
		return "an " + k.word(1)
	}
	return "a " + k.word(1)
}

// topSaved is the place of the leading KPI of which a lever saves most, -1 when it saves none.
func (c Course) topSaved(l Lever, before []int64) int {
	top, most := -1, int64(0)
	// Below the step everything is as it was: the goal is the same, and so is the way from there.
	for i := range l.Step + 1 {
		if saved := before[i] - l.Needs[i]; c.KPIs[i].Kind == Leading && !c.KPIs[i].Money() && saved > most {
			top, most = i, saved
		}
	}
	return top
}

// minutes is the time between two work-backs, 0 when the team did not say what each activity takes.
func (c Course) minutes(before, after []int64) int64 {
	// Hours that leave one of the activities out would be a smaller saving than there is.
	for _, k := range c.KPIs {
		if k.Kind == Leading && !k.Money() && k.Minutes <= 0 {
			return 0
		}
	}
	return c.saved(before, after, c.Effort())
}

// Effort is what one activity of each KPI costs. In minutes; 0 where the team has not said.
func (c Course) Effort() Effort {
	effort := make(Effort, len(c.KPIs))
	for i, k := range c.KPIs {
		effort[i] = int64(k.Minutes)
	}
	return effort
}

// Focuses are things to get better at that suit most steps, for whoever does not want to find words of their own.
var Focuses = []string{
	"The opening line", "Better questions", "Listening longer", "Handling objections", "Agreeing the next step", "Choosing whom to talk to",
}
