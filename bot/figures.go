package bot

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"time"

	"example.com/pacer/bot/coach"
)

// figures are the ledger's totals of one team, read with one query and then asked about every
// person and KPI. They stand still at the instant at, so that a message never contradicts
// itself.
type figures struct {
	roster *coach.Roster
	team   *coach.Team
	at     time.Time                   // now, or the later instant that a form is filled in for
	sums   map[sumKey][]coach.DayTotal // ascending by day; who has nothing is not in it
	ahead  coach.Day                   // days after today that count as well; see pace
	// nameless are the ids of people who were forgotten and whose counts are part of the team's.
	nameless []string
}

// A sumKey is whose count of what; both are ids.
type sumKey struct{ person, kpi string }

// figures reads a team's totals from the earliest period that is still running at an instant,
// or from that many full weeks before its week, whichever is earlier. With some weeks, they are read day by day: up to 92
// days of everybody with a quarterly target, for 200 reps some 70,000 rows. Without any, they hold what pace takes and no
// more: this week day by day. Who needs one sum over given days takes boardFigures. The error is the store's, with the
// team's name.
func (b *Bot) figures(
	ctx context.Context, r *coach.Roster, t *coach.Team, at time.Time, weeks int,
) (*figures, error) {
	return b.figuresFrom(ctx, r, t, at, weeks, t.KPIs)
}

// figuresOf is figures for who asks for some KPIs alone: no quarter of revenue is read to see who is behind this week.
func (b *Bot) figuresOf(
	ctx context.Context, r *coach.Roster, t *coach.Team, at time.Time, kpis []coach.KPI,
) (*figures, error) {
	return b.figuresFrom(ctx, r, t, at, 0, kpis)
}

// figuresFrom reads what the periods of some KPIs and some full weeks take. Days are read of these weeks, or else of this
// one; of the rest of a longer period, such as a quarter, only a sum is asked for later, and sums are cheaper to read.
func (b *Bot) figuresFrom(
	ctx context.Context, r *coach.Roster, t *coach.Team, at time.Time, weeks int, kpis []coach.KPI,
) (*figures, error) {
	if weeks == 0 {
		return b.figuresLately(ctx, r, t, at, weeks, kpis)
	}
	_, starts, last := stretches(t, at, weeks, kpis)
	return b.figuresIn(ctx, r, t, at, coach.Span{From: starts[0], To: last})
}

// figuresLately reads some full weeks and this one day by day, and of what the periods of some KPIs take before them one
// sum a stretch: no day before these weeks may be asked for by itself.
func (b *Bot) figuresLately(
	ctx context.Context, r *coach.Roster, t *coach.Team, at time.Time, weeks int, kpis []coach.KPI,
) (*figures, error) {
	from, starts, last := stretches(t, at, weeks, kpis)
	var before []coach.DayTotal
	for i, end := range starts[1:] {
		sums, err := b.store.PeriodTotals(ctx, t.ID, coach.Span{From: starts[i], To: end - 1})
		if err != nil {
			return nil, fmt.Errorf("totals of team %s: %w", t.Name, err)
		}
		before = append(before, sums...)
	}
	return b.figuresAfter(ctx, r, t, at, coach.Span{From: from, To: last}, before)
}

// stretches are where the periods of some KPIs begin that are running at an instant, as far as they do so before some full
// weeks and this one, and then these weeks: starts ends with from, their first day. Last is the last day that it is today
// for anybody.
func stretches(t *coach.Team, at time.Time, weeks int, kpis []coach.KPI) (from coach.Day, starts []coach.Day, last coach.Day) {
	// People's wall clocks are up to 14 hours ahead of UTC and 12 behind it, so that it is already tomorrow for some
	// and still yesterday for others. For the latter it may be the month before, and all of that month is theirs to
	// see: on the last evening of a month in Los Angeles, UTC is in the next one.
	utc := coach.DayOf(at, time.UTC)
	first, last := utc-1, utc+1
	from = coach.Weekly.Span(first, t.Year()).From - coach.Day(7*weeks)
	starts = []coach.Day{from}
	for _, k := range kpis {
		for _, d := range []coach.Day{first, utc, last} {
			if start := periodOf(k).Span(d, t.Year()).From; start < from {
				starts = append(starts, start)
			}
		}
	}
	slices.Sort(starts)
	return from, slices.Compact(starts), last
}

