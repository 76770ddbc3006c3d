package playground

import (
	"errors"
	"fmt"
)

// Join makes the person a member of a public channel, as the button in a channel that one only looks at does.
//
// The error is a sentence: guests and people of another organisation cannot join by themselves, and nobody can join what
// is no public channel. Who is in already stays in. The app hears of it by member_joined_channel, without an inviter.
func (a *Actor) Join(channel string) error { return a.s.joinAs(a.user, channel) }

// joinAs is a person who joins.
func (s *Server) joinAs(user, channelID string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, u, err := s.acting(user, channelID)
	switch {
	case err != nil:
		return err
	case ch.kind() != "channels":
		return errors.New("this conversation can be joined by invitation only")
	case u.Guest:
		return fmt.Errorf("%s is a guest: a member has to invite them into #%s", u.Name, ch.Name)
	case u.Stranger: // they share the channels that they were let into, and no others
		return fmt.Errorf("%s is of another organisation: a member has to invite them into #%s", u.Name, ch.Name)
	}
	s.enterChannel(ch, user, "")
	return nil
}
