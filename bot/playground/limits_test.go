package playground

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// A lab is a world whose clock moves by hand, with an app that may do everything and more people than a limit allows.
type lab struct {
	*world
	now time.Time
}

// newLab makes one.
func newLab(t *testing.T) *lab {
	l := &lab{now: fixedNow()}
	l.world = newWorld(t, func(cfg *Config) {
		allScopes(cfg)
		cfg.Manifest = []byte(strings.Replace(string(cfg.Manifest), `"commands"`, `"commands","links.embed:write"`, 1))
		cfg.Now = func() time.Time { return l.now }
		for i := range limit("post.workspace")/limit("post.burst") + 1 {
			id := strconv.Itoa(i)
			cfg.Workspace.Users = append(cfg.Workspace.Users, User{ID: "U0P" + id, Name: "p" + id})
		}
	})
	return l
}

// trigger is the right to open a modal for Ann, or to push one onto the modal that is named.
func (l *lab) trigger(view string) string {
	l.s.mu.Lock()
	defer l.s.mu.Unlock()
	return l.s.newTrigger("U0ANN", view)
}

// A limitCase breaks one rule: do makes a call that goes n far. At the limit the call is taken, one beyond it is
// answered with the code, and with the words among the messages.
type limitCase struct {
	code, says string
	do         func(l *lab, n int) map[string]any
	rule       string // that the refusal names, if not the one of the row or the code
}

// custom is the case of a rule that takes more than one call.
func custom(code string, do func(l *lab, n int) map[string]any) limitCase {
	return limitCase{code: code, do: do}
}

// named is the case whose refusal names another rule.
func (c limitCase) named(rule string) limitCase {
	c.rule = rule
	return c
}

// inAttachment is the case of a rule about an attachment, n far.
func inAttachment(says string, properties func(n int) string) limitCase {
	return limitCase{code: "invalid_attachments", says: says, do: func(l *lab, n int) map[string]any {
		return l.call("chat.postMessage", "channel", "C0WEST", "attachments", "[{"+properties(n)+"}]")
	}}
}

// inBlocks is the case of a rule about a block: what stands in a message, n far.
func inBlocks(says string, block func(n int) string) limitCase {
	return limitCase{code: "invalid_blocks", says: says, do: func(l *lab, n int) map[string]any {
		return l.call("chat.postMessage", "channel", "C0WEST", "text", "x", "blocks", "["+block(n)+"]")
	}}
}

// inElement is the case of a rule about an element in an actions block.
func inElement(says string, element func(n int) string) limitCase {
	return inBlocks(says, func(n int) string { return actionsJSON(element(n)) })
}

// inView is the case of a rule about a modal, by the properties that it has besides its title.
func inView(says string, more func(n int) string) limitCase {
	return limitCase{code: "invalid_arguments", says: says, do: func(l *lab, n int) map[string]any {
		title := `"title":` + plainJSON(1) + `,`
		if strings.Contains(more(n), `"title"`) {
			title = ""
		}
		return l.call("views.open", "trigger_id", l.trigger(""), "view", `{"type":"modal",`+title+more(n)+`}`)
	}}
}

// inCall is the case of a rule about the arguments of a call.
func inCall(code, method string, args func(n int) []string) limitCase {
	return custom(code, func(l *lab, n int) map[string]any { return l.call(method, args(n)...) })
}

// inManifest is the case of a rule about a slash command of the manifest.
func inManifest(commands func(n int) string) limitCase {
	return custom("manifest", func(_ *lab, n int) map[string]any {
		if _, err := parseManifest([]byte(`{"features":{"slash_commands":[` + commands(n) + `]}}`)); err != nil {
			return map[string]any{"error": "manifest"}
		}
		return map[string]any{"ok": true}
	})
}

// tier is the case of a rule about how often a method may be called.
func tier(number int) limitCase {
	return custom("ratelimited", func(l *lab, n int) map[string]any {
		m := &method{name: "some.method", tier: number}
		for range n - 1 {
			l.s.limiter.method(m, l.now)
		}
		if l.s.limiter.method(m, l.now) > 0 {
			return map[string]any{"error": "ratelimited"}
		}
		return map[string]any{"ok": true}
	})
}

// Pieces of JSON with one part that is n long.
func textField(name string, n int) string { return fmt.Sprintf(`,%q:%q`, name, x(n)) }

