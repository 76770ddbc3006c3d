package store

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// People write without a pause, for four times as long as the log is to become: it begins again in between, instead of
// growing for as long as they go on. That nobody finds anything missing is for the tests of crashes.
func TestTheLogBeginsAgainBesideWritersWithoutAPause(t *testing.T) {
	const (
		people = 8
		rows   = 3 // a page each, which is what a log of somebody takes
		writes = 4 * longLog / (people * rows)
		later  = 1 << 60 // keys that are not old enough to be forgotten
	)
	path := filepath.Join(t.TempDir(), "pacer.db")
	d := openAt(t, path)
	err := d.write(t.Context(), func(s *session) error {
		for i := range people * rows {
			key := fmt.Sprintf("%d/%02d/%s", i/rows, i%rows, strings.Repeat("k", 3000))
			if _, err := s.exec(`INSERT INTO inbound (key, at) VALUES ($1, $2)`, key, later); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for person := range people {
		wg.Go(func() {
			for range writes {
				err := d.write(t.Context(), func(s *session) error {
					_, err := s.exec(`UPDATE inbound SET at = at + 1 WHERE key GLOB $1`, fmt.Sprintf("%d/*", person))
					return err
				})
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	if n := count(t, d, fmt.Sprintf(`SELECT COUNT(*) FROM inbound WHERE at = %d`, later+writes)); n != people*rows {
		t.Errorf("%d of %d rows were changed %d times", n, people*rows, writes)
	}
	info, err := os.Stat(path + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	// It goes on while the copying catches up: for a few groups, and for more where every processor is busy.
	if pages := info.Size() / 4096; pages < longLog || pages > 3*longLog {
		t.Errorf("the log has %d pages, and is to begin again after %d", pages, longLog)
	}
}
