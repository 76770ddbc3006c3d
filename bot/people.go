package bot

// Who people are: what is asked of Slack about them, when it is asked again, and what of it is news.
//
// Nothing is asked of Slack that is not needed: name, zone, kind of account and status, and no e-mail address.

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
	"example.com/pacer/bot/coach/tz"
)

// What Slack knows about people (names, zones, who was deactivated) is kept in the roster: asked for when somebody
// first appears, refreshed when the program starts, and asked for anew whenever a user_change event has news.

// fetchPerson asks Slack about somebody and remembers the answer, and follows their status. Known is what the roster
// holds, at least the id. On an error of Slack's it returns known; on one of the store's it returns the answer, which is
// then not remembered. It stores through follow, which also reads their status; two calls for one person at the same
// time store the same twice.
func (b *Bot) fetchPerson(ctx context.Context, known coach.Person) (coach.Person, error) {
	// The answer is stored before it is used, so that the next envelope does not ask again.
	asked, err := b.api.Person(ctx, known.ID)
	if err != nil {
		return known, err
	}
	asked.Person = merge(known, asked.Person)
	// Nil and every other error alike.
	if err := b.follow(ctx, asked); !errors.Is(err, coach.ErrForgotten) {
		return asked.Person, err
	}
	return asked.Person, nil // whoever asked to be forgotten is known for as long as this takes
}

// merge takes from Slack what Slack decides and keeps what is ours. What is listed here is everything in coach.Person
// that Slack does not know: a new field of ours has to be added, or it is lost at the next refresh.
func merge(known, asked coach.Person) coach.Person {
	asked.ID = known.ID
	asked.SnoozedUntil, asked.Muted = known.SnoozedUntil, known.Muted
	asked.Appointed, asked.Settings, asked.Absences = known.Appointed, known.Settings, known.Absences
	asked.Plans = known.Plans
	asked.Welcomed = known.Welcomed
	return asked
}

// samePerson compares what Slack decides. Storing the same again would make every reader of the roster read it anew.
// Fields of ours are not compared: merge has made them equal.
func samePerson(a, b coach.Person) bool {
	return a.ID == b.ID && a.Name == b.Name && a.Zone == b.Zone && a.Admin == b.Admin && a.Guest == b.Guest &&
		a.Stranger == b.Stranger && a.Bot == b.Bot && a.Deleted == b.Deleted
}

// personOf reads Slack's description of somebody. The name is the one that colleagues see. Somebody without a zone,
// which Slack does not promise, gets UTC: it tells "asked" from "never asked about". Guests of one and of several
// channels are guests alike.
func personOf(u slack.User) coach.Person {
	const slackbot = "USLACKBOT" // says of itself that it is no bot
	return coach.Person{
		ID:       u.ID,
		Name:     cmp.Or(u.Profile.DisplayName, u.Profile.RealName, u.RealName, u.Name),
		Zone:     zoneOf(u.TZ),
		Admin:    u.IsAdmin || u.IsOwner || u.IsPrimaryOwner,
		Guest:    u.IsRestricted || u.IsUltraRestricted,
		Stranger: u.IsStranger,
		Bot:      u.IsBot || u.IsWorkflowBot || u.IsConnectorBot || u.ID == slackbot,
		Deleted:  u.Deleted,
	}
}

// zoneOf keeps a zone that this program knows; a newer one that it does not know yet would break every sum of days.
// Zones are IANA names: Slack's offset would be wrong after the next change to summer time. "" is UTC as well.
func zoneOf(name string) string {
	if tz.Check(name) != nil {
		return "UTC"
	}
	return name
}

