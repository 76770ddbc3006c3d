package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"example.com/pacer/bot/coach"
)

// insertActivities adds a change's entries to the ledger and to the sums. What a delivery caused is dated by
// its change, whatever the entry says: byInbound relies on it. Only an import, which no delivery caused, keeps instants
// of its own.
//
// All or nothing: the first entry that is refused refuses the change. The entries are added in order, so a correction
// may take off what one before it in the same change has added.
func insertActivities(s *session, c coach.Change) error {
	for _, a := range c.Activities {
		if a.Inbound == "" {
			a.Inbound = c.Inbound
		}
		if a.LoggedAt.IsZero() || c.Inbound != "" {
			a.LoggedAt = c.At
		}
		if err := insertActivity(s, a); err != nil {
			return fmt.Errorf("activity of %s on %s: %w", a.Person, a.Day, err)
		}
	}
	return nil
}

// insertActivity adds one entry. That an entry is taken back once is the unique index on corrects; naming it in
// ON CONFLICT keeps that conflict apart from an id that is there already, which is a mistake and an error.
//
// ErrUndone: what it takes back was taken back before. ErrNotFound: the team has no such KPI, or what it takes back is
// not in the ledger. ErrBelowZero: the day's total would be negative. A retired KPI may still be counted here; whether
// people may log it is for the bot to say.
func insertActivity(s *session, a coach.Activity) error {
	id, err := s.nextEntry(a.ID)
	if err != nil {
		return err
	}
	a.ID = id
	n, err := s.exec(`
		INSERT INTO activity (id, team_id, person_id, kpi_id, day, count, note, logged_at, source, inbound, corrects)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (corrects) WHERE corrects IS NOT NULL DO NOTHING`,
		a.ID, a.Team, a.Person, a.KPI, a.Day.String(), a.Count, a.Note, micros(a.LoggedAt), a.Source,
		maybeText(a.Inbound), maybeText(a.Corrects))
	if err != nil {
		return known(err)
	}
	if n == 0 {
		return coach.ErrUndone
	}
	if err := addToTally(s, a); err != nil {
		return err
	}
	if err := moveBeginning(s, a); err != nil {
		return err
	}
	return moveJoining(s, a)
}

// nextEntry is the id of the next entry: the one that is given, or a UUIDv7 that is higher than any other's. The ledger
// is read in the order of ids, so that the newest entry is the one that was written last. The instant of logging does
// not say that, and neither does a UUIDv7 of another process: the clock may have been set back in between.
func (s *session) nextEntry(given string) (string, error) {
	if s.entry == "" {
		if err := s.row(`SELECT COALESCE(MAX(id), '') FROM activity`, nil, &s.entry); err != nil {
			return "", err
		}
	}
	id := given
	if id == "" {
		var err error
		if id, err = newID(); err != nil {
			return "", err
		}
		if id <= s.entry {
			id = idAfter(s.entry)
		}
	}
	s.entry = max(s.entry, id)
	return id, nil
}

// idAfter is the id that follows a UUID: its random part, read as a number, plus one. What is no UUID, which only a test
// writes, is followed by itself and more.
func idAfter(text string) string {
	id, err := uuid.Parse(text)
	if err != nil {
		return text + "+"
	}
	for i := len(id) - 1; i > 8; i-- { // the bytes before it hold the instant, the version and the variant
		if id[i]++; id[i] != 0 {
			break
		}
	}
	return id.String()
}

// Activities returns entries of the ledger: with a limit the newest first, without one all, the oldest first. Newest is
// by the order of writing, whatever the clock showed, and not by the day that an entry is about. Entries that were taken back are among them, and so
// are those that took them back. Nothing found is no error. Without a limit the whole answer is in memory; who wants
// the ledger of years calls [DB.Export].
func (d *DB) Activities(ctx context.Context, f coach.ActivityFilter) (all []coach.Activity, err error) {
	query, args := activityQuery(f)
	err = d.read(ctx, func(s *session) error {
		all, err = collect(s, scanActivity, query, args...)
		return err
	})
	return all, err
}

// byInbound finds the entries of a delivery by the instant of its change. The ledger has no index by deliveries or by
// people: each entry would write one more page, somewhere, and both are asked for only when something is taken back,
// which is soon or never. Once the key is forgotten, after a day, it finds nothing.
const byInbound = `logged_at = (SELECT at FROM inbound WHERE key = ?) AND inbound = ?`

// Export calls f for every entry of the ledger that the filter selects, the oldest first, without holding
// them all in memory. It sees the ledger as it was when it began, while writing goes on. It stops with the
// context's error, or with the first that f returns. The filter's limit is ignored.
//
// F may be slow, such as a writer to a network, but it holds one of the few readers, and the log cannot begin again
// from its start before it has ended. It must not read from this DB: with all readers exporting, they would wait for
// one another.
func (d *DB) Export(ctx context.Context, filter coach.ActivityFilter, f func(coach.Activity) error) error {
	filter.Limit = 0
	query, args := activityQuery(filter)
	return d.read(ctx, func(s *session) error {
		return s.each(query, args, func(rows *sql.Rows) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			a, err := scanActivity(rows)
			if err != nil {
				return err
			}
			return f(a)
		})
	})
}

// activityQuery writes the query of a filter. The text depends only on which fields are set, so that there are few
// of them to prepare: 64. Values travel as arguments, never in the text. Both ends of the span belong to it.
func activityQuery(f coach.ActivityFilter) (query string, args []any) {
	var where []string
	by := func(condition string, values ...any) {
		for _, v := range values {
			args = append(args, v)
			condition = strings.Replace(condition, "?", fmt.Sprintf("$%d", len(args)), 1)
		}
		where = append(where, condition)
	}
	order := "id" // ids are made one after the other; see nextEntry
	if f.Inbound != "" || !f.Since.IsZero() {
		// What is young is found by its age and then put in order. The plus keeps SQLite from walking through the whole
		// ledger in the right order instead.
		order = "+id"
	}
	if f.Inbound != "" {
		by(byInbound, f.Inbound, f.Inbound)
	}
	if f.Team != "" {
		by("team_id = ?", f.Team)
	}
	if f.Person != "" {
		by("person_id = ?", f.Person)
	}
	if f.Span != (coach.Span{}) {
		by("day BETWEEN ? AND ?", f.Span.From.String(), f.Span.To.String())
	}
	if !f.Since.IsZero() {
		by("logged_at >= ?", micros(f.Since))
	}
	query = `SELECT id, team_id, person_id, kpi_id, day, count, note, logged_at, source, inbound, corrects FROM activity`
	if len(where) > 0 {
		query += " WHERE " + strings.Join(where, " AND ")
	}
	if f.Limit <= 0 {
		return query + " ORDER BY " + order, args
	}
	args = append(args, f.Limit)
	return query + fmt.Sprintf(" ORDER BY %s DESC LIMIT +$%d", order, len(args)), args
}

// scanActivity reads the columns of activityQuery. The note comes back as it was typed: whoever shows it escapes it,
// and whoever writes it into a CSV cell sees to formulas.
func scanActivity(rows *sql.Rows) (a coach.Activity, err error) {
	var (
		day      date
		at       instant
		inbound  text
		corrects text
	)
	err = rows.Scan(&a.ID, &a.Team, &a.Person, &a.KPI, &day, &a.Count, &a.Note, &at, &a.Source,
		&inbound, &corrects)
	a.Day, a.LoggedAt, a.Inbound, a.Corrects = day.Day, at.Time, string(inbound), string(corrects)
	return a, err
}
