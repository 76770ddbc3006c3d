package coach

import (
	"math"
	"math/big"
	"math/bits"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

func TestApart(t *testing.T) {
	for _, tt := range []struct {
		about string
		a, b  Rate
		want  bool
	}{
		{"the same", Rate{5, 10}, Rate{50, 100}, false},
		{"one of one against one of two says nothing", Rate{1, 1}, Rate{1, 2}, false},
		{"all of four against none of four: p = 0.029", Rate{4, 4}, Rate{0, 4}, false},
		{"all of five against none of five: p = 0.008", Rate{5, 5}, Rate{0, 5}, true},
		{"12 of 30 against 9 of 60: p = 0.0155", Rate{12, 30}, Rate{9, 60}, true},
		{"10 of 30 against 9 of 60: p = 0.057", Rate{10, 30}, Rate{9, 60}, false},
		{"many, and close", Rate{5_000, 10_000}, Rate{50_200, 100_000}, false},
		{"many, and not close", Rate{5_300, 10_000}, Rate{50_200, 100_000}, true},
		{"so many that nothing overflows", Rate{math.MaxInt64 / 2, math.MaxInt64}, Rate{1, math.MaxInt64}, true},
		{"many, and all of them", Rate{50_000, 50_000}, Rate{50_000, 50_000}, false},
		{"nothing was tried", Rate{0, 0}, Rate{50, 60}, false},
		{"more than all is no chance", Rate{7, 5}, Rate{0, 60}, false},
		{"nor is less than nothing", Rate{-1, 5}, Rate{60, 60}, false},
	} {
		if apart(tt.a, tt.b, rare) != tt.want || apart(tt.b, tt.a, rare) != tt.want {
			t.Errorf("%s: not %v", tt.about, tt.want)
		}
	}
}

// Fisher's test, counted again in whole numbers.
func TestApartIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyChance(t, 40), anyChance(t, 90)
		won := a.Won + b.Won
		ways := func(x int64) *big.Int {
			return new(big.Int).Mul(new(big.Int).Binomial(a.Of, x), new(big.Int).Binomial(b.Of, won-x))
		}
		this, sum := ways(a.Won), new(big.Int)
		for x := max(0, won-b.Of); x <= min(a.Of, won); x++ {
			if w := ways(x); w.Cmp(this) <= 0 {
				sum.Add(sum, w)
			}
		}
		p, _ := new(big.Rat).SetFrac(sum, new(big.Int).Binomial(a.Of+b.Of, won)).Float64()
		if math.Abs(p-rare) > 1e-9 && apart(a, b, rare) != (p < rare) {
			t.Fatalf("%v and %v: p is %v", a, b, p)
		}
	})
}

func anyChance(t *rapid.T, most int64) Rate {
	of := rapid.Int64Range(1, most).Draw(t, "of")
	return Rate{rapid.Int64Range(0, of).Draw(t, "won"), of}
}

func TestHigher(t *testing.T) {
	weeks := func(counts ...int64) (all []timed) {
		for _, n := range counts {
			all = append(all, timed{n, 10})
		}
		return all
	}
	usual := weeks(10, 12, 9, 11, 10, 13, 8, 10, 11)
	for _, tt := range []struct {
		about string
		first []timed
		want  bool
	}{
		{"four that are higher than all", weeks(14, 15, 20, 14), true},
		{"one high one does not do", weeks(90, 10, 9, 11), false},
		{"equals are not higher", weeks(13, 13, 10, 10), false},
		{"in half of the time", []timed{{7, 5}, {8, 5}, {7, 5}, {9, 5}}, true},
		{"nobody", nil, false},
	} {
		if higher(tt.first, usual, rare) != tt.want {
			t.Errorf("%s: not %v", tt.about, tt.want)
		}
	}
	if higher(weeks(5, 5, 5, 5), nil, rare) {
		t.Error("higher than nothing at all")
	}
}

