package scheduler

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/pacer/bot/coach"
)

// Bubbles of testing/synctest begin at midnight UTC on 1 January 2000, a Saturday.

func huddleOf(team, cron, zone string) coach.Schedule {
	return coach.Schedule{Rhythm: "huddle of " + team, Team: team, Kind: coach.Huddle, Cron: cron, Zone: zone, Since: time.Now()}
}

func nudgeOf(cron, zone string) coach.Schedule {
	return coach.Schedule{Rhythm: "nudge of West", Team: "West", Kind: coach.Nudge, Cron: cron, Zone: zone, Since: time.Now()}
}

// begin runs a Scheduler on the bubble's clock. The returned function stops it and waits until it has stopped.
func begin(t *testing.T, store Store, runner Runner, cfg Config) (s *Scheduler, stop func()) {
	t.Helper()
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	s = New(store, runner, cfg)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	return s, func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run: %v", err)
		}
	}
}

// same compares lines.
func same(t *testing.T, what string, want, got []string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// A month with both the European and the American start of summer time, in which every ritual runs to the second.
func TestAVirtualMonth(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2000, 3, 15, 0, 0, 0, 0, time.UTC)))
		m := newMemory(
			huddleOf("West", "0 9 * * *", "Europe/London"),
			huddleOf("East", "30 2 * * *", "America/New_York"),
			nudgeOf("30 11 * * 1-5", "Asia/Kathmandu"),
		)
		st := &stage{memory: m, now: time.Now}
		st.plan = func(o coach.Occurrence) []coach.Occurrence {
			if o.Kind != coach.Huddle {
				return nil
			}
			o.Kind, o.State, o.Due = coach.HuddleReminder, coach.Planned, o.Due.Add(45*time.Minute)
			return []coach.Occurrence{o}
		}
		_, stop := begin(t, m, st, Config{})
		defer stop()
		time.Sleep(30 * 24 * time.Hour)
		synctest.Wait()

		played := st.played()
		perKind := map[string]int{}
		for _, line := range played {
			if strings.Contains(line, "late") {
				t.Errorf("not to the second: %s", line)
			}
			perKind[strings.Join(strings.Fields(line)[:2], " ")]++
		}
		want := map[string]int{"huddle West": 30, "huddle East": 30, "nudge West": 22, "huddle_reminder West": 30, "huddle_reminder East": 30}
		if diff := cmp.Diff(want, perKind); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		for _, line := range []string{
			"huddle West 2000-03-25 09:00:00", "huddle West 2000-03-26 08:00:00", // summer time begins in London
			"huddle East 2000-04-01 07:30:00", "huddle East 2000-04-02 07:30:00", "huddle East 2000-04-03 06:30:00", // 02:30 was 03:30
			"huddle_reminder East 2000-04-02 08:15:00",
		} {
			if !slices.Contains(played, line) {
				t.Errorf("missing: %s", line)
			}
		}
	})
}

func TestDowntimeRunsTheNewestOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(huddleOf("West", "0 9 * * *", "UTC"))
		st := &stage{memory: m, now: time.Now}
		_, stop := begin(t, m, st, Config{})
		time.Sleep(10 * time.Hour)
		stop()
		time.Sleep(71*time.Hour + 20*time.Minute) // to 09:20 on the 4th
		_, stop = begin(t, m, st, Config{})
		defer stop()
		synctest.Wait()
		same(t, "played", []string{"huddle West 2000-01-01 09:00:00", "huddle West 2000-01-04 09:00:00 late by 20m0s"}, st.played())
		same(t, "recorded", []string{
			"huddle West 2000-01-01 09:00:00 done",
			"huddle West 2000-01-02 09:00:00 skipped: late",
			"huddle West 2000-01-03 09:00:00 skipped: late",
			"huddle West 2000-01-04 09:00:00 done",
		}, m.journal())
	})
}

