package playground

import (
	"fmt"
	"regexp"
	"strings"
)

// Marks of mrkdwn that stand for something else.
var (
	markUser    = regexp.MustCompile(`<@([A-Z0-9]+)(\|[^>]*)?>`)
	markChannel = regexp.MustCompile(`<#([A-Z0-9]+)(?:\|([^>]*))?>`)
	markDate    = regexp.MustCompile(`<!date\^[^|>]*\|([^>]*)>`)
	markGroup   = regexp.MustCompile(`<!subteam\^([A-Z0-9]+)(?:\|[^>]*)?>`)
	markSpecial = regexp.MustCompile(`<!([a-zA-Z0-9]+)(?:\|([^>]*))?>`)
	markLink    = regexp.MustCompile(`<((?:https?|mailto)[^|>]*)(?:\|([^>]*))?>`)
	// A mark of style counts only where a word begins, so that 2*3*4 and snake_case_names stay as they are.
	markBold   = regexp.MustCompile(`(^|[\s(\[>"'_~])\*([^*\n]+)\*`)
	markItalic = regexp.MustCompile(`(^|[\s(\[>"'*~])_([^_\n]+)_`)
	markStrike = regexp.MustCompile(`(^|[\s(\[>"'*_])~([^~\n]+)~`)
)

// plain is mrkdwn as it reads: names for ids, labels for links, no marks of style.
//
// Dates are shown by their fallback: what they read like depends on the reader's zone, and scripts are to read the same
// everywhere. The entities of & < > come last, so that an escaped "&lt;@U1&gt;" that somebody typed stays text and does
// not become a mention. Marks are read once, from the outside in: what a label says is not read again. The caller holds
// mu, as for all of this file, since names change. "<@U1> logged *5* <https://x.io|calls>" reads "@ann logged 5 calls".
func (s *Server) plain(t string) string {
	if strings.Contains(t, "<") {
		t = markUser.ReplaceAllStringFunc(t, func(m string) string { return "@" + s.nameOf(markUser.FindStringSubmatch(m)[1]) })
		t = markChannel.ReplaceAllStringFunc(t, func(m string) string {
			p := markChannel.FindStringSubmatch(m)
			if ch := s.channels[p[1]]; ch != nil {
				return "#" + ch.Name
			}
			return "#" + p[2]
		})
		t = markDate.ReplaceAllString(t, "$1")
		t = markGroup.ReplaceAllStringFunc(t, func(m string) string { return "@" + s.groupName(markGroup.FindStringSubmatch(m)[1]) })
		t = markSpecial.ReplaceAllString(t, "@$1")
		t = markLink.ReplaceAllStringFunc(t, func(m string) string {
			p := markLink.FindStringSubmatch(m)
			if p[2] != "" {
				return p[2]
			}
			return p[1]
		})
	}
	// Each of them takes the marks of the others for the border of a word, as in "_*both*_".
	t = markBold.ReplaceAllString(t, "$1$2")
	t = markItalic.ReplaceAllString(t, "$1$2")
	t = markStrike.ReplaceAllString(t, "$1$2")
	t = strings.ReplaceAll(t, "`", "")
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(t)
}

// nameOf is the name under which people know somebody.
//
// An id of nobody is shown as it is: a reader of a test then sees which one the app got wrong.
func (s *Server) nameOf(id string) string {
	if u := s.users[id]; u != nil {
		return u.Name
	}
	return id
}

// groupName is the handle of a group; an id of none is shown as it is.
//
// Groups are few, so they are gone through. The caller holds mu.
func (s *Server) groupName(id string) string {
	for _, g := range s.cfg.Workspace.Groups {
		if g.ID == id {
			return g.Handle
		}
	}
	return id
}

// text is a text object as it reads.
//
// plain_text is shown as it is: marks have no meaning there.
func (s *Server) text(v any) string {
	m := obj(v)
	t, _ := m["text"].(string)
	if m["type"] == "mrkdwn" {
		return s.plain(t)
	}
	return t
}

// plainBlocks is blocks as they read, line by line. In a view, the values and what is wrong with them are shown.
//
// It is written for tests and scripts that say what a person sees. Each block begins a line, so that a line of a script
// can name one thing; blocks that show nothing leave none.
func (s *Server) plainBlocks(blocks []any, v *view) string {
	var lines []string
	for _, b := range blocks {
		if t := s.plainBlock(obj(b), v); t != "" {
			lines = append(lines, t)
		}
	}
	return strings.Join(lines, "\n")
}

