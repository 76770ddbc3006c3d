package coach

import (
	"fmt"
	"slices"
	"strings"
)

// Bounds of a team's own questions.
const (
	MaxQuestions   = 15  // more than the weeks of a quarter, and few enough for one field of a form
	MaxOwnQuestion = 150 // runes: it is the label of a field in a form
)

// QuestionLines reads a team's own questions, one a line, as people type them: empty lines are none, and white space is
// put in order. Each is still to be checked. They come as typed, in their order, doubles and faults among them, so that
// a fault can be told with the words that somebody wrote.
func QuestionLines(text string) (questions []string) {
	for line := range strings.Lines(text) {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			questions = append(questions, line)
		}
	}
	return questions
}

// questions checks the team's own by the rules that Pacer's keep to. A double is told before anything else that is
// wrong with it, as is length before the rest: one sentence a question, about what is to be changed first.
func (c *teamCheck) questions() {
	// Told beside the faults of single questions, so that whoever pasted thirty learns of both at once.
	c.most("questions", len(c.team.Questions), MaxQuestions)
	for i, q := range c.team.Questions {
		at := fmt.Sprintf("questions/%d", i)
		if slices.ContainsFunc(c.team.Questions[:i], func(o string) bool { return strings.EqualFold(o, q) }) {
			c.at(at, "%q stands twice among the questions.", q)
			continue
		}
		// CheckQuestion allows more, as coaching questions stand in a text and these in a label.
		if n := len([]rune(q)); n > MaxOwnQuestion {
			c.at(at, "%q is too long: a question may have up to %d characters.", clip(q, 60), MaxOwnQuestion)
			continue
		}
		if err := CheckQuestion(q); err != nil {
			c.at(at, "%q: %s", clip(q, MaxOwnQuestion), err)
		}
	}
}

// questionChange says which questions there are now. It counts them and does not quote them, so that a line of the
// audit stays a line.
func questionChange(after *Team) string {
	switch n := len(after.Questions); n {
	case 0:
		return "its check-ins ask Pacer's questions"
	case 1:
		return "it has a question of its own now"
	default:
		return fmt.Sprintf("it has %d questions of its own now", n)
	}
}
