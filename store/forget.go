package store

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"example.com/pacer/bot/coach"
)

// An erasure is one person's being forgotten, in one transaction. Nobody sees a half of it, and the sums and the ledger
// agree at every instant. It reads whole tables, which have no index by people, and so holds up other writes for some
// tenths of a second in a large file; that happens a few times in a company's life.
//
// What it deletes it overwrites (secure_delete), but SQLite leaves older copies of rows in the unused part of pages when
// it splits them. The file is therefore written anew afterwards; see rewrite.go.
// Readers go on meanwhile, with the picture from before.
type erasure struct {
	s      *session
	id     string   // who is forgotten
	as     string   // who has their counts from now on
	called callings // how texts call them, now and under earlier names
	at     time.Time
	render string
	// huddles are the keys of those that say their name in the team's channel.
	huddles map[string]bool
}

// forget erases a person: see [coach.Forgetting]. Everything that says who they are goes: their row, their texts, what was
// written to them and about them. What we said about them in Slack is deleted there by the outbox, and the huddles
// that named them are shown anew. To forget somebody who is not there does no harm.
// The change that holds it is an admin's or the person's own; who may ask is the bot's to say. An error means that
// nothing of it has happened. The nameless number is new, from [coach.Forgetting], and never somebody else's: what
// two people counted would otherwise be one.
func forget(s *session, f coach.Forgetting, at time.Time) error {
	if !coach.IsNameless(f.As) || coach.IsNameless(f.Person) || f.Person == "" {
		return errors.New("whoever is forgotten leaves a nameless number")
	}
	e := &erasure{s: s, id: f.Person, as: f.As, at: at, render: f.Render, huddles: make(map[string]bool)}
	if err := rememberForgotten(s, e.id); err != nil {
		return err
	}
	if err := e.loadNames(); err != nil {
		return err
	}
	// Messages first and rows last, for what is theirs is known by the rows; huddles after those, when the entries have
	// no name any more.
	for _, step := range []func() error{
		e.forgetOutbox, e.forgetCounts, e.forgetHuddles, e.forgetAudit, e.forgetDrafts, e.forgetRows, e.showHuddles,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	clear(s.counters) // what they count has other numbers now
	// A number and not a mark: who is forgotten while the file is being written anew raises it again, and Rewrite
	// takes off only what it saw.
	if _, err := s.exec(`UPDATE workspace SET rewrite_due = rewrite_due + 1 WHERE id = 1`); err != nil {
		return err
	}
	return raiseRevision(s)
}

// loadNames reads how texts call the person, and called them before they were renamed in Slack.
// Somebody of whom Slack was never asked has no row, and is in no text by a name. Of names from before such were kept
// nothing is known; what was written under those is found by what it is about: see keyedByOther.
func (e *erasure) loadNames() error {
	return e.s.each(`SELECT name FROM person WHERE id = $1 UNION SELECT name FROM former_name WHERE person_id = $1`, []any{e.id}, func(rows *sql.Rows) error {
		var name string
		err := rows.Scan(&name)
		if c := callingOf(name); c.name != "" {
			e.called = append(e.called, c)
		}
		return err
	})
}

// forgetCounts gives the ledger's entries and their sums to nobody, and takes the notes out. The new numbers of counters
// are higher than any, so what a reader remembers of the old ones leads to nothing until it forgets them; see read.
func (e *erasure) forgetCounts() error {
	type owned struct {
		id        int64
		team, kpi string
	}
	counters, err := collect(e.s, func(rows *sql.Rows) (c owned, err error) {
		err = rows.Scan(&c.id, &c.team, &c.kpi)
		return c, err
	}, `SELECT id, team_id, kpi_id FROM counter WHERE person_id = $1 ORDER BY id`, e.id)
	if err != nil {
		return err
	}
	// One by one, a few for a person: KPIs that they count, for each team.
	for _, c := range counters {
		// Nobody has a counter under the new number yet, so this makes one. The old row goes after its sums have left
		// it, as the foreign key wants it.
		anew, err := beginCounter(e.s, coach.Activity{Team: c.team, Person: e.as, KPI: c.kpi})
		if err != nil {
			return err
		}
		if err := e.exec(`UPDATE tally SET counter_id = $1 WHERE counter_id = $2`, anew, c.id); err != nil {
			return err
		}
		if err := e.exec(`DELETE FROM counter WHERE id = $1`, c.id); err != nil {
			return err
		}
	}
	// A delivery's key names who caused it, and that is nearly always whose the entry is.
	return e.exec(`
		UPDATE activity SET inbound = NULL,
			note = CASE person_id WHEN $1 THEN '' ELSE note END, person_id = CASE person_id WHEN $1 THEN $2 ELSE person_id END
		WHERE person_id = $1 OR instr(inbound, $1) > 0`, e.id, e.as)
}

// forgetHuddles takes the words out of what they filed. The numbers stay under nobody's name, for a wrap-up says how many
// were in and what they planned together.
// Whose text it was is what makes it theirs. What others wrote about them in their own entries is those people's, and
// is not searched for names.
func (e *erasure) forgetHuddles() error {
	err := e.s.each(`SELECT team_id, day, slot FROM huddle_entry WHERE person_id = $1`, []any{e.id}, func(rows *sql.Rows) error {
		var (
			ref coach.HuddleRef
			day date
		)
		err := rows.Scan(&ref.Team, &day, &ref.Slot)
		ref.Day = day.Day
		e.huddles[ref.Key()] = true
		return err
	})
	if err != nil {
		return err
	}
	return e.exec(`UPDATE huddle_entry SET person_id = $2, hurdle = '', help = '', reason = '' WHERE person_id = $1`, e.id, e.as)
}

// forgetRows deletes what is about them alone, and where they were the hand that wrote it, puts nobody in their place.
// In any order, as nothing refers to a person by a foreign key: they are Slack's ids. Only steps go before their
// plans.
func (e *erasure) forgetRows() error {
	for _, row := range []struct {
		query string
		args  []any
	}{
		{`DELETE FROM person WHERE id = $1`, []any{e.id}},
		{`DELETE FROM former_name WHERE person_id = $1`, []any{e.id}},
		{`DELETE FROM person_mute WHERE person_id = $1`, []any{e.id}},
		{`DELETE FROM team_member WHERE person_id = $1`, []any{e.id}},
		{`DELETE FROM member_segment WHERE person_id = $1`, []any{e.id}},
		{`DELETE FROM team_gap WHERE person_id = $1`, []any{e.id}},
		{`DELETE FROM person_week WHERE person_id = $1`, []any{e.id}},
		{`DELETE FROM check_in WHERE person_id = $1`, []any{e.id}},
		{`DELETE FROM huddle_help WHERE person_id = $1 OR helper_id = $1`, []any{e.id}},
		// What their managers promised them is about them; what they promised others as a manager is theirs as well.
		{`DELETE FROM commitment WHERE person_id = $1
			OR one_to_one_id IN (SELECT id FROM one_to_one WHERE person_id = $1)`, []any{e.id}},
		{`UPDATE commitment SET with_id = $2 WHERE with_id = $1`, []any{e.id, e.as}},
		{`DELETE FROM agenda_item WHERE person_id = $1 OR said_by = $1`, []any{e.id}},
		{`DELETE FROM one_to_one WHERE person_id = $1`, []any{e.id}},
		{`UPDATE one_to_one SET manager_id = $2, learnt = '', private_note = '' WHERE manager_id = $1`, []any{e.id, e.as}},
		{`DELETE FROM asked_in_dm WHERE person_id = $1`, []any{e.id}},
		{`UPDATE asked_in_dm SET manager_id = $2, question = '' WHERE manager_id = $1`, []any{e.id, e.as}},
		{`DELETE FROM asked WHERE person_id = $1`, []any{e.id}},
		{`UPDATE OR REPLACE asked SET said_by = $2 WHERE said_by = $1`, []any{e.id, e.as}},
		{`UPDATE deal_answer SET said_by = $2, body = '' WHERE said_by = $1`, []any{e.id, e.as}},
		{`UPDATE deal_move SET said_by = $2, reason = '' WHERE said_by = $1`, []any{e.id, e.as}},
		{`UPDATE deal_week SET person_id = $2, words = '' WHERE person_id = $1`, []any{e.id, e.as}},
		// The deal itself is the team's: somebody else goes on with it. What was learnt is whoever's the deal is.
		{`UPDATE deal SET owner_id = $2, learnt = '', rev = rev + 1 WHERE owner_id = $1`, []any{e.id, e.as}},
		// A check that is being counted is counted again, without them.
		{`UPDATE clarity SET rev = rev + 1 WHERE id IN (SELECT clarity_id FROM clarity_pick WHERE person_id = $1)`, []any{e.id}},
		{`DELETE FROM clarity_pick WHERE person_id = $1`, []any{e.id}},
		{`UPDATE clarity SET asked_by = $2 WHERE asked_by = $1`, []any{e.id, e.as}},
		{`DELETE FROM absence WHERE person_id = $1`, []any{e.id}},
		{`DELETE FROM plan_step WHERE plan_id IN (SELECT id FROM plan WHERE person_id = $1)`, []any{e.id}},
		{`DELETE FROM plan WHERE person_id = $1`, []any{e.id}},
		{`UPDATE plan SET made_by = $2, focus = '' WHERE made_by = $1`, []any{e.id, e.as}}, // proposed to others, in words of theirs
		{`UPDATE team_goal SET made_by = $2 WHERE made_by = $1`, []any{e.id, e.as}},
		{`UPDATE absence SET said_by = $2 WHERE said_by = $1`, []any{e.id, e.as}},
		// A delivery that Slack repeats after this is refused by who it is about, and no longer by its key.
		{`DELETE FROM inbound WHERE instr('/' || key || '/', '/' || $1 || '/') > 0`, []any{e.id}},
		// A follow-up for them alone is not held; what was held stays recorded, without its reason.
		{`DELETE FROM occurrence WHERE state = 'planned' AND instr(reason, $1) > 0`, []any{e.id}},
		{`UPDATE occurrence SET reason = '' WHERE instr(reason, $1) > 0`, []any{e.id}},
	} {
		if err := e.exec(row.query, row.args...); err != nil {
			return err
		}
	}
	return nil
}

// forgetAudit deletes the lines about them. Those about others stay, without saying that it was them.
// A detail is a sentence that names people as Slack shows them, or by their id. "Somebody" leaves the sentence
// readable: who changed what about whom else has to stay known.
func (e *erasure) forgetAudit() error {
	if err := e.exec(`DELETE FROM audit WHERE person_id = $1`, e.id); err != nil {
		return err
	}
	if err := e.exec(`UPDATE audit SET said_by = $2 WHERE said_by = $1`, e.id, e.as); err != nil {
		return err
	}
	return e.rewriteTexts(`SELECT id, detail FROM audit`, `UPDATE audit SET detail = $2 WHERE id = $1`, func(detail string) string {
		// Ids wherever they stand, in a mention too; a name only by itself.
		return e.called.without(strings.ReplaceAll(detail, e.id, "somebody"), "somebody")
	})
}

// forgetDrafts deletes what they had begun, and takes them out of what others have: a form that makes a team lists people.
func (e *erasure) forgetDrafts() error {
	// A record of a conversation with them that was begun has their manager's words about them.
	if err := e.exec(`DELETE FROM draft WHERE person_id = $1 OR (kind GLOB 'record/*' AND instr(body, $1) > 0)`, e.id); err != nil {
		return err
	}
	return e.rewriteTexts(`SELECT person_id || '/' || kind, body FROM draft`,
		`UPDATE draft SET body = $2 WHERE person_id || '/' || kind = $1`, func(body string) string {
			if !strings.Contains(body, e.id) {
				return body
			}
			var v any
			// Losing a form that somebody has begun is better than keeping what was to be forgotten.
			if json.Unmarshal([]byte(body), &v) != nil {
				return "{}" // nobody's words are in what cannot be read
			}
			return mustJSON(without(v, e.id))
		})
}

// rewriteTexts reads pairs of a key and a text, and writes back the texts that change makes others of.
// All of the table is read. It holds those that change in memory, since the session cannot write in the middle of a
// query.
func (e *erasure) rewriteTexts(query, update string, change func(string) string) error {
	found := make(map[string]string)
	err := e.s.each(query, nil, func(rows *sql.Rows) error {
		var key, text string
		err := rows.Scan(&key, &text)
		if anew := change(text); anew != text {
			found[key] = anew
		}
		return err
	})
	if err != nil {
		return err
	}
	for key, text := range found {
		if err := e.exec(update, key, text); err != nil {
			return err
		}
	}
	return nil
}

// exec runs a statement of which nobody asks how many rows it changed.
// The error shows the beginning of the statement: with its values it would write whom it is about into the log.
func (e *erasure) exec(query string, args ...any) error {
	_, err := e.s.exec(query, args...)
	if err != nil {
		return fmt.Errorf("%s …: %w", strings.Join(strings.Fields(query)[:3], " "), err) // the table, and no values
	}
	return nil
}

// without takes an id out of what was read from JSON: lists lose it, objects lose it as a key, and texts are empty.
// It does not have to know the forms: a list of members, a map of starts by person and a field with one id in it are
// all found by where an id can stand. A number or a truth value names nobody.
func without(v any, id string) any {
	switch v := v.(type) {
	case []any:
		// Only whole elements: one that holds the id among other words is a text, and emptied below.
		v = slices.DeleteFunc(v, func(x any) bool { return x == id })
		for i := range v {
			v[i] = without(v[i], id)
		}
		return v
	case map[string]any:
		for key, x := range v {
			if strings.Contains(key, id) {
				delete(v, key)
				continue
			}
			v[key] = without(x, id)
		}
	case string:
		if strings.Contains(v, id) {
			return ""
		}
	}
	return v
}
