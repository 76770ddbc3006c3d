package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"example.com/pacer/bot/coach"
)

// The roles of a team's members, as the schema has them. They are two rows for who has both, each with its own since.
// The words are in the schema's CHECK, so that a slip here is an error and no third role.
const (
	roleManager = "manager"
	roleRep     = "rep"
)

// ApplyTeam makes the team with t's name what t says, or adds it; changed tells whether that made a difference.
// It is idempotent. A t with an id is that team, whatever it was called before; without one, as team files are, it is the
// one of the same name. A KPI is known in the same way, by its id or by its name, so that history follows. KPIs, people
// and cron expressions that t does not list are retired, not deleted, and come back as themselves. A cron expression that
// is new, and all when the zone is, count from now: nothing before is due. A kind of rhythm that t.Rhythms lacks gets its
// default. A team that was closed is open again.
//
// T is taken to be valid (what may be in a team file is checked where it is read), except that a rhythm's
// kind must be one that a cron expression can start. Errors: [coach.ErrTaken] when it would have the name of another
// team, or a KPI that of one that the team has or had; [coach.ErrNotFound] for an id that there is not.
//
// Without ids, a team that has another name is another team, and so is a KPI: to rename one is to retire it and to begin
// anew, and nothing here asks back. Other teams are left as they are.
// Now is the instant from which what is new counts. What people set up is applied by Commit, together with the line
// of the audit; this is for teams that nobody set up, those of the playground and of tests.
func (d *DB) ApplyTeam(ctx context.Context, t coach.Team, now time.Time) (changed bool, err error) {
	err = d.write(ctx, func(s *session) error {
		n, err := applyTeam(s, t, now)
		if err != nil {
			return err
		}
		// The revision stays where nothing changed, so that applying the same file at each start has nobody read the
		// roster again.
		if changed = n > 0; !changed {
			return nil
		}
		return raiseRevision(s)
	})
	if err != nil {
		return false, fmt.Errorf("team %s: %w", t.Name, err)
	}
	return changed, nil
}

// applyTeam is ApplyTeam in somebody's transaction; it answers how many rows that changed.
// The revision is raised by the caller, once for all that its change did.
func applyTeam(s *session, t coach.Team, now time.Time) (int64, error) {
	// Before anything is written. A follow-up, such as the closing of a huddle, is started by what it follows and has
	// no expression.
	for kind := range t.Rhythms {
		if !slices.Contains(scheduledKinds(), kind) {
			return 0, fmt.Errorf("there is no rhythm %q with a schedule", kind)
		}
	}
	a := &application{s: s, now: micros(now), zone: zoneOf(t.Zone)}
	if err := a.apply(t); err != nil {
		return 0, err
	}
	// Last, for it is about the people that the team now has. To be listed in a team is to be added by hand, however
	// long one has been in it.
	anew, err := beginAnew(s, slices.Concat(t.Managers, t.Reps)...)
	return a.changes + anew, err
}

// closeTeam ends a team: nobody is in it any more, and nothing of it is due. It answers 1 when it was open.
// Its rows stay, since the ledger refers to them: every query for the roster asks for teams that are open. Closing
// again changes nothing, and keeps the first instant. ApplyTeam opens it.
func closeTeam(s *session, id string, at time.Time) (int64, error) {
	return s.exec(`UPDATE team SET closed_at = $2 WHERE id = $1 AND closed_at IS NULL`, id, micros(at))
}

// An application is one run of ApplyTeam. Every statement in it changes only rows that differ, so that the
// number of changed rows tells whether there was anything to do.
// It lives as long as one transaction.
type application struct {
	s       *session
	now     int64 // microseconds
	zone    *time.Location
	team    string
	changes int64
}

// exec runs a statement and counts what it changed. Queries go to the session itself, so that they do not count.
func (a *application) exec(query string, args ...any) error {
	n, err := a.s.exec(query, args...)
	a.changes += n
	return err
}

// apply writes the team first, whose id everything else refers to. An error names the part of the team; the transaction
// takes back what was done before it. The histories of days, targets and roles come after the rows that say how it is
// now.
func (a *application) apply(t coach.Team) error {
	if err := a.upsertTeam(t); err != nil {
		return err
	}
	if err := a.setDays(t); err != nil {
		return fmt.Errorf("working days: %w", err)
	}
	if err := a.setHolidays(t.Holidays); err != nil {
		return fmt.Errorf("holidays: %w", err)
	}
	if err := a.setKPIs(t.KPIs); err != nil {
		return fmt.Errorf("KPIs: %w", err)
	}
	if err := a.setTargets(t); err != nil {
		return fmt.Errorf("targets: %w", err)
	}
	if err := a.setBoard(t); err != nil {
		return fmt.Errorf("board: %w", err)
	}
	if err := a.setMembers(roleManager, t.Managers, nil); err != nil {
		return fmt.Errorf("managers: %w", err)
	}
	if err := a.setMembers(roleRep, t.Reps, t.Starts); err != nil {
		return fmt.Errorf("reps: %w", err)
	}
	if err := a.setSegments(t); err != nil {
		return fmt.Errorf("roles: %w", err)
	}
	if err := a.setProcess(t.Process); err != nil {
		return fmt.Errorf("process: %w", err)
	}
	return a.setRhythms(t.Rhythms)
}

