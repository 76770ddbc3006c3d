package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"example.com/pacer/bot/coach"
)

// What boards of days past go by: who did what in a team, how it cut the time, and how people's own weeks were. Each is written
// down when it changes, from that day on, beside the row that says how it is now.

// setSegments writes what each rep does in the team. It comes after the members, whose rows it changes. A role that
// somebody has who was added on the same day has been theirs all along; any other holds from today on, and boards of days past
// go on ranking them with the colleagues of then. That a row was changed is read from the count of changes: whether the
// UPDATE did anything is what decides, and no look before it could be out of date.
func (a *application) setSegments(t coach.Team) error {
	today := coach.DayOf(time.UnixMicro(a.now), zoneOf(t.Zone))
	for _, person := range t.Reps {
		before := a.changes
		// Managers have no role on a board, since a board ranks reps.
		err := a.exec(`UPDATE team_member SET segment = $3
			WHERE team_id = $1 AND role = 'rep' AND person_id = $2 AND segment <> $3`, a.team, person, t.Segments[person])
		if err != nil {
			return err
		}
		if a.changes == before {
			continue
		}
		if err := a.segmentFrom(person, t.Segments[person], today, zoneOf(t.Zone)); err != nil {
			return err
		}
	}
	return nil
}

// segmentFrom writes down what somebody does from today on. Of one day only the last word counts, and rows of days to
// come are of a clock that has been set back. The day is one of the team's zone, as the days of its boards are. Writes
// happen at most once a save of a team, hence a query for each person who changed.
func (a *application) segmentFrom(person, segment string, today coach.Day, zone *time.Location) error {
	// Two changes on one day leave one row, for a board has no finer unit than a day; the primary key would refuse a
	// second.
	err := a.exec(`DELETE FROM member_segment WHERE team_id = $1 AND person_id = $2 AND from_day >= $3`, a.team, person, today.String())
	if err != nil {
		return err
	}
	// Read after the DELETE: what counts is what held until yesterday. A role that was changed and changed back on one
	// day leaves no row.
	var last string
	err = a.s.row(`SELECT segment FROM member_segment WHERE team_id = $1 AND person_id = $2 ORDER BY from_day DESC LIMIT 1`,
		[]any{a.team, person}, &last)
	from := today
	switch {
	case errors.Is(err, coach.ErrNotFound):
		var since instant
		// The row is there: setMembers has written it, earlier in this transaction.
		err = a.s.row(`SELECT since FROM team_member WHERE team_id = $1 AND role = 'rep' AND person_id = $2`, []any{a.team, person}, &since)
		if err != nil {
			return err
		}
		// Who was added today has no past in this team; a row of today would have them without a role on every day
		// before, for which they may log all the same.
		if coach.DayOf(since.Time, zone) == today {
			from = always
		}
	case err != nil:
		return err
	}
	// It held already before today: to say it again is no change.
	if last == segment {
		return nil
	}
	return a.exec(`INSERT INTO member_segment (team_id, person_id, from_day, segment) VALUES ($1, $2, $3, $4)`,
		a.team, person, from.String(), segment)
}

// setDays writes down how the team cuts the time, from today on; of a team that is new, from the beginning. It comes after the
// team. Holidays are not among them: which days were holidays is a truth about those days, whenever it is entered; see
// coach.CalendarAsOf.
func (a *application) setDays(t coach.Team) error {
	today := coach.DayOf(time.UnixMicro(a.now), zoneOf(t.Zone))
	days := coach.TeamDays{Working: t.WorkingDays, Year: t.Year()}
	// Asked twice: once to leave early where nothing has changed, and again when rows of today have gone.
	newest := func() (last coach.TeamDays, err error) {
		var bits int64
		err = a.s.row(`SELECT working_days, week_start, fiscal_month, fiscal_day FROM team_days WHERE team_id = $1 ORDER BY from_day DESC LIMIT 1`,
			[]any{a.team}, &bits, &last.Year.Week, &last.Year.Fiscal.Month, &last.Year.Fiscal.Day)
		last.Working = weekdaysOf(bits)
		return last, err
	}
	if last, err := newest(); err == nil && last == days {
		return nil
	}
	// Reached by a change alone. As with roles, the last word of a day counts.
	if err := a.exec(`DELETE FROM team_days WHERE team_id = $1 AND from_day >= $2`, a.team, today.String()); err != nil {
		return err
	}
	last, err := newest()
	switch {
	case errors.Is(err, coach.ErrNotFound):
		today = always
	case err != nil || last == days:
		return err
	}
	return a.exec(`INSERT INTO team_days (team_id, from_day, working_days, week_start, fiscal_month, fiscal_day) VALUES ($1, $2, $3, $4, $5, $6)`,
		a.team, today.String(), weekdayBits(days.Working), int64(days.Year.Week), int64(days.Year.Fiscal.Month), days.Year.Fiscal.Day)
}

