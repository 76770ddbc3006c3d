package bot

// The part of the Home that a manager sees of their people.

import (
	"context"
	"fmt"
	"slices"

	"example.com/pacer/bot/coach"
)

// showManaged writes a section for each team that the person manages. An error is the store's and leaves the Home as it
// was: an old one is right about most things, half a one about nothing. The reps of all teams of a page share the room,
// so that two large teams do not push each other out of the view.
func (h *homeSheet) showManaged(ctx context.Context, managed []*coach.Team) error {
	if len(managed) == 0 {
		return nil
	}
	h.divide()
	page := h.page(homeManaged, len(managed), h.managedTeams)
	for _, t := range managed[page.From:page.To] {
		if err := h.showTeam(ctx, t, homeReps/(page.To-page.From)); err != nil {
			return err
		}
	}
	h.turn(homeManaged, "The teams that you manage,", len(managed), page)
	return nil
}

// showTeam writes one team: how it stands as a whole, who has not checked in, with whom to talk, its people, those first
// who are behind, so many at a time, and what comes back.
func (h *homeSheet) showTeam(ctx context.Context, t *coach.Team, reps int) error {
	h.head(t.Name + ", the team that you manage")
	// A team may be set up before its people are in it; the button to add them is what its manager needs then.
	if len(h.req.Roster.Active(t)) == 0 {
		h.say("Nobody is in this team yet.")
		h.changeTeam(t)
		return nil
	}
	// All is read once, so that the sum is that of the rows, and what is said of somebody is what their row shows.
	c, err := h.b.coaching(ctx, h.req.Roster, t, h.req.At, h.req.Person.ID)
	if err != nil {
		return err
	}
	rows := c.teamRows()
	h.titled("Together", bullets(together(c.figures, rows))...)
	h.showBegan(t, coach.Person{}, coach.DayOf(h.req.At, teamZone(t)))
	if err := h.showGoals(ctx, t); err != nil {
		return err
	}
	if err := h.showMissing(ctx, t); err != nil {
		return err
	}
	h.showAway(t)
	if err := h.showQueue(ctx, c); err != nil {
		return err
	}
	h.showRows(c, rows, reps)
	if err := h.showWeek(ctx, c); err != nil {
		return err
	}
	h.showRisks(c)
	today := coach.DayOf(h.req.At, teamZone(t))
	c.showPromises(&h.sheet, today)
	c.showAccount(&h.sheet, h.req.Person.ID, today, homePromises)
	return h.showLeft(ctx, t)
}

// showRows writes a page of the team's people, each with the button to their brief.
func (h *homeSheet) showRows(c *coaching, rows []coach.TeamRow, reps int) {
	t := c.team
	// People are in the order in which they need a word, and the order may change between two pages: somebody may be
	// seen twice or not at all while numbers come in. A list that is frozen for the sake of its pages would be old
	// instead.
	page := h.page(t.ID, len(rows), reps)
	today := coach.DayOf(h.req.At, teamZone(t))
	h.say("*Your people, those behind first*")
	for _, row := range rows[page.From:page.To] {
		h.showRow(t, row, today)
	}
	h.turn(t.ID, "People of "+escape(t.Name)+",", len(rows), page)
}

// showLeft lists what those who are gone leave open, and has the button to how the team is set up. Both are rare, and so
// come last. An error is the store's.
func (h *homeSheet) showLeft(ctx context.Context, t *coach.Team) error {
	// It goes away when the person is taken off the team, or when it is settled.
	left, err := h.b.leftBehind(ctx, h.req.Roster, t)
	if err != nil {
		return err
	}
	// The rest is not listed anywhere else on purpose: what was sent when they left has all of it.
	h.titled("Left open by those who are gone", bullets(firstLines(homeLeft, left))...)
	h.changeTeam(t)
	return nil
}

// homeLeft is how much of what people who have left leave open is listed.
const homeLeft = 4

// changeTeam is the button to how a team is set up, for its manager. The value names the team and its first page; that
// the person still manages it is looked up when it is pressed.
func (h *homeSheet) changeTeam(t *coach.Team) {
	if h.offers(actSetup) {
		h.buttons(press(actSetupPage, "Change how "+t.Name+" is set up", setupRef{Team: t.ID, Page: pageTeam}.String()))
	}
}

const (
	awaySoon  = 7  // days ahead for which a manager reads who will be away
	homeNames = 10 // of those who are away, will be, or have not said something yet; a wall of names is read by nobody
)

