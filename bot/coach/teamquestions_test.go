package coach

import (
	"slices"
	"strings"
	"testing"
)

func TestQuestionsOfATeam(t *testing.T) {
	for name, c := range map[string]struct {
		questions []string
		want      string // "field: text", a part of it; "" for nothing
	}{
		"none":       {nil, ""},
		"fine":       {[]string{"How did you find out who decides?", "Which next step did you agree on?"}, ""},
		"why":        {[]string{"How did it go?", "Why did you lose Acme?"}, `questions/1: "Why did you lose Acme?": A question that asks for a reason sounds like blame. Ask how it came about instead. For example: “How did you come to lose Acme?”`},
		"closed":     {[]string{"Did you call?"}, "questions/0: \"Did you call?\": An open question begins with how, what, which, who or where. For example: “How did you call?”"},
		"two in one": {[]string{"What did they ask? How did you answer?"}, "questions/0:"},
		"twice":      {[]string{"How did it go?", "How did it GO?"}, `questions/1: "How did it GO?" stands twice`},
		"long":       {[]string{"How " + strings.Repeat("very ", 30) + "?"}, "is too long: a question may have up to 150 characters."},
		"too many":   {slices.Repeat([]string{"How?"}, MaxQuestions+1), "questions: questions has 16 entries: up to 15 are allowed."},
	} {
		team := soundTeam()
		team.Questions = c.questions
		var said []string
		for _, f := range CheckTeam(team, soundRules()) {
			said = append(said, f.Field+": "+f.Text)
		}
		if got := strings.Join(said, "\n"); c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestQuestionLines(t *testing.T) {
	got := QuestionLines("  How  did it go?\r\n\n\tWhat helped?  \n")
	if want := []string{"How did it go?", "What helped?"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if got := QuestionLines(" \n "); got != nil {
		t.Errorf("nothing reads as %q", got)
	}
}

// As many questions as there may be fit into one field of a form, which takes 3,000 characters.
func TestQuestionsFitIntoAField(t *testing.T) {
	if n := MaxQuestions*(MaxOwnQuestion+1) - 1; n > 3000 {
		t.Errorf("%d characters", n)
	}
}
