package store

import (
	"errors"
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

	book := must(f.Coaching(t.Context(), team.ID, "U0MAYA", today-42))(t)
	newer.Private = ""
	same(t, "what Maya reads: the newest of each person", book.OneToOnes, []coach.OneToOne{newer, long})
	same(t, "the agenda", book.Agenda, []coach.AgendaItem{own, theirs, back})
	long.Private = ""
	newer.Private = "Mia's"
	book = must(f.Coaching(t.Context(), team.ID, "U0MIA", today-42))(t)
	same(t, "what Mia reads", book.OneToOnes, []coach.OneToOne{newer, long})

	// One is taken up, and cannot be taken back any more; one is taken back.
	own.OneToOne = "o3"
	newer.Learnt, newer.Day = "after all", today-1
	f.commit(coach.Change{OneToOne: &newer, Agenda: []coach.AgendaItem{own}, AgendaBack: []string{"g1", "g3"}})
	book = must(f.Coaching(t.Context(), team.ID, "U0MIA", today-200))(t)
	same(t, "all of them", book.OneToOnes, []coach.OneToOne{newer, older, long})
	same(t, "what is left", book.Agenda, []coach.AgendaItem{theirs})
	f.refused(coach.Change{Agenda: []coach.AgendaItem{{ID: "g9", Team: team.ID, Person: "U0ANN", By: "U0ANN", OneToOne: "none"}}}, coach.ErrNotFound)
	f.refused(coach.Change{OneToOne: &coach.OneToOne{ID: "o9", Team: "none", Person: "U0ANN"}}, coach.ErrNotFound)
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
	later := monday.Add(60 * 24 * time.Hour)
	a.Answer, a.AnsweredAt = "Like this", later
	f.commit(coach.Change{Direct: &a, Asked: []coach.AskedQuestion{{Person: "U0ANN", Question: "behind/1", By: "U0MIA", At: monday.Add(-time.Hour)}}})
	book := must(f.Coaching(t.Context(), team.ID, "U0MAYA", today+42))(t)
	same(t, "answered since", book.Direct, []coach.DirectQuestion{a})
	if len(book.Asked) != 0 {
		t.Errorf("asked since: %v", book.Asked)
	}
	book = must(f.Coaching(t.Context(), team.ID, "U0MAYA", today))(t)
	same(t, "what was asked of the team's own", book.Asked, []coach.AskedQuestion{{Person: "U0ANN", Question: "behind/1", By: "U0MAYA", At: monday}})
	book = must(f.Coaching(t.Context(), team.ID, "U0MAYA", today+80))(t)
	same(t, "of no interest any more", book, coach.CoachingBook{})
}
