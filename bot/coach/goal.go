package coach

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// MaxGoals is how many goals of a team may be open at a time. Few numbers are steered. Those to come count as well, and
// those that are reached, until their last day is over.
const MaxGoals = 3

// A TeamGoal is what a team means to do together of one KPI on some days. It is frozen once it is made, and can only be
// ended: whoever works towards it has to know that it does not move. All that is logged for its days counts, also what
// was logged before the goal was made. It asks nothing of a single person.
type TeamGoal struct {
	ID      string // UUIDv7
	Team    string
	KPI     string // KPI id
	Count   int64  // whole things, or minor units of money
	Span    Span
	Name    string // the words of who made it; "" for none
	MadeBy  string // Slack user id
	MadeAt  time.Time
	EndedAt time.Time // when somebody ended it; zero while nobody did
}

// Open tells whether the goal is still worked towards, or will be, on a day of the team's zone. On its last day it is.
func (g TeamGoal) Open(today Day) bool { return g.EndedAt.IsZero() && g.Span.To >= today }

// OpenGoals are the team's open goals on a day, those that end first at the top. Those that have not begun are among
// them.
func (t *Team) OpenGoals(today Day) []TeamGoal {
	var open []TeamGoal
	for _, g := range t.Goals {
		if g.Open(today) {
			open = append(open, g)
		}
	}
	slices.SortStableFunc(open, func(a, b TeamGoal) int { return int(a.Span.To - b.Span.To) })
	return open
}

// Percent is how much of the goal is done: rounded down, 0 to 9,999. All that was logged counts, and corrections below
// zero count as nothing.
func (g TeamGoal) Percent(done int64) int { return percentOf(max(0, done), g.Count) }

// Pace is where the team stands with the goal: what is expected by now grows with the working time of the team's own
// calendar, evenly over the days of the goal since the team began. Without a working day among them it is NoTarget; it is never OutOfReach,
// which is for somebody to say who knows the team. The calendar is the team's: holidays are in it, absences are not.
// Per stays empty, as its days are its own.
func (g TeamGoal) Pace(t *Team, k KPI, done int64, now time.Time, loc *time.Location) Pace {
	cal, p := CalendarOf(t, Person{}), Pace{KPI: k, Span: g.Span, Target: g.Count, Done: done}
	for d := g.Span.From; d <= g.Span.To; d++ {
		p.Load.All += cal.asked(d).Halves()
	}
	p.judge(inTime(g.Count, uint64(cal.WorkedIn(g.Span, now, loc)), max(1, uint64(p.Load.All)*1000)))
	if p.Status != NoTarget {
		p.stand(p.Gap, p.Lead, max(teamLeast, len(t.Reps))) // in whole units already
	}
	return p
}

// maxGoalName is how long the name of a goal may be, in runes.
const maxGoalName = 60

// CheckTeamGoal tells whether a team may have a goal, on a day of the team's zone. The error is a *LogError. Whether
// the person may set one is the bot's to ask. Days are both included.
func CheckTeamGoal(t *Team, g TeamGoal, today Day) error {
	k, ok := t.KPI(g.KPI)
	open := t.OpenGoals(today)
	// Two bars of one KPI over the same days would contradict each other.
	same := slices.IndexFunc(open, func(other TeamGoal) bool { return other.KPI == g.KPI && other.Span == g.Span })
	most := int64(MaxCount)
	if k.Money() {
		most = MaxMoney * k.Whole()
	}
	switch {
	case !ok:
		return goalFault("%s does not count that.", t.Name)
	case g.Count < 1 || g.Count > most:
		return goalFault("A goal can be %s to %s.", k.Number(k.Whole()), k.spoken(most))
	case g.Span.Days() < 1 || g.Span.Days() > MaxBoardDays:
		return goalFault("A goal can be for a year at most.")
	case g.Span.To < today:
		return goalFault("Those days are over. A goal is for a period that is running, or for days to come.")
	case g.Span.From > today+MaxBoardDays:
		return goalFault("That is more than a year ahead.")
	case utf8.RuneCountInString(g.Name) > maxGoalName:
		return goalFault("The name of a goal can have up to %d characters.", maxGoalName)
	case same >= 0:
		return goalFault("%s has a goal of %s for these days already. End it first.", t.Name, k.Amount(open[same].Count))
	case len(open) >= MaxGoals:
		return goalFault("%s has %d goals already, which is as many as anybody can keep in mind. End one first.", t.Name, MaxGoals)
	}
	return nil
}

