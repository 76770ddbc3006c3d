package main

import (
	"fmt"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"example.com/pacer/bot/coach"
)

// process reads the stages of the team's deals in their order. Without it, deals go by the default process. Ids are the
// store's, which knows stages and milestones by their names. An empty list is refused, as nobody means a team without
// any stage by it. Names, questions and numbers are CheckTeam's to judge, at the places that are noted here.
func (r *teamReader) process(n ast.Node) {
	for i, item := range r.list(n, "process", "process") {
		place := fmt.Sprintf("process/%d", i)
		var s coach.Stage
		r.mapping(item, place+"/", "a stage", []field{
			{"stage", true, func(n ast.Node) { s.Name = r.plain(n, "stage") }},
			{"milestones", false, func(n ast.Node) { s.Milestones = r.milestones(n, place+"/milestones") }},
		})
		r.team.Process = append(r.team.Process, s)
	}
	if s, ok := n.(*ast.SequenceNode); ok && len(s.Values) == 0 {
		r.at(n, "process is empty: leave it out for the default one.")
	}
	// As show writes it for a team that made none.
	if r.team.Process.Equal(coach.DefaultProcess()) {
		r.team.Process = nil
	}
}

// milestones reads what must be known to leave a stage. A list that is empty is a stage that anything may leave. The
// place is the one that coach's check names in its faults, so that each is told at its own line.
func (r *teamReader) milestones(n ast.Node, place string) []coach.Milestone {
	var out []coach.Milestone
	for i, item := range r.list(n, place, "milestones") {
		var m coach.Milestone
		r.mapping(item, fmt.Sprintf("%s/%d/", place, i), "a milestone", []field{
			{"name", true, func(n ast.Node) { m.Name = r.plain(n, "name") }},
			{"ask", true, func(n ast.Node) { m.Ask = r.plain(n, "ask") }},
		})
		out = append(out, m)
	}
	return out
}

// writeProcess writes the stages of the team's deals, the default ones too. So that the file means the same under a
// version with another default. A milestone is on one line, name and question, each in quotes where YAML wants it.
func writeProcess(b *strings.Builder, t *coach.Team) {
	// Under one key for all stages, in the order that the deals go.
	b.WriteString("process:\n")
	// Of each a line of its own, as a question is too long for several on one.
	for _, s := range t.Stages() {
		fmt.Fprintf(b, "  - stage: %s\n", yamlText(s.Name))
		// The key without a list under it would be null in YAML, which is refused.
		if len(s.Milestones) == 0 {
			continue
		}
		b.WriteString("    milestones:\n")
		for _, m := range s.Milestones {
			fmt.Fprintf(b, "      - {name: %s, ask: %s}\n", yamlText(m.Name), yamlText(m.Ask))
		}
	}
}
