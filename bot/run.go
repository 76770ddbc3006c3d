package bot

// The life of a bot: connecting, serving, and ending in an order in which nothing accepted is lost.

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"example.com/pacer/failpoint"
)

// Run connects, serves until the context ends, and then finishes what was accepted. It returns nil after
// a stop that was asked for, and an error when Slack refuses the tokens or cannot be reached within ten
// seconds of the start; once connected it never gives up, unless Slack withdraws the tokens.
func (b *Bot) Run(ctx context.Context) error {
	defer b.http.CloseIdleConnections()
	// Before anything may be sent: what was on its way when the last process ended has an unknown fate now.
	failpoint.Hit("bot.recover.before")
	if err := b.store.RecoverMessages(ctx, b.now()); err != nil {
		return fmt.Errorf("outbox: %w", err)
	}
	failpoint.Hit("bot.recover.after")
	// What was accepted is finished after the stop: it does not end with ctx.
	work, release := context.WithCancel(context.WithoutCancel(ctx))
	defer release()
	b.work = work

	starting, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	// Before anything else: without knowing who it is, the bot would answer itself.
	if err := b.introduce(starting); err != nil {
		return stopOr(ctx, err)
	}
	// The order of ending matters: first nothing new is accepted, then what was accepted is finished while the sockets
	// still carry acknowledgements, then the sockets close. Deferred calls run in the opposite order: cancel first,
	// then wait.
	var parts sync.WaitGroup
	defer parts.Wait()
	listening, hangUp := context.WithCancel(work)
	defer hangUp()
	serving, stop := context.WithCancel(ctx)
	defer stop()
	b.listen(listening, &parts)
	err := b.awaitConnection(starting)
	// Nothing is sent before the first connection stands, so that a second process with a wrong app token, started by
	// mistake, does not empty the outbox.
	var sending sync.WaitGroup
	if err == nil {
		// The deliverer stops beginning with serving, and finishes its calls on work.
		sending.Go(func() { b.outbox.run(serving, work) })
		parts.Go(func() { b.refreshPeople(serving) })
		parts.Go(func() { b.welcomePeople(serving) })
		parts.Go(func() { b.followGroups(serving) })
		parts.Go(func() { b.homes.run(serving) })
		parts.Go(func() { b.tidying.run(serving) })
		select {
		case <-ctx.Done():
		case err = <-b.fatal:
		}
	}
	stop()
	b.finish(&sending)
	release()
	return stopOr(ctx, err)
}

// stopOr returns nil when the stop was asked for, else the error. A stop makes calls fail, so what failed in it is no
// news.
func stopOr(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// introduce asks Slack who we are, until it answers or refuses. A refusal is final: it is about the token, and trying
// again would only hide that. That Slack is busy or broken is no refusal: whoever starts Pacer in that minute must
// not be sent to replace a token that is good. Ctx carries startLimit; when it ends, the newest reason is in the
// error.
func (b *Bot) introduce(ctx context.Context) error {
	for try := 0; ; try++ {
		self, err := b.api.Who(ctx)
		if err == nil {
			b.self = self
			return nil
		}
		if code := refused(err); code != "" && !passing(code) {
			return fmt.Errorf("SLACK_BOT_TOKEN is not accepted by Slack (%s): install the app in the workspace and copy its bot token again", code)
		}
		// So that an error of the start names the newest reason.
		b.health.fault(b.clean(err))
		// The context ends with the time that a start may take.
		if !pause(ctx, backOff(try+1)) {
			return b.unreachable()
		}
	}
}

// passing tells the answers to auth.test that are about Slack's state and not about the token. Package coach sorts
// codes too, but for the outbox, where a bad token is a reason to wait; here it is the reason to stop.
func passing(code string) bool {
	switch code {
	case "ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org":
		return true
	}
	return false
}

// unreachable says that Slack did not answer in time when the program started.
func (b *Bot) unreachable() error {
	reason := b.health.newest()
	if reason == "" {
		reason = "no answer"
	}
	return fmt.Errorf("no connection to Slack at %s within %s: %s", b.cfg.APIURL, startLimit, reason)
}

// listen keeps the sockets. They share the queue and the store, which is where a delivery that came on both is found
// out.
func (b *Bot) listen(ctx context.Context, parts *sync.WaitGroup) {
	for i := range b.cfg.Sockets {
		s := newSocket(b, i)
		parts.Go(func() {
			if err := s.run(ctx); err != nil {
				b.pointless(err)
			}
		})
	}
}

// pointless ends Run with an error that no waiting mends. The first one counts; later ones are about the same loss. It
// never blocks, as whoever calls it may be the last who could end Run.
func (b *Bot) pointless(err error) {
	select {
	case b.fatal <- err:
	default:
	}
}

// checkAccess asks Slack whether the bot token still holds, and ends Run when it was withdrawn. It is called where
// that is suspected only: an event that says so can be about another token of the app, and a refused call can be a
// hiccup.
func (b *Bot) checkAccess(ctx context.Context) {
	_, err := b.api.Who(ctx)
	if code := refused(err); fatalAuth(code) {
		b.pointless(fmt.Errorf("the app's access was withdrawn by Slack (%s): install it in the workspace again and copy its bot token to SLACK_BOT_TOKEN", code))
	}
}

// awaitConnection waits for the first hello. A connection that is opened and not greeted does not count: Slack drops
// those it does not want in that very moment.
func (b *Bot) awaitConnection(ctx context.Context) error {
	select {
	case <-b.connected:
		b.log.Info("connected", "workspace", b.self.Team, "bot", b.self.User)
		return nil
	case err := <-b.fatal:
		return err
	case <-ctx.Done():
		// Of the two ends of this context only the time is news.
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return b.unreachable()
		}
		return ctx.Err()
	}
}

// ackGrace lets acknowledgements that are queued reach the socket before it is closed.
const ackGrace = 100 * time.Millisecond

// finish waits for what was accepted and for the calls that are running, but not for ever: at most stopLimit. Nothing
// is accepted from here on. What is left unfinished then is cut off by Run; the outbox looks it up at the next start,
// and deliveries that were not acknowledged come again.
func (b *Bot) finish(sending *sync.WaitGroup) {
	// From here on put answers false, so that what arrives is told to come again.
	served := b.queue.close()
	done := make(chan struct{})
	go func() {
		<-served
		sending.Wait()
		close(done)
	}()
	// Whoever stops the process waits ten seconds before they kill it.
	limit := time.NewTimer(stopLimit)
	defer limit.Stop()
	select {
	case <-done:
		pause(b.work, ackGrace)
	case <-limit.C:
		b.log.Warn("stopped with work unfinished")
	}
}