// goalFault is a sentence about a goal that may not be. It holds people's words raw, as a LogError does.
func goalFault(format string, args ...any) error {
	return &LogError{Text: fmt.Sprintf(format, args...)}
}

// ParseTeamGoal reads what a manager types for a goal: a number, a KPI, and a period or dates, in any order, and a name behind
// a #: "100 meetings this month # Sprint". Without a period it is this month. The goal has no id yet, and nothing of who makes it;
// it was checked by CheckTeamGoal. Errors are *LogError. Days are read as on a board, except that one without a year is
// the nearest and may lie ahead.
func ParseTeamGoal(text string, t *Team, today Day) (TeamGoal, error) {
	if utf8.RuneCountInString(text) > MaxLine {
		return TeamGoal{}, goalFault("That is longer than %s characters. %s", group(MaxLine), goalAdvice)
	}
	text, name, _ := strings.Cut(text, "#")
	r := goalReader{boardReader: newBoardReader(text, t, t.KPIs, today)}
	for i := 0; i < len(r.toks); {
		next, err := r.step(i)
		if err != nil {
			return TeamGoal{}, err
		}
		i = next
	}
	g, err := r.finish(t)
	if err != nil {
		return TeamGoal{}, err
	}
	g.Name = strings.Join(strings.Fields(strings.ToValidUTF8(name, "")), " ")
	return g, CheckTeamGoal(t, g, today)
}

// goalAdvice shows how a line looks.
const goalAdvice = "For example: goal 100 meetings this month, or goal 40 meetings 2026-12-01..2026-12-18 # Before the holidays."

// A goalReader reads the line of a goal: that of a board, with a number. It takes the board's words for days and
// periods, so that a manager has one grammar to learn.
type goalReader struct {
	boardReader
	count number // of the KPI, which may come after it
	part  string // as typed
}

// step is that of a board, but that a number which is no date is the goal's.
func (r *goalReader) step(i int) (next int, err error) {
	_, isDay := r.dayAt(i)
	if _, _, isKPI := r.kpiAt(i); !isDay && !isKPI {
		if num, next, ok := r.amountAt(i); ok {
			if r.count.digits != "" {
				return i, goalFault("A goal is one number, so %s is one too many. %s", quote(r.source(i, next)), goalAdvice)
			}
			r.count, r.part = num, r.source(i, next)
			return next, nil
		}
	}
	next, bad := r.boardReader.step(i)
	if bad != nil {
		return i, goalFault("%s", strings.NewReplacer(boardAdvice, goalAdvice, "A board is", "A goal is").Replace(bad.Text))
	}
	return next, nil
}

// finish makes the goal of what was read. Two days are its first and its last one; a day without a year is the nearest.
func (r *goalReader) finish(t *Team) (g TeamGoal, err error) {
	switch {
	case r.kpi == nil:
		return g, goalFault("A goal is for one KPI: %s. %s", list(plurals(r.kpis), "or"), goalAdvice)
	case r.count.digits == "":
		return g, goalFault("How many %s? %s", r.kpi.word(2), goalAdvice)
	case r.per != "" && len(r.days) > 0:
		return g, goalFault("A goal is for a period or for dates, and this line names both. %s", goalAdvice)
	}
	count, bad := r.count.value(*r.kpi)
	if bad != nil {
		return g, goalFault("%s", strings.Replace(bad.Text, wholeAdvice, goalAdvice, 1))
	}
	g = TeamGoal{Team: t.ID, KPI: r.kpi.ID, Count: count}
	switch {
	case len(r.days) > 0:
		first, last := r.days[0].day, r.days[len(r.days)-1].day
		g.Span = Span{min(first, last), max(first, last)}
	case r.per == "":
		g.Span = Monthly.Span(r.today, r.year)
	default:
		g.Span = r.span()
	}
	return g, nil
}
