package playground

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// A message is one post. Its blocks are never changed in place: an update puts new ones there, so that a
// reader may keep what it was given.
//
// A message knows its thread by threadTS; a parent's own is empty until Slack shows it, see threadFields.
type message struct {
	ts, threadTS string
	channel      string
	user         string
	byApp        bool // posted by the app
	subtype      string
	text         string
	blocks       []any
	attachments  []any
	metadata     map[string]any
	edited       string // when; "" if never
	onlyFor      string // the one person who sees it, when it is ephemeral
	broadcast    bool   // a reply that is shown in the channel as well
	pinned       bool
	files        []*file
	reactions    []Reaction
	replies      []*message
	lost         int               // replies that were forgotten; they still count
	states       map[string]values // what each person chose in its selects, not yet sent
	offered      map[string]offers // what each person was offered for its external selects
	reader       reader            // what a reader sees of it, once somebody has looked
}

// A Reaction is one emoji under a message and who gave it, in order.
//
// Count is how many Users there are; Slack sends both.
type Reaction struct {
	Name  string   `json:"name"`
	Users []string `json:"users"`
	Count int      `json:"count"`
}

// micros is the ts as a number that can be compared.
//
// Unique within a channel, so it orders messages without a second key.
func (m *message) micros() int64 { return microsOf(m.ts) }

// microsOf reads a ts; anything that is not one is 0.
//
// Comparing as text would do for sixteen digits, but apps also send shorter ones.
func microsOf(ts string) int64 {
	sec, frac, _ := strings.Cut(ts, ".")
	s, err := strconv.ParseInt(sec, 10, 64)
	if err != nil || s < 0 || s > 1<<40 {
		return 0
	}
	frac = (frac + "000000")[:6]
	f, err := strconv.ParseInt(frac, 10, 64)
	if err != nil || f < 0 {
		return 0
	}
	return s*1_000_000 + f
}

// apiMessage is the message as the Web API and the events show it.
//
// The app's own messages carry bot_id and app_id: by these it knows them among the events, and must not answer itself.
// Ephemeral messages are never shown this way.
func (s *Server) apiMessage(m *message, withMetadata bool) map[string]any {
	j := map[string]any{"type": "message", "user": m.user, "text": m.text, "ts": m.ts, "team": s.cfg.Workspace.ID}
	if m.byApp {
		j["bot_id"], j["app_id"] = botID, appID
	}
	if m.subtype != "" {
		j["subtype"] = m.subtype
	}
	if len(m.blocks) > 0 {
		j["blocks"] = m.blocks
	}
	if len(m.attachments) > 0 {
		j["attachments"] = m.attachments
	}
	if m.edited != "" {
		j["edited"] = map[string]any{"user": m.user, "ts": m.edited}
	}
	if len(m.reactions) > 0 {
		j["reactions"] = cloneReactions(m.reactions)
	}
	if m.pinned {
		j["pinned_to"] = []string{m.channel}
	}
	if len(m.files) > 0 {
		shown := []any{}
		for _, f := range m.files {
			shown = append(shown, s.fileJSON(f))
		}
		j["files"], j["upload"] = shown, false
	}
	if m.metadata != nil {
		// Slack shows the event's type to everybody who may read the message, and the payload to who asks for it by
		// include_all_metadata.
		if withMetadata {
			j["metadata"] = m.metadata
		} else {
			j["metadata"] = map[string]any{"event_type": m.metadata["event_type"]}
		}
	}
	if m.threadTS != "" || len(m.replies) > 0 {
		s.threadFields(j, m)
	}
	return j
}

