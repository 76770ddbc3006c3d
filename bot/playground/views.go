package playground

import (
	"encoding/json"
	"slices"
	"strconv"
)

// A view is a modal that is open, or a Home tab. Its blocks are replaced, never changed.
//
// It goes by its id for as long as it is open, through every update; the hash changes with each, so that two updates
// that cross can be told apart.
type view struct {
	id, kind, user       string
	title, submit, close map[string]any // plain_text objects; nil if not given
	blocks               []any
	callbackID           string
	externalID           string
	metadata             string
	clearOnClose, notify bool
	values               values
	offered              offers // for its external selects
	hash                 string
	root, previous       string
	errors               map[string]string // by block id
	notice               string
}

// readView checks a view that the app sends. The blocks come back with ids.
//
// A view that is wrong is invalid_arguments, not invalid_blocks, with pointers that begin at /view. The size counts
// as JSON, and is looked at first: nobody wants a list of problems in 250 kB.
func (s *Server) readView(v any, kind string) (*view, error) {
	m := obj(v)
	if m == nil {
		return nil, missing("view")
	}
	c := s.checker()
	name, _ := m["type"].(string)
	c.modal = name == "modal"
	sh, known := viewShapes[name]
	if !known || kind != "" && name != kind {
		c.fail("view.type", "/view/type", "unsupported type: %s", name)
		return nil, refuseWith("invalid_arguments", c.problems)
	}
	// As it would go out again, not as it came: blanks between the tokens do not count.
	if len(encode(m)) > limit("view.size") {
		return nil, &apiError{code: "view_too_large", rule: "view.size"}
	}
	// What Slack's own answers carry may be sent back as it came.
	c.fields("/view", m, sh, "type", "id", "team_id", "state", "hash", "previous_view_id", "root_view_id", "app_id", "bot_id", "app_installed_team_id")
	if blocks, ok := m["blocks"].([]any); ok {
		c.blocks("/view/blocks", blocks, "view.blocks")
	} else if m["blocks"] != nil {
		c.fail("type", "/view/blocks", "must provide an array")
	}
	if len(c.problems) > 0 {
		return nil, refuseWith("invalid_arguments", c.problems)
	}
	out := &view{kind: name, title: obj(m["title"]), submit: obj(m["submit"]), close: obj(m["close"]), blocks: items(m["blocks"])}
	out.callbackID, _ = m["callback_id"].(string)
	out.externalID, _ = m["external_id"].(string)
	out.metadata, _ = m["private_metadata"].(string)
	out.clearOnClose, out.notify = m["clear_on_close"] == true, m["notify_on_close"] == true
	s.nameBlocks(out.blocks)
	return out, nil
}

// newHash is a new version of a view.
//
// In Slack's form, seconds and a random part; here a count, so that two versions of the same second differ for certain.
func (s *Server) newHash() string {
	return strconv.FormatInt(s.cfg.Now().Unix(), 10) + "." + strconv.FormatUint(s.seq.Add(1), 36)
}

// viewJSON is a view as the app gets it.
//
// All keys are there even where they are null, as in Slack's own answers: libraries decode into fixed structures.
func (s *Server) viewJSON(v *view) map[string]any {
	j := map[string]any{
		"id": v.id, "team_id": s.cfg.Workspace.ID, "type": v.kind, "blocks": v.blocks, "private_metadata": v.metadata,
		"callback_id": v.callbackID, "state": v.values.wire(), "hash": v.hash, "title": v.title, "submit": nullable(v.submit),
		"close": nullable(v.close), "clear_on_close": v.clearOnClose, "notify_on_close": v.notify, "root_view_id": v.root,
		"previous_view_id": nil, "app_id": appID, "external_id": v.externalID, "bot_id": botID,
		"app_installed_team_id": s.cfg.Workspace.ID,
	}
	if v.previous != "" {
		j["previous_view_id"] = v.previous
	}
	if v.kind == "home" {
		j["title"] = map[string]any{"type": "plain_text", "text": "View Title", "emoji": true}
	}
	return j
}

// nullable is null in JSON where there is no object.
func nullable(m map[string]any) any {
	if m == nil {
		return nil
	}
	return m
}

// viewArg reads the view of a call.
//
// kind is "modal" or "home", or "" where either will do. Slack takes the view as JSON in a form as well as nested in
// JSON.
func (c *call) viewArg(kind string) (*view, error) {
	raw, err := c.args.value("view")
	if err != nil {
		return nil, missing("view")
	}
	return c.s.readView(raw, kind)
}

