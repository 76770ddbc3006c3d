package coach

import (
	"cmp"
	"slices"
	"time"
)

// Weekdays is a set of days of the week, indexed by time.Weekday. As an array it can be compared, and Sunday comes
// first whatever day a team's week begins on.
type Weekdays [7]bool

// A Team is a sales team: one home channel, its managers and reps, a zone, a calendar, and the few numbers
// that it steers by. It is shared between readers and never changed once it is in a roster: whoever edits one works on
// a copy, and the store makes the next. What is "kept by the store" is filled on reading and passed over on writing, so
// that a form that sends a team back cannot change its past.
type Team struct {
	ID          string // UUIDv7
	Name        string // unique
	Channel     string // Slack channel id
	Zone        string // IANA name
	WeekStart   time.Weekday
	Fiscal      Fiscal // where its months and quarters begin; the zero value is the calendar's
	WorkingDays Weekdays
	Holidays    []Holiday               // ascending by day, one a day
	KPIs        []KPI                   // in funnel order, the top first
	Managers    []string                // Slack user ids
	Reps        []string                // Slack user ids
	Starts      map[string]Start        // by user id; who is not in it has always been there
	Group       string                  // Slack user group that Reps are kept in step with; "" when they are set by hand
	Statuses    []string                // what a Slack status says of somebody who is away, in lower case; nil is AwayStatuses
	Rhythms     map[RhythmKind][]string // cron expressions; an empty list is a rhythm that is off
	Huddle      HuddleTimes
	Process     Process // the way of its deals; nil is DefaultProcess, so that readers ask Stages
	// Questions are the team's own, each as CheckQuestion wants it. The weekly check-ins take turns in them instead of in
	// QualityBank, and coaching may ask them beside its own. Nil is none.
	Questions []string
	Board     BoardMode         // what its leaderboards rank by
	Compare   bool              // its share of plan may stand on a board of teams that do the same
	Segments  map[string]string // by user id, a word for what somebody does ("SDR"): boards rank within each

	Began   Beginning               // kept by the store, which moves it when something earlier is logged
	Gaps    map[string][]Gap        // ascending: when it was closed, under "", and when somebody who is back had left it, by user id; kept by the store
	Targets map[string][]TargetFrom // by KPI id, ascending: what targets were; kept by the store, and none is what KPIs say
	Goals   []TeamGoal              // for days that are running, to come or not long over; kept by the store
	Retired []RetiredKPI            // what it once counted, those that were retired last first; kept by the store

	SegmentsThen map[string][]SegmentFrom // by user id, ascending: what Segments were; kept by the store, and none is what it says
	DaysThen     []TeamDaysFrom           // ascending: how it cut the time; kept by the store
	Joined       map[string]Beginning     // by user id, in its zone, of who was added on a day after it was made; kept by the store, which moves it as Began
}

// A Holiday is a day on which a team does not work. It is the team's; days off of single people are absences.
type Holiday struct {
	Day  Day
	Name string // "Thanksgiving"; "" when nobody named it
}

// A Start is when somebody began in a team, and how they grow into its targets. A ramp begins on Day. In its n-th week
// the person's share of a target is n of Ramp+1 parts; see Start.weight.
type Start struct {
	Day  Day // first day with the team; zero when unknown
	Ramp int // weeks from then on in which the target grows to the whole; 0 is none
}

// A Beginning is when a team began to count. Of what was before it nothing is written down, so nothing is expected of it:
// a team that is made on a Wednesday has three fifths of a week's target in that week, and nobody is behind in it for
// Monday. The zero value is a team that has always been there. The store moves it to an earlier day when somebody logs
// for one: then there is something written down of that day.
type Beginning struct {
	Day  Day  // in the team's zone; zero for always
	Part Part // which halves of that day count; of later days both do
}

// BeganAt is the beginning of a team that is made at an instant, in the team's zone. Of the day on which it is made only
// the halves of office hours count that are still whole: all of it until nine in the morning, the afternoon until that
// begins, and none of it later. Nobody is behind an hour after their team was set up. By the usual office hours and not
// by anybody's own, since the team has no people when it begins.
func BeganAt(at time.Time, zone *time.Location) Beginning {
	wall := at.In(zone)
	b := Beginning{Day: DayOf(at, zone)}
	switch minute := wall.Hour()*60 + wall.Minute(); {
	case minute <= OfficeHours.From:
		b.Part = WholeDay
	case OfficeHours.at(minute) == Morning:
		b.Part = Afternoon
	}
	return b
}

