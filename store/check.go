package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"
)

// A Volume is the place that a database lies in.
// It is for doctor: nothing of it is looked at while Pacer serves.
type Volume struct {
	Free   int64  // bytes that this user may still write; -1 where that is not known
	Remote string // what kind of network file system it is; "" for a disk of this machine
	Locked bool   // whether this user may not write the file or its folder
}

// ErrOlder is what [Open] answers who only looks at a database of an older Pacer.
// Whoever only looks must not migrate: a serve of the older version may be running on the file.
var ErrOlder = errors.New("was written by an older Pacer")

// Contents is what a database was found to hold.
// Teams and people include those that are closed or have left: rows, as a person compares two files by.
type Contents struct {
	Schema  int64 // version of the schema; 0 for a file in which nothing was ever stored
	Bytes   int64 // size of the file, without its log
	Teams   int64
	People  int64
	Entries int64 // rows of the ledger
}

// Who checks a whole file reads all of it, and sorts what the ledger sums up to: with a cache and memory for that it
// takes half the time. Units as for the other pragmas: 32 MB.
var checkerPragmas = []string{"busy_timeout(5000)", "cache_size(-32000)", "temp_store(MEMORY)"}

// errDamaged is what a file is found to be that SQLite can open and that does not hold together.
var errDamaged = errors.New("is damaged; restore a backup")

// QuickCheck reads the whole file and tells whether its pages hold together: nil, or an error that says what to do.
// It costs about 3 ms for each megabyte, does not hold up who writes, and ends early with the context. It does
// not compare indexes with their tables, nor the sums with the ledger; [Verify] does.
func QuickCheck(ctx context.Context, path string) error {
	// With a small cache, for it runs beside people's work, and reads each page once.
	return withFile(ctx, path, inspectorPragmas, func(pool *sql.DB) error { return soundness(ctx, pool, "quick_check") })
}

// Verify reads a database as thoroughly as that can be done, and tells what is in it: that it is Pacer's and not
// newer than this program, that its pages and indexes hold together, that nothing refers to what is not there,
// and that the kept sums are those of the ledger. It changes nothing. For a hundred megabytes it takes some seconds.
// It is for backups, and for whoever suspects something; Open and doctor look with less. The first thing that is
// wrong is the error, as one is enough to restore a backup. Contents are set as far as they were read.
func Verify(ctx context.Context, path string) (c Contents, err error) {
	err = withChecker(ctx, path, func(pool *sql.DB) error {
		if err := soundness(ctx, pool, "integrity_check"); err != nil {
			return err
		}
		if c, err = contents(ctx, pool, path); err != nil || c.Schema == 0 {
			return err
		}
		// No row is the good answer here, and so it comes as an error.
		var table string
		err = pool.QueryRowContext(ctx, `SELECT "table" FROM pragma_foreign_key_check LIMIT 1`).Scan(&table)
		if err == nil {
			return fmt.Errorf("%w (a row of table %s refers to one that is not there)", errDamaged, table)
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		return matchSums(ctx, pool)
	})
	return c, err
}

// CompareSums builds every kept sum anew from the ledger and compares the two. It changes nothing; nil when all are
// the same. A million entries take some seconds, in which it holds up nobody.
func CompareSums(ctx context.Context, path string) error {
	return withChecker(ctx, path, func(pool *sql.DB) error { return matchSums(ctx, pool) })
}

// CompareDeals compares which deals are marked as counted with the ledger, both ways: each has the entries of its win there,
// written in the same instant, and nothing else is there as a win. It changes nothing; nil when all are the same, and for
// a database of before there were deals. No backup is refused for it, as nothing is lost by it: totals go by the ledger.
func CompareDeals(ctx context.Context, path string) error {
	return withChecker(ctx, path, func(pool *sql.DB) error {
		if version, err := schemaVersion(ctx, pool); err != nil || version < schemaOfDeals {
			return err
		}
		return matchDeals(ctx, pool)
	})
}

// schemaOfDeals is the first version of the schema that has deals.
const schemaOfDeals = 6

// Look tells what a database holds, by its size, its schema version and three counts. Unlike the checks it is quick.
// A file in which nothing was ever stored has schema 0 and no counts.
func Look(ctx context.Context, path string) (c Contents, err error) {
	err = withChecker(ctx, path, func(pool *sql.DB) error {
		c, err = contents(ctx, pool, path)
		return err
	})
	return c, err
}

// withChecker is withFile with the cache and the memory that a thorough check takes.
func withChecker(ctx context.Context, path string, f func(*sql.DB) error) error {
	return withFile(ctx, path, checkerPragmas, f)
}

// withFile opens a file that may be damaged, in a pool of its own: the context interrupts it, and throws away no
// connection that anybody else has. A file that is not there, or is not Pacer's, is refused.
// It may run beside a serve: it reads, and SQLite's own locks see to the rest. What f answers about the content is
// said with the file's name; what SQLite itself says is translated first.
func withFile(ctx context.Context, path string, pragmas []string, f func(*sql.DB) error) error {
	if err := mustExist(path); err != nil {
		return err
	}
	if err := Inspect(ctx, path); err != nil {
		return err
	}
	pool, err := openPool(path, pragmas, 1)
	if err != nil {
		return fmt.Errorf("database %s: %w", path, err)
	}
	defer pool.Close()
	err = f(pool)
	if errors.Is(err, errDamaged) || errors.Is(err, errSums) || errors.Is(err, errDeals) {
		return fmt.Errorf("database %s %w", path, err)
	}
	return describeOpen(path, err)
}

// mustExist refuses a file that opening would make.
func mustExist(path string) error {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("there is no database %s", path)
	} else if err != nil {
		return fmt.Errorf("database %s: %w", path, err)
	}
	return nil
}

