package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"example.com/pacer/bot/coach"
)

// The conditions of the partial indexes. SQLite uses such an index only for a query that repeats its
// condition literally.
const (
	unsent     = `m.state IN ('pending', 'unknown')`
	unfinished = `(m.state = 'pending' OR m.state = 'sending' OR m.state = 'unknown' OR m.state = 'failed')`
)

// reached is the condition of a message whose NextAt has come at instant $1. What was begun, or written and never begun,
// at an instant that has not come yet, was so before the clock was set back, and its NextAt is as far off as that.
const reached = `(m.next_at <= $1 OR COALESCE(m.started_at, m.created_at) > $1)`

// freed is the condition of a message m that waits for no other, p, or no longer.
const freed = `(m.parent IS NULL OR p.state = 'sent')`

// under is the condition of a message that is meant by key $1 as by a folder; "0" is the character after the slash.
const under = `m.key >= $1 AND m.key < $1 || '0' AND (m.key = $1 OR m.key > $1 || '/')`

// messageQuery reads messages m, each with the message p that it waits for, and of an edit when the newest call of
// unknown fate began among those that it takes the place of, itself included. Once it is being sent, the older ones are
// superseded and no longer found: then its own call is the one that matters.
const messageQuery = `
	SELECT m.key, m.verb, m.channel, m.parent, m.target_ts, m.emoji, m.body, m.blocks, m.render, m.urgent,
		m.priority, m.not_after, m.state, m.nonce, m.created_at, m.next_at, m.started_at, m.attempts, m.reason, m.sent_to,
		m.sent_ts, p.sent_to, p.sent_ts, CASE m.verb WHEN 'edit' THEN (
			SELECT MAX(o.started_at) FROM message o
			WHERE o.parent = m.parent AND o.state IN ('pending', 'unknown') AND o.state = 'unknown'
				AND o.verb = 'edit' AND o.place <= m.place) END AS doubt_at
	FROM message m LEFT JOIN message p ON p.key = m.parent `

// scanMessage reads the columns of messageQuery. What a message waits for is one column, because the deliverer asks
// the same of all of them; which field it is in says the verb. Before the parent was sent its channel and ts are
// empty, and such a message is not given to the deliverer.
func scanMessage(rows *sql.Rows) (m coach.Message, err error) {
	var (
		parent, parentTo, parentTS         text
		notAfter, created, next, startedAt instant
		doubtAt                            instant
	)
	err = rows.Scan(&m.Key, &m.Verb, &m.Channel, &parent, &m.TargetTS, &m.Emoji, &m.Text, &m.Blocks, &m.Render,
		&m.Urgent, &m.Priority, &notAfter, &m.State, &m.Nonce, &created, &next, &startedAt, &m.Attempts, &m.Reason, &m.SentTo,
		&m.SentTS, &parentTo, &parentTS, &doubtAt)
	m.NotAfter, m.CreatedAt, m.NextAt, m.StartedAt = notAfter.Time, created.Time, next.Time, startedAt.Time
	m.DoubtAt = doubtAt.Time
	if parent == "" {
		return m, err
	}
	m.ThreadTS = string(parentTS)
	if m.Verb == coach.Post {
		m.Thread = string(parent)
	} else {
		m.Target = string(parent)
	}
	if m.Channel == "" {
		m.Channel = string(parentTo)
	}
	return m, err
}

// parentOf is the key of the message that m waits for; "" when it waits for none. That message need not be there yet:
// who checks in the evening before has a reply to a huddle that nobody has posted. A reaction waits for none, because
// it is put to what a person wrote.
func parentOf(m coach.Message) string {
	switch m.Verb {
	case coach.Edit, coach.Delete:
		return m.Target
	case coach.Post:
		return m.Thread
	default:
		return ""
	}
}

// insertMessages puts a change's messages into the outbox. A key that is there already is left as it is, whatever
// became of it: a ritual that is run again says nothing twice, and what failed is not tried again under its key.
//
// What is not set begins as it should: pending, at the instant of the change, with a nonce of its own. The nonce is
// random and not the key, since every member and app sees a message's metadata, and keys hold people's ids.
func insertMessages(s *session, c coach.Change) error {
	for _, m := range c.Messages {
		if m.Nonce == "" {
			m.Nonce = uuid.NewString()
		}
		if m.CreatedAt.IsZero() {
			m.CreatedAt = c.At
		}
		if m.NextAt.IsZero() {
			m.NextAt = c.At
		}
		if m.State == "" {
			m.State = coach.Pending
		}
		if err := insertMessage(s, m); err != nil {
			return fmt.Errorf("message %s: %w", m.Key, err)
		}
	}
	return nil
}

