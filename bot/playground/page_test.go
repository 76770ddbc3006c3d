package playground

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// A page is a browser's tab: it reads the stream and posts acts.
type tab struct {
	t    *testing.T
	base string
	as   string
	in   *bufio.Scanner
}

// open opens Ann's tab on a server that listens on a real port.
func open(t *testing.T, s *Server) *tab {
	t.Helper()
	srv := httptest.NewServer(s)
	t.Cleanup(func() { srv.CloseClientConnections(); srv.Close() })
	return openAt(t, srv.URL, "U0ANN")
}

func openAt(t *testing.T, base, as string) *tab {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	req, _ := http.NewRequestWithContext(ctx, http.MethodGet, base+"/page/stream?as="+as, nil)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cancel(); resp.Body.Close() })
	in := bufio.NewScanner(resp.Body)
	in.Buffer(nil, 1<<20)
	return &tab{t: t, base: base, as: as, in: in}
}

// next reads events until one of this type comes.
func (p *tab) next(kind string) map[string]any {
	p.t.Helper()
	for p.in.Scan() {
		text, ok := strings.CutPrefix(p.in.Text(), "data: ")
		if !ok {
			continue
		}
		var ev map[string]any
		if err := json.Unmarshal([]byte(text), &ev); err != nil {
			p.t.Fatal(err)
		}
		if ev["type"] == kind {
			return ev
		}
	}
	p.t.Fatalf("the stream ended before %s came", kind)
	return nil
}

// do posts an act and returns the error sentence, "" if it worked.
func (p *tab) do(act map[string]any) string {
	p.t.Helper()
	out := p.ask(act)
	text, _ := out["error"].(string)
	if out["ok"] != (text == "") {
		p.t.Errorf("%v: ok %v with error %q", act["do"], out["ok"], text)
	}
	return text
}

// ask posts an act and returns the answer.
func (p *tab) ask(act map[string]any) map[string]any {
	p.t.Helper()
	act["as"] = p.as
	b, _ := json.Marshal(act)
	req, _ := http.NewRequest(http.MethodPost, p.base+"/page/act", bytes.NewReader(b))
	req.Header.Set("X-Playground", "1")
	req.Header.Set("Origin", p.base)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	var out map[string]any
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		p.t.Fatalf("%v: status %d: %v", act["do"], resp.StatusCode, err)
	}
	return out
}

