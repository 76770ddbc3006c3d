package coach

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// asking is about somebody who is behind with one thing, on pace with another, and has named a hurdle.
func asking(t *testing.T) Asking {
	f := annFacts(t, "2026-11-19 09:00", map[string]int64{"conversation": 9, "meeting": 3})
	f.Hurdle = "prices"
	return Asking{Seen: Observe(f), Today: day(t, "2026-11-19"), Asked: map[string]Day{}}
}

func TestQuestionsGoFromTheMostUsefulOn(t *testing.T) {
	a := asking(t)
	kinds := func(questions []Question) (all []ObservationKind) {
		for _, q := range questions {
			all = append(all, q.About.Kind)
		}
		return all
	}
	if got := kinds(a.Questions(4)); !slices.Equal(got, []ObservationKind{ObservedBehind, ObservedHurdle, ObservedSteady, ObservedBehind}) {
		t.Errorf("they are about %v", got)
	}
	a.Turn = 1
	if got := kinds(a.Questions(3)); !slices.Equal(got, []ObservationKind{ObservedBehind, ObservedHurdle, ObservedSteady}) {
		t.Errorf("a turn later they are about %v", got)
	}
	a.Turn = 0
	// When all about the first were asked, the next one's turn comes.
	for range bankOf(ObservedBehind) {
		q := a.Questions(1)[0]
		if q.About.Kind != ObservedBehind {
			t.Fatalf("too early: %q", q.Text)
		}
		a.Asked[q.ID] = a.Today
	}
	if got := kinds(a.Questions(3)); !slices.Equal(got, []ObservationKind{ObservedHurdle, ObservedSteady, ObservedHurdle}) {
		t.Errorf("then they are about %v", got)
	}
}

func TestQuestionsOfTheTeam(t *testing.T) {
	a := asking(t)
	a.Own = []string{"How  did you open?", "Why not?", "Who decides?", "Who decides?"}
	var own []string
	for i, q := range a.Questions(100) {
		if strings.HasPrefix(q.ID, "own/") {
			own = append(own, q.Text)
			if i%ownPlace != ownPlace-1 {
				t.Errorf("%q is number %d", q.Text, i)
			}
		}
	}
	slices.Sort(own)
	if !slices.Equal(own, []string{"How did you open?", "Who decides?"}) {
		t.Errorf("asked are %q", own)
	}
	first := a.Questions(3)[2]
	a.Asked[first.ID] = a.Today - 3
	if next := a.Questions(3)[2]; !strings.HasPrefix(next.ID, "own/") || next.ID == first.ID {
		t.Errorf("after %q comes %q", first.Text, next.Text)
	}
}

func TestQuestionsWithoutAnything(t *testing.T) {
	var a Asking
	if got := a.Questions(2); len(got) != 2 || CheckQuestion(got[0].Text) != nil {
		t.Errorf("nobody is asked %v", got)
	}
	if got := a.Questions(0); len(got) != 0 {
		t.Errorf("none are %v", got)
	}
}

// Whoever is asked day by day, in whatever situation, hears nothing twice in six weeks while there is anything else to
// ask, and the oldest first when there is not.
func TestNoQuestionTwiceInSixWeeks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		asked, today := map[string]Day{}, NewDay(2026, 11, 23)
		seen := Observe(someLife(r).facts())
		for range 30 {
			today += Day(r.IntN(4))
			if r.IntN(10) == 0 {
				seen = Observe(someLife(r).facts())
			}
			a := Asking{Seen: seen, Asked: asked, Today: today, Own: []string{"Who decides?"}}
			n := r.IntN(6)
			questions := a.Questions(n)
			if !reflect.DeepEqual(questions, a.Questions(n)) {
				t.Fatal("the same asking gives others")
			}
			for i, q := range questions {
				if slices.ContainsFunc(questions[:i], func(o Question) bool { return o.ID == q.ID }) {
					t.Fatalf("twice at once: %q", q.Text)
				}
			}
			order, again := a.inTurn()
			for _, c := range slices.Concat(order, again) {
				for _, q := range questions {
					left := !slices.ContainsFunc(questions, func(o Question) bool { return o.ID == c.id })
					if a.Recent(q.ID) && left && (!a.Recent(c.id) || asked[c.id] < asked[q.ID]) {
						t.Fatalf("%q again, and %q was not asked for longer", q.Text, c.text)
					}
				}
			}
			for _, q := range questions {
				asked[q.ID] = today
			}
		}
	})
}

