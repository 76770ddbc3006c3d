package bot

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// How much TestOutboxSimulation does; see .github/CONTRIBUTING.md.
var (
	simRows = flag.Int("outbox.rows", 20_000, "messages that each world of TestOutboxSimulation posts")
	simSeed = flag.Uint64("outbox.seed", 0, "seed of TestOutboxSimulation; 0 for one of its own at each run")
)

// A troubled is how often what goes wrong, of one.
type troubled struct {
	name  string
	fault float64 // for each kind of fault of a call, or of a look-up
	crash float64 // at each step: before and after each commit and each call
}

// TestOutboxSimulation posts a great many messages through the deliverer's own steps, each in a world in which calls
// are refused, fail without an effect, have one that nobody is told of, or one that lands up to 30 seconds later, in
// which history lags up to 20 seconds behind and look-ups fail, and in which the process dies between any two steps.
// As these delays are together shorter than the settle window, each message is there once in the end. With a window
// that is too short some are there twice: the simulation would see it.
func TestOutboxSimulation(t *testing.T) {
	t.Parallel()
	seed := *simSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("go test -run TestOutboxSimulation ./bot -outbox.rows %d -outbox.seed %d", *simRows, seed)
	for _, level := range []troubled{{"calm", 0.01, 0.001}, {"stormy", 0.05, 0.02}} {
		t.Run(level.name, func(t *testing.T) {
			t.Parallel()
			lost, doubled, resent := simulate(t, level, defaultSettle, *simRows, seed)
			if lost > 0 || doubled > 0 {
				t.Errorf("of %d messages %d were lost and %d doubled", *simRows, lost, doubled)
			}
			if resent == 0 {
				t.Error("nothing was ever sent again: that proves nothing")
			}
		})
	}
	t.Run("window too short", func(t *testing.T) {
		t.Parallel()
		const tooShort = 20 * time.Second
		if _, doubled, _ := simulate(t, troubled{"stormy", 0.05, 0.02}, tooShort, min(*simRows, 100_000), seed); doubled == 0 {
			t.Error("a window that is shorter than the longest delay doubled nothing")
		}
	})
}

// simulate posts messages, one world each, and counts what became of them.
func simulate(t *testing.T, level troubled, settle time.Duration, rows int, seed uint64) (lost, doubled int, resent int64) {
	t.Helper()
	w := &simWorld{
		memory: newMemory(coach.Roster{}), troubled: level, clock: wednesday,
		rand: rand.New(rand.NewPCG(seed, 0)),
	}
	b := newBot(Config{AppToken: "xapp-1", BotToken: "xoxb-1", Settle: settle, Logger: slog.New(slog.DiscardHandler), Now: w.now}, w)
	b.api, b.work = simSlack{w: w}, t.Context()
	steps, crashes := 0, 0
	for i := range rows {
		w.begin(i)
		for m := &w.row; m.State == coach.Pending || m.State == coach.Unknown; steps++ {
			if m.Attempts > 200 {
				t.Fatalf("row %d comes to no end: %+v", i, m)
			}
			if w.step(b) {
				crashes++
			}
		}
		// What lands late lands.
		switch n := len(w.lands); {
		case w.row.State != coach.Sent || n == 0:
			lost++
			t.Logf("row %d is %s (%s), and is there %d times", i, w.row.State, w.row.Reason, n)
		case n > 1:
			doubled++
		}
	}
	resent = b.health.resent.Load()
	t.Logf("%s, W %s: %d messages in %d steps, %d crashes, %d sent again after W: %d lost, %d doubled",
		level.name, settle, rows, steps, crashes, resent, lost, doubled)
	return lost, doubled, resent
}

// A simWorld is a store with one message in it, and the Slack that it is for.
type simWorld struct {
	*memory // what else a store can do is not asked for
	troubled
	rand  *rand.Rand
	clock time.Time
	row   coach.Message
	lands []simLanding // of the row's message; more than one is a double
	died  bool
}

// A simLanding is a message that Slack has, from an instant on, and shows in history from a later one on.
type simLanding struct {
	ts    string
	shows time.Time
}

