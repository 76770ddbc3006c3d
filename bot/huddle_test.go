package bot

import (
	"strings"
	"testing"

	"example.com/pacer/bot/coach"
)

// openedHuddle is a story in which Monday's huddle has just opened.
func openedHuddle(t *testing.T) *story {
	t.Helper()
	s := newStory(t)
	s.at(storyMonday, "09:00")
	if got := s.ritual(coach.Huddle); got != "done: " {
		t.Fatalf("the huddle ended %q", got)
	}
	s.forget()
	return s
}

func TestHuddleFromTheEveningBeforeToTheWrapUp(t *testing.T) {
	s := openedHuddle(t)
	s.at(storyMonday, "11:00")
	s.ritual(coach.HuddleClose)
	s.forget()

	// In the evening the button of the closed huddle files for tomorrow.
	s.at(storyMonday, "17:10")
	s.press("U0ANN", "Check in")
	s.submit("U0ANN", "planned/conv", "5", "planned/meet", "2", "hurdle", "Two demos at once")
	s.tells(
		`ann gets the page "Huddle Tue 24 Nov": Your numbers for *Tuesday 24 November* in West. [Conversations=5] [Meetings=2] [What could get in the way?=] [What help would you like?=]`,
		`ann gets the page "You are in": You are in for Tuesday 24 November. Your check-in goes into the thread when the huddle opens. • Conversations: 5 would make it 5 of 20 this week. / • Meetings: 2 would make it 2 of 5 this week.`,
	)

	s.at("2026-11-24", "09:00")
	s.ritual(coach.Huddle)
	s.tells(
		"#west: Huddle of Tuesday 24 November. / The team so far: / • Conversations: 0 of 60 this week, 12 behind pace / • Meetings: 0 of 15 this week, 3 behind pace / 1 of 3 in. Open until 11:00. / In the thread, a reply such as “5 conversations” is logged for you.",
		"#west thread: Ann plans 5 conversations and 2 meetings today. / In the way: / >Two demos at once",
		"#west edited: Huddle of Tuesday 24 November. …1 of 3 in. …",
	)

	s.press("U0BOB", "Check in")
	s.submit("U0BOB", "planned/meet", "1", "help", "A second pair of eyes on the offer")
	s.tells(
		`bob gets the page "Huddle Tue 24 Nov": …`,
		`bob gets the page "You are in": You are in. Your check-in is in the thread, and *Check in* changes it. …`,
		"#west thread: Bob plans 5 conversations and 1 meeting today. / Help wanted: / >A second pair of eyes on the offer",
		"#west edited: …2 of 3 in. Open until 11:00. …",
	)

	s.at("2026-11-24", "09:45")
	if got := s.ritual(coach.HuddleReminder); got != "done: 1 person had not answered" {
		t.Errorf("the reminder ended %q", got)
	}
	s.tells("@cat: Today's huddle of West is open until 11:00. Checking in takes a minute: your numbers for today, and anything you would like help with.")

	s.at("2026-11-24", "11:00")
	if got := s.ritual(coach.HuddleClose); got != "done: 2 of 3 in" {
		t.Errorf("the wrap-up ended %q", got)
	}
	s.tells(
		"#west edited: Huddle of Tuesday 24 November. / 2 of 3 in. The huddle has closed; a late check-in is still welcome. / Together you plan 10 conversations and 3 meetings today. / In today: / • Ann: 5 conversations and 2 meetings / • Bob: 5 conversations and 1 meeting / The team so far: / …",
		"@cat deleted: Today's huddle of West is open until 11:00. …",
		"@maya: After the huddle of Tuesday 24 November. / West: 2 of 3 in. This is what could get in the way, and the help that was asked for. / Ann: / In the way: / >Two demos at once / You could ask: …Two demos at once… / Bob: / Help wanted: / >A second pair of eyes on the offer / You could ask: …",
	)
}

