package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"example.com/pacer/bot/coach"
)

// expireBite is how many rows lose their texts in one transaction: few enough that nobody waits for it for longer than
// some 50 ms, also on a slow disk.
// The whole of a large file at once would be one transaction of seconds, in which no /log is answered in time.
const expireBite = 100

// An expiry is where people's texts are, and what becomes of those that were kept for long enough. Find answers the keys,
// as one or several columns, of rows older than $1, a limited number of them; erase takes one of these, and the bound again
// as its last argument.
// Both queries are constants. What find looks for is what erase takes away, so that a row is found once: an erase
// that left its row to be found would have ExpireTexts go round for ever. Columns is how many find answers and erase
// takes; a number that is wrong fails in the first test that erases.
type expiry struct {
	what    string
	columns int
	find    string // $1 is the instant, $2 how many; or, with days, the civil date
	byDay   bool
	erase   string
}

// finalMessage is the condition of a message that nothing becomes of any more.
// A message that may still be sent keeps its text, however old it is. Erase says so again, as the row may have been
// released between the two.
const finalMessage = `state IN ('sent', 'failed', 'dropped', 'superseded')`

// expiries is the table of those. Counts and who did something when are no texts: they stay.
// An entry and a check-in age from their newest version, for who edits one has it in mind. A new table with words of
// people in it belongs here, into forget.go, and into the dossier, whose test asks for it.
func expiries() []expiry {
	return slices.Concat(recordTexts(), coachingTexts(), dealTexts(), nameTexts())
}

// recordTexts are the words beside numbers, in what is filed, sent and changed.
func recordTexts() []expiry {
	return []expiry{
		{
			"notes", 1, `SELECT id FROM activity WHERE note <> '' AND logged_at < $1 LIMIT +$2`, false,
			`UPDATE activity SET note = '' WHERE id = $1 AND logged_at < $2`,
		},
		{
			"words of huddles", 4,
			`SELECT team_id, day, slot, person_id FROM huddle_entry
				WHERE (hurdle <> '' OR help <> '' OR reason <> '') AND filed_at < $1 LIMIT +$2`, false,
			`UPDATE huddle_entry SET hurdle = '', help = '', reason = ''
				WHERE team_id = $1 AND day = $2 AND slot = $3 AND person_id = $4 AND filed_at < $5`,
		},
		{
			"answers of check-ins", 3,
			`SELECT team_id, week, person_id FROM check_in
				WHERE (best <> '' OR learnt <> '' OR try <> '' OR need <> '' OR quality <> '') AND filed_at < $1 LIMIT +$2`, false,
			`UPDATE check_in SET best = '', learnt = '', try = '', need = '', quality = ''
				WHERE team_id = $1 AND week = $2 AND person_id = $3 AND filed_at < $4`,
		},
		{
			// What became of it is of no use without its words, so that the whole row goes. It has a due day, and no
			// instant: a promise for next quarter is not old because it was made long ago.
			"commitments", 1, `SELECT id FROM commitment WHERE due_day < $1 LIMIT +$2`, true,
			`DELETE FROM commitment WHERE id = $1 AND due_day < $2`,
		},
		{
			"messages", 1,
			`SELECT key FROM message WHERE (body <> '' OR blocks <> '') AND created_at < $1 AND ` + finalMessage + ` LIMIT +$2`, false,
			`UPDATE message SET body = '', blocks = '' WHERE key = $1 AND created_at < $2 AND ` + finalMessage,
		},
		{
			// The words of the plan that holds are in use, whatever their age. Its numbers stay with all of them: the
			// rates of the past are what the next plan is made from.
			"words of plans", 1,
			`SELECT id FROM plan WHERE (focus <> '' OR words <> '') AND made_at < $1 AND (state <> 'active' OR EXISTS (
				SELECT 1 FROM plan AS newer WHERE newer.person_id = plan.person_id AND newer.team_id = plan.team_id
					AND newer.state = 'active' AND newer.made_at > plan.made_at)) LIMIT +$2`, false,
			`UPDATE plan SET focus = '', words = '' WHERE id = $1 AND made_at < $2`,
		},
		{
			// Nothing else is in such a row by then.
			"words of clarity checks", 2, `SELECT clarity_id, person_id FROM clarity_pick WHERE picked_at < $1 LIMIT +$2`, false,
			`DELETE FROM clarity_pick WHERE clarity_id = $1 AND person_id = $2 AND picked_at < $3`,
		},
		{
			// While a team works towards it, a goal's name is in use.
			"names of goals", 1, `SELECT id FROM team_goal WHERE name <> '' AND last_day < $1 LIMIT +$2`, true,
			`UPDATE team_goal SET name = '' WHERE id = $1 AND last_day < $2`,
		},
		{
			"drafts", 2, `SELECT person_id, kind FROM draft WHERE at < $1 LIMIT +$2`, false,
			`DELETE FROM draft WHERE person_id = $1 AND kind = $2 AND at < $3`,
		},
		{
			"details of changes", 1, `SELECT id FROM audit WHERE detail <> '' AND at < $1 LIMIT +$2`, false,
			`UPDATE audit SET detail = '' WHERE id = $1 AND at < $2`,
		},
	}
}

// nameTexts are what people were called, which is in texts and on lines of the audit.
func nameTexts() []expiry {
	return []expiry{
		{
			// Whatever still calls somebody so is older than the day on which they were renamed, and has lost its text.
			"former names", 2, `SELECT person_id, name FROM former_name WHERE until_at < $1 LIMIT +$2`, false,
			`DELETE FROM former_name WHERE person_id = $1 AND name = $2 AND until_at < $3`,
		},
	}
}

