package bot

// What the bot asks of the store. Package store implements it; bot and store never import one another.
//
// Reading methods give one picture of one moment; two calls may see two moments, which is why a change says what it
// rests on (its revisions, Seen, Over) and is refused with ErrStale or ErrNewer where that is gone. What people do is
// written by Commit alone; besides, the deliverer marks its rows, and the loop that tidies erases.

import (
	"context"
	"time"

	"example.com/pacer/bot/coach"
)

// Store is what the bot needs to remember. One method is one transaction. Errors are those of package
// coach (ErrDuplicate, ErrBusy, …), wrapped with what they are about.
type Store interface {
	// Roster returns the newest picture of teams and people. It is cheap to call for every envelope.
	Roster(ctx context.Context) (*coach.Roster, error)

	// Commit applies the change and returns once it would survive a power cut. The context bounds only the
	// wait for a place in the queue; a change that was taken up is finished.
	Commit(ctx context.Context, c coach.Change) error

	// Totals answers each query with its sum, in order.
	Totals(ctx context.Context, queries []coach.TotalQuery) ([]int64, error)
	// DayTotals returns the non-zero totals of everybody in a team over a span, ordered by person, KPI, day.
	DayTotals(ctx context.Context, team string, span coach.Span) ([]coach.DayTotal, error)
	// PeriodTotals returns the non-zero sums of everybody in a team over a span, one row for each person and KPI, ordered
	// by person, KPI. Day is span.From, whichever days the sum is made of. For a large team over a month it costs a
	// third of DayTotals; an empty span has no rows.
	PeriodTotals(ctx context.Context, team string, span coach.Span) ([]coach.DayTotal, error)
	// PersonTotals returns the non-zero totals of one person in a team over a span, ordered by KPI, day: what they did on
	// each day. A year is about a thousand rows.
	PersonTotals(ctx context.Context, team, person string, span coach.Span) ([]coach.DayTotal, error)
	// Past returns what the roster does not show of a team's people because it is long ago: absences that ended on a day or
	// later, and all active plans. It is for boards of days before Roster.Since.
	Past(ctx context.Context, team string, since coach.Day) (coach.Past, error)
	// Activities returns entries of the ledger.
	Activities(ctx context.Context, f coach.ActivityFilter) ([]coach.Activity, error)

	// Huddle returns a huddle with its entries in the order of filing; ErrNotFound when nothing was filed or posted.
	Huddle(ctx context.Context, ref coach.HuddleRef) (coach.HuddleDay, error)
	// Huddles returns all huddles of a team over a span of days that were filed for or opened, by day, and within a day in
	// the order in which they opened; those that have not come last.
	Huddles(ctx context.Context, team string, span coach.Span) ([]coach.HuddleDay, error)
	// Hurdles returns what a team's people named as being in their way in the huddles of some days, the earliest first;
	// about is the one person whose hurdles they are, "" for everybody's.
	Hurdles(ctx context.Context, team, about string, span coach.Span) ([]coach.NamedHurdle, error)
	// CheckIns returns the weekly check-ins filed in a team for the week that starts on week.
	CheckIns(ctx context.Context, team string, week coach.Day) ([]coach.WeeklyCheckIn, error)
	// Commitments returns a team's open commitments, moved ones included, the earliest due first.
	Commitments(ctx context.Context, team string) ([]coach.Commitment, error)
	// Settled returns a team's commitments of which it was said what became of them about the week that begins on a day or
	// about a later one, the earliest made first; moved ones are open.
	Settled(ctx context.Context, team string, week coach.Day) ([]coach.Commitment, error)
	// Deals returns the deals that a filter selects, in the order in which they were made, each with the newest answer to
	// each milestone, and without moves and weeks.
	Deals(ctx context.Context, f coach.DealFilter) ([]coach.DealRecord, error)
	// Deal returns the deal with that id and everything that is known about it, the oldest first; ErrNotFound when there
	// is none.
	Deal(ctx context.Context, id string) (coach.DealRecord, error)
	// DealWeeks returns what was said about a team's deals for the week that starts on week, in that order.
	DealWeeks(ctx context.Context, team string, week coach.Day) ([]coach.DealWeek, error)
	// Clarity returns the clarity check with that id and its picks; ErrNotFound when there is none.
	Clarity(ctx context.Context, id string) (coach.Clarity, error)
	// OpenClarity returns the clarity check of a team that is open and its picks; ErrNotFound when none is.
	OpenClarity(ctx context.Context, team string) (coach.Clarity, error)
	// Coaching returns what is written down about the coaching in a team since a day, for one reader: the private notes in
	// it are theirs, and those of others are left out.
	Coaching(ctx context.Context, f coach.BookFilter) (coach.CoachingBook, error)
	// DirectQuestion returns a question that was asked in a direct message; ErrNotFound when there is none.
	DirectQuestion(ctx context.Context, id string) (coach.DirectQuestion, error)
	// OpenQuestions returns the questions of all teams, closed ones too, that were asked in direct messages and have no
	// answer, the earliest first; without those whose words are no longer kept.
	OpenQuestions(ctx context.Context) ([]coach.DirectQuestion, error)
	// Occurrences returns the newest recorded occurrences, newest first.
	Occurrences(ctx context.Context, limit int) ([]coach.Occurrence, error)

	// Counted returns every KPI that a team counts or ever counted.
	Counted(ctx context.Context, team string) ([]coach.KPI, error)
	// Plans returns all plans that a person ever made or was proposed in a team, the newest first.
	Plans(ctx context.Context, team, person string) ([]coach.Plan, error)
	// Draft returns the form of a kind that somebody has begun; ErrNotFound when there is none.
	Draft(ctx context.Context, person, kind string) (coach.Draft, error)
	// Audits returns the newest lines of who changed what, newest first, at most limit; of one team when its id is given.
	Audits(ctx context.Context, team string, limit int) ([]coach.Audit, error)

	// Dossier calls each for everything that is stored about a person, part by part, in one picture; instants are written
	// in the zone. Each may take its time, and must not read from the store.
	Dossier(ctx context.Context, person string, zone *time.Location, each func(coach.DossierEntry) error) error
	// ExpireTexts erases people's texts that are older than an instant, a few at a time; it answers how many rows had any.
	ExpireTexts(ctx context.Context, before time.Time) (erased int, err error)
	// Rewrite leaves nothing in the files of what was erased, if anything was since it did so last. ErrBusy while somebody
	// reads for long; it is to be called again then.
	Rewrite(ctx context.Context) (done bool, err error)

	Outbox
}

