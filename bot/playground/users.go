package playground

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// authTest is auth.test.
//
// Every token may call it. The app learns its own user id here, by which it knows mentions of itself.
func authTest(c *call) (reply, error) {
	s := c.s
	w := s.cfg.Workspace
	return reply{
		"url": c.base() + "/", "team": w.Name, "user": w.Bot.Name, "team_id": w.ID, "user_id": w.Bot.ID,
		"bot_id": botID, "is_enterprise_install": false,
	}, nil
}

// botsInfo is bots.info.
func botsInfo(c *call) (reply, error) {
	if id := c.args.str("bot"); id != "" && id != botID {
		return nil, refuse("bot_not_found")
	}
	b := c.s.cfg.Workspace.Bot
	return reply{"bot": map[string]any{
		"id": botID, "deleted": false, "name": b.Name, "updated": 0, "app_id": appID, "user_id": b.ID, "icons": map[string]any{},
	}}, nil
}

// teamInfo is team.info.
//
// Any team but this one is team_not_found: there is one workspace.
func teamInfo(c *call) (reply, error) {
	w := c.s.cfg.Workspace
	if id := c.args.str("team"); id != "" && id != w.ID {
		return nil, refuse("team_not_found")
	}
	return reply{"team": map[string]any{
		"id": w.ID, "name": w.Name, "domain": teamDomain, "email_domain": "", "icon": map[string]any{"image_default": true},
		"url": c.base() + "/",
	}}, nil
}

// zoneOf is a person's zone; one that cannot be loaded counts as UTC.
//
// "" is UTC by itself. It needs the zone database of the machine or of the program.
func zoneOf(u *User) *time.Location {
	loc, err := time.LoadLocation(u.Zone)
	if err != nil {
		return time.UTC
	}
	return loc
}

// zoneName is the IANA name of a person's zone. Slack always gives one, and so does this for somebody who has set none.
func (u *User) zoneName() string { return cmp.Or(u.Zone, "Etc/UTC") }

// zoneLabel is what Slack's client shows for a zone: the name of the place, and its offset now.
//
// The offset is the present one; an app that stores it instead of the zone is an hour off half the year.
func (s *Server) zoneLabel(u *User) (label string, offset int) {
	name, offset := s.cfg.Now().In(zoneOf(u)).Zone()
	place := u.Zone
	if i := strings.LastIndex(place, "/"); i >= 0 {
		place = place[i+1:]
	}
	return strings.TrimSpace(strings.ReplaceAll(place, "_", " ") + " (" + name + ")"), offset
}

// userJSON is a person as the Web API shows them.
//
// There are no e-mail addresses: that takes users:read.email, which nothing here asks for. Guests are is_restricted,
// people of other organisations is_stranger.
func (s *Server) userJSON(u *User) map[string]any {
	label, offset := s.zoneLabel(u)
	return map[string]any{
		"id": u.ID, "team_id": s.cfg.Workspace.ID, "name": u.Name, "deleted": u.Deleted, "real_name": u.RealName,
		"tz": u.zoneName(), "tz_label": label, "tz_offset": offset, "profile": s.profile(u),
		"is_admin": u.Admin, "is_owner": false, "is_primary_owner": false, "is_restricted": u.Guest,
		"is_ultra_restricted": false, "is_bot": u.Bot, "is_stranger": u.Stranger, "is_app_user": false,
		"updated": s.cfg.Now().Unix(), "who_can_share_contact_card": "EVERYONE", "is_email_confirmed": true,
	}
}

// profile is the profile of a person.
//
// A status that has expired is not in it.
func (s *Server) profile(u *User) map[string]any {
	emoji, text, until := s.status(u)
	p := map[string]any{
		"title": u.Title, "real_name": u.RealName, "real_name_normalized": u.RealName, "display_name": u.Name,
		"display_name_normalized": u.Name, "status_text": text, "status_emoji": emoji,
		"status_expiration": until, "avatar_hash": "", "team": s.cfg.Workspace.ID,
	}
	if u.Bot && u.ID == s.bot() {
		p["bot_id"], p["api_app_id"] = botID, appID
	}
	return p
}

// usersInfo is users.info.
//
// People who were deactivated are still there, with deleted:true; only an id that never was is user_not_found.
func usersInfo(c *call) (reply, error) {
	u := c.s.users[c.args.str("user")]
	if u == nil {
		return nil, refuse("user_not_found")
	}
	j := c.s.userJSON(u)
	if c.args.flag("include_locale") {
		j["locale"] = "en-US"
	}
	return reply{"user": j}, nil
}