// personChanged is Slack saying that somebody changed. Only people whom Pacer knows matter, and of them only what it
// keeps. What the event says is a hint and no more: Slack delivers events again, and late ones after newer ones, and
// somebody who has come home from a journey would travel back. What is news is asked for. An error is the store's or
// that of follow, and has Slack deliver the event again.
func (b *Bot) personChanged(ctx context.Context, u slack.User) error {
	roster, err := b.store.Roster(ctx)
	if err != nil {
		return err
	}
	// Everybody else in the workspace changes too: thousands of people whom Pacer has no reason to store.
	known := roster.Person(u.ID)
	// A zone says that Slack was asked about them before.
	if known.Zone == "" && !slices.Contains(teamPeople(roster), u.ID) {
		return nil
	}
	said := profileOf(u)
	said.Person = merge(known, said.Person)
	if samePerson(known, said.Person) && saysNothing(b.followStatus(roster, known, said.status)) {
		return nil
	}
	if _, err := b.fetchPerson(ctx, known); err != nil {
		// Slack cannot be asked now, and may not say it again: what it said is more likely than what was before.
		b.log.Warn("person cannot be asked about, the event is believed", "person", u.ID, "error", b.clean(err))
		return b.follow(ctx, said)
	}
	return nil
}

const (
	refreshPause = 700 * time.Millisecond // users.info allows a hundred a minute
	refreshEvery = time.Minute            // how often it is looked whether somebody is to be asked about
	// Events of Slack's can get lost. A status that was cleared without one would keep its owner away for ever; names and
	// zones can wait.
	refreshAway   = time.Hour
	refreshOthers = 24 * time.Hour
)

// refreshPeople keeps what is known about the people of all teams fresh: everybody when the program starts, for what
// happened while nothing listened, and then whoever joins a team, each day everybody, and each hour those who are away by
// their status. Its memory is the process's own: a restart asks about everybody once more. It runs beside everything
// else and ends with the context.
func (b *Bot) refreshPeople(ctx context.Context) {
	asked := map[string]time.Time{}
	for {
		_ = b.safely(func() error { // a panic is logged, and the next round is a minute away
			roster, err := b.store.Roster(ctx)
			if err == nil { // an unreadable roster is said elsewhere
				b.refreshFrom(ctx, roster, asked)
			}
			return err
		})
		if !pause(ctx, refreshEvery) {
			return
		}
	}
}

// refreshFrom asks about everybody in the roster's teams who was not asked about for long enough, one every refreshPause,
// so that a big company's start leaves users.info free for people who type. Asked is its memory between rounds: when each
// was asked about. It ends with the context. Calls of people who type are not held up by it: the pause leaves a good
// part of users.info to them.
func (b *Bot) refreshFrom(ctx context.Context, roster *coach.Roster, asked map[string]time.Time) {
	for _, id := range teamPeople(roster) {
		known := roster.Person(id)
		// Who was never asked about in this process is asked about now.
		if at, ok := asked[id]; ok && b.now().Sub(at) < refreshAfter(known, b.now()) {
			continue
		}
		_, err := b.fetchPerson(ctx, known)
		// Somebody whom Slack refuses to describe is not asked about every minute. Whoever could not be asked about,
		// because the network or the store was away, is asked about in the next round.
		if err == nil || refused(err) != "" {
			asked[id] = b.now()
		}
		if err != nil {
			b.log.Warn("person could not be refreshed", "person", id, "error", b.clean(err))
		}
		if !pause(ctx, refreshPause) {
			return
		}
	}
}

// refreshAfter is how long after it was asked about somebody is asked about again. An absence that ended before
// yesterday asks for nothing any more.
func refreshAfter(p coach.Person, now time.Time) time.Duration {
	yesterday := coach.DayOf(now, time.UTC) - 1 // somewhere it still is
	byStatus := func(a coach.Absence) bool { return a.Source == coach.SaidByStatus && a.Span.To >= yesterday }
	if slices.ContainsFunc(p.Absences, byStatus) {
		return refreshAway
	}
	return refreshOthers
}

// teamPeople returns everybody whom a team names, each once, managers included, sorted by id. People of closed teams
// are not among them.
func teamPeople(r *coach.Roster) []string {
	var ids []string
	for _, t := range r.Teams {
		ids = append(append(ids, t.Managers...), t.Reps...)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// pause waits in a way that a stop can end; it answers false when the context ended first.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
