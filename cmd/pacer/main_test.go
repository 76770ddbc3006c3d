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
	"example.com/pacer/bot/playground"
)

// TestMain lets scripts and tests run this test binary as the command "pacer".
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"pacer": main})
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

// A served process of this binary.
type served struct {
	*exec.Cmd
	log *lockedBuffer
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
	manifest, err := bot.Manifest(nil)
	if err != nil {
		t.Fatal(err)
	}
	server, err = playground.New(playground.Config{
		Now: time.Now, AppToken: canaryApp, BotToken: canaryBot, Manifest: manifest, Workspace: workspace,
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
	child := served{exec.Command(program, "serve"), &lockedBuffer{}}
	level := "debug"
	if _, measured := t.(*testing.B); measured {
		level = "info"
	}
	child.Env = append(os.Environ(), "SLACK_APP_TOKEN="+canaryApp, "SLACK_BOT_TOKEN="+canaryBot,
		"SLACK_API_URL="+api, "PACER_DATABASE="+database, "PACER_LOG_LEVEL="+level)
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

// A second copy of the playground says that the port is taken, and no address but this machine's is taken.
func TestPlaygroundAddress(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for addr, want := range map[string]string{
		taken.Addr().String(): "is taken",
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
