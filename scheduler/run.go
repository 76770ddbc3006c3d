package scheduler

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"example.com/pacer/bot/coach"
	"example.com/pacer/failpoint"
)

const (
	// longestSleep bounds how long a changed clock or a laptop that woke up goes unnoticed.
	longestSleep = 30 * time.Second
	// longestTrust bounds how long a schedule that another process has changed goes unnoticed.
	longestTrust = time.Minute
	// troubleSleep is the pause after the store did not answer.
	troubleSleep = 5 * time.Second
	// stopLimit is how long Run waits, after its context ended, for what is running.
	stopLimit = 5 * time.Second
	// maxTimetables bounds the cache of understood schedules; beyond it the cache starts anew. There is one for each
	// expression and zone, so a workspace would need some hundred zones and dozens of expressions to get there.
	maxTimetables = 4096
)

// Config is what a Scheduler is made from, besides its store and its runner. Now is asked often, several times a second
// while something is tried, and must be cheap.
type Config struct {
	Now    func() time.Time // the clock on the wall; required. It may jump both ways
	Logger *slog.Logger     // nil: nothing is logged
	// Held tells whether an occurrence of a schedule will be held, as far as can be told now; Upcoming passes over the
	// others. A cron expression knows no holidays. nil is always.
	Held func(context.Context, coach.Occurrence) bool
}

// A Scheduler finds out what is due and has it run. Its methods may be called concurrently.
type Scheduler struct {
	store  Store
	runner Runner
	now    func() time.Time
	held   func(context.Context, coach.Occurrence) bool
	log    *slog.Logger
	wake   chan struct{} // holds one wish to look again
	ran    chan struct{} // holds one: something was tried, so look for what follows from it
	lanes  lanes
	shifts chan shift   // for a goroutine whose lane is empty
	pulse  atomic.Int64 // see Pulse; microseconds since 1970

	mu         sync.Mutex      // one look at a time; guards what follows
	complaints map[string]bool // :: faults of schedules that the log has already told of

	reading    sync.Mutex // guards what follows; a look does not hold it while it waits for the store
	timetables map[[2]string]timetable
	newest     []understood // what the newest look at the schedules came to
}

// New returns a Scheduler that does nothing yet. It starts no goroutine and reads nothing: Run does, and Tick, Next and
// Upcoming each read for themselves.
func New(store Store, runner Runner, cfg Config) *Scheduler {
	log := cfg.Logger
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Scheduler{
		store: store, runner: runner, now: cfg.Now, log: log, held: cfg.Held,
		wake:       make(chan struct{}, 1),
		ran:        make(chan struct{}, 1),
		lanes:      newLanes(),
		shifts:     make(chan shift),
		timetables: map[[2]string]timetable{},
		complaints: map[string]bool{},
	}
}

// Wake has Run look again at once. Call it when schedules have changed; without it, as after a change by another process,
// that is noticed within a minute. It never blocks.
func (s *Scheduler) Wake() {
	select {
	case s.wake <- struct{}{}:
	default: // a look is wanted already
	}
}

// Run runs what is due until the context ends, and then waits at most five seconds for what is running. It
// first makes what was claimed when the last process ended due again; only if the store cannot do that, it
// returns an error. A store that fails later is asked again.
func (s *Scheduler) Run(ctx context.Context) error {
	failpoint.Hit("scheduler.release.before")
	if err := s.store.ReleaseOccurrences(ctx); err != nil {
		return fmt.Errorf("occurrences that the last process left: %w", err)
	}
	failpoint.Hit("scheduler.release.after")
	var known outlook
	for ctx.Err() == nil {
		now := s.now()
		switch {
		case known.holds(now):
			s.pulse.Store(now.UnixMicro())
		case known.covers(now):
			known = s.follow(ctx, now, known)
		default:
			known = s.round(ctx, now)
		}
		known = s.sleep(ctx, known, now)
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopLimit)
	defer cancel()
	if err := s.lanes.wait(last); err != nil {
		s.log.ErrorContext(last, "stopped while an occurrence was still running")
	}
	return nil
}

