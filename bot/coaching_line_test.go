package bot

import (
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// typedIn is a field of a form into which people write.
func typedIn(t *testing.T, view *slack.ModalViewRequest, id string) *slack.PlainTextInputBlockElement {
	t.Helper()
	for _, b := range view.Blocks.BlockSet {
		if in, ok := b.(*slack.InputBlock); ok && in.BlockID == id {
			return in.Element.(*slack.PlainTextInputBlockElement)
		}
	}
	t.Fatalf("no field %s", id)
	return nil
}

// A commitment is as long as a list shows, so that both read all of it; what is longer stays in the form.
func TestACommitmentIsReadWhole(t *testing.T) {
	s := newStory(t)
	fits, long := strings.Repeat("é", maxLine), strings.Repeat("é", maxLine+1)
	s.recordForm("U0MAYA", "west/U0ANN")
	if most := typedIn(t, s.form, inTheirs+"0").MaxLength; most != maxLine {
		t.Errorf("the field takes %d characters", most)
	}
	open := s.form
	s.forget()
	s.submitForm("U0MAYA", open, inTheirs+"0", long, inMine+"0", fits)
	s.tells("maya is told at theirs/0: This is longer than the 200 characters that a list shows. Please keep it to a line; there is room for more under what was learnt.")
	s.submitForm("U0MAYA", open, inTheirs+"0", fits, inMine+"0", fits)
	for _, title := range []string{"*You will*", "*Maya will*"} {
		_, list, _ := strings.Cut(s.shown[len(s.shown)-1].body.Blocks, title)
		if list, _, _ = strings.Cut(list, `"}`); !strings.Contains(list, fits) {
			t.Errorf("%s reads %s", title, list)
		}
	}
}

// What was kept when more was taken is all there, and is for its writer to shorten.
func TestALongLineThatWasKeptStaysWhole(t *testing.T) {
	long := strings.Repeat("é", maxTyped)
	in := lineInput(inTheirs+"0", "What?", "", "", maxLine)
	refill([]slack.Block{in}, formState{inTheirs + "0": {Value: long}})
	if e := in.Element.(*slack.PlainTextInputBlockElement); e.InitialValue != long || e.MaxLength < len([]rune(long)) {
		t.Errorf("%d of at most %d characters", len([]rune(e.InitialValue)), e.MaxLength)
	}
}

// So is a line of an agenda; one that stands there already may stay.
func TestALineOfAnAgendaIsReadWhole(t *testing.T) {
	s := newStory(t)
	m := s.b.store.(*memory)
	old := strings.Repeat("o", maxLine+1)
	m.coaching.agenda = []coach.AgendaItem{{ID: "a", Team: s.team.ID, Person: "U0ANN", By: "U0ANN", Text: old, At: s.now}}
	s.command("U0ANN", "coach", "agenda")
	open := s.form
	s.forget()
	s.submitForm("U0ANN", open, inAgenda, old+"\n"+strings.Repeat("é", maxLine+1))
	s.tells("ann is told at agenda: “ééééééééééééééééééééééééééééééééééééééé…” is longer than the 200 characters that a list shows. Please shorten it, or make two lines of it.")
	s.submitForm("U0ANN", open, inAgenda, old+"\n"+strings.Repeat("é", maxLine))
	if n := len(m.coaching.agenda); n != 2 {
		t.Errorf("%d items", n)
	}
	own, _ := agendaOf(coach.CoachingBook{Agenda: m.coaching.agenda}, "U0ANN")
	if got := agendaTexts(own)[1]; got != strings.Repeat("é", maxLine) {
		t.Errorf("it reads %s", got)
	}
}
