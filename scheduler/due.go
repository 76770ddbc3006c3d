package scheduler

import (
	"cmp"
	"slices"
	"sync/atomic"
	"time"

	"example.com/pacer/bot/coach"
	"example.com/pacer/bot/coach/tz"
)

// Why an occurrence did not run, as recorded with it.
const (
	// Late is the reason of an occurrence that was found after its catch-up window had passed.
	Late = "late"
	// Superseded is the reason of an occurrence that could still have run, had a newer one not been due too.
	Superseded = "superseded"
	// Failed is the reason of an occurrence that was tried until its catch-up window had passed.
	Failed = "failed"
	// AndEarlier follows one of the other reasons when the occurrence stands also for all that were missed
	// before it, because there were more than are worth a row each.
	AndEarlier = ", and all before it"
)

// maxMissed is how many missed occurrences of one schedule get a row each. After a year without Pacer an hourly
// schedule has missed 8,760; nobody reads so many. The oldest of them then says that it stands for those before it as
// well, so that there is no silent hole.
const maxMissed = 100

// farthestBack is how far back missed occurrences are looked for, in years. A schedule without a Since has missed
// everything since the year 1.
const farthestBack = 10

// A timetable is a schedule's expression and zone, understood. A copy shares the pause that is remembered. It may be
// asked by several goroutines: a pause that one writes over is only found again.
type timetable struct {
	spec  Spec
	loc   *time.Location
	quiet *atomic.Pointer[pause] // the newest pause that was found; nil: none is remembered
}

// A pause is a time in which nothing fires: from an instant on until just before the next.
type pause struct{ from, next time.Time }

// next is Spec.Next. It remembers the pause between two instants, in which every look asks for the same one twice: what is
// due since the last, and what is next. A look at hundreds of schedules would otherwise be reading calendars above all.
func (t timetable) next(after time.Time) (next time.Time, ok bool) {
	if t.quiet != nil {
		if p := t.quiet.Load(); p != nil && !after.Before(p.from) && after.Before(p.next) {
			return p.next, true
		}
	}
	next, ok = t.spec.Next(after, t.loc)
	if ok && t.quiet != nil {
		t.quiet.Store(&pause{after, next})
	}
	return next, ok
}

// newTimetable reads an expression and loads a zone by its IANA name. The empty name and "Local" are refused: what they
// mean depends on the machine. The zones are the machine's, or those that are built into the program (time/tzdata).
func newTimetable(expression, zone string) (timetable, error) {
	spec, err := ParseCron(expression)
	if err != nil {
		return timetable{}, err
	}
	loc, err := tz.Load(zone)
	if err != nil {
		return timetable{}, err
	}
	return timetable{spec, loc, new(atomic.Pointer[pause])}, nil
}

// findings is what one look at a schedule or at the follow-ups leads to. No occurrence is in both lists. Nothing in it
// has happened yet: due, dueOpen and merge read no clock and write nothing, so that each can be tested over any time.
type findings struct {
	run  []coach.Occurrence // ascending by due instant
	skip []coach.Occurrence // each with its reason, ascending by due instant
}

// some tells whether there is anything in it, which at most looks there is not.
func (f findings) some() bool { return len(f.run)+len(f.skip) > 0 }

// due returns what a schedule owes at now: the newest instant that passed since the last recorded one is run if
// its catch-up window is still open; what is older is skipped. After the clock was set back it offers the newest
// instant within the window once more, for the claim to decide: so nothing runs twice, and a clock that was wrong
// by years for a minute does not silence a schedule for years. One at most is run, so that nobody who comes back after
// a weekend is sent three huddles. At the end of the window itself it still is.
func due(s *coach.Schedule, t timetable, window time.Duration, now time.Time) findings {
	clockWentBack := s.Last.After(now)
	after := s.Last
	if clockWentBack {
		after = now.Add(-window - time.Nanosecond)
	}
	// An instant that is exactly Since is due.
	after = latest(after, s.Since.Add(-time.Nanosecond))

	instants, more := missed(t, after, now)
	var f findings
	for i, at := range instants {
		o := coach.Occurrence{Rhythm: s.Rhythm, Team: s.Team, Kind: s.Kind, Zone: s.Zone, Due: at.UTC()}
		reason := Late
		if now.Sub(at) <= window {
			if i == len(instants)-1 {
				f.run = append(f.run, o)
				continue
			}
			reason = Superseded
		}
		if i == 0 && more {
			reason += AndEarlier
		}
		// After the clock went back, whatever is older was recorded when it was due.
		if !clockWentBack {
			f.skip = append(f.skip, skipped(o, reason))
		}
	}
	return f
}

