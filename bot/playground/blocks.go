package playground

import (
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"
)

// A problem is one thing that is wrong with blocks: which rule, what Slack says, and where.
//
// Apps and their tests see the pointer, so it must be the one that Slack gives.
type problem struct {
	rule    string
	text    string
	pointer string
}

// String is the problem as Slack lists it in response_metadata.messages.
func (p problem) String() string { return "[ERROR] " + p.text + " [json-pointer:" + p.pointer + "]" }

// A checker walks blocks and gathers what is wrong.
//
// It goes on after the first problem, as Slack does: a refusal lists all that is wrong.
type checker struct {
	problems []problem
	modal    bool // not a message or a Home tab
	chars    int  // of text, over all blocks
	markdown int  // of those, in markdown blocks
	tables   int
	charts   int
	focused  int // elements that want the focus
	blockIDs map[string]bool
	scopes   map[string]bool // of the app; nil holds them all
	noCharts bool            // the workspace does not have them yet
	// picture says whether an id is that of a file that can be shown as a picture; nil takes them all.
	picture func(id string) bool
}

// containerCost is what one block weighs beside its text in the sum that msg_blocks_too_long is about: Slack's staff
// speak of "12,000 text characters with a buffer for block containers".
const containerCost = 50

// checker makes a checker that knows what the app may do, and the files that there are. The caller holds mu.
//
// It lives for one message or one view, as its sums do.
func (s *Server) checker() *checker {
	return &checker{picture: s.isPicture, scopes: s.manifest.scopes, noCharts: s.faults.noCharts.Load()}
}

// fail adds a problem.
//
// The rule is the name under which tests look for it, the rest is in Slack's words. at points into the argument:
// "/blocks/0/text/text", "/view/blocks/2/label/text".
func (c *checker) fail(rule, pointer, format string, args ...any) {
	c.problems = append(c.problems, problem{rule, fmt.Sprintf(format, args...), pointer})
}

// checkBlocks checks the blocks of a message. Nil stands for none. The blocks come back with an id each, and each
// of their elements too, as Slack gives them.
//
// The errors are Slack's: invalid_blocks_format where it is no list, invalid_blocks with pointers where a block is
// wrong, msg_blocks_too_long where each is right but all together are too much. The last has no documented number;
// apps measured that 9,600 characters pass and 11,300 do not.
func (s *Server) checkBlocks(v any) ([]any, error) {
	if v == nil {
		return nil, nil
	}
	list, ok := v.([]any)
	if !ok {
		return nil, refuse("invalid_blocks_format")
	}
	c := s.checker()
	c.blocks("/blocks", list, "message.blocks")
	switch {
	case len(c.problems) > 0:
		return nil, refuseWith("invalid_blocks", c.problems)
	case c.tables > limit("table.count"):
		return nil, &apiError{code: "invalid_attachments", rule: "table.count", messages: []string{"[ERROR] only_one_table_allowed"}}
	case c.charts > limit("data_visualization.count"):
		return nil, &apiError{code: "invalid_blocks", rule: "data_visualization.count", messages: []string{"[ERROR] no more than 2 charts in a message [json-pointer:/blocks]"}}
	case c.chars+containerCost*len(list) > limit("message.blocks.text"):
		return nil, &apiError{code: "msg_blocks_too_long", rule: "message.blocks.text"}
	}
	s.nameBlocks(list)
	return list, nil
}

// nameBlocks gives ids to the blocks and elements that the app gave none.
//
// Slack gives random ids that change with each update, so an app that relies on ids it did not choose breaks here as it
// would there. The map is the one that was just decoded, and belongs to nobody else yet.
func (s *Server) nameBlocks(list []any) {
	for _, b := range list {
		m, ok := b.(map[string]any)
		if !ok {
			continue
		}
		s.name(m, "block_id")
		for _, e := range elementsOf(m) {
			if e["type"] != "image" {
				s.name(e, "action_id")
			}
		}
	}
}

// name gives an object an id under a key, if it has none.
//
// The ids count up over the whole server, in base 36, and so are short and never the same twice.
func (s *Server) name(m map[string]any, key string) {
	if id, _ := m[key].(string); id == "" {
		m[key] = strconv.FormatUint(s.seq.Add(1), 36)
	}
}

// elementsOf lists what a person can act on in a block.
//
// Pictures in a context are not among them.
func elementsOf(block map[string]any) []map[string]any {
	var list []map[string]any
	add := func(v any) {
		if e, ok := v.(map[string]any); ok {
			list = append(list, e)
		}
	}
	switch block["type"] {
	case "section":
		add(block["accessory"])
	case "input":
		add(block["element"])
	case "actions", "context_actions":
		for _, e := range items(block["elements"]) {
			add(e)
		}
	}
	return list
}

