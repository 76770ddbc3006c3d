package coach

import (
	"errors"
	"slices"
	"time"
)

// An Activity is one entry of the append-only ledger: one count of one KPI by one rep on one day. A correction is an
// entry too, with a negative count.
type Activity struct {
	ID       string // UUIDv7, made by the program
	Team     string
	Person   string
	KPI      string // KPI id
	Day      Day    // in the person's zone, fixed when it was logged
	Count    int64  // never zero; negative in a correction
	Note     string // the person's words, unescaped; "" when there are none
	LoggedAt time.Time
	Source   string // "command", "modal", "reply", "home", "checkin", "deal", "undo", "import"
	Inbound  string // key of the delivery that caused it; "" when none did
	Corrects string // id of the entry that an undo takes back; an entry is taken back at most once
}

// A TotalQuery asks for the sum of one person's activities of one KPI over a span. Of what was never counted the answer
// is 0.
type TotalQuery struct {
	Team, Person, KPI string
	Span              Span
}

// A DayTotal is the sum of one person's activities of one KPI on one day. Count is in the KPI's unit, as in the ledger;
// a day whose entries add up to nothing may be left out.
type DayTotal struct {
	Person string
	KPI    string
	Day    Day
	Count  int64
}

// An ActivityFilter selects entries of the ledger; a zero field does not filter.
type ActivityFilter struct {
	Team    string
	Person  string
	Inbound string    // key of a delivery of the last day; an older one is forgotten and selects nothing
	Span    Span      // zero value: all days
	Since   time.Time // logged at that instant or later
	Limit   int       // newest first; 0 for all, oldest first
}

// A HuddleEntry is what one person filed for one huddle. Words are raw. The numbers planned are no entries of the
// ledger: what was meant is compared with what was done, and counts for nothing else.
type HuddleEntry struct {
	Person  string
	Planned map[string]int64 // KPI id → number planned for the day
	Hurdle  string           // what could get in the way; the person's words
	Help    string           // what help is wanted; the person's words
	Late    bool
	Edited  bool
	Skipped bool      // "Skip today": nothing is filed and nobody asks again on that day
	Reason  string    // of a skip, for the managers; the person's words, "" when they gave none
	Shown   bool      // the reason is for the team, too
	FiledAt time.Time // of the newest version
	FirstAt time.Time // of the first; filled by the store on reading
}

// A HuddleDay is one huddle of a team: what was filed, and when it opened and closed. It exists from the
// first filing on, which may be the evening before it opens. Instants are in UTC; the day is the one on the team's
// clock, also when it is filed for on the evening before.
type HuddleDay struct {
	Team     string
	Day      Day
	Slot     string    // which of the day's; see [HuddleRef]
	Due      string    // the time of day that it was opened for, "16:00" on the team's clock; "" until then, and of old ones
	OpenedAt time.Time // zero until it was posted
	ClosesAt time.Time
	ClosedAt time.Time // zero while open
	Entries  []HuddleEntry
	Helps    []HuddleHelp // in the order in which they were offered
	Skipping []string     // who skipped an earlier huddle of the day, and with it this one; filled by the store on reading
}

// Ref names the huddle.
func (h HuddleDay) Ref() HuddleRef { return HuddleRef{Team: h.Team, Day: h.Day, Slot: h.Slot} }

// Reflections are the answers of the weekly check-in, in the person's words. "" is an answer that was not given, or is
// no longer kept.
type Reflections struct {
	Best   string // how the best result came about
	Learnt string // what was learnt
	Try    string // the one thing to try next week: a commitment
	Need   string // what is needed from the manager

	Quality string // the answer to the question of the week
}

// A WeeklyCheckIn is one person's filed weekly check-in. It is the rep's and their managers' to read; Share says what
// the team's channel was given besides.
type WeeklyCheckIn struct {
	Team    string
	Person  string
	Week    Day              // first day of the week
	Counts  map[string]int64 // KPI id → the week's total as the person stated it
	Answers Reflections
	// Question is the question of the week as it was asked, so that the answer can be read after the bank has changed.
	Question string
	Promise  string // id of the commitment that Answers.Try became; "" for none
	Share    Shares
	FiledAt  time.Time // of the newest version
	Edited   bool
}

// Shares says which answers of a check-in a person gives to the team's channel.
type Shares struct{ Best, Learnt bool }

