package coach

import (
	"slices"
	"strings"
)

// PraiseNotYet is the reason of a choice that nobody is well ahead enough for, or not in everything.
const PraiseNotYet = "not well ahead"

// ChoosePraise decides from facts alone whether somebody gets a good word, and about what: the leading KPI in which
// they are furthest ahead, by at least what a day of work asks and one whole unit. Who is behind in another one gets
// none, as it would sound like mockery; nor does who is away, outside of their hours, or wants to be left in peace,
// about that KPI or at all. That it comes once a week at most, and never on the day of a nudge, is seen to by whoever
// sends it. A day of work in hand is the counterpart of a nudge's half day, and twice as much, so that it is the rarer
// of the two. Facts are as in ChooseNudge; the text is plain, without markup.
func ChoosePraise(f NudgeFacts) NudgeChoice {
	if reason := f.quiet(); reason != "" {
		return NudgeChoice{Reason: reason}
	}
	reason := PraiseNotYet
	var chosen *Pace
	for i := range f.Paces {
		p := &f.Paces[i]
		switch {
		case p.KPI.Kind == Lagging:
		case p.IsBehind():
			return NudgeChoice{Reason: PraiseNotYet}
		// For money a whole unit is one of the currency, not a cent.
		case p.Lead < p.KPI.Whole() || !p.asks(p.Lead, fullDay):
		case slices.Contains(f.Person.Muted, p.KPI.ID):
			reason = LeftInPeace
		case chosen == nil || p.furtherAhead(chosen):
			chosen = p
		}
	}
	if chosen == nil {
		return NudgeChoice{Reason: reason}
	}
	day, _ := f.wall()
	return NudgeChoice{
		Say: true, Pace: *chosen, Reason: "ahead by " + chosen.KPI.Number(chosen.Lead), Text: praiseText(*chosen, f.Person.ID, day),
	}
}

// furtherAhead tells whether p's lead is the larger share of its target. Exactly, in 128 bits; both have a target above
// zero, as who is ahead has one.
func (p *Pace) furtherAhead(q *Pace) bool {
	return less(uint64(q.Lead), uint64(p.Target), uint64(p.Lead), uint64(q.Target))
}

// praises are good words for who is on their way, and for who has arrived. They quote the numbers, compare with nobody,
// and ask what is worth keeping.
func praises(reached bool) []string {
	if reached {
		return []string{
			"You have reached it: {done} of {all} {period}, and {lead} ahead of pace. What would you do the same way again?",
			"{done} of {all} {period}: that is all of it, with {lead} in hand. Which of them are you glad about?",
			"All {all} {period}, and {lead} ahead of pace. How did you get there so early?",
			"{done} {period}, of {all}. The target is yours. What made the difference?",
		}
	}
	return []string{
		"You are {lead} ahead of pace {period}, at {done} of {all}. That is more than a day in hand. What worked best?",
		"{done} of {all} {period}, {lead} more than pace asks. What would you do the same way again?",
		"Well on the way: {done} of {all} {period}, {lead} ahead of pace. Which of them are you glad about?",
		"More than a day ahead: {done} of {all} {period}, {lead} over pace. What made the difference?",
		"{done} of {all} {period}, and {lead} in hand. How did the best one come about?",
	}
}

// praiseText chooses by person and week, so that the same words do not come two weeks in a row, nor to a whole team at
// once. It needs no memory for that: the turn is the number of the week plus one that is made of the person's id, which
// differs between colleagues as a rule, and no more is promised.
func praiseText(p Pace, person string, d Day) string {
	bank := praises(p.Status == Reached)
	turn := int(d)/7 + len(person)
	for _, c := range []byte(person) {
		turn += int(c)
	}
	done := p.KPI.Number(p.Done)
	return strings.NewReplacer(
		"{lead}", p.KPI.Number(p.Lead), "{done}", done, "{all}", p.KPI.spoken(p.Target), "{period}", p.Per.This(),
	).Replace(bank[turn%len(bank)])
}
