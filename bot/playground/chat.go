package playground

import (
	"strings"
	"unicode/utf8"
)

// A draft is what an app wants to post, checked.
//
// "Not given" and "given as empty" differ in an update: a text without blocks takes the blocks away, and so does an
// empty list, but neither text nor blocks leaves both.
type draft struct {
	text     string
	blocks   []any
	metadata map[string]any
	// attachments are nil where none were given: then those that are there stay.
	attachments []any

	given   bool // blocks were given, be it an empty list
	cleared bool // metadata was given as an empty object
}

// empty: there is nothing in it for anybody to see.
func (d draft) empty() bool { return d.text == "" && len(d.blocks) == 0 && len(d.attachments) == 0 }

// readDraft takes text, blocks, metadata and attachments from the arguments of a call.
//
// Blocks are checked before anything else happens, so that a call that is refused changes nothing.
func (c *call) readDraft() (draft, error) {
	d := draft{text: c.args.str("text")}
	raw, err := c.args.value("blocks")
	if err != nil {
		return d, refuse("invalid_blocks_format")
	}
	if d.blocks, err = c.s.checkBlocks(raw); err != nil {
		return d, err
	}
	d.given = raw != nil
	if err := c.markdownText(&d); err != nil {
		return d, err
	}
	if raw, err = c.args.value("metadata"); err != nil {
		return d, refuse("invalid_metadata_format")
	}
	if d.metadata, err = readMetadata(raw); err != nil {
		return d, err
	}
	m, isObject := raw.(map[string]any)
	d.cleared = isObject && len(m) == 0
	if raw, err = c.args.value("attachments"); err != nil {
		return d, refuse("invalid_attachments")
	}
	d.attachments, err = c.s.checkAttachments(raw)
	return d, err
}

// markdownText reads markdown_text, which excludes text and blocks.
//
// Slack turns it into blocks of its own; here it is one markdown block, which the page renders.
func (c *call) markdownText(d *draft) error {
	md := c.args.str("markdown_text")
	switch {
	case md == "":
		return nil
	case d.text != "" || d.given:
		return refuse("markdown_text_conflict")
	case utf8.RuneCountInString(md) > limit("markdown_text"):
		return refuse("msg_too_long")
	}
	d.text = md
	d.blocks, d.given = []any{map[string]any{"type": "markdown", "text": md}}, true
	return nil
}

// readMetadata checks the metadata of a message. Absent, null, {} and an empty event_type stand for none.
//
// Slack publishes no size, and says only that there is metadata_too_large; the bound here is a guess on the small side.
// What slack-go sends for "no metadata" in a response_url (an empty event_type, a null payload) has to pass.
func readMetadata(v any) (map[string]any, error) {
	if v == nil {
		return nil, nil
	}
	m := obj(v)
	if m == nil {
		return nil, refuse("invalid_metadata_format")
	}
	name, isText := m["event_type"].(string)
	payload := obj(m["event_payload"])
	switch {
	case len(m) == 0 || isText && name == "" && len(payload) == 0:
		return nil, nil
	case !isText || name == "" || utf8.RuneCountInString(name) > limit("metadata.event_type"):
		return nil, refuse("invalid_metadata_format")
	case payload == nil || !isFlat(payload):
		return nil, refuse("invalid_metadata_schema")
	case len(encode(m)) > limit("metadata"):
		return nil, refuse("metadata_too_large")
	}
	return m, nil
}

// isFlat reports whether a payload holds nothing deeper than Slack documents: values, objects of values, and lists of
// values or of such objects.
func isFlat(payload map[string]any) bool {
	for _, v := range payload {
		for _, x := range items(v) {
			if _, isList := x.([]any); isList || !isObjectOfValues(x) {
				return false
			}
		}
		if !isObjectOfValues(v) {
			return false
		}
	}
	return true
}

// isObjectOfValues reports whether there are no objects and lists within an object; anything else has none.
func isObjectOfValues(v any) bool {
	for _, x := range obj(v) {
		switch x.(type) {
		case map[string]any, []any:
			return false
		}
	}
	return true
}

