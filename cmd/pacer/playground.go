package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"example.com/pacer/bot"
	"example.com/pacer/bot/playground"
	"example.com/pacer/store"
)

// A playgroundCmd is "pacer playground". It takes nothing from the environment: a token that is set for serve must not
// find its way in here. Values out of range are refused by company, before a file is made.
type playgroundCmd struct {
	Addr      string // host:port
	Database  string // "" for a temporary one
	NoBrowser bool
	Reps      int // in the main team
	Weeks     int // of history
	Empty     bool
}

// flags names the flags of "pacer playground". The word in backquotes is what the help puts in the value's place.
func (c *playgroundCmd) flags(line *cobra.Command) {
	f := line.Flags()
	f.SortFlags = false
	f.StringVar(&c.Addr, "addr", "127.0.0.1:8787", "Where to listen, a `HOST:PORT`; this machine alone can be an address.")
	f.StringVar(&c.Database, "database", "", "Keep what happens in a `FILE` and go on from there the next time. Default: a temporary one.")
	f.BoolVar(&c.NoBrowser, "no-browser", false, "Do not open a browser.")
	f.IntVar(&c.Reps, "reps", demoReps, fmt.Sprintf("How many `REPS` the main team of a new playground has, 1 to %d: try it with a team of your size.", maxDemoReps))
	f.IntVar(&c.Weeks, "weeks", demoWeeks, fmt.Sprintf("How many `WEEKS` of history a new playground has, up to %d. With 0 the teams begin today, and nothing is logged yet.", maxDemoWeeks))
	f.BoolVar(&c.Empty, "empty", false, "Begin without teams: people and channels only, to set a team up by hand.")
}

// Help is what "pacer playground --help" adds.
func (playgroundCmd) Help() string {
	return "Runs the same bot as serve against a small Slack inside this program, with two sales teams that have a quarter of history and go on working. " +
		"No account is needed and nothing leaves this machine. The page has a clock that can be moved to the next ritual. Ctrl-C stops."
}

// The playground's tokens. They open nothing but the playground, which takes no others.
const (
	demoAppToken = "xapp-1-A0PACER-playground"
	demoBotToken = "xoxb-playground"
)

// Run takes the port first: it is what fails most, and nothing has to be cleared away then. It returns when the context
// ends, which Ctrl-C does, and then clears away the temporary database. A crash leaves it in the system's temporary
// folder, where nothing reads it. A start that Ctrl-C breaks off is no error either.
func (c playgroundCmd) Run(ctx context.Context, w world) error {
	// First, as a wrong address is a slip of the command line, and nothing has been made yet.
	if err := loopbackOnly(c.Addr); err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.Addr)
	if err != nil {
		return listenError(c.Addr, err)
	}
	defer listener.Close()
	company, err := c.company()
	if err != nil {
		return err
	}
	path, remove, err := demoDatabase(c.Database)
	if err != nil {
		return err
	}
	defer remove()
	// Two playgrounds on one file would each move the clock of the other's ledger.
	claim, err := claimDatabase(ctx, path, "playground", w)
	if err != nil {
		return err
	}
	defer claim.Release() //nolint:errcheck // the system does it in any case
	// Quiet: the terminal is for the address and what to try, the page shows the wire, and days that the clock skips
	// between two runs, or what the visitor breaks, are no news.
	log := newLogger(w.Stderr, slog.LevelError)
	p, err := openPlayground(ctx, path, listener, w, log, company)
	if err != nil {
		return unlessAsked(ctx, err)
	}
	return p.run(ctx, listener, func() {
		address := "http://" + listener.Addr().String() + "/"
		greeting := welcome
		if c.Empty {
			greeting = welcomeEmpty
		}
		fmt.Fprint(w.Stdout, greeting(address, p.clock.Now()))
		if !c.NoBrowser {
			openBrowser(ctx, address)
		}
	})
}

