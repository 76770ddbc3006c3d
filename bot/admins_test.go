package bot

import (
	"testing"

	"github.com/slack-go/slack"
)

// An admin of the workspace names others to set Pacer up, and takes it back. Each is told and written down.
func TestNamingWhoSetsUp(t *testing.T) {
	s := newRoles(t)
	types := func(who, text string, reads ...string) {
		t.Helper()
		wants(t, s.types(who, "C0WEST", "/pacer", text), reads...)
	}
	types("U0ADA", "admins", "Admins and owners of the workspace: / admin", "Named by them: / appointed", "admins @name")
	types("U0APP", "admins", "Named by them", "!admins @name")
	types("U0APP", "admins <@U0BOB|bob>", "Only admins and owners of the workspace")
	types("U0ANN", "admins <@U0ANN|ann>", "whom they named to set Pacer up")

	types("U0ADA", "admins <@U0BOB|bob>", "Bob may set Pacer up from now on, and is told so.")
	types("U0ADA", "admins add Bob", "Bob may set Pacer up already.")
	types("U0BOB", "status", "How Pacer is doing")
	types("U0ADA", "admins <@U0GUS>", "takes a full member")
	types("U0ADA", "admins <@U0ADA>", "is an admin of the workspace")
	types("U0ADA", "admins <@U0HUH>", "Slack knows nobody by")
	s.slack.fail = func(line string) error {
		if line == "person U0HUH" {
			return slack.SlackErrorResponse{Err: "internal_error"}
		}
		return nil
	}
	types("U0ADA", "admins <@U0HUH>", "!knows nobody", "Reference")
	types("U0ADA", "forget <@U0HUH>", "!knows nobody", "Reference")
	s.slack.fail = nil
	types("U0ADA", "admins of all of it", "Whom do you mean?")
	types("U0ADA", "admins remove bob", "Bob may not set Pacer up any more, and is told so.")
	types("U0BOB", "status", "This is for managers of a team, and for those who set Pacer up.")
	types("U0ADA", "admins remove @Bob", "so nothing was changed")
	types("U0ADA", "admins remove <@U0ADA>", "That is changed in Slack.")

	types("U0ADA", "admins bob", "Bob may set Pacer up from now on")
	bob := s.store.roster.People["U0BOB"]
	bob.Deleted = true
	s.store.roster.People["U0BOB"] = bob
	types("U0ADA", "admins remove bob", "Bob may not set Pacer up any more.", "!told")

	var said []string
	for _, m := range s.store.outbox {
		if m.Channel == "U0BOB" {
			said = append(said, m.Text)
		}
	}
	if len(said) != 3 {
		t.Fatalf("Bob was told %q", said)
	}
	wants(t, said[0], "admin named you to set Pacer up", "/pacer setup")
	wants(t, said[1], "admin took back that you set Pacer up")
	audits, err := s.store.Audits(t.Context(), "", 9)
	if err != nil || len(audits) != 4 {
		t.Fatalf("%d lines, error %v", len(audits), err)
	}
	for _, a := range audits {
		if a.By != "U0ADA" || a.Person != "U0BOB" || a.What != "admin" {
			t.Errorf("written down: %+v", a)
		}
	}
}
