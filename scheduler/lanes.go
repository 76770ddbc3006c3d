package scheduler

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"example.com/pacer/bot/coach"
	"example.com/pacer/failpoint"
)

const (
	// runLimit is how long one run may take; its context then ends, and it is tried again. Rendering, reading and one
	// commit take far less; what takes longer waits for something that may never come.
	runLimit = time.Minute
	// After a failed run the next try comes after firstBackOff, then twice as late each time.
	firstBackOff   = 5 * time.Second
	longestBackOff = 5 * time.Minute
)

// lanes hold what is being run. There is one lane a team, so that the rituals of one team come one after another
// and a slow run holds up nobody but its own team. Nothing in it is needed after a crash: what was waiting is found
// again by the next process, from the rows.
type lanes struct {
	mu      sync.Mutex
	waiting map[string][]coach.Occurrence // :: team → queue; the key is there while the lane's goroutine lives
	inLane  map[identity]bool             // waiting or running
	held    map[identity]attempt          // to be tried again
	quiet   chan struct{}                 // closed when the last lane ends; nil when there is none
}

// An attempt is an occurrence that could not be run, and when it is tried again. Its State is Claimed when the
// claim is ours, or may be. Tries counts failures, not looks. A claim of which nobody knows whether it was stored is
// taken for ours: see perform.
type attempt struct {
	o     coach.Occurrence
	tries int
	at    time.Time
}

// ready tells whether it is time to try again. An instant farther away than any back-off means that the clock was
// set back meanwhile.
func (a attempt) ready(now time.Time) bool {
	return !now.Before(a.at) || a.at.Sub(now) > longestBackOff
}

func newLanes() lanes {
	return lanes{
		waiting: map[string][]coach.Occurrence{},
		inLane:  map[identity]bool{},
		held:    map[identity]attempt{},
	}
}

// start puts an occurrence into its team's lane and sees that somebody works there. One that is in the lane
// already, or put off until later, is left where it is. The caller holds s.mu, so that no two looks start the same one;
// a look finds each due occurrence again until it has ended.
func (s *Scheduler) start(ctx context.Context, o coach.Occurrence, now time.Time) {
	l := &s.lanes
	l.mu.Lock()
	defer l.mu.Unlock()
	id := identityOf(o)
	a, held := l.held[id]
	if l.inLane[id] || held && !a.ready(now) {
		return
	}
	// The one that was put off knows whether its claim is ours; the one that was computed anew does not.
	if held {
		o = a.o
	}
	l.inLane[id] = true
	_, works := l.waiting[o.Team]
	l.waiting[o.Team] = append(l.waiting[o.Team], o)
	if works {
		return
	}
	if l.quiet == nil {
		l.quiet = make(chan struct{})
	}
	next := shift{ctx, o.Team}
	select {
	case s.shifts <- next:
	default:
		go s.serve(next)
	}
}

// A shift is the work in a team's lane.
type shift struct {
	ctx  context.Context //nolint:containedctx // of the look that found the work; a goroutine does that of many
	team string
}

// keptFor is how long a goroutine waits for another lane when its own is empty. Rituals need a deep stack, and a new
// goroutine would grow it anew for each team that has one at nine o'clock.
const keptFor = time.Second

// serve works in one lane after another.
func (s *Scheduler) serve(next shift) {
	bored := time.NewTimer(keptFor)
	defer bored.Stop()
	for {
		s.work(next.ctx, next.team)
		bored.Reset(keptFor)
		select {
		case next = <-s.shifts:
		case <-bored.C:
			return
		case <-next.ctx.Done():
			return
		}
	}
}

// work runs a team's lane until it is empty, and then tells Run if anything was tried: what ran may have
// planned follow-ups, what failed is tried again. Not otherwise, or a claim that is always refused would spin. The
// context is that of Run or of a Tick, whichever began the lane: when it ends, what is left is handed back unrun.
func (s *Scheduler) work(ctx context.Context, team string) {
	tried := false
	for {
		o, ok := s.lanes.take(team)
		if !ok {
			break
		}
		tried = s.perform(ctx, o) || tried
		s.lanes.leave(o)
	}
	if !tried {
		return
	}
	select {
	case s.ran <- struct{}{}:
	default: // Run knows of another already
	}
}

