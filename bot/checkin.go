package bot

// The weekly check-in: the invitation, and what a person's week looks like beside the one
// before. What happens with the answers is in checkin_form.go.
//
// What a week leads to is found by keys as well: "checkin/<team>/<first day>/<person>" is the invitation and then the
// thanks in its place; the managers' messages and the one in the channel go on from it. So filing again, however late,
// changes the same messages.

import (
	"context"
	"fmt"
	"slices"
	"time"

	"example.com/pacer/bot/coach"
)

// Names under which the weekly check-in's button and form are found.
const (
	actCheckInFill = "checkin_fill"
	formCheckIn    = "checkin"
)

// checkInStale is how long after its due instant the invitation is worth sending. From Friday 15:00 that is Sunday
// afternoon: a week that nobody was asked about by then is better left alone than asked about on Monday. The form
// itself stays open as long as its last day may be logged for (see open in checkin_form.go). It counts from when the
// person was to be asked, which for who is asked on their next working day is then.
const checkInStale = 48 * time.Hour

// checkInRef is a week of a team, as buttons and keys name it: "<team>/<first day>", such as "west/2026-11-23".
// checkInWeek reads it. It names the week and not the person, who is always the one that presses.
func checkInRef(team string, week coach.Day) string { return team + "/" + week.String() }

// checkInKey names a person's check-in message of a week: the invitation first, and under the same key the thanks that
// take its place. What managers and the channel get has this key with a suffix.
func checkInKey(team string, week coach.Day, person string) string {
	return "checkin/" + checkInRef(team, week) + "/" + person
}

// askCheckIns invites every rep whose wall clock it is to look back on their week; see checkInTime for when. Who has
// filed already, because they moved to a zone whose turn comes later, is left in peace. A store's error leaves the
// occurrence to be run again; the keys keep the second run from asking anybody twice. The occurrence is one of a zone:
// a team in three zones has three, each at its own Friday afternoon.
func askCheckIns(ctx context.Context, b *Bot, on occasion) (coach.Change, error) {
	t, roster := on.team, on.roster
	var people []coach.Person
	// By person, who is the channel of their direct message.
	times := make(map[string]time.Time)
	still := stillWorking(roster, t, on.day, on.Due)
	for _, p := range inZone(roster, t, roster.Active(t), on.Zone) {
		works := slices.ContainsFunc(still, func(s coach.Person) bool { return s.ID == p.ID })
		if at, ok := checkInTime(coach.CalendarOf(t, p), on, works); ok {
			people, times[p.ID] = append(people, p), at
		}
	}
	if len(people) == 0 {
		return coach.Change{}, skip("nobody is there to be asked")
	}
	change, err := b.checkInsFor(ctx, on, people)
	for i := range change.Messages {
		m := &change.Messages[i]
		if at := times[m.Channel]; at.After(on.Due) {
			m.NextAt, m.NotAfter = at, at.Add(checkInStale)
		}
	}
	return change, err
}

// checkInTime is when somebody is asked about a week: at once if they still work on the day; else, because it is a
// holiday, a day on which they never work, or their day is over, when their next working day begins. Ok is false for
// who is away all day, whose week ended earlier, and for who does not work within the week that follows. Works is told
// by the caller, who knows the whole team's. A week that was missed so is not asked about later: the next check-in is
// near.
func checkInTime(cal coach.Calendar, on occasion, works bool) (at time.Time, ok bool) {
	if works {
		return on.Due, true
	}
	next, ok := cal.Next(on.day)
	if cal.AwayAllDay(on.day) || !ok || next >= on.day+7 {
		return time.Time{}, false
	}
	return wallTime(next, cal.Hours.From, on.zone), true
}

