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
	"example.com/pacer/scheduler"
	"example.com/pacer/store"
)

// What the parts need of one another is declared where it is used; here it is shown to fit.
var (
	_ bot.Store        = (*store.DB)(nil)
	_ scheduler.Store  = (*store.DB)(nil)
	_ scheduler.Runner = (*bot.Bot)(nil)
)

// stopWithin is how long a stop may take. What was acknowledged is committed by then in any case, so that
// cutting off a hanging connection loses nothing.
const stopWithin = 8 * time.Second

// A serveCmd is "pacer serve". It has no flags: a token on a command line shows in the list of processes.
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
	db, err := openStore(ctx, s.Database, w, log)
	if err != nil {
		return err
	}
	p, err := newPacer(db, bot.Config{
		AppToken: s.AppToken, BotToken: s.BotToken, APIURL: s.APIURL, Commands: s.Commands,
		Now: w.Now, Logger: log,
	})
	if err != nil {
		return errors.Join(err, db.Close())
	}
	warnWithoutTeams(ctx, db, log)
	return p.run(ctx)
}

// openStore opens the database, which is made where there is none.
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
		log.Warn("there is no team yet", "next", "write one with pacer apply team.yaml; a running pacer takes it up by itself")
	}
}

// A pacer is the three parts in one process: what is remembered, when, and Slack.
type pacer struct {
	db        *store.DB
	bot       *bot.Bot
	scheduler *scheduler.Scheduler
	log       *slog.Logger
}

// newPacer wires the parts around an open database. It starts nothing.
func newPacer(db *store.DB, cfg bot.Config) (*pacer, error) {
	b, err := bot.New(cfg, db)
	if err != nil {
		return nil, fmt.Errorf("bot: %w", err)
	}
	sch := scheduler.New(db, b, scheduler.Config{Now: cfg.Now, Logger: cfg.Logger})
	return &pacer{db: db, bot: b, scheduler: sch, log: cfg.Logger}, nil
}

// run connects, serves until the context ends, finishes what was acknowledged and closes the database. It
// returns nil after a stop that was asked for. Rituals start once Slack was reached: they ask it for zones.
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
		err = p.stop(hangUp, ended)
	case <-p.bot.Connected():
		p.log.Info("pacer is running")
		err = p.rituals(ctx, hangUp, ended)
	}
	return errors.Join(err, p.db.Close())
}

// rituals runs the scheduler beside a connected bot until the context or the bot ends. The scheduler stops
// first, so that what it has composed still finds a bot to send it.
func (p *pacer) rituals(ctx context.Context, hangUp func(), ended <-chan error) error {
	timing, stopTiming := context.WithCancel(ctx)
	defer stopTiming()
	stopped := make(chan error, 1)
	go func() { stopped <- p.scheduler.Run(timing) }()

	var err error
	select {
	case err = <-ended:
		stopTiming()
		return errors.Join(err, unlessStopped(<-stopped))
	case err = <-stopped:
	}
	// It ends only when asked to, or when the store failed at its first look.
	if ctx.Err() == nil {
		err = fmt.Errorf("the scheduler ended by itself: %w", err)
	}
	return errors.Join(unlessStopped(err), p.stop(hangUp, ended))
}

// stop asks the bot to finish and waits for it, up to a limit.
func (p *pacer) stop(hangUp func(), ended <-chan error) error {
	p.log.Info("stopping")
	hangUp()
	// A timer of the real clock: a playground's may be moved meanwhile.
	select {
	case err := <-ended:
		return unlessStopped(err)
	case <-time.After(stopWithin):
		p.log.Warn("a connection did not end in time and is cut off")
		return nil
	}
}

// unlessStopped leaves out the error of having been asked to stop.
func unlessStopped(err error) error {
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// newLogger writes text for a person at a terminal and JSON for whatever else collects it.
func newLogger(w io.Writer, level slog.Level) *slog.Logger {
	options := &slog.HandlerOptions{Level: level}
	if f, ok := w.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			return slog.New(slog.NewTextHandler(w, options))
		}
	}
	return slog.New(slog.NewJSONHandler(w, options))
}
