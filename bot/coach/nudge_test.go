package coach

import (
	"math"
	"math/big"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// ann is what the choice depends on, on a day of the week that begins on Monday 16 November 2026.
func ann(t *testing.T, now string, done map[string]int64) NudgeFacts {
	facts := annFacts(t, now, done)
	return NudgeFacts{
		Person: facts.Person, Paces: facts.Paces, Calendar: CalendarOf(west(), Person{}), Now: at(t, now), Zone: london(t),
	}
}

func TestChooseNudge(t *testing.T) {
	tests := []struct {
		about  string
		facts  func() NudgeFacts
		reason string
		text   string // "" when nothing is said
	}{
		{"a gap that a few more close", func() NudgeFacts {
			return ann(t, "2026-11-17 11:30", map[string]int64{"conversation": 3})
		}, "behind by 2", "You are 2 conversations behind pace this week, at 3 of 20. Two more today puts you back on pace. How did the 3 so far come about?"},
		{"a gap of one, one done", func() NudgeFacts {
			return ann(t, "2026-11-18 15:00", map[string]int64{"meeting": 1})
		}, "behind by 1", "You are 1 meeting behind pace this week, at 1 of 5. One more today puts you back on pace. How did the one so far come about?"},
		{"a gap larger than a day's work is spread", func() NudgeFacts {
			return ann(t, "2026-11-18 17:00", map[string]int64{"conversation": 0})
		}, "behind by 11", "You are 11 conversations behind pace this week, at 0 of 20. Seven a day from today still gets you to 20 this week. What would make the first one easy?"},
		{"a gap of today", func() NudgeFacts {
			return ann(t, "2026-11-17 17:00", map[string]int64{"follow-up": 1})
		}, "behind by 2", "You are 2 follow-ups behind pace today, at 1 of 4. Two more today puts you back on pace. How did the one so far come about?"},
		{"the gap that is the larger share", func() NudgeFacts {
			return ann(t, "2026-11-18 15:00", map[string]int64{"conversation": 7, "meeting": 0})
		}, "behind by 2", "You are 2 meetings behind pace this week, at 0 of 5. Two more today puts you back on pace. What would make the first one easy?"},
		{"small targets can be closed on the last day", func() NudgeFacts {
			return ann(t, "2026-11-20 15:00", map[string]int64{"meeting": 3})
		}, "behind by 1", "You are 1 meeting behind pace this week, at 3 of 5. One more today puts you back on pace. How did the 3 so far come about?"},

		{"a day of nothing, on its first afternoon", func() NudgeFacts {
			return ann(t, "2026-11-16 15:00", map[string]int64{"conversation": 0})
		}, "behind by 2", "You are 2 conversations behind pace this week, at 0 of 20. Two more today puts you back on pace. What would make the first one easy?"},
		{"one behind on a Monday morning is no news", func() NudgeFacts {
			return ann(t, "2026-11-16 11:30", map[string]int64{"conversation": 0, "meeting": 0, "follow-up": 0})
		}, NudgeTooLittle, ""},
		{"one behind of twenty is less than half a day's work", func() NudgeFacts {
			return ann(t, "2026-11-17 11:30", map[string]int64{"conversation": 4})
		}, NudgeTooLittle, ""},
		{"one behind of five is a day's work", func() NudgeFacts {
			return ann(t, "2026-11-17 11:30", map[string]int64{"meeting": 0})
		}, "behind by 1", "You are 1 meeting behind pace this week, at 0 of 5. One more today puts you back on pace. What would make the first one easy?"},
		{"the first half day of an afternoon shift", func() NudgeFacts {
			f := ann(t, "2026-11-16 15:00", map[string]int64{"conversation": 0})
			f.Calendar.Week = [7]Part{time.Monday: Afternoon, time.Tuesday: WholeDay}
			f.Paces[0] = PaceOf(f.Paces[0].KPI, Target{60, Weekly}, 0, 0, f.Calendar, f.Now, f.Zone)
			f.Paces[0].Gap = 20 // as a plan could have it that asks more at the beginning
			return f
		}, NudgeTooLittle, ""},
		{"less than one whole unit", func() NudgeFacts {
			return ann(t, "2026-11-17 11:30", map[string]int64{"conversation": 5})
		}, "on pace", ""},
		{"ahead", func() NudgeFacts { return ann(t, "2026-11-17 11:30", map[string]int64{"conversation": 9}) }, "on pace", ""},
		{"a result cannot be nudged", func() NudgeFacts { return ann(t, "2026-11-27 11:30", map[string]int64{"deal": 0}) }, "on pace", ""},
		{"too much for what is left of the week", func() NudgeFacts {
			return ann(t, "2026-11-20 11:30", map[string]int64{"conversation": 11})
		}, NudgeTooMuch, ""},
		{"twice the usual day is not too much", func() NudgeFacts {
			return ann(t, "2026-11-20 11:30", map[string]int64{"conversation": 12})
		}, "behind by 5", "You are 5 conversations behind pace this week, at 12 of 20. Five more today puts you back on pace. How did the 12 so far come about?"},
		{"muted", func() NudgeFacts {
			f := ann(t, "2026-11-17 11:30", map[string]int64{"conversation": 0})
			f.Person.Muted = []string{"k1"}
			return f
		}, LeftInPeace, ""},
		{"muted for one KPI, nudged about another", func() NudgeFacts {
			f := ann(t, "2026-11-18 15:00", map[string]int64{"conversation": 7, "meeting": 0})
			f.Person.Muted = []string{"k2"}
			return f
		}, "behind by 3", "You are 3 conversations behind pace this week, at 7 of 20. Three more today puts you back on pace. How did the 7 so far come about?"},
		{"snoozed", func() NudgeFacts {
			f := ann(t, "2026-11-17 11:30", map[string]int64{"conversation": 0})
			f.Person.SnoozedUntil = f.Now.Add(time.Minute)
			return f
		}, LeftInPeace, ""},
		{"no nudges wanted", func() NudgeFacts {
			f := ann(t, "2026-11-17 11:30", map[string]int64{"conversation": 0})
			f.Person.Settings.Nudges = NudgeOff
			return f
		}, LeftInPeace, ""},
		{"quiet hours", func() NudgeFacts {
			f := ann(t, "2026-11-17 11:30", map[string]int64{"conversation": 0})
			f.Person.Settings.Quiet = Hours{11 * 60, 12 * 60}
			return f
		}, LeftInPeace, ""},
		{"snoozed, and away anyway", func() NudgeFacts {
			f := ann(t, "2026-11-17 11:30", map[string]int64{"conversation": 0})
			f.Person.SnoozedUntil = f.Now.Add(time.Minute)
			f.Calendar.Absences = []Absence{away(day(t, "2026-11-17"), day(t, "2026-11-17"))}
			return f
		}, "away", ""},
		{"the snooze is over", func() NudgeFacts {
			f := ann(t, "2026-11-17 11:30", map[string]int64{"meeting": 0})
			f.Person.SnoozedUntil = f.Now
			return f
		}, "behind by 1", "You are 1 meeting behind pace this week, at 0 of 5. One more today puts you back on pace. What would make the first one easy?"},
		{"Saturday", func() NudgeFacts { return ann(t, "2026-11-21 11:30", map[string]int64{"conversation": 18}) }, "not a working day", ""},
		{"away", func() NudgeFacts {
			f := ann(t, "2026-11-17 11:30", map[string]int64{"conversation": 0})
			f.Calendar.Absences = []Absence{away(day(t, "2026-11-17"), day(t, "2026-11-17"))}
			return f
		}, "away", ""},
		{"away this morning", func() NudgeFacts {
			f := ann(t, "2026-11-17 13:14", map[string]int64{"conversation": 0})
			f.Calendar.Absences = []Absence{{Span: Span{day(t, "2026-11-17"), day(t, "2026-11-17")}, Part: Morning, Source: SaidByManager}}
			return f
		}, "away", ""},
		{"back after a morning away", func() NudgeFacts {
			f := ann(t, "2026-11-17 13:15", map[string]int64{"conversation": 2})
			f.Calendar.Absences = []Absence{{Span: Span{day(t, "2026-11-17"), day(t, "2026-11-17")}, Part: Morning, Source: SaidByManager}}
			return f
		}, "behind by 4", "You are 4 conversations behind pace this week, at 2 of 20. Four more today puts you back on pace. How did the 2 so far come about?"},
		{"a part-timer's afternoon", func() NudgeFacts {
			f := ann(t, "2026-11-17 14:00", map[string]int64{"conversation": 0})
			f.Calendar.Week = [7]Part{time.Tuesday: Morning}
			return f
		}, "outside working hours", ""},
		{"before hours", func() NudgeFacts { return ann(t, "2026-11-17 08:59", map[string]int64{"conversation": 0}) }, "outside working hours", ""},
		{"after hours", func() NudgeFacts { return ann(t, "2026-11-17 17:30", map[string]int64{"conversation": 0}) }, "outside working hours", ""},
		{"deactivated", func() NudgeFacts {
			f := ann(t, "2026-11-17 11:30", map[string]int64{"conversation": 0})
			f.Person.Deleted = true
			return f
		}, "not taking part", ""},
		{"no zone and nothing to go by", func() NudgeFacts { return NudgeFacts{} }, "not a working day", ""},
	}
	for _, tt := range tests {
		got := ChooseNudge(tt.facts())
		if got.Reason != tt.reason || got.Text != tt.text || got.Say != (tt.text != "") {
			t.Errorf("%s: %q\n%s\nwant %q\n%s", tt.about, got.Reason, got.Text, tt.reason, tt.text)
		}
	}
}

// A nudge is never about nothing, never out of hours, and always ends in a question that asks for no reason.
func TestNudgesAreHelpful(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyScene(t)
		p := s.pace()
		got := ChooseNudge(NudgeFacts{Paces: []Pace{p}, Calendar: s.cal, Now: s.now, Zone: s.loc})
		if got.Reason == "" || got.Say != (got.Text != "") {
			t.Fatalf("no reason: %+v", got)
		}
		if !got.Say {
			return
		}
		if p.Gap < s.kpi.Whole() || p.DaysLeft == 0 || !s.cal.WorksAt(DayOf(s.now, s.loc), minuteOf(s.now.In(s.loc))) {
			t.Fatalf("%q for %s", got.Text, p.Line())
		}
		if !strings.HasSuffix(got.Text, "?") || strings.Contains(strings.ToLower(got.Text), "why") {
			t.Fatalf("said %q", got.Text)
		}
	})
}

