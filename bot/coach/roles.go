package coach

import (
	"slices"
	"time"

	"example.com/pacer/bot/coach/tz"
)

// TeamsOf returns the teams that the person is a rep of, in the order of the roster. Whether they still take part in
// the workspace is not asked here; the door has asked it.
func (r *Roster) TeamsOf(person string) []*Team {
	return r.teamsWhere(func(t *Team) bool { return slices.Contains(t.Reps, person) })
}

// Managed returns the teams that the person manages. It is what every page of a manager begins with.
func (r *Roster) Managed(person string) []*Team {
	return r.teamsWhere(func(t *Team) bool { return t.Manages(person) })
}

// teamsWhere returns the teams that somebody belongs to. A workspace has a handful, so they are simply gone
// through.
func (r *Roster) teamsWhere(belongs func(*Team) bool) []*Team {
	var teams []*Team
	for _, t := range r.Teams {
		if belongs(t) {
			teams = append(teams, t)
		}
	}
	return teams
}

// TeamIn returns the team whose home channel it is, or nil. No two teams have the same one, see CheckTeam.
func (r *Roster) TeamIn(channel string) *Team {
	for _, t := range r.Teams {
		if t.Channel == channel {
			return t
		}
	}
	return nil
}

// Zone returns the person's zone, else the team's (t may be nil); UTC when neither loads. It never fails, since a
// message at an hour that is off is better than none; doctor tells of zones that do not load.
func (r *Roster) Zone(person string, t *Team) *time.Location {
	if loc := r.location(r.Person(person).ZoneName()); loc != nil {
		return loc
	}
	if t != nil {
		if loc := r.location(t.Zone); loc != nil {
			return loc
		}
	}
	return time.UTC
}

// location returns the zone with that IANA name, or nil when it does not load.
func (r *Roster) location(name string) *time.Location {
	loc, ok := r.Zones[name]
	if !ok {
		loc, _ = tz.Load(name)
	}
	return loc
}

// LoadZones fills Zones with every zone that the roster names. Whoever makes a roster calls it before the
// roster is shared; a roster without it works too, and tries a zone that does not load each time.
func (r *Roster) LoadZones() {
	// A zone that does not load is kept as nil, so that it is not tried again for every message.
	zones := map[string]*time.Location{}
	for _, t := range r.Teams {
		zones[t.Zone] = r.location(t.Zone)
	}
	for _, p := range r.People {
		if _, ok := zones[p.ZoneName()]; !ok {
			zones[p.ZoneName()] = r.location(p.ZoneName())
		}
	}
	r.Zones = zones
}

// Active returns the reps of the team who take part, in the order of Team.Reps: not deactivated, not guests, bots or
// strangers. Who is away is among them, as that is a matter of a day.
func (r *Roster) Active(t *Team) []Person {
	var active []Person
	for _, id := range t.Reps {
		if p := r.Person(id); p.takesPart() {
			active = append(active, p)
		}
	}
	return active
}

// takesPart tells whether somebody is a full, living member of the workspace. Who was never asked about is
// taken to be one: the first message to them finds out.
func (p Person) takesPart() bool { return !p.Deleted && !p.Guest && !p.Bot && !p.Stranger }
