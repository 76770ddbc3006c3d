package playground

import (
	"testing"
	"testing/synctest"
	"time"
)

// TestStatusEndsByItself: a status stands until its time is up, and then it is gone without an event.
func TestStatusEndsByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		b := &fakeBot{w: w}
		stop := b.connect()
		defer stop()
		until := w.s.cfg.Now().Add(time.Hour)
		if err := w.s.As("bob").SetStatus("palm_tree", "Vacationing", until); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		heard := b.events("user_change")
		if len(heard) != 1 || obj(obj(heard[0]["user"])["profile"])["status_expiration"] != float64(until.Unix()) {
			t.Fatalf("the app heard %v", heard)
		}
		profile := func() map[string]any {
			return obj(obj(w.call("users.info", "user", "U0BOB")["user"])["profile"])
		}
		if p := profile(); p["status_emoji"] != ":palm_tree:" || p["status_text"] != "Vacationing" {
			t.Errorf("while it stands the profile is %v", p)
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		if p := profile(); p["status_emoji"] != "" || p["status_text"] != "" || p["status_expiration"] != float64(0) {
			t.Errorf("after it the profile is %v", p)
		}
		if n := len(b.events("user_change")); n != 1 {
			t.Errorf("the app heard %d events", n)
		}
	})
}

func TestStatusesThatTheClientRefuses(t *testing.T) {
	w := newWorld(t, nil)
	long := string(make([]byte, maxStatusText+1))
	for name, err := range map[string]error{
		"no emoji": w.s.As("bob").SetStatus("not an emoji", "", time.Time{}),
		"too long": w.s.As("bob").SetStatus("palm_tree", long, time.Time{}),
		"nobody":   w.s.As("nobody").SetStatus("palm_tree", "", time.Time{}),
	} {
		if err == nil {
			t.Errorf("%s: it was taken", name)
		}
	}
}

// TestHowLongAStatusStands: by the words of the page, on the person's own clock.
func TestHowLongAStatusStands(t *testing.T) {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	friday := time.Date(2026, 11, 20, 22, 45, 0, 0, zone)
	for word, want := range map[string]string{
		"half an hour": "2026-11-20 23:15:00", "an hour": "2026-11-20 23:45:00",
		"today": "2026-11-20 23:59:59", "this week": "2026-11-22 23:59:59",
	} {
		got, err := statusEnd(friday, word)
		if err != nil || got.Format(time.DateTime) != want {
			t.Errorf("%s: %s, %v; want %s", word, got.Format(time.DateTime), err, want)
		}
	}
	if got, err := statusEnd(friday, ""); err != nil || !got.IsZero() {
		t.Errorf("for ever: %s, %v", got, err)
	}
	if _, err := statusEnd(friday, "a while"); err == nil {
		t.Error("a while is no end")
	}
}

// TestStatusFromThePage: whoever one is, one has a status.
func TestStatusFromThePage(t *testing.T) {
	w := newWorld(t, nil)
	p := open(t, w.s)
	p.next("snapshot")
	if got := p.do(map[string]any{"do": "status", "name": "palm_tree", "text": "Vacationing"}); got != "" {
		t.Fatal(got)
	}
	u := obj(p.next("user")["user"])
	if u["id"] != "U0ANN" || u["status_text"] != "Vacationing" || u["status_until"] != float64(0) {
		t.Errorf("the page shows %v", u)
	}
	if got := p.do(map[string]any{"do": "status", "name": "palm_tree", "to": "a while"}); got == "" {
		t.Error("a while was taken")
	}
}
