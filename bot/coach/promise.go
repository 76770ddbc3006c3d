package coach

import "time"

// A PromiseState is what became of a commitment.
type PromiseState string

// What becomes of a commitment. One that is moved is open, on another day than was promised.
const (
	PromiseOpen    PromiseState = "open"
	PromiseDone    PromiseState = "done"
	PromiseMoved   PromiseState = "moved"
	PromiseDropped PromiseState = "dropped"
)

// A Commitment is what a person said that they will do, with a date; it comes back until it is done or dropped. It is
// the person's own and their managers' to read.
type Commitment struct {
	ID     string // UUIDv7
	Team   string
	Person string
	Text   string // their own words, unescaped
	Due    Day
	MadeAt time.Time
	State  PromiseState // "" is open

	SettledAt   time.Time // when they said what became of it; zero until then
	SettledWeek Day       // first day of the week that they said it about; only with SettledAt
	MovedFrom   Day       // the day on which a moved one was due before

	With     string // with whom it was made: the other one of a one-to-one; "" for one's own
	OneToOne string // id of that record; "" for none
}

// Open tells whether the commitment still comes back.
func (c Commitment) Open() bool {
	return c.State == "" || c.State == PromiseOpen || c.State == PromiseMoved
}

// Asked tells whether the check-in of a week asks about the commitment: it is open and due by the end of the week, or it
// was settled about that week, which filing the same check-in again may change. Week is by the team's own weeks.
func (c Commitment) Asked(week Span) bool {
	if !c.SettledAt.IsZero() && c.SettledWeek == week.From {
		return true
	}
	return c.Open() && c.Due <= week.To
}

// Settle says what became of the commitment: at an instant, about the week that begins on a day, and for a moved one
// the day to which. Open takes back what was said about that week, the move included, and nothing that was said about
// an earlier one. What is said again changes nothing, so that the instant stays that of the first time. It is a
// function of what is there, so that a check-in that is filed twice settles once. What comes back may be the same, and
// is then not to be written.
func (c Commitment) Settle(state PromiseState, to Day, at time.Time, week Day) Commitment {
	if c.State == "" {
		c.State = PromiseOpen
	}
	here := !c.SettledAt.IsZero() && c.SettledWeek == week
	if state == c.State && (state != PromiseMoved || to == c.Due) || state == PromiseOpen && !here {
		return c
	}
	if here && c.State == PromiseMoved { // it was due on another day before this week had its say
		c.Due = c.MovedFrom
	}
	c.State, c.SettledAt, c.SettledWeek, c.MovedFrom = state, at, week, 0
	if state == PromiseMoved {
		c.MovedFrom, c.Due = c.Due, to
	}
	if state == PromiseOpen {
		c.SettledAt, c.SettledWeek = time.Time{}, 0
	}
	return c
}
