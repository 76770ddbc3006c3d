package playground

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// eventKinds name the type of a conversation in an event, and the subscription for its messages.
var eventKinds = map[string]struct{ kind, subscription string }{
	"channels": {"channel", "message.channels"},
	"groups":   {"group", "message.groups"},
	"im":       {"im", "message.im"},
	"mpim":     {"mpim", "message.mpim"},
}

// tellMessage sends the events that a new message causes. The app hears what is said where it is a member, its own
// words too.
//
// Its own words too: Slack sends an app the messages that it posted itself, and an app that answers every message would
// talk to itself for ever. A mention in a direct conversation is no app_mention.
func (s *Server) tellMessage(ch *channel, m *message) {
	if !ch.members[s.bot()] {
		return
	}
	k := eventKinds[ch.kind()]
	ev := s.apiMessage(m, true)
	ev["channel"], ev["channel_type"], ev["event_ts"] = ch.ID, k.kind, m.ts
	if !m.byApp && m.subtype == "" {
		ev["client_msg_id"] = s.uuid()
	}
	s.emit(k.subscription, ev)
	if ch.im == "" && !m.byApp && strings.Contains(m.text, "<@"+s.bot()+">") {
		mention := maps.Clone(ev)
		mention["type"] = "app_mention"
		delete(mention, "channel_type")
		s.emit("app_mention", mention)
	}
}

// tellChange sends the event of a message that was changed.
//
// Every chat.update of the app's own comes back this way.
func (s *Server) tellChange(ch *channel, m *message, before map[string]any) {
	s.tellOf(ch, "message_changed", map[string]any{"message": s.apiMessage(m, false), "previous_message": before})
}

// tellDeletion sends the event of a message that was deleted.
//
// What was said is in previous_message: an app that keeps messages learns here which one to forget.
func (s *Server) tellDeletion(ch *channel, m *message, before map[string]any) {
	s.tellOf(ch, "message_deleted", map[string]any{"deleted_ts": m.ts, "previous_message": before})
}

// tellOf sends an event about a message.
//
// The event has a ts of its own; the message that it is about is inside.
func (s *Server) tellOf(ch *channel, subtype string, more map[string]any) {
	if !ch.members[s.bot()] {
		return
	}
	k := eventKinds[ch.kind()]
	now := formatTS(s.cfg.Now().UnixMicro())
	ev := map[string]any{"type": "message", "subtype": subtype, "hidden": true, "channel": ch.ID, "channel_type": k.kind, "ts": now, "event_ts": now}
	maps.Copy(ev, more)
	s.emit(k.subscription, ev)
}

// tellReaction sends the event of a reaction, "reaction_added" or "reaction_removed".
//
// item_user is the author of the message. The app hears of its own reactions as well, and of those of people who only
// look at a public channel.
func (s *Server) tellReaction(name string, ch *channel, m *message, user, emoji string) {
	if !ch.members[s.bot()] {
		return
	}
	s.emit(name, map[string]any{
		"type": name, "user": user, "reaction": emoji, "item_user": m.user,
		"item":     map[string]any{"type": "message", "channel": ch.ID, "ts": m.ts},
		"event_ts": formatTS(s.cfg.Now().UnixMicro()),
	})
}

// tellJoined sends the event of somebody who came into a channel; the app hears it where it is in, and of itself.
//
// An app that was invited learns of its own new channel by this alone.
func (s *Server) tellJoined(ch *channel, user, inviter string) {
	if !ch.members[s.bot()] {
		return
	}
	ev := map[string]any{
		"type": "member_joined_channel", "user": user, "channel": ch.ID, "channel_type": "C",
		"team": s.cfg.Workspace.ID, "event_ts": formatTS(s.cfg.Now().UnixMicro()),
	}
	if ch.Private {
		ev["channel_type"] = "G"
	}
	if inviter != "" {
		ev["inviter"] = inviter
	}
	s.emit("member_joined_channel", ev)
}

