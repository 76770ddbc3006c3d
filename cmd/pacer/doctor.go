package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"example.com/pacer/bot"
	"example.com/pacer/bot/coach"
	"example.com/pacer/store"
)

// A doctorCmd is "pacer doctor".
// It is what an operator runs first and what support asks for, so its output holds no token and no person's words.
type doctorCmd struct {
	RebuildSums bool // mend what is derived, before it is looked at
}

// flags names the flags of "pacer doctor".
func (c *doctorCmd) flags(line *cobra.Command) {
	line.Flags().BoolVar(&c.RebuildSums, "rebuild-sums", false, "Build the sums anew from the ledger before they are compared. Stop serve first.")
}

// Help is what "pacer doctor --help" adds.
func (doctorCmd) Help() string {
	return "Looks at everything that can be set up wrong, a line each: \"ok\"; \"better\", which works and could be improved; or " +
		"\"wrong\", with what to do. Reads settings, token files, the database with its sums, the disk, the teams, and asks Slack " +
		"about both tokens, their scopes, the time, and the teams' channels and user groups. Posts nothing and, without --rebuild-sums, changes nothing; it may run beside serve. Exit code 1 when something is wrong."
}

// A grade says how urgent a finding is.
type grade string

// The grades. Only what is wrong makes the exit code 1: a nightly run is not to cry about what works.
const (
	well   grade = "ok"
	better grade = "better"
	wrong  grade = "wrong"
)

// findings gathers what the checks found, and prints it as it comes: some of them take seconds. Out is written to at
// once, so that whoever breaks it off has what was found.
type findings struct {
	out         io.Writer
	bad, looked int
	rebuild     bool // the sums
}

// say prints a finding. What is the subject, in a word or two.
// Further lines of a text are put below the first, so that a column of grades can be read down the left.
func (f *findings) say(g grade, what, format string, args ...any) {
	f.looked++
	if g == wrong {
		f.bad++
	}
	text := strings.ReplaceAll(fmt.Sprintf(format, args...), "\n", "\n                    ")
	fmt.Fprintf(f.out, "%-7s %-11s %s\n", g, what, text)
}

// judge says that all is well, in the words that are given, or what is wrong.
// The format is for the good answer; an error is written as it is, and says what to do by itself.
func (f *findings) judge(what string, err error, format string, args ...any) {
	if err != nil {
		f.say(wrong, what, "%v", err)
		return
	}
	f.say(well, what, format, args...)
}

// Run goes from what is near to what is far: a wrong setting explains what Slack says, and not the other way round.
// The error is only for the exit code: what is wrong stands above it, each with its own line.
func (c doctorCmd) Run(ctx context.Context, w world) error {
	f := &findings{out: w.Stdout, rebuild: c.RebuildSums}
	s, err := loadSettings(w, true)
	f.judge("settings", err, "both tokens are of the right kind, and nothing else is amiss")
	for _, advice := range s.Advice {
		f.say(better, "settings", "%s", advice)
	}
	teams := f.database(ctx, s.Database, w)
	// With a token of the wrong kind Slack's answer would be about that, and hide the rest.
	if err == nil {
		f.slack(ctx, s, teams, w)
	} else {
		f.say(better, "slack", "was not asked: the settings come first")
	}
	f.serving(ctx, s)
	switch {
	// Stopped by Ctrl-C: whatever was found until then is no diagnosis.
	case ctx.Err() != nil:
		return ctx.Err()
	case f.bad > 0:
		return fmt.Errorf("%d of %d checks found something wrong", f.bad, f.looked)
	}
	return nil
}

// database checks the file, unless there is none yet, and returns the teams that are in it. Each check that fails makes the
// next ones pointless.
// It opens the file several times, each for reading alone, beside a serve that may be running.
func (f *findings) database(ctx context.Context, path string, w world) (teams []*coach.Team) {
	found, err := store.Look(ctx, path)
	// Before the error of Look, which says the same as if it were a fault.
	if missing(path) {
		f.say(better, "database", "there is no %s yet: pacer apply and pacer serve make it", path)
		return nil
	}
	f.judge("database", err, "%s: %s", path, describeContents(found))
	f.volume(path, found)
	if err != nil {
		return nil
	}
	// First the pages: sums that are read from damaged ones say nothing.
	err = store.QuickCheck(ctx, path)
	f.judge("pages", err, "every page of the file holds together")
	// An empty file has no sums to compare.
	if err != nil || found.Schema == 0 {
		return nil
	}
	f.sums(ctx, path, found, w)
	f.judge("deals", store.CompareDeals(ctx, path), "every deal that is marked as counted is in the ledger, and no other win is")
	db, err := store.Open(ctx, path, store.Options{Now: w.Now, ReadOnly: true})
	// The next start brings it up to date by itself; whoever is about to start wants a backup before that.
	if errors.Is(err, store.ErrOlder) {
		f.say(better, "schema", "%v; make a backup first", err)
		return nil
	}
	f.judge("schema", err, "is version %d, which this program works with", found.Schema)
	if err != nil {
		return nil
	}
	// Before the database is closed, as the roster is read from it.
	teams = f.teams(ctx, db, w.Now())
	if err := db.Close(); err != nil {
		f.say(wrong, "database", "%v", err)
	}
	return teams
}

