package bot

// The first word that a new rep of a team gets from Pacer: one short direct message, once in their life. And the greeting
// of a team that was made where Pacer had been for long.
//
// Both are looked for once a minute, in the roster, and stored as done with the message itself; so neither can be
// forgotten by a crash or be said twice.

import (
	"context"
	"slices"
	"time"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// A minute late is no matter for a first word, and the roster is cheap to read.
const welcomeEvery = time.Minute

// welcomePeople looks once a minute for reps who have not had their first word, whichever way they came into a team: a
// team file, the form, a user group. It waits for each until they are at work, so that nobody hears of Pacer at night or
// on their holiday, and whoever leaves before that hears nothing at all. Channels that became a team's home are greeted
// first. It ends with the context. It is looked for and not told by whoever adds somebody: there are three ways into a
// team, one of them in another process (pacer apply).
func (b *Bot) welcomePeople(ctx context.Context) {
	var known map[string]bool
	for {
		_ = b.safely(func() error { // a panic is logged, and the next round is a minute away
			roster, err := b.store.Roster(ctx)
			if err != nil {
				return err // an unreadable roster is said elsewhere
			}
			known = b.greetHomes(ctx, roster, known)
			b.welcomeFrom(ctx, roster)
			return nil
		})
		if !pause(ctx, welcomeEvery) {
			return
		}
	}
}

// greetHomes says hello in channels that became a team's home while Pacer was in them already; where it is not, it does so
// when it is invited. Known are the homes that were seen before, nil on the first look, and the result is to be handed in
// at the next. On the first look the new teams are those of which nobody has had their first word: whoever applied their
// files before the program was started for the first time is greeted too, and nobody after a restart. What the setup in
// Slack has greeted has the same key, and is not greeted again.
func (b *Bot) greetHomes(ctx context.Context, r *coach.Roster, known map[string]bool) map[string]bool {
	seen := make(map[string]bool, len(r.Teams))
	for _, t := range r.Teams {
		home := t.ID + "/" + t.Channel
		seen[home] = true
		welcomed := slices.ContainsFunc(t.Reps, func(id string) bool { return r.Person(id).Welcomed })
		if t.Channel == "" || known[home] || known == nil && welcomed {
			continue
		}
		inside, err := b.api.InChannel(ctx, t.Channel)
		if err == nil && inside {
			err = b.commit(ctx, coach.Change{At: b.now(), Messages: []coach.Message{b.greeting(r, t.Channel, []*coach.Team{t})}})
		}
		if err != nil {
			b.log.Warn("greeting of a team", "team", t.ID, "error", b.clean(err))
			delete(seen, home) // the next round tries again
		}
	}
	return seen
}

// welcomeFrom welcomes everybody who is new and at work now. That somebody was welcomed is stored with the message, in
// one change, so it happens once in their life and not once a team. Somebody who comes back after years reads nothing
// new.
func (b *Bot) welcomeFrom(ctx context.Context, r *coach.Roster) {
	now := b.now()
	done := map[string]bool{}
	for _, t := range r.Teams {
		for _, p := range r.Active(t) {
			// Until Slack has told their zone, it has not told either whether they are a guest. The roster is that of
			// the beginning of the round, which does not know yet whom this round has welcomed.
			if p.Welcomed || done[p.ID] || p.Zone == "" || !atWork(r, t, p, now) {
				continue
			}
			done[p.ID] = true
			change := coach.Change{At: now, Welcomed: []string{p.ID}, Messages: []coach.Message{
				// It has no end: the first word is as true tomorrow. Quiet hours delay it, like everything that nobody
				// asked for.
				direct("welcome/"+p.ID, p.ID, b.welcome(r, t, p), time.Time{}),
			}}
			if err := b.commit(ctx, change); err != nil {
				b.log.Error("welcome", "person", p.ID, "error", b.clean(err)) // the next round tries again
			}
		}
	}
}

// atWork tells whether somebody is at work for a team now, by their own clock. By the calendar of that team: somebody
// may work mornings, be on holiday, or not have started yet. Minutes are since midnight.
func atWork(r *coach.Roster, t *coach.Team, p coach.Person, now time.Time) bool {
	wall := now.In(r.Zone(p.ID, t))
	return coach.CalendarOf(t, p).WorksAt(coach.DayOf(now, wall.Location()), wall.Hour()*60+wall.Minute())
}

// welcome says what the person will meet, in as few words as it takes to log for the first time. The example is in the
// team's own words and can be copied as it stands. Everything else is found by using it: a tour that is sent on the
// first day is read by nobody on the second.
func (b *Bot) welcome(r *coach.Roster, t *coach.Team, p coach.Person) body {
	var s sheet
	s.say("Hello " + nameOf(named(p)) + "! I am Pacer, and I keep count for " + escape(t.Name) + ". " + counted(t) +
		" Write `" + b.slash("log") + " " + b.firstLog(t) + "` anywhere, or just `" + b.firstLog(t) + "` to me: only you see the answer, which says where you stand.")
	row := []*slack.ButtonBlockElement{primary(actLog, "Log something", t.ID)}
	if b.offers(actSettings, p, r) {
		row = append(row, press(actSettings, "Settings…", ""))
	}
	s.buttons(row...)
	return s.body()
}

// firstLog is an example of a line in the team's own words. Money is left out, as an amount needs its unit and is typed
// on few days. The fallback is for teams that count nothing else.
func (b *Bot) firstLog(t *coach.Team) string {
	for _, k := range t.KPIs {
		if !k.Money() {
			return escape(k.Amount(5))
		}
	}
	return "5 conversations"
}

// offers tells whether a person may press a button. It is asked before a button is shown, so that nobody is offered
// what they would be refused; the press is checked again.
func (b *Bot) offers(action string, p coach.Person, r *coach.Roster) bool {
	row, ok := b.tables.button(action)
	return ok && permit(row.Who, p, r) == nil
}
