package coach

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Every question can be answered with more than a yes, and none asks for a reason.
func TestQualityQuestionsAreOpen(t *testing.T) {
	seen := map[string]bool{}
	for _, q := range qualityBank {
		if CheckQuestion(q) != nil || seen[q] || len(q) > 150 {
			t.Errorf("%q", q)
		}
		seen[q] = true
	}
	if len(qualityBank) < 12 {
		t.Errorf("%d questions are no quarter", len(qualityBank))
	}
}

// Within the length of its bank no week of a team has the question of another, whether the bank is the team's own or not.
func TestQualityQuestionTakesTurns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		team := &Team{ID: rapid.String().Draw(t, "team")}
		for i := range rapid.IntRange(0, MaxQuestions).Draw(t, "own questions") {
			team.Questions = append(team.Questions, fmt.Sprintf("How did it go, %d?", i))
		}
		bank := team.QualityBank()
		first := Day(rapid.IntRange(-100_000, 100_000).Draw(t, "week"))
		seen := map[string]bool{}
		for i := range len(bank) {
			q := team.QualityQuestion(first + Day(7*i))
			if seen[q] || !slices.Contains(bank, q) {
				t.Fatalf("%q comes again in week %d", q, i)
			}
			seen[q] = true
		}
		if team.QualityQuestion(first+Day(7*len(bank))) != team.QualityQuestion(first) {
			t.Fatal("the bank does not begin again")
		}
	})
}
