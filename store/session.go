package store

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"sync"

	"example.com/pacer/bot/coach"
)

// A session is one connection with its prepared statements. It is used by one goroutine at a time.
// The writer has one and each reader its own: a prepared statement belongs to its connection, and to share one would
// be to wait for one another.
type session struct {
	conn    *sql.Conn
	queries map[string]*sql.Stmt              // what row and each run, by its text, at most stmtLimit
	changes map[string]driver.StmtExecContext // what exec runs, likewise
	values  []driver.NamedValue               // reused by exec

	counters  map[counterKey]int64 // numbers that were read once; see counter
	began     map[string]coach.Day // when teams began, by id; the writer's alone, see beganOn
	came      map[member]coach.Day // when their reps did; the writer's alone, see moveJoining
	erasures  int64                // how many there had been when counters were last true; see read
	place     int64                // the newest number of the outbox's queue, 0 before the first; see nextPlace
	forgotten *coach.Forgotten     // who is forgotten, nil before it was read; see forgets
	entry     string               // the highest id of the ledger, "" before the first; see nextEntry

	raised bool // the running transaction changes the roster
	moved  bool // it may move the first day of somebody who joined; see beginnings
}

// newSession takes a connection out of the pool for good. The pools are as large as there are sessions, so it never
// waits for one; it may wait for another process, up to busy_timeout, while the DSN's pragmas are run.
// No context: a connection that was given up on halfway would be of no use to whoever comes next.
func newSession(pool *sql.DB) (*session, error) {
	conn, err := pool.Conn(context.Background())
	if err != nil {
		return nil, translate(err)
	}
	return &session{
		conn: conn, queries: make(map[string]*sql.Stmt), changes: make(map[string]driver.StmtExecContext),
		counters: make(map[counterKey]int64), began: make(map[string]coach.Day), came: make(map[member]coach.Day),
	}, nil
}

// unlearn has the session read again what the transaction that is being rolled back may have taught it.
func (s *session) unlearn() {
	clear(s.counters)
	clear(s.began)
	clear(s.came)
	s.forgotten = nil
}

// close gives the connection back to its pool, without its statements. Only for one that is in no transaction.
// After it the session is not to be used.
func (s *session) close() error {
	return errors.Join(s.closeStmts(), s.conn.Close())
}

// discard closes the connection itself, because what it was doing when it failed is unknown. The statements go
// first: the driver does not survive that one of them is closed after its connection.
// ErrBadConn is how database/sql is told not to give the connection to anybody else.
func (s *session) discard() {
	_ = s.closeStmts()
	_ = s.conn.Raw(func(any) error { return driver.ErrBadConn })
}

// closeStmts ends the prepared statements.
func (s *session) closeStmts() error {
	var errs []error
	for _, st := range s.queries {
		errs = append(errs, st.Close())
	}
	clear(s.queries)
	// In the same way as exec uses them. Where the connection is closed already, they are lost with it.
	errs = append(errs, s.conn.Raw(func(any) error {
		for _, st := range s.changes {
			errs = append(errs, st.(driver.Stmt).Close())
		}
		return nil
	}))
	clear(s.changes)
	return errors.Join(errs...)
}

// stmtLimit bounds how many statements a session keeps prepared. Pacer's own texts are about a hundred, so it is met
// only by a mistake, a text with values in it, which then costs time and not memory without end.
const stmtLimit = 512

// room makes room for one more statement.
func (s *session) room() error {
	if len(s.queries)+len(s.changes) < stmtLimit {
		return nil
	}
	return s.closeStmts()
}

// query prepares a query at its first use. Planning it takes longer than running it.
//
// A limit is written LIMIT +$2 in all of them: SQLite looks at a bare parameter there to plan by its value, and so
// plans the statement again at every run, which costs seven times as much as running it.
func (s *session) query(text string) (*sql.Stmt, error) {
	if st := s.queries[text]; st != nil {
		return st, nil
	}
	if err := s.room(); err != nil {
		return nil, translate(err)
	}
	st, err := s.conn.PrepareContext(context.Background(), text)
	if err != nil {
		return nil, translate(err)
	}
	s.queries[text] = st
	return st, nil
}

// exec runs a statement and answers how many rows it changed. A row that ON CONFLICT left alone does not count, which
// is how callers learn that something was there already. Errors are translated.
// Contexts are not passed on, here and below: to interrupt a statement in the middle would leave the connection in a
// state that nobody knows, for a query of under a millisecond.
//
// It goes around database/sql, whose checks of each argument and each statement are an eighth of what a change costs
// inside a shared transaction.
func (s *session) exec(text string, args ...any) (changed int64, err error) {
	if s.changes[text] == nil {
		if err := s.room(); err != nil {
			return 0, translate(err)
		}
	}
	// The error is not Raw's, which would close the connection by it, before its statements.
	gone := s.conn.Raw(func(conn any) error {
		changed, err = s.execOn(conn, text, args)
		return nil
	})
	return changed, translate(cmp.Or(gone, err))
}

