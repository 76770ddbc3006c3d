package coach

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

// show writes a request as a line: "2026-11-20: 5 conversations, -2 meetings # Acme".
func show(r LogRequest) string {
	switch {
	case r.Empty:
		return "empty"
	case r.Undo:
		return "undo"
	}
	var items []string
	for _, item := range r.Items {
		items = append(items, item.KPI.Amount(item.Count))
	}
	s := r.Day.String() + ": " + strings.Join(items, ", ")
	if r.Note != "" {
		s += " # " + r.Note
	}
	return s
}

// Today is Friday 20 November 2026 in all of them.
func TestParseLog(t *testing.T) {
	tests := []struct{ line, want string }{
		// The ways in which people write the same thing.
		{"5 conversations", "2026-11-20: 5 conversations"},
		{"conversations 5", "2026-11-20: 5 conversations"},
		{"  5   CONVERSATIONS. ", "2026-11-20: 5 conversations"},
		{"5 conversation", "2026-11-20: 5 conversations"},
		{"1 conversations", "2026-11-20: 1 conversation"},
		{"5 convos", "2026-11-20: 5 conversations"},
		{"5 calls", "2026-11-20: 5 conversations"},
		{"5 conv", "2026-11-20: 5 conversations"},
		{"5c", "2026-11-20: 5 conversations"},
		{"5conversations", "2026-11-20: 5 conversations"},
		{"conversations=5", "2026-11-20: 5 conversations"},
		{"conversations: 5", "2026-11-20: 5 conversations"},
		{"+5 conversations", "2026-11-20: 5 conversations"},
		{"5 more conversations", "2026-11-20: 5 conversations"},
		{"3x meetings", "2026-11-20: 3 meetings"},
		{"five conversations", "2026-11-20: 5 conversations"},
		{"TWELVE conversations", "2026-11-20: 12 conversations"},
		{"a meeting", "2026-11-20: 1 meeting"},
		{"I had 3 meetings", "2026-11-20: 3 meetings"},
		{"1,200 calls", "2026-11-20: 1,200 conversations"},
		{"1.2k calls", "2026-11-20: 1,200 conversations"},
		{"2.0 calls", "2026-11-20: 2 conversations"},
		{"10000 calls", "2026-11-20: 10,000 conversations"},
		{"007 calls", "2026-11-20: 7 conversations"},
		// "5m" is five million of something; with nothing else it is five of what begins with m. Here that is
		// meetings and the meet and greet, so a letter more is needed.
		{"5me", `"me" could be meetings or follow-ups`},

		// Names of several words, with hyphens or digits.
		{"2 follow-ups", "2026-11-20: 2 follow-ups"},
		{"2 follow ups", "2026-11-20: 2 follow-ups"},
		{"2 Followup", "2026-11-20: 2 follow-ups"},
		{"2 second meetings", "2026-11-20: 2 follow-ups"},
		{"meet and greet 2 and 1 meeting", "2026-11-20: 2 follow-ups, 1 meeting"},
		{"3 1on1s", "2026-11-20: 3 follow-ups"},
		{"1on1 3", "2026-11-20: 3 follow-ups"},

		// Several KPIs.
		{"5 conversations 2 meetings", "2026-11-20: 5 conversations, 2 meetings"},
		{"5 conversations, 2 meetings", "2026-11-20: 5 conversations, 2 meetings"},
		{"5 conversations and 2 meetings", "2026-11-20: 5 conversations, 2 meetings"},
		{"5 conversations, and 2 meetings", "2026-11-20: 5 conversations, 2 meetings"},
		{"5 conversations & 2 meetings", "2026-11-20: 5 conversations, 2 meetings"},
		{"5 conversations + 2 meetings", "2026-11-20: 5 conversations, 2 meetings"},
		{"5 conversations\n2 meetings", "2026-11-20: 5 conversations, 2 meetings"},
		{"conversations 5, meetings 2", "2026-11-20: 5 conversations, 2 meetings"},
		{"conversations 5,2 meetings", "2026-11-20: 5 conversations, 2 meetings"},
		{"conversations 5 2 meetings", "2026-11-20: 5 conversations, 2 meetings"},
		{"5 conversations meetings 2", "2026-11-20: 5 conversations, 2 meetings"},
		{"5 calls, 2 meetings and 3 convos", "2026-11-20: 8 conversations, 2 meetings"},

		// Days. On a Friday, "Friday" is a week ago: nobody calls today by its name.
		{"3 meetings today", "2026-11-20: 3 meetings"},
		{"3 meetings yesterday", "2026-11-19: 3 meetings"},
		{"yesterday 3 meetings", "2026-11-19: 3 meetings"},
		{"meetings yesterday 3", "2026-11-19: 3 meetings"},
		{"3 meetings on Thursday", "2026-11-19: 3 meetings"},
		{"3 meetings mon", "2026-11-16: 3 meetings"},
		{"3 meetings last friday", "2026-11-13: 3 meetings"},
		{"3 meetings friday", "2026-11-13: 3 meetings"},
		{"3 meetings 2026-11-18", "2026-11-18: 3 meetings"},
		{"2026-11-18: 3 meetings", "2026-11-18: 3 meetings"},
		{"3 meetings 18 Nov", "2026-11-18: 3 meetings"},
		{"3 meetings Nov 18", "2026-11-18: 3 meetings"},
		{"3 meetings on the 18th of November", "2026-11-18: 3 meetings"},
		{"3 meetings Nov 18, 2026", "2026-11-18: 3 meetings"},
		{"3 meetings 18 nov 2026", "2026-11-18: 3 meetings"},
		{"18 Nov 20 meetings", "2026-11-18: 20 meetings"},
		{"18 Nov 2026 meetings", "2026-11-18: 2,026 meetings"},
		{"nov 18 3 meetings", "2026-11-18: 3 meetings"},
		{"3 meetings, 2 calls, yesterday", "2026-11-19: 3 meetings, 2 conversations"},

		// Corrections, undo, notes, nothing.
		{"-2 meetings", "2026-11-20: -2 meetings"},
		{"meetings -2", "2026-11-20: -2 meetings"},
		{"−2 meetings", "2026-11-20: -2 meetings"},
		{"minus two meetings", "2026-11-20: -2 meetings"},
		{"-two meetings", "2026-11-20: -2 meetings"},
		{"undo", "undo"},
		{" Undo! ", "undo"},
		{"2 meetings # Acme & Globex", "2026-11-20: 2 meetings # Acme & Globex"},
		{"2 meetings #Acme, room #2", "2026-11-20: 2 meetings # Acme, room #2"},
		{"2 meetings #", "2026-11-20: 2 meetings"},
		{"", "empty"},
		{" \t\n", "empty"},

		// Money.
		{"revenue 12500", "2026-11-20: €12,500"},
		{"€12.5k revenue", "2026-11-20: €12,500"},
		{"revenue €12,500.50", "2026-11-20: €12,500.50"},
		{"revenue 12.500,50 €", "2026-11-20: €12,500.50"},
		{"revenue 12,5k", "2026-11-20: €12,500"},
		{"revenue 1.250m", "2026-11-20: €1,250,000"},
		{"12'500 revenue", "2026-11-20: €12,500"},
		{"500 EUR revenue", "2026-11-20: €500"},
		{"revenue EUR 500", "2026-11-20: €500"},
		{"revenue 500 eur and 2 deals", "2026-11-20: €500, 2 deals"},
		{"revenue -€500", "2026-11-20: -€500"},
		{"revenue €-500", "2026-11-20: -€500"},
		{"rev 0.01", "2026-11-20: €0.01"},
		{"revenue 1000m", "2026-11-20: €1,000,000,000"},

		// Refusals name the part, and what to do.
		{"5 meatings", `"meatings" Did you mean meetings?`},
		{"5 discovery calls", `"discovery calls" Did you mean conversations?`},
		{"5 xyzzy", `"xyzzy" You can log conversations, meetings, follow-ups, deals and revenue`},
		{"5 conversations 2 meatings yesterday", `"meatings" Nothing was logged.`},
		{"5 m", `"m" could be meetings or follow-ups`},
		{"5", `"5" not of what`},
		{"5 and 3 meetings", `"5" not of what`},
		{"5 3 meetings", `"5" not of what`},
		{"meetings", `"meetings" How many meetings?`},
		{"meetings calls 3", `"meetings" How many meetings?`},
		{"yesterday", `"" no number`},
		{"# Acme", `"" no number`},
		{"0 meetings", `"0" would change nothing`},
		{"zero meetings", `"zero" would change nothing`},
		{"2 meetings, -2 meetings", `"" would change nothing`},
		{"10001 calls", `"10001" at most 10,000 conversations`},
		{"6000 calls, 6000 calls", `"" at most 10,000 conversations`},
		{"-10001 calls", `"-10001" at most 10,000 conversations`},
		{"99999999999999999999999999 calls", `"99999999999999999999999999" at most 10,000`},
		{"revenue 1000000001", `"1000000001" at most €1,000,000,000`},
		{"2.5 meetings", `"2.5" whole number`},
		{"1.500 calls", `"1.500" without separators`},
		{"1,20,000 calls", `"1" not of what`},
		{"revenue 0.001", `"0.001" Please round it`},
		{"revenue $500", `"$500" is kept in EUR`},
		{"revenue 500 USD", `"500 USD" is kept in EUR`},
		{"€5 meetings", `"€5" leave out €`},
		{"3 meetings tomorrow", `"" Sat 21 Nov 2026 is still ahead`},
		{"3 meetings 20 Dec", `"" Sun 20 Dec 2026 is still ahead`},
		{"3 meetings 2026-10-19", `"" earliest day you can log for is Tue 20 Oct 2026`},
		{"3 meetings 31 Nov", `"31 Nov" There is no day`},
		{"3 meetings 2026-02-30", `"2026-02-30" There is no day`},
		{"3 meetings 20/11", `"20/11" Write a date as`},
		{"3 meetings monday and tuesday", `"tuesday" one day`},
		{"meetings 3 Nov 20", `"3 Nov 20" which number`},
		{"undo 3", `"undo 3" stands alone`},
		{"2 meetings with Acme", `"with Acme" A note goes behind a #.`},
	}
	for _, tt := range tests {
		got, err := ParseLog(tt.line, west().KPIs, day(t, "2026-11-20"))
		if err == nil {
			if s := show(got); s != tt.want {
				t.Errorf("%q means %q, want %q", tt.line, s, tt.want)
			}
			continue
		}
		bad, ok := errors.AsType[*LogError](err)
		if !ok {
			t.Fatalf("%q: error is a %T", tt.line, err)
		}
		var part, says string
		if n, _ := fmt.Sscanf(tt.want, "%q", &part); n == 1 {
			_, says, _ = strings.Cut(tt.want, `" `)
		}
		if bad.Part != part || says == "" || !strings.Contains(bad.Text, says) {
			t.Errorf("%q is refused for %q: %s\nwant %s", tt.line, bad.Part, bad.Text, tt.want)
		}
	}
}

