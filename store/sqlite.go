package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"example.com/pacer/bot/coach"
)

// applicationID is "PACR", written into the header of the file by the first migration.
const applicationID = 0x50414352

// Pragmas ride in the DSN because run by Exec they would reach one pooled connection of many. The timeout
// comes first: the ones after it may already have to wait for another process.
//
// FULL, not NORMAL: in WAL mode NORMAL may lose what was acknowledged when the power fails. No mmap: a
// failing disk would become a SIGBUS. Foreign keys are off in SQLite unless each connection asks for them.
//
// Units: busy_timeout in milliseconds; a negative cache_size in KiB, so 2 MB for the writer and half of one a reader;
// journal_size_limit in bytes: a log that grew beyond 64 MiB is cut back when it begins again.
var (
	writerPragmas = []string{
		"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)",
		"temp_store(MEMORY)", "cache_size(-2000)", "journal_size_limit(67108864)",
		"secure_delete(1)",      // what is erased is overwritten; see rewrite.go
		"wal_autocheckpoint(0)", // see checkpoint.go
	}
	readerPragmas = []string{
		"busy_timeout(5000)", "query_only(1)", "foreign_keys(1)", "temp_store(MEMORY)", "cache_size(-500)",
	}
	// A file that may be somebody else's is looked at and not changed, not even to WAL mode.
	inspectorPragmas = []string{"busy_timeout(5000)", "query_only(1)"}
)

// SQLite's way to begin a write; IMMEDIATE takes the lock now, where waiting for it is possible.
const (
	beginWrite = "BEGIN IMMEDIATE"
	beginRead  = "BEGIN"
)

// openPool returns a pool of at most size connections to the file. None is opened yet, so an error here is about the
// path or the DSN, never about the file. As many may be idle as may be open: database/sql would otherwise close a
// connection that comes back, and its page cache with it.
func openPool(path string, pragmas []string, size int) (*sql.DB, error) {
	dsn, err := sourceName(path, pragmas)
	if err != nil {
		return nil, err
	}
	connector, err := sqlite.NewConnector(dsn)
	if err != nil {
		return nil, err
	}
	pool := sql.OpenDB(connector)
	pool.SetMaxOpenConns(size)
	pool.SetMaxIdleConns(size)
	return pool, nil
}

// writable refuses a file that SQLite would open to read only, and that would refuse the first thing that somebody logs.
func writable(path string) error {
	if _, err := os.Stat(path); err != nil {
		return nil // there is nothing to write to yet, or create says what is wrong
	}
	if v, err := VolumeOf(path); err == nil && v.Locked {
		return fmt.Errorf("database %s cannot be written; Pacer needs to write both the file and the "+
			"directory that it is in", path)
	}
	return nil
}

// create makes an empty file where there is none, for its owner's eyes alone: it will hold what people write about their
// work. SQLite gives the same rights to the files that it keeps beside it. SQLite makes it, for it alone opens databases:
// see Inspect.
func create(ctx context.Context, path string) error {
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		return nil // what else is wrong with it, the first connection tells
	}
	dsn, err := sourceName(path, inspectorPragmas)
	if err != nil {
		return err
	}
	connector, err := sqlite.NewConnector(strings.Replace(dsn, "mode=rw&", "mode=rwc&", 1))
	if err != nil {
		return err
	}
	pool := sql.OpenDB(connector)
	defer pool.Close()
	if err := pool.PingContext(ctx); err != nil {
		return err
	}
	return os.Chmod(path, 0o600)
}

// sourceName writes the DSN. The path is escaped, so that a name with a question mark cannot add pragmas.
// "pacer.db" becomes "file:///srv/pacer.db?_txlock=immediate&…".
//
// The options: _txlock makes the transactions that goose begins take the lock at their beginning, where waiting
// works; with _dqs=0 a misspelt column in double quotes is an error and not a text; _defensive keeps SQL, ours
// included, from writing to the schema and the file's own pages. With mode=rw no file is made: a connection that is opened
// after the file was lost would make an empty one, and nobody would notice until they looked for what they had.
func sourceName(path string, pragmas []string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	abs = filepath.ToSlash(abs)
	if !strings.HasPrefix(abs, "/") {
		abs = "/" + abs // C:/pacer.db
	}
	var query strings.Builder
	query.WriteString("mode=rw&_txlock=immediate&_dqs=0&_defensive=1")
	for _, p := range pragmas {
		query.WriteString("&_pragma=" + url.QueryEscape(p))
	}
	return (&url.URL{Scheme: "file", Path: abs, RawQuery: query.String()}).String(), nil
}

// Inspect refuses, with a sentence for a person and without touching it, what Pacer must not write to: see [Open]. A
// file that is not there, or is empty, is fine. The file is only ever opened through SQLite: closing any other
// descriptor of it would drop SQLite's locks.
func Inspect(ctx context.Context, path string) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return inspectFolder(path)
	case err != nil:
		return fmt.Errorf("database %s: %w", path, err)
	case info.IsDir():
		return fmt.Errorf("database %s is a directory; name a file, such as %s",
			path, filepath.Join(path, "pacer.db"))
	case !info.Mode().IsRegular():
		return fmt.Errorf("database %s is not a regular file; name one that Pacer may create", path)
	case info.Size() == 0:
		return nil
	}
	pool, err := openPool(path, inspectorPragmas, 1)
	if err != nil {
		return fmt.Errorf("database %s: %w", path, err)
	}
	defer pool.Close()
	return describeOpen(path, inspectSchema(ctx, pool, path))
}

