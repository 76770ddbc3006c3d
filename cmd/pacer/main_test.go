package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"example.com/pacer/bot"
	"example.com/pacer/bot/coach"
	"example.com/pacer/bot/playground"
	"example.com/pacer/store"
)

// TestMain lets scripts and tests run this test binary as the command "pacer".
func TestMain(m *testing.M) {
	testscript.Main(quick{m}, map[string]func(){"pacer": main})
}

// TestCommandLine runs testdata/cli/*.txtar: the binary itself, in real time, without Slack.
func TestCommandLine(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: filepath.Join("testdata", "cli")})
}

// SIGTERM and Ctrl-C stop a running serve within ten seconds with exit code 0, and no token shows in what it
// wrote, not even at the level debug.
func TestServeStopsOnASignal(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a process cannot be sent SIGTERM")
	}
	for _, signal := range []os.Signal{syscall.SIGTERM, os.Interrupt} {
		t.Run(fmt.Sprint(signal), func(t *testing.T) {
			_, api := localServer(t, demoWorkspace())
			child := startServe(t, "pacer", api, filepath.Join(t.TempDir(), "pacer.db"))
			began := time.Now()
			if err := child.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			if err := child.Wait(); err != nil || time.Since(began) > 10*time.Second {
				t.Errorf("%v after %v", err, time.Since(began))
			}
			if logs := child.logs(); strings.Contains(logs, canary) || !strings.Contains(logs, "stopping") {
				t.Errorf("logs:\n%s", logs)
			}
		})
	}
}

// A second signal ends the process at once, whatever the first one is waiting for: here for a call to Slack that hangs.
func TestSecondSignalStopsAtOnce(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a process cannot be sent SIGTERM")
	}
	slack, api := localServer(t, demoWorkspace())
	path := filepath.Join(t.TempDir(), "pacer.db")
	setUpDemo(t, path)
	child := startServe(t, "pacer", api, path)
	if err := errors.Join(slack.Fault("hang", "views.open"), slack.As("ann").Slash("sales-west", "/log")); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	if err := child.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	<-child.stopping
	began := time.Now()
	go func() { ended <- child.Wait() }()
	for {
		// Again and again: the first one may come a moment before signals have their usual effect back.
		_ = child.Process.Signal(os.Interrupt) // it fails once the process has ended, which the loop sees
		select {
		case err := <-ended:
			exit, ok := errors.AsType[*exec.ExitError](err)
			if took := time.Since(began); !ok || exit.Exited() || took > 2*time.Second {
				t.Errorf("it ended with %v after %v", err, took)
			}
			return
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// setUpDemo writes the playground's teams and people into a new database, without their history.
func setUpDemo(t *testing.T, path string) {
	t.Helper()
	db, err := store.Open(t.Context(), path, store.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	known := coach.Change{At: time.Now(), People: demoPeople()}
	for _, d := range demoTeams() {
		if _, err := db.ApplyTeam(t.Context(), d.Team, time.Now()); err != nil {
			t.Fatal(err)
		}
		known.Welcomed = append(known.Welcomed, d.Team.Reps...) // the first word is for newcomers
	}
	err = errors.Join(db.Commit(t.Context(), known), db.Close())
	if err != nil {
		t.Fatal(err)
	}
}

// A served process of this binary.
type served struct {
	*exec.Cmd
	log      *lockedBuffer
	stopping chan struct{} // closed when it says that it was asked to stop
}

func (s served) logs() string { return s.log.String() }

// canaryApp and canaryBot are tokens that the local server takes.
const (
	canaryApp = "xapp-1-A0PACER-" + canary
	canaryBot = "xoxb-1-" + canary
)

// localServer serves a small Slack on a free port and returns it with the address of its Web API.
func localServer(t testing.TB, workspace playground.Workspace) (server *playground.Server, api string) {
	t.Helper()
	return localServerAt(t, workspace, time.Now)
}

// localServerAt is localServer with a clock of its own.
func localServerAt(t testing.TB, workspace playground.Workspace, now func() time.Time) (server *playground.Server, api string) {
	t.Helper()
	manifest, err := bot.Manifest(nil)
	if err != nil {
		t.Fatal(err)
	}
	server, err = playground.New(playground.Config{
		Now: now, AppToken: canaryApp, BotToken: canaryBot, Manifest: manifest, Workspace: workspace,
	})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	web := &http.Server{Handler: server, ReadHeaderTimeout: time.Minute}
	go func() { _ = web.Serve(listener) }()
	t.Cleanup(func() { _ = errors.Join(server.Close(), web.Close()) })
	return server, "http://" + listener.Addr().String() + "/api/"
}

// startServe starts "program serve" and waits until it says that it is connected.
func startServe(t testing.TB, program, api, database string) served {
	t.Helper()
	child := served{exec.Command(program, "serve"), &lockedBuffer{}, make(chan struct{})}
	level := "debug"
	if _, measured := t.(*testing.B); measured {
		level = "info"
	}
	child.Env = append(os.Environ(), "SLACK_APP_TOKEN="+canaryApp, "SLACK_BOT_TOKEN="+canaryBot,
		"SLACK_API_URL="+api, "PACER_DATABASE="+database, "PACER_LOG_LEVEL="+level, "PACER_HTTP_ADDR=127.0.0.1:0",
		"PACER_BURST=1000000") // a crowd that types for a benchmark is 64 people
	pipe, err := child.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = child.Process.Kill() })
	running := make(chan bool, 1)
	go func() {
		lines := bufio.NewScanner(io.TeeReader(pipe, child.log))
		for lines.Scan() {
			if strings.Contains(lines.Text(), "pacer is running") {
				running <- true
			}
			if strings.Contains(lines.Text(), `"msg":"stopping"`) {
				close(child.stopping)
			}
		}
		close(running)
	}()
	if !<-running {
		t.Fatalf("serve did not start:\n%s", child.logs())
	}
	return child
}

// Whatever hangs, a stop takes less than the ten seconds that are promised, and is no fault.
func TestStopHasALimit(t *testing.T) {
	for name, running := range map[string]bool{"before the scheduler runs": false, "with a ritual that hangs": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var scheduler chan error
				if running {
					scheduler = make(chan error)
				}
				p := &pacer{log: slog.New(slog.DiscardHandler)}
				began, asked := time.Now(), false
				err := p.stop(func() { asked = true }, make(chan error), scheduler)
				if took := time.Since(began); err != nil || took >= 10*time.Second || !asked {
					t.Errorf("%v after %v, asked %v", err, took, asked)
				}
			})
		})
	}
}

