package bot

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// forgets has somebody go through both questions, and answers what they read in the end.
func (s *stage) forgets(who, whom, word string) string {
	return s.served(who, s.submission(who, formForget, whom, map[string]string{inForget: word}))
}

// TestForgetMeAsksTwice: with a button under what is erased, and with a word.
func TestForgetMeAsksTwice(t *testing.T) {
	s := newStage(t)
	said := s.types("U0ANN", "C0WEST", "/pacer", "forget me")
	for _, want := range []string{"What is erased", "What stays", "counts without a name", "backups", "cannot be taken back"} {
		if !strings.Contains(said, want) {
			t.Errorf("no %q in %q", want, said)
		}
	}
	s.presses("U0ANN", "D1", actForget, "")
	if form := strings.Join(s.slack.transcript(), "\n"); !strings.Contains(form, "[Type the word forget]") {
		t.Errorf("the form: %q", form)
	}
	for _, word := range []string{"", "yes", "forgive"} {
		if said := s.forgets("U0ANN", "", word); !strings.Contains(said, "Nothing was erased") {
			t.Errorf("%q: %q", word, said)
		}
	}
	if s.store.roster.Person("U0ANN").Name != "Ann" {
		t.Fatal("she is forgotten")
	}
	if said := s.forgets("U0ANN", "", " Forget "); !strings.Contains(said, "You are forgotten") {
		t.Errorf("%q", said)
	}
	if s.store.roster.Person("U0ANN").Name != "" || !s.store.roster.Forgotten.Has("U0ANN") {
		t.Error("she is still there")
	}
}

// TestManagersHearThatSomebodyWasForgotten, and not who.
func TestManagersHearThatSomebodyWasForgotten(t *testing.T) {
	s := newStage(t)
	ada := coach.Person{ID: "U0ADA", Name: "Ada", Zone: "UTC", Admin: true}
	s.store.roster.People["U0ADA"] = ada
	s.forgets("U0ANN", "", forgetWord)
	var told []string
	for _, m := range s.store.outbox {
		told = append(told, m.Channel)
		if m.Text != "A person asked Pacer to forget them; their counts stay in team totals without a name." {
			t.Errorf("%s reads %q", m.Channel, m.Text)
		}
		if strings.Contains(m.Key+m.Text+m.Blocks, "U0ANN") || strings.Contains(m.Text+m.Blocks, "Ann") {
			t.Errorf("it names her: %+v", m)
		}
	}
	if fmt.Sprint(told) != "[U0ADA U0MAYA]" {
		t.Errorf("told were %v", told)
	}
	for _, a := range s.store.audits {
		if a.Person != "" || a.By == "U0ANN" || strings.Contains(a.Detail, "Ann") {
			t.Errorf("the audit names her: %+v", a)
		}
	}
	if said := s.types("U0MAYA", "C0WEST", "/pacer", "audit"); !strings.Contains(said, "somebody who asked to be forgotten in West: Asked Pacer to forget them.") {
		t.Errorf("the manager reads %q", said)
	}
}

// TestForgottenPeopleAreNobody: what they type afterwards is answered, and nothing of it is stored.
func TestForgottenPeopleAreNobody(t *testing.T) {
	s := newStage(t)
	s.slack.people["U0ANN"] = coach.Person{ID: "U0ANN", Name: "Ann", Zone: "Europe/London"}
	s.forgets("U0ANN", "", forgetWord)
	before := s.stored()
	if said := s.types("U0ANN", "C0WEST", "/log", "5 conversations"); !strings.Contains(said, "You are not in a team") {
		t.Errorf("/log: %q", said)
	}
	if said := s.types("U0ANN", "C0WEST", "/pacer", "help"); !strings.Contains(said, "What you can do") {
		t.Errorf("/pacer: %q", said)
	}
	if err := s.bot.personChanged(t.Context(), slack.User{ID: "U0ANN", RealName: "Ann B", TZ: "Europe/Paris"}); err != nil {
		t.Error(err)
	}
	if after := s.stored(); after != before {
		t.Errorf("the store changed from\n%s\nto\n%s", before, after)
	}
}

