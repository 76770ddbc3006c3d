package store

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"example.com/pacer/bot/coach"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// tryOpen opens a database that may be refused.
func tryOpen(ctx context.Context, path string) (*DB, error) {
	return Open(ctx, path, Options{Now: func() time.Time { return monday }})
}

// raw runs SQL on a file as another program would.
func raw(t *testing.T, path string, statements ...string) {
	t.Helper()
	if err := create(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	pool, err := openPool(path, nil, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	for _, s := range statements {
		if _, err := pool.ExecContext(t.Context(), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	folder := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	newer := filepath.Join(folder, "newer.db")
	if err := openAndClose(t, newer); err != nil {
		t.Fatal(err)
	}
	raw(t, newer, `INSERT INTO schema_version (version, applied_at) VALUES (4711, 0)`)
	foreign := filepath.Join(folder, "foreign.db")
	raw(t, foreign, `PRAGMA application_id = 252006673`, `CREATE TABLE notes (body TEXT)`)
	nameless := filepath.Join(folder, "nameless.db")
	raw(t, nameless, `CREATE TABLE notes (body TEXT)`)

	whole := filepath.Join(folder, "whole.db")
	if err := openAndClose(t, whole); err != nil {
		t.Fatal(err)
	}
	half := file("half.db", fingerprint(whole)[:len(fingerprint(whole))/2])

	for _, row := range []struct {
		name, path string
		want       []string // what the sentence says
	}{
		{"cut off in the middle", half, []string{half, "is damaged; restore a backup"}},
		{"cut off in the first page", file("stub.db", fingerprint(whole)[:1000]), []string{"stub.db", "is damaged; restore a backup"}},
		{"newer", newer, []string{newer, "newer Pacer", "version 4711", "up to version 19"}},
		{"another program's", foreign, []string{foreign, "another program", "0xf055111", "another file"}},
		{"another program's without an id", nameless, []string{nameless, "another program"}},
		{"text", file("text.db", strings.Repeat("Dear diary, today I sold.\n", 99)), []string{"not a SQLite database"}},
		{"short text", file("short.db", "hello"), []string{"not a SQLite database"}},
		{"directory", folder, []string{"is a directory", filepath.Join(folder, "pacer.db")}},
		{"in no directory", filepath.Join(folder, "no", "pacer.db"), []string{"there is no directory"}},
		{"below a file", filepath.Join(nameless, "pacer.db"), []string{"not a directory"}},
	} {
		before := fingerprint(row.path)
		d, err := tryOpen(t.Context(), row.path)
		if err == nil {
			d.Close()
			t.Errorf("%s: was opened", row.name)
			continue
		}
		for _, want := range row.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %q does not say %q", row.name, err, want)
			}
		}
		if after := fingerprint(row.path); after != before {
			t.Errorf("%s: the file was changed", row.name)
		}
	}
}

// fingerprint is the content of a file, or nothing.
func fingerprint(path string) string {
	b, _ := os.ReadFile(path)
	return string(b)
}

func openAndClose(t *testing.T, path string) error {
	d, err := tryOpen(t.Context(), path)
	if err != nil {
		return err
	}
	return d.Close()
}

func TestOpenAccepts(t *testing.T) {
	folder := t.TempDir()
	empty := filepath.Join(folder, "empty.db")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	// Killed between the version table and the first migration.
	begun := filepath.Join(folder, "begun.db")
	raw(t, begun,
		`CREATE TABLE schema_version (version INTEGER NOT NULL PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT`,
		`INSERT INTO schema_version (version, applied_at) VALUES (0, 0)`)
	for _, path := range []string{
		empty, begun,
		filepath.Join(folder, "new.db"),
		filepath.Join(folder, "why? 100% #1 & _pragma=synchronous(OFF).db"),
	} {
		for range 2 { // created, then opened
			if err := openAndClose(t, path); err != nil {
				t.Fatal(err)
			}
		}
		if info, err := os.Stat(path); err != nil || info.Size() == 0 {
			t.Errorf("%s was not written under its name: %v", path, err)
		}
	}
	if _, err := Open(t.Context(), empty, Options{}); err == nil {
		t.Error("opened without a clock")
	}
}

// Several processes may find the same new file at once.
func TestOpenTogether(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pacer.db")
	const openers = 4
	errs := make(chan error, openers)
	for range openers {
		go func() { errs <- openAndClose(t, path) }()
	}
	for range openers {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
}

// TestPragmas checks that every connection has the settings, not only the first.
func TestPragmas(t *testing.T) {
	d := open(t)
	for pragma, want := range map[string][2]string{
		"journal_mode": {"wal", "wal"}, "synchronous": {"2", "2"}, "foreign_keys": {"1", "1"},
		"busy_timeout": {"10", "5000"}, // the writer looks for the gap often: see begin
		"query_only":   {"0", "1"},
	} {
		var got [2]string
		read := func(into *string) func(*session) error {
			return func(s *session) error { return s.row("PRAGMA "+pragma, nil, into) }
		}
		if err := d.write(t.Context(), read(&got[0])); err != nil {
			t.Fatal(err)
		}
		for range readerCount {
			if err := d.read(t.Context(), read(&got[1])); err != nil {
				t.Fatal(err)
			}
			if got != want {
				t.Errorf("%s of writer and reader: got %v, want %v", pragma, got, want)
			}
		}
	}
}

// TestSchema compares the schema that the migrations make with a golden file, so that a change of it is seen
// in review.
func TestSchema(t *testing.T) {
	schema := schemaOf(t, open(t))
	golden := filepath.Join("testdata", "schema.sql")
	if *update {
		if err := os.WriteFile(golden, []byte(schema), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "schema (go test ./store -run TestSchema -update accepts it)", schema, string(want))
	tables := strings.Count(schema, "CREATE TABLE")
	if strict := strings.Count(schema, ") STRICT"); strict != tables {
		t.Errorf("%d of %d tables are STRICT", strict, tables)
	}
}

// schemaOf is all that made the schema of a file, by name.
func schemaOf(t *testing.T, d *DB) string {
	t.Helper()
	var schema strings.Builder
	err := d.read(t.Context(), func(s *session) error {
		return s.each(`SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name`, nil, func(rows *sql.Rows) error {
			var text string
			err := rows.Scan(&text)
			fmt.Fprintf(&schema, "%s;\n\n", text)
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return schema.String()
}

// TestNoDatabaseClock keeps the database from asking the time: the clock is the program's.
func TestNoDatabaseClock(t *testing.T) {
	clock := regexp.MustCompile(`(?i)current_(timestamp|date|time)\b|'now'|unixepoch\s*\(|julianday\s*\(`)
	err := fs.WalkDir(os.DirFS("."), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		if found := clock.Find(text); found != nil {
			t.Errorf("%s asks the database's clock: %s", path, found)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestClosed(t *testing.T) {
	d, err := tryOpen(t.Context(), filepath.Join(t.TempDir(), "pacer.db"))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}
	if err := d.Commit(t.Context(), coach.Change{At: monday}); !errors.Is(err, errClosed) {
		t.Errorf("commit: error %v", err)
	}
	if _, err := d.Roster(t.Context()); !errors.Is(err, errClosed) {
		t.Errorf("roster: error %v", err)
	}
}

// TestBubble shows that a store stands still in virtual time: a day passes at once, and Close ends every
// goroutine.
func TestBubble(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pacer.db")
	synctest.Test(t, func(t *testing.T) {
		d, err := Open(t.Context(), path, Options{Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		team := applied(t, d, west())
		for i := range 3 {
			commit(t, d, coach.Change{
				At: time.Now(), Inbound: fmt.Sprintf("e/%d", i), Activities: []coach.Activity{entry(team, "U0ANN", 0, 1)},
			})
			time.Sleep(10 * time.Hour)
			synctest.Wait()
		}
		if keys := count(t, d, `SELECT COUNT(*) FROM inbound`); keys != 3 {
			t.Errorf("%d keys before the next commits, want 3", keys)
		}
		commit(t, d, coach.Change{At: time.Now(), Inbound: "e/3"}) // e/0 is 30 hours old
		if keys := count(t, d, `SELECT COUNT(*) FROM inbound`); keys != 3 {
			t.Errorf("%d keys are kept, want the 3 of a day", keys)
		}
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
}

// count runs a query that answers one number.
func count(t testing.TB, d *DB, query string) (n int64) {
	t.Helper()
	if err := d.read(t.Context(), func(s *session) error { return s.row(query, nil, &n) }); err != nil {
		t.Fatal(err)
	}
	return n
}