// tellHome sends the event of somebody who opened the app's Home tab.
//
// It comes on every opening, not only the first; the view is there once something was published.
func (s *Server) tellHome(user string) {
	ev := map[string]any{
		"type": "app_home_opened", "user": user, "channel": directID(user), "tab": "home",
		"event_ts": formatTS(s.cfg.Now().UnixMicro()),
	}
	if v := s.homes[user]; v != nil {
		ev["view"] = s.viewJSON(v)
	}
	s.emit("app_home_opened", ev)
}

// ChangeUser changes somebody: a status, a zone, a deactivation. The app gets user_change, the pages see it. The id
// stays. Nobody by that id is not an error; nothing happens.
//
// Slack sends user_change for people the app has never met as well.
func (s *Server) ChangeUser(id string, change func(*User)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.users[id]
	if u == nil {
		return
	}
	// Under the lock, so change must not call back into the server.
	change(u)
	u.ID = id
	s.names++
	s.publish(nil, map[string]any{"type": "user", "user": s.pageUser(u)})
	s.emit("user_change", map[string]any{
		"type": "user_change", "user": s.userJSON(u), "cache_ts": s.cfg.Now().Unix(), "event_ts": formatTS(s.cfg.Now().UnixMicro()),
	})
}

// ChangeGroup changes a user group: its members, its handle. The app gets subteam_members_changed where the members
// changed, else subteam_updated. Nobody by that id is not an error; nothing happens.
//
// The list of members is copied before it is changed, since answers that are on their way may hold it.
func (s *Server) ChangeGroup(id string, change func(*UserGroup)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	groups := slices.Clone(s.cfg.Workspace.Groups) // calls hold the old ones
	i := slices.IndexFunc(groups, func(g UserGroup) bool { return g.ID == id })
	if i < 0 {
		return
	}
	before := groups[i]
	groups[i].Members = slices.Clone(before.Members)
	change(&groups[i])
	groups[i].ID = id
	s.cfg.Workspace.Groups = groups
	now := groups[i]
	if slices.Equal(before.Members, now.Members) {
		s.emit("subteam_updated", map[string]any{"type": "subteam_updated", "subteam": s.groupJSON(now, true, true)})
		return
	}
	added, removed := missingFrom(before.Members, now.Members), missingFrom(now.Members, before.Members)
	s.emit("subteam_members_changed", map[string]any{
		"type": "subteam_members_changed", "subteam_id": id, "team_id": s.cfg.Workspace.ID,
		"date_previous_update": 0, "date_update": s.cfg.Now().Unix(),
		"added_users": added, "added_users_count": len(added), "removed_users": removed, "removed_users_count": len(removed),
	})
}

// missingFrom returns those of b that a lacks.
//
// An empty list and not null, as Slack sends it.
func missingFrom(a, b []string) []string {
	out := []string{}
	for _, id := range b {
		if !slices.Contains(a, id) {
			out = append(out, id)
		}
	}
	return out
}

// AddUser brings somebody new into the workspace. The app gets team_join.
//
// Somebody with an id that is taken, or with none, is not added; that is no error, so that a script can be run twice.
func (s *Server) AddUser(u User) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if u.ID == "" || s.users[u.ID] != nil {
		return
	}
	s.users[u.ID] = &u
	s.names++
	s.userOrder = append(s.userOrder, u.ID)
	if !u.Bot {
		s.addChannel(Channel{ID: directID(u.ID), Members: []string{u.ID, s.bot()}}, u.ID)
	}
	s.publish(nil, map[string]any{"type": "user", "user": s.pageUser(&u)})
	s.emit("team_join", map[string]any{"type": "team_join", "user": s.userJSON(&u), "event_ts": formatTS(s.cfg.Now().UnixMicro())})
}

// enterChannel makes somebody a member.
//
// Who is in already causes no event.
func (s *Server) enterChannel(ch *channel, user, inviter string) {
	if ch.members[user] {
		return
	}
	before := ch.visible(user)
	ch.members[user] = true
	s.publishChannel(ch)
	if !before {
		s.publishHistory(ch, user)
	}
	s.tellJoined(ch, user, inviter)
}

