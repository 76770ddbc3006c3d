package bot

// Nudges. Whether a word helps, and which, is decided in package coach; here are the one a
// day, the reasons for silence, and the buttons. A nudge is private, and everything that it
// offers makes it quieter or moves the number.

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"example.com/pacer/bot/coach"
)

// Names under which the nudge's buttons are found. Their values are "<team>/<kpi>".
const (
	actNudgeSnooze = "nudge_snooze"
	actNudgePlan   = "nudge_plan"
	actNudgeMute   = "nudge_mute"
	actNudgeUnmute = "nudge_unmute"
)

// nudgeKey allows a person one nudge a day, over all their teams and times of day.
func nudgeKey(person string, d coach.Day) string { return "nudge/" + person + "/" + d.String() }

// nudgeReps writes to whoever a word helps now, and records why the others were left in peace.
func nudgeReps(ctx context.Context, b *Bot, t *coach.Team, o coach.Occurrence) (coach.Change, error) {
	day, zone, err := occurrenceDay(o)
	if err != nil {
		return coach.Change{}, err
	}
	if err := mustWork(t, day); err != nil {
		return coach.Change{}, err
	}
	roster, err := b.store.Roster(ctx)
	if err != nil {
		return coach.Change{}, err
	}
	f, err := b.figures(ctx, roster, t, b.now(), 0)
	if err != nil {
		return coach.Change{}, err
	}
	var change coach.Change
	quiet := make(map[string]int)
	for _, p := range inZone(roster, t, roster.Active(t), o.Zone) {
		choice := coach.ChooseNudge(coach.NudgeFacts{
			Person: p, Paces: f.paces(p, t.Leading()),
			Calendar: coach.CalendarOf(t, p), Now: f.at, Zone: zone,
		})
		key := nudgeKey(p.ID, f.today(p.ID))
		// The key alone would keep a second one from being sent; asking lets the record say
		// so.
		if choice.Say {
			already, err := b.posted(ctx, key)
			if err != nil {
				return coach.Change{}, err
			}
			if already {
				choice = coach.NudgeChoice{Reason: "nudged today already"}
			}
		}
		if !choice.Say {
			quiet[choice.Reason]++
			continue
		}
		stale := nudgeStale(o, coach.CalendarOf(t, p).Hours, zone)
		change.Messages = append(change.Messages, direct(key, p.ID, nudgeBody(t, choice), stale))
	}
	change.Finish = done(nudgeReason(len(change.Messages), quiet))
	return change, nil
}

// nudgeStale is the instant after which a nudge is not sent any more: when its occurrence would be too late to run, and
// in any case at the end of the working day. Slack may have been away for hours in between.
func nudgeStale(o coach.Occurrence, hours coach.Hours, zone *time.Location) time.Time {
	row, _ := coach.RhythmOf(coach.Nudge)
	stale := o.Due.Add(row.CatchUp)
	if end := wallTime(coach.DayOf(o.Due, zone), hours.To, zone); end.Before(stale) {
		return end
	}
	return stale
}

// nudgeReason says how many were nudged and why the others were not: "nudged 2; quiet: 5 on
// pace, 1 snoozed".
func nudgeReason(nudged int, quiet map[string]int) string {
	reason := fmt.Sprintf("nudged %d", nudged)
	if len(quiet) == 0 {
		return reason
	}
	// The most frequent first; the map's order would change from run to run.
	whys := slices.SortedFunc(maps.Keys(quiet), func(a, b string) int {
		return cmp.Or(cmp.Compare(quiet[b], quiet[a]), cmp.Compare(a, b))
	})
	for i, why := range whys {
		whys[i] = fmt.Sprintf("%d %s", quiet[why], why)
	}
	return reason + "; quiet: " + strings.Join(whys, ", ")
}

// nudgeBody is the gap and the next step in one paragraph, and what can be done about it.
func nudgeBody(t *coach.Team, choice coach.NudgeChoice) body {
	value := t.ID + "/" + choice.Pace.KPI.ID
	var s sheet
	s.say(escape(choice.Text))
	s.buttons(
		primary(actLog, "Log", t.ID),
		press(actNudgeSnooze, "Snooze", value),
		press(actNudgePlan, "Adjust my plan", value),
		press(actNudgeMute, "Mute "+choice.Pace.KPI.Plural, value),
	)
	return s.body()
}

// nudgeAbout reads which KPI of which team a nudge was about; an error is a refusal.
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

// pressNudgeSnooze keeps nudges away until work begins on the person's next day.
func pressNudgeSnooze(ctx context.Context, b *Bot, req *request) (answer, error) {
	t, _, err := nudgeAbout(req)
	if err != nil {
		return answer{}, err
	}
	zone := req.Roster.Zone(req.Person.ID, t)
	until := wallTime(coach.DayOf(b.now(), zone)+1, coach.CalendarOf(t, req.Person).Hours.From, zone)
	// The snooze holds for all of the person's teams: it is the person who wants to be left in
	// peace.
	err = b.commit(ctx, coach.Change{At: b.now(), Inbound: req.Key, Snooze: &coach.Snooze{Person: req.Person.ID, Until: until}})
	if err != nil {
		return answer{}, err
	}
	return answer{Text: "No more nudges until tomorrow, " + clock(until, zone) + ". Logging works as always."}, nil
}

// pressNudgePlan shows where the person's targets come from and who can change them.
func pressNudgePlan(_ context.Context, _ *Bot, req *request) (answer, error) {
	t, _, err := nudgeAbout(req)
	if err != nil {
		return answer{}, err
	}
	var lines []string
	for _, k := range t.KPIs {
		if k.Target.Count > 0 {
			lines = append(lines, kpiTitle(k)+": "+escape(k.Number(k.Target.Count))+" a "+string(k.Target.Per))
		}
	}
	var s sheet
	s.titled("Your targets in "+escape(t.Name), bullets(lines)...)
	who := "your manager"
	if managers := managersOf(req.Roster, t); len(managers) > 0 {
		who = namesOf(managers)
	}
	s.say("They are the team's default, which is set in the team file. If a number does not fit your weeks, talk to " + who +
		" about what would; a change counts from the moment it is applied.")
	return s.private(), nil
}

// pressNudgeMute stops nudges about one KPI until the person lets them come again.
func pressNudgeMute(ctx context.Context, b *Bot, req *request) (answer, error) {
	return switchMute(ctx, b, req, true)
}

// pressNudgeUnmute takes a mute back.
func pressNudgeUnmute(ctx context.Context, b *Bot, req *request) (answer, error) {
	return switchMute(ctx, b, req, false)
}

// switchMute stops nudges about one KPI, or lets them come again; each answer offers the way
// back.
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
