package store

import (
	"context"
	"database/sql"

	"example.com/pacer/bot/coach"
)

// Hurdles returns what a team's people named as being in their way in the huddles of some days, by day, those of a huddle that
// opened later behind those of an earlier one; about is the one person whose hurdles they are, "" for everybody's. It reads a
// fraction of what [DB.Huddles] does. It has people's own words, unescaped, and asks nobody who reads them. An entry
// whose words are no longer kept has none and is not among them. None is no error.
func (d *DB) Hurdles(ctx context.Context, team, about string, span coach.Span) (all []coach.NamedHurdle, err error) {
	query, args := "", []any{team, span.From.String(), span.To.String()}
	if about != "" {
		query, args = ` AND e.person_id = $4`, append(args, about)
	}
	// By the beginning of the primary key, as Huddles is; both ends of the span belong to it.
	err = d.read(ctx, func(s *session) error {
		all, err = collect(s, func(rows *sql.Rows) (h coach.NamedHurdle, err error) {
			var day date
			err = rows.Scan(&h.Person, &day, &h.Words)
			h.Day = day.Day
			return h, err
		}, `
			SELECT e.person_id, e.day, e.hurdle FROM huddle_entry e JOIN huddle h USING (team_id, day, slot)
			WHERE e.team_id = $1 AND e.day BETWEEN $2 AND $3 AND e.hurdle <> ''`+query+`
			ORDER BY e.day, h.opened_at IS NULL, h.opened_at, h.slot, e.first_filed_at, e.person_id`, args...)
		return err
	})
	return all, err
}