// perform claims one occurrence and runs it. It answers whether Run ought to look again. It looks at the clock itself:
// an occurrence may have waited behind a slow one until it was too late to be of use.
func (s *Scheduler) perform(ctx context.Context, o coach.Occurrence) (tried bool) {
	if ctx.Err() != nil {
		return true // whoever asked is gone, and nothing is lost: the next look finds it again
	}
	now := s.now()
	if overdue(o, now) {
		s.tooLate(ctx, o, now)
		return false
	}
	if o.State != coach.Claimed {
		ours, err := s.claim(ctx, o, now)
		if err != nil {
			// The claim may be stored all the same, and asked again the store would call it somebody else's: nobody
			// would then run the occurrence before the next start. So it is taken for ours. Should it be another's
			// after all, the end of the run is refused as a duplicate, and nothing is said twice.
			o.State = coach.Claimed
			s.putOff(ctx, o, fmt.Errorf("claim: %w", err))
			return true
		}
		// Another process, or an earlier run, has it. It will not be looked for here again unless the store offers it.
		if !ours {
			s.lanes.forget(o)
			return false
		}
		o.State = coach.Claimed
	}
	// A duplicate is not a failure: an earlier try was stored although it seemed to fail.
	if err := s.call(ctx, o); err != nil && !errors.Is(err, coach.ErrDuplicate) {
		s.putOff(ctx, o, err)
		return true
	}
	s.lanes.forget(o)
	s.log.InfoContext(ctx, "occurrence run", "kind", o.Kind, "team", o.Team, "due", o.Due, "late", s.now().Sub(o.Due))
	return true
}

// claim asks the store for an occurrence. A panic of the store is an error like another.
func (s *Scheduler) claim(ctx context.Context, o coach.Occurrence, now time.Time) (ours bool, err error) {
	defer s.caught(ctx, o, &err)
	failpoint.Hit("scheduler.claim.before")
	ours, err = s.store.Claim(ctx, o, now)
	failpoint.Hit("scheduler.claim.after")
	return ours, err
}

// call runs one occurrence within runLimit. What RunOccurrence leads to is stored together with the occurrence's end,
// so that a run which is cut off has done nothing.
func (s *Scheduler) call(ctx context.Context, o coach.Occurrence) (err error) {
	ctx, cancel := context.WithTimeout(ctx, runLimit)
	defer cancel()
	defer s.caught(ctx, o, &err)
	err = s.runner.RunOccurrence(ctx, o)
	failpoint.Hit("scheduler.ran")
	return err
}

// caught is deferred, and makes an error of a panic: the other rituals go on, and this one is tried again like any that
// failed, since what it met may be gone by then.
func (s *Scheduler) caught(ctx context.Context, o coach.Occurrence, err *error) {
	if r := recover(); r != nil {
		s.log.ErrorContext(ctx, "an occurrence panicked", "kind", o.Kind, "team", o.Team, "due", o.Due, "stack", string(debug.Stack()))
		*err = fmt.Errorf("panic: %v", r)
	}
}

// putOff keeps an occurrence for another try, or gives it up when its catch-up window has passed. The last try is at
// the end of the window itself, however long the back-off would have been by then. A huddle that is held at the last
// minute of its window is still better than none; after that a morning is over.
func (s *Scheduler) putOff(ctx context.Context, o coach.Occurrence, cause error) {
	now := s.now()
	if ctx.Err() != nil {
		// Stopped, not failed. The next look takes it up, be it ours or that of the next process.
		s.lanes.hold(o, 0, now)
		return
	}
	tries := s.lanes.tries(o) + 1
	s.log.ErrorContext(ctx, "an occurrence could not be run", "kind", o.Kind, "team", o.Team, "due", o.Due, "tries", tries, "error", cause)
	deadline := o.Due.Add(catchUp(o))
	if !now.Before(deadline) {
		s.tooLate(ctx, o, now)
		return
	}
	again := now.Add(backOff(tries))
	if again.After(deadline) {
		again = deadline
	}
	s.lanes.hold(o, tries, again)
}

// tooLate records an occurrence whose catch-up window passed while it waited in its lane or for another try.
func (s *Scheduler) tooLate(ctx context.Context, o coach.Occurrence, now time.Time) {
	if o.State == coach.Claimed {
		s.giveUp(ctx, skipped(o, Failed), now)
		return
	}
	s.lanes.forget(o)
	if err := s.store.RecordSkipped(ctx, []coach.Occurrence{skipped(o, Late)}, now); err != nil {
		// It has no row yet, or a planned one: the next look finds it again.
		s.log.ErrorContext(ctx, "a missed occurrence could not be recorded", "kind", o.Kind, "team", o.Team, "error", err)
	}
}