// TestTeamTotalsStayWhenSomebodyIsForgotten in what people read: the huddle and the board.
func TestTeamTotalsStayWhenSomebodyIsForgotten(t *testing.T) {
	s := newStage(t)
	s.types("U0ANN", "C0WEST", "/log", "7 conversations")
	s.types("U0BOB", "C0WEST", "/log", "4 conversations")
	total := func() (done, today int64) {
		t.Helper()
		roster, err := s.store.Roster(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		team := roster.Team("west")
		f, err := s.bot.figures(t.Context(), roster, team, s.clock, 0)
		if err != nil {
			t.Fatal(err)
		}
		p := f.teamPace(roster.Active(team), team.KPIs[0])
		return p.Done, p.Today
	}
	if done, today := total(); done != 11 || today != 11 {
		t.Fatalf("before: %d, %d", done, today)
	}
	s.forgets("U0ANN", "", forgetWord)
	if done, today := total(); done != 11 || today != 11 {
		t.Errorf("after: %d, %d", done, today)
	}
	if said := s.types("U0MAYA", "C0WEST", "/board", ""); !strings.Contains(said, "Conversations: 11") || strings.Contains(said, "Ann") {
		t.Errorf("the board: %q", said)
	}
}

// TestOnlyTheGoneAreForgottenByOthers.
func TestOnlyTheGoneAreForgottenByOthers(t *testing.T) {
	s := newStage(t)
	s.store.roster.People["U0ADA"] = coach.Person{ID: "U0ADA", Name: "Ada", Zone: "UTC", Admin: true}
	s.slack.people["U0ANN"] = coach.Person{ID: "U0ANN", Name: "Ann", Zone: "UTC"}
	s.slack.people["U0BOB"] = coach.Person{ID: "U0BOB", Name: "Bob", Zone: "UTC", Deleted: true}
	if said := s.types("U0ADA", "D1", "/pacer", "forget <@U0ANN|ann>"); !strings.Contains(said, "only they can ask") {
		t.Errorf("somebody who is there: %q", said)
	}
	if said := s.types("U0ADA", "D1", "/pacer", "forget"); !strings.Contains(said, "Whom should Pacer forget?") {
		t.Errorf("nobody: %q", said)
	}
	if said := s.types("U0ADA", "D1", "/pacer", "forget <@U0BOB|bob>"); !strings.Contains(said, "Pacer forgets Bob") {
		t.Errorf("somebody who has left: %q", said)
	}
	// They come back between the two questions.
	s.slack.people["U0BOB"] = coach.Person{ID: "U0BOB", Name: "Bob", Zone: "UTC"}
	if said := s.forgets("U0ADA", "U0BOB", forgetWord); !strings.Contains(said, "only they can ask") {
		t.Errorf("back again: %q", said)
	}
	s.slack.people["U0BOB"] = coach.Person{ID: "U0BOB", Name: "Bob", Zone: "UTC", Deleted: true}
	if said := s.forgets("U0ADA", "U0BOB", forgetWord); !strings.Contains(said, "That person is forgotten") {
		t.Errorf("forgotten: %q", said)
	}
	if a := s.store.audits[0]; a.By != "U0ADA" || a.Person != "" || strings.Contains(a.Detail, "Bob") {
		t.Errorf("the audit: %+v", a)
	}
}

// TestMyDataIsAFileForOneself.
func TestMyDataIsAFileForOneself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		s.live = true
		s.bot.work = t.Context()
		s.types("U0ANN", "C0WEST", "/log", "5 conversations # Acme\x1b[2J <!channel>")
		s.types("U0BOB", "C0WEST", "/log", "2 conversations # Bob's own")
		s.slack.transcript()
		said := s.types("U0ANN", "C0WEST", "/pacer", "my data")
		synctest.Wait()
		if !strings.Contains(said, "comes as a file") || len(s.slack.uploads) != 1 {
			t.Fatalf("%q, %d files", said, len(s.slack.uploads))
		}
		file := s.slack.uploads[0]
		for _, want := range []string{
			"pacer-my-data.txt", "Everything that Pacer stores about you", "U0ANN", "Acme[2J <!channel>", "Who can see it: ", "Kept: ",
			"To erase it: /pacer forget me", "Your weekly check-ins\n",
		} {
			if !strings.Contains(file, want) {
				t.Errorf("no %q in\n%s", want, file)
			}
		}
		if strings.Contains(file, "Bob's own") || strings.Contains(file, "\x1b") || strings.Contains(file, "%!") {
			t.Errorf("the file:\n%s", file)
		}
		if calls := strings.Join(s.slack.transcript(), "\n"); !strings.Contains(calls, "upload U0ANN:") || strings.Contains(calls, "Acme") {
			t.Errorf("Slack was asked %q", calls)
		}
		if strings.Contains(s.logs.String(), "Acme") {
			t.Error("her words are in the log")
		}
	})
}

