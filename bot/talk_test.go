package bot

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"

	"example.com/pacer/bot/coach"
)

// buttonsOf shows the buttons of a message in the outbox.
func buttonsOf(t *testing.T, m coach.Message) string {
	t.Helper()
	var blocks slack.Blocks
	if m.Blocks != "" {
		if err := json.Unmarshal([]byte(m.Blocks), &blocks); err != nil {
			t.Fatal(err)
		}
	}
	return buttonText(blocks.BlockSet)
}

// tells has somebody write to Pacer in the conversation with it, and returns what is then said to them.
func (s *stage) tells(who, text string) string {
	s.t.Helper()
	before := len(s.store.outbox)
	if !s.writes(slackevents.MessageEvent{User: who, Channel: "D1", ChannelType: "im", TimeStamp: "9.9", Text: text}) {
		s.t.Fatalf("%q was not acknowledged", text)
	}
	var said []string
	for _, m := range s.store.outbox[before:] {
		if m.Channel != who {
			s.t.Errorf("%q is answered in %s", text, m.Channel)
		}
		said = append(said, flat(m.Text)+buttonsOf(s.t, m))
	}
	return strings.Join(said, "\n")
}

// Whoever writes to Pacer need not know that there are commands.
func TestPlainWords(t *testing.T) {
	const short = "Hello! I count what you log"
	for _, row := range []struct{ who, text, reads string }{
		{"U0ANN", "5 conversations", "Logged 5 conversations."},
		{"U0ANN", "had 2 meetings and a convo # at &lt;Acme&gt;", "Logged 2 meetings and 1 conversation."},
		{"U0ANN", "<@U0PACER> 5 conversations", "Logged 5 conversations."},
		{"U0ANN", "`/log 5 conversations`", "Logged 5 conversations."},
		{"U0ANN", "log 5 conversations", "Logged 5 conversations."},
		{"U0ANN", "5 unicorns", "You wrote `5 unicorns`"},
		{"U0ANN", "-3 meetings", "you have 0 meetings logged"},
		{"U0ANN", "log", "A form to log with"},
		{"U0ANN", "undo", "nothing since yesterday"},
		{"U0ANN", "help", "What you can do with Pacer"},
		{"U0ANN", "Help!", "What you can do with Pacer"},
		{"U0ANN", "?", "What you can do with Pacer"},
		{"U0ANN", "status?", "Where you stand in West"},
		{"U0ANN", "board", "Leaderboard"},
		{"U0ANN", "pace", "Where you stand in West"},
		{"U0ANN", "/pacer help", "What you can do with Pacer"},
		{"U0ANN", "pcae", "Did you mean `/pace`?"},
		{"U0ANN", "thank you", short},
		{"U0ANN", "how many meetings were 3?", short},
		{"U0ANN", "coach @bob", "Only a manager"},
		{"U0MAYA", "status", "How Pacer is doing"},
		{"U0MAYA", "5 conversations", "You manage West and count nothing yourself"},
		{"U0MAYA", "coach ann", "Brief"},
		{"U0MAYA", "hello", "your Home tab shows where they stand"},
		{"U0NON", "5 conversations", "You are not in a team yet, so there is nothing to count."},
		{"U0NON", "hello", "You are not in a team yet. Ada can add you to one."},
		{"U0ADA", "hello", "`/pacer setup` makes a team"},
	} {
		s := newStage(t)
		for _, p := range []coach.Person{{ID: "U0NON", Name: "Non", Zone: "UTC"}, {ID: "U0ADA", Name: "Ada", Zone: "UTC", Admin: true}} {
			s.store.roster.People[p.ID] = p
		}
		wants(t, s.tells(row.who, row.text), row.reads)
		logged := 0
		if strings.HasPrefix(row.reads, "Logged") {
			logged = 1
		}
		if len(s.store.ledger) < logged || len(s.store.ledger) > 2*logged {
			t.Errorf("%q made %d entries", row.text, len(s.store.ledger))
		}
	}
}

// What was logged by writing is taken back by the button of the answer, like any other; written once and delivered twice
// it is logged and answered once.
func TestALogInTheConversation(t *testing.T) {
	s := newStage(t)
	wants(t, s.tells("U0ANN", "5 conversations"), "5 of 20 this week", "[Undo]")
	s.presses("U0ANN", "D1", actLogUndo, s.store.ledger[0].Inbound)
	wants(t, strings.Join(s.slack.transcript(), "\n"), "replace: Taken back: 5 conversations.")
	m := slackevents.MessageEvent{User: "U0ANN", Channel: "D1", ChannelType: "im", TimeStamp: "9.9", Text: "2 meetings"}
	s.event("EvTwice", "message", &m)
	entries, said := len(s.store.ledger), len(s.store.outbox)
	s.event("EvTwice", "message", &m)
	if len(s.store.ledger) != entries || len(s.store.outbox) != said {
		t.Error("delivered twice, it was done twice")
	}
}

// A store that fails for a moment leaves the delivery unacknowledged, and the next one logs and answers. One that fails
// between the log and the answer leads to the answer alone.
func TestALogThatMeetsATrouble(t *testing.T) {
	for failing := 1; failing <= 2; failing++ {
		s := newStage(t)
		commits := 0
		s.store.fail = func(method string) error {
			if method == "Commit" {
				if commits++; commits == failing {
					return coach.ErrBusy
				}
			}
			return nil
		}
		m := slackevents.MessageEvent{User: "U0ANN", Channel: "D1", ChannelType: "im", TimeStamp: "9.9", Text: "2 meetings"}
		if s.event("Ev1", "message", &m) {
			t.Fatal("a delivery that failed was acknowledged")
		}
		if !s.event("Ev1", "message", &m) || len(s.store.ledger) != 1 || len(s.store.outbox) != 1 {
			t.Fatalf("%d entries and %d answers", len(s.store.ledger), len(s.store.outbox))
		}
		wants(t, s.store.outbox[0].Text, "Logged 2 meetings.")
	}
}

// Who is in two teams is asked which one is meant, and the channel of a mention says it without asking.
func TestPlainWordsOfSomebodyInTwoTeams(t *testing.T) {
	s := newStage(t, westTeam(), eastTeam())
	wants(t, s.tells("U0BOB", "3 meetings"), "For which team, West or East? Nothing is logged yet.", "[West] [East]")
	s.event("EvM", "app_mention", &slackevents.AppMentionEvent{User: "U0BOB", Channel: "C0EAST", Text: "<@U0PACER> 3 meetings"})
	if len(s.store.ledger) != 1 || s.store.ledger[0].Team != "east" {
		t.Errorf("logged: %v", s.store.ledger)
	}
}

// Chatter is answered once in a while; what is asked for is answered each time, up to a flood.
func TestHowOftenPacerAnswers(t *testing.T) {
	s := newStage(t)
	for i, text := range []string{"hello", "thanks", "hello"} {
		if said := s.tells("U0ANN", text); (said != "") != (i == 0) {
			t.Errorf("the %d. word is answered %q", i+1, said)
		}
	}
	s.clock = s.clock.Add(chatEvery)
	wants(t, s.tells("U0ANN", "hello"), "Hello!")
	answered := 0
	for range 40 {
		if s.tells("U0ANN", "1 meeting") != "" {
			answered++
		}
	}
	if answered != defaultBurst+1 || len(s.store.ledger) != defaultBurst {
		t.Errorf("%d answers to 40 logs in no time, %d entries", answered, len(s.store.ledger))
	}
	s.clock = s.clock.Add(time.Minute)
	wants(t, s.tells("U0ANN", "1 meeting"), "Logged 1 meeting.")
}
