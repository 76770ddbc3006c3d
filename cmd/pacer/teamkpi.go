package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"

	"example.com/pacer/bot/coach"
)

// kpis reads the funnel; its order is the order of the file. The funnel is what conversion and the coaching questions
// go by: each KPI is believed to lead to the next one below it.
func (r *teamReader) kpis(n ast.Node) {
	items := r.bounded(n, r.list(n, "kpis"), "kpis", maxKPIs)
	for _, item := range items {
		r.team.KPIs = append(r.team.KPIs, r.kpi(item))
	}
	if _, ok := n.(*ast.SequenceNode); ok && len(items) == 0 {
		r.at(n, "kpis is empty: a team needs at least one.")
	}
}

// kpi reads one KPI. Words are claimed and the target is read when all keys were seen, because both depend on
// others, and keys may come in any order.
// It returns what could be read, with zero values where a fault was noted: the file is refused as a whole, and what
// follows is still checked. Names are unique by way of their words.
func (r *teamReader) kpi(n ast.Node) coach.KPI {
	var k coach.KPI
	var kindNode, targetNode ast.Node
	var words []ast.Node
	r.mapping(n, "a KPI", []field{
		{"name", true, func(n ast.Node) { k.Name = r.word(n); words = append(words, n) }},
		{"plural", false, func(n ast.Node) { k.Plural = r.word(n); words = append(words, n) }},
		{"aliases", false, func(n ast.Node) {
			for _, item := range r.bounded(n, r.list(n, "aliases"), "aliases", maxAliases) {
				k.Aliases = append(k.Aliases, r.word(item))
				words = append(words, item)
			}
		}},
		{"kind", true, func(n ast.Node) { k.Kind = r.kind(n); kindNode = n }},
		{"unit", false, func(n ast.Node) { k.Unit = r.unit(n) }},
		{"target", false, func(n ast.Node) { targetNode = n }},
	})
	k.Plural = cmp.Or(k.Plural, k.Name)
	r.claimWords(k, words)
	if k.Kind == coach.Leading {
		if r.leading++; r.leading > coach.MaxLeading {
			r.at(kindNode, "%s is a fifth leading KPI: a team has at most %d; make one lagging, or leave one out.", orThis(k.Name), coach.MaxLeading)
		}
	}
	if targetNode != nil {
		k.Target = r.target(targetNode, k) // last: what a count means depends on the unit
	}
	return k
}

// orThis quotes a name, where there is one.
func orThis(name string) string {
	if name == "" {
		return "this"
	}
	return fmt.Sprintf("%q", name)
}

// word reads a word that people type after /log, folded to lower case as they may type it.
func (r *teamReader) word(n ast.Node) string {
	return strings.Join(strings.Fields(strings.ToLower(r.name(n, "a KPI's word", maxWord))), " ")
}

// claimWords notes the KPI's words, refuses those that another KPI has, and tries each as people would. The name, the
// plural and the aliases count alike. A word that two KPIs had would make every log that uses it ambiguous, and be
// noticed by a rep, at the wrong time.
func (r *teamReader) claimWords(k coach.KPI, nodes []ast.Node) {
	// Collected first: a KPI's words are allowed beside one another, as in "revenue" for one and for many.
	own := map[string]claim{}
	for _, n := range nodes {
		word, ok := wordOf(n)
		if !ok {
			continue // a fault already
		}
		_, twice := own[word]
		earlier, taken := r.words[word]
		switch {
		case twice && k.Name != k.Plural:
			r.at(n, "%q stands twice in the same KPI.", word)
		case twice:
		case taken:
			r.at(n, "%q already means %q (line %d): each word can mean one KPI.", word, earlier.kpi, earlier.line)
		case !understood(word):
			r.at(n, "%q cannot be typed after /log: choose a word that begins with a letter and is no number, day or command.", word)
		default:
			own[word] = claim{k.Name, n.GetToken().Position.Line}
		}
	}
	maps.Copy(r.words, own)
}

// wordOf returns the word that a node was read as; ok is false where reading it was a fault.
func wordOf(n ast.Node) (string, bool) {
	s, ok := n.(*ast.StringNode)
	if !ok {
		return "", false
	}
	word := strings.Join(strings.Fields(strings.ToLower(s.Value)), " ")
	return word, word != ""
}

// understood asks the grammar of /log itself whether it takes the word for a KPI wherever it stands, and for nothing
// else: "five", "friday" or "undo" would be read as something that they are not meant for. It tries the word before
// and after a number, then whether the same line already means something when the team does not have the KPI. The day
// and the other KPI are arbitrary; the grammar reads the clock nowhere.
func understood(word string) bool {
	today := coach.NewDay(2026, time.January, 15)
	own := coach.KPI{ID: word, Name: word, Plural: word}
	for _, line := range []string{"5 " + word, word + " 5"} {
		req, err := coach.ParseLog(line, []coach.KPI{own}, today)
		if err != nil || len(req.Items) != 1 || req.Items[0].Count != 5 || req.Day != today || req.Note != "" {
			return false
		}
	}
	// What is understood without the KPI has a meaning of its own, which the KPI would take away or be hidden by.
	other := coach.KPI{ID: "other", Name: "zqxjkv", Plural: "zqxjkv"}
	if strings.HasPrefix(word, "z") {
		other.Name, other.Plural = "qzxjkv", "qzxjkv" // or the word could pass for the beginning of the other
	}
	for _, line := range []string{word, word + " " + other.Name, word + " 5 " + other.Name, "5 " + other.Name + " " + word} {
		if _, err := coach.ParseLog(line, []coach.KPI{other}, today); err == nil {
			return false // it says something without being a KPI
		}
	}
	return true
}

// kind reads whether a KPI is an activity or a result.
// Lower case only, as everywhere in the file; the sentence says which two there are.
func (r *teamReader) kind(n ast.Node) coach.Kind {
	text, ok := r.text(n, "kind")
	kind := coach.Kind(text)
	if ok && kind != coach.Leading && kind != coach.Lagging {
		r.at(n, "%q is no kind: a KPI is leading (an activity) or lagging (a result).", text)
	}
	return kind
}

// unit reads a currency. A wrong one would go unnoticed until the first export, so that the code has to be a real one.
func (r *teamReader) unit(n ast.Node) string {
	text, ok := r.text(n, "unit")
	if ok && !isCurrency(text) {
		r.at(n, "%q is no currency code: money has one of three capitals, such as EUR, GBP or USD; leave unit out for what is counted.", text)
		return ""
	}
	return text
}

// target reads how much is meant to be done in a period; money in whole units.
// It returns the count in the KPI's smallest unit: "count: 50000" of EUR is 5,000,000 cents. Without a target a KPI is
// counted and shown, but nobody is behind on it.
func (r *teamReader) target(n ast.Node, k coach.KPI) coach.Target {
	var t coach.Target
	most := int64(maxCount)
	if k.Money() {
		most = maxMoney
	}
	r.mapping(n, "a target", []field{
		{"count", true, func(n ast.Node) {
			count, ok := r.number(n, "a target's count")
			if ok && (count < 1 || count > most) {
				r.at(n, "a target's count of %d is not possible: it may be 1 to %d; leave target out for none.", count, most)
			}
			t.Count = count * k.Whole()
		}},
		{"per", true, func(n ast.Node) {
			text, ok := r.text(n, "per")
			t.Per = coach.Period(text)
			if ok && !slices.Contains([]coach.Period{coach.Daily, coach.Weekly, coach.Monthly, coach.Quarterly}, t.Per) {
				r.at(n, "%q is no period: per may be %s.", text, allowedPeriod)
			}
		}},
	})
	return t
}
