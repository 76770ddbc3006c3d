package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"

	"example.com/pacer/failpoint"
)

//go:embed migrations/sqlite/*.sql
var migrationFiles embed.FS

// versionTable names the table of applied migrations. It must not change: a program that knows another name takes the
// file for somebody else's.
const versionTable = "schema_version"

// migrate applies the migrations that are missing, each in one transaction. Another process may do the same
// at the same moment; whoever comes second fails on a table that is there already, looks again and finds
// nothing left to do.
//
// A migration that fails leaves the schema as it was before it; the ones before it stay. The error then stops the
// program, since a half-known schema is nothing to work on. Now dates the rows of the version table and nothing else.
// There is no way back: a file that was migrated is refused by the older program, which is told by both versions, and
// an older backup is what leads there.
func migrate(ctx context.Context, pool *sql.DB, now func() time.Time, log *slog.Logger) error {
	// One collision is what two processes can cause; five leave room for more of them, and a migration that is wrong
	// by itself still fails within a quarter of a second.
	const attempts = 5
	var failed error
	for range attempts {
		failpoint.Hit("store.migration.before")
		applied, err := migrateOnce(ctx, pool, now)
		if err == nil {
			failpoint.Hit("store.migration.after")
			if n := len(applied); n > 0 {
				log.Info("database migrated", "schema_version", applied[n-1].Source.Version)
			}
			return nil
		}
		failed = err
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
			return errors.Join(failed, ctx.Err())
		}
	}
	return fmt.Errorf("migrations: %w", failed)
}

// migrateOnce applies what is missing, and answers what that was.
func migrateOnce(ctx context.Context, pool *sql.DB, now func() time.Time) ([]*goose.MigrationResult, error) {
	ctx, over := context.WithCancel(ctx)
	defer over()
	provider, err := newProvider(pool, versions{now: now}, goose.WithSessionLocker(ending(over)))
	if err != nil {
		return nil, err
	}
	return provider.Up(ctx)
}

// An ending rolls back the transaction that a panic has left open. Goose does so after an error only, and closes its
// connection on the way out, which waits for the transaction: without this, a panic in a migration would never
// become known, and the file would stay locked. It stands where goose takes a lock, because that is given back right
// before the connection is closed, whatever has happened. There is nothing to lock: see migrate.
type ending context.CancelFunc

// SessionLock implements goose's lock.SessionLocker, as does the next method.
func (ending) SessionLock(context.Context, *sql.Conn) error { return nil }

// SessionUnlock ends the context of goose's transactions. What is committed stays.
func (e ending) SessionUnlock(context.Context, *sql.Conn) error {
	e()
	return nil
}

// newProvider sets goose up with the embedded migrations and our own version table. The global registry is left out:
// it holds migrations that other packages register from their init functions, and goose's logger writes to the
// standard logger, which is nobody's here.
func newProvider(pool *sql.DB, store database.Store, more ...goose.ProviderOption) (*goose.Provider, error) {
	files, err := fs.Sub(migrationFiles, "migrations/sqlite")
	if err != nil {
		return nil, err
	}
	return goose.NewProvider("", pool, files, append(more, goose.WithStore(store), goose.WithDisableGlobalRegistry(true),
		goose.WithLogger(goose.NopLogger()))...)
}

// newestMigration is the schema version that this program brings: the number that the last file's name begins with,
// 1 for 00001_main_job.sql. inspectSchema refuses what is above it.
func newestMigration() (int64, error) {
	files, err := fs.Glob(migrationFiles, "migrations/sqlite/*.sql")
	if err != nil {
		return 0, err
	}
	return goose.NumericComponent(files[len(files)-1]) // Glob sorts
}

// versions keeps goose's record of applied migrations. Goose's own store would date its rows by the
// database's clock.
type versions struct{ now func() time.Time }

// Tablename implements [database.Store], as do the methods after it.
func (v versions) Tablename() string { return versionTable }

// CreateVersionTable runs in the transaction that also inserts version 0.
func (v versions) CreateVersionTable(ctx context.Context, db database.DBTxConn) error {
	_, err := db.ExecContext(ctx, `CREATE TABLE `+versionTable+` (
    version    INTEGER NOT NULL PRIMARY KEY,
    applied_at INTEGER NOT NULL -- microseconds since 1970, UTC
) STRICT`)
	return err
}

// TableExists spares goose from provoking an error to find out.
func (v versions) TableExists(ctx context.Context, db database.DBTxConn) (bool, error) {
	var n int
	err := db.QueryRowContext(ctx,
		"SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = $1", versionTable).Scan(&n)
	return n > 0, err
}

// Insert runs in the transaction of the migration that it records, so that the two cannot disagree after a kill.
func (v versions) Insert(ctx context.Context, db database.DBTxConn, req database.InsertRequest) error {
	failpoint.Hit("store.migration.recording")
	_, err := db.ExecContext(ctx, "INSERT INTO "+versionTable+" (version, applied_at) VALUES ($1, $2)",
		req.Version, micros(v.now()))
	return err
}

// Delete is asked for by migrations downwards, of which there are none.
func (v versions) Delete(ctx context.Context, db database.DBTxConn, version int64) error {
	_, err := db.ExecContext(ctx, "DELETE FROM "+versionTable+" WHERE version = $1", version)
	return err
}

// GetMigration answers when a migration was applied; ErrVersionNotFound, which goose takes for "not yet", when it was
// not.
func (v versions) GetMigration(
	ctx context.Context, db database.DBTxConn, version int64,
) (*database.GetMigrationResult, error) {
	var at instant
	err := db.QueryRowContext(ctx,
		"SELECT applied_at FROM "+versionTable+" WHERE version = $1", version).Scan(&at)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, database.ErrVersionNotFound
	}
	return &database.GetMigrationResult{Timestamp: at.Time, IsApplied: true}, err
}

// GetLatestVersion is the version of the schema; ErrVersionNotFound for a table without rows. MAX of no rows is one
// row of NULL and not no row, hence the nullable number.
func (v versions) GetLatestVersion(ctx context.Context, db database.DBTxConn) (int64, error) {
	var version sql.NullInt64
	err := db.QueryRowContext(ctx, "SELECT MAX(version) FROM "+versionTable).Scan(&version)
	if err == nil && !version.Valid {
		return 0, database.ErrVersionNotFound
	}
	return version.Int64, err
}

// ListMigrations lists the newest first, as goose wants it.
func (v versions) ListMigrations(
	ctx context.Context, db database.DBTxConn,
) (list []*database.ListMigrationsResult, err error) {
	rows, err := db.QueryContext(ctx, "SELECT version FROM "+versionTable+" ORDER BY version DESC")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		applied := &database.ListMigrationsResult{IsApplied: true}
		if err := rows.Scan(&applied.Version); err != nil {
			return nil, err
		}
		list = append(list, applied)
	}
	return list, rows.Err()
}
