package playground

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
)

// x is n characters.
func x(n int) string { return strings.Repeat("x", n) }

// many is a JSON array of n times the same.
func many(n int, item string) string {
	return "[" + strings.TrimSuffix(strings.Repeat(item+",", n), ",") + "]"
}

func plainJSON(n int) string  { return fmt.Sprintf(`{"type":"plain_text","text":%q}`, x(n)) }
func mrkdwnJSON(n int) string { return fmt.Sprintf(`{"type":"mrkdwn","text":%q}`, x(n)) }
func buttonJSON(more string) string {
	return `{"type":"button","text":{"type":"plain_text","text":"ok"}` + more + `}`
}

func actionsJSON(elements string) string { return `{"type":"actions","elements":[` + elements + `]}` }

func contextActionsJSON(elements string) string {
	return `{"type":"context_actions","elements":[` + elements + `]}`
}

func inputJSON(element string) string {
	return `{"type":"input","label":{"type":"plain_text","text":"ok"},"element":` + element + `}`
}

func optionJSON(text, value int) string {
	return fmt.Sprintf(`{"text":%s,"value":%q}`, plainJSON(text), x(value))
}

// TestBlockRules: each limit of Block Kit is broken by one, and answered as Slack answers it.
func TestBlockRules(t *testing.T) {
	tests := []struct{ name, block, rule, text string }{
		{"section text", `{"type":"section","text":` + mrkdwnJSON(3001) + `}`, "section.text", "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"},
		{"section empty text", `{"type":"section","text":` + mrkdwnJSON(0) + `}`, "section.text", "must be more than 0 characters [json-pointer:/blocks/0/text/text]"},
		{"section nothing", `{"type":"section"}`, "section.text", "missing required field: text [json-pointer:/blocks/0]"},
		{"section fields", `{"type":"section","fields":` + many(11, plainJSON(1)) + `}`, "section.fields", "no more than 10 items allowed [json-pointer:/blocks/0/fields]"},
		{"section field text", `{"type":"section","fields":` + many(1, plainJSON(2001)) + `}`, "section.fields.text", "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]"},
		{"header", `{"type":"header","text":` + plainJSON(151) + `}`, "header.text", "must be less than 151 characters [json-pointer:/blocks/0/text/text]"},
		{"header in mrkdwn", `{"type":"header","text":` + mrkdwnJSON(1) + `}`, "text.type", "[json-pointer:/blocks/0/text/type]"},
		{"context", `{"type":"context","elements":` + many(11, plainJSON(1)) + `}`, "context.elements", "no more than 10 items allowed"},
		{"actions", `{"type":"actions","elements":` + many(26, buttonJSON("")) + `}`, "actions.elements", "no more than 25 items allowed"},
		{"actions empty", `{"type":"actions","elements":[]}`, "actions.elements", "no fewer than 1 items allowed"},
		{"button text", actionsJSON(`{"type":"button","text":` + plainJSON(76) + `}`), "button.text", "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]"},
		{"button value", actionsJSON(buttonJSON(fmt.Sprintf(`,"value":%q`, x(2001)))), "button.value", "/elements/0/value]"},
		{"button style", actionsJSON(buttonJSON(`,"style":"blue"`)), "button.style", "must be a valid enum value"},
		{"button property", actionsJSON(buttonJSON(`,"colour":"red"`)), "property", "invalid additional property: colour"},
		{"action id", actionsJSON(buttonJSON(fmt.Sprintf(`,"action_id":%q`, x(256)))), "action_id", "must be less than 256 characters"},
		{"action id twice", actionsJSON(buttonJSON(`,"action_id":"a"`) + "," + buttonJSON(`,"action_id":"a"`)), "action_id.unique", "already exists"},
		{"block id", fmt.Sprintf(`{"type":"divider","block_id":%q}`, x(256)), "block_id", "must be less than 256 characters [json-pointer:/blocks/0/block_id]"},
		{"block id twice", `{"type":"divider","block_id":"a"},{"type":"divider","block_id":"a"}`, "block_id.unique", "[json-pointer:/blocks/1/block_id]"},
		{"image without alt", `{"type":"image","image_url":"https://x"}`, "alt_text.required", "missing required field: alt_text"},
		{"image without source", `{"type":"image","alt_text":"x"}`, "image.source", "exactly one"},
		{"option text", actionsJSON(`{"type":"static_select","options":[` + optionJSON(76, 1) + `]}`), "option.text", "must be less than 76"},
		{"option value", actionsJSON(`{"type":"static_select","options":[` + optionJSON(1, 151) + `]}`), "option.value", "must be less than 151"},
		{"options", actionsJSON(`{"type":"static_select","options":` + many(101, optionJSON(1, 1)) + `}`), "select.options", "no more than 100 items allowed"},
		{"select without options", actionsJSON(`{"type":"static_select"}`), "select.options", "exactly one of options, option_groups"},
		{"call without an id", `{"type":"call"}`, "call_id.required", "missing required field: call_id"},
		{"task without a status", `{"type":"task_card","task_id":"t","title":"x"}`, "status.required", "missing required field: status"},
		{"task done", `{"type":"task_card","task_id":"t","title":"x","status":"done"}`, "task_card.status", "must be a valid enum value"},
		{"plan of sections", `{"type":"plan","title":"x","tasks":[{"type":"section"}]}`, "block.type", "unsupported type: section"},
		{"feedback of one side", contextActionsJSON(`{"type":"feedback_buttons","positive_button":` + optionJSON(1, 1) + `}`), "negative_button.required", "missing required field"},
		{"feedback without a value", contextActionsJSON(`{"type":"feedback_buttons","positive_button":` + optionJSON(1, 1) + `,"negative_button":{"text":` + plainJSON(1) + `}}`), "value.required", "/negative_button]"},
		{"icon of no name", contextActionsJSON(`{"type":"icon_button","icon":"rocket","text":` + plainJSON(1) + `}`), "icon_button.icon", "must be a valid enum value"},
		{"workflow without a trigger", actionsJSON(`{"type":"workflow_button","text":` + plainJSON(1) + `,"workflow":{}}`), "trigger.required", "/workflow]"},
		{"overflow", actionsJSON(`{"type":"overflow","options":` + many(6, optionJSON(1, 1)) + `}`), "overflow.options", "no more than 5 items allowed"},
		{"radio", actionsJSON(`{"type":"radio_buttons","options":` + many(11, optionJSON(1, 1)) + `}`), "choice.options", "no more than 10 items allowed"},
		{"placeholder", actionsJSON(`{"type":"users_select","placeholder":` + plainJSON(151) + `}`), "placeholder", "must be less than 151"},
		{"confirm", actionsJSON(buttonJSON(`,"confirm":{"title":` + plainJSON(101) + `,"text":` + plainJSON(1) + `,"confirm":` + plainJSON(1) + `,"deny":` + plainJSON(31) + `}`)), "confirm.title", "/confirm/title/text]"},
		{"date", actionsJSON(`{"type":"datepicker","initial_date":"23.11.2026"}`), "datepicker.initial_date", "must be a valid date"},
		{"number without decimal", inputJSON(`{"type":"number_input"}`), "is_decimal_allowed.required", "missing required field: is_decimal_allowed"},
		{"number not text", inputJSON(`{"type":"number_input","is_decimal_allowed":false,"min_value":1}`), "type", "must provide a string"},
		{"text length", inputJSON(`{"type":"plain_text_input","max_length":3001}`), "plain_text_input.length", "between 1 and 3000"},
		{"input label", `{"type":"input","label":` + plainJSON(2001) + `,"element":{"type":"plain_text_input"}}`, "input.label", "must be less than 2001"},
		{"button in input", inputJSON(buttonJSON("")), "element.type", "unsupported type: button [json-pointer:/blocks/0/element/type]"},
		{"unknown block", `{"type":"banner"}`, "block.type", "unsupported type: banner [json-pointer:/blocks/0/type]"},
		{"unknown element", actionsJSON(`{"type":"slider"}`), "element.type", "unsupported type: slider"},
		{"alert in a message", `{"type":"alert"}`, "block.type", "unsupported type: alert"},
		{"markdown over all", `{"type":"markdown","text":"` + x(7000) + `"},{"type":"markdown","text":"` + x(7000) + `"}`, "markdown.text", "over all markdown blocks"},
		{"table rows", `{"type":"table","rows":` + many(101, `[{"type":"raw_text","text":"x"}]`) + `}`, "table.rows", "no more than 100 items allowed"},
		{"table cells", `{"type":"table","rows":[` + many(21, `{"type":"raw_text","text":"x"}`) + `]}`, "table.cells", "no more than 20 items allowed"},
		{"data table without rows", `{"type":"data_table","caption":"x","rows":[[{"type":"raw_text","text":"x"}]]}`, "data_table.rows", "no fewer than 2"},
		{"data table ragged", `{"type":"data_table","caption":"x","rows":[[{"type":"raw_text","text":"x"}],[]]}`, "data_table.equal", "same number of cells"},
		{"data table caption", `{"type":"data_table","rows":[]}`, "caption.required", "missing required field: caption"},
		{"chart segments", `{"type":"data_visualization","title":"x","chart":{"type":"pie","segments":` + many(7, `{"label":"x","value":1}`) + `}}`, "data_visualization.series", "between 1 and 6"},
		{"chart title", `{"type":"data_visualization","title":"` + x(51) + `","chart":{"type":"pie","segments":[{"label":"x","value":1}]}}`, "data_visualization.title", "must be less than 51"},
		{"chart points", `{"type":"data_visualization","title":"x","chart":{"type":"bar","axis_config":{"categories":["a","b"]},"series":[{"name":"n","data":[{"label":"a","value":1}]}]}}`, "data_visualization.categories", "one value for each category"},
		{"too many blocks", strings.TrimSuffix(strings.Repeat(`{"type":"divider"},`, 51), ","), "message.blocks", "no more than 50 items allowed [json-pointer:/blocks]"},
	}
	s := newWorld(t, nil).s
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v, err := decode([]byte("[" + tt.block + "]"))
			if err != nil {
				t.Fatal(err)
			}
			_, err = s.checkBlocks(v)
			if err == nil {
				t.Fatal("was taken")
			}
			e := asAPIError(err)
			if e.code != "invalid_blocks" || e.rule != tt.rule || !strings.Contains(strings.Join(e.messages, "\n"), tt.text) {
				t.Errorf("got %s, rule %s, %q; want rule %s, %q", e.code, e.rule, e.messages, tt.rule, tt.text)
			}
		})
	}
}

