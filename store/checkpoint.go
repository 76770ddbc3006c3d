package store

import (
	"database/sql"
	"log/slog"
	"sync/atomic"

	"example.com/pacer/failpoint"
)

const (
	// checkpointEvery is after how many writes the log is copied into the database. A write makes about three
	// pages of log, so that is some 6 MB between two copies.
	checkpointEvery = 512
	// longLog is at how many pages the log is to begin again from its start: 16 MiB. Below that, the copying beside the
	// writer is enough, and a pause between commits does the rest.
	longLog = 4096
)

// checkpointQuery copies what it can without waiting for anybody, and answers whether another was doing the
// same, how many pages the log has, and how many of them are in the database by now.
const checkpointQuery = `PRAGMA wal_checkpoint(PASSIVE)`

// A checkpointer copies the log (WAL) into the database beside the writer. SQLite by itself would have the
// commit that fills up the log do so, and all who wait for that commit would wait for it too.
//
// The log begins again from its start only when a transaction finds all of it copied as it begins, and that never happens
// while commits follow one another without a pause. So when the log is long, it is copied once more, and the committer copies
// what the newest group has added, before the next one begins.
type checkpointer struct {
	pool    *sql.DB
	log     *slog.Logger
	wake    chan bool // holds at most one request: whether a long log is to begin again after it
	stop    chan struct{}
	stopped chan struct{}
	long    atomic.Bool // the log is to begin again

	// What follows is the committer's own.
	writes int  // since the newest request
	rest   bool // the newest request was made because the log is long: what it leaves is the committer's to copy
}

// startCheckpointer starts the goroutine, which opens its connection only when there is something to copy: a
// command that writes once never pays for it.
func startCheckpointer(pool *sql.DB, log *slog.Logger) *checkpointer {
	c := &checkpointer{
		pool: pool, log: log,
		wake: make(chan bool, 1), stop: make(chan struct{}), stopped: make(chan struct{}),
	}
	go c.run()
	return c
}

// close ends the goroutine. What is not copied by then, closing the last connection copies.
func (c *checkpointer) close() {
	close(c.stop)
	<-c.stopped
}

// run copies whenever it is woken. It stands still on channels otherwise, also in virtual time: a timer of its own
// would keep a test's clock going for ever.
func (c *checkpointer) run() {
	defer close(c.stopped)
	var s *session
	for {
		var again bool
		select {
		case again = <-c.wake:
		case <-c.stop:
			if s != nil {
				_ = s.close()
			}
			return
		}
		if s == nil {
			var err error
			if s, err = newSession(c.pool); err != nil {
				c.log.Warn("log not copied into the database", "error", err)
				continue
			}
		}
		pages, err := checkpoint(s)
		if err != nil {
			// Nothing is lost: the log holds it, and the next round tries again on a new connection.
			c.log.Warn("log not copied into the database", "error", err)
			s.discard()
			s = nil
		}
		if again {
			c.long.Store(pages >= longLog)
		}
	}
}

// checkpoint runs one and answers how long the log is, in pages of 4 KiB. A PASSIVE one copies no further than the
// oldest reader has come, so beside a long export it does less than it was asked for; that is no error.
func checkpoint(s *session) (pages int64, err error) {
	var busy, copied int64
	failpoint.Hit("store.checkpoint.before")
	err = s.row(checkpointQuery, nil, &busy, &pages, &copied)
	failpoint.Hit("store.checkpoint.after")
	return pages, err
}

// flushing is called by the committer before each COMMIT, so that the log is copied while that is flushed.
//
// At no other time does it cost so little. Everybody whose write is about to be done stands still, so the copying has a
// processor of its own: woken together with those who were answered, it would keep half of them waiting in line behind it.
// And as the COMMIT adds to the log meanwhile, SQLite does not have the copy made durable yet, which a flush later does for
// several of them: two flushes of one disk take twice as long.
func (c *checkpointer) flushing() {
	if c.writes >= checkpointEvery {
		c.request(true)
	}
}

// applying is called by the committer when a group begins. Where the log is long, what it has by then is copied and made
// durable while the group is applied, which adds nothing to it: to do that for all that was copied since the log last began
// takes as long as a group, with everybody waiting. What the group's own COMMIT adds is little.
//
// Where somebody reads for long, as a backup does, the log cannot begin again whatever is copied; so this is tried once for
// each time that the log was found long.
func (c *checkpointer) applying() {
	if c.rest = c.long.Load(); c.rest {
		c.request(false)
	}
}

// request has the goroutine copy what the log has by now. It waits for nobody: a request that finds it at work is dropped,
// because it will see the newer pages too, or the next 512 writes ask again.
func (c *checkpointer) request(again bool) {
	c.writes = 0
	select {
	case c.wake <- again:
	default: // it is at it
	}
}

// after is called by the committer after each group of writes, outside of transactions. An error is logged and nothing
// else: the writes before it are safe in the log.
func (c *checkpointer) after(s *session, writes int) {
	c.writes += writes
	if c.rest {
		if _, err := checkpoint(s); err != nil {
			c.log.Warn("log not copied into the database", "error", err)
		}
		c.long.Store(false)
		c.rest = false
	}
}
