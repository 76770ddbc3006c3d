package playground

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A faultKind is one row of the table of what can go wrong.
//
// [Server.Fault], its error text, and the page's menu all read this table, so that a fault has one name, one sentence
// and one place.
type faultKind struct {
	name  string // in scripts, and on the wire from the page
	title string // an entry of a menu
	about string // what happens, a sentence for a person
	args  []faultArg
	// lasting faults go on until they are mended; the others are used up when they happened. Shown as such by the page,
	// with a button to mend it.
	lasting bool
	// One of these at most. now happens at once; call happens to the next call of the method that the first argument
	// names. Where neither is there, the fault waits until an envelope or a connection asks for it.
	now  func(s *Server, a faultArgs) error
	call func(s *Server, x exchange)
}

// A faultArg is something that a fault wants to be told. Where it is left out, or "", the value is taken.
//
// Numbers come as texts too: a script's line and the page's field are both texts, and read looks at them once.
type faultArg struct {
	Name  string `json:"name"`
	About string `json:"about"`
	Value string `json:"value"`
	Kind  string `json:"kind"` // method, seconds, times, channel, user, token or fault: what a page may offer to choose from
}

// The arguments that several faults share.
//
// The two that are no methods are what an app answers a command or a button through, and what it uploads a file to.
func ofMethod() faultArg {
	return faultArg{"method", "of which Web API method, * for any, response_url for an answer to a command or a button, upload for a file", "chat.postMessage", "method"}
}

func inSeconds(value, about string) faultArg { return faultArg{"seconds", about, value, "seconds"} }

func forTimes(value string) faultArg {
	return faultArg{"times", "how many connections in a row", value, "times"}
}

// The faults that others ask for by name. The others are known by their rows alone.
const (
	faultTwice      = "twice"
	faultLate       = "late"
	faultReorder    = "reorder"
	faultAcceptDrop = "accept_drop"
	faultTooMany    = "too_many_websockets"
)

// faultTable is everything that can be broken, in the order of the page's menu: the socket, envelopes, calls, the
// workspace.
//
// Made anew each time, so that no test can leave a changed row to the next.
func faultTable() []faultKind {
	return slices.Concat(socketFaults(), envelopeFaults(), callFaults(), workspaceFaults())
}

// socketFaults are about the connections of the app.
//
// They are aimed at what a Socket Mode client has to bear by itself: a connection that ends in each of the ways that
// Slack documents or that was seen. Without a connection a command fails at once (ErrDispatch), and an event has its
// retries.
func socketFaults() []faultKind {
	return []faultKind{
		{
			// As a network does it: no close frame, so that the client reads an abnormal end (1006).
			name: "drop", title: "Drop the socket", about: "Every connection is cut without a word.",
			now: func(s *Server, _ faultArgs) error { s.eachSocket((*socket).drop); return nil },
		},
		{
			// Slack announces it ten seconds ahead by "warning", and only then asks by "refresh_requested". An app with
			// one connection loses what it acknowledges on the old one in between.
			name: "refresh", title: "Refresh the socket",
			about: "Slack asks the app to connect anew, as it does every few hours: a warning, ten seconds, refresh_requested, closed.",
			now:   func(s *Server, _ faultArgs) error { s.eachSocket((*socket).refresh); return nil },
		},
		{
			// As when an admin switches Socket Mode off: the close is an orderly one, 1000.
			name: "link_disabled", title: "Switch Socket Mode off", about: "Every connection is told that Socket Mode is off, and closed.",
			now: func(s *Server, _ faultArgs) error {
				s.eachSocket(func(k *socket) { k.sayGoodbye("link_disabled", 1000) })
				return nil
			},
		},
		{
			// A client whose waiting begins anew with each connection that was accepted runs in circles here; slack-go
			// does so, thousands of times a second.
			name: faultAcceptDrop, title: "Accept, then drop",
			about: "Every connection is cut, and the next ones are accepted and cut at once, before hello.",
			args:  []faultArg{forTimes("3")}, now: breakNextSockets(faultAcceptDrop),
		},
		{
			// Not in Slack's documentation, but in the tests of its own clients, and seen in storms of reconnecting.
			name: faultTooMany, title: "Too many websockets",
			about: "Every connection is cut, and the next ones are told that there are too many, and closed.",
			args:  []faultArg{forTimes("3")}, now: breakNextSockets(faultTooMany),
		},
	}
}

// breakNextSockets cuts what is connected and plans the fault for as many connections as the argument says.
//
// Planned first: the app may be back before the last of the old connections is cut.
func breakNextSockets(name string) func(s *Server, a faultArgs) error {
	return func(s *Server, a faultArgs) error {
		for range a.number(0) {
			s.faults.arm(fault{name: name})
		}
		s.eachSocket((*socket).drop)
		return nil
	}
}