func TestLogErrorOffersTheLineMended(t *testing.T) {
	tests := []struct{ line, want string }{
		{"5 meatings yesterday", "5 meetings yesterday"},
		{"5 conversations, 2 meatings # 100% Acme", "5 conversations, 2 meetings # 100% Acme"},
		{"meatings 3, 2 deals", "meetings 3, 2 deals"},
		{"5 discvery calls", "5 conversations"},
		{"5 me", "5 meetings"},
		{"5 mettings 50%s", "5 meetings 50%s"},
		{"revenu3 500", "revenue 500"},
		{"5 xyzzy", ""},
	}
	for _, tt := range tests {
		_, err := ParseLog(tt.line, west().KPIs, day(t, "2026-11-20"))
		bad, ok := errors.AsType[*LogError](err)
		if !ok {
			t.Errorf("%q is understood", tt.line)
			continue
		}
		if (len(bad.Nearest) > 0) != (tt.want != "") {
			t.Errorf("%q: nearest are %v", tt.line, plurals(bad.Nearest))
			continue
		}
		if tt.want == "" {
			continue
		}
		if got := bad.Mended(bad.Nearest[0]); got != tt.want {
			t.Errorf("%q is mended to %q, want %q", tt.line, got, tt.want)
		}
	}
}

// In January, December is last month; in December, January is ahead.
func TestParseLogPicksTheNearestYear(t *testing.T) {
	got, err := ParseLog("3 meetings 20 Dec", west().KPIs, day(t, "2027-01-10"))
	if err != nil || got.Day != day(t, "2026-12-20") {
		t.Errorf("20 Dec in January is %v, %v", got.Day, err)
	}
	got, err = ParseLog("3 meetings 29 Feb", west().KPIs, day(t, "2028-03-10"))
	if err != nil || got.Day != day(t, "2028-02-29") {
		t.Errorf("29 Feb in a leap year is %v, %v", got.Day, err)
	}
	if _, err = ParseLog("3 meetings 29 Feb", west().KPIs, day(t, "2027-03-10")); err == nil {
		t.Error("29 Feb exists in 2027")
	}
}

