package coach

// dealsBank is about deals. {words} is the deal's name; of an unproven one {words1} is its stage, and {words2} the
// milestone that is not proven; of a proven one {words1} is the milestone. Names of deals are the owner's words and
// stand in quotation marks, as what somebody said does. None of these names an amount: what a deal is worth is no
// reason to talk about it. Only the owner and their managers see a deal, so only they are shown these.
var dealsBank = map[ObservationKind][]string{
	// The day that was expected has passed; the deal may well be on its way. So it is the day that is asked about, and
	// who on their side knows it, not what the rep left undone.
	ObservedOverdue: {
		"What has changed about {words} since it was planned for {day}?",
		"What would be a realistic day for {words} now?",
		"Who on their side knows best when {words} will be decided?",
		"How do they see the timing of {words}, now that {day} has passed?",
		"What has to happen first for {words} to be decided?",
		"Which step in {words} could you agree on with them this week?",
	},
	// One milestone is asked about, the first that is open, even where several are: an hour of talk proves one. {n0} is
	// days in the stage, on the calendar and not working days.
	ObservedUnproven: {
		"How would you like to find out more about {words2} in {words}?",
		"Who on their side could tell you about {words2} for {words}?",
		"What do you know already about {words2} in {words}?",
		"What would you ask next in {words} to get to {words2}?",
		"How would {words} look different if you knew more about {words2}?",
		"What have {n0} days in {words1} taught you about {words}?",
		"Which next step in {words} would bring you closer to {words2}?",
	},
	// Quiet is what is known. A customer's holiday looks the same as a deal that has died, and both are possible
	// answers; the last two of these let a person decide to give it less time.
	ObservedStill: {
		"What is the next step in {words}, after {n0} quiet days?",
		"What may be happening on their side of {words}, after {n0} quiet days?",
		"Who could you bring into {words} to get it moving, after {n0} quiet days?",
		"How would you like to go on with {words}, after {n0} days without movement?",
		"What would help {words} most, after {n0} quiet days?",
		"How much of your time would you like {words} to have now, after {n0} quiet days?",
		"Which of your other deals would gain the most from the time that {words} takes, after {n0} quiet days?",
	},
	// Told only of what the owner proved: see observeProgress.
	ObservedProven: {
		"How did you find out about {words1} in {words}?",
		"What does {words1} change in {words}?",
		"Who told you the most on the way to {words1} in {words}?",
		"Which question opened up {words1} in {words}?",
		"What is the next thing to find out in {words}, now that {words1} is proven?",
		"Where else could you use the way you got to {words1} in {words}?",
	},
	// A deal that was lost is in no bank. What was learnt from it is asked by the form that ends it.
	ObservedWon: {
		"How did you win {words}?",
		"What made the difference in {words}?",
		"Which moment turned {words} into a yes?",
		"Who helped most with {words}, on their side or on yours?",
		"What from {words} would you do again with the next one?",
		"Where could the story of {words} open another door?",
		"What have you learnt about the people in {words} that could help others?",
	},
}
