package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"example.com/pacer/bot/coach"
)

// writeDeals writes what a change says of deals: the deals first, to which the rest refers. Errors name ids, never what
// somebody wrote. A deal that is ErrStale refuses the whole change, the activity that a win writes into the ledger
// included: that is what counts a won deal once.
func writeDeals(s *session, c coach.Change) error {
	for _, d := range c.Deals {
		if err := putDeal(s, d, c.At); err != nil {
			return fmt.Errorf("deal %s: %w", d.ID, err)
		}
	}
	// In the order in which they came: of two answers to one question in one change, the second counts.
	for _, a := range c.Answers {
		if err := insertAnswer(s, a, c.At); err != nil {
			return fmt.Errorf("answer about deal %s: %w", a.Deal, err)
		}
	}
	for _, m := range c.DealMoves {
		if err := insertMove(s, m, c.At); err != nil {
			return fmt.Errorf("move of deal %s: %w", m.Deal, err)
		}
	}
	for _, w := range c.DealWeeks {
		if err := putDealWeek(s, w, c.At); err != nil {
			return fmt.Errorf("week %s of deal %s: %w", w.Week, w.Deal, err)
		}
	}
	return nil
}

// putDeal adds a deal whose Rev is 0, or changes the one with its id if that is still at d.Rev. Which team it is of and
// when it was made stay, whatever d says. What may be in it was checked where the form was read; what the schema
// refuses all the same, such as an open deal with a day of its end, is an error of the change.
func putDeal(s *session, d coach.Deal, at time.Time) error {
	d = d.Complete(at)
	// The caller brings the id of a new deal as well: its first move, and the message to its owner, name it in the same
	// change.
	if d.Rev == 0 {
		_, err := s.exec(`
			INSERT INTO deal (id, team_id, owner_id, name, amount, unit, closes_day, stage_id, state, made_at, stage_at, moved_at,
				ended_at, ended_day, learnt, counted, rev)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 1)`,
			d.ID, d.Team, d.Owner, d.Name, d.Amount, d.Unit, maybeDay(d.Closes, 0), d.Stage, string(d.State), micros(d.MadeAt),
			micros(d.StageAt), micros(d.MovedAt), maybeMicros(d.EndedAt), maybeDay(d.EndedDay, 0), d.Learnt, bit(d.Counted))
		if isUnique(err) {
			return errors.Join(coach.ErrStale, err) // it is there already, so that whoever made this has not seen it
		}
		return known(err)
	}
	// The revision is in the WHERE and raised in the same statement: of two who save the same deal the second finds
	// none.
	n, err := s.exec(`
		UPDATE deal SET owner_id = $3, name = $4, amount = $5, unit = $6, closes_day = $7, stage_id = $8, state = $9,
			stage_at = $10, moved_at = $11, ended_at = $12, ended_day = $13, learnt = $14, counted = $15, rev = rev + 1
		WHERE id = $1 AND rev = $2`,
		d.ID, d.Rev, d.Owner, d.Name, d.Amount, d.Unit, maybeDay(d.Closes, 0), d.Stage, string(d.State),
		micros(d.StageAt), micros(d.MovedAt), maybeMicros(d.EndedAt), maybeDay(d.EndedDay, 0), d.Learnt, bit(d.Counted))
	// Forgetting somebody raises the number of their deals too, so that no form that was open then writes their words
	// back.
	if err == nil && n == 0 {
		return coach.ErrStale
	}
	return err
}

// insertAnswer adds an answer, which is the one that counts from now on. One with an id that is there is refused by the
// schema: answers are not changed. The mark moves before the new row comes, or the unique index deal_answer_newest
// would refuse it. That index is also what keeps two from counting.
func insertAnswer(s *session, a coach.DealAnswer, at time.Time) error {
	if err := complete(&a.ID, &a.At, at); err != nil {
		return err
	}
	// None is changed where this is the first answer to the milestone.
	_, err := s.exec(`UPDATE deal_answer SET newest = 0 WHERE deal_id = $1 AND milestone_id = $2 AND newest = 1`, a.Deal, a.Milestone)
	if err != nil {
		return err
	}
	_, err = s.exec(`
		INSERT INTO deal_answer (id, deal_id, milestone_id, ask, body, said_by, said_at, newest) VALUES ($1, $2, $3, $4, $5, $6, $7, 1)`,
		a.ID, a.Deal, a.Milestone, a.Ask, a.Text, a.By, micros(a.At))
	return known(err)
}

