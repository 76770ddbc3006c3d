package main

import (
	"slices"
	"testing"
	"time"

	"example.com/pacer/bot/coach"
)

// BenchmarkPlanReads measures what a plan's form reads each time that a number in it changes, in a team of 200 with a year
// of history: the roster, everybody's sums over the window of the rates and over one that a lag of a month sets back, the person's
// last eight weeks, and a focus before and since. What the form makes of it is BenchmarkPlan in package bot; together
// they have to stay below 50 ms, and p99 is told for these.
func BenchmarkPlanReads(b *testing.B) {
	c := openCompany(b, 1, 200)
	today := coach.NewDay(2026, 11, 25)
	c.logs(coach.Span{From: today - 365, To: today})
	c.now = time.Date(2026, 11, 25, 15, 0, 0, 0, time.UTC)
	team := c.teams[0]
	var own []coach.TotalQuery
	for _, k := range team.Leading() {
		for week := range coach.Day(9) {
			own = append(own, coach.TotalQuery{Team: team.ID, Person: team.Reps[7], KPI: k.ID, Span: coach.Span{From: today - 7*week - 6, To: today - 7*week}})
		}
	}
	var took []time.Duration
	for b.Loop() {
		began := time.Now()
		if _, err := c.db.Roster(b.Context()); err != nil {
			b.Fatal(err)
		}
		for _, run := range []coach.Span{{From: today - 119, To: today - 90}, {From: today - 89, To: today - 30}, {From: today - 29, To: today}} {
			if rows, err := c.db.PeriodTotals(b.Context(), team.ID, run); err != nil || len(rows) == 0 {
				b.Fatalf("%d rows (%v)", len(rows), err)
			}
		}
		if _, err := c.db.Totals(b.Context(), own); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}
