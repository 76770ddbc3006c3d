package bot

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/pacer/bot/coach"
)

// recordForm opens the form of a one-to-one as a button with that value does.
func (s *story) recordForm(manager, value string) {
	s.t.Helper()
	req := s.request(manager)
	req.Value = value
	s.answered(manager, req, pressCoachRecord)
}

// Two forms that are opened at once, empty, make one record: the second is kept in the form, with what is on record.
func TestTwoEmptyFormsMakeOneRecord(t *testing.T) {
	s := newStory(t)
	m := s.b.store.(*memory)
	s.recordForm("U0MAYA", "west/U0ANN")
	first := s.form
	s.recordForm("U0MAYA", "west/U0ANN")
	second := s.form
	s.recordForm("U0MAYA", "west/U0BOB")
	other := s.form
	s.now = s.now.Add(time.Minute)
	s.submitForm("U0MAYA", second, inTaught, "What was filed first", inMine+"0", "Listen in")
	s.forget()
	s.now = s.now.Add(time.Minute)
	s.submitForm("U0MAYA", first, inTaught, "What came late", inMine+"0", "Listen in")
	s.tells("maya alone sees: You have sent a newer version since this form was opened…")
	// About somebody else it is another conversation.
	s.submitForm("U0MAYA", other, inTaught, "With Bob")
	if len(m.coaching.records) != 2 || m.coaching.records[0].Learnt != "What was filed first" || len(m.promises) != 1 {
		t.Errorf("records %+v, promises %+v", m.coaching.records, m.promises)
	}
	// Opened now, it is the same conversation, and changes it.
	s.now = s.now.Add(time.Minute)
	s.recordForm("U0MAYA", "west/U0ANN")
	s.submit("U0MAYA", inTaught, "What was filed last")
	if len(m.coaching.records) != 2 || m.coaching.records[1].Learnt != "What was filed last" {
		t.Errorf("records %+v", m.coaching.records)
	}
}

// Of two lists for the same agenda the later one stands, and the form keeps the other.
func TestALateAgendaOverwritesNothing(t *testing.T) {
	s := newStory(t)
	s.command("U0ANN", "coach", "agenda")
	late := s.form
	s.command("U0ANN", "coach", "agenda")
	s.submit("U0ANN", inAgenda, "The fair\nPrices")
	s.forget()
	req := s.request("U0ANN")
	req.Value, req.State = late.PrivateMetadata, formState{inAgenda: {Value: "Holidays"}}
	i := slices.IndexFunc(forms(), func(f form) bool { return f.Callback == formAgenda })
	s.answered("U0ANN", req, forms()[i].submit)
	s.tells("ann is told at agenda: This was changed by you to “The fair Prices” while the form was open, so nothing was saved.…")
	items := s.b.store.(*memory).coaching.agenda
	if len(items) != 2 || items[0].Text != "The fair" || items[1].Text != "Prices" {
		t.Errorf("on the agenda: %+v", items)
	}
}

// A manager files a record in the moment between the settling of a rep's list and its saving: what it has taken up stays with it
// and is not on the agenda a second time, and what the rep adds is there.
func TestARecordTakesUpAnAgendaThatIsBeingSaved(t *testing.T) {
	for _, test := range []struct{ typed, want string }{
		{"Prices\nThe fair\nHolidays", "This was changed by Maya to “The fair” while the form was open, so nothing was saved."},
		{"Prices\nThe fair", ""},
	} {
		s := newStory(t)
		m := s.b.store.(*memory)
		m.coaching.agenda = []coach.AgendaItem{
			{ID: "a1", Team: "west", Person: "U0ANN", By: "U0ANN", Text: "Prices", At: s.now},
			{ID: "a2", Team: "west", Person: "U0ANN", By: "U0ANN", Text: "The fair", At: s.now},
		}
		s.command("U0ANN", "coach", "agenda")
		anns := s.form
		s.now = s.now.Add(time.Minute)
		f := s.b.tables.forms[anns.CallbackID]
		now, settled := f.Now, 0
		f.Now = func(ctx context.Context, b *Bot, req *request) (openedNow, error) {
			opened, err := now(ctx, b, req)
			if settled++; settled == 1 {
				m.coaching.records = []coach.OneToOne{{ID: "o1", Team: "west", Person: "U0ANN", Manager: "U0MAYA", Day: coach.DayOf(s.now, time.UTC), At: s.now}}
				m.coaching.agenda[0].OneToOne = "o1"
			}
			return opened, err
		}
		s.b.tables.forms[anns.CallbackID] = f
		s.forget()
		s.submitForm("U0ANN", anns, inAgenda, test.typed)
		if said := strings.Join(s.lines, " / "); settled != 2 || !strings.Contains(said, test.want) {
			t.Errorf("%q is settled %d times: %s", test.typed, settled, said)
		}
		if len(m.coaching.agenda) != 2 || m.coaching.agenda[0].OneToOne != "o1" {
			t.Errorf("%q: on the agenda: %+v", test.typed, m.coaching.agenda)
		}
	}
}

