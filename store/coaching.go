package store

// What is written down about coaching has four tables: records of conversations, the agenda of the next one, questions that
// went out in direct messages, and which question of the bank came to whom. The first three hold people's words, which
// expire and are forgotten by the rules of retention.go and forget.go; the last holds ids alone.

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"example.com/pacer/bot/coach"
)

// writeCoaching writes what was talked about and what was asked. The record of a conversation goes before the items that
// it takes up, and these before those that are taken back. Errors name Slack ids, never what somebody wrote. Who may
// write what of whom was decided by the bot when the form came; what is kept here is that no id leads a row to somebody
// else.
func writeCoaching(s *session, c coach.Change) error {
	if c.OneToOne != nil {
		if err := upsertOneToOne(s, *c.OneToOne, c); err != nil {
			return fmt.Errorf("one-to-one with %s: %w", c.OneToOne.Person, err)
		}
	}
	// An item may name the record of this same change that took it up, and the foreign key asks for that to be there.
	for _, item := range c.Agenda {
		if err := upsertAgenda(s, item, c); err != nil {
			return fmt.Errorf("agenda of %s: %w", item.Person, err)
		}
	}
	for _, id := range c.AgendaBack {
		// What was talked about meanwhile is part of a record, and stays: the form that takes it back was opened before the
		// conversation, and its writer does not know of it yet.
		if _, err := s.exec(`DELETE FROM agenda_item WHERE id = $1 AND one_to_one_id IS NULL`, id); err != nil {
			return fmt.Errorf("item %s of an agenda: %w", id, err)
		}
	}
	if c.Direct != nil {
		if err := upsertDirect(s, *c.Direct, c); err != nil {
			return fmt.Errorf("question to %s: %w", c.Direct.Person, err)
		}
	}
	for _, asked := range c.Asked {
		if err := upsertAsked(s, asked, c); err != nil {
			return fmt.Errorf("question %s to %s: %w", asked.Question, asked.Person, err)
		}
	}
	return nil
}

// upsertOneToOne adds a record, or changes what the one with its id says. Whose it is stays. What the change was made over is
// the newest of what the same two have on record, and not the one with its id: of two empty forms that were opened at once
// each has an id of its own. ErrNewer where one was filed since the form was opened; ErrNotFound for an unknown team.
func upsertOneToOne(s *session, o coach.OneToOne, c coach.Change) error {
	err := checkOver(s, c, `SELECT MAX(at) FROM one_to_one WHERE team_id = $1 AND person_id = $2 AND manager_id = $3`, o.Team, o.Person, o.Manager)
	if err != nil {
		return err
	}
	at := o.At
	if at.IsZero() {
		at = c.At
	}
	// An id that belongs to others changes nothing of theirs; the form that carries it was not made by us.
	_, err = s.exec(`
		INSERT INTO one_to_one (id, team_id, person_id, manager_id, day, learnt, private_note, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (id) DO UPDATE SET day = excluded.day, learnt = excluded.learnt, private_note = excluded.private_note,
			at = excluded.at
		WHERE person_id = excluded.person_id AND manager_id = excluded.manager_id`,
		o.ID, o.Team, o.Person, o.Manager, o.Day.String(), o.Learnt, o.Private, micros(at))
	return known(err)
}

// upsertAgenda adds an item, or changes the one with its id. Whose it is stays. NULL in one_to_one_id is what the
// partial indexes tell open and taken up by.
func upsertAgenda(s *session, a coach.AgendaItem, c coach.Change) error {
	at := a.At
	if at.IsZero() {
		at = c.At
	}
	// Nor does an edit move an item into somebody else's agenda. Who said it, and when, stays: it is what the order of an agenda goes by.
	_, err := s.exec(`
		INSERT INTO agenda_item (id, team_id, person_id, said_by, body, at, one_to_one_id) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (id) DO UPDATE SET body = excluded.body, one_to_one_id = excluded.one_to_one_id`,
		a.ID, a.Team, a.Person, a.By, a.Text, micros(at), maybeText(a.OneToOne))
	return known(err)
}

// upsertDirect writes a question down, or the answer to the one with its id. What was asked, by whom and of whom is never
// changed by an answer, whatever the change says of it: the manager reads the answer under the question that they sent.
// An answer is edited by sending it again, and Over keeps a late form from taking a newer answer back.
func upsertDirect(s *session, a coach.DirectQuestion, c coach.Change) error {
	if err := checkOver(s, c, `SELECT answered_at FROM asked_in_dm WHERE id = $1`, a.ID); err != nil {
		return err
	}
	at := a.At
	if at.IsZero() {
		at = c.At
	}
	_, err := s.exec(`
		INSERT INTO asked_in_dm (id, team_id, person_id, manager_id, question, at, answer, answered_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (id) DO UPDATE SET answer = excluded.answer, answered_at = excluded.answered_at`,
		a.ID, a.Team, a.Person, a.Manager, a.Question, micros(at), a.Answer, maybeMicros(a.AnsweredAt))
	return known(err)
}

