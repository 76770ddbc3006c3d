package coach

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

var outboxNow = time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)

func TestNextStep(t *testing.T) {
	past, later := outboxNow.Add(-time.Minute), outboxNow.Add(time.Minute)
	for _, test := range []struct {
		name string
		m    Message
		want Step
	}{
		{"fresh", Message{Verb: Post, State: Pending}, Send},
		{"in time", Message{Verb: Post, State: Pending, NotAfter: later}, Send},
		{"stale", Message{Verb: Post, State: Pending, NotAfter: past}, Drop},
		{"of unknown fate", Message{Verb: Post, State: Unknown}, LookUp},
		{"stale and of unknown fate", Message{Verb: Post, State: Unknown, NotAfter: past}, LookUp},
		{"an edit of unknown fate", Message{Verb: Edit, State: Unknown}, Send},
		{"a reaction of unknown fate", Message{Verb: React, State: Unknown}, Send},
		{"a stale edit of unknown fate", Message{Verb: Edit, State: Unknown, NotAfter: past}, Drop},
	} {
		if got := test.m.NextStep(outboxNow); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

func TestEnded(t *testing.T) {
	began := Message{Verb: Post, State: Sending, Attempts: 1, CreatedAt: outboxNow, StartedAt: outboxNow}
	for _, test := range []struct {
		outcome Outcome
		state   MessageState
		wait    time.Duration
	}{
		{Outcome{Class: Refused, Reason: "is_archived"}, Failed, 0},
		{Outcome{Class: Again}, Pending, time.Second},
		{Outcome{Class: Limited, RetryAfter: 7 * time.Second}, Pending, 7 * time.Second},
		{Outcome{Class: Limited}, Pending, 30 * time.Second},
		{Outcome{Class: Lost}, Unknown, 5 * time.Second},
	} {
		got := began.Ended(test.outcome, outboxNow)
		if got.State != test.state || (test.wait > 0 && got.NextAt.Sub(outboxNow) != test.wait) {
			t.Errorf("%+v: %s at +%s", test.outcome, got.State, got.NextAt.Sub(outboxNow))
		}
	}
}

// A deletion whose answer got lost is made again, and is then refused: there is nothing left to delete.
func TestADeletionIsDoneWhenTheMessageIsGone(t *testing.T) {
	gone := OutcomeOf("message_not_found")
	for verb, want := range map[Verb]MessageState{Delete: Sent, Edit: Failed} {
		if got := (Message{Verb: verb, State: Sending}).Ended(gone, outboxNow).State; got != want {
			t.Errorf("%s: %s, want %s", verb, got, want)
		}
	}
}

func TestAMessageThatKeepsFailingIsReported(t *testing.T) {
	m := Message{Verb: Post, State: Pending, CreatedAt: outboxNow}
	now, attempts := outboxNow, 0
	for m.State == Pending {
		m = m.Begun(now).Ended(Outcome{Class: Again, Reason: "service_unavailable"}, now)
		attempts++
		if wait := m.NextAt.Sub(now); m.State == Pending && (wait <= 0 || wait > longestWait) {
			t.Fatalf("waits %s after %d attempts", wait, attempts)
		}
		now = m.NextAt
	}
	if m.State != Failed || m.Reason != "service_unavailable" || now.Sub(outboxNow) < giveUpAfter {
		t.Errorf("%+v after %s", m, now.Sub(outboxNow))
	}
}

// Slack as the worst case that the settle window allows for: a call may have its effect or not, its answer may get
// lost either way, and history shows a message up to the window later.
func TestPostedOnceWhateverHappens(t *testing.T) {
	const settle = time.Minute
	rapid.Check(t, func(t *rapid.T) {
		m := Message{Verb: Post, State: Pending, CreatedAt: outboxNow}
		now := outboxNow
		var effects []time.Time // when each post becomes visible in history
		for step := 0; m.State != Sent && m.State != Failed; step++ {
			if step > 400 {
				t.Fatalf("no end in sight: %+v", m)
			}
			now = later(now, m.NextAt)
			switch m.NextStep(now) {
			case LookUp:
				m = lookUpWorst(t, m, effects, now, settle)
			case Send:
				var visible []time.Time
				m, visible = sendWorst(t, m, now, settle, step)
				effects = append(effects, visible...)
			case Drop:
				t.Fatal("dropped without being stale")
			}
		}
		if m.State == Sent && len(effects) != 1 {
			t.Fatalf("said %d times", len(effects))
		}
		if m.State == Failed && len(effects) != 0 {
			t.Fatalf("failed after it was said %d times", len(effects))
		}
	})
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func lookUpWorst(t *rapid.T, m Message, effects []time.Time, now time.Time, settle time.Duration) Message {
	if rapid.IntRange(0, 4).Draw(t, "history fails") == 0 {
		return m.LookUpFailed(Outcome{Class: Lost}, now)
	}
	for _, visible := range effects {
		if !visible.After(now) {
			return m.Delivered("C1", "1.1", settle)
		}
	}
	return m.NotFound(now, settle)
}

// sendWorst makes a call whose end is drawn; after enough steps Slack is well again.
func sendWorst(t *rapid.T, m Message, now time.Time, settle time.Duration, step int) (Message, []time.Time) {
	m = m.Begun(now)
	lag := time.Duration(rapid.Int64Range(0, int64(settle)).Draw(t, "lag"))
	end := rapid.SampledFrom([]string{"ok", "lost after", "lost before", "again", "limited"}).Draw(t, "end")
	if step > 100 {
		end = "ok"
	}
	switch end {
	case "ok":
		return m.Delivered("C1", "1.1", settle), []time.Time{now.Add(lag)}
	case "lost after":
		return m.Ended(Outcome{Class: Lost}, now), []time.Time{now.Add(lag)}
	case "lost before":
		return m.Ended(Outcome{Class: Lost}, now), nil
	case "limited":
		return m.Ended(Outcome{Class: Limited, RetryAfter: time.Second}, now), nil
	default:
		return m.Ended(Outcome{Class: Again}, now), nil
	}
}

// An edit is made while an older call may still land: it is shown at once, and made once more when that can no longer be.
func TestAnEditInDoubtIsMadeOnceMore(t *testing.T) {
	const settle = time.Minute
	for _, test := range []struct {
		name  string
		doubt time.Duration // before the call
		again time.Duration // after the call; 0: it is done
	}{
		{"a call just before", time.Second, 59 * time.Second},
		{"a call half a window ago", 30 * time.Second, 30 * time.Second},
		{"a call a window ago", settle, 0},
		{"a call that began later, by a clock that was set back since", -time.Hour, settle},
	} {
		m := Message{Verb: Edit, State: Pending, CreatedAt: outboxNow, DoubtAt: outboxNow.Add(-test.doubt), NotAfter: outboxNow}
		m = m.Begun(outboxNow).Delivered("C1", "1.1", settle)
		if test.again == 0 {
			if m.State != Sent {
				t.Errorf("%s: %+v", test.name, m)
			}
			continue
		}
		if m.State != Unknown || m.NextAt.Sub(outboxNow) != test.again || m.NextStep(m.NextAt) != Send {
			t.Errorf("%s: %s at +%s, then %s", test.name, m.State, m.NextAt.Sub(outboxNow), m.NextStep(m.NextAt))
		}
		m.DoubtAt = m.StartedAt // as the store fills it in
		if m = m.Begun(m.NextAt).Delivered("C1", "1.1", settle); m.State != Sent {
			t.Errorf("%s, made once more: %+v", test.name, m)
		}
	}
	post := Message{Verb: Post, DoubtAt: outboxNow}.Begun(outboxNow).Delivered("C1", "1.1", settle)
	if post.State != Sent {
		t.Errorf("a post: %s", post.State)
	}
}

// A call that was refused for now settles nothing: what was in doubt before it still is.
func TestADoubtOutlivesARefusal(t *testing.T) {
	for _, o := range []Outcome{{Class: Again}, {Class: Limited}, {Class: Lost}} {
		m := Message{Verb: Edit, CreatedAt: outboxNow, DoubtAt: outboxNow}.Begun(outboxNow).Ended(o, outboxNow)
		if m.State != Unknown || !m.NextAt.After(outboxNow) {
			t.Errorf("%s in doubt: %s at +%s", o.Class, m.State, m.NextAt.Sub(outboxNow))
		}
		m = Message{Verb: Edit, CreatedAt: outboxNow}.Begun(outboxNow).Ended(o, outboxNow)
		if (m.State == Unknown) != (o.Class == Lost) {
			t.Errorf("%s without a doubt: %s", o.Class, m.State)
		}
	}
}

func TestOutcomeOf(t *testing.T) {
	for code, want := range map[string]OutcomeClass{
		"channel_not_found": Refused, "msg_too_long": Refused, "user_disabled": Refused, "not_in_channel": Refused,
		"already_reacted": Accepted, "ratelimited": Limited, "internal_error": Lost, "invalid_auth": Again,
	} {
		if got := OutcomeOf(code).Class; got != want {
			t.Errorf("%s: %s, want %s", code, got, want)
		}
	}
}

// An edit whose answer got lost is simply made again: but with patience, and not for ever.
func TestALostEditIsTriedAgainWithPatience(t *testing.T) {
	m := Message{Verb: Edit, State: Pending, CreatedAt: outboxNow}
	now, attempts := outboxNow, 0
	for m.State == Pending || m.State == Unknown {
		m = m.Begun(now).Ended(Outcome{Class: Lost, Reason: "Slack answered 500"}, now)
		now, m.DoubtAt = m.NextAt, m.StartedAt
		attempts++
	}
	if m.State != Failed || attempts > 300 {
		t.Errorf("%s after %d attempts, want it reported as failed after a day of fewer", m.State, attempts)
	}
}

// On Friday somebody files for Monday's huddle. On Monday Slack fails for a moment: that is one failure and not a weekend
// of them, so it is tried again. Whatever waited for a process that was away is as old when it is tried first.
func TestWhatWaitedForLongIsTriedAgain(t *testing.T) {
	monday := outboxNow.Add(60 * time.Hour)
	filed := Message{Verb: Post, State: Pending, CreatedAt: outboxNow}
	for _, o := range []Outcome{{Class: Again}, {Class: Limited}} {
		if m := filed.Begun(monday).Ended(o, monday); m.State != Pending {
			t.Errorf("after one failure (%s) it is %s", o.Class, m.State)
		}
	}
	unseen := filed.Begun(monday).Ended(Outcome{Class: Lost}, monday)
	if m := unseen.NotFound(monday.Add(time.Minute), time.Minute); m.State != Pending {
		t.Errorf("after one look-up it is %s", m.State)
	}
}
