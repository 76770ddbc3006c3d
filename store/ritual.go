package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"example.com/pacer/bot/coach"
)

// upsertHuddle writes the times that are set and leaves the others as they are: opening, filing and closing each know
// only their own, and may come in any order. A time that was set cannot be unset. ErrNotFound for an unknown team.
// COALESCE takes the newer time where there is one, so that a huddle which is opened again after a crash moves, and one
// that is merely filed for does not.
func upsertHuddle(s *session, h coach.HuddleDay) error {
	// Slot "" is the first of a day, which is all that most teams have; the primary key has the three of them.
	_, err := s.exec(`
		INSERT INTO huddle (team_id, day, slot, due, opened_at, closes_at, closed_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (team_id, day, slot) DO UPDATE SET
			due = CASE excluded.due WHEN '' THEN huddle.due ELSE excluded.due END,
			opened_at = COALESCE(excluded.opened_at, huddle.opened_at),
			closes_at = COALESCE(excluded.closes_at, huddle.closes_at),
			closed_at = COALESCE(excluded.closed_at, huddle.closed_at)`,
		h.Team, h.Day.String(), h.Slot, h.Due, maybeMicros(h.OpenedAt), maybeMicros(h.ClosesAt), maybeMicros(h.ClosedAt))
	return known(err)
}

// upsertEntry replaces a person's entry. It keeps the place in the order of filing that the first one had, as
// the reply in the thread keeps its own. Whether it is late or edited the caller has decided; it is not worked out
// from the times here. Whether the huddle may still take it is checkSeen's to say, before this in the same transaction.
func upsertEntry(s *session, c coach.Change) error {
	f := c.Entry
	// Who files the evening before is first: the huddle is not posted yet, and has no times.
	if err := upsertHuddle(s, coach.HuddleDay{Team: f.Team, Day: f.Day, Slot: f.Slot}); err != nil {
		return err
	}
	err := checkOver(s, c, `SELECT filed_at FROM huddle_entry WHERE team_id = $1 AND day = $2 AND slot = $3 AND person_id = $4`,
		f.Team, f.Day.String(), f.Slot, f.Entry.Person)
	if err != nil {
		return err
	}
	filed := f.Entry.FiledAt
	if filed.IsZero() {
		filed = c.At
	}
	_, err = s.exec(`
		INSERT INTO huddle_entry (team_id, day, slot, person_id, planned, hurdle, help, late, edited, skipped,
			reason, shown, filed_at, first_filed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)
		ON CONFLICT (team_id, day, slot, person_id) DO UPDATE SET
			planned = excluded.planned, hurdle = excluded.hurdle, help = excluded.help, late = excluded.late,
			edited = excluded.edited, skipped = excluded.skipped, reason = excluded.reason, shown = excluded.shown,
			filed_at = excluded.filed_at`,
		f.Team, f.Day.String(), f.Slot, f.Entry.Person, countsJSON(f.Entry.Planned), f.Entry.Hurdle, f.Entry.Help,
		bit(f.Entry.Late), bit(f.Entry.Edited), bit(f.Entry.Skipped), f.Entry.Reason, bit(f.Entry.Shown), micros(filed))
	return err
}

// checkOver refuses to take the place of what was filed after that which the change was made over: ErrNewer. The query
// finds when that was filed which stands. Not found, and NULL, is nothing filed: nothing is taken the place of. Over
// may be finer than the microseconds of the column, hence the cut.
func checkOver(s *session, c coach.Change, query string, args ...any) error {
	// Nil is a change that was composed over nothing, and takes the place of whatever is there.
	if c.Over == nil {
		return nil
	}
	var filed instant
	err := s.row(query, args, &filed)
	switch {
	case errors.Is(err, coach.ErrNotFound):
		return nil
	case err == nil && filed.After(c.Over.Truncate(time.Microsecond)):
		return coach.ErrNewer
	}
	return err
}

// checkSeen refuses a change that was composed from a huddle which is another one by now: ErrStale. It is read inside
// of the write, behind which no other can come: what it says still holds when the change is committed. A huddle that is
// not there yet compares as an empty one.
func checkSeen(s *session, c coach.Change) error {
	if c.Seen == nil {
		return nil
	}
	now, err := readHuddle(s, c.Seen.Ref())
	if err != nil && !errors.Is(err, coach.ErrNotFound) {
		return err
	}
	if !c.Rests(now) {
		return coach.ErrStale
	}
	return nil
}

