package bot

import (
	"slices"
	"strings"
	"testing"

	"example.com/pacer/bot/coach"
)

// Of somebody in two teams, the brief and their own coach say which one they are about, and lead to the other: for whoever
// may read of it.
func TestABriefOfSomebodyInTwoTeams(t *testing.T) {
	s := newStory(t)
	m := s.b.store.(*memory)
	north := *s.team
	north.ID, north.Name, north.Channel, north.Reps = "north", "North", "C0NORTH", []string{"U0BOB"}
	north.Managers = []string{"U0MAYA"}
	m.roster.Teams = append(m.roster.Teams, &north)
	s.logs("U0BOB", "conv", storyMonday, 3)
	s.at(storyMonday, "10:00")
	for _, tt := range []struct{ reader, typed, head string }{
		{"U0BOB", "", "Your own coach"}, {"U0MAYA", "<@U0BOB>", "Brief: Bob"},
	} {
		s.panel = answer{}
		s.command(tt.reader, "coach", tt.typed)
		here, there := "West", "North"
		if !strings.HasPrefix(s.panel.Text, tt.head+" in West.") {
			t.Fatalf("%s reads %.60q", tt.reader, s.panel.Text)
		}
		s.pressPanel(tt.reader, "In "+there)
		if !strings.HasPrefix(s.panel.Text, tt.head+" in North.") || !s.panel.Replace {
			t.Errorf("%s reads then %.60q", tt.reader, s.panel.Text)
		}
		s.pressPanel(tt.reader, "All observations")
		if !strings.Contains(s.panel.Text, " in North.") {
			t.Errorf("%s reads of all %.60q", tt.reader, s.panel.Text)
		}
		s.pressPanel(tt.reader, "To the questions")
		s.pressPanel(tt.reader, "In "+here)
	}

	// Who manages one of the two reads of the other neither its name nor its numbers.
	north.Managers = []string{"U0CAT"}
	s.panel = answer{}
	s.command("U0MAYA", "coach", "<@U0BOB>")
	if !strings.HasPrefix(s.panel.Text, "Brief: Bob.") || strings.Contains(s.panel.Text+blockText(s.panel.Blocks), "North") {
		t.Errorf("maya reads %s", s.panel.Text)
	}
}

// Who has left the team is said to be in none, by their name, and not to be picked from the list where they were.
func TestSomebodyWhoLeftIsNamed(t *testing.T) {
	s := newStory(t)
	m := s.b.store.(*memory)
	s.team.Reps = []string{"U0BOB"}
	s.command("U0MAYA", "coach", "<@U0ANN|ann>")
	delete(m.roster.People, "U0ANN")
	s.command("U0MAYA", "coach", "<@U0ANN>")
	s.command("U0MAYA", "coach", "ann")
	s.tells(
		"maya alone sees: Ann is in none of your teams now.",
		"maya alone sees: A teammate is in none of your teams now.",
		"maya alone sees: Nobody in your teams goes by …Type @ and pick the person from the list.",
	)
}

// A sentence about somebody whose name Slack has not told yet begins as sentences do.
func TestSentencesAboutTheNamelessBeginLarge(t *testing.T) {
	s := coachingStory(t)
	m := s.b.store.(*memory)
	nameless := m.roster.People["U0ANN"]
	nameless.Name = ""
	m.roster.People["U0ANN"] = nameless
	s.command("U0MAYA", "coach", "<@U0ANN>")
	s.pressPanel("U0MAYA", "Ask in DM")
	pages := pageText(s.form)
	s.submit("U0MAYA")
	s.command("U0MAYA", "coach", "<@U0ANN>")
	s.pressPanel("U0MAYA", "Record one-to-one")
	pages += pageText(s.form)
	s.submit("U0MAYA", inTaught, "Much")
	s.command("U0MAYA", "coach", "agenda <@U0ANN>")
	pages += pageText(s.form)
	for _, text := range append(s.lines, pages) {
		for _, begin := range []string{". a teammate", ": a teammate reads", "*Asked.* a", "*Recorded.* a"} {
			if strings.Contains(text, begin) {
				t.Errorf("%q in %s", begin, text)
			}
		}
	}
	s.forget()
}

// An answer that is mended does not count as another one on that day.
func TestAMendedAnswerIsOfItsFirstDay(t *testing.T) {
	s := coachingStory(t)
	m := s.b.store.(*memory)
	s.command("U0MAYA", "coach", "<@U0ANN>")
	s.pressPanel("U0MAYA", "Ask in DM")
	s.submit("U0MAYA")
	id := m.coaching.direct[0].ID
	answers := func(text string) {
		s.pressed("U0ANN", press(actCoachAnswer, "Answer", id))
		s.submit("U0ANN", inAnswer, text)
	}
	answers("Well")
	first := m.coaching.direct[0].AnsweredAt
	s.at("2027-01-12", "10:00")
	answers("Well!")
	a := m.coaching.direct[0]
	if a.Answer != "Well!" || a.AnsweredAt.Equal(first) || coach.DayOf(a.AnsweredAt, teamZone(s.team)) != coach.DayOf(first, teamZone(s.team)) {
		t.Errorf("it was answered at %v and mended at %v: %q", first, a.AnsweredAt, a.Answer)
	}
	s.forget()
}

// Where all that fits was asked of late, a brief and a list say so with what is known, and leave the question to the reader.
func TestWithoutAQuestionLeftThereIsAnEmptyOne(t *testing.T) {
	s := newStory(t)
	m := s.b.store.(*memory)
	s.at(storyMonday, "10:00")
	c, err := s.b.coaching(t.Context(), s.request("U0MAYA").Roster, s.team, s.b.now(), "U0MIA")
	if err != nil {
		t.Fatal(err)
	}
	p := c.roster.Person("U0ANN")
	for _, q := range c.ask(p, coach.Observe(c.facts(p)), 0, allQuestions) {
		m.coaching.asked = append(m.coaching.asked, coach.AskedQuestion{Person: p.ID, Question: q.ID, By: "U0MIA", At: s.now})
	}
	s.command("U0ANN", "coach", "")
	s.command("U0MAYA", "coach", "")
	s.command("U0MAYA", "coach", "<@U0ANN>")
	s.tells(
		"ann alone sees: Your own coach. / …All that fit were asked in the last weeks. What would you like to ask yourself? …",
		"maya alone sees: …Ann: / Ann has …",
		"maya alone sees: Brief: Ann. / …All that fit were asked in the last weeks. What would you like to ask?",
	)
	s.pressPanel("U0MAYA", "Ask in DM")
	s.submit("U0MAYA")
	s.submit("U0MAYA", inAsk, "How was your weekend?")
	if n := len(m.coaching.direct); n != 1 || m.coaching.direct[0].Question != "How was your weekend?" {
		t.Errorf("asked are %+v", m.coaching.direct)
	}
	if slices.ContainsFunc(m.coaching.asked, func(q coach.AskedQuestion) bool { return q.Question == "" }) {
		t.Error("a question that is none of the bank is noted")
	}
	s.forget()
}