// Tick looks once: everything that is due now has been run, put off for another try, or recorded as skipped when
// it returns. It is safe beside Run, whose work it waits for as well. The error is about the store or the context;
// what goes wrong in a run is logged and tried again. It is for a clock that is moved by hand, in the playground; Run
// does the same by itself.
func (s *Scheduler) Tick(ctx context.Context) error {
	_, err := s.look(ctx, s.now())
	return errors.Join(err, s.lanes.wait(ctx))
}

// Next returns the occurrence that is due next, strictly after now: one that a cron expression starts, or a
// follow-up that is planned. It answers false when there is none.
func (s *Scheduler) Next(ctx context.Context) (next coach.Occurrence, ok bool, err error) {
	now := s.now()
	p, err := s.read(ctx)
	if err != nil {
		return coach.Occurrence{}, false, err
	}
	next, ok = p.next(now)
	return next, ok, nil
}

// A plan is what the store knows of the time to come: the schedules, understood, and the follow-ups that nobody has
// claimed, those of later included.
type plan struct {
	schedules []understood
	open      []coach.Occurrence
	faults    []fault // of the schedules that are left out
}

// understood is a schedule with what it means, which goes from look to look: there are hundreds.
type understood struct {
	*coach.Schedule
	*meaning
}

// A meaning is what the expression of a schedule means, and how late its occurrences may run.
type meaning struct {
	timetable
	window time.Duration
}

// A fault is a schedule that cannot be understood.
type fault struct {
	*coach.Schedule
	err error
}

// forever is an instant after all others.
func forever() time.Time { return time.Date(9999, time.December, 31, 0, 0, 0, 0, time.UTC) }

// read reads the plan. When the follow-ups cannot be read it returns the schedules together with the error: the round then
// still knows how long it may sleep at most.
func (s *Scheduler) read(ctx context.Context) (p plan, err error) {
	schedules, err := s.store.Schedules(ctx)
	if err != nil {
		return p, fmt.Errorf("schedules: %w", err)
	}
	p.schedules, p.faults = s.understandAll(schedules)
	p.open, err = s.readOpen(ctx)
	return p, err
}

// readOpen reads the follow-ups. Those of later as well, for next: there are as many as huddles are open.
func (s *Scheduler) readOpen(ctx context.Context) ([]coach.Occurrence, error) {
	open, err := s.store.OpenOccurrences(ctx, forever())
	if err != nil {
		return nil, fmt.Errorf("follow-ups: %w", err)
	}
	return open, nil
}

// nextFired returns what a schedule starts next, strictly after now.
func (p plan) nextFired(now time.Time) (next coach.Occurrence, ok bool) {
	for _, u := range p.schedules {
		if o, fires := upcoming(u.Schedule, u.timetable, now); fires && (!ok || byDue(o, next) < 0) {
			next, ok = o, true
		}
	}
	return next, ok
}

// next returns what is due first, strictly after now.
func (p plan) next(now time.Time) (next coach.Occurrence, ok bool) {
	next, ok = p.nextFired(now)
	followUp, planned := p.nextPlanned(now)
	if planned && (!ok || followUp.Due.Before(next.Due)) {
		return followUp, true
	}
	return next, ok
}

// nextPlanned returns the follow-up that is due first, strictly after now. One that is overdue, waiting in the lane of a
// busy team, is not to come.
func (p plan) nextPlanned(now time.Time) (next coach.Occurrence, ok bool) {
	for _, o := range p.open {
		if o.Due.After(now) && (!ok || byDue(o, next) < 0) {
			next, ok = o, true
		}
	}
	return next, ok
}

