package store

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var serial atomic.Int64

// BenchmarkBackupUnderLoad backs a database of 150 MB up while eight people log without a pause, and reports how long
// the slowest of their logs took, with and without the backup.
func BenchmarkBackupUnderLoad(b *testing.B) {
	d, team := ledgerOf(b, 700_000)
	info, err := os.Stat(d.path)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(info.Size())/1e6, "MB")
	slowest := func(during func()) (worst time.Duration, n int) {
		var (
			wg   sync.WaitGroup
			mu   sync.Mutex
			done = make(chan struct{})
		)
		for p := range 8 {
			wg.Go(func() {
				for {
					select {
					case <-done:
						return
					default:
					}
					began := time.Now()
					if err := d.Commit(b.Context(), logged(team, fmt.Sprintf("U0REP%03d", p), serial.Add(1))); err != nil {
						b.Error(err)
						return
					}
					mu.Lock()
					worst, n = max(worst, time.Since(began)), n+1
					mu.Unlock()
				}
			})
		}
		during()
		close(done)
		wg.Wait()
		return worst, n
	}
	b.ResetTimer()
	var worst, calm time.Duration
	for range b.N {
		began := time.Now()
		w, n := slowest(func() {
			c, err := Backup(b.Context(), d.path, filepath.Join(b.TempDir(), "backup.db"), false)
			if err != nil {
				b.Error(err)
			}
			if os.Getenv("V") != "" {
				b.Log(c, time.Since(began))
			}
		})
		took := time.Since(began)
		worst = max(worst, w)
		c, m := slowest(func() { time.Sleep(took) })
		calm = max(calm, c)
		b.ReportMetric(took.Seconds(), "backup-s")
		b.ReportMetric(float64(n)/took.Seconds(), "writes/s")
		b.ReportMetric(float64(m)/took.Seconds(), "calm-writes/s")
	}
	b.ReportMetric(float64(worst.Microseconds())/1000, "slowest-write-ms")
	b.ReportMetric(float64(calm.Microseconds())/1000, "calm-slowest-ms")
}
