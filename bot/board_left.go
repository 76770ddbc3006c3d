package bot

// Those who are not on a board any more, but did a part of what the team did on its days.

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"example.com/pacer/bot/coach"
)

// A leaver is somebody without a row who logged something for the board's days: the team's result stays what it was when somebody
// leaves.
type leaver struct {
	person coach.Person
	last   coach.Day // of which they have logged anything since the board began
}

// leavers are those of a board, by their ids. When somebody left is written nowhere, so until the last day of which they logged
// something they were there. Who asked to be forgotten is not among them: addPaces knows their counts.
func (b *Bot) leavers(ctx context.Context, s *standings) ([]leaver, error) {
	gone := map[string]bool{}
	for key := range s.f.sums {
		gone[key.person] = !coach.StillCounts(key.person)
	}
	for _, row := range s.people {
		delete(gone, row.Person)
	}
	var all []leaver
	for _, id := range slices.Sorted(maps.Keys(gone)) {
		if !gone[id] {
			continue
		}
		since := coach.Span{From: s.span.From, To: max(s.span.To, s.f.today(id))}
		rows, err := b.store.PersonTotals(ctx, s.team.ID, id, since)
		if err != nil {
			return nil, fmt.Errorf("days of %s: %w", id, err)
		}
		l := leaver{person: s.f.roster.Person(id)}
		l.person.Plans = nil // theirs alone, and nobody's now
		for _, row := range rows {
			l.last = max(l.last, row.Day)
		}
		all = append(all, l)
	}
	return all, nil
}

// leaverPace is what somebody who left did of a KPI, and what was expected of them while they were there.
func (s *standings) leaverPace(l leaver, k coach.KPI) coach.Pace {
	pace, zone := s.pace(l.person, k), s.f.roster.Zone(l.person.ID, s.team)
	there := coach.Span{From: s.span.From, To: min(s.span.To, l.last)}
	pace.Expected, _ = coach.ExpectedOver(s.team, k, l.person, there, s.f.at, zone)
	return pace
}
