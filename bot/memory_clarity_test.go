package bot

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"example.com/pacer/bot/coach"
)

// commitClarity is the part of memory.Commit about clarity checks.
func (m *memory) commitClarity(c coach.Change) error {
	all := slices.Clone(m.clarity)
	if k := c.Clarity; k != nil {
		i := slices.IndexFunc(all, func(old coach.Clarity) bool { return old.ID == k.ID })
		another := slices.ContainsFunc(all, func(old coach.Clarity) bool { return old.Team == k.Team && old.Open() })
		switch {
		case k.Rev == 0 && !another:
			begun := *k
			begun.Picks = slices.Clone(k.Picks)
			for j := range begun.Picks {
				begun.Picks[j].Clarity = k.ID
			}
			slices.SortFunc(begun.Picks, func(a, b coach.ClarityPick) int { return cmp.Compare(a.Person, b.Person) })
			begun.AskedAt, begun.Rev = c.At, 1
			all = append(all, begun)
		case k.Rev != 0 && i >= 0 && all[i].Open() && all[i].Rev == k.Rev:
			all[i] = *k
			all[i].Rev++
		default:
			return fmt.Errorf("clarity check %s: %w", k.ID, coach.ErrStale)
		}
	}
	if p := c.Pick; p != nil {
		i := slices.IndexFunc(all, func(old coach.Clarity) bool { return old.ID == p.Clarity && old.Open() })
		if i < 0 {
			return fmt.Errorf("pick in %s: %w", p.Clarity, coach.ErrStale)
		}
		at := slices.IndexFunc(all[i].Picks, func(old coach.ClarityPick) bool { return old.Person == p.Person })
		if at < 0 {
			return fmt.Errorf("pick in %s: %w", p.Clarity, coach.ErrStale)
		}
		all[i].Picks = slices.Clone(all[i].Picks)
		all[i].Picks[at] = *p
		all[i].Picks[at].At = c.At
		all[i].Rev++
	}
	m.clarity = all
	return nil
}

// forgetClarity takes out what whoever is forgotten picked.
func (m *memory) forgetClarity(f coach.Forgetting) {
	m.clarity = slices.Clone(m.clarity)
	for i := range m.clarity {
		c := &m.clarity[i]
		c.Picks = slices.DeleteFunc(slices.Clone(c.Picks), func(p coach.ClarityPick) bool { return p.Person == f.Person })
		if c.By == f.Person {
			c.By = f.As
		}
		c.Rev++
	}
}

func (m *memory) Clarity(_ context.Context, id string) (coach.Clarity, error) {
	return m.findClarity(id, func(c coach.Clarity) bool { return c.ID == id })
}

func (m *memory) OpenClarity(_ context.Context, team string) (coach.Clarity, error) {
	return m.findClarity(team, func(c coach.Clarity) bool { return c.Team == team && c.Open() })
}

func (m *memory) findClarity(of string, is func(coach.Clarity) bool) (coach.Clarity, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if i := slices.IndexFunc(m.clarity, is); i >= 0 {
		return m.clarity[i], m.failing("Clarity")
	}
	return coach.Clarity{}, fmt.Errorf("clarity check of %s: %w", of, coach.ErrNotFound)
}