// setRhythms sets every kind that a schedule starts. A kind that is missing and one whose list is empty are different
// things: the first gets its default, the second is switched off.
// A kind that t.Rhythms has and nobody starts was refused before.
func (a *application) setRhythms(rhythms map[coach.RhythmKind][]string) error {
	for _, row := range coach.Rhythms {
		if row.Default == nil {
			continue
		}
		crons, ok := rhythms[row.Kind]
		if !ok {
			crons = row.Default
		}
		if err := a.setRhythm(row.Kind, crons); err != nil {
			return fmt.Errorf("rhythm %s: %w", row.Kind, err)
		}
	}
	return nil
}

// upsertTeam finds the team by its id or its name, or adds it, and learns its id. A changed zone is dated, because
// schedules in it begin then.
// The name is the key of the upsert: names are unique, and a team file has no id. A team that is opened again is
// dated anew too, or all rituals of the time in which it was closed would be due.
func (a *application) upsertTeam(t coach.Team) error {
	if err := a.rename(t); err != nil {
		return err
	}
	// Thrown away where the team is there, which is cheaper than to look first.
	id, err := newID()
	if err != nil {
		return err
	}
	// Read before the upsert, which opens the team and takes the instant away.
	var closed instant
	err = a.s.row(`SELECT closed_at FROM team WHERE name = $1`, []any{t.Name}, &closed)
	if err != nil && !errors.Is(err, coach.ErrNotFound) {
		return err
	}
	began := coach.BeganAt(time.UnixMicro(a.now), a.zone)
	err = a.exec(`
		INSERT INTO team (id, name, channel, zone, zone_since, week_start, working_days, fiscal_month, fiscal_day,
			user_group, statuses, remind_after, close_after, questions, made_day, made_part)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
		ON CONFLICT (name) DO UPDATE SET
			channel = excluded.channel, week_start = excluded.week_start, working_days = excluded.working_days,
			fiscal_month = excluded.fiscal_month, fiscal_day = excluded.fiscal_day,
			user_group = excluded.user_group, statuses = excluded.statuses, closed_at = NULL,
			remind_after = excluded.remind_after, close_after = excluded.close_after, questions = excluded.questions,
			zone_since = CASE WHEN team.zone = excluded.zone AND team.closed_at IS NULL
				THEN team.zone_since ELSE excluded.zone_since END,
			zone = excluded.zone
		WHERE team.closed_at IS NOT NULL
			OR (team.channel, team.zone, team.week_start, team.working_days, team.fiscal_month, team.fiscal_day,
				team.user_group, team.statuses, team.remind_after, team.close_after, team.questions)
			<> (excluded.channel, excluded.zone, excluded.week_start, excluded.working_days, excluded.fiscal_month,
				excluded.fiscal_day, excluded.user_group, excluded.statuses, excluded.remind_after, excluded.close_after,
				excluded.questions)`,
		id, t.Name, t.Channel, t.Zone, a.now, int64(t.WeekStart), weekdayBits(t.WorkingDays),
		int64(t.Fiscal.Month), t.Fiscal.Day, t.Group, listJSON(t.Statuses),
		t.Huddle.Remind, t.Huddle.Close, listJSON(t.Questions), began.Day.String(), int64(began.Part))
	if err != nil {
		return err
	}
	// By the name, whichever of the two ways it went: RETURNING answers nothing for a row that the WHERE left alone.
	if err := a.s.row(`SELECT id FROM team WHERE name = $1`, []any{t.Name}, &a.team); err != nil {
		return err
	}
	return a.gap("", closed.Time)
}

// rename gives the team and the KPIs that t knows by their ids the names that t has for them, so that the rest of an
// application finds them by these.
// One after the other, once those that pass on their names have let go of them, so that two may swap.
func (a *application) rename(t coach.Team) error {
	if t.ID == "" {
		return nil
	}
	if err := a.letGo(t); err != nil {
		return err
	}
	err := a.renameOne(`SELECT COUNT(*) FROM team WHERE id = $1`,
		`UPDATE team SET name = $2 WHERE id = $1 AND name <> $2`, t.ID, t.Name)
	for _, k := range t.KPIs {
		if err != nil || k.ID == "" {
			continue
		}
		err = a.renameOne(`SELECT COUNT(*) FROM kpi WHERE id = $1 AND team_id = $2`,
			`UPDATE kpi SET name = $3 WHERE id = $1 AND team_id = $2 AND name <> $3`, k.ID, t.ID, k.Name)
	}
	return err
}

