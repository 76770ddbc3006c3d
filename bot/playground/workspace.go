package playground

import (
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"
)

// Fixed ids of the one app. The bot id is what Slack shows beside the bot's user id.
const (
	appID      = "A0PACER"
	botID      = "B0PACER"
	slackbotID = "USLACKBOT"
	teamDomain = "playground"
)

// keepTops and keepEphemerals bound what one channel remembers, keepReplies what one thread does; older is forgotten, as
// on a free plan. A thread's parent stays.
const (
	keepTops       = 10_000
	keepReplies    = 1_000
	keepEphemerals = 200
)

// A channel is a conversation and what was said in it.
//
// Everything in it is guarded by Server.mu. Replies hang on their parents, not in tops, so that a listing of the
// channel does not walk through its threads.
type channel struct {
	Channel
	archived bool
	im       string // the person, when this is the bot's conversation with one; else ""
	mpim     bool   // the bot's conversation with several people
	pair     bool   // a conversation of two people, which the bot is not in
	members  map[string]bool
	last     int64 // the newest ts, in microseconds
	tops     []*message
	byTS     map[string]*message
	// ephemerals are what single people were shown, oldest first.
	ephemerals []*message
}

// kind is Slack's word for the type of a conversation, as the scopes spell it.
func (c *channel) kind() string {
	switch {
	case c.im != "" || c.pair:
		return "im"
	case c.mpim:
		return "mpim"
	case c.Private:
		return "groups"
	}
	return "channels"
}

// visible reports whether a person can open this conversation.
//
// A public channel can be read by everybody in the workspace, members or not.
func (c *channel) visible(user string) bool {
	if c.im != "" {
		return c.im == user
	}
	return !c.Private || c.members[user]
}

// settle fills the workspace at the start.
//
// Mistakes in the workspace are the programmer's, and told at once: an app that is tested with a member nobody knows
// would look faulty itself.
func (s *Server) settle(w Workspace) error {
	if w.ID == "" || w.Bot.ID == "" {
		return errors.New("playground: the workspace needs an id and a bot user")
	}
	bot := w.Bot
	bot.Bot = true
	for _, u := range append(slices.Clone(w.Users), bot) {
		if u.ID == "" || s.users[u.ID] != nil {
			return fmt.Errorf("playground: user id %q is empty or there twice", u.ID)
		}
		s.users[u.ID] = &u
		s.userOrder = append(s.userOrder, u.ID)
	}
	for _, c := range w.Channels {
		if c.ID == "" || s.channels[c.ID] != nil {
			return fmt.Errorf("playground: channel id %q is empty or there twice", c.ID)
		}
		for _, id := range c.Members {
			if s.users[id] == nil {
				return fmt.Errorf("playground: channel %s: member %s is nobody", c.Name, id)
			}
		}
		s.addChannel(c, "")
	}
	for _, id := range s.userOrder {
		if u := s.users[id]; !u.Bot {
			s.addChannel(Channel{ID: directID(id), Members: []string{id, bot.ID}}, id)
		}
	}
	return nil
}

// directID is the id of the conversation between the bot and a person: Slack's D in place of the U.
//
// Slack's are random. These can be known beforehand, which scripts like; an app has no reason to look at them. Nobody,
// "", has none: a page may ask in the name of nobody, and is to be told so rather than bring the handler down.
func directID(user string) string {
	if user == "" {
		return ""
	}
	return "D" + user[1:]
}

// addChannel puts a conversation into the workspace; im names the person when it is a direct one.
//
// Direct conversations exist from the start, and open empty.
func (s *Server) addChannel(c Channel, im string) *channel {
	ch := &channel{Channel: c, im: im, members: map[string]bool{}, byTS: map[string]*message{}}
	for _, id := range c.Members {
		ch.members[id] = true
	}
	s.channels[c.ID] = ch
	s.chanOrder = append(s.chanOrder, c.ID)
	return ch
}

// bot is the app's own user.
func (s *Server) bot() string { return s.cfg.Workspace.Bot.ID }

// memberList is the members of a channel in the order of the workspace.
func (s *Server) memberList(c *channel) []string {
	list := []string{}
	for _, id := range s.userOrder {
		if c.members[id] {
			list = append(list, id)
		}
	}
	return list
}

