package bot

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

func hello(key, channel string) coach.Message { return message(key, channel, body{Text: key}) }

func TestAMessageIsPostedOnceAndItsThreadAfterIt(t *testing.T) {
	perform(t, func(s *stage) {
		s.puts(reply("child", "parent", "C0WEST", body{Text: "child"}), hello("parent", "C0WEST"),
			coach.Message{Key: "change", Verb: coach.Edit, Target: "parent", Text: "changed"})
		s.drains()
		want := []string{"post C0WEST: parent", "update C0WEST: changed", "post C0WEST in thread: child"}
		if got := s.slack.transcript(); !slices.Equal(got, want) {
			t.Errorf("calls %q, want %q", got, want)
		}
		if m := s.state("parent"); m.State != coach.Sent || m.SentTo != "C0WEST" || m.SentTS == "" {
			t.Errorf("parent %+v", m)
		}
	})
}

func TestOneMessageASecondInAChannel(t *testing.T) {
	perform(t, func(s *stage) {
		began := time.Now()
		s.puts(hello("a", "C0WEST"), hello("b", "C0WEST"), hello("c", "C0WEST"), hello("d", "C0EAST"), hello("e", "U0ANN"))
		s.drains()
		if took := time.Since(began); took < 2*time.Second || took > 2500*time.Millisecond {
			t.Errorf("took %s, want two seconds", took)
		}
		if first := s.slack.transcript()[:3]; !slices.Contains(first, "post C0EAST: d") || !slices.Contains(first, "post U0ANN: e") {
			t.Errorf("first %q: one channel held up the others", first)
		}
	})
}

func TestUrgentBeforeBulk(t *testing.T) {
	perform(t, func(s *stage) {
		urgent := hello("urgent", "C0WEST")
		urgent.Urgent = true
		s.puts(hello("a", "C0WEST"), hello("b", "C0WEST"), urgent)
		s.drains()
		if got := s.slack.transcript(); got[0] != "post C0WEST: urgent" {
			t.Errorf("calls %q", got)
		}
	})
}

func TestSlackAsksToWait(t *testing.T) {
	perform(t, func(s *stage) {
		began := time.Now()
		s.slack.fail = func(line string) error {
			if strings.HasPrefix(line, "post C0WEST") && time.Since(began) < 7*time.Second {
				return &slack.RateLimitedError{RetryAfter: 7 * time.Second}
			}
			return nil
		}
		s.puts(hello("a", "C0WEST"), hello("b", "C0WEST"), hello("c", "C0EAST"))
		s.drains()
		if m := s.state("c"); m.State != coach.Sent || m.SentTo != "C0EAST" {
			t.Errorf("the other channel waited: %+v", m)
		}
		s.sleep(10 * time.Second)
		s.drains()
		if m := s.state("a"); m.State != coach.Sent || m.Attempts != 1 {
			t.Errorf("a is %+v", m)
		}
		got := s.slack.transcript()
		if n := len(got); n != 4 {
			t.Errorf("calls %q, want four", got)
		}
	})
}

func TestALimitWithoutAnInstantIsRespected(t *testing.T) {
	for _, err := range []error{slack.StatusCodeError{Code: 429}, slack.SlackErrorResponse{Err: "ratelimited"}} {
		if o := outcome(fmt.Errorf("chat.postMessage: %w", err)); o.Class != coach.Limited || o.RetryAfter != 0 {
			t.Errorf("%v: %+v", err, o)
		}
	}
}

func TestHowACallEnds(t *testing.T) {
	for _, test := range []struct {
		err  error
		want coach.OutcomeClass
	}{
		{nil, coach.Accepted},
		{slack.SlackErrorResponse{Err: "already_reacted"}, coach.Accepted},
		{slack.SlackErrorResponse{Err: "not_in_channel"}, coach.Refused},
		{slack.SlackErrorResponse{Err: "something_new"}, coach.Refused},
		{slack.SlackErrorResponse{Err: "service_unavailable"}, coach.Again},
		{slack.SlackErrorResponse{Err: "token_revoked"}, coach.Again},
		{slack.SlackErrorResponse{Err: "fatal_error"}, coach.Lost},
		{slack.StatusCodeError{Code: 503}, coach.Lost},
		{slack.StatusCodeError{Code: 403}, coach.Again},
		{&net.OpError{Op: "dial", Err: errReset}, coach.Again},
		{&net.OpError{Op: "read", Err: errReset}, coach.Lost},
		{context.DeadlineExceeded, coach.Lost},
	} {
		if got := outcome(test.err).Class; got != test.want {
			t.Errorf("%v: %s, want %s", test.err, got, test.want)
		}
	}
}

