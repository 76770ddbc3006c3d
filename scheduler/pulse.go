package scheduler

import "time"

// Pulse returns when Run last knew what is due: the instant of its newest look that the store answered, or of a turn in
// which the look before still held. The zero time before the first. While all is well it is at most half a minute old.
func (s *Scheduler) Pulse() time.Time {
	if at := s.pulse.Load(); at != 0 {
		return time.UnixMicro(at)
	}
	return time.Time{}
}
