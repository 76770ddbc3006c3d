package bot

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// TestEditSimulation changes a great many messages a few times each, through the deliverer's own steps and in the world of
// TestOutboxSimulation, in which effects land up to 30 seconds after their calls and the process dies between any two
// steps. In the end each message reads as its newest edit has it. With no settle window some would read as an older one
// has it: the simulation would see it.
func TestEditSimulation(t *testing.T) {
	t.Parallel()
	seed := *simSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("go test -run TestEditSimulation ./bot -outbox.rows %d -outbox.seed %d", *simRows, seed)
	rows := *simRows / 4
	for _, level := range []troubled{{"calm", 0.01, 0.001}, {"stormy", 0.05, 0.02}} {
		t.Run(level.name, func(t *testing.T) {
			t.Parallel()
			if outdated, again := simulateEdits(t, level, defaultSettle, rows, seed); outdated > 0 || again == 0 {
				t.Errorf("of %d messages %d show an older edit; %d edits were made once more", rows, outdated, again)
			}
		})
	}
	t.Run("no window", func(t *testing.T) {
		t.Parallel()
		if outdated, _ := simulateEdits(t, troubled{"stormy", 0.05, 0.02}, time.Nanosecond, rows, seed); outdated == 0 {
			t.Error("without a window nothing showed an older edit")
		}
	})
}

// simulateEdits changes messages, one world each, and counts those that read otherwise than they should, and the edits
// that were made again after they had been made.
func simulateEdits(t *testing.T, level troubled, settle time.Duration, rows int, seed uint64) (outdated, again int) {
	t.Helper()
	w := &editWorld{simWorld: &simWorld{troubled: level, clock: wednesday, rand: rand.New(rand.NewPCG(seed, 1))}}
	b := newBot(Config{AppToken: "xapp-1", BotToken: "xoxb-1", Settle: settle, Logger: slog.New(slog.DiscardHandler), Now: w.now}, w)
	b.api, b.work = editSlack{w: w}, t.Context()
	for i := range rows {
		newest := w.begin()
		for step := 0; w.step(b); step++ {
			if step > 500 {
				t.Fatalf("message %d comes to no end: %+v", i, w.outbox)
			}
		}
		if got := w.reads(); got != newest {
			outdated++
		}
		again += w.again
	}
	t.Logf("%s, W %s: %d messages, %d edits made once more: %d show an older one", level.name, settle, rows, again, outdated)
	return outdated, again
}

// An editWorld is a store with one message that was posted and its edits, and the Slack that has it.
type editWorld struct {
	*simWorld

	edits  []coach.Message // to come
	lands  []editLanding
	made   map[string]bool
	again  int
	parent coach.Message
}

// An editLanding is a text that Slack shows from an instant on, until the next one lands.
type editLanding struct {
	text string
	at   time.Time
}

// begin makes a message and some edits of it that will be wanted, and returns what the newest says.
func (w *editWorld) begin() (newest string) {
	w.pass(time.Minute)
	w.parent = coach.Message{Key: "m", Verb: coach.Post, State: coach.Sent, SentTo: "C0WEST", SentTS: "1.1", Text: "v0"}
	w.memory = newMemory(coach.Roster{})
	w.outbox = []coach.Message{w.parent}
	w.lands, w.edits, w.made, w.again = []editLanding{{"v0", w.clock}}, nil, map[string]bool{}, 0
	at := w.clock
	for n := range 1 + w.rand.IntN(4) {
		newest = fmt.Sprintf("v%d", n+1)
		w.edits = append(w.edits, coach.Message{
			Key: newest, Verb: coach.Edit, Target: "m", Text: newest, State: coach.Pending, CreatedAt: at, NextAt: at,
		})
		at = at.Add(time.Duration(w.rand.Int64N(int64(40 * time.Second))))
	}
	return newest
}

// step is one delivery, or the wait for the next; it answers false when there is nothing more to do.
func (w *editWorld) step(b *Bot) bool {
	for len(w.edits) > 0 && !w.edits[0].CreatedAt.After(w.clock) {
		w.outbox, w.edits = append(w.outbox, w.edits[0]), w.edits[1:]
	}
	due, _ := w.DueMessages(b.work, w.clock, 1)
	if len(due) == 0 {
		next, ok, _ := w.NextMessageAt(b.work)
		if len(w.edits) > 0 && (!ok || w.edits[0].CreatedAt.Before(next)) {
			next, ok = w.edits[0].CreatedAt, true
		}
		w.clock = later(w.clock, next)
		return ok
	}
	w.died = false
	done := make(chan struct{})
	go func() {
		defer close(done) // a process that dies runs it too
		b.outbox.deliver(b.work, due[0])
	}()
	<-done
	if w.died {
		w.pass(3 * time.Minute)
		_ = w.RecoverMessages(b.work, w.clock)
	}
	w.pass(2 * time.Second)
	return true
}

// later is the later of two instants.
func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// reads is what stands there once all has landed.
func (w *editWorld) reads() string {
	last := w.lands[0]
	for _, l := range w.lands[1:] {
		if !l.at.Before(last.at) {
			last = l
		}
	}
	return last.text
}

// MarkMessage is the memory's, between two points at which the process may die.
func (w *editWorld) MarkMessage(ctx context.Context, m coach.Message, from coach.MessageState) error {
	w.mayDie()
	err := w.memory.MarkMessage(ctx, m, from)
	w.mayDie()
	return err
}

// editSlack is the Slack of an editWorld.
type editSlack struct {
	slackAPI // nil: what else a Slack can do is not asked for

	w *editWorld
}

// Update has an effect now, later or never, and says so or not.
func (s editSlack) Update(_ context.Context, _, _ string, m coach.Message) error {
	w := s.w
	w.mayDie()
	if w.made[m.Key] {
		w.again++
	}
	land := func(after time.Duration) {
		w.lands = append(w.lands, editLanding{m.Text, w.clock.Add(after)})
	}
	late := time.Duration(w.rand.Int64N(int64(30 * time.Second)))
	var err error
	switch {
	case w.happens(w.fault):
		err = &slack.RateLimitedError{RetryAfter: 5 * time.Second}
	case w.happens(w.fault):
		err = slack.SlackErrorResponse{Err: "service_unavailable"}
	case w.happens(w.fault):
		err = slack.StatusCodeError{Code: 500}
	case w.happens(w.fault):
		land(late)
		err = errReset
	case w.happens(w.fault):
		land(late)
		w.pass(callLimit)
		err = context.DeadlineExceeded
	default:
		land(0)
		w.made[m.Key] = true
	}
	w.pass(time.Second)
	w.mayDie()
	return err
}
