package playground

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
)

const externalJSON = `{"type":"modal","callback_id":"pick","title":{"type":"plain_text","text":"Pick"},"submit":{"type":"plain_text","text":"Save"},"blocks":[
 {"type":"input","block_id":"deal","label":{"type":"plain_text","text":"Deal"},"element":{"type":"external_select","action_id":"v","min_query_length":2}},
 {"type":"input","block_id":"who","optional":true,"label":{"type":"plain_text","text":"With"},"element":{"type":"multi_external_select","action_id":"v"}}]}`

func offer(text, value string) map[string]any {
	return map[string]any{"text": map[string]any{"type": "plain_text", "text": text}, "value": value}
}

// picker is an app whose form asks it for options: customers whose name holds what was typed.
func picker(t *testing.T, w *world) *fakeBot {
	bot := &fakeBot{w: w}
	bot.answer = func(kind string, p map[string]any) map[string]any {
		switch {
		case kind == "slash_commands":
			go w.json("views.open", testBotToken, map[string]any{"trigger_id": p["trigger_id"], "view": decoded(t, externalJSON)})
		case p["type"] == "block_suggestion" && p["value"] == "broken":
			return map[string]any{"text": "no options"}
		case p["type"] == "block_suggestion" && p["value"] == "silent":
			return nil
		case p["type"] == "block_suggestion":
			list := []any{}
			for _, name := range []string{"Acme", "Globex", "Initech"} {
				if strings.Contains(strings.ToLower(name), strings.ToLower(textOf(p["value"]))) {
					list = append(list, offer(name, name[:1]))
				}
			}
			return map[string]any{"options": list}
		}
		return map[string]any{}
	}
	return bot
}

// TestExternalSelect: a person types, the app offers, the person chooses; what was offered before stays chosen.
func TestExternalSelect(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		bot := picker(t, w)
		defer bot.connect()()
		ann := w.s.As("ann")
		if err := ann.Slash("west", "/pip"); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if got, err := ann.Suggest("Deal", "GL"); err != nil || strings.Join(got, " ") != "Globex" {
			t.Errorf("offered %v, %v", got, err)
		}
		p := obj(bot.last("interactive")["payload"])
		if p["block_id"] != "deal" || p["action_id"] != "v" || p["value"] != "GL" || obj(p["view"])["callback_id"] != "pick" || obj(p["container"])["type"] != "view" {
			t.Errorf("the app is asked %v", p)
		}
		if bot.last("interactive")["accepts_response_payload"] != true {
			t.Error("the envelope takes no answer")
		}
		if _, err := ann.Suggest("Deal", "G"); err == nil || err.Error() != "type at least 2 characters" {
			t.Errorf("too little: %v", err)
		}
		if err := errors.Join(ann.Fill("Deal", "Acme"), ann.Fill("With", "Globex, Initech")); err != nil {
			t.Fatal(err)
		}
		if err := ann.Fill("Deal", "Umbrella"); err == nil || err.Error() != `"Umbrella" is not one of the options` {
			t.Errorf("what nobody offers: %v", err)
		}
		if err := ann.Submit(); err != nil {
			t.Fatal(err)
		}
		sent := obj(obj(obj(obj(bot.last("interactive")["payload"])["view"])["state"])["values"])
		deal := obj(obj(obj(sent["deal"])["v"])["selected_option"])
		with := items(obj(obj(sent["who"])["v"])["selected_options"])
		if deal["value"] != "A" || plainText(deal["text"]) != "Acme" || len(with) != 2 {
			t.Errorf("the app gets %v", sent)
		}
	})
}

// TestExternalSelectRefused: an answer that Slack would not take, or none, is told to the person and recorded.
func TestExternalSelectRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		defer picker(t, w).connect()()
		ann := w.s.As("ann")
		if err := ann.Slash("west", "/pip"); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if err := ann.Fill("Deal", "broken"); err == nil || !strings.HasPrefix(err.Error(), "the options could not be loaded") {
			t.Errorf("broken: %v", err)
		}
		if list := w.s.Refusals(); len(list) != 1 || list[0].Where != "ack" || list[0].Error != "invalid_options" {
			t.Errorf("refused: %v", list)
		}
		if err := ann.Fill("Deal", "silent"); !errors.Is(err, ErrTimeout) {
			t.Errorf("silent: %v", err)
		}
	})
}

// TestPageSuggest: the page asks, gets the options, chooses one of them, and of too little gets a hint.
func TestPageSuggest(t *testing.T) {
	w := newWorld(t, nil)
	defer picker(t, w).connect()()
	w.call("chat.postMessage", "channel", "C0WEST", "text", "x", "blocks",
		`[{"type":"actions","block_id":"b","elements":[{"type":"external_select","action_id":"deal"}]}]`)
	ts := w.s.As("ann").Messages("west")[0].TS
	p := open(t, w.s)
	p.next("snapshot")
	ask := map[string]any{"do": "suggest", "channel": "C0WEST", "ts": ts, "block_id": "b", "action_id": "deal", "value": "acm"}
	if got := p.ask(ask); len(items(got["options"])) != 1 || plainText(obj(items(got["options"])[0])["text"]) != "Acme" {
		t.Errorf("offered %v", got)
	}
	ask["value"] = "ac"
	if got := p.ask(ask); len(items(got["options"])) != 0 || got["hint"] != "Type at least 3 characters." {
		t.Errorf("offered %v", got)
	}
	if e := p.do(map[string]any{"do": "press", "channel": "C0WEST", "ts": ts, "block_id": "b", "action_id": "deal", "selected": "A"}); e != "" {
		t.Error(e)
	}
	if e := p.do(map[string]any{"do": "press", "channel": "C0WEST", "ts": ts, "block_id": "b", "action_id": "deal", "selected": "G"}); e != `"G" is not one of the options.` {
		t.Errorf("what was not offered: %q", e)
	}
}
