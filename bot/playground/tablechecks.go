package playground

import (
	"slices"
	"strconv"
)

// checkTable: rows and columns, and one table a message.
//
// That there is one table at most in a message is checked at the end, as the error has another name.
//
// column_settings is a list of the shape's own, in which null leaves a column as it is.
func checkTable(c *checker, at string, m map[string]any) {
	c.tables++
	c.rows(at, m, "table", false)
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
	c.between(at, m, "page_size", 1, limit("data_table.page_size"), "data_table.page_size")
	if rows := items(m["rows"]); len(rows) > 0 {
		c.between(at, m, "row_header_column_index", 0, max(0, len(items(rows[0]))-1), "data_table.row_header")
	}
}

// rows checks the rows of a table of either kind.
//
// With equal, which data tables want, every row is as long as the header.
//
// A fault in one row does not keep the others from being looked at.
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
				continue // an empty cell of a plain table; a data table has to say something in each
			}
			c.cell(p+"/"+strconv.Itoa(j), obj(cell), i == 0 && equal, equal)
		}
	}
}

// cell checks one cell of a table.
//
// raw_number needs no text: the number is shown. A header has plain text alone in it; a button stands only in a data
// table, and where clients cannot show it its fallback is.
//
// Texts of cells count towards the sum of the message.
func (c *checker) cell(at string, m map[string]any, header, data bool) {
	switch kind := m["type"]; {
	case kind == "raw_text":
		c.known(at, m, "type", "text")
		// A blank would do: it is how apps leave a cell empty.
		if t, ok := m["text"].(string); !ok || t == "" {
			c.fail("cell.text", at+"/text", "must be more than 0 characters")
		}
	case kind == "raw_number" && !header:
		c.known(at, m, "type", "value", "text")
		if _, ok := m["value"].(float64); !ok {
			c.fail("type", at+"/value", "must provide a number")
		}
	case kind == "action_cell" && data && !header:
		c.known(at, m, "type", "element", "fallback")
		// Of the button only what is seen is looked at: where it leads to is told by the interaction, which Slack does not
		// document for cells yet.
		e := obj(m["element"])
		if e["type"] != "button" {
			c.fail("element.type", at+"/element/type", "unsupported type: %v", e["type"])
		}
		c.text(at+"/element/text", e["text"], field{is: plain, rule: "button.text"})
	case kind == "rich_text" && !(data && header):
		c.rich(at, m)
		return // counted there
	default:
		c.fail("cell.type", at+"/type", "unsupported type: %v", kind)
	}
	c.chars += richLength(m)
}

// checkChart: what a chart shows, within bounds.
//
// Workspaces got charts one after the other: where they are not there yet, the block is one that Slack does not know, and the
// whole message is refused. The published limits are six series and twenty points; some clients were seen to take more, and may not tomorrow.
func checkChart(c *checker, at string, m map[string]any) {
	c.charts++
	if c.noCharts {
		c.fail("data_visualization.rollout", at+"/type", "unsupported type: data_visualization")
		return
	}
	chart := obj(m["chart"])
	p := at + "/chart"
	switch chart["type"] {
	case "pie":
		c.known(p, chart, "type", "segments")
		c.series(p+"/segments", items(chart["segments"]), "label")
		for i, sg := range items(chart["segments"]) {
			q := p + "/segments/" + strconv.Itoa(i)
			c.known(q, obj(sg), "label", "value")
			// A part of a whole: nothing and less than nothing cannot be drawn.
			if n, ok := obj(sg)["value"].(float64); !ok || n <= 0 {
				c.fail("data_visualization.value", q+"/value", "must be a number greater than 0")
			}
		}
	case "bar", "line", "area":
		c.known(p, chart, "type", "series", "axis_config")
		cats := c.axis(p+"/axis_config", obj(chart["axis_config"]))
		c.series(p+"/series", items(chart["series"]), "name")
		for i, sr := range items(chart["series"]) {
			q := p + "/series/" + strconv.Itoa(i)
			c.known(q, obj(sr), "name", "data")
			c.points(q+"/data", items(obj(sr)["data"]), cats)
		}
	default:
		c.fail("data_visualization.type", p+"/type", "unsupported type: %v", chart["type"])
	}
}

// known refuses properties that nobody knows, in an object that has no row in the tables of shapes.
//
// Like fields it refuses them whatever they hold, null as well.
func (c *checker) known(at string, m map[string]any, names ...string) {
	for k := range m {
		if !slices.Contains(names, k) {
			c.fail("property", at, "invalid additional property: %s", k)
		}
	}
}

// axis checks what stands along the axes, and gives the categories.
//
// All charts but pies need them: they are the only order that the points have.
func (c *checker) axis(at string, axis map[string]any) []any {
	cats := items(axis["categories"])
	c.known(at, axis, "categories", "x_label", "y_label")
	if len(cats) == 0 {
		c.fail("data_visualization.categories", at, "missing required field: categories")
	}
	for i, name := range cats {
		c.str(at+"/categories/"+strconv.Itoa(i), name, "data_visualization.label")
	}
	for _, k := range []string{"x_label", "y_label"} {
		if v := axis[k]; v != nil {
			c.str(at+"/"+k, v, "data_visualization.axis")
		}
	}
	return cats
}

// points checks the points of one series: a number for each category. Numbers may be negative, unlike those of a pie.
//
// A series with a gap is refused, so an app has to send 0 for a day without a value, or leave the day out everywhere.
func (c *checker) points(at string, points, cats []any) {
	if n := len(points); n < 1 || n > limit("data_visualization.points") {
		c.fail("data_visualization.points", at, "between 1 and %d items allowed", limit("data_visualization.points"))
	}
	if len(points) != len(cats) {
		c.fail("data_visualization.categories", at, "must have one value for each category")
	}
	for i, point := range points {
		p := at + "/" + strconv.Itoa(i)
		c.known(p, obj(point), "label", "value")
		if _, ok := obj(point)["value"].(float64); !ok {
			c.fail("type", p+"/value", "must provide a number")
		}
		// By name, not by place: points may come in any order, and are drawn in that of the categories.
		if label, _ := obj(point)["label"].(string); !slices.Contains(cats, any(label)) {
			c.fail("data_visualization.categories", p+"/label", "must be one of the categories")
		}
	}
}

// series checks the number and the names of the parts of a chart.
//
// The segments of a pie have a label, the series of other charts a name; both are bound alike, and never twice the same.
func (c *checker) series(at string, list []any, key string) {
	if n := len(list); n < 1 || n > limit("data_visualization.series") {
		c.fail("data_visualization.series", at, "between 1 and %d items allowed", limit("data_visualization.series"))
	}
	seen := map[any]bool{}
	for i, x := range list {
		p := at + "/" + strconv.Itoa(i) + "/" + key
		name, _ := obj(x)[key].(string)
		c.str(p, obj(x)[key], "data_visualization.label")
		switch {
		case name == "":
			c.fail("data_visualization.label", p, "must be more than 0 characters")
		case seen[name]:
			c.fail("data_visualization.unique", p, "names must be unique")
		}
		seen[name] = true
	}
}
