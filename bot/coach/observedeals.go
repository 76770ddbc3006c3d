package coach

import (
	"cmp"
	"slices"
)

// How many deals are told about at most: more of them are a list, which a list of deals shows better.
const (
	dealsAtRisk = 3
	dealsMoved  = 2
)

// newsDays is for how many days something good about a deal is news.
const newsDays = 7

// observeDeals tells of deals that ask for a look, each once with its most pressing reason, and of those that moved.
// Both are in the order of usefulness; equals stay in the order of f.Deals.
func observeDeals(f RepFacts) []Observation {
	var risky, moved []Observation
	for _, d := range f.Deals {
		if o, ok := ObserveRisk(f, d); ok {
			risky = append(risky, o)
		}
		if o, ok := observeProgress(f, d); ok {
			moved = append(moved, o)
		}
	}
	// The two lists are cut apart, so that a week with three deals at risk does not hide the one that was won.
	heaviest := func(all []Observation, n int) []Observation {
		slices.SortStableFunc(all, func(a, b Observation) int { return cmp.Compare(b.Weight, a.Weight) })
		return all[:min(n, len(all))]
	}
	return slices.Concat(heaviest(risky, dealsAtRisk), heaviest(moved, dealsMoved))
}

// ObserveRisk is the most pressing reason to look at a deal again. There is none without a process, which DealRisks
// asks for a stage. A false alarm here would have somebody explain a deal that is going well, so the bounds are the
// generous ones of RiskAfter: a day past the date, two weeks in a stage, three without movement.
func ObserveRisk(f RepFacts, d DealRecord) (o Observation, ok bool) {
	if len(f.Process) == 0 {
		return o, false
	}
	// What is said to be a risk here is so in the list of deals, too: both go by the same function.
	risks := DealRisks(d, f.Process, f.Today, f.zone())
	name := said(d.Name) // one whose name is no longer kept cannot be talked about
	if len(risks) == 0 || name == "" {
		return o, false
	}
	// One deal is one talk, whatever speaks for it.
	r := risks[0]
	// The weight grows with the weeks that a deal has stood, to ten at most: a deal of last year is not more useful to
	// talk about than one of the spring.
	o = Observation{Person: f.Person, Words: []string{name}, Nums: []int64{int64(r.Days)}, Weight: weightDeal + min(r.Days/7, 10)}
	switch r.Kind {
	// No number of days: who reads "41 days overdue" has been told off before they begin to think.
	case RiskOverdue:
		o.Kind, o.Day, o.Nums = ObservedOverdue, r.Closes, nil
		o.Weight = weightOverdue
		o.tell("has", "a deal that was to be decided by %s and is still open: “%s”.", r.Closes.inLine(), name)
	// The stage and the milestone are people's text as well, and go into the question between quotation marks.
	case RiskUnproven:
		milestone := said(r.Unproven[0].Name)
		o.Kind, o.Words = ObservedUnproven, append(o.Words, said(r.Stage), milestone)
		o.tell("has had", "“%s” in “%s” for %d days, with “%s” not proven yet.", name, said(r.Stage), r.Days, milestone)
	default:
		o.Kind = ObservedStill
		o.tell("has", "a deal that has not moved for %d days: “%s”.", r.Days, name)
	}
	return o, true
}

// observeProgress is what went well with a deal in the last days: it was won, or the person proved a milestone. One
// piece of news a deal. One that was lost is none here: it would be read as a list of what went wrong.
func observeProgress(f RepFacts, d DealRecord) (o Observation, ok bool) {
	name := said(d.Name)
	o = Observation{Person: f.Person, Good: true, Words: []string{name}}
	// Neither what lies ahead nor what is older than a week, which whoever reads the weekly digest has read by then.
	news := func(on Day) bool { return on > f.Today-newsDays && on <= f.Today }
	if d.State == DealWon && news(d.EndedDay) && name != "" {
		o.Kind, o.Day, o.Weight = ObservedWon, d.EndedDay, weightWon
		o.tell("won", "“%s” on %s.", name, o.Day.inLine())
		return o, true
	}
	if !d.Open() || name == "" {
		return o, false
	}
	// The newest proof stands for the others. What a manager answered is no deed of the rep's. On the same day the
	// later milestone of the process stands, as it is the one further on.
	for _, stage := range f.Process {
		for _, m := range stage.Milestones {
			a, answered := d.Newest(m.ID)
			on := DayOf(a.At, f.zone())
			if answered && a.By == f.Person.ID && news(on) && on >= o.Day && d.Proves(m) {
				o.Kind, o.Day, o.Weight = ObservedProven, on, weightProven
				o.Words = []string{name, said(m.Name)}
			}
		}
	}
	if o.Kind == "" {
		return o, false
	}
	o.tell("proved", "“%s” for “%s” on %s.", o.Words[1], name, o.Day.inLine())
	return o, true
}
