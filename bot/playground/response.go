package playground

import (
	"crypto/subtle"
	"io"
	"net/http"
	"strconv"
	"time"
)

// keepURLs bounds how many response_urls are remembered; the oldest of more are over early.
const keepURLs = 20_000

// A responseURL lets the app answer one thing that a person did, without the right to post there.
//
// It works where the app may not post, in a private channel that it is not in or between two people, because the person
// asked for it there. So it is bound to what the person did, to five uses, and to half an hour.
type responseURL struct {
	secret        string
	user, channel string
	ts            string // the message that was acted on; "" for a command
	thread        string
	ephemeral     bool
	expires       time.Time
	uses          int
}

// responseURLs holds those that are alive, as a ring over their numbers.
//
// A busy app gets thousands of addresses it never uses, so they are kept in a ring of values: no pointers to follow, no
// map to grow, nothing to sweep.
type responseURLs struct {
	next uint64
	ring []responseURL
}

// newResponseURL makes an address under base.
//
// The number finds the row, the secret admits. The host is the one under which the app opened its socket: a name that
// is good for the person's browser need not be good for the app.
func (s *Server) newResponseURL(base string, u responseURL) string {
	r := &s.urls
	if r.ring == nil {
		r.ring = make([]responseURL, 0, 64)
	}
	u.secret = secret()
	u.expires = s.cfg.Now().Add(time.Duration(limit("response_url.life")) * time.Minute)
	n := r.next
	r.next++
	if len(r.ring) < keepURLs {
		r.ring = append(r.ring, u)
	} else {
		r.ring[n%keepURLs] = u
	}
	return base + "/response/" + s.cfg.Workspace.ID + "/" + strconv.FormatUint(n, 10) + "/" + u.secret
}

// find gives the address with this number and secret; nil if there is none any more.
//
// The comparison takes the same time for every guess. What is nil was never given out, has been pushed out of the ring
// by 20,000 newer ones, or carries a wrong secret; the app is not told which.
func (r *responseURLs) find(id, secret string) *responseURL {
	n, err := strconv.ParseUint(id, 10, 64)
	if err != nil || n >= r.next || n+uint64(len(r.ring)) < r.next {
		return nil
	}
	u := &r.ring[n%keepURLs]
	if subtle.ConstantTimeCompare([]byte(u.secret), []byte(secret)) != 1 {
		return nil
	}
	return u
}

// serveResponse takes what the app posts to a response_url.
//
// Slack documents no error names here; expired_url and used_url are those that apps have reported. The answer to
// success is the text "ok", not JSON.
func (s *Server) serveResponse(w http.ResponseWriter, r *http.Request) {
	if !s.hold() {
		http.Error(w, "closed", http.StatusServiceUnavailable)
		return
	}
	defer s.wg.Done()
	// Read at once: an effect that comes late finds the request over.
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, int64(limit("body"))))
	if err != nil {
		s.answerURL(w, unread(err))
		return
	}
	s.carryOut("response_url", exchange{
		w: w, r: r,
		effect: func() { err = s.respond(r.PathValue("id"), r.PathValue("secret"), body) },
		answer: func() { s.answerURL(w, err) },
	})
}

// answerURL tells the app what came of what it posted.
//
// Its status is no success, unlike that of a refused call of the Web API: what is at fault is the address.
func (s *Server) answerURL(w http.ResponseWriter, err error) {
	if err != nil {
		e := asAPIError(err)
		s.mu.Lock()
		s.refused(Refusal{Where: "response_url", Error: e.code, Rule: e.rule, Text: e.code})
		s.mu.Unlock()
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write(encode(map[string]any{"ok": false, "error": e.code})) // nobody to tell if the app hung up
		return
	}
	_, _ = io.WriteString(w, "ok")
}

