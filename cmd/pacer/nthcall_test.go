package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"example.com/pacer/bot"
	"example.com/pacer/bot/coach"
	"example.com/pacer/bot/playground"
	"example.com/pacer/scheduler"
	"example.com/pacer/store"
)

var (
	everyCall     = flag.Bool("every-call", false, "let each call of TestTheNthCallFails fail, not a few of them, and play all of each day of TestNothingSecretIsLogged")
	everyCallSeed = flag.Uint64("every-call.seed", 0, "the seed of TestTheNthCallFails without -every-call; 0 draws one, which is printed")
)

// A callFault is what happens to the n-th call, of those to the store or of those to Slack.
type callFault struct {
	name string
	// One of the two, or neither where nothing happens: the store's answer to the call, or Slack's, by its name in the playground.
	store func(call func() error) error
	// strict: whoever is told that it went wrong can rely on nothing having happened.
	strict bool
	slack  string
}

// errSettled says that there is nothing left to do.
var errSettled = errors.New("it is so already")

// errBroken is what a store says that breaks in a way that nobody foresaw.
var errBroken = errors.New("the store broke")

func callFaults() []callFault {
	return []callFault{
		{name: "store, before its effect", strict: true, store: func(func() error) error { return errBroken }},
		{name: "store, after its effect", store: func(call func() error) error { return errors.Join(call(), errBroken) }},
		{name: "Slack, 500", slack: "500"},
		{name: "Slack, 429", slack: "429"},
		{name: "Slack, reset", slack: "reset"},
		{name: "Slack, lost", slack: "lost"},
	}
}

// An nthDay is a morning: its team, what people do, and what has to be true then.
type nthDay struct {
	name, team  string
	play, check func(m *morning)
}

func nthDays() []nthDay {
	return []nthDay{
		{"rituals", nthTeam, (*morning).play, (*morning).check},
		{"deals", nthDealTeam, (*morning).deals, (*morning).checkDeals},
		{"talks", nthDealTeam, (*morning).talks, (*morning).checkTalks},
	}
}

// TestTheNthCallFails plays mornings of a team with the n-th call to the store or to Slack failing in each of several
// ways, for n from 1 until the morning passes untouched. People who are told that something went wrong do it again, as
// they would. After each morning it is checked that nothing that was acknowledged is lost and nothing is doubled.
// Without -every-call, n takes the same few long steps through each morning, from a drawn call on: each call has its turn
// in one run or another.
func TestTheNthCallFails(t *testing.T) {
	if *everyCall {
		eachFault(t, func(t *testing.T, _ int, fault callFault, day nthDay) {
			n := 1
			for failNth(t, day, fault, n) {
				n++
			}
			t.Logf("%d calls in a morning of %s at most", n, day.name)
		})
		return
	}
	seed := *everyCallSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("again: go test -run TestTheNthCallFails ./cmd/pacer -every-call.seed %d", seed)
	untouched := map[string]*morning{}
	for _, day := range nthDays() {
		synctest.Test(t, func(t *testing.T) { untouched[day.name] = playMorning(t, day, callFault{}, 0) })
	}
	eachFault(t, func(t *testing.T, i int, fault callFault, day nthDay) {
		calls, few := untouched[day.name].slackCalls.seen, 2
		if fault.store != nil {
			calls, few = untouched[day.name].storeCalls.seen, 5
		}
		step := (calls + few - 1) / few
		// The seed is where to begin; each fault begins at a call of its own.
		for n := 1 + int((seed+uint64(i))%uint64(step)); n <= calls; n += step {
			failNth(t, day, fault, n)
		}
	})
}

// eachFault has each fault, by its place in the table, strike each day.
func eachFault(t *testing.T, strike func(t *testing.T, i int, fault callFault, day nthDay)) {
	t.Helper()
	for i, fault := range callFaults() {
		t.Run(fault.name, func(t *testing.T) {
			t.Parallel()
			for _, day := range nthDays() {
				strike(t, i, fault, day)
			}
		})
	}
}

// failNth plays a morning whose n-th call fails, and tells whether it has that many.
func failNth(t *testing.T, day nthDay, fault callFault, n int) (hit bool) {
	t.Helper()
	t.Run(day.name+" "+strconv.Itoa(n), func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			m := playMorning(t, day, fault, n)
			hit = m.storeCalls.hit && fault.store != nil || m.slackCalls.hit && fault.slack != ""
		})
	})
	return hit
}

