package bot

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// annsQuestion is the id of a question that Maya has asked Ann in a direct message.
const annsQuestion = "a-question"

// coaches has Maya ask and record something of Ann's. Her note is for nobody else.
func (s *stage) coaches() {
	s.store.coaching = memoryCoaching{
		records: []coach.OneToOne{{ID: "o1", Team: "west", Person: "U0ANN", Manager: "U0MAYA", Day: wednesdayDay() - 20, Learnt: secretCount + " calls", Private: noteOfMaya, At: wednesday}},
		agenda:  []coach.AgendaItem{{ID: "g1", Team: "west", Person: "U0ANN", By: "U0ANN", Text: secretCount + " things", At: wednesday}},
		direct:  []coach.DirectQuestion{{ID: annsQuestion, Team: "west", Person: "U0ANN", Manager: "U0MAYA", Question: "How did the " + secretCount + " come about?", At: wednesday}},
	}
}

// noteOfMaya is what Maya wrote down for herself about Ann.
const noteOfMaya = "ask about the move"

// annsForged is what the forms about Ann of a team remember, in one.
func annsForged(team string) string {
	text, _ := json.Marshal(map[string]any{"ref": team + "/U0ANN", "id": "forged", "rows": 2, "question": "behind/1", "text": "How?"})
	return string(text)
}

// pressesIn pushes a button in a form that remembers something.
func (s *stage) pressesIn(who, callback, private, action string) {
	s.t.Helper()
	s.n++
	s.served(who, slack.InteractionCallback{
		Type: slack.InteractionTypeBlockActions, User: slack.User{ID: who}, TriggerID: "t",
		View: slack.View{ID: "V1", Hash: "h", Type: slack.VTModal, CallbackID: callback, PrivateMetadata: private},
		ActionCallback: slack.ActionCallbacks{BlockActions: []*slack.BlockAction{
			{ActionID: action, BlockID: "b", Type: "button", ActionTs: "a1"},
		}},
	})
}

// coachingSurfaces are the rows of the table of who may do what that are about the coaching of Ann of West.
func coachingSurfaces(
	types func(command, text string) func(s *stage, who string),
	presses func(action, value string) func(s *stage, who string),
	submits func(callback, private string, values map[string]string) func(s *stage, who string),
) []surface {
	const both = "rep " + westManagers
	record := func(action string) func(s *stage, who string) {
		return func(s *stage, who string) { s.pressesIn(who, formRecord, annsForged("west"), action) }
	}
	day := wednesdayDay().String()
	return []surface{
		{name: "/coach", kind: "command", row: "coach", do: types("/coach", ""), may: people},
		{name: "/coach me", kind: "command", row: "coach", do: types("/coach", "me"), may: reps},
		{name: "/coach agenda", kind: "command", row: "coach", do: types("/coach", "agenda"), may: reps},
		{name: "/coach @ann", kind: "command", row: "coach", do: types("/coach", "<@U0ANN|ann>"), may: westManagers},
		{name: "/coach agenda @ann", kind: "command", row: "coach", do: types("/coach", "agenda <@U0ANN|ann>"), may: westManagers},
		{name: "Open brief", kind: "button", row: actCoachBrief, do: presses(actCoachBrief, "west/U0ANN/0"), may: westManagers},
		{name: "Another question", kind: "button", row: actCoachAnother, do: presses(actCoachAnother, "west/U0ANN/1"), may: both},
		{name: "All observations", kind: "button", row: actCoachSeen, do: presses(actCoachSeen, "west/U0ANN/0"), may: both},
		{name: "Next ten in the digest", kind: "button", row: actCoachMore, do: presses(actCoachMore, "west/1"), may: westManagers},
		{name: "Next ten", kind: "button", row: actCoachPage, do: presses(actCoachPage, "west/0"), may: westManagers},
		{name: "Ask in DM", kind: "button", row: actCoachAsk, do: presses(actCoachAsk, "west/U0ANN/none"), may: westManagers},
		{name: "Record one-to-one", kind: "button", row: actCoachRecord, do: presses(actCoachRecord, "west/U0ANN"), may: westManagers},
		{name: "More commitments", kind: "button", row: actRecordMore, do: record(actRecordMore), may: westManagers},
		{name: "Keep the record for later", kind: "button", row: actRecordKeep, do: record(actRecordKeep), may: westManagers},
		{name: "Agenda", kind: "button", row: actAgenda, do: presses(actAgenda, "west/U0ANN"), may: both},
		{name: "Answer", kind: "button", row: actCoachAnswer, do: presses(actCoachAnswer, annsQuestion), may: "rep"},
		{name: "Done, in a message", kind: "button", row: actPromiseKept, do: presses(actPromiseKept, "west/"+annsPromise), may: "rep"},

		{name: "a question to Ann", kind: "form", row: formCoachAsk, may: westManagers, do: submits(formCoachAsk, annsForged("west"),
			map[string]string{inAsk: "How is it going?"})},
		{name: "Ann's answer", kind: "form", row: formAnswer, may: "rep", do: submits(formAnswer, annsQuestion, map[string]string{inAnswer: "Well"})},
		{name: "a one-to-one with Ann", kind: "form", row: formRecord, may: westManagers, do: submits(formRecord, annsForged("west"),
			map[string]string{inTalkDay: day, inTaught: "Much", inTheirs + "0": "Call early", inTheirsDay + "0": day})},
		{name: "Ann's agenda", kind: "form", row: formAgenda, may: both, do: submits(formAgenda, "west/U0ANN", map[string]string{inAgenda: "The price"})},
	}
}

// A manager's note about a conversation is read by that manager alone: not by the rep, not by another manager of the same
// team, and not by who sets Pacer up.
func TestAPrivateNoteIsReadByWhoWroteIt(t *testing.T) {
	for role, id := range roleIDs {
		s := newRoles(t)
		for _, row := range surfaces() {
			if strings.HasPrefix(row.row, "coach") || row.row == actAgenda || row.row == formRecord {
				row.do(s, id)
			}
		}
		for _, line := range s.slack.transcript() {
			if id != "U0MAYA" && strings.Contains(line, noteOfMaya) {
				t.Errorf("%s reads the note of Maya: %s", role, line)
			}
		}
		for _, m := range s.store.outbox {
			if strings.Contains(m.Text+m.Blocks, noteOfMaya) {
				t.Errorf("what %s did has the note said in %s", role, m.Key)
			}
		}
	}
	s := newRoles(t)
	s.told(s.types("U0MAYA", "C0WEST", "/coach", "<@U0ANN|ann>"))
	if seen := s.slack.transcript(); len(seen) != 1 || !strings.Contains(seen[0], noteOfMaya) {
		t.Errorf("Maya does not read her own note: %q", seen)
	}
}
