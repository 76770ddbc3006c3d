package bot

// What a manager reads on a Monday: one fact and one question for each of their people, what comes back, and what they
// did themselves.
//
// One digest a manager, team and day: its key says so, and so it is the same whichever way it comes, by the rhythm,
// later on the day because its manager wants it so, on the day after a holiday, or on arrival in another zone.

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"example.com/pacer/bot/coach"
)

// sendDigests writes to every manager whose wall clock it is: one fact and one question about each of their reps. A
// manager of two teams gets one digest for each, as the conversations are different ones. The day is the nominal one,
// in the manager's zone. For who wants theirs later in the day a follow-up is planned, which is run here as well and
// composes it with the numbers of then. A manager who moves between zones has one digest a day and team by its key.
// Reasons of the skips are read by admins.
func sendDigests(ctx context.Context, b *Bot, on occasion) (coach.Change, error) {
	t, roster, o := on.team, on.roster, on.Occurrence
	managers, people := digestReaders(on), roster.Active(t)
	switch {
	case len(managers) == 0:
		return coach.Change{}, skip("no manager lives in this zone")
	case len(people) == 0:
		return coach.Change{}, skip("nobody is in the team")
	case len(people) == 1:
		// Whoever is all of the team has nobody in it to talk with.
		managers = slices.DeleteFunc(managers, func(m coach.Person) bool { return m.ID == people[0].ID })
		if len(managers) == 0 {
			return coach.Change{}, skip("nobody else is in the team")
		}
	}
	// A holiday on a Monday puts the digest off to Tuesday, at the same time.
	if !on.moved.IsZero() {
		// It is composed then, with what is known then.
		return coach.Change{
			Plan:   []coach.Occurrence{followUp(o, coach.DigestLater, on.moved)},
			Finish: done("put off to " + shortDay(coach.DayOf(on.moved, on.zone)) + ", after a holiday"),
		}, nil
	}
	now, later, err := b.digestsDue(ctx, on, managers)
	if err != nil {
		return coach.Change{}, err
	}
	change, err := b.digestsFor(ctx, on, now)
	if err != nil || len(later) == 0 {
		return change, err
	}
	change.Plan = later
	change.Finish.Reason += fmt.Sprintf("; %d later today", len(later))
	return change, nil
}

// digestReaders are the managers whom an occurrence of the digest is for: those who live in its zone. A follow-up is also
// for whoever has flown east since it was planned, where the team's time had passed before they came, once the time
// that they have set has come there too. Zones are compared by name for an occurrence of the rhythm, as inZone does;
// for a follow-up their offsets at its instant say who is further east.
func digestReaders(on occasion) []coach.Person {
	managers := managersOf(on.roster, on.team)
	if on.Kind != coach.DigestLater {
		return inZone(on.roster, on.team, managers, on.Zone)
	}
	_, here := on.Due.In(on.zone).Zone()
	return slices.DeleteFunc(managers, func(m coach.Person) bool {
		zone := on.roster.Zone(m.ID, on.team)
		if zone.String() == on.Zone {
			return false
		}
		_, there := on.Due.In(zone).Zone()
		return there <= here || m.Settings.DigestAt == 0 || wallTime(on.day, m.Settings.DigestAt, zone).After(on.Due)
	})
}

// digestsDue sorts managers into those whose digest is due now, without those who have it, and the follow-ups for the
// others. Who has changed their mind since the follow-up was planned is asked for the time that they want now: a time
// that has passed is now, a later one is planned anew. What was put into the outbox counts as had, sent or not.
func (b *Bot) digestsDue(
	ctx context.Context, on occasion, managers []coach.Person,
) (now []coach.Person, later []coach.Occurrence, err error) {
	for _, m := range managers {
		had, err := b.posted(ctx, digestKey(on.team.ID, on.day, m.ID))
		if err != nil {
			return nil, nil, err
		}
		at := digestTime(on.Due, m, on.zone)
		switch {
		case had:
		case at.After(on.Due):
			later = append(later, followUp(on.Occurrence, coach.DigestLater, at))
		default:
			now = append(now, m)
		}
	}
	return now, later, nil
}

// digestTime is when somebody has the digest that is due at an instant: then, or on the same day at the time that they
// have set, where that is later. 0 is no time of their own, and midnight is never later than the team's time. Both are
// on the manager's clock; a time that the clocks skip is shifted as everywhere (wallTime).
func digestTime(due time.Time, m coach.Person, zone *time.Location) time.Time {
	own := wallTime(coach.DayOf(due, zone), m.Settings.DigestAt, zone)
	if own.After(due) {
		return own
	}
	return due
}

