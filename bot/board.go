package bot

// Boards: some days of a team, as its leaderboard shows them. The one of the week in the channel and those that /board shows
// are the same; a button carries which one it is, so that whoever presses it later looks at the same days with the numbers of
// then.

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"example.com/pacer/bot/coach"
)

// A board is a leaderboard over some days, of one KPI or over all leading ones. Over several KPIs it ranks by the mean
// of their per cents, each counted up to 200 (coach.Attainment); of one, by that KPI's own.
type board struct {
	team *coach.Team
	kpi  *coach.KPI // nil: over all leading KPIs
	span coach.Span
	name string // "this week"; "" when only the dates are known
	all  bool   // ranks over all roles of the team
}

// value is the board as a button carries it; readBoard is its inverse. It holds what is looked at and never what was
// seen: "west/conv/2026-11-16/2026-11-22", with nothing between the first two slashes for all leading KPIs, and "/all" behind it
// where all roles are ranked together. The name is not in it, because "this week" is another week by the time somebody presses.
func (d board) value() string {
	kpi := ""
	if d.kpi != nil {
		kpi = d.kpi.ID
	}
	parts := []string{d.team.ID, kpi, d.span.From.String(), d.span.To.String()}
	if d.all {
		parts = append(parts, "all")
	}
	return strings.Join(parts, "/")
}

// readBoard reads a button's value. An error is a refusal: the team or the KPI is gone, or the
// value is none of ours. Whoever presses is checked by the caller.
func readBoard(r *coach.Roster, value string) (board, error) {
	gone := refusal("This leaderboard is not there any more. The board command shows the one of now.")
	parts := strings.Split(value, "/")
	if len(parts) != 4 && (len(parts) != 5 || parts[4] != "all") {
		return board{}, gone
	}
	from, errFrom := coach.ParseDay(parts[2])
	to, errTo := coach.ParseDay(parts[3])
	d := board{team: r.Team(parts[0]), span: coach.Span{From: from, To: to}, all: len(parts) == 5}
	if d.team == nil || errors.Join(errFrom, errTo) != nil || d.tooLong() {
		return board{}, gone
	}
	if parts[1] != "" {
		k, ok := d.team.EverKPI(parts[1])
		if !ok {
			return board{}, gone
		}
		d.kpi = &k
	}
	return d, nil
}

// tooLong tells whether a button asks for more days than /board would take. No button of ours does; a forged one could
// keep a processor busy with ten thousand years of every rep.
func (d board) tooLong() bool { return d.span.Days() > coach.MaxBoardDays }

// kpis are those that the board looks at, in funnel order: those that the team counted on its last day, so that a KPI that was
// retired since is still on it. Every row of its standings has its paces in this order.
func (d board) kpis() []coach.KPI {
	if d.kpi != nil {
		return []coach.KPI{*d.kpi}
	}
	return coach.LeadingOf(d.team.CountedOn(d.span.To))
}

// title names the board: "Leaderboard, this week", "Leaderboard of meetings, 1 to 15 Nov". It is not escaped, as a
// header is plain text.
func (s *standings) title() string {
	title := "Leaderboard"
	if s.kpi != nil {
		title += " of " + s.kpi.Plural
	}
	return title + ", " + cmp.Or(s.name, s.days())
}

// began is the sentence about a board of days before the team began, of which nothing is known; "" for any other.
func (s *standings) began() string {
	began := s.team.Began.Day
	if s.span.To >= began {
		return ""
	}
	today := coach.DayOf(s.f.at, teamZone(s.team))
	return escape(s.team.Name) + " began on " + datedSpan(coach.Span{From: began, To: began}, today) + ". Of days before that nothing is written down."
}

// these is how a sentence calls the board's days.
func (s *standings) these() string {
	switch {
	case s.span.From < s.span.To:
		return "these days"
	case s.over():
		return "that day"
	default:
		return "today"
	}
}

// areBefore begins a sentence about days that were before something.
func (s *standings) areBefore() string {
	if s.span.From < s.span.To {
		return "these days are from before "
	}
	return s.these() + " is from before "
}

// days are the board's days by their dates, as the team reads them now.
func (s *standings) days() string { return datedSpan(s.span, coach.DayOf(s.f.at, teamZone(s.team))) }

// before are the days that somebody's own past is: the four weeks before the board's.
func (d board) before() coach.Span {
	return coach.Span{From: d.span.From - 28, To: d.span.From - 1}
}

// standings are a board with the numbers of everybody on it, of one moment.
type standings struct {
	board
	f        *figures            // a sum a person and KPI, over exactly the board's days
	was      *figures            // the same over the four weeks before; nil where they were not asked for
	expected *coach.Expectations // over the board's days
	people   []coach.Standing    // of everybody, unranked, in the order of the roster
	left     []leaver            // who is not among them, and still a part of what the team did
}

