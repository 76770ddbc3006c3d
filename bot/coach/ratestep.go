package coach

import "fmt"

// RateDays is over how many days rates are counted. A quarter: longer, and a rep who has learnt something is held to
// what they did before; shorter, and most steps have too few.
const RateDays = 90

// A StepRate is what is known of one step of a funnel, for one rep: how many of the upper KPI became one of the lower.
// Own and Offered are the person's own to see, and their managers'; Team and Best name nobody.
type StepRate struct {
	Above, KPI KPI
	Own        Rate // the rep's own
	Team       Rate // of all reps together, the rep among them
	Offered    Rate // what a plan may count on; not known where nothing was counted yet
	Blended    bool // Offered is the own rate drawn towards the team's; see Blended
	Best       Rate // what the best quarter of the reps reach; not known in a small team
}

// quartileReps is how many reps a team must have with a rate of their own before the best quarter of them is told: of
// fewer it would be one person's number.
const quartileReps = 4

// StepRateOf puts together what is known of the step from one KPI to the next. Reps holds the rates of all reps of the
// team, the own one among them. What money comes of one thing is an average and no chance: it is not blended. Reps
// without a rate of their own may be in reps; they count for nothing.
func StepRateOf(above, kpi KPI, own Rate, reps []Rate) StepRate {
	s := StepRate{Above: above, KPI: kpi, Own: own, Team: pooled(reps)}
	// The sizes of few deals say little too, but nothing tells how they are spread, which a blend would need.
	if above.Money() || kpi.Money() {
		s.Offered = s.Team
		if own.Known() {
			s.Offered = own
		}
		return s
	}
	offered, strength := Blended(own, reps)
	s.Offered, s.Blended = offered, strength > 0 && own.Of > 0 && offered.compare(own) != 0
	if s.Offered.compare(own) == 0 {
		s.Offered = own // as it was counted, not in its lowest terms
	}
	// Blended ones, or somebody with one meeting and one deal would be the best of all; see BestQuartile.
	var blends []Rate
	for _, r := range reps {
		if r.Of > 0 && !r.Over() {
			blend, _ := Blended(r, reps)
			blends = append(blends, blend)
		}
	}
	// Of those who have a rate, and not of those who are in the team.
	if len(blends) >= quartileReps {
		s.Best = BestQuartile(blends)
	}
	return s
}

// Written is the rate offered as a form has it, "" when there is none: what was counted where it is the rep's own, a
// percentage where it is not, and money per thing. What is written is what a plan counts on, so it is rounded for a
// person to read. It is the text of a field, which the person may change.
func (s StepRate) Written() string {
	switch r := s.Offered; {
	case !r.Known():
		return ""
	case s.KPI.Money() != s.Above.Money():
		return s.WriteRate(r)
	// As it was counted, "3 of 12", which says by itself how much it rests on.
	case s.Own.Known() && !s.Blended:
		return r.Pair()
	default:
		return r.InPercent()
	}
}

// WriteRate is a rate of this step as its field holds it, so that ReadRate reads it back. For money it is what one
// thing brings.
func (s StepRate) WriteRate(r Rate) string {
	switch {
	case !r.Known():
		return ""
	case s.KPI.Money() && !s.Above.Money():
		return s.KPI.Number(perOne(r.Won, r.Of, s.KPI.Whole()))
	case s.Above.Money() && !s.KPI.Money():
		return s.Above.Number(perOne(r.Of, r.Won, s.Above.Whole()))
	default:
		return r.Text()
	}
}

// perOne is a sum of money as an average, rounded to whole units, at least one. Of must be above zero. At least one, as
// a rate of nothing cannot be worked back through.
func perOne(sum, of, whole int64) int64 {
	units := sum / of / whole
	if rest := sum - units*of*whole; rest >= (of*whole+1)/2 {
		units++
	}
	return max(units, 1) * whole
}

// ReadRate reads what somebody wrote into the field of this step: a rate, or an amount of money for one thing. The error
// is a *LogError. Where both or neither are money it is a rate; else an amount for one thing, as people think of it.
func (s StepRate) ReadRate(text string) (Rate, error) {
	switch {
	case s.KPI.Money() && !s.Above.Money():
		n, err := ParseGoal(text, s.KPI)
		return Rate{Won: n, Of: 1}, err
	case s.Above.Money() && !s.KPI.Money():
		n, err := ParseGoal(text, s.Above)
		return Rate{Won: 1, Of: n}, err
	default:
		return ParseRate(text)
	}
}

// Name is what the step is called: "Meeting to deal", and for money "Revenue for each deal".
func (s StepRate) Name() string {
	switch {
	case s.KPI.Money() && !s.Above.Money():
		return capital(s.KPI.word(2)) + " for each " + s.Above.word(1)
	case s.Above.Money() && !s.KPI.Money():
		return capital(s.Above.word(2)) + " for each " + s.KPI.word(1)
	default:
		return capital(s.Above.word(1)) + " to " + s.KPI.word(1)
	}
}

