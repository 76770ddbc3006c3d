package bot

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/slack-go/slack"
	"pgregory.net/rapid"

	"example.com/pacer/bot/coach"
)

// rows are the people of the manager's list as it stands now, each with the lines under their name.
func (s *story) rows() (names []string, lines map[string]string) {
	s.t.Helper()
	s.panel = answer{}
	s.command("U0MAYA", "coach", "")
	lines = make(map[string]string)
	for _, b := range s.panel.Blocks {
		section, ok := b.(*slack.SectionBlock)
		if !ok {
			continue
		}
		if name, rest, ok := strings.Cut(strings.TrimPrefix(section.Text.Text, "*"), "*\n"); ok && strings.Contains(rest, "Ask: ") {
			names, lines[name] = append(names, name), rest
		}
	}
	return names, lines
}

// What goes well is said besides what is urgent, and in the place of nothing: whoever had a bad week, and a manager of one,
// is not told that all is well.
func TestGoodNewsHidesNothing(t *testing.T) {
	s := newStory(t)
	s.team.Reps = []string{"U0ANN", "U0BOB"}
	for week := range 5 { // silent both since Monday, which was Ann's best week; Bob has revenue to show, from long ago
		from := coach.NewDay(2026, 10, 19) + coach.Day(7*week)
		s.logs("U0ANN", "conv", from.String(), int64(20+2*week))
		s.logs("U0BOB", "conv", from.String(), int64([]int{21, 21, 21, 21, 2}[week]))
	}
	s.logs("U0BOB", "rev", "2026-10-19", 3000000)
	s.at("2026-11-23", "08:30")
	_, lines := s.rows()
	if !strings.HasPrefix(lines["Bob"], "Bob has no entry in the last 4 working days.\n") {
		t.Errorf("of Bob: %s", lines["Bob"])
	}
	if !strings.HasPrefix(lines["Ann"], "Ann has no entry in the last 4 working days.\nAlso: Ann had 28 conversations last week, more than in any") {
		t.Errorf("of Ann: %s", lines["Ann"])
	}

	// A list of one.
	s = newStory(t)
	s.team.Reps = []string{"U0ANN"}
	for _, day := range []string{"2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20", "2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26"} {
		s.logs("U0ANN", "meet", day, 1)
	}
	s.at("2026-11-26", "16:00")
	_, lines = s.rows()
	if !strings.HasPrefix(lines["Ann"], "Ann has 0 of 20 conversations this week, ") || !strings.Contains(lines["Ann"], "\nAlso: Ann ") {
		t.Errorf("of Ann: %s", lines["Ann"])
	}
}

// At least a third of all that a list says is good news where there is any, the best of it, and every concern stays.
func TestAThirdIsGoodNews(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := make([]talk, rapid.IntRange(0, 12).Draw(t, "people"))
		for i := range all {
			all[i].About = coach.Observation{Kind: coach.ObservedReached, Good: rapid.Bool().Draw(t, "good")}
			if !all[i].About.Good {
				all[i].About.Kind = coach.ObservedSilence
				if rapid.Bool().Draw(t, "praise") {
					all[i].praise = coach.Observation{Kind: coach.ObservedBest, Good: true, Weight: rapid.IntRange(20, 80).Draw(t, "weight")}
				}
			}
		}
		before := slices.Clone(all)
		praised(all)
		facts, good, least, most := len(all), 0, 1000, 0 // weights of the praise that is said, and of what is not
		for i, row := range all {
			if row.About.Kind != before[i].About.Kind {
				t.Fatalf("in place %d another fact stands", i)
			}
			if row.About.Good {
				good++
			}
			if row.also {
				facts, good, least = facts+1, good+1, min(least, row.praise.Weight)
			} else {
				most = max(most, row.praise.Weight)
			}
		}
		if 3*good < facts && most > 0 {
			t.Fatalf("%d of %d are good news, and there is more", good, facts)
		}
		if least < most {
			t.Fatalf("praise of %d is said, and of %d is not", least, most)
		}
	})
}

// Of however many a list begins with, a third are concerns while there are any, the most useful first; and both kinds keep
// their order.
func TestGoodNewsCrowdsOutNoConcern(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		people := make([]coach.Person, rapid.IntRange(0, 200).Draw(t, "people"))
		bad := make(map[string]bool)
		part := rapid.IntRange(0, 10).Draw(t, "tenths of concern")
		for i := range people {
			people[i].ID = strconv.Itoa(i)
			bad[people[i].ID] = rapid.IntRange(0, 9).Draw(t, "concern") < part
		}
		concern := func(p coach.Person) bool { return bad[p.ID] }
		ordered := withConcerns(people, concern)
		of := func(list []coach.Person, kind bool) []coach.Person {
			return slices.DeleteFunc(slices.Clone(list), func(p coach.Person) bool { return bad[p.ID] != kind })
		}
		same := func(a, b coach.Person) bool { return a.ID == b.ID }
		for _, kind := range []bool{true, false} {
			if !slices.EqualFunc(of(ordered, kind), of(people, kind), same) {
				t.Fatalf("another order: %v", ordered)
			}
		}
		all := len(of(people, true))
		for n := range ordered {
			if got := len(of(ordered[:n], true)); got < min(n/3, all) {
				t.Fatalf("of the first %d, %d are concerns, and there are %d", n, got, all)
			}
		}
		if n := slices.IndexFunc(people, func(p coach.Person) bool { return !bad[p.ID] }); n < 0 && !slices.EqualFunc(ordered, people, same) {
			t.Fatal("a list of concerns alone is another one")
		}
	})
}

