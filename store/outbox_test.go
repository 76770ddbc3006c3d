package store

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"example.com/pacer/bot/coach"
)

// TestWhatIsInTheOutboxIsSeenInTime: a look that found nothing holds for as long as nobody writes. What this process writes
// is seen at once, an instant that comes is not slept through, and what another process writes is seen within 50 ms.
func TestWhatIsInTheOutboxIsSeenInTime(t *testing.T) {
	path, now := filepath.Join(t.TempDir(), "pacer.db"), monday
	d, err := Open(t.Context(), path, Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	other := openAt(t, path)
	due := func(want ...string) {
		t.Helper()
		got := []string{}
		messages, err := d.DueMessages(t.Context(), now, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range messages {
			got = append(got, m.Key)
		}
		same(t, now.Format(time.StampMilli), got, append([]string{}, want...))
	}
	say := func(key string, next time.Time) coach.Change {
		return coach.Change{Messages: []coach.Message{{Key: key, Verb: coach.Post, Channel: "C0WEST", Text: key, NextAt: next}}}
	}
	due()
	commit(t, d, say("ours", monday))
	due("ours")
	if err := d.MarkMessage(t.Context(), coach.Message{Key: "ours", State: coach.Sent}, coach.Pending); err != nil {
		t.Fatal(err)
	}
	due()

	commit(t, d, say("soon", monday.Add(3*time.Millisecond)))
	due()
	if at, ok, err := d.NextMessageAt(t.Context()); !ok || err != nil || !at.Equal(monday.Add(3*time.Millisecond)) {
		t.Errorf("next at %s, %v, %v", at, ok, err)
	}
	now = monday.Add(3 * time.Millisecond)
	due("soon")
	if err := d.MarkMessage(t.Context(), coach.Message{Key: "soon", State: coach.Sent}, coach.Pending); err != nil {
		t.Fatal(err)
	}

	due()
	commit(t, other, say("theirs", monday))
	now = now.Add(freshFor)
	due("theirs")
	now = monday.Add(-time.Hour) // the clock was set back
	due("theirs")
}

// TestWhatMayHaveBeenStoredIsSeen: a commit that was said to have failed may have happened all the same, and what it put into
// the outbox is seen as if it had been said to have happened.
func TestWhatMayHaveBeenStoredIsSeen(t *testing.T) {
	d := openAt(t, filepath.Join(t.TempDir(), "pacer.db")) // its clock stands still
	if due, err := d.DueMessages(t.Context(), monday, 100); err != nil || len(due) > 0 {
		t.Fatalf("%+v, %v", due, err)
	}
	err := d.write(t.Context(), func(s *session) error {
		change := coach.Change{At: monday, Messages: []coach.Message{{Key: "ours", Verb: coach.Post, Channel: "C0WEST"}}}
		if err := insertMessages(s, change); err != nil {
			return err
		}
		_, err := s.exec("COMMIT")
		return errors.Join(errors.New("the disk went away"), err)
	})
	if err == nil {
		t.Fatal("the commit is said to have happened")
	}
	if due, err := d.DueMessages(t.Context(), monday, 100); err != nil || len(due) != 1 {
		t.Errorf("%+v, %v, want the message", due, err)
	}
}
