package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"example.com/pacer/bot/coach"
)

// ledger makes a database with so many entries, and closes it.
func ledger(t *testing.T, path string, entries int) {
	t.Helper()
	d, err := tryOpen(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	team := applied(t, d, west())
	for i := range entries {
		commit(t, d, coach.Change{Inbound: fmt.Sprintf("e/%d", i), Activities: []coach.Activity{entry(team, "U0ANN", 0, 1)}})
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}

// entriesOf counts the ledger of a file.
func entriesOf(t *testing.T, path string) int64 {
	t.Helper()
	c, err := Look(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	return c.Entries
}

// files lists a folder, the files of SQLite's shared memory aside.
func files(t *testing.T, folder string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), "-shm") && !strings.HasSuffix(e.Name(), "-wal") {
			names = append(names, e.Name())
		}
	}
	return names
}

// TestBackupWhileWritten backs up while people log: what was acknowledged before is in the copy, and the copy is whole.
func TestBackupWhileWritten(t *testing.T) {
	folder := t.TempDir()
	path, target := filepath.Join(folder, "pacer.db"), filepath.Join(folder, "backup.db")
	d := openAt(t, path)
	team := applied(t, d, west())
	for i := range 200 {
		commit(t, d, logged(team, "U0ANN", int64(i)))
	}
	var wg sync.WaitGroup
	done := make(chan struct{})
	wg.Go(func() {
		for i := int64(1000); ; i++ {
			select {
			case <-done:
				return
			default:
				if err := d.Commit(context.Background(), logged(team, "U0BOB", i)); err != nil {
					t.Error(err)
					return
				}
			}
		}
	})
	c, err := Backup(t.Context(), path, target, false)
	close(done)
	wg.Wait()
	if err != nil {
		t.Fatal(err)
	}
	if c.Entries < 200 || c.Schema == 0 || c.Teams != 1 {
		t.Errorf("the copy holds %+v", c)
	}
	same(t, "files", files(t, folder), []string{"backup.db", "pacer.db"})
	copied := openAt(t, target) // it is a database like any other
	if err := compareTotals(t.Context(), copied, team); err != nil {
		t.Error(err)
	}
}

func TestBackupRefuses(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "pacer.db")
	ledger(t, path, 3)
	there := filepath.Join(folder, "there.db")
	if err := os.WriteFile(there, []byte("last week's"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name, path, target string
		replace            bool
		want               string
	}{
		{"what is there already", path, there, false, "is there already, and was left as it is"},
		{"the database itself", path, path, true, "is the database itself"},
		{"a directory", path, folder, true, "is a directory; name a file in it"},
		{"no directory", path, filepath.Join(folder, "no", "b.db"), false, "there is no directory"},
		{"no database", filepath.Join(folder, "no.db"), filepath.Join(folder, "b.db"), false, "there is no database"},
		{"no database's name", there, filepath.Join(folder, "b.db"), false, "is not a SQLite database"},
	} {
		_, err := Backup(t.Context(), row.path, row.target, row.replace)
		if err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s: error %v, want %q", row.name, err, row.want)
		}
	}
	same(t, "files", files(t, folder), []string{"pacer.db", "there.db"})
	if fingerprint(there) != "last week's" {
		t.Error("a refused backup changed what was there")
	}
	if _, err := Backup(t.Context(), path, there, true); err != nil || entriesOf(t, there) != 3 {
		t.Errorf("replaced: %v", err)
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if _, err := Backup(stopped, path, filepath.Join(folder, "b.db"), false); err == nil {
		t.Error("a backup that was stopped said nothing")
	}
	same(t, "files after a stop", files(t, folder), []string{"pacer.db", "there.db"})
}

var restorer = Holder{Command: "restore", Started: monday, PID: 1}

