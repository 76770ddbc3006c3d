package bot

// A reply in a huddle's thread that its writer has edited or deleted.

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.com/pacer/bot/coach"
)

// replyKept is for how long an edited reply corrects what it logged: as long as a day may be logged for. In plain hours
// and not in days of a calendar, as a time stamp is all that there is; an hour more or less at its end harms nobody.
const replyKept = 31 * 24 * time.Hour

// A replyCount is what a reply comes to: a KPI of a day.
type replyCount struct {
	kpi string
	day coach.Day
}

// huddleReplyChanged makes the ledger say what a reply says now: what was logged by it and is not in it any more is taken
// off, and what is new is added, each as a correction of its own. Words that are no log take back all of it, and so does
// deleting the reply; the check mark stands exactly under what is in the ledger. It goes by what was logged and not by
// what stood there before, so an event that comes twice changes nothing the second time. An error means that nothing
// was changed; the caller leaves the event unacknowledged. The team is that of the huddle, and only its reps' replies
// count, as when it was written. Nothing is undone that the writer has corrected by hand in between: the sum of the
// reply's own entries is brought to what it says, and other entries of the day are left alone. Slack tells of edits by
// itself too (when it unfurls a link): then the words are the same, and nothing is to correct.
func (b *Bot) huddleReplyChanged(ctx context.Context, req *request, deleted bool) error {
	t, err := b.huddleTeamAt(ctx, req)
	if err != nil || t == nil || !activeRep(req.Roster, t, req.Person.ID) {
		return err
	}
	// The time stamp is Slack's name of the message, and its instant.
	written, ok := instantOf(req.MessageTS)
	if !ok || b.now().Sub(written) > replyKept {
		return nil
	}
	logged, err := b.replyLogged(ctx, req, t, written)
	if err != nil {
		return err
	}
	// The words are of the day on which they were written: who mends Friday's reply on Monday mends Friday.
	read, isLog := coach.ParseReply(req.Text, t.KPIs, coach.DayOf(written, req.Roster.Zone(req.Person.ID, t)))
	isLog = isLog && !deleted
	change := coach.Change{At: b.now(), Inbound: replyKey(req)}
	if isLog {
		for _, item := range read.Items {
			// What is left over is too much in the ledger, what is negative is missing.
			logged[replyCount{item.KPI.ID, read.Day}] -= item.Count
		}
	}
	change.Activities = replyCorrections(req, t, logged, read.Note)
	if len(change.Activities) == 0 {
		return nil
	}
	if !deleted { // what is under a deleted reply went with it
		if change.Messages, err = b.replyReaction(ctx, req, isLog); err != nil {
			return err
		}
	}
	// Under the reply's own key first: should its event come only now, after that of the edit, it is logged already.
	err = b.commit(ctx, change)
	if errors.Is(err, coach.ErrDuplicate) {
		change.Inbound = replyKey(req) + "/" + req.Key
		err = b.commit(ctx, change)
	}
	switch {
	case errors.Is(err, coach.ErrDuplicate):
		return nil
	// Somebody has taken off the same by another way; the private word says so, and there are no words left to quote.
	case errors.Is(err, coach.ErrBelowZero) && deleted:
		req.Text = ""
		return b.replyRefused(ctx, req, "take back what your reply had logged")
	case errors.Is(err, coach.ErrBelowZero):
		return b.replyRefused(ctx, req, "change your log to")
	}
	return err
}

// replyLogged sums up what is in the ledger by way of a reply, without what its writer has taken back since. It is read
// from the ledger and not remembered: entries carry the reply's key, later versions that key with a slash and the
// delivery. An entry that an Undo took back is left out together with the Undo.
func (b *Bot) replyLogged(ctx context.Context, req *request, t *coach.Team, written time.Time) (map[replyCount]int64, error) {
	// Slack's clock and ours may differ by a little.
	rows, err := b.store.Activities(ctx, coach.ActivityFilter{Team: t.ID, Person: req.Person.ID, Since: written.Add(-time.Hour)})
	if err != nil {
		return nil, fmt.Errorf("what a reply had logged: %w", err)
	}
	undone := map[string]bool{}
	for _, a := range rows {
		// "" is in it as well, for entries that correct nothing; no entry has that id.
		undone[a.Corrects] = true
	}
	key, sums := replyKey(req), map[replyCount]int64{}
	for _, a := range rows {
		// The reply itself, and its later versions.
		if (a.Inbound == key || strings.HasPrefix(a.Inbound, key+"/")) && !undone[a.ID] && a.Corrects == "" {
			sums[replyCount{a.KPI, a.Day}] += a.Count
		}
	}
	return sums, nil
}

// replyCorrections takes off what is too much in the ledger, and adds what is missing, in the order of days and KPIs.
// Only what is added carries the note: a negative count is nothing that anybody did. Entries are sorted, as a map has
// no order and the ledger keeps theirs.
func replyCorrections(req *request, t *coach.Team, tooMuch map[replyCount]int64, note string) []coach.Activity {
	var rows []coach.Activity
	for of, n := range tooMuch {
		if n == 0 {
			continue
		}
		a := coach.Activity{Team: t.ID, Person: req.Person.ID, KPI: of.kpi, Day: of.day, Count: -n, Source: "reply"}
		if a.Count > 0 {
			a.Note = note
		}
		rows = append(rows, a)
	}
	slices.SortFunc(rows, func(a, b coach.Activity) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.KPI, b.KPI))
	})
	return rows
}

// replyReaction puts a check mark under a reply that is a log now, or takes away the one of a reply that was. None when
// it stands as it should. Keys in the outbox are used once, so each further check mark under the same reply has a
// number, and each its own removal. The loop ends: it walks as many keys as there were marks.
func (b *Bot) replyReaction(ctx context.Context, req *request, want bool) ([]coach.Message, error) {
	key, standing := reactionKey(req), ""
	for n := 1; ; n++ {
		there, err := b.posted(ctx, key)
		if err != nil {
			return nil, err
		}
		if !there {
			break
		}
		// Its removal is in the outbox as well: then this one does not stand any more.
		gone, err := b.posted(ctx, remove(key).Key)
		if err != nil {
			return nil, err
		}
		if !gone {
			standing = key
			break
		}
		// The mark was put and taken away: a new one needs another key.
		key = reactionKey(req) + "/" + strconv.Itoa(n)
	}
	switch {
	case want && standing == "":
		return []coach.Message{checkMark(req, key)}, nil
	case !want && standing != "":
		away := remove(standing)
		away.Emoji = logReaction
		return []coach.Message{away}, nil
	}
	return nil, nil
}

// instantOf is the instant in a time stamp of Slack's, "1795600000.000100"; ok is false for anything else. Parts of a
// second are cut off: nothing here needs them.
func instantOf(ts string) (at time.Time, ok bool) {
	seconds, _, _ := strings.Cut(ts, ".")
	n, err := strconv.ParseInt(seconds, 10, 64)
	return time.Unix(n, 0), err == nil
}
