package bot

import (
	"crypto/sha256"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"example.com/pacer/bot/coach"
)

// The Homes that people have open are kept fresh here. A change names the people whom it is about and nothing more: who
// sees it, and what they see, is found out later, off the lane that the change came in on. Nothing is kept for a
// restart, because opening the tab publishes it anew.
//
// Newest wins: a Home is made and published by one call at a time, from what the store holds when the call begins, and
// what changes meanwhile makes it wait for the next. Slack's hash keeps out a call that got lost on the way and arrives
// after a newer one; one that had no hash yet is published over, once it can be nowhere any more.
type homes struct {
	b     *Bot
	woken chan struct{} // something may be due
	inUse atomic.Bool   // somebody has opened one; until then a change costs this look

	mu      sync.Mutex
	known   map[string]*home // by person
	queue   []string         // who waits to be published, the longest waiting first
	news    news             // of changes that were not looked at yet
	calls   int              // running
	opened  int64            // openings so far
	budget  *budget
	longest lane // rests between two turns of who waits longest

	look   lane          // at what no change of ours tells
	roster *coach.Roster // as it was then
}

// News is what changes say of whose Homes they show on.
type news struct {
	people map[string]bool // whom they are about
	led    map[string]bool // teams whose managers see it
	teams  map[string]bool // teams whose people all see it
	joint  map[string]bool // teams in which something was logged that may count towards a goal of all
	setup  bool            // those who set Pacer up see it
	all    bool            // it may show anywhere
}

// noNews is ready to note some.
func noNews() news {
	return news{people: map[string]bool{}, led: map[string]bool{}, teams: map[string]bool{}, joint: map[string]bool{}}
}

// waits tells whether the news are any that anybody waits for. A log that counts towards a goal of all comes with whom it is
// about.
func (n news) waits() bool { return len(n.people)+len(n.led)+len(n.teams) > 0 || n.setup || n.all }

// A home is what is known about one person's Home tab.
type home struct {
	opened int64     // number of the newest opening; the oldest is forgotten first
	seen   time.Time // when that was
	made   time.Time // when what stands there was made
	need   need      // none when it is not in the queue
	always bool      // publish even what they should see already
	busy   bool
	settle lane // more of the same may follow
	rest   lane // it was published just now
	tries  int  // failed, in a row

	doubt time.Time // until then a call may arrive whose answer was lost
	again time.Time // when it is published once more, whatever it says, as such a call may have; zero for never

	hash  string            // Slack's, of the newest view that is known to have arrived
	shown [sha256.Size]byte // digest of that view
	pages homePages
}

// homePages says which page of each list a person has turned to; lists that are not in it show their first.
type homePages map[string]int

const (
	homeSettle  = 850 * time.Millisecond // five logs in a second are one picture, and it is there within the next
	homeCalls   = 8                      // at once
	homeTries   = 5                      // then the next change or opening has to do
	homesAtMost = 2000
	rosterEvery = time.Second // how often it is looked whether a team file was applied

	// What is expected by now grows with the working day, and the day ends: a Home that somebody looked at within a
	// working day is made anew now and then, and published if it reads otherwise.
	homeOldAfter  = time.Hour
	homeSeenSince = 16 * time.Hour

	// Towards a goal of all everybody's log moves a bar on everybody's Home. Those whom the log is about and their managers see
	// it move within the second; the others, if they have looked at theirs lately, out of what these leave: in a team of up
	// to so many as soon as there is room, in a larger one each at most once a minute.
	homeJoint     = 25
	homeJointRest = time.Minute
	homeSpare     = 10 // calls that are left for those who wait for theirs
)

// newHomes returns Homes of which none is open. Views.publish is of Slack's tier 4: more than 100 a minute in a
// workspace, so 96. When more changes than that, those wait who need it least.
func newHomes(b *Bot) *homes {
	return &homes{
		b: b, woken: make(chan struct{}, 1), known: map[string]*home{}, news: noNews(), budget: newBudget(20, 1.6),
	}
}

