package playground

import (
	"bufio"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"
)

// sleep lets virtual seconds pass.
func sleep(seconds int) { time.Sleep(time.Duration(seconds) * time.Second) }

func TestHello(t *testing.T) {
	w := newWorld(t, nil)
	conn, hello := w.dial(context.Background())
	defer conn.CloseNow()
	if hello["type"] != "hello" || hello["num_connections"] != 1.0 {
		t.Errorf("hello %v", hello)
	}
	if info := obj(hello["connection_info"]); info["app_id"] != appID {
		t.Errorf("connection_info %v", info)
	}
	for _, k := range []string{"host", "build_number", "approximate_connection_time", "started"} {
		if obj(hello["debug_info"])[k] == nil {
			t.Errorf("debug_info lacks %s: %v", k, hello["debug_info"])
		}
	}
}

// TestTicketOnce: a ticket admits one connection.
func TestTicketOnce(t *testing.T) {
	w := newWorld(t, nil)
	out, _ := w.json("apps.connections.open", testAppToken, nil)
	addr := out["url"].(string)
	opts := &websocket.DialOptions{HTTPClient: w.http}
	conn, _, err := websocket.Dial(context.Background(), addr, opts)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.CloseNow()
	if _, resp, err := websocket.Dial(context.Background(), addr, opts); err == nil || resp.StatusCode != http.StatusForbidden {
		t.Errorf("the ticket admits twice: %v", err)
	}
}

func TestTooManySockets(t *testing.T) {
	w := newWorld(t, nil)
	for range 10 {
		conn, _ := w.dial(context.Background())
		defer conn.CloseNow()
		go func() { _, _, _ = conn.Read(context.Background()) }()
	}
	conn, first := w.dial(context.Background())
	defer conn.CloseNow()
	if first["type"] != "disconnect" || first["reason"] != "too_many_websockets" {
		t.Errorf("the eleventh is told %v", first)
	}
}

// TestSpread: with several sockets each gets some, and the seed decides which.
func TestSpread(t *testing.T) {
	counts := func() [3]int {
		w := newWorld(t, nil)
		var n [3]int
		var bots [3]*fakeBot
		for i := range bots {
			bots[i] = &fakeBot{w: w}
			defer bots[i].connect()()
		}
		for range 30 {
			if err := w.s.As("ann").Slash("west", "/pip"); err != nil {
				t.Fatal(err)
			}
		}
		for i, b := range bots {
			b.mu.Lock()
			n[i] = len(b.got)
			b.mu.Unlock()
		}
		return n
	}
	a, b := counts(), counts()
	if a != b || a[0] == 0 || a[1] == 0 || a[2] == 0 || a[0]+a[1]+a[2] != 30 {
		t.Errorf("envelopes a socket: %v, then %v", a, b)
	}
}

// TestTooLongFrame: an acknowledgement of more than 20,480 bytes closes the connection with 1009, and the command comes
// again on the next one.
func TestTooLongFrame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		conn, _ := w.dial(context.Background())
		result := make(chan error)
		go func() { result <- w.s.As("ann").Slash("west", "/pip") }()
		env := read(t, conn)
		long, _ := json.Marshal(map[string]any{"envelope_id": env["envelope_id"], "payload": map[string]any{"text": x(20_480)}})
		if err := conn.Write(context.Background(), websocket.MessageText, long); err != nil {
			t.Fatal(err)
		}
		_, _, err := conn.Read(context.Background())
		if websocket.CloseStatus(err) != websocket.StatusMessageTooBig || !strings.Contains(err.Error(), "Max frame length of 20480") {
			t.Errorf("closed with %v", err)
		}
		_ = conn.CloseNow()
		synctest.Wait()

		again, _ := w.dial(context.Background())
		defer again.CloseNow()
		if e := read(t, again); e["envelope_id"] != env["envelope_id"] {
			t.Errorf("came again: %v", e)
		}
		ack, _ := json.Marshal(map[string]any{"envelope_id": env["envelope_id"]})
		if err := again.Write(context.Background(), websocket.MessageText, ack); err != nil {
			t.Fatal(err)
		}
		if err := <-result; err != nil {
			t.Errorf("the person sees %v", err)
		}
	})
}

// TestEventRetries: an event that is not acknowledged comes again at once, after a minute, and after five.
func TestEventRetries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		bot := &fakeBot{w: w, answer: func(string, map[string]any) map[string]any { return nil }}
		defer bot.connect()()
		if _, err := w.s.As("ann").Say("west", "hello"); err != nil {
			t.Fatal(err)
		}
		sleep(3600)
		bot.mu.Lock()
		defer bot.mu.Unlock()
		if len(bot.got) != 4 {
			t.Fatalf("it came %d times", len(bot.got))
		}
		first := obj(bot.got[0]["payload"])["event_id"]
		for i, m := range bot.got {
			reason := map[bool]string{true: "", false: "timeout"}[i == 0]
			if m["retry_attempt"] != float64(i) || m["retry_reason"] != reason || obj(m["payload"])["event_id"] != first {
				t.Errorf("delivery %d: %v %v %v", i, m["retry_attempt"], m["retry_reason"], obj(m["payload"])["event_id"])
			}
		}
		logged := 0
		w.s.mu.Lock()
		defer w.s.mu.Unlock()
		for _, e := range w.s.recent() {
			if e.Title == "events_api message" {
				logged++
			}
		}
		if logged != 4 {
			t.Errorf("the log shows %d deliveries", logged)
		}
	})
}

