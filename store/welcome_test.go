package store

import (
	"path/filepath"
	"testing"

	"example.com/pacer/bot/coach"
)

// The first word is for once in a life: through leaving the team, its end and another team. It is for a member of a team
// only, so nobody is welcomed before they are one.
func TestTheFirstWordIsKept(t *testing.T) {
	d := open(t)
	apply := func(name string, reps ...string) {
		t.Helper()
		if _, err := d.ApplyTeam(t.Context(), coach.Team{Name: name, Channel: "C0WEST", Zone: "UTC", Reps: reps}, monday); err != nil {
			t.Fatal(err)
		}
	}
	welcomed := func(who string) bool {
		t.Helper()
		r, err := d.Roster(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return r.Person(who).Welcomed
	}
	apply("West", "U0ANN", "U0BOB")
	commit(t, d, coach.Change{Welcomed: []string{"U0ANN", "U0NOBODY"}})
	if !welcomed("U0ANN") || welcomed("U0BOB") || welcomed("U0NOBODY") {
		t.Error("the word is not with whom it was said to")
	}
	apply("West", "U0BOB")
	apply("East", "U0ANN", "U0CAL")
	if !welcomed("U0ANN") || welcomed("U0CAL") {
		t.Error("another team is another first word")
	}
	r, err := d.Roster(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	commit(t, d, coach.Change{Close: r.Teams[1].ID})
	if !welcomed("U0ANN") {
		t.Error("the end of a team took the word with it")
	}
}

// Whoever was in a team before Pacer had a first word knows it.
func TestAnUpgradeWelcomesNobody(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pacer.db")
	released(t, path, 1)
	r, err := openAt(t, path).Roster(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, team := range r.Teams {
		for _, id := range team.Reps {
			if !r.Person(id).Welcomed {
				t.Errorf("%s would be welcomed", id)
			}
		}
	}
}
