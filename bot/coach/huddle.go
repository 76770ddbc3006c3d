package coach

import "time"

// HuddleTimes are how a team's huddle runs, in minutes from its opening; 0 is as usual.
type HuddleTimes struct {
	Remind int // when those who have not answered are reminded
	Close  int // when it closes
}

// Two hours are long enough for somebody who starts at ten and short enough for the wrap-up to be read before noon; the
// reminder leaves more than an hour to answer it. The bounds keep a reminder from coming before anybody could have
// answered, or with no time left to, and a huddle from reaching into the next one.
const (
	usualRemind    = 45
	usualClose     = 120
	minHuddleSlice = 5       // minutes before a reminder, and after it
	maxHuddleClose = 12 * 60 // minutes
)

// NewHuddleTimes are those with a reminder after so many minutes, and a closing after so many. What is as usual anyway is
// not remembered, so that it follows the usual.
func NewHuddleTimes(remind, closing int) HuddleTimes {
	h := HuddleTimes{Close: closing}
	if closing == usualClose {
		h.Close = 0
	}
	if remind != int(h.RemindAfter()/time.Minute) {
		h.Remind = remind
	}
	return h
}

// RemindAfter is how long after the opening the reminder comes. Always before CloseAfter, by at least minHuddleSlice
// minutes where the team's check has passed.
func (h HuddleTimes) RemindAfter() time.Duration {
	if h.Remind == 0 && h.CloseAfter() < (usualRemind+minHuddleSlice)*time.Minute {
		return h.CloseAfter() / 2 // a huddle that is shorter than usual has its reminder half-way
	}
	return minutesOr(h.Remind, usualRemind)
}

// CloseAfter is how long the huddle is open.
func (h HuddleTimes) CloseAfter() time.Duration { return minutesOr(h.Close, usualClose) }

func minutesOr(n, usual int) time.Duration {
	if n == 0 {
		n = usual
	}
	return time.Duration(n) * time.Minute
}

// A HuddleHelp is somebody's offer to help with what a person named in a huddle.
type HuddleHelp struct {
	Team   string
	Day    Day
	Slot   string // which huddle of the day; see [HuddleRef]
	Person string // who is helped
	Helper string
}