// The orders of a few counts, gone through one by one.
func TestWinningCountsAllOrders(t *testing.T) {
	for m := range 5 {
		for n := range 6 {
			want := make([]float64, m*n+1)
			for order := range uint(1) << (m + n) { // a bit that is set is one of the m
				if bits.OnesCount(order) != m {
					continue
				}
				wins := 0
				for i := range m + n {
					if order>>i&1 == 1 {
						wins += i - bits.OnesCount(order&(1<<i-1))
					}
				}
				want[wins]++
			}
			for u, w := range winning(m, n) {
				if w != want[u] {
					t.Errorf("%d against %d: %v wins %d times, want %v", m, n, u, int(w), want[u])
				}
			}
		}
	}
}

func TestOutlies(t *testing.T) {
	for _, tt := range []struct {
		about        string
		last, before timed
		want         bool
	}{
		{"none after one a week: p = 0.42", timed{0, 10}, timed{3, 30}, false},
		{"two after one a week: p = 0.38", timed{2, 10}, timed{3, 30}, false},
		{"five after one a week: p = 0.027", timed{5, 10}, timed{3, 30}, true},
		{"none after three or four a week: p = 0.056", timed{0, 10}, timed{10, 30}, false},
		{"none after four or five a week: p = 0.018", timed{0, 10}, timed{14, 30}, true},
		{"half of it in half of the time", timed{10, 5}, timed{60, 30}, false},
		{"no time to compare with", timed{10, 10}, timed{0, 0}, false},
		{"a week off", timed{0, 0}, timed{60, 30}, false},
		{"nothing at all", timed{0, 10}, timed{0, 30}, false},
		{"so many that nothing overflows", timed{1 << 40, 10}, timed{1 << 40, 30}, true},
		{"many, and close", timed{100_000, 10}, timed{300_100, 30}, false},
	} {
		if outlies(tt.last, tt.before, unusual) != tt.want {
			t.Errorf("%s: not %v", tt.about, tt.want)
		}
	}
}

// The binomial test, counted again in whole numbers.
func TestOutliesIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		last := timed{rapid.Int64Range(0, 60).Draw(t, "last"), rapid.IntRange(1, 10).Draw(t, "time")}
		before := timed{rapid.Int64Range(0, 200).Draw(t, "before"), rapid.IntRange(1, 30).Draw(t, "time before")}
		n, all := last.count+before.count, int64(last.time+before.time)
		sum := new(big.Int)
		for x := int64(0); x <= n; x++ {
			if (x >= last.count) == last.moreThan(before) || x == last.count {
				ways := new(big.Int).Binomial(n, x)
				ways.Mul(ways, new(big.Int).Exp(big.NewInt(int64(last.time)), big.NewInt(x), nil))
				sum.Add(sum, ways.Mul(ways, new(big.Int).Exp(big.NewInt(int64(before.time)), big.NewInt(n-x), nil)))
			}
		}
		p, _ := new(big.Rat).SetFrac(sum, new(big.Int).Exp(big.NewInt(all), big.NewInt(n), nil)).Float64()
		if math.Abs(p-unusual) > 1e-9 && outlies(last, before, unusual) != (n > 0 && p < unusual) {
			t.Fatalf("%v after %v: p is %v", last, before, p)
		}
	})
}

// Of two hundred people who all do what they always did, chance has something to tell of many, one by one, and of next to
// none in a list of them.
func TestAListTellsNoChance(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 0))
	drawn := func(of int64) (won int64) {
		for range of {
			won += int64(b2i(r.IntN(4) == 0))
		}
		return won
	}
	alone, listed := 0, 0
	for range 200 {
		f := RepFacts{Person: Person{Name: "Ann"}}
		for range 3 { // steps
			lately, before := int64(40+r.IntN(20)), int64(120+r.IntN(40))
			f.Steps = append(f.Steps, StepChange{Lately: Rate{drawn(lately), lately}, Before: Rate{drawn(before), before}})
		}
		alone += len(observeSteps(f))
		f.Among = 200
		listed += len(observeSteps(f))
	}
	if alone < 5 || listed > 1 {
		t.Errorf("%d are told one by one, %d in a list", alone, listed)
	}
	// In a small team nobody is looked at more strictly.
	if got := (RepFacts{Among: 10}).unlessChance(rare); got != rare {
		t.Errorf("among ten it takes %v", got)
	}
}
