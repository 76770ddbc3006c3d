package store

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/pressly/goose/v3"

	"example.com/pacer/bot/coach"
)

// Each schema that was ever released is still in somebody's file: it has to come up to this program's with everything
// that is in it.
func TestEveryReleasedSchemaMigrates(t *testing.T) {
	newest, err := newestMigration()
	if err != nil {
		t.Fatal(err)
	}
	want := schemaOf(t, open(t))
	for _, version := range migrations(t) {
		if version == newest {
			continue
		}
		t.Run(strconv.FormatInt(version, 10), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "pacer.db")
			before := released(t, path, version)
			d := openAt(t, path)
			same(t, "schema", schemaOf(t, d), want)
			for table, rows := range before {
				if table != versionTable {
					same(t, table, rowsOf(t, d.writePool, table), rows)
				}
			}
			if err := CompareSums(t.Context(), path); err != nil {
				t.Error(err)
			}
			r, err := d.Roster(t.Context())
			if err != nil || len(r.Teams) != 1 {
				t.Fatalf("%d teams, error %v", len(r.Teams), err)
			}
			commit(t, d, coach.Change{Activities: []coach.Activity{{
				Team: r.Teams[0].ID, Person: "U0ANN", KPI: r.Teams[0].KPIs[0].ID, Day: today, Count: 1, LoggedAt: monday, Source: "command",
			}}})
		})
	}
}

// A panic in the middle of a migration reaches whoever opens the database, instead of a start that hangs with the file
// locked, and leaves the schema as it was before that migration. The clock is what panics, as it is asked inside of it.
func TestAPanicEndsAMigration(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pacer.db")
	for _, nth := range []int{1, 2, 5} {
		ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
		func() {
			defer stop()
			defer func() {
				if v := recover(); v != "a bug" || ctx.Err() != nil {
					t.Errorf("row %d: recovered %v, want the bug at once; %v", nth, v, ctx.Err())
				}
			}()
			asked := 0
			_, err := Open(ctx, path, Options{Now: func() time.Time {
				if asked++; asked == nth {
					panic("a bug")
				}
				return monday
			}})
			t.Errorf("row %d: opened, %v", nth, err)
		}()
	}
	same(t, "schema", schemaOf(t, openAt(t, path)), schemaOf(t, open(t)))
}

// migrations are the versions that this program brings, ascending. A number may be missing.
func migrations(t *testing.T) (versions []int64) {
	t.Helper()
	for _, file := range must(fs.Glob(migrationFiles, "migrations/sqlite/*.sql"))(t) {
		versions = append(versions, must(goose.NumericComponent(file))(t))
	}
	return versions
}

// released makes a file of a schema, with something in each table, and answers how many rows each has.
func released(t *testing.T, path string, version int64) map[string]int {
	t.Helper()
	if err := create(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	pool, err := openPool(path, writerPragmas, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	provider, err := newProvider(pool, versions{now: func() time.Time { return monday }})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range migrations(t) {
		if v > version {
			break
		}
		if _, err := provider.UpTo(t.Context(), v); err != nil {
			t.Fatal(err)
		}
		rows, err := os.ReadFile(filepath.Join("testdata", "released", fmt.Sprintf("%05d.sql", v)))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := pool.ExecContext(t.Context(), string(rows)); err != nil {
			t.Fatal(err)
		}
	}
	counts := map[string]int{}
	for _, table := range tablesOf(t, pool) {
		if counts[table] = rowsOf(t, pool, table); counts[table] == 0 {
			t.Errorf("nothing is in %s: its migration proves nothing", table)
		}
	}
	return counts
}

func tablesOf(t *testing.T, pool *sql.DB) (tables []string) {
	t.Helper()
	rows, err := pool.QueryContext(t.Context(), `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var table string
		if err := rows.Scan(&table); err != nil {
			t.Fatal(err)
		}
		tables = append(tables, table)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return tables
}

func rowsOf(t *testing.T, pool *sql.DB, table string) (n int) {
	t.Helper()
	if err := pool.QueryRowContext(t.Context(), `SELECT COUNT(*) FROM `+table).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
