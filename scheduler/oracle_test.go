package scheduler

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// An oracle knows when a spec fires in a zone by walking through every minute. It shares nothing with the code
// under test: it reads the clock on the wall through time.Time alone, and the expression by itself.
type oracle struct {
	start time.Time
	wall  []int64 // wall[i] is the clock on the wall at start + i minutes, in minutes since 1970 as if it were UTC
}

// watch looks at every minute from start on. Offsets must be whole minutes, as they have been since 1972.
func watch(start time.Time, minutes int, loc *time.Location) oracle {
	o := oracle{start: start, wall: make([]int64, minutes)}
	for i := range o.wall {
		_, offset := start.Add(time.Duration(i) * time.Minute).In(loc).Zone()
		o.wall[i] = (start.Unix()+int64(offset))/60 + int64(i)
	}
	return o
}

// fires returns every instant at which expression fires, in unix seconds, ascending.
func (o oracle) fires(expression string) []int64 {
	matches := reading(expression)
	set := map[int64]bool{}
	fire := func(minute int64) { set[o.start.Unix()+60*minute] = true }
	elapsed := len(readSet(strings.Fields(expression)[1], 0, 23)) == 24
	shown := o.wall[0] - 1 // the farthest that the clock on the wall has been
	for i, wall := range o.wall {
		if elapsed {
			if matches(wall) {
				fire(int64(i))
			}
			continue
		}
		for civil := shown + 1; civil <= wall; civil++ {
			if matches(civil) {
				fire(minuteOf(civil, wall, shown, i))
			}
		}
		shown = max(shown, wall)
	}
	end := o.start.Unix() + 60*int64(len(o.wall))
	var instants []int64
	for at := range set {
		if at < end {
			instants = append(instants, at)
		}
	}
	slices.Sort(instants)
	return instants
}

// minuteOf returns the minute at which a civil time fires that came up when the wall, at minute i, moved on from
// shown. What was passed over is a gap: it keeps its distance to the last minute before the gap, unless that would carry it
// out of the date on which the gap began; then it has that last minute.
func minuteOf(civil, wall, shown int64, i int) int64 {
	const day = 24 * 60
	if civil == wall {
		return int64(i)
	}
	if carried := civil + wall - (shown + 1); civil/day == shown/day && carried/day > civil/day {
		return int64(i - 1)
	}
	return int64(i-1) + civil - shown
}

// reading returns what tells whether a minute of the wall matches five plain fields: *, numbers, a-b, /n, lists.
func reading(expression string) func(wallMinute int64) bool {
	words := strings.Fields(expression)
	var sets [5]map[int]bool
	for i, bounds := range [5][2]int{{0, 59}, {0, 23}, {1, 31}, {1, 12}, {0, 6}} {
		sets[i] = readSet(words[i], bounds[0], bounds[1])
	}
	eitherDay := words[2] != "*" && words[4] != "*" // cron's oldest oddity: both given means one of them
	return func(wallMinute int64) bool {
		t := time.Unix(wallMinute*60, 0).UTC()
		if !sets[0][t.Minute()] || !sets[1][t.Hour()] || !sets[3][int(t.Month())] {
			return false
		}
		month, weekday := sets[2][t.Day()], sets[4][int(t.Weekday())]
		return month && weekday || eitherDay && (month || weekday)
	}
}

func readSet(word string, from, to int) map[int]bool {
	set := map[int]bool{}
	for item := range strings.SplitSeq(word, ",") {
		values, step, stepped := strings.Cut(item, "/")
		low, high := from, to
		if values != "*" {
			a, b, isRange := strings.Cut(values, "-")
			low, _ = strconv.Atoi(a)
			high = low
			if isRange {
				high, _ = strconv.Atoi(b)
			}
		}
		by := 1
		if stepped {
			by, _ = strconv.Atoi(step)
		}
		for v := low; v <= high; v += by {
			set[v] = true
		}
	}
	return set
}

// walk returns every instant at which the spec fires from start, inclusive, to end, exclusive, in unix seconds.
func walk(t rapidOrTest, expression string, loc *time.Location, start, end time.Time) []int64 {
	t.Helper()
	spec, err := ParseCron(expression)
	if err != nil {
		t.Fatalf("%v", err)
	}
	var instants []int64
	for at, ok := spec.Next(start.Add(-1), loc); ok && at.Before(end); at, ok = spec.Next(at, loc) {
		if n := len(instants); n > 0 && at.Unix() <= instants[n-1] {
			t.Fatalf("%q in %v does not advance at %v", expression, loc, at)
		}
		instants = append(instants, at.Unix())
	}
	return instants
}

// signature tells views apart: two with the same one show the same clock on the wall at the same instants, and what fires
// in one fires in the other.
func (o oracle) signature() string {
	text := strconv.FormatInt(o.start.Unix(), 10)
	for i, wall := range o.wall {
		if offset := wall - int64(i); i == 0 || offset != o.wall[i-1]-int64(i-1) {
			text += fmt.Sprintf(" %d:%d", i, offset)
		}
	}
	return text
}

// rapidOrTest is what *testing.T and *rapid.T have in common here.
type rapidOrTest interface {
	Helper()
	Fatalf(format string, args ...any)
}

// within drops what lies outside [from, to): near the ends of its view an oracle cannot know what came before.
func within(instants []int64, from, to time.Time) []int64 {
	return slices.DeleteFunc(slices.Clone(instants), func(at int64) bool { return at < from.Unix() || at >= to.Unix() })
}

// readable writes instants on the clock on the wall, for failures.
func readable(instants []int64, loc *time.Location) []string {
	texts := make([]string, len(instants))
	for i, at := range instants {
		texts[i] = time.Unix(at, 0).In(loc).Format("Mon 2006-01-02 15:04 -0700")
	}
	return texts
}

func TestOracleKnowsTheRules(t *testing.T) {
	loc := zone(t, "America/New_York")
	spring := watch(time.Date(2026, 3, 7, 17, 0, 0, 0, time.UTC), 36*60, loc)
	if got := readable(spring.fires("30 2,3 * * *"), loc); len(got) != 1 || got[0] != "Sun 2026-03-08 03:30 -0400" {
		t.Errorf("in spring: %v", got)
	}
	autumn := watch(time.Date(2026, 10, 31, 17, 0, 0, 0, time.UTC), 24*60, loc)
	if got := readable(autumn.fires("30 1 * * *"), loc); len(got) != 1 || got[0] != "Sun 2026-11-01 01:30 -0400" {
		t.Errorf("in autumn: %v", got)
	}
	if got := len(autumn.fires("30 * * * *")); got != 24 {
		t.Errorf("hourly fires %d times in 24 hours", got)
	}
}
