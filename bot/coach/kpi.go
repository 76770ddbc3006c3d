package coach

import "cmp"

// Kind tells what a KPI measures.
type Kind string

// The kinds of KPI. A team has at most MaxLeading leading ones.
const (
	Leading Kind = "leading" // an activity that the rep controls
	Lagging Kind = "lagging" // a result
)

// MaxLeading is how many leading KPIs a team may have: few numbers are steered, many are only reported.
const MaxLeading = 4

// A KPI is a thing that is counted. Its place in Team.KPIs is its place in the funnel.
type KPI struct {
	ID      string   // UUIDv7; stays when the KPI is renamed
	Name    string   // singular, lower case: "conversation"
	Plural  string   // "conversations"; the name itself where there is none ("revenue")
	Aliases []string // other words that /log understands
	Kind    Kind
	Unit    string // "" for a count, else an ISO 4217 currency code; amounts are then in its minor unit
	Target  Target // the team's default
	Lag     int    // days that usually pass from one of the KPI above in the funnel to one of this; see LaggedSpans
	Minutes int    // what one takes a rep; 0 where nobody said
}

// A Target is how much of a KPI is meant to be done in a period. A Count of zero means that there is no
// target. For one person; a team's is the sum of its people's.
type Target struct {
	Count int64 // whole things, or minor units of money
	Per   Period
}

// Period is the period in which the KPI is looked at: that of the team's target, else the week. A KPI without a target
// is looked at by the week.
func (k KPI) Period() Period { return cmp.Or(k.Target.Per, Weekly) }

// Money tells whether amounts are money in the KPI's unit.
func (k KPI) Money() bool { return k.Unit != "" }

// Amount writes a count with its word, grammatical for 0, 1 and many: "1 meeting", "5 meetings", "€12,500".
// Money says by its sign or code what it is, so it has no word.
func (k KPI) Amount(n int64) string {
	if k.Money() {
		return k.Number(n)
	}
	return k.Number(n) + " " + k.word(n)
}

// Number writes a count without its word: "5", "1,200", "€12,500".
func (k KPI) Number(n int64) string {
	if k.Money() {
		return formatMoney(n, k.Unit)
	}
	return group(n)
}

// word returns the singular for one thing (and for minus one), else the plural.
func (k KPI) word(n int64) string {
	if n == 1 || n == -1 || k.Plural == "" {
		return k.Name
	}
	return k.Plural
}

// Whole returns how many of the KPI's smallest units make a whole one: 1 for things, 100 for euros, which are
// kept in cents, 1 for yen. Targets are given in whole units, and a gap of less than one is no gap.
func (k KPI) Whole() int64 {
	if k.Money() {
		return minorPerWhole(k.Unit)
	}
	return 1
}
