package scheduler

import (
	"context"
	"slices"
	"time"

	"example.com/pacer/bot/coach"
)

// Upcoming returns what is due and held next of every schedule, or of those of the given teams alone, and the next
// planned follow-up, the earliest first: what an operator wants to see, where [Scheduler.Next] is what a clock is set
// by. A schedule that never fires again, or that cannot be read, is left out. Overdue ones that wait for another try
// are not among them: they are not coming, they are late, and the log has them.
func (s *Scheduler) Upcoming(ctx context.Context, teams ...string) ([]coach.Occurrence, error) {
	now := s.now()
	p, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	var all []coach.Occurrence
	for _, u := range p.schedules {
		if len(teams) > 0 && !slices.Contains(teams, u.Team) {
			continue // to find the next of each costs more than all else here, and a Home asks after each change
		}
		if o, fires := s.nextHeld(ctx, u.Schedule, u.timetable, now); fires {
			all = append(all, o)
		}
	}
	// The follow-up is a line of its own, whether or not a schedule fires before it.
	if followUp, planned := p.nextPlanned(now); planned && (len(teams) == 0 || slices.Contains(teams, followUp.Team)) {
		all = append(all, followUp)
	}
	// By the instant, and of one instant always in the same order, or a list would change from one look to the next.
	slices.SortFunc(all, byDue)
	return all, nil
}

// mostPassed is how many occurrences that will not be held are passed over: one every quarter of an hour for a month.
const mostPassed = 3000

// nextHeld is the next occurrence of a schedule that will be held.
func (s *Scheduler) nextHeld(ctx context.Context, schedule *coach.Schedule, t timetable, now time.Time) (coach.Occurrence, bool) {
	// A bound, for held may say no for ever, as of a team whose days are all holidays.
	for range mostPassed {
		o, fires := upcoming(schedule, t, now)
		if !fires || s.held == nil || s.held(ctx, o) {
			return o, fires
		}
		now = o.Due
	}
	return coach.Occurrence{}, false
}