// TestBlocksAtTheLimit: what is just within is taken.
func TestBlocksAtTheLimit(t *testing.T) {
	s := newWorld(t, nil).s
	for _, block := range []string{
		`{"type":"section","text":` + mrkdwnJSON(3000) + `}`,
		`{"type":"section","fields":` + many(5, plainJSON(2000)) + `}`,
		`{"type":"header","text":` + plainJSON(150) + `,"level":2}`,
		`{"type":"actions","elements":` + many(25, buttonJSON("")) + `}`,
		actionsJSON(`{"type":"static_select","options":` + many(100, optionJSON(75, 150)) + `}`),
		`{"type":"table","rows":[[null,{"type":"raw_number","value":1}]]}`,
		strings.TrimSuffix(strings.Repeat(`{"type":"divider"},`, 50), ","),
	} {
		v, _ := decode([]byte("[" + block + "]"))
		if _, err := s.checkBlocks(v); err != nil {
			t.Errorf("%.60s: %v %v", block, err, asAPIError(err).messages)
		}
	}
}

// TestMessageRules: what is wrong with a message or a call as a whole.
func TestMessageRules(t *testing.T) {
	section := func(n int) string { return `{"type":"section","text":` + mrkdwnJSON(n) + `}` }
	tests := []struct {
		name, method string
		args         []string
		want         string
	}{
		{"no channel", "chat.postMessage", []string{"text", "x"}, "invalid_arguments"},
		{"unknown channel", "chat.postMessage", []string{"channel", "C0NOPE", "text", "x"}, "channel_not_found"},
		{"private channel of others", "chat.postMessage", []string{"channel", "C0PRIV", "text", "x"}, "channel_not_found"},
		{"nothing to say", "chat.postMessage", []string{"channel", "C0WEST"}, "no_text"},
		{"blocks no JSON", "chat.postMessage", []string{"channel", "C0WEST", "blocks", "[{"}, "invalid_blocks_format"},
		{"blocks no list", "chat.postMessage", []string{"channel", "C0WEST", "blocks", "{}"}, "invalid_blocks_format"},
		{"blocks too long", "chat.postMessage", []string{"channel", "C0WEST", "blocks", many(5, section(2400))}, "msg_blocks_too_long"},
		{"two tables", "chat.postMessage", []string{"channel", "C0WEST", "blocks", many(2, `{"type":"table","rows":[[{"type":"raw_text","text":"x"}]]}`)}, "invalid_attachments"},
		{"three charts", "chat.postMessage", []string{"channel", "C0WEST", "blocks", many(3, `{"type":"data_visualization","title":"x","chart":{"type":"pie","segments":[{"label":"x","value":1}]}}`)}, "invalid_blocks"},
		{"markdown and text", "chat.postMessage", []string{"channel", "C0WEST", "text", "x", "markdown_text", "x"}, "markdown_text_conflict"},
		{"attachments", "chat.postMessage", []string{"channel", "C0WEST", "text", "x", "attachments", many(101, "{}")}, "too_many_attachments"},
		{"metadata no object", "chat.postMessage", []string{"channel", "C0WEST", "text", "x", "metadata", "[]"}, "invalid_metadata_format"},
		{"metadata without payload", "chat.postMessage", []string{"channel", "C0WEST", "text", "x", "metadata", `{"event_type":"k"}`}, "invalid_metadata_schema"},
		{"metadata too large", "chat.postMessage", []string{"channel", "C0WEST", "text", "x", "metadata", `{"event_type":"k","event_payload":{"a":"` + x(8000) + `"}}`}, "metadata_too_large"},
		{"to a bot", "chat.postMessage", []string{"channel", "U0PIP", "text", "x"}, "cannot_dm_bot"},
		{"to one who left", "chat.postMessage", []string{"channel", "U0OLD", "text", "x"}, "channel_not_found"},
		{"ephemeral to an outsider", "chat.postEphemeral", []string{"channel", "C0WEST", "user", "U0ADA", "text", "x"}, "user_not_in_channel"},
		{"ephemeral too long", "chat.postEphemeral", []string{"channel", "C0WEST", "user", "U0ANN", "text", x(4001)}, "msg_too_long"},
		{"update nothing", "chat.update", []string{"channel", "C0WEST", "ts", "1.000100", "text", "x"}, "message_not_found"},
		{"update by person", "chat.update", []string{"channel", "U0ANN", "ts", "1.000100", "text", "x"}, "channel_not_found"},
		{"delete nothing", "chat.delete", []string{"channel", "C0WEST", "ts", "1.000100"}, "message_not_found"},
		{"history of others", "conversations.history", []string{"channel", "C0EAST"}, "not_in_channel"},
		{"history from nowhere", "conversations.history", []string{"channel", "C0WEST", "oldest", "yesterday"}, "invalid_ts_oldest"},
		{"history cursor", "conversations.history", []string{"channel", "C0WEST", "cursor", "x"}, "invalid_cursor"},
		{"no such thread", "conversations.replies", []string{"channel", "C0WEST", "ts", "1.000100"}, "thread_not_found"},
		{"open nobody", "conversations.open", []string{"users", "U0NOPE"}, "user_not_found"},
		{"open one who left", "conversations.open", []string{"users", "U0OLD"}, "user_disabled"},
		{"open without", "conversations.open", nil, "users_list_not_supplied"},
		{"join private", "conversations.join", []string{"channel", "C0PRIV"}, "channel_not_found"},
		{"unknown person", "users.info", []string{"user", "U0NOPE"}, "user_not_found"},
		{"list of a strange kind", "conversations.list", []string{"types", "secret"}, "invalid_types"},
		{"react to nothing", "reactions.add", []string{"name", "tada", "channel", "C0WEST", "timestamp", "1.000100"}, "message_not_found"},
		{"react with nonsense", "reactions.add", []string{"name", "T A", "channel", "C0WEST", "timestamp", "1.000100"}, "invalid_name"},
		{"react nowhere", "reactions.add", []string{"name", "tada"}, "no_item_specified"},
		{"lacking scope", "users.profile.get", nil, "missing_scope"},
		{"no such method", "chat.shout", nil, "unknown_method"},
		{"view without trigger", "views.open", []string{"view", formJSON}, "invalid_trigger_id"},
		{"view of strange kind", "views.open", []string{"view", `{"type":"tab"}`}, "invalid_arguments"},
		{"update no view", "views.update", []string{"view", formJSON, "view_id", "V0"}, "not_found"},
		{"home of nobody", "views.publish", []string{"user_id", "U0NOPE", "view", `{"type":"home","blocks":[]}`}, "user_not_found"},
		{"modal as home", "views.publish", []string{"user_id", "U0ANN", "view", formJSON}, "invalid_arguments"},
	}
	w := newWorld(t, nil)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			out := w.call(tt.method, tt.args...)
			if out["ok"] != false || out["error"] != tt.want {
				t.Errorf("got %v, want %s", out, tt.want)
			}
		})
	}
	if got := len(w.s.Refusals()); got != len(tests) {
		t.Errorf("%d refusals are recorded, want %d", got, len(tests))
	}
}

