package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"example.com/pacer/bot/coach"
	"example.com/pacer/bot/playground"
	"example.com/pacer/failpoint"
	"example.com/pacer/store"
)

var (
	crashes   = flag.Int("crash", 0, "lives that TestCrashLong ends; 0 skips it")
	crashSeed = flag.Uint64("crash.seed", 0, "the seed of TestCrashLong; 0 draws one, which is printed")
	crashFor  = flag.Duration("crash.for", time.Hour, "how long TestCrashLong takes at most")
	crashSide = flag.Int("crash.side", 6, "towns of TestCrashLong side by side")
)

// crashStages are the hours of a week at which something is due, and what people do then.
func crashStages() map[string]occasion {
	day := func(n, hour, minute int) time.Duration {
		return time.Duration(n)*24*time.Hour + time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute + 2*time.Second
	}
	everybody := []habit{
		{"U0ANN", logs},
		{"U0BOB", logsByForm},
		{"U0CHLOE", checksIn},
		{"U0DEV", repliesInThread},
		{"U0EMMA", logs},
		{"U0MAYA", looks},
		{"U0ADA", bringsVisitors},
		{"U0FARID", sells},
		{"U0NOAH", asksGrace},
		{"U0GRACE", repliesToManager},
	}
	return map[string]occasion{
		"digest":   {name: "digest", after: day(0, 8, 30), people: []habit{{"U0ANN", logs}, {"U0MAYA", looks}, {"U0ADA", bringsVisitors}}, held: []coach.RhythmKind{coach.Digest}},
		"huddle":   {name: "huddle", after: day(0, 9, 0), people: everybody, held: []coach.RhythmKind{coach.Huddle}},
		"reminder": {name: "reminder", after: day(0, 9, 45), people: append([]habit{{"U0HUGO", snoozes}, {"U0BOB", checksIn}}, everybody[2:]...), held: []coach.RhythmKind{coach.HuddleReminder}},
		"wrap-up":  {name: "wrap-up", after: day(0, 11, 0), people: everybody, held: []coach.RhythmKind{coach.HuddleClose}},
		"talks": {name: "talks", after: day(0, 13, 30), people: []habit{
			{"U0MAYA", coachesOne("chlo")},
			{"U0NOAH", coachesOne("grace")},
			{"U0CHLOE", plays(picksInCheck, putsOnAgenda, takesPlan)},
			{"U0BOB", plays(picksInCheck, plansWork)},
			{"U0GRACE", plays(plansWork, putsOnAgenda, takesPlan, picksInCheck)},
			{"U0ANN", plays(asksForFile, picksInCheck)},
			{"U0EMMA", logs},
		}},
		"nudge":       {name: "nudge", after: day(0, 15, 0), people: []habit{{"U0ANN", snoozes}, {"U0BOB", snoozes}, {"U0DEV", logs}, {"U0ADA", bringsVisitors}}, held: []coach.RhythmKind{coach.Nudge}},
		"check-in":    {name: "check-in", after: day(4, 15, 0), people: []habit{{"U0ANN", looksBack}, {"U0BOB", looksBack}, {"U0EMMA", logsByForm}, {"U0FARID", sells}, {"U0ADA", bringsVisitors}}, held: []coach.RhythmKind{coach.CheckIn}},
		"leaderboard": {name: "leaderboard", after: day(4, 17, 0), people: []habit{{"U0ANN", logs}, {"U0BOB", looksBack}, {"U0MAYA", asksChloe}, {"U0CHLOE", repliesToManager}, {"U0ADA", bringsVisitors}}, held: []coach.RhythmKind{coach.Leaderboard}},
	}
}

// crashDays are the days that towns live through, one each. The clock of a town must not jump over more than a day while
// people are there: Slack delivers an event again within minutes, and Pacer knows it for a day.
func crashDays() [][]string {
	return [][]string{{"digest", "huddle", "reminder", "wrap-up", "talks", "nudge"}, {"check-in", "leaderboard"}}
}

// A manner is how a life ends at points that have to be reached.
type manner struct{ name, suffix string }

// manners are kill -9, and a panic. After the first nothing runs any more. After the second all that was deferred does; and
// where somebody is served, a ritual runs or a message goes out, the process survives it.
func manners() []manner { return []manner{{"killed", ""}, {"panics", ":panic"}} }

