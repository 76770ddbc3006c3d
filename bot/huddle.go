package bot

// The morning huddle, from its opening to the reminder. A huddle is one parent message in the
// team's channel; what people file is one reply each in its thread. The numbers in the parent
// are never stored: they are made of what is filed at the moment of sending
// (renderHuddleParent). The form is in huddle_form.go, the wrap-up in huddle_close.go, and
// plain replies in the thread in huddle_reply.go.
//
// What is said in one is found by keys. The parent has the huddle's own key, "huddle/<team>/<day>", with the time
// behind it from the second of a day on (coach.HuddleRef); each person's reply, their reminder and what managers are
// told go on from that key. Edits name the key of what they change. A message that waits for another names it too, so
// that the outbox keeps their order, and nothing here looks whether something was sent.

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"example.com/pacer/bot/coach"
)

// What is the same for every team. How long a huddle is open is in [coach.HuddleTimes].
const (
	// Both are no settings: who files for tomorrow does so towards the end of the day, and a list longer than thirty is
	// read by nobody.
	huddleEvening   = 16 * 60 // minutes after midnight: from then on, a closed huddle's button files for the next one
	huddleMostNames = 30      // longer lists are in the thread, which has everybody
)

// Names under which the huddle's buttons, its form and its renderer are found.
const (
	actHuddleCheckIn = "huddle_checkin"
	actHuddleSkip    = "huddle_skip"
	formHuddle       = "huddle"
	renderHuddle     = "huddle"
)

// openHuddle posts a huddle and plans its reminder and its end. What was filed since the evening before is waiting in the
// outbox for the parent and follows it into the thread. It is skipped, with the reason recorded, where nobody works,
// where there is no channel, and where that huddle was held already or another one is open (see huddleDueAt). Its
// reminder and its end are part of the same change, so that a huddle that opens always closes.
func openHuddle(ctx context.Context, b *Bot, on occasion) (coach.Change, error) {
	return b.openHuddleFor(ctx, on, clock(on.Due, on.zone))
}

// openHuddleFor is openHuddle for the huddle that is due at a time of the day, "16:00", which may not have come yet.
// Due names the huddle and opening its times: opened by hand at 8:40, "the one of 9:00" closes two hours after 8:40. An
// error that is a skip is recorded with the occurrence; every other has it tried again.
func (b *Bot) openHuddleFor(ctx context.Context, on occasion, due string) (coach.Change, error) {
	t, roster, day, o := on.team, on.roster, on.day, on.Occurrence
	opening := openingOf(o, b.now())
	if len(present(roster, t, day, opening)) == 0 {
		return coach.Change{}, skipNobody
	}
	if t.Channel == "" {
		return coach.Change{}, skipNoChannel
	}
	// All of the day, as which one opens depends on those before it.
	all, err := b.huddles(ctx, t, day, day)
	if err != nil {
		return coach.Change{}, err
	}
	times := b.huddleTimes(t, day)
	hd, err := huddleDueAt(t, day, due, clocks(times, on.zone), all, opening)
	if err != nil {
		return coach.Change{}, err
	}
	// Entries of the evening before are in hd already; a Huddle in a change writes the times alone and leaves them be.
	//
	// The times are part of the same change as the message, so that there is no huddle without
	// a parent and no parent without a huddle.
	hd.OpenedAt = opening
	hd.ClosesAt = closingOf(hd, t.Huddle, times, on.zone)
	say, err := b.huddleBody(ctx, roster, t, hd)
	if err != nil {
		return coach.Change{}, err
	}
	// Replies of the evening before name this key and wait for it.
	parent := message(hd.Ref().Key(), t.Channel, say)
	// A huddle that Slack would not take before it closes is not worth posting; what waits for
	// it is dropped with it.
	parent.Urgent, parent.NotAfter = true, hd.ClosesAt
	return coach.Change{
		Huddle:   &hd,
		Plan:     huddleFollowUps(o, t.Huddle, hd),
		Messages: []coach.Message{parent},
	}, nil
}

// closingOf is when a huddle that opens closes: after the team's time, or when the next one of the day is due. Due are
// the instants of the team's rhythm for the day. Its own time is not the next one's, even when it was opened by hand
// before it.
func closingOf(hd coach.HuddleDay, times coach.HuddleTimes, due []time.Time, zone *time.Location) time.Time {
	closes := hd.OpenedAt.Add(times.CloseAfter())
	for _, at := range due {
		if at.After(hd.OpenedAt) && clock(at, zone) != hd.Due && at.Before(closes) {
			return at
		}
	}
	return closes
}