// upsertAsked remembers a question: one row for each that a person was ever asked, and for each who asked or read it, with
// the time of the last. A bank has some hundreds, so that there is nothing to tidy. Who asked is part of the key, so
// that what one reader was shown today can be told from what another asked: see coach.Asking. The primary key begins
// with the person, by whom it is read.
func upsertAsked(s *session, a coach.AskedQuestion, c coach.Change) error {
	at := a.At
	if at.IsZero() {
		at = c.At
	}
	// The newest by the order of writing and not by the clock, which may have been set back in between.
	_, err := s.exec(`
		INSERT INTO asked (person_id, question_id, said_by, at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (person_id, question_id, said_by) DO UPDATE SET at = excluded.at`,
		a.Person, a.Question, a.By, micros(at))
	return err
}

// oneToOnes selects what a reader finds on record in a team since a day, by the order in which it is said: team, reader, day,
// and how many of each person are the newest. Beyond these it has what the same two filed last, however old the
// conversation: a form says over which version it is filed. The note is blanked here, in the query, so that no code
// above it can show it to anybody by mistake. Only is a further condition, of our own words: values are arguments. It
// goes through one team's records, by the index one_to_one_newest.
func oneToOnes(only string) string {
	return `
	SELECT id, team_id, person_id, manager_id, day, learnt, CASE manager_id WHEN $2 THEN private_note ELSE '' END AS note, at
	FROM (
		SELECT id, team_id, person_id, manager_id, day, learnt, private_note, at,
			row_number() OVER (PARTITION BY person_id ORDER BY day DESC, at DESC, id DESC) AS place,
			row_number() OVER (PARTITION BY person_id, manager_id ORDER BY at DESC, id DESC) AS version
		FROM one_to_one WHERE team_id = $1` + only + `)
	WHERE day >= $3 OR place <= $4 OR version = 1 ORDER BY day DESC, at DESC, id DESC`
}

