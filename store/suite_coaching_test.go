package store

import (
	"errors"
	"slices"
	"testing"
	"time"

	"example.com/pacer/bot/coach"
)

// testOneToOnes records conversations, with what was to be talked about in them.
func testOneToOnes(t *testing.T, f fixture) {
	team := f.apply(west(), monday)
	long := coach.OneToOne{ID: "o1", Team: team.ID, Person: "U0ANN", Manager: "U0MAYA", Day: today - 100, Learnt: "old", Private: "mine", At: monday}
	older := coach.OneToOne{ID: "o2", Team: team.ID, Person: "U0BOB", Manager: "U0MAYA", Day: today - 90, Learnt: "before", At: monday}
	newer := coach.OneToOne{ID: "o3", Team: team.ID, Person: "U0BOB", Manager: "U0MIA", Day: today, Learnt: "after", Private: "Mia's", At: monday}
	for _, o := range []coach.OneToOne{long, older, newer} {
		f.commit(coach.Change{OneToOne: &o})
	}
	item := func(id, by string) coach.AgendaItem {
		return coach.AgendaItem{ID: id, Team: team.ID, Person: "U0ANN", By: by, Text: id, At: monday}
	}
	own, theirs, back := item("g1", "U0ANN"), item("g2", "U0MAYA"), item("g3", "U0ANN")
	f.commit(coach.Change{Agenda: []coach.AgendaItem{own, theirs, back}})

	book := must(f.Coaching(t.Context(), coach.BookFilter{Team: team.ID, Reader: "U0MAYA", Since: today - 42}))(t)
	newer.Private = ""
	same(t, "what Maya reads: the newest of each person", book.OneToOnes, []coach.OneToOne{newer, older, long})
	same(t, "the agenda", book.Agenda, []coach.AgendaItem{own, theirs, back})
	long.Private = ""
	newer.Private = "Mia's"
	book = must(f.Coaching(t.Context(), coach.BookFilter{Team: team.ID, Reader: "U0MIA", Since: today - 42}))(t)
	older.Private = ""
	same(t, "what Mia reads", book.OneToOnes, []coach.OneToOne{newer, older, long})

	// One is taken up, and cannot be taken back any more; one is taken back.
	own.OneToOne = "o3"
	newer.Learnt, newer.Day = "after all", today-1
	f.commit(coach.Change{OneToOne: &newer, Agenda: []coach.AgendaItem{own}, AgendaBack: []string{"g1", "g3"}})
	book = must(f.Coaching(t.Context(), coach.BookFilter{Team: team.ID, Reader: "U0MIA", Since: today - 200}))(t)
	same(t, "all of them", book.OneToOnes, []coach.OneToOne{newer, older, long})
	same(t, "what is left", book.Agenda, []coach.AgendaItem{theirs})
	same(t, "what was taken up", book.Taken, []coach.AgendaItem{own})
	f.samePart(team.ID, "U0MIA", today-200)
	f.refused(coach.Change{Agenda: []coach.AgendaItem{{ID: "g9", Team: team.ID, Person: "U0ANN", By: "U0ANN", OneToOne: "none"}}}, coach.ErrNotFound)
	f.refused(coach.Change{OneToOne: &coach.OneToOne{ID: "o9", Team: "none", Person: "U0ANN"}}, coach.ErrNotFound)
}

// testManyOneToOnes records more conversations with one person than are at hand, changes an old one, and files over what
// was there when a form was opened.
func testManyOneToOnes(t *testing.T, f fixture) {
	team := f.apply(west(), monday)
	record := func(id string, day coach.Day, at time.Time) coach.OneToOne {
		return coach.OneToOne{ID: id, Team: team.ID, Person: "U0ANN", Manager: "U0MAYA", Day: day, Learnt: id, At: at}
	}
	all := []coach.OneToOne{
		record("o5", today-50, monday), record("o4", today-60, monday), record("o3", today-70, monday), record("o2", today-80, monday), record("o1", today-90, monday),
	}
	for _, o := range all {
		f.commit(coach.Change{OneToOne: &o})
	}
	newest := func() []coach.OneToOne {
		return must(f.Coaching(t.Context(), coach.BookFilter{Team: team.ID, Reader: "U0MAYA", Since: today - 42}))(t).OneToOnes
	}
	if got := newest(); len(got) < coach.NewestTalks || got[0] != all[0] || got[2] != all[2] {
		t.Errorf("at hand are %v", got)
	}
	// What was filed last is at hand, however old the conversation.
	all[4].Learnt, all[4].At = "after all", monday.Add(time.Hour)
	f.commit(coach.Change{OneToOne: &all[4], Over: &all[4].At})
	same(t, "and what was changed", newest(), []coach.OneToOne{all[0], all[1], all[2], all[4]})

	// Two forms were opened when that was the newest: the first stands.
	seen, none := all[4].At, time.Time{}
	first, second := record("o6", today, monday.Add(2*time.Hour)), record("o7", today, monday.Add(3*time.Hour))
	f.commit(coach.Change{OneToOne: &first, Over: &seen})
	f.refused(coach.Change{OneToOne: &second, Over: &seen}, coach.ErrNewer)
	f.refused(coach.Change{OneToOne: &all[0], Over: &none}, coach.ErrNewer)
	// Another manager's is another conversation, and nobody changes it by its id.
	second.Manager = "U0MIA"
	f.commit(coach.Change{OneToOne: &second, Over: &none})
	second.Manager, second.Learnt = "U0MAYA", "not hers"
	f.commit(coach.Change{OneToOne: &second})
	for _, o := range newest() {
		if o.Learnt == "not hers" {
			t.Error("somebody else's record was changed")
		}
	}
}

