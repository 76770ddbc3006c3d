package bot

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// atHomeIn is atHome with a first team of so many reps, with a goal or without, and everybody's Home open for half an hour.
func atHomeIn(t *testing.T, reps int, goal bool, story func(s *stage, team *coach.Team)) {
	t.Helper()
	atHome(t, func(s *stage) {
		team := s.store.roster.Teams[0]
		for i := range reps - len(team.Reps) {
			team.Reps = append(team.Reps, fmt.Sprintf("U0P%04d", i))
		}
		if goal {
			team.Goals = []coach.TeamGoal{bigGoal()}
		}
		for _, id := range team.Reps {
			s.opensHome(id)
		}
		s.sleep(30 * time.Minute)
		s.slack.transcript()
		story(s, team)
	})
}

// bigGoal is a goal of the first team that nobody in a test reaches.
func bigGoal() coach.TeamGoal {
	return coach.TeamGoal{
		ID: "g", Team: "west", KPI: "k-conv", Count: 1000, MadeBy: "U0MAYA",
		Span: coach.Span{From: coach.NewDay(2000, 1, 1), To: coach.NewDay(2000, 1, 9)},
	}
}

// soon waits until a Home reads so, and fails after a second.
func (s *stage) soon(person, words string) {
	s.t.Helper()
	before := s.now()
	for !strings.Contains(s.home(person), words) {
		if s.now().Sub(before) >= time.Second {
			s.t.Fatalf("after a second the Home of %s has no %q:\n%s", person, words, s.home(person))
		}
		s.sleep(50 * time.Millisecond)
	}
}

// everybody wants the same words on the Homes of all of a team.
func (s *stage) everybody(team *coach.Team, words string) {
	s.t.Helper()
	for _, id := range team.Reps {
		if !strings.Contains(s.home(id), words) {
			s.t.Errorf("the Home of %s has no %q:\n%s", id, words, s.home(id))
		}
	}
}

// Each of twenty adds one towards the goal of all, two seconds after the other: the press moves the bar on twenty Homes, and
// whoever pressed and who manages them has theirs within the second.
func TestEachPressesTowardsAGoal(t *testing.T) {
	atHomeIn(t, 20, true, func(s *stage, team *coach.Team) {
		s.opensHome("U0MAYA")
		for i, who := range team.Reps {
			s.pressesHome(who, "home_plus:0", "west/k-conv")
			s.soon(who, "1 today")
			s.soon(who, fmt.Sprintf("%d of 1,000 conversations", i+1))
			s.soon("U0MAYA", fmt.Sprintf("%d of 1,000 conversations", i+1))
			s.sleep(time.Second)
		}
		s.sleep(time.Minute)
		s.everybody(team, "20 of 1,000 conversations")
	})
}

// A goal is set, which everybody's Home shows in the end; who presses or opens theirs meanwhile does not wait for that.
func TestAPressRightAfterAGoalIsSet(t *testing.T) {
	for _, reps := range []int{20, 200} {
		atHomeIn(t, reps, false, func(s *stage, team *coach.Team) {
			goal := bigGoal()
			if err := s.bot.commit(t.Context(), coach.Change{At: s.now(), Inbound: "x", Goal: &goal}); err != nil {
				t.Fatal(err)
			}
			s.sleep(2 * time.Second)
			for _, who := range []string{team.Reps[1], team.Reps[reps-1], team.Reps[reps/2]} {
				s.pressesHome(who, "home_plus:0", "west/k-conv")
				s.soon(who, "1 today")
			}
			s.opensHome("U0CAL")
			s.soon("U0CAL", "Welcome")
			s.opensHome(team.Reps[reps/3])
			s.soon(team.Reps[reps/3], "*Team goal*")
			s.sleep(time.Duration(reps) * time.Second)
			s.everybody(team, "3 of 1,000 conversations")
		})
	}
}

// What is somebody's own is taken back for them alone: nobody else's Home is made anew.
func TestWhatIsTakenBackIsTheirsAlone(t *testing.T) {
	for name, c := range map[string]coach.Change{
		"an item of an agenda": {About: []string{"U0ANN"}, AgendaBack: []string{"none"}},
		"an absence":           {About: []string{"U0ANN"}, Back: []string{"none"}},
	} {
		s := newStage(t)
		team := s.store.roster.Teams[0]
		for _, id := range append(team.Reps, team.Managers...) {
			s.bot.homes.known[id] = &home{seen: s.now(), made: s.now()}
		}
		s.bot.homes.inUse.Store(true)
		s.bot.homes.changed(c)
		s.bot.homes.spread(t.Context())
		if got := strings.Join(s.bot.homes.queue, " "); got != "U0ANN U0MAYA" {
			t.Errorf("%s: queued are %s", name, got)
		}
	}
}

