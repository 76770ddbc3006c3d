package playground

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestTS: unique and increasing, whatever the clock does.
func TestTS(t *testing.T) {
	now := time.Unix(1795334400, 0)
	w := newWorld(t, func(c *Config) { c.Now = func() time.Time { return now } })
	ch := w.s.channels["C0WEST"]
	if first := w.s.stamp(ch); first != "1795334400.000100" {
		t.Errorf("the first ts is %s", first)
	}
	last := int64(0)
	for i := range 20_000 {
		if i == 15_000 {
			now = now.Add(-time.Hour)
		}
		if ts := microsOf(w.s.stamp(ch)); ts <= last {
			t.Fatalf("ts %d after %d", ts, last)
		} else {
			last = ts
		}
	}
}

// TestThread: replies go to the thread, the parent counts them, history does not show them.
func TestThread(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		bot := &fakeBot{w: w}
		defer bot.connect()()
		ann, bob := w.s.As("ann"), w.s.As("bob")
		parent := w.call("chat.postMessage", "channel", "C0WEST", "text", "Good morning", "metadata", `{"event_type":"k","event_payload":{"id":"1"}}`)["ts"].(string)
		reply, err := ann.Reply("west", parent, "5 calls")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := bob.Reply("west", reply, "6 calls"); err != nil { // a reply to a reply
			t.Fatal(err)
		}
		if got := plains(ann.Thread("west", parent)); got != "U0PIP: Good morning\nU0ANN: 5 calls\nU0BOB: 6 calls" {
			t.Errorf("the thread reads\n%s", got)
		}
		top := bob.Messages("west")
		if len(top) != 1 || top[0].ReplyCount != 2 || top[0].LatestReply == "" {
			t.Errorf("top level %+v", top)
		}
		h := items(w.call("conversations.history", "channel", "C0WEST")["messages"])
		if len(h) != 1 || obj(h[0])["reply_count"] != 2.0 || obj(obj(h[0])["metadata"])["event_payload"] != nil {
			t.Errorf("history %v", h)
		}
		h = items(w.call("conversations.history", "channel", "C0WEST", "include_all_metadata", "1")["messages"])
		if obj(obj(obj(h[0])["metadata"])["event_payload"])["id"] != "1" {
			t.Errorf("with metadata %v", h)
		}
		r := items(w.call("conversations.replies", "channel", "C0WEST", "ts", reply)["messages"])
		if len(r) != 3 || obj(r[0])["ts"] != parent || obj(r[1])["parent_user_id"] != "U0PIP" {
			t.Errorf("replies %v", r)
		}
		w.call("chat.delete", "channel", "C0WEST", "ts", parent)
		if got := plains(ann.Thread("west", parent)); !strings.HasPrefix(got, "USLACKBOT: This message was deleted.") {
			t.Errorf("after deleting the parent\n%s", got)
		}
		synctest.Wait()
		var subtypes []string
		for _, e := range bot.events("message") {
			subtypes = append(subtypes, textOf(e["subtype"])+"/"+textOf(e["user"]))
		}
		if got := strings.Join(subtypes, " "); got != "/U0PIP /U0ANN /U0BOB message_deleted/" {
			t.Errorf("the app hears %s", got)
		}
	})
}

// TestUpdate: what an update keeps, takes away and marks.
func TestUpdate(t *testing.T) {
	block := `[{"type":"section","text":{"type":"mrkdwn","text":"block"}}]`
	tests := []struct {
		name          string
		before, after []string
		text          string
		blocks        bool
		edited        bool
	}{
		{"text alone", []string{"text", "a"}, []string{"text", "b"}, "b", false, true},
		{"text takes blocks away", []string{"text", "a", "blocks", block}, []string{"text", "b"}, "b", false, false},
		{"blocks and text", []string{"text", "a", "blocks", block}, []string{"text", "b", "blocks", block}, "b", true, false},
		{"an empty list clears", []string{"text", "a", "blocks", block}, []string{"text", "b", "blocks", "[]"}, "b", false, false},
		{"metadata alone keeps both", []string{"text", "a", "blocks", block}, []string{"metadata", `{"event_type":"k","event_payload":{}}`}, "a", true, false},
	}
	w := newWorld(t, nil)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w.s.limiter = newLimiter(w.s.methods)
			ts := w.call("chat.postMessage", append([]string{"channel", "C0WEST"}, tt.before...)...)["ts"].(string)
			if out := w.call("chat.update", append([]string{"channel", "C0WEST", "ts", ts}, tt.after...)...); out["ok"] != true {
				t.Fatal(out)
			}
			list := w.s.As("ann").Messages("west")
			m := list[len(list)-1]
			if m.Text != tt.text || (m.Blocks != nil) != tt.blocks || m.Edited != tt.edited {
				t.Errorf("got text %q, blocks %s, edited %v", m.Text, m.Blocks, m.Edited)
			}
		})
	}
	ts, err := w.s.As("ann").Say("west", "mine")
	if err != nil {
		t.Fatal(err)
	}
	if out := w.call("chat.update", "channel", "C0WEST", "ts", ts, "text", "yours"); out["error"] != "cant_update_message" {
		t.Errorf("a person's message: %v", out)
	}
	if out := w.call("chat.delete", "channel", "C0WEST", "ts", ts); out["error"] != "cant_delete_message" {
		t.Errorf("a person's message: %v", out)
	}
}

