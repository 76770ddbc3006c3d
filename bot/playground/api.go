package playground

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// reply is the answer to a call, without "ok".
type reply = map[string]any

// A method is one row of the Web API.
//
// What all methods have in common is checked from this row before the method runs, in Slack's order: the token, the
// rate, the scope, the arguments.
type method struct {
	name string
	tier int      // calls a minute; 0 is Slack's "special"
	need []string // arguments without which it answers invalid_arguments
	// scope is what the token must hold. "*:read" stands for channels:read, groups:read, im:read, mpim:read, and "|"
	// stands between others: at least one for the call, and the one that fits for each conversation that it touches.
	scope string
	app   bool // wants the app token in the header; all others want the bot token
	form  bool // arguments in a JSON body are not read
	// It runs with the workspace locked, but for openConnection; what it returns is sent as it is.
	do func(*call) (reply, error)
}

// methodTable is every method that this Slack knows. Tiers, scopes and arguments are those of Slack's own
// reference. Methods run with the workspace locked, except the one that opens connections.
//
// A method that a bot needs and that is missing here answers unknown_method, and a test that compares the table with
// Slack's reference holds every name, tier, scope and argument in it.
func methodTable() map[string]*method {
	rows := []method{
		{name: "apps.connections.open", tier: 3, app: true, do: openConnection},
		{name: "auth.test", do: authTest},
		{name: "bots.info", tier: 3, form: true, scope: "users:read", do: botsInfo},
		{name: "chat.delete", tier: 3, need: []string{"channel", "ts"}, scope: "chat:write", do: chatDelete},
		{name: "chat.getPermalink", form: true, need: []string{"channel", "message_ts"}, do: chatPermalink},
		{name: "chat.postEphemeral", tier: 4, need: []string{"channel", "user"}, scope: "chat:write", do: chatEphemeral},
		{name: "chat.postMessage", need: []string{"channel"}, scope: "chat:write", do: chatPost},
		{name: "chat.scheduleMessage", tier: 3, need: []string{"channel", "post_at"}, scope: "chat:write", do: chatSchedule},
		{name: "chat.update", tier: 3, need: []string{"channel", "ts"}, scope: "chat:write", do: chatUpdate},
		{name: "conversations.history", tier: 3, need: []string{"channel"}, scope: "*:history", do: conversationsHistory},
		{name: "conversations.info", tier: 3, form: true, need: []string{"channel"}, scope: "*:read", do: conversationsInfo},
		{name: "conversations.join", tier: 3, need: []string{"channel"}, scope: "channels:join", do: conversationsJoin},
		{name: "conversations.list", tier: 2, form: true, scope: "*:read", do: conversationsList},
		{name: "conversations.members", tier: 4, form: true, need: []string{"channel"}, scope: "*:read", do: conversationsMembers},
		{name: "conversations.open", tier: 3, scope: "channels:manage|groups:write|im:write|mpim:write", do: conversationsOpen},
		{name: "conversations.replies", tier: 3, form: true, need: []string{"channel", "ts"}, scope: "*:history", do: conversationsReplies},
		{name: "dnd.info", tier: 3, form: true, scope: "dnd:read", do: dndInfo},
		{name: "dnd.teamInfo", tier: 2, form: true, scope: "dnd:read", do: dndTeam},
		{name: "files.completeUploadExternal", tier: 4, need: []string{"files"}, scope: "files:write", do: filesComplete},
		{name: "files.getUploadURLExternal", tier: 4, form: true, need: []string{"filename"}, scope: "files:write", do: filesUploadURL},
		{name: "files.info", tier: 4, form: true, need: []string{"file"}, scope: "files:read", do: filesInfo},
		{name: "pins.add", tier: 2, need: []string{"channel"}, scope: "pins:write", do: pinsAdd},
		{name: "reactions.add", tier: 3, need: []string{"name"}, scope: "reactions:write", do: reactionsAdd},
		{name: "reactions.remove", tier: 2, need: []string{"name"}, scope: "reactions:write", do: reactionsRemove},
		{name: "team.info", tier: 3, scope: "team:read", do: teamInfo},
		{name: "usergroups.list", tier: 2, form: true, scope: "usergroups:read", do: usergroupsList},
		{name: "usergroups.users.list", tier: 2, form: true, need: []string{"usergroup"}, scope: "usergroups:read", do: usergroupsUsers},
		{name: "users.conversations", tier: 3, form: true, scope: "*:read", do: usersConversations},
		{name: "users.info", tier: 4, form: true, need: []string{"user"}, scope: "users:read", do: usersInfo},
		{name: "users.list", tier: 2, form: true, scope: "users:read", do: usersList},
		{name: "users.profile.get", tier: 4, form: true, scope: "users.profile:read", do: usersProfile},
		{name: "views.open", tier: 4, need: []string{"view"}, do: viewsOpen},
		{name: "views.publish", tier: 4, need: []string{"user_id", "view"}, do: viewsPublish},
		{name: "views.push", tier: 4, need: []string{"view"}, do: viewsPush},
		{name: "views.update", tier: 4, need: []string{"view"}, do: viewsUpdate},
	}
	table := make(map[string]*method, len(rows))
	for i := range rows {
		table[rows[i].name] = &rows[i]
	}
	return table
}