// place finds the conversation that an app posts to: a channel by id or name, or a person's direct one.
//
// A person's id stands for their direct conversation when an app posts, not when it updates or deletes: see own.
func (c *call) place(name string) (*channel, error) {
	s := c.s
	ch := s.channelNamed(name)
	if u := s.users[name]; ch == nil && u != nil {
		if u.Bot {
			return nil, refuse("cannot_dm_bot")
		}
		ch = s.channels[directID(u.ID)]
	}
	if ch == nil || ch.Private && !ch.members[s.bot()] {
		return nil, refuse("channel_not_found")
	}
	return ch, nil
}

// mayPost checks whether the app may post in a conversation now.
//
// With chat:write.public an app posts in any public channel, without it only where it is a member. A person who was
// deactivated cannot be written to. Where the app's messages tab is off nobody could read what it sends.
func (c *call) mayPost(ch *channel) error {
	s := c.s
	switch {
	case ch.archived:
		return refuse("is_archived")
	case ch.im != "" && s.users[ch.im].Deleted:
		return refuse("channel_not_found")
	case ch.im != "" && !s.manifest.messagesTab():
		return refuse("messages_tab_disabled")
	case ch.im == "" && !ch.members[s.bot()] && !s.manifest.scopes["chat:write.public"]:
		return refuse("not_in_channel")
	}
	return nil
}

// postsTo is the conversation that a call names, if the app may post there now.
//
// It is looked at before what is to be posted, so that an app without the right learns of that and not of a block.
func (c *call) postsTo() (*channel, error) {
	ch, err := c.place(c.args.str("channel"))
	if err != nil {
		return nil, err
	}
	return ch, c.mayPost(ch)
}

// written is a draft as a message of the app, in the thread that the call names. It has no ts yet, and is nowhere.
//
// Whether a reply is shown in the channel as well is for the caller to say: not every method that writes may ask for it.
func (c *call) written(ch *channel, d draft) *message {
	return &message{
		channel: ch.ID, user: c.s.bot(), byApp: true, text: d.text, blocks: d.blocks, attachments: d.attachments, metadata: d.metadata,
		threadTS: ch.thread(c.args.str("thread_ts")),
	}
}

// chatPost is chat.postMessage.
//
// Too long a text is cut and warned about, not refused; the Go library that most apps use hides that warning, so it is
// among the refusals here, where tests see it. The rate is counted last: a message that is refused anyway does not use
// up the channel's second. There is no way to make it idempotent: called twice, it posts twice.
func chatPost(c *call) (reply, error) {
	s := c.s
	ch, err := c.postsTo()
	if err != nil {
		return nil, err
	}
	d, err := c.readDraft()
	if err != nil {
		return nil, err
	}
	if d.empty() {
		return nil, refuse("no_text")
	}
	if runes := []rune(d.text); len(runes) > limit("message.text") {
		d.text = string(runes[:limit("message.text")])
		c.warning = "message_truncated"
		s.refused(Refusal{Where: c.method.name, Error: "message_truncated", Rule: "message.text", Text: "the text was cut"})
	}
	if wait := s.limiter.post(ch.ID, s.cfg.Now()); wait > 0 {
		return nil, &apiError{code: "ratelimited", rule: "post.burst", retry: wait}
	}
	m := c.written(ch, d)
	m.broadcast = m.threadTS != "" && c.args.flag("reply_broadcast")
	s.say(ch, m)
	return reply{"channel": ch.ID, "ts": m.ts, "message": s.apiMessage(m, true)}, nil
}

// thread is the ts of the thread that a reply belongs to. A reply to a reply goes to the parent; a reply to
// what is gone is no reply any more, as in Slack.
//
// Slack answers ok for a reply to a message that was deleted, and posts it to the channel; an app notices only if it
// compares thread_ts in the answer.
func (c *channel) thread(ts string) string {
	if ts == "" {
		return ""
	}
	m := c.byTS[ts]
	switch {
	case m == nil:
		return ""
	case m.threadTS != "":
		return m.threadTS
	}
	return ts
}

