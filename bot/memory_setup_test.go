package bot

import (
	"context"
	"maps"
	"slices"
	"time"

	"example.com/pacer/bot/coach"
)

// commitSetup is the part of memory.Commit about teams, settings and absences.
func (m *memory) commitSetup(c coach.Change) {
	m.roster.People = maps.Clone(m.roster.People)
	change := func(person string, f func(p *coach.Person)) {
		p := m.roster.Person(person)
		f(&p)
		m.roster.People[person] = p
	}
	if s := c.Settings; s != nil {
		change(s.Person, func(p *coach.Person) {
			rememberWeek(p, s.Settings.Week, coach.DayOf(c.At, m.roster.Zone(s.Person, nil)))
			p.Settings = s.Settings
		})
	}
	if a := c.Appoint; a != nil {
		change(a.Person, func(p *coach.Person) { p.Appointed = a.Admin })
	}
	for _, a := range c.Absences {
		if a.MadeAt.IsZero() {
			a.MadeAt = c.At
		}
		change(a.Person, func(p *coach.Person) {
			p.Absences = append(slices.DeleteFunc(slices.Clone(p.Absences), func(old coach.Absence) bool { return old.ID == a.ID }), a)
		})
	}
	for id := range m.roster.People {
		change(id, func(p *coach.Person) {
			p.Absences = slices.DeleteFunc(slices.Clone(p.Absences), func(a coach.Absence) bool { return slices.Contains(c.Back, a.ID) })
		})
	}
	for _, id := range c.Welcomed {
		change(id, func(p *coach.Person) { p.Welcomed = true })
	}
	if c.WorkBack != nil {
		change(c.WorkBack.Person, func(p *coach.Person) {
			p.Plans = append(slices.DeleteFunc(slices.Clone(p.Plans), func(old coach.Plan) bool { return old.ID == c.WorkBack.ID }), *c.WorkBack)
		})
	}
	if c.Goal != nil {
		m.putGoal(*c.Goal)
	}
	if c.Retention != nil {
		m.roster.RetentionMonths = *c.Retention
	}
	m.roster.Teams = slices.DeleteFunc(slices.Clone(m.roster.Teams), func(t *coach.Team) bool { return t.ID == c.Close && c.Close != "" })
	if c.Team != nil {
		m.applyTeam(*c.Team, c.At)
	}
	for _, a := range c.Audit {
		if a.At.IsZero() {
			a.At = c.At
		}
		if a.Team == "" && c.Team != nil {
			i := slices.IndexFunc(m.roster.Teams, func(t *coach.Team) bool { return t.Name == c.Team.Name })
			a.Team = m.roster.Teams[i].ID
		}
		m.audits = append(m.audits, a)
	}
	if d := c.Draft; d != nil {
		if m.drafts == nil {
			m.drafts = map[string]coach.Draft{}
		}
		m.drafts[d.Person+"/"+d.Kind] = *d
	}
}

// retiredNow are the KPIs that a team once counted, the last to go first, once another has taken its place on a day.
func retiredNow(old, t *coach.Team, at time.Time) []coach.RetiredKPI {
	retired := slices.DeleteFunc(slices.Clone(old.Retired), func(k coach.RetiredKPI) bool {
		_, back := t.KPI(k.ID)
		return back
	})
	var now []coach.RetiredKPI
	for i, k := range old.KPIs {
		if _, kept := t.KPI(k.ID); !kept {
			now = append(now, coach.RetiredKPI{KPI: k, Until: coach.DayOf(at, teamZone(t)), Place: i, At: at})
		}
	}
	return append(now, retired...)
}

// applyTeam puts a team in the place of the one of its id or name, and gives ids to what is new.
func (m *memory) applyTeam(t coach.Team, at time.Time) {
	same := func(old *coach.Team) bool { return t.ID != "" && old.ID == t.ID || t.ID == "" && old.Name == t.Name }
	i := slices.IndexFunc(m.roster.Teams, same)
	if i >= 0 {
		t.ID = m.roster.Teams[i].ID
	} else if t.ID == "" {
		t.ID = newID()
	}
	t.KPIs = slices.Clone(t.KPIs)
	for j := range t.KPIs {
		k := &t.KPIs[j]
		if i >= 0 && k.ID == "" {
			if old := slices.IndexFunc(m.roster.Teams[i].KPIs, func(o coach.KPI) bool { return o.Name == k.Name }); old >= 0 {
				k.ID = m.roster.Teams[i].KPIs[old].ID
			}
		}
		if k.ID == "" {
			k.ID = newID()
		}
	}
	if i < 0 {
		t.Began = coach.BeganAt(at, teamZone(&t))
	} else {
		t.Began = m.roster.Teams[i].Began
		t.Retired = retiredNow(m.roster.Teams[i], &t, at)
		m.remember(m.roster.Teams[i], &t, at)
	}
	t.Rhythms = maps.Clone(t.Rhythms)
	if t.Rhythms == nil {
		t.Rhythms = map[coach.RhythmKind][]string{}
	}
	for _, row := range coach.Rhythms {
		if _, ok := t.Rhythms[row.Kind]; !ok && row.Default != nil {
			t.Rhythms[row.Kind] = row.Default
		}
	}
	if i >= 0 {
		m.roster.Teams[i] = &t
	} else {
		m.roster.Teams = append(m.roster.Teams, &t)
	}
}

// putGoal adds a goal to its team, or takes one away that was ended.
func (m *memory) putGoal(g coach.TeamGoal) {
	m.roster.Teams = slices.Clone(m.roster.Teams)
	for i, t := range m.roster.Teams {
		if t.ID != g.Team {
			continue
		}
		anew := *t
		anew.Goals = slices.DeleteFunc(slices.Clone(t.Goals), func(old coach.TeamGoal) bool { return old.ID == g.ID && !g.EndedAt.IsZero() })
		if g.EndedAt.IsZero() && !slices.ContainsFunc(t.Goals, func(old coach.TeamGoal) bool { return old.ID == g.ID }) {
			anew.Goals = append(anew.Goals, g)
		}
		m.roster.Teams[i] = &anew
	}
}

func (m *memory) Draft(_ context.Context, person, kind string) (coach.Draft, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.failing("Draft"); err != nil {
		return coach.Draft{}, err
	}
	d, ok := m.drafts[person+"/"+kind]
	if !ok || d.Body == "" {
		return coach.Draft{}, coach.ErrNotFound
	}
	return d, nil
}

func (m *memory) Plans(_ context.Context, team, person string) ([]coach.Plan, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.failing("Plans"); err != nil {
		return nil, err
	}
	plans := slices.DeleteFunc(slices.Clone(m.roster.Person(person).Plans), func(p coach.Plan) bool { return p.Team != team })
	slices.Reverse(plans)
	return plans, nil
}

func (m *memory) Audits(_ context.Context, team string, limit int) ([]coach.Audit, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.failing("Audits"); err != nil {
		return nil, err
	}
	lines := slices.DeleteFunc(slices.Clone(m.audits), func(a coach.Audit) bool { return team != "" && a.Team != team })
	slices.Reverse(lines)
	slices.SortStableFunc(lines, func(a, b coach.Audit) int { return b.At.Compare(a.At) })
	return lines[:min(limit, len(lines))], nil
}