func TestAnAnswerThatGotLostIsLookedUp(t *testing.T) {
	perform(t, func(s *stage) {
		s.slack.lose = func(line string) error {
			if strings.HasPrefix(line, "post") {
				return errReset
			}
			return nil
		}
		s.puts(hello("a", "C0WEST"))
		s.sleep(10 * time.Second)
		if m := s.state("a"); m.State != coach.Sent || m.SentTS == "" {
			t.Errorf("a is %+v", m)
		}
		if n := s.slack.posts(); n != 1 {
			t.Errorf("posted %d times", n)
		}
	})
}

func TestHistoryThatLagsDoesNotDouble(t *testing.T) {
	perform(t, func(s *stage) {
		s.slack.hide = true
		s.slack.lose = func(line string) error {
			if strings.HasPrefix(line, "post") {
				return slack.StatusCodeError{Code: 500}
			}
			return nil
		}
		s.puts(hello("a", "C0WEST"))
		s.sleep(40 * time.Second)
		s.slack.mu.Lock()
		s.slack.hide = false
		s.slack.mu.Unlock()
		s.sleep(40 * time.Second)
		if m := s.state("a"); m.State != coach.Sent || s.slack.posts() != 1 {
			t.Errorf("posted %d times; a is %+v", s.slack.posts(), m)
		}
	})
}

func TestWhatNeverArrivedIsSentAgainAfterTheSettleWindow(t *testing.T) {
	perform(t, func(s *stage) {
		began := time.Now()
		s.slack.fail = func(line string) error {
			if strings.HasPrefix(line, "post") && time.Since(began) < time.Second {
				return errReset
			}
			return nil
		}
		s.puts(hello("a", "C0WEST"))
		s.sleep(59 * time.Second)
		if n := s.slack.posts(); n != 0 {
			t.Fatalf("posted %d times before the window had passed", n)
		}
		s.sleep(5 * time.Second)
		if m := s.state("a"); m.State != coach.Sent || m.Attempts != 2 || s.bot.health.resent.Load() != 1 {
			t.Errorf("a is %+v", m)
		}
	})
}

func TestACrashWhileSendingIsLookedUp(t *testing.T) {
	perform(t, func(s *stage) {
		s.slack.posted = []postedMessage{{Channel: "C0WEST", TS: "7.7", Nonce: "n1"}}
		s.puts(coach.Message{Key: "a", Channel: "C0WEST", Text: "a", State: coach.Sending, Nonce: "n1"})
		if err := s.store.RecoverMessages(t.Context(), time.Now()); err != nil {
			t.Fatal(err)
		}
		s.drains()
		if m := s.state("a"); m.State != coach.Sent || m.SentTS != "7.7" {
			t.Errorf("a is %+v", m)
		}
		if got := s.slack.transcript(); !slices.Equal(got, []string{"find a"}) {
			t.Errorf("calls %q", got)
		}
	})
}

func TestStaleIsDropped(t *testing.T) {
	perform(t, func(s *stage) {
		s.puts(direct("nudge", "U0ANN", body{Text: "two more today"}, time.Now().Add(-time.Minute)))
		s.drains()
		if m := s.state("nudge"); m.State != coach.Dropped || m.Reason != "stale" {
			t.Errorf("nudge is %+v", m)
		}
		if got := s.slack.transcript(); len(got) != 0 {
			t.Errorf("calls %q", got)
		}
	})
}