// A crash leaves a claim behind. The next process takes it up, within the window.
func TestRestartInTheMiddleOfARun(t *testing.T) {
	for _, test := range []struct {
		name string
		down time.Duration
		want []string
	}{
		{"within the window", 10 * time.Minute, []string{"huddle West 2000-01-01 09:00:00 done"}},
		{"after the window", 46 * time.Minute, []string{"huddle West 2000-01-01 09:00:00 skipped: late"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := newMemory(huddleOf("West", "0 9 * * *", "UTC"))
				hangs := &stage{memory: m, now: time.Now, play: func(ctx context.Context, _ coach.Occurrence) error {
					<-ctx.Done()
					return ctx.Err()
				}}
				_, stop := begin(t, m, hangs, Config{})
				time.Sleep(9*time.Hour + time.Second)
				stop()
				same(t, "at the crash", []string{"huddle West 2000-01-01 09:00:00 claimed"}, m.journal())
				time.Sleep(test.down)
				_, stop = begin(t, m, &stage{memory: m, now: time.Now}, Config{})
				defer stop()
				synctest.Wait()
				same(t, "after the restart", test.want, m.journal())
			})
		})
	}
}

// wallClock is a clock on the wall that somebody sets.
type wallClock struct{ ahead atomic.Int64 }

func (c *wallClock) now() time.Time            { return time.Now().Add(time.Duration(c.ahead.Load())) }
func (c *wallClock) set(forward time.Duration) { c.ahead.Add(int64(forward)) }

func TestClockSetBackFiresNothingTwice(t *testing.T) {
	for _, back := range []time.Duration{2 * time.Second, 10 * time.Minute, 90 * time.Minute, 25 * time.Hour} {
		t.Run(back.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				clock := &wallClock{}
				m := newMemory(huddleOf("West", "0 9 * * *", "UTC"), nudgeOf("*/20 * * * *", "UTC"))
				st := &stage{memory: m, now: clock.now}
				_, stop := begin(t, m, st, Config{Now: clock.now})
				defer stop()
				time.Sleep(33*time.Hour + time.Second) // just after the huddle of the 2nd
				clock.set(-back)
				time.Sleep(back + 2*time.Hour)
				synctest.Wait()
				seen := map[string]bool{}
				for _, line := range st.played() {
					if strings.Contains(line, "late") {
						t.Errorf("late: %s", line)
					}
					if seen[line] {
						t.Errorf("twice: %s", line)
					}
					seen[line] = true
				}
				if want := 2 + 35*3 + 1; len(seen) != want { // two huddles; a nudge at midnight and three an hour
					t.Errorf("%d runs; want %d", len(seen), want)
				}
			})
		})
	}
}

// A clock that was wrong by years for a while costs what fell into that while, and nothing after it.
func TestClockThatWasInTheFuture(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		clock := &wallClock{}
		m := newMemory(huddleOf("West", "0 9 * * *", "UTC"))
		st := &stage{memory: m, now: clock.now}
		_, stop := begin(t, m, st, Config{Now: clock.now})
		defer stop()
		time.Sleep(time.Hour)
		clock.set(4 * 365 * 24 * time.Hour)
		time.Sleep(time.Minute)
		clock.set(-4 * 365 * 24 * time.Hour)
		time.Sleep(57 * time.Hour) // to 10:01 on the 3rd
		synctest.Wait()
		same(t, "played", []string{
			"huddle West 2000-01-01 09:00:00", "huddle West 2000-01-02 09:00:00", "huddle West 2000-01-03 09:00:00",
		}, st.played())
	})
}

// A clock that is set forward past a ritual while Pacer sleeps is noticed within 30 seconds.
func TestClockSetForward(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		clock := &wallClock{}
		m := newMemory(huddleOf("West", "0 9 * * *", "UTC"))
		st := &stage{memory: m, now: clock.now}
		_, stop := begin(t, m, st, Config{Now: clock.now})
		defer stop()
		time.Sleep(time.Hour + time.Second)
		clock.set(8*time.Hour + 10*time.Minute)
		time.Sleep(30 * time.Second)
		synctest.Wait()
		same(t, "played", []string{"huddle West 2000-01-01 09:00:00 late by 10m30s"}, st.played())
	})
}

func TestFailuresAreTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(huddleOf("West", "0 9 * * *", "UTC"))
		tries := 0
		st := &stage{memory: m, now: time.Now, play: func(context.Context, coach.Occurrence) error {
			if tries++; tries <= 3 {
				return errStore
			}
			return nil
		}}
		_, stop := begin(t, m, st, Config{})
		defer stop()
		time.Sleep(24 * time.Hour)
		synctest.Wait()
		same(t, "played", []string{"huddle West 2000-01-01 09:00:00 late by 35s"}, st.played()) // 5 + 10 + 20
	})
}

// A store hands a panic of a write on to whoever asked for it. That of a claim ended the process, and with it everybody
// who was being served.
func TestAClaimThatPanicsIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(huddleOf("West", "0 9 * * *", "UTC"))
		panicked := false
		m.lost = func(call string, _ int) error {
			if call == "Claim" && !panicked {
				panicked = true
				panic("a bug")
			}
			return nil
		}
		st := &stage{memory: m, now: time.Now}
		_, stop := begin(t, m, st, Config{})
		defer stop()
		time.Sleep(24 * time.Hour)
		synctest.Wait()
		same(t, "played", []string{"huddle West 2000-01-01 09:00:00 late by 5s"}, st.played())
	})
}

func TestFailuresEndWithTheWindow(t *testing.T) {
	for _, fails := range []func() error{
		func() error { return errStore },
		func() error { panic("a bug") },
	} {
		synctest.Test(t, func(t *testing.T) {
			m := newMemory(huddleOf("West", "0 9 * * *", "UTC"), huddleOf("East", "1 9 * * *", "UTC"))
			var tried []time.Duration
			st := &stage{memory: m, now: time.Now, play: func(_ context.Context, o coach.Occurrence) error {
				if o.Team == "East" {
					return nil
				}
				tried = append(tried, time.Since(o.Due))
				return fails()
			}}
			var log bytes.Buffer
			_, stop := begin(t, m, st, Config{Logger: slog.New(slog.NewTextHandler(&log, nil))})
			time.Sleep(24 * time.Hour)
			stop()
			same(t, "recorded", []string{
				"huddle West 2000-01-01 09:00:00 skipped: failed",
				"huddle East 2000-01-01 09:01:00 done",
			}, m.journal())
			if n := len(tried); n != 15 || tried[n-1] != 45*time.Minute {
				t.Errorf("tried after %v", tried)
			}
			if !strings.Contains(log.String(), "level=ERROR") {
				t.Errorf("the log does not tell: %s", &log)
			}
		})
	}
}

// A run that hangs holds up its own team and nobody else, and not for ever.
func TestASlowTeamHoldsUpNobodyElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(huddleOf("West", "0 9 * * *", "UTC"), nudgeOf("1 9 * * *", "UTC"), huddleOf("East", "0 9 * * *", "UTC"))
		hung := false
		st := &stage{memory: m, now: time.Now, play: func(ctx context.Context, o coach.Occurrence) error {
			if o.Kind == coach.Huddle && o.Team == "West" && !hung {
				hung = true
				<-ctx.Done()
				return ctx.Err()
			}
			return nil
		}}
		_, stop := begin(t, m, st, Config{})
		defer stop()
		time.Sleep(10 * time.Hour)
		synctest.Wait()
		same(t, "played", []string{
			"huddle East 2000-01-01 09:00:00",
			"nudge West 2000-01-01 09:01:00",
			"huddle West 2000-01-01 09:00:00 late by 1m5s",
		}, st.played())
	})
}

func TestOneTeamsRitualsComeOneAfterAnother(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var schedules []coach.Schedule
		for i := range 20 {
			s := huddleOf(fmt.Sprintf("team %d", i%2), "0 9 * * *", "UTC")
			s.Rhythm += strconv.Itoa(i)
			schedules = append(schedules, s)
		}
		m := newMemory(schedules...)
		var mu sync.Mutex
		atOnce, together := map[string]int{}, false
		st := &stage{memory: m, now: time.Now, play: func(_ context.Context, o coach.Occurrence) error {
			mu.Lock()
			atOnce[o.Team]++
			if atOnce[o.Team] > 1 {
				t.Errorf("%s has %d at once", o.Team, atOnce[o.Team])
			}
			together = together || atOnce["team 0"] == atOnce["team 1"]
			mu.Unlock()
			time.Sleep(time.Second)
			mu.Lock()
			atOnce[o.Team]--
			mu.Unlock()
			return nil
		}}
		_, stop := begin(t, m, st, Config{})
		defer stop()
		time.Sleep(9*time.Hour + time.Minute)
		synctest.Wait()
		if n := len(st.played()); n != 20 || !together {
			t.Errorf("%d were run, side by side: %v", n, together)
		}
	})
}

func TestABrokenScheduleStopsNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		unknown := huddleOf("South", "0 9 * * *", "UTC")
		unknown.Kind = "of a later version"
		m := newMemory(huddleOf("North", "0 25 * * *", "UTC"), huddleOf("Mars", "0 9 * * *", "Mars/Olympus"), unknown, huddleOf("West", "0 9 * * *", "UTC"))
		st := &stage{memory: m, now: time.Now}
		var log bytes.Buffer
		s, stop := begin(t, m, st, Config{Logger: slog.New(slog.NewTextHandler(&log, nil))})
		time.Sleep(10 * time.Hour)
		if next, ok, err := s.Next(t.Context()); err != nil || !ok || next.Team != "West" {
			t.Errorf("next is %v, %v, %v", next, ok, err)
		}
		stop()
		same(t, "played", []string{"huddle West 2000-01-01 09:00:00"}, st.played())
		for _, team := range []string{"North", "Mars", "South"} {
			if n := strings.Count(log.String(), "team="+team); n != 1 {
				t.Errorf("the log tells of %s %d times; want once", team, n)
			}
		}
	})
}

func TestTickBesideRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(huddleOf("West", "* * * * *", "UTC"), huddleOf("East", "* * * * *", "UTC"))
		st := &stage{memory: m, now: time.Now}
		s, stop := begin(t, m, st, Config{})
		defer stop()
		var others sync.WaitGroup
		for range 4 {
			others.Go(func() {
				for range 120 {
					time.Sleep(30 * time.Second)
					if err := s.Tick(t.Context()); err != nil {
						t.Error(err)
					}
				}
			})
		}
		others.Wait()
		synctest.Wait()
		played := st.played()
		slices.Sort(played)
		if n := len(slices.Compact(slices.Clone(played))); n != 2*60+2 || n != len(played) {
			t.Errorf("%d runs, %d different; want 122", len(played), n)
		}
	})
}

// The playground's clock needs no Run: it asks for the next ritual, moves the clock, and ticks.
func TestTickAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		clock := &wallClock{}
		m := newMemory(huddleOf("West", "0 9 * * *", "UTC"))
		st := &stage{memory: m, now: clock.now, plan: func(o coach.Occurrence) []coach.Occurrence {
			if o.Kind != coach.Huddle {
				return nil
			}
			reminder, wrapUp := o, o
			reminder.Kind, reminder.State, reminder.Due = coach.HuddleReminder, coach.Planned, o.Due.Add(45*time.Minute)
			wrapUp.Kind, wrapUp.State, wrapUp.Due = coach.HuddleClose, coach.Planned, o.Due.Add(2*time.Hour)
			return []coach.Occurrence{reminder, wrapUp}
		}}
		s := New(m, st, Config{Now: clock.now})
		for range 5 {
			next, ok, err := s.Next(t.Context())
			if err != nil || !ok {
				t.Fatal(next, ok, err)
			}
			clock.set(next.Due.Sub(clock.now()))
			if err := s.Tick(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		same(t, "played", []string{
			"huddle West 2000-01-01 09:00:00", "huddle_reminder West 2000-01-01 09:45:00", "huddle_close West 2000-01-01 11:00:00",
			"huddle West 2000-01-02 09:00:00", "huddle_reminder West 2000-01-02 09:45:00",
		}, st.played())
	})
}