// TestViewRules: what is wrong with a view is said with pointers.
func TestViewRules(t *testing.T) {
	s := newWorld(t, nil).s
	tests := []struct{ name, view, want string }{
		{"title", `{"type":"modal","title":` + plainJSON(25) + `,"blocks":[]}`, "must be less than 25 characters [json-pointer:/view/title/text]"},
		{"no title", `{"type":"modal","blocks":[]}`, "missing required field: title [json-pointer:/view]"},
		{"submit", `{"type":"modal","title":` + plainJSON(1) + `,"submit":` + plainJSON(25) + `,"blocks":[]}`, "/view/submit/text]"},
		{"no submit", `{"type":"modal","title":` + plainJSON(1) + `,"blocks":[` + inputJSON(`{"type":"plain_text_input"}`) + `]}`, "missing required field: submit"},
		{"metadata", `{"type":"modal","title":` + plainJSON(1) + `,"blocks":[],"private_metadata":"` + x(3001) + `"}`, "/view/private_metadata]"},
		{"callback", `{"type":"modal","title":` + plainJSON(1) + `,"blocks":[],"callback_id":"` + x(256) + `"}`, "/view/callback_id]"},
		{"blocks", `{"type":"home","blocks":` + many(101, `{"type":"divider"}`) + `}`, "no more than 100 items allowed [json-pointer:/view/blocks]"},
		{"block inside", `{"type":"home","blocks":[{"type":"header","text":` + plainJSON(151) + `}]}`, "[json-pointer:/view/blocks/0/text/text]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v, _ := decode([]byte(tt.view))
			_, err := s.readView(v, "")
			if e := asAPIError(err); err == nil || e.code != "invalid_arguments" || !strings.Contains(strings.Join(e.messages, "\n"), tt.want) {
				t.Errorf("got %v %q, want %q", err, e.messages, tt.want)
			}
		})
	}
	v, _ := decode([]byte(`{"type":"home","blocks":` + many(90, `{"type":"section","text":`+plainJSON(2900)+`}`) + `}`))
	if _, err := s.readView(v, ""); asAPIError(err).code != "view_too_large" {
		t.Errorf("a view of 260 kB: %v", err)
	}
}

