package store

import (
	"path/filepath"
	"testing"

	"example.com/pacer/bot/coach"
)

// Check-ins of before commitments came back find the one that they led to, and go on sharing both answers.
func TestOldCheckInsKnowTheirCommitments(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pacer.db")
	released(t, path, 1)
	raw(t, path, `UPDATE check_in SET share = 1`,
		`INSERT INTO check_in VALUES ('t1', '2026-11-16', 'U0BOB', '{}', '', '', 'nothing that was kept', '', 0, 0, 1795400000000000)`)
	d := openAt(t, path)
	filed := must(d.CheckIns(t.Context(), "t1", coach.NewDay(2026, 11, 16)))(t)
	if len(filed) != 2 || filed[0].Promise != "c1" || filed[0].Share != (coach.Shares{Best: true, Learnt: true}) ||
		filed[1].Promise != "" || filed[1].Share != (coach.Shares{}) {
		t.Errorf("%+v", filed)
	}
	if open := must(d.Commitments(t.Context(), "t1"))(t); len(open) != 1 || open[0].ID != "c1" || !open[0].SettledAt.IsZero() {
		t.Errorf("%+v", open)
	}
}