// A Change is everything that one delivery or one occurrence changes. It is committed in one transaction or
// not at all; zero fields change nothing. Whoever composes one reads what it rests on first, and says so in Seen, Over,
// Roster and the Revs: the store refuses what has gone stale, and the composer tries again.
type Change struct {
	At      time.Time // the instant that every row of the change carries
	Inbound string    // key of the delivery; a second change under the same key is ErrDuplicate
	About   []string  // people's ids: whom it is about beside those whom the rest of it names; nothing is stored of it

	Activities  []Activity // refused with ErrBelowZero when a day's total would fall below zero
	Huddle      *HuddleDay // times and Due only; Entries are ignored
	Entry       *HuddleFiling
	Seen        *HuddleDay  // the huddle as it was read for this change; see [Change.Rests]
	Help        *HuddleHelp // offered again, it is as it was
	CheckIn     *WeeklyCheckIn
	Over        *time.Time // over which version Entry, CheckIn, WorkBack, OneToOne or Direct's answer is filed; see [ErrNewer]
	Roster      int64      // revision of the roster that Team, Settings or Goal rests on: ErrStale when it is another one by now; 0 is any
	Commitments []Commitment
	Deals       []Deal       // added with Rev 0, else changed; ErrStale when the Rev is another one by now
	Answers     []DealAnswer // added, each the newest of its milestone from then on
	DealMoves   []DealMove   // added
	DealWeeks   []DealWeek   // one for the same deal and week takes the place of the one before
	Clarity     *Clarity     // begun with Rev 0, and its Picks asked; else closed: ErrStale when the Rev is another one by now
	Pick        *ClarityPick // takes the place of the one before; ErrStale once the check has closed, and for who is not asked
	People      []Person     // upserted; SnoozedUntil and Muted are left alone
	Snooze      *Snooze
	Mute        *Mute
	Absences    []Absence // added; one with an id that is there takes its place
	Back        []string  // ids of absences that are taken back; whose they are stands in About
	Settings    *PersonSettings
	Appoint     *Appointment
	Welcomed    []string        // who gets the first word with this change, and never again
	Team        *Team           // made what it says, as the store's ApplyTeam does: by its id, else by its name
	Close       string          // id of a team that ends
	Retention   *int            // months for which people's texts are kept; 0 is for ever
	Draft       *Draft          // kept until the form is finished
	Forget      *Forgetting     // before all else in the change, which must not name them
	Goal        *TeamGoal       // added; of one with an id that is there, only EndedAt is taken
	WorkBack    *Plan           // added; one with an id that is there takes its place
	Audit       []Audit         // At, when zero, is the change's; Team, when empty, is that of the change, where it has one
	Finish      *Occurrence     // the occurrence that this change completes: State Done or Skipped, and Reason
	OneToOne    *OneToOne       // one with an id that is there takes its place, if it is of the same two
	Agenda      []AgendaItem    // added; one with an id that is there takes its place; after OneToOne, which may take them up
	AgendaBack  []string        // ids of open items that are taken back; whose they are stands in About
	Direct      *DirectQuestion // a question is asked or, under its id, answered: what was asked, and of whom, then stays
	Asked       []AskedQuestion // remembered until they are asked the same again
	Plan        []Occurrence    // follow-ups
	Messages    []Message       // outbox; a key that is there already is left as it is
}

// Rests tells whether a change may still be made that was composed from the huddle in Seen, when the huddle is now as
// given. A check-in that does not know that the huddle has closed would be in no manager's summary, and neither would
// one that a closing does not know of; such a change is ErrStale, and is composed again. True when nothing was Seen. It
// is asked inside of the transaction, where now cannot change any more.
func (c Change) Rests(now HuddleDay) bool {
	if c.Seen == nil {
		return true
	}
	if !c.Seen.ClosedAt.Equal(now.ClosedAt) {
		return false
	}
	if c.Huddle == nil || c.Huddle.ClosedAt.IsZero() {
		return true
	}
	// Filed again at the same instant is filed by the same hand.
	return slices.EqualFunc(c.Seen.Entries, now.Entries, func(a, b HuddleEntry) bool {
		return a.Person == b.Person && a.FiledAt.Equal(b.FiledAt)
	})
}

// A HuddleFiling is one person's entry together with the huddle that it belongs to. The huddle need not have opened.
type HuddleFiling struct {
	Team  string
	Day   Day
	Slot  string      // which of the day's; see [HuddleRef]
	Entry HuddleEntry // replaces the person's earlier one
}

// A Snooze silences a person's nudges until an instant. The zero time ends it.
type Snooze struct {
	Person string
	Until  time.Time
}

// A Mute switches nudges about one KPI off (or on again) for a person. It is the person's own choice, and nobody else
// is told of it.
type Mute struct {
	Person string
	KPI    string
	Muted  bool
}

// ErrNewer is the answer to a change whose Over says when that was filed which its form showed, zero for nothing, and a
// newer version was filed since: a form may come minutes late, and must not take back what its person said after it. A
// change without Over takes the place of whatever is there.
var ErrNewer = errors.New("what this would take the place of was filed meanwhile")

// Errors that the store answers with; whoever talks to a person turns them into sentences.
var (
	ErrNotFound   = errors.New("not found")
	ErrDuplicate  = errors.New("this delivery was already processed")
	ErrBelowZero  = errors.New("the day's total would fall below zero")
	ErrUndone     = errors.New("this entry was already taken back")
	ErrTaken      = errors.New("the name is taken")
	ErrStale      = errors.New("what this rests on has changed meanwhile")
	ErrForgotten  = errors.New("is about somebody who asked to be forgotten")
	ErrBusy       = errors.New("the store is busy")
	ErrOutOfSpace = errors.New("the disk is full")
	ErrGone       = errors.New("the file is gone, or another has taken its place")
)