// TestEventWithoutSocket: what happens while no socket is open is delivered by a retry.
func TestEventWithoutSocket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		if _, err := w.s.As("ann").Say("west", "hello"); err != nil {
			t.Fatal(err)
		}
		sleep(10)
		bot := &fakeBot{w: w}
		defer bot.connect()()
		sleep(120)
		if got := bot.events("message"); len(got) != 1 || got[0]["text"] != "hello" {
			t.Errorf("events %v", got)
		}
	})
}

// TestPing: the server pings so that a client that gives up after 30 s of silence stays.
func TestPing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		out, _ := w.json("apps.connections.open", testAppToken, nil)
		var pings atomic.Int64
		conn, _, err := websocket.Dial(context.Background(), out["url"].(string), &websocket.DialOptions{
			HTTPClient: w.http, OnPingReceived: func(context.Context, []byte) bool { pings.Add(1); return true },
		})
		if err != nil {
			t.Fatal(err)
		}
		defer conn.CloseNow()
		read(t, conn)
		go func() { _, _, _ = conn.Read(context.Background()) }()
		sleep(5*60 + 1)
		if n := pings.Load(); n != 30 {
			t.Errorf("%d pings in five minutes", n)
		}
	})
}

// TestRefresh: a warning, ten seconds, refresh_requested, closed.
func TestRefresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		conn, _ := w.dial(context.Background())
		defer conn.CloseNow()
		if err := w.s.Fault("refresh"); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		if m := read(t, conn); m["reason"] != "warning" {
			t.Errorf("first %v", m)
		}
		if m := read(t, conn); m["reason"] != "refresh_requested" || time.Since(began) != 10*time.Second {
			t.Errorf("then, after %v, %v", time.Since(began), m)
		}
		if _, _, err := conn.Read(context.Background()); websocket.CloseStatus(err) != websocket.StatusNormalClosure {
			t.Errorf("at last %v", err)
		}
	})
}

// TestShortLife: with debug_reconnects a connection lives six minutes at most.
func TestShortLife(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		out, _ := w.json("apps.connections.open", testAppToken, nil)
		conn, _, err := websocket.Dial(context.Background(), out["url"].(string)+"&debug_reconnects=true", &websocket.DialOptions{HTTPClient: w.http})
		if err != nil {
			t.Fatal(err)
		}
		defer conn.CloseNow()
		began := time.Now()
		read(t, conn)
		for _, want := range []string{"warning", "refresh_requested"} {
			if m := read(t, conn); m["reason"] != want {
				t.Errorf("got %v, want %s", m, want)
			}
		}
		if life := time.Since(began); life > 6*time.Minute || life < 5*time.Minute {
			t.Errorf("it lived %v", life)
		}
	})
}

// TestDeliveredTwice: the fault gives the app the same envelope twice; the person sees one answer.
func TestDeliveredTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		bot := &fakeBot{w: w, answer: func(string, map[string]any) map[string]any { return map[string]any{"text": "pip"} }}
		defer bot.connect()()
		if err := w.s.Fault("twice"); err != nil {
			t.Fatal(err)
		}
		ann := w.s.As("ann")
		if err := ann.Slash("west", "/pip"); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if len(bot.got) != 2 || bot.got[0]["envelope_id"] != bot.got[1]["envelope_id"] {
			t.Errorf("delivered %d times", len(bot.got))
		}
		if got := ann.Messages("west"); len(got) != 1 {
			t.Errorf("ann sees %s", plains(got))
		}
	})
}

// A lateHijack ends the server's life between the ticket and the connection.
type lateHijack struct {
	http.ResponseWriter
	s *Server
}

// Hijack is called by the upgrade to a socket.
func (h lateHijack) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	h.s.stop()
	return http.NewResponseController(h.ResponseWriter).Hijack()
}

// TestCloseWhileConnecting: a server that is closed while an app connects does not wait for the app to hang up.
func TestCloseWhileConnecting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		out, _ := w.json("apps.connections.open", testAppToken, nil)
		l := NewListener()
		srv := &http.Server{Handler: http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			w.s.ServeHTTP(lateHijack{rw, w.s}, r)
		})}
		done := make(chan struct{})
		go func() { defer close(done); _ = srv.Serve(l) }()
		tr := &http.Transport{DialContext: l.DialContext}
		conn, _, err := websocket.Dial(context.Background(), out["url"].(string), &websocket.DialOptions{HTTPClient: &http.Client{Transport: tr}})
		if err != nil {
			t.Fatal(err)
		}
		closed := make(chan struct{})
		go func() { defer close(closed); _ = w.s.Close() }()
		select {
		case <-closed:
		case <-time.After(time.Minute):
			t.Error("Close waits for the app")
		}
		_ = conn.CloseNow()
		<-closed
		tr.CloseIdleConnections()
		_ = srv.Close()
		<-done
	})
}
