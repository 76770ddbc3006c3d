package bot

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/slack-go/slack"
)

func FuzzEscape(f *testing.F) {
	for _, seed := range []string{"", "Ann & Bob", "<!channel>", "<@U0ANN|ann>", "&lt;!here&gt;", "a\x00b", "\r\n", "</>&amp;", "\u2028", "5 < 6 && 7 > 6", "\xff<", "```", "````a", "`a`", "*a*", "_a_ ~b~", "* a*", "a* *", "2*3", "＊a＊", "> a", "*\u200ba*", "é*a*"} {
		f.Add(seed, 10)
	}
	f.Fuzz(func(t *testing.T, text string, limit int) {
		safe := escape(text)
		if strings.ContainsAny(safe, "<>\x00`｀") || strings.HasPrefix(safe, "&gt;") || strings.Contains(safe, "\n&gt;") {
			t.Fatalf("escape(%q) = %q", text, safe)
		}
		// Between Pacer's own marks and beside them: no mark of the text begins or ends anything.
		for _, around := range []string{safe, "*" + safe + "*", "_" + safe + "_ ", ">" + safe} {
			if mark := styled(around, safe); mark != "" {
				t.Fatalf("escape(%q) = %q styles %q", text, safe, mark)
			}
		}
		rest := strings.NewReplacer("&amp;", "", "&lt;", "", "&gt;", "").Replace(safe)
		if strings.Contains(rest, "&") {
			t.Fatalf("escape(%q) = %q leaves a bare ampersand", text, safe)
		}
		if utf8.ValidString(text) && !strings.ContainsAny(text, "\x00\r\u2028\u2029") && readOut(unescape(safe)) != readOut(text) {
			t.Fatalf("escape(%q) reads %q", text, readOut(unescape(safe)))
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

// styled returns what Slack would take for a mark of style in a message, "" when there is none but those of ours that
// stand around the text. A mark begins something after the border of a word and before no space, and ends something after
// no space and before the border of a word.
func styled(message, text string) string {
	inside := []rune(text)
	offset := utf8.RuneCountInString(message[:strings.Index(message, text)])
	runes := []rune(message)
	border := func(i int) bool { return i < 0 || i >= len(runes) || !inWord(runes[i]) }
	space := func(i int) bool { return i < 0 || i >= len(runes) || unicode.IsSpace(runes[i]) }
	for i := offset; i < offset+len(inside); i++ {
		if !strings.ContainsRune("*_~＊＿～", runes[i]) {
			continue
		}
		if border(i-1) && !space(i+1) || !space(i-1) && border(i+1) {
			return string(runes[max(0, i-5):min(len(runes), i+6)])
		}
	}
	return ""
}

// readOut is how a text reads: the look-alikes as what they look like, and without what has no width.
func readOut(text string) string {
	return strings.NewReplacer("∗", "*", "﹡", "*", "＊", "*", "ˍ", "_", "＿", "_", "∼", "~", "～", "~", "ˋ", "`", "｀", "`", "\u2060", "").Replace(text)
}

func TestPeoplesMarksAreCharacters(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"*bold* move", "∗bold∗ move"},
		{"_quiet_ and ~gone~", "ˍquietˍ and ∼gone∼"},
		{"`code`", "ˋcodeˋ"},
		{"```block```", "ˋˋˋblockˋˋˋ"},
		{"2 * 3 * 4, 2*3*4", "2 * 3 * 4, 2*3*4"},
		{"file_name_2.txt", "file_name_2.txt"},
		{"__init__", "ˍˍinitˍˍ"},
		{"café*noir*", "café∗noir∗"},
		{"(*a*)", "(∗a∗)"},
		{"a *b", "a ∗b"},
		{"> quoted\n> twice > thrice", "\u2060&gt; quoted\n\u2060&gt; twice &gt; thrice"},
		{"＊wide＊", "﹡wide﹡"},
		{"5 conversations", "5 conversations"},
		{":white_check_mark:", ":white_check_mark:"},
	} {
		if got := escape(test.text); got != test.want {
			t.Errorf("escape(%q) = %q, want %q", test.text, got, test.want)
		}
	}
	if got, want := quoteLine("/log *5* `calls`"), "`/log *5* 'calls'`"; got != want {
		t.Errorf("in code style %q, want %q", got, want)
	}
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
