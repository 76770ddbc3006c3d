package coach

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// away is an absence that somebody said of themselves.
func away(from, to Day) Absence {
	return Absence{Span: Span{from, to}, Part: WholeDay, Source: SaidBySelf}
}

// anyAbsences are a few absences near a day, in the order in which they were said.
func anyAbsences(near Day) *rapid.Generator[[]Absence] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Absence {
		from := near + Day(rapid.IntRange(-40, 40).Draw(t, "from"))
		a := Absence{
			Span:   Span{from, from + Day(rapid.IntRange(-1, 20).Draw(t, "for days"))},
			Part:   rapid.SampledFrom([]Part{Morning, Afternoon, WholeDay}).Draw(t, "part"),
			Source: rapid.SampledFrom([]AbsenceSource{SaidBySelf, SaidByManager, SaidByStatus}).Draw(t, "source"),
		}
		a.Here = a.Source != SaidByStatus && rapid.IntRange(0, 4).Draw(t, "here") == 0
		if rapid.IntRange(0, 9).Draw(t, "open") == 0 {
			a.Span.To = Forever
		}
		return a
	}), 0, 4)
}

func TestTheNextWorkingDayIsTheFirst(t *testing.T) { rapid.Check(t, nextIsTheFirstWorkingDay) }

func FuzzWorkingDays(f *testing.F) { f.Fuzz(rapid.MakeFuzz(nextIsTheFirstWorkingDay)) }

// Between a day and the next working day nobody works, on the working day somebody does, and a week, holidays and
// absences never disagree about it.
func nextIsTheFirstWorkingDay(t *rapid.T) {
	today := anyDay().Draw(t, "today")
	near := rapid.Map(rapid.IntRange(-20, 60), func(n int) Day { return today + Day(n) })
	c := Calendar{Holidays: holidaysOn(rapid.SliceOfNDistinct(near, 0, 10, rapid.ID[Day]).Draw(t, "holidays"))}
	for i := range c.Working {
		c.Working[i] = rapid.Bool().Draw(t, "works on a weekday")
	}
	c.Absences = anyAbsences(today).Draw(t, "absences")
	if rapid.Bool().Draw(t, "starts later") {
		c.Start.Day = near.Draw(t, "start")
	}
	next, ok := c.Next(today)
	if !ok {
		next = today + daysAhead + 1
	} else if !c.Works(next) {
		t.Fatalf("nobody works on %s", next)
	}
	for d := today + 1; d < next; d++ {
		if c.Works(d) {
			t.Fatalf("the next working day after %s is %s, and %s is one too", today, next, d)
		}
		if c.Working[d.Weekday()] && d >= c.Start.Day && !slices.Contains(c.Holidays, Holiday{Day: d}) && !c.AwayAllDay(d) {
			t.Fatalf("nothing keeps anybody from working on %s", d)
		}
	}
}

// What was said by hand beats the status, and what was said last beats what was said before.
func TestAwayIsWhatWasSaidLast(t *testing.T) {
	today := day(t, "2026-11-25") // a Wednesday
	said := func(source AbsenceSource, part Part, here bool) Absence {
		return Absence{Span: Span{today, today + 1}, Part: part, Source: source, Here: here}
	}
	status, self, manager := said(SaidByStatus, WholeDay, false), said(SaidBySelf, WholeDay, false), said(SaidByManager, Morning, false)
	for _, tt := range []struct {
		about    string
		absences []Absence
		works    Part
		source   AbsenceSource // of the absence that is shown; "" for none
		shown    Part
	}{
		{"nothing said", nil, WholeDay, "", 0},
		{"the status", []Absence{status}, 0, SaidByStatus, WholeDay},
		{"the status, and back", []Absence{status, said(SaidBySelf, WholeDay, true)}, WholeDay, "", 0},
		{"back, and the status again", []Absence{said(SaidBySelf, WholeDay, true), status}, WholeDay, "", 0},
		{"the morning by hand, the day by the status", []Absence{status, manager}, Afternoon, SaidByManager, Morning},
		{"the day by hand, and back", []Absence{self, said(SaidBySelf, WholeDay, true)}, WholeDay, "", 0},
		{"back for the morning", []Absence{self, said(SaidBySelf, Morning, true)}, Morning, SaidBySelf, Afternoon},
		{"back, and away again", []Absence{self, said(SaidBySelf, WholeDay, true), manager}, Afternoon, SaidByManager, Morning},
		{"twice", []Absence{self, manager}, 0, SaidByManager, Morning},
		{"both halves, and back for the second", []Absence{manager, said(SaidBySelf, Afternoon, false), said(SaidBySelf, Afternoon, true)}, Afternoon, SaidByManager, Morning},
	} {
		cal := CalendarOf(west(), Person{Absences: tt.absences})
		a, ok := cal.Away(today)
		if cal.Part(today) != tt.works || ok != (tt.source != "") || a.Source != tt.source || a.Part != tt.shown {
			t.Errorf("%s: works %d, away %v for %+v", tt.about, cal.Part(today), ok, a)
		}
		if cal.Part(today+2) != WholeDay {
			t.Errorf("%s: and it goes on", tt.about)
		}
	}
}