// testDirectQuestions asks in direct messages, and remembers what was asked.
func testDirectQuestions(t *testing.T, f fixture) {
	team := f.apply(west(), monday)
	a := coach.DirectQuestion{ID: "q1", Team: team.ID, Person: "U0ANN", Manager: "U0MAYA", Question: "How so?", At: monday}
	f.commit(coach.Change{Direct: &a, Asked: []coach.AskedQuestion{
		{Person: "U0ANN", Question: "behind/1", By: "U0MAYA", At: monday}, {Person: "U0ZOE", Question: "behind/1", By: "U0MIA", At: monday},
	}})
	same(t, "asked", must(f.DirectQuestion(t.Context(), "q1"))(t), a)
	if _, err := f.DirectQuestion(t.Context(), "q2"); !errors.Is(err, coach.ErrNotFound) {
		t.Errorf("of nothing: %v", err)
	}
	same(t, "open", must(f.OpenQuestions(t.Context()))(t), []coach.DirectQuestion{a})
	later := monday.Add(60 * 24 * time.Hour)
	a.Answer, a.AnsweredAt = "Like this", later
	f.commit(coach.Change{Direct: &a, Asked: []coach.AskedQuestion{{Person: "U0ANN", Question: "behind/1", By: "U0MIA", At: monday.Add(-time.Hour)}}})
	if open := must(f.OpenQuestions(t.Context()))(t); len(open) > 0 {
		t.Errorf("open are %+v", open)
	}
	book := must(f.Coaching(t.Context(), coach.BookFilter{Team: team.ID, Reader: "U0MAYA", Since: today + 42}))(t)
	same(t, "answered since", book.Direct, []coach.DirectQuestion{a})
	if len(book.Asked) != 0 {
		t.Errorf("asked since: %v", book.Asked)
	}
	book = must(f.Coaching(t.Context(), coach.BookFilter{Team: team.ID, Reader: "U0MAYA", Since: today}))(t)
	same(t, "what was asked of the team's own", book.Asked, []coach.AskedQuestion{
		{Person: "U0ANN", Question: "behind/1", By: "U0MIA", At: monday.Add(-time.Hour)}, {Person: "U0ANN", Question: "behind/1", By: "U0MAYA", At: monday},
	})
	// Each who is shown a question finds their own, and the newest of it.
	f.commit(coach.Change{Asked: []coach.AskedQuestion{
		{Person: "U0ANN", Question: "behind/1", By: "U0ANN", At: monday.Add(2 * time.Hour)}, {Person: "U0ANN", Question: "behind/1", By: "U0MIA", At: monday.Add(time.Hour)},
	}})
	book = must(f.Coaching(t.Context(), coach.BookFilter{Team: team.ID, Reader: "U0MAYA", Since: today}))(t)
	same(t, "by each", book.Asked, []coach.AskedQuestion{
		{Person: "U0ANN", Question: "behind/1", By: "U0MAYA", At: monday},
		{Person: "U0ANN", Question: "behind/1", By: "U0MIA", At: monday.Add(time.Hour)},
		{Person: "U0ANN", Question: "behind/1", By: "U0ANN", At: monday.Add(2 * time.Hour)},
	})
	other := coach.DirectQuestion{ID: "q2", Team: team.ID, Person: "U0BOB", Manager: "U0MAYA", Question: "Where next?", At: monday}
	f.commit(coach.Change{Direct: &other, Asked: []coach.AskedQuestion{
		{Person: "U0BOB", Question: "behind/2", By: "U0MAYA", At: monday}, {Person: "U0CAT", Question: "behind/3", By: "U0MAYA", At: monday},
	}})
	for _, reader := range []string{"U0MAYA", "U0MIA", "U0ANN"} {
		f.samePart(team.ID, reader, today)
	}
	book = must(f.Coaching(t.Context(), coach.BookFilter{Team: team.ID, Reader: "U0MAYA", Since: today + 80}))(t)
	same(t, "of no interest any more", book, coach.CoachingBook{})
}

// samePart holds the book about each of some people against that of the whole team.
func (f fixture) samePart(team, reader string, since coach.Day) {
	f.t.Helper()
	whole := coach.BookFilter{Team: team, Reader: reader, Since: since}
	for _, person := range []string{"U0ANN", "U0BOB"} {
		want := must(f.Coaching(f.t.Context(), whole))(f.t)
		want.OneToOnes = only(want.OneToOnes, func(o coach.OneToOne) bool { return o.Person == person })
		want.Direct = only(want.Direct, func(d coach.DirectQuestion) bool { return d.Person == person })
		want.Agenda = only(want.Agenda, func(a coach.AgendaItem) bool { return a.Person == person })
		want.Taken = only(want.Taken, func(a coach.AgendaItem) bool {
			return slices.ContainsFunc(want.OneToOnes, func(o coach.OneToOne) bool { return o.ID == a.OneToOne })
		})
		want.Asked = only(want.Asked, func(a coach.AskedQuestion) bool { return a.Person == person || a.By == reader })
		about := whole
		about.About = person
		same(f.t, "the book about "+person, must(f.Coaching(f.t.Context(), about))(f.t), want)
	}
}

// only are those of some rows that are wanted, nil for none.
func only[T any](rows []T, wanted func(T) bool) (found []T) {
	for _, row := range rows {
		if wanted(row) {
			found = append(found, row)
		}
	}
	return found
}
