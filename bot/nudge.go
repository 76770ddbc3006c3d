package bot

// Nudges. Whether a word helps, and which, is decided in package coach; here are the one a
// day, the reasons for silence, and the buttons. A nudge is private, and everything that it
// offers makes it quieter or moves the number.

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"example.com/pacer/bot/coach"
)

// Names under which the nudge's buttons are found. Their values are "<team>/<kpi>".
const (
	actNudgeSnooze    = "nudge_snooze"     // all KPIs of all teams, until tomorrow
	actNudgeSnoozeFor = "nudge_snooze_for" // in the answer to a snooze only; the value is a length (see snoozings)
	actNudgePlan      = "nudge_plan"       // where the number comes from
	actNudgeMute      = "nudge_mute"       // this KPI, until it is taken back
	actNudgeUnmute    = "nudge_unmute"     // in the answer to a mute only
)

// nudgeKey names a person's first nudge of a day, over all their teams and times of day. The store keeps a key for ever,
// so a second row under it changes nothing. The day is the person's own.
func nudgeKey(person string, d coach.Day) string { return "nudge/" + person + "/" + d.String() }

// nextNudgeKey is the key of a person's next nudge of a day: the first, and for whoever wants one at each of the team's
// times the second and so on. It is "" when they had all that they want: one a day, or one since the given instant, at
// which the occurrence is due; two teams may have the same times.
func (b *Bot) nextNudgeKey(ctx context.Context, p coach.Person, d coach.Day, due time.Time) (string, error) {
	first := nudgeKey(p.ID, d)
	for key, n := first, 2; ; key, n = fmt.Sprintf("%s/%d", first, n), n+1 {
		before, err := b.store.Message(ctx, key)
		switch {
		case errors.Is(err, coach.ErrNotFound):
			return key, nil
		case err != nil:
			return "", err
		case p.Settings.Nudges != coach.NudgeEach || !before.CreatedAt.Before(due):
			return "", nil
		}
	}
}

// nudgeReps writes to whoever a word helps now. It looks at the numbers of the moment at which it runs, not of the one at
// which it was due: somebody who logged in between is not nudged. A nudge that the outbox could not send in time is
// dropped with that reason and not made up for.
func nudgeReps(ctx context.Context, b *Bot, on occasion) (coach.Change, error) {
	t, roster, zone, o := on.team, on.roster, on.zone, on.Occurrence
	// One read for the whole team, whatever its size; the look at the outbox below is one a person who would be nudged.
	f, err := b.figures(ctx, roster, t, b.now(), 0)
	if err != nil {
		return coach.Change{}, err
	}
	var change coach.Change
	reasons := make(map[string]int) // why somebody is not nudged → people
	people := inZone(roster, t, roster.Active(t), o.Zone)
	for _, p := range people {
		// Results cannot be nudged: by the time they are behind, nobody can act on them. Hence the leading ones alone.
		choice := coach.ChooseNudge(coach.NudgeFacts{
			Person: p, Paces: f.paces(p, t.Leading()),
			Calendar: coach.CalendarOf(t, p), Now: f.at, Zone: zone,
		})
		if !choice.Say {
			reasons[choice.Reason]++
			continue
		}
		key, err := b.nextNudgeKey(ctx, p, f.today(p.ID), o.Due)
		if err != nil {
			return coach.Change{}, err
		}
		if key != "" {
			change.Messages = append(change.Messages, direct(key, p.ID, nudgeBody(t, choice), nudgeStale(o, t, p, zone)))
		}
	}
	change.Finish = done(nudgeReason(len(people), reasons))
	return change, nil
}

// nudgeStale is the instant after which a nudge is not sent any more: when its occurrence would be too late to run, and
// in any case at the end of the working day, or when the person's quiet hours begin. Slack may have been away for hours in
// between.
func nudgeStale(o coach.Occurrence, t *coach.Team, p coach.Person, zone *time.Location) time.Time {
	row, _ := coach.RhythmOf(coach.Nudge)
	stale := o.Due.Add(row.CatchUp)
	if end := wallTime(coach.DayOf(o.Due, zone), coach.CalendarOf(t, p).Hours.To, zone); end.Before(stale) {
		stale = end
	}
	if quiet := p.Settings.Quiet.Begin(o.Due, zone); !quiet.IsZero() && quiet.Before(stale) {
		stale = quiet
	}
	return stale
}

