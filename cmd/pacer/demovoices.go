package main

import "time"

// What the people of the playground say. The texts are theirs and not Pacer's: short, typed between two calls, about
// things that anybody who sells knows. They are taken in turn by the week or the day, so a few of each are enough.

// A demoVoice is what one rep says and when they say it. Hurdles and weeks are in step: the n-th look back belongs to
// the week of the n-th hurdle.
// The strings are Slack markup and hold no ids. What is measured, who is strong and who is weak, is in demoRep; a
// voice decides only what is said of it.
type demoVoice struct {
	// When they press the button in the huddle, if they do.
	Files demoFiling
	// How they spell what they log, through the day.
	Style demoStyle
	// HurdleDays are the weekdays, such as "tue thu", on which they name a hurdle: the week's, and on the second day again.
	HurdleDays string
	// Taken in turn by the week, so that three make a quarter of mornings.
	Hurdles [][]demoHurdle // a week each: the first time, and the second
	// Of the same weeks as the hurdles, for a look back is on what the week was about.
	Weeks []demoWeek
	Wins  []string // what they write into the channel when they close something
}

// A demoFiling is when somebody files for the huddle.
// Between them the huddle's thread shows what a manager sees in a real one: most are in early, and others are late, a
// day ahead, or not in at all.
type demoFiling int

// Of the huddle's hours, on the team's clock; filesAt has the minutes.
const (
	filesPromptly demoFiling = iota // within a quarter of an hour
	filesLate                       // shortly before it closes, and on two days of the week after that
	filesAhead                      // the evening before, for the huddle is at night where they live
	filesNever                      // skips now and then, and logs on the day after
	filesNothing                    // has nothing to do with the huddle, and logs once, in the afternoon
)

// A demoStyle is how somebody spells what they log.
// All of them are understood alike, which is what they are there to show.
type demoStyle int

const (
	writesPlainly  demoStyle = iota // 3 conversations, 1 meeting
	writesShortly                   // 3 convo 1 mtg
	writesInTables                  // conversations 3, meetings 1
	writesInThread                  // plainly, the first of the day as a reply in the huddle's thread
)

// A demoHurdle is what somebody says could get in the way, and what is said to it.
// Text is found again in the thread, by the colleague and the manager who answer it, so that it must not hold what
// Slack's markup would change.
type demoHurdle struct {
	// Both go into the form's own fields: help that is "" was not asked for.
	Text, Help string
	Offer      string // of a colleague, where help was asked for
	Answer     string // of the manager: a how or a what, or something that they do
}

// A demoWeek is a weekly check-in: the four answers, in the order of the form.
// Share is whether the best result and what was learnt may be shown to the team.
type demoWeek struct {
	// Try comes back the week after as a commitment that was due, see settling.
	Best, Learnt, Try, Need string
	Share                   bool
}

