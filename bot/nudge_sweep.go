package bot

// The sweep: who gets a nudge or a good word at one of the team's times, and in which order. A word is one a day, whether it
// is a nudge or praise; the keys of the messages see to that, over all the teams that somebody is in.

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"example.com/pacer/bot/coach"
)

// nudgeKey names a person's nudge of a day, over all their teams and times of day; the nudges of who wants several lie
// under it, see nextNudgeKey. The store keeps a key for ever, so a second row under it changes nothing. The day is the
// person's own. Two sweeps at the same instant, of two teams, both may find no nudge and write one; the second row is
// left as it is by the store.
func nudgeKey(person string, d coach.Day) string { return "nudge/" + person + "/" + d.String() }

// praiseKey names a person's only praise of a week, over all their teams; weeks begin on Monday here, whatever the
// teams' do. The seven days between two are kept by praisedSince; the key alone would allow Sunday and Monday.
func praiseKey(person string, d coach.Day) string {
	week := coach.Weekly.Span(d, coach.Year{Week: time.Monday})
	return "praise/" + person + "/" + week.From.String()
}

// A sweep is one look at everybody of a team in a zone. It lives for one occurrence and writes nothing by itself.
type sweep struct {
	b       *Bot
	on      occasion
	nudges  []nudge
	praises []coach.Message
	reasons map[string]int // what became of whom, and why → people
}

// A nudge is a choice with the message that it became.
type nudge struct {
	choice coach.NudgeChoice
	row    coach.Message
}

// nudgeReps writes to whoever a word helps now. It looks at the numbers of the moment at which it runs, not of the one at
// which it was due: somebody who logged in between is not nudged. A nudge that the outbox could not send in time is
// dropped with that reason and not made up for. Nobody's own rhythm is in it: the zone of the occurrence is that of the
// people looked at, so on.zone is theirs. An error of the store leaves the occurrence to be run again as a whole; what
// was composed is thrown away.
func nudgeReps(ctx context.Context, b *Bot, on occasion) (coach.Change, error) {
	// A team of three cities is swept three times, each at its own people's time of day.
	w := sweep{b: b, on: on, reasons: map[string]int{}}
	people := inZone(on.roster, on.team, on.roster.Active(on.team), on.Zone)
	var awake []coach.NudgeFacts
	for _, p := range people {
		facts := coach.NudgeFacts{Person: p, Calendar: coach.CalendarOf(on.team, p), Now: b.now(), Zone: on.zone}
		// Whoever is to be left alone whatever their numbers is known before these are read.
		if choice := coach.ChooseNudge(facts); choice.Reason != coach.NudgeOnPace {
			w.reasons[choice.Reason]++
			continue
		}
		awake = append(awake, facts)
	}
	if err := w.look(ctx, awake); err != nil {
		return coach.Change{}, err
	}
	return coach.Change{Messages: w.inOrder(), Finish: done(nudgeReason(len(people), w.reasons))}, nil
}

// look decides about people by their numbers, which are read at once for all of them.
func (w *sweep) look(ctx context.Context, awake []coach.NudgeFacts) error {
	if len(awake) == 0 {
		return nil
	}
	// Results cannot be nudged: by the time they are behind, nobody can act on them. Hence the leading ones alone.
	leading := w.on.team.Leading()
	f, err := w.b.figuresOf(ctx, w.on.roster, w.on.team, awake[0].Now, leading)
	if err != nil {
		return err
	}
	for _, facts := range awake {
		facts.Paces = f.paces(facts.Person, leading)
		if err := w.choose(ctx, facts); err != nil {
			return err
		}
	}
	return nil
}

// Reasons that the sweep adds to those of package coach.
const (
	nudgeSent   = "nudged"
	nudgeBefore = "told before" // had all the words that they want
)

// choose finds a word for one person, if there is one. Whom package coach has something for may still have had their
// word of the day; that is asked last, as it costs a reading a person.
func (w *sweep) choose(ctx context.Context, facts coach.NudgeFacts) error {
	p, today := facts.Person, coach.DayOf(facts.Now, w.on.zone)
	// Once more, with the numbers: the first look had none.
	choice := coach.ChooseNudge(facts)
	if !choice.Say {
		w.reasons[choice.Reason]++ // also of who is praised: nobody else learns of it
		return w.praise(ctx, facts, today)
	}
	key, err := w.nextNudgeKey(ctx, p, today)
	switch {
	case err != nil:
		return err
	case key == "":
		w.reasons[nudgeBefore]++
	default:
		w.reasons[nudgeSent]++
		w.nudges = append(w.nudges, nudge{choice, w.direct(key, p, nudgeBody(w.on.team, choice), choice.Priority())})
	}
	return nil
}

// praise has a good word for who is well ahead, unless they were nudged today or praised within seven days. Praise is
// once within seven days, on the person's own calendar.
func (w *sweep) praise(ctx context.Context, facts coach.NudgeFacts, today coach.Day) error {
	// The numbers first, as they are at hand; the store is asked about the few who are well ahead.
	choice, p := coach.ChoosePraise(facts), facts.Person
	if !choice.Say {
		return nil
	}
	praised, err := w.praisedSince(ctx, p, today-6, today)
	if err != nil || praised {
		return err
	}
	// "You are behind" in the morning and "well done" in the afternoon would each make the other hollow.
	nudges, err := w.b.store.MessagesUnder(ctx, nudgeKey(p.ID, today))
	if err != nil || len(nudges) > 0 {
		return err
	}
	w.praises = append(w.praises, w.direct(praiseKey(p.ID, today), p, w.b.praiseBody(choice), coach.PraisePriority))
	return nil
}