// old tells whether a Home should be made anew without a change. A clock that was set makes it old, too.
func (s *home) old(now time.Time) bool {
	age := now.Sub(s.made)
	return (age >= homeOldAfter || age < 0) && now.Sub(s.seen) < homeSeenSince
}

// doubted tells, once, that the time is over in which a call of unknown fate could still arrive. What stands there is
// then published whatever we believe it to be: a call that had no hash may have put an older view over a newer one.
func (s *home) doubted(now time.Time) bool {
	if s.again.IsZero() || now.Before(s.again) {
		return false
	}
	s.again, s.always = time.Time{}, true
	return true
}

// wake has the loop look soon. It never blocks.
func (h *homes) wake() { wake(h.woken) }

// open is somebody opening the tab: it is published whatever they see, and kept fresh from now on.
func (h *homes) open(person string) { h.lookedAt(person, func(s *home) { s.always = true }) }

// pressed is somebody pressing a button in the tab, which the answer to is the tab itself. It also keeps a Home fresh
// that was opened before a restart.
func (h *homes) pressed(person string) { h.lookedAt(person, func(*home) {}) }

// turn is somebody turning to a page of a list. Page numbers are absolute: pressed twice they lead to the same page.
func (h *homes) turn(person, list string, page int) {
	h.lookedAt(person, func(s *home) {
		if s.pages == nil {
			s.pages = homePages{}
		}
		s.pages[list] = page
	})
}

// lookedAt publishes a Home soon for somebody who is looking at it.
func (h *homes) lookedAt(person string, change func(*home)) {
	h.mu.Lock()
	s := h.known[person]
	if s == nil {
		h.forgetOldest()
		s = &home{}
		h.known[person] = s
	}
	h.opened++
	s.opened, s.seen = h.opened, h.b.now()
	change(s)
	h.queueAs(person, looks, 0)
	h.inUse.Store(true)
	h.mu.Unlock()
	h.wake()
}

// forgetOldest makes room for one more. One that is being published stays: forgotten, and opened again at once, it
// would be published by two calls side by side. The caller holds mu.
func (h *homes) forgetOldest() {
	if len(h.known) < homesAtMost {
		return
	}
	oldest := ""
	for id, s := range h.known {
		if !s.busy && (oldest == "" || s.opened < h.known[oldest].opened) {
			oldest = id
		}
	}
	h.forget(oldest)
}

// forget stops keeping somebody's Home. The caller holds mu.
func (h *homes) forget(person string) {
	delete(h.known, person)
	h.queue = slices.DeleteFunc(h.queue, func(id string) bool { return id == person })
}

// changed notes whom a committed change is about. It is on the way of every log, so it looks nothing up and waits for
// nobody.
func (h *homes) changed(c coach.Change) {
	if !h.inUse.Load() {
		return
	}
	h.mu.Lock()
	h.news.add(c)
	waits := h.news.waits()
	h.mu.Unlock()
	if waits {
		h.wake()
	}
}

// add notes a change.
func (n *news) add(c coach.Change) {
	for _, id := range c.Concerned() {
		n.people[id] = true
	}
	if c.Forget != nil {
		n.people[c.Forget.Person] = true
	}
	for _, a := range c.Activities {
		n.joint[a.Team] = true
	}
	if c.Huddle != nil {
		n.led[c.Huddle.Team] = true
	}
	// What is coming up is another now.
	if c.Finish != nil {
		n.led[c.Finish.Team] = true
	}
	if c.Goal != nil {
		n.teams[c.Goal.Team] = true
	}
	// Who sets Pacer up, what was changed, and for how long words are kept is shown to those who do.
	n.setup = n.setup || c.Appoint != nil || c.Retention != nil || len(c.Audit) > 0
	// Of a team that is new, another or gone, also those see it who are not in it any more.
	n.all = n.all || c.Team != nil || c.Close != ""
}
