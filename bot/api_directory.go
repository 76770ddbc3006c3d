package bot

import (
	"bytes"
	"cmp"
	"context"
	"errors"

	"github.com/slack-go/slack"
)

// What Pacer asks of Slack when a team is set up: who is in a channel or in a user group, and the file that somebody
// handed in.

// A userGroup is a group of people in Slack, such as @sales-west.
type userGroup struct{ ID, Handle, Name string }

// label is how a menu shows the group: "@sales-west, Sales West". It is plain text.
func (g userGroup) label() string {
	if g.Handle == "" {
		return g.Name
	}
	return "@" + g.Handle + ", " + g.Name
}

// membersPage is how many members of a channel Slack is asked for at once. Slack advises no more.
const membersPage = 200

// ChannelMembers is conversations.members, one page of it: a channel with more than that is no team. More says that
// there are further pages, which nobody asks for. Apps in the channel are among the ids.
func (c *client) ChannelMembers(ctx context.Context, channel string) (ids []string, more bool, err error) {
	ids, next, err := c.api.GetUsersInConversationContext(ctx, &slack.GetUsersInConversationParameters{ChannelID: channel, Limit: membersPage})
	return ids, next != "", wrap("conversations.members", err)
}

// InChannel tells whether the bot is in a channel.
func (c *client) InChannel(ctx context.Context, channel string) (bool, error) {
	in, _, err := c.place(ctx, channel)
	return in, err
}

// place is conversations.info: whether the bot is in a channel, and whether that is archived; the bot stays a member of one
// that is. A private channel that the bot is not in is refused with channel_not_found, which says just that.
func (c *client) place(ctx context.Context, channel string) (in, archived bool, err error) {
	ch, err := c.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: channel})
	if refused(err) == "channel_not_found" {
		return false, false, nil
	}
	if err != nil {
		return false, false, wrap("conversations.info", err)
	}
	return ch.IsMember, ch.IsArchived, nil
}

// UserGroups is usergroups.list, without those that were switched off. Ids begin with S. It needs the scope
// usergroups:read, as GroupMembers does.
func (c *client) UserGroups(ctx context.Context) ([]userGroup, error) {
	groups, err := c.api.GetUserGroupsContext(ctx)
	if err != nil {
		return nil, wrap("usergroups.list", err)
	}
	var out []userGroup
	for _, g := range groups {
		out = append(out, userGroup{ID: g.ID, Handle: g.Handle, Name: cmp.Or(g.Name, g.Handle)})
	}
	return out, nil
}

// GroupMembers is usergroups.users.list. It has everybody in one answer, and says nothing of who is a guest or has left.
func (c *client) GroupMembers(ctx context.Context, group string) ([]string, error) {
	ids, err := c.api.GetUserGroupMembersContext(ctx, group)
	return ids, wrap("usergroups.users.list", err)
}

// errTooLarge says that a file is larger than what is read of one.
var errTooLarge = errors.New("the file is too large")

// Download reads a file that somebody handed in, of at most so many bytes; a larger one is errTooLarge. The address comes
// from the envelope; slack-go sends the token to Slack's own hosts only.
func (c *client) Download(ctx context.Context, url string, most int) ([]byte, error) {
	w := &boundedBuffer{most: most}
	err := c.api.GetFileContext(ctx, url, w)
	return w.data.Bytes(), wrap("file", err)
}

// A boundedBuffer keeps so many bytes and refuses more, so that nobody fills the memory with a file.
type boundedBuffer struct {
	data bytes.Buffer
	most int
}

func (w *boundedBuffer) Write(p []byte) (int, error) {
	if w.data.Len()+len(p) > w.most {
		return 0, errTooLarge
	}
	return w.data.Write(p)
}
