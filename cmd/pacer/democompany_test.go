package main

import (
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"example.com/pacer/bot/coach"
)

// A larger company has all the people of a smaller one, as they are there; nobody has the name or the id of somebody
// else, and a team of eight has one of each whom a customer would look for.
func TestDemoCompany(t *testing.T) {
	t.Parallel()
	whole := newDemoCompany(maxDemoReps, demoWeeks).teams[0].Reps
	names, lots := map[string]bool{}, map[demoLot]int{}
	for i, rep := range whole {
		if _, err := time.LoadLocation(rep.Zone); err != nil || rep.Strength < 0.5 || rep.Title == "" {
			t.Errorf("%+v: %v", rep, err)
		}
		if names[rep.ID] || names[rep.Name] || names[rep.RealName] && rep.RealName != rep.Name {
			t.Errorf("%s, %s is there twice", rep.ID, rep.RealName)
		}
		names[rep.ID], names[rep.Name], names[rep.RealName] = true, true, true
		if lots[rep.Lot]++; i == 7 && (lots[badWeek] != 1 || lots[newcomer] != 1 || lots[onLeave] != 1 || lots[unseen] != 1) {
			t.Errorf("a team of eight: %v", lots)
		}
	}
	if lots[ownPlan] < 20 || lots[shortWeek] < 3 || lots[badWeek] < 3 {
		t.Errorf("a team of 200: %v", lots)
	}
	for _, reps := range []int{1, 4, 8} {
		c := newDemoCompany(reps, demoWeeks)
		if got := c.teams[0].Reps; !slices.Equal(got, whole[:reps]) || len(c.teams[1].Reps) != len(demoNorth.Reps) {
			t.Errorf("%d reps: %v", reps, got)
		}
		for _, group := range c.workspace().Groups {
			for _, id := range group.Members {
				if !slices.ContainsFunc(c.people(), func(p coach.Person) bool { return p.ID == id }) {
					t.Errorf("with %d reps, @%s has %s, who is not there", reps, group.Handle, id)
				}
			}
		}
	}
}

// What is special about somebody is in the database as people would have said it.
func TestDemoCompanySeeds(t *testing.T) {
	t.Parallel()
	db := newStore(t)
	if err := newDemoCompany(30, demoWeeks).seed(t.Context(), db, londonNoon); err != nil {
		t.Fatal(err)
	}
	r, err := db.Roster(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	west := r.TeamIn(demoWest.Channel.ID)
	today := coach.DayOf(londonNoon, time.UTC)
	planned, short := 0, 0
	for _, rep := range newDemoCompany(30, demoWeeks).teams[0].Reps {
		p := r.Person(rep.ID)
		_, has := coach.PlanOf(west, p, today)
		if has {
			planned++
		}
		if p.Settings.Week[time.Thursday] == coach.WholeDay && p.Settings.Week[time.Friday] == 0 {
			short++
		}
		away := !coach.CalendarOf(west, p).Works(today)
		if away != (rep.Lot == onLeave) || p.Settings.Hidden != (rep.Lot == unseen) || has != (rep.Lot == ownPlan) || !p.Welcomed {
			t.Errorf("%s, whose lot is %d: away %v, %+v", rep.ID, rep.Lot, away, p.Settings)
		}
	}
	if planned < 5 || short == 0 {
		t.Errorf("%d have a plan, %d a short week", planned, short)
	}
	done := map[string]map[bool]int64{} // by person: lately, and in the weeks before
	err = db.Export(t.Context(), coach.ActivityFilter{Team: west.ID}, func(a coach.Activity) error {
		if done[a.Person] == nil {
			done[a.Person] = map[bool]int64{}
		}
		if k, _ := west.KPI(a.KPI); k.Name == "conversation" {
			done[a.Person][a.Day >= today-7] += a.Count
		}
		if start := west.Starts[a.Person].Day; a.Day < start || a.LoggedAt.After(londonNoon) {
			t.Errorf("implausible, with a start on %s: %+v", start, a)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	iris, jonas, keiko := done["U0REP005"], done["U0REP006"], done["U0REP007"]
	if iris[true]*10 > iris[false] || jonas[false] != 0 || jonas[true] == 0 || keiko[true] != 0 || keiko[false] == 0 {
		t.Errorf("a bad week: %v, a newcomer: %v, on leave: %v", iris, jonas, keiko)
	}
}

// A company that begins today has people and teams and not one entry; its playground opens without a day before it, and
// everybody gets their first word.
func TestDemoCompanyOnItsFirstDay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2026, time.November, 23, 20, 0, 0, 0, time.UTC)))
		s := openStageOf(t, filepath.Join(t.TempDir(), "pacer.db"), newDemoCompany(demoReps, 0))
		defer s.stop()
		if n := countEntries(t, s.localSlack); n != 0 {
			t.Errorf("%d entries on the first morning", n)
		}
		s.pass(30 * time.Minute)
		time.Sleep(5 * time.Minute) // the first word waits for somebody to look, in real time
		synctest.Wait()
		ann := s.server.As("ann")
		mustShow(t, ann.Messages(ann.DM()), "Hello Ann!")
		mustShow(t, ann.Messages("sales-west"), "Huddle of Monday 23 November")
		s.pass(10 * time.Hour)
		if n := countEntries(t, s.localSlack); n == 0 {
			t.Error("nobody worked on the first day")
		}
	})
}

// A database keeps its people, however many are asked for the next time.
func TestDemoCompanyGoesOnFromAFile(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2026, time.November, 24, 10, 0, 0, 0, time.UTC)))
		path := filepath.Join(t.TempDir(), "pacer.db")
		openStageOf(t, path, newDemoCompany(40, 1)).stop()
		s := openStage(t, path)
		defer s.stop()
		if n := len(s.hands.life.company.teams[0].Reps); n != 40 {
			t.Errorf("a team of 40 has %d people the next time", n)
		}
		s.pass(11 * time.Hour) // a day of a crowd
		mustShow(t, s.server.As("gus").Messages("sales-west"), "of 39 in.")
		if logged := s.ledger(); len(logged) < 60 {
			t.Errorf("on a day, people logged: %v", logged)
		}
	})
}

// Sizes that the playground does not have are refused with a sentence.
func TestPlaygroundSizes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		reps, weeks int
		want        string
	}{
		{0, demoWeeks, "--reps 0 is not possible: the main team has 1 to 200"},
		{201, demoWeeks, "--reps 201 is not possible"},
		{8, -1, "--weeks -1 is not possible: there may be 0 to 26 weeks of history"},
		{8, 27, "--weeks 27 is not possible"},
	} {
		cmd := playgroundCmd{Addr: "127.0.0.1:0", NoBrowser: true, Reps: tt.reps, Weeks: tt.weeks}
		err := cmd.Run(t.Context(), world{Stdout: io.Discard, Stderr: io.Discard, Now: time.Now})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%d reps, %d weeks: %v", tt.reps, tt.weeks, err)
		}
	}
}
