package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"example.com/pacer/bot/coach"
	"example.com/pacer/bot/coach/tz"
)

// What boards go by: how a team ranks, who does what in it, what its targets were, and its goals.

// always is the day from which a target holds that a team began with. Year 1 sorts before every day that anybody logs
// for, and reads as "0001-01-01", which the dossier explains.
var always = coach.NewDay(1, time.January, 1)

// setBoard writes how the team's boards are made. A team that says the same again changes no row, and so no revision.
// The mode is the word of now, and not dated as targets are: a board of last month is made in the way that the team
// wants boards made today.
func (a *application) setBoard(t coach.Team) error {
	return a.exec(`UPDATE team SET board = $2, compare = $3 WHERE id = $1 AND (board, compare) <> ($2, $3)`,
		a.team, string(t.Board), bit(t.Compare))
}

// setTargets writes down the targets that are new, from today on in the team's zone; those of a team that is new, from the
// beginning, so that a board of last month has something to go by. A KPI that a team begins to count later has no target
// before that day, or it would lower what everybody reached in the past. It comes after the KPIs. A history is never
// rewritten: who reads a board of March reads it by the target of March, also after it was raised.
func (a *application) setTargets(t coach.Team) error {
	today := coach.DayOf(time.UnixMicro(a.now), zoneOf(t.Zone))
	// Every KPI has a row from when it was first saved, one without a target as well: a team without any row is new.
	first, counted := today, 0
	err := a.s.row(`SELECT COUNT(*) FROM kpi_target t JOIN kpi k ON k.id = t.kpi_id WHERE k.team_id = $1`, []any{a.team}, &counted)
	if err != nil {
		return err
	}
	if counted == 0 {
		first = always
	}
	for _, k := range t.KPIs {
		if err := a.setTarget(k, today, first); err != nil {
			return err
		}
	}
	return a.endTargets(today)
}

// zoneOf is a team's zone; UTC where this machine does not know it. A zone may be missing where the time zone database
// of the machine is older; a day that begins some hours off is better than a team that cannot be saved.
func zoneOf(name string) *time.Location {
	zone, err := tz.Load(name)
	if err != nil {
		return time.UTC
	}
	return zone
}

// endTargets writes down that what the team does not count any more has no target from today on. Where it is counted again
// later, nothing was asked of anybody in the days between. It comes after the KPIs were retired. A target of 0 means
// none, as everywhere. The sub-select is by the primary key (kpi_id, from_day), backwards.
func (a *application) endTargets(today coach.Day) error {
	return a.exec(`
		INSERT INTO kpi_target (kpi_id, from_day, count, per)
		SELECT k.id, $2, 0, '' FROM kpi k
		WHERE k.team_id = $1 AND k.retired_at IS NOT NULL
			AND (SELECT t.count FROM kpi_target t WHERE t.kpi_id = k.id ORDER BY t.from_day DESC LIMIT 1) <> 0
		ON CONFLICT (kpi_id, from_day) DO UPDATE SET count = excluded.count, per = excluded.per`, a.team, today.String())
}

// setTarget writes down a target if it is not that of the newest row; first is from when the first one holds. Of one day only
// the last target counts, so one that is taken back on the same day leaves nothing. Rows of days to come are of a clock that
// has been set back, and go.
func (a *application) setTarget(k coach.KPI, today, first coach.Day) error {
	var id string
	if err := a.s.row(`SELECT id FROM kpi WHERE team_id = $1 AND name = $2`, []any{a.team, k.Name}, &id); err != nil {
		return err
	}
	newest := func() (now coach.Target, err error) {
		err = a.s.row(`SELECT count, per FROM kpi_target WHERE kpi_id = $1 ORDER BY from_day DESC LIMIT 1`, []any{id}, &now.Count, &now.Per)
		return now, err
	}
	// The usual case, at each save of a team: nothing is written.
	if now, err := newest(); err == nil && now == k.Target {
		return nil
	}
	if err := a.exec(`DELETE FROM kpi_target WHERE kpi_id = $1 AND from_day >= $2`, id, today.String()); err != nil {
		return err
	}
	now, err := newest()
	switch {
	// Its first, or the one that it had was of today as well.
	case errors.Is(err, coach.ErrNotFound):
		today = first
	case err != nil || now == k.Target:
		return err
	}
	return a.exec(`INSERT INTO kpi_target (kpi_id, from_day, count, per) VALUES ($1, $2, $3, $4)`, id, today.String(), k.Target.Count, k.Target.Per)
}

// What is read here is small: a row a team, a role or a change of a target, of which there are a few a year.

// loadBoards reads how boards are made, what somebody does in a team, and what targets were, also of KPIs that were
// retired. It comes after the teams and members. Maps stay nil for a team without any, which reads the same.
func (p *picture) loadBoards(s *session) error {
	err := s.each(`SELECT id, board, compare FROM team WHERE closed_at IS NULL`, nil, func(rows *sql.Rows) error {
		var (
			id, mode string
			compare  bool
		)
		err := rows.Scan(&id, &mode, &compare)
		t := p.roster.Team(id)
		// The mode is one of those that the schema's CHECK lets in.
		t.Board, t.Compare = coach.BoardMode(mode), compare
		return err
	})
	if err != nil {
		return err
	}
	err = s.each(`SELECT team_id, person_id, segment FROM team_member
		WHERE segment <> '' AND role = 'rep' AND retired_at IS NULL AND team_id IN `+openTeams, nil, func(rows *sql.Rows) error {
		var team, person, segment string
		err := rows.Scan(&team, &person, &segment)
		t := p.roster.Team(team)
		if t.Segments == nil {
			t.Segments = make(map[string]string)
		}
		t.Segments[person] = segment
		return err
	})
	if err != nil {
		return err
	}
	return s.each(`SELECT k.team_id, t.kpi_id, t.from_day, t.count, t.per FROM kpi_target t JOIN kpi k ON k.id = t.kpi_id
		WHERE k.team_id IN `+openTeams+` ORDER BY t.kpi_id, t.from_day`, nil, func(rows *sql.Rows) error {
		var (
			team, kpi string
			from      date
			h         coach.TargetFrom
		)
		err := rows.Scan(&team, &kpi, &from, &h.Target.Count, &h.Target.Per)
		h.From = from.Day
		t := p.roster.Team(team)
		if t.Targets == nil {
			t.Targets = make(map[string][]coach.TargetFrom)
		}
		// Ascending by day, as coach looks through them from the end; a row of 0 says that there was none from then on.
		t.Targets[kpi] = append(t.Targets[kpi], h)
		return err
	})
}