// A morning is the world of one run.
type morning struct {
	*story
	t          *testing.T
	fault      callFault
	n          int // which call fails, from 1
	storeCalls callCounter
	slackCalls callCounter
	db         *store.DB
	who        *playground.Actor // Ann

	logged map[string]int64 // what Ann was told is logged, by KPI
	tried  map[string]int64 // what she tried to log and was not told about
	files  int              // with her data, that she asked for
}

// A callCounter counts calls, and knows the one that fails.
type callCounter struct {
	mu   sync.Mutex
	seen int
	on   bool // not while the process starts and stops
	hit  bool
}

// next tells whether this is the call that fails.
func (c *callCounter) next(n int) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.on {
		return false
	}
	c.seen++
	if c.seen == n {
		c.hit = true
	}
	return c.seen == n
}

func (c *callCounter) set(on bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.on = on
}

// nthTeam has its rituals close together, so that one morning holds them all.
const nthTeam = `team: West
channel: C0WEST
timezone: Europe/London
managers: [U0MAYA]
members: [U0ANN, U0BOB]
kpis:
  - {name: conversation, plural: conversations, kind: leading, target: {count: 20, per: week}}
  - {name: meeting, plural: meetings, kind: leading, target: {count: 5, per: week}}
rhythms:
  huddle: "0 9 * * *"
  checkin: "30 9 * * 5"
  leaderboard: "40 9 * * 5"
  nudge: off
  digest: off
`

// playMorning plays a day whose n-th call fails; it has counted the calls.
func playMorning(t *testing.T, day nthDay, fault callFault, n int) *morning {
	t.Helper()
	m := &morning{t: t, fault: fault, n: n, logged: map[string]int64{}, tried: map[string]int64{}}
	dir := t.TempDir()
	m.story = &story{dir: dir, path: filepath.Join(dir, "pacer.db"), logs: &lockedBuffer{}}
	defer m.end()
	m.town = func(c *playground.Config) { c.Journal = true }
	m.must(m.begin([]string{"2026-11-27", "08:58", "Europe/London"})) // a Friday
	m.must(os.WriteFile(filepath.Join(dir, "west.yaml"), []byte(day.team), 0o600))
	m.must(m.withStore(func(db *store.DB) error {
		team, err := readTeamFile(filepath.Join(dir, "west.yaml"))
		if err != nil {
			return err
		}
		return applyTeam(context.Background(), db, team, world{Stdout: m.logs, Now: time.Now})
	}))
	m.who = m.slack.As("ann")
	m.serveBroken()
	m.count(true)
	day.play(m)
	m.count(false)
	if t.Failed() {
		t.Logf("the log:\n%s", m.logs)
	}
	day.check(m)
	return m
}

// count begins and ends the counting of calls.
func (m *morning) count(on bool) {
	m.storeCalls.set(on)
	m.slackCalls.set(on)
}

func (m *morning) must(err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatal(err)
	}
}

// serveBroken starts the program as newPacer wires it, around a store and a wire whose n-th call fails.
func (m *morning) serveBroken() {
	m.t.Helper()
	db, err := store.Open(context.Background(), m.path, store.Options{Now: time.Now, Logger: m.logger()})
	m.must(err)
	m.db = db
	broken := &brokenStore{DB: db, m: m}
	wire := &cutter{dial: m.listener.DialContext, conns: map[net.Conn]bool{}}
	p := &pacer{db: db, log: m.logger()}
	p.bot, err = bot.New(bot.Config{
		AppToken: demoAppToken, BotToken: demoBotToken, APIURL: "http://slack.test/api/",
		Now: time.Now, Logger: m.logger(), Dial: wire.DialContext,
		Transport: &brokenWire{m: m, to: &http.Transport{DialContext: wire.DialContext}},
		Upcoming:  func(context.Context, ...string) ([]coach.Occurrence, error) { return nil, nil },
	}, broken)
	m.must(err)
	p.scheduler = scheduler.New(broken, p.bot, scheduler.Config{Now: time.Now, Logger: m.logger()})
	ctx, stop := context.WithCancel(context.Background())
	m.running = &running{db: db, stop: stop, ended: make(chan error, 1), wire: wire}
	go func() { m.running.ended <- p.run(ctx) }()
	<-p.bot.Connected()
	m.settle()
}

// brokenWire has the playground break the n-th call.
type brokenWire struct {
	m  *morning
	to http.RoundTripper
}

