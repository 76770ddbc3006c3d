package playground

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"
)

// fault asks for a fault that must be there.
func (w *world) fault(name string, args ...string) {
	w.t.Helper()
	if err := w.s.Fault(name, args...); err != nil {
		w.t.Fatal(err)
	}
}

// history is what conversations.history shows of #west, oldest first.
func (w *world) history() string {
	w.t.Helper()
	var texts []string
	for _, m := range items(w.call("conversations.history", "channel", "C0WEST")["messages"]) {
		texts = append(texts, textOf(obj(m)["text"]))
	}
	slices.Reverse(texts)
	return strings.Join(texts, " ")
}

// TestFaultTable: each row is named once, says in a sentence what it does, and is done in one way; each is asked for by its
// name in a test of this package.
func TestFaultTable(t *testing.T) {
	seen, tests := map[string]bool{}, ""
	files, err := filepath.Glob("*_test.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files of tests, %v", len(files), err)
	}
	for _, name := range files {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		tests += string(source)
	}
	for _, k := range faultTable() {
		if seen[k.name] || k.name == "" || k.title == "" {
			t.Errorf("the row %q is there twice or has no name", k.name)
		}
		seen[k.name] = true
		if !strings.Contains(tests, strconv.Quote(k.name)) {
			t.Errorf("%s is in no test", k.name)
		}
		if first := k.about[:1]; first != strings.ToUpper(first) || !strings.HasSuffix(k.about, ".") {
			t.Errorf("%s: %q is no sentence", k.name, k.about)
		}
		if k.now != nil && k.call != nil {
			t.Errorf("%s happens in two ways", k.name)
		}
		for _, a := range k.args {
			if a.Name == "" || a.About == "" || a.Kind == "" {
				t.Errorf("%s: argument %+v", k.name, a)
			}
		}
	}
}

// TestFaultArguments: what is asked for wrongly is refused in a sentence, and nothing is planned.
func TestFaultArguments(t *testing.T) {
	w := newWorld(t, nil)
	tests := []struct {
		ask  []string
		want string
	}{
		{[]string{"gremlin"}, `playground: no fault is called "gremlin"; there are drop, refresh, link_disabled, accept_drop`},
		{[]string{"429", "chat.post"}, `there is no method "chat.post"`},
		{[]string{"429", "", "soon"}, `"soon" is no number from 1 to 3600`},
		{[]string{"slow", "", "0"}, `"0" is no number from 1 to 3600`},
		{[]string{"drop", "now"}, `the fault "drop" takes 0 arguments, not 1`},
		{[]string{"revoked", "user"}, `there is no token "user"`},
		{[]string{"archived", "#nowhere"}, `there is no channel "#nowhere"`},
		{[]string{"archived"}, `there is no channel ""`},
		{[]string{"deleted", "nobody"}, `there is nobody called "nobody"`},
		{[]string{"deleted", "pip"}, `there is nobody called "pip"`},
		{[]string{"deleted", "old"}, "old is deactivated already"},
		{[]string{"mend", "gremlin"}, `no fault is called "gremlin"`},
		{[]string{"unknown"}, "the app is not connected"},
		{[]string{"malformed"}, "the app is not connected"},
	}
	for _, tt := range tests {
		if err := w.s.Fault(tt.ask[0], tt.ask[1:]...); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%v: %v, want %q", tt.ask, err, tt.want)
		}
	}
	if n := w.s.faults.armed.Load(); n != 0 {
		t.Errorf("%d faults wait", n)
	}
}

