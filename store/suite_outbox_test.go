package store

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp/cmpopts"

	"example.com/pacer/bot/coach"
)

// post is a message to the team's channel.
func post(key string) coach.Message {
	return coach.Message{Key: key, Verb: coach.Post, Channel: "C0WEST", Text: "text of " + key}
}

func reply(key, thread string) coach.Message {
	m := post(key)
	m.Thread = thread
	return m
}

func edit(key, target string) coach.Message {
	return coach.Message{Key: key, Verb: coach.Edit, Target: target, Render: "huddle"}
}

// due returns the keys of what may be sent at an instant.
func (f fixture) due(at time.Time) (keys []string) {
	f.t.Helper()
	for _, m := range must(f.DueMessages(f.t.Context(), at, 100))(f.t) {
		keys = append(keys, m.Key)
	}
	return keys
}

// mark moves a message on, whatever state it is in.
func (f fixture) mark(key string, to coach.MessageState) {
	f.t.Helper()
	m := must(f.Message(f.t.Context(), key))(f.t)
	from := m.State
	m.State = to
	if to == coach.Sent {
		m.SentTo, m.SentTS = "C0WEST", "ts of "+key
	}
	if err := f.MarkMessage(f.t.Context(), m, from); err != nil {
		f.t.Fatal(err)
	}
}

func (f fixture) state(key string) coach.MessageState {
	f.t.Helper()
	return must(f.Message(f.t.Context(), key))(f.t).State
}

func testOutboxOrder(t *testing.T, f fixture) {
	urgent, future := post("c"), post("d")
	urgent.Urgent, future.NextAt = true, monday.Add(time.Hour)
	f.commit(coach.Change{At: monday.Add(-time.Minute), Messages: []coach.Message{post("z")}})
	f.commit(coach.Change{Messages: []coach.Message{post("b"), post("a"), urgent, future}})
	same(t, "due", f.due(monday), []string{"c", "z", "b", "a"})
	same(t, "due in an hour", f.due(monday.Add(time.Hour)), []string{"c", "z", "b", "a", "d"})
	same(t, "only two", len(must(f.DueMessages(t.Context(), monday, 2))(t)), 2)

	b := must(f.Message(t.Context(), "b"))(t)
	same(t, "stored", b, coach.Message{
		Key: "b", Verb: coach.Post, Channel: "C0WEST", Text: "text of b", State: coach.Pending,
		CreatedAt: monday, NextAt: monday,
	}, cmpopts.IgnoreFields(coach.Message{}, "Nonce"))
	if b.Nonce == "" || b.Nonce == must(f.Message(t.Context(), "a"))(t).Nonce {
		t.Errorf("nonce %q", b.Nonce)
	}
	again := post("b")
	again.Text = "another text"
	f.commit(coach.Change{Messages: []coach.Message{again}})
	same(t, "the same key again", must(f.Message(t.Context(), "b"))(t), b)

	for _, key := range []string{"a", "b", "c", "z"} {
		f.mark(key, coach.Sent)
	}
	at, ok, err := f.NextMessageAt(t.Context())
	if err != nil || !ok || !at.Equal(future.NextAt) {
		t.Errorf("next: %v, %v, %v", at, ok, err)
	}
	f.mark("d", coach.Failed)
	if _, ok, err := f.NextMessageAt(t.Context()); ok || err != nil {
		t.Errorf("next of none: %v, %v", ok, err)
	}
	same(t, "counts", must(f.OutboxCounts(t.Context()))(t), map[coach.MessageState]int{coach.Failed: 1})
}

