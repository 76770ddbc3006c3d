package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"example.com/pacer/bot"
	"example.com/pacer/bot/playground"
	"example.com/pacer/store"
)

// TestStories runs testdata/script/*.txtar, each a story of people at work told in virtual time over the real
// wiring: the store in a file, the scheduler, the bot with its Slack library, and the playground at the
// other end of an in-memory wire. The verbs are in verbs_test.go.
func TestStories(t *testing.T) {
	testscript.RunT(bubble{t}, testscript.Params{
		Dir:   filepath.Join("testdata", "script"),
		Setup: func(env *testscript.Env) error { return beginStory(env) },
		Cmds:  verbs(),
	})
}

// A bubble runs each script in a testing/synctest bubble of its own, where a week takes a moment.
type bubble struct{ *testing.T }

func (b bubble) Parallel()     {}
func (b bubble) Verbose() bool { return testing.Verbose() }

func (b bubble) Run(name string, f func(testscript.T)) {
	b.T.Run(name, func(t *testing.T) {
		t.Parallel() // the bubbles beside one another; nothing inside one may be
		synctest.Test(t, func(t *testing.T) { f(bubble{t}) })
	})
}

// A story is the world of one script.
type story struct {
	dir  string
	zone *time.Location // in which the script tells the time

	slack    *playground.Server
	listener *playground.Listener
	web      *http.Server
	logs     *lockedBuffer
	app, bot bot.Secret               // the tokens; the playground's own when they are empty
	town     func(*playground.Config) // changes the Slack before it is made; nil leaves it

	path    string // of the database; a crash makes a new one of what the disk held
	running *running

	people *playground.Script // who does what and looks where
}

// running is one life of the process.
type running struct {
	db    *store.DB
	pacer *pacer
	stop  context.CancelFunc
	ended chan error
	wire  *cutter
}

func beginStory(env *testscript.Env) error {
	s := &story{dir: env.WorkDir, zone: time.UTC, path: filepath.Join(env.WorkDir, "pacer.db"), logs: &lockedBuffer{}}
	env.Values[storyKey{}] = s
	env.Defer(s.end)
	return nil
}

type storyKey struct{}

func of(ts *testscript.TestScript) *story { return ts.Value(storyKey{}).(*story) }

// open makes the Slack of the story. It waits for the script to say when the story begins, for stamps and
// certificates of time have to fit it.
func (s *story) open() error {
	manifest, err := bot.Manifest(nil)
	if err != nil {
		return err
	}
	s.app, s.bot = cmp.Or(s.app, demoAppToken), cmp.Or(s.bot, demoBotToken)
	town := playground.Config{
		Now: time.Now, AppToken: string(s.app), BotToken: string(s.bot), Manifest: manifest,
		Workspace: demoWorkspace(), Logger: s.logger(), Ping: 25 * time.Second, // a quarter has many of them
	}
	if s.town != nil {
		s.town(&town)
	}
	s.slack, err = playground.New(town)
	if err != nil {
		return err
	}
	s.listener = playground.NewListener()
	s.web = &http.Server{Handler: s.slack}
	go func() { _ = s.web.Serve(s.listener) }()
	return beginBlank(s.path)
}