// Whoever is first, a check-in or the closing that happens at the same moment: the manager reads the hurdle, once.
func TestAHurdleFiledWhileTheHuddleClosesReachesTheManager(t *testing.T) {
	for _, test := range []struct {
		name string
		run  func(s *story, file, end func())
	}{
		{"filed while it is being closed", func(s *story, file, end func()) { s.b.store.(*memory).afterHuddle = file; end() }},
		{"closed while it is being filed", func(s *story, file, end func()) { s.b.store.(*memory).afterHuddle = end; file() }},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := openedHuddle(t)
			s.press("U0ANN", "Check in")
			s.at(storyMonday, "11:00")
			test.run(s,
				func() { s.submit("U0ANN", "planned/conv", "5", "hurdle", "Two demos at once") },
				func() { s.ritual(coach.HuddleClose) })
			told := 0
			for _, m := range s.b.store.(*memory).outbox {
				if m.Channel == "U0MAYA" && strings.Contains(m.Text, "Two demos at once") {
					told++
				}
			}
			if told != 1 {
				t.Errorf("the manager was told %d times", told)
			}
		})
	}
}

func TestHuddleEditedIsOneReplyMarkedEdited(t *testing.T) {
	s := openedHuddle(t)
	s.press("U0ANN", "Check in")
	s.submit("U0ANN", "planned/conv", "5")
	s.press("U0ANN", "Check in")
	s.submit("U0ANN", "planned/conv", "7", "hurdle", "A long queue")
	s.tells(
		`ann gets the page "Huddle Mon 23 Nov": Your numbers for *Monday 23 November* in West. [Conversations=4] [Meetings=1] …`,
		`ann gets the page "You are in": …`,
		"#west thread: Ann plans 5 conversations and 1 meeting today.",
		"#west edited: …1 of 3 in. …",
		`ann gets the page "Huddle Mon 23 Nov": Your numbers for *Monday 23 November* in West. [Conversations=5] [Meetings=1] …`,
		`ann gets the page "You are in": …`,
		"#west edited: Ann plans 7 conversations and 1 meeting today. / In the way: / >A long queue / Edited",
		"#west edited: …1 of 3 in. …",
	)
}

func TestHuddleChangedBeforeItOpensIsNotMarkedEdited(t *testing.T) {
	s := openedHuddle(t)
	s.at(storyMonday, "11:00")
	s.ritual(coach.HuddleClose)
	s.at(storyMonday, "18:00")
	for _, n := range []string{"5", "6"} {
		s.press("U0ANN", "Check in")
		s.submit("U0ANN", "planned/conv", n)
	}
	s.at("2026-11-24", "09:00")
	s.ritual(coach.Huddle)
	if got := s.shows("huddle/west/2026-11-24/U0ANN"); got != "Ann plans 6 conversations and 2 meetings today." {
		t.Errorf("the thread shows %q", got)
	}
}

func TestHuddleTakesALateCheckInAndTellsTheManager(t *testing.T) {
	s := openedHuddle(t)
	s.at(storyMonday, "11:00")
	s.ritual(coach.HuddleClose)
	s.forget()
	s.at(storyMonday, "11:20")
	s.press("U0CAT", "Check in")
	s.submit("U0CAT", "planned/conv", "1", "planned/meet", "", "hurdle", "The train")
	s.press("U0CAT", "Check in")
	s.submit("U0CAT", "planned/conv", "2")
	s.tells(
		`cat gets the page "Huddle Mon 23 Nov": …`,
		`cat gets the page "You are in": …`,
		"#west thread: Cat plans 1 conversation today. / In the way: / >The train / Filed late",
		"#west edited: …1 of 3 in. The huddle has closed; …• Cat: 1 conversation (late) …",
		"@maya: From the huddle of Monday 23 November. / Cat: / In the way: / >The train / You could ask: …The train…",
		`cat gets the page "Huddle Mon 23 Nov": …`,
		`cat gets the page "You are in": …`,
		"#west edited: Cat plans 2 conversations today. / In the way: / >The train / Filed late, edited",
		"#west edited: …• Cat: 2 conversations (late) …",
	)
}

func TestHuddleReminderGoesOnlyToTheMissing(t *testing.T) {
	s := openedHuddle(t)
	s.press("U0ANN", "Check in")
	s.submit("U0ANN")
	s.press("U0BOB", "Skip today")
	s.forget()
	s.at(storyMonday, "09:45")
	s.ritual(coach.HuddleReminder)
	s.tells("@cat: Today's huddle of West is open until 11:00. …")

	// It goes away once it is not needed any more.
	s.press("U0CAT", "Check in")
	s.submit("U0CAT")
	s.tells(
		`cat gets the page "Huddle Mon 23 Nov": …`,
		`cat gets the page "You are in": …`,
		"#west thread: Cat plans 4 conversations and 1 meeting today.",
		"#west edited: …2 of 2 in. …",
		"@cat deleted: …",
	)
}

