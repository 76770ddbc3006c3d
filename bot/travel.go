package bot

// Who travels. A ritual for people is held once in each zone, at the time of its own clock. Somebody who flies west comes
// to the same time a second time: the key of what they are sent has the week or the day in it, so they get it once.
// Somebody who flies east leaves before the time has come, and arrives where it has passed: what they would have missed
// is sent when they arrive.

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"

	"example.com/pacer/bot/coach"
)

// arrived composes what somebody would miss by moving to another zone now: the check-in and the digest whose time had not
// come where they were and has passed where they are. Before and after are what is known of them; the zone of before
// must still be that of the schedules. Nudges are not made up for, as the day has others.
func (b *Bot) arrived(ctx context.Context, r *coach.Roster, before, after coach.Person) ([]coach.Message, error) {
	// Whose zone was not known was taken to be at home, and has not travelled.
	if b.cfg.Upcoming == nil || before.ZoneName() == "" || before.ZoneName() == after.ZoneName() {
		return nil, nil
	}
	there, err := time.LoadLocation(after.ZoneName())
	if err != nil {
		return nil, nil //nolint:nilerr // a zone that this program does not know has no rituals
	}
	next, err := b.cfg.Upcoming(ctx)
	if err != nil {
		return nil, fmt.Errorf("rituals that %s may miss: %w", after.ID, err)
	}
	moved := *r
	moved.People = maps.Clone(r.People)
	moved.People[after.ID] = after
	var messages []coach.Message
	for _, o := range next {
		if o.Zone != before.ZoneName() {
			continue
		}
		change, err := b.missedBy(ctx, &moved, after, o, there)
		if _, nothing := errors.AsType[skip](err); nothing {
			continue
		} else if err != nil {
			return nil, err
		}
		messages = append(messages, change.Messages...)
	}
	return messages, nil
}

// missedBy composes for one person what an occurrence to come would have brought them, if the same time of the clock has
// passed where they are now. The error is a skip when it has not, or when it is none of theirs.
func (b *Bot) missedBy(
	ctx context.Context, r *coach.Roster, p coach.Person, o coach.Occurrence, there *time.Location,
) (coach.Change, error) {
	day, here, err := occurrenceDay(o)
	if err != nil {
		return coach.Change{}, err
	}
	wall := o.Due.In(here)
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
