package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// Options are what a DB needs from its surroundings.
// There is none for sizes and limits: they were measured, and stand as constants where they are used.
type Options struct {
	// Now is the clock. It decides when inbound keys are old and dates migrations; what a change writes is
	// dated by the change. Required.
	Now func() time.Time
	// Logger hears of migrations and of a full disk; nil is silence.
	Logger *slog.Logger
	// ReadOnly opens a database to look at it: it has to be there, it is not brought up to date, and every change is
	// refused.
	ReadOnly bool
}

// A DB is an open database. Its methods may be called from any number of goroutines.
type DB struct {
	now  func() time.Time
	log  *slog.Logger
	path string
	file os.FileInfo // of the file that is open, to tell it from another that has come under its name

	// Writes: one goroutine with one connection, and beside it the one that copies the log.
	writePool *sql.DB
	committer *committer // nil when opened only to look

	// Reads: places of our own instead of the pool's queue, so that each connection keeps its prepared
	// statements and no caller's context reaches it.
	readPool *sql.DB
	readers  *readers

	picture   atomic.Pointer[picture]    // newest known roster; see roster.go
	pictureMu sync.Mutex                 // held while a newer one is read
	look      atomic.Pointer[look]       // when the picture was last known to be the newest; never nil
	lasts     lasts                      // newest occurrences; see schedule.go
	erasures  atomic.Int64               // grows when somebody was forgotten: what readers and answers remember may be untrue since
	answers   answers                    // newest sums of teams; see sums.go
	outbox    atomic.Pointer[outboxLook] // what the newest look at it found

	closeOnce sync.Once
	closed    chan struct{} // closed when Close begins
	closeErr  error
}

// writerCount is how many connections may write: the committer's, and the checkpointer's, which writes only what
// the committer has committed.
const writerCount = 2

// readerCount is how many reads run at once. More would not be faster: a reader keeps a core busy.
const readerCount = 4

// errClosed is what every method answers after Close. It is no sentinel of coach: nobody is to be told of it, for
// a process that closes its store has stopped listening to people before.
var errClosed = errors.New("the database is closed")

// Open opens the database at path, creates it when there is none, and brings it to this program's schema.
// The context bounds only the wait for another process that migrates at the same moment.
//
// It refuses, with a sentence for a person and without touching the file: a directory, a file that is no
// SQLite database, a database of another program, and one whose schema is newer than this program.
func Open(ctx context.Context, path string, opts Options) (*DB, error) {
	if opts.Now == nil {
		return nil, errors.New("store: Options.Now is required")
	}
	logger := opts.Logger
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	// Whatever is refused is refused before anything is written, the switch to WAL mode included.
	if err := Inspect(ctx, path); err != nil {
		return nil, err
	}
	d := &DB{now: opts.Now, log: logger, path: path, closed: make(chan struct{})}
	var err error
	if d.writePool, err = openPool(path, writerPragmas, writerCount); err != nil {
		return nil, fmt.Errorf("database %s: %w", path, err)
	}
	if opts.ReadOnly {
		err = upToDate(ctx, path)
	} else if err = errors.Join(writable(path), create(ctx, path)); err == nil {
		err = migrate(ctx, d.writePool, opts.Now, logger)
	}
	if err == nil {
		d.file, err = os.Stat(path)
	}
	if err != nil {
		return nil, errors.Join(describeOpen(path, err), d.writePool.Close())
	}
	if d.readPool, err = openPool(path, readerPragmas, readerCount); err != nil {
		return nil, errors.Join(fmt.Errorf("database %s: %w", path, err), d.writePool.Close())
	}
	d.readers = newReaders() // none is open: a process that only writes, such as `pacer apply`, needs none
	d.look.Store(&look{})
	// A look at instant zero is always too old, so whatever the committer changed in the roster is looked for at once.
	if !opts.ReadOnly {
		d.committer = startCommitter(d.writePool, d.now, logger, func() { d.look.Store(&look{}) }, d.Present)
	}
	return d, nil
}

// Close finishes the writes that were taken up, waits for reads, and closes the file. What is asked of the DB
// afterwards fails. Only the first call does anything; all of them answer the same.
func (d *DB) Close() error {
	d.closeOnce.Do(func() {
		close(d.closed)
		var errs []error
		if d.committer != nil {
			errs = append(errs, d.committer.close())
		}
		errs = append(errs, d.readers.close())
		// The writers last: whoever closes the last connection copies the log into the file and removes it, and
		// that has to be one that may write. A backup by cp then needs one file, not three.
		errs = append(errs, d.readPool.Close(), d.writePool.Close())
		d.closeErr = errors.Join(errs...)
	})
	return d.closeErr
}