// A call is one request to the Web API.
//
// It lives as long as the request; nothing of it is kept.
type call struct {
	s       *Server
	method  *method
	args    args
	r       *http.Request
	warning string // for the answer
}

// base is the address under which the app reached the server.
//
// Everything that the app is told to call back (the socket, response_urls, permalinks) is under the name by which it
// called us, as Slack's libraries refuse to send a token elsewhere.
//
// "localhost" and "127.0.0.1" are two hosts to slack-go, which compares them as texts.
func (c *call) base() string {
	scheme := "http"
	if c.r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + c.r.Host
}

// serveAPI answers one call of the Web API.
//
// An unknown method is named as such even without a token, as Slack does. A fault that was asked for can strike before
// the method has an effect, or after it and before the answer: the two cases that an app has to tell apart.
func (s *Server) serveAPI(w http.ResponseWriter, r *http.Request) {
	if !s.hold() {
		http.Error(w, "closed", http.StatusServiceUnavailable)
		return
	}
	defer s.wg.Done()
	name := r.PathValue("method")
	c := &call{s: s, r: r, method: s.methods[name]}
	if c.method == nil {
		s.answer(w, c, name, nil, refuse("unknown_method"))
		return
	}
	var err error
	if c.args, err = readArgs(r); err != nil {
		s.answer(w, c, name, nil, err)
		return
	}
	if c.method.form {
		c.args.json = nil // Slack does not look into a JSON body for these, and does not say so
	}
	var out reply
	s.carryOut(name, exchange{w: w, r: r, effect: func() { out, err = s.call(c) }, answer: func() { s.answer(w, c, name, out, err) }})
}

// call checks a call against every rule that is the same for all methods, and runs it.
//
// One lock for the whole workspace is held while a method runs. Methods never wait for anything, so this costs little
// and gives every call a whole picture.
func (s *Server) call(c *call) (reply, error) {
	if err := c.authorize(); err != nil {
		return nil, err
	}
	if c.method.app {
		if err := s.limited(c); err != nil {
			return nil, err
		}
		return c.method.do(c) // takes its own locks
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.postDue()
	s.base = c.base()
	if wait := s.limiter.method(c.method, s.cfg.Now()); wait > 0 {
		return nil, &apiError{code: "ratelimited", rule: c.method.rate(), retry: wait}
	}
	if err := s.mayCall(c.method.scope); err != nil {
		return nil, err
	}
	for _, name := range c.method.need {
		if !c.args.has(name) || c.args.form.Has(name) && c.args.str(name) == "" {
			return nil, missing(name)
		}
	}
	if wrong := c.args.wrong(); len(wrong) > 0 {
		return nil, refuseWith("invalid_arguments", wrong)
	}
	c.warning = c.args.warning
	return c.method.do(c)
}

// limited counts a call of a method that takes its own locks.
//
// The error is ratelimited with the wait. It takes mu itself and lets go of it before the method runs.
func (s *Server) limited(c *call) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if wait := s.limiter.method(c.method, s.cfg.Now()); wait > 0 {
		return &apiError{code: "ratelimited", rule: c.method.rate(), retry: wait}
	}
	return nil
}

// missing is the refusal of a call that lacks an argument.
//
// Slack answers some methods with names of their own (no_text, users_list_not_supplied); those methods do not list the
// argument as needed and say it themselves.
func missing(name string) error {
	return &apiError{
		code: "invalid_arguments", rule: "argument." + name,
		messages: []string{"[ERROR] missing required field: " + name + " [json-pointer:/" + name + "]"},
	}
}

// authorize looks at the token: is there one, do we know it, is it of the right kind, is it where it belongs.
//
// slack-go sends bot tokens in the body for most methods and in the header for views and connections; both are taken.
// The app token is taken in the header alone: as a parameter Slack calls it invalid.
func (c *call) authorize() error {
	header, bearer := strings.CutPrefix(c.r.Header.Get("Authorization"), "Bearer ")
	token := c.args.str("token")
	if bearer {
		token = header
	}
	if err := c.s.revoked(token); err != nil {
		return err
	}
	switch token {
	case "":
		return refuse("not_authed")
	case c.s.cfg.AppToken:
		if !c.method.app {
			return refuse("not_allowed_token_type")
		}
		if !bearer {
			return refuse("invalid_auth")
		}
	case c.s.cfg.BotToken:
		if c.method.app {
			return refuse("not_allowed_token_type")
		}
	default:
		return refuse("invalid_auth")
	}
	return nil
}

// conversationKinds are the prefixes that "*" stands for in a scope.
var conversationKinds = []string{"channels", "groups", "im", "mpim"}

