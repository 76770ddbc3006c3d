package store

import (
	"context"
	"database/sql"
	"fmt"

	"example.com/pacer/bot/coach"
)

// Counted returns every KPI that a team counts or has ever counted. The roster has only those that it counts
// now, but the ledger speaks of all. Those of now come first, in the order of the funnel, then the retired ones in the
// order that they had. An export needs it to give ids their names. A team that is not known has none. Targets are those
// of when each was retired.
func (d *DB) Counted(ctx context.Context, team string) ([]coach.KPI, error) {
	kpis, err := d.kpisWhere(ctx, `team_id = $1`, team)
	if err != nil {
		return nil, fmt.Errorf("KPIs of team %s: %w", team, err)
	}
	return kpis, nil
}

// EverCounted returns every KPI that any team counts or has ever counted, those of teams that were closed too: the
// ledger keeps their entries, and without its unit an amount of money could be taken for a hundred times as much. Of
// several teams the order means nothing; whoever asks looks ids up in it.
func (d *DB) EverCounted(ctx context.Context) ([]coach.KPI, error) {
	kpis, err := d.kpisWhere(ctx, `true`)
	if err != nil {
		return nil, fmt.Errorf("KPIs of all teams: %w", err)
	}
	return kpis, nil
}

// EverTeams returns the names of all teams that there are and were, by id: of a closed one, the name that it had last.
// The roster has open teams alone, and an export names those of its rows.
func (d *DB) EverTeams(ctx context.Context) (names map[string]string, err error) {
	names = make(map[string]string)
	err = d.read(ctx, func(s *session) error {
		return s.each(`SELECT id, name FROM team`, nil, func(rows *sql.Rows) error {
			var id, name string
			err := rows.Scan(&id, &name)
			names[id] = name
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("names of teams: %w", err)
	}
	return names, nil
}

// kpisWhere reads KPIs that a condition names, in the order that Counted promises.
// Lag and minutes are not read: they are about the plan of now, and the roster has them. The condition is a constant of
// this file and never comes from people.
func (d *DB) kpisWhere(ctx context.Context, where string, args ...any) (kpis []coach.KPI, err error) {
	err = d.read(ctx, func(s *session) error {
		kpis, err = collect(s, func(rows *sql.Rows) (k coach.KPI, err error) {
			err = rows.Scan(&k.ID, &k.Name, &k.Plural, (*list)(&k.Aliases), &k.Kind, &k.Unit, &k.Target.Count, &k.Target.Per)
			return k, err
		}, `
			SELECT id, name, plural, aliases, kind, unit, target_count, target_per FROM kpi
			WHERE `+where+` ORDER BY retired_at IS NOT NULL, position, name`, args...)
		return err
	})
	return kpis, err
}
