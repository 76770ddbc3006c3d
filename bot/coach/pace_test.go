package coach

import (
	"math/big"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestPaceThroughAWeek(t *testing.T) {
	conversation := west().named("conversation")
	tests := []struct {
		now         string
		done, today int64
		line        string
	}{
		{"2026-11-16 08:00", 0, 0, "0 today · 0 of 20 this week · on pace · 4 a day to go"},
		{"2026-11-16 09:00", 0, 0, "0 today · 0 of 20 this week · on pace · 4 a day to go"},
		{"2026-11-16 11:07", 0, 0, "0 today · 0 of 20 this week · on pace · 4 a day to go"}, // 127.5 minutes make one
		{"2026-11-16 11:08", 0, 0, "0 today · 0 of 20 this week · 1 behind · 4 a day to go"},
		{"2026-11-16 17:30", 4, 4, "4 today · 4 of 20 this week · on pace · 4 a day to go"},
		{"2026-11-18 08:59", 5, 0, "0 today · 5 of 20 this week · 3 behind · 5 a day to go"},
		{"2026-11-18 13:15", 12, 3, "3 today · 12 of 20 this week · 2 ahead · 3 a day to go"},
		{"2026-11-20 09:00", 16, 0, "0 today · 16 of 20 this week · on pace · 4 to go"},
		{"2026-11-20 17:30", 20, 4, "4 today · 20 of 20 this week · target reached"},
		{"2026-11-20 17:30", 19, 4, "4 today · 19 of 20 this week · 1 behind · 1 to go"},
		{"2026-11-21 12:00", 19, 0, "0 today · 19 of 20 this week · 1 behind, more than this week still has room for"}, // Saturday
		{"2026-11-20 09:00", 11, 0, "0 today · 11 of 20 this week · 5 behind, more than this week still has room for"}, // 9 are more than two days' work
		{"2026-11-20 09:00", 12, 0, "0 today · 12 of 20 this week · 4 behind · 8 to go"},
	}
	for _, tt := range tests {
		p := PaceOf(conversation, conversation.Target, tt.done, tt.today, CalendarOf(west(), Person{}), at(t, tt.now), london(t))
		if got := p.Line(); got != tt.line {
			t.Errorf("%s: %s\n   want %s", tt.now, got, tt.line)
		}
	}
}

func TestPaceLineOfOtherPeriods(t *testing.T) {
	team := west()
	tests := []struct {
		kpi         string
		done, today int64
		line        string
	}{
		{"follow-up", 1, 1, "1 of 4 today · 1 behind · 3 to go"},
		{"deal", 1, 1, "1 today · 1 of 2 this month · on pace · 1 to go"},
		{"revenue", 1_250_050, 0, "€0 today · €12,500.50 of €50,000 this quarter · €13,635 behind · €1,172 a day to go"},
	}
	for _, tt := range tests {
		k := team.named(tt.kpi)
		p := PaceOf(k, k.Target, tt.done, tt.today, CalendarOf(team, Person{}), at(t, "2026-11-18 13:15"), london(t))
		if got := p.Line(); got != tt.line {
			t.Errorf("%s\nwant %s", got, tt.line)
		}
	}
	// A result may come in one piece until the last working day is over.
	for now, want := range map[string]Status{"2026-11-27 17:00": Behind, "2026-11-28 12:00": OutOfReach} {
		p := PaceOf(team.named("revenue"), Target{5_000_000, Weekly}, 1_000_000, 0, CalendarOf(team, Person{}), at(t, now), london(t))
		if p.Status != want {
			t.Errorf("revenue at %s: %s", now, p.Line())
		}
	}
	p := PaceOf(team.named("deal"), Target{Per: Weekly}, 3, 1, CalendarOf(team, Person{}), at(t, "2026-11-18 13:15"), london(t))
	if got := p.Line(); p.Status != NoTarget || got != "1 today · 3 this week" {
		t.Errorf("without a target: %s, %s", p.Status, got)
	}
}

// Money is behind by whole euros, and what is to do a day is whole euros too.
func TestPaceOfMoneyIsCutToWholeUnits(t *testing.T) {
	revenue := west().named("revenue")
	cal := CalendarOf(west(), Person{})
	p := PaceOf(revenue, Target{100, Daily}, 51, 51, cal, at(t, "2026-11-18 17:30"), london(t))
	if p.Gap != 0 || p.Status != OnPace {
		t.Errorf("49 cents behind is %s by %d", p.Status, p.Gap)
	}
	p = PaceOf(revenue, Target{10_000, Weekly}, 1, 0, cal, at(t, "2026-11-18 09:00"), london(t))
	if p.Gap != 3900 || p.PerDay != 3400 {
		t.Errorf("gap %d, per day %d", p.Gap, p.PerDay)
	}
}

func TestCalendar(t *testing.T) {
	cal := CalendarOf(west(), Person{})
	cal.Holidays = holidaysOn([]Day{day(t, "2026-12-25"), day(t, "2026-12-28")})
	cal.Absences = []Absence{away(day(t, "2026-12-30"), day(t, "2027-01-01")), away(day(t, "2026-12-24"), day(t, "2026-12-24"))}
	cal.Start.Day = day(t, "2026-11-18")
	for _, tt := range []struct {
		day   string
		works bool
	}{
		{"2026-11-17", false}, // before the start
		{"2026-11-18", true},
		{"2026-11-21", false}, // Saturday
		{"2026-12-23", true},
		{"2026-12-24", false}, // away
		{"2026-12-25", false}, // holiday
		{"2026-12-29", true},
		{"2027-01-01", false},
	} {
		if got := cal.Works(day(t, tt.day)); got != tt.works {
			t.Errorf("works on %s: %v", tt.day, got)
		}
	}
	if next, ok := cal.Next(day(t, "2026-12-23")); !ok || next != day(t, "2026-12-29") {
		t.Errorf("after 23 December comes %s, %v", next, ok)
	}
	if next, ok := (Calendar{}).Next(20000); ok {
		t.Errorf("who never works works on %s", next)
	}
}

// Somebody who joins on Wednesday has three fifths of the week's target.
func TestPaceOfSomebodyWhoStartsInTheMiddle(t *testing.T) {
	conversation := west().named("conversation")
	cal := CalendarOf(west(), Person{})
	cal.Start.Day = day(t, "2026-11-18")
	p := PaceOf(conversation, conversation.Target, 0, 0, cal, at(t, "2026-11-18 17:30"), london(t))
	if p.Target != 12 || p.Expected != 4000 || p.Gap != 4 || p.DaysLeft != 6 {
		t.Errorf("target %d, expected %d, gap %d, half days left %d", p.Target, p.Expected, p.Gap, p.DaysLeft)
	}
	cal.Start.Day = day(t, "2026-11-23")
	if p = PaceOf(conversation, conversation.Target, 0, 0, cal, at(t, "2026-11-18 17:30"), london(t)); p.Status != NoTarget {
		t.Errorf("before the first day: %s", p.Line())
	}
}

// Away for the rest of the week: what is left of the target is that of the two days before.
func TestPaceWithoutWorkingDays(t *testing.T) {
	conversation := west().named("conversation")
	cal := CalendarOf(west(), Person{})
	cal.Absences = []Absence{away(day(t, "2026-11-18"), day(t, "2026-11-22"))}
	p := PaceOf(conversation, conversation.Target, 6, 0, cal, at(t, "2026-11-19 12:00"), london(t))
	if p.Target != 8 || p.DaysLeft != 0 || p.PerDay != 0 || p.TodayNeeds() != 0 || p.Gap != 2 {
		t.Errorf("away from Wednesday: %+v", p)
	}
	cal.Absences = []Absence{away(day(t, "2026-11-16"), day(t, "2026-11-22"))}
	p = PaceOf(conversation, conversation.Target, 1, 0, cal, at(t, "2026-11-19 12:00"), london(t))
	if p.Status != NoTarget || p.Target != 0 || p.Line() != "0 today · 1 this week" {
		t.Errorf("away for the week: %s", p.Line())
	}
	if _, ok := p.Percent(); ok {
		t.Error("away for the week, and still a percentage")
	}
}

func TestTodayNeedsIsTheRemainderSpread(t *testing.T) {
	conversation := west().named("conversation")
	cal := CalendarOf(west(), Person{})
	for _, tt := range []struct {
		now         string
		done, today int64
		want        int64
	}{
		{"2026-11-16 09:00", 0, 0, 4},
		{"2026-11-17 09:00", 4, 0, 4},
		{"2026-11-17 09:00", 2, 0, 5}, // 18 in 4 days
		{"2026-11-17 16:00", 7, 5, 5}, // what is done today was part of today's five
		{"2026-11-20 09:00", 12, 0, 8},
		{"2026-11-20 09:00", 25, 0, 0},
		{"2026-11-21 09:00", 12, 0, 0}, // Saturday
	} {
		p := PaceOf(conversation, conversation.Target, tt.done, tt.today, cal, at(t, tt.now), london(t))
		if got := p.TodayNeeds(); got != tt.want {
			t.Errorf("%s with %d: today needs %d, want %d", tt.now, tt.done, got, tt.want)
		}
	}
}

// The day on which the clocks go forward has as many working hours on the wall as any other.
func TestPaceOnTheDayTheClocksChange(t *testing.T) {
	k := west().named("conversation")
	cal := Calendar{Working: Weekdays{true, true, true, true, true, true, true}, Hours: Hours{0, 24 * 60}}
	for _, tt := range []struct {
		now  string
		want int64
	}{
		{"2026-03-29 12:00", 12_000}, // 23 hours long
		{"2026-10-25 12:00", 12_000}, // 25 hours long
		{"2026-10-26 12:00", 12_000},
	} {
		if p := PaceOf(k, Target{24, Daily}, 0, 0, cal, at(t, tt.now), london(t)); p.Expected != tt.want {
			t.Errorf("%s: expected %d", tt.now, p.Expected)
		}
	}
}

// A scene is somebody's week, month or quarter, drawn at random.
type scene struct {
	kpi         KPI
	target      Target
	done, today int64
	cal         Calendar
	now         time.Time
	loc         *time.Location
}

func (s scene) pace() Pace { return PaceOf(s.kpi, s.target, s.done, s.today, s.cal, s.now, s.loc) }

func anyScene(t *rapid.T) scene {
	s := scene{kpi: KPI{ID: "k", Name: "meeting", Plural: "meetings", Kind: Leading}}
	if rapid.Bool().Draw(t, "money") {
		s.kpi = KPI{ID: "r", Name: "revenue", Unit: "EUR", Kind: Leading}
	}
	s.target = Target{rapid.Int64Range(0, 1_000_000_000_000).Draw(t, "target") / rapid.SampledFrom([]int64{1, 1e6, 1e10}).Draw(t, "scale"), anyPeriod().Draw(t, "per")}
	s.done = rapid.Int64Range(0, 2*s.target.Count+3).Draw(t, "done")
	s.today = rapid.Int64Range(0, s.done).Draw(t, "today")
	names := []string{"Europe/London", "America/New_York", "Asia/Kolkata", "Pacific/Chatham"}
	loc, err := time.LoadLocation(rapid.SampledFrom(names).Draw(t, "zone"))
	if err != nil {
		t.Fatal(err)
	}
	s.loc = loc
	s.now = time.Unix(rapid.Int64Range(1_700_000_000, 1_900_000_000).Draw(t, "now"), 0)
	today := DayOf(s.now, loc)
	for i := range s.cal.Working {
		s.cal.Working[i] = rapid.Bool().Draw(t, "works")
	}
	near := rapid.Map(rapid.IntRange(-60, 60), func(n int) Day { return today + Day(n) })
	s.cal.Holidays = holidaysOn(rapid.SliceOfNDistinct(near, 0, 3, rapid.ID[Day]).Draw(t, "holidays"))
	s.cal.Absences = anyAbsences(today).Draw(t, "absences")
	if rapid.Bool().Draw(t, "part-time") {
		s.cal.Week = [7]Part(rapid.SliceOfN(rapid.SampledFrom([]Part{0, Morning, Afternoon, WholeDay, WholeDay}), 7, 7).Draw(t, "week"))
	}
	if rapid.Bool().Draw(t, "new") {
		s.cal.Start.Day = today + Day(rapid.IntRange(-80, 10).Draw(t, "start"))
		s.cal.Start.Ramp = rapid.IntRange(0, 13).Draw(t, "ramp")
	}
	if rapid.Bool().Draw(t, "new team") {
		s.cal.Began = anyBeginning(today-80, today+10).Draw(t, "began")
	}
	if rapid.Bool().Draw(t, "own hours") {
		s.cal.Hours.From = rapid.IntRange(0, 22*60).Draw(t, "work begins")
		s.cal.Hours.To = rapid.IntRange(s.cal.Hours.From+1, 24*60-1).Draw(t, "work ends")
	}
	s.cal.Year = anyYear().Draw(t, "year")
	return s
}

func TestPaceHoldsTogether(t *testing.T) { rapid.Check(t, paceHoldsTogether) }

func FuzzPace(f *testing.F) { f.Fuzz(rapid.MakeFuzz(paceHoldsTogether)) }

func paceHoldsTogether(t *rapid.T) {
	s := anyScene(t)
	p := s.pace()
	whole := s.kpi.Whole()
	if p.Target > s.target.Count+whole || p.Target < 0 || p.Expected > p.Target*1000 {
		t.Fatalf("target %d, expected %d of %d", p.Target, p.Expected, s.target.Count)
	}
	if p.Gap > 0 && p.Lead > 0 || p.Gap%whole != 0 || p.Lead%whole != 0 {
		t.Fatalf("gap %d, lead %d", p.Gap, p.Lead)
	}
	// What a single day could bring is in reach while there are two: of a day and a half, two of anything are two a day.
	if p.IsBehind() != (p.Gap > 0) || p.Status == OutOfReach && p.Left <= p.PerDay && p.DaysLeft > 3 || p.Status == Ahead && p.Lead == 0 {
		t.Fatalf("%s with gap %d, lead %d", p.Status, p.Gap, p.Lead)
	}
	if p.Status != NoTarget && p.Left != max(0, p.Target-p.Done) {
		t.Fatalf("left %d", p.Left)
	}
	// With half a day left, all that is left is to do in it.
	if days := int64(max(p.DaysLeft, 2)); p.Left > 0 && p.DaysLeft > 0 && big.NewInt(p.PerDay*days).Cmp(big.NewInt(p.Left/whole*whole*2)) < 0 {
		t.Fatalf("%d a day for %d half days does not cover %d", p.PerDay, days, p.Left)
	}
	if p.Line() == "" {
		t.Fatal("no line")
	}
}

// Doing more never makes anybody worse off.
func TestPaceGrowsWithWhatIsDone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyScene(t)
		less := s.pace()
		more := rapid.Int64Range(1, 1000).Draw(t, "more")
		s.done, s.today = s.done+more, s.today+more
		p := s.pace()
		percent, _ := p.Percent()
		before, _ := less.Percent()
		if p.Gap > less.Gap || p.Lead < less.Lead || p.Left > less.Left || p.Expected != less.Expected || percent < before {
			t.Fatalf("%d more turns %s into %s", more, less.Line(), p.Line())
		}
		if p.TodayNeeds() != less.TodayNeeds() {
			t.Fatalf("what is done today moves today's number from %d to %d", less.TodayNeeds(), p.TodayNeeds())
		}
	})
}

