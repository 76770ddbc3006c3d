package playground

import (
	"errors"
	"fmt"
	"strings"
)

// A commandPayload is what the app gets for a slash command.
//
// is_enterprise_install is text, "true" or "false", unlike in every other payload.
type commandPayload struct {
	Token       string `json:"token"`
	TeamID      string `json:"team_id"`
	TeamDomain  string `json:"team_domain"`
	ChannelID   string `json:"channel_id"`
	ChannelName string `json:"channel_name"`
	UserID      string `json:"user_id"`
	UserName    string `json:"user_name"`
	Command     string `json:"command"`
	Text        string `json:"text"`
	ResponseURL string `json:"response_url"`
	TriggerID   string `json:"trigger_id"`
	APIAppID    string `json:"api_app_id"`
	Enterprise  string `json:"is_enterprise_install"`
}

// builtins are the commands of Slack itself that this one knows.
//
// They bring the app into a channel, which is what a person does when the app asks for it.
var builtins = map[string]func(s *Server, ch *channel, user, rest string) error{
	"/invite": inviteCommand, "/remove": removeCommand, "/kick": removeCommand, "/archive": archiveCommand,
}

// slash runs what a person typed after a slash, and waits until the app has acknowledged. The error is a sentence
// that Slack's client would show.
//
// This is the path that benchmarks measure, so it holds the lock only to look up and to keep, and encodes outside it. A
// command needs no membership of the app: it can be typed wherever the person is in, and answered there through the
// response_url.
func (s *Server) slash(user, channelID, thread, line string) error {
	name, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
	s.mu.Lock()
	ch, u, err := s.actingIn(user, channelID)
	if err != nil {
		s.mu.Unlock()
		return err
	}
	if do := builtins[name]; do != nil {
		defer s.mu.Unlock()
		return do(s, ch, user, strings.TrimSpace(rest))
	}
	cmd := s.manifest.commands[name]
	if err := s.offered(cmd, name, thread); err != nil {
		// In a thread the client says it below the field; an unknown command gets a message of Slackbot.
		if cmd == nil {
			s.slackbot(ch, user, err.Error())
		}
		s.mu.Unlock()
		return err
	}
	p := commandPayload{
		Token: "unused", TeamID: s.cfg.Workspace.ID, TeamDomain: teamDomain, ChannelID: ch.ID, ChannelName: ch.shownName(),
		UserID: user, UserName: u.Name, Command: name, Text: s.typed(strings.TrimSpace(rest), cmd.ShouldEscape),
		APIAppID: appID, Enterprise: "false",
	}
	s.mu.Unlock()
	// From here on the channel may change or be archived; the answer is shown all the same, as the person waits for it.
	ack, err := s.ask("slash_commands", "slash_commands "+name, true, func(base string) any {
		s.mu.Lock()
		defer s.mu.Unlock()
		p.ResponseURL = s.newResponseURL(base, responseURL{user: user, channel: ch.ID})
		p.TriggerID = s.newTrigger(user, "")
		return &p
	})
	if err == nil {
		err = s.answerCommand(ch, user, ack)
	}
	if err == nil {
		return nil
	}
	failed := &CommandError{Command: name, Err: err}
	s.mu.Lock()
	s.slackbot(ch, user, failed.Error())
	s.mu.Unlock()
	return failed
}

// A CommandError is a slash command that came to nothing.
type CommandError struct {
	Command string // "/log"
	Err     error  // [ErrTimeout], [ErrDispatch], or Slack's name for what was wrong with the answer
}

// Error is the sentence that Slack's client shows.
func (e *CommandError) Error() string {
	return fmt.Sprintf("%s failed with the error %q", e.Command, e.Err.Error())
}

// Unwrap gives the reason.
func (e *CommandError) Unwrap() error { return e.Err }

// acting finds the person and the conversation they act in.
//
// The caller holds mu. Errors are sentences for the person: nobody by that id, deactivated, no such channel for them,
// archived. A private channel that they are not in sounds like one that does not exist. Being a member is not asked
// for: that is up to what they want to do there.
func (s *Server) acting(user, channelID string) (*channel, *User, error) {
	u := s.users[user]
	if u == nil || u.Bot {
		return nil, nil, fmt.Errorf("nobody here has the id %q", user)
	}
	if u.Deleted {
		return nil, nil, fmt.Errorf("%s is deactivated", u.Name)
	}
	ch := s.channelNamed(channelID)
	switch {
	case ch == nil || !ch.visible(user):
		return nil, nil, fmt.Errorf("%s sees no channel %s", u.Name, channelID)
	case ch.archived:
		return nil, nil, fmt.Errorf("#%s is archived", ch.Name)
	}
	return ch, u, nil
}

