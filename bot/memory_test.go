package bot

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"example.com/pacer/bot/coach"
)

// memory is a Store that forgets everything when the test ends. It keeps the promises of the Store interface with
// plain slices, so that a test that passes here says something about the handlers and not about SQL.
type memory struct {
	mu       sync.Mutex
	roster   coach.Roster
	inbound  map[string]bool
	ledger   []coach.Activity
	huddles  map[string]coach.HuddleDay
	checkIns []coach.WeeklyCheckIn
	promises []coach.Commitment
	deals    []coach.DealRecord // with all that is known about each
	clarity  []coach.Clarity
	occurred []coach.Occurrence
	outbox   []coach.Message
	drafts   map[string]coach.Draft // by person and kind
	audits   []coach.Audit
	coaching memoryCoaching
	left     map[string]coach.Day // by team and person, when reps left

	rewriteDue bool // something was erased

	fail        func(method string) error // the error of a method, nil for none; tests set it
	afterHuddle func()                    // what happens once between the next reading of a huddle and its answer
}

var _ Store = (*memory)(nil)

func newMemory(r coach.Roster) *memory {
	if r.People == nil {
		r.People = map[string]coach.Person{}
	}
	return &memory{roster: r, inbound: map[string]bool{}, huddles: map[string]coach.HuddleDay{}}
}

func (m *memory) failing(method string) error {
	if m.fail == nil {
		return nil
	}
	return m.fail(method)
}

func (m *memory) Roster(context.Context) (*coach.Roster, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.failing("Roster"); err != nil {
		return nil, err
	}
	r := m.roster
	r.People = maps.Clone(m.roster.People)
	return &r, nil
}

func (m *memory) Commit(_ context.Context, c coach.Change) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.failing("Commit"); err != nil {
		return err
	}
	if c.Inbound != "" && m.inbound[c.Inbound] {
		return fmt.Errorf("delivery %s: %w", c.Inbound, coach.ErrDuplicate)
	}
	if c.Seen != nil && !c.Rests(m.huddles[c.Seen.Ref().Key()]) {
		return fmt.Errorf("huddle of %s: %w", c.Seen.Day, coach.ErrStale)
	}
	if c.Over != nil && m.filed(c).After(c.Over.Truncate(time.Microsecond)) {
		return coach.ErrNewer
	}
	if c.Roster != 0 && c.Roster != m.roster.Revision {
		return fmt.Errorf("revision %d of the roster: %w", c.Roster, coach.ErrStale)
	}
	m.commitForget(c)
	if err := m.refuseForgotten(c); err != nil {
		return err
	}
	ledger, err := m.withActivities(c.Activities)
	if err != nil {
		return err
	}
	if err := m.commitClarity(c); err != nil {
		return err
	}
	if err := m.commitDeals(c); err != nil {
		return err
	}
	m.ledger = ledger
	m.joinEarlier(c.Activities)
	if c.Inbound != "" {
		m.inbound[c.Inbound] = true
	}
	m.commitHuddle(c)
	m.commitCheckIn(c)
	m.commitPeople(c)
	m.commitSetup(c)
	for _, promise := range c.Commitments {
		same := func(old coach.Commitment) bool { return old.ID == promise.ID }
		m.promises = append(slices.DeleteFunc(m.promises, same), promise)
	}
	m.coaching.commit(c)
	if c.Finish != nil {
		m.record(*c.Finish)
	}
	for _, o := range c.Plan {
		m.record(o)
	}
	for _, msg := range c.Messages {
		if m.find(msg.Key) == nil {
			m.outbox = append(m.outbox, msg)
		}
	}
	return nil
}

func (m *memory) withActivities(added []coach.Activity) ([]coach.Activity, error) {
	ledger := slices.Clone(m.ledger)
	for _, a := range added {
		taken := func(b coach.Activity) bool { return b.Corrects == a.Corrects }
		if a.Corrects != "" && slices.ContainsFunc(ledger, taken) {
			return nil, fmt.Errorf("entry %s: %w", a.Corrects, coach.ErrUndone)
		}
		if a.ID == "" {
			a.ID = newID()
		}
		ledger = append(ledger, a)
	}
	for _, a := range added {
		var sum int64
		for _, b := range ledger {
			if a.Team == b.Team && a.Person == b.Person && a.KPI == b.KPI && a.Day == b.Day {
				sum += b.Count
			}
		}
		if sum < 0 {
			return nil, fmt.Errorf("%s of %s: %w", a.KPI, a.Person, coach.ErrBelowZero)
		}
	}
	return ledger, nil
}

