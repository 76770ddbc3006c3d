package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"example.com/pacer/bot/coach"
	"example.com/pacer/store"
)

// How late something may be before an operator is to look at it.
const (
	latePulse  = 2 * time.Minute  // the scheduler looks twice a minute
	lateOutbox = 10 * time.Minute // Slack's own limits never hold a message up for as long
	readyAge   = time.Second      // an answer this old is given again: each look is a write
	readyLimit = 3 * time.Second  // Docker and its like wait five
	lookEvery  = 30 * time.Second // at the database's file
)

// operations is what an operator sees of a running pacer: how it is, and whether its database is still there and sound.
// Nothing of it is needed to work: without PACER_HTTP_ADDR only the file is watched over. The mutex is held while a
// look is taken, which may be as long as readyLimit.
type operations struct {
	p    *pacer
	path string
	now  func() time.Time
	log  *slog.Logger

	mu      sync.Mutex
	damage  error // what the check of the file found
	looked  time.Time
	answers []verdict
}

// A verdict is one line of /readyz.
// The name is in the first column, and a promise to whoever greps for it.
type verdict struct {
	name string
	err  error // nil is well
}

// operate watches over the database, and serves PACER_HTTP_ADDR where that is set, until stop is called. An error is
// about the address. Stop returns when nothing of it runs any more. Serve calls it last, when the database is closed
// already: who asks in that moment is told that the database is closed, and nothing else comes of it.
func (p *pacer) operate(ctx context.Context, s settings, w world) (stop func(), err error) {
	o := &operations{p: p, path: s.Database, now: w.Now, log: p.log}
	ctx, cancel := context.WithCancel(ctx)
	var parts sync.WaitGroup
	parts.Go(func() { o.watch(ctx) })
	parts.Go(func() { o.keepWarm(ctx) })
	unwatch := func() {
		cancel()
		parts.Wait()
	}
	if s.HTTPAddr == "" {
		return unwatch, nil
	}
	// Listened before serve says that it runs: an address that is taken is a fault of the settings, which one wants
	// to hear at once.
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.HTTPAddr)
	if err != nil {
		unwatch()
		return nil, fmt.Errorf("PACER_HTTP_ADDR: cannot listen on %s: %w. Choose another address", s.HTTPAddr, err)
	}
	// Whoever connects and says nothing is cut off; what clients do wrong is no news in the log.
	web := &http.Server{
		Handler: o.handler(), ReadHeaderTimeout: 5 * time.Second, WriteTimeout: 10 * time.Second, MaxHeaderBytes: 16 << 10,
		ErrorLog: slog.NewLogLogger(p.log.Handler(), slog.LevelDebug),
	}
	p.log.Info("answering operators", "address", listener.Addr().String())
	parts.Go(func() {
		if err := web.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			p.log.Error("operators are not answered any more", "error", err)
		}
	})
	return func() {
		_ = web.Close() // whoever asks meanwhile finds nobody, which is the answer
		unwatch()
	}, nil
}

// watch checks the file once, when the start is over, and then looks every half minute whether it is still there.
//
// The check reads the whole file, half a second for 150 MB. Nobody waits for it: a start that took longer
// with each year would be felt at every update. Should it find something, Pacer goes on: people's work of today is
// worth more in a damaged file, of which most can be saved, than in none.
// It runs once a start; a backup every night checks as much, and more.
func (o *operations) watch(ctx context.Context) {
	select {
	case <-o.p.bot.Connected():
	case <-ctx.Done():
		return
	}
	began := o.now()
	err := store.QuickCheck(ctx, o.path)
	// Interrupted by the end of the program, which is no finding.
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		o.log.Error("database is damaged", "error", err, "next", "stop pacer and restore a backup: pacer restore FILE")
	} else {
		o.log.Info("database checked", "took", o.now().Sub(began))
	}
	o.mu.Lock()
	// Read by /readyz, which another goroutine answers.
	o.damage = err
	o.mu.Unlock()
	o.stand(ctx)
}

// warmEvery is how often sums are brought up to date that nobody asks for: before so much is logged in a large company that
// they would be summed up anew.
const warmEvery = 10 * time.Minute