// Five thousand nudges of forty teams, a commit each, go out by how urgent they are: those who wait for the later teams
// do not wait for the earlier ones to be through. What has no priority goes before them, though it came last.
func testOutboxPriority(t *testing.T, f fixture) {
	const teams, people = 40, 125
	for team := range teams {
		var nudges []coach.Message
		for i := range people {
			m := post(fmt.Sprintf("nudge/%02d/%03d", team, i))
			m.Priority = 1 + (7*team+13*i)%1001
			nudges = append(nudges, m)
		}
		slices.SortStableFunc(nudges, func(a, b coach.Message) int { return a.Priority - b.Priority })
		f.commit(coach.Change{Messages: nudges})
	}
	f.commit(coach.Change{Messages: []coach.Message{post("huddle")}})
	due := must(f.DueMessages(t.Context(), monday, teams*people+1))(t)
	same(t, "all of them", len(due), teams*people+1)
	same(t, "first", due[0].Key, "huddle")
	teamOf := func(m coach.Message) string { return m.Key[:len("nudge/00")] }
	for i, m := range due[2:] {
		before := due[i+1]
		if m.Priority < before.Priority || m.Priority == before.Priority && teamOf(m) < teamOf(before) {
			t.Fatalf("%s with %d after %s with %d", m.Key, m.Priority, before.Key, before.Priority)
		}
	}
	page := must(f.DueMessages(t.Context(), monday, 200))(t)
	same(t, "a page is the head of it", page[199].Key, due[199].Key)
}

func testOutboxUnder(t *testing.T, f fixture) {
	for _, key := range []string{"nudge/ann", "nudge/ann/1500", "nudge/ann/1130", "nudge/anna", "nudge/ann-lee/1130", "nudge"} {
		f.commit(coach.Change{Messages: []coach.Message{post(key)}})
	}
	var keys []string
	for _, m := range must(f.MessagesUnder(t.Context(), "nudge/ann"))(t) {
		keys = append(keys, m.Key)
	}
	same(t, "under the key", keys, []string{"nudge/ann", "nudge/ann/1130", "nudge/ann/1500"})
	same(t, "under none", len(must(f.MessagesUnder(t.Context(), "nudge/bob"))(t)), 0)
}

func testOutboxWaits(t *testing.T, f fixture) {
	// Filed the evening before: the reply is there before its parent.
	f.commit(coach.Change{At: monday.Add(-time.Hour), Messages: []coach.Message{
		reply("huddle/ann", "huddle"), edit("huddle/e1", "huddle"),
	}})
	same(t, "due before the huddle", f.due(monday), nil)
	if _, ok, _ := f.NextMessageAt(t.Context()); ok {
		t.Error("what waits for its parent counts as waiting for time")
	}
	f.commit(coach.Change{Messages: []coach.Message{
		post("huddle"),
		{Key: "gone", Verb: coach.Delete, Target: "huddle"},
		{Key: "react", Verb: coach.React, Channel: "C0WEST", TargetTS: "5.5", Emoji: "eyes"},
	}})
	same(t, "due", f.due(monday), []string{"huddle", "react"})
	f.mark("huddle", coach.Sending)
	same(t, "due while the parent is under way", f.due(monday), []string{"react"})
	f.mark("huddle", coach.Sent)
	for _, m := range must(f.DueMessages(t.Context(), monday, 10))(t) {
		if m.Verb != coach.React && (m.ThreadTS != "ts of huddle" || m.Channel != "C0WEST") {
			t.Errorf("%s: ThreadTS %q, Channel %q", m.Key, m.ThreadTS, m.Channel)
		}
	}
	same(t, "due afterwards", f.due(monday), []string{"huddle/ann", "huddle/e1", "gone", "react"})
	react := must(f.Message(t.Context(), "react"))(t)
	if react.TargetTS != "5.5" || react.Emoji != "eyes" {
		t.Errorf("reaction: %+v", react)
	}
	found := must(f.MessageAt(t.Context(), "C0WEST", "ts of huddle"))(t)
	same(t, "message at its ts", found.Key, "huddle")
	if _, err := f.MessageAt(t.Context(), "C0EAST", "ts of huddle"); !errors.Is(err, coach.ErrNotFound) {
		t.Errorf("in another channel: error %v", err)
	}
}

