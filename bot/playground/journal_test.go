package playground

import (
	"encoding/json"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// outline is a journal in short: what was shown to whom.
func outline(j Journal) string {
	var lines []string
	for _, e := range j {
		line := string(e.Kind) + " " + e.Channel + e.Title
		if e.For != "" {
			line += " for " + e.For
		}
		if e.Text != "" {
			line += ": " + e.Text
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

var shownKinds = []EntryKind{KindPosted, KindEdited, KindDeleted, KindView, KindHome, KindViewClose}

// TestJournalOfWhatIsShown: everything that somebody was shown is in the journal, in order, with its metadata.
func TestJournalOfWhatIsShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, func(c *Config) { c.Journal = true })
		bot := &fakeBot{w: w}
		bot.answer = func(kind string, p map[string]any) map[string]any {
			if kind == "slash_commands" {
				go w.json("views.open", testBotToken, map[string]any{"trigger_id": p["trigger_id"], "view": modal(t)})
				return map[string]any{"text": "for you"}
			}
			return map[string]any{}
		}
		defer bot.connect()()
		ann := w.s.As("ann")
		out := w.call("chat.postMessage", "channel", "C0WEST", "text", "hello", "metadata", `{"event_type":"m","event_payload":{"key":"k1"}}`)
		w.call("chat.update", "channel", "C0WEST", "ts", textOf(out["ts"]), "text", "hello again")
		w.call("chat.delete", "channel", "C0WEST", "ts", textOf(out["ts"]))
		w.call("views.publish", "user_id", "U0ANN", "view", `{"type":"home","blocks":[]}`)
		if err := ann.Slash("west", "/pip"); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if err := ann.CloseView(); err != nil {
			t.Fatal(err)
		}
		j := w.s.Journal()
		const want = `posted C0WEST: hello
edited C0WEST: hello again
deleted C0WEST: hello again
home  for U0ANN
posted C0WEST for U0ANN: for you
view count for U0ANN
viewclose count for U0ANN`
		got := outline(j.Of(shownKinds...))
		other := strings.Replace(want, "posted C0WEST for U0ANN: for you\nview count for U0ANN", "view count for U0ANN\nposted C0WEST for U0ANN: for you", 1)
		if got != want && got != other { // the answer and the form race, as they do in Slack
			t.Errorf("the journal tells\n%s\nwant\n%s", got, want)
		}
		if m := string(j.Of(KindPosted)[0].Metadata); !strings.Contains(m, `"key":"k1"`) {
			t.Errorf("metadata %s", m)
		}
		for i, e := range j {
			if i > 0 && (e.ID <= j[i-1].ID || e.At.Before(j[i-1].At)) {
				t.Errorf("entry %d of %v after %d of %v", e.ID, e.At, j[i-1].ID, j[i-1].At)
			}
		}
	})
}

// TestJournalOff: without the setting nothing is kept but what the page shows.
func TestJournalOff(t *testing.T) {
	w := newWorld(t, nil)
	w.call("chat.postMessage", "channel", "C0WEST", "text", "hello")
	w.s.mu.Lock()
	ring := len(w.s.recent())
	w.s.mu.Unlock()
	if w.s.Journal() != nil || ring != 1 {
		t.Errorf("the journal has %d entries, the page's log %d", len(w.s.Journal()), ring)
	}
}

// TestJournalRing: the page's log is the end of what went over the wire, in order, whatever the journal keeps besides.
func TestJournalRing(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Journal = true })
	w.s.mu.Lock()
	defer w.s.mu.Unlock()
	for i := range 3 * keepLog {
		w.s.note(Entry{Kind: KindFault, Title: strconv.Itoa(i)})
		w.s.record(Entry{Kind: KindPosted})
	}
	list := w.s.recent()
	if len(list) != keepLog || list[0].Title != strconv.Itoa(2*keepLog) || list[keepLog-1].Title != strconv.Itoa(3*keepLog-1) {
		t.Errorf("%d entries, from %s", len(list), list[0].Title)
	}
	var shown map[string]any
	if err := json.Unmarshal(encode(list[0]), &shown); err != nil || shown["kind"] != "fault" || shown["title"] != list[0].Title || shown["id"] != float64(list[0].ID) {
		t.Errorf("the page gets %v, %v", shown, err)
	}
}

