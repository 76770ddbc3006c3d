package playground

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// TestWrongKindsOfArguments: in JSON a string is a string, a number a number, and the answer says which is not.
func TestWrongKindsOfArguments(t *testing.T) {
	w := newWorld(t, allScopes)
	tests := []struct {
		method string
		args   map[string]any
		want   string
	}{
		{"chat.update", map[string]any{"channel": "C0WEST", "ts": 1795334400.0001, "text": "x"}, "must provide a string [json-pointer:/ts]"},
		{"chat.postMessage", map[string]any{"channel": []string{"C0WEST"}, "text": "x"}, "must provide a string [json-pointer:/channel]"},
		{"chat.postMessage", map[string]any{"channel": "C0WEST", "text": map[string]any{"text": "x"}}, "must provide a string [json-pointer:/text]"},
		{"chat.postMessage", map[string]any{"channel": "C0WEST", "text": "x", "reply_broadcast": "often"}, "must provide a boolean [json-pointer:/reply_broadcast]"},
		{"conversations.history", map[string]any{"channel": "C0WEST", "limit": "many"}, "must provide a number [json-pointer:/limit]"},
		{"views.open", map[string]any{"trigger_id": 5, "view": map[string]any{"type": "modal"}}, "must provide a string [json-pointer:/trigger_id]"},
	}
	for _, tt := range tests {
		out, _ := w.json(tt.method, testBotToken, tt.args)
		if out["error"] != "invalid_arguments" || !strings.Contains(fmt.Sprint(out["response_metadata"]), tt.want) {
			t.Errorf("%s %v: %v, want %q", tt.method, tt.args, out, tt.want)
		}
	}
	if out := w.call("conversations.list", "limit", "2.5"); out["error"] != "invalid_arguments" {
		t.Errorf("half a channel: %v", out)
	}
	if got := w.s.As("ann").Messages("C0WEST"); len(got) != 0 {
		t.Errorf("a call that was refused posted %v", got)
	}
}

// TestBodiesThatAreNotRead: some methods take a form alone, and do not see what is in JSON.
func TestBodiesThatAreNotRead(t *testing.T) {
	w := newWorld(t, nil)
	if out, _ := w.json("users.info", testBotToken, map[string]any{"user": "U0ANN"}); out["error"] != "invalid_arguments" {
		t.Errorf("users.info read JSON: %v", out)
	}
	body := "--b\r\nContent-Disposition: form-data; name=\"user\"\r\n\r\nU0ANN\r\n--b--\r\n"
	if out, _ := w.post("http://playground/api/users.info", "multipart/form-data; boundary=b", testBotToken, []byte(body)); out["ok"] != true {
		t.Errorf("a form of several parts: %v", out)
	}
	if out, _ := w.post("http://playground/api/users.info", "multipart/form-data; boundary=b", testBotToken, []byte("--b")); out["error"] != "invalid_form_data" {
		t.Errorf("half a form: %v", out)
	}
}

// TestCharset: Slack reads a body whose type has a charset too few or too many, and warns.
func TestCharset(t *testing.T) {
	w := newWorld(t, nil)
	for kind, want := range map[string]any{
		"application/json": "missing_charset", "application/json; charset=utf-8": nil,
		"application/x-www-form-urlencoded": nil, "application/x-www-form-urlencoded; charset=utf-8": "superfluous_charset",
	} {
		body := "{}"
		if strings.Contains(kind, "form") {
			body = "a=b"
		}
		out, _ := w.post("http://playground/api/auth.test", kind, testBotToken, []byte(body))
		if out["ok"] != true || out["warning"] != want {
			t.Errorf("%s: %v, want the warning %v", kind, out, want)
		}
	}
}

// TestBadTokens: what is no token of this app is told apart by what it is.
func TestBadTokens(t *testing.T) {
	w := newWorld(t, nil)
	get := func(header, query string) map[string]any {
		req, _ := http.NewRequest(http.MethodGet, "http://playground/api/auth.test"+query, nil)
		if header != "" {
			req.Header.Set("Authorization", header)
		}
		resp, err := w.http.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		out := make([]byte, 500)
		n, _ := resp.Body.Read(out)
		return obj(decoded(t, string(out[:n])))
	}
	for _, tt := range []struct{ header, query, want string }{
		{"", "", "not_authed"},
		{"Basic " + testBotToken, "", "not_authed"},
		{"Bearer ", "", "not_authed"},
		{"Bearer xoxp-a-person", "", "invalid_auth"},
		{"Bearer " + testBotToken + "x", "", "invalid_auth"},
		{"Bearer " + strings.ToUpper(testBotToken), "", "invalid_auth"},
		{"Bearer " + x(100_000), "", "invalid_auth"},
		{"Bearer xoxb-other", "?token=" + testBotToken, "invalid_auth"},
		{"Bearer " + testAppToken, "", "not_allowed_token_type"},
		{"Bearer " + testBotToken, "", ""},
		{"", "?token=" + testBotToken, ""},
	} {
		if got, _ := get(tt.header, tt.query)["error"].(string); got != tt.want {
			t.Errorf("%.40q %s: %q, want %q", tt.header, tt.query, got, tt.want)
		}
	}
}

