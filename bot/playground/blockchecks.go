package playground

import (
	"maps"
	"math"
	"regexp"
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
//
// The number of inputs matters to a view, which then needs a button to submit; see checkModal.
func checkInput(c *checker, at string, m map[string]any) {
	c.inputs++
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

// checkRichText: has elements; what they say counts.
func checkRichText(c *checker, at string, m map[string]any) {
	if _, ok := m["elements"].([]any); !ok {
		c.fail("type", at+"/elements", "must provide an array")
	}
	c.chars += richLength(m)
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

// checkTable: rows and columns, and one table a message.
//
// That there is one table at most in a message is checked at the end, as the error has another name.
func checkTable(c *checker, at string, m map[string]any) {
	c.tables++
	c.rows(at, m, "table", false)
	if n := len(items(m["column_settings"])); n > limit("table.column_settings") {
		c.fail("table.column_settings", at+"/column_settings", "no more than %d items allowed", limit("table.column_settings"))
	}
}

// checkDataTable: a header and at least one row, all of the same length.
//
// Its caption is what screen readers read, and required. The documentation says 100 rows besides the header; some
// libraries allow more, and the smaller number is enforced.
func checkDataTable(c *checker, at string, m map[string]any) {
	c.rows(at, m, "data_table", true)
	if rows := items(m["rows"]); len(rows) < 2 {
		c.fail("data_table.rows", at+"/rows", "no fewer than 2 items allowed")
	}
	if m["caption"] == "" {
		c.fail("data_table.caption", at+"/caption", "must be more than 0 characters")
	}
	if n, given := m["page_size"].(float64); given {
		if most := limit("data_table.page_size"); n < 1 || n > float64(most) || n != math.Trunc(n) {
			c.fail("data_table.page_size", at+"/page_size", "must be between 1 and %d", limit("data_table.page_size"))
		}
	}
}

// rows checks the rows of a table of either kind.
//
// With equal, which data tables want, every row is as long as the header.
func (c *checker) rows(at string, m map[string]any, name string, equal bool) {
	rows, ok := m["rows"].([]any)
	if !ok {
		c.fail("type", at+"/rows", "must provide an array")
		return
	}
	if len(rows) > limit(name+".rows") {
		c.fail(name+".rows", at+"/rows", "no more than %d items allowed", limit(name+".rows"))
	}
	for i, r := range rows {
		p := at + "/rows/" + strconv.Itoa(i)
		cells, ok := r.([]any)
		if !ok {
			c.fail("type", p, "must provide an array")
			continue
		}
		if len(cells) > limit(name+".cells") {
			c.fail(name+".cells", p, "no more than %d items allowed", limit(name+".cells"))
		}
		if equal && len(cells) != len(items(rows[0])) {
			c.fail(name+".equal", p, "all rows must have the same number of cells")
		}
		for j, cell := range cells {
			if cell == nil && !equal {
				continue // an empty cell of a plain table
			}
			c.cell(p+"/"+strconv.Itoa(j), obj(cell), i == 0 && equal)
		}
	}
}

// cell checks one cell of a table.
//
// raw_number needs no text: the number is shown. Rich text is not taken in the header of a data table.
func (c *checker) cell(at string, m map[string]any, header bool) {
	switch m["type"] {
	case "raw_text":
		if t, ok := m["text"].(string); !ok || t == "" {
			c.fail("cell.text", at+"/text", "must be more than 0 characters")
		}
	case "raw_number", "action_cell":
	case "rich_text":
		if header {
			c.fail("cell.type", at+"/type", "unsupported type: rich_text")
		}
	default:
		c.fail("cell.type", at+"/type", "unsupported type: %v", m["type"])
	}
	c.chars += richLength(m)
}

// checkChart: series and points within bounds, a value for each category.
//
// The published limits are six series and twenty points; some clients were seen to take more, and may not tomorrow.
func checkChart(c *checker, at string, m map[string]any) {
	c.charts++
	chart := obj(m["chart"])
	p := at + "/chart"
	switch chart["type"] {
	case "pie":
		c.series(p+"/segments", items(chart["segments"]))
	case "bar", "line", "area":
		c.series(p+"/series", items(chart["series"]))
		axis := obj(chart["axis_config"])
		cats := items(axis["categories"])
		for i, sr := range items(chart["series"]) {
			points := items(obj(sr)["data"])
			q := p + "/series/" + strconv.Itoa(i) + "/data"
			if n := len(points); n < 1 || n > limit("data_visualization.points") {
				c.fail("data_visualization.points", q, "between 1 and %d items allowed", limit("data_visualization.points"))
			}
			if len(cats) > 0 && len(points) != len(cats) {
				c.fail("data_visualization.points", q, "must have one value for each category")
			}
		}
		for _, k := range []string{"x_label", "y_label"} {
			if v := axis[k]; v != nil {
				c.str(p+"/axis_config/"+k, v, "data_visualization.axis")
			}
		}
	default:
		c.fail("data_visualization.type", p+"/type", "unsupported type: %v", chart["type"])
	}
}

// series checks the number and the names of the parts of a chart.
//
// The segments of a pie have a label, the series of other charts a name; both are bound alike.
func (c *checker) series(at string, list []any) {
	if n := len(list); n < 1 || n > limit("data_visualization.series") {
		c.fail("data_visualization.series", at, "between 1 and %d items allowed", limit("data_visualization.series"))
	}
	seen := map[any]bool{}
	for i, x := range list {
		name := obj(x)["name"]
		if name == nil {
			name = obj(x)["label"]
		}
		p := at + "/" + strconv.Itoa(i)
		c.str(p, name, "data_visualization.label")
		if t, ok := name.(string); ok && seen[t] {
			c.fail("data_visualization.unique", p, "names must be unique")
		}
		if _, ok := name.(string); ok {
			seen[name] = true
		}
	}
}

// checkButton: there are three styles.
func checkButton(c *checker, at string, m map[string]any) {
	if st := m["style"]; st != nil && st != "primary" && st != "danger" && st != "" {
		c.fail("button.style", at+"/style", "must be a valid enum value")
	}
}

// checkStatic: a select has options or groups of them, not both and not neither.
//
// An initial option must be among the options to the letter, which is easily broken by a text that was shortened in one
// place only. Here the value decides.
func checkStatic(c *checker, at string, m map[string]any) {
	if (m["options"] == nil) == (m["option_groups"] == nil) {
		c.fail("select.options", at, "must provide exactly one of options, option_groups")
	}
	if first := obj(m["initial_option"]); first != nil && findOption(m, first["value"]) == nil {
		c.fail("select.initial_option", at+"/initial_option", "must be one of the options")
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