func TestNextLooksPastWhatIsOverdue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		s := New(m, &stage{memory: m, now: time.Now}, Config{Now: time.Now})
		if next, ok, err := s.Next(t.Context()); ok || err != nil {
			t.Errorf("without schedules the next is %v, %v", next, err)
		}
		overdue := coach.Occurrence{Rhythm: "r", Team: "West", Kind: coach.HuddleClose, State: coach.Planned, Due: time.Now().Add(-time.Hour)}
		later := overdue
		later.Due = time.Now().Add(time.Hour)
		m.put(overdue)
		m.put(later)
		if next, ok, err := s.Next(t.Context()); err != nil || !ok || next != later {
			t.Errorf("next is %v, %v, %v", next, ok, err)
		}
		m.schedules = []coach.Schedule{huddleOf("West", "30 0 * * *", "UTC")}
		if next, ok, err := s.Next(t.Context()); err != nil || !ok || next.Kind != coach.Huddle {
			t.Errorf("next is %v, %v, %v", next, ok, err)
		}
	})
}

// The status of an operator shows every ritual's next time, and the end of the huddle that is open.
func TestUpcomingIsOneOfEachInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		evening, morning := huddleOf("North", "0 17 * * *", "UTC"), huddleOf("West", "0 9 * * *", "UTC")
		m := newMemory(evening, morning, huddleOf("South", "0 9 * * *", "Nowhere/Land"))
		s := New(m, &stage{memory: m, now: time.Now}, Config{Now: time.Now})
		closing := coach.Occurrence{Rhythm: "r", Team: "West", Kind: coach.HuddleClose, State: coach.Planned, Due: time.Now().Add(11 * time.Hour)}
		m.put(closing)
		all, err := s.Upcoming(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, o := range all {
			got = append(got, fmt.Sprintf("%s %s %s", o.Due.UTC().Format("15:04"), o.Team, o.Kind))
		}
		want := []string{"09:00 West huddle", "11:00 West huddle_close", "17:00 North huddle"}
		if !slices.Equal(got, want) {
			t.Errorf("upcoming: %q, want %q", got, want)
		}
	})
}

// A follow-up that is planned by somebody else, or a new schedule, is seen at the next wake, not 30 seconds later.
func TestWake(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		st := &stage{memory: m, now: time.Now}
		s, stop := begin(t, m, st, Config{})
		defer stop()
		time.Sleep(59*time.Minute + 51*time.Second) // nine seconds before one o'clock
		m.mu.Lock()
		m.schedules = append(m.schedules, huddleOf("West", "0 * * * *", "UTC"))
		m.mu.Unlock()
		s.Wake()
		s.Wake() // twice is once
		time.Sleep(9 * time.Second)
		synctest.Wait()
		same(t, "played", []string{"huddle West 2000-01-01 01:00:00"}, st.played())
	})
}

// What another process changes, "pacer apply" for one, is noticed within a minute, and nobody reads the store in between.
func TestAChangeByAnotherProcess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		st := &stage{memory: m, now: time.Now}
		_, stop := begin(t, m, st, Config{})
		defer stop()
		time.Sleep(time.Hour)
		m.mu.Lock()
		m.schedules = append(m.schedules, huddleOf("West", "2 * * * *", "UTC"))
		calls := m.calls
		m.mu.Unlock()
		if calls > 4*61 {
			t.Errorf("%d calls to the store in an idle hour", calls)
		}
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		same(t, "played", []string{"huddle West 2000-01-01 01:02:00"}, st.played())
	})
}

// A ritual that keeps failing gives way to the next of its kind.
func TestANewOccurrenceSupersedesAFailingOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(nudgeOf("0 9,10 * * *", "UTC"))
		st := &stage{memory: m, now: time.Now, play: func(_ context.Context, o coach.Occurrence) error {
			if o.Due.Hour() == 9 {
				return errStore
			}
			return nil
		}}
		_, stop := begin(t, m, st, Config{})
		defer stop()
		time.Sleep(20 * time.Hour)
		synctest.Wait()
		same(t, "recorded", []string{
			"nudge West 2000-01-01 09:00:00 skipped: superseded",
			"nudge West 2000-01-01 10:00:00 done",
		}, m.journal())
	})
}

