//go:build ignore

// Mutations breaks Pacer in one place at a time and shows that a test notices. It works on a copy in a temporary folder:
//
//	go run .ci/mutations.go            all of them, some minutes
//	go run .ci/mutations.go settle     those whose name holds the word
//
// Each is a promise of the guarantees, taken back by changing one line. It ends with 1 when a mutation survives, which
// means that a test is missing, or when its line is not found, which means that this table is out of date.
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// A mutation replaces one text of a file, which must stand there once, and is noticed by a test.
type mutation struct {
	name      string
	file      string
	old, new  string
	pkg, test string
}

// mutations is the table; a promise that is added to the guarantees gets a row.
var mutations = []mutation{
	{
		"a commit is told before it happened", "store/commit.go",
		"\tif _, err := s.exec(\"COMMIT\"); err != nil {\n\t\treturn c.abandon(err)\n", "\tgo func() { time.Sleep(5 * time.Millisecond); _, _ = s.exec(\"COMMIT\") }()\n\tif false {\n\t\treturn nil\n",
		"./store", "TestKill|TestSQLite",
	},
	{
		"an event is acknowledged before it is stored", "bot/events.go",
		"\tif err == nil || settled(err) {\n", "\tif true {\n",
		"./bot", "TestAnEventThatFailedIsDeliveredAgain",
	},
	{
		"no unique key of deliveries", "store/change.go",
		"\tif n == 0 {\n\t\treturn fmt.Errorf(\"delivery", "\tif n < 0 {\n\t\treturn fmt.Errorf(\"delivery",
		"./store", "TestSQLite/ledger/a_delivery_counts_once",
	},
	{
		"no unique key of occurrences", "store/occurrence.go",
		"\tif err == nil && n == 0 {\n\t\terr = coach.ErrDuplicate\n", "\tif err == nil && n < 0 {\n\t\terr = coach.ErrDuplicate\n",
		"./store", "TestSQLite/occurrence",
	},
	{
		"an entry is taken back twice", "store/ledger.go",
		"\tif n == 0 {\n\t\treturn coach.ErrUndone\n", "\tif n < 0 {\n\t\treturn coach.ErrUndone\n",
		"./store", "TestSQLite/ledger/an_entry",
	},
	{
		"a panic in a migration leaves its transaction open", "store/migrate.go",
		", goose.WithSessionLocker(ending(over))", "",
		"./store", "TestAPanicEndsAMigration",
	},
	{
		"synchronous=NORMAL", "store/sqlite.go",
		`"synchronous(FULL)"`, `"synchronous(NORMAL)"`,
		"./store", "TestPragmas",
	},
	{
		"no settle window", "bot/coach/outbox.go",
		"\tif waited < settle {\n", "\tif waited < 0 {\n",
		"./bot", "TestHistoryThatLagsDoesNotDouble",
	},
	{
		"an older edit may stay", "bot/coach/outbox.go",
		"\tif m.StartedAt.Sub(doubt) < settle {\n", "\tif m.StartedAt.Sub(doubt) < 0 {\n",
		"./bot", "TestAnEditThatLandsLateDoesNotStay",
	},
	{
		"sent again without looking it up", "bot/coach/outbox.go",
		"\tif m.State == Unknown && m.Verb == Post {\n", "\tif m.State == Unknown && m.Verb == \"\" {\n",
		"./bot", "TestAnAnswerThatGotLostIsLookedUp",
	},
	{
		"Retry-After is not kept", "bot/coach/outbox.go",
		"now.Add(cmp.Or(o.RetryAfter, limitedWait))", "now.Add(min(time.Second, cmp.Or(o.RetryAfter, limitedWait)))",
		"./bot/coach", "TestEnded",
	},
	{
		"sent before it is marked", "bot/deliver.go",
		"\tm = m.Begun(d.b.now())\n", "\tm = m.Begun(d.b.now())\n\t_, _, _ = d.call(ctx, m)\n",
		"./bot", "TestAMessageIsPostedOnceAndItsThreadAfterIt",
	},
	{
		"run without a claim", "scheduler/lanes.go",
		"\tif o.State != coach.Claimed {\n", "\tif o.State == coach.Done {\n",
		"./scheduler", "TestRestartInTheMiddleOfARun",
	},
	{
		"the zones of robfig/cron", "scheduler/wallclock.go",
		"\t// A spec fires on whole seconds only, so this is the first candidate.\n",
		"\tif robfig := *s.fields; loc != time.Local {\n\t\trobfig.Location = loc\n\t\tnext = robfig.Next(after)\n\t\treturn next, !next.IsZero()\n\t}\n",
		"./scheduler", "TestNext$|TestZoneSweep",
	},
	{
		"a ritual leaves its date", "scheduler/wallclock.go",
		"\tif began.Equal(midnight) || rest > st.offset-st.prior {\n", "\tif began.Equal(midnight) || rest > 0 {\n",
		"./scheduler", "TestNext$",
	},
	{
		"who comes back is late for all that was", "store/schedule.go",
		" && !p.moved[id]", "",
		"./store", "TestSQLite/schedules",
	},
	{
		"what was missed runs however late", "scheduler/due.go",
		"\t\tif now.Sub(at) <= window {\n", "\t\tif now.Sub(at) >= 0 {\n",
		"./scheduler", "TestDue|TestRestartInTheMiddleOfARun",
	},
	{
		"no key of submitted forms", "bot/dispatch.go",
		`inboundKey("view", cb.View.ID, cb.View.Hash)`, `""`,
		"./bot", "TestAModalSubmittedTwiceCountsOnce",
	},
	{
		"anybody may press any button", "bot/dispatch.go",
		"row.Who, func() (answer, error) {\n\t\tif !ok {\n\t\t\treturn answer{}, refusal(\"That button",
		"asMember, func() (answer, error) {\n\t\tif !ok {\n\t\t\treturn answer{}, refusal(\"That button",
		"./bot", "TestWhoMayPressWhat",
	},
	{
		"a guest is a member", "bot/access.go",
		"p.Guest", "p.Guest && false",
		"./bot", "TestWhoMayPressWhat|TestWhoMayDoWhat",
	},
	{
		"people's text is not escaped", "bot/text.go",
		"\tif isPlain(text) {\n", "\tif true {\n",
		"./bot", "TestPeoplesTextNeverCallsAnybody",
	},
	{
		"people's stars are style", "bot/text.go",
		"escaper.Replace(inert(", "escaper.Replace((",
		"./bot", "TestPeoplesMarksAreCharacters",
	},
	{
		"a note starts a formula", "cmd/pacer/export.go",
		"\t\treturn \"'\" + s\n", "\t\treturn s\n",
		"./cmd/pacer", "TestCellsAreNoFormulas",
	},
	{
		"a huddle closes over what is being filed", "bot/coach/ledger.go",
		"\tif c.Seen == nil {\n\t\treturn true\n", "\tif c.Seen != nil {\n\t\treturn true\n",
		"./bot", "TestAHurdleFiledWhileTheHuddleClosesReachesTheManager",
	},
	{
		"the queue goes by the clock", "store/outbox.go",
		"ORDER BY m.urgent DESC, m.priority, m.place LIMIT", "ORDER BY m.urgent DESC, m.priority, m.created_at, m.place LIMIT",
		"./store", "TestSQLite/outbox/a_clock",
	},
	{
		"a form that comes late takes back what is newer", "store/ritual.go",
		"\tif c.Over == nil {\n", "\tif c.Over != nil {\n",
		"./store", "TestSQLite/filings",
	},
	{
		"a deal counts each time it is won", "bot/deal_end.go",
		"\tif c.r.Counted || c.ownerless()", "\tif c.ownerless()",
		"./bot", "TestDealFromFirstCallToWon",
	},
	{
		"anybody coaches anybody", "bot/coaching_ask.go",
		"\tcase t == nil || !t.Manages(req.Person.ID):\n\t\treturn nil, p", "\tcase t == nil:\n\t\treturn nil, p",
		"./bot", "TestForgedValuesLeadNowhere|TestEveryoneMayDoWhatTheTableSays",
	},
	{
		"others answer what somebody was asked", "bot/coaching_ask.go",
		"err == nil && a.Person != req.Person.ID", "err == nil && a.Person == \"\"",
		"./bot", "TestForgedValuesLeadNowhere|TestEveryoneMayDoWhatTheTableSays",
	},
	{
		"every manager reads a private note", "store/coaching.go",
		"CASE manager_id WHEN $2 THEN private_note ELSE '' END", "private_note",
		"./store", "TestSQLite",
	},
	{
		"everybody in the team sees every deal", "bot/deal.go",
		"\treturn d.Owner == req.Person.ID && activeRep(", "\treturn activeRep(",
		"./bot", "TestEveryoneMayDoWhatTheTableSays|TestForgedValuesLeadNowhere",
	},
	{
		"what was picked is kept", "store/clarity.go",
		"`UPDATE clarity_pick SET items = '[]' WHERE clarity_id = $1`", "`UPDATE clarity_pick SET items = items WHERE clarity_id = $1`",
		"./store", "TestSQLite|TestClarity",
	},
	{
		"a file whose answer got lost is sent again", "bot/files.go",
		" || errors.Is(err, errUnsure)", "",
		"./bot", "TestAFileIsSentOnce",
	},
	{
		"a file is sent at each delivery", "bot/files.go",
		"\tcase errors.Is(err, coach.ErrDuplicate):\n\t\treturn \"That was begun", "\tcase errors.Is(err, coach.ErrDuplicate):\n\t\treturn \"\", nil\n\tcase err != nil && req == nil:\n\t\treturn \"That was begun",
		"./bot", "TestPicturesThatAreNotSent",
	},
	{
		"who was asked is still there when they are forgotten", "store/forget.go",
		"{`DELETE FROM asked_in_dm WHERE person_id = $1`, []any{e.id}}", "{`DELETE FROM asked_in_dm WHERE person_id = $1 AND answer = ''`, []any{e.id}}",
		"./store", "TestForgottenPeopleAreInNoTableAndNoByte",
	},
	{
		"a question comes again within six weeks", "bot/coach/questionask.go",
		"const AskedAgainAfter = 42\n", "const AskedAgainAfter = 7\n",
		"./bot/coach", "TestSixWeeks",
	},
	{
		"all huddles of a day are one", "bot/coach/keys.go",
		"\tif r.Slot != \"\" {\n", "\tif false {\n",
		"./bot/coach", "TestEachHuddleHasItsKey",
	},
	{
		"two are enough", "bot/coach/clarity.go",
		"const MinClarity = 3\n", "const MinClarity = 2\n",
		"./bot/coach", "TestClarityNeedsThree",
	},
	{
		"days before the team are asked for", "bot/coach/calendar.go",
		"\tleft := c.counts(d)\n\tif left == 0 {\n\t\treturn 0\n\t}\n\treturn c.Part(d) & left\n", "\treturn c.Part(d)\n",
		"./bot/coach", "TestTheFirstPeriodsOfATeam|TestPaceSinceTheTeamBegan",
	},
	{
		"a clock an hour off is not looked past", "bot/api.go",
		"findMargin = 90 * time.Minute", "findMargin = time.Minute",
		"./cmd/pacer", "TestStories/clock_ahead",
	},
	{
		"an outbox that stands still is ready", "cmd/pacer/ops.go",
		"!b.Oldest.IsZero() && age > lateOutbox", "false && age > lateOutbox",
		"./cmd/pacer", "TestStories/overview",
	},
	{
		"what Slack holds up is not late", "store/stats.go",
		" OR m.reason <> ''", "",
		"./store", "TestOutboxBacklog",
	},
	{
		"a picture comes without its description", "bot/api_files.go",
		", AltTxt: f.Alt", "",
		"./cmd/pacer", "TestStories/pictures",
	},
	{
		"days on which a team was closed are asked for", "bot/coach/calendar.go",
		"\t\tleft &= g.leaves(d)\n", "\t\t_ = g\n",
		"./bot/coach", "TestPaceWithAGap",
	},
	{
		"somebody is found by the name of now alone", "store/people.go",
		"WHERE id = $1 AND name <> '' AND name <> $2", "WHERE id = $1 AND name = '' AND name <> $2",
		"./store", "TestNamesOfBefore",
	},
	{
		"what was taken off is put back by a form that comes late", "bot/overtaken.go",
		"\tif n.gone != \"\" {\n", "\tif n.gone == \"none\" {\n",
		"./bot", "TestWhatWasTakenOffMeanwhileStaysOff",
	},
	{
		"a field that two changed is the last one's", "bot/overtaken.go",
		"\t\t\twrong[in.BlockID] = n.said(req, in, since)\n", "\t\t\tstate[in.BlockID] = typed\n",
		"./bot", "TestWhatIsSettledFieldByField|TestDealFormsOfBeforeAreOvertaken",
	},
	{
		"a field that nobody touched takes back what is newer", "bot/overtaken.go",
		"\t\t\tstate[in.BlockID] = now\n", "\t\t\tstate[in.BlockID] = typed\n",
		"./bot", "TestWhatIsSettledFieldByField",
	},
	{
		"two who change a deal at once do not meet", "store/deal.go",
		"\tif err == nil && n == 0 {\n\t\treturn coach.ErrStale\n", "\tif err == nil && n < 0 {\n\t\treturn coach.ErrStale\n",
		"./store", "TestSQLite/deal",
	},
	{
		"boards of days past go by the roles of today", "bot/coach/past.go",
		"\thistory := t.SegmentsThen[person]\n", "\thistory := t.SegmentsThen[person][:0]\n",
		"./bot", "TestPastBoardsNeverChange|TestLikeIsComparedWithLikeOfThen",
	},
	{
		"a manager reads no good news", "bot/coaching_queue.go",
		"\tpraised(all)\n", "",
		"./bot", "TestAThirdIsGoodNews|TestGoodNewsHidesNothing",
	},
	{
		"a publish does not say over what it was made", "bot/home_publish.go",
		"h.b.api.PublishHome(ctx, p.person, p.hash, view)", "h.b.api.PublishHome(ctx, p.person, \"\", view)",
		"./bot", "TestALatePublishOfAKnownHomeIsRefused",
	},
	{
		"a message is found by a name alone when its author is forgotten", "store/forget_outbox.go",
		"\tUNION ALL SELECT 'asked/' || id, 'asked/' || id || '0', '', 0 FROM asked_in_dm WHERE manager_id = $1\n", "",
		"./store", "TestWordsUnderAnotherName",
	},
	{
		"a name is found as its row has it alone", "store/forget_names.go",
		"escapes.ReplaceAllString(text, \" \")", "text",
		"./store", "TestNamesAsMessagesHaveThem",
	},
}

