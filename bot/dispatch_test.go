package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"example.com/pacer/bot/coach"
)

func TestWhoMayDoWhat(t *testing.T) {
	people := map[string]coach.Person{
		"guest":    {Guest: true},
		"stranger": {Stranger: true},
		"bot":      {Bot: true},
		"gone":     {Deleted: true},
		"nobody":   {},
		"admin":    {Admin: true},
		"U0ANN":    {},
		"U0MAYA":   {},
	}
	tests := []struct{ person, command, want string }{
		{"guest", "/log 5 conversations", "full members"},
		{"guest", "/pacer help", "full members"},
		{"stranger", "/log 5 conversations", "its own organisation"},
		{"bot", "/log 5 conversations", "people only"},
		{"gone", "/log 5 conversations", "deactivated"},
		{"nobody", "/log 5 conversations", "not in a team yet"},
		{"nobody", "/pacer help", "What you can do"},
		{"nobody", "/pacer status", "managers of a team"},
		{"U0ANN", "/pacer status", "managers of a team"},
		{"U0MAYA", "/pacer status", "How Pacer is doing"},
		{"U0MAYA", "/log 5 conversations", "You manage West"},
		{"admin", "/pacer status", "How Pacer is doing"},
		{"admin", "/log 5 conversations", "You are in no team, so"},
		{"U0ANN", "/pacer dance", "cannot be asked `dance`"},
		{"U0ANN", "/nothing", "does not know `/nothing`"},
	}
	for _, test := range tests {
		s := newStage(t)
		p := people[test.person]
		p.ID, p.Name, p.Zone = test.person, test.person, "Europe/London"
		s.store.roster.People[p.ID] = p
		command, text, _ := strings.Cut(test.command, " ")
		if got := s.types(p.ID, "C0WEST", command, text); !strings.Contains(got, test.want) {
			t.Errorf("%s types %s: %q, want %q", test.person, test.command, got, test.want)
		}
	}
}

func TestHelpShowsOnlyWhatOneMayDo(t *testing.T) {
	s := newStage(t)
	wants(t, s.types("U0ANN", "C0WEST", "/pacer", ""), "/log", "/pace", "/board", "You are in West", "!/pacer status`")
	wants(t, s.types("U0MAYA", "C0WEST", "/pacer", "help"), "/coach", "/pacer status`", "ou manage West", "!/log 5 conversations`")
}

func TestAStrangerToTheRosterIsAskedAboutOnce(t *testing.T) {
	s := newStage(t)
	s.slack.people["U0NEW"] = coach.Person{ID: "U0NEW", Name: "New", Zone: "America/New_York", Guest: true}
	wants(t, s.types("U0NEW", "C0WEST", "/pacer", "help"), "full members")
	wants(t, s.types("U0NEW", "C0WEST", "/pacer", "help"), "full members")
	if got := s.slack.transcript(); !slices.Equal(got, []string{"person U0NEW"}) {
		t.Errorf("calls %q, want one", got)
	}
}

func TestSomebodySlackDoesNotKnowIsRefused(t *testing.T) {
	s := newStage(t)
	wants(t, s.types("U0WHO", "C0WEST", "/pacer", "help"), "Something went wrong", "Reference")
}

func TestARepIsServedWhileSlackIsSlow(t *testing.T) {
	s := newStage(t)
	s.store.roster.People["U0ANN"] = coach.Person{ID: "U0ANN"} // never asked about
	s.slack.fail = func(string) error { return errReset }
	wants(t, s.types("U0ANN", "C0WEST", "/log", "5 conversations"), "Logged 5 conversations.")
}

func TestButtonsAndFormsOfAnEarlierVersion(t *testing.T) {
	s := newStage(t)
	s.presses("U0ANN", "C0WEST", "old_button", "")
	wants(t, s.slack.transcript()[0], "respond: That button is from an earlier version of Pacer", "`/pacer help`")
	wants(t, s.submits("old_form", "", map[string]string{"a": "what I typed"}), "errors: a: This form is from an earlier version")
}