// figuresIn reads a team's totals over given days. Outside of them its sums are zero, without a word: the span has to
// hold whatever is asked for later.
func (b *Bot) figuresIn(
	ctx context.Context, r *coach.Roster, t *coach.Team, at time.Time, span coach.Span,
) (*figures, error) {
	return b.figuresAfter(ctx, r, t, at, span, nil)
}

// figuresAfter is figuresIn with sums of stretches of time before the days, each under its first day, the earliest first.
func (b *Bot) figuresAfter(
	ctx context.Context, r *coach.Roster, t *coach.Team, at time.Time, span coach.Span, before []coach.DayTotal,
) (*figures, error) {
	rows, err := b.store.DayTotals(ctx, t.ID, span)
	if err != nil {
		return nil, fmt.Errorf("totals of team %s: %w", t.Name, err)
	}
	return b.figuresMade(r, t, at, before, rows), nil
}

// figuresAbout reads all the days of some people that figures with so many weeks hold, and of nobody else: what a few did
// is read in a hundredth of the time that a large team takes.
func (b *Bot) figuresAbout(
	ctx context.Context, r *coach.Roster, t *coach.Team, at time.Time, weeks int, people ...coach.Person,
) (*figures, error) {
	_, starts, last := stretches(t, at, weeks, t.KPIs)
	all := make([][]coach.DayTotal, len(people))
	for i, p := range people {
		var err error
		if all[i], err = b.store.PersonTotals(ctx, t.ID, p.ID, coach.Span{From: starts[0], To: last}); err != nil {
			return nil, fmt.Errorf("days of %s: %w", p.ID, err)
		}
	}
	return b.figuresMade(r, t, at, all...), nil
}

// moment is how long ago an instant may be that is still now: the store took its time to read.
const moment = time.Minute

// figuresMade makes figures of rows that were read for an instant.
func (b *Bot) figuresMade(r *coach.Roster, t *coach.Team, at time.Time, rows ...[]coach.DayTotal) *figures {
	f := newFigures(r, t, at, rows...)
	if b.now().Sub(at) < moment {
		f.ahead = 1
	}
	return f
}

// newFigures sorts the store's rows by person and KPI. The store orders the rows of each of these by day, and so they
// stay; of several readings, those of the earlier days come first. The rows become part of the figures: they may be a
// hundred thousand.
func newFigures(r *coach.Roster, t *coach.Team, at time.Time, readings ...[]coach.DayTotal) *figures {
	f := &figures{roster: r, team: t, at: at, sums: make(map[sumKey][]coach.DayTotal)}
	for _, rows := range readings {
		for len(rows) > 0 {
			key := sumKey{rows[0].Person, rows[0].KPI}
			n := 1
			for n < len(rows) && rows[n].Person == key.person && rows[n].KPI == key.kpi {
				n++
			}
			if before := f.sums[key]; before == nil {
				f.sums[key] = rows[:n:n]
			} else {
				f.sums[key] = slices.Concat(before, rows[:n])
			}
			if coach.StillCounts(key.person) && !slices.Contains(f.nameless, key.person) {
				f.nameless = append(f.nameless, key.person)
			}
			rows = rows[n:]
		}
	}
	return f
}

// sum adds up one person's count of one KPI over some days, both ends included: things, or minor units of money. It is
// 0 for somebody who is unknown and for an empty span. Corrections are in the rows already.
func (f *figures) sum(person, kpi string, span coach.Span) int64 {
	rows := f.sums[sumKey{person, kpi}]
	// The rows may be a quarter's, and are asked about period by period.
	first := sort.Search(len(rows), func(i int) bool { return rows[i].Day >= span.From })
	var total int64
	for _, row := range rows[first:] {
		if row.Day > span.To {
			break
		}
		total += row.Count
	}
	return total
}

// today is the person's own civil date: in it they log, and by it their period begins. Two reps of a team can have
// different ones at the same instant.
func (f *figures) today(person string) coach.Day {
	return coach.DayOf(f.at, f.roster.Zone(person, f.team))
}

