package bot

import (
	"sync"
	"sync/atomic"
	"time"
)

// health is what the program knows about itself since it started, for /pacer status and for the log. It holds counts
// and the newest reason and never a history: that is the log's. Counts are atomic, as sockets and workers add to them
// side by side; the reason has a lock, for a text has two words.
type health struct {
	// Written once before anything runs.
	since       time.Time
	sockets     atomic.Int32 // connections that stand
	resent      atomic.Int64 // messages sent again after the settle window
	turnedAway  atomic.Int64 // deliveries refused because too much waited
	undecodable atomic.Int64 // envelopes that nobody could read

	mu     sync.Mutex
	reason string // the newest reason why a connection did not come about; "" when one stood since
}

// fault remembers why Slack could not be reached. The reason is shown to admins, so the caller has cleaned it of tokens
// and addresses; "" takes it back once a connection stands.
func (h *health) fault(reason string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.reason = reason
}

// newest returns the newest reason why Slack could not be reached. "" when there is none.
func (h *health) newest() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.reason
}