// weekFrom writes down a person's own week, from today on in their zone; before the first row they had the team's. It
// comes after their row was written. Their own zone beats the one of the Slack profile, as in coach.Person.ZoneName;
// UTC where neither is known.
func weekFrom(s *session, person string, week [7]coach.Part, at time.Time) error {
	var own, slack string
	if err := s.row(`SELECT own_zone, zone FROM person WHERE id = $1`, []any{person}, &own, &slack); err != nil {
		return err
	}
	if own == "" {
		own = slack
	}
	// A person's days are those of their wall clock and not of a team's: they may be in two teams with two zones.
	today, last := coach.DayOf(at, zoneOf(own)).String(), int64(0)
	if _, err := s.exec(`DELETE FROM person_week WHERE person_id = $1 AND from_day >= $2`, person, today); err != nil {
		return err
	}
	err := s.row(`SELECT week FROM person_week WHERE person_id = $1 ORDER BY from_day DESC LIMIT 1`, []any{person}, &last)
	if err != nil && !errors.Is(err, coach.ErrNotFound) {
		return err
	}
	// 0 is the team's week, and what there was before the first row: to go back to it is a row, to begin with it is
	// none.
	if last == partBits(week) {
		return nil
	}
	_, err = s.exec(`INSERT INTO person_week (person_id, from_day, week) VALUES ($1, $2, $3)`, person, today, partBits(week))
	return err
}

// loadPast reads these histories, and who came later than their team. Most teams and people have one row or none, which says
// no more than how it is now, so that only who ever changed costs anything. It comes after the members and the people.
// These tables are small, a row a change, and are read whole with each picture, since boards of any day may be asked
// for.
func (p *picture) loadPast(s *session) error {
	for _, load := range []func(*session) error{p.loadSegments, p.loadDays, p.loadWeeks, p.loadGaps, p.loadJoined} {
		if err := load(s); err != nil {
			return err
		}
	}
	return nil
}

// loadSegments reads what people did in their teams, those who have left among them: they may come back. Ascending by
// day, as coach looks through them from the end.
func (p *picture) loadSegments(s *session) error {
	return s.each(`SELECT team_id, person_id, from_day, segment FROM member_segment
		WHERE team_id IN `+openTeams+` ORDER BY team_id, person_id, from_day`, nil, func(rows *sql.Rows) error {
		var (
			team, person string
			from         date
			row          coach.SegmentFrom
		)
		err := rows.Scan(&team, &person, &from, &row.Segment)
		row.From = from.Day
		t := p.roster.Team(team)
		if t.SegmentsThen == nil {
			t.SegmentsThen = make(map[string][]coach.SegmentFrom)
		}
		// From is the day on which it begins to hold, in the team's zone.
		t.SegmentsThen[person] = append(t.SegmentsThen[person], row)
		return err
	})
}

