package store

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.com/pacer/bot/coach"
)

var kills = flag.Int("kills", 5, "how often TestKill kills its child")

// crashFile names, to the child of TestKill, the database that it writes until it is killed.
const crashFile = "PACER_STORE_CRASH_FILE"

// TestKill kills a process that writes, at a random moment, again and again: whatever it acknowledged before is
// there afterwards, and every total is the sum of its entries.
func TestKill(t *testing.T) {
	if path := os.Getenv(crashFile); path != "" {
		writeUntilKilled(t, path)
		return
	}
	path := filepath.Join(t.TempDir(), "pacer.db")
	applied(t, openAt(t, path), west())
	for round := range *kills {
		acknowledged := killed(t, path, round)
		d, err := tryOpen(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		stored := make(map[string]int)
		err = d.Export(t.Context(), coach.ActivityFilter{}, func(a coach.Activity) error {
			stored[a.Inbound]++
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range acknowledged {
			if stored[key] != 1 {
				t.Errorf("round %d: %s was acknowledged and is there %d times", round, key, stored[key])
			}
		}
		team := must(d.Roster(t.Context()))(t).Teams[0]
		if err := compareTotals(t.Context(), d, team); err != nil {
			t.Errorf("round %d: %v", round, err)
		}
		var sound string
		err = d.read(t.Context(), func(s *session) error { return s.row("PRAGMA integrity_check", nil, &sound) })
		if err != nil || sound != "ok" {
			t.Errorf("round %d: integrity %q, %v", round, sound, err)
		}
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}
}

// killed starts the child, reads what it acknowledges, kills it in the middle and returns what came until then.
func killed(t *testing.T, path string, round int) (acknowledged []string) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKill$", "-test.timeout=1m")
	child.Env = append(os.Environ(), crashFile+"="+path)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		acknowledged = append(acknowledged, lines.Text())
		if len(acknowledged) == 100+37*round {
			if err := child.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := child.Wait(); err == nil || len(acknowledged) < 100 {
		t.Fatalf("the child ended by itself after %d lines", len(acknowledged))
	}
	// The last line may have been cut; a key that was only half said was not acknowledged.
	return acknowledged[:len(acknowledged)-1]
}

// writeUntilKilled is the child: eight people log, and each acknowledged key is printed.
func writeUntilKilled(t *testing.T, path string) {
	d, err := Open(context.Background(), path, Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	roster, err := d.Roster(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	team := roster.Teams[0]
	var wg sync.WaitGroup
	for person := range 8 {
		wg.Go(func() {
			for i := 0; ; i++ {
				key := fmt.Sprintf("%d/%d/%d", os.Getpid(), person, i)
				err := d.Commit(context.Background(), coach.Change{
					At: time.Now(), Inbound: key,
					Activities: []coach.Activity{entry(team, fmt.Sprintf("U0REP%d", person), i%2, 1)},
				})
				if err != nil {
					t.Error(err)
					return
				}
				fmt.Println(key) // one write a line, unbuffered
			}
		})
	}
	wg.Wait()
}

// panicFile names, to the child of TestAPanicOfTheCommitterTellsNobody, its database.
const panicFile = "PACER_STORE_PANIC_FILE"

// The one who writes has lost its way, which ends the process. In the moment before that end nobody who waits may hear that
// nothing was stored: they told a person so, and the group was committed. So nobody hears anything.
func TestAPanicOfTheCommitterTellsNobody(t *testing.T) {
	if path := os.Getenv(panicFile); path != "" {
		waitForAPanic(t, path)
		return
	}
	path := filepath.Join(t.TempDir(), "pacer.db")
	applied(t, openAt(t, path), west())
	for range 5 {
		child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestAPanicOfTheCommitterTellsNobody$", "-test.timeout=1m")
		child.Env = append(os.Environ(), panicFile+"="+path)
		said, err := child.CombinedOutput()
		if err == nil || !strings.Contains(string(said), "panic: the clock is broken") {
			t.Fatalf("the child did not panic: %v\n%s", err, said)
		}
		if strings.Contains(string(said), "heard: ") {
			t.Fatalf("somebody was told something:\n%s", said)
		}
	}
}

// waitForAPanic is the child: many wait for a committer that asks a broken clock.
func waitForAPanic(t *testing.T, path string) {
	var broken atomic.Bool
	d, err := Open(context.Background(), path, Options{Now: func() time.Time {
		if broken.Load() {
			panic("the clock is broken")
		}
		return time.Now()
	}})
	if err != nil {
		t.Fatal(err)
	}
	team := must(d.Roster(context.Background()))(t).Teams[0]
	var wg sync.WaitGroup
	for i := range 64 {
		wg.Go(func() {
			change := coach.Change{At: time.Now(), Inbound: fmt.Sprint(os.Getpid(), i), Activities: []coach.Activity{entry(team, "U0REP1", 0, 1)}}
			if i == 32 {
				broken.Store(true)
			}
			if err := d.Commit(context.Background(), change); err != nil {
				fmt.Println("heard:", err)
			}
		})
	}
	wg.Wait()
	select {} // the end is the panic's
}
