package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"sync/atomic"
	"time"

	"example.com/pacer/bot/coach"
	"example.com/pacer/failpoint"
)

const (
	// queueLength bounds how many writes wait. At tens of thousands a second a full queue is answered
	// within the time that Slack gives, which is what makes waiting for a place worth while.
	queueLength = 4096
	// groupLimit bounds how many writes share a commit, and so how long the first of them waits. It also bounds how many
	// hear of it when a commit fails.
	groupLimit = 256
)

// SQLite's lock is not fair: a process that commits without a pause keeps another one out, such as `pacer apply`
// beside a busy `pacer serve`. So each leaves a gap now and then, and looks for one often.
const (
	gapEvery = 256                  // groups: a gap in some 0.4 s at the highest rate
	gap      = 3 * time.Millisecond // costs one in a hundred at the highest rate, and nobody waits in it at others
	// beginTries is how often a transaction is begun while another process holds the lock, ten milliseconds each: ten
	// seconds in all, which is longer than any write of Pacer's own takes. SQLite's own waiting sleeps longer and
	// longer, up to 100 ms, and so would oversleep the gap.
	beginTries  = 1000
	beginWithin = "PRAGMA busy_timeout = 10"
)

// A write is one waiting transaction.
type write struct {
	do   func(*session) error // may run twice, the first time in a transaction that is rolled back
	err  error                // the outcome, once done is closed
	done chan struct{}        // closed when the outcome is durable
	// panicked is what do panicked with, and where; nil when it did not. It is raised again where it belongs: in
	// the goroutine of whoever asked for the write.
	panicked any
}

// errPanicked stands for a panic inside the group, which treats it as a refusal of that write alone.
var errPanicked = errors.New("the write panicked")

// call runs do on the committer's goroutine. A panic let through there would end the process, and with it up to
// 255 writes of people who did nothing wrong.
func (w *write) call(s *session) (err error) {
	defer func() {
		if v := recover(); v != nil {
			w.panicked, err = fmt.Sprintf("%v\n\n%s", v, debug.Stack()), errPanicked
		}
	}()
	return w.do(s)
}

// outcome is what the waiter gets once done is closed.
func (w *write) outcome() error {
	if w.panicked != nil {
		panic(w.panicked)
	}
	return w.err
}

// A committer is the only writer. Its goroutine takes all writes that wait and commits them together.
type committer struct {
	pool  *sql.DB
	now   func() time.Time
	log   *slog.Logger
	queue chan *write
	alone chan *write // what is run outside of a transaction, with nobody else's beside it
	// raised is called after a commit that changed the roster, before those who waited for it hear of it.
	raised func()
	// present answers an error when the file is no longer the one that was opened.
	present func() error
	done    doings // what it has done; see stats.go
	// turns counts the groups, those that failed among them: what is said of a COMMIT need not be true.
	turns atomic.Int64
	// moves counts how many times the first days of those who joined may have moved; see beginnings.
	moves atomic.Int64

	stop    chan struct{} // closed by close
	stopped chan struct{} // closed when the goroutine has ended
	ended   error         // what closing the connection answered

	// What follows is the goroutine's own.
	session *session // nil until the first write, and after the connection failed
	group   []*write // reused
	groups  int      // committed so far
	// expected is how many writes the next group is to have, if all come back whom the newest one answered.
	expected int
	purge    purger
	copier   *checkpointer
	full     bool // the newest group met a full disk
	gone     bool // the newest group found another file, or none
}

// startCommitter starts the goroutine. Its connection is opened by the first write. The pool stays the caller's, who
// closes it after the committer. Raised and present are called on the goroutine and must not write, or it would wait for
// itself.
func startCommitter(
	pool *sql.DB, now func() time.Time, log *slog.Logger, raised func(), present func() error,
) *committer {
	c := &committer{
		pool: pool, now: now, log: log, raised: raised, present: present, copier: startCheckpointer(pool, log),
		queue:   make(chan *write, queueLength),
		alone:   make(chan *write),
		stop:    make(chan struct{}),
		stopped: make(chan struct{}),
		group:   make([]*write, 0, groupLimit),
	}
	go c.run()
	return c
}

