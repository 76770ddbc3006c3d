package scheduler

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"testing"
	"time"
	_ "time/tzdata" // zones must be found on a machine that has none

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func zone(tb testing.TB, name string) *time.Location {
	tb.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		tb.Fatal(err)
	}
	return loc
}

func TestNext(t *testing.T) {
	const layout = "2006-01-02 15:04 -0700"
	tests := []struct {
		name, cron, zone, after string
		want                    []string
	}{
		{
			"an ordinary day", "0 9 * * *", "Europe/London", "2026-11-20 09:00 +0000",
			[]string{"2026-11-21 09:00 +0000", "2026-11-22 09:00 +0000"},
		},
		{
			"across the spring gap the wall time stays", "0 9 * * *", "Europe/London", "2026-03-28 09:00 +0000",
			[]string{"2026-03-29 09:00 +0100", "2026-03-30 09:00 +0100"},
		},
		{
			"a skipped time runs an hour later", "30 2 * * *", "America/New_York", "2026-03-07 02:30 -0500",
			[]string{"2026-03-08 03:30 -0400", "2026-03-09 02:30 -0400"},
		},
		{
			"a doubled time runs the first time", "30 1 * * *", "America/New_York", "2026-10-31 01:30 -0400",
			[]string{"2026-11-01 01:30 -0400", "2026-11-02 01:30 -0500"},
		},
		{
			"asked between the two copies", "30 1 * * *", "America/New_York", "2026-11-01 01:45 -0400",
			[]string{"2026-11-02 01:30 -0500"},
		},
		{
			"asked just after the gap, before the shifted time", "30 2 * * *", "America/New_York", "2026-03-08 03:10 -0400",
			[]string{"2026-03-08 03:30 -0400"},
		},
		{
			"two times that meet run once", "30 2,3 * * *", "America/New_York", "2026-03-08 01:00 -0500",
			[]string{"2026-03-08 03:30 -0400", "2026-03-09 02:30 -0400"},
		},
		{
			"skipped times keep their order among the others", "10,50 2-3 * * *", "America/New_York", "2026-03-08 01:00 -0500",
			[]string{"2026-03-08 03:10 -0400", "2026-03-08 03:50 -0400", "2026-03-09 02:10 -0400"},
		},
		{
			"hourly counts elapsed time in spring", "0 * * * *", "Europe/London", "2026-03-29 00:00 +0000",
			[]string{"2026-03-29 02:00 +0100", "2026-03-29 03:00 +0100"},
		},
		{
			"hourly runs in both copies in autumn", "@hourly", "Europe/London", "2026-10-25 00:00 +0100",
			[]string{"2026-10-25 01:00 +0100", "2026-10-25 01:00 +0000", "2026-10-25 02:00 +0000"},
		},
		{
			"an hour that is over comes back, on the day before", "30 * * * 0", "Asia/Gaza", "2011-07-31 23:59 +0300",
			[]string{"2011-07-31 23:30 +0200", "2011-08-07 00:30 +0200"},
		},
		{
			"every second hour is civil time", "0 */2 * * *", "America/New_York", "2026-03-08 00:00 -0500",
			[]string{"2026-03-08 03:00 -0400", "2026-03-08 04:00 -0400"},
		},
		{
			"midnight that does not exist", "0 0 * * *", "Asia/Beirut", "2026-03-28 12:00 +0200",
			[]string{"2026-03-29 01:00 +0300", "2026-03-30 00:00 +0300"},
		},
		{
			"a gap that reaches midnight, on its own date", "30 23 * * *", "America/Nuuk", "2027-03-26 23:30 -0200",
			[]string{"2027-03-27 22:59 -0200", "2027-03-28 23:30 -0100"},
		},
		{
			"the same on Saturdays", "30 23 * * 6", "America/Nuuk", "2027-03-26 23:30 -0200",
			[]string{"2027-03-27 22:59 -0200", "2027-04-03 23:30 -0100"},
		},
		{
			"the same with the last minute itself", "59 22,23 * * *", "America/Nuuk", "2027-03-27 22:00 -0200",
			[]string{"2027-03-27 22:59 -0200", "2027-03-28 22:59 -0100"},
		},
		{
			"asked in that minute", "30 23 * * *", "America/Nuuk", "2027-03-27 22:59 -0200",
			[]string{"2027-03-28 23:30 -0100"},
		},
		{
			"half an hour of daylight saving", "15 2 * * *", "Australia/Lord_Howe", "2026-10-03 02:15 +1030",
			[]string{"2026-10-04 02:45 +1100", "2026-10-05 02:15 +1100"},
		},
		{
			"the day that Samoa skipped", "0 9 * * *", "Pacific/Apia", "2011-12-29 09:00 -1000",
			[]string{"2011-12-31 09:00 +1400", "2012-01-01 09:00 +1400"},
		},
		{
			"where robfig stands still", "45 3 * * *", "Pacific/Chatham", "2026-04-05 02:45 +1245",
			[]string{"2026-04-05 03:45 +1245", "2026-04-06 03:45 +1245"},
		},
		{
			"the leap day", "0 9 29 2 *", "Europe/Paris", "2026-01-01 00:00 +0100",
			[]string{"2028-02-29 09:00 +0100", "2032-02-29 09:00 +0100"},
		},
		{
			"the last day of a leap year, far ahead", "0 9 * * *", "America/New_York", "2040-12-30 09:00 -0500",
			[]string{"2040-12-31 09:00 -0500", "2041-01-01 09:00 -0500"},
		},
		{
			"the last night of a leap year, far ahead", "*/30 23 * * *", "America/New_York", "2040-12-31 23:00 -0500",
			[]string{"2040-12-31 23:30 -0500", "2041-01-01 23:00 -0500"},
		},
		{
			"day of the month or weekday", "0 9 13 * 5", "UTC", "2026-11-10 00:00 +0000",
			[]string{"2026-11-13 09:00 +0000", "2026-11-20 09:00 +0000"},
		},
		{"weekly", "@weekly", "Asia/Kolkata", "2026-11-20 00:00 +0530", []string{"2026-11-22 00:00 +0530"}},
		{"monthly", "@monthly", "Asia/Tokyo", "2026-11-20 00:00 +0900", []string{"2026-12-01 00:00 +0900"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			spec, err := ParseCron(test.cron)
			if err != nil {
				t.Fatal(err)
			}
			at, err := time.Parse(layout, test.after)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for range test.want {
				next, ok := spec.Next(at, zone(t, test.zone))
				if !ok {
					break
				}
				got = append(got, next.Format(layout))
				at = next
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("%q in %s after %s (-want +got):\n%s", test.cron, test.zone, test.after, diff)
			}
		})
	}
}

