package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"example.com/pacer/bot"
	"example.com/pacer/bot/coach"
	"example.com/pacer/bot/playground"
	"example.com/pacer/store"
)

// crowd is how many reps log at the same time in the benchmarks.
const crowd = 64

// crowdTeam is the demo's team West with a crowd of reps.
func crowdTeam() coach.Team {
	team := demoTeams()[0].Team
	team.Reps = nil
	for i := range crowd {
		team.Reps = append(team.Reps, fmt.Sprintf("U0REP%03d", i))
	}
	return team
}

// crowdWorkspace is the Slack that they are in.
func crowdWorkspace() playground.Workspace {
	w := demoWorkspace()
	for i, id := range crowdTeam().Reps {
		w.Users = append(w.Users, playground.User{ID: id, Name: fmt.Sprintf("rep%d", i), RealName: fmt.Sprintf("Rep %d", i), Zone: "Europe/London"})
	}
	for i := range w.Channels {
		if c := &w.Channels[i]; c.ID == demoWest.Channel.ID {
			c.Members = append(slices.Clone(c.Members), crowdTeam().Reps...)
		}
	}
	return w
}

// crowdStore makes a database with the crowd's team in it and returns its path.
func crowdStore(b *testing.B) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "pacer.db")
	db, err := store.Open(b.Context(), path, store.Options{Now: time.Now})
	if err != nil {
		b.Fatal(err)
	}
	if _, err := db.ApplyTeam(b.Context(), crowdTeam(), time.Now()); err != nil {
		b.Fatal(err)
	}
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
	return path
}

// connect runs the program's parts in this process against a local server until the benchmark ends.
func connect(b *testing.B, api, path string) {
	b.Helper()
	log := slog.New(slog.DiscardHandler)
	db, err := openStore(b.Context(), path, world{Now: time.Now}, log)
	if err != nil {
		b.Fatal(err)
	}
	p, err := newPacer(db, bot.Config{AppToken: canaryApp, BotToken: canaryBot, APIURL: api, Now: time.Now, Logger: log, Burst: 1_000_000})
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- p.run(ctx) }()
	b.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			b.Error(err)
		}
	})
	select {
	case <-p.bot.Connected():
	case err := <-ended:
		b.Fatal(err)
	}
}

// BenchmarkLogWire measures /log from the keystroke to the acknowledgement, over real HTTP and a real WebSocket on
// the loopback, committed with synchronous=FULL. The small Slack at the other end works on the same cores.
func BenchmarkLogWire(b *testing.B) {
	b.Run("closed/in_flight=64", func(b *testing.B) { logWire(b, closedLoop) })
	b.Run("open/per_second=500", func(b *testing.B) { logWire(b, openLoop) })
}

func logWire(b *testing.B, loop func(n int, once func(i int))) {
	b.Helper()
	server, api := localServer(b, crowdWorkspace())
	connect(b, api, crowdStore(b))
	actors := make([]*playground.Actor, crowd)
	for i, id := range crowdTeam().Reps {
		actors[i] = server.As(id)
	}
	took := make([]time.Duration, b.N)
	var failed atomic.Int64
	b.ResetTimer()
	began := time.Now()
	loop(b.N, func(i int) {
		start := time.Now()
		if err := actors[i%crowd].Slash(demoWest.Channel.ID, "/log 1 conversation"); err != nil {
			failed.Add(1)
		}
		took[i] = time.Since(start)
	})
	elapsed := time.Since(began)
	b.StopTimer()
	if failed.Load() > 0 {
		b.Errorf("%d of %d logs failed", failed.Load(), b.N)
	}
	slices.Sort(took)
	b.ReportMetric(float64(b.N)/elapsed.Seconds(), "logs/s")
	b.ReportMetric(float64(took[b.N*99/100].Microseconds())/1000, "p99-ms")
}

// closedLoop keeps a crowd in flight.
func closedLoop(n int, once func(i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range crowd {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				once(i)
			}
		})
	}
	wg.Wait()
}

// openLoop begins 500 a second, however long each takes.
func openLoop(n int, once func(i int)) {
	var wg sync.WaitGroup
	ticker := time.NewTicker(2 * time.Millisecond)
	defer ticker.Stop()
	for i := range n {
		<-ticker.C
		wg.Go(func() { once(i) })
	}
	wg.Wait()
}

