package bot

import (
	"context"
	"time"

	"example.com/pacer/bot/coach"
)

// Quiet hours are kept where messages are sent and nowhere else: whatever was put into the outbox, and whenever, arrives
// outside of the hours that hold at that moment. Who composes a message need not think of them, but for what would be
// said in vain later: nudges and reminders are not composed in quiet hours.

// quietUntil returns the instant from which a message may be sent as far as its reader's quiet hours go: now, or their
// end. Nothing is logged about it: that somebody has quiet hours is theirs to know. An error is the store's, and now
// comes with it: whoever asks may send or wait.
func (b *Bot) quietUntil(ctx context.Context, m coach.Message, now time.Time) (time.Time, error) {
	// Channels have no quiet hours, and answers are what somebody waits for.
	if !m.Unasked() || !isPerson(m.Channel) {
		return now, nil
	}
	roster, err := b.store.Roster(ctx)
	if err != nil {
		return now, err
	}
	return quietEnd(roster, m.Channel, now), nil
}

// quietEnd returns the first instant from at on that is outside of a person's quiet hours, on their own wall clock.
// Hours may go over midnight; without any it is at itself.
func quietEnd(r *coach.Roster, person string, at time.Time) time.Time {
	quiet := r.Person(person).Settings.Quiet
	if quiet == (coach.Hours{}) {
		return at
	}
	return quiet.End(at, homeZone(r, person))
}

// homeZone is the zone of a person where no team is given: their own, else that of the first team that they are in.
func homeZone(r *coach.Roster, person string) *time.Location {
	teams := teamsWith(r, person)
	// Whoever is in no team has the zone that Slack names.
	if len(teams) == 0 {
		return r.Zone(person, nil)
	}
	return r.Zone(person, teams[0])
}

// atOnce marks a direct message as an answer to what its reader has just done: it comes before bulk, and in quiet hours.
func atOnce(m coach.Message) coach.Message {
	m.Urgent = true
	return m
}