func (m *memory) commitHuddle(c coach.Change) {
	if h := c.Huddle; h != nil {
		key := h.Ref().Key()
		kept := m.huddles[key]
		kept.Team, kept.Day, kept.Slot, kept.Due = h.Team, h.Day, h.Slot, h.Due
		kept.OpenedAt, kept.ClosesAt, kept.ClosedAt = h.OpenedAt, h.ClosesAt, h.ClosedAt
		m.huddles[key] = kept
	}
	if h := c.Help; h != nil {
		key := coach.HuddleRef{Team: h.Team, Day: h.Day, Slot: h.Slot}.Key()
		kept := m.huddles[key]
		if !slices.Contains(kept.Helps, *h) {
			kept.Helps = append(slices.Clone(kept.Helps), *h)
			m.huddles[key] = kept
		}
	}
	if f := c.Entry; f != nil {
		key := coach.HuddleRef{Team: f.Team, Day: f.Day, Slot: f.Slot}.Key()
		kept := m.huddles[key]
		kept.Team, kept.Day, kept.Slot = f.Team, f.Day, f.Slot
		kept.Entries = slices.Clone(kept.Entries)
		i := slices.IndexFunc(kept.Entries, func(e coach.HuddleEntry) bool { return e.Person == f.Entry.Person })
		entry := f.Entry
		if i < 0 {
			entry.FirstAt = entry.FiledAt
			kept.Entries = append(kept.Entries, entry)
		} else {
			entry.FirstAt = kept.Entries[i].FirstAt
			kept.Entries[i] = entry
		}
		m.huddles[key] = kept
	}
}

func (m *memory) commitCheckIn(c coach.Change) {
	if c.CheckIn == nil {
		return
	}
	m.checkIns = slices.DeleteFunc(slices.Clone(m.checkIns), func(w coach.WeeklyCheckIn) bool {
		return w.Team == c.CheckIn.Team && w.Person == c.CheckIn.Person && w.Week == c.CheckIn.Week
	})
	m.checkIns = append(m.checkIns, *c.CheckIn)
}

func (m *memory) commitPeople(c coach.Change) {
	for _, p := range c.People {
		kept := m.roster.Person(p.ID)
		m.roster.People[p.ID] = merge(kept, p)
	}
	if s := c.Snooze; s != nil {
		p := m.roster.Person(s.Person)
		p.SnoozedUntil = s.Until
		m.roster.People[p.ID] = p
	}
	if s := c.Mute; s != nil {
		p := m.roster.Person(s.Person)
		p.Muted = slices.DeleteFunc(slices.Clone(p.Muted), func(k string) bool { return k == s.KPI })
		if s.Muted {
			p.Muted = append(p.Muted, s.KPI)
		}
		m.roster.People[p.ID] = p
	}
	m.roster.Revision++
}

func (m *memory) record(o coach.Occurrence) {
	i := slices.IndexFunc(m.occurred, func(p coach.Occurrence) bool {
		return p.Rhythm == o.Rhythm && p.Kind == o.Kind && p.Zone == o.Zone && p.Due.Equal(o.Due)
	})
	if i < 0 {
		m.occurred = append(m.occurred, o)
	} else if o.State != coach.Planned {
		m.occurred[i] = o
	}
}

func (m *memory) Totals(_ context.Context, queries []coach.TotalQuery) ([]int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.failing("Totals"); err != nil {
		return nil, err
	}
	sums := make([]int64, len(queries))
	for i, q := range queries {
		for _, a := range m.ledger {
			if a.Team == q.Team && a.Person == q.Person && a.KPI == q.KPI && q.Span.Contains(a.Day) {
				sums[i] += a.Count
			}
		}
	}
	return sums, nil
}

func (m *memory) DayTotals(_ context.Context, team string, span coach.Span) ([]coach.DayTotal, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.failing("DayTotals"); err != nil {
		return nil, err
	}
	sums := map[coach.DayTotal]int64{}
	for _, a := range m.ledger {
		if a.Team == team && span.Contains(a.Day) {
			sums[coach.DayTotal{Person: a.Person, KPI: a.KPI, Day: a.Day}] += a.Count
		}
	}
	return ordered(sums), nil
}