// demoVoices are the reps' voices by user id.
// Somebody who is not in it files promptly and says nothing. Nobody in it is real, and neither is a customer. Each is
// written so that there is something to see: help that is asked for and offered, a hurdle that comes up twice and is
// told of as such, weeks of which the best is shared and the rest is not, and managers who ask how. They hold the rules
// that Pacer's own texts hold: nobody asks for reasons, and nobody is shown up.
var demoVoices = map[string]demoVoice{
	// The first person that a visitor is. Names a hurdle twice a week, the second time with how it went on.
	"U0ANN": {
		Files: filesPromptly, Style: writesPlainly, HurdleDays: "tue thu",
		Hurdles: [][]demoHurdle{
			{
				{
					"Two of my three buyers are on holiday until Thursday, so second meetings slip.", "", "",
					"What could the one who is there read, so that the other two come back to a decision and not to an introduction?",
				},
				// The second part of a story goes on from the first: what was in the way has changed, as it does in two
				// days.
				{"The buyers are back, and all of them want the same hour.", "", "", "Which of the three would decide without the others?"},
			},
			{
				{
					"Everybody asks for the new price list, and it is not approved yet.", "A date that I can pass on", "I told mine \"end of the month\" and sent the old one with a note. They took it.",
					"You have the date by noon. How have you answered it so far? The others get the same question.",
				},
				{"The price list again: one of them wants it in writing.", "", "", "It is approved as of this morning, look into your mail. Whom do you call first?"},
			},
			{
				{
					"Three proposals are out and nobody replies. I do not want to be the one who only chases.", "", "",
					"What do you know today that they did not know when you sent them? Begin with that; I am glad to read your mail first.",
				},
				{"One of the three has answered. Two are still silent.", "", "", "What did the one say that the other two might think as well?"},
			},
		},
		Weeks: []demoWeek{
			// Best and learnt may be shared, and here are; what they need is for the manager alone.
			{"I asked what would happen if they changed nothing until spring, and then waited.", "Silence on the phone is shorter than it feels.", "Ask that question in the first meeting and not in the third", "Twenty minutes on the furniture people's proposal", true},
			{"Brought our technician to the second meeting. They talked, I took notes.", "They believe somebody who has repaired one.", "Two meetings with a technician", "", true},
			{"Called on the day that the proposal went out, just to walk through page two.", "Page two is where they stop reading.", "Move the price to page one", "Your eye on the new first page", false},
		},
		Wins: []string{
			// Customers are called by their trade, as people do who talk in a channel that many read.
			"Signed: the furniture people, after eleven weeks. Page two was the trick.",
			"The school canteens said yes. Small, and the first of nine.",
			"Signed this afternoon, and they want the second site in spring.",
		},
	},
	// Falls back, and names the same hurdle twice in a week: what a manager's brief is for.
	"U0BOB": {
		Files: filesLate, Style: writesShortly, HurdleDays: "wed fri",
		Hurdles: [][]demoHurdle{
			{
				{
					"The contract has been with legal since last week, and the customer has gone quiet.", "Somebody who knows whom to ring in legal", "Ask for the one who does the leases. Very patient.",
					"I ring legal at two, Bob. What could the customer read already, without the two pages that are missing?",
				},
				{
					// The words of Wednesday again, by which a hurdle is known to have come back.
					"Still no contract from legal. Same customer.", "Somebody to ring with me", "I will sit next to you at three.",
					"Legal promised it for Monday, and I have that in writing. How would you like to tell the customer?",
				},
			},
			{
				{
					"My list is mostly people who said no in spring.", "Ten minutes with somebody whose list works", "At three? Bring yours, I bring mine.",
					"Which of them gave the best no, and how did that call begin? Let us build the new list from that one.",
				},
				{
					"Still the old list. I get through to one in ten.", "", "",
					"One in ten is something to start from. What was different about that one? Half past two, my desk?",
				},
			},
			{
				{
					"The demo machine was down in the middle of a meeting.", "A second machine for this week", "Mine is free until Thursday.",
					"Thank you for carrying on without it. What did they ask when you had only the slides?",
				},
				{"Demo machine again. I talked through slides instead.", "", "", "You get mine from Monday on. Which of your meetings needs it most?"},
			},
		},
		Weeks: []demoWeek{
			{"Asked the receptionist when he is really in. She told me.", "Ask the people who pick up.", "Note the name of whoever picks up, each time", "The contract. It is the third week.", false},
			{"The best meeting came out of an old quarrel: I rang to apologise.", "They had forgotten it. I had not.", "Five calls before nine, before the mail is open", "Half an hour on my list, please", true},
			{"Let them talk about their last supplier for twenty minutes.", "I usually talk in those twenty minutes.", "Two questions before the first slide", "", false},
		},
		Wins: []string{"One for me as well: the garden centre. It took legal, Maya and a lot of tea.", "Closed. I had given that one up in August."},
	},
	// Ahead of everybody. Logs in the huddle's thread, which shows that this works.
	"U0CHLOE": {
		Files: filesPromptly, Style: writesInThread, HurdleDays: "mon",
		Hurdles: [][]demoHurdle{
			{{
				"Five meetings on Thursday and no room for the follow-ups.", "Could somebody take two of them?", "I take one, if it is after eleven.",
				"Who else has room on Thursday? Chloé, how do you choose the ones that you keep?",
			}},
			// On Mondays alone, and so with one part each.
			{{"Month's end at most of my customers: nobody picks up after lunch.", "", "", "What would change if the calls moved to before ten, for this week?"}},
			// Not every week has something in the way, and that is said as well.
			{{"Nothing much. The train to Porto eats the morning.", "", "", "Safe travels. What would make the trip worth two meetings?"}},
		},
		Weeks: []demoWeek{
			{"Every first meeting ended with a date for the second, in both calendars.", "Nobody minds being asked for a date.", "No meeting ends without a date", "", true},
			{"I asked a happy customer for two names, and both took my call.", "Ask in the week in which they are happy.", "Three customers, two names each", "A small thank-you budget for the ones who gave names", true},
			// Nothing of this week is shared, so that a share that was not given can be seen to be kept.
			{"Said no to a customer who would have cost us more than they pay.", "It freed two afternoons.", "Look at the five smallest once more", "Ten minutes to go through the five", false},
		},
		Wins: []string{
			"Done! The bakers with the forty shops. Dev, your reference call did it, thank you.",
			"Another yes, from one of the two names that I was given. Asking pays.",
			"Signed before lunch. I am buying the pastéis.",
		},
	},
	// In another zone: files on the evening before, and so is in the thread before it opens.
	"U0DEV": {
		Files: filesAhead, Style: writesInTables, HurdleDays: "mon thu",
		Hurdles: [][]demoHurdle{
			{
				{
					// Help is asked for and nobody offers any: who files ahead is in no thread yet when the others come
					// by; see filing.
					"They want prices in dollars here, and the template has only euros.", "Whoever owns the template", "",
					"I own it from this minute. What does the first one need to see, the total or each line?",
				},
				// One that was solved and made room for the next.
				{"Dollars work. Now they ask for their own tax lines.", "", "", "One example from you, and it is in the template tomorrow. Who asked first?"},
			},
			{
				{
					"Half of my meetings were moved because of the snow.", "", "",
					"Which two of them matter most, and what would it take to have those by video tomorrow?",
				},
				{"The moved meetings pile up at the end of the week.", "", "", "What could be a call of ten minutes instead of a meeting?"},
			},
			{
				{
					"I get to the right person, and then they ask for a reference in their own trade.", "A reference in the food trade", "",
					"Chloé has one. What would you want them to tell your customer?",
				},
				{"The reference has time only on Friday.", "", "", "Then Friday it is. What can you send them until then?"},
			},
		},
		Weeks: []demoWeek{
			{"Sent three lines instead of three pages. Two answered the same day.", "Three lines can be read at a red light.", "Only three-line mails for a week", "The dollar template", true},
			{"Let the customer draw their process on the board. The gap was in the drawing.", "They sold it to themselves.", "Bring a pen and no slides", "Permission to leave the slides at home", true},
			{"Called everybody from spring who had said later. It was later.", "\"Later\" is a date, if one asks for it.", "Ask \"when is later?\" each time", "", false},
		},
		Wins: []string{"One more on this side of the water. Took a drawing and no slides.", "Signed. They said \"later\" in April, and I wrote the date down."},
	},
	// The other team, which dials.
	"U0EMMA": {
		Files: filesPromptly, Style: writesPlainly, HurdleDays: "tue fri",
		Hurdles: [][]demoHurdle{
			{
				// North dials, so that its hurdles are those of getting through.
				{"Voicemail until ten. I talk to machines.", "", "", "When did people pick up last week? Let us move the first hour there and compare on Friday."},
				{"Fewer machines since I begin at eight. Now it is lunch that is quiet.", "", "", "What do you do with the quiet hour, and what would the others do with it?"},
			},
			{
				{"The list has last year's job titles in it.", "A fresh export", "Mine is from last week, you have it in your mail.", "Ada has a newer one for you today. Which title answered best so far?"},
				{"I called three people who have left.", "", "", "What did the ones who sit there now say?"},
			},
			{
				{"At the hospitals I get no farther than the front desk.", "", "", "What did you say to the one who put you through? Tell the thread, that is worth more than my advice."},
				{"Front desk again, very friendly, very firm.", "", "", "Friendly is a beginning. What could you ask them for that is theirs to give?"},
			},
		},
		Weeks: []demoWeek{
			{"Dialled from eight to nine only, and got half of the week's conversations.", "The first hour is the day.", "No mail before nine", "Please no meetings before nine", true},
			{"Began with \"you do not know me\" and a smile. It is true, and they laugh.", "Honest openings are quicker.", "The same first line for forty dials, then compare", "", true},
			{"Asked the front desk how they would like to be asked.", "Nobody had asked them.", "The same question at the next three", "", false},
		},
		Wins: []string{"The one from the first hour signed! Handing over with a note.", "That hospital: yes. By way of the front desk."},
	},
	// Two stories where others have three, and as many weeks: hurdles and weeks are taken in turn by the same number,
	// and are in step only while their lists are of one length.
	"U0FARID": {
		Files: filesPromptly, Style: writesShortly, HurdleDays: "mon fri",
		Hurdles: [][]demoHurdle{
			{
				{
					"They agree to a meeting and then do not turn up.", "What do the others write on the day before?", "One line with the question that they asked me. Nothing else.",
					"Good question for all of you. Farid, what was different with those who came?",
				},
				{"Two more who did not turn up. The invitation alone does not do it.", "", "", "Which sentence would have made you come? Try it on Monday's two."},
			},
			{
				{
					"I lose them when they ask for the price in the first minute.", "Could we practise it once?", "After lunch? I am a terrible customer.",
					"Do, and let me listen in. How did the ones begin that went on?",
				},
				{"The price again, in the first minute. I named a range and it was over.", "", "", "What would you like to know before you name one? Let us write that question down together at two."},
			},
		},
		Weeks: []demoWeek{
			{"I wrote \"I will be there even if you are late\" on the day before. Three of four came.", "A person comes to a person.", "One line on the day before, every time", "", true},
			{"Answered the price question with a question: compared with what?", "Then they tell me what they have.", "\"Compared with what?\", ten times", "Half an hour of practice on Tuesday", false},
		},
		Wins: []string{"One of mine closed: the dentist who first did not turn up twice."},
	},
	// The farthest away: her afternoon is her manager's night.
	"U0GRACE": {
		Files: filesAhead, Style: writesPlainly, HurdleDays: "tue thu",
		Hurdles: [][]demoHurdle{
			{
				{"My afternoon is your night, so questions wait until tomorrow.", "", "", "What if you leave them in this thread by your four o'clock? I answer them before I do anything else."},
				{"Two answers still wait for your morning.", "", "", "Both are in your mail now. What else would you ask if I sat next door?"},
			},
			{
				{"In the public sector every meeting needs three signatures.", "A letter that explains us on one page", "", "You have the page tonight. Who of the three has the most to gain?"},
				{"One signature of three.", "", "", "How did you get the first?"},
			},
		},
		Weeks: []demoWeek{
			{"Booked the next step while we were still talking.", "Their calendars are emptiest two weeks ahead.", "Offer dates two weeks ahead, not two days", "A Tuesday call at my nine", true},
			{"Went to see the one who never answers mail. Coffee helps.", "Some people do not read.", "One visit a week", "", true},
		},
		Wins: []string{"The three signatures are there, and so is the fourth: theirs."},
	},
	// Skips, logs a day late, and says two words: a team has one.
	"U0HUGO": {Files: filesNever, Style: writesShortly, Wins: []string{"Closed one."}},
}