// FirstDay is the first day that counts as a whole; zero for always.
func (b Beginning) FirstDay() Day {
	if b.Day == 0 || b.Part == WholeDay {
		return b.Day
	}
	return b.Day + 1
}

// leaves is what the beginning leaves of a day. Of a day before it nothing, of one behind it everything.
func (b Beginning) leaves(d Day) Part {
	switch {
	case b.Day == 0, d > b.Day:
		return WholeDay
	case d < b.Day:
		return 0
	default:
		return b.Part
	}
}

// A Gap is a time in which a team was closed, or in which somebody was not in it who is back. Nothing is expected of it: what
// was before stays what it was, and counts together with what comes after.
type Gap struct {
	From Day       // on which it was closed, or they left; nothing of it counts either. Zero for who was never in it before
	Back Beginning // after From
}

// leaves is what the gap leaves of a day.
func (g Gap) leaves(d Day) Part {
	if d < g.From {
		return WholeDay
	}
	return g.Back.leaves(d)
}

// A Person is somebody of the workspace, as Slack last described them. The first part is Slack's and is written over
// with each answer of Slack's; the rest is Pacer's own, and stays whatever Slack says.
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

	Appointed bool       // named by an admin to set Pacer up as they may
	Welcomed  bool       // they have had the first word that a new member of a team gets, or were there before it
	Settings  Settings   // what they chose themselves
	WeeksThen []WeekFrom // ascending: what Settings.Week was; kept by the store, and none is what it says
	Absences  []Absence  // of the last months and to come, in the order in which they were said
	Plans     []Plan     // active and proposed ones, in the order in which they were made
}

// SetsUp tells whether the person may set Pacer up: an admin or owner of the workspace, or whoever they named. Slack's
// admins always may; Appointed is for a workspace whose admins have other things to do. It is asked at each action, of
// the newest roster.
func (p Person) SetsUp() bool { return p.Admin || p.Appointed }

// ZoneName is the IANA name of the zone that the person lives in: their own choice, else what Slack says; "" until
// Slack was asked. A choice of one's own beats Slack's for who travels: Slack's zone follows the laptop.
func (p Person) ZoneName() string { return cmp.Or(p.Settings.Zone, p.Zone) }

// A Roster is one consistent picture of who there is and how teams are set up. It is read-only: it may be
// shared between readers. One that somebody holds stays as it is while newer ones are made, so that all of one answer
// is of one moment.
type Roster struct {
	Revision int64 // grows with every change of what the roster shows
	Teams    []*Team
	People   map[string]Person
	Zones    map[string]*time.Location // loaded zones by IANA name, filled by LoadZones; nil when it was not called

	Since Day // the absences and plans of this day and later are all in it; zero for those of all days

	RetentionMonths int // for how many months people's texts are kept; 0 is for ever
	Forgotten       Forgotten
}

// Team returns the team with that id, or nil. A closed team is nil, as one that never was.
func (r *Roster) Team(id string) *Team {
	for _, t := range r.Teams {
		if t.ID == id {
			return t
		}
	}
	return nil
}

// Person returns what is known of a user id; somebody that Slack was never asked about has only the id. So a caller
// need not ask whether somebody is known; what is not known is the zero value, which lets nobody do more than others.
func (r *Roster) Person(id string) Person {
	if p, ok := r.People[id]; ok {
		return p
	}
	return Person{ID: id}
}

// Leading returns the team's leading KPIs in funnel order.
func (t *Team) Leading() []KPI { return LeadingOf(t.KPIs) }

// LeadingOf are the leading ones of some KPIs, in their order.
func LeadingOf(kpis []KPI) []KPI {
	var leading []KPI
	for _, k := range kpis {
		if k.Kind == Leading {
			leading = append(leading, k)
		}
	}
	return leading
}

// KPI returns the KPI with that id; ok is false when the team has none. Retired ones are not found; EverKPI finds them.
func (t *Team) KPI(id string) (k KPI, ok bool) {
	i := slices.IndexFunc(t.KPIs, func(k KPI) bool { return k.ID == id })
	if i < 0 {
		return KPI{}, false
	}
	return t.KPIs[i], true
}

// Manages tells whether the person manages the team.
func (t *Team) Manages(person string) bool { return slices.Contains(t.Managers, person) }
