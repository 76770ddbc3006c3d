package bot

import (
	"context"
	"errors"
	"sync"
	"time"

	"example.com/pacer/bot/coach"
	"example.com/pacer/failpoint"
)

// The deliverer works through the outbox. What becomes of a message is decided in coach/outbox.go; here are the calls
// and the rates. One goroutine chooses, and owns everything but the calls; each call has a goroutine, at most one a
// lane, so that a slow channel holds up no other. What waits is in the store and never in memory: a pass reads it
// anew, so a restart forgets nothing and nothing has to be kept in step. Lanes are kept for good, a few words for
// each channel and person that was ever written to.
type deliverer struct {
	b       *Bot
	woken   chan struct{}      // something may be due
	ended   chan ending        // a delivery came to its end
	drains  chan chan struct{} // closed when nothing is left that could be sent now
	errands chan errand        // for a goroutine whose call is over; closed at the end

	lanes   map[string]*lane
	budgets map[coach.Verb]*budget
	calls   int // running
	limit   int // how many due messages are read at once
}

// An errand is a message with the lane that it goes through.
type errand struct {
	m    coach.Message
	lane string
}

// An ending is what a finished delivery tells the loop.
type ending struct {
	lane string
	verb coach.Verb
	hold time.Duration // how long the lane rests
	wide bool          // Slack limits the method for the whole workspace
}

const (
	maxCalls     = 16                    // at once; Slack's limits are far below what these could do
	firstLimit   = 200                   // due messages read in a pass: far more than can be sent in a second
	mostLimit    = 20000                 // when held lanes fill the page
	longestSleep = 30 * time.Second      // the clock may have been set, so nothing sleeps for longer
	pollWaiting  = time.Second           // while something due waits for its lane
	shortestNap  = 10 * time.Millisecond // nothing spins
	storeRest    = time.Second           // after the store failed
)

// newDeliverer returns a deliverer that does nothing until run. The budgets are calls at once and calls a second:
// chat.update, chat.delete and reactions.add are of Slack's tier 3, 50 a minute, so 48; posting has no published
// number.
func newDeliverer(b *Bot) *deliverer {
	return &deliverer{
		b:       b,
		woken:   make(chan struct{}, 1),
		ended:   make(chan ending, maxCalls),
		drains:  make(chan chan struct{}),
		errands: make(chan errand),
		lanes:   map[string]*lane{},
		limit:   firstLimit,
		budgets: map[coach.Verb]*budget{
			coach.Post:   newBudget(20, 4), // "several hundred a minute" in a workspace
			coach.Edit:   newBudget(20, 0.8),
			coach.Delete: newBudget(20, 0.8),
			coach.React:  newBudget(20, 0.8),
		},
	}
}

// wake has the outbox looked at soon. It never blocks.
func (d *deliverer) wake() {
	select {
	case d.woken <- struct{}{}:
	default:
	}
}

