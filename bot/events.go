package bot

// What happens in the workspace without anybody asking Pacer for something: messages in threads, people who change,
// channels that are joined. Events have no answer: an acknowledgement says only that they need not come again.

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"

	"example.com/pacer/bot/coach"
)

// serveEvent handles what happened in the workspace. An event is acknowledged once it is dealt with; one that failed is
// not, and Slack delivers it again, three times in about six minutes. Nobody waits for an event, so its errors have no
// reader but the log. Unlike commands it is not answered by explain: who wrote in a channel has not asked Pacer
// anything.
func (b *Bot) serveEvent(ctx context.Context, e envelope, evt slackevents.EventsAPIEvent) {
	err := b.safely(func() error { return b.happened(ctx, e.id, evt) })
	if err == nil || settled(err) {
		b.acknowledge(e, nil)
		return
	}
	b.log.Error("event failed", "type", evt.InnerEvent.Type, "error", b.clean(err))
}

// settled tells whether delivering an event again would change nothing. Everything else may pass: a store that is
// busy, a Slack that does not say who somebody is. Three tries in six minutes is all there is, and then only the log
// knows. An event that is settled is acknowledged without a log line.
func settled(err error) bool {
	_, told := errors.AsType[refusal](err)
	// Slack itself refuses to say who somebody is, for good: to ask again changes nothing either.
	return told || errors.Is(err, coach.ErrDuplicate) || errors.Is(err, coach.ErrForgotten) || coach.OutcomeOf(refused(err)).Class == coach.Refused && refused(err) != ""
}

// safely turns a panic into an error, so that an event that panicked is not acknowledged and comes again. handle does
// it for people's requests; events have no handle.
func (b *Bot) safely(run func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = b.panicked("event", v)
		}
	}()
	return run()
}

// happened sorts events by their type. Those that the manifest does not ask for can come all the same, from an app that
// was set up by hand; they are nothing to us. The key is the event's id, which a redelivery keeps under a new envelope;
// without one (Slack's own page on Socket Mode shows such a payload) it is the envelope's, because one key for all of
// them would make each but the first a duplicate. Types that slack-go does not know never come here: the socket
// acknowledges what it cannot decode.
func (b *Bot) happened(ctx context.Context, envelope string, evt slackevents.EventsAPIEvent) error {
	outer, ok := evt.Data.(*slackevents.EventsAPICallbackEvent)
	if !ok {
		return nil // app_rate_limited and its like
	}
	key := inboundKey("event", cmp.Or(outer.EventID, envelope))
	switch inner := evt.InnerEvent.Data.(type) {
	case *slackevents.MessageEvent:
		return b.written(ctx, key, inner)
	case *slackevents.AppMentionEvent:
		// Another app that mentions Pacer would be answered, and might answer.
		if inner.BotID != "" {
			return nil
		}
		return b.addressed(ctx, key, inner.User, inner.Channel, inner.Text)
	case *slackevents.MemberJoinedChannelEvent:
		return b.joined(ctx, key, inner)
	case *slackevents.SubteamMembersChangedEvent:
		return b.groupChanged(ctx, inner.SubteamID)
	case *slackevents.SubteamUpdatedEvent:
		return b.groupChanged(ctx, inner.Subteam.ID)
	case *slackevents.AppHomeOpenedEvent:
		b.homeOpened(inner)
	case *slackevents.UserChangeEvent:
		return b.userChanged(ctx, outer.InnerEvent)
	case *slackevents.TokensRevokedEvent, *slackevents.AppUninstalledEvent:
		b.log.Warn("tokens revoked or app uninstalled", "event", evt.InnerEvent.Type)
		b.checkAccess(ctx)
	}
	return nil
}

