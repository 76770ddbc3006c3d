package main

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"example.com/pacer/bot/coach"
	"example.com/pacer/bot/coach/tz"
	"example.com/pacer/bot/playground"
	"example.com/pacer/store"
)

// A checker tells, after a run that came to rest, whether everything that was promised was kept. It joins three accounts
// of the same events that know nothing of one another: what people saw in Slack (the playground's journal), what the
// database holds (read as plain SQL, not through the store that is being judged), and what people typed and were told.
type checker struct {
	database  string
	journal   playground.Journal
	now       time.Time // nothing that is due by now may be open
	logged    []logged  // nil: what people typed is not known, and the ledger is compared with the journal alone
	filed     []filed   // in the order in which they were handed in
	dealt     []dealt   // nil: what people did with deals is not known
	posed     []posed
	kept      map[string][]said // texts that are kept for themselves, by what they are of
	private   map[string]string // notes for one person alone, and whose
	wanted    map[string]int    // files that somebody asked for, by the channel in which they come
	held      []coach.RhythmKind
	nameless  []string // people who were forgotten: what they logged is nobody's, and no delivery's
	forgotten []string // channels of people who were forgotten: what was said there is in no outbox any more
}

// A logged is one thing that somebody logged. The note is its own, so that it can be told from all others.
type logged struct {
	note  string
	count int64
	told  bool // Slack showed them that it was logged
	// Refused: they were told that nothing was changed.
	refused bool
	// Undoing is what became of it after that: they took it back, and perhaps were told so.
	undone, toldUndone bool
}

// A filed is one form that somebody handed in, of the huddle or of the week; its words are its own.
type filed struct {
	form, person, words string
	told                bool
}

// faults lists what is wrong, a sentence each; nil when every promise was kept.
func (c *checker) faults(ctx context.Context) (found []string) {
	// What the file says of itself, beside what the records say of the journal: a year is much to read.
	var itself []string
	var verified sync.WaitGroup
	verified.Go(func() { itself = c.fileFaults(ctx) })
	found = c.recordFaults(ctx)
	verified.Wait()
	return append(itself, found...)
}

// fileFaults are what is wrong within the database: pages, indexes, references, and the sums against what they sum up.
func (c *checker) fileFaults(ctx context.Context) (found []string) {
	if _, err := store.Verify(ctx, c.database); err != nil {
		found = append(found, fmt.Sprintf("the file: %v", err))
	}
	if err := store.CompareDeals(ctx, c.database); err != nil {
		found = append(found, fmt.Sprintf("the deals: %v", err))
	}
	return found
}

// recordFaults are what is wrong between the records, the journal and what people did.
func (c *checker) recordFaults(ctx context.Context) (found []string) {
	records, err := readRecords(ctx, c.database)
	if err != nil {
		return []string{fmt.Sprintf("the file cannot be read: %v", err)}
	}
	found = append(found, c.occurrences(records)...)
	found = append(found, c.outbox(records)...)
	found = append(found, c.visible(records)...)
	found = append(found, c.ledger(records)...)
	found = append(found, c.promised(records)...)
	found = append(found, c.filings(records)...)
	found = append(found, c.wins(records)...)
	found = append(found, c.dealings(records)...)
	found = append(found, c.talks(records)...)
	found = append(found, c.files()...)
	return append(found, c.conversations(records)...)
}

// records are the tables that the checker looks at.
type records struct {
	messages    []outboxRow
	keys        []string // of the messages, in order
	byKey       map[string]outboxRow
	byNonce     map[string]outboxRow
	occurrences []occurrenceRow
	entries     []ledgerRow
	words       map[string]string     // form and person → what stands in the newest one
	deals       map[string][]*dealRow // by name
	direct      map[string][]directRow
	huddles     []huddleRow
	kept        map[string][]string // texts that are kept for themselves
}

type outboxRow struct {
	key, verb, parent, body, state, nonce, reason, sentTo, sentTS string
	render                                                        string
	created, started, next                                        int64
	attempts                                                      int
}

type occurrenceRow struct {
	kind          coach.RhythmKind
	team, zone    string
	due           time.Time
	state, reason string
}

