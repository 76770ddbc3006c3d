package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"example.com/pacer/bot/coach"
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

// canaryWords are those of deals, of talks and of plans, by where they are said.
func canaryWords() map[string]string {
	words := map[string]string{}
	for _, place := range []string{"deal", "proof", "reason", "learnt", "asked", "answer", "record", "promise", "private", "agenda", "plan", "goal", "pick"} {
		words[place] = "quokka" + place
	}
	return words
}

// canaryTeam counts what a won deal counts for, too.
func canaryTeam() string {
	return strings.Replace(nthTeam, "rhythms:", `  - {name: deal, plural: deals, kind: lagging}
  - {name: revenue, plural: revenue, kind: lagging, unit: EUR}
rhythms:`, 1)
}

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
	d.must(os.WriteFile(filepath.Join(dir, "west.yaml"), []byte(canaryTeam()), 0o600))
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

// calls are the arguments of a fault that is done to a call; nil for others.
func (d *canaryDay) calls() []string {
	switch d.fault {
	case "", "archived", "deleted", "lag", "no_charts", "link_disabled", "drop", "refresh", "twice", "late", "reorder", "unknown", "malformed", "giant",
		"accept_drop", "too_many_websockets", "revoked":
		return nil
	}
	return []string{"*"}
}

// breaks has the next thing go wrong.
func (d *canaryDay) breaks() {
	d.t.Helper()
	args := d.calls()
	switch d.fault {
	case "":
		return
	case "archived":
		args = []string{"sales-west"}
	case "deleted":
		args = []string{"maya"}
	}
	if err := d.slack.Fault(d.fault, args...); err != nil && !strings.HasSuffix(err.Error(), " already") {
		d.t.Fatal(err)
	}
}

// try does something step by step, in which something goes wrong.
func (d *canaryDay) try(steps ...func() error) {
	d.t.Helper()
	d.breaks()
	for _, step := range steps {
		_ = step()
		d.settle()
	}
	time.Sleep(10 * time.Second)
	d.settle()
}

// talks tells whether people also talk on that day. What they say reaches the log by way of the same calls, so it takes one
// fault of each kind: Slack refuses, is busy, does it and does not say so, or breaks off. With -every-call it is all
// that are done to calls; those of the socket would only take long.
func (d *canaryDay) talks() bool {
	return slices.Contains([]string{"", "500", "429", "lost", "reset"}, d.fault) || *everyCall && d.calls() != nil
}

// talk is what people say of deals, to one another and of their plans; each piece has its own word in it.
func (d *canaryDay) talk() {
	ann, maya, words := d.slack.As("ann"), d.slack.As("maya"), canaryWords()
	slash := func(who *playground.Actor, line string) func() error {
		return func() error { return who.Slash("sales-west", line) }
	}
	press := func(who *playground.Actor, channel, label string) func() error {
		return func() error { return who.Press(channel, "", label) }
	}
	onPage := func(label string) func() error { return func() error { return ann.PressInView(label) } }
	fill := func(who *playground.Actor, label, text string) func() error {
		return func() error { return who.Fill(label, text) }
	}
	deal := slash(ann, "/deal "+words["deal"])
	d.try(slash(ann, "/deal new "+words["deal"]+" 12k"))
	d.try(deal, onPage("Answer"), fill(ann, coach.DefaultProcess()[0].Milestones[0].Ask, words["proof"]), ann.Submit, ann.CloseView)
	d.try(deal, onPage("Move on to Discovery"), onPage("Move all the same"), fill(ann, "What makes it right to move on now?", "They asked for it: "+words["reason"]), ann.Submit, ann.CloseView)
	d.try(deal, onPage("Won"), fill(ann, "What did we learn?", words["learnt"]), ann.Submit, ann.CloseView)
	d.try(slash(maya, "/coach @"+canaryName), press(maya, "sales-west", "Ask in DM"), fill(maya, "Your question", "How did "+words["asked"]+" go?"), maya.Submit, maya.CloseView)
	d.try(press(ann, ann.DM(), "coach_answer"), fill(ann, "Your answer", words["answer"]), ann.Submit, ann.CloseView)
	d.try(slash(ann, "/coach agenda"), fill(ann, "agenda", words["agenda"]), ann.Submit, ann.CloseView)
	d.try(slash(maya, "/coach @"+canaryName), press(maya, "sales-west", "Record one-to-one"), fill(maya, "learnt", words["record"]),
		fill(maya, "theirs/0", words["promise"]), fill(maya, "private", words["private"]), maya.Submit, maya.CloseView)
	d.try(slash(ann, "/plan"), fill(ann, "How much", "4"), fill(ann, "plan_words", words["plan"]), ann.Submit, ann.Submit, ann.CloseView)
	d.try(slash(maya, "/board goal 10 meetings this month # "+words["goal"]), slash(maya, "/board goal "+words["goal"]))
	d.try(slash(maya, "/deal clarity"), fill(maya, "Which step", "Discovery to Proposal"), maya.Submit, maya.CloseView)
	d.try(press(ann, ann.DM(), "clarity_pick"), fill(ann, "clarity_other", words["pick"]), ann.Submit, ann.CloseView)
	d.try(slash(ann, "/pacer my data"))
}

// work is the day. What does not work out, does not: the fault is to blame, and others look at what comes of it.
func (d *canaryDay) work() {
	ann, maya, try := d.slack.As("ann"), d.slack.As("maya"), d.try
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
	try(func() error { return ann.PressInHome("+1") })
	if d.talks() {
		d.talk()
	}
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
	secrets = slices.AppendSeq(secrets, maps.Values(canaryWords()))
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
		for _, text := range slices.AppendSeq([]string{canaryNote, canaryHurdle, canaryHelp, canaryTalk, canaryWeek}, maps.Values(canaryWords())) {
			if suffix == "" && d.fault == "" && !strings.Contains(string(data), text) {
				d.t.Errorf("the day did not work: the database does not hold %s", text)
			}
		}
	}
}