// TestPageStory: a person on the page types a command, presses a button, fills a form.
func TestPageStory(t *testing.T) {
	w := newWorld(t, nil)
	bot := &fakeBot{w: w}
	bot.answer = func(kind string, p map[string]any) map[string]any {
		switch {
		case kind == "slash_commands":
			return map[string]any{"text": "hi", "blocks": []any{map[string]any{"type": "actions", "block_id": "b", "elements": []any{
				map[string]any{"type": "button", "action_id": "open", "text": map[string]any{"type": "plain_text", "text": "Open"}},
			}}}}
		case p["type"] == "block_actions":
			w.json("views.open", testBotToken, map[string]any{"trigger_id": p["trigger_id"], "view": modal(t)})
		}
		return map[string]any{}
	}
	defer bot.connect()()
	p := open(t, w.s)

	snap := p.next("snapshot")
	for _, k := range []string{"now", "me", "team", "app", "users", "channels", "commands", "messages", "views", "clock"} {
		if snap[k] == nil {
			t.Errorf("the snapshot lacks %s", k)
		}
	}
	var names []string
	for _, c := range items(snap["channels"]) {
		names = append(names, textOf(obj(c)["id"]))
	}
	if got := strings.Join(names, " "); got != "C0WEST C0EAST D0ANN" {
		t.Errorf("ann sees the channels %s", got)
	}

	if e := p.do(map[string]any{"do": "command", "channel": "C0WEST", "line": "/pip"}); e != "" {
		t.Fatal(e)
	}
	msg := obj(p.next("message")["message"])
	if msg["ephemeral"] != true || msg["text"] != "hi" || msg["bot"] != true {
		t.Errorf("message %v", msg)
	}
	if e := p.do(map[string]any{"do": "press", "channel": "C0WEST", "ts": msg["ts"], "block_id": "b", "action_id": "open"}); e != "" {
		t.Fatal(e)
	}
	view := obj(items(p.next("views")["views"])[0])
	if view["title"] != "Count" || view["submit"] != "Save" || obj(obj(view["values"])["when"])["v"] != "2026-11-23" {
		t.Errorf("view %v", view)
	}
	id := view["id"]
	if e := p.do(map[string]any{"do": "submit", "view_id": id}); !strings.Contains(e, "Please complete this required field.") {
		t.Errorf("an empty form: %q", e)
	}
	if errs := obj(obj(items(p.next("views")["views"])[0])["errors"]); errs["n"] != "Please complete this required field." {
		t.Errorf("errors %v", errs)
	}
	if e := p.do(map[string]any{"do": "input", "view_id": id, "block_id": "n", "action_id": "v", "value": "5"}); e != "" {
		t.Fatal(e)
	}
	if e := p.do(map[string]any{"do": "input", "view_id": id, "block_id": "who", "action_id": "v", "value": []string{"a", "g"}}); e != "" {
		t.Fatal(e)
	}
	if e := p.do(map[string]any{"do": "submit", "view_id": id}); e != "" {
		t.Fatal(e)
	}
	for {
		if len(items(p.next("views")["views"])) == 0 {
			break
		}
	}
	if e := p.do(map[string]any{"do": "command", "channel": "C0WEST", "thread_ts": "1.000100", "line": "/pip"}); e != "/pip is not supported in threads. Sorry!" {
		t.Errorf("a command in a thread: %q", e)
	}
	if e := p.do(map[string]any{"do": "command", "channel": "C0WEST", "line": "/pop"}); !strings.HasPrefix(e, "/pop is not a valid command.") {
		t.Errorf("an unknown command: %q", e)
	}
	if e := p.do(map[string]any{"do": "clock", "to": "next"}); e != "This clock cannot be moved." {
		t.Errorf("no clock: %q", e)
	}
}

// TestPageClock: the clock is moved from the page, and the page sees each step.
func TestPageClock(t *testing.T) {
	now := time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC) // a Saturday
	var asked time.Time
	w := newWorld(t, func(c *Config) {
		c.Now = func() time.Time { return now }
		c.Clock = &ClockControl{
			Next: func(context.Context) (time.Time, string, error) { return now.Add(time.Hour), "huddle", nil },
			Advance: func(_ context.Context, to time.Time, progress func(time.Time, string)) error {
				asked = to
				progress(to, "huddle")
				return nil
			},
		}
	})
	p := open(t, w.s)
	if c := obj(p.next("snapshot")["clock"]); c["enabled"] != true || obj(c["next"])["what"] != "huddle" {
		t.Errorf("clock %v", c)
	}
	for to, want := range map[string]string{
		"next": "2026-11-21T11:00:00Z", "hour": "2026-11-21T11:00:00Z", "tomorrow": "2026-11-22T09:00:00Z",
		"monday": "2026-11-23T09:00:00Z", "week": "2026-11-28T10:00:00Z",
	} {
		if e := p.do(map[string]any{"do": "clock", "to": to}); e != "" {
			t.Fatal(e)
		}
		for {
			c := p.next("clock")
			if pr := obj(c["progress"]); pr != nil && pr["what"] != "huddle" {
				t.Errorf("progress %v", pr)
			}
			if c["busy"] == false {
				break
			}
		}
		if got := asked.UTC().Format(time.RFC3339); got != want {
			t.Errorf("%s moves to %s, want %s", to, got, want)
		}
	}
}

