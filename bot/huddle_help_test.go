package bot

import (
	"strings"
	"testing"

	"example.com/pacer/bot/coach"
)

// closedWithHurdles is a story in which Ann has named a hurdle and Bob a wish, and the huddle of Monday has closed.
func closedWithHurdles(t *testing.T, change ...func(*coach.Team, []coach.Person)) *story {
	t.Helper()
	s := newStory(t, change...)
	s.at(storyMonday, "09:00")
	s.ritual(coach.Huddle)
	s.press("U0ANN", "Check in")
	s.submit("U0ANN", "hurdle", "Legal is slow")
	s.press("U0BOB", "Check in")
	s.submit("U0BOB", "help", "A list of contacts")
	s.at(storyMonday, "11:00")
	s.ritual(coach.HuddleClose)
	s.forget()
	return s
}

func TestAHurdleIsHelped(t *testing.T) {
	s := closedWithHurdles(t, func(team *coach.Team, people []coach.Person) { team.Managers = []string{"U0MAYA", "U0CAT"} })
	s.pressOn("U0MAYA", "huddle/west/"+storyMonday+"/U0ANN")
	s.tells(
		"maya alone sees: Thank you. Ann is told that you help, and the next huddle shows it.",
		"@maya edited: After the huddle of Monday 23 November. / …Legal is slow / You could ask: … / Maya helps. / Bob: / …",
		"@cat edited: …Legal is slow / You could ask: … / Maya helps. / Bob: / …",
		"@ann: Maya will help with what you named in the huddle of Monday 23 November. / >Legal is slow",
	)

	// Once is enough, and somebody else may join.
	s.pressOn("U0MAYA", "huddle/west/"+storyMonday+"/U0ANN")
	s.pressOn("U0CAT", "huddle/west/"+storyMonday+"/U0ANN")
	s.tells(
		"maya alone sees: You help already, and Ann knows.",
		"cat alone sees: …",
		"@maya edited: …Maya and Cat help. …",
		"@cat edited: …Maya and Cat help. …",
		"@ann: Cat will help with what you named …",
	)

	// The next huddle shows what became of them, without the words, and what is offered later as well.
	s.at("2026-11-24", "09:00")
	s.ritual(coach.Huddle)
	s.tells("#west: Huddle of Tuesday 24 November. / Yesterday's hurdles: Ann's – Maya and Cat help; Bob's – still open. / The team so far: …")
	s.pressOn("U0MAYA", "huddle/west/"+storyMonday+"/U0BOB")
	s.tells("maya alone sees: …", "@maya edited: …", "@cat edited: …", "#west edited: …Bob's – Maya helps. …", "@bob: Maya will help …")
	if strings.Contains(s.shows("huddle/west/2026-11-24"), "Legal") {
		t.Error("the channel shows the words")
	}
}

// On Monday it is Friday's hurdles that are shown.
func TestHurdlesOverAWeekend(t *testing.T) {
	s := newStory(t)
	s.at(storyFriday, "09:00")
	s.ritual(coach.Huddle)
	s.press("U0ANN", "Check in")
	s.submit("U0ANN", "hurdle", "Legal is slow")
	s.at("2026-11-30", "09:00")
	s.forget()
	s.ritual(coach.Huddle)
	s.tells("#west: Huddle of Monday 30 November. / Friday's hurdles: Ann's – still open. / …")
}

// What was filed after the summary has a message of its own, and its own button.
func TestALateHurdleIsHelped(t *testing.T) {
	s := closedWithHurdles(t)
	s.at(storyMonday, "11:20")
	s.press("U0CAT", "Check in")
	s.submit("U0CAT", "hurdle", "The train")
	s.forget()
	s.pressOn("U0MAYA", "huddle/west/"+storyMonday+"/U0CAT")
	s.tells(
		"maya alone sees: …",
		"@maya edited: After the huddle of Monday 23 November. / …Legal is slow…",
		"@maya edited: From the huddle of Monday 23 November. / Cat: / In the way: / >The train / You could ask: …The train… / Maya helps.",
		"@cat: Maya will help …",
	)
	if strings.Contains(s.shows("huddle/west/"+storyMonday+"/manager/U0MAYA"), "The train") {
		t.Error("the summary repeats what came after it")
	}
}

func TestHelpWithWhatIsGone(t *testing.T) {
	s := closedWithHurdles(t)
	s.press("U0ANN", "Check in")
	s.submit("U0ANN", "hurdle", "")
	s.forget()
	s.pressOn("U0MAYA", "huddle/west/"+storyMonday+"/U0ANN")
	s.pressOn("U0BOB", "huddle/west/"+storyMonday+"/U0BOB")
	s.tells(
		"maya alone sees: What Ann named in that huddle is no longer there. Ask them how it stands.",
		"bob alone sees: Only the managers of the team can say that they help with this.",
	)
}

// pressOn pushes "I'll help" with a value.
func (s *story) pressOn(user, value string) {
	s.t.Helper()
	row, _ := s.b.tables.button(actHuddleHelp)
	req := s.request(user)
	req.Value = value
	s.answered(user, req, row.Handle)
}
