package playground

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Why an envelope came to nothing, in the words that Slack's client shows.
var (
	// ErrTimeout: the app did not acknowledge within three seconds.
	ErrTimeout = errors.New("operation_timeout")
	// ErrDispatch: no socket was open.
	ErrDispatch = errors.New("dispatch_failed")
	// ErrClosed: the server was closed meanwhile.
	ErrClosed = errors.New("playground: closed")
)

// ackWithin is how long the app has. unansweredLife is for how long an envelope whose connection was lost comes
// again on the next one.
const (
	ackWithin      = 3 * time.Second
	unansweredLife = time.Minute
)

// eventRetries is when an event that was not acknowledged comes again, counted from the last failure.
var eventRetries = [...]time.Duration{time.Second, time.Minute, 5 * time.Minute}

// An envelope is what goes over the socket.
//
// retry_attempt and retry_reason are there for events alone, also on the first attempt.
type envelope struct {
	EnvelopeID             string  `json:"envelope_id"`
	Payload                any     `json:"payload"`
	Type                   string  `json:"type"`
	AcceptsResponsePayload bool    `json:"accepts_response_payload"`
	RetryAttempt           *int    `json:"retry_attempt,omitempty"`
	RetryReason            *string `json:"retry_reason,omitempty"`
}

// A delivery is an envelope on its way: of a person who waits for the answer, or an event.
//
// It is in pending from the moment it is sent until it is acknowledged or given up.
type delivery struct {
	id     string
	title  string
	frame  []byte
	socket *socket
	sent   time.Duration // on the stopwatch, see [Config.Elapsed]
	answer chan any      // nil where nobody waits
	again  bool          // comes again on the next connection when its own is lost
	timer  *upcoming

	// For events, which nobody waits for:
	event   json.RawMessage
	eventID string
	attempt int
}

// cancel stops the timer.
//
// An acknowledgement that comes while the timer fires is the first to take the delivery out of pending, or the second;
// either is fine.
func (d *delivery) cancel() {
	if d.timer != nil {
		d.timer.Stop()
	}
}

// ask sends an envelope and waits for the acknowledgement; its payload is returned, nil if it had none. The function
// makes the envelope's payload for the address under which the app knows the server; it is called without locks.
//
// Commands and interactions are not repeated by contract: after three seconds the person sees an error, and a late
// acknowledgement is dropped, though the app may have done its work. Telling the two apart is impossible for the
// person, which is why an app must know an envelope that comes twice.
func (s *Server) ask(kind, title string, accepts bool, payload func(base string) any) (any, error) {
	s.wire.Lock()
	k := s.pick()
	s.wire.Unlock()
	if k == nil {
		s.fault("no socket is open: " + title)
		return nil, ErrDispatch
	}
	d := &delivery{id: s.uuid(), title: title, socket: k, sent: s.cfg.Elapsed(), answer: make(chan any, 1), again: true}
	d.frame = encode(envelope{EnvelopeID: d.id, Payload: payload(k.base), Type: kind, AcceptsResponsePayload: accepts})
	s.post(d)
	timer := time.NewTimer(ackWithin)
	defer timer.Stop()
	select {
	case a := <-d.answer:
		return a, nil
	case <-timer.C:
		s.giveUp(d)
		return nil, ErrTimeout
	case <-s.ctx.Done():
		return nil, ErrClosed
	}
}

// post hands a delivery to its socket.
//
// The fault is asked for outside of the locks of the workspace, which it does not need.
func (s *Server) post(d *delivery) {
	f := s.faults.forEnvelope()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dispatch(parcel{d: d, id: d.id, frame: d.frame}, f)
}

// giveUp is over with a delivery that nobody waits for any more. Where its connection was lost it stays for the rest of
// a minute: then Slack was seen to send it again.
//
// Such redeliveries are not documented; apps have reported them. The minute is a timer's, not the playground's clock's,
// which may be moved by a week meanwhile.
func (s *Server) giveUp(d *delivery) {
	s.wire.Lock()
	if d.socket.gone && s.ctx.Err() == nil {
		d.timer = s.soon(unansweredLife-ackWithin, func() { s.forget(d) })
	} else {
		delete(s.pending, d.id)
	}
	s.wire.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.note(Entry{Kind: KindFault, Title: "no acknowledgement within 3 s: " + d.title, Envelope: d.id, Event: d.eventID})
}

// forget takes a delivery out of what is pending.
//
// Only if it is still that one: an event has a new envelope id with each attempt.
func (s *Server) forget(d *delivery) {
	s.wire.Lock()
	defer s.wire.Unlock()
	if s.pending[d.id] == d {
		delete(s.pending, d.id)
	}
}

