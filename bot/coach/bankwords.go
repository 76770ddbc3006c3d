package coach

// habitBank is about the days on which there is an entry. An entry says that somebody opened the log, and nothing about
// how the day went. So none of these asks what was done on the days without one, nor takes them for days off: they ask
// about the log, and about what would make it easier.
var habitBank = map[ObservationKind][]string{
	// Good news asks what made it so, for that is what can be done again.
	ObservedDaysUp: {
		"What makes it easy to log on {n0} of {n1} working days now?",
		"How did an entry on {n0} of {n1} working days become a habit, after {n2} of {n3} before?",
		"Which moment of the day works best for you, with an entry on {n0} of {n1} working days?",
		"What do you see in your numbers, now that there is an entry on {n0} of {n1} working days?",
		"Who could use your way to an entry on {n0} of {n1} working days?",
		"What has an entry on {n0} of {n1} working days changed for you?",
	},
	// Down may mean a full diary as well as a quiet one. Some of these turn to Pacer itself, since a log that is of
	// little use to somebody is a cause that is ours to mend.
	ObservedDaysDown: {
		"What has changed in your days, with an entry on {n0} of {n1}, compared with {n2} of {n3} before?",
		"What made logging easy when there was an entry on {n2} of {n3} working days?",
		"Which moment of the day would suit you for a quick entry, with one on {n0} of {n1} working days?",
		"What did the last four weeks hold for you, with an entry on {n0} of {n1} working days?",
		"How useful is the log to you at the moment, with an entry on {n0} of {n1} working days?",
		"What could Pacer do better for you, with an entry on {n0} of {n1} working days?",
	},
	// There are four or so about a single weekday, as it is told of few people at all: see veryRare.
	ObservedDayGained: {
		"What is different about your {weekday}s, with an entry on {n0} of the last {n1}?",
		"How did your {weekday}s come to have an entry on {n0} of {n1}, after {n2} of {n3} before?",
		"What goes well on {weekday}s, with an entry on {n0} of the last {n1}?",
		"Which part of your {weekday}s would you carry into other days, with an entry on {n0} of the last {n1}?",
	},
	ObservedDayLost: {
		"What fills your {weekday}s now, with an entry on {n0} of the last {n1}?",
		"How have your {weekday}s changed, from an entry on {n2} of {n3} to {n0} of the last {n1}?",
		"What would you like a {weekday} to look like, after an entry on {n0} of the last {n1}?",
		"Who needs you most on {weekday}s these weeks, with an entry on {n0} of the last {n1}?",
	},
	// {days} is the length of the row, in working days, so that nobody who has a Friday off each week loses a row to
	// it.
	ObservedStreak: {
		"What helps you to keep going, with an entry on {days} in a row?",
		"How did an entry on {days} in a row come about?",
		"What have {days} in a row shown you about how you work?",
		"Which of the {days} in a row went best for you?",
		"What would you tell a new colleague about logging on {days} in a row?",
		"Where does an entry on {days} in a row pay off for you?",
	},
	// Whoever has gone silent may be ill, or in the middle of the best week of the year: none of these supposes that
	// nothing was done. The numbers that are missing are spoken of as not shown yet.
	ObservedSilence: {
		"How have the last {days} gone for you?",
		"What have the last {days} brought you?",
		"What happened in the last {days} that the numbers don't show yet?",
		"What would make logging easier than it was in the last {days}?",
		"Which moment of the last {days} are you happiest with?",
		"How could Pacer be more useful to you than it was in the last {days}?",
		"What of the last {days} would you like to see counted?",
		"Who or what had most of your time in the last {days}?",
	},
}