func TestAChannelThatPacerIsNotIn(t *testing.T) {
	perform(t, func(s *stage) {
		s.slack.fail = func(line string) error {
			if strings.HasPrefix(line, "post C0WEST") {
				return slack.SlackErrorResponse{Err: "not_in_channel"}
			}
			return nil
		}
		s.puts(hello("huddle/west/2026-11-25", "C0WEST"), reply("late", "huddle/west/2026-11-25", "C0WEST", body{Text: "late"}), hello("board", "C0WEST"))
		s.drains()
		if m := s.state("board"); m.State != coach.Failed || m.Reason != "not_in_channel" {
			t.Errorf("board is %+v", m)
		}
		if m := s.state("late"); m.State != coach.Dropped {
			t.Errorf("the reply is %+v", m)
		}
		var said []string
		for _, line := range s.slack.transcript() {
			if strings.HasPrefix(line, "post U0MAYA") {
				said = append(said, line)
			}
		}
		if len(said) != 1 {
			t.Fatalf("told the manager %d times: %q", len(said), said)
		}
		wants(t, said[0], "I could not post in <#C0WEST>", "`/invite @pacer`")
	})
}

func TestAPersonWhoIsGone(t *testing.T) {
	perform(t, func(s *stage) {
		s.slack.people["U0ANN"] = coach.Person{ID: "U0ANN", Name: "Ann", Zone: "Europe/London", Deleted: true}
		s.slack.fail = func(line string) error {
			if strings.HasPrefix(line, "post U0ANN") {
				return slack.SlackErrorResponse{Err: "user_disabled"}
			}
			return nil
		}
		s.puts(hello("a", "U0ANN"))
		s.drains()
		if m := s.state("a"); m.State != coach.Failed {
			t.Errorf("a is %+v", m)
		}
		if !s.store.roster.Person("U0ANN").Deleted {
			t.Error("Ann is still prompted")
		}
	})
}

func TestNewerEditsTakeThePlaceOfOlderOnes(t *testing.T) {
	perform(t, func(s *stage) {
		s.puts(hello("parent", "C0WEST"))
		s.drains()
		s.bot.tables.renderers["counter"] = renderer{Name: "counter", Render: func(_ context.Context, _ *Bot, target string) (body, error) {
			return body{Text: "rendered " + target}, nil
		}}
		s.puts(edit("e1", "parent", "counter"), edit("e2", "parent", "gone"))
		s.drains()
		got := s.slack.transcript()
		if !slices.Contains(got, "update C0WEST: rendered parent") {
			t.Errorf("calls %q", got)
		}
		if m := s.state("e2"); m.State != coach.Dropped {
			t.Errorf("an edit by a renderer that is gone is %+v", m)
		}
	})
}

// Somebody files, and the edit that shows it hangs; somebody else files, and that edit is made. Then the first one lands
// after all, and the channel would show the count of before for the rest of the day.
func TestAnEditThatLandsLateDoesNotStay(t *testing.T) {
	perform(t, func(s *stage) {
		s.puts(hello("parent", "C0WEST"))
		s.drains()
		first := true
		s.slack.fail = func(line string) error {
			if strings.HasPrefix(line, "update") && first {
				first = false
				return context.DeadlineExceeded
			}
			return nil
		}
		s.puts(coach.Message{Key: "e1", Verb: coach.Edit, Target: "parent", Text: "1 of 4 in"})
		s.sleep(500 * time.Millisecond)
		s.puts(coach.Message{Key: "e2", Verb: coach.Edit, Target: "parent", Text: "2 of 4 in"})
		s.sleep(10 * time.Second)
		shown := func() string {
			s.slack.mu.Lock()
			defer s.slack.mu.Unlock()
			return s.slack.posted[0].Text
		}
		if got := shown(); got != "2 of 4 in" {
			t.Errorf("people read %q ten seconds later", got)
		}
		s.slack.mu.Lock()
		s.slack.posted[0].Text = "1 of 4 in" // the first one lands
		s.slack.mu.Unlock()
		s.sleep(2 * defaultSettle)
		if got := shown(); got != "2 of 4 in" {
			t.Errorf("in the end people read %q", got)
		}
		want := []string{"post C0WEST: parent", "update C0WEST: 1 of 4 in", "update C0WEST: 2 of 4 in", "update C0WEST: 2 of 4 in"}
		if got := s.slack.transcript(); !slices.Equal(got, want) {
			t.Errorf("calls %q, want %q", got, want)
		}
		if e1, e2 := s.state("e1"), s.state("e2"); e1.State != coach.Superseded || e2.State != coach.Sent {
			t.Errorf("e1 is %s, e2 is %s", e1.State, e2.State)
		}
	})
}