// showAway says who of a team is away today, and who will be within a week, each with when they are back. Days are
// those of the team's zone, as for its huddle. Each person is named once: with when they come back if they are gone
// today, else with the first day on which they will be. Never with a reason, as none is kept.
func (h *homeSheet) showAway(t *coach.Team) {
	today := coach.DayOf(h.req.At, teamZone(t))
	var now, soon []string
	for _, p := range h.req.Roster.Active(t) {
		cal := coach.CalendarOf(t, p)
		if _, away := cal.Away(today); away {
			now = append(now, nameOf(named(p))+awayNote(cal, today))
			continue
		}
		// By the calendar and not by the list of absences: half days, part-time and a status count as they do for
		// targets.
		for d := today + 1; d <= today+awaySoon; d++ {
			if _, away := cal.Away(d); away {
				soon = append(soon, nameOf(named(p))+" from "+shortDay(d)+awayNote(cal, d))
				break
			}
		}
	}
	var lines []string
	for _, part := range []struct {
		said  string
		names []string
	}{{"Today: ", now}, {"Soon: ", soon}} {
		if more := len(part.names) - homeNames; more > 0 {
			part.names = append(part.names[:homeNames], fmt.Sprintf("%d more", more))
		}
		if len(part.names) > 0 {
			lines = append(lines, part.said+listed(part.names))
		}
	}
	h.titled("Away", lines...)
}

// teamRows are where everybody in a team stands with what they steer, those behind first. Rows hold everybody who takes
// part, also who is hidden from boards: a manager sees all of their people. Results (lagging KPIs) are left out, as nobody
// can be coached towards them this week.
func (f *figures) teamRows() []coach.TeamRow {
	var rows []coach.TeamRow
	for _, p := range f.roster.Active(f.team) {
		rows = append(rows, coach.TeamRow{Person: p, Paces: f.paces(p, f.team.Leading())})
	}
	// Not the alphabet: on a phone the first three rows are all that is read.
	coach.BehindFirst(rows)
	return rows
}

// together is how the team stands as a whole, a line for each KPI that it steers by. Sums are of what each person has
// done and should have, not of the team's target over its people: part-time and days off have made each target already.
// It answers as many lines as the team has leading KPIs; rows must have a pace for each.
func together(f *figures, rows []coach.TeamRow) []string {
	var lines []string
	for i, k := range f.team.Leading() {
		people, paces := make([]coach.Person, len(rows)), make([]coach.Pace, len(rows))
		behind := 0
		for j, row := range rows {
			people[j], paces[j] = row.Person, row.Paces[i]
			if paces[j].IsBehind() {
				behind++
			}
		}
		line := paceLine(f.addShown(k, people, paces, func(p coach.Person) coach.Pace { return f.pace(p, k) }))
		if behind > 0 {
			line += fmt.Sprintf("; %s behind", plural(behind, "person is", "people are"))
		}
		lines = append(lines, line)
	}
	return lines
}

// showRow writes one person with the button to their brief. The status stands there in words, as everywhere. Whoever is
// not at work today keeps their row, because what is behind on Friday was missed on Tuesday; the words beside the name
// keep it from being taken for today's doing. Snoozes and mutes are nobody's business and not on it.
func (h *homeSheet) showRow(t *coach.Team, row coach.TeamRow, today coach.Day) {
	name := nameOf(named(row.Person))
	if !coach.CalendarOf(t, row.Person).Works(today) {
		name += " (not at work today)"
	}
	var lines []string
	// A target of half the others' is explained by the week that it is for.
	if week := row.Person.Settings.Week; week != ([7]coach.Part{}) {
		lines = append(lines, "Works "+coach.WeekInWords(week, t.WeekStart))
	}
	for _, p := range row.Paces {
		lines = append(lines, paceLine(p))
	}
	// The brief opens as a modal over the Home, whose page stays where it is.
	brief := press(actCoachBrief, "Coach", coachValue(t.ID, row.Person.ID, 0))
	brief.AccessibilityLabel = cut("Coach "+named(row.Person).Name+": open the brief", maxLabel)
	h.beside(brief, name, lines...)
}

// showMissing says who has not checked in at today's huddle. Before it opens, and on days without one, there is nothing
// that anybody could have missed; who skipped, or is away, is not missing. It is the manager's question of ten past
// nine, and they alone read the answer; in the channel the huddle's parent counts those who filed and does not point at
// anybody who has not, but to say who is away.
func (h *homeSheet) showMissing(ctx context.Context, t *coach.Team) error {
	hd, err := h.b.huddleToday(ctx, t, coach.DayOf(h.req.At, teamZone(t)))
	if err != nil || hd.OpenedAt.IsZero() {
		return err
	}
	// By the instant at which the huddle opened, and not by now: who has the afternoon off was there in the morning.
	in := present(h.req.Roster, t, hd.Day, hd.OpenedAt)
	missing := slices.DeleteFunc(in, func(p coach.Person) bool {
		return answeredIn(hd, p.ID)
	})
	switch {
	// Nobody works today, so neither sentence would be true in any useful way.
	case len(in) == 0:
	case len(missing) == 0:
		h.say("Everybody has checked in today.")
	// Of all of them a list says nothing; at a minute past nine it would be the whole team.
	case len(missing) == len(in) && len(in) > 1:
		h.say("Nobody has checked in yet today.")
	default:
		h.titled("Not checked in today", someNames(missing))
	}
	return nil
}
