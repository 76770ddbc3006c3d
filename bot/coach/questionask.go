package coach

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
)

// A Question is an open question for one person. It is filled in for one observation and never stored; what is stored
// is that its ID was asked, in an AskedQuestion.
type Question struct {
	// ID is the same for as long as the question's words are, whatever numbers stand in it, so that "how did the 5 meetings
	// come about" and "how did the 7" are one question that is asked again.
	ID    string
	Text  string      // holds people's names and words raw, as Observation.Text does
	About Observation // what it is about; the zero value for a team's own question
}

// AskedAgainAfter is for how many days a person is not asked the same question again: six weeks. Long enough for a
// situation to be another one, and short enough for banks as small as ours to come round.
const AskedAgainAfter = 42

// An Asking is what the choice of questions for one person depends on. Nothing is left to chance, so that a page that
// is drawn again shows the same questions, and a button on it can be answered long after.
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

// ownPlace is which of the questions of one choice is a team's own one. The third and not the first: what a person's
// own numbers ask comes before what a team asks everybody.
const ownPlace = 3

// Questions chooses n different questions, or as many as there are: what the reader was given today; then about the most
// useful observation, about the next ones, and so round again, every third one of the team's own; then those that fit
// anybody. What the person was asked within the last AskedAgainAfter days is none of them, so that there may be none left:
// who was asked all that fits is better not asked at all than asked again. Each Turn brings the next n, and behind the last
// one it begins anew. The same asking gives the same questions; another week, or another person, others. It only reads;
// that a question was asked is written down by whoever shows or sends it.
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
// is none. It is for a button that carries an ID: what was shown an hour ago may be asked, though it counts as asked by
// now. An ID that was made up, or that was shown about somebody else's situation, is none.
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

// A candidate is a question that may be chosen, not filled in yet: most are not chosen. Filling in costs more than
// choosing, and a list of a team goes through thousands.
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

// Recent tells whether the person was asked a question too short a while ago to be asked it again. A day in the future,
// which a clock that was set back leaves, is recent as well.
func (a Asking) Recent(id string) bool {
	on, ok := a.Asked[id]
	return ok && a.Today-on < AskedAgainAfter
}

// inTurn is every question that may be asked, each once, in the order in which they come up. Given questions stand
// first even where they were asked of late, since it was this reader's look that made them so.
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
// that were asked of late take no turn. The bank of a kind is put in order once, though several observations may be of
// it: a question is asked about the first of them that comes to it.
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
		// A question that is taken or was asked of late is passed over within the same turn, so that the observation
		// still gets one.
		for fresh := false; *n < len(questions) && !fresh; *n++ {
			q := questions[*n]
			if !taken[q.id] {
				taken[q.id] = true
				all = append(all, candidate{q.id, q.text, o})
				fresh = !a.Recent(q.id)
			}
			// One observation less to go, once the last question of its bank was come to.
			left -= b2i(*n == len(questions)-1)
		}
	}
	return all
}

// bankInTurn is the bank about a kind of observation in the order in which its questions come up: from the person's place on,
// those that the reader was given about others behind the rest. They are behind the rest and not left out: with a large
// team, or a small bank, a double is better than nothing to ask.
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

// general is the questions that fit anybody, but for those that are about what was seen already. Their Observation is a
// newcomer's with the person's name and no text; it is what Question.About then holds.
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

// own is the team's own questions that may be asked, in the order in which they come up. They are checked when a team
// saves them, and once more here, as the rules may have been sharpened since. The prefix keeps their IDs apart from
// those of the bank, with which one could share its words.
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
// the same situation as a rule do; where they do not, Elsewhere keeps them apart. The hash is of no secret: it spreads,
// and nothing depends on who could guess it. Week is a day, so that a seventh of it is one more from week to week.
func (a Asking) start() int {
	h := fnv.New32a()
	if len(a.Seen) > 0 {
		_, _ = h.Write([]byte(a.Seen[0].Person.ID)) // never fails
	}
	return int(uint64(h.Sum32()%1000) + uint64(max(0, a.Week/7)))
}

// questionID names a question by its words. 48 bits as hex: among some thousand questions two alike are less likely
// than one in ten million.
func questionID(template string) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(template)) // never fails
	return fmt.Sprintf("%012x", h.Sum64()>>16)
}