// standings reads one sum a person and KPI over exactly the days of a board. Day by day, a month of 200 reps would be tens
// of thousands of rows, while everybody waits for the answer. Compared tells that the board also says how people do against
// their own past, which is another such reading.
//
// A board of days that are over is what it was in the evening of the last one, but for what becomes known late: what was logged
// for them since, an absence that nobody had said, a holiday, somebody's first day. Three things are of now on
// purpose: who is on it, for who left is not held up to others any more, though the team did what they did; who wants to be seen, as that is theirs to say of any
// day; and how the team ranks, whose managers may have good reasons to do so no more. See coach.CalendarAsOf.
func (b *Bot) standings(ctx context.Context, r *coach.Roster, d board, compared bool) (*standings, error) {
	s := &standings{board: d}
	r, err := b.remembering(ctx, r, d)
	if err != nil {
		return nil, err
	}
	if s.f, err = b.sumsOver(ctx, r, d.team, d.span); err != nil {
		return nil, err
	}
	if compared || d.team.Board == coach.BoardImproved {
		if s.was, err = b.sumsOver(ctx, r, d.team, d.before()); err != nil {
			return nil, err
		}
	}
	s.expected = d.team.Expectations(d.span, s.f.at)
	s.people = s.rows()
	s.left, err = b.leavers(ctx, s)
	return s, err
}

// remembering is the roster with all that a board goes by: of days of long ago, absences and plans that it does not show.
func (b *Bot) remembering(ctx context.Context, r *coach.Roster, d board) (*coach.Roster, error) {
	since := d.before().From - coach.LongestPeriod
	if since >= r.Since {
		return r, nil
	}
	past, err := b.store.Past(ctx, d.team.ID, since)
	if err != nil {
		return nil, fmt.Errorf("past of team %s: %w", d.team.Name, err)
	}
	return r.With(d.team, past), nil
}

// sumsOver reads a team's sums over some days. They know no single days: ask them for those very days and for nothing
// else.
func (b *Bot) sumsOver(ctx context.Context, r *coach.Roster, t *coach.Team, span coach.Span) (*figures, error) {
	rows, err := b.store.PeriodTotals(ctx, t.ID, span)
	if err != nil {
		return nil, fmt.Errorf("sums of team %s: %w", t.Name, err)
	}
	return newFigures(r, t, b.now(), rows), nil
}

// rows are the team's reps, each with the percent of their target to date: of what was expected of them by now, on their
// own calendar and clock, so that who works in New York is not behind London every morning. Who left the team or the
// workspace has no row, also on a board of days when they were there, and neither has who began after its days, or came to the
// team later and logged nothing for them: on last month's board a newcomer would be somebody who did nothing.
func (s *standings) rows() []coach.Standing {
	var rows []coach.Standing
	kpis := s.kpis()
	for _, p := range s.f.roster.Active(s.team) {
		if s.team.Starts[p.ID].Day > s.span.To {
			continue
		}
		row := coach.Standing{Person: p.ID, Change: coach.NoChange}
		for _, k := range kpis {
			row.Paces = append(row.Paces, s.pace(p, k))
		}
		if s.team.Joined[p.ID].Day > s.span.To && !logged(row) {
			continue
		}
		row.Percent = coach.Attainment(row.Paces)
		if s.kpi != nil {
			row.Done = row.Paces[0].Done
			// On a board of one KPI nothing has to be kept from carrying the rest: 300 % is shown as such.
			// Of less than one whole unit it would be thousands, and whoever has more than that is alike.
			if percent, ok := row.Paces[0].Percent(); ok && !row.Paces[0].Scant() {
				row.Percent = percent
			}
		}
		if s.was != nil {
			row.Change = s.change(p, row)
		}
		row.Away = s.calendar(p, s.span).SitsOut(s.span, s.f.today(p.ID))
		rows = append(rows, row)
	}
	return rows
}

// pace is where a person stands with a KPI over the board's days up to now: Done and Expected are those of the days, by the
// targets and the plan of then (see coach.ExpectedOver). It has no target of its own, as the days need not be a period, and
// NoTarget is the status of who had no aim at all. Today is left out, so that one sum a person is enough: the figures hold
// the whole span as a single row under its first day.
func (s *standings) pace(p coach.Person, k coach.KPI) coach.Pace {
	zone := s.f.roster.Zone(p.ID, s.team)
	pace := coach.Pace{KPI: k, Per: periodOf(k), Span: s.span, Status: coach.NoTarget}
	pace.Done = s.f.sum(p.ID, k.ID, coach.Span{From: s.span.From, To: min(s.span.To, coach.DayOf(s.f.at, zone))})
	expected, aimed := s.expected.Of(k, p, zone)
	if pace.Expected = expected; aimed {
		pace.Status = coach.OnPace
	}
	return pace
}

