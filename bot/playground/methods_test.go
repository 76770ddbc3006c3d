package playground

import (
	"cmp"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// methodsFolder holds Slack's own reference of methods, one JSON file each. It is no part of this repository.
const methodsFolder = "../../../shared/reference/slack-methods"

// A documented method is what Slack's reference says about one.
type documented struct {
	Tier  string                        `json:"rate_limits"` // t1 to t4; t5 is "special"
	Scope struct{ Bot []string }        `json:"scope"`
	JSON  bool                          `json:"json_input_supported"`
	Err   map[string]struct{ D string } `json:"errors"`
	Args  struct {
		Required   []string       `json:"required"`
		Properties map[string]any `json:"properties"`
	} `json:"args"`
}

// notPlayed are the documented methods that this Slack leaves out, and why.
var notPlayed = map[string]string{
	"apps.manifest.validate": "wants a configuration token of a person, which expires after 12 hours and which no app has; Slack's schema checks the manifest",
}

// notInFolder are methods that are played and whose reference is not in the folder, with what it rests on.
var notInFolder = map[string]string{
	"chat.scheduleMessage": "docs.slack.dev/reference/methods/chat.scheduleMessage",
}

// anyMethod are the errors that Slack may answer to every call, and those that a page on the subject documents where the
// page of the method does not.
var anyMethod = map[string]string{
	"not_authed":             "docs.slack.dev/reference/methods, errors of every method",
	"invalid_auth":           "docs.slack.dev/reference/methods, errors of every method",
	"not_allowed_token_type": "docs.slack.dev/reference/methods, errors of every method",
	"missing_scope":          "docs.slack.dev/reference/methods, errors of every method",
	"invalid_arguments":      "docs.slack.dev/reference/methods, errors of every method",
	"ratelimited":            "docs.slack.dev/apis/web-api/rate-limits: status 429",
	"internal_error":         "docs.slack.dev/reference/methods, errors of every method",
}

// alsoAnswered are errors of single methods that their page does not list, and where they were seen.
var alsoAnswered = map[string]map[string]string{
	"chat.postMessage": {
		"cannot_dm_bot":       "reported for messages to a bot's id",
		"msg_too_long":        "documented for chat.update and chat.postEphemeral; here for markdown_text alone",
		"invalid_attachments": "slack.md 3.1: a second table; documented for chat.update",
	},
	"chat.update": {
		"cannot_dm_bot":       "reported for a bot's id",
		"msg_blocks_too_long": "documented for chat.postMessage; the sum of blocks is the same",
	},
	"chat.delete":       {"cannot_dm_bot": "reported for a bot's id"},
	"chat.getPermalink": {"cannot_dm_bot": "reported for a bot's id"},
	"chat.postEphemeral": {
		"cannot_dm_bot":           "reported for a bot's id",
		"msg_blocks_too_long":     "documented for chat.postMessage; the sum of blocks is the same",
		"invalid_metadata_format": "documented for chat.postMessage; the argument is the same",
		"invalid_metadata_schema": "documented for chat.postMessage; the argument is the same",
		"metadata_too_large":      "documented for chat.postMessage; the argument is the same",
	},
	"conversations.history": {"invalid_limit": "documented for conversations.list and members"},
	"conversations.replies": {
		"invalid_limit":  "documented for conversations.list and members",
		"not_in_channel": "documented for conversations.history; reported for threads",
	},
	"conversations.open":  {"cannot_dm_bot": "reported for a bot's id"},
	"users.conversations": {"user_not_found": "documented for users.info; reported here"},
	"users.list":          {"invalid_limit": "documented for conversations.list"},
	"files.completeUploadExternal": { // what the walk finds beneath, and the method turns into names of its own
		"cannot_dm_bot":         "answered as channel_not_found or invalid_channel",
		"invalid_attachments":   "answered as invalid_blocks",
		"invalid_blocks_format": "answered as invalid_blocks",
		"msg_blocks_too_long":   "answered as invalid_blocks",
	},
	"reactions.add": {"not_in_channel": "documented for pins.add; a message that the app cannot read"},
	"reactions.remove": {
		"not_in_channel": "documented for pins.add; a message that the app cannot read",
		"is_archived":    "documented for reactions.add",
	},
	"views.publish": {"user_not_found": "reported for an id of nobody"},
}

// reference reads the folder; the test is skipped where there is none.
func reference(t *testing.T) map[string]documented {
	t.Helper()
	files, _ := filepath.Glob(filepath.Join(methodsFolder, "*.json"))
	if len(files) == 0 {
		t.Skipf("Slack's reference of methods is not in %s", methodsFolder)
	}
	out := map[string]documented{}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		var d documented
		if err := json.Unmarshal(text, &d); err != nil {
			t.Fatalf("%s: %v", f, err)
		}
		out[strings.TrimSuffix(filepath.Base(f), ".json")] = d
	}
	return out
}

