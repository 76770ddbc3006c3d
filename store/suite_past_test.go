package store

import (
	"testing"
	"time"

	"example.com/pacer/bot/coach"
)

const aDay = 24 * time.Hour

// The first role of who was added on that day has been theirs all along; any other holds from the day on which it was said.
func testSegmentsThen(t *testing.T, f fixture) {
	set := func(at time.Time, segments map[string]string) map[string][]coach.SegmentFrom {
		t.Helper()
		team := west()
		team.Segments = segments
		return f.apply(team, at).SegmentsThen
	}
	ann, bob := west().Reps[0], west().Reps[1]
	sdr := []coach.SegmentFrom{{From: always, Segment: "SDR"}}
	same(t, "when the team is made", set(monday, map[string]string{ann: "SDR"}), map[string][]coach.SegmentFrom{ann: sdr})
	twoDays := []coach.SegmentFrom{{From: always, Segment: "SDR"}, {From: today + 2, Segment: "AE"}}
	late := []coach.SegmentFrom{{From: today + 2, Segment: "AE"}}
	same(t, "two days later", set(monday.Add(2*aDay), map[string]string{ann: "AE", bob: "AE"}), map[string][]coach.SegmentFrom{ann: twoDays, bob: late})
	same(t, "taken back on that day", set(monday.Add(2*aDay), map[string]string{ann: "SDR"}), map[string][]coach.SegmentFrom{ann: sdr})
	none := append(sdr, coach.SegmentFrom{From: today + 4})
	same(t, "no role any more", set(monday.Add(4*aDay), nil), map[string][]coach.SegmentFrom{ann: none})
	// The clock was set back.
	back := append(sdr, coach.SegmentFrom{From: today + 3, Segment: "AE"})
	same(t, "from an earlier day", set(monday.Add(3*aDay), map[string]string{ann: "AE"}), map[string][]coach.SegmentFrom{ann: back})
}

func testDaysThen(t *testing.T, f fixture) {
	first := coach.TeamDays{Working: west().WorkingDays, Year: coach.Year{Week: west().WeekStart, Fiscal: west().Fiscal}}
	other := coach.TeamDays{Working: coach.Weekdays{time.Sunday: true, time.Monday: true}, Year: coach.Year{Week: time.Sunday, Fiscal: coach.Fiscal{Month: 2, Day: 6}}}
	set := func(at time.Time, days coach.TeamDays) []coach.TeamDaysFrom {
		t.Helper()
		team := west()
		team.WorkingDays, team.WeekStart, team.Fiscal = days.Working, days.Year.Week, days.Year.Fiscal
		return f.apply(team, at).DaysThen
	}
	begun := []coach.TeamDaysFrom{{From: always, TeamDays: first}}
	same(t, "at first", set(monday, first), begun)
	same(t, "later", set(monday.Add(aDay), other), append(begun, coach.TeamDaysFrom{From: today + 1, TeamDays: other}))
	same(t, "the same again", set(monday.Add(2*aDay), other), append(begun, coach.TeamDaysFrom{From: today + 1, TeamDays: other}))
	same(t, "taken back, the clock set back", set(monday.Add(aDay), first), begun)
}

func testJoined(t *testing.T, f fixture) {
	f.apply(west(), monday)
	grown := west()
	grown.Reps = append(grown.Reps, "U0NEW")
	first := coach.Beginning{Day: today + 9, Part: coach.WholeDay}
	same(t, "one who came", f.apply(grown, monday.Add(9*aDay)).Joined, map[string]coach.Beginning{"U0NEW": first})
	// Also once nobody is left who was there from the beginning.
	grown.Reps, grown.Managers = []string{"U0NEW"}, nil
	same(t, "who is left", f.apply(grown, monday.Add(20*aDay)).Joined, map[string]coach.Beginning{"U0NEW": first})
}