// threadFields adds what Slack tells about a thread: to its parent the summary, to a reply where it belongs.
//
// Slack adds them only where there is a thread.
func (s *Server) threadFields(j map[string]any, m *message) {
	j["thread_ts"] = m.threadTS
	if m.threadTS != "" && m.threadTS != m.ts {
		if c := s.channels[m.channel]; c != nil && c.byTS[m.threadTS] != nil {
			j["parent_user_id"] = c.byTS[m.threadTS].user
		}
		return
	}
	// A parent's thread_ts is its own ts, and it has one only once somebody has replied.
	j["thread_ts"] = m.ts
	j["reply_count"] = len(m.replies) + m.lost
	j["is_locked"], j["subscribed"] = false, true
	users := []string{}
	for _, r := range m.replies {
		if !slices.Contains(users, r.user) {
			users = append(users, r.user)
		}
	}
	j["reply_users"], j["reply_users_count"] = users, len(users)
	if n := len(m.replies); n > 0 {
		j["latest_reply"] = m.replies[n-1].ts
	}
}

// cloneReactions copies a list that will go on changing.
//
// What is handed out is read without the lock.
func cloneReactions(list []Reaction) []Reaction {
	out := make([]Reaction, len(list))
	for i, r := range list {
		out[i] = Reaction{Name: r.Name, Users: slices.Clone(r.Users), Count: len(r.Users)}
	}
	return out
}

// A Message is what one person sees of a post, at the moment they looked.
//
// It does not change when the message does; look again for that.
type Message struct {
	TS, ThreadTS string
	Channel      string
	User         string
	Text         string          // the top-level text: what a screen reader reads
	Blocks       json.RawMessage // Slack's block JSON; nil if there are none
	Metadata     json.RawMessage // nil if there is none
	Edited       bool            // carries the mark that Slack shows for a changed text
	Ephemeral    bool
	Reactions    []Reaction
	ReplyCount   int
	LatestReply  string
	Files        []SharedFile

	plain string
}

// A SharedFile is a file that a message shows, as whoever opens it has it.
//
// The bytes are those that the server keeps, not a copy: files are large, and scripts only look.
type SharedFile struct {
	Name, Title string
	Alt         string // what a picture shows, for whoever does not see it; "" if the app did not say
	Body        []byte // must not be changed; nil when the server keeps it no longer
}

// Plain is everything that a reader of the message sees, as lines of plain text: the blocks where there are
// any, else the text. Mentions read as names, buttons as [Label], the cells of tables are parted by " | ".
func (m Message) Plain() string { return m.plain }

// shown is the message as a person sees it.
//
// The text is resolved now, under the lock, so that Plain needs none.
func (s *Server) shown(m *message) Message {
	v := Message{
		TS: m.ts, ThreadTS: m.threadTS, Channel: m.channel, User: m.user, Text: m.text,
		Edited: m.edited != "", Ephemeral: m.onlyFor != "", Reactions: cloneReactions(m.reactions),
		ReplyCount: len(m.replies) + m.lost, plain: s.plain(m.text),
	}
	if len(m.blocks) > 0 {
		v.Blocks, v.plain = encode(m.blocks), s.plainBlocks(m.blocks, nil)
	}
	// Attachments stand below the blocks, and files below these, as the client shows them.
	for _, a := range m.attachments {
		v.plain = strings.TrimPrefix(v.plain+"\n"+s.plainAttachment(obj(a)), "\n")
	}
	for _, f := range m.files {
		v.plain = strings.TrimPrefix(v.plain+"\n(file: "+f.title+")", "\n")
		v.Files = append(v.Files, SharedFile{Name: f.name, Title: f.title, Alt: f.alt, Body: f.body})
	}
	if m.metadata != nil {
		v.Metadata = encode(m.metadata)
	}
	if n := len(m.replies); n > 0 {
		v.LatestReply = m.replies[n-1].ts
	}
	return v
}

// encode marshals what was made here, or decoded before, and so cannot fail.
//
// It panics rather than return an error that every caller would have to pass on for nothing: a mistake of this package
// is then found by the first test that meets it.
func encode(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic("playground: encode: " + err.Error())
	}
	return b
}
