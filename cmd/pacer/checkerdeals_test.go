package main

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/pacer/bot/coach"
	"example.com/pacer/bot/playground"
)

// A said is a text of somebody's that no other has, and whether they read that it was kept.
type said struct {
	text string
	told bool
}

// A dealt is one deal that somebody made, under a name that no other has, and what they did with it.
type dealt struct {
	name    string
	told    bool   // they read that it is on their list
	answers []said // to what its stages ask
	reasons []said // with which it moved on
	worth   int64  // what it brings, in minor units; the same at each try
	won     said   // with what they learned, at the last try
	opened  bool   // they opened it again after that, or tried to
}

// A posed is one question that a manager put to somebody in a direct message, and how they answered.
type posed struct {
	question string
	told     bool   // the manager read that it was sent
	answers  []said // in the order in which they were handed in
}

type dealRow struct {
	id, owner, stage, state, learnt string
	counted                         bool
	answers                         []string
	moves                           []moveRow // in order
}

type moveRow struct{ id, from, to, by, unproven, reason string }

type directRow struct{ id, person, manager, answer string }

// readWork reads the deals, by name, the questions that were asked in direct messages, by what was asked, and the huddles.
func (r *records) readWork(ctx context.Context, tx *sql.Tx) error {
	byID := map[string]*dealRow{}
	r.deals, r.direct = map[string][]*dealRow{}, map[string][]directRow{}
	return firstError(
		each(ctx, tx, `SELECT id, owner_id, name, stage_id, state, learnt, counted FROM deal ORDER BY id`, func(scan func(...any) error) error {
			d, name := &dealRow{}, ""
			err := scan(&d.id, &d.owner, &name, &d.stage, &d.state, &d.learnt, &d.counted)
			byID[d.id], r.deals[name] = d, append(r.deals[name], d)
			return err
		}),
		each(ctx, tx, `SELECT deal_id, body FROM deal_answer ORDER BY said_at, id`, func(scan func(...any) error) error {
			var id, text string
			err := scan(&id, &text)
			byID[id].answers = append(byID[id].answers, text)
			return err
		}),
		each(ctx, tx, `SELECT deal_id, id, from_stage, to_stage, said_by, unproven, reason FROM deal_move ORDER BY moved_at, id`, func(scan func(...any) error) error {
			var id string
			var m moveRow
			err := scan(&id, &m.id, &m.from, &m.to, &m.by, &m.unproven, &m.reason)
			byID[id].moves = append(byID[id].moves, m)
			return err
		}),
		each(ctx, tx, `SELECT id, person_id, manager_id, question, answer FROM asked_in_dm`, func(scan func(...any) error) error {
			var d directRow
			var question string
			err := scan(&d.id, &d.person, &d.manager, &question, &d.answer)
			r.direct[question] = append(r.direct[question], d)
			return err
		}),
		each(ctx, tx, `SELECT team_id, day, slot, due, opened_at, closes_at, COALESCE(closed_at, 0) FROM huddle WHERE opened_at IS NOT NULL`, func(scan func(...any) error) error {
			var h huddleRow
			var opened, closes, closed int64
			err := scan(&h.team, &h.day, &h.slot, &h.due, &opened, &closes, &closed)
			if h.opened, h.closes = time.UnixMicro(opened), time.UnixMicro(closes); closed > 0 {
				h.closed = time.UnixMicro(closed)
			}
			r.huddles = append(r.huddles, h)
			return err
		}))
}

// firstError is the first of some errors that there is.
func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// wins looks at what won deals left in the ledger: each counts once for each KPI, whoever won it how often, and none does
// that was never counted. It needs no notes of people.
func (c *checker) wins(r records) (found []string) {
	entries := map[string]map[string]int{} // by name of the deal, by KPI
	for _, a := range r.entries {
		if a.source != "deal" || a.corrects != "" {
			continue
		}
		if entries[a.note] == nil {
			entries[a.note] = map[string]int{}
		}
		if entries[a.note][a.kpi]++; entries[a.note][a.kpi] == 2 {
			found = append(found, fmt.Sprintf("doubled: the win of %q is counted twice", a.note))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.deals)) {
		for _, d := range r.deals[name] {
			if d.counted != (len(entries[name]) > 0) {
				found = append(found, fmt.Sprintf("%q is said to be counted (%v), and the ledger has %d entries", name, d.counted, len(entries[name])))
			}
			found = append(found, d.path(name)...)
			found = append(found, d.announced(name, r)...)
		}
		delete(entries, name)
	}
	for name := range entries {
		found = append(found, fmt.Sprintf("nobody made the deal %q, and it is counted", name))
	}
	return found
}

