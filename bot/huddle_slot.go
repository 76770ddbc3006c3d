package bot

// A team may have several huddles a day. Which of them opens at a time, and what each is called. The first to open on a
// day is the day's, whatever its time: so what was filed for it the evening before is in it also when the team has moved
// its times overnight. See coach.HuddleRef.

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"example.com/pacer/bot/coach"
)

// huddlesApart is how long after the opening of a huddle the next one of the day may open. What is due earlier opens
// nothing: it is a slip in a cron expression, or the time of a huddle that was changed while it was open. In elapsed
// time: on the night when the clocks change an hour is an hour.
const huddlesApart = time.Hour

// huddle returns a huddle of a team, empty when nothing was filed or posted yet. Empty it has its name, so that it can
// be filed for and opened like any other; OpenedAt tells whether it was. Other errors name team and day. The team is
// given for the error's words alone; ref says which huddle.
func (b *Bot) huddle(ctx context.Context, t *coach.Team, ref coach.HuddleRef) (coach.HuddleDay, error) {
	hd, err := b.store.Huddle(ctx, ref)
	if errors.Is(err, coach.ErrNotFound) {
		return coach.HuddleDay{Team: ref.Team, Day: ref.Day, Slot: ref.Slot}, nil
	}
	if err != nil {
		return coach.HuddleDay{}, fmt.Errorf("huddle of team %s on %s: %w", t.Name, ref.Day, err)
	}
	return hd, nil
}

// huddles returns all huddles of a team over a span of days, as the store's Huddles does. The error names the team.
// Both days are included.
func (b *Bot) huddles(ctx context.Context, t *coach.Team, from, to coach.Day) ([]coach.HuddleDay, error) {
	all, err := b.store.Huddles(ctx, t.ID, coach.Span{From: from, To: to})
	if err != nil {
		return nil, fmt.Errorf("huddles of team %s: %w", t.Name, err)
	}
	return all, nil
}

// huddleToday is the newest huddle of a day that was opened; before the first it is that one, without times.
func (b *Bot) huddleToday(ctx context.Context, t *coach.Team, day coach.Day) (coach.HuddleDay, error) {
	all, err := b.huddles(ctx, t, day, day)
	if err != nil {
		return coach.HuddleDay{}, err
	}
	if hd, ok := newestOpened(all); ok {
		return hd, nil
	}
	return firstOf(all, t, day), nil
}

// newestOpened is the last of some huddles that was opened; ok is false when none was. They are in the store's order.
// The order of opening is what "newest" means: a slot of 16:00 that a manager opened at noon is older than one of 14:00
// that opened on time.
func newestOpened(all []coach.HuddleDay) (hd coach.HuddleDay, ok bool) {
	for _, h := range slices.Backward(all) {
		if !h.OpenedAt.IsZero() {
			return h, true
		}
	}
	return coach.HuddleDay{}, false
}

// firstOf is the day's first huddle, empty when nobody has filed for it yet. The first has no slot, see
// [coach.HuddleRef]; it is also what is filed for the evening before, whatever time it will open at.
func firstOf(all []coach.HuddleDay, t *coach.Team, day coach.Day) coach.HuddleDay {
	for _, h := range all {
		if h.Slot == "" {
			return h
		}
	}
	return coach.HuddleDay{Team: t.ID, Day: day}
}

// huddleTimes are the instants at which the huddles of a team's day are due, ascending, without those that are too
// close to the one before. None where dates cannot be told. They are worked out from the rhythm of now: a huddle that
// was opened keeps its own time in Due. "None" is treated as a team without set times, whose huddles can be opened by
// hand.
func (b *Bot) huddleTimes(t *coach.Team, day coach.Day) (times []time.Time) {
	// A bot without a scheduler, as in tests: its huddles are opened by hand.
	if b.cfg.Dates == nil {
		return nil
	}
	zone := teamZone(t)
	for _, cron := range t.Rhythms[coach.Huddle] {
		times = append(times, b.datesOn(cron, t.Zone, startOf(day, zone), startOf(day+1, zone))...)
	}
	// A team may have several expressions, each with its own times.
	slices.SortFunc(times, time.Time.Compare)
	var last time.Time
	return slices.DeleteFunc(times, func(at time.Time) bool {
		if at.Sub(last) < huddlesApart {
			return true
		}
		last = at
		return false
	})
}

// datesOn are the instants of an expression from one until another. A few at a time, as most have one a day; one that
// cannot be read any more has none. Until is not included. Dates that do not go forward end it, so that no expression
// can keep it going for ever.
func (b *Bot) datesOn(cron, zone string, from, until time.Time) (dates []time.Time) {
	const atOnce = 3
	for after := from.Add(-time.Second); ; {
		next, err := b.cfg.Dates(cron, zone, after, atOnce)
		if err != nil {
			return dates
		}
		for _, at := range next {
			if !at.After(after) || !at.Before(until) {
				return dates
			}
			dates, after = append(dates, at), at
		}
		if len(next) < atOnce {
			return dates
		}
	}
}