func TestHuddleReminderIsSilentWhenEverybodyAnswered(t *testing.T) {
	s := openedHuddle(t)
	for _, user := range []string{"U0ANN", "U0BOB", "U0CAT"} {
		s.press(user, "Skip today")
	}
	s.forget()
	s.at(storyMonday, "09:45")
	if got := s.ritual(coach.HuddleReminder); got != "skipped: everybody has answered" {
		t.Errorf("the reminder ended %q", got)
	}
	s.tells()
}

func TestHuddleSkippedNamesNobodyWhoIsMissing(t *testing.T) {
	s := openedHuddle(t)
	s.press("U0BOB", "Skip today")
	s.press("U0BOB", "Skip today")
	s.tells(
		"bob alone sees: You are skipping today's huddle, and nobody asks again. *Check in* stays there if your day changes.",
		"#west edited: …0 of 2 in. …",
		"bob alone sees: You are skipping today already; nobody asks again.",
	)
	s.at(storyMonday, "11:00")
	s.ritual(coach.HuddleClose)
	s.tells("#west edited: Huddle of Monday 23 November. / 0 of 2 in. The huddle has closed; a late check-in is still welcome. / Skipping today: Bob. / The team so far: / • Conversations: 0 of 60 this week, 2 behind pace / • Meetings: 0 of 15 this week, on pace")
}

// Two people have the form open, and neither knows of the other when they submit; one presses twice.
func TestHuddleCountsTwoAtOnce(t *testing.T) {
	s := openedHuddle(t)
	s.press("U0ANN", "Check in")
	anns := s.form
	s.press("U0BOB", "Check in")
	bobs := s.form
	held := s.b.store
	s.b.store = holdBack{held}
	s.submitForm("U0ANN", anns)
	s.submitForm("U0BOB", bobs)
	s.forget()
	s.b.store = held
	s.deliver()
	s.tells(
		"#west thread: Ann plans 4 conversations and 1 meeting today.",
		"#west thread: Bob plans 4 conversations and 1 meeting today.",
		"#west edited: …2 of 3 in. …",
	)
}

func TestHuddleIsForItsOwnReps(t *testing.T) {
	s := openedHuddle(t)
	s.press("U0MAYA", "Check in")
	s.press("U0ZOE", "Check in")
	s.tells(
		"maya alone sees: Checking in is for the reps of West. When the huddle closes, you get what could get in their way and the help they asked for.",
		"zoe alone sees: Checking in is for the reps of West, and you are not one of them.",
	)
}

func TestHuddleOpensOnce(t *testing.T) {
	s := openedHuddle(t)
	s.at(storyMonday, "09:30")
	if got := s.ritual(coach.Huddle); got != "skipped: today's huddle was already opened" {
		t.Errorf("a second huddle ended %q", got)
	}
	s.tells()
}

func TestAnOldHuddlesButtonFilesForTheNextOne(t *testing.T) {
	s := openedHuddle(t)
	s.at(storyMonday, "11:00")
	s.ritual(coach.HuddleClose)
	for _, c := range []struct{ day, clock, want string }{
		{storyMonday, "12:00", "Huddle Mon 23 Nov"},
		{storyMonday, "16:00", "Huddle Tue 24 Nov"},
		{"2026-11-24", "08:00", "Huddle Tue 24 Nov"},
		{"2026-11-27", "20:00", "Huddle Mon 30 Nov"},
		{"2026-11-29", "10:00", "Huddle Mon 30 Nov"},
		{"2026-12-24", "18:00", "Huddle Mon 28 Dec"},
	} {
		s.at(c.day, c.clock)
		s.press("U0ANN", "Check in")
		if got := s.form.Title.Text; got != c.want {
			t.Errorf("pressed %s %s, the form is %q; want %q", c.day, c.clock, got, c.want)
		}
	}
}

