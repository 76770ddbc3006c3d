package bot

// How long nudges are kept away. Lengths are chosen by buttons on a nudge's answer and on the settings; what is stored
// is an instant.

import (
	"context"
	"slices"
	"time"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// For how long nudges can be kept away: what a button carries. They are part of buttons in messages that people read
// days later, so their meaning does not change: what is not offered any more by then is refused in words.
const (
	snoozeDay   = "day"   // until work begins on the next day
	snoozeWeeks = "weeks" // until work begins in the next week
	snoozeSeven = "seven" // for seven days
	snoozeOver  = "over"  // they may come again
)

// A snoozing is a length of a snooze that can be chosen now. Until is an instant at which the person's work begins; the
// label is plain text for a button.
type snoozing struct {
	length string
	label  string
	until  time.Time
}

// snoozings are the lengths that somebody can choose from, the shortest first. They go by the person's own clock and
// their calendar in the team: until work begins, and not until midnight. Where two end on the same day there is one.
// Lengths are worked out when they are shown, and once more when one is pressed: a button says "until Monday" by its
// name and is held against what can be chosen at that moment. There is always one, the day. An end on a day off stays:
// nobody is nudged on it anyway.
func (b *Bot) snoozings(req *request, t *coach.Team) []snoozing {
	zone, cal := req.Roster.Zone(req.Person.ID, t), coach.CalendarOf(t, req.Person)
	today := coach.DayOf(b.now(), zone)
	weekEnd := coach.Weekly.Span(today, t.Year()).To
	// Somebody who is away all of next week comes back later, and is nudged then and not before. The first day of work
	// after this week ends.
	nextWeek, ok := cal.Next(weekEnd)
	if !ok {
		nextWeek = weekEnd + 1
	}
	from := func(d coach.Day) time.Time { return wallTime(d, cal.Hours.From, zone) }
	lengths := []snoozing{{snoozeDay, "Until tomorrow", from(today + 1)}}
	if nextWeek > today+1 {
		lengths = append(lengths, snoozing{snoozeWeeks, "Until " + longDay(nextWeek), from(nextWeek)})
	}
	// The same end twice would be two buttons for one thing.
	if nextWeek != today+7 {
		lengths = append(lengths, snoozing{snoozeSeven, "For a week", from(today + 7)})
	}
	return lengths
}

// snooze keeps nudges away for one of the lengths, or lets them come again. It holds for all of the person's teams: it
// is the person who wants to be left in peace. Pressed twice it says the same. It has an end in any case: to be left
// alone for good is a setting (nudges: never), which is shown on the Home, and not a snooze that somebody has forgotten
// about. The end is stored as an instant, so a journey to another zone moves the hour and not the length. The manager
// is not told.
func (b *Bot) snooze(ctx context.Context, req *request, t *coach.Team, length string) (said string, err error) {
	lengths := b.snoozings(req, t)
	i := slices.IndexFunc(lengths, func(s snoozing) bool { return s.length == length })
	// An end that is now is how a snooze is lifted.
	until := b.now()
	switch {
	case i >= 0:
		until = lengths[i].until
		said = "No more nudges until " + b.snoozedUntil(req, t, until) + ". Logging works as always."
	case length == snoozeOver:
		said = "Nudges may come again."
	default:
		return "", refusal("That button is from another day, so nothing was changed. `" + b.slash("pacer") + " settings` has the ones of now.")
	}
	change := coach.Change{At: b.now(), Inbound: req.Key, Snooze: &coach.Snooze{Person: req.Person.ID, Until: until}}
	return said, b.commit(ctx, change)
}

// snoozedUntil is the end of a snooze as its sleeper says it: "tomorrow, 09:00", "Monday 30 November, 09:00". The day
// and the clock are those of the person in the team that is given. It is plain text.
func (b *Bot) snoozedUntil(req *request, t *coach.Team, until time.Time) string {
	zone := req.Roster.Zone(req.Person.ID, t)
	day := coach.DayOf(until, zone)
	said := longDay(day)
	if day == coach.DayOf(b.now(), zone)+1 {
		said = "tomorrow"
	}
	return said + ", " + clock(until, zone)
}

// snoozeButtons offer some lengths under the given action. Ids are indexed from 0, so no other row of the same action
// may stand in that message.
func snoozeButtons(action string, lengths []snoozing) []*slack.ButtonBlockElement {
	var row []*slack.ButtonBlockElement
	for i, s := range lengths {
		row = append(row, press(indexed(action, i), s.label, s.length))
	}
	return row
}

// pressNudgeSnoozeFor makes a snooze longer, from the answer to the button that made it. Nobody but the person sees any
// of it: the answer takes the place of the private one that holds the button. The lengths are those of the person's
// first team, as the value names none.
func pressNudgeSnoozeFor(ctx context.Context, b *Bot, req *request) (answer, error) {
	t := req.Roster.TeamsOf(req.Person.ID)[0] // there is one: the row asks for a rep
	said, err := b.snooze(ctx, req, t, req.Value)
	return answer{Text: said, Replace: true}, err
}
