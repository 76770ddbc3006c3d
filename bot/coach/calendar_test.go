package coach

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// away is an absence that somebody said of themselves.
func away(from, to Day) Absence {
	return Absence{Span: Span{from, to}, Part: WholeDay, Source: SaidBySelf}
}

// anyAbsences are a few absences near a day, in the order in which they were said.
func anyAbsences(near Day) *rapid.Generator[[]Absence] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Absence {
		from := near + Day(rapid.IntRange(-40, 40).Draw(t, "from"))
		a := Absence{
			Span:   Span{from, from + Day(rapid.IntRange(-1, 20).Draw(t, "for days"))},
			Part:   rapid.SampledFrom([]Part{Morning, Afternoon, WholeDay}).Draw(t, "part"),
			Source: rapid.SampledFrom([]AbsenceSource{SaidBySelf, SaidByManager, SaidByStatus}).Draw(t, "source"),
		}
		a.Here = a.Source != SaidByStatus && rapid.IntRange(0, 4).Draw(t, "here") == 0
		if rapid.IntRange(0, 9).Draw(t, "open") == 0 {
			a.Span.To = Forever
		}
		return a
	}), 0, 4)
}

func TestTheNextWorkingDayIsTheFirst(t *testing.T) { rapid.Check(t, nextIsTheFirstWorkingDay) }

func FuzzWorkingDays(f *testing.F) { f.Fuzz(rapid.MakeFuzz(nextIsTheFirstWorkingDay)) }

// Between a day and the next working day nobody works, on the working day somebody does, and a week, holidays and
// absences never disagree about it.
func nextIsTheFirstWorkingDay(t *rapid.T) {
	today := anyDay().Draw(t, "today")
	near := rapid.Map(rapid.IntRange(-20, 60), func(n int) Day { return today + Day(n) })
	c := Calendar{Holidays: holidaysOn(rapid.SliceOfNDistinct(near, 0, 10, rapid.ID[Day]).Draw(t, "holidays"))}
	for i := range c.Working {
		c.Working[i] = rapid.Bool().Draw(t, "works on a weekday")
	}
	c.Absences = anyAbsences(today).Draw(t, "absences")
	if rapid.Bool().Draw(t, "starts later") {
		c.Start.Day = near.Draw(t, "start")
	}
	next, ok := c.Next(today)
	if !ok {
		next = today + daysAhead + 1
	} else if !c.Works(next) {
		t.Fatalf("nobody works on %s", next)
	}
	for d := today + 1; d < next; d++ {
		if c.Works(d) {
			t.Fatalf("the next working day after %s is %s, and %s is one too", today, next, d)
		}
		if c.Working[d.Weekday()] && d >= c.Start.Day && !slices.Contains(c.Holidays, Holiday{Day: d}) && !c.AwayAllDay(d) {
			t.Fatalf("nothing keeps anybody from working on %s", d)
		}
	}
}

// holidaysOn are holidays without names on the days, which are put in order.
func holidaysOn(days []Day) (holidays []Holiday) {
	slices.Sort(days)
	for _, d := range days {
		holidays = append(holidays, Holiday{Day: d})
	}
	return holidays
}

// What is written on a button comes back from Slack, and can be forged on the way.
func FuzzHuddleKey(f *testing.F) {
	for _, seed := range []string{"huddle/west/2026-11-23", "huddle//2026-11-23", "huddle/west/2026-02-30", "huddle/a/b/2026-11-23", "huddle/west/+2026-11-2", "x/west/2026-11-23", "huddle/west/0000-00-00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, key string) {
		team, day, ok := ParseHuddleKey(key)
		if ok && HuddleKey(team, day) != key {
			t.Errorf("%q is read as %q", key, HuddleKey(team, day))
		}
	})
}

func FuzzParseDay(f *testing.F) {
	for _, seed := range []string{"2026-11-23", "2024-02-29", "2026-02-29", "0001-01-01", "9999-12-31", "-001-01-01", "2026-1-1", "2026-11-23T00:00:00Z", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if d, err := ParseDay(text); err == nil && d.String() != text {
			t.Errorf("%q is read as %s", text, d)
		}
	})
}
