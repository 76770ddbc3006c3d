package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"example.com/pacer/bot"
	"example.com/pacer/bot/coach"
	"example.com/pacer/scheduler"
	"example.com/pacer/store"
)

// What the parts need of one another is declared where it is used; here it is shown to fit.
var (
	_ bot.Store        = (*store.DB)(nil)
	_ scheduler.Store  = (*store.DB)(nil)
	_ scheduler.Runner = (*bot.Bot)(nil)
)

// How long a stop may take: ten seconds are promised. What was acknowledged is committed by then in any case, so
// that cutting off a hanging connection loses nothing.
const (
	ritualsWithin = time.Second             // for the scheduler alone, before the bot is asked to finish too
	stopWithin    = 9500 * time.Millisecond // for both
)

// A serveCmd is "pacer serve". It has no flags: a token on a command line shows in the list of processes. A setting
// that can be wrong is told before anything is opened; a fault of the database before Slack is called.
type serveCmd struct{}

// Help is what "pacer serve --help" adds.
func (serveCmd) Help() string {
	return "Settings, from the environment:\n\n" + environmentHelp() +
		"\nStops on SIGTERM or Ctrl-C: what was acknowledged is finished first. A second signal stops at once."
}

// Run checks everything that can be checked before it connects.
func (serveCmd) Run(ctx context.Context, w world) error {
	s, err := loadSettings(w, true)
	if err != nil {
		return err
	}
	log := newLogger(w.Stderr, s.Level)
	for _, advice := range s.Advice {
		log.Warn("a setting could be better", "next", advice)
	}
	// Before the database is opened, for to open it may bring it to a version that a Pacer which still runs cannot
	// read.
	claim, err := claimDatabase(ctx, s.Database, "serve", w)
	if err != nil {
		return unlessAsked(ctx, err)
	}
	// Released when the database is closed, and not before.
	return errors.Join(serveClaimed(ctx, s, w, log), claim.Release())
}

// serveClaimed is serve on a database that no other process serves.
func serveClaimed(ctx context.Context, s settings, w world, log *slog.Logger) error {
	db, err := openStore(ctx, s.Database, w, log)
	if err != nil {
		return unlessAsked(ctx, err)
	}
	p, err := newPacer(db, bot.Config{
		AppToken: s.AppToken, BotToken: s.BotToken, APIURL: s.APIURL, Commands: s.Commands,
		Settle: s.Window, Burst: s.AtOnce, Now: w.Now, Logger: log,
	})
	if err != nil {
		return errors.Join(err, db.Close())
	}
	warnWithoutTeams(ctx, db, log)
	// Before the connection, so that an orchestrator which asks while Slack is slow hears that it is not ready yet.
	stop, err := p.operate(ctx, s, w)
	if err != nil {
		return errors.Join(err, db.Close())
	}
	defer stop()
	return p.run(ctx)
}

// claimDatabase makes this process the one that serves a database, until the claim is released. A file that is refused
// anyway is refused first, so that no lock is left beside it. The error of a database that is taken names who has it:
// see store.TakenError.
func claimDatabase(ctx context.Context, path, command string, w world) (*store.Claim, error) {
	if err := store.Inspect(ctx, path); err != nil {
		return nil, fmt.Errorf("the database cannot be used: %w", err)
	}
	return store.Lock(path, holder(command, w))
}

// holder says who this process is.
func holder(command string, w world) store.Holder {
	host, _ := os.Hostname() // without it the process number says enough
	return store.Holder{Command: command, Started: w.Now(), PID: os.Getpid(), Host: host}
}

// openStore opens the database, which is made where there is none.
// It refuses, with a sentence, what is no database, one of a newer Pacer, and a folder that cannot be written to. A
// database of an older Pacer is brought up to date, by whichever command opens it first.
func openStore(ctx context.Context, path string, w world, log *slog.Logger) (*store.DB, error) {
	db, err := store.Open(ctx, path, store.Options{Now: w.Now, Logger: log})
	if err != nil {
		return nil, fmt.Errorf("the database cannot be used: %w", err)
	}
	return db, nil
}

// warnWithoutTeams says what is still to do. It is no fault: the team may be applied while serve runs.
func warnWithoutTeams(ctx context.Context, db *store.DB, log *slog.Logger) {
	roster, err := db.Roster(ctx)
	if err == nil && len(roster.Teams) == 0 {
		log.Warn("there is no team yet", "next", "type /pacer setup in Slack as an admin, or write one with pacer apply team.yaml; a running pacer takes it up by itself")
	}
}

// A pacer is the three parts in one process: what is remembered, when, and Slack.
// Serve, the playground and the scripts all run this same type; they differ in its clock, its address and its dialer.
type pacer struct {
	db        *store.DB
	bot       *bot.Bot
	scheduler *scheduler.Scheduler
	log       *slog.Logger
}

// newPacer wires the parts around an open database. It starts nothing.
// On an error the database stays open, and is the caller's to close.
func newPacer(db *store.DB, cfg bot.Config) (*pacer, error) {
	p := &pacer{db: db, log: cfg.Logger}
	// Each of the two needs the other: the scheduler runs the bot's rituals, the bot's status shows what comes next, and
	// whoever sets times in Slack has them from then on.
	cfg.Upcoming = func(ctx context.Context, teams ...string) ([]coach.Occurrence, error) {
		return p.scheduler.Upcoming(ctx, teams...)
	}
	cfg.Dates = scheduler.Dates
	cfg.Rescheduled = func() { p.scheduler.Wake() }
	b, err := bot.New(cfg, db)
	if err != nil {
		return nil, fmt.Errorf("bot: %w", err)
	}
	p.bot = b
	p.scheduler = scheduler.New(db, b, scheduler.Config{Now: cfg.Now, Logger: cfg.Logger, Held: heldBy(db)})
	return p, nil
}