// halvesOver counts the half days of work in the period of a pace that are over, one by one.
func halvesOver(s scene, p Pace) (over int) {
	today, minute := DayOf(s.now, s.loc), minuteOf(s.now.In(s.loc))
	hours := s.cal.Hours.orOffice()
	for d := p.Span.From; d <= today; d++ {
		part := s.cal.Part(d)
		if part&Morning != 0 && (d < today || 2*minute >= hours.From+hours.To) {
			over++
		}
		if part&Afternoon != 0 && (d < today || minute >= hours.To) {
			over++
		}
	}
	return over
}

// Nobody is nagged before half a day of the period is over, nor about less than half a day's work. Whoever is behind by a
// day's work that can still be made up for hears of it.
func TestSmallCountsAreNotNagged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyScene(t)
		s.target.Count = rapid.Int64Range(1, 400).Draw(t, "a target as teams have it") * s.kpi.Whole()
		s.done = rapid.Int64Range(0, s.target.Count).Draw(t, "some of it")
		p := s.pace()
		facts := NudgeFacts{Paces: []Pace{p}, Calendar: s.cal, Now: s.now, Zone: s.loc}
		got := ChooseNudge(facts)
		// How many half days like today's the gap is: the target's share of one, by its weight.
		var days *big.Rat
		if p.Target > 0 && p.TodayIs > 0 {
			half := big.NewRat(p.Target*int64(p.Load.Today), int64(p.Load.All)*int64(p.TodayIs))
			days = new(big.Rat).Quo(big.NewRat(p.Gap, 1), half)
		}
		switch {
		case got.Say && halvesOver(s, p) == 0:
			t.Fatalf("in the first half day of the period: %s", got.Text)
		case got.Say && days.Cmp(big.NewRat(1, 1)) < 0:
			t.Fatalf("%s half days behind: %s", days.FloatString(3), got.Text)
		case !got.Say && days != nil && days.Cmp(big.NewRat(2, 1)) >= 0 && facts.quiet() == "" && p.Status == Behind:
			t.Fatalf("%s half days behind, and not a word: %s", days.FloatString(3), got.Reason)
		}
	})
}

