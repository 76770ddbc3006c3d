package main

import (
	"flag"
	"math/rand/v2"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"example.com/pacer/bot/coach"
	"example.com/pacer/bot/coach/tz"
	"example.com/pacer/bot/playground"
)

// How much TestYear lives through; see .github/CONTRIBUTING.md.
var (
	yearSeed  = flag.Uint64("year.seed", 0, "seed of TestYear and BenchmarkYear, to play one again")
	yearSeeds = flag.Int("year.seeds", 0, "how many new seeds TestYear plays; by default the three that it always does")
	yearWhole = flag.Bool("year.whole", false, "let TestYear live through a whole year of each seed, and not nine days")
)

// TestYear lives through the year of a company whose teams sit in every kind of time zone, while everything goes wrong
// that can: calls of Slack fail in all ways of the fault table, connections break, envelopes come twice, late and in
// disorder, the process is restarted and killed and stays away for hours. People log, file, change what they filed, take
// back, travel, leave and come. In the end nothing was lost and nothing was done twice; the rituals are exactly those
// that an oracle finds which counts quarters of hours; and Slack had nothing to refuse but what follows from a fault.
//
// By default it is nine days each in which the clocks change, in America, in Europe and the south, and in autumn.
func TestYear(t *testing.T) {
	seeds := []uint64{1, 2, 3}
	switch {
	case *yearSeed != 0:
		seeds = []uint64{*yearSeed}
	case *yearSeeds > 0:
		seeds = nil
		for range *yearSeeds {
			seeds = append(seeds, rand.Uint64())
		}
	}
	lessGarbageCollected(t)
	for i, seed := range seeds {
		t.Run(strconv.Itoa(i+1), func(t *testing.T) {
			t.Parallel()
			began, days := clockChanges()[seed%3], 9
			if *yearWhole {
				days = 365
			}
			t.Logf("again: go test -run TestYear ./cmd/pacer -year.seed %d -year.whole=%v", seed, *yearWhole)
			synctest.Test(t, func(t *testing.T) { liveYear(t, seed, began, days) })
		})
	}
}

// lessGarbageCollected spends memory, of which a year needs little, to save time.
func lessGarbageCollected(tb testing.TB) {
	tb.Helper()
	before := debug.SetGCPercent(250)
	tb.Cleanup(func() { debug.SetGCPercent(before) })
}

// clockChanges are the days on which TestYear begins: within nine days of each the clocks change, in America, in
// Europe and the south, and in autumn.
func clockChanges() []time.Time {
	return []time.Time{
		time.Date(2027, time.March, 13, 20, 7, 0, 0, time.UTC),
		time.Date(2027, time.March, 26, 20, 7, 0, 0, time.UTC),
		time.Date(2027, time.October, 23, 20, 7, 0, 0, time.UTC),
	}
}

// No clock of the sites changes on a day that the boards at the time that it skips leave out, in any year that begins on one
// of clockChanges.
func TestClocksChangeAtRestlessWeekends(t *testing.T) {
	began, changes := clockChanges()[0], 0
	for _, s := range sites() {
		zone, err := tz.Load(s.zone)
		if err != nil {
			t.Fatal(err)
		}
		for quarter := range 2 * 365 * 24 * 4 {
			before := began.Add(time.Duration(quarter) * step).In(zone)
			after := before.Add(step)
			if was, now := offset(before), offset(after); was == now {
				continue
			}
			changes++
			for _, date := range []time.Time{before, after} {
				if !slices.Contains(restless(), date.Month()) || !slices.Contains(weekends(), date.Weekday()) {
					t.Errorf("the clocks of %s change on %s", s.zone, date.Format("Mon 2 Jan 2006"))
				}
			}
		}
	}
	if changes < 2*len(sites()) {
		t.Errorf("%d changes in two years of %d places", changes, len(sites()))
	}
}

// offset is how far a wall clock is ahead of UTC, in seconds.
func offset(wall time.Time) int {
	_, seconds := wall.Zone()
	return seconds
}

