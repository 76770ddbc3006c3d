package scheduler

import (
	"archive/zip"
	"flag"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // zones must be found on a machine that has none

	"github.com/google/go-cmp/cmp"
)

var sweep = flag.String("sweep", "next", `which changes of the clocks TestZoneSweep looks at: "next", those of three years, or "full", 1995 to 2037`)

// zoneNames returns every IANA zone that Go knows.
func zoneNames(t *testing.T) []string {
	t.Helper()
	goroot, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	archive, err := zip.OpenReader(filepath.Join(strings.TrimSpace(string(goroot)), "lib", "time", "zoneinfo.zip"))
	if err != nil {
		t.Skipf("the zones of this Go installation cannot be listed: %v", err)
	}
	defer func() { _ = archive.Close() }() // it was only read
	var names []string
	for _, file := range archive.File {
		if !strings.HasSuffix(file.Name, "/") {
			names = append(names, file.Name)
		}
	}
	return names
}

// transitions returns the instants in [from, to) at which the zone's offset changes, to the minute. A change that is taken
// back within six hours would be missed; there has been none since 1972.
func transitions(loc *time.Location, from, to time.Time) []time.Time {
	const step = 6 * time.Hour
	offset := func(t time.Time) int { _, o := t.In(loc).Zone(); return o }
	var changes []time.Time
	before := offset(from)
	for at := from; at.Before(to); at = at.Add(step) {
		after := offset(at.Add(step))
		if after == before {
			continue
		}
		low, high := at, at.Add(step) // the change is after low and at or before high
		for high.Sub(low) > time.Minute {
			middle := low.Add(high.Sub(low) / 2).Truncate(time.Minute)
			if offset(middle) == before {
				low = middle
			} else {
				high = middle
			}
		}
		if high.Before(to) {
			changes = append(changes, high)
		}
		before = after
	}
	return changes
}

// A sweeper compares what fires around changes of the clocks with the oracle.
type sweeper struct {
	t      *testing.T
	specs  map[string]Spec
	oracle map[string][]int64 // :: view and expression → what fires; zones that change together share it

	changes, rituals, fired int
}

// TestZoneSweep asks for rituals of every kind around every change of the clocks, in every zone of the world, and
// compares with the oracle, minute by minute. A quick run looks at the next three years, once for all the zones whose
// clocks change together in them; -sweep=full looks at 1995 to 2037, in each zone for itself.
func TestZoneSweep(t *testing.T) {
	from := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	to := from.AddDate(3, 0, 0)
	if *sweep == "full" {
		from, to = time.Date(1995, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2038, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	names := zoneNames(t)
	if len(names) < 400 {
		t.Fatalf("only %d zones", len(names))
	}
	clocks := map[string]bool{}
	s := &sweeper{t: t, specs: map[string]Spec{}, oracle: map[string][]int64{}}
	for i, name := range names {
		if testing.Short() && i%10 != 0 {
			continue
		}
		loc := zone(t, name)
		changes := transitions(loc, from, to)
		clock := fmt.Sprint(offsetOf(from.In(loc)), changes)
		if *sweep != "full" && clocks[clock] {
			continue
		}
		clocks[clock] = true
		for _, change := range changes {
			s.around(loc, change)
		}
	}
	t.Logf("%d zones with %d different clocks, %d changes, %d rituals, %d occurrences", len(names), len(clocks), s.changes, s.rituals, s.fired)
}

// around compares rituals around one change of the clocks, over two and a half days.
func (s *sweeper) around(loc *time.Location, change time.Time) {
	s.t.Helper()
	s.changes++
	view := watch(change.Add(-40*time.Hour), 80*60, loc)
	key := view.signature()
	start, end := change.Add(-30*time.Hour), change.Add(30*time.Hour)
	for _, cron := range sweepSpecs(change.Add(-time.Minute).In(loc)) {
		spec, ok := s.specs[cron]
		if !ok {
			var err error
			if spec, err = ParseCron(cron); err != nil {
				s.t.Fatal(err)
			}
			s.specs[cron] = spec
		}
		want, ok := s.oracle[key+" "+cron]
		if !ok {
			want = within(view.fires(inFull(cron)), start, end)
			s.oracle[key+" "+cron] = want
		}
		var got []int64
		for at, ok := spec.Next(start.Add(-1), loc); ok && at.Before(end) && len(got) <= len(want); at, ok = spec.Next(at, loc) {
			got = append(got, at.Unix())
		}
		if !slices.Equal(got, want) {
			s.t.Errorf("%s in %v around %v (-want +got):\n%s", cron, loc, change, cmp.Diff(readable(want, loc), readable(got, loc)))
		}
		s.rituals++
		s.fired += len(got)
	}
}

// inFull writes an @ word out, for the oracle reads fields only.
func inFull(cron string) string {
	words := map[string]string{"@hourly": "0 * * * *", "@daily": "0 0 * * *", "@weekly": "0 0 * * 0", "@monthly": "0 0 1 * *"}
	if fields, ok := words[cron]; ok {
		return fields
	}
	return cron
}

// sweepSpecs are the rituals that are asked for around a change of the clocks: each kind at times that the change skips,
// doubles or leaves alone. Wall is the minute before the change.
func sweepSpecs(wall time.Time) []string {
	specs := []string{
		"0 * * * *", "30 * * * *", "@hourly", // hourly
		"*/15 * * * *", "*/7 * * * *", "*/30 0-5 * * *", "0 */2 * * *", "15 */3 * * *", "20-40/10 1,2,3,23 * * *", // every so often
	}
	next := wall.AddDate(0, 0, 1)
	// A quarter of an hour apart, so that the half hours of Lord Howe and the quarters of Chatham are met.
	first := wall.Hour()*60 + (wall.Minute()+1)/15*15 - 3*60
	for quarter := range 6*4 + 1 {
		minute := (first + 15*quarter + 24*60) % (24 * 60)
		at := fmt.Sprintf("%d %d ", minute%60, minute/60)
		specs = append(specs, at+"* * *") // daily
		if minute%60%30 != 0 || quarter < 8 || quarter > 20 {
			continue
		}
		specs = append(specs,
			at+fmt.Sprintf("* * %d", wall.Weekday()), at+fmt.Sprintf("* * %d", next.Weekday()), // weekly
			at+fmt.Sprintf("%d * *", wall.Day()), at+fmt.Sprintf("%d * *", next.Day()), // monthly
			at+"* * 1-5", at+"* * 0,6") // lists of weekdays
	}
	return append(specs, "@daily", "@weekly", "@monthly")
}
