package scheduler

import (
	"context"
	"slices"

	"example.com/pacer/bot/coach"
)

// Upcoming returns what is due next of every schedule, and the next planned follow-up, the earliest first: what
// an operator wants to see, where [Scheduler.Next] is what a clock is set by. A schedule that never fires
// again, or that cannot be read, is left out. Overdue ones that wait for another try are not among them: they are not
// coming, they are late, and the log has them.
func (s *Scheduler) Upcoming(ctx context.Context) ([]coach.Occurrence, error) {
	now := s.now()
	p, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	var all []coach.Occurrence
	for _, u := range p.schedules {
		if o, fires := upcoming(u.Schedule, u.timetable, now); fires {
			all = append(all, o)
		}
	}
	// The follow-up is a line of its own, whether or not a schedule fires before it.
	if followUp, planned := p.nextPlanned(now); planned {
		all = append(all, followUp)
	}
	slices.SortFunc(all, byDue)
	return all, nil
}