func (m *memory) PeriodTotals(_ context.Context, team string, span coach.Span) ([]coach.DayTotal, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.failing("PeriodTotals"); err != nil {
		return nil, err
	}
	sums := map[coach.DayTotal]int64{}
	for _, a := range m.ledger {
		if a.Team == team && span.Contains(a.Day) {
			sums[coach.DayTotal{Person: a.Person, KPI: a.KPI, Day: span.From}] += a.Count
		}
	}
	return ordered(sums), nil
}

func (m *memory) PersonTotals(_ context.Context, team, person string, span coach.Span) ([]coach.DayTotal, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.failing("PersonTotals"); err != nil {
		return nil, err
	}
	sums := map[coach.DayTotal]int64{}
	for _, a := range m.ledger {
		if a.Team == team && a.Person == person && span.Contains(a.Day) {
			sums[coach.DayTotal{Person: a.Person, KPI: a.KPI, Day: a.Day}] += a.Count
		}
	}
	return ordered(sums), nil
}

// ordered are the sums that are not zero, as the store orders them.
func ordered(sums map[coach.DayTotal]int64) []coach.DayTotal {
	var rows []coach.DayTotal
	for row, sum := range sums {
		if row.Count = sum; sum != 0 {
			rows = append(rows, row)
		}
	}
	slices.SortFunc(rows, func(a, b coach.DayTotal) int {
		return cmp.Or(cmp.Compare(a.Person, b.Person), cmp.Compare(a.KPI, b.KPI), cmp.Compare(a.Day, b.Day))
	})
	return rows
}

func (m *memory) Activities(_ context.Context, f coach.ActivityFilter) ([]coach.Activity, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.failing("Activities"); err != nil {
		return nil, err
	}
	var rows []coach.Activity
	for _, a := range m.ledger {
		if (f.Team == "" || a.Team == f.Team) && (f.Person == "" || a.Person == f.Person) &&
			(f.Inbound == "" || a.Inbound == f.Inbound) && (f.Span == coach.Span{} || f.Span.Contains(a.Day)) &&
			!a.LoggedAt.Before(f.Since) {
			rows = append(rows, a)
		}
	}
	if f.Limit > 0 {
		slices.Reverse(rows)
		rows = rows[:min(len(rows), f.Limit)]
	}
	return rows, nil
}

func (m *memory) Huddle(_ context.Context, ref coach.HuddleRef) (coach.HuddleDay, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	h, ok := m.huddles[ref.Key()]
	if m.afterHuddle != nil {
		f := m.afterHuddle
		m.afterHuddle = nil
		m.mu.Unlock()
		f()
		m.mu.Lock()
	}
	if !ok {
		return h, fmt.Errorf("huddle of %s on %s: %w", ref.Team, ref.Day, coach.ErrNotFound)
	}
	h.Skipping = m.skipping(ref)
	return h, m.failing("Huddle")
}

// skipping are those who skip an earlier huddle of the same day.
func (m *memory) skipping(ref coach.HuddleRef) (ids []string) {
	for _, h := range m.huddles {
		for _, e := range h.Entries {
			if h.Team == ref.Team && h.Day == ref.Day && h.Slot < ref.Slot && e.Skipped && !slices.Contains(ids, e.Person) {
				ids = append(ids, e.Person)
			}
		}
	}
	slices.Sort(ids)
	return ids
}

func (m *memory) Huddles(_ context.Context, team string, span coach.Span) ([]coach.HuddleDay, error) {
	m.mu.Lock()
	var all []coach.HuddleDay
	for _, h := range m.huddles {
		if h.Team == team && span.From <= h.Day && h.Day <= span.To {
			h.Skipping = m.skipping(h.Ref())
			all = append(all, h)
		}
	}
	m.mu.Unlock()
	slices.SortFunc(all, func(a, b coach.HuddleDay) int {
		unopened := func(h coach.HuddleDay) int {
			if h.OpenedAt.IsZero() {
				return 1
			}
			return 0
		}
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(unopened(a), unopened(b)), a.OpenedAt.Compare(b.OpenedAt), cmp.Compare(a.Slot, b.Slot))
	})
	if m.afterHuddle != nil {
		f := m.afterHuddle
		m.afterHuddle = nil
		f()
	}
	return all, m.failing("Huddle")
}