// What was stored although the answer got lost is neither run again nor given up.
func TestAnAnswerThatGotLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(huddleOf("West", "0 9 * * *", "UTC"), huddleOf("East", "44 9 * * *", "UTC"))
		st := &stage{memory: m, now: time.Now}
		tries := 0
		st.play = func(ctx context.Context, o coach.Occurrence) error {
			o.State = coach.Done
			tries++
			if err := m.Commit(ctx, coach.Change{Finish: &o}); err != nil || o.Team == "West" {
				return errors.Join(err, errStore) // West never hears that it is done
			}
			return errStore // East hears it at the second try
		}
		s, stop := begin(t, m, st, Config{})
		defer stop()
		time.Sleep(24 * time.Hour)
		synctest.Wait()
		same(t, "recorded", []string{"huddle West 2000-01-01 09:00:00 done", "huddle East 2000-01-01 09:44:00 done"}, m.journal())
		if at, waits := s.lanes.nextTry(); waits || tries != 4 {
			t.Errorf("%d tries, another at %v", tries, at)
		}
	})
}

func TestRunNeedsTheStoreAtTheStart(t *testing.T) {
	m := newMemory()
	m.fault = func(string, int) error { return errStore }
	err := New(m, &stage{memory: m}, Config{Now: time.Now}).Run(t.Context())
	if !errors.Is(err, errStore) {
		t.Errorf("Run: %v", err)
	}
}

func TestTickEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(huddleOf("West", "0 * * * *", "UTC"))
		st := &stage{memory: m, now: time.Now, play: func(ctx context.Context, _ coach.Occurrence) error {
			<-ctx.Done()
			return ctx.Err()
		}}
		s := New(m, st, Config{Now: time.Now})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := s.Tick(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Tick: %v", err)
		}
		synctest.Wait()
		st.play = nil
		if err := s.Tick(t.Context()); err != nil {
			t.Error(err)
		}
		same(t, "played", []string{"huddle West 2000-01-01 00:00:00 late by 1s"}, st.played())
	})
}

// Run gives a stubborn run five seconds to end, and then leaves it.
func TestStopDoesNotWaitForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(huddleOf("West", "0 * * * *", "UTC"))
		st := &stage{memory: m, now: time.Now, play: func(context.Context, coach.Occurrence) error {
			time.Sleep(time.Hour)
			return nil
		}}
		_, stop := begin(t, m, st, Config{})
		time.Sleep(time.Second)
		began := time.Now()
		stop()
		if took := time.Since(began); took != stopLimit {
			t.Errorf("it took %v", took)
		}
		time.Sleep(time.Hour)
	})
}

// TestAnyCallMayFail lets the n-th call to the store fail, for each n until none is left, and asks for the same end:
// each occurrence has run once, and what was missed while nobody ran is recorded. Each call fails in two ways: before
// it had an effect, and after it, when only the answer is lost.
func TestAnyCallMayFail(t *testing.T) {
	for name, fail := range map[string]func(*memory, func(string, int) error){
		"before its effect": func(m *memory, f func(string, int) error) { m.fault = f },
		"after its effect":  func(m *memory, f func(string, int) error) { m.lost = f },
	} {
		t.Run(name, func(t *testing.T) {
			for n, more := 1, true; more; n++ {
				synctest.Test(t, func(t *testing.T) { more = failCall(t, n, fail) })
			}
		})
	}
}

// failCall lets the n-th call fail and tells whether there was one.
func failCall(t *testing.T, n int, fail func(*memory, func(string, int) error)) (more bool) {
	m := newMemory(huddleOf("West", "0,5 8,9 * * *", "UTC"))
	fail(m, func(_ string, call int) error {
		if call == n {
			return errStore
		}
		return nil
	})
	st := &stage{memory: m, now: time.Now, plan: func(o coach.Occurrence) []coach.Occurrence {
		if o.Kind != coach.Huddle {
			return nil
		}
		o.Kind, o.State, o.Due = coach.HuddleReminder, coach.Planned, o.Due.Add(3*time.Minute)
		return []coach.Occurrence{o}
	}}
	time.Sleep(8*time.Hour + 51*time.Minute)
	s := New(m, st, Config{Now: time.Now})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Minute)
	defer cancel()
	err := s.Run(ctx)
	if n == 1 { // the first call is the one that Run may not do without
		return true
	}
	if err != nil {
		t.Errorf("Run: %v", err)
	}
	same(t, fmt.Sprintf("call %d failed", n), []string{
		"huddle West 2000-01-01 08:00:00 skipped: late",
		"huddle West 2000-01-01 08:05:00 skipped: late",
		"huddle West 2000-01-01 09:00:00 done",
		"huddle_reminder West 2000-01-01 09:03:00 done",
		"huddle West 2000-01-01 09:05:00 done",
		"huddle_reminder West 2000-01-01 09:08:00 done",
	}, m.journal())
	return m.calls >= n
}

