package store

import (
	"cmp"
	"database/sql"
	"errors"

	"example.com/pacer/bot/coach"
)

// Who is added to a team that is there begins on that day, or on an earlier one of which the ledger has something of theirs:
// who logs yesterday's calls when they come, and whose history is imported, were at work then. It is looked for when
// the roster is read, for there is no column of it.

// A member is a rep of a team.
type member struct{ team, person string }

// firstEntries are the first days of which the ledger has anything, by what was counted. Months sort behind days, and each
// has its days.
const firstEntries = `(SELECT period FROM tally WHERE counter_id = c.id AND count > 0 ORDER BY period LIMIT 1)`

// beginnings are the first days of which the ledger has anything of those who joined, zero for nothing. To find them takes a
// tenth of a second in a company of thousands, and they hardly ever change; so the next picture takes over what this one
// found. Another process adds to no ledger.
type beginnings struct {
	first map[member]coach.Day
	moves int64 // how many times one had moved, at least
}

// moves grows whenever one of them may have moved, before whoever moved it hears of it.
func (d *DB) moves() int64 {
	if d.committer == nil {
		return 0
	}
	return d.committer.moves.Load()
}

// moveJoined begins earlier for those who joined and have something of earlier days. Who left and is back stays where they
// are: what they did before is of another time in the team, and the gap tells when it ended.
func (p *picture) moveJoined(s *session) error {
	if !p.knowsJoined() {
		if err := p.readBeginnings(s); err != nil {
			return err
		}
	}
	for _, t := range p.roster.Teams {
		for person, joined := range t.Joined {
			// A whole day: what is in the ledger does not say from which hour on they were at work.
			if first := p.began.first[member{t.ID, person}]; first != 0 && first < joined.Day && len(t.Gaps[person]) == 0 {
				t.Joined[person] = coach.Beginning{Day: first, Part: coach.WholeDay}
			}
		}
	}
	return nil
}

// knowsJoined tells whether the picture before this one has found out about everybody who joined.
func (p *picture) knowsJoined() bool {
	for _, t := range p.roster.Teams {
		for person := range t.Joined {
			if _, known := p.began.first[member{t.ID, person}]; !known {
				return false
			}
		}
	}
	return true
}

// readBeginnings reads them for everybody who joined. All at once, and not for those alone of whom nothing is known: it is
// one pass over the members either way, and somebody joins a few times a year.
func (p *picture) readBeginnings(s *session) error {
	p.began.first = make(map[member]coach.Day)
	for _, t := range p.roster.Teams {
		for person := range t.Joined {
			p.began.first[member{t.ID, person}] = 0 // known to have nothing, unless a row says more
		}
	}
	// Who is as old in the team as its first members came with it, and has not joined one that was there.
	return s.each(`
		SELECT m.team_id, m.person_id, MIN(`+firstEntries+`)
		FROM (SELECT team_id, MIN(since) AS since FROM team_member GROUP BY team_id) made
		CROSS JOIN team_member m ON m.team_id = made.team_id AND m.role = 'rep' AND m.retired_at IS NULL AND m.since > made.since
		CROSS JOIN counter c ON c.team_id = m.team_id AND c.person_id = m.person_id
		WHERE m.team_id IN `+openTeams+` GROUP BY m.team_id, m.person_id`, nil, func(rows *sql.Rows) error {
		var (
			who   member
			first maybeDate
		)
		err := rows.Scan(&who.team, &who.person, &first)
		if _, joined := p.began.first[who]; joined {
			p.began.first[who] = first.Day
		}
		return err
	})
}

// moveJoining has the roster read again where an entry changes the first day of somebody before they joined. Nearly every
// entry is of a later day, and costs nothing then. It comes after the sums of the entry.
func moveJoining(s *session, a coach.Activity) error {
	who := member{a.Team, a.Person}
	came, known := s.came[who]
	// An entry of that very day may be the one that is taken back, and then the first day is another.
	if known && (a.Day > came || a.Day == came && a.Count > 0) {
		return nil
	}
	var (
		since instant
		zone  string
		first maybeDate
	)
	err := s.row(`
		SELECT m.since, t.zone, (SELECT MIN(`+firstEntries+`) FROM counter c WHERE c.team_id = m.team_id AND c.person_id = m.person_id)
		FROM team_member m JOIN team t ON t.id = m.team_id
		WHERE m.team_id = $1 AND m.role = 'rep' AND m.person_id = $2`, []any{a.Team, a.Person}, &since, &zone, &first)
	if errors.Is(err, coach.ErrNotFound) {
		return nil // of who is no rep nothing is expected
	}
	if err != nil {
		return err
	}
	joined := coach.DayOf(since.Time, zoneOf(zone))
	// The earlier of the two is where they begin; the session remembers it, as the next entries are theirs too.
	s.came[who] = min(joined, cmp.Or(first.Day, joined))
	if a.Day >= joined {
		return nil
	}
	s.moved = true
	return raiseRevision(s)
}
