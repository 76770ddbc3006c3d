package bot

// What becomes of a message that Slack refused for good: somebody who can mend it is told, if there is anybody.

import (
	"context"
	"errors"
	"time"

	"example.com/pacer/bot/coach"
)

// undeliverable looks after what somebody can mend: a channel that Pacer is not in, and a person who changed. What
// nobody can mend is in the log and in /pacer status. It is called once a message has failed for good, by the
// deliverer, which goes on whatever comes of it: errors end in the log.
func (b *Bot) undeliverable(ctx context.Context, m coach.Message) {
	// Who cannot be written to is perhaps no longer there; whom else should it be said to?
	if isPerson(m.Channel) {
		b.lost(ctx, m)
		return
	}
	if m.Verb == coach.Edit && m.Reason == coach.ReasonGone {
		b.parentDeleted(ctx, m)
		return
	}
	// A message too long or blocks that are refused are our own mistakes: no manager can mend them.
	advice := b.channelAdvice(m)
	if advice == "" {
		return
	}
	roster, err := b.store.Roster(ctx)
	if err != nil {
		b.log.Error("managers of a closed channel", "channel", m.Channel, "error", b.clean(err))
		return
	}
	// Several teams may share a channel; the managers of each of them miss something.
	for _, t := range roster.Teams {
		if t.Channel == m.Channel {
			b.adviseManagers(ctx, roster, t, advice)
		}
	}
}

// channelAdvice says what to do about a channel that takes no messages; "" when the reason is another. The reason is
// Slack's error code. The channel is mentioned by id: Pacer may not know its name, and who may not see it does not
// see it so. "As usual" is meant: what failed is not posted later, apart from an open huddle (huddlesInto).
func (b *Bot) channelAdvice(m coach.Message) string {
	where := "<#" + m.Channel + ">"
	switch m.Reason {
	// A private channel that Pacer is not in does not exist as far as Slack tells it.
	case coach.ReasonNotInChannel, "channel_not_found":
		return "I could not post in " + where + ", because I am not in that channel. Type `/invite @" + b.name() + "` there, and the next ritual will be held as usual."
	case "is_archived", "is_inactive": // of a post, of an edit
		return "I could not post in " + where + ", because it is archived. Bring it back, or ask the admin who set Pacer up to give the team another channel."
	case "restricted_action", "restricted_action_read_only_channel", "restricted_action_non_threadable_channel":
		return "I could not post in " + where + ", because only some people may. Ask a workspace admin to let @" + b.name() + " post there."
	}
	return ""
}

// name is what Pacer is called in the workspace. Whoever installs it may rename it, and an invitation by the wrong name
// does nothing.
func (b *Bot) name() string {
	if b.self.Name != "" {
		return b.self.Name
	}
	return "pacer"
}

// adviseManagers tells the managers of a team, once a day and channel, what keeps a ritual from them. The day is each
// manager's own. Advice that could not be delivered within a day is dropped, for the next day brings it anew. It has no
// inbound key, for nobody did anything; the keys of the messages keep it single.
func (b *Bot) adviseManagers(ctx context.Context, r *coach.Roster, t *coach.Team, advice string) {
	now := b.now()
	var change coach.Change
	// The key holds the day, so that a team whose channel stays closed is reminded daily and not at every message.
	for _, manager := range t.Managers {
		day := coach.DayOf(now, r.Zone(manager, t))
		key := "channel/" + t.Channel + "/" + day.String() + "/" + manager
		change.Messages = append(change.Messages, direct(key, manager, body{Text: advice}, now.Add(24*time.Hour)))
	}
	if err := b.commit(ctx, change); err != nil && !errors.Is(err, coach.ErrDuplicate) {
		b.log.Error("managers of a closed channel", "channel", t.Channel, "error", b.clean(err))
	}
}

// The failed message itself is not tried again: what it said belonged to its moment.
//
// lost asks Slack about a person to whom nothing can be sent: if they were deactivated, they are not prompted again.
// Somebody who is still there is left as they were.
func (b *Bot) lost(ctx context.Context, m coach.Message) {
	roster, err := b.store.Roster(ctx)
	if err == nil {
		_, err = b.fetchPerson(ctx, roster.Person(m.Channel))
	}
	if err != nil {
		b.log.Warn("person could not be refreshed", "person", m.Channel, "error", b.clean(err))
	}
}
