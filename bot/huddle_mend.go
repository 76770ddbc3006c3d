package bot

// What keeps an open huddle from its team, mended where it can be: a parent message that somebody deleted, and one that
// could not be posted because Pacer was not in the channel.

import (
	"context"
	"errors"
	"time"

	"example.com/pacer/bot/coach"
)

// parentDeleted is called when the parent of a huddle could not be edited because it is gone. While the huddle is open it
// is posted again, under its own key, so that what is filed from now on follows it; replies stay in the thread that
// they were written in. The managers are told once a huddle. Errors are logged: the deliverer has nobody to tell. It is
// called by the deliverer after Slack's message_not_found, so it may be slow and may be called twice for one huddle:
// the row's state and time stamp tell whether the parent was mended already. The advice to the managers has a key of
// its own and a day to arrive in.
func (b *Bot) parentDeleted(ctx context.Context, m coach.Message) {
	// The key of the edited message says what it was.
	ref, ok := coach.ParseHuddleRef(m.Target)
	if !ok {
		return // a reply or a direct message: whoever deleted it has read it
	}
	roster, err := b.store.Roster(ctx)
	if err != nil {
		b.log.Error("deleted huddle", "team", ref.Team, "error", b.clean(err))
		return
	}
	t := roster.Team(ref.Team)
	if t == nil {
		return
	}
	hd, err := b.huddle(ctx, t, ref)
	if err != nil {
		b.log.Error("deleted huddle", "team", ref.Team, "error", b.clean(err))
		return
	}
	// It does not ask who deleted it.
	advice := "The message of the huddle of " + huddleName(hd) + " in <#" + m.Channel + "> was deleted. "
	again, err := b.parentAgain(ctx, hd, coach.Sent, m.ThreadTS)
	switch {
	case errors.Is(err, errHuddleOver):
		advice += "What was filed is kept; the wrap-up cannot be shown there any more."
	case err != nil:
		b.log.Error("deleted huddle", "team", ref.Team, "error", b.clean(err))
		return
	// It was mended by another edit that failed the same way.
	case !again:
		return // an edit of before
	default:
		advice += "It is posted again, with all that was filed; check-ins from now on are in its new thread."
	}
	var change coach.Change
	for _, manager := range managersAtWork(roster, t, ref.Day) {
		key := ref.Key() + "/deleted/" + manager.ID
		change.Messages = append(change.Messages, direct(key, manager.ID, body{Text: advice}, b.now().Add(24*time.Hour)))
	}
	if err := b.commit(ctx, change); err != nil && !errors.Is(err, coach.ErrDuplicate) {
		b.log.Error("deleted huddle", "team", ref.Team, "error", b.clean(err))
	}
}

// errHuddleOver tells that a huddle has closed, so that its parent is not posted again.
var errHuddleOver = errors.New("the huddle has closed")

// parentAgain has the parent of an open huddle posted once more, if it is in a state and, when one is given, under that
// time stamp; done tells whether it was. Only its row changes: who waits for the parent waits on. It is the one place
// where a row that was sent becomes pending again, and it is allowed here because nothing of it is in Slack any more.
// Rendered anew, since the numbers of the first posting are old. From is the state in which the caller believes the row
// to be; where it is another, done is false and nothing was written. Of a huddle that is not open the error is
// errHuddleOver.
func (b *Bot) parentAgain(
	ctx context.Context, hd coach.HuddleDay, from coach.MessageState, ts string,
) (done bool, err error) {
	if hd.OpenedAt.IsZero() || !hd.ClosedAt.IsZero() || !b.now().Before(hd.ClosesAt) {
		return false, errHuddleOver
	}
	key := hd.Ref().Key()
	parent, err := b.store.Message(ctx, key)
	if err != nil {
		return false, err
	}
	if parent.State != from || ts != "" && parent.SentTS != ts {
		return false, nil
	}
	say, err := renderHuddleParent(ctx, b, key)
	if err != nil {
		return false, err
	}
	// Only text and blocks: key, channel and nonce are the row's own.
	fill(&parent, say)
	return b.dueAgain(ctx, parent, from)
}

// dueAgain makes a message that was dealt with due once more, as if it had never been tried. MarkMessage changes a row
// only in the state given, so of two at once one wins.
func (b *Bot) dueAgain(ctx context.Context, m coach.Message, from coach.MessageState) (bool, error) {
	m.State, m.NextAt, m.StartedAt, m.Attempts = coach.Pending, b.now(), time.Time{}, 0
	m.Reason, m.SentTo, m.SentTS = "", "", ""
	err := b.store.MarkMessage(ctx, m, from)
	if errors.Is(err, coach.ErrNotFound) { // somebody else was faster
		return false, nil
	}
	return err == nil, err
}

// huddlesInto posts what could not be posted while Pacer was not in a channel: the parents of open huddles of teams that
// live there, and what was filed in them. Called when Pacer has come in; what fails is logged, and missed until the
// next huddle. Homes are the teams whose home channel it is. Only the huddle of the team's own today is looked at: an
// older one has closed. A parent that failed for another reason is tried again as well, and may fail again.
func (b *Bot) huddlesInto(ctx context.Context, homes []*coach.Team) {
	for _, t := range homes {
		// Its day may have none; then parentAgain finds nothing to mend.
		hd, err := b.huddleToday(ctx, t, coach.DayOf(b.now(), teamZone(t)))
		again := false
		if err == nil {
			again, err = b.parentAgain(ctx, hd, coach.Failed, "")
		}
		if err == nil && again {
			err = b.entriesAgain(ctx, hd)
		}
		if err != nil && !errors.Is(err, errHuddleOver) && !errors.Is(err, coach.ErrNotFound) {
			b.log.Error("huddle of a channel that was closed", "team", t.ID, "error", b.clean(err))
		}
	}
}

// entriesAgain makes the replies due again that were dropped with their parent. A reply is dropped when its parent ends
// unsent. Replies whose time is over since are made due all the same and dropped by the deliverer for being stale.
func (b *Bot) entriesAgain(ctx context.Context, hd coach.HuddleDay) error {
	for _, e := range hd.Entries {
		// Who skips without a word to the team has no reply.
		m, err := b.store.Message(ctx, hd.Ref().EntryKey(e.Person))
		if errors.Is(err, coach.ErrNotFound) || err == nil && m.State != coach.Dropped {
			continue
		}
		if err == nil {
			_, err = b.dueAgain(ctx, m, coach.Dropped)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
