package bot

import (
	"context"
	"maps"
	"slices"
	"time"

	"example.com/pacer/bot/coach"
)

// The histories that the store keeps of what is set up, in memory.

// upTo is the history of a value with one more, which holds from a day on; before it there was first. Of a day the last counts.
func upTo[T any](history []T, first, now T, today coach.Day, from func(T) coach.Day, equal func(a, b T) bool) []T {
	if len(history) == 0 {
		history = []T{first}
	}
	history = slices.DeleteFunc(slices.Clone(history), func(row T) bool { return from(row) >= today })
	if len(history) == 0 || !equal(history[len(history)-1], now) {
		history = append(history, now)
	}
	return history
}

// remember keeps what a team was, once another takes its place.
func (m *memory) remember(old, t *coach.Team, at time.Time) {
	today, always := coach.DayOf(at, teamZone(t)), coach.NewDay(1, time.January, 1)
	days := func(t *coach.Team, from coach.Day) coach.TeamDaysFrom {
		return coach.TeamDaysFrom{From: from, TeamDays: coach.TeamDays{Working: t.WorkingDays, Year: t.Year()}}
	}
	t.DaysThen = upTo(old.DaysThen, days(old, always), days(t, today), today, func(d coach.TeamDaysFrom) coach.Day { return d.From },
		func(a, b coach.TeamDaysFrom) bool { return a.TeamDays == b.TeamDays })
	m.rememberGaps(old, t, at, today)
	t.SegmentsThen, t.Joined = map[string][]coach.SegmentFrom{}, maps.Clone(old.Joined)
	for _, id := range t.Reps {
		first := coach.SegmentFrom{From: always, Segment: old.Segments[id]}
		if !slices.Contains(old.Reps, id) {
			first.Segment = t.Segments[id]
			if t.Joined == nil {
				t.Joined = map[string]coach.Beginning{}
			}
			if today > old.Began.Day { // on the first day they are all the first
				t.Joined[id] = coach.BeganAt(at, teamZone(t))
			}
		}
		t.SegmentsThen[id] = upTo(old.SegmentsThen[id], first, coach.SegmentFrom{From: today, Segment: t.Segments[id]}, today,
			func(s coach.SegmentFrom) coach.Day { return s.From }, func(a, b coach.SegmentFrom) bool { return a.Segment == b.Segment })
	}
	t.Targets = maps.Clone(old.Targets)
	if t.Targets == nil {
		t.Targets = map[string][]coach.TargetFrom{}
	}
	target := func(id string, first, now coach.Target) {
		t.Targets[id] = upTo(old.Targets[id], coach.TargetFrom{From: always, Target: first}, coach.TargetFrom{From: today, Target: now}, today,
			func(s coach.TargetFrom) coach.Day { return s.From }, func(a, b coach.TargetFrom) bool { return a.Target == b.Target })
	}
	for _, k := range t.KPIs {
		if before, ok := old.EverKPI(k.ID); ok {
			target(k.ID, before.Target, k.Target)
		} else {
			t.Targets[k.ID] = []coach.TargetFrom{{From: today, Target: k.Target}}
		}
	}
	for _, k := range t.Retired {
		target(k.ID, k.Target, coach.Target{})
	}
}

// joinEarlier moves when somebody joined to the first day that they logged for.
func (m *memory) joinEarlier(logged []coach.Activity) {
	for _, a := range logged {
		t := m.roster.Team(a.Team)
		if t == nil {
			continue
		}
		if joined, ok := t.Joined[a.Person]; ok && a.Day < joined.Day && len(t.Gaps[a.Person]) == 0 {
			t.Joined = maps.Clone(t.Joined)
			t.Joined[a.Person] = coach.Beginning{Day: a.Day, Part: coach.WholeDay}
		}
	}
}

// rememberGaps keeps when somebody who is back had left.
func (m *memory) rememberGaps(old, t *coach.Team, at time.Time, today coach.Day) {
	t.Gaps = maps.Clone(old.Gaps)
	for _, id := range old.Reps {
		if !slices.Contains(t.Reps, id) {
			if m.left == nil {
				m.left = map[string]coach.Day{}
			}
			m.left[t.ID+"/"+id] = today
		}
	}
	for _, id := range t.Reps {
		if from, left := m.left[t.ID+"/"+id]; left && !slices.Contains(old.Reps, id) && from < today {
			if t.Gaps == nil {
				t.Gaps = map[string][]coach.Gap{}
			}
			t.Gaps[id] = append(slices.Clone(t.Gaps[id]), coach.Gap{From: from, Back: coach.BeganAt(at, teamZone(t))})
		}
	}
}

// rememberWeek keeps what somebody's week was.
func rememberWeek(p *coach.Person, week [7]coach.Part, today coach.Day) {
	if week == p.Settings.Week {
		return
	}
	first := coach.WeekFrom{From: coach.NewDay(1, time.January, 1), Week: p.Settings.Week}
	p.WeeksThen = upTo(p.WeeksThen, first, coach.WeekFrom{From: today, Week: week}, today, func(w coach.WeekFrom) coach.Day { return w.From },
		func(a, b coach.WeekFrom) bool { return a.Week == b.Week })
}

// Past answers with what the roster shows, which in memory is all.
func (m *memory) Past(_ context.Context, team string, from coach.Day) (past coach.Past, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.failing("Past"); err != nil {
		return past, err
	}
	for _, id := range m.roster.Team(team).Reps {
		for _, a := range m.roster.Person(id).Absences {
			if a.Person = id; a.Span.To >= from {
				past.Absences = append(past.Absences, a)
			}
		}
		for _, plan := range m.roster.Person(id).Plans {
			if plan.Person = id; plan.Team == team && plan.State == coach.PlanActive {
				past.Plans = append(past.Plans, plan)
			}
		}
	}
	return past, nil
}