func TestRestore(t *testing.T) {
	folder := t.TempDir()
	path, backup := filepath.Join(folder, "pacer.db"), filepath.Join(folder, "backup.db")
	ledger(t, path, 3)
	if _, err := Backup(t.Context(), path, backup, false); err != nil {
		t.Fatal(err)
	}
	r, err := Restore(t.Context(), backup, filepath.Join(folder, "new.db"), restorer, monday)
	if err != nil || r.Kept != "" || r.Entries != 3 || entriesOf(t, filepath.Join(folder, "new.db")) != 3 {
		t.Errorf("in no place: %+v, %v", r, err)
	}
	// Twice in one second: nothing that is kept is ever replaced.
	for _, kept := range []string{path + ".replaced-20261123-090000", path + ".replaced-20261123-090000-2"} {
		d := openAt(t, path)
		commit(t, d, coach.Change{Activities: []coach.Activity{entry(must(d.Roster(t.Context()))(t).Teams[0], "U0BOB", 0, 1)}})
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		r, err := Restore(t.Context(), backup, path, restorer, monday)
		if err != nil || r.Kept != kept {
			t.Fatalf("kept as %s, %v; want %s", r.Kept, err, kept)
		}
		if old, now := entriesOf(t, kept), entriesOf(t, path); old != 4 || now != 3 {
			t.Errorf("%d entries are kept and %d restored, want 4 and 3", old, now)
		}
	}
	if entriesOf(t, backup) != 3 {
		t.Error("the backup was changed")
	}
}