// unique checks that no other view carries this external id.
//
// A view may keep its own id through an update.
func (s *Server) unique(v *view, same *view) error {
	if v.externalID == "" {
		return nil
	}
	for _, o := range s.views {
		if o != same && o.externalID == v.externalID {
			return refuse("duplicate_external_id")
		}
	}
	return nil
}

// newModal reads a modal that is not open yet.
//
// Both ways to open one check it before they look at the trigger, which is used up by looking.
func (c *call) newModal() (*view, error) {
	v, err := c.viewArg("modal")
	if err != nil {
		return nil, err
	}
	return v, c.s.unique(v, nil)
}

// viewsOpen is views.open. A modal that is open already makes room.
//
// The view is checked before the trigger is used up, so that an app can mend a view and try again within the three
// seconds. Which person sees it follows from the trigger alone: an app cannot open a modal for somebody else.
func viewsOpen(c *call) (reply, error) {
	s := c.s
	v, err := c.newModal()
	if err != nil {
		return nil, err
	}
	t, err := s.exchange(c.args.str("trigger_id"))
	if err != nil {
		return nil, err
	}
	// Shown by push, with the new view in its place: a page is not to close its dialog and open it again.
	s.forgetStack(t.user)
	s.push(t.user, v)
	return reply{"view": s.viewJSON(v)}, nil
}

// viewsPush is views.push: it wants a trigger from inside a modal.
//
// A trigger from a message or a command opens, it does not push. If the modal was closed meanwhile, there is nothing
// to push onto.
func viewsPush(c *call) (reply, error) {
	s := c.s
	v, err := c.newModal()
	if err != nil {
		return nil, err
	}
	t, err := s.exchange(c.args.str("trigger_id"))
	switch {
	case err != nil:
		return nil, err
	case t.view == "":
		return nil, refuse("invalid_trigger_id")
	case s.views[t.view] == nil:
		return nil, refuse("not_found")
	case len(s.stacks[t.user]) >= limit("view.stack"):
		return nil, &apiError{code: "push_limit_reached", rule: "view.stack"}
	}
	s.push(t.user, v)
	return reply{"view": s.viewJSON(v)}, nil
}

// push puts a modal on top of a person's stack.
//
// The list is copied, for pages are shown the old one at the same time.
func (s *Server) push(user string, v *view) {
	v.id, v.user, v.hash = s.id("V"), user, s.newHash()
	v.values = startValues(v.blocks, nil)
	v.root = v.id
	if st := s.stacks[user]; len(st) > 0 {
		v.root, v.previous = st[0].id, st[len(st)-1].id
	}
	s.views[v.id] = v
	s.stacks[user] = append(slices.Clone(s.stacks[user]), v)
	s.recordView(KindView, v)
	s.publishViews(user)
}

// clearStack closes all modals of a person without a word to the app.
func (s *Server) clearStack(user string) {
	s.forgetStack(user)
	s.publishViews(user)
}

// forgetStack does the same, and leaves it to the caller to show it.
func (s *Server) forgetStack(user string) {
	for _, v := range s.stacks[user] {
		delete(s.views, v.id)
		s.recordView(KindViewClose, v)
	}
	delete(s.stacks, user)
}

// closeTop closes a modal and those above it.
//
// A view that is closed already is no error: the person and the app may close it at the same moment. The caller holds
// mu.
func (s *Server) closeTop(v *view) {
	st := s.stacks[v.user]
	i := slices.Index(st, v)
	if i < 0 {
		return
	}
	for _, o := range st[i:] {
		delete(s.views, o.id)
		s.recordView(KindViewClose, o)
	}
	s.stacks[v.user] = slices.Clone(st[:i])
	s.publishViews(v.user)
}

// viewsUpdate is views.update.
//
// A view that the person closed is not_found, and so is one of the other kind. Without a hash the last writer wins.
func viewsUpdate(c *call) (reply, error) {
	s := c.s
	v, err := c.viewArg("")
	if err != nil {
		return nil, err
	}
	old := s.views[c.args.str("view_id")]
	for _, h := range s.homes {
		if old == nil && h.id == c.args.str("view_id") {
			old = h
		}
	}
	if ext := c.args.str("external_id"); old == nil && ext != "" {
		for _, o := range s.views {
			if o.externalID == ext {
				old = o
			}
		}
	}
	switch {
	case old == nil || old.kind != v.kind:
		return nil, refuse("not_found")
	case c.args.str("hash") != "" && c.args.str("hash") != old.hash:
		return nil, refuse("hash_conflict")
	}
	if err := s.unique(v, old); err != nil {
		return nil, err
	}
	s.replaceView(old, v)
	return reply{"view": s.viewJSON(old)}, nil
}

