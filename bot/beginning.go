package bot

// What a team's first periods look like, and those in which somebody came, or the team was closed for a while. The targets are
// smaller there than what everybody remembers, and a number that nobody can explain is one that nobody believes.

import (
	"example.com/pacer/bot/coach"
)

// beganNote says where the targets are not those that were set: in the week, month and quarter in which a team began
// they are for the rest of it, and a 16 where everybody remembers a 40 is a question. It names the periods of today that
// it is so of, and is "" in all later ones, for who came after the team and for who goes by a plan of their own. Of
// nobody in particular (coach.Person{}) it is about the team's targets. It is safe inside a message.
func beganNote(t *coach.Team, p coach.Person, today coach.Day) string {
	cal := coach.CalendarOf(t, p)
	// The later day is what cuts their targets, and gapNotes names it; two dates for one target would be a riddle.
	if t.Came(p.ID) > t.Began.Day {
		return ""
	}
	cut := cutTargets(t, p, today, cal.BeganWithin)
	if cut == "" {
		return ""
	}
	return escape(t.Name) + " began on " + shortDay(t.Began.Day) + ": the targets of " + cut + " are for the time from then on."
}

// gapNotes say the same of times in which the team was closed, or in which the person was not in it: before they were added,
// where nobody gave a first day, or between.
func gapNotes(t *coach.Team, p coach.Person, today coach.Day) (notes []string) {
	cal := coach.CalendarOf(t, p)
	note := func(g coach.Gap, what string) {
		cut := cutTargets(t, p, today, func(span coach.Span) bool { return cal.MissesIn(g, span) })
		switch {
		case cut == "":
		case g.From == 0: // before they were added: there is no span of days to name
			notes = append(notes, "In "+escape(t.Name)+" since "+shortDay(g.Back.Day)+": the targets of "+cut+" are for the time from then on.")
		default:
			days := datedSpan(coach.Span{From: g.From, To: g.Back.FirstDay() - 1}, today)
			notes = append(notes, what+", "+days+": nothing is expected of that time, and the targets of "+cut+" are for the rest.")
		}
	}
	for _, g := range t.Gaps[""] {
		note(g, escape(t.Name)+" was closed")
	}
	if p.ID == "" { // what was before nobody is the team's
		return notes
	}
	for _, g := range t.GapsOf(p.ID) {
		note(g, "Not in "+escape(t.Name))
	}
	return notes
}

// cutTargets lists the periods of today that have a target which is not a plan's, and of which something is missing: "this week
// and this month"; "" for none.
func cutTargets(t *coach.Team, p coach.Person, today coach.Day, missing func(coach.Span) bool) string {
	set := make(map[coach.Period]bool)
	for _, k := range t.KPIs {
		// What a plan asks for, somebody has said themselves: nothing of it is cut.
		if plan, ok := coach.PlanOf(t, p, today); ok {
			if _, planned := plan.Needs[k.ID]; planned {
				continue
			}
		}
		if k.Target.Count > 0 {
			set[k.Target.Per] = true
		}
	}
	// From the shortest on, as one says it.
	var cut []string
	for _, per := range []coach.Period{coach.Daily, coach.Weekly, coach.Monthly, coach.Quarterly} {
		if set[per] && missing(per.Span(today, t.Year())) {
			cut = append(cut, per.This())
		}
	}
	return listed(cut)
}

// showBegan writes the notes where there are any.
func (s *sheet) showBegan(t *coach.Team, p coach.Person, today coach.Day) {
	if note := beganNote(t, p, today); note != "" {
		s.small(note)
	}
	for _, note := range gapNotes(t, p, today) {
		s.small(note)
	}
}
