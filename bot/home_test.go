package bot

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"

	"example.com/pacer/bot/coach"
)

// atHome runs a story in virtual time with the Homes kept fresh; it ends when the story does.
func atHome(t *testing.T, story func(s *stage)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		s.live = true
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			s.bot.homes.run(ctx)
		}()
		story(s)
		stop()
		<-done
	})
}

// opensHome is somebody opening the tab.
func (s *stage) opensHome(person string) {
	s.t.Helper()
	s.n++
	if !s.event(fmt.Sprintf("Ev%d", s.n), "app_home_opened", &slackevents.AppHomeOpenedEvent{User: person, Tab: "home"}) {
		s.t.Fatal("the event was not acknowledged")
	}
	synctest.Wait()
}

// pressesHome presses a button in the Home; it returns once the press is dealt with.
func (s *stage) pressesHome(person, action, value string) {
	s.t.Helper()
	s.n++
	s.pressedHome(fmt.Sprintf("a%d", s.n), person, action, value)
}

// pressedHome delivers a press that was made at an instant of Slack's.
func (s *stage) pressedHome(instant, person, action, value string) {
	s.t.Helper()
	s.served(person, slack.InteractionCallback{
		Type: slack.InteractionTypeBlockActions, User: slack.User{ID: person}, TriggerID: "t",
		View: slack.View{ID: "VHOME", Type: slack.VTHomeTab, CallbackID: "home"},
		ActionCallback: slack.ActionCallbacks{BlockActions: []*slack.BlockAction{
			{ActionID: action, BlockID: "b", Value: value, Type: "button", ActionTs: instant},
		}},
	})
}

// home is what stands on somebody's Home.
func (s *stage) home(person string) string {
	s.slack.mu.Lock()
	defer s.slack.mu.Unlock()
	return blockText(s.slack.homes[person].view.Blocks.BlockSet)
}

// published is how often Slack was asked to show each person's Home since the last time.
func (s *stage) published() map[string]int {
	n := map[string]int{}
	for _, line := range s.slack.transcript() {
		person, _, _ := strings.Cut(strings.TrimPrefix(line, "home "), ":")
		n[person]++
	}
	return n
}

// Until somebody opens a Home, nobody's change leads to a publish, and the loop does not even look.
func TestNobodysHomeCostsNothing(t *testing.T) {
	atHome(t, func(s *stage) {
		s.types("U0ANN", "C0WEST", "/log", "5 conversations")
		s.sleep(time.Hour)
		if lines := s.slack.transcript(); len(lines) > 0 {
			t.Errorf("Slack was asked %q", lines)
		}
		if s.bot.homes.news.waits() {
			t.Error("a change was noted for nobody")
		}
	})
}

// Five logs within a second are one picture, a second later, of all five; each of the people who see them has it.
func TestFiveLogsAreOnePublish(t *testing.T) {
	atHome(t, func(s *stage) {
		s.opensHome("U0ANN")
		s.opensHome("U0MAYA")
		s.opensHome("U0BOB")
		s.sleep(time.Minute)
		s.slack.transcript()
		for range 5 {
			s.types("U0ANN", "C0WEST", "/log", "1 conversation")
			s.sleep(150 * time.Millisecond)
		}
		s.sleep(250 * time.Millisecond) // a second after the first
		wants(t, s.home("U0ANN"), "5 today · 5 of 20")
		wants(t, s.home("U0MAYA"), "Conversations: 5 of 20")
		s.sleep(time.Minute)
		counts := s.published()
		if counts["U0ANN"] != 1 || counts["U0MAYA"] != 1 || counts["U0BOB"] != 0 {
			t.Errorf("published %v, want one for Ann, one for her manager, none for Bob", counts)
		}
	})
}

// Who opens the tab sees it at once, every time; a change that shows nowhere publishes nothing.
func TestOpeningAlwaysPublishes(t *testing.T) {
	atHome(t, func(s *stage) {
		for range 3 {
			s.opensHome("U0ANN")
			s.sleep(2 * time.Second)
		}
		if n := s.published()["U0ANN"]; n != 3 {
			t.Errorf("three openings published %d times", n)
		}
		s.types("U0ANN", "C0WEST", "/log", "1 conversation")
		s.types("U0ANN", "C0WEST", "/log", "undo")
		s.sleep(time.Minute)
		if n := s.published()["U0ANN"]; n != 0 {
			t.Errorf("what was logged and taken back within a second published %d times", n)
		}
	})
}