// BenchmarkYear reports how long a whole year takes, and what happened in it.
func BenchmarkYear(b *testing.B) {
	seed := *yearSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	b.Logf("-year.seed %d", seed)
	lessGarbageCollected(b)
	for range b.N {
		var sum yearSum
		began := time.Now()
		if ok := inBubble(func(t *testing.T) { sum = liveYear(t, seed, clockChanges()[0], 365) }); !ok {
			b.Fatal("the year was not sound; TestYear tells of it")
		}
		b.ReportMetric(time.Since(began).Seconds(), "s/year")
		b.ReportMetric(float64(sum.rhythms), "rhythms")
		b.ReportMetric(float64(sum.occurrences), "occurrences")
		b.ReportMetric(float64(sum.posts), "posts")
		b.ReportMetric(float64(sum.faults), "faults")
	}
}

// inBubble runs a test in a bubble, which only a test can have, from a benchmark.
func inBubble(f func(t *testing.T)) (ok bool) {
	return testing.RunTests(func(string, string) (bool, error) { return true, nil }, []testing.InternalTest{
		{Name: "Year", F: func(t *testing.T) { synctest.Test(t, f) }},
	})
}

// A yearSum is what happened in a year.
type yearSum struct{ rhythms, occurrences, posts, deeds, wins, answers, faults, lives int }

// liveYear lives through days of a company from an instant on, and judges them.
func liveYear(t *testing.T, seed uint64, began time.Time, days int) yearSum {
	t.Helper()
	y := newYear(t, seed, began, days)
	defer y.end()
	y.serve()
	month := began.Month()
	for _, m := range y.timeline() {
		if !m.counts() {
			continue
		}
		if m.at.Month() != month {
			month = m.at.Month()
			t.Logf("%s: %d deeds, %d lives", m.at.Format(time.DateOnly), y.sum.deeds, y.sum.lives)
		}
		y.hop(m.at)
		m.do(y)
	}
	y.hop(y.ends)
	y.mend()
	y.rest(10 * time.Minute)
	sum := y.judge()
	t.Logf("%d days of %d rhythms: %d rituals, %d posts, %d deeds (%d wins, %d answers), %d faults, %d lives",
		days, sum.rhythms, sum.occurrences, sum.posts, sum.deeds, sum.wins, sum.answers, sum.faults, sum.lives)
	return sum
}

// judge asks the checker and the oracle.
func (y *year) judge() yearSum {
	y.t.Helper()
	for _, r := range y.replies {
		for _, m := range y.slack.As(r.who).Thread(r.channel, r.parent) {
			r.entry.told = r.entry.told || m.TS == r.ts && len(m.Reactions) > 0
		}
	}
	journal := y.slack.Journal()
	c := checker{
		database: y.path, journal: journal, now: y.clock.Now(), logged: []logged{}, filed: y.filed, dealt: []dealt{},
		held: []coach.RhythmKind{coach.Huddle, coach.HuddleReminder, coach.HuddleClose, coach.CheckIn, coach.Leaderboard, coach.Nudge, coach.Digest},
	}
	for _, l := range y.logged {
		c.logged = append(c.logged, *l)
	}
	for _, d := range y.dealt {
		c.dealt = append(c.dealt, *d)
	}
	for _, q := range y.posed {
		c.posed = append(c.posed, *q)
	}
	y.talks.account(&c)
	y.t.Logf("what was said: %s", y.talks.summary())
	r, err := readRecords(y.t.Context(), y.path)
	y.must(err)
	// The checker reads the file and the journal, and the oracle what was read of them: side by side.
	var faults []string
	var checked sync.WaitGroup
	checked.Go(func() { faults = c.faults(y.t.Context()) })
	found := append(y.oracle(r), y.refusals(journal)...)
	checked.Wait()
	found = append(slices.DeleteFunc(faults, y.rightlyFailed), found...)
	for i, f := range found {
		if i == 20 {
			y.t.Errorf("and %d more", len(found)-i)
			break
		}
		y.t.Error(f)
	}
	y.sum.occurrences = len(r.occurrences)
	y.sum.posts = len(slices.DeleteFunc(journal.Of(playground.KindPosted), func(e playground.Entry) bool { return !e.ByApp }))
	for _, e := range journal.Of(playground.KindFault) {
		if strings.HasPrefix(e.Title, "asked for: ") {
			y.sum.faults++
		}
	}
	return y.sum
}
