package playground

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// echo is an app with a command that answers at once, a button that opens a form, and a word in the channel later.
func echo(t *testing.T, w *world) *fakeBot {
	bot := &fakeBot{w: w}
	bot.answer = func(kind string, p map[string]any) map[string]any {
		switch {
		case kind == "slash_commands" && strings.HasPrefix(textOf(p["text"]), "later"):
			time.AfterFunc(15*time.Second, func() { w.call("chat.postMessage", "channel", "C0WEST", "text", "at last") })
		case kind == "slash_commands":
			return map[string]any{"text": "pip " + textOf(p["text"]), "blocks": decoded(t, `[{"type":"section","text":{"type":"mrkdwn","text":"pip"},
			 "accessory":{"type":"button","action_id":"open","text":{"type":"plain_text","text":"Open"}}}]`)}
		case p["type"] == "block_actions":
			go w.json("views.open", testBotToken, map[string]any{"trigger_id": p["trigger_id"], "view": modal(t)})
		case p["type"] == "view_submission":
			go w.call("chat.postMessage", "channel", "C0WEST", "text", "filed")
		}
		return map[string]any{}
	}
	return bot
}

// TestScript: a story reads like what people do.
func TestScript(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		defer echo(t, w).connect()()
		sc := NewScript(w.s, synctest.Wait)
		sc.As("ann").In("west").Slash("/pip").See("pip", "[Open]")
		sc.Press("Open").See("Count", "Calls").Fill("Calls", "5").Submit().SeeNothing("Calls").See("filed")
		sc.As("bob").See("filed").SeeNothing("pip").Count(1, "filed")
		sc.Thread("filed").Say("well done").See("well done")
		sc.In("west").SeeNothing("well done").Slash("/pip later").See("at last")
		sc.Together(
			func(sc *Script) { sc.As("ann").Say("me") },
			func(sc *Script) { sc.As("bob").Say("me too") },
		).Count(2, "me")
		sc.As("ann").DM().Say("hello").See("hello").Count(1, "hello")
		sc.Done(t)
	})
}

// TestScriptFails: the first failure is kept with its place and what was on the screen; nothing happens after it.
func TestScriptFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		defer echo(t, w).connect()()
		sc := NewScript(w.s, synctest.Wait).As("ann").In("west").Slash("/pip")
		began := time.Now()
		sc.See("pop")
		sc.Say("not said")
		if time.Since(began) != patience {
			t.Errorf("it looked for %v", time.Since(began))
		}
		failed, ok := errors.AsType[*ScriptError](sc.Err())
		if !ok || !strings.HasPrefix(failed.Place, "script_test.go:") || failed.Step != `ann: see "pop"` || !strings.Contains(failed.Sees, "pip [Open]") {
			t.Errorf("the failure is %+v", failed)
		}
		if err := sc.Take(); err == nil || sc.Err() != nil {
			t.Error("a failure that was taken is still there")
		}
		if got := plains(w.s.As("ann").Messages("west")); strings.Contains(got, "not said") {
			t.Errorf("a step after the failure was done: %s", got)
		}
		for step, do := range map[string]func(){
			`ann: press "Pop"`:                 func() { sc.Press("Pop") },
			`ann: submit`:                      func() { sc.Submit() },
			`ann: see nothing of "pip"`:        func() { sc.SeeNothing("pip") },
			`ann: see 2 times "pip"`:           func() { sc.Count(2, "pip") },
			`ann: open the thread of "nobody"`: func() { sc.Thread("nobody") },
			`ann: do together`:                 func() { sc.Together(func(sc *Script) { sc.As("bob").Press("Pop") }) },
		} {
			do()
			failed, _ := errors.AsType[*ScriptError](sc.Take())
			if failed == nil || failed.Step != step {
				t.Errorf("%s: %v", step, failed)
			}
		}
	})
}

// TestScriptRefusals: what Slack would have refused fails the step in which it happened, unless it is allowed.
func TestScriptRefusals(t *testing.T) {
	w := newWorld(t, nil)
	sc := NewScript(w.s, nil).As("ann").In("west")
	w.call("chat.postMessage", "channel", "C0NONE", "text", "x")
	if err := sc.Rest().Take(); err == nil || !strings.Contains(err.Error(), "channel_not_found") {
		t.Errorf("the refusal: %v", err)
	}
	sc.Allow("channel_not_found").Rest().Done(t)
}