// digestsFor composes the digest of some managers. Who is away all day gets none, then or later, because what it says is
// of its day; the next one says that there was none. The questions in it count as asked with the same change, so that
// neither a later digest nor a brief gives them again. It is also how a traveller's digest is composed (travel.go), for
// one manager. Everything in it is of this moment and stored with the message. Stale is when its occurrence would be
// too late to run.
func (b *Bot) digestsFor(ctx context.Context, on occasion, managers []coach.Person) (coach.Change, error) {
	t, day := on.team, on.day
	c, err := b.coaching(ctx, on.roster, t, b.now(), "")
	if err != nil {
		return coach.Change{}, err
	}
	row, _ := coach.RhythmOf(coach.Digest)
	stale := on.Due.Add(row.CatchUp) // as its occurrence would be
	var change coach.Change
	week, err := b.readWeek(ctx, c, day)
	if err != nil {
		return coach.Change{}, err
	}
	away := 0
	for _, m := range managers {
		if coach.CalendarOf(t, m).AwayAllDay(day) {
			away++
			change.Messages = append(change.Messages, direct(digestKey(t.ID, day, m.ID), m.ID, body{}, stale).Dropped(reasonAway))
			continue
		}
		missed, err := b.digestsMissed(ctx, t.ID, m.ID, day)
		if err != nil {
			return coach.Change{}, err
		}
		say, err := c.digest(ctx, b, m, day, missed)
		if err != nil {
			return coach.Change{}, err
		}
		change.Messages = append(change.Messages, direct(digestKey(t.ID, day, m.ID), m.ID, say, stale))
		// A message of its own, under a key of its own: who has no check-ins to read gets none.
		if !week.empty() {
			change.Messages = append(change.Messages, direct(digestKey(t.ID, day, m.ID)+"/checkins", m.ID, week.body(m.ID), stale))
		}
	}
	change.Asked = c.given
	change.Finish = done("sent to " + plural(len(managers)-away, "manager", "managers") + awayCount(away))
	return change, nil
}

// awayCount is the end of what is recorded about a ritual that left some people in peace: "; 2 away".
func awayCount(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("; %d away", n)
}

// digestKey names a manager's digest about a team of a day, so that there is one a day, wherever they travel. The day
// is the nominal one, which a digest that is sent after midnight keeps.
func digestKey(team string, day coach.Day, manager string) string {
	return "digest/" + team + "/" + day.String() + "/" + manager
}

// reasonAway is why a message was dropped that was for somebody who was away.
const reasonAway = "away"

// digestMemory is for how many days back a digest says that there was none. Five weeks: a holiday, and the weeks around
// it.
const digestMemory = 35

// digestsMissed returns the days since a manager's newest digest on which they had none because they were away, the
// earliest first. Only digests that were dropped because of an absence are among them. One that was not due, or was
// dropped for being stale, is passed over.
func (b *Bot) digestsMissed(ctx context.Context, team, manager string, day coach.Day) ([]coach.Day, error) {
	var missed []coach.Day
	for d := day - 1; d >= day-digestMemory; d-- {
		m, err := b.store.Message(ctx, digestKey(team, d, manager))
		switch {
		case errors.Is(err, coach.ErrNotFound):
		case err != nil:
			return nil, err
		case m.State == coach.Dropped && m.Reason == reasonAway:
			missed = slices.Insert(missed, 0, d)
		default:
			return missed, nil // what was before that one was said in it
		}
	}
	return missed, nil
}

// digest is what a manager reads on a day. The questions in it are noted as given to them, so that whoever else manages
// the same people is given others. The error is the store's. Rows are the first of the queue, with a button for more;
// what was missed is said in days and never as a reproach. Coaching is the reader's from here on: questions are chosen
// and noted for them.
func (c *coaching) digest(ctx context.Context, b *Bot, reader coach.Person, day coach.Day, missed []coach.Day) (body, error) {
	c.reader = reader.ID
	var s sheet
	s.head("Coaching, " + longDay(day))
	s.say("One fact and one question for each of your people in " + escape(c.team.Name) + ", the most useful conversation first.")
	if len(missed) > 0 {
		days := make([]string, len(missed))
		for i, d := range missed {
			days[i] = shortDay(d)
		}
		s.say("There was none on " + listed(days) + ", as you were away. What was due then is below if it still is.")
	}
	if err := c.showQueue(ctx, b, &s, 0, coachRows, actCoachMore); err != nil {
		return body{}, err
	}
	c.showDeals(&s)
	c.showPromises(&s, day)
	c.showAccount(&s, reader.ID, day, coachLists/2)
	return s.body(), nil
}

// managersOf are the team's managers who may use Pacer: those who are still in the workspace, and full members of it.
// Whatever is said to managers, or about them, goes by it: a guest whom a team file names by mistake reads nobody's
// numbers, and Slack takes no message for somebody who was deactivated. They come in the team's own order. A manager is
// not looked at for being away: that is managersAtWork's.
func managersOf(r *coach.Roster, t *coach.Team) []coach.Person {
	var managers []coach.Person
	for _, id := range t.Managers {
		if p := r.Person(id); permit(asMember, p, r) == nil {
			managers = append(managers, p)
		}
	}
	return managers
}