// TestPagePrivacy: nobody gets what is for others.
func TestPagePrivacy(t *testing.T) {
	w := newWorld(t, nil)
	srv := httptest.NewServer(w.s)
	t.Cleanup(func() { srv.CloseClientConnections(); srv.Close() })
	bob, ada := openAt(t, srv.URL, "U0BOB"), openAt(t, srv.URL, "U0ADA")
	bob.next("snapshot")
	ada.next("snapshot")
	w.call("chat.postEphemeral", "channel", "C0WEST", "user", "U0ANN", "text", "for ann")
	w.call("chat.postMessage", "channel", "U0ANN", "text", "to ann")
	if _, err := w.s.As("ada").Say("board", "secret"); err != nil {
		t.Fatal(err)
	}
	w.call("chat.postMessage", "channel", "C0WEST", "text", "for all")
	if m := obj(bob.next("message")["message"]); m["text"] != "for all" {
		t.Errorf("bob gets %v", m)
	}
	if m := obj(ada.next("message")["message"]); m["text"] != "secret" {
		t.Errorf("ada gets %v", m)
	}
}

// TestForeignOrigin: a page of another site, or a name that points here, gets nothing.
func TestForeignOrigin(t *testing.T) {
	w := newWorld(t, nil)
	tests := []struct {
		name, method, path, host string
		header                   map[string]string
		status                   int
	}{
		{"own", "GET", "/static/index.html", "localhost:8787", nil, 301},
		{"own page", "GET", "/", "127.0.0.1:8787", nil, 200},
		{"rebound name", "GET", "/", "evil.example", nil, 403},
		{"stream for another site", "GET", "/page/stream", "localhost", map[string]string{"Origin": "https://evil.example"}, 403},
		{"stream by fetch metadata", "GET", "/page/stream", "localhost", map[string]string{"Sec-Fetch-Site": "cross-site"}, 403},
		{"other port", "POST", "/page/act", "localhost:8787", map[string]string{"Origin": "http://localhost:3000", "X-Playground": "1"}, 403},
		{"act for another site", "POST", "/page/act", "localhost", map[string]string{"Origin": "https://evil.example", "X-Playground": "1"}, 403},
		{"act without the header", "POST", "/page/act", "localhost", map[string]string{"Origin": "http://localhost"}, 403},
		{"own act", "POST", "/page/act", "localhost", map[string]string{"Origin": "http://localhost", "X-Playground": "1"}, 400},
		{"a program's call", "POST", "/api/auth.test", "127.0.0.1:8787", nil, 200},
		{"a call from another site", "POST", "/api/auth.test", "127.0.0.1:8787", map[string]string{"Origin": "https://evil.example"}, 403},
		{"a call through a rebound name", "GET", "/api/auth.test", "evil.example:8787", nil, 403},
		{"a client of Slack's without a ticket", "GET", "/link/", "localhost", map[string]string{"Origin": "https://api.slack.com"}, 403},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest(tt.method, tt.path, strings.NewReader("{}"))
			r.Host = tt.host
			for k, v := range tt.header {
				r.Header.Set(k, v)
			}
			rec := httptest.NewRecorder()
			w.s.ServeHTTP(rec, r)
			if rec.Code != tt.status {
				t.Errorf("status %d, want %d: %s", rec.Code, tt.status, rec.Body)
			}
		})
	}
}

// TestReactTwice: a reaction is a switch on the page, for each person alone; of others' nothing is taken back.
func TestReactTwice(t *testing.T) {
	w := newWorld(t, nil)
	p := open(t, w.s)
	p.next("snapshot")
	ts, err := w.s.As("ann").Say("C0WEST", "done")
	if err == nil {
		err = w.s.As("bob").React("C0WEST", ts, "eyes")
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"U0BOB U0ANN", "U0BOB"} {
		if e := p.do(map[string]any{"do": "react", "channel": "C0WEST", "ts": ts, "name": "eyes"}); e != "" {
			t.Fatal(e)
		}
		var got []string
		if list := w.s.As("ann").Messages("C0WEST")[0].Reactions; len(list) == 1 {
			got = list[0].Users
		}
		if strings.Join(got, " ") != want {
			t.Errorf("reactions of %v, want %s", got, want)
		}
	}
}

