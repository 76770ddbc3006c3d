package playground

import (
	"strings"
	"testing"
	"testing/synctest"
)

// TestAttachments: a message of attachments alone is read, its buttons are pressed, and an update that names none keeps
// them.
func TestAttachments(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, allScopes)
		b := &fakeBot{w: w}
		defer b.connect()()
		out := w.call("chat.postMessage", "channel", "C0WEST", "attachments", `[{"color":"#36a64f","pretext":"Before","title":"Deal *won*",
			"fields":[{"title":"Amount","value":"5","short":true}],"footer":"CRM",
			"blocks":[`+actionsJSON(`{"type":"button","action_id":"go","text":{"type":"plain_text","text":"Go"}}`)+`]}]`)
		ts, _ := out["ts"].(string)
		if ts == "" {
			t.Fatal(out)
		}
		ann := w.s.As("ann")
		const want = "Before\nDeal won\nAmount: 5\n[Go]\nCRM"
		if got := last(ann.Messages("C0WEST")).Plain(); got != want {
			t.Errorf("Ann reads %q", got)
		}
		if err := ann.Press("C0WEST", ts, "Go"); err != nil {
			t.Fatal(err)
		}
		if got := items(obj(b.last("interactive")["payload"])["actions"]); len(got) != 1 || obj(got[0])["action_id"] != "go" {
			t.Errorf("the app got %v", got)
		}
		w.call("chat.update", "channel", "C0WEST", "ts", ts, "text", "Now with a text")
		if got := last(ann.Messages("C0WEST")).Plain(); got != "Now with a text\n"+want {
			t.Errorf("after the update Ann reads %q", got)
		}
		w.call("chat.update", "channel", "C0WEST", "ts", ts, "text", "Alone", "attachments", "[]")
		if got := last(ann.Messages("C0WEST")).Plain(); got != "Alone" {
			t.Errorf("after the last update Ann reads %q", got)
		}
	})
}

// TestAttachmentRules: what is wrong in an attachment is refused, with the place.
func TestAttachmentRules(t *testing.T) {
	w := newWorld(t, nil)
	for attachments, says := range map[string]string{
		`[{"colour":"red"}]`:                        "invalid additional property: colour [json-pointer:/attachments/0]",
		`[{"color":"red"}]`:                         "must be a valid color [json-pointer:/attachments/0/color]",
		`[{},"text"]`:                               "must provide an object [json-pointer:/attachments/1]",
		`[{"mrkdwn_in":["title"]}]`:                 "must be a valid enum value",
		`[{"image_url":"x","thumb_url":"y"}]`:       "at most one",
		`[{"blocks":[{"type":"section"}]}]`:         "missing required field: text [json-pointer:/attachments/0/blocks/0]",
		`[{"fields":[{"title":"a","values":"b"}]}]`: "invalid additional property: values",
	} {
		out := w.call("chat.postMessage", "channel", "C0WEST", "text", "x", "attachments", attachments)
		if out["error"] != "invalid_attachments" || !strings.Contains(string(encode(out)), says) {
			t.Errorf("%s: %v", attachments, out)
		}
	}
	if out := w.call("chat.postMessage", "channel", "C0WEST", "text", "x", "attachments", `{}`); out["error"] != "invalid_attachments" {
		t.Errorf("no list: %v", out)
	}
}

// TestAttachmentInAnAnswer: what comes with an acknowledgement may be an attachment alone.
func TestAttachmentInAnAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		b := &fakeBot{w: w, answer: func(string, map[string]any) map[string]any {
			return map[string]any{"attachments": []any{map[string]any{"text": "In a box"}}}
		}}
		defer b.connect()()
		ann := w.s.As("ann")
		if err := ann.Slash("C0WEST", "/pip"); err != nil {
			t.Fatal(err)
		}
		if got := last(ann.Messages("C0WEST")).Plain(); got != "In a box" {
			t.Errorf("Ann reads %q", got)
		}
	})
}

// TestFeedback: of two buttons that are one element, the app hears which one it was.
func TestFeedback(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		b := &fakeBot{w: w}
		defer b.connect()()
		side := func(text, value string) string {
			return `{"text":{"type":"plain_text","text":"` + text + `"},"value":"` + value + `"}`
		}
		w.call("chat.postMessage", "channel", "C0WEST", "text", "x", "blocks",
			"["+contextActionsJSON(`{"type":"feedback_buttons","action_id":"fb","positive_button":`+side("Good", "up")+`,"negative_button":`+side("Bad", "down")+`}`)+"]")
		ann := w.s.As("ann")
		if got := last(ann.Messages("C0WEST")).Plain(); got != "[Good] [Bad]" {
			t.Errorf("Ann reads %q", got)
		}
		if err := ann.Press("C0WEST", "", "Bad"); err != nil {
			t.Fatal(err)
		}
		got := obj(items(obj(b.last("interactive")["payload"])["actions"])[0])
		if got["type"] != "feedback_buttons" || got["value"] != "down" || plainText(got["text"]) != "Bad" {
			t.Errorf("the app got %v", got)
		}
	})
}

// last is the newest message.
func last(list []Message) Message { return list[len(list)-1] }