// TestRestoreOverRubble puts a backup in the place of what cannot be read, whose log must not be read together with
// the new file.
func TestRestoreOverRubble(t *testing.T) {
	folder := t.TempDir()
	path, backup := filepath.Join(folder, "pacer.db"), filepath.Join(folder, "backup.db")
	ledger(t, backup, 3)
	for _, name := range []string{path, path + "-wal", path + "-journal"} {
		if err := os.WriteFile(name, []byte(strings.Repeat("rubble ", 2000)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r, err := Restore(t.Context(), backup, path, restorer, monday)
	if err != nil {
		t.Fatal(err)
	}
	if entriesOf(t, path) != 3 || !strings.HasPrefix(fingerprint(r.Kept), "rubble") {
		t.Errorf("restored %+v", r)
	}
	for _, side := range []string{"-wal", "-journal"} {
		if fingerprint(path+side) != "" {
			t.Errorf("%s is left for the new database", side)
		}
	}
}

// TestRestoreTakesTheLogAlong keeps what only the old database's log holds, as a kill leaves it.
func TestRestoreTakesTheLogAlong(t *testing.T) {
	folder := t.TempDir()
	path, backup := filepath.Join(folder, "pacer.db"), filepath.Join(folder, "backup.db")
	ledger(t, backup, 3)
	d := openAt(t, filepath.Join(folder, "killed.db"))
	commit(t, d, coach.Change{Activities: []coach.Activity{entry(applied(t, d, west()), "U0BOB", 0, 1)}})
	for _, side := range []string{"", "-wal"} {
		if err := os.WriteFile(path+side, []byte(fingerprint(d.path+side)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r, err := Restore(t.Context(), backup, path, restorer, monday)
	if err != nil {
		t.Fatal(err)
	}
	if old, now := entriesOf(t, r.Kept), entriesOf(t, path); old != 1 || now != 3 {
		t.Errorf("%d entries are kept and %d restored, want 1 and 3", old, now)
	}
}

func TestRestoreRefuses(t *testing.T) {
	folder := t.TempDir()
	in := func(name string) string { return filepath.Join(folder, name) }
	path, backup := in("pacer.db"), in("backup.db")
	ledger(t, path, 2)
	ledger(t, backup, 3)
	whole := fingerprint(backup)
	broken := []byte(whole)
	for i := 2 * 4096; i < 6*4096; i++ { // pages of tables
		broken[i] ^= 0x5a
	}
	for name, text := range map[string][]byte{
		"empty.db": {}, "text.db": []byte(strings.Repeat("Dear diary.\n", 99)), "cut.db": []byte(whole[:len(whole)/2]), "broken.db": broken,
	} {
		if err := os.WriteFile(in(name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ledger(t, in("newer.db"), 1)
	raw(t, in("newer.db"), `INSERT INTO schema_version (version, applied_at) VALUES (4711, 0)`)
	raw(t, in("foreign.db"), `CREATE TABLE notes (body TEXT)`)
	ledger(t, in("wrong.db"), 1)
	raw(t, in("wrong.db"), `UPDATE tally SET count = count + 1`)
	raw(t, in("nothing.db"), `CREATE TABLE schema_version (version INTEGER NOT NULL PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT`)
	before := fingerprint(path)
	for name, want := range map[string]string{
		"missing.db": "there is no backup", "empty.db": "is empty", "text.db": "is not a SQLite database", "cut.db": "is damaged",
		"broken.db": "is damaged", "newer.db": "written by a newer Pacer", "foreign.db": "another program",
		"wrong.db": "sums that are not those of its ledger", "nothing.db": "holds nothing of Pacer's", "pacer.db": "the database itself",
	} {
		_, err := Restore(t.Context(), in(name), path, restorer, monday)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", name, err, want)
		}
	}
	if _, err := Restore(t.Context(), backup, in("foreign.db"), restorer, monday); err == nil || !strings.Contains(err.Error(), "another program") {
		t.Errorf("over another program's: error %v", err)
	}
	if fingerprint(path) != before || slices.ContainsFunc(files(t, folder), func(n string) bool {
		return strings.Contains(n, "replaced") || strings.Contains(n, "partial")
	}) {
		t.Errorf("a refused restore left something: %v", files(t, folder))
	}
}

// TestRestoreWhileUsed refuses beside a process that serves, and beside a command that has the database open.
func TestRestoreWhileUsed(t *testing.T) {
	folder := t.TempDir()
	path, backup := filepath.Join(folder, "pacer.db"), filepath.Join(folder, "backup.db")
	ledger(t, backup, 3)
	d := openAt(t, path)
	commit(t, d, coach.Change{At: monday})
	if _, err := Restore(t.Context(), backup, path, restorer, monday); err == nil || !strings.Contains(err.Error(), "used by another command") {
		t.Errorf("beside a command: error %v", err)
	}
	claim, err := Lock(path, Holder{Command: "serve", Started: monday})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = claim.Release() })
	_, err = Restore(t.Context(), backup, path, restorer, monday)
	if _, ok := errors.AsType[*TakenError](err); !ok {
		t.Errorf("beside serve: error %v", err)
	}
	commit(t, d, coach.Change{At: monday}) // it goes on
}

func TestChecks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pacer.db")
	ledger(t, path, 3)
	check := func(want string, checks ...func(context.Context, string) error) {
		t.Helper()
		for _, c := range checks {
			if err := c(t.Context(), path); want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
				t.Errorf("error %v, want %q", err, want)
			}
		}
	}
	check("", QuickCheck, CompareSums)
	raw(t, path, `UPDATE tally SET count = 7 WHERE period = '2026-11-23'`)
	check("", QuickCheck)
	check("1 of them; the first is of U0ANN", CompareSums)
	raw(t, path, `DELETE FROM tally`)
	check("2 of them", CompareSums)
	raw(t, path, `DELETE FROM activity`)
	check("", CompareSums)
	raw(t, path, `INSERT INTO tally SELECT id, '2026-11-22', 1 FROM counter`)
	check("1 is kept, 0 is in the ledger", CompareSums)
}

// A win is in the ledger and in its deal, whoever is forgotten, takes the entry back or opens the deal again. One that either has
// alone is found, with what to do.
func TestDealsAreComparedWithTheLedger(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pacer.db")
	d := openAt(t, path)
	check := func(want ...string) {
		t.Helper()
		err := CompareDeals(t.Context(), path)
		if len(want) == 0 && err != nil || len(want) > 0 && err == nil {
			t.Errorf("error %v, want %q", err, want)
		}
		for _, part := range want {
			if err != nil && !strings.Contains(err.Error(), part) {
				t.Errorf("error %v, want %q", err, part)
			}
		}
	}
	check()
	must(d.ApplyTeam(t.Context(), west(), monday))(t)
	team := must(d.Roster(t.Context()))(t).Teams[0]
	wins := func(id, owner string, at time.Time) coach.Change {
		deal := acme(team)
		deal.ID, deal.Owner, deal.State, deal.EndedAt, deal.EndedDay, deal.Counted = id, owner, coach.DealWon, at, today, true
		var entries []coach.Activity
		for _, k := range team.KPIs[:2] {
			entries = append(entries, coach.Activity{ID: id + k.ID, Team: team.ID, Person: owner, KPI: k.ID, Day: today, Count: 1, LoggedAt: at, Source: "deal"})
		}
		return coach.Change{At: at, Deals: []coach.Deal{deal}, Activities: entries, DealMoves: []coach.DealMove{{ID: "m" + id, Deal: id, From: "qualified", To: "won", By: owner}}}
	}
	commit(t, d, wins("d1", "U0ANN", monday))
	commit(t, d, wins("d2", "U0BOB", monday))
	third := wins("d3", "U0ANN", monday.Add(time.Hour))
	commit(t, d, third)
	check()

	back := third.Activities[0]
	back.ID, back.Corrects, back.Count, back.Source = "undone", back.ID, -1, "undo"
	open := third.Deals[0]
	open.Rev, open.State, open.EndedAt, open.EndedDay = 1, coach.DealOpen, time.Time{}, 0
	commit(t, d, coach.Change{
		At: monday.Add(2 * time.Hour), Activities: []coach.Activity{back}, Deals: []coach.Deal{open},
		DealMoves: []coach.DealMove{{ID: "again", Deal: "d3", From: "won", To: "qualified", By: "U0ANN"}},
	})
	commit(t, d, coach.Change{At: monday.Add(3 * time.Hour), Forget: &coach.Forgetting{Person: "U0ANN", As: coach.Nameless("x", true)}})
	check()

	raw(t, path, `UPDATE deal SET counted = 0 WHERE id = 'd3'`)
	check("2 of them; of the first, d3", "the entry is of a win, and no deal of that instant is marked as counted", "take back what is too much", path)
	raw(t, path, `UPDATE deal SET counted = 1 WHERE id = 'd3'; DELETE FROM deal_move WHERE id = 'md3'`)
	check("3 of them; of the first, d3, the deal is marked as counted, and the ledger has no entry of its win", "log what is missing")
	raw(t, path, `DELETE FROM activity WHERE corrects IS NOT NULL; DELETE FROM activity WHERE source = 'deal' AND logged_at = (SELECT MAX(logged_at) FROM activity)`)
	check("1 of them; of the first, d3")
}

func TestReadOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pacer.db")
	look := func() (*DB, error) {
		return Open(t.Context(), path, Options{Now: func() time.Time { return monday }, ReadOnly: true})
	}
	if _, err := look(); err == nil || !strings.Contains(err.Error(), "there is no database") {
		t.Errorf("nothing there: error %v", err)
	}
	if fingerprint(path) != "" {
		t.Error("looking made a database")
	}
	ledger(t, path, 3)
	d, err := look()
	if err != nil {
		t.Fatal(err)
	}
	if r, err := d.Roster(t.Context()); err != nil || len(r.Teams) != 1 {
		t.Errorf("roster %+v, %v", r, err)
	}
	if err := d.Commit(t.Context(), coach.Change{At: monday}); !errors.Is(err, errReadOnly) {
		t.Errorf("commit: error %v", err)
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
	raw(t, path, `DELETE FROM schema_version WHERE version > 0`)
	if _, err := look(); err == nil || !strings.Contains(err.Error(), "bring it up to date") {
		t.Errorf("of an older Pacer: error %v", err)
	}
}

// TestGone takes the file away from under an open database: nothing is stored into a file without a name, reading makes no
// new one, and when the same file is back, so is everything.
func TestGone(t *testing.T) {
	d := open(t)
	team := applied(t, d, west())
	commit(t, d, logged(team, "U0ANN", 1))
	away := d.path + ".away"
	if err := os.Rename(d.path, away); err != nil {
		t.Fatal(err)
	}
	refused := func(what string) {
		t.Helper()
		for _, err := range []error{d.Commit(t.Context(), logged(team, "U0ANN", 2)), d.Ready(t.Context())} {
			if !errors.Is(err, coach.ErrGone) {
				t.Errorf("%s: error %v", what, err)
			}
		}
	}
	refused("gone")
	for range 2 * readerCount { // those that have to open a connection fail, the others do not
		_, _ = d.Occurrences(t.Context(), 1)
	}
	if _, err := os.Stat(d.path); !errors.Is(err, os.ErrNotExist) {
		t.Error("reading made a new database")
	}
	if err := os.WriteFile(d.path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	refused("another file")
	if err := os.Rename(away, d.path); err != nil {
		t.Fatal(err)
	}
	if err := d.Ready(t.Context()); err != nil {
		t.Errorf("back again: %v", err)
	}
	commit(t, d, logged(team, "U0ANN", 2))
	if s := d.Stats(); s.Commits == 0 || s.Writes < s.Commits || s.Batches[1] == 0 || s.Queued != 0 {
		t.Errorf("stats %+v", s)
	}
}

// TestOutboxBacklog tells a message that is late from those that have time.
func TestOutboxBacklog(t *testing.T) {
	d := open(t)
	at := func(minutes int) time.Time { return monday.Add(time.Duration(minutes) * time.Minute) }
	commit(t, d, coach.Change{Messages: []coach.Message{
		{Key: "late", Verb: coach.Post, Channel: "C0WEST", CreatedAt: at(-30)},
		{Key: "newer", Verb: coach.Post, Channel: "C0WEST", CreatedAt: at(-5)},
		{Key: "planned", Verb: coach.Post, Channel: "C0WEST", CreatedAt: at(-600), NextAt: at(60)},
		{Key: "reply", Verb: coach.Post, Channel: "C0WEST", CreatedAt: at(-700), Thread: "planned"},
	}})
	all, err := d.Outbox(t.Context(), monday)
	if err != nil {
		t.Fatal(err)
	}
	if got := all[coach.Pending]; len(all) != 1 || got.Count != 4 || !got.Oldest.Equal(at(-30)) {
		t.Errorf("outbox %+v", all)
	}
	commit(t, d, coach.Change{Messages: []coach.Message{
		{Key: "patient", Verb: coach.Post, Channel: "C0WEST", CreatedAt: at(-40), NextAt: at(60), Reason: "Slack asked to wait"},
	}})
	if all, err = d.Outbox(t.Context(), monday); err != nil || !all[coach.Pending].Oldest.Equal(at(-40)) {
		t.Errorf("a message that Slack holds up: %+v, %v", all, err)
	}
	counts, err := d.OccurrenceCounts(t.Context())
	if err != nil || len(counts) != 0 {
		t.Errorf("occurrences %v, %v", counts, err)
	}
}

// TestAKilledBackupIsSweptUp leaves what a backup that is killed leaves. The next of the same name removes it, unless
// somebody may be at work on it; what has another name, or one that only looks alike, is none of its business.
func TestAKilledBackupIsSweptUp(t *testing.T) {
	folder := t.TempDir()
	path, target := filepath.Join(folder, "pacer.db"), filepath.Join(folder, "backup.db")
	ledger(t, path, 3)
	stay := []string{"backup.db.17.partial", "other.db.17.partial", "backup.db.mine.partial", "backup.db.17.partial.txt", "backup.db.19"}
	gone := []string{"backup.db.18.partial", "backup.db.18.partial-journal"}
	for _, name := range append(slices.Clone(stay), gone...) {
		if err := os.WriteFile(filepath.Join(folder, name), []byte("half of it"), 0o600); err != nil {
			t.Fatal(err)
		}
		age := 61 * time.Minute
		if name == stay[0] {
			age = time.Minute // another one runs
		}
		info, err := os.Stat(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		then := info.ModTime().Add(-age)
		if err := os.Chtimes(filepath.Join(folder, name), then, then); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := Backup(t.Context(), path, target, false); err != nil {
		t.Fatal(err)
	}
	want := append(slices.Clone(stay), "backup.db", "pacer.db")
	slices.Sort(want)
	if got := files(t, folder); !slices.Equal(got, want) {
		t.Errorf("the folder has %q, want %q", got, want)
	}
}