// look finds what is due at now, records what will not run, and hands the rest to the lanes. What goes wrong for
// one team does not keep another from its rituals. It returns the plan that it has read.
func (s *Scheduler) look(ctx context.Context, now time.Time) (plan, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, err := s.read(ctx)
	if err != nil {
		return p, err
	}
	var parts []findings
	for _, u := range p.schedules {
		if found := due(u.Schedule, u.timetable, u.window, now); found.some() {
			parts = append(parts, found)
		}
	}
	s.complain(ctx, p.faults)
	return p, s.act(ctx, now, p, parts...)
}

// act takes the follow-ups of a plan and what was put off together with what else is due at now, records what will not
// run, and hands the rest to the lanes. The caller holds s.mu.
func (s *Scheduler) act(ctx context.Context, now time.Time, p plan, parts ...findings) error {
	f := merge(append([]findings{{run: s.lanes.putOff()}, dueOpen(p.open, now)}, parts...)...)
	// Recorded before anything runs: the row of a newer occurrence would hide the older ones for good.
	troubled, err := s.record(ctx, f.skip, now)
	for _, o := range f.run {
		if !troubled[o.Team] {
			s.start(ctx, o, now)
		}
	}
	return err
}

// record writes down what will not run, team by team, and returns the teams for which that failed. Nothing of those
// teams may be started in this look; the next one, after troubleSleep, finds the same again.
func (s *Scheduler) record(ctx context.Context, skip []coach.Occurrence, now time.Time) (troubled map[string]bool, err error) {
	byTeam := map[string][]coach.Occurrence{}
	for _, o := range skip {
		if s.lanes.holdsClaim(o) {
			s.giveUp(ctx, o, now)
			continue
		}
		s.lanes.forget(o)
		byTeam[o.Team] = append(byTeam[o.Team], o)
	}
	troubled = map[string]bool{}
	for team, os := range byTeam {
		failpoint.Hit("scheduler.skip.before")
		e := s.store.RecordSkipped(ctx, os, now)
		failpoint.Hit("scheduler.skip.after")
		if e != nil {
			troubled[team] = true
			err = errors.Join(err, fmt.Errorf("missed occurrences of team %s: %w", team, e))
			continue
		}
		s.log.WarnContext(ctx, "occurrences missed", "team", team, "count", len(os), "newest", os[len(os)-1].Due)
	}
	return troubled, err
}

// understandAll returns the schedules with what they mean, and those that have no meaning. Nobody who asks for it, such as
// a person's Home, waits for a look that waits for the disk.
func (s *Scheduler) understandAll(schedules []coach.Schedule) (all []understood, faults []fault) {
	s.reading.Lock()
	defer s.reading.Unlock()
	all = make([]understood, 0, len(schedules))
	for i := range schedules {
		schedule := &schedules[i]
		// Mostly they are those of the last time, in the same order.
		if n := len(all); n < len(s.newest) && s.newest[n].means(schedule) {
			all = append(all, understood{schedule, s.newest[n].meaning})
			continue
		}
		t, window, err := s.understand(schedule)
		if err != nil {
			faults = append(faults, fault{schedule, err})
			continue
		}
		all = append(all, understood{schedule, &meaning{t, window}})
	}
	s.newest = all
	return all, faults
}

// means tells whether another schedule means the same.
func (u understood) means(s *coach.Schedule) bool {
	return u.Kind == s.Kind && u.Cron == s.Cron && u.Zone == s.Zone
}

// understand returns a schedule's timetable and how late its occurrences may run. A fault is not cached: it is met again
// at each look, so that a zone which comes with an update of the zone data starts to work. The caller holds s.reading.
func (s *Scheduler) understand(schedule *coach.Schedule) (t timetable, window time.Duration, err error) {
	row, ok := coach.RhythmOf(schedule.Kind)
	if !ok {
		return timetable{}, 0, fmt.Errorf("rhythm %q is not known", schedule.Kind)
	}
	key := [2]string{schedule.Cron, schedule.Zone}
	t, ok = s.timetables[key]
	if !ok {
		if t, err = newTimetable(schedule.Cron, schedule.Zone); err != nil {
			return timetable{}, 0, err
		}
		if len(s.timetables) >= maxTimetables {
			clear(s.timetables)
		}
		s.timetables[key] = t
	}
	return t, row.CatchUp, nil
}

