package playground

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// trouble is what Slack's client says above a form when the app did not answer, or answered with nonsense.
const trouble = "We had some trouble connecting. Try again?"

// A target is an element that a person acts on: in a message or in a view.
//
// It is found anew for each act: between two clicks the message may have been updated and the view closed.
type target struct {
	user    string
	ch      *channel // of a message
	msg     *message
	view    *view
	block   map[string]any
	element map[string]any
}

// id gives the block id and the action id.
//
// Both are there for all that find or labelled pointed at: nameBlocks has given an id to what had none.
func (t *target) id() (block, action string) {
	block, _ = t.block["block_id"].(string)
	action, _ = t.element["action_id"].(string)
	return block, action
}

// blocks are those of the message or the view.
//
// Those of attachments are among a message's, see allBlocks.
func (t *target) blocks() []any {
	if t.view != nil {
		return t.view.blocks
	}
	return t.msg.allBlocks()
}

// find points the target at an element by its ids.
//
// A page may show an element that an update has just taken away; then the person is told so.
func (t *target) find(blockID, actionID string) error {
	for _, b := range t.blocks() {
		block := obj(b)
		if block["block_id"] != blockID {
			continue
		}
		for _, e := range elementsOf(block) {
			if e["action_id"] == actionID {
				t.block, t.element = block, e
				return nil
			}
		}
	}
	return fmt.Errorf("there is no element %s/%s any more", blockID, actionID)
}

// inMessage finds a message that a person sees.
//
// Ephemeral messages are looked at first, as only they are tied to the person.
func (s *Server) inMessage(user, channelID, ts string) (*target, error) {
	ch, _, err := s.acting(user, channelID)
	if err != nil {
		return nil, err
	}
	m := ch.ephemeral(user, ts)
	if m == nil {
		m = ch.byTS[ts]
	}
	if m == nil {
		return nil, fmt.Errorf("there is no message %s any more", ts)
	}
	return &target{user: user, ch: ch, msg: m}, nil
}

// inView finds a view that is open for a person: a modal by its id, or their Home tab.
//
// Only one's own: the id of somebody else's modal is of no use.
func (s *Server) inView(user, id string) (*target, error) {
	v := s.views[id]
	if h := s.homes[user]; v == nil && h != nil && h.id == id {
		v = h
	}
	if v == nil || v.user != user {
		return nil, errors.New("this view is closed")
	}
	return &target{user: user, view: v}, nil
}

// act sends block_actions for an element, and waits for the acknowledgement. The chosen value is that of an overflow
// menu or of a select; nil presses a button, or sends what stands in the input. Called with the workspace locked, it
// unlocks it.
//
// The payload is a picture of the moment of the click: later changes are not in it. The address and the trigger are
// made when it is sent, since they depend on the socket and their time runs from then.
func (s *Server) act(t *target, chosen any) error {
	action, err := s.choose(t, chosen)
	if err != nil {
		s.mu.Unlock()
		return err
	}
	if !s.manifest.Settings.Interactivity.Enabled {
		s.mu.Unlock()
		return errors.New("this app is not set up for interactivity")
	}
	// Encoded in part already, so what the person does next cannot change what the app is told of this click.
	payload := s.actionPayload(t, action)
	s.mu.Unlock()
	_, id := t.id()
	_, err = s.ask("interactive", "block_actions "+id, false, func(base string) any {
		s.mu.Lock()
		defer s.mu.Unlock()
		modal := "" // in which a view may be pushed; a Home tab is none
		if t.view != nil && t.view.kind == "modal" {
			modal = t.view.id
		}
		if t.msg != nil {
			payload["response_url"] = s.newResponseURL(base, responseURL{
				user: t.user, channel: t.ch.ID, ts: t.msg.ts, thread: t.msg.threadTS, ephemeral: t.msg.onlyFor != "",
			})
		}
		payload["trigger_id"] = s.newTrigger(t.user, modal)
		return payload
	})
	return err
}