// Nobody knows how far the handler had come: to say that nothing was changed would have people log it twice.
func TestAPanicIsASentence(t *testing.T) {
	s := newStage(t)
	s.bot.tables.commands["/log"] = command{Name: "log", Who: asRep, Handle: func(context.Context, *Bot, *request) (answer, error) {
		panic("with xoxb-canary-2 in it")
	}}
	wants(t, s.types("U0ANN", "C0WEST", "/log", "5 conversations"), "it may or may not have been saved. Please look before you send it again", "!nothing was changed", "You typed `/log 5 conversations`", "!canary")
	wants(t, s.logs.String(), "panic", "redacted", "!canary")
}

func TestNoTokenInLogsOrAnswers(t *testing.T) {
	s := newStage(t)
	s.slack.fail = func(string) error { return errors.New("bad token xoxb-canary-2 or xapp-canary-1") }
	s.types("U0ANN", "C0WEST", "/log", "") // the modal cannot be opened
	s.types("U0WHO", "C0WEST", "/log", "5 conversations")
	out := s.logs.String() + strings.Join(s.slack.transcript(), "\n")
	wants(t, out, "request failed", "!canary", "!hooks.example.com")
	cfg := s.bot.cfg
	wants(t, fmt.Sprintf("%v %+v %#v %s %x %q", cfg, cfg, cfg, cfg.BotToken, cfg.BotToken, cfg.AppToken), "!canary", "!63616e617279")
}

func TestTokensOfTheWrongKind(t *testing.T) {
	_, err := New(Config{AppToken: "xoxb-canary", BotToken: "xapp-canary", Now: time.Now}, newMemory(coach.Roster{}))
	if err == nil {
		t.Fatal("accepted")
	}
	wants(t, err.Error(), "SLACK_APP_TOKEN", "SLACK_BOT_TOKEN", "!canary")
}

func TestModalThatCameTooLate(t *testing.T) {
	s := newStage(t)
	s.slack.fail = func(line string) error {
		if strings.HasPrefix(line, "open") {
			return expired(slack.SlackErrorResponse{Err: "expired_trigger_id"})
		}
		return nil
	}
	s.types("U0ANN", "C0WEST", "/log", "")
	wants(t, s.slack.transcript()[1], "respond: Slack waited too long to open the form. Please try again.")
}

func TestAnAnswerTooLargeForTheSocketTakesTheResponseURL(t *testing.T) {
	s := newStage(t)
	e, _ := s.delivery("U0ANN", s.command("U0ANN", "C0WEST", "/log", "5 conversations"))
	var acked []any
	e.ack = func(payload any) error {
		if payload != nil {
			return errors.New("too large")
		}
		acked = append(acked, payload)
		return nil
	}
	s.bot.serve(e)
	if len(acked) != 1 {
		t.Errorf("%d bare acknowledgements, want 1", len(acked))
	}
	wants(t, s.slack.transcript()[0], "respond: Logged 5 conversations.")
}

func TestAFullQueueSaysBusy(t *testing.T) {
	s := newStage(t)
	hold := make(chan struct{})
	for range maxPerPerson + 1 {
		s.bot.queue.put("U0ANN", func() { <-hold })
	}
	answers := make(chan string, 1)
	e := envelope{id: "e", at: s.bot.now(), person: "U0ANN", data: s.command("U0ANN", "C0WEST", "/log", "5 conversations"), ack: func(p any) error {
		answers <- ackLine(p)
		return nil
	}}
	s.bot.accept(e)
	wants(t, <-answers, "A lot is happening at once, and nothing was changed.", "You typed `/log 5 conversations`")
	close(hold)
	<-s.bot.queue.close()
	s.bot.accept(e)
	wants(t, <-answers, "being restarted")
}

