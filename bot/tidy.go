package bot

import (
	"context"
	"errors"
	"time"

	"example.com/pacer/bot/coach"
)

// Tidying is what the store is asked for in the background: texts that were kept for long enough are erased each day, and
// after somebody was forgotten the file is written anew, so that nothing of them is left in it.

const (
	tidyEvery = 24 * time.Hour
	tidyAgain = 10 * time.Minute // after it failed: an export keeps the file from being written anew
)

// tidying is the loop's own: whoever erased something wakes it.
type tidying struct {
	b     *Bot
	woken chan struct{}
}

func newTidying(b *Bot) *tidying { return &tidying{b: b, woken: make(chan struct{}, 1)} }

// wake has the loop look soon. It never blocks.
func (t *tidying) wake() {
	select {
	case t.woken <- struct{}{}:
	default:
	}
}

// run tidies when the program starts, each day, and when it is woken, until the context ends.
func (t *tidying) run(ctx context.Context) {
	for ctx.Err() == nil {
		wait := tidyEvery
		if err := t.b.safely(func() error { return t.once(ctx) }); err != nil && ctx.Err() == nil {
			// What is to be erased is still to be: the marks are in the store.
			t.b.log.Warn("tidying is to be done again", "error", t.b.clean(err))
			wait = tidyAgain
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-t.woken:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// once does what is due.
func (t *tidying) once(ctx context.Context) error {
	roster, err := t.b.store.Roster(ctx)
	if err != nil {
		return err
	}
	var expired error
	if months := roster.RetentionMonths; months > 0 {
		var rows int
		rows, expired = t.b.store.ExpireTexts(ctx, expiryOf(t.b.now(), months))
		if rows > 0 {
			t.b.log.Info("texts erased by their age", "rows", rows)
		}
	}
	done, err := t.b.store.Rewrite(ctx)
	if done {
		t.b.log.Info("database file written anew")
	}
	return errors.Join(expired, err)
}

// privacyButtons is the table of buttons about what is stored about people.
func privacyButtons() []button {
	return []button{
		{Action: actForget, Who: asMember, Handle: pressForget},
		{Action: actRetention, Who: asAdmin, Handle: pressRetention},
	}
}

// privacyForms is the table of forms about it.
func privacyForms() []form {
	return []form{{Callback: formForget, Who: asMember, Handle: submitForget}}
}

// privacyTopics is what /pacer can be asked about it. Of two words that begin the same, the longer one comes first.
func privacyTopics() []topic {
	return []topic{
		{"my data", "", "everything that is stored about you, as a file for you alone", asMember, showMyData},
		{"forget me", "", "erase what is stored about you; it asks twice", asMember, askForgetMe},
		{"forget", "@name", "erase what is stored about somebody who has left", asAdmin, askForgetGone},
		{"retention", "12 months", "for how long people's texts are kept, or off", asAdmin, askRetention},
		{"audit", "2", "who changed what, the newest first; 2 is the second page", asAdmin | asManager, showAudit},
	}
}

// unknown is somebody who asked to be forgotten and is still in Slack, as Slack describes them: nothing of it is stored.
func (b *Bot) unknown(ctx context.Context, p coach.Person) (coach.Person, error) {
	asked, err := b.api.Person(ctx, p.ID)
	if err != nil {
		return p, err
	}
	return merge(p, asked.Person), nil
}