func TestTheMoreUrgentNudgeComesFirst(t *testing.T) {
	choice := func(gap, target int64) NudgeChoice { return NudgeChoice{Pace: Pace{Gap: gap, Target: target}} }
	if MoreUrgent(choice(2, 5), choice(7, 20)) >= 0 || MoreUrgent(choice(7, 20), choice(2, 5)) <= 0 || MoreUrgent(choice(1, 5), choice(4, 20)) != 0 {
		t.Error("the larger share of a target does not come first")
	}
	for want, c := range map[int]NudgeChoice{1: choice(20, 20), 1001: choice(1, 5000), 801: choice(1, 5), 501: choice(math.MaxInt64/2, math.MaxInt64-1)} {
		if got := c.Priority(); got != want {
			t.Errorf("%d of %d: priority %d, want %d", c.Pace.Gap, c.Pace.Target, got, want)
		}
	}
}

// The outbox puts the nudges of all teams into the order that each sweep has for its own.
func TestPrioritiesAreInTheOrderOfUrgency(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) NudgeChoice {
			target := rapid.Int64Range(1, math.MaxInt64).Draw(t, "target of "+name)
			return NudgeChoice{Pace: Pace{Gap: rapid.Int64Range(1, target).Draw(t, "gap of "+name), Target: target}}
		}
		a, b := draw("a"), draw("b")
		if MoreUrgent(a, b) < 0 && a.Priority() > b.Priority() || a.Priority() < 1 || a.Priority() >= PraisePriority {
			t.Fatalf("priorities %d and %d, compared %d", a.Priority(), b.Priority(), MoreUrgent(a, b))
		}
	})
}
