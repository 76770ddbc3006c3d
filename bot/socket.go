package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"example.com/pacer/failpoint"
)

// The socket adapter. slack-go's Socket Mode client speaks the protocol; around it stands what it leaves out: it
// reconnects without a pause when a connection that stood is dropped, waits up to five minutes when one did not come
// about, hangs for good when nobody reads its events, and acknowledges nothing that it cannot decode.

// A socket is one Socket Mode connection and those that follow it. Slack hands each delivery to any one of an
// app's connections, so a second one serves while the first is being renewed.
type socket struct {
	b      *Bot
	index  int
	client *socketmode.Client
	opener *opener

	// Of the current attempt; touched by the goroutine that consumes events only, except where noted.
	cancel  context.CancelFunc
	tries   int           // how often slack-go began to connect
	patient time.Duration // how long Slack asked to wait
	last    error         // why the newest attempt ended, when it is known
	up      bool
	short   atomic.Int32 // connections in a row that did not last
}

const (
	readLimit   = 1 << 20     // bytes of one envelope
	steadyAfter = time.Minute // a connection that lasted this long was a good one
	firstWait   = 500 * time.Millisecond
	longestWait = 30 * time.Second
	ackLimit    = time.Second      // an acknowledgement that cannot be queued by then is given up
	dialLimit   = 10 * time.Second // TCP, TLS and WebSocket handshakes
	frameBuffer = 32 << 10         // one frame an acknowledgement: Slack does not join fragments
)

// newSocket returns a socket that run can start. Each has a client of its own: slack-go's keeps one connection, and its
// queue of acknowledgements belongs to that. The index is for the log.
func newSocket(b *Bot, index int) *socket {
	readPlainly()
	o := &opener{http: b.http}
	api := slack.New(b.cfg.BotToken.reveal(), slack.OptionAppLevelToken(b.cfg.AppToken.reveal()),
		slack.OptionAPIURL(b.cfg.APIURL), slack.OptionHTTPClient(o))
	// The dialer is the only way to bound the handshake and to keep an acknowledgement in one frame.
	dialer := &websocket.Dialer{
		Proxy: http.ProxyFromEnvironment, HandshakeTimeout: dialLimit, WriteBufferSize: frameBuffer,
	}
	if b.cfg.Dial != nil {
		dialer.NetDialContext, dialer.Proxy = b.cfg.Dial, nil
	}
	return &socket{b: b, index: index, opener: o, client: socketmode.New(api,
		socketmode.OptionDialer(dialer), socketmode.OptionReadLimit(readLimit),
		socketmode.OptionLog(log.New(io.Discard, "", 0)))}
}

