package bot

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// allQuestions is more than any bank has.
const allQuestions = 1000

// asked is what a test itself has seen of questions: who was shown which about whom, and when.
type asked struct {
	*story
	seen map[string]sighting // by person and question
}

// A sighting is the newest time that a question about somebody was shown.
type sighting struct {
	reader string
	day    coach.Day
	sent   bool // in a direct message
}

// askedStory is one with two managers, of whom Mia lives elsewhere, and a past in which there is something to see.
func askedStory(t *testing.T) *asked {
	s := newStory(t, func(team *coach.Team, _ []coach.Person) { team.Managers = []string{"U0MAYA", "U0MIA"} })
	s.b.store.(*memory).roster.People["U0MIA"] = coach.Person{ID: "U0MIA", Name: "Mia", Zone: "Europe/London"}
	for week := range 8 {
		for i, id := range s.team.Reps {
			s.logs(id, "conv", coach.NewDay(2026, 9, 28+7*week+i).String(), int64(5+3*(week%3)+4*i))
		}
	}
	return &asked{s, map[string]sighting{}}
}

// today and week are by the clock of the team.
func (s *asked) today() coach.Day { return coach.DayOf(s.now, teamZone(s.team)) }

func (s *asked) week(day coach.Day) coach.Day { return coach.Weekly.Span(day, s.team.Year()).From }

// known is all that somebody could be asked now, the ids by the words.
func (s *asked) known(person string) map[string]string {
	s.t.Helper()
	c, err := s.b.coaching(s.t.Context(), s.request("U0MAYA").Roster, s.team, s.b.now(), "")
	if err != nil {
		s.t.Fatal(err)
	}
	all := make(map[string]string)
	p := c.roster.Person(person)
	for _, o := range coach.Observe(c.facts(p)) { // two of a kind share their questions, with different numbers
		for _, q := range (coach.Asking{Seen: []coach.Observation{o}, Own: s.team.Questions}).Questions(allQuestions) {
			all[q.Text] = q.ID
		}
	}
	return all
}

// shows notes that a reader is shown a question about somebody, and fails where it came before within six weeks: in an
// earlier week or to somebody else.
func (s *asked) shows(reader, person, question string) {
	s.t.Helper()
	today, key := s.today(), person+"/"+question
	last, ok := s.seen[key]
	stands := last.reader == reader && !last.sent && s.week(last.day) == s.week(today)
	if ok && !stands && today-last.day < coach.AskedAgainAfter {
		s.t.Fatalf("%s is shown %s about %s on %s, which %s was on %s", reader, question, person, today, last.reader, last.day)
	}
	s.seen[key] = sighting{reader: reader, day: today}
}

// reads notes the questions of a page about others, by what their buttons carry, and answers them in their order.
func (s *asked) reads(reader string, blocks []slack.Block) (found []string) {
	s.t.Helper()
	note := func(e *slack.ButtonBlockElement) {
		if e != nil && strings.HasPrefix(e.ActionID, actCoachAsk) {
			parts := strings.SplitN(e.Value, "/", 3)
			s.shows(reader, parts[1], parts[2])
			found = append(found, parts[1]+"/"+parts[2])
		}
	}
	for _, b := range blocks {
		switch b := b.(type) {
		case *slack.ActionBlock:
			for _, e := range b.Elements.ElementSet {
				button, _ := e.(*slack.ButtonBlockElement)
				note(button)
			}
		case *slack.SectionBlock:
			if b.Accessory != nil {
				note(b.Accessory.ButtonElement)
			}
		}
	}
	return found
}

// readsOwn notes the questions that a rep's own page asks.
func (s *asked) readsOwn(rep string) (found []string) {
	s.t.Helper()
	_, list, _ := strings.Cut(s.panel.Text, "Questions to choose from")
	known := s.known(rep)
	for line := range strings.Lines(list) {
		if number, text, ok := strings.Cut(strings.TrimSpace(line), ". "); ok && len(number) == 1 {
			id := known[unescape(text)]
			if id == "" {
				s.t.Fatalf("%q is no question that fits %s", text, rep)
			}
			s.shows(rep, rep, id)
			found = append(found, rep+"/"+id)
		}
	}
	return found
}

