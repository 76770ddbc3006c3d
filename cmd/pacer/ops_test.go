package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.com/pacer/bot"
	"example.com/pacer/bot/coach"
	"example.com/pacer/bot/playground"
	"example.com/pacer/store"
)

// pacerCommand runs a command of this binary in the environment of a serve, and returns what it printed, both ways.
func pacerCommand(t *testing.T, env []string, args ...string) (said string, err error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "pacer", args...)
	cmd.Env = env
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// One process serves a database; everything else works beside it, and a killed one leaves nothing to clear away.
func TestServeTwice(t *testing.T) {
	_, api := localServer(t, demoWorkspace())
	dir := t.TempDir()
	path := filepath.Join(dir, "pacer.db")
	first := startServe(t, "pacer", api, path)
	first.Env = append(first.Env, "PACER_HTTP_ADDR=") // its port is any that was free, where nobody can be sent
	team, err := filepath.Abs(filepath.Join("testdata", "west.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		args string
		want string // "" is success
	}{
		{"serve", "is served by pacer serve, which started on "},
		{"playground --no-browser --addr 127.0.0.1:0 --database " + path, "stop that one first"},
		{"apply " + team, ""},
		{"export", ""},
		{"show", ""},
		{"show west", ""},
		{"status", ""},
		{"doctor", ""},
		{"backup " + filepath.Join(dir, "backup.db"), ""},
		{"restore " + filepath.Join(dir, "backup.db"), "is served by pacer serve"},
	} {
		said, err := pacerCommand(t, first.Env, strings.Fields(tt.args)...)
		if (err != nil) != (tt.want != "") || !strings.Contains(said, tt.want) || strings.Contains(said, canary) {
			t.Errorf("%s: %v\n%s", tt.args, err, said)
		}
	}
	if err := first.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = first.Wait() // it was killed
	if said, err := pacerCommand(t, first.Env, "status"); err != nil || !strings.Contains(said, "is not served at the moment") {
		t.Errorf("status after the kill: %v\n%s", err, said)
	}
	if said, err := pacerCommand(t, first.Env, "restore", filepath.Join(dir, "backup.db")); err != nil || !strings.Contains(said, "1 team, 0 entries") {
		t.Errorf("restore after the kill: %v\n%s", err, said)
	}
	startServe(t, "pacer", api, path)
}

// connected runs the parts against a local Slack until the test ends, and returns them as operators see them.
func connected(t *testing.T) (*operations, *playground.Server) {
	t.Helper()
	slack, api := localServer(t, demoWorkspace())
	path := filepath.Join(t.TempDir(), "pacer.db")
	setUpDemo(t, path)
	log := slog.New(slog.DiscardHandler)
	db, err := openStore(t.Context(), path, world{Now: time.Now}, log)
	if err != nil {
		t.Fatal(err)
	}
	p, err := newPacer(db, bot.Config{AppToken: canaryApp, BotToken: canaryBot, APIURL: api, Now: time.Now, Logger: log})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- p.run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	<-p.bot.Connected()
	for p.scheduler.Pulse().IsZero() { // it begins a moment after the connection
		<-time.After(time.Millisecond)
	}
	return &operations{p: p, path: path, now: time.Now, log: log}, slack
}

// ask is a request of an operator.
func ask(o *operations, method, path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	o.handler().ServeHTTP(w, httptest.NewRequest(method, path, nil))
	return w
}

func TestOperatorsAreAnswered(t *testing.T) {
	o, slack := connected(t)
	for _, command := range []string{"/log 5 conversations", "/log 1 meeting"} {
		if err := slack.As("ann").Slash("sales-west", command); err != nil {
			t.Fatal(err)
		}
	}
	if w := ask(o, "GET", "/healthz"); w.Code != http.StatusOK || w.Body.String() != "ok\n" {
		t.Errorf("healthz: %d %s", w.Code, w.Body)
	}
	if w := ask(o, "GET", "/readyz"); w.Code != http.StatusOK || strings.Count(w.Body.String(), " ok\n") != 4 {
		t.Errorf("readyz: %d %s", w.Code, w.Body)
	}
	if w := ask(o, "POST", "/readyz"); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", w.Code)
	}
	metrics := ask(o, "GET", "/metrics").Body.String()
	// Slack has an acknowledgement a moment before it is counted.
	for tries := 0; !strings.Contains(metrics, "pacer_ack_seconds_count 2\n") && tries < 5000; tries++ {
		<-time.After(time.Millisecond)
		metrics = ask(o, "GET", "/metrics").Body.String()
	}
	for _, want := range []string{
		"pacer_ack_seconds_count 2\n", `pacer_ack_seconds_bucket{le="3"} 2`, "pacer_slack_connections_wanted 2\n", "pacer_inbound_duplicates_total 0\n",
		`pacer_outbox_messages{state="pending"} 0`, `pacer_outbox_oldest_seconds{state="unknown"} 0`, `pacer_occurrences{state="done"} 0`,
		"pacer_messages_resent_total 0\n", "# TYPE pacer_store_commit_writes histogram\n", "pacer_slack_reconnects_total 0\n", "go_goroutines ",
	} {
		if !strings.Contains(metrics, want) {
			t.Errorf("metrics lack %q", want)
		}
	}
	for _, private := range []string{"U0ANN", "Ann", "West", "conversation", canary} {
		if strings.Contains(metrics, private) {
			t.Errorf("metrics show %q", private)
		}
	}
	if strings.Contains(metrics, "pacer_store_commits_total 0\n") {
		t.Error("no commit was counted")
	}
}

