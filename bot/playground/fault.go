package playground

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Fault makes something go wrong, by its name in the table (faulttable.go): the sockets, envelopes, calls of the Web
// API, the workspace. Arguments are those of the row, in its order; "" and what is left out take the row's default.
//
// A fault of a call or an envelope waits for the next one and is used up when it happened; asked for twice, it happens
// twice. What lasts (lag, no_charts, revoked, archived, deleted) lasts until Fault("mend"), or Fault("mend", name). The error is a
// sentence: no such fault, a wrong argument, nothing there to break.
//
// Faults are how an app's promises are tested: posted once, nothing lost, whatever the network does.
func (s *Server) Fault(name string, args ...string) error {
	if err := s.breakIt(name, args); err != nil {
		return fmt.Errorf("playground: %w", err)
	}
	return nil
}

// breakIt does that for the page as well, whose errors are sentences alone.
//
// That it was asked for goes into the log before it happens, so that a reader of the log sees the cause first.
func (s *Server) breakIt(name string, args []string) error {
	k, err := faultNamed(name)
	if err != nil {
		return err
	}
	a, err := k.read(s, args)
	if err != nil {
		return err
	}
	s.fault("asked for: " + strings.TrimSpace(name+" "+strings.Join(a, " ")))
	if k.now == nil {
		s.faults.arm(k.plan(a))
		return nil
	}
	if err := k.now(s, a); err != nil {
		return fmt.Errorf("the fault %q: %w", name, err)
	}
	return nil
}

// plan is the fault as it waits for its turn.
//
// By the kind of each argument, as no row has two of a kind.
func (k *faultKind) plan(a faultArgs) fault {
	f := fault{name: k.name, strike: k.call}
	for i, arg := range k.args {
		switch arg.Kind {
		case "method":
			f.method = a[i]
		case "seconds":
			f.wait = a.seconds(i)
		}
	}
	return f
}

// A fault waits for its turn.
//
// Those that strike by themselves need no entry here.
type fault struct {
	name   string
	method string                      // of the call; "" for what is no call
	wait   time.Duration               // what the row's seconds say
	strike func(s *Server, x exchange) // what happens to the call
}

// faults are what will go wrong next, and what is broken now.
//
// It has a lock of its own because it is asked while others are held.
type faults struct {
	armed atomic.Int64 // how many wait, so that nothing is locked while there are none

	// Looked at by every call, without the lock.
	lag                    atomic.Int64 // for how long a message is not in the history, in nanoseconds
	revokedBot, revokedApp atomic.Bool
	noCharts               atomic.Bool // charts in blocks are refused

	mu      sync.Mutex
	list    []fault
	lasting []lasting
}

// lasting is something that is broken until it is mended.
//
// undo is called without any lock of the faults held.
type lasting struct {
	name, of string // of: which channel, person or token
	undo     func()
}

// arm plans a fault for later.
//
// First come, first served, among those that fit.
func (f *faults) arm(x fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.list = append(f.list, x)
	f.armed.Add(1)
}

// take uses up a fault by its name; it reports whether there was one.
//
// For the faults of connections, which no method and no envelope takes.
func (f *faults) take(name string) bool {
	_, ok := f.pull(func(x fault) bool { return x.name == name })
	return ok
}

// forCall uses up the next fault of a method; ok is false where there is none.
//
// Faults of one method happen in the order in which they were asked for, one for each call.
func (f *faults) forCall(method string) (x fault, ok bool) {
	return f.pull(func(x fault) bool { return x.method == method || x.method == "*" })
}

// forEnvelope uses up the next fault of an envelope; its name is "" where there is none.
//
// It is called for each envelope, and costs one atomic read while nothing is planned.
func (f *faults) forEnvelope() fault {
	x, _ := f.pull(func(x fault) bool { return x.name == faultTwice || x.name == faultLate || x.name == faultReorder })
	return x
}

// pull takes the first fault that fits. It is safe to ask while mu or wire is held.
//
// The counter is read before the lock is taken: a fault that is planned in that instant waits for the next call.
func (f *faults) pull(fits func(fault) bool) (x fault, ok bool) {
	if f.armed.Load() == 0 {
		return fault{}, false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	i := slices.IndexFunc(f.list, fits)
	if i < 0 {
		return fault{}, false
	}
	x = f.list[i]
	f.list = slices.Delete(f.list, i, i+1)
	f.armed.Add(-1)
	return x, true
}

// last remembers how to mend something. What is broken already keeps its first undo.
//
// So a second "lag" changes how long it is, and one "mend" is over with both.
func (f *faults) last(x lasting) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !slices.ContainsFunc(f.lasting, func(o lasting) bool { return o.name == x.name && o.of == x.of }) {
		f.lasting = append(f.lasting, x)
	}
}

// mended forgets what waits and what lasts, of one name or, with "", all, and returns how to undo it.
func (f *faults) mended(name string) []lasting {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.list = slices.DeleteFunc(f.list, func(x fault) bool { return name == "" || x.name == name })
	f.armed.Store(int64(len(f.list)))
	var over []lasting
	f.lasting = slices.DeleteFunc(f.lasting, func(x lasting) bool {
		if name != "" && x.name != name {
			return false
		}
		over = append(over, x)
		return true
	})
	return over
}

