package bot

// The Web API: every call to Slack that is not a socket's. The interface is what the rest of the package asks for and
// what tests give their own of; the client under it decides nothing. Whether a call is made again is its caller's to
// decide; how it ended is outcome's to say: certainly done, certainly not, or nobody knows.

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// slackAPI is what Pacer asks of Slack. Tests record the calls and read them as lines. Errors keep their type under
// the name of the method, so that outcome and refused can sort them. None of the methods tries again by itself:
// whether a call may be repeated depends on what it does, and that is known to its caller only.
type slackAPI interface {
	// Who returns who the bot token belongs to.
	Who(ctx context.Context) (identity, error)
	// Post says a message and returns where it went (a D… id for a direct message) and its ts.
	Post(ctx context.Context, m coach.Message) (channel, ts string, err error)
	// Update changes a posted message.
	Update(ctx context.Context, channel, ts string, m coach.Message) error
	// Delete takes a posted message away.
	Delete(ctx context.Context, channel, ts string) error
	// React adds an emoji, by its name without colons, to a message.
	React(ctx context.Context, channel, ts, emoji string) error
	// Unreact takes an emoji of ours away.
	Unreact(ctx context.Context, channel, ts, emoji string) error
	// Find looks a message up by the nonce in its metadata, among those posted since an instant.
	Find(ctx context.Context, m coach.Message, since time.Time) (channel, ts string, found bool, err error)
	// Person asks who a user id is.
	Person(ctx context.Context, id string) (profile, error)
	// OpenView opens a modal; a trigger is good for one use within three seconds.
	OpenView(ctx context.Context, trigger string, view slack.ModalViewRequest) error
	// UpdateView replaces an open modal; a hash that is out of date is refused.
	UpdateView(ctx context.Context, id, hash string, view slack.ModalViewRequest) error
	// PublishHome shows a person their Home tab and returns the hash of what stands there now; a hash that is out of
	// date is refused, "" never is.
	PublishHome(ctx context.Context, person, hash string, view slack.HomeTabViewRequest) (newHash string, err error)
	// ChannelMembers returns who is in a channel, bots among them; more tells that there are others.
	ChannelMembers(ctx context.Context, channel string) (ids []string, more bool, err error)
	// InChannel tells whether the bot is in a channel.
	InChannel(ctx context.Context, channel string) (bool, error)
	// UserGroups returns the workspace's user groups.
	UserGroups(ctx context.Context) ([]userGroup, error)
	// GroupMembers returns who is in a user group; a group that is gone is refused with no_such_subteam.
	GroupMembers(ctx context.Context, group string) ([]string, error)
	// Download reads a file that somebody handed in, of at most so many bytes.
	Download(ctx context.Context, url string, most int) ([]byte, error)
	// Upload gives a file to one person, in their direct conversation.
	Upload(ctx context.Context, person string, f upload) error
	// Respond says something to one person through the response URL of what they did.
	Respond(ctx context.Context, url string, say body, replace bool) error
}

// identity is who the bot is in its workspace.
type identity struct{ User, Name, Team string }

// callLimit bounds one call to Slack. Whoever waits in front of Slack has a shorter deadline of their own.
const callLimit = 8 * time.Second

// client is slackAPI over slack-go: no debug (it would shorten the socket's life), no retries (a repeated post may be
// a second one; deliver.go decides) and a timeout (slack-go has none).
type client struct {
	api  *slack.Client
	http *http.Client
}

// newClient makes the client of the Web API. The sockets have others of their own, with the app token: see newSocket.
func newClient(cfg Config, h *http.Client) *client {
	return &client{
		http: h,
		api: slack.New(cfg.BotToken.reveal(),
			slack.OptionAPIURL(cfg.APIURL),
			slack.OptionHTTPClient(briefClient{h})),
	}
}

// transport is what carries HTTP: the configured one, or one that connects by the configured dialer. A dialer of our
// own takes the proxy away as well: HTTPS_PROXY in the environment must not lead tests or the playground into the
// network.
func transport(cfg Config) http.RoundTripper {
	if cfg.Transport != nil {
		return cfg.Transport
	}
	// Every phase has a limit of its own, because one that hangs would hold a lane of the outbox.
	t := &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		MaxIdleConnsPerHost:   16,
		IdleConnTimeout:       time.Minute,
		TLSHandshakeTimeout:   callLimit,
		ResponseHeaderTimeout: callLimit,
		ForceAttemptHTTP2:     true,
	}
	if cfg.Dial != nil {
		t.DialContext, t.Proxy = cfg.Dial, nil
	}
	return t
}

