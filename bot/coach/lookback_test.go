package coach

import (
	"slices"
	"strings"
	"testing"
)

// What a check-in asks for is asked about first, and one without words all the same. What somebody wrote is theirs, whatever
// stands in it.
func TestQuestionsAboutACheckIn(t *testing.T) {
	for _, c := range []struct {
		name  string
		a     Reflections
		kind  ObservationKind
		words string
	}{
		{"what is asked for comes first", Reflections{Best: "b", Try: "t", Need: "a quiet room."}, ObservedWish, "a quiet room"},
		{"then what they will try", Reflections{Best: "b", Try: "calling early", Need: " "}, ObservedTry, "calling early"},
		{"then what they learnt", Reflections{Best: "b", Learnt: "to “wait”"}, ObservedLearnt, `to "wait"`},
		{"then the best", Reflections{Best: "{words}", Quality: "q"}, ObservedTold, "{words}"},
		{"then the question of the week", Reflections{Quality: "by asking"}, ObservedTold, "by asking"},
		{"numbers only", Reflections{}, ObservedFiled, ""},
	} {
		a := Asking{Seen: LookBack(Person{ID: "U0ANN"}, c.a)}
		q := a.Questions(1)[0]
		if q.About.Kind != c.kind || CheckQuestion(q.Text) != nil || c.words != "" && !strings.Contains(q.Text, "“"+c.words+"”") {
			t.Errorf("%s: %s, %q", c.name, q.About.Kind, q.Text)
		}
	}
}

// Whoever writes the same each week, writes nothing but numbers, or files nothing, is asked something else about it for longer
// than six weeks.
func TestCheckInsAreAskedAboutForSixWeeks(t *testing.T) {
	ann := Person{ID: "U0ANN"}
	for _, seen := range [][]Observation{LookBack(ann, Reflections{}), NoLookBack(ann), LookBack(ann, Reflections{Try: "calling early"})} {
		a := Asking{Seen: seen, Asked: map[string]Day{}}
		for week := range 10 {
			a.Today, a.Week = Day(7*week), Day(7*week)
			q := a.Questions(1)[0]
			if on, before := a.Asked[q.ID]; before && a.Today-on < AskedAgainAfter || !slices.ContainsFunc(seen, func(o Observation) bool { return o.Kind == q.About.Kind }) {
				t.Errorf("about %s: %q in week %d", seen[0].Kind, q.Text, week)
			}
			a.Asked[q.ID] = a.Today
		}
	}
}