// insertMessage writes one message at the end of the queue.
func insertMessage(s *session, m coach.Message) error {
	place, err := s.nextPlace()
	if err != nil {
		return err
	}
	_, err = s.exec(`
		INSERT INTO message (key, verb, channel, parent, target_ts, emoji, body, blocks, render, urgent, priority,
			not_after, state, nonce, created_at, place, next_at, started_at, attempts, reason, sent_to, sent_ts)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
		ON CONFLICT (key) DO NOTHING`,
		m.Key, m.Verb, m.Channel, maybeText(parentOf(m)), m.TargetTS, m.Emoji, m.Text, m.Blocks, m.Render,
		bit(m.Urgent), m.Priority, maybeMicros(m.NotAfter), m.State, m.Nonce, micros(m.CreatedAt), place, micros(m.NextAt),
		maybeMicros(m.StartedAt), m.Attempts, m.Reason, m.SentTo, m.SentTS)
	return err
}

// nextPlace is the next number of the queue, from 1. What is said later has a higher one, whatever the clock shows: it
// may be set back, and an edit must not lose to an older one by it. Only what is unfinished is ever compared, so a new
// session counts on from there; what a rollback leaves out is left out.
func (s *session) nextPlace() (int64, error) {
	if s.place == 0 {
		err := s.row(`SELECT COALESCE(MAX(place), 0) FROM message m WHERE `+unfinished, nil, &s.place)
		if err != nil {
			return 0, err
		}
	}
	s.place++
	return s.place, nil
}

// DueMessages returns messages that may be sent at now: pending or unknown, NextAt reached, and what they wait
// for sent (ThreadTS and, for Edit and Delete, Channel are then filled in). Urgent first, then the lower Priority, then
// the oldest by the order in which they were put here.
//
// Of several edits of one message only the newest is returned; the others become Superseded when it is
// sent. What can never be sent is dropped by this call: a message that waits for one that ended unsent, and one
// that still waits when its NotAfter has passed or after a month. One that could be sent and is stale is returned all the same; the
// deliverer drops it, because after an ambiguous end it must look the message up first.
//
// Nothing is taken out of the queue by it: the same messages come again until MarkMessage says otherwise. A limit below
// the length of the queue may hide a free channel behind a busy one, so the deliverer raises it when it is stuck.
func (d *DB) DueMessages(ctx context.Context, now time.Time, limit int) (due []coach.Message, err error) {
	seen, err := d.lookAtOutbox(ctx, now)
	switch {
	case err != nil || seen.idle():
		return nil, err
	case seen.stranded:
		if err := d.dropStranded(ctx, now); err != nil {
			return nil, err
		}
		return d.DueMessages(ctx, now, limit)
	}
	err = d.read(ctx, func(s *session) error {
		due, err = collect(s, scanMessage, messageQuery+`
			WHERE `+unsent+` AND `+reached+` AND `+freed+`
				-- a newer edit that is due as well says all that this one would say
				AND NOT (m.verb = 'edit' AND EXISTS (
					SELECT 1 FROM message n
					WHERE n.parent = m.parent AND n.state IN ('pending', 'unknown') AND n.verb = 'edit'
						AND n.next_at <= $1 AND n.place > m.place))
			ORDER BY m.urgent DESC, m.priority, m.place LIMIT +$2`, micros(now), limit)
		return err
	})
	return due, err
}

// An outboxLook is what one look at the outbox has found. The deliverer looks after every step that it takes, and when it
// is told to, mostly to find nothing; so what was found is remembered for as long as it holds.
type outboxLook struct {
	turns         int64     // of the committer, when it began
	at            time.Time // when it began, by Options.Now
	asked         time.Time // the instant that it was about
	due, stranded bool      // whether something may be sent then, or waits in vain
	next          instant   // what NextMessageAt answers, zero for none
}

// idle tells whether there was nothing to do.
func (l *outboxLook) idle() bool { return !l.due && !l.stranded }

// lookAtOutbox finds out whether there is anything to do at now.
func (d *DB) lookAtOutbox(ctx context.Context, now time.Time) (*outboxLook, error) {
	if l := d.knownOutbox(); l != nil && l.idle() && !now.Before(l.asked) && (l.next.IsZero() || now.Before(l.next.Time)) {
		return l, nil
	}
	l := &outboxLook{turns: d.turns(), at: d.now(), asked: now}
	// Mostly nothing waits, and then there is no row: one index is looked at instead of three. The columns have names
	// because the driver asks for them each time, and that of an expression without one is all of its text.
	err := d.read(ctx, func(s *session) error {
		return s.row(`
			SELECT EXISTS (SELECT 1 FROM message m LEFT JOIN message p ON p.key = m.parent WHERE `+unsent+` AND `+reached+` AND `+freed+`) AS due,
				EXISTS (SELECT 1 FROM message m WHERE `+stranded+`) AS stranded,
				(`+nextQuery+`) AS next
			FROM (SELECT 1 FROM message m WHERE `+unsent+` LIMIT 1) some`,
			[]any{micros(now), micros(now.Add(-longestAlone))}, &l.due, &l.stranded, &l.next)
	})
	if err != nil && !errors.Is(err, coach.ErrNotFound) {
		return nil, err
	}
	d.outbox.Store(l)
	return l, nil
}

