package bot

import (
	"slices"
	"time"
)

// A need says how much somebody needs their Home made anew. More need goes first, and of the same need whoever waits
// longer. It is what keeps a press from waiting behind two hundred Homes on which a bar has moved: Slack takes some
// hundred a minute of a workspace.
type need int

const (
	none     need = iota
	idly          // something of a whole team or of the workspace is new there: it goes when there is room
	concerns      // what is new is about them, or about somebody whom they manage
	looks         // they have opened it or pressed a button in it, and it is the answer
)

// leaves is what a Home leaves to those that need theirs more: so many calls of the budget, and so many of those that may
// run at once. Calls that hang take up as many at most as the others leave.
func (n need) leaves() (budget float64, calls int) {
	switch n {
	case idly:
		return homeSpare, homeCalls / 2
	case concerns:
		return homeSpare / 2, homeCalls / 4
	default:
		return 0, 0
	}
}

// homeTurn is how often whoever has waited longest goes with those who look at theirs, though these be more than Slack
// takes: so nobody waits for good, and it costs the others an eighth of the calls.
const homeTurn = 5 * time.Second

// queueAs has a Home wait for at least so long, in its place in the queue if it has one; less need than it has already, or
// the same, changes nothing. People of whom no Home is known are passed over. The caller holds mu.
func (h *homes) queueAs(person string, n need, settle time.Duration) {
	s := h.known[person]
	if s == nil || s.need >= n {
		return
	}
	s.settle.rest(h.b.now(), settle)
	if s.need == none {
		h.queue = append(h.queue, person)
	}
	s.need = n
}

// touch queues the Homes of people whom a change is about. The caller holds mu.
func (h *homes) touch(people ...string) {
	for _, id := range people {
		h.queueAs(id, concerns, homeSettle)
	}
}

// touchIdly queues the Homes of people for whom nothing has changed but what is everybody's. The caller holds mu.
func (h *homes) touchIdly(people ...string) {
	for _, id := range people {
		h.queueAs(id, idly, homeSettle)
	}
}

// touchSeen is touchIdly for what changes at each log: a Home that nobody has looked at lately is left out, and one that was
// made less than so long ago waits for that. The caller holds mu.
func (h *homes) touchSeen(people []string, rest time.Duration) {
	now := h.b.now()
	for _, id := range people {
		if s := h.known[id]; s != nil && now.Sub(s.seen) < homeSeenSince {
			// A clock that was set back makes nobody wait for longer.
			h.queueAs(id, idly, max(homeSettle, min(rest, s.made.Add(rest).Sub(now))))
		}
	}
}

// each goes through the queue in the order in which Homes are due: by their need, then by how long they wait. Those that f
// starts are not in the queue any more. The caller holds mu.
func (h *homes) each(f func(person string, s *home)) {
	for n := looks; n > none; n-- {
		for _, person := range h.queue {
			if s := h.known[person]; s.need == n {
				f(person, s)
			}
		}
	}
	h.queue = slices.DeleteFunc(h.queue, func(person string) bool { return h.known[person].need == none })
}

// takeTurn lets whoever has waited longest, and could go, go with those who look at theirs; once in a while. The caller
// holds mu.
func (h *homes) takeTurn(now time.Time) {
	if h.longest.rests(now) > 0 {
		return
	}
	for _, person := range h.queue {
		if s := h.known[person]; s.need < looks && !s.busy && s.rest.rests(now)+s.settle.rests(now) == 0 {
			s.need = looks
			h.longest.rest(now, homeTurn)
			return
		}
	}
}

// admit returns 0 if a queued Home may be published now, having taken the call out of the budget; else how long to wait
// at most. The end of a call wakes the loop earlier. The caller holds mu. The order of the questions matters: the
// budget is asked last, because asking takes from it.
func (h *homes) admit(s *home, now time.Time) time.Duration {
	budget, calls := s.need.leaves()
	if s.busy || h.calls >= homeCalls-calls {
		return pollWaiting
	}
	if wait := s.rest.rests(now); wait > 0 {
		return wait
	}
	// Who is looking at it waits for nothing but the budget.
	if wait := s.settle.rests(now); wait > 0 && s.need < looks {
		return wait
	}
	return h.budget.takeLeaving(now, budget)
}
