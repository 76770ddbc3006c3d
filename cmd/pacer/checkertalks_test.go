package main

import (
	"bytes"
	"cmp"
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
	"example.com/pacer/store"
)

// keptTexts is the table of texts that are kept for themselves: what they are of, and where they are. Those without a text
// are nobody's.
func keptTexts() map[string]string {
	return map[string]string{
		"promise":  `SELECT body FROM commitment WHERE one_to_one_id <> ''`,
		"plan":     `SELECT words FROM plan`,
		"proposal": `SELECT focus FROM plan WHERE made_by <> person_id`, // a form begins with the focus of the plan before
		"goal":     `SELECT name FROM team_goal`,
	}
}

// keptKinds are what such texts are of.
func keptKinds() []string { return slices.Sorted(maps.Keys(keptTexts())) }

// readKept reads the texts that are kept for themselves.
func (r *records) readKept(ctx context.Context, tx *sql.Tx) error {
	r.kept = map[string][]string{}
	for kind, query := range keptTexts() {
		err := each(ctx, tx, query, func(scan func(...any) error) error {
			var text string
			err := scan(&text)
			if text != "" {
				r.kept[kind] = append(r.kept[kind], text)
			}
			return err
		})
		if err != nil {
			return fmt.Errorf("%s: %w", kind, err)
		}
	}
	return nil
}

// talks compares what people planned and agreed on with what is kept: each once, and nothing that nobody said.
func (c *checker) talks(r records) (found []string) {
	for kind, all := range c.kept {
		found = append(found, keptOnce(kind, all, r.kept[kind])...)
		for _, text := range r.kept[kind] {
			if !slices.ContainsFunc(all, func(s said) bool { return s.text == text }) {
				found = append(found, fmt.Sprintf("nobody said %q of a %s", text, kind))
			}
		}
	}
	return append(found, c.confidences()...)
}

// betweenUs is how notes for one person alone begin.
const betweenUs = "between us"

// confidences looks for such notes in what others were shown: in messages, and in what commands and forms were answered with.
func (c *checker) confidences() (found []string) {
	frames := map[string][]byte{} // by envelope
	for _, e := range c.journal.Of(playground.KindEnvelope, playground.KindAck, playground.KindPosted, playground.KindEdited) {
		if e.Kind == playground.KindEnvelope {
			frames[e.Envelope] = e.JSON
			continue
		}
		if !strings.Contains(e.Text, betweenUs) && !bytes.Contains(e.JSON, []byte(betweenUs)) {
			continue
		}
		shown := e.Text + string(e.JSON)
		_, by := deliveryKey(frames[e.Envelope]) // who did what is answered
		reader := cmp.Or(by, e.For, strings.Replace(e.Channel, "D", "U", 1))
		for note, whose := range c.private {
			if strings.Contains(shown, note) && reader != whose {
				found = append(found, fmt.Sprintf("%q is for %s alone, and %s reads it", note, whose, reader))
			}
		}
	}
	return found
}

// aboutOneself is how Pacer begins what it says beside a file with somebody's data, which is in no outbox.
const aboutOneself = "Here is everything that is stored about you."

// files looks at the files that came: no more than were asked for. One may be missing, as nothing of it is stored; its reader
// asks again.
func (c *checker) files() (found []string) {
	came := map[string]int{}
	for _, e := range c.journal.Of(playground.KindPosted) {
		if isFile(e) {
			came[e.Channel]++
		}
	}
	for channel, n := range came {
		if n > c.wanted[channel] {
			found = append(found, fmt.Sprintf("doubled: %d files came in %s, where %d were asked for", n, channel, c.wanted[channel]))
		}
	}
	return found
}

// isFile tells whether a message shows somebody their data.
func isFile(e playground.Entry) bool {
	return e.ByApp && strings.HasPrefix(e.Text, aboutOneself)
}