// openingOf is the instant from which a huddle's times count: its nominal one, unless downtime
// made it late. A few seconds are no downtime: people should read "until 11:00" and not "until 11:01". Late by a minute
// or more, everybody gets the full time from then on. In an occurrence's catch-up window (45 minutes for a huddle) it
// may be late by that much.
func openingOf(o coach.Occurrence, now time.Time) time.Time {
	if now.Sub(o.Due) < time.Minute {
		return o.Due
	}
	return now.Truncate(time.Minute)
}

// huddleFollowUps are the reminder and the end of a huddle. Which huddle they belong to follows from their instants
// (see huddleBehind). The reminder comes before the end, also where the team has set it later than the end of a huddle
// that is cut short: half-way then.
func huddleFollowUps(o coach.Occurrence, times coach.HuddleTimes, hd coach.HuddleDay) []coach.Occurrence {
	// From the opening and not from the nominal time, so that everybody has had as long.
	remind := hd.OpenedAt.Add(times.RemindAfter())
	if !remind.Before(hd.ClosesAt) { // the next one cuts it short
		remind = hd.OpenedAt.Add(hd.ClosesAt.Sub(hd.OpenedAt) / 2)
	}
	return []coach.Occurrence{
		followUp(o, coach.HuddleReminder, remind),
		followUp(o, coach.HuddleClose, hd.ClosesAt),
	}
}

// huddleBehind finds the huddle that an occurrence follows: the newest that was open by then. It opened on the same day or
// on the one before, as no huddle is open for longer than half a day, and none opens while another is open. The team's
// times may have changed since it opened, and one that was due shortly before midnight may have opened after it. When
// neither day has any, a huddle without times comes back. A rhythm's id would not do, as one rhythm may have several
// huddles a day and a manager's own has another.
func (b *Bot) huddleBehind(ctx context.Context, t *coach.Team, o coach.Occurrence) (coach.HuddleDay, error) {
	day, _, err := occurrenceDay(o)
	if err != nil {
		return coach.HuddleDay{}, err
	}
	all, err := b.huddles(ctx, t, day-1, day)
	if err != nil {
		return coach.HuddleDay{}, err
	}
	hd, _ := newestOpened(slices.DeleteFunc(all, func(h coach.HuddleDay) bool { return !h.OpenedAt.Before(o.Due) }))
	return hd, nil
}

// filedIn returns what a person filed; ok is false when they neither filed nor skipped. A huddle has one entry a
// person: the store replaces it when it is filed again. Ok with Skipped is a skip, which is an answer as well.
func filedIn(hd coach.HuddleDay, person string) (entry coach.HuddleEntry, ok bool) {
	i := slices.IndexFunc(hd.Entries, func(e coach.HuddleEntry) bool { return e.Person == person })
	if i < 0 {
		return coach.HuddleEntry{}, false
	}
	return hd.Entries[i], true
}

// remindHuddle writes to those who have neither filed nor skipped and are at work: once, privately. Whose working hours
// have not begun, or are over, is left in peace: a team's morning is somebody's night. The keys make it once; the reminder
// is not worth sending after the huddle has closed. Somebody who files while it is being sent gets it all the same, and
// closeHuddle takes it away. It is one DM a person and huddle at most, with the closing time; there is no second one.
// The person's zone, hours, days off and quiet hours are those of the roster at this moment.
func remindHuddle(ctx context.Context, b *Bot, on occasion) (coach.Change, error) {
	t, roster, o := on.team, on.roster, on.Occurrence
	hd, err := b.huddleBehind(ctx, t, o)
	if err != nil {
		return coach.Change{}, err
	}
	if !hd.ClosedAt.IsZero() || !b.now().Before(hd.ClosesAt) {
		// After downtime the reminder may run later than the closing; it would ask for what is
		// over.
		return coach.Change{}, skip("the huddle has closed")
	}
	change, unanswered := coach.Change{}, 0
	in := present(roster, t, hd.Day, b.now()) // a morning off may have ended since the opening, an afternoon off begun
	for _, p := range in {
		// Also who skips by an earlier huddle of the day.
		if answeredIn(hd, p.ID) {
			continue
		}
		unanswered++
		if !atWork(roster, t, p, b.now()) {
			continue // in their evening or night it would be a reproach; they file when their day begins
		}
		if quietEnd(roster, p.ID, b.now()).After(b.now()) {
			continue // held back until their quiet hours end, it would come when the huddle is old
		}
		say := huddleReminder(t, hd, roster.Zone(p.ID, t))
		change.Messages = append(change.Messages, direct(huddleReminderKey(hd, p.ID), p.ID, say, hd.ClosesAt))
	}
	if unanswered == 0 {
		return coach.Change{}, skip("everybody has answered")
	}
	// How many had not answered stands in the huddle; how many of them were reminded would tell who has quiet hours.
	change.Finish = done(plural(unanswered, "person", "people") + " had not answered")
	return change, nil
}

