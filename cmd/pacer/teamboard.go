package main

import (
	"fmt"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"example.com/pacer/bot/coach"
)

// What a team file says of boards: what they rank by, whether other teams see this one's percent, and who does what in the
// team.

// board reads what leaderboards rank by. A word that is none is told with those that there are. After a fault the team
// has the usual one, and is not written.
func (r *teamReader) board(n ast.Node) {
	word := "off" // without quotes a text in YAML 1.2 and false in 1.1
	if b, ok := n.(*ast.BoolNode); !ok || b.Value {
		if word, ok = r.text(n, "board"); !ok {
			return
		}
	}
	// By the same table as in Slack's form.
	mode, ok := coach.ParseBoardMode(word)
	if !ok {
		r.at(n, "%q is no way to make a leaderboard: there are percent, count, improved, team and off.", word)
	}
	r.team.Board = mode
}

// yes reads yes or no, also as true and false: YAML 1.1 took the words for these, and editors still write them so.
// After a fault the answer is false.
func (r *teamReader) yes(n ast.Node, what string) bool {
	if b, ok := n.(*ast.BoolNode); ok {
		return b.Value
	}
	word, ok := r.text(n, what)
	if ok && word != "yes" && word != "no" {
		r.at(n, "%s is yes or no.", what)
	}
	return word == "yes"
}

// roles reads a word for each person who has one. The people are keys, so that nobody has two. Whether they are in the team, and
// how many words there are, is checked with the rest of the team; places remembers where each stands for its faults. A
// key that stands twice was refused by the parser. The words are checked as names: see coach.CheckTeam.
func (r *teamReader) roles(n ast.Node) {
	m, ok := n.(ast.MapNode)
	if !ok {
		r.at(n, "roles has to be a list of people's ids, each with a word, such as U0ANN12345: SDR.")
		return
	}
	r.team.Segments = map[string]string{}
	for iter := m.MapRange(); iter.Next(); {
		id := iter.Key().GetToken().Value
		r.places["roles/"+id] = iter.Value()
		r.team.Segments[id] = r.plain(iter.Value(), "a role")
	}
}

// writeBoard writes what board, yes and roles read. The word off is in quotes, for readers of YAML that take it for no.
// In the order of the reps, since a map has none and a file under version control must not change by itself. Roles of
// people who have left are not written.
func writeBoard(b *strings.Builder, t *coach.Team) {
	compare := "no"
	if t.Compare {
		compare = "yes"
	}
	// Compare is written when it is off as well: what a file says nothing about would be the default of whatever
	// version reads it.
	fmt.Fprintf(b, "board: %q\ncompare: %q\n", t.Board.Rule().Word, compare)
	if len(rolesIn(*t)) == 0 {
		return
	}
	b.WriteString("roles:\n")
	for _, id := range t.Reps {
		if role := t.Segments[id]; role != "" {
			fmt.Fprintf(b, "  %s: %s\n", id, yamlText(role))
		}
	}
}