func TestParseLogIsBounded(t *testing.T) {
	long := "5 calls # " + strings.Repeat("ö", MaxLine-10)
	if _, err := ParseLog(long, west().KPIs, 20000); err != nil {
		t.Errorf("%d characters: %v", utf8.RuneCountInString(long), err)
	}
	if _, err := ParseLog(long+"ö", west().KPIs, 20000); err == nil || !strings.Contains(err.Error(), "longer than 3,000") {
		t.Errorf("one more: %v", err)
	}
	for _, hostile := range []string{
		strings.Repeat("a ", 1499), strings.Repeat("9", 2999), strings.Repeat("5 calls ", 370), strings.Repeat("-", 2999),
		strings.Repeat("meet and ", 330), strings.Repeat("€", 2999), strings.Repeat("5,", 1499), "\xff\xfe5 calls\x00",
	} {
		if _, err := ParseLog(hostile, west().KPIs, 20000); err != nil && len(err.Error()) > 700 {
			t.Errorf("the answer to %.20q… is %d bytes long", hostile, len(err.Error()))
		}
	}
}

func TestParseLogWithoutKPIs(t *testing.T) {
	_, err := ParseLog("5 calls", nil, 20000)
	if err == nil || !strings.Contains(err.Error(), "no KPIs yet") {
		t.Errorf("got %v", err)
	}
}