// TestEveryPartOfAFileSaysWhoSeesIt, in the order in which the store reads them.
func TestEveryPartOfAFileSaysWhoSeesIt(t *testing.T) {
	parts := coach.DossierParts()
	sections := dossierSections("for 12 months")
	if len(sections) != len(parts) {
		t.Fatalf("%d sections of %d parts", len(sections), len(parts))
	}
	for i, s := range sections {
		if s.Part != parts[i] || s.Title == "" || s.Who == "" || s.Kept == "" || s.Erase == "" {
			t.Errorf("%s: %+v", parts[i], s)
		}
	}
}

// TestALargeFileComesInParts: fifty thousand entries and more, with little in memory at once.
func TestALargeFileComesInParts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		s.live = true
		s.bot.work = t.Context()
		for n := range 50_000 {
			s.store.ledger = append(s.store.ledger, coach.Activity{
				ID: strconv.Itoa(n), Team: "west", Person: "U0ANN", KPI: "k-conv", Day: wednesdayDay(), Count: 1, LoggedAt: wednesday, Note: strings.Repeat("x", 60),
			})
		}
		s.types("U0ANN", "C0WEST", "/pacer", "my data")
		synctest.Wait()
		if len(s.slack.uploads) < 2 {
			t.Fatalf("%d files", len(s.slack.uploads))
		}
		entries := 0
		for i, file := range s.slack.uploads {
			entries += strings.Count(file, "- Day: ")
			if len(file) > dossierFile+1000 {
				t.Errorf("file %d has %d bytes", i, len(file))
			}
		}
		if entries != 50_000 || !strings.HasPrefix(s.slack.uploads[1], "pacer-my-data-2.txt") {
			t.Errorf("%d entries, in %q …", entries, s.slack.uploads[1][:40])
		}
	})
}

// filled is a store in which the last thing that is known of somebody fills a file to its end.
type filled struct{ Store }

func (filled) Dossier(_ context.Context, _ string, _ *time.Location, each func(coach.DossierEntry) error) error {
	return each(coach.DossierEntry{
		Part: coach.DossierDeliveries, Fields: []coach.DossierField{{Name: "Key", Value: strings.Repeat("x", dossierFile)}},
	})
}

// TestNoEmptyFileFollows a full one: Slack would refuse it, and a file that has come would be said not to have.
func TestNoEmptyFileFollows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		s.live = true
		s.bot.work = t.Context()
		s.bot.store = filled{s.bot.store}
		s.types("U0ANN", "C0WEST", "/pacer", "my data")
		synctest.Wait()
		if len(s.slack.uploads) != 1 {
			t.Errorf("%d files", len(s.slack.uploads))
		}
	})
}

// TestAFailedFileIsSaid, with what to do, and another can be asked for.
func TestAFailedFileIsSaid(t *testing.T) {
	for _, row := range []struct {
		err  error
		want string
	}{
		{fmt.Errorf("files.getUploadURLExternal: %w", slack.SlackErrorResponse{Err: "missing_scope"}), "the app lacks a permission (files:write)"},
		{errors.New("reset"), "Slack could not be reached"},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := newStage(t)
			s.live = true
			s.bot.work = t.Context()
			s.slack.fail = func(line string) error {
				if strings.HasPrefix(line, "upload") {
					return row.err
				}
				return nil
			}
			s.presses("U0ANN", "C0WEST", "nothing", "") // has a response URL, as commands do
			s.types("U0ANN", "C0WEST", "/pacer", "my data")
			time.Sleep(time.Minute) // in which it is tried again
			synctest.Wait()
			said := strings.Join(s.slack.transcript(), "\n")
			if !strings.Contains(said, row.want) || !strings.Contains(said, "You can ask for it again with `/pacer my data`") {
				t.Errorf("said was %q", said)
			}
			if !s.bot.dossier.TryLock() {
				t.Error("nobody can ask any more")
			}
		})
	}
}

// broken is a store that panics where it ought to write.
type broken struct{ Store }

func (broken) Commit(context.Context, coach.Change) error { panic("in the middle of it") }

