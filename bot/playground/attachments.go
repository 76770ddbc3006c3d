package playground

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// attachmentShape is a secondary attachment, Slack's older form of a message, as @slack/types lists it. What else Slack
// lets through without a word is refused here.
//
// The buttons of that time, in actions, come with an interaction of their own, which is not played here; they are neither
// looked at nor shown. Blocks within an attachment are as anywhere.
var attachmentShape = shape{check: checkAttachment, fields: []field{
	{name: "id", is: anything}, // libraries number them
	// For notifications; what is seen begins with the pretext, above the coloured edge.
	{name: "fallback", is: str},
	{name: "color", is: str},
	{name: "pretext", is: str},
	{name: "callback_id", is: str},
	{name: "author_name", is: str},
	{name: "author_subname", is: str},
	{name: "author_link", is: str},
	{name: "author_icon", is: str},
	{name: "title", is: str},
	{name: "title_link", is: str},
	{name: "text", is: str},
	{name: "fields", is: list, rule: "attachment.fields", of: []string{"attachment_field"}},
	// Addresses are not checked: what cannot be fetched is not drawn, in Slack as well.
	{name: "image_url", is: str},
	{name: "thumb_url", is: str},
	{name: "footer_icon", is: str},
	{name: "footer", is: str, rule: "attachment.footer"},
	{name: "ts", is: anything}, // a number, or text
	{name: "mrkdwn_in", is: strs, of: []string{"pretext", "text", "fields"}},
	{name: "blocks", is: anything}, // see checkAttachment
	{name: "actions", is: anything},
	{name: "attachment_type", is: str},
}}

// isColour is the form of the colour of an attachment. Libraries leave the # out, and Slack takes it so.
var isColour = regexp.MustCompile(`^(good|warning|danger|#?[0-9a-fA-F]{6})$`)

// checkAttachment: a known colour, one picture at most, and blocks that are right.
//
// Block ids are unique within one attachment; its blocks are another list than those of the message.
func checkAttachment(c *checker, at string, m map[string]any) {
	if t, given := m["color"].(string); given && !isColour.MatchString(t) {
		c.fail("attachment.color", at+"/color", "must be a valid color")
	}
	if m["image_url"] != nil && m["thumb_url"] != nil {
		c.fail("attachment.picture", at, "must provide at most one of image_url, thumb_url")
	}
	if v := m["blocks"]; v != nil {
		list, ok := v.([]any)
		if !ok {
			c.fail("type", at+"/blocks", "must provide an array")
		}
		c.blocks(at+"/blocks", list, "message.blocks")
	}
}

// checkAttachments checks the attachments of a message; nil stands for none. Their blocks come back with ids.
//
// All that is wrong in any of them is told at once, with pointers that begin at the list.
func (s *Server) checkAttachments(v any) ([]any, error) {
	if v == nil {
		return nil, nil
	}
	list, ok := v.([]any)
	switch {
	case !ok:
		return nil, refuse("invalid_attachments")
	case len(list) > limit("attachments"):
		return nil, &apiError{code: "too_many_attachments", rule: "attachments"}
	}
	c := s.checker()
	for i, x := range list {
		at := "/attachments/" + strconv.Itoa(i)
		if m := obj(x); m != nil {
			c.fields(at, m, attachmentShape)
			s.nameBlocks(items(m["blocks"]))
		} else {
			c.fail("type", at, "must provide an object")
		}
	}
	if len(c.problems) > 0 {
		return nil, refuseWith("invalid_attachments", c.problems)
	}
	return list, nil
}

// allBlocks are the blocks of a message with those in its attachments, in the order in which they are read. Who presses
// a button need not know in which of the two it stands.
//
// The list is the caller's to read; what is in it belongs to the message.
func (m *message) allBlocks() []any {
	list := slices.Clip(m.blocks) // the message's own list stays as it is
	for _, a := range m.attachments {
		list = append(list, items(obj(a)["blocks"])...)
	}
	return list
}

// plainAttachment is an attachment as it reads, line by line.
//
// The fallback is left out: it is for where nothing of this can be shown.
func (s *Server) plainAttachment(a map[string]any) string {
	var lines []string
	for _, k := range []string{"pretext", "author_name", "title", "text"} {
		lines = append(lines, s.plain(textOf(a[k])))
	}
	for _, f := range items(a["fields"]) {
		lines = append(lines, textOf(obj(f)["title"])+": "+s.plain(textOf(obj(f)["value"])))
	}
	lines = append(lines, s.plainBlocks(items(a["blocks"]), nil), textOf(a["footer"]))
	return strings.Join(slices.DeleteFunc(lines, func(l string) bool { return l == "" }), "\n")
}
