package playground

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// A command is a slash command that the app owns.
//
// should_escape decides in which form people and channels arrive in the text.
type command struct {
	Command      string `json:"command"`
	Description  string `json:"description"`
	UsageHint    string `json:"usage_hint"`
	ShouldEscape bool   `json:"should_escape"`
}

// fits says what is wrong with a command as the manifest declares it.
//
// Slack checks the same when the manifest is pasted, so that an app learns of it here before.
func (c command) fits() error {
	switch {
	case !strings.HasPrefix(c.Command, "/") || len(c.Command) > limit("command.name"):
		return fmt.Errorf("playground: manifest: %q is no name for a slash command", c.Command)
	case utf8.RuneCountInString(c.Description) > limit("command.description"):
		return fmt.Errorf("playground: manifest: the description of %s is too long", c.Command)
	case utf8.RuneCountInString(c.UsageHint) > limit("command.usage_hint"):
		return fmt.Errorf("playground: manifest: the usage hint of %s is too long", c.Command)
	}
	return nil
}

// manifest is the part of an app's manifest that decides what the app may do.
//
// It is the app's real manifest, the one that is pasted into Slack's settings: so that a scope that is missing there
// fails here first, and a scope that is not needed can be found by taking it out.
type manifest struct {
	Display struct {
		Name string `json:"name"`
	} `json:"display_information"`
	Features struct {
		Home struct {
			HomeTab     bool  `json:"home_tab_enabled"`
			MessagesTab *bool `json:"messages_tab_enabled"`
			ReadOnly    *bool `json:"messages_tab_read_only_enabled"`
		} `json:"app_home"`
		Commands []command `json:"slash_commands"`
	} `json:"features"`
	OAuth struct {
		Scopes struct {
			Bot []string `json:"bot"`
		} `json:"scopes"`
	} `json:"oauth_config"`
	Settings struct {
		Events struct {
			Bot []string `json:"bot_events"`
		} `json:"event_subscriptions"`
		Interactivity struct {
			Enabled bool `json:"is_enabled"`
		} `json:"interactivity"`
		SocketMode bool `json:"socket_mode_enabled"`
	} `json:"settings"`

	commands map[string]*command
	events   map[string]bool
	scopes   map[string]bool
}

// eventScopes is what an event needs besides the subscription; events that are not named need nothing.
//
// Slack refuses to save an app that asks for an event without its scope.
var eventScopes = map[string]string{
	"message.channels": "channels:history", "message.groups": "groups:history", "message.im": "im:history", "message.mpim": "mpim:history",
	"app_mention": "app_mentions:read", "member_joined_channel": "channels:read", "member_left_channel": "channels:read",
	"subteam_members_changed": "usergroups:read", "subteam_updated": "usergroups:read",
	"user_change": "users:read", "team_join": "users:read", "reaction_added": "reactions:read", "reaction_removed": "reactions:read",
}

// parseManifest reads a manifest. Like Slack it refuses an event whose scope is not asked for.
//
// Of the rest of the manifest nothing is read, and keys that are not known here are let through: Slack's schema grows.
// The error names the command or the event that is wrong. An empty manifest, {}, is an app that may do nothing.
func parseManifest(text []byte) (manifest, error) {
	var m manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return m, fmt.Errorf("playground: manifest: %w", err)
	}
	m.commands, m.events, m.scopes = map[string]*command{}, map[string]bool{}, map[string]bool{}
	if n := len(m.Features.Commands); n > limit("command.count") {
		return m, fmt.Errorf("playground: manifest: %d slash commands are too many", n)
	}
	for _, sc := range m.OAuth.Scopes.Bot {
		m.scopes[sc] = true
	}
	for i, c := range m.Features.Commands {
		if err := c.fits(); err != nil {
			return m, err
		}
		// They come into the workspace with the scope that lets an app add them.
		if m.scopes["commands"] {
			m.commands[c.Command] = &m.Features.Commands[i]
		}
	}
	for _, e := range m.Settings.Events.Bot {
		if need := eventScopes[e]; need != "" && !m.scopes[need] {
			return m, fmt.Errorf("playground: manifest: event %s needs the scope %s", e, need)
		}
		m.events[e] = true
	}
	return m, nil
}

// provided is the scopes the way Slack lists them in an answer.
//
// In alphabetical order; Slack's own order means nothing either.
func (m *manifest) provided() string {
	list := slices.Clone(m.OAuth.Scopes.Bot)
	slices.Sort(list)
	return strings.Join(list, ",")
}

// messagesTab reports whether people may read what the bot sends them directly; it is on unless switched off.
//
// Without it, people see the app's Home and nothing else.
func (m *manifest) messagesTab() bool {
	on := m.Features.Home.MessagesTab
	return on == nil || *on
}

// writable reports whether people may write to the bot directly.
//
// Where they may not, an app that asks something in the direct conversation waits for ever.
func (m *manifest) writable() bool {
	only := m.Features.Home.ReadOnly
	return m.messagesTab() && (only == nil || !*only)
}
