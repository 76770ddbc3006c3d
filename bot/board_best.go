package bot

// Personal bests and streaks: what somebody can be glad about whatever their rank is.

import (
	"context"
	"fmt"
	"slices"

	"example.com/pacer/bot/coach"
)

const (
	// bestPeriods is how many weeks, or months, before a board's one are looked at for a better one.
	bestPeriods = 52
	bestMonths  = 12

	ownStreak    = 3  // working days in a row that somebody reads of themselves
	postedStreak = 10 // and that everybody reads of them: two weeks
)

// A record is what is best about one person on a board's days.
type record struct {
	per    coach.Period // what the bests are of: a week or a month; "" where the days are neither, and nothing is a best
	bests  []best
	streak int // working days in a row up to today; 0 on a board of days past
}

// A best is more of a KPI than in any period of that length within a year.
type best struct {
	kpi         coach.KPI
	now, before int64
}

// record reads what one person did on each day of the last year, and finds what is best about the board's days.
func (b *Bot) record(ctx context.Context, s *standings, p coach.Person) (record, error) {
	r := record{per: s.period()}
	earlier := s.earlier(r.per)
	today := s.f.today(p.ID)
	first := min(s.span.From, today) - 7*bestPeriods
	if len(earlier) > 0 {
		first = min(first, earlier[len(earlier)-1].From)
	}
	rows, err := b.store.PersonTotals(ctx, s.team.ID, p.ID, coach.Span{From: first, To: today})
	if err != nil {
		return r, fmt.Errorf("days of %s: %w", p.ID, err)
	}
	f := newFigures(s.f.roster, s.team, s.f.at, rows)
	for _, k := range s.kpis() {
		counts := make([]int64, len(earlier))
		for i, span := range earlier {
			counts[i] = f.sum(p.ID, k.ID, span)
		}
		now := f.sum(p.ID, k.ID, s.span)
		if before, ok := coach.PersonalBest(now, counts); ok {
			r.bests = append(r.bests, best{k, now, before})
		}
	}
	r.streak = s.streak(f, p, first)
	return r, nil
}

// period is what the board's days are, if they are a week or a month of the team's.
func (d board) period() coach.Period {
	for _, per := range []coach.Period{coach.Weekly, coach.Monthly} {
		if per.Span(d.span.From, d.team.Year()) == d.span {
			return per
		}
	}
	return ""
}

// earlier are the periods before the board's that it is compared with, the newest first.
func (d board) earlier(per coach.Period) (spans []coach.Span) {
	n := map[coach.Period]int{coach.Weekly: bestPeriods, coach.Monthly: bestMonths}[per]
	from := d.span.From
	for range n {
		span := per.Span(from-1, d.team.Year())
		spans, from = append(spans, span), span.From
	}
	return spans
}

// likelyWeeks is how many weeks before a board's one are read of everybody at once. Who was better in one of them has no new
// best, which is most people in most weeks; and two weeks without a missing day are in them, whoever was away for one.
const likelyWeeks = 8

// records are the new bests of those whom everybody sees, a line each, such as "Ann: 14 meetings, before 11", and the names of
// those who have a long streak: its length would be one more thing to be ranked by. The year is read of those alone who
// may have a best.
func (b *Bot) records(ctx context.Context, s *standings) (bests, streaks []string, err error) {
	today := coach.DayOf(s.f.at, teamZone(s.team))
	lately := coach.Span{From: s.span.From - 7*likelyWeeks, To: max(s.span.To, today+1)}
	rows, err := b.store.DayTotals(ctx, s.team.ID, lately)
	if err != nil {
		return nil, nil, fmt.Errorf("days of team %s: %w", s.team.Name, err)
	}
	f := newFigures(s.f.roster, s.team, s.f.at, rows)
	for _, row := range s.seenBy(everybody) {
		p := s.f.roster.Person(row.Person)
		if s.mayHaveBest(f, row) {
			r, err := b.record(ctx, s, p)
			if err != nil {
				return nil, nil, err
			}
			for _, best := range r.bests {
				bests = append(bests, nameOf(p)+": "+amount(best.kpi, best.now)+", before "+escape(best.kpi.Number(best.before)))
			}
		}
		// Away days end no streak, but who was away on all of the board's days is no news of them.
		if logged(row) && !row.Away && s.streak(f, p, lately.From) >= postedStreak {
			streaks = append(streaks, nameOf(p))
		}
	}
	return bests, streaks, nil
}

// mayHaveBest tells whether somebody did more of a KPI than in each of the last weeks.
func (s *standings) mayHaveBest(f *figures, row coach.Standing) bool {
	return slices.ContainsFunc(row.Paces, func(now coach.Pace) bool {
		for from := s.span.From - 7; from >= s.span.From-7*likelyWeeks; from -= 7 {
			if f.sum(row.Person, now.KPI.ID, coach.Span{From: from, To: from + 6}) >= now.Done {
				return false
			}
		}
		return now.Done > 0
	})
}

// streak is on how many working days in a row, up to today and back to the first day, somebody has logged anything at all,
// results included; 0 on a board of days past.
func (s *standings) streak(f *figures, p coach.Person, first coach.Day) int {
	today := f.today(p.ID)
	if !s.span.Contains(today) {
		return 0
	}
	days := f.loggedOn(p.ID)
	return coach.CalendarOf(s.team, p).Streak(first, today, func(d coach.Day) bool { return days[d] })
}

// loggedOn are the days on which a person has anything in the ledger.
func (f *figures) loggedOn(person string) map[coach.Day]bool {
	days := map[coach.Day]bool{}
	for _, k := range slices.Concat(f.team.KPIs, retiredOf(f.team)) {
		for _, row := range f.sums[sumKey{person, k.ID}] {
			days[row.Day] = true
		}
	}
	return days
}

// retiredOf are the KPIs that a team once counted.
func retiredOf(t *coach.Team) []coach.KPI {
	kpis := make([]coach.KPI, len(t.Retired))
	for i, k := range t.Retired {
		kpis[i] = k.KPI
	}
	return kpis
}
