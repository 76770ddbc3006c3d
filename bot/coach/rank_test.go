package coach

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestRankByPercent(t *testing.T) {
	rows := []Standing{{Person: "Dan", Percent: 80}, {Person: "Eve", Percent: NoPercent}, {Person: "Cat", Percent: 110}, {Person: "Ann", Percent: 120}, {Person: "Bob", Percent: 110}, {Person: "Fay", Percent: 300, Away: true}}
	var got []string
	for _, r := range RankByPercent(rows) {
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
	ranked := RankByPercent(rows)
	again := RankByPercent(rapid.Permutation(rows).Draw(t, "order"))
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

func TestImprovement(t *testing.T) {
	for _, tt := range []struct {
		week, four int64
		want       int
		ok         bool
	}{
		{10, 40, 0, true},
		{15, 40, 50, true},
		{5, 40, -50, true},
		{0, 40, -100, true},
		{10, 0, 0, false},
		{1_000_000, 1, 9999, true},
	} {
		if got, ok := Improvement(tt.week, tt.four); got != tt.want || ok != tt.ok {
			t.Errorf("%d against %d in four weeks is %d, %v", tt.week, tt.four, got, ok)
		}
	}
	best, ok := MostImproved([]Growth{{"Bob", 30}, {"Ann", 30}, {"Cat", 12}})
	if !ok || best.Person != "Ann" {
		t.Errorf("most improved is %v, %v", best, ok)
	}
	if best, ok := MostImproved([]Growth{{"Bob", 0}, {"Ann", -3}}); ok {
		t.Errorf("nobody improved, and %v did", best)
	}
}