// huddleDueAt finds the huddle that opens for a time of the day, "16:00" on the team's clock, or says with a skip that
// there is none to open: that one was opened already, as a manager may do by hand before its time, or another one is
// open or has just been. All are the huddles of the day. It decides alone, without the store, so that its cases can be
// tested as a table. Times are those of the rhythm of this day, "16:00" each; now is the opening. The huddle that comes
// back has Due set, and its entries where somebody filed ahead.
func huddleDueAt(t *coach.Team, day coach.Day, due string, times []string, all []coach.HuddleDay, now time.Time) (coach.HuddleDay, error) {
	last, opened := newestOpened(all)
	if !opened {
		hd := firstOf(all, t, day)
		hd.Due = due
		return hd, nil
	}
	// Never two open huddles: a check-in would not know which is meant.
	if now.Before(last.ClosesAt) || now.Sub(last.OpenedAt) < huddlesApart {
		return coach.HuddleDay{}, skipOpened
	}
	// A new one, unless somebody has filed ahead for it.
	hd := coach.HuddleDay{Team: t.ID, Day: day, Slot: due, Skipping: skippedIn(all)}
	for _, h := range all {
		held := !h.OpenedAt.IsZero()
		switch {
		// Older versions did not keep the time that a huddle was for; theirs had one a day.
		case held && (h.Due == due || h.Slot == due || h.Due == "" && slices.Index(times, due) <= 0):
			return coach.HuddleDay{}, skipOpened
		case held:
		case h.Slot == due:
			hd = h
		// Filed for ahead, and the team has no huddle at that time any more: this one takes its place.
		case len(hd.Entries) == 0 && !slices.Contains(times, h.Slot):
			hd = h
		}
	}
	hd.Due = due
	return hd, nil
}

// skippedIn are those who skipped one of some huddles. "Nobody asks again on that day" holds for later huddles of the
// day as well.
func skippedIn(all []coach.HuddleDay) (ids []string) {
	for _, h := range all {
		for _, e := range h.Entries {
			if e.Skipped && !slices.Contains(ids, e.Person) {
				ids = append(ids, e.Person)
			}
		}
	}
	return ids
}

// dueLater is the time of day, "16:00", of the next huddle of a day that is due from now on; "" when none is. One that
// a manager has opened by hand before its time is not. From now on includes this very minute, so that a huddle opened
// by hand as the clock strikes stands in for the one that is due.
func (b *Bot) dueLater(t *coach.Team, day coach.Day, all []coach.HuddleDay) string {
	// Instants of a rhythm have no seconds; without this the one of this minute would have passed.
	now := b.now().Truncate(time.Minute)
	for _, at := range b.huddleTimes(t, day) {
		due := clock(at, teamZone(t))
		if !at.Before(now) && !slices.ContainsFunc(all, func(h coach.HuddleDay) bool { return h.Due == due }) {
			return due
		}
	}
	return ""
}

// laterToday names the next huddle of a day that is due from now on; ok is false when none is. Before the first of the
// day it is the one without a slot, at whatever time that opens.
func (b *Bot) laterToday(t *coach.Team, day coach.Day, all []coach.HuddleDay) (ref coach.HuddleRef, ok bool) {
	ref = coach.HuddleRef{Team: t.ID, Day: day}
	due := b.dueLater(t, day, all)
	if _, opened := newestOpened(all); opened {
		ref.Slot = due
	}
	return ref, due != ""
}

// clocks are instants as the team's clock shows them. In zone, "16:00", which is how slots are named; two instants of a
// night when clocks go back may look alike.
func clocks(times []time.Time, zone *time.Location) []string {
	shown := make([]string, len(times))
	for i, at := range times {
		shown[i] = clock(at, zone)
	}
	return shown
}

// huddleName says which huddle is meant: "Monday 23 November" for the first of a day, and "Monday 23 November, 16:00" for
// those after it.
func huddleName(hd coach.HuddleDay) string { return longDay(hd.Day) + huddleTime(hd) }

// huddleTime is what is behind the day in a huddle's name: ", 16:00"; "" for the first of a day. A slot is the time at
// which it was to open when somebody first filed for it; Due the one that it was opened for, which people know it by.
func huddleTime(hd coach.HuddleDay) string {
	switch {
	case hd.Slot == "":
		return ""
	case hd.Due == "":
		return ", " + hd.Slot
	}
	return ", " + hd.Due
}

// laterInDay tells whether a huddle is one after the first of its day: its numbers are what is still planned. Of a
// day's first huddle they are for the whole day.
func laterInDay(hd coach.HuddleDay) bool { return hd.Slot != "" }

// answeredIn tells whether somebody has filed in a huddle, or skips it, in itself or with an earlier one of the day.
// Such a person is neither reminded nor counted as missing.
func answeredIn(hd coach.HuddleDay, person string) bool {
	_, filed := filedIn(hd, person)
	return filed || slices.Contains(hd.Skipping, person)
}