// loadDays reads how teams cut the time. Every team has at least one row, from the beginning: a new one is given it,
// and the migration gave it to those before.
func (p *picture) loadDays(s *session) error {
	return s.each(`SELECT team_id, from_day, working_days, week_start, fiscal_month, fiscal_day FROM team_days
		WHERE team_id IN `+openTeams+` ORDER BY team_id, from_day`, nil, func(rows *sql.Rows) error {
		var (
			team string
			from date
			bits int64
			row  coach.TeamDaysFrom
		)
		err := rows.Scan(&team, &from, &bits, &row.Year.Week, &row.Year.Fiscal.Month, &row.Year.Fiscal.Day)
		// The first row's day is year 1, which reads as "from the beginning" wherever days are compared.
		row.From, row.Working = from.Day, weekdaysOf(bits)
		t := p.roster.Team(team)
		t.DaysThen = append(t.DaysThen, row)
		return err
	})
}

// loadWeeks reads people's own weeks. Weeks are a person's own matter and of no team, so there is no condition of teams
// here.
func (p *picture) loadWeeks(s *session) error {
	return s.each(`SELECT person_id, from_day, week FROM person_week ORDER BY person_id, from_day`, nil, func(rows *sql.Rows) error {
		var (
			person string
			from   date
			week   int64
		)
		err := rows.Scan(&person, &from, &week)
		who := p.roster.Person(person)
		// A day of the zone in which the person lived when they said it. Moving does not shift what is past.
		who.WeeksThen = append(who.WeeksThen, coach.WeekFrom{From: from.Day, Week: partsOf(week)})
		p.roster.People[person] = who
		return err
	})
}

// loadJoined finds who was added to a team after it was made, by whoever was in it first, also if they have left. So
// the first of a team never count as having joined, and a team that was made with everybody in it has no map at all. It
// comes after the gaps.
func (p *picture) loadJoined(s *session) error {
	anybody := false
	err := s.each(`SELECT team_id, MIN(since) FROM team_member WHERE team_id IN `+openTeams+` GROUP BY team_id`, nil, func(rows *sql.Rows) error {
		var (
			team  string
			first instant
		)
		err := rows.Scan(&team, &first)
		t := p.roster.Team(team)
		zone := zoneOf(t.Zone)
		// Of the first who was ever in it, and not of the team's row: a team may have been made empty.
		made := coach.DayOf(first.Time, zone)
		for person, since := range p.teams[team].reps {
			if since.Equal(first.Time) {
				continue // nearly everybody in a large team
			}
			// By the day and not by the instant: a team that was made in the morning and filled in the afternoon began
			// with all of them.
			if day := coach.DayOf(since, zone); day > made {
				if t.Joined == nil {
					t.Joined = make(map[string]coach.Beginning)
				}
				t.Joined[person], anybody = coach.BeganAt(since, zone), true
			}
		}
		return err
	})
	if err != nil || !anybody {
		return err
	}
	return p.moveJoined(s)
}

// Past returns what the roster does not show of a team's people because it is long ago: their absences that ended on a day or
// later, and all active plans that they ever made. For a team of hundreds that is some thousand rows: it is for boards
// of days before Roster.Since. It reads what loadAbsences and loadPlans leave out, by the same columns, and is for reps
// of now: who has left is on no board but as part of a total. CROSS JOIN fixes the order of the join in SQLite, members
// first and then the index absence_by_person for each; without it the planner may go through all absences.
func (d *DB) Past(ctx context.Context, team string, since coach.Day) (past coach.Past, err error) {
	err = d.snapshot(ctx, func(s *session) error {
		past.Absences, err = collect(s, scanAbsence, `
			SELECT a.id, a.person_id, a.from_day, a.to_day, a.part, a.here, a.source, a.said_by, a.made_at
			FROM team_member m CROSS JOIN absence a
			WHERE m.team_id = $1 AND m.role = 'rep' AND m.retired_at IS NULL
				AND a.person_id = m.person_id AND (a.to_day IS NULL OR a.to_day >= $2)
			ORDER BY a.made_at, a.id`, team, since.String())
		if err != nil {
			return err
		}
		past.Plans, err = plansOf(s, `team_id = $1 AND state = 'active'`, team)
		return err
	})
	if err != nil {
		return coach.Past{}, fmt.Errorf("past of team %s: %w", team, err)
	}
	return past, nil
}
