package bot

// Plain replies in a huddle's thread.
//
// A log in a thread is answered with a check mark and with no words: everybody reads the thread, and numbers of one
// person are theirs. What its writer edits or deletes is in huddle_reply_edit.go.

import (
	"context"
	"errors"
	"fmt"
	"time"

	"example.com/pacer/bot/coach"
)

// logReaction is what answers a thread reply that was logged; Slack reads it out as "check
// mark". Slack knows it by this name without colons; the scope is reactions:write.
const logReaction = "white_check_mark"

// huddleReply reads a plain reply in a huddle's thread as a log, because slash commands do not work there. Whatever is
// not wholly a log, or not from a rep of the team, is a conversation between people and left alone. "5 conversations"
// and "done 2 meetings" are logs; "see you at 5" is none. It counts for the day on which it is written, or the one
// that it names, and not for the huddle's: a thread of yesterday is no way to log for yesterday. An error means that
// nothing was logged; the caller leaves the event unacknowledged, so that Slack delivers it again. Guests and people of
// other teams may write in the channel; their numbers are no log. All or nothing holds as with /log: ErrBelowZero of
// one item leaves all of it unlogged.
func (b *Bot) huddleReply(ctx context.Context, req *request) error {
	t, err := b.huddleTeamAt(ctx, req)
	if err != nil || t == nil || !activeRep(req.Roster, t, req.Person.ID) {
		return err
	}
	today := coach.DayOf(b.now(), req.Roster.Zone(req.Person.ID, t))
	// Stricter than /log: every word of it has to be part of a log.
	read, ok := coach.ParseReply(req.Text, t.KPIs, today)
	if !ok || len(read.Items) == 0 {
		return nil
	}
	// The reaction is part of the same change as the entries: what has the check mark is in
	// the ledger. The key is the reply's and not the event's, so that its entries are found again when it is edited.
	change := coach.Change{At: b.now(), Inbound: replyKey(req), Messages: []coach.Message{checkMark(req, reactionKey(req))}}
	for _, item := range read.Items {
		change.Activities = append(change.Activities, coach.Activity{
			Team: t.ID, Person: req.Person.ID, KPI: item.KPI.ID, Day: read.Day,
			Count: item.Count, Note: read.Note, Source: "reply",
		})
	}
	err = b.commit(ctx, change)
	switch {
	case errors.Is(err, coach.ErrDuplicate):
		return nil // delivered before: it is logged and answered
	case errors.Is(err, coach.ErrBelowZero):
		return b.replyRefused(ctx, req, "log")
	}
	return err
}

// replyKey names a reply: what is logged by it, and by its later versions, carries it. The person is part of it, as the
// ledger's look-up is by person; a time stamp is unique within its channel.
func replyKey(req *request) string {
	return inboundKey("reply", req.Person.ID, req.Channel, req.MessageTS)
}

// reactionKey names the first check mark under a reply; those after it have a number behind it.
func reactionKey(req *request) string { return "react/" + req.Channel + "/" + req.MessageTS }

// checkMark puts the reaction under a reply. It has neither a thread nor a body: TargetTS names the message of the
// person, which is not one of ours.
func checkMark(req *request, key string) coach.Message {
	return coach.Message{
		Key: key, Verb: coach.React, Channel: req.Channel, TargetTS: req.MessageTS, Emoji: logReaction, Urgent: true,
	}
}

// huddleTeamAt returns the team of the huddle in whose thread was written; nil when the thread belongs to something
// else, or to a team that is gone. It goes by what was posted and not by the channel, which may have become another
// team's since. MessageAt finds what Pacer posted; the thread of any other message is nobody's business here.
// Roster.Team gives nil for a team that has ended.
func (b *Bot) huddleTeamAt(ctx context.Context, req *request) (*coach.Team, error) {
	parent, err := b.store.MessageAt(ctx, req.Channel, req.ThreadTS)
	if errors.Is(err, coach.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("parent of a reply: %w", err)
	}
	ref, ok := coach.ParseHuddleRef(parent.Key)
	if !ok {
		return nil, nil
	}
	return req.Roster.Team(ref.Team), nil
}

// replyRefused tells the writer in private that their correction was not taken. A reaction could not say it, and in
// the thread everybody would read it. It is committed under the request's key, which the refused change has left
// unused, so a redelivery says it once. What is what could not be done: log, change or take back. Two hours later it is
// stale: they will have looked for themselves. "At once" means that it is not held back for quiet hours: they have just
// written.
func (b *Bot) replyRefused(ctx context.Context, req *request, what string) error {
	var s sheet
	said := what
	if req.Text != "" {
		said += " " + quoteLine(req.Text)
	}
	s.say("I did not " + said + " from the huddle's thread: the day's total would fall below zero. " +
		"`" + b.slash("pace") + "` shows what is logged.")
	say := direct("refused/"+req.Channel+"/"+req.MessageTS+"/"+req.Key, req.Person.ID, s.body(), b.now().Add(2*time.Hour))
	err := b.commit(ctx, coach.Change{At: b.now(), Inbound: req.Key, Messages: []coach.Message{atOnce(say)}})
	if errors.Is(err, coach.ErrDuplicate) {
		return nil
	}
	return err
}
