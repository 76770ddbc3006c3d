package store

import (
	"database/sql"
	"strings"

	"github.com/google/uuid"

	"example.com/pacer/bot/coach"
)

// erasedRender marks a message whose text was erased: see MarkMessage. No renderer has the name.
// The deliverer holds the text of what it is sending, and writes it back with what became of it; by this mark that is
// left out.
const erasedRender = "erased"

// reasonForgotten is why a message is not sent any more that named somebody who was forgotten.
const reasonForgotten = "it names somebody who asked to be forgotten"

// A trace is a message that a person left one in.
// It holds no text: what was said is looked at where it is found and dropped.
type trace struct {
	key, channel, parent string
	verb                 coach.Verb
	state                coach.MessageState
	sent                 bool
	about                bool // its key or its channel says that it is to them or about them
}

// forgetOutbox takes the person out of what was said. What was written to them is deleted here; in Slack it stays, in
// their own conversation. What was said about them to others is deleted in Slack as well, by a message of the outbox
// that does not say whom it is about. What only names them among others stays in Slack, and keeps no text here.
func (e *erasure) forgetOutbox() error {
	// All of them first, as the session is in the middle of the query until then; see session.each.
	traces, err := e.traces()
	if err != nil {
		return err
	}
	// What is about them has their id in its key or its place, and who only mentions them has not. A post to somebody
	// else, about them, is the one kind that others can read in Slack, and the one that is deleted there.
	for _, t := range traces {
		switch {
		case !t.about:
			err = e.silence(t)
		case t.verb == coach.Post && t.channel != e.id && (t.sent || t.state == coach.Sending || t.state == coach.Unknown):
			err = e.withdraw(t)
		default:
			err = e.exec(`DELETE FROM message WHERE key = $1`, t.key)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// keyedByOther are the messages that are about something of the person, and say so in their keys by the id of that alone:
// the first of such keys and what is behind the last ("0" is the character after the slash), how they end, and whether
// it is about them, rather than in words of theirs. Of a week's check-ins managers read in the two weeks from its beginning.
//
// Most of these call the person by their name and would be found by it, but not those from before they changed it, and
// those to whom they are "a teammate", because Slack was not asked about them yet. A new kind of message with words
// of people belongs here, unless its key has the ids of all of them.
const keyedByOther = `
	SELECT 'plan/' || id AS first, 'plan/' || id || '0' AS last, '' AS kind, person_id = $1 AS about
		FROM plan WHERE $1 IN (person_id, made_by)
	UNION ALL SELECT 'asked/' || id, 'asked/' || id || '0', '', 0 FROM asked_in_dm WHERE manager_id = $1
	UNION ALL SELECT 'onetoone/' || id, 'onetoone/' || id || '0', '', 0 FROM one_to_one WHERE manager_id = $1
	UNION ALL SELECT 'huddle/' || team_id || '/' || day || CASE slot WHEN '' THEN '' ELSE 'T' || slot END || '/manager/',
			'huddle/' || team_id || '/' || day || CASE slot WHEN '' THEN '' ELSE 'T' || slot END || '/manager0', '', 0
		FROM huddle_entry WHERE person_id = $1 AND hurdle || help || reason <> ''
	UNION ALL SELECT 'digest/' || team_id || '/' || week, 'digest/' || team_id || '/' || date(week, '+14 days'), '/checkins', 0
		FROM check_in WHERE person_id = $1`

// traces finds the messages. Ids of people stand between slashes in keys, and anywhere in texts and buttons; a name has
// to stand by itself.
// The condition in SQL is wider than what is wanted, for SQLite has no words: it finds "Al" in "Also", and the calling
// then does not. It reads every message that is kept, whose texts retention erases after some months, once for each name.
func (e *erasure) traces() (traces []trace, err error) {
	// Without a name to look for, the id is looked for twice, which costs less than a second statement.
	parts := []string{e.id}
	if len(e.called) > 0 {
		parts = nil
	}
	for _, c := range e.called {
		parts = append(parts, c.part)
	}
	found := make(map[string]bool)
	for _, part := range parts {
		err = e.tracesWith(part, func(t trace) {
			if !found[t.key] {
				found[t.key] = true
				traces = append(traces, t)
			}
		})
		if err != nil {
			return nil, err
		}
	}
	return traces, nil
}

// tracesWith hands out the messages that have a part of a name in them, or the id. Each in a statement of its own, as most people
// have one name.
func (e *erasure) tracesWith(part string, each func(trace)) error {
	return e.s.each(`
		WITH mine AS MATERIALIZED (
			SELECT m.key, MAX(o.about) AS about FROM (`+keyedByOther+`) AS o CROSS JOIN message AS m
			WHERE m.key >= o.first AND m.key < o.last AND m.key GLOB '*' || o.kind
			GROUP BY m.key)
		SELECT message.key, verb, channel, parent, state, sent_ts <> '', body, blocks,
			channel = $1 OR instr('/' || message.key || '/', '/' || $1 || '/') > 0 OR instr('/' || parent || '/', '/' || $1 || '/') > 0
				OR mine.about = 1, mine.key IS NOT NULL
		FROM message LEFT JOIN mine ON mine.key = message.key
		WHERE channel = $1 OR instr(message.key, $1) > 0 OR instr(parent, $1) > 0 OR instr(body, $1) > 0 OR instr(blocks, $1) > 0
			OR instr(body, $2) > 0 OR instr(blocks, $2) > 0 OR mine.key IS NOT NULL`, []any{e.id, part}, func(rows *sql.Rows) error {
		var (
			t            trace
			parent       text
			body, blocks string
			about        sql.NullBool
			mine         bool
		)
		err := rows.Scan(&t.key, &t.verb, &t.channel, &parent, &t.state, &t.sent, &body, &blocks, &about, &mine)
		t.parent, t.about = string(parent), about.Bool
		// The line end keeps a name from being found across the two.
		if said := body + "\n" + blocks; t.about || mine || strings.Contains(said, e.id) || e.called.in(body) || e.called.in(blocks) {
			each(t)
		}
		return err
	})
}

// withdraw has a message deleted in Slack. It keeps its place there (channel and ts) under a key that says nothing. One
// that is being sent is looked up by its nonce first; what is not found is not sent again.
// The message is its own order to delete: its row keeps the place of what stands in Slack until that is gone, and no
// reader of the row learns whom it was about.
func (e *erasure) withdraw(t trace) error {
	key := "forgotten/" + uuid.NewString()
	parent := t.parent
	// A parent under their id gets another key, or goes; to wait for it would be to wait for ever.
	if strings.Contains(parent, e.id) {
		parent = ""
	}
	err := e.exec(`
		UPDATE message SET key = $2, parent = $3, body = '', blocks = '', render = $4, reason = '', not_after = $5,
			state = CASE state WHEN 'sending' THEN 'unknown' ELSE state END
		WHERE key = $1`, t.key, key, maybeText(parent), erasedRender, micros(e.at))
	if err != nil {
		return err
	}
	// Under a random key, as every key that is made of what is forgotten would say it again.
	return insertMessages(e.s, coach.Change{At: e.at, Messages: []coach.Message{
		{Key: key + "/gone", Verb: coach.Delete, Target: key},
	}})
}

// silence takes the text out of a message that named them among others. What was not sent yet is not sent at all: it would
// say the name, and what it says without them nobody has composed.
func (e *erasure) silence(t trace) error {
	// The huddle's own message lists who is in, and an entry in its thread hangs below it. What is shown anew is
	// composed from the entries, in which they have no name by then.
	for _, key := range []string{t.key, t.parent} {
		if _, ok := coach.ParseHuddleRef(key); ok {
			e.huddles[key] = true
		}
	}
	return e.exec(`
		UPDATE message SET body = '', blocks = '',
			render = CASE WHEN state IN ('sending', 'unknown') THEN $2 ELSE render END,
			not_after = CASE WHEN state IN ('sending', 'unknown') THEN $3 ELSE not_after END,
			reason = CASE state WHEN 'pending' THEN $4 ELSE reason END,
			state = CASE state WHEN 'pending' THEN 'dropped' ELSE state END
		WHERE key = $1`, t.key, erasedRender, micros(e.at), reasonForgotten)
}

// showHuddles has the huddles that named them shown anew.
// It runs last, when the roster and the entries are as they will be. Render fills the edits when they are sent, so
// that several erasures of one day show the same. A caller without a renderer, as tests and the command line are,
// leaves what stands in Slack.
func (e *erasure) showHuddles() error {
	if e.render == "" {
		return nil
	}
	c := coach.Change{At: e.at}
	// In no order: the edits are about different messages.
	for key := range e.huddles {
		var sent int
		err := e.s.row(`SELECT EXISTS (SELECT 1 FROM message WHERE key = $1 AND state = 'sent')`, []any{key}, &sent)
		if err != nil {
			return err
		}
		// What was never sent, or was deleted in Slack by somebody, has nothing to show anew.
		if sent == 1 {
			c.Messages = append(c.Messages, coach.Message{
				Key: key + "/count/" + e.as, Verb: coach.Edit, Target: key, Render: e.render,
			})
		}
	}
	return insertMessages(e.s, c)
}
