package bot

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"example.com/pacer/bot/coach"
)

// commitDeals is the part of memory.Commit about deals. It is refused as a whole before anything of it is there.
func (m *memory) commitDeals(c coach.Change) error {
	deals := slices.Clone(m.deals)
	for _, d := range c.Deals {
		d = d.Complete(c.At)
		i := slices.IndexFunc(deals, func(r coach.DealRecord) bool { return r.ID == d.ID })
		rev := d.Rev
		d.Rev++
		switch {
		case i < 0 && rev == 0:
			deals = append(deals, coach.DealRecord{Deal: d})
		case i < 0 || deals[i].Rev != rev:
			return fmt.Errorf("deal %s: %w", d.ID, coach.ErrStale)
		default:
			d.Team, d.MadeAt = deals[i].Team, deals[i].MadeAt
			deals[i].Deal = d
		}
	}
	of := func(id string) (*coach.DealRecord, error) {
		i := slices.IndexFunc(deals, func(r coach.DealRecord) bool { return r.ID == id })
		if i < 0 {
			return nil, fmt.Errorf("deal %s: %w", id, coach.ErrNotFound)
		}
		return &deals[i], nil
	}
	for _, a := range c.Answers {
		r, err := of(a.Deal)
		if err != nil {
			return err
		}
		if a.ID == "" {
			a.ID = newID()
		}
		if a.At.IsZero() {
			a.At = c.At
		}
		r.Answers = append(slices.Clone(r.Answers), a)
	}
	for _, move := range c.DealMoves {
		r, err := of(move.Deal)
		if err != nil {
			return err
		}
		if move.ID == "" {
			move.ID = newID()
		}
		if move.At.IsZero() {
			move.At = c.At
		}
		r.Moves = append(slices.Clone(r.Moves), move)
	}
	for _, w := range c.DealWeeks {
		r, err := of(w.Deal)
		if err != nil {
			return err
		}
		if w.At.IsZero() {
			w.At = c.At
		}
		r.Weeks = slices.DeleteFunc(slices.Clone(r.Weeks), func(old coach.DealWeek) bool { return old.Week == w.Week })
		r.Weeks = append(r.Weeks, w)
	}
	m.deals = deals
	return nil
}

// forgetDeals leaves the deals of whoever is forgotten to nobody, and takes out their words.
func (m *memory) forgetDeals(f coach.Forgetting) {
	m.deals = slices.Clone(m.deals)
	for i := range m.deals {
		r := &m.deals[i]
		if r.Owner == f.Person {
			r.Owner, r.Learnt = f.As, ""
			r.Rev++
		}
		r.Answers, r.Moves, r.Weeks = slices.Clone(r.Answers), slices.Clone(r.Moves), slices.Clone(r.Weeks)
		for j := range r.Answers {
			if a := &r.Answers[j]; a.By == f.Person {
				a.By, a.Text = f.As, ""
			}
		}
		for j := range r.Moves {
			if move := &r.Moves[j]; move.By == f.Person {
				move.By, move.Reason = f.As, ""
			}
		}
		for j := range r.Weeks {
			if w := &r.Weeks[j]; w.Person == f.Person {
				w.Person = f.As
			}
		}
	}
}

func (m *memory) Deals(_ context.Context, f coach.DealFilter) ([]coach.DealRecord, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var selected []coach.DealRecord
	for _, r := range m.deals {
		if !f.Selects(r.Deal) {
			continue
		}
		listed := coach.DealRecord{Deal: r.Deal}
		for i, a := range r.Answers {
			later := func(b coach.DealAnswer) bool { return b.Milestone == a.Milestone }
			if !f.Bare && !slices.ContainsFunc(r.Answers[i+1:], later) {
				listed.Answers = append(listed.Answers, a)
			}
		}
		selected = append(selected, listed)
	}
	slices.SortStableFunc(selected, func(a, b coach.DealRecord) int {
		return cmp.Or(a.MadeAt.Compare(b.MadeAt), cmp.Compare(a.ID, b.ID))
	})
	return selected, m.failing("Deals")
}

func (m *memory) Deal(_ context.Context, id string) (coach.DealRecord, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, r := range m.deals {
		if r.ID == id {
			return r, m.failing("Deal")
		}
	}
	return coach.DealRecord{}, fmt.Errorf("deal %s: %w", id, coach.ErrNotFound)
}

func (m *memory) DealWeeks(_ context.Context, team string, week coach.Day) ([]coach.DealWeek, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var said []coach.DealWeek
	for _, r := range m.deals {
		for _, w := range r.Weeks {
			if r.Team == team && w.Week == week {
				said = append(said, w)
			}
		}
	}
	slices.SortStableFunc(said, func(a, b coach.DealWeek) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Deal, b.Deal)) })
	return said, m.failing("DealWeeks")
}
