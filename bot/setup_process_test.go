package bot

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"
	"pgregory.net/rapid"

	"example.com/pacer/bot/coach"
)

// stageFields are what stands in the page of a stage.
func stageFields(name, asks, place string) map[string]slack.BlockAction {
	return map[string]slack.BlockAction{inStageName: typing(name), inStageAsks: typing(asks), inStagePlace: picking(place)}
}

// turned has somebody press a button of the setup; it returns the page that follows, or why there is none.
func (s *stage) turned(who string, press handler, ref setupRef) string {
	s.t.Helper()
	s.n++
	roster, err := s.store.Roster(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	answer, err := press(s.t.Context(), s.bot, &request{Roster: roster, Person: roster.Person(who), Value: ref.String(), Key: fmt.Sprintf("turned/%d", s.n)})
	if err != nil {
		return err.Error()
	}
	page, err := json.Marshal(answer.Modal)
	if err != nil {
		s.t.Fatal(err)
	}
	return string(page)
}

// A manager makes the default process the team's own, stage by stage; what was answered stays with what it answered.
func TestATeamEditsItsProcess(t *testing.T) {
	s := newSetup(t)
	at := func(page, stage string) setupRef { return setupRef{Team: "west", Page: page, KPI: stage} }
	wants(t, s.turned("U0MAYA", turnSetup, at(pageTeam, "")), "Qualified → Discovery → Proposal → Decision", "10 things to find out")
	wants(t, s.turned("U0MAYA", turnSetup, at(pageProcess, "")), "1. Qualified", "How will they themselves measure success?", "Add a stage", "!usual")
	wants(t, s.turned("U0MAYA", turnSetup, at(pageStage, "discovery")), "Who is for it: Who on their side", "Take this stage out")

	// Another name for a milestone, another question for one, and one that goes.
	got := s.hands("U0MAYA", at(pageStage, "discovery"), stageFields("Finding out",
		"• Fans: Who on their side is for it, and what does each of them get out of it?\n\n- Who decides quietly: Who decides at home?", "1"))
	wants(t, got, "Saved", "Deals now go Qualified → Finding out → Proposal → Decision", "answers are kept", "2. Finding out")
	want := coach.Stage{ID: "discovery", Name: "Finding out", Milestones: []coach.Milestone{
		{ID: "for", Name: "Fans", Ask: "Who on their side is for it, and what does each of them get out of it?"},
		{ID: "quiet", Name: "Who decides quietly", Ask: "Who decides at home?"},
	}}
	if diff := cmp.Diff(want, s.west().Stages()[1]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}

	// A new stage at the end, another place for it, and out again.
	wants(t, s.hands("U0MAYA", at(pageStage, ""), stageFields("Pilot", "", "4")), "Saved", "5. Pilot", "Nothing has to be known")
	if last := s.west().Process[4]; last.Name != "Pilot" {
		t.Fatalf("%+v", s.west().Process)
	}
	wants(t, s.hands("U0MAYA", at(pageStage, "4"), stageFields("Pilot", "Users: Who will use it?", "0")), "Saved", "1. Pilot")
	wants(t, s.turned("U0MAYA", takeOutStage, at(pageStage, "0")), "Pilot* was taken out", "1. Qualified")

	// And what teams have who made none.
	wants(t, s.turned("U0MAYA", turnSetup, at(pageProcess, "")), "Take the usual stages")
	wants(t, s.turned("U0MAYA", takeUsualStages, at(pageProcess, "")), "Saved", "2. Discovery")
	if s.west().Process != nil {
		t.Errorf("%+v", s.west().Process)
	}
	if n := len(s.store.audits); n != 5 {
		t.Errorf("%d lines of the audit", n)
	}
}

// What is wrong with a stage is said at its field, and nothing is changed.
func TestAStageThatMayNotBe(t *testing.T) {
	s := newSetup(t)
	ref := setupRef{Team: "west", Page: pageStage, KPI: "discovery"}
	for _, row := range []struct{ name, asks, block, want string }{
		{"", "", inStageName, "empty"},
		{"proposal", "", inStageName, "stands twice"},
		{"Discovery", "Their budget", inStageAsks, "a colon"},
		{"Discovery", "Budget: Why do they have so little?", inStageAsks, "How"},
		{"Discovery", "Budget: Is there any?", inStageAsks, "how, what, which, who or where"},
		{"Discovery", "Obstacles: What is in the way?", inStageAsks, "stands twice"},
		{"Discovery", strings.Repeat("x: What is it?\n", 9), inStageAsks, "up to 8"},
		{"Discovery", ": What is it?", inStageAsks, "empty"},
	} {
		got := s.hands("U0MAYA", ref, stageFields(row.name, row.asks, "1"))
		wants(t, got, row.block, row.want, "!Saved")
	}
	if s.store.audits != nil || s.west().Process != nil {
		t.Errorf("something changed: %+v", s.west().Process)
	}
}

// The draft of a new team has a process of its own from the beginning, and begins with it.
func TestADraftHasAProcess(t *testing.T) {
	s := newSetup(t)
	ref := func(page, stage string) setupRef { return setupRef{Page: page, KPI: stage} }
	wants(t, s.hands("U0ADA", ref(pageStage, "decision"), stageFields("Signature", "Path: How does it come about?", "3")), "4. Signature")
	wants(t, s.turned("U0ADA", takeOutStage, ref(pageStage, "proposal")), "3. Signature")
	wants(t, s.turned("U0ADA", turnSetup, ref(pageTeam, "")), "Qualified → Discovery → Signature")
	for range 2 {
		s.turned("U0ADA", takeOutStage, ref(pageStage, "qualified"))
		s.turned("U0ADA", takeOutStage, ref(pageStage, "discovery"))
	}
	wants(t, s.turned("U0ADA", takeOutStage, ref(pageStage, "decision")), "the last one stays")
}

// What the field shows is what it reads, with all ids.
func TestMilestonesReadBack(t *testing.T) {
	word := rapid.StringOfN(rapid.RuneFrom([]rune("abcß é'\"-•*?.(")), 1, 12, -1)
	tidy := func(s string) string { return strings.Join(strings.Fields("x"+s), " ") }
	rapid.Check(t, func(t *rapid.T) {
		var stage coach.Stage
		for _, name := range rapid.SliceOfNDistinct(rapid.Map(word, tidy), 0, 8, strings.ToLower).Draw(t, "names") {
			stage.Milestones = append(stage.Milestones, coach.Milestone{ID: "id " + name, Name: name, Ask: tidy(word.Draw(t, "ask")) + ": what?"})
		}
		read, err := readAsks(asksText(stage.Milestones), coach.Process{stage}, stage.Milestones)
		if diff := cmp.Diff(stage.Milestones, read); err != nil || diff != "" {
			t.Fatalf("%v (-want +got):\n%s", err, diff)
		}
	})
}

// Everybody sees how deals go in their own team, and who may change it finds the way there.
func TestDealStages(t *testing.T) {
	s := newSetup(t)
	got := s.types("U0ANN", "C0WEST", "/deal", "stages")
	wants(t, got, "How our deals go", "1. Qualified", "How will they themselves measure success?", "4. Decision", "!Change")
	wants(t, s.types("U0MAYA", "C0WEST", "/deal", "Stages"), "4. Decision", "Change the stages")
	if slices.ContainsFunc(stagedTeams(&request{Roster: &s.store.roster, Person: coach.Person{ID: "U0NOBODY"}}), func(*coach.Team) bool { return true }) {
		t.Error("somebody of no team has stages")
	}
}