func TestParseReply(t *testing.T) {
	tests := []struct{ text, want string }{
		{"5 conversations", "2026-11-20: 5 conversations"},
		{"done 3 meetings and 2 calls", "2026-11-20: 3 meetings, 2 conversations"},
		{"Had two meetings!", "2026-11-20: 2 meetings"},
		{"5 conv", "2026-11-20: 5 conversations"},
		{"3 meetings yesterday # Acme", "2026-11-19: 3 meetings # Acme"},
		{"-1 meeting", "2026-11-20: -1 meeting"},

		// People also just talk.
		{"", ""},
		{"thanks!", ""},
		{"5", ""},
		{"undo", ""},
		{"a meeting", ""},
		{"I have 2 meetings", ""},
		{"2 meetings?", ""},
		{"2 meetings with Acme", ""},
		{"2 meetings tomorrow", ""},
		{"5 c", ""},
		{"5 co", ""},
		{"2 me", ""},
		{"20000 calls", ""},
		{"see you in 5 minutes", ""},
		{"meetings are going well", ""},
	}
	for _, tt := range tests {
		got, ok := ParseReply(tt.text, west().KPIs, day(t, "2026-11-20"))
		if ok != (tt.want != "") || ok && show(got) != tt.want {
			t.Errorf("%q: %v %q, want %q", tt.text, ok, show(got), tt.want)
		}
	}
}

