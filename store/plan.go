package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"time"

	"example.com/pacer/bot/coach"
)

// putPlan adds a plan, or changes the one of its id: a proposal is taken up or declined. What it counts on and takes is
// written anew, for whoever takes a proposal up may have changed it.
// Whether it is in order, with a goal above zero and KPIs that are the team's, was checked where the form was read;
// what the schema refuses all the same comes back as coach's errors. The plan that held before is not touched: which
// one holds on a day follows from the dates, and nothing has to be ended. It answers 1, always, for the roster shows
// plans.
func putPlan(s *session, p coach.Plan) (int64, error) {
	_, err := s.exec(`
		INSERT INTO plan (id, team_id, person_id, from_day, per, goal_id, goal_count, step_id, focus, words, state, made_by, made_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		ON CONFLICT (id) DO UPDATE SET
			from_day = excluded.from_day, per = excluded.per, goal_id = excluded.goal_id, goal_count = excluded.goal_count,
			step_id = excluded.step_id, focus = excluded.focus, words = excluded.words, state = excluded.state,
			made_by = excluded.made_by, made_at = excluded.made_at`,
		p.ID, p.Team, p.Person, p.From.String(), p.Per, p.Goal, p.Count, maybeText(p.Step), p.Focus, p.Words, p.State,
		p.By, micros(p.MadeAt))
	if err != nil {
		return 0, known(err)
	}
	// All of them, for a step that the person has since taken out would otherwise stay and be shown.
	if _, err := s.exec(`DELETE FROM plan_step WHERE plan_id = $1`, p.ID); err != nil {
		return 0, err
	}
	// Either map may have what the other lacks: the top of the funnel takes a number and has no rate, and a step of
	// which no rate is known has no number.
	steps := make(map[string]bool)
	for id := range p.Rates {
		steps[id] = true
	}
	for id := range p.Needs {
		steps[id] = true
	}
	// Sorted, so that the same plan is the same writes in the same order: a run that is played again writes the same
	// file.
	for _, id := range slices.Sorted(maps.Keys(steps)) {
		// nil is SQL's NULL, "nobody can say". 0 would be "none is needed", which a person would read as good news.
		var need any
		if n, ok := p.Needs[id]; ok {
			need = n
		}
		_, err := s.exec(`INSERT INTO plan_step (plan_id, kpi_id, rate_won, rate_of, need) VALUES ($1, $2, $3, $4, $5)`,
			p.ID, id, p.Rates[id].Won, p.Rates[id].Of, need)
		if err != nil {
			return 0, known(err)
		}
	}
	return 1, nil
}

// overPlan is putPlan for a form: what was made the person's plan since it was opened stands, and so does what the same hand
// proposed since: ErrNewer.
func overPlan(s *session, c coach.Change) (int64, error) {
	p := *c.WorkBack
	err := checkOver(s, c, `SELECT made_at FROM plan WHERE team_id = $1 AND person_id = $2 AND state = $3 AND (made_by = $4 OR state = 'active')
		ORDER BY made_at DESC LIMIT +$5`, p.Team, p.Person, p.State, p.By, 1)
	if err != nil {
		return 0, err
	}
	return putPlan(s, p)
}

// planColumns is in the order of scanOnePlan, which reads them by their place.
const planColumns = `id, team_id, person_id, from_day, per, goal_id, goal_count, step_id, focus, words, state, made_by, made_at`

// scanOnePlan reads a plan without its steps.
// A plan whose step or focus is not set has NULL there, as the foreign key wants it: an empty text is no KPI's id.
func scanOnePlan(rows *sql.Rows) (p coach.Plan, err error) {
	var (
		from date
		made instant
	)
	err = rows.Scan(&p.ID, &p.Team, &p.Person, &from, &p.Per, &p.Goal, &p.Count, (*text)(&p.Step), &p.Focus, &p.Words,
		&p.State, &p.By, &made)
	p.From, p.MadeAt = from.Day, made.Time
	return p, err
}

// step adds a step to a plan.
func step(p *coach.Plan, kpi string, rate coach.Rate, need sql.NullInt64) {
	// 0 out of 0 is how the schema has "no rate". The maps stay nil where there is nothing, so that a plan that was
	// read compares as the one that was written.
	if rate != (coach.Rate{}) {
		if p.Rates == nil {
			p.Rates = make(map[string]coach.Rate)
		}
		p.Rates[kpi] = rate
	}
	if need.Valid {
		if p.Needs == nil {
			p.Needs = make(map[string]int64)
		}
		p.Needs[kpi] = need.Int64
	}
}

// plansOf reads plans that a condition names, in the order in which they were made.
// The condition stands in two statements, and names its table in full where it has a query of its own. Both have to
// see one state of things, so that the caller is in a snapshot or a write. It costs two queries for any number of
// plans, and not one more for each.
func plansOf(s *session, where string, args ...any) ([]coach.Plan, error) {
	plans, err := collect(s, scanOnePlan, `SELECT `+planColumns+` FROM plan WHERE `+where+` ORDER BY made_at, id`, args...)
	if err != nil {
		return nil, err
	}
	// Pointers into the slice, which grows no more.
	byID := make(map[string]*coach.Plan, len(plans))
	for i := range plans {
		byID[plans[i].ID] = &plans[i]
	}
	err = s.each(`
		SELECT plan_id, kpi_id, rate_won, rate_of, need FROM plan_step
		WHERE plan_id IN (SELECT id FROM plan WHERE `+where+`)`, args, func(rows *sql.Rows) error {
		var (
			id, kpi string
			rate    coach.Rate
			need    sql.NullInt64
		)
		if err := rows.Scan(&id, &kpi, &rate.Won, &rate.Of, &need); err != nil {
			return err
		}
		// Always there in a snapshot. Nothing is worth a panic in every delivery, which reading the roster is.
		if p := byID[id]; p != nil {
			step(p, kpi, rate, need)
		}
		return nil
	})
	return plans, err
}

// loadPlans reads the plans that count or may: what is proposed, and of each person's active ones in a team those that
// held on a day of the last months.
// "Held" is decided by the plans that came after: one is out of sight once a newer one had been made and had begun before all
// days that anybody looks back on. Of two made at the same instant both are shown, and coach decides.
func (p *picture) loadPlans(s *session) error {
	year, month, day := p.roster.Since.Date()
	plans, err := plansOf(s, `state = 'proposed' OR state = 'active' AND NOT EXISTS (
			SELECT 1 FROM plan AS newer WHERE newer.person_id = plan.person_id AND newer.team_id = plan.team_id
				AND newer.state = 'active' AND newer.made_at > plan.made_at AND newer.from_day <= $1 AND newer.made_at < $2)`,
		p.roster.Since.String(), micros(time.Date(year, month, day, 0, 0, 0, 0, time.UTC)))
	for _, plan := range plans {
		// A copy, as People are values; it is put back with its plan. Who is not known to Slack yet has a row here
		// all the same.
		who := p.roster.Person(plan.Person)
		who.Plans = append(who.Plans, plan)
		p.roster.People[plan.Person] = who
	}
	return err
}

// Plans returns all plans that a person ever made or was proposed in a team, the newest first.
// It is for the person's own history and their manager's view of it, with what was declined and what has long been
// replaced; the roster has only what counts today. A team or a person that is not known has none.
func (d *DB) Plans(ctx context.Context, team, person string) (plans []coach.Plan, err error) {
	err = d.snapshot(ctx, func(s *session) error {
		plans, err = plansOf(s, `team_id = $1 AND person_id = $2`, team, person)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("plans of %s: %w", person, err)
	}
	slices.Reverse(plans)
	return plans, nil
}
