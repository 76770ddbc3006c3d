package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The tests of this file hold what the house is built on: who may import whom, and a few habits that are easy to lose
// one exception at a time. All their names begin with TestLayers, so that .ci/run can run them first.

// module is our own module's path and a slash.
const module = "example.com/pacer/"

// A floor says what one package may import, tests aside.
type floor struct {
	ours      []string // packages of this module, without the module's path
	libraries []string // modules of others
	inTests   []string // packages of this module that only its tests may import
}

// house is the table of floors. A package that is not in it fails the test: decide first where it stands.
var house = map[string]floor{
	"cmd/pacer": {
		ours: []string{"bot", "bot/coach", "bot/coach/tz", "bot/playground", "failpoint", "scheduler", "store"},
		libraries: []string{
			"github.com/VictoriaMetrics/metrics", "github.com/goccy/go-yaml", "github.com/google/uuid",
			"github.com/kelseyhightower/envconfig", "github.com/spf13/cobra",
		},
	},
	"bot": {
		ours: []string{"bot/coach", "bot/coach/tz", "failpoint"},
		// gorilla/websocket comes with slack-go: the dialer of its Socket Mode client is one of gorilla's.
		libraries: []string{
			// Holidays are read from calendar files, their yearly rules too.
			"github.com/arran4/golang-ical", "github.com/teambition/rrule-go",
			"github.com/google/uuid", "github.com/gorilla/websocket", "github.com/slack-go/slack",
			// Pictures of charts.
			"github.com/go-analyze/charts",
		},
		// What slack-go makes of the small Slack can be seen nowhere else, as nobody else may import slack-go.
		inTests: []string{"bot/playground"},
	},
	"scheduler": {ours: []string{"bot/coach", "bot/coach/tz", "failpoint"}, libraries: []string{"github.com/robfig/cron/v3"}},
	"store": {
		ours:      []string{"bot/coach", "bot/coach/tz", "failpoint"},
		libraries: []string{"github.com/gofrs/flock", "github.com/google/uuid", "github.com/pressly/goose/v3", "modernc.org/sqlite"},
	},
	// An independent reading of Slack's protocol: nothing of ours, nothing of slack-go and its websocket.
	"bot/playground": {libraries: []string{"github.com/coder/websocket"}},
	"bot/coach":      {ours: []string{"bot/coach/tz"}},
	"bot/coach/tz":   {},
	"failpoint":      {},
}

// shared are the libraries that more than one package may import. Ids are made wherever rows are.
var shared = []string{"github.com/google/uuid"}

// forTests are the libraries that tests may import besides what their package may, and nobody else.
var forTests = []string{
	"github.com/google/go-cmp", "github.com/rogpeppe/go-internal", "pgregory.net/rapid",
	// Slack publishes the shape of a manifest as a JSON schema.
	"github.com/santhosh-tekuri/jsonschema/v6",
}

// impure are packages of the standard library that would let the pure centre reach outside of its arguments.
var impure = regexp.MustCompile(`^(context|crypto/rand|database|embed|io|log|math/rand|net|os|plugin|runtime|sync|syscall|unsafe)(/|$)`)

// listed is what go list tells of a package.
type listed struct {
	ImportPath                         string
	Imports, TestImports, XTestImports []string
}

// floorOf returns the package's name in the house.
func (p listed) floorOf() string { return strings.TrimPrefix(p.ImportPath, module) }

// root returns the top of the module.
func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// packages asks the go tool what imports what, on the platform of the test.
func packages(t *testing.T) []listed {
	t.Helper()
	list := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports,TestImports,XTestImports", "./...")
	list.Dir = root(t)
	var stderr bytes.Buffer
	list.Stderr = &stderr
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, &stderr)
	}
	var all []listed
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// covers tells whether one of the modules holds the imported package.
func covers(modules []string, imported string) bool {
	return slices.ContainsFunc(modules, func(m string) bool {
		return imported == m || strings.HasPrefix(imported, m+"/")
	})
}

// fault says what is wrong with an import on a floor; "" is nothing.
func (f floor) fault(imported string) string {
	first, _, _ := strings.Cut(imported, "/")
	ours, isOurs := strings.CutPrefix(imported, module)
	switch {
	case isOurs && !slices.Contains(f.ours, ours):
		return "is not a floor below"
	case !isOurs && strings.Contains(first, ".") && !covers(f.libraries, imported):
		return "is a library that belongs to another package"
	}
	return ""
}

