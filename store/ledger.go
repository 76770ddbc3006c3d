package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"example.com/pacer/bot/coach"
)

// insertActivities adds a change's entries to the ledger and to the sums. What a delivery caused is dated by
// its change, whatever the entry says: byInbound relies on it.
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

func insertActivity(s *session, a coach.Activity) error {
	if a.ID == "" {
		id, err := newID()
		if err != nil {
			return err
		}
		a.ID = id
	}
	day := a.Day.String()
	n, err := s.exec(`
		INSERT INTO activity (id, team_id, person_id, kpi_id, day, count, note, logged_at, source, inbound, corrects)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (corrects) WHERE corrects IS NOT NULL DO NOTHING`,
		a.ID, a.Team, a.Person, a.KPI, day, a.Count, a.Note, micros(a.LoggedAt), a.Source,
		maybeText(a.Inbound), maybeText(a.Corrects))
	if err != nil {
		return known(err)
	}
	if n == 0 {
		return coach.ErrUndone
	}
	return addToTotal(s, a, day)
}

// counterID is the number of the counter of team $1, person $2 and KPI $3; NULL when they never counted it.
const counterID = `(SELECT id FROM counter WHERE team_id = $1 AND person_id = $2 AND kpi_id = $3)`

// addToTotal keeps the sum of a day. Only an addition may make the row: a correction of what was never
// counted would begin below zero.
func addToTotal(s *session, a coach.Activity, day string) error {
	n, err := s.exec(`
		UPDATE day_total SET count = count + $5
		WHERE counter_id = `+counterID+` AND day = $4 AND count + $5 >= 0`,
		a.Team, a.Person, a.KPI, day, a.Count)
	if err != nil || n == 1 {
		return err
	}
	if a.Count < 0 {
		return coach.ErrBelowZero
	}
	_, err = s.exec(`
		INSERT INTO counter (id, team_id, person_id, kpi_id)
		VALUES ((SELECT COALESCE(MAX(id), 0) + 1 FROM counter), $1, $2, $3)
		ON CONFLICT (team_id, person_id, kpi_id) DO NOTHING`, a.Team, a.Person, a.KPI)
	if err != nil {
		return err
	}
	_, err = s.exec(`INSERT INTO day_total (counter_id, day, count) VALUES (`+counterID+`, $4, $5)`,
		a.Team, a.Person, a.KPI, day, a.Count)
	return err
}