// huddleReminderKey names the reminder of one person, which goes away once they have answered.
func huddleReminderKey(hd coach.HuddleDay, person string) string {
	return hd.Ref().Key() + "/reminder/" + person
}

// huddleReminder asks one person for their check-in. The closing time is that of their own wall clock. It says what
// they get and what it costs them, and nothing about others who are in: a comparison would turn the offer into a
// reproach. Both buttons stand in it, so that skipping costs as little as checking in.
func huddleReminder(t *coach.Team, hd coach.HuddleDay, zone *time.Location) body {
	var s sheet
	s.say(fmt.Sprintf("Today's huddle of %s is open until %s. Checking in takes a minute: your numbers for today, "+
		"and anything you would like help with.", escape(t.Name), clock(hd.ClosesAt, zone)))
	value := hd.Ref().Key()
	s.buttons(primary(actHuddleCheckIn, "Check in", value), press(actHuddleSkip, "Skip today", value))
	return s.body()
}

// renderHuddleParent makes the parent message of what is filed at the moment of sending, so
// that two people at once can never leave a wrong count behind. Target is the parent's key. Of a team that is gone, the
// error wraps coach.ErrNotFound. It is called by the deliverer for each edit, at most as often as Slack's rate lets
// edits of a message through: of several that wait, the newest is sent.
func renderHuddleParent(ctx context.Context, b *Bot, target string) (body, error) {
	roster, t, hd, err := b.huddleUnder(ctx, target)
	if err != nil {
		return body{}, err
	}
	return b.huddleBody(ctx, roster, t, hd)
}

// huddleUnder reads the huddle whose parent message has that key, with its team. Of a team that is gone, the error
// wraps coach.ErrNotFound. The key comes from our own outbox and is trusted to name a team, not to name one that still
// exists.
func (b *Bot) huddleUnder(ctx context.Context, key string) (*coach.Roster, *coach.Team, coach.HuddleDay, error) {
	// Keys of replies and of managers' messages begin with it and are none.
	ref, ok := coach.ParseHuddleRef(key)
	if !ok {
		return nil, nil, coach.HuddleDay{}, fmt.Errorf("message %q: not a huddle", key)
	}
	roster, err := b.store.Roster(ctx)
	if err != nil {
		return nil, nil, coach.HuddleDay{}, err
	}
	t := roster.Team(ref.Team)
	if t == nil {
		return nil, nil, coach.HuddleDay{}, fmt.Errorf("team %s: %w", ref.Team, coach.ErrNotFound)
	}
	hd, err := b.huddle(ctx, t, ref)
	return roster, t, hd, err
}

// huddleBody is what the parent message says: an open huddle asks, a closed one sums up. It has no state of its own:
// every line is made of the roster, the ledger and the entries of this moment, so that a lost edit is mended by the
// next. Goals of the team are shown on the day itself alone.
func (b *Bot) huddleBody(ctx context.Context, r *coach.Roster, t *coach.Team, hd coach.HuddleDay) (body, error) {
	// A form that stayed open overnight has the parent made anew days later. Its heading is a day, and so its numbers
	// are those of that day's end and not of a week that has begun since.
	at, today := b.now(), true
	if end := lastInstant(hd.Day, teamZone(t)); at.After(end) {
		at, today = end, false
	}
	// Of the periods that run, which is all that the parent shows.
	f, err := b.figures(ctx, r, t, at, 0)
	if err != nil {
		return body{}, err
	}
	in := present(r, t, hd.Day, hd.OpenedAt)
	var s sheet
	s.head("Huddle of " + huddleName(hd))
	// Nobody has to explain an absence: who is away is named as such and not asked, reminded
	// or counted.
	if away := awayToday(r, t, hd); away != "" {
		s.say(away)
	}
	last, err := b.lastHuddle(ctx, t, hd)
	if err != nil {
		return body{}, err
	}
	if became := lastHurdles(r, t, last, hd); became != "" {
		s.say(became)
	}
	if today {
		if err := b.goalsInShort(ctx, &s, t); err != nil {
			return body{}, err
		}
	}
	if hd.ClosedAt.IsZero() {
		huddleOpen(&s, f, hd, in)
	} else {
		huddleWrapUp(&s, f, hd, in)
	}
	return s.body(), nil
}