// execOn runs a statement on the driver's connection, and prepares it at its first use.
func (s *session) execOn(conn any, text string, args []any) (int64, error) {
	st := s.changes[text]
	if st == nil {
		prepared, err := conn.(driver.ConnPrepareContext).PrepareContext(context.Background(), text)
		if err != nil {
			return 0, err
		}
		st = prepared.(driver.StmtExecContext)
		s.changes[text] = st
	}
	s.values = s.values[:0]
	for i, arg := range args {
		value, err := driver.DefaultParameterConverter.ConvertValue(arg)
		if err != nil {
			return 0, err
		}
		s.values = append(s.values, driver.NamedValue{Ordinal: i + 1, Value: value})
	}
	defer clear(s.values) // nobody's words are kept any longer than this
	result, err := st.ExecContext(context.Background(), s.values)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// row scans the only row of a query; ErrNotFound when there is none.
func (s *session) row(query string, args []any, into ...any) error {
	st, err := s.query(query)
	if err != nil {
		return err
	}
	err = st.QueryRowContext(context.Background(), args...).Scan(into...)
	if errors.Is(err, sql.ErrNoRows) {
		return coach.ErrNotFound
	}
	return translate(err)
}

// each calls f for every row of a query, until f fails; f's error comes back as it is. F must not use the session,
// which is in the middle of this query; who has to, gathers the rows first with collect.
func (s *session) each(query string, args []any, f func(*sql.Rows) error) error {
	st, err := s.query(query)
	if err != nil {
		return err
	}
	rows, err := st.QueryContext(context.Background(), args...)
	if err != nil {
		return translate(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows); err != nil {
			return err
		}
	}
	return translate(rows.Err())
}

// collect gathers the rows of a query, each read by scan; nil when there are none. After an error the slice holds what
// was read until then, and is not to be used.
func collect[T any](s *session, scan func(*sql.Rows) (T, error), query string, args ...any) ([]T, error) {
	var all []T
	err := s.each(query, args, func(rows *sql.Rows) error {
		v, err := scan(rows)
		all = append(all, v)
		return err
	})
	return all, err
}

// read runs one query on a free reader. The context bounds the wait for one; ErrBusy when it ended first. After an
// error that may have left the connection in a bad state it is closed, and the next read opens another.
// F may be called once only and runs on the caller's goroutine. What it reads outside of a snapshot is one picture
// for each statement.
func (d *DB) read(ctx context.Context, f func(*session) error) error {
	s, err := d.takeReader(ctx)
	if err != nil {
		return err
	}
	// Numbers of counters change in one case alone, when somebody is forgotten, and a reader may have been idle
	// since.
	if n := d.erasures.Load(); n != s.erasures {
		clear(s.counters)
		s.erasures = n
	}
	sound := false
	// Deferred, because f may panic: a reader that never came back would be missed for ever, by Close too.
	defer func() {
		if !sound {
			s.discard()
			s = nil
		}
		d.readers.put(s)
	}()
	err = f(s)
	sound = isRefusal(err) // nil is one
	return err
}

// Readers are the connections that read. Which one comes next matters: the one that was used last has the statements
// prepared and the pages at hand, so it goes first, and a process that reads one thing after another opens one only.
type readers struct {
	places chan struct{} // holds one for each read that runs
	mu     sync.Mutex    // guards what follows
	idle   []*session    // the one that was used last is the last
}

func newReaders() *readers { return &readers{places: make(chan struct{}, readerCount)} }

// take returns the reader for a place that its caller has, nil when there is none yet.
func (r *readers) take() *session {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := len(r.idle)
	if n == 0 {
		return nil
	}
	s := r.idle[n-1]
	r.idle = r.idle[:n-1]
	return s
}

// put gives a place back, and the reader of it if there is one.
func (r *readers) put(s *session) {
	if s != nil {
		r.mu.Lock()
		r.idle = append(r.idle, s)
		r.mu.Unlock()
	}
	<-r.places
}

// close waits for the reads that run and closes the readers. All places stay taken, so nothing is read after it.
func (r *readers) close() error {
	for range readerCount {
		r.places <- struct{}{}
	}
	var errs []error
	for s := r.take(); s != nil; s = r.take() {
		errs = append(errs, s.close())
	}
	return errors.Join(errs...)
}

// takeReader takes a free reader, and opens one where there is none. A free one is taken even if the context has
// ended: the read is short, and whoever asked decides what to do with it.
func (d *DB) takeReader(ctx context.Context) (*session, error) {
	select {
	case <-d.closed:
		return nil, errClosed
	default:
	}
	select {
	case d.readers.places <- struct{}{}:
	default:
		select {
		case d.readers.places <- struct{}{}:
		case <-d.closed:
			return nil, errClosed
		case <-ctx.Done():
			return nil, errors.Join(coach.ErrBusy, ctx.Err())
		}
	}
	if s := d.readers.take(); s != nil {
		return s, nil
	}
	s, err := newSession(d.readPool)
	if err != nil {
		d.readers.put(nil)
	}
	return s, err
}

// snapshot runs several queries on a free reader that all see the same committed picture: that of the first query, not
// of BEGIN. It costs two statements more than read, so a single query does without.
func (d *DB) snapshot(ctx context.Context, f func(*session) error) error {
	return d.read(ctx, func(s *session) error {
		if _, err := s.exec(beginRead); err != nil {
			return err
		}
		err := f(s)
		// Also after an error of f: a reader that is given back inside its transaction would show every later read
		// the same old picture. One that cannot end it is thrown away, which ErrBadConn has read do.
		if _, end := s.exec("COMMIT"); end != nil {
			return errors.Join(err, driver.ErrBadConn, end)
		}
		return err
	})
}