// TestLongText: a text beyond 40,000 characters is cut, with a warning; an update takes 4,000.
func TestLongText(t *testing.T) {
	w := newWorld(t, nil)
	out := w.call("chat.postMessage", "channel", "C0WEST", "text", x(40_001))
	if out["warning"] != "message_truncated" || len(obj(out["message"])["text"].(string)) != 40_000 {
		t.Errorf("got %v", out["warning"])
	}
	if out := w.call("chat.update", "channel", "C0WEST", "ts", out["ts"].(string), "text", x(4001)); out["error"] != "msg_too_long" {
		t.Errorf("update: %v", out["error"])
	}
}

// TestMembership: where the app may post, and how it gets in.
func TestMembership(t *testing.T) {
	w := newWorld(t, func(c *Config) {
		c.Manifest = []byte(strings.Replace(testManifest, `"chat:write.public",`, "", 1))
	})
	bot := &fakeBot{w: w}
	defer bot.connect()()
	if out := w.call("chat.postMessage", "channel", "C0EAST", "text", "x"); out["error"] != "not_in_channel" {
		t.Errorf("a public channel: %v", out)
	}
	if err := w.s.As("ann").Slash("east", "/invite @pip"); err != nil {
		t.Fatal(err)
	}
	if out := w.call("chat.postMessage", "channel", "#east", "text", "x"); out["ok"] != true {
		t.Errorf("after the invitation: %v", out)
	}
	if out := w.call("chat.postMessage", "channel", "C0PRIV", "text", "x"); out["error"] != "channel_not_found" {
		t.Errorf("a private channel: %v", out)
	}
	if err := w.s.As("ada").Slash("board", "/invite @pip"); err != nil {
		t.Fatal(err)
	}
	if out := w.call("chat.postMessage", "channel", "C0PRIV", "text", "x"); out["ok"] != true {
		t.Errorf("after the invitation: %v", out)
	}
	if err := w.s.As("ada").Slash("board", "/archive"); err != nil {
		t.Fatal(err)
	}
	if out := w.call("chat.postMessage", "channel", "C0PRIV", "text", "x"); out["error"] != "is_archived" {
		t.Errorf("an archived channel: %v", out)
	}
	joined := obj(w.call("users.conversations", "types", "public_channel,private_channel")["channels"])
	if joined != nil {
		t.Errorf("channels are no list: %v", joined)
	}
}

// TestEventsOfPeople: what the app hears.
func TestEventsOfPeople(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		bot := &fakeBot{w: w}
		defer bot.connect()()
		ann := w.s.As("ann")
		ts, _ := ann.Say("west", "@pip how are we?")
		_, _ = ann.Say(ann.DM(), "hello")
		_, _ = ann.Say("east", "not for the app")
		_ = ann.React("west", ts, ":tada:")
		_ = ann.Slash("east", "/invite @pip")
		w.s.ChangeUser("U0BOB", func(u *User) { u.StatusEmoji, u.StatusText = ":palm_tree:", "Away" })
		w.s.AddUser(User{ID: "U0NEW", Name: "new"})
		synctest.Wait()
		if ev := bot.events("app_mention"); len(ev) != 1 || ev[0]["text"] != "<@U0PIP> how are we?" {
			t.Errorf("app_mention %v", ev)
		}
		var heard []string
		for _, e := range bot.events("message") {
			heard = append(heard, fmt.Sprint(e["channel_type"], " ", e["text"]))
		}
		if got := strings.Join(heard, "; "); got != "channel <@U0PIP> how are we?; im hello" {
			t.Errorf("messages %s", got)
		}
		if ev := bot.events("member_joined_channel"); len(ev) != 1 || ev[0]["user"] != "U0PIP" || ev[0]["inviter"] != "U0ANN" {
			t.Errorf("member_joined_channel %v", ev)
		}
		if ev := bot.events("user_change"); len(ev) != 1 || obj(obj(ev[0]["user"])["profile"])["status_emoji"] != ":palm_tree:" {
			t.Errorf("user_change %v", ev)
		}
		if ev := bot.events("team_join"); len(ev) != 1 {
			t.Errorf("team_join %v", ev)
		}
		if ev := bot.events("reaction_added"); len(ev) != 1 || ev[0]["reaction"] != "tada" {
			t.Errorf("reaction_added %v", ev)
		}
	})
}

