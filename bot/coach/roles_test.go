package coach

import (
	"testing"
	"time"
)

func TestRoster(t *testing.T) {
	team, east := west(), &Team{ID: "t2", Name: "East", Channel: "C0EAST", Zone: "Nowhere/Atall", Managers: []string{"U0MAYA"}, Reps: []string{"U0BOB", "U0EVE"}}
	r := &Roster{Teams: []*Team{team, east}, People: map[string]Person{
		"U0ANN":  {ID: "U0ANN", Name: "Ann", Zone: "America/New_York"},
		"U0BOB":  {ID: "U0BOB", Name: "Bob", Deleted: true},
		"U0MAYA": {ID: "U0MAYA", Zone: "Local"},
	}}
	if got := r.TeamsOf("U0BOB"); len(got) != 2 || got[0] != team {
		t.Errorf("Bob is in %d teams", len(got))
	}
	if got := r.TeamsOf("U0MAYA"); len(got) != 0 {
		t.Errorf("Maya, who manages, is a rep of %d teams", len(got))
	}
	if got := r.Managed("U0MAYA"); len(got) != 2 {
		t.Errorf("Maya manages %d teams", len(got))
	}
	if r.TeamIn("C0EAST") != east || r.TeamIn("C0NONE") != nil {
		t.Error("a channel is another team's home")
	}
	if got := r.Active(team); len(got) != 1 || got[0].Name != "Ann" {
		t.Errorf("active in West are %v", got)
	}
	if got := r.Active(east); len(got) != 1 || got[0].ID != "U0EVE" {
		t.Errorf("active in East are %v: who was never asked about takes part", got)
	}
	if got := team.Leading(); len(got) != 3 || got[0].Name != "conversation" {
		t.Errorf("leading are %v", plurals(got))
	}
	if k, ok := team.KPI("k4"); !ok || k.Name != "deal" {
		t.Errorf("k4 is %v, %v", k.Name, ok)
	}
	if _, ok := team.KPI("k9"); ok || team.Manages("U0ANN") {
		t.Error("what is not there is found")
	}
}

func TestZoneIsThePersonsElseTheTeams(t *testing.T) {
	team, nowhere := west(), &Team{Zone: "Nowhere/Atall"}
	r := &Roster{Teams: []*Team{team, nowhere}, People: map[string]Person{
		"U0ANN": {ID: "U0ANN", Zone: "America/New_York"}, "U0BOB": {ID: "U0BOB", Zone: "Local"},
	}}
	for range 2 { // without loaded zones and with them
		for _, tt := range []struct {
			person string
			team   *Team
			want   string
		}{
			{"U0ANN", team, "America/New_York"},
			{"U0BOB", team, "Europe/London"}, // the machine's zone is nobody's
			{"U0EVE", team, "Europe/London"},
			{"U0EVE", nowhere, "UTC"},
			{"U0EVE", nil, "UTC"},
		} {
			if got := r.Zone(tt.person, tt.team); got.String() != tt.want {
				t.Errorf("%s is in %s, want %s", tt.person, got, tt.want)
			}
		}
		r.LoadZones()
	}
	if r.Zones["Europe/London"] == nil {
		t.Error("zones are not loaded")
	}
}

func TestCalendarOfATeamThatNamesNoWorkingDays(t *testing.T) {
	cal := CalendarOf(&Team{WeekStart: time.Sunday}, Person{})
	if !cal.Working[time.Monday] || cal.Working[time.Sunday] || cal.Year.Week != time.Sunday || cal.Hours != OfficeHours {
		t.Errorf("calendar is %+v", cal)
	}
}
