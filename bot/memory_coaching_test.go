package bot

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"example.com/pacer/bot/coach"
)

// memoryCoaching is the part of memory about coaching. It keeps what the store promises.
type memoryCoaching struct {
	records []coach.OneToOne
	agenda  []coach.AgendaItem
	direct  []coach.DirectQuestion
	asked   []coach.AskedQuestion
}

func (m *memoryCoaching) commit(c coach.Change) {
	if o := c.OneToOne; o != nil {
		m.records = append(slices.DeleteFunc(m.records, func(old coach.OneToOne) bool { return old.ID == o.ID }), *o)
		m.records[len(m.records)-1].At = c.At
	}
	for _, item := range c.Agenda {
		if item.At.IsZero() {
			item.At = c.At
		}
		i := slices.IndexFunc(m.agenda, func(old coach.AgendaItem) bool { return old.ID == item.ID })
		if i >= 0 {
			m.agenda[i].Text, m.agenda[i].OneToOne = item.Text, item.OneToOne
			continue
		}
		m.agenda = append(m.agenda, item)
	}
	m.agenda = slices.DeleteFunc(m.agenda, func(old coach.AgendaItem) bool {
		return old.OneToOne == "" && slices.Contains(c.AgendaBack, old.ID)
	})
	if a := c.Direct; a != nil {
		kept := *a
		if kept.At.IsZero() {
			kept.At = c.At
		}
		m.direct = append(slices.DeleteFunc(m.direct, func(old coach.DirectQuestion) bool { return old.ID == a.ID }), kept)
	}
	for _, a := range c.Asked {
		if a.At.IsZero() {
			a.At = c.At
		}
		m.asked = append(slices.DeleteFunc(m.asked, func(old coach.AskedQuestion) bool {
			return old.Person == a.Person && old.Question == a.Question
		}), a)
	}
}

func (m *memoryCoaching) forget(person, as string) {
	m.records = slices.DeleteFunc(m.records, func(o coach.OneToOne) bool { return o.Person == person })
	for i := range m.records {
		if o := &m.records[i]; o.Manager == person {
			o.Manager, o.Learnt, o.Private = as, "", ""
		}
	}
	m.agenda = slices.DeleteFunc(m.agenda, func(a coach.AgendaItem) bool { return a.Person == person || a.By == person })
	m.direct = slices.DeleteFunc(m.direct, func(a coach.DirectQuestion) bool { return a.Person == person })
	for i := range m.direct {
		if a := &m.direct[i]; a.Manager == person {
			a.Manager, a.Question = as, ""
		}
	}
	m.asked = slices.DeleteFunc(m.asked, func(a coach.AskedQuestion) bool { return a.Person == person })
}

func (m *memory) Coaching(_ context.Context, team, reader string, since coach.Day) (coach.CoachingBook, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var book coach.CoachingBook
	newest := make(map[string]coach.Day)
	for _, o := range m.coaching.records {
		if o.Team == team {
			newest[o.Person] = max(newest[o.Person], o.Day)
		}
	}
	for _, o := range m.coaching.records {
		if o.Team != team || o.Day < since && o.Day != newest[o.Person] {
			continue
		}
		if o.Manager != reader {
			o.Private = ""
		}
		book.OneToOnes = append(book.OneToOnes, o)
	}
	slices.SortStableFunc(book.OneToOnes, func(a, b coach.OneToOne) int {
		return cmp.Or(cmp.Compare(b.Day, a.Day), b.At.Compare(a.At), cmp.Compare(b.ID, a.ID))
	})
	from := startOf(since, time.UTC)
	for _, a := range m.coaching.direct {
		if a.Team == team && (!a.At.Before(from) || !a.AnsweredAt.Before(from)) {
			book.Direct = append(book.Direct, a)
		}
	}
	slices.SortStableFunc(book.Direct, func(a, b coach.DirectQuestion) int { return b.At.Compare(a.At) })
	for _, a := range m.coaching.agenda {
		if a.Team == team && a.OneToOne == "" {
			book.Agenda = append(book.Agenda, a)
		}
	}
	for _, a := range m.coaching.asked {
		if !a.At.Before(from) {
			book.Asked = append(book.Asked, a)
		}
	}
	return book, m.failing("Coaching")
}

func (m *memory) DirectQuestion(_ context.Context, id string) (coach.DirectQuestion, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, a := range m.coaching.direct {
		if a.ID == id {
			return a, m.failing("DirectQuestion")
		}
	}
	return coach.DirectQuestion{}, fmt.Errorf("question %s: %w", id, coach.ErrNotFound)
}
