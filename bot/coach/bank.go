package coach

// The bank holds the coaching questions by what they are about. Each begins with how, what, which, who or where, speaks
// to the rep as you, is one sentence, and quotes a stored number or the person's own words. So it can be read by the rep,
// or aloud by whoever asks it. None can ask for a reason: a person who is asked for reasons defends themselves, and one
// who is asked how thinks.
//
// What stands in braces is filled from the observation; its numbers are those that its kind names, counted from 0:
//
//	{0} {1} {2}      a number with its word: "12 conversations", "€500 in revenue"
//	{n0} {n1}        a number by itself, as the KPI writes it: "12", "€500"
//	{times0}         a number that is none of the KPI's: "12"
//	{the0}           what is done: "the one meeting", "the 5 meetings"
//	{next2}          what is to come: "the next meeting", "the next 3 meetings"
//	{0/1}            done of target: "12 of 20 conversations"
//	{above1}         a number of the KPI above in the funnel, with its word
//	{days}           "3 working days"
//	{one} {many}     the KPI's word for one, and for many
//	{above} {aboves} the same of the KPI above
//	{period}         "this week", "today"
//	{weekday} {day}  "Friday", "Thu 19 Nov"
//	{words} {words1} the person's words, in quotation marks
//
// An edited question is another question, with another ID: it may be asked once more. No two are the same, not even of
// different kinds. A test walks through all of them in thousands of situations, and reads what comes out for grammar, for
// numbers that are in the ledger, and for words that accuse.
func banks() []map[ObservationKind][]string {
	return []map[ObservationKind][]string{paceBank, weeksBank, habitBank, wordsBank, helpBank, lookBackBank, dealsBank}
}

// paceBank is about this period's numbers. Each quotes at least one of the observation's numbers, so that whoever is
// asked can look up what they are asked about.
var paceBank = map[ObservationKind][]string{
	// Something is done, and the way on is asked about: none of these names the gap as what is missing.
	ObservedBehind: {
		"How did {the0} so far {period} come about?",
		"What helped you the most in getting to {0/1} {period}?",
		"What would make {next2} easier to get?",
		"How would you like to go from {n0} to {1} {period}?",
		"Where could {next2} come from?",
		"Who could help you with {next2}?",
		"Which part of your day could bring {next2}?",
		"How could {the0} so far {period} lead to {n2} more?",
		"What would a good next hour look like for you, with {0/1} {period}?",
	},
	// The target is what is ahead, and the noughts stay unsaid. There are many, as it is what every Monday begins with.
	ObservedStart: {
		"What would be a good first step towards {1} {period}?",
		"How would you like to begin, with {1} ahead of you {period}?",
		"Where could the first {one} come from, on the way to {1} {period}?",
		"What help would make it easier to begin on {1} {period}?",
		"How do you like to get going, with {1} ahead of you {period}?",
		"Who comes to mind first when you think of {1} {period}?",
		"What from the last few days could help you towards {1} {period}?",
		"Which hour of your day suits a start on {1} {period} best?",
		"What would you like to look back on, with {1} ahead of you {period}?",
		"Whose way to begin would you like to borrow for {1} {period}?",
		"What is ready already for {1} {period}?",
		"Which of the people you know could be part of {1} {period}?",
		"How would a good start towards {1} {period} look to you?",
		"Which part of the way to {1} {period} do you look forward to?",
		"Where would you like company on the way to {1} {period}?",
		"How could {1} {period} be split into steps that suit you?",
		"What could wait, so that there is room for {1} {period}?",
	},
	// The target cannot be reached any more. To ask for more would ask for what cannot be done; so the week is asked
	// about, the load, and the target itself.
	ObservedBeyond: {
		"What would be a good end to {period}, with {0/1} so far?",
		"What has {period} asked of you that the log, with {0/1}, does not show?",
		"How well does a target of {1} fit what {period} turned out to be, with {n0} so far?",
		"Which next step would feel good to you {period}, with {0/1} so far?",
		"Who could take some of the load off you {period}, with {0/1} so far?",
		"Where would you like to pick things up, with {0/1} so far {period}?",
		"What have you learnt {period} that will help you later, with {0/1} so far?",
	},
	// On pace is no news to most, and rarely asked about; when it is, about what keeps it so.
	ObservedSteady: {
		"What is keeping you on pace at {0/1} {period}?",
		"Which habit is doing the most for your {0/1} {period}?",
		"What would make the way from {n0} to {1} {period} even easier?",
		"How have you made room for {the0} so far {period}?",
		"What have you noticed on the way to {0/1} {period}?",
		"Which of your steps towards {1} {period} has worked best so far?",
		"Who could make the rest of the way to {1} {period} easier for you?",
	},
	// What worked is worth more when it is said aloud than when it is applauded.
	ObservedAhead: {
		"How did you get to {0/1} {period}?",
		"What did you do differently to be {n2} ahead, with {0/1} {period}?",
		"What from {the0} so far {period} could you use again?",
		"Which habit brought you to {0/1} {period}?",
		"Who on the team could use what brought you to {0/1} {period}?",
		"How would you like to use the room that being {n2} ahead gives you, with {0/1} {period}?",
		"What are you most pleased with in {the0} so far {period}?",
		"What would you like to try {period}, now that you are {n2} ahead with {0}?",
	},
	ObservedReached: {
		"How did you make {0/1} happen {period}?",
		"What was the best moment on the way to {0} {period}?",
		"What made the difference on the way to your target of {1} {period}?",
		"Which part of getting to {0} {period} would you do in the same way again?",
		"What would you like to do with the rest of {period}, after {0/1}?",
		"Who helped you on the way to {0} {period}?",
		"What have you learnt on the way to {0/1} {period}?",
		"How would you explain to a new colleague what brought you to {0} {period}?",
	},
}

