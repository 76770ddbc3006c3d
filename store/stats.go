package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/bits"
	"os"
	"sync/atomic"
	"time"

	"example.com/pacer/bot/coach"
)

// batchSizes is how many classes of groups are told apart: those of up to 1, 2, 4, … 256 writes.
// Powers of two, as what is asked is whether groups are large at all, and not how large.
const batchSizes = 9

// doings counts what the committer has done. They are added to by its goroutine and read by any.
// They begin at zero with the process, as counters of Prometheus do.
type doings struct {
	commits, writes atomic.Int64
	sizes           [batchSizes]atomic.Int64
}

// count notes a committed group.
// A group of one is in class 0, of two in 1, of three and four in 2. The last class has all that are larger.
func (d *doings) count(group int) {
	d.commits.Add(1)
	d.writes.Add(int64(group))
	d.sizes[min(bits.Len(uint(group-1)), batchSizes-1)].Add(1) //nolint:gosec // a group has at least one write
}

// Stats is what a database has done since it was opened.
type Stats struct {
	Commits int64         // transactions that were committed, each a flush of the disk
	Writes  int64         // changes that they held; refused ones count too
	Batches map[int]int64 // upper bound of writes in a commit (1, 2, 4, …) → how many commits were in that class
	Queued  int           // changes that wait at this moment
}

// Stats returns what was counted. It costs nothing that anybody would wait for.
// The numbers are read one after another, while the committer goes on: they may be a commit apart. A database that is
// open for reading alone has done nothing.
func (d *DB) Stats() Stats {
	if d.committer == nil {
		return Stats{}
	}
	done := &d.committer.done
	s := Stats{
		Commits: done.commits.Load(), Writes: done.writes.Load(), Queued: len(d.committer.queue),
		Batches: make(map[int]int64, batchSizes),
	}
	for i := range done.sizes {
		s.Batches[1<<i] = done.sizes[i].Load()
	}
	return s
}

// Present tells whether the file that is open is still the one under its name; it costs one look at the folder. The error
// is ErrGone, with what the operator can do. That the folder cannot be looked at is left to SQLite, whose errors say more.
// It is asked before each commit, and every half minute where nobody writes.
func (d *DB) Present() error {
	info, err := os.Stat(d.path)
	if errors.Is(err, os.ErrNotExist) || err == nil && !os.SameFile(info, d.file) {
		// Nothing is stored into a file that has lost its name: it would be gone with the process.
		return fmt.Errorf("database %s: %w; stop pacer, put the file back or restore a backup, and start it again", d.path, coach.ErrGone)
	}
	return nil
}

// readyKey is the inbound key of a trial. Deliveries' keys begin with their kind and a slash, so that none is like it.
const readyKey = "ready"

// Ready tells whether a change could be stored at this moment, by storing one that means nothing: it puts the instant
// under a key that no delivery has, and that is forgotten like all others. The error is for the operator. The context bounds
// the wait for a turn.
func (d *DB) Ready(ctx context.Context) error {
	return d.write(ctx, func(s *session) error {
		// A row that stays as it is would not be written, and a disk that is full would not be noticed.
		_, err := s.exec(`INSERT INTO inbound (key, at) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET at = excluded.at`,
			readyKey, micros(d.now()))
		return err
	})
}

// A Backlog is how the messages in one state are doing.
// Counts are of rows at this moment; an empty state is not in the map at all.
type Backlog struct {
	Count  int
	Oldest time.Time // when the oldest of them that could be sent was created; zero when none could
}

// Outbox returns how many messages are in each state that is not final, and how many failed, each with its oldest. One
// that waits for its own time, or for another message, is counted and is never the oldest: it is not late. One that was
// tried and waits for its next attempt is, with or without a count: Slack's asking for patience is none.
// It reads the index of unfinished messages, of which there are few, and not the table of all that were ever sent.
// Failed ones are among them for good: somebody may want to know of them.
func (d *DB) Outbox(ctx context.Context, now time.Time) (map[coach.MessageState]Backlog, error) {
	all := make(map[coach.MessageState]Backlog)
	err := d.read(ctx, func(s *session) error {
		return s.each(`
			SELECT m.state, COUNT(*), MIN(m.created_at) FILTER (
				WHERE (m.attempts > 0 OR m.reason <> '' OR m.next_at <= $1) AND (m.parent IS NULL OR p.state = 'sent'))
			FROM message m LEFT JOIN message p ON p.key = m.parent
			WHERE `+unfinished+` GROUP BY m.state`, []any{micros(now)},
			func(rows *sql.Rows) error {
				var (
					state  coach.MessageState
					b      Backlog
					oldest instant
				)
				err := rows.Scan(&state, &b.Count, &oldest)
				b.Oldest = oldest.Time
				all[state] = b
				return err
			})
	})
	if err != nil {
		return nil, fmt.Errorf("outbox: %w", err)
	}
	return all, nil
}

// OccurrenceCounts returns how many occurrences were ever recorded in each state.
// It reads the whole table, as only open states have an index: it is for metrics and pacer status, and not for what
// people wait for.
func (d *DB) OccurrenceCounts(ctx context.Context) (map[coach.OccurrenceState]int, error) {
	n, err := countsBy[coach.OccurrenceState](ctx, d, `SELECT state, COUNT(*) FROM occurrence GROUP BY state`)
	if err != nil {
		return nil, fmt.Errorf("occurrences: %w", err)
	}
	return n, nil
}

// countsBy reads a query of names and how many there are of each. A name without any is missing.
func countsBy[K ~string](ctx context.Context, d *DB, query string) (map[K]int, error) {
	n := make(map[K]int)
	err := d.read(ctx, func(s *session) error {
		return s.each(query, nil, func(rows *sql.Rows) error {
			var (
				name  K
				count int
			)
			err := rows.Scan(&name, &count)
			n[name] = count
			return err
		})
	})
	return n, err
}