// TestFaultsOfCalls: before and after the effect, refused, broken, slow and late.
func TestFaultsOfCalls(t *testing.T) {
	tests := []struct {
		fault  []string
		status int           // 0: the connection breaks
		retry  string        // Retry-After
		after  time.Duration // until the answer
		posted int           // when the answer is there
		later  int           // half a minute later
	}{
		{[]string{"429", "", "7"}, 429, "7", 0, 0, 0},
		{[]string{"429", "*"}, 429, "1", 0, 0, 0},
		{[]string{"429_bare"}, 429, "", 0, 0, 0},
		{[]string{"500"}, 500, "", 0, 0, 0},
		{[]string{"500_after"}, 500, "", 0, 1, 1},
		{[]string{"reset"}, 0, "", 0, 0, 0},
		{[]string{"lost"}, 0, "", 0, 1, 1},
		{[]string{"hang"}, 504, "", time.Minute, 1, 1},
		{[]string{"slow", "", "9"}, 200, "", 9 * time.Second, 1, 1},
		{[]string{"lands_late"}, 0, "", 0, 0, 1},
		{[]string{"500", "chat.update"}, 200, "", 0, 1, 1}, // waits for another method
	}
	for _, tt := range tests {
		t.Run(strings.Join(tt.fault, " "), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, nil)
				w.fault(tt.fault[0], tt.fault[1:]...)
				began := time.Now()
				resp, err := w.http.Post("http://playground/api/chat.postMessage", "application/x-www-form-urlencoded",
					strings.NewReader("channel=C0WEST&text=x&token="+testBotToken))
				status, retry := 0, ""
				if err == nil {
					status, retry = resp.StatusCode, resp.Header.Get("Retry-After")
					resp.Body.Close()
				}
				if status != tt.status || retry != tt.retry || time.Since(began) != tt.after {
					t.Errorf("status %d, Retry-After %q after %v, error %v", status, retry, time.Since(began), err)
				}
				ann := w.s.As("ann")
				if n := len(ann.Messages("west")); n != tt.posted {
					t.Errorf("%d messages are there, want %d", n, tt.posted)
				}
				sleep(31)
				if n := len(ann.Messages("west")); n != tt.later {
					t.Errorf("half a minute later %d messages are there, want %d", n, tt.later)
				}
			})
		})
	}
}

// TestFaultOfAResponseURL: what an app answers later can go wrong in the same ways.
func TestFaultOfAResponseURL(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		bot := &fakeBot{w: w}
		defer bot.connect()()
		ann := w.s.As("ann")
		if err := ann.Slash("west", "/pip"); err != nil {
			t.Fatal(err)
		}
		url := textOf(obj(bot.last("slash_commands")["payload"])["response_url"])
		w.fault("lands_late", "response_url", "20")
		if _, err := w.http.Post(url, "application/json", strings.NewReader(`{"text":"later"}`)); err == nil {
			t.Error("the connection did not break")
		}
		sleep(19)
		if n := len(ann.Messages("west")); n != 0 {
			t.Errorf("%d messages are there early", n)
		}
		sleep(2)
		if got := plains(ann.Messages("west")); got != "U0PIP: later" {
			t.Errorf("ann sees %q", got)
		}
	})
}

// TestFaultHistoryLags: a message is there for people and, for a while, not for who looks it up; its replies neither.
func TestFaultHistoryLags(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		out := w.call("chat.postMessage", "channel", "C0WEST", "text", "old")
		sleep(60)
		w.fault("lag", "20")
		w.call("chat.postMessage", "channel", "C0WEST", "text", "new")
		w.call("chat.postMessage", "channel", "C0WEST", "text", "reply", "thread_ts", textOf(out["ts"]))
		replies := func() int {
			return len(items(w.call("conversations.replies", "channel", "C0WEST", "ts", textOf(out["ts"]))["messages"]))
		}
		sleep(19)
		if got := w.history(); got != "old" || replies() != 1 || len(w.s.As("ann").Messages("west")) != 2 {
			t.Errorf("after 19 s: history %q, thread of %d", got, replies())
		}
		sleep(2)
		if got := w.history(); got != "old new" || replies() != 2 {
			t.Errorf("after 21 s: history %q, thread of %d", got, replies())
		}
		w.call("chat.postMessage", "channel", "C0WEST", "text", "newest")
		w.fault("mend", "lag")
		if got := w.history(); got != "old new newest" {
			t.Errorf("mended: history %q", got)
		}
	})
}