func TestHuddleFormSaysWhatToMend(t *testing.T) {
	s := openedHuddle(t)
	s.press("U0ANN", "Check in")
	s.forget()
	s.submit("U0ANN", "planned/conv", "many")
	if len(s.lines) != 1 || !alike("ann is told at planned/conv: …", s.lines[0]) {
		t.Errorf("told: %q", s.lines)
	}
}

func TestRepliesInTheHuddlesThread(t *testing.T) {
	s := openedHuddle(t)
	parent := "huddle/west/" + storyMonday
	s.reply("U0ANN", parent, "5 conversations")
	s.reply("U0ANN", parent, "done 2 meetings")
	s.tells("#west reaction :white_check_mark: to 9.1", "#west reaction :white_check_mark: to 9.2")
	if got := s.conversations(); got != 5 {
		t.Errorf("Ann has %d conversations, want 5", got)
	}

	for _, text := range []string{"see you at 5", "5 conversations? wow", "", "good luck everybody", "5 5 5", "undo"} {
		s.reply("U0ANN", parent, text)
	}
	s.reply("U0MAYA", parent, "5 conversations") // no rep of the team
	s.reply("U0ANN", "huddle/nowhere", "5 conversations")
	s.tells()
	if got := s.conversations(); got != 5 {
		t.Errorf("Ann has %d conversations after small talk, want 5", got)
	}

	s.reply("U0BOB", parent, "-3 meetings")
	s.tells("@bob: I did not log `-3 meetings` from the huddle's thread: the day's total would fall below zero. `/pace` shows what is logged.")
}

func TestAReplyDeliveredTwiceCountsOnce(t *testing.T) {
	s := openedHuddle(t)
	req := s.request("U0ANN")
	req.Text, req.MessageTS, req.ThreadTS = "5 conversations", "9.9", s.shown[0].ts
	for range 2 {
		if err := s.b.huddleReply(t.Context(), req); err != nil {
			t.Fatal(err)
		}
		s.deliver()
	}
	s.tells("#west reaction :white_check_mark: to 9.9")
	if got := s.conversations(); got != 5 {
		t.Errorf("Ann has %d conversations, want 5", got)
	}
}

// A huddle that was due before midnight and opened after it is reminded of and closed as the evening's.
func TestHuddleOpenedLateAfterMidnight(t *testing.T) {
	s := newStory(t)
	s.at("2026-11-24", "00:05")
	s.late(coach.Huddle, storyMonday, "23:30")
	s.tells("#west: Huddle of Monday 23 November. …Open until 02:05. …")
	s.at("2026-11-24", "00:50")
	if got := s.ritual(coach.HuddleReminder); got != "done: 3 people had not answered" {
		t.Errorf("the reminder ended %q", got)
	}
	s.at("2026-11-24", "02:05")
	if got := s.ritual(coach.HuddleClose); got != "done: 0 of 3 in" {
		t.Errorf("the wrap-up ended %q", got)
	}
	s.forget()
	s.at("2026-11-24", "23:30")
	s.ritual(coach.Huddle)
	s.tells("#west: Huddle of Tuesday 24 November. …Open until 01:30. …")
}

func TestHuddleThatNeverOpenedIsNotClosed(t *testing.T) {
	s := newStory(t)
	s.at(storyMonday, "11:00")
	if got := s.ritual(coach.HuddleClose); got != "skipped: no huddle was opened" {
		t.Errorf("the wrap-up ended %q", got)
	}
	s.tells()
}

// What is filed for an earlier day renews that day's message, with that day's numbers.
func TestHuddleFiledAfterTheWeekendKeepsItsWeek(t *testing.T) {
	s := newStory(t)
	s.at(storyFriday, "09:00")
	s.ritual(coach.Huddle)
	s.press("U0ANN", "Check in")
	form := s.form
	s.logs("U0ANN", "conv", storyFriday, 12)
	s.logs("U0ANN", "conv", "2026-11-30", 3)
	s.at("2026-11-30", "10:00")
	s.forget()
	s.submitForm("U0ANN", form)
	s.tells(
		`ann gets the page "You are in": …`,
		"#west thread: Ann plans …",
		"#west edited: Huddle of Friday 27 November. / The team so far: / • Conversations: 12 of 60 this week, …",
	)
}