// at arms points, one for a life.
func (m manner) at(points ...string) (armings []arming) {
	for _, p := range points {
		armings = append(armings, arming{text: p + m.suffix, wait: 20 * time.Second, must: true})
	}
	return armings
}

// An act is a stage of a town, and the ends of lives in it.
type act struct {
	stage   string
	armings []arming
}

// crashTowns are the towns of TestCrash, with each point in the flow that comes by it first. The deaths in the outbox follow
// one another on the same rows, so that what one life left half done is what the next one dies at. They are two towns, side
// by side: after a panic it takes some seconds until a message is looked up.
func crashTowns(m manner) map[string][]act {
	refused := m.at("bot.outbox.refused")
	refused[0].broken = []string{"500", "chat.postMessage"}
	return map[string][]act{
		"start": {
			{"digest", m.at("store.migration.before", "store.migration.after", "bot.recover.before", "bot.recover.after", "scheduler.release.before",
				"scheduler.release.after", "store.group.begin", "store.group.applied", "store.group.purged", "store.group.committed", "store.group.told",
				"bot.home.before", "bot.home.after")},
		},
		"rituals": {
			{"check-in", m.at("scheduler.skip.before", "scheduler.skip.after", "scheduler.claim.before", "scheduler.claim.after",
				"bot.ritual.composed", "bot.ritual.committed")},
			{"leaderboard", m.at("scheduler.ran")}, // whoever survives the panic before has come by there in the same life
		},
		"outbox": {
			{"huddle", append(refused, m.at("bot.outbox.lookup", "bot.outbox.notfound", "bot.outbox.resend", "bot.outbox.marking", "bot.outbox.marked")...)},
		},
		"posts": {
			{"huddle", m.at("bot.post.before", "bot.post.after", "bot.outbox.found", "bot.outbox.called", "bot.outbox.settled")},
		},
		"edits": {
			{"huddle", m.at("bot.edit.before", "bot.edit.after", "bot.react.before", "bot.react.after")},
			{"reminder", m.at("bot.delete.before", "bot.delete.after")},
		},
		"people": {
			{"huddle", m.at("bot.inbound.received", "bot.inbound.handled", "bot.commit.before", "bot.commit.after", "bot.ack.before", "bot.ack.after",
				"bot.form.ack", "bot.modal.before", "bot.modal.after", "bot.answer.before", "bot.answer.after")},
		},
		"talks": {
			{"talks", m.at("bot.upload.before", "bot.upload.after", "bot.commit.before", "bot.commit.after", "bot.form.ack", "bot.outbox.called", "bot.post.after")},
		},
	}
}

// TestCrash ends the program at every point there is, once by SIGKILL and once by a panic, starts it again, and looks with the
// checker whether anything was lost or doubled. TestCrashLong does this at random.
func TestCrash(t *testing.T) {
	if testing.Short() || runtime.GOOS == "windows" {
		t.Skip("it builds the program and ends it a hundred and fifty times, as Unix does")
	}
	t.Parallel()
	program, prepared := buildCrashing(t), prepare(t)
	reached := &sync.Map{}
	// Side by side by our own hand: most of the time they wait for real time, and each parallel subtest would keep a core
	// from the stories.
	var sideBySide sync.WaitGroup
	for _, m := range manners() {
		run := func(name string, f func(t *testing.T, w *town, m manner)) {
			sideBySide.Go(func() {
				t.Run(name+"/"+m.name, func(t *testing.T) {
					w, err := newTown(t.TempDir(), program, prepared, 1)
					if err != nil {
						t.Fatal(err)
					}
					defer w.close()
					f(t, w, m)
					for key := range w.deaths {
						reached.Store(strings.Split(key, "\t")[1]+m.suffix, true)
					}
				})
			})
		}
		for name, acts := range crashTowns(m) {
			run(name, func(t *testing.T, w *town, _ manner) {
				for _, a := range acts {
					w.plays(t, crashStages()[a.stage], a.armings)
				}
				t.Logf("what was said: %s", w.talks.summary())
			})
		}
		run("copies", crashCopies)
		run("apply", crashApply)
		run("checkpoint", crashCheckpoint)
		run("forgotten", crashForgotten)
	}
	sideBySide.Wait()
	if t.Failed() {
		return
	}
	for _, name := range failpoint.Names() {
		for _, m := range manners() {
			if _, ok := reached.Load(name + m.suffix); !ok {
				t.Errorf("no flow came by %s%s", name, m.suffix)
			}
		}
	}
}

