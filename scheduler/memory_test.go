package scheduler

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"example.com/pacer/bot/coach"
)

// memory is a Store in memory. Its rows outlive a Scheduler, as a database outlives a process.
type memory struct {
	mu        sync.Mutex
	schedules []coach.Schedule // without Last
	rows      map[identity]coach.Occurrence
	planned   map[identity]coach.Occurrence // of the rows, those that are planned
	newest    map[identity]time.Time        // :: rhythm, kind and zone → due instant
	calls     int
	// fault, when set, is asked before each call by name and running number from 1; an error is the answer.
	fault func(call string, n int) error
	// lost, when set, is asked likewise after a call that had its effect.
	lost func(call string, n int) error
}

var errStore = errors.New("the store is busy")

func newMemory(schedules ...coach.Schedule) *memory {
	return &memory{
		schedules: schedules,
		rows:      map[identity]coach.Occurrence{},
		planned:   map[identity]coach.Occurrence{},
		newest:    map[identity]time.Time{},
	}
}

// put writes a row; the caller holds the lock.
func (m *memory) put(o coach.Occurrence) {
	id := identityOf(o)
	m.rows[id] = o
	delete(m.planned, id)
	if o.State == coach.Planned {
		m.planned[id] = o
	}
	series := identity{o.Rhythm, o.Kind, o.Zone, 0}
	m.newest[series] = latest(m.newest[series], o.Due)
}

// enter locks the store and answers with the injected fault.
func (m *memory) enter(call string) error {
	m.mu.Lock()
	m.calls++
	if m.fault == nil {
		return nil
	}
	return m.fault(call, m.calls)
}

func (m *memory) Schedules(context.Context) ([]coach.Schedule, error) {
	defer m.mu.Unlock()
	if err := m.enter("Schedules"); err != nil {
		return nil, err
	}
	schedules := slices.Clone(m.schedules)
	for i, s := range schedules {
		schedules[i].Last = m.newest[identity{s.Rhythm, s.Kind, s.Zone, 0}]
	}
	return schedules, nil
}

func (m *memory) OpenOccurrences(_ context.Context, now time.Time) ([]coach.Occurrence, error) {
	defer m.mu.Unlock()
	if err := m.enter("OpenOccurrences"); err != nil {
		return nil, err
	}
	var open []coach.Occurrence
	for _, o := range m.planned {
		if !o.Due.After(now) {
			open = append(open, o)
		}
	}
	return open, nil
}

func (m *memory) Claim(_ context.Context, o coach.Occurrence, _ time.Time) (bool, error) {
	defer m.mu.Unlock()
	if err := m.enter("Claim"); err != nil {
		return false, err
	}
	if row, ok := m.rows[identityOf(o)]; ok && row.State != coach.Planned {
		return false, nil
	}
	o.State = coach.Claimed
	m.put(o)
	if err := m.leave("Claim"); err != nil {
		return false, err
	}
	return true, nil
}

func (m *memory) RecordSkipped(_ context.Context, os []coach.Occurrence, _ time.Time) error {
	defer m.mu.Unlock()
	if err := m.enter("RecordSkipped"); err != nil {
		return err
	}
	for _, o := range os {
		if row, ok := m.rows[identityOf(o)]; !ok || row.State == coach.Planned {
			m.put(o)
		}
	}
	return m.leave("RecordSkipped")
}

func (m *memory) Commit(_ context.Context, c coach.Change) error {
	defer m.mu.Unlock()
	if err := m.enter("Commit"); err != nil {
		return err
	}
	if c.Finish != nil {
		if row := m.rows[identityOf(*c.Finish)]; row.State == coach.Done || row.State == coach.Skipped {
			return fmt.Errorf("%s: %w", row.Kind, coach.ErrDuplicate)
		}
		m.put(*c.Finish)
	}
	for _, o := range c.Plan {
		if _, ok := m.rows[identityOf(o)]; !ok {
			m.put(o)
		}
	}
	return m.leave("Commit")
}

func (m *memory) ReleaseOccurrences(context.Context) error {
	defer m.mu.Unlock()
	if err := m.enter("ReleaseOccurrences"); err != nil {
		return err
	}
	for _, o := range m.rows {
		if o.State == coach.Claimed {
			o.State = coach.Planned
			m.put(o)
		}
	}
	return m.leave("ReleaseOccurrences")
}

// leave answers a call that had its effect with the injected loss of its answer.
func (m *memory) leave(call string) error {
	if m.lost == nil {
		return nil
	}
	return m.lost(call, m.calls)
}

// journal writes the rows as lines, the oldest first: "huddle West 2000-03-27 08:00:00 done".
func (m *memory) journal() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	rows := slices.Collect(maps.Values(m.rows))
	slices.SortFunc(rows, byDue)
	lines := make([]string, len(rows))
	for i, o := range rows {
		lines[i] = fmt.Sprintf("%s %s %s %s", o.Kind, o.Team, o.Due.Format(time.DateTime), o.State)
		if o.Reason != "" {
			lines[i] += ": " + o.Reason
		}
	}
	return lines
}

// A stage is a Runner that plays each occurrence as a test wants it, notes it, and finishes it in the memory.
type stage struct {
	memory *memory
	now    func() time.Time
	// play, when set, is the run; an error keeps the occurrence from being finished.
	play func(ctx context.Context, o coach.Occurrence) error
	// plan, when set, returns the follow-ups of an occurrence.
	plan func(o coach.Occurrence) []coach.Occurrence

	mu    sync.Mutex
	lines []string
}

func (s *stage) RunOccurrence(ctx context.Context, o coach.Occurrence) error {
	at := s.now()
	if s.play != nil {
		if err := s.play(ctx, o); err != nil {
			return err
		}
	}
	o.State = coach.Done
	change := coach.Change{At: at, Finish: &o}
	if s.plan != nil {
		change.Plan = s.plan(o)
	}
	if err := s.memory.Commit(ctx, change); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	line := fmt.Sprintf("%s %s %s", o.Kind, o.Team, o.Due.Format(time.DateTime))
	if late := at.Sub(o.Due); late != 0 {
		line += fmt.Sprintf(" late by %v", late)
	}
	s.lines = append(s.lines, line)
	return nil
}

// played returns what was run so far, in order.
func (s *stage) played() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.lines)
}