func TestOnePersonsDeliveriesStayInOrder(t *testing.T) {
	q := newQueue()
	var mu sync.Mutex
	seen := map[string][]int{}
	for i := range 50 {
		for _, person := range []string{"U0ANN", "U0BOB", "U0CAL"} {
			q.put(person, func() {
				mu.Lock()
				defer mu.Unlock()
				seen[person] = append(seen[person], i)
			})
		}
	}
	<-q.close()
	for person, order := range seen {
		if len(order) != 50 || !slices.IsSorted(order) {
			t.Errorf("%s: %v", person, order)
		}
	}
	if q.waiting != 0 || len(q.people) != 0 {
		t.Errorf("left over: %d waiting, %d people", q.waiting, len(q.people))
	}
}

// A command whose answer takes its time is waited for before the clock moves on, and not only the outbox, which has
// nothing of it yet.
func TestDrainWaitsForAnswers(t *testing.T) {
	q := newQueue()
	rests := func() bool {
		select {
		case <-q.rest():
			return true
		default:
			return false
		}
	}
	if !rests() {
		t.Error("an empty queue has something to do")
	}
	finish := make(chan struct{})
	for _, person := range []string{"U0ANN", "U0ANN", "U0BOB"} {
		q.put(person, func() { finish <- struct{}{} })
	}
	rest := q.rest()
	for range 2 {
		<-finish
	}
	if rests() {
		t.Error("the queue rests while a job of three runs")
	}
	b := &Bot{queue: q}
	short, cancel := context.WithCancel(t.Context())
	cancel()
	if err := b.Drain(short); !errors.Is(err, context.Canceled) {
		t.Errorf("draining beside a job that runs: %v", err)
	}
	<-finish
	<-rest
	<-q.close()
	if !rests() {
		t.Error("the queue has something to do when all is done")
	}
}

func TestTwoPeopleAtOnce(t *testing.T) {
	s := newStage(t)
	for range 20 {
		for _, person := range []string{"U0ANN", "U0BOB"} {
			e, _ := s.delivery(person, s.command(person, "C0WEST", "/log", "1 conversation"))
			e.ack = func(any) error { return nil }
			s.bot.accept(e)
		}
	}
	<-s.bot.queue.close()
	if n := len(s.store.ledger); n != 40 {
		t.Errorf("%d entries, want 40", n)
	}
}

func TestWhoeverWritesToPacerIsTold(t *testing.T) {
	s := newStage(t)
	s.writes(slackevents.MessageEvent{User: "U0ANN", Channel: "D1", ChannelType: "im", TimeStamp: "1.1", Text: "hello?"})
	s.writes(slackevents.MessageEvent{User: "U0ANN", Channel: "D1", ChannelType: "im", TimeStamp: "1.2", Text: "anybody?"})
	s.writes(slackevents.MessageEvent{User: "U0PACER", BotID: "B1", Channel: "D1", ChannelType: "im", TimeStamp: "1.3", Text: "Hello!"})
	s.event("EvM", "app_mention", &slackevents.AppMentionEvent{User: "U0BOB", Channel: "C0WEST"})
	if got := s.outboxKeys(); len(got) != 2 {
		t.Fatalf("outbox %q, want one greeting each", got)
	}
	wants(t, s.store.outbox[0].Text, "`/log 5 conversations`", "`/pacer help`")
}

func TestTalkBetweenPeopleIsLeftAlone(t *testing.T) {
	s := newStage(t)
	for _, m := range []slackevents.MessageEvent{
		{User: "U0ANN", Channel: "C0WEST", ChannelType: "channel", TimeStamp: "1.1", Text: "5 conversations"},
		{User: "U0ANN", Channel: "C0WEST", ChannelType: "channel", TimeStamp: "1.2", ThreadTimeStamp: "1.1", Text: "5 conversations"},
		{User: "U0ANN", Channel: "C0WEST", SubType: "message_changed", TimeStamp: "1.3", Text: "5 conversations"},
		{User: "U0ANN", Channel: "C0WEST", SubType: "channel_join", TimeStamp: "1.4", Text: "joined"},
	} {
		if !s.writes(m) {
			t.Errorf("not acknowledged: %+v", m)
		}
	}
	if len(s.store.ledger)+len(s.store.outbox) != 0 {
		t.Errorf("ledger %v, outbox %q", s.store.ledger, s.outboxKeys())
	}
}

