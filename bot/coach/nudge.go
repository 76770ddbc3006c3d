package coach

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"
	"time"
)

// NudgeFacts is what the choice of a nudge depends on.
type NudgeFacts struct {
	Person   Person
	Paces    []Pace // of leading KPIs, at Now
	Calendar Calendar
	Now      time.Time
	Zone     *time.Location // the person's; nil is UTC
}

// A NudgeChoice is whether to nudge, about what, and the reason either way.
type NudgeChoice struct {
	Say    bool
	Pace   Pace
	Reason string // "behind by 3", LeftInPeace, or one of the Nudge reasons
	Text   string // the gap and the next step, and how the ones so far came about; plain text
}

// ChooseNudge decides from facts alone. It names the gap that is largest as a share of its target, of equal gaps the one
// further up the funnel. That a person gets no more nudges a day than they want is seen to by the key of the message.
//
// Small counts are not nagged about. A gap is worth a word when it is at least one whole unit and at least what half a
// day of work asks at the period's pace, and not before a half day of work in the period is over: with 20 a week, nobody
// hears on Monday morning that they are 1 behind. Whoever is a day's work behind hears of it, unless that cannot be made
// up for any more in the period: a nudge about it would be no help, and a talk about the plan is.
func ChooseNudge(f NudgeFacts) NudgeChoice {
	if reason := f.quiet(); reason != "" {
		return NudgeChoice{Reason: reason}
	}
	reason := NudgeOnPace
	var chosen *Pace
	for i := range f.Paces {
		p := &f.Paces[i]
		// The reason that is kept is the last obstacle: somebody who is behind and wants no word is not "on pace".
		switch {
		case !p.IsBehind() || p.KPI.Kind == Lagging:
		case slices.Contains(f.Person.Muted, p.KPI.ID):
			reason = LeftInPeace
		case p.Status == OutOfReach:
			reason = NudgeTooMuch
		case !p.asks(p.Gap, 1), f.firstHalf(p):
			reason = NudgeTooLittle
		case chosen == nil || p.furtherBehind(chosen):
			chosen = p
		}
	}
	if chosen == nil {
		return NudgeChoice{Reason: reason}
	}
	return NudgeChoice{
		Say: true, Pace: *chosen, Reason: "behind by " + chosen.KPI.Number(chosen.Gap), Text: nudgeText(*chosen),
	}
}

// firstHalf tells whether the first half day of the person's work in the period is not over yet.
func (f NudgeFacts) firstHalf(p *Pace) bool {
	day, minute := f.wall()
	return p.HalfDays == p.DaysLeft && (f.Calendar.Hours.orOffice().at(minute) == Morning || f.Calendar.asked(day) == Afternoon)
}

// MoreUrgent compares two nudges by how much is missing: the larger share of its target comes first, as in slices.SortFunc.
func MoreUrgent(a, b NudgeChoice) int {
	return b2i(b.Pace.furtherBehind(&a.Pace)) - b2i(a.Pace.furtherBehind(&b.Pace))
}

// Priority is how urgent a nudge is among those of all teams, as Message has it: the larger the share of the target that
// is missing, the lower. It goes in thousandths, from 1 for somebody who is behind by a whole target to 1001; finer
// differences count within one sweep only. Whatever has no priority goes before any nudge.
func (c NudgeChoice) Priority() int {
	const thousandths = 1000
	if c.Pace.Gap >= c.Pace.Target { // a target that was lowered since
		return 1
	}
	hi, lo := bits.Mul64(uint64(c.Pace.Gap), thousandths)
	share, _ := bits.Div64(hi, lo, uint64(c.Pace.Target))
	return 1 + thousandths - int(share)
}

// PraisePriority is the priority of a good word: it is said when everybody has been nudged.
const PraisePriority = 1002

// LeftInPeace is the reason of a choice that is the person's own business: they snoozed, muted the KPI, want no nudges,
// or have quiet hours. It is one word for all of these, so that nobody who reads how many were nudged learns who wants
// what.
const LeftInPeace = "left in peace"

// Reasons of a choice that everybody may know: they follow from the calendar alone.
const (
	NudgeAway     = "away"
	NudgeDayOff   = "not a working day"
	NudgeOffHours = "outside working hours"
)

// Reasons of a choice that follow from the numbers.
const (
	NudgeOnPace    = "on pace"
	NudgeTooLittle = "too little to mention"      // behind by less than is worth a word; see ChooseNudge
	NudgeTooMuch   = "too much for the time left" // OutOfReach, which a nudge is no help for
)

// quiet returns the reason for which the person is left alone now, whatever their numbers; "" when there is none. What
// everybody may know comes before what is private.
func (f NudgeFacts) quiet() string {
	day, minute := f.wall()
	switch {
	case !f.Person.takesPart():
		return "not taking part"
	case f.Calendar.AwayAllDay(day):
		return NudgeAway
	case !f.Calendar.Works(day):
		return NudgeDayOff
	case !f.Calendar.usuallyAt(day, minute):
		return NudgeOffHours
	case !f.Calendar.WorksAt(day, minute):
		return NudgeAway
	case f.Now.Before(f.Person.SnoozedUntil), f.Person.Settings.Nudges == NudgeOff, f.Person.Settings.Quiet.Hold(f.Now, f.zone()):
		return LeftInPeace
	}
	return ""
}

// zone is the person's, or UTC.
func (f NudgeFacts) zone() *time.Location {
	if f.Zone == nil {
		return time.UTC
	}
	return f.Zone
}

// wall is the day and the minute after midnight on the person's wall clock.
func (f NudgeFacts) wall() (Day, int) {
	zone := f.zone()
	return DayOf(f.Now, zone), minuteOf(f.Now.In(zone))
}

// furtherBehind tells whether p's gap is the larger share of its target.
func (p *Pace) furtherBehind(q *Pace) bool {
	// gap/target against gap/target, without dividing.
	return less(uint64(q.Gap), uint64(p.Target), uint64(p.Gap), uint64(q.Target))
}

// nudgeText says the gap, the next step, and a question about what went well.
func nudgeText(p Pace) string {
	gap := fmt.Sprintf("You are %s behind pace %s, at %s of %s.",
		p.KPI.spoken(p.Gap), p.Per.This(), p.KPI.Number(p.Done), p.KPI.Number(p.Target))
	return gap + " " + nextStep(p) + " " + soFar(p)
}

// nextStep names what can be done today: the gap, when that is a day's work, else the even share of what is left.
func nextStep(p Pace) string {
	// The larger of two numbers would put people off who can get there with the smaller one.
	if p.Gap <= p.PerDay {
		return fmt.Sprintf("%s more today puts you back on pace.", capital(p.KPI.inWords(p.Gap)))
	}
	return fmt.Sprintf("%s a day from today still gets you to %s %s.",
		capital(p.KPI.inWords(p.PerDay)), p.KPI.Number(p.Target), p.Per.This())
}

// soFar asks how the ones so far came about.
func soFar(p Pace) string {
	switch {
	case p.Done <= 0:
		return "What would make the first one easy?"
	case p.Done == 1 && !p.KPI.Money():
		return "How did the one so far come about?"
	}
	return fmt.Sprintf("How did the %s so far come about?", p.KPI.Number(p.Done))
}

// inWords writes numbers to twelve as words, as a sentence that begins with one wants it.
func (k KPI) inWords(n int64) string {
	if !k.Money() && 0 <= n && n < int64(len(numberWords)) {
		return numberWords[n]
	}
	return strings.TrimSpace(k.Number(n))
}
