package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"example.com/pacer/bot/coach"
)

// A counterKey names a counter as people do; the ids are the store's own.
// Sums are kept by a number and not by these three texts, which would be the most of each row.
type counterKey struct{ team, person, kpi string }

// counterLimit bounds how many numbers a session remembers: a company's worth, within a megabyte.
const counterLimit = 4096

// counter is the number of what a person counts for a team; ErrNotFound when they never counted it. A number never
// changes, so it is read once: looking it up by three texts takes as long as summing up a month by it.
func (s *session) counter(key counterKey) (id int64, err error) {
	if id, ok := s.counters[key]; ok {
		return id, nil
	}
	err = s.row(`SELECT id FROM counter WHERE team_id = $1 AND person_id = $2 AND kpi_id = $3`,
		[]any{key.team, key.person, key.kpi}, &id)
	if err == nil {
		s.remember(key, id)
	}
	return id, err
}

// remember keeps a counter's number until the session's transaction is rolled back, which may take the counter away.
// Forgetting all of them at the limit is simpler than to tell which were used last, and costs a look-up each.
func (s *session) remember(key counterKey, id int64) {
	if len(s.counters) >= counterLimit {
		clear(s.counters)
	}
	s.counters[key] = id
}

// month names the month of a day as the schema does: M2026-11 for 2026-11-23. M sorts after every digit, so that no
// range of days meets a month.
// The letter keeps both in one column and one index, and a range of days from ever meeting a month.
func month(d coach.Day) string { return "M" + d.String()[:len("2006-01")] }

// addToTally keeps the sums of an entry's day and month. Only an addition may make the rows: a correction of
// what was never counted would begin below zero. A month is never below its days, so the day decides.
//
// ErrBelowZero may come after the day was changed already: the caller's transaction, or its savepoint, takes that
// back. A sum beyond an int64 is refused by the table, which takes integers only.
// It belongs into the transaction that writes the entry: Verify holds the two to each other.
func addToTally(s *session, a coach.Activity) error {
	day, month := a.Day.String(), month(a.Day)
	counter, err := s.counter(counterKey{a.Team, a.Person, a.KPI})
	switch {
	case err == nil:
	case !errors.Is(err, coach.ErrNotFound):
		return err
	case a.Count < 0:
		return coach.ErrBelowZero
	default:
		if counter, err = beginCounter(s, a); err != nil {
			return err
		}
	}
	if a.Count > 0 {
		// One statement for both rows. An UPDATE of both would name them by IN, for which SQLite builds a table first.
		_, err := s.exec(`
			INSERT INTO tally (counter_id, period, count) VALUES ($1, $2, $4), ($1, $3, $4)
			ON CONFLICT (counter_id, period) DO UPDATE SET count = count + excluded.count`, counter, day, month, a.Count)
		return err
	}
	for _, period := range [...]string{day, month} {
		n, err := s.exec(`
			UPDATE tally SET count = count + $3 WHERE counter_id = $1 AND period = $2 AND count + $3 >= 0`,
			counter, period, a.Count)
		if err != nil {
			return err
		}
		if n == 0 {
			return coach.ErrBelowZero
		}
	}
	return nil
}

// beginCounter gives what a person counts for the first time its number. MAX + 1 cannot give a number twice: there is
// one writer at a time, also across processes.
func beginCounter(s *session, a coach.Activity) (id int64, err error) {
	err = s.row(`
		INSERT INTO counter (id, team_id, person_id, kpi_id)
		VALUES ((SELECT COALESCE(MAX(id), 0) + 1 FROM counter), $1, $2, $3)
		RETURNING id`, []any{a.Team, a.Person, a.KPI}, &id)
	if err == nil {
		s.remember(counterKey{a.Team, a.Person, a.KPI}, id)
	}
	return id, err
}