func fits(n int) string { return fmt.Sprintf("must be less than %d characters", n+1) }
func most(n int) string { return fmt.Sprintf("no more than %d items allowed", n) }

const taskJSON = `{"type":"task_card","task_id":"t","title":"x","status":"pending"}`

const cellJSON = `{"type":"raw_text","text":"x"}`

// TestLimits walks through the table of limits: what is at the limit is taken, what is one beyond it is refused in
// Slack's words. A row without a case fails, and so does a case without a row.
func TestLimits(t *testing.T) {
	cases := map[string]limitCase{}
	for _, group := range []map[string]limitCase{messageLimits(), wireLimits(), viewLimits(), blockLimits(), tableLimits(), elementLimits()} {
		maps.Copy(cases, group)
	}
	for name := range cases {
		if _, ok := rules[name]; !ok {
			t.Errorf("there is no rule %s", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(rules)) {
		t.Run(name, func(t *testing.T) {
			c, ok := cases[name]
			if !ok {
				t.Fatal("the rule has no case")
			}
			n := limit(name)
			if rules[name].source == "" {
				t.Error("the rule has no source")
			}
			if out := c.do(newLab(t), n); out["ok"] != true {
				t.Errorf("%d is refused: %v", n, out)
			}
			l := newLab(t)
			out := c.do(l, n+1)
			if out["error"] != c.code || !strings.Contains(fmt.Sprint(obj(out["response_metadata"])["messages"]), c.says) {
				t.Errorf("%d is answered with %v, want %s, %q", n+1, out, c.code, c.says)
			}
			for _, r := range l.s.Refusals() {
				if r.Rule != name && r.Rule != c.code && r.Rule != c.rule {
					t.Errorf("the refusal names the rule %s", r.Rule)
				}
			}
		})
	}
}

// messageLimits are the cases of messages, and of what is done with them.
func messageLimits() map[string]limitCase {
	post := func(more ...string) []string { return append([]string{"channel", "C0WEST"}, more...) }
	return map[string]limitCase{
		"message.blocks": inBlocks(most(50), func(n int) string { return strings.Trim(many(n, `{"type":"divider"}`), "[]") }),
		"message.blocks.text": custom("msg_blocks_too_long", func(l *lab, n int) map[string]any {
			n -= 5 * containerCost
			section := func(n int) string { return `{"type":"section","text":` + mrkdwnJSON(n) + `}` }
			return l.call("chat.postMessage", post("blocks", "["+strings.Repeat(section(2800)+",", 4)+section(n-4*2800)+"]")...)
		}),
		"message.text": custom("message_truncated", func(l *lab, n int) map[string]any {
			out := l.call("chat.postMessage", post("text", x(n))...)
			if out["warning"] != nil {
				return map[string]any{"error": out["warning"]}
			}
			return out
		}),
		"update.text": custom("msg_too_long", func(l *lab, n int) map[string]any {
			ts, _ := l.call("chat.postMessage", post("text", "x")...)["ts"].(string)
			return l.call("chat.update", post("ts", ts, "text", x(n))...)
		}),
		"ephemeral.text":    inCall("msg_too_long", "chat.postEphemeral", func(n int) []string { return post("user", "U0ANN", "text", x(n)) }),
		"attachment.fields": inAttachment(most(10), func(n int) string { return `"fields":` + many(n, `{"title":"a","value":"b"}`) }),
		"attachment.footer": inAttachment(fits(300), func(n int) string { return `"footer":"` + x(n) + `"` }),
		"attachments":       inCall("too_many_attachments", "chat.postMessage", func(n int) []string { return post("text", "x", "attachments", many(n, "{}")) }),
		"markdown_text":     inCall("msg_too_long", "chat.postMessage", func(n int) []string { return post("markdown_text", x(n)) }),
		"metadata.event_type": inCall("invalid_metadata_format", "chat.postMessage", func(n int) []string {
			return post("text", "x", "metadata", `{"event_type":"`+x(n)+`","event_payload":{"a":"b"}}`)
		}),
		"metadata": inCall("metadata_too_large", "chat.postMessage", func(n int) []string {
			frame := `{"event_payload":{"a":""},"event_type":"k"}`
			return post("text", "x", "metadata", strings.Replace(frame, `""`, `"`+x(n-len(frame))+`"`, 1))
		}),
		"reaction.name": custom("invalid_name", func(l *lab, n int) map[string]any {
			ts, _ := l.call("chat.postMessage", post("text", "x")...)["ts"].(string)
			return l.call("reactions.add", post("timestamp", ts, "name", x(n))...)
		}),
		"pins": custom("too_many_pins", func(l *lab, n int) (out map[string]any) {
			for range n {
				l.now = l.now.Add(time.Minute)
				ts, _ := l.call("chat.postMessage", post("text", "x")...)["ts"].(string)
				out = l.call("pins.add", post("timestamp", ts)...)
			}
			return out
		}),
		"schedule.days": custom("time_too_far", func(l *lab, n int) map[string]any {
			at := l.now.AddDate(0, 0, n).Unix()
			return l.call("chat.scheduleMessage", post("text", "x", "post_at", strconv.FormatInt(at, 10))...)
		}),
		"schedule.window": custom("restricted_too_many", func(l *lab, n int) (out map[string]any) {
			at := strconv.FormatInt(l.now.Add(time.Hour).Unix(), 10)
			for range n {
				out = l.call("chat.scheduleMessage", post("text", "x", "post_at", at)...)
			}
			return out
		}),
		"conversation.users": inCall("too_many_users", "conversations.open", func(n int) []string {
			var ids []string
			for i := range n {
				ids = append(ids, "U0P"+strconv.Itoa(i))
			}
			return []string{"users", strings.Join(ids, ",")}
		}),
		"response_url.uses": custom("used_url", func(l *lab, n int) (out map[string]any) {
			addr := l.responseURL()
			for range n {
				out = l.respond(addr)
			}
			return out
		}),
		"response_url.life": custom("expired_url", func(l *lab, n int) map[string]any {
			addr := l.responseURL()
			l.now = l.now.Add(time.Duration(n) * time.Minute)
			return l.respond(addr)
		}),
	}
}

// responseURL is an address that Ann's command gave to the app.
func (l *lab) responseURL() string {
	l.s.mu.Lock()
	defer l.s.mu.Unlock()
	return l.s.newResponseURL("http://playground", responseURL{user: "U0ANN", channel: "C0WEST"})
}

// respond posts to such an address; success is the text "ok".
func (l *lab) respond(addr string) map[string]any {
	out, resp := l.post(addr, "application/json", "", []byte(`{"text":"x"}`))
	if resp.StatusCode == 200 {
		return map[string]any{"ok": true}
	}
	return out
}

// wireLimits are the cases of calls, sockets, files and rates.
func wireLimits() map[string]limitCase {
	ask := func(n int, more ...string) []string {
		return append([]string{"filename", "x.png", "length", strconv.Itoa(n)}, more...)
	}
	command := func(more string) string { return `{"command":"/x"` + more + `}` }
	return map[string]limitCase{
		"post.rate": custom("ratelimited", func(l *lab, n int) (out map[string]any) {
			l.posts("C0WEST", limit("post.burst"))
			l.now = l.now.Add(time.Second)
			return l.posts("C0WEST", n)
		}).named("post.burst"),
		"post.burst": custom("ratelimited", func(l *lab, n int) map[string]any { return l.posts("C0WEST", n) }),
		"post.workspace": custom("ratelimited", func(l *lab, n int) (out map[string]any) {
			for i := range n {
				out = l.posts("U0P"+strconv.Itoa(i/limit("post.burst")), 1)
			}
			return out
		}),
		"tier.special": tier(0), "tier.1": tier(1), "tier.2": tier(2), "tier.3": tier(3), "tier.4": tier(4),
		"sockets": custom("too_many_websockets", func(l *lab, n int) map[string]any {
			var first map[string]any
			for range n {
				conn, m := l.dial(context.Background())
				l.t.Cleanup(func() { _ = conn.CloseNow() })
				first = m
			}
			return map[string]any{"ok": first["type"] == "hello", "error": first["reason"]}
		}),
		"frame": custom("closed with 1009", func(l *lab, n int) map[string]any { return l.frame(n) }),
		"body": custom("request_too_large", func(l *lab, n int) map[string]any {
			form := "token=" + url.QueryEscape(testBotToken) + "&channel=C0WEST&text=x&unfurl_links="
			out, _ := l.post("http://playground/api/chat.postMessage", "application/x-www-form-urlencoded", "", []byte(form+x(n-len(form))))
			return out
		}),
		"page": inCall("invalid_limit", "conversations.list", func(n int) []string { return []string{"limit", strconv.Itoa(n)} }),

		"command.name":        inManifest(func(n int) string { return `{"command":"/` + x(n-1) + `"}` }),
		"command.description": inManifest(func(n int) string { return command(textField("description", n)) }),
		"command.usage_hint":  inManifest(func(n int) string { return command(textField("usage_hint", n)) }),
		"command.count":       inManifest(func(n int) string { return strings.Trim(many(n, command("")), "[]") }),

		"file.alt_txt": inCall("alt_txt_too_large", "files.getUploadURLExternal", func(n int) []string { return ask(1, "alt_txt", x(n)) }),
		"file.snippet": inCall("snippet_too_large", "files.getUploadURLExternal", func(n int) []string { return ask(n, "snippet_type", "go") }),
		"file.size":    inCall("file_upload_size_restricted", "files.getUploadURLExternal", func(n int) []string { return ask(n) }),
		"file.channels": custom("channels_limit_exceeded", func(l *lab, n int) map[string]any {
			id := l.upload("x.png", "x")
			return l.call("files.completeUploadExternal", "files", `[{"id":"`+id+`"}]`, "channels", strings.TrimSuffix(strings.Repeat("C0WEST,", n), ","))
		}),
		"files.count": custom("file_deleted", func(l *lab, n int) map[string]any {
			return l.announce(slices.Repeat([]int{1}, n))
		}),
		"files.bytes": custom("file_deleted", func(l *lab, n int) map[string]any {
			sizes := []int{}
			for ; n > limit("file.size"); n -= limit("file.size") {
				sizes = append(sizes, limit("file.size"))
			}
			return l.announce(append(sizes, n))
		}),
	}
}

// posts posts some messages to one place, and gives the answer to the last one.
func (l *lab) posts(channel string, n int) (out map[string]any) {
	for range n {
		out = l.call("chat.postMessage", "channel", channel, "text", "x")
	}
	return out
}

// announce asks for addresses for files of some sizes, and says whether the first one is still there in the end.
func (l *lab) announce(sizes []int) map[string]any {
	first := ""
	for _, size := range sizes {
		l.now = l.now.Add(time.Second)
		out := l.call("files.getUploadURLExternal", "filename", "x.png", "length", strconv.Itoa(size))
		if first == "" {
			first, _ = out["file_id"].(string)
		}
	}
	out := l.call("files.info", "file", first)
	return map[string]any{"ok": out["error"] == "file_not_found", "error": out["error"]}
}

// frame sends one frame of n bytes, and says whether the connection lives: then a command of Ann's comes through.
func (l *lab) frame(n int) map[string]any {
	conn, _ := l.dial(context.Background())
	defer func() { _ = conn.CloseNow() }()
	const text = `{"envelope_id":""}`
	err := conn.Write(context.Background(), websocket.MessageText, []byte(strings.Replace(text, `""`, `"`+x(n-len(text))+`"`, 1)))
	if err != nil {
		l.t.Fatal(err)
	}
	if n <= limit("frame") {
		go func() { _ = l.s.As("ann").Slash("C0WEST", "/pip") }()
	}
	_, _, err = conn.Read(context.Background())
	return map[string]any{"ok": err == nil, "error": fmt.Sprintf("closed with %d", websocket.CloseStatus(err))}
}

// viewLimits are the cases of modals.
func viewLimits() map[string]limitCase {
	return map[string]limitCase{
		"view.blocks":           inView(most(100), func(n int) string { return `"blocks":` + many(n, `{"type":"divider"}`) }),
		"view.title":            inView(fits(24), func(n int) string { return `"blocks":[],"title":` + plainJSON(n) }),
		"view.submit":           inView(fits(24), func(n int) string { return `"blocks":[],"submit":` + plainJSON(n) }),
		"view.close":            inView(fits(24), func(n int) string { return `"blocks":[],"close":` + plainJSON(n) }),
		"view.private_metadata": inView(fits(3000), func(n int) string { return `"blocks":[]` + textField("private_metadata", n) }),
		"view.callback_id":      inView(fits(255), func(n int) string { return `"blocks":[]` + textField("callback_id", n) }),
		"view.external_id":      inView(fits(255), func(n int) string { return `"blocks":[]` + textField("external_id", n) }),
		"view.size": custom("view_too_large", func(l *lab, n int) map[string]any {
			section := func(n int) string { return `{"type":"section","text":` + mrkdwnJSON(n) + `}` }
			view := func(last int) map[string]any {
				return obj(decoded(l.t, `{"type":"home","blocks":[`+strings.Repeat(section(3000)+",", 81)+section(last)+`]}`))
			}
			return l.call("views.publish", "user_id", "U0ANN", "view", string(encode(view(n-len(encode(view(1)))+1))))
		}),
		"view.stack": custom("push_limit_reached", func(l *lab, n int) map[string]any {
			out := l.call("views.open", "trigger_id", l.trigger(""), "view", formJSON)
			for range n - 1 {
				id, _ := obj(out["view"])["id"].(string)
				out = l.call("views.push", "trigger_id", l.trigger(id), "view", formJSON)
			}
			return out
		}),
		"trigger.life": custom("expired_trigger_id", func(l *lab, n int) map[string]any {
			id := l.trigger("")
			l.now = l.now.Add(time.Duration(n) * time.Second)
			return l.call("views.open", "trigger_id", id, "view", formJSON)
		}),
	}
}

// blockLimits are the cases of blocks but for tables and charts.
func blockLimits() map[string]limitCase {
	image := func(more string) string { return `{"type":"image"` + more + `}` }
	card := func(name string, n int) string { return `{"type":"card","` + name + `":` + mrkdwnJSON(n) + `}` }
	container := func(more string, children int) string {
		return `{"type":"container"` + more + `,"child_blocks":` + many(children, `{"type":"divider"}`) + `}`
	}
	video := func(title int, more string) string {
		return `{"type":"video","video_url":"https://x.io/v","thumbnail_url":"https://x.io/t","alt_text":"x","title":` + plainJSON(title) + more + `}`
	}
	label := func(n int, more string) string {
		return `{"type":"input","label":` + plainJSON(n) + more + `,"element":{"type":"plain_text_input"}}`
	}
	return map[string]limitCase{
		"block_id":            inBlocks(fits(255), func(n int) string { return `{"type":"divider"` + textField("block_id", n) + `}` }),
		"text":                inBlocks(fits(3000), func(n int) string { return `{"type":"context","elements":[` + mrkdwnJSON(n) + `]}` }),
		"section.text":        inBlocks(fits(3000), func(n int) string { return `{"type":"section","text":` + mrkdwnJSON(n) + `}` }),
		"section.fields":      inBlocks(most(10), func(n int) string { return `{"type":"section","fields":` + many(n, plainJSON(1)) + `}` }),
		"section.fields.text": inBlocks(fits(2000), func(n int) string { return `{"type":"section","fields":[` + plainJSON(n) + `]}` }),
		"header.text":         inBlocks(fits(150), func(n int) string { return `{"type":"header","text":` + plainJSON(n) + `}` }),
		"header.level": inBlocks("between 1 and 4", func(n int) string {
			return `{"type":"header","text":` + plainJSON(1) + `,"level":` + strconv.Itoa(n) + `}`
		}),
		"context.elements": inBlocks(most(10), func(n int) string { return `{"type":"context","elements":` + many(n, plainJSON(1)) + `}` }),
		"actions.elements": inBlocks(most(25), func(n int) string { return `{"type":"actions","elements":` + many(n, buttonJSON("")) + `}` }),
		"context_actions.elements": inBlocks(most(5), func(n int) string {
			return `{"type":"context_actions","elements":` + many(n, `{"type":"icon_button","icon":"trash","text":`+plainJSON(1)+`}`) + `}`
		}),
		"task_card.sources": inBlocks(most(20), func(n int) string {
			return strings.TrimSuffix(taskJSON, "}") + `,"sources":` + many(n, `{"type":"url","url":"https://x.io","text":"x"}`) + `}`
		}),
		"plan.tasks":      inBlocks("between 1 and 50", func(n int) string { return `{"type":"plan","title":"x","tasks":` + many(n, taskJSON) + `}` }),
		"image.image_url": inBlocks(fits(3000), func(n int) string { return image(`,"alt_text":"x","image_url":"https://` + x(n-8) + `"`) }),
		"image.alt_text":  inBlocks(fits(2000), func(n int) string { return image(`,"image_url":"https://x.io"` + textField("alt_text", n)) }),
		"image.title":     inBlocks(fits(2000), func(n int) string { return image(`,"alt_text":"x","image_url":"https://x.io","title":` + plainJSON(n)) }),
		"input.label":     inBlocks(fits(2000), func(n int) string { return label(n, "") }),
		"input.hint":      inBlocks(fits(2000), func(n int) string { return label(1, `,"hint":`+plainJSON(n)) }),
		// In two blocks, as the sum counts; the sum of all text would be too much in a message.
		"markdown.text": inView("over all markdown blocks", func(n int) string {
			return `"blocks":[{"type":"markdown"` + textField("text", 7000) + `},{"type":"markdown"` + textField("text", n-7000) + `}]`
		}),
		"card.title": inBlocks(fits(150), func(n int) string { return card("title", n) }),
		"card.subtitle": inBlocks(fits(150), func(n int) string {
			return strings.Replace(card("subtitle", n), `"card"`, `"card","title":`+mrkdwnJSON(1), 1)
		}),
		"card.body":              inBlocks(fits(200), func(n int) string { return card("body", n) }),
		"carousel.elements":      inBlocks("between 1 and 10 items", func(n int) string { return `{"type":"carousel","elements":` + many(n, card("title", 1)) + `}` }),
		"container.title":        inBlocks(fits(150), func(n int) string { return container(`,"title":`+plainJSON(n), 1) }),
		"container.subtitle":     inBlocks(fits(150), func(n int) string { return container(`,"title":`+plainJSON(1)+`,"subtitle":`+mrkdwnJSON(n), 1) }),
		"container.child_blocks": inBlocks("between 1 and 10 items", func(n int) string { return container(`,"title":`+plainJSON(1), n) }),
		"video.title":            inBlocks(fits(200), func(n int) string { return video(n, "") }),
		"video.description":      inBlocks(fits(200), func(n int) string { return video(1, `,"description":`+plainJSON(n)) }),
		"video.author_name":      inBlocks(fits(50), func(n int) string { return video(1, textField("author_name", n)) }),
	}
}

// tableLimits are the cases of tables and charts.
func tableLimits() map[string]limitCase {
	table := func(rows, cells int, more string) string {
		return `{"type":"table","rows":` + many(rows, many(cells, cellJSON)) + more + `}`
	}
	data := func(rows, cells, caption int, more string) string {
		return `{"type":"data_table","rows":` + many(rows, many(cells, cellJSON)) + textField("caption", caption) + more + `}`
	}
	parts := func(n int, part func(i int) string) string {
		var list []string
		for i := range n {
			list = append(list, part(i))
		}
		return "[" + strings.Join(list, ",") + "]"
	}
	pie := func(title, segments, label int) string {
		return `{"type":"data_visualization"` + textField("title", title) + `,"chart":{"type":"pie","segments":` +
			parts(segments, func(i int) string { return fmt.Sprintf(`{"label":%q,"value":1}`, strconv.Itoa(i)+x(label-1)) }) + `}}`
	}
	line := func(points, label int) string {
		return `{"type":"data_visualization","title":"x","chart":{"type":"line","axis_config":{"categories":` +
			parts(points, func(i int) string { return strconv.Quote("c" + strconv.Itoa(i)) }) + textField("x_label", label) + `},"series":[{"name":"n","data":` +
			parts(points, func(i int) string { return fmt.Sprintf(`{"label":"c%d","value":-1}`, i) }) + `}]}}`
	}
	charts := inBlocks("no more than 2 charts", func(n int) string { return strings.Trim(many(n, pie(1, 1, 1)), "[]") })
	tables := inBlocks("only_one_table_allowed", func(n int) string { return strings.Trim(strings.Repeat(table(1, 1, "")+",", n), ",") })
	tables.code = "invalid_attachments"
	return map[string]limitCase{
		"table.rows":                inBlocks(most(100), func(n int) string { return table(n, 1, "") }),
		"table.cells":               inBlocks(most(20), func(n int) string { return table(1, n, "") }),
		"table.column_settings":     inBlocks(most(20), func(n int) string { return table(1, 1, `,"column_settings":`+many(n, `{"align":"right"}`)) }),
		"table.count":               tables,
		"data_table.rows":           inBlocks(most(101), func(n int) string { return data(n, 1, 1, "") }),
		"data_table.cells":          inBlocks(most(20), func(n int) string { return data(2, n, 1, "") }),
		"data_table.caption":        inBlocks(fits(255), func(n int) string { return data(2, 1, n, "") }),
		"data_table.page_size":      inBlocks("between 1 and 100", func(n int) string { return data(2, 1, 1, `,"page_size":`+strconv.Itoa(n)) }),
		"data_visualization.title":  inBlocks(fits(50), func(n int) string { return pie(n, 1, 1) }),
		"data_visualization.series": inBlocks("between 1 and 6 items", func(n int) string { return pie(1, n, 1) }),
		"data_visualization.label":  inBlocks(fits(20), func(n int) string { return pie(1, 1, n) }),
		"data_visualization.points": inBlocks("between 1 and 20 items", func(n int) string { return line(n, 1) }),
		"data_visualization.axis":   inBlocks(fits(50), func(n int) string { return line(1, n) }),
		"data_visualization.count":  charts,
	}
}

// elementLimits are the cases of elements.
func elementLimits() map[string]limitCase {
	confirm := func(title, text, button int) string {
		return `,"confirm":{"title":` + plainJSON(title) + `,"text":` + mrkdwnJSON(text) + `,"confirm":` + plainJSON(button) + `,"deny":` + plainJSON(1) + `}`
	}
	menu := func(kind, options string) string { return `{"type":"` + kind + `","options":` + options + `}` }
	described := func(n int) string {
		return strings.Replace(optionJSON(1, 1), `{"text"`, `{"description":`+plainJSON(n)+`,"text"`, 1)
	}
	group := func(label int) string {
		return `{"label":` + plainJSON(label) + `,"options":[` + optionJSON(1, 1) + `]}`
	}
	inInput := func(says, kind, name string) limitCase {
		return inBlocks(says, func(n int) string { return inputJSON(`{"type":"` + kind + `","` + name + `":` + strconv.Itoa(n) + `}`) })
	}
	return map[string]limitCase{
		"action_id":                  inElement(fits(255), func(n int) string { return buttonJSON(textField("action_id", n)) }),
		"button.text":                inElement(fits(75), func(n int) string { return `{"type":"button","text":` + plainJSON(n) + `}` }),
		"button.value":               inElement(fits(2000), func(n int) string { return buttonJSON(textField("value", n)) }),
		"button.url":                 inElement(fits(3000), func(n int) string { return buttonJSON(textField("url", n)) }),
		"button.accessibility_label": inElement(fits(75), func(n int) string { return buttonJSON(textField("accessibility_label", n)) }),
		"placeholder":                inElement(fits(150), func(n int) string { return `{"type":"users_select","placeholder":` + plainJSON(n) + `}` }),
		"confirm.title":              inElement(fits(100), func(n int) string { return buttonJSON(confirm(n, 1, 1)) }),
		"confirm.text":               inElement(fits(300), func(n int) string { return buttonJSON(confirm(1, n, 1)) }),
		"confirm.button":             inElement(fits(30), func(n int) string { return buttonJSON(confirm(1, 1, n)) }),
		"option.text":                inElement(fits(75), func(n int) string { return menu("static_select", "["+optionJSON(n, 1)+"]") }),
		"option.value":               inElement(fits(150), func(n int) string { return menu("static_select", "["+optionJSON(1, n)+"]") }),
		"workflow.parameters": inElement(most(50), func(n int) string {
			return `{"type":"workflow_button","text":` + plainJSON(1) + `,"workflow":{"trigger":{"url":"https://x.io","customizable_input_parameters":` + many(n, `{"name":"a","value":"b"}`) + `}}}`
		}),
		"option.description": inElement(fits(75), func(n int) string { return menu("static_select", "["+described(n)+"]") }),
		"option.url": inElement(fits(3000), func(n int) string {
			return menu("overflow", `[`+strings.TrimSuffix(optionJSON(1, 1), "}")+textField("url", n)+`}]`)
		}),
		"select.options":          inElement(most(100), func(n int) string { return menu("static_select", many(n, optionJSON(1, 1))) }),
		"select.option_groups":    inElement(most(100), func(n int) string { return `{"type":"static_select","option_groups":` + many(n, group(1)) + `}` }),
		"option_group.label":      inElement(fits(75), func(n int) string { return `{"type":"static_select","option_groups":[` + group(n) + `]}` }),
		"choice.options":          inElement(most(10), func(n int) string { return menu("checkboxes", many(n, optionJSON(1, 1))) }),
		"overflow.options":        inElement(most(5), func(n int) string { return menu("overflow", many(n, optionJSON(1, 1))) }),
		"plain_text_input.length": inInput("between 1 and 3000", "plain_text_input", "max_length"),
		"file_input.max_files":    inInput("between 1 and 10", "file_input", "max_files"),
		"rich_text_input.lines":   inInput("between 1 and 100", "rich_text_input", "max_lines"),
	}
}