// heldBy tells of what is due next whether it will be held, as far as the days of its team tell. What cannot be told
// is. It is for showing what comes next, and decides nothing: whether a ritual is held is looked at when it is due.
func heldBy(db *store.DB) func(context.Context, coach.Occurrence) bool {
	return func(ctx context.Context, o coach.Occurrence) bool {
		roster, err := db.Roster(ctx) // a picture that is at hand, nearly always
		if err != nil {
			return true
		}
		// The roster has its zones loaded; to load one takes longer than all else here.
		zone := roster.Zones[o.Zone]
		t := roster.Team(o.Team)
		if zone == nil || t == nil {
			return true
		}
		return coach.CalendarOf(t, coach.Person{}).Works(coach.DayOf(o.Due, zone))
	}
}

// run connects, serves until the context ends, finishes what was acknowledged and closes the database. It
// returns nil after a stop that was asked for. Rituals start once Slack was reached: they ask it for zones.
// It is called once. An error is of the start (tokens refused, no connection within ten seconds), or one that nobody
// can wait out: access withdrawn by Slack, a store that cannot be read. A connection that breaks later is none.
func (p *pacer) run(ctx context.Context) error {
	// The bot outlives the context: between the signal and the end it finishes what was acknowledged, and the
	// scheduler has stopped giving it more.
	talking, hangUp := context.WithCancel(context.WithoutCancel(ctx))
	defer hangUp()
	// Buffered, so that a bot that is cut off after the limit does not hold its goroutine for ever.
	ended := make(chan error, 1)
	go func() { ended <- p.bot.Run(talking) }()

	var err error
	select {
	case err = <-ended:
	case <-ctx.Done():
		err = p.stop(hangUp, ended, nil)
	case <-p.bot.Connected():
		// Monitoring may wait for this line, as the tests do: from here on what people send is taken.
		p.log.Info("pacer is running")
		err = p.rituals(ctx, hangUp, ended)
	}
	return errors.Join(err, p.db.Close())
}

// rituals runs the scheduler beside a connected bot until the context or the bot ends. It returns when both have
// ended or the limit of stop has passed. The scheduler's context is derived from ctx, so that a signal reaches it
// without anybody's help.
func (p *pacer) rituals(ctx context.Context, hangUp func(), ended <-chan error) error {
	timing, stopTiming := context.WithCancel(ctx)
	defer stopTiming()
	stopped := make(chan error, 1)
	go func() { stopped <- p.scheduler.Run(timing) }()

	select {
	case err := <-ended:
		stopTiming()
		// Through stop for its limit: a ritual that hangs must not keep a process alive that Slack has turned away.
		return errors.Join(err, p.stop(hangUp, nil, stopped))
	case <-ctx.Done():
		return p.stop(hangUp, ended, stopped)
	case err := <-stopped:
		if ctx.Err() == nil {
			// It ends by itself only when the store failed at its first look.
			err = fmt.Errorf("the scheduler ended by itself: %w", err)
		}
		return errors.Join(unlessStopped(err), p.stop(hangUp, ended, nil))
	}
}

// stop asks the bot to finish and waits for it and for the scheduler, which has been told already, up to one limit
// for both. The scheduler has a head start, so that what it has composed still finds a bot to send it. Stopped is nil
// when no scheduler runs.
// Ended is nil when the bot has ended already. What is cut off at the limit is a call that hangs or a ritual in the
// middle: the one is looked up by the next life, the other's claim is released by it. It may be called while the bot is
// still connecting.
func (p *pacer) stop(hangUp func(), ended, stopped <-chan error) error {
	p.log.Info("stopping")
	limit := time.After(stopWithin)
	var err error
	if stopped != nil {
		select {
		case e := <-stopped:
			err, stopped = unlessStopped(e), nil
		case <-time.After(ritualsWithin):
		}
	}
	hangUp()
	for ended != nil || stopped != nil {
		select {
		case e := <-ended:
			err, ended = errors.Join(err, unlessStopped(e)), nil
		case e := <-stopped:
			err, stopped = errors.Join(err, unlessStopped(e)), nil
		case <-limit:
			p.log.Warn("something did not end in time and is cut off")
			return err
		}
	}
	return err
}

// unlessAsked leaves out the error of a start that was broken off by a signal. After a crash a large database takes a
// moment to open, and a service manager that stops the process in it expects exit code 0 like at any other moment.
func unlessAsked(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// unlessStopped leaves out the error of having been asked to stop.
func unlessStopped(err error) error {
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// newLogger writes text for a person at a terminal and JSON for whatever else collects it. Neither ever holds a token:
// those are of type Secret, which prints as a placeholder, and errors that quote an address are cleaned by the bot.
func newLogger(w io.Writer, level slog.Level) *slog.Logger {
	options := &slog.HandlerOptions{Level: level}
	if f, ok := w.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			return slog.New(slog.NewTextHandler(w, options))
		}
	}
	return slog.New(slog.NewJSONHandler(w, options))
}