// Who joined begins with the first thing that the ledger has of them, and anew when it is taken back. The first of the team
// were always there, and so is who left and is back.
func testJoinedEarlier(t *testing.T, f fixture) {
	team := f.apply(west(), monday)
	grown := west()
	grown.Reps = append(grown.Reps, "U0NEW")
	f.apply(grown, monday.Add(9*aDay+5*time.Hour)) // in the afternoon
	day := today + 9
	added := coach.Beginning{Day: day}
	joined := func(what string, want coach.Beginning) {
		t.Helper()
		same(t, what, f.roster().Team(team.ID).Joined, map[string]coach.Beginning{"U0NEW": want})
	}
	joined("with nothing", added)
	log := func(id, person string, d coach.Day, count int64, corrects string) {
		t.Helper()
		a := on(d, entry(team, person, 0, count))
		a.ID, a.Corrects = id, corrects
		f.commit(coach.Change{Activities: []coach.Activity{a}})
	}
	log("e1", "U0NEW", day, 3, "")
	log("e2", "U0ANN", day-1, 3, "")
	joined("with something of that day, and another's of the day before", added)
	log("e3", "U0NEW", day-1, 3, "")
	joined("yesterday", coach.Beginning{Day: day - 1, Part: coach.WholeDay})
	log("e4", "U0NEW", day-30, 3, "")
	log("e5", "U0NEW", day-2, 3, "")
	joined("a month ago", coach.Beginning{Day: day - 30, Part: coach.WholeDay})
	log("e6", "U0NEW", day-30, -3, "e4")
	joined("which was undone", coach.Beginning{Day: day - 2, Part: coach.WholeDay})

	f.apply(west(), monday.Add(12*aDay))
	f.apply(grown, monday.Add(14*aDay))
	joined("left, and is back", coach.Beginning{Day: today + 14, Part: coach.WholeDay})
}

// A week of one's own holds from the day on which it was chosen, in one's own zone: it is Tuesday in Tokyo already.
func testWeeksThen(t *testing.T, f fixture) {
	f.commit(coach.Change{People: []coach.Person{{ID: "U0ANN", Name: "Ann", Zone: "Asia/Tokyo"}}})
	choose := func(at time.Time, s coach.Settings) []coach.WeekFrom {
		t.Helper()
		f.commit(coach.Change{At: at, Settings: &coach.PersonSettings{Person: "U0ANN", Settings: s}})
		return f.roster().Person("U0ANN").WeeksThen
	}
	four, three := [7]coach.Part{1: 3, 2: 3, 3: 3, 4: 3}, [7]coach.Part{1: 3, 2: 3, 3: 3}
	evening := monday.Add(9 * time.Hour)
	same(t, "another setting", choose(evening, coach.Settings{Hidden: true}), nil)
	same(t, "at first", choose(evening, coach.Settings{Week: four}), []coach.WeekFrom{{From: today + 1, Week: four}})
	same(t, "on the same day", choose(evening, coach.Settings{Week: three}), []coach.WeekFrom{{From: today + 1, Week: three}})
	same(t, "given back", choose(evening.Add(7*aDay), coach.Settings{}), []coach.WeekFrom{{From: today + 1, Week: three}, {From: today + 8}})
}

// What is too long ago for the roster is there for a board of then: of the team's people, and without what is nobody's plan.
func testPast(t *testing.T, f fixture) {
	team := f.apply(west(), monday)
	rep := team.Reps[0]
	absence := func(id, person string, from coach.Day) coach.Absence {
		return coach.Absence{ID: id, Person: person, Span: coach.Span{From: from, To: from + 2}, Part: coach.WholeDay, Source: coach.SaidBySelf, MadeAt: monday}
	}
	plan := func(id string, from coach.Day, state coach.PlanState) coach.Plan {
		return coach.Plan{
			ID: id, Team: team.ID, Person: rep, From: from, Per: coach.Monthly, Goal: team.KPIs[2].ID, Count: 4, State: state, By: rep,
			MadeAt: monday.Add(time.Duration(from-today) * aDay),
		}
	}
	longAgo, older := absence("a1", rep, today-300), absence("a2", rep, today-500)
	first, second := plan("p1", today-400, coach.PlanActive), plan("p2", today-250, coach.PlanActive)
	f.commit(coach.Change{Absences: []coach.Absence{older, longAgo, absence("a3", "U0NOBODY", today-300)}})
	for _, p := range []coach.Plan{first, second, plan("p3", today-1, coach.PlanProposed)} {
		f.commit(coach.Change{WorkBack: &p})
	}
	same(t, "since", f.roster().Since, today-absenceDays)
	past := must(f.Past(t.Context(), team.ID, today-310))(t)
	same(t, "the past", past, coach.Past{Absences: []coach.Absence{longAgo}, Plans: []coach.Plan{first, second}})
	same(t, "of no team", must(f.Past(t.Context(), "none", today-310))(t), coach.Past{})
	// One that is newer and holds from long ago was not known on the days that the roster shows.
	backdated := plan("p4", today-300, coach.PlanActive)
	backdated.MadeAt = monday
	f.commit(coach.Change{WorkBack: &backdated})
	var ids []string
	for _, p := range f.roster().Person(rep).Plans {
		ids = append(ids, p.ID)
	}
	same(t, "in the roster", ids, []string{"p2", "p3", "p4"})
}
