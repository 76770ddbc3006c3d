package playground

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// streamRoom is how many events a slow page may be behind before it has to start anew.
const streamRoom = 512

// A stream is one open page: the events that it has not written yet.
//
// The channel is closed, under the lock, when the page is cut off; nobody sends to it after that.
type stream struct {
	user   string
	events chan []byte
}

// An audience says who sees an event; nil is everybody.
type audience func(user string) bool

// publish sends an event to the pages that see it. A page that is too far behind is cut off: it comes back and gets a
// new snapshot. The caller holds mu.
//
// It never waits: a slow browser must not hold up the app. The event is encoded once, and not at all when nobody sees
// it.
func (s *Server) publish(to audience, event map[string]any) {
	var text []byte
	for st := range s.streams {
		if to != nil && !to(st.user) {
			continue
		}
		if text == nil {
			text = encode(event)
		}
		select {
		case st.events <- text:
		default:
			delete(s.streams, st)
			close(st.events)
		}
	}
}

// audience is who sees a message.
//
// The one rule about who sees what on the pages; snapshots follow it as well.
func (c *channel) audience(m *message) audience {
	if m.onlyFor != "" {
		return func(user string) bool { return user == m.onlyFor }
	}
	return c.visible
}

// stir wakes who waits for something to be seen. The caller holds mu.
//
// Each who waits has the same channel, and looks again by themselves whether it was what they wait for.
func (s *Server) stir() {
	if s.stirred != nil {
		close(s.stirred)
		s.stirred = nil
	}
}

// nextStir is closed when something that people see has changed since the call.
//
// It is asked for before one looks, so that no change falls between the two.
func (s *Server) nextStir() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stirred == nil {
		s.stirred = make(chan struct{})
	}
	return s.stirred
}

// publishMessage shows a new or changed message. Every change of a message ends here.
//
// The page takes it as new or changed by its ts.
func (s *Server) publishMessage(ch *channel, m *message) {
	s.stir()
	m.reader.sees = nil
	if len(s.streams) > 0 {
		s.publish(ch.audience(m), map[string]any{"type": "message", "channel": ch.ID, "message": pageMessage(m)})
	}
}

// publishViews shows a person's modals.
//
// To that person's windows alone: what somebody types into a form is nobody else's.
func (s *Server) publishViews(user string) {
	s.stir()
	if len(s.streams) > 0 {
		s.publish(only(user), map[string]any{"type": "views", "views": s.pageViews(user)})
	}
}

// publishHome shows a person's Home tab.
//
// The caller holds mu, as for all that publishes. A Home tab that nobody looks at costs nothing.
func (s *Server) publishHome(user string) {
	s.stir()
	if len(s.streams) > 0 {
		s.publish(only(user), map[string]any{"type": "home", "view": pageView(s.homes[user])})
	}
}

// publishView shows a change of one view, where it stands: among the person's modals, or as their Home tab.
//
// The whole stack is sent, as it is now.
func (s *Server) publishView(v *view) {
	if v.kind == "home" {
		s.publishHome(v.user)
	} else {
		s.publishViews(v.user)
	}
}

// publishChannel shows what changed about a channel, to each as they see it.
func (s *Server) publishChannel(ch *channel) {
	told := map[string]bool{} // a person with two windows is one audience
	for st := range s.streams {
		if ch.visible(st.user) && !told[st.user] {
			told[st.user] = true
			s.publish(only(st.user), map[string]any{"type": "channel", "channel": s.pageChannel(ch, st.user)})
		}
	}
}

// publishHistory shows what was said in a channel to somebody who could not see it until now.
//
// In the way of a snapshot: the newest at the top level, with their threads.
func (s *Server) publishHistory(ch *channel, user string) {
	if len(s.streams) == 0 {
		return
	}
	for _, m := range pageMessages(ch, user) {
		s.publish(only(user), map[string]any{"type": "message", "channel": ch.ID, "message": m})
	}
}

// only is an audience of one.
func only(user string) audience { return func(u string) bool { return u == user } }

// serveStream keeps a page up to date until it goes away.
//
// A page that names nobody, or somebody who is not there, becomes the first person of the workspace, so that the bare
// address works. Being somebody else is another stream.
func (s *Server) serveStream(w http.ResponseWriter, r *http.Request) {
	if !s.hold() {
		http.Error(w, "closed", http.StatusServiceUnavailable)
		return
	}
	defer s.wg.Done()
	user := r.FormValue("as")
	clock := s.clockState(r.Context())
	s.mu.Lock()
	u := s.users[user]
	if u == nil || u.Bot {
		u = s.firstPerson()
	}
	if u == nil {
		s.mu.Unlock()
		http.Error(w, "there is nobody to be", http.StatusNotFound)
		return
	}
	st := &stream{user: u.ID, events: make(chan []byte, streamRoom)}
	st.events <- encode(s.snapshot(u.ID, clock))
	s.streams[st] = true
	s.visit(u.ID)
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		delete(s.streams, st)
		s.mu.Unlock()
	}()
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	s.feed(r.Context(), w, st)
}

// feed writes events, and now and then a comment that keeps the connection alive.
//
// The comment also finds out that the browser has gone where the connection says nothing.
func (s *Server) feed(ctx context.Context, w http.ResponseWriter, st *stream) {
	out := http.NewResponseController(w)
	beat := time.NewTicker(20 * time.Second)
	defer beat.Stop()
	for {
		line := ": beat\n\n"
		select {
		case text, open := <-st.events:
			if !open {
				return
			}
			line = "data: " + string(text) + "\n\n"
		case <-beat.C:
		case <-ctx.Done():
			return
		case <-s.ctx.Done():
			return
		}
		if _, err := fmt.Fprint(w, line); err != nil {
			return
		}
		if out.Flush() != nil {
			return
		}
	}
}

// firstPerson is whom a page shows when it names nobody.
//
// In the order of the workspace; nil where there are only bots and people who left.
func (s *Server) firstPerson() *User {
	for _, id := range s.userOrder {
		if u := s.users[id]; !u.Bot && !u.Deleted {
			return u
		}
	}
	return nil
}