// sums compares the sums with the ledger, and builds them anew before that where it was asked to. That they were is a line
// of its own, and of the audit.
func (f *findings) sums(ctx context.Context, path string, found store.Contents, w world) {
	if f.rebuild {
		if err := store.RebuildSums(ctx, path, holder("doctor --rebuild-sums", w), w.Now()); err != nil {
			f.say(wrong, "sums", "nothing was built anew: %v", err)
			return
		}
		f.say(well, "sums", "were built anew from the ledger")
	}
	f.judge("sums", store.CompareSums(ctx, path), "every sum is that of the ledger's %d entries", found.Entries)
}

// Space on the disk, in bytes: below the first nothing much can be stored any more, beside the second there is room for a
// backup and for some time.
// A database grows slowly; what fills disks are logs and other programs, which do it in days.
const (
	noSpace     = 50 << 20
	littleSpace = 500 << 20
)

// volume checks where the database lies.
// Free counts what this user may use, which on some systems is less than is there. A network file system is wrong,
// though it may go well for months: what is lost then is lost for good.
func (f *findings) volume(path string, found store.Contents) {
	v, err := store.VolumeOf(path)
	if err != nil {
		f.say(wrong, "disk", "%v", err)
		return
	}
	// SQLite's locks and its shared memory do not hold over a network: two processes would each believe to be alone.
	if v.Remote != "" {
		f.say(wrong, "disk", "%s lies on %s, where a database is damaged sooner or later: move it to a disk of this machine", path, v.Remote)
	}
	// The folder as well, for the log and the lock lie beside the file.
	if v.Locked {
		f.say(wrong, "disk", "%s or its folder cannot be written by this user; Pacer needs to write both", path)
	}
	free := fmt.Sprintf("%.1f GB are free", float64(v.Free)/1e9)
	switch {
	// Not known on this system: nothing is said rather than something that may be wrong.
	case v.Free < 0:
	case v.Free < noSpace:
		f.say(wrong, "disk", "%s: make room, or soon nothing can be stored", free)
	case v.Free < littleSpace+2*found.Bytes:
		f.say(better, "disk", "%s: make room for a backup and for what comes", free)
	default:
		f.say(well, "disk", "%s", free)
	}
}

// farClock is how far the clock may be off before rituals are noticeably early or late, in seconds.
const farClock = 60

// slack asks Slack about both tokens, and about what the teams are bound to.
// It makes a handful of calls that change nothing; the address of a connection is asked for, and not gone to. Both
// tokens are asked about even if one is refused, as one run is to tell all.
func (f *findings) slack(ctx context.Context, s settings, teams []*coach.Team, w world) {
	began := w.Now()
	cfg := bot.Config{AppToken: s.AppToken, BotToken: s.BotToken, APIURL: s.APIURL, Commands: s.Commands, Now: w.Now}
	e := bot.Examine(ctx, cfg)
	f.judge("bot token", e.BotErr, "Slack knows the bot as %s in %s", e.User, e.Workspace)
	f.judge("app token", e.SocketErr, "Slack lets it open connections")
	// What the bot may do and where it is cannot be asked without it.
	if e.BotErr != nil {
		return
	}
	switch {
	// A proxy may take the header away in which Slack says it.
	case !e.Scopes:
		f.say(better, "scopes", "Slack did not say which the bot token has")
	case len(e.Missing) > 0:
		f.say(wrong, "scopes", "the bot token lacks %s: put the output of pacer manifest into the app's manifest, and install the app again",
			strings.Join(e.Missing, ", "))
	default:
		f.say(well, "scopes", "the bot token has all that the manifest asks for")
	}
	// Against the time before the call: how long that took does not count.
	f.clock(began, e.Clock)
	f.places(ctx, cfg, teams)
}

// clock compares two clocks: this machine's when Slack was asked, and Slack's, zero when it did not say.
// Slack says its time in the header of any answer, in whole seconds.
func (f *findings) clock(began, slacks time.Time) {
	if slacks.IsZero() {
		return
	}
	// Slack's clock was read some time between the two, and shows whole seconds.
	if off := began.Sub(slacks).Seconds(); off > farClock || off < -farClock {
		f.say(wrong, "clock", "this machine's is %s %s Slack's, and so is every ritual: set it by NTP",
			shortly(began.Sub(slacks).Abs()), map[bool]string{true: "ahead of", false: "behind"}[off > 0])
		return
	}
	f.say(well, "clock", "this machine's and Slack's show the same time")
}

// serving tells whether somebody serves the database, and asks them how they are.
// That it does not run is no fault: doctor is run before the first start, too.
func (f *findings) serving(ctx context.Context, s settings) {
	by, served, err := store.Served(s.Database)
	switch {
	case err != nil:
		f.say(better, "serve", "cannot be told whether it runs: %v", err)
	case !served:
		f.say(well, "serve", "does not run at the moment")
	case s.HTTPAddr == "":
		f.say(well, "serve", "runs: %s. With PACER_HTTP_ADDR it could be asked how it is", by)
	default:
		// What serve says of itself is put below, as it names what is wrong.
		text, err := askReady(ctx, s.HTTPAddr)
		if err != nil && text != "" {
			err = fmt.Errorf("%w:\n%s", err, strings.TrimRight(text, "\n"))
		}
		f.judge("serve", err, "runs and is ready: %s", by)
	}
}