// TestAPanicKeepsNobodyFromTheirFile: one file is written at a time, and who fails to begin one gives way.
func TestAPanicKeepsNobodyFromTheirFile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		s.live = true
		s.bot.work = t.Context()
		sound := s.bot.store
		s.bot.store = broken{sound}
		if said := s.types("U0ANN", "C0WEST", "/pacer", "my data"); !strings.Contains(said, "Something went wrong") {
			t.Errorf("%q", said)
		}
		s.bot.store = sound
		s.types("U0ANN", "C0WEST", "/pacer", "my data")
		synctest.Wait()
		if len(s.slack.uploads) != 1 {
			t.Errorf("%d files", len(s.slack.uploads))
		}
	})
}

// TestRetentionIsAskedAndAudited.
func TestRetentionIsAskedAndAudited(t *testing.T) {
	s := newStage(t)
	s.store.roster.People["U0ADA"] = coach.Person{ID: "U0ADA", Name: "Ada", Zone: "UTC", Admin: true}
	for text, want := range map[string]string{
		"retention": "for as long as Pacer runs", "retention 12 months": "25 November 2025", "retention 1 year": "25 November 2025",
		"retention 12": "25 November 2025", "retention forever": "I cannot read", "retention 0": "I cannot read", "retention 500 months": "I cannot read",
		"retention -3 months": "I cannot read", "retention off": "It is so already",
	} {
		if said := s.types("U0ADA", "D1", "/pacer", text); !strings.Contains(said, want) {
			t.Errorf("%s: %q", text, said)
		}
	}
	if s.store.roster.RetentionMonths != 0 {
		t.Fatal("it was set without a yes")
	}
	s.presses("U0ADA", "D1", actRetention, "12")
	if s.store.roster.RetentionMonths != 12 || len(s.store.audits) != 1 {
		t.Errorf("%d months, %+v", s.store.roster.RetentionMonths, s.store.audits)
	}
	if said := s.types("U0ADA", "D1", "/pacer", "retention"); !strings.Contains(said, "kept for 12 months") {
		t.Errorf("%q", said)
	}
	s.types("U0ADA", "D1", "/pacer", "retention off")
	if s.store.roster.RetentionMonths != 0 || len(s.store.audits) != 2 {
		t.Errorf("%d months, %+v", s.store.roster.RetentionMonths, s.store.audits)
	}
}

// TestTidyingGoesOnByItself: each day, at once when something was erased, and again soon when it failed.
func TestTidyingGoesOnByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		s.live = true
		s.store.roster.RetentionMonths = 1
		ctx, stop := context.WithCancel(t.Context())
		go s.bot.tidying.run(ctx)
		synctest.Wait()
		s.store.mu.Lock()
		s.store.ledger = append(s.store.ledger, coach.Activity{ID: "1", Person: "U0ANN", Note: "old", LoggedAt: time.Now().AddDate(0, -1, 1)})
		s.store.mu.Unlock()
		note := func() string {
			s.store.mu.Lock()
			defer s.store.mu.Unlock()
			return s.store.ledger[0].Note
		}
		if s.sleep(23 * time.Hour); note() != "old" {
			t.Error("erased too soon")
		}
		if s.sleep(26 * time.Hour); note() != "" {
			t.Error("not erased within two days")
		}
		s.store.mu.Lock()
		s.store.rewriteDue = true
		s.store.mu.Unlock()
		s.bot.tidying.wake()
		synctest.Wait()
		if s.store.rewriteDue {
			t.Error("not rewritten")
		}
		stop()
		synctest.Wait()
	})
}