func TestAnEventThatFailedIsDeliveredAgain(t *testing.T) {
	s := newStage(t)
	s.store.fail = func(method string) error {
		if method == "Commit" {
			return coach.ErrBusy
		}
		return nil
	}
	hello := slackevents.MessageEvent{User: "U0ANN", Channel: "D1", ChannelType: "im", TimeStamp: "1.1", Text: "hello"}
	if s.event("Ev1", "message", &hello) {
		t.Error("acknowledged, so Slack will not deliver it again")
	}
	s.store.fail = nil
	for range 2 {
		if !s.event("Ev1", "message", &hello) {
			t.Error("not acknowledged")
		}
	}
	if n := len(s.store.outbox); n != 1 {
		t.Errorf("%d greetings, want 1", n)
	}
}

func TestPeopleAreKeptFresh(t *testing.T) {
	s := newStage(t)
	change := func(u slack.User) {
		t.Helper()
		if err := s.bot.personChanged(t.Context(), u); err != nil {
			t.Fatal(err)
		}
	}
	inNewYork := slack.User{ID: "U0ANN", TZ: "America/New_York", Profile: slack.UserProfile{DisplayName: "Annie"}}
	s.slack.people["U0ANN"] = personOf(inNewYork)
	change(inNewYork)
	change(slack.User{ID: "U0ELSE", TZ: "Europe/Paris"}) // not of a team and never seen
	ann := s.store.roster.Person("U0ANN")
	if ann.Name != "Annie" || ann.Zone != "America/New_York" {
		t.Errorf("Ann is %+v", ann)
	}
	if _, known := s.store.roster.People["U0ELSE"]; known {
		t.Error("somebody without a team was remembered")
	}

	// Ann is back in London and then leaves the company. That she went to New York is delivered once more after it.
	gone := slack.User{ID: "U0ANN", TZ: "Europe/London", Deleted: true, Profile: slack.UserProfile{DisplayName: "Annie"}}
	s.slack.people["U0ANN"] = personOf(gone)
	change(gone)
	change(inNewYork)
	if ann := s.store.roster.Person("U0ANN"); ann.Zone != "Europe/London" || !ann.Deleted {
		t.Errorf("an old event was believed: Ann is %+v", ann)
	}

	// She is hired again while Slack answers nobody: the event is all there is, and may be the last.
	delete(s.slack.people, "U0ANN")
	change(inNewYork)
	if ann := s.store.roster.Person("U0ANN"); ann.Zone != "America/New_York" || ann.Deleted {
		t.Errorf("an event was lost: Ann is %+v", ann)
	}
}

