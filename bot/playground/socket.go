package playground

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/coder/websocket"
)

// Times of the socket. Slack pings often enough for a client that gives up after 30 seconds of silence, and
// replaces a connection every few hours; with debug_reconnects it does so every six minutes. See [Config.Ping].
const (
	pingEvery     = 10 * time.Second
	pongWithin    = 10 * time.Second
	warningBefore = 10 * time.Second
	socketLife    = 18060 * time.Second
	debugLife     = 360 * time.Second
	ticketLife    = time.Minute
)

// A ticket admits one connection; base is the address under which the app reached the server.
//
// It expires by the playground's clock, which a person may move: a client that is slow to connect by that clock asks
// for another.
type ticket struct {
	base    string
	expires time.Time
}

// A frame waits to be written; with a code the connection is closed after it.
//
// One without data only closes.
type frame struct {
	data []byte
	code websocket.StatusCode
}

// A socket is one Socket Mode connection of the app.
//
// Three goroutines live with it: one reads, one writes, one keeps it alive. All end when done is closed.
type socket struct {
	s       *Server
	conn    *websocket.Conn
	base    string
	life    time.Duration
	done    chan struct{} // closed when the connection is over
	once    sync.Once
	leaving bool // told to go; guarded by Server.wire
	gone    bool // over; guarded by Server.wire

	// The queue has no bound and enqueuing never waits: who sends may hold a lock.
	mu    sync.Mutex
	queue []frame
	wake  chan struct{}
}

// openConnection is apps.connections.open: it gives out a ticket.
//
// The address is good for a minute and for one connection; an app that keeps it and comes back is refused.
func openConnection(c *call) (reply, error) {
	base := c.base()
	id := secret()
	s := c.s
	s.wire.Lock()
	now := s.cfg.Now()
	for k, t := range s.tickets {
		if now.After(t.expires) {
			delete(s.tickets, k)
		}
	}
	s.tickets[id] = ticket{base: base, expires: now.Add(ticketLife)}
	s.wire.Unlock()
	u, err := url.Parse(base)
	if err != nil {
		return nil, refuse("internal_error")
	}
	u.Scheme = map[string]string{"http": "ws", "https": "wss"}[u.Scheme]
	u.Path, u.RawQuery = "/link/", url.Values{"ticket": {id}, "app_id": {appID}}.Encode()
	return reply{"url": u.String()}, nil
}

// redeem takes a ticket in; it is good for one connection.
//
// It is used up even when it is too old. The error that the app sees is a 403 of the upgrade, after which it has to ask
// for a new address.
func (s *Server) redeem(id string) (ticket, bool) {
	s.wire.Lock()
	defer s.wire.Unlock()
	t, ok := s.tickets[id]
	delete(s.tickets, id)
	return t, ok && !s.cfg.Now().After(t.expires)
}

// serveLink is the socket's own route. It takes any Origin: a client of Slack's names api.slack.com there, and
// what admits it is the ticket.
//
// The handler stays until the connection is over, so that the HTTP server knows it too.
func (s *Server) serveLink(w http.ResponseWriter, r *http.Request) {
	t, ok := s.redeem(r.FormValue("ticket"))
	if !ok {
		http.Error(w, "the ticket is unknown, used or expired", http.StatusForbidden)
		return
	}
	if !s.hold() {
		http.Error(w, "closed", http.StatusServiceUnavailable)
		return
	}
	defer s.wg.Done()
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{InsecureSkipVerify: true})
	if err != nil {
		return
	}
	conn.SetReadLimit(-1) // read keeps the limit itself, to close with Slack's own words
	k := &socket{s: s, conn: conn, base: t.base, done: make(chan struct{}), wake: make(chan struct{}, 1), life: socketLife}
	if r.FormValue("debug_reconnects") == "true" {
		k.life = debugLife
	}
	s.background(k.write)
	if s.join(k) {
		s.background(k.keep)
	}
	k.read()
	k.drop()
	s.leave(k)
}