func testOutboxStranded(t *testing.T, f fixture) {
	late := reply("late", "never posted")
	late.NotAfter = monday.Add(time.Hour)
	f.commit(coach.Change{Messages: []coach.Message{
		post("huddle"), reply("r1", "huddle"), reply("r2", "r1"), edit("e1", "huddle"),
		{Key: "x1", Verb: coach.Delete, Target: "huddle"},
		late, post("other"),
	}})
	f.mark("huddle", coach.Failed)
	same(t, "due", f.due(monday), []string{"other"})
	for _, key := range []string{"r1", "r2", "e1", "x1"} {
		m := must(f.Message(t.Context(), key))(t)
		if m.State != coach.Dropped || m.Reason == "" {
			t.Errorf("%s is %s with reason %q, want dropped with one", key, m.State, m.Reason)
		}
	}
	same(t, "what may still be said", f.state("late"), coach.Pending)
	f.due(monday.Add(2 * time.Hour))
	same(t, "what came too late", f.state("late"), coach.Dropped)

	// Nobody said until when it is worth saying, and nobody ever posts what it belongs to.
	f.commit(coach.Change{Messages: []coach.Message{reply("orphan", "no such huddle"), edit("orphan edit", "no such huddle")}})
	f.due(monday.Add(30 * 24 * time.Hour))
	same(t, "over the holidays", f.state("orphan"), coach.Pending)
	f.due(monday.Add(32 * 24 * time.Hour))
	for _, key := range []string{"orphan", "orphan edit"} {
		m := must(f.Message(t.Context(), key))(t)
		if m.State != coach.Dropped || m.Reason != reasonAlone {
			t.Errorf("%s is %s with reason %q", key, m.State, m.Reason)
		}
	}
}

// A clock that is set back an hour neither turns the queue round nor holds it up, and the newest edit stays the newest.
func testOutboxClockSetBack(t *testing.T, f fixture) {
	f.commit(coach.Change{Messages: []coach.Message{post("huddle"), post("tried"), post("before")}})
	f.mark("huddle", coach.Sent)
	f.commit(coach.Change{Messages: []coach.Message{edit("e1", "huddle")}})
	tried := must(f.Message(t.Context(), "tried"))(t)
	tried.State, tried.StartedAt, tried.NextAt = coach.Unknown, monday, monday.Add(5*time.Second)
	if err := f.MarkMessage(t.Context(), tried, coach.Pending); err != nil {
		t.Fatal(err)
	}

	back := monday.Add(-time.Hour)
	f.commit(coach.Change{At: back, Messages: []coach.Message{post("after"), edit("e2", "huddle")}})
	same(t, "due", f.due(back), []string{"tried", "before", "after", "e2"})
	f.mark("e2", coach.Sending)
	same(t, "the older edit", f.state("e1"), coach.Superseded)

	// Begun again by the clock as it is now, it waits as long as it should.
	tried.StartedAt, tried.NextAt = back, back.Add(5*time.Second)
	if err := f.MarkMessage(t.Context(), tried, coach.Unknown); err != nil {
		t.Fatal(err)
	}
	same(t, "due after a look-up", f.due(back), []string{"before", "after"})
	same(t, "due five seconds later", f.due(back.Add(5*time.Second)), []string{"tried", "before", "after"})
}

func testOutboxSupersedes(t *testing.T, f fixture) {
	f.commit(coach.Change{Messages: []coach.Message{post("huddle"), post("other")}})
	f.mark("huddle", coach.Sent)
	f.mark("other", coach.Sent)
	for i, key := range []string{"e1", "e2", "e3"} {
		f.commit(coach.Change{At: monday.Add(time.Duration(i) * time.Second), Messages: []coach.Message{edit(key, "huddle")}})
	}
	f.commit(coach.Change{Messages: []coach.Message{edit("o1", "other")}})
	later := monday.Add(time.Minute)
	same(t, "due", f.due(later), []string{"e3", "o1"})
	f.mark("e3", coach.Sending)
	f.commit(coach.Change{At: later, Messages: []coach.Message{edit("e4", "huddle")}})
	for key, want := range map[string]coach.MessageState{
		"e1": coach.Superseded, "e2": coach.Superseded, "e3": coach.Sending, "e4": coach.Pending, "o1": coach.Pending,
	} {
		same(t, key, f.state(key), want)
	}
	f.mark("e3", coach.Sent)
	same(t, "due after that", f.due(later), []string{"o1", "e4"})
}

