package coach

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// course is a funnel of KPIs that are counted, the last of them a result.
func course(rates ...Rate) Course {
	c := Course{Rates: rates}
	for i := range len(rates) + 1 {
		k := KPI{Name: string(rune('a' + i)), Kind: Leading}
		if i == len(rates) {
			k.Kind = Lagging
		}
		c.KPIs = append(c.KPIs, k)
	}
	return c
}

// The worked example of the design: 4 qualified leads from 12 meetings, of 84 conversations, of 1,200 dials.
func TestWorkBackOfTheExample(t *testing.T) {
	c := course(Rate{84, 1200}, Rate{12, 84}, Rate{4, 12})
	if got, want := c.WorkBack(4), []int64{1200, 84, 12, 4}; !slices.Equal(got, want) {
		t.Errorf("for 4 it takes %v, want %v", got, want)
	}
	// By rounded per cents it would be 13 meetings, and 85 conversations for 12.
	if got, want := c.WorkBack(1), []int64{300, 21, 3, 1}; !slices.Equal(got, want) {
		t.Errorf("for 1 it takes %v, want %v", got, want)
	}
}

func TestWorkBackThroughMoney(t *testing.T) {
	c := course(Rate{12, 84}, Rate{3, 12}, Rate{3 * 1_250_000, 3})
	c.KPIs[3].Unit = "EUR"
	if got, want := c.WorkBack(5_000_000), []int64{112, 16, 4, 5_000_000}; !slices.Equal(got, want) {
		t.Errorf("for €50,000 it takes %v, want %v", got, want)
	}
	if got, want := c.WorkBack(5_000_001), []int64{113, 17, 5, 5_000_001}; !slices.Equal(got, want) {
		t.Errorf("a cent more takes %v, want %v", got, want)
	}
}

// A rate above 100 % is worked back through like any other; one that nothing is known of ends the way.
func TestWorkBackThroughOddRates(t *testing.T) {
	c := course(Rate{0, 7}, Rate{30, 20}, Rate{1, 2})
	if got, want := c.WorkBack(6), []int64{NoCount, 8, 12, 6}; !slices.Equal(got, want) {
		t.Errorf("it takes %v, want %v", got, want)
	}
	if c.Reaches(0, 1000, 1) {
		t.Error("something comes of a step through which nothing ever came")
	}
	if got := course(Rate{1, math.MaxInt64}, Rate{1, math.MaxInt64}).WorkBack(3); got[0] != math.MaxInt64 {
		t.Errorf("more than any number is %d", got[0])
	}
}

func anyCourse(t *rapid.T) Course {
	one := rapid.Custom(func(t *rapid.T) Rate {
		return Rate{rapid.Int64Range(1, 400).Draw(t, "won"), rapid.Int64Range(1, 1500).Draw(t, "of")}
	})
	return course(rapid.SliceOfN(one, 1, 4).Draw(t, "rates")...)
}

// What it takes reaches the goal, and one unit less does not.
func TestWorkBackIsTheLeastThatReaches(t *testing.T) { rapid.Check(t, workBackIsTheLeast) }

func FuzzWorkBack(f *testing.F) { f.Fuzz(rapid.MakeFuzz(workBackIsTheLeast)) }

func workBackIsTheLeast(t *rapid.T) {
	c, goal := anyCourse(t), rapid.Int64Range(1, 1000).Draw(t, "goal")
	needs := c.WorkBack(goal)
	if last := needs[len(needs)-1]; last != goal {
		t.Fatalf("the goal of %d became %d", goal, last)
	}
	for i, n := range needs {
		if !c.Reaches(i, n, goal) || c.Reaches(i, n-1, goal) {
			t.Fatalf("%d of %s: reaches %v, one less %v", n, c.KPIs[i].Name, c.Reaches(i, n, goal), c.Reaches(i, n-1, goal))
		}
		if n > 1<<40 {
			continue // too many for the brute force below
		}
		// Counted by hand: multiply the whole numbers, without a fraction anywhere.
		won, of := uint64(n), uint64(goal)
		fits := true
		for _, r := range c.Rates[i:] {
			fits = fits && won < 1<<50/uint64(r.Won) && of < 1<<50/uint64(r.Of)
			won, of = won*uint64(r.Won), of*uint64(r.Of)
		}
		if fits && won < of {
			t.Fatalf("%d of %s makes %d/%d of the goal", n, c.KPIs[i].Name, won, of)
		}
	}
}

// A better rate never costs more, and what is saved is the difference of two work-backs.
func TestLeversSave(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, goal := anyCourse(t), rapid.Int64Range(1, 500).Draw(t, "goal")
		better := make([]Rate, len(c.Rates))
		for i := range better {
			better[i] = Rate{rapid.Int64Range(0, 400).Draw(t, "better won"), rapid.Int64Range(1, 1500).Draw(t, "better of")}
		}
		before := c.WorkBack(goal)
		for _, l := range c.Levers(goal, better, nil) {
			if l.Rate.compare(c.Rates[l.Step]) <= 0 {
				t.Fatalf("step %d became %v, which is no better than %v", l.Step, l.Rate, c.Rates[l.Step])
			}
			var sum int64
			for i := range before[:len(before)-1] {
				if l.Needs[i] > before[i] || i > l.Step && l.Needs[i] != before[i] {
					t.Fatalf("a better step %d takes %d of %s instead of %d", l.Step, l.Needs[i], c.KPIs[i].Name, before[i])
				}
				sum += before[i] - l.Needs[i]
			}
			if l.Saved != sum {
				t.Fatalf("saved %d, want %d", l.Saved, sum)
			}
		}
	})
}

// Conversations take ten minutes and dials one: the step that saves fewer activities can save more time.
func TestTheBestLeverIsWeighedByMinutes(t *testing.T) {
	c := course(Rate{100, 1000}, Rate{10, 100}, Rate{5, 10})
	better := []Rate{{125, 1000}, {11, 100}, {}}
	best, ok := BestLever(c.Levers(5, better, nil))
	if !ok || best.Step != 0 || best.Saved != 200 {
		t.Errorf("by activities: step %d saves %d", best.Step, best.Saved)
	}
	best, ok = BestLever(c.Levers(5, better, Effort{1, 60, 45, 1}))
	if !ok || best.Step != 1 || best.Saved != 90+9*60 {
		t.Errorf("by minutes: step %d saves %d", best.Step, best.Saved)
	}
	if _, ok := BestLever(course(Rate{1, 1}).Levers(5, []Rate{{1, 1}}, nil)); ok {
		t.Error("a certain step can get better")
	}
	if levers := course(Rate{0, 9}, Rate{1, 2}).Levers(5, []Rate{{}, {}}, nil); levers != nil {
		t.Errorf("levers of a funnel that cannot be worked back: %v", levers)
	}
}
