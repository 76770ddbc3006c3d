package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"example.com/pacer/bot/playground"
	"example.com/pacer/store"
)

// Words of people and of the wire that may be in no line of the log and in no error, at no level and whatever goes wrong.
const (
	canaryNote   = "quokkanote"   // of a log, typed and in the form
	canaryHurdle = "quokkahurdle" // of a check-in
	canaryHelp   = "quokkahelp"
	canaryTalk   = "quokkatalk" // written in the thread, and to Pacer
	canaryWeek   = "quokkaweek" // of the weekly form
	canaryLine   = "quokkaline" // a command that nobody understands
	canaryName   = "Quokkaname" // what somebody is called
)

// faultsByName asks the playground which faults there are, so that a new one is tried here too.
func faultsByName(t *testing.T) []string {
	t.Helper()
	server, _ := localServer(t, demoWorkspace())
	err := server.Fault("no such fault")
	_, list, ok := strings.Cut(fmt.Sprint(err), "there are ")
	if !ok {
		t.Fatalf("the playground answers %v", err)
	}
	names := strings.Split(list, ", ")
	if len(names) < 20 {
		t.Fatalf("only %d faults: %q", len(names), names)
	}
	return slices.DeleteFunc(names, func(name string) bool { return name == "mend" })
}

// TestNothingSecretIsLoggedWhateverBreaks plays a day in which everything is done that people can do, once for each
// fault of the playground, which strikes again and again. The tokens have a canary in them and so has each text.
func TestNothingSecretIsLoggedWhateverBreaks(t *testing.T) {
	for _, fault := range append([]string{""}, faultsByName(t)...) {
		t.Run("fault "+fault, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { (&canaryDay{fault: fault}).play(t) })
		})
	}
}

// A canaryDay is one run of the day.
type canaryDay struct {
	*story
	t     *testing.T
	fault string
	errs  []error // whatever the program's parts returned
}

func (d *canaryDay) play(t *testing.T) {
	dir := t.TempDir()
	d.t, d.story = t, &story{
		dir: dir, path: filepath.Join(dir, "pacer.db"), logs: &lockedBuffer{}, app: canaryApp, bot: canaryBot,
		town: func(c *playground.Config) {
			c.Logger, c.Journal = nil, true // the log is the program's alone
			for i := range c.Workspace.Users {
				if u := &c.Workspace.Users[i]; u.Name == "Ann" {
					u.RealName = canaryName
				}
			}
		},
	}
	defer d.end()
	d.must(d.begin([]string{"2026-11-27", "08:55", "Europe/London"})) // a Friday
	d.must(os.WriteFile(filepath.Join(dir, "west.yaml"), []byte(nthTeam), 0o600))
	d.must(d.withStore(func(db *store.DB) error {
		team, err := readTeamFile(filepath.Join(dir, "west.yaml"))
		if err != nil {
			return err
		}
		return applyTeam(context.Background(), db, team, world{Stdout: d.logs, Now: time.Now})
	}))
	d.must(d.serve())
	d.work()
	if d.running != nil {
		d.errs = append(d.errs, d.stopServing())
	}
	d.look()
}

func (d *canaryDay) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// breaks has the next thing go wrong.
func (d *canaryDay) breaks() {
	d.t.Helper()
	var args []string
	switch d.fault {
	case "":
		return
	case "archived":
		args = []string{"sales-west"}
	case "deleted":
		args = []string{"maya"}
	case "lag", "no_charts", "link_disabled", "drop", "refresh", "twice", "late", "reorder", "unknown", "malformed", "giant", "accept_drop", "too_many_websockets", "revoked":
	default: // what is done to a call
		args = []string{"*"}
	}
	if err := d.slack.Fault(d.fault, args...); err != nil && !strings.HasSuffix(err.Error(), " already") {
		d.t.Fatal(err)
	}
}