// knownOutbox returns the newest look if it still holds: if this process has written nothing since, and another one had no
// more time for it than it has to change the roster; see freshFor. Otherwise it returns nil.
func (d *DB) knownOutbox() *outboxLook {
	l := d.outbox.Load()
	if l == nil || l.turns != d.turns() {
		return nil
	}
	if age := d.now().Sub(l.at); age < 0 || age >= freshFor {
		return nil
	}
	return l
}

// turns grows whenever something may have been written by this process, before whoever wrote it hears of it.
func (d *DB) turns() int64 {
	if d.committer == nil {
		return 0
	}
	return d.committer.turns.Load()
}

// Reasons of messages that were dropped while they waited for another. The admin reads them beside the message.
const (
	reasonStranded = "the message it belongs to was not posted"
	reasonTooLate  = "too late"
	reasonAlone    = "the message it belongs to never came"
)

// longestAlone is how long a message waits for one that is not there at all. Who files for Monday does so on Friday,
// or before the holidays; a huddle that did not come within a month will not come.
const longestAlone = 31 * 24 * time.Hour

// stranded is the condition of a message that waits in vain: at instant $1, when it waits for a post that
// ended unsent, when its own time has passed, or when it has waited since before $2 for one that nobody put here.
const stranded = unsent + ` AND m.parent IS NOT NULL AND (
	EXISTS (SELECT 1 FROM message p WHERE p.key = m.parent AND p.state IN ('failed', 'dropped', 'superseded'))
	OR m.not_after < $1
		AND NOT EXISTS (SELECT 1 FROM message p WHERE p.key = m.parent AND p.state = 'sent')
	OR m.created_at < $2 AND NOT EXISTS (SELECT 1 FROM message p WHERE p.key = m.parent))`

// dropStranded drops what waits in vain.
func (d *DB) dropStranded(ctx context.Context, now time.Time) error {
	longAgo := micros(now.Add(-longestAlone))
	return d.write(ctx, func(s *session) error {
		for { // again, because what was dropped may strand others
			n, err := s.exec(`
				UPDATE message AS m SET state = 'dropped',
					reason = CASE WHEN m.not_after < $1 THEN $3
						WHEN EXISTS (SELECT 1 FROM message p WHERE p.key = m.parent) THEN $4 ELSE $5 END
				WHERE `+stranded, micros(now), longAgo, reasonTooLate, reasonStranded, reasonAlone)
			if err != nil || n == 0 {
				return err
			}
		}
	})
}

// NextMessageAt returns the earliest NextAt of a message that waits only for time, which may have passed; ok
// is false when there is none. One that waits for another message is not counted: that one's end wakes the deliverer.
func (d *DB) NextMessageAt(ctx context.Context) (at time.Time, ok bool, err error) {
	if l := d.knownOutbox(); l != nil { // the deliverer asks for both, one after the other
		return l.next.Time, !l.next.IsZero(), nil
	}
	var next instant
	err = d.read(ctx, func(s *session) error { return s.row(nextQuery, nil, &next) })
	if errors.Is(err, coach.ErrNotFound) {
		return time.Time{}, false, nil
	}
	return next.Time, err == nil, err
}

// nextQuery finds the earliest NextAt of a message that waits only for time.
const nextQuery = `
	SELECT m.next_at FROM message m LEFT JOIN message p ON p.key = m.parent
	WHERE ` + unsent + ` AND ` + freed + ` ORDER BY m.next_at LIMIT 1`