// insertMove adds a step of a deal to its history. That the deal is there now is the deal's own row to say. Names of
// unproven milestones are written as they were called then, since the process may be another one later.
func insertMove(s *session, m coach.DealMove, at time.Time) error {
	if err := complete(&m.ID, &m.At, at); err != nil {
		return err
	}
	_, err := s.exec(`
		INSERT INTO deal_move (id, deal_id, from_stage, to_stage, said_by, moved_at, unproven, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		m.ID, m.Deal, m.From, m.To, m.By, micros(m.At), listJSON(m.Unproven), m.Reason)
	return known(err)
}

// putDealWeek writes what a week brought to a deal; what was said before about the same week is replaced. It is a choice and
// no words: the column for them is empty, as nobody is asked for any. By deal and week: when the deal has changed hands
// in between, what the new owner says of the week stands.
func putDealWeek(s *session, w coach.DealWeek, at time.Time) error {
	if w.At.IsZero() {
		w.At = at
	}
	_, err := s.exec(`
		INSERT INTO deal_week (deal_id, week, person_id, what, words, said_at) VALUES ($1, $2, $3, $4, '', $5)
		ON CONFLICT (deal_id, week) DO UPDATE SET person_id = excluded.person_id, what = excluded.what, said_at = excluded.said_at`,
		w.Deal, w.Week.String(), w.Person, string(w.What), micros(w.At))
	return known(err)
}

// complete gives a row an id and an instant where it has none of its own. Ids that a caller brings are of rows that
// must not be added twice when a change is composed again.
func complete(id *string, at *time.Time, now time.Time) (err error) {
	if at.IsZero() {
		*at = now
	}
	if *id == "" {
		*id, err = newID()
	}
	return err
}

// dealColumns are what scanDeal reads, of deal as d. In the order of scanDeal.
const dealColumns = `d.id, d.team_id, d.owner_id, d.name, d.amount, d.unit, d.closes_day, d.stage_id, d.state, d.made_at, d.stage_at,
	d.moved_at, d.ended_at, d.ended_day, d.learnt, d.counted, d.rev`

// answerColumns are what scanAnswer reads, of deal_answer as a.
const answerColumns = `a.id, a.deal_id, a.milestone_id, a.ask, a.body, a.said_by, a.said_at`

// Deals returns the deals that a filter selects, in the order in which they were made, each with the newest answer to
// each milestone. Moves and Weeks are those of Deal alone. Deals of people who have left the team are among them. Who
// may see them is for the caller to have asked: the store does not know who reads. Answers cost a second query over the
// same condition, and Bare leaves it out: a list of thousands that shows names alone is then one.
func (d *DB) Deals(ctx context.Context, f coach.DealFilter) (records []coach.DealRecord, err error) {
	where, args := dealWhere(f)
	err = d.snapshot(ctx, func(s *session) error {
		// By when they were made, and of one instant by id: a list is in the same order at each look.
		records, err = collect(s, scanDeal, `SELECT `+dealColumns+` FROM deal d WHERE `+where+` ORDER BY d.made_at, d.id`, args...)
		if err != nil || f.Bare || len(records) == 0 {
			return err
		}
		// Pointers into the slice, which grows no more.
		byID := make(map[string]*coach.DealRecord, len(records))
		for i := range records {
			byID[records[i].ID] = &records[i]
		}
		return s.each(`SELECT `+answerColumns+` FROM deal d JOIN deal_answer a ON a.deal_id = d.id AND a.newest = 1
			WHERE `+where+` ORDER BY a.said_at, a.id`, args, func(rows *sql.Rows) error {
			a, err := scanAnswer(rows)
			// In one snapshot each answer has its deal; the look keeps a mistake in the condition from being a panic.
			if r := byID[a.Deal]; r != nil && err == nil {
				r.Answers = append(r.Answers, a)
			}
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("deals of %s: %w", f.Team, err)
	}
	return records, nil
}

// dealWhere is a filter as a condition on deal as d. Its texts are constants, of which there are a few, and each is
// prepared once; "open" stands in it as the partial index has it, or SQLite would not look there. The indexes behind
// it: deal_open (team, owner) for open ones, deal_ended (team, day) for ended ones. A filter without a team, such as an
// export's, goes through the table.
func dealWhere(f coach.DealFilter) (where string, args []any) {
	where = `1 = 1`
	add := func(condition string, arg any) {
		args = append(args, arg)
		where += fmt.Sprintf(condition, len(args))
	}
	if f.Team != "" {
		add(` AND d.team_id = $%d`, f.Team)
	}
	switch f.State {
	case coach.DealOpen:
		where += ` AND d.state = 'open'`
	// The first half is what the partial index deal_ended asks for, the second what is wanted.
	case coach.DealWon, coach.DealLost:
		add(` AND d.state <> 'open' AND d.state = $%d`, string(f.State))
	}
	// With a team and the open state, which is how a page asks, this is the second column of deal_open.
	if f.Owner != "" {
		add(` AND d.owner_id = $%d`, f.Owner)
	}
	// A span asks for ended deals by itself, so that the index is used though no state is named; both of its ends
	// belong to it.
	if f.Ended != (coach.Span{}) {
		where += ` AND d.state <> 'open'`
		add(` AND d.ended_day >= $%d`, f.Ended.From.String())
		add(` AND d.ended_day <= $%d`, f.Ended.To.String())
	}
	return where, args
}

// Deal returns the deal with that id and everything that is known about it, the oldest first; ErrNotFound when there is
// none. Everything, in one picture, for the page of one deal; the id opens it for anybody, so the caller has to ask
// whose it is.
func (d *DB) Deal(ctx context.Context, id string) (r coach.DealRecord, err error) {
	err = d.snapshot(ctx, func(s *session) error {
		records, err := collect(s, scanDeal, `SELECT `+dealColumns+` FROM deal d WHERE d.id = $1`, id)
		if err != nil {
			return err
		}
		if len(records) == 0 {
			return coach.ErrNotFound
		}
		// The id is the primary key, so that there is one at most.
		r = records[0]
		// All answers, and not the newest alone: by the index deal_answer_of. Of one instant the one that counts comes
		// last, which newest in the order sees to.
		r.Answers, err = collect(s, scanAnswer, `
			SELECT `+answerColumns+` FROM deal_answer a WHERE a.deal_id = $1 ORDER BY a.said_at, a.newest, a.id`, id)
		if err != nil {
			return err
		}
		r.Moves, err = collect(s, scanMove, `
			SELECT id, deal_id, from_stage, to_stage, said_by, moved_at, unproven, reason FROM deal_move
			WHERE deal_id = $1 ORDER BY moved_at, id`, id)
		if err != nil {
			return err
		}
		// By the week and not by when it was said: an answer about last week may come after one about this.
		r.Weeks, err = collect(s, scanDealWeek, `
			SELECT deal_id, week, person_id, what, said_at FROM deal_week WHERE deal_id = $1 ORDER BY week`, id)
		return err
	})
	if err != nil {
		return coach.DealRecord{}, fmt.Errorf("deal %s: %w", id, err)
	}
	return r, nil
}

// DealWeeks returns what was said about a team's deals for the week that begins on a day, in the order in which it was
// said. Week is the first day by the team's own weeks; another day finds nothing. A join from the deals of the team, by
// the primary key of deal_week.
func (d *DB) DealWeeks(ctx context.Context, team string, week coach.Day) (all []coach.DealWeek, err error) {
	err = d.read(ctx, func(s *session) error {
		all, err = collect(s, scanDealWeek, `
			SELECT w.deal_id, w.week, w.person_id, w.what, w.said_at FROM deal d JOIN deal_week w ON w.deal_id = d.id
			WHERE d.team_id = $1 AND w.week = $2 ORDER BY w.said_at, w.deal_id`, team, week.String())
		return err
	})
	return all, err
}

// scanDeal reads dealColumns. Closes and EndedDay are 0 for NULL. The states are those that the schema's CHECK lets in.
func scanDeal(rows *sql.Rows) (r coach.DealRecord, err error) {
	var (
		d                         = &r.Deal
		closes, endedDay          maybeDate
		made, stage, moved, ended instant
	)
	err = rows.Scan(&d.ID, &d.Team, &d.Owner, &d.Name, &d.Amount, &d.Unit, &closes, &d.Stage, &d.State, &made, &stage,
		&moved, &ended, &endedDay, &d.Learnt, &d.Counted, &d.Rev)
	d.Closes, d.MadeAt, d.StageAt, d.MovedAt = closes.Day, made.Time, stage.Time, moved.Time
	d.EndedAt, d.EndedDay = ended.Time, endedDay.Day
	return r, err
}

// scanAnswer reads answerColumns. Text is "" once it is no longer kept, and the milestone is not proven any more then.
func scanAnswer(rows *sql.Rows) (a coach.DealAnswer, err error) {
	var said instant
	err = rows.Scan(&a.ID, &a.Deal, &a.Milestone, &a.Ask, &a.Text, &a.By, &said)
	a.At = said.Time
	return a, err
}

// scanMove reads a move as Deal asks for it.
func scanMove(rows *sql.Rows) (m coach.DealMove, err error) {
	var moved instant
	err = rows.Scan(&m.ID, &m.Deal, &m.From, &m.To, &m.By, &moved, (*list)(&m.Unproven), &m.Reason)
	m.At = moved.Time
	return m, err
}

// scanDealWeek reads what a week brought to a deal. The column words is not read: nobody is asked for any, and what old
// rows hold is in the dossier alone.
func scanDealWeek(rows *sql.Rows) (w coach.DealWeek, err error) {
	var (
		week date
		said instant
	)
	err = rows.Scan(&w.Deal, &week, &w.Person, &w.What, &said)
	w.Week, w.At = week.Day, said.Time
	return w, err
}
