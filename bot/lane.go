package bot

import (
	"math"
	"time"
)

// A lane is one stream of calls that Slack limits by itself: messages into one channel, or edits in it. It has no lock:
// whoever owns it has one.
type lane struct {
	name  string
	busy  bool
	until time.Time     // rests until then
	meant time.Duration // how long the rest was meant to be
}

// rest keeps the lane free of calls for a while.
func (l *lane) rest(now time.Time, d time.Duration) { l.until, l.meant = now.Add(d), d }

// rests returns how long the lane still rests, 0 when it does not. More than the rest was meant to be is left only when
// the clock was set back; the rest then begins anew at now. Cutting what is returned would not do: until the clock had
// caught up, every look would find a whole rest left, and a clock set back an hour would silence the channel for it.
func (l *lane) rests(now time.Time) time.Duration {
	if l.until.Sub(now) > l.meant {
		l.until = now.Add(l.meant)
	}
	return max(0, l.until.Sub(now))
}

// A budget is a token bucket: so many calls at once, so many a second after that. It has no lock either; the zero
// instant is a budget that was never asked.
type budget struct {
	burst, rate float64 // calls; calls a second
	left        float64
	at          time.Time // when left was counted
	held        lane      // Slack asked for patience
}

// It begins full, so that a start is not slower than the hours after it.
func newBudget(burst, rate float64) *budget {
	return &budget{burst: burst, rate: rate, left: burst}
}

// take takes one call out of the budget and returns 0, or how long it is until there is one. A clock that was set
// back adds nothing and takes nothing away.
func (b *budget) take(now time.Time) time.Duration { return b.takeLeaving(now, 0) }

// takeLeaving is take for a call that can wait: it leaves so many calls for those that cannot.
func (b *budget) takeLeaving(now time.Time, keep float64) time.Duration {
	if wait := b.held.rests(now); wait > 0 {
		return wait
	}
	if !b.at.IsZero() {
		b.left = min(b.burst, b.left+b.rate*max(0, now.Sub(b.at).Seconds()))
	}
	b.at = now
	// What is short of a call by no more than the rounding of sums is one: to wait for it would be less than a nanosecond.
	const rounding = 1e-9
	if b.left < 1+keep-rounding {
		return time.Duration(math.Ceil((1 + keep - b.left) / b.rate * float64(time.Second)))
	}
	b.left = max(0, b.left-1)
	return 0
}

// give puts a call back that was taken and not made.
func (b *budget) give() { b.left = min(b.burst, b.left+1) }

// hold stops the budget for a while, as Retry-After asks. A newer hold replaces an older one, as Slack's newest word
// counts.
func (b *budget) hold(now time.Time, d time.Duration) { b.held.rest(now, d) }
