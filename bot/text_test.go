package bot

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/slack-go/slack"
)

func FuzzEscape(f *testing.F) {
	for _, seed := range []string{"", "Ann & Bob", "<!channel>", "<@U0ANN|ann>", "&lt;!here&gt;", "a\x00b", "\r\n", "</>&amp;", "\u2028", "5 < 6 && 7 > 6", "\xff<", "```", "````a", "`a`"} {
		f.Add(seed, 10)
	}
	f.Fuzz(func(t *testing.T, text string, limit int) {
		safe := escape(text)
		if strings.ContainsAny(safe, "<>\x00") || strings.Contains(safe, "```") {
			t.Fatalf("escape(%q) = %q", text, safe)
		}
		rest := strings.NewReplacer("&amp;", "", "&lt;", "", "&gt;", "").Replace(safe)
		if strings.Contains(rest, "&") {
			t.Fatalf("escape(%q) = %q leaves a bare ampersand", text, safe)
		}
		if utf8.ValidString(text) && !strings.ContainsAny(text, "\x00\r\u2028\u2029`") && unescape(safe) != text {
			t.Fatalf("unescape(escape(%q)) = %q", text, unescape(safe))
		}
		if limit < 1 || limit > 1000 {
			return
		}
		short := cut(safe, limit)
		if n := utf8.RuneCountInString(short); n > limit {
			t.Fatalf("cut(%q, %d) has %d characters", safe, limit, n)
		}
		rest = strings.NewReplacer("&amp;", "", "&lt;", "", "&gt;", "").Replace(short)
		if strings.ContainsAny(rest, "&<>") {
			t.Fatalf("cut(%q, %d) = %q is half an entity", safe, limit, short)
		}
	})
}

func TestCut(t *testing.T) {
	for _, test := range []struct {
		text  string
		limit int
		want  string
	}{
		{"short", 5, "short"},
		{"longer", 5, "long…"},
		{"Ärger im Büro", 6, "Ärger…"},
		{"a &amp; b", 5, "a …"},
		{"see <@U0ANN> now", 8, "see …"},
		{"see <@U0ANN> now", 14, "see <@U0ANN> …"},
	} {
		if got := cut(test.text, test.limit); got != test.want {
			t.Errorf("cut(%q, %d) = %q, want %q", test.text, test.limit, got, test.want)
		}
	}
}

func TestABodyFitsOneMessage(t *testing.T) {
	var blocks []slack.Block
	for range 60 {
		blocks = append(blocks, section(strings.Repeat("x", 100)))
	}
	got := fit(body{Text: strings.Repeat("y", 5000), Blocks: blocks})
	if len(got.Blocks) != maxBlocks || utf8.RuneCountInString(got.Text) != maxText {
		t.Errorf("%d blocks and %d characters", len(got.Blocks), utf8.RuneCountInString(got.Text))
	}
	long := fit(body{Text: "t", Blocks: []slack.Block{section(strings.Repeat("x", 5000)), section(strings.Repeat("x", 5000)), section(strings.Repeat("x", 5000)), section(strings.Repeat("x", 5000))}})
	if len(long.Blocks) != 4 { // three of 3,000 and the line that says so
		t.Errorf("%d blocks", len(long.Blocks))
	}
}

func TestStoredBlocksAreSentAsTheyWereMade(t *testing.T) {
	say := body{Text: "t", Blocks: []slack.Block{section("a *b*"), actions(press("x", "Go", "v")), header("H"), fine("f")}}
	m := message("k", "C0WEST", say)
	again, err := json.Marshal(storedBlocks(m.Blocks))
	if err != nil || string(again) != m.Blocks {
		t.Errorf("%s, want %s (%v)", again, m.Blocks, err)
	}
	if got := storedBlocks("not json"); got != nil {
		t.Errorf("read %v out of nonsense", got)
	}
}

func TestPeoplesTextNeverCallsAnybody(t *testing.T) {
	for _, text := range []string{quoteLine("<!channel> `x`"), quoteBlock("<@U0ANN>\n<!here>"), escape("<https://evil.example|click>")} {
		if strings.Contains(text, "<") {
			t.Errorf("%q", text)
		}
	}
}
