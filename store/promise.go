package store

import (
	"context"
	"database/sql"
	"time"

	"example.com/pacer/bot/coach"
)

// upsertCommitment adds a commitment, or changes the one with its id: text, date, and what became of it. Whose it is,
// with whom and when it was made stay, whatever c says. Without an id it is a new one; without a state it is open. The
// columns that stay keep a forged form from moving a promise to somebody else. Nothing is compared before it is
// written: two who settle the same promise at once leave the later word, and either is true. ErrNotFound for an unknown
// team.
func upsertCommitment(s *session, c coach.Commitment, at time.Time) error {
	// One from a check-in brings its id, which the check-in keeps: filed again, it edits that one.
	if c.ID == "" {
		id, err := newID()
		if err != nil {
			return err
		}
		c.ID = id
	}
	if c.MadeAt.IsZero() {
		c.MadeAt = at
	}
	if c.State == "" {
		c.State = coach.PromiseOpen
	}
	_, err := s.exec(`
		INSERT INTO commitment (id, team_id, person_id, body, due_day, made_at, state, settled_at, settled_week, moved_from,
			with_id, one_to_one_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT (id) DO UPDATE SET body = excluded.body, due_day = excluded.due_day, state = excluded.state,
			settled_at = excluded.settled_at, settled_week = excluded.settled_week, moved_from = excluded.moved_from`,
		c.ID, c.Team, c.Person, c.Text, c.Due.String(), micros(c.MadeAt), string(c.State),
		maybeMicros(c.SettledAt), maybeDay(c.SettledWeek, 0), maybeDay(c.MovedFrom, 0), c.With, c.OneToOne)
	return known(err)
}

// commitmentColumns are what scanCommitment reads. In the order of scanCommitment.
const commitmentColumns = `id, team_id, person_id, body, due_day, made_at, state, settled_at, settled_week, moved_from,
	with_id, one_to_one_id`

// Commitments returns a team's open commitments, moved ones included, the earliest due first, overdue ones included.
// Those of people who have left the team are among them. It rests on the partial index commitment_open, in whose words
// the condition stands. Who may read whose is for the caller to decide.
func (d *DB) Commitments(ctx context.Context, team string) (all []coach.Commitment, err error) {
	err = d.read(ctx, func(s *session) error {
		all, err = collect(s, scanCommitment, `
			SELECT `+commitmentColumns+` FROM commitment
			WHERE team_id = $1 AND state IN ('open', 'moved') ORDER BY due_day, made_at, id`, team)
		return err
	})
	return all, err
}

// Settled returns a team's commitments of which it was said what became of them about the week that begins on a day or
// a later one, the earliest made first. Moved ones are open, and among those of Commitments as well. By the index
// commitment_settled, which holds those alone of which something was said.
func (d *DB) Settled(ctx context.Context, team string, week coach.Day) (all []coach.Commitment, err error) {
	err = d.read(ctx, func(s *session) error {
		all, err = collect(s, scanCommitment, `
			SELECT `+commitmentColumns+` FROM commitment
			WHERE team_id = $1 AND settled_week >= $2 ORDER BY made_at, id`, team, week.String())
		return err
	})
	return all, err
}

// scanCommitment reads commitmentColumns. Days that are NULL come back as 0, an instant that is NULL as the zero time.
func scanCommitment(rows *sql.Rows) (c coach.Commitment, err error) {
	var (
		due           date
		made, settled instant
		week, from    maybeDate
	)
	err = rows.Scan(&c.ID, &c.Team, &c.Person, &c.Text, &due, &made, &c.State, &settled, &week, &from, &c.With, &c.OneToOne)
	c.Due, c.MadeAt, c.SettledAt, c.SettledWeek, c.MovedFrom = due.Day, made.Time, settled.Time, week.Day, from.Day
	return c, err
}