// What Prometheus would refuse is found here: a metric without its type, one that comes twice or in parts, a class of a
// histogram that holds less than a smaller one.
func TestMetricsAreWellFormed(t *testing.T) {
	o, slack := connected(t)
	if err := slack.As("ann").Slash("sales-west", "/log 5 conversations"); err != nil {
		t.Fatal(err)
	}
	w := ask(o, "GET", "/metrics")
	if got := w.Header().Get("Content-Type"); got != "text/plain; version=0.0.4; charset=utf-8" {
		t.Errorf("type %q", got)
	}
	sample := regexp.MustCompile(`^([a-z_]+?)(_bucket\{le="[^"]+"\}|_sum|_count|\{state="[a-z]+"\})? ([0-9.e+-]+)$`)
	ours, rest, _ := strings.Cut(w.Body.String(), "\ngo_")
	if !strings.Contains(rest, "process_resident_memory_bytes ") && runtime.GOOS == "linux" {
		t.Error("nothing is said about the process")
	}
	seen, family, class := map[string]bool{}, "", 0.0
	for line := range strings.Lines(ours) {
		line = strings.TrimSuffix(line, "\n")
		switch words := strings.Fields(line); {
		case words[1] == "HELP":
			if family = words[2]; seen[family] || len(words) < 5 {
				t.Errorf("doubled, or not explained: %s", line)
			}
			seen[family], class = true, 0
		case words[1] == "TYPE" && words[2] == family:
		default:
			m := sample.FindStringSubmatch(line)
			if m == nil || m[1] != family {
				t.Fatalf("%q below %s", line, family)
			}
			value, err := strconv.ParseFloat(m[3], 64)
			if err != nil || strings.HasPrefix(m[2], "_bucket") && value < class {
				t.Errorf("%q after %v: %v", line, class, err)
			}
			class = value
		}
	}
	if len(seen) < 19 {
		t.Errorf("%d metrics", len(seen))
	}
}

// What is delivered twice is counted once, and that it came twice is counted too.
func TestMetricsCountDuplicates(t *testing.T) {
	o, slack := connected(t)
	if err := errors.Join(slack.Fault("twice"), slack.As("ann").Slash("sales-west", "/log 5 conversations")); err != nil {
		t.Fatal(err)
	}
	for range 500 {
		if o.p.bot.Vitals().Duplicates == 1 {
			return
		}
		<-time.After(10 * time.Millisecond)
	}
	t.Errorf("duplicates: %d", o.p.bot.Vitals().Duplicates)
}

// What is amiss is named, and what is well beside it is not. The connection and the file are in the script "operator", the
// outbox in "overview".
func TestReadinessNamesWhatIsWrong(t *testing.T) {
	o, _ := connected(t)
	far := operations{p: o.p, path: o.path, log: o.log, now: func() time.Time { return time.Now().Add(time.Hour) }}
	if text, ready := far.readiness(t.Context()); ready || !strings.Contains(text, "scheduler  has not looked for 1h0m") || !strings.Contains(text, "slack      ok") {
		t.Errorf("ready %v:\n%s", ready, text)
	}
	hurt := operations{p: o.p, path: o.path, now: time.Now, log: o.log, damage: errors.New("is damaged;\nrestore a backup")}
	if text, ready := hurt.readiness(t.Context()); ready || !strings.Contains(text, "database   is damaged;; restore a backup\n") {
		t.Errorf("ready %v:\n%s", ready, text)
	}
}

// A file that is damaged is found by the check after the start, which tells the log and /readyz.
func TestWatchFindsDamage(t *testing.T) {
	o, _ := connected(t)
	damaged := filepath.Join(t.TempDir(), "damaged.db")
	if _, err := store.Backup(t.Context(), o.path, damaged, false); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(damaged)
	if err != nil {
		t.Fatal(err)
	}
	copy(data[3*4096:5*4096], bytes.Repeat([]byte{0x5a}, 2*4096))
	if err := os.WriteFile(damaged, data, 0o600); err != nil {
		t.Fatal(err)
	}
	var log lockedBuffer
	o.path, o.log = damaged, slog.New(slog.NewTextHandler(&log, nil))
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan bool)
	go func() {
		o.watch(ctx)
		close(ended)
	}()
	for !strings.Contains(log.String(), "database is damaged") {
		<-time.After(time.Millisecond)
	}
	stop()
	<-ended
	if text, ready := o.readiness(t.Context()); ready || !strings.Contains(text, "is damaged; restore a backup") {
		t.Errorf("ready %v:\n%s", ready, text)
	}
}

