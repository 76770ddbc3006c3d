package playground

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestGroupConversation: several people and the app. It is made once, and nobody else sees it.
func TestGroupConversation(t *testing.T) {
	w := newWorld(t, allScopes)
	if out := w.call("conversations.open", "users", "U0ANN,U0BOB", "prevent_creation", "true"); out["error"] != "channel_not_found" {
		t.Errorf("looked for before it was there: %v", out)
	}
	first := w.call("conversations.open", "users", "U0ANN,U0BOB", "return_im", "true")
	ch := obj(first["channel"])
	if ch["is_mpim"] != true || ch["name"] != "mpdm-ann--bob--pip-1" || first["already_open"] != nil {
		t.Fatalf("opened: %v", first)
	}
	id := ch["id"].(string)
	again := w.call("conversations.open", "users", "U0BOB, U0ANN")
	if obj(again["channel"])["id"] != id || again["already_open"] != true {
		t.Errorf("opened again: %v", again)
	}
	if out := w.call("chat.postMessage", "channel", id, "text", "To you two"); out["ok"] != true {
		t.Fatal(out)
	}
	if got := plains(w.s.As("bob").Messages(id)); got != "U0PIP: To you two" {
		t.Errorf("bob sees %q", got)
	}
	if got := w.s.As("ada").Messages(id); len(got) != 0 {
		t.Errorf("ada sees %v", got)
	}
	list := items(w.call("conversations.list", "types", "mpim")["channels"])
	if len(list) != 1 || obj(list[0])["id"] != id {
		t.Errorf("listed: %v", list)
	}
	if out := w.call("conversations.history", "channel", id); len(items(out["messages"])) != 1 {
		t.Errorf("history: %v", out)
	}
	if out := w.call("conversations.join", "channel", id); out["error"] != "method_not_supported_for_channel_type" {
		t.Errorf("joined: %v", out)
	}
	if out := w.call("conversations.open", "channel", "C0WEST"); out["error"] != "method_not_supported_for_channel_type" {
		t.Errorf("a channel opened like a conversation: %v", out)
	}
}

// TestGroupConversationScope: several people want mpim:write, and without it none is made.
func TestGroupConversationScope(t *testing.T) {
	w := newWorld(t, nil)
	if out := w.call("conversations.open", "users", "U0ANN,U0BOB"); out["error"] != "missing_scope" || out["needed"] != "mpim:write" {
		t.Errorf("got %v", out)
	}
	if got := w.s.channelNamed("mpdm-ann--bob--pip-1"); got != nil {
		t.Errorf("there is %v", got.Channel)
	}
}

// TestUserGroups: who is in a group is told where it is asked for, and the group reads by its handle.
func TestUserGroups(t *testing.T) {
	w := newWorld(t, func(cfg *Config) {
		cfg.Workspace.Groups = []UserGroup{{ID: "S0CLOSERS", Handle: "closers", Name: "Closers", Members: []string{"U0ANN", "U0BOB"}}}
	})
	list := items(w.call("usergroups.list", "include_users", "1", "include_count", "true")["usergroups"])
	if len(list) != 1 || obj(list[0])["handle"] != "closers" || len(items(obj(list[0])["users"])) != 2 || obj(list[0])["user_count"] != 2.0 {
		t.Errorf("listed: %v", list)
	}
	if list := items(w.call("usergroups.list")["usergroups"]); obj(list[0])["users"] != nil || obj(list[0])["user_count"] != nil {
		t.Errorf("listed without asking: %v", list)
	}
	if out := w.call("usergroups.users.list", "usergroup", "S0CLOSERS"); fmt.Sprint(out["users"]) != "[U0ANN U0BOB]" {
		t.Errorf("its people: %v", out)
	}
	if out := w.call("usergroups.users.list", "usergroup", "S0NONE"); out["error"] != "no_such_subteam" {
		t.Errorf("nobody's group: %v", out)
	}
	if got := w.s.plain("Well done, <!subteam^S0CLOSERS>!"); got != "Well done, @closers!" {
		t.Errorf("reads %q", got)
	}
}