func (s *story) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(s.logs, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// serve starts the program as "pacer serve" wires it and waits until it is connected.
func (s *story) serve() error {
	if s.running != nil {
		return errors.New("it is running already")
	}
	db, err := store.Open(context.Background(), s.path, store.Options{Now: time.Now, Logger: s.logger()})
	if err != nil {
		return err
	}
	wire := &cutter{dial: s.listener.DialContext, conns: map[net.Conn]bool{}}
	p, err := newPacer(db, bot.Config{
		AppToken: s.app, BotToken: s.bot, APIURL: "http://slack.test/api/",
		Now: time.Now, Logger: s.logger(), Dial: wire.DialContext,
	})
	if err != nil {
		return errors.Join(err, db.Close())
	}
	ctx, stop := context.WithCancel(context.Background())
	// As serve does it, without an address: nobody could ask over a wire that is in memory.
	unwatch, err := p.operate(ctx, settings{environment: environment{Database: s.path}}, world{Now: time.Now})
	if err != nil {
		stop()
		return errors.Join(err, db.Close())
	}
	life := &running{db: db, pacer: p, stop: stop, ended: make(chan error, 1), wire: wire}
	go func() {
		err := p.run(ctx)
		unwatch()
		life.ended <- err
	}()
	s.running = life
	select {
	case <-p.bot.Connected():
		s.settle()
		return nil
	case err := <-life.ended:
		s.running = nil
		return fmt.Errorf("it did not start: %w", err)
	}
}

// stopServing is SIGTERM. It fails when the program takes longer than it promises.
func (s *story) stopServing() error {
	if s.running == nil {
		return errors.New("it is not running")
	}
	began := time.Now()
	s.running.stop()
	err := <-s.running.ended
	s.running = nil
	if took := time.Since(began); err == nil && took > 10*time.Second {
		err = fmt.Errorf("stopping took %v", took)
	}
	return err
}

// crash is kill -9: the wire is cut in the middle of whatever was said, and the next life begins with what
// the disk holds at that instant.
func (s *story) crash() error {
	if s.running == nil {
		return errors.New("it is not running")
	}
	s.running.wire.cut()
	after := filepath.Join(s.dir, fmt.Sprintf("pacer-%d.db", time.Now().UnixNano()))
	if err := copyDisk(s.path, after); err != nil {
		return err
	}
	s.running.stop()
	<-s.running.ended //nolint:errcheck // how the dead life ends is no matter
	s.running, s.path = nil, after
	return nil
}

// copyDisk copies a database that is written to meanwhile, as it would be found after a kill: what was copied out of the log
// in between is in the copied log still, and a commit that is half there has no end. Only a log that has begun again is not
// the one that belongs to the copied database; its head tells, as it is another each time.
func copyDisk(from, to string) error {
	for {
		began, err := headOf(from + "-wal")
		if err != nil {
			return err
		}
		for _, suffix := range []string{"", "-wal"} {
			if err := copyFile(from+suffix, to+suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
				return err
			}
		}
		switch ended, err := headOf(from + "-wal"); {
		case err != nil:
			return err
		case bytes.Equal(began, ended):
			return nil
		}
	}
}

// headOf is the head of a log (WAL): 32 bytes, nothing where there is no log yet.
// https://www.sqlite.org/fileformat2.html#walformat
func headOf(path string) ([]byte, error) {
	file, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, 32))
}

// copyFile copies without holding the file in memory, for the database of a year is tens of megabytes.
func copyFile(from, to string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(target, source)
	return errors.Join(err, target.Close())
}

// settle lets everything come to rest that needs no time to pass.
func (s *story) settle() { synctest.Wait() }

// end stops everything, for a bubble ends when its last goroutine does.
func (s *story) end() {
	if s.running != nil {
		s.running.stop()
		<-s.running.ended //nolint:errcheck // what was wrong with it, the story has seen
	}
	if s.slack != nil {
		_ = s.slack.Close()
		_ = s.web.Close()
	}
}

// A cutter dials for the program and can cut all of its connections.
type cutter struct {
	dial func(ctx context.Context, network, addr string) (net.Conn, error)

	mu    sync.Mutex
	conns map[net.Conn]bool
	dead  bool
}

func (c *cutter) DialContext(ctx context.Context, network, addr string) (net.Conn, error) {
	conn, err := c.dial(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.dead {
		return nil, errors.Join(net.ErrClosed, conn.Close())
	}
	c.conns[conn] = true
	return conn, nil
}

func (c *cutter) cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.dead = true
	for conn := range c.conns {
		_ = conn.Close()
	}
}

// A lockedBuffer collects what many goroutines write.
type lockedBuffer struct {
	mu sync.Mutex
	b  strings.Builder
}

var _ io.Writer = (*lockedBuffer)(nil)

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
