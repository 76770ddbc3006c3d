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

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
	"example.com/pacer/failpoint"
)

// run publishes until the context ends, and returns when the calls that were running are over. They end with the
// context: a publish that was cut off is made up for by the next opening. It runs from the connection to the end of the
// program, in one goroutine that decides and up to homeCalls that wait for Slack. It is not the queue's: a Home that is
// slow must not keep a command waiting.
func (h *homes) run(ctx context.Context) {
	var calls sync.WaitGroup
	defer calls.Wait()
	for ctx.Err() == nil {
		h.spread(ctx)
		nap(ctx, h.pass(ctx, &calls), h.woken)
	}
}

// spread finds out whose Homes the changes show on that were noted. Those of whom they are about, and of their managers, are
// what somebody waits for; what is a team's or everybody's goes idly. Without a roster they stay noted, and the next round
// is a second away. A change is noted under a lock and without a look at the store, on the way of every log; whom it
// concerns beyond that is found out here, once for all changes since the last round.
func (h *homes) spread(ctx context.Context) {
	if !h.inUse.Load() {
		return
	}
	// Before the lock: it may go to the database, and whoever commits a change waits for the lock.
	roster, err := h.b.store.Roster(ctx)
	if err != nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	n := h.news
	if len(n.people)+len(n.joint) > 0 || n.waits() {
		h.news = noNews()
	}
	for person := range n.people {
		h.touch(person)
		for _, t := range roster.TeamsOf(person) {
			h.touch(t.Managers...)
		}
	}
	for team := range n.led {
		if t := roster.Team(team); t != nil {
			h.touch(t.Managers...)
		}
	}
	h.spreadIdly(roster, n)
	h.applied(roster)
}

// spreadIdly queues the Homes of those who see what is a team's or everybody's. The caller holds mu.
func (h *homes) spreadIdly(roster *coach.Roster, n news) {
	for team := range n.teams {
		if t := roster.Team(team); t != nil {
			h.touchIdly(t.Managers...)
			h.touchIdly(t.Reps...)
		}
	}
	for team := range n.joint {
		t := roster.Team(team)
		switch {
		case t == nil || len(t.OpenGoals(coach.DayOf(h.b.now(), teamZone(t)))) == 0:
		case len(t.Reps) > homeJoint:
			h.touchSeen(t.Reps, homeJointRest)
		default:
			h.touchSeen(t.Reps, 0)
		}
	}
	if !n.all && !n.setup {
		return
	}
	for id := range h.known {
		if n.all || roster.Person(id).SetsUp() {
			h.touchIdly(id)
		}
	}
}

// applied queues every Home when a team file was applied, which another process does, and those that have grown old.
// Mutes and names raise the roster's revision too; these are changes of ours, and were noted. It goes through all of
// them, so it is done once in a while and not for every change. The caller holds mu. It compares teams and not the
// revision alone, or each new name and each mute would have two thousand Homes made anew. The first look compares with
// nothing and queues only what is old.
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
		switch {
		case s.doubted(now): // an older picture may stand there
			h.touch(id)
		case other || s.old(now):
			h.touchIdly(id)
		}
	}
}

// pass starts whatever may start now, and returns how long to sleep unless woken; 0 while nobody has a Home open. What may
// not start yet keeps its place for the next round.
func (h *homes) pass(ctx context.Context, calls *sync.WaitGroup) time.Duration {
	now := h.b.now()
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.known) == 0 {
		return 0
	}
	sleep := max(h.look.rests(now), shortestNap)
	h.takeTurn(now)
	h.each(func(person string, s *home) {
		// The sleep is the shortest of the waits, and never so short that the loop spins: clocks of tests and of
		// machines that were asleep jump.
		if wait := h.admit(s, now); wait > 0 {
			sleep = min(sleep, max(wait, shortestNap))
			return
		}
		h.start(ctx, calls, person)
	})
	return sleep
}

// start gives a Home a call of its own. From here on a change queues it again. The caller holds mu. The call works on a
// copy of what it needs, so that it holds no lock while Slack takes its time.
func (h *homes) start(ctx context.Context, calls *sync.WaitGroup, person string) {
	s := h.known[person]
	now := h.b.now()
	h.calls++
	was := publishing{person: person, need: s.need, hash: s.hash, shown: s.shown, always: s.always, pages: maps.Clone(s.pages)}
	was.seen = now.Sub(s.seen) < homeSeenSince
	s.need, s.busy, s.made, s.always = none, true, now, false
	calls.Go(func() {
		is, err := h.publish(ctx, was)
		h.finish(ctx, was, is, err)
	})
}

// publishing is one try to publish a Home, and what came of it. Values and no pointer into known: by the time the call
// is over, the Home may have been turned to another page.
type publishing struct {
	person string
	need   need
	hash   string
	shown  [sha256.Size]byte
	always bool
	pages  homePages
	// Somebody looks at it, or did within their working day: what it asks counts as shown. One that is kept fresh while
	// nobody looks uses up no questions; they are chosen anew, and noted, when it is opened.
	seen   bool
	called bool // Slack was asked
}