// leaveChannel ends a membership.
//
// The event goes out before the app itself is gone, or it would never learn of its own removal.
func (s *Server) leaveChannel(ch *channel, user string) {
	if !ch.members[user] {
		return
	}
	if ch.members[s.bot()] {
		s.emit("member_left_channel", map[string]any{
			"type": "member_left_channel", "user": user, "channel": ch.ID, "team": s.cfg.Workspace.ID,
			"event_ts": formatTS(s.cfg.Now().UnixMicro()),
		})
	}
	delete(ch.members, user)
	s.publishChannel(ch)
	if !ch.visible(user) {
		s.publish(only(user), map[string]any{"type": "channel_gone", "channel": ch.ID})
	}
}

// What a person types that stands for a person, a channel or a link.
var (
	typedName = regexp.MustCompile(`(^|[\s(,])@([a-z0-9][a-z0-9._-]*)`)
	typedRoom = regexp.MustCompile(`(^|[\s(,])#([a-z0-9][a-z0-9._-]*)`)
	typedLink = regexp.MustCompile(`(^|\s)(https?://[^\s<>]+)`)
	typedMark = regexp.MustCompile(`<(@[UW][A-Z0-9]+|#C[A-Z0-9]+)(\|[^<>]*)?>`)
)

// typed is what a person typed, the way Slack's client hands it over: & < > as entities, and, where escape says so,
// names, channels and links as marks. Marks that are there already stay.
//
// A person types @ann and the client completes it to a mark; a script writes either. What looks like a name but is
// nobody's stays text.
func (s *Server) typed(line string, escape bool) string {
	if !strings.ContainsAny(line, "&<>@#:") { // nothing to do, the usual case
		return line
	}
	var b strings.Builder
	for {
		at := typedMark.FindStringIndex(line)
		if at == nil {
			b.WriteString(s.typedPart(line, escape))
			return b.String()
		}
		b.WriteString(s.typedPart(line[:at[0]], escape))
		b.WriteString(line[at[0]:at[1]])
		line = line[at[1]:]
	}
}

// typedPart does the work of typed where no mark stands.
//
// The entities come first, or the marks themselves would be escaped.
func (s *Server) typedPart(t string, escape bool) string {
	t = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(t)
	if !escape {
		return t
	}
	t = typedName.ReplaceAllStringFunc(t, func(m string) string {
		lead, name, _ := strings.Cut(m, "@")
		// "@ann." at the end of a sentence means ann; the dot is put back behind the mark.
		trail := strings.TrimRight(name, ".-_")
		if u := s.userNamed(trail); u != nil {
			return lead + "<@" + u.ID + ">" + name[len(trail):]
		}
		return m
	})
	t = typedRoom.ReplaceAllStringFunc(t, func(m string) string {
		lead, name, _ := strings.Cut(m, "#")
		ch := s.channelNamed(name)
		switch {
		case ch == nil || ch.kind() == "im":
			return m
		case ch.Private:
			return lead + "<#" + ch.ID + "|>"
		}
		return lead + "<#" + ch.ID + "|" + ch.Name + ">"
	})
	return typedLink.ReplaceAllString(t, "$1<$2>")
}

// reacted adds or takes back a reaction; the result says whether that changed anything.
//
// The caller holds mu. Who reacted is kept in order, and an emoji that nobody stands behind any more goes away with its
// place: given again it comes last. One change is one event, so an app that counts is not misled by a second click.
func (s *Server) reacted(ch *channel, m *message, user, name string, add bool) bool {
	i := slices.IndexFunc(m.reactions, func(r Reaction) bool { return r.Name == name })
	has := i >= 0 && slices.Contains(m.reactions[i].Users, user)
	if has == add {
		return false
	}
	event := "reaction_added"
	switch {
	case !add:
		event = "reaction_removed"
		r := &m.reactions[i]
		r.Users = slices.DeleteFunc(r.Users, func(u string) bool { return u == user })
		if len(r.Users) == 0 {
			m.reactions = slices.Delete(m.reactions, i, i+1)
		}
	case i >= 0:
		m.reactions[i].Users = append(m.reactions[i].Users, user)
	default:
		m.reactions = append(m.reactions, Reaction{Name: name, Users: []string{user}})
	}
	s.publishMessage(ch, m)
	s.tellReaction(event, ch, m, user, name)
	return true
}