// home publishes somebody's Home as the loop does, after they opened it or while nobody looks.
func (s *asked) home(reader string, opened bool) []string {
	s.t.Helper()
	view, given, err := s.b.homeGiving(s.t.Context(), reader, nil, false)
	if err != nil {
		s.t.Fatal(err)
	}
	if !opened {
		return nil
	}
	s.b.noteGiven(s.t.Context(), reader, given)
	return s.reads(reader, view.Blocks.BlockSet)
}

// looks at one of the surfaces, and answers what it asked.
func (s *asked) looks(surface, reader, rep string) []string {
	s.t.Helper()
	s.panel = answer{}
	switch surface {
	case "list":
		s.command(reader, "coach", "")
	case "brief":
		s.command(reader, "coach", "<@"+rep+">")
	case "another":
		s.command(reader, "coach", "<@"+rep+">")
		found := s.reads(reader, s.panel.Blocks)
		s.pressPanel(reader, "Another question")
		return append(found, s.reads(reader, s.panel.Blocks)...)
	case "own":
		s.command(rep, "coach", "me")
		return s.readsOwn(rep)
	case "own another":
		s.command(rep, "coach", "me")
		found := s.readsOwn(rep)
		s.pressPanel(rep, "Another question")
		return append(found, s.readsOwn(rep)...)
	case "home":
		return s.home(reader, true)
	case "unseen home":
		return s.home(reader, false)
	case "dm":
		s.command(reader, "coach", "<@"+rep+">")
		s.reads(reader, s.panel.Blocks)
		s.pressPanel(reader, "Ask in DM")
		s.submit(reader)
		for key, last := range s.seen { // the newest question in a direct message is what counts as sent from now on
			person, id, _ := strings.Cut(key, "/")
			if m := s.b.store.(*memory); person == rep && slices.ContainsFunc(m.coaching.asked, func(q coach.AskedQuestion) bool {
				return q.Person == person && q.Question == id && q.By == reader && q.At.Equal(s.now)
			}) {
				last.sent = true
				s.seen[key] = last
			}
		}
		return nil
	case "digest":
		shown := len(s.shown)
		s.ritual(coach.Digest)
		for _, m := range s.shown[shown:] {
			if strings.HasPrefix(m.key, "digest/") && !strings.Contains(m.key, "checkins") {
				var blocks slack.Blocks
				if err := json.Unmarshal([]byte(m.body.Blocks), &blocks); err != nil {
					s.t.Fatal(err)
				}
				s.reads(m.channel, blocks.BlockSet)
			}
		}
		return nil
	}
	return s.reads(reader, s.panel.Blocks)
}

// Whoever looks at whatever for twelve weeks, no question comes to anybody twice within six: shown to one manager it is not
// shown to another, nor to the rep, nor again in another week, on any page. In the same week it stands for who was shown it.
func TestNoQuestionComesTwiceInSixWeeks(t *testing.T) {
	surfaces := []string{"list", "brief", "another", "own", "own another", "home", "unseen home", "dm"}
	for seed := range uint64(3) { // of some hundred looks each
		r := rand.New(rand.NewPCG(seed, 0))
		s := askedStory(t)
		for day := coach.NewDay(2026, 11, 23); day < coach.NewDay(2026, 11, 23)+12*7; day += coach.Day(1 + r.IntN(3)) {
			s.at(day.String(), "08:30")
			s.logs(s.team.Reps[r.IntN(3)], "conv", day.String(), int64(1+r.IntN(9)))
			if day.Weekday() == time.Monday {
				s.looks("digest", "", "")
			}
			for range r.IntN(4) {
				s.now = s.now.Add(time.Duration(1+r.IntN(90)) * time.Minute)
				s.looks(surfaces[r.IntN(len(surfaces))], s.team.Managers[r.IntN(2)], s.team.Reps[r.IntN(3)])
			}
			s.forget()
			s.shown = nil
		}
	}
}