// channelNamed finds a channel by its id, "name" or "#name"; nil if there is none.
//
// Apps may post to a name, people type names; ids come first.
func (s *Server) channelNamed(name string) *channel {
	if c := s.channels[name]; c != nil {
		return c
	}
	name = strings.TrimPrefix(name, "#")
	for _, id := range s.chanOrder {
		if c := s.channels[id]; c.kind() != "im" && c.Name == name {
			return c
		}
	}
	return nil
}

// userNamed finds a person by id, "name" or "@name"; nil if there is none.
func (s *Server) userNamed(name string) *User {
	if u := s.users[name]; u != nil {
		return u
	}
	name = strings.TrimPrefix(name, "@")
	for _, id := range s.userOrder {
		if u := s.users[id]; strings.EqualFold(u.Name, name) {
			return u
		}
	}
	return nil
}

// stamp gives the next ts of a channel: the second from the clock, then a count, unique and increasing even
// where the clock stands still or goes back.
//
// The fraction is no time: Slack counts the messages of a second with it. It begins at 000100 and goes in steps of a
// hundred, as it does in most of what Slack sends.
func (s *Server) stamp(c *channel) string {
	now := s.cfg.Now().Unix()*1_000_000 + 100
	switch {
	case now > c.last:
		c.last = now
	case c.last+100 < now+999_900:
		c.last += 100
	default: // more than the second has room for
		c.last++
	}
	return formatTS(c.last)
}

// formatTS writes microseconds the way Slack writes the ts of a message.
func formatTS(micros int64) string { return fmt.Sprintf("%d.%06d", micros/1_000_000, micros%1_000_000) }

// keep appends a message to a channel, and forgets the oldest beyond the bound.
//
// A reply that was also sent to the channel is in both places. The parent of a reply is there, as thread has seen to
// that.
func (c *channel) keep(m *message) {
	c.byTS[m.ts] = m
	if m.threadTS != "" && m.threadTS != m.ts {
		if parent := c.byTS[m.threadTS]; parent != nil {
			parent.replies = append(parent.replies, m)
			c.trim(parent)
		}
		if !m.broadcast {
			return
		}
	}
	c.tops = append(c.tops, m)
	if len(c.tops) > keepTops {
		c.forget(c.tops[0])
		c.tops = c.tops[1:]
	}
}

// forget drops a top-level message and its thread from the index.
//
// A reply that was sent to the channel as well is a top-level message of its own, and stays until its turn comes.
func (c *channel) forget(m *message) {
	delete(c.byTS, m.ts)
	if parent := c.byTS[m.threadTS]; parent != nil {
		parent.replies = without(parent.replies, m)
	}
	for _, r := range m.replies {
		if !r.broadcast {
			delete(c.byTS, r.ts)
		}
	}
}

// trim forgets the oldest replies of a thread that has too many. Those that were sent to the channel are still there.
//
// The list is copied once in a while rather than shifted each time, which keeps a flood of replies cheap.
func (c *channel) trim(parent *message) {
	if len(parent.replies) < 2*keepReplies {
		return
	}
	old := parent.replies[:len(parent.replies)-keepReplies]
	parent.replies = slices.Clone(parent.replies[len(old):])
	parent.lost += len(old)
	for _, r := range old {
		if !r.broadcast {
			delete(c.byTS, r.ts)
		}
	}
}

// keepEphemeral appends a message that one person alone sees.
func (c *channel) keepEphemeral(m *message) {
	c.ephemerals = append(c.ephemerals, m)
	if len(c.ephemerals) >= 2*keepEphemerals {
		// Copied once in a while rather than shifted each time, which keeps a flood of replies cheap.
		c.ephemerals = append([]*message(nil), c.ephemerals[keepEphemerals:]...)
	}
}

// ephemeral finds what one person was shown; nil if it is gone.
//
// The newest are looked at first, because people press what they have just been shown.
func (c *channel) ephemeral(user, ts string) *message {
	for _, v := range slices.Backward(c.ephemerals) {
		if m := v; m.ts == ts && m.onlyFor == user {
			return m
		}
	}
	return nil
}

// seen lists what a person sees at the top level of a channel, or in a thread when threadTS is given, oldest first.
func (c *channel) seen(user, threadTS string) []*message {
	var list []*message
	if threadTS == "" {
		list = append(list, c.tops...)
	} else if parent := c.byTS[threadTS]; parent != nil {
		list = append(append(list, parent), parent.replies...)
	}
	for _, m := range c.ephemerals {
		if m.onlyFor == user && m.threadTS == threadTS {
			list = append(list, m)
		}
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].micros() < list[j].micros() })
	return list
}