// TestJournalDoubled: what was posted twice by the same key is found, what was taken back is not counted.
func TestJournalDoubled(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Journal = true; c.Now = advancing(time.Second) })
	post := func(channel, key string) string {
		return textOf(w.call("chat.postMessage", "channel", channel, "text", key, "metadata",
			`{"event_type":"m","event_payload":{"key":"`+key+`"}}`)["ts"])
	}
	post("C0WEST", "a")
	post("U0ANN", "a") // the same key elsewhere is a double as well
	post("C0WEST", "b")
	ts := post("C0WEST", "b")
	w.call("chat.delete", "channel", "C0WEST", "ts", ts)
	post("C0WEST", "c")
	w.call("chat.postMessage", "channel", "C0WEST", "text", "no key")
	w.call("chat.postMessage", "channel", "C0WEST", "text", "no key")
	list := w.s.Journal().Doubled()
	if len(list) != 1 || len(list[0]) != 2 || list[0][0].Channel != "C0WEST" || list[0][1].Channel != "D0ANN" {
		t.Errorf("doubled: %v", list)
	}
	if n := len(w.s.Journal().Visible()); n != 6 {
		t.Errorf("%d posts can be seen", n)
	}
}

// advancing is a clock that goes on by a step each time that it is looked at.
func advancing(step time.Duration) func() time.Time {
	at := fixedNow()
	return func() time.Time { at = at.Add(step); return at }
}

// TestJournalOfEnvelopes: how often the app was told, and whether it acknowledged, for commands and events, be it late
// or on another connection.
func TestJournalOfEnvelopes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, func(c *Config) { c.Journal = true })
		var silent atomic.Bool
		silent.Store(true)
		bot := &fakeBot{w: w, answer: func(kind string, p map[string]any) map[string]any {
			if silent.Load() || strings.Contains(textOf(p["text"]), "ignore") {
				return nil
			}
			return map[string]any{}
		}}
		defer bot.connect()()
		ann := w.s.As("ann")
		if _, err := ann.Say("west", "hello"); err != nil { // an event: not acknowledged the first time
			t.Fatal(err)
		}
		synctest.Wait()
		silent.Store(false)
		sleep(10)
		w.fault("twice")
		_ = ann.Slash("west", "/pip")
		_ = ann.Slash("west", "/pip ignore")
		w.call("chat.postMessage", "channel", "C0EAST", "text", "not told: the app is not in") // no event
		sleep(600)
		want := []struct {
			title      string
			sent, acks int
		}{{"events_api message", 2, 1}, {"slash_commands /pip", 2, 2}, {"slash_commands /pip", 1, 0}}
		list := w.s.Journal().Envelopes()
		if len(list) != len(want) {
			t.Fatalf("the app was told %d things: %v", len(list), list)
		}
		for i, d := range list {
			if d.Title != want[i].title || len(d.Sent) != want[i].sent || len(d.Frames) != want[i].sent || len(d.Acks) != want[i].acks {
				t.Errorf("%s was sent %d times and acknowledged %d times, want %+v", d.Title, len(d.Sent), len(d.Acks), want[i])
			}
			if d.Again() != (want[i].sent > 1) || d.Acknowledged() != (want[i].acks > 0) {
				t.Errorf("%s: again %v, acknowledged %v", d.Title, d.Again(), d.Acknowledged())
			}
		}
		if !strings.HasPrefix(list[0].ID, "Ev") {
			t.Errorf("an event goes by %s", list[0].ID)
		}
	})
}

// TestRedeliveryAge: what a lost connection left unanswered comes again for a minute of real time, whatever happens to
// the playground's clock; after that nothing is left of it.
func TestRedeliveryAge(t *testing.T) {
	for name, tt := range map[string]struct {
		away int // seconds without a connection
		jump time.Duration
		want int
	}{
		"soon": {20, 0, 2}, "soon, the clock moved by a week": {20, 7 * 24 * time.Hour, 2}, "late": {61, 0, 1}, "late, the clock stands": {61, -61 * time.Second, 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var offset atomic.Int64
				w := newWorld(t, func(c *Config) { c.Now = func() time.Time { return time.Now().Add(time.Duration(offset.Load())) } })
				bot := &fakeBot{w: w, answer: func(string, map[string]any) map[string]any { return nil }}
				stop := bot.connect()
				go func() { _ = w.s.As("ann").Slash("west", "/pip") }()
				synctest.Wait()
				stop()
				sleep(tt.away)
				offset.Store(int64(tt.jump))
				defer bot.connect()()
				sleep(120)
				bot.mu.Lock()
				defer bot.mu.Unlock()
				if got := len(bot.got); got != tt.want {
					t.Errorf("it came %d times, want %d", got, tt.want)
				}
				w.s.wire.Lock()
				defer w.s.wire.Unlock()
				if n := len(w.s.pending); n != 0 {
					t.Errorf("%d are still pending", n)
				}
			})
		})
	}
}
