package playground

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
)

// An elementCase is one kind of element with all that it may have, what a person puts into it, and how that reaches the
// app: untouched, and filled in.
type elementCase struct{ kind, more, fill, before, after string }

// Options as they are written and as they come back.
const (
	optA      = `{"text":{"type":"plain_text","text":"A"},"value":"a"}`
	optB      = `{"text":{"type":"plain_text","text":"B"},"value":"b"}`
	choiceB   = `{"text":{"type":"mrkdwn","text":"*B*"},"value":"b","description":{"type":"mrkdwn","text":"_why_"}}`
	confirmIt = `,"confirm":{"title":{"type":"plain_text","text":"Sure?"},"text":{"type":"mrkdwn","text":"*Really*"},` +
		`"confirm":{"type":"plain_text","text":"Yes"},"deny":{"type":"plain_text","text":"No"},"style":"danger"}`
	hintIt  = `,"placeholder":{"type":"plain_text","text":"Pick"}`
	whileIt = `,"dispatch_action_config":{"trigger_actions_on":["on_enter_pressed","on_character_entered"]}`
)

// elementCases are all elements that hold a value.
func elementCases() []elementCase {
	options := `,"options":[` + optA + `,` + optB + `]`
	groups := `,"option_groups":[{"label":{"type":"plain_text","text":"All"},"options":[` + optA + `,` + optB + `]}]`
	choice := `,"options":[` + optA + `,` + choiceB + `]`
	filter := `,"filter":{"include":["public","private"],"exclude_bot_users":true,"exclude_external_shared_channels":true}`
	return []elementCase{
		{"plain_text_input", hintIt + whileIt + `,"multiline":true,"min_length":1,"max_length":99,"initial_value":"old"`, "new", `"value":"old"`, `"value":"new"`},
		{"number_input", hintIt + whileIt + `,"is_decimal_allowed":true,"min_value":"-1","max_value":"9.5"`, "9.25", `"value":null`, `"value":"9.25"`},
		{"email_text_input", hintIt + whileIt + `,"initial_value":"a@x.io"`, "b@x.io", `"value":"a@x.io"`, `"value":"b@x.io"`},
		{"url_text_input", hintIt + whileIt, "https://x.io", `"value":null`, `"value":"https://x.io"`},
		{
			"rich_text_input", hintIt + whileIt + `,"min_lines":2,"max_lines":9`, "hi", `"rich_text_value":null`,
			`"rich_text_value":{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"hi"}]}]}`,
		},
		{"datepicker", hintIt + confirmIt + `,"initial_date":"2026-11-22"`, "2026-11-23", `"selected_date":"2026-11-22"`, `"selected_date":"2026-11-23"`},
		{"timepicker", hintIt + confirmIt + `,"timezone":"Europe/London","initial_time":"09:00"`, "17:30", `"selected_time":"09:00"`, `"selected_time":"17:30"`},
		{"datetimepicker", confirmIt, "1795334400", `"selected_date_time":null`, `"selected_date_time":1795334400`},
		{"static_select", hintIt + confirmIt + options + `,"initial_option":` + optA, "B", `"selected_option":` + optA, `"selected_option":` + optB},
		{"multi_static_select", hintIt + confirmIt + groups + `,"max_selected_items":2,"initial_options":[` + optA + `]`, "A,B", `"selected_options":[` + optA + `]`, `"selected_options":[` + optA + `,` + optB + `]`},
		{"external_select", hintIt + confirmIt + `,"min_query_length":1`, "B", `"selected_option":null`, `"selected_option":` + optB},
		{"multi_external_select", hintIt + confirmIt + `,"min_query_length":1,"max_selected_items":3`, "A,B", `"selected_options":[]`, `"selected_options":[` + optA + `,` + optB + `]`},
		{"radio_buttons", confirmIt + choice, "b", `"selected_option":null`, `"selected_option":` + choiceB},
		{"checkboxes", confirmIt + choice + `,"initial_options":[` + choiceB + `]`, "a,b", `"selected_options":[` + choiceB + `]`, `"selected_options":[` + optA + `,` + choiceB + `]`},
		{"users_select", hintIt + confirmIt + `,"initial_user":"U0ANN"`, "@bob", `"selected_user":"U0ANN"`, `"selected_user":"U0BOB"`},
		{"multi_users_select", hintIt + confirmIt + `,"max_selected_items":5`, "@ann,@bob", `"selected_users":[]`, `"selected_users":["U0ANN","U0BOB"]`},
		{"conversations_select", hintIt + confirmIt + filter + `,"response_url_enabled":true,"default_to_current_conversation":false`, "#west", `"selected_conversation":null`, `"selected_conversation":"C0WEST"`},
		{"multi_conversations_select", hintIt + confirmIt + filter + `,"initial_conversations":["C0EAST"]`, "#west", `"selected_conversations":["C0EAST"]`, `"selected_conversations":["C0WEST"]`},
		{"channels_select", hintIt + confirmIt + `,"response_url_enabled":true,"initial_channel":"C0EAST"`, "#west", `"selected_channel":"C0EAST"`, `"selected_channel":"C0WEST"`},
		{"multi_channels_select", hintIt + confirmIt, "#west,#east", `"selected_channels":[]`, `"selected_channels":["C0WEST","C0EAST"]`},
	}
}