// replaceView puts new content into a view that is open. What was typed stays where the ids stay.
//
// That is what lets an app show more fields after a choice without losing what was filled in. To empty a field, an
// app gives its block another id. Errors and notices are of the old content and go.
func (s *Server) replaceView(old, v *view) {
	old.title, old.submit, old.close, old.blocks = v.title, v.submit, v.close, v.blocks
	old.callbackID, old.externalID, old.metadata = v.callbackID, v.externalID, v.metadata
	old.clearOnClose, old.notify = v.clearOnClose, v.notify
	old.values = startValues(v.blocks, old.values)
	old.hash = s.newHash()
	old.errors, old.notice = nil, ""
	s.recordView(map[bool]EntryKind{true: KindHome, false: KindView}[old.kind == "home"], old)
	s.publishView(old)
}

// viewsPublish is views.publish: the Home tab of one person.
//
// Each person has one Home tab. It can be published to somebody who never opened it, and updates in place where it
// is open.
func viewsPublish(c *call) (reply, error) {
	s := c.s
	if !s.manifest.Features.Home.HomeTab {
		return nil, refuse("not_enabled")
	}
	u := s.users[c.args.str("user_id")]
	if u == nil || u.Deleted || u.Bot {
		return nil, refuse("user_not_found")
	}
	v, err := c.viewArg("home")
	if err != nil {
		return nil, err
	}
	old := s.homes[u.ID]
	switch hash := c.args.str("hash"); {
	case hash != "" && (old == nil || hash != old.hash):
		return nil, refuse("hash_conflict")
	case old != nil:
		s.replaceView(old, v)
		return reply{"view": s.viewJSON(old)}, nil
	}
	v.id, v.user, v.hash = s.id("V"), u.ID, s.newHash()
	v.root = v.id
	v.values = startValues(v.blocks, nil)
	s.homes[u.ID] = v
	s.recordView(KindHome, v)
	s.publishHome(u.ID)
	return reply{"view": s.viewJSON(v)}, nil
}

// A View is what one person sees of a modal or a Home tab, at the moment they looked.
type View struct {
	ID, Type        string // "modal" or "home"
	CallbackID      string
	Title           string
	Submit, Close   string // the labels of the buttons; "" if there is none
	PrivateMetadata string
	ExternalID      string
	Blocks          json.RawMessage
	Values          map[string]map[string]any // block id → action id → text, list of texts, number, or nil
	// Errors are what is wrong with the inputs, by the label of the input, or by its block id if it has none.
	Errors map[string]string
	Notice string // what the client says about the whole form: "We had some trouble connecting. Try again?"

	plain string
}

// Plain is everything that a reader of the view sees, as lines of plain text: the title, the blocks, inputs as
// "Label: value", what is wrong with an input as "! …" beneath it, and the buttons at the end.
func (v *View) Plain() string { return v.plain }

// shownView is a view as the person sees it; nil stays nil.
//
// Everything is copied: a test may hold it while the app goes on.
func (s *Server) shownView(v *view) *View {
	if v == nil {
		return nil
	}
	out := &View{
		ID: v.id, Type: v.kind, CallbackID: v.callbackID, Title: plainText(v.title), Submit: plainText(v.submit), Close: plainText(v.close),
		PrivateMetadata: v.metadata, ExternalID: v.externalID, Blocks: encode(v.blocks), Values: simpleValues(v.values),
		Errors: map[string]string{}, Notice: v.notice,
	}
	for id, text := range v.errors {
		out.Errors[v.label(id)] = text
	}
	out.plain = s.plainView(v)
	return out
}

// label is the label of the input in a block, or the block's id.
//
// Scripts name what people see, and people do not see block ids.
func (v *view) label(blockID string) string {
	for _, in := range inputsOf(v.blocks) {
		if in.blockID == blockID && in.label != "" {
			return in.label
		}
	}
	return blockID
}

// simpleValues is the state in the form that the page and the scripts use.
//
// It is a new map each time, which the caller may keep after the lock is gone.
func simpleValues(v values) map[string]map[string]any {
	out := map[string]map[string]any{}
	for b, actions := range v {
		out[b] = map[string]any{}
		for a, state := range actions {
			out[b][a] = simple(state)
		}
	}
	return out
}
