package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"example.com/pacer/bot/coach"
)

// Teams whose people come from a user group of Slack are kept in step with it: at the start, whenever Slack says that the
// group changed, and once an hour for what was not heard.

// byGroup is who changed a team when its user group did.
const byGroup = "user group"

const groupsEvery = time.Hour

// groupLimit bounds what one group may take; a large one has many people whom Slack is asked about.
const groupLimit = 2 * time.Minute

// followGroups keeps all teams in step. It ends with the context. It is the only one that does: of two that follow the same
// group side by side, each would write down what changed.
func (b *Bot) followGroups(ctx context.Context) {
	for ctx.Err() == nil {
		_ = b.safely(func() error { b.followAll(ctx); return nil }) // a panic is logged, and ends nothing else
		nap(ctx, groupsEvery, b.grouped)
	}
}

// followAll keeps each team in step that has a group. An unreadable roster is said elsewhere, and read again in an
// hour. One group that fails keeps no other from being followed; what failed is tried again in an hour, or at the next
// event.
func (b *Bot) followAll(ctx context.Context) {
	roster, err := b.store.Roster(ctx)
	if err != nil {
		return
	}
	for _, t := range roster.Teams {
		if t.Group == "" {
			continue
		}
		if err := b.followGroup(ctx, t.ID, t.Group); err != nil {
			b.log.Warn("a team could not be kept in step with its user group", "team", t.Name, "group", t.Group, "error", b.clean(err))
		}
	}
}

// groupChanged is Slack saying that a user group changed. What it says of whom is a hint and no more, as events come late
// and twice: who is in the group is asked for. The event is acknowledged at once; what becomes of it outlasts its three
// seconds, and an hour later it would have been found out anyway. An error is the store's, and has Slack deliver the
// event again.
func (b *Bot) groupChanged(ctx context.Context, group string) error {
	roster, err := b.store.Roster(ctx)
	if err != nil {
		return err
	}
	if group == "" || !slices.ContainsFunc(roster.Teams, func(t *coach.Team) bool { return t.Group == group }) {
		return nil
	}
	// All of them and not only this one: it costs a call a team, and heals what an earlier event missed.
	wake(b.grouped)
	return nil
}

// followGroup makes the people of a team those of its user group: full, living members, without the team's managers. A
// group that is gone, or that has nobody who can be in a team, changes nothing; the managers are told, once. Errors are
// Slack's and the store's, and then the team is as it was. Team and group are those of the roster when the round began;
// what was changed meanwhile is left to the next round.
func (b *Bot) followGroup(ctx context.Context, team, group string) error {
	ctx, cancel := context.WithTimeout(ctx, groupLimit)
	defer cancel()
	// Asked for each time and not remembered: what was heard last may be a day old after an outage.
	ids, err := b.api.GroupMembers(ctx, group)
	code := refused(err)
	switch {
	// Somebody has deleted or switched off the group in Slack. To empty the team for it would end the rhythm of people
	// who are still there.
	case code == "no_such_subteam" || code == "subteam_disabled":
		return b.groupLost(ctx, team, group, "is not there any more")
	case err != nil:
		return err
	}
	// Somebody who sets the team up at the same moment is not undone: it is composed again from what they saved.
	for range staleTries {
		if err = b.takeGroup(ctx, team, group, ids); !errors.Is(err, coach.ErrStale) {
			break
		}
	}
	return err
}