type ledgerRow struct {
	id, person, kpi, note, source, inbound, corrects string
	count                                            int64
}

// readRecords reads the tables in one transaction, beside whoever has the file open.
func readRecords(ctx context.Context, path string) (r records, err error) {
	db, err := sql.Open("sqlite", "file:"+path+"?mode=ro&_pragma=busy_timeout(5000)")
	if err != nil {
		return r, err
	}
	defer db.Close()
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return r, err
	}
	defer tx.Rollback() //nolint:errcheck // it only reads
	r.byKey, r.byNonce, r.words = map[string]outboxRow{}, map[string]outboxRow{}, map[string]string{}
	err = each(ctx, tx, `SELECT key, verb, COALESCE(parent, ''), body, state, nonce, reason, sent_to, sent_ts,
			render, created_at, COALESCE(started_at, 0), next_at, attempts FROM message ORDER BY created_at, place`,
		func(scan func(...any) error) error {
			var m outboxRow
			err := scan(&m.key, &m.verb, &m.parent, &m.body, &m.state, &m.nonce, &m.reason, &m.sentTo, &m.sentTS, &m.render, &m.created, &m.started, &m.next, &m.attempts)
			r.messages, r.byKey[m.key], r.byNonce[m.nonce] = append(r.messages, m), m, m
			return err
		})
	if err != nil {
		return r, err
	}
	r.keys = slices.Sorted(maps.Keys(r.byKey))
	err = each(ctx, tx, `SELECT kind, team_id, zone, due, state, reason FROM occurrence ORDER BY due`, func(scan func(...any) error) error {
		var o occurrenceRow
		var due int64
		err := scan(&o.kind, &o.team, &o.zone, &due, &o.state, &o.reason)
		o.due = time.UnixMicro(due)
		r.occurrences = append(r.occurrences, o)
		return err
	})
	if err != nil {
		return r, err
	}
	err = each(ctx, tx, `SELECT id, person_id, kpi_id, note, source, COALESCE(inbound, ''), COALESCE(corrects, ''), count FROM activity ORDER BY id`,
		func(scan func(...any) error) error {
			var a ledgerRow
			err := scan(&a.id, &a.person, &a.kpi, &a.note, &a.source, &a.inbound, &a.corrects, &a.count)
			r.entries = append(r.entries, a)
			return err
		})
	if err != nil {
		return r, err
	}
	err = each(ctx, tx, `
		SELECT 'huddle', person_id, hurdle, filed_at FROM huddle_entry UNION ALL SELECT 'checkin', person_id, best, filed_at FROM check_in
		UNION ALL SELECT 'coach_record', manager_id, learnt, at FROM one_to_one UNION ALL SELECT 'agenda', person_id, body, at FROM agenda_item WHERE said_by = person_id
		UNION ALL SELECT 'clarity_pick', person_id, other, picked_at FROM clarity_pick WHERE picked_at IS NOT NULL
		ORDER BY 4`, func(scan func(...any) error) error {
		var form, person, words string
		var at int64
		err := scan(&form, &person, &words, &at)
		r.words[form+" of "+person] = words
		return err
	})
	if err != nil {
		return r, err
	}
	if err := r.readKept(ctx, tx); err != nil {
		return r, err
	}
	return r, r.readWork(ctx, tx)
}

