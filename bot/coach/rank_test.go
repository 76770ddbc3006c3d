package coach

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestRank(t *testing.T) {
	rows := []Standing{{Person: "Dan", Percent: 80}, {Person: "Eve", Percent: NoPercent}, {Person: "Cat", Percent: 110}, {Person: "Ann", Percent: 120}, {Person: "Bob", Percent: 110}, {Person: "Fay", Percent: 300, Away: true}}
	var got []string
	for _, r := range Rank(rows, BoardPercent) {
		got = append(got, fmt.Sprint(r.Rank, r.Person))
	}
	if want := "1Ann 2Bob 2Cat 4Dan 0Eve 0Fay"; strings.Join(got, " ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
	if rows[0].Person != "Dan" || rows[0].Rank != 0 {
		t.Error("the rows that were given are changed")
	}
}

// The order in which people come does not matter, and everybody's rank is one more than how many are better.
func TestRankIsFair(t *testing.T) { rapid.Check(t, rankIsFair) }

func FuzzRank(f *testing.F) { f.Fuzz(rapid.MakeFuzz(rankIsFair)) }

func rankIsFair(t *rapid.T) {
	var rows []Standing
	for i := range rapid.IntRange(0, 12).Draw(t, "people") {
		rows = append(rows, Standing{Person: fmt.Sprintf("U%02d", i), Percent: rapid.IntRange(-1, 5).Draw(t, "percent"), Away: rapid.IntRange(0, 4).Draw(t, "away") == 0})
	}
	ranked := Rank(rows, BoardPercent)
	again := Rank(rapid.Permutation(rows).Draw(t, "order"), BoardPercent)
	for i, r := range ranked {
		if again[i].Person != r.Person || again[i].Rank != r.Rank {
			t.Fatalf("another order gives %v and %v", ranked, again)
		}
		better := len(slices.DeleteFunc(slices.Clone(rows), func(o Standing) bool { return o.Away || o.Percent <= r.Percent }))
		if ranked := r.Percent != NoPercent && !r.Away; !ranked && r.Rank != 0 || ranked && r.Rank != better+1 {
			t.Fatalf("%d are better than %+v", better, r)
		}
	}
}

func TestAttainment(t *testing.T) {
	pace := func(done, expected int64) Pace { return Pace{Done: done, Target: 100, Expected: expected * 1000} }
	for _, tt := range []struct {
		paces []Pace
		want  int
	}{
		{nil, NoPercent},
		{[]Pace{{Done: 5}}, NoPercent},
		{[]Pace{pace(5, 10)}, 50},
		{[]Pace{pace(5, 10), {Done: 7}}, 50},
		{[]Pace{pace(5, 10), pace(10, 10)}, 75},
		{[]Pace{pace(0, 10), pace(1000, 10)}, 100}, // one easy number does not carry the rest
		{[]Pace{pace(0, 10)}, 0},
	} {
		if got := Attainment(tt.paces); got != tt.want {
			t.Errorf("attainment of %d paces is %d, want %d", len(tt.paces), got, tt.want)
		}
	}
}

// Each mode ranks by its own number; what it has none of stays without a rank, whatever the others say.
func TestModesRankByTheirOwn(t *testing.T) {
	rows := []Standing{
		{Person: "Ann", Percent: 120, Done: 6, Change: -10},
		{Person: "Bob", Percent: NoPercent, Done: 30, Change: 50},
		{Person: "Cat", Percent: 60, Done: 30, Change: NoChange},
		{Person: "Dan", Percent: 300, Done: 99, Change: 99, Away: true},
	}
	for mode, want := range map[BoardMode]string{
		BoardPercent:  "1Ann 2Cat 0Bob 0Dan",
		BoardCount:    "1Bob 1Cat 3Ann 0Dan",
		BoardImproved: "1Bob 2Ann 0Cat 0Dan",
	} {
		var got []string
		for _, r := range Rank(rows, mode) {
			got = append(got, fmt.Sprint(r.Rank, r.Person))
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%s ranks %s, want %s", mode.Rule().Word, s, want)
		}
	}
}

func TestImprovement(t *testing.T) {
	const week, four = 10_000, 40_000 // thousandths of half days
	euro := KPI{Name: "revenue", Unit: "EUR"}
	for _, tt := range []struct {
		name     string
		now, was Stretch
		want     int
		kpi      KPI
	}{
		{"as many", Stretch{10, week}, Stretch{40, four}, 0, KPI{}},
		{"half as many again", Stretch{15, week}, Stretch{40, four}, 50, KPI{}},
		{"half", Stretch{5, week}, Stretch{40, four}, -50, KPI{}},
		{"nothing", Stretch{0, week}, Stretch{40, four}, -100, KPI{}},
		{"on Tuesday evening as many a day as before", Stretch{4, 4000}, Stretch{40, four}, 0, KPI{}},
		{"three weeks off before", Stretch{10, week}, Stretch{10, week}, 0, KPI{}},
		{"Monday at ten", Stretch{5, 400}, Stretch{40, four}, NoChange, KPI{}},
		{"a newcomer of last Friday", Stretch{5, week}, Stretch{1, 2000}, NoChange, KPI{}},
		{"nothing before", Stretch{5, week}, Stretch{0, four}, NoChange, KPI{}},
		{"far more", Stretch{1_000_000, week}, Stretch{4, four}, 9999, KPI{}},
		{"money", Stretch{1_000_000_000_000, week}, Stretch{2_000_000_000_000, four}, 100, euro},

		// Of next to nothing anything is a multiple.
		{"one, after one in four weeks", Stretch{1, week}, Stretch{1, four}, NoChange, KPI{}},
		{"two, after three in four weeks", Stretch{2, week}, Stretch{3, four}, NoChange, KPI{}},
		{"none, after one a week", Stretch{0, week}, Stretch{4, four}, -100, KPI{}},
		{"two, after one a week", Stretch{2, week}, Stretch{4, four}, 100, KPI{}},
		{"two, after seven in four weeks: less than one more", Stretch{2, week}, Stretch{7, four}, 0, KPI{}},
		{"one, after seven in four weeks: less than one less", Stretch{1, week}, Stretch{7, four}, 0, KPI{}},
		{"three cents, after one a week", Stretch{3, week}, Stretch{4, four}, NoChange, euro},
		{"two euros, after one a week", Stretch{200, week}, Stretch{400, four}, 100, euro},
	} {
		if got := Improvement(tt.kpi, tt.now, tt.was); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
	for want, changes := range map[int][]int{50: {50}, 0: {50, -50}, 100: {9999, 0}, 25: {NoChange, 25}, NoChange: {NoChange}} {
		if got := MeanChange(changes); got != want {
			t.Errorf("the mean of %v is %d, want %d", changes, got, want)
		}
	}
}

// Twice the working time with twice as much in it is the same.
func TestImprovementGoesByWorkingTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		done := rapid.Int64Range(1, 1_000_000)
		time := rapid.Int64Range(leastThen, 500_000)
		now, was := Stretch{done.Draw(t, "now"), time.Draw(t, "now time")}, Stretch{done.Draw(t, "was"), time.Draw(t, "was time")}
		double := Stretch{2 * now.Done, 2 * now.Time}
		// Less than one thing is no change, and twice that may be one.
		if a, b := Improvement(KPI{}, now, was), Improvement(KPI{}, double, was); a != 0 && a != b {
			t.Fatalf("%d and %d", a, b)
		}
		if more := (Stretch{now.Done + 1, now.Time}); Improvement(KPI{}, more, was) < Improvement(KPI{}, now, was) {
			t.Fatal("more is less")
		}
	})
}

func TestWorkedIn(t *testing.T) {
	team := west()
	cal := CalendarOf(team, Person{Absences: []Absence{{Span: Span{day(t, "2026-11-17"), day(t, "2026-11-17")}, Part: Morning}}})
	week := Span{day(t, "2026-11-16"), day(t, "2026-11-22")}
	for at, want := range map[string]int64{
		"2026-11-15T12:00": 0,
		"2026-11-16T09:00": 0,
		"2026-11-16T13:15": 1000,
		"2026-11-17T09:00": 2000,
		"2026-11-17T13:15": 2000,
		"2026-11-18T00:00": 3000,
		"2026-11-21T12:00": 9000,
		"2026-12-01T12:00": 9000,
	} {
		now, err := time.Parse("2006-01-02T15:04", at)
		if err != nil {
			t.Fatal(err)
		}
		if got := cal.WorkedIn(week, now, time.UTC); got != want {
			t.Errorf("%s: %d thousandths of half days, want %d", at, got, want)
		}
	}
}
