package bot

import (
	"fmt"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// promised is a story on the Friday after Ann said what she would try; it returns the commitment's id.
func promised(t *testing.T) (*story, string) {
	t.Helper()
	s := askedCheckIn(t)
	s.press("U0ANN", "Fill in")
	s.submit("U0ANN", "try", "Call before nine")
	s.at("2026-12-04", "15:00")
	s.ritual(coach.CheckIn)
	s.forget()
	return s, s.promise().ID
}

// promise is Ann's first commitment, as it is now.
func (s *story) promise() coach.Commitment {
	s.t.Helper()
	for _, p := range s.b.store.(*memory).promises {
		if p.Person == "U0ANN" {
			return p
		}
	}
	s.t.Fatal("Ann has promised nothing")
	return coach.Commitment{}
}

// open is what Ann has open, with the day that it is due.
func (s *story) open() string {
	s.t.Helper()
	all, err := s.b.store.Commitments(s.t.Context(), "west")
	if err != nil {
		s.t.Fatal(err)
	}
	var lines []string
	for _, p := range all {
		lines = append(lines, p.Due.String()+" "+p.Text)
	}
	return strings.Join(lines, "; ")
}

func TestACommitmentComesBack(t *testing.T) {
	for _, c := range []struct {
		name, said, day string
		state           coach.PromiseState
		open            string // after it
		thanks          string // what Ann reads about it; Maya reads the same
	}{
		{"done", "done", "", coach.PromiseDone, "", "done: Call before nine"},
		{"dropped", "dropped", "", coach.PromiseDropped, "", "dropped: Call before nine"},
		{"moved", "moved", "2026-12-10", coach.PromiseMoved, "2026-12-10 Call before nine", "moved from Fri 4 Dec to Thu 10 Dec: Call before nine"},
		{"a day alone moves it", "", "2026-12-10", coach.PromiseMoved, "2026-12-10 Call before nine", "moved from Fri 4 Dec to Thu 10 Dec: Call before nine"},
		{"a day beside done means nothing", "done", "2026-12-10", coach.PromiseDone, "", "done: Call before nine"},
		{"nothing said", "", "", coach.PromiseOpen, "2026-12-04 Call before nine", "open, due Fri 4 Dec: Call before nine"},
		{"still open", "open", "", coach.PromiseOpen, "2026-12-04 Call before nine", "open, due Fri 4 Dec: Call before nine"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, id := promised(t)
			s.press("U0ANN", "Fill in")
			s.tells(`ann gets the page "Your week": …[What became of: Call before nine=] [Moved to=] …`)
			s.submit("U0ANN", inPromise+id, c.said, inPromiseDay+id, c.day)
			s.tells("@ann edited: Thank you, …/ Your commitments: / • "+c.thanks+" / Your manager can …",
				"@maya: Weekly check-in, 30 Nov to 6 Dec. / Ann in West. / Commitments: / • "+c.thanks+" / The week: / …")
			if got := s.promise(); got.State != c.state || got.SettledAt.IsZero() != (c.state == coach.PromiseOpen) {
				t.Errorf("it is %+v", got)
			}
			if got := s.open(); got != c.open {
				t.Errorf("open is %q", got)
			}
			// In the week after, what is open comes back and what is closed does not; neither does the digest repeat it.
			s.at("2026-12-11", "15:00")
			s.ritual(coach.CheckIn)
			s.forget()
			s.press("U0ANN", "Fill in")
			if back := strings.Contains(s.lines[0], "Call before nine"); back != (c.open != "") {
				t.Errorf("the next form is %s", s.lines[0])
			}
		})
	}
}

func TestWhatBecameOfACommitmentCanBeChanged(t *testing.T) {
	s, id := promised(t)
	s.press("U0ANN", "Fill in")
	s.submit("U0ANN", inPromise+id, "moved", inPromiseDay+id, "2026-12-18")
	s.at("2026-12-07", "10:00")
	s.forget()
	s.press("U0ANN", "Change")
	s.tells(`ann gets the page "Your week": …[What became of: Call before nine=moved] [Moved to=2026-12-18] …`)
	s.submit("U0ANN", "best", "I asked first")
	if got := s.promise(); got.SettledAt.Day() != 4 || got.Due.String() != "2026-12-18" {
		t.Errorf("saying the same again changed it: %+v", got)
	}
	s.press("U0ANN", "Change")
	s.submit("U0ANN", inPromise+id, "open", inPromiseDay+id, "")
	if got := s.promise(); got.State != coach.PromiseOpen || got.Due.String() != "2026-12-04" || !got.SettledAt.IsZero() {
		t.Errorf("still open does not take back the move: %+v", got)
	}
	s.press("U0ANN", "Change")
	s.submit("U0ANN", inPromise+id, "done")
	if got := s.promise(); got.State != coach.PromiseDone || len(s.b.store.(*memory).promises) != 1 {
		t.Errorf("it is %+v", got)
	}
}

func TestACommitmentIsMovedToADay(t *testing.T) {
	for _, c := range []struct{ day, told string }{
		{"", "Please pick the day that it is moved to."},
		{"2026-12-04", ""}, // where it is: nothing changes
		{"2026-12-03", "Please pick a day after today, within a year."},
		{"2027-12-31", "Please pick a day after today, within a year."},
		{"soon", "Please pick the day that it is moved to."},
	} {
		s, id := promised(t)
		s.press("U0ANN", "Fill in")
		s.forget()
		s.submit("U0ANN", "count/conv", "17", inPromise+id, "moved", inPromiseDay+id, c.day)
		if c.told == "" {
			continue
		}
		s.tells("ann is told at " + inPromiseDay + id + ": " + c.told)
		if got := s.promise(); got.State != coach.PromiseOpen {
			t.Errorf("%s: %+v", c.day, got)
		}
	}
}