// plainBlock is one block as it reads.
//
// Blocks that are newer than this table show their title and text, which is what an old client does too.
func (s *Server) plainBlock(b map[string]any, v *view) string {
	switch b["type"] {
	case "section":
		return s.plainSection(b, v)
	case "header", "markdown":
		if t, ok := b["text"].(string); ok {
			return t
		}
		return s.text(b["text"])
	case "divider":
		return "---"
	case "context", "actions", "context_actions":
		var parts []string
		for _, e := range items(b["elements"]) {
			parts = append(parts, s.plainElement(b, obj(e), v))
		}
		return strings.Join(parts, " ")
	case "image":
		return fmt.Sprintf("(image: %v)", b["alt_text"])
	case "input":
		return s.plainInput(b, v)
	case "rich_text":
		return strings.TrimRight(s.resolve(richPlain(b)), "\n")
	case "table", "data_table":
		return s.plainTable(b)
	case "data_visualization":
		return plainChart(b)
	}
	return strings.TrimSpace(s.text(b["title"]) + " " + s.text(b["text"]))
}

// plainSection is a section: its text with what stands beside it, and each field on a line.
//
// What stands beside it is at the end of its last line: "Text [Button]".
func (s *Server) plainSection(b map[string]any, v *view) string {
	lines := []string{}
	if b["text"] != nil {
		lines = append(lines, s.text(b["text"]))
	}
	for _, f := range items(b["fields"]) {
		lines = append(lines, s.text(f))
	}
	if e := obj(b["accessory"]); e != nil {
		// There is a line: a section without text and fields was refused by checkSection.
		lines[len(lines)-1] += " " + s.plainElement(b, e, v)
	}
	return strings.Join(lines, "\n")
}

// plainElement is an element as it reads: a text, a picture's alternative, [Label], or [Label: what is chosen].
//
// A button shows its text, never its value or action id: those are the app's own business.
func (s *Server) plainElement(b, e map[string]any, v *view) string {
	kind, _ := e["type"].(string)
	switch kind {
	case "plain_text", "mrkdwn":
		return s.text(e)
	case "image":
		return fmt.Sprintf("(image: %v)", e["alt_text"])
	case "overflow", "feedback_buttons":
		var names []string
		for _, o := range optionsIn(e) {
			names = append(names, s.text(o["text"]))
		}
		if kind == "overflow" {
			return "[… " + strings.Join(names, " / ") + "]"
		}
		return "[" + strings.Join(names, "] [") + "]"
	}
	if _, holds := forms[kind]; !holds {
		return "[" + s.text(e["text"]) + "]"
	}
	label := plainText(e["placeholder"])
	if value := s.shownValue(b, e, v); value != "" {
		if label == "" {
			return "[" + value + "]"
		}
		return "[" + label + ": " + value + "]"
	}
	return "[" + label + "]"
}

// plainInput is an input: its label and value, what is wrong with it, its hint.
//
// "(optional)" is what Slack's client appends to the label, and so a reader sees it.
func (s *Server) plainInput(b map[string]any, v *view) string {
	t := plainText(b["label"]) + ": " + s.shownValue(b, obj(b["element"]), v)
	if b["optional"] == true {
		t = plainText(b["label"]) + " (optional): " + s.shownValue(b, obj(b["element"]), v)
	}
	t = strings.TrimRight(t, " ")
	if id, _ := b["block_id"].(string); v != nil && v.errors[id] != "" {
		t += "\n! " + v.errors[id]
	}
	if h := plainText(b["hint"]); h != "" {
		t += "\n(" + h + ")"
	}
	return t
}

// shownValue is what stands in an element, as a person reads it: the text of an option, the name of a person.
//
// In a message nothing was chosen yet but what the app put there; in a view it is the state.
//
// The state is by block id and action id, as the app gets it; an element without a state shows what it begins with.
func (s *Server) shownValue(b, e map[string]any, v *view) string {
	kind, _ := e["type"].(string)
	blockID, _ := b["block_id"].(string)
	actionID, _ := e["action_id"].(string)
	state := input{element: e, kind: kind}.start()
	if v != nil && v.values[blockID][actionID] != nil {
		state = v.values[blockID][actionID]
	}
	f := forms[kind]
	switch f.as {
	case "option":
		return plainText(obj(state[f.key])["text"])
	case "options", "ids":
		var names []string
		for _, o := range items(state[f.key]) {
			if m := obj(o); m != nil {
				names = append(names, plainText(m["text"]))
			} else {
				names = append(names, s.shownID(textOf(o)))
			}
		}
		return strings.Join(names, ", ")
	}
	return s.shownID(textOf(simple(state)))
}

// shownID is the name behind an id, or the text itself.
//
// It is asked with everything that an element may hold, dates and numbers too; those are no ids and come back
// unchanged. Direct conversations have no name that a person knows.
func (s *Server) shownID(t string) string {
	if u := s.users[t]; u != nil {
		return "@" + u.Name
	}
	if ch := s.channels[t]; ch != nil && ch.kind() != "im" {
		return "#" + ch.Name
	}
	return t
}