func TestReactionsAndDeletions(t *testing.T) {
	perform(t, func(s *stage) {
		s.slack.fail = func(line string) error {
			if strings.HasPrefix(line, "react") {
				return slack.SlackErrorResponse{Err: "already_reacted"}
			}
			return nil
		}
		s.puts(hello("a", "C0WEST"), coach.Message{Key: "r", Verb: coach.React, Channel: "C0WEST", TargetTS: "9.9", Emoji: "white_check_mark"},
			coach.Message{Key: "d", Verb: coach.Delete, Target: "a"})
		s.drains()
		want := []string{"delete in C0WEST", "post C0WEST: a", "react C0WEST 9.9: white_check_mark"}
		got := s.slack.transcript()
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("calls %q, want %q", got, want)
		}
		if m := s.state("r"); m.State != coach.Sent {
			t.Errorf("reaction %+v", m)
		}
	})
}

func TestAStoreThatFailsIsNotHammered(t *testing.T) {
	perform(t, func(s *stage) {
		reads := 0
		s.store.mu.Lock()
		s.store.fail = func(method string) error {
			if method == "DueMessages" {
				reads++
				return coach.ErrBusy
			}
			return nil
		}
		s.store.mu.Unlock()
		s.puts(hello("a", "C0WEST"))
		s.sleep(time.Minute)
		s.store.mu.Lock()
		s.store.fail = nil
		s.store.mu.Unlock()
		s.drains()
		if reads > 70 {
			t.Errorf("%d reads in a minute", reads)
		}
		if m := s.state("a"); m.State != coach.Sent {
			t.Errorf("a is %+v", m)
		}
	})
}

func TestAnIdleOutboxSleeps(t *testing.T) {
	perform(t, func(s *stage) {
		reads := 0
		s.store.mu.Lock()
		s.store.fail = func(method string) error {
			if method == "DueMessages" {
				reads++
			}
			return nil
		}
		s.store.mu.Unlock()
		s.sleep(time.Hour)
		synctest.Wait()
		if reads > 130 {
			t.Errorf("%d reads in an idle hour", reads)
		}
	})
}

func TestABurstKeepsToTheWorkspacesBudget(t *testing.T) {
	perform(t, func(s *stage) {
		var all []coach.Message
		for i := range 500 {
			all = append(all, hello(fmt.Sprintf("m%d", i), fmt.Sprintf("U%04d", i)))
		}
		began := time.Now()
		s.puts(all...)
		s.drains()
		if took := time.Since(began); took < 115*time.Second || took > 130*time.Second {
			t.Errorf("500 messages took %s, want two minutes", took)
		}
	})
}

func TestALaneThatIsHeldDoesNotHideTheOthers(t *testing.T) {
	perform(t, func(s *stage) {
		s.slack.fail = func(line string) error {
			if strings.HasPrefix(line, "post C0WEST") {
				return &slack.RateLimitedError{RetryAfter: time.Minute}
			}
			return nil
		}
		var all []coach.Message
		for i := range 3 * firstLimit {
			all = append(all, hello(fmt.Sprintf("m%d", i), "C0WEST"))
		}
		s.puts(append(all, hello("other", "C0EAST"))...)
		s.sleep(10 * time.Second)
		if m := s.state("other"); m.State != coach.Sent {
			t.Errorf("the other channel's message is %+v", m)
		}
	})
}