func testOutboxMark(t *testing.T, f fixture) {
	f.commit(coach.Change{Messages: []coach.Message{post("m")}})
	m := must(f.Message(t.Context(), "m"))(t)
	m.State, m.StartedAt, m.Attempts, m.Reason = coach.Sending, monday.Add(time.Second), 1, "first"
	m.NextAt, m.SentTo, m.SentTS, m.Text, m.Blocks = monday.Add(time.Minute), "D1", "1.2", "new", "[]"
	if err := f.MarkMessage(t.Context(), m, coach.Pending); err != nil {
		t.Fatal(err)
	}
	same(t, "marked", must(f.Message(t.Context(), "m"))(t), m)
	if err := f.MarkMessage(t.Context(), m, coach.Pending); !errors.Is(err, coach.ErrNotFound) {
		t.Errorf("a row that moved on: error %v", err)
	}
	m.Key = "nothing"
	if err := f.MarkMessage(t.Context(), m, coach.Pending); !errors.Is(err, coach.ErrNotFound) {
		t.Errorf("no row: error %v", err)
	}
}

func testOutboxRecovers(t *testing.T, f fixture) {
	f.commit(coach.Change{Messages: []coach.Message{post("a"), post("b"), post("c")}})
	f.mark("a", coach.Sending)
	f.mark("b", coach.Sent)
	restart := monday.Add(time.Minute)
	if err := f.RecoverMessages(t.Context(), restart); err != nil {
		t.Fatal(err)
	}
	same(t, "a", f.state("a"), coach.Unknown)
	same(t, "b", f.state("b"), coach.Sent)
	same(t, "due", f.due(restart), []string{"a", "c"})
	same(t, "counts", must(f.OutboxCounts(t.Context()))(t),
		map[coach.MessageState]int{coach.Unknown: 1, coach.Pending: 1})
}

// Of the calls whose end nobody knows, an edit hears of the newest, be it its own or an older edit's of the same message.
// Those that are newer than it, of other messages, or known to have ended, are none of its doubts.
func testOutboxDoubts(t *testing.T, f fixture) {
	f.commit(coach.Change{Messages: []coach.Message{post("huddle"), post("other")}})
	f.mark("huddle", coach.Sent)
	f.mark("other", coach.Sent)
	f.commit(coach.Change{Messages: []coach.Message{edit("e1", "huddle"), edit("e2", "huddle"), edit("e3", "huddle"), edit("o1", "other")}})
	doubt := func(key string) time.Time { return must(f.Message(t.Context(), key))(t).DoubtAt }
	begun := func(key string, from, to coach.MessageState, at time.Time) {
		m := must(f.Message(t.Context(), key))(t)
		m.State, m.StartedAt = to, at
		if err := f.MarkMessage(t.Context(), m, from); err != nil {
			t.Fatal(err)
		}
	}
	begun("e1", coach.Pending, coach.Unknown, monday)
	begun("e2", coach.Pending, coach.Unknown, monday.Add(time.Second))
	for key, want := range map[string]time.Time{
		"e1": monday, "e2": monday.Add(time.Second), "e3": monday.Add(time.Second), "o1": {}, "huddle": {},
	} {
		if got := doubt(key); !got.Equal(want) {
			t.Errorf("%s is in doubt since %s, want %s", key, got, want)
		}
	}
	newest := must(f.DueMessages(t.Context(), monday.Add(time.Minute), 10))(t)[0]
	if newest.Key != "e3" || !newest.DoubtAt.Equal(monday.Add(time.Second)) {
		t.Errorf("due is %s, in doubt since %s", newest.Key, newest.DoubtAt)
	}

	begun("e3", coach.Pending, coach.Sending, monday.Add(2*time.Second)) // and the process ends
	if err := f.RecoverMessages(t.Context(), monday.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if got := doubt("e3"); !got.Equal(monday.Add(2 * time.Second)) {
		t.Errorf("after a restart e3 is in doubt since %s, want its own call", got)
	}
}
