package playground

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
)

const (
	testAppToken = "xapp-1-test"
	testBotToken = "xoxb-test"
)

// testManifest asks for all that the tests use.
const testManifest = `{
 "display_information": {"name": "Pip"},
 "features": {
  "app_home": {"home_tab_enabled": true, "messages_tab_enabled": true},
  "bot_user": {"display_name": "pip"},
  "slash_commands": [
   {"command": "/pip", "description": "Says pip", "usage_hint": "loud", "should_escape": true},
   {"command": "/raw", "description": "Takes text as it is"}
  ]},
 "oauth_config": {"scopes": {"bot": ["commands","chat:write","chat:write.public","im:write","im:history","im:read","users:read",
  "channels:read","groups:read","channels:history","groups:history","channels:join","usergroups:read","dnd:read",
  "reactions:write","reactions:read","app_mentions:read","team:read"]}},
 "settings": {"event_subscriptions": {"bot_events": ["app_home_opened","app_mention","message.im","message.channels","message.groups",
  "member_joined_channel","user_change","team_join","reaction_added"]}, "interactivity": {"is_enabled": true}, "socket_mode_enabled": true}
}`

func testWorkspace() Workspace {
	return Workspace{
		ID: "T0TEST", Name: "Test", Bot: User{ID: "U0PIP", Name: "pip", RealName: "Pip"},
		Users: []User{
			{ID: "U0ANN", Name: "ann", RealName: "Ann", Zone: "Europe/London"},
			{ID: "U0BOB", Name: "bob", RealName: "Bob", Zone: "America/New_York"},
			{ID: "U0OLD", Name: "old", Deleted: true},
			{ID: "U0ADA", Name: "ada", Admin: true},
		},
		Channels: []Channel{
			{ID: "C0WEST", Name: "west", Members: []string{"U0ANN", "U0BOB", "U0PIP"}},
			{ID: "C0EAST", Name: "east", Members: []string{"U0ANN"}},
			{ID: "C0PRIV", Name: "board", Private: true, Members: []string{"U0ADA"}},
		},
	}
}

// A world is a server on a listener in memory, and a client that knows its way there.
type world struct {
	t      *testing.T
	s      *Server
	http   *http.Client
	listen *Listener
}

// newWorld starts a server. change may alter the configuration first.
func newWorld(t *testing.T, change func(*Config)) *world {
	t.Helper()
	cfg := Config{Now: time.Now, AppToken: testAppToken, BotToken: testBotToken, Manifest: []byte(testManifest), Workspace: testWorkspace(), Seed: 1}
	if change != nil {
		change(&cfg)
	}
	s, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	l := NewListener()
	srv := &http.Server{Handler: s}
	done := make(chan struct{})
	go func() { defer close(done); _ = srv.Serve(l) }()
	tr := &http.Transport{DialContext: l.DialContext}
	t.Cleanup(func() {
		_ = s.Close()
		tr.CloseIdleConnections()
		_ = srv.Close()
		_ = l.Close()
		<-done
	})
	return &world{t: t, s: s, http: &http.Client{Transport: tr}, listen: l}
}

// call calls a method with the bot token, as a form; pairs are keys and values.
func (w *world) call(method string, pairs ...string) map[string]any {
	w.t.Helper()
	form := url.Values{"token": {testBotToken}}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	out, _ := w.post("http://playground/api/"+method, "application/x-www-form-urlencoded", "", []byte(form.Encode()))
	return out
}

// json calls a method with a JSON body and a token in the header.
func (w *world) json(method, token string, body any) (map[string]any, *http.Response) {
	w.t.Helper()
	var b []byte
	if body != nil {
		b, _ = json.Marshal(body)
	}
	return w.post("http://playground/api/"+method, "application/json", token, b)
}

func (w *world) post(addr, kind, token string, body []byte) (map[string]any, *http.Response) {
	w.t.Helper()
	req, _ := http.NewRequest(http.MethodPost, addr, bytes.NewReader(body))
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := w.http.Do(req)
	if err != nil {
		w.t.Fatalf("POST %s: %v", addr, err)
	}
	defer resp.Body.Close()
	var out map[string]any
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil && resp.Header.Get("Content-Type") == "application/json; charset=utf-8" {
		w.t.Fatalf("POST %s: answer: %v", addr, err)
	}
	return out, resp
}

