package playground

import (
	"slices"
	"strconv"
)

// A richPart says what one type of rich text holds: the properties that it may have, the one that it must have, and the
// types that may stand in it.
type richPart struct {
	may, must []string
	of        []string
}

// richInline is what may stand in a line of rich text. Whether a person or a channel exists is not looked at; what does
// not exist shows as it is written.
var richInline = []string{"text", "link", "emoji", "user", "usergroup", "channel", "team", "broadcast", "date", "color"}

// richParts are the types of rich text. Everything may have a style, but for the whole.
var richParts = map[string]richPart{
	"rich_text":              {may: []string{"block_id"}, must: []string{"elements"}, of: []string{"rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"}},
	"rich_text_section":      {must: []string{"elements"}, of: richInline},
	"rich_text_quote":        {may: []string{"border"}, must: []string{"elements"}, of: richInline},
	"rich_text_preformatted": {may: []string{"border", "language"}, must: []string{"elements"}, of: []string{"text", "link"}},
	"rich_text_list":         {may: []string{"border", "indent", "offset"}, must: []string{"elements", "style"}, of: []string{"rich_text_section"}},

	"text":      {may: []string{"style"}, must: []string{"text"}},
	"link":      {may: []string{"style", "text", "unsafe"}, must: []string{"url"}},
	"emoji":     {may: []string{"style", "unicode", "url", "skin_tone"}, must: []string{"name"}},
	"user":      {may: []string{"style"}, must: []string{"user_id"}},
	"usergroup": {may: []string{"style"}, must: []string{"usergroup_id"}},
	"channel":   {may: []string{"style"}, must: []string{"channel_id"}},
	"team":      {may: []string{"style"}, must: []string{"team_id"}},
	"broadcast": {may: []string{"style"}, must: []string{"range"}},
	"date":      {may: []string{"style", "url", "fallback"}, must: []string{"timestamp", "format"}},
	"color":     {may: []string{"style"}, must: []string{"value"}},
}

// checkRichText: what stands in it is known, all the way down; what it says counts.
func checkRichText(c *checker, at string, m map[string]any) { c.rich(at, m) }

// rich checks a whole rich text, in a block of its own or in a cell or an input.
//
// Its length has no limit of its own, but it counts towards the sum of the message.
func (c *checker) rich(at string, m map[string]any) {
	c.chars += richLength(m)
	c.richPart(at, m, []string{"rich_text"})
}

// richPart checks one part of rich text and those in it, which must be of one of some types.
//
// How deep it goes is bound by the types: a list holds sections, and those hold no lists.
func (c *checker) richPart(at string, m map[string]any, of []string) {
	name, _ := m["type"].(string)
	if !slices.Contains(of, name) {
		c.fail("rich_text.type", at+"/type", "unsupported type: %s", name)
		return
	}
	part := richParts[name]
	c.known(at, m, slices.Concat(part.may, part.must, []string{"type"})...)
	for _, k := range part.must {
		if m[k] == nil {
			c.fail(k+".required", at, "missing required field: %s", k)
		}
	}
	// An empty text is what is left when an app cuts one in two at the wrong place.
	if name == "text" && m["text"] == "" {
		c.fail("rich_text.text", at+"/text", "must be more than 0 characters")
	}
	if st, given := m["style"].(string); name == "rich_text_list" && given && st != "bullet" && st != "ordered" {
		c.fail("rich_text.style", at+"/style", "must be a valid enum value")
	}
	if m["elements"] == nil {
		return // a leaf, or a whole without its parts, which was said above
	}
	list, ok := m["elements"].([]any)
	if !ok {
		c.fail("type", at+"/elements", "must provide an array")
	}
	for i, e := range list {
		c.richPart(at+"/elements/"+strconv.Itoa(i), obj(e), part.of)
	}
}