// run keeps a connection until the context ends. It returns an error only when Slack will never accept the token.
func (s *socket) run(ctx context.Context) error {
	// The same client is used for every attempt, so that an acknowledgement which the end of a connection overtook
	// goes out on the next one.
	for {
		err := s.attempt(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if code := err.Error(); fatalAuth(code) {
			return fmt.Errorf("SLACK_APP_TOKEN is not accepted by Slack (%s): make an app-level token with the scope connections:write", code)
		}
		wait := max(s.patient, backOff(int(s.short.Add(1))-1))
		s.b.log.Info("socket closed", "socket", s.index, "wait", wait, "error", s.b.clean(errors.Join(s.last, err)))
		if !pause(ctx, wait) {
			return nil
		}
	}
}

// backOff returns how long to wait after so many connections in a row that did not last: nothing after a good one, then
// doubling. The random part keeps two sockets from knocking at the same time.
func backOff(short int) time.Duration {
	if short == 0 {
		return 0
	}
	wait := min(firstWait<<min(short-1, 10), longestWait)
	return wait - rand.N(wait/4+1)
}

// fatalAuth tells the refusals that no waiting mends. They are those for which slack-go stops trying, too; every
// other code, Socket Mode switched off among them, can be mended in Slack while Pacer runs.
func fatalAuth(code string) bool {
	switch code {
	case "invalid_auth", "account_inactive", "not_authed", "token_revoked":
		return true
	}
	return false
}

// attempt opens one connection and serves it until it ends. slack-go would go on by itself; one permission to open
// an attempt keeps it from doing so.
func (s *socket) attempt(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s.cancel, s.tries, s.patient, s.last = cancel, 0, 0, nil
	s.opener.permits.Store(1)
	ended := make(chan error, 1)
	go func() { ended <- s.client.RunContext(ctx) }()
	// A timer and not two readings of the clock: the clock may be set meanwhile.
	steady := time.AfterFunc(steadyAfter, func() { s.short.Store(0) })
	defer steady.Stop()
	defer s.down()
	for {
		select {
		case err := <-ended:
			s.leftOver(ctx)
			return err
		case evt := <-s.client.Events: // never closed: slack-go's senders would panic
			s.handle(ctx, evt)
		}
	}
}

// leftOver serves what had arrived when the connection ended, so that nothing of it is taken for the next one's.
// Deliveries among it are dealt with as ever; slack-go keeps their acknowledgements for the next connection.
func (s *socket) leftOver(ctx context.Context) {
	for {
		select {
		case evt := <-s.client.Events:
			s.handle(ctx, evt)
		default:
			return
		}
	}
}

// handle takes one event off the client. It must not block: see queue.
func (s *socket) handle(ctx context.Context, evt socketmode.Event) {
	switch evt.Type {
	case socketmode.EventTypeConnecting:
		// slack-go reconnects by itself, at once; that is run's to decide.
		if s.tries++; s.tries > 1 {
			s.cancel()
		}
	case socketmode.EventTypeHello:
		s.stands(evt)
	case socketmode.EventTypeConnectionError:
		s.refused(evt)
	case socketmode.EventTypeSlashCommand, socketmode.EventTypeInteractive, socketmode.EventTypeEventsAPI:
		s.b.accept(s.envelope(evt))
	case socketmode.EventTypeErrorBadMessage:
		s.undecodable(ctx, evt)
	case socketmode.EventTypeIncomingError:
		if e, ok := evt.Data.(*slack.IncomingEventError); ok {
			s.last = e.ErrorObj
		}
	case socketmode.EventTypeErrorWriteFailed:
		s.b.log.Warn("acknowledgement lost", "socket", s.index)
	}
}

// stands is called when Slack said hello. Only then is a connection worth anything: one too many is opened, never
// greeted, and dropped. More connections than sockets in the log mean a second process with the same token.
func (s *socket) stands(evt socketmode.Event) {
	if !s.up {
		s.up = true
		s.b.health.sockets.Add(1)
		s.b.metrics.hellos.Add(1)
		s.b.health.fault("")
	}
	connections := 0
	if evt.Request != nil {
		connections = evt.Request.NumConnections
	}
	s.b.log.Info("socket stands", "socket", s.index, "connections", connections)
	s.b.connectOnce.Do(func() { close(s.b.connected) })
}

// down is called when an attempt ended, whether it ever stood or not.
func (s *socket) down() {
	if s.up {
		s.up = false
		s.b.health.sockets.Add(-1)
	}
}

// refused is called when a connection did not come about. It ends the attempt before slack-go waits by itself, up to
// five minutes, and takes down how long Slack asked to wait, for run to keep to.
func (s *socket) refused(evt socketmode.Event) {
	if e, ok := evt.Data.(*slack.ConnectionErrorEvent); ok {
		if errors.Is(e.ErrorObj, errNotPermitted) {
			return
		}
		s.last = e.ErrorObj
		s.b.health.fault(s.b.clean(e.ErrorObj))
		if limited, ok := errors.AsType[*slack.RateLimitedError](e.ErrorObj); ok {
			s.patient = limited.RetryAfter
		}
	}
	s.cancel()
}

// An envelope is one delivery that Slack wants acknowledged.
type envelope struct {
	id     string
	person string    // who did it, by id; "" when nobody did
	data   any       // slack.SlashCommand, slack.InteractionCallback or slackevents.EventsAPIEvent
	at     time.Time // when it arrived, which may be a while before it is served
	again  bool      // Slack says that it delivers it once more
	ack    func(payload any) error
}

// envelope wraps a delivery for the queue. Whose order it keeps is decided by the id that Slack put in it.
func (s *socket) envelope(evt socketmode.Event) envelope {
	e := envelope{data: evt.Data}
	if evt.Request != nil {
		e.id, e.again = evt.Request.EnvelopeID, evt.Request.RetryAttempt > 0
	}
	switch d := evt.Data.(type) {
	case slack.SlashCommand:
		e.person = d.UserID
	case slack.InteractionCallback:
		e.person = d.User.ID
	case slackevents.EventsAPIEvent:
		if plain, ok := d.InnerEvent.Data.(*plainMessage); ok {
			d.InnerEvent.Data = &plain.MessageEvent
			e.data = d
		}
		switch in := d.InnerEvent.Data.(type) {
		case *slackevents.MessageEvent:
			e.person = in.User
		case *slackevents.UserChangeEvent:
			// Deactivated and brought back within a second must not end as deactivated.
			e.person = in.User.ID
		}
	}
	e.ack = func(payload any) error { return s.acknowledge(e.id, payload) }
	return e
}

// acknowledge queues an acknowledgement. Slack-go's queue is short and is not emptied while no connection stands, so
// the wait for it is bounded.
func (s *socket) acknowledge(id string, payload any) error {
	if id == "" {
		return nil
	}
	// Not the handler's context: it has ended when the handler was slow, and then the answer matters most.
	ctx, cancel := context.WithTimeout(context.Background(), ackLimit)
	defer cancel()
	failpoint.Hit("bot.ack.before")
	err := s.client.AckCtx(ctx, id, payload)
	failpoint.Hit("bot.ack.after")
	return err
}

// undecodable acknowledges what slack-go cannot decode (kinds of events, of envelopes and of elements that are newer
// than it), because Slack would deliver it again and again. Nothing in it could be meant for us.
func (s *socket) undecodable(ctx context.Context, evt socketmode.Event) {
	bad, ok := evt.Data.(*socketmode.ErrorBadMessage)
	if !ok {
		return
	}
	var outer struct {
		ID   string `json:"envelope_id"`
		Type string `json:"type"`
	}
	_ = json.Unmarshal(bad.Message, &outer) // what is no JSON object has no id either
	s.b.health.undecodable.Add(1)
	s.b.log.Warn("envelope not understood", "socket", s.index, "envelope", outer.ID, "type", outer.Type)
	if outer.ID == "" {
		return
	}
	// The reader of the socket cannot wait for a place in the queue.
	s.b.aside(func() {
		if err := s.acknowledge(outer.ID, nil); err != nil && ctx.Err() == nil {
			s.b.log.Warn("acknowledgement lost", "envelope", outer.ID, "error", s.b.clean(err))
		}
	})
}

// An opener is the HTTP client of one socket. It lets apps.connections.open through once for each permit, so that how
// often that is called is decided in run and nowhere else.
type opener struct {
	http    *http.Client
	permits atomic.Int32
}

var errNotPermitted = errors.New("not to be opened by itself")

// Do carries out a request, or refuses to open a connection that nobody asked for.
func (o *opener) Do(req *http.Request) (*http.Response, error) {
	if strings.HasSuffix(req.URL.Path, "/apps.connections.open") && o.permits.Add(-1) < 0 {
		return nil, errNotPermitted
	}
	return o.http.Do(req)
}
