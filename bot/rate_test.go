package bot

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"pgregory.net/rapid"
)

func TestRatesLetNobodyHaveMoreThanTheirShare(t *testing.T) { rapid.Check(t, ratesAreKept) }

// Ten calls at instants at which the sum of what has come back is a hair below one: that is a call, and it is taken.
func TestARoundedCallIsTakenOnce(t *testing.T) {
	r := newRates(2)
	granted := 0
	for _, ms := range []int{0, 2, 11, 26, 43, 1400, 2085, 3092, 4000, 4000} {
		if ok, _ := r.take("U0ANN", "", wednesday.Add(time.Duration(ms)*time.Millisecond)); ok {
			granted++
		}
	}
	if granted != 6 {
		t.Errorf("%d calls in four seconds, 6 were to be had", granted)
	}
}

func FuzzRates(f *testing.F) { f.Fuzz(rapid.MakeFuzz(ratesAreKept)) }

// ratesAreKept: over any stretch of time a person gets at most a burst and one a second, whatever the others do; who
// waits long enough gets a burst again; and who asks slowly is never refused.
func ratesAreKept(t *rapid.T) {
	burst := rapid.IntRange(1, 40).Draw(t, "burst")
	r := newRates(burst)
	start := wednesday
	now := start
	granted := map[string]int{}
	for range rapid.IntRange(1, 300).Draw(t, "steps") {
		now = now.Add(time.Duration(rapid.IntRange(0, 3000).Draw(t, "ms")) * time.Millisecond)
		person := rapid.SampledFrom([]string{"U0ANN", "U0BOB"}).Draw(t, "person")
		if ok, _ := r.take(person, "", now); ok {
			granted[person]++
		}
		if most := burst + int(now.Sub(start)/askEvery); granted[person] > most {
			t.Fatalf("%s got %d in %v, at most %d were to be had", person, granted[person], now.Sub(start), most)
		}
	}
	now = now.Add(time.Duration(burst) * askEvery)
	for i := range burst {
		if ok, _ := r.take("U0ANN", "", now); !ok {
			t.Fatalf("after a rest only %d of %d were granted", i, burst)
		}
	}
	for range 3 * burst {
		now = now.Add(askEvery)
		if ok, _ := r.take("U0ANN", "", now); !ok {
			t.Fatal("who asks for one a second was refused")
		}
	}
}

func TestRatesForgetWhoIsForgiven(t *testing.T) {
	r := newRates(defaultBurst)
	for i := range 1000 {
		r.take(fmt.Sprint("U", i), "", wednesday)
	}
	r.take("U0ANN", "", wednesday.Add(2*sweepEvery))
	if n := len(r.people); n != 1 {
		t.Errorf("%d people are remembered", n)
	}
	r.take("U0ANN", "", wednesday.Add(-time.Hour)) // the clock was set back
	if _, first := r.take("U0BOB", "", wednesday); first {
		t.Error("refused")
	}
}

// accepts delivers something as the socket does and waits for what becomes of it.
func (s *stage) accepts(e envelope) (acks []string) {
	s.t.Helper()
	done := make(chan string, 1)
	e.ack = func(payload any) error { done <- ackLine(payload); return nil }
	s.bot.accept(e)
	select {
	case line := <-done:
		return []string{line}
	case <-time.After(time.Minute):
		return nil
	}
}

// Ann's keyboard is stuck. What is too much is given back to her, Bob does not notice, and after a while she is served
// again.
func TestOnePersonsFloodIsTheirOwn(t *testing.T) {
	perform(t, func(s *stage) {
		log := func(person string) string {
			return strings.Join(s.accepts(envelope{id: "e", person: person, data: s.command(person, "C0WEST", "/log", "1 conversation")}), "")
		}
		for i := range defaultBurst {
			if got := log("U0ANN"); !strings.Contains(got, "Logged 1 conversation") {
				t.Fatalf("the %d. is answered with %q", i+1, got)
			}
		}
		for range 5 {
			wants(t, log("U0ANN"), "That was a lot in a short time", "nothing was changed", "You typed `/log 1 conversation`")
		}
		wants(t, log("U0BOB"), "Logged 1 conversation")
		if n := len(s.store.ledger); n != defaultBurst+1 {
			t.Errorf("%d entries", n)
		}
		if n := strings.Count(s.logs.String(), "too much at once"); n != 1 {
			t.Errorf("the log says it %d times", n)
		}
		if v := s.bot.Vitals(); v.Hurried != 5 || v.TurnedAway != 0 {
			t.Errorf("counted %d, and %d for a full queue", v.Hurried, v.TurnedAway)
		}
		s.sleep(2 * askEvery)
		wants(t, log("U0ANN"), "Logged 1 conversation")
	})
}

// spend uses up what somebody may ask for.
func (s *stage) spend(person string) {
	for range defaultBurst {
		s.bot.rates.take(person, "", s.bot.now())
	}
}