// build makes the stripped binary as it is released: without HTTP/2, which neither Slack nor a scraper is spoken to by.
func build(b *testing.B) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "pacer")
	cmd := exec.Command("go", "build", "-trimpath", "-tags=nethttpomithttp2", "-ldflags=-s -w", "-o", path, ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return path
}

// BenchmarkBinary reports the size of the stripped binary.
func BenchmarkBinary(b *testing.B) {
	var size int64
	for range b.N {
		info, err := os.Stat(build(b))
		if err != nil {
			b.Fatal(err)
		}
		size = info.Size()
	}
	b.ReportMetric(float64(size)/1e6, "MB")
}

// BenchmarkStart measures from the start of the process to the connection, on a database that exists.
func BenchmarkStart(b *testing.B) {
	program, path := build(b), crowdStore(b)
	for b.Loop() {
		b.StopTimer()
		// Each its own: Slack opens only so many connections a minute, and would make the later starts wait.
		_, api := localServer(b, crowdWorkspace())
		b.StartTimer()
		child := startServe(b, program, api, path)
		b.StopTimer()
		if err := child.Process.Signal(syscall.SIGTERM); err != nil {
			b.Fatal(err)
		}
		if err := child.Wait(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}

// BenchmarkStartLarge is BenchmarkStart on a database of 150 MB, whose pages are checked after the start.
func BenchmarkStartLarge(b *testing.B) {
	program, path := build(b), largeStore(b)
	for b.Loop() {
		b.StopTimer()
		_, api := localServer(b, crowdWorkspace()) // see BenchmarkStart
		b.StartTimer()
		child := startServe(b, program, api, path)
		b.StopTimer()
		for !strings.Contains(child.logs(), "database checked") {
			time.Sleep(time.Millisecond)
		}
		if runtime.GOOS == "linux" {
			b.ReportMetric(residentMB(b, child.Process.Pid), "RSS-MB")
		}
		if err := child.Process.Signal(syscall.SIGTERM); err != nil {
			b.Fatal(err)
		}
		if err := child.Wait(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "start-ms")
}

// largeStore is crowdStore with a ledger that makes the file 150 MB large, by entries with long notes.
func largeStore(b *testing.B) string {
	b.Helper()
	path := crowdStore(b)
	db, err := store.Open(b.Context(), path, store.Options{Now: time.Now})
	if err != nil {
		b.Fatal(err)
	}
	roster, err := db.Roster(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	team, day := roster.Teams[0], coach.DayOf(time.Now(), time.UTC)
	note := strings.Repeat("spoke of the next step; ", 40)
	for range 32 { // an entry with a note of this length takes a page of its own
		change := coach.Change{At: time.Now()}
		for i := range 1000 {
			change.Activities = append(change.Activities, coach.Activity{
				Team: team.ID, Person: team.Reps[i%crowd], KPI: team.KPIs[i%2].ID, Day: day - coach.Day(i%365), Count: 1, Note: note, Source: "import",
			})
		}
		if err := db.Commit(b.Context(), change); err != nil {
			b.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("%d MB", info.Size()/1_000_000)
	return path
}

// BenchmarkMemory reports what a serving process holds after 20,000 logs.
func BenchmarkMemory(b *testing.B) {
	if runtime.GOOS != "linux" {
		b.Skip("resident memory is read from /proc")
	}
	const logs = 20_000
	program := build(b)
	var rss float64
	for range b.N {
		server, api := localServer(b, crowdWorkspace())
		child := startServe(b, program, api, crowdStore(b))
		closedLoop(logs, func(i int) {
			if err := server.As(crowdTeam().Reps[i%crowd]).Slash(demoWest.Channel.ID, "/log 1 conversation"); err != nil {
				b.Error(err)
			}
		})
		rss = residentMB(b, child.Process.Pid)
		if err := child.Process.Signal(syscall.SIGTERM); err != nil {
			b.Fatal(err)
		}
		if err := child.Wait(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(rss, "RSS-MB")
}

// residentMB reads VmRSS of a process.
func residentMB(b *testing.B, pid int) float64 {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	kb, err := strconv.Atoi(strings.Fields(rest)[0])
	if err != nil {
		b.Fatal(err)
	}
	return float64(kb) * 1024 / 1e6
}