// company is who is to work in the playground, where the database does not know them already.
func (c playgroundCmd) company() (demoCompany, error) {
	if c.Reps < 1 || c.Reps > maxDemoReps {
		return demoCompany{}, fmt.Errorf("--reps %d is not possible: the main team has 1 to %d", c.Reps, maxDemoReps)
	}
	if c.Weeks < 0 || c.Weeks > maxDemoWeeks {
		return demoCompany{}, fmt.Errorf("--weeks %d is not possible: there may be 0 to %d weeks of history", c.Weeks, maxDemoWeeks)
	}
	company := newDemoCompany(c.Reps, c.Weeks)
	company.bare = c.Empty
	return company, nil
}

// loopbackOnly refuses addresses that others could reach: who opens the page may be anybody in it. The tokens of the
// playground stand in this source, and its page asks nobody who they are. ":8787" is refused as well: an empty host
// means every address of the machine.
func loopbackOnly(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("--addr %q is no address: it is a host and a port, such as 127.0.0.1:8787", addr)
	}
	if !isLoopback(host) {
		return fmt.Errorf("--addr %q would let other machines in, and on the page everybody may be anybody: use 127.0.0.1, localhost or [::1]", addr)
	}
	return nil
}

// listenError says what to do about a port that cannot be had.
// The port that is taken has a sentence of its own, as what nearly always happened.
func listenError(addr string, err error) error {
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("%s is taken, perhaps by another playground: stop that one, or let the system choose a free port: pacer playground --addr 127.0.0.1:0", addr)
	}
	return fmt.Errorf("cannot listen on %s: %w. Choose another address with --addr", addr, err)
}

// demoDatabase returns the file to use, and what to do with it in the end.
// A file that is given is never removed. Where there is none, remove takes the folder with the files that SQLite keeps
// beside a database (-wal, -shm), which is why it is a folder of its own.
func demoDatabase(path string) (file string, remove func(), err error) {
	if path != "" {
		return path, func() {}, nil
	}
	dir, err := os.MkdirTemp("", "pacer-playground-")
	if err != nil {
		return "", nil, fmt.Errorf("a temporary folder: %w", err)
	}
	return filepath.Join(dir, "pacer.db"), func() { _ = os.RemoveAll(dir) }, nil // what is left there, the system clears away
}

// A localSlack is the playground with the bot beside it, both in this process and speaking over the wire.
// It is made by openPlayground and ends with run. Hands move the clock for the page; pacer is the same that serve runs.
type localSlack struct {
	clock  *clock
	server *playground.Server
	pacer  *pacer
	hands  advancer
	opens  time.Time // the clock stands here when the first visitor comes
}

// openPlayground makes all the parts and starts none. The bot reaches the server through the listener.
// The listener is open already and takes connections that nobody answers yet: the bot's first call waits in its queue
// until run serves it. The caller runs what it gets, which closes the database.
// A database of an earlier run keeps the people that it has, whatever the company.
func openPlayground(
	ctx context.Context, path string, listener net.Listener, w world, log *slog.Logger, company demoCompany,
) (*localSlack, error) {
	c := &clock{real: w.Now}
	db, err := store.Open(ctx, path, store.Options{Now: c.Now, Logger: log})
	if err != nil {
		return nil, fmt.Errorf("the playground's database cannot be used: %w", err)
	}
	p, err := buildPlayground(ctx, db, c, listener, log, company)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return p, nil
}