// TestPageAsNobody: who names nobody is told so in a sentence, whatever they try.
func TestPageAsNobody(t *testing.T) {
	w := newWorld(t, nil)
	p := open(t, w.s)
	p.next("snapshot")
	for _, act := range []map[string]any{
		{"do": "home"}, {"do": "message", "channel": "C0WEST", "text": "x"}, {"do": "react", "channel": "C0WEST", "ts": "1.0", "name": "eyes"},
	} {
		p.as = ""
		if e := p.do(act); e != `Nobody here has the id "".` {
			t.Errorf("%v: %q", act["do"], e)
		}
	}
	if dm := w.s.As("").DM(); dm != "" {
		t.Errorf("nobody's conversation is %q", dm)
	}
}

// TestPageInputInMessage: nothing is typed into a message; the page is told, not left to believe that it was kept.
func TestPageInputInMessage(t *testing.T) {
	w := newWorld(t, nil)
	p := open(t, w.s)
	p.next("snapshot")
	out := w.call("chat.postMessage", "channel", "C0WEST", "text", "x", "blocks",
		`[{"type":"actions","block_id":"b","elements":[{"type":"users_select","action_id":"who"}]}]`)
	act := map[string]any{"do": "input", "channel": "C0WEST", "ts": out["ts"], "block_id": "b", "action_id": "who", "value": "U0ANN"}
	if e := p.do(act); e != "Only a form has fields to type into." {
		t.Errorf("error %q", e)
	}
}

