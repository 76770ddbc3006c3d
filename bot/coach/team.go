package coach

import "time"

// Kind tells what a KPI measures.
type Kind string

// The kinds of KPI. A team has at most MaxLeading leading ones.
const (
	Leading Kind = "leading" // an activity that the rep controls
	Lagging Kind = "lagging" // a result
)

// MaxLeading is how many leading KPIs a team may have: few numbers are steered, many are only reported.
const MaxLeading = 4

// A KPI is a thing that is counted. Its place in Team.KPIs is its place in the funnel.
type KPI struct {
	ID      string   // UUIDv7; stays when the KPI is renamed
	Name    string   // singular, lower case: "conversation"
	Plural  string   // "conversations"; the name itself where there is none ("revenue")
	Aliases []string // other words that /log understands
	Kind    Kind
	Unit    string // "" for a count, else an ISO 4217 currency code; amounts are then in its minor unit
	Target  Target // the team's default
}

// A Target is how much of a KPI is meant to be done in a period. A Count of zero means that there is no
// target.
type Target struct {
	Count int64 // whole things, or minor units of money
	Per   Period
}

// Weekdays is a set of days of the week, indexed by time.Weekday.
type Weekdays [7]bool

// A Team is a sales team: one home channel, its managers and reps, a zone, a calendar, and the few numbers
// that it steers by.
type Team struct {
	ID          string // UUIDv7
	Name        string // unique
	Channel     string // Slack channel id
	Zone        string // IANA name
	WeekStart   time.Weekday
	WorkingDays Weekdays
	Holidays    []Day                   // ascending
	KPIs        []KPI                   // in funnel order, the top first
	Managers    []string                // Slack user ids
	Reps        []string                // Slack user ids
	Rhythms     map[RhythmKind][]string // cron expressions; an empty list is a rhythm that is off
}

// A Person is somebody of the workspace, as Slack last described them.
type Person struct {
	ID       string // Slack user id
	Name     string // display name; people's text, never markup
	Zone     string // IANA name; "" until Slack was asked
	Admin    bool   // workspace admin or owner
	Guest    bool   // restricted or ultra-restricted
	Stranger bool   // of another organisation
	Bot      bool
	Deleted  bool // deactivated in Slack

	SnoozedUntil time.Time // no nudges before this instant; zero when not snoozed
	Muted        []string  // KPI ids that are not nudged about
}

// A Roster is one consistent picture of who there is and how teams are set up. It is read-only: it may be
// shared between readers.
type Roster struct {
	Revision int64 // grows with every change of what the roster shows
	Teams    []*Team
	People   map[string]Person
}

// Team returns the team with that id, or nil.
func (r *Roster) Team(id string) *Team {
	for _, t := range r.Teams {
		if t.ID == id {
			return t
		}
	}
	return nil
}

// Person returns what is known of a user id; somebody that Slack was never asked about has only the id.
func (r *Roster) Person(id string) Person {
	if p, ok := r.People[id]; ok {
		return p
	}
	return Person{ID: id}
}

// Money tells whether amounts are money in the KPI's unit.
func (k KPI) Money() bool { return k.Unit != "" }

// Amount writes a count with its word, grammatical for 0, 1 and many: "1 meeting", "5 meetings", "€12,500".
func (k KPI) Amount(n int64) string { panic("to come") }

// Number writes a count without its word: "5", "€12,500".
func (k KPI) Number(n int64) string { panic("to come") }

// Leading returns the team's leading KPIs in funnel order.
func (t *Team) Leading() []KPI { panic("to come") }

// KPI returns the KPI with that id; ok is false when the team has none.
func (t *Team) KPI(id string) (k KPI, ok bool) { panic("to come") }

// Manages tells whether the person manages the team.
func (t *Team) Manages(person string) bool { panic("to come") }