// TestUnknownMethods: whatever is called is named unknown, with and without a token, and nothing breaks.
func TestUnknownMethods(t *testing.T) {
	w := newWorld(t, nil)
	for _, name := range []string{"chat.shout", "chat.postmessage", "CHAT.POSTMESSAGE", "chat.postMessage%00", "%F0%9F%8E%89", x(5000)} {
		for _, token := range []string{"", testBotToken} {
			out, resp := w.post("http://playground/api/"+name, "application/json", token, []byte("{}"))
			if out["error"] != "unknown_method" && resp.StatusCode != http.StatusNotFound {
				t.Errorf("%.40q: %d %v", name, resp.StatusCode, out)
			}
		}
	}
}

// TestDeepNesting: what is nested without end is refused like anything else that is wrong, and does not bring anything
// down.
func TestDeepNesting(t *testing.T) {
	w := newWorld(t, nil)
	deep := func(n int, open, within, end string) string {
		return strings.Repeat(open, n) + within + strings.Repeat(end, n)
	}
	rich := func(n int) string { return deep(n, `{"type":"rich_text","elements":[`, "", "]}") }
	for _, n := range []int{100, 5_000, 100_000} {
		for _, tt := range []struct{ name, method, arg, text, want string }{
			{"lists", "chat.postMessage", "blocks", deep(n, "[", "", "]"), "invalid_blocks"},
			{"rich text", "chat.postMessage", "blocks", "[" + rich(n) + "]", "invalid_blocks"},
			{"boxes", "chat.postMessage", "blocks", "[" + deep(n, `{"type":"container","title":`+plainJSON(1)+`,"child_blocks":[`, "", "]}") + "]", "invalid_blocks"},
			{"metadata", "chat.postMessage", "metadata", `{"event_type":"k","event_payload":` + deep(n, `{"a":`, "1", "}") + `}`, "invalid_metadata"},
			{"a view", "views.publish", "view", `{"type":"home","blocks":` + deep(n, "[", "", "]") + `}`, "invalid_arguments"},
		} {
			out := w.call(tt.method, "channel", "C0WEST", "text", "x", "user_id", "U0ANN", tt.arg, tt.text)
			if e, _ := out["error"].(string); !strings.HasPrefix(e, tt.want) && e != "request_too_large" {
				t.Errorf("%s, %d deep: %.200v", tt.name, n, out)
			}
		}
	}
	out, _ := w.post("http://playground/api/chat.postMessage", "application/json", testBotToken, []byte(deep(100_000, "[", "", "]")))
	if out["error"] != "invalid_json" {
		t.Errorf("a body of lists: %v", out)
	}
}

// TestFlatMetadata: the payload holds values, objects and lists of objects, and nothing within these.
func TestFlatMetadata(t *testing.T) {
	w := newWorld(t, nil)
	for payload, want := range map[string]any{
		`{"a":1,"b":"x","c":true,"d":null}`: nil,
		`{"a":{"b":1}}`:                     nil,
		`{"a":[1,"x"]}`:                     nil,
		`{"a":[{"b":1},{"b":2}]}`:           nil,
		`{"a":{"b":{"c":1}}}`:               "invalid_metadata_schema",
		`{"a":{"b":[1]}}`:                   "invalid_metadata_schema",
		`{"a":[{"b":[1]}]}`:                 "invalid_metadata_schema",
		`{"a":[[1]]}`:                       "invalid_metadata_schema",
		`[1]`:                               "invalid_metadata_schema",
	} {
		out := w.call("chat.postMessage", "channel", "U0ANN", "text", "x", "metadata", `{"event_type":"k","event_payload":`+payload+`}`)
		if out["error"] != want {
			t.Errorf("%s: %v, want %v", payload, out, want)
		}
	}
}

// TestBadResponses: what is posted to a response_url is read with the same care.
func TestBadResponses(t *testing.T) {
	l := newLab(t)
	addr := l.responseURL()
	for body, want := range map[string]string{
		"{": "invalid_payload", "[]": "invalid_payload", "": "invalid_payload", `{}`: "no_text",
		`{"blocks":[{"type":"banner"}]}`: "invalid_blocks", `{"text":"` + x(5<<20) + `"}`: "request_too_large",
	} {
		out, resp := l.post(addr, "application/json", "", []byte(body))
		if out["error"] != want || resp.StatusCode != http.StatusNotFound {
			t.Errorf("%.40q: %d %v, want %s", body, resp.StatusCode, out, want)
		}
	}
	if out, _ := l.post("http://playground/response/T0TEST/0/guess", "application/json", "", []byte(`{"text":"x"}`)); out["error"] != "expired_url" {
		t.Errorf("a guessed address: %v", out)
	}
}