func (m *memory) CheckIns(_ context.Context, team string, week coach.Day) ([]coach.WeeklyCheckIn, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var filed []coach.WeeklyCheckIn
	for _, w := range m.checkIns {
		if w.Team == team && w.Week == week {
			filed = append(filed, w)
		}
	}
	return filed, m.failing("CheckIns")
}

func (m *memory) Commitments(_ context.Context, team string) ([]coach.Commitment, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var open []coach.Commitment
	for _, c := range m.promises {
		if c.Team == team && c.Open() {
			open = append(open, c)
		}
	}
	slices.SortStableFunc(open, func(a, b coach.Commitment) int { return cmp.Compare(a.Due, b.Due) })
	return open, m.failing("Commitments")
}

func (m *memory) Settled(_ context.Context, team string, week coach.Day) ([]coach.Commitment, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var settled []coach.Commitment
	for _, c := range m.promises {
		if c.Team == team && c.SettledWeek != 0 && c.SettledWeek >= week {
			settled = append(settled, c)
		}
	}
	slices.SortStableFunc(settled, func(a, b coach.Commitment) int { return a.MadeAt.Compare(b.MadeAt) })
	return settled, m.failing("Settled")
}

func (m *memory) Occurrences(_ context.Context, limit int) ([]coach.Occurrence, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	rows := slices.Clone(m.occurred)
	slices.SortStableFunc(rows, func(a, b coach.Occurrence) int { return b.Due.Compare(a.Due) })
	return rows[:min(len(rows), limit)], m.failing("Occurrences")
}

func (m *memory) find(key string) *coach.Message {
	for i := range m.outbox {
		if m.outbox[i].Key == key {
			return &m.outbox[i]
		}
	}
	return nil
}

// resolved fills in what the message's thread or target was sent as; ok is false while that is not sent. gone
// tells that it never will be.
func (m *memory) resolved(msg coach.Message) (full coach.Message, ok, gone bool) {
	needs := cmp.Or(msg.Thread, msg.Target)
	if needs == "" {
		return msg, true, false
	}
	parent := m.find(needs)
	if parent == nil {
		return msg, false, false
	}
	msg.ThreadTS = parent.SentTS
	if msg.Target != "" {
		msg.Channel = parent.SentTo
	}
	for _, older := range m.outbox {
		if msg.Verb == coach.Edit && older.Verb == coach.Edit && older.Target == msg.Target && older.State == coach.Unknown && older.StartedAt.After(msg.DoubtAt) {
			msg.DoubtAt = older.StartedAt
		}
		if older.Key == msg.Key {
			break
		}
	}
	switch parent.State {
	case coach.Sent:
		return msg, true, false
	case coach.Failed, coach.Dropped:
		return msg, false, true
	}
	return msg, false, false
}

func (m *memory) DueMessages(_ context.Context, now time.Time, limit int) ([]coach.Message, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.failing("DueMessages"); err != nil {
		return nil, err
	}
	var due []coach.Message
	for i := range m.outbox {
		row := &m.outbox[i]
		if row.State != coach.Pending && row.State != coach.Unknown {
			continue
		}
		full, ok, gone := m.resolved(*row)
		if gone {
			row.State, row.Reason = coach.Dropped, "what it belongs to was not sent"
			continue
		}
		begun := row.StartedAt
		if begun.IsZero() {
			begun = row.CreatedAt
		}
		if !ok || row.NextAt.After(now) && !begun.After(now) {
			continue
		}
		// A newer edit that is due as well says all that an older one would say.
		due = slices.DeleteFunc(due, func(older coach.Message) bool {
			return full.Verb == coach.Edit && older.Verb == coach.Edit && older.Target == full.Target
		})
		due = append(due, full)
	}
	slices.SortStableFunc(due, func(a, b coach.Message) int { // otherwise as they were put there
		urgent := map[bool]int{true: -1}
		return cmp.Or(cmp.Compare(urgent[a.Urgent], urgent[b.Urgent]), cmp.Compare(a.Priority, b.Priority))
	})
	return due[:min(len(due), limit)], nil
}

func (m *memory) NextMessageAt(context.Context) (time.Time, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var next time.Time
	for _, row := range m.outbox {
		if row.State != coach.Pending && row.State != coach.Unknown {
			continue
		}
		if _, ok, _ := m.resolved(row); ok && (next.IsZero() || row.NextAt.Before(next)) {
			next = row.NextAt
		}
	}
	return next, !next.IsZero(), m.failing("NextMessageAt")
}

