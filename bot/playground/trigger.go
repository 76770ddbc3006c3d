package playground

import (
	"crypto/subtle"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
)

// A trigger is the right to open a modal for the person who just did something: three seconds, once.
//
// Its time is Slack's protection against modals that pop up when the person is elsewhere. Apps that do slow work
// before they open the modal meet it.
type trigger struct {
	seq     uint64
	secret  string
	user    string
	view    string // the modal in which it came about, if any
	expires time.Time
	used    bool
}

// triggers holds those that may still be exchanged, oldest first. Older ones are known by their number alone,
// so that a busy app does not fill the memory.
//
// A busy app gets one for each command and uses hardly any.
type triggers struct {
	next  uint64
	queue []*trigger
	byID  map[string]*trigger
}

// newTrigger makes a trigger for a person. Its form is Slack's: number.number.hex.
func (s *Server) newTrigger(user, view string) string {
	t := &s.triggers
	now := s.cfg.Now()
	t.expire(now)
	if t.byID == nil {
		t.byID = map[string]*trigger{}
	}
	t.next++
	tr := &trigger{seq: t.next, user: user, view: view, expires: now.Add(time.Duration(limit("trigger.life")) * time.Second)}
	id := strconv.FormatUint(tr.seq, 10) + ".7." + s.triggerMark(tr.seq)
	tr.secret = id
	t.queue = append(t.queue, tr)
	t.byID[id] = tr
	return id
}

// triggerMark is the last part of a trigger; it ties the number to this server.
func (s *Server) triggerMark(seq uint64) string {
	return hex.EncodeToString(s.instance[:6]) + strconv.FormatUint(seq*2654435761, 16)
}

// expire forgets the triggers that are over, used or not.
func (t *triggers) expire(now time.Time) {
	n := 0
	for n < len(t.queue) && now.Sub(t.queue[n].expires) > 0 {
		delete(t.byID, t.queue[n].secret)
		n++
	}
	t.queue = t.queue[n:]
}

// exchange uses a trigger up. The error is Slack's name for what is wrong with it.
//
// After its time a trigger is expired, used or not; Slack does not remember longer either.
func (s *Server) exchange(id string) (*trigger, error) {
	s.triggers.expire(s.cfg.Now())
	tr := s.triggers.byID[id]
	switch {
	case tr == nil && s.issued(id):
		return nil, refuse("expired_trigger_id")
	case tr == nil:
		return nil, refuse("invalid_trigger_id")
	case tr.used:
		return nil, refuse("exchanged_trigger_id")
	}
	tr.used = true
	return tr, nil
}

// issued reports whether a trigger that is no longer kept was once given out here.
//
// It tells a trigger that came too late from one that was made up, without remembering every one.
func (s *Server) issued(id string) bool {
	number, rest, _ := strings.Cut(id, ".7.")
	seq, err := strconv.ParseUint(number, 10, 64)
	return err == nil && seq > 0 && seq <= s.triggers.next &&
		subtle.ConstantTimeCompare([]byte(rest), []byte(s.triggerMark(seq))) == 1
}