// nextNudgeKey is the key under which a person gets a nudge now, on a day of theirs; "" when they had all that they want:
// one a day, or one at each of the team's times. On the day of a praise there is none.
//
// Somebody who flies west comes to the same time of the clock a second time, so it is the time that names the nudges of
// who wants several; two teams may have it, too. Times that lie close together may come to pass at once, late: then one
// word is enough for them. D is the day in the zone of the sweep. Both answers rest on the outbox, in which a nudge
// that was dropped unsent counts too: its time has passed.
func (w *sweep) nextNudgeKey(ctx context.Context, p coach.Person, d coach.Day) (string, error) {
	if praised, err := w.praisedSince(ctx, p, d, d); err != nil || praised {
		return "", err
	}
	had, err := w.b.store.MessagesUnder(ctx, nudgeKey(p.ID, d))
	if err != nil {
		return "", err
	}
	if p.Settings.Nudges != coach.NudgeEach {
		if len(had) > 0 {
			return "", nil
		}
		return nudgeKey(p.ID, d), nil
	}
	key := nudgeKey(p.ID, d) + "/" + w.on.Due.In(w.on.zone).Format("1504")
	for _, before := range had {
		if before.Key == key || !before.CreatedAt.Before(w.on.Due) {
			return "", nil
		}
	}
	return key, nil
}

// praisedSince tells whether a person was praised on a day from first to today, which are less than a week apart.
func (w *sweep) praisedSince(ctx context.Context, p coach.Person, first, today coach.Day) (bool, error) {
	// Less than a week touches at most two of the weeks that the keys name, mostly one.
	for _, key := range slices.Compact([]string{praiseKey(p.ID, today), praiseKey(p.ID, first)}) {
		m, err := w.b.store.Message(ctx, key)
		switch {
		case errors.Is(err, coach.ErrNotFound):
		case err != nil:
			return false, err
		// By when it was made and not sent: quiet hours may lie between.
		case coach.DayOf(m.CreatedAt, w.on.zone) >= first:
			return true, nil
		}
	}
	return false, nil
}

// direct is the row of a word to a person, which is not sent any more when it would come too late. Priority is the
// outbox's, lower is earlier.
func (w *sweep) direct(key string, p coach.Person, say body, priority int) coach.Message {
	// Three hours late, "two more today" may be wrong, and after work it is an intrusion.
	m := direct(key, p.ID, say, nudgeStale(w.on.Occurrence, w.on.team, p, w.on.zone))
	m.Priority = priority
	return m
}

// inOrder puts the most urgent first, as the outbox sends a few a second: the larger gap before the smaller, of equal ones
// who has less of their day left, and praise when everybody has been nudged. Among the sweeps of several teams that are
// due at once their priorities say the same; the outbox follows this order where those are alike.
func (w *sweep) inOrder() []coach.Message {
	slices.SortStableFunc(w.nudges, func(a, b nudge) int {
		return cmp.Or(coach.MoreUrgent(a.choice, b.choice), a.row.NotAfter.Compare(b.row.NotAfter))
	})
	// A good word keeps; a nudge is about today.
	rows := make([]coach.Message, 0, len(w.nudges)+len(w.praises))
	for _, n := range w.nudges {
		rows = append(rows, n.row)
	}
	return append(rows, w.praises...)
}

// nudgeStale is the instant after which a nudge is not sent any more: when its occurrence would be too late to run, and
// in any case at the end of the working day, or when the person's quiet hours begin. Slack may have been away for hours
// in between. It is on the clock of the zone, by the day of the occurrence. The hours are the person's own in this
// team.
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

// fewToTell is how many people have to be looked at for it to be said how many of them were nudged, and for what the
// others were not: of fewer, it would tell who is behind, and who wants to be left in peace. Of those who could have
// been nudged, without the ones who are away or off.
const fewToTell = 5

// nudgeReason says how many people were looked at, and how many were not for a reason that everybody may know: "looked at
// 12 people; 1 away; 3 nudged, 7 on pace, 2 too little to mention". An admin and the managers read it in the status.
// Reasons that are not listed here, as who snoozes or mutes, stay untold: the sum of what is said may be less than how
// many were looked at.
func nudgeReason(people int, reasons map[string]int) string {
	// Holidays and hours are in the calendar that all can see, so these are told of one person, too.
	var off []string
	for _, reason := range []string{coach.NudgeAway, coach.NudgeDayOff, coach.NudgeOffHours} {
		if n := reasons[reason]; n > 0 {
			// What is left are those whom a word could have reached.
			people -= n
			off = append(off, fmt.Sprintf("%d %s", n, reason))
		}
	}
	said := append([]string{"looked at " + plural(people, "person", "people")}, off...)
	var found []string
	for _, reason := range []string{nudgeSent, nudgeBefore, coach.NudgeOnPace, coach.NudgeTooLittle, coach.NudgeTooMuch, coach.LeftInPeace} {
		if n := reasons[reason]; n > 0 && people >= fewToTell {
			found = append(found, fmt.Sprintf("%d %s", n, reason))
		}
	}
	if len(found) > 0 {
		said = append(said, strings.Join(found, ", "))
	}
	return strings.Join(said, "; ")
}

// praiseBody is a good word, for one person's eyes. It asks nothing of them, so it has no buttons; how to be left in peace
// stands below.
func (b *Bot) praiseBody(choice coach.NudgeChoice) body {
	var s sheet
	s.say(escape(choice.Text))
	s.small("Only you see this, once a week at most. `" + b.slash("pace") + "` shows all of your numbers, and `" +
		b.slash("pacer") + " settings` keeps such words away.")
	return s.body()
}
