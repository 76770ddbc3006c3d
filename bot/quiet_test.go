package bot

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack/slackevents"

	"example.com/pacer/bot/coach"
)

// quiets gives Ann quiet hours, on a clock of London.
func (s *stage) quiets(hours coach.Hours) {
	s.t.Helper()
	settings := s.store.roster.Person("U0ANN").Settings
	settings.Quiet = hours
	change := coach.Change{Settings: &coach.PersonSettings{Person: "U0ANN", Settings: settings}}
	if err := s.bot.commit(s.t.Context(), change); err != nil {
		s.t.Fatal(err)
	}
}

// What Pacer begins by itself waits for the end of quiet hours, and is dropped where it would be stale by then. What
// answers the person, what is said in a channel, and what is for others comes at once.
func TestQuietHours(t *testing.T) {
	perform(t, func(s *stage) {
		london, _ := time.LoadLocation("Europe/London")
		began := s.bot.now()
		wall := began.In(london)
		minute := wall.Hour()*60 + wall.Minute()
		s.quiets(coach.Hours{From: minute, To: (minute + 90) % (24 * 60)})
		worthAnHour := hello("reminder", "U0ANN")
		worthAnHour.NotAfter = began.Add(time.Hour)
		s.puts(hello("check-in", "U0ANN"), worthAnHour, atOnce(hello("answer", "U0ANN")), hello("board", "C0WEST"), hello("digest", "U0BOB"),
			coach.Message{Key: "edit", Verb: coach.Edit, Target: "answer", Text: "changed"})
		s.drains()
		got := s.slack.transcript()
		slices.Sort(got)
		want := []string{"post C0WEST: board", "post U0ANN: answer", "post U0BOB: digest", "update D0ANN: changed"}
		if !slices.Equal(got, want) {
			t.Errorf("in quiet hours: %q, want %q", got, want)
		}
		if m := s.state("reminder"); m.State != coach.Dropped || m.Reason != coach.ReasonStale {
			t.Errorf("a reminder that would be stale is %s: %s", m.State, m.Reason)
		}
		s.sleep(89 * time.Minute)
		if got := s.slack.transcript(); len(got) > 0 {
			t.Errorf("before their end: %q", got)
		}
		s.sleep(2 * time.Minute)
		if got := s.slack.transcript(); !slices.Equal(got, []string{"post U0ANN: check-in"}) {
			t.Errorf("after their end: %q", got)
		}
		if logs := s.logs.String(); len(logs) > 0 {
			t.Errorf("the log tells of it: %s", logs)
		}
	})
}

// Quiet hours hold as they are at the time of sending: those that were set after a message was put off put it off again.
func TestQuietHoursThatChange(t *testing.T) {
	perform(t, func(s *stage) {
		london, _ := time.LoadLocation("Europe/London")
		wall := s.bot.now().In(london)
		minute := wall.Hour()*60 + wall.Minute()
		s.quiets(coach.Hours{From: minute, To: minute + 60})
		s.puts(hello("check-in", "U0ANN"))
		s.drains()
		s.quiets(coach.Hours{From: minute, To: minute + 120})
		s.sleep(90 * time.Minute)
		if got := s.slack.transcript(); len(got) > 0 {
			t.Errorf("in the new quiet hours: %q", got)
		}
		s.sleep(31 * time.Minute)
		if got := s.slack.transcript(); !slices.Equal(got, []string{"post U0ANN: check-in"}) {
			t.Errorf("after them: %q", got)
		}
	})
}

// Nobody is reminded in quiet hours, nor after them of a huddle that is old by then; the record does not tell who.
func TestNoReminderInQuietHours(t *testing.T) {
	s := newStory(t)
	s.setting("U0ANN", func(c *coach.Settings) { c.Quiet = coach.Hours{From: 8 * 60, To: 10 * 60} })
	s.at(storyMonday, "09:00")
	s.ritual(coach.Huddle)
	s.forget()
	s.at(storyMonday, "09:45")
	if got := s.ritual(coach.HuddleReminder); got != "done: 3 people had not answered" {
		t.Errorf("the reminder ended %q", got)
	}
	s.tells("@bob: Today's huddle …", "@cat: Today's huddle …")
}

// Whoever writes to Pacer in their quiet hours is answered at once, in a conversation and to a mention.
func TestWhoWritesInQuietHoursIsAnswered(t *testing.T) {
	perform(t, func(s *stage) {
		london, _ := time.LoadLocation("Europe/London")
		minute := s.bot.now().In(london).Hour() * 60
		s.quiets(coach.Hours{From: minute, To: (minute + 120) % (24 * 60)})
		s.writes(slackevents.MessageEvent{User: "U0ANN", Channel: "D0ANN", ChannelType: "im", TimeStamp: "9.9", Text: "good evening"})
		s.writes(slackevents.MessageEvent{User: "U0ANN", Channel: "D0ANN", ChannelType: "im", TimeStamp: "9.91", Text: "log 2 conversations"})
		s.drains()
		said := strings.Join(s.slack.transcript(), "\n")
		if n := strings.Count(said, "post U0ANN:"); n != 2 || !strings.Contains(said, "Logged 2 conversations.") {
			t.Errorf("she read %q", said)
		}
	})
}

// What waits for the end of somebody's quiet hours is not counted where a manager reads how Pacer is doing.
func TestStatusDoesNotTellWhatIsHeld(t *testing.T) {
	perform(t, func(s *stage) {
		london, _ := time.LoadLocation("Europe/London")
		minute := s.bot.now().In(london).Hour() * 60
		s.quiets(coach.Hours{From: minute, To: (minute + 120) % (24 * 60)})
		s.puts(hello("check-in", "U0ANN"))
		s.drains()
		if text := s.types("U0MAYA", "C0WEST", "/pacer", "status"); strings.Contains(text, "not sent") {
			t.Errorf("the status reads %q", text)
		}
	})
}
