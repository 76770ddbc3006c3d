package bot

import (
	"slices"
	"testing"

	"example.com/pacer/bot/coach"
)

// TestAUserGroupBringsNobodyBackWhoWasForgotten, and it goes on following the others.
func TestAUserGroupBringsNobodyBackWhoWasForgotten(t *testing.T) {
	s := newSetup(t)
	s.west().Group = "S0WEST"
	s.slack.people["U0ANN"] = coach.Person{ID: "U0ANN", Name: "Ann", Zone: "Europe/London"}
	s.slack.people["U0NEW"] = coach.Person{ID: "U0NEW", Name: "New", Zone: "Europe/London"}
	s.slack.directory.grouped["S0WEST"] = []string{"U0ANN", "U0BOB", "U0NEW"}
	s.forgets("U0ANN", "", forgetWord)
	s.bot.followAll(t.Context())
	if !slices.Equal(s.west().Reps, []string{"U0BOB", "U0NEW"}) || s.store.roster.Person("U0ANN").Name != "" {
		t.Errorf("%v", s.west().Reps)
	}
	// Asked about by somebody's hand, she is described and not stored.
	if p, err := s.bot.fetchPerson(t.Context(), coach.Person{ID: "U0ANN"}); err != nil || p.Name != "Ann" {
		t.Errorf("%+v, %v", p, err)
	}
	if s.store.roster.Person("U0ANN").Name != "" {
		t.Error("she is stored")
	}
}