// buildPlayground wires the bot to the server and the server to the clock. The bot is configured as serve does it,
// with another address and another clock and nothing else.
// An error leaves the database open, for the caller to close. What differs from serve is in this one place, so that
// what is tried in the playground is what runs in a company.
func buildPlayground(ctx context.Context, db *store.DB, c *clock, listener net.Listener, log *slog.Logger, company demoCompany) (*localSlack, error) {
	opens, err := prepareDemo(ctx, db, c, &company)
	if err != nil {
		return nil, err
	}
	// After prepareDemo, which may have put another company in its place.
	c.rest = company.rest()
	// The bot's own address of Slack, with a slash at its end: slack-go puts the name of a method behind it as it is.
	cfg := bot.Config{
		AppToken: demoAppToken, BotToken: demoBotToken, APIURL: "http://" + listener.Addr().String() + "/api/",
		Now: c.Now, Logger: log,
	}
	// Tests hand one in.
	if memory, ok := listener.(*playground.Listener); ok {
		cfg.Dial = memory.DialContext // it is on no network
	}
	p, err := newPacer(db, cfg)
	if err != nil {
		return nil, err
	}
	// The page asks for the next ritual and moves the clock; both need the scheduler, which the server knows not.
	var life *demoLife
	if !company.bare {
		life = &demoLife{company: company, clock: c, db: db, bot: p.bot, log: log}
	}
	hands := advancer{clock: c, db: db, scheduler: p.scheduler, bot: p.bot, life: life}
	manifest, err := bot.Manifest(nil)
	if err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	began := c.real() // moving the clock is not waiting
	server, err := playground.New(playground.Config{
		Now: c.Now, Elapsed: func() time.Duration { return c.real().Sub(began) }, AppToken: demoAppToken, BotToken: demoBotToken, Manifest: manifest,
		Workspace: company.workspace(), Logger: log,
		Clock: &playground.ClockControl{Next: hands.next, Advance: hands.advance},
	})
	if err != nil {
		return nil, fmt.Errorf("playground: %w", err)
	}
	if life != nil {
		life.server = server // which knows whom the visitor has been
		life.begin()
	}
	return &localSlack{clock: c, server: server, pacer: p, hands: hands, opens: opens}, nil
}

// prepareDemo sets the clock, and fills the database when it is new. It returns where the clock is to stand when the
// first visitor comes. With a new database it is set a working day earlier, so that this day can be lived through
// first (see rehearse), or its last hours where the company is large; with one of an earlier run it stands there at
// once, since that day was the visitor's own. A database of real teams is refused: the playground moves time, and what
// it writes belongs to nobody. One with teams of the playground has its own company, which takes the place of the one
// that was asked for.
//
// In a bare company nothing is lived through, and whatever channels of the demo the teams have is theirs. One that begins
// today has no day before it.
func prepareDemo(ctx context.Context, db *store.DB, c *clock, company *demoCompany) (opens time.Time, err error) {
	// Channels tell the demo teams from real ones: a real id is longer, and a name such as West anybody may have.
	roster, err := db.Roster(ctx)
	if err != nil {
		return opens, fmt.Errorf("teams: %w", err)
	}
	*company = company.kept(roster)
	for _, t := range roster.Teams {
		if t.Channel != demoWest.Team.Channel && t.Channel != demoNorth.Team.Channel && (!company.bare || t.Channel != "C0GENERAL") {
			return opens, fmt.Errorf("the database holds team %s, which is not of the playground: choose another file, or none", t.Name)
		}
	}
	latest, err := latestInstant(ctx, db)
	if err != nil {
		return opens, err
	}
	if opens, err = demoStart(c.real(), latest); err != nil {
		return opens, err
	}
	// A database with teams goes on from what it has; seeding again would count them twice.
	if len(roster.Teams) > 0 || company.bare {
		c.set(opens)
		return opens, nil
	}
	if company.weeks == 0 {
		c.set(opens)
		return opens, company.seed(ctx, db, opens)
	}
	// The clock before the history: what is logged is dated back from it.
	eve := workingMorning(london(opens), -1)
	if company.crowded() {
		eve = eve.Add(8*time.Hour + 9*time.Minute) // a minute before the leaderboard
	}
	c.set(eve)
	return opens, company.seed(ctx, db, eve)
}

// rehearse lives through the working day before the first visitor comes, so that they find a workspace in which people
// have talked, and not an empty one. What goes wrong in it is said and does not keep the playground shut.
// It takes some seconds of real time. With a database of an earlier run there is nothing to rehearse. It ends where the
// visitor's day begins, also if it could not be played.
func (p *localSlack) rehearse(ctx context.Context) {
	if !p.clock.Now().Before(p.opens) {
		return
	}
	if err := p.hands.advance(ctx, p.opens, func(time.Time, string) {}); err != nil && ctx.Err() == nil {
		p.hands.life.log.Warn("the day before was not played", "error", err)
		p.clock.forward(p.opens)
	}
	p.server.Reload() // what the bot told each of them in private is not for the visitor
}