// keepWarm has at hand what boards and briefs begin with, from the connection on: see [bot.Bot.Warm].
func (o *operations) keepWarm(ctx context.Context) {
	select {
	case <-o.p.bot.Connected():
	case <-ctx.Done():
		return
	}
	tick := time.NewTicker(warmEvery)
	defer tick.Stop()
	for ctx.Err() == nil {
		o.p.bot.Warm(ctx)
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
}

// stand looks whether the file is still there. The store itself tells the log, when it refuses the first write and when it
// takes one again; so a write is tried when the file is missed, and after that until one succeeds.
// Slack has to be answered whether there is a file or not, so nothing ends here: people are told, and the operator
// sees /readyz.
func (o *operations) stand(ctx context.Context) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	missed := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if missed || o.p.db.Present() != nil {
				missed = o.p.db.Ready(ctx) != nil
			}
		}
	}
}

// handler serves what operators ask for. None of it names a person or shows a text.
// Three paths and nothing else. It asks nobody who they are: the address is meant for this machine or its own
// network.
func (o *operations) handler() http.Handler {
	mux := http.NewServeMux()
	// Alive, and no more: an orchestrator that restarts by this must not do so because Slack is down.
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		fmt.Fprintln(w, "ok")
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		text, ready := o.readiness(r.Context())
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		// A proxy that kept an answer would have it ready long after it is not.
		w.Header().Set("Cache-Control", "no-store")
		if !ready {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		fmt.Fprint(w, text)
	})
	mux.Handle("GET /metrics", metricsHandler(o.p, o.now))
	return mux
}

// readiness tells whether Pacer does what it is there for, a line for each of the four things that it takes: "ok" or what
// is wrong, and what to do.
// The lock is held while it looks: several that ask at once get one look's answer. The names in the first column stay,
// as somebody's alert may look for them.
func (o *operations) readiness(ctx context.Context) (text string, ready bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	// The wait for the store is bounded, so that whoever watches learns more than that there was no answer.
	ctx, cancel := context.WithTimeout(ctx, readyLimit)
	defer cancel()
	// An age below zero is a clock that was set back: then the old answer would stand for as long as it was set back
	// by.
	if age := o.now().Sub(o.looked); o.answers == nil || age < 0 || age >= readyAge {
		o.answers = []verdict{
			{"slack", o.connected()},
			{"database", errors.Join(o.damage, o.p.db.Ready(ctx))},
			{"scheduler", o.ticking()},
			{"outbox", o.flowing(ctx)},
		}
		o.looked = o.now()
	}
	var b strings.Builder
	ready = true
	for _, v := range o.answers {
		said := "ok"
		if v.err != nil {
			// One line each, whatever the error holds.
			said, ready = strings.ReplaceAll(v.err.Error(), "\n", "; "), false
		}
		fmt.Fprintf(&b, "%-10s %s\n", v.name, said)
	}
	return b.String(), ready
}

// connected is nil while a connection to Slack stands. One of two is enough: everything comes over either.
// Trouble is the reason that the last attempt ended with, without anything secret in it.
func (o *operations) connected() error {
	v := o.p.bot.Vitals()
	switch {
	case v.Sockets > 0:
		return nil
	case v.Trouble != "":
		return fmt.Errorf("no connection to Slack: %s; pacer doctor says more", v.Trouble)
	default:
		return errors.New("no connection to Slack; pacer doctor says more")
	}
}

// ticking is nil while the scheduler knows what is due.
// Its pulse is the instant at which it last knew, and it looks whether or not anything is due. Two minutes are four
// looks that did not come.
func (o *operations) ticking() error {
	at := o.p.scheduler.Pulse()
	if at.IsZero() {
		return errors.New("has not looked yet: it begins once Slack was reached")
	}
	if age := o.now().Sub(at); age > latePulse {
		return fmt.Errorf("has not looked for %s; the log says what holds it up", age.Round(time.Second))
	}
	return nil
}

// flowing is nil while what is to be said is said.
// Failed messages do not count: they wait for nobody, and would keep Pacer from being ready for ever.
func (o *operations) flowing(ctx context.Context) error {
	now := o.now()
	backlog, err := o.p.db.Outbox(ctx, now)
	if err != nil {
		return err
	}
	for _, state := range []coach.MessageState{coach.Pending, coach.Sending, coach.Unknown} {
		b := backlog[state]
		// A message that waits for its own hour is not among the oldest; see store.Backlog.
		if age := now.Sub(b.Oldest); !b.Oldest.IsZero() && age > lateOutbox {
			return fmt.Errorf("a message waits for %s; the log says what Slack answers", age.Round(time.Second))
		}
	}
	return nil
}