// Turn by turn each question comes up once before any comes again, and none that was asked of late while others are left.
func TestAnotherQuestionIsAnother(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		a := Asking{Seen: Observe(someLife(r).facts()), Own: []string{"Who decides?"}, Asked: map[string]Day{}, Today: NewDay(2026, 11, 23)}
		for _, q := range a.Questions(1000) {
			if r.IntN(2) == 0 {
				a.Asked[q.ID] = a.Today - Day(1+r.IntN(80))
			}
		}
		order, _ := a.inTurn()
		var came []string
		for ; a.Turn*3+3 <= len(order); a.Turn++ {
			for _, q := range a.Questions(3) {
				if a.Recent(q.ID) || slices.Contains(came, q.ID) {
					t.Fatalf("%q comes again in turn %d", q.Text, a.Turn)
				}
				came = append(came, q.ID)
			}
		}
		// A button of last week's brief may ask for any turn.
		a.Turn = 1000
		for _, q := range a.Questions(3) {
			if len(order) >= 3 && a.Recent(q.ID) {
				t.Fatalf("%q comes again in turn %d", q.Text, a.Turn)
			}
		}
	})
}

// Whoever looks again on the same day reads the same questions first, in the same order, whatever has changed in the numbers,
// as long as what they are about is still so; on another day the most useful comes first again.
func TestWhatWasGivenTodayStands(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		a := Asking{Seen: Observe(someLife(r).facts()), Own: []string{"Who decides?"}, Today: NewDay(2026, 11, 23)}
		for _, q := range a.Questions(3) {
			a.Given = append(a.Given, q.ID)
		}
		r.Shuffle(len(a.Seen), func(i, j int) { a.Seen[i], a.Seen[j] = a.Seen[j], a.Seen[i] })
		for i, q := range a.Questions(3) {
			if q.ID != a.Given[i] {
				t.Fatalf("%q stands in place %d", q.Text, i)
			}
		}
		a.Seen = nil // none of it is so any more
		for _, q := range a.Questions(3) {
			if slices.Contains(a.Given, q.ID) && q.About.Kind != ObservedNewcomer && !strings.HasPrefix(q.ID, "own/") {
				t.Fatalf("%q is about what is not so any more", q.Text)
			}
		}
	})
}

// What is shown keeps its order, leaves out the least useful, and holds good news where there is any.
func TestShownHoldsGoodNews(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []Observation
		for _, good := range rapid.SliceOfN(rapid.Bool(), 0, 12).Draw(t, "good") {
			all = append(all, Observation{Good: good, Weight: 100 - len(all)})
		}
		n := rapid.IntRange(0, 14).Draw(t, "n")
		shown := Shown(all, n)
		count := func(some []Observation) (good int) {
			for _, o := range some {
				good += b2i(o.Good)
			}
			return good
		}
		if len(shown) != min(n, len(all)) || !slices.IsSortedFunc(shown, func(a, b Observation) int { return b.Weight - a.Weight }) {
			t.Fatalf("%d of %d: %v", n, len(all), shown)
		}
		if good := count(shown); 3*good < len(shown) && good < count(all) {
			t.Fatalf("%d of %d are good news, and there is more", good, len(shown))
		}
		if first := all[:len(shown)]; 3*count(first) >= len(first) && !slices.EqualFunc(first, shown, func(a, b Observation) bool { return a.Weight == b.Weight }) {
			t.Fatal("the most useful ones would have done")
		}
	})
}

// Six weeks are six weeks: until the evening before they are over a question was asked of late, and not from then on.
func TestSixWeeks(t *testing.T) {
	asked := NewDay(2026, 11, 23)
	for days, want := range map[Day]bool{0: true, 1: true, 7: true, 20: true, 41: true, 42: false, 43: false, 400: false} {
		a := Asking{Asked: map[string]Day{"behind/1": asked}, Today: asked + days}
		if a.Recent("behind/1") != want || a.Recent("behind/2") {
			t.Errorf("after %d days: %v", days, !want)
		}
	}
}