// pace is where a person stands with a KPI in the period of its target; without a target, this week. Nothing can be logged
// for a day to come, but whoever has flown west has what they logged tomorrow: it counts, unless the figures are those of
// an instant that has passed.
func (f *figures) pace(p coach.Person, k coach.KPI) coach.Pace { return f.paceIn(p, k, periodOf(k)) }

// paceIn is pace in another period than that of the target, which it has its share of.
func (f *figures) paceIn(p coach.Person, k coach.KPI, per coach.Period) coach.Pace {
	zone := f.roster.Zone(p.ID, f.team)
	today := coach.DayOf(f.at, zone)
	period := per.Span(today, f.team.Year())
	done := f.sum(p.ID, k.ID, coach.Span{From: period.From, To: min(today+f.ahead, period.To)})
	now := f.sum(p.ID, k.ID, coach.Span{From: today, To: today})
	return coach.PaceToward(k, per, coach.AimsOf(f.team, k, p), done, now, coach.CalendarOf(f.team, p), f.at, zone)
}

// paces is where a person stands with each of some KPIs.
func (f *figures) paces(p coach.Person, kpis []coach.KPI) []coach.Pace {
	paces := make([]coach.Pace, len(kpis))
	for i, k := range kpis {
		paces[i] = f.pace(p, k)
	}
	return paces
}

// teamPace adds up where some people stand with a KPI: its Target, Done and Expected are sums, and Gap and Lead follow
// from them. Somebody far ahead so makes up for somebody behind, as they do in the team's result. What it tells of plans is
// in addShown.
func (f *figures) teamPace(people []coach.Person, k coach.KPI) coach.Pace {
	paces := make([]coach.Pace, len(people))
	for i, p := range people {
		paces[i] = f.pace(p, k)
	}
	return f.addShown(k, people, paces, func(p coach.Person) coach.Pace { return f.pace(p, k) })
}

// addPaces adds up the paces of a team, and what people did who asked to be forgotten: the team's result stays what it
// was. Nothing is expected of them.
func (f *figures) addPaces(k coach.KPI, paces []coach.Pace) coach.Pace {
	if len(paces) == 0 {
		return coach.AddPaces(k, nil)
	}
	span, today := paces[len(paces)-1].Span, coach.DayOf(f.at, teamZone(f.team))
	for _, id := range f.nameless {
		paces = append(paces, coach.Pace{
			KPI: k, Span: span, Done: f.sum(id, k.ID, span), Today: f.sum(id, k.ID, coach.Span{From: today, To: today}),
		})
	}
	return coach.AddPaces(k, paces)
}

// lastInstant is the end of a day on a wall clock: a nanosecond before the next one, so that it still falls on the day.
func lastInstant(d coach.Day, zone *time.Location) time.Time {
	return startOf(d+1, zone).Add(-time.Nanosecond)
}

// startOf is midnight of a day on a wall clock, or what the clocks make of it: where they jump at midnight (Beirut,
// Havana, Cairo) there is none in that night, and the instant is an hour off. It serves for bounds, where an hour at
// night is no matter.
func startOf(d coach.Day, zone *time.Location) time.Time {
	year, month, day := d.Date()
	return time.Date(year, month, day, 0, 0, 0, 0, zone)
}

// wallTime is the instant at which a wall clock shows so many minutes after midnight of a day: 540 is 09:00, also on
// the day on which the clocks change.
func wallTime(d coach.Day, minutes int, zone *time.Location) time.Time {
	year, month, day := d.Date()
	return time.Date(year, month, day, 0, minutes, 0, 0, zone)
}

// periodOf is the period in which a KPI is looked at: that of its target, else the week.
func periodOf(k coach.KPI) coach.Period { return k.Period() }

// lastLogged is the newest day on which a person has anything in the ledger; ok is false when the figures hold
// nothing. A day whose entries cancel out counts as none. Only KPIs that the team still has are looked at.
func (f *figures) lastLogged(person string) (day coach.Day, ok bool) {
	for _, k := range f.team.KPIs {
		if rows := f.sums[sumKey{person, k.ID}]; len(rows) > 0 {
			day, ok = max(day, rows[len(rows)-1].Day), true
		}
	}
	return day, ok
}