// takeGroup makes the people of a team those of its user group, as Slack has just told them: see followGroup. ErrStale: the
// roster has changed since it was read, and nothing was done.
func (b *Bot) takeGroup(ctx context.Context, team, group string, ids []string) error {
	roster, err := b.store.Roster(ctx)
	if err != nil {
		return err
	}
	// Who asked to be forgotten comes back by somebody's hand only.
	ids = slices.DeleteFunc(slices.Clone(ids), roster.Forgotten.Has)
	if roster, err = b.acquaintAll(ctx, ids); err != nil {
		return err
	}
	// The team of now: somebody may have changed it while Slack was asked.
	t := roster.Team(team)
	if t == nil || t.Group != group {
		return nil
	}
	// Who is left out is not said: it is so each hour, and the managers have chosen the group.
	reps, _ := sift(roster, ids, t.Managers)
	switch {
	case len(reps) == 0:
		return b.groupLost(ctx, team, group, "has nobody in it who can be in a team")
	// Nothing to say, and no line in the audit: this is looked at every hour.
	case sameSet(reps, t.Reps):
		return nil
	}
	// A copy, because readers share the roster's.
	after := ownCopy(t)
	after.Reps = inOrder(t.Reps, reps)
	// Whoever leaves takes their start with them.
	for id := range after.Starts {
		if !slices.Contains(after.Reps, id) {
			delete(after.Starts, id)
		}
	}
	// Who came and who left stands in the audit by name; nobody is told otherwise, as the group was changed by people
	// who know.
	parts := coach.TeamChanges(t, &after, func(id string) string { return plainName(roster.Person(id)) })
	return b.commit(ctx, coach.Change{Team: &after, Roster: roster.Revision, Audit: []coach.Audit{{
		By: byGroup, Team: t.ID, What: "team", Detail: "Team " + t.Name + " changed: " + strings.Join(parts, "; ") + ".",
	}}})
}

// inOrder keeps those who stay in their places, and puts the new ones behind them. Slack lists groups in an order of
// its own that may change from one answer to the next.
func inOrder(before, now []string) []string {
	kept := slices.DeleteFunc(slices.Clone(before), func(id string) bool { return !slices.Contains(now, id) })
	for _, id := range now {
		if !slices.Contains(kept, id) {
			kept = append(kept, id)
		}
	}
	return kept
}

// sameSet tells whether two lists name the same people. Neither list names anybody twice.
func sameSet(a, b []string) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(id string) bool { return !slices.Contains(b, id) })
}

// acquaintAll asks about everybody who is not known, one after the other, at the pace that Slack allows; whoever could not
// be asked about makes the whole wait for the next time, lest half a group leave. Errors are Slack's and the store's.
// It answers the roster that knows them all.
func (b *Bot) acquaintAll(ctx context.Context, ids []string) (*coach.Roster, error) {
	roster, err := b.store.Roster(ctx)
	if err != nil {
		return nil, fmt.Errorf("roster: %w", err)
	}
	asked := false
	for _, id := range ids {
		known := roster.Person(id)
		if known.Zone != "" {
			continue
		}
		// The first question waits for nothing, as most changes of a group are about one person.
		if asked && !pause(ctx, refreshPause) {
			return nil, ctx.Err()
		}
		asked = true
		if _, err := b.fetchPerson(ctx, known); err != nil && refused(err) == "" {
			return nil, fmt.Errorf("person %s: %w", id, err)
		}
	}
	if !asked {
		return roster, nil
	}
	return b.store.Roster(ctx)
}

// groupLost tells the managers that a team is not kept in step any more, once for a team and a group. It has no end by
// which it is stale: the managers should hear of it whenever they are reachable.
func (b *Bot) groupLost(ctx context.Context, team, group, what string) error {
	roster, err := b.store.Roster(ctx)
	if err != nil {
		return fmt.Errorf("roster: %w", err)
	}
	t := roster.Team(team)
	if t == nil || t.Group != group {
		return nil
	}
	// Looked at every hour; the outbox says what has a key once.
	var told []coach.Message
	for _, m := range managersOf(roster, t) {
		var s sheet
		s.say("The user group that "+escape(t.Name)+" is kept in step with "+what+", so I left the team as it is: "+
			plural(len(t.Reps), "person", "people")+".",
			"Choose another group, or the people by hand, with `"+b.slash("pacer")+" setup`.")
		s.buttons(press(actSetupPage, "Change the people", setupRef{Team: team, Page: pagePeople}.String()))
		told = append(told, direct("group/"+team+"/"+group+"/"+m.ID, m.ID, s.body(), time.Time{}))
	}
	return b.commit(ctx, coach.Change{Messages: told})
}
