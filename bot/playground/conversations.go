package playground

import (
	"encoding/base64"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// readable finds a conversation that the app may look at, and checks the scope that fits its kind.
//
// A private channel that the app is not in does not exist for it: Slack answers channel_not_found, not a refusal that
// would tell that there is one. Which scope is needed depends on the kind of the conversation, so an app that
// asked for channels:read alone gets missing_scope for a private channel even where it is a member.
//
// suffix is ":read" or ":history". Membership is for the method to ask, as not all want it.
func (c *call) readable(suffix string) (*channel, error) {
	s := c.s
	ch := s.channels[c.args.str("channel")]
	if ch == nil || ch.Private && !ch.members[s.bot()] {
		return nil, refuse("channel_not_found")
	}
	if err := s.holds(ch.kind() + suffix); err != nil {
		return nil, err
	}
	return ch, nil
}

// channelJSON is a conversation as the Web API shows it.
//
// Direct conversations have no name and no membership flags, but the person in "user": an app that reads "name"
// everywhere is to fail here as it would in Slack. "created" is the present: nothing hangs on it.
func (s *Server) channelJSON(ch *channel) map[string]any {
	created := s.cfg.Now().Unix()
	if ch.im != "" {
		return map[string]any{
			"id": ch.ID, "created": created, "is_im": true, "is_archived": false, "is_org_shared": false,
			"user": ch.im, "is_user_deleted": s.users[ch.im].Deleted, "is_open": true, "context_team_id": s.cfg.Workspace.ID,
		}
	}
	return map[string]any{
		"id": ch.ID, "name": ch.Name, "name_normalized": ch.Name, "created": created, "is_archived": ch.archived,
		"is_channel": !ch.Private, "is_group": ch.kind() == "groups", "is_private": ch.Private, "is_im": false, "is_mpim": ch.mpim,
		"is_general": ch.Name == "general", "is_member": ch.members[s.bot()], "is_shared": false, "is_ext_shared": false,
		"is_org_shared": false, "context_team_id": s.cfg.Workspace.ID, "unlinked": 0,
		"topic":   map[string]any{"value": "", "creator": "", "last_set": 0},
		"purpose": map[string]any{"value": ch.Purpose, "creator": "", "last_set": 0}, "previous_names": []string{},
	}
}

// conversationsInfo is conversations.info.
//
// num_members comes only where it is asked for. Errors: channel_not_found, missing_scope.
//
// Tier 3, and no membership needed for a public channel.
func conversationsInfo(c *call) (reply, error) {
	ch, err := c.readable(":read")
	if err != nil {
		return nil, err
	}
	j := c.s.channelJSON(ch)
	if c.args.flag("include_num_members") {
		j["num_members"] = len(ch.members)
	}
	return reply{"channel": j}, nil
}

// conversationsMembers is conversations.members.
//
// Tier 4; pages of 100 unless the call says otherwise. Members that are deactivated are still listed, as in Slack.
func conversationsMembers(c *call) (reply, error) {
	ch, err := c.readable(":read")
	if err != nil {
		return nil, err
	}
	page, next, err := paged(c, c.s.memberList(ch), 100)
	if err != nil {
		return nil, err
	}
	return reply{"members": page, "response_metadata": next}, nil
}

// conversationsJoin is conversations.join.
//
// Public channels only: into a private one an app has to be invited by a person. Joining twice is no error but the
// warning already_in_channel, and causes no second member_joined_channel.
func conversationsJoin(c *call) (reply, error) {
	s := c.s
	ch := s.channels[c.args.str("channel")]
	switch {
	case ch != nil && (ch.im != "" || ch.mpim && ch.members[s.bot()]):
		return nil, refuse("method_not_supported_for_channel_type")
	case ch == nil || ch.Private:
		return nil, refuse("channel_not_found")
	case ch.archived:
		return nil, refuse("is_archived")
	}
	if ch.members[s.bot()] {
		c.warning = "already_in_channel"
	}
	s.enterChannel(ch, s.bot(), "")
	return reply{"channel": s.channelJSON(ch)}, nil
}

// conversationsOpen is conversations.open, with one person or with several.
//
// The conversation with one person is there from the start, so it is always "already_open"; an app must not take that
// for "I greeted them before". One with several is made when it is first asked for. Each kind wants its own scope.
func conversationsOpen(c *call) (reply, error) {
	s := c.s
	ids := c.args.list("users")
	ch := s.channels[c.args.str("channel")]
	already := true
	switch {
	case len(ids) == 0 && c.args.str("channel") == "":
		return nil, refuse("users_list_not_supplied")
	case len(ids) == 0 && (ch == nil || !ch.members[s.bot()]):
		return nil, refuse("channel_not_found")
	case len(ids) == 0 && ch.kind() != "im" && ch.kind() != "mpim":
		return nil, refuse("method_not_supported_for_channel_type")
	case len(ids) > 0:
		var err error
		if ch, already, err = c.openWith(ids); err != nil {
			return nil, err
		}
	}
	if err := s.holds(ch.kind() + ":write"); err != nil {
		return nil, err
	}
	out := reply{"channel": map[string]any{"id": ch.ID}}
	if already {
		out["no_op"], out["already_open"] = true, true
	}
	if c.args.flag("return_im") {
		out["channel"] = s.channelJSON(ch)
	}
	return out, nil
}

// openWith finds or makes the conversation of the app with some people, and says whether it was there.
//
// With prevent_creation one that is not there is channel_not_found. Nothing is made before the scope is known to be
// there: the caller would answer missing_scope for a conversation that people see all the same.
func (c *call) openWith(ids []string) (*channel, bool, error) {
	s := c.s
	slices.Sort(ids)
	ids = slices.Compact(ids)
	for _, id := range ids {
		switch u := s.users[id]; {
		case u == nil:
			return nil, false, refuse("user_not_found")
		case u.Deleted:
			return nil, false, refuse("user_disabled")
		case u.Bot:
			return nil, false, refuse("cannot_dm_bot")
		}
	}
	if len(ids) == 1 {
		return s.channels[directID(ids[0])], true, nil
	}
	if len(ids) > limit("conversation.users") {
		return nil, false, &apiError{code: "too_many_users", rule: "conversation.users"}
	}
	if err := s.holds("mpim:write"); err != nil {
		return nil, false, err
	}
	names := []string{}
	for _, id := range ids {
		names = append(names, s.users[id].Name)
	}
	name := "mpdm-" + strings.Join(append(names, s.cfg.Workspace.Bot.Name), "--") + "-1"
	if ch := s.channelNamed(name); ch != nil {
		return ch, true, nil
	}
	if c.args.flag("prevent_creation") {
		return nil, false, refuse("channel_not_found")
	}
	ch := s.addChannel(Channel{ID: s.id("G"), Name: name, Private: true, Members: append(ids, s.bot())}, "")
	ch.mpim = true
	for _, id := range ids {
		s.publish(only(id), map[string]any{"type": "channel", "channel": s.pageChannel(ch, id)})
	}
	return ch, false, nil
}

// conversationsList is conversations.list: all public channels, and what else the app is in.
//
// Without types it lists public channels alone, which surprises apps that look for themselves in private ones.
//
// Tier 2, twenty calls a minute, with up to 999 channels each.
func conversationsList(c *call) (reply, error) {
	return listChannels(c, func(ch *channel) bool { return ch.kind() == "channels" || ch.members[c.s.bot()] })
}

// usersConversations is users.conversations: what a person is in, as far as the app can see; by default the app itself.
//
// The cheap way for an app to learn where it is: conversations.list shows every public channel of the workspace.
func usersConversations(c *call) (reply, error) {
	s := c.s
	user := c.args.str("user")
	if user == "" {
		user = s.bot()
	}
	if s.users[user] == nil {
		return nil, refuse("user_not_found")
	}
	return listChannels(c, func(ch *channel) bool {
		return ch.members[user] && (ch.kind() == "channels" || ch.members[s.bot()])
	})
}

// listChannels answers with the conversations of the wanted types that fit.
//
// Each type wants the scope of its kind, and one that is missing refuses the call: no silent half of an answer.
//
// In the order in which the channels were made, so that pages do not overlap. Archived ones are in it unless the call
// says otherwise.
func listChannels(c *call, fits func(*channel) bool) (reply, error) {
	s := c.s
	kinds := map[string]string{"public_channel": "channels", "private_channel": "groups", "im": "im", "mpim": "mpim"}
	types := c.args.str("types")
	if types == "" {
		types = "public_channel"
	}
	wanted := map[string]bool{}
	for t := range strings.SplitSeq(types, ",") {
		k, ok := kinds[strings.TrimSpace(t)]
		if !ok {
			return nil, refuse("invalid_types")
		}
		if err := s.holds(k + ":read"); err != nil {
			return nil, err
		}
		wanted[k] = true
	}
	list := []map[string]any{}
	for _, id := range s.chanOrder {
		ch := s.channels[id]
		if wanted[ch.kind()] && fits(ch) && !(ch.archived && c.args.flag("exclude_archived")) {
			list = append(list, s.channelJSON(ch))
		}
	}
	page, next, err := paged(c, list, 100)
	if err != nil {
		return nil, err
	}
	return reply{"channels": page, "response_metadata": next}, nil
}

// paged cuts a listing to the page that the call asks for.
//
// The cursor is opaque to the app, base64 as Slack's is, and says only where to go on. An empty next_cursor is the
// end. A limit of 0 or from 1,000 on is invalid_limit; Slack advises 200.
//
// It counts from the beginning of the list: what was added in front in between shows up twice, and an app has to bear
// that.
func paged[T any](c *call, list []T, def int) ([]T, map[string]any, error) {
	from := 0
	if cur := c.args.str("cursor"); cur != "" {
		text, err := base64.StdEncoding.DecodeString(cur)
		n, isPage := strings.CutPrefix(string(text), "next:")
		if from, _ = strconv.Atoi(n); err != nil || !isPage || from < 1 || from > len(list) {
			return nil, nil, refuse("invalid_cursor")
		}
	}
	n := c.args.number("limit", def)
	if n < 1 || n > limit("page") {
		return nil, nil, refuse("invalid_limit")
	}
	to := min(len(list), from+n)
	next := ""
	if to < len(list) {
		next = base64.StdEncoding.EncodeToString([]byte("next:" + strconv.Itoa(to)))
	}
	return list[from:to], map[string]any{"next_cursor": next}, nil
}

// isTS is the form of the ts of a message, also without its fraction.
//
// Apps also send whole seconds as oldest and latest, which Slack takes.
var isTS = regexp.MustCompile(`^\d{1,12}(\.\d{1,6})?$`)

// between takes the messages in the span that the call asks for. Cursors of histories are counted from the end
// that the listing begins at, which is good enough as long as nobody pages while others write.
//
// Without inclusive both ends are left out, so that an app which asks from the last ts it saw does not see that message
// again.
//
// oldest and latest are ts, so that an app which wants a span of days sends seconds since 1970. What the fault "lag"
// hides is left out here.
func (c *call) between(list []*message) ([]*message, error) {
	oldest, latest := c.args.str("oldest"), c.args.str("latest")
	if oldest != "" && !isTS.MatchString(oldest) {
		return nil, refuse("invalid_ts_oldest")
	}
	if latest != "" && !isTS.MatchString(latest) {
		return nil, refuse("invalid_ts_latest")
	}
	from, to, inclusive := microsOf(oldest), microsOf(latest), c.args.flag("inclusive")
	var out []*message
	for _, m := range list {
		t := m.micros()
		early := oldest != "" && (t < from || t == from && !inclusive)
		late := to > 0 && (t > to || t == to && !inclusive)
		if !early && !late && c.s.inHistory(m) {
			out = append(out, m)
		}
	}
	return out, nil
}

// historyReply makes the answer of a listing of messages. Those in head begin every page and are not counted.
//
// Without include_all_metadata only the event_type of a message's metadata is shown. An app that looks for a message of
// its own by a key in the payload finds nothing until it asks for all.
//
// has_more is what Slack says there, and next_cursor is missing on the last page instead of empty.
func (c *call) historyReply(list []*message, head ...*message) (reply, error) {
	page, next, err := paged(c, list, 100)
	if err != nil {
		return nil, err
	}
	out := []map[string]any{}
	for _, m := range slices.Concat(head, page) {
		out = append(out, c.s.apiMessage(m, c.args.flag("include_all_metadata")))
	}
	r := reply{"messages": out, "has_more": next["next_cursor"] != ""}
	if r["has_more"] == true {
		r["response_metadata"] = next
	}
	return r, nil
}

// conversationsHistory is conversations.history: the top level of a channel, newest first.
//
// Replies are not in it, except those that were sent to the channel as well. Being allowed to post in a public channel
// (chat:write.public) is not being allowed to read it: then it is not_in_channel.
//
// Apps that are sold outside of Slack's marketplace get 15 messages a call and one call a minute; one that a company
// runs for itself, as here, has tier 3.
func conversationsHistory(c *call) (reply, error) {
	ch, err := c.readable(":history")
	if err != nil {
		return nil, err
	}
	if !ch.members[c.s.bot()] {
		return nil, refuse("not_in_channel")
	}
	list, err := c.between(ch.tops)
	if err != nil {
		return nil, err
	}
	list = slices.Clone(list)
	slices.Reverse(list)
	r, err := c.historyReply(list)
	if err == nil {
		r["pin_count"] = ch.pins()
	}
	return r, err
}

// conversationsReplies is conversations.replies: a thread, its parent first, then the oldest.
//
// Any ts of the thread will do. A message without replies is a thread of one. oldest and latest cut the replies; the
// parent is always there, and on every page.
func conversationsReplies(c *call) (reply, error) {
	ch, err := c.readable(":history")
	if err != nil {
		return nil, err
	}
	if !ch.members[c.s.bot()] {
		return nil, refuse("not_in_channel")
	}
	parent := ch.byTS[ch.thread(c.args.str("ts"))]
	if parent == nil {
		return nil, refuse("thread_not_found")
	}
	list, err := c.between(parent.replies)
	if err != nil {
		return nil, err
	}
	return c.historyReply(list, parent)
}
