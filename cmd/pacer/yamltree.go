package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// A tree reads a YAML document node by node and gathers every fault with its line, where decoding into a struct would
// stop at the first. Each reader answers a zero value after a fault, and reading goes on. It remembers what stood
// where, for the faults that are found when all is read: places are paths such as "kpis/2/name". It is the layer
// between the YAML library and the meaning of a team file.
type tree struct {
	faults []lineFault
	places map[string]ast.Node
	absent map[string]bool   // places that had to be there, and are missing: a fault already
	spoilt map[ast.Node]bool // nodes of which a fault was noted
}

// newTree makes one without faults.
func newTree() tree {
	return tree{places: map[string]ast.Node{}, absent: map[string]bool{}, spoilt: map[ast.Node]bool{}}
}

// A lineFault is one thing that is wrong in a file. Line is from 1, as editors count.
type lineFault struct {
	Line int
	Text string // what is wrong, and what is allowed
}

// A field is a key of a mapping and what reads its value.
// Read is called once for a key that is there, with a value of any kind; it notes a fault itself and answers none.
type field struct {
	Key      string
	Required bool
	Read     func(ast.Node)
}

// parse returns the root of a document, or nil after a fault. Anchors, aliases and tags are refused: a
// team file needs none, and with them a small file can stand for a giant one.
// A second document is refused rather than ignored: two teams in one file, of which one is quietly left out, would be
// missed on the first morning that it has no huddle.
func (t *tree) parse(data []byte) ast.Node {
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		// One fault alone: what the parser would find behind the first is mostly a consequence of it.
		t.syntax(err)
		return nil
	}
	// A file of comments alone has a document without a body.
	docs := slices.DeleteFunc(file.Docs, func(d *ast.DocumentNode) bool { return d.Body == nil })
	if len(docs) == 0 {
		t.faults = append(t.faults, lineFault{1, "the file is empty: it needs at least team, channel, timezone, managers, members and kpis."})
		return nil
	}
	if len(docs) > 1 {
		t.at(docs[1].Body, "a second document begins here: one file describes one team.")
	}
	return docs[0].Body
}

// syntax turns the parser's error into a fault. The hint names what goes wrong most: cron expressions begin with
// characters that mean something in YAML.
// The library's error has a picture of the file, of many lines; only its first sentence and the line are kept.
func (t *tree) syntax(err error) {
	const hint = `this is not YAML here (%s). Text that begins with * or @, or holds ": ", belongs in quotes.`
	line, message := 1, err.Error()
	if e, ok := errors.AsType[yaml.Error](err); ok {
		message = e.GetMessage()
		if tk := e.GetToken(); tk != nil && tk.Position != nil {
			line = tk.Position.Line
		}
	}
	t.faults = append(t.faults, lineFault{line, fmt.Sprintf(hint, message)})
}

// at notes a fault at the line of a node.
func (t *tree) at(n ast.Node, format string, args ...any) {
	t.faults = append(t.faults, lineFault{lineOf(n), fmt.Sprintf(format, args...)})
	t.spoilt[n] = true
}

// judged notes a fault that was found in what was read, at the line of its place or of the nearest thing around it. It
// says nothing where reading noted a fault: what was read is then not what stands there. The places are those of
// coach.TeamFault, with a slash between steps; "" is the file as a whole.
func (t *tree) judged(root ast.Node, place, text string) {
	n := root
	for at := place; at != ""; at = at[:max(0, strings.LastIndexByte(at, '/'))] {
		if t.absent[at] {
			return
		}
		if found, ok := t.places[at]; ok {
			n = found
			break
		}
	}
	if t.spoilt[n] && n != root {
		return
	}
	t.faults = append(t.faults, lineFault{lineOf(n), text})
}

// lineOf counts from 1; a node without a position is on the first line. That of the beginning, for what goes over
// several lines.
func lineOf(n ast.Node) int {
	if tk := n.GetToken(); tk != nil && tk.Position != nil {
		return tk.Position.Line
	}
	return 1
}

