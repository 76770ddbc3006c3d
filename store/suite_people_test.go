package store

import (
	"errors"
	"slices"
	"testing"
	"time"

	"example.com/pacer/bot/coach"
)

func testTeamRenames(t *testing.T, f fixture) {
	before := f.apply(west(), monday)
	f.commit(coach.Change{Activities: []coach.Activity{entry(before, "U0BOB", 1, 3)}})

	renamed := west()
	renamed.ID, renamed.Name = before.ID, "Far West"
	for i, k := range before.KPIs {
		renamed.KPIs[i].ID = k.ID
	}
	renamed.KPIs[1].Name, renamed.KPIs[1].Plural = "demo", "demos"
	f.commit(coach.Change{Team: &renamed})
	now := f.roster().Team(before.ID)
	same(t, "the team", now, &coach.Team{
		ID: before.ID, Name: "Far West", Channel: before.Channel, Zone: before.Zone, WeekStart: before.WeekStart,
		WorkingDays: before.WorkingDays, Holidays: before.Holidays, KPIs: renamed.KPIs, Managers: before.Managers,
		Reps: before.Reps, Rhythms: before.Rhythms, Targets: before.Targets, Began: before.Began,
		DaysThen: before.DaysThen,
	})
	if n := f.total(now, "U0BOB", 1, today, today); n != 3 {
		t.Errorf("what Bob logged under the old name: got %d, want 3", n)
	}

	east := west()
	east.Name, east.Channel = "East", "C0EAST"
	f.apply(east, monday)
	taken := renamed
	taken.Name = "East"
	if err := f.try(coach.Change{Team: &taken}); !errors.Is(err, coach.ErrTaken) {
		t.Errorf("the name of another team: %v", err)
	}
	taken = renamed
	taken.KPIs = append([]coach.KPI(nil), renamed.KPIs...)
	taken.KPIs[0].Name = "demo"
	if err := f.try(coach.Change{Team: &taken}); !errors.Is(err, coach.ErrTaken) {
		t.Errorf("the name of another KPI: %v", err)
	}
	unknown := renamed
	unknown.ID = "nobody's"
	if err := f.try(coach.Change{Team: &unknown}); !errors.Is(err, coach.ErrNotFound) {
		t.Errorf("an id that there is not: %v", err)
	}
	same(t, "the team after the refusals", f.roster().Team(before.ID), now)
}

func testTeamCloses(t *testing.T, f fixture) {
	team := f.apply(west(), monday)
	f.commit(coach.Change{Close: team.ID})
	if n := len(f.roster().Teams); n != 0 {
		t.Fatalf("%d teams after the only one was closed", n)
	}
	schedules, err := f.Schedules(t.Context())
	if err != nil || len(schedules) != 0 {
		t.Errorf("schedules of a closed team: %v, error %v", schedules, err)
	}
	opened := f.apply(west(), monday.Add(time.Hour))
	same(t, "the team, open again", opened, team)
	schedules, err = f.Schedules(t.Context())
	if err != nil || len(schedules) == 0 {
		t.Fatalf("schedules of an open team: %v, error %v", schedules, err)
	}
	if since := schedules[0].Since; !since.Equal(monday.Add(time.Hour)) {
		t.Errorf("%s counts from %v, and the team was closed until an hour after", schedules[0].Kind, since)
	}
}

func testTeamCalendar(t *testing.T, f fixture) {
	team := west()
	team.Fiscal = coach.Fiscal{Month: time.February, Day: 3}
	team.Group, team.Statuses = "S0CLOSERS", []string{"on leave"}
	team.Starts = map[string]coach.Start{"U0BOB": {Day: today, Ramp: 6}}
	got := f.apply(team, monday)
	same(t, "fiscal year", got.Fiscal, team.Fiscal)
	same(t, "group", got.Group, team.Group)
	same(t, "statuses", got.Statuses, team.Statuses)
	same(t, "starts", got.Starts, team.Starts)
	same(t, "holidays", got.Holidays, team.Holidays)
	if changed, err := f.ApplyTeam(t.Context(), team, monday); changed || err != nil {
		t.Errorf("the same team again: changed %v, error %v", changed, err)
	}
}