// TestRefusalInFull: an answer carries all that Slack's carries.
func TestRefusalInFull(t *testing.T) {
	w := newWorld(t, nil)
	out := w.call("chat.postMessage", "channel", "C0WEST", "blocks", `[{"type":"header","text":`+plainJSON(151)+`}]`)
	want := `{"error":"invalid_blocks","errors":["must be less than 151 characters [json-pointer:/blocks/0/text/text]"],"ok":false,` +
		`"response_metadata":{"messages":["[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]"]}}`
	if got, _ := json.Marshal(out); string(got) != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	out = w.call("users.profile.get")
	if out["needed"] != "users.profile:read" || !strings.Contains(out["provided"].(string), "chat:write") {
		t.Errorf("got %v", out)
	}
}

func TestTokens(t *testing.T) {
	w := newWorld(t, nil)
	tests := []struct{ method, token, want string }{
		{"auth.test", "", "not_authed"},
		{"auth.test", "xoxb-other", "invalid_auth"},
		{"auth.test", testAppToken, "not_allowed_token_type"},
		{"auth.test", testBotToken, ""},
		{"apps.connections.open", testBotToken, "not_allowed_token_type"},
		{"apps.connections.open", testAppToken, ""},
	}
	for _, tt := range tests {
		out, _ := w.json(tt.method, tt.token, map[string]any{})
		if got, _ := out["error"].(string); got != tt.want {
			t.Errorf("%s with %q: %q, want %q", tt.method, tt.token, got, tt.want)
		}
	}
	if out := w.call("apps.connections.open", "token", testAppToken); out["error"] != "invalid_auth" {
		t.Errorf("the app token in the body: %v", out)
	}
}

