package bot

import (
	"errors"
	"strings"
	"testing"

	"example.com/pacer/bot/coach"
)

// keeps presses the button in the open form after something was typed into it, as Slack would tell it.
func (s *story) keeps(typed formState) {
	s.t.Helper()
	b := buttonLabelled(s.form.Blocks.BlockSet, "Keep for later")
	if b == nil {
		s.t.Fatal("the form has no such button")
	}
	row, _ := s.b.tables.button(b.ActionID)
	req := s.request("U0ANN")
	req.Value, req.Form, req.State = b.Value, s.form.PrivateMetadata, typed
	s.answered("U0ANN", req, row.Handle)
}

// What Ann typed is there when she opens the form again, and gone when she has filed it. What is logged meanwhile is not
// taken back by a number that she never touched.
func TestACheckInIsKeptForLater(t *testing.T) {
	s := askedCheckIn(t)
	s.press("U0ANN", "Fill in")
	s.keeps(formState{
		inCount + "conv": {Value: "15"}, inCount + "meet": {Value: "7"}, inBest: {Value: "I asked *first*"}, inTry: {Value: "Call"},
		inShare: {Options: []string{shareBest}},
	})
	s.logs("U0ANN", "conv", storyFriday, 2)
	s.forget()
	s.press("U0ANN", "Fill in")
	s.tells(`ann gets the page "Your week": …[Conversations=17] [Meetings=7] …[How did your best result come about?=I asked *first*] …next week?=Call] …[Share with the team=best]`)
	if n := len(s.b.store.(*memory).checkIns); n != 0 {
		t.Errorf("%d check-ins are filed", n)
	}
	s.press("U0BOB", "Fill in")
	if strings.Contains(s.lines[len(s.lines)-1], "I asked") {
		t.Error("Bob sees what Ann has kept")
	}
	s.press("U0ANN", "Fill in")
	s.submit("U0ANN")
	if got := s.conversations() - 12; got != 17 {
		t.Errorf("the week has %d conversations, want 17", got)
	}
	if d, err := s.b.store.Draft(t.Context(), "U0ANN", draftCheckIn("west")); !errors.Is(err, coach.ErrNotFound) {
		t.Errorf("still kept: %v, %v", d, err)
	}
	s.forget()
	s.press("U0ANN", "Change")
	if strings.Contains(s.lines[0], "kept for you alone") || !strings.Contains(s.lines[0], "[Meetings=7]") {
		t.Errorf("after it was filed: %s", s.lines[0])
	}
}

// A draft of last week is not this week's.
func TestAKeptCheckInIsOfItsWeek(t *testing.T) {
	s := askedCheckIn(t)
	s.press("U0ANN", "Fill in")
	s.keeps(formState{inBest: {Value: "Last week"}})
	s.at("2026-12-04", "15:00")
	s.ritual(coach.CheckIn)
	s.forget()
	s.press("U0ANN", "Fill in")
	if strings.Contains(s.lines[0], "Last week") {
		t.Errorf("this week's form is %s", s.lines[0])
	}
}
