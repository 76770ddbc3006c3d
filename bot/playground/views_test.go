package playground

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// aTrigger lets ann type a command and returns the trigger that the app got.
func aTrigger(t *testing.T, w *world, bot *fakeBot) string {
	t.Helper()
	if err := w.s.As("ann").Slash("west", "/pip"); err != nil {
		t.Fatal(err)
	}
	return obj(bot.last("slash_commands")["payload"])["trigger_id"].(string)
}

// TestTrigger: three seconds, once.
func TestTrigger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		bot := &fakeBot{w: w}
		defer bot.connect()()
		id := aTrigger(t, w, bot)
		time.Sleep(3 * time.Second)
		if out := w.call("views.open", "trigger_id", id, "view", formJSON); out["ok"] != true {
			t.Errorf("after three seconds: %v", out)
		}
		if out := w.call("views.open", "trigger_id", id, "view", formJSON); out["error"] != "exchanged_trigger_id" {
			t.Errorf("the second time: %v", out)
		}
		id = aTrigger(t, w, bot)
		time.Sleep(3*time.Second + time.Millisecond)
		for range 2 {
			if out := w.call("views.open", "trigger_id", id, "view", formJSON); out["error"] != "expired_trigger_id" {
				t.Errorf("after more: %v", out)
			}
		}
		if out := w.call("views.push", "trigger_id", aTrigger(t, w, bot), "view", formJSON); out["error"] != "invalid_trigger_id" {
			t.Errorf("push with a trigger of a command: %v", out)
		}
	})
}

// TestViewStack: three views, no more; each closes onto the one below; the app hears of it.
func TestViewStack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		bot := &fakeBot{w: w}
		var pushed map[string]any
		bot.answer = func(_ string, p map[string]any) map[string]any {
			if p["type"] == "block_actions" {
				v := modal(t)
				v["title"] = map[string]any{"type": "plain_text", "text": "Next"}
				go func() {
					pushed, _ = w.json("views.push", testBotToken, map[string]any{"trigger_id": p["trigger_id"], "view": v})
				}()
			}
			return map[string]any{}
		}
		defer bot.connect()()
		ann := w.s.As("ann")
		w.call("views.open", "trigger_id", aTrigger(t, w, bot), "view", formJSON)
		root := ann.View().ID
		for i, want := range []any{true, true, false} {
			if err := ann.PressInView("More"); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
			if pushed["ok"] != want {
				t.Errorf("push %d: %v", i, pushed)
			}
		}
		if pushed["error"] != "push_limit_reached" {
			t.Errorf("the fourth view: %v", pushed)
		}
		if v := obj(obj(bot.last("interactive")["payload"])["view"]); v["root_view_id"] != root || v["previous_view_id"] == nil {
			t.Errorf("root %v, previous %v", v["root_view_id"], v["previous_view_id"])
		}
		if err := ann.CloseView(); err != nil {
			t.Fatal(err)
		}
		if p := obj(bot.last("interactive")["payload"]); p["type"] != "view_closed" || p["is_cleared"] != false {
			t.Errorf("the app hears %v", p)
		}
		if err := w.s.closeView("U0ANN", ann.View().ID, true); err != nil {
			t.Fatal(err)
		}
		if p := obj(bot.last("interactive")["payload"]); p["is_cleared"] != true || obj(p["view"])["id"] != root {
			t.Errorf("the app hears %v", p)
		}
		if ann.View() != nil {
			t.Error("a view is left")
		}
	})
}

