package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"example.com/pacer/bot/coach"
)

// commitForget is the part of memory.Commit about who is forgotten. It keeps what the store promises of it: the ledger's
// counts stay under another id, and nothing else of the person does.
func (m *memory) commitForget(c coach.Change) {
	f := c.Forget
	if f == nil {
		return
	}
	delete(m.roster.People, f.Person)
	teams := slices.Clone(m.roster.Teams)
	for i, t := range teams {
		team := *t
		own := func(id string) bool { return id == f.Person }
		team.Reps, team.Managers = slices.DeleteFunc(slices.Clone(t.Reps), own), slices.DeleteFunc(slices.Clone(t.Managers), own)
		teams[i] = &team
	}
	m.roster.Teams = teams
	for i := range m.ledger {
		if a := &m.ledger[i]; a.Person == f.Person {
			a.Person, a.Note, a.Inbound = f.As, "", ""
		}
	}
	for key, h := range m.huddles {
		h.Entries = slices.Clone(h.Entries)
		for i := range h.Entries {
			if e := &h.Entries[i]; e.Person == f.Person {
				e.Person, e.Hurdle, e.Help = f.As, "", ""
			}
		}
		m.huddles[key] = h
	}
	m.checkIns = slices.DeleteFunc(m.checkIns, func(w coach.WeeklyCheckIn) bool { return w.Person == f.Person })
	m.forgetDeals(*f)
	m.forgetClarity(*f)
	m.promises = slices.DeleteFunc(m.promises, func(p coach.Commitment) bool { return p.Person == f.Person })
	m.coaching.forget(f.Person, f.As)
	m.outbox = slices.DeleteFunc(m.outbox, func(msg coach.Message) bool {
		return msg.Channel == f.Person || slices.Contains(strings.Split(msg.Key, "/"), f.Person)
	})
	m.audits = slices.DeleteFunc(m.audits, func(a coach.Audit) bool { return a.Person == f.Person || a.By == f.Person })
	forgotten := &m.roster.Forgotten
	if forgotten.Key == "" {
		forgotten.Key, forgotten.Hashes = "key", map[string]bool{}
	}
	forgotten.Hashes[forgotten.HashOf(f.Person)] = true
	m.rewriteDue = true
}

// refuseForgotten refuses what is about somebody who was forgotten, as far as tests go.
func (m *memory) refuseForgotten(c coach.Change) error {
	var ids []string
	for _, p := range c.People {
		ids = append(ids, p.ID)
	}
	for _, a := range c.Activities {
		ids = append(ids, a.Person)
	}
	for _, msg := range c.Messages {
		ids = append(append(ids, msg.Channel), strings.Split(msg.Key, "/")...)
	}
	if slices.ContainsFunc(ids, m.roster.Forgotten.Has) {
		return fmt.Errorf("the change %w (%w)", coach.ErrForgotten, coach.ErrStale)
	}
	return nil
}

// Dossier tells of the ledger and of the outbox; the store's own tests hold it to everything else.
func (m *memory) Dossier(_ context.Context, person string, zone *time.Location, each func(coach.DossierEntry) error) error {
	m.mu.Lock()
	err := m.failing("Dossier")
	var entries []coach.DossierEntry
	if p, ok := m.roster.People[person]; ok {
		entries = append(entries, coach.DossierEntry{Part: coach.DossierPerson, Fields: []coach.DossierField{{Name: "Name", Value: p.Name}}})
	}
	for _, a := range m.ledger {
		if a.Person == person {
			entries = append(entries, coach.DossierEntry{Part: coach.DossierActivities, Fields: []coach.DossierField{
				{Name: "Day", Value: a.Day.String()}, {Name: "Logged", Value: a.LoggedAt.In(zone).Format(time.DateTime)}, {Name: "Note", Value: a.Note},
			}})
		}
	}
	m.mu.Unlock()
	for _, e := range entries {
		if err == nil {
			err = each(e)
		}
	}
	return err
}

// ExpireTexts erases notes.
func (m *memory) ExpireTexts(_ context.Context, before time.Time) (erased int, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := range m.ledger {
		if a := &m.ledger[i]; a.Note != "" && a.LoggedAt.Before(before) {
			a.Note = ""
			erased++
		}
	}
	return erased, m.failing("ExpireTexts")
}

// Rewrite has nothing to write.
func (m *memory) Rewrite(context.Context) (done bool, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	done, m.rewriteDue = m.rewriteDue, false
	return done, m.failing("Rewrite")
}