// plays is play, which must find no fault.
func (w *town) plays(t *testing.T, s occasion, armings []arming) {
	t.Helper()
	if err := w.play(t.Context(), s, slices.Values(armings)); err != nil {
		t.Fatalf("%v\n%s", err, w.story())
	}
}

// crashCopies ends backups and restores. What they leave is whole, old or new; done again, they succeed. What a kill leaves
// lying about, the next one sweeps up when it is old; a panic leaves nothing.
func crashCopies(t *testing.T, w *town, m manner) {
	copied, killed := filepath.Join(w.dir, "copy.db"), 0
	if m.suffix == "" {
		killed = 1
	}
	for _, d := range []struct {
		point   string
		partial int
	}{{"store.backup.before", 0}, {"store.backup.copied", killed}, {"store.backup.renaming", killed}, {"store.backup.renamed", 0}} {
		w.command(t, m, d.point, "backup", copied)
		if _, err := os.Stat(copied); (err == nil) != (d.point == "store.backup.renamed") {
			t.Errorf("after %s: %v", d.point, err)
		}
		if left := w.lying(t, "copy.db.*.partial*"); len(left) != d.partial {
			t.Errorf("%s left %v, want %d", d.point, left, d.partial)
		}
	}
	verified(t, copied)
	w.command(t, m, "", "backup", "--force", copied)
	whole := verified(t, copied)
	for _, d := range []struct {
		point          string
		partial, older int
	}{{"store.restore.kept", killed, killed}, {"store.restore.renamed", 0, killed + 1}} {
		w.command(t, m, d.point, "restore", copied)
		if got := verified(t, w.database); got.Teams != whole.Teams || got.People != whole.People {
			t.Errorf("after %s: %+v, want %+v", d.point, got, whole)
		}
		if left := w.lying(t, "pacer.db.*.partial*"); len(left) != d.partial {
			t.Errorf("%s left %v, want %d", d.point, left, d.partial)
		}
		if older := w.lying(t, "pacer.db.replaced-*"); len(older) != d.older {
			t.Errorf("after %s there are %v, want %d", d.point, older, d.older)
		}
	}
	w.command(t, m, "", "restore", copied)
	if left := w.lying(t, "*.partial*"); len(left) > 0 {
		t.Errorf("%v stay for ever", left)
	}
}

