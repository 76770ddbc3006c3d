package scheduler

import (
	"context"
	"fmt"
	"slices"
	"time"

	"example.com/pacer/bot/coach"
)

// Upcoming returns what is due next of every schedule, and the next planned follow-up, the earliest first: what
// an operator wants to see, where [Scheduler.Next] is what a clock is set by. A schedule that never fires
// again, or that cannot be read, is left out. Overdue ones that wait for another try are not among them: they are not
// coming, they are late, and the log has them.
func (s *Scheduler) Upcoming(ctx context.Context) ([]coach.Occurrence, error) {
	now := s.now()
	schedules, err := s.store.Schedules(ctx)
	if err != nil {
		return nil, fmt.Errorf("schedules: %w", err)
	}
	var all []coach.Occurrence
	for _, schedule := range schedules {
		t, _, err := s.understand(schedule)
		if err != nil {
			continue // the look has told the log
		}
		if o, fires := upcoming(schedule, t, now); fires {
			all = append(all, o)
		}
	}
	// No horizon: here the follow-up is a line of its own, whether or not a schedule fires before it.
	followUp, planned, err := s.nextPlanned(ctx, now, time.Time{})
	if err != nil {
		return nil, err
	}
	if planned {
		all = append(all, followUp)
	}
	slices.SortFunc(all, byDue)
	return all, nil
}
