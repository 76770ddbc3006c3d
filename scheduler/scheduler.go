// Package scheduler says when. It computes what is due from cron expressions, zones and what already
// happened, claims each occurrence once, and has it run. It is the only importer of robfig/cron.
//
// # Why rows and not timers
//
// An occurrence is a row named by rhythm, kind, zone and nominal instant. A timer is only a hint to look; what is
// due is computed from the clock on the wall and from the rows, and whoever inserts the row runs it. So a
// restart, a laptop that slept, a clock that was set, a second look at the same moment and a second process are
// all the same harmless case. Each occurrence ends done or skipped with a reason; none disappears.
//
// # What goes where
//
// [ParseCron] and [Spec.Next] know civil time and zones. The due functions are pure: schedules and an instant in,
// occurrences to run and to skip out. [Scheduler] reads the clock, asks them, and keeps the lanes in which
// the occurrences of one team run one after another while other teams go on.
package scheduler

import (
	"context"
	"time"

	"example.com/pacer/bot/coach"
)

// Store is what the scheduler needs to remember.
type Store interface {
	// Schedules returns every active cron expression in every zone in which it runs, with the newest
	// recorded occurrence of each.
	Schedules(ctx context.Context) ([]coach.Schedule, error)
	// OpenOccurrences returns follow-ups that are due at or before an instant and are not claimed.
	OpenOccurrences(ctx context.Context, upTo time.Time) ([]coach.Occurrence, error)
	// Claim records that the occurrence is being run. It answers false when somebody else has claimed or
	// finished it.
	Claim(ctx context.Context, o coach.Occurrence, now time.Time) (bool, error)
	// RecordSkipped records occurrences that will not run, each with its reason. One that is already recorded
	// as done or claimed is left alone.
	RecordSkipped(ctx context.Context, os []coach.Occurrence, now time.Time) error
	// Commit ends an occurrence that the scheduler has claimed and gives up: a change with nothing but
	// Finish, in state Skipped and with its reason. ErrDuplicate says that it has ended before, and stays so.
	Commit(ctx context.Context, c coach.Change) error
	// ReleaseOccurrences makes what was claimed when the process ended planned again. Called once at the start.
	ReleaseOccurrences(ctx context.Context) error
}

// Runner does what is due. It finishes the occurrence in the transaction that stores what it leads to
// (coach.Change.Finish); after an error the occurrence is run again until its catch-up window has passed.
type Runner interface {
	RunOccurrence(ctx context.Context, o coach.Occurrence) error
}
