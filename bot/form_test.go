package bot

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// FuzzModalState submits every form with whatever Slack, or somebody who plays Slack, may say was filled in. The answer
// is a sentence or a fault at a field that the form has, never a panic; and what is stored is within its bounds.
func FuzzModalState(f *testing.F) {
	for _, seed := range []string{
		`{"planned/conv":{"value":{"type":"number_input","value":"5"}}}`,
		`{"planned/conv":{"value":{"value":"-5"}},"planned/meet":{"value":{"value":"1e9"}},"hurdle":{"value":{"value":"<!channel> *now*"}}}`,
		`{"planned/rev":{"value":{"value":"12,500.50"}},"help":{"value":{"value":" \u2028 "}}}`,
		`{"count/conv":{"value":{"value":"99999999999999999999"}},"best":{"value":{"value":"x"}},"share":{"value":{"selected_options":[{"value":"yes"}]}}}`,
		`{"commitment":{"value":{"value":"call Globex"}},"due":{"value":{"selected_date":"2026-13-45"}}}`,
		`{"due":{"value":{"selected_date":""}},"need":{"value":null}}`,
		`{"hurdle":{},"":{"value":{}}}`, `[]`, `null`, `{"a":{"b":{"selected_users":["U0MAYA"]}}}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, state string) {
		var values map[string]map[string]slack.BlockAction
		if json.Unmarshal([]byte(state), &values) != nil {
			return
		}
		s := newStory(t)
		for _, row := range ritualForms() {
			for _, private := range []string{"huddle/west/" + storyMonday, "west/" + storyMonday, `{"ref":"west/2026-11-16","shown":{"conv":1}}`} {
				req := s.request("U0ANN")
				req.Value, req.State = private, stateOf(values)
				a, err := row.Handle(t.Context(), s.b, req)
				if err != nil {
					if text, known := apology(err); !known {
						t.Errorf("%s with %s: %v (%s)", row.Callback, state, err, text)
					}
				}
				for block := range a.Errors {
					if _, filled := req.State[block]; !filled {
						t.Errorf("%s with %s: a fault at %q, which was not filled in", row.Callback, state, block)
					}
				}
			}
		}
		checkStored(t, s.b.store.(*memory))
	})
}

// checkStored fails when something is stored that the store or Slack would not take.
func checkStored(t *testing.T, m *memory) {
	t.Helper()
	for _, a := range m.ledger {
		if a.Count == 0 || a.Count > 10_000*100 || a.Count < -10_000*100 {
			t.Errorf("the ledger holds %+v", a)
		}
	}
	for _, hd := range m.huddles {
		for _, e := range hd.Entries {
			for kpi, n := range e.Planned {
				if n < -1_000_000_000 || n > 1_000_000_000_000 {
					t.Errorf("%s plans %d of %s", e.Person, n, kpi)
				}
			}
		}
	}
	for _, msg := range m.outbox {
		rest := strings.NewReplacer("<@U0ANN>", "", "<#C0WEST>", "").Replace(msg.Text)
		if strings.ContainsAny(rest, "<\x00") {
			t.Errorf("%s says %q", msg.Key, msg.Text)
		}
	}
	if slices.ContainsFunc(m.promises, func(c coach.Commitment) bool { return c.Text == "" }) {
		t.Error("a commitment to nothing")
	}
}