// join makes the socket one of those that get envelopes, says hello, and sends again what a lost connection
// left unanswered. A socket too many is told so and closed.
//
// Slack allows ten connections for one app. The one too many is accepted, told so and closed, rather than refused: a
// client that reconnects at once then turns in a circle, which is what it has to guard against.
func (s *Server) join(k *socket) bool {
	s.mu.Lock() // what is sent again is noted
	defer s.mu.Unlock()
	s.wire.Lock()
	defer s.wire.Unlock()
	if s.ctx.Err() != nil {
		// Close has counted the sockets without this one, and there may be no writer left to say goodbye; who reads on
		// would keep Close waiting until the app hangs up.
		k.drop()
		return false
	}
	if s.faults.take(faultAcceptDrop) {
		k.drop()
		return false
	}
	if len(s.sockets) >= limit("sockets") || s.faults.take(faultTooMany) {
		k.leaving = true
		k.sayGoodbye("too_many_websockets", websocket.StatusNormalClosure)
		return false
	}
	// Connections that were opened together do not end together.
	k.life -= time.Duration(s.rand.Int64N(int64(k.life / 10)))
	s.sockets = append(s.sockets, k)
	k.send(frame{data: encode(map[string]any{
		"type": "hello", "num_connections": len(s.sockets),
		"connection_info": map[string]any{"app_id": appID},
		"debug_info": map[string]any{
			"host": "applink-playground", "build_number": 10, "started": s.cfg.Now().UTC().Format("2006-01-02 15:04:05.000"),
			"approximate_connection_time": int(k.life / time.Second),
		},
	})})
	s.redeliver(k)
	return true
}

// leave takes a socket that is over out of the list.
//
// What it left unanswered stays in pending, where the next socket finds it.
func (s *Server) leave(k *socket) {
	s.wire.Lock()
	defer s.wire.Unlock()
	k.gone = true
	s.sockets = slices.DeleteFunc(s.sockets, func(o *socket) bool { return o == k })
}

// eachSocket does something to every socket there is.
//
// Over a copy, as dropping a socket takes it out of the list.
func (s *Server) eachSocket(do func(k *socket)) {
	s.wire.Lock()
	sockets := slices.Clone(s.sockets)
	s.wire.Unlock()
	for _, k := range sockets {
		do(k)
	}
}

// pick chooses a socket at random, as Slack does; one that was told to go only if there is no other. The
// caller holds wire.
//
// Slack says that any one connection may get an envelope and that no pattern is to be expected. The choice is random,
// but by a seed, so that a test that fails fails again.
func (s *Server) pick() *socket {
	live := make([]*socket, 0, 10)
	for _, k := range s.sockets {
		if !k.leaving {
			live = append(live, k)
		}
	}
	if len(live) == 0 {
		live = s.sockets
	}
	switch len(live) {
	case 0:
		return nil
	case 1:
		return live[0]
	}
	return live[s.rand.IntN(len(live))]
}

// send puts a frame into the queue. It never waits.
//
// A client that does not read makes the queue grow; the ping notices within half a minute and ends it.
func (k *socket) send(f frame) {
	k.mu.Lock()
	k.queue = append(k.queue, f)
	k.mu.Unlock()
	select {
	case k.wake <- struct{}{}:
	default: // the writer is awake already
	}
}

// write sends what is in the queue until the connection is over.
//
// One writer means that frames go out in the order in which they were queued.
func (k *socket) write() {
	var batch []frame
	for {
		select {
		case <-k.wake:
		case <-k.done:
			return
		}
		k.mu.Lock()
		// The two lists change places, so that a busy socket needs no new memory for each batch.
		batch, k.queue = k.queue, batch[:0]
		k.mu.Unlock()
		for _, f := range batch {
			if f.data != nil && k.conn.Write(context.Background(), websocket.MessageText, f.data) != nil {
				k.drop()
				return
			}
			if f.code != 0 {
				_ = k.conn.Close(f.code, "") // an error says that the other side was faster
				k.drop()
				return
			}
		}
	}
}