// envelopeFaults are about what is on its way to the app.
//
// The first three are faults of delivery, which Slack does commit: what counts is that nothing is counted twice or
// lost. The last three are what a client may not stumble over: it acknowledges what it can, and goes on.
func envelopeFaults() []faultKind {
	return []faultKind{
		// Both have the same envelope_id, and both want an acknowledgement; whoever waits gets the first.
		{name: faultTwice, title: "Deliver twice", about: "The next thing that somebody does reaches the app two times."},
		{
			// A release after two seconds, as the one after it may never come.
			name: faultReorder, title: "Deliver out of order",
			about: "The next envelope is held until the one after it was sent, two seconds at most.",
		},
		{
			// The person has read an error by then, and what they did happens all the same.
			name: faultLate, title: "Deliver late",
			about: "The next envelope is held back. After three seconds the person is told that it failed, and then the app gets it.",
			args:  []faultArg{inSeconds("5", "how late")},
		},
		{
			// Slack adds types as it likes. It is not delivered again, whatever becomes of it.
			name: "unknown", title: "Send an unknown envelope", about: "The app gets an envelope of a type that nobody has heard of.",
			now: sendUnknown,
		},
		{
			// There is no envelope_id in it, and so nothing to acknowledge.
			name: "malformed", title: "Send a malformed envelope", about: "The app gets a frame that is not JSON.",
			now: sendMalformed,
		},
		{
			// An app that has no bound for what it reads fills its memory with it.
			name: "giant", title: "Send a giant envelope", about: "The app gets an event that is larger than 1 MiB.",
			now: sendGiant,
		},
	}
}

// callFaults are about calls of the Web API. "lost", "hang" and "500_after" are the hard ones, as the app cannot tell
// them from "reset" and "500".
func callFaults() []faultKind {
	return []faultKind{
		{
			// Slack's refusals of this kind are per method and workspace: only this method waits.
			name: "429", title: "Answer 429", about: "The next call is refused with Retry-After and has no effect.",
			args: []faultArg{ofMethod(), inSeconds("1", "what Retry-After says")}, call: tooManyCalls,
		},
		{
			// A proxy may take the header away; slack-go then gives a plain status error and no wait.
			name: "429_bare", title: "Answer 429 without Retry-After", about: "The next call is refused, and not told for how long.",
			args: []faultArg{ofMethod()}, call: tooManyCalls,
		},
		{
			name: "500", title: "Answer 500", about: "The next call fails inside Slack and has no effect.",
			args: []faultArg{ofMethod()}, call: func(s *Server, x exchange) { x.fail(s) },
		},
		{
			// So that sending again says it twice, which an app can only find out by looking in the history.
			name: "500_after", title: "Answer 500 after the effect", about: "The next call does its work, and is answered as if it had failed.",
			args: []faultArg{ofMethod()}, call: func(s *Server, x exchange) { x.failAfter(s) },
		},
		{
			name: "reset", title: "Break before the effect", about: "The connection of the next call breaks before it has an effect.",
			args: []faultArg{ofMethod()}, call: func(*Server, exchange) { hangUp() },
		},
		{
			name: "lost", title: "Break after the effect", about: "The next call does its work, but its answer is lost.",
			args: []faultArg{ofMethod()}, call: func(_ *Server, x exchange) { x.effect(); hangUp() },
		},
		{
			// An HTTP client without a timeout, which is Go's default, waits for all of that time.
			name: "hang", title: "Hang", about: "The next call does its work, and no answer comes.",
			args: []faultArg{ofMethod(), inSeconds("60", "until the connection is closed")}, call: hang,
		},
		{
			name: "slow", title: "Be slow", about: "The next call does its work at once, and the answer takes its time.",
			args: []faultArg{ofMethod(), inSeconds("5", "until the answer comes")}, call: slow,
		},
		{
			// The hardest of all: a look at once finds nothing, and the message comes after it. It is why an app has to
			// wait for a while before it may send again.
			name: "lands_late", title: "Take effect late", about: "The connection of the next call breaks, and only later it has its effect.",
			args: []faultArg{ofMethod(), inSeconds("30", "until the effect")}, call: landLate,
		},
	}
}

