package playground

import (
	"strings"
	"testing"
	"testing/synctest"
)

// TestDirectBetweenPeople: two people talk, and the app hears nothing of it but the command that one of them types.
func TestDirectBetweenPeople(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, allScopes)
		b := &fakeBot{w: w, answer: func(kind string, payload map[string]any) map[string]any {
			if kind == "slash_commands" {
				return map[string]any{"response_type": "in_channel", "text": "Logged in " + textOf(payload["channel_name"])}
			}
			return map[string]any{}
		}}
		stop := b.connect()
		defer stop()
		ann, bob := w.s.As("ann"), w.s.As("bob")
		id, err := ann.DMWith("@bob")
		if err != nil {
			t.Fatal(err)
		}
		if again, err := bob.DMWith("U0ANN"); err != nil || again != id {
			t.Errorf("bob opens %q, %v; want %q", again, err, id)
		}
		if _, err := ann.Say(id, "Hello <@U0PIP>, are you there?"); err != nil {
			t.Fatal(err)
		}
		ts, err := bob.Say(id, "It is not")
		if err != nil {
			t.Fatal(err)
		}
		if err := ann.React(id, ts, "tada"); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if got := kindsGot(b); len(got) != 0 {
			t.Errorf("the app heard of it: %v", got)
		}
		if err := ann.Slash(id, "/pip 5"); err != nil {
			t.Fatal(err)
		}
		if got := plains(bob.Messages(id)); !strings.HasSuffix(got, "Logged in directmessage") {
			t.Errorf("bob sees %q", got)
		}
		if got := w.s.As("ada").Messages(id); got != nil {
			t.Errorf("ada sees %v", got)
		}
		synctest.Wait()
		if got := kindsGot(b); strings.Join(got, " ") != "slash_commands" {
			t.Errorf("the app got %v", got)
		}
		appSeesNoDirect(t, w, id, ts)
	})
}

// kindsGot are the types of the envelopes that came.
func kindsGot(b *fakeBot) []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var list []string
	for _, m := range b.got {
		list = append(list, textOf(m["type"]))
	}
	return list
}

// appSeesNoDirect: whatever an app asks of a conversation of two people, there is none.
func appSeesNoDirect(t *testing.T, w *world, id, ts string) {
	t.Helper()
	for _, call := range [][]string{
		{"chat.postMessage", "channel", id, "text", "May I join?"},
		{"chat.postEphemeral", "channel", id, "user", "U0ANN", "text", "May I join?"},
		{"chat.delete", "channel", id, "ts", ts},
		{"conversations.history", "channel", id},
		{"conversations.info", "channel", id},
		{"conversations.join", "channel", id},
		{"conversations.members", "channel", id},
		{"conversations.open", "channel", id},
		{"pins.add", "channel", id, "timestamp", ts},
		{"reactions.add", "channel", id, "timestamp", ts, "name", "tada"},
	} {
		out := w.call(call[0], call[1:]...)
		known := out["error"] == "channel_not_found" || call[0] == "conversations.join" && out["error"] == "method_not_supported_for_channel_type"
		if !known {
			t.Errorf("%v: %v", call, out)
		}
	}
	for _, method := range []string{"conversations.list", "users.conversations"} {
		for _, ch := range items(w.call(method, "types", "im,private_channel,mpim,public_channel", "user", "U0ANN")["channels"]) {
			if obj(ch)["id"] == id {
				t.Errorf("%s shows it", method)
			}
		}
	}
}

// TestDirectWithWhom: with the app it is the conversation that was there; with nobody, oneself or a bot there is none.
func TestDirectWithWhom(t *testing.T) {
	w := newWorld(t, allScopes)
	ann := w.s.As("ann")
	if id, err := ann.DMWith("pip"); err != nil || id != ann.DM() {
		t.Errorf("with the app: %q, %v", id, err)
	}
	for _, name := range []string{"nobody", "ann", ""} {
		if id, err := ann.DMWith(name); err == nil {
			t.Errorf("with %q: %q", name, id)
		}
	}
	id, err := ann.DMWith("bob")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"/invite @pip", "/remove @bob", "/archive"} {
		if err := ann.Slash(id, line); err == nil {
			t.Errorf("%s was done in a direct conversation", line)
		}
	}
	w.s.ChangeUser("U0BOB", func(u *User) { u.Deleted = true })
	if _, err := ann.Say(id, "Still there?"); err == nil {
		t.Error("who has left was written to")
	}
}