// crashApply ends migrations and what is applied after them, in a database that is not there before. The file is one of
// Pacer's at every instant, and the team is in it or not.
func crashApply(t *testing.T, w *town, m manner) {
	team, err := filepath.Abs(filepath.Join("testdata", "west.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	w.database = filepath.Join(w.dir, "fresh.db")
	// The first row that is recorded says that there is no migration yet.
	for _, point := range []string{
		"store.migration.before", "store.migration.recording", "store.migration.recording:2", "store.migration.recording:9",
		"store.migration.after", "apply.before", "apply.after",
	} {
		w.command(t, m, point, "apply", team)
		if got := verified(t, w.database).Teams; (got == 1) != (point == "apply.after") {
			t.Errorf("after %s there are %d teams", point, got)
		}
	}
	w.command(t, m, "", "apply", team)
	if got := verified(t, w.database); got.Teams != 1 {
		t.Errorf("%+v", got)
	}
}

// verified is what a database holds, which has to be sound.
func verified(t *testing.T, path string) store.Contents {
	t.Helper()
	c, err := store.Verify(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// lying finds what lies in the folder, and makes it two hours old: as long as it is new, somebody may be at work on it.
func (w *town) lying(t *testing.T, pattern string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(w.dir, pattern))
	for _, f := range found {
		err = errors.Join(err, os.Chtimes(f, time.Time{}, time.Now().Add(-2*time.Hour)))
	}
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// command runs a command, which has to end at a point; "" for none, and then it has to succeed. After a panic the person at
// the command line reads first what it means for them.
func (w *town) command(t *testing.T, m manner, point string, args ...string) {
	t.Helper()
	armed := ""
	if point != "" {
		armed = point + m.suffix
	}
	l, err := w.live(armed, args...)
	if err != nil {
		t.Fatal(err)
	}
	if !l.within(20 * time.Second) {
		l.kill()
		t.Fatalf("%v with %q hangs\n%s", args, armed, l.log)
	}
	name, _, _ := strings.Cut(point, ":")
	if l.said() != name || (point == "") != l.ProcessState.Success() {
		t.Fatalf("%v with %q: %v\n%s", args, armed, l.ProcessState, l.log)
	}
	if _, said, _ := strings.Cut(l.log.String(), "\n"); point != "" && m.suffix != "" && !strings.HasPrefix(said, "pacer: stopped by a fault of its own") {
		t.Errorf("%v with %q says\n%s", args, armed, l.log)
	}
	if point != "" {
		w.deaths["command\t"+name+"\t"+m.name]++
	}
}

// crashCheckpoint ends the program while the log is copied into the database.
func crashCheckpoint(t *testing.T, w *town, m manner) {
	w.rushes(t, m.at("store.checkpoint.before", "store.checkpoint.after"))
}

// rushes has so many people log that the log is copied into the database, which takes some hundred writes to begin.
func (w *town) rushes(t *testing.T, armings []arming) {
	t.Helper()
	// Each of them is held to a rate, so it takes a large team.
	crowd, s := demoWest.Team, occasion{name: "rush", after: 10 * time.Hour}
	crowd.Name, crowd.Channel, crowd.Managers, crowd.WorkingDays = "Crowd", "C0GENERAL", []string{"U0MAYA"}, coach.Weekdays{time.Monday: true}
	for i := range 40 {
		id := fmt.Sprintf("U0CROWD%d", i)
		w.server.AddUser(playground.User{ID: id, Name: strings.ToLower(id), Zone: "Europe/London"})
		crowd.Reps, s.people = append(crowd.Reps, id), append(s.people, habit{id, inARush})
	}
	db, err := store.Open(t.Context(), w.database, store.Options{Now: w.now})
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.ApplyTeam(t.Context(), crowd, w.now())
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	w.plays(t, s, armings)
}

// crashForgotten ends the program while it writes the file anew.
func crashForgotten(t *testing.T, w *town, m manner) {
	w.forgets(t, m.at("store.rewrite.before", "store.rewrite.written", "store.rewrite.cut"))
}

// forgets has the file written anew, so that nothing is left in it of somebody who asked to be forgotten. Each new life goes on
// with it, and in the end no byte of the database and its log names them.
func (w *town) forgets(t *testing.T, armings []arming) {
	t.Helper()
	s := occasion{name: "forgotten", after: 10 * time.Hour, people: []habit{{"U0HUGO", asksToBeForgotten}, {"U0ANN", logs}}}
	w.plays(t, s, armings)
	for _, file := range []string{w.database, w.database + "-wal"} {
		bytes, err := os.ReadFile(file)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		if strings.Contains(string(bytes), secretOfHugo) || strings.Contains(string(bytes), "U0HUGO") {
			t.Errorf("%s still holds what was to be forgotten", filepath.Base(file))
		}
	}
}

// inARush types a line as soon as the one before was answered.
func inARush(p *resident) {
	for range 25 {
		l := p.types()
		if p.ctx.Err() != nil || p.Slash(p.DM(), fmt.Sprintf("/log %d conversations # %s", l.count, l.note)) != nil {
			return
		}
	}
	p.pause(5 * time.Second)
}

// TestCrashLong ends lives at random: at any point, at any hit of it, by kill -9 or a panic, or from outside at any moment,
// while Slack has troubles of its own, and backups that end like that; in weeks of two teams. Every few lives one is left alone
// until it has come to rest, and the checker looks. What no such week comes by has days of its own;
// and from 500 lives on, some life has ended at each point.
//
//	go test ./cmd/pacer -run TestCrashLong -crash 10000 -timeout 2h -v
//
// The seed repeats what is drawn, not what the machine makes of it: when a life meets its point depends on the moment.
func TestCrashLong(t *testing.T) {
	if *crashes == 0 {
		t.Skip("asked for by -crash N")
	}
	seed := *crashSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("-crash.seed %d", seed)
	program, prepared := buildCrashing(t), prepare(t)
	ctx, stop := context.WithTimeout(t.Context(), *crashFor)
	defer stop()
	tally := &crashTally{want: *crashes, deaths: map[string]int{}, pairs: map[string]int{}}
	var side sync.WaitGroup
	for i := range *crashSide {
		side.Go(func() {
			for round := uint64(0); ctx.Err() == nil && !tally.enough(); round++ {
				town := seed + uint64(i) + round*uint64(*crashSide)
				if !t.Run(fmt.Sprintf("town %d", town), func(t *testing.T) { crashDay(ctx, t, program, prepared, town, tally) }) {
					stop()
				}
			}
		})
	}
	side.Wait()
	if tally.want >= crashWhole && !t.Failed() && ctx.Err() == nil {
		crashMissed(t, program, prepared, seed, tally)
	}
	t.Logf("%d lives ended, of %d; %d checks\n%s", tally.ended, tally.want, tally.checks, tally.table())
}

// crashWhole is from how many lives on TestCrashLong holds that some life ended at each point.
const crashWhole = 500

// crashMissed ends lives at the points that no draw met, where TestCrash does. Of the rare days there has been one each by then.
func crashMissed(t *testing.T, program, prepared string, seed uint64, tally *crashTally) {
	missed := tally.missed()
	var side sync.WaitGroup
	for name, acts := range crashTowns(manners()[seed%2]) {
		if !slices.ContainsFunc(acts, func(a act) bool {
			return slices.ContainsFunc(a.armings, func(g arming) bool { return slices.Contains(missed, strings.TrimSuffix(g.text, ":panic")) })
		}) {
			continue
		}
		side.Go(func() {
			t.Run("missed in "+name, func(t *testing.T) {
				w, err := newTown(t.TempDir(), program, prepared, seed)
				if err != nil {
					t.Fatal(err)
				}
				defer w.close()
				defer tally.add(w)
				for _, a := range acts {
					w.plays(t, crashStages()[a.stage], a.armings)
				}
			})
		})
	}
	side.Wait()
	if left := tally.missed(); len(left) > 0 && !t.Failed() {
		t.Errorf("no life ended at %v", left)
	}
}

// crashDay lives through a day in a new town, whose seed says which. Seeds that follow one another have all the days there are.
func crashDay(ctx context.Context, t *testing.T, program, prepared string, seed uint64, tally *crashTally) {
	w, err := newTown(t.TempDir(), program, prepared, seed)
	if err != nil {
		t.Fatal(err)
	}
	defer w.close()
	defer tally.add(w)
	days, rare := crashDays(), rareDays()
	day := seed % uint64(2*len(days)+len(rare))
	if day >= uint64(2*len(days)) {
		rare[day-uint64(2*len(days))](t, w)
		return
	}
	for _, name := range days[day%uint64(len(days))] {
		if err := w.play(ctx, crashStages()[name], w.atRandom(10+w.rand.IntN(10))); err != nil {
			t.Fatalf("%v\n%s", err, w.story())
		}
		if tally.add(w); tally.enough() || ctx.Err() != nil {
			return
		}
	}
}

// atRandom draws so many ends, each when it is needed: the next one depends on how the one before came about.
func (w *town) atRandom(n int) iter.Seq[arming] {
	return func(yield func(arming) bool) {
		for range n {
			if !yield(w.draw()) {
				return
			}
		}
	}
}

// draw draws how a life ends. A death in the outbox is followed by one where the next life meets what it left behind: those
// are the pairs that make the difference.
func (w *town) draw() arming {
	inOutbox := []string{
		"bot.outbox.marking", "bot.outbox.marked", "bot.post.before", "bot.post.after", "bot.outbox.called", "bot.outbox.refused",
		"bot.outbox.settled", "bot.outbox.lookup", "bot.outbox.found", "bot.outbox.notfound", "bot.outbox.resend",
	}
	names := slices.DeleteFunc(failpoint.Names(), func(name string) bool {
		return slices.ContainsFunc([]string{"store.migration.recording", "store.checkpoint", "store.rewrite", "store.backup", "store.restore", "apply"},
			func(rare string) bool { return strings.HasPrefix(name, rare) }) // of rareDays
	})
	switch {
	case slices.Contains(inOutbox, w.died): // on the way to a look-up, or in the middle of one
		names = slices.DeleteFunc(inOutbox, func(name string) bool { return name == "bot.outbox.marking" || name == "bot.outbox.settled" })
	case w.rand.IntN(2) == 0:
		names = inOutbox[:7]
	}
	a := arming{text: names[w.rand.IntN(len(names))], wait: time.Duration(250+w.rand.IntN(1000)) * time.Millisecond}
	if w.rand.IntN(3) == 0 {
		a.text += fmt.Sprintf(":%d", 1+w.rand.IntN(6))
	}
	if w.rand.IntN(3) == 0 {
		a.text += ":panic"
	}
	if w.rand.IntN(4) == 0 {
		methods := []string{"chat.postMessage", "chat.update", "*"}
		faults := []string{"429", "500", "500_after", "reset", "lost"}
		a.broken = []string{faults[w.rand.IntN(len(faults))], methods[w.rand.IntN(len(methods))]}
	}
	if w.rand.IntN(12) == 0 {
		points := []string{"store.backup.before", "store.backup.copied", "store.backup.renaming", "store.backup.renamed"}
		a.backup = points[w.rand.IntN(len(points))] + manners()[w.rand.IntN(len(manners()))].suffix
	}
	return a
}

// backsUp makes a backup beside a life, which is to end at a point of it. Whatever bears the name of the copy afterwards is
// whole.
func (w *town) backsUp(armed string) error {
	copied := filepath.Join(w.dir, "copy.db")
	l, err := w.live(armed, "backup", "--force", copied)
	if err != nil {
		return err
	}
	if !l.within(20 * time.Second) {
		l.kill()
	}
	if l.killed.Load() || l.said() == "" {
		return fmt.Errorf("a backup that was to end at %s ended with %v:\n%s", armed, l.ProcessState, tail(l.log.String(), 30))
	}
	how := map[bool]string{true: "panic, died", false: "kill"}[strings.Contains(armed, "panic")]
	w.note("a backup beside it: %s (%s)", l.said(), how)
	w.deaths["backup\t"+l.said()+"\t"+how]++
	if _, err := os.Stat(copied); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if _, err := store.Verify(context.Background(), copied); err != nil {
		return fmt.Errorf("after a backup that ended at %s: %w", armed, err)
	}
	return nil
}

// A crashTally counts over all towns.
type crashTally struct {
	want int

	mu            sync.Mutex
	ended, checks int
	deaths, pairs map[string]int
}

func (c *crashTally) enough() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ended >= c.want
}

// add takes over what a town counted since.
func (c *crashTally) add(w *town) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.checks++
	for key, n := range w.deaths {
		c.ended += n
		c.deaths[key] += n
	}
	for key, n := range w.pairs {
		c.pairs[key] += n
	}
	clear(w.deaths)
	clear(w.pairs)
}

// missed are the points at which no life ended.
func (c *crashTally) missed() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.DeleteFunc(failpoint.Names(), func(name string) bool {
		for key := range c.deaths {
			if strings.Split(key, "\t")[1] == name {
				return true
			}
		}
		return false
	})
}

// table lists what died where, and how often.
func (c *crashTally) table() string {
	var b strings.Builder
	for _, counts := range []map[string]int{c.deaths, c.pairs} {
		for _, key := range slices.Sorted(maps.Keys(counts)) {
			fmt.Fprintf(&b, "%6d\t%s\n", counts[key], key)
		}
	}
	return b.String()
}

// Each point in the code is in the table, and each name of the table is at one place in the code: a point that moved must
// not leave its name behind at two.
func TestFailpointsAreInTheTable(t *testing.T) {
	call := regexp.MustCompile(`failpoint\.Hit\("([^"]+)"\)`)
	places := map[string]int{}
	for _, s := range sources(t) {
		data, err := os.ReadFile(filepath.Join(root(t), filepath.FromSlash(s.path)))
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range call.FindAllStringSubmatch(string(data), -1) {
			places[found[1]]++
		}
	}
	for _, name := range failpoint.Names() {
		if places[name] != 1 {
			t.Errorf("%s is at %d places", name, places[name])
		}
		delete(places, name)
	}
	for name := range places {
		t.Errorf("%s is not in the table", name)
	}
}
