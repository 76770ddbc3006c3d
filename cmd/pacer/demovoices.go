package main

// What the people of the playground say. The texts are theirs and not Pacer's: short, typed between two calls, about
// things that anybody who sells knows. Each is rotated through by the week, so that a story which begins on one day of
// a week can go on on another: see [demoVoice].

// A demoVoice is what one rep says and when they say it.
type demoVoice struct {
	Files demoFiling
	// Style is how they write numbers: "3 conversations, 1 meeting", "3 convo 1 mtg", "conversations 3, meetings 1".
	Style demoStyle
	// HurdleDays are the weekdays on which they name a hurdle: the first time in a week by Text, after that by Again.
	HurdleDays string // of "mon tue wed thu fri"
	Hurdles    []demoHurdle
	Weeks      []demoWeek
	Wins       []string // what they write into the channel when they close something
}

// A demoFiling is when somebody files for the huddle.
type demoFiling int

const (
	filesPromptly demoFiling = iota // within a quarter of an hour
	filesLate                       // twenty minutes after it closed
	filesAhead                      // the evening before, for their morning or night lies in the huddle
	filesNever                      // logs, says nothing else, and often only the day after
)

// A demoStyle is how somebody spells what they log.
type demoStyle int

const (
	writesPlainly  demoStyle = iota // 3 conversations, 1 meeting
	writesShortly                   // 3 convo 1 mtg
	writesInTables                  // conversations 3, meetings 1
	writesInThread                  // the first of the day as a reply in the huddle's thread
)

// A demoHurdle is what somebody says could get in the way, and what their manager answers.
type demoHurdle struct {
	Text, Again, Help string
	Answer            string // a how or a what, and something that the manager does
}

// A demoWeek is a weekly check-in: the four answers, in the order of the form.
type demoWeek struct {
	Best, Learnt, Try, Need string
	Share                   bool
}

