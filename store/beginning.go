package store

import (
	"database/sql"
	"time"

	"example.com/pacer/bot/coach"
)

// A team began on the day on which it was made, or on an earlier one of which the ledger has something: who logs
// yesterday's calls on the first day, and who brings years of history, were at work then. The roster shows it, and is read
// far more often than it changes; so the first day is kept beside the team, by the transaction that adds to the ledger, and
// nothing is looked for when the roster is read.

// moveBeginning keeps the first day of which the ledger has anything before the team was made. Nearly every entry is of a
// later day, and costs nothing then. One that takes the last thing of the first day away moves it back,
// so that a mistyped date which is undone leaves nothing. It comes after the sums of the entry.
func moveBeginning(s *session, a coach.Activity) error {
	const earlier = `UPDATE team SET first_day = $2 WHERE id = $1 AND $2 < made_day AND (first_day IS NULL OR first_day > $2)`
	const anew = `
		UPDATE team SET first_day = (
			SELECT MIN(t.period) FROM counter c JOIN tally t ON t.counter_id = c.id
			WHERE c.team_id = $1 AND t.period < made_day AND t.count > 0)
		WHERE id = $1 AND first_day = $2`
	began, err := s.beganOn(a.Team)
	if err != nil {
		return err
	}
	query := earlier
	switch {
	case a.Day > began, a.Day == began && a.Count > 0:
		return nil
	case a.Count < 0:
		query = anew
	}
	delete(s.began, a.Team)
	n, err := s.exec(query, a.Team, a.Day.String())
	if err != nil || n == 0 {
		return err
	}
	return raiseRevision(s)
}

// beganOn is the day on which a team began, as the writer read it once: the one on which it was made, or the first before
// it of which the ledger has anything.
func (s *session) beganOn(team string) (coach.Day, error) {
	if day, ok := s.began[team]; ok {
		return day, nil
	}
	var day date
	if err := s.row(`SELECT COALESCE(first_day, made_day) FROM team WHERE id = $1`, []any{team}, &day); err != nil {
		return 0, err
	}
	s.began[team] = day.Day
	return day.Day, nil
}

// beganOf is the beginning of a team that was made at some part of a day; first is the first day before it of which the
// ledger has anything, 0 for none.
func beganOf(made coach.Beginning, first coach.Day) coach.Beginning {
	if first == 0 {
		return made
	}
	return coach.Beginning{Day: first, Part: coach.WholeDay}
}

// left reads since when those are gone who were in a role before and are in it no more; of managers nothing is expected, and
// there is nobody.
func (a *application) left(role string) (map[string]time.Time, error) {
	gone := make(map[string]time.Time)
	if role != roleRep {
		return gone, nil
	}
	return gone, a.s.each(`SELECT person_id, retired_at FROM team_member WHERE team_id = $1 AND role = $2 AND retired_at IS NOT NULL`,
		[]any{a.team, role}, func(rows *sql.Rows) error {
			var (
				person string
				since  instant
			)
			err := rows.Scan(&person, &since)
			gone[person] = since.Time
			return err
		})
}

// gap writes down that the team, "", or somebody in it was not there from an instant until now; the zero time is nobody who
// was gone. What is undone on the same day is no gap, and neither is what a clock that was set back would make one of.
func (a *application) gap(person string, from time.Time) error {
	if from.IsZero() {
		return nil
	}
	first, back := coach.DayOf(from, a.zone), coach.BeganAt(time.UnixMicro(a.now), a.zone)
	if back.Day <= first {
		return nil
	}
	return a.exec(`
		INSERT INTO team_gap (team_id, person_id, from_day, back_day, back_part) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (team_id, person_id, from_day) DO UPDATE SET back_day = excluded.back_day, back_part = excluded.back_part`,
		a.team, person, first.String(), back.Day.String(), int64(back.Part))
}

// loadGaps reads when teams were closed that are open again, and when people were gone who are back.
func (p *picture) loadGaps(s *session) error {
	return s.each(`SELECT team_id, person_id, from_day, back_day, back_part FROM team_gap
		WHERE team_id IN `+openTeams+` ORDER BY team_id, person_id, from_day`, nil, func(rows *sql.Rows) error {
		var (
			team, person string
			from, back   date
			g            coach.Gap
		)
		err := rows.Scan(&team, &person, &from, &back, &g.Back.Part)
		g.From, g.Back.Day = from.Day, back.Day
		t := p.roster.Team(team)
		if t.Gaps == nil {
			t.Gaps = make(map[string][]coach.Gap)
		}
		t.Gaps[person] = append(t.Gaps[person], g)
		return err
	})
}
