package bot

// How absences end before their time, and how they become one.

import (
	"slices"

	"example.com/pacer/bot/coach"
)

// endAbsences ends some absences when work begins again on a day: with the morning, or with the afternoon, before which
// the morning stays as it was. It returns those that are cut short, and the ids of those of which nothing is left. Those
// that were over before are left alone.
func endAbsences(
	all []coach.Absence, which func(coach.Absence) bool, day coach.Day, from coach.Part,
) (put []coach.Absence, back []string) {
	for _, a := range all {
		if a.Span.To < day || !which(a) {
			continue
		}
		morning := a
		morning.Span, morning.Part = coach.Span{From: day, To: day}, a.Part&coach.Morning
		keep := from == coach.Afternoon && morning.Part != 0 && a.Span.From <= day
		switch {
		case a.Span.From < day:
			a.Span.To = day - 1
			put = append(put, a)
			if keep {
				morning.ID = newID()
				put = append(put, morning)
			}
		case keep:
			put = append(put, morning)
		default:
			back = append(back, a.ID)
		}
	}
	return put, back
}

// joined makes one absence of a new one and of those that were said by the same side and of which it is the whole or the
// continuation: what overlaps, or goes on the day after, for the same part of the day, and half days within whole ones. It
// returns the ids of those that are in it. Of absences by a status, and of being here, nothing is joined.
func joined(all []coach.Absence, a coach.Absence) (coach.Absence, []string) {
	var in []string
	for changed := true; changed; {
		changed = false
		for _, old := range all {
			if old.Here || a.Here || old.Source != a.Source || slices.Contains(in, old.ID) {
				continue
			}
			touches := old.Span.From <= dayAfter(a.Span.To) && a.Span.From <= dayAfter(old.Span.To)
			within := a.Span.From <= old.Span.From && old.Span.To <= a.Span.To
			switch {
			case old.Part == a.Part && touches:
				a.Span.From, a.Span.To = min(a.Span.From, old.Span.From), max(a.Span.To, old.Span.To)
			case old.Part&a.Part == old.Part && within:
			default:
				continue
			}
			in, changed = append(in, old.ID), true
		}
	}
	return a, in
}

// dayAfter is the next day; after the end of an absence that has none there is none.
func dayAfter(d coach.Day) coach.Day {
	if d == coach.Forever {
		return d
	}
	return d + 1
}

// withAbsences is somebody as they are once some absences are put and others taken back.
func withAbsences(p coach.Person, put []coach.Absence, back []string) coach.Person {
	kept := slices.DeleteFunc(slices.Clone(p.Absences), func(a coach.Absence) bool {
		return slices.Contains(back, a.ID) || slices.ContainsFunc(put, func(b coach.Absence) bool { return a.ID == b.ID })
	})
	p.Absences = append(kept, put...)
	// In the order in which they were said, on which it depends which of two holds.
	slices.SortStableFunc(p.Absences, func(a, b coach.Absence) int { return a.MadeAt.Compare(b.MadeAt) })
	return p
}