// TestEveryElement: each kind of element is taken with all its properties, and what a person puts into it reaches the
// app the way Slack writes it.
func TestEveryElement(t *testing.T) {
	covered := map[string]bool{"file_input": true} // see TestFileInput
	for _, tt := range elementCases() {
		covered[tt.kind] = true
		t.Run(tt.kind, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				for fill, want := range map[string]string{"": tt.before, tt.fill: tt.after} {
					if got := submitted(t, tt, fill); got != canonical(t, `{"type":"`+tt.kind+`",`+want+`}`) {
						t.Errorf("filled with %q it is sent as %s", fill, got)
					}
				}
			})
		})
	}
	for kind := range forms {
		if !covered[kind] {
			t.Errorf("%s has no case", kind)
		}
	}
}

// canonical is JSON with its keys in order.
func canonical(t *testing.T, text string) string {
	t.Helper()
	return string(encode(decoded(t, text)))
}

// submitted shows Ann a form with one element, fills it in, and gives its state as the app gets it.
func submitted(t *testing.T, tt elementCase, fill string) string {
	t.Helper()
	w := newWorld(t, nil)
	bot := &fakeBot{w: w}
	bot.answer = func(_ string, p map[string]any) map[string]any {
		if p["type"] == "block_suggestion" {
			return map[string]any{"options": decoded(t, `[`+optA+`,`+optB+`]`)}
		}
		return map[string]any{}
	}
	defer bot.connect()()
	w.openForm(bot, `{"type":"input","block_id":"b","optional":true,"label":{"type":"plain_text","text":"Field"},"element":{"type":"`+
		tt.kind+`","action_id":"a","focus_on_load":true`+tt.more+`}}`)
	ann := w.s.As("ann")
	if fill != "" {
		if err := ann.Fill("Field", fill); err != nil {
			t.Fatal(err)
		}
	}
	if err := ann.Submit(); err != nil {
		t.Fatal(err)
	}
	state := obj(obj(obj(obj(bot.last("interactive")["payload"])["view"])["state"])["values"])
	return string(encode(obj(state["b"])["a"]))
}

// openForm opens a modal with some blocks for Ann.
func (w *world) openForm(bot *fakeBot, blocks string) {
	w.t.Helper()
	out := w.call("views.open", "trigger_id", aTrigger(w.t, w, bot), "view", `{"type":"modal","title":{"type":"plain_text","text":"Form"},`+
		`"submit":{"type":"plain_text","text":"Save"},"blocks":[`+blocks+`]}`)
	if out["ok"] != true {
		w.t.Fatal(out)
	}
}

