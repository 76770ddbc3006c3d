package bot

import (
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

const storyFriday = "2026-11-27"

// askedCheckIn is a story on Friday afternoon: Ann has a week behind her and was just asked to look back.
func askedCheckIn(t *testing.T) *story {
	t.Helper()
	s := newStory(t)
	s.logs("U0ANN", "conv", "2026-11-17", 12)
	s.logs("U0ANN", "conv", "2026-11-24", 10)
	s.logs("U0ANN", "conv", storyFriday, 5)
	s.logs("U0ANN", "meet", "2026-11-25", 4)
	s.at(storyFriday, "15:00")
	if got := s.ritual(coach.CheckIn); got != "done: asked 3 people" {
		t.Errorf("the check-in ended %q", got)
	}
	return s
}

func TestCheckInFromTheQuestionToTheThanks(t *testing.T) {
	s := askedCheckIn(t)
	if want, got := "@ann: Your week, 23 to 29 Nov. / So far: / • Conversations: 15, 3 more than the week before / • Meetings: 4 / "+
		"Take two minutes to look back: how your best result came about, what you learnt, and the one thing you want to try next week.", s.lines[0]; got != want {
		t.Errorf("asked:\n%s\nwant:\n%s", got, want)
	}
	s.forget()
	s.press("U0ANN", "Fill in")
	s.tells(`ann gets the page "Your week": Your week in West, *23 to 29 Nov*. / Change a number that is not right; the log is corrected with it. ` +
		`[Conversations=15] [Meetings=4] [Revenue (EUR)=0] [How did your best result come about?=] [What did you learn?=] ` +
		`[How did you …?=] [What is the one thing you will try next week?=] [What do you need from your manager?=] [Share with the team=]`)

	s.submit("U0ANN", "count/conv", "17", "best", "I called before nine", "try", "Call before nine every day", "need", "A quiet room", "share", "best")
	s.tells(
		"@ann edited: Thank you, your week of 23 to 29 Nov is in. / Your week: / • Conversations: 17, 5 more than the week before / • Meetings: 4 / "+
			"What you will try: / >Call before nine every day / It comes back to you on Friday 4 December. / Your manager can read all your answers. What you shared is in the channel.",
		"@maya: Weekly check-in, 23 to 29 Nov. / Ann in West. / Needs from you: / >A quiet room / Will try next week: / >Call before nine every day / "+
			"How the best result came about: / >I called before nine / The week: / • Conversations: 17, 5 more than the week before / • Meetings: 4",
		"#west: Ann shares from the week of 23 to 29 Nov: / How the best result came about: / >I called before nine",
	)
	if got := s.conversations(); got != 12+17 {
		t.Errorf("the ledger has %d conversations, want 29", got)
	}
}

func TestCheckInCorrections(t *testing.T) {
	for _, c := range []struct {
		name   string
		typed  string
		during int64 // logged while the form is open
		want   int64 // the week's conversations afterwards
	}{
		{"unchanged", "15", 0, 15},
		{"more", "18", 0, 18},
		{"less than Friday has", "13", 0, 13},
		{"less than Friday can give", "3", 0, 3},
		{"nothing at all", "0", 0, 0},
		{"left empty says nothing", "", 0, 15},
		{"unchanged keeps what was logged meanwhile", "15", 2, 17},
		{"changed is what the week comes to", "20", 2, 20},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := askedCheckIn(t)
			s.press("U0ANN", "Fill in")
			if c.during != 0 {
				s.logs("U0ANN", "conv", storyFriday, c.during)
			}
			s.submit("U0ANN", "count/conv", c.typed)
			if got := s.conversations() - 12; got != c.want {
				t.Errorf("the week has %d conversations, want %d", got, c.want)
			}
		})
	}
}

func TestCheckInFiledAgain(t *testing.T) {
	s := askedCheckIn(t)
	s.press("U0ANN", "Fill in")
	s.submit("U0ANN", "best", "I called early", "try", "Call early", "share", "best")
	s.forget()
	s.press("U0ANN", "Change")
	s.submit("U0ANN", "best", "I asked better questions", "try", "Ask one more question")
	s.tells(
		`ann gets the page "Your week": …[How did your best result come about?=I called early] …[Share with the team=best]`,
		"@ann edited: Thank you, …>Ask one more question …",
		"@maya edited: Weekly check-in, 23 to 29 Nov. / Ann in West (changed). / …>I asked better questions …",
		"#west edited: Ann shares …>I asked better questions",
	)
	open, err := s.b.store.Commitments(t.Context(), "west")
	if err != nil || len(open) != 1 || open[0].Text != "Ask one more question" || open[0].Due.String() != "2026-12-04" {
		t.Errorf("commitments %+v, error %v", open, err)
	}

	s.press("U0ANN", "Change")
	s.submit("U0ANN", "try", "", "share", "")
	if open, _ := s.b.store.Commitments(t.Context(), "west"); len(open) != 0 {
		t.Errorf("a commitment that was taken back is still open: %+v", open)
	}
	if got := s.shows("checkin/west/2026-11-23/U0ANN/shared"); got != "Ann took back what was shared here." {
		t.Errorf("the channel shows %q", got)
	}
}