// Who is auth.test, the only call that needs no scope: it tells a wrong token from a missing permission.
func (c *client) Who(ctx context.Context) (identity, error) {
	r, err := c.api.AuthTestContext(ctx)
	if err != nil {
		return identity{}, fmt.Errorf("auth.test: %w", err)
	}
	return identity{User: r.UserID, Name: r.User, Team: r.TeamID}, nil
}

// metadataType names Pacer's messages among everybody's metadata.
const metadataType = "pacer_message"

// Post is chat.postMessage. Addressed to a U… id it opens the direct conversation by itself, with chat:write alone. The
// answer names the D… id, which is kept: later edits and deletions are refused under the U… id.
func (c *client) Post(ctx context.Context, m coach.Message) (channel, ts string, err error) {
	// Links in notes would unfold into previews that nobody asked for, in front of the whole team.
	options := append(spoken(m),
		// Everybody in the workspace can read metadata, so it holds an opaque id only.
		slack.MsgOptionMetadata(slack.SlackMetadata{EventType: metadataType, EventPayload: map[string]any{"key": m.Nonce}}),
		slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl())
	// Without a parent Slack would post into the channel; the store hands out a reply only when its parent is sent.
	if m.ThreadTS != "" {
		options = append(options, slack.MsgOptionTS(m.ThreadTS))
	}
	channel, ts, err = c.api.PostMessageContext(ctx, m.Channel, options...)
	return channel, ts, wrap("chat.postMessage", err)
}

// Update is chat.update. It always sends both text and blocks, since text alone would take the blocks away, and it
// leaves the metadata out, which keeps it.
func (c *client) Update(ctx context.Context, channel, ts string, m coach.Message) error {
	_, _, _, err := c.api.UpdateMessageContext(ctx, channel, ts, spoken(m)...)
	return wrap("chat.update", err)
}

// spoken is the text and the blocks of a message as they were stored. The text is escaped already: letting slack-go
// escape it again would show the entities.
func spoken(m coach.Message) []slack.MsgOption {
	return []slack.MsgOption{slack.MsgOptionText(m.Text, false), slack.MsgOptionBlocks(storedBlocks(m.Blocks)...)}
}

// A storedBlock is a block as it was stored, byte for byte. Slack-go has nothing to do with it but to pass it on.
type storedBlock struct{ json.RawMessage }

// BlockType and ID are for what slack-go makes itself; nothing asks a block that is sent.
func (storedBlock) BlockType() slack.MessageBlockType { return "" }

// ID is of no block that is stored.
func (storedBlock) ID() string { return "" }

// storedBlocks reads blocks back. What cannot be read is left out: the text says the same.
func storedBlocks(stored string) []slack.Block {
	var raw []json.RawMessage
	if stored == "" || json.Unmarshal([]byte(stored), &raw) != nil {
		return nil
	}
	blocks := make([]slack.Block, 0, len(raw))
	for _, r := range raw {
		blocks = append(blocks, storedBlock{r})
	}
	return blocks
}

// Delete is chat.delete. A message that is gone already is refused with message_not_found, and that is final.
func (c *client) Delete(ctx context.Context, channel, ts string) error {
	_, _, err := c.api.DeleteMessageContext(ctx, channel, ts)
	return wrap("chat.delete", err)
}

// React is reactions.add. Reacting twice is refused with already_reacted, which outcome takes for done.
func (c *client) React(ctx context.Context, channel, ts, emoji string) error {
	return wrap("reactions.add", c.api.AddReactionContext(ctx, emoji, slack.NewRefToMessage(channel, ts)))
}

// Unreact is reactions.remove. What is not there is refused with no_reaction, which outcome takes for done.
func (c *client) Unreact(ctx context.Context, channel, ts, emoji string) error {
	return wrap("reactions.remove", c.api.RemoveReactionContext(ctx, emoji, slack.NewRefToMessage(channel, ts)))
}

const (
	// findPages bounds how much a look-up reads at once, at 200 messages a page.
	findPages = 5
	// findMargin is how far from the beginning of the call, by our clock, a message is looked for: a clock may be an hour
	// off, because somebody took summer time for winter time.
	findMargin = 90 * time.Minute
)