// TestFileInput: what a person hands in is a file that the app can fetch.
func TestFileInput(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, allScopes)
		bot := &fakeBot{w: w}
		defer bot.connect()()
		w.openForm(bot, `{"type":"input","block_id":"b","label":{"type":"plain_text","text":"Report"},`+
			`"element":{"type":"file_input","action_id":"a","filetypes":["csv"],"max_files":1}}`)
		ann := w.s.As("ann")
		if err := ann.Submit(); err == nil {
			t.Error("a form without its file was taken")
		}
		v := ann.View()
		fill := func(files ...any) error {
			w.s.mu.Lock()
			defer w.s.mu.Unlock()
			tg, err := w.s.inView("U0ANN", v.ID)
			if err == nil {
				err = tg.find("b", "a")
			}
			if err == nil {
				_, err = w.s.enter(tg, files)
			}
			return err
		}
		data := map[string]any{"name": "week.csv", "data": base64.StdEncoding.EncodeToString([]byte("1,2"))}
		for what, err := range map[string]error{
			"a file of another type": fill("week.png"), "two files": fill("a.csv", "b.csv"),
			"no base64": fill(map[string]any{"name": "x.csv", "data": "?"}),
		} {
			if err == nil {
				t.Errorf("%s: was taken", what)
			}
		}
		if err := errors.Join(fill(data), ann.Submit()); err != nil {
			t.Fatal(err)
		}
		state := obj(obj(obj(bot.last("interactive")["payload"])["view"])["state"])
		files := items(obj(obj(obj(state["values"])["b"])["a"])["files"])
		if len(files) != 1 || obj(files[0])["name"] != "week.csv" || obj(files[0])["user"] != "U0ANN" {
			t.Fatalf("handed in: %v", files)
		}
		if out := w.call("files.info", "file", obj(files[0])["id"].(string)); obj(out["file"])["size"] != 3.0 {
			t.Errorf("the file: %v", out)
		}
	})
}

