package bot

import (
	"sync"
	"time"

	"github.com/slack-go/slack"
)

// How much one person may ask for over time. The queue bounds what waits at one moment; this bounds what a script, or a
// key that is stuck, makes the disk do in an hour, so that it takes nothing from anybody else.

const (
	defaultBurst = 30          // things at once
	askEvery     = time.Second // one more after that
	sweepEvery   = time.Minute
)

// rates knows how much people asked for lately. Who asked for nothing for as long as it takes to be forgiven everything
// is forgotten, so it holds the people of the last minutes.
type rates struct {
	burst float64

	mu     sync.Mutex
	people map[string]*asker
	swept  time.Time
}

// An asker is one person who asked for something. It is guarded by the mutex of rates.
type asker struct {
	budget *budget
	newest string // trigger of what was granted last
	spent  bool   // the newest was refused
}

// newRates lets everybody ask for burst things at once, and for one every askEvery after that.
func newRates(burst int) *rates {
	return &rates{burst: float64(burst), people: map[string]*asker{}}
}

// take takes one thing out of a person's budget. Where there is none left, first tells whether that is news: what was
// refused costs nothing, so a flood stays one spell until something is granted again. The same trigger once more is the
// same thing delivered again, which is granted as it was before: its effect is there, and "nothing was changed" would
// have the person type it twice.
func (r *rates) take(person, trigger string, now time.Time) (granted, first bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sweep(now)
	a := r.people[person]
	if a == nil {
		// Whoever was forgotten by sweep begins with a whole budget, which is what they would have.
		a = &asker{budget: newBudget(r.burst, 1/askEvery.Seconds())}
		r.people[person] = a
	}
	if trigger != "" && trigger == a.newest {
		return true, false
	}
	// What take answers is how long to wait; nobody waits here.
	if a.budget.take(now) > 0 {
		first, a.spent = !a.spent, true
		return false, first
	}
	a.newest, a.spent = trigger, false
	return true, false
}

// sweep forgets who would have a whole budget again. A clock that was set back only makes it happen later.
func (r *rates) sweep(now time.Time) {
	// The map is walked once a minute at most, whoever asks.
	if since := now.Sub(r.swept); since >= 0 && since < sweepEvery {
		return
	}
	r.swept = now
	for person, a := range r.people {
		if now.Sub(a.budget.at) >= time.Duration(r.burst)*askEvery {
			delete(r.people, person)
		}
	}
}

// asks tells whether a delivery is something that a person asks of Pacer, and by which trigger of Slack's. What happens
// in the workspace is not: whoever writes much to colleagues has not asked for anything, and Slack would deliver it
// again. Nor is what Slack says that it delivers again.
func asks(e envelope) (trigger string, ok bool) {
	switch d := e.data.(type) {
	case slack.SlashCommand:
		return d.TriggerID, e.person != "" && !e.again
	case slack.InteractionCallback:
		did := d.Type == slack.InteractionTypeBlockActions || d.Type == slack.InteractionTypeViewSubmission
		return d.TriggerID, did && e.person != "" && !e.again
	}
	return "", false
}
