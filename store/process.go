package store

import (
	"database/sql"
	"slices"

	"example.com/pacer/bot/coach"
)

// A named is a stage or a milestone as far as its id is concerned. Which of the two is meant, where they contradict
// each other, is settle's to decide. Both are settled in the same way, each among their own kind.
type named struct{ id, name string }

// setProcess makes the team's process the one given. None, or the default one word for word, leaves no row in use: the
// team has the default, also when a later program has a better one.
//
// Ids stay with names, as KPIs' do. What t names by an id is that; a name that the team had before is again what it was;
// a name of the default process has the default's id, under which deals may know it already; anything else is new.
// Stages are never deleted, as deals, answers and moves name them by their ids without a foreign key: the default
// process has no rows to refer to.
func (a *application) setProcess(process coach.Process) error {
	standard := coach.DefaultProcess()
	if process.Equal(standard) {
		process = nil
	}
	// The retired ones too: a stage that comes back under its old name is the old one, and the deals that were left in
	// it are in it again.
	had, err := a.names(`SELECT id, name FROM stage WHERE team_id = $1 ORDER BY id`)
	if err != nil {
		return err
	}
	// The default process is looked through even where the team has rows of its own: deals made before its first edit have
	// its ids.
	var wanted, usual []named
	for _, s := range process {
		wanted = append(wanted, named{s.ID, s.Name})
	}
	for _, s := range standard {
		usual = append(usual, named{s.ID, s.Name})
	}
	ids, err := settle(wanted, had, usual)
	if err != nil {
		return err
	}
	keep := make(map[string]bool)
	for i, s := range process {
		keep[ids[i]] = true
		// Places are not unique in the schema, so that two stages can trade theirs one row after the other.
		err := a.exec(`
			INSERT INTO stage (team_id, id, name, position) VALUES ($1, $2, $3, $4)
			ON CONFLICT (team_id, id) DO UPDATE SET name = excluded.name, position = excluded.position, retired_at = NULL
			WHERE stage.retired_at IS NOT NULL OR (stage.name, stage.position) <> (excluded.name, excluded.position)`,
			a.team, ids[i], s.Name, i)
		if err != nil {
			return err
		}
	}
	// After the stages, to which milestones refer.
	if err := a.setMilestones(process, ids); err != nil {
		return err
	}
	// With a time and no DELETE: what was retired goes on naming what old deals passed through, in people's dossiers.
	retire := func(id string) error {
		return a.exec(`UPDATE stage SET retired_at = $3 WHERE team_id = $1 AND id = $2`, a.team, id, a.now)
	}
	return a.others(keep, retire, `SELECT id FROM stage WHERE team_id = $1 AND retired_at IS NULL`, a.team)
}

// setMilestones makes the milestones those of the process, whose stages have the ids given. A milestone that stands in
// another stage than before is the same one: what was answered is still known. The WHERE of the upsert leaves a row
// alone that says the same already: it does not count as a change then, and the roster's revision stays.
func (a *application) setMilestones(process coach.Process, stages []string) error {
	// Of the whole team and not stage by stage, so that a milestone may move between stages and stay what it is.
	had, err := a.names(`SELECT id, name FROM milestone WHERE team_id = $1 ORDER BY id`)
	if err != nil {
		return err
	}
	var wanted, usual []named
	for _, m := range process.Until(len(process)) {
		wanted = append(wanted, named{m.ID, m.Name})
	}
	standard := coach.DefaultProcess()
	for _, m := range standard.Until(len(standard)) {
		usual = append(usual, named{m.ID, m.Name})
	}
	ids, err := settle(wanted, had, usual)
	if err != nil {
		return err
	}
	keep := make(map[string]bool)
	for _, id := range ids {
		keep[id] = true
	}
	for i, s := range process {
		// In the order of Until, in which ids was made: stage after stage, and within each from the top.
		for position, m := range s.Milestones {
			err := a.exec(`
				INSERT INTO milestone (team_id, id, stage_id, name, ask, position) VALUES ($1, $2, $3, $4, $5, $6)
				ON CONFLICT (team_id, id) DO UPDATE SET stage_id = excluded.stage_id, name = excluded.name, ask = excluded.ask,
					position = excluded.position, retired_at = NULL
				WHERE milestone.retired_at IS NOT NULL OR (milestone.stage_id, milestone.name, milestone.ask, milestone.position)
					<> (excluded.stage_id, excluded.name, excluded.ask, excluded.position)`,
				a.team, ids[0], stages[i], m.Name, m.Ask, position)
			if err != nil {
				return err
			}
			ids = ids[1:]
		}
	}
	// What was answered to it stays with the deals, and is there again when it comes back.
	retire := func(id string) error {
		return a.exec(`UPDATE milestone SET retired_at = $3 WHERE team_id = $1 AND id = $2`, a.team, id, a.now)
	}
	return a.others(keep, retire, `SELECT id FROM milestone WHERE team_id = $1 AND retired_at IS NULL`, a.team)
}

