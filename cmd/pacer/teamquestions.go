package main

import (
	"strings"

	"github.com/goccy/go-yaml/ast"

	"example.com/pacer/bot/coach"
)

// questions reads the team's own, of which each week's check-in asks one. What each has to be is CheckTeam's to say.
// White space is put in order here as in Slack's form, so that the two compare alike.
func (r *teamReader) questions(n ast.Node) {
	for _, q := range r.plains(n, "questions", "a question") {
		r.team.Questions = append(r.team.Questions, strings.Join(strings.Fields(q), " "))
	}
}

// writeQuestions writes the team's own questions. Without any there is no line, for those of Pacer are no team's. In
// quotes where YAML wants it, as every text.
func writeQuestions(b *strings.Builder, t *coach.Team) {
	if len(t.Questions) > 0 {
		writeItems(b, "questions", texts(t.Questions))
	}
}