// path looks at how a deal moved: each step begins where the one before ended, and the last one where the deal stands.
func (d *dealRow) path(name string) (found []string) {
	at := ""
	for _, m := range d.moves {
		if m.from != at || m.to == at {
			found = append(found, fmt.Sprintf("doubled or lost: a step of %q goes from %q to %q, and it stood in %q", name, m.from, m.to, at))
		}
		at = m.to
	}
	if at != d.stage && at != d.state {
		found = append(found, fmt.Sprintf("%q went to %q, and is %s in %q", name, at, d.state, d.stage))
	}
	return found
}

// announced looks at the steps that left something open: somebody who manages the deal was to be told of each.
func (d *dealRow) announced(name string, r records) (found []string) {
	for _, m := range d.moves {
		if m.reason == "" {
			continue
		}
		if prefix := "deal/" + d.owner + "/" + m.by + "/" + m.id + "/"; len(r.under(prefix)) == 0 {
			found = append(found, fmt.Sprintf("lost: nobody was told that %q moved on with %s", name, m.unproven))
		}
	}
	return found
}

// under are the keys of messages that begin with a prefix.
func (r *records) under(prefix string) (keys []string) {
	at, _ := slices.BinarySearch(r.keys, prefix)
	for _, key := range r.keys[at:] {
		if !strings.HasPrefix(key, prefix) {
			break
		}
		keys = append(keys, key)
	}
	return keys
}

// dealings compares what people did with their deals with what is kept.
func (c *checker) dealings(r records) (found []string) {
	if c.dealt == nil {
		return nil
	}
	known := map[string]bool{}
	for _, d := range c.dealt {
		known[d.name] = true
		rows := r.deals[d.name]
		switch {
		case len(rows) > 1:
			found = append(found, fmt.Sprintf("doubled: %q was made %d times", d.name, len(rows)))
		case len(rows) == 0 && d.told:
			found = append(found, fmt.Sprintf("lost: %q was made, and is not there", d.name))
		case len(rows) == 1:
			found = append(found, d.compare(rows[0], r)...)
		}
	}
	for name := range r.deals {
		if !known[name] {
			found = append(found, fmt.Sprintf("nobody made the deal %q", name))
		}
	}
	return found
}

// compare compares one deal with what its owner was told.
func (d dealt) compare(row *dealRow, r records) (found []string) {
	var reasons []string
	for _, m := range row.moves {
		reasons = append(reasons, m.reason)
	}
	found = append(found, keptOnce(d.name, d.answers, row.answers)...)
	found = append(found, keptOnce(d.name, d.reasons, reasons)...)
	if !d.won.told {
		return found
	}
	var counts []int64
	for _, a := range r.entries {
		if a.source == "deal" && a.note == d.name && a.corrects == "" {
			counts = append(counts, a.count)
		}
	}
	slices.Sort(counts)
	if !slices.Equal(counts, []int64{1, d.worth}) {
		found = append(found, fmt.Sprintf("lost: %q was won for %d, and the ledger has %v", d.name, d.worth, counts))
	}
	if !d.opened && (row.state != string(coach.DealWon) || row.learnt != d.won.text) {
		found = append(found, fmt.Sprintf("lost: %q was won with %q, and is %s with %q", d.name, d.won.text, row.state, row.learnt))
	}
	return found
}

// keptOnce compares texts that somebody handed in with those that are kept.
func keptOnce(name string, all []said, kept []string) (found []string) {
	for _, s := range all {
		n := 0
		for _, text := range kept {
			if text == s.text {
				n++
			}
		}
		switch {
		case n > 1:
			found = append(found, fmt.Sprintf("doubled: %q of %q is kept %d times", s.text, name, n))
		case n == 0 && s.told:
			found = append(found, fmt.Sprintf("lost: %q of %q was kept, and is not there", s.text, name))
		}
	}
	return found
}

// conversations looks at the questions that were asked in direct messages: each reached both once, and its answer
// stands in the manager's thread once, as it was given last.
func (c *checker) conversations(r records) (found []string) {
	replies := c.repliesByThread()
	for _, question := range slices.Sorted(maps.Keys(r.direct)) {
		for _, d := range r.direct[question] {
			asked := "asked/" + d.id + "/" + d.person
			asker, told := r.byKey[asked+"/manager/"+d.manager]
			if _, there := r.byKey[asked]; !there || !told {
				found = append(found, fmt.Sprintf("lost: %q was put to %s, and not both of them were to read it", question, d.person))
				continue
			}
			in := replies[asker.sentTo+asker.sentTS]
			switch {
			case asker.state != "sent": // which the outbox tells of
			case d.answer == "" && len(in) > 0:
				found = append(found, fmt.Sprintf("nobody answered %q, and in the thread stands %q", question, in))
			case d.answer != "" && len(in) == 0:
				found = append(found, fmt.Sprintf("lost: %q was answered with %q, and the manager's thread is empty", question, d.answer))
			case len(in) > 1:
				found = append(found, fmt.Sprintf("doubled: %q was answered, and in the thread stands %q", question, in))
			case len(in) == 1 && !strings.Contains(in[0], d.answer):
				found = append(found, fmt.Sprintf("lost: %q was answered with %q, and in the thread stands %q", question, d.answer, in[0]))
			}
		}
	}
	return append(found, c.asked(r)...)
}

