package coach

import "time"

// RepFacts is what is known about one rep when coaching questions are chosen.
type RepFacts struct {
	Person    Person
	Paces     []Pace           // this period, per KPI with a target
	LastWeek  map[string]int64 // KPI id → total of the full week before
	FourWeeks map[string]int64 // KPI id → total of the four full weeks before this one
	Silent    int              // working days since the last entry of the ledger; 0 when today
	Hurdle    string           // the newest named hurdle, unescaped; "" when none
	Due       []Commitment     // due by today and open
}

// ObservationKind names what an observation is about.
type ObservationKind string

// An Observation is one fact worth talking about, with the numbers that prove it.
type Observation struct {
	Kind   ObservationKind
	Person Person
	KPI    KPI
	Good   bool     // good news
	Text   string   // the fact in one plain sentence: "Ann has 12 of 20 conversations this week, 3 behind pace."
	Weight int      // usefulness; the highest first
	Nums   []int64  // the numbers quoted, in order
	Words  []string // people's own words quoted, unescaped, in order
}

// Observe returns what is worth talking about with one rep, the most useful first; never empty.
func Observe(f RepFacts) []Observation { panic("to come") }

// Question returns an open question about the observation that quotes its numbers. Seed chooses among the
// questions that fit, so that the next one can be asked for; the same seed gives the same question.
func Question(o Observation, seed int) string { panic("to come") }

// HurdleQuestion returns a question with which a manager can help with a named hurdle.
func HurdleQuestion(hurdle string, seed int) string { panic("to come") }

// NudgeFacts is what the choice of a nudge depends on.
type NudgeFacts struct {
	Person   Person
	Paces    []Pace // of leading KPIs, at Now
	Calendar Calendar
	Now      time.Time
	Zone     *time.Location
}

// A NudgeChoice is whether to nudge, about what, and the reason either way.
type NudgeChoice struct {
	Say    bool
	Pace   Pace
	Reason string // "behind by 3", "snoozed", "not a working day", "outside working hours", "on pace", …
	Text   string // the gap and the next step, and how the ones so far came about; plain text
}

// ChooseNudge decides from facts alone. It names the gap that is largest as a share of its target and that
// can still be closed in the period.
func ChooseNudge(f NudgeFacts) NudgeChoice { panic("to come") }
