package bot

// What Pacer says when it comes into a channel.

import (
	"context"
	"strings"

	"github.com/slack-go/slack/slackevents"

	"example.com/pacer/bot/coach"
)

// joined is Slack saying that somebody came into a channel. Only Pacer itself coming in is of interest: it greets once,
// and says what it will post there. The key keeps it from greeting again when it is invited a second time. Key is the
// event's id, which a redelivery keeps. An error is the store's, and has Slack deliver the event again; that the
// inviter cannot be asked about is none. What could not be posted while Pacer was out of the channel is made due first
// (huddlesInto), and fails quietly: a greeting is not lost over it.
func (b *Bot) joined(ctx context.Context, key string, e *slackevents.MemberJoinedChannelEvent) error {
	// Everybody else's coming and going in a channel is not read any further; Slack tells of it because the scope does
	// not tell one from the other.
	if e.User != b.self.User || e.Channel == "" {
		return nil
	}
	// Whoever invited Pacer is most likely who can set it up; asked about now, they are named below. It can do without.
	if e.Inviter != "" {
		if _, _, err := b.who(ctx, e.Inviter); err != nil {
			b.log.Warn("who invited Pacer cannot be asked about", "person", e.Inviter, "error", b.clean(err))
		}
	}
	roster, err := b.store.Roster(ctx)
	if err != nil {
		return err
	}
	var homes []*coach.Team
	for _, t := range roster.Teams {
		if t.Channel == e.Channel {
			homes = append(homes, t)
		}
	}
	b.huddlesInto(ctx, homes)
	return b.commit(ctx, coach.Change{At: b.now(), Inbound: key, Messages: []coach.Message{
		b.greeting(roster, e.Channel, homes),
	}})
}

// greeting is what Pacer says in a channel when it comes into it, or when a team starts there. The key has the names of the
// teams, so that each of them is greeted for once, whichever of the two comes first. It is bulk like every post of
// ours, and goes out though nobody is at work: a channel wakes nobody up. It has no NotAfter, so a channel that takes
// it late is greeted late.
func (b *Bot) greeting(r *coach.Roster, channel string, homes []*coach.Team) coach.Message {
	key := []string{"hello", channel}
	for _, t := range homes {
		key = append(key, strings.ToLower(t.Name))
	}
	return message(strings.Join(key, "/"), channel, b.hello(r, homes))
}

// hello is the greeting in a channel that is the home of some teams, or of none. It is read by everybody in it, so it
// names people without calling them. With a home it names the times of what it will post, as that is what a channel
// wants to know of an app that was added to it. Numbers of people are never in it. Its words are plain, as somebody
// reads them who has never heard of Pacer.
func (b *Bot) hello(r *coach.Roster, homes []*coach.Team) body {
	var s sheet
	// Invited by mistake, or before the team was made: it says so, instead of a silence that looks like a fault.
	if len(homes) == 0 {
		s.say("Hello! I am Pacer. I count the few things that a sales team can steer, and keep its rhythm: a huddle, " +
			"a leaderboard, a word when it helps. This channel is not a team's home yet, so I post nothing here. " +
			b.whoSetsUp(r) + " can make it one with `" + b.slash("pacer") + " setup`.")
		return s.body()
	}
	for _, t := range homes {
		s.say("Hello! I am Pacer, and I keep the rhythm of " + escape(t.Name) + " here.")
		lines := b.rhythmLines(t, coach.Huddle, coach.Leaderboard)
		if len(lines) == 0 {
			lines = []string{"nothing by myself: its huddle and its leaderboard are switched off"}
		}
		s.titled("What I post in this channel", bullets(lines)...)
	}
	s.say("Everything else goes to each person alone. `" + b.slash("log") + " 5 conversations` logs from any channel, and only " +
		"you see the answer. " + b.helpHint())
	return s.body()
}

// rhythmLines says when a team's rituals of some kinds are held, a line each: "Huddle: weekdays at 09:00, next on Mon 23
// Nov". What is switched off is left out. Crons that are not set are the default, so that a team of an older version is
// described as it runs. Dates are the team's; without Config.Dates they are left out.
func (b *Bot) rhythmLines(t *coach.Team, kinds ...coach.RhythmKind) []string {
	var lines []string
	for _, kind := range kinds {
		crons := cronsOf(t, kind)
		if len(crons) == 0 {
			continue
		}
		line := ritualName(kind) + ": " + escape(coach.RhythmWords(crons))
		// Working days alone, so a date in it is one on which it is held.
		if next := b.nextDates(t, crons, 1); len(next) > 0 {
			line += ", next on " + next[0].In(teamZone(t)).Format("Mon 2 Jan")
		}
		lines = append(lines, line)
	}
	return lines
}

// cronsOf is when a ritual of a team is due; none when it is switched off. A kind that is set to no expressions is
// switched off, one that is not set has its default.
func cronsOf(t *coach.Team, kind coach.RhythmKind) []string {
	if crons, set := t.Rhythms[kind]; set {
		return crons
	}
	row, _ := coach.RhythmOf(kind)
	return row.Default
}

// settersNamed is how many of those who set Pacer up are named to somebody who looks for one.
const settersNamed = 3

// whoSetsUp names those who can set Pacer up, as far as they are known: "Ada or Ben", "A workspace admin". Those who
// were named for it come before the admins, as they are nearer to the team. Three are enough to ask one of, and a
// workspace may have forty admins. Names are escaped, and no mentions.
func (b *Bot) whoSetsUp(r *coach.Roster) string {
	admins, appointed := setters(r)
	var names []string
	for _, p := range append(appointed, admins...) {
		if p.Name != "" && len(names) < settersNamed {
			names = append(names, nameOf(p))
		}
	}
	switch n := len(names); n {
	case 0:
		return "A workspace admin"
	case 1:
		return names[0]
	default:
		return strings.Join(names[:n-1], ", ") + " or " + names[n-1]
	}
}