// demoVoices are the reps' voices by user id. Who has none acts in no way but by what was seeded.
var demoVoices = map[string]demoVoice{
	"U0ANN": {
		Files: filesPromptly, Style: writesPlainly, HurdleDays: "tue thu",
		Hurdles: []demoHurdle{
			{"Two of my three buyers are on holiday until Thursday, so second meetings slip.", "Still waiting for the buyers to come back.", "",
				"What could the one who is there read, so that the other two come back to a decision and not to an introduction?"},
			{"Everybody asks for the new price list, and it is not approved yet.", "The price list again. I promised it twice now.", "A date that I can pass on",
				"You have the date by noon. How have you answered it so far? The others get the same question."},
			{"Three proposals are out and nobody replies. I do not want to be the one who only chases.", "The three proposals are still silent.", "",
				"What do you know today that they did not know when you sent them? Begin with that; I am glad to read your mail first."},
		},
		Weeks: []demoWeek{
			{"I asked what would happen if they changed nothing until spring, and then waited.", "Silence on the phone is shorter than it feels.", "Ask that question in the first meeting and not in the third", "Twenty minutes on the furniture people's proposal", true},
			{"Brought our technician to the second meeting. They talked, I took notes.", "They believe somebody who has repaired one.", "Two meetings with a technician next week", "", true},
			{"Called on the day that the proposal went out, just to walk through page two.", "Page two is where they stop reading.", "Move the price to page one", "Your eye on the new first page", false},
		},
		Wins: []string{
			"Signed: the furniture people, after eleven weeks. Page two was the trick.",
			"The school canteens said yes. Small, and the first of nine.",
			"Signed this afternoon, and they want the second site in spring.",
		},
	},
	"U0BOB": {
		Files: filesLate, Style: writesShortly, HurdleDays: "mon wed fri",
		Hurdles: []demoHurdle{
			{"The contract has been with legal since last week, and the customer has gone quiet.", "Still no contract from legal. Same customer.", "Somebody who knows whom to ring in legal",
				"I ring legal at two, Bob. What could the customer read already, without the two pages that are missing?"},
			{"My list is mostly people who said no in spring.", "Still the old list. I get through to one in ten.", "Ten minutes with somebody whose list works",
				"Which of the ten was the best talk, and how did it begin? Let us build the new list from that one. Half past two?"},
			{"The demo machine was down in the middle of a meeting.", "Demo machine again. I talked through slides instead.", "A second machine for this week",
				"You get mine until Friday. What did they ask when you had only the slides?"},
		},
		Weeks: []demoWeek{
			{"The one meeting that I had came out of an old quarrel: I rang to apologise.", "They had forgotten it. I had not.", "Five calls before nine, before the mail is open", "Half an hour on my list, please", false},
			{"Asked the receptionist when he is really in. She told me.", "Ask the people who pick up.", "Note the name of whoever picks up, each time", "The contract. It is the third week.", true},
			{"Let them talk about their last supplier for twenty minutes.", "I usually talk in those twenty minutes.", "Two questions before the first slide", "", false},
		},
		Wins: []string{"One for me as well: the garden centre. It took legal, Maya and a lot of tea.", "Closed. I had given that one up in August."},
	},
	"U0CHLOE": {
		Files: filesPromptly, Style: writesInThread, HurdleDays: "thu",
		Hurdles: []demoHurdle{
			{"Five meetings on Thursday and no room for the follow-ups.", "", "Could somebody take two of them?",
				"Ann, Bob: who has room on Thursday? Chloé, how do you choose the ones that you keep?"},
			{"Month's end at most of my customers: nobody picks up after lunch.", "", "",
				"What would change if the calls moved to before ten, for this week?"},
			{"Nothing much. The train to Porto eats the morning.", "", "",
				"Safe travels. What would make the trip worth two meetings?"},
		},
		Weeks: []demoWeek{
			{"Every first meeting ended with a date for the second, in both calendars.", "Nobody minds being asked for a date.", "No meeting ends without a date", "", true},
			{"I asked a happy customer for two names, and both took my call.", "Ask in the week in which they are happy.", "Three customers, two names each", "A small thank-you budget for the ones who gave names", true},
			{"Said no to a customer who would have cost us more than they pay.", "It freed two afternoons.", "Look at the five smallest once more", "Ten minutes to go through the five", false},
		},
		Wins: []string{
			"Done! The bakers with the forty shops. Dev, your reference call did it, thank you.",
			"Another yes, from one of the two names that I was given. Asking pays.",
			"Signed before lunch. I am buying the pastéis.",
		},
	},
	"U0DEV": {
		Files: filesAhead, Style: writesInTables, HurdleDays: "mon thu",
		Hurdles: []demoHurdle{
			{"They want prices in dollars here, and the template has only euros.", "Dollars again: I typed the table by hand.", "Whoever owns the template",
				"I own it from this minute. What does the first one need to see, the total or each line?"},
			{"Half of my meetings were moved because of the snow.", "The moved meetings pile up at the end of the week.", "",
				"Which two of them matter most, and what would it take to have those by video tomorrow?"},
			{"I get to the right person, and then they ask for a reference in their own trade.", "References again, food this time.", "A reference in the food trade",
				"Chloé has one. What would you want them to tell your customer?"},
		},
		Weeks: []demoWeek{
			{"Sent three lines instead of three pages. Two answered the same day.", "Three lines can be read at a red light.", "Only three-line mails for a week", "", true},
			{"Let the customer draw their process on the board. The gap was in the drawing.", "They sold it to themselves.", "Bring a pen and no slides", "Permission to leave the slides at home", true},
			{"Called everybody from spring who had said later. It was later.", "\"Later\" is a date, if one asks for it.", "Ask \"when is later?\" each time", "The dollar template", false},
		},
		Wins: []string{"First one on this side of the water. Took a drawing and no slides.", "Signed. They said \"later\" in April, and I wrote the date down."},
	},
	"U0EMMA": {
		Files: filesPromptly, Style: writesPlainly, HurdleDays: "tue fri",
		Hurdles: []demoHurdle{
			{"Voicemail until ten. I talk to machines.", "Machines until ten again.", "",
				"When did people pick up last week? Let us move the first hour there and compare on Friday."},
			{"The list has last year's job titles in it.", "I called three people who have left.", "A fresh export",
				"Ada has one for you today. Which title answered best so far?"},
			{"At the hospitals I get no farther than the front desk.", "Front desk again, very friendly, very firm.", "",
				"What did you say to the one who put you through? Tell the thread, that is worth more than my advice."},
		},
		Weeks: []demoWeek{
			{"Began with \"you do not know me\" and a smile. It is true, and they laugh.", "Honest openings are quicker.", "The same first line for forty dials, then compare", "", true},
			{"Dialled from eight to nine only, and got half of the week's conversations.", "The first hour is the day.", "No mail before nine", "Please no meetings before nine", true},
		},
		Wins: []string{"The one from the first hour signed! Handing over with a note.", "That hospital: yes. By way of the front desk."},
	},
	"U0FARID": {
		Files: filesPromptly, Style: writesShortly, HurdleDays: "mon wed fri",
		Hurdles: []demoHurdle{
			{"They agree to a meeting and then do not turn up.", "Two more who did not turn up. The invitation alone does not do it.", "What do the others write on the day before?",
				"Good question for all of you: what do you write on the day before? Farid, what was different with those who came?"},
			{"I lose them when they ask for the price in the first minute.", "The price again, in the first minute. I named a range and it was over.", "Could we practise it once?",
				"Two o'clock, half an hour, and you are the customer first. How did the ones begin that went on?"},
		},
		Weeks: []demoWeek{
			{"I wrote \"I will be there even if you are late\" on the day before. Three of four came.", "A person comes to a person.", "One line on the day before, every time", "", true},
			{"Answered the price question with a question: compared with what?", "Then they tell me what they have.", "\"Compared with what?\", ten times", "Half an hour of practice on Tuesday", false},
		},
		Wins: []string{"One of mine closed: the dentist who did not turn up twice."},
	},
	"U0GRACE": {
		Files: filesAhead, Style: writesPlainly, HurdleDays: "tue thu",
		Hurdles: []demoHurdle{
			{"My afternoon is your night, so questions wait until tomorrow.", "Two answers still wait for your morning.", "",
				"What if you leave them in this thread by your four o'clock? I answer them before I do anything else."},
			{"In the public sector every meeting needs three signatures.", "One signature of three.", "A letter that explains us on one page",
				"You have the page tonight. Who of the three has the most to gain?"},
		},
		Weeks: []demoWeek{
			{"Booked the next step while we were still talking.", "Their calendars are emptiest two weeks ahead.", "Offer dates two weeks ahead, not two days", "A Tuesday call at my nine", true},
			{"Went to see the one who never answers mail. Coffee helps.", "Some people do not read.", "One visit a week", "", true},
		},
		Wins: []string{"The three signatures are there, and so is the fourth: theirs."},
	},
	"U0HUGO": {
		Files: filesNever, Style: writesShortly,
		Wins: []string{"Closed one."},
	},
}