func (w *brokenWire) RoundTrip(r *http.Request) (*http.Response, error) {
	if w.m.slackCalls.next(w.m.n) && w.m.fault.slack != "" {
		if err := w.m.slack.Fault(w.m.fault.slack, "*"); err != nil {
			w.m.t.Error(err)
		}
	}
	return w.to.RoundTrip(r)
}

// play is the morning: Ann logs in three ways and takes one back, checks in with a hurdle, changes it, files the weekly
// form and looks at the board; the huddle closes at eleven.
func (m *morning) play() {
	m.log("5 conversations", map[string]int64{"conversation": 5})
	m.log("3 meetings", map[string]int64{"meeting": 3})
	m.undo()
	m.must(m.at([]string{"09:01"}))
	m.checkIn("6", "Two no-shows")
	m.checkIn("7", "Two no-shows in a row")
	m.logByForm()
	m.must(m.at([]string{"09:31"}))
	m.fileWeek()
	m.must(m.at([]string{"09:41"}))
	m.insist("/board", "Percent of target", func() error { return m.who.Slash("sales-west", "/board") })
	m.must(m.at([]string{"11:01"}))
	time.Sleep(6 * time.Minute) // the longest back-off, and the settle window
	m.settle()
}

// insist does something until the person reads what they expect, as people do. It fails when that does not help.
func (m *morning) insist(what, wanted string, do func() error) {
	m.t.Helper()
	for range 4 {
		before := m.readable(wanted)
		err := do()
		if errors.Is(err, errSettled) {
			return
		}
		m.settle()
		for range 5 {
			if m.readable(wanted) > before {
				return
			}
			time.Sleep(time.Second)
			m.settle()
		}
		m.t.Logf("%s: %v; again", what, err)
		m.dismiss()
	}
	m.t.Errorf("%s never showed %q; Ann sees:\n%s", what, wanted, m.diagnosis())
}

// readable is how often Ann can read something in what is before her.
func (m *morning) readable(text string) (n int) {
	if v := m.who.View(); v != nil {
		n += strings.Count(v.Plain(), text)
	}
	for _, channel := range []string{"sales-west", m.who.DM()} {
		for _, msg := range m.who.Messages(channel) {
			n += strings.Count(msg.Plain(), text)
		}
	}
	return n
}

// dismiss closes what stands open, to begin again.
func (m *morning) dismiss() {
	for m.who.View() != nil {
		m.must(m.who.CloseView())
	}
	m.settle()
}

func (m *morning) log(line string, counts map[string]int64) {
	m.t.Helper()
	m.insist("/log "+line, "Logged "+line, func() error {
		before := m.readable("Logged " + line)
		err := m.who.Slash("sales-west", "/log "+line)
		m.settle()
		m.took(m.readable("Logged "+line) > before, counts)
		return err
	})
}

// took notes what Ann was told is logged, or what may have been although she was told that something went wrong: only a
// store that breaks after its effect, and an answer that Slack did not bring, can have her told wrong.
func (m *morning) took(told bool, counts map[string]int64) {
	sums := m.tried
	if told {
		sums = m.logged
	}
	for kpi, n := range counts {
		sums[kpi] += n
	}
}

func (m *morning) undo() {
	m.t.Helper()
	m.insist("undo", "Taken back", func() error {
		// An undo is not repeated blindly, for it would take back what was logged before: who is told that something went
		// wrong looks first. Only a store that breaks after its effect can leave anything to see.
		if !m.fault.strict && m.sums()["meeting"] == 0 {
			m.tried["meeting"] = 0
			m.logged["meeting"] = 0
			return errSettled
		}
		before := m.readable("Taken back")
		err := m.who.Slash("sales-west", "/log undo")
		m.settle()
		m.took(m.readable("Taken back") > before, map[string]int64{"meeting": -3})
		return err
	})
}

func (m *morning) checkIn(conversations, hurdle string) {
	m.t.Helper()
	m.insist("check-in", "You are in.", func() error {
		if m.who.View() == nil {
			if err := m.who.Press("sales-west", "", "Check in"); err != nil {
				return err
			}
			m.settle()
		}
		return errors.Join(m.who.Fill("Conversations", conversations), m.who.Fill("What could get in the way?", hurdle), m.who.Submit())
	})
	m.dismiss()
}