func TestBadBodies(t *testing.T) {
	w := newWorld(t, nil)
	tests := []struct{ kind, body, want string }{
		{"application/json", "{", "invalid_json"},
		{"application/json; charset=utf-8", "[]", "json_not_object"},
		{"application/x-www-form-urlencoded", "a=%zz", "invalid_form_data"},
		{"text/plain", "x", "invalid_post_type"},
		{"", "x", "missing_post_type"},
		{"application/x-www-form-urlencoded", "text=" + x(5<<20), "request_too_large"},
	}
	for _, tt := range tests {
		out, _ := w.post("http://playground/api/chat.postMessage", tt.kind, testBotToken, []byte(tt.body))
		if out["error"] != tt.want {
			t.Errorf("%s %.10q: %v, want %s", tt.kind, tt.body, out["error"], tt.want)
		}
	}
}

// A caller that dies in the middle of a call has sent no more than it could: its body is not too large.
func TestABodyThatBreaksOff(t *testing.T) {
	w := newWorld(t, nil)
	cut := io.MultiReader(strings.NewReader("text=Good+mor"), iotest.ErrReader(io.ErrUnexpectedEOF))
	r := httptest.NewRequest(http.MethodPost, "http://playground/api/chat.postMessage", cut)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer := httptest.NewRecorder()
	w.s.ServeHTTP(answer, r)
	if body := answer.Body.String(); !strings.Contains(body, `"error":"request_timeout"`) {
		t.Errorf("the answer is %s", body)
	}
}