// loadRetired reads what teams once counted, the last that was retired first, and of one day in the order of the funnel. It comes
// after the teams, whose zones tell the day on which each was retired. The order is what coach.Team.CountedOn needs to
// put each back into the place that it had. Target and lag are those of the day on which it was retired, since nobody
// edits what is not counted.
func (p *picture) loadRetired(s *session) error {
	return s.each(`SELECT team_id, id, name, plural, aliases, kind, unit, target_count, target_per, lag, minutes, retired_at, position FROM kpi
		WHERE retired_at IS NOT NULL AND team_id IN `+openTeams+` ORDER BY team_id, retired_at DESC, position, name`, nil, func(rows *sql.Rows) error {
		var (
			team    string
			k       coach.RetiredKPI
			retired instant
		)
		err := rows.Scan(&team, &k.ID, &k.Name, &k.Plural, (*list)(&k.Aliases), &k.Kind, &k.Unit, &k.Target.Count, &k.Target.Per, &k.Lag, &k.Minutes,
			&retired, &k.Place)
		t := p.roster.Team(team)
		k.At, k.Until = retired.Time, coach.DayOf(retired.Time, zoneOf(t.Zone))
		// The day on which it is not counted any more is of the team's zone of now.
		t.Retired = append(t.Retired, k)
		return err
	})
}

// goalDays is for how long a goal is shown after its last day: somebody looks at how last month's went. A goal of last
// month is in it for as long as this month lasts.
const goalDays = 35

// loadGoals reads the teams' goals that nobody ended, of KPIs that are still counted, by their last day. The days are
// compared with UTC's today, of when the picture was read; a goal that is shown a day too long does no harm. Its index
// is team_goal_by_team.
func (p *picture) loadGoals(s *session) error {
	return s.each(`SELECT g.id, g.team_id, g.kpi_id, g.count, g.first_day, g.last_day, g.name, g.made_by, g.made_at
		FROM team_goal g JOIN kpi k ON k.id = g.kpi_id
		WHERE g.ended_at IS NULL AND g.last_day >= $1 AND k.retired_at IS NULL AND g.team_id IN `+openTeams+`
		ORDER BY g.last_day, g.id`, []any{(p.today - goalDays).String()}, func(rows *sql.Rows) error {
		var (
			g           coach.TeamGoal
			first, last date
			made        instant
		)
		err := rows.Scan(&g.ID, &g.Team, &g.KPI, &g.Count, &first, &last, &g.Name, &g.MadeBy, &made)
		g.Span, g.MadeAt = coach.Span{From: first.Day, To: last.Day}, made.Time
		t := p.roster.Team(g.Team)
		t.Goals = append(t.Goals, g)
		return err
	})
}

// putGoal adds a goal, or ends the one of its id; nothing else of one that is there changes, and the first end holds.
// It answers 1 when that made a difference. A goal is frozen once it is made, since people work towards it, so the
// upsert takes nothing but the end. ErrNotFound for a KPI or a team that there is not.
func putGoal(s *session, g coach.TeamGoal) (int64, error) {
	n, err := s.exec(`
		INSERT INTO team_goal (id, team_id, kpi_id, count, first_day, last_day, name, made_by, made_at, ended_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (id) DO UPDATE SET ended_at = excluded.ended_at
		WHERE team_goal.ended_at IS NULL AND excluded.ended_at IS NOT NULL`,
		g.ID, g.Team, g.KPI, g.Count, g.Span.From.String(), g.Span.To.String(), g.Name, g.MadeBy, micros(g.MadeAt), maybeMicros(g.EndedAt))
	return n, known(err)
}

// PersonTotals returns the non-zero totals of one person in a team over a span, ordered by KPI, day: what they did on
// each day. A year of somebody who logs four things a day is a thousand rows. Days alone: the names of months, which
// tally holds too, lie in no range of days. CROSS JOIN has SQLite begin with the person's counters, and not with tally,
// which has rows of everybody. KPIs that were retired are among them. None is no error.
func (d *DB) PersonTotals(ctx context.Context, team, person string, span coach.Span) (totals []coach.DayTotal, err error) {
	err = d.read(ctx, func(s *session) error {
		totals, err = collect(s, func(rows *sql.Rows) (coach.DayTotal, error) {
			var day date
			t := coach.DayTotal{Person: person}
			err := rows.Scan(&t.KPI, &day, &t.Count)
			t.Day = day.Day
			return t, err
		}, `
			SELECT c.kpi_id, t.period, t.count FROM counter c CROSS JOIN tally t
			WHERE c.team_id = $1 AND c.person_id = $2 AND t.counter_id = c.id AND t.period BETWEEN $3 AND $4 AND t.count <> 0
			ORDER BY c.kpi_id, t.period`, team, person, span.From.String(), span.To.String())
		return err
	})
	return totals, err
}
