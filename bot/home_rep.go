package bot

// The part of the Home that a rep sees of themselves.

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// homeRemembers is how far back entries are shown, each with Undo. It is within the day for which the store knows what
// a delivery logged.
const homeRemembers = 23 * time.Hour

// showOwn writes a section for each team that the person sells for, and what they logged last.
func (h *homeSheet) showOwn(ctx context.Context, own []*coach.Team) error {
	if len(own) == 0 {
		return nil
	}
	page := h.page(homeOwn, len(own), homeOwnTeams)
	for _, t := range own[page.From:page.To] {
		paces, err := h.b.standing(ctx, h.req, t, t.KPIs)
		if err != nil {
			return fmt.Errorf("totals of %s: %w", h.req.Person.ID, err)
		}
		h.showNumbers(t, paces)
		if err := h.showDue(ctx, t); err != nil {
			return err
		}
		h.showNudges(t)
	}
	h.turn(homeOwn, "Your teams", len(own), page)
	return h.showEntries(ctx, len(own) > 1)
}

// showNumbers writes where the person stands in one team, line by line what /log answers. What they steer has a button
// each; results are for reading, and money is typed.
func (h *homeSheet) showNumbers(t *coach.Team, paces []coach.Pace) {
	h.part("Your numbers in " + t.Name)
	var results []string
	for i, p := range paces {
		switch {
		case p.KPI.Kind == coach.Lagging:
			results = append(results, kpiTitle(p.KPI)+": "+escape(p.Line()))
		case p.KPI.Money():
			h.titled(kpiTitle(p.KPI), escape(p.Line()))
		default:
			plus := press(indexed(actHomePlus, i), "+1", t.ID+"/"+p.KPI.ID)
			plus.AccessibilityLabel = cut("Log "+p.KPI.Amount(1), maxLabel)
			h.beside(plus, kpiTitle(p.KPI), escape(p.Line()))
		}
	}
	h.buttons(primary(actLog, "Log…", t.ID))
	h.titled("Results", bullets(results)...)
}

// showNudges says what the person has set about nudges, with the buttons to change it.
func (h *homeSheet) showNudges(t *coach.Team) {
	if crons, set := t.Rhythms[coach.Nudge]; set && len(crons) == 0 {
		return // nobody in the team is nudged
	}
	var muted []string
	var row []*slack.ButtonBlockElement
	for i, k := range t.Leading() {
		action, label := actHomeMute, "Mute "+k.Plural
		if slices.Contains(h.req.Person.Muted, k.ID) {
			muted = append(muted, escape(k.Plural))
			action, label = actHomeUnmute, "Nudge me about "+k.Plural
		}
		row = append(row, press(indexed(action, i), label, t.ID+"/"+k.ID))
	}
	if len(row) == 0 {
		return
	}
	line := "One a day at most, and only when a word can still help."
	switch mode := h.req.Person.Settings.Nudges; {
	case mode == coach.NudgeOff:
		h.titled("Nudges", "None, as you have chosen in your settings.")
		return
	case len(muted) > 0:
		line = "None about " + listed(muted) + "; these still count."
	case mode == coach.NudgeEach:
		line = "At each of the team's times at most, and only when a word can still help."
	}
	lines := []string{line}
	if until := h.req.Person.SnoozedUntil; until.After(h.req.At) {
		lines = append(lines, "Snoozed until "+h.when(until)+".")
	}
	h.titled("Nudges", lines...)
	h.buttons(row...)
}

// showEntries lists what the person logged last and can take back. Several says that they are in several teams, and
// that an entry has to say in which.
func (h *homeSheet) showEntries(ctx context.Context, several bool) error {
	rows, err := h.b.store.Activities(ctx, coach.ActivityFilter{
		Person: h.req.Person.ID, Since: h.req.At.Add(-homeRemembers), Limit: undoLookAt,
	})
	if err != nil {
		return fmt.Errorf("newest entries of %s: %w", h.req.Person.ID, err)
	}
	entries := handEntries(rows, homeEntries)
	h.part("Logged last")
	if len(entries) == 0 {
		h.say("Nothing in the last day. `" + h.b.slash("log") + "` and a number in any channel logs it, too.")
	}
	for i, rows := range entries {
		e, err := ledgerEntry(h.req.Roster, rows, nil)
		if err != nil {
			continue // about something that is not counted any more
		}
		line := h.when(rows[0].LoggedAt)
		if several {
			line += " in " + escape(e.team.Name)
		}
		if e.note != "" {
			line += ": " + oneLine(e.note)
		}
		undo := press(indexed(actHomeUndo, i), "Undo", rows[0].Inbound)
		undo.AccessibilityLabel = cut("Undo "+unescape(e.said()), maxLabel)
		h.beside(undo, titled(e.said())+h.b.onDay(h.req, e), line)
	}
	return nil
}

// when is an instant on the person's wall clock: "10:30" today, "Tue 24 Nov 16:05" on other days.
func (h *homeSheet) when(at time.Time) string {
	zone := h.zone()
	if day := coach.DayOf(at, zone); day != coach.DayOf(h.req.At, zone) {
		return shortDay(day) + " " + clock(at, zone)
	}
	return clock(at, zone)
}