// inspectFolder tells early, and in words, what SQLite would only call "unable to open". It makes no directory: a path
// with a slip in it, or a volume that was not mounted, would get a fresh, empty database without anybody noticing.
func inspectFolder(path string) error {
	folder := filepath.Dir(path)
	info, err := os.Stat(folder)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return fmt.Errorf("database %s: there is no directory %s; create it first", path, folder)
	case err != nil:
		return fmt.Errorf("database %s: %w", path, err)
	case !info.IsDir():
		return fmt.Errorf("database %s: %s is a file, not a directory", path, folder)
	}
	return nil
}

// errForeign is what is said of a database that is none of Pacer's.
var errForeign = errors.New("belongs to another program")

// inspectSchema checks whose database it is, and of which version. Nil means that Pacer may have it: it is Pacer's
// and not newer than this program, or there is nothing in it. An error of the driver comes back as it is, for
// describeOpen.
func inspectSchema(ctx context.Context, pool *sql.DB, path string) error {
	var owner int64
	var tables, versioned int
	// In one statement, for another process may be making the tables at this moment.
	err := pool.QueryRowContext(ctx, `
		SELECT (SELECT application_id FROM pragma_application_id), COUNT(*), COUNT(CASE WHEN name = $1 THEN 1 END)
		FROM sqlite_schema WHERE type = 'table'`, versionTable).Scan(&owner, &tables, &versioned)
	if err != nil {
		return err
	}
	// The version table is made before the first migration writes the id: a process that was killed in
	// between leaves a file that is ours all the same.
	fresh := owner == 0 && tables == versioned
	if owner != applicationID && !fresh {
		return fmt.Errorf("database %s %w (application id %#x, not Pacer's %#x); "+
			"name another file", path, errForeign, uint32(owner), applicationID)
	}
	// Nothing was ever stored in it: the first migration has it to itself.
	if versioned == 0 {
		return nil
	}
	version, err := schemaVersion(ctx, pool)
	if err != nil {
		return err
	}
	known, err := newestMigration()
	if err != nil {
		return err
	}
	if version > known {
		return fmt.Errorf("database %s was written by a newer Pacer: its schema is version %d, and this "+
			"program knows up to version %d; run the newer Pacer, or restore an older backup",
			path, version, known)
	}
	return nil
}

// describeOpen puts SQLite's reasons for not opening a file into words; other errors stay as they are, nil too. The
// reader of these is the admin who started the program a moment ago, so each says what to do next. SQLite's own
// words follow in brackets, because they are what a search engine knows.
func describeOpen(path string, err error) error {
	switch primaryCode(err) {
	case sqlite3.SQLITE_NOTADB:
		return fmt.Errorf("database %s is not a SQLite database; name another file (%w)", path, err)
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
		return fmt.Errorf("database %s cannot be written; Pacer needs to write both the file and the "+
			"directory that it is in (%w)", path, err)
	case sqlite3.SQLITE_BUSY:
		return fmt.Errorf("database %s is in use by another program that does not let go of it (%w)", path, err)
	case sqlite3.SQLITE_CORRUPT:
		return fmt.Errorf("database %s is damaged; restore a backup (%w)", path, err)
	case sqlite3.SQLITE_IOERR:
		return fmt.Errorf("database %s: its disk does not do what it is asked, because it is full or failing (%w)", path, err)
	default:
		return err
	}
}

// translate gives the driver's errors the domain's names. The driver's own stays in the chain, for isRefusal and
// isForeignKey look at its code. LOCKED is the same as BUSY to a caller: two connections of one process met.
func translate(err error) error {
	switch primaryCode(err) {
	case sqlite3.SQLITE_FULL:
		return fmt.Errorf("%w (%w)", coach.ErrOutOfSpace, err)
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return fmt.Errorf("%w (%w)", coach.ErrBusy, err)
	default:
		return err
	}
}

// isForeignKey tells whether a row was refused because what it refers to is not there. It needs the extended code
// (787): by the primary one a foreign key looks like any other constraint.
func isForeignKey(err error) bool {
	e, ok := errors.AsType[*sqlite.Error](err)
	return ok && e.Code() == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY
}

// isUnique tells whether a row was refused because another has its key.
func isUnique(err error) bool {
	e, ok := errors.AsType[*sqlite.Error](err)
	return ok && (e.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || e.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)
}

// isRefusal tells whether err concerns one change alone, so that the transaction around it may go on. After
// any other error of the driver SQLite may have rolled the whole transaction back.
//
// By SQLite's manual those are FULL, IOERR, NOMEM, BUSY and INTERRUPT. Codes that are not listed count as such: to
// throw a healthy connection away costs a millisecond, to go on with a broken one costs what was acknowledged.
// Errors that are not the driver's, such as ErrBelowZero, are refusals, and so is nil.
func isRefusal(err error) bool {
	if errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) {
		return false
	}
	switch primaryCode(err) {
	case 0, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_TOOBIG,
		sqlite3.SQLITE_RANGE:
		return true
	default:
		return false
	}
}

// primaryCode is SQLite's result code without its extension, so that the many kinds of IOERR are one; 0 for nil and for
// errors that are not SQLite's, which is what SQLite calls OK.
func primaryCode(err error) int {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code() & 0xff
	}
	return 0
}