// lastingNow names what is broken at this moment.
//
// Several of one name, two archived channels, are named twice.
func (f *faults) lastingNow() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	names := make([]string, len(f.lasting))
	for i, x := range f.lasting {
		names[i] = x.name
	}
	return names
}

// mend is over with one fault or all.
//
// In the opposite order in which they were broken.
func mend(s *Server, a faultArgs) error {
	if a[0] != "" {
		if _, err := faultNamed(a[0]); err != nil {
			return err
		}
	}
	// Outside the lock: undoing changes the workspace, which has its own.
	for _, x := range slices.Backward(s.faults.mended(a[0])) {
		x.undo()
	}
	s.showFaults()
	return nil
}

// breaks remembers how to mend something, and shows the pages that it is broken.
func (s *Server) breaks(x lasting) {
	s.faults.last(x)
	s.showFaults()
}

// showFaults tells the pages what is broken now.
func (s *Server) showFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.publish(nil, map[string]any{"type": "faults", "faults": s.pageFaults()})
}

// lagHistory keeps new messages out of the history for a while.
//
// The message is there for people and for events; only the two methods that read histories are behind.
func lagHistory(s *Server, a faultArgs) error {
	s.faults.lag.Store(int64(a.seconds(0)))
	s.breaks(lasting{name: "lag", undo: func() { s.faults.lag.Store(0) }})
	return nil
}

// inHistory reports whether the history shows a message yet. The caller holds mu.
//
// It is what an app meets that looks a message up at once after a post whose answer was lost.
func (s *Server) inHistory(m *message) bool {
	lag := s.faults.lag.Load()
	return lag == 0 || s.cfg.Now().UnixMicro()-m.micros() >= lag/1000
}

// refuseCharts has blocks with a chart refused, in messages and in views. What stands there already stays.
func refuseCharts(s *Server, _ faultArgs) error {
	s.faults.noCharts.Store(true)
	s.breaks(lasting{name: "no_charts", undo: func() { s.faults.noCharts.Store(false) }})
	return nil
}

// revokeToken makes Slack answer token_revoked. With the bot's token the app is told by tokens_revoked, if it asked to.
//
// Sockets that are open stay.
func revokeToken(s *Server, a faultArgs) error {
	flag := &s.faults.revokedBot
	if a[0] == "app" {
		flag = &s.faults.revokedApp
	}
	flag.Store(true)
	if a[0] == "bot" {
		s.mu.Lock()
		s.emit("tokens_revoked", map[string]any{"type": "tokens_revoked", "tokens": map[string]any{"oauth": []string{}, "bot": []string{s.bot()}}})
		s.mu.Unlock()
	}
	s.breaks(lasting{name: "revoked", of: a[0], undo: func() { flag.Store(false) }})
	return nil
}

// revoked refuses a token that was revoked.
func (s *Server) revoked(token string) error {
	if token == s.cfg.BotToken && s.faults.revokedBot.Load() || token == s.cfg.AppToken && s.faults.revokedApp.Load() {
		return refuse("token_revoked")
	}
	return nil
}

// archiveForNow archives a channel; mended, it is open again.
//
// The app hears of it by the event of the archiving, where it has asked for that.
func archiveForNow(s *Server, a faultArgs) error {
	s.mu.Lock()
	ch := s.channelNamed(a[0])
	var err error
	switch {
	case ch == nil || ch.kind() == "im":
		err = fmt.Errorf("there is no channel %q", a[0])
	case ch.archived: // mending would open what somebody closed
		err = fmt.Errorf("#%s is archived already", ch.Name)
	default:
		s.archive(ch, true)
	}
	s.mu.Unlock()
	if err != nil {
		return err
	}
	s.breaks(lasting{name: "archived", of: ch.ID, undo: func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.archive(ch, false)
	}})
	return nil
}

// deactivateForNow deactivates somebody; mended, they are back.
//
// Slack tells it by user_change, with "deleted": there is no event of its own for it.
func deactivateForNow(s *Server, a faultArgs) error {
	s.mu.Lock()
	u := s.userNamed(a[0])
	var err error
	switch {
	case u == nil || u.Bot:
		err = fmt.Errorf("there is nobody called %q", a[0])
	case u.Deleted: // mending would bring back who left
		err = fmt.Errorf("%s is deactivated already", u.Name)
	}
	s.mu.Unlock()
	if err != nil {
		return err
	}
	set := func(deleted bool) { s.ChangeUser(u.ID, func(u *User) { u.Deleted = deleted }) }
	set(true)
	s.breaks(lasting{name: "deleted", of: u.ID, undo: func() { set(false) }})
	return nil
}

// errNoSocket is why nothing can be sent.
var errNoSocket = errors.New("the app is not connected")

// hangUp breaks the connection of a call the way net/http offers: the handler is aborted, the client sees an unexpected
// end.
func hangUp() { panic(http.ErrAbortHandler) }