func TestNextOfNothing(t *testing.T) {
	daily, err := ParseCron("@daily")
	if err != nil {
		t.Fatal(err)
	}
	if next, ok := daily.Next(time.Unix(0, 0), nil); ok {
		t.Errorf("without a zone it fires at %v", next)
	}
	if next, ok := (Spec{}).Next(time.Unix(0, 0), time.UTC); ok {
		t.Errorf("the zero Spec fires at %v", next)
	}
	leap, err := ParseCron("0 0 29 2 *")
	if err != nil {
		t.Fatal(err)
	}
	// 2100 has no leap day, so from 2096 on the next one is eight years away: more than Next looks ahead.
	if next, ok := leap.Next(time.Date(2096, 3, 1, 0, 0, 0, 0, time.UTC), time.UTC); ok {
		t.Errorf("the leap day of 2100 is %v", next)
	}
}

// TestOncePerDate is the promise in the words of a user: a daily ritual runs once on each date that exists.
func TestOncePerDate(t *testing.T) {
	for _, name := range []string{
		"Europe/London", "America/New_York", "Pacific/Chatham", "Africa/Casablanca", "America/Santiago", "Antarctica/Troll", "Africa/Cairo",
	} {
		loc := zone(t, name)
		start := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
		first, last := start.In(loc).AddDate(0, 0, 1), start.In(loc).AddDate(2, 0, 0)
		for _, cron := range []string{"0 0 * * *", "30 1 * * *", "45 2 * * *", "30 3 * * *", "0 9 * * *"} {
			dates := map[string]int{}
			for _, at := range walk(t, cron, loc, start, last.AddDate(0, 0, 2)) {
				dates[time.Unix(at, 0).In(loc).Format(time.DateOnly)]++
			}
			for day := first; day.Before(last); day = day.AddDate(0, 0, 1) {
				if n := dates[day.Format(time.DateOnly)]; n != 1 {
					t.Errorf("%s in %s runs %d times on %s", cron, name, n, day.Format(time.DateOnly))
				}
			}
		}
	}
}