// TestFaultNoCharts: a message with a chart is refused, and so is a view, until charts come to the workspace.
func TestFaultNoCharts(t *testing.T) {
	const chart = `[{"type":"data_visualization","title":"x","chart":{"type":"pie","segments":[{"label":"x","value":1}]}}]`
	w := newWorld(t, nil)
	post := func() string {
		return textOf(w.call("chat.postMessage", "channel", "C0WEST", "text", "x", "blocks", chart)["error"])
	}
	publish := func() string {
		return textOf(w.call("views.publish", "user_id", "U0ANN", "view", `{"type":"home","blocks":`+chart+`}`)["error"])
	}
	w.fault("no_charts")
	if m, v := post(), publish(); m != "invalid_blocks" || v != "invalid_arguments" {
		t.Errorf("a message: %q, a view: %q", m, v)
	}
	if r := w.s.Refusals(); len(r) != 2 || r[0].Rule != "data_visualization.rollout" || !strings.Contains(r[0].Text, "unsupported type: data_visualization [json-pointer:/blocks/0/type]") {
		t.Errorf("refused: %+v", r)
	}
	w.fault("mend", "no_charts")
	if m, v := post(), publish(); m != "" || v != "" {
		t.Errorf("mended, a message: %q, a view: %q", m, v)
	}
}

// TestFaultLinkDisabled: the app is told why before it is cut off.
func TestFaultLinkDisabled(t *testing.T) {
	w := newWorld(t, nil)
	conn, _ := w.dial(context.Background())
	defer conn.CloseNow()
	w.fault("link_disabled")
	if m := read(t, conn); m["type"] != "disconnect" || m["reason"] != "link_disabled" {
		t.Errorf("told %v", m)
	}
	if _, _, err := conn.Read(context.Background()); websocket.CloseStatus(err) != websocket.StatusNormalClosure {
		t.Errorf("closed with %v", err)
	}
}

// TestFaultsOfConnecting: as many connections as asked for are no use; the one after them is.
func TestFaultsOfConnecting(t *testing.T) {
	for name, first := range map[string]string{"accept_drop": "", "too_many_websockets": "too_many_websockets"} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, nil)
			before, _ := w.dial(context.Background())
			defer before.CloseNow()
			w.fault(name, "2")
			if _, _, err := before.Read(context.Background()); err == nil {
				t.Error("the connection from before is still there")
			}
			for range 2 {
				conn, err := w.connect()
				if err != nil {
					t.Fatalf("it was not accepted: %v", err)
				}
				_, raw, err := conn.Read(context.Background())
				if first == "" && err == nil || first != "" && !strings.Contains(string(raw), first) {
					t.Errorf("it is told %s, %v", raw, err)
				}
				_ = conn.CloseNow()
			}
			conn, hello := w.dial(context.Background())
			defer conn.CloseNow()
			if hello["type"] != "hello" {
				t.Errorf("the third is told %v", hello)
			}
		})
	}
}

// connect opens a socket and reads nothing.
func (w *world) connect() (*websocket.Conn, error) {
	out, _ := w.json("apps.connections.open", testAppToken, nil)
	conn, _, err := websocket.Dial(context.Background(), textOf(out["url"]), &websocket.DialOptions{HTTPClient: w.http})
	return conn, err
}

// lines are the command lines that the bot got, in order.
func (b *fakeBot) lines() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var list []string
	for _, m := range b.got {
		p := obj(m["payload"])
		list = append(list, strings.TrimSpace(textOf(p["command"])+" "+textOf(p["text"])))
	}
	return strings.Join(list, ", ")
}

// TestFaultReorder: the second comes first, and both people have their answer; a single one is not held for ever.
func TestFaultReorder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		bot := &fakeBot{w: w}
		defer bot.connect()()
		ann := w.s.As("ann")
		w.fault("reorder")
		done := make(chan error)
		go func() { done <- ann.Slash("west", "/pip first") }()
		synctest.Wait()
		if err := errors.Join(ann.Slash("west", "/pip second"), <-done); err != nil {
			t.Error(err)
		}
		if got := bot.lines(); got != "/pip second, /pip first" {
			t.Errorf("the app got %s", got)
		}
		w.fault("reorder")
		began := time.Now()
		if err := ann.Slash("west", "/pip alone"); err != nil || time.Since(began) != reorderWithin {
			t.Errorf("after %v: %v", time.Since(began), err)
		}
	})
}