// say puts a message into a conversation, and tells everybody: the pages, and the app by its events.
//
// The order matters to who watches: first the message itself, then its parent with the new count.
func (s *Server) say(ch *channel, m *message) {
	m.ts = s.stamp(ch)
	m.channel = ch.ID
	ch.keep(m)
	s.recordMessage(KindPosted, ch, m)
	s.publishMessage(ch, m)
	if parent := ch.byTS[m.threadTS]; parent != nil && parent != m {
		s.publishMessage(ch, parent) // its count of replies changed
	}
	s.tellMessage(ch, m)
}

// sayEphemeral shows a message to one person.
//
// Slack keeps no ephemeral message: no method reads it back, no event tells of it, and it is gone after a reload.
// Here the page keeps the newest, because a person at a demonstration reloads.
func (s *Server) sayEphemeral(ch *channel, m *message) {
	m.ts = s.stamp(ch)
	m.channel = ch.ID
	ch.keepEphemeral(m)
	s.recordMessage(KindPosted, ch, m)
	s.publishMessage(ch, m)
}

// chatEphemeral is chat.postEphemeral.
//
// The person must be in the channel. The answer has a message_ts, but nothing can be done with it: ephemeral messages can
// be replaced only through the response_url of something that the person did with them. Somebody who is away never sees
// it, and the app is told ok all the same; it is among the refusals, for nothing else tells.
func chatEphemeral(c *call) (reply, error) {
	s := c.s
	ch, err := c.postsTo()
	if err != nil {
		return nil, err
	}
	user := c.args.str("user")
	if s.users[user] == nil || s.users[user].Deleted || !ch.members[user] {
		return nil, refuse("user_not_in_channel")
	}
	d, err := c.readDraft()
	if err != nil {
		return nil, err
	}
	switch {
	case d.empty():
		return nil, refuse("no_text")
	case len(d.text) > limit("ephemeral.text"):
		return nil, &apiError{code: "msg_too_long", rule: "ephemeral.text"}
	}
	m := c.written(ch, d)
	m.onlyFor, m.metadata = user, nil // metadata goes out with events, and of these there are none here
	if s.users[user].Away {
		s.refused(Refusal{Where: c.method.name, Error: "not_delivered", Rule: "ephemeral.away", Text: s.nameOf(user) + " is away and never sees it"})
		return reply{"message_ts": s.stamp(ch)}, nil
	}
	s.sayEphemeral(ch, m)
	return reply{"message_ts": m.ts}, nil
}

// own finds a message of the app itself; strange is the refusal for one of somebody else.
//
// Unlike chat.postMessage these methods want the conversation's own id, D… for a direct one, as the answer to the post
// gave it.
func (c *call) own(ts, strange string) (*channel, *message, error) {
	name := c.args.str("channel")
	if strings.HasPrefix(name, "U") { // unlike posting, this wants the conversation's own id
		return nil, nil, refuse("channel_not_found")
	}
	ch, err := c.place(name)
	if err != nil {
		return nil, nil, err
	}
	m := ch.byTS[ts]
	switch {
	case m == nil || m.subtype == "tombstone":
		return nil, nil, refuse("message_not_found")
	case !m.byApp:
		return nil, nil, refuse(strange)
	}
	return ch, m, nil
}

// chatUpdate is chat.update.
//
// Its limit for the text, 4,000, is a tenth of that of a post: a long message can be posted but never edited. Metadata
// that is not given stays; an empty object clears it. Ephemeral messages are not found.
func chatUpdate(c *call) (reply, error) {
	s := c.s
	ch, m, err := c.own(c.args.str("ts"), "cant_update_message")
	if err != nil {
		return nil, err
	}
	// Slack names it differently from is_archived, which a post gets; both mean the same.
	if ch.archived {
		return nil, refuse("is_inactive")
	}
	d, err := c.readDraft()
	if err != nil {
		return nil, err
	}
	switch {
	case utf8.RuneCountInString(d.text) > limit("update.text"):
		return nil, &apiError{code: "msg_too_long", rule: "update.text"}
	case d.empty() && !d.given && d.metadata == nil && !d.cleared && d.attachments == nil:
		return nil, refuse("no_text")
	}
	before := s.apiMessage(m, false)
	s.change(m, d)
	s.recordMessage(KindEdited, ch, m)
	s.publishMessage(ch, m)
	s.tellChange(ch, m, before)
	return reply{"channel": ch.ID, "ts": m.ts, "text": m.text, "message": s.apiMessage(m, true)}, nil
}

