package store

import (
	"database/sql"

	"example.com/pacer/bot/coach"
)

// insertHelp writes down that somebody helps. Said again it is as it was. ErrNotFound for a huddle that there is not.
// The helper's own is not refused here: whom a button is shown is the bot's to decide. There is no taking back. Two who
// press at once are two rows; one who presses twice is one, and keeps its place in the order below.
func insertHelp(s *session, c coach.Change) error {
	h := c.Help
	_, err := s.exec(`
		INSERT INTO huddle_help (team_id, day, slot, person_id, helper_id, said_at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (team_id, day, slot, person_id, helper_id) DO NOTHING`,
		h.Team, h.Day.String(), h.Slot, h.Person, h.Helper, micros(c.At))
	return known(err)
}

// readHelps puts who helps whom with what they named into huddles, in the order in which it was said. Within are the
// team and the first and last day. By the beginning of the primary key; a huddle has a handful.
func readHelps(s *session, within []any, byRef map[coach.HuddleRef]*coach.HuddleDay) error {
	return s.each(`
		SELECT team_id, day, slot, person_id, helper_id FROM huddle_help WHERE team_id = $1 AND day BETWEEN $2 AND $3
		ORDER BY said_at, person_id, helper_id`, within, func(rows *sql.Rows) error {
		var day date
		var help coach.HuddleHelp
		err := rows.Scan(&help.Team, &day, &help.Slot, &help.Person, &help.Helper)
		help.Day = day.Day
		// Every offer has its huddle, by the foreign key, in one snapshot.
		h := byRef[coach.HuddleRef{Team: help.Team, Day: help.Day, Slot: help.Slot}]
		if err == nil && h != nil {
			h.Helps = append(h.Helps, help)
		}
		return err
	})
}
