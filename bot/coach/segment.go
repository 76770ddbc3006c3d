package coach

import (
	"fmt"
	"slices"
)

// Bounds of the roles in a team. A role is what a team calls a part of its people who do the same work. A board ranks
// each role for itself, so that nobody is compared with somebody whose work is another one.
const (
	MaxSegments = 8  // different ones: more would be a board for each person
	MaxSegment  = 20 // runes of one
)

// Roles are the different words of Segments, in alphabetical order; of people who are still in the team. Words of
// people who have left the team are kept in Segments and left out here: a form would offer a role that nobody has.
// Sorted, as a map has no order and a form must look the same twice.
func (t *Team) Roles() []string {
	var words []string
	for _, id := range t.Reps {
		if word := t.Segments[id]; word != "" && !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	slices.Sort(words)
	return words
}

// board checks what boards go by. A role of somebody who is not in the team is a slip, unless a user group says who is.
// With a group it is Slack that decides who is in, at the next look; the roles of those who are to come may be written
// before.
func (c *teamCheck) board() {
	// An unknown mode counts as percent wherever boards are made, so that an old database never stops a Friday; here,
	// where somebody is setting it up, it is told.
	if c.team.Board.Rule().Mode != c.team.Board {
		c.at("board", "%q is no way to make a leaderboard: there are percent, count, improved, team and off.", string(c.team.Board))
	}
	var people []string
	for id := range c.team.Segments {
		people = append(people, id)
	}
	slices.Sort(people) // the same team has the same faults in the same order
	var words []string
	for _, id := range people {
		word, field := c.team.Segments[id], "roles/"+id
		if !slices.Contains(words, word) {
			words = append(words, word)
		}
		switch {
		case !slices.Contains(c.team.Reps, id) && c.team.Group == "":
			c.at(field, "%s has a role and is no member of the team.", id)
		default:
			c.named(field, fmt.Sprintf("the role of %s", id), word, MaxSegment)
		}
	}
	// Counted over everybody in the map, those of the group's included, and not over Roles: what is set up is checked,
	// whoever is in the team today.
	if len(words) > MaxSegments {
		c.at("roles", "There are %d different roles: up to %d are allowed.", len(words), MaxSegments)
	}
}