// Huddle returns a huddle with its entries in the order of filing; ErrNotFound when nothing was filed or posted. Times and
// entries are of one picture, so a huddle that is shown as closed has all the entries that were filed before. Hurdles,
// help and reasons of a skip come with it as they were said. Who is shown a reason that was not meant for the team is
// for the caller to keep to: see HuddleEntry.Shown.
func (d *DB) Huddle(ctx context.Context, ref coach.HuddleRef) (h coach.HuddleDay, err error) {
	err = d.snapshot(ctx, func(s *session) (err error) {
		h, err = readHuddle(s, ref)
		return err
	})
	if err != nil {
		return coach.HuddleDay{}, fmt.Errorf("huddle of %s: %w", ref.Day, err)
	}
	return h, nil
}

// Huddles returns all huddles of a team over a span of days that were filed for or opened, by day, and within a day in
// the order in which they opened; those that have not come last. It is for spans of some weeks, and not for a year.
// Both ends of the span belong to it. None is no error.
func (d *DB) Huddles(ctx context.Context, team string, span coach.Span) (all []coach.HuddleDay, err error) {
	err = d.snapshot(ctx, func(s *session) error {
		all, err = readHuddles(s, team, span)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("huddles from %s to %s: %w", span.From, span.To, err)
	}
	return all, nil
}

// readHuddle is Huddle within a transaction. It reads the others of the day too, of which there are few: who skips one of
// them, the later ones show.
func readHuddle(s *session, ref coach.HuddleRef) (coach.HuddleDay, error) {
	all, err := readHuddles(s, ref.Team, coach.Span{From: ref.Day, To: ref.Day})
	if err != nil {
		return coach.HuddleDay{}, err
	}
	i := slices.IndexFunc(all, func(h coach.HuddleDay) bool { return h.Slot == ref.Slot })
	if i < 0 {
		return coach.HuddleDay{}, coach.ErrNotFound
	}
	return all[i], nil
}

// readHuddles is Huddles within a transaction. Three queries for all of them, each by the beginning of a primary key.
func readHuddles(s *session, team string, span coach.Span) ([]coach.HuddleDay, error) {
	within := []any{team, span.From.String(), span.To.String()}
	// Those that have not opened sort last by the NULL, as false is before true.
	all, err := collect(s, scanHuddle, `
		SELECT team_id, day, slot, due, opened_at, closes_at, closed_at FROM huddle
		WHERE team_id = $1 AND day BETWEEN $2 AND $3 ORDER BY day, opened_at IS NULL, opened_at, slot`, within...)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	// Pointers into the slice, which grows no more.
	byRef := make(map[coach.HuddleRef]*coach.HuddleDay, len(all))
	for i := range all {
		byRef[all[i].Ref()] = &all[i]
	}
	err = s.each(`
		SELECT day, slot, person_id, planned, hurdle, help, late, edited, skipped, reason, shown, filed_at, first_filed_at
		FROM huddle_entry WHERE team_id = $1 AND day BETWEEN $2 AND $3 ORDER BY first_filed_at, person_id`, within,
		func(rows *sql.Rows) error {
			var day date
			var slot string
			e, err := scanEntry(rows, &day, &slot)
			// Each entry has its huddle, as the foreign key has it; the look keeps a slip in a condition from being a
			// panic.
			if h := byRef[coach.HuddleRef{Team: team, Day: day.Day, Slot: slot}]; err == nil && h != nil {
				h.Entries = append(h.Entries, e)
			}
			return err
		})
	if err != nil {
		return nil, err
	}
	for i := range all {
		all[i].Skipping = skipping(all, all[i])
	}
	return all, readHelps(s, within, byRef)
}

// scanHuddle reads the columns that readHuddles selects. Times that are NULL come back as the zero time: not opened,
// not closed.
func scanHuddle(rows *sql.Rows) (h coach.HuddleDay, err error) {
	var day date
	var opened, closes, closed instant
	err = rows.Scan(&h.Team, &day, &h.Slot, &h.Due, &opened, &closes, &closed)
	h.Day, h.OpenedAt, h.ClosesAt, h.ClosedAt = day.Day, opened.Time, closes.Time, closed.Time
	return h, err
}

// skipping are who skips a huddle of a team before this one of the day, by their ids; nil for nobody. Slots are in the
// order of the day, the first being "". Who skips at nine is not asked again at noon: that is what it is for.
func skipping(all []coach.HuddleDay, h coach.HuddleDay) (ids []string) {
	for _, before := range all {
		if before.Day != h.Day || before.Slot >= h.Slot {
			continue
		}
		for _, e := range before.Entries {
			if e.Skipped {
				ids = append(ids, e.Person)
			}
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// scanEntry reads the columns that readHuddles selects. FiledAt is that of the newest version, not the place in the
// order. Planned comes back as nil where nothing was planned.
func scanEntry(rows *sql.Rows, day *date, slot *string) (e coach.HuddleEntry, err error) {
	var filed, first instant
	err = rows.Scan(day, slot, &e.Person, (*counts)(&e.Planned), &e.Hurdle, &e.Help, &e.Late, &e.Edited, &e.Skipped,
		&e.Reason, &e.Shown, &filed, &first)
	e.FiledAt, e.FirstAt = filed.Time, first.Time
	return e, err
}

// upsertCheckIn replaces a person's check-in of the week, whose first day the caller has worked out: teams begin their
// weeks on different days. ErrNotFound for an unknown team. The commitment that Try became is in the same change, and
// the id of it here, so that an edit of the check-in edits that commitment and makes no second one.
func upsertCheckIn(s *session, c coach.Change) error {
	f := c.CheckIn
	err := checkOver(s, c, `SELECT filed_at FROM check_in WHERE team_id = $1 AND week = $2 AND person_id = $3`, f.Team, f.Week.String(), f.Person)
	if err != nil {
		return err
	}
	// The newest version counts; what changed is not kept, but the counts are corrections in the ledger, which the
	// caller puts into the same change.
	filed := f.FiledAt
	if filed.IsZero() {
		filed = c.At
	}
	_, err = s.exec(`
		INSERT INTO check_in (team_id, week, person_id, counts, best, learnt, try, need, question, quality, promise_id,
			share_best, share_learnt, edited, filed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
		ON CONFLICT (team_id, week, person_id) DO UPDATE SET
			counts = excluded.counts, best = excluded.best, learnt = excluded.learnt, try = excluded.try,
			need = excluded.need, question = excluded.question, quality = excluded.quality,
			promise_id = excluded.promise_id, share_best = excluded.share_best, share_learnt = excluded.share_learnt,
			edited = excluded.edited, filed_at = excluded.filed_at`,
		f.Team, f.Week.String(), f.Person, countsJSON(f.Counts), f.Answers.Best, f.Answers.Learnt,
		f.Answers.Try, f.Answers.Need, f.Question, f.Answers.Quality, f.Promise,
		bit(f.Share.Best), bit(f.Share.Learnt), bit(f.Edited), micros(filed))
	return known(err)
}

// CheckIns returns the weekly check-ins filed in a team for the week that starts on week, in the order of
// people's ids. They hold people's own words, unescaped. None is no error. All answers are in it, those that are not
// shared too: they are for the person and their managers. Week is a first day by the team's own weeks, and any other
// day finds nothing. They are read by the beginning of the primary key.
func (d *DB) CheckIns(ctx context.Context, team string, week coach.Day) (all []coach.WeeklyCheckIn, err error) {
	err = d.read(ctx, func(s *session) error {
		all, err = collect(s, scanCheckIn, checkInQuery+`WHERE team_id = $1 AND week = $2 ORDER BY person_id`, team, week.String())
		return err
	})
	return all, err
}

// checkInQuery is what scanCheckIn reads. In the order of scanCheckIn.
const checkInQuery = `
	SELECT team_id, week, person_id, counts, best, learnt, try, need, question, quality, promise_id,
		share_best, share_learnt, edited, filed_at
	FROM check_in `

// ExportCheckIns calls f for every check-in of a team, or of all for "", whose week begins in a span, or in any for the zero
// one, the oldest week first. It stops with the context's error, or with the first that f returns; f must not read from
// this DB. It hands out rows as it reads them, for years of a workspace may not fit into memory; the reader that it
// holds is one of a few.
func (d *DB) ExportCheckIns(ctx context.Context, team string, span coach.Span, f func(coach.WeeklyCheckIn) error) error {
	// Dates are text of one length, so that as text they sort by time; "" is before all of them.
	from, to := "", "9999-12-31"
	if span != (coach.Span{}) {
		from, to = span.From.String(), span.To.String()
	}
	// An export reads the whole table, and may: the OR keeps it from any index, and it is run by hand.
	query := checkInQuery + `WHERE ($1 = '' OR team_id = $1) AND week >= $2 AND week <= $3 ORDER BY week, team_id, person_id`
	return d.read(ctx, func(s *session) error {
		return s.each(query, []any{team, from, to}, func(rows *sql.Rows) error {
			// Asked between rows, as no context reaches the connection; see the package's comment.
			if err := ctx.Err(); err != nil {
				return err
			}
			c, err := scanCheckIn(rows)
			if err != nil {
				return err
			}
			return f(c)
		})
	})
}

// scanCheckIn reads the columns of checkInQuery. Counts come back as nil where none were stated.
func scanCheckIn(rows *sql.Rows) (c coach.WeeklyCheckIn, err error) {
	var (
		week  date
		filed instant
	)
	err = rows.Scan(&c.Team, &week, &c.Person, (*counts)(&c.Counts), &c.Answers.Best, &c.Answers.Learnt,
		&c.Answers.Try, &c.Answers.Need, &c.Question, &c.Answers.Quality, &c.Promise,
		&c.Share.Best, &c.Share.Learnt, &c.Edited, &filed)
	c.Week, c.FiledAt = week.Day, filed.Time
	return c, err
}