// upToDate refuses a database that Open would first have to make or to change.
// Both directions are refused: a newer schema by Inspect, which comes first, and an older one here.
func upToDate(ctx context.Context, path string) error {
	return withChecker(ctx, path, func(pool *sql.DB) error {
		version, err := schemaVersion(ctx, pool)
		if err != nil {
			return err
		}
		known, err := newestMigration()
		if err != nil || version == known {
			return err
		}
		return fmt.Errorf("database %s %w: its schema is version %d, and this program works with version %d; "+
			"pacer serve and pacer apply bring it up to date", path, ErrOlder, version, known)
	})
}

// soundness runs one of SQLite's two checks, and passes on the first thing that it finds.
// The check is one of this package's own words, never of people: a PRAGMA takes no parameters. SQLite could list a
// hundred faults, of which the first says as much as all.
func soundness(ctx context.Context, pool *sql.DB, check string) error {
	var found string
	if err := pool.QueryRowContext(ctx, "PRAGMA "+check+"(1)").Scan(&found); err != nil {
		return err
	}
	if found != "ok" {
		return fmt.Errorf("%w (%s: %s)", errDamaged, check, strings.ReplaceAll(found, "\n", " "))
	}
	return nil
}

// contents reads what is in a database that Inspect has let pass.
func contents(ctx context.Context, pool *sql.DB, path string) (c Contents, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return c, err
	}
	c.Bytes = info.Size()
	if c.Schema, err = schemaVersion(ctx, pool); err != nil || c.Schema == 0 {
		return c, err
	}
	err = pool.QueryRowContext(ctx, `
		SELECT (SELECT COUNT(*) FROM team), (SELECT COUNT(*) FROM person), (SELECT COUNT(*) FROM activity)`).
		Scan(&c.Teams, &c.People, &c.Entries)
	return c, err
}

// schemaVersion is the newest migration that a database has had; 0 when it has had none.
// The table is looked for first, for a file without it is new and no fault.
func schemaVersion(ctx context.Context, pool *sql.DB) (version int64, err error) {
	var tables int
	err = pool.QueryRowContext(ctx,
		`SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = $1`, versionTable).Scan(&tables)
	if err != nil || tables == 0 {
		return 0, err
	}
	err = pool.QueryRowContext(ctx, `SELECT COALESCE(MAX(version), 0) FROM `+versionTable).Scan(&version)
	return version, err
}

