package coach

import (
	"slices"
	"time"
)

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
	Zones    map[string]*time.Location // loaded zones by IANA name, filled by LoadZones; nil when it was not called
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

// Leading returns the team's leading KPIs in funnel order.
func (t *Team) Leading() []KPI {
	var leading []KPI
	for _, k := range t.KPIs {
		if k.Kind == Leading {
			leading = append(leading, k)
		}
	}
	return leading
}

// KPI returns the KPI with that id; ok is false when the team has none.
func (t *Team) KPI(id string) (k KPI, ok bool) {
	i := slices.IndexFunc(t.KPIs, func(k KPI) bool { return k.ID == id })
	if i < 0 {
		return KPI{}, false
	}
	return t.KPIs[i], true
}

// Manages tells whether the person manages the team.
func (t *Team) Manages(person string) bool { return slices.Contains(t.Managers, person) }