// A press on the Home is answered by the Home, without a window. Pressed twice it counts twice; delivered twice, once.
func TestPressingOnTheHome(t *testing.T) {
	atHome(t, func(s *stage) {
		s.opensHome("U0ANN")
		s.sleep(2 * time.Second)
		s.slack.transcript()
		s.pressedHome("9.1", "U0ANN", "home_plus:0", "west/k-conv")
		synctest.Wait()
		wants(t, s.home("U0ANN"), "1 today · 1 of 20", "1 conversation")
		s.pressedHome("9.1", "U0ANN", "home_plus:0", "west/k-conv") // the same press again
		s.pressedHome("9.2", "U0ANN", "home_plus:0", "west/k-conv")
		s.sleep(time.Second)
		wants(t, s.home("U0ANN"), "2 today · 2 of 20")
		for _, line := range s.slack.transcript() {
			if !strings.HasPrefix(line, "home U0ANN: ") {
				t.Errorf("Slack was asked for more than the Home: %q", line)
			}
		}
		if source := s.store.ledger[0].Source; source != "home" {
			t.Errorf("the entry came from %q", source)
		}
		s.pressesHome("U0ANN", "home_undo:0", s.store.ledger[1].Inbound)
		s.sleep(time.Second)
		wants(t, s.home("U0ANN"), "1 today · 1 of 20")
		s.pressesHome("U0ANN", "home_mute:1", "west/k-meet")
		s.sleep(time.Second)
		wants(t, s.home("U0ANN"), "None about meetings; these still count.", "Nudge me about meetings")
	})
}

// Roles are looked up at the press, and what is refused is said in a window, because the Home has no place for it.
func TestHomeButtonsRefuse(t *testing.T) {
	for _, row := range []struct{ person, action, value, said string }{
		{"U0MAYA", "home_plus", "west/k-conv", "You manage West"},
		{"U0CAL", "home_plus", "west/k-conv", "You are not in West, so nothing was logged there."},
		{"U0ANN", "home_plus", "east/k-conv", "You are not in East, so nothing was logged there."},
		{"U0ANN", "home_plus", "gone/k-conv", "That team is not there any more"},
		{"U0ANN", "home_plus", "west/k-gone", "That is not counted in West any more"},
		{"U0ANN", "home_plus", "west/k-rev", "That is not counted in West any more"},
		{"U0ANN", "home_undo", "command/t1", "nothing was changed"},
		{"U0ANN", "home_undo", "", "nothing was changed"},
		{"U0ANN", "home_mute", "east/k-conv", "a team that you are not in any more"},
		{"U0ANN", "home_page", "west/1", "That list is not there any more."},
		{"U0MAYA", "home_page", "east/1", "That list is not there any more."},
		{"U0MAYA", "home_page", "west/x", "That list is not there any more."},
		{"U0ANN", "coach_brief", "west/U0BOB/0", "This is for managers of a team."},
		{"U0GUS", "home_plus", "west/k-conv", "guests cannot use it"},
	} {
		s := newStage(t, westTeam(), eastTeam())
		s.slack.people["U0GUS"] = coach.Person{ID: "U0GUS", Name: "Gus", Zone: "UTC", Guest: true}
		s.types("U0BOB", "C0WEST", "/log", "1 conversation") // under command/t1, and Bob's
		before := len(s.store.ledger)
		s.slack.transcript()
		s.pressesHome(row.person, row.action, row.value)
		wants(t, strings.Join(s.slack.transcript(), "\n"), "open page: ", row.said)
		if len(s.store.ledger) != before {
			t.Errorf("%s by %s changed the ledger", row.action, row.person)
		}
	}
}

// slowSlack makes publishes take as long as they are told to, and has them take effect at their end.
type slowSlack struct {
	*fakeSlack
	mu      sync.Mutex
	takes   []time.Duration // of the next publishes
	running map[string]int
	side    bool // two publishes of one person ran side by side
}

func (f *slowSlack) PublishHome(ctx context.Context, person, hash string, v slack.HomeTabViewRequest) (string, error) {
	f.mu.Lock()
	f.running[person]++
	f.side = f.side || f.running[person] > 1
	var takes time.Duration
	if len(f.takes) > 0 {
		takes, f.takes = f.takes[0], f.takes[1:]
	}
	f.mu.Unlock()
	time.Sleep(takes)
	f.mu.Lock()
	f.running[person]--
	f.mu.Unlock()
	return f.fakeSlack.PublishHome(ctx, person, hash, v)
}

