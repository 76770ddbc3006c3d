package coach

import (
	"testing"

	"pgregory.net/rapid"
)

func TestStreak(t *testing.T) {
	team := west()
	team.Holidays = []Holiday{{Day: day(t, "2026-11-18")}}
	person := Person{Absences: []Absence{{Span: Span{day(t, "2026-11-12"), day(t, "2026-11-13")}, Part: WholeDay}}}
	cal, first := CalendarOf(team, person), day(t, "2026-11-02")
	for _, tt := range []struct {
		name, today string
		days        []string
		want        int
	}{
		{"nothing", "2026-11-20", nil, 0},
		{"today alone", "2026-11-20", []string{"2026-11-20"}, 1},
		{"today is not over", "2026-11-20", []string{"2026-11-19"}, 1},
		{"yesterday was missed", "2026-11-20", []string{"2026-11-18", "2026-11-17"}, 0},
		{"a holiday, a weekend and days away are passed over", "2026-11-19", []string{"2026-11-19", "2026-11-17", "2026-11-16", "2026-11-11", "2026-11-10"}, 5},
		{"what is logged on a Saturday makes it no longer", "2026-11-16", []string{"2026-11-16", "2026-11-14", "2026-11-11"}, 2},
		{"a Sunday on which nothing is due", "2026-11-15", []string{"2026-11-11"}, 1},
		{"no further than it looks", "2026-11-04", []string{"2026-11-04", "2026-11-03", "2026-11-02", "2026-10-30"}, 3},
	} {
		logged := map[Day]bool{}
		for _, d := range tt.days {
			logged[day(t, d)] = true
		}
		if got := cal.Streak(first, day(t, tt.today), func(d Day) bool { return logged[d] }); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}

// One more day that is logged never makes a streak shorter, and none is longer than there are days of work.
func TestStreakGrows(t *testing.T) {
	cal := CalendarOf(west(), Person{})
	rapid.Check(t, func(t *rapid.T) {
		today := anyDay().Draw(t, "today")
		days := map[Day]bool{}
		for _, ago := range rapid.SliceOf(rapid.IntRange(0, 30)).Draw(t, "ago") {
			days[today-Day(ago)] = true
		}
		logged := func(d Day) bool { return days[d] }
		before := cal.Streak(today-30, today, logged)
		days[today-Day(rapid.IntRange(0, 30).Draw(t, "one more"))] = true
		after := cal.Streak(today-30, today, logged)
		work := 0
		for d := today - 30; d <= today; d++ {
			if cal.Works(d) {
				work++
			}
		}
		if after < before || after > work {
			t.Fatalf("%d, then %d of %d", before, after, work)
		}
	})
}

func TestPersonalBest(t *testing.T) {
	for _, tt := range []struct {
		now     int64
		earlier []int64
		before  int64
		ok      bool
	}{
		{9, nil, 0, false},
		{9, []int64{1, 2, 3}, 0, false},
		{9, []int64{1, 0, 2, 0, 3, 0}, 0, false}, // three weeks with anything in them
		{9, []int64{1, 2, 3, 8}, 8, true},
		{8, []int64{1, 2, 3, 8}, 8, false},
		{0, []int64{1, 2, 3, 8}, 8, false},
	} {
		if before, ok := PersonalBest(tt.now, tt.earlier); before != tt.before || ok != tt.ok {
			t.Errorf("%d after %v: %d, %v", tt.now, tt.earlier, before, ok)
		}
	}
}