// sorted returns the faults in the order of the file. It sorts what is kept, and is called once, in the end.
func (t *tree) sorted() []lineFault {
	// Stable, so that faults of one line stay in the order in which it is read.
	slices.SortStableFunc(t.faults, func(a, b lineFault) int { return a.Line - b.Line })
	return t.faults
}

// mapping reads a mapping's values by the table of its fields. What names it for the reader of a fault. Unknown keys
// are faults, because "timezones:" that is ignored is a team in the wrong zone. The order of the keys in the file is
// the order in which they are read. A key that stands twice is refused by the parser already. Place is the mapping's own,
// with a slash at its end unless it is the root's, "".
func (t *tree) mapping(n ast.Node, place, what string, fields []field) {
	m, ok := n.(ast.MapNode)
	if !ok {
		t.at(n, "%s has to be a list of keys with values: %s.", what, keysOf(fields))
		return
	}
	seen := map[string]bool{}
	for iter := m.MapRange(); iter.Next(); {
		key := iter.Key().GetToken().Value
		i := slices.IndexFunc(fields, func(f field) bool { return f.Key == key })
		if i < 0 {
			t.at(iter.Key(), "%q is not known in %s: the keys are %s.", key, what, keysOf(fields))
			continue
		}
		seen[key] = true
		t.places[place+key] = iter.Value()
		fields[i].Read(iter.Value())
	}
	// After the keys that are there: what is missing has no line, so that the mapping's own is given.
	for _, f := range fields {
		if f.Required && !seen[f.Key] {
			t.at(n, "%s has no %s.", what, f.Key)
			t.absent[place+f.Key] = true
		}
	}
}

// keysOf lists the keys that a mapping may have, in the order of its table. It stands in the faults, so that whoever
// mistyped a key sees the right one.
func keysOf(fields []field) string {
	keys := make([]string, len(fields))
	for i, f := range fields {
		keys[i] = f.Key
	}
	return strings.Join(keys, ", ")
}

// list returns the items of a sequence, and notes their places.
// It returns nil for what is no list, after noting the fault, and an empty slice for "[]", which the callers judge.
func (t *tree) list(n ast.Node, place, what string) []ast.Node {
	s, ok := n.(*ast.SequenceNode)
	if !ok {
		t.at(n, "%s has to be a list: entries in [ ] with commas, or a line each after a dash.", what)
		return nil
	}
	for i, item := range s.Values {
		t.places[fmt.Sprintf("%s/%d", place, i)] = item
	}
	return s.Values
}

// text returns a scalar as it is written; numbers pass, for a name may look like one.
// It is trimmed. "2026" as a team's name is fine; true, a list or a mapping is not. Ok is false after a fault.
func (t *tree) text(n ast.Node, what string) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return strings.TrimSpace(n.Value), true
	case *ast.IntegerNode, *ast.FloatNode:
		return n.GetToken().Value, true
	case *ast.LiteralNode:
		return strings.TrimSpace(n.Value.Value), true
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode:
		t.at(n, "%s is an anchor, an alias or a tag (& * !): write the text itself, in quotes where it begins with one of these.", what)
	case *ast.NullNode:
		t.at(n, "%s is empty.", what)
	default:
		t.at(n, "%s has to be a text.", what)
	}
	return "", false
}

// number returns a whole number.
// YAML 1.2 takes 0x14 and 1_000 for numbers too; both are refused, as they are more likely to be slips.
func (t *tree) number(n ast.Node, what string) (int64, bool) {
	if i, ok := n.(*ast.IntegerNode); ok {
		if v, err := strconv.ParseInt(i.GetToken().Value, 10, 64); err == nil {
			return v, true
		}
	}
	t.at(n, "%s has to be a whole number without separators, such as 20.", what)
	return 0, false
}
