package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"example.com/pacer/bot/coach"
)

// fakeSocket is the least of a Slack that speaks Socket Mode: it opens connections, says hello, sends what a test
// gives it and keeps what it is sent. It runs over pipes, so that time inside a bubble can pass.
type fakeSocket struct {
	t     *testing.T
	conns chan net.Conn
	stop  chan struct{}
	http  *http.Server
	once  sync.Once

	mu     sync.Mutex
	opens  []time.Time           // when apps.connections.open was called
	live   []*websocket.Conn     // connections that stand
	acks   []string              // what was acknowledged
	calls  []string              // other methods
	after  func(*websocket.Conn) // what happens to a connection after hello
	refuse string                // the error of apps.connections.open
	who    string                // the error of auth.test
}

func newFakeSocket(t *testing.T) *fakeSocket {
	f := &fakeSocket{t: t, conns: make(chan net.Conn), stop: make(chan struct{})}
	mux := http.NewServeMux()
	mux.HandleFunc("/api/apps.connections.open", f.open)
	mux.HandleFunc("/link", f.link)
	mux.HandleFunc("/api/", f.method)
	f.http = &http.Server{Handler: mux}
	go func() { _ = f.http.Serve(f) }()
	return f
}

func (f *fakeSocket) Accept() (net.Conn, error) {
	select {
	case c := <-f.conns:
		return c, nil
	case <-f.stop:
		return nil, net.ErrClosed
	}
}

func (f *fakeSocket) Close() error {
	f.once.Do(func() { close(f.stop) })
	return nil
}
func (f *fakeSocket) Addr() net.Addr { return &net.TCPAddr{} }

func (f *fakeSocket) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case f.conns <- theirs:
		return ours, nil
	case <-f.stop:
		return nil, &net.OpError{Op: "dial", Err: errors.New("connection refused")}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (f *fakeSocket) open(w http.ResponseWriter, _ *http.Request) {
	f.mu.Lock()
	f.opens = append(f.opens, time.Now())
	refuse := f.refuse
	f.mu.Unlock()
	if refuse != "" {
		fmt.Fprintf(w, `{"ok":false,"error":%q}`, refuse)
		return
	}
	fmt.Fprint(w, `{"ok":true,"url":"ws://slack.test/link?ticket=1"}`)
}

func (f *fakeSocket) method(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	name := strings.TrimPrefix(r.URL.Path, "/api/")
	f.calls = append(f.calls, name)
	switch name {
	case "auth.test":
		if f.who != "" {
			fmt.Fprintf(w, `{"ok":false,"error":%q}`, f.who)
			return
		}
		fmt.Fprint(w, `{"ok":true,"user":"pacer","user_id":"U0PACER","team_id":"T0"}`)
	case "users.info":
		fmt.Fprintf(w, `{"ok":true,"user":{"id":%q,"name":"someone","tz":"Europe/London"}}`, r.FormValue("user"))
	default:
		fmt.Fprint(w, `{"ok":true,"channel":"C0WEST","ts":"1.1"}`)
	}
}

func (f *fakeSocket) link(w http.ResponseWriter, r *http.Request) {
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer conn.Close()
	f.mu.Lock()
	f.live = append(f.live, conn)
	err = conn.WriteMessage(websocket.TextMessage, []byte(`{"type":"hello","num_connections":1,"connection_info":{"app_id":"A1"}}`))
	after := f.after
	f.mu.Unlock()
	if err != nil {
		return
	}
	if after != nil {
		after(conn)
	}
	stop := f.ping(conn)
	defer close(stop)
	for {
		_, data, err := conn.ReadMessage()
		f.mu.Lock()
		if err != nil {
			f.live = slices.DeleteFunc(f.live, func(c *websocket.Conn) bool { return c == conn })
			f.mu.Unlock()
			return
		}
		f.acks = append(f.acks, string(data))
		f.mu.Unlock()
	}
}

// ping does what Slack does every few seconds; without it slack-go takes the connection for dead.
func (f *fakeSocket) ping(conn *websocket.Conn) chan struct{} {
	stop := make(chan struct{})
	go func() {
		tick := time.NewTicker(10 * time.Second)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				return
			case <-tick.C:
				_ = conn.WriteControl(websocket.PingMessage, []byte("p"), time.Now().Add(time.Second))
			}
		}
	}()
	return stop
}

// send writes a frame to the connection with that index.
func (f *fakeSocket) send(i int, frame string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.live[i].WriteMessage(websocket.TextMessage, []byte(frame)); err != nil {
		f.t.Error(err)
	}
}

func (f *fakeSocket) acknowledged() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return strings.Join(f.acks, "\n")
}

func (f *fakeSocket) opened() []time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.opens)
}