func main() {
	if err := run(strings.Join(os.Args[1:], " ")); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(word string) error {
	dir, err := os.MkdirTemp("", "pacer-mutations")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := copyTree(dir); err != nil {
		return err
	}
	var unshown []string
	for _, m := range mutations {
		if !strings.Contains(m.name, word) {
			continue
		}
		verdict, err := try(dir, m)
		if err != nil {
			verdict = "BROKEN"
			fmt.Fprintf(os.Stderr, "%s: %v\n", m.name, err)
		}
		if verdict != "red" {
			unshown = append(unshown, m.name)
		}
		fmt.Printf("%-8s %-48s %-12s %s\n", verdict, m.name, m.pkg, m.test)
	}
	if len(unshown) > 0 {
		return fmt.Errorf("not shown by a test: %s", strings.Join(unshown, "; "))
	}
	return nil
}

// copyTree copies what git knows of, or would, into dir: as it stands in the work tree.
func copyTree(dir string) error {
	list, err := exec.Command("git", "ls-files", "-co", "--exclude-standard").Output()
	if err != nil {
		return fmt.Errorf("run it from the repository: %w", err)
	}
	for _, name := range strings.Fields(string(list)) {
		data, err := os.ReadFile(name)
		if errors.Is(err, os.ErrNotExist) {
			continue // deleted and not committed yet
		}
		if err != nil {
			return err
		}
		to := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(to, data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// try runs the test without the mutation, where it must pass, and with it, where it must fail.
func try(dir string, m mutation) (verdict string, err error) {
	path := filepath.Join(dir, m.file)
	sound, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	if n := strings.Count(string(sound), m.old); n != 1 {
		return "", fmt.Errorf("the line to change stands %d times in %s", n, m.file)
	}
	if out, passed := test(dir, m); !passed || strings.Contains(out, "no tests to run") {
		return "", fmt.Errorf("%s does not pass as it is:\n%s", m.test, out)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(sound), m.old, m.new, 1)), 0o644); err != nil {
		return "", err
	}
	out, passed := test(dir, m)
	if err := os.WriteFile(path, sound, 0o644); err != nil {
		return "", err
	}
	switch {
	case strings.Contains(out, "[build failed]"):
		return "", fmt.Errorf("it does not compile:\n%s", out)
	case passed:
		return "GREEN", nil
	}
	return "red", nil
}

func test(dir string, m mutation) (out string, passed bool) {
	cmd := exec.Command("go", "test", "-count=1", "-timeout", "2m", "-run", m.test, m.pkg)
	cmd.Dir = dir
	b, err := cmd.CombinedOutput()
	return string(b), err == nil
}