// calendar is somebody's calendar for some days, as of the last of them that has come.
func (s *standings) calendar(p coach.Person, span coach.Span) coach.Calendar {
	return coach.CalendarAsOf(s.team, p, min(span.To, s.f.today(p.ID)), s.f.roster.Zone(p.ID, s.team))
}

// change is by how much somebody does more than in the four weeks before, for the same working time.
func (s *standings) change(p coach.Person, row coach.Standing) int {
	zone := s.f.roster.Zone(p.ID, s.team)
	now := coach.Stretch{Time: s.calendar(p, s.span).WorkedIn(s.span, s.f.at, zone)}
	was := coach.Stretch{Time: s.calendar(p, s.before()).WorkedIn(s.before(), s.f.at, zone)}
	var changes []int
	for _, pace := range row.Paces {
		now.Done, was.Done = pace.Done, s.was.sum(p.ID, pace.KPI.ID, s.before())
		changes = append(changes, coach.Improvement(pace.KPI, now, was))
	}
	return coach.MeanChange(changes)
}

// everybody is the viewer of a board that is posted: nobody in particular.
const everybody = ""

// seenBy are the rows that somebody sees. Who wants to be seen by their managers alone is on nobody else's board, and
// the ranks of that board are made without them; what the team did together holds their numbers all the same.
func (s *standings) seenBy(viewer string) []coach.Standing {
	return slices.DeleteFunc(slices.Clone(s.people), func(row coach.Standing) bool {
		return s.f.roster.Person(row.Person).Settings.Hidden && row.Person != viewer && !s.team.Manages(viewer)
	})
}

// hiddenMark follows the name of somebody who is seen by their managers alone; "" after all others.
func hiddenMark(p coach.Person, viewer string) string {
	switch {
	case !p.Settings.Hidden:
		return ""
	case p.ID == viewer:
		return " (only you and your manager see this)"
	}
	return " (only they and their manager see this)"
}

// A ranking is one list of a board: of one role where a team has several, and of one KPI where it counts.
type ranking struct {
	title string           // plain; "" for the only one
	kpi   *coach.KPI       // what is counted, in that mode; else nil
	rows  []coach.Standing // ranked
}

// rankings are the lists that somebody sees, none where the team ranks nobody.
func (s *standings) rankings(viewer string) []ranking {
	mode := s.team.Board
	if !mode.Ranks() {
		return nil
	}
	var all []ranking
	for _, role := range s.roles() {
		rows := s.seenBy(viewer)
		if role != allRoles {
			rows = slices.DeleteFunc(rows, func(row coach.Standing) bool { return s.role(row.Person) != role })
		}
		title := role
		switch role {
		case allRoles:
			title = ""
		case noRole:
			title = "Others"
		}
		if mode != coach.BoardCount {
			all = append(all, ranking{title: title, rows: coach.Rank(rows, mode)})
			continue
		}
		for i, k := range s.kpis() {
			counted := slices.Clone(rows)
			for j := range counted {
				counted[j].Done = counted[j].Paces[i].Done
			}
			all = append(all, ranking{title: commaed(title, s.countTitle(k)), kpi: &k, rows: coach.Rank(counted, mode)})
		}
	}
	return slices.DeleteFunc(all, func(r ranking) bool { return len(r.rows) == 0 })
}

// countTitle names the KPI of a list, where the board has several.
func (s *standings) countTitle(k coach.KPI) string {
	if s.kpi != nil {
		return ""
	}
	return titled(k.Plural)
}

// commaed puts a comma between two parts of a title, either of which may be missing.
func commaed(a, b string) string {
	return strings.Join(slices.DeleteFunc([]string{a, b}, func(part string) bool { return part == "" }), ", ")
}

// What stands for a role where there is none.
const (
	noRole   = ""  // as in Team.Segments
	allRoles = "*" // ranked together
)

// role is what somebody did in the team on the last of the board's days: like is compared with like, as it was then.
func (s *standings) role(person string) string { return s.team.SegmentOn(person, s.span.To) }

// roles are the roles that are ranked by themselves, by their names, and those without one last: like is compared with like.
// A team in which everybody has the same one, or none, is ranked as one.
func (s *standings) roles() []string {
	var roles []string
	for _, row := range s.people {
		if role := s.role(row.Person); !slices.Contains(roles, role) {
			roles = append(roles, role)
		}
	}
	if s.all || len(roles) < 2 {
		return []string{allRoles}
	}
	slices.Sort(roles)
	if roles[0] == noRole {
		roles = append(roles[1:], noRole)
	}
	return roles
}