func (m *memory) MarkMessage(_ context.Context, msg coach.Message, from coach.MessageState) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.failing("MarkMessage"); err != nil {
		return err
	}
	row := m.find(msg.Key)
	if row == nil || row.State != from {
		return fmt.Errorf("message %s: %w", msg.Key, coach.ErrNotFound)
	}
	row.State, row.NextAt, row.StartedAt, row.Attempts = msg.State, msg.NextAt, msg.StartedAt, msg.Attempts
	row.Reason, row.SentTo, row.SentTS, row.Text, row.Blocks = msg.Reason, msg.SentTo, msg.SentTS, msg.Text, msg.Blocks
	if row.Verb != coach.Edit || row.State != coach.Sending {
		return nil
	}
	for i := range m.outbox {
		if older := &m.outbox[i]; older == row {
			break
		} else if older.Verb == coach.Edit && older.Target == row.Target && (older.State == coach.Pending || older.State == coach.Unknown) {
			older.State = coach.Superseded
		}
	}
	return nil
}

func (m *memory) Message(_ context.Context, key string) (coach.Message, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if row := m.find(key); row != nil {
		full, _, _ := m.resolved(*row)
		return full, m.failing("Message")
	}
	return coach.Message{}, fmt.Errorf("message %s: %w", key, coach.ErrNotFound)
}

func (m *memory) MessagesUnder(_ context.Context, key string) (found []coach.Message, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, row := range m.outbox {
		if row.Key == key || strings.HasPrefix(row.Key, key+"/") {
			full, _, _ := m.resolved(row)
			found = append(found, full)
		}
	}
	slices.SortFunc(found, func(a, b coach.Message) int { return strings.Compare(a.Key, b.Key) })
	return found, m.failing("MessagesUnder")
}

func (m *memory) MessageAt(_ context.Context, channel, ts string) (coach.Message, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, row := range m.outbox {
		if row.Verb == coach.Post && row.SentTo == channel && row.SentTS == ts {
			return row, m.failing("MessageAt")
		}
	}
	return coach.Message{}, fmt.Errorf("message at %s in %s: %w", ts, channel, coach.ErrNotFound)
}

func (m *memory) RecoverMessages(_ context.Context, now time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := range m.outbox {
		if row := &m.outbox[i]; row.State == coach.Sending {
			row.State, row.NextAt = coach.Unknown, now
		}
	}
	return m.failing("RecoverMessages")
}

func (m *memory) OutboxCounts(context.Context) (map[coach.MessageState]int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	counts := map[coach.MessageState]int{}
	for _, row := range m.outbox {
		switch row.State {
		case coach.Pending, coach.Sending, coach.Unknown, coach.Failed:
			counts[row.State]++
		}
	}
	return counts, m.failing("OutboxCounts")
}

// filed is when that was filed which a change would take the place of; zero for nothing.
func (m *memory) filed(c coach.Change) (at time.Time) {
	switch {
	case c.Entry != nil:
		ref := coach.HuddleRef{Team: c.Entry.Team, Day: c.Entry.Day, Slot: c.Entry.Slot}
		e, _ := filedIn(m.huddles[ref.Key()], c.Entry.Entry.Person)
		at = e.FiledAt
	case c.CheckIn != nil:
		for _, w := range m.checkIns {
			if w.Team == c.CheckIn.Team && w.Week == c.CheckIn.Week && w.Person == c.CheckIn.Person {
				at = w.FiledAt
			}
		}
	case c.WorkBack != nil:
		for _, p := range m.roster.Person(c.WorkBack.Person).Plans {
			if p.Team == c.WorkBack.Team && p.State == c.WorkBack.State && (p.By == c.WorkBack.By || p.State == coach.PlanActive) && p.MadeAt.After(at) {
				at = p.MadeAt
			}
		}
	case c.OneToOne != nil:
		for _, o := range m.coaching.records {
			if o.Team == c.OneToOne.Team && o.Person == c.OneToOne.Person && o.Manager == c.OneToOne.Manager && o.At.After(at) {
				at = o.At
			}
		}
	case c.Direct != nil:
		for _, d := range m.coaching.direct {
			if d.ID == c.Direct.ID {
				at = d.AnsweredAt
			}
		}
	}
	return at.Truncate(time.Microsecond)
}