// dial opens a socket the way an app does, and reads hello.
func (w *world) dial(ctx context.Context) (*websocket.Conn, map[string]any) {
	w.t.Helper()
	out, _ := w.json("apps.connections.open", testAppToken, nil)
	addr, _ := out["url"].(string)
	if addr == "" {
		w.t.Fatalf("apps.connections.open: %v", out)
	}
	conn, _, err := websocket.Dial(ctx, addr, &websocket.DialOptions{
		HTTPClient: w.http, HTTPHeader: http.Header{"Origin": {"https://api.slack.com"}},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	conn.SetReadLimit(-1)
	return conn, read(w.t, conn)
}

func read(t *testing.T, conn *websocket.Conn) map[string]any {
	t.Helper()
	_, b, err := conn.Read(context.Background())
	if err != nil {
		t.Fatalf("read: %v", err)
	}
	var m map[string]any
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatalf("read: %v", err)
	}
	return m
}

// A fakeBot is a tiny app. answer gives what to acknowledge an envelope with; nil acknowledges nothing, an empty map
// acknowledges without a payload.
type fakeBot struct {
	w      *world
	answer func(kind string, payload map[string]any) map[string]any
	mu     sync.Mutex
	got    []map[string]any
}

// connect runs the bot until its connection is over.
func (b *fakeBot) connect() (stop func()) {
	conn, hello := b.w.dial(context.Background())
	if hello["type"] != "hello" {
		b.w.t.Fatalf("no hello but %v", hello)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			_, raw, err := conn.Read(context.Background())
			if err != nil {
				return
			}
			var m map[string]any
			_ = json.Unmarshal(raw, &m)
			b.mu.Lock()
			b.got = append(b.got, m)
			b.mu.Unlock()
			payload, _ := m["payload"].(map[string]any)
			kind, _ := m["type"].(string)
			if kind == "disconnect" {
				continue
			}
			a := map[string]any{}
			if b.answer != nil {
				a = b.answer(kind, payload)
			}
			if a == nil {
				continue
			}
			ack := map[string]any{"envelope_id": m["envelope_id"]}
			if len(a) > 0 {
				ack["payload"] = a
			}
			text, _ := json.Marshal(ack)
			if conn.Write(context.Background(), websocket.MessageText, text) != nil {
				return
			}
		}
	}()
	return func() { _ = conn.CloseNow(); <-done }
}

// events lists the inner events that came, by type.
func (b *fakeBot) events(kind string) []map[string]any {
	b.mu.Lock()
	defer b.mu.Unlock()
	var list []map[string]any
	for _, m := range b.got {
		p, _ := m["payload"].(map[string]any)
		if ev, ok := p["event"].(map[string]any); ok && ev["type"] == kind {
			list = append(list, ev)
		}
	}
	return list
}

// last is the newest envelope of a type.
func (b *fakeBot) last(kind string) map[string]any {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, v := range slices.Backward(b.got) {
		if v["type"] == kind {
			return v
		}
	}
	return nil
}

func plains(list []Message) string {
	var lines []string
	for _, m := range list {
		lines = append(lines, m.User+": "+m.Plain())
	}
	return strings.Join(lines, "\n")
}

// fixedNow is a clock that stands still.
func fixedNow() time.Time { return time.Unix(1795334400, 0) }

// ackAll serves s on a real port and acknowledges every command with a short answer, as fast as it can.
func ackAll(b *testing.B, s *Server) (stop func()) {
	b.Helper()
	srv := httptest.NewServer(s)
	req, _ := http.NewRequest(http.MethodPost, srv.URL+"/api/apps.connections.open", nil)
	req.Header.Set("Authorization", "Bearer xapp-1")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	var out struct{ URL string }
	err = json.NewDecoder(resp.Body).Decode(&out)
	resp.Body.Close()
	if err != nil {
		b.Fatal(err)
	}
	conn, _, err := websocket.Dial(context.Background(), out.URL, nil)
	if err != nil {
		b.Fatal(err)
	}
	if _, _, err := conn.Read(context.Background()); err != nil { // hello
		b.Fatal(err)
	}
	const answer = `","payload":{"text":"pip","blocks":[{"type":"section","text":{"type":"mrkdwn","text":"*5 conversations* logged. Today 5, this week 12 of 20."}},` +
		`{"type":"actions","elements":[{"type":"button","action_id":"undo","value":"x","text":{"type":"plain_text","text":"Undo"}}]}]}}`
	go func() {
		for {
			_, m, err := conn.Read(context.Background())
			if err != nil {
				return
			}
			_, rest, _ := bytes.Cut(m, []byte(`"envelope_id":"`))
			if conn.Write(context.Background(), websocket.MessageText, []byte(`{"envelope_id":"`+string(rest[:36])+answer)) != nil {
				return
			}
		}
	}()
	return func() { _ = conn.CloseNow(); srv.Close() }
}
