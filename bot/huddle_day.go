package bot

// Which day's huddle somebody files for, and until when that is on time. A huddle opens and closes on the team's clock;
// whoever lives so far away that it closes before their work begins, or opens after it has ended, files for the same day
// in their own working hours: what is early waits for the opening, and what is late is appended.

import (
	"context"
	"slices"
	"time"

	"example.com/pacer/bot/coach"
	"example.com/pacer/bot/coach/tz"
)

// huddleFirstPart is how long after the beginning of their work somebody is on time for whom the huddle has closed by
// then: as long as everybody has who is there when it opens.
const huddleFirstPart = 2 * time.Hour

// huddleLatest is for how long after its end a huddle of the late afternoon is filed late.
const huddleLatest = 2 * time.Hour

// huddleToFile decides which huddle a press is meant for, so that no button is ever a dead
// end. The button of today's newest huddle files for it, late or not, until the evening; from then
// on, and on every older button, it files for the next one: later today, or on the next working day. An older button
// pressed on a working day before the evening files for today's newest, whether it was opened yet or not. The next day is
// that of the person's calendar: Friday evening files for Monday, and the day before a holiday for the day after it.
// Pressed comes from the button and may be forged: it only chooses between huddles that fileable allows at the
// submission. Nothing is written.
func (b *Bot) huddleToFile(
	ctx context.Context, req *request, t *coach.Team, pressed coach.HuddleRef,
) (coach.HuddleDay, error) {
	all, hd, err := b.huddleOfToday(ctx, req, t)
	if err != nil {
		return coach.HuddleDay{}, err
	}
	cal := coach.CalendarOf(t, req.Person) // whether today is a day of work is the person's
	evening := !b.now().Before(filedUntil(req.Roster, t, req.Person, hd))
	switch {
	case pressed == hd.Ref() && (hd.ClosedAt.IsZero() || !evening):
		return hd, nil
	case pressed.Day <= hd.Day && pressed != hd.Ref() && !evening && cal.Works(hd.Day):
		return hd, nil
	}
	// Later on the same day comes before the next day.
	if ref, ok := b.laterToday(t, hd.Day, all); ok && cal.Works(hd.Day) {
		return b.huddle(ctx, t, ref)
	}
	next, ok := cal.Next(hd.Day)
	if !ok { // no working day within a year: the huddle that was pressed is as good as any
		return b.huddle(ctx, t, pressed)
	}
	return b.huddle(ctx, t, coach.HuddleRef{Team: t.ID, Day: next})
}

// huddleOfToday is the newest huddle of the day that it is for the team, with all of that day's; for who lives so far
// west of it that they still work on the day before, it is that day's. The team's day decides, as its huddle opens on
// the team's clock. Who is further east and has their next day already still files for the team's day: its huddle is
// what opens next.
func (b *Bot) huddleOfToday(ctx context.Context, req *request, t *coach.Team) (all []coach.HuddleDay, hd coach.HuddleDay, err error) {
	now := b.now()
	today := coach.DayOf(now, teamZone(t))
	days := []coach.Day{today}
	if coach.DayOf(now, req.Roster.Zone(req.Person.ID, t)) < today {
		days = []coach.Day{today - 1, today}
	}
	for _, day := range days {
		if all, err = b.huddles(ctx, t, day, day); err != nil {
			return nil, coach.HuddleDay{}, err
		}
		var opened bool
		if hd, opened = newestOpened(all); !opened {
			hd = firstOf(all, t, day)
		}
		if now.Before(filedUntil(req.Roster, t, req.Person, hd)) {
			break
		}
	}
	return all, hd, nil
}

// filedUntil is the instant from which a closed huddle's button files for the next one: the evening of the team's clock,
// or a while after the end of one that closes later. Whose work on that day begins when the huddle has closed files for
// it until their work ends, and whose next day of work begins before the team's evening files for the next one from
// then on. Instants are compared, never wall times of different zones. A huddle that has not opened has a zero ClosesAt
// and does not move the evening.
func filedUntil(r *coach.Roster, t *coach.Team, p coach.Person, hd coach.HuddleDay) time.Time {
	evening := wallTime(hd.Day, huddleEvening, teamZone(t))
	if last := hd.ClosesAt.Add(huddleLatest); last.After(evening) {
		evening = last
	}
	hours, zone := coach.CalendarOf(t, p).Hours, r.Zone(p.ID, t)
	if _, after := beginsAfter(r, t, p, hd); after {
		if end := wallTime(hd.Day, hours.To, zone); end.After(evening) {
			return end
		}
	}
	if next := wallTime(hd.Day+1, hours.From, zone); next.Before(evening) {
		return next
	}
	return evening
}

// beginsAfter returns the instant at which somebody begins to work on the day of a huddle; after tells that it closes
// before. Whoever has the morning off begins with the afternoon. Half of the working hours is where the afternoon
// begins. A huddle that has not opened closes before nobody.
func beginsAfter(r *coach.Roster, t *coach.Team, p coach.Person, hd coach.HuddleDay) (begins time.Time, after bool) {
	cal := coach.CalendarOf(t, p)
	from := cal.Hours.From
	if cal.Part(hd.Day) == coach.Afternoon {
		from = (cal.Hours.From + cal.Hours.To) / 2
	}
	begins = wallTime(hd.Day, from, r.Zone(p.ID, t))
	return begins, !hd.ClosesAt.IsZero() && !begins.Before(hd.ClosesAt)
}

// huddleLate tells whether what somebody files at an instant is late. The team's closing time decides and not only the
// wrap-up, which may run later than it was due; whose work begins after it is on time within their first two hours. A
// huddle that has not opened yet has neither, and nothing is late for it. Late is a mark at an entry and changes
// nothing else: late ones are taken, shown and counted.
func huddleLate(r *coach.Roster, t *coach.Team, p coach.Person, hd coach.HuddleDay, at time.Time) bool {
	if hd.ClosedAt.IsZero() && (hd.ClosesAt.IsZero() || at.Before(hd.ClosesAt)) {
		return false
	}
	begins, after := beginsAfter(r, t, p, hd)
	return !after || !at.Before(begins.Add(huddleFirstPart))
}

// teamZone is the zone of what addresses the team's channel; UTC when it does not load, which the check of the team
// file rules out unless the zone data of the machine has changed since. UTC is the lesser evil: a ritual at the wrong
// hour is better than a program that ends.
func teamZone(t *coach.Team) *time.Location {
	zone, err := tz.Load(t.Zone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// fileable tells whether a huddle can be filed now: the next one, today's, and for a week
// those before, because a form may have stayed open. Days are those of the team's clock. The bounds also keep a forged
// value from making huddles in any year, or at any time of a day: one after the day's first is there already, or is
// due. A week is how long somebody may be away with a form open. It is asked at each submission, whatever the button or
// form was made for; people's own next working day may be later than the team's.
func (b *Bot) fileable(t *coach.Team, p coach.Person, hd coach.HuddleDay) bool {
	today := coach.DayOf(b.now(), teamZone(t))
	next, ok := coach.CalendarOf(t, p).Next(today)
	if hd.Day < today-7 || hd.Day > today && (!ok || hd.Day > next) {
		return false
	}
	// The day's first huddle may be filed for at any time; it is what the evening before files for.
	there := hd.Slot == "" || !hd.OpenedAt.IsZero() || len(hd.Entries) > 0
	return there || slices.Contains(clocks(b.huddleTimes(t, hd.Day), teamZone(t)), hd.Slot)
}
