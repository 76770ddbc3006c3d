package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"example.com/pacer/bot/coach"
)

// Ann's words and her name, each to be told from all others.
const (
	annID    = "U0ANN7ZQ"
	annName  = "Ann Quillfeather"
	annWords = "Vexillology"
)

// annEverywhere is a database in which Ann left something in every table that can hold anything about somebody.
func annEverywhere(t testing.TB, d *DB) *coach.Team {
	t.Helper()
	w := west()
	w.Reps = []string{annID, "U0BOB"}
	w.Starts = map[string]coach.Start{annID: {Day: today - 30, Ramp: 4}}
	team := applied(t, d, w)
	conv := team.KPIs[0].ID
	commit(t, d, coach.Change{People: []coach.Person{
		{ID: annID, Name: annName, Zone: "Europe/London"},
		{ID: "U0BOB", Name: "Bob", Zone: "Europe/London"},
		{ID: "U0MAYA", Name: "Maya", Zone: "Europe/London"},
	}})
	commit(t, d, coach.Change{
		Inbound: "action/17.1/b/a/" + annID,
		Activities: []coach.Activity{
			{Team: team.ID, Person: annID, KPI: conv, Day: today, Count: 7, Note: annWords + " note", Source: "home"},
			{Team: team.ID, Person: annID, KPI: team.KPIs[1].ID, Day: today - 40, Count: 3, Source: "home"},
			{Team: team.ID, Person: "U0BOB", KPI: conv, Day: today, Count: 5, Note: "Bob's own", Source: "home"},
		},
		Snooze: &coach.Snooze{Person: annID, Until: monday.Add(time.Hour)},
		Mute:   &coach.Mute{Person: annID, KPI: conv, Muted: true},
		Draft:  &coach.Draft{Person: annID, Kind: "setup", Body: `{"name":"` + annWords + `"}`},
		Huddle: &coach.HuddleDay{Team: team.ID, Day: today, OpenedAt: monday, ClosesAt: monday.Add(2 * time.Hour)},
		Help:   &coach.HuddleHelp{Team: team.ID, Day: today, Person: annID, Helper: "U0MAYA"},
		Entry: &coach.HuddleFiling{Team: team.ID, Day: today, Entry: coach.HuddleEntry{
			Person: annID, Planned: map[string]int64{conv: 4}, Hurdle: annWords + " hurdle", Help: annWords + " help", Reason: annWords + " reason",
		}},
		CheckIn: &coach.WeeklyCheckIn{
			Team: team.ID, Person: annID, Week: today - 7, Counts: map[string]int64{conv: 9}, Share: coach.Shares{Best: true},
			Answers: coach.Reflections{Best: annWords + " best", Learnt: annWords, Try: annWords, Need: annWords, Quality: annWords},
		},
		Commitments: []coach.Commitment{
			{Team: team.ID, Person: annID, Text: annWords + " promise", Due: today + 4, With: "U0MAYA", OneToOne: "o-1"},
			{Team: team.ID, Person: "U0MAYA", Text: annWords + " help", Due: today + 4, With: annID, OneToOne: "o-1"},
		},
		OneToOne: &coach.OneToOne{ID: "o-1", Team: team.ID, Person: annID, Manager: "U0MAYA", Day: today, Learnt: annWords, Private: annWords + " note"},
		Agenda: []coach.AgendaItem{
			{ID: "g-1", Team: team.ID, Person: annID, By: annID, Text: annWords},
			{ID: "g-2", Team: team.ID, Person: annID, By: "U0MAYA", Text: annWords, OneToOne: "o-1"},
		},
		Direct: &coach.DirectQuestion{ID: "q-1", Team: team.ID, Person: annID, Manager: "U0MAYA", Question: annWords, Answer: annWords, AnsweredAt: monday},
		Asked:  []coach.AskedQuestion{{Person: annID, Question: "behind/1", By: "U0MAYA"}},
		Deals: []coach.Deal{{
			ID: "deal-1", Team: team.ID, Owner: annID, Name: "Acme", Amount: 1_200_000, Unit: "GBP", Stage: "discovery",
			State: coach.DealLost, EndedAt: monday, EndedDay: today, Learnt: annWords,
		}},
		Answers:   []coach.DealAnswer{{Deal: "deal-1", Milestone: "quiet", Ask: "Who decides?", Text: annWords, By: annID}},
		DealMoves: []coach.DealMove{{Deal: "deal-1", From: "discovery", To: "lost", By: annID, Unproven: []string{"Who is for it"}, Reason: annWords}},
		Clarity: &coach.Clarity{
			ID: "c-1", Team: team.ID, By: annID, From: "Discovery", To: "Proposal", Items: coach.ClarityItems(coach.DefaultProcess(), "c-1"),
			ClosesAt: monday.Add(48 * time.Hour), Picks: []coach.ClarityPick{{Person: annID}, {Person: "U0BOB"}},
		},
		Pick:      &coach.ClarityPick{Clarity: "c-1", Person: annID, Items: []string{"Who is for it"}, Other: annWords},
		DealWeeks: []coach.DealWeek{{Deal: "deal-1", Week: today - 7, Person: annID, What: coach.DealAdvanced}},
		Absences: []coach.Absence{
			{ID: "away-1", Person: annID, Span: coach.Span{From: today + 10, To: today + 11}, Part: coach.WholeDay, Source: coach.SaidBySelf, By: annID},
			{ID: "away-2", Person: "U0BOB", Span: coach.Span{From: today + 10, To: today + 11}, Part: coach.WholeDay, Source: coach.SaidByManager, By: annID},
		},
		Settings: &coach.PersonSettings{Person: annID, Settings: coach.Settings{Hidden: true}},
		Audit: []coach.Audit{
			{By: "U0MAYA", Person: annID, What: "away", Detail: annName + " is away"},
			{By: annID, Team: team.ID, What: "team", Detail: annName + " added " + annID},
			{By: "U0MAYA", Team: team.ID, What: "team", Detail: "Added " + annName + " and Bob"},
		},
	})
	plan := coach.Plan{
		ID: "plan-1", Team: team.ID, Person: annID, From: today, Per: coach.Monthly, Goal: conv, Count: 40, Focus: annWords, Words: annWords + " words",
		Rates: map[string]coach.Rate{}, Needs: map[string]int64{conv: 40}, State: coach.PlanActive, By: annID, MadeAt: monday,
	}
	goal := coach.TeamGoal{ID: "goal-1", Team: team.ID, KPI: conv, Count: 100, Span: coach.Span{From: today, To: today + 20}, Name: "Sprint", MadeBy: annID, MadeAt: monday}
	commit(t, d, coach.Change{WorkBack: &plan, Goal: &goal})
	bobs := plan // which Ann proposed to him
	bobs.ID, bobs.Person, bobs.Words, bobs.State = "plan-2", "U0BOB", "", coach.PlanProposed
	commit(t, d, coach.Change{WorkBack: &bobs})
	// What she asked him, and wrote down of their talk.
	commit(t, d, coach.Change{
		Direct:   &coach.DirectQuestion{ID: "q-2", Team: team.ID, Person: "U0BOB", Manager: annID, Question: annWords},
		OneToOne: &coach.OneToOne{ID: "o-2", Team: team.ID, Person: "U0BOB", Manager: annID, Day: today, Learnt: annWords},
	})
	commit(t, d, coach.Change{Draft: &coach.Draft{Person: "U0MAYA", Kind: "setup", Body: `{"reps":["U0BOB","` + annID + `"]}`}})
	commit(t, d, coach.Change{Plan: []coach.Occurrence{
		{Rhythm: "r1", Kind: coach.Digest, Zone: "UTC", Due: monday, Team: team.ID, Reason: annID, State: coach.Planned},
		{Rhythm: "r2", Kind: coach.Digest, Zone: "UTC", Due: monday, Team: team.ID, Reason: "for Bob", State: coach.Planned},
	}})
	annMessages(t, d, team)
	return team
}

