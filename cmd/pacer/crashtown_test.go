package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"example.com/pacer/bot"
	"example.com/pacer/bot/coach"
	"example.com/pacer/bot/playground"
	"example.com/pacer/store"
)

// crashMonday is the Monday on which every town begins, in London.
func crashMonday() time.Time { return time.Date(2027, 2, 1, 0, 0, 0, 0, time.UTC) }

// A town is one Slack with people in it, one database, and one life of "pacer serve" after another. Its clock stands as far
// ahead of the machine's as the next ritual needs; people go on while lives end, and repeat what came to nothing, as
// people do.
type town struct {
	program, dir, database, api string
	server                      *playground.Server
	web                         *http.Server
	ahead                       atomic.Int64 // of the machine's clock, in nanoseconds
	rand                        *rand.Rand   // of the one goroutine that decides what dies
	died                        string       // where the newest life ended
	visitors                    atomic.Int64
	noted, forgotten            atomic.Bool // of Hugo, who has logged, and is forgotten

	mu        sync.Mutex
	logged    []*logged
	replies   []*threadReply // of which nobody is told at once
	filed     []*filed
	said      int // texts so far, of which each is there once
	deals     []*townDeal
	questions []*townQuestion
	talks     *talkBook
	history   []string       // what happened, for whoever has to understand a fault
	deaths    map[string]int // what of those who decide: occasion, point, how
	pairs     map[string]int // one after the other in the outbox
}

// A threadReply is a log in a huddle's thread; that it was logged, its reaction says.
type threadReply struct {
	entry       *logged
	channel, ts string
	parent      string
}

// newTown opens a town over a copy of a database.
func newTown(dir, program, prepared string, seed uint64) (*town, error) {
	w := &town{
		program: program, dir: dir, database: filepath.Join(dir, "pacer.db"),
		rand: rand.New(rand.NewPCG(seed, 1)), deaths: map[string]int{}, pairs: map[string]int{},
		talks: newTalkBook(),
	}
	w.moveTo(crashMonday())
	data, err := os.ReadFile(prepared)
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(w.database, data, 0o600); err != nil {
		return nil, err
	}
	manifest, err := bot.Manifest(nil)
	if err != nil {
		return nil, err
	}
	w.server, err = playground.New(playground.Config{
		Now: w.now, AppToken: canaryApp, BotToken: canaryBot, Manifest: manifest, Workspace: demoWorkspace(), Journal: true, Seed: seed,
	})
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	w.web = &http.Server{Handler: w.server, ReadHeaderTimeout: time.Minute}
	go func() { _ = w.web.Serve(listener) }()
	w.api = "http://" + listener.Addr().String() + "/api/"
	return w, nil
}

func (w *town) close() { _ = errors.Join(w.server.Close(), w.web.Close()) }

func (w *town) now() time.Time { return time.Now().Add(time.Duration(w.ahead.Load())) }

// moveTo sets the clock. What is running has to be started anew to see it.
func (w *town) moveTo(at time.Time) { w.ahead.Store(int64(time.Until(at))) }

// A life is one process.
type life struct {
	*exec.Cmd
	armed  string
	log    *lockedBuffer
	ended  chan struct{}
	killed atomic.Bool // by us and not by itself
}

// live starts a command with a point armed; "" for none.
func (w *town) live(armed string, args ...string) (*life, error) {
	l := &life{Cmd: exec.Command(w.program, args...), armed: armed, log: &lockedBuffer{}, ended: make(chan struct{})}
	l.Env = append(os.Environ(), "SLACK_APP_TOKEN="+canaryApp, "SLACK_BOT_TOKEN="+canaryBot, "SLACK_API_URL="+w.api,
		"PACER_DATABASE="+w.database, "PACER_SETTLE_WINDOW=1s", "PACER_FAILPOINT="+armed,
		"PACER_CLOCK_AHEAD="+time.Duration(w.ahead.Load()).String(), "GOMAXPROCS=2")
	l.Stdout, l.Stderr = l.log, l.log
	l.Dir = w.dir
	if err := l.Start(); err != nil {
		return nil, err
	}
	go func() {
		_ = l.Wait() // how it ended is read from its state
		close(l.ended)
	}()
	return l, nil
}

