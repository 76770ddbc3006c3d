package bot

// The part of the Home that a manager sees of their people.

import (
	"context"
	"fmt"
	"slices"
	"time"

	"example.com/pacer/bot/coach"
)

// showManaged writes a section for each team that the person manages.
func (h *homeSheet) showManaged(ctx context.Context, managed []*coach.Team) error {
	if len(managed) == 0 {
		return nil
	}
	page := h.page(homeManaged, len(managed), homeTeams)
	for _, t := range managed[page.From:page.To] {
		if err := h.showTeam(ctx, t, homeReps/(page.To-page.From)); err != nil {
			return err
		}
	}
	h.turn(homeManaged, "The teams that you manage,", len(managed), page)
	return nil
}

// showTeam writes one team: how it stands as a whole, who has not checked in, and its people, those first with whom a
// conversation is needed most, so many at a time.
func (h *homeSheet) showTeam(ctx context.Context, t *coach.Team, reps int) error {
	h.part(t.Name + ", the team that you manage")
	f, rows, err := h.teamRows(ctx, t)
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		h.say("Nobody is in this team yet.")
		h.changeTeam(t)
		return nil
	}
	h.titled("Together", bullets(together(f, rows))...)
	if err := h.showMissing(ctx, t); err != nil {
		return err
	}
	h.showAway(t)
	page := h.page(t.ID, len(rows), reps)
	today := coach.DayOf(h.req.At, teamZone(t))
	for _, row := range rows[page.From:page.To] {
		h.showRow(t, row, today)
	}
	h.turn(t.ID, "People of "+escape(t.Name)+",", len(rows), page)
	left, err := h.b.leftBehind(ctx, h.req.Roster, t)
	if err != nil {
		return err
	}
	if more := len(left) - homeLeft; more > 0 {
		left = append(left[:homeLeft], fmt.Sprintf("and %d more", more))
	}
	h.titled("Left open by those who are gone", bullets(left)...)
	h.changeTeam(t)
	return nil
}

// homeLeft is how much of what people who have left leave open is listed.
const homeLeft = 4

// changeTeam is the button to how a team is set up, for its manager.
func (h *homeSheet) changeTeam(t *coach.Team) {
	if h.offers(actSetup) {
		h.buttons(press(actSetupPage, "Change how "+t.Name+" is set up", setupRef{Team: t.ID, Page: pageTeam}.String()))
	}
}

const (
	awaySoon  = 7  // days ahead for which a manager reads who will be away
	homeNames = 10 // of those who are away or will be; the rows of the table say it of each
)

// showAway says who of a team is away today, and who will be within a week, each with when they are back.
func (h *homeSheet) showAway(t *coach.Team) {
	today := coach.DayOf(h.req.At, teamZone(t))
	var now, soon []string
	for _, p := range h.req.Roster.Active(t) {
		cal := coach.CalendarOf(t, p)
		if _, away := cal.Away(today); away {
			now = append(now, nameOf(named(p))+awayNote(cal, today))
			continue
		}
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

// teamRows reads where everybody in a team stands with what they steer, those behind first. It reads the periods that
// are running and no more: this is done again after each change.
func (h *homeSheet) teamRows(ctx context.Context, t *coach.Team) (*figures, []coach.TeamRow, error) {
	utc := coach.DayOf(h.req.At, time.UTC)
	span := coach.Span{From: utc - 1, To: utc + 1} // today, in whatever zone
	for _, k := range t.Leading() {
		span.From = min(span.From, periodOf(k).Span(utc-1, t.Year()).From)
	}
	f, err := h.b.figuresIn(ctx, h.req.Roster, t, h.req.At, span)
	if err != nil {
		return nil, nil, err
	}
	var rows []coach.TeamRow
	for _, p := range h.req.Roster.Active(t) {
		rows = append(rows, coach.TeamRow{Person: p, Paces: f.paces(p, t.Leading())})
	}
	coach.BehindFirst(rows)
	return f, rows, nil
}

// together is how the team stands as a whole, a line for each KPI that it steers by.
func together(f *figures, rows []coach.TeamRow) []string {
	var lines []string
	for i, k := range f.team.Leading() {
		paces := make([]coach.Pace, len(rows))
		behind := 0
		for j, row := range rows {
			paces[j] = row.Paces[i]
			if paces[j].IsBehind() {
				behind++
			}
		}
		line := paceLine(f.addPaces(k, paces))
		if behind > 0 {
			line += fmt.Sprintf("; %s behind", plural(behind, "person is", "people are"))
		}
		lines = append(lines, line)
	}
	return lines
}

// showRow writes one person with the button to their brief. The status stands there in words, as everywhere.
func (h *homeSheet) showRow(t *coach.Team, row coach.TeamRow, today coach.Day) {
	name := nameOf(named(row.Person))
	if !coach.CalendarOf(t, row.Person).Works(today) {
		name += " (not at work today)"
	}
	var lines []string
	if week := row.Person.Settings.Week; week != ([7]coach.Part{}) {
		lines = append(lines, "Works "+coach.WeekInWords(week, t.WeekStart))
	}
	for _, p := range row.Paces {
		lines = append(lines, paceLine(p))
	}
	brief := press(actCoachBrief, "Coach", coachValue(t.ID, row.Person.ID, 0))
	brief.AccessibilityLabel = cut("Coach "+named(row.Person).Name+": open the brief", maxLabel)
	h.beside(brief, name, lines...)
}

// showMissing says who has not checked in at today's huddle. Before it opens, and on days without one, there is nothing
// that anybody could have missed; who skipped, or is away, is not missing.
func (h *homeSheet) showMissing(ctx context.Context, t *coach.Team) error {
	hd, err := h.b.huddle(ctx, t, coach.DayOf(h.req.At, teamZone(t)))
	if err != nil || hd.OpenedAt.IsZero() {
		return err
	}
	in := present(h.req.Roster, t, hd.Day, hd.OpenedAt)
	missing := slices.DeleteFunc(in, func(p coach.Person) bool {
		_, filed := filedIn(hd, p.ID)
		return filed
	})
	switch more := len(missing) - huddleMostNames; {
	case len(in) == 0:
	case len(missing) == 0:
		h.say("Everybody has checked in today.")
	case more > 0:
		h.titled("Not checked in today", namesOf(missing[:huddleMostNames])+fmt.Sprintf(", and %d more", more))
	default:
		h.titled("Not checked in today", namesOf(missing))
	}
	return nil
}