// written handles a message that somebody wrote where Pacer can read it. Almost all are none of its business: only what
// a person says in a thread under one of our messages, or to Pacer directly, is. A file shared in a direct conversation
// counts as words, so that whoever sends one is answered.
func (b *Bot) written(ctx context.Context, key string, m *slackevents.MessageEvent) error {
	if m.SubType == slack.MsgSubTypeMessageChanged || m.SubType == slack.MsgSubTypeMessageDeleted {
		return b.rewritten(ctx, key, m)
	}
	// Subtypes are edits, joins, files and the like; bots' messages, our own among them, would be talking to ourselves.
	ours := m.SubType == "" || m.SubType == slack.MsgSubTypeThreadBroadcast || m.IsIM() && m.SubType == slack.MsgSubTypeFileShare
	if !ours || m.BotID != "" || m.User == "" || m.User == b.self.User {
		return nil
	}
	switch {
	// Whatever is said to Pacer alone is for it, thread or not.
	case m.IsIM():
		return b.addressed(ctx, key, m.User, m.Channel, m.Text)
	case m.ThreadTimeStamp == "" || m.ThreadTimeStamp == m.TimeStamp:
		return nil
	}
	return b.replied(ctx, key, m)
}

// replied handles a plain reply in a thread whose parent is ours. Whether it is a huddle's thread and whether the
// words are a log is huddleReply's to find out; whatever is not one stays without an answer. Text comes escaped from
// Slack and is turned back here, like that of a command. The first read is repeated by huddleReply with the parent's
// key: two cheap reads are simpler than a request with a message in it.
func (b *Bot) replied(ctx context.Context, key string, m *slackevents.MessageEvent) error {
	// The store knows our messages by channel and ts, so that most of a busy workspace ends here, with one read.
	_, err := b.store.MessageAt(ctx, m.Channel, m.ThreadTimeStamp)
	if errors.Is(err, coach.ErrNotFound) {
		return nil
	} else if err != nil {
		return err
	}
	// Only now, and not for every word in a workspace: it may cost a call to Slack.
	person, roster, err := b.who(ctx, m.User)
	if err != nil {
		return err
	}
	// Somebody who may not log is writing to colleagues, not to Pacer: no refusal.
	if permit(asRep, person, roster) != nil {
		return nil
	}
	return b.huddleReply(ctx, &request{
		Key: key, At: b.now(), Person: person, Roster: roster,
		Channel: m.Channel, MessageTS: m.TimeStamp, ThreadTS: m.ThreadTimeStamp,
		Text: unescape(m.Text),
	})
}

// rewritten handles a message that its writer has edited or deleted: a reply under one of ours may have been a log. That
// Slack has added a preview to a link, or counts the replies, comes in the same way and has the same text as before.
// Who edited is taken from the previous message, whose writer is the only one who may.
func (b *Bot) rewritten(ctx context.Context, key string, m *slackevents.MessageEvent) error {
	// An edit says what stood there before, and whose it was.
	was, text := m.PreviousMessage, ""
	if was == nil || was.User == "" || was.User == b.self.User || was.BotID != "" ||
		was.ThreadTimestamp == "" || was.ThreadTimestamp == was.Timestamp {
		return nil
	}
	if m.SubType == slack.MsgSubTypeMessageChanged {
		if m.Message == nil || m.Message.Text == was.Text {
			return nil
		}
		// Of a deleted message it stays "": nothing is logged by it any more.
		text = m.Message.Text
	}
	_, err := b.store.MessageAt(ctx, m.Channel, was.ThreadTimestamp)
	if errors.Is(err, coach.ErrNotFound) {
		return nil
	} else if err != nil {
		return err
	}
	person, roster, err := b.who(ctx, was.User)
	if err != nil || permit(asRep, person, roster) != nil {
		return err
	}
	return b.huddleReplyChanged(ctx, &request{
		Key: key, At: b.now(), Person: person, Roster: roster,
		Channel: m.Channel, MessageTS: was.Timestamp, ThreadTS: was.ThreadTimestamp,
		Text: unescape(text),
	}, m.SubType == slack.MsgSubTypeMessageDeleted)
}

// userChanged reads the whole user of the event, of which slack-go's type leaves fields out. A user that cannot be read
// is no error: it would come the same way again, and the next start asks about everybody. The raw inner event is read a
// second time for that.
func (b *Bot) userChanged(ctx context.Context, inner *json.RawMessage) error {
	var changed struct {
		User slack.User `json:"user"`
	}
	if inner == nil || json.Unmarshal(*inner, &changed) != nil || changed.User.ID == "" {
		return nil
	}
	return b.personChanged(ctx, changed.User)
}
