package coach

import "time"

// RhythmKind names a ritual. The kinds that a cron expression starts are in Rhythms; the others are
// follow-ups that an occurrence plans when it runs. It is stored in occurrences and rhythms, so that a kind is never
// renamed.
type RhythmKind string

// The rituals.
const (
	Huddle         RhythmKind = "huddle"
	HuddleReminder RhythmKind = "huddle_reminder" // follow-up: to those who have not filed
	HuddleClose    RhythmKind = "huddle_close"    // follow-up: the wrap-up
	CheckIn        RhythmKind = "checkin"
	Leaderboard    RhythmKind = "leaderboard"
	Nudge          RhythmKind = "nudge"
	Digest         RhythmKind = "digest"
	DigestLater    RhythmKind = "digest_later" // follow-up: to the managers who want it later in the day

	// ClarityClose is what a clarity check plans when it begins, under its own id as the rhythm's: nothing else starts it.
	ClarityClose RhythmKind = "clarity_close"
)

// A Rhythm describes one kind of ritual: a row of the table Rhythms. CatchUp is from the nominal instant on. It is
// shorter where lateness makes a ritual useless: a huddle at noon is none.
type Rhythm struct {
	Kind     RhythmKind
	Default  []string      // cron expressions, five fields, on the wall clock of the zone; nil for a follow-up
	Personal bool          // runs once in each zone that a rep of the team lives in, instead of the team's
	CatchUp  time.Duration // how late an occurrence may still run after downtime
}

// Rhythms is the table of rituals, in the order in which people meet them. Adding one is a row here and what the bot
// does at its time; setup, team file and status read the table. Days on which the team does not work are passed over
// when they come, hence "every day".
var Rhythms = []Rhythm{
	{Kind: Huddle, Default: []string{"0 9 * * *"}, CatchUp: 45 * time.Minute},
	{Kind: HuddleReminder, CatchUp: 45 * time.Minute},
	{Kind: HuddleClose, CatchUp: 12 * time.Hour},
	{Kind: Nudge, Default: []string{"30 11 * * *", "0 15 * * *"}, Personal: true, CatchUp: 2 * time.Hour},
	{Kind: CheckIn, Default: []string{"0 15 * * 5"}, Personal: true, CatchUp: 12 * time.Hour},
	{Kind: Leaderboard, Default: []string{"0 17 * * 5"}, CatchUp: 12 * time.Hour},
	{Kind: Digest, Default: []string{"30 8 * * 1"}, Personal: true, CatchUp: 12 * time.Hour},
	{Kind: DigestLater, CatchUp: 12 * time.Hour},
	{Kind: ClarityClose, CatchUp: 90 * 24 * time.Hour}, // whoever asked waits for it
}

// RhythmOf returns the row of Rhythms for kind; ok is false when there is none.
func RhythmOf(kind RhythmKind) (row Rhythm, ok bool) {
	for _, r := range Rhythms {
		if r.Kind == kind {
			return r, true
		}
	}
	return Rhythm{}, false
}

// A Schedule is one cron expression of one team's rhythm in one zone. It is derived on reading: one for each zone that
// a rhythm is needed in, and none is stored.
type Schedule struct {
	Rhythm string // id of the stored rhythm; with Zone and an instant it names an occurrence
	Team   string // team id
	Kind   RhythmKind
	Cron   string
	Zone   string    // IANA name
	Since  time.Time // when the expression took effect; nothing before it is due
	Last   time.Time // nominal instant of the newest recorded occurrence in this zone; zero when there is none
}

// OccurrenceState is where an occurrence stands. It ends done or skipped.
type OccurrenceState string

// The states of an occurrence.
const (
	Planned OccurrenceState = "planned" // a follow-up whose instant may lie in the future
	Claimed OccurrenceState = "claimed" // somebody is running it
	Done    OccurrenceState = "done"
	Skipped OccurrenceState = "skipped" // with a reason
)

// An Occurrence is one due instant of a rhythm in a zone. (Rhythm, Kind, Zone, Due) is its identity. Due is the wall
// time of the expression as an instant, and stays the identity when the occurrence runs late.
type Occurrence struct {
	Rhythm string
	Team   string
	Kind   RhythmKind
	Zone   string
	Due    time.Time // the nominal instant
	State  OccurrenceState
	Reason string // why it was skipped: "late", "superseded", NotWorkingDay, …
}

// NotWorkingDay is the reason of an occurrence that was due on a weekday on which the team never works. Nothing was missed
// by it: a rhythm that says "daily" means the days on which there is somebody. Others, such as a holiday, are said in
// words of their own.
const NotWorkingDay = "not a working day"

// Missed tells whether an occurrence was not held that somebody may have waited for.
func (o Occurrence) Missed() bool { return o.State == Skipped && o.Reason != NotWorkingDay }