// work is the day. What does not work out, does not: the fault is to blame, and others look at what comes of it.
func (d *canaryDay) work() {
	ann, maya := d.slack.As("ann"), d.slack.As("maya")
	try := func(steps ...func() error) {
		d.breaks()
		for _, step := range steps {
			_ = step()
			d.settle()
		}
		time.Sleep(10 * time.Second)
		d.settle()
	}
	slash := func(who *playground.Actor, line string) func() error {
		return func() error { return who.Slash("sales-west", line) }
	}
	fill := func(label, value string) func() error { return func() error { return ann.Fill(label, value) } }
	thread := func() error {
		for _, m := range ann.Messages("sales-west") {
			if strings.Contains(m.Plain(), "Huddle of") {
				_, err := ann.Reply("sales-west", m.TS, "3 conversations # "+canaryTalk)
				return err
			}
		}
		return nil
	}
	say := func() error { _, err := ann.Say(ann.DM(), "hello "+canaryTalk); return err }
	press := func(channel, label string) func() error { return func() error { return ann.Press(channel, "", label) } }

	try(slash(ann, "/log 5 conversations # "+canaryNote))
	try(slash(ann, "/log 5 "+canaryLine))
	try(slash(ann, "/pacer "+canaryLine), slash(ann, "/board "+canaryLine), slash(maya, "/coach "+canaryLine))
	try(slash(ann, "/log"), fill("Conversations", "2"), fill("Note", canaryNote), ann.Submit)
	try(slash(ann, "/log"), fill("Conversations", "2 "+canaryNote), ann.Submit, ann.CloseView)
	try(slash(ann, "/log undo"), say, ann.OpenHome, maya.OpenHome)
	d.must(d.at([]string{"09:01"}))
	try(press("sales-west", "Check in"), fill("Conversations", "6"), fill("What could get in the way?", canaryHurdle),
		fill("What help would you like?", canaryHelp), ann.Submit, ann.CloseView)
	try(thread)
	d.must(d.at([]string{"09:31"}))
	try(press(ann.DM(), "Fill in"), fill("What did you learn?", canaryWeek), fill("How did your best result come about?", canaryWeek), ann.Submit)
	try(slash(maya, "/coach ann"), slash(maya, "/pacer status"), slash(ann, "/board"), slash(ann, "/pace"))
	try(func() error { return ann.PressInHome("Log 1 conversation") })
	d.breaks()
	d.must(d.at([]string{"11:30"}))
	d.settle()
}

// responseSecret is what is secret of a response URL; the other two parts number it.
var responseSecret = regexp.MustCompile(`/response/[^/"]+/\d+/([^/"\\]+)`)

// look goes through all that an operator reads.
func (d *canaryDay) look() {
	d.t.Helper()
	secrets := []string{canary, canaryNote, canaryHurdle, canaryHelp, canaryTalk, canaryWeek, canaryLine, canaryName, "/response/", "/link/", "ticket="}
	var wire []string
	for _, e := range d.slack.Journal() {
		for _, m := range responseSecret.FindAllSubmatch(e.JSON, -1) {
			wire = append(wire, string(m[1]))
		}
	}
	if d.fault == "" && len(wire) == 0 {
		d.t.Error("no response URL went over the wire")
	}
	logs := d.logs.String()
	for _, err := range d.errs {
		logs += fmt.Sprintf("\nreturned: %v", err)
	}
	for _, secret := range append(secrets, wire...) {
		if i := strings.Index(strings.ToLower(logs), strings.ToLower(secret)); i >= 0 {
			d.t.Errorf("the log holds %s: …%s…", secret, logs[max(0, i-200):min(len(logs), i+100)])
		}
	}
	// The database holds what people wrote, and nothing by which anybody could speak for them or for the app.
	for _, suffix := range []string{"", "-wal"} {
		data, err := os.ReadFile(d.path + suffix)
		if err != nil && !os.IsNotExist(err) {
			d.t.Fatal(err)
		}
		for _, secret := range append(wire, canary, "/response/", "ticket=") {
			if strings.Contains(string(data), secret) {
				d.t.Errorf("the database holds %s", secret)
			}
		}
		for _, text := range []string{canaryNote, canaryHurdle, canaryHelp, canaryTalk, canaryWeek} {
			if suffix == "" && d.fault == "" && !strings.Contains(string(data), text) {
				d.t.Errorf("the day did not work: the database does not hold %s", text)
			}
		}
	}
}
