package coach

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Today is Friday 20 November 2026.
func TestParseBoard(t *testing.T) {
	tests := []struct{ line, want string }{
		{"", "all: this week 2026-11-16..2026-11-22 week"},
		{"meetings", "meeting: this week 2026-11-16..2026-11-22 week"},
		{"meetings last week", "meeting: last week 2026-11-09..2026-11-15 week"},
		{"last week, calls", "conversation: last week 2026-11-09..2026-11-15 week"},
		{"MONTH", "all: this month 2026-11-01..2026-11-30 month"},
		{"this quarter deals", "deal: this quarter 2026-10-01..2026-12-31 quarter"},
		{"last month", "all: last month 2026-10-01..2026-10-31 month"},
		{"last quarter", "all: last quarter 2026-07-01..2026-09-30 quarter"},
		{"today", "all: today 2026-11-20..2026-11-20 day"},
		{"yesterday meetings", "meeting: yesterday 2026-11-19..2026-11-19 day"},
		{"monday", "all:  2026-11-16..2026-11-16 day"},
		{"meet last week", `"meet" Did you mean`},
		{"conv last week", "conversation: last week 2026-11-09..2026-11-15 week"},
		{"2026-11-01..2026-11-15", "all:  2026-11-01..2026-11-15 "},
		{"2026-11-01 … 2026-11-15", "all:  2026-11-01..2026-11-15 "},
		{"revenue from 1 Nov to 15 Nov", "revenue:  2026-11-01..2026-11-15 "},
		{"1 Nov..15 Nov", "all:  2026-11-01..2026-11-15 "},
		{"1 Nov - 15 Nov", "all:  2026-11-01..2026-11-15 "},
		{"2026-11-15..2026-11-01", "all:  2026-11-01..2026-11-15 "},
		{"15 Nov to 1 Nov", "all:  2026-11-01..2026-11-15 "},
		{"16 Nov to 27 Nov", "all:  2026-11-16..2026-11-27 "},
		{"20 Dec to 10 Jan", "all:  2025-12-20..2026-01-10 "}, // the newest, not the one to come
		{"1 Feb", "all:  2026-02-01..2026-02-01 day"},

		{"all meetings last week", "meeting: last week 2026-11-09..2026-11-15 week all"},
		{"month all", "all: this month 2026-11-01..2026-11-30 month all"},

		{"meatings", `"meatings" Did you mean meetings?`},
		{"sideways", `"sideways" The KPIs are conversations, meetings, follow-ups, deals and revenue.`},
		{"meetings calls", `"calls" one KPI`},
		{"last year", `"year" I don't know “year”.`},
		{"this year meetings", `"year" I don't know “year”.`},
		{"last", `"last" I don't know “last”.`},
		{"week month", `"month" one period`},
		{"week 2026-11-01", `"" names both`},
		{"1 Nov 2 Nov 3 Nov", `"3 Nov" one day, or a first and a last one`},
		{"tomorrow", `"" Sat 21 Nov 2026 is still ahead`},
		{"next week", `"" Next week is still ahead, and a board looks back. Without “next” it is the one that runs.`},
		{"meetings coming month", `"" goal 100 meetings next month.`},
		{"week next week", `"next week" one period`},
		{"next", `"next" I don't know “next”.`},
		{"2026-12-01..2026-12-05", `"" Tue 1 Dec 2026 is still ahead`},
		{"2020-01-01..2026-01-01", `"" a year at most`},
		{"2026-02-30", `"2026-02-30" no day`},
	}
	for _, tt := range tests {
		got, err := ParseBoard(tt.line, west(), day(t, "2026-11-20"))
		if err != nil {
			bad, ok := errors.AsType[*LogError](err)
			part, says, _ := strings.Cut(strings.TrimPrefix(tt.want, `"`), `" `)
			if !ok || bad.Part != part || !strings.Contains(bad.Text, says) {
				t.Errorf("%q is refused: %q %v\nwant %s", tt.line, bad.Part, err, tt.want)
			}
			continue
		}
		if s := showBoard(got); s != tt.want {
			t.Errorf("%q means %q, want %q", tt.line, s, tt.want)
		}
	}
}

func showBoard(r BoardRequest) string {
	kpi := "all"
	if r.KPI != nil {
		kpi = r.KPI.Name
	}
	said := kpi + ": " + r.Name + " " + r.Span.From.String() + ".." + r.Span.To.String() + " " + string(r.Per)
	if r.All {
		said += " all"
	}
	return said
}

func TestBoardModes(t *testing.T) {
	for _, r := range BoardRules {
		if mode, ok := ParseBoardMode(" " + strings.ToUpper(r.Word)); mode != r.Mode || !ok || mode.Rule() != r {
			t.Errorf("%q is read as %q, %v", r.Word, mode, ok)
		}
		if r.Mode.Ranks() != (r.Mode != BoardTeam && r.Mode != BoardOff) {
			t.Errorf("%q ranks: %v", r.Word, r.Mode.Ranks())
		}
	}
	if mode, ok := ParseBoardMode("reverse"); ok || mode != BoardPercent || BoardMode("reverse").Rule().Word != "percent" {
		t.Error("there is no reverse board")
	}
}

func TestParseBoardReadsBothEndsOfAnySpan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		today := anyDay().Draw(t, "today")
		to := today - Day(rapid.IntRange(0, 400).Draw(t, "ago"))
		from := to - Day(rapid.IntRange(0, 365).Draw(t, "days"))
		got, err := ParseBoard(from.String()+".."+to.String(), west(), today)
		if err != nil || got.Span != (Span{from, to}) {
			t.Fatalf("%s..%s is %+v, %v", from, to, got.Span, err)
		}
	})
}

func FuzzParseBoard(f *testing.F) {
	for _, s := range []string{"meetings last week", "2026-11-01..2026-11-15", "1 Nov to 15 Nov", "month", "29 Feb..1 Mar", "meatings %s", "last"} {
		f.Add(s, int32(20777))
	}
	team := west()
	f.Fuzz(func(t *testing.T, s string, n int32) {
		today := Day(n % 100_000)
		got, err := ParseBoard(s, team, today)
		if err != nil {
			checkLogError(t, s, err)
			return
		}
		if got.Span.Days() < 1 || got.Span.Days() > MaxBoardDays || got.Span.From > today || got.Name == "" && got.Per != "" && got.Per != Daily {
			t.Errorf("%q means %s", s, showBoard(got))
		}
	})
}