// A claim that is stored although its answer is an error is ours: the huddle runs, and not only after a restart. One
// that runs out of its window is recorded as such.
func TestAClaimWhoseAnswerGotLost(t *testing.T) {
	for _, test := range []struct {
		name   string
		broken time.Duration // how long the runs fail after the lost answer
		want   string
	}{
		{"runs", 0, "huddle West 2000-01-01 09:00:00 done"},
		{"is given up", time.Hour, "huddle West 2000-01-01 09:00:00 skipped: failed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := newMemory(huddleOf("West", "0 9 * * *", "UTC"))
				lost := false
				m.lost = func(call string, _ int) error {
					if call == "Claim" && !lost {
						lost = true
						return errStore
					}
					return nil
				}
				st := &stage{memory: m, now: time.Now, play: func(_ context.Context, o coach.Occurrence) error {
					if time.Since(o.Due) < test.broken {
						return errStore
					}
					return nil
				}}
				_, stop := begin(t, m, st, Config{})
				defer stop()
				time.Sleep(12 * time.Hour)
				synctest.Wait()
				same(t, "recorded", []string{test.want}, m.journal())
			})
		})
	}
}

func BenchmarkLook(b *testing.B) {
	var schedules []coach.Schedule
	for i := range 200 {
		s := huddleOf(fmt.Sprint("team ", i), "0 9 * * *", "Europe/London")
		schedules = append(schedules, s)
	}
	m := newMemory(schedules...)
	now := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	s := New(m, &stage{memory: m}, Config{Now: func() time.Time { return now }})
	for b.Loop() {
		if err := s.Tick(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}

func TestUpcomingShowsEachSchedule(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(huddleOf("West", "0 9 * * *", "UTC"), nudgeOf("30 8 * * *", "UTC"), huddleOf("Mars", "0 9 * * *", "Mars/Olympus"))
		m.put(coach.Occurrence{Rhythm: "r", Team: "West", Kind: coach.HuddleClose, State: coach.Planned, Due: time.Now().Add(time.Hour)})
		all, err := New(m, &stage{memory: m}, Config{Now: time.Now}).Upcoming(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		same(t, "upcoming", []string{"run 2000-01-01 01:00", "run 2000-01-01 08:30", "run 2000-01-01 09:00"}, findings{run: all}.lines())
		none, err := New(m, &stage{memory: m}, Config{Now: time.Now}).Upcoming(t.Context(), "East")
		if err != nil || len(none) > 0 {
			t.Errorf("another team's: %v, error %v", none, err)
		}
	})
}

// What will not be held is not coming: the next one that will be is, however far away, within a month of quarters of hours.
func TestUpcomingPassesOverWhatIsNotHeld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(huddleOf("West", "0 9 * * *", "UTC"), nudgeOf("30 8 * * *", "UTC"))
		held := func(_ context.Context, o coach.Occurrence) bool {
			return o.Kind == coach.Huddle && o.Due.Weekday() != time.Saturday && o.Due.Weekday() != time.Sunday
		}
		all, err := New(m, &stage{memory: m}, Config{Now: time.Now, Held: held}).Upcoming(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		same(t, "upcoming", []string{"run 2000-01-03 09:00"}, findings{run: all}.lines()) // 1 January was a Saturday
	})
}

// Without a follow-up the order is the same: the store's, by team, is not an operator's.
func TestUpcomingIsInOrderWithoutAFollowUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(huddleOf("North", "0 17 * * *", "UTC"), huddleOf("West", "0 9 * * *", "UTC"))
		all, err := New(m, &stage{memory: m}, Config{Now: time.Now}).Upcoming(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		same(t, "upcoming", []string{"run 2000-01-01 09:00", "run 2000-01-01 17:00"}, findings{run: all}.lines())
	})
}