// wordsBank is about what the person said, and about somebody of whom nothing is known yet. What stands in {words} went
// through said, so that it is one line, short enough, and cannot end its own quotation marks. It is raw all the same:
// whoever posts the question escapes it as a whole. As anybody may have typed anything, {words} stands only where a
// noun phrase or a whole sentence can be read.
var wordsBank = map[ObservationKind][]string{
	// The rep reads these of themselves too, so none offers help in the manager's name; that is what helpBank is for.
	ObservedHurdle: {
		"What would make {words} smaller today?",
		"How have you got past something like {words} before?",
		"Who could help you with {words}?",
		"What would be the first small step around {words}?",
		"Which part of {words} could you move by yourself?",
		"What have you learnt about {words} so far?",
		"What would be different if {words} were out of the way?",
		"Where did {words} come up first?",
	},
	// {n0} is on how many days it was named, at least two; the words are those of the newest time, as alike took them
	// for the same.
	ObservedAgain: {
		"What have you tried about {words}, since it came up on {n0} days?",
		"Who could clear {words} out of the way, now that it came up on {n0} days?",
		"What would it take for {words} not to come up again, after {n0} days?",
		"How much of your time goes into {words}, which came up on {n0} days?",
		"Which part of {words} could be changed for good, after {n0} days with it?",
		"What would you do about {words} if it were up to you alone, after {n0} days with it?",
		"Where does {words} come from, now that it came up on {n0} days?",
	},
	// Due today, or on a day that is not known to have passed. Each leaves it open whether anything was done.
	ObservedDue: {
		"How is it going with {words}?",
		"What has come of {words} so far?",
		"What have you learnt from {words} so far?",
		"What would be a good next step with {words}?",
		"Which part of {words} has been the most useful so far?",
		"What has helped you most with {words}?",
		"What has surprised you about {words}?",
	},
	// A day that has passed is named as a fact, at most. A new day, a smaller step and letting go of it are all good
	// answers, so each is asked for.
	ObservedMissed: {
		"What became of {words}, which was meant for {day}?",
		"What would be a good new day for {words}?",
		"What got in the way of {words}, which was meant for {day}?",
		"How important is {words} to you now?",
		"What would make {words} smaller and easier to begin?",
		"Who could help you to get {words} done?",
		"Which part of {words} is done already?",
	},
	// Good news, with the weight of a promise: see weightKept.
	ObservedKept: {
		"How did you make time for {words}?",
		"What did {words} bring you?",
		"What made it possible to keep your word on {words}?",
		"Which next step follows from {words}?",
		"What did you learn on the way to {words}?",
		"Who gained the most from {words}?",
		"Where could something like {words} work again?",
	},
	// These fit anybody, and are what is left when all that was seen has been asked: see Asking.general. There are so
	// many as they are all that there is for a person without numbers, and none comes twice within AskedAgainAfter
	// days. None holds a number or a word of the person's.
	ObservedNewcomer: {
		"What would a good week look like for you?",
		"Which number would you most like to move first?",
		"How will you notice at the end of the week that it went well?",
		"What would you like to be better at in a month?",
		"Which part of your work gives you the most energy?",
		"Who do you learn the most from at the moment?",
		"What would you like your numbers to show you in two weeks?",
		"Where would help be most welcome to begin with?",
		"What would you like to be known for in the team?",
		"Which part of the week do you look forward to?",
		"How do you like to be supported when something is new?",
		"What has surprised you the most so far?",
		"Where do your good ideas come from?",
		"Who would you like to spend an hour with, to see how they work?",
		"What would make next week a little easier than this one?",
		"How do you tell that a day was a good one?",
		"Which habit would you like to begin with this month?",
		"What would you like others to know about how you work?",
	},
}

// helpBank is about what somebody named in a huddle, as being in their way or as the help that they want, and about what they
// need, as a check-in says. They speak as the manager, who alone is shown them: a rep's own page has what is observed of them, and this is not. They are never
// in the list of observations: Named makes one for the huddle's summary alone.
var helpBank = map[ObservationKind][]string{
	ObservedWish: {
		"How can I best help you with {words}?",
		"What could I take off your hands about {words}?",
		"Who else could help you with {words}?",
		"What would help you the most with {words} now?",
		"Which part of {words} would you like to look at together?",
		"Where would you like me to begin with {words}?",
		"What would a good outcome of {words} look like for you?",
		"How soon would help with {words} make a difference to you?",
		"What have you tried so far about {words}?",
		"How would next week look to you if you had {words}?",
	},
}
