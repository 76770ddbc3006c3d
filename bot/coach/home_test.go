package coach

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// paceAt is a weekly pace with so much done of ten that were expected by now; with a target of twenty.
func paceAt(done int64) Pace {
	p := Pace{KPI: KPI{ID: "k", Name: "meeting", Plural: "meetings"}, Done: done, Target: 20, Expected: 10_000, Status: OnPace}
	switch {
	case done < 10:
		p.Status, p.Gap = Behind, 10-done
	case done >= 20:
		p.Status = Reached
	case done > 10:
		p.Status, p.Lead = Ahead, done-10
	}
	return p
}

func TestWhoIsBehindComesFirst(t *testing.T) {
	row := func(name string, paces ...Pace) TeamRow { return TeamRow{Person{ID: name}, paces} }
	rows := []TeamRow{
		row("newcomer", Pace{Status: NoTarget}),
		row("ahead", paceAt(15), paceAt(12)),
		row("on pace", paceAt(10), paceAt(10)),
		row("one of two", paceAt(40), paceAt(4)), // a surplus here is no meeting there
		row("a little", paceAt(9), paceAt(10)),
		row("nothing yet", paceAt(0), paceAt(0)),
		row("on pace too", paceAt(10), paceAt(10)),
		row("no KPI"),
	}
	BehindFirst(rows)
	var names []string
	for _, r := range rows {
		names = append(names, r.Person.ID)
	}
	want := "nothing yet, one of two, a little, on pace, on pace too, ahead, newcomer, no KPI"
	if got := strings.Join(names, ", "); got != want {
		t.Errorf("the order is %s\nwant %s", got, want)
	}
}

// Turning all pages shows everything once, in order, and no page is larger than it may be.
func TestPagesHoldEverythingOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, size := rapid.IntRange(0, 300).Draw(t, "n"), rapid.IntRange(1, 40).Draw(t, "size")
		var seen []int
		for number := range PageOf(n, size, 0).Count {
			p := PageOf(n, size, number)
			if p.Number != number || p.To-p.From > size || (n > 0 && p.To == p.From) {
				t.Fatalf("page %d of %d by %d is %+v", number, n, size, p)
			}
			for i := p.From; i < p.To; i++ {
				seen = append(seen, i)
			}
		}
		if len(seen) != n || !slices.IsSorted(seen) {
			t.Fatalf("%d by %d: pages show %v", n, size, seen)
		}
		far := rapid.Int().Draw(t, "anywhere")
		if p := PageOf(n, size, far); p.From < 0 || p.From > p.To || p.To > n {
			t.Fatalf("page %d of %d by %d is %+v", far, n, size, p)
		}
	})
}
