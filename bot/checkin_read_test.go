package bot

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A quotation of any text is whole, marked in each line, and of lines that fit a block.
func TestQuotedIsWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Repeat(rapid.StringMatching(`[a-z&<é \n]{1,40}`).Draw(t, "text"), rapid.IntRange(1, 75).Draw(t, "times"))
		lines, more := quoted(text, maxTyped)
		if more {
			t.Fatal("it says that there is more")
		}
		var said strings.Builder
		for _, line := range lines {
			if !strings.HasPrefix(line, ">") || len(line) > quotedLine || strings.HasSuffix(line, "&am") {
				t.Fatalf("a line is %q", line)
			}
			said.WriteString(line[1:])
		}
		if want := strings.ReplaceAll(quoteBlock(text)[1:], "\n>", ""); said.String() != want {
			t.Fatalf("it says %q, want %q", said.String(), want)
		}
	})
}