func TestStatus(t *testing.T) {
	s := newStage(t)
	s.store.occurred = []coach.Occurrence{
		{Rhythm: "r1", Team: "west", Kind: coach.Huddle, Zone: "Europe/London", Due: s.clock.Add(-24 * time.Hour), State: coach.Skipped, Reason: "late"},
		{Rhythm: "r1", Team: "west", Kind: coach.Huddle, Zone: "Europe/London", Due: s.clock.Add(-time.Hour), State: coach.Done},
		{Rhythm: "r2", Team: "east", Kind: coach.Digest, Zone: "Europe/London", Due: s.clock, State: coach.Done},
	}
	s.store.outbox = []coach.Message{{Key: "a", State: coach.Pending}, {Key: "b", State: coach.Failed}}
	s.bot.cfg.Upcoming = func(context.Context, ...string) ([]coach.Occurrence, error) {
		due := s.clock.Add(time.Hour)
		return []coach.Occurrence{
			{Team: "west", Kind: coach.Nudge, Zone: "Europe/London", Due: due}, {Team: "west", Kind: coach.Nudge, Zone: "Europe/Lisbon", Due: due},
		}, nil
	}
	said := s.types("U0MAYA", "C0WEST", "/pacer", "status")
	if n := strings.Count(said, "Nudge of West"); n != 1 {
		t.Errorf("a nudge in two zones at once is told %d times:\n%s", n, said)
	}
	wants(t, said,
		"0 of 2 connections to Slack", "1 message not sent yet", "1 message refused by Slack for good",
		"Huddle of West, Tue 24 Nov 10:30: late", "Huddle of West, Wed 25 Nov 09:30", "Nudge of West, Wed 25 Nov 11:30", "!Digest")
}

func TestTheFirstLogOfSomebodyIsOfTheirOwnDay(t *testing.T) {
	s := newStage(t)
	s.store.roster.People["U0ANN"] = coach.Person{ID: "U0ANN"} // never asked about
	s.slack.people["U0ANN"] = coach.Person{ID: "U0ANN", Name: "Ann", Zone: "Pacific/Auckland"}
	s.clock = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC) // one o'clock on Thursday in Auckland
	s.types("U0ANN", "C0WEST", "/log", "5 conversations")
	if day := s.store.ledger[0].Day.String(); day != "2026-11-26" {
		t.Errorf("logged for %s", day)
	}
}

func TestWhoeverCouldNotBeAskedAboutIsAskedAboutAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		began := time.Now()
		s.slack.people["U0ANN"] = coach.Person{ID: "U0ANN", Name: "Annie", Zone: "Europe/Paris"}
		s.slack.fail = func(string) error {
			if time.Since(began) < 30*time.Second {
				return errReset
			}
			return nil
		}
		ctx, stop := context.WithTimeout(t.Context(), 10*time.Minute)
		defer stop()
		s.bot.refreshPeople(ctx)
		if ann := s.store.roster.Person("U0ANN"); ann.Name != "Annie" {
			t.Errorf("Ann is %+v", ann)
		}
		calls := s.slack.transcript()
		bob := slices.DeleteFunc(slices.Clone(calls), func(line string) bool { return line != "person U0BOB" })
		if len(bob) != 2 { // in the outage, and once more; after that Slack does not know Bob
			t.Errorf("calls %q", calls)
		}
	})
}

func TestPeoplesWordsAreNotLogged(t *testing.T) {
	s := newStage(t)
	s.types("U0ANN", "C0WEST", "/pacer", "mysecret")
	s.types("U0ANN", "C0WEST", "/log", "5 mysecret")
	wants(t, s.logs.String(), "msg=refused", "!mysecret")
}

func TestAllThatWasTypedIsGivenBack(t *testing.T) {
	s := newStage(t)
	s.store.fail = func(method string) error {
		if method == "Commit" {
			return coach.ErrBusy
		}
		return nil
	}
	note := "5 < 6 " + strings.Repeat("and so on ", 200) + "the end"
	wants(t, s.types("U0ANN", "C0WEST", "/log", "5 conversations # "+strings.ReplaceAll(note, "<", "&lt;")),
		"nothing was changed", "# 5 &lt; 6 and so on", "the end`")
}

func TestSlacksOwnTroubleAtTheStartIsNoBadToken(t *testing.T) {
	for _, code := range []string{"internal_error", "service_unavailable", "ratelimited"} {
		synctest.Test(t, func(t *testing.T) {
			s := newStage(t)
			began := time.Now()
			s.slack.fail = func(string) error {
				if time.Since(began) < 2*time.Second {
					return slack.SlackErrorResponse{Err: code}
				}
				return nil
			}
			if err := s.bot.introduce(t.Context()); err != nil {
				t.Errorf("%s: %v", code, err)
			}
		})
	}
	s := newStage(t)
	s.slack.fail = func(string) error { return slack.SlackErrorResponse{Err: "invalid_auth"} }
	if err := s.bot.introduce(t.Context()); err == nil || !strings.Contains(err.Error(), "SLACK_BOT_TOKEN is not accepted") {
		t.Errorf("a bad token: %v", err)
	}
}