// missed returns the newest instants after the one given, up to and including now, at most maxMissed of them,
// ascending. More tells whether there were older ones. It costs about as much after a minute as after years:
// it looks at the last hour first and widens the view until it has seen enough.
func missed(t timetable, after, now time.Time) (instants []time.Time, more bool) {
	if now.Sub(after) > farthestBack*365*24*time.Hour { // seldom, and calendars cost time
		after = latest(after, now.AddDate(-farthestBack, 0, 0))
	}
	oldest, ok := t.next(after)
	if !ok || oldest.After(now) {
		return nil, false
	}
	// Mostly it is the only one, and what comes after it is asked for at the next look anyway.
	if second, ok := t.next(oldest); !ok || second.After(now) {
		return []time.Time{oldest}, false
	}
	for view := time.Hour; ; view *= 4 {
		from := latest(after, now.Add(-view))
		instants = newest(t, from, now)
		if len(instants) == maxMissed || from.Equal(after) {
			return instants, len(instants) > 0 && oldest.Before(instants[0])
		}
	}
}

// newest returns the newest instants after from, up to and including now, at most maxMissed, ascending. It walks
// through all of them and keeps only the last, so the caller chooses from near enough for that to be cheap. From is
// exclusive, as in Spec.Next.
func newest(t timetable, from, now time.Time) []time.Time {
	var seen []time.Time
	for at, ok := t.next(from); ok && !at.After(now); at, ok = t.next(at) {
		// Twice the room, so that the older half is dropped once in maxMissed rounds and not in each.
		if len(seen) == 2*maxMissed {
			seen = append(seen[:0], seen[maxMissed:]...)
		}
		seen = append(seen, at)
	}
	return seen[max(0, len(seen)-maxMissed):]
}

// dueOpen sorts follow-ups and released occurrences that are due at now into those to run and those whose
// catch-up window has passed. Rhythm kinds that nobody knows are left out: a newer Pacer planned them. They stay
// planned for the day on which a program that knows them runs again.
func dueOpen(open []coach.Occurrence, now time.Time) findings {
	var f findings
	for _, o := range open {
		row, known := coach.RhythmOf(o.Kind)
		switch {
		case !known || o.Due.After(now):
		case now.Sub(o.Due) > row.CatchUp:
			f.skip = append(f.skip, skipped(o, Late))
		default:
			f.run = append(f.run, o)
		}
	}
	slices.SortStableFunc(f.run, byDue)
	slices.SortStableFunc(f.skip, byDue)
	return f
}

// merge adds the findings of one look together. Of what a cron expression started, only the newest of a rhythm
// in a zone is run, be it new or released by a restart; a follow-up belongs to the occurrence that planned it
// and is never superseded. A superseded one may be claimed by us, from an earlier try; record sees to that. The same
// occurrence may come twice, from two parts, and is run once.
func merge(all ...findings) findings {
	var f findings
	newestOf := map[identity]int{} // :: rhythm, kind, zone → index in f.run
	for _, part := range all {
		f.skip = append(f.skip, part.skip...)
		for _, o := range part.run {
			row, _ := coach.RhythmOf(o.Kind)
			series := identity{o.Rhythm, o.Kind, o.Zone, 0}
			i, rival := newestOf[series]
			switch {
			case row.Default == nil || !rival:
				newestOf[series] = len(f.run)
				f.run = append(f.run, o)
			case f.run[i].Due.Before(o.Due):
				f.skip = append(f.skip, skipped(f.run[i], Superseded))
				f.run[i] = o
			case o.Due.Before(f.run[i].Due):
				f.skip = append(f.skip, skipped(o, Superseded))
			}
		}
	}
	slices.SortStableFunc(f.run, byDue)
	slices.SortStableFunc(f.skip, byDue)
	return f
}

// upcoming returns the instant at which a schedule fires next, strictly after now. Ok is false when there is none
// within five years.
func upcoming(s *coach.Schedule, t timetable, now time.Time) (coach.Occurrence, bool) {
	at, ok := t.next(latest(now, s.Since.Add(-time.Nanosecond)))
	return coach.Occurrence{Rhythm: s.Rhythm, Team: s.Team, Kind: s.Kind, Zone: s.Zone, Due: at.UTC()}, ok
}

func skipped(o coach.Occurrence, reason string) coach.Occurrence {
	o.State, o.Reason = coach.Skipped, reason
	return o
}

// Behind the instant the order has no meaning, and is there for being the same each time.
func byDue(a, b coach.Occurrence) int {
	if c := a.Due.Compare(b.Due); c != 0 { // as it is for nearly all of the hundreds that are compared at each look
		return c
	}
	return cmp.Or(cmp.Compare(a.Team, b.Team), cmp.Compare(a.Rhythm, b.Rhythm))
}

// identity is what makes an occurrence one row for ever. The instant is in the store's unit, so that one that was read
// back is the same as the one that was computed.
type identity struct {
	rhythm string
	kind   coach.RhythmKind
	zone   string
	due    int64 // unix microseconds; 0 for the whole series
}

func identityOf(o coach.Occurrence) identity {
	return identity{o.Rhythm, o.Kind, o.Zone, o.Due.UnixMicro()}
}