// run serves until the context ends. Opened is called when a visitor may come; not at all when it ends before that.
// It returns nil after a stop that was asked for, and closes the database in any case. A browser that still holds its
// stream of events does not delay it: streams are ended, not waited for. An error is of the bot, of the web server or
// of the database, each with what it is about.
func (p *localSlack) run(ctx context.Context, listener net.Listener, opened func()) error {
	// A bound on heads alone: the page's stream of events stays open for as long as somebody looks.
	web := &http.Server{Handler: p.server, ReadHeaderTimeout: 10 * time.Second}
	served := make(chan error, 1)
	ctx, unserved := context.WithCancel(ctx)
	go func() {
		// A bot whose Slack is gone would look for it for ever, at an address that nobody can open.
		defer unserved()
		served <- web.Serve(listener)
	}()
	var living sync.WaitGroup
	// Beside the bot, for whose connection it waits.
	living.Go(func() { p.live(ctx, opened) })

	// The bot first: it says goodbye over connections that the server still holds.
	err := p.pacer.run(ctx)
	unserved()
	living.Wait()
	// Close and not Shutdown, which would wait for a page that keeps its stream open for as long as it is looked at.
	err = errors.Join(err, p.server.Close(), web.Close())
	// Serve always returns an error; this one is the wanted.
	if e := <-served; !errors.Is(e, http.ErrServerClosed) {
		err = errors.Join(err, e)
	}
	return err
}

// live begins when the bot is connected, and goes on until the context ends.
// A rehearsal before the bot is connected would be a day without answers.
func (p *localSlack) live(ctx context.Context, opened func()) {
	select {
	case <-p.pacer.bot.Connected():
	case <-ctx.Done():
		return
	}
	p.rehearse(ctx)
	if ctx.Err() != nil {
		return
	}
	opened()
	var parts sync.WaitGroup
	defer parts.Wait()
	parts.Go(func() { p.watchPlans(ctx) })
	if p.hands.life != nil {
		p.hands.life.run(ctx)
	}
}

// watchPlans shows on the page what is next whenever that has changed: a visitor may set up a team, or change one. It ends
// with the context.
// It looks every two seconds, which is as soon as a person expects it, and tells the page only of news.
func (p *localSlack) watchPlans(ctx context.Context) {
	beat := time.NewTicker(lifeBeat)
	defer beat.Stop()
	var shown string
	for {
		if at, what, err := p.hands.next(ctx); err == nil {
			if plan := at.String() + what; plan != shown {
				shown = plan
				p.server.TellClock()
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-beat.C:
		}
	}
}

// welcomeEmpty says where to go and what to do first, where there is nothing yet.
// London is where the demo company sits, whatever the zone of the machine.
func welcomeEmpty(address string, now time.Time) string {
	return fmt.Sprintf("A small Slack with Pacer and no team in it is at  %s\n\nIts clock says %s in London. "+
		"Be Ada, the admin (top left), and type  /pacer setup\n\nNothing leaves this machine. Ctrl-C stops it.\n",
		address, london(now).Format("Monday 2 January 2006, 15:04"))
}

// welcome says where to go and what to try. Each line names something that can be done within a minute, and together
// they are the tour. It is written once, when the page can be opened, and is all that the terminal ever says unless
// something breaks.
func welcome(address string, now time.Time) string {
	var b strings.Builder
	fmt.Fprintf(&b, "A small Slack with Pacer in it is at  %s\n\n", address)
	fmt.Fprintf(&b, "Its clock says %s in London: the first huddle of the day is ten minutes away.\n", london(now).Format("Monday 2 January 2006, 15:04"))
	b.WriteString(`The two sales teams in it go on working while the clock moves, all but the person that you are. To try:
  - be Ann (top left) and type  /log 5 conversations  in #sales-west
  - press Next ritual, then Check in, and look into the thread
  - press Next ritual again and see who else is in; be Maya and type  /coach
  - let a whole week pass, and be anybody and type  /board

Nothing leaves this machine. Ctrl-C stops it.
`)
	return b.String()
}