// Totals answers each query with its sum, in order, all from one picture of the ledger. Sums are in the KPI's
// unit: whole things, or minor units of money. Both ends of a span belong to it. What nobody counted is zero, and so is
// a KPI, a person or a team that does not exist: a sum has no way to say "unknown".
// The number of an erased person's counter is gone, and their sums with it: zero, too.
func (d *DB) Totals(ctx context.Context, queries []coach.TotalQuery) ([]int64, error) {
	sums := make([]int64, len(queries))
	// Only neighbours are looked at: who asks for several KPIs asks for one after the other.
	first := sameCounter(queries)
	in := d.snapshot
	if first == len(queries) {
		in = d.read // numbers of counters never change, so the one statement with sums is a snapshot of its own
	}
	err := in(ctx, func(s *session) error {
		for from, to := 0, first; from < len(queries); from, to = to, to+sameCounter(queries[to:]) {
			if err := totals(s, queries[from:to], sums[from:to]); err != nil {
				return fmt.Errorf("totals of %s: %w", queries[from].Person, err)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return sums, nil
}

// sameCounter is how many of the first queries are about the same counter: every /log asks for a KPI's period and
// for today. 0 only for no queries at all.
func sameCounter(queries []coach.TotalQuery) int {
	for i, q := range queries {
		if q.Team != queries[0].Team || q.Person != queries[0].Person || q.KPI != queries[0].KPI {
			return i
		}
	}
	return len(queries)
}

// totals runs one statement for the queries about one counter. Who never counted it has no counter, and sums of zero.
// The statement's text follows the shapes of the spans (see runsOf), and each session keeps it prepared: two spans a
// KPI make a few dozen texts. Whoever asks for many spans at once should ask in separate calls.
// Sums and queries are of one length.
func totals(s *session, queries []coach.TotalQuery, sums []int64) error {
	counter, err := s.counter(counterKey{queries[0].Team, queries[0].Person, queries[0].KPI})
	if errors.Is(err, coach.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if len(queries) == 2 && readsWithin(queries[0].Span, queries[1].Span) {
		whole, part := dayRun(queries[0].Span, false), dayRun(queries[1].Span, false)
		return s.row(sumWithin, []any{counter, whole.from, whole.to, part.from, part.to}, &sums[0], &sums[1])
	}
	var (
		columns []string
		args    = []any{counter}
		into    []any
	)
	for i, q := range queries {
		var sum string
		sum, args = sumOf("$1", q.Span, args...)
		columns = append(columns, sum)
		into = append(into, &sums[i])
	}
	return s.row(`SELECT `+strings.Join(columns, ", "), args, into...)
}

// sumWithin sums up a span of days and, in the same walk along the rows, a part of it.
const sumWithin = `
	SELECT COALESCE(CAST(SUM(count) AS BIGINT), 0),
		COALESCE(CAST(SUM(count) FILTER (WHERE period BETWEEN $4 AND $5) AS BIGINT), 0)
	FROM tally WHERE counter_id = $1 AND period BETWEEN $2 AND $3`

// readsWithin tells whether a span is read by its days, and the other is a part of it: today within the week, which is
// what every /log asks for.
// Otherwise each span is summed up by itself, which is right for any two.
func readsWithin(whole, part coach.Span) bool {
	runs := runsOf(whole)
	return len(runs) == 1 && runs[0] == dayRun(whole, false) && part.Days() > 0 && whole.From <= part.From && part.To <= whole.To
}

// PeriodTotals returns the non-zero sums of everybody in a team over a span, one for each person and KPI,
// ordered by person, KPI. Day is the span's first. Who left the team and what it no longer counts are among them: the
// ledger forgets nobody, and the caller knows the roster.
// What was asked before is answered from then and the entries since; see answers.
func (d *DB) PeriodTotals(ctx context.Context, team string, span coach.Span) (totals []coach.DayTotal, err error) {
	of, erasures := sumsOf{team, span}, d.erasures.Load()
	last, asked := d.answers.find(of, erasures)
	err = d.snapshot(ctx, func(s *session) error {
		var newest string
		if err := s.row(`SELECT COALESCE(MAX(id), '') FROM activity`, nil, &newest); err != nil {
			return err
		}
		var now answer
		brought := false
		if asked {
			if now, brought, err = last.brought(s, of, newest); err != nil {
				return err
			}
		}
		if !brought {
			if now, err = sumUp(s, of, newest); err != nil {
				return err
			}
		}
		d.answers.keep(of, now, erasures)
		totals = slices.Clone(now.totals) // the caller's own
		return nil
	})
	return totals, err
}

// sumUp reads the sums of everybody in a team, in a snapshot whose newest entry is newest.
func sumUp(s *session, of sumsOf, newest string) (answer, error) {
	// All counters of a team, each by the same runs: tens of thousands of rows become a few for each person.
	sum, args := sumOf("c.id", of.span, of.team)
	once := make(words)
	totals, err := collect(s, func(rows *sql.Rows) (coach.DayTotal, error) {
		t := coach.DayTotal{Day: of.span.From}
		err := rows.Scan(&t.Person, &t.KPI, &t.Count)
		t.Person, t.KPI = once.of(t.Person), once.of(t.KPI)
		return t, err
	}, `
		SELECT person_id, kpi_id, total
		FROM (SELECT c.person_id, c.kpi_id, `+sum+` AS total FROM counter c WHERE c.team_id = $1) sums
		WHERE total <> 0 ORDER BY person_id, kpi_id`, args...)
	return answer{upTo: newest, totals: totals}, err
}

// DayTotals returns the non-zero totals of everybody in a team over a span, ordered by person, KPI, day. A
// team of 200 has tens of thousands in a month; who only wants sums asks [DB.PeriodTotals].
func (d *DB) DayTotals(ctx context.Context, team string, span coach.Span) (totals []coach.DayTotal, err error) {
	err = d.snapshot(ctx, func(s *session) error {
		// The names are read once for each counter instead of once for each of its days.
		counters, err := countersOf(s, team)
		if err != nil {
			return err
		}
		totals, err = collect(s, func(rows *sql.Rows) (coach.DayTotal, error) {
			var (
				id  int64
				day date
				n   int64
			)
			err := rows.Scan(&id, &day, &n)
			t := counters[id]
			t.Day, t.Count = day.Day, n
			return t, err
		}, `
			SELECT t.counter_id, t.period, t.count FROM counter c CROSS JOIN tally t
			WHERE c.team_id = $1 AND t.counter_id = c.id AND t.period BETWEEN $2 AND $3 AND t.count <> 0
			ORDER BY c.person_id, c.kpi_id, t.period`, team, span.From.String(), span.To.String())
		return err
	})
	return totals, err
}

// countersOf returns the person and the KPI of each of a team's counters, by its number; day and count are left empty
// for the caller, who copies an entry for each day.
func countersOf(s *session, team string) (map[int64]coach.DayTotal, error) {
	counters := make(map[int64]coach.DayTotal)
	err := s.each(`SELECT id, person_id, kpi_id FROM counter WHERE team_id = $1`, []any{team},
		func(rows *sql.Rows) error {
			var (
				id int64
				t  coach.DayTotal
			)
			err := rows.Scan(&id, &t.Person, &t.KPI)
			counters[id] = t
			return err
		})
	return counters, err
}

// A run is a stretch of tally's rows, both ends included, that is added to a sum or taken off it.
// Both ends are periods as the schema writes them, days or months and never one of each.
type run struct {
	from, to string
	off      bool
}

// sumOf writes the SQL expression for the sum of a counter, itself an expression, over a span, and the arguments of the
// query that it stands in, which begin with first.
// The expression is 0 for the empty span. Its parameters are numbered behind those of first, hence first.
func sumOf(counter string, span coach.Span, first ...any) (expression string, args []any) {
	args = first
	var sql strings.Builder
	sql.WriteString("0")
	for _, r := range runsOf(span) {
		sign := "+"
		if r.off {
			sign = "-"
		}
		args = append(args, r.from, r.to)
		fmt.Fprintf(&sql, ` %s COALESCE((
			SELECT CAST(SUM(t.count) AS BIGINT) FROM tally t
			WHERE t.counter_id = %s AND t.period BETWEEN $%d AND $%d), 0)`, sign, counter, len(args)-1, len(args))
	}
	return sql.String(), args
}

// runCost is what finding the start of a run costs, in rows read: a way down the tree of the index, against steps along
// its leaves. It was measured, and need not be exact: any choice gives the same sum.
const runCost = 12

// runsOf splits a span into the runs that sum it up at the least cost: its days, or whole months with the days
// that stick out taken off and those that are missing added. A quarter to date is three months less the days
// to come, of which there are none.
//
// 1 to 21 November is read as its days, for 12 + 21 = 33; the whole month less nine days would be 2·12 + 9 + 1 = 34.
// From the 22nd on it is the other way round.
func runsOf(span coach.Span) []run {
	if span.Days() == 0 {
		return nil
	}
	best := []run{dayRun(span, false)}
	// Today and this week, which every /log asks for: two runs cost more than so few days.
	if span.Days() <= runCost {
		return best
	}
	least := runCost + span.Days()
	for _, wide := range [][2]bool{{false, false}, {false, true}, {true, false}, {true, true}} {
		runs, rows := byMonths(span, wide[0], wide[1])
		if cost := runCost*len(runs) + rows; len(runs) > 0 && cost < least {
			best, least = runs, cost
		}
	}
	return best
}

// byMonths sums a span up by whole months. At each end the months may be wide, reaching over the span, or else
// they stop short of it. Rows is how many rows that reads at most; there are no runs when no month is whole.
func byMonths(span coach.Span, wideStart, wideEnd bool) (runs []run, rows int) {
	// The civil month: a fiscal year has no say in it, since the sums are kept by the month.
	first := coach.Monthly.Span(span.From, coach.Year{})
	last := coach.Monthly.Span(span.To, coach.Year{})
	months := coach.Span{From: first.From, To: last.To}
	var before, after run
	if over := (coach.Span{From: first.From, To: span.From - 1}); over.Days() > 0 {
		before = dayRun(over, true)
		rows += over.Days()
		if !wideStart {
			short := coach.Span{From: span.From, To: first.To}
			before, months.From = dayRun(short, false), first.To+1
			rows += short.Days() - over.Days()
		}
	}
	if over := (coach.Span{From: span.To + 1, To: last.To}); over.Days() > 0 {
		after = dayRun(over, true)
		rows += over.Days()
		if !wideEnd {
			short := coach.Span{From: last.From, To: span.To}
			after, months.To = dayRun(short, false), last.From-1
			rows += short.Days() - over.Days()
		}
	}
	if months.Days() == 0 {
		return nil, 0
	}
	runs = append(runs, run{from: month(months.From), to: month(months.To)})
	for _, r := range []run{before, after} {
		if r.from != "" {
			runs = append(runs, r)
		}
	}
	return runs, rows + months.Days()/28
}

// dayRun is the run of a span's days.
func dayRun(s coach.Span, off bool) run {
	return run{from: s.From.String(), to: s.To.String(), off: off}
}