// Coaching returns what is written down about the coaching in a team since a day, as one picture, for one reader: private
// notes are theirs alone. That of one person is a part of a large team's that is read in a tenth of the time. A reader
// who is nobody, "", gets no note at all. None of anything is no error, and a team that is not known has none.
func (d *DB) Coaching(ctx context.Context, f coach.BookFilter) (book coach.CoachingBook, err error) {
	year, month, day := f.Since.Date()
	// UTC's day is at most a day off from any team's, and no sentence depends on the edge of six weeks.
	from := micros(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
	// about is a query of rows with a person, and its arguments, for all or for the one.
	about := func(query func(only string) string, args ...any) (string, []any) {
		if f.About == "" {
			return query(""), args
		}
		args = append(args, f.About)
		return query(fmt.Sprintf(" AND person_id = $%d", len(args))), args
	}
	// One snapshot: an item is open, or in a record that is in the book, and never in neither.
	err = d.snapshot(ctx, func(s *session) error {
		query, args := about(oneToOnes, f.Team, f.Reader, f.Since.String(), coach.NewestTalks)
		if book.OneToOnes, err = collect(s, scanOneToOne, query, args...); err != nil {
			return err
		}
		if book.Taken, err = takenBy(s, book.OneToOnes); err != nil {
			return err
		}
		// An answer that comes after two months is news of today, hence either instant.
		query, args = about(func(only string) string {
			return `
			SELECT id, team_id, person_id, manager_id, question, at, answer, answered_at FROM asked_in_dm
			WHERE team_id = $1 AND (at >= $2 OR answered_at >= $2)` + only + ` ORDER BY at DESC, id DESC`
		}, f.Team, from)
		if book.Direct, err = collect(s, scanDirect, query, args...); err != nil {
			return err
		}
		query, args = about(func(only string) string {
			return `
			SELECT id, team_id, person_id, said_by, body, at, one_to_one_id FROM agenda_item
			WHERE team_id = $1 AND one_to_one_id IS NULL` + only + ` ORDER BY at, id`
		}, f.Team)
		if book.Agenda, err = collect(s, scanAgenda, query, args...); err != nil {
			return err
		}
		book.Asked, err = askedIn(s, f, from)
		return err
	})
	return book, err
}

// takenBy are the items of agendas that some records took up. The ids are one argument, a JSON list, so that there is
// one prepared text for any number of them.
func takenBy(s *session, talks []coach.OneToOne) ([]coach.AgendaItem, error) {
	ids := make([]string, len(talks))
	for i, o := range talks {
		ids[i] = o.ID
	}
	return collect(s, scanAgenda, `
		SELECT id, team_id, person_id, said_by, body, at, one_to_one_id FROM agenda_item
		WHERE one_to_one_id IN (SELECT value FROM json_each($1)) ORDER BY at, id`, listJSON(ids))
}

// askedIn is what was asked since an instant. As instants and not as days, since the reader decides in which zone six weeks
// are counted; by the people and not by the team: who is in two teams is asked nothing twice by the managers of both.
// Of one person it is what was asked of them, by whomever, and what the reader asked of any member: both keep a
// question from coming again.
func askedIn(s *session, f coach.BookFilter, from int64) ([]coach.AskedQuestion, error) {
	const members, order = `SELECT person_id, question_id, said_by, at FROM asked
		WHERE person_id IN (SELECT person_id FROM team_member WHERE team_id = $1) AND at >= $2`, ` ORDER BY at, person_id, question_id, said_by`
	if f.About == "" {
		return collect(s, scanAsked, members+order, f.Team, from)
	}
	return collect(s, scanAsked, members+` AND said_by = $3 UNION
		SELECT person_id, question_id, said_by, at FROM asked WHERE person_id = $4 AND at >= $2`+order, f.Team, from, f.Reader, f.About)
}

// DirectQuestion returns a question that was asked in a direct message, of any age: a button of last year still leads to it.
// Whom it may be shown to is for the caller to decide. The error wraps coach.ErrNotFound when there is none. The words
// may be gone by then, and the ids stay: see retention.go.
func (d *DB) DirectQuestion(ctx context.Context, id string) (a coach.DirectQuestion, err error) {
	err = d.read(ctx, func(s *session) error {
		found, err := collect(s, scanDirect, `
			SELECT id, team_id, person_id, manager_id, question, at, answer, answered_at FROM asked_in_dm WHERE id = $1`, id)
		if err == nil && len(found) == 0 {
			err = coach.ErrNotFound
		}
		if err == nil {
			a = found[0]
		}
		return err
	})
	if err != nil {
		return a, fmt.Errorf("question %s: %w", id, err)
	}
	return a, nil
}

// OpenQuestions returns the questions of all teams that were asked in direct messages and have no answer, the earliest first.
// One whose words are no longer kept is not among them: there is nothing left to answer.
func (d *DB) OpenQuestions(ctx context.Context) (open []coach.DirectQuestion, err error) {
	err = d.read(ctx, func(s *session) error {
		// All of them are read, which is some hundreds a year in a large company, and once a day.
		open, err = collect(s, scanDirect, `
			SELECT id, team_id, person_id, manager_id, question, at, answer, answered_at FROM asked_in_dm
			WHERE answered_at IS NULL AND question <> '' ORDER BY at, id`)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("open questions: %w", err)
	}
	return open, nil
}

// scanOneToOne reads a row of the query oneToOnes: the note is "" for whoever did not write it.
func scanOneToOne(rows *sql.Rows) (o coach.OneToOne, err error) {
	var (
		day date
		at  instant
	)
	err = rows.Scan(&o.ID, &o.Team, &o.Person, &o.Manager, &day, &o.Learnt, &o.Private, &at)
	o.Day, o.At = day.Day, at.Time
	return o, err
}

// scanDirect reads a question with its answer; AnsweredAt is the zero time where there is none.
func scanDirect(rows *sql.Rows) (a coach.DirectQuestion, err error) {
	var at, answered instant
	err = rows.Scan(&a.ID, &a.Team, &a.Person, &a.Manager, &a.Question, &at, &a.Answer, &answered)
	a.At, a.AnsweredAt = at.Time, answered.Time
	return a, err
}

// scanAgenda reads an item; OneToOne is "" while it is open.
func scanAgenda(rows *sql.Rows) (a coach.AgendaItem, err error) {
	var (
		at    instant
		taken text
	)
	err = rows.Scan(&a.ID, &a.Team, &a.Person, &a.By, &a.Text, &at, &taken)
	a.At, a.OneToOne = at.Time, string(taken)
	return a, err
}

// scanAsked reads which question came to whom. At is the last time by the same asker; how often it was asked is not
// kept.
func scanAsked(rows *sql.Rows) (a coach.AskedQuestion, err error) {
	var at instant
	err = rows.Scan(&a.Person, &a.Question, &a.By, &at)
	a.At = at.Time
	return a, err
}
