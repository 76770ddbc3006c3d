package bot

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"example.com/pacer/bot/coach"
	"example.com/pacer/failpoint"
)

// A Secret is a token. It shows itself as "redacted" wherever it is printed, logged or marshalled.
type Secret string

// Config is what a Bot is made from.
type Config struct {
	AppToken Secret            // xapp-…
	BotToken Secret            // xoxb-…
	APIURL   string            // ends in "/"
	Commands map[string]string // our name ("log") → the name in Slack ("/log"); a missing one is the default
	Now      func() time.Time
	Logger   *slog.Logger
	// Dial connects to Slack, HTTP and WebSocket alike; nil is the network. Tests and the in-memory
	// playground give their own.
	Dial      func(ctx context.Context, network, addr string) (net.Conn, error)
	Transport http.RoundTripper // nil: made from Dial

	// Settle is how long after an ambiguous end a message is only looked for in Slack's history, and not
	// yet sent again; 0 means a minute.
	Settle time.Duration
	// Sockets is how many Socket Mode connections are kept, so that Slack's renewing one loses nothing;
	// 0 means two. Slack allows ten.
	Sockets int
	// Burst is how many commands, presses and forms one person may send at once; more come at one a second.
	// 0 means thirty.
	Burst int
	// Upcoming returns the next occurrences of all rituals, or of those of the teams with the given ids alone, the
	// earliest first; nil leaves them out of /pacer status.
	Upcoming func(ctx context.Context, teams ...string) ([]coach.Occurrence, error)
	// Dates returns the next n instants after one of a cron expression in a zone of an IANA name, fewer where it ends; the
	// error is a sentence about the expression. Nil leaves dates out of the setup, and takes every expression.
	Dates func(cron, zone string, after time.Time, n int) ([]time.Time, error)
	// Rescheduled is called once a change is stored that may have moved what is due: a team's times or people, or the zone
	// somebody lives in. It must not block. Nil is for whoever looks by themselves.
	Rescheduled func()
}

const (
	defaultSettle  = time.Minute
	defaultSockets = 2
	startLimit     = 10 * time.Second // how long Slack may be out of reach when the program starts
	stopLimit      = 8 * time.Second  // how long what was accepted may take to finish after a stop
)

// A Bot is Pacer in one Slack workspace.
type Bot struct {
	cfg     Config
	store   Store
	log     *slog.Logger
	tables  tables
	api     slackAPI
	outbox  *deliverer
	homes   *homes
	queue   *queue
	rates   *rates
	http    *http.Client
	logged  recentLogs
	health  health
	metrics metrics
	tidying *tidying
	grouped chan struct{} // Slack said that a user group changed
	charts  chartDoor
	grids   chartDoor       // for tables
	dossier sync.Mutex      // held while somebody's data is written
	drawing sync.Mutex      // held while a picture is drawn
	self    identity        // set by Run before anything is served
	work    context.Context // what was accepted runs on it; it ends after Run's own context

	connected   chan struct{} // closed at the first connection
	fatal       chan error    // what makes going on pointless
	connectOnce sync.Once
}

// New returns a bot that is not connected yet. It checks the kind of the tokens and nothing else.
func New(cfg Config, store Store) (*Bot, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	b := newBot(cfg, store)
	// One client for all calls, so that connections are used again.
	b.http = &http.Client{Timeout: callLimit, Transport: transport(b.cfg)}
	b.api = newClient(b.cfg, b.http)
	return b, nil
}

// newBot returns a bot without a Slack; tests give it their own. The store may be nil for what asks Slack alone (see
// Examine).
func newBot(cfg Config, store Store) *Bot {
	cfg = cfg.withDefaults()
	b := &Bot{
		cfg: cfg, store: store, log: cfg.Logger, tables: newTables(cfg.Commands),
		connected: make(chan struct{}), fatal: make(chan error, 1), grouped: make(chan struct{}, 1),
	}
	b.queue, b.rates = newQueue(), newRates(cfg.Burst)
	b.outbox, b.homes, b.tidying = newDeliverer(b), newHomes(b), newTidying(b)
	b.health.since = cfg.Now()
	return b
}

// check refuses tokens of the wrong kind; it names the variable and never the value.
func (c Config) check() error {
	// Both are told at once, so that nobody restarts twice.
	var errs []error
	if !strings.HasPrefix(c.AppToken.reveal(), "xapp-") {
		errs = append(errs, errors.New("SLACK_APP_TOKEN must be an app-level token, which starts with xapp- (Basic Information, App-Level Tokens, scope connections:write)"))
	}
	if !strings.HasPrefix(c.BotToken.reveal(), "xoxb-") {
		errs = append(errs, errors.New("SLACK_BOT_TOKEN must be a bot token, which starts with xoxb- (OAuth & Permissions, Bot User OAuth Token)"))
	}
	return errors.Join(errs...)
}

