package main

import (
	"database/sql"
	"log/slog"
	"slices"
	"testing"
	"time"

	"example.com/pacer/bot"
	"example.com/pacer/bot/coach"
	"example.com/pacer/store"
)

// BenchmarkBoard measures what a /board of one team takes, of ten with 500 reps each, over a ledger of 10,000,000 activities
// of a year: the roster, everybody's sums, what was expected of each by the targets and plans of then, the ranks, and
// the last year of whoever asks, day by day. It has to stay below 50 ms; what the answer looks like is made of it in
// microseconds. Teams is /board teams over all ten: everybody's sums and what was expected of each, and nobody's year. Between two
// boards somebody in each team logs something, so that none is what it was before; first-ms is the first of its span after a start. The
// sums of this week are at hand by then, since serve reads them as soon as it is connected, within the time that is logged; those of
// other spans are read. The database is written by SQL, once, which takes some minutes and three gigabytes: it is told how many.
func BenchmarkBoard(b *testing.B) {
	c := tenMillion(b)
	began := time.Now()
	c.bot.Warm(b.Context())
	b.Logf("the sums of this week and of the last four were read in %v", time.Since(began))
	today := coach.NewDay(2026, 11, 25)
	year := c.teams[0].Year()
	for _, span := range []struct {
		name string
		coach.Span
		teams int
	}{
		{"week", coach.Weekly.Span(today, year), 1},
		{"last-month", coach.Monthly.Span(today-30, year), 1},
		{"quarter", coach.Quarterly.Span(today, year), 1},
		{"teams-week", coach.Weekly.Span(today, year), 10},
	} {
		b.Run(span.name, func(b *testing.B) {
			var took []time.Duration
			cpu := cpuTime(b)
			for b.Loop() {
				b.StopTimer()
				c.log(b, today)
				b.StartTimer()
				began := time.Now()
				roster, err := c.db.Roster(b.Context())
				if err != nil {
					b.Fatal(err)
				}
				for i := range span.teams {
					if n := c.board(b, roster, c.teams[i].ID, span.Span); n != 500 {
						b.Fatalf("%d ranks", n)
					}
				}
				if span.teams == 1 {
					c.ownDays(b, c.teams[0], span.To)
				}
				took = append(took, time.Since(began))
			}
			b.ReportMetric(float64(took[0].Microseconds())/1000, "first-ms")
			b.ReportMetric(float64((cpuTime(b)-cpu).Microseconds())/1000/float64(b.N), "cpu-ms/op")
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
		})
	}
}

// board reads and computes a board of one team, as package bot does; it answers how many people are ranked.
func (c *companyStore) board(b *testing.B, roster *coach.Roster, team string, span coach.Span) (ranked int) {
	b.Helper()
	t := roster.Team(team)
	totals, err := c.db.PeriodTotals(b.Context(), t.ID, span)
	if err != nil {
		b.Fatal(err)
	}
	type key struct{ person, kpi string }
	sums := map[key]int64{}
	for _, row := range totals {
		sums[key{row.Person, row.KPI}] = row.Count
	}
	var rows []coach.Standing
	expectations := t.Expectations(span, c.now)
	for _, p := range roster.Active(t) {
		row := coach.Standing{Person: p.ID}
		for _, k := range t.Leading() {
			pace := coach.Pace{KPI: k, Done: sums[key{p.ID, k.ID}]}
			pace.Expected, _ = expectations.Of(k, p, roster.Zone(p.ID, t))
			row.Paces = append(row.Paces, pace)
		}
		row.Percent = coach.Attainment(row.Paces)
		rows = append(rows, row)
	}
	for _, row := range coach.Rank(rows, coach.BoardPercent) {
		if row.Rank > 0 {
			ranked++
		}
	}
	return ranked
}

// log has somebody in each team log something on a day.
func (c *companyStore) log(b *testing.B, day coach.Day) {
	b.Helper()
	change := coach.Change{At: c.now}
	for _, t := range c.teams {
		change.Activities = append(change.Activities, coach.Activity{
			Team: t.ID, Person: t.Reps[3], KPI: t.Leading()[0].ID, Day: day, Count: 1, LoggedAt: c.now, Source: "import",
		})
	}
	if err := c.db.Commit(b.Context(), change); err != nil {
		b.Fatal(err)
	}
}

