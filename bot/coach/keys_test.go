package coach

import (
	"testing"

	"pgregory.net/rapid"
)

// Each huddle of a team has a key of its own, also the several of one day, and is found by it again.
func TestEachHuddleHasItsKey(t *testing.T) {
	refs := rapid.Custom(func(t *rapid.T) HuddleRef {
		return HuddleRef{
			Team: rapid.SampledFrom([]string{"west", "east"}).Draw(t, "team"),
			Day:  NewDay(2026, 11, 23) + Day(rapid.IntRange(0, 2).Draw(t, "day")),
			Slot: rapid.SampledFrom([]string{"", "00:00", "12:30", "16:00"}).Draw(t, "slot"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := refs.Draw(t, "one"), refs.Draw(t, "another")
		if got, ok := ParseHuddleRef(a.Key()); !ok || got != a {
			t.Fatalf("%q is read as %+v", a.Key(), got)
		}
		if (a == b) != (a.Key() == b.Key()) || (a == b) != (a.EntryKey("U0ANN") == b.EntryKey("U0ANN")) {
			t.Fatalf("%+v and %+v are %q and %q", a, b, a.Key(), b.Key())
		}
		if _, ok := ParseHuddleRef(a.EntryKey("U0ANN")); ok {
			t.Fatalf("an entry of %q is taken for a huddle", a.Key())
		}
	})
}