// What is expected never falls through a period, begins with nothing and ends with the whole target.
func TestExpectedGrowsToTheTarget(t *testing.T) { rapid.Check(t, expectedGrowsToTheTarget) }

func FuzzExpected(f *testing.F) { f.Fuzz(rapid.MakeFuzz(expectedGrowsToTheTarget)) }

func expectedGrowsToTheTarget(t *rapid.T) {
	s := anyScene(t)
	p := s.pace()
	later := s
	later.now = s.now.Add(time.Duration(rapid.Int64Range(0, int64(48*time.Hour)).Draw(t, "later")))
	if q := later.pace(); q.Span == p.Span && q.Expected < p.Expected {
		t.Fatalf("expected falls from %d to %d", p.Expected, q.Expected)
	}
	year, month, dd := p.Span.From.Date()
	s.now = time.Date(year, month, dd, 0, 0, 0, 0, s.loc)
	if q := s.pace(); q.Expected != 0 {
		t.Fatalf("the period begins with %d", q.Expected)
	}
	year, month, dd = p.Span.To.Date()
	s.now = time.Date(year, month, dd, 23, 59, 59, 0, s.loc)
	if q := s.pace(); q.Expected != q.Target*1000 || q.Target != p.Target {
		t.Fatalf("the period ends with %d of %d", q.Expected, q.Target)
	}
}