func (w *simWorld) now() time.Time { return w.clock }

// pass lets up to so much time pass.
func (w *simWorld) pass(atMost time.Duration) {
	w.clock = w.clock.Add(time.Duration(w.rand.Int64N(int64(atMost))))
}

// happens rolls the dice.
func (w *simWorld) happens(often float64) bool { return w.rand.Float64() < often }

// mayDie ends the process at this point, now and then: nothing after it runs, and what is committed stays.
func (w *simWorld) mayDie() {
	if w.happens(w.crash) {
		w.died = true
		runtime.Goexit()
	}
}

// begin puts a new message into the outbox.
func (w *simWorld) begin(i int) {
	w.pass(time.Minute)
	w.lands = w.lands[:0]
	w.row = coach.Message{
		Key: fmt.Sprintf("m%d", i), Verb: coach.Post, Channel: "C0WEST", Text: "hello", Nonce: "n",
		State: coach.Pending, CreatedAt: w.clock, NextAt: w.clock,
	}
}

// step is one delivery, as the deliverer makes it when the message is due, and the start after it if the process died.
func (w *simWorld) step(b *Bot) (died bool) {
	if w.clock.Before(w.row.NextAt) {
		w.clock = w.row.NextAt
	}
	w.pass(2 * time.Second)
	w.died = false
	done := make(chan struct{})
	go func() {
		defer close(done) // a process that dies runs it too
		b.outbox.deliver(b.work, w.row)
	}()
	<-done
	if w.died {
		w.pass(3 * time.Minute)
		if w.row.State == coach.Sending { // as RecoverMessages does
			w.row.State, w.row.NextAt = coach.Unknown, w.clock
		}
	}
	return w.died
}

// MarkMessage is the only write that a delivery makes.
func (w *simWorld) MarkMessage(_ context.Context, m coach.Message, from coach.MessageState) error {
	w.mayDie()
	if w.row.State != from {
		return fmt.Errorf("%s is %s and not %s: %w", m.Key, w.row.State, from, coach.ErrNotFound)
	}
	w.row = m
	w.mayDie()
	return nil
}

// simSlack is the Slack of a simWorld.
type simSlack struct {
	slackAPI // nil: what else a Slack can do is not asked for

	w *simWorld
}

// Post has an effect now, later or never, and says so or not.
func (s simSlack) Post(_ context.Context, m coach.Message) (channel, ts string, err error) {
	w := s.w
	w.mayDie()
	began := w.clock
	land := func(after time.Duration) {
		l := simLanding{ts: fmt.Sprintf("%d.%06d", began.Unix(), len(w.lands)+1), shows: began.Add(after)}
		if w.happens(0.5) {
			l.shows = l.shows.Add(time.Duration(w.rand.Int64N(int64(20 * time.Second))))
		}
		w.lands, ts = append(w.lands, l), l.ts
	}
	w.pass(time.Second)
	switch {
	case w.happens(w.fault):
		err = &slack.RateLimitedError{RetryAfter: 5 * time.Second}
	case w.happens(w.fault):
		err = slack.SlackErrorResponse{Err: "service_unavailable"}
	case w.happens(w.fault):
		err = slack.StatusCodeError{Code: 500}
	case w.happens(w.fault):
		land(w.clock.Sub(began))
		err = errReset
	case w.happens(w.fault):
		land(time.Duration(w.rand.Int64N(int64(30 * time.Second))))
		w.pass(callLimit)
		err = context.DeadlineExceeded
	default:
		land(w.clock.Sub(began))
	}
	w.mayDie()
	return m.Channel, ts, err
}

// Find sees what history shows by now.
func (s simSlack) Find(context.Context, coach.Message, time.Time) (channel, ts string, found bool, err error) {
	w := s.w
	w.mayDie()
	w.pass(time.Second)
	if w.happens(w.fault) {
		return "", "", false, errReset
	}
	for _, l := range w.lands {
		if !l.shows.After(w.clock) {
			return w.row.Channel, l.ts, true, nil
		}
	}
	return "", "", false, nil
}