// mayCall checks a scope of the method table against the manifest.
//
// A family passes when one of its scopes is there; the method then checks the one that fits the conversation.
//
// The scopes are those of the manifest: whoever adds a method to the app and forgets the scope is refused here as in
// Slack.
func (s *Server) mayCall(scope string) error {
	if scope == "" {
		return nil
	}
	need := anyOf(scope)
	if slices.ContainsFunc(need, func(sc string) bool { return s.manifest.scopes[sc] }) {
		return nil
	}
	return s.missingScope(strings.Join(need, ","))
}

// anyOf lists the scopes that the scope of a method stands for.
//
// For "*:read" they come in the order of conversationKinds, in which Slack names what is needed.
func anyOf(scope string) []string {
	suffix, family := strings.CutPrefix(scope, "*")
	if !family {
		return strings.Split(scope, "|")
	}
	var list []string
	for _, kind := range conversationKinds {
		list = append(list, kind+suffix)
	}
	return list
}

// holds checks one scope.
//
// By its full name, such as "im:history".
func (s *Server) holds(scope string) error {
	if s.manifest.scopes[scope] {
		return nil
	}
	return s.missingScope(scope)
}

// missingScope is the refusal that names what is needed and what there is.
//
// needed and provided are what an admin has to compare, so both are always there.
func (s *Server) missingScope(need string) error {
	return &apiError{code: "missing_scope", rule: "scope", needed: need, provided: s.manifest.provided()}
}

// answer writes what a call came to, and keeps it for the log.
//
// Errors go out with status 200, as Slack sends them; only a rate limit has its own status, 429, with Retry-After in
// whole seconds. Each refusal is kept for tests and shown in the log.
func (s *Server) answer(w http.ResponseWriter, c *call, name string, out reply, err error) {
	body := reply{"ok": err == nil}
	status := http.StatusOK
	maps.Copy(body, out)
	if err != nil {
		e := asAPIError(err)
		status = e.fill(w, body)
		s.mu.Lock()
		text := strings.Join(e.messages, "; ")
		if e.needed != "" {
			text = "needed: " + e.needed
		}
		s.refused(Refusal{Where: name, Error: e.code, Rule: e.rule, Text: text})
		s.mu.Unlock()
	} else if c.warning != "" {
		body["warning"] = c.warning
		body["response_metadata"] = withWarning(body["response_metadata"], c.warning)
	}
	// Encoded with the workspace locked: an answer may show what another call is changing.
	s.mu.Lock()
	text := encode(body)
	s.note(Entry{Kind: KindCall, Title: name, JSON: s.callLog(c, text)})
	s.mu.Unlock()
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if err == nil && !c.method.app {
		w.Header().Set("X-Oauth-Scopes", s.manifest.provided())
	}
	w.WriteHeader(status)
	_, _ = w.Write(text) // the app hung up; there is nobody to tell
}

// fill puts the error into the body, and returns the HTTP status that goes with it.
//
// "errors" is the newer form of the same messages, without their prefix; real answers carry both.
//
// The seconds of Retry-After are rounded down, and the limiter gives whole ones.
func (e *apiError) fill(w http.ResponseWriter, body reply) int {
	body["error"] = e.code
	if len(e.messages) > 0 {
		plain := make([]string, len(e.messages))
		for i, m := range e.messages {
			plain[i] = strings.TrimPrefix(m, "[ERROR] ")
		}
		body["errors"] = plain
		body["response_metadata"] = map[string]any{"messages": e.messages}
	}
	if e.needed != "" {
		body["needed"], body["provided"] = e.needed, e.provided
	}
	if e.retry > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(e.retry.Seconds())))
		return http.StatusTooManyRequests
	}
	return http.StatusOK
}

// withWarning adds a warning to the metadata of an answer.
//
// The metadata may hold a cursor already, which has to stay; the map of the method is not changed.
func withWarning(metadata any, warning string) map[string]any {
	m, _ := metadata.(map[string]any)
	out := maps.Clone(m)
	if out == nil {
		out = map[string]any{}
	}
	out["warnings"] = []string{warning}
	return out
}

// callLog is a call and its answer for the log, without the token. It is nil when nobody looks.
//
// Arguments that are JSON inside a form are shown as JSON: a person reads them.
func (s *Server) callLog(c *call, answer json.RawMessage) json.RawMessage {
	if len(s.streams) == 0 {
		return nil
	}
	in := map[string]any{}
	for k := range c.args.form {
		in[k] = c.args.form.Get(k)
	}
	maps.Copy(in, c.args.json)
	delete(in, "token")
	for _, k := range slices.Sorted(maps.Keys(in)) {
		if text, ok := in[k].(string); ok && (strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[")) && json.Valid([]byte(text)) {
			in[k] = json.RawMessage(text)
		}
	}
	return encode(map[string]any{"request": in, "answer": answer})
}
