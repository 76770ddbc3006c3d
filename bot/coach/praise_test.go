package coach

import (
	"math/big"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestChoosePraise(t *testing.T) {
	const tuesday = "2026-11-17 11:30" // 5.18 of 20 conversations and 1.29 of 5 meetings are expected
	tests := []struct {
		about  string
		facts  func() NudgeFacts
		reason string
	}{
		{"a day's work ahead", func() NudgeFacts {
			return ann(t, tuesday, map[string]int64{"conversation": 10})
		}, "ahead by 4"},
		{"less than a day's work", func() NudgeFacts {
			return ann(t, tuesday, map[string]int64{"conversation": 9})
		}, PraiseNotYet},
		{"the larger share", func() NudgeFacts {
			return ann(t, tuesday, map[string]int64{"conversation": 10, "meeting": 4})
		}, "ahead by 2"},
		{"all of it, early", func() NudgeFacts {
			return ann(t, tuesday, map[string]int64{"conversation": 21})
		}, "ahead by 15"},
		{"all of it, on the last day", func() NudgeFacts {
			return ann(t, "2026-11-20 17:00", map[string]int64{"conversation": 20})
		}, PraiseNotYet},
		{"ahead in one, behind in another", func() NudgeFacts {
			return ann(t, tuesday, map[string]int64{"conversation": 12, "meeting": 0})
		}, PraiseNotYet},
		{"a result is no reason", func() NudgeFacts {
			return ann(t, tuesday, map[string]int64{"deal": 2})
		}, PraiseNotYet},
		{"muted", func() NudgeFacts {
			f := ann(t, tuesday, map[string]int64{"conversation": 12})
			f.Person.Muted = []string{"k1"}
			return f
		}, LeftInPeace},
		{"muted for one KPI, praised for another", func() NudgeFacts {
			f := ann(t, tuesday, map[string]int64{"conversation": 12, "meeting": 3})
			f.Person.Muted = []string{"k1"}
			return f
		}, "ahead by 1"},
		{"snoozed", func() NudgeFacts {
			f := ann(t, tuesday, map[string]int64{"conversation": 12})
			f.Person.SnoozedUntil = f.Now.Add(time.Minute)
			return f
		}, LeftInPeace},
		{"no nudges wanted", func() NudgeFacts {
			f := ann(t, tuesday, map[string]int64{"conversation": 12})
			f.Person.Settings.Nudges = NudgeOff
			return f
		}, LeftInPeace},
		{"quiet hours", func() NudgeFacts {
			f := ann(t, tuesday, map[string]int64{"conversation": 12})
			f.Person.Settings.Quiet = Hours{11 * 60, 12 * 60}
			return f
		}, LeftInPeace},
		{"away", func() NudgeFacts {
			f := ann(t, tuesday, map[string]int64{"conversation": 12})
			f.Calendar.Absences = []Absence{away(day(t, "2026-11-17"), day(t, "2026-11-17"))}
			return f
		}, NudgeAway},
		{"Saturday", func() NudgeFacts { return ann(t, "2026-11-21 11:30", map[string]int64{"conversation": 40}) }, NudgeDayOff},
	}
	for _, tt := range tests {
		got := ChoosePraise(tt.facts())
		if got.Reason != tt.reason || got.Say != strings.HasPrefix(tt.reason, "ahead") || got.Say != (got.Text != "") {
			t.Errorf("%s: %+v, want %q", tt.about, got, tt.reason)
		}
	}
}

// The words change from week to week, quote the numbers, and ask for no reason.
func TestPraiseVaries(t *testing.T) {
	for _, done := range []int64{12, 20} {
		p := ann(t, "2026-11-17 11:30", map[string]int64{"conversation": done}).Paces[0]
		seen := map[string]bool{}
		last := ""
		for week := range Day(12) {
			text := praiseText(p, "U0ANN", p.Span.From+7*week)
			if text == last {
				t.Errorf("twice in a row: %q", text)
			}
			seen[text], last = true, text
			for _, want := range []string{p.KPI.Number(p.Done), "20 conversations", "this week", "?"} {
				if !strings.Contains(text, want) {
					t.Errorf("%q does not say %q", text, want)
				}
			}
			if strings.ContainsAny(text, "{}") || strings.Contains(strings.ToLower(text), "why") {
				t.Errorf("said %q", text)
			}
		}
		if len(seen) < 4 {
			t.Errorf("only %d ways to say it", len(seen))
		}
	}
}

// Nobody is praised and nudged by the same facts, nor praised for less than a day's work.
func TestPraiseIsEarned(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyScene(t)
		p := s.pace()
		facts := NudgeFacts{Paces: []Pace{p}, Calendar: s.cal, Now: s.now, Zone: s.loc}
		got := ChoosePraise(facts)
		if got.Reason == "" || got.Say && ChooseNudge(facts).Say {
			t.Fatalf("praised and nudged: %+v", got)
		}
		if !got.Say {
			return
		}
		days := big.NewRat(1, 1).SetFrac(
			new(big.Int).Mul(big.NewInt(p.Lead), big.NewInt(int64(p.Load.All*p.TodayIs))),
			new(big.Int).Mul(big.NewInt(p.Target), big.NewInt(int64(2*p.Load.Today))))
		if p.Lead < s.kpi.Whole() || days.Cmp(big.NewRat(1, 1)) < 0 {
			t.Fatalf("%s days ahead: %s", days.FloatString(3), got.Text)
		}
	})
}