// repliesByThread are the app's messages in threads as they read in the end, by channel and parent.
func (c *checker) repliesByThread() map[string][]string {
	type place struct{ thread, ts string }
	texts, threads := map[place]string{}, map[string]string{} // by the thread, and the thread by the message
	for _, e := range c.journal {
		switch at := e.Channel + e.TS; {
		case e.Kind == playground.KindPosted && e.ByApp && e.For == "" && e.Thread != "" && e.Thread != e.TS:
			threads[at] = e.Channel + e.Thread
			texts[place{threads[at], at}] = e.Text
		case e.Kind == playground.KindEdited && threads[at] != "":
			texts[place{threads[at], at}] = e.Text
		case e.Kind == playground.KindDeleted && threads[at] != "":
			delete(texts, place{threads[at], at})
		}
	}
	all := map[string][]string{}
	for at, text := range texts {
		all[at.thread] = append(all[at.thread], text)
	}
	return all
}

// asked compares what managers asked, and what they were answered, with what is kept.
func (c *checker) asked(r records) (found []string) {
	for _, p := range c.posed {
		rows := r.direct[p.question]
		switch {
		case len(rows) > 1:
			found = append(found, fmt.Sprintf("doubled: %q was asked %d times", p.question, len(rows)))
			continue
		case len(rows) == 0 && p.told:
			found = append(found, fmt.Sprintf("lost: %q was asked, and is not there", p.question))
		}
		if len(rows) == 0 {
			continue
		}
		told := -1
		for i, a := range p.answers {
			if a.told {
				told = i
			}
		}
		stands := slices.IndexFunc(p.answers, func(a said) bool { return a.text == rows[0].answer })
		if stands < told || stands < 0 && rows[0].answer != "" {
			found = append(found, fmt.Sprintf("lost: of the answers %v to %q stands %q", p.answers, p.question, rows[0].answer))
		}
	}
	return found
}

// A checker that finds nothing proves nothing: each kind of damage to a deal that was won, and to a question that was
// answered, is found.
func TestCheckerFindsWhatBecameOfDealsAndQuestions(t *testing.T) {
	findsEach(t, soundWork, []harm{
		{name: "a sound history"},
		{name: "a deal that was lost", want: "lost: \"d2\" was made", plant: func(c *checker) { c.dealt = append(c.dealt, dealt{name: "d2", told: true}) }},
		{name: "a deal that nobody made", want: "nobody made the deal", plant: func(c *checker) { c.dealt = []dealt{} }},
		{name: "a deal that was doubled", want: "made 2 times", sql: `
			INSERT INTO deal SELECT 'x', team_id, owner_id, name, amount, unit, closes_day, stage_id, state, made_at, stage_at, moved_at, ended_at, ended_day, learnt, 0, rev FROM deal`},
		{name: "a win that was doubled", want: "counted twice", sql: `
			INSERT INTO activity SELECT id || 'x', team_id, person_id, kpi_id, day, count, note, logged_at, source, inbound, corrects FROM activity;
			UPDATE tally SET count = 2 * count`},
		{name: "a win that was lost", want: "won for 1200000, and the ledger has []", sql: `DELETE FROM tally; DELETE FROM activity`},
		{name: "a win that is said to be none", want: "said to be counted (false)", sql: `UPDATE deal SET counted = 0`},
		{name: "a win that does not stand", want: `is open with`, sql: `UPDATE deal SET state = 'open', ended_day = NULL, ended_at = NULL`},
		{name: "a step that was doubled", want: "doubled or lost: a step", sql: `
			INSERT INTO deal_move SELECT id || 'x', deal_id, from_stage, to_stage, said_by, moved_at, unproven, reason FROM deal_move WHERE reason <> ''`},
		{name: "a step that was lost", want: "doubled or lost: a step", sql: `DELETE FROM deal_move WHERE reason <> ''`},
		{name: "a step of which nobody heard", want: "nobody was told", sql: `DELETE FROM message WHERE key LIKE 'deal/%'`},
		{name: "an answer that was lost", want: "is not there", sql: `DELETE FROM deal_answer`},
		{name: "a question that was lost", want: `"how is q2?" was asked, and is not there`, plant: func(c *checker) {
			c.posed = append(c.posed, posed{question: "how is q2?", told: true})
		}},
		{name: "a question that one of them never read", want: "not both of them", sql: `DELETE FROM message WHERE key = 'asked/q/U0ANN'`},
		{name: "an answer that did not come back", want: "thread is empty", plant: func(c *checker) {
			c.journal = slices.DeleteFunc(c.journal, func(e playground.Entry) bool { return e.Thread != "" })
		}},
		{name: "an answer that came back twice", want: "doubled: \"how is q?\"", plant: func(c *checker) {
			i := slices.IndexFunc(c.journal, func(e playground.Entry) bool { return e.Thread != "" })
			twin := c.journal[i]
			twin.TS = "9.9"
			c.journal = append(c.journal, twin)
		}},
		{name: "an answer of before", want: "lost: of the answers", plant: func(c *checker) {
			c.posed[0].answers = append(c.posed[0].answers, said{"better", true})
		}},
	})
}

