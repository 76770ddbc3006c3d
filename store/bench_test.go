package store

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.com/pacer/bot/coach"
)

// writers is how many people log at once.
const writers = 64

// BenchmarkCommit measures the hot path, a /log: the inbound key, one entry of the ledger, its day's total,
// durable, from 64 people at once. It reports commits a second and the 99th percentile of a commit's time.
func BenchmarkCommit(b *testing.B) {
	d := open(b)
	team := applied(b, d, west())
	b.ResetTimer()
	rate, p99 := commits(b, team, 0, b.N, d.Commit)
	b.StopTimer()
	b.ReportMetric(rate, "commits/s")
	b.ReportMetric(p99.Seconds()*1000, "p99-ms")
}

// BenchmarkGroupCommit compares the same with a transaction for each commit, in turns of 10,000, and reports how many times
// as many commits a second a group makes, and which part of the 99th percentile is left: of five rounds the middle one
// each. A turn's 99th percentile is decided by the slowest two of its 157 groups, so one round says little.
func BenchmarkGroupCommit(b *testing.B) {
	var rates, tails []float64
	for b.Loop() {
		for range 5 {
			rate, tail := groupRound(b)
			rates, tails = append(rates, rate), append(tails, tail)
		}
	}
	slices.Sort(rates)
	slices.Sort(tails)
	b.ReportMetric(rates[len(rates)/2], "times-as-many")
	b.ReportMetric(tails[len(tails)/2], "of-the-p99")
}

// groupRound is one round, on a file of its own: in one for all of them, each round would measure a larger one. Both ways
// are warm before it begins.
func groupRound(b *testing.B) (rate, tail float64) {
	b.Helper()
	const warm, turn = 2_000, 10_000
	d := open(b)
	team := applied(b, d, west())
	var alone sync.Mutex
	one := func(ctx context.Context, c coach.Change) error {
		alone.Lock()
		defer alone.Unlock()
		return d.Commit(ctx, c)
	}
	commits(b, team, 0, warm, one)
	commits(b, team, warm, warm, d.Commit)
	oneRate, oneP99 := commits(b, team, 2*warm, turn, one)
	groupRate, groupP99 := commits(b, team, 2*warm+turn, turn, d.Commit)
	b.Logf("alone: %.0f/s, p99 %.1f ms; together: %.0f/s, p99 %.1f ms", oneRate, oneP99.Seconds()*1000, groupRate, groupP99.Seconds()*1000)
	if err := d.Close(); err != nil {
		b.Error(err)
	}
	return groupRate / oneRate, groupP99.Seconds() / oneP99.Seconds()
}

// commits has 64 people commit n changes, numbered from first, and returns how many there were a second and the 99th
// percentile of the time that one took.
func commits(b *testing.B, team *coach.Team, first, n int, commit func(context.Context, coach.Change) error) (rate float64, p99 time.Duration) {
	b.Helper()
	var (
		next  atomic.Int64
		wg    sync.WaitGroup
		times = make([][]time.Duration, writers)
	)
	start := time.Now()
	for p := range writers {
		wg.Go(func() {
			person := fmt.Sprintf("U0REP%02d", p)
			for i := next.Add(1); i <= int64(n); i = next.Add(1) {
				began := time.Now()
				if err := commit(b.Context(), logged(team, person, int64(first)+i)); err != nil {
					b.Error(err)
					return
				}
				times[p] = append(times[p], time.Since(began))
			}
		})
	}
	wg.Wait()
	elapsed := time.Since(start)
	all := slices.Concat(times...)
	slices.Sort(all)
	return float64(n) / elapsed.Seconds(), all[len(all)*99/100]
}

// logged is the change of one delivered /log.
func logged(team *coach.Team, person string, n int64) coach.Change {
	return coach.Change{
		At: monday, Inbound: fmt.Sprintf("envelope/%x/%d", n*2654435761%(1<<32), n),
		Activities: []coach.Activity{{
			Team: team.ID, Person: person, KPI: team.KPIs[n%2].ID, Day: today - coach.Day(n%5), Count: 1,
			Source: "command",
		}},
	}
}

