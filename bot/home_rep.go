package bot

// The part of the Home that a rep sees of themselves.

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// homeRemembers is how far back entries are shown, each with Undo. It is within the day for which the store knows what
// a delivery logged.
const homeRemembers = 23 * time.Hour

// showOwn writes what a rep needs of the day: their numbers in each team that they sell for, what waits for them, how
// their weeks went, their deals, and the next one-to-one. An error is the store's, and leaves the Home as it was.
func (h *homeSheet) showOwn(ctx context.Context, own []*coach.Team) error {
	if len(own) == 0 {
		return nil
	}
	page := h.page(homeOwn, len(own), h.ownTeams)
	teams := own[page.From:page.To]
	books, err := h.readBooks(ctx, teams)
	if err != nil {
		return err
	}
	for _, t := range teams {
		if err := h.showOwnTeam(ctx, t); err != nil {
			return err
		}
	}
	h.turn(homeOwn, "Your teams", len(own), page)
	h.showAsked(books, teams)
	if err := h.showDue(ctx, teams); err != nil {
		return err
	}
	if err := h.showMeant(ctx, teams); err != nil {
		return err
	}
	if err := h.showEntries(ctx, len(own) > 1); err != nil {
		return err
	}
	if err := h.showDeals(ctx, teams); err != nil {
		return err
	}
	for _, t := range teams {
		h.showAgenda(books[t.ID], t, len(own) > 1)
	}
	return nil
}

// showOwnTeam writes one team as its rep sees it. An error is the store's.
func (h *homeSheet) showOwnTeam(ctx context.Context, t *coach.Team) error {
	// The same as /log answers and /pace shows, from the same function: three numbers for one thing would be none.
	paces, err := h.b.standing(ctx, h.req, t, t.KPIs)
	if err != nil {
		return fmt.Errorf("totals of %s: %w", h.req.Person.ID, err)
	}
	h.showNumbers(t, paces)
	h.showBegan(t, h.req.Person, todayOf(h.req, h.req.Person))
	h.showPlan(t)
	if err := h.showGoals(ctx, t); err != nil {
		return err
	}
	return h.showWeeks(ctx, t)
}

// showNumbers writes where the person stands in one team, line by line what /log answers. What they steer has a button
// each; results are for reading, and money is typed. The plus adds to today, by the person's own clock; what was done
// yesterday is typed, as it needs a day.
func (h *homeSheet) showNumbers(t *coach.Team, paces []coach.Pace) {
	h.head("Your numbers in " + t.Name)
	var results []string
	for i, p := range paces {
		if p.KPI.Kind == coach.Lagging {
			results = append(results, kpiTitle(p.KPI)+": "+escape(p.Line()))
			continue
		}
		lines := []string{escape(p.Line())}
		if bar := paceBar(p); bar != "" {
			lines = append(lines, bar)
		}
		// One more of an amount says nothing.
		if p.KPI.Money() {
			h.titled(kpiTitle(p.KPI), lines...)
			continue
		}
		plus := press(indexed(actHomePlus, i), "+1", t.ID+"/"+p.KPI.ID)
		// Whoever hears the page hears which of several plus signs it is.
		plus.AccessibilityLabel = cut("Log "+p.KPI.Amount(1), maxLabel)
		h.beside(plus, kpiTitle(p.KPI), lines...)
	}
	h.buttons(primary(actLog, "Log…", t.ID))
	h.titled("Results", bullets(results)...)
}

// showPlan says whose targets these are, and leads to the plan.
func (h *homeSheet) showPlan(t *coach.Team) {
	if len(t.KPIs) == 0 {
		return
	}
	f := newFigures(h.req.Roster, t, h.req.At, nil)
	line, label := f.goal(h.req.Person, true), "Change plan…"
	if line == "" {
		line, label = "You have none yet, so these are the team's targets.", "Make a plan…"
	}
	lines := []string{line + " The line in a bar is where pace is by now."}
	for _, p := range h.req.Person.Plans {
		if p.Team == t.ID && p.State == coach.PlanProposed {
			lines = append(lines, nameOf(h.req.Roster.Person(p.By))+" proposes "+goalLine(t, p)+"; it is in our conversation, and yours to take up or not.")
			break
		}
	}
	open := press(actPlanOpen, label, t.ID)
	open.AccessibilityLabel = cut(strings.TrimSuffix(label, "…")+" in "+t.Name, maxLabel)
	h.beside(open, "Your plan", lines...)
}