// A signal in the middle of a start is a stop like any other; one in the middle of an export is told, because
// half an export looks like a whole one.
func TestStoppedWhileStarting(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	path := filepath.Join(t.TempDir(), "pacer.db")
	w := environ(t, map[string]string{"SLACK_APP_TOKEN": canaryApp, "SLACK_BOT_TOKEN": canaryBot, "PACER_DATABASE": path})
	w.Stdout, w.Stderr, w.Now = io.Discard, io.Discard, time.Now
	var said strings.Builder
	if code := report(ctx, serveCmd{}.Run(ctx, w), &said); code != 0 {
		t.Errorf("serve: exit code %d: %s", code, said.String())
	}
	if err := openFile(path); err != nil {
		t.Fatal(err)
	}
	if code := report(ctx, exportCmd{}.Run(ctx, w), &said); code != 1 || said.String() != "pacer: stopped before it was done: what it printed is not all. Run it again.\n" {
		t.Errorf("export: exit code %d: %s", code, said.String())
	}
}

// openFile makes a database.
func openFile(path string) error {
	db, err := store.Open(context.Background(), path, store.Options{Now: time.Now})
	if err != nil {
		return err
	}
	return db.Close()
}

// Having been asked to stop is no fault, and hides none: what went wrong with the bot is told in any case.
func TestStopTellsFaults(t *testing.T) {
	fault := errors.New("the disk is full")
	for _, tt := range []struct {
		name           string
		bot, scheduler error
		want           error
	}{
		{"both were stopped", context.Canceled, context.Canceled, nil},
		{"the bot has a fault", fault, context.Canceled, fault},
		{"the scheduler has a fault", context.Canceled, fault, fault},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ended, stopped := make(chan error, 1), make(chan error, 1)
			ended <- tt.bot
			stopped <- tt.scheduler
			p := &pacer{log: slog.New(slog.DiscardHandler)}
			if err := p.stop(func() {}, ended, stopped); !errors.Is(err, tt.want) || tt.want == nil && err != nil {
				t.Errorf("%v, want %v", err, tt.want)
			}
		})
	}
	t.Run("the bot hangs", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			stopped := make(chan error, 1)
			stopped <- context.Canceled
			p := &pacer{log: slog.New(slog.DiscardHandler)}
			if err := p.stop(func() {}, make(chan error), stopped); err != nil {
				t.Error(err)
			}
		})
	})
}

// With Slack out of reach at the start, serve says so and gives up after ten seconds.
func TestServeGivesUpWhenSlackIsOutOfReach(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		log := slog.New(slog.DiscardHandler)
		w := world{Stderr: io.Discard, Now: time.Now}
		db, err := openStore(context.Background(), filepath.Join(dir, "pacer.db"), w, log)
		if err != nil {
			t.Fatal(err)
		}
		p, err := newPacer(db, bot.Config{
			AppToken: canaryApp, BotToken: canaryBot, APIURL: "http://slack.test/api/", Now: time.Now, Logger: log,
			Dial: func(context.Context, string, string) (net.Conn, error) { return nil, syscall.ECONNREFUSED },
		})
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		err = p.run(context.Background())
		if took := time.Since(began); err == nil || took < 5*time.Second || took > 12*time.Second {
			t.Errorf("%v after %v", err, took)
		}
		if text := fmt.Sprint(err); strings.Contains(text, canary) || !strings.Contains(text, "Slack") {
			t.Errorf("it says: %s", text)
		}
	})
}

// A second copy of the playground says that the port is taken and how to get another; no address but this machine's is
// accepted.
func TestPlaygroundAddress(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for addr, want := range map[string]string{
		taken.Addr().String(): "is taken, perhaps by another playground: stop that one, or let the system choose a free port: pacer playground --addr 127.0.0.1:0",
		"0.0.0.0:8787":        "would let other machines in",
		":8787":               "would let other machines in",
		"example.com:8787":    "would let other machines in",
		"8787":                "is no address",
	} {
		err := playgroundCmd{Addr: addr}.Run(t.Context(), world{Stdout: io.Discard, Stderr: io.Discard, Now: time.Now})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", addr, err, want)
		}
	}
}