// errUnread says that a look-up ended before the history did.
var errUnread = errors.New("more history than one look-up reads")

// Find reads the history page by page, the newest first, until it meets the nonce. After a kill in the evening and a
// night of a busy channel there may be more than it reads; it then reads what was said around the call. A page that
// cannot be read, or that is left unread, is an error and not a "not found": on that word the message would be sent a
// second time.
func (c *client) Find(ctx context.Context, m coach.Message, since time.Time) (channel, ts string, found bool, err error) {
	channel, err = c.conversation(ctx, m)
	if err != nil {
		return "", "", false, err
	}
	for _, until := range []time.Time{{}, since.Add(2 * findMargin)} {
		ts, all, err := c.search(ctx, channel, m, since, until)
		switch {
		case err != nil:
			return "", "", false, err
		case ts != "" || all:
			return channel, ts, ts != "", nil
		}
	}
	return "", "", false, errUnread
}

// search looks for a message among those said since an instant and until another, zero for now. All tells that it has
// read them all; an empty ts then says that the message is not there.
func (c *client) search(
	ctx context.Context, channel string, m coach.Message, since, until time.Time,
) (ts string, all bool, err error) {
	cursor := ""
	for range findPages {
		page, next, err := c.page(ctx, channel, m.ThreadTS, cursor, since, until)
		if err != nil {
			return "", false, err
		}
		i := slices.IndexFunc(page, func(msg slack.Message) bool {
			key, _ := msg.Metadata.EventPayload["key"].(string)
			return msg.Metadata.EventType == metadataType && key == m.Nonce
		})
		if i >= 0 {
			return page[i].Timestamp, false, nil
		}
		if next == "" {
			return "", true, nil
		}
		cursor = next
	}
	return "", false, nil
}

// conversation returns the id of the channel in which a message can be looked up; a direct message is addressed to a
// person, but its history belongs to a conversation.
func (c *client) conversation(ctx context.Context, m coach.Message) (string, error) {
	// It was sent once, and so its conversation is known.
	if m.SentTo != "" {
		return m.SentTo, nil
	}
	if !isPerson(m.Channel) {
		return m.Channel, nil
	}
	ch, _, _, err := c.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{m.Channel}})
	if err != nil {
		return "", wrap("conversations.open", err)
	}
	return ch.ID, nil
}

// isPerson tells a user id from a channel's.
func isPerson(id string) bool { return id != "" && (id[0] == 'U' || id[0] == 'W') }

// page reads one page of a channel's history or of a thread, whose replies the history does not show. All metadata is
// asked for by name: without that Slack gives the type of an event and leaves out the payload that holds the nonce.
func (c *client) page(
	ctx context.Context, channel, thread, cursor string, since, until time.Time,
) ([]slack.Message, string, error) {
	const size = 200
	// Whole seconds: the fraction of Slack's ts is a counter.
	oldest, latest := strconv.FormatInt(since.Unix(), 10)+".000000", ""
	if !until.IsZero() {
		latest = strconv.FormatInt(until.Unix(), 10) + ".000000"
	}
	if thread != "" {
		msgs, _, next, err := c.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{
			ChannelID: channel, Timestamp: thread, Cursor: cursor, Oldest: oldest, Latest: latest, Limit: size,
			IncludeAllMetadata: true,
		})
		return msgs, next, wrap("conversations.replies", err)
	}
	r, err := c.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{
		ChannelID: channel, Cursor: cursor, Oldest: oldest, Latest: latest, Limit: size, IncludeAllMetadata: true,
	})
	if err != nil {
		return nil, "", wrap("conversations.history", err)
	}
	return r.Messages, r.ResponseMetaData.NextCursor, nil
}

// Person leaves out what is not asked of Slack: no e-mail address.
func (c *client) Person(ctx context.Context, id string) (profile, error) {
	u, err := c.api.GetUserInfoContext(ctx, id)
	if err != nil {
		return profile{}, wrap("users.info", err)
	}
	return profileOf(*u), nil
}

func (c *client) OpenView(ctx context.Context, trigger string, view slack.ModalViewRequest) error {
	_, err := c.api.OpenViewContext(ctx, trigger, view)
	if exchanged(err) {
		return nil // the press was delivered twice, and the form stands open already
	}
	return wrap("views.open", expired(err))
}