// TestRandomSpecs compares whatever five fields say with the oracle, over days that hold a change of the clocks.
func TestRandomSpecs(t *testing.T) {
	changes := map[string][]time.Time{}
	for _, name := range []string{
		"UTC", "Europe/London", "America/New_York", "Pacific/Chatham", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Beirut",
		"America/Havana", "Antarctica/Troll", "America/St_Johns", "Asia/Kathmandu", "Pacific/Apia", "Asia/Gaza", "America/Santiago",
	} {
		changes[name] = changesOf(zone(t, name))
	}
	names := slices.Sorted(maps.Keys(changes))
	rapid.Check(t, func(r *rapid.T) {
		name := rapid.SampledFrom(names).Draw(r, "zone")
		loc := zone(t, name)
		around := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
		if len(changes[name]) > 0 {
			around = rapid.SampledFrom(changes[name]).Draw(r, "change")
		}
		view := watch(around.Add(-4*24*time.Hour), 8*24*60, loc)
		cron := randomSpec(r)
		from := around.Add(time.Duration(rapid.IntRange(-2*24*3600, 2*24*3600).Draw(r, "from")) * time.Second)
		to := around.Add(60 * time.Hour)
		want := within(view.fires(cron), from, to)
		if got := walk(r, cron, loc, from, to); !slices.Equal(got, want) {
			r.Fatalf("%s in %v from %v (-want +got):\n%s", cron, loc, from.In(loc), cmp.Diff(readable(want, loc), readable(got, loc)))
		}
	})
}

// changesOf returns the changes of a zone's clocks in a few years, one of which took a day from Samoa.
func changesOf(loc *time.Location) []time.Time {
	var all []time.Time
	for _, year := range []int{2011, 2026, 2027} {
		from := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
		all = append(all, transitions(loc, from, from.AddDate(1, 0, 0))...)
	}
	return all
}

// randomSpec draws five fields; days are loose so that something fires within the view.
func randomSpec(r *rapid.T) string {
	field := func(name string, low, high int) string {
		value := func(part string) int { return rapid.IntRange(low, high).Draw(r, name+" "+part) }
		switch rapid.IntRange(0, 4).Draw(r, name) {
		case 0:
			return "*"
		case 1:
			return fmt.Sprintf("*/%d", rapid.IntRange(2, high-low).Draw(r, name+" step"))
		case 2:
			a, b := value("a"), value("b")
			return fmt.Sprintf("%d-%d", min(a, b), max(a, b))
		case 3:
			return fmt.Sprintf("%d,%d", value("a"), value("b"))
		default:
			return strconv.Itoa(value("a"))
		}
	}
	day := rapid.SampledFrom([]string{"*", "*", "*", "1-15", "16-31"}).Draw(r, "day")
	weekday := rapid.SampledFrom([]string{"*", "*", "1-5", "0,6"}).Draw(r, "weekday")
	return fmt.Sprintf("%s %s %s * %s", field("minute", 0, 59), field("hour", 0, 23), day, weekday)
}

func BenchmarkNext(b *testing.B) {
	spec, err := ParseCron("30 9 * * 1-5")
	if err != nil {
		b.Fatal(err)
	}
	loc := zone(b, "Europe/London")
	start := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	for b.Loop() {
		spec.Next(start, loc)
	}
}
