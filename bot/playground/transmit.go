package playground

import (
	"slices"
	"strings"
	"time"
)

// reorderWithin is how long an envelope is held for another one to overtake it. It is shorter than people wait, so that
// nothing but the order is wrong.
const reorderWithin = 2 * time.Second

// A parcel is one sending of a delivery: the frame as it goes out this time.
type parcel struct {
	d       *delivery
	id      string // of the envelope; an event has another one at each attempt
	frame   []byte
	attempt int
}

// dispatch sends a parcel, or does to it what a fault says. The caller holds mu, not wire.
//
// It is pending from now on, be it sent or held. An envelope that is sent lets those go that were held for it.
func (s *Server) dispatch(p parcel, f fault) {
	s.wire.Lock()
	defer s.wire.Unlock()
	if s.ctx.Err() != nil {
		return
	}
	s.pending[p.id] = p.d
	switch f.name {
	case faultLate:
		s.soon(f.wait, func() { s.release(p) })
		return
	case faultReorder:
		s.held = append(s.held, p)
		s.soon(reorderWithin, func() { s.releaseHeld(p) })
		return
	case faultTwice:
		s.put(p) // and once more below
	}
	s.put(p)
	held := s.held
	s.held = nil
	for _, h := range held {
		s.put(h)
	}
}

// put writes a parcel to its socket and notes it. The caller holds mu and wire.
//
// What was held may find its socket gone: then it takes another one, and where there is none, it is lost as what was on
// the way is lost; a person's comes again, an event has its retries.
func (s *Server) put(p parcel) {
	k := p.d.socket
	if k.gone {
		if k = s.pick(); k == nil {
			return
		}
		p.d.socket = k
	}
	k.send(frame{data: p.frame})
	s.note(Entry{Kind: KindEnvelope, Title: p.d.title, JSON: p.frame, Envelope: p.id, Event: p.d.eventID, Attempt: p.attempt})
}

// release sends what was held back, even if nobody waits for it any more: the app cannot know.
//
// Its acknowledgement is then one that nobody waits for, which is what the fault is about.
func (s *Server) release(p parcel) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wire.Lock()
	defer s.wire.Unlock()
	if s.ctx.Err() == nil {
		s.put(p)
	}
}

// releaseHeld sends what was held for another envelope, if none came.
//
// Whoever takes it out of the list sends it, so that it goes out once.
func (s *Server) releaseHeld(p parcel) {
	s.wire.Lock()
	i := slices.IndexFunc(s.held, func(h parcel) bool { return h.id == p.id })
	if i >= 0 {
		s.held = slices.Delete(s.held, i, i+1)
	}
	s.wire.Unlock()
	if i >= 0 {
		s.release(p)
	}
}

// inject sends the app an envelope that nobody caused and nobody waits for.
//
// Whether the app acknowledges it is in the journal. It is sent once, and not again on another connection: a client that
// cannot read it would never get out of it.
func (s *Server) inject(kind, title string, payload any) error {
	s.wire.Lock()
	k := s.pick()
	s.wire.Unlock()
	if k == nil {
		return errNoSocket
	}
	d := &delivery{id: s.uuid(), title: title, socket: k, sent: s.cfg.Elapsed()}
	d.frame = encode(envelope{EnvelopeID: d.id, Payload: payload, Type: kind})
	d.timer = s.soon(unansweredLife, func() { s.forget(d) })
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dispatch(parcel{d: d, id: d.id, frame: d.frame}, fault{})
	return nil
}

// sendUnknown is the fault "unknown".
//
// Slack adds types of envelopes without asking. An app that stops at one it does not know stops for good.
func sendUnknown(s *Server, _ faultArgs) error {
	return s.inject("holograms", "an envelope of an unknown type", map[string]any{"type": "hologram", "team_id": s.cfg.Workspace.ID})
}

// sendMalformed is the fault "malformed": it breaks off in the middle, as if a proxy had cut it.
func sendMalformed(s *Server, _ faultArgs) error {
	s.wire.Lock()
	defer s.wire.Unlock()
	k := s.pick()
	if k == nil {
		return errNoSocket
	}
	k.send(frame{data: []byte(`{"envelope_id":"` + s.uuid() + `","type":"slash_commands","payload":{"command":"/`)})
	return nil
}

// giantSize is more than an app has to read.
const giantSize = 1<<20 + 1

// sendGiant is the fault "giant": an event that is well-formed, of a kind that apps know and have nothing to do for.
func sendGiant(s *Server, _ faultArgs) error {
	return s.inject("events_api", "a giant envelope", map[string]any{
		"token": "unused", "team_id": s.cfg.Workspace.ID, "api_app_id": appID, "type": "event_callback", "event_id": s.id("Ev"),
		"event_time": s.cfg.Now().Unix(),
		"event": map[string]any{
			"type": "message", "subtype": "message_replied", "hidden": true, "channel": "C0", "channel_type": "channel",
			"ts": formatTS(s.cfg.Now().UnixMicro()), "text": strings.Repeat("x", giantSize),
		},
	})
}
