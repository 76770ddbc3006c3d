package bot

import (
	"context"
	"slices"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// A fakeDirectory is what the fake Slack knows of channels, groups and files.
type fakeDirectory struct {
	members map[string][]string // by channel
	groups  []userGroup
	grouped map[string][]string // by user group
	files   map[string]string   // by address
}

func (f *fakeSlack) ChannelMembers(_ context.Context, channel string) (ids []string, more bool, err error) {
	err = f.say(nil, "members of %s", channel)
	ids, ok := f.directory.members[channel]
	if err == nil && !ok {
		err = slack.SlackErrorResponse{Err: "channel_not_found"}
	}
	return ids, false, err
}

func (f *fakeSlack) InChannel(_ context.Context, channel string) (bool, error) {
	return slices.Contains(f.directory.members[channel], "U0PACER"), f.say(nil, "in %s?", channel)
}

func (f *fakeSlack) UserGroups(context.Context) ([]userGroup, error) {
	return f.directory.groups, f.say(nil, "user groups")
}

func (f *fakeSlack) GroupMembers(_ context.Context, group string) ([]string, error) {
	err := f.say(nil, "members of %s", group)
	ids, ok := f.directory.grouped[group]
	if err == nil && !ok {
		err = slack.SlackErrorResponse{Err: "no_such_subteam"}
	}
	return ids, err
}

func (f *fakeSlack) Download(_ context.Context, url string, most int) ([]byte, error) {
	err := f.say(nil, "download")
	text := f.directory.files[url]
	if err == nil && len(text) > most {
		err = errTooLarge
	}
	return []byte(text), err
}

// Counted is what a team counts; the memory keeps nothing that was retired.
func (m *memory) Counted(_ context.Context, team string) ([]coach.KPI, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if t := m.roster.Team(team); t != nil {
		return t.KPIs, nil
	}
	return nil, nil
}
