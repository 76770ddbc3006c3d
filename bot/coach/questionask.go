package coach

import (
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
	Asked map[string]Day // question ID → the newest day on which the person was asked it, but for what stands
	// Given are the IDs of what the same reader was given today, in that order. What of it still fits comes first, so that
	// whoever looks twice on one day reads the same, even where the numbers have moved on in between.
	Given []string
	// Elsewhere are the IDs of what the same reader was given today about others. Of the questions about an observation these
	// come last, so that a list does not ask everybody the same.
	Elsewhere map[string]bool
	Today     Day
	Week      Day // the first day of the week; all of it brings the questions of a kind in the same order
	Turn      int // how often another choice was asked for; 0 the first time
}

// ownPlace is which of the questions of one choice is a team's own one.
const ownPlace = 3

// Questions chooses n different questions, or as many as there are: what the reader was given today; then about the most
// useful observation, about the next ones, and so round again, every third one of the team's own; then those that fit
// anybody. What the person was asked within the last AskedAgainAfter days is none of them, so that there may be none left:
// who was asked all that fits is better not asked at all than asked again. Each Turn brings the next n, and behind the last
// one it begins anew. The same asking gives the same questions; another week, or another person, others.
func (a Asking) Questions(n int) []Question {
	all := a.inTurn()
	questions := make([]Question, max(0, min(n, len(all))))
	for i := range questions {
		// The product stays in range: a turn is some thousands at most, and a choice some hundreds.
		questions[i] = all[(max(0, a.Turn)*n+i)%len(all)].question()
	}
	return questions
}

// Find returns a question by its ID, whenever the person was asked it; ok is false where it does not fit what was seen, or
// is none.
func (a Asking) Find(id string) (q Question, ok bool) {
	all := a.fitting()
	i := slices.IndexFunc(all, func(c candidate) bool { return c.id == id })
	if i < 0 {
		return Question{}, false
	}
	return all[i].question(), true
}

// fitting is every question that could be asked if none had been, each once.
func (a Asking) fitting() []candidate { return slices.Concat(a.about(), a.own(), a.general()) }

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

// Recent tells whether the person was asked a question too short a while ago to be asked it again.
func (a Asking) Recent(id string) bool {
	on, ok := a.Asked[id]
	return ok && a.Today-on < AskedAgainAfter
}

// inTurn is every question that may be asked, each once, in the order in which they come up.
func (a Asking) inTurn() (order []candidate) {
	about, own, general := a.about(), a.own(), a.general()
	all := slices.Concat(about, own, general)
	for _, id := range a.Given {
		if i := slices.IndexFunc(all, func(c candidate) bool { return c.id == id }); i >= 0 {
			order = append(order, all[i])
		}
	}
	late := func(c candidate) bool { return a.Recent(c.id) || slices.Contains(a.Given, c.id) }
	for _, part := range []*[]candidate{&about, &own, &general} {
		*part = slices.DeleteFunc(*part, late)
	}
	for len(about)+len(own) > 0 {
		from := &about
		if len(own) > 0 && (len(about) == 0 || len(order)%ownPlace == ownPlace-1) {
			from = &own
		}
		order, *from = append(order, (*from)[0]), (*from)[1:]
	}
	return append(order, general...)
}

// about is every question about what was seen: one about each observation in turn, and another one about each. Those
// that were asked of late take no turn.
func (a Asking) about() (all []candidate) {
	taken, banked := map[string]bool{}, map[ObservationKind][]candidate{}
	came := make([]int, len(a.Seen)) // how many of the questions about each have come up
	for left, turn := len(a.Seen), 0; left > 0; turn++ {
		o, n := &a.Seen[turn%len(a.Seen)], &came[turn%len(a.Seen)]
		questions := banked[o.Kind]
		if questions == nil {
			questions = a.bankInTurn(o.Kind)
			banked[o.Kind] = questions
		}
		for fresh := false; *n < len(questions) && !fresh; *n++ {
			q := questions[*n]
			if !taken[q.id] {
				taken[q.id] = true
				all = append(all, candidate{q.id, q.text, o})
				fresh = !a.Recent(q.id)
			}
			left -= b2i(*n == len(questions)-1)
		}
	}
	return all
}

// bankInTurn is the bank about a kind of observation in the order in which its questions come up: from the person's place on,
// those that the reader was given about others behind the rest.
func (a Asking) bankInTurn(kind ObservationKind) []candidate {
	bank := bankOf(kind)
	first, last := make([]candidate, 0, len(bank)), []candidate(nil)
	for i := range bank {
		text := bank[(a.start()+i)%len(bank)]
		c := candidate{id: questionID(text), text: text}
		if a.Elsewhere[c.id] {
			last = append(last, c)
		} else {
			first = append(first, c)
		}
	}
	return append(first, last...)
}

// general is the questions that fit anybody, but for those that are about what was seen already.
func (a Asking) general() (all []candidate) {
	o := Observation{Kind: ObservedNewcomer, Good: true}
	for _, seen := range a.Seen {
		if seen.Kind == ObservedNewcomer {
			return nil
		}
		o.Person = seen.Person
	}
	one := a
	one.Seen = []Observation{o}
	return one.about()
}

// own is the team's own questions that may be asked, in the order in which they come up.
func (a Asking) own() (all []candidate) {
	taken := map[string]bool{}
	for i := range a.Own {
		text := strings.Join(strings.Fields(a.Own[(a.start()+i)%len(a.Own)]), " ")
		id := "own/" + questionID(text)
		if CheckQuestion(text) == nil && !taken[id] {
			taken[id] = true
			all = append(all, candidate{id: id, text: text})
		}
	}
	return all
}

// start is where the questions of a kind begin, so that the same person begins elsewhere in the next week, and colleagues in
// the same situation as a rule do; where they do not, Elsewhere keeps them apart.
func (a Asking) start() int {
	h := fnv.New32a()
	if len(a.Seen) > 0 {
		_, _ = h.Write([]byte(a.Seen[0].Person.ID)) // never fails
	}
	return int(uint64(h.Sum32()%1000) + uint64(max(0, a.Week/7)))
}

// questionID names a question by its words.
func questionID(template string) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(template)) // never fails
	return fmt.Sprintf("%012x", h.Sum64()>>16)
}