// TestStrictElements: a property that is a little wrong is refused, as it would be lost without a word otherwise.
func TestStrictElements(t *testing.T) {
	in := func(more string) string { return inputJSON(`{` + more + `}`) }
	option := func(more string) string { return `"options":[{"text":{"type":"plain_text","text":"A"}` + more + `}]` }
	tests := []struct{ name, block, want string }{
		{"a menu with marks", in(`"type":"static_select","options":[{"text":{"type":"mrkdwn","text":"*A*"},"value":"a"}]`), "valid text type"},
		{"an option without a value", in(`"type":"static_select",` + option("")), "missing required field: value"},
		{"a link in a menu", in(`"type":"static_select",` + option(`,"value":"a","url":"https://x.io"`)), "invalid additional property: url"},
		{"an initial option that differs", in(`"type":"static_select",` + option(`,"value":"a"`) + `,"initial_option":{"text":{"type":"plain_text","text":"AA"},"value":"a"}`), "must be one of the options"},
		{"initial options that differ", in(`"type":"checkboxes",` + option(`,"value":"a"`) + `,"initial_options":[` + optB + `]`), "initial_options/0"},
		{"no choice at all", in(`"type":"multi_users_select","max_selected_items":0`), "between 1 and"},
		{"a filter of nothing", in(`"type":"conversations_select","filter":{}`), "at least one property"},
		{"a filter of no kind", in(`"type":"conversations_select","filter":{"include":["secret"]}`), "valid enum value"},
		{"a time without zero", in(`"type":"timepicker","initial_time":"9:00"`), "must be a valid time"},
		{"a zone of nowhere", in(`"type":"timepicker","timezone":"Mars/Base"`), "must be a valid timezone"},
		{"milliseconds", in(`"type":"datetimepicker","initial_date_time":1795334400000`), "10 digits"},
		{"a strange moment", in(`"type":"plain_text_input","dispatch_action_config":{"trigger_actions_on":["on_blur"]}`), "valid enum value"},
		{"lines", in(`"type":"rich_text_input","min_lines":0`), "between 1 and 100"},
		{"rich text of a string", in(`"type":"rich_text_input","initial_value":"x"`), "/initial_value/type"},
		{"two in focus", in(`"type":"email_text_input","focus_on_load":true`) + "," + in(`"type":"url_text_input","focus_on_load":true`), "only one element"},
		{"a style of confirmation", actionsJSON(buttonJSON(strings.Replace(confirmIt, "danger", "blue", 1))), "/confirm/style"},
		{"a picture from nowhere", `{"type":"image","alt_text":"x","image_url":"x.png"}`, "must be a valid URL"},
		{"rich text of no type", `{"type":"rich_text","elements":[{"type":"rich_text_table","elements":[]}]}`, "unsupported type: rich_text_table"},
		{"rich text with a slip", `{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","txt":"x"}]}]}`, "invalid additional property: txt"},
		{"a list within a quote", `{"type":"rich_text","elements":[{"type":"rich_text_quote","elements":[{"type":"rich_text_list","style":"bullet","elements":[]}]}]}`, "unsupported type: rich_text_list"},
		{"a card of nothing", `{"type":"card"}`, "at least one of hero_image"},
		{"a box of cards", `{"type":"container","title":` + plainJSON(1) + `,"child_blocks":[{"type":"card","title":` + plainJSON(1) + `}]}`, "unsupported type: card"},
		{"a box without a title", `{"type":"container","child_blocks":[{"type":"divider"}]}`, "missing required field: title"},
		{"the same id inside", `{"type":"divider","block_id":"a"},{"type":"container","title":` + plainJSON(1) + `,"child_blocks":[{"type":"divider","block_id":"a"}]}`, "already exists: a"},
		{"an alert in a message", `{"type":"alert","text":` + plainJSON(1) + `}`, "unsupported type: alert"},
		{"a video without the scope", `{"type":"video","video_url":"https://x.io","thumbnail_url":"https://x.io","alt_text":"x","title":` + plainJSON(1) + `}`, "links.embed:write"},
		{"files without the scope", in(`"type":"file_input"`), "files:read"},
		{"a pie of nothing", `{"type":"data_visualization","title":"x","chart":{"type":"pie","segments":[{"label":"a","value":0}]}}`, "greater than 0"},
		{"a point beside the axis", `{"type":"data_visualization","title":"x","chart":{"type":"bar","axis_config":{"categories":["a"]},"series":[{"name":"n","data":[{"label":"b","value":1}]}]}}`, "one of the categories"},
		{"a chart without an axis", `{"type":"data_visualization","title":"x","chart":{"type":"bar","series":[]}}`, "missing required field: categories"},
		{"a number as text", `{"type":"table","rows":[[{"type":"raw_number","text":"1"}]]}`, "must provide a number"},
		{"a header in rich text", `{"type":"data_table","caption":"x","rows":[[{"type":"rich_text","elements":[]}],[` + cellJSON + `]]}`, "unsupported type: rich_text"},
		{"a column askew", `{"type":"table","rows":[[` + cellJSON + `]],"column_settings":[null,{"align":"middle"}]}`, "/column_settings/1/align"},
	}
	s := newWorld(t, nil).s
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := s.checkBlocks(decoded(t, "["+tt.block+"]"))
			if err == nil {
				t.Fatal("was taken")
			}
			if e := asAPIError(err); !strings.Contains(strings.Join(e.messages, "\n"), tt.want) {
				t.Errorf("got %q, want %q", e.messages, tt.want)
			}
		})
	}
}

// TestAlerts: an alert stands in a modal, at one of its levels, and nowhere else.
func TestAlerts(t *testing.T) {
	s := newWorld(t, nil).s
	for view, want := range map[string]string{
		`{"type":"modal","title":` + plainJSON(1) + `,"blocks":[{"type":"alert","text":` + mrkdwnJSON(9) + `,"level":"warning"}]}`: "",
		`{"type":"modal","title":` + plainJSON(1) + `,"blocks":[{"type":"alert","text":` + mrkdwnJSON(9) + `,"level":"loud"}]}`:    "/view/blocks/0/level",
		`{"type":"modal","title":` + plainJSON(1) + `,"blocks":[{"type":"alert"}]}`:                                                "missing required field: text",
		`{"type":"home","blocks":[{"type":"alert","text":` + mrkdwnJSON(9) + `}]}`:                                                 "unsupported type: alert",
	} {
		_, err := s.readView(decoded(t, view), "")
		got := ""
		if err != nil {
			got = strings.Join(asAPIError(err).messages, "\n")
		}
		if (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%.120s: %q, want %q", view, got, want)
		}
	}
}