// complain tells the log of schedules that cannot be understood, of each once and not at each look.
func (s *Scheduler) complain(ctx context.Context, faults []fault) {
	told := map[string]bool{}
	for _, f := range faults {
		name := f.Rhythm + "\n" + f.Zone + "\n" + f.err.Error()
		told[name] = true
		if !s.complaints[name] {
			s.log.ErrorContext(ctx, "a schedule cannot be understood", "rhythm", f.Rhythm, "team", f.Team, "error", f.err)
		}
	}
	s.complaints = told
}

// An outlook is what a look found out about the time to come: there is nothing to do before next. While it holds,
// only the clock has to be read, not the store. The zero outlook never holds.
type outlook struct {
	looked, next time.Time
	fires        time.Time // no schedule fires before; only follow-ups, and what is tried again, may be due earlier
	ran          bool      // something was tried since, so there may be such
}

// holds tells whether there is nothing to do at now either. A clock that was set back ends it, and so does age.
func (o outlook) holds(now time.Time) bool { return !o.ran && now.Before(o.next) && o.covers(now) }

// covers tells whether the schedules have nothing to do at now.
func (o outlook) covers(now time.Time) bool {
	return !now.Before(o.looked) && now.Before(o.fires) && now.Sub(o.looked) < longestTrust
}

// pause returns how long to sleep from now on; it is positive while the outlook holds.
func (o outlook) pause(now time.Time) time.Duration { return min(longestSleep, o.next.Sub(now)) }

// round looks once. One reading of the clock serves the look and the outlook, or an instant between two readings
// would be overslept.
func (s *Scheduler) round(ctx context.Context, now time.Time) outlook {
	view := outlook{looked: now, fires: now.Add(longestTrust)}
	p, err := s.look(ctx, now)
	if next, ok := p.nextFired(now); ok {
		view.fires = earliest(view.fires, next.Due)
	}
	return s.survey(ctx, now, view, p, err)
}

// follow looks for what follows from what was tried: follow-ups that were planned, and what is tried again. What schedules
// there are and when they fire, the outlook knows, and that is most of what a look costs.
func (s *Scheduler) follow(ctx context.Context, now time.Time, known outlook) outlook {
	known.ran = false
	s.mu.Lock()
	defer s.mu.Unlock()
	open, err := s.readOpen(ctx)
	p := plan{open: open}
	if err == nil {
		err = s.act(ctx, now, p)
	}
	return s.survey(ctx, now, known, p, err)
}

// survey completes an outlook, of which it is known when a schedule fires, by what else there is to come.
func (s *Scheduler) survey(ctx context.Context, now time.Time, view outlook, p plan, err error) outlook {
	if err == nil {
		s.pulse.Store(now.UnixMicro())
	} else if ctx.Err() == nil {
		s.log.ErrorContext(ctx, "the schedule could not be read", "error", err)
		// Whatever was due is so still, and what was found of it is lost.
		view.fires = earliest(view.fires, now.Add(troubleSleep))
	}
	view.next = view.fires
	if next, ok := p.nextPlanned(now); ok {
		view.next = earliest(view.next, next.Due)
	}
	if at, waits := s.lanes.nextTry(); waits {
		view.next = earliest(view.next, latest(at, now.Add(time.Second)))
	}
	return view
}

// sleep returns after the pause of an outlook, when somebody wants a look, or when the context ends. Somebody who wants a
// look has changed what the outlook rests on, so it returns the zero one then; what was tried may have changed a part of
// it.
func (s *Scheduler) sleep(ctx context.Context, known outlook, now time.Time) outlook {
	timer := time.NewTimer(known.pause(now))
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-s.wake:
		return outlook{}
	case <-s.ran:
		known.ran = true
	}
	return known
}
