package bot

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"

	"example.com/pacer/bot/coach"
)

// openNow is an open huddle of West in which Bob has filed, whose parent and reply wait to be sent.
func (s *stage) openNow() (parent, entry string) {
	s.t.Helper()
	day := coach.DayOf(s.now(), time.UTC)
	parent, entry = coach.HuddleKey("west", day), coach.HuddleEntryKey("west", day, "U0BOB")
	s.store.huddles[parent] = coach.HuddleDay{
		Team: "west", Day: day, OpenedAt: s.now(), ClosesAt: s.now().Add(2 * time.Hour),
		Entries: []coach.HuddleEntry{{Person: "U0BOB", FiledAt: s.now()}},
	}
	s.puts(message(parent, "C0WEST", body{Text: "Huddle"}), reply(entry, parent, "C0WEST", body{Text: "Bob is in."}))
	s.drains()
	return parent, entry
}

// Somebody deletes the huddle's message while it is open: it is posted again, once, and what is filed then follows it.
func TestADeletedHuddleIsPostedAgain(t *testing.T) {
	perform(t, func(s *stage) {
		parent, _ := s.openNow()
		first := s.state(parent).SentTS
		gone := 2 // edits of what is gone fail, however many were under way
		s.slack.fail = func(line string) error {
			if gone > 0 && strings.HasPrefix(line, "update C0WEST") {
				gone--
				return slack.SlackErrorResponse{Err: "message_not_found"}
			}
			return nil
		}
		s.puts(edit("one", parent, renderHuddle))
		s.drains()
		s.sleep(time.Minute)
		if m := s.state(parent); m.State != coach.Sent || m.SentTS == first || !strings.Contains(m.Text, "1 of 1 in.") {
			t.Errorf("the parent is %+v", m)
		}
		again := s.state(parent).SentTS
		s.puts(reply("later", parent, "C0WEST", body{Text: "Ann is in."}))
		s.drains()
		if m := s.state("later"); m.State != coach.Sent || m.ThreadTS != again {
			t.Errorf("what is filed later is %+v, not in the thread %s", m, again)
		}
		told := s.slack.transcript()
		if n := countOf(told, "post U0MAYA: The message of the huddle of "); n != 1 {
			t.Errorf("the manager was told %d times: %q", n, told)
		}
		if n := countOf(told, "post C0WEST: Huddle of"); n != 1 {
			t.Errorf("it was posted again %d times: %q", n, told)
		}
	})
}

// After it has closed it is not posted again.
func TestADeletedWrapUpIsToldOnly(t *testing.T) {
	perform(t, func(s *stage) {
		parent, _ := s.openNow()
		s.slack.fail = func(line string) error {
			if strings.HasPrefix(line, "update C0WEST") {
				return slack.SlackErrorResponse{Err: "message_not_found"}
			}
			return nil
		}
		s.sleep(3 * time.Hour)
		s.puts(edit("one", parent, renderHuddle))
		s.puts(coach.Message{Key: "other", Verb: coach.Edit, Target: parent + "/U0BOB", Text: "Bob is in, edited."})
		s.drains()
		if n := countOf(s.slack.transcript(), "post U0MAYA: The message of the huddle of "); n != 1 {
			t.Errorf("told %d times", n)
		}
		if n := countOf(s.slack.transcript(), "post C0WEST: Huddle of"); n != 0 {
			t.Error("it was posted again")
		}
	})
}

// Pacer was not in the channel when the huddle opened. Invited while it is open, it holds it.
func TestAHuddleIsHeldWhenPacerIsInvited(t *testing.T) {
	perform(t, func(s *stage) {
		invited := false
		s.slack.fail = func(line string) error {
			if !invited && strings.HasPrefix(line, "post C0WEST") {
				return slack.SlackErrorResponse{Err: "not_in_channel"}
			}
			return nil
		}
		parent, entry := s.openNow()
		if p, e := s.state(parent), s.state(entry); p.State != coach.Failed || e.State != coach.Dropped {
			t.Fatalf("parent %s, reply %s", p.State, e.State)
		}
		invited = true
		for range 2 {
			s.event("EvIn", "member_joined_channel", &slackevents.MemberJoinedChannelEvent{User: "U0PACER", Channel: "C0WEST"})
			s.drains()
		}
		if p, e := s.state(parent), s.state(entry); p.State != coach.Sent || e.State != coach.Sent || e.ThreadTS != p.SentTS {
			t.Errorf("parent %s, reply %s", p.State, e.State)
		}
		said := s.slack.transcript()
		if n := countOf(said, "post C0WEST in thread: Bob is in."); n != 1 {
			t.Errorf("the reply was posted %d times: %q", n, said)
		}
	})
}

func countOf(lines []string, prefix string) int {
	return len(slices.DeleteFunc(slices.Clone(lines), func(line string) bool { return !strings.HasPrefix(line, prefix) }))
}
