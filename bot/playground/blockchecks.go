package playground

import (
	"maps"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// checkSection: a section shows a text, fields, or both.
//
// Slack's message names the text even where fields would have done.
func checkSection(c *checker, at string, m map[string]any) {
	if m["text"] == nil && m["fields"] == nil {
		c.fail("section.text", at, "missing required field: text")
	}
}

// checkImage: exactly one source, and a text for those who do not see it.
//
// An empty alternative text is refused as well: it is there for those who cannot see the picture.
func checkImage(c *checker, at string, m map[string]any) {
	if u, given := m["image_url"].(string); given && !isURL.MatchString(u) {
		c.fail("image.image_url", at+"/image_url", "must be a valid URL")
	}
	if (m["image_url"] == nil) == (m["slack_file"] == nil) {
		c.fail("image.source", at, "must provide exactly one of image_url, slack_file")
	}
	if m["alt_text"] == "" {
		c.fail("image.alt_text", at+"/alt_text", "must be more than 0 characters")
	}
	if v := m["slack_file"]; v != nil {
		c.slackFile(at+"/slack_file", obj(v))
	}
}

// isFile is the form of the id of a file, as Slack's own refusals give it.
var isFile = regexp.MustCompile(`^[F][A-Z0-9]{8,}$`)

// slackFile checks a picture that was uploaded: by its id or by its address, not both.
//
// A file that is not there, is no picture, or is not ready yet is refused alike. The app that has just completed an
// upload meets the last of these, and has to ask files.info until there is a mimetype.
func (c *checker) slackFile(at string, m map[string]any) {
	id, _ := m["id"].(string)
	link, _ := m["url"].(string)
	switch {
	case (id == "") == (link == ""):
		c.fail("image.slack_file", at, "must provide exactly one of id, url")
		return
	case id != "" && !isFile.MatchString(id):
		c.fail("image.slack_file", at+"/id", "input must match regex pattern: %s", isFile)
		return
	case link != "":
		// …/files/F0123/name.png
		if parts := strings.Split(link, "/"); len(parts) > 2 {
			id = parts[len(parts)-2]
		}
	}
	if c.picture != nil && !c.picture(id) {
		c.fail("image.slack_file", at, "invalid slack file")
	}
}

// checkInput: nobody can be told at once about a file.
func checkInput(c *checker, at string, m map[string]any) {
	if m["dispatch_action"] == true && obj(m["element"])["type"] == "file_input" {
		c.fail("input.dispatch_action", at+"/dispatch_action", "not allowed with file_input")
	}
}

// checkMarkdown: the limit is over all markdown blocks together.
//
// Only the block that goes over the limit is reported, once: the ones after it are not at fault for themselves.
func checkMarkdown(c *checker, at string, m map[string]any) {
	t, _ := m["text"].(string)
	before := c.markdown
	n := utf8.RuneCountInString(t)
	c.markdown += n
	c.chars += n
	if most := limit("markdown.text"); before <= most && c.markdown > most && n <= most {
		c.fail("markdown.text", at+"/text", "must be less than %d characters over all markdown blocks", most+1)
	}
}

// richLength counts the characters of a rich_text block.
//
// Rich text nests sections in lists in blocks, so this walks all the way down.
func richLength(m map[string]any) int {
	t, _ := m["text"].(string)
	n := utf8.RuneCountInString(t)
	for _, e := range items(m["elements"]) {
		n += richLength(obj(e))
	}
	return n
}

// checkStatic: a select has options or groups of them, not both and not neither.
func checkStatic(c *checker, at string, m map[string]any) {
	if (m["options"] == nil) == (m["option_groups"] == nil) {
		c.fail("select.options", at, "must provide exactly one of options, option_groups")
	}
	checkInitial(c, at, m)
}

// checkInitial: what is chosen at the start is among the options, to the letter.
//
// A text that was shortened in one place only is the usual way to break it. How many may be chosen is looked at as well.
func checkInitial(c *checker, at string, m map[string]any) {
	known := optionsIn(m)
	isKnown := func(o any) bool {
		return slices.ContainsFunc(known, func(k map[string]any) bool { return reflect.DeepEqual(k, obj(o)) })
	}
	if first := m["initial_option"]; first != nil && !isKnown(first) {
		c.fail("select.initial_option", at+"/initial_option", "must be one of the options")
	}
	for i, first := range items(m["initial_options"]) {
		if !isKnown(first) {
			c.fail("select.initial_option", at+"/initial_options/"+strconv.Itoa(i), "must be one of the options")
		}
	}
	checkMost(c, at, m)
}

// checkMost: of a select of several, at least one can be chosen.
func checkMost(c *checker, at string, m map[string]any) {
	c.between(at, m, "max_selected_items", 1, limit("select.options"), "select.options")
}

// between checks a whole number of an element against its bounds; one that is not there is fine.
func (c *checker) between(at string, m map[string]any, name string, least, most int, rule string) {
	if v := m[name]; v != nil {
		if n := whole(v, least-1); n < least || n > most {
			c.fail(rule, at+"/"+name, "must be between %d and %d", least, most)
		}
	}
}

// checkDate: a date is written YYYY-MM-DD.
func checkDate(c *checker, at string, m map[string]any) {
	if d, given := m["initial_date"].(string); given {
		if _, err := time.Parse(time.DateOnly, d); err != nil {
			c.fail("datepicker.initial_date", at+"/initial_date", "must be a valid date")
		}
	}
}

// checkTime: a time is written HH:mm, a zone by its IANA name.
func checkTime(c *checker, at string, m map[string]any) {
	if d, given := m["initial_time"].(string); given && !isTime(d) {
		c.fail("timepicker.initial_time", at+"/initial_time", "must be a valid time")
	}
	if z, given := m["timezone"].(string); given {
		if _, err := time.LoadLocation(z); err != nil || z == "" || z == "Local" {
			c.fail("timepicker.timezone", at+"/timezone", "must be a valid timezone")
		}
	}
}

// isTime reports whether a text is a time of day as Slack writes it, with leading zeros.
func isTime(t string) bool {
	_, err := time.Parse("15:04", t)
	return err == nil && len(t) == len("15:04")
}

// checkDateTime: an instant is given in seconds, with ten digits.
func checkDateTime(c *checker, at string, m map[string]any) {
	if v := m["initial_date_time"]; v != nil && !isInstant(whole(v, 0)) {
		c.fail("datetimepicker.initial_date_time", at+"/initial_date_time", "must be a timestamp of 10 digits")
	}
}

// isInstant reports whether a number of seconds has the ten digits that Slack asks for.
func isInstant(n int) bool { return n >= 1_000_000_000 && n <= 9_999_999_999 }

// checkFileInput: up to ten files, and the right to read them.
//
// Without the scope the form would come back with ids that the app can do nothing with.
func checkFileInput(c *checker, at string, m map[string]any) {
	c.between(at, m, "max_files", 1, limit("file_input.max_files"), "file_input.max_files")
	c.wants(at, "files:read", "file_input")
}

// wants checks that the app holds the scope without which a block is of no use to it.
func (c *checker) wants(at, scope, what string) {
	if c.scopes != nil && !c.scopes[scope] {
		c.fail("block.scope", at+"/type", "unsupported type: %s (the scope %s is missing)", what, scope)
	}
}

// checkRichInput: its height in lines. How much can be typed is not bound by it.
func checkRichInput(c *checker, at string, m map[string]any) {
	for _, name := range []string{"min_lines", "max_lines"} {
		c.between(at, m, name, 1, limit("rich_text_input.lines"), "rich_text_input.lines")
	}
}

// checkConversations: it starts with one conversation, be it the one where the person is.
func checkConversations(c *checker, at string, m map[string]any) {
	f := obj(m["filter"])
	if f != nil && len(f) == 0 {
		c.fail("filter", at+"/filter", "must have at least one property")
	}
	if l, isList := f["include"].([]any); isList && len(l) == 0 {
		c.fail("filter", at+"/filter/include", "no fewer than 1 items allowed")
	}
	checkMost(c, at, m)
}

// checkHeader: four levels of headings.
func checkHeader(c *checker, at string, m map[string]any) {
	c.between(at, m, "level", 1, limit("header.level"), "header.level")
}

// checkCard: a card shows something.
func checkCard(c *checker, at string, m map[string]any) {
	if m["hero_image"] == nil && m["title"] == nil && m["body"] == nil && m["actions"] == nil {
		c.fail("card", at, "must provide at least one of hero_image, title, actions, body")
	}
}

// checkContainer: a container has a title, and starts closed only where it can be opened.
func checkContainer(c *checker, at string, m map[string]any) {
	if m["title"] == nil && m["rich_text_title"] == nil {
		c.fail("container.title", at, "missing required field: title")
	}
	if m["default_collapsed"] == true && m["is_collapsible"] != true {
		c.fail("container.collapsed", at+"/default_collapsed", "not allowed without is_collapsible")
	}
}

// checkVideo: embedding wants a scope of its own, and the address among the app's domains for unfurling. The second is
// not looked at, as nothing is embedded here.
func checkVideo(c *checker, at string, _ map[string]any) { c.wants(at, "links.embed:write", "video") }

// checkTextInput: the lengths that it asks for are possible, and what it starts with fits.
//
// What it starts with must fit too: Slack refuses a prefilled text that the person could not have typed.
func checkTextInput(c *checker, at string, m map[string]any) {
	least, most := whole(m["min_length"], 0), whole(m["max_length"], limit("plain_text_input.length"))
	if least < 0 || least > limit("plain_text_input.length") {
		c.fail("plain_text_input.length", at+"/min_length", "must be between 0 and %d", limit("plain_text_input.length"))
	}
	if most < 1 || most > limit("plain_text_input.length") || most < least {
		c.fail("plain_text_input.length", at+"/max_length", "must be between 1 and %d, and not below min_length", limit("plain_text_input.length"))
	}
	if v, _ := m["initial_value"].(string); utf8.RuneCountInString(v) > most {
		c.fail("plain_text_input.length", at+"/initial_value", "must be less than %d characters", most+1)
	}
}

// whole reads a whole number of a block; anything else is the default.
func whole(v any, def int) int {
	n, ok := v.(float64)
	if !ok || n != math.Trunc(n) {
		return def
	}
	return int(n)
}

// checkNumberInput: numbers are written as strings, and the first value lies between the bounds.
//
// A JSON number where a string is wanted is the usual mistake.
func checkNumberInput(c *checker, at string, m map[string]any) {
	for _, k := range []string{"initial_value", "min_value", "max_value"} {
		v := m[k]
		if v == nil {
			continue
		}
		// Not strconv: "NaN", "Inf" and "0x1p-2" are numbers to Go, but nothing that a person could type there.
		if t, _ := v.(string); !isNumber.MatchString(t) {
			c.fail("number_input."+k, at+"/"+k, "must be a number written as a string")
		}
	}
	if t, given := m["initial_value"].(string); given && len(c.problems) == 0 && numberFault(m, t) != "" {
		c.fail("number_input.initial_value", at+"/initial_value", "must lie between min_value and max_value")
	}
}

// checkModal: who is asked for something needs a button to hand it in.
func checkModal(c *checker, at string, m map[string]any) {
	for _, b := range items(m["blocks"]) {
		if obj(b)["type"] == "input" && m["submit"] == nil {
			c.fail("view.submit", at, "missing required field: submit (there is an input block)")
			return
		}
	}
}

// optionsShape is the answer to a block_suggestion: options, or groups of them.
//
// Unlike in a select an empty list is right: nothing fits what was typed.
var optionsShape = shape{fields: []field{options, optionGroups}}

// checkOptions checks what an app answers to a block_suggestion, and gives it back as the object that holds the
// options. The refusal is invalid_options, a name of ours: Slack shows the person "no results" and tells nobody.
func checkOptions(answer any) (map[string]any, error) {
	m := obj(answer)
	if m == nil {
		return nil, refuse("invalid_options")
	}
	c := &checker{}
	if (m["options"] == nil) == (m["option_groups"] == nil) {
		c.fail("select.options", "", "must provide exactly one of options, option_groups")
	}
	full := maps.Clone(m)
	maps.DeleteFunc(full, func(_ string, v any) bool { l, isList := v.([]any); return isList && len(l) == 0 })
	c.fields("", full, optionsShape)
	if len(c.problems) > 0 {
		return nil, refuseWith("invalid_options", c.problems)
	}
	return m, nil
}