// Totals answers each query with its sum, in order, all from one picture of the ledger. Sums are in the KPI's
// unit: whole things, or minor units of money.
func (d *DB) Totals(ctx context.Context, queries []coach.TotalQuery) ([]int64, error) {
	sums := make([]int64, len(queries))
	in := d.snapshot
	if len(queries) == 1 {
		in = d.read // a single statement is a snapshot of its own
	}
	err := in(ctx, func(s *session) error {
		for i, q := range queries {
			err := s.row(`
				SELECT CAST(COALESCE(SUM(count), 0) AS BIGINT) FROM day_total
				WHERE counter_id = `+counterID+` AND day BETWEEN $4 AND $5`,
				[]any{q.Team, q.Person, q.KPI, q.Span.From.String(), q.Span.To.String()}, &sums[i])
			if err != nil {
				return fmt.Errorf("total of %s: %w", q.Person, err)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return sums, nil
}

// DayTotals returns the non-zero totals of everybody in a team over a span, ordered by person, KPI, day. A
// team of 200 has tens of thousands in a month; who only wants sums asks [DB.PeriodTotals].
func (d *DB) DayTotals(ctx context.Context, team string, span coach.Span) (totals []coach.DayTotal, err error) {
	err = d.read(ctx, func(s *session) error {
		totals, err = collect(s, scanDayTotal, `
			SELECT c.person_id, c.kpi_id, t.day, t.count FROM counter c CROSS JOIN day_total t
			WHERE c.team_id = $1 AND t.counter_id = c.id AND t.day BETWEEN $2 AND $3 AND t.count <> 0
			ORDER BY c.person_id, c.kpi_id, t.day`, team, span.From.String(), span.To.String())
		return err
	})
	return totals, err
}

// PeriodTotals returns the non-zero sums of everybody in a team over a span, one for each person and KPI,
// ordered by person, KPI. Day is the span's first.
func (d *DB) PeriodTotals(ctx context.Context, team string, span coach.Span) (totals []coach.DayTotal, err error) {
	err = d.read(ctx, func(s *session) error {
		totals, err = collect(s, scanDayTotal, `
			SELECT person_id, kpi_id, day, total FROM (
				SELECT c.person_id, c.kpi_id, $2 AS day, (
					SELECT CAST(COALESCE(SUM(t.count), 0) AS BIGINT) FROM day_total t
					WHERE t.counter_id = c.id AND t.day BETWEEN $2 AND $3) AS total
				FROM counter c WHERE c.team_id = $1) sums
			WHERE total <> 0 ORDER BY person_id, kpi_id`, team, span.From.String(), span.To.String())
		return err
	})
	return totals, err
}

func scanDayTotal(rows *sql.Rows) (t coach.DayTotal, err error) {
	var day date
	err = rows.Scan(&t.Person, &t.KPI, &day, &t.Count)
	t.Day = day.Day
	return t, err
}

// Activities returns entries of the ledger: with a limit the newest first, without one all, the oldest first.
func (d *DB) Activities(ctx context.Context, f coach.ActivityFilter) (all []coach.Activity, err error) {
	err = d.snapshot(ctx, func(s *session) error {
		if f.Inbound != "" {
			query, args := activityQuery(f, byInbound)
			all, err = collect(s, scanActivity, query, args...)
			if err != nil || len(all) > 0 {
				return err
			}
		}
		query, args := activityQuery(f, "")
		all, err = collect(s, scanActivity, query, args...)
		return err
	})
	return all, err
}

// byInbound finds the entries of a delivery by the instant of its change. The ledger has no index by
// deliveries: their keys are random, so that every entry would write one more page, and they are asked for
// when something is taken back, which is soon or never. Once the key is forgotten, after a day, the ledger is
// searched.
const byInbound = `logged_at = (SELECT at FROM inbound WHERE key = $1)` // $1: see activityQuery

// Export calls f for every entry of the ledger that the filter selects, the oldest first, without holding
// them all in memory. It sees the ledger as it was when it began, while writing goes on. It stops with the
// context's error, or with the first that f returns. The filter's limit is ignored.
func (d *DB) Export(ctx context.Context, filter coach.ActivityFilter, f func(coach.Activity) error) error {
	filter.Limit = 0
	query, args := activityQuery(filter, "")
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

// activityQuery writes the query of a filter and one more condition, if any. The text depends only on which fields are set, so that there
// are few of them to prepare.
func activityQuery(f coach.ActivityFilter, and string) (query string, args []any) {
	var where []string
	if and != "" {
		where = append(where, and)
	}
	by := func(condition string, values ...any) {
		for _, v := range values {
			args = append(args, v)
			condition = strings.Replace(condition, "?", fmt.Sprintf("$%d", len(args)), 1)
		}
		where = append(where, condition)
	}
	if f.Inbound != "" {
		by("inbound = ?", f.Inbound) // $1
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
	query = `SELECT id, team_id, person_id, kpi_id, day, count, note, logged_at, source, inbound, corrects FROM activity`
	if len(where) > 0 {
		query += " WHERE " + strings.Join(where, " AND ")
	}
	if f.Limit <= 0 {
		return query + " ORDER BY logged_at, id", args
	}
	args = append(args, f.Limit)
	return query + fmt.Sprintf(" ORDER BY logged_at DESC, id DESC LIMIT $%d", len(args)), args
}

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
