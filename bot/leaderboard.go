package bot

// Leaderboards: the one of the week in the channel, and those that /board shows. Both are a
// board; a button carries it, so that whoever presses it later looks at the same days with the
// numbers of then.

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"example.com/pacer/bot/coach"
)

// Names under which the leaderboard's buttons are found.
const (
	actBoardMine  = "board_mine"
	actBoardShare = "board_share"
)

// A leaderboard shows who is at the top and nobody who is not.
const (
	boardTop       = 3   // ranks that are shown
	boardMostNames = 5   // names on one rank before "and 3 more"
	boardMostDays  = 366 // more than anybody compares; each of them is work
)

// A board is a leaderboard over some days, of one KPI or over all leading ones. Over several KPIs it ranks by the mean
// of their per cents, each counted up to 200 (coach.Attainment); of one, by that KPI's own.
type board struct {
	team *coach.Team
	kpi  *coach.KPI // nil: over all leading KPIs
	span coach.Span
	name string // "this week"; "" when only the dates are known
}

// value is the board as a button carries it; readBoard is its inverse. It holds what is looked at and never what was
// seen: "west/conv/2026-11-16/2026-11-22", with nothing between the first two slashes for all leading KPIs. The name
// is not in it, because "this week" is another week by the time somebody presses.
func (d board) value() string {
	kpi := ""
	if d.kpi != nil {
		kpi = d.kpi.ID
	}
	return strings.Join([]string{d.team.ID, kpi, d.span.From.String(), d.span.To.String()}, "/")
}

// readBoard reads a button's value. An error is a refusal: the team or the KPI is gone, or the
// value is none of ours. Whoever presses is checked by the caller.
func readBoard(r *coach.Roster, value string) (board, error) {
	gone := refusal("This leaderboard is not there any more. The board command shows the one of now.")
	parts := strings.Split(value, "/")
	if len(parts) != 4 {
		return board{}, gone
	}
	from, errFrom := coach.ParseDay(parts[2])
	to, errTo := coach.ParseDay(parts[3])
	d := board{team: r.Team(parts[0]), span: coach.Span{From: from, To: to}}
	if d.team == nil || errors.Join(errFrom, errTo) != nil || d.tooLong() {
		return board{}, gone
	}
	if parts[1] != "" {
		k, ok := d.team.KPI(parts[1])
		if !ok {
			return board{}, gone
		}
		d.kpi = &k
	}
	return d, nil
}

// tooLong tells whether a button asks for more days than /board would take. No button of ours does; a forged one could
// keep a processor busy with ten thousand years of every rep.
func (d board) tooLong() bool { return d.span.Days() > boardMostDays }

// kpis are those that the board looks at, in funnel order. Every row of its standings has its paces in this order.
func (d board) kpis() []coach.KPI {
	if d.kpi != nil {
		return []coach.KPI{*d.kpi}
	}
	return d.team.Leading()
}

// title names the board: "Leaderboard, this week", "Leaderboard of meetings, 1 to 15 Nov". It is not escaped, as a
// header is plain text.
func (d board) title() string {
	title := "Leaderboard"
	if d.kpi != nil {
		title += " of " + d.kpi.Plural
	}
	if d.name != "" {
		return title + ", " + d.name
	}
	return title + ", " + spanName(d.span)
}

// rows are the team's reps, each with the percent of their target to date: of what was expected of them by now, on their
// own calendar and clock, so that who works in New York is not behind London every morning. Who left the team or the
// workspace has no row, also on a board of days when they were there.
func (d board) rows(f *figures) []coach.Standing {
	var rows []coach.Standing
	for _, p := range f.roster.Active(d.team) {
		row := coach.Standing{Person: p.ID}
		for _, k := range d.kpis() {
			row.Paces = append(row.Paces, f.spanPace(p, k, d.span))
		}
		row.Percent = coach.Attainment(row.Paces)
		if d.kpi != nil {
			row.Done = row.Paces[0].Done
			// On a board of one KPI nothing has to be kept from carrying the rest: 300 % is shown as such.
			if percent, ok := row.Paces[0].Percent(); ok {
				row.Percent = percent
			}
		}
		if d.away(f, p) {
			row.Percent = coach.NoPercent
		}
		rows = append(rows, row)
	}
	return rows
}

// everybody is the viewer of a board that is posted: nobody in particular.
const everybody = ""

