package bot

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// sentTo are the questions that somebody was asked in direct messages, the oldest first.
func (s *story) sentTo(person string) (questions []string) {
	for _, q := range s.b.store.(*memory).coaching.direct {
		if q.Person == person {
			questions = append(questions, q.Question)
		}
	}
	return questions
}

// different fails where somebody was asked the same twice, or not so often.
func (s *story) different(person string, times int) {
	s.t.Helper()
	all := s.sentTo(person)
	if once := slices.Compact(slices.Sorted(slices.Values(all))); len(all) != times || len(once) != times {
		s.t.Errorf("%s was asked %q", person, all)
	}
}

// A digest stands in a direct message for years, and so does its button. Whoever presses it again is given another question.
func TestAnOldButtonAsksSomethingElse(t *testing.T) {
	s := newStory(t)
	s.at("2026-11-23", "08:30")
	s.logs("U0ANN", "conv", "2026-11-16", 5)
	s.ritual(coach.Digest)
	for i, pause := range []time.Duration{0, time.Minute, 72 * time.Hour} {
		s.now = s.now.Add(pause)
		s.press("U0MAYA", "Ask in DM")
		// What was asked stands above the form, so that nobody wonders where the question went.
		page, err := json.Marshal(s.form)
		if err != nil {
			t.Fatal(err)
		}
		if said := strings.Contains(string(page), "was asked that one on Mon 23 Nov, so here is another."); said != (i > 0) {
			t.Errorf("press %d: %s", i+1, page)
		}
		s.submit("U0MAYA")
	}
	var asked string
	for _, q := range s.b.store.(*memory).coaching.direct {
		asked = q.Person
	}
	s.different(asked, 3)
}

// Two managers who open the same brief side by side are given the same questions. The second who sends one is told at the
// field, with the form as it was; in words of their own it goes.
func TestTwoManagersDoNotAskTheSame(t *testing.T) {
	s := newStory(t, func(team *coach.Team, _ []coach.Person) { team.Managers = []string{"U0MAYA", "U0MIA"} })
	s.b.store.(*memory).roster.People["U0MIA"] = coach.Person{ID: "U0MIA", Name: "Mia", Zone: "Europe/London"}
	for d := coach.NewDay(2026, 10, 1); d < coach.NewDay(2026, 11, 20); d++ {
		s.logs("U0ANN", "conv", d.String(), 2)
	}
	s.at("2026-11-24", "10:00")
	var opened []*slack.ModalViewRequest
	for _, who := range s.team.Managers {
		req := s.request(who)
		req.Text = "<@U0ANN>"
		brief, err := showCoach(t.Context(), s.b, req) // and nothing of it is noted before the other one looks
		if err != nil {
			t.Fatal(err)
		}
		s.panel = brief
		s.pressPanel(who, "Ask in DM")
		opened = append(opened, s.form)
	}
	s.forget()
	for i, who := range s.team.Managers {
		s.now = s.now.Add(time.Minute)
		s.submitForm(who, opened[i])
	}
	s.submitForm("U0MIA", opened[1], inAsk, "How would you like to begin tomorrow?")
	if said := strings.Join(s.lines, " "); !strings.Contains(said, "mia is told at ask: Ann was asked this on Tue 24 Nov.") {
		t.Error(said)
	}
	s.different("U0ANN", 2)
}
