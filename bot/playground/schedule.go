package playground

import (
	"slices"
	"strconv"
	"time"
)

// A scheduled message is one that Slack is to post at a later time.
//
// It was checked when it was scheduled, and is stamped when it is posted.
type scheduled struct {
	id      string
	at      time.Time
	channel string
	message *message
}

// scheduleWindow is the span in which one channel takes only so many scheduled messages.
//
// How many is the limit "schedule.window".
const scheduleWindow = 5 * time.Minute

// chatSchedule is chat.scheduleMessage.
//
// The time is in seconds since 1970, up to 120 days ahead. One trap is played as Slack's own documentation has it: a
// message with metadata is taken with ok, and never posted. It is among the refusals, for nothing else tells.
func chatSchedule(c *call) (reply, error) {
	s := c.s
	ch, err := c.postsTo()
	if err != nil {
		return nil, err
	}
	at := time.Unix(int64(c.args.number("post_at", 0)), 0)
	switch now := s.cfg.Now(); {
	case !at.After(now):
		return nil, refuse("time_in_past")
	case at.Sub(now) > time.Duration(limit("schedule.days"))*24*time.Hour:
		return nil, &apiError{code: "time_too_far", rule: "schedule.days"}
	// The limit is by the instant at which they are to be posted, not by when they were asked for.
	case s.around(ch.ID, at) >= limit("schedule.window"):
		return nil, &apiError{code: "restricted_too_many", rule: "schedule.window"}
	}
	d, err := c.readDraft()
	switch {
	case err != nil:
		return nil, err
	case d.empty():
		return nil, refuse("no_text")
	}
	m := c.written(ch, d)
	m.broadcast = m.threadTS != "" && c.args.flag("reply_broadcast")
	e := scheduled{id: s.id("Q"), at: at, channel: ch.ID, message: m}
	if d.metadata != nil {
		s.refused(Refusal{Where: c.method.name, Error: "never_posted", Rule: "schedule.metadata", Text: "a scheduled message with metadata is never posted"})
	} else {
		s.schedule(e)
	}
	// It gets its ts when it is posted; an app that looks for it before has nothing to look for.
	shown := s.apiMessage(m, true)
	delete(shown, "ts")
	return reply{"channel": ch.ID, "scheduled_message_id": e.id, "post_at": strconv.FormatInt(at.Unix(), 10), "message": shown}, nil
}

// around counts what is scheduled for a channel within the window of an instant.
//
// Windows begin on the full five minutes. Slack does not say whether its own slide.
func (s *Server) around(channel string, at time.Time) int {
	n := 0
	for _, e := range s.scheduled {
		if e.channel == channel && e.at.Truncate(scheduleWindow).Equal(at.Truncate(scheduleWindow)) {
			n++
		}
	}
	return n
}

// schedule keeps a message, in the order of the times, and waits for its time to come.
//
// The timer is for a clock that runs by itself. A clock that is moved has postDue called; whichever comes first posts.
func (s *Server) schedule(e scheduled) {
	i, _ := slices.BinarySearchFunc(s.scheduled, e, func(a, b scheduled) int {
		if c := a.at.Compare(b.at); c != 0 {
			return c
		}
		return -1 // after those of the same second
	})
	s.scheduled = slices.Insert(s.scheduled, i, e)
	wait := e.at.Sub(s.cfg.Now())
	// One goroutine a message: there are some dozens, and each ends with the server.
	s.background(func() {
		t := time.NewTimer(wait)
		defer t.Stop()
		select {
		case <-t.C:
			s.mu.Lock()
			s.postDue()
			s.mu.Unlock()
		case <-s.ctx.Done():
		}
	})
}

// postDue posts what was scheduled for now or earlier. The caller holds mu.
//
// A channel that was archived, or that the app has left, takes nothing any more: Slack drops such a message as well.
func (s *Server) postDue() {
	now := s.cfg.Now()
	for len(s.scheduled) > 0 && !s.scheduled[0].at.After(now) {
		e := s.scheduled[0]
		s.scheduled = s.scheduled[1:]
		ch := s.channels[e.channel]
		if (&call{s: s}).mayPost(ch) == nil {
			s.say(ch, e.message)
		}
	}
}