// TestMethodsAreSlacks: each row of the table says what Slack's reference says, and no method is left out unawares.
func TestMethodsAreSlacks(t *testing.T) {
	docs, table := reference(t), methodTable()
	for name := range docs {
		if _, played := table[name]; played == (notPlayed[name] != "") {
			t.Errorf("%s is to be either played or left out with a reason", name)
		}
	}
	for name, m := range table {
		d, ok := docs[name]
		if !ok {
			if notInFolder[name] == "" {
				t.Errorf("%s is not in the reference", name)
			}
			continue
		}
		tier, _ := strconv.Atoi(strings.TrimPrefix(d.Tier, "t"))
		if tier%5 != m.tier { // 5 is "special", 0 here
			t.Errorf("%s: tier %d, documented %s", name, m.tier, d.Tier)
		}
		if m.form == d.JSON {
			t.Errorf("%s: reads JSON %v, documented %v", name, !m.form, d.JSON)
		}
		var scopes []string
		if m.scope != "" {
			scopes = anyOf(m.scope)
		}
		slices.Sort(scopes)
		if want := slices.Sorted(slices.Values(d.Scope.Bot)); !slices.Equal(scopes, want) {
			t.Errorf("%s: scopes %v, documented %v", name, scopes, want)
		}
		for a, p := range d.Args.Properties {
			want, special := map[any]kind{"boolean": boolean, "number": number, "integer": number, "array": anything}[obj(p)["type"]]
			if k, known := argumentKinds[a]; special && (!known || k != want) {
				t.Errorf("%s: %s is documented as %v", name, a, obj(p)["type"])
			}
		}
		for _, a := range m.need {
			if !slices.Contains(d.Args.Required, a) {
				t.Errorf("%s: %s is not required", name, a)
			}
		}
	}
}

// TestRequiredArguments: each method answers a call that lacks one with invalid_arguments, or with a name of its own.
func TestRequiredArguments(t *testing.T) {
	own := map[string]string{ // what is documented for a missing argument
		"dnd.teamInfo users":                "no_users_provided",
		"files.getUploadURLExternal length": "missing_argument",
		"reactions.add channel":             "no_item_specified",
		"reactions.add timestamp":           "no_item_specified",
	}
	w := newWorld(t, allScopes)
	given := map[string]string{"name": "tada", "channel": "C0WEST", "timestamp": "1.000100", "length": "1", "filename": "x.png", "view": formJSON}
	for name, d := range reference(t) {
		m := w.s.methods[name]
		if m == nil || m.app {
			continue
		}
		for _, lacks := range d.Args.Required {
			if lacks == "token" {
				continue
			}
			pairs := []string{}
			for _, a := range d.Args.Required {
				if a != lacks && a != "token" {
					pairs = append(pairs, a, cmp.Or(given[a], "x"))
				}
			}
			want := cmp.Or(own[name+" "+lacks], "invalid_arguments")
			out := w.call(name, pairs...)
			if out["error"] != want {
				t.Errorf("%s without %s: %v, want %s", name, lacks, out, want)
			}
			if want == "invalid_arguments" && !strings.Contains(fmt.Sprint(out["response_metadata"]), "missing required field: "+lacks) {
				t.Errorf("%s without %s does not say what is missing: %v", name, lacks, out)
			}
		}
	}
}

// allScopes is a manifest that may do everything that the table asks for.
func allScopes(cfg *Config) {
	var m map[string]any
	_ = json.Unmarshal(cfg.Manifest, &m)
	scopes := map[string]bool{"commands": true, "chat:write.public": true}
	for _, row := range methodTable() {
		if row.scope != "" {
			for _, sc := range anyOf(row.scope) {
				scopes[sc] = true
			}
		}
	}
	for _, sc := range items(obj(obj(m["oauth_config"])["scopes"])["bot"]) {
		scopes[sc.(string)] = true
	}
	m["oauth_config"] = map[string]any{"scopes": map[string]any{"bot": slices.Sorted(maps.Keys(scopes))}}
	cfg.Manifest = encode(m)
}

// TestErrorsAndArgumentsAreSlacks reads this package's own source: whatever error a method's code can answer, and
// whatever argument it reads, is one that Slack documents for that method.
func TestErrorsAndArgumentsAreSlacks(t *testing.T) {
	docs, src := reference(t), readSource(t)
	for name, row := range handlers(t, src) {
		d, ok := docs[name]
		if !ok {
			continue
		}
		used := src.reach(row)
		for _, e := range slices.Sorted(maps.Keys(used.errors)) {
			_, documented := d.Err[e]
			if !documented && anyMethod[e] == "" && alsoAnswered[name][e] == "" {
				t.Errorf("%s (%s) answers %s, which Slack does not document", name, row, e)
			}
			if documented && alsoAnswered[name][e] != "" {
				t.Errorf("%s: %s is documented, and need not be in the list", name, e)
			}
		}
		for e := range alsoAnswered[name] {
			if !used.errors[e] {
				t.Errorf("%s never answers %s", name, e)
			}
		}
		for _, a := range slices.Sorted(maps.Keys(used.args)) {
			if d.Args.Properties[a] == nil {
				t.Errorf("%s (%s) reads %s, which Slack does not document", name, row, a)
			}
		}
	}
}

