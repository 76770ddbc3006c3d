package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"example.com/pacer/bot"
	"example.com/pacer/bot/coach"
	"example.com/pacer/scheduler"
	"example.com/pacer/store"
)

// A clock runs beside the real one at a distance that grows when it is moved. Everything in a playground
// takes its time from one.
type clock struct {
	real func() time.Time
	rest time.Duration // what it goes on by at once while messages wait for their rates; a second when zero

	mu     sync.Mutex
	offset time.Duration // the clock's time minus the real time
}

// Now is the time that the clock shows. Between two moves it runs as fast as the real clock. It never goes back while
// the real one does not: set, which could, is called once, before anything else reads it.
func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.real().Add(c.offset)
}

// set moves the clock to an instant.
// It is for the start alone, where the clock may well go back: in the evening a playground begins with the morning.
func (c *clock) set(to time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offset = to.Sub(c.real())
}

// forward moves the clock to an instant unless it shows a later one by itself.
// It is safe beside another move; the farther of the two counts.
func (c *clock) forward(to time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	// While rituals ran, the real clock went on (a second a message in a channel). Time that was seen is never
	// taken back.
	c.offset = max(c.offset, to.Sub(c.real()))
}

// An advancer moves a clock as if the time had passed: each ritual on the way runs at its own instant, and
// what it says is out before the next one runs.
type advancer struct {
	clock     *clock
	db        *store.DB
	scheduler *scheduler.Scheduler
	bot       *bot.Bot
	life      *demoLife // who acts on the way; nil: nobody
}

// maxStops is how many rituals one move may pass, two teams for years. It ends a move that would not end.
const maxStops = 20_000

// advance moves the clock to an instant, running each ritual on the way, and between them what people do. It tells of
// each ritual as it runs. The page calls it for each of its buttons ("next", "hour", "tomorrow", …). Beside it the
// scheduler's own loop goes on; both may look at the same occurrence, and the claim in the store decides who runs it.
//
// When it returns without an error, the clock shows to or later and everything due by then was said. On an error the
// clock stands at the last ritual that was reached, and the next move goes on from there.
func (a advancer) advance(ctx context.Context, to time.Time, progress func(at time.Time, what string)) error {
	defer a.life.hold()()
	// What is due this very moment may still be running; Next looks only beyond it. The clock may have struck nine
	// after the button was pressed.
	if err := a.stopAt(ctx, a.clock.Now()); err != nil {
		return err
	}
	for range maxStops {
		at, what, err := a.next(ctx)
		if err != nil {
			return err
		}
		last := at.IsZero() || at.After(to)
		if last {
			at = to
		}
		if err := errors.Join(a.life.until(ctx, at), a.stopAt(ctx, at)); err != nil || last {
			return err
		}
		progress(at, what)
	}
	return fmt.Errorf("%s is too far: move the clock in smaller steps", to.Format(time.DateOnly))
}

// next returns when the next ritual is due and what the page calls it; the zero time when there is none.
// A ritual in people's own time comes once a zone, so that the same one may follow itself an hour later.
func (a advancer) next(ctx context.Context) (at time.Time, what string, err error) {
	o, ok, err := a.scheduler.Next(ctx)
	switch {
	case err != nil:
		return time.Time{}, "", fmt.Errorf("next ritual: %w", err)
	case !ok:
		return time.Time{}, "", nil
	}
	roster, err := a.db.Roster(ctx)
	if err != nil {
		return time.Time{}, "", fmt.Errorf("teams: %w", err)
	}
	what = ritualName(o.Kind)
	if t := roster.Team(o.Team); t != nil {
		what += ", " + t.Name
	}
	return o.Due, what, nil
}

// ritualName is what a person calls a ritual.
// A kind that is not listed is shown by its own name: the page stays usable when one is added and this is forgotten.
func ritualName(kind coach.RhythmKind) string {
	switch kind {
	case coach.Huddle:
		return "Morning huddle"
	case coach.HuddleReminder:
		return "Huddle reminder"
	case coach.HuddleClose:
		return "Huddle wrap-up"
	case coach.CheckIn:
		return "Weekly check-in"
	case coach.Leaderboard:
		return "Leaderboard"
	case coach.Nudge:
		return "Nudges"
	case coach.Digest:
		return "Coaching digest"
	case coach.DigestLater:
		return "Coaching digest, for later"
	case coach.ClarityClose:
		return "End of a clarity check"
	default:
		return string(kind)
	}
}

// stopAt lets happen what is due at an instant.
// The order matters: a ritual reads the clock for what it says, and what it put into the outbox is drained before the
// clock moves on, for each message would otherwise bear the stamp of a later hour.
func (a advancer) stopAt(ctx context.Context, at time.Time) error {
	a.clock.forward(at)
	if err := a.scheduler.Tick(ctx); err != nil {
		return fmt.Errorf("rituals of %s: %w", at.Format(time.DateTime), err)
	}
	return a.clock.drained(ctx, a.bot, at)
}

const (
	// sendTime is longer than a message to the playground takes, in real time.
	sendTime = 30 * time.Millisecond
	// mostRests is how many rests of the clock are given to a channel that rests; enough for a burst in one, and little
	// enough for nobody to miss them.
	mostRests = 20
)

// drained waits until what is to be said is said. A channel takes a message a second and a workspace a few, and these
// seconds need not really pass: where the messages are not out in a moment, the clock goes on by a rest. A Slack that the visitor has broken is
// waited for in real time, when the clock has given enough.
func (c *clock) drained(ctx context.Context, b *bot.Bot, at time.Time) error {
	rest := cmp.Or(c.rest, time.Second)
	// A company whose rests are longer has more to say, too: two hundred edited messages take four minutes.
	for range mostRests * int(rest/time.Second) {
		moment, cancel := context.WithTimeout(ctx, sendTime)
		err := b.Drain(moment)
		cancel()
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			break
		}
		c.forward(c.Now().Add(rest))
	}
	if err := b.Drain(ctx); err != nil {
		return fmt.Errorf("messages of %s: %w", at.Format(time.DateTime), err)
	}
	return nil
}

// latestInstant returns the newest instant that a database knows of; zero for an empty one.
// It is what keeps the clock of a second run behind nothing that happened in the first: a ledger with entries from the
// future would show a pace that nobody can have.
func latestInstant(ctx context.Context, db *store.DB) (time.Time, error) {
	var latest time.Time
	later := func(t time.Time) {
		if t.After(latest) {
			latest = t
		}
	}
	// Newest first, so that one is enough. A day may lie back; the instant of logging is what was seen on the clock.
	entries, err := db.Activities(ctx, coach.ActivityFilter{Limit: 1})
	if err != nil {
		return latest, fmt.Errorf("newest entry: %w", err)
	}
	for _, a := range entries {
		later(a.LoggedAt)
	}
	// Planned follow-ups lie ahead and say nothing about how far the clock was; fifty reach past them.
	occurrences, err := db.Occurrences(ctx, 50)
	if err != nil {
		return latest, fmt.Errorf("newest occurrences: %w", err)
	}
	for _, o := range occurrences {
		if o.State != coach.Planned {
			later(o.Due)
		}
	}
	return latest, nil
}

// london shows an instant in the zone of the playground's first team; in UTC should that zone be missing.
func london(t time.Time) time.Time {
	loc, err := time.LoadLocation(demoWest.Team.Zone)
	if err != nil {
		return t.UTC()
	}
	return t.In(loc)
}