// A brief lists the last few conversations with their days; whoever wrote one down changes it, and nobody else does. The rep
// reads what is changed of what they read, and not even that a note was.
func TestAnEarlierRecordIsMended(t *testing.T) {
	s := newStory(t, func(team *coach.Team, _ []coach.Person) { team.Managers = []string{"U0MAYA", "U0MIA"} })
	m := s.b.store.(*memory)
	m.roster.People["U0MIA"] = coach.Person{ID: "U0MIA", Name: "Mia", Zone: "Europe/London"}
	for i, day := range []string{"2026-08-03", "2026-09-07", "2026-10-05", "2026-11-02"} {
		d, _ := coach.ParseDay(day)
		m.coaching.records = append(m.coaching.records, coach.OneToOne{
			ID: fmt.Sprint("o", i), Team: "west", Person: "U0ANN", Manager: []string{"U0MAYA", "U0MIA"}[i%2], Day: d, Learnt: fmt.Sprint("lesson ", i), Private: fmt.Sprint("note ", i), At: s.now.AddDate(0, 0, i-100),
		})
	}
	m.promises = []coach.Commitment{{
		ID: "p", Team: "west", Person: "U0MAYA", With: "U0ANN", OneToOne: "o2", Text: "Find a list", Due: coach.NewDay(2026, 10, 9),
		State: coach.PromiseDone, SettledAt: s.now.AddDate(0, -1, 0), SettledWeek: coach.NewDay(2026, 10, 12),
	}}
	m.coaching.agenda = []coach.AgendaItem{{ID: "g", Team: "west", Person: "U0ANN", By: "U0ANN", Text: "Prices", OneToOne: "o2"}}
	past := "…The last one-to-one: / Mon 2 Nov, written down by Mia / >lesson 3 / Before that: / • Mon 5 Oct, written down by Maya: lesson 2 / • Mon 7 Sep, written down by Mia: lesson 1 / "
	s.command("U0ANN", "coach", "")
	s.tells("ann alone sees: " + past + "…")
	for _, label := range []string{"Change Mon 2 Nov", "Change Mon 5 Oct"} {
		if buttonLabelled(s.panel.Blocks, label) != nil {
			t.Errorf("Ann has the button %q", label)
		}
	}
	s.command("U0MAYA", "coach", "@ann")
	s.tells("maya alone sees: " + past + "…note 2…")
	s.pressPanel("U0MAYA", "Change Mon 5 Oct")
	if text := pageText(s.form); !strings.Contains(text, "• Prices") || !strings.Contains(text, "Maya, done: Find a list") || strings.Contains(text, "Keep for later") {
		t.Errorf("the form: %s", text)
	}
	s.forget()
	s.submit("U0MAYA", inPrivate, "note of today")
	s.tells("maya alone sees: *Saved.* Ann is not told, as nothing has changed of what they read.")
	s.command("U0MAYA", "coach", "@ann")
	s.pressPanel("U0MAYA", "Change Mon 5 Oct")
	s.forget()
	s.submit("U0MAYA", inTaught, "A better lesson", inTheirs+"0", "Call early")
	s.tells("maya alone sees: *Recorded.* Ann reads it…",
		"@ann: Your one-to-one of Mon 5 Oct. / Maya wrote down what you talked about (changed). / What was learnt: / >A better lesson / Talked about: / • Prices / Agreed on before: / • Maya, done: Find a list / You will: / …Call early…")
	for _, who := range []struct{ id, value string }{{"U0MAYA", "west/U0ANN/o3"}, {"U0MIA", "west/U0ANN/o2"}, {"U0MIA", "west/U0BOB/o1"}, {"U0MIA", "west/U0ANN/none"}} {
		s.recordForm(who.id, who.value)
		if last := s.lines[len(s.lines)-1]; !strings.Contains(last, "There is no such record of yours any more") {
			t.Errorf("%s opens %s: %s", who.id, who.value, last)
		}
	}
}

