package playground

import (
	"math"
	"time"
)

// tiers are the rules of Slack's tiers. "Special" methods have a limit of their own.
var tiers = [...]string{"tier.special", "tier.1", "tier.2", "tier.3", "tier.4"}

// rate names the rule of how often a method may be called in a minute.
func (m *method) rate() string {
	if m.name == "chat.postMessage" {
		return "post.workspace"
	}
	return tiers[m.tier]
}

// A bucket holds what may still be called: it fills with time up to its burst.
//
// A full bucket is the burst that Slack tolerates after a quiet time.
type bucket struct {
	left float64
	at   time.Time
}

// A limiter counts calls, a bucket for each method, and for each channel that is posted to.
type limiter struct {
	methods map[string]*method
	buckets map[string]*bucket
}

// newLimiter makes a limiter with full buckets.
func newLimiter(methods map[string]*method) limiter {
	return limiter{methods: methods, buckets: map[string]*bucket{}}
}

// take counts one call. Where there is none left it returns how long to wait, at least a second.
//
// The wait is a whole number of seconds, since Retry-After is, and always long enough: a client that waits exactly that
// long gets through. Time is the playground's, so moving the clock fills the buckets.
func (l *limiter) take(key string, now time.Time, perSecond, burst float64) time.Duration {
	b := l.buckets[key]
	if b == nil || now.Before(b.at) { // a clock that went back starts afresh
		b = &bucket{left: burst, at: now}
		l.buckets[key] = b
	}
	b.left = min(burst, b.left+perSecond*now.Sub(b.at).Seconds())
	b.at = now
	if b.left >= 1 {
		b.left--
		return 0
	}
	return max(time.Second, time.Duration(math.Ceil((1-b.left)/perSecond))*time.Second)
}

// method counts a call of a Web API method against its tier. The whole minute's worth may come at once.
func (l *limiter) method(m *method, now time.Time) time.Duration {
	perMinute := float64(limit(m.rate()))
	return l.take(m.name, now, perMinute/60, perMinute)
}

// post counts a message posted to a channel: about one a second, with a short burst.
//
// Slack's limit is on the channel, so two channels do not hold up one another. Above it there is the one for the whole
// workspace, some hundreds a minute, in method.
func (l *limiter) post(channel string, now time.Time) time.Duration {
	return l.take("post "+channel, now, float64(limit("post.rate")), float64(limit("post.burst")))
}