// seenBy ranks the rows that somebody sees. Who wants to be seen by their managers alone is on nobody else's board, and
// the ranks of that board are made without them; what the team did together holds their numbers all the same.
func (d board) seenBy(viewer string, f *figures, rows []coach.Standing) []coach.Standing {
	return coach.RankByPercent(slices.DeleteFunc(slices.Clone(rows), func(row coach.Standing) bool {
		return f.roster.Person(row.Person).Settings.Hidden && row.Person != viewer && !d.team.Manages(viewer)
	}))
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

// away tells whether somebody is not ranked because they are away today, on a board whose days have not passed: it would
// go down while they are not there to do anything about it. On a board of days past, everybody has the days that they
// worked.
func (d board) away(f *figures, p coach.Person) bool {
	today := f.today(p.ID)
	return d.span.Contains(today) && coach.CalendarOf(d.team, p).AwayAllDay(today)
}

// postLeaderboard posts the week's board to the team's channel. The week is that of the nominal day, so a board that is
// caught up after midnight on a week's last evening is still that week's. The names on it call nobody. One board a day:
// the key has the date.
func postLeaderboard(ctx context.Context, b *Bot, on occasion) (coach.Change, error) {
	t, roster, day := on.team, on.roster, on.day
	switch {
	case len(roster.Active(t)) == 0:
		return coach.Change{}, skip("nobody is in the team")
	case t.Channel == "":
		return coach.Change{}, skip("no home channel")
	}
	d := board{team: t, span: coach.Weekly.Span(day, t.Year())}
	f, err := b.boardFigures(ctx, roster, d)
	if err != nil {
		return coach.Change{}, err
	}
	var s sheet
	d.show(&s, f, everybody, b.slash("log"))
	s.buttons(press(actBoardMine, "Where am I?", d.value()))
	// Posted in the evening of a busy day it is worth as much as at five: it has no instant
	// after which it is stale.
	key := "leaderboard/" + t.ID + "/" + day.String()
	m := message(key, t.Channel, s.body())
	m.NextAt = on.moved // nobody is there to read it on a holiday
	return coach.Change{Messages: []coach.Message{m}}, nil
}

// boardFigures reads one sum a person and KPI over exactly the days of a board. Day by day, a month of 200 reps would
// be tens of thousands of rows, while everybody waits for the answer. The sums know no single days: ask them for
// spanPace over the board's own span and for nothing else.
func (b *Bot) boardFigures(ctx context.Context, r *coach.Roster, d board) (*figures, error) {
	rows, err := b.store.PeriodTotals(ctx, d.team.ID, d.span)
	if err != nil {
		return nil, fmt.Errorf("sums of team %s: %w", d.team.Name, err)
	}
	return newFigures(r, d.team, b.now(), rows), nil
}

// show writes the top of the board, as the viewer sees it, and the team as a whole; log is the name of the command that
// fills it, "/log". F is what boardFigures read for this very board. What one person sees of themselves is not in it (see
// mine), so what everybody sees can be posted.
func (d board) show(s *sheet, f *figures, viewer, log string) {
	s.head(d.title())
	all := d.rows(f)
	rows := d.seenBy(viewer, f, all)
	lines := d.top(f.roster, viewer, rows)
	// An empty top is either a quiet week or one in which nothing could be expected; neither
	// is shown as a row of zeros.
	switch {
	case len(lines) > 0:
		s.titled("Percent of target to date", lines...)
	case slices.ContainsFunc(rows, ranked) && slices.ContainsFunc(rows, logged):
		// Per cents are rounded down, and what has no target has none.
		s.say("It is too early for a ranking.")
	case slices.ContainsFunc(rows, ranked):
		s.say("Nothing is logged for these days yet. `" + log + "` takes seconds.")
	default:
		s.say("Nothing is expected of anybody by now, so there is no ranking yet.")
	}
	s.titled("The team", bullets(d.together(f, all))...)
	if d.name != "" {
		s.small(escape(d.team.Name) + ", " + spanName(d.span))
	} else {
		s.small("Team " + escape(d.team.Name))
	}
}

// ranked tells whether anything is expected of a row by now, so that it has a per cent, even one of zero.
func ranked(row coach.Standing) bool { return row.Percent >= 0 }

// logged tells whether a row has anything in the ledger. Its per cent does not tell: one of two hundred expected is
// rounded down to zero.
func logged(row coach.Standing) bool {
	return slices.ContainsFunc(row.Paces, func(p coach.Pace) bool { return p.Done != 0 })
}

// top is a line for each of the first ranks: "1. Ann and Bob: 120 %", "3. Cat: 90 %". Who shares a rank shares its
// line, and the next rank leaves room for them. Nobody is at the top with nothing. Where many share a rank, five are
// named, in the order of their ids, and the others counted: a whole team on 100 % is one line.
func (d board) top(r *coach.Roster, viewer string, rows []coach.Standing) []string {
	var lines []string
	for i := 0; i < len(rows); {
		first := rows[i]
		end := i
		var names []string
		for ; end < len(rows) && rows[end].Rank == first.Rank; end++ {
			p := r.Person(rows[end].Person)
			names = append(names, nameOf(p)+hiddenMark(p, viewer))
		}
		if first.Rank == 0 || first.Rank > boardTop || first.Percent == 0 {
			break
		}
		if more := len(names) - boardMostNames; more > 0 {
			names = append(names[:boardMostNames], fmt.Sprintf("%d more", more))
		}
		lines = append(lines, fmt.Sprintf("%d. %s: %s", first.Rank, listed(names), d.score(first)))
		i = end
	}
	return lines
}

// score is what a row is ranked by: "120 %", rounded down. A row without a target to date has none and shows a dash,
// for zero per cent would be a judgement.
func (d board) score(row coach.Standing) string {
	if row.Percent == coach.NoPercent {
		return "—"
	}
	return fmt.Sprintf("%d %%", row.Percent)
}

// together is the team's total of each KPI against what was expected of it by now. Everybody's numbers are in it, the
// unranked included, so it is the one line of the board to which all have contributed.
func (d board) together(f *figures, rows []coach.Standing) []string {
	var lines []string
	for i, k := range d.kpis() { // every row has its paces in this order
		paces := make([]coach.Pace, len(rows))
		for j, row := range rows {
			paces[j] = row.Paces[i]
		}
		sum := f.addPaces(k, paces)
		line := kpiTitle(k) + ": " + escape(k.Number(sum.Done))
		if percent, ok := sum.Percent(); ok {
			line += fmt.Sprintf(", %d %% of what was expected by now", percent)
		}
		lines = append(lines, line)
	}
	return lines
}

// mine is a person's own row and the next one up, for their eyes alone. It does not say how
// many there are: nobody needs to read that they are the last. Who is no rep of the team has no row: nil. The lines are
// safe inside a message.
func (d board) mine(f *figures, person string) []string {
	rows := d.seenBy(person, f, d.rows(f))
	i := slices.IndexFunc(rows, func(r coach.Standing) bool { return r.Person == person })
	if i < 0 {
		return nil
	}
	me, mark := rows[i], hiddenMark(f.roster.Person(person), person)
	var lines []string
	switch {
	case d.away(f, f.roster.Person(person)):
		lines = append(lines, "You: away, so not ranked.")
	case me.Rank == 0:
		return []string{"You: no rank yet, as nothing is due by now."}
	case !logged(me):
		lines = append(lines, "You: nothing is logged for these days yet.")
	default:
		lines = append(lines, fmt.Sprintf("You: %s of target to date, rank %d%s.", d.score(me), me.Rank, mark))
	}
	// What is there is named; zeros name themselves.
	for _, p := range me.Paces {
		if p.Done == 0 {
			continue
		}
		if percent, ok := p.Percent(); ok {
			lines = append(lines, fmt.Sprintf("• %s: %s, %d %%", kpiTitle(p.KPI), escape(p.KPI.Number(p.Done)), percent))
		} else {
			lines = append(lines, fmt.Sprintf("• %s: %s", kpiTitle(p.KPI), escape(p.KPI.Number(p.Done))))
		}
	}
	if up := above(rows, me); up != nil {
		lines = append(lines, fmt.Sprintf("Next one up: %s with %s.", nameOf(f.roster.Person(up.Person)), d.score(*up)))
	}
	return lines
}

// above is the nearest row with a better rank, nil for the first. Those who share a rank have
// the same one above. Rows come as coach.RankByPercent orders them, the unranked last.
func above(rows []coach.Standing, me coach.Standing) *coach.Standing {
	for i := len(rows) - 1; i >= 0; i-- {
		if rows[i].Rank > 0 && rows[i].Rank < me.Rank {
			return &rows[i]
		}
	}
	return nil
}

// pressBoardMine answers one person with where they are: on the days of the board whose button it is, by the numbers
// of now. What was logged late for those days so still counts for the person, while the board in the channel stays as
// posted.
func pressBoardMine(ctx context.Context, b *Bot, req *request) (answer, error) {
	d, err := readBoard(req.Roster, req.Value)
	if err != nil {
		return answer{}, err
	}
	if !activeRep(req.Roster, d.team, req.Person.ID) {
		return answer{}, refusal("You are not one of the reps of " + escape(d.team.Name) + ", so you have no row here.")
	}
	f, err := b.boardFigures(ctx, req.Roster, d)
	if err != nil {
		return answer{}, err
	}
	var s sheet
	s.titled(escape(d.title()), d.mine(f, req.Person.ID)...)
	return s.private(), nil
}
