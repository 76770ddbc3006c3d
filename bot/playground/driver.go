package playground

import (
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// An Actor does what one person does in Slack's client, and sees what they see. Its methods that reach the app wait
// for the acknowledgement, three seconds at most; what the app does after it comes later.
//
// It is what a story needs: verbs of people, named by what people see (labels, texts, names), never by ids that only
// the app knows. Safe for use by many at once; two Actors may be the same person, as one may have two windows open.
type Actor struct {
	s    *Server
	user string
}

// As gives the hands of a person, by id or name. If there is nobody like that, each method says so.
func (s *Server) As(user string) *Actor {
	s.mu.Lock()
	defer s.mu.Unlock()
	if u := s.userNamed(user); u != nil {
		user = u.ID
	}
	return &Actor{s: s, user: user}
}

// Slash types a command line, "/log 5 conversations", into a channel (by id, name or "#name"). What the app answers in
// the acknowledgement or through the response_url appears among the messages. A command that came to nothing is a
// [*CommandError].
//
// Unknown commands and commands of Slack itself (/invite, /remove, /archive) never reach the app.
func (a *Actor) Slash(channel, line string) error { return a.s.slash(a.user, channel, "", line) }

// Say writes a message. "@name" and "#channel" become mentions, as when the client completes them. The channel may be
// [Actor.DM]. It returns the ts of the message.
func (a *Actor) Say(channel, text string) (ts string, err error) {
	return a.s.write(a.user, channel, "", text)
}

// Reply writes into the thread of a message.
func (a *Actor) Reply(channel, threadTS, text string) (ts string, err error) {
	return a.s.write(a.user, channel, threadTS, text)
}

// write is a person who writes.
//
// Direct conversations can be read-only, by the manifest; then the client offers no field to write in.
func (s *Server) write(user, channelID, threadTS, text string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, _, err := s.actingIn(user, channelID)
	switch {
	case err != nil:
		return "", err
	case ch.im != "" && !s.manifest.writable():
		return "", errors.New("sending messages to this app has been turned off")
	case ch.pair && s.users[s.across(ch, user)].Deleted:
		return "", fmt.Errorf("%s was deactivated and reads nothing any more", s.users[s.across(ch, user)].Name)
	case strings.TrimSpace(text) == "":
		return "", errors.New("there is nothing to send")
	case threadTS != "" && ch.byTS[threadTS] == nil:
		return "", fmt.Errorf("there is no message %s to reply to", threadTS)
	}
	m := &message{user: user, text: s.typed(text, true), threadTS: ch.thread(threadTS)}
	s.say(ch, m)
	return m.ts, nil
}

// React puts an emoji, ":tada:" or "tada", under a message.
//
// Twice the same is once; a name that is no emoji is an error, as the client would not offer it.
func (a *Actor) React(channel, ts, emoji string) error {
	return a.s.react(a.user, channel, ts, strings.Trim(emoji, ":"), false)
}

// react is a person who reacts. With toggle, a second time takes the emoji back, as a click in the client does.
func (s *Server) react(user, channelID, ts, name string, toggle bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, _, err := s.actingIn(user, channelID)
	if err != nil {
		return err
	}
	m := ch.byTS[ts]
	if m == nil {
		return fmt.Errorf("there is no message %s", ts)
	}
	if !isEmoji.MatchString(name) {
		return fmt.Errorf("%q is no emoji", name)
	}
	if !s.reacted(ch, m, user, name, true) && toggle {
		s.reacted(ch, m, user, name, false)
	}
	return nil
}

// Edit changes the text of one's own message.
//
// The app gets message_changed, with what was there before.
func (a *Actor) Edit(channel, ts, text string) error {
	s := a.s
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, _, err := s.acting(a.user, channel)
	if err != nil {
		return err
	}
	m := ch.byTS[ts]
	if m == nil || m.user != a.user || m.byApp {
		return fmt.Errorf("there is no message %s of %s", ts, a.user)
	}
	before := s.apiMessage(m, false)
	s.change(m, draft{text: s.typed(text, true)})
	s.recordMessage(KindEdited, ch, m)
	s.publishMessage(ch, m)
	s.tellChange(ch, m, before)
	return nil
}

// Delete takes back one's own message.
//
// The app gets message_deleted. A parent that has replies leaves a stone.
func (a *Actor) Delete(channel, ts string) error {
	s := a.s
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, _, err := s.acting(a.user, channel)
	if err != nil {
		return err
	}
	m := ch.byTS[ts]
	if m == nil || m.user != a.user {
		return fmt.Errorf("there is no message %s of %s", ts, a.user)
	}
	s.remove(ch, m)
	return nil
}

// DM is the id of the person's conversation with the app.
func (a *Actor) DM() string { return directID(a.user) }

// Messages lists what the person sees at the top level of a channel, their own ephemerals among it, oldest first. It
// is empty where they see no such channel.
//
// Replies are in [Actor.Thread], except those that were sent to the channel as well.
func (a *Actor) Messages(channel string) []Message { return a.s.list(a.user, channel, "") }

// Thread lists what the person sees of a thread: its parent, then the replies, oldest first.
func (a *Actor) Thread(channel, ts string) []Message { return a.s.list(a.user, channel, ts) }

// list is what a person sees of a channel or a thread.
//
// What comes back does not change, and must not be changed. Names for the channel are as for [Actor.Slash].
func (s *Server) list(user, channelID, ts string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch := s.channelNamed(channelID)
	if ch == nil || !ch.visible(user) {
		return nil
	}
	var out []Message
	for _, m := range ch.seen(user, ts) {
		out = append(out, s.read(m))
	}
	return out
}

// A reader keeps what a message looks like, as a story looks at a whole channel again and again.
type reader struct {
	sees  *Message // nil until somebody looks, and after each change
	names uint64   // with which names
}

// read is the message as a person sees it. The caller holds mu.
func (s *Server) read(m *message) Message {
	if m.reader.sees == nil || m.reader.names != s.names {
		shown := s.shown(m)
		m.reader = reader{&shown, s.names}
	}
	return *m.reader.sees
}

// Press presses the button with this text (or action id, or text of an overflow's option) in a message, and waits for
// the acknowledgement. With ts "" it is the newest message that has such a button, in a thread too.
func (a *Actor) Press(channel, ts, label string) error {
	return a.inMessage(channel, ts, label, nil)
}

// Choose chooses in a select, a menu, a date picker, radio buttons or checkboxes of a message: what stands in it is its
// placeholder or action id. Several options are parted by commas.
func (a *Actor) Choose(channel, ts, label, option string) error {
	return a.inMessage(channel, ts, label, &option)
}

// inMessage acts on an element of a message.
func (a *Actor) inMessage(channel, ts, label string, option *string) error {
	s := a.s
	s.mu.Lock()
	ch, _, err := s.acting(a.user, channel)
	if err != nil {
		s.mu.Unlock()
		return err
	}
	for _, m := range ch.newestFirst(a.user) {
		t := &target{user: a.user, ch: ch, msg: m}
		if ts != "" && m.ts != ts {
			continue
		}
		if chosen, ok := t.labelled(label); ok {
			if option != nil {
				if err := s.lookUp(t, *option); err != nil {
					s.mu.Unlock()
					return err
				}
				chosen = s.optionValue(t, *option)
			}
			return s.act(t, chosen) // unlocks
		}
	}
	s.mu.Unlock()
	return fmt.Errorf("there is no %q to press in %s", label, channel)
}

// newestFirst lists all that a person sees in a channel, threads too.
//
// It copies the whole channel, which is fine for a click and would not be for a command.
func (c *channel) newestFirst(user string) []*message {
	var list []*message
	for _, m := range c.tops {
		list = append(list, m)
		list = append(list, m.replies...)
	}
	for _, m := range c.ephemerals {
		if m.onlyFor == user {
			list = append(list, m)
		}
	}
	// A reply that was sent to the channel too is in the list twice, which pressing does not mind.
	slices.SortStableFunc(list, func(x, y *message) int { return int(y.micros() - x.micros()) })
	return list
}

// labelled points the target at the element that a label names: exactly first, then whatever the case. For the option
// of an overflow menu and for one of two feedback buttons, its value comes with it.
//
// A label that fits several elements means the first of them.
func (t *target) labelled(label string) (chosen any, ok bool) {
	for _, same := range []func(a, b string) bool{func(a, b string) bool { return a == b }, strings.EqualFold} {
		for _, b := range t.blocks() {
			block := obj(b)
			for _, e := range elementsOf(block) {
				id, _ := e["action_id"].(string)
				named := same(plainText(e["text"]), label) || same(plainText(e["placeholder"]), label) || id == label
				if e["type"] == "overflow" || e["type"] == "feedback_buttons" {
					for _, o := range optionsIn(e) {
						if same(plainText(o["text"]), label) {
							named, chosen = true, o["value"]
						}
					}
				}
				if named && e["type"] != "image" {
					t.block, t.element = block, e
					return chosen, true
				}
			}
		}
	}
	return nil, false
}

// optionValue reads what a script writes for the value of an element: the texts of options, names of people and
// channels, a date with a time in the person's own zone.
func (s *Server) optionValue(t *target, text string) any {
	kind, _ := t.element["type"].(string)
	f := forms[kind]
	if f.as == "options" || f.as == "ids" {
		list := []any{}
		for part := range strings.SplitSeq(text, ",") {
			if part = strings.TrimSpace(part); part != "" {
				list = append(list, s.optionValueOf(t, kind, part))
			}
		}
		return list
	}
	return s.optionValueOf(t, kind, text)
}

// optionValueOf does that for one value.
//
// What fits nothing is passed on as it is, so that the refusal names it.
func (s *Server) optionValueOf(t *target, kind, text string) any {
	switch {
	case kind == "overflow" || strings.HasSuffix(forms[kind].as, "option") || forms[kind].as == "options":
		if o := findOption(t.asInput().choices(), text); o != nil {
			return o["value"]
		}
	case strings.Contains(kind, "users_select"):
		if u := s.userNamed(text); u != nil {
			return u.ID
		}
	case strings.Contains(kind, "channels_select"), strings.Contains(kind, "conversations_select"):
		if ch := s.channelNamed(text); ch != nil {
			return ch.ID
		}
	case kind == "datetimepicker":
		if at, err := time.ParseInLocation("2006-01-02 15:04", text, zoneOf(s.users[t.user])); err == nil {
			return strconv.FormatInt(at.Unix(), 10)
		}
	}
	return text
}

// View is the modal on top, or nil if none is open.
//
// The modals below it cannot be seen, as in the client.
func (a *Actor) View() *View {
	a.s.mu.Lock()
	defer a.s.mu.Unlock()
	return a.s.shownView(a.s.top(a.user))
}

// top is the modal on top of a person's stack; nil if there is none.
func (s *Server) top(user string) *view {
	st := s.stacks[user]
	if len(st) == 0 {
		return nil
	}
	return st[len(st)-1]
}

// Home is the person's Home tab, or nil if the app has not published one.
func (a *Actor) Home() *View {
	a.s.mu.Lock()
	defer a.s.mu.Unlock()
	return a.s.shownView(a.s.homes[a.user])
}

// OpenHome opens the Home tab: the app gets app_home_opened. It does not wait for what the app does then.
func (a *Actor) OpenHome() error { return a.s.openHome(a.user) }

// openHome is a person who opens the Home tab.
//
// The event goes out and is not waited for, as in Slack's client; the tab shows what was published before until the app
// publishes anew. The error: there is nobody like that, or the manifest has no Home tab.
func (s *Server) openHome(user string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, _, err := s.acting(user, directID(user)); err != nil {
		return err
	}
	if !s.manifest.Features.Home.HomeTab {
		return errors.New("this app has no Home tab")
	}
	s.tellHome(user)
	return nil
}

// front is the view that the person has before them: the modal on top, else the Home tab.
func (a *Actor) front() (*target, error) {
	v := a.s.top(a.user)
	if v == nil {
		v = a.s.homes[a.user]
	}
	if v == nil {
		return nil, fmt.Errorf("no view is open for %s", a.user)
	}
	return &target{user: a.user, view: v}, nil
}

// Fill puts a value into an input of the view in front, found by its label, placeholder, action id or block id. For
// choices the value is the text (or value) of the option, several parted by commas, which an external select looks up
// with the app first; for people "@name"; for dates
// 2006-01-02, for times 15:04. Where the app asked to hear of changes at once, it does, and Fill waits for the
// acknowledgement. Empty clears.
func (a *Actor) Fill(label, value string) error {
	s := a.s
	s.mu.Lock()
	t, err := a.front()
	if err == nil {
		err = t.input(label)
	}
	if err == nil {
		err = s.lookUp(t, value)
	}
	if err != nil {
		s.mu.Unlock()
		return err
	}
	tell, err := s.enter(t, s.optionValue(t, value))
	if err != nil || !tell {
		s.mu.Unlock()
		return err
	}
	return s.act(t, nil) // unlocks
}

// Hand puts a file into a file input of the view in front, found as by [Actor.Fill]; what was in it goes.
func (a *Actor) Hand(label, name string, body []byte) error {
	s := a.s
	s.mu.Lock()
	defer s.mu.Unlock()
	t, err := a.front()
	if err == nil {
		err = t.input(label)
	}
	if err != nil {
		return err
	}
	_, err = s.enter(t, []any{map[string]any{"name": name, "data": base64.StdEncoding.EncodeToString(body)}})
	return err
}

// input points the target at the input that a label names.
//
// A label to the letter wins over ids, ids over the same label in another case; a form that shows the same label twice
// can be filled by action or block ids.
func (t *target) input(label string) error {
	list := inputsOf(t.view.blocks)
	for _, named := range []func(in input) bool{
		func(in input) bool { return in.label == label },
		func(in input) bool { return in.actionID == label || in.blockID == label },
		func(in input) bool {
			return strings.EqualFold(in.label, label) || strings.EqualFold(plainText(in.element["placeholder"]), label)
		},
	} {
		if i := slices.IndexFunc(list, named); i >= 0 {
			t.block, t.element = list[i].block, list[i].element
			return nil
		}
	}
	return fmt.Errorf("there is no input %q in this view", label)
}

// PressInView presses a button in the view in front: the modal on top, else the Home tab.
func (a *Actor) PressInView(label string) error { return a.pressIn(label, a.front) }

// PressInHome presses a button in the Home tab.
//
// Also while a modal lies over it, for which PressInView would look.
func (a *Actor) PressInHome(label string) error {
	return a.pressIn(label, func() (*target, error) {
		if v := a.s.homes[a.user]; v != nil {
			return &target{user: a.user, view: v}, nil
		}
		return nil, fmt.Errorf("%s has no Home tab yet", a.user)
	})
}

// pressIn presses a button in a view.
func (a *Actor) pressIn(label string, where func() (*target, error)) error {
	s := a.s
	s.mu.Lock()
	t, err := where()
	if err != nil {
		s.mu.Unlock()
		return err
	}
	chosen, ok := t.labelled(label)
	if !ok {
		s.mu.Unlock()
		return fmt.Errorf("there is no %q to press in this view", label)
	}
	return s.act(t, chosen) // unlocks
}

// Submit hands in the modal on top. What the client itself finds wrong, and what the app answers as errors, is a
// [*FormError], and stands in the view. An app that does not answer leaves the view open with a notice.
//
// Where the answer is an update or a push, the new content is before the person when Submit returns.
func (a *Actor) Submit() error {
	v := a.View()
	if v == nil {
		return fmt.Errorf("no view is open for %s", a.user)
	}
	return a.s.submit(a.user, v.ID)
}

// CloseView closes the modal on top.
//
// The one below it is on top then. Where the view said clear_on_close, all close.
func (a *Actor) CloseView() error {
	v := a.View()
	if v == nil {
		return fmt.Errorf("no view is open for %s", a.user)
	}
	return a.s.closeView(a.user, v.ID, false)
}
