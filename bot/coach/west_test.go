package coach

import (
	"testing"
	"time"
)

// The team of the tests: the one of the README's team file, plus what makes matching interesting.
func west() *Team {
	return &Team{
		ID: "t1", Name: "West", Channel: "C0WEST", Zone: "Europe/London", WeekStart: time.Monday,
		WorkingDays: Weekdays{time.Monday: true, time.Tuesday: true, time.Wednesday: true, time.Thursday: true, time.Friday: true},
		Managers:    []string{"U0MAYA"},
		Reps:        []string{"U0ANN", "U0BOB"},
		KPIs: []KPI{
			{
				ID: "k1", Name: "conversation", Plural: "conversations", Aliases: []string{"convo", "convos", "call", "calls"},
				Kind: Leading, Target: Target{20, Weekly},
			},
			{ID: "k2", Name: "meeting", Plural: "meetings", Kind: Leading, Target: Target{5, Weekly}},
			{
				ID: "k3", Name: "follow-up", Plural: "follow-ups", Aliases: []string{"second meeting", "meet and greet", "1on1"},
				Kind: Leading, Target: Target{4, Daily},
			},
			{ID: "k4", Name: "deal", Plural: "deals", Kind: Lagging, Target: Target{2, Monthly}},
			{ID: "k5", Name: "revenue", Kind: Lagging, Unit: "EUR", Target: Target{5_000_000, Quarterly}},
		},
	}
}

func (t *Team) named(name string) KPI {
	for _, k := range t.KPIs {
		if k.Name == name {
			return k
		}
	}
	panic("no KPI " + name)
}

// day reads a date that a test is sure of.
func day(t testing.TB, s string) Day {
	t.Helper()
	d, err := ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// at is an instant on London's wall clock.
func at(t testing.TB, s string) time.Time {
	t.Helper()
	when, err := time.ParseInLocation("2006-01-02 15:04", s, london(t))
	if err != nil {
		t.Fatal(err)
	}
	return when
}

func london(t testing.TB) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	return loc
}
