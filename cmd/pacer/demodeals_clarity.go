package main

import (
	"slices"
	"time"

	"example.com/pacer/bot/coach"
)

// clarityCloses is how long after the history begins to be lived the clarity check of the playground closes: while nobody has
// come to visit yet, so that its result is there to be read. In the playground's time, from the instant at which the
// database is filled; the day before the visitor comes is lived through after that.
const clarityCloses = 20 * time.Minute

// A demoPick is what somebody of the playground picked in the clarity check, as ids of milestones of the default
// process. It becomes a pick by name, since a check keeps names of milestones and no ids.
type demoPick struct {
	Person string
	Items  []string
	Other  string
}

// demoPicks agree on the measures, and on what can wait; about who decides quietly they do not. Five pick, where three
// are the fewest that have a result, and one of them adds something of their own.
var demoPicks = []demoPick{
	{Person: "U0MAYA", Items: []string{"measures", "occasion", "for", "against", "quiet"}},
	{Person: "U0ANN", Items: []string{"measures", "occasion", "for", "quiet"}},
	{Person: "U0BOB", Items: []string{"measures", "for", "criteria"}, Other: "Whether there is a budget at all."},
	{Person: "U0CHLOE", Items: []string{"measures", "occasion", "for", "against", "quiet"}},
	{Person: "U0DEV", Items: []string{"measures", "occasion", "for", "next"}},
}

// demoClarity are the changes that ask the team of the people who picked, each in its turn: the check, then their picks. It
// closes by itself, as every check does; none for a team that none of them is in. The picks come as changes of their
// own, an hour after one another: a pick is refused where nobody was asked before. They went through no form, so that
// the messages that asked are written down here too.
func demoClarity(team *coach.Team, now time.Time) []coach.Change {
	picks := slices.DeleteFunc(slices.Clone(demoPicks), func(p demoPick) bool {
		return !team.Manages(p.Person) && !slices.Contains(team.Reps, p.Person)
	})
	// With fewer the result would not be shown, and a check without one teaches nothing.
	if len(picks) < coach.MinClarity {
		return nil
	}
	// Two days ago, so that the picks, an hour apart, all lie behind now.
	stages, at := team.Stages(), now.AddDate(0, 0, -2)
	c := coach.Clarity{
		ID: demoID(at, team.ID, "clarity"), Team: team.ID, By: team.Managers[0], From: stages[1].Name, To: stages[2].Name,
		AskedAt: at, ClosesAt: now.Add(clarityCloses),
	}
	c.Items = coach.ClarityItems(stages, c.ID)
	begun := coach.Change{At: at, Clarity: &c, Plan: []coach.Occurrence{{
		Rhythm: c.ID, Team: team.ID, Kind: coach.ClarityClose, Zone: team.Zone, Due: c.ClosesAt, State: coach.Planned,
	}}}
	changes := []coach.Change{begun}
	for i, p := range picks {
		c.Picks = append(c.Picks, coach.ClarityPick{Clarity: c.ID, Person: p.Person})
		pick := coach.ClarityPick{Clarity: c.ID, Person: p.Person, Other: p.Other}
		for _, id := range p.Items {
			if m, _, ok := stages.Milestone(id); ok {
				pick.Items = append(pick.Items, m.Name)
			}
		}
		changes = append(changes, coach.Change{At: at.Add(time.Duration(i+1) * time.Hour), Pick: &pick})
		changes[0].Messages = append(changes[0].Messages, coach.Message{
			Key: "clarity/" + c.ID + "/" + p.Person, Verb: coach.Post, Channel: p.Person,
			Text: "What has to be known before a deal moves from *" + c.From + "* to *" + c.To + "*? Your pick is in.",
		})
	}
	return changes
}