// usersList is users.list.
//
// Bots and deactivated people are listed too, and it is for the app to leave them out. Tier 2: twenty calls a minute.
func usersList(c *call) (reply, error) {
	s := c.s
	list := []map[string]any{}
	for _, id := range s.userOrder {
		j := s.userJSON(s.users[id])
		if c.args.flag("include_locale") {
			j["locale"] = "en-US"
		}
		list = append(list, j)
	}
	page, next, err := paged(c, list, limit("page"))
	if err != nil {
		return nil, err
	}
	return reply{"members": page, "cache_ts": s.cfg.Now().Unix(), "response_metadata": next}, nil
}

// usersProfile is users.profile.get; by default the app's own.
func usersProfile(c *call) (reply, error) {
	id := c.args.str("user")
	if id == "" {
		id = c.s.bot()
	}
	u := c.s.users[id]
	if u == nil {
		return nil, refuse("user_not_found")
	}
	return reply{"profile": c.s.profile(u)}, nil
}

// quiet is what dnd.info says of somebody who has no schedule: nobody here has one.
func quiet() map[string]any {
	return map[string]any{"dnd_enabled": false, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}
}

// dndInfo is dnd.info.
//
// The placeholder for "no schedule" is 1, not 0, in both times.
func dndInfo(c *call) (reply, error) {
	if id := c.args.str("user"); id != "" && c.s.users[id] == nil {
		return nil, refuse("user_not_found")
	}
	r := quiet()
	r["snooze_enabled"] = false
	return r, nil
}

// dndTeam is dnd.teamInfo. Who is nobody is left out.
func dndTeam(c *call) (reply, error) {
	users := map[string]any{}
	// Slack documents fifty at most, and what it says beyond that nowhere; as many as are given are answered.
	ids := c.args.list("users")
	if len(ids) == 0 {
		return nil, refuse("no_users_provided")
	}
	for _, id := range ids {
		if c.s.users[id] != nil {
			users[id] = quiet()
		}
	}
	return reply{"users": users}, nil
}

// isEmoji is the form of an emoji's name.
var isEmoji = regexp.MustCompile(`^[a-z0-9_+'-]+(::skin-tone-[2-6])?$`)

// reactable finds the message and the emoji that a call is about.
//
// The name goes without colons, but apps send them, and Slack takes them off.
func (c *call) reactable() (*channel, *message, string, error) {
	name := strings.Trim(c.args.str("name"), ":")
	if !isEmoji.MatchString(name) || utf8.RuneCountInString(name) > limit("reaction.name") {
		return nil, nil, "", refuse("invalid_name")
	}
	id, ts := c.args.str("channel"), c.args.str("timestamp")
	if id == "" || ts == "" {
		return nil, nil, "", refuse("no_item_specified")
	}
	ch := c.s.channels[id]
	if ch == nil || ch.Private && !ch.members[c.s.bot()] {
		return nil, nil, "", refuse("channel_not_found")
	}
	switch m := ch.byTS[ts]; {
	case !isTS.MatchString(ts):
		return nil, nil, "", refuse("bad_timestamp")
	case ch.archived:
		return nil, nil, "", refuse("is_archived")
	case m == nil:
		return nil, nil, "", refuse("message_not_found")
	case !ch.members[c.s.bot()]:
		return nil, nil, "", refuse("not_in_channel")
	default:
		return ch, m, name, nil
	}
}

// reactionsAdd is reactions.add.
//
// Adding twice is already_reacted: an app that is told of an event twice must not take that for a failure.
func reactionsAdd(c *call) (reply, error) {
	ch, m, name, err := c.reactable()
	if err != nil {
		return nil, err
	}
	if !c.s.reacted(ch, m, c.s.bot(), name, true) {
		return nil, refuse("already_reacted")
	}
	return reply{}, nil
}

// reactionsRemove is reactions.remove.
//
// Only the app's own; that somebody else gave the same emoji makes no difference: no_reaction.
func reactionsRemove(c *call) (reply, error) {
	ch, m, name, err := c.reactable()
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(m.reactions, func(r Reaction) bool { return r.Name == name }) || !c.s.reacted(ch, m, c.s.bot(), name, false) {
		return nil, refuse("no_reaction")
	}
	return reply{}, nil
}
