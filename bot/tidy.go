package bot

import (
	"context"
	"errors"
	"time"
)

// Tidying is what is done in the background: texts that were kept for long enough are erased each day; after somebody was
// forgotten the file is written anew, so that nothing of them is left in it; and messages that promise what cannot come any
// more, since a team has changed, are reworded.

const (
	tidyEvery = 24 * time.Hour
	tidyAgain = 10 * time.Minute // after it failed: an export keeps the file from being written anew
)

// tidying is the loop's own: whoever erased something wakes it, and whoever changed a team. What it has to do stands in
// the store and not here, so a restart forgets nothing.
type tidying struct {
	b     *Bot
	woken chan struct{}
}

func newTidying(b *Bot) *tidying { return &tidying{b: b, woken: make(chan struct{}, 1)} }

// wake has the loop look soon. It never blocks.
func (t *tidying) wake() { wake(t.woken) }

// wake tells a loop that naps that there is news. It never blocks: the channel holds one word, and a loop that has not come
// to read it looks at everything when it does.
func wake(woken chan<- struct{}) {
	select {
	case woken <- struct{}{}:
	default:
	}
}

// nap waits until the context ends, or there is news, or for so long; 0 is for ever.
func nap(ctx context.Context, d time.Duration, woken <-chan struct{}) {
	var up <-chan time.Time
	if d > 0 {
		timer := time.NewTimer(d)
		defer timer.Stop()
		up = timer.C
	}
	select {
	case <-ctx.Done():
	case <-woken:
	case <-up:
	}
}

// run tidies when the program starts, each day, and when it is woken, until the context ends. A panic is logged and
// tried again like an error: it must not end the loop that erases. A stop waits for the round that is running, see
// Bot.Run.
func (t *tidying) run(ctx context.Context) {
	for ctx.Err() == nil {
		wait := tidyEvery
		if err := t.b.safely(func() error { return t.once(ctx) }); err != nil && ctx.Err() == nil {
			// What is to be erased is still to be: the marks are in the store.
			t.b.log.Warn("tidying is to be done again", "error", t.b.clean(err))
			wait = tidyAgain
		}
		nap(ctx, wait, t.woken)
	}
}

// once does what is due. It is safe at any time and as often as one likes: what is gone already is not gone twice. An
// error of the one keeps the others from nothing; all are returned, so that it is tried again. The order is that of
// what may take longest: the file is written anew last.
func (t *tidying) once(ctx context.Context) error {
	roster, err := t.b.store.Roster(ctx)
	if err != nil {
		return err
	}
	var expired error
	if months := roster.RetentionMonths; months > 0 {
		var rows int
		rows, expired = t.b.store.ExpireTexts(ctx, expiryOf(t.b.now(), months))
		// A day on which nothing was old enough is no news.
		if rows > 0 {
			t.b.log.Info("texts erased by their age", "rows", rows)
		}
	}
	// Whatever became of the texts: neither waits for the other.
	closed := t.b.closeQuestions(ctx, roster)
	// A row that was deleted leaves its bytes in the file until the pages are used again; only a file that is written
	// anew holds nothing of somebody.
	done, err := t.b.store.Rewrite(ctx)
	if done {
		t.b.log.Info("database file written anew")
	}
	return errors.Join(expired, closed, err)
}
