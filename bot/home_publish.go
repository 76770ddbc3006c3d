package bot

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"sync"
	"time"

	"example.com/pacer/bot/coach"
	"example.com/pacer/failpoint"
)

// run publishes until the context ends, and returns when the calls that were running are over. They end with the
// context: a publish that was cut off is made up for by the next opening.
func (h *homes) run(ctx context.Context) {
	var calls sync.WaitGroup
	defer calls.Wait()
	for ctx.Err() == nil {
		h.spread(ctx)
		nap(ctx, h.pass(ctx, &calls), h.woken)
	}
}

// spread finds out whose Homes the changes concern that were noted: that of whom they are about, and those of their
// managers. Without a roster they stay noted, and the next round is a second away.
func (h *homes) spread(ctx context.Context) {
	if !h.inUse.Load() {
		return
	}
	roster, err := h.b.store.Roster(ctx)
	if err != nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for person := range h.people {
		h.touch(person)
		for _, t := range roster.TeamsOf(person) {
			h.touchAll(t.Managers)
		}
	}
	for team := range h.teams {
		if t := roster.Team(team); t != nil {
			h.touchAll(t.Managers)
		}
	}
	if h.all {
		for id := range h.known {
			h.touch(id)
		}
	}
	h.all = false
	clear(h.people)
	clear(h.teams)
	h.applied(roster)
}

// touchAll queues several people's Homes. The caller holds mu.
func (h *homes) touchAll(people []string) {
	for _, id := range people {
		h.touch(id)
	}
}

// applied queues every Home when a team file was applied, which another process does, and those that have grown old.
// Mutes and names raise the roster's revision too; these are changes of ours, and were noted. It goes through all of
// them, so it is done once in a while and not for every change. The caller holds mu.
func (h *homes) applied(roster *coach.Roster) {
	now := h.b.now()
	if h.look.rests(now) > 0 {
		return
	}
	h.look.rest(now, rosterEvery)
	before := h.roster
	h.roster = roster
	other := before != nil && before.Revision != roster.Revision && !reflect.DeepEqual(before.Teams, roster.Teams)
	for id, s := range h.known {
		if other || s.old(now) {
			h.touch(id)
		}
	}
}

// pass starts whatever may start now, and returns how long to sleep unless woken; 0 while nobody has a Home open.
func (h *homes) pass(ctx context.Context, calls *sync.WaitGroup) time.Duration {
	now := h.b.now()
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.known) == 0 {
		return 0
	}
	sleep := max(h.look.rests(now), shortestNap)
	var waiting []string
	for _, person := range h.queue {
		if wait := h.admit(h.known[person], now); wait > 0 {
			waiting, sleep = append(waiting, person), min(sleep, max(wait, shortestNap))
			continue
		}
		h.start(ctx, calls, person)
	}
	h.queue = waiting
	return sleep
}

// admit returns 0 if a queued Home may be published now, having taken the call out of the budget; else how long to wait
// at most. The end of a call wakes the loop earlier. The caller holds mu.
func (h *homes) admit(s *home, now time.Time) time.Duration {
	if s.busy || h.calls == homeCalls {
		return pollWaiting
	}
	if wait := s.rest.rests(now); wait > 0 {
		return wait
	}
	if wait := s.settle.rests(now); wait > 0 && !s.urgent {
		return wait
	}
	return h.budget.take(now)
}

// start gives a Home a call of its own. From here on a change queues it again. The caller holds mu.
func (h *homes) start(ctx context.Context, calls *sync.WaitGroup, person string) {
	s := h.known[person]
	s.queued, s.urgent, s.busy, s.made = false, false, true, h.b.now()
	h.calls++
	was := publishing{person: person, hash: s.hash, shown: s.shown, always: s.always, pages: maps.Clone(s.pages)}
	s.always = false
	calls.Go(func() {
		is, err := h.publish(ctx, was)
		h.finish(ctx, was, is, err)
	})
}

// publishing is one try to publish a Home, and what came of it.
type publishing struct {
	person string
	hash   string
	shown  [sha256.Size]byte
	always bool
	pages  homePages
	called bool // Slack was asked
}

// publish makes a Home of what is stored now, and publishes it if it is another than what stands there.
func (h *homes) publish(ctx context.Context, p publishing) (is publishing, err error) {
	is = p
	defer func() {
		if v := recover(); v != nil {
			err = h.b.panicked("home", v)
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	view, err := h.b.homeView(ctx, p.person, p.pages)
	if err != nil {
		return is, err
	}
	said, err := json.Marshal(view)
	if err != nil {
		return is, fmt.Errorf("home of %s: %w", p.person, err)
	}
	is.shown = sha256.Sum256(said)
	if is.shown == p.shown && !p.always {
		return is, nil
	}
	is.called = true
	failpoint.Hit("bot.home.before")
	is.hash, err = h.b.api.PublishHome(ctx, p.person, p.hash, view)
	failpoint.Hit("bot.home.after")
	// Somebody else published meanwhile: a call of ours that was given up for lost, or another process. What was made
	// above is of now, so it takes the place of either.
	if refused(err) == "hash_conflict" {
		is.hash, err = h.b.api.PublishHome(ctx, p.person, "", view)
	}
	return is, err
}

// finish records how a try ended, and queues the Home again if another one is worth it.
func (h *homes) finish(ctx context.Context, was, is publishing, err error) {
	h.mu.Lock()
	now := h.b.now()
	s := h.known[was.person]
	h.calls--
	s.busy = false
	s.rest.rest(now, homeSettle)
	if !is.called {
		h.budget.give()
	}
	if err == nil {
		s.tries, s.hash, s.shown = 0, is.hash, is.shown
	} else {
		s.always = s.always || was.always
		h.failed(was.person, s, outcome(err), now)
	}
	h.mu.Unlock()
	h.wake()
	if err != nil && ctx.Err() == nil {
		h.b.log.Warn("home not published", "person", was.person, "error", h.b.clean(err))
		if fatalAuth(refused(err)) {
			h.b.checkAccess(ctx)
		}
	}
}

// failed decides what follows a failed try. The caller holds mu.
func (h *homes) failed(person string, s *home, o coach.Outcome, now time.Time) {
	switch {
	case o.Class == coach.Limited:
		// The limit is the method's, for the whole workspace.
		h.budget.hold(now, max(o.RetryAfter, time.Second))
		h.touch(person)
	case o.Class == coach.Refused:
		h.forget(person) // somebody who left, or a Home tab that was switched off
	case s.tries < homeTries:
		s.tries++
		s.rest.rest(now, backOff(s.tries))
		h.touch(person)
	default:
		s.tries = 0
	}
}