// workspaceFaults are about what there is. They last until they are mended.
//
// Mending puts back what was before, so that a person who plays around can go on with the same workspace.
func workspaceFaults() []faultKind {
	return []faultKind{
		{
			// conversations.history is not said to be up to date at once, and is not.
			name: "lag", title: "Let history lag", about: "A new message does not show in conversations.history and conversations.replies for a while.",
			args: []faultArg{inSeconds("30", "how old a message is before it shows")}, lasting: true, now: lagHistory,
		},
		{
			// Slack rolls new blocks out workspace by workspace, and refuses them as invalid_blocks where they are not
			// there yet.
			name: "no_charts", title: "Take no charts", about: "Messages and views with a data_visualization block are refused, as in a workspace that does not have them yet.",
			lasting: true, now: refuseCharts,
		},
		{
			// With the bot's token the app is told by tokens_revoked if it asked for that event; with the app's token
			// it cannot be.
			name: "revoked", title: "Revoke a token", about: "Calls with the token are answered with token_revoked.",
			args: []faultArg{{"token", "bot or app", "bot", "token"}}, lasting: true, now: revokeToken,
		},
		{
			name: "archived", title: "Archive a channel", about: "The channel is archived: nobody can write there, the app neither.",
			args: []faultArg{{"channel", "id or name", "", "channel"}}, lasting: true, now: archiveForNow,
		},
		{
			name: "deleted", title: "Deactivate somebody", about: "The person's account is deactivated.",
			args: []faultArg{{"user", "id or name", "", "user"}}, lasting: true, now: deactivateForNow,
		},
		{
			// It is a row like the others, so that scripts and the page need no second way.
			name: "mend", title: "Mend everything", about: "What lasts is over, and what was planned does not happen.",
			args: []faultArg{{"fault", "the one to mend, all by default", "", "fault"}}, now: mend,
		},
	}
}

// faultArgs are the arguments of one fault, in the order of its row, defaults filled in and looked at.
//
// They are read where the fault happens; whatever is wrong with one was told before anything was planned.
type faultArgs []string

// number is an argument that counts.
//
// A row that asks for a number which it does not list panics in the first test of it.
func (a faultArgs) number(i int) int {
	n, err := strconv.Atoi(a[i])
	if err != nil {
		panic("playground: fault argument " + a[i] + " was not looked at") // read has refused it
	}
	return n
}

// seconds is an argument that is a time.
func (a faultArgs) seconds(i int) time.Duration { return time.Duration(a.number(i)) * time.Second }

// maxFaultNumber bounds seconds and times: an hour is longer than anything waits.
const maxFaultNumber = 3600

// read fills the defaults in and looks at what was given. The error is a sentence.
func (k *faultKind) read(s *Server, given []string) (faultArgs, error) {
	if len(given) > len(k.args) {
		return nil, fmt.Errorf("the fault %q takes %d arguments, not %d", k.name, len(k.args), len(given))
	}
	out := make(faultArgs, len(k.args))
	for i, a := range k.args {
		out[i] = a.Value
		if i < len(given) && given[i] != "" {
			out[i] = given[i]
		}
		if err := s.checkFaultArg(a.Kind, out[i]); err != nil {
			return nil, fmt.Errorf("the fault %q: %w", k.name, err)
		}
	}
	return out, nil
}

// checkFaultArg looks at one argument. Channels and people are looked up when it happens, under the lock.
func (s *Server) checkFaultArg(kind, v string) error {
	switch kind {
	case "method":
		if v != "*" && v != "response_url" && v != "upload" && s.methods[v] == nil {
			return fmt.Errorf("there is no method %q", v)
		}
	case "seconds", "times":
		if n, err := strconv.Atoi(v); err != nil || n < 1 || n > maxFaultNumber {
			return fmt.Errorf("%q is no number from 1 to %d", v, maxFaultNumber)
		}
	case "token":
		if v != "bot" && v != "app" {
			return fmt.Errorf("there is no token %q: it is bot or app", v)
		}
	}
	return nil
}

// faultNamed finds a row; the error names all there are.
func faultNamed(name string) (*faultKind, error) {
	table := faultTable()
	names := make([]string, len(table))
	for i := range table {
		if names[i] = table[i].name; names[i] == name {
			return &table[i], nil
		}
	}
	return nil, fmt.Errorf("no fault is called %q; there are %s", name, strings.Join(names, ", "))
}

// pageFaults is the table as the page wants it, with what is broken now.
//
// It is the page's only source for them: a fault that is added needs nothing in JavaScript.
func (s *Server) pageFaults() []any {
	list := []any{}
	broken := s.faults.lastingNow()
	for _, k := range faultTable() {
		args := k.args
		if args == nil {
			args = []faultArg{}
		}
		list = append(list, map[string]any{
			"name": k.name, "title": k.title, "about": k.about, "args": args, "lasting": k.lasting, "active": slices.Contains(broken, k.name),
		})
	}
	return list
}