// TestUpdateKeepsWhatWasTyped: where the ids stay; and a stale hash is refused.
func TestUpdateKeepsWhatWasTyped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		bot := &fakeBot{w: w}
		defer bot.connect()()
		ann := w.s.As("ann")
		opened := obj(w.call("views.open", "trigger_id", aTrigger(t, w, bot), "view", formJSON)["view"])
		if err := errors.Join(ann.Fill("Calls", "7"), ann.Fill("Day", "2026-11-24")); err != nil {
			t.Fatal(err)
		}
		v := modal(t)
		obj(items(v["blocks"])[2])["block_id"] = "when-2"
		text, _ := json.Marshal(v)
		id, hash := opened["id"].(string), opened["hash"].(string)
		if out := w.call("views.update", "view_id", id, "hash", hash, "view", string(text)); out["ok"] != true {
			t.Fatal(out)
		}
		vals := ann.View().Values
		if vals["n"]["v"] != "7" || vals["when-2"]["v"] != "2026-11-23" {
			t.Errorf("values %v", vals)
		}
		if out := w.call("views.update", "view_id", id, "hash", hash, "view", string(text)); out["error"] != "hash_conflict" {
			t.Errorf("a stale hash: %v", out)
		}
	})
}

// TestSubmitAnswers: what each answer to a submission does.
func TestSubmitAnswers(t *testing.T) {
	next := map[string]any{"type": "modal", "title": map[string]any{"type": "plain_text", "text": "Done"}, "blocks": []any{}}
	bad := map[string]any{"type": "modal", "title": map[string]any{"type": "plain_text", "text": x(25)}, "blocks": []any{}}
	tests := []struct {
		name   string
		answer map[string]any // nil: no acknowledgement
		title  string         // of the view on top afterwards
		notice bool
		error  string
	}{
		{"empty closes", map[string]any{}, "", false, ""},
		{"clear", map[string]any{"response_action": "clear"}, "", false, ""},
		{"update", map[string]any{"response_action": "update", "view": next}, "Done", false, ""},
		{"push", map[string]any{"response_action": "push", "view": next}, "Done", false, ""},
		{"errors", map[string]any{"response_action": "errors", "errors": map[string]any{"n": "Too many."}}, "Count", false, "Calls: Too many."},
		{"errors elsewhere", map[string]any{"response_action": "errors", "errors": map[string]any{"more": "x"}}, "Count", true, "invalid_errors"},
		{"a view that is refused", map[string]any{"response_action": "update", "view": bad}, "Count", true, "invalid_arguments"},
		{"nonsense", map[string]any{"response_action": "dance"}, "Count", true, "invalid_response_action"},
		{"nothing", nil, "Count", true, "operation_timeout"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, nil)
				bot := &fakeBot{w: w}
				bot.answer = func(_ string, p map[string]any) map[string]any {
					if p["type"] == "view_submission" {
						return tt.answer
					}
					return map[string]any{}
				}
				defer bot.connect()()
				ann := w.s.As("ann")
				w.call("views.open", "trigger_id", aTrigger(t, w, bot), "view", formJSON)
				if err := ann.Fill("Calls", "7"); err != nil {
					t.Fatal(err)
				}
				err := ann.Submit()
				if (err != nil) != (tt.error != "") || err != nil && !strings.Contains(err.Error(), tt.error) {
					t.Errorf("error %v, want %q", err, tt.error)
				}
				v := ann.View()
				if v == nil {
					v = &View{}
				}
				if v.Title != tt.title || (v.Notice == trouble) != tt.notice {
					t.Errorf("on top %q with notice %q", v.Title, v.Notice)
				}
			})
		})
	}
}