func TestLayersImports(t *testing.T) {
	found := map[string]bool{}
	for _, p := range packages(t) {
		name := p.floorOf()
		allowed, ok := house[name]
		if !ok {
			t.Errorf("package %s has no floor in the table", name)
			continue
		}
		found[name] = true
		for _, imported := range p.Imports {
			if fault := allowed.fault(imported); fault != "" {
				t.Errorf("%s imports %s, which %s", name, imported, fault)
			}
			if imported == "database/sql" && name != "store" {
				t.Errorf("%s imports %s, which belongs to store", name, imported)
			}
			if name == "bot/coach" && impure.MatchString(imported) {
				t.Errorf("%s imports %s; it is a function of its arguments", name, imported)
			}
		}
		inTests := floor{ours: slices.Concat([]string{name}, allowed.ours, allowed.inTests), libraries: append(slices.Clone(forTests), allowed.libraries...)}
		for _, imported := range slices.Concat(p.TestImports, p.XTestImports) {
			if fault := inTests.fault(imported); fault != "" {
				t.Errorf("a test of %s imports %s, which %s", name, imported, fault)
			}
		}
	}
	for name := range house {
		if !found[name] {
			t.Errorf("the table has %s, which is no package", name)
		}
	}
}

// The table itself must keep to the rule that each library is imported by one package.
func TestLayersEachLibraryHasOneOwner(t *testing.T) {
	owner := map[string]string{}
	for name, f := range house {
		for _, library := range f.libraries {
			if other, taken := owner[library]; taken && !slices.Contains(shared, library) {
				t.Errorf("%s belongs to %s and to %s", library, other, name)
			}
			owner[library] = name
			if slices.Contains(forTests, library) {
				t.Errorf("%s is for tests, and %s may import it", library, name)
			}
		}
	}
}

func TestLayersFaults(t *testing.T) {
	tests := []struct {
		name, imported string
		refused        bool
	}{
		{"scheduler", "github.com/robfig/cron/v3", false},
		{"scheduler", "example.com/pacer/bot/coach", false},
		{"scheduler", "time", false},
		{"scheduler", "example.com/pacer/bot", true},
		{"scheduler", "example.com/pacer/store", true},
		{"store", "modernc.org/sqlite/lib", false},
		{"store", "modernc.org/sqlitex", true},
		{"bot", "github.com/robfig/cron/v3", true},
		{"bot/playground", "github.com/slack-go/slack", true},
		{"bot/playground", "example.com/pacer/bot/coach", true},
		{"bot/coach", "github.com/google/uuid", true},
	}
	for _, test := range tests {
		if got := house[test.name].fault(test.imported) != ""; got != test.refused {
			t.Errorf("%s importing %s: refused is %v", test.name, test.imported, got)
		}
	}
}

// TestLayersTopLevel holds the few entries of the top level. What .gitignore names may lie there too.
func TestLayersTopLevel(t *testing.T) {
	allowed := []string{"bot", "cmd", "Dockerfile", "failpoint", "go.mod", "go.sum", "LICENSE", "README.md", "scheduler", "store"}
	ignore, err := os.ReadFile(filepath.Join(root(t), ".gitignore"))
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(root(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		name := entry.Name()
		ignored := slices.ContainsFunc(strings.Fields(string(ignore)), func(pattern string) bool {
			matches, err := path.Match(strings.Trim(pattern, "/"), name)
			return err == nil && matches
		})
		if !strings.HasPrefix(name, ".") && !ignored && !slices.Contains(allowed, name) {
			t.Errorf("%s does not belong to the top level", name)
		}
	}
}

// A source is a parsed file that is not a test.
type source struct {
	path string // below the module's top, with slashes
	fset *token.FileSet
	file *ast.File
}

// at returns where a node stands.
func (s source) at(n ast.Node) string {
	return s.path + ":" + strconv.Itoa(s.fset.Position(n.Pos()).Line)
}

// lines returns how many lines lie between the first and the last line of a node.
func (s source) lines(n ast.Node) int {
	return s.fset.Position(n.End()).Line - s.fset.Position(n.Pos()).Line - 1
}

// sources parses all of our code, tests aside.
func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	top := root(t)
	err := filepath.WalkDir(top, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name != top && (strings.HasPrefix(entry.Name(), ".") || entry.Name() == "testdata"):
			return fs.SkipDir
		case entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		below, err := filepath.Rel(top, name)
		all = append(all, source{filepath.ToSlash(below), fset, file})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 20 {
		t.Fatalf("only %d files were found", len(all))
	}
	return all
}

func TestLayersSizes(t *testing.T) {
	const longestFile, longestFunction = 500, 60
	for _, s := range sources(t) {
		if n := s.fset.File(s.file.Pos()).LineCount(); n > longestFile {
			t.Errorf("%s has %d lines; want at most %d", s.path, n, longestFile)
		}
		for _, decl := range s.file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && s.lines(f) > longestFunction {
				t.Errorf("%s: %s has %d lines; want at most %d", s.at(f), f.Name.Name, s.lines(f), longestFunction)
			}
		}
	}
}