// Whoever does what each day needs has the target on the last working day, and not before they must.
func TestTodayNeedsAddsUpToTheTarget(t *testing.T) { rapid.Check(t, todayNeedsAddsUp) }

func FuzzTodayNeeds(f *testing.F) { f.Fuzz(rapid.MakeFuzz(todayNeedsAddsUp)) }

func todayNeedsAddsUp(t *rapid.T) {
	s := anyScene(t)
	s.done, s.today = 0, 0
	span := s.pace().Span
	for d := span.From; d <= span.To; d++ {
		year, month, dd := d.Date()
		s.now = time.Date(year, month, dd, 12, 0, 0, 0, s.loc)
		s.today = 0
		need := s.pace().TodayNeeds()
		if need > 0 && !s.cal.Works(d) {
			t.Fatalf("%d on a day off", need)
		}
		s.done += need
	}
	p := s.pace()
	if over := p.Done - p.Target; p.HalfDays > 0 && (over < 0 || over >= s.kpi.Whole()) {
		t.Fatalf("each day's number adds up to %d of %d", p.Done, p.Target)
	}
}

// The arithmetic of 128 bits is that of numbers without a limit.
func TestExpectedIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		total := rapid.Uint64Range(1, 10_000_000).Draw(t, "total")
		worked := rapid.Uint64Range(0, total).Draw(t, "worked")
		p := Pace{Load: Load{All: 1}, Target: rapid.Int64Range(1, 1e15).Draw(t, "target"), Done: rapid.Int64Range(0, 1e15).Draw(t, "done")}
		p.judge(inTime(p.Target, worked, total))
		exact := new(big.Int).Mul(big.NewInt(p.Target*1), big.NewInt(int64(worked)))
		exact.Mul(exact, big.NewInt(1000)).Div(exact, big.NewInt(int64(total)))
		if p.Expected != exact.Int64() {
			t.Fatalf("expected %d, want %d", p.Expected, exact)
		}
	})
}
