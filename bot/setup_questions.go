package bot

// The page of the team's own questions of the week.

import (
	"fmt"
	"strconv"
	"strings"

	"example.com/pacer/bot/coach"
)

// inQuestions is the field of the page, a question a line. One field for all, as with milestones: a list is pasted and
// put in order faster than filled in.
const inQuestions = "questions:own"

// writeQuestions asks for the team's own questions. Pacer's are shown by an example: what makes a good one is seen
// faster than said. It has no Back: Save leads to the page of what there is, from which it was opened.
func writeQuestions(s *setup, w *sheet) error {
	w.say("The weekly check-in asks one question about how the work is done, another one each week. A team can ask its own; "+
		"coaching then asks them, too. A single one comes every week.",
		"Left empty, the weeks take turns in Pacer's "+strconv.Itoa(len(coach.QualityBank()))+", such as “"+escape(coach.QualityBank()[0])+"”")
	field := textInput(inQuestions, "Your questions, one a line", fmt.Sprintf(
		"Each begins with how, what, which, who or where, asks for no reasons, and has %d characters at most. Up to %d.",
		coach.MaxOwnQuestion, coach.MaxQuestions), strings.Join(s.team.Questions, "\n"), true)
	w.inputs(field)
	return nil
}

// readQuestions takes them over. A wrong one is told with another way to ask it. Checking is CheckTeam's, the same as
// for a team file: questions that ask why are refused there, as everywhere.
func readQuestions(s *setup, state formState) (wrong map[string]string, next string, err error) {
	s.team.Questions = coach.QuestionLines(state[inQuestions].Value)
	faults, err := s.faults()
	return under(faults, map[string]string{"questions": inQuestions}), "", err
}

// questionLine says whose questions a team is asked; mrkdwn. The first stands for all; questions are people's text.
func questionLine(t *coach.Team) string {
	if n := len(t.Questions); n > 0 {
		return plural(n, "question of your own", "questions of your own") + ", such as “" + escape(t.Questions[0]) + "”"
	}
	return fmt.Sprintf("Pacer's %d in turn", len(coach.QualityBank()))
}
