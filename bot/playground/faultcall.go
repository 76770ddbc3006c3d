package playground

import (
	"net/http"
	"strconv"
	"time"
)

// An exchange is one call of the Web API or of a response_url, in its parts, so that a fault can come between them.
type exchange struct {
	w      http.ResponseWriter
	r      *http.Request
	wait   time.Duration // what the fault's seconds say
	effect func()        // what the call does
	answer func()        // tells the caller of it
}

// carryOut runs a call, with the fault that waits for its method if there is one.
func (s *Server) carryOut(method string, x exchange) {
	f, ok := s.faults.forCall(method)
	if !ok {
		x.effect()
		x.answer()
		return
	}
	s.fault("happens: " + f.name + " " + method)
	x.wait = f.wait
	f.strike(s, x)
}

// tooManyCalls refuses a call without an effect, with Retry-After where the fault has seconds.
func tooManyCalls(_ *Server, x exchange) {
	h := x.w.Header()
	if x.wait > 0 {
		h.Set("Retry-After", strconv.Itoa(int(x.wait/time.Second)))
	}
	h.Set("Content-Type", "application/json; charset=utf-8")
	x.w.WriteHeader(http.StatusTooManyRequests)
	_, _ = x.w.Write([]byte(`{"ok":false,"error":"ratelimited"}`)) // nobody to tell if the app hung up
}

// askedFor is the body of an answer that is no JSON, as a proxy gives it.
const askedFor = "a fault that was asked for"

// fail answers 500 without an effect.
func (x exchange) fail(*Server) { http.Error(x.w, askedFor, http.StatusInternalServerError) }

// failAfter answers 500 after the effect.
func (x exchange) failAfter(s *Server) {
	x.effect()
	x.fail(s)
}

// hang has the effect and never answers; in the end a proxy would close.
//
// Clients without a timeout wait the whole time; those with one are gone before.
func hang(s *Server, x exchange) {
	x.effect()
	s.pause(x)
	http.Error(x.w, askedFor, http.StatusGatewayTimeout)
}

// slow has the effect and answers late, and well.
func slow(s *Server, x exchange) {
	x.effect()
	s.pause(x)
	x.answer()
}

// pause waits for as long as the fault says, or until the caller or the server is gone.
func (s *Server) pause(x exchange) {
	t := time.NewTimer(x.wait)
	defer t.Stop()
	select {
	case <-t.C:
	case <-x.r.Context().Done():
	case <-s.ctx.Done():
	}
}

// landLate breaks the connection, and has the effect later: what happens when a proxy gives up on a backend that goes
// on working.
//
// What the call would have been answered is seen by nobody; a refusal is among the refusals as always. The request is
// over by then, and only its address and its token are still looked at.
func landLate(s *Server, x exchange) {
	s.ahead.Add(1)
	s.background(func() {
		defer s.ahead.Add(-1)
		t := time.NewTimer(x.wait)
		defer t.Stop()
		select {
		case <-t.C:
			x.effect()
		case <-s.ctx.Done():
		}
	})
	hangUp()
}