// connect runs a bot against a fake Slack in virtual time. The story gets both and the end of Run.
func connect(t *testing.T, prepare func(*fakeSocket), story func(f *fakeSocket, b *Bot, store *memory, stop func() error)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSocket(t)
		if prepare != nil {
			prepare(f)
		}
		store := newMemory(coach.Roster{Teams: []*coach.Team{westTeam()}, People: map[string]coach.Person{
			"U0ANN": {ID: "U0ANN", Name: "Ann", Zone: "Europe/London"},
		}})
		b, err := New(Config{
			AppToken: "xapp-canary-1", BotToken: "xoxb-canary-2", APIURL: "http://slack.test/api/", Now: time.Now, Dial: f.dial,
			Logger: slog.New(slog.NewTextHandler(t.Output(), nil)),
		}, store)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- b.Run(ctx) }()
		stop := sync.OnceValue(func() error { cancel(); return <-ended })
		story(f, b, store, stop)
		_ = stop()
		_ = f.Close()
		_ = f.http.Close()
		f.mu.Lock()
		for _, c := range f.live {
			_ = c.Close()
		}
		f.mu.Unlock()
		synctest.Wait()
	})
}

func slash(id, text string) string {
	payload, _ := json.Marshal(map[string]string{"command": "/log", "text": text, "user_id": "U0ANN", "channel_id": "C0WEST", "trigger_id": "t" + id})
	return fmt.Sprintf(`{"envelope_id":%q,"type":"slash_commands","accepts_response_payload":true,"payload":%s}`, id, payload)
}

func TestACommandOverTheSocket(t *testing.T) {
	connect(t, nil, func(f *fakeSocket, b *Bot, store *memory, stop func() error) {
		<-b.Connected()
		synctest.Wait()
		f.send(0, slash("e1", "5 conversations"))
		f.send(1, slash("e1", "5 conversations")) // delivered on both connections
		synctest.Wait()
		acks := f.acknowledged()
		if strings.Count(acks, `"envelope_id":"e1"`) != 2 || len(store.ledger) != 1 {
			t.Errorf("acknowledged %s; %d entries", acks, len(store.ledger))
		}
		if err := stop(); err != nil {
			t.Errorf("Run: %v", err)
		}
	})
}

func TestTwoConnectionsAreKept(t *testing.T) {
	connect(t, nil, func(f *fakeSocket, b *Bot, _ *memory, _ func() error) {
		<-b.Connected()
		synctest.Wait()
		f.send(0, `{"type":"disconnect","reason":"refresh_requested","debug_info":{"host":"x"}}`)
		time.Sleep(5 * time.Second)
		f.mu.Lock()
		defer f.mu.Unlock()
		if len(f.live) != 2 || len(f.opens) != 3 {
			t.Errorf("%d connections after %d openings, want 2 after 3", len(f.live), len(f.opens))
		}
	})
}

// slack-go opens thousands of connections in a second when each is dropped at once.
func TestDroppedAgainAndAgain(t *testing.T) {
	drop := func(f *fakeSocket) {
		f.after = func(c *websocket.Conn) {
			_ = c.WriteMessage(websocket.TextMessage, []byte(`{"type":"disconnect","reason":"too_many_websockets"}`))
		}
	}
	connect(t, drop, func(f *fakeSocket, b *Bot, _ *memory, _ func() error) {
		<-b.Connected()
		time.Sleep(10 * time.Minute)
		if n := len(f.opened()); n > 80 {
			t.Errorf("%d openings in ten minutes", n)
		}
		f.mu.Lock()
		f.after = nil
		f.mu.Unlock()
		time.Sleep(time.Minute)
		f.mu.Lock()
		if len(f.live) != 2 {
			t.Errorf("%d connections once Slack is well", len(f.live))
		}
		f.mu.Unlock()
	})
}

func TestAnOutageIsOverWithinHalfAMinute(t *testing.T) {
	connect(t, nil, func(f *fakeSocket, b *Bot, _ *memory, _ func() error) {
		<-b.Connected()
		time.Sleep(2 * time.Minute)
		f.mu.Lock()
		f.refuse = "internal_error"
		live := slices.Clone(f.live)
		f.mu.Unlock()
		for _, c := range live {
			_ = c.Close()
		}
		time.Sleep(time.Hour)
		f.mu.Lock()
		f.refuse = ""
		f.mu.Unlock()
		time.Sleep(longestWait + time.Second)
		f.mu.Lock()
		defer f.mu.Unlock()
		if len(f.live) != 2 {
			t.Errorf("%d connections half a minute after the outage", len(f.live))
		}
		if n := len(f.opens); n > 350 {
			t.Errorf("%d openings in an hour", n)
		}
	})
}