// write runs do in a transaction and returns once it is durable, or rolled back. The context bounds only the
// wait for a place in the queue; ErrBusy when it ended first, and then do never runs. Do must not write through the
// committer itself, keep its session, or take long: everybody else's write waits behind it. What it sets outside
// itself counts only once write returned nil, and must bear being set twice.
func (c *committer) write(ctx context.Context, do func(*session) error) error {
	w := &write{do: do, done: make(chan struct{})}
	select {
	case <-c.stop:
		return errClosed
	case c.queue <- w:
	default:
		select {
		case c.queue <- w:
		case <-c.stop:
			return errClosed
		case <-ctx.Done():
			return errors.Join(coach.ErrBusy, ctx.Err())
		}
	}
	// From here on the context counts for nothing. The write may be in the middle of a group that is being
	// committed, and "I do not know" would be the only honest answer to who stopped waiting.
	select {
	case <-w.done:
		return w.outcome()
	case <-c.stopped:
	}
	// The goroutine has ended; what it did not take up by then, nobody will.
	select {
	case <-w.done:
		return w.outcome()
	default:
		return errClosed
	}
}

// close lets what is queued finish and ends the goroutine. It must be called once; DB.Close sees to that. The copier
// goes last, since the goroutine may wake it until its end.
func (c *committer) close() error {
	close(c.stop)
	<-c.stopped
	c.copier.close()
	return c.ended
}

// run takes writes until it is told to stop, and then those that are still queued. The session, the group and
// the purger belong to this goroutine alone, so none of them needs a lock.
func (c *committer) run() {
	for {
		select {
		case w := <-c.queue:
			c.commit(c.gather(w))
			continue
		case w := <-c.alone:
			c.runAlone(w)
			continue
		case <-c.stop:
		}
		break
	}
	for {
		select {
		case w := <-c.queue:
			c.commit(c.gather(w))
			continue
		default:
		}
		break
	}
	if c.session != nil {
		// Refreshes the planner's statistics where they are out of date; it cannot be a DSN pragma because it
		// looks at what this connection has run.
		_, optimized := c.session.exec("PRAGMA optimize")
		c.ended = errors.Join(optimized, c.session.close())
	}
	// Not deferred: a panic here ends the process, and whoever waits must not hear in its last moment that nothing was
	// stored. Nobody knows that before the next start.
	close(c.stopped)
}

// gather takes what waits, first included, up to groupLimit. It waits for nobody but those whom the newest group answered;
// see linger. At a high rate the next group fills up while this one is flushed.
func (c *committer) gather(first *write) []*write {
	c.linger()
	group := append(c.group[:0], first)
	for len(group) < groupLimit {
		select {
		case w := <-c.queue:
			group = append(group, w)
			continue
		default:
		}
		break
	}
	c.group = group
	return group
}

// commit runs a group and tells every waiter how it ended. When the transaction as a whole fails, nothing of
// it happened, and every waiter hears of that: even a refusal may have rested on a row of the same group.
func (c *committer) commit(group []*write) {
	// A removed file takes writes until it is closed, and then nothing of them is anywhere. Looking at its name costs
	// a hundredth of a commit.
	err := c.present()
	if err == nil {
		err = c.transact(group)
	}
	c.turns.Add(1)
	if err == nil {
		c.done.count(len(group))
		c.tellRaised()
	}
	for _, w := range group {
		if err != nil {
			w.err = err
		}
	}
	c.note(err)
	for i, w := range group {
		close(w.done)
		group[i] = nil
	}
	failpoint.Hit("store.group.told")
	if c.session != nil {
		c.copier.after(c.session, len(group))
	}
	if c.groups++; c.groups%gapEvery == 0 {
		time.Sleep(gap)
	}
	c.expected = min(len(group)+len(c.queue), groupLimit)
}

