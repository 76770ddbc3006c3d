package coach

// bank holds the coaching questions by what they are about. Each begins with how, what, which, who or where,
// speaks to the rep as you, is one sentence, and quotes a stored number or the person's own words. None can ask
// for a reason: a person who is asked for reasons defends themselves, and one who is asked how thinks.
//
// What stands in braces is filled from the observation:
//
//	{0} {1} {2}      a number with its word: "12 conversations", "€500 in revenue"
//	{n0} {n1}        a number by itself: "12", "€500"
//	{the0}           what is done: "the one meeting", "the 5 meetings"
//	{next2}          what is to come: "the next meeting", "the next 3 meetings"
//	{0/1}            done of target: "12 of 20 conversations"
//	{days}           "3 working days"
//	{one}            the KPI's word for one
//	{period}         "this week", "today"
//	{words}          the person's words, in quotation marks
//
// At least four of each kind, so that "another one" gives another one. A test reads all of them for their first word,
// for one sentence, and for what is in braces.
var bank = map[ObservationKind][]string{
	ObservedBehind: {
		"How did {the0} so far {period} come about?",
		"What helped most in getting to {0/1} {period}?",
		"What would make {next2} easier to get?",
		"How would you like to go from {n0} to {1} {period}?",
		"Where could {next2} come from?",
		"Who could help you with {next2}?",
	},
	ObservedStart: {
		"What would be a good first step towards {1} {period}?",
		"How would you like to begin, with {1} ahead of you {period}?",
		"Where could the first {one} come from, on the way to {1} {period}?",
		"What help would make a start on {1} {period} easier?",
		"How did you get going the last time you had {1} ahead of you?",
	},
	ObservedSteady: {
		"What is keeping you on pace at {0/1} {period}?",
		"How did {the0} so far {period} come about?",
		"Which habit is doing most for your {0/1} {period}?",
		"What would make the way from {n0} to {1} {period} even easier?",
	},
	ObservedAhead: {
		"How did you get to {0/1} {period}?",
		"What did you do differently to be {2} ahead {period}?",
		"What from {the0} so far {period} could you use again?",
		"Which habit brought you to {0/1} {period}?",
		"Who on the team could use what brought you to {0/1} {period}?",
	},
	ObservedReached: {
		"How did you make {0/1} happen {period}?",
		"What was the best moment on the way to {0} {period}?",
		"What made the difference on the way to your target of {1} {period}?",
		"Which part of getting to {0} {period} would you do in the same way again?",
		"What would you like to do with the room that {0/1} gives you {period}?",
	},
	ObservedBetter: {
		"What did you do differently last week to get to {0}, up from about {n1} in a usual week?",
		"How did {the0} last week come about, against about {n1} in a usual week?",
		"Which change helped most in going from about {n1} in a usual week to {0} last week?",
		"What would make {0} a week your new usual, after about {n1}?",
		"Who could use what you learnt on the way from about {n1} in a usual week to {0} last week?",
	},
	ObservedWorse: {
		"What was different last week, with {0} against about {n1} in a usual week?",
		"What took your time last week, with {0} against about {n1} in a usual week?",
		"How could this week look more like your usual {1} than last week's {n0}?",
		"What from the weeks with about {1} could help you again, after {n0} last week?",
		"Who or what could make it easier to get back from {n0} last week to about {1}?",
	},
	ObservedSilence: {
		"How have the last {days} gone for you?",
		"What have the last {days} been about for you?",
		"What happened in the last {days} that the numbers don't show yet?",
		"What would make logging easier than it was in the last {days}?",
		"Which moment of the last {days} are you happiest with?",
	},
	ObservedHurdle: {
		"What would make {words} smaller today?",
		"How have you got past something like {words} before?",
		"Who could help you with {words}?",
		"What would be the first small step around {words}?",
		"Which part of {words} is in your own hands?",
	},
	ObservedDue: {
		"How did it go with {words}?",
		"What came of {words}?",
		"What did you learn from {words}?",
		"What would be a good next step after {words}?",
		"How far have you come with {words}?",
	},
	ObservedNewcomer: {
		"What would a good week look like for you?",
		"Which number would you most like to move first?",
		"How will you notice at the end of the week that it went well?",
		"What would you like to be better at in a month?",
	},
}

// helpQuestions are what a manager can ask, besides the bank's, when somebody named a hurdle.
// They speak as the manager, who is the one to read them.
var helpQuestions = []string{
	"How can I best help you with {words}?",
	"What could I take off your hands about {words}?",
}
