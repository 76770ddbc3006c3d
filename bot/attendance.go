package bot

// Who is there when a ritual is held, and how it is said who is not. All of it follows from each person's calendar;
// nobody is asked why they are away, and no reason is kept that could be shown.

import (
	"fmt"
	"slices"
	"time"

	"example.com/pacer/bot/coach"
)

// present is those of a team's reps who work at an instant of a day, in the order of the team. Whoever has a morning off
// is away at nine and there at two. The day is the ritual's: who lives far enough east or west for another date counts
// as being at its end or at its beginning. At is an instant, d the ritual's civil date. Deactivated people and guests
// are not among the active ones.
func present(r *coach.Roster, t *coach.Team, d coach.Day, at time.Time) []coach.Person {
	return slices.DeleteFunc(r.Active(t), func(p coach.Person) bool {
		cal := coach.CalendarOf(t, p)
		return cal.Part(d)&halfOf(cal, d, at, r.Zone(p.ID, t)) == 0
	})
}

// stillWorking keeps those who work on a day at an instant or later on it: whoever has gone for the day reads what is
// for today no more, and a morning off ends.
func stillWorking(r *coach.Roster, t *coach.Team, d coach.Day, at time.Time) []coach.Person {
	return slices.DeleteFunc(r.Active(t), func(p coach.Person) bool {
		cal := coach.CalendarOf(t, p)
		rest := coach.WholeDay
		if halfOf(cal, d, at, r.Zone(p.ID, t)) == coach.Afternoon {
			rest = coach.Afternoon
		}
		return cal.Part(d)&rest == 0
	})
}

// managersAtWork are the managers of a team who are not away all of a day; all of them when they are all away, as what
// they are told has to reach somebody. It is used for what somebody has to act on today, such as help that was asked
// for in a huddle.
func managersAtWork(r *coach.Roster, t *coach.Team, d coach.Day) []coach.Person {
	all := managersOf(r, t)
	there := slices.DeleteFunc(slices.Clone(all), func(m coach.Person) bool { return coach.CalendarOf(t, m).AwayAllDay(d) })
	if len(there) == 0 {
		return all
	}
	return there
}

// halfOf is the half of a day in which somebody finds themselves at an instant, by their own clock: the morning until the
// middle of their working hours, however early, and then the afternoon, however late. It is defined for every minute of
// the day, so that whoever logs at five in the morning is in some half of it. Hours are the person's own in the team;
// the middle of nine to half past five is a quarter past one.
func halfOf(cal coach.Calendar, d coach.Day, at time.Time, zone *time.Location) coach.Part {
	wall := at.In(zone)
	minute := wall.Hour()*60 + wall.Minute()
	switch own := coach.DayOf(at, zone); {
	case own < d, own == d && 2*minute < cal.Hours.From+cal.Hours.To:
		return coach.Morning
	default:
		return coach.Afternoon
	}
}

// awayToday says who is not there on a day, each with when they are back, those included who are there for one half of
// it: "Away today: Bob (back Mon 4 Jan) and Cat (in the afternoon)."; "" for nobody. Whoever has filed all the same is
// there, and not in it.
func awayToday(r *coach.Roster, t *coach.Team, hd coach.HuddleDay) string {
	var names []string
	for _, p := range r.Active(t) {
		cal := coach.CalendarOf(t, p)
		e, filed := filedIn(hd, p.ID)
		if part := cal.Part(hd.Day); part == coach.WholeDay || cal.Start.Day > hd.Day || filed && !e.Skipped {
			continue
		}
		names = append(names, nameOf(p)+awayNote(cal, hd.Day))
	}
	// A parent that lists forty names is not read for the four that are missing.
	if more := len(names) - huddleMostNames; more > 0 {
		names = append(names[:huddleMostNames], fmt.Sprintf("%d more", more))
	}
	if len(names) == 0 {
		return ""
	}
	return "Away today: " + listed(names) + "."
}

// awayNote says in brackets for how long somebody is away who does not work all of a day; "" where there is no end.
func awayNote(cal coach.Calendar, d coach.Day) string {
	switch part := cal.Part(d); {
	case part == coach.Morning:
		return " (in the afternoon)"
	case part == coach.Afternoon:
		return " (in the morning)"
	}
	back, ok := cal.Returns(d)
	if !ok {
		return ""
	}
	return " (back " + shortDay(back) + ")"
}
