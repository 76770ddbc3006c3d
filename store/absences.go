package store

import (
	"context"
	"fmt"

	"example.com/pacer/bot/coach"
)

// Absences returns all that is known of who was, is or will be away on a day of the span, those of long ago too, which the
// roster does not show; the zero span is all days. They come by their first day.
// What was taken back is not among them: it was a mistake, and is deleted. Both ends of the span belong to it, and an
// absence is in it when they share a day. It is for exports, and reads as much as there is.
func (d *DB) Absences(ctx context.Context, span coach.Span) (all []coach.Absence, err error) {
	err = d.read(ctx, func(s *session) error {
		// Dates are texts of one length, so that SQLite compares them as days. NULL is an open end, after every day.
		all, err = collect(s, scanAbsence, `
			SELECT id, person_id, from_day, to_day, part, here, source, said_by, made_at FROM absence
			WHERE $1 = 0 OR from_day <= $3 AND (to_day IS NULL OR to_day >= $2)
			ORDER BY from_day, made_at, id`, bit(span != coach.Span{}), span.From.String(), span.To.String())
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("absences: %w", err)
	}
	return all, nil
}