func (m *morning) logByForm() {
	m.t.Helper()
	m.insist("log form", "Logged 2 conversations", func() error {
		before := m.readable("Logged 2 conversations")
		if err := m.who.Press("sales-west", "", "Log"); err != nil {
			return err
		}
		m.settle()
		err := errors.Join(m.who.Fill("Conversations", "2"), m.who.Submit())
		m.settle()
		time.Sleep(2 * time.Second)
		m.settle()
		m.took(m.readable("Logged 2 conversations") > before, map[string]int64{"conversation": 2})
		return err
	})
	m.dismiss()
}

func (m *morning) fileWeek() {
	m.t.Helper()
	m.insist("weekly form", "Thank you, your week", func() error {
		if err := m.who.Press(m.who.DM(), "", "Fill in"); err != nil {
			return err
		}
		m.settle()
		return m.who.Submit()
	})
	m.dismiss()
}

// check proves what was promised: it reads the database and what the people saw.
func (m *morning) check() {
	m.t.Helper()
	ctx := context.Background()
	sums := m.sums()
	for _, kpi := range []string{"conversation", "meeting"} {
		low, high := m.logged[kpi]+min(0, m.tried[kpi]), m.logged[kpi]+max(0, m.tried[kpi])
		if m.fault.strict {
			low, high = m.logged[kpi], m.logged[kpi]
		}
		if sums[kpi] < low || sums[kpi] > high {
			m.t.Errorf("%s: Ann was told of %d and not of %d, and the ledger holds %d", kpi, m.logged[kpi], m.tried[kpi], sums[kpi])
		}
	}
	m.checkOccurrences(ctx)
	m.checkMessages(ctx)
}

// sums is what the ledger holds of Ann, by KPI.
func (m *morning) sums() map[string]int64 {
	m.t.Helper()
	sums := map[string]int64{}
	roster, err := m.db.Roster(context.Background())
	m.must(err)
	entries, err := m.db.Activities(context.Background(), coach.ActivityFilter{Person: "U0ANN"})
	m.must(err)
	for _, a := range entries {
		kpi, _ := roster.Teams[0].KPI(a.KPI)
		sums[kpi.Name] += a.Count
	}
	return sums
}

// checkOccurrences: each that was due ran, once, and none is left in between.
func (m *morning) checkOccurrences(ctx context.Context) {
	m.t.Helper()
	all, err := m.db.Occurrences(ctx, 100)
	m.must(err)
	ended := map[string]int{}
	for _, o := range all {
		if o.Due.Before(time.Now()) {
			ended[fmt.Sprintf("%s %s", o.Kind, o.State)]++
		}
	}
	want := map[string]int{"huddle done": 1, "huddle_reminder done": 1, "huddle_close done": 1, "checkin done": 1, "leaderboard done": 1}
	if !maps.Equal(ended, want) {
		m.t.Errorf("occurrences %v, want %v", ended, want)
	}
}

// checkMessages: what had to be said stands there once, for the one that it is for, and nothing waits any more.
func (m *morning) checkMessages(ctx context.Context) {
	m.t.Helper()
	counts, err := m.db.OutboxCounts(ctx)
	m.must(err)
	if len(counts) > 0 {
		m.t.Errorf("the outbox holds %v", counts)
	}
	for _, want := range []struct {
		who, channel, text string
		thread             bool
	}{
		{"ann", "sales-west", "Huddle of Friday 27 November", false},
		{"ann", "sales-west", "The huddle has closed", false},
		{"ann", "sales-west", "Ann: 7 conversations", false},
		{"ann", "sales-west", "Percent of target to date", false},
		{"ann", "dm", "Thank you, your week", false},
		{"bob", "dm", "Fill in", false},
		{"maya", "dm", "Two no-shows in a row", false},
		{"bob", "sales-west", "Ann plans 7 conversations", true},
	} {
		who := m.slack.As(want.who)
		if n := m.standing(who, want.channel, want.text, want.thread); n != 1 {
			m.t.Errorf("%s sees %q %d times in %s", want.who, want.text, n, want.channel)
		}
	}
}

// standing is how many messages that are there for good show a text.
func (m *morning) standing(who *playground.Actor, channel, text string, inThread bool) (n int) {
	if channel == "dm" {
		channel = who.DM()
	}
	list := who.Messages(channel)
	if inThread {
		var replies []playground.Message
		for _, parent := range list {
			replies = append(replies, who.Thread(channel, parent.TS)...)
		}
		list = replies
	}
	for _, msg := range slices.DeleteFunc(list, func(m playground.Message) bool { return m.Ephemeral }) {
		if strings.Contains(strings.Join(strings.Fields(msg.Plain()), " "), text) {
			n++
		}
	}
	return n
}