// A form that is not taken stays open with what was typed; a press is marked as failed by Slack, and said once.
func TestAFloodLosesNothingThatWasTyped(t *testing.T) {
	perform(t, func(s *stage) {
		s.spend("U0ANN")
		form := s.submission("U0ANN", formLog, "west", map[string]string{"count:k-conv": "5", "day": "2026-11-25"})
		got := strings.Join(s.accepts(envelope{id: "e1", person: "U0ANN", data: form}), "")
		wants(t, got, "errors: ", "That was a lot in a short time")
		press := slack.InteractionCallback{
			Type: slack.InteractionTypeBlockActions, User: slack.User{ID: "U0ANN"}, ResponseURL: "https://hooks.example.com/secret",
			ActionCallback: slack.ActionCallbacks{BlockActions: []*slack.BlockAction{{ActionID: actLog, Type: "button", ActionTs: "1"}}},
		}
		s.bot.rates.people["U0ANN"].spent = false // the form was the first of a spell; now another begins
		for range 3 {
			s.bot.accept(envelope{id: "e2", person: "U0ANN", data: press, ack: func(any) error {
				t.Error("a press that was not taken is acknowledged")
				return nil
			}})
			s.sleep(0)
		}
		lines := s.slack.transcript()
		if len(lines) != 1 || !strings.HasPrefix(lines[0], "respond: That was a lot") || len(s.store.ledger) > 0 {
			t.Errorf("said was %q, and there are %d entries", lines, len(s.store.ledger))
		}
	})
}

// What Slack delivers again, and what is not meant for Pacer, counts towards nobody's share.
func TestRetriesAndTalkCostNothing(t *testing.T) {
	s := newStage(t)
	cmd := s.command("U0ANN", "C0WEST", "/log", "1 conversation")
	press := slack.InteractionCallback{Type: slack.InteractionTypeBlockActions}
	for _, test := range []struct {
		e    envelope
		want bool
	}{
		{envelope{person: "U0ANN", data: cmd}, true},
		{envelope{person: "U0ANN", data: press}, true},
		{envelope{person: "U0ANN", data: slack.InteractionCallback{Type: slack.InteractionTypeViewSubmission}}, true},
		{envelope{person: "U0ANN", data: cmd, again: true}, false},
		{envelope{person: "U0ANN", data: press, again: true}, false},
		{envelope{person: "U0ANN", data: slack.InteractionCallback{Type: slack.InteractionTypeViewClosed}}, false},
		{envelope{person: "U0ANN", data: slackevents.EventsAPIEvent{}}, false},
		{envelope{data: cmd}, false},
	} {
		if _, got := asks(test.e); got != test.want {
			t.Errorf("%T of %q, again %v: %v", test.e.data, test.e.person, test.e.again, got)
		}
	}
}

// The thirtieth thing is delivered twice: both times it is answered as what it is, and counted once.
func TestTheLastThingDeliveredTwiceIsNotRefused(t *testing.T) {
	perform(t, func(s *stage) {
		s.bot.rates = newRates(1)
		e := envelope{id: "e", person: "U0ANN", data: s.command("U0ANN", "C0WEST", "/log", "1 conversation")}
		for range 2 {
			wants(t, strings.Join(s.accepts(e), ""), "Logged 1 conversation")
		}
		e.data = s.command("U0ANN", "C0WEST", "/log", "1 conversation")
		wants(t, strings.Join(s.accepts(e), ""), "That was a lot in a short time")
		if n := len(s.store.ledger); n != 1 {
			t.Errorf("%d entries", n)
		}
	})
}

// A text that no form of Slack's would send is not stored: the field says so, and what was typed stays in it.
func TestNoTextIsLongerThanAField(t *testing.T) {
	s := newStage(t)
	fits, long := strings.Repeat("é", maxTyped), strings.Repeat("é", maxTyped+1)
	form := func(note string) string {
		s.n++
		return s.submits(formLog, "west", map[string]string{"count:k-conv": "5", "day": "2026-11-25", blockNote: note})
	}
	wants(t, form(long), "errors: "+blockNote+": This is longer than 3,000 characters")
	if len(s.store.ledger) != 0 {
		t.Error("it was logged")
	}
	wants(t, form(fits), "Logged 5 conversations")
	// A line is at most as long, wherever it comes from.
	wants(t, s.types("U0ANN", "C0WEST", "/log", "5 conversations # "+long), "longer than 3,000 characters")
	if len(s.store.ledger) != 1 {
		t.Errorf("%d entries", len(s.store.ledger))
	}
}

// A panic is counted, and its error holds no token, whoever logs it.
func TestPanicsAreCountedAndHoldNoToken(t *testing.T) {
	s := newStage(t)
	err := s.bot.safely(func() error {
		panic(errors.New("with xoxb-canary-2, xapp-9-OTHER and wss://wss.slack.example/link?ticket=canary in it"))
	})
	if err == nil {
		t.Fatal("no error")
	}
	wants(t, err.Error(), "redacted", "(address)", "!canary", "!OTHER")
	wants(t, s.logs.String(), "redacted", "!canary", "!OTHER")
	if n := s.bot.Vitals().Panics; n != 1 {
		t.Errorf("%d panics are counted", n)
	}
}
