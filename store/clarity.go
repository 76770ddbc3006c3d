package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"example.com/pacer/bot/coach"
)

// writeClarity writes what a change says of a clarity check. Errors name its id, never who picked or what. That holds
// for the log as well: the bot logs errors of the store, and whoever reads the log is no reader of picks.
func writeClarity(s *session, c coach.Change) error {
	if c.Clarity != nil {
		if err := putClarity(s, *c.Clarity, c.At); err != nil {
			return fmt.Errorf("clarity check %s: %w", c.Clarity.ID, err)
		}
	}
	if c.Pick != nil {
		if err := putPick(s, *c.Pick, c.At); err != nil {
			return fmt.Errorf("pick in clarity check %s: %w", c.Pick.Clarity, err)
		}
	}
	return nil
}

// putClarity begins a check whose Rev is 0, or closes the one with its id if that is still at c.Rev. Of a check that is not
// closed by it nothing is changed: what was asked stays as it was asked. Two who close at once, such as its time and
// the last pick, meet in the WHERE: the second is ErrStale and finds it closed.
func putClarity(s *session, c coach.Clarity, at time.Time) error {
	if c.Rev == 0 {
		return beginClarity(s, c, at)
	}
	// A slip of the caller's, and no race: a check that is there is closed, or left alone.
	if c.Open() {
		return errors.New("it is changed by being closed alone")
	}
	n, err := s.exec(`
		UPDATE clarity SET items = $3, closed_at = $4, asked = $5, picked = $6, rev = rev + 1
		WHERE id = $1 AND rev = $2 AND closed_at IS NULL`,
		c.ID, c.Rev, mustJSON(c.Items), micros(c.ClosedAt), c.Asked, c.Picked)
	if err == nil && n == 0 {
		err = coach.ErrStale
	}
	if err != nil {
		return err
	}
	// Who picked what goes in the same transaction that stores how many did, so that no backup ever has both.
	// secure_delete overwrites the rows, see rewrite.go.
	if _, err := s.exec(`DELETE FROM clarity_pick WHERE clarity_id = $1 AND other = ''`, c.ID); err != nil {
		return err
	}
	// Words of one's own stay, since somebody asked for them, and stand with nothing that was picked.
	_, err = s.exec(`UPDATE clarity_pick SET items = '[]' WHERE clarity_id = $1`, c.ID)
	return err
}

// beginClarity adds a check and whom it asks; ErrStale where the team has an open one. One open check a team is the
// unique index clarity_open, and not a look beforehand: two managers may press at once. Who is asked is fixed here; who
// joins the team later is not asked.
func beginClarity(s *session, c coach.Clarity, at time.Time) error {
	if c.AskedAt.IsZero() {
		c.AskedAt = at
	}
	_, err := s.exec(`
		INSERT INTO clarity (id, team_id, asked_by, from_name, to_name, items, asked_at, closes_at, asked, picked, rev)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 1)`,
		c.ID, c.Team, c.By, c.From, c.To, mustJSON(c.Items), micros(c.AskedAt), micros(c.ClosesAt))
	// The id cannot be what is there already, since it is new with each press: it is another open check.
	if isUnique(err) {
		return errors.Join(coach.ErrStale, err)
	}
	if err != nil {
		return known(err)
	}
	// A row for each who is asked, before anybody picked: it is the list of who may, and what nobody filled in counts
	// as not picked.
	for _, p := range c.Picks {
		_, err := s.exec(`INSERT INTO clarity_pick (clarity_id, person_id, items, other) VALUES ($1, $2, '[]', '')`, c.ID, p.Person)
		if err != nil {
			return err
		}
	}
	return nil
}

// putPick writes what somebody picked who is asked, as long as the check is open; ErrStale otherwise. The row is there
// since the check began, so that this is an UPDATE alone: whoever was not asked has none, and neither has somebody who
// was forgotten meanwhile. A pick may be changed until the check closes.
func putPick(s *session, p coach.ClarityPick, at time.Time) error {
	if p.At.IsZero() {
		p.At = at
	}
	n, err := s.exec(`
		UPDATE clarity_pick SET items = $3, other = $4, picked_at = $5 WHERE clarity_id = $1 AND person_id = $2
			AND EXISTS (SELECT 1 FROM clarity WHERE id = $1 AND closed_at IS NULL)`,
		p.Clarity, p.Person, listJSON(p.Items), p.Other, micros(p.At))
	if err == nil && n == 0 {
		err = coach.ErrStale
	}
	if err != nil {
		return err
	}
	// Each pick raises the check's revision: a closing that was counted before it is ErrStale then, and counts again.
	_, err = s.exec(`UPDATE clarity SET rev = rev + 1 WHERE id = $1`, p.Clarity)
	return err
}

// clarityColumns are what scanClarity reads. In the order of scanClarity, which reads them by their place.
const clarityColumns = `id, team_id, asked_by, from_name, to_name, items, asked_at, closes_at, closed_at, asked, picked, rev`

// Clarity returns the clarity check with that id and its picks; ErrNotFound when there is none. While it is open the
// picks have names, and are for the caller alone who counts them; a page shows each reader their own. A closed one has
// the sums in its items, and no picks but those with words of one's own.
func (d *DB) Clarity(ctx context.Context, id string) (coach.Clarity, error) {
	return d.clarity(ctx, `SELECT `+clarityColumns+` FROM clarity WHERE id = $1`, id)
}

// OpenClarity returns the check of a team that is open and its picks; ErrNotFound when none is. It rests on the same
// index that keeps there from being two.
func (d *DB) OpenClarity(ctx context.Context, team string) (coach.Clarity, error) {
	return d.clarity(ctx, `SELECT `+clarityColumns+` FROM clarity WHERE team_id = $1 AND closed_at IS NULL`, team)
}

// clarity reads the check that a query finds by one id, with its picks in the same picture.
func (d *DB) clarity(ctx context.Context, query, id string) (c coach.Clarity, err error) {
	// Or a pick could be there whose revision the check does not have yet.
	err = d.snapshot(ctx, func(s *session) error {
		found, err := collect(s, scanClarity, query, id)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return coach.ErrNotFound
		}
		c = found[0]
		// In the order of ids, so that nothing tells who picked first.
		c.Picks, err = collect(s, scanPick, `
			SELECT clarity_id, person_id, items, other, picked_at FROM clarity_pick WHERE clarity_id = $1 ORDER BY person_id`, c.ID)
		return err
	})
	if err != nil {
		return coach.Clarity{}, fmt.Errorf("clarity check of %s: %w", id, err)
	}
	return c, nil
}

// scanClarity reads clarityColumns. ClosedAt is the zero time for NULL, which is what Open goes by. A broken JSON is an
// error and no check without items.
func scanClarity(rows *sql.Rows) (c coach.Clarity, err error) {
	var (
		items                 string
		asked, closes, closed instant
	)
	err = rows.Scan(&c.ID, &c.Team, &c.By, &c.From, &c.To, &items, &asked, &closes, &closed, &c.Asked, &c.Picked, &c.Rev)
	if err == nil {
		err = scanJSON(items, &c.Items)
	}
	c.AskedAt, c.ClosesAt, c.ClosedAt = asked.Time, closes.Time, closed.Time
	return c, err
}

// scanPick reads a pick as clarity asks for it. NULL for when it was picked is the zero time: asked, and has not
// picked.
func scanPick(rows *sql.Rows) (p coach.ClarityPick, err error) {
	var picked instant
	err = rows.Scan(&p.Clarity, &p.Person, (*list)(&p.Items), &p.Other, &picked)
	p.At = picked.Time
	return p, err
}