// items is v as a list; nil if it is none.
//
// With obj it lets the checks walk through what an app sent without asking at each step whether it is what it should
// be: what is of the wrong type reads as empty, and is refused by the row in the table that wants it.
func items(v any) []any {
	l, _ := v.([]any)
	return l
}

// obj is v as an object; nil if it is none.
//
// Reading from the nil map is fine, writing to it is not; whoever writes has checked before.
func obj(v any) map[string]any {
	m, _ := v.(map[string]any)
	return m
}

// blocks checks a list of blocks.
//
// Ids are unique within one message or view, not beyond.
func (c *checker) blocks(at string, list []any, rule string) {
	if len(list) > limit(rule) {
		c.fail(rule, at, "no more than %d items allowed", limit(rule))
	}
	// A limit that is broken does not end the check; the app is told of the blocks beyond it as well.
	c.blockIDs = map[string]bool{}
	for i, b := range list {
		p := at + "/" + strconv.Itoa(i)
		m, ok := b.(map[string]any)
		if !ok {
			c.fail("block", p, "must be an object")
			continue
		}
		c.block(p, m)
	}
}

// block checks one block.
//
// action_id is unique within its block; the same one in two blocks is common, and allowed.
func (c *checker) block(at string, m map[string]any) {
	name, _ := m["type"].(string)
	sh, ok := blockShapes[name]
	if !ok || sh.modal && !c.modal {
		c.fail("block.type", at+"/type", "unsupported type: %s", name)
		return
	}
	if id := m["block_id"]; id != nil {
		c.str(at+"/block_id", id, "block_id")
		if id, _ := id.(string); id != "" && c.blockIDs[id] {
			c.fail("block_id.unique", at+"/block_id", "`block_id` already exists: %s", id)
		} else if id != "" {
			c.blockIDs[id] = true
		}
	}
	c.fields(at, m, sh, "type", "block_id")
	seen := map[string]bool{}
	for _, e := range elementsOf(m) {
		if id, _ := e["action_id"].(string); id != "" {
			if seen[id] {
				c.fail("action_id.unique", at, "`action_id` already exists: %s", id)
			}
			seen[id] = true
		}
	}
}

// fields checks the properties of an object against its shape. The names in known need no row in the shape.
//
// A property that is null counts as absent: libraries write out empty fields that way.
func (c *checker) fields(at string, m map[string]any, sh shape, known ...string) {
	for _, f := range sh.fields {
		v, given := m[f.name]
		switch {
		case given && v != nil:
			c.field(at+"/"+f.name, v, f)
		case f.required:
			c.fail(f.name+".required", at, "missing required field: %s", f.name)
		}
	}
	for k := range m {
		// Also for a property that is null: a name that Slack does not know is wrong whatever it holds.
		isField := slices.ContainsFunc(sh.fields, func(f field) bool { return f.name == k })
		if !isField && !slices.Contains(known, k) {
			c.fail("property", at, "invalid additional property: %s", k)
		}
	}
	if sh.check != nil {
		sh.check(c, at, m)
	}
}

// field checks one property.
//
// v is not nil: fields has seen to that. What it adds to c.problems points at the property itself.
func (c *checker) field(at string, v any, f field) {
	switch f.is {
	case str:
		c.str(at, v, f.rule)
	case number:
		if _, ok := v.(float64); !ok {
			c.fail("type", at, "must provide a number")
		}
	case boolean:
		on, ok := v.(bool)
		if !ok {
			c.fail("type", at, "must provide a boolean")
		}
		if on && f.name == focus.name {
			if c.focused++; c.focused == 2 { // said once
				c.fail("focus_on_load", at, "only one element can have focus_on_load")
			}
		}
	case plain, text:
		c.text(at, v, f)
	case object:
		c.element(at, v, f.of)
	case enum:
		if t, ok := v.(string); !ok || !slices.Contains(f.of, t) {
			c.fail(f.rule, at, "must be a valid enum value")
		}
	case rich:
		c.rich(at, obj(v))
	case strs:
		c.strs(at, v, f)
	case blockList:
		c.nested(at, v, f)
	case list, textList:
		c.list(at, v, f)
	case anything:
	}
}