func testSettings(t *testing.T, f fixture) {
	own := coach.Settings{
		Zone: "Asia/Tokyo", Nudges: coach.NudgeOff, Hidden: true, Hours: coach.Hours{From: 480, To: 1000},
		Quiet: coach.Hours{From: 1200, To: 420}, DigestAt: 600,
		Week: [7]coach.Part{time.Monday: coach.WholeDay, time.Thursday: coach.Morning, time.Saturday: coach.Afternoon},
	}
	change := coach.Change{
		Settings: &coach.PersonSettings{Person: "U0ANN", Settings: own}, // before Slack was ever asked about her
		Appoint:  &coach.Appointment{Person: "U0ANN", Admin: true},
	}
	f.commit(change)
	f.commit(coach.Change{People: []coach.Person{{ID: "U0ANN", Name: "Ann", Zone: "Europe/London"}}})
	same(t, "Ann", f.roster().Person("U0ANN"), coach.Person{
		ID: "U0ANN", Name: "Ann", Zone: "Europe/London", Appointed: true, Settings: own,
		WeeksThen: []coach.WeekFrom{{From: today, Week: own.Week}},
	})
	before := f.roster().Revision
	f.commit(change)
	if after := f.roster().Revision; after != before {
		t.Errorf("the same settings again: revision %d became %d", before, after)
	}
	f.commit(coach.Change{
		Settings: &coach.PersonSettings{Person: "U0ANN"}, Appoint: &coach.Appointment{Person: "U0ANN"},
	})
	same(t, "Ann as Slack knows her", f.roster().Person("U0ANN"), coach.Person{ID: "U0ANN", Name: "Ann", Zone: "Europe/London"})
}

// Nobody owes what was due in a zone before they said that they live there.
func testOwnZone(t *testing.T, f fixture) {
	f.apply(west(), monday)
	f.commit(coach.Change{People: []coach.Person{{ID: "U0ANN", Name: "Ann", Zone: "Europe/London"}}})
	later := monday.Add(3 * time.Hour)
	f.commit(coach.Change{At: later, Settings: &coach.PersonSettings{Person: "U0ANN", Settings: coach.Settings{Zone: "Asia/Tokyo"}}})
	schedules, err := f.Schedules(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, s := range schedules {
		if s.Zone != "Asia/Tokyo" {
			continue
		}
		found = true
		if !s.Since.Equal(later) {
			t.Errorf("%s in Tokyo counts from %v, want %v", s.Kind, s.Since, later)
		}
	}
	if !found {
		t.Error("nothing is due in the zone that Ann chose")
	}
}

func testAbsences(t *testing.T, f fixture) {
	sick := coach.Absence{
		ID: "a1", Person: "U0ANN", Span: coach.Span{From: today, To: coach.Forever}, Part: coach.WholeDay,
		Source: coach.SaidByStatus, MadeAt: monday,
	}
	here := coach.Absence{
		ID: "a2", Person: "U0ANN", Span: coach.Span{From: today, To: today}, Part: coach.Morning, Here: true,
		Source: coach.SaidByManager, By: "U0MAYA", MadeAt: monday.Add(time.Hour),
	}
	longAgo := sick
	longAgo.ID, longAgo.Span = "a0", coach.Span{From: today - 1000, To: today - 900}
	f.commit(coach.Change{Absences: []coach.Absence{here, sick, longAgo}})
	same(t, "Ann's absences", f.roster().Person("U0ANN").Absences, []coach.Absence{sick, here})
	sick.Span.To = today + 2
	f.commit(coach.Change{Absences: []coach.Absence{sick}, Back: []string{"a2", "never said"}})
	same(t, "Ann's absences, later", f.roster().Person("U0ANN").Absences, []coach.Absence{sick})
}

func testRecords(t *testing.T, f fixture) {
	months := 12
	f.commit(coach.Change{
		Retention: &months,
		Draft:     &coach.Draft{Person: "U0ADA", Kind: "setup", Body: `{"name":"West"}`},
		Audit:     []coach.Audit{{By: "U0ADA", What: "retention", Detail: "Texts are kept for 12 months."}},
	})
	f.commit(coach.Change{At: monday.Add(time.Hour), Audit: []coach.Audit{
		{By: coach.ByCommandLine, Team: "t1", What: "team", Detail: "Team West changed."},
	}})
	if got := f.roster().RetentionMonths; got != months {
		t.Errorf("texts are kept for %d months, want %d", got, months)
	}
	all, err := f.Audits(t.Context(), "", 10)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "audit", all, []coach.Audit{
		{At: monday.Add(time.Hour), By: coach.ByCommandLine, Team: "t1", What: "team", Detail: "Team West changed."},
		{At: monday, By: "U0ADA", What: "retention", Detail: "Texts are kept for 12 months."},
	})
	one, err := f.Audits(t.Context(), "t1", 10)
	if err != nil || len(one) != 1 {
		t.Errorf("audit of one team: %v, error %v", one, err)
	}
	draft, err := f.Draft(t.Context(), "U0ADA", "setup")
	if err != nil || draft.Body != `{"name":"West"}` {
		t.Errorf("draft: %v, error %v", draft, err)
	}
	f.commit(coach.Change{Draft: &coach.Draft{Person: "U0ADA", Kind: "setup"}})
	if _, err := f.Draft(t.Context(), "U0ADA", "setup"); !errors.Is(err, coach.ErrNotFound) {
		t.Errorf("a draft that was finished: %v", err)
	}
}