// checkInsFor composes the invitations of some of a team's reps to look back on the week of a day. Whoever is asked
// late because they travelled goes through it as well (see travel.go). The numbers are of this moment, and the messages
// keep them as they were.
func (b *Bot) checkInsFor(ctx context.Context, on occasion, people []coach.Person) (coach.Change, error) {
	t, roster, day, o := on.team, on.roster, on.day, on.Occurrence
	// The week of the nominal day, whole: days to come hold nothing yet and cost nothing to ask for.
	week := coach.Weekly.Span(day, t.Year())
	// By the week that is asked about, not by now: what was due on its last evening may run after midnight, in the
	// next.
	f, err := b.figuresIn(ctx, roster, t, b.now(), coach.Span{From: week.From - 7, To: week.To})
	if err != nil {
		return coach.Change{}, err
	}
	filed, err := b.store.CheckIns(ctx, t.ID, week.From)
	if err != nil {
		return coach.Change{}, fmt.Errorf("check-ins of team %s: %w", t.Name, err)
	}
	var change coach.Change
	// Somebody in two teams is asked for each: their weeks are different ones.
	for _, p := range people {
		if _, there := checkInOf(filed, p.ID); there {
			continue
		}
		say := checkInInvitation(f, p, week)
		change.Messages = append(change.Messages, direct(checkInKey(t.ID, week.From, p.ID), p.ID, say, o.Due.Add(checkInStale)))
	}
	change.Finish = done("asked " + plural(len(change.Messages), "person", "people"))
	return change, nil
}

// checkInOf finds a person's check-in among those of a week; ok is false when they have not
// filed.
func checkInOf(filed []coach.WeeklyCheckIn, person string) (own coach.WeeklyCheckIn, ok bool) {
	for _, c := range filed {
		if c.Person == person {
			return c, true
		}
	}
	return coach.WeeklyCheckIn{}, false
}

// checkInInvitation shows a rep their week and asks for a look back. The numbers come first, so that the message is
// worth reading to somebody who will not press the button. Its zeros are shown as they are, without a word about them.
func checkInInvitation(f *figures, p coach.Person, week coach.Span) body {
	var s sheet
	s.head("Your week, " + spanName(week))
	logged := func(k coach.KPI) int64 { return f.sum(p.ID, k.ID, week) }
	s.titled("So far", bullets(weekLines(f, p, week, logged))...)
	s.say("Take two minutes to look back: how your best result came about, what you learnt, " +
		"and the one thing you want to try next week.")
	s.buttons(primary(actCheckInFill, "Fill in", checkInRef(f.team.ID, week.From)))
	return s.body()
}

// weekLines is a person's week per KPI beside their own week before: "Conversations: 18, 3
// more than the week before". The numbers of the week itself are given: those of the ledger,
// or those that the person states. The figures must hold the week before. Leading KPIs are always listed, zeros
// included, because they are what the week was for.
func weekLines(f *figures, p coach.Person, week coach.Span, number func(coach.KPI) int64) []string {
	before := coach.Span{From: week.From - 7, To: week.From - 1}
	var lines []string
	for _, k := range f.team.KPIs {
		now, then := number(k), f.sum(p.ID, k.ID, before)
		if now == 0 && then == 0 && k.Kind == coach.Lagging {
			continue // a result that nobody has every week
		}
		lines = append(lines, kpiTitle(k)+": "+escape(k.Number(now))+comparedWith(k, now, then))
	}
	return lines
}

// comparedWith puts a number beside the person's own number of the week before. More is said
// as such; less stands there without a word, for the person can see it. After a week of nothing, a holiday perhaps,
// there is nothing to compare with, and "18 more" would say no more than the number does. Money is compared in its own
// unit, written with its sign.
func comparedWith(k coach.KPI, now, then int64) string {
	switch {
	case then == 0:
		return ""
	case now > then:
		return ", " + escape(k.Number(now-then)) + " more than the week before"
	case now == then:
		return ", as many as the week before"
	default:
		return " (" + escape(k.Number(then)) + " the week before)"
	}
}

// commitmentDue is when what is tried next week comes back: on that person's last working day
// of the week after. It depends on the team's holidays, so a holiday that is added later moves the date of a commitment
// that is filed again and not of one that was made. Part-time days and days off of the person count; it is a day of
// their calendar and has no time.
func commitmentDue(t *coach.Team, p coach.Person, week coach.Span) coach.Day {
	cal := coach.CalendarOf(t, p) // a week without a working day ends on its last day
	for d := week.To + 7; d > week.To; d-- {
		if cal.Works(d) {
			return d
		}
	}
	return week.To + 7
}