// Each kind of damage to what people planned and talked about is found, and nothing else.
func TestCheckerFindsWhatBecameOfTalks(t *testing.T) {
	findsEach(t, soundTalks, []harm{
		{name: "a sound history"},
		{name: "a promise that was lost", want: `lost: "call them"`, sql: `DELETE FROM commitment`},
		{name: "a promise that was doubled", want: `doubled: "call them"`, sql: `
			CREATE TEMP TABLE twin AS SELECT * FROM commitment; UPDATE twin SET id = 'x'; INSERT INTO commitment SELECT * FROM twin`},
		{name: "a goal that nobody set", want: `nobody said "Sprint"`, plant: func(c *checker) { c.kept["goal"] = []said{} }},
		{name: "a record that was lost", want: "lost: the coach_record", sql: `UPDATE one_to_one SET learnt = 'before'`},
		{name: "an agenda that was lost", want: "lost: the agenda", sql: `DELETE FROM agenda_item`},
		{name: "a pick that was lost", want: "lost: the clarity_pick", sql: `UPDATE clarity_pick SET other = 'before'`},
		{name: "a note that the rep reads", want: "U0ANN reads it", plant: func(c *checker) {
			c.journal = append(c.journal, playground.Entry{Kind: playground.KindPosted, ByApp: true, Channel: "D0ANN", TS: "1.2", For: "U0ANN", Text: "She is " + betweenUs + " [1]"})
		}},
		{name: "a note that another command is answered with", want: "U0BOB reads it", plant: func(c *checker) {
			c.journal = append(c.journal,
				playground.Entry{Kind: playground.KindEnvelope, Envelope: "e1", JSON: []byte(`{"payload":{"command":"/coach","user_id":"U0BOB"}}`)},
				playground.Entry{Kind: playground.KindAck, Envelope: "e1", JSON: []byte(`{"payload":{"text":"` + betweenUs + ` [1]"}}`)})
		}},
		{name: "a note that its writer reads", plant: func(c *checker) {
			c.journal = append(c.journal, playground.Entry{Kind: playground.KindPosted, ByApp: true, Channel: "D0MAYA", TS: "1.2", For: "U0MAYA", Text: betweenUs + " [1]"})
		}},
		{name: "a file that came twice", want: "doubled: 2 files", plant: func(c *checker) {
			file := playground.Entry{Kind: playground.KindPosted, ByApp: true, Channel: "D0ANN", TS: "1.3", Text: aboutOneself + " Only you"}
			c.wanted = map[string]int{"D0ANN": 1}
			c.journal = append(c.journal, file, file)
		}},
	})
}

// soundTalks is a one-to-one with a promise and a note, what is to be talked about next, a goal, and a pick.
func soundTalks(t *testing.T) *checker {
	t.Helper()
	c := soundHistory(t)
	db, err := store.Open(t.Context(), c.database, store.Options{Now: func() time.Time { return c.now }})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	roster, err := db.Roster(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	team, day := roster.TeamIn("C0WEST"), coach.DayOf(c.now, time.UTC)
	err = db.Commit(t.Context(), coach.Change{
		At:          c.now,
		OneToOne:    &coach.OneToOne{ID: "o", Team: team.ID, Person: "U0ANN", Manager: "U0MAYA", Day: day, Learnt: "early calls", Private: betweenUs + " [1]"},
		Commitments: []coach.Commitment{{ID: "p", Team: team.ID, Person: "U0ANN", With: "U0MAYA", OneToOne: "o", Text: "call them", Due: day, State: coach.PromiseOpen}},
		Agenda:      []coach.AgendaItem{{ID: "a", Team: team.ID, Person: "U0ANN", By: "U0ANN", Text: "prices"}},
		Goal:        &coach.TeamGoal{ID: "g", Team: team.ID, KPI: team.KPIs[0].ID, Count: 10, Span: coach.Span{From: day, To: day}, Name: "Sprint", MadeBy: "U0MAYA", MadeAt: c.now},
		Clarity: &coach.Clarity{
			ID: "c", Team: team.ID, By: "U0MAYA", From: "Discovery", Items: coach.ClarityItems(coach.DefaultProcess(), "c"), ClosesAt: c.now.Add(time.Hour),
			Picks: []coach.ClarityPick{{Person: "U0ANN"}},
		},
		Pick: &coach.ClarityPick{Clarity: "c", Person: "U0ANN", Other: "who signs"},
	})
	if err != nil {
		t.Fatal(err)
	}
	c.kept = map[string][]said{"promise": {{"call them", true}}, "goal": {{"Sprint", true}}}
	c.filed = []filed{{"coach_record", "U0MAYA", "early calls", true}, {"agenda", "U0ANN", "prices", true}, {"clarity_pick", "U0ANN", "who signs", true}}
	c.private = map[string]string{betweenUs + " [1]": "U0MAYA"}
	return c
}