// demoMornings are what a manager writes into the huddle's thread on some mornings.
// They ask how and what, and never for a reason; so do the answers below. They go by the day, not by what happened on
// it, and so must fit any morning.
var demoMornings = []string{
	"Morning, all. Who wants a second pair of ears on a call today? I am free from two.",
	"Thank you for being in so early. What is the one call today that you look forward to?",
	"I have read all of it. Two of you have the same thing in the way, so let us talk about it at half past twelve.",
	"Good plans. How will you know at noon that you are on the way?",
	"I am with a customer until one; write here, I read it at lunch.",
}

// demoAnswers are what a manager answers to a hurdle that nobody has heard before.
// %s is the first name of who named it. The visitor's own hurdles are answered from here. It may have been typed by the
// visitor, who may have written anything: none of these repeats it.
var demoAnswers = []string{
	"Thank you for naming it, %s. What have you tried so far, and who of us could take a piece of it?",
	"%s, how would it look if it were solved by tomorrow? I have ten minutes at two, if you like.",
	"I hear you, %s. What is the smallest thing that would help today?",
}

// demoFridays are what a manager writes when the leaderboard is out.
// They come after the leaderboard, which is posted at five. Nobody's rank is named in them.
var demoFridays = []string{
	"Well done, all. On Monday I should like to hear what you would do again in just the same way.",
	"A good week to learn from. How did the best call of yours begin? Bring one sentence on Monday.",
	"Thank you for the week. Laptops shut, please: the numbers are still here on Monday.",
}

