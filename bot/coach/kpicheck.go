package coach

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// kpis checks what is counted, and that each word of it means one thing. Nothing is asked of what was logged but its
// unit; see unit.
func (c *teamCheck) kpis() {
	if len(c.team.KPIs) == 0 {
		c.at("kpis", "kpis is empty: a team needs at least one.")
	}
	c.most("kpis", len(c.team.KPIs), MaxKPIs)
	// Which KPI is one too many is the last in the funnel's order, whoever was added last.
	words, leading := map[string]string{}, 0
	for i, k := range c.team.KPIs {
		field := fmt.Sprintf("kpis/%d", i)
		if c.words(field, k, words); k.Kind == Leading {
			leading++
		}
		c.kind(field+"/kind", k, leading)
		c.unit(field+"/unit", k)
		c.target(field+"/target", k)
		c.effort(field, k)
	}
}

// Bounds of what a KPI takes: beyond them is a slip of the hand.
const (
	MaxLag     = 365     // days from the KPI above
	MaxMinutes = 24 * 60 // for one
)

// effort checks how long it takes from one KPI to the next, and how long one takes.
// 0 is what nobody has said. Both are for the plan: how early something has to be done, and how much of a week it
// takes.
func (c *teamCheck) effort(field string, k KPI) {
	if k.Lag < 0 || k.Lag > MaxLag {
		c.at(field+"/lag_days", "A lag of %d days is not possible: it may be 0 to %d.", k.Lag, MaxLag)
	}
	if k.Minutes < 0 || k.Minutes > MaxMinutes {
		c.at(field+"/minutes", "%d minutes for one is not possible: it may be 0 to %s.", k.Minutes, group(MaxMinutes))
	}
}

// kind holds a team to the few that it can steer. N is how many leading KPIs there are up to this one. It is the one
// bound that is a conviction and no technical one, and so it says what it is for.
func (c *teamCheck) kind(field string, k KPI, n int) {
	switch {
	case k.Kind != Leading && k.Kind != Lagging:
		c.at(field, "%q is no kind: a KPI is leading (an activity) or lagging (a result).", string(k.Kind))
	case k.Kind == Leading && n > MaxLeading:
		c.at(field, "Few numbers are steered: a team has at most %d leading KPIs, and %s would be number %d. Make one lagging, or leave one out.",
			MaxLeading, orThis(k.Name), n)
	}
}

// orThis quotes a name, where there is one.
func orThis(name string) string {
	if name == "" {
		return "this"
	}
	return fmt.Sprintf("%q", name)
}

// unit checks a currency. A wrong one would go unnoticed until the first export. What was counted in one unit cannot go on
// in another: the history would change its meaning. Counted has the retired ones too, since a KPI that comes back has
// its history again.
func (c *teamCheck) unit(field string, k KPI) {
	if k.Unit != "" && !IsCurrency(k.Unit) {
		c.at(field, "%q is no currency code: money has one of three capitals, such as EUR, GBP or USD; what is counted has none.", k.Unit)
		return
	}
	// By its id where it has one, for a KPI may have been renamed; else by its name, under which its history comes
	// back.
	i := slices.IndexFunc(c.rules.Counted, func(o KPI) bool { return o.ID != "" && o.ID == k.ID || o.Name == k.Name })
	if i >= 0 && c.rules.Counted[i].Unit != k.Unit {
		c.at(field, "%s was counted in %s: another unit would change what was logged; give the KPI another name.",
			k.Name, cmp.Or(c.rules.Counted[i].Unit, "whole things"))
	}
}

// target checks how much is meant to be done. A count of zero is none. A period without a count does no harm: the KPI
// is looked at by it.
func (c *teamCheck) target(field string, k KPI) {
	t := k.Target
	most := int64(MaxCount)
	if k.Money() {
		most = MaxMoney
	}
	// In whole units, as people say it: cents would make the sentence a riddle.
	if t.Count < 0 || t.Count > most*k.Whole() {
		c.at(field, "A target of %d is not possible: it may be 1 to %s; leave it out for none.", t.Count/k.Whole(), group(most))
	}
	if t.Count != 0 && !slices.Contains([]Period{Daily, Weekly, Monthly, Quarterly}, t.Per) {
		c.at(field, "%q is no period: a target is for a day, week, month or quarter.", string(t.Per))
	}
}

// FoldWord is a word as a KPI has it: in lower case, with single blanks. It is how people may type it. Statuses, and
// rhythms in words, are folded in the same way.
func FoldWord(text string) string { return strings.Join(strings.Fields(strings.ToLower(text)), " ") }

// words claims the KPI's words, refuses those that another KPI has, and tries each as people would. The name, the plural
// and the aliases count alike. A word that two KPIs had would make every log that uses it ambiguous, and be noticed by a
// rep, at the wrong time. Taken maps a word to the KPI that has it. Aliases are claimed at their own field, so that a
// form can mark the one that is taken.
func (c *teamCheck) words(field string, k KPI, taken map[string]string) {
	c.most(field+"/aliases", len(k.Aliases), MaxAliases)
	own := map[string]string{}
	claim := func(field, word string) {
		if !c.named(field, "a KPI's word", word, MaxWord) {
			return
		}
		_, twice := own[word]
		other, there := taken[word]
		switch {
		case word != FoldWord(word):
			c.at(field, "%q has capitals or too many blanks: the word is %q.", word, FoldWord(word))
		case twice:
			c.at(field, "%q stands twice in the same KPI.", word)
		case there:
			c.at(field, "%q already means %q: each word can mean one KPI.", word, other)
		case !understood(word):
			c.at(field, "%q cannot be typed after /log: choose a word that begins with a letter and is no number, day or command.", word)
		}
		own[word] = k.Name
	}
	claim(field+"/name", k.Name)
	// One word for one and for many, as in revenue, is no word twice.
	if k.Plural != "" && k.Plural != k.Name {
		claim(field+"/plural", k.Plural)
	}
	for i, alias := range k.Aliases {
		claim(fmt.Sprintf("%s/aliases/%d", field, i), alias)
	}
	maps.Copy(taken, own)
}

// understood asks the grammar of /log itself whether it takes the word for a KPI wherever it stands, and for nothing
// else: "five", "friday" or "undo" would be read as something that they are not meant for. It tries the word before
// and after a number, then whether the same line already means something when the team does not have the KPI. The day
// and the other KPI are arbitrary; the grammar reads the clock nowhere. So the grammar can grow without a list of
// reserved words that would be forgotten; a word that a later grammar takes away is found at the next edit of the team.
func understood(word string) bool {
	today := NewDay(2026, time.January, 15)
	own := KPI{ID: word, Name: word, Plural: word}
	for _, line := range []string{"5 " + word, word + " 5"} {
		req, err := ParseLog(line, []KPI{own}, today)
		if err != nil || len(req.Items) != 1 || req.Items[0].Count != 5 || req.Day != today || req.Note != "" {
			return false
		}
	}
	// What is understood without the KPI has a meaning of its own, which the KPI would take away or be hidden by.
	other := KPI{ID: "other", Name: "zqxjkv", Plural: "zqxjkv"}
	if strings.HasPrefix(word, "z") {
		other.Name, other.Plural = "qzxjkv", "qzxjkv" // or the word could pass for the beginning of the other
	}
	for _, line := range []string{word, word + " " + other.Name, word + " 5 " + other.Name, "5 " + other.Name + " " + word} {
		if _, err := ParseLog(line, []KPI{other}, today); err == nil {
			return false // it says something without being a KPI
		}
	}
	return true
}