// drain waits until nothing is left that could be sent now. What waits for a later instant, or for Slack's
// patience, is left.
func (d *deliverer) drain(ctx context.Context) error {
	done := make(chan struct{})
	select {
	case d.drains <- done:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// run delivers until the context ends, and returns when the calls that were running are over. They run on work, which
// outlives ctx: a call that a stop interrupted would have an unknown end.
func (d *deliverer) run(ctx, work context.Context) {
	var waiters []chan struct{}
	var calls sync.WaitGroup
	defer calls.Wait()
	defer close(d.errands)
	for ctx.Err() == nil {
		// Whoever drains asked before this pass began, so what it finds answers them.
		idle, sleep := d.pass(work, &calls)
		if idle {
			for _, w := range waiters {
				close(w)
			}
			waiters = nil
		}
		timer := time.NewTimer(sleep)
		select {
		case <-ctx.Done():
		case <-d.woken:
		case <-timer.C:
		case e := <-d.ended:
			d.finish(e)
		case w := <-d.drains:
			waiters = append(waiters, w)
		}
		timer.Stop()
	}
}

// pass starts whatever may start now. Idle tells that nothing is due and nothing is on its way, which is what drain
// waits for; sleep is how long to sleep unless woken, between shortestNap and longestSleep. It reads a page of what
// is due, urgent first, and passes over what has to wait. Of what is due in a channel the first is taken first; one
// that waits for an instant of its own, a back-off or the settle window, is overtaken: out of order is better than a
// silent channel.
func (d *deliverer) pass(ctx context.Context, calls *sync.WaitGroup) (idle bool, sleep time.Duration) {
	now := d.b.now()
	due, err := d.b.store.DueMessages(ctx, now, d.limit)
	if err != nil {
		if ctx.Err() == nil {
			d.b.log.Error("outbox cannot be read", "error", d.b.clean(err))
		}
		return false, storeRest
	}
	// One reading of the clock a pass: a message that becomes due while the pass runs is seen by the next.
	started := 0
	sleep = d.untilNext(ctx, now)
	for _, m := range due {
		wait, ok := d.admit(m, now)
		if !ok {
			sleep = min(sleep, max(wait, shortestNap))
			continue
		}
		started++
		d.start(ctx, calls, m)
	}
	d.resize(len(due), started)
	return len(due) == 0 && d.calls == 0, sleep
}

// resize reads further when a full page held nothing that could start: a held lane must not hide the others.
func (d *deliverer) resize(read, started int) {
	switch {
	case read < d.limit:
		d.limit = firstLimit
	case started == 0:
		d.limit = min(2*d.limit, mostLimit)
	}
}

// untilNext returns how long it is until a message becomes due that waits only for time. An instant that has passed
// is not one to wake for: pass has just read what is due, and what it could not start has waits of its own. An error
// only means a longer sleep.
func (d *deliverer) untilNext(ctx context.Context, now time.Time) time.Duration {
	at, ok, err := d.b.store.NextMessageAt(ctx)
	if err != nil || !ok || !at.After(now) {
		return longestSleep
	}
	return min(longestSleep, max(at.Sub(now), shortestNap))
}

// admit decides whether a due message may start now, and if not, how long it waits at most. An answer of true has
// taken a call out of the budget, so the caller must start the message. The waits are cut to pollWaiting, so that a
// clock that was set is noticed within a second.
func (d *deliverer) admit(m coach.Message, now time.Time) (wait time.Duration, ok bool) {
	// Looking up and dropping say nothing in the channel, so they are not part of the budget.
	l := d.laneOf(m)
	switch {
	case d.calls == maxCalls, l.busy:
		return pollWaiting, false
	case l.rests(now) > 0:
		return min(pollWaiting, l.rests(now)), false
	case m.NextStep(now) != coach.Send:
		return 0, true
	}
	if wait := d.budgets[m.Verb].take(now); wait > 0 {
		return min(pollWaiting, wait), false
	}
	return 0, true
}

// laneOf returns the lane that a message goes through. Edits and reactions have Slack limits of their own, so
// they do not stand in the way of what is said.
func (d *deliverer) laneOf(m coach.Message) *lane {
	name := string(m.Verb) + " " + m.Channel
	l, ok := d.lanes[name]
	if !ok {
		l = &lane{name: name}
		d.lanes[name] = l
	}
	return l
}

// start gives a message a call of its own and its lane to it, on a goroutine that has nothing to do, or on a new one where
// there is none: there come to be about as many as calls at once. The goroutine touches nothing of the deliverer's and
// tells the loop by its ending; ended has room for every call there can be, so none is stuck when the loop is over.
func (d *deliverer) start(ctx context.Context, calls *sync.WaitGroup, m coach.Message) {
	l := d.laneOf(m)
	l.busy = true
	d.calls++
	next := errand{m, l.name}
	select {
	case d.errands <- next:
	default:
		calls.Go(func() { d.carry(ctx, next) })
	}
}

// carry delivers one message after another. A call needs a deep stack, which a goroutine of its own would grow each time
// anew; that is a good part of what a delivery costs.
func (d *deliverer) carry(ctx context.Context, next errand) {
	for more := true; more; next, more = <-d.errands {
		e := d.deliver(ctx, next.m)
		e.lane, e.verb = next.lane, next.m.Verb
		d.ended <- e
	}
}

// finish frees the lane, after the rest that the call made necessary. Only the loop calls it.
func (d *deliverer) finish(e ending) {
	d.calls--
	now := d.b.now()
	l := d.lanes[e.lane]
	l.busy = false
	l.rest(now, e.hold)
	if e.wide {
		d.budgets[e.verb].hold(now, e.hold)
	}
}

// deliver takes one message one step further: it is looked up, dropped or sent, and what became of it is stored. A
// panic rests the lane, so that a message which always panics is tried twice a minute and not in a loop, and holds up
// its own channel only.
func (d *deliverer) deliver(ctx context.Context, m coach.Message) (e ending) {
	defer func() {
		if v := recover(); v != nil {
			_ = d.b.panicked("delivery of "+m.Key, v)
			d.adrift(ctx, m)
			e = ending{hold: longestSleep}
		}
	}()
	now := d.b.now()
	switch m.NextStep(now) {
	case coach.LookUp:
		return d.lookUp(ctx, m)
	case coach.Drop:
		d.b.log.Info("message dropped", "key", m.Key, "reason", coach.ReasonStale)
		return d.mark(ctx, m.Dropped(coach.ReasonStale), m.State)
	default:
		return d.say(ctx, m, now)
	}
}

// say sends a message, or puts it off until its reader's quiet hours end.
func (d *deliverer) say(ctx context.Context, m coach.Message, now time.Time) ending {
	until, err := d.b.quietUntil(ctx, m, now)
	switch {
	case err != nil:
		d.b.log.Error("roster cannot be read for a delivery", "key", m.Key, "error", d.b.clean(err))
		return ending{hold: storeRest}
	case until.After(now):
		e := d.mark(ctx, m.Held(until), m.State)
		e.hold = max(e.hold, pace(m.Verb)) // after the clock was set back, what is held is due again at once
		return e
	}
	return d.send(ctx, m)
}

// adrift sees to the row of a message whose delivery panicked. One that says "sending" would be looked at again only by
// the next process, and its call may have had its effect: that is what is known of a call that was lost. A row that says
// anything else stays as it is.
func (d *deliverer) adrift(ctx context.Context, m coach.Message) {
	now := d.b.now()
	next := m.Begun(now).Ended(coach.Outcome{Class: coach.Lost, Reason: "a fault of Pacer's own"}, now)
	d.mark(ctx, next, coach.Sending)
}

// lookUp asks Slack's history whether a message of unknown fate is there. Found, it is sent; not found, it is looked up
// again until the settle window has passed, and then it is pending once more. One that cannot be looked up for a day has
// failed: whether it was said is then for somebody to see.
func (d *deliverer) lookUp(ctx context.Context, m coach.Message) ending {
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	failpoint.Hit("bot.outbox.lookup")
	channel, ts, found, err := d.b.api.Find(ctx, m, m.StartedAt.Add(-findMargin))
	now := d.b.now()
	switch {
	// A look-up that failed says nothing; it must not be taken for "not there".
	case err != nil:
		next := m.LookUpFailed(outcome(err), now)
		d.b.log.Warn("message of unknown fate cannot be looked up", "key", m.Key, "state", next.State, "error", d.b.clean(err))
		return d.mark(ctx, next, m.State)
	case found:
		failpoint.Hit("bot.outbox.found")
		return d.mark(ctx, m.Delivered(channel, ts, d.b.cfg.Settle), m.State)
	}
	failpoint.Hit("bot.outbox.notfound")
	next := m.NotFound(now, d.b.cfg.Settle)
	if next.State == coach.Pending {
		failpoint.Hit("bot.outbox.resend")
		d.b.health.resent.Add(1)
		d.b.log.Warn("message not found in history, sending it again", "key", m.Key)
	}
	return d.mark(ctx, next, m.State)
}

// send makes the call, between two commits: what is stored before it tells a later process that the call may have
// had its effect.
func (d *deliverer) send(ctx context.Context, m coach.Message) ending {
	m, err := d.render(ctx, m)
	if err != nil {
		return d.unrendered(ctx, m, err)
	}
	// From here to settle the row says "sending". Whoever finds it so after a crash looks the message up.
	from := m.State
	m = m.Begun(d.b.now())
	failpoint.Hit("bot.outbox.marking")
	if err := d.b.store.MarkMessage(ctx, m, from); err != nil {
		if !errors.Is(err, coach.ErrNotFound) { // superseded meanwhile
			d.b.log.Error("message cannot be marked as sending", "key", m.Key, "error", d.b.clean(err))
			// The mark may be stored all the same, and nobody would look at the row before the next start. No call was
			// made, so it goes back to what it was.
			m.State = from
			d.settle(ctx, m)
		}
		return ending{hold: storeRest}
	}
	failpoint.Hit("bot.outbox.marked")
	channel, ts, err := d.call(ctx, m)
	failpoint.Hit("bot.outbox.called")
	if err == nil || outcome(err).Class == coach.Accepted {
		d.settle(ctx, m.Delivered(channel, ts, d.b.cfg.Settle))
		failpoint.Hit("bot.outbox.settled")
		return ending{hold: pace(m.Verb)}
	}
	return d.failed(ctx, m, err)
}

// render fills in an edit whose body is made at the moment of sending, so that ten check-ins within a second are one
// edit that shows ten. An error is ErrNotFound when there is nothing to show any more, or the store's.
func (d *deliverer) render(ctx context.Context, m coach.Message) (coach.Message, error) {
	if m.Verb != coach.Edit || m.Render == "" {
		return m, nil
	}
	row, ok := d.b.tables.renderers[m.Render]
	if !ok {
		return m, coach.ErrNotFound // of an earlier version
	}
	say, err := row.Render(ctx, d.b, m.Target)
	if err != nil {
		return m, err
	}
	fill(&m, say)
	return m, nil
}

// unrendered gives up an edit whose subject is gone. Any other failure is ours; the edit waits, and the next pass tries
// again.
func (d *deliverer) unrendered(ctx context.Context, m coach.Message, err error) ending {
	if errors.Is(err, coach.ErrNotFound) {
		return d.mark(ctx, m.Dropped("nothing to show any more"), m.State)
	}
	d.b.log.Error("message cannot be rendered", "key", m.Key, "error", d.b.clean(err))
	return ending{hold: longestSleep}
}

// call makes the one call to Slack that the message asks for. For an edit or a deletion the store has put the ts of
// its target into ThreadTS. A panic in it becomes an error of unknown fate, because the row says "sending" by now,
// and a row that stays so is looked at again only after a restart.
func (d *deliverer) call(ctx context.Context, m coach.Message) (channel, ts string, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = d.b.panicked("call for "+m.Key, v)
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	switch m.Verb {
	case coach.Edit:
		failpoint.Hit("bot.edit.before")
		err = d.b.api.Update(ctx, m.Channel, m.ThreadTS, m)
		failpoint.Hit("bot.edit.after")
		return m.Channel, m.ThreadTS, err
	case coach.Delete:
		failpoint.Hit("bot.delete.before")
		if m.Emoji != "" {
			err = d.b.api.Unreact(ctx, m.Channel, m.ThreadTS, m.Emoji)
		} else {
			err = d.b.api.Delete(ctx, m.Channel, m.ThreadTS)
		}
		failpoint.Hit("bot.delete.after")
		return m.Channel, m.ThreadTS, err
	case coach.React:
		failpoint.Hit("bot.react.before")
		err = d.b.api.React(ctx, m.Channel, m.TargetTS, m.Emoji)
		failpoint.Hit("bot.react.after")
		return m.Channel, m.TargetTS, err
	default:
		failpoint.Hit("bot.post.before")
		channel, ts, err = d.b.api.Post(ctx, m)
		failpoint.Hit("bot.post.after")
		return channel, ts, err
	}
}

// failed records how a call ended that was not answered with ok.
// Whatever it was, the next step was decided in coach: this only stores it, says it, and lets the lane rest.
func (d *deliverer) failed(ctx context.Context, m coach.Message, err error) ending {
	o := outcome(err)
	now := d.b.now()
	next, ok := d.reworded(m, o, err)
	if !ok {
		next = m.Ended(o, now)
	}
	d.b.log.Warn("message not delivered", "key", m.Key, "attempt", m.Attempts, "class", o.Class,
		"reason", o.Reason, "state", next.State, "error", d.b.clean(err))
	failpoint.Hit("bot.outbox.refused")
	d.settle(ctx, next)
	if next.State == coach.Failed {
		d.b.undeliverable(ctx, next)
	}
	if fatalAuth(o.Reason) {
		d.b.checkAccess(ctx)
	}
	// The limit on posting is each channel's own; the others are the method's, in the whole workspace.
	hold := pace(m.Verb)
	if o.Class == coach.Limited {
		hold = max(hold, next.NextAt.Sub(now))
		return ending{hold: hold, wide: m.Verb != coach.Post}
	}
	return ending{hold: hold}
}

// settle stores the end of a call. It does not give up: a row that stays "sending" would be looked at again only
// after a restart.
func (d *deliverer) settle(ctx context.Context, m coach.Message) {
	for wait := shortestNap; ; wait = min(2*wait, longestSleep) {
		err := d.b.store.MarkMessage(ctx, m, coach.Sending)
		if err == nil || errors.Is(err, coach.ErrNotFound) {
			return
		}
		d.b.log.Error("end of a delivery cannot be stored", "key", m.Key, "error", d.b.clean(err))
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return // the next process looks the message up
		}
	}
}

// mark stores a decision that no call stands behind. If it cannot be stored, the row is as it was, and the next pass
// decides again.
func (d *deliverer) mark(ctx context.Context, m coach.Message, from coach.MessageState) ending {
	err := d.b.store.MarkMessage(ctx, m, from)
	if err != nil && !errors.Is(err, coach.ErrNotFound) {
		d.b.log.Error("message cannot be marked", "key", m.Key, "error", d.b.clean(err))
		return ending{hold: storeRest}
	}
	return ending{}
}

// pace is how long a channel rests after a call. Slack takes about one message a second in a channel and tolerates
// bursts; a huddle with twelve replies is exactly the burst that it need not tolerate.
func pace(v coach.Verb) time.Duration {
	if v == coach.Post {
		return time.Second
	}
	return 200 * time.Millisecond // these count against the workspace, see newDeliverer
}