func (c *client) UpdateView(ctx context.Context, id, hash string, view slack.ModalViewRequest) error {
	_, err := c.api.UpdateViewContext(ctx, view, "", hash, id)
	return wrap("views.update", err)
}

// PublishHome is views.publish, which needs no scope: Slack takes it for anybody who can see the app.
func (c *client) PublishHome(ctx context.Context, person, hash string, view slack.HomeTabViewRequest) (string, error) {
	request := slack.PublishViewContextRequest{UserID: person, View: view}
	if hash != "" {
		request.Hash = &hash
	}
	r, err := c.api.PublishViewContext(ctx, request)
	if err != nil {
		return "", wrap("views.publish", err)
	}
	return r.Hash, nil
}

// expired recognises a trigger that came too late, in the words of Slack's reference and of its guide.
func expired(err error) error {
	switch refused(err) {
	case "expired_trigger_id", "trigger_expired":
		return fmt.Errorf("%w: %w", errExpiredTrigger, err)
	}
	return err
}

// exchanged recognises a trigger that has opened a view before, in the words of either.
func exchanged(err error) bool {
	code := refused(err)
	return code == "exchanged_trigger_id" || code == "trigger_exchanged"
}

// Respond answers privately. It states the type of response, although private is the default, because the opposite
// mistake could not be taken back.
func (c *client) Respond(ctx context.Context, url string, say body, replace bool) error {
	say = fit(say)
	msg := slack.WebhookMessage{Text: say.Text, ResponseType: slack.ResponseTypeEphemeral, ReplaceOriginal: replace}
	if len(say.Blocks) > 0 {
		msg.Blocks = &slack.Blocks{BlockSet: say.Blocks}
	}
	return wrap("response_url", postToURL(ctx, c.http, url, msg))
}

// wrap names the method that an error came from.
func wrap(method string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", method, err)
}

// refused returns the error code of an answer that Slack understood and refused, "" for any other error and for nil.
// A 429 and a 5xx are no refusals in this sense: they come as types of their own and carry no code.
func refused(err error) string {
	if r, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		return r.Err
	}
	return ""
}

// The classes matter more than the codes: "refused" is certain not to have happened, "lost" is not, and only a certain
// one may simply be tried again.
//
// outcome sorts the end of a call to Slack into the classes that the outbox decides by. It begins with what is
// certain and ends with Lost, so that an error nobody thought of is looked up in the history and not sent again
// unseen. Reason goes into the row and into /pacer status, so it is Slack's code or a few words of ours and never an
// error's text.
func outcome(err error) coach.Outcome {
	if err == nil {
		return coach.Outcome{Class: coach.Accepted}
	}
	if limited, ok := errors.AsType[*slack.RateLimitedError](err); ok {
		return coach.Outcome{Class: coach.Limited, RetryAfter: limited.RetryAfter, Reason: "Slack asked to wait"}
	}
	if status, ok := errors.AsType[slack.StatusCodeError](err); ok {
		return outcomeOfStatus(status)
	}
	if code := refused(err); code != "" {
		return coach.OutcomeOf(code)
	}
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "dial" {
		return coach.Outcome{Class: coach.Again, Reason: "Slack could not be reached"}
	}
	if errors.Is(err, errUnread) {
		return coach.Outcome{Class: coach.Again, Reason: "more history than one look-up reads"}
	}
	// A timeout, a reset, half an answer: the call may have had its effect.
	return coach.Outcome{Class: coach.Lost, Reason: "the connection broke"}
}

// outcomeOfStatus sorts answers that were no answers of Slack's API, but of what stands in front of it. A 429 comes
// here only without Retry-After; slack-go makes a RateLimitedError of the others. A 5xx may come after the message
// was posted, a 4xx from a proxy or a firewall comes instead of it.
func outcomeOfStatus(status slack.StatusCodeError) coach.Outcome {
	reason := fmt.Sprintf("Slack answered %d", status.Code)
	switch {
	case status.Code == http.StatusTooManyRequests:
		return coach.Outcome{Class: coach.Limited, Reason: reason}
	case status.Code >= http.StatusInternalServerError:
		return coach.Outcome{Class: coach.Lost, Reason: reason}
	default:
		return coach.Outcome{Class: coach.Again, Reason: reason}
	}
}
