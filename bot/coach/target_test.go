package coach

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestTargetOn(t *testing.T) {
	team := west()
	k := team.KPIs[0]
	if got := team.TargetOn(k, 0); got != k.Target {
		t.Errorf("without a history it is %v", got)
	}
	old, anew := Target{10, Weekly}, Target{30, Monthly}
	team.Targets = map[string][]TargetFrom{k.ID: {{day(t, "2026-03-01"), old}, {day(t, "2026-11-11"), anew}}}
	for d, want := range map[string]Target{"2026-02-28": {}, "2026-03-01": old, "2026-11-10": old, "2026-11-11": anew, "2027-01-01": anew} {
		if got := team.TargetOn(k, day(t, d)); got != want {
			t.Errorf("on %s it is %v, want %v", d, got, want)
		}
	}
}

// The weeks of 2 and 9 November were at 20 a week, with a change to 40 on Wednesday 18: the weeks that are over stay, and the
// running one is at the new target as a whole.
func TestExpectedOverGoesByTargetsOfThen(t *testing.T) {
	team := west()
	k := team.KPIs[0]
	team.Targets = map[string][]TargetFrom{k.ID: {{0, Target{20, Weekly}}, {day(t, "2026-11-18"), Target{40, Weekly}}}}
	now := time.Date(2026, time.November, 20, 18, 0, 0, 0, time.UTC)
	for days, want := range map[string]int64{
		"2026-11-02..2026-11-08": 20_000,
		"2026-11-02..2026-11-15": 40_000,
		"2026-11-13..2026-11-13": 4_000,
		"2026-11-16..2026-11-22": 40_000,
		"2026-11-16..2026-11-17": 8_000, // as of Tuesday evening
		"2026-11-09..2026-11-22": 60_000,
	} {
		from, to := day(t, days[:10]), day(t, days[12:])
		if got, ok := ExpectedOver(team, k, Person{}, Span{from, to}, now, time.UTC); got != want || !ok {
			t.Errorf("%s: %d, %v; want %d", days, got, ok, want)
		}
	}
}

// A KPI that a team began to count on a Monday asks nothing of the week before.
func TestNothingIsExpectedBeforeThereWasATarget(t *testing.T) {
	team := west()
	k := team.KPIs[0]
	team.Targets = map[string][]TargetFrom{k.ID: {{day(t, "2026-11-16"), k.Target}}}
	now := time.Date(2026, time.November, 20, 18, 0, 0, 0, time.UTC)
	if got, aimed := ExpectedOver(team, k, Person{}, Span{day(t, "2026-11-09"), day(t, "2026-11-15")}, now, time.UTC); got != 0 || aimed {
		t.Errorf("%d, %v", got, aimed)
	}
}

// Days that are over expect for ever what they expected on the evening of the last of them: whatever targets are set and plans
// are made later, also plans that hold from days before they were made.
func TestWhatWasExpectedNeverChanges(t *testing.T) {
	aTarget := rapid.Custom(func(t *rapid.T) Target {
		return Target{rapid.Int64Range(0, 300).Draw(t, "count"), rapid.SampledFrom([]Period{Daily, Weekly, Monthly, Quarterly}).Draw(t, "per")}
	})
	rapid.Check(t, func(t *rapid.T) {
		team := west()
		k, base := team.KPIs[0], Day(20_700)
		person := Person{ID: "U0ANN"}
		from := base + Day(rapid.IntRange(0, 40).Draw(t, "from"))
		span := Span{from, from + Day(rapid.IntRange(0, 60).Draw(t, "days"))}
		atNoon := func(d Day) time.Time { return d.midnight().Add(12 * time.Hour) }
		history := []TargetFrom{{Target: aTarget.Draw(t, "first")}}
		change := func(days *rapid.Generator[int]) {
			d := base + Day(days.Draw(t, "change on"))
			if rapid.Bool().Draw(t, "plan") {
				person.Plans = append(person.Plans, Plan{
					Team: team.ID, Person: person.ID, State: PlanActive, MadeAt: atNoon(d), From: d + Day(rapid.IntRange(-20, 20).Draw(t, "holds from")),
					Per: rapid.SampledFrom([]Period{Monthly, Quarterly}).Draw(t, "of"), Needs: map[string]int64{k.ID: rapid.Int64Range(0, 500).Draw(t, "need")},
				})
			} else if d > history[len(history)-1].From {
				history = append(history, TargetFrom{d, aTarget.Draw(t, "anew")})
			}
		}
		for range rapid.IntRange(0, 3).Draw(t, "before") {
			change(rapid.IntRange(-60, int(span.To-base)))
		}
		expected := func(now time.Time) int64 {
			k.Target, team.Targets = history[len(history)-1].Target, map[string][]TargetFrom{k.ID: history}
			n, _ := ExpectedOver(team, k, person, span, now, time.UTC)
			return n
		}
		then := expected(lastInstant(span.To, time.UTC))
		for range rapid.IntRange(1, 3).Draw(t, "after") {
			change(rapid.IntRange(int(span.To-base)+1, int(span.To-base)+60))
		}
		if now := expected(atNoon(span.To + 90)); now != then {
			t.Fatalf("%s..%s: %d was expected, and now it is %d", span.From, span.To, then, now)
		}
	})
}
