package coach

import "time"

// TeamsOf returns the teams that the person is a rep of, in the order of the roster.
func (r *Roster) TeamsOf(person string) []*Team { panic("to come") }

// Managed returns the teams that the person manages.
func (r *Roster) Managed(person string) []*Team { panic("to come") }

// TeamIn returns the team whose home channel it is, or nil.
func (r *Roster) TeamIn(channel string) *Team { panic("to come") }

// Zone returns the person's zone, else the team's; UTC when neither loads.
func (r *Roster) Zone(person string, t *Team) *time.Location { panic("to come") }

// Active returns the reps of the team who take part: not deactivated, not guests, bots or strangers.
func (r *Roster) Active(t *Team) []Person { panic("to come") }
