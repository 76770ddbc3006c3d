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
	if o := c.OneToOne; o != nil && !slices.ContainsFunc(m.records, func(old coach.OneToOne) bool {
		return old.ID == o.ID && (old.Person != o.Person || old.Manager != o.Manager)
	}) {
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
			return old.Person == a.Person && old.Question == a.Question && old.By == a.By
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

func (m *memory) Coaching(_ context.Context, f coach.BookFilter) (coach.CoachingBook, error) {
	team, reader, since := f.Team, f.Reader, f.Since
	m.mu.Lock()
	defer m.mu.Unlock()
	var book coach.CoachingBook
	book.OneToOnes = m.coaching.talks(team, reader, since)
	for _, a := range m.coaching.agenda {
		if slices.ContainsFunc(book.OneToOnes, func(o coach.OneToOne) bool { return o.ID == a.OneToOne }) {
			book.Taken = append(book.Taken, a)
		}
	}
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
	slices.SortStableFunc(book.Asked, func(a, b coach.AskedQuestion) int { return a.At.Compare(b.At) })
	if f.About != "" {
		book.OneToOnes = slices.DeleteFunc(book.OneToOnes, func(o coach.OneToOne) bool { return o.Person != f.About })
		book.Direct = slices.DeleteFunc(book.Direct, func(d coach.DirectQuestion) bool { return d.Person != f.About })
		book.Agenda = slices.DeleteFunc(book.Agenda, func(a coach.AgendaItem) bool { return a.Person != f.About })
		book.Taken = slices.DeleteFunc(book.Taken, func(a coach.AgendaItem) bool { return a.Person != f.About })
		book.Asked = slices.DeleteFunc(book.Asked, func(a coach.AskedQuestion) bool { return a.Person != f.About && a.By != f.Reader })
	}
	return book, m.failing("Coaching")
}

// talks are the records since a day, the newest of each person, and what the same two filed last.
func (m *memoryCoaching) talks(team, reader string, since coach.Day) (found []coach.OneToOne) {
	all := slices.DeleteFunc(slices.Clone(m.records), func(o coach.OneToOne) bool { return o.Team != team })
	slices.SortStableFunc(all, func(a, b coach.OneToOne) int {
		return cmp.Or(cmp.Compare(b.Day, a.Day), b.At.Compare(a.At), cmp.Compare(b.ID, a.ID))
	})
	place, filed := make(map[string]int), make(map[string]time.Time)
	for _, o := range all {
		if pair := o.Person + "/" + o.Manager; o.At.After(filed[pair]) {
			filed[pair] = o.At
		}
	}
	for _, o := range all {
		place[o.Person]++
		if o.Day < since && place[o.Person] > coach.NewestTalks && !o.At.Equal(filed[o.Person+"/"+o.Manager]) {
			continue
		}
		if o.Manager != reader {
			o.Private = ""
		}
		found = append(found, o)
	}
	return found
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

func (m *memory) OpenQuestions(context.Context) (open []coach.DirectQuestion, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, a := range m.coaching.direct {
		if a.AnsweredAt.IsZero() && a.Question != "" {
			open = append(open, a)
		}
	}
	return open, m.failing("OpenQuestions")
}

func (m *memory) Hurdles(ctx context.Context, team, about string, span coach.Span) (named []coach.NamedHurdle, err error) {
	all, err := m.Huddles(ctx, team, span)
	for _, hd := range all {
		for _, e := range hd.Entries {
			if e.Hurdle != "" && (about == "" || e.Person == about) {
				named = append(named, coach.NamedHurdle{Person: e.Person, Hurdle: coach.Hurdle{Day: hd.Day, Words: e.Hurdle}})
			}
		}
	}
	return named, err
}
