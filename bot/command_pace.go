package bot

// The command /pace.

import (
	"context"
	"strings"

	"example.com/pacer/bot/coach"
)

// paceWeeks is how many weeks /pace shows, this one included. They hold the whole month too, for every day of it.
const paceWeeks = 8

// paceCommand is /pace: where I stand.
func paceCommand() command {
	return command{
		Name:        "pace",
		Description: "Where you stand: today, this week, this month, against your targets",
		Usage:       "[@rep, for managers]",
		Examples:    []string{""},
		ForManagers: []string{"@ann"},
		Who:         asRep | asManager,
		Handle:      showPace,
	}
}

// showPace answers with the caller's own numbers, or a manager with those of one of their
// reps. Of a rep in several teams it shows the team of the channel, else the first. A manager reads here what the rep
// reads, word for word but for the heading; only the rep gets the button to log.
func showPace(ctx context.Context, b *Bot, req *request) (answer, error) {
	t, p := teamHere(req), req.Person
	// For whoever logs, naming oneself is the same as naming nobody. A manager who logs nothing means one of their
	// people, also when both have the same first name.
	self := func(word string) bool { return t != nil && activeRep(req.Roster, t, p.ID) && isMeant(p, word) }
	if word := strings.TrimSpace(req.Text); word != "" && !self(word) {
		var err error
		if t, p, err = repByName(req, req.Roster.Managed(req.Person.ID), word); err != nil {
			return answer{}, err
		}
	}
	switch {
	case t == nil:
		return answer{}, errNoTeam
	case !activeRep(req.Roster, t, p.ID):
		return answer{Text: "You manage " + escape(t.Name) + " and log nothing yourself. " +
			"Name one of your people to see where they stand, such as " +
			"`" + b.slash("pace") + " @name`; `" + b.slash("coach") + "` shows all of them."}, nil
	}
	// One read for all KPIs and all periods, day by day: the weeks and the months overlap.
	f, err := b.figures(ctx, req.Roster, t, b.now(), paceWeeks)
	if err != nil {
		return answer{}, err
	}
	var s sheet
	if p.ID == req.Person.ID {
		s.head("Where you stand in " + t.Name)
	} else {
		s.head("Where " + named(p).Name + " stands in " + t.Name)
	}
	// Results too, and those without a target: here somebody looks at everything that they have.
	for _, k := range t.KPIs {
		s.titled(kpiTitle(k), f.paceParagraph(p, k)...)
	}
	if p.ID == req.Person.ID {
		s.buttons(primary(actLog, "Log", t.ID))
	}
	return s.private(), nil
}

// paceParagraph is one KPI in full: pace in the period of its target, the other periods, and
// the last eight weeks in numbers that can be read aloud. Its lines are safe inside a message:
//
//	3 today · 12 of 20 this week · on pace · 4 a day to go
//	44 this month
//	Week by week: 14, 18, and 12 so far this week
func (f *figures) paceParagraph(p coach.Person, k coach.KPI) []string {
	pace := f.pace(p, k)
	lines := []string{escape(pace.Line())}
	today := f.today(p.ID)
	// The line has today and the target's own period; the other usual periods follow without a
	// target.
	var others []string
	for _, per := range []coach.Period{coach.Weekly, coach.Monthly} {
		if per != pace.Per {
			done := f.sum(p.ID, k.ID, coach.Span{From: per.Span(today, f.team.Year()).From, To: today})
			others = append(others, escape(k.Number(done))+" "+per.This())
		}
	}
	if len(others) > 0 {
		lines = append(lines, listed(others))
	}
	if weeks := f.weekByWeek(p, k, today); weeks != "" {
		lines = append(lines, weeks)
	}
	return lines
}

// weekByWeek is the chart of eight weeks in words: "Week by week: 14, 18, 20, 16, 21, 19, 22, and 12 so far this
// week". It is empty where there is nothing to see: nothing logged before this week. Weeks of nothing after the first
// one stay, or the others could not be counted back; those before it would be zeros of a time when the person was not
// there.
func (f *figures) weekByWeek(p coach.Person, k coach.KPI, today coach.Day) string {
	week := coach.Weekly.Span(today, f.team.Year())
	var numbers []string
	for ago := paceWeeks - 1; ago > 0; ago-- {
		from := week.From - coach.Day(7*ago)
		n := f.sum(p.ID, k.ID, coach.Span{From: from, To: from + 6})
		if n == 0 && len(numbers) == 0 {
			continue // before this person's first week
		}
		numbers = append(numbers, escape(k.Number(n)))
	}
	if len(numbers) == 0 {
		return ""
	}
	now := f.sum(p.ID, k.ID, coach.Span{From: week.From, To: today})
	return "Week by week: " + strings.Join(numbers, ", ") + ", and " + escape(k.Number(now)) + " so far this week"
}
