package bot

// How absences end before their time, and how they become one.

import (
	"slices"

	"example.com/pacer/bot/coach"
)

// endAbsences ends some absences when work begins again on a day: with the morning, or with the afternoon, before which
// the morning stays as it was. It returns those that are cut short, and the ids of those of which nothing is left. Those
// that were over before are left alone. Day is the first on which work begins, by the person's own date, and from its
// first half that is worked. Ids stay with what is cut short, so that buttons in older messages still find it. It
// changes nothing itself: the caller commits both lists at once.
func endAbsences(
	all []coach.Absence, which func(coach.Absence) bool, day coach.Day, from coach.Part,
) (put []coach.Absence, back []string) {
	for _, a := range all {
		if a.Span.To < day || !which(a) {
			continue
		}
		// The morning that is kept needs a row of its own where whole days go before it: an absence has one part for
		// all of its days.
		morning := a
		morning.Span, morning.Part = coach.Span{From: day, To: day}, a.Part&coach.Morning
		keep := from == coach.Afternoon && morning.Part != 0 && a.Span.From <= day
		switch {
		// Days before are cut off and kept, as they were: targets of those days have been reckoned with.
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
// returns the ids of those that are in it. Of absences by a status, and of being here, nothing is joined. People plan a
// holiday day by day, or say "and Friday too"; in a list each would have a button of its own, and a hundred is the most
// that anybody may plan. It goes on until nothing more touches, as the whole may reach what its parts did not.
func joined(all []coach.Absence, a coach.Absence) (coach.Absence, []string) {
	var in []string
	for changed := true; changed; {
		changed = false
		for _, old := range all {
			// What the manager has set is not made part of what the person says: either can take back their own without
			// the other's.
			if old.Here || a.Here || old.Source != a.Source || slices.Contains(in, old.ID) {
				continue
			}
			// Friday and Monday do not touch, although no day is worked in between: days off belong to a calendar that
			// may change.
			touches := old.Span.From <= dayAfter(a.Span.To) && a.Span.From <= dayAfter(old.Span.To)
			within := a.Span.From <= old.Span.From && old.Span.To <= a.Span.To
			switch {
			case old.Part == a.Part && touches:
				a.Span.From, a.Span.To = min(a.Span.From, old.Span.From), max(a.Span.To, old.Span.To)
			// Swallowed, and it widens nothing.
			case old.Part&a.Part == old.Part && within:
			default:
				continue
			}
			in, changed = append(in, old.ID), true
		}
	}
	return a, in
}

// dayAfter is the next day; after the end of an absence that has none there is none. Forever is the largest day that
// there is, and one more would be the smallest.
func dayAfter(d coach.Day) coach.Day {
	if d == coach.Forever {
		return d
	}
	return d + 1
}

// withAbsences is somebody as they are once some absences are put and others taken back. It is what an answer is worded
// by before anything is read back from the store: "the target goes from 20 to 12". The person's own list is left as it
// was, as the roster shares it.
func withAbsences(p coach.Person, put []coach.Absence, back []string) coach.Person {
	// One that is put under the id of another takes its place.
	kept := slices.DeleteFunc(slices.Clone(p.Absences), func(a coach.Absence) bool {
		return slices.Contains(back, a.ID) || slices.ContainsFunc(put, func(b coach.Absence) bool { return a.ID == b.ID })
	})
	p.Absences = append(kept, put...)
	// In the order in which they were said, on which it depends which of two holds.
	slices.SortStableFunc(p.Absences, func(a, b coach.Absence) int { return a.MadeAt.Compare(b.MadeAt) })
	return p
}
