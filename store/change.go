package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"example.com/pacer/bot/coach"
)

// Commit applies the change, all of it or nothing, and returns once it would survive a power cut. The context
// bounds only the wait for a place in the queue.
//
// Errors: [coach.ErrDuplicate] when the inbound key was seen within a day or the occurrence is already
// finished; [coach.ErrBelowZero] and [coach.ErrUndone] for entries of the ledger; [coach.ErrNotFound] when an
// entry names a KPI that the team does not have, or takes back one that is not there; [coach.ErrBusy];
// [coach.ErrTaken] for a name of a team or a KPI; [coach.ErrOutOfSpace]; [coach.ErrStale] when the huddle in c.Seen or a deal is another one by now. Each is wrapped with the part of the change that met it; a person who is to read it needs
// other words, which are the caller's.
//
// Rows without an instant of their own carry c.At, which must be set: an inbound key of the year 1 would be forgotten
// at once, and its redelivery counted again.
func (d *DB) Commit(ctx context.Context, c coach.Change) error {
	err := d.write(ctx, func(s *session) error { return applyChange(s, c) })
	if c.Finish != nil {
		d.lasts.wrote(err, *c.Finish)
	}
	if len(c.Plan) > 0 {
		d.lasts.wrote(err, c.Plan...)
	}
	// An entry that brings its own id, which only made-up histories do, may come before others that were read.
	if c.Forget != nil || slices.ContainsFunc(c.Activities, func(a coach.Activity) bool { return a.ID != "" }) {
		d.erasures.Add(1)
	}
	return err
}

// applyChange writes the parts of a change. The inbound key comes first: a redelivery costs one look-up. The end of an
// occurrence comes next for the same reason, because a ritual that was run before is refused by it. The rest stands in
// no particular order, but for what refers to something: whoever adds a part puts it after what it refers to.
func applyChange(s *session, c coach.Change) error {
	if err := insertInbound(s, c); err != nil {
		return err
	}
	if err := finishOccurrence(s, c); err != nil {
		return err
	}
	if c.Forget != nil {
		if err := forget(s, *c.Forget, c.At); err != nil {
			return fmt.Errorf("forgetting: %w", err) // nothing that says who
		}
	}
	if err := refuseForgotten(s, c); err != nil {
		return err
	}
	if err := insertActivities(s, c); err != nil {
		return err
	}
	if err := writeRituals(s, c); err != nil {
		return err
	}
	if err := writePeople(s, c); err != nil {
		return err
	}
	if err := writeRecords(s, c); err != nil {
		return err
	}
	if err := planOccurrences(s, c.Plan); err != nil {
		return err
	}
	return insertMessages(s, c)
}

// insertInbound claims the delivery's key, for good once the transaction is committed. A change that is refused later
// on keeps no key: the person corrects what they typed, and a modal is then sent again under the same view.
func insertInbound(s *session, c coach.Change) error {
	if c.Inbound == "" {
		return nil
	}
	n, err := s.exec(`INSERT INTO inbound (key, at) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING`,
		c.Inbound, micros(c.At))
	if err != nil {
		return fmt.Errorf("delivery %s: %w", c.Inbound, err)
	}
	if n == 0 {
		return fmt.Errorf("delivery %s: %w", c.Inbound, coach.ErrDuplicate)
	}
	return nil
}

// writeRituals writes what people filed. The huddle goes before the entry, which refers to it. Errors name days and
// Slack ids, never what somebody wrote.
func writeRituals(s *session, c coach.Change) error {
	if err := checkSeen(s, c); err != nil {
		return fmt.Errorf("huddle of %s: %w", c.Seen.Day, err)
	}
	if c.Huddle != nil {
		if err := upsertHuddle(s, *c.Huddle); err != nil {
			return fmt.Errorf("huddle of %s: %w", c.Huddle.Day, err)
		}
	}
	if c.Entry != nil {
		if err := upsertEntry(s, c); err != nil {
			return fmt.Errorf("huddle entry of %s: %w", c.Entry.Entry.Person, err)
		}
	}
	if c.Help != nil {
		if err := insertHelp(s, c); err != nil {
			return fmt.Errorf("help by %s: %w", c.Help.Helper, err)
		}
	}
	if c.CheckIn != nil {
		if err := upsertCheckIn(s, c); err != nil {
			return fmt.Errorf("check-in of %s: %w", c.CheckIn.Person, err)
		}
	}
	for _, promise := range c.Commitments {
		if err := upsertCommitment(s, promise, c.At); err != nil {
			return fmt.Errorf("commitment of %s: %w", promise.Person, err)
		}
	}
	if err := writeDeals(s, c); err != nil {
		return err
	}
	if err := writeClarity(s, c); err != nil {
		return err
	}
	return writeCoaching(s, c)
}

// writePeople writes what was learnt about people and set up for them, and tells other readers when the roster changed by it. Only then:
// each raise has every process read the whole roster again, and Slack is asked about somebody all day long.
func writePeople(s *session, c coach.Change) error {
	if err := checkRoster(s, c); err != nil {
		return err
	}
	var changed int64
	for _, p := range c.People {
		n, err := upsertPerson(s, p, c.At)
		if err != nil {
			return fmt.Errorf("person %s: %w", p.ID, err)
		}
		changed += n
	}
	if c.Snooze != nil {
		n, err := snooze(s, *c.Snooze, c.At)
		if err != nil {
			return fmt.Errorf("snooze of %s: %w", c.Snooze.Person, err)
		}
		changed += n
	}
	if c.Mute != nil {
		n, err := mute(s, *c.Mute)
		if err != nil {
			return fmt.Errorf("mute of %s: %w", c.Mute.Person, err)
		}
		changed += n
	}
	n, err := writeSetup(s, c)
	if err != nil {
		return err
	}
	if changed+n == 0 {
		return nil
	}
	return raiseRevision(s)
}

// newID makes a UUIDv7: ids of later rows sort later, which keeps inserts at the end of an index. Its clock is the
// library's, not Options.Now, so nothing may read a time out of an id. The error is that of the system's random source.
func newID() (string, error) {
	id, err := uuid.NewV7()
	return id.String(), err
}

// known turns a row that was refused because of what it refers to into ErrNotFound. What is missing is not said, for
// SQLite does not say it; the wrapping tells which row it was. Other errors and nil pass through.
func known(err error) error {
	if isForeignKey(err) {
		return errors.Join(coach.ErrNotFound, err)
	}
	return err
}