// The one thing is a line, as lists show it. What was filed or kept when it could be more is there as a whole, to be kept or
// shortened, and does not grow.
func TestTheOneThingToTryIsALine(t *testing.T) {
	field := func(s *story) *slack.PlainTextInputBlockElement {
		t.Helper()
		for _, block := range s.form.Blocks.BlockSet {
			if in, ok := block.(*slack.InputBlock); ok && in.BlockID == inTry {
				return in.Element.(*slack.PlainTextInputBlockElement)
			}
		}
		t.Fatal("there is no such field")
		return nil
	}
	s := askedCheckIn(t)
	s.press("U0ANN", "Fill in")
	if e := field(s); e.MaxLength != maxLine || e.Multiline {
		t.Errorf("it takes %d characters, in lines: %v", e.MaxLength, e.Multiline)
	}
	s.forget()
	s.submit("U0ANN", "try", strings.Repeat("a", maxLine+1)) // from a form of an earlier version
	s.tells("ann is told at try: This is longer than the 200 characters that a list shows. …")
	if n := len(s.b.store.(*memory).checkIns); n != 0 {
		t.Fatalf("%d check-ins are filed", n)
	}

	long := "First\n" + strings.Repeat("é", maxLine+100)
	s.keeps(formState{inTry: {Value: long}})
	s.press("U0ANN", "Fill in")
	if e := field(s); e.InitialValue != long || !e.Multiline || e.MaxLength < 306 {
		t.Errorf("of what was kept it shows %d characters of %d, in lines: %v", len(e.InitialValue), e.MaxLength, e.Multiline)
	}
	s.submit("U0ANN", "try", long)
	s.press("U0ANN", "Change")
	if e := field(s); e.InitialValue != long || !e.Multiline {
		t.Errorf("of what was filed it shows %q", e.InitialValue)
	}
	s.forget()
	s.submit("U0ANN", "try", long+"!")
	s.tells("ann is told at try: This is longer …")
	s.submit("U0ANN", "try", "Call early")
	s.press("U0ANN", "Change")
	if e := field(s); e.MaxLength != maxLine || e.Multiline {
		t.Errorf("once it is a line it takes %d characters, in lines: %v", e.MaxLength, e.Multiline)
	}
}

func TestCheckInIsSubmittedTwice(t *testing.T) {
	s := askedCheckIn(t)
	s.press("U0ANN", "Fill in")
	form := s.form
	s.submitForm("U0ANN", form, "count/conv", "18")
	s.submitForm("U0ANN", form, "count/conv", "18")
	if got := s.conversations() - 12; got != 18 {
		t.Errorf("the week has %d conversations, want 18", got)
	}
}

func TestCheckInAsksEachZoneInItsOwnTime(t *testing.T) {
	s := newStory(t, func(_ *coach.Team, people []coach.Person) { people[2].Zone = "America/New_York" })
	s.at(storyFriday, "15:00")
	s.ritual(coach.CheckIn)
	s.tells("@ann: Your week, …", "@cat: Your week, …")
	s.at(storyFriday, "20:00")
	s.ritual(coach.CheckIn, "America/New_York")
	s.tells("@bob: Your week, …")
}

func TestCheckInOfAnotherTeamOrOfLongAgo(t *testing.T) {
	s := askedCheckIn(t)
	s.forget()
	row, _ := s.b.tables.button(actCheckInFill)
	for _, c := range []struct{ user, value, want string }{
		{"U0MAYA", "west/2026-11-23", "maya alone sees: This check-in is for the reps of West, and you are not one of them."},
		{"U0ANN", "north/2026-11-23", "ann alone sees: This check-in is not there any more, so nothing was saved. The next one comes at the end of your week."},
		{"U0ANN", "west/soon", "ann alone sees: This check-in is not there any more, …"},
		{"U0ANN", "west/2026-09-07", "ann alone sees: The week of 7 to 13 Sep is more than a month back and is closed."},
	} {
		req := s.request(c.user)
		req.Value = c.value
		s.answered(c.user, req, row.Handle)
		s.tells(c.want)
	}
}

// Caught up after the week is over, the invitation still compares the week that it is about with the one before it.
func TestCheckInCaughtUpInTheNextWeek(t *testing.T) {
	s := newStory(t, func(team *coach.Team, _ []coach.Person) {
		team.WeekStart, team.Reps, team.KPIs = time.Saturday, []string{"U0ANN"}, team.KPIs[:1]
	})
	s.logs("U0ANN", "conv", "2026-11-17", 12)
	s.logs("U0ANN", "conv", "2026-11-24", 15)
	s.at("2026-11-28", "01:00")
	s.late(coach.CheckIn, storyFriday, "15:00")
	s.tells("@ann: Your week, 21 to 27 Nov. / So far: / • Conversations: 15, 3 more than the week before / …")
}

// Who ticks the box and writes nothing has shared nothing, and is not told otherwise.
func TestCheckInSharesNothingWithoutWords(t *testing.T) {
	s := askedCheckIn(t)
	s.press("U0ANN", "Fill in")
	s.forget()
	s.submit("U0ANN", "share", "best")
	s.tells(
		"@ann edited: Thank you, …/ Your manager can read all your answers.",
		"@maya: Weekly check-in, …",
	)
}
