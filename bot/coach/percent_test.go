package coach

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A per cent and its sign stand on one line, whatever it is.
func TestInPercent(t *testing.T) {
	for n, want := range map[int]string{0: "0\u00a0%", 24: "24\u00a0%", -3: "-3\u00a0%", 1200: "1200\u00a0%"} {
		if got := InPercent(n); got != want {
			t.Errorf("%d is %q", n, got)
		}
	}
	if got := (Rate{1, 3}).InPercent(); got != "33.3\u00a0%" {
		t.Errorf("a third is %q", got)
	}
}

// Nobody else writes one: no line of what people read puts the sign behind a number by itself.
func TestPercentIsWrittenInOnePlace(t *testing.T) {
	byHand := regexp.MustCompile(`"[^"]*(%[+sd\[\]1]* %%|\d %[ .,;:)"])`)
	for _, folder := range []string{".", ".."} {
		files, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil || len(files) < 20 {
			t.Fatalf("%d files in %s: %v", len(files), folder, err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(string(text)) {
				if code, _, _ := strings.Cut(line, "// "); byHand.MatchString(code) {
					t.Errorf("%s: %s", name, strings.TrimSpace(line))
				}
			}
		}
	}
}
