package bot

import (
	"context"
	"slices"
	"testing"

	"example.com/pacer/bot/coach"
)

// TestWhoMayPressWhat has everybody press every button and submit every form there is. What a row asks for decides alone
// who gets through to its handler: guests to none, and nobody by a payload that says more of them than the roster does.
func TestWhoMayPressWhat(t *testing.T) {
	people := map[string]struct {
		person coach.Person
		may    access
	}{
		"U0GUS": {coach.Person{Guest: true}, 0},
		"U0EXT": {coach.Person{Stranger: true}, 0},
		"U0BOT": {coach.Person{Bot: true}, 0},
		"U0NEW": {coach.Person{}, asMember},
		"U0ADA": {coach.Person{Admin: true}, asMember | asAdmin},
		"U0ANN": {coach.Person{}, asMember | asRep},
		"U0MAY": {coach.Person{Name: "Maya"}, asMember}, // called as the manager is, and another person
	}
	for id, who := range people {
		s := newStage(t)
		who.person.ID, who.person.Zone = id, "Europe/London"
		s.store.roster.People[id] = who.person
		var through []string
		record := func(name string) handler {
			return func(context.Context, *Bot, *request) (answer, error) {
				through = append(through, name)
				return answer{}, nil
			}
		}
		check := func(name string, needs access, do func()) {
			t.Helper()
			through = nil
			do()
			if got, want := slices.Contains(through, name), needs&who.may != 0; got != want {
				t.Errorf("%s gets through to %s: %v, want %v", id, name, got, want)
			}
		}
		for _, row := range buttons() {
			needs := row.Who
			row.Handle = record(row.Action)
			s.bot.tables.buttons[row.Action] = row
			check(row.Action, needs, func() { s.presses(id, "C0WEST", row.Action, "west/k-conv") })
		}
		for _, row := range forms() {
			needs := row.Who
			row.Handle, row.Now = record(row.Callback), nil
			s.bot.tables.forms[row.Callback] = row
			check(row.Callback, needs, func() { s.served(id, s.submission(id, row.Callback, "west", nil)) })
		}
	}
}