func TestAnEnvelopeThatPanicsEndsNothingElse(t *testing.T) {
	s := newStage(t)
	e, _ := s.delivery("U0ANN", s.command("U0ANN", "C0WEST", "/log", "5 conversations"))
	e.ack = func(any) error { panic("a library's mistake") }
	s.bot.accept(e)
	<-s.bot.queue.close()
	wants(t, s.logs.String(), "panic in envelope")
}

// Turning somebody away happens beside the queue, where nobody above catches a panic: it ended the process, and everybody
// who was being served with it.
func TestTurningAwayThatPanicsEndsNothingElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		<-s.bot.queue.close()
		e, _ := s.delivery("U0ANN", s.command("U0ANN", "C0WEST", "/log", "5 conversations"))
		e.ack = func(any) error { panic("a library's mistake") }
		s.bot.accept(e)
		synctest.Wait()
		wants(t, s.logs.String(), "panic in envelope")
	})
}

func TestEventsWithoutAnIdAreNotEachOthersDuplicates(t *testing.T) {
	s := newStage(t)
	for _, person := range []string{"U0ANN", "U0BOB"} {
		s.event("", "message", &slackevents.MessageEvent{User: person, Channel: "D1", ChannelType: "im", TimeStamp: "1.1", Text: "hello"})
	}
	if n := len(s.store.outbox); n != 2 {
		t.Errorf("%d greetings, want 2", n)
	}
}

func TestAFormWhoseAnswerIsTooLargeIsClosedOnceItIsSaved(t *testing.T) {
	for day, want := range map[string]int{"2026-11-25": 1, "2026-12-25": 0} { // saved; to be mended
		s := newStage(t)
		e, _ := s.delivery("U0ANN", s.submission("U0ANN", formLog, "west", map[string]string{"count:k-conv": "5", "day": day}))
		closed := 0
		e.ack = func(payload any) error {
			if payload != nil {
				return errors.New("too large")
			}
			closed++
			return nil
		}
		s.bot.serve(e)
		if closed != want {
			t.Errorf("%s: closed %d times, want %d", day, closed, want)
		}
	}
}

func TestChangesOfOnePersonStayInOrder(t *testing.T) {
	for _, inner := range []any{&slackevents.MessageEvent{User: "U0ANN"}, &slackevents.UserChangeEvent{User: slackevents.User{ID: "U0ANN"}}} {
		e := (&socket{}).envelope(socketmode.Event{Data: slackevents.EventsAPIEvent{InnerEvent: slackevents.EventsAPIInnerEvent{Data: inner}}})
		if e.person != "U0ANN" {
			t.Errorf("%T is in the lane of %q", inner, e.person)
		}
	}
}

// A command that waited too long in the queue was given up by Slack; what it did is said where it still arrives.
func TestALateCommandIsAnsweredThroughTheResponseURL(t *testing.T) {
	s := newStage(t)
	var acked []string
	s.bot.serve(envelope{
		id: "e", person: "U0ANN", at: s.bot.now().Add(-3 * time.Second),
		data: s.command("U0ANN", "C0WEST", "/log", "5 conversations"),
		ack:  func(p any) error { acked = append(acked, ackLine(p)); return nil },
	})
	wants(t, s.slack.transcript()[0], "respond: Logged 5 conversations.")
	if len(acked) != 1 || acked[0] != "" {
		t.Errorf("acknowledged with %q, want nothing in it", acked)
	}
}