// TestLayersClock holds that time is an argument: only cmd asks the clock.
func TestLayersClock(t *testing.T) {
	for _, s := range sources(t) {
		if strings.HasPrefix(s.path, "cmd/") {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			selector, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := selector.X.(*ast.Ident); ok && x.Name == "time" && slices.Contains([]string{"Now", "Since", "Until"}, selector.Sel.Name) {
				t.Errorf("%s: time.%s asks the clock; use the Now that was given", s.at(n), selector.Sel.Name)
			}
			return true
		})
	}
}

// TestLayersNobodyIsAskedWhy holds the first rule of the product: Pacer asks how and what, never why.
func TestLayersNobodyIsAskedWhy(t *testing.T) {
	why := regexp.MustCompile(`(?i)\bwhy\b`)
	for _, s := range sources(t) {
		ast.Inspect(s.file, func(n ast.Node) bool {
			if text, ok := n.(*ast.BasicLit); ok && text.Kind == token.STRING && why.MatchString(text.Value) {
				t.Errorf("%s: %s", s.at(n), text.Value)
			}
			return true
		})
	}
}

func TestLayersPackageComments(t *testing.T) {
	comments := map[string][]string{} // :: package → the files that have one
	for _, s := range sources(t) {
		files := comments[path.Dir(s.path)]
		if s.file.Doc != nil {
			files = append(files, s.path)
		}
		comments[path.Dir(s.path)] = files
	}
	for dir, files := range comments {
		if len(files) != 1 {
			t.Errorf("package %s has %d package comments (%v); want one", dir, len(files), files)
		}
	}
}

// TestLayersEverythingIsDocumented holds that what a package exports says what it promises.
func TestLayersEverythingIsDocumented(t *testing.T) {
	for _, s := range sources(t) {
		for _, decl := range s.file.Decls {
			for _, name := range undocumented(decl) {
				t.Errorf("%s: %s has no doc comment", s.at(name), name.Name)
			}
		}
	}
}

// undocumented returns the exported names of a declaration that no comment stands at. A comment on a group of
// constants or variables stands for all of them, as does one at the end of the line.
func undocumented(decl ast.Decl) []*ast.Ident {
	var names []*ast.Ident
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if d.Doc == nil && exportedReceiver(d) {
			names = append(names, d.Name)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				if d.Doc == nil && spec.Doc == nil {
					names = append(names, spec.Name)
				}
				names = append(names, undocumentedMethods(spec)...)
			case *ast.ValueSpec:
				if d.Doc == nil && spec.Doc == nil && spec.Comment == nil {
					names = append(names, spec.Names...)
				}
			}
		}
	}
	return slices.DeleteFunc(names, func(name *ast.Ident) bool { return !name.IsExported() })
}

// undocumentedMethods returns the methods of an exported interface that no comment stands at.
func undocumentedMethods(spec *ast.TypeSpec) []*ast.Ident {
	face, ok := spec.Type.(*ast.InterfaceType)
	if !ok || !spec.Name.IsExported() {
		return nil
	}
	var names []*ast.Ident
	for _, method := range face.Methods.List {
		// A single method is what the comment of its interface is about.
		if method.Doc == nil && method.Comment == nil && len(face.Methods.List) > 1 {
			names = append(names, method.Names...)
		}
	}
	return names
}

// exportedReceiver tells whether a function is seen outside: it is no method, or the method of an exported type.
// Error, String and their like are promised by the interfaces that they fit.
func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	if slices.Contains([]string{"Error", "String", "Unwrap", "GoString", "LogValue", "MarshalText", "MarshalJSON"}, d.Name.Name) {
		return false
	}
	receiver := d.Recv.List[0].Type
	if pointer, ok := receiver.(*ast.StarExpr); ok {
		receiver = pointer.X
	}
	if generic, ok := receiver.(*ast.IndexExpr); ok {
		receiver = generic.X
	}
	name, ok := receiver.(*ast.Ident)
	return ok && name.IsExported()
}
