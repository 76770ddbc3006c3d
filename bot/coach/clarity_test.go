package coach

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Whatever is picked by whomever: the counts are right, each item is in one part, agreement is between half and all, and of
// what anybody picked nothing is left.
func TestClarityResults(t *testing.T) {
	at := time.Date(2026, time.November, 25, 10, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		c := Clarity{From: "Discovery", Items: ClarityItems(DefaultProcess(), rapid.String().Draw(t, "id"))}
		for i := range rapid.IntRange(0, 8).Draw(t, "people") {
			p := ClarityPick{Person: fmt.Sprintf("U%d", i)}
			if rapid.Bool().Draw(t, "picks") {
				p.At, p.Other = at, rapid.SampledFrom([]string{"", "who signs"}).Draw(t, "other")
				for _, item := range c.Items {
					if rapid.Bool().Draw(t, item.Name) {
						p.Items = append(p.Items, item.Name)
					}
				}
			}
			c.Picks = append(c.Picks, p)
		}
		closed := c.Tally(at)
		for i, item := range closed.Items {
			n := 0
			for _, p := range c.Picks {
				if slices.Contains(p.Items, item.Name) {
					n++
				}
			}
			if item.Count != n || c.Items[i].Count != 0 {
				t.Fatalf("%+v of %d", item, n)
			}
		}
		for _, p := range closed.Picks {
			if p.Items != nil || p.Other == "" {
				t.Fatalf("left is %+v", p)
			}
		}
		r, ok := closed.Result()
		if ok != (closed.Picked >= MinClarity) || closed.Asked != len(c.Picks) {
			t.Fatalf("%d picked: %v", closed.Picked, ok)
		}
		if !ok {
			return
		}
		parts := slices.Concat(r.Apart, r.Needed, r.Spared)
		if len(parts) != len(c.Items) || r.Overall < 50 || r.Overall > 100 {
			t.Fatalf("%+v", r)
		}
		for _, item := range parts {
			share := item.Agreement(closed.Picked)
			apart := slices.Contains(r.Apart, item)
			if share < 50 || share > 100 || apart != (share < clearShare) || !apart && slices.Contains(r.Needed, item) != (2*item.Count > closed.Picked) {
				t.Fatalf("%+v: %d", item, share)
			}
		}
	})
}

// Every milestone can be picked, in an order that is the check's own.
func TestClarityItems(t *testing.T) {
	p := DefaultProcess()
	one, again, other := ClarityItems(p, "one"), ClarityItems(p, "one"), ClarityItems(p, "other")
	if !slices.Equal(one, again) || slices.Equal(one, other) || len(one) != len(p.Until(len(p))) {
		t.Errorf("%v\n%v", one, other)
	}
}

// Of two people who picked, each would know from the result what the other did, so there is none before the third.
func TestClarityNeedsThree(t *testing.T) {
	at := time.Date(2026, time.November, 25, 10, 0, 0, 0, time.UTC)
	c := Clarity{From: "Discovery", Items: ClarityItems(DefaultProcess(), "c-1"), Picks: make([]ClarityPick, 5)}
	for picked := range c.Picks {
		if _, ok := c.Tally(at).Result(); ok != (picked >= 3) {
			t.Errorf("%d picked, and that there is a result is %v", picked, ok)
		}
		c.Picks[picked].At, c.Picks[picked].Items = at, []string{c.Items[0].Name}
	}
}