// ownDays reads the last year of one who asks, of which their bests and their streak are made.
func (c *companyStore) ownDays(b *testing.B, t *coach.Team, last coach.Day) {
	b.Helper()
	days, err := c.db.PersonTotals(b.Context(), t.ID, t.Reps[7], coach.Span{From: last - 370, To: last})
	if err != nil || len(days) == 0 {
		b.Fatalf("%d days, error %v", len(days), err)
	}
}

// tenMillion is a company of ten teams of 500 with 10,000,000 activities within a year, the same for each benchmark run.
func tenMillion(b *testing.B) *companyStore {
	b.Helper()
	c := openCompany(b, 10, 500)
	began := time.Now()
	if err := c.db.Close(); err != nil {
		b.Fatal(err)
	}
	fillLedger(b, c.path, c.teams)
	c.now = time.Date(2026, 11, 25, 15, 0, 0, 0, time.UTC)
	c.open(b, bot.Config{Now: func() time.Time { return c.now }})
	b.Logf("10,000,000 activities were written in %v", time.Since(began).Round(time.Second))
	return c
}

// open opens the company's database, which is closed, and makes a bot over it.
func (c *companyStore) open(b *testing.B, cfg bot.Config) {
	b.Helper()
	var err error
	if c.db, err = store.Open(b.Context(), c.path, store.Options{Now: cfg.Now}); err != nil {
		b.Fatal(err)
	}
	cfg.AppToken, cfg.BotToken, cfg.Logger, cfg.Burst = canaryApp, canaryBot, slog.New(slog.DiscardHandler), 1_000_000
	if c.bot, err = bot.New(cfg, c.db); err != nil {
		b.Fatal(err)
	}
}

// fillLedger writes the activities and their sums. Each rep logs something on most working days.
func fillLedger(b *testing.B, path string, teams []*coach.Team) {
	b.Helper()
	pool, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(WAL)&_pragma=synchronous(OFF)&_pragma=cache_size(-200000)&_pragma=temp_store(FILE)")
	if err != nil {
		b.Fatal(err)
	}
	defer pool.Close()
	pool.SetMaxOpenConns(1)
	do := func(query string, args ...any) {
		b.Helper()
		if _, err := pool.ExecContext(b.Context(), query, args...); err != nil {
			b.Fatalf("%v: %s", err, query)
		}
	}
	do(`CREATE TEMP TABLE who (i INTEGER PRIMARY KEY, team TEXT, person TEXT, kpi TEXT)`)
	n := 0
	for _, t := range teams {
		for _, k := range t.Leading() {
			for _, p := range t.Reps {
				do(`INSERT INTO who VALUES ($1, $2, $3, $4)`, n, t.ID, p, k.ID)
				n++
			}
		}
	}
	do(`INSERT INTO activity (id, team_id, person_id, kpi_id, day, count, note, logged_at, source)
		WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 9999999)
		SELECT printf('%032d', n.i), w.team, w.person, w.kpi, date('2026-11-25', '-' || (364 - n.i * 365 / 10000000) || ' days'),
			1 + n.i % 3, '', 1764000000000000 + n.i * 3153600, 'import'
		FROM n JOIN who w ON w.i = n.i % $1`, n)
	do(`INSERT INTO counter (id, team_id, person_id, kpi_id) SELECT i + 1, team, person, kpi FROM who`)
	do(`INSERT INTO tally (counter_id, period, count)
		WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 9999999)
		SELECT n.i % $1 + 1, date('2026-11-25', '-' || (364 - n.i * 365 / 10000000) || ' days'), SUM(1 + n.i % 3)
		FROM n GROUP BY 1, 2`, n)
	do(`INSERT INTO tally (counter_id, period, count)
		SELECT counter_id, 'M' || substr(period, 1, 7), SUM(count) FROM tally GROUP BY 1, 2`)
	// Or nothing would be expected of anybody before the day on which the teams were set up.
	do(`UPDATE team SET first_day = date('2026-11-25', '-364 days')`)
}
