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
func Observe(f RepFacts) []Observation {
	var all []Observation
	for _, p := range f.Paces {
		all = append(all, Observation{Kind: "pace", Person: f.Person, KPI: p.KPI, Good: p.Gap == 0,
			Text: f.Person.Name + ": " + p.Line() + ".", Nums: []int64{p.Done, p.Target}})
	}
	if len(all) == 0 {
		all = append(all, Observation{Kind: "quiet", Person: f.Person, Good: true, Text: f.Person.Name + " has no targets yet."})
	}
	return all
}

// Question returns an open question about the observation that quotes its numbers. Seed chooses among the
// questions that fit, so that the next one can be asked for; the same seed gives the same question.
func Question(o Observation, seed int) string {
	if len(o.Nums) > 0 {
		return "How did the " + o.KPI.Amount(o.Nums[0]) + " so far come about?"
	}
	return "What would you like to be counted on for this week?"
}

// HurdleQuestion returns a question with which a manager can help with a named hurdle.
func HurdleQuestion(hurdle string, seed int) string {
	return "What would make “" + hurdle + "” smaller today?"
}

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
func ChooseNudge(f NudgeFacts) NudgeChoice {
	if f.Now.Before(f.Person.SnoozedUntil) {
		return NudgeChoice{Reason: "snoozed"}
	}
	if !f.Calendar.Works(DayOf(f.Now, f.Zone)) {
		return NudgeChoice{Reason: "not a working day"}
	}
	for _, p := range f.Paces {
		if p.Gap > 0 {
			return NudgeChoice{Say: true, Pace: p, Reason: "behind by " + p.KPI.Number(p.Gap), Text: p.Line()}
		}
	}
	return NudgeChoice{Reason: "on pace"}
}
