package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"example.com/pacer/bot/coach"
)

// RebuildSums makes every kept sum anew from the ledger, all of them or none, and writes a line of the audit that says so. It is
// for a database that [CompareSums] finds fault with, and harms no other. After an error everything is as it was.
//
// Refused while a process serves the database ([TakenError]): that one remembers answers, which would stay wrong. Whoever
// only reads, or adds to the ledger, goes on beside it. A database of an older schema is [ErrOlder]. It takes about as long
// as CompareSums, and room on the disk for the new sums. Now is the instant of the line.
func RebuildSums(ctx context.Context, path string, by Holder, now time.Time) (err error) {
	if err := mustExist(path); err != nil {
		return err
	}
	claim, err := Lock(path, by)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, claim.Release()) }()
	// Open would bring it up to date, which is for whoever serves it.
	if err := upToDate(ctx, path); err != nil {
		return err
	}
	d, err := Open(ctx, path, Options{Now: func() time.Time { return now }})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	return d.write(ctx, func(s *session) error {
		if err := rebuildSums(s); err != nil {
			return fmt.Errorf("sums of %s: %w", path, err)
		}
		return applyChange(s, coach.Change{At: now, Audit: []coach.Audit{
			{By: coach.ByCommandLine, What: "sums", Detail: "The sums were built anew from the ledger."},
		}})
	})
}

// rebuildSums empties the sums and makes them as adding entry by entry does: of each day, and of each month as the sum of its
// days. Numbers of counters stay, as they are remembered; who has entries and no number gets one.
func rebuildSums(s *session) error {
	for _, statement := range []string{
		`INSERT INTO counter (id, team_id, person_id, kpi_id)
			SELECT (SELECT COALESCE(MAX(id), 0) FROM counter) + ROW_NUMBER() OVER (ORDER BY team_id, person_id, kpi_id),
				team_id, person_id, kpi_id
			FROM (SELECT DISTINCT team_id, person_id, kpi_id FROM activity) each
			WHERE NOT EXISTS (SELECT 1 FROM counter c
				WHERE c.team_id = each.team_id AND c.person_id = each.person_id AND c.kpi_id = each.kpi_id)`,
		`DELETE FROM tally`,
	} {
		if _, err := s.exec(statement); err != nil {
			return err
		}
	}
	_, err := s.exec(`INSERT INTO tally (counter_id, period, count)
		SELECT c.id, a.day, SUM(a.count) FROM activity a
		JOIN counter c ON c.team_id = a.team_id AND c.person_id = a.person_id AND c.kpi_id = a.kpi_id GROUP BY 1, 2`)
	if err != nil {
		return errors.Join(belowZero(s), err)
	}
	_, err = s.exec(`INSERT INTO tally (counter_id, period, count)
		SELECT counter_id, 'M' || substr(period, 1, 7), SUM(count) FROM tally GROUP BY 1, 2`)
	return err
}

// belowZero names the first day on which more was taken back than was logged, which a sum that is too high lets through; nil
// when there is none. No table takes such a sum.
func belowZero(s *session) error {
	var person, kpi, day string
	err := s.row(`SELECT person_id, kpi_id, day FROM activity GROUP BY team_id, person_id, kpi_id, day HAVING SUM(count) < 0
		ORDER BY 1, 2, 3 LIMIT 1`, nil, &person, &kpi, &day)
	if errors.Is(err, coach.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return fmt.Errorf("on %s more was taken back than %s had logged, KPI %s: log what is missing, then build them anew", day, person, kpi)
}
