package scheduler

import "time"

// Next returns the first instant strictly after the given one at which the spec fires in loc. It answers false
// when there is none within five years, and for the zero Spec or a nil zone.
//
// A civil time that the clocks skip fires shifted forward by the gap: 02:30 becomes 03:30. Where that would carry it
// past midnight, as in America/Nuuk, where 23:00 becomes 00:00, it fires in the last minute of its own date, at 22:59: a
// ritual belongs to a date, and the next date has its own. One that comes twice
// fires the first time only. Two civil times that meet on one instant fire once. A spec that allows every hour
// follows elapsed time instead: it fires whenever the clock on the wall shows a time that matches, so both
// copies of a repeated hour count and a skipped hour, which took no time, does not.
//
// # How
//
// robfig/cron cannot be trusted with a zone: it skips or doubles daily jobs in a third of the world's zones, and
// in Pacific/Chatham its Next can return its own argument. So it is asked only about floating time, the clock on
// the wall written as if it were UTC, and a zone is seen as a row of stretches of constant offset. Inside a
// stretch floating time and real time run side by side.
func (s Spec) Next(after time.Time, loc *time.Location) (next time.Time, ok bool) {
	if s.fields == nil || loc == nil {
		return time.Time{}, false
	}
	// A spec fires on whole seconds only, so this is the first candidate.
	from := after.Truncate(time.Second).Add(time.Second)
	for {
		st := stretchAt(from, loc)
		found, exists := s.firstIn(st, from)
		if exists && st.holds(found.Add(time.Minute)) {
			return found.In(loc), true
		}
		if last, ok := s.lastMinute(st, from, loc); ok {
			return last.In(loc), true
		}
		if !exists {
			return time.Time{}, false
		}
		if st.holds(found) {
			return found.In(loc), true
		}
		// Each stretch on the way there has to be asked: where the clocks go back, times come up again that are
		// over by now. There are at most a few a year.
		from = st.end
	}
}

// A stretch is a time of constant offset in a zone.
type stretch struct {
	start, end    time.Time     // half open; zero where the zone has no bound
	offset, prior time.Duration // east of UTC, in the stretch and just before it
}

// stretchAt returns the stretch that holds t.
func stretchAt(t time.Time, loc *time.Location) stretch {
	local := t.In(loc)
	start, end := local.ZoneBounds()
	// Beyond its table of transitions the time package takes a year for 365 days, so that on 31 December of a
	// leap year the bound lies behind t. The offset holds into the new year.
	if !end.IsZero() && !end.After(t) {
		end = t.Add(24 * time.Hour)
	}
	st := stretch{start: start, end: end, offset: offsetOf(local)}
	st.prior = st.offset
	if !start.IsZero() {
		st.prior = offsetOf(start.Add(-time.Second))
	}
	return st
}

// offsetOf returns how far the clock on the wall is ahead of UTC at t, in t's own zone.
func offsetOf(t time.Time) time.Duration {
	_, seconds := t.Zone()
	return time.Duration(seconds) * time.Second
}

// holds tells whether t comes before the end of the stretch.
func (st stretch) holds(t time.Time) bool { return st.end.IsZero() || t.Before(st.end) }

// firstIn returns the first instant at or after from at which the spec would fire if the stretch never ended.
// It answers false when there is none within five years.
func (s Spec) firstIn(st stretch, from time.Time) (time.Time, bool) {
	shift := st.offset - st.prior
	if s.elapsed || shift == 0 {
		return s.floating(from, st.offset)
	}
	if shift < 0 {
		// The clocks went back: the stretch begins with civil times that were already shown once.
		return s.floating(latest(from, st.start.Add(-shift)), st.offset)
	}
	first, ok := s.floating(from, st.offset)
	// The clocks went forward: for as long as the gap was, the times that were skipped fire by the old offset. Those of
	// the date on which it began have fired before it.
	skipped, found := s.floating(latest(from, st.start.Add(st.lost())), st.prior)
	if found && skipped.Before(st.start.Add(shift)) && (!ok || skipped.Before(first)) {
		return skipped, true
	}
	return first, ok
}

// lost returns how much the gap at the beginning of a stretch took of the end of a date: what comes before a midnight that
// it reaches or passes. It is 0 where it began at midnight, for nothing is left of that date then but what comes after
// the gap, if anything.
func (st stretch) lost() time.Duration {
	began := st.start.UTC().Add(st.prior)
	midnight := began.Truncate(24 * time.Hour)
	rest := midnight.Add(24 * time.Hour).Sub(began)
	if began.Equal(midnight) || rest > st.offset-st.prior {
		return 0
	}
	return rest
}

// lastMinute returns the last minute of a stretch, if that is not before from and the spec fires then: for a time that the
// clocks skip at its end, up to a midnight.
func (s Spec) lastMinute(st stretch, from time.Time, loc *time.Location) (time.Time, bool) {
	last := st.end.Add(-time.Minute)
	if st.end.IsZero() || s.elapsed || from.After(last) {
		return time.Time{}, false
	}
	after := stretchAt(st.end, loc)
	lost := after.lost()
	if lost == 0 {
		return time.Time{}, false
	}
	skipped, ok := s.floating(st.end, after.prior)
	return last, ok && skipped.Before(st.end.Add(lost))
}

// floating returns the first instant at or after from, a whole second, whose wall clock under a constant offset
// matches the spec. It answers false when robfig finds none within five years.
func (s Spec) floating(from time.Time, offset time.Duration) (time.Time, bool) {
	wall := from.UTC().Add(offset)
	next := s.fields.Next(wall.Add(-time.Second))
	if next.IsZero() {
		return time.Time{}, false
	}
	return next.Add(-offset), true
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earliest(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
