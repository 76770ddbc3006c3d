package bot

import (
	"encoding/json"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
)

// What Pacer reads of a message event is what slack-go reads of it.
func TestPlainMessagesAreReadAsSlackGoReadsThem(t *testing.T) {
	for _, event := range []string{
		`{"type":"message","user":"U0ANN","text":"5 calls &amp; a meeting","channel":"C0WEST","channel_type":"channel","ts":"2.2","thread_ts":"1.1","blocks":[{"type":"divider"}]}`,
		`{"type":"message","subtype":"bot_message","bot_id":"B0PIP","user":"U0PIP","text":"Hello","channel":"D1","channel_type":"im","ts":"2.2"}`,
		`{"type":"message","subtype":"message_changed","channel":"C0WEST","channel_type":"group","ts":"3.3","hidden":true,
			"message":{"type":"message","user":"U0ANN","text":"6 calls","ts":"2.2","thread_ts":"1.1","blocks":[]},
			"previous_message":{"type":"message","user":"U0ANN","text":"5 calls","ts":"2.2","thread_ts":"1.1"}}`,
		`{"type":"message","subtype":"message_deleted","channel":"C0WEST","ts":"3.3","previous_message":{"user":"U0PIP","bot_id":"B0PIP","text":"x","ts":"2.2"}}`,
		`{"type":"message","subtype":"file_share","user":"U0ANN","text":"our list","channel":"D1","channel_type":"im","ts":"2.2","upload":false,
			"files":[{"id":"F1","name":"list.csv"}],"blocks":[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"our list"}]}]}]}`,
		`{"type":"message","subtype":"message_changed","channel":"C0WEST","channel_type":"channel","ts":"3.3",
			"message":{"user":"U0ANN","text":"see <https://a.example>","ts":"2.2","thread_ts":"1.1","edited":{"user":"U0ANN","ts":"3.0"},"attachments":[{"title":"A"}]},
			"previous_message":{"user":"U0ANN","text":"see <https://a.example>","ts":"2.2","thread_ts":"1.1"}}`,
		`{}`,
	} {
		var plain plainMessage
		var whole slackevents.MessageEvent
		if err := json.Unmarshal([]byte(event), &plain); err != nil {
			t.Error(err)
		}
		if err := json.Unmarshal([]byte(event), &whole); err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff(looked(&whole), looked(&plain.MessageEvent)); diff != "" {
			t.Errorf("%s (-slack-go +plain):\n%s", event, diff)
		}
	}
	if err := json.Unmarshal([]byte(`{"user":5}`), new(plainMessage)); err == nil {
		t.Error("a number is read as a person")
	}
}

// looked is what written and rewritten look at.
func looked(m *slackevents.MessageEvent) []any {
	all := []any{m.Type, m.SubType, m.User, m.BotID, m.Text, m.Channel, m.ChannelType, m.IsIM(), m.TimeStamp, m.ThreadTimeStamp}
	part := func(w *slack.Msg) []any { return []any{w.User, w.BotID, w.Text, w.Timestamp, w.ThreadTimestamp} }
	if was := m.PreviousMessage; was != nil {
		all = append(all, part(was)...)
	}
	if m.SubType == slack.MsgSubTypeMessageChanged {
		all = append(all, part(m.Message)...)
	}
	return all
}

// What somebody writes is heard, whatever Slack draws around it: blocks that nobody here knows yet are not looked at.
func TestAMessageWithBlocksOfTomorrowIsHeard(t *testing.T) {
	connect(t, nil, func(f *fakeSocket, b *Bot, store *memory, _ func() error) {
		<-b.Connected()
		synctest.Wait()
		f.send(0, `{"envelope_id":"m1","type":"events_api","payload":{"type":"event_callback","event_id":"E1","event":{"type":"message","user":"U0ANN","text":"hello",
			"channel":"D1","channel_type":"im","ts":"1.1","blocks":[{"type":"actions","elements":[{"type":"hologram"}]},{"type":["not","even","text"]}]}}}`)
		synctest.Wait()
		if n := b.Vitals().Undecodable; n != 0 {
			t.Errorf("%d envelopes were not understood", n)
		}
		store.mu.Lock()
		defer store.mu.Unlock()
		if len(store.outbox) == 0 {
			t.Error("nobody answers")
		}
	})
}
