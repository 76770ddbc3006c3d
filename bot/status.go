package bot

// Slack statuses. A status that says that its owner is away ("Vacationing", "Out sick", or what the team has set) is an
// absence while it stands: Pacer leaves them in peace without being told. What the status says word by word is nobody's
// business and is kept nowhere. What somebody, or their manager, says by hand beats it; see coach.CalendarOf.
//
// Statuses are heard of by user_change events and by asking (people.go), since events can get lost. An absence by a
// status is stored like any other, with its source, and goes when the status does.

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
	"example.com/pacer/bot/coach/tz"
)

// A slackStatus is what stands beside somebody's name in Slack. It is read, judged and dropped within one call, and has
// no place in the store or in the log.
type slackStatus struct {
	text, emoji string
	until       time.Time // when Slack takes it away by itself; zero for never
}

// A profile is what Slack says of somebody: what is kept, and their status, which is not.
type profile struct {
	coach.Person
	status slackStatus
}

// profileOf reads Slack's description of somebody with their status. The text and the emoji stay apart, as a team's
// words may be either.
func profileOf(u slack.User) profile {
	p := profile{personOf(u), slackStatus{text: u.Profile.StatusText, emoji: u.Profile.StatusEmoji}}
	// Slack's is in seconds since 1970, and 0 for a status that stays.
	if u.Profile.StatusExpiration > 0 {
		p.status.until = time.Unix(int64(u.Profile.StatusExpiration), 0)
	}
	return p
}

// followStatus is how somebody's absences change for what their status says now, and what they are told of it: one
// message a day at most, when an absence begins that nobody has said by hand. All is empty when the status says nothing
// new. Somebody in no team has no absences by a status. It decides and stores nothing; the caller commits it with
// whatever else Slack said of the person. P is the person as they are known now, with their absences of old.
func (b *Bot) followStatus(r *coach.Roster, p coach.Person, st slackStatus) coach.Change {
	// Days of a status are the person's own: one that ends at 18:00 in Tokyo ends on Tokyo's date.
	now, zone := b.now(), homeZone(r, p.ID)
	if own, err := tz.Load(p.ZoneName()); err == nil {
		zone = own // which may be news as well
	}
	away := coach.StatusAway(awayStatuses(r, p.ID), st.text, st.emoji)
	spell := p.StatusSpell(away, now, st.until, zone)
	// What an absence by a status becomes is coach's to say; here ids and instants are given to what is new.
	put, back := p.FollowStatus(spell)
	begun := false
	for i := range put {
		// One that goes on keeps its id, so that a status that Slack tells of again, or that is made longer, is no
		// second absence and no second message.
		if put[i].ID == "" {
			put[i].ID, put[i].MadeAt = newID(), now
			begun = true
		}
	}
	change := coach.Change{About: []string{p.ID}, Absences: put, Back: back}
	if !away {
		// "I'm here" was said against a status that is gone; the next one speaks for itself.
		ended, gone := endAbsences(p.Absences, func(a coach.Absence) bool { return a.Here }, spell.First, coach.Morning)
		change.Absences, change.Back = append(change.Absences, ended...), append(change.Back, gone...)
	}
	if !begun || permit(asMember, p, r) != nil {
		return change // nothing new, or nobody to tell: accounts that were deactivated keep their status
	}
	p.Absences = slices.Concat(p.Absences, put)
	// What was said by hand of that day beats the status, and who said it by hand knows of it.
	if a, ok := (coach.Calendar{Absences: p.Absences}).Away(spell.First); ok && a.Source == coach.SaidByStatus {
		change.Messages = []coach.Message{statusNotice(p.ID, spell, coach.DayOf(now, zone), now)}
	}
	return change
}

// awayStatuses are the statuses that mean away in any of the teams that somebody belongs to; none for who is in no
// team. Of somebody in two teams the words of both mean away: it is one person, who cannot be away for one team alone.
// Teams that have set nothing have the usual words (coach.AwayStatuses); a team that has set an empty list has none.
func awayStatuses(r *coach.Roster, person string) []string {
	statuses := []string{}
	for _, t := range teamsWith(r, person) {
		if t.Statuses == nil {
			statuses = append(statuses, coach.AwayStatuses...)
		}
		statuses = append(statuses, t.Statuses...)
	}
	return statuses
}

// statusNotice tells somebody that their status is taken for an absence, with the way to say that it is none. The key
// has the day, which is today on their clock: whoever changes their status five times over lunch reads one message. It
// is stale after half a day, when they have long noticed.
func statusNotice(person string, spell coach.Spell, today coach.Day, now time.Time) coach.Message {
	// A status that is set after work counts from the next day on, as the day was worked.
	from := "I leave you in peace"
	if spell.First > today {
		from += " from tomorrow"
	}
	until := "until it changes"
	if spell.Last != coach.Forever {
		until = "until the end of " + shortDay(spell.Last)
	}
	var s sheet
	s.say(fmt.Sprintf("Your Slack status says that you are away, so %s %s: no prompts, no nudges, and your targets are "+
		"for the days that you work. Whatever you log still counts.", from, until))
	// One press says that they work today; to take the status away is theirs, in Slack.
	s.buttons(press(actAwayHere, "I'm here today", ""))
	key := "away/status/" + person + "/" + today.String()
	return direct(key, person, s.body(), now.Add(12*time.Hour))
}

// follow stores what Slack says of somebody, as far as it is news: who they are, and whether their status says that they
// are away. What is known of them is read anew: whoever asks about everybody goes by a roster of some minutes ago. It
// is called with everything that Slack says of anybody whom Pacer knows: an answer to a question, or one that an event
// led to. All that follows from the news (the person, their absences, what they would miss, what they leave open) is
// one change. Errors are the store's and the scheduler's, and coach.ErrForgotten for who asked to be forgotten.
func (b *Bot) follow(ctx context.Context, asked profile) error {
	roster, err := b.store.Roster(ctx)
	if err != nil {
		return fmt.Errorf("roster: %w", err)
	}
	known := roster.Person(asked.ID)
	// Slack knows nothing of what people set here, so that is kept.
	asked.Person = merge(known, asked.Person)
	change := b.followStatus(roster, asked.Person, asked.status)
	// Who they are and when they are away change apart from one another; only the first can make them arrive or leave.
	if !samePerson(known, asked.Person) {
		change.People = []coach.Person{asked.Person}
		arrived, err := b.arrived(ctx, roster, known, asked.Person)
		if err != nil {
			return err
		}
		left, err := b.departed(ctx, roster, known, asked.Person)
		if err != nil {
			return err
		}
		change.Messages = slices.Concat(change.Messages, arrived, left)
	}
	if saysNothing(change) {
		return nil
	}
	if err := b.commit(ctx, change); err != nil {
		return fmt.Errorf("person %s: %w", asked.ID, err)
	}
	return nil
}

// saysNothing tells whether a change about a person would change nothing. Storing the same again would make every
// reader of the roster read it anew.
func saysNothing(c coach.Change) bool {
	return len(c.People)+len(c.Absences)+len(c.Back)+len(c.Messages) == 0
}
