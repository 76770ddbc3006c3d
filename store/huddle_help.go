package store

import (
	"database/sql"

	"example.com/pacer/bot/coach"
)

// insertHelp writes down that somebody helps. Said again it is as it was. ErrNotFound for a huddle that there is not.
// The helper's own is not refused here: whom a button is shown is the bot's to decide. There is no taking back.
func insertHelp(s *session, c coach.Change) error {
	h := c.Help
	_, err := s.exec(`
		INSERT INTO huddle_help (team_id, day, slot, person_id, helper_id, said_at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (team_id, day, slot, person_id, helper_id) DO NOTHING`,
		h.Team, h.Day.String(), h.Slot, h.Person, h.Helper, micros(c.At))
	return known(err)
}

// readHelps returns who helps whom with what they named in a huddle, in the order in which it was said. By the
// beginning of the primary key; a huddle has a handful.
func readHelps(s *session, ref coach.HuddleRef) ([]coach.HuddleHelp, error) {
	return collect(s, func(rows *sql.Rows) (coach.HuddleHelp, error) {
		h := coach.HuddleHelp{Team: ref.Team, Day: ref.Day, Slot: ref.Slot}
		err := rows.Scan(&h.Person, &h.Helper)
		return h, err
	}, `SELECT person_id, helper_id FROM huddle_help WHERE team_id = $1 AND day = $2 AND slot = $3
		ORDER BY said_at, person_id, helper_id`, ref.Team, ref.Day.String(), ref.Slot)
}