func TestEnvelopesThatNobodyUnderstandsAreAcknowledged(t *testing.T) {
	connect(t, nil, func(f *fakeSocket, b *Bot, _ *memory, _ func() error) {
		<-b.Connected()
		synctest.Wait()
		for _, frame := range []string{
			`{"envelope_id":"n1","type":"telepathy","payload":{}}`,
			`{"envelope_id":"n2","type":"events_api","payload":{"type":"event_callback","event_id":"E1","event":{"type":"brand_new_event"}}}`,
			`{"envelope_id":"n3","type":"interactive","payload":{"type":"block_actions","actions":[{"type":"hologram","action_id":"x","block_id":"b"}],"message":{"blocks":[{"type":"actions","elements":[{"type":"hologram"}]}]}}}`,
			`{"envelope_id":"n4","type":"interactive","payload":{"type":"shortcut","callback_id":"x","user":{"id":"U0ANN"}}}`,
			`not json at all`,
			`[]`,
		} {
			f.send(0, frame)
		}
		f.send(0, slash("n5", "1 meeting"))
		time.Sleep(5 * time.Second)
		acks := f.acknowledged()
		for _, id := range []string{"n1", "n2", "n3", "n4", "n5"} {
			if strings.Count(acks, `"`+id+`"`) != 1 {
				t.Errorf("%s: acknowledged %s", id, acks)
			}
		}
		if n := b.Vitals().Undecodable; n < 3 { // n1 to n3, and what slack-go says of frames that are no envelopes
			t.Errorf("%d are counted", n)
		}
	})
}

func TestAGiantEnvelopeEndsTheConnectionAndNotTheBot(t *testing.T) {
	connect(t, nil, func(f *fakeSocket, b *Bot, _ *memory, _ func() error) {
		<-b.Connected()
		synctest.Wait()
		f.mu.Lock()
		conn := f.live[0]
		f.mu.Unlock()
		_ = conn.WriteMessage(websocket.TextMessage, []byte(slash("big", strings.Repeat("x", 2<<20))))
		time.Sleep(10 * time.Second)
		f.mu.Lock()
		n := len(f.live)
		f.mu.Unlock()
		if n != 2 {
			t.Fatalf("%d connections", n)
		}
		f.send(0, slash("small", "1 meeting"))
		time.Sleep(time.Second)
		wants(t, f.acknowledged(), "Logged 1 meeting.")
	})
}

func TestTokensThatSlackDoesNotAccept(t *testing.T) {
	for _, test := range []struct {
		prepare func(*fakeSocket)
		want    string
	}{
		{func(f *fakeSocket) { f.who = "invalid_auth" }, "SLACK_BOT_TOKEN is not accepted by Slack (invalid_auth)"},
		{func(f *fakeSocket) { f.refuse = "invalid_auth" }, "SLACK_APP_TOKEN is not accepted by Slack (invalid_auth)"},
	} {
		connect(t, test.prepare, func(f *fakeSocket, b *Bot, _ *memory, stop func() error) {
			time.Sleep(time.Second)
			synctest.Wait()
			err := stop()
			if err == nil {
				t.Fatal("Run goes on")
			}
			wants(t, err.Error(), test.want, "!canary")
		})
	}
}

func TestSlackThatCannotBeReached(t *testing.T) {
	down := func(f *fakeSocket) { _ = f.Close() }
	connect(t, down, func(_ *fakeSocket, _ *Bot, _ *memory, stop func() error) {
		time.Sleep(30 * time.Second)
		err := stop()
		if err == nil {
			t.Fatal("Run goes on")
		}
		wants(t, err.Error(), "no connection to Slack at http://slack.test/api/ within 10s", "!canary")
	})
}

func TestAnAppThatIsUninstalledStops(t *testing.T) {
	connect(t, nil, func(f *fakeSocket, b *Bot, _ *memory, stop func() error) {
		<-b.Connected()
		synctest.Wait()
		uninstalled := `{"envelope_id":"e1","type":"events_api","payload":{"type":"event_callback","event_id":"Ev1","event":{"type":"app_uninstalled"}}}`
		f.send(0, uninstalled) // of a user's token only, perhaps: ours still holds
		time.Sleep(time.Second)
		f.mu.Lock()
		f.who = "account_inactive"
		f.mu.Unlock()
		f.send(0, strings.Replace(uninstalled, "e1", "e2", 1))
		time.Sleep(time.Second)
		synctest.Wait()
		err := stop()
		if err == nil {
			t.Fatal("Run goes on")
		}
		wants(t, err.Error(), "withdrawn by Slack (account_inactive)", "!canary")
	})
}

func TestAStopFinishesWhatWasAccepted(t *testing.T) {
	connect(t, nil, func(f *fakeSocket, b *Bot, store *memory, stop func() error) {
		<-b.Connected()
		synctest.Wait()
		began := time.Now()
		b.tables.commands["/log"] = command{Name: "log", Who: asRep, Handle: func(context.Context, *Bot, *request) (answer, error) {
			time.Sleep(2 * time.Second)
			return answer{Text: "finished"}, nil
		}}
		f.send(0, slash("e1", "5 conversations"))
		synctest.Wait()
		if err := stop(); err != nil {
			t.Errorf("Run: %v", err)
		}
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("stopped after %s", took)
		}
		wants(t, f.acknowledged(), "finished")
	})
}
