package playground

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// form is the modal of the stories.
const formJSON = `{"type":"modal","callback_id":"count","title":{"type":"plain_text","text":"Count"},"submit":{"type":"plain_text","text":"Save"},
 "close":{"type":"plain_text","text":"Cancel"},"notify_on_close":true,"private_metadata":"C0WEST","blocks":[
 {"type":"input","block_id":"n","label":{"type":"plain_text","text":"Calls"},"element":{"type":"number_input","action_id":"v","is_decimal_allowed":false,"min_value":"0","max_value":"100"}},
 {"type":"input","block_id":"who","optional":true,"label":{"type":"plain_text","text":"With"},"element":{"type":"multi_static_select","action_id":"v","options":[
  {"text":{"type":"plain_text","text":"Acme"},"value":"a"},{"text":{"type":"plain_text","text":"Globex"},"value":"g"}]}},
 {"type":"input","block_id":"when","optional":true,"label":{"type":"plain_text","text":"Day"},"element":{"type":"datepicker","action_id":"v","initial_date":"2026-11-23"}},
 {"type":"actions","block_id":"more","elements":[{"type":"button","action_id":"more","text":{"type":"plain_text","text":"More"}}]}]}`

func modal(t *testing.T) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal([]byte(formJSON), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestStoryOfACommandWithAButtonAndAForm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		var submitted map[string]any
		bot := &fakeBot{w: w}
		bot.answer = func(kind string, p map[string]any) map[string]any {
			switch {
			case kind == "slash_commands":
				return map[string]any{"text": "pip " + p["text"].(string), "blocks": []any{
					map[string]any{
						"type": "section", "text": map[string]any{"type": "mrkdwn", "text": "*pip* <@U0BOB>"},
						"accessory": map[string]any{"type": "button", "action_id": "open", "text": map[string]any{"type": "plain_text", "text": "Open form"}, "value": "7"},
					},
				}}
			case p["type"] == "block_actions":
				go w.json("views.open", testBotToken, map[string]any{"trigger_id": p["trigger_id"], "view": modal(t)})
			case p["type"] == "view_submission":
				submitted = p["view"].(map[string]any)
			}
			return map[string]any{}
		}
		stop := bot.connect()
		defer stop()
		ann := w.s.As("ann")

		if err := ann.Slash("#west", "/pip hello @bob & <co> in #east"); err != nil {
			t.Fatal(err)
		}
		p := bot.last("slash_commands")["payload"].(map[string]any)
		if got, want := p["text"], "hello <@U0BOB> &amp; &lt;co&gt; in <#C0EAST|east>"; got != want {
			t.Errorf("the app got %q, want %q", got, want)
		}
		if got := plains(ann.Messages("C0WEST")); got != "U0PIP: pip @bob [Open form]" {
			t.Errorf("ann sees %q", got)
		}
		if got := w.s.As("bob").Messages("C0WEST"); len(got) != 0 {
			t.Errorf("bob sees what is for ann alone: %v", got)
		}

		if err := ann.Press("C0WEST", "", "Open form"); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		ba := bot.last("interactive")["payload"].(map[string]any)
		if ba["message"] != nil {
			t.Error("the payload of an ephemeral message carries the message")
		}
		if c := ba["container"].(map[string]any); c["is_ephemeral"] != true || c["channel_id"] != "C0WEST" {
			t.Errorf("container %v", c)
		}
		want := "Count\nCalls:\nWith (optional):\nDay (optional): 2026-11-23\n[More]\n[Cancel] [Save]"
		if got := ann.View().Plain(); got != want {
			t.Errorf("the form reads\n%s\nwant\n%s", got, want)
		}

		var fault *FormError
		if err := ann.Submit(); !errors.As(err, &fault) || fault.Errors["Calls"] != "Please complete this required field." {
			t.Errorf("an empty form: %v", err)
		}
		for _, value := range []string{"five", "-1", "101", "2.5"} {
			if err := ann.Fill("Calls", value); err != nil {
				t.Fatal(err)
			}
			if err := ann.Submit(); !errors.As(err, &fault) {
				t.Errorf("%s was taken: %v", value, err)
			}
		}
		if submitted != nil {
			t.Error("the app got a form that the client should have kept")
		}
		if err := errors.Join(ann.Fill("Calls", "5"), ann.Fill("With", "Acme, Globex"), ann.Submit()); err != nil {
			t.Fatal(err)
		}
		if ann.View() != nil {
			t.Error("the form is still open")
		}
		vals, _ := json.Marshal(submitted["state"].(map[string]any)["values"])
		for _, part := range []string{`"n":{"v":{"type":"number_input","value":"5"}}`, `"selected_date":"2026-11-23"`, `"value":"g"`} {
			if !strings.Contains(string(vals), part) {
				t.Errorf("state lacks %s: %s", part, vals)
			}
		}
		if r := w.s.Refusals(); len(r) != 0 {
			t.Errorf("refusals: %v", r)
		}
	})
}

func TestAckTooLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		bot := &fakeBot{w: w, answer: func(string, map[string]any) map[string]any { return nil }}
		ann := w.s.As("ann")
		if err := ann.Slash("west", "/pip"); !errors.Is(err, ErrDispatch) {
			t.Errorf("with no socket: %v", err)
		}
		stop := bot.connect()
		defer stop()
		began := time.Now()
		err := ann.Slash("west", "/pip")
		if !errors.Is(err, ErrTimeout) || err.Error() != `/pip failed with the error "operation_timeout"` {
			t.Errorf("error %v", err)
		}
		if took := time.Since(began); took != 3*time.Second {
			t.Errorf("it took %v", took)
		}
		if got := plains(ann.Messages("west")); !strings.Contains(got, `USLACKBOT: /pip failed with the error "operation_timeout"`) {
			t.Errorf("ann sees %s", got)
		}
	})
}
