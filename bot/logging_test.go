package bot

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestErrorsAreLoggedClean reads this package: each error that goes into the log is cleaned of tokens and addresses on
// its way, and what is logged beside it is no text of anybody's. Which words do get there whatever happens,
// TestNothingSecretIsLoggedWhateverBreaks in cmd/pacer finds out; this finds the place where one would.
func TestErrorsAreLoggedClean(t *testing.T) {
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	calls := 0
	for _, file := range files {
		if name := file.Name(); strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			calls += logCalls(t, name)
		}
	}
	if calls < 20 {
		t.Errorf("only %d calls were found", calls)
	}
}

// logCalls looks at the calls of a logger in one file.
func logCalls(t *testing.T, name string) (calls int) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		level, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || !slices.Contains([]string{"Debug", "Info", "Warn", "Error"}, level.Sel.Name) || len(call.Args) == 0 {
			return true
		}
		if logger, ok := level.X.(*ast.SelectorExpr); !ok || logger.Sel.Name != "log" {
			return true
		}
		calls++
		at := fset.Position(call.Pos())
		if m, ok := call.Args[0].(*ast.BasicLit); !ok || m.Kind != token.STRING {
			t.Errorf("%s: the message is made up as it goes", at)
		}
		for i := 1; i+1 < len(call.Args); i += 2 {
			loggedPair(t, at, call.Args[i], call.Args[i+1])
		}
		return true
	})
	return calls
}

// loggedPair looks at one key and its value.
func loggedPair(t *testing.T, at token.Position, key, value ast.Expr) {
	literal, ok := key.(*ast.BasicLit)
	if !ok {
		t.Errorf("%s: a key that is made up as it goes", at)
		return
	}
	name, _ := strconv.Unquote(literal.Value)
	through := ""
	if call, ok := value.(*ast.CallExpr); ok {
		if f, ok := call.Fun.(*ast.SelectorExpr); ok {
			through = f.Sel.Name
		}
	}
	if cleaned := through == "clean" || through == "unquoted"; (name == "error" || name == "panic") && !cleaned {
		t.Errorf("%s: %q is logged as it is", at, name)
	}
	if field, ok := value.(*ast.SelectorExpr); ok {
		switch field.Sel.Name {
		case "Text", "Value", "Note", "Hurdle", "Help", "Blocks", "ResponseURL", "TriggerID", "BotToken", "AppToken", "PrivateMetadata":
			t.Errorf("%s: %q is somebody's text or a secret", at, name)
		}
	}
}
