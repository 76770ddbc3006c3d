package bot

import (
	"fmt"
	"testing"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"

	"example.com/pacer/bot/coach"
)

// mends has Ann edit the reply with a time stamp; without words it is deleted.
func (s *story) mends(ts, text, key string) {
	s.t.Helper()
	req := s.request("U0ANN")
	req.Text, req.MessageTS, req.ThreadTS, req.Key = text, ts, s.shown[0].ts, key
	if err := s.b.huddleReplyChanged(s.t.Context(), req, text == ""); err != nil {
		s.t.Fatalf("mended to %q: %v", text, err)
	}
	s.deliver()
}

// replies has Ann write into the huddle's thread now, and returns the reply's time stamp.
func (s *story) replies(text string) string {
	s.t.Helper()
	req := s.request("U0ANN")
	req.Text, req.MessageTS, req.ThreadTS = text, fmt.Sprintf("%d.000100", s.now.Unix()), s.shown[0].ts
	if err := s.b.huddleReply(s.t.Context(), req); err != nil {
		s.t.Fatalf("reply %q: %v", text, err)
	}
	s.deliver()
	return req.MessageTS
}

// A reply is edited from version to version; each is delivered twice. What it says last is what is in the ledger.
func TestAReplyIsMended(t *testing.T) {
	s := openedHuddle(t)
	ts := s.replies("see you at 5")
	for i, step := range []struct {
		text  string
		count int64
		told  string
	}{
		{"5 conversations", 5, "#west reaction :white_check_mark: to " + ts},
		{"3 conversations and 2 meetings", 3, ""},
		{"3 conversations", 3, ""},
		{"3 conversations, I think", 0, "#west reaction :white_check_mark: taken from " + ts},
		{"3 conversations or so", 0, ""},
		{"done 4 conversations", 4, "#west reaction :white_check_mark: to " + ts},
		{"", 0, ""},
	} {
		for range 2 {
			s.mends(ts, step.text, fmt.Sprint("event/", i))
		}
		if got := s.conversations(); got != step.count {
			t.Errorf("after %q Ann has %d conversations, want %d", step.text, got, step.count)
		}
		if step.told != "" {
			s.tells(step.told)
		} else {
			s.tells()
		}
	}
}

// Monday's reply is mended on Tuesday: it is Monday's count that changes.
func TestAReplyIsMendedOnTheNextDay(t *testing.T) {
	s := openedHuddle(t)
	ts := s.replies("5 conversations")
	s.at("2026-11-24", "10:00")
	s.mends(ts, "2 conversations", "event/1")
	monday := coach.NewDay(2026, 11, 23)
	sums, err := s.b.store.Totals(t.Context(), []coach.TotalQuery{{Team: "west", Person: "U0ANN", KPI: "conv", Span: coach.Span{From: monday, To: monday}}})
	if err != nil || sums[0] != 2 {
		t.Errorf("Monday has %d conversations, error %v", sums[0], err)
	}
	s.at("2027-01-24", "10:00") // too long ago
	s.mends(ts, "9 conversations", "event/2")
	if got := s.conversations(); got != 2 {
		t.Errorf("Ann has %d conversations", got)
	}
}

// The event of an edit overtakes that of the reply itself.
func TestAReplyThatComesAfterItsEdit(t *testing.T) {
	s := openedHuddle(t)
	ts := fmt.Sprintf("%d.000100", s.now.Unix())
	s.mends(ts, "2 conversations", "event/2")
	s.replies("5 conversations")
	if got := s.conversations(); got != 2 {
		t.Errorf("Ann has %d conversations, want the 2 of the edit", got)
	}
}

// What was taken back by /log undo is not taken back again, and what cannot be taken back is said in private.
func TestAReplyThatCannotBeTakenBack(t *testing.T) {
	s := openedHuddle(t)
	ts := s.replies("5 conversations")
	s.logs("U0ANN", "conv", storyMonday, -2)
	s.forget()
	s.mends(ts, "", "event/1")
	s.tells("@ann: I did not take back what your reply had logged from the huddle's thread: the day's total would fall below zero. `/pace` shows what is logged.")
	if got := s.conversations(); got != 3 {
		t.Errorf("Ann has %d conversations", got)
	}
}

// Slack says that a message has changed for many reasons, of all sorts of messages.
func TestWhatIsNoEditOfALogIsLeftAlone(t *testing.T) {
	s := newRoles(t)
	now := fmt.Sprintf("%d.000100", s.clock.Unix())
	reply := func(user, text string) *slack.Msg {
		return &slack.Msg{User: user, Text: text, Timestamp: now, ThreadTimestamp: "2.2"}
	}
	before := s.stored()
	for _, m := range []slackevents.MessageEvent{
		{},
		{Message: reply("U0ANN", "5 conversations")},
		{Message: reply("U0ANN", "5 conversations"), PreviousMessage: reply("U0ANN", "5 conversations")}, // a preview
		{Message: reply("U0MAYA", "5 conversations"), PreviousMessage: reply("U0MAYA", "4 conversations")},
		{Message: reply("U0PACER", "5 conversations"), PreviousMessage: reply("U0PACER", "4 conversations")},
		{Message: &slack.Msg{User: "U0ANN", Text: "5 conversations", Timestamp: now}, PreviousMessage: &slack.Msg{User: "U0ANN", Timestamp: now}},
		{Message: reply("U0ANN", "good luck"), PreviousMessage: reply("U0ANN", "good morning")},
	} {
		m.SubType, m.Channel = slack.MsgSubTypeMessageChanged, "C0WEST"
		if !s.writes(m) {
			t.Errorf("not acknowledged: %+v", m)
		}
	}
	if after := s.stored(); after != before {
		t.Errorf("something was stored: %s", fork(before, after))
	}
	s.writes(slackevents.MessageEvent{
		SubType: slack.MsgSubTypeMessageChanged, Channel: "C0WEST",
		Message: reply("U0ANN", "5 conversations"), PreviousMessage: reply("U0ANN", "hello"),
	})
	if s.stored() == before {
		t.Error("an edit that is a log was not logged")
	}
}
