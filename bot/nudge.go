package bot

// Nudges. Whether a word helps, and which, is decided in package coach; who gets one when, in nudge_sweep.go; here is
// what a nudge says, with its buttons. It is private, and everything that it offers makes it quieter or moves the number.
//
// A nudge is composed and stored with the numbers of its sweep; whether it is still worth sending is decided by its
// NotAfter when it is sent. Everything about who is left in peace (snoozes, mutes, settings) is told to nobody, counts
// in the record included.

import (
	"context"
	"strings"

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

// nudgeBody is the gap and the next step in one paragraph, and what can be done about it. Log comes first, as the gap
// is often only in the ledger; the three others make Pacer quieter, so that nobody has to put up with it. Its numbers
// are of the moment of the sweep and are stored with it: a nudge that is read late still says what was so then.
func nudgeBody(t *coach.Team, choice coach.NudgeChoice) body {
	// Team and KPI and no person: whose nudge it is, is who presses. A copied button is about whoever copied it.
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
// the team: the button itself could be weeks old. Only what the person may see themselves follows from it, so a forged
// value gains nobody anything.
func nudgeAbout(req *request) (*coach.Team, coach.KPI, error) {
	id, kpi, _ := strings.Cut(req.Value, "/")
	t := req.Roster.Team(id)
	if t == nil || !activeRep(req.Roster, t, req.Person.ID) {
		return nil, coach.KPI{}, refusal("That nudge is about a team that you are not in any more, so there is nothing to change.")
	}
	// The KPI may have been taken off since; its id is never given to another one.
	k, ok := t.KPI(kpi)
	if !ok {
		return nil, coach.KPI{}, refusal("That nudge is about something that " + escape(t.Name) +
			" does not count any more, so there is nothing to change.")
	}
	return t, k, nil
}

// pressNudgeSnooze keeps nudges away until work begins on the person's next day, and offers more. Which day that is
// goes by their own clock at the press: after midnight it is the day that follows. Snoozing is of the person and of all
// their teams, whichever nudge was pressed.
func pressNudgeSnooze(ctx context.Context, b *Bot, req *request) (answer, error) {
	t, _, err := nudgeAbout(req)
	if err != nil {
		return answer{}, err
	}
	// One press is enough to have peace today. Longer is offered afterwards, and asked of nobody.
	said, err := b.snooze(ctx, req, t, snoozeDay)
	if err != nil {
		return answer{}, err
	}
	var s sheet
	s.say(said)
	s.buttons(snoozeButtons(actNudgeSnoozeFor, b.snoozings(req, t)[1:])...)
	return s.private(), nil
}

// pressNudgePlan opens the person's plan, where the numbers that they are nudged about can be changed. The KPI is read
// to refuse a stale button, and the plan opens as a whole.
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

// switchMute stops nudges about one KPI, or lets them come again; each answer offers the way back. Muting what is muted
// already changes nothing and says the same. The button in the answer carries the same value, so that it can be pressed
// back and forth.
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
	// The way back stands in the answer, so that a mute is no decision for life that is forgotten.
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