// TestRates: a channel takes a short burst, then one message a second; a method its tier a minute.
func TestRates(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		form := func(method, extra string) (map[string]any, int, string) {
			out, resp := w.post("http://playground/api/"+method, "application/x-www-form-urlencoded", "", []byte("token="+testBotToken+extra))
			return out, resp.StatusCode, resp.Header.Get("Retry-After")
		}
		for i := range limit("post.burst") {
			if out, _, _ := form("chat.postMessage", "&channel=C0WEST&text=x"); out["ok"] != true {
				t.Fatalf("message %d: %v", i, out)
			}
		}
		out, status, wait := form("chat.postMessage", "&channel=C0WEST&text=x")
		if status != 429 || wait != "1" || out["error"] != "ratelimited" {
			t.Errorf("after the burst: %d, Retry-After %q, %v", status, wait, out)
		}
		if out, _, _ := form("chat.postMessage", "&channel=U0ANN&text=x"); out["ok"] != true {
			t.Errorf("another channel is held up: %v", out)
		}
		sleep(1)
		if out, _, _ := form("chat.postMessage", "&channel=C0WEST&text=x"); out["ok"] != true {
			t.Errorf("a second later: %v", out)
		}
		for range 20 {
			form("users.list", "")
		}
		if _, status, wait := form("users.list", ""); status != 429 || wait != "3" {
			t.Errorf("tier 2: %d, Retry-After %q", status, wait)
		}
	})
}

// TestNullIsAbsent: a property that is null is one that was not given, wherever it stands.
func TestNullIsAbsent(t *testing.T) {
	w := newWorld(t, nil)
	for _, block := range []string{
		`{"type":"divider","block_id":null}`,
		actionsJSON(buttonJSON(`,"style":null,"value":null`)),
		`{"type":"data_visualization","title":"t","chart":{"type":"bar","axis_config":{"categories":["x"],"x_label":null},` +
			`"series":[{"name":"a","data":[{"label":"x","value":1}]}]}}`,
	} {
		if out := w.call("chat.postMessage", "channel", "C0WEST", "text", "x", "blocks", "["+block+"]"); out["ok"] != true {
			t.Errorf("%s: %v", block, out["errors"])
		}
	}
	number := `{"type":"number_input","is_decimal_allowed":true,"min_value":null,"initial_value":null}`
	c := &checker{}
	c.block("/0", obj(items(decoded(t, "["+inputJSON(number)+"]"))[0]))
	if len(c.problems) > 0 {
		t.Errorf("a number input: %v", c.problems)
	}
}

// TestNumbersOfPeople: what only a programming language takes for a number is none.
func TestNumbersOfPeople(t *testing.T) {
	for text, ok := range map[string]bool{"5": true, "-0.5": true, "NaN": false, "Inf": false, "0x1p-2": false, "1e3": false, "": false} {
		c := &checker{}
		checkNumberInput(c, "/e", map[string]any{"min_value": text})
		if (len(c.problems) == 0) != ok {
			t.Errorf("min_value %q: %v", text, c.problems)
		}
	}
}

// decoded is JSON as the server sees it.
func decoded(t *testing.T, text string) any {
	t.Helper()
	v, err := decode([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestPlainMarks: marks of style go in whatever order they are nested; what is no mark stays.
func TestPlainMarks(t *testing.T) {
	w := newWorld(t, nil)
	for text, want := range map[string]string{
		"*a* _b_ ~c~": "a b c", "*_a_*": "a", "_*a*_": "a", "~_*a*_~": "a", "2*3*4": "2*3*4", "snake_case_name": "snake_case_name",
	} {
		if got := w.s.plain(text); got != want {
			t.Errorf("%q reads %q, want %q", text, got, want)
		}
	}
}
