package bot

// The command /pace.

import (
	"context"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// paceWeeks is how many weeks /pace shows, this one included. They hold the whole month too, for every day of it.
const paceWeeks = 8

// paceCommand is /pace: where I stand. A manager reads it of their own people; everybody reads it of themselves.
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
	return f.stand(req, p), nil
}

// stand is where one person stands, in words, and with charts where the workspace takes them. It reads nothing: the
// figures hold all weeks that it shows.
func (f *figures) stand(req *request, p coach.Person) answer {
	t, own := f.team, p.ID == req.Person.ID
	var s sheet
	// The heading alone tells whom it is about: all that follows is what the rep themselves would read.
	if own {
		s.head("Where you stand in " + t.Name)
	} else {
		s.head("Where " + named(p).Name + " stands in " + t.Name)
	}
	// Results too, and those without a target: here somebody looks at everything that they have.
	for _, k := range t.KPIs {
		s.titled(kpiTitle(k), f.paceParagraph(p, k)...)
	}
	if anew := f.anew(p); anew != "" {
		s.small(anew)
	}
	s.showBegan(t, p, f.today(p.ID))
	if goal := f.goal(p, own); goal != "" {
		s.small(goal)
	}
	// The words hold all of it, so that a chart is never the only place of a number: not every client draws one, and not
	// everybody sees it.
	a, charts := s.private(), f.weekCharts(p)
	if len(charts) > 0 {
		a.Charted = slices.Concat(a.Blocks, charts)
	}
	// Nobody logs for somebody else.
	if !own {
		return a
	}
	row := []*slack.ButtonBlockElement{primary(actLog, "Log", t.ID)}
	if len(charts) > 0 {
		a.Charted = append(a.Charted, actions(row...))
		// Only beside the words: where there is a chart, nobody needs a picture of it.
		row = append(row, press(actPaceDraw, "Show as a picture", t.ID))
	}
	a.Blocks = append(a.Blocks, actions(row...))
	return a
}

// anew says that nothing is lost where some target is out of reach, and from when on it is a new one: who had a bad week
// reads it last. It is "" where everything can still be reached.
func (f *figures) anew(p coach.Person) string {
	// Results are left out: they follow from what is done now, and their periods are long. Said once and not at each KPI,
	// where it would be a drumbeat.
	var soonest coach.Pace
	for _, k := range f.team.Leading() {
		if pace := f.pace(p, k); pace.Status == coach.OutOfReach && (soonest.Span.To == 0 || pace.Span.To < soonest.Span.To) {
			soonest = pace
		}
	}
	if soonest.Span.To == 0 {
		return ""
	}
	return "What is done now still counts, and a new " + string(soonest.Per) + " begins on " + shortDay(soonest.Span.To+1) + "."
}

// goal says which plan the targets follow; "" when they are the team's.
func (f *figures) goal(p coach.Person, own bool) string {
	// A target that differs from the colleague's is a question, unless it is said where it comes from.
	plan, ok := coach.PlanOf(f.team, p, f.today(p.ID))
	k, known := f.team.KPI(plan.Goal)
	if !ok || !known {
		return ""
	}
	whose := "your"
	if !own {
		whose = "their"
	}
	return "By " + whose + " own plan: " + amount(k, plan.Count) + " a " + string(plan.Per) + ", since " + shortDay(plan.From) + "."
}

// paceParagraph is one KPI in full: pace in the period of its target, the other periods, and
// the last eight weeks in numbers that can be read aloud. Its lines are safe inside a message:
//
//	3 today · 12 of 20 this week · on pace · 4 a day to go
//	44 of 60 this month · 3 behind
//	Week by week: 14, 18, and 12 so far this week
func (f *figures) paceParagraph(p coach.Person, k coach.KPI) []string {
	pace := f.pace(p, k)
	lines := []string{escape(pace.Line())}
	// The line has today and the target's own period; the other usual periods follow. Of a result they have no target: a
	// quarter's revenue is not made by the week.
	var others []string
	for _, per := range []coach.Period{coach.Weekly, coach.Monthly} {
		if per == pace.Per {
			continue
		}
		other := f.paceIn(p, k, per)
		switch {
		case k.Kind == coach.Lagging:
			other.Status = coach.NoTarget
		// Where nobody set that target, it is nobody's to give up. And once a KPI is enough: after a bad week the month is
		// mostly out of reach as well, which its number says.
		case other.Status == coach.OutOfReach && (pace.Status == coach.OutOfReach || !f.aimedAt(p, k, per)):
			other.Status = coach.Behind
		}
		others = append(others, escape(other.Brief()))
	}
	// Without targets they are two bare numbers, which fit in one line.
	if k.Kind == coach.Lagging {
		others = []string{listed(others)}
	}
	lines = append(lines, others...)
	if weeks := f.weekByWeek(p, k); weeks != "" {
		lines = append(lines, weeks)
	}
	return lines
}

// aimedAt tells whether a target was set for that period, by the team or the person's own plan.
func (f *figures) aimedAt(p coach.Person, k coach.KPI, per coach.Period) bool {
	return slices.ContainsFunc(coach.AimsOf(f.team, k, p), func(a coach.Aim) bool { return a.Per == per })
}

// weekByWeek is the chart of eight weeks in words: "Week by week: 14, 18, 20, 16, 21, 19, 22, and 12 so far this
// week". It is empty where there is nothing to see: nothing logged before this week. Weeks of nothing after the first
// one stay, or the others could not be counted back; those before it would be zeros of a time when the person was not
// there.
func (f *figures) weekByWeek(p coach.Person, k coach.KPI) string {
	counts := f.byWeek(p, k)
	first := slices.IndexFunc(counts, func(n int64) bool { return n != 0 })
	if first < 0 || first == paceWeeks-1 {
		return ""
	}
	numbers := make([]string, 0, paceWeeks)
	for _, n := range counts[first:] {
		numbers = append(numbers, escape(k.Number(n)))
	}
	last := len(numbers) - 1
	return "Week by week: " + strings.Join(numbers[:last], ", ") + ", and " + numbers[last] + " so far this week"
}