// TestPins: a message is pinned once, for everybody to see.
func TestPins(t *testing.T) {
	w := newWorld(t, allScopes)
	ts, _ := w.call("chat.postMessage", "channel", "C0WEST", "text", "The board")["ts"].(string)
	for _, tt := range []struct {
		args []string
		want any
	}{
		{[]string{"channel", "C0WEST", "timestamp", ts}, nil},
		{[]string{"channel", "C0WEST", "timestamp", ts}, "already_pinned"},
		{[]string{"channel", "C0WEST"}, "no_item_specified"},
		{[]string{"channel", "C0WEST", "timestamp", "now"}, "bad_timestamp"},
		{[]string{"channel", "C0WEST", "timestamp", "1.000100"}, "message_not_found"},
		{[]string{"channel", "C0EAST", "timestamp", ts}, "not_in_channel"},
		{[]string{"channel", "C0PRIV", "timestamp", ts}, "channel_not_found"},
	} {
		if out := w.call("pins.add", tt.args...); out["error"] != tt.want {
			t.Errorf("%v: %v, want %v", tt.args, out, tt.want)
		}
	}
	out := w.call("conversations.history", "channel", "C0WEST")
	if out["pin_count"] != 1.0 || fmt.Sprint(obj(items(out["messages"])[0])["pinned_to"]) != "[C0WEST]" {
		t.Errorf("the history: %v", out)
	}
}

// TestSchedule: a message is posted at its time; with metadata it never is, though Slack said ok.
func TestSchedule(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		at := func(d time.Duration) string { return strconv.FormatInt(time.Now().Add(d).Unix(), 10) }
		second := w.call("chat.scheduleMessage", "channel", "C0WEST", "post_at", at(2*time.Hour), "text", "second")
		first := w.call("chat.scheduleMessage", "channel", "C0WEST", "post_at", at(time.Hour), "text", "first")
		if id, _ := first["scheduled_message_id"].(string); !strings.HasPrefix(id, "Q") || id == second["scheduled_message_id"] {
			t.Fatalf("scheduled: %v", first)
		}
		out := w.call("chat.scheduleMessage", "channel", "C0WEST", "post_at", at(time.Minute), "text", "never",
			"metadata", `{"event_type":"k","event_payload":{"a":"b"}}`)
		if out["ok"] != true {
			t.Errorf("with metadata: %v", out)
		}
		if r := w.s.Refusals(); len(r) != 1 || r[0].Rule != "schedule.metadata" {
			t.Errorf("the refusals: %v", r)
		}
		var seen []string
		for range 3 {
			seen = append(seen, plains(w.s.As("ann").Messages("C0WEST")))
			time.Sleep(time.Hour + time.Minute)
			synctest.Wait()
		}
		if want := []string{"", "U0PIP: first", "U0PIP: first\nU0PIP: second"}; !slices.Equal(seen, want) {
			t.Errorf("seen by the hour: %q", seen)
		}
		if out := w.call("chat.scheduleMessage", "channel", "C0WEST", "post_at", at(-time.Second), "text", "x"); out["error"] != "time_in_past" {
			t.Errorf("in the past: %v", out)
		}
	})
}

// TestScheduleOnAMovedClock: what is due on a clock that was moved is posted without waiting for it.
func TestScheduleOnAMovedClock(t *testing.T) {
	now := fixedNow()
	w := newWorld(t, func(cfg *Config) { cfg.Now = func() time.Time { return now } })
	w.call("chat.scheduleMessage", "channel", "C0WEST", "post_at", strconv.FormatInt(now.Unix()+3600, 10), "text", "an hour later")
	now = now.Add(2 * time.Hour)
	w.call("auth.test")
	if got := plains(w.s.As("ann").Messages("C0WEST")); got != "U0PIP: an hour later" {
		t.Errorf("ann sees %q", got)
	}
}

// TestThreadIsBounded: a thread keeps its newest replies, its parent, and those that were sent to the channel too.
func TestThreadIsBounded(t *testing.T) {
	s := newWorld(t, nil).s
	ch := s.channels["C0WEST"]
	s.say(ch, &message{user: "U0ANN", text: "parent"})
	parent := ch.tops[0]
	for i := range 3 * keepReplies {
		s.say(ch, &message{user: "U0BOB", text: strconv.Itoa(i), threadTS: parent.ts, broadcast: i == 0})
	}
	if n := len(parent.replies); n < keepReplies || n >= 2*keepReplies {
		t.Errorf("%d replies are kept", n)
	}
	if last := parent.replies[len(parent.replies)-1].text; last != strconv.Itoa(3*keepReplies-1) {
		t.Errorf("the last one kept is %s", last)
	}
	if n := len(ch.byTS); n != len(parent.replies)+2 || len(ch.tops) != 2 || ch.byTS[ch.tops[1].ts] == nil {
		t.Errorf("%d messages are known, %d on top", n, len(ch.tops))
	}
}