const (
	// longestLinger is about what a flush takes: to wait for longer costs more than a flush of their own for those who come.
	longestLinger = 2 * time.Millisecond
	// lingerTurns is how many turns each of those is given who were answered. With nothing else to run one takes a fifth of
	// a microsecond.
	lingerTurns = 8
)

// linger lets who was answered come back in time for the group that begins. It goes on for as long as they do, and ends
// when lingerTurns for each of them have brought nobody. One flush for those who come in one go is twice as good as two, for
// them and for whoever waits already.
//
// It begins when the first has come, and not at once: a goroutine that yields again and again finds only itself to run, and
// a processor that waits in earnest takes over those who were answered and stand in line on another one, behind the copying
// of the log for instance.
//
// Where every processor is busy a turn takes tens of milliseconds, and hundreds of them would be longer than Slack waits for
// an answer. A timer and not the clock, which may be set.
func (c *committer) linger() {
	waits := 1 + len(c.queue)
	if waits >= c.expected {
		return
	}
	enough := time.NewTimer(longestLinger)
	defer enough.Stop()
	for turns := 0; waits < c.expected && turns < lingerTurns*c.expected; turns++ {
		runtime.Gosched()
		select {
		case <-enough.C:
			return
		default:
		}
		if n := 1 + len(c.queue); n > waits {
			waits, turns = n, 0
		}
	}
}

// tellRaised passes on that the roster has changed. That a refused write meant to change it does no harm: one look at
// the revision finds it as it was. It runs before the waiters are told, so that their next Roster has what they wrote.
func (c *committer) tellRaised() {
	if c.session != nil && c.session.raised {
		if c.session.moved {
			c.session.moved = false
			c.moves.Add(1)
		}
		c.session.raised = false
		c.raised()
	}
}

// transact runs the group in one transaction. A refusal is left in its write; the error is about all. Both attempts
// run under the same BEGIN … COMMIT rules, so who reads sees either the whole group or nothing of it.
//
// Refusals are rare, and a savepoint around each write costs a copy of every page that it touches. So the
// group first runs without; only when one is refused does it begin again, with savepoints.
func (c *committer) transact(group []*write) error {
	if err := c.connect(); err != nil {
		return err
	}
	err := c.attempt(group, applyBare)
	if errors.Is(err, errRefused) {
		if c.session == nil { // even the rollback failed
			return err
		}
		err = c.attempt(group, applySaved)
	}
	return err
}

// connect opens the writer's connection where there is none.
func (c *committer) connect() error {
	if c.session != nil {
		return nil
	}
	s, err := newSession(c.pool)
	if err != nil {
		return err
	}
	if _, err := s.exec(beginWithin); err != nil {
		s.discard()
		return err
	}
	c.session = s
	return nil
}

// attempt begins a transaction, applies every write, and commits; after an error nothing of it has happened.
func (c *committer) attempt(group []*write, apply func(*session, *write) error) error {
	s := c.session
	failpoint.Hit("store.group.begin")
	if err := begin(s); err != nil {
		return c.abandon(err)
	}
	c.copier.applying()
	for _, w := range group {
		if err := apply(s, w); err != nil {
			return c.abandon(err)
		}
	}
	failpoint.Hit("store.group.applied")
	// With the group, so that it costs no flush of its own. Should the COMMIT fail, the purger's mark has moved on all
	// the same; those keys wait for the next sweep.
	if err := c.purge.run(s, c.now(), len(group)); err != nil {
		return c.abandon(err)
	}
	failpoint.Hit("store.group.purged")
	c.copier.flushing()
	if _, err := s.exec("COMMIT"); err != nil {
		return c.abandon(err)
	}
	failpoint.Hit("store.group.committed")
	return nil
}

// begin begins a transaction. This is where another process that writes is waited for.
func begin(s *session) (err error) {
	for range beginTries {
		if _, err = s.exec(beginWrite); !errors.Is(err, coach.ErrBusy) {
			return err
		}
	}
	return err
}

// errRefused ends an attempt without savepoints. No waiter gets to see it, unless even the rollback failed.
var errRefused = errors.New("a write of the group was refused")

