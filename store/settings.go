package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"example.com/pacer/bot/coach"
)

// personPart writes one column group of somebody who need not be known yet: a row without a name and a zone is made, and
// the zone then counts from the day that Slack was asked. Set is the part of an upsert after DO UPDATE SET, in terms of
// $3 and on; args are those. It answers 1 when the row was made or differs now.
// The texts are constants of this package and never come from people; what people chose goes through args. Differs
// keeps a choice that is made again from raising the roster's revision, at which everybody would read it anew.
func personPart(s *session, person string, at time.Time, columns, values, set, differs string, args ...any) (int64, error) {
	// The instant is in $2 for both ways, though an upsert that finds a row may not use it.
	return s.exec(`
		INSERT INTO person (id, name, zone, zone_since, admin, guest, stranger, bot, deleted, `+columns+`)
		VALUES ($1, '', '', $2, 0, 0, 0, 0, 0, `+values+`)
		ON CONFLICT (id) DO UPDATE SET `+set+` WHERE `+differs,
		append([]any{person, micros(at)}, args...)...)
}

// setSettings writes what a person chose. A zone of their own is dated like one that Slack tells: nobody owes what was
// due in it before they lived there.
// Lengths of the day are in minutes after midnight on the person's own clock, 0 for "as the team has it". A choice
// that is given back to the default is one like any other. The answer is 1 when anything is different now.
func setSettings(s *session, c coach.PersonSettings, at time.Time) (int64, error) {
	// All columns at once: the form shows them all, and a half of it would be a mixture of two people's, or of two
	// tabs', choices.
	v := c.Settings
	n, err := personPart(s, c.Person, at,
		`own_zone, nudges, hidden, hours_from, hours_to, quiet_from, quiet_to, digest_at, week`,
		`$3, $4, $5, $6, $7, $8, $9, $10, $11`,
		// Compared is the zone that counts before and after: to choose the zone that Slack has anyway moves nobody,
		// and must not have them miss what is due today.
		`zone_since = CASE
				WHEN (CASE WHEN person.own_zone = '' THEN person.zone ELSE person.own_zone END)
					= (CASE WHEN excluded.own_zone = '' THEN person.zone ELSE excluded.own_zone END)
				THEN person.zone_since ELSE excluded.zone_since END,
			own_zone = excluded.own_zone, nudges = excluded.nudges, hidden = excluded.hidden,
			hours_from = excluded.hours_from, hours_to = excluded.hours_to,
			quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to,
			digest_at = excluded.digest_at, week = excluded.week`,
		`(person.own_zone, person.nudges, person.hidden, person.hours_from, person.hours_to, person.quiet_from,
				person.quiet_to, person.digest_at, person.week)
			<> (excluded.own_zone, excluded.nudges, excluded.hidden, excluded.hours_from, excluded.hours_to,
				excluded.quiet_from, excluded.quiet_to, excluded.digest_at, excluded.week)`,
		v.Zone, v.Nudges, bit(v.Hidden), v.Hours.From, v.Hours.To, v.Quiet.From, v.Quiet.To, v.DigestAt, partBits(v.Week))
	if err != nil || n == 0 {
		return n, err
	}
	return n, weekFrom(s, c.Person, v.Week, at)
}

// appoint names somebody to set Pacer up, or takes that back.
// That they manage no team, or are known to Slack at all, is not asked: who is named before their first day is an
// admin from their first day.
func appoint(s *session, a coach.Appointment, at time.Time) (int64, error) {
	return personPart(s, a.Person, at, `appointed`, `$3`, `appointed = excluded.appointed`,
		`person.appointed <> excluded.appointed`, bit(a.Admin))
}

// putAbsence adds an absence, or changes the one of its id.
// Overlaps are let stand. Which one decides on a day is a rule of coach, and what was said has to be there for it to
// be told by whom and when.
func putAbsence(s *session, a coach.Absence, at time.Time) (int64, error) {
	// One that is changed keeps the instant at which it was first said, which the caller read; a new one is said now.
	if a.MadeAt.IsZero() {
		a.MadeAt = at
	}
	return s.exec(`
		INSERT INTO absence (id, person_id, from_day, to_day, part, here, source, said_by, made_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (id) DO UPDATE SET
			from_day = excluded.from_day, to_day = excluded.to_day, part = excluded.part, here = excluded.here,
			source = excluded.source, said_by = excluded.said_by, made_at = excluded.made_at`,
		a.ID, a.Person, a.Span.From.String(), maybeDay(a.Span.To, coach.Forever), a.Part, bit(a.Here), a.Source, a.By,
		micros(a.MadeAt))
}