// plainTable is a table: its caption, then a line for each row.
//
// Columns are not aligned: a script that names a row should not depend on the width of others.
func (s *Server) plainTable(b map[string]any) string {
	var lines []string
	if t, _ := b["caption"].(string); t != "" {
		lines = append(lines, t)
	}
	for _, r := range items(b["rows"]) {
		var cells []string
		for _, c := range items(r) {
			cells = append(cells, s.plainCell(obj(c)))
		}
		lines = append(lines, strings.Join(cells, " | "))
	}
	return strings.Join(lines, "\n")
}

// plainCell is one cell of a table.
//
// A raw_number may carry a text for the eye ("€1,200") beside its value; the text wins, as it does on the screen.
//
// An empty cell of a plain table is null, and reads as nothing.
func (s *Server) plainCell(m map[string]any) string {
	if t, ok := m["text"].(string); ok && t != "" {
		return t
	}
	switch m["type"] {
	case "rich_text":
		return strings.TrimSpace(s.resolve(richPlain(m)))
	case "action_cell":
		return "[" + plainText(obj(m["element"])["text"]) + "]"
	}
	return textOf(m["value"])
}

// plainChart is a chart: its title, then a line for each series.
//
// A chart is a picture to the eye, and its numbers to everybody else.
// A pie has segments, every other chart series of points: "Ann: Mon 3, Tue 5". The axes are not told.
func plainChart(b map[string]any) string {
	title, _ := b["title"].(string)
	lines := []string{title}
	chart := obj(b["chart"])
	for _, sg := range items(chart["segments"]) {
		lines = append(lines, fmt.Sprintf("%v: %v", obj(sg)["label"], obj(sg)["value"]))
	}
	for _, sr := range items(chart["series"]) {
		var points []string
		for _, p := range items(obj(sr)["data"]) {
			points = append(points, fmt.Sprintf("%v %v", obj(p)["label"], obj(p)["value"]))
		}
		lines = append(lines, fmt.Sprintf("%v: %s", obj(sr)["name"], strings.Join(points, ", ")))
	}
	return strings.Join(lines, "\n")
}

// richPlain is rich text as it reads; people and channels stay marks, see resolve.
//
// Lists get a bullet or a number for each item. Styles are dropped.
//
// Types that are not listed show what is inside of them.
func richPlain(m map[string]any) string {
	switch m["type"] {
	case "text":
		return textOf(m["text"])
	case "user":
		return "<@" + textOf(m["user_id"]) + ">"
	case "channel":
		return "<#" + textOf(m["channel_id"]) + ">"
	case "emoji":
		return ":" + textOf(m["name"]) + ":"
	case "broadcast":
		return "@" + textOf(m["range"])
	case "date":
		return textOf(m["fallback"])
	case "link":
		if t := textOf(m["text"]); t != "" {
			return t
		}
		return textOf(m["url"])
	}
	var b strings.Builder
	for i, e := range items(m["elements"]) {
		switch {
		case m["type"] == "rich_text_list" && m["style"] == "ordered":
			fmt.Fprintf(&b, "%d. ", i+1)
		case m["type"] == "rich_text_list":
			b.WriteString("• ")
		}
		b.WriteString(richPlain(obj(e)))
	}
	if t := b.String(); m["type"] != "rich_text" && !strings.HasSuffix(t, "\n") {
		return t + "\n"
	}
	return b.String()
}

// resolve puts names in the place of people and channels in rich text, where no other marks are meant.
//
// It runs over text whose style is data and not marks: a "*" that somebody typed there stays.
func (s *Server) resolve(t string) string {
	t = markUser.ReplaceAllStringFunc(t, func(m string) string { return "@" + s.nameOf(markUser.FindStringSubmatch(m)[1]) })
	return markChannel.ReplaceAllStringFunc(t, func(m string) string { return s.shownID(markChannel.FindStringSubmatch(m)[1]) })
}

// plainView is a view as it reads.
//
// The notice of the client comes first, as it does on the screen.
//
// A modal begins with its title and ends with its buttons, Close first; a Home tab has neither.
func (s *Server) plainView(v *view) string {
	var lines []string
	if t := plainText(v.title); t != "" && v.kind == "modal" {
		lines = append(lines, t)
	}
	if v.notice != "" {
		lines = append(lines, "! "+v.notice)
	}
	lines = append(lines, s.plainBlocks(v.blocks, v))
	var bs []string
	for _, b := range []map[string]any{v.close, v.submit} {
		if t := plainText(b); t != "" {
			bs = append(bs, "["+t+"]")
		}
	}
	if len(bs) > 0 {
		lines = append(lines, strings.Join(bs, " "))
	}
	return strings.Join(lines, "\n")
}