// each runs a query and hands each row to use.
func each(ctx context.Context, tx *sql.Tx, query string, use func(scan func(...any) error) error) error {
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := use(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// occurrences looks at the rituals: each that is due has an end; a skipped one has a reason, and one that was held has
// said something or says what it found to do.
func (c *checker) occurrences(r records) (found []string) {
	held := map[coach.RhythmKind]bool{}
	for _, o := range r.occurrences {
		name := fmt.Sprintf("%s of %s in %s", o.kind, o.due.UTC().Format(time.RFC3339), o.zone)
		switch {
		case o.state == "done":
			held[o.kind] = true
			if o.reason == "" && !r.said(o) {
				found = append(found, name+" was held and said nothing")
			}
		case o.state == "skipped" && o.reason != "":
		case o.state == "planned" && o.due.After(c.now):
		default:
			found = append(found, fmt.Sprintf("%s ended as %q, reason %q", name, o.state, o.reason))
		}
	}
	for _, kind := range c.held {
		if !held[kind] {
			found = append(found, fmt.Sprintf("no %s was held", kind))
		}
	}
	return found
}

// said tells whether the outbox has something that an occurrence led to.
func (r records) said(o occurrenceRow) bool {
	zone, err := tz.Load(o.zone)
	if err != nil {
		return false
	}
	// The day of a follow-up is its huddle's unless the huddle ran over midnight.
	day := o.due.In(zone).Format(time.DateOnly)
	prefixes := map[coach.RhythmKind]string{
		coach.Huddle: "huddle/" + o.team + "/" + day, coach.HuddleReminder: "huddle/" + o.team + "/", coach.HuddleClose: "huddle/" + o.team + "/",
		coach.CheckIn: "checkin/" + o.team + "/", coach.Leaderboard: "leaderboard/" + o.team + "/" + day,
		coach.Digest: "digest/" + o.team + "/", coach.Nudge: "nudge/",
	}
	prefix := prefixes[o.kind]
	at, _ := slices.BinarySearch(r.keys, prefix)
	return at < len(r.keys) && strings.HasPrefix(r.keys[at], prefix)
}

// outbox looks at what Pacer meant to say: each row has an end, what ended as sent is there once, and nothing else is.
func (c *checker) outbox(r records) (found []string) {
	posted, gone := c.postings()
	for _, m := range r.messages {
		times := posted[m.nonce]
		parent, known := r.byKey[m.parent]
		switch m.state {
		case "sent", "superseded":
		case "failed": // which the admin is shown, and nobody here is to see
			found = append(found, fmt.Sprintf("%s %s failed: %s", m.verb, m.key, m.reason))
		case "dropped":
			if m.reason == "" {
				found = append(found, fmt.Sprintf("%s was %s without a reason", m.key, m.state))
			}
		default: // what was filed before its huddle waits for it
			if m.parent == "" || known {
				found = append(found, fmt.Sprintf("%s %s has no end: it is %s", m.verb, m.key, m.state))
			}
		}
		switch {
		case m.verb == "delete" && m.state == "sent" && !gone[parent.sentTo+parent.sentTS]:
			found = append(found, fmt.Sprintf("%s was taken back and is still there", m.parent))
		case m.verb != "post":
		case len(times) > 1:
			found = append(found, fmt.Sprintf("doubled: %s was posted %d times, and is %s", m.key, len(times), m.state))
		case m.state == "sent" && len(times) == 0:
			found = append(found, fmt.Sprintf("lost: %s is sent, and nobody ever saw it", m.key))
		case m.state == "sent" && times[0].Channel+times[0].TS != m.sentTo+m.sentTS:
			found = append(found, fmt.Sprintf("%s is said to be at %s %s, and is at %s %s", m.key, m.sentTo, m.sentTS, times[0].Channel, times[0].TS))
		case m.state != "sent" && len(times) > 0:
			found = append(found, fmt.Sprintf("%s is %s (%s), and was posted", m.key, m.state, m.reason))
		}
	}
	return append(found, c.newest(r, gone)...)
}

// postings are the app's messages by the nonce in their metadata, and which of all messages were deleted.
func (c *checker) postings() (posted map[string]playground.Journal, gone map[string]bool) {
	posted, gone = map[string]playground.Journal{}, map[string]bool{}
	for _, e := range c.journal {
		switch {
		case e.Kind == playground.KindDeleted:
			gone[e.Channel+e.TS] = true
		case e.Kind == playground.KindPosted && e.ByApp && e.For == "":
			posted[nonceOf(e)] = append(posted[nonceOf(e)], e)
		}
	}
	return posted, gone
}

// nonceOf reads the nonce out of a message's metadata; "" if it has none.
func nonceOf(e playground.Entry) string {
	var metadata struct {
		Payload struct {
			Key string `json:"key"`
		} `json:"event_payload"`
	}
	if json.Unmarshal(e.Metadata, &metadata) != nil {
		return ""
	}
	return metadata.Payload.Key
}

// newest compares the text that stands in Slack with the newest that was to be said there.
func (c *checker) newest(r records, gone map[string]bool) (found []string) {
	shown := map[string]string{}
	for _, e := range c.journal.Of(playground.KindPosted, playground.KindEdited) {
		shown[e.Channel+e.TS] = e.Text
	}
	// What was meant last wins; of two that were made at the moment of sending, the one that was sent last.
	want := map[string]outboxRow{}
	// An edit that was refused when it was tried again may have had its effect at first, when its answer was lost.
	may := map[string][]outboxRow{}
	for _, m := range r.messages {
		at := m.sentTo + m.sentTS
		if m.verb == "edit" && m.state == "failed" && m.attempts > 1 {
			parent := r.byKey[m.parent]
			may[parent.sentTo+parent.sentTS] = append(may[parent.sentTo+parent.sentTS], m)
		}
		if before, there := want[at]; there && m.render != "" && m.started < before.started {
			continue
		}
		if m.state == "sent" && (m.verb == "post" || m.verb == "edit") {
			want[at] = m
		}
	}
	for at, m := range want {
		text, there := shown[at]
		landed := func(refused outboxRow) bool { return refused.body == text && refused.created > m.created }
		if there && !gone[at] && text != m.body && !slices.ContainsFunc(may[at], landed) {
			found = append(found, fmt.Sprintf("%s ought to read %q and reads %q", m.key, m.body, text))
		}
	}
	return found
}

// visible looks at what people see: nothing of Pacer's that the outbox does not know. Ephemeral answers are in no outbox.
func (c *checker) visible(r records) (found []string) {
	for _, e := range c.journal.Of(playground.KindPosted) {
		if _, known := r.byNonce[nonceOf(e)]; e.ByApp && e.For == "" && !known && !isFile(e) && !slices.Contains(c.forgotten, e.Channel) {
			found = append(found, fmt.Sprintf("nobody meant to say %q in %s at %s", e.Text, e.Channel, e.TS))
		}
	}
	return found
}

// ledger compares what people typed with what is counted. Told: exactly once. Not told: at most once, all or nothing.
func (c *checker) ledger(r records) (found []string) {
	type once struct{ inbound, kpi, corrects string }
	seen := map[once]bool{}
	taken := map[string]bool{}
	byNote := map[string][]ledgerRow{}
	for _, a := range r.entries {
		key := once{a.inbound, a.kpi, a.corrects}
		if a.inbound != "" && seen[key] {
			found = append(found, fmt.Sprintf("doubled: the delivery %s is counted twice", a.inbound))
		}
		seen[key] = true
		if a.corrects != "" {
			taken[a.corrects] = true
			continue
		}
		// For wins see there. What was logged by somebody who was forgotten has no note by which it could be told from others.
		if a.source != "deal" && (!coach.IsNameless(a.person) || len(c.nameless) == 0) {
			byNote[a.note] = append(byNote[a.note], a)
		}
	}
	if c.logged == nil {
		return found
	}
	for _, l := range c.logged {
		rows := byNote[l.note]
		delete(byNote, l.note)
		switch {
		case len(rows) > 1:
			found = append(found, fmt.Sprintf("doubled: %q is counted %d times", l.note, len(rows)))
		case len(rows) == 0 && l.told:
			found = append(found, fmt.Sprintf("lost: %q was logged, and is not in the ledger", l.note))
		case len(rows) == 0:
		case l.refused:
			found = append(found, fmt.Sprintf("%q was said to have changed nothing, and is counted", l.note))
		case rows[0].count != l.count:
			found = append(found, fmt.Sprintf("%q was %d, and is counted as %d", l.note, l.count, rows[0].count))
		case l.toldUndone && !taken[rows[0].id]:
			found = append(found, fmt.Sprintf("lost: %q was taken back, and is still counted", l.note))
		case !l.undone && taken[rows[0].id]:
			found = append(found, fmt.Sprintf("nobody took %q back, and it is not counted", l.note))
		}
	}
	for note := range byNote {
		found = append(found, fmt.Sprintf("nobody logged %q", note))
	}
	return found
}

// promised compares the ledger with what Pacer said in acknowledgements: where it said "Logged", the delivery is there.
// It needs nothing but the journal, and so holds for people of whom nobody took notes.
func (c *checker) promised(r records) (found []string) {
	counted := map[string]bool{}
	for _, a := range r.entries {
		counted[a.inbound] = true
	}
	frames := map[string][]byte{} // by envelope
	for _, e := range c.journal.Of(playground.KindEnvelope, playground.KindAck) {
		if e.Kind == playground.KindEnvelope {
			frames[e.Envelope] = e.JSON
			continue
		}
		if !bytes.Contains(e.JSON, []byte(`Logged `)) {
			continue
		}
		key, by := deliveryKey(frames[e.Envelope])
		if key != "" && !counted[key] && !slices.Contains(c.nameless, by) {
			found = append(found, fmt.Sprintf("lost: %s was acknowledged as logged, and is not in the ledger", key))
		}
	}
	return found
}

// deliveryKey is the key that the ledger has a command or the form of /log under, and who did it; "" for everything else.
func deliveryKey(frame []byte) (key, by string) {
	var f struct {
		Payload struct {
			Command string `json:"command"`
			Author  string `json:"user_id"`
			Trigger string `json:"trigger_id"`
			User    struct {
				ID string `json:"id"`
			} `json:"user"`
			View struct {
				ID       string `json:"id"`
				Hash     string `json:"hash"`
				Callback string `json:"callback_id"`
			} `json:"view"`
			Type string `json:"type"`
		} `json:"payload"`
	}
	if json.Unmarshal(frame, &f) != nil {
		return "", ""
	}
	switch p := f.Payload; {
	case p.Command == "/log":
		return "command/" + p.Trigger, p.Author
	case p.Type == "view_submission" && p.View.Callback == "log":
		return "view/" + p.View.ID + "/" + p.View.Hash, p.User.ID
	default:
		return "", cmp.Or(p.User.ID, p.Author)
	}
}

// filings looks at the forms: what stands there is the newest of which its writer was told, or a later one.
func (c *checker) filings(r records) (found []string) {
	byPerson := map[string][]filed{}
	for _, f := range c.filed {
		byPerson[f.form+" of "+f.person] = append(byPerson[f.form+" of "+f.person], f)
	}
	for name, all := range byPerson {
		var told int
		for i, f := range all {
			if f.told {
				told = i
			}
		}
		stands := slices.IndexFunc(all, func(f filed) bool { return f.words == r.words[name] })
		if all[told].told && stands < told {
			found = append(found, fmt.Sprintf("lost: the %s was filed as %q, and %q stands there", name, all[told].words, r.words[name]))
		}
	}
	return found
}

// unfinished tells what has not come to rest yet: what is on its way or due by now. Empty is rest.
func unfinished(ctx context.Context, path string, now time.Time) (open []string, err error) {
	r, err := readRecords(ctx, path)
	if err != nil {
		return nil, err
	}
	for _, m := range r.messages {
		_, known := r.byKey[m.parent]
		if slices.Contains([]string{"pending", "sending", "unknown"}, m.state) && (m.parent == "" || known) {
			open = append(open, fmt.Sprintf("%s %s: %s, after %d attempts, due at %s", m.verb, m.key, m.state, m.attempts, time.UnixMicro(m.next).UTC().Format(time.DateTime)))
		}
	}
	for _, o := range r.occurrences {
		if o.state == "claimed" || o.state == "planned" && !o.due.After(now) {
			open = append(open, string(o.kind)+": "+o.state)
		}
	}
	slices.SortFunc(open, cmp.Compare)
	return open, nil
}

// A checker that finds nothing proves nothing. So each kind of damage is done to a sound history, and found.
func TestCheckerFindsWhatWasPlanted(t *testing.T) {
	findsEach(t, soundHistory, []harm{
		{name: "a sound history"},
		{name: "a message that was lost", want: "lost: leaderboard", plant: func(c *checker) { c.journal = c.journal[:0] }},
		{name: "a message that was doubled", want: "doubled: leaderboard", plant: func(c *checker) {
			twin := c.journal[0]
			twin.TS = "1764066600.000002"
			c.journal = append(c.journal, twin)
		}},
		{name: "a double that was deleted is one all the same", want: "doubled: leaderboard", plant: func(c *checker) {
			twin := c.journal[0]
			twin.TS = "1764066600.000002"
			c.journal = append(c.journal, twin, playground.Entry{Kind: playground.KindDeleted, Channel: twin.Channel, TS: twin.TS})
		}},
		{name: "a message that nobody meant", want: "nobody meant", plant: func(c *checker) {
			c.journal = append(c.journal, playground.Entry{Kind: playground.KindPosted, ByApp: true, Channel: "C0WEST", TS: "1.2", Text: "hello"})
		}},
		{name: "a message that reads otherwise", want: "ought to read", plant: func(c *checker) { c.journal[0].Text = "another" }},
		{name: "an edit that was refused at once and stands there", want: "ought to read", sql: refusedEdit(1), plant: landsRefused},
		{name: "a message without an end", want: "has no end", sql: `UPDATE message SET state = 'sending'`},
		{name: "a message that was given up and said", want: "and was posted", sql: `UPDATE message SET state = 'dropped', reason = 'stale'`},
		{name: "a claim that nobody holds", want: `ended as "claimed"`, sql: `UPDATE occurrence SET state = 'claimed'`},
		{name: "a skip without a reason", want: `ended as "skipped"`, sql: `UPDATE occurrence SET state = 'skipped'`},
		{name: "a ritual that said nothing", want: "said nothing", sql: `UPDATE occurrence SET due = due + 86400000000`},
		{name: "a ritual that was not held", want: "no digest was held", plant: func(c *checker) { c.held = append(c.held, coach.Digest) }},
		{name: "an entry that was lost", want: `lost: "t1"`, sql: `DELETE FROM tally; DELETE FROM activity`},
		{name: "an entry that was doubled", want: "doubled: ", sql: `
			INSERT INTO activity SELECT id || 'x', team_id, person_id, kpi_id, day, count, note, logged_at, source, inbound, corrects FROM activity;
			UPDATE tally SET count = 2 * count`},
		{name: "an entry that nobody typed", want: "nobody logged", plant: func(c *checker) { c.logged = c.logged[1:] }},
		{name: "a wrong tally", want: "the file: ", sql: `UPDATE tally SET count = count + 1`},
		{name: "an entry that was changed", want: "counted as 6", sql: `UPDATE activity SET count = 6; UPDATE tally SET count = 6`},
		{name: "an undo that was lost", want: "still counted", plant: func(c *checker) { c.logged[0].undone, c.logged[0].toldUndone = true, true }},
		{name: "an entry that was said not to be one", want: "said to have changed nothing", plant: func(c *checker) { c.logged[0].told, c.logged[0].refused = false, true }},
		{name: "a promise in the journal", want: "acknowledged as logged", plant: func(c *checker) {
			c.journal = append(c.journal,
				playground.Entry{Kind: playground.KindEnvelope, Envelope: "e2", JSON: []byte(`{"payload":{"command":"/log","trigger_id":"9.9"}}`)},
				playground.Entry{Kind: playground.KindAck, Envelope: "e2", JSON: []byte(`{"payload":{"text":"Logged 5 conversations."}}`)})
		}},
		{name: "a form that was lost", want: "lost: the huddle of U0ANN", plant: func(c *checker) { c.filed = []filed{{"huddle", "U0ANN", "h1", true}} }},
	})
}

// soundDemo is a database with the demo's teams alone, at the end of a week; whoever asks closes it.
func soundDemo(t *testing.T) (db *store.DB, path string, west *coach.Team, now time.Time) {
	t.Helper()
	path = t.TempDir() + "/pacer.db"
	setUpDemo(t, path)
	now = time.Date(2025, 11, 28, 17, 0, 1, 0, time.UTC)
	db, err := store.Open(t.Context(), path, store.Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	roster, err := db.Roster(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return db, path, roster.TeamIn("C0WEST"), now
}

// soundHistory is one leaderboard that was posted, and one line that was logged.
func soundHistory(t *testing.T) *checker {
	t.Helper()
	db, path, team, now := soundDemo(t)
	defer db.Close()
	key := "leaderboard/" + team.ID + "/2025-11-28"
	o := coach.Occurrence{Rhythm: "r", Team: team.ID, Kind: coach.Leaderboard, Zone: "Europe/London", Due: now.Truncate(time.Hour), State: coach.Done}
	m := coach.Message{Key: key, Verb: coach.Post, Channel: "C0WEST", Text: "the board", Nonce: "n1", State: coach.Sent, SentTo: "C0WEST", SentTS: "1764066600.000001"}
	a := coach.Activity{Team: team.ID, Person: "U0ANN", KPI: team.KPIs[0].ID, Day: coach.DayOf(now, time.UTC), Count: 5, Note: "t1", Source: "command"}
	err := db.Commit(t.Context(), coach.Change{At: now, Inbound: "command/1.1", Finish: &o, Messages: []coach.Message{m}, Activities: []coach.Activity{a}})
	if err != nil {
		t.Fatal(err)
	}
	return &checker{
		database: path, now: now, held: []coach.RhythmKind{coach.Leaderboard}, logged: []logged{{note: "t1", count: 5, told: true}},
		journal: playground.Journal{{
			Kind: playground.KindPosted, ByApp: true, Channel: "C0WEST", TS: m.SentTS, Text: m.Text,
			Metadata: []byte(`{"event_type":"pacer_message","event_payload":{"key":"n1"}}`),
		}},
	}
}

// refusedEdit is an edit of the message of soundHistory that Slack refused at that try.
func refusedEdit(try int) string {
	//nolint:unqueryvet // a copy of the row, whatever columns there are
	return fmt.Sprintf(`
	CREATE TEMP TABLE edit AS SELECT * FROM message;
	UPDATE edit SET key = key || '/closed', verb = 'edit', parent = key, nonce = 'n2', body = 'closed', state = 'failed',
		reason = 'is_archived', attempts = %d, place = place + 1, created_at = created_at + 1, sent_to = '', sent_ts = '';
	INSERT INTO message SELECT * FROM edit`, try)
}

// Such an edit may have had its effect at the first try, whose answer was lost: that it was refused is a fault, and not that
// it stands there.
func TestARefusedEditMayStandThere(t *testing.T) {
	c := soundHistory(t)
	landsRefused(c)
	damage(t, c.database, refusedEdit(2))
	if found := c.faults(t.Context()); len(found) != 1 || !strings.Contains(found[0], "failed: is_archived") {
		t.Errorf("found %q", found)
	}
}

// landsRefused has it stand in Slack all the same.
func landsRefused(c *checker) {
	posted := c.journal[0]
	c.journal = append(c.journal, playground.Entry{Kind: playground.KindEdited, ByApp: true, Channel: posted.Channel, TS: posted.TS, Text: "closed"})
}

// A harm is a kind of damage to a sound history.
type harm struct {
	name  string
	sql   string // done to the file
	plant func(c *checker)
	want  string // what the checker finds; "" means that nothing is to be found
}

// findsEach does each harm to a sound history of its own, and has the checker find it.
func findsEach(t *testing.T, sound func(*testing.T) *checker, harms []harm) {
	t.Helper()
	for _, h := range harms {
		t.Run(h.name, func(t *testing.T) {
			c := sound(t)
			if h.plant != nil {
				h.plant(c)
			}
			damage(t, c.database, h.sql)
			found := strings.Join(c.faults(t.Context()), "\n")
			if (h.want == "") != (found == "") || !strings.Contains(found, h.want) {
				t.Errorf("found %q, want %q", found, h.want)
			}
		})
	}
}

// damage changes a file behind the store's back.
func damage(t *testing.T, path, statements string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), statements); err != nil {
		t.Fatal(err)
	}
}
