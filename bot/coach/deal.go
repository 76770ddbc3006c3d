package coach

import (
	"cmp"
	"time"
)

// A DealState is whether a deal is still worked on, and how it ended.
type DealState string

// The states of a deal. Won and lost are also what a [DealMove] leads to when the deal ends.
const (
	DealOpen DealState = "open"
	DealWon  DealState = "won"
	DealLost DealState = "lost"
)

// A Deal is one sale that a rep works on. It is the owner's and their managers' to see. Everything that other tables
// say of it names its ID, so that a name may change.
type Deal struct {
	ID     string // UUIDv7
	Team   string
	Owner  string    // Slack user id; a nameless one when the owner asked to be forgotten
	Name   string    // people's text; "" when it is no longer kept, see Called
	Amount int64     // minor units; 0 when nobody said
	Unit   string    // ISO 4217 code of the amount's currency; "" when the team has none
	Closes Day       // when it is expected to be decided; 0 when nobody said
	Stage  string    // id of a stage, also of one that was since retired; that of the end, when it has ended
	State  DealState // "" is open

	MadeAt  time.Time
	StageAt time.Time // since when it is in its stage
	MovedAt time.Time // its last movement: it was made, moved, got an answer that proves, or was advanced

	EndedAt  time.Time // when it was said that it is won or lost; zero while open
	EndedDay Day       // the day on which it was; 0 while open
	Learnt   string    // what was learnt from how it ended; people's text
	Counted  bool      // that it was won is in the ledger, and is not written there again

	// Rev says how often it was changed. The store raises it; a change that was composed from an older one is refused with
	// ErrStale, so that no two people write over each other, and nothing is counted twice.
	Rev int64
}

// Open tells whether the deal is still worked on.
func (d Deal) Open() bool { return cmp.Or(d.State, DealOpen) == DealOpen }

// Complete fills in what a deal may leave to whoever stores it: that it is open, and the instants that are those of the
// change. Both the store and its twin in the tests call it, so that they agree.
func (d Deal) Complete(at time.Time) Deal {
	d.State = cmp.Or(d.State, DealOpen)
	for _, t := range []*time.Time{&d.MadeAt, &d.StageAt, &d.MovedAt} {
		if t.IsZero() {
			*t = at
		}
	}
	return d
}

// Called is the deal's name, in people's own words, or what it is called when that is no longer kept.
func (d Deal) Called() string { return cmp.Or(d.Name, "a deal whose name is no longer kept") }

// A DealAnswer is what somebody answered to a milestone's question about a deal. Answers are never changed: a later one
// takes the place of those before it, which stay as the history. Ask is kept with it, since a team edits its questions,
// and an answer is to the one that was asked.
type DealAnswer struct {
	ID        string // UUIDv7; the store makes one when it is ""
	Deal      string
	Milestone string // id, also of one that was since retired
	Ask       string // the question as it was asked
	Text      string // people's text; "" when it is no longer kept
	By        string // Slack user id
	At        time.Time
}

// A DealMove is a step of a deal from a stage to another, or to its end, or back from there. It is history: no rule
// reads it, people do.
type DealMove struct {
	ID   string // UUIDv7; the store makes one when it is ""
	Deal string
	// From and To are ids of stages, or "won" or "lost". From is "" when the deal was made.
	From, To string
	By       string // Slack user id
	At       time.Time
	Unproven []string // names of the milestones that were not proven and gone past, as they were called
	Reason   string   // people's text, given to move on all the same; "" when nothing was unproven
}

// A DealNews is what a week brought to a deal.
type DealNews string

// What a week brings to a deal.
const (
	DealAdvanced     DealNews = "advanced"
	DealConversation DealNews = "conversation" // a good one, which moved nothing
	DealNothing      DealNews = "none"
)

// A DealWeek is what was said about a deal after the weekly check-in. There is one for a deal and a week. Said by
// whoever owns the deal, once the check-in is filed.
type DealWeek struct {
	Deal   string
	Week   Day // first day of the week
	Person string
	What   DealNews
	At     time.Time
}

// A DealFilter selects deals; a zero field does not filter. Who may see what it selects is not asked here.
type DealFilter struct {
	Team  string
	Owner string
	State DealState
	Ended Span // days on which they were won or lost
	Bare  bool // answers are not wanted
}

// Selects tells whether the filter selects a deal. The store has the same in SQL.
func (f DealFilter) Selects(d Deal) bool {
	return (f.Team == "" || d.Team == f.Team) && (f.Owner == "" || d.Owner == f.Owner) &&
		(f.State == "" || cmp.Or(d.State, DealOpen) == f.State) &&
		(f.Ended == Span{} || d.EndedDay != 0 && f.Ended.Contains(d.EndedDay))
}

// A DealRecord is a deal with what is known about it. One of a list has the newest answer to each milestone and nothing
// else; one that was asked for by its id has everything, the oldest first.
type DealRecord struct {
	Deal
	Answers []DealAnswer
	Moves   []DealMove
	Weeks   []DealWeek
}

// Newest is the answer that counts for a milestone; ok is false when there is none. By the order of the list and not by
// the instants, which two clocks may have made.
func (r DealRecord) Newest(milestone string) (a DealAnswer, ok bool) {
	for _, b := range r.Answers { // the oldest first
		if b.Milestone == milestone {
			a, ok = b, true
		}
	}
	return a, ok
}