func TestCheckDay(t *testing.T) {
	const today = Day(20000)
	for _, tt := range []struct {
		day Day
		ok  bool
	}{{today, true}, {today - 31, true}, {today - 32, false}, {today + 1, false}} {
		if err := CheckDay(tt.day, today); (err == nil) != tt.ok {
			t.Errorf("%d days from today: %v", tt.day-today, err)
		}
	}
}

func FuzzParseLog(f *testing.F) {
	for _, line := range []string{
		"5 conversations, 2 meetings yesterday # Acme", "conversations 5 & €12.5k revenue", "-two 1on1s 20 Nov 2026", "undo",
		"1.500 calls", "5 meatings 100%", "meetings 3 nov 20", "revenue EUR 12'500,50", "meet and greet 2", "2026-02-30", "−5€k\x00",
	} {
		f.Add(line, int32(20777))
	}
	kpis := west().KPIs
	f.Fuzz(func(t *testing.T, line string, today int32) {
		d := Day(today % 100_000)
		got, err := ParseLog(line, kpis, d)
		if err != nil {
			checkLogError(t, line, err)
			return
		}
		checkLogRequest(t, got, d)
	})
}

func FuzzParseReply(f *testing.F) {
	for _, text := range []string{"5 conversations", "done 3 meetings and 2 calls", "thanks!", "a meeting", "2 me", "5?"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, ok := ParseReply(text, west().KPIs, 20777)
		if !ok {
			return
		}
		if len(got.Items) == 0 || got.Undo || got.Empty {
			t.Errorf("a reply became %q", show(got))
		}
		checkLogRequest(t, got, 20777)
		// Whatever a reply means, the command means too.
		if cmd, err := ParseLog(text, west().KPIs, 20777); err != nil || show(cmd) != show(got) {
			t.Errorf("as a command it is %q, %v; as a reply %q", show(cmd), err, show(got))
		}
	})
}

// checkLogRequest checks what must hold for anything that may be written to the ledger.
func checkLogRequest(t *testing.T, r LogRequest, today Day) {
	t.Helper()
	seen := map[string]bool{}
	for _, item := range r.Items {
		if err := CheckCount(item.KPI, item.Count); err != nil {
			t.Errorf("count %d: %v", item.Count, err)
		}
		if seen[item.KPI.ID] {
			t.Errorf("%s stands twice", item.KPI.Name)
		}
		seen[item.KPI.ID] = true
	}
	if err := CheckDay(r.Day, today); err != nil {
		t.Error(err)
	}
	if (len(r.Items) == 0) != (r.Undo || r.Empty) {
		t.Errorf("request %+v is neither a log nor anything else", r)
	}
	if !utf8.ValidString(r.Note) || utf8.RuneCountInString(r.Note) > MaxLine {
		t.Errorf("note %q", r.Note)
	}
}

// checkLogError checks what must hold for anything that is said back: it is a sentence, it fits a message, and
// a mended line is nearer to being understood.
func checkLogError(t *testing.T, line string, err error) {
	t.Helper()
	bad, ok := errors.AsType[*LogError](err)
	if !ok {
		t.Fatalf("error is a %T", err)
	}
	if !strings.HasSuffix(bad.Text, ".") || len(bad.Text) > 1500 || !utf8.ValidString(bad.Text) {
		t.Errorf("no sentence: %q", bad.Text)
	}
	if len(bad.Nearest) > maxNearest || (bad.Retry != "") != (len(bad.Nearest) > 0) {
		t.Errorf("%d nearest, retry %q", len(bad.Nearest), bad.Retry)
	}
	for _, k := range bad.Nearest {
		mended := bad.Mended(k)
		if strings.Contains(mended, "%!") && !strings.Contains(line, "%!") {
			t.Errorf("mended to %q", mended)
		}
		if mended == line {
			t.Errorf("mended to itself: %q", mended)
		}
	}
}

func BenchmarkParseLog(b *testing.B) {
	kpis := west().KPIs
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ParseLog("5 conversations and 2 meetings yesterday # Acme", kpis, 20777); err != nil {
			b.Fatal(err)
		}
	}
}