// applyBare runs one write. What a refused one did cannot be taken back alone: errRefused then asks for the other
// way. Any other error is about the transaction.
func applyBare(s *session, w *write) error {
	w.err = w.call(s)
	if w.err == nil || !isRefusal(w.err) {
		return w.err
	}
	return errRefused
}

// applySaved runs one write inside a savepoint, so that what a refused one did is taken back alone. ROLLBACK TO leaves
// the savepoint open, so it is released in either case. The error is about the transaction; a refusal is in w.err.
func applySaved(s *session, w *write) error {
	if _, err := s.exec("SAVEPOINT change"); err != nil {
		return err
	}
	w.err = w.call(s)
	if w.err != nil {
		if !isRefusal(w.err) {
			return w.err
		}
		s.unlearn()
		if _, err := s.exec("ROLLBACK TO change"); err != nil {
			return errors.Join(w.err, err)
		}
	}
	_, err := s.exec("RELEASE change")
	return err
}

// abandon rolls back. SQLite may have done so already, or the connection may be of no use any more: then it
// is thrown away, and the next group opens another.
func (c *committer) abandon(err error) error {
	c.session.unlearn()
	if _, failed := c.session.exec("ROLLBACK"); failed != nil {
		c.session.discard()
		c.session = nil
	}
	return err
}

// note logs when the disk fills up or the file goes, and when it is well again, once each: a line for every refused
// write would need disk as well.
func (c *committer) note(err error) {
	if full := errors.Is(err, coach.ErrOutOfSpace); full != c.full {
		c.full = full
		if full {
			c.log.Error("disk full, nothing can be stored")
		} else {
			c.log.Info("disk has space again")
		}
	}
	if gone := errors.Is(err, coach.ErrGone); gone != c.gone {
		c.gone = gone
		if gone {
			c.log.Error("database file gone, nothing is stored", "error", err)
		} else {
			c.log.Info("database file is back")
		}
	}
}

// A purger forgets inbound keys that are older than a day. It sweeps through all keys in their own order, a few
// in each commit. An index by age would find the old ones at once, but the keys are random: those of one
// age lie on as many pages, and each would be written for one key.
type purger struct {
	next  time.Time // no sweep begins before this instant
	after string    // the sweep has come to this key
}

const (
	// inboundKept is how long a second delivery is known for one. Slack retries within minutes, but hourly for 24 hours
	// where Delayed Events is switched on; the last of those comes a little after that.
	inboundKept = 25 * time.Hour
	// purgePause is between two sweeps, so while anything is written a key is kept about an hour too long at most.
	purgePause = time.Hour
)

// run looks at more keys than the group can have added, so that a sweep ends at any rate, and at few enough
// that no commit takes long: 68 keys beside a single log, 1,088 beside a full group.
func (p *purger) run(s *session, now time.Time, group int) error {
	// To wait for longer than a pause means that the clock was set back meanwhile; by the old mark, a clock that
	// was wrong by a year for one minute would keep every key of that year.
	if wait := p.next.Sub(now); wait > 0 && wait <= purgePause {
		return nil
	}
	slice := 4*group + 64
	var (
		found int
		end   string
	)
	err := s.row(`
		SELECT COUNT(*), COALESCE(MAX(key), '')
		FROM (SELECT key FROM inbound WHERE key > $1 ORDER BY key LIMIT +$2) slice`,
		[]any{p.after, slice}, &found, &end)
	if err != nil {
		return err
	}
	_, err = s.exec(`DELETE FROM inbound WHERE key > $1 AND key <= $2 AND at < $3`,
		p.after, end, micros(now.Add(-inboundKept)))
	if p.after = end; found < slice { // the last one
		p.after, p.next = "", now.Add(purgePause)
	}
	return err
}

// errReadOnly is what a DB that was opened to look at answers to every change.
var errReadOnly = errors.New("the database was opened to look at it, not to change it")

// write runs do as one transaction through the committer.
func (d *DB) write(ctx context.Context, do func(*session) error) error {
	if d.committer == nil {
		return errReadOnly
	}
	return d.committer.write(ctx, do)
}
