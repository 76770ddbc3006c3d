package bot

// What a team's first periods look like.

import (
	"example.com/pacer/bot/coach"
)

// beganNote says where the targets are not those that were set: in the week, month and quarter in which a team began
// they are for the rest of it, and a 16 where everybody remembers a 40 is a question. It names the periods of today that
// it is so of, and is "" in all later ones, for who came after the team and for who goes by a plan of their own. Of
// nobody in particular (coach.Person{}) it is about the team's targets. It is safe inside a message.
func beganNote(t *coach.Team, p coach.Person, today coach.Day) string {
	cal := coach.CalendarOf(t, p)
	if t.Starts[p.ID].Day > t.Began.Day {
		return ""
	}
	set := make(map[coach.Period]bool)
	for _, k := range t.KPIs {
		if plan, ok := coach.PlanOf(t, p, today); ok {
			if _, planned := plan.Needs[k.ID]; planned {
				continue
			}
		}
		if k.Target.Count > 0 {
			set[k.Target.Per] = true
		}
	}
	var cut []string
	for _, per := range []coach.Period{coach.Daily, coach.Weekly, coach.Monthly, coach.Quarterly} {
		if set[per] && cal.BeganWithin(per.Span(today, t.Year())) {
			cut = append(cut, per.This())
		}
	}
	if len(cut) == 0 {
		return ""
	}
	return escape(t.Name) + " began on " + shortDay(t.Began.Day) + ": the targets of " + listed(cut) + " are for the time from then on."
}

// showBegan writes the note where there is one.
func (s *sheet) showBegan(t *coach.Team, p coach.Person, today coach.Day) {
	if note := beganNote(t, p, today); note != "" {
		s.small(note)
	}
}
