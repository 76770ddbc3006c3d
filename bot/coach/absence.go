package coach

import (
	"math/bits"
	"time"
)

// A Part of a day is a set of its two halves. A set, so that two halves of two absences add up to a day by themselves.
type Part uint8

// The halves of a day, and both.
const (
	Morning   Part = 1
	Afternoon Part = 2
	WholeDay  Part = Morning | Afternoon
)

// Halves is how many halves the part has: 0, 1 or 2. Bits that mean nothing are passed over.
func (p Part) Halves() int { return bits.OnesCount8(uint8(p & WholeDay)) }

// An AbsenceSource is where it is known from that somebody is away.
type AbsenceSource string

// The sources. What a person says of themselves or a manager says of them beats what their Slack status says.
const (
	SaidBySelf    AbsenceSource = "self"
	SaidByManager AbsenceSource = "manager"
	SaidByStatus  AbsenceSource = "status"
)

// Forever is the end of an absence that has none yet.
const Forever = Day(1<<31 - 1)

// An Absence is a run of days on which somebody is away, or, with Here, on which they work although their Slack status
// says that they are away. Part is never 0. Rows are kept when the days are over, as calendars of the past are asked
// for; what was taken back is deleted.
type Absence struct {
	ID     string // UUIDv7
	Person string // Slack user id
	Span   Span   // To is Forever where there is no end yet
	Part   Part   // of each of the days
	Here   bool
	Source AbsenceSource
	By     string // Slack user id of who said so; "" for a status
	MadeAt time.Time
}

// absentOn returns the part of a day that somebody is away for, and whether that was said by hand. Absences are in the
// order in which they were said.
//
// What a person or their manager said of a day beats what a status says of it, as a whole: who says that they are away
// in the morning works in the afternoon, whatever the status. Among what was said by hand, a later "works" takes
// earlier absences back.
func absentOn(absences []Absence, d Day) (away Part, manual bool) {
	for i := range absences {
		a := &absences[i]
		byHand := a.Source != SaidByStatus
		if !a.Span.Contains(d) || manual && !byHand {
			continue
		}
		if byHand && !manual {
			away, manual = 0, true
		}
		if a.Here {
			away &^= a.Part
		} else {
			away |= a.Part & WholeDay
		}
	}
	return away, manual
}
