package bot

import (
	"testing"

	"example.com/pacer/bot/coach"
)

// Maya asks Cat and Bob, and has the team no more; Bob has left it besides. Neither message goes on promising what cannot
// come, and it is said once. Should she have the team again, Cat can answer after all, and both messages follow.
func TestQuestionsThatNobodyCanAnswerAnyMore(t *testing.T) {
	s := newStory(t)
	m := s.b.store.(*memory)
	m.roster.People["U0MIA"] = coach.Person{ID: "U0MIA", Name: "Mia", Zone: "Europe/London"}
	for _, who := range []string{"@cat", "@bob"} {
		s.command("U0MAYA", "coach", who)
		s.pressPanel("U0MAYA", "Ask in DM")
		s.submit("U0MAYA", inAsk, "How is it going with Acme?")
	}
	tidied := func() {
		t.Helper()
		if err := s.b.tidying.once(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.deliver()
	}
	s.forget()
	tidied()
	s.tells()

	s.team.Managers, s.team.Reps = []string{"U0MIA"}, []string{"U0ANN", "U0CAT"}
	tidied()
	s.tells(
		"@cat edited: Maya asked you: / >How is it going with Acme? / It needs no answer any more: Maya no longer manages your team.",
		"@maya edited: You asked Cat: / >How is it going with Acme? / No answer comes any more: you no longer manage their team.",
		"@bob edited: Maya asked you: / >How is it going with Acme? / It needs no answer any more: you are no longer in the team where this was asked.",
		"@maya edited: You asked Bob: / >How is it going with Acme? / No answer comes any more: Bob is no longer in the team.",
	)
	s.forget()
	tidied()
	s.tells()

	s.team.Managers = []string{"U0MAYA"}
	req := s.request("U0CAT")
	req.Value = m.coaching.direct[0].ID
	s.answered("U0CAT", req, pressCoachAnswer)
	s.forget()
	s.submit("U0CAT", inAnswer, "Well")
	s.tells("@cat edited: Maya asks you: / >How is it going with Acme? / Your answer: / >Well / Maya has it, and nobody else.",
		"@maya edited: You asked Cat: / >How is it going with Acme? / Cat has answered, in the thread.", "@maya thread: Cat answers: / >Well")
}

// An account that is deactivated is written nothing, and a question whose message never went out has none to mend.
func TestNothingIsWrittenToWhoeverHasLeft(t *testing.T) {
	s := newStory(t)
	s.command("U0MAYA", "coach", "@cat")
	s.pressPanel("U0MAYA", "Ask in DM")
	s.submit("U0MAYA", inAsk, "How is it going with Acme?")
	m := s.b.store.(*memory)
	m.coaching.direct = append(m.coaching.direct, coach.DirectQuestion{ID: "q", Team: "closed", Person: "U0ANN", Manager: "U0MAYA", Question: "How is it?", At: s.now})
	gone := m.roster.People["U0MAYA"]
	gone.Deleted = true
	m.roster.People["U0MAYA"] = gone
	s.forget()
	if err := s.b.tidying.once(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.deliver()
	s.tells("@cat edited: Maya asked you: / >How is it going with Acme? / It needs no answer any more: Maya no longer manages your team.")
}

// A team that changes, or ends, wakes what looks after the messages about it.
func TestAChangedTeamWakesTheTidying(t *testing.T) {
	s := newStory(t)
	for _, c := range []struct {
		change coach.Change
		want   int
	}{{coach.Change{Team: s.team}, 1}, {coach.Change{Close: "west"}, 1}, {coach.Change{Inbound: "nothing"}, 0}} {
		if err := s.b.commit(t.Context(), c.change); err != nil {
			t.Fatal(err)
		}
		if got := len(s.b.tidying.woken); got != c.want {
			t.Errorf("%+v wakes it %d times", c.change, got)
		}
		for len(s.b.tidying.woken) > 0 {
			<-s.b.tidying.woken
		}
	}
}
