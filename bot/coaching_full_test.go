package bot

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"example.com/pacer/bot/coach"
)

// fullBrief is a story in which there is more to say about Ann than a brief has room for: each of so many managers has
// promised her eight things, and every list about her is full of the given word.
func fullBrief(t *testing.T, managers int, word string) *story {
	t.Helper()
	s := newStory(t)
	m := s.b.store.(*memory)
	for i := 1; i < managers; i++ {
		id := fmt.Sprint("U0M", i)
		s.team.Managers = append(s.team.Managers, id)
		m.roster.People[id] = coach.Person{ID: id, Name: "Maximiliane-Alexandra " + id, Zone: "Europe/London"}
	}
	s.at("2026-12-02", "10:00")
	for d := coach.NewDay(2026, 9, 1); d < coach.NewDay(2026, 12, 2); d++ {
		s.logs("U0ANN", "conv", d.String(), 3)
		s.logs("U0ANN", "meet", d.String(), 1)
	}
	text := strings.Repeat(word, 400)[:400]
	for i := range 8 {
		m.promises = append(m.promises, coach.Commitment{
			ID: fmt.Sprint("p", i), Team: s.team.ID, Person: "U0ANN", Text: text, Due: coach.NewDay(2026, 12, 1), State: coach.PromiseOpen,
		})
		for _, by := range s.team.Managers {
			m.promises = append(m.promises, coach.Commitment{
				ID: fmt.Sprint("m", by, i), Team: s.team.ID, Person: by, With: "U0ANN", Text: text, Due: coach.NewDay(2026, 12, 5), State: coach.PromiseOpen,
			})
		}
		m.coaching.agenda = append(m.coaching.agenda, coach.AgendaItem{ID: fmt.Sprint("a", i), Team: s.team.ID, Person: "U0ANN", By: "U0ANN", Text: text})
		m.deals = append(m.deals, coach.DealRecord{Deal: coach.Deal{
			ID: fmt.Sprint("d", i), Team: s.team.ID, Owner: "U0ANN", Name: text[:60], Stage: "discovery", MadeAt: s.now.AddDate(0, -3, 0),
			StageAt: s.now.AddDate(0, -2, 0), MovedAt: s.now.AddDate(0, -2, 0), Closes: coach.NewDay(2026, 11, 1),
		}})
	}
	for i, day := range []coach.Day{coach.NewDay(2026, 11, 16), coach.NewDay(2026, 11, 2), coach.NewDay(2026, 10, 16)} {
		m.coaching.records = append(m.coaching.records, coach.OneToOne{
			ID: fmt.Sprint("o", i), Team: s.team.ID, Person: "U0ANN", Manager: "U0MAYA", Day: day, Learnt: text, Private: text,
		})
	}
	m.coaching.direct = []coach.DirectQuestion{{
		ID: "q", Team: s.team.ID, Person: "U0ANN", Manager: "U0MAYA", Question: "How did it come about?", At: s.now, Answer: text, AnsweredAt: s.now,
	}}
	m.huddles[coach.HuddleKey(s.team.ID, coach.NewDay(2026, 12, 1))] = coach.HuddleDay{
		Team: s.team.ID, Day: coach.NewDay(2026, 12, 1), Entries: []coach.HuddleEntry{{Person: "U0ANN", Hurdle: text, FiledAt: s.now}},
	}
	return s
}

// However much there is to know about somebody, a brief is one message that Slack takes whole, and ends in its questions and
// buttons. Of words it has all: only texts of nothing but signs, each of which takes five characters, leave some out.
func TestABriefOfAnySizeFits(t *testing.T) {
	for _, word := range []string{"send the long offer to legal ", "&"} {
		for _, managers := range []int{1, 2, 4, 8} {
			s := fullBrief(t, managers, word)
			s.command("U0MAYA", "coach", "@ann")
			say := fit(body{s.panel.Text, s.panel.Blocks})
			text := blockText(say.Blocks)
			if len(say.Blocks) != len(s.panel.Blocks) {
				t.Errorf("%q by %d managers: %d of %d blocks", word, managers, len(say.Blocks), len(s.panel.Blocks))
			}
			if _, questions, ok := strings.Cut(text, "Questions to choose from"); !ok || !strings.Contains(questions, "3. ") {
				t.Errorf("%q by %d managers: no questions: %s", word, managers, text)
			}
			for _, label := range []string{"Ask in DM", "Another question", "Record one-to-one", "Agenda", "All observations"} {
				if buttonLabelled(say.Blocks, label) == nil {
					t.Errorf("%q by %d managers: no button %s", word, managers, label)
				}
			}
			shown, err := json.Marshal(say.Blocks)
			if left := strings.Contains(string(shown), "more than one message can hold"); err != nil || left != (word == "&") {
				t.Errorf("%q by %d managers: something is left out: %t", word, managers, left)
			}
		}
	}
}