// Outbox is the part of the store that the deliverer works through.
type Outbox interface {
	// DueMessages returns messages that may be sent at now: pending or unknown, NextAt reached, and their
	// Thread or Target sent (ThreadTS, for Edit and Delete Channel, and for Edit DoubtAt are then filled in). Urgent first,
	// then the lower Priority, then oldest first, in the order of the commits. An edit or delete whose target ended
	// unsent is dropped by this call, a reply whose parent did too. What was committed or begun after now, before the
	// clock was set back, is due.
	DueMessages(ctx context.Context, now time.Time, limit int) ([]coach.Message, error)
	// NextMessageAt returns the earliest NextAt of a message that waits only for time; ok is false when
	// there is none.
	NextMessageAt(ctx context.Context) (at time.Time, ok bool, err error)
	// MarkMessage writes the delivery fields of m (State, NextAt, StartedAt, Attempts, Reason, SentTo,
	// SentTS, Text, Blocks) under its key, if the row is still in state from; ErrNotFound when it is not.
	// When an Edit becomes Sending, older unsent edits of the same target become Superseded.
	MarkMessage(ctx context.Context, m coach.Message, from coach.MessageState) error
	// Message returns the message with that key.
	Message(ctx context.Context, key string) (coach.Message, error)
	// MessagesUnder returns the message with that key and those whose keys go on from it after a slash, by their keys.
	MessagesUnder(ctx context.Context, key string) ([]coach.Message, error)
	// MessageAt returns the message that was sent to a channel under Slack's ts.
	MessageAt(ctx context.Context, channel, ts string) (coach.Message, error)
	// RecoverMessages turns what was Sending when the process ended into Unknown. Called once at the start.
	RecoverMessages(ctx context.Context, now time.Time) error
	// OutboxCounts returns how many messages are in each state that is not final, and how many failed.
	OutboxCounts(ctx context.Context) (map[coach.MessageState]int, error)
}
