package bot

// Between the sockets and the handlers: one lane a person, bounded in all.

import "sync"

const (
	// Both are far more than people make: they are there for a script, or for a store that stands still.
	maxWaiting   = 1024 // deliveries accepted and not finished; more are turned away
	maxPerPerson = 64   // of one person
)

// A queue runs what was accepted: one after another for the same person, side by side for different people. It never
// blocks whoever puts something in, because that is the reader of the socket: when it stands still, Slack's pings go
// unanswered and the connection dies. Order is kept per person and not per team: what two people do at once has no
// order that anybody could see.
type queue struct {
	mu      sync.Mutex
	people  map[string][]func() // who is being served → what waits behind that
	waiting int
	closed  bool
	rested  chan struct{} // closed once nothing waits; nil while nobody asks
	running sync.WaitGroup
}

// newQueue returns an open, empty queue.
func newQueue() *queue { return &queue{people: map[string][]func(){}} }

// put has the job run after what the person did before. It answers false when too much waits, or when the queue is
// closed.
func (q *queue) put(person string, job func()) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	behind, serving := q.people[person]
	// Whoever is turned away is not remembered, so the next of theirs may be taken.
	if q.closed || q.waiting >= maxWaiting || len(behind) >= maxPerPerson {
		return false
	}
	// What counts as waiting is being served too: it is memory and work all the same.
	q.waiting++
	if serving {
		q.people[person] = append(behind, job)
		return true
	}
	// The entry itself says that somebody is serving them; nil waits for nothing.
	q.people[person] = nil
	q.running.Go(func() { q.serve(person, job) })
	return true
}

// serve runs a job and whatever came in for the same person meanwhile. It is a goroutine a person who is being
// served, so at most maxWaiting. A job must not panic: see Bot.serve.
func (q *queue) serve(person string, job func()) {
	for ok := true; ok; job, ok = q.next(person) {
		job()
	}
}

// next takes the job that waits behind the one that just ended; ok is false when there is none, and then nobody is
// serving this person any more.
func (q *queue) next(person string) (job func(), ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	// One lock for "is there more?" and for "then I am gone", or a job put in between would wait for ever.
	q.waiting--
	if q.waiting == 0 && q.rested != nil {
		close(q.rested)
		q.rested = nil
	}
	behind := q.people[person]
	if len(behind) == 0 {
		delete(q.people, person)
		return nil, false
	}
	// What was taken stays in the array until the slice is empty: at most maxPerPerson closures.
	q.people[person] = behind[1:]
	return behind[0], true
}

// rest returns a channel that is closed once everything that was accepted is done, be it for a moment: more may come in
// at any time.
func (q *queue) rest() <-chan struct{} {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case q.waiting == 0:
		done := make(chan struct{})
		close(done)
		return done
	case q.rested == nil:
		q.rested = make(chan struct{})
	}
	return q.rested
}

// isClosed tells whether the queue was closed, for saying why something was turned away.
func (q *queue) isClosed() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.closed
}

// close accepts nothing any more; finished is closed when everything that was accepted is done. It may be called once
// more, and then waits for the same end.
func (q *queue) close() (finished <-chan struct{}) {
	q.mu.Lock()
	q.closed = true
	q.mu.Unlock()
	done := make(chan struct{})
	go func() {
		q.running.Wait()
		close(done)
	}()
	return done
}
