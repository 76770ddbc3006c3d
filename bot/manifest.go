package bot

import (
	"encoding/json"
	"fmt"
)

// The manifest is derived: its commands are the rows of the table, and each scope and event has its reason beside it.
// Whoever installs Pacer compares scopes with features, so there is none without one.

// A scope is a permission that the manifest asks for. The reason is shown in the README and by pacer doctor, where a
// scope is missing; a test holds each against what really needs it, so that none stays behind when a feature goes. For
// is a part of a sentence, without a full stop.
type scope struct{ Name, For string }

// scopes is the table of the bot's permissions. They are the bot token's. There is no user token, as Pacer does nothing
// in anybody's name; and no scope by which it could read messages of channels that it is not in. Fewer is better: each
// is a question that an admin has to answer before they install it.
func scopes() []scope {
	return []scope{
		{"commands", "slash commands"},
		{"chat:write", "posting, editing and deleting its own messages"},
		{"im:write", "finding the direct conversation in which a message of unknown fate is looked up"},
		{"im:history", "answering what is written to it, and that look-up"},
		{"channels:history", "replies in huddle threads of public channels, and that look-up"},
		{"groups:history", "the same in private channels that it was invited to"},
		{"app_mentions:read", "answering when it is mentioned"},
		{"channels:read", "hearing that it was added to a channel, where it then greets once; and who is in one, when a team is set up from it"},
		{"groups:read", "the same in private channels that it was invited to"},
		{"usergroups:read", "teams whose people are kept in step with a user group"},
		{"files:read", "holidays from a calendar file that somebody puts into the setup"},
		{"files:write", "two files for the person who asks for them alone: everything that is stored about them, and a picture of their weeks where Slack takes no charts"},
		{"reactions:write", "the check mark on a reply that was logged"},
		{"users:read", "names, time zones, and who is a guest or deactivated"},
	}
}

// events is the table of what Slack tells the bot about. Most need a scope of the table above: a message event needs
// the history of its kind of channel, user_change needs users:read. The two about tokens and the one about the Home tab
// need none. Whatever comes besides, from an app that was set up by hand, is acknowledged and left alone. They are in
// the order of their names, as Slack's own page shows them. Each costs an envelope for every such thing in the
// workspace, so none is asked for in advance.
func events() []string {
	return []string{
		"app_home_opened",       // the Home tab is published
		"app_mention",           // answered
		"app_uninstalled",       // logged for the operator
		"member_joined_channel", // greets where it was added
		"message.channels",      // replies in huddle threads
		"message.groups",
		"message.im",              // answered
		"subteam_members_changed", // teams that are kept in step with a user group
		"subteam_updated",
		"tokens_revoked",
		"user_change", // names, zones, deactivation
	}
}

// The shape of Slack's manifest, as far as it is used; the fields are documented there. Unset ones that Slack would
// take for true, such as token rotation, which cannot be switched off again, are written out as false.
type (
	manifest struct {
		Metadata struct {
			Major int `json:"major_version"`
			Minor int `json:"minor_version"`
		} `json:"_metadata"`
		Display  manifestDisplay  `json:"display_information"`
		Features manifestFeatures `json:"features"`
		OAuth    manifestOAuth    `json:"oauth_config"`
		Settings manifestSettings `json:"settings"`
	}
	manifestDisplay struct {
		Name        string `json:"name"`
		Description string `json:"description"`
		Color       string `json:"background_color"`
	}
	manifestFeatures struct {
		Home struct {
			Home     bool `json:"home_tab_enabled"`
			Messages bool `json:"messages_tab_enabled"`
			ReadOnly bool `json:"messages_tab_read_only_enabled"`
		} `json:"app_home"`
		Bot struct {
			Name   string `json:"display_name"`
			Online bool   `json:"always_online"`
		} `json:"bot_user"`
		Commands []manifestCommand `json:"slash_commands"`
	}
	manifestCommand struct {
		Command     string `json:"command"`
		Description string `json:"description"`
		Usage       string `json:"usage_hint,omitempty"`
		Escape      bool   `json:"should_escape"`
	}
	manifestOAuth struct {
		Scopes struct {
			Bot []string `json:"bot"`
		} `json:"scopes"`
	}
	manifestSettings struct {
		Events struct {
			Bot []string `json:"bot_events"`
		} `json:"event_subscriptions"`
		Interactivity struct {
			Enabled bool `json:"is_enabled"`
		} `json:"interactivity"`
		Org      bool `json:"org_deploy_enabled"`
		Socket   bool `json:"socket_mode_enabled"`
		Rotation bool `json:"token_rotation_enabled"`
	}
)

// Manifest returns the app's manifest as YAML's subset JSON, indented, under the configured command names; Slack's page
// takes either. It ends in a line break. The app-level token is not in it: Slack has people make that one by hand.
// Names are Slack's names of the commands by our own; nil is what they are called by default. It is what pacer manifest
// prints, and what the playground reads to know what the app may do. The order is fixed, so that two versions can be
// compared. An error can only come from the encoding of our own structs.
func Manifest(names map[string]string) ([]byte, error) {
	var m manifest
	// The version of Slack's schema, and not of Pacer.
	m.Metadata.Major, m.Metadata.Minor = 1, 1
	// Names and descriptions have limits of their own in Slack's schema; a test holds them.
	m.Display = manifestDisplay{"Pacer", "The rhythm of a sales team: logging, huddles, check-ins and coaching", "#1f4b43"}
	// Without it Slack refuses views.publish (not_enabled).
	m.Features.Home.Home = true
	m.Features.Home.Messages = true // whatever is written there is answered
	m.Features.Bot.Name, m.Features.Bot.Online = "pacer", true
	for _, c := range Commands(names) {
		// Escaping turns a typed @name into an id, which is what people are known by.
		m.Features.Commands = append(m.Features.Commands, manifestCommand{c.Slash, c.Description, c.Usage, true})
	}
	for _, s := range scopes() {
		m.OAuth.Scopes.Bot = append(m.OAuth.Scopes.Bot, s.Name)
	}
	m.Settings.Events.Bot = events()
	// Over Socket Mode none of these has an address, which is why no public endpoint is needed.
	m.Settings.Interactivity.Enabled = true
	// Org-wide installation and token rotation stay false: one process serves one workspace with tokens that it is
	// given.
	m.Settings.Socket = true
	out, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	// So that it can be printed and compared as a file.
	return append(out, '\n'), nil
}