// The picture never goes back: whatever each publish takes, the newest numbers stand there in the end, and none that is
// newer was replaced by an older one.
func TestAnOlderPictureNeverWins(t *testing.T) {
	atHome(t, func(s *stage) {
		slow := &slowSlack{fakeSlack: s.slack, running: map[string]int{}}
		s.bot.api = slow
		slow.takes = []time.Duration{0, 5 * time.Second, 10 * time.Millisecond, 3 * time.Second, 0, 2 * time.Second}
		s.opensHome("U0ANN")
		last := -1
		for i := range 30 {
			s.types("U0ANN", "C0WEST", "/log", "1 conversation")
			if i%7 == 0 {
				s.opensHome("U0ANN")
			}
			s.sleep(437 * time.Millisecond)
			var today int
			_, after, _ := strings.Cut(s.home("U0ANN"), "*Conversations* / ")
			if _, err := fmt.Sscanf(after, "%d today", &today); err != nil {
				t.Fatalf("the Home reads %q", s.home("U0ANN"))
			}
			if today < last {
				t.Fatalf("the Home went back from %d to %d", last, today)
			}
			last = today
		}
		s.sleep(10 * time.Second)
		wants(t, s.home("U0ANN"), "30 today")
		if slow.side {
			t.Error("two publishes of one person ran side by side")
		}
	})
}

// A publish whose answer was lost may have had its effect. The next one carries the hash from before and is refused; it
// is then published without.
func TestALostPublishIsMadeUpFor(t *testing.T) {
	atHome(t, func(s *stage) {
		s.opensHome("U0ANN")
		s.sleep(2 * time.Second)
		lost := true
		s.slack.lose = func(line string) error {
			if lost && strings.HasPrefix(line, "home ") {
				lost = false
				return errReset
			}
			return nil
		}
		s.types("U0ANN", "C0WEST", "/log", "1 conversation")
		s.sleep(time.Second)
		s.types("U0ANN", "C0WEST", "/log", "1 conversation")
		s.sleep(time.Minute)
		wants(t, s.home("U0ANN"), "2 today · 2 of 20")
		if s.bot.homes.known["U0ANN"].hash != s.slack.homes["U0ANN"].hash {
			t.Error("the hash that stands there is not the one that is known")
		}
	})
}

// A publish that nobody heard of again may arrive after a newer one. The first of a Home has no hash by which Slack could
// tell, so the newest is published over it once it can be nowhere any more, and once only.
func TestALatePublishIsMadeUpFor(t *testing.T) {
	atHome(t, func(s *stage) {
		var late slack.HomeTabViewRequest
		s.bot.api = &lateSlack{fakeSlack: s.slack, kept: &late}
		s.opensHome("U0ANN")
		s.types("U0ANN", "C0WEST", "/log", "3 conversations")
		s.sleep(10 * time.Second)
		wants(t, s.home("U0ANN"), "3 today")
		if _, err := s.slack.PublishHome(t.Context(), "U0ANN", "", late); err != nil {
			t.Fatal(err)
		}
		wants(t, s.home("U0ANN"), "0 today")
		s.sleep(2 * time.Minute)
		wants(t, s.home("U0ANN"), "3 today")
		s.slack.transcript()
		s.sleep(10 * time.Minute)
		if n := s.published()["U0ANN"]; n != 0 {
			t.Errorf("published %d times more", n)
		}
	})
}

// A later publish says by its hash over what it was made, so that Slack refuses it itself when it arrives after a newer one.
func TestALatePublishOfAKnownHomeIsRefused(t *testing.T) {
	atHome(t, func(s *stage) {
		var late slack.HomeTabViewRequest
		s.opensHome("U0ANN")
		s.sleep(2 * time.Second)
		slowly := &lateSlack{fakeSlack: s.slack, kept: &late}
		s.bot.api = slowly
		s.types("U0ANN", "C0WEST", "/log", "1 conversation")
		s.sleep(time.Second)
		s.types("U0ANN", "C0WEST", "/log", "2 conversations")
		s.sleep(10 * time.Second)
		wants(t, s.home("U0ANN"), "3 today")
		if slowly.hash == "" {
			t.Error("the publish that was late had no hash")
		}
		if _, err := s.slack.PublishHome(t.Context(), "U0ANN", slowly.hash, late); err == nil {
			t.Error("the late publish was taken")
		}
		wants(t, s.home("U0ANN"), "3 today")
	})
}

