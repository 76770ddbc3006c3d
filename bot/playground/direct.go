package playground

import (
	"errors"
	"fmt"
)

// openDirect finds or makes the direct conversation of a person with somebody else. The caller holds mu.
//
// With the app's own user it is the one with the app, which has been there from the start. One of two people is none of
// the app's business: it is no member, so that it gets no event from it, is not shown it in any listing, and is told
// channel_not_found wherever it names it. Slash commands alone reach the app from there, as they do in Slack.
func (s *Server) openDirect(user, name string) (*channel, error) {
	if _, _, err := s.acting(user, directID(user)); err != nil {
		return nil, err
	}
	other := s.userNamed(name)
	switch {
	case other == nil:
		return nil, fmt.Errorf("there is nobody called %q", name)
	case other.ID == user:
		return nil, errors.New("a direct conversation takes somebody else")
	case other.ID == s.bot():
		return s.channels[directID(user)], nil
	case other.Bot:
		return nil, fmt.Errorf("%s takes no direct messages", other.Name)
	}
	// Looked for rather than kept by pair: people open one now and then, and the list is short.
	for _, id := range s.chanOrder {
		if ch := s.channels[id]; ch.pair && ch.members[user] && ch.members[other.ID] {
			return ch, nil
		}
	}
	ch := s.addChannel(Channel{ID: s.id("D"), Private: true, Members: []string{user, other.ID}}, "")
	ch.pair = true
	s.publishChannel(ch)
	return ch, nil
}

// across is whom a person talks to in a direct conversation, with the app or with somebody else; "" in any other.
//
// It is how the page names such a conversation, which has no name of its own.
func (s *Server) across(ch *channel, user string) string {
	if ch.im != "" {
		return s.bot()
	}
	if ch.pair {
		for id := range ch.members {
			if id != user {
				return id
			}
		}
	}
	return ""
}

// DMWith opens the person's conversation with somebody, by id or name, and returns its id. Nobody else sees it, the app
// neither; with the app's own user it is [Actor.DM]. Opened again it is the same one.
func (a *Actor) DMWith(name string) (channel string, err error) {
	a.s.mu.Lock()
	defer a.s.mu.Unlock()
	ch, err := a.s.openDirect(a.user, name)
	if err != nil {
		return "", err
	}
	return ch.ID, nil
}

// pageDirect is somebody who wants to write to a person, whom Name names; the answer is the id of the conversation.
//
// A new one comes to the page on its stream too, perhaps after this answer.
func pageDirect(s *Server, a act) (map[string]any, error) {
	id, err := s.As(a.As).DMWith(a.Name)
	return map[string]any{"channel": id}, err
}