// TestResponseURL: five uses, thirty minutes, replace and delete.
func TestResponseURL(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		bot := &fakeBot{w: w}
		defer bot.connect()()
		ann := w.s.As("ann")
		use := func(addr, body string) string {
			t.Helper()
			out, resp := w.post(addr, "application/json", "", []byte(body))
			if resp.StatusCode == http.StatusOK {
				return ""
			}
			return out["error"].(string)
		}
		url := func() string {
			t.Helper()
			if err := ann.Slash("west", "/pip"); err != nil {
				t.Fatal(err)
			}
			return obj(bot.last("slash_commands")["payload"])["response_url"].(string)
		}
		addr := url()
		// The way slack-go writes it.
		body := `{"text":"late","response_type":"ephemeral","replace_original":false,"delete_original":false,"metadata":{"event_type":"","event_payload":null},"blocks":null}`
		for i := range 6 {
			want := map[bool]string{true: "used_url"}[i == 5]
			if got := use(addr, body); got != want {
				t.Errorf("use %d: %q", i+1, got)
			}
		}
		if got := ann.Messages("west"); len(got) != 5 || !got[0].Ephemeral || got[0].Text != "late" {
			t.Errorf("ann sees %s", plains(got))
		}
		if got := use(url(), `{"text":"for all","response_type":"in_channel"}`); got != "" {
			t.Error(got)
		}
		if got := w.s.As("bob").Messages("west"); len(got) != 1 || got[0].Text != "for all" {
			t.Errorf("bob sees %s", plains(got))
		}
		addr = url()
		time.Sleep(30*time.Minute + time.Second)
		if got := use(addr, body); got != "expired_url" {
			t.Errorf("after thirty minutes: %q", got)
		}
		if got := use(addr[:len(addr)-1], body); got != "expired_url" {
			t.Errorf("a guessed address: %q", got)
		}

		if err := use(url(), `{"text":"x","blocks":[`+actionsJSON(buttonJSON(`,"action_id":"a"`))+`]}`); err != "" {
			t.Fatal(err)
		}
		if err := ann.Press("west", "", "ok"); err != nil {
			t.Fatal(err)
		}
		addr = obj(bot.last("interactive")["payload"])["response_url"].(string)
		if got := use(addr, `{"text":"replaced","replace_original":true}`); got != "" {
			t.Error(got)
		}
		list := ann.Messages("west")
		if m := list[len(list)-1]; m.Plain() != "replaced" || !m.Ephemeral {
			t.Errorf("after replacing: %+v", m)
		}
		if got := use(addr, `{"delete_original":true}`); got != "" {
			t.Error(got)
		}
		if now := ann.Messages("west"); len(now) != len(list)-1 {
			t.Errorf("after deleting: %s", plains(now))
		}
	})
}

// TestPlain: blocks as they read.
func TestPlain(t *testing.T) {
	w := newWorld(t, nil)
	blocks := `[
	{"type":"header","text":{"type":"plain_text","text":"Week 47"}},
	{"type":"section","text":{"type":"mrkdwn","text":"*<@U0ANN>* in <#C0WEST> &amp; <https://x.example|there>, _well_ ~done~"},"fields":[{"type":"mrkdwn","text":"*Calls*\n5"}]},
	{"type":"context","elements":[{"type":"mrkdwn","text":"<!date^1795334400^{date}|Monday>"},{"type":"image","image_url":"https://x","alt_text":"a chart"}]},
	{"type":"divider"},
	{"type":"actions","elements":[` + buttonJSON("") + `,{"type":"static_select","placeholder":{"type":"plain_text","text":"Pick"},"options":[` + optionJSON(1, 1) + `]}]},
	{"type":"data_table","caption":"Board","rows":[[{"type":"raw_text","text":"Who"},{"type":"raw_text","text":"Calls"}],[{"type":"raw_text","text":"Ann"},{"type":"raw_number","value":5}]]},
	{"type":"rich_text","elements":[{"type":"rich_text_list","style":"bullet","elements":[{"type":"rich_text_section","elements":[{"type":"user","user_id":"U0BOB"},{"type":"text","text":" first"}]}]}]},
	{"type":"data_visualization","title":"Weeks","chart":{"type":"bar","axis_config":{"categories":["46","47"]},"series":[{"name":"Calls","data":[{"label":"46","value":3},{"label":"47","value":5}]}]}}]`
	if out := w.call("chat.postMessage", "channel", "C0WEST", "text", "Week 47", "blocks", blocks); out["ok"] != true {
		t.Fatal(out)
	}
	want := "Week 47\n@ann in #west & there, well done\nCalls\n5\nMonday (image: a chart)\n---\n[ok] [Pick]\nBoard\nWho | Calls\nAnn | 5\n• @bob first\nWeeks\nCalls: 46 3, 47 5"
	if got := w.s.As("bob").Messages("west")[0].Plain(); got != want {
		t.Errorf("reads\n%s\nwant\n%s", got, want)
	}
}