// TestTwoWindows: each window of a person hears once of a change of a channel.
func TestTwoWindows(t *testing.T) {
	w := newWorld(t, nil)
	one, two := open(t, w.s), open(t, w.s)
	one.next("snapshot")
	two.next("snapshot")
	for _, line := range []string{"/invite @ada", "/remove @ada"} {
		if err := w.s.As("ann").Slash("west", line); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range []*tab{one, two} {
		for _, want := range []int{4, 3} {
			if got := len(items(obj(p.next("channel")["channel"])["members"])); got != want {
				t.Errorf("%d members, want %d", got, want)
			}
		}
	}
}

// TestPageRemoved: who is removed from a private channel sees no more of it in a window that is open, and who is invited
// sees what was said before.
func TestPageRemoved(t *testing.T) {
	w := newWorld(t, nil)
	p := open(t, w.s)
	p.next("snapshot")
	ada := w.s.As("ada")
	if _, err := ada.Say("board", "before"); err != nil {
		t.Fatal(err)
	}
	if err := ada.Slash("board", "/invite @ann"); err != nil {
		t.Fatal(err)
	}
	if ch := obj(p.next("channel")["channel"]); ch["id"] != "C0PRIV" || ch["member"] != true {
		t.Errorf("invited, ann gets %v", ch)
	}
	if m := obj(p.next("message")["message"]); m["text"] != "before" {
		t.Errorf("invited, ann reads %v", m)
	}
	if err := ada.Slash("board", "/remove @ann"); err != nil {
		t.Fatal(err)
	}
	if ev := p.next("channel_gone"); ev["channel"] != "C0PRIV" {
		t.Errorf("removed, ann gets %v", ev)
	}
	if _, err := ada.Say("board", "secret"); err != nil {
		t.Fatal(err)
	}
	if _, err := ada.Say("#board", "more"); err != nil {
		t.Fatal(err)
	}
	if _, err := w.s.As("bob").Say("west", "for all"); err != nil {
		t.Fatal(err)
	}
	if m := obj(p.next("message")["message"]); m["text"] != "for all" {
		t.Errorf("removed, ann reads %v", m)
	}
}

// TestLookingOn: in a public channel that one is not in there is nothing to type into.
func TestLookingOn(t *testing.T) {
	w := newWorld(t, nil)
	p := open(t, w.s)
	p.next("snapshot")
	ada := w.s.As("ada")
	ts, err := w.s.As("bob").Say("west", "hello")
	if err != nil {
		t.Fatal(err)
	}
	for what, err := range map[string]error{
		"a command": ada.Slash("west", "/pip"), "an invitation": ada.Slash("west", "/invite @ada"), "a reaction": ada.React("west", ts, "eyes"),
	} {
		if err == nil || err.Error() != "ada is not in #west and only looks at it: join first" {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := ada.Say("west", "hi"); err == nil {
		t.Error("she writes where she only looks on")
	}
	p.as = "U0ADA"
	if e := p.do(map[string]any{"do": "command", "channel": "C0WEST", "line": "/pip"}); e != "Ada is not in #west and only looks at it: join first." {
		t.Errorf("on the page: %q", e)
	}
}

// TestPageBadInput: a page that is broken is told what was wrong with what it sent.
func TestPageBadInput(t *testing.T) {
	w := newWorld(t, nil)
	tests := []struct {
		name, body string
		status     int
		want       string
	}{
		{"no JSON", "do=home", 400, "The page sent something that is not JSON of the right form."},
		{"another form", `{"do":["home"]}`, 400, "The page sent something that is not JSON of the right form."},
		{"nothing", "", 400, "The page sent something that is not JSON of the right form."},
		{"what nobody can do", `{"as":"U0ANN","do":"fly"}`, 400, `Nothing called "fly" can be done here.`},
		{"too much", `{"do":"message","text":"` + x(1<<20) + `"}`, 413, "That is too much at once: 1048576 bytes are the most."},
		{"a wrong fault", `{"as":"U0ANN","do":"fault","name":"gremlin"}`, 200, `No fault is called "gremlin"; there are drop`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodPost, "/page/act", strings.NewReader(tt.body))
			r.Host = "localhost"
			r.Header.Set("X-Playground", "1")
			rec := httptest.NewRecorder()
			w.s.ServeHTTP(rec, r)
			var out struct {
				OK    bool
				Error string
			}
			if err := json.Unmarshal(rec.Body.Bytes(), &out); err != nil {
				t.Fatalf("%s: %v", rec.Body, err)
			}
			if rec.Code != tt.status || out.OK || !strings.HasPrefix(out.Error, tt.want) {
				t.Errorf("status %d, %q", rec.Code, out.Error)
			}
		})
	}
}

// TestSentence: what goes to the page reads as a sentence; Slack's own words stay.
func TestSentence(t *testing.T) {
	for in, want := range map[string]string{
		"bob is deactivated":       "Bob is deactivated.",
		"operation_timeout":        "operation_timeout",
		"/pip failed with x":       "/pip failed with x",
		"Count: Please enter one.": "Count: Please enter one.",
		"émile left":               "Émile left.",
		`there is no "x"`:          `There is no "x".`,
		"":                         "",
	} {
		if got := sentence(errors.New(in)); got != want {
			t.Errorf("%q reads %q, want %q", in, got, want)
		}
	}
}

// TestCloseEndsPages: a server that closes ends the streams of its pages, and waits for them.
func TestCloseEndsPages(t *testing.T) {
	w := newWorld(t, nil)
	p := open(t, w.s)
	p.next("snapshot")
	if err := w.s.Close(); err != nil {
		t.Fatal(err)
	}
	w.s.mu.Lock()
	left := len(w.s.streams)
	w.s.mu.Unlock()
	if left != 0 {
		t.Errorf("%d streams are left", left)
	}
	resp, err := http.Get(p.base + "/page/stream")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("a page that comes late gets %d", resp.StatusCode)
	}
}

// TestPolicy: the page loads and calls nothing but this server, except for the images that apps name.
func TestPolicy(t *testing.T) {
	w := newWorld(t, nil)
	r := httptest.NewRequest(http.MethodGet, "http://localhost/", nil)
	rec := httptest.NewRecorder()
	w.s.ServeHTTP(rec, r)
	rules := map[string]string{}
	for rule := range strings.SplitSeq(rec.Header().Get("Content-Security-Policy"), "; ") {
		name, sources, _ := strings.Cut(rule, " ")
		rules[name] = sources
	}
	if rules["default-src"] != "'self'" || rules["img-src"] != "'self' data: https:" || rules["frame-ancestors"] != "'none'" {
		t.Errorf("the policy is %v", rules)
	}
}