// redeliver sends on a new socket what lost sockets left unanswered. The caller holds mu and wire.
//
// The envelope is the same to the byte, its id included. In the order in which they were sent the first time.
func (s *Server) redeliver(k *socket) {
	var list []*delivery
	for _, d := range s.pending {
		if d.again && d.socket.gone {
			list = append(list, d)
		}
	}
	slices.SortFunc(list, func(a, b *delivery) int { return strings.Compare(a.id, b.id) })
	for _, d := range list {
		d.socket = k
		s.put(parcel{d: d, id: d.id, frame: d.frame})
	}
}

// acked takes an acknowledgement in: its payload, nil if it has none, and the frame for the log. One for an envelope
// that is unknown, given up, or acknowledged before, has no effect.
//
// Any connection may acknowledge any envelope: clients keep acknowledgements over a reconnect and send them on the next
// connection.
func (s *Server) acked(id string, payload any, frame []byte) {
	s.wire.Lock()
	d := s.pending[id]
	delete(s.pending, id)
	if d != nil {
		d.cancel()
	}
	s.wire.Unlock()
	e := Entry{Kind: KindAck, Envelope: id, JSON: frame}
	if d == nil {
		e.Title = "nobody waits for it any more"
	} else {
		e.Title, e.Event, e.Took = d.title, d.eventID, s.cfg.Elapsed()-d.sent
	}
	s.mu.Lock()
	s.note(e)
	s.mu.Unlock()
	if d != nil && d.answer != nil {
		d.answer <- payload // has room for one, and the delivery was taken out of pending by us alone
	}
}

// emit sends an event to the app if the app's manifest asks for it. The caller holds mu.
//
// The event id stays the same over all attempts, the envelope id does not: that is the harder case for an app, and both
// were seen.
func (s *Server) emit(subscription string, event map[string]any) {
	if !s.manifest.events[subscription] {
		return
	}
	now := s.cfg.Now()
	team := s.cfg.Workspace.ID
	d := &delivery{title: fmt.Sprintf("events_api %v", event["type"]), eventID: s.id("Ev")}
	d.event = encode(map[string]any{
		"token": "unused", "team_id": team, "api_app_id": appID, "type": "event_callback", "event": event,
		"event_id": d.eventID, "event_time": now.Unix(), "is_ext_shared_channel": false,
		"event_context": s.id("4-"),
		"authorizations": []any{map[string]any{
			"enterprise_id": nil, "team_id": team, "user_id": s.bot(), "is_bot": true, "is_enterprise_install": false,
		}},
	})
	s.attempt(d)
}

// attempt sends an event once. Where no socket is open, only the retries can deliver it. The caller holds mu.
func (s *Server) attempt(d *delivery) {
	s.wire.Lock()
	if s.ctx.Err() != nil {
		s.wire.Unlock()
		return
	}
	k := s.pick()
	if k == nil {
		s.later(d)
		s.wire.Unlock()
		return
	}
	reason := ""
	if d.attempt > 0 {
		reason = "timeout"
	}
	d.id, d.socket, d.sent = s.uuid(), k, s.cfg.Elapsed()
	id := d.id
	d.timer = s.soon(ackWithin, func() { s.eventTimeout(d, id) })
	s.wire.Unlock()
	// The event is put in as it was encoded once, and not read through again: the first null is the empty place for it.
	f := encode(envelope{EnvelopeID: id, Type: "events_api", RetryAttempt: &d.attempt, RetryReason: &reason})
	f = bytes.Replace(f, []byte("null"), d.event, 1)
	s.dispatch(parcel{d: d, id: id, frame: f, attempt: d.attempt}, s.faults.forEnvelope())
}

// eventTimeout is called when three seconds have passed since an event was sent.
//
// An event that was acknowledged in between is not in pending any more, nor is one of an earlier attempt.
func (s *Server) eventTimeout(d *delivery, id string) {
	s.wire.Lock()
	defer s.wire.Unlock()
	if s.ctx.Err() != nil || s.pending[id] != d {
		return
	}
	delete(s.pending, id)
	s.later(d)
}

// later plans the next attempt of an event; after the last there is none. The caller holds wire.
//
// Slack tries three more times: almost at once, after a minute, after five. Then the event is lost.
func (s *Server) later(d *delivery) {
	if d.attempt >= len(eventRetries) {
		s.background(func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.note(Entry{Kind: KindFault, Title: "never acknowledged, and given up: " + d.title, Event: d.eventID})
		})
		return
	}
	wait := eventRetries[d.attempt]
	d.attempt++
	d.timer = s.soon(wait, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.attempt(d)
	})
}

// fault notes something that went wrong on the way.
func (s *Server) fault(title string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.note(Entry{Kind: KindFault, Title: title})
}
