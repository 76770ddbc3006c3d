package playground

import "slices"

// pinsAdd is pins.add.
//
// Slack pins for everybody in the channel, and only where the app is a member. What one person alone sees cannot be
// pinned, nor what was deleted.
func pinsAdd(c *call) (reply, error) {
	s := c.s
	ch := s.channels[c.args.str("channel")]
	ts := c.args.str("timestamp")
	switch {
	case ch == nil || ch.Private && !ch.members[s.bot()]:
		return nil, refuse("channel_not_found")
	case ts == "":
		return nil, refuse("no_item_specified")
	case !isTS.MatchString(ts):
		return nil, refuse("bad_timestamp")
	case !ch.members[s.bot()]:
		return nil, refuse("not_in_channel")
	}
	m := ch.byTS[ts]
	switch {
	case m == nil:
		return nil, refuse("message_not_found")
	case m.subtype == "tombstone":
		return nil, refuse("not_pinnable")
	case m.pinned:
		return nil, refuse("already_pinned")
	case ch.pins() >= limit("pins"):
		return nil, &apiError{code: "too_many_pins", rule: "pins"}
	}
	m.pinned = true
	s.publishMessage(ch, m)
	return reply{}, nil
}

// pins counts the messages of a channel that are pinned, replies too.
//
// Counted anew each time: pinning is rare, and a count beside the messages would have to follow each that goes.
func (c *channel) pins() int {
	n := 0
	for _, m := range c.byTS {
		if m.pinned {
			n++
		}
	}
	return n
}

// groupJSON is a user group as the Web API shows it.
//
// Its dates are 0: it has been there from the start. user_count is a number, though some of Slack's answers have text.
func (s *Server) groupJSON(g UserGroup, withUsers, withCount bool) map[string]any {
	j := map[string]any{
		"id": g.ID, "team_id": s.cfg.Workspace.ID, "is_usergroup": true, "is_subteam": true, "name": g.Name, "description": "",
		"handle": g.Handle, "is_external": false, "date_create": 0, "date_update": 0, "date_delete": 0, "auto_type": nil,
		"created_by": slackbotID, "updated_by": slackbotID, "deleted_by": nil,
		"prefs": map[string]any{"channels": []any{}, "groups": []any{}},
	}
	if withUsers {
		j["users"] = slices.Clone(g.Members)
	}
	if withCount {
		j["user_count"] = len(g.Members)
	}
	return j
}

// usergroupsList is usergroups.list.
//
// Who is in a group and how many come only where they are asked for. None of the groups here is disabled.
//
// Tier 2, which is twenty calls a minute: an app that keeps its people in step with a group must not ask for each.
func usergroupsList(c *call) (reply, error) {
	list := []any{}
	for _, g := range c.s.cfg.Workspace.Groups {
		list = append(list, c.s.groupJSON(g, c.args.flag("include_users"), c.args.flag("include_count")))
	}
	return reply{"usergroups": list}, nil
}

// usergroupsUsers is usergroups.users.list: the ids of those who are in a group, in its own order.
//
// People who were deactivated are listed as long as nobody takes them out.
func usergroupsUsers(c *call) (reply, error) {
	for _, g := range c.s.cfg.Workspace.Groups {
		if g.ID == c.args.str("usergroup") {
			return reply{"users": slices.Clone(g.Members)}, nil
		}
	}
	return nil, refuse("no_such_subteam")
}
