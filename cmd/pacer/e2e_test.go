package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.com/pacer/bot/playground"
)

// e2eFolder holds what runs in Node: a bot on Slack's own libraries, and the browser on the page.
var e2eFolder = filepath.Join("testdata", "e2e")

// needsNode skips a test where Node, the packages of e2eFolder or one of the programs are missing, and says how to get
// them. Under PACER_E2E=must, as the stage e2e of .ci/run sets it, that is a failure: there a test that did not run has
// proved nothing. Its stage test sets PACER_E2E=no, so that the same is not run twice.
func needsNode(t *testing.T, programs ...string) {
	t.Helper()
	wanted := os.Getenv("PACER_E2E")
	if wanted == "no" {
		t.Skip("not wanted: PACER_E2E=no")
	}
	missing := func(format string, args ...any) {
		t.Helper()
		if reason := fmt.Sprintf(format, args...); wanted == "must" {
			t.Fatal(reason)
		} else {
			t.Skip(reason)
		}
	}
	for _, name := range append([]string{"node"}, programs...) {
		if _, err := exec.LookPath(name); err != nil {
			missing("%s is missing here", name)
		}
	}
	if _, err := os.Stat(filepath.Join(e2eFolder, "node_modules")); err != nil {
		missing("its packages for Node are missing: npm ci --prefix cmd/pacer/testdata/e2e")
	}
}

// The whole main job as people do it in a browser, against "pacer playground" itself on a port that the system chose:
// testdata/e2e/browser.mjs tells it step by step.
//
// The clock begins on a Monday, whatever day it is today, so that the story is the same each time. What goes wrong is
// in the output of the script, with the place of a screenshot for each window.
func TestE2ETheMainJobInABrowser(t *testing.T) {
	t.Parallel()
	inBrowser(t, "browser.mjs", demoReps)
}

// The manager of two hundred reads the leaderboard, the digest and their Home on a phone: nothing is wider than it,
// nothing is out of reach for who cannot see, and Slack would have taken all of it. testdata/e2e/crowd.mjs tells it.
func TestE2EATeamOf200(t *testing.T) {
	t.Parallel()
	inBrowser(t, "crowd.mjs", maxDemoReps)
}

// inBrowser runs a script of e2eFolder against a playground of its own with a number of reps in the main team.
func inBrowser(t *testing.T, script string, reps int) {
	t.Helper()
	needsNode(t, chromium())
	address := startPlayground(t, reps)
	folder, err := os.MkdirTemp("", "pacer-e2e-") //nolint:usetesting // t.TempDir would take the screenshots with it
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "node", script, address, folder)
	cmd.Dir, cmd.WaitDelay = e2eFolder, 10*time.Second
	story, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, story)
	}
	t.Logf("%s", story)
	_ = os.RemoveAll(folder)
}

// chromium is the browser that window.mjs starts.
func chromium() string { return cmp.Or(os.Getenv("CHROMIUM"), "/usr/bin/chromium") }

// startPlayground runs "pacer playground --addr 127.0.0.1:0" with a number of reps in the main team until the end of the
// test, and returns the address that it prints.
func startPlayground(t *testing.T, reps int) (address string) {
	t.Helper()
	began, monday := time.Now(), time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	output, stdout := io.Pipe()
	w := world{Stdout: stdout, Stderr: t.Output(), Now: func() time.Time { return monday.Add(time.Since(began)) }}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		err := playgroundCmd{Addr: "127.0.0.1:0", NoBrowser: true, Reps: reps, Weeks: demoWeeks}.Run(ctx, w)
		_ = stdout.CloseWithError(err)
		ended <- err
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	lines := bufio.NewReader(output)
	line, err := lines.ReadString('\n')
	_, address, found := strings.Cut(strings.TrimSpace(line), "http://")
	if err != nil || !found {
		t.Fatalf("the playground says %q, %v", line, err)
	}
	go func() { _, _ = io.Copy(io.Discard, lines) }()
	return "http://" + address
}

// countManifest is the app of bot.mjs. It asks for nothing that the bot does not use.
const countManifest = `{
 "display_information": {"name": "Count"},
 "features": {"app_home": {"messages_tab_enabled": true}, "bot_user": {"display_name": "count"},
  "slash_commands": [{"command": "/count", "description": "Count calls", "usage_hint": "[calls]", "should_escape": true}]},
 "oauth_config": {"scopes": {"bot": ["commands", "chat:write", "channels:history"]}},
 "settings": {"event_subscriptions": {"bot_events": ["message.channels"]}, "interactivity": {"is_enabled": true}, "socket_mode_enabled": true}}`