// BenchmarkTotals measures the reply to a /log: four sums, of today and of a month, for two KPIs.
func BenchmarkTotals(b *testing.B) {
	d, team := million(b)
	queries := make([]coach.TotalQuery, 4)
	for i := range queries {
		queries[i] = coach.TotalQuery{
			Team: team.ID, Person: "U0REP017", KPI: team.KPIs[i%2].ID,
			Span: coach.Span{From: today - coach.Day(i/2*20), To: today},
		}
	}
	b.ResetTimer()
	for b.Loop() {
		if _, err := d.Totals(b.Context(), queries); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(len(queries)), "µs/query")
}

// BenchmarkRoster measures what every envelope pays when nobody changed the roster.
func BenchmarkRoster(b *testing.B) {
	d := open(b)
	applied(b, d, west())
	b.ResetTimer()
	for b.Loop() {
		if _, err := d.Roster(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLeaderboard measures what a board of one team reads, over a ledger of a million entries: 200 reps, a
// year, 4 KPIs.
func BenchmarkLeaderboard(b *testing.B) {
	d, team := million(b)
	for _, span := range []struct {
		name string
		coach.Span
	}{
		{"week", coach.Weekly.Span(today, coach.Year{Week: time.Monday})},
		{"month", coach.Monthly.Span(today, coach.Year{Week: time.Monday})},
		{"month-to-date", coach.Span{From: coach.NewDay(2026, 11, 1), To: today}},
		{"quarter", coach.Quarterly.Span(today, coach.Year{Week: time.Monday})},
	} {
		for _, read := range []struct {
			name string
			from func(context.Context, string, coach.Span) ([]coach.DayTotal, error)
		}{{"DayTotals", d.DayTotals}, {"PeriodTotals", d.PeriodTotals}} {
			b.Run(span.name+"/"+read.name, func(b *testing.B) {
				var rows int
				for b.Loop() {
					totals, err := read.from(b.Context(), team.ID, span.Span)
					if err != nil {
						b.Fatal(err)
					}
					rows = len(totals)
				}
				b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "ms")
				b.ReportMetric(float64(rows), "rows")
			})
		}
	}
}

// million returns a database with a million entries, written by SQL because nobody wants to wait for as many
// commits.
func million(b *testing.B) (*DB, *coach.Team) {
	b.Helper()
	return ledgerOf(b, 1_000_000)
}

// ledgerOf is million with another number.
func ledgerOf(b *testing.B, entries int) (*DB, *coach.Team) {
	b.Helper()
	d := openAt(b, filepath.Join(b.TempDir(), "million.db"))
	big := west()
	big.Reps = nil
	for i := range 200 {
		big.Reps = append(big.Reps, fmt.Sprintf("U0REP%03d", i))
	}
	big.KPIs = append(big.KPIs, coach.KPI{Name: "deal", Plural: "deals", Kind: coach.Lagging})
	team := applied(b, d, big)
	err := d.write(b.Context(), func(s *session) error {
		for n := range entries {
			rep := n % 200
			_, err := s.exec(`
				INSERT INTO activity (id, team_id, person_id, kpi_id, day, count, note, logged_at, source)
				VALUES ($1, $2, $3, $4, $5, $6, '', $7, 'import')`,
				fmt.Sprintf("%032d", n), team.ID, big.Reps[rep], team.KPIs[(n/200+n/800)%4].ID,
				(today - coach.Day(364-n*365/entries)).String(), 1+n%3, monday.UnixMicro()-int64(entries-n)*31_536_000)
			if err != nil {
				return err
			}
		}
		_, err := s.exec(`INSERT INTO counter (id, team_id, person_id, kpi_id)
			SELECT row_number() OVER (), team_id, person_id, kpi_id
			FROM (SELECT DISTINCT team_id, person_id, kpi_id FROM activity)`)
		if err != nil {
			return err
		}
		_, err = s.exec(`INSERT INTO tally (counter_id, period, count)
			SELECT c.id, a.day, SUM(a.count) FROM activity a JOIN counter c USING (team_id, person_id, kpi_id)
			GROUP BY c.id, a.day`)
		if err != nil {
			return err
		}
		_, err = s.exec(`INSERT INTO tally (counter_id, period, count)
			SELECT counter_id, 'M' || substr(period, 1, 7), SUM(count) FROM tally GROUP BY 1, 2`)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return d, team
}