// MarkMessage writes the delivery fields of m (State, NextAt, StartedAt, Attempts, Reason, SentTo, SentTS,
// Text, Blocks) under its key, if the row is still in state from; ErrNotFound when it is not. A zero NextAt
// leaves the row's. When an Edit becomes Sending, older unsent edits of the same target become Superseded.
//
// From is what makes two deliverers, or a deliverer and a restart, safe beside each other: of two that want to take the
// same step one gets ErrNotFound, and must not make its call. Key, verb, channel, nonce and the instants that order the
// queue never change.
func (d *DB) MarkMessage(ctx context.Context, m coach.Message, from coach.MessageState) error {
	err := d.write(ctx, func(s *session) error {
		n, err := s.exec(`
			UPDATE message SET state = $3, next_at = COALESCE($4, next_at), started_at = $5, attempts = $6,
				reason = $7, sent_to = $8, sent_ts = $9,
				-- what was erased while it was being sent stays erased
				body = CASE WHEN render = 'erased' THEN '' ELSE $10 END,
				blocks = CASE WHEN render = 'erased' THEN '' ELSE $11 END
			WHERE key = $1 AND state = $2`,
			m.Key, from, m.State, maybeMicros(m.NextAt), maybeMicros(m.StartedAt), m.Attempts, m.Reason, m.SentTo,
			m.SentTS, m.Text, m.Blocks)
		if err != nil {
			return err
		}
		if n == 0 {
			return coach.ErrNotFound
		}
		if m.State != coach.Sending || m.Verb != coach.Edit {
			return nil
		}
		return supersede(s, m.Key)
	})
	if err != nil {
		return fmt.Errorf("message %s as %s: %w", m.Key, from, err)
	}
	return nil
}

// supersede ends the unsent edits that are older than the edit with that key. Older is by the queue's order, which an
// edit that waits for its back-off keeps; without this it would come last and bring back what is out of date.
func supersede(s *session, key string) error {
	_, err := s.exec(`
		UPDATE message AS m SET state = 'superseded', reason = ''
		WHERE `+unsent+` AND m.verb = 'edit'
			AND m.parent = (SELECT e.parent FROM message e WHERE e.key = $1 AND e.verb = 'edit')
			AND m.place < (SELECT e.place FROM message e WHERE e.key = $1)`,
		key)
	return err
}

// Message returns the message with that key, in whatever state; ErrNotFound when it was never put into the outbox.
func (d *DB) Message(ctx context.Context, key string) (coach.Message, error) {
	return d.oneMessage(ctx, "message "+key, `WHERE m.key = $1`, key)
}

// MessagesUnder returns the messages of which the key is the given one or goes on from it after a slash, whatever became of
// them, by their keys; none is no error.
func (d *DB) MessagesUnder(ctx context.Context, key string) (found []coach.Message, err error) {
	err = d.read(ctx, func(s *session) error {
		found, err = collect(s, scanMessage, messageQuery+`WHERE `+under+` ORDER BY m.key`, key)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("messages under %s: %w", key, err)
	}
	return found, nil
}

// MessageAt returns the message that was sent to a channel under Slack's ts; ErrNotFound when Pacer did not post it. By
// this a reply in a thread is known to be one in a huddle. Edits carry the ts of what they edit and are never found.
func (d *DB) MessageAt(ctx context.Context, channel, ts string) (coach.Message, error) {
	return d.oneMessage(ctx, "message at "+ts+" in "+channel,
		`WHERE m.sent_ts = $2 AND m.sent_to = $1 AND m.verb = 'post' AND m.sent_ts <> ''`, channel, ts)
}

// oneMessage reads the only message that a condition selects; ErrNotFound when there is none. What begins the error.
func (d *DB) oneMessage(ctx context.Context, what, where string, args ...any) (coach.Message, error) {
	var found []coach.Message
	err := d.read(ctx, func(s *session) (err error) {
		found, err = collect(s, scanMessage, messageQuery+where, args...)
		return err
	})
	if err == nil && len(found) == 0 {
		err = coach.ErrNotFound
	}
	if err != nil {
		return coach.Message{}, fmt.Errorf("%s: %w", what, err)
	}
	return found[0], nil
}

// RecoverMessages turns what was Sending when the process ended into Unknown, to be looked up from now on.
// Called once at the start, before the deliverer. Nobody knows whether their calls had their effect; when they began,
// which the settle window counts from, stays as it was.
func (d *DB) RecoverMessages(ctx context.Context, now time.Time) error {
	return d.write(ctx, func(s *session) error {
		_, err := s.exec(`
			UPDATE message AS m SET state = 'unknown', next_at = $1 WHERE state = 'sending' AND `+unfinished,
			micros(now))
		return err
	})
}

// OutboxCounts returns how many messages are in each state that is not final, and how many failed. A state
// without messages is missing.
func (d *DB) OutboxCounts(ctx context.Context) (map[coach.MessageState]int, error) {
	n, err := countsBy[coach.MessageState](ctx, d, `SELECT state, COUNT(*) FROM message m WHERE `+unfinished+` GROUP BY state`)
	if err != nil {
		return nil, fmt.Errorf("outbox: %w", err)
	}
	return n, nil
}