// A log of each second that is about one person each, and presses as fast as Slack lets anybody publish, for an hour: what
// concerns all goes out all the same.
func TestNobodyWaitsForGood(t *testing.T) {
	atHomeIn(t, 40, false, func(s *stage, team *coach.Team) {
		goal := bigGoal()
		if err := s.bot.commit(t.Context(), coach.Change{At: s.now(), Inbound: "x", Goal: &goal}); err != nil {
			t.Fatal(err)
		}
		for i := range 600 {
			s.opensHome(team.Reps[i%10])
			s.sleep(time.Second / 2)
		}
		s.everybody(team, "*Team goal*")
	})
}

// Slack takes its time, and each publish another: the bar never goes back on anybody's Home, nobody who presses waits behind
// the others, and in the end everybody sees all.
func TestABarNeverGoesBack(t *testing.T) {
	atHomeIn(t, 20, true, func(s *stage, team *coach.Team) {
		watch := &watchedSlack{fakeSlack: s.slack, shown: map[string]int{}, random: rand.New(rand.NewPCG(1, 2))}
		s.bot.api = watch
		for i := range 60 {
			who := team.Reps[i*7%20]
			s.types(who, "C0WEST", "/log", "1 conversation")
			s.sleep(time.Duration(i%5) * 300 * time.Millisecond)
		}
		s.sleep(2 * time.Minute)
		s.everybody(team, "60 of 1,000 conversations")
		if watch.back != "" {
			t.Error(watch.back)
		}
	})
}

// watchedSlack takes up to 600 ms for a publish, which has its effect at its end, and notices when a bar goes back.
type watchedSlack struct {
	*fakeSlack
	mu     sync.Mutex
	random *rand.Rand
	shown  map[string]int // of the goal, by person
	back   string
}

func (f *watchedSlack) PublishHome(ctx context.Context, person, hash string, v slack.HomeTabViewRequest) (string, error) {
	f.mu.Lock()
	takes := time.Duration(f.random.IntN(600)) * time.Millisecond
	f.mu.Unlock()
	time.Sleep(takes)
	f.mu.Lock()
	defer f.mu.Unlock()
	var done int
	_, after, _ := strings.Cut(blockText(v.Blocks.BlockSet), "*Team goal*")
	if i := strings.Index(after, " of 1,000"); i >= 0 {
		_, _ = fmt.Sscan(after[strings.LastIndexFunc(after[:i], func(r rune) bool { return r < '0' || r > '9' })+1:i], &done)
	}
	if done < f.shown[person] {
		f.back = fmt.Sprintf("the Home of %s went back from %d to %d", person, f.shown[person], done)
	}
	f.shown[person] = done
	return f.fakeSlack.PublishHome(ctx, person, hash, v)
}

// While calls hang, there is one left for whoever presses.
func TestHangingCallsLeaveOneForAPress(t *testing.T) {
	atHomeIn(t, 20, false, func(s *stage, team *coach.Team) {
		slow := &slowSlack{fakeSlack: s.slack, running: map[string]int{}}
		for range homeCalls {
			slow.takes = append(slow.takes, 9*time.Second)
		}
		s.bot.api = slow
		goal := bigGoal()
		if err := s.bot.commit(t.Context(), coach.Change{At: s.now(), Inbound: "x", Goal: &goal}); err != nil {
			t.Fatal(err)
		}
		s.sleep(2 * time.Second)
		slow.mu.Lock()
		slow.takes = nil
		slow.mu.Unlock()
		for _, who := range team.Reps {
			slow.mu.Lock()
			busy := slow.running[who] > 0
			slow.mu.Unlock()
			if !busy {
				s.pressesHome(who, "home_plus:0", "west/k-conv")
				s.soon(who, "1 today")
				break
			}
		}
		synctest.Wait()
	})
}

// Who needs it most goes first, and of those whoever waits longer; more need moves somebody up, less changes nothing, and
// what failed is needed as much as before.
func TestWhoGoesFirst(t *testing.T) {
	s := newStage(t)
	h := s.bot.homes
	for _, id := range []string{"U0ANN", "U0BOB", "U0CAT", "U0DAN", "U0EVE"} {
		h.known[id] = &home{}
	}
	h.touchIdly("U0ANN", "U0BOB", "U0CAT")
	h.touch("U0DAN", "U0BOB")
	h.queueAs("U0EVE", looks, 0)
	h.touchIdly("U0EVE", "U0NEW")
	h.failed(publishing{person: "U0CAT", need: looks}, h.known["U0CAT"], coach.Outcome{Class: coach.Limited}, s.now())
	var order []string
	h.each(func(person string, is *home) {
		order = append(order, person)
		if person != "U0ANN" {
			is.need = none // started
		}
	})
	if got := strings.Join(order, " "); got != "U0CAT U0EVE U0BOB U0DAN U0ANN" {
		t.Errorf("they went in the order %s", got)
	}
	if got := strings.Join(h.queue, " "); got != "U0ANN" {
		t.Errorf("left are %s", got)
	}
}