// giveUp ends an occurrence whose claim is ours. It is kept until the store has taken that down. Failed to be taken
// down, it is tried again for as long as the process lives: a claimed row that nobody ends would be run by the next
// start.
func (s *Scheduler) giveUp(ctx context.Context, o coach.Occurrence, now time.Time) {
	err := s.store.Commit(ctx, coach.Change{At: now, Finish: &o})
	if errors.Is(err, coach.ErrDuplicate) {
		s.lanes.forget(o) // it ended after all
		return
	}
	if err == nil {
		s.lanes.forget(o)
		s.log.WarnContext(ctx, "an occurrence was given up", "kind", o.Kind, "team", o.Team, "due", o.Due, "reason", o.Reason)
		return
	}
	s.log.ErrorContext(ctx, "an occurrence could not be given up", "kind", o.Kind, "team", o.Team, "error", err)
	tries := s.lanes.tries(o) + 1
	o.State, o.Reason = coach.Claimed, ""
	s.lanes.hold(o, tries, now.Add(backOff(tries)))
}

// backOff returns how long to wait after the n-th failure, n from 1: 5 s, 10 s, 20 s, and 5 minutes from the seventh
// on. In a huddle's window of 45 minutes that makes about fourteen tries.
func backOff(n int) time.Duration {
	wait := firstBackOff
	for range n - 1 {
		if wait *= 2; wait >= longestBackOff {
			return longestBackOff
		}
	}
	return wait
}

// catchUp returns how late an occurrence may run. Kinds that nobody knows never get as far as here.
func catchUp(o coach.Occurrence) time.Duration {
	row, _ := coach.RhythmOf(o.Kind)
	return row.CatchUp
}

// At the very end of the window it still runs.
func overdue(o coach.Occurrence, now time.Time) bool { return now.Sub(o.Due) > catchUp(o) }

// take removes the first of a team's queue. It answers false, and closes the lane, when the queue is empty. Both under
// one lock: what start adds meanwhile finds either a lane at work or none, never one that is about to end.
func (l *lanes) take(team string) (coach.Occurrence, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	queue := l.waiting[team]
	if len(queue) > 0 {
		l.waiting[team] = queue[1:]
		return queue[0], true
	}
	delete(l.waiting, team)
	if len(l.waiting) == 0 {
		close(l.quiet)
		l.quiet = nil
	}
	return coach.Occurrence{}, false
}

// wait returns when no lane is at work, or with the context's error. A lane that begins while it waits counts as well,
// so long as another has not ended yet.
func (l *lanes) wait(ctx context.Context) error {
	l.mu.Lock()
	quiet := l.quiet
	l.mu.Unlock()
	if quiet == nil {
		return nil
	}
	select {
	case <-quiet:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("occurrences are still running: %w", ctx.Err())
	}
}

// leave ends an occurrence's stay in its lane.
func (l *lanes) leave(o coach.Occurrence) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.inLane, identityOf(o))
}

// hold keeps an occurrence to be tried again at an instant. It stays in the lane until leave, so that no look starts it
// between the two.
func (l *lanes) hold(o coach.Occurrence, tries int, at time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.held[identityOf(o)] = attempt{o, tries, at}
}

// forget drops an occurrence that needs no further try.
func (l *lanes) forget(o coach.Occurrence) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.held, identityOf(o))
}

// tries returns how often an occurrence has failed. 0 for one that is not held.
func (l *lanes) tries(o coach.Occurrence) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.held[identityOf(o)].tries
}

// holdsClaim tells whether an occurrence that is to be tried again is claimed by us, for all we know.
func (l *lanes) holdsClaim(o coach.Occurrence) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.held[identityOf(o)].o.State == coach.Claimed
}

// putOff returns what is to be tried again and is not in a lane, ready or not: one that still waits must be there for
// merge to see when a newer one takes its place.
func (l *lanes) putOff() []coach.Occurrence {
	l.mu.Lock()
	defer l.mu.Unlock()
	var os []coach.Occurrence
	for id, a := range l.held {
		if !l.inLane[id] {
			os = append(os, a.o)
		}
	}
	return os
}

// nextTry returns the earliest instant at which something is tried again; ok is false when nothing waits.
func (l *lanes) nextTry() (at time.Time, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for id, a := range l.held {
		if !l.inLane[id] && (!ok || a.at.Before(at)) {
			at, ok = a.at, true
		}
	}
	return at, ok
}