// The keeper of a database that is served reads by whom, since when, and how that process is: all of what /readyz says, or
// that nobody answers.
func TestStatusOfWhatIsServed(t *testing.T) {
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = io.WriteString(w, "slack      ok\noutbox     a message waits for 11m0s\n")
	}))
	path := filepath.Join(t.TempDir(), "pacer.db")
	setUpDemo(t, path)
	claim, err := store.Lock(path, store.Holder{Command: "serve", Started: londonNoon, PID: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = claim.Release() })
	status := func() string {
		var out strings.Builder
		s := settings{environment: environment{Database: path, HTTPAddr: strings.TrimPrefix(web.URL, "http://")}}
		if err := overview(t.Context(), s, world{Stdout: &out, Now: func() time.Time { return londonNoon.Add(2 * time.Hour) }}); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	said := status()
	for _, want := range []string{"is served by pacer serve", ", for 2h0m0s\n", "\nHealth\n  slack      ok\n  outbox     a message waits for 11m0s\nWaiting to be sent\n"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not in\n%s", want, said)
		}
	}
	web.Close()
	if said := status(); !strings.Contains(said, "\nHealth\n  no answer from pacer serve") {
		t.Errorf("nobody answers:\n%s", said)
	}
	if err := claim.Release(); err != nil {
		t.Fatal(err)
	}
	if said := status(); !strings.Contains(said, path+" is not served at the moment\n") || strings.Contains(said, "Health") {
		t.Errorf("nobody is asked where nobody serves:\n%s", said)
	}
}

// A look at the wrong path makes no database there, which serve would then begin with.
func TestStatusMakesNoDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pacer.db")
	err := overview(t.Context(), settings{environment: environment{Database: path}}, world{Stdout: io.Discard, Now: time.Now})
	if err == nil || !strings.Contains(err.Error(), "there is no database") {
		t.Errorf("error %v", err)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the file: %v", err)
	}
}

// What a closed team held is on record, and so is what was held in a zone that this machine does not know.
func TestStatusOfATeamThatIsGone(t *testing.T) {
	held := []coach.Occurrence{{Team: "gone", Kind: coach.Huddle, Zone: "Mars/Olympus", Due: londonNoon, State: coach.Done}}
	want := []string{"Morning huddle of a team that is gone, " + londonNoon.UTC().Format("Mon 2 Jan 2006 15:04") + " UTC"}
	if got := occurrenceLines(&coach.Roster{}, held, coach.Done, "none"); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// An address that is taken is said before anything is connected; one without a host is this machine's.
func TestOperatorsAddress(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	p := &pacer{log: slog.New(slog.DiscardHandler), bot: unconnected(t)}
	_, err = p.operate(t.Context(), settings{environment: environment{HTTPAddr: taken.Addr().String()}}, world{Now: time.Now})
	if err == nil || !strings.Contains(err.Error(), "PACER_HTTP_ADDR: cannot listen on") {
		t.Errorf("error %v", err)
	}
}

// unconnected is a bot that was never started.
func unconnected(t *testing.T) *bot.Bot {
	t.Helper()
	b, err := bot.New(bot.Config{AppToken: canaryApp, BotToken: canaryBot, Now: time.Now}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// pacer health tells ready, not ready, nobody there and somebody else apart.
func TestHealth(t *testing.T) {
	var code int
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(code)
		_, _ = io.WriteString(w, "slack      no connection\n")
	}))
	addr := strings.TrimPrefix(web.URL, "http://")
	for _, tt := range []struct {
		code int
		want string
	}{{http.StatusOK, ""}, {http.StatusServiceUnavailable, "is not ready"}, {http.StatusTeapot, "is not pacer serve"}} {
		code = tt.code
		var out bytes.Buffer
		w := environ(t, map[string]string{"PACER_HTTP_ADDR": addr})
		w.Stdout = &out
		err := healthCmd{}.Run(t.Context(), w)
		if (err != nil) != (tt.want != "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%d: %v", tt.code, err)
		}
		if told := out.String() != ""; told != (tt.code != http.StatusTeapot) {
			t.Errorf("%d: printed %q", tt.code, &out)
		}
	}
	web.Close()
	for addr, want := range map[string]string{addr: "no answer from pacer serve", "": "PACER_HTTP_ADDR is not set"} {
		w := environ(t, map[string]string{"PACER_HTTP_ADDR": addr})
		w.Stdout = io.Discard
		if err := (healthCmd{}).Run(t.Context(), w); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", addr, err)
		}
	}
	for given, want := range map[string]string{"0.0.0.0:9": "127.0.0.1:9", "[::]:9": "[::1]:9", "127.0.0.1:9": "127.0.0.1:9", "web1:9": "web1:9"} {
		if got := nearby(given); got != want {
			t.Errorf("near %s is %s, want %s", given, got, want)
		}
	}
}