// A source is the functions of this package by name, methods without their receiver.
type source map[string][]*ast.FuncDecl

// readSource parses the package without its tests.
func readSource(t *testing.T) source {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	src := source{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil && !ofPeople(fn) {
				src[fn.Name.Name] = append(src[fn.Name.Name], fn)
			}
		}
	}
	return src
}

// ofPeople reports whether a function is what a person does in a script. No call of the app leads there, though some of
// the names are the same.
func ofPeople(fn *ast.FuncDecl) bool {
	if fn.Recv == nil {
		return false
	}
	on := fn.Recv.List[0].Type
	if star, ok := on.(*ast.StarExpr); ok {
		on = star.X
	}
	name, _ := on.(*ast.Ident)
	return name != nil && (name.Name == "Script" || name.Name == "Actor")
}

// handlers finds which function does which method, in the source of methodTable.
func handlers(t *testing.T, src source) map[string]string {
	t.Helper()
	found := map[string]string{}
	ast.Inspect(src["methodTable"][0], func(n ast.Node) bool {
		lit, ok := n.(*ast.CompositeLit)
		if !ok {
			return true
		}
		var name, do string
		for _, e := range lit.Elts {
			kv, ok := e.(*ast.KeyValueExpr)
			if !ok {
				continue
			}
			switch key, _ := kv.Key.(*ast.Ident); {
			case key != nil && key.Name == "name":
				name = literal(kv.Value)
			case key != nil && key.Name == "do":
				do = kv.Value.(*ast.Ident).Name
			}
		}
		if name != "" {
			found[name] = do
		}
		return true
	})
	if len(found) != len(methodTable()) {
		t.Fatalf("%d of %d methods were found in the source", len(found), len(methodTable()))
	}
	return found
}

// uses are the errors that code may answer, and the arguments that it reads.
type uses struct{ errors, args map[string]bool }

// elsewhere are functions whose errors do not become the answer of the call that leads to them: they run later, or
// tell somebody else.
var elsewhere = []string{"background", "publish", "publishMessage", "publishView", "publishViews", "publishHome", "emit", "refused", "say", "sayEphemeral"}

// reach walks from a function through all that it calls. Functions are told apart by name alone, which finds rather
// too much than too little.
func (src source) reach(from string) uses {
	u := uses{errors: map[string]bool{}, args: map[string]bool{}}
	seen := map[string]bool{}
	var walk func(name string)
	walk = func(name string) {
		if seen[name] || slices.Contains(elsewhere, name) {
			return
		}
		seen[name] = true
		for _, fn := range src[name] {
			ast.Inspect(fn.Body, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.CallExpr:
					called := calledName(n.Fun)
					switch {
					case slices.Contains(elsewhere, called):
						return false
					case called == "refuse" || called == "refuseWith":
						u.errors[cmp.Or(literal(n.Args[0]), "something that is not a constant in "+name)] = true
					case called == "own": // finds a message, and takes the name of its error from the caller
						u.errors[literal(n.Args[1])] = true
						walk(called)
					case readsArgument(n):
						u.args[literal(n.Args[0])] = true
					default:
						walk(called)
					}
				case *ast.KeyValueExpr:
					if key, ok := n.Key.(*ast.Ident); ok && key.Name == "code" && literal(n.Value) != "" {
						u.errors[literal(n.Value)] = true
					}
				}
				return true
			})
		}
	}
	walk(from)
	delete(u.errors, "something that is not a constant in own")
	return u
}

// calledName is the name of what is called, without what it is called on.
func calledName(fun ast.Expr) string {
	switch f := fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	case *ast.IndexExpr:
		return calledName(f.X)
	}
	return ""
}

// readsArgument reports whether a call is args.str("…") or one of its kin.
func readsArgument(n *ast.CallExpr) bool {
	sel, ok := n.Fun.(*ast.SelectorExpr)
	if !ok || len(n.Args) == 0 || literal(n.Args[0]) == "" {
		return false
	}
	on, ok := sel.X.(*ast.SelectorExpr)
	return ok && on.Sel.Name == "args"
}

// literal is a string constant in the source; "" for anything else.
func literal(e ast.Expr) string {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return ""
	}
	s, _ := strconv.Unquote(lit.Value)
	return s
}