// A team of 200 of whom most had their best week: the list begins with some of them, and has those whose week was a weak one.
func TestADigestOfManyBestWeeksHasConcerns(t *testing.T) {
	s := manyReps(t, 200)
	m := s.b.store.(*memory)
	m.promises, m.deals = nil, nil
	for i, id := range s.team.Reps {
		for week := range 12 {
			n := int64(20)
			switch {
			case week == 11 && i%20 != 1:
				n = 35
			case week == 11:
				n = 4
			}
			s.logs(id, "conv", (coach.NewDay(2026, 9, 4) + coach.Day(7*week)).String(), n)
		}
	}
	s.at("2026-11-23", "08:30")
	_, lines := s.rows()
	concerns, good := 0, 0
	for _, text := range lines {
		if strings.Contains(text, "had 4 conversations last week") {
			concerns++
		}
		if strings.Contains(text, "more than in any") || strings.Contains(text, "ahead of pace") {
			good++
		}
	}
	if len(lines) != coachRows || concerns < coachRows/3 || good == 0 {
		t.Errorf("of %d, %d are concerns and %d good news: %v", len(lines), concerns, good, lines)
	}
}

// In one list everybody is asked something else, and a digest, /coach and the Home begin with the same people.
func TestAListIsOneOrderOfDifferentQuestions(t *testing.T) {
	for _, n := range []int{2, 8, 60} {
		s := manyReps(t, n)
		m := s.b.store.(*memory)
		m.promises, m.deals = nil, nil
		for i, id := range s.team.Reps { // steps that go better, which five weeks do not show, and some weeks of more
			for week := range 13 {
				s.logs(id, "conv", (coach.NewDay(2026, 8, 31) + coach.Day(7*week)).String(), 20)
				s.logs(id, "meet", (coach.NewDay(2026, 8, 31) + coach.Day(7*week+i%5)).String(), int64(1+(week/9)*(i%7)))
			}
		}
		names, lines := s.rows()
		asked := make(map[string]string)
		for name, text := range lines {
			_, q, _ := strings.Cut(text, "Ask: ")
			if asked[q] != "" && n <= 8 { // which is as many as there are about the days without an entry
				t.Errorf("of %d, %s and %s are asked %q", n, name, asked[q], q)
			}
			asked[q] = name
		}
		view, _, err := s.b.homeGiving(t.Context(), "U0MAYA", nil, false)
		if err != nil {
			t.Fatal(err)
		}
		_, home, _ := strings.Cut(blockText(view.Blocks.BlockSet), "Whom to talk with first")
		last := -1
		for _, name := range names[:min(2, n)] {
			at := strings.Index(home, name)
			if at <= last {
				t.Errorf("of %d, the list begins with %v, and the Home has %.300s", n, names, home)
			}
			last = at
		}
	}
}

// What a manager could ask about a hurdle is asked of nobody twice: not by another manager, nor on another day, nor after a
// page of this morning. A summary that is made anew keeps the questions that it had.
func TestAHurdleIsAskedAboutAnewEachTime(t *testing.T) {
	s := newStory(t, func(team *coach.Team, _ []coach.Person) { team.Managers = []string{"U0MAYA", "U0CAT"} })
	asked := make(map[string]string)
	question := func(manager string, day coach.Day) string {
		_, rest, ok := strings.Cut(s.shows("huddle/west/"+day.String()+"/manager/"+manager), "You could ask: ")
		q, _, _ := strings.Cut(rest, "?")
		if !ok {
			return ""
		}
		return strings.ReplaceAll(q, day.String(), "")
	}
	for i := range 3 {
		day := coach.NewDay(2026, 11, 23) + coach.Day(i)
		s.at(day.String(), "08:40")
		s.command("U0MAYA", "coach", "<@U0ANN>") // of the hurdle of the day before
		for _, q := range s.b.store.(*memory).coaching.asked {
			asked[q.Question] = "a page"
		}
		s.at(day.String(), "09:00")
		s.ritual(coach.Huddle)
		s.press("U0ANN", "Check in")
		s.submit("U0ANN", "hurdle", "Legal is slow")
		s.at(day.String(), "11:00")
		s.ritual(coach.HuddleClose)
		var noted []string
		for _, q := range s.b.store.(*memory).coaching.asked {
			if q.At.Before(s.now) {
				continue
			}
			if q.Person != "U0ANN" || asked[q.Question] != "" {
				t.Errorf("on %s %s is given %s, which was on %s", day, q.By, q.Question, asked[q.Question])
			}
			asked[q.Question] = day.String()
			noted = append(noted, q.By)
		}
		slices.Sort(noted)
		if !slices.Equal(noted, []string{"U0CAT", "U0MAYA"}) {
			t.Errorf("on %s the questions of %v are noted", day, noted)
		}
		before := question("U0MAYA", day)
		s.pressOn("U0CAT", "huddle/west/"+day.String()+"/U0ANN")
		if after := question("U0MAYA", day); before == "" || after != before {
			t.Errorf("on %s %q became %q", day, before, after)
		}
	}
}
