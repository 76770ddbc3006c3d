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
// so round again, leaving out what the person was asked within the last AskedAgainAfter days. Of three or more, the third
// is one of the team's own. Where fewer are left than are wanted, those that were asked the longest ago come again. Each
// Turn begins one further, so that another question comes up. The same asking gives the same questions; another day, or
// another person, others.
func (a Asking) Questions(n int) []Question {
	var chosen, stale []Question
	taken := map[string]bool{}
	add := func(q Question) {
		switch {
		case len(chosen) >= n || taken[q.ID]:
		case a.recent(q.ID):
			stale = append(stale, q)
		default:
			taken[q.ID] = true
			chosen = append(chosen, q)
		}
	}
	own := a.own()
	for _, q := range a.about() {
		if len(chosen) == ownPlace-1 && n >= ownPlace {
			before := len(chosen)
			for i := 0; i < len(own) && len(chosen) == before; i++ {
				add(own[i])
			}
		}
		add(q)
	}
	for _, q := range own {
		add(q)
	}
	// Stable: of those asked on the same day the more useful one comes first.
	slices.SortStableFunc(stale, func(p, q Question) int { return cmp.Compare(a.Asked[p.ID], a.Asked[q.ID]) })
	for _, q := range stale {
		if len(chosen) < n && !taken[q.ID] {
			taken[q.ID] = true
			chosen = append(chosen, q)
		}
	}
	return chosen
}

// recent tells whether the person was asked a question too short a while ago to be asked it again.
func (a Asking) recent(id string) bool {
	on, ok := a.Asked[id]
	return ok && a.Today-on < AskedAgainAfter
}

// about is every question about what was seen, in the order in which they come up: one about each observation in turn.
func (a Asking) about() []Question {
	seen := a.Seen
	if len(seen) == 0 {
		seen = []Observation{{Kind: ObservedNewcomer}}
	}
	start := a.start()
	var all []Question
	rounds := 0
	for _, o := range seen {
		rounds = max(rounds, len(bankOf(o.Kind)))
	}
	for i := range rounds * len(seen) {
		at := i + max(0, a.Turn)
		o := seen[at%len(seen)]
		questions := bankOf(o.Kind)
		template := questions[(start+at/len(seen))%len(questions)]
		all = append(all, Question{ID: questionID(template), Text: o.fill(template), About: o})
	}
	return all
}

// own is the team's own questions that may be asked, in the order in which they come up.
func (a Asking) own() []Question {
	var all []Question
	start := a.start() + max(0, a.Turn)
	for i := range a.Own {
		text := strings.TrimSpace(a.Own[(start+i)%len(a.Own)])
		if CheckQuestion(text) == nil {
			all = append(all, Question{ID: "own/" + questionID(text), Text: text})
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

// Shown picks what is shown of some observations, which are ordered by usefulness: n of them, in that order, of which at
// least a third are good news where there is any.
func Shown(all []Observation, n int) []Observation {
	shown := slices.Clone(all[:max(0, min(n, len(all)))])
	good := 0
	for _, o := range shown {
		good += b2i(o.Good)
	}
	// What is least useful of the rest makes room.
	for _, o := range all[len(shown):] {
		if 3*good >= len(shown) {
			break
		}
		if !o.Good {
			continue
		}
		for i := len(shown) - 1; i >= 0; i-- {
			if !shown[i].Good {
				shown = append(slices.Delete(shown, i, i+1), o)
				good++
				break
			}
		}
	}
	return shown
}