// actingIn is acting for what takes a field to write in or a member's hand: where one only looks at a public channel,
// the client shows a button to join in place of the field.
func (s *Server) actingIn(user, channelID string) (*channel, *User, error) {
	ch, u, err := s.acting(user, channelID)
	if err == nil && !ch.members[user] {
		err = fmt.Errorf("%s is not in #%s and only looks at it: join first", u.Name, ch.Name)
	}
	return ch, u, err
}

// offered says why a command cannot be run here; nil if it can.
//
// The sentences are those of Slack's client. What is typed in a thread never reaches an app.
func (s *Server) offered(cmd *command, name, thread string) error {
	switch {
	case cmd == nil:
		//nolint:staticcheck // ST1005: Slack's own sentence
		return fmt.Errorf("%s is not a valid command. In Slack, all messages that start with the \"/\" character are interpreted as commands.\n"+
			"If you are trying to send a message and not run a command, try preceding the \"/\" with an empty space.", name)
	case thread != "":
		return fmt.Errorf("%s is not supported in threads. Sorry!", name) //nolint:revive,staticcheck // Slack's own sentence
	}
	return s.holds("commands")
}

// answerCommand shows what came with the acknowledgement of a command.
//
// No payload, null and {} all mean that the app has nothing to say yet.
func (s *Server) answerCommand(ch *channel, user string, ack any) error {
	if ack == nil {
		return nil
	}
	p := obj(ack)
	s.mu.Lock()
	defer s.mu.Unlock()
	var err error
	switch {
	case p == nil:
		err = refuse("invalid_payload")
	case len(p) > 0:
		err = s.answerTo(ch, user, "", p)
	}
	if err != nil {
		s.badAck(err)
	}
	return err
}

// badAck records that Slack would have refused what was in an acknowledgement.
//
// Slack tells the app nothing of it, so this record is the only place where a mistake in an acknowledgement can be
// seen. The caller holds mu.
func (s *Server) badAck(err error) {
	e := asAPIError(err)
	s.refused(Refusal{Where: "ack", Error: e.code, Rule: e.rule, Text: strings.Join(e.messages, "; ")})
}

// slackbot shows a sentence of Slack itself to one person.
//
// It looks like a message to the person alone, from Slack itself.
func (s *Server) slackbot(ch *channel, user, text string) {
	s.sayEphemeral(ch, &message{user: slackbotID, text: text, onlyFor: user})
}

// shownName is the name of a conversation in a payload.
//
// Slack tells a command of a private channel only that it is one. Apps that print the name see "privategroup" there,
// which is why they had better print a mention of the id.
func (c *channel) shownName() string {
	if c.kind() == "im" {
		return "directmessage"
	}
	if c.Private {
		return "privategroup"
	}
	return c.Name
}

// inviteCommand is /invite @name: it brings somebody, or the app, into the channel.
//
// The name is a mark (<@U1>), "@ann" or "ann". Whoever is in already is no error, and the app hears nothing of it.
// Called with mu held, like all the built-in ones; the error is a sentence for the person.
func inviteCommand(s *Server, ch *channel, user, rest string) error {
	u := s.userNamed(bareName(rest))
	switch {
	case u == nil:
		return fmt.Errorf("there is nobody called %q to invite", rest)
	case ch.kind() == "im":
		return errors.New("nobody can be invited into a direct conversation")
	}
	s.enterChannel(ch, u.ID, user)
	return nil
}

// removeCommand is /remove @name.
//
// Anybody may remove anybody here, the app too: a demonstration has no owners of channels.
func removeCommand(s *Server, ch *channel, _, rest string) error {
	u := s.userNamed(bareName(rest))
	if u == nil || ch.kind() == "im" || !ch.members[u.ID] {
		return fmt.Errorf("%q is not in this channel", rest)
	}
	s.leaveChannel(ch, u.ID)
	return nil
}

// bareName takes a mention apart: "<@U1|ann>" is U1, "@ann" stays.
func bareName(t string) string {
	t, _, _ = strings.Cut(strings.Trim(t, "<>"), "|")
	if strings.HasPrefix(t, "@U") {
		return t[1:]
	}
	return t
}

// archiveCommand is /archive.
//
// There is no way back here; apps are told by is_archived at their next call, and by an event if they asked for it.
func archiveCommand(s *Server, ch *channel, _, _ string) error {
	if ch.kind() == "im" {
		return errors.New("a direct conversation cannot be archived")
	}
	s.archive(ch, true)
	return nil
}

// archive closes a channel or opens it again, and tells the app. The caller holds mu.
func (s *Server) archive(ch *channel, archived bool) {
	if ch.archived == archived {
		return
	}
	ch.archived = archived
	s.publishChannel(ch)
	if ch.members[s.bot()] {
		name := map[bool]string{true: "channel_archive", false: "channel_unarchive"}[archived]
		s.emit(name, map[string]any{"type": name, "channel": ch.ID, "user": s.bot(), "event_ts": formatTS(s.cfg.Now().UnixMicro())})
	}
}