// demoMornings are what a manager writes into the huddle's thread on some mornings.
var demoMornings = []string{
	"Morning, all. Who wants a second pair of ears on a call today? I am free from two.",
	"Thank you for being in so early. What is the one call today that you look forward to?",
	"I have read all of it. Two of you have the same thing in the way, so let us talk about it at half past twelve.",
	"Good plans. How will you know at noon that you are on the way?",
	"I am with a customer until one; write here, I read it at lunch.",
}

// demoAnswers are what a manager answers to a hurdle that nobody has heard before.
var demoAnswers = []string{
	"Thank you for naming it, %s. What have you tried so far, and who of us could take a piece of it?",
	"%s, how would it look if it were solved by tomorrow? I have ten minutes at two, if you like.",
	"I hear you, %s. What is the smallest thing that would help today?",
}

// demoFridays are what a manager writes when the leaderboard is out.
var demoFridays = []string{
	"Well done, all. On Monday I should like to hear what you would do again in just the same way.",
	"A good week to learn from. How did the best call of yours begin? Bring one sentence on Monday.",
	"Thank you for the week. Laptops shut, please: the numbers are still here on Monday.",
}

// demoOffers are what a colleague answers who can help.
var demoOffers = []string{
	"I have twenty minutes at three, if that helps.",
	"Had the same in October. I will send you what worked.",
	"Take my slot at noon, mine has moved.",
	"I know somebody there. Shall I write two lines to them?",
	"Count me in, it would do me good as well.",
}