// choose makes the action that goes into the payload, and keeps what was chosen.
//
// A button says its text and value; a select says what was chosen and its placeholder.
func (s *Server) choose(t *target, chosen any) (map[string]any, error) {
	blockID, actionID := t.id()
	kind, _ := t.element["type"].(string)
	a := map[string]any{"type": kind, "action_id": actionID, "block_id": blockID, "action_ts": formatTS(s.cfg.Now().UnixMicro())}
	f, holds := forms[kind]
	switch {
	case holds:
		state, err := s.state(t, chosen)
		if err != nil {
			return nil, err
		}
		a[f.key] = state[f.key]
		if p := t.element["placeholder"]; p != nil {
			a["placeholder"] = p
		}
	case kind == "overflow":
		o := findOption(t.element, chosen)
		if o == nil {
			return nil, fmt.Errorf("%q is not in the menu", textOf(chosen))
		}
		a["selected_option"] = o
	case kind == "feedback_buttons":
		side := findOption(t.element, chosen)
		if side == nil {
			return nil, fmt.Errorf("%q is neither of the two", textOf(chosen))
		}
		a["text"], a["value"] = side["text"], side["value"]
	default:
		for _, k := range []string{"text", "value", "style", "url"} {
			if v := t.element[k]; v != nil {
				a[k] = v
			}
		}
	}
	return a, nil
}

// state puts a chosen value into the state of the message or the view, and returns it; nil leaves what is there.
//
// It writes at once, before the app has heard of it and even if it never does: on the screen the choice stays, too. The
// error names what is not among the options. The caller holds mu.
func (s *Server) state(t *target, chosen any) (map[string]any, error) {
	in := t.asInput()
	in.keep = func(f handed) map[string]any { return s.handIn(t.user, f) }
	vals := s.valuesOf(t)
	if chosen == nil {
		if now := vals[in.blockID][in.actionID]; now != nil {
			return now, nil
		}
		return in.start(), nil
	}
	state, err := in.enter(chosen)
	if err != nil {
		return nil, err
	}
	vals.set(in, state)
	return state, nil
}

// valuesOf is what stands in the inputs that the target belongs to; of a message, what this person chose there.
//
// What one person chose in the selects of a message is theirs; others see the message as it was posted.
func (s *Server) valuesOf(t *target) values {
	if t.view != nil {
		return t.view.values
	}
	if t.msg.states == nil {
		t.msg.states = map[string]values{}
	}
	if t.msg.states[t.user] == nil {
		t.msg.states[t.user] = startValues(t.msg.allBlocks(), nil)
	}
	return t.msg.states[t.user]
}

// person is the user of a payload.
//
// id is of somebody who is there; every way to an interaction has gone through acting or inView. "username" is the
// older name of "name"; libraries read either.
func (s *Server) person(id string) map[string]any {
	name := s.users[id].Name
	return map[string]any{"id": id, "username": name, "name": name, "team_id": s.cfg.Workspace.ID}
}

// common is what all interactions carry.
//
// The token is the deprecated one for verification, which no app should look at.
func (s *Server) common(kind, user string) map[string]any {
	return map[string]any{
		"type": kind, "user": s.person(user), "api_app_id": appID, "token": "unused",
		"team": map[string]any{"id": s.cfg.Workspace.ID, "domain": teamDomain}, "enterprise": nil, "is_enterprise_install": false,
	}
}

// actionPayload is the payload of block_actions, but for the trigger and the response_url.
//
// A click in a view has no channel and no response_url; an app that needs them must have put them into
// private_metadata. A click in an ephemeral message has no "message".
func (s *Server) actionPayload(t *target, action map[string]any) map[string]any {
	p := s.common("block_actions", t.user)
	p["actions"] = []any{action}
	s.addPlace(p, t)
	if t.msg != nil {
		p["state"] = s.valuesOf(t).wire()
	}
	return p
}

