package bot

import (
	"errors"
	"sync/atomic"
	"time"

	"example.com/pacer/bot/coach"
)

// The counters that an operator watches. They are added to on the way of every envelope, so they are atomic additions
// and nothing else: no lock, no map, no library. Whoever publishes them reads them when asked.

// ackBounds are the upper bounds of the classes of acknowledgements by how long they took. Slack waits three seconds.
// The last bound is Slack's own: whatever is in the class behind it was answered too late.
var ackBounds = [...]time.Duration{
	time.Millisecond, 2 * time.Millisecond, 5 * time.Millisecond, 10 * time.Millisecond, 25 * time.Millisecond,
	50 * time.Millisecond, 100 * time.Millisecond, 250 * time.Millisecond, 500 * time.Millisecond,
	time.Second, 2 * time.Second, 3 * time.Second,
}

// metrics counts what happened since the program started. It starts at zero with the process; who keeps a history is
// whoever scrapes it.
type metrics struct {
	acks       [len(ackBounds) + 1]atomic.Int64 // by class, the last for what took longer than all bounds
	ackTime    atomic.Int64                     // nanoseconds, of all of them together
	ackLost    atomic.Int64                     // that could not be given to a connection
	duplicates atomic.Int64                     // deliveries that had been processed before
	hellos     atomic.Int64                     // connections that came about
	hurried    atomic.Int64                     // deliveries refused because of one person's rate
	panics     atomic.Int64                     // panics that were caught
}

// acknowledged notes how long after its arrival an envelope was acknowledged, and with what end. A lost acknowledgement
// has no class: how long it took says nothing about what people saw.
func (m *metrics) acknowledged(took time.Duration, err error) {
	if err != nil {
		m.ackLost.Add(1)
		return
	}
	class := 0
	for class < len(ackBounds) && took > ackBounds[class] {
		class++
	}
	m.acks[class].Add(1)
	m.ackTime.Add(int64(max(took, 0))) // a clock that was set back counts as no time
}

// timed returns the envelope with an ack that is counted. Its arrival must be known by then. The clock is the injected
// one, so virtual time measures virtual delays.
func (m *metrics) timed(e envelope, now func() time.Time) envelope {
	ack := e.ack
	// Whoever acknowledges sees no difference.
	e.ack = func(payload any) error {
		err := ack(payload)
		m.acknowledged(now().Sub(e.at), err)
		return err
	}
	return e
}

// stored notes how a change ended, for the one end that is nobody's fault and worth counting. Changes without a key are
// made by the program itself and cannot be delivered twice.
func (m *metrics) stored(c coach.Change, err error) {
	if c.Inbound != "" && errors.Is(err, coach.ErrDuplicate) {
		m.duplicates.Add(1)
	}
}

// Vitals is what a bot knows about itself, since the program started where it is a count. Counts never go down while
// the program runs; Sockets, Waiting and Trouble are of the moment. Nothing in it is about a person or a team.
type Vitals struct {
	Since      time.Time
	Sockets    int    // connections that stand
	Wanted     int    // connections that ought to stand
	Trouble    string // the newest reason that a connection did not come about; "" when one stood since
	Reconnects int64  // connections that came about beyond the first ones
	Waiting    int    // deliveries that were accepted and are not finished
	// In ascending order of Within, the open one last.
	Acks        []AckClass
	AckTime     time.Duration // of all acknowledgements together
	AcksLost    int64         // acknowledgements that no connection took
	Duplicates  int64         // deliveries that had been processed before, and were not counted again
	TurnedAway  int64         // deliveries refused because too much waited
	Hurried     int64         // deliveries refused because one person sent too much in too short a time
	Undecodable int64         // envelopes that nobody could read
	Panics      int64         // deliveries and rituals that ended in a panic, which was caught
	Resent      int64         // messages sent again after the settle window
}

// An AckClass is how many acknowledgements took at most so long, and longer than the class before it. Classes do not
// overlap: whoever needs cumulative ones adds them up.
type AckClass struct {
	Within time.Duration // 0 for the last class: longer than all others
	Count  int64
}

// Vitals returns how the bot is doing. It may be called at any time, before Run too. The numbers are read one after the
// other and not in one instant, so they may be a delivery apart.
func (b *Bot) Vitals() Vitals {
	v := Vitals{
		Since: b.health.since, Sockets: int(b.health.sockets.Load()), Wanted: b.cfg.Sockets, Trouble: b.health.newest(),
		Reconnects: max(0, b.metrics.hellos.Load()-int64(b.cfg.Sockets)), Waiting: b.queue.depth(),
		AckTime: time.Duration(b.metrics.ackTime.Load()), AcksLost: b.metrics.ackLost.Load(),
		Duplicates: b.metrics.duplicates.Load(), TurnedAway: b.health.turnedAway.Load(),
		Hurried: b.metrics.hurried.Load(), Panics: b.metrics.panics.Load(),
		Undecodable: b.health.undecodable.Load(), Resent: b.health.resent.Load(),
	}
	for i := range b.metrics.acks {
		class := AckClass{Count: b.metrics.acks[i].Load()}
		if i < len(ackBounds) {
			class.Within = ackBounds[i]
		}
		v.Acks = append(v.Acks, class)
	}
	return v
}

// depth is how many deliveries were accepted and are not finished.
func (q *queue) depth() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.waiting
}