// TestWhoLeavesHandsOverWhatIsOpen: managers read it once, and the Home lists it.
func TestWhoLeavesHandsOverWhatIsOpen(t *testing.T) {
	s := newStage(t)
	s.store.promises = []coach.Commitment{{ID: "c1", Team: "west", Person: "U0ANN", Text: "Call <!channel> *now*", Due: wednesdayDay() + 2, State: "open"}}
	s.store.huddles[coach.HuddleKey("west", wednesdayDay())] = coach.HuddleDay{Team: "west", Day: wednesdayDay(), Entries: []coach.HuddleEntry{
		{Person: "U0ANN", Hurdle: "No answer from <@U0BOB>", Help: "A word with legal"},
	}}
	week := wednesdayDay() - 9
	s.store.outbox = append(s.store.outbox, coach.Message{Key: checkInKey("west", week, "U0ANN"), Verb: coach.Post, State: coach.Sent, Channel: "U0ANN"})
	s.slack.people["U0ANN"] = coach.Person{ID: "U0ANN", Name: "Ann", Zone: "Europe/London", Deleted: true}
	user := slack.User{ID: "U0ANN", RealName: "Ann", TZ: "Europe/London", Deleted: true}
	for range 2 { // delivered twice
		if err := s.bot.personChanged(t.Context(), user); err != nil {
			t.Fatal(err)
		}
	}
	told := s.store.outbox[1:]
	if len(told) != 1 || told[0].Channel != "U0MAYA" {
		t.Fatalf("told: %+v", told)
	}
	for _, want := range []string{
		"Ann's account was deactivated", "a commitment for Fri 27 Nov: Call &lt;!channel&gt; ∗now∗", "in the way, on Wed 25 Nov: No answer from &lt;@U0BOB&gt;",
		"help wanted, on Wed 25 Nov: A word with legal", "the check-in of the week of", "is not answered",
	} {
		if !strings.Contains(told[0].Text, want) {
			t.Errorf("no %q in %q", want, told[0].Text)
		}
	}
	roster, err := s.store.Roster(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	lines, err := s.bot.leftBehind(t.Context(), roster, roster.Team("west"))
	if err != nil || len(lines) != 4 || !strings.HasPrefix(lines[0], "Ann: a commitment") {
		t.Errorf("on the Home: %q, %v", lines, err)
	}
	// Coming back is quiet.
	s.slack.people["U0ANN"] = coach.Person{ID: "U0ANN", Name: "Ann", Zone: "Europe/London"}
	user.Deleted = false
	if err := s.bot.personChanged(t.Context(), user); err != nil || len(s.store.outbox) != 2 {
		t.Errorf("%d messages, %v", len(s.store.outbox), err)
	}
	if said := s.types("U0ANN", "C0WEST", "/log", "1 conversation"); !strings.Contains(said, "Logged 1 conversation") {
		t.Errorf("back: %q", said)
	}
}

// TestAuditIsForThoseWhomItConcerns, in pages.
func TestAuditIsForThoseWhomItConcerns(t *testing.T) {
	s := newStage(t, westTeam(), eastTeam())
	s.store.roster.People["U0ADA"] = coach.Person{ID: "U0ADA", Name: "Ada", Zone: "UTC", Admin: true}
	for n := range 25 {
		s.store.audits = append(s.store.audits, coach.Audit{At: wednesday.Add(time.Duration(n) * time.Minute), By: "U0ADA", Team: "west", What: "team", Detail: fmt.Sprintf("Change %d. <!here>", n)})
	}
	s.store.audits = append(s.store.audits,
		coach.Audit{At: wednesday, By: coach.ByCommandLine, Team: "east", What: "team", Detail: "East is new."},
		coach.Audit{At: wednesday, By: "U0MAYA", Team: "west", Person: "U0ANN", What: "away"},
	)
	said := s.types("U0MAYA", "C0WEST", "/pacer", "audit")
	if !strings.Contains(said, "Ada in West: Change 24. &lt;!here&gt;") || strings.Contains(said, "East is new") || !strings.Contains(said, "/pacer audit 2") {
		t.Errorf("a manager reads %q", said)
	}
	said = s.types("U0MAYA", "C0WEST", "/pacer", "audit 2")
	if !strings.Contains(said, "Change 0.") || !strings.Contains(said, "Maya, about Ann in West: away; the details were erased by their age.") || strings.Contains(said, "Change 24") {
		t.Errorf("the second page: %q", said)
	}
	if said := s.types("U0ADA", "D1", "/pacer", "audit 2"); !strings.Contains(said, "by the command line in East: East is new.") {
		t.Errorf("an admin reads %q", said)
	}
	s.store.audits = append(s.store.audits, coach.Audit{At: wednesday.Add(time.Hour), By: byGroup, Team: "west", What: "team", Detail: "New joined."})
	if said := s.types("U0MAYA", "C0WEST", "/pacer", "audit"); !strings.Contains(said, "by a Slack user group in West: New joined.") {
		t.Errorf("a change by a user group is read as %q", said)
	}
	if said := s.types("U0ADA", "D1", "/pacer", "audit x"); !strings.Contains(said, "Pages are numbered") {
		t.Errorf("page x: %q", said)
	}
}
