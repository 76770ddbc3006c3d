package playground

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// The faults that can be asked for with [Server.Fault].
const (
	faultDrop     = "drop"          // end every socket at once
	faultRefresh  = "refresh"       // ask every socket to move: warning, ten seconds, refresh_requested, closed
	faultDisabled = "link_disabled" // tell every socket that Socket Mode is off, and close
	fault429      = "429"           // the next call is refused with Retry-After
	fault500      = "500"           // the next call is answered with status 500 and has no effect
	faultReset    = "reset"         // the connection of the next call breaks before it has an effect
	faultLost     = "lost"          // the next call has its effect, then the connection breaks
	faultHang     = "hang"          // the next call has its effect, then no answer comes for a minute
	faultTwice    = "twice"         // the next envelope is delivered twice
)

// hangFor is how long a call hangs at most.
const hangFor = time.Minute

// faults are what will go wrong next: name → how often, and for which method.
//
// It has a lock of its own because it is asked while others are held.
type faults struct {
	armed atomic.Int64 // how many there are, so that nothing is locked while there are none
	mu    sync.Mutex
	list  []fault
}

// A fault waits for its turn.
type fault struct{ name, method string }

// Fault makes something go wrong. "drop", "refresh" and "link_disabled" act on every socket at once. "429", "500",
// "reset" (before the effect), "lost" and "hang" (after it) act on the next call of the method that the first
// argument names, by default chat.postMessage; for 429 a second argument is the seconds to wait. "twice" delivers
// the next envelope twice. Each is used up when it happened; asked for twice, it happens twice.
//
// Faults are how an app's promises are tested: posted once, nothing lost, whatever the network does. "lost" and "hang"
// are the hard ones, as the app cannot tell them from "reset".
func (s *Server) Fault(name string, args ...string) error {
	kinds := []string{faultDrop, faultRefresh, faultDisabled, fault429, fault500, faultReset, faultLost, faultHang, faultTwice}
	if !slices.Contains(kinds, name) {
		return fmt.Errorf("playground: no fault is called %q; there are %s", name, strings.Join(kinds, ", "))
	}
	s.fault("asked for: " + strings.Join(append([]string{name}, args...), " "))
	s.wire.Lock()
	sockets := slices.Clone(s.sockets)
	s.wire.Unlock()
	switch name {
	case faultDrop:
		for _, k := range sockets {
			k.drop()
		}
	case faultRefresh:
		for _, k := range sockets {
			k.refresh()
		}
	case faultDisabled:
		for _, k := range sockets {
			k.sayGoodbye("link_disabled", 1000)
		}
	default:
		s.faults.arm(name, args)
	}
	return nil
}

// arm plans a fault for later.
//
// args are the method and, for 429, the seconds; both may be left out. They are kept as one word, "429 7", which before
// takes apart. Nothing is checked: a method that does not exist is one whose fault never comes.
func (f *faults) arm(name string, args []string) {
	method := "chat.postMessage"
	if len(args) > 0 && args[0] != "" {
		method = args[0]
	}
	if name == fault429 && len(args) > 1 {
		name += " " + args[1]
	}
	// An envelope belongs to no method; with the default it would be taken for a fault of posting.
	if name == faultTwice {
		method = ""
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.list = append(f.list, fault{name, method})
	f.armed.Add(1)
}

// take uses up a fault that is not about a method.
//
// It is called for each envelope, and costs one atomic read while nothing is planned.
func (f *faults) take(name string) bool {
	return f.pull(func(x fault) bool { return x.name == name }) != ""
}

// forCall uses up the next fault of a method, and returns its name or "".
//
// Faults of one method happen in the order in which they were asked for, one for each call.
func (f *faults) forCall(method string) string {
	return f.pull(func(x fault) bool { return x.method == method })
}

// pull takes the first fault that fits.
//
// "" where there is none. It is safe to ask while mu or wire is held.
func (f *faults) pull(fits func(fault) bool) string {
	if f.armed.Load() == 0 {
		return ""
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	i := slices.IndexFunc(f.list, fits)
	if i < 0 {
		return ""
	}
	name := f.list[i].name
	f.list = slices.Delete(f.list, i, i+1)
	f.armed.Add(-1)
	return name
}

// before lets a fault happen that comes before the effect of a call; false means that the call is over.
//
// A connection is broken the way net/http offers: the handler is aborted, the client sees an unexpected end.
func (s *Server) before(w http.ResponseWriter, _ *http.Request, name string) bool {
	kind, seconds, _ := strings.Cut(name, " ")
	switch kind {
	case fault429:
		if seconds == "" {
			seconds = "1"
		}
		w.Header().Set("Retry-After", seconds)
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(http.StatusTooManyRequests)
		_, _ = w.Write([]byte(`{"ok":false,"error":"ratelimited"}`)) // nobody to tell if the app hung up
	case fault500:
		http.Error(w, "a fault that was asked for", http.StatusInternalServerError)
	case faultReset:
		panic(http.ErrAbortHandler)
	default:
		return true
	}
	return false
}

// after lets a fault happen that comes after the effect; false means that no answer is to be written.
//
// Clients without a timeout wait the whole minute; those with one are gone before.
func (s *Server) after(w http.ResponseWriter, r *http.Request, name string) bool {
	switch name {
	case faultLost:
		panic(http.ErrAbortHandler)
	case faultHang:
		t := time.NewTimer(hangFor)
		defer t.Stop()
		select {
		case <-t.C:
		case <-r.Context().Done():
		case <-s.ctx.Done():
		}
		http.Error(w, "a fault that was asked for", http.StatusGatewayTimeout)
	default:
		return true
	}
	return false
}
