package store

import (
	"context"
	"errors"
	"time"

	"example.com/pacer/bot/coach"
	"example.com/pacer/failpoint"
)

// Who asks to be forgotten is to be in no byte of the file. Deleted rows are overwritten, but SQLite leaves copies of rows
// in the unused part of a page when it splits one, and whatever was written lately stands in the log. So the file is
// written anew, with nothing in it but what is stored, and its log is cut off. The mark in workspace lasts until both
// are done, also across restarts.

// The log is cut within about ten seconds, or another time: nothing waits for it.
const (
	truncateTries = 50 // a reader keeps the log from being cut off: some seconds' worth of them
	truncatePause = 200 * time.Millisecond
)

// Rewrite writes the file anew if something was erased since the last time; done tells whether it was. Others write
// before and after it, and wait meanwhile: a second and a quarter for 150 MB. Reading goes on. It needs as much room on
// the disk again as the file takes.
//
// ErrBusy when somebody else reads or writes the file for longer than it waits, such as an export; ErrOutOfSpace. After an
// error nothing is lost, and the mark stays: it is to be called again later.
// It is called at the start, once a day, and when somebody was forgotten; where nothing was erased it costs one look.
func (d *DB) Rewrite(ctx context.Context) (done bool, err error) {
	var due int
	err = d.read(ctx, func(s *session) error {
		return s.row(`SELECT rewrite_due FROM workspace WHERE id = 1`, nil, &due)
	})
	if err != nil || due == 0 {
		return false, err
	}
	if d.committer == nil {
		return false, errReadOnly
	}
	failpoint.Hit("store.rewrite.before")
	// In this order. Were the log cut first, VACUUM would fill it again with the whole file.
	if err := d.committer.writeAlone(ctx, vacuum); err != nil {
		return false, err
	}
	failpoint.Hit("store.rewrite.written")
	if err := d.cutLog(ctx); err != nil {
		return false, err
	}
	failpoint.Hit("store.rewrite.cut")
	// Whoever was forgotten meanwhile has it done once more.
	return true, d.write(ctx, func(s *session) error {
		_, err := s.exec(`UPDATE workspace SET rewrite_due = rewrite_due - $1 WHERE id = 1`, due)
		return err
	})
}

// vacuum writes the whole file anew. The copy is made in a temporary file; a container without a writable folder for
// those has it made in memory.
// The log takes every page of the new file as well, hence the room. A wal-mode database keeps its readers meanwhile:
// they see the old pages until they ask anew.
func vacuum(s *session) error {
	if _, err := s.exec(`PRAGMA temp_store = FILE`); err != nil {
		return err
	}
	_, err := s.exec(`VACUUM`)
	// Put back whatever came of it: sorting in files would slow down every query of this connection.
	_, back := s.exec(`PRAGMA temp_store = MEMORY`)
	// Busy is no lack of room for a file, and would be busy again.
	if err != nil && back == nil && !errors.Is(err, coach.ErrBusy) {
		_, err = s.exec(`VACUUM`)
	}
	return errors.Join(err, back)
}

// cutLog copies the log into the file and cuts it off. Most of it is copied beside the writer; the rest, with the
// writer waiting, is short. SQLite itself never shortens a log, it only begins to write at its start again: what was in
// it stays on the disk until then.
func (d *DB) cutLog(ctx context.Context) error {
	if err := d.copyLog(); err != nil {
		return err
	}
	// Every reader that began before is in the way once, and those that begin now are not.
	for range truncateTries {
		err := d.committer.writeAlone(ctx, truncate)
		if !errors.Is(err, coach.ErrBusy) {
			return err
		}
		select {
		case <-time.After(truncatePause):
		case <-ctx.Done():
			return errors.Join(coach.ErrBusy, ctx.Err())
		}
	}
	return coach.ErrBusy
}

// copyLog copies the log into the file, on a connection of its own: the writer's is to stay free.
func (d *DB) copyLog() (err error) {
	pool, err := openPool(d.path, writerPragmas, 1)
	if err != nil {
		return err
	}
	defer pool.Close()
	s, err := newSession(pool)
	if err != nil {
		return err
	}
	// Also after a panic, which whoever tidies survives: an open connection would keep the log from being removed when
	// the database is closed.
	defer func() { err = errors.Join(err, s.close()) }()
	_, err = checkpoint(s)
	return err
}

// truncate copies what is left of the log and cuts it off; ErrBusy while a reader needs it.
// TRUNCATE is the one kind of checkpoint that leaves a log of no bytes.
func truncate(s *session) error {
	var busy, pages, copied int64
	if err := s.row(`PRAGMA wal_checkpoint(TRUNCATE)`, nil, &busy, &pages, &copied); err != nil {
		return err
	}
	if busy != 0 {
		return coach.ErrBusy
	}
	return nil
}

// writeAlone runs do on the writer's connection outside of any transaction. The context bounds the wait for its turn.
// VACUUM and a checkpoint are refused inside of a transaction, and a group is one. A channel without room of its own:
// it is taken up between two groups, and what cannot be now is another time.
func (c *committer) writeAlone(ctx context.Context, do func(*session) error) error {
	w := &write{do: do, done: make(chan struct{})}
	select {
	case c.alone <- w:
	case <-c.stop:
		return errClosed
	case <-ctx.Done():
		return errors.Join(coach.ErrBusy, ctx.Err())
	}
	// No look at the context from here: it runs, and what came of it is known in a moment.
	<-w.done
	return w.outcome()
}

// runAlone runs one of those.
// A refusal leaves the connection as it was; after anything else it is closed, as after a group.
func (c *committer) runAlone(w *write) {
	defer close(w.done)
	if w.err = c.present(); w.err != nil {
		return
	}
	if w.err = c.connect(); w.err != nil {
		return
	}
	if w.err = w.call(c.session); w.err != nil && !isRefusal(w.err) {
		c.session.discard()
		c.session = nil
	}
}
