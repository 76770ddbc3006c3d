package playground

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	mathrand "math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Config is what a [Server] is made from.
type Config struct {
	// Now is the playground's clock; required. All stamps come from it, and so do rate limits and expiries.
	Now func() time.Time
	// Elapsed reads a stopwatch that nobody moves: the time since some moment in the past. It measures how long an
	// acknowledgement took. Nil measures on Now, which is right where that clock is never moved.
	Elapsed func() time.Duration
	// Ping is how often a socket is pinged. 0 is every ten seconds, as Slack does; more makes a simulated quarter
	// cheaper. Clients of Slack give a connection up after 30 seconds of silence.
	Ping time.Duration
	// AppToken (xapp-…) and BotToken (xoxb-…) are the only tokens that are accepted.
	AppToken, BotToken string
	// Manifest is the app's manifest, JSON after Slack's schema. Slash commands, scopes, events and the Home tab
	// are taken from it, and nothing is allowed that it does not ask for.
	Manifest []byte
	// Workspace is who and what there is at the start.
	Workspace Workspace
	// Logger may be nil.
	Logger *slog.Logger
	// Journal keeps everything that happens for [Server.Journal], in memory and without a bound: for tests.
	Journal bool
	// Clock moves the clock from the page; nil means that the page has no clock controls.
	Clock *ClockControl
	// Seed decides which of several sockets an envelope goes to, and how long each socket lives.
	Seed uint64
}

// A Workspace is one Slack workspace, with one app in it whose id is A0PACER.
//
// People and channels can be added and changed later, by AddUser, ChangeUser and what people do.
type Workspace struct {
	ID, Name string // T…; "Demo"
	Bot      User   // the app's bot user; its Bot flag is implied
	Users    []User
	Channels []Channel
	Groups   []UserGroup
}

// A UserGroup is a group of people with a handle, @closers. Its id begins with S.
type UserGroup struct {
	ID, Handle, Name string
	Members          []string // user ids
}

// A User is one person or bot.
type User struct {
	ID, Name, RealName, Title string
	Zone                      string // IANA; "" is UTC
	Admin, Guest, Stranger    bool   // Stranger: of another organisation
	Bot, Deleted              bool   // Deleted: deactivated
	Away                      bool   // no client of theirs is open: messages for them alone are lost
	StatusText, StatusEmoji   string
	StatusUntil               time.Time // when Slack takes the status away; zero for never
}

// A Channel is a public or private channel. Conversations between the bot and one person come by themselves.
type Channel struct {
	ID, Name, Purpose string
	Private           bool
	Members           []string // user ids; the bot's own too, where it is in
}

// A ClockControl lets the page move the clock.
type ClockControl struct {
	// Next is the next thing that is due after now: when, and what it is called.
	Next func(ctx context.Context) (at time.Time, what string, err error)
	// Advance moves the clock to an instant and runs each thing that is due on the way, telling progress.
	Advance func(ctx context.Context, to time.Time, progress func(at time.Time, what string)) error
}

// A Server is a small Slack with one workspace and one app. All methods may be called at the same time.
//
// There are two locks. mu guards all that there is to see, wire guards what is on its way; where both are needed mu
// comes first. Neither is held while anything is waited for, so that in a synctest bubble time is never held up.
type Server struct {
	cfg      Config
	log      *slog.Logger
	manifest manifest
	methods  map[string]*method
	routes   http.Handler
	instance [8]byte // makes ids differ between two servers: an app may keep what it saw in a database
	seq      atomic.Uint64

	// ctx ends with the server; wg counts the goroutines that Close waits for.
	ctx  context.Context
	stop context.CancelFunc
	life sync.Mutex
	wg   sync.WaitGroup

	ahead atomic.Int64 // what will happen by itself; see Ahead

	// mu guards the workspace: what there is to see. It is never held while waiting.
	mu        sync.Mutex
	users     map[string]*User
	userOrder []string
	channels  map[string]*channel
	chanOrder []string
	views     map[string]*view   // open modals by id
	stacks    map[string][]*view // modals of a person, bottom first
	homes     map[string]*view   // Home tabs by person
	triggers  triggers
	urls      responseURLs
	limiter   limiter
	files     fileStore
	base      string      // the address under which the app called last
	scheduled []scheduled // what is to be posted later, the earliest first
	refusals  []Refusal
	journal   journal
	streams   map[*stream]bool
	stirred   chan struct{} // closed when something that people see changes; nil while nobody waits
	names     uint64        // counts changes of people's names, which messages show
	faults    faults
	moving    bool            // the clock is on its way
	visited   map[string]bool // whom pages were, see Visited

	// wire guards the sockets and what is on its way to the app. Taken after mu where both are needed.
	wire    sync.Mutex
	rand    *mathrand.Rand
	tickets map[string]ticket
	sockets []*socket
	pending map[string]*delivery
	held    []parcel // to come after the next envelope
}