func TestAClockThatIsSetBackHoldsUpNothing(t *testing.T) {
	l := &lane{}
	now := wednesday
	l.rest(now, time.Second)
	if got := l.rests(now.Add(-24 * time.Hour)); got > time.Second {
		t.Errorf("rests for %s", got)
	}
	if got := l.rests(now.Add(-24*time.Hour + time.Second)); got != 0 {
		t.Errorf("a second later it still rests for %s", got)
	}
	b := newBudget(1, 1)
	b.take(now)
	if wait := b.take(now.Add(-24 * time.Hour)); wait > time.Second {
		t.Errorf("waits for %s", wait)
	}
}

func TestAPanicInACallIsLookedUp(t *testing.T) {
	perform(t, func(s *stage) {
		broken := true
		s.slack.fail = func(line string) error {
			if strings.HasPrefix(line, "post") && broken {
				broken = false
				panic("a library's mistake")
			}
			return nil
		}
		s.puts(hello("a", "C0WEST"))
		s.sleep(2 * time.Minute)
		if m := s.state("a"); m.State != coach.Sent || s.slack.posts() != 1 {
			t.Errorf("posted %d times; a is %+v", s.slack.posts(), m)
		}
	})
}

// roundTrip is Slack's side of an HTTP client.
type roundTrip func(*http.Request) string

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(f(r))), Request: r}, nil
}

func TestHistoryThatWasNotReadToItsEndIsNoProof(t *testing.T) {
	pages := 0
	cfg := Config{BotToken: "xoxb-1", APIURL: "https://slack.example/api/"}
	c := newClient(cfg, &http.Client{Transport: roundTrip(func(*http.Request) string {
		if pages--; pages > 0 {
			return `{"ok":true,"messages":[{"ts":"1.1","text":"talk"}],"has_more":true,"response_metadata":{"next_cursor":"more"}}`
		}
		return `{"ok":true,"messages":[]}`
	})})
	m := coach.Message{Key: "a", Channel: "C0WEST", Nonce: "n1"}
	for _, test := range []struct {
		pages int
		proof bool
	}{{1, true}, {findPages, true}, {2 * findPages, true}, {2*findPages + 1, false}} {
		pages = test.pages
		_, _, found, err := c.Find(t.Context(), m, wednesday)
		if found || (err == nil) != test.proof {
			t.Errorf("%d pages: found %v, %v", test.pages, found, err)
		}
	}
}

// A kill in the evening, a night of talk, and the message is found all the same: what lies far behind the newest
// thousand is looked for around the call.
func TestAMessageFarBackInHistoryIsFound(t *testing.T) {
	cfg := Config{BotToken: "xoxb-1", APIURL: "https://slack.example/api/"}
	began := wednesday
	posted := fmt.Sprintf("%d.000001", began.Add(time.Second).Unix())
	c := newClient(cfg, &http.Client{Transport: roundTrip(func(r *http.Request) string {
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		if latest := r.Form.Get("latest"); latest == "" || latest < posted {
			return `{"ok":true,"messages":[{"ts":"9999999999.1","text":"talk"}],"has_more":true,"response_metadata":{"next_cursor":"more"}}`
		}
		return `{"ok":true,"messages":[{"ts":"` + posted + `","metadata":{"event_type":"pacer_message","event_payload":{"key":"n1"}}}]}`
	})})
	_, ts, found, err := c.Find(t.Context(), coach.Message{Key: "a", Channel: "C0WEST", Nonce: "n1"}, began.Add(-findMargin))
	if err != nil || !found || ts != posted {
		t.Errorf("found %v at %s, %v", found, ts, err)
	}
}

// What cannot be looked up is asked for ever less often, and not for ever: after a day it is shown as failed.
func TestALookUpThatKeepsFailingEnds(t *testing.T) {
	perform(t, func(s *stage) {
		s.slack.fail = func(line string) error {
			switch {
			case strings.HasPrefix(line, "post"):
				return errReset
			case strings.HasPrefix(line, "find"):
				return errUnread
			}
			return nil
		}
		s.puts(hello("a", "C0WEST"))
		s.sleep(26 * time.Hour)
		if m := s.state("a"); m.State != coach.Failed || m.Reason != "more history than one look-up reads" {
			t.Errorf("a is %+v", m)
		}
		if n := len(s.slack.transcript()); n < 100 || n > 400 {
			t.Errorf("%d calls in a day", n)
		}
	})
}

