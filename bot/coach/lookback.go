package coach

// What a manager may ask about a weekly check-in. It speaks to the rep as all of the bank does, so that it can be read aloud
// or written into a message as it stands.

// lookBackBank is about what somebody wrote in a check-in, and about one that has nothing but numbers, or has not come. A
// digest is weekly and a person is asked nothing twice in six weeks: where each kind has more than six questions, somebody
// who writes alike each week hears a new one each week. None asks where a check-in is, which would be chasing.
var lookBackBank = map[ObservationKind][]string{
	// A commitment that is a few days old at most: none asks yet what has come of it.
	ObservedTry: {
		"How will you notice that {words} works?",
		"What would make it easy to begin with {words}?",
		"Where did the idea of {words} come from?",
		"Where would you like to try {words} first?",
		"Who could you try {words} with?",
		"What would a good week with {words} look like?",
		"Which part of {words} are you most curious about?",
	},
	// The words stand behind a colon, since a whole sentence is what most people write here.
	ObservedLearnt: {
		"How could the team use what you learnt: {words}?",
		"What will you do differently, now that you have learnt this: {words}?",
		"Where could this help you next: {words}?",
		"Which moment taught you this: {words}?",
		"Who else would like to hear this: {words}?",
		"How did you come to see this: {words}?",
		"What would you like to build on this: {words}?",
	},
	// How the best result came about, or the answer to the question of the week.
	ObservedTold: {
		"What of this could you do again next week: {words}?",
		"How did you come to do it that way: {words}?",
		"Which part of this was new for you: {words}?",
		"Who helped you with this: {words}?",
		"What was the first step of this: {words}?",
		"What pleases you most about this: {words}?",
		"Where else could this work: {words}?",
	},
	// Nothing of it is quoted, for these are asked where there are numbers alone, or words that have been asked about
	// before.
	ObservedFiled: {
		"What are you proudest of in the week that you looked back on?",
		"Which conversation of that week would you like to have again?",
		"What surprised you in that week?",
		"What did that week bring that no number shows?",
		"Who made a difference to you in that week?",
		"What would you like more of, of all that was in that week?",
		"Where did that week go as you had meant it to?",
	},
	// Each would do as well had it come.
	ObservedUnfiled: {
		"What would make a look back worth two minutes of yours?",
		"Which moment of your week suits a look back best?",
		"How did the week go, in your own words?",
		"What of the week is worth remembering?",
		"What did the week teach you?",
		"Who made the week easier for you?",
		"How could the weekly check-in be more useful to you?",
	},
}

// LookBack is what somebody wrote in a check-in, for an Asking about it, as Named is for a huddle: what they need first,
// since it was asked of whoever reads it, and that there is a check-in at all last. What comes back has no text. Blank
// answers are none. The order is that of usefulness, and two of one kind may follow one another.
func LookBack(p Person, a Reflections) (seen []Observation) {
	for _, part := range []struct {
		kind  ObservationKind
		words string
	}{{ObservedWish, a.Need}, {ObservedTry, a.Try}, {ObservedLearnt, a.Learnt}, {ObservedTold, a.Best}, {ObservedTold, a.Quality}} {
		if words := said(part.words); words != "" {
			seen = append(seen, Observation{Kind: part.kind, Person: p, Words: []string{words}})
		}
	}
	return append(seen, Observation{Kind: ObservedFiled, Person: p})
}

// NoLookBack is that somebody was asked for a check-in which has not come, for an Asking about it.
func NoLookBack(p Person) []Observation { return []Observation{{Kind: ObservedUnfiled, Person: p}} }
