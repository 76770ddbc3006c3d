package main

import (
	"cmp"
	"fmt"

	"github.com/goccy/go-yaml/ast"

	"example.com/pacer/bot/coach"
)

// kpis reads the funnel; its order is the order of the file. The funnel is what conversion and the coaching questions
// go by: each KPI is believed to lead to the next one below it.
// Its place in the list is a part of the path by which CheckTeam names a fault, such as "kpis/2/name".
func (r *teamReader) kpis(n ast.Node) {
	for i, item := range r.list(n, "kpis", "kpis") {
		r.team.KPIs = append(r.team.KPIs, r.kpi(item, fmt.Sprintf("kpis/%d", i)))
	}
}

// kpi reads one KPI. The target is read when all keys were seen, because it depends on the unit, and keys may come in
// any order.
// It returns what could be read, with zero values where a fault was noted: the file is refused as a whole, and what
// follows is still checked.
func (r *teamReader) kpi(item ast.Node, place string) coach.KPI {
	var k coach.KPI
	var targetNode ast.Node
	r.mapping(item, place+"/", "a KPI", []field{
		{"name", true, func(n ast.Node) { k.Name = r.word(n) }},
		{"plural", false, func(n ast.Node) { k.Plural = r.word(n) }},
		{"aliases", false, func(n ast.Node) {
			for _, alias := range r.list(n, place+"/aliases", "aliases") {
				k.Aliases = append(k.Aliases, r.word(alias))
			}
		}},
		{"kind", true, func(n ast.Node) { k.Kind = coach.Kind(r.plain(n, "kind")) }},
		{"unit", false, func(n ast.Node) { k.Unit = r.plain(n, "unit") }},
		{"target", false, func(n ast.Node) { targetNode = n }},
		{"lag_days", false, func(n ast.Node) { k.Lag = r.few(n, "lag_days") }},
		{"minutes", false, func(n ast.Node) { k.Minutes = r.few(n, "minutes") }},
	})
	// As in Slack's form: a KPI such as revenue has no plural of its own.
	k.Plural = cmp.Or(k.Plural, k.Name)
	if targetNode != nil {
		k.Target = r.target(targetNode, place+"/target/", k)
	}
	return k
}

// few reads a whole number that is checked later: one that is far too large stays too large, and an int.
// After a fault it is 0, which is a number that nobody complains of a second time.
func (r *teamReader) few(n ast.Node, what string) int {
	count, _ := r.number(n, what)
	return int(max(-1, min(count, 9_999)))
}

// word reads a word that people type after /log, folded as they may type it.
func (r *teamReader) word(n ast.Node) string { return coach.FoldWord(r.plain(n, "a KPI's word")) }

// target reads how much is meant to be done in a period; money in whole units.
// It returns the count in the KPI's smallest unit: "count: 50000" of EUR is 5,000,000 cents. Without a target a KPI is
// counted and shown, but nobody is behind on it. The bounds are those of coach.CheckTeam; they are held here too, as what
// is beyond them might not be beyond them any more once it is in the smallest unit.
func (r *teamReader) target(n ast.Node, place string, k coach.KPI) coach.Target {
	var t coach.Target
	most := int64(coach.MaxCount)
	if k.Money() {
		most = coach.MaxMoney
	}
	r.mapping(n, place, "a target", []field{
		{"count", true, func(n ast.Node) {
			count, ok := r.number(n, "a target's count")
			if ok && (count < 1 || count > most) {
				r.at(n, "a target's count of %d is not possible: it may be 1 to %d; leave target out for none.", count, most)
				count = 0
			}
			t.Count = count * k.Whole()
		}},
		{"per", true, func(n ast.Node) { t.Per = coach.Period(r.plain(n, "per")) }},
	})
	return t
}
