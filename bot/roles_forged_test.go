package bot

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"example.com/pacer/bot/coach"
)

// forgeries are values that no button of ours gave to whoever sends them: those of somebody else's messages, ids of teams,
// people and absences that are not theirs, and no values at all.
func forgeries() []string {
	day := wednesdayDay().String()
	return append(dealForgeries(), []string{
		"", "/", "west", "east", "U0ANN", "a-holiday", "a-holiday/list", "command/of-ann", "west/k-conv", "west/U0ANN", "west/U0ANN/0",
		"west/U0ANN/x", "east/U0ANN/0", "west/" + day, "west/" + day + " 5 conversations", "west//" + day + "/" + day, "west//" + day + "/" + day + "/all", "west/" + westGoal, "east/" + westGoal,
		"huddle/west/" + day, "huddle/west/" + day + "T16:00", "huddle/west/" + day + "T16:00/U0BOB", "huddle/west/" + day + "/U0BOB", "huddle/west/" + day + "/U0ANN", setupRef{Team: "west", Page: pageTeam}.String(), setupRef{Team: "west", Page: pageKPI, KPI: "k-gone"}.String(),
		annsQuestion, "west/1", annsForged("west"), annsForged("east"), setupRef{Team: "nowhere", Page: "nothing"}.String(), "{}", "west/\x00/<!channel>", strings.Repeat("/", 300),
		annsDeal, annsWin, annsDeal + "/qualified/discovery", annsDeal + "/discovery", dealRef{Deal: annsDeal, From: "qualified", To: "discovery"}.String(), "west Initech 5k",
	}...)
}

// aboutAnn is all that is stored about Ann, and how the team is set up that she is in.
func (s *stage) aboutAnn() string {
	s.t.Helper()
	var hers []any
	for _, a := range s.store.ledger {
		if a.Person == "U0ANN" {
			hers = append(hers, a)
		}
	}
	hers = append(hers, s.store.roster.Person("U0ANN"), s.store.roster.Team("west"), s.store.huddles, s.store.checkIns, s.store.promises, s.store.deals, s.store.clarity,
		s.store.coaching.records, s.store.coaching.agenda, s.store.coaching.direct)
	for _, a := range s.store.coaching.asked { // whoever manages others is shown questions about those
		if a.Person == "U0ANN" {
			hers = append(hers, a)
		}
	}
	text, err := json.Marshal(hers)
	if err != nil {
		s.t.Fatal(err)
	}
	return string(text)
}

// Whatever value comes with a press or with a form, somebody who has no part in West reads none of Ann's numbers and changes
// nothing about her or her team, and nothing falls over. A button or a form that is new is held to it by being in its table.
func TestForgedValuesLeadNowhere(t *testing.T) {
	outside := []string{"otherrep", "othermanager", "none", "guest", "stranger"}
	for _, role := range outside {
		s := newRoles(t)
		before := s.aboutAnn()
		check := func(what, value string) {
			t.Helper()
			if after := s.aboutAnn(); after != before {
				t.Errorf("%s by %s with %q changed what is Ann's:\n%s", what, role, value, fork(before, after))
				before = after
			}
			seen := strings.Join(s.slack.transcript(), "\n")
			if strings.Contains(seen, secretCount) {
				t.Errorf("%s by %s with %q shows her number: %s", what, role, value, seen)
			}
			if logs := s.logs.String(); strings.Contains(logs, "panic") || strings.Contains(logs, "request failed") {
				t.Errorf("%s by %s with %q: the log\n%s", what, role, value, logs[max(0, len(logs)-600):])
			}
			s.logs.Reset()
		}
		for _, value := range forgeries() {
			for _, row := range buttons() {
				s.presses(roleIDs[role], "C0WEST", row.Action, value)
				check("button "+row.Action, value)
			}
			for _, row := range forms() {
				s.told(s.served(roleIDs[role], s.submission(roleIDs[role], row.Callback, value, map[string]string{"count:k-conv": "5", "day": wednesdayDay().String()})))
				check("form "+row.Callback, value)
			}
		}
		if slices.ContainsFunc(s.store.outbox, func(m coach.Message) bool { return strings.Contains(m.Text, secretCount) }) {
			t.Errorf("what %s did has Ann's number said to somebody", role)
		}
	}
}
