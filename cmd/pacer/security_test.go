package main

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// text is a file of the checkout.
func text(t *testing.T, path ...string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(append([]string{root(t)}, path...)...))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

var (
	testFunc  = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	testNamed = regexp.MustCompile("`((?:Test|Fuzz)\\w+)`")
)

// testsByName finds every test and fuzz target there is.
func testsByName(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	err := filepath.WalkDir(root(t), func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "testdata" || entry.Name() == ".git"):
			return fs.SkipDir
		case entry.IsDir() || !strings.HasSuffix(name, "_test.go"):
			return nil
		}
		source, err := os.ReadFile(name)
		for _, m := range testFunc.FindAllStringSubmatch(string(source), -1) {
			names[m[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// TestSecurityPageNamesTests holds the page to what it says: each row names the tests that show it, and they exist.
func TestSecurityPageNamesTests(t *testing.T) {
	page := text(t, ".github", "SECURITY.md")
	there := testsByName(t)
	rows := 0
	for line := range strings.Lines(page) {
		cells := strings.Split(strings.TrimSpace(line), "|")
		if len(cells) < 5 || strings.Contains(line, "---") || strings.Contains(line, "| concern |") {
			continue
		}
		rows++
		if !testNamed.MatchString(cells[3]) {
			t.Errorf("no test is named for %q", strings.TrimSpace(cells[1]))
		}
	}
	if rows < 15 {
		t.Errorf("the table has %d rows", rows)
	}
	for _, m := range testNamed.FindAllStringSubmatch(page, -1) {
		if !there[m[1]] {
			t.Errorf("SECURITY.md names %s, which there is not", m[1])
		}
	}
}

// TestContainerHasNoRights reads the Dockerfile and the line that the README gives to run the image.
func TestContainerHasNoRights(t *testing.T) {
	dockerfile := text(t, "Dockerfile")
	stages := regexp.MustCompile(`(?m)^FROM (\S+)`).FindAllStringSubmatch(dockerfile, -1)
	if last := stages[len(stages)-1][1]; !strings.Contains(last, "distroless/static") || !strings.HasSuffix(last, ":nonroot") {
		t.Errorf("the image is made from %s", last)
	}
	users := regexp.MustCompile(`(?m)^USER (\S+)`).FindAllStringSubmatch(dockerfile, -1)
	if len(users) == 0 || users[len(users)-1][1] != "nonroot" {
		t.Errorf("it runs as %v", users)
	}
	if strings.Contains(dockerfile, "EXPOSE") {
		t.Error("it opens a port")
	}
	if m := regexp.MustCompile(`(?im)^(ENV|ARG) .*TOKEN`).FindString(dockerfile); m != "" {
		t.Errorf("a token in the image: %s", m)
	}
	// What is asked is the same as /readyz, by the program itself: the image has no other.
	check := regexp.MustCompile(`(?m)^HEALTHCHECK .*CMD \["/pacer", "(\w+)"\]$`).FindStringSubmatch(dockerfile)
	if len(check) == 0 || !strings.Contains(dockerfile, "PACER_HTTP_ADDR=127.0.0.1:") {
		t.Error("whoever runs the image is not told how it is")
	} else if said, err := pacerCommand(t, []string{"PACER_HTTP_ADDR=127.0.0.1:1"}, check[1]); err == nil || !strings.Contains(said, "no answer from pacer serve") {
		t.Errorf("pacer %s where nobody is: %v\n%s", check[1], err, said)
	}
	readme := strings.ReplaceAll(text(t, "README.md"), "\\\n", " ")
	run := regexp.MustCompile(`(?m)^docker run -d .*$`).FindString(readme)
	for _, option := range []string{"--read-only", "--cap-drop ALL", "--security-opt no-new-privileges", "-v pacer:/data"} {
		if !strings.Contains(run, option) {
			t.Errorf("the README's line has no %s: %s", option, run)
		}
	}
	if strings.Contains(run, " -p ") {
		t.Errorf("the README's line publishes a port: %s", run)
	}
}

// TestImageHoldsTheCodeAndNothingElse holds .dockerignore to the folders of the packages: one that is missing breaks the
// build, which nobody sees without a container engine, and one too many takes along what is none of the image's.
func TestImageHoldsTheCodeAndNothingElse(t *testing.T) {
	want := map[string]bool{"go.mod": true, "go.sum": true}
	for name := range house {
		folder, _, _ := strings.Cut(name, "/")
		want[folder] = true
	}
	lines := strings.Split(text(t, ".dockerignore"), "\n")
	if !slices.Contains(lines, "*") {
		t.Error("it does not begin by leaving everything out")
	}
	got := map[string]bool{}
	for _, line := range lines {
		if let, ok := strings.CutPrefix(line, "!"); ok {
			got[let] = true
		}
	}
	if !maps.Equal(got, want) {
		t.Errorf("it lets through %v, want %v", slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)))
	}
	for _, never := range []string{"**/*.db", "**/*_test.go", "**/testdata"} {
		if !slices.Contains(lines, never) {
			t.Errorf("it does not leave out %s", never)
		}
	}
}