// publish makes a Home of what is stored now, and publishes it if it is another than what stands there. It is made from
// the store at the time of the call and never from the change that caused it, so the last one to arrive is right
// whatever the order. The context is cut to callLimit: a call that hangs keeps one of eight places. An error is the
// store's, Slack's, or a panic of what writes the Home; it is finish that decides what follows.
func (h *homes) publish(ctx context.Context, p publishing) (is publishing, err error) {
	is = p
	// A Home that cannot be made for one person must not end the loop for everybody.
	defer func() {
		if v := recover(); v != nil {
			err = h.b.panicked("home", v)
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	view, given, err := h.b.homeGiving(ctx, p.person, p.pages, h.b.charts.open(h.b.now()))
	if err != nil {
		return is, err
	}
	// Once it stands there; in a call of its own, for which nobody waits.
	defer func() {
		if err == nil && is.seen {
			h.b.noteGiven(ctx, p.person, given)
		}
	}()
	if is, err = h.show(ctx, p, view); !isCharted(view) || !refusesView(err) {
		return is, err
	}
	// It may be the chart, which not every workspace has yet. If it is not, the same is refused again, and charts stay.
	plain, made := h.b.homeWith(ctx, p.person, p.pages, false)
	if made != nil {
		return is, made
	}
	if is, err = h.show(ctx, p, plain); err == nil {
		h.b.charts.close(h.b.now())
		h.b.log.Info("charts are not taken here, Homes have numbers", "person", p.person)
	}
	return is, err
}

// refusesView tells whether it was the view itself that Slack refused, in whatever word.
func refusesView(err error) bool {
	return err != nil && (refusesBlocks(err) || refused(err) == "invalid_arguments")
}

// show publishes a view if it is another than what stands there. The error is Slack's.
func (h *homes) show(ctx context.Context, p publishing, view slack.HomeTabViewRequest) (is publishing, err error) {
	is = p
	// What Slack would get, byte by byte: two views that read the same are published once.
	said, err := json.Marshal(view)
	if err != nil {
		return is, fmt.Errorf("home of %s: %w", p.person, err)
	}
	is.shown = sha256.Sum256(said)
	// Most changes of a day change nothing on most managers' Homes, or only behind a page that is not turned to. An
	// opening is published all the same: Slack may have lost what we believe to stand there.
	if is.shown == p.shown && !p.always {
		return is, nil
	}
	is.called = true
	failpoint.Hit("bot.home.before")
	is.hash, err = h.b.api.PublishHome(ctx, p.person, p.hash, view)
	failpoint.Hit("bot.home.after")
	// Somebody else published meanwhile: a call of ours that was given up for lost, or another process. What was made
	// above is of now, so it takes the place of either. The hash makes Slack refuse a view that would overwrite one
	// that we do not know, which is how two processes notice each other; the second try goes without.
	if refused(err) == "hash_conflict" {
		is.hash, err = h.b.api.PublishHome(ctx, p.person, "", view)
	}
	return is, err
}

// finish records how a try ended, and queues the Home again if another one is worth it. It is the only place that
// touches the Home's record after a call, whatever became of the call.
func (h *homes) finish(ctx context.Context, was, is publishing, err error) {
	h.mu.Lock()
	now := h.b.now()
	s := h.known[was.person]
	h.calls--
	s.busy = false
	// Also after a failure: the next change within a second is part of the same picture.
	s.rest.rest(now, homeSettle)
	// What was not asked of Slack does not count against its limit.
	if !is.called {
		h.budget.give()
	}
	if err == nil {
		// Only what is known to have arrived is remembered: after a broken call nobody knows what stands there, and the
		// next one is published whatever it says.
		s.tries, s.hash, s.shown = 0, is.hash, is.shown
		if now.Before(s.doubt) {
			s.again = s.doubt
		}
	} else {
		// An opening that was not answered is still to be answered.
		s.always = s.always || was.always
		h.failed(was, s, outcome(err), now)
	}
	h.mu.Unlock()
	h.wake()
	// A stop breaks calls off; that is no news for the log.
	if err != nil && ctx.Err() == nil {
		h.b.log.Warn("home not published", "person", was.person, "error", h.b.clean(err))
		if fatalAuth(refused(err)) {
			// A token that was revoked shows at whatever call comes first; the check decides whether going on is
			// pointless.
			h.b.checkAccess(ctx)
		}
	}
}

// failed decides what follows a failed try. The caller holds mu. What is decided here is small, because a Home is never
// the only place of anything: after homeTries it waits for the next change or opening, and nothing is lost but
// freshness. What is tried again is needed as much as before.
func (h *homes) failed(was publishing, s *home, o coach.Outcome, now time.Time) {
	switch {
	case o.Class == coach.Limited:
		// The limit is the method's, for the whole workspace.
		h.budget.hold(now, max(o.RetryAfter, time.Second))
		h.queueAs(was.person, was.need, homeSettle)
	case o.Class == coach.Refused:
		h.forget(was.person) // somebody who left, or a Home tab that was switched off
	default:
		// The settle window is how long a call can be under way that nobody heard of again, as it is for messages.
		s.doubt = now.Add(h.b.cfg.Settle)
		if s.tries == homeTries {
			s.tries = 0
			return
		}
		s.tries++
		s.rest.rest(now, backOff(s.tries))
		h.queueAs(was.person, was.need, homeSettle)
	}
}
