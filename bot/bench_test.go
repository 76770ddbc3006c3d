package bot

import (
	"context"
	"encoding/json"
	"strconv"
	"testing"

	"example.com/pacer/bot/coach"
)

// BenchmarkLog measures what the bot itself adds to a /log: from the decoded envelope to the bytes of the
// acknowledgement, with a store that costs nothing.
func BenchmarkLog(b *testing.B) {
	s := &stage{clock: wednesday}
	store := newMemory(coach.Roster{Teams: []*coach.Team{westTeam()}, People: map[string]coach.Person{
		"U0ANN": {ID: "U0ANN", Name: "Ann", Zone: "Europe/London"},
	}})
	store.roster.LoadZones() // as every store does
	bot := newBot(Config{Now: s.now}, freeStore{store})
	bot.api, bot.work = &fakeSlack{now: s.now}, b.Context()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		cmd := s.command("U0ANN", "C0WEST", "/log", "5 conversations 2 meetings")
		cmd.TriggerID = strconv.Itoa(i)
		bot.serve(envelope{id: cmd.TriggerID, person: cmd.UserID, at: bot.now(), data: cmd, ack: func(p any) error {
			_, err := json.Marshal(p)
			return err
		}})
	}
}

// freeStore takes every change and remembers nothing.
type freeStore struct{ *memory }

func (f freeStore) Commit(context.Context, coach.Change) error { return nil }

func (f freeStore) Roster(context.Context) (*coach.Roster, error) { return &f.memory.roster, nil }