// TestFaultLate: the person is told that it failed, and then the app gets it after all; its answer is for nobody.
func TestFaultLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, func(c *Config) { c.Journal = true })
		bot := &fakeBot{w: w, answer: func(string, map[string]any) map[string]any { return map[string]any{"text": "done"} }}
		defer bot.connect()()
		w.fault("late", "8")
		if err := w.s.As("ann").Slash("west", "/pip"); !errors.Is(err, ErrTimeout) {
			t.Errorf("ann is told %v", err)
		}
		sleep(4)
		if got := bot.lines(); got != "" {
			t.Errorf("the app got %s early", got)
		}
		sleep(2)
		if got := bot.lines(); got != "/pip" {
			t.Errorf("the app got %q", got)
		}
		list := w.s.Journal().Envelopes()
		if len(list) != 1 || !list[0].Acknowledged() || list[0].Again() {
			t.Errorf("the journal tells %+v", list)
		}
	})
}

// TestFaultsOfFrames: what nobody can make sense of comes beside what is good, and takes nothing away from it.
func TestFaultsOfFrames(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Journal = true })
	conn, _ := w.dial(context.Background())
	defer conn.CloseNow()
	next := func() []byte {
		_, raw, err := conn.Read(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	w.fault("malformed")
	if raw := next(); json.Valid(raw) {
		t.Errorf("malformed is JSON: %s", raw)
	}
	w.fault("giant")
	giant := next()
	if len(giant) <= 1<<20 || !json.Valid(giant) {
		t.Errorf("the giant has %d bytes", len(giant))
	}
	w.fault("unknown")
	var unknown map[string]any
	if err := json.Unmarshal(next(), &unknown); err != nil || unknown["type"] != "holograms" || unknown["envelope_id"] == "" {
		t.Errorf("unknown is %v, %v", unknown, err)
	}
	ack, _ := json.Marshal(map[string]any{"envelope_id": unknown["envelope_id"]})
	if err := conn.Write(context.Background(), websocket.MessageText, ack); err != nil {
		t.Fatal(err)
	}
	result := make(chan error)
	go func() { result <- w.s.As("ann").Slash("west", "/pip") }()
	var env map[string]any
	_ = json.Unmarshal(next(), &env)
	ack, _ = json.Marshal(map[string]any{"envelope_id": env["envelope_id"]})
	if err := conn.Write(context.Background(), websocket.MessageText, ack); err != nil {
		t.Fatal(err)
	}
	if err := <-result; err != nil {
		t.Error(err)
	}
	var acked []string
	for _, d := range w.s.Journal().Envelopes() {
		acked = append(acked, d.Title+" "+strconv.FormatBool(d.Acknowledged()))
	}
	if got, want := strings.Join(acked, ", "), "a giant envelope false, an envelope of an unknown type true, slash_commands /pip true"; got != want {
		t.Errorf("the journal tells %s, want %s", got, want)
	}
}

// TestFaultRevoked: the token is refused until it is mended; the app is told once.
func TestFaultRevoked(t *testing.T) {
	manifest := strings.Replace(testManifest, `"team_join"`, `"team_join","tokens_revoked","channel_archive","channel_unarchive"`, 1)
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, func(c *Config) { c.Manifest = []byte(manifest) })
		bot := &fakeBot{w: w}
		defer bot.connect()()
		w.fault("revoked")
		synctest.Wait()
		if got := w.call("auth.test")["error"]; got != "token_revoked" {
			t.Errorf("auth.test answers %v", got)
		}
		if len(bot.events("tokens_revoked")) != 1 {
			t.Errorf("the app is told %v", bot.got)
		}
		if out, _ := w.json("apps.connections.open", testAppToken, nil); out["ok"] != true {
			t.Errorf("the app token is refused as well: %v", out)
		}
		w.fault("revoked", "app")
		if out, _ := w.json("apps.connections.open", testAppToken, nil); out["error"] != "token_revoked" {
			t.Errorf("the app token: %v", out)
		}
		w.fault("mend")
		if out := w.call("auth.test"); out["ok"] != true {
			t.Errorf("mended: %v", out)
		}
	})
}

