package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"example.com/pacer/bot/coach"
)

// occurrenceColumns are what scanOccurrence reads. When it was claimed and finished is for whoever looks into the file.
// In the order of scanOccurrence.
const occurrenceColumns = `rhythm_id, team_id, kind, zone, due, state, reason`

// scanOccurrence reads occurrenceColumns. Due comes back in UTC; the zone is the one that the cron expression was read
// in.
func scanOccurrence(rows *sql.Rows) (o coach.Occurrence, err error) {
	var due instant
	err = rows.Scan(&o.Rhythm, &o.Team, &o.Kind, &o.Zone, &due, &o.State, &o.Reason)
	o.Due = due.Time
	return o, err
}

// finishOccurrence completes a change's occurrence, which is there as claimed, or not at all when somebody ran
// it by hand. One that is finished already refuses the whole change: what it leads to was stored. This is what runs a
// ritual once even where two believe that the claim is theirs. Its messages are in the same change, so that a ritual is
// done exactly when what it says is in the outbox.
func finishOccurrence(s *session, c coach.Change) error {
	o := c.Finish
	if o == nil {
		return nil
	}
	if o.State != coach.Done && o.State != coach.Skipped {
		return fmt.Errorf("%s of %s: an occurrence cannot end %q", o.Kind, o.Due.UTC(), o.State)
	}
	n, err := s.exec(`
		INSERT INTO occurrence (rhythm_id, kind, zone, due, team_id, state, reason, finished_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (rhythm_id, kind, zone, due) DO UPDATE SET
			state = excluded.state, reason = excluded.reason, finished_at = excluded.finished_at
		WHERE occurrence.state IN ('planned', 'claimed')`,
		o.Rhythm, o.Kind, o.Zone, micros(o.Due), o.Team, o.State, o.Reason, micros(c.At))
	if err == nil && n == 0 {
		err = coach.ErrDuplicate
	}
	if err != nil {
		return fmt.Errorf("%s of %s: %w", o.Kind, o.Due.UTC(), err)
	}
	return nil
}

// planOccurrences inserts follow-ups; one that is there already is left as it is, whatever its state. Their Due may lie
// in the past: the scheduler then runs them, or skips them as late. The identity is the primary key (rhythm, kind,
// zone, due): a change that is composed again after a crash plans nothing twice.
func planOccurrences(s *session, plan []coach.Occurrence) error {
	for _, o := range plan {
		_, err := s.exec(`
			INSERT INTO occurrence (rhythm_id, kind, zone, due, team_id, state, reason)
			VALUES ($1, $2, $3, $4, $5, 'planned', $6) ON CONFLICT (rhythm_id, kind, zone, due) DO NOTHING`,
			o.Rhythm, o.Kind, o.Zone, micros(o.Due), o.Team, o.Reason)
		if err != nil {
			return fmt.Errorf("%s of %s: %w", o.Kind, o.Due.UTC(), err)
		}
	}
	return nil
}

// Claim records that the occurrence is being run. It answers false when somebody else has claimed or
// finished it. The claim has no end of its own: whoever holds it finishes the occurrence, or ReleaseOccurrences frees
// it at the next start. O's state is not looked at; the row's is. A row that is there as claimed, done or skipped fails
// the WHERE, so that no row is changed and the answer is false. The zone is part of the identity, for the same instant
// may be due to people in several.
func (d *DB) Claim(ctx context.Context, o coach.Occurrence, now time.Time) (claimed bool, err error) {
	err = d.write(ctx, func(s *session) error {
		n, err := s.exec(`
			INSERT INTO occurrence (rhythm_id, kind, zone, due, team_id, state, reason, claimed_at)
			VALUES ($1, $2, $3, $4, $5, 'claimed', '', $6)
			ON CONFLICT (rhythm_id, kind, zone, due) DO UPDATE SET
				state = excluded.state, claimed_at = excluded.claimed_at
			WHERE occurrence.state = 'planned'`,
			o.Rhythm, o.Kind, o.Zone, micros(o.Due), o.Team, micros(now))
		claimed = n == 1
		return err
	})
	d.lasts.wrote(err, o) // refused or not, it is recorded
	if err != nil {
		return false, fmt.Errorf("%s of %s: %w", o.Kind, o.Due.UTC(), err)
	}
	return claimed, nil
}

// RecordSkipped records occurrences that will not run, each with its reason. One that is already recorded
// as done, skipped or claimed is left alone. All are recorded in one transaction, so that the newest, which schedules
// are continued from, never stands there without the older ones.
func (d *DB) RecordSkipped(ctx context.Context, os []coach.Occurrence, now time.Time) error {
	if len(os) == 0 {
		return nil
	}
	err := d.write(ctx, func(s *session) error {
		for _, o := range os {
			_, err := s.exec(`
				INSERT INTO occurrence (rhythm_id, kind, zone, due, team_id, state, reason, finished_at)
				VALUES ($1, $2, $3, $4, $5, 'skipped', $6, $7)
				ON CONFLICT (rhythm_id, kind, zone, due) DO UPDATE SET
					state = excluded.state, reason = excluded.reason, finished_at = excluded.finished_at
				WHERE occurrence.state = 'planned'`,
				o.Rhythm, o.Kind, o.Zone, micros(o.Due), o.Team, o.Reason, micros(now))
			if err != nil {
				return fmt.Errorf("%s of %s: %w", o.Kind, o.Due.UTC(), err)
			}
		}
		return nil
	})
	d.lasts.wrote(err, os...)
	return err
}

// ReleaseOccurrences makes what was claimed when the process ended planned again. Called once at the start. It takes
// every claim for one of a process that is gone; beside a second scheduler on the same file it would free that one's
// too, and only finishOccurrence would then keep a ritual from being stored twice. Lock keeps it from happening by
// accident: one process serves a file.
func (d *DB) ReleaseOccurrences(ctx context.Context) error {
	return d.write(ctx, func(s *session) error {
		_, err := s.exec(`UPDATE occurrence SET state = 'planned', claimed_at = NULL WHERE state = 'claimed'`)
		return err
	})
}

// OpenOccurrences returns what is planned, due at or before now, and not claimed, the earliest first: follow-ups, and
// what was released. However late they are, they come; the scheduler knows the catch-up windows. By the partial index
// occurrence_planned, which holds what is still to come and nothing that was ever run; the order is its own.
func (d *DB) OpenOccurrences(ctx context.Context, now time.Time) (open []coach.Occurrence, err error) {
	err = d.read(ctx, func(s *session) error {
		open, err = collect(s, scanOccurrence, `SELECT `+occurrenceColumns+` FROM occurrence
			WHERE state = 'planned' AND due <= $1 ORDER BY due, rhythm_id, kind, zone`, micros(now))
		return err
	})
	return open, err
}

// Occurrences returns the recorded occurrences in every state, the newest due first, at most limit. The order of
// those due at once is the index's. Planned ones may lie in the future and then come before all that has been. By
// occurrence_by_due read backwards; its ties are in the order of the primary key, which is what the rest of ORDER BY
// says.
func (d *DB) Occurrences(ctx context.Context, limit int) (newest []coach.Occurrence, err error) {
	err = d.read(ctx, func(s *session) error {
		newest, err = collect(s, scanOccurrence, `SELECT `+occurrenceColumns+` FROM occurrence
			ORDER BY due DESC, rhythm_id DESC, kind DESC, zone DESC LIMIT +$1`, limit)
		return err
	})
	return newest, err
}
