package playground

// snapshotTops is how many messages of a channel a page gets at the start.
const snapshotTops = 200

// snapshot is all that a page needs to show the workspace to one person. The caller holds mu.
//
// It is taken under the same lock under which the stream is registered, so no event falls between the two: what is not
// in the snapshot comes on the stream.
func (s *Server) snapshot(user string, clock map[string]any) map[string]any {
	users, channels, messages := []any{}, []any{}, map[string]any{}
	for _, id := range s.userOrder {
		users = append(users, s.pageUser(s.users[id]))
	}
	for _, id := range s.chanOrder {
		ch := s.channels[id]
		if !ch.visible(user) {
			continue // not even its name, as for the app
		}
		channels = append(channels, s.pageChannel(ch, user))
		messages[id] = pageMessages(ch, user)
	}
	commands := []any{}
	for _, c := range s.manifest.Features.Commands {
		commands = append(commands, map[string]any{"command": c.Command, "description": c.Description, "usage_hint": c.UsageHint})
	}
	// Slack shows the name of the app where it has one, and not that of its bot user.
	name := s.manifest.Display.Name
	if name == "" {
		name = s.cfg.Workspace.Bot.Name
	}
	return map[string]any{
		"type": "snapshot", "now": s.cfg.Now().UnixMilli(), "me": user,
		"team":  map[string]any{"id": s.cfg.Workspace.ID, "name": s.cfg.Workspace.Name},
		"app":   map[string]any{"id": appID, "name": name, "user": s.bot(), "home": s.manifest.Features.Home.HomeTab, "messages": s.manifest.messagesTab()},
		"users": users, "channels": channels, "commands": commands, "messages": messages,
		"views": s.pageViews(user), "home": pageView(s.homes[user]), "clock": clock, "log": s.recent(), "faults": s.pageFaults(),
		"groups": pageGroups(s.cfg.Workspace.Groups), "rules": pageRules(),
	}
}

// pageRules are the limits by name, those of which a refusal may speak, so that the page can say of a refusal by which
// number it came and who says so.
//
// It never changes, and goes with the snapshot so that the page needs no second request.
func pageRules() map[string]any {
	list := map[string]any{}
	for name, r := range rules {
		list[name] = map[string]any{"limit": r.limit, "source": r.source}
	}
	return list
}

// pageGroups are the user groups by which a message may call people; members see themselves called.
func pageGroups(groups []UserGroup) []any {
	list := []any{}
	for _, g := range groups {
		list = append(list, map[string]any{"id": g.ID, "handle": g.Handle, "members": g.Members})
	}
	return list
}

// pageUser is a person as the page wants them.
//
// Zones go by their IANA name; the page shows every time in the zone of the person it is.
func (s *Server) pageUser(u *User) map[string]any {
	label, _ := s.zoneLabel(u)
	emoji, text, until := s.status(u)
	return map[string]any{
		"id": u.ID, "name": u.Name, "real_name": u.RealName, "title": u.Title, "tz": u.zoneName(), "tz_label": label,
		"is_admin": u.Admin, "is_guest": u.Guest, "is_bot": u.Bot, "is_stranger": u.Stranger, "deleted": u.Deleted,
		"status_text": text, "status_emoji": emoji, "status_until": until,
	}
}

// pageChannel is a channel as one person sees it.
//
// A public channel is shown to everybody, with whether they are a member, because the client lets people browse.
func (s *Server) pageChannel(ch *channel, user string) map[string]any {
	j := map[string]any{
		"id": ch.ID, "name": ch.Name, "purpose": ch.Purpose, "private": ch.Private, "member": ch.members[user],
		"members": s.memberList(ch), "archived": ch.archived,
	}
	if with := s.across(ch, user); with != "" {
		j["dm_with"] = with
	}
	return j
}

// pageMessages lists the newest messages of a channel with their threads.
//
// Ephemeral messages come last; the page sorts by ts. The bound is on what stands at the top level; threads come whole,
// since a page cannot ask for the rest of one. A reply that was sent to the channel as well is among tops already. The
// caller holds mu.
func pageMessages(ch *channel, user string) []any {
	list := []any{}
	tops := ch.tops[max(0, len(ch.tops)-snapshotTops):]
	for _, m := range tops {
		list = append(list, pageMessage(m))
		for _, r := range m.replies {
			if !r.broadcast {
				list = append(list, pageMessage(r))
			}
		}
	}
	for _, m := range ch.ephemerals {
		if m.onlyFor == user {
			list = append(list, pageMessage(m))
		}
	}
	return list
}

// pageMessage is a message as the page wants it.
//
// The blocks go out as the app sent them, with ids: rendering is the page's work, and what it cannot render it is to
// show as a gap rather than to lose.
func pageMessage(m *message) map[string]any {
	j := map[string]any{"ts": m.ts, "user": m.user, "bot": m.byApp || m.user == slackbotID, "text": m.text}
	if m.threadTS != "" {
		j["thread_ts"] = m.threadTS
	}
	if m.broadcast {
		j["broadcast"] = true
	}
	if len(m.blocks) > 0 {
		j["blocks"] = m.blocks
	}
	if len(m.attachments) > 0 {
		j["attachments"] = m.attachments
	}
	if m.edited != "" {
		j["edited"] = true // when is not shown
	}
	if m.onlyFor != "" {
		j["ephemeral"] = true
	}
	if len(m.reactions) > 0 {
		j["reactions"] = cloneReactions(m.reactions)
	}
	if m.pinned {
		j["pinned"] = true
	}
	if len(m.files) > 0 {
		j["files"] = pageFileList(m.files)
	}
	if n := len(m.replies); n > 0 {
		j["reply_count"], j["latest_reply"] = n+m.lost, m.replies[n-1].ts
	}
	return j
}

// pageViews is a person's modals, bottom first.
//
// The whole stack is sent each time. It has three views at most, and a page that applies differences can get out of
// step.
func (s *Server) pageViews(user string) []any {
	list := []any{}
	for _, v := range s.stacks[user] {
		list = append(list, pageView(v))
	}
	return list
}

// pageView is a view as the page wants it; null for none.
//
// Values are in the simple form (text, number, list), errors by block id, as Slack's client keys them. "values" tell
// what is in each input, not only what changed: a page that was reloaded in the middle of a form goes on with what had
// been typed.
func pageView(v *view) any {
	if v == nil {
		return nil
	}
	j := map[string]any{
		"id": v.id, "type": v.kind, "callback_id": v.callbackID, "title": plainText(v.title), "blocks": v.blocks,
		"values": simpleValues(v.values),
	}
	if v.submit != nil {
		j["submit"] = plainText(v.submit)
	}
	if v.close != nil {
		j["close"] = plainText(v.close)
	}
	if len(v.errors) > 0 {
		j["errors"] = v.errors
	}
	if v.notice != "" {
		j["notice"] = v.notice
	}
	return j
}