// read takes acknowledgements until the connection is over.
//
// A frame that is no acknowledgement is ignored, as Slack ignores it, but it is among the refusals.
func (k *socket) read() {
	var buf bytes.Buffer
	for {
		_, r, err := k.conn.Reader(context.Background())
		if err != nil {
			return
		}
		buf.Reset()
		n, err := io.Copy(&buf, io.LimitReader(r, int64(limit("frame"))+1))
		if err != nil && !errors.Is(err, io.EOF) {
			return
		}
		if n > int64(limit("frame")) {
			k.tooLong()
			return
		}
		v, err := decode(buf.Bytes())
		a := obj(v)
		id, _ := a["envelope_id"].(string)
		if err != nil || id == "" {
			k.s.mu.Lock()
			k.s.refused(Refusal{Where: "ack", Error: "invalid_json", Rule: "ack", Text: "not an acknowledgement"})
			k.s.mu.Unlock()
			continue
		}
		k.s.acked(id, a["payload"], bytes.Clone(buf.Bytes()))
	}
}

// tooLong closes the connection the way Slack does when a frame is longer than it takes. What the frame would
// have acknowledged comes again on the next connection.
//
// Slack documents no such limit. Apps that answered a command with a large form met it, and were sent the command again
// on every connection until they died of it.
func (k *socket) tooLong() {
	k.s.mu.Lock()
	k.s.refused(Refusal{Where: "ack", Error: "1009", Rule: "frame", Text: "Max frame length of 20480 has been exceeded."})
	k.s.mu.Unlock()
	_ = k.conn.Close(websocket.StatusMessageTooBig, "Max frame length of 20480 has been exceeded.")
}

// keep pings, and replaces the connection when its time has come.
//
// A client that does not answer a ping within ten seconds is gone.
func (k *socket) keep() {
	ping := time.NewTicker(k.s.cfg.Ping)
	defer ping.Stop()
	// The warning goes out ten seconds before the end of its life.
	life := time.NewTimer(max(0, k.life-warningBefore))
	defer life.Stop()
	for {
		select {
		case <-k.done:
			return
		case <-life.C:
			k.refresh()
		case <-ping.C:
			ctx, cancel := context.WithTimeout(context.Background(), pongWithin)
			err := k.conn.Ping(ctx)
			cancel()
			if err != nil {
				k.drop()
				return
			}
		}
	}
}

// refresh warns, waits, and ends the connection: Slack's way to move a client elsewhere.
//
// During the ten seconds envelopes go to other connections if there are any. A client that closes on the warning, as
// slack-go does, loses nothing that was not sent to it yet.
func (k *socket) refresh() {
	k.s.wire.Lock()
	again := k.leaving
	k.leaving = true
	k.s.wire.Unlock()
	if again {
		return
	}
	k.sayGoodbye("warning", 0)
	k.s.background(func() {
		t := time.NewTimer(warningBefore)
		defer t.Stop()
		select {
		case <-t.C:
			k.sayGoodbye("refresh_requested", websocket.StatusNormalClosure)
		case <-k.done:
		}
	})
}

// sayGoodbye sends a disconnect message, and with a code closes after it.
//
// Reasons: "warning", "refresh_requested", "link_disabled", "too_many_websockets". With code 0 the connection stays.
func (k *socket) sayGoodbye(reason string, code websocket.StatusCode) {
	k.send(frame{code: code, data: encode(map[string]any{
		"type": "disconnect", "reason": reason, "debug_info": map[string]any{"host": "applink-playground"},
	})})
}

// drop ends the connection at once, without a word.
//
// What people did and the app has not acknowledged goes out again on the next connection, be it written already or
// still in the queue; events come again by their retries.
func (k *socket) drop() {
	k.once.Do(func() {
		close(k.done)
		_ = k.conn.CloseNow() // an error says that it was closed already
	})
}
