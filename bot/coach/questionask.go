package coach

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
)

// A Question is an open question for one person.
type Question struct {
	// ID is the same for as long as the question's words are, whatever numbers stand in it, so that "how did the 5 meetings
	// come about" and "how did the 7" are one question that is asked again.
	ID    string
	Text  string      // holds people's names and words raw, as Observation.Text does
	About Observation // what it is about; the zero value for a team's own question
}

// AskedAgainAfter is for how many days a person is not asked the same question again: six weeks.
const AskedAgainAfter = 42

// An Asking is what the choice of questions for one person depends on.
type Asking struct {
	Seen  []Observation  // the most useful first; those of one person
	Own   []string       // the team's own questions; those that CheckQuestion refuses are not asked
	Asked map[string]Day // question ID → the newest day on which the person was asked it
	Today Day
	Turn  int // how often another question was asked for; 0 the first time
}

// ownPlace is which of the questions of one choice is a team's own one.
const ownPlace = 3

// Questions chooses up to n different questions: about the most useful observation first, then about the next ones, and
// so round again, leaving out what the person was asked within the last AskedAgainAfter days; an observation of whose
// questions none is left is passed over. Of three or more, the third is one of the team's own. Where fewer are left than
// are wanted, those that were asked the longest ago come again. Each Turn begins one further, so that another question
// comes up. The same asking gives the same questions; another day, or another person, others.
func (a Asking) Questions(n int) []Question {
	var chosen, again []candidate
	for _, c := range a.inTurn() {
		switch {
		case a.recent(c.id):
			again = append(again, c)
		case len(chosen) < n:
			chosen = append(chosen, c)
		}
	}
	// Stable: of those asked on the same day the more useful one comes first.
	slices.SortStableFunc(again, func(p, q candidate) int { return cmp.Compare(a.Asked[p.id], a.Asked[q.id]) })
	chosen = append(chosen, again[:max(0, min(n-len(chosen), len(again)))]...)
	questions := make([]Question, len(chosen))
	for i, c := range chosen {
		questions[i] = c.question()
	}
	return questions
}

// A candidate is a question that may be chosen, not filled in yet: most are not chosen.
type candidate struct {
	id, text string
	about    *Observation // nil of a team's own
}

// question fills the candidate in.
func (c candidate) question() Question {
	if c.about == nil {
		return Question{ID: c.id, Text: c.text}
	}
	return Question{ID: c.id, Text: c.about.fill(c.text), About: *c.about}
}

// recent tells whether the person was asked a question too short a while ago to be asked it again.
func (a Asking) recent(id string) bool {
	on, ok := a.Asked[id]
	return ok && a.Today-on < AskedAgainAfter
}

// inTurn is every question that may be asked, each once, in the order in which they come up.
func (a Asking) inTurn() []candidate {
	about, own := a.about(), a.own()
	fresh := func(c candidate) bool { return !a.recent(c.id) }
	n := slices.IndexFunc(own, fresh) + 1
	place, before := 0, 0
	for ; place < len(about) && before < ownPlace-1; place++ {
		before += b2i(fresh(about[place]))
	}
	return slices.Concat(about[:place], own[:n], about[place:], own[n:])
}

// about is every question about what was seen: one about each observation in turn, and another one about each. Those
// that were asked of late take no turn.
func (a Asking) about() (all []candidate) {
	seen := a.Seen
	if len(seen) == 0 {
		seen = []Observation{{Kind: ObservedNewcomer}}
	}
	turn, start := max(0, a.Turn), a.start()
	taken := map[string]bool{}
	came := make([]int, len(seen)) // how many of the questions about each have come up
	for left := len(seen); left > 0; turn++ {
		o, n := &seen[turn%len(seen)], &came[turn%len(seen)]
		questions := bankOf(o.Kind)
		for fresh := false; *n < len(questions) && !fresh; *n++ {
			text := questions[(start+max(0, a.Turn)/len(seen)+*n)%len(questions)]
			id := questionID(text)
			if !taken[id] {
				taken[id] = true
				all = append(all, candidate{id, text, o})
				fresh = !a.recent(id)
			}
			left -= b2i(*n == len(questions)-1)
		}
	}
	return all
}

// own is the team's own questions that may be asked, in the order in which they come up.
func (a Asking) own() (all []candidate) {
	taken := map[string]bool{}
	start := a.start() + max(0, a.Turn)
	for i := range a.Own {
		text := strings.Join(strings.Fields(a.Own[(start+i)%len(a.Own)]), " ")
		id := "own/" + questionID(text)
		if CheckQuestion(text) == nil && !taken[id] {
			taken[id] = true
			all = append(all, candidate{id: id, text: text})
		}
	}
	return all
}

// start is where the questions of a kind begin, so that neither colleagues in the same situation nor the same person on
// the next day are asked the same.
func (a Asking) start() int {
	h := fnv.New32a()
	if len(a.Seen) > 0 {
		_, _ = h.Write([]byte(a.Seen[0].Person.ID)) // never fails
	}
	return int(uint64(h.Sum32()%1000) + uint64(max(0, a.Today)))
}

// questionID names a question by its words.
func questionID(template string) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(template)) // never fails
	return fmt.Sprintf("%012x", h.Sum64()>>16)
}