// str checks a string and its length.
//
// Lengths are counted in characters, not bytes. Slack says "less than 3001", one more than what it allows.
func (c *checker) str(at string, v any, rule string) {
	t, ok := v.(string)
	if !ok {
		c.fail("type", at, "must provide a string")
		return
	}
	if rule != "" && utf8.RuneCountInString(t) > limit(rule) {
		c.fail(rule, at, "must be less than %d characters", limit(rule)+1)
	}
}

// text checks a text object.
//
// Every text counts towards the sum of the message, wherever it stands: also those of options and of confirmations.
func (c *checker) text(at string, v any, f field) {
	m := obj(v)
	if m == nil {
		c.fail("type", at, "must provide an object")
		return
	}
	kind, _ := m["type"].(string)
	if kind != "plain_text" && (f.is == plain || kind != "mrkdwn") {
		c.fail("text.type", at+"/type", "must be a valid text type")
	}
	if on, _ := m["emoji"].(bool); on && kind == "mrkdwn" {
		c.fail("text.emoji", at, "invalid additional property: emoji")
	}
	t, ok := m["text"].(string)
	if !ok {
		c.fail("text.text", at, "missing required field: text")
		return
	}
	rule := f.rule
	if rule == "" {
		rule = "text"
	}
	n := utf8.RuneCountInString(t)
	c.chars += n
	switch {
	case n == 0:
		c.fail(rule, at+"/text", "must be more than 0 characters")
	case n > limit(rule):
		c.fail(rule, at+"/text", "must be less than %d characters", limit(rule)+1)
	}
}

// list checks a list of text objects, or of objects of some shapes.
//
// An empty list is refused like one that is too long.
//
// The entries beyond the limit are looked at as well: an app is told of all that is wrong at once.
func (c *checker) list(at string, v any, f field) {
	l, ok := v.([]any)
	if !ok {
		c.fail("type", at, "must provide an array")
		return
	}
	if len(l) == 0 {
		c.fail(f.rule, at, "no fewer than 1 items allowed")
	}
	if len(l) > limit(f.rule) {
		c.fail(f.rule, at, "no more than %d items allowed", limit(f.rule))
	}
	for i, x := range l {
		p := at + "/" + strconv.Itoa(i)
		switch {
		case f.is == textList:
			c.text(p, x, field{is: text, rule: f.rule + ".text"})
		case x != nil || !f.nulls:
			c.element(p, x, f.of)
		}
	}
}

// strs checks a list of strings; those that may stand in it are in of, where it is not empty.
//
// Ids of people and channels are taken as they are: Slack shows an id of nobody as an empty choice.
func (c *checker) strs(at string, v any, f field) {
	l, ok := v.([]any)
	if !ok {
		c.fail("type", at, "must provide an array")
	}
	if f.rule != "" && len(l) > limit(f.rule) {
		c.fail(f.rule, at, "no more than %d items allowed", limit(f.rule))
	}
	for i, x := range l {
		if t, ok := x.(string); !ok || len(f.of) > 0 && !slices.Contains(f.of, t) {
			c.fail("type", at+"/"+strconv.Itoa(i), "must be a valid enum value")
		}
	}
}

// nested checks blocks within a block. Their ids are unique in the whole message, and their text counts.
//
// Which types may stand in which block bounds the depth: no container stands in a container.
func (c *checker) nested(at string, v any, f field) {
	l, ok := v.([]any)
	if !ok {
		c.fail("type", at, "must provide an array")
		return
	}
	if len(l) < 1 || len(l) > limit(f.rule) {
		c.fail(f.rule, at, "between 1 and %d items allowed", limit(f.rule))
	}
	for i, x := range l {
		p := at + "/" + strconv.Itoa(i)
		if name, _ := obj(x)["type"].(string); !slices.Contains(f.of, name) {
			c.fail("block.type", p+"/type", "unsupported type: %s", name)
			continue
		}
		c.block(p, obj(x))
	}
}

// element checks an object that must be of one of some shapes.
//
// Text objects may be elements too, in a context.
func (c *checker) element(at string, v any, of []string) {
	m := obj(v)
	if m == nil {
		c.fail("type", at, "must provide an object")
		return
	}
	name, _ := m["type"].(string)
	// A list of untyped shapes has just one entry, so the first one says which shape is meant.
	if untyped[of[0]] {
		name = of[0]
	}
	switch {
	case !slices.Contains(of, name):
		c.fail("element.type", at+"/type", "unsupported type: %s", name)
	case name == "plain_text" || name == "mrkdwn":
		c.text(at, m, field{is: text})
	default:
		c.fields(at, m, elementShapes[name], "type")
	}
}