// writeSetup writes what was changed about teams, settings and absences; it answers how many rows of the roster that
// changed.
// The order matters in one place: a team is written before what is about its people. An error leaves what was done
// for the transaction to take back, so the rest may as well run; the first one is told with the others.
func writeSetup(s *session, c coach.Change) (changed int64, err error) {
	add := func(n int64, e error) {
		changed += n
		err = errors.Join(err, e)
	}
	if c.Team != nil {
		add(applyTeam(s, *c.Team, c.At))
	}
	if c.Close != "" {
		add(closeTeam(s, c.Close, c.At))
	}
	if c.Settings != nil {
		add(setSettings(s, *c.Settings, c.At))
	}
	if c.Appoint != nil {
		add(appoint(s, *c.Appoint, c.At))
	}
	for _, a := range c.Absences {
		add(putAbsence(s, a, c.At))
	}
	// An id that is gone already is no error: two people may take the same absence back.
	for _, id := range c.Back {
		add(s.exec(`DELETE FROM absence WHERE id = $1`, id))
	}
	// In all of their teams at once. There is one first word for a person, whichever team brought them.
	for _, id := range c.Welcomed {
		add(s.exec(`UPDATE team_member SET welcomed = 1 WHERE person_id = $1 AND welcomed = 0`, id))
	}
	if c.WorkBack != nil {
		add(overPlan(s, c))
	}
	if c.Goal != nil {
		add(putGoal(s, *c.Goal))
	}
	if c.Retention != nil {
		add(s.exec(`UPDATE workspace SET retention_months = $1 WHERE id = 1 AND retention_months <> $1`, *c.Retention))
	}
	return changed, err
}

// writeRecords writes what the roster does not show: the audit, and a form that was begun.
// They do not count as changes of the roster, so that an audit line alone has nobody read it again.
func writeRecords(s *session, c coach.Change) error {
	for _, a := range c.Audit {
		if a.At.IsZero() {
			a.At = c.At
		}
		// The store makes the ids of teams, so whoever composed the change could not have it.
		if a.Team == "" && c.Team != nil {
			// A new team has its id since a moment ago.
			if err := s.row(`SELECT id FROM team WHERE name = $1`, []any{c.Team.Name}, &a.Team); err != nil {
				return fmt.Errorf("audit of %s: %w", a.What, err)
			}
		}
		// A UUIDv7: the ids are in the order of the lines, and Audits needs no index by time.
		id, err := newID()
		if err != nil {
			return err
		}
		_, err = s.exec(`INSERT INTO audit (id, at, said_by, team_id, person_id, what, detail) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			id, micros(a.At), a.By, a.Team, a.Person, a.What, a.Detail)
		if err != nil {
			return fmt.Errorf("audit of %s: %w", a.What, err)
		}
	}
	if c.Draft == nil {
		return nil
	}
	return putDraft(s, *c.Draft, c.At)
}

// A form that was finished, or thrown away, is a draft without a body: its row goes. One row for a person and a kind
// of form, so that what is begun twice is the newer one.
func putDraft(s *session, d coach.Draft, at time.Time) (err error) {
	if d.Body == "" {
		_, err = s.exec(`DELETE FROM draft WHERE person_id = $1 AND kind = $2`, d.Person, d.Kind)
	} else {
		_, err = s.exec(`
			INSERT INTO draft (person_id, kind, body, at) VALUES ($1, $2, $3, $4)
			ON CONFLICT (person_id, kind) DO UPDATE SET body = excluded.body, at = excluded.at`,
			d.Person, d.Kind, d.Body, micros(at))
	}
	if err != nil {
		return fmt.Errorf("draft of %s: %w", d.Kind, err)
	}
	return nil
}

// Draft returns the form of a kind that somebody has begun; [coach.ErrNotFound] when there is none.
// The body is the JSON that the form itself wrote, and may be of an older version of Pacer: whoever reads it must
// bear that. It is shown to nobody but the person who began it.
func (d *DB) Draft(ctx context.Context, person, kind string) (draft coach.Draft, err error) {
	draft = coach.Draft{Person: person, Kind: kind}
	err = d.read(ctx, func(s *session) error {
		return s.row(`SELECT body FROM draft WHERE person_id = $1 AND kind = $2`, []any{person, kind}, &draft.Body)
	})
	if err != nil {
		return coach.Draft{}, fmt.Errorf("draft of %s: %w", kind, err)
	}
	return draft, nil
}

// Audits returns the newest lines of who changed what, newest first, at most limit; of one team when its id is given.
// An id of no team has no lines, and the empty one means all, also those about no team. A team that was closed keeps
// its lines. Of an erased person there are none that name them; see forgetAudit.
func (d *DB) Audits(ctx context.Context, team string, limit int) (lines []coach.Audit, err error) {
	err = d.read(ctx, func(s *session) error {
		// By the id and not by the instant: clocks are set back, and what is shown as the newest has to be the
		// newest.
		lines, err = collect(s, func(rows *sql.Rows) (a coach.Audit, err error) {
			var at instant
			err = rows.Scan(&at, &a.By, &a.Team, &a.Person, &a.What, &a.Detail)
			a.At = at.Time
			return a, err
		}, `
			SELECT at, said_by, team_id, person_id, what, detail FROM audit
			WHERE $1 = '' OR team_id = $1 ORDER BY id DESC LIMIT +$2`, team, limit)
		return err
	})
	return lines, err
}