// Whoever looks again on the same day finds the same, whatever others look at in between, and where it is looked at; and
// nothing is written by it.
func TestWhatWasShownTodayStands(t *testing.T) {
	s := askedStory(t)
	m := s.b.store.(*memory)
	s.at("2026-12-01", "10:00")
	first := map[string][]string{}
	for round := range 3 {
		for _, look := range []struct{ surface, reader, rep string }{
			{"list", "U0MAYA", ""},
			{"home", "U0MIA", ""},
			{"brief", "U0MIA", "U0ANN"},
			{"own", "U0ANN", "U0ANN"},
			{"home", "U0MAYA", ""},
			{"brief", "U0MAYA", "U0ANN"},
			{"list", "U0MIA", ""},
			{"own another", "U0ANN", "U0ANN"},
		} {
			before := slices.Clone(m.coaching.asked)
			got := s.looks(look.surface, look.reader, look.rep)
			key := look.surface + "/" + look.reader + "/" + look.rep
			if round == 0 {
				first[key] = got
				continue
			}
			if !slices.Equal(got, first[key]) {
				t.Errorf("%s: %v after %v", key, got, first[key])
			}
			if !slices.Equal(m.coaching.asked, before) {
				t.Errorf("%s, looked at again, writes %v", key, m.coaching.asked)
			}
		}
		s.now = s.now.Add(time.Hour)
	}
	// The same question for a rep on a manager's list, Home, and first in their brief.
	list, home, brief := first["list/U0MAYA/"], first["home/U0MAYA/"], first["brief/U0MAYA/U0ANN"]
	for _, q := range list {
		if !slices.Contains(home, q) || strings.HasPrefix(q, "U0ANN/") && brief[0] != q {
			t.Errorf("%s is on the list, %v on the Home, %v in the brief", q, home, brief)
		}
	}
}

// A Home that is kept fresh while nobody looks uses up no questions, and those that were shown in this week stand on it.
func TestAHomeThatNobodyLooksAtUsesNothingUp(t *testing.T) {
	s := askedStory(t)
	m := s.b.store.(*memory)
	for day := range 30 {
		s.at("2026-12-01", "10:00")
		s.now = s.now.AddDate(0, 0, day)
		s.logs("U0ANN", "conv", s.today().String(), 3)
		s.home("U0MAYA", false)
	}
	if len(m.coaching.asked) != 0 {
		t.Errorf("used up are %v", m.coaching.asked)
	}
}

// The loop that publishes Homes notes what stands on one that somebody looks at, and not what it puts there later for nobody.
func TestAnOpenedHomeNotesWhatItAsks(t *testing.T) {
	atHome(t, func(s *stage) {
		s.opensHome("U0MAYA")
		s.sleep(2 * time.Second)
		given := len(s.store.coaching.asked)
		if given == 0 {
			t.Fatal("nothing is noted")
		}
		s.sleep(60 * time.Hour)
		if n := len(s.store.coaching.asked); n != given {
			t.Errorf("%d are noted after days on which nobody looked, %d before", n, given)
		}
	})
}

// A store that is busy keeps nobody from reading their questions, which are noted when they look again.
func TestABusyStoreKeepsNobodyFromReading(t *testing.T) {
	s := askedStory(t)
	m := s.b.store.(*memory)
	m.fail = func(method string) error {
		if method == "Commit" {
			return coach.ErrBusy
		}
		return nil
	}
	first := s.looks("brief", "U0MAYA", "U0ANN")
	if len(first) != coachQuestions || len(m.coaching.asked) != 0 {
		t.Fatalf("%v are shown and %v noted", first, m.coaching.asked)
	}
	m.fail = nil
	if again := s.looks("brief", "U0MAYA", "U0ANN"); !slices.Equal(again, first) || len(m.coaching.asked) != coachQuestions {
		t.Errorf("%v are shown after %v, and %v noted", again, first, m.coaching.asked)
	}
}

// Another question is another one, again and again.
func TestAnotherQuestionIsAnotherOne(t *testing.T) {
	s := askedStory(t)
	came := s.looks("brief", "U0MAYA", "U0ANN")
	for turn := range 4 {
		s.pressPanel("U0MAYA", "Another question")
		for _, q := range s.reads("U0MAYA", s.panel.Blocks) {
			if slices.Contains(came, q) {
				t.Errorf("%s comes again in turn %s", q, strconv.Itoa(turn+1))
			}
			came = append(came, q)
		}
	}
}
