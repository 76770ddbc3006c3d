package coach

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// What a team and its people decide later is not seen on days before: roles, weeks, targets, plans, absences of other days.
func TestWhatIsDecidedLaterDoesNotReachBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		team, person := west(), Person{ID: "U0ANN"}
		k, base := team.KPIs[0], Day(20_700)
		team.Targets = map[string][]TargetFrom{k.ID: {{Target: Target{rapid.Int64Range(1, 90).Draw(t, "target"), rapid.SampledFrom([]Period{Daily, Weekly, Monthly}).Draw(t, "per")}}}}
		team.DaysThen = []TeamDaysFrom{{From: -Forever, TeamDays: TeamDays{team.WorkingDays, team.Year()}}}
		team.SegmentsThen = map[string][]SegmentFrom{"U0ANN": {{From: base, Segment: "SDR"}}}
		span := Span{base, base + Day(rapid.IntRange(0, 50).Draw(t, "days"))}
		atNoon := func(d Day) time.Time { return d.midnight().Add(12 * time.Hour) }
		anyDays := func() Span {
			from := base + Day(rapid.IntRange(0, 60).Draw(t, "away from"))
			return Span{from, from + Day(rapid.IntRange(0, 10).Draw(t, "for"))}
		}
		change := func(on Day) {
			switch rapid.IntRange(0, 5).Draw(t, "what") {
			case 0:
				team.Targets[k.ID] = append(team.Targets[k.ID], TargetFrom{on, Target{rapid.Int64Range(0, 300).Draw(t, "count"), Weekly}})
			case 1:
				person.Plans = append(person.Plans, Plan{
					Team: team.ID, Person: person.ID, State: PlanActive, MadeAt: atNoon(on), From: on - 3, Per: Monthly, Needs: map[string]int64{k.ID: 77},
				})
			case 2:
				person.WeeksThen = append(person.WeeksThen, WeekFrom{on, [7]Part{1: WholeDay, 3: Part(rapid.IntRange(0, 3).Draw(t, "wednesdays"))}})
				person.Settings.Week = person.WeeksThen[len(person.WeeksThen)-1].Week
			case 3:
				days := TeamDays{Weekdays{time.Sunday: true, time.Monday: true}, Year{Week: time.Sunday, Fiscal: Fiscal{Month: time.February, Day: 3}}}
				team.DaysThen = append(team.DaysThen, TeamDaysFrom{on, days})
				team.WorkingDays, team.WeekStart, team.Fiscal = days.Working, days.Year.Week, days.Year.Fiscal
			case 4:
				away := Absence{Span: anyDays(), Part: WholeDay, Source: SaidBySelf, MadeAt: atNoon(on)}
				if away.Span.From > span.To || on <= span.To {
					person.Absences = append(person.Absences, away)
				}
			case 5:
				team.SegmentsThen["U0ANN"] = append(team.SegmentsThen["U0ANN"], SegmentFrom{on, "AE"})
			}
		}
		type board struct {
			expected   int64
			aimed, out bool
			role       string
			worked     int64
		}
		read := func(now time.Time) (b board) {
			k.Target = team.Targets[k.ID][len(team.Targets[k.ID])-1].Target
			b.expected, b.aimed = ExpectedOver(team, k, person, span, now, time.UTC)
			if again, aimed := team.Expectations(span, now).Of(k, person, time.UTC); again != b.expected || aimed != b.aimed {
				t.Fatalf("%d is expected, and of many %d", b.expected, again)
			}
			cal := CalendarAsOf(team, person, span.To, time.UTC)
			b.out, b.worked = cal.SitsOut(span, DayOf(now, time.UTC)), cal.WorkedIn(span, now, time.UTC)
			b.role = team.SegmentOn("U0ANN", span.To)
			return b
		}
		for d := base; d <= span.To; d += Day(rapid.IntRange(3, 30).Draw(t, "until the next")) {
			change(d)
		}
		then := read(lastInstant(span.To, time.UTC))
		for d := span.To + 1; d < span.To+40; d += Day(rapid.IntRange(3, 30).Draw(t, "until the next")) {
			change(d)
		}
		if now := read(atNoon(span.To + 90)); now.expected != then.expected || now.aimed != then.aimed || now.worked != then.worked || now.role != then.role {
			t.Fatalf("%s..%s: it was %+v, and is %+v", span.From, span.To, then, now)
		}
	})
}

// What becomes known late of a day counts: an illness that was said on the Monday after, as far as the day.
func TestWhatIsSaidLateOfADayCounts(t *testing.T) {
	team := west()
	k, friday := team.KPIs[0], day(t, "2026-11-13")
	now := time.Date(2026, time.November, 20, 18, 0, 0, 0, time.UTC)
	ill := Person{ID: "U0ANN", Absences: []Absence{{Span: Span{friday, friday + 4}, Part: WholeDay, Source: SaidBySelf, MadeAt: (friday + 3).midnight()}}}
	week := Span{friday - 4, friday + 2}
	well, _ := ExpectedOver(team, k, Person{ID: "U0ANN"}, week, now, time.UTC)
	if got, _ := ExpectedOver(team, k, ill, week, now, time.UTC); got != well*4/5 {
		t.Errorf("%d was expected, of %d", got, well)
	}
	if said := CalendarAsOf(team, ill, friday+2, time.UTC).Absences; len(said) != 1 || said[0].Span != (Span{friday, friday + 2}) {
		t.Errorf("as of Sunday: %+v", said)
	}
}

// A board of long ago reads what the roster leaves out, of the team's people alone.
func TestThePastTakesThePlaceOfWhatTheRosterShows(t *testing.T) {
	team := &Team{ID: "west", Reps: []string{"U0ANN", "U0NEW"}}
	plan := func(id, team string, state PlanState) Plan {
		return Plan{ID: id, Team: team, Person: "U0ANN", State: state}
	}
	r := &Roster{People: map[string]Person{
		"U0ANN": {ID: "U0ANN", Absences: []Absence{{ID: "a2", Person: "U0ANN"}}, Plans: []Plan{plan("p2", "west", PlanActive), plan("p3", "west", PlanProposed), plan("p4", "east", PlanActive)}},
		"U0BOB": {ID: "U0BOB", Absences: []Absence{{ID: "b1"}}},
	}}
	with := r.With(team, Past{
		Absences: []Absence{{ID: "a1", Person: "U0ANN"}, {ID: "a2", Person: "U0ANN"}, {ID: "b0", Person: "U0BOB"}, {ID: "n1", Person: "U0NEW"}},
		Plans:    []Plan{plan("p1", "west", PlanActive), plan("p2", "west", PlanActive)},
	})
	ids := func(p Person) (ids []string) {
		for _, a := range p.Absences {
			ids = append(ids, a.ID)
		}
		for _, plan := range p.Plans {
			ids = append(ids, plan.ID)
		}
		return ids
	}
	for id, want := range map[string][]string{"U0ANN": {"a1", "a2", "p3", "p4", "p1", "p2"}, "U0BOB": {"b1"}, "U0NEW": {"n1"}} {
		if got := ids(with.Person(id)); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", id, got, want)
		}
	}
	if got := ids(r.Person("U0ANN")); !slices.Equal(got, []string{"a2", "p2", "p3", "p4"}) {
		t.Errorf("the roster was changed: %v", got)
	}
}