// names reads ids with their names, retired ones included. In the order of ids, so that of two that were both retired
// under one name the older comes back, on every machine.
func (a *application) names(query string) ([]named, error) {
	return collect(a.s, func(rows *sql.Rows) (n named, err error) {
		err = rows.Scan(&n.id, &n.name)
		return n, err
	}, query, a.team)
}

// settle answers the id of each that is wanted: its own where that is known, else the one that its name has or had, else
// a new one. Had are those of the team, usual those of the default process. No two have the same. An id that is wanted
// and is nobody's in this team, as one that a form made up or that is another team's, is passed over and its name
// looked for. So nobody reaches another team's stages by an id. It compares each with each, of which a process has 64
// milestones at most; see coach.MaxMilestones.
func settle(wanted, had, usual []named) ([]string, error) {
	ids := make([]string, len(wanted))
	taken := make(map[string]bool)
	take := func(i int, from []named, fits func(named) bool) {
		if ids[i] != "" {
			return
		}
		if at := slices.IndexFunc(from, func(n named) bool { return !taken[n.id] && fits(n) }); at >= 0 {
			ids[i] = from[at].id
			taken[ids[i]] = true
		}
	}
	// All ids before any name: one that was renamed keeps its id, though another has its name now.
	for _, from := range [][]named{had, usual} {
		for i, w := range wanted {
			take(i, from, func(n named) bool { return n.id == w.id })
		}
	}
	for i, w := range wanted {
		// To the letter, though no two may differ by capitals alone: a name that was only capitalised otherwise is a
		// new one, unless its id comes with it.
		same := func(n named) bool { return n.name == w.name }
		take(i, had, same)
		take(i, usual, same)
		if ids[i] != "" {
			continue
		}
		// New to everybody: no deal knows it, so that its history begins here.
		id, err := newID()
		if err != nil {
			return nil, err
		}
		ids[i] = id
	}
	return ids, nil
}

// loadProcess reads the processes that teams have made their own. Others have none here, which is the default one. Two
// queries for all teams. A team's stages come in their order, and each stage's milestones in theirs, the second ORDER
// BY being by stage id and only then by place. They are read whole, since the roster is what a form is filled from and
// a deal is shown by.
func (p *picture) loadProcess(s *session) error {
	err := s.each(`
		SELECT team_id, id, name FROM stage
		WHERE retired_at IS NULL AND team_id IN `+openTeams+` ORDER BY team_id, position`, nil, func(rows *sql.Rows) error {
		var (
			team  string
			stage coach.Stage
		)
		err := rows.Scan(&team, &stage.ID, &stage.Name)
		t := p.roster.Team(team)
		t.Process = append(t.Process, stage)
		return err
	})
	if err != nil {
		return err
	}
	return s.each(`
		SELECT team_id, stage_id, id, name, ask FROM milestone
		WHERE retired_at IS NULL AND team_id IN `+openTeams+` ORDER BY team_id, stage_id, position`, nil, func(rows *sql.Rows) error {
		var (
			team, stage string
			m           coach.Milestone
		)
		err := rows.Scan(&team, &stage, &m.ID, &m.Name, &m.Ask)
		// The slice is the team's own, so that what is appended to its stages here is in the roster.
		process := p.roster.Team(team).Process
		// A milestone is retired with its stage, so that there is one.
		if i := process.Index(stage); i >= 0 {
			process[i].Milestones = append(process[i].Milestones, m)
		}
		return err
	})
}