// lossy is a store whose first mark is stored although its answer is an error.
type lossy struct {
	*memory
	marked atomic.Bool
}

func (l *lossy) MarkMessage(ctx context.Context, m coach.Message, from coach.MessageState) error {
	err := l.memory.MarkMessage(ctx, m, from)
	if !l.marked.Swap(true) {
		return errors.Join(err, coach.ErrBusy)
	}
	return err
}

// deliversOnce puts one message into the outbox of a bot with a store that goes wrong, and looks after a minute.
func deliversOnce(t *testing.T, wrong func(*memory) Store) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		s.live = true
		s.bot.store = wrong(s.store)
		ctx, stop := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { s.bot.outbox.run(ctx, t.Context()) })
		defer running.Wait()
		defer stop()
		s.puts(hello("a", "C0WEST"))
		s.sleep(time.Minute)
		if m := s.state("a"); m.State != coach.Sent || s.slack.posts() != 1 {
			t.Errorf("posted %d times; a is %+v", s.slack.posts(), m)
		}
	})
}

func TestAMarkWhoseAnswerGotLost(t *testing.T) {
	deliversOnce(t, func(m *memory) Store { return &lossy{memory: m} })
}

// faulty is a store that panics when the end of a call is to be stored for the first time.
type faulty struct {
	*memory
	panicked atomic.Bool
}

func (f *faulty) MarkMessage(ctx context.Context, m coach.Message, from coach.MessageState) error {
	if from == coach.Sending && !f.panicked.Swap(true) {
		panic("a mistake of ours")
	}
	return f.memory.MarkMessage(ctx, m, from)
}

// A panic after the call left the row as "sending", and that is looked at again by the next process only: until then the
// message was in no state that anybody sees, and an edit behind it was never made.
func TestAPanicAfterTheCallIsLookedUp(t *testing.T) {
	deliversOnce(t, func(m *memory) Store { return &faulty{memory: m} })
}

// An outbox at work does not wait for a clock that was set back an hour to catch up.
func TestWhatIsOnItsWayWhenTheClockIsSetBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ahead atomic.Int64
		ahead.Store(int64(time.Hour))
		s := newStage(t)
		s.bot.cfg.Now = func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
		s.slack.fail = func(line string) error {
			if ahead.Load() > 0 && strings.HasPrefix(line, "post") {
				return errReset
			}
			return nil
		}
		ctx, stop := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { s.bot.outbox.run(ctx, t.Context()) })
		defer running.Wait()
		defer stop()

		s.puts(hello("a", "C0WEST"), hello("b", "C0WEST"))
		s.sleep(500 * time.Millisecond) // a is of unknown fate, b waits for its lane
		ahead.Store(0)
		s.sleep(2 * time.Minute)
		for _, key := range []string{"a", "b"} {
			if m := s.state(key); m.State != coach.Sent {
				t.Errorf("%s is %+v", key, m)
			}
		}
		if n := s.slack.posts(); n != 2 {
			t.Errorf("posted %d times", n)
		}
	})
}

// A clock that is set back in the middle of a delivery: the settle window begins anew, and what waits does not wait for
// the clock to catch up.
func TestAClockThatIsSetBackDuringADelivery(t *testing.T) {
	m := hello("a", "C0WEST")
	m.State, m.CreatedAt, m.StartedAt = coach.Unknown, wednesday, wednesday
	back := wednesday.Add(-time.Hour)
	first := m.NotFound(back, time.Minute)
	if first.State != coach.Unknown || first.NextAt.Sub(back) > 5*time.Second {
		t.Errorf("after the first look-up %s at +%s", first.State, first.NextAt.Sub(back))
	}
	if again := first.NotFound(back.Add(time.Minute), time.Minute); again.State != coach.Pending {
		t.Errorf("a settle window later it is %s", again.State)
	}
	if failed := m.LookUpFailed(coach.Outcome{Class: coach.Lost}, back); !failed.StartedAt.Equal(back) || failed.NextAt.Sub(back) > 5*time.Second {
		t.Errorf("after a look-up that failed: %+v", failed)
	}
}