// lateSlack keeps the first view back that it is asked to publish, with its hash, and answers nothing about it.
type lateSlack struct {
	*fakeSlack
	kept *slack.HomeTabViewRequest
	hash string
}

func (f *lateSlack) PublishHome(ctx context.Context, person, hash string, v slack.HomeTabViewRequest) (string, error) {
	if f.kept != nil {
		*f.kept, f.kept, f.hash = v, nil, hash
		return "", errReset
	}
	return f.fakeSlack.PublishHome(ctx, person, hash, v)
}

// When Slack asks for patience, it gets it: nobody's Home is published meanwhile, and all are afterwards.
func TestHomesWaitWhenSlackAsks(t *testing.T) {
	atHome(t, func(s *stage) {
		s.opensHome("U0ANN")
		s.opensHome("U0BOB")
		s.sleep(2 * time.Second)
		s.slack.transcript()
		s.slack.fail = func(line string) error {
			if strings.HasPrefix(line, "home ") {
				s.slack.fail = nil
				return fmt.Errorf("views.publish: %w", &slack.RateLimitedError{RetryAfter: 20 * time.Second})
			}
			return nil
		}
		s.types("U0ANN", "C0WEST", "/log", "1 conversation")
		s.sleep(time.Second)
		s.types("U0BOB", "C0WEST", "/log", "1 conversation")
		s.sleep(15 * time.Second)
		if lines := s.slack.transcript(); len(lines) != 1 {
			t.Errorf("asked meanwhile: %q", lines)
		}
		s.sleep(10 * time.Second)
		wants(t, s.home("U0ANN"), "1 today")
		wants(t, s.home("U0BOB"), "1 today")
	})
}

// Failures are tried again for a while and then left to the next change; a refusal is not tried again at all. Neither
// keeps a log from being acknowledged.
func TestHomesThatFail(t *testing.T) {
	for _, row := range []struct {
		fails error
		tries int
	}{
		{errReset, homeTries + 1},
		{slack.SlackErrorResponse{Err: "not_enabled"}, 1},
	} {
		atHome(t, func(s *stage) {
			s.opensHome("U0ANN")
			s.sleep(2 * time.Second)
			s.slack.transcript()
			s.slack.fail = func(string) error { return row.fails }
			wants(t, s.types("U0ANN", "C0WEST", "/log", "1 conversation"), "Logged 1 conversation.")
			s.sleep(10 * time.Minute)
			if n := s.published()["U0ANN"]; n != row.tries {
				t.Errorf("%v: tried %d times, want %d", row.fails, n, row.tries)
			}
			s.slack.fail = nil
			s.opensHome("U0ANN")
			wants(t, s.home("U0ANN"), "1 today")
		})
	}
}

// More people than are remembered: the ones who opened theirs longest ago are forgotten, and nothing grows.
func TestOldHomesAreForgotten(t *testing.T) {
	s := newStage(t)
	for i := range homesAtMost + 50 {
		s.bot.homes.open(fmt.Sprintf("U%d", i))
	}
	h := s.bot.homes
	if len(h.known) != homesAtMost || len(h.queue) != homesAtMost || h.known["U49"] != nil || h.known["U50"] == nil {
		t.Errorf("%d known, %d queued, U49 %v", len(h.known), len(h.queue), h.known["U49"])
	}
}

// What is expected grows while nobody does anything, and at midnight another day begins: a Home that is open says so by
// itself. Nobody's is kept up for ever.
func TestAHomeGrowsOld(t *testing.T) {
	atHome(t, func(s *stage) {
		s.sleep(56 * time.Hour) // Monday 3 January 2000, 08:00
		s.opensHome("U0ANN")
		wants(t, s.home("U0ANN"), "Monday 3 January", "0 of 20 this week · on pace")
		s.sleep(9 * time.Hour)
		wants(t, s.home("U0ANN"), "0 of 20 this week · 3 behind")
		s.opensHome("U0ANN")
		s.sleep(8 * time.Hour)
		wants(t, s.home("U0ANN"), "Tuesday 4 January")
		s.sleep(9 * time.Hour) // ten o'clock
		s.slack.transcript()
		s.sleep(6 * time.Hour)
		if n := s.published()["U0ANN"]; n > 0 {
			t.Errorf("published %d times for somebody who has not looked since yesterday", n)
		}
	})
}

