package store

import (
	"database/sql"

	"example.com/pacer/bot/coach"
)

// loadPeople reads everybody whom Slack was asked about, members of a team or not: an admin need not be in one, and a
// guest is refused by what is known of them.
// People are values in the roster's map: a loader after this one takes a copy, adds to it, and puts it back. Rows of
// some thousand people are read in a few milliseconds, and only after a change.
func (p *picture) loadPeople(s *session) error {
	return s.each(`
		SELECT id, name, zone, zone_since, asked_at, admin, guest, stranger, bot, deleted, snoozed_until, appointed,
			own_zone, nudges, hidden, hours_from, hours_to, quiet_from, quiet_to, digest_at, week
		FROM person`, nil, func(rows *sql.Rows) error {
		var (
			who                   coach.Person
			since, asked, snoozed instant
			week                  int64
		)
		// The columns of personPart, in its order. 0 and the empty text are "as the team has it".
		own := &who.Settings
		err := rows.Scan(&who.ID, &who.Name, &who.Zone, &since, &asked, &who.Admin, &who.Guest, &who.Stranger, &who.Bot,
			&who.Deleted, &snoozed, &who.Appointed,
			&own.Zone, &own.Nudges, &own.Hidden, &own.Hours.From, &own.Hours.To, &own.Quiet.From, &own.Quiet.To,
			&own.DigestAt, &week)
		who.SnoozedUntil, own.Week = snoozed.Time, partsOf(week)
		p.roster.People[who.ID] = who
		// For the schedules alone: what was due in a zone before somebody lived in it is nobody's.
		p.zoned[who.ID] = since.Time
		// The zone is younger than Slack's first answer: they had another before.
		p.moved[who.ID] = !asked.IsZero() && since.After(asked.Time)
		return err
	})
}

// loadMutes reads which KPIs people do not want to be nudged about. Somebody may mute before Slack was asked
// about them; they are then known by their id and this.
// A KPI that is retired stays muted, so that it is when it comes back. Nobody but the person is shown these.
func (p *picture) loadMutes(s *session) error {
	return s.each(`SELECT person_id, kpi_id FROM person_mute ORDER BY person_id, kpi_id`, nil,
		func(rows *sql.Rows) error {
			var person, kpi string
			err := rows.Scan(&person, &kpi)
			who := p.roster.Person(person)
			who.Muted = append(who.Muted, kpi)
			p.roster.People[person] = who
			return err
		})
}

// absenceDays is how long ago an absence may have ended to be in the roster: two quarters and some days, the longest
// that is looked back on with a calendar.
// Plans that held in that time are in the roster by the same measure; what was before it, Past reads. The days are counted from when the picture was
// read: what grows old stays in it until the next change, which is too much rather than too little.
const absenceDays = 200

// loadAbsences reads who was away lately, is, or will be. They are not bound to a person's row: somebody may be away
// before Slack was asked about them.
// In the order in which they were made, since coach lets the later of two decide. An open end, NULL, is always read.
func (p *picture) loadAbsences(s *session) error {
	return s.each(`
		SELECT id, person_id, from_day, to_day, part, here, source, said_by, made_at FROM absence
		WHERE to_day IS NULL OR to_day >= $1 ORDER BY made_at, id`, []any{p.roster.Since.String()},
		func(rows *sql.Rows) error {
			// After an error a is worth nothing; each ends with it, and the picture is thrown away.
			a, err := scanAbsence(rows)
			who := p.roster.Person(a.Person)
			who.Absences = append(who.Absences, a)
			p.roster.People[a.Person] = who
			return err
		})
}

// The query's columns have to be in this order. A NULL end is Forever, which maybeDate leaves where it is.
func scanAbsence(rows *sql.Rows) (a coach.Absence, err error) {
	var (
		from   date
		to     maybeDate
		madeAt instant
	)
	to.Day = coach.Forever
	err = rows.Scan(&a.ID, &a.Person, &from, &to, &a.Part, &a.Here, &a.Source, &a.By, &madeAt)
	a.Span, a.MadeAt = coach.Span{From: from.Day, To: to.Day}, madeAt.Time
	return a, err
}

// loadWelcomed reads who has had their first word, in whichever team that was, one that they have left or that was
// closed included.
// It is asked of all teams, so that who changes teams is not welcomed twice.
func (p *picture) loadWelcomed(s *session) error {
	return s.each(`SELECT DISTINCT person_id FROM team_member WHERE welcomed = 1`, nil, func(rows *sql.Rows) error {
		var person string
		err := rows.Scan(&person)
		who := p.roster.Person(person)
		who.Welcomed = true
		p.roster.People[person] = who
		return err
	})
}

// loadWorkspace reads what holds for everybody.
// The row was made with the schema; a file without it is no database of Pacer's.
func (p *picture) loadWorkspace(s *session) error {
	var err error
	if p.roster.Forgotten, err = loadForgotten(s); err != nil {
		return err
	}
	return s.row(`SELECT retention_months FROM workspace WHERE id = 1`, nil, &p.roster.RetentionMonths)
}

// partsOf reads a part for each weekday, two bits each, Sunday's the lowest.
// Bits above the fourteenth are passed over. 0, which is no work on any day, stands for "the team's week".
func partsOf(bits int64) (week [7]coach.Part) {
	for i := range week {
		week[i] = coach.Part(bits>>(2*i)) & coach.WholeDay
	}
	return week
}

// partBits is the inverse of partsOf.
func partBits(week [7]coach.Part) (bits int64) {
	for i, part := range week {
		bits |= int64(part&coach.WholeDay) << (2 * i)
	}
	return bits
}