// annMessages puts messages to Ann and about her into the outbox, in every state that matters.
func annMessages(t testing.TB, d *DB, team *coach.Team) {
	t.Helper()
	parent, entry := coach.HuddleKey(team.ID, today), coach.HuddleEntryKey(team.ID, today, annID)
	commit(t, d, coach.Change{Messages: []coach.Message{
		{Key: parent, Verb: coach.Post, Channel: "C0WEST", Text: "Away: " + annName, State: coach.Sent, SentTo: "C0WEST", SentTS: "1.1"},
		{Key: entry, Verb: coach.Post, Channel: "C0WEST", Thread: parent, Text: annWords, State: coach.Sent, SentTo: "C0WEST", SentTS: "1.2"},
		{Key: entry + "/edit/view/V1/h", Verb: coach.Edit, Target: entry, Text: annWords + " again", State: coach.Sent, SentTo: "C0WEST", SentTS: "1.2"},
		{Key: "nudge/" + annID + "/" + today.String(), Verb: coach.Post, Channel: annID, Text: "2 more", State: coach.Sent, SentTo: "D0ANN", SentTS: "1.3"},
		{Key: "checkin/w/" + annID + "/shared", Verb: coach.Post, Channel: "C0WEST", Text: annName + " shares " + annWords, State: coach.Sending, StartedAt: monday},
		{Key: "checkin/w/" + annID + "/manager/U0MAYA", Verb: coach.Post, Channel: "U0MAYA", Text: annName, State: coach.Sent, SentTo: "D0MAYA", SentTS: "1.4"},
		{Key: parent + "/manager/U0MAYA", Verb: coach.Post, Channel: "U0MAYA", Text: annName + ": " + annWords, State: coach.Sent, SentTo: "D0MAYA", SentTS: "1.5"},
		{Key: "board/" + team.ID, Verb: coach.Post, Channel: "C0WEST", Text: "1. " + annName, Blocks: `["` + annName + `"]`},
		{Key: "brief/" + team.ID, Verb: coach.Post, Channel: "U0MAYA", Text: "Ann Quillfeathers are birds", Blocks: "[]"},
		{Key: parent + "/count/action/17.2/b/skip/" + annID, Verb: coach.Edit, Target: parent, Render: "huddle"},
	}})
}