// withDefaults fills in what may be left open. Tokens and Now have no default: without them there is no bot.
func (c Config) withDefaults() Config {
	if c.APIURL == "" {
		c.APIURL = "https://slack.com/api/"
	}
	// slack-go puts the method's name right behind it.
	if !strings.HasSuffix(c.APIURL, "/") {
		c.APIURL += "/"
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Settle == 0 {
		c.Settle = defaultSettle
	}
	if c.Sockets == 0 {
		c.Sockets = defaultSockets
	}
	if c.Burst == 0 {
		c.Burst = defaultBurst
	}
	return c
}

// now is the instant of everything that happens now.
func (b *Bot) now() time.Time { return b.cfg.Now() }

// Connected is closed when the first connection to Slack stands. It stays closed when the connection is lost later:
// Vitals tells how many stand now.
func (b *Bot) Connected() <-chan struct{} { return b.connected }

// commit stores a change, with what its maker left open filled in, and wakes the deliverer. It is the only way in
// which handlers and rituals change anything. After nil the change survives a power cut; after an error nothing of it
// is stored. A key that the outbox holds already is no error: that message stays as it is, and the rest is stored.
func (b *Bot) commit(ctx context.Context, c coach.Change) error {
	if c.At.IsZero() {
		// One instant for all rows of a change.
		c.At = b.now()
	}
	// Filled in here, and not by each maker, so that none can forget an id or take another clock.
	for i := range c.Activities {
		complete(&c.Activities[i], c)
	}
	for i := range c.Messages {
		ready(&c.Messages[i], c.At)
	}
	failpoint.Hit("bot.commit.before")
	err := b.store.Commit(ctx, c)
	failpoint.Hit("bot.commit.after")
	b.metrics.stored(c, err)
	// After the commit: a deliverer woken before would find nothing and go back to sleep. One that is said to have failed
	// may be stored all the same, and whoever was told to look would find nothing.
	if len(c.Messages) > 0 {
		b.outbox.wake()
	}
	if err != nil {
		return err
	}
	b.homes.changed(c)
	if c.Team != nil || c.Close != "" {
		b.tidying.wake()
	}
	if b.cfg.Rescheduled != nil && (c.Team != nil || c.Settings != nil) {
		b.cfg.Rescheduled()
	}
	return nil
}

// complete fills in what every entry of the ledger takes from its change. The inbound key is what Undo and a redelivery
// find the entries by. The id is the store's to make: it has to be higher than that of any entry before.
func complete(a *coach.Activity, c coach.Change) {
	if a.LoggedAt.IsZero() {
		a.LoggedAt = c.At
	}
	if a.Inbound == "" {
		a.Inbound = c.Inbound
	}
}

// ready fills in what every new message of the outbox has. The nonce is what a look-up knows the message by in
// Slack's history; it is random and not the key, because everybody in the workspace can read it, and keys name teams
// and people.
func ready(m *coach.Message, at time.Time) {
	if m.Verb == "" {
		m.Verb = coach.Post
	}
	if m.State == "" {
		m.State = coach.Pending
	}
	if m.Nonce == "" {
		m.Nonce = uuid.NewString()
	}
	if m.CreatedAt.IsZero() {
		m.CreatedAt = at
	}
	if m.NextAt.IsZero() {
		m.NextAt = at
	}
}

// newID returns an id that sorts by the time at which it was made, so that the ledger's index grows at its end. The
// time in it is the machine's and not the injected one; nothing reads it back.
func newID() string { return uuid.Must(uuid.NewV7()).String() }

// RunOccurrence runs a ritual; it makes *Bot a scheduler.Runner. What the ritual leads to and the end of the
// occurrence are one change, so that a crash leaves both or neither. After an error the occurrence is still due, and
// the scheduler decides when to try again. It may be called before Run has connected: what is to be said waits in the
// outbox.
func (b *Bot) RunOccurrence(ctx context.Context, o coach.Occurrence) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = b.panicked("ritual", v)
		}
	}()
	if err := b.runRitual(ctx, o); err != nil {
		return err
	}
	b.log.Info("ritual ran", "kind", o.Kind, "team", o.Team, "zone", o.Zone, "due", o.Due)
	return nil
}

// Drain waits until everything that came in is answered and the outbox holds nothing that could be sent now, or the
// context ends, whose error it then returns. It needs Run at work; the playground and tests call it to see what a ritual
// and people's commands bring before the clock moves on. An answer goes to an address that is good for half an hour by
// that clock, so one that is still being worked on would be lost in a move by a day.
func (b *Bot) Drain(ctx context.Context) error {
	select {
	case <-b.queue.rest():
		return b.outbox.drain(ctx)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// A CommandInfo describes a slash command for the manifest, the help and the README.
type CommandInfo struct {
	Name        string // our own: "log"
	Slash       string // in Slack: "/log"
	Description string
	Usage       string
}

// Commands returns the table of slash commands under the names that the map gives, our name → the name in Slack with or
// without a slash, in the order of help. It needs no bot, because the manifest is written before there is a token.
func Commands(names map[string]string) []CommandInfo {
	var infos []CommandInfo
	for _, c := range commands() {
		infos = append(infos, CommandInfo{c.Name, slashName(names, c.Name), c.Description, c.Usage})
	}
	return infos
}
