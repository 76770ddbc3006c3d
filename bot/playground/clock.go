package playground

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// clockState is what the page shows of the clock. It asks the app's side, and so runs without locks.
//
// The app answers from its database, so this may take a moment and may fail. A page that cannot be told what is
// next shows only the time: the clock is a help, not a part of Slack.
func (s *Server) clockState(ctx context.Context) map[string]any {
	j := map[string]any{"enabled": s.cfg.Clock != nil, "next": nil, "busy": false}
	if s.cfg.Clock == nil {
		return j
	}
	s.mu.Lock()
	j["busy"] = s.moving
	s.mu.Unlock()
	at, what, err := s.cfg.Clock.Next(ctx)
	if err == nil && !at.IsZero() {
		j["next"] = map[string]any{"at": at.UnixMilli(), "what": what}
	}
	return j
}

// moveClock starts to move the clock; the pages see how it goes.
//
// It answers at once. Moving a week runs a week of rituals, and the page is to show them as they happen, not a
// spinner. Only one move runs at a time: two hands on one clock would race past each other's rituals.
func (s *Server) moveClock(user, to string) error {
	if s.cfg.Clock == nil {
		return errors.New("this clock cannot be moved")
	}
	at, err := s.clockTarget(user, to)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.moving {
		return errors.New("the clock is moving already")
	}
	s.moving = true
	s.background(func() { s.advance(at) })
	return nil
}

// clockTarget is the instant that a word stands for, in the zone of the person who said it.
//
// "tomorrow" and "monday" are nine in the morning there, when a working day begins. The arithmetic is on the calendar,
// not on hours, and so holds on days that are 23 or 25 hours long.
func (s *Server) clockTarget(user, to string) (time.Time, error) {
	s.mu.Lock()
	zone := time.UTC
	if u := s.users[user]; u != nil {
		zone = zoneOf(u)
	}
	s.mu.Unlock()
	now := s.cfg.Now().In(zone)
	morning := func(days int) time.Time {
		return time.Date(now.Year(), now.Month(), now.Day()+days, 9, 0, 0, 0, zone)
	}
	switch to {
	// The app knows what is due; it may have become due since the page was drawn, then the clock hardly moves.
	case "next":
		at, _, err := s.cfg.Clock.Next(s.ctx)
		if err == nil && at.IsZero() {
			err = errors.New("nothing is due")
		}
		return at, err
	case "hour":
		return now.Add(time.Hour), nil
	case "tomorrow":
		return morning(1), nil
	case "monday":
		return morning((7-int(now.Weekday()))%7 + 1), nil
	// By the calendar: a week across the change of the clocks is 167 or 169 hours.
	case "week":
		return now.AddDate(0, 0, 7), nil
	}
	return time.Time{}, fmt.Errorf("the clock knows no %q", to)
}

// advance moves the clock and shows each step.
//
// The context is the server's own, not the request's: the page that asked may be closed or reloaded meanwhile.
func (s *Server) advance(to time.Time) {
	s.showClock(nil)
	err := s.cfg.Clock.Advance(s.ctx, to, func(at time.Time, what string) {
		s.showClock(map[string]any{"at": at.UnixMilli(), "what": what})
	})
	s.mu.Lock()
	// Before the last picture is sent, so that a page never shows a clock that is busy for ever.
	s.moving = false
	if err != nil {
		s.publish(nil, map[string]any{"type": "toast", "text": "The clock stopped: " + err.Error()})
	}
	s.mu.Unlock()
	s.showClock(nil)
}

// TellClock tells the pages the time and what is next, when that has changed without a move of the clock: an app may have
// made a new plan.
func (s *Server) TellClock() { s.showClock(nil) }

// showClock tells the pages the time, what is next, and what was just done.
//
// Called without locks: it asks the app what is next, and the app may be calling the Web API at this moment. progress
// is nil at the beginning and the end of a move, else what was just done and when. The time is read last, under the
// lock, so that the events of the stream never show the clock going backwards.
func (s *Server) showClock(progress map[string]any) {
	j := s.clockState(s.ctx)
	j["type"] = "clock"
	if progress != nil {
		j["progress"] = progress
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.postDue()
	j["now"] = s.cfg.Now().UnixMilli()
	s.publish(nil, j)
}
