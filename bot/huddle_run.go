package bot

// `/pacer run huddle`: a manager opens the day's huddle by hand.

import (
	"context"
	"errors"
	"time"

	"example.com/pacer/bot/coach"
)

// runTopic is the row of /pacer for it. Whoever sets Pacer up has no part in it: opening a huddle speaks to the team,
// which is its manager's to do.
func runTopic() topic {
	return topic{"run huddle", "", "open today's huddle of your team now", asManager, runHuddle}
}

// Why a huddle is not opened; they are recorded, and a manager who opened it by hand is told in other words.
const (
	skipNobody    = skip("nobody is working today")
	skipNoChannel = skip("no home channel")
	skipOpened    = skip("today's huddle was already opened")
)

// runHuddle opens the next huddle of the day as its rhythm would, with its reminder and its end; when it is due, it is left
// out. Where none is due any more and one was held, there is none to open. The team is that of the channel, else the first
// that the person manages. It goes the way of the rhythm (openHuddleFor), so that there is one huddle and not a second
// kind of it. Its rhythm is "run/<team>", under which its reminder and its end are planned as follow-ups. Pressed twice
// by Slack, the request's key keeps it single; two managers at once: the second's row under the huddle's key is left as
// it was.
func runHuddle(ctx context.Context, b *Bot, req *request) (answer, error) {
	t := teamHere(req)
	if t == nil || !t.Manages(req.Person.ID) {
		managed := req.Roster.Managed(req.Person.ID)
		if len(managed) == 0 {
			return answer{}, refusal("Only the managers of a team can open its huddle.")
		}
		// Of a manager of several teams who types elsewhere the first, which the answer names.
		t = managed[0]
	}
	// To the minute, as people read "until 11:00" and the follow-ups are told apart by their instants.
	now, zone := b.now().Truncate(time.Minute), teamZone(t)
	// The team's day, wherever the manager is.
	today := coach.DayOf(now, zone)
	o := coach.Occurrence{Rhythm: "run/" + t.ID, Team: t.ID, Kind: coach.Huddle, Zone: zone.String(), Due: now}
	all, err := b.huddles(ctx, t, today, today)
	if err != nil {
		return answer{}, err
	}
	due, ahead := clock(now, zone), b.dueLater(t, today, all)
	if ahead != "" {
		due = ahead
	} else if len(all) > 0 && !all[0].OpenedAt.IsZero() {
		return b.huddleNotRun(ctx, t, skipOpened)
	}
	change, err := b.openHuddleFor(ctx, occasion{Occurrence: o, team: t, roster: req.Roster, zone: zone, day: today}, due)
	// A skip is recorded for a rhythm and only said here: nothing of a press by hand is an occurrence.
	if reason, ok := errors.AsType[skip](err); ok {
		return b.huddleNotRun(ctx, t, reason)
	} else if err != nil {
		return answer{}, err
	}
	// The change of a ritual has neither: its occurrence is what keeps it single.
	change.At, change.Inbound = b.now(), req.Key
	if err := b.commit(ctx, change); err != nil && !errors.Is(err, coach.ErrDuplicate) {
		return answer{}, err
	}
	said := "The huddle of " + escape(t.Name) + " opens in <#" + t.Channel + ">, until " + clock(change.Huddle.ClosesAt, zone) + "."
	if ahead != "" {
		said += " The one of " + ahead + " is left out, as this is it."
	}
	return answer{Text: said}, nil
}

// huddleNotRun says why a huddle is not opened, and what to do. Recorded reasons are for the status page; whoever asked
// by hand reads what they can do about it. The command has done nothing, so it is an answer and no error.
func (b *Bot) huddleNotRun(ctx context.Context, t *coach.Team, reason skip) (answer, error) {
	name := escape(t.Name)
	switch reason {
	case skipNobody:
		return answer{Text: "Nobody of " + name + " works today, so there is nobody to open a huddle for."}, nil
	case skipNoChannel:
		return answer{Text: name + " has no channel yet. `" + b.slash(pacerName) + " setup` gives it one."}, nil
	case skipOpened:
		zone := teamZone(t)
		hd, err := b.huddleToday(ctx, t, coach.DayOf(b.now(), zone))
		return answer{Text: "Today's huddle of " + name + " is in <#" + t.Channel + "> already: it opened at " + clock(hd.OpenedAt, zone) +
			". *Check in* in it takes what comes late."}, err
	case skipNoBoard: // of another ritual; said like any reason
	}
	return answer{Text: "The huddle of " + name + " is not opened: " + string(reason) + "."}, nil
}