// within tells whether the life ends in that time.
func (l *life) within(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-l.ended:
		return true
	case <-timer.C:
		return false
	}
}

// kill ends it like a power switch, and waits for that.
func (l *life) kill() {
	l.killed.Store(true)
	_ = l.Process.Kill()
	<-l.ended
}

// said tells at which point it was hit; "" if at none.
func (l *life) said() string {
	for line := range strings.Lines(l.log.String()) {
		if name, ok := strings.CutPrefix(line, "failpoint "); ok {
			return strings.TrimSpace(name)
		}
	}
	return ""
}

// unexpected says what is wrong with how a life ended: it may die where it was told to, and by our hand.
func (l *life) unexpected() error {
	status, ok := l.ProcessState.Sys().(syscall.WaitStatus)
	switch {
	case l.killed.Load(), l.said() != "" && ok && status.Signaled(), l.ProcessState.Success():
		return nil
	case l.said() != "" && strings.Contains(l.armed, "panic"):
		return nil // where no recover is promised, the panic has ended it
	}
	return fmt.Errorf("a life (armed %q) ended by itself with %v:\n%s", l.armed, l.ProcessState, tail(l.log.String(), 30))
}

// tail is the last lines of a log.
func tail(log string, n int) string {
	lines := strings.Split(strings.TrimSpace(log), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}

// note remembers what happened.
func (w *town) note(format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.history = append(w.history, w.now().Format("Mon 15:04:05.000 ")+fmt.Sprintf(format, args...))
}

// An occasion is an hour of the week at which something is due, with who is there to do what.
type occasion struct {
	name   string
	after  time.Duration // since crashMonday
	people []habit
	held   []coach.RhythmKind // what has to be held before it is over
}

// A habit is what one person does, again and again.
type habit struct {
	who string
	do  func(p *resident)
}

// An arming is a point, the hit, and how it ends.
type arming struct {
	text string        // as the variable has it; "" for none
	wait time.Duration // how long the life has before it is killed from outside
	must bool          // the point has to be reached
	// broken is what goes wrong on Slack's side at the same time; nil for nothing.
	broken []string
	backup string // where a backup ends that is made meanwhile, as the variable has it; "" for none
}

// play goes through a stage: life after life until the armings are used up, then one that nothing happens to, in which
// everything has to come to rest. It returns what the checker found, or why it did not come to that.
func (w *town) play(ctx context.Context, s occasion, armings iter.Seq[arming]) error {
	at := crashMonday().Add(s.after)
	w.moveTo(at)
	w.note("== %s", s.name)
	people, goHome := context.WithCancel(ctx)
	defer goHome()
	var busy sync.WaitGroup
	for i, d := range s.people {
		p := &resident{w: w, ctx: people, Actor: w.server.As(d.who), who: d.who, rand: rand.New(rand.NewPCG(w.rand.Uint64(), uint64(i)))}
		busy.Go(func() { p.live(d.do) })
	}
	for a := range armings {
		if err := w.die(s, a); err != nil {
			goHome()
			busy.Wait()
			return err
		}
		if ctx.Err() != nil {
			break
		}
	}
	stopped := make(chan struct{})
	go func() {
		goHome()
		busy.Wait()
		close(stopped)
	}()
	return w.recover(s, at, stopped)
}

// recover is a life that nothing happens to, in which people go home and everything comes to rest. What Slack delivers
// again while it is asked to stop is left to another one.
func (w *town) recover(s occasion, since time.Time, home <-chan struct{}) error {
	for range 5 {
		l, err := w.live("", "serve")
		if err != nil {
			return err
		}
		defer l.kill()
		<-home
		if err := w.rest(s, l, since); err != nil {
			return err
		}
		if err := l.Process.Signal(syscall.SIGTERM); err != nil {
			return err
		}
		if !l.within(10*time.Second) || !l.ProcessState.Success() {
			return fmt.Errorf("it was asked to stop and ended with %v:\n%s", l.ProcessState, tail(l.log.String(), 20))
		}
		if open, err := unfinished(context.Background(), w.database, w.now()); err != nil || len(open) == 0 {
			return errors.Join(err, w.check(s))
		}
	}
	return errors.New("each time that it was asked to stop it left something open")
}

// die is one life that is not to last.
func (w *town) die(s occasion, a arming) error {
	if a.broken != nil {
		if err := w.server.Fault(a.broken[0], a.broken[1:]...); err != nil {
			return err
		}
	}
	l, err := w.live(a.text, "serve")
	if err != nil {
		return err
	}
	var beside error
	if a.backup != "" {
		beside = w.backsUp(a.backup)
	}
	ended := w.endOf(l, a)
	if !ended {
		l.kill()
	}
	if err := errors.Join(beside, l.unexpected()); err != nil {
		return err
	}
	point := l.said()
	panics := strings.Contains(a.text, "panic")
	if panics && ended && survives(a.text) {
		return fmt.Errorf("a panic at %s has ended the process:\n%s", a.text, tail(l.log.String(), 30))
	}
	if panics && !ended && a.must && point != "" && !survives(a.text) {
		return fmt.Errorf("a panic at %s has left a process that hangs:\n%s", a.text, tail(l.log.String(), 30))
	}
	how := "kill"
	switch {
	case point != "" && panics && !ended:
		how = "panic, survived"
	case point != "" && panics:
		how = "panic, died"
	case point == "":
		point = "any moment"
	}
	w.note("%s: %s (%s) %v", a.text, point, how, a.broken)
	w.deaths[s.name+"\t"+point+"\t"+how]++
	if strings.HasPrefix(point, "bot.outbox.") && strings.HasPrefix(w.died, "bot.outbox.") {
		w.pairs[w.died+"\t"+point]++
	}
	w.died = point
	if a.must && point == "any moment" {
		return fmt.Errorf("in %q the point %s was not reached within %v:\n%s", s.name, a.text, a.wait, tail(l.log.String(), 20))
	}
	return nil
}

// endOf waits for the end of a life; false when it lives on. Where a point has to be reached, a panic there that is survived
// is an end too: what it leads to comes within a moment.
func (w *town) endOf(l *life, a arming) bool {
	if !a.must || !strings.Contains(a.text, "panic") {
		return l.within(a.wait)
	}
	for over := time.Now().Add(a.wait); time.Now().Before(over); {
		if l.within(20*time.Millisecond) || l.said() != "" {
			if survives(a.text) {
				return l.within(100 * time.Millisecond)
			}
			return l.within(a.wait)
		}
	}
	return false
}

// survives tells whether the process is to outlive a panic at a point. It is not at its start, where nothing is promised
// yet, and not when the one who writes to the database, or copies its log, has lost its way: a new life begins with what
// is on the disk.
func survives(point string) bool {
	return !slices.ContainsFunc([]string{"bot.recover.", "scheduler.release.", "scheduler.skip.", "store.migration.", "store.group.", "store.checkpoint."}, func(p string) bool { return strings.HasPrefix(point, p) })
}

// restLimit is how long a life that nothing happens to may take until everything has its end: longer than the longest
// pause between two attempts, to which the deaths of a dozen lives in the same call may have brought a message.
const restLimit = 6 * time.Minute

// rest waits until everything has its end, twice in a row: between a claim and what follows nothing is open for a moment.
func (w *town) rest(s occasion, l *life, since time.Time) error {
	over := time.Now().Add(restLimit)
	for calm := 0; calm < 2; {
		open, err := unfinished(context.Background(), w.database, w.now())
		if err != nil {
			return err
		}
		missing := w.missing(s, since)
		up := strings.Contains(l.log.String(), "pacer is running") // one that is not up yet cannot be asked to stop
		if calm++; len(open)+len(missing) > 0 || !up {
			calm = 0
		}
		switch {
		case !time.Now().Before(over):
			return fmt.Errorf("it did not come to rest: %v, and %v not held\n%s", open, missing, tail(l.log.String(), 40))
		case l.within(30 * time.Millisecond):
			return fmt.Errorf("the last life ended with %v:\n%s", l.ProcessState, tail(l.log.String(), 40))
		}
	}
	return nil
}

// missing are the rituals of a stage that have no end yet.
func (w *town) missing(s occasion, since time.Time) (kinds []coach.RhythmKind) {
	if len(s.held) == 0 {
		return nil
	}
	r, err := readRecords(context.Background(), w.database)
	for _, kind := range s.held {
		if err != nil || !slices.ContainsFunc(r.occurrences, func(o occurrenceRow) bool {
			return o.kind == kind && o.state == "done" && o.due.After(since.Add(-time.Minute))
		}) {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

// check asks the checker, and looks for what Slack refused.
func (w *town) check(s occasion) error {
	w.mu.Lock()
	for _, r := range w.replies {
		for _, m := range w.server.As("U0ANN").Thread(r.channel, r.parent) {
			r.entry.told = r.entry.told || m.TS == r.ts && len(m.Reactions) > 0
		}
	}
	c := checker{database: w.database, journal: w.server.Journal(), now: w.now(), held: s.held, logged: []logged{}, dealt: []dealt{}}
	if w.noted.Load() {
		c.nameless = []string{"U0HUGO"}
	}
	if w.forgotten.Load() {
		c.forgotten = []string{w.server.As("U0HUGO").DM()}
	}
	for _, l := range w.logged {
		c.logged = append(c.logged, *l)
	}
	for _, f := range w.filed {
		c.filed = append(c.filed, *f)
	}
	w.account(&c)
	w.talks.account(&c)
	w.mu.Unlock()
	found := c.faults(context.Background())
	for _, r := range w.server.Refusals() {
		// A rate that was exceeded over several lives, each of which keeps to it; what the life before had done already; and a
		// call that broke off when a life ended.
		if !slices.Contains([]string{"request_timeout", "ratelimited", "rate_limited", "hash_conflict", "message_not_found", "already_reacted", "exchanged_trigger_id", "expired_trigger_id", "not_found"}, r.Error) {
			found = append(found, fmt.Sprintf("refused by Slack's rules: %+v", r))
		}
	}
	if len(found) > 0 {
		return fmt.Errorf("%d faults after %q:\n%s", len(found), s.name, strings.Join(found, "\n"))
	}
	return nil
}

// story is what happened before a fault.
func (w *town) story() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return strings.Join(w.history[max(0, len(w.history)-60):], "\n")
}

// buildCrashing builds the program with its failpoints.
func buildCrashing(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "pacer")
	build := exec.CommandContext(t.Context(), "go", "build", "-tags", "failpoint", "-o", program, ".")
	var said bytes.Buffer
	build.Stdout, build.Stderr = &said, &said
	if err := build.Run(); err != nil {
		t.Fatalf("go build: %v\n%s", err, said.String())
	}
	return program
}

// prepare makes the database that all towns begin with: two teams that were set up on Sunday.
func prepare(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "prepared.db")
	sunday := crashMonday().Add(-4 * time.Hour)
	db, err := store.Open(t.Context(), path, store.Options{Now: func() time.Time { return sunday }})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range demoTeams() {
		if _, err := db.ApplyTeam(t.Context(), d.Team, sunday); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(db.Commit(t.Context(), coach.Change{At: sunday, People: demoPeople()}), db.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}
