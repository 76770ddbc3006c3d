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

// Whoever is asked day by day, in whatever situation, hears nothing twice in six weeks, and as much as was asked for while
// there is enough else.
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
			fresh := 0
			for _, c := range a.fitting() {
				fresh += b2i(!a.Recent(c.id))
			}
			if len(questions) != min(n, fresh) {
				t.Fatalf("%d questions of %d, and %d were not asked of late", len(questions), n, fresh)
			}
			for _, q := range questions {
				if a.Recent(q.ID) {
					t.Fatalf("%q again", q.Text)
				}
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
		order := a.inTurn()
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

// Of whom little is known, as of a team's first people on each of their Mondays, somebody is asked something new for as long
// as it takes until the first may come again: one in a digest and three in a brief each week.
func TestLittleThatIsKnownLasts(t *testing.T) {
	for _, kind := range []ObservationKind{ObservedStart, ObservedNewcomer} {
		asked, quoting := map[string]Day{}, 0
		for week := range 12 {
			for i, n := range []int{1, 3} {
				today := NewDay(2026, 11, 23) + Day(7*week+i)
				o := Observation{Kind: kind, Person: Person{ID: "U0ANN"}, KPI: west().KPIs[0], Per: Weekly, Nums: []int64{0, 20, 0}}
				questions := Asking{Seen: []Observation{o}, Asked: asked, Today: today, Week: today - Day(i)}.Questions(n)
				if len(questions) < b2i(kind == ObservedStart)*n {
					t.Errorf("%s, week %d: %d questions of %d", kind, week, len(questions), n)
				}
				for _, q := range questions {
					if on, ok := asked[q.ID]; ok && today-on < AskedAgainAfter {
						t.Errorf("%s, week %d: %q again", kind, week, q.Text)
					}
					asked[q.ID] = today
					quoting += b2i(q.About.Kind == ObservedStart)
				}
			}
		}
		if kind == ObservedStart && quoting < 32 {
			t.Errorf("%d of 48 quote something", quoting)
		}
	}
}

// In one list nobody is asked what the reader was shown about somebody else above, while there is another one about the same.
func TestAListAsksEachSomethingElse(t *testing.T) {
	elsewhere := map[string]bool{}
	for i := range len(bankOf(ObservedStart)) + 3 {
		o := Observation{Kind: ObservedStart, Person: Person{ID: string(rune('A' + i))}, KPI: west().KPIs[0], Per: Weekly, Nums: []int64{0, 20, 0}}
		q := Asking{Seen: []Observation{o}, Elsewhere: elsewhere}.Questions(1)[0]
		if elsewhere[q.ID] && i < len(bankOf(ObservedStart)) || q.About.Kind != ObservedStart {
			t.Errorf("the person in place %d is asked %q", i, q.Text)
		}
		elsewhere[q.ID] = true
	}
}

// A button of last month holds a question that was asked since, which is found all the same.
func TestAQuestionIsFoundByItsID(t *testing.T) {
	a := asking(t)
	for _, q := range a.Questions(1000) {
		a.Asked[q.ID] = a.Today
		if found, ok := a.Find(q.ID); !ok || !reflect.DeepEqual(found, q) {
			t.Errorf("%q is found as %v", q.Text, found)
		}
	}
	if left := a.Questions(1); len(left) != 0 {
		t.Errorf("left is %v", left)
	}
	if _, ok := a.Find("other"); ok {
		t.Error("a question that is none is found")
	}
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