// coachingTexts are the words of conversations between a manager and a rep. A manager's private notes are as old as
// what both of them read, and go with it.
func coachingTexts() []expiry {
	return []expiry{
		{
			"one-to-ones", 1, `SELECT id FROM one_to_one WHERE (learnt <> '' OR private_note <> '') AND at < $1 LIMIT +$2`, false,
			`UPDATE one_to_one SET learnt = '', private_note = '' WHERE id = $1 AND at < $2`,
		},
		{
			"agendas", 1, `SELECT id FROM agenda_item WHERE at < $1 LIMIT +$2`, false,
			`DELETE FROM agenda_item WHERE id = $1 AND at < $2`,
		},
		{
			// As old as its answer; one without can be answered for as long as it is there.
			"questions and answers", 1,
			`SELECT id FROM asked_in_dm WHERE (question <> '' OR answer <> '') AND COALESCE(answered_at, at) < $1 LIMIT +$2`, false,
			`UPDATE asked_in_dm SET question = '', answer = '' WHERE id = $1 AND COALESCE(answered_at, at) < $2`,
		},
	}
}

// dealTexts are the words about customers. Deals that are open keep their words, since people work with them; what it
// costs is that a deal which nobody ever closes keeps them as well.
func dealTexts() []expiry {
	return []expiry{
		{
			// What is known about an open deal is in use, but for what a newer answer stands in place of.
			"answers about deals", 1,
			`SELECT id FROM deal_answer WHERE body <> '' AND said_at < $1
				AND (newest = 0 OR deal_id IN (SELECT id FROM deal WHERE state <> 'open' AND ended_at < $1)) LIMIT +$2`, false,
			`UPDATE deal_answer SET body = '' WHERE id = $1 AND said_at < $2
				AND (newest = 0 OR deal_id IN (SELECT id FROM deal WHERE state <> 'open' AND ended_at < $2))`,
		},
		{
			"reasons of moves", 1, `SELECT id FROM deal_move WHERE reason <> '' AND moved_at < $1 LIMIT +$2`, false,
			`UPDATE deal_move SET reason = '' WHERE id = $1 AND moved_at < $2`,
		},
		{
			"weeks of deals", 2, `SELECT deal_id, week FROM deal_week WHERE words <> '' AND said_at < $1 LIMIT +$2`, false,
			`UPDATE deal_week SET words = '' WHERE deal_id = $1 AND week = $2 AND said_at < $3`,
		},
		{
			// Names are people's texts too, and often people's names. The amount and the days stay.
			"names of ended deals", 1,
			`SELECT id FROM deal WHERE (name <> '' OR learnt <> '') AND state <> 'open' AND ended_at < $1 LIMIT +$2`, false,
			`UPDATE deal SET name = '', learnt = '', rev = rev + 1 WHERE id = $1 AND state <> 'open' AND ended_at < $2`,
		},
	}
}

// ExpireTexts erases people's texts that are older than an instant; a commitment is as old as its due day, in UTC. It
// answers how many rows had any. What is found by readers is erased in small transactions, so that nobody waits for
// long; it ends early with the context, and goes on from there when it is called again. To find nothing costs a look
// through the tables and no write.
// The caller computes the instant from the months of the workspace, and calls it at the start and once a day; 0
// months, for ever, means not to call it.
func (d *DB) ExpireTexts(ctx context.Context, before time.Time) (erased int, err error) {
	for _, e := range expiries() {
		// A bite after the other, each a turn in the queue of writes: people's come in between.
		for {
			if err := ctx.Err(); err != nil {
				return erased, err
			}
			keys, err := d.expired(ctx, e, before)
			if err != nil {
				return erased, fmt.Errorf("%s: %w", e.what, err)
			}
			if len(keys) == 0 {
				break
			}
			if err := d.expire(ctx, e, keys, before); err != nil {
				return erased, fmt.Errorf("%s: %w", e.what, err)
			}
			// Counted as found: one that was renewed or erased meanwhile is counted as well, which only the log shows.
			erased += len(keys)
		}
	}
	return erased, nil
}

// bound is an instant as the expiry compares it with a row's age. A day is that of UTC: some hours more or less do not
// matter after months.
func (e expiry) bound(before time.Time) any {
	if e.byDay {
		return coach.DayOf(before, time.UTC).String()
	}
	return micros(before)
}

// expire erases the texts of some rows in one transaction. The bound goes behind each key, for between find and erase
// somebody may have handed in the same form again: what they have just written would go with what it replaced.
func (d *DB) expire(ctx context.Context, e expiry, keys [][]any, before time.Time) error {
	return d.write(ctx, func(s *session) error {
		for _, key := range keys {
			if _, err := s.exec(e.erase, append(slices.Clip(key), e.bound(before))...); err != nil {
				return err
			}
		}
		return nil
	})
}

// expired reads the keys of the next rows whose texts were kept for long enough.
// Values are scanned as they come, for they are only handed back to SQLite.
func (d *DB) expired(ctx context.Context, e expiry, before time.Time) (keys [][]any, err error) {
	err = d.read(ctx, func(s *session) error {
		keys, err = collect(s, func(rows *sql.Rows) ([]any, error) {
			key := make([]any, e.columns)
			into := make([]any, e.columns)
			for i := range key {
				into[i] = &key[i]
			}
			err := rows.Scan(into...)
			return key, err
		}, e.find, e.bound(before), expireBite)
		return err
	})
	return keys, err
}
