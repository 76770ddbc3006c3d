package bot

// Slack statuses. A status that says that its owner is away ("Vacationing", "Out sick", or what the team has set) is an
// absence while it stands: Pacer leaves them in peace without being told. What the status says word by word is nobody's
// business and is kept nowhere. What somebody, or their manager, says by hand beats it; see coach.CalendarOf.

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// A slackStatus is what stands beside somebody's name in Slack.
type slackStatus struct {
	text, emoji string
	until       time.Time // when Slack takes it away by itself; zero for never
}

// A profile is what Slack says of somebody: what is kept, and their status, which is not.
type profile struct {
	coach.Person
	status slackStatus
}

// profileOf reads Slack's description of somebody with their status.
func profileOf(u slack.User) profile {
	p := profile{personOf(u), slackStatus{text: u.Profile.StatusText, emoji: u.Profile.StatusEmoji}}
	if u.Profile.StatusExpiration > 0 {
		p.status.until = time.Unix(int64(u.Profile.StatusExpiration), 0)
	}
	return p
}

// followStatus is how somebody's absences change for what their status says now, and what they are told of it: one
// message a day at most, when an absence begins that nobody has said by hand. All is empty when the status says nothing
// new. Somebody in no team has no absences by a status.
func (b *Bot) followStatus(r *coach.Roster, p coach.Person, st slackStatus) coach.Change {
	now, zone := b.now(), homeZone(r, p.ID)
	if own, err := time.LoadLocation(p.ZoneName()); err == nil && p.ZoneName() != "" {
		zone = own // which may be news as well
	}
	away := coach.StatusAway(awayStatuses(r, p.ID), st.text, st.emoji)
	spell := p.StatusSpell(away, now, st.until, zone)
	put, back := p.FollowStatus(spell)
	begun := false
	for i := range put {
		if put[i].ID == "" {
			put[i].ID, put[i].MadeAt = newID(), now
			begun = true
		}
	}
	change := coach.Change{Absences: put, Back: back}
	if !away {
		// "I'm here" was said against a status that is gone; the next one speaks for itself.
		ended, gone := endAbsences(p.Absences, func(a coach.Absence) bool { return a.Here }, spell.First, coach.Morning)
		change.Absences, change.Back = append(change.Absences, ended...), append(change.Back, gone...)
	}
	if !begun || permit(asMember, p, r) != nil {
		return change // nothing new, or nobody to tell: accounts that were deactivated keep their status
	}
	p.Absences = slices.Concat(p.Absences, put)
	if a, ok := (coach.Calendar{Absences: p.Absences}).Away(spell.First); ok && a.Source == coach.SaidByStatus {
		change.Messages = []coach.Message{statusNotice(p.ID, spell, coach.DayOf(now, zone), now)}
	}
	return change
}

// awayStatuses are the statuses that mean away in any of the teams that somebody belongs to; none for who is in no team.
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

// statusNotice tells somebody that their status is taken for an absence, with the way to say that it is none.
func statusNotice(person string, spell coach.Spell, today coach.Day, now time.Time) coach.Message {
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
	s.buttons(press(actAwayHere, "I'm here today", ""))
	key := "away/status/" + person + "/" + today.String()
	return direct(key, person, s.body(), now.Add(12*time.Hour))
}

// follow stores what Slack says of somebody, as far as it is news: who they are, and whether their status says that they
// are away. What is known of them is read anew: whoever asks about everybody goes by a roster of some minutes ago.
func (b *Bot) follow(ctx context.Context, asked profile) error {
	roster, err := b.store.Roster(ctx)
	if err != nil {
		return fmt.Errorf("roster: %w", err)
	}
	known := roster.Person(asked.ID)
	asked.Person = merge(known, asked.Person)
	change := b.followStatus(roster, asked.Person, asked.status)
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