// TestOriginalIsGone: the stone that a deleted parent leaves behind is nobody's to fill with words again.
func TestOriginalIsGone(t *testing.T) {
	w := newWorld(t, nil)
	bot := &fakeBot{w: w}
	defer bot.connect()()
	out := w.call("chat.postMessage", "channel", "C0WEST", "text", "x", "blocks", "["+actionsJSON(buttonJSON(""))+"]")
	ts := out["ts"].(string)
	ann := w.s.As("ann")
	if err := ann.Press("west", ts, "ok"); err != nil {
		t.Fatal(err)
	}
	if _, err := ann.Reply("west", ts, "me too"); err != nil {
		t.Fatal(err)
	}
	w.call("chat.delete", "channel", "C0WEST", "ts", ts)
	addr := obj(bot.last("interactive")["payload"])["response_url"].(string)
	got, _ := w.post(addr, "application/json", "", []byte(`{"replace_original":true,"text":"back again"}`))
	if got["error"] != "message_not_found" {
		t.Errorf("answer %v", got)
	}
	if text := ann.Messages("west")[0].Text; text != "This message was deleted." {
		t.Errorf("the stone says %q", text)
	}
}

// TestThreadPages: each page of a thread begins with its parent.
func TestThreadPages(t *testing.T) {
	w := newWorld(t, nil)
	ts := w.call("chat.postMessage", "channel", "C0WEST", "text", "parent")["ts"].(string)
	for _, text := range []string{"one", "two", "three"} {
		if _, err := w.s.As("ann").Reply("west", ts, text); err != nil {
			t.Fatal(err)
		}
	}
	var pages []string
	for cursor := ""; ; {
		out := w.call("conversations.replies", "channel", "C0WEST", "ts", ts, "limit", "2", "cursor", cursor)
		for _, m := range items(out["messages"]) {
			pages = append(pages, textOf(obj(m)["text"]))
		}
		if cursor = textOf(obj(out["response_metadata"])["next_cursor"]); cursor == "" {
			break
		}
		pages = append(pages, "|")
	}
	if got := strings.Join(pages, " "); got != "parent one two | parent three" {
		t.Errorf("pages %s", got)
	}
}

// TestAway: an ephemeral message to somebody who is away is lost, and the app is told ok.
func TestAway(t *testing.T) {
	w := newWorld(t, nil)
	w.s.ChangeUser("U0ANN", func(u *User) { u.Away = true })
	out := w.call("chat.postEphemeral", "channel", "C0WEST", "user", "U0ANN", "text", "Psst")
	if out["ok"] != true || out["message_ts"] == "" {
		t.Errorf("the app is told %v", out)
	}
	w.s.ChangeUser("U0ANN", func(u *User) { u.Away = false })
	if got := w.s.As("ann").Messages("C0WEST"); len(got) != 0 {
		t.Errorf("ann sees %v", got)
	}
	if r := w.s.Refusals(); len(r) != 1 || r[0].Rule != "ephemeral.away" {
		t.Errorf("the refusals: %v", r)
	}
}

// TestResponseInAThread: what an app posts to a response_url reaches a thread only where everybody sees it and nothing is
// replaced; else it stands in the channel.
func TestResponseInAThread(t *testing.T) {
	l := newLab(t)
	ts, _ := l.call("chat.postMessage", "channel", "C0WEST", "text", "parent")["ts"].(string)
	for body, want := range map[string]int{
		`"response_type":"in_channel","replace_original":false`: 1, `"response_type":"in_channel"`: 0, `"replace_original":false`: 0,
	} {
		before := len(l.s.As("ann").Thread("C0WEST", ts))
		l.post(l.responseURL(), "application/json", "", []byte(`{"text":"x","thread_ts":"`+ts+`",`+body+`}`))
		if n := len(l.s.As("ann").Thread("C0WEST", ts)) - before; n != want {
			t.Errorf("%s: %d replies more", body, n)
		}
	}
}