// TestHome: published, opened, pressed in.
func TestHome(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		bot := &fakeBot{w: w}
		defer bot.connect()()
		ann := w.s.As("ann")
		home := `{"type":"home","blocks":[{"type":"section","text":{"type":"mrkdwn","text":"Today *5*"}},` + actionsJSON(buttonJSON(`,"action_id":"log"`)) + `]}`
		first := obj(w.call("views.publish", "user_id", "U0ANN", "view", home)["view"])
		if got := ann.Home().Plain(); got != "Today 5\n[ok]" {
			t.Errorf("home reads %q", got)
		}
		if err := errors.Join(ann.OpenHome(), ann.PressInView("ok")); err != nil {
			t.Fatal(err)
		}
		ev := bot.events("app_home_opened")
		if len(ev) != 1 || ev[0]["tab"] != "home" || ev[0]["channel"] != ann.DM() || obj(ev[0]["view"])["id"] != first["id"] {
			t.Errorf("event %v", ev)
		}
		p := obj(bot.last("interactive")["payload"])
		if obj(p["container"])["type"] != "view" || p["response_url"] != nil || p["channel"] != nil {
			t.Errorf("payload %v", p)
		}
		again := obj(w.call("views.publish", "user_id", "U0ANN", "view", home, "hash", first["hash"].(string))["view"])
		if again["id"] != first["id"] || again["hash"] == first["hash"] {
			t.Errorf("published again: %v", again)
		}
		if out := w.call("views.publish", "user_id", "U0ANN", "view", home, "hash", first["hash"].(string)); out["error"] != "hash_conflict" {
			t.Errorf("a stale hash: %v", out)
		}
	})
}

// TestClosedWhileSubmitting: a form that the person closed while the app was thinking stays closed, and what they
// opened since stays open, whatever the late answer says.
func TestClosedWhileSubmitting(t *testing.T) {
	for _, action := range []string{"push", "clear", "update"} {
		t.Run(action, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, nil)
				bot := &fakeBot{w: w}
				bot.answer = func(_ string, p map[string]any) map[string]any {
					if p["type"] != "view_submission" {
						return map[string]any{}
					}
					// The app is asked one thing after the other, so it hears of the closing only after this answer.
					go func() { _ = w.s.As("ann").CloseView() }()
					for w.s.As("ann").View() != nil {
						time.Sleep(time.Millisecond)
					}
					return map[string]any{"response_action": action, "view": modal(t)}
				}
				defer bot.connect()()
				w.call("views.open", "trigger_id", aTrigger(t, w, bot), "view", formJSON)
				ann := w.s.As("ann")
				if err := errors.Join(ann.Fill("Calls", "7"), ann.Submit()); err != nil {
					t.Fatal(err)
				}
				if v := ann.View(); v != nil {
					t.Errorf("%q is open again", v.Title)
				}
			})
		})
	}
}

// TestPushSameExternalID: the view beneath keeps its external id, so a push may not bring the same one.
func TestPushSameExternalID(t *testing.T) {
	for action, want := range map[string]string{"push": "duplicate_external_id", "update": ""} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, nil)
			v := modal(t)
			v["external_id"] = "one"
			bot := &fakeBot{w: w}
			bot.answer = func(_ string, p map[string]any) map[string]any {
				if p["type"] == "view_submission" {
					return map[string]any{"response_action": action, "view": v}
				}
				return map[string]any{}
			}
			defer bot.connect()()
			w.call("views.open", "trigger_id", aTrigger(t, w, bot), "view", string(encode(v)))
			ann := w.s.As("ann")
			err := errors.Join(ann.Fill("Calls", "7"), ann.Submit())
			if (err != nil) != (want != "") || err != nil && !strings.Contains(err.Error(), want) {
				t.Errorf("%s: error %v, want %q", action, err, want)
			}
		})
	}
}

// TestHomeInputIsShown: what is chosen in a Home tab is shown there, in the person's other windows too.
func TestHomeInputIsShown(t *testing.T) {
	w := newWorld(t, nil)
	bot := &fakeBot{w: w}
	defer bot.connect()()
	w.call("views.publish", "user_id", "U0ANN", "view", `{"type":"home","blocks":[`+
		`{"type":"actions","block_id":"b","elements":[{"type":"users_select","action_id":"who"}]}]}`)
	p := open(t, w.s)
	p.next("snapshot")
	if err := w.s.As("ann").Fill("who", "@bob"); err != nil {
		t.Fatal(err)
	}
	if got := obj(obj(obj(p.next("home")["view"])["values"])["b"])["who"]; got != "U0BOB" {
		t.Errorf("the page shows %v", got)
	}
}