// huddleOpen asks for check-ins. It counts who is in and names nobody: a list of names would be one of the missing too.
// Everybody in the channel sees the buttons; who may press which is decided when they do.
func huddleOpen(s *sheet, f *figures, hd coach.HuddleDay, in []coach.Person) {
	teamSoFar(s, f)
	zone := teamZone(f.team)
	s.say(huddleCount(hd, in) + " Open until " + clock(hd.ClosesAt, zone) + zoneHint(f, in, zone) + ".")
	value := hd.Ref().Key()
	s.buttons(
		primary(actHuddleCheckIn, "Check in", value),
		press(actLog, "Log", hd.Team),
		press(actHuddleSkip, "Skip today", value),
	)
	// Slack takes no slash command in a thread, and people find that out by trying.
	s.small("In the thread, a reply such as “5 " + escape(firstPlural(f.team)) + "” is logged for you.")
}

// zoneHint names the zone of a time where not everybody lives in it: ", London time", or "" where one clock serves all.
// People know their zone by its city; the id with a slash is the program's. One person in another zone is enough, and
// by the zone's name: two cities of one offset change their clocks on different days.
func zoneHint(f *figures, people []coach.Person, zone *time.Location) string {
	for _, p := range people {
		if f.roster.Zone(p.ID, f.team).String() != zone.String() {
			city := zone.String()[strings.LastIndex(zone.String(), "/")+1:]
			return ", " + escape(strings.ReplaceAll(city, "_", " ")) + " time"
		}
	}
	return ""
}

// firstPlural is a word for examples: the team's own first leading KPI, so that the example can be typed as it stands.
// It is not escaped.
func firstPlural(t *coach.Team) string {
	if leading := t.Leading(); len(leading) > 0 {
		return leading[0].Plural
	}
	return "calls"
}

// teamSoFar shows where the team stands with its leading KPIs, each in the period of its target. Those who are away
// count too: what they did is part of what the team did. The team's pace adds up people's own targets, each in their
// working time; see teamPace.
func teamSoFar(s *sheet, f *figures) {
	everybody := f.roster.Active(f.team)
	var lines []string
	for _, k := range f.team.Leading() {
		lines = append(lines, paceLine(f.teamPace(everybody, k)))
	}
	if len(lines) > 0 {
		s.titled("The team so far", bullets(lines)...)
	}
}

// huddleCount says how many of those who are expected are in: "4 of 6 in.". Whoever skips today is not expected, so
// skipping never makes the team look incomplete. In is who is expected, as of the opening.
func huddleCount(hd coach.HuddleDay, in []coach.Person) string {
	filed, expected := huddleTally(hd, in)
	return fmt.Sprintf("%d of %d in.", filed, expected)
}

// huddleTally counts who is in and who is expected to be: the reps who work that day and do not skip it. Filed is never
// more than expected.
func huddleTally(hd coach.HuddleDay, in []coach.Person) (filed, expected int) {
	expected = len(in)
	for _, e := range hd.Entries {
		working := slices.ContainsFunc(in, func(p coach.Person) bool { return p.ID == e.Person })
		switch {
		case e.Skipped && working:
			expected--
		case e.Skipped:
		case working:
			filed++
		default: // filed on a day off, or moved on since: they are in all the same
			filed, expected = filed+1, expected+1
		}
	}
	return filed, expected - len(skippingSince(hd, in))
}

// skippingSince are those who are not expected because they skipped an earlier huddle of the day, and have not filed in
// this one. Their skip is in the other huddle's entries, so hd.Entries does not have them.
func skippingSince(hd coach.HuddleDay, in []coach.Person) (people []coach.Person) {
	for _, p := range in {
		if _, filed := filedIn(hd, p.ID); !filed && slices.Contains(hd.Skipping, p.ID) {
			people = append(people, p)
		}
	}
	return people
}
