package store

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"example.com/pacer/bot/coach"
)

// monday is 2026-11-23, 09:00 in London: the instant at which tests begin.
var monday = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// today is the civil date of monday.
var today = coach.NewDay(2026, 11, 23)

// open returns a fresh database whose clock stands at monday.
func open(t testing.TB) *DB {
	t.Helper()
	return openAt(t, filepath.Join(t.TempDir(), "pacer.db"))
}

// openAt opens a database until the end of the test. A new one begins as a copy of one that has been migrated, which is most
// of the work.
func openAt(t testing.TB, path string) *DB {
	t.Helper()
	if _, err := os.Stat(path); err != nil {
		data, err := blank()
		if err := errors.Join(err, os.WriteFile(path, data, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	d, err := Open(t.Context(), path, Options{Now: func() time.Time { return monday }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return d
}

// blank is the bytes of a database of the newest schema in which nothing is written.
var blank = sync.OnceValues(func() (data []byte, err error) {
	dir, err := os.MkdirTemp("", "pacer-blank-*")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, "blank.db")
	d, err := Open(context.Background(), path, Options{Now: func() time.Time { return monday }})
	if err != nil {
		return nil, err
	}
	if err := d.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// west is a team of two reps and a manager with three KPIs, as a team file has it.
func west() coach.Team {
	return coach.Team{
		Name: "West", Channel: "C0WEST", Zone: "Europe/London", WeekStart: time.Monday,
		WorkingDays: coach.Weekdays{false, true, true, true, true, true, false},
		Holidays:    []coach.Holiday{{Day: coach.NewDay(2026, 12, 25), Name: "Christmas Day"}},
		KPIs: []coach.KPI{
			{
				Name: "conversation", Plural: "conversations", Aliases: []string{"convo", "call"}, Kind: coach.Leading,
				Target: coach.Target{Count: 20, Per: coach.Weekly},
			},
			{Name: "meeting", Plural: "meetings", Kind: coach.Leading, Target: coach.Target{Count: 5, Per: coach.Weekly}},
			{Name: "revenue", Plural: "revenue", Kind: coach.Lagging, Unit: "EUR"},
		},
		Managers: []string{"U0MAYA"},
		Reps:     []string{"U0ANN", "U0BOB"},
		Rhythms:  map[coach.RhythmKind][]string{coach.Huddle: {"0 9 * * *"}, coach.Leaderboard: {}},
	}
}

// apply stores a team at monday and returns it as the roster has it.
func applied(t testing.TB, d *DB, team coach.Team) *coach.Team {
	t.Helper()
	if _, err := d.ApplyTeam(t.Context(), team, monday); err != nil {
		t.Fatal(err)
	}
	r, err := d.Roster(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, found := range r.Teams {
		if found.Name == team.Name {
			return found
		}
	}
	t.Fatalf("team %s is not in the roster", team.Name)
	return nil
}

// commit commits a change that must succeed.
func commit(t testing.TB, d *DB, c coach.Change) {
	t.Helper()
	if c.At.IsZero() {
		c.At = monday
	}
	if err := d.Commit(t.Context(), c); err != nil {
		t.Fatal(err)
	}
}

// scanPlan reads a step of EXPLAIN QUERY PLAN.
func scanPlan(rows *sql.Rows) (step string, err error) {
	var id, parent, unused int
	err = rows.Scan(&id, &parent, &unused, &step)
	return step, err
}