// letGo gives each KPI whose name another one of the team is to have its id for a name, until it is renamed in the same
// transaction. No word that people type is an id. Names are unique in a team, and SQLite checks that with each
// statement and not at the end of the transaction.
func (a *application) letGo(t coach.Team) error {
	for _, k := range t.KPIs {
		for _, other := range t.KPIs {
			if k.ID == "" || other.ID == "" || k.ID == other.ID {
				continue
			}
			// Not counted: the renaming that follows is.
			_, err := a.s.exec(`UPDATE kpi SET name = id WHERE id = $1 AND team_id = $2 AND name = $3 AND name <> $4`, k.ID, t.ID, other.Name, k.Name)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// renameOne updates a row that has to be there; the last argument is its name, which the first query does not take.
// A name that a retired KPI has is taken as well: it keeps the name in the ledger, and comes back under it.
func (a *application) renameOne(find, update string, args ...any) error {
	name := args[len(args)-1]
	// Looked for first, because an UPDATE that changes no row may have found one that is called so already.
	var n int
	if err := a.s.row(find, args[:len(args)-1], &n); err != nil {
		return err
	}
	if n == 0 {
		return fmt.Errorf("%v: %w", name, coach.ErrNotFound)
	}
	err := a.exec(update, args...)
	if isUnique(err) {
		return fmt.Errorf("%v: %w", name, errors.Join(coach.ErrTaken, err))
	}
	return err
}

// setHolidays makes the holidays those given. Holidays carry no history, so that others are deleted. A day that is
// listed twice is one.
// Days are civil dates, of no zone. What the ledger holds is not touched by a day that turns out to be a holiday. A
// holiday that is taken out is a working day again for boards of that day too.
func (a *application) setHolidays(holidays []coach.Holiday) error {
	keep := make(map[string]bool)
	for _, h := range holidays {
		keep[h.Day.String()] = true
		err := a.exec(`
			INSERT INTO team_holiday (team_id, day, name) VALUES ($1, $2, $3)
			ON CONFLICT (team_id, day) DO UPDATE SET name = excluded.name WHERE team_holiday.name <> excluded.name`,
			a.team, h.Day.String(), h.Name)
		if err != nil {
			return err
		}
	}
	remove := func(day string) error {
		return a.exec(`DELETE FROM team_holiday WHERE team_id = $1 AND day = $2`, a.team, day)
	}
	return a.others(keep, remove, `SELECT day FROM team_holiday WHERE team_id = $1`, a.team)
}

// setKPIs makes the KPIs those given, in that order. The name decides which is which: the new id is used only
// where there is no row of that name, retired ones included.
// What was logged of a KPI that is retired stays, and so does its counter: when it comes back its sums are there.
// Places go from 0 without gaps, and two rows may have the same for a moment, so nothing keeps them unique.
func (a *application) setKPIs(kpis []coach.KPI) error {
	keep := make(map[string]bool)
	for position, k := range kpis {
		id, err := newID()
		if err != nil {
			return err
		}
		// By the name, which rename has made the new one.
		keep[k.Name] = true
		err = a.exec(`
			INSERT INTO kpi (id, team_id, name, plural, aliases, kind, unit, target_count, target_per, lag, minutes, position)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
			ON CONFLICT (team_id, name) DO UPDATE SET
				plural = excluded.plural, aliases = excluded.aliases, kind = excluded.kind, unit = excluded.unit,
				target_count = excluded.target_count, target_per = excluded.target_per,
				lag = excluded.lag, minutes = excluded.minutes, position = excluded.position, retired_at = NULL
			WHERE kpi.retired_at IS NOT NULL
				OR (kpi.plural, kpi.aliases, kpi.kind, kpi.unit, kpi.target_count, kpi.target_per, kpi.lag, kpi.minutes,
					kpi.position)
				<> (excluded.plural, excluded.aliases, excluded.kind, excluded.unit, excluded.target_count,
					excluded.target_per, excluded.lag, excluded.minutes, excluded.position)`,
			id, a.team, k.Name, k.Plural, listJSON(k.Aliases), k.Kind, k.Unit, k.Target.Count, k.Target.Per, k.Lag, k.Minutes,
			position)
		if err != nil {
			return fmt.Errorf("%s: %w", k.Name, err)
		}
	}
	// Others asks only for those that are not retired, so that the instant of the first time stays.
	retire := func(name string) error {
		return a.exec(`UPDATE kpi SET retired_at = $3 WHERE team_id = $1 AND name = $2`, a.team, name, a.now)
	}
	return a.others(keep, retire, `SELECT name FROM kpi WHERE team_id = $1 AND retired_at IS NULL`, a.team)
}

// setMembers makes the people in a role those given. Who comes back counts from now: they owe no ritual of the
// time between.
// Starts are for reps alone: a manager has no target. A person need not be known to Slack yet; their row is made when
// it is asked about them. Who goes keeps what they logged, and their row with since and retired_at; a manager who also
// sells keeps the other role.
func (a *application) setMembers(role string, people []string, starts map[string]coach.Start) error {
	keep := make(map[string]bool)
	// Likewise before the upserts, which take away when somebody had left.
	gone, err := a.left(role)
	if err != nil {
		return err
	}
	clear(a.s.came) // whoever is added, or is back, may begin anew
	a.s.moved = true
	for position, person := range people {
		// Twice in a list is once, at the first place. The team's check refuses it where people write it.
		if keep[person] {
			continue
		}
		// start_day may be NULL, and NULL <> NULL is not true in SQL: hence IS DISTINCT FROM below.
		keep[person] = true
		err := a.exec(`
			INSERT INTO team_member (team_id, person_id, role, position, since, start_day, ramp)
			VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (team_id, role, person_id) DO UPDATE SET
				position = excluded.position, start_day = excluded.start_day, ramp = excluded.ramp, retired_at = NULL,
				since = CASE WHEN team_member.retired_at IS NULL THEN team_member.since ELSE excluded.since END
			WHERE team_member.retired_at IS NOT NULL
				OR (team_member.position, team_member.ramp) <> (excluded.position, excluded.ramp)
				OR team_member.start_day IS DISTINCT FROM excluded.start_day`,
			a.team, person, role, position, a.now, maybeDay(starts[person].Day, 0), starts[person].Ramp)
		if err == nil {
			err = a.gap(person, gone[person])
		}
		if err != nil {
			return fmt.Errorf("%s: %w", person, err)
		}
	}
	retire := func(person string) error {
		return a.exec(`UPDATE team_member SET retired_at = $4 WHERE team_id = $1 AND role = $2 AND person_id = $3`,
			a.team, role, person, a.now)
	}
	return a.others(keep, retire,
		`SELECT person_id FROM team_member WHERE team_id = $1 AND role = $2 AND retired_at IS NULL`, a.team, role)
}

// setRhythm makes the cron expressions of a kind those given. One that was switched off and comes back is the
// same rhythm, with its history, and is in effect from now. Expressions are compared as texts: "0 9 * * 1-5" and
// "0 9 * * mon-fri" are two rhythms, and to go from one to the other is to begin anew.
// Whether an expression can run is the scheduler's to say, before this. The id that stays is what occurrences are
// recorded under.
func (a *application) setRhythm(kind coach.RhythmKind, crons []string) error {
	keep := make(map[string]bool)
	for position, cron := range crons {
		if keep[cron] {
			continue
		}
		keep[cron] = true
		id, err := newID()
		if err != nil {
			return err
		}
		err = a.exec(`
			INSERT INTO rhythm (id, team_id, kind, cron, position, since) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (team_id, kind, cron) DO UPDATE SET
				position = excluded.position, retired_at = NULL,
				since = CASE WHEN rhythm.retired_at IS NULL THEN rhythm.since ELSE excluded.since END
			WHERE rhythm.retired_at IS NOT NULL OR rhythm.position <> excluded.position`,
			id, a.team, kind, cron, position, a.now)
		if err != nil {
			return err
		}
	}
	retire := func(cron string) error {
		return a.exec(`UPDATE rhythm SET retired_at = $4 WHERE team_id = $1 AND kind = $2 AND cron = $3`,
			a.team, kind, cron, a.now)
	}
	return a.others(keep, retire,
		`SELECT cron FROM rhythm WHERE team_id = $1 AND kind = $2 AND retired_at IS NULL`, a.team, kind)
}

// others calls remove for each name that the query answers and keep lacks. In SQL alone it would be NOT IN with as many
// arguments as there are names, and a prepared text for each number of them.
// It gathers the names before it writes, since a session is in one query at a time.
func (a *application) others(keep map[string]bool, remove func(string) error, query string, args ...any) error {
	names, err := collect(a.s, func(rows *sql.Rows) (name string, err error) {
		err = rows.Scan(&name)
		return name, err
	}, query, args...)
	if err != nil {
		return err
	}
	for _, name := range names {
		if keep[name] {
			continue
		}
		if err := remove(name); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}