func TestHalvesOfADay(t *testing.T) {
	today := day(t, "2026-11-25")
	cal := CalendarOf(west(), Person{
		Settings: Settings{Hours: Hours{8 * 60, 15 * 60}, Week: [7]Part{time.Wednesday: WholeDay, time.Friday: Morning}},
		Absences: []Absence{{Span: Span{today, today}, Part: Morning, Source: SaidBySelf}},
	})
	for _, tt := range []struct {
		day   Day
		at    int // minutes after midnight
		works bool
	}{
		{today, 8 * 60, false},
		{today, 11*60 + 29, false},
		{today, 11*60 + 30, true},
		{today, 15*60 - 1, true},
		{today, 15 * 60, false},
		{today + 1, 12 * 60, false},
		{today + 2, 8*60 - 1, false},
		{today + 2, 8 * 60, true},
		{today + 2, 11*60 + 30, false},
	} {
		if got := cal.WorksAt(tt.day, tt.at); got != tt.works {
			t.Errorf("%s at %d: %v", tt.day, tt.at, got)
		}
	}
}

func TestReturns(t *testing.T) {
	wednesday := day(t, "2026-11-25")
	for _, tt := range []struct {
		about    string
		absences []Absence
		want     string // "" for no day within a year
	}{
		{"away for the morning", []Absence{{Span: Span{wednesday, wednesday}, Part: Morning, Source: SaidBySelf}}, "2026-11-25"},
		{"for the afternoon", []Absence{{Span: Span{wednesday, wednesday}, Part: Afternoon, Source: SaidBySelf}}, "2026-11-26"},
		{"until the weekend", []Absence{away(wednesday, wednesday+2)}, "2026-11-30"},
		{"and then for longer", []Absence{away(wednesday, wednesday+2), away(wednesday+3, wednesday+6)}, "2026-12-02"},
		{"with nobody knowing when", []Absence{away(wednesday, Forever)}, ""},
	} {
		back, ok := CalendarOf(west(), Person{Absences: tt.absences}).Returns(wednesday)
		if ok != (tt.want != "") || ok && back.String() != tt.want {
			t.Errorf("%s: %s, %v", tt.about, back, ok)
		}
	}
}

func TestSitsOut(t *testing.T) {
	week := Span{day(t, "2026-11-23"), day(t, "2026-11-29")}
	friday := week.From + 4
	for _, tt := range []struct {
		about  string
		person Person
		span   Span
		today  Day
		want   bool
	}{
		{"there", Person{}, week, friday, false},
		{"away today", Person{Absences: []Absence{away(friday, friday)}}, week, friday, true},
		{"away this afternoon", Person{Absences: []Absence{{Span: Span{friday, friday}, Part: Afternoon, Source: SaidBySelf}}}, week, friday, false},
		{"away this morning, and works mornings", Person{
			Settings: Settings{Week: [7]Part{0, 1, 1, 1, 1, 1, 0}}, Absences: []Absence{{Span: Span{friday, friday}, Part: Morning, Source: SaidBySelf}},
		}, week, friday, true},
		{"was away on Monday", Person{Absences: []Absence{away(week.From, week.From)}}, week, friday, false},
		{"away since Saturday", Person{Absences: []Absence{away(week.From+5, Forever)}}, week, week.From + 5, true},
		{"the weekend", Person{}, week, week.From + 5, false},
		{"does not work on Fridays", Person{Settings: Settings{Week: [7]Part{0, 3, 3, 3, 3, 0, 0}}}, week, friday, false},
		{"away today, on a board of last week", Person{Absences: []Absence{away(friday, friday)}}, Span{week.From - 7, week.To - 7}, friday, false},
		{"away all of last week", Person{Absences: []Absence{away(week.From-7, week.From-3)}}, Span{week.From - 7, week.To - 7}, friday, true},
		{"away all of the part-time days of last week", Person{
			Settings: Settings{Week: [7]Part{time.Monday: 3, time.Tuesday: 3}}, Absences: []Absence{away(week.From-7, week.From-6)},
		}, Span{week.From - 7, week.To - 7}, friday, true},
		{"a span of a weekend", Person{}, Span{week.From - 2, week.From - 1}, friday, false},
	} {
		if got := CalendarOf(west(), tt.person).SitsOut(tt.span, tt.today); got != tt.want {
			t.Errorf("%s: %v", tt.about, got)
		}
	}
}

// holidaysOn are holidays without names on the days, which are put in order.
func holidaysOn(days []Day) (holidays []Holiday) {
	slices.Sort(days)
	for _, d := range days {
		holidays = append(holidays, Holiday{Day: d})
	}
	return holidays
}

// What is written on a button comes back from Slack, and can be forged on the way.
func FuzzHuddleKey(f *testing.F) {
	for _, seed := range []string{
		"huddle/west/2026-11-23", "huddle//2026-11-23", "huddle/west/2026-02-30", "huddle/a/b/2026-11-23", "huddle/west/+2026-11-2", "x/west/2026-11-23",
		"huddle/west/0000-00-00", "huddle/west/2026-11-23T16:00", "huddle/west/2026-11-23T", "huddle/west/2026-11-23T4pm", "huddle/west/2026-11-23T24:00", "huddle/west/2026-11-23T16:00T17:00",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, key string) {
		r, ok := ParseHuddleRef(key)
		if ok && r.Key() != key {
			t.Errorf("%q is read as %q", key, r.Key())
		}
	})
}

func FuzzParseDay(f *testing.F) {
	for _, seed := range []string{"2026-11-23", "2024-02-29", "2026-02-29", "0001-01-01", "9999-12-31", "-001-01-01", "2026-1-1", "2026-11-23T00:00:00Z", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if d, err := ParseDay(text); err == nil && d.String() != text {
			t.Errorf("%q is read as %s", text, d)
		}
	})
}