// addPlace puts into a payload where an element stands.
//
// A message's comes as it is now, encoded at once: an update that follows must not change what was clicked.
func (s *Server) addPlace(p map[string]any, t *target) {
	if t.view != nil {
		p["container"] = map[string]any{"type": "view", "view_id": t.view.id}
		p["view"] = s.viewJSON(t.view)
		return
	}
	m := t.msg
	container := map[string]any{"type": "message", "message_ts": m.ts, "channel_id": t.ch.ID, "is_ephemeral": m.onlyFor != ""}
	if m.threadTS != "" {
		container["thread_ts"] = m.threadTS
	}
	p["container"] = container
	p["channel"] = map[string]any{"id": t.ch.ID, "name": t.ch.shownName()}
	if m.onlyFor == "" { // the app is not sent what it showed to one person
		p["message"] = json.RawMessage(encode(s.apiMessage(m, true)))
	}
}

// enter is a person who types into an input of a view, or chooses in it. Where the app wants to hear of it at once, the
// second result says so.
//
// In Slack the app hears nothing of what is typed into an input unless the block says dispatch_action; elements outside
// input blocks always tell.
func (s *Server) enter(t *target, value any) (bool, error) {
	in := t.asInput()
	in.keep = func(f handed) map[string]any { return s.handIn(t.user, f) }
	if _, holds := forms[in.kind]; !holds {
		return false, fmt.Errorf("%s holds no value", in.actionID)
	}
	state, err := in.enter(value)
	if err != nil {
		return false, err
	}
	t.view.values.set(in, state)
	delete(t.view.errors, in.blockID)
	s.publishView(t.view)
	if t.block["type"] != "input" {
		return true, nil
	}
	return t.block["dispatch_action"] == true, nil
}