// nudgeReason says how many people were looked at, and how many were not for a reason that everybody may know: "looked at
// 5 people; 1 away". An admin and the managers read it in the status. How many were nudged is not in it, nor why the others were
// not: in a small team it would tell who is behind, and who wants to be left in peace.
func nudgeReason(people int, reasons map[string]int) string {
	var said []string
	for _, reason := range []string{coach.NudgeAway, coach.NudgeDayOff, coach.NudgeOffHours} {
		if n := reasons[reason]; n > 0 {
			people -= n
			said = append(said, fmt.Sprintf("%d %s", n, reason))
		}
	}
	return strings.Join(append([]string{"looked at " + plural(people, "person", "people")}, said...), "; ")
}

// nudgeBody is the gap and the next step in one paragraph, and what can be done about it. Log comes first, as the gap
// is often only in the ledger; the three others make Pacer quieter, so that nobody has to put up with it.
func nudgeBody(t *coach.Team, choice coach.NudgeChoice) body {
	value := t.ID + "/" + choice.Pace.KPI.ID
	var s sheet
	s.say(escape(choice.Text)) // plain text of package coach, with the KPI's name in it, which people chose
	s.buttons(
		primary(actLog, "Log", t.ID),
		press(actNudgeSnooze, "Snooze", value),
		press(actNudgePlan, "Adjust my plan", value),
		press(actNudgeMute, "Mute "+choice.Pace.KPI.Plural, value),
	)
	return s.body()
}

// nudgeAbout reads which KPI of which team a nudge was about; an error is a refusal. The person must still be a rep of
// the team: the button itself could be weeks old.
func nudgeAbout(req *request) (*coach.Team, coach.KPI, error) {
	id, kpi, _ := strings.Cut(req.Value, "/")
	t := req.Roster.Team(id)
	if t == nil || !activeRep(req.Roster, t, req.Person.ID) {
		return nil, coach.KPI{}, refusal("That nudge is about a team that you are not in any more, so there is nothing to change.")
	}
	k, ok := t.KPI(kpi)
	if !ok {
		return nil, coach.KPI{}, refusal("That nudge is about something that " + escape(t.Name) +
			" does not count any more, so there is nothing to change.")
	}
	return t, k, nil
}

// pressNudgeSnooze keeps nudges away until work begins on the person's next day, and offers more. Which day that is goes
// by their own clock at the press: after midnight it is the day that follows.
func pressNudgeSnooze(ctx context.Context, b *Bot, req *request) (answer, error) {
	t, _, err := nudgeAbout(req)
	if err != nil {
		return answer{}, err
	}
	said, err := b.snooze(ctx, req, t, snoozeDay)
	if err != nil {
		return answer{}, err
	}
	var s sheet
	s.say(said)
	s.buttons(snoozeButtons(actNudgeSnoozeFor, b.snoozings(req, t)[1:])...)
	return s.private(), nil
}

// pressNudgePlan opens the person's plan, where the numbers that they are nudged about can be changed.
func pressNudgePlan(ctx context.Context, b *Bot, req *request) (answer, error) {
	t, _, err := nudgeAbout(req)
	if err != nil {
		return answer{}, err
	}
	return b.openPlan(ctx, req, t)
}

// pressNudgeMute stops nudges about one KPI until the person lets them come again. Their manager is not told.
func pressNudgeMute(ctx context.Context, b *Bot, req *request) (answer, error) {
	return switchMute(ctx, b, req, true)
}

// pressNudgeUnmute takes a mute back.
func pressNudgeUnmute(ctx context.Context, b *Bot, req *request) (answer, error) {
	return switchMute(ctx, b, req, false)
}

// switchMute stops nudges about one KPI, or lets them come again; each answer offers the way
// back. Muting what is muted already changes nothing and says the same.
func switchMute(ctx context.Context, b *Bot, req *request, muted bool) (answer, error) {
	_, k, err := nudgeAbout(req)
	if err != nil {
		return answer{}, err
	}
	err = b.commit(ctx, coach.Change{
		At: b.now(), Inbound: req.Key,
		Mute: &coach.Mute{Person: req.Person.ID, KPI: k.ID, Muted: muted},
	})
	if err != nil {
		return answer{}, err
	}
	var s sheet
	if muted {
		s.say("No more nudges about " + escape(k.Plural) + ". They still count, and `" + b.slash("pace") + "` shows them.")
		s.buttons(press(actNudgeUnmute, "Nudge me again", req.Value))
	} else {
		s.say("Nudges about " + escape(k.Plural) + " may come again.")
		s.buttons(press(actNudgeMute, "Mute "+k.Plural, req.Value))
	}
	return s.private(), nil
}
