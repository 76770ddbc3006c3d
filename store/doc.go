// Package store is what Pacer remembers, in one SQLite file.
//
// [Open] creates or migrates the file and gives a [DB]. A DB has everything that the bot and the scheduler
// ask for; they declare what that is where they use it, and this package knows neither of them.
//
// # One writer, several readers
//
// SQLite has one writer at a time, and an honest commit waits for the disk (synchronous=FULL: what was
// acknowledged survives a power cut). So all writes go through one goroutine, the committer, which takes every
// write that waits, runs each inside its own SAVEPOINT, and commits them together: 64 people who log at once
// wait for one disk flush instead of 64. A refused change rolls back alone, and nobody is told anything
// before the COMMIT returned. See commit.go.
//
// Reads use a few connections of their own, which cannot write, and never wait for the committer: WAL gives
// each of them the newest committed picture.
//
// No context of a caller reaches a connection. The driver would interrupt and throw away the connection of
// a cancelled one, and on the writer the group of 63 others with it. A context bounds the wait for a turn.
//
// # How it is written down
//
// The SQL is written by hand, beside the function that runs it, in the common subset of SQLite and PostgreSQL:
// $1 placeholders, ON CONFLICT, row values, no database clock, ids made by the program. What is SQLite's alone
// stands in sqlite.go and in migrations/sqlite. Every exported method is one transaction.
//
// Instants are integers, microseconds since 1970 in UTC; a civil date is text, 2006-01-02. The units
// stand in the schema's comments.
//
// # Errors
//
// What comes back is a sentinel of package coach, wrapped with what it is about, or an error that only the operator
// can do something about. Callers tell three kinds apart:
//
//   - a refusal (ErrDuplicate, ErrBelowZero, ErrUndone, ErrNotFound) is about this change, and would be the same the
//     next time;
//   - ErrBusy is about the moment: nothing was stored, and the same change may be tried again;
//   - ErrOutOfSpace lasts until somebody makes room. Reads go on meanwhile, and nothing has to be restarted.
//
// After any error nothing of the change is there: there is no half of one to clean up.
//
// # Two processes
//
// `pacer apply` and `pacer export` work on the file while `pacer serve` runs. The roster is therefore cached
// under a revision that every transaction which changes it increments, whoever commits it; see roster.go.
//
// # What is remembered beside the file
//
// Three things are kept in memory, each under something that says when it is out of date. The roster is kept under its
// revision. The newest occurrence of each schedule is kept as this process writes it (lasts, in schedule.go), since one
// process runs the rituals of a file. A look at the outbox is kept until something was written. Whatever is in doubt is
// read again: a read costs little, and an answer that is out of date may say something twice.
//
// # What becomes of people's words and names
//
// Texts of people expire (retention.go), are handed out to whoever wrote them or whom they are about (dossier.go), and
// go when somebody asks to be forgotten (forget.go and its siblings), down to the bytes of the file (rewrite.go). A new
// column that holds a person's id or words belongs into all of these; tests compare them with the schema, and fail for
// one that is missing.
//
// Errors of this package name ids and days, never what somebody wrote: they end in a log.
//
// # Who may see what
//
// The store does not know who asks, and decides nothing by it, with two exceptions that are here so that no caller can
// forget them: a manager's private note is handed to whoever wrote it alone, and who picked what in a clarity check is
// deleted when the check closes.
//
// # Before a migration is written
//
// A file of migrations/sqlite is never changed once it was released. The next has the next number, begins with what it
// is for and its units, and comes with rows of the version before it (testdata/released), which a test takes through it.
// Columns that are added have a default that means what their absence meant.
package store