// Turning the pages shows everybody in a team once, those behind first.
func TestTurningPagesShowsEverybody(t *testing.T) {
	atHome(t, func(s *stage) {
		team := crowd(s, "big", 23)
		team.Managers = []string{"U0MAYA"}
		for i, id := range team.Reps {
			s.store.roster.People[id] = coach.Person{ID: id, Name: fmt.Sprintf("Rep %02d.", i), Zone: "Europe/London"}
		}
		s.opensHome("U0MAYA")
		seen := map[string]int{}
		for page := range 5 { // West is hers as well, so five at a time
			s.sleep(2 * time.Second)
			home := s.home("U0MAYA")
			for i := range team.Reps {
				if strings.Contains(home, fmt.Sprintf("*Rep %02d.", i)) {
					seen[team.Reps[i]]++
				}
			}
			s.pressesHome("U0MAYA", "home_page:1", fmt.Sprintf("big/%d", page+1))
			synctest.Wait()
		}
		if len(seen) != 23 {
			t.Errorf("%d of 23 people were seen: %v", len(seen), seen)
		}
		// The page stays while numbers change.
		s.sleep(2 * time.Second)
		s.types(team.Reps[22], "Cbig", "/log", "7 conversations")
		s.sleep(2 * time.Second)
		wants(t, s.home("U0MAYA"), "Conversations: 7 of 460", "[From the start] [Previous]", "![Next]")
	})
}

// Everybody's Home in one line each: who sees what.
func TestHomeByRole(t *testing.T) {
	s := newStage(t, westTeam(), eastTeam())
	for _, p := range []coach.Person{
		{ID: "U0GUS", Name: "Gus", Zone: "UTC", Guest: true},
		{ID: "U0ADA", Name: "Ada", Zone: "UTC", Admin: true},
		{ID: "U0NEW", Name: "Nel", Zone: "UTC"},
		{ID: "U0STR", Name: "Sal", Zone: "UTC", Stranger: true},
	} {
		s.slack.people[p.ID] = p
	}
	for _, row := range []struct {
		person string
		words  []string
	}{
		{"U0ANN", []string{"Wednesday 25 November", "Your numbers in West", "*Conversations* / 0 today · 0 of 20 this week", "[Log…]", "*Results*", "Deals: 0 today · 0 of 2 this month", "!that you manage", "!Bob", "!How Pacer"}},
		{"U0BOB", []string{"Your numbers in West", "Your numbers in East", "!that you manage"}},
		{"U0MAYA", []string{"West, the team that you manage", "*Together*", "2 people are behind", "*Ann*", "!East", "!Your numbers", "!Cal", "!How Pacer"}},
		{"U0ADA", []string{"*Connection*", "How Pacer is doing", "*West* / 2 members and 1 manager in <#C0WEST>", "!Ann", "!Welcome", "!Set up your first"}},
		{"U0NEW", []string{"Welcome to Pacer", "You are not in a team yet", "/pacer help", "!Ann", "!How Pacer"}},
		{"U0GUS", []string{"guests cannot use it", "!Welcome"}},
		{"U0STR", []string{"members of its own organisation only", "!Welcome"}},
	} {
		view, err := s.bot.homeWith(t.Context(), row.person, nil, true)
		if err != nil {
			t.Fatal(err)
		}
		wants(t, blockText(view.Blocks.BlockSet), row.words...)
	}
}

// A team file that another process applied shows on open Homes within a second or so.
func TestAppliedTeamShowsOnHomes(t *testing.T) {
	atHome(t, func(s *stage) {
		s.opensHome("U0CAL")
		wants(t, s.home("U0CAL"), "You are not in a team yet")
		s.sleep(time.Minute)
		s.store.mu.Lock()
		s.store.roster.Teams = append(s.store.roster.Teams, eastTeam())
		s.store.roster.Revision++
		s.store.mu.Unlock()
		s.sleep(2 * time.Second)
		wants(t, s.home("U0CAL"), "Your numbers in East")
	})
}
