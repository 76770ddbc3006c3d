package store

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.com/pacer/bot/coach"
)

// However the sums were broken, they are those of the ledger again afterwards, for whoever asks too; the ledger is as it was,
// and what is logged next counts on from there.
func TestSumsAreRebuilt(t *testing.T) {
	for name, broken := range map[string][]string{
		"nothing":           {},
		"a day":             {`UPDATE tally SET count = 7 WHERE period = '2026-11-23'`},
		"a month":           {`UPDATE tally SET count = 70 WHERE period LIKE 'M%'`},
		"too much":          {`INSERT INTO tally SELECT id, '2026-11-22', 1 FROM counter`},
		"all of them":       {`DELETE FROM tally`},
		"with the counters": {`DELETE FROM tally`, `DELETE FROM counter WHERE person_id = 'U0ANN'`},
	} {
		t.Run(name, func(t *testing.T) {
			d := open(t)
			path := d.path
			team := applied(t, d, west())
			for i := range 3 {
				commit(t, d, coach.Change{Activities: []coach.Activity{
					entry(team, "U0ANN", 0, int64(i+1)), entry(team, "U0ANN", 1, 10), entry(team, "U0BOB", 0, 100),
				}})
			}
			today := coach.DayOf(monday, time.UTC)
			ask := []coach.TotalQuery{
				{Team: team.ID, Person: "U0ANN", KPI: team.KPIs[0].ID, Span: coach.Span{From: today, To: today}},
				{Team: team.ID, Person: "U0ANN", KPI: team.KPIs[1].ID, Span: coach.Monthly.Span(today, coach.Year{})},
				{Team: team.ID, Person: "U0BOB", KPI: team.KPIs[0].ID, Span: coach.Quarterly.Span(today, coach.Year{})},
			}
			if err := d.Close(); err != nil {
				t.Fatal(err)
			}
			raw(t, path, broken...)
			if err := CompareSums(t.Context(), path); (err == nil) != (len(broken) == 0) || err != nil && !strings.Contains(err.Error(), "pacer doctor --rebuild-sums") {
				t.Errorf("they are found to be %v", err)
			}
			if err := RebuildSums(t.Context(), path, restorer, monday); err != nil {
				t.Fatal(err)
			}
			if err := CompareSums(t.Context(), path); err != nil {
				t.Error(err)
			}
			d, err := tryOpen(t.Context(), path)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = d.Close() })
			commit(t, d, coach.Change{Activities: []coach.Activity{entry(team, "U0ANN", 0, 1)}})
			sums, err := d.Totals(t.Context(), ask)
			if err != nil {
				t.Fatal(err)
			}
			same(t, "sums", sums, []int64{7, 30, 300})
			lines, err := d.Audits(t.Context(), "", 1)
			if err != nil {
				t.Fatal(err)
			}
			same(t, "audit", lines, []coach.Audit{{At: monday, By: coach.ByCommandLine, What: "sums", Detail: "The sums were built anew from the ledger."}})
		})
	}
}

// What must not be rebuilt is left as it is, and the answer says what to do.
func TestSumsThatAreNotRebuilt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pacer.db")
	refused := func(want string) {
		t.Helper()
		before := fingerprint(path)
		if err := RebuildSums(t.Context(), path, restorer, monday); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
		if fingerprint(path) != before {
			t.Errorf("%s: the file is another", want)
		}
	}
	if err := RebuildSums(t.Context(), path, restorer, monday); err == nil || !strings.Contains(err.Error(), "there is no database") {
		t.Errorf("no file: %v", err)
	}
	ledger(t, path, 2)
	raw(t, path, `UPDATE tally SET count = 9`)
	claim, err := Lock(path, restorer)
	if err != nil {
		t.Fatal(err)
	}
	refused("is served by")
	if err := claim.Release(); err != nil {
		t.Fatal(err)
	}
	// A sum that was too high has let somebody take back more than there was.
	raw(t, path, `UPDATE activity SET count = -5 WHERE id = (SELECT MAX(id) FROM activity)`)
	refused("on 2026-11-23 more was taken back than U0ANN had logged")
	raw(t, path, `DELETE FROM schema_version WHERE version = (SELECT MAX(version) FROM schema_version)`)
	if err := RebuildSums(t.Context(), path, restorer, monday); !errors.Is(err, ErrOlder) {
		t.Errorf("an older one: %v", err)
	}
}
