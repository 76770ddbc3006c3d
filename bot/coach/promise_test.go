package coach

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestSettleACommitment(t *testing.T) {
	week := Span{From: NewDay(2026, 11, 30), To: NewDay(2026, 12, 6)}
	at := time.Date(2026, 12, 4, 15, 0, 0, 0, time.UTC)
	open := Commitment{ID: "c", Text: "call early", Due: NewDay(2026, 12, 4), State: PromiseOpen}
	moved := open
	moved.State, moved.Due, moved.MovedFrom = PromiseMoved, NewDay(2026, 12, 11), open.Due
	moved.SettledAt, moved.SettledWeek = at, week.From

	if got := open.Settle(PromiseMoved, NewDay(2026, 12, 11), at, week.From); got != moved {
		t.Errorf("moved: %+v", got)
	}
	if got := moved.Settle(PromiseMoved, NewDay(2026, 12, 11), at.Add(time.Hour), week.From); got != moved {
		t.Errorf("said again: %+v", got)
	}
	again := moved.Settle(PromiseMoved, NewDay(2026, 12, 18), at, week.From)
	if again.MovedFrom != open.Due || again.Due != NewDay(2026, 12, 18) {
		t.Errorf("moved to another day within the same week: %+v", again)
	}
	if got := moved.Settle(PromiseOpen, 0, at, week.From); got != open {
		t.Errorf("taken back: %+v", got)
	}
	if got := moved.Settle(PromiseOpen, 0, at, week.From+7); got != moved {
		t.Errorf("a week later, still open says nothing new: %+v", got)
	}
	later := moved.Settle(PromiseMoved, NewDay(2026, 12, 18), at, week.From+7)
	if later.MovedFrom != NewDay(2026, 12, 11) || later.SettledWeek != week.From+7 {
		t.Errorf("moved once more a week later: %+v", later)
	}
	if done := moved.Settle(PromiseDone, 0, at, week.From+7); done.Open() || done.Due != moved.Due || done.MovedFrom != 0 {
		t.Errorf("done after it was moved: %+v", done)
	}
}

func TestWhatACheckInAsksAbout(t *testing.T) {
	week := Span{From: NewDay(2026, 11, 30), To: NewDay(2026, 12, 6)}
	at := time.Date(2026, 12, 4, 15, 0, 0, 0, time.UTC)
	due := Commitment{Due: week.To}
	for _, c := range []struct {
		name  string
		c     Commitment
		asked bool
	}{
		{"due in the week", due, true},
		{"overdue", Commitment{Due: week.From - 30}, true},
		{"due later", Commitment{Due: week.To + 1}, false},
		{"done in it", due.Settle(PromiseDone, 0, at, week.From), true},
		{"moved in it", due.Settle(PromiseMoved, week.To+9, at, week.From), true},
		{"done the week before", due.Settle(PromiseDone, 0, at, week.From-7), false},
		{"moved the week before, to this week", due.Settle(PromiseMoved, week.To-1, at, week.From-7), true},
		{"moved the week before, to another", due.Settle(PromiseMoved, week.To+1, at, week.From-7), false},
		{"taken back before it was due", Commitment{Due: week.To, State: PromiseDropped, SettledAt: at}, false},
	} {
		if got := c.c.Asked(week); got != c.asked {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// Whatever is said about a commitment in one week, still open takes it back, and nothing that is closed comes back.
func TestSettlingCanBeTakenBack(t *testing.T) {
	states := []PromiseState{PromiseOpen, PromiseDone, PromiseMoved, PromiseDropped}
	rapid.Check(t, func(t *rapid.T) {
		before := Commitment{ID: "c", Due: Day(rapid.IntRange(1, 900).Draw(t, "due")), State: PromiseOpen}
		week := Day(rapid.IntRange(1, 900).Draw(t, "week"))
		now := before
		for i, state := range rapid.SliceOf(rapid.SampledFrom(states)).Draw(t, "said") {
			now = now.Settle(state, Day(rapid.IntRange(901, 999).Draw(t, "to")), time.Unix(int64(i+1), 0), week)
			if now.State != state || now.Open() != (state == PromiseOpen || state == PromiseMoved) || !now.Open() && !now.Asked(Span{From: week, To: week + 6}) {
				t.Fatalf("after %s: %+v", state, now)
			}
		}
		if back := now.Settle(PromiseOpen, 0, time.Unix(99, 0), week); back != before {
			t.Fatalf("%+v, was %+v", back, before)
		}
	})
}
