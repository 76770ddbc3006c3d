package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"example.com/pacer/bot/coach"
)

// putPlan adds a plan, or changes the one of its id: a proposal is taken up or declined. What it counts on and takes is
// written anew, for whoever takes a proposal up may have changed it.
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
	if _, err := s.exec(`DELETE FROM plan_step WHERE plan_id = $1`, p.ID); err != nil {
		return 0, err
	}
	steps := make(map[string]bool)
	for id := range p.Rates {
		steps[id] = true
	}
	for id := range p.Needs {
		steps[id] = true
	}
	for _, id := range slices.Sorted(maps.Keys(steps)) {
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

const planColumns = `id, team_id, person_id, from_day, per, goal_id, goal_count, step_id, focus, words, state, made_by, made_at`

// scanOnePlan reads a plan without its steps.
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
func plansOf(s *session, where string, args ...any) ([]coach.Plan, error) {
	plans, err := collect(s, scanOnePlan, `SELECT `+planColumns+` FROM plan WHERE `+where+` ORDER BY made_at, id`, args...)
	if err != nil {
		return nil, err
	}
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
		if p := byID[id]; p != nil {
			step(p, kpi, rate, need)
		}
		return nil
	})
	return plans, err
}

// loadPlans reads the plans that count or may: what is proposed, and of each person's active ones in a team those that
// held on a day of the last months.
func (p *picture) loadPlans(s *session) error {
	plans, err := plansOf(s, `state = 'proposed' OR state = 'active' AND NOT EXISTS (
			SELECT 1 FROM plan AS newer WHERE newer.person_id = plan.person_id AND newer.team_id = plan.team_id
				AND newer.state = 'active' AND newer.made_at > plan.made_at AND newer.from_day <= $1)`,
		(p.today - absenceDays).String())
	for _, plan := range plans {
		who := p.roster.Person(plan.Person)
		who.Plans = append(who.Plans, plan)
		p.roster.People[plan.Person] = who
	}
	return err
}

// Plans returns all plans that a person ever made or was proposed in a team, the newest first.
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