// demoOffice is what is said in #general, a week in turn: who writes, on which weekday, at which minute of the London day.
// It is there so that the sales channels are not all that a workspace has, and it says nothing of Pacer.
var demoOffice = [][]struct {
	Who     string
	Weekday time.Weekday
	At      int
	Text    string
}{
	{
		{"U0ADA", time.Tuesday, 9*60 + 40, "The big meeting room has a new screen. Cable on the left, remote in the drawer."},
		{"U0CHLOE", time.Tuesday, 9*60 + 52, "And sound, for the first time. Thank you!"},
		// Both teams meet here; the sales channels have one each.
		{"U0NOAH", time.Friday, 14*60 + 20, "Who comes to the quiz on Thursday? North is one short."},
		// Half past nine in the morning where he lives.
		{"U0DEV", time.Friday, 14*60 + 31, "Me, if nobody asks about cricket."},
	},
	{
		{"U0ADA", time.Monday, 10 * 60, "Please move your laptops to the new network by Friday; the old one goes then."},
		{"U0BOB", time.Monday, 10*60 + 25, "Done, and it is faster even under the stairs."},
		{"U0MAYA", time.Thursday, 13*60 + 15, "There is cake by the window. One of our customers bakes."},
		{"U0ADA", time.Friday, 12*60 + 5, "The old network is off. Whoever reads this has done it right."},
		{"U0CHLOE", time.Friday, 12*60 + 17, "From the train it works as well."},
	},
}