// testNamesAreSwapped has three KPIs pass their names on in a ring, in one change: what was logged goes by the ids.
func testNamesAreSwapped(t *testing.T, f fixture) {
	team := f.apply(west(), monday)
	swapped := *team
	swapped.KPIs = slices.Clone(team.KPIs)
	n := len(swapped.KPIs)
	for i := range swapped.KPIs {
		swapped.KPIs[i].Name = team.KPIs[(i+1)%n].Name
	}
	f.commit(coach.Change{Team: &swapped})
	for i, k := range f.roster().Team(team.ID).KPIs {
		if k.ID != team.KPIs[i].ID || k.Name != team.KPIs[(i+1)%n].Name {
			t.Errorf("%d: %+v", i, k)
		}
	}
}

// testRosterRests has two who change a team, and one who changes their settings, at the same moment: what was composed from
// a roster that is another one by now is refused, and whatever says nothing of it is taken.
func testRosterRests(t *testing.T, f fixture) {
	team := f.apply(west(), monday)
	seen := f.roster().Revision
	first, second := *team, *team
	first.Name, second.Channel = "Far West", "C0FAR"
	f.commit(coach.Change{Team: &first, Roster: seen})
	f.refused(coach.Change{Team: &second, Roster: seen}, coach.ErrStale)
	f.refused(coach.Change{Settings: &coach.PersonSettings{Person: "U0ANN", Settings: coach.Settings{Hidden: true}}, Roster: seen}, coach.ErrStale)
	same(t, "the team", f.roster().Team(team.ID).Channel, team.Channel)
	second = *f.roster().Team(team.ID)
	second.Channel = "C0FAR"
	f.commit(coach.Change{Team: &second, Roster: f.roster().Revision})
	same(t, "the name", f.roster().Team(team.ID).Name, "Far West")
	third := *f.roster().Team(team.ID)
	third.Name = "West"
	f.commit(coach.Change{Team: &third}) // a team file says all of it
	same(t, "the file's name", f.roster().Team(team.ID).Name, "West")
}