// weeksBank is about a week, or some weeks, against those before, and about the steps of the funnel in them. {n1} of a
// usual week is an average, hence the "about".
var weeksBank = map[ObservationKind][]string{
	ObservedBetter: {
		"What did you do differently last week to get to {0}, up from about {n1} in a usual week?",
		"How did {the0} last week come about, where a usual week has about {n1}?",
		"Which change helped most in going from about {n1} in a usual week to {0} last week?",
		"What would make {0} a week your new usual, after about {n1}?",
		"Who could use what you learnt on the way from about {n1} in a usual week to {0} last week?",
		"Where did {0} last week come from, when a usual week has about {n1}?",
		"What felt easier in a week with {0} than in one with about {n1}?",
		"Which moment of last week stands out, with {0} where a usual week has about {n1}?",
	},
	// A worse week may be a holiday of customers, or one large deal. What it was is for the person to say.
	ObservedWorse: {
		"What was different last week, with {0} where a usual week has about {n1}?",
		"What needed your time last week, with {0} where a usual week has about {n1}?",
		"How would you like to get back to your usual {1} this week, after {n0} last week?",
		"What from the weeks with about {1} could help you again, after {n0} last week?",
		"Who or what could make it easier to get back from {n0} last week to about {1}?",
		"What went well last week that the numbers don't show, with {0} where a usual week has about {n1}?",
		"Which habit of a week with about {1} would you like back, after {n0} last week?",
		"How would you like this week to begin, after {0} last week and about {n1} in a usual one?",
	},
	// {times2} is in how many weeks before it was looked, and not all of somebody's time.
	ObservedBest: {
		"How did you get to {0} last week, more than in any of the {times2} weeks before?",
		"What did you do last week that took you past {n1} to {0}?",
		"Which habit of last week would you keep, after {0} and {n1} in the best of the weeks before?",
		"What made {0} possible last week, when {n1} was the most in the {times2} weeks before?",
		"Who on the team would like to hear how {0} came about last week?",
		"What was the turning point of a week with {0}, up from {n1} in the best one before?",
		"Where would you like to go from a week with {0}, the best in a while?",
	},
	ObservedMore: {
		"What changed to take you from about {n2} to about {1} a week?",
		"How did {0} in the last four weeks come about?",
		"Which habit lifts you to about {1} a week, from about {n2} before?",
		"What would you tell somebody who has about {n2} a week and would like {1}?",
		"How will you hold on to about {1} a week, after about {n2} before?",
		"Who helped you to go from about {n2} to about {1} a week?",
		"What feels different now, with about {1} a week instead of about {n2}?",
	},
	ObservedFewer: {
		"What has changed around you since the weeks with about {2}?",
		"How have the last four weeks felt to you, with about {n1} a week where it was about {2}?",
		"What has needed your time in the last four weeks, with about {n1} a week where it was about {2}?",
		"Which part of the weeks with about {2} would you like to have back?",
		"What would make a step from about {n1} towards {2} a week easier?",
		"Who could take something off you, so that about {n1} a week can become {2} again?",
		"What would feel right to you for a week, between about {n1} and about {2}?",
	},
	ObservedStepUp: {
		"How did {0} come out of {above1} in the last four weeks?",
		"What do you do differently now, with {0} from {above1}, compared with {n2} from {n3} before?",
		"Which question or habit turns more {aboves} into {many}, as in {0} from {above1} lately?",
		"What have you learnt that shows in {0} from {above1}?",
		"Who on the team could use what brought you {0} from {above1}?",
		"Where did the good {aboves} of the last four weeks come from, with {0} from {above1}?",
		"How would you like to build on {0} from {above1}?",
	},
	// The step is between two KPIs, and lies with customers as well as with the rep.
	ObservedStepDown: {
		"What has been different in the last four weeks, with {0} from {above1}, compared with {n2} from {n3} before?",
		"What do you notice most in your {aboves} these weeks, with {0} from {above1}?",
		"Which of your {aboves} came closest, among the {times1} of the last four weeks?",
		"What helped you to {2} from {above3} before?",
		"Whose way with {aboves} would you like to see up close, after {above1} and {0} in the last four weeks?",
		"What would you like to try in your next {aboves}, after {0} from {above1}?",
		"Where on the way from {above} to {one} do most of them wait, with {0} from {above1}?",
		"How do you choose which {aboves} to go after, with {0} from {above1} lately?",
	},
}