// Slack's own libraries for Node know nothing of the playground, and get along with it: they connect, take a command
// and answer it, open a form and refuse what was typed, post more than a channel takes and wait when they are told to,
// hear what people write, and find back after Slack's own disconnects. Slack-go is proved in the same way by every
// test in which the bot itself is the client.
func TestE2ESlacksOwnClients(t *testing.T) {
	t.Parallel()
	needsNode(t)
	slack, ann := countingSlack(t)
	bot := startNodeBot(t, slack)
	bot.waitFor("connected")

	if err := ann.Slash("#west", "/count 3"); err != nil {
		t.Fatal(err)
	}
	mustShow(t, ann.Messages("west"), "You counted 3.")

	if err := ann.Slash("#west", "/count"); err != nil {
		t.Fatal(err)
	}
	mustComeTrue(t, "the form", func() bool { return ann.View() != nil })
	var wrong *playground.FormError
	if err := errors.Join(ann.Fill("Calls", "101"), ann.Submit()); !errors.As(err, &wrong) || wrong.Errors["Calls"] != "That is more than a hundred." {
		t.Fatalf("101 calls: %v", err)
	}
	// The first post is refused by a fault, later ones by the channel's own limit of one a second.
	if err := errors.Join(slack.Fault("429", "chat.postMessage", "2"), ann.Fill("Calls", "5"), ann.Submit()); err != nil {
		t.Fatal(err)
	}
	bot.waitFor("rate_limited")
	bot.waitFor("posted")
	for i := range 5 {
		said := fmt.Sprintf("made call %d.", i+1)
		if n := strings.Count(allOf(ann.Messages("west")), said); n != 1 {
			t.Errorf("%q was posted %d times", said, n)
		}
	}

	for _, fault := range []string{"refresh", "drop"} {
		if err := slack.Fault(fault); err != nil {
			t.Fatal(err)
		}
		bot.waitFor("connected")
		ts, err := ann.Say("west", "after "+fault)
		if err != nil {
			t.Fatal(err)
		}
		bot.waitFor("replied")
		mustShow(t, ann.Thread("west", ts), "You said: after "+fault)
	}
	bot.stop()
	for _, r := range slack.Refusals() {
		if r.Error != "ratelimited" {
			t.Errorf("refused by Slack's rules: %+v", r)
		}
	}
}

// countingSlack is a small Slack on loopback with the app of bot.mjs and one person.
func countingSlack(t *testing.T) (*playground.Server, *playground.Actor) {
	t.Helper()
	slack, err := playground.New(playground.Config{
		Now: time.Now, AppToken: demoAppToken, BotToken: demoBotToken, Manifest: []byte(countManifest),
		Workspace: playground.Workspace{
			ID: "T0COUNT", Name: "Counting", Bot: playground.User{ID: "U0COUNT", Name: "count"},
			Users:    []playground.User{{ID: "U0ANN", Name: "ann", RealName: "Ann Alvarez", Zone: "Europe/London"}},
			Channels: []playground.Channel{{ID: "C0WEST", Name: "west", Members: []string{"U0ANN", "U0COUNT"}}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = slack.Close() })
	return slack, slack.As("ann")
}

// A nodeBot is bot.mjs as a process of its own.
type nodeBot struct {
	t     *testing.T
	words chan string // what it says, a word a line; closed when it has ended
	input io.Closer   // it ends when this is closed
	cmd   *exec.Cmd
	fault *strings.Builder // what it wrote to its standard error; to be read once it has ended
}

// startNodeBot serves the small Slack over real HTTP and starts the bot on it. The bot is ended with the test.
func startNodeBot(t *testing.T, slack *playground.Server) *nodeBot {
	t.Helper()
	web := httptest.NewServer(slack)
	t.Cleanup(web.Close)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	b := &nodeBot{t: t, words: make(chan string, 100), fault: &strings.Builder{}}
	b.cmd = exec.CommandContext(ctx, "node", "bot.mjs", web.URL+"/api/", demoAppToken, demoBotToken)
	b.cmd.Dir, b.cmd.Stderr = e2eFolder, b.fault
	input, err := b.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	b.input = input
	output, err := b.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := b.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(b.words)
		for lines := bufio.NewScanner(output); lines.Scan(); {
			b.words <- lines.Text()
		}
	}()
	t.Cleanup(func() { cancel(); _ = b.end() })
	return b
}

// waitFor reads on until the bot has said the word. Other lines are the libraries' own log.
func (b *nodeBot) waitFor(word string) {
	b.t.Helper()
	var said []string
	for {
		select {
		case w, ok := <-b.words:
			if !ok {
				_ = b.end() // what it wrote says more
				b.t.Fatalf("the bot ended before it said %q; it said %q and wrote\n%s", word, said, b.fault)
			}
			if w == word {
				return
			}
			said = append(said, w)
		case <-time.After(20 * time.Second):
			b.t.Fatalf("the bot does not say %q; it said %q", word, said)
		}
	}
}

// stop asks the bot to disconnect, and fails the test unless it ends well.
func (b *nodeBot) stop() {
	b.t.Helper()
	_ = b.input.Close()
	b.waitFor("disconnected")
	if err := b.end(); err != nil {
		b.t.Errorf("the bot ended with %v and wrote\n%s", err, b.fault)
	}
}

// end waits until the process is gone; a second time does nothing.
func (b *nodeBot) end() error {
	for range b.words { // Wait closes the pipe, which is to be read to its end first
	}
	if b.cmd.ProcessState != nil {
		return nil
	}
	return b.cmd.Wait()
}

// mustComeTrue waits for what another process is about to do.
func mustComeTrue(t *testing.T, what string, is func() bool) {
	t.Helper()
	for range 1000 {
		if is() {
			return
		}
		<-time.After(10 * time.Millisecond)
	}
	t.Fatalf("%s did not come", what)
}

// allOf is what a person sees in a list of messages.
func allOf(messages []playground.Message) string {
	var all strings.Builder
	for _, m := range messages {
		all.WriteString(m.Plain() + "\n")
	}
	return all.String()
}
