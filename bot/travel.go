package bot

// Who travels. A ritual for people is held once in each zone, at the time of its own clock. Somebody who flies west comes
// to the same time a second time: the key of what they are sent has the week or the day in it, so they get it once.
// Somebody who flies east leaves before the time has come, and arrives where it has passed: what they would have missed
// is sent when they arrive.
//
// It is not a ritual: nothing is due. It composes the messages only, for the change that stores the new zone; the
// occurrences stay as they are for those who live there.

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"

	"example.com/pacer/bot/coach"
	"example.com/pacer/bot/coach/tz"
)

// arrived composes what somebody would miss by moving to another zone now: the check-in and the digest whose time had not
// come where they were and has passed where they are. Before and after are what is known of them; the zone of before
// must still be that of the schedules. Nudges are not made up for, as the day has others. Follow calls it with what
// Slack says, and the settings with a zone that was chosen by hand; the messages go into the change that stores the
// zone, so that a crash between the two loses none of them. An error is the scheduler's or the store's.
func (b *Bot) arrived(ctx context.Context, r *coach.Roster, before, after coach.Person) ([]coach.Message, error) {
	// Whose zone was not known was taken to be at home, and has not travelled.
	if b.cfg.Upcoming == nil || before.ZoneName() == "" || before.ZoneName() == after.ZoneName() {
		return nil, nil
	}
	there, err := tz.Load(after.ZoneName())
	if err != nil {
		return nil, nil //nolint:nilerr // a zone that this program does not know has no rituals
	}
	next, err := b.cfg.Upcoming(ctx)
	if err != nil {
		return nil, fmt.Errorf("rituals that %s may miss: %w", after.ID, err)
	}
	// The roster as it will be: what is composed looks the person up in it, and has to find them where they are now.
	moved := *r
	moved.People = maps.Clone(r.People)
	moved.People[after.ID] = after
	var messages []coach.Message
	for _, o := range next {
		// One that is held in another zone is met there by other people, and was never theirs.
		if o.Zone != before.ZoneName() {
			continue
		}
		change, err := b.missedBy(ctx, &moved, after, o, there)
		if _, nothing := errors.AsType[skip](err); nothing {
			continue
		} else if err != nil {
			return nil, err
		}
		// Messages alone: the occurrence is still to come for others.
		messages = append(messages, change.Messages...)
	}
	return messages, nil
}

// missedBy composes for one person what an occurrence to come would have brought them, if the same time of the clock has
// passed where they are now. The error is a skip when it has not, or when it is none of theirs. O is still to come in
// its own zone and stays as planned for whoever lives there: what is returned has messages alone that count, and ends
// no occurrence.
func (b *Bot) missedBy(
	ctx context.Context, r *coach.Roster, p coach.Person, o coach.Occurrence, there *time.Location,
) (coach.Change, error) {
	day, here, err := occurrenceDay(o)
	if err != nil {
		return coach.Change{}, err
	}
	wall := o.Due.In(here)
	// The wall clock is compared and not the instant: a check-in is at four o'clock wherever somebody is.
	if wallTime(day, wall.Hour()*60+wall.Minute(), there).After(b.now()) {
		return coach.Change{}, skip("it comes there too")
	}
	t := r.Team(o.Team)
	if t == nil {
		return coach.Change{}, skip("no such team")
	}
	if err := mustWork(t, day); err != nil {
		return coach.Change{}, err
	}
	// Who flies on their day off has missed nothing.
	if coach.CalendarOf(t, p).AwayAllDay(day) {
		return coach.Change{}, skip(reasonAway)
	}
	// As it would be held now, about the day on which it was due.
	o.Zone, o.Due = there.String(), b.now()
	on, people := occasion{Occurrence: o, team: t, roster: r, zone: there, day: day}, []coach.Person{p}
	switch {
	case o.Kind == coach.CheckIn && activeRep(r, t, p.ID):
		return b.checkInsFor(ctx, on, people)
	case (o.Kind == coach.Digest || o.Kind == coach.DigestLater) && t.Manages(p.ID) && permit(asMember, p, r) == nil:
		return b.digestsFor(ctx, on, people)
	}
	return coach.Change{}, skip("none of theirs")
}