// errSums is what a database is found to have whose ledger and sums tell two stories. The ledger is the truth.
var errSums = errors.New("has sums that are not those of its ledger, which is right; stop serve, and pacer doctor --rebuild-sums builds them anew")

// matchSums looks for days and months whose kept sum is not that of the ledger's entries. What is in one of the two
// alone counts as 0 in the other, as it does for whoever asks for a sum. One statement is one picture.
// It sorts all entries, which is what the checker's memory is for. Money is summed in minor units, so that it is
// exact.
func matchSums(ctx context.Context, pool *sql.DB) error {
	const (
		common  = ` SELECT team_id, person_id, kpi_id, `
		entries = ` AS period, 0 AS kept, count AS summed FROM activity`
	)
	var (
		wrong               int64
		person, kpi, period sql.NullString
		kept, summed        sql.NullInt64
	)
	err := pool.QueryRowContext(ctx, `
		WITH each AS (`+common+`period, SUM(kept) AS kept, SUM(summed) AS summed FROM (`+common+`day`+entries+`
				UNION ALL `+common+`'M' || substr(day, 1, 7)`+entries+`
				UNION ALL `+common+`t.period, t.count, 0 FROM tally t JOIN counter c ON c.id = t.counter_id
			) all_of_them GROUP BY 1, 2, 3, 4 HAVING SUM(kept) <> SUM(summed))
		SELECT (SELECT COUNT(*) FROM each), person_id, kpi_id, period, kept, summed
		FROM (SELECT 1) one LEFT JOIN (SELECT * FROM each ORDER BY 1, 2, 3, 4 LIMIT 1) first ON true`).
		Scan(&wrong, &person, &kpi, &period, &kept, &summed)
	if err != nil || wrong == 0 {
		return err
	}
	return fmt.Errorf("%w (%d of them; the first is of %s, KPI %s, %s: %d is kept, %d is in the ledger)",
		errSums, wrong, person.String, kpi.String, period.String, kept.Int64, summed.Int64)
}

// errDeals is what a database is found to have whose ledger and deals tell two stories of what was won.
var errDeals = errors.New("has won deals that are not in its ledger as they are marked; totals go by the ledger: log what is " +
	"missing, take back what is too much, or restore a backup")

// matchDeals looks for wins that one of the two alone has. A deal and its entries have no id in common; the change that wins
// a deal writes both, with one instant. Whoever was forgotten has another id in both, and instants stay.
func matchDeals(ctx context.Context, pool *sql.DB) error {
	const (
		won  = `SELECT d.team_id, m.moved_at, d.id FROM deal d JOIN deal_move m ON m.deal_id = d.id WHERE m.to_stage = 'won' AND d.counted = 1`
		wins = `SELECT a.team_id, a.logged_at, a.id FROM activity a WHERE a.source = 'deal' AND a.corrects IS NULL`
	)
	var (
		wrong     int64
		id, where sql.NullString
	)
	err := pool.QueryRowContext(ctx, `
		WITH won AS (`+won+`), wins AS (`+wins+`), each AS (
			SELECT id, 'the deal is marked as counted, and the ledger has no entry of its win' AS what FROM deal
			WHERE counted = 1 AND NOT EXISTS (
				SELECT 1 FROM won JOIN wins ON wins.team_id = won.team_id AND wins.logged_at = won.moved_at WHERE won.id = deal.id)
			UNION ALL SELECT id, 'the entry is of a win, and no deal of that instant is marked as counted' FROM wins
			WHERE NOT EXISTS (SELECT 1 FROM won WHERE won.team_id = wins.team_id AND won.moved_at = wins.logged_at))
		SELECT (SELECT COUNT(*) FROM each), id, what
		FROM (SELECT 1) one LEFT JOIN (SELECT * FROM each ORDER BY 1 LIMIT 1) first ON true`).Scan(&wrong, &id, &where)
	if err != nil || wrong == 0 {
		return err
	}
	return fmt.Errorf("%w (%d of them; of the first, %s, %s)", errDeals, wrong, id.String, where.String)
}