// respond does what a body posted to a response_url asks for.
//
// A use counts when the address is good, whether or not the message is: retrying a broken message five times is over.
func (s *Server) respond(id, secret string, body []byte) error {
	v, err := decode(body)
	p := obj(v)
	if err != nil || p == nil {
		return refuse("invalid_payload")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.note(Entry{Kind: KindCall, Title: "response_url", JSON: body})
	u := s.urls.find(id, secret)
	switch {
	case u == nil || s.cfg.Now().After(u.expires):
		return refuse("expired_url")
	case u.uses >= limit("response_url.uses"):
		return refuse("used_url")
	}
	u.uses++
	ch := s.channels[u.channel]
	switch {
	case p["delete_original"] == true:
		return s.deleteOriginal(ch, u)
	case p["replace_original"] == true && u.ts != "":
		return s.replaceOriginal(ch, u, p)
	}
	// Only what everybody sees, and what replaces nothing, goes into a thread; else the argument is not looked at.
	thread := ""
	if p["response_type"] == "in_channel" && p["replace_original"] == false {
		thread, _ = p["thread_ts"].(string)
	}
	return s.answerTo(ch, u.user, ch.thread(thread), p)
}

// original is the message that a response_url came from.
//
// A command has none: it leaves no message of the app's to replace.
func (s *Server) original(ch *channel, u *responseURL) (*message, error) {
	m := ch.byTS[u.ts]
	if u.ephemeral {
		m = ch.ephemeral(u.user, u.ts)
	}
	if m == nil || m.subtype == "tombstone" { // the stone of a thread is no message of the app's any more
		return nil, refuse("message_not_found")
	}
	return m, nil
}

// deleteOriginal takes that message away.
//
// The app may delete so even where it could not with chat.delete: an ephemeral message, a channel that it is not in.
func (s *Server) deleteOriginal(ch *channel, u *responseURL) error {
	m, err := s.original(ch, u)
	if err != nil {
		return err
	}
	s.remove(ch, m)
	return nil
}

// replaceOriginal puts new content into that message. Who sees it does not change.
//
// An ephemeral message stays ephemeral whatever response_type says; Slack cannot make one public afterwards.
func (s *Server) replaceOriginal(ch *channel, u *responseURL, p map[string]any) error {
	m, err := s.original(ch, u)
	if err != nil {
		return err
	}
	d, err := s.readReply(p)
	if err != nil {
		return err
	}
	before := s.apiMessage(m, false)
	m.text, m.blocks, m.attachments, m.states = d.text, d.blocks, d.attachments, nil
	s.recordMessage(KindEdited, ch, m)
	s.publishMessage(ch, m)
	if m.onlyFor == "" {
		s.tellChange(ch, m, before)
	}
	return nil
}

// readReply checks a message that comes in an acknowledgement or through a response_url.
//
// It is the same check as for chat.postMessage but for the rate; nothing is cut here, a text that is too long is
// refused.
func (s *Server) readReply(p map[string]any) (draft, error) {
	var d draft
	d.text, _ = p["text"].(string)
	var err error
	if d.blocks, err = s.checkBlocks(p["blocks"]); err != nil {
		return d, err
	}
	if d.attachments, err = s.checkAttachments(p["attachments"]); err != nil {
		return d, err
	}
	if d.empty() {
		return d, refuse("no_text")
	}
	if len([]rune(d.text)) > limit("message.text") {
		return d, &apiError{code: "msg_too_long", rule: "message.text"}
	}
	d.metadata, err = readMetadata(p["metadata"])
	return d, err
}

// answerTo shows a person what the app answered; with response_type in_channel everybody there sees it.
//
// Ephemeral is the default, for commands as for buttons. In public, other people are told by the usual events.
func (s *Server) answerTo(ch *channel, user, thread string, p map[string]any) error {
	d, err := s.readReply(p)
	if err != nil {
		return err
	}
	m := &message{
		channel: ch.ID, user: s.bot(), byApp: true, text: d.text, blocks: d.blocks, attachments: d.attachments, metadata: d.metadata,
		threadTS: thread,
	}
	if p["response_type"] == "in_channel" {
		s.say(ch, m)
		return nil
	}
	m.onlyFor = user
	s.sayEphemeral(ch, m)
	return nil
}