// change puts a draft into a message that is there already. A text without blocks takes the blocks away; neither
// keeps both. The mark "edited" is shown only where nothing but the text changed.
func (s *Server) change(m *message, d draft) {
	if d.text != "" || d.given {
		if !d.given && len(m.blocks) == 0 && d.text != m.text {
			m.edited = formatTS(s.cfg.Now().UnixMicro())
		}
		m.blocks = d.blocks
		m.states = nil
	}
	if d.attachments != nil {
		m.attachments = d.attachments
	}
	if d.text != "" {
		m.text = d.text
	}
	if d.metadata != nil || d.cleared {
		m.metadata = d.metadata
	}
}

// chatDelete is chat.delete.
//
// Only what the app said itself: cant_delete_message for the words of people. A second call is message_not_found, which
// an app that retries after a lost answer has to take for success.
func chatDelete(c *call) (reply, error) {
	ch, m, err := c.own(c.args.str("ts"), "cant_delete_message")
	if err != nil {
		return nil, err
	}
	c.s.remove(ch, m)
	return reply{"channel": ch.ID, "ts": m.ts}, nil
}

// remove takes a message away. A parent of replies leaves a stone behind, for the thread to hang on.
//
// Nobody is told of an ephemeral message that goes.
func (s *Server) remove(ch *channel, m *message) {
	before := s.apiMessage(m, false)
	s.recordMessage(KindDeleted, ch, m)
	if len(m.replies) > 0 {
		m.subtype, m.text, m.user, m.byApp = "tombstone", "This message was deleted.", slackbotID, false
		m.blocks, m.attachments, m.metadata, m.reactions = nil, nil, nil, nil
		s.publishMessage(ch, m)
	} else {
		ch.drop(m)
		s.publish(ch.audience(m), map[string]any{"type": "message_deleted", "channel": ch.ID, "ts": m.ts})
		if parent := ch.byTS[m.threadTS]; parent != nil {
			s.publishMessage(ch, parent)
		}
	}
	if m.onlyFor == "" {
		s.tellDeletion(ch, m, before)
	}
}

// drop takes a message out of what a channel remembers.
//
// Each list is looked at, since a reply that was sent to the channel stands in two of them. Its parent stays.
func (c *channel) drop(m *message) {
	delete(c.byTS, m.ts)
	c.tops = without(c.tops, m)
	c.ephemerals = without(c.ephemerals, m)
	if parent := c.byTS[m.threadTS]; parent != nil {
		parent.replies = without(parent.replies, m)
	}
}

// without is a list without one message; the old list stays as it is.
//
// Readers may hold the old list, so it is copied rather than shifted in place.
func without(list []*message, m *message) []*message {
	for i, x := range list {
		if x == m {
			return append(append([]*message(nil), list[:i]...), list[i+1:]...)
		}
	}
	return list
}

// chatPermalink is chat.getPermalink.
//
// Slack's own form: p and the ts without its dot; a reply names its thread as well.
func chatPermalink(c *call) (reply, error) {
	ch, err := c.place(c.args.str("channel"))
	if err != nil {
		return nil, err
	}
	m := ch.byTS[c.args.str("message_ts")]
	if m == nil {
		return nil, refuse("message_not_found")
	}
	link := c.base() + "/archives/" + ch.ID + "/p" + strings.ReplaceAll(m.ts, ".", "")
	if m.threadTS != "" {
		link += "?thread_ts=" + m.threadTS + "&cid=" + ch.ID
	}
	return reply{"channel": ch.ID, "permalink": link}, nil
}