// What a manager promised stands on the rep's own Home and in their own coach, until it is settled or the manager is another.
func TestARepReadsWhatTheyWerePromised(t *testing.T) {
	s := newStory(t)
	m := s.b.store.(*memory)
	for i := range homeMeant + 2 {
		m.promises = append(m.promises, coach.Commitment{
			ID: fmt.Sprint("p", i), Team: "west", Person: "U0MAYA", With: "U0ANN", Text: fmt.Sprint("deed ", i), Due: coach.NewDay(2026, 11, 27), State: coach.PromiseOpen,
		})
	}
	m.promises = append(m.promises, coach.Commitment{ID: "of", Team: "west", Person: "U0MAYA", With: "U0BOB", Text: "with Bob", Due: coach.NewDay(2026, 11, 27), State: coach.PromiseOpen})
	home := func() string {
		view, err := s.b.homeWith(t.Context(), "U0ANN", nil, false)
		if err != nil {
			t.Fatal(err)
		}
		return blockText(view.Blocks.BlockSet)
	}
	if text := home(); !strings.Contains(text, "*Promised to you* / • Maya, by Fri 27 Nov: deed 0 / ") || !strings.Contains(text, "• and 2 more") || strings.Contains(text, "with Bob") {
		t.Errorf("her Home: %s", text)
	}
	s.command("U0ANN", "coach", "")
	s.tells("ann alone sees: …Maya promised: / • for Fri 27 Nov: deed 0 / …")
	s.team.Managers = []string{"U0MIA"}
	if text := home(); strings.Contains(text, "Promised to you") {
		t.Errorf("of somebody who is no manager any more: %s", text)
	}
}

// A rep reads the very observations that their manager reads about them, whatever there is: the same things in the same
// order, and of what the manager's list and Home say of them nothing else.
func TestARepReadsEveryObservationAboutThemselves(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 0))
	for round := range 12 {
		s := newStory(t)
		m := s.b.store.(*memory)
		s.at("2026-12-02", "10:00")
		for day := range 70 {
			for _, kpi := range []string{"conv", "meet"} {
				if n := r.IntN(7) - 2; n > 0 {
					s.logs("U0ANN", kpi, (coach.NewDay(2026, 9, 24) + coach.Day(day)).String(), int64(n))
				}
			}
		}
		for i := range r.IntN(4) {
			m.promises = append(m.promises, coach.Commitment{ID: fmt.Sprint("p", i), Team: "west", Person: "U0ANN", Text: fmt.Sprint("deed ", i), Due: coach.NewDay(2026, 11, 29+i), State: coach.PromiseOpen})
			m.deals = append(m.deals, coach.DealRecord{Deal: coach.Deal{
				ID: fmt.Sprint("d", i), Team: "west", Owner: "U0ANN", Name: fmt.Sprint("deal ", i), Stage: "decision", MadeAt: s.now.AddDate(0, -3, 0), StageAt: s.now.AddDate(0, -i, 0), MovedAt: s.now.AddDate(0, -i, 0),
			}})
		}
		c, err := s.b.coaching(t.Context(), s.request("U0MAYA").Roster, s.team, s.b.now(), "U0MAYA")
		if err != nil {
			t.Fatal(err)
		}
		seen := coach.Observe(c.facts(c.roster.Person("U0ANN")))
		about, to := s.allSeen("U0MAYA"), s.allSeen("U0ANN")
		if len(about) != len(seen) || len(to) != len(seen) {
			t.Fatalf("round %d: %d are seen, the manager reads %d and the rep %d", round, len(seen), len(about), len(to))
		}
		for _, o := range seen {
			if i := slices.Index(about, escape(o.Text)); i < 0 || to[i] != escape(o.You) {
				t.Errorf("round %d: in place %d of %q the rep reads %q", round, i, o.Text, to)
			}
		}
		s.command("U0MAYA", "coach", "")
		talks, err := c.talks(t.Context(), s.b, c.inOrder("U0MAYA"))
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range talks {
			if row.About.Person.ID == "U0ANN" && !slices.Contains(about, escape(row.About.Text)) {
				t.Errorf("round %d: on the list alone stands %q", round, row.About.Text)
			}
		}
	}
}

// allSeen reads all pages of what is seen about Ann.
func (s *story) allSeen(reader string) (lines []string) {
	s.t.Helper()
	s.command(reader, "coach", map[string]string{"U0MAYA": "@ann"}[reader])
	for label := "All observations"; ; label = "Next of " {
		b := buttonLabelledSo(s.panel.Blocks, label)
		if b == nil {
			return lines
		}
		s.pressed(reader, b)
		for line := range strings.Lines(s.panel.Text) {
			if seen, ok := strings.CutPrefix(strings.TrimSpace(line), "• "); ok {
				lines = append(lines, seen)
			}
		}
	}
}
