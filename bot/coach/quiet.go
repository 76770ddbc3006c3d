package coach

import "time"

// Unasked tells whether a message is one that Pacer begins by itself, as far as its row tells: said anew, and urgent to
// nobody. Sent to one person, it keeps out of their quiet hours; what answers them is urgent and comes at once.
func (m Message) Unasked() bool { return m.Verb == Post && m.Thread == "" && !m.Urgent }

// Held returns the message put off until an instant; one that would be stale by then is dropped. Its reason is that of
// any other stale message, so that it does not tell who has quiet hours.
func (m Message) Held(until time.Time) Message {
	if m.stale(until) {
		return m.Dropped(ReasonStale)
	}
	m.NextAt = until
	return m
}