// showGoals writes what the team works towards together, the words before the bar. An error is the store's.
func (h *homeSheet) showGoals(ctx context.Context, t *coach.Team) error {
	goals, err := h.b.runningGoals(ctx, t)
	var lines []string
	for _, g := range goals {
		lines = append(lines, g.words(), g.bar())
	}
	h.titled("Team goal", lines...)
	return err
}

// showNudges says what the person has set about nudges, with the buttons to change it. Only the person sees this Home,
// which is why what they have muted may stand on it.
func (h *homeSheet) showNudges(t *coach.Team, several bool) {
	// A team file can switch them off for all; an empty list is off, and one that is missing is the default.
	if crons, set := t.Rhythms[coach.Nudge]; set && len(crons) == 0 {
		return // nobody in the team is nudged
	}
	var muted []string
	var row []*slack.ButtonBlockElement
	for i, k := range t.Leading() {
		// The label says what the press does, so it changes with it.
		action, label := actHomeMute, "Mute "+k.Plural
		if slices.Contains(h.req.Person.Muted, k.ID) {
			muted = append(muted, escape(k.Plural))
			action, label = actHomeUnmute, "Nudge me about "+k.Plural
		}
		row = append(row, press(indexed(action, i), label, t.ID+"/"+k.ID))
	}
	// A team that has results alone nudges nobody.
	if len(row) == 0 {
		return
	}
	title := "Nudges"
	if several {
		title += " in " + escape(t.Name)
	}
	// Said as what will happen and not as a setting's name: it is here that people look when a nudge annoys them.
	line := "One a day at most, and only when a word can still help."
	switch mode := h.req.Person.Settings.Nudges; {
	case mode == coach.NudgeOff:
		h.titled(title, "None, as you have chosen in your settings.")
		return
	case len(muted) > 0:
		line = "None about " + listed(muted) + "; these still count."
	case mode == coach.NudgeEach:
		line = "At each of the team's times at most, and only when a word can still help."
	}
	lines := []string{line}
	// A snooze holds in all teams, and is said in each, where its end is looked for.
	if until := h.req.Person.SnoozedUntil; until.After(h.req.At) {
		lines = append(lines, "Snoozed until "+h.when(until)+".")
	}
	h.titled(title, lines...)
	h.buttons(row...)
}

// showEntries lists what the person logged last and can take back. Several says that they are in several teams, and
// that an entry has to say in which. They are read by when they were logged and not by the day that they count for:
// Undo is for what was just done. What was taken back, and what came in by an import, is not listed (handEntries).
func (h *homeSheet) showEntries(ctx context.Context, several bool) error {
	rows, err := h.b.store.Activities(ctx, coach.ActivityFilter{
		Person: h.req.Person.ID, Since: h.req.At.Add(-homeRemembers), Limit: undoLookAt,
	})
	if err != nil {
		return fmt.Errorf("newest entries of %s: %w", h.req.Person.ID, err)
	}
	entries := handEntries(rows, homeEntries)
	h.head("Logged last")
	// What is empty is the place to say how it is filled.
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
		// The value is the delivery that logged it, so that all rows of one line go together. That it is the person's
		// own is looked up when it is pressed.
		undo := press(indexed(actHomeUndo, i), "Undo", rows[0].Inbound)
		undo.AccessibilityLabel = cut("Undo "+unescape(e.said()), maxLabel)
		h.beside(undo, titled(e.said())+h.b.onDay(h.req, e), line)
	}
	return nil
}

// when is an instant on the person's wall clock: "10:30" today, "Tue 24 Nov 16:05" on other days. It never says
// "yesterday": a Home may stand over night, and the word would change its meaning.
func (h *homeSheet) when(at time.Time) string {
	zone := h.zone()
	if day := coach.DayOf(at, zone); day != coach.DayOf(h.req.At, zone) {
		return shortDay(day) + " " + clock(at, zone)
	}
	return clock(at, zone)
}