func forgetAnn(t testing.TB, d *DB) string {
	t.Helper()
	as := coach.Nameless("0001", true)
	commit(t, d, coach.Change{Inbound: "view/V9/h9", Forget: &coach.Forgetting{Person: annID, As: as, Render: "huddle"}})
	return as
}

// bytesOf finds texts in the raw bytes of a database's files, while they are open.
func bytesOf(t testing.TB, path string, texts ...string) (found []string) {
	t.Helper()
	files, err := filepath.Glob(path + "*")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range texts {
			if n := bytes.Count(data, []byte(text)); n > 0 {
				found = append(found, fmt.Sprintf("%s %d times in %s", text, n, filepath.Base(file)))
			}
		}
	}
	return found
}

// dump is all that the tables hold, as text.
func dump(t testing.TB, d *DB) string {
	t.Helper()
	var b strings.Builder
	err := d.snapshot(context.Background(), func(s *session) error {
		for _, table := range tablesIn(t, d) {
			columns := columnsIn(t, d, table)
			values, into := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			err := s.each(`SELECT `+strings.Join(columns, ", ")+` FROM `+table, nil, func(rows *sql.Rows) error {
				err := rows.Scan(into...)
				fmt.Fprintf(&b, "%s %v\n", table, values)
				return err
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func tablesIn(t testing.TB, d *DB) (tables []string) {
	t.Helper()
	err := d.read(context.Background(), func(s *session) error {
		return s.each(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`, nil,
			func(rows *sql.Rows) error {
				var name string
				err := rows.Scan(&name)
				tables = append(tables, name)
				return err
			})
	})
	if err != nil {
		t.Fatal(err)
	}
	return tables
}

// TestForgottenPeopleAreInNoTableAndNoByte is guarantee 16.
func TestForgottenPeopleAreInNoTableAndNoByte(t *testing.T) {
	d := open(t)
	team := annEverywhere(t, d)
	for _, text := range []string{annID, annName, annWords} {
		if len(bytesOf(t, d.path, text)) == 0 {
			t.Fatalf("%s is not there to begin with", text)
		}
	}
	before := teamSums(t, d, team)
	forgetAnn(t, d)
	for line := range strings.Lines(dump(t, d)) {
		if strings.Contains(line, annID) || strings.Contains(line, annName+" ") || strings.Contains(line, annWords) {
			t.Errorf("still there: %s", line)
		}
	}
	if after := teamSums(t, d, team); after != before {
		t.Errorf("the team's sums were %s and are %s", before, after)
	}
	if err := CompareSums(t.Context(), d.path); err != nil {
		t.Error(err)
	}
	done, err := d.Rewrite(t.Context())
	if err != nil || !done {
		t.Fatalf("rewritten: %v, %v", done, err)
	}
	if found := bytesOf(t, d.path, annID, annName+`"`, annName+":", annWords); len(found) > 0 {
		t.Errorf("in the files: %q", found)
	}
	if done, err := d.Rewrite(t.Context()); err != nil || done {
		t.Errorf("rewritten twice: %v, %v", done, err)
	}
}

// teamSums is what a team did in all, by KPI and day.
func teamSums(t testing.TB, d *DB, team *coach.Team) string {
	t.Helper()
	sums := map[string]int64{}
	span := coach.Span{From: today - 400, To: today}
	days, err := d.DayTotals(t.Context(), team.ID, span)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range days {
		sums[row.Day.String()+" "+row.KPI] += row.Count
	}
	whole, err := d.PeriodTotals(t.Context(), team.ID, span)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range whole {
		sums[row.KPI] += row.Count
	}
	return fmt.Sprint(sums)
}

// TestForgettingBesideWriters forgets one of many while the others go on, and looks for them in the bytes.
func TestForgettingBesideWriters(t *testing.T) {
	d := open(t)
	team := annEverywhere(t, d)
	for n := range int64(400) { // on many pages, which split
		commit(t, d, coach.Change{Inbound: fmt.Sprintf("action/%d/b/a/%s", n, annID), Activities: []coach.Activity{
			{Team: team.ID, Person: annID, KPI: team.KPIs[n%2].ID, Day: today - coach.Day(n%90), Count: 1, Source: "command", Note: annWords},
			{Team: team.ID, Person: fmt.Sprintf("U0REP%03d", n%50), KPI: team.KPIs[0].ID, Day: today, Count: 1, Source: "command"},
		}})
	}
	var wg sync.WaitGroup
	stop := make(chan struct{})
	for p := range 4 {
		wg.Go(func() {
			for n := int64(0); ; n++ {
				select {
				case <-stop:
					return
				default:
				}
				if err := d.Commit(t.Context(), logged(team, fmt.Sprintf("U0REP%03d", p), int64(p)*1_000_000+n)); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	forgetAnn(t, d)
	_, err := d.Rewrite(t.Context())
	found := bytesOf(t, d.path, annID, annWords)
	close(stop)
	wg.Wait()
	if err != nil || len(found) > 0 {
		t.Errorf("in the files: %q, %v", found, err)
	}
	if err := CompareSums(t.Context(), d.path); err != nil {
		t.Error(err)
	}
}

// TestForgottenMessages: what we said about Ann to others is deleted in Slack; what only named her keeps no text; what was
// for her is gone.
func TestForgottenMessages(t *testing.T) {
	d := open(t)
	team := annEverywhere(t, d)
	as := forgetAnn(t, d)
	parent := coach.HuddleKey(team.ID, today)
	due, err := d.DueMessages(t.Context(), monday.Add(time.Second), 100)
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]int{}
	for _, m := range due {
		said[fmt.Sprintf("%s %s %s %s %s", m.Verb, m.State, m.Channel, m.ThreadTS, m.Render)]++
	}
	for _, want := range []string{
		"delete pending C0WEST 1.2 ", "delete pending D0MAYA 1.4 ", "edit pending C0WEST 1.1 huddle", "post unknown C0WEST  erased", "post pending U0MAYA  ",
	} {
		if said[want] != 1 {
			t.Errorf("%d times %q in %v", said[want], want, said)
		}
		delete(said, want)
	}
	if len(said) > 0 {
		t.Errorf("also %v", said)
	}
	if _, err := d.Message(t.Context(), parent+"/count/"+as); err != nil {
		t.Errorf("the huddle is not shown anew: %v", err)
	}
	board, err := d.Message(t.Context(), "board/"+team.ID)
	if err != nil || board.State != coach.Dropped || board.Text != "" {
		t.Errorf("the board: %+v, %v", board, err)
	}
}

// TestWordsUnderAnotherName: a message that was written when Ann had another name, or before Slack said what hers is, is
// found by what its key is about. Those of others stay as they are.
func TestWordsUnderAnotherName(t *testing.T) {
	for _, c := range []struct {
		name, key, channel string
		gone               bool // whether it is deleted in Slack: it is about her
	}{
		{"a plan that she proposed", "plan/plan-2", "U0BOB", false},
		{"what became of it on the message", "plan/plan-2/answered", "U0BOB", false},
		{"what she made of a proposal, to her manager", "plan/plan-1/active", "U0MAYA", true},
		{"a question that she asked", "asked/q-2/U0BOB", "U0BOB", false},
		{"what she wrote down of a talk", "onetoone/o-2/U0BOB", "U0BOB", false},
		{"a huddle's hurdles", "<huddle>/manager/U0SAM", "U0SAM", false},
		{"a week's check-ins", "digest/<team>/" + (today + 1).String() + "/U0MAYA/checkins", "U0MAYA", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := open(t)
			team := annEverywhere(t, d)
			c.key = strings.NewReplacer("<huddle>", coach.HuddleKey(team.ID, today), "<team>", team.ID).Replace(c.key)
			say := coach.Message{Verb: coach.Post, Channel: c.channel, Text: "Miss Feathers: " + annWords, State: coach.Sent, SentTo: "D0", SentTS: "7.7"}
			say.Key = c.key
			// Beside it, of the same kinds and somebody else's.
			others := []string{"plan/plan-20", "asked/q-20/U0BOB", "onetoone/o-1x/U0BOB", coach.HuddleKey(team.ID, today+1) + "/manager/U0MAYA", "digest/" + team.ID + "/" + (today + 30).String() + "/U0MAYA/checkins"}
			commit(t, d, coach.Change{Messages: []coach.Message{say}})
			for i, key := range others {
				commit(t, d, coach.Change{Messages: []coach.Message{{
					Key: key, Verb: coach.Post, Channel: "U0BOB", Text: "Bob's own", State: coach.Sent, SentTo: "D1", SentTS: fmt.Sprint("8.", i),
				}}})
			}
			forgetAnn(t, d)
			m, err := d.Message(t.Context(), say.Key)
			if c.gone != errors.Is(err, coach.ErrNotFound) || m.Text != "" {
				t.Errorf("%+v, %v", m, err)
			}
			if strings.Contains(dump(t, d), annWords) {
				t.Error("her words are still there")
			}
			for _, key := range others {
				if m, err := d.Message(t.Context(), key); err != nil || m.Text != "Bob's own" {
					t.Errorf("%s: %+v, %v", key, m, err)
				}
			}
		})
	}
}

// TestNamesOfBefore: who is called otherwise now is found under the names that they had, on boards, in digests and in answers as
// well as in the list of changes; and a name is kept no longer than what may call them by it.
func TestNamesOfBefore(t *testing.T) {
	names := []string{"Miss Quill", "Ann Feather", "Ann Quill", "Ann Feather", "Ann"}
	setUp := func(t *testing.T) *DB {
		d := open(t)
		for i, name := range names {
			commit(t, d, coach.Change{At: monday.Add(time.Duration(i) * aDay), People: []coach.Person{
				{ID: annID, Name: name, Zone: "Europe/London"}, {ID: "U0BOB", Name: "Bob", Zone: "Europe/London"},
			}})
		}
		said := func(key, text string) coach.Message {
			return coach.Message{Key: key, Verb: coach.Post, Channel: "C0WEST", Text: text, State: coach.Sent, SentTo: "C0WEST", SentTS: key}
		}
		commit(t, d, coach.Change{
			At: monday.Add(aDay),
			Messages: []coach.Message{
				said("leaderboard/1", "1. Ann Feather: 12"), said("digest/1/U0MAYA", "Miss Quill has logged nothing for three days."),
				said("answer/q-7", "Ann Quill answers: annwords"), said("leaderboard/2", "1. Annabel Featherstone: 12, Quill & Co: 3"),
			},
			Audit: []coach.Audit{{By: "U0MAYA", What: "team", Detail: "Team West changed: Miss Quill and Bob joined the members."}},
		})
		return d
	}
	t.Run("forgotten", func(t *testing.T) {
		d := setUp(t)
		forgetAnn(t, d)
		for key, want := range map[string]string{"leaderboard/1": "", "digest/1/U0MAYA": "", "answer/q-7": "", "leaderboard/2": "1. Annabel Featherstone: 12, Quill & Co: 3"} {
			if m, err := d.Message(t.Context(), key); err != nil || m.Text != want {
				t.Errorf("%s says %q, %v", key, m.Text, err)
			}
		}
		audit := must(d.Audits(t.Context(), "", 10))(t)
		if len(audit) == 0 || audit[len(audit)-1].Detail != "Team West changed: somebody and Bob joined the members." {
			t.Errorf("%+v", audit)
		}
		all := dump(t, d)
		for _, name := range names[:4] {
			if strings.Contains(all, name) {
				t.Errorf("%q is still there", name)
			}
		}
	})
	t.Run("expired", func(t *testing.T) {
		d := setUp(t)
		must(d.ExpireTexts(t.Context(), monday.Add(2*aDay)))(t)
		if all := dump(t, d); strings.Contains(all, "Miss Quill") || !strings.Contains(all, "Ann Feather") || !strings.Contains(all, "Ann Quill") {
			t.Error("a name is kept for as long as it may stand in a text")
		}
	})
}

// TestNamesAsMessagesHaveThem: a name stands in texts as Slack's markup and JSON have it, and cut.
func TestNamesAsMessagesHaveThem(t *testing.T) {
	for _, c := range []struct{ name, body, blocks string }{
		{"Ann & Co", "Ann &amp; Co asks you", ""},
		{"Ann & Co", "", `["Ann \u0026amp; Co asks you"]`},
		{"Ann & Co", "", `["Coach Ann \u0026 Co"]`},
		{`Ann "Quill" Feather`, "", `["\"Ann \"Quill\" Feather\" asks"]`},
		{"*Ann* ~Quill~", "*∗Ann∗ ∼Quill∼ asks you*", ""},
		{"_Ann_", "ˍAnnˍ asks you", ""},
		{"`Ann`", "ˋAnnˋ asks you", ""},
		{"Ann_Quill", "Ann_Quill asks you", ""},
		{"<Ann>", "&lt;Ann\u2060&gt; asks you", ""},
		{strings.Repeat("Quillfeather", 8), strings.Repeat("Quillfeather", 6) + "Qu… asks you", ""},
		{"Ann\u2028Quill", "Ann\nQuill asks you", ""},
		{"Ann\u2028Quill", "", `["Ann\nQuill asks you"]`},
		{"🦊", "🦊 asks you", ""},
	} {
		t.Run(c.name+"/"+c.body+c.blocks, func(t *testing.T) {
			d := open(t)
			commit(t, d, coach.Change{
				People: []coach.Person{{ID: annID, Name: c.name}},
				Messages: []coach.Message{
					{Key: "digest/1", Verb: coach.Post, Channel: "U0MAYA", Text: c.body, Blocks: c.blocks, State: coach.Sent, SentTo: "D0", SentTS: "1.1"},
					{Key: "digest/2", Verb: coach.Post, Channel: "U0MAYA", Text: "Annie and Annabel, Quillfeathers, the & and the * of it", State: coach.Sent, SentTo: "D0", SentTS: "1.2"},
				},
			})
			forgetAnn(t, d)
			if m, err := d.Message(t.Context(), "digest/1"); err != nil || m.Text+m.Blocks != "" {
				t.Errorf("%q %q, %v", m.Text, m.Blocks, err)
			}
			if m, err := d.Message(t.Context(), "digest/2"); err != nil || m.Text == "" {
				t.Errorf("of others: %q, %v", m.Text, err)
			}
		})
	}
}

// TestWhatIsBeingSentStaysErased: the deliverer has the old text in its hands.
func TestWhatIsBeingSentStaysErased(t *testing.T) {
	d := open(t)
	annEverywhere(t, d)
	m := coach.Message{Key: "digest/1", Verb: coach.Post, Channel: "U0MAYA", Text: "Ask " + annName + " how", State: coach.Sending, StartedAt: monday}
	commit(t, d, coach.Change{Messages: []coach.Message{m}})
	forgetAnn(t, d)
	m.State, m.SentTo, m.SentTS = coach.Sent, "D0MAYA", "9.9"
	if err := d.MarkMessage(t.Context(), m, coach.Sending); err != nil {
		t.Fatal(err)
	}
	got, err := d.Message(t.Context(), m.Key)
	if err != nil || got.Text != "" || got.State != coach.Sent {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestForgottenPeopleStayForgotten: nothing brings them back by itself; who adds them to a team does.
func TestForgottenPeopleStayForgotten(t *testing.T) {
	d := open(t)
	team := annEverywhere(t, d)
	if n := annTotal(t, d, team); n != 7 {
		t.Fatalf("to begin with: %d", n)
	}
	forgetAnn(t, d)
	if n := annTotal(t, d, team); n != 0 {
		t.Errorf("forgotten, and a reader remembers %d", n)
	}
	r, err := d.Roster(t.Context())
	if err != nil || !r.Forgotten.Has(annID) || r.Forgotten.Has("U0BOB") {
		t.Fatalf("forgotten: %+v, %v", r.Forgotten, err)
	}
	if len(r.Teams[0].Reps) != 1 {
		t.Errorf("reps are %v", r.Teams[0].Reps)
	}
	for _, c := range []coach.Change{
		{People: []coach.Person{{ID: annID, Name: annName, Zone: "UTC"}}},
		{Activities: []coach.Activity{{Team: team.ID, Person: annID, KPI: team.KPIs[0].ID, Day: today, Count: 1, Source: "command"}}},
		{Messages: []coach.Message{{Key: "greeting/" + annID + "/1", Channel: annID, Verb: coach.Post}}},
		{Inbound: "action/1/b/a/" + annID},
		{Settings: &coach.PersonSettings{Person: annID}},
		{Audit: []coach.Audit{{By: annID, What: "team"}}},
	} {
		c.At = monday
		if err := d.Commit(t.Context(), c); !errors.Is(err, coach.ErrForgotten) || !errors.Is(err, coach.ErrStale) {
			t.Errorf("%+v: %v", c, err)
		}
	}
	if strings.Contains(dump(t, d), annID) {
		t.Error("they are back")
	}
	again := west()
	again.Reps = []string{"U0BOB", annID}
	applied(t, d, again)
	commit(t, d, coach.Change{People: []coach.Person{{ID: annID, Name: annName, Zone: "UTC"}}})
	if n := annTotal(t, d, team); n != 0 {
		t.Errorf("they begin with %d", n)
	}
	commit(t, d, coach.Change{Activities: []coach.Activity{{Team: team.ID, Person: annID, KPI: team.KPIs[0].ID, Day: today, Count: 2, Source: "command"}}})
	if n := annTotal(t, d, team); n != 2 {
		t.Errorf("they logged 2 and have %d", n)
	}
}

// annTotal is Ann's sum of the first KPI, as each of the readers has it: they remember the numbers of counters.
func annTotal(t testing.TB, d *DB, team *coach.Team) (sum int64) {
	t.Helper()
	query := []coach.TotalQuery{{Team: team.ID, Person: annID, KPI: team.KPIs[0].ID, Span: coach.Span{From: today - 400, To: today}}}
	for i := range 2 * readerCount {
		sums, err := d.Totals(t.Context(), query)
		if err != nil {
			t.Fatal(err)
		}
		if i > 0 && sums[0] != sum {
			t.Errorf("one reader says %d, another %d", sum, sums[0])
		}
		sum = sums[0]
	}
	return sum
}

// TestForgettingKeepsNothingHalf: a change that is refused forgets nobody.
func TestForgettingKeepsNothingHalf(t *testing.T) {
	d := open(t)
	team := annEverywhere(t, d)
	before := dump(t, d)
	err := d.Commit(t.Context(), coach.Change{
		At: monday, Forget: &coach.Forgetting{Person: annID, As: coach.Nameless("1", true)},
		Messages: []coach.Message{{Key: "bye/" + annID, Verb: coach.Post, Channel: annID}},
	})
	if !errors.Is(err, coach.ErrForgotten) {
		t.Fatalf("a change that names them: %v", err)
	}
	if dump(t, d) != before {
		t.Error("something changed")
	}
	commit(t, d, coach.Change{Activities: []coach.Activity{{Team: team.ID, Person: annID, KPI: team.KPIs[0].ID, Day: today, Count: 1, Source: "command"}}})
}