// New makes a server. Serve it with an [net/http.Server], on a real listener or on a [Listener]. It fails where the
// configuration cannot work: no clock, no tokens, a manifest that is not JSON, a member nobody knows.
func New(cfg Config) (*Server, error) {
	if cfg.Now == nil {
		return nil, errors.New("playground: no clock was given")
	}
	if cfg.Elapsed == nil {
		began := cfg.Now()
		cfg.Elapsed = func() time.Duration { return cfg.Now().Sub(began) }
	}
	if cfg.Ping <= 0 {
		cfg.Ping = pingEvery
	}
	if cfg.AppToken == "" || cfg.BotToken == "" {
		return nil, errors.New("playground: an app token and a bot token are needed")
	}
	m, err := parseManifest(cfg.Manifest)
	if err != nil {
		return nil, err
	}
	s := &Server{
		cfg: cfg, log: cfg.Logger, manifest: m, methods: methodTable(),
		users: map[string]*User{}, channels: map[string]*channel{},
		views: map[string]*view{}, stacks: map[string][]*view{}, homes: map[string]*view{},
		streams: map[*stream]bool{}, tickets: map[string]ticket{}, pending: map[string]*delivery{},
		rand: mathrand.New(mathrand.NewPCG(cfg.Seed, 0)),
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if _, err := rand.Read(s.instance[:]); err != nil {
		return nil, fmt.Errorf("playground: instance id: %w", err)
	}
	if err := s.settle(cfg.Workspace); err != nil {
		return nil, err
	}
	s.limiter = newLimiter(s.methods)
	s.ctx, s.stop = context.WithCancel(context.Background())
	s.routes = s.mux()
	return s, nil
}

// ServeHTTP serves the Web API, the socket, the response_urls and the page.
//
// It answers to this machine's own names only, and to no page of another site, whatever the route: there is no login to
// the page, and the tokens of a demonstration are known to everybody. The socket's route alone takes any Origin, as a
// client of Slack's names api.slack.com there; what admits it is the ticket.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !ownHost(r.Host) || foreign(r) && !strings.HasPrefix(r.URL.Path, "/link") {
		http.Error(w, "This page is for this machine's own browser. Open it as http://localhost or http://127.0.0.1, with the port.", http.StatusForbidden)
		return
	}
	s.routes.ServeHTTP(w, r)
}

// mux names the routes.
//
// All but the page's are for programs, and want a token, a ticket or a secret.
func (s *Server) mux() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/api/{method}", s.serveAPI)
	mux.HandleFunc("GET /link", s.serveLink)
	mux.HandleFunc("GET /link/", s.serveLink)
	mux.HandleFunc("POST /response/{team}/{id}/{secret}", s.serveResponse)
	mux.HandleFunc("POST /upload/{id}/{secret}", s.serveUpload)
	mux.HandleFunc("GET /files/{id}/{name}", s.serveFile)
	mux.Handle("/", s.pageRoutes())
	return mux
}

// Close ends every socket, stream and timer, and waits until all of it has ended. A second Close does nothing.
//
// People who wait for an acknowledgement get [ErrClosed]; calls that hang are let go. What was said can still be read
// afterwards.
func (s *Server) Close() error {
	s.life.Lock()
	s.stop()
	s.life.Unlock()
	s.wire.Lock()
	for _, d := range s.pending {
		d.cancel()
	}
	clear(s.pending)
	s.wire.Unlock()
	s.eachSocket((*socket).drop)
	s.wg.Wait()
	return nil
}

// hold counts one goroutine that Close has to wait for; it refuses once the server is closed.
func (s *Server) hold() bool {
	s.life.Lock()
	defer s.life.Unlock()
	if s.ctx.Err() != nil {
		return false
	}
	s.wg.Add(1)
	return true
}

// Ahead tells whether something will still happen by itself, within minutes, to what was said: an event comes again, an
// envelope is held back, a call takes effect late. Timers see to that, and not the playground's clock: whoever moves the
// clock by hours lets them run first, or Slack would be as late as that.
func (s *Server) Ahead() bool { return s.ahead.Load() > 0 }

// soon runs f after a while, unless it is stopped before.
func (s *Server) soon(wait time.Duration, f func()) *upcoming {
	s.ahead.Add(1)
	return &upcoming{s, time.AfterFunc(wait, func() {
		defer s.ahead.Add(-1)
		f()
	})}
}

// An upcoming is what will happen after a while; see Server.Ahead.
type upcoming struct {
	s     *Server
	timer *time.Timer
}

// Stop has it not happen, if it has not begun yet.
func (u *upcoming) Stop() {
	if u.timer.Stop() {
		u.s.ahead.Add(-1)
	}
}

// background runs f in a goroutine that Close waits for. It does nothing once the server is closed.
func (s *Server) background(f func()) {
	if !s.hold() {
		return
	}
	go func() {
		defer s.wg.Done()
		f()
	}()
}