// A commitment is known by its id: other words about the same week are the same commitment, also when it was moved, or
// two have the same words and the same day.
func TestFilingAgainChangesTheSameCommitment(t *testing.T) {
	s := askedCheckIn(t)
	twin := coach.Commitment{ID: "twin", Team: "west", Person: "U0ANN", Text: "Call before nine", Due: coach.NewDay(2026, 12, 4), MadeAt: s.now, State: coach.PromiseOpen}
	s.press("U0ANN", "Fill in")
	s.submit("U0ANN", "try", "Call before nine")
	id := s.promise().ID
	if err := s.b.commit(t.Context(), coach.Change{Commitments: []coach.Commitment{twin}}); err != nil {
		t.Fatal(err)
	}
	s.press("U0ANN", "Change")
	s.submit("U0ANN", "try", "Call before eight")
	if got := s.open(); got != "2026-12-04 Call before nine; 2026-12-04 Call before eight" {
		t.Errorf("open is %q", got)
	}
	moved := s.b.store.(*memory).promises[1]
	if moved.ID != id {
		t.Fatalf("it is another one: %+v", moved)
	}
	week := coach.NewDay(2026, 11, 23)
	if err := s.b.commit(t.Context(), coach.Change{Commitments: []coach.Commitment{moved.Settle(coach.PromiseMoved, coach.NewDay(2026, 12, 9), s.now, week)}}); err != nil {
		t.Fatal(err)
	}
	s.press("U0ANN", "Change")
	s.submit("U0ANN", "try", "Call before seven")
	if got := s.open(); got != "2026-12-04 Call before nine; 2026-12-09 Call before seven" {
		t.Errorf("after it was moved, open is %q", got)
	}
	s.press("U0ANN", "Change")
	s.submit("U0ANN", "try", "")
	if got := s.open(); got != "2026-12-04 Call before nine" {
		t.Errorf("emptied, open is %q", got)
	}
	s.press("U0ANN", "Change")
	s.submit("U0ANN", "try", "Sleep well")
	if got := s.open(); got != "2026-12-04 Call before nine; 2026-12-04 Sleep well" {
		t.Errorf("something new, open is %q", got)
	}
}

// The form asks about what is the person's own, and takes nothing else for an answer.
func TestNobodySettlesTheCommitmentOfAnother(t *testing.T) {
	s, id := promised(t)
	s.press("U0BOB", "Fill in")
	if strings.Contains(s.lines[0], "Call before nine") {
		t.Errorf("Bob is asked about Ann's: %s", s.lines[0])
	}
	req := s.request("U0BOB")
	req.Value, req.State = s.form.PrivateMetadata, formState{inPromise + id: {Value: "done"}}
	s.answered("U0BOB", req, submitCheckIn)
	req = s.request("U0BOB")
	req.Value, req.State = "west", formState{inPromise + id: {Value: "done"}}
	s.answered("U0BOB", req, submitPromises)
	if got := s.promise(); got.State != coach.PromiseOpen {
		t.Errorf("Bob closed it: %+v", got)
	}
	req = s.request("U0BOB")
	req.Value = "west/" + id
	s.forget()
	s.answered("U0BOB", req, pressPromiseDone)
	s.tells("bob alone sees: That commitment is not open any more, so nothing was changed.")
}

func TestCommitmentsDueOnTheHome(t *testing.T) {
	s, id := promised(t)
	for i := range 4 {
		p := coach.Commitment{ID: fmt.Sprint("more-", i), Team: "west", Person: "U0ANN", Text: fmt.Sprint("More ", i), Due: coach.NewDay(2026, 12, 5+i), State: coach.PromiseOpen}
		if err := s.b.commit(t.Context(), coach.Change{Commitments: []coach.Commitment{p}}); err != nil {
			t.Fatal(err)
		}
	}
	home := func() []slack.Block {
		t.Helper()
		view, err := s.b.homeWith(t.Context(), "U0ANN", nil, true)
		if err != nil {
			t.Fatal(err)
		}
		return view.Blocks.BlockSet
	}
	text := blockText(home())
	for _, want := range []string{"Commitment due Fri 4 Dec", "Call before nine", "More 0", "More 1"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q on the Home:\n%s", want, text)
		}
	}
	if strings.Contains(text, "More 2") {
		t.Errorf("what is due next week is on the Home:\n%s", text)
	}
	s.pressed("U0ANN", buttonLabelled(home(), "Done"))
	if got := s.promise(); got.ID == id && got.State != coach.PromiseDone {
		t.Errorf("after Done it is %+v", got)
	}
	s.forget()
	s.pressed("U0ANN", buttonLabelled(home(), "All your commitments…"))
	s.tells(`ann gets the page "Your commitments": … [What became of: More 0=] [Moved to=] [What became of: More 1=] [Moved to=]`)
	s.submit("U0ANN", inPromise+"more-0", "dropped", inPromiseDay+"more-1", "2026-12-14")
	if got := s.open(); got != "2026-12-07 More 2; 2026-12-08 More 3; 2026-12-14 More 1" {
		t.Errorf("open is %q", got)
	}
	if text := blockText(home()); strings.Contains(text, "Commitment due") {
		t.Errorf("nothing is due, and the Home says\n%s", text)
	}
	// The check-in of the week knows what was said on the Home, and lets it be changed.
	s.forget()
	s.press("U0ANN", "Fill in")
	s.tells(`ann gets the page "Your week": …[What became of: More 0=dropped] …[What became of: More 1=moved] …[What became of: Call before nine=done] …`)
}
