package bot

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// asksOf are the questions of a message by the person whom they are for, without what is quoted in them and without their
// numbers: what is left is the same for as long as the question is.
func asksOf(t *testing.T, say shownMessage, into func(person, question string)) {
	t.Helper()
	var blocks slack.Blocks
	if err := json.Unmarshal([]byte(say.body.Blocks), &blocks); err != nil {
		t.Fatal(err)
	}
	filled := regexp.MustCompile(`“[^”]*”|\d+`)
	for _, b := range blocks.BlockSet {
		section, ok := b.(*slack.SectionBlock)
		if !ok {
			continue
		}
		title := ""
		for line := range strings.Lines(section.Text.Text) {
			line = strings.TrimSpace(line)
			if strings.HasPrefix(line, "*") {
				title = strings.Trim(strings.SplitN(line, " (", 2)[0], "*")
			}
			before, question, found := strings.Cut(line, "Ask")
			whom, question, colon := strings.Cut(question, ": ")
			if !found || !colon {
				continue
			}
			person := title
			if before != "" { // in a list: "• Bob. Ask: …"
				person = strings.Trim(before, "• .")
			} else if whom != "" {
				person = strings.TrimSpace(whom)
			}
			into(person, filled.ReplaceAllString(question, "…"))
		}
	}
}

// Six Mondays with the same news: Ann asks for the same help in each check-in, Bob files none, and a deal of Cat's stands
// still. Nobody is asked anything twice, by either of two managers, in the list, in the check-ins or about the deal.
func TestDigestAsksNothingTwice(t *testing.T) {
	s := newStory(t, func(team *coach.Team, _ []coach.Person) { team.Managers = []string{"U0MAYA", "U0MIA"} })
	s.at("2026-10-16", "09:00")
	store := s.b.store.(*memory)
	store.roster.People["U0MIA"] = coach.Person{ID: "U0MIA", Name: "Mia", Zone: "Europe/London"}
	moved := s.now.Add(-40 * 24 * time.Hour)
	store.deals = append(store.deals, coach.DealRecord{Deal: coach.Deal{
		ID: "d1", Team: "west", Owner: "U0CAT", Name: "Acme", Stage: "discovery", MadeAt: moved, StageAt: moved, MovedAt: moved,
	}})
	seen, count := map[string]string{}, map[string]int{}
	for week := range 6 {
		friday := coach.NewDay(2026, 10, 16) + coach.Day(7*week)
		s.at(friday.String(), "15:00")
		s.ritual(coach.CheckIn)
		s.press("U0ANN", "Fill in")
		s.submit("U0ANN", "need", "A word with legal")
		s.press("U0CAT", "Fill in")
		s.submit("U0CAT", "count/conv", "5")
		shown := len(s.shown)
		s.at((friday + 3).String(), "08:30")
		s.ritual(coach.Digest)
		for _, m := range s.shown[shown:] {
			asksOf(t, m, func(person, question string) {
				at := fmt.Sprintf("%s on %s", m.key, friday+3)
				if before, again := seen[person+": "+question]; again {
					t.Errorf("%s is asked %q by %s, and was by %s", person, question, at, before)
				}
				seen[person+": "+question] = at
				count[person]++
			})
		}
	}
	// Each in the list twelve times, and in the check-ins for as long as there are questions about that.
	for person, least := range map[string]int{"Ann": 24, "Bob": 12 + 6, "Cat": 12 + 6} {
		if count[person] < least {
			t.Errorf("%s is asked %d times", person, count[person])
		}
	}
}

// Where the list of people asks about a deal, the list of deals asks about another one, or about none.
func TestDigestAsksOnceAboutADeal(t *testing.T) {
	s := newStory(t)
	store := s.b.store.(*memory)
	old := s.now.AddDate(0, -2, 0)
	deal := func(id, owner, name string, amount int64) {
		store.deals = append(store.deals, coach.DealRecord{Deal: coach.Deal{
			ID: id, Team: "west", Owner: owner, Name: name, Amount: amount, Unit: "EUR", Stage: "discovery", MadeAt: old, StageAt: old, MovedAt: old, Closes: coach.NewDay(2026, 11, 13),
		}})
	}
	s.logs("U0CAT", "conv", "2026-11-27", 3)
	s.logs("U0CAT", "conv", "2026-12-04", 3)
	deal("d1", "U0CAT", "Acme", 900)
	s.at("2026-11-30", "08:30")
	s.ritual(coach.Digest)
	s.tells("@maya: Coaching, …Cat has a deal that was to be decided by Fri 13 Nov and is still open: “Acme”. / Ask: …“Acme”…Deals worth a look: / • *Acme*  ·  €9  ·  Cat: was expected to be decided on 13 Nov, …. To find out: …and 3 more / Your own coaching: / …")
	deal("d2", "U0CAT", "Globex", 100)
	s.at("2026-12-07", "08:30")
	s.ritual(coach.Digest)
	s.tells("@maya: Coaching, …“Acme”. / Ask: …“Acme”…Deals worth a look: / • …Ask Cat: …“Globex”…")
}