// submit hands a form in, and waits for the acknowledgement. A form with faults stays; then the error is a *FormError.
//
// While the app is thinking the view stays as it is, and a second click would send it a second time: apps must be ready
// for that, so nothing here prevents it.
func (s *Server) submit(user, viewID string) error {
	s.mu.Lock()
	t, err := s.inView(user, viewID)
	if err == nil && (t.view.kind != "modal" || t.view.submit == nil) {
		err = errors.New("this view has no button to submit")
	}
	if err != nil {
		s.mu.Unlock()
		return err
	}
	v := t.view
	v.errors, v.notice = v.faults(), ""
	if len(v.errors) > 0 {
		defer s.mu.Unlock()
		s.publishViews(user)
		return v.formError()
	}
	p := s.common("view_submission", user)
	// response_urls come only for selects that ask for one (response_url_enabled), which is not played here.
	p["view"], p["response_urls"] = s.viewJSON(v), []any{}
	s.mu.Unlock()
	ack, err := s.ask("interactive", "view_submission "+v.callbackID, true, func(string) any {
		s.mu.Lock()
		defer s.mu.Unlock()
		p["trigger_id"] = s.newTrigger(user, v.id)
		return p
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil {
		err = s.submitted(v, ack)
	}
	// Complaints of the app stand beneath their inputs; only a failure without any is told for the form as a whole.
	if err != nil && v.notice == "" && len(v.errors) == 0 {
		v.notice = trouble
	}
	s.publishViews(user)
	return err
}

// faults are what Slack's client finds wrong before it sends a form, by block id.
//
// Elements outside input blocks are never required.
func (v *view) faults() map[string]string {
	found := map[string]string{}
	for _, in := range inputsOf(v.blocks) {
		if in.block["type"] != "input" {
			continue
		}
		if text := in.fault(v.values[in.blockID][in.actionID]); text != "" {
			found[in.blockID] = text
		}
	}
	return found
}

// A FormError says that a form was not taken, and what is wrong in it.
type FormError struct {
	// Errors are by the label of the input, or by its block id if it has none.
	Errors map[string]string
}

// Error lists what is wrong.
func (e *FormError) Error() string {
	var list []string
	for _, k := range slices.Sorted(maps.Keys(e.Errors)) {
		list = append(list, k+": "+e.Errors[k])
	}
	return strings.Join(list, "; ")
}

// formError is what is wrong in a view, as an error.
//
// Two blocks with the same label show one of the two complaints; the view itself has both, by block id.
func (v *view) formError() error {
	e := &FormError{Errors: map[string]string{}}
	for id, text := range v.errors {
		e.Errors[v.label(id)] = text
	}
	return e
}

// submitted does what the acknowledgement of a submission asks for. An empty one closes the view.
//
// An update or a push that is refused leaves the person with a form that seems not to work, and the app with no error:
// it is among the refusals.
func (s *Server) submitted(v *view, ack any) error {
	r := obj(ack)
	if ack != nil && r == nil {
		return s.refuseAck(refuse("invalid_payload"))
	}
	if s.views[v.id] != v {
		return nil // closed while the app was thinking: a push would bring it back, a clear would close another one
	}
	switch r["response_action"] {
	case nil, "":
		s.closeTop(v)
		return nil
	case "clear":
		s.clearStack(v.user)
		return nil
	case "errors":
		return s.formErrors(v, obj(r["errors"]))
	// Both bring a view, which is checked below; everything above has returned.
	case "update", "push":
	default:
		return s.refuseAck(refuse("invalid_response_action"))
	}
	next, err := s.readView(r["view"], "modal")
	update := r["response_action"] == "update"
	if err == nil && update {
		err = s.unique(next, v)
	} else if err == nil {
		err = s.unique(next, nil) // the view below stays open, and keeps its external id
	}
	if err != nil {
		return s.refuseAck(err)
	}
	if update {
		s.replaceView(v, next)
		return nil
	}
	if len(s.stacks[v.user]) >= limit("view.stack") {
		return s.refuseAck(&apiError{code: "push_limit_reached", rule: "view.stack"})
	}
	s.push(v.user, next)
	return nil
}

// refuseAck records what was wrong with an acknowledgement. The person sees the notice about trouble.
//
// What comes back wraps Slack's name for it, so that a test finds "invalid_errors" in the error of [Actor.Submit].
func (s *Server) refuseAck(err error) error {
	s.badAck(err)
	return fmt.Errorf("%s (%w)", trouble, err)
}

// formErrors shows the app's complaints beneath the inputs. Each must be about an input block.
//
// A complaint about a block that is not there, or no input, spoils the whole answer: the person sees the notice, and no
// complaint at all.
func (s *Server) formErrors(v *view, found map[string]any) error {
	texts := map[string]string{}
	for id, text := range found {
		texts[id], _ = text.(string)
		ok := slices.ContainsFunc(v.blocks, func(b any) bool { return obj(b)["block_id"] == id && obj(b)["type"] == "input" })
		if !ok || texts[id] == "" {
			return s.refuseAck(&apiError{code: "invalid_errors", rule: "view.errors", messages: []string{"no input block " + id}})
		}
	}
	if len(texts) == 0 {
		return s.refuseAck(&apiError{code: "invalid_errors", rule: "view.errors"})
	}
	v.errors = texts
	return v.formError()
}

// closeView is a person who closes a modal, or with all the whole stack, by its x. The app hears of it where it asked
// to.
//
// view_closed comes only where the view said notify_on_close; with the whole stack gone it names the root. The view
// closes at once, whatever the app answers.
func (s *Server) closeView(user, viewID string, all bool) error {
	s.mu.Lock()
	t, err := s.inView(user, viewID)
	if err != nil || t.view.kind != "modal" {
		s.mu.Unlock()
		return errors.Join(err, errIf(err == nil, "a Home tab cannot be closed"))
	}
	v := t.view
	all = all || v.clearOnClose
	if all {
		v = s.stacks[user][0]
	}
	p := s.common("view_closed", user)
	p["view"], p["is_cleared"] = s.viewJSON(v), all
	// Of a stack that is closed at once the root decides, since it is the root that the app is told of.
	notify := v.notify
	if all {
		s.clearStack(user)
	} else {
		s.closeTop(v)
	}
	s.mu.Unlock()
	if !notify {
		return nil
	}
	_, err = s.ask("interactive", "view_closed "+v.callbackID, false, func(string) any { return p })
	return err
}

// errIf is an error where something holds, else nil.
func errIf(holds bool, text string) error {
	if !holds {
		return nil
	}
	return errors.New(text)
}
