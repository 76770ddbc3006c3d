package bot

// The leaderboard of the week in the channel, and the button under it that tells each person alone where they are.

import (
	"context"
	"fmt"

	"example.com/pacer/bot/coach"
)

// Names under which the leaderboard's buttons are found.
const (
	// Both carry a board's value (board.value): which team's, of which days and of which KPI.
	actBoardMine  = "board_mine"
	actBoardShare = "board_share"
)

// skipNoBoard is why no leaderboard is posted of a team that wants none. It is recorded, so that nobody takes a board
// that is switched off for one that was missed.
const skipNoBoard = skip("the team has no leaderboard")

// postLeaderboard posts the week's board to the team's channel. The week is that of the nominal day, so a board that is
// caught up after midnight on a week's last evening is still that week's. The names on it call nobody. One board a day:
// the key has the date. It is a table where the workspace takes tables, see Bot.post. What it shows is what
// seenBy(everybody) leaves: who is shown to their manager alone has no row.
func postLeaderboard(ctx context.Context, b *Bot, on occasion) (coach.Change, error) {
	t, roster, day := on.team, on.roster, on.day
	switch {
	case t.Board == coach.BoardOff:
		return coach.Change{}, skipNoBoard
	case len(roster.Active(t)) == 0:
		return coach.Change{}, skip("nobody is in the team")
	case t.Channel == "":
		return coach.Change{}, skip("no home channel")
	}
	// All leading KPIs: a board of one is asked for with /board.
	d := board{team: t, span: coach.Weekly.Span(day, t.Year())}
	s, err := b.standings(ctx, roster, d, t.Board.Ranks())
	if err != nil {
		return coach.Change{}, err
	}
	var w sheet
	b.post(&w, s)
	if err := b.praise(ctx, &w, s); err != nil {
		return coach.Change{}, err
	}
	if err := b.showGoals(ctx, &w, t); err != nil {
		return coach.Change{}, err
	}
	w.buttons(press(actBoardMine, "Where am I?", d.value()))
	// Posted in the evening of a busy day it is worth as much as at five: it has no instant
	// after which it is stale.
	key := "leaderboard/" + t.ID + "/" + day.String()
	m := message(key, t.Channel, w.body())
	m.NextAt = on.moved // nobody is there to read it on a holiday
	return coach.Change{Messages: []coach.Message{m}}, nil
}

// praise says what was good about the week beside the ranks: who improved most, new bests of their own, and who has not
// missed a working day for long. A team that ranks nobody names nobody. Those who are seen by their manager alone are
// in none of these lines. Nothing to praise writes nothing.
func (b *Bot) praise(ctx context.Context, w *sheet, s *standings) error {
	if !s.team.Board.Ranks() {
		return nil
	}
	if s.team.Board != coach.BoardImproved {
		w.titled("Most improved against own last four weeks", s.mostImproved()...)
	}
	bests, streaks, err := b.records(ctx, s)
	if err != nil {
		return err
	}
	// A year is what is read, so that is what is said.
	w.titled("Best week in a year", bullets(firstLines(boardMostNames, bests))...)
	if len(streaks) > 0 {
		w.titled("Something logged on every working day for two weeks and more", listed(few(streaks)))
	}
	return nil
}

// mostImproved is who did most more than in their own four weeks before, by at least one per cent; those who share it
// share the line. Nothing when nobody did, and in a team of one, who has nobody to do more than. A tie is shared rather
// than broken by the alphabet. Against their own weeks, so a beginner may stand in it beside a veteran.
func (s *standings) mostImproved() []string {
	rows := coach.Rank(s.seenBy(everybody), coach.BoardImproved)
	if len(rows) < 2 || rows[0].Rank == 0 || rows[0].Change <= 0 {
		return nil
	}
	end := 1
	// Ties share the rank, so all of rank 1 share the line.
	for end < len(rows) && rows[end].Rank == 1 {
		end++
	}
	return []string{s.namesOn(rows[:end], everybody) + ": " + changed(rows[0].Change)}
}

// pressBoardMine answers one person with where they are: on the days of the board whose button it is, by the numbers
// of now. What was logged late for those days so still counts for the person, while the board in the channel stays as
// posted. It reads the board from the button's value and the numbers from the ledger, so a button of months ago still
// answers. Only the person themselves reads it, also who is hidden from the board.
func pressBoardMine(ctx context.Context, b *Bot, req *request) (answer, error) {
	d, err := readBoard(req.Roster, req.Value)
	if err != nil {
		return answer{}, err
	}
	switch {
	case !activeRep(req.Roster, d.team, req.Person.ID):
		return answer{}, refusal("You are not one of the reps of " + escape(d.team.Name) + ", so you have no row here.")
	case d.team.Board == coach.BoardOff:
		return answer{Text: offWords(d.team, b.slash("pace"))}, nil
	}
	s, err := b.standings(ctx, req.Roster, d, false)
	if err != nil {
		return answer{}, err
	}
	own, err := b.ownRow(ctx, s, req.Person, s.mine(req.Person.ID))
	if err != nil {
		return answer{}, err
	}
	var w sheet
	w.titled(escape(s.title()), own...)
	return w.private(), nil
}

// ownRow is what one person reads of themselves: where they are, which are the lines of s.mine as far as these are news,
// and what they can be glad about whatever that is. Nothing for who is no rep of the team. Bests and streaks are the
// person's own, so they need nobody's leave to be told here.
func (b *Bot) ownRow(ctx context.Context, s *standings, p coach.Person, lines []string) ([]string, error) {
	// Nil is nobody's row; a manager who does not sell has none.
	if lines == nil {
		return nil, nil
	}
	r, err := b.record(ctx, s, p)
	if err != nil {
		return nil, err
	}
	for _, best := range r.bests {
		lines = append(lines, fmt.Sprintf("Your best %s of %s in a year. The best before: %s.", r.per, escape(best.kpi.Plural), escape(best.kpi.Number(best.before))))
	}
	if r.streak >= ownStreak {
		lines = append(lines, fmt.Sprintf("You have logged something on %d working days in a row.", r.streak))
	}
	return lines, nil
}