// Sure says what the rate offered rests on, and how sure it is: "33 % from 12 meetings; likely 14 to 61 %; blended with
// the team's 28 % until there is more". Plain text. A rate is said with what it was counted from and how far off it may
// be: three of nine is no law. The interval is Wilson's, see Rate.Interval.
func (s StepRate) Sure() string {
	if s.KPI.Money() != s.Above.Money() {
		return s.averageSure()
	}
	from := func(r Rate) string { return InPercent(r.Percent()) + " from " + s.Above.Amount(r.Of) }
	// From what is strange to what is usual: a rate of more than all has no interval, and one of nothing no rate.
	low, high, ok := s.Own.Interval()
	switch {
	case s.Own.Over():
		return fmt.Sprintf("%s from %s: more than all of them. Are all %s logged?",
			s.KPI.Amount(s.Own.Won), s.Above.Amount(s.Own.Of), s.Above.word(2))
	case !ok && s.Own.Won > 0:
		return fmt.Sprintf("%s came without any %s. Are all %s logged? A guess will do, such as 1 in 3.",
			capital(s.KPI.Amount(s.Own.Won)), s.Above.word(1), s.Above.word(2))
	case !ok && s.Team.Known():
		return "The team's " + from(s.Team) + ", until there is more to go by."
	case !ok || !s.Offered.Known() && s.Own.Of == 0:
		return "Nothing was counted yet. A guess will do, such as 1 in 3."
	}
	text := from(s.Own)
	if s.Own.Won == 0 {
		text = "None from " + s.Above.Amount(s.Own.Of)
	}
	text += fmt.Sprintf("; likely %d to %s", low, InPercent(high))
	switch {
	case s.Blended && s.Own.Percent() != s.Team.Percent():
		text += "; blended with the team's " + InPercent(s.Team.Percent()) + " until there is more"
	case !s.Offered.Known():
		text += "; a guess will do, such as 1 in 10"
	}
	return text + "."
}

// averageSure is Sure for money. Without an interval: how sizes of deals are spread, nobody knows.
func (s StepRate) averageSure() string {
	// Of the two KPIs, the one that is counted in things.
	things, n := s.Above, s.Own.Of
	if s.Above.Money() {
		things, n = s.KPI, s.Own.Won
	}
	switch {
	case s.Own.Known():
		return "On average over " + things.Amount(n) + "."
	case s.Team.Known():
		return "The team's average, until there is more to go by."
	}
	return "Nothing was counted yet. A guess will do."
}

// Doubts asks about a rate that somebody counts on and that is far from what was; "" where there is nothing to ask. It
// asks and refuses nothing: the plan is the person's own, and they may know why it will be different.
func (s StepRate) Doubts(r Rate) string {
	// How sizes of deals are spread nobody knows, so that no bound would hold.
	if s.KPI.Money() != s.Above.Money() || !r.Known() {
		return ""
	}
	if r.Over() && !s.Own.Over() {
		return fmt.Sprintf("%s is more %s than %s. Is it right?", r.InPercent(), s.KPI.word(2), s.Above.word(2))
	}
	// Inside of the interval it is as likely as not, and no business of ours.
	low, high, ok := s.Own.Interval()
	if p := r.Percent(); ok && s.Own.Known() && (p < low || p > high) {
		return fmt.Sprintf("You count on %s from %s to %s; so far it is %s, likely %d to %s. Is it right?",
			r.InPercent(), s.Above.word(1), s.KPI.word(1), InPercent(s.Own.Percent()), low, InPercent(high))
	}
	return ""
}

// DoubtsGoal asks about an amount of money that is less than what one of the things before it brings, by the rate that
// somebody counts on: whoever wants four deals and writes 4 where revenue stands gets a plan of nothing. "" where there is
// nothing to ask. Goal is in the unit of the ledger.
func (s StepRate) DoubtsGoal(goal int64, r Rate) string {
	if !s.KPI.Money() || s.Above.Money() || !r.Known() || goal <= 0 || !less(uint64(goal), uint64(r.Of), uint64(r.Won), 1) {
		return ""
	}
	return fmt.Sprintf("%s is less than one %s, which is %s on average. Is it right?", s.KPI.Number(goal), s.Above.word(1), s.WriteRate(r))
}

// Better are the rates that a step may be compared with, the team's best quarter first; see Course.Levers, which takes
// what is not known for a tenth more. An unknown one is where the team is too small for its best to be nobody's number.
func Better(steps []StepRate) []Rate {
	better := make([]Rate, len(steps))
	for i, s := range steps {
		better[i] = s.Best
	}
	return better
}