// soundWork is one deal that moved on with a reason and was won, and one question that was answered.
func soundWork(t *testing.T) *checker {
	t.Helper()
	db, path, team, now := soundDemo(t)
	defer db.Close()
	c := &checker{
		database: path, logged: []logged{},
		dealt: []dealt{{
			name: "d1", told: true, worth: 12_000_00, won: said{"learnt", true},
			answers: []said{{"they count returns", true}}, reasons: []said{{"they want it now", true}},
		}},
		posed: []posed{{question: "how is q?", told: true, answers: []said{{"fine, thank you", true}}}},
	}
	post := func(key, parent, text string) coach.Message {
		ts := fmt.Sprintf("1764066600.%06d", len(c.journal)+1)
		m := coach.Message{Key: key, Verb: coach.Post, Channel: "D0" + key[:4], Target: parent, Text: text, Nonce: "n" + ts, State: coach.Sent, SentTo: "D0" + key[:4], SentTS: ts}
		e := playground.Entry{
			Kind: playground.KindPosted, ByApp: true, Channel: m.SentTo, TS: ts, Text: text,
			Metadata: []byte(`{"event_type":"pacer_message","event_payload":{"key":"` + m.Nonce + `"}}`),
		}
		if parent != "" {
			e.Thread = c.journal[len(c.journal)-1].TS
		}
		c.journal = append(c.journal, e)
		return m
	}
	day := coach.DayOf(now, time.UTC)
	deal := coach.Deal{ID: "d", Team: team.ID, Owner: "U0ANN", Name: "d1", Amount: 12_000_00, Unit: "EUR", Stage: "discovery", State: coach.DealOpen, MadeAt: now, StageAt: now, MovedAt: now}
	made := coach.Change{At: now, Deals: []coach.Deal{deal}, DealMoves: []coach.DealMove{{ID: "m1", Deal: "d", To: "qualified", By: "U0ANN"}}}
	moved := coach.Change{
		At: now.Add(time.Second), Answers: []coach.DealAnswer{{Deal: "d", Milestone: "measures", Ask: "How?", Text: "they count returns", By: "U0ANN"}},
		DealMoves: []coach.DealMove{{ID: "m2", Deal: "d", From: "qualified", To: "discovery", By: "U0ANN", Unproven: []string{"x"}, Reason: "they want it now"}},
		Messages:  []coach.Message{post("deal/U0ANN/U0ANN/m2/U0MAYA", "", "moved")},
	}
	won := coach.Change{At: now.Add(2 * time.Second), DealMoves: []coach.DealMove{{ID: "m3", Deal: "d", From: "discovery", To: "won", By: "U0ANN"}}}
	deal.Rev, deal.State, deal.EndedDay, deal.EndedAt, deal.Learnt, deal.Counted = 1, coach.DealWon, day, now, "learnt", true
	won.Deals = []coach.Deal{deal}
	for i, count := range map[int]int64{3: 1, 4: 12_000_00} {
		won.Activities = append(won.Activities, coach.Activity{Team: team.ID, Person: "U0ANN", KPI: team.KPIs[i].ID, Day: day, Count: count, Note: "d1", Source: "deal"})
	}
	asked := coach.Change{
		At:     now.Add(3 * time.Second),
		Direct: &coach.DirectQuestion{ID: "q", Team: team.ID, Person: "U0ANN", Manager: "U0MAYA", Question: "how is q?", Answer: "fine, thank you", AnsweredAt: now},
		Messages: []coach.Message{
			post("asked/q/U0ANN", "", "asks you"), post("asked/q/U0ANN/manager/U0MAYA", "", "you asked"),
			post("asked/q/U0ANN/manager/U0MAYA/answer", "asked/q/U0ANN/manager/U0MAYA", "fine, thank you"),
		},
	}
	for _, change := range []coach.Change{made, moved, won, asked} {
		if err := db.Commit(t.Context(), change); err != nil {
			t.Fatal(err)
		}
	}
	c.now = now.Add(time.Minute)
	return c
}