// TestFaultsOfTheWorkspace: a channel is archived and a person deactivated until that is mended.
func TestFaultsOfTheWorkspace(t *testing.T) {
	w := newWorld(t, nil)
	post := func(to string) any { return w.call("chat.postMessage", "channel", to, "text", "x")["error"] }
	w.fault("archived", "#west")
	w.fault("deleted", "bob")
	if a, b := post("C0WEST"), post("U0BOB"); a != "is_archived" || b != "channel_not_found" {
		t.Errorf("refused with %v and %v", a, b)
	}
	if err := w.s.As("bob").Slash("west", "/pip"); err == nil {
		t.Error("bob, who is deactivated, types a command")
	}
	if err := w.s.Fault("archived", "west"); err == nil || !strings.Contains(err.Error(), "#west is archived already") {
		t.Errorf("archived twice: %v", err)
	}
	w.fault("500") // planned, and mended before it happens
	w.fault("mend")
	if a, b := post("C0WEST"), post("U0BOB"); a != nil || b != nil {
		t.Errorf("mended, refused with %v and %v", a, b)
	}
}

// TestPageFaults: the page gets the table with its snapshot, and learns what is broken and what is mended.
func TestPageFaults(t *testing.T) {
	w := newWorld(t, nil)
	p := open(t, w.s)
	active := func(list any) string {
		var names []string
		for _, f := range items(list) {
			if obj(f)["active"] == true {
				names = append(names, textOf(obj(f)["name"]))
			}
		}
		return strings.Join(names, " ")
	}
	list := items(p.next("snapshot")["faults"])
	if len(list) != len(faultTable()) || active(list) != "" {
		t.Errorf("the snapshot lists %v", list)
	}
	if e := p.do(map[string]any{"do": "fault", "name": "archived", "args": []string{"C0WEST"}}); e != "" {
		t.Fatal(e)
	}
	if got := active(p.next("faults")["faults"]); got != "archived" {
		t.Errorf("broken: %q", got)
	}
	if e := p.do(map[string]any{"do": "fault", "name": "mend"}); e != "" {
		t.Fatal(e)
	}
	if got := active(p.next("faults")["faults"]); got != "" {
		t.Errorf("mended, broken: %q", got)
	}
}

// TestCloseWhileHeld: what is held back, hangs or lands late does not keep a server from closing, nor come after.
func TestCloseWhileHeld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		bot := &fakeBot{w: w}
		defer bot.connect()()
		w.fault("late", "60")
		w.fault("hang", "", "3600")
		w.fault("lands_late", "chat.update", "3600")
		go func() { _ = w.s.As("ann").Slash("west", "/pip") }()
		synctest.Wait() // the command is what is late, and not the event of the message
		go func() {
			if resp, err := w.http.Post("http://playground/api/chat.postMessage?channel=C0WEST&text=x&token="+testBotToken, "", http.NoBody); err == nil {
				resp.Body.Close()
			}
		}()
		go func() {
			if resp, err := w.http.Post("http://playground/api/chat.update", "application/x-www-form-urlencoded", strings.NewReader("token="+testBotToken)); err == nil {
				resp.Body.Close()
			}
		}()
		synctest.Wait()
		began := time.Now()
		if err := w.s.Close(); err != nil || time.Since(began) != 0 {
			t.Errorf("closing took %v: %v", time.Since(began), err)
		}
		sleep(3700)
		if got := bot.lines(); got != "" {
			t.Errorf("after the end the app got %s", got)
		}
	})
}