// After a ritual only what may follow from it is looked for: the schedules, which are most of a look, are not read again.
// A follow-up that it planned runs on time all the same, and one that failed is tried again.
func TestWhatFollowsFromARitual(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(huddleOf("West", "30 * * * *", "UTC"))
		reads, failed := map[string]int{}, false
		m.fault = func(call string, _ int) error { reads[call]++; return nil }
		st := &stage{
			memory: m, now: time.Now,
			play: func(_ context.Context, o coach.Occurrence) error {
				if o.Kind == coach.Huddle || failed {
					return nil
				}
				failed = true
				return errStore
			},
			plan: func(o coach.Occurrence) []coach.Occurrence {
				if o.Kind != coach.Huddle {
					return nil
				}
				o.Kind, o.Due, o.State = coach.HuddleClose, o.Due.Add(10*time.Second), coach.Planned
				return []coach.Occurrence{o}
			},
		}
		_, stop := begin(t, m, st, Config{})
		defer stop()
		time.Sleep(30*time.Minute - time.Second)
		synctest.Wait()
		m.mu.Lock()
		clear(reads)
		m.mu.Unlock()
		time.Sleep(30 * time.Second)
		synctest.Wait()
		same(t, "played", []string{"huddle West 2000-01-01 00:30:00", "huddle_close West 2000-01-01 00:30:10 late by 5s"}, st.played())
		m.mu.Lock()
		defer m.mu.Unlock()
		if reads["Schedules"] != 1 || reads["OpenOccurrences"] < 4 {
			t.Errorf("reads of the store: %v", reads)
		}
	})
}

// While one follow-up leads to the next, what happens to schedules and to the clock is noticed as ever, and a look at the
// follow-ups that fails is made up for within seconds.
func TestFollowUpsHideNothingElse(t *testing.T) {
	east := func() coach.Schedule { return huddleOf("East", "2 0 * * *", "UTC") }
	for name, tt := range map[string]struct {
		happens func(m *memory, clock *wallClock)
		want    string
	}{
		"another process adds a schedule": {
			func(m *memory, _ *wallClock) { m.schedules = append(m.schedules, east()) }, "huddle East 2000-01-01 00:02:00",
		},
		"the clock is set forward past a ritual": {
			func(m *memory, clock *wallClock) {
				m.schedules = append(m.schedules, east())
				clock.set(30 * time.Minute)
			}, "huddle East 2000-01-01 00:02:00 late by 29m21s",
		},
		"the clock is set back": {
			func(m *memory, clock *wallClock) {
				m.schedules = append(m.schedules, east())
				clock.set(-30 * time.Minute)
			}, "huddle East 2000-01-01 00:02:00",
		},
		"a look at the follow-ups fails": {
			func(m *memory, _ *wallClock) {
				m.fault = func(call string, _ int) error {
					if call != "OpenOccurrences" {
						return nil
					}
					m.fault = nil
					return errStore
				}
			}, "huddle_close West 2000-01-01 00:01:21 late by 5s",
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m, clock := newMemory(huddleOf("West", "1 0 * * *", "UTC")), &wallClock{}
				st := &stage{memory: m, now: clock.now, plan: func(o coach.Occurrence) []coach.Occurrence {
					if o.Team != "West" {
						return nil
					}
					o.Kind, o.Due, o.State = coach.HuddleClose, o.Due.Add(7*time.Second), coach.Planned
					return []coach.Occurrence{o}
				}}
				_, stop := begin(t, m, st, Config{Now: clock.now})
				defer stop()
				time.Sleep(75 * time.Second)
				m.mu.Lock()
				tt.happens(m, clock)
				m.mu.Unlock()
				time.Sleep(35 * time.Minute)
				synctest.Wait()
				if got := st.played(); !slices.Contains(got, tt.want) {
					t.Errorf("not among what was played: %s\n%s", tt.want, strings.Join(got[:min(30, len(got))], "\n"))
				}
			})
		})
	}
}
