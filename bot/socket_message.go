package bot

import (
	"encoding/json"
	"sync"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
)

// A plainMessage is a message event without what Pacer never looks at, its blocks above all. Slack delivers every message
// of a channel, Pacer's own among them, and slack-go reads the blocks of each three times over; it cannot read those that are
// newer than it either, and what somebody wrote beside them would be lost.
type plainMessage struct{ slackevents.MessageEvent }

// UnmarshalJSON reads the fields that written and rewritten look at.
func (m *plainMessage) UnmarshalJSON(data []byte) error {
	type words struct {
		User            string `json:"user"`
		BotID           string `json:"bot_id"`
		Text            string `json:"text"`
		Timestamp       string `json:"ts"`
		ThreadTimestamp string `json:"thread_ts"`
	}
	var in struct {
		words
		Type            string `json:"type"`
		SubType         string `json:"subtype"`
		Channel         string `json:"channel"`
		ChannelType     string `json:"channel_type"`
		Message         *words `json:"message"`
		PreviousMessage *words `json:"previous_message"`
	}
	if err := json.Unmarshal(data, &in); err != nil {
		return err
	}
	whole := func(w *words) *slack.Msg {
		if w == nil {
			return nil
		}
		return &slack.Msg{User: w.User, BotID: w.BotID, Text: w.Text, Timestamp: w.Timestamp, ThreadTimestamp: w.ThreadTimestamp}
	}
	m.MessageEvent = slackevents.MessageEvent{
		Type: in.Type, SubType: in.SubType, Channel: in.Channel, ChannelType: in.ChannelType,
		User: in.User, BotID: in.BotID, Text: in.Text, TimeStamp: in.Timestamp, ThreadTimeStamp: in.ThreadTimestamp,
		Message: whole(in.Message), PreviousMessage: whole(in.PreviousMessage),
	}
	return nil
}

// readPlainly has slack-go read message events as plainMessage. Its table of types is the only place where that can be
// said, and is one for the whole process: it is changed once, before the first socket reads.
var readPlainly = sync.OnceFunc(func() { //nolint:gochecknoglobals // it says that the one of slack-go was written
	slackevents.EventsAPIInnerEventMapping[slackevents.Message] = plainMessage{}
})
