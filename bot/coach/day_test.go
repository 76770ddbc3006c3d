package coach

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// anyDay draws a day of the years 1900 to 2200.
func anyDay() *rapid.Generator[Day] {
	return rapid.Map(rapid.Int32Range(-25_567, 84_006), func(n int32) Day { return Day(n) })
}

func anyPeriod() *rapid.Generator[Period] {
	return rapid.SampledFrom([]Period{Daily, Weekly, Monthly, Quarterly})
}

func anyWeekday() *rapid.Generator[time.Weekday] {
	return rapid.Map(rapid.IntRange(0, 6), func(n int) time.Weekday { return time.Weekday(n) })
}

func TestDayIsWrittenAndReadBack(t *testing.T) { rapid.Check(t, dayIsReadBack) }

func FuzzDay(f *testing.F) { f.Fuzz(rapid.MakeFuzz(dayIsReadBack)) }

func dayIsReadBack(t *rapid.T) {
	d := anyDay().Draw(t, "day")
	back, err := ParseDay(d.String())
	if err != nil || back != d {
		t.Fatalf("%d is written %s and read %d, %v", d, d, back, err)
	}
	if year, month, dd := d.Date(); NewDay(year, month, dd) != d {
		t.Fatalf("%s is put together as %s", d, NewDay(year, month, dd))
	}
}

// A day of the wall clock is a day in every zone, however the clocks change on it.
func TestDayOfIsTheDayOnTheWall(t *testing.T) {
	zones := []string{"Europe/London", "America/New_York", "Pacific/Apia", "Africa/Casablanca", "Asia/Kolkata", "Pacific/Chatham", "UTC"}
	rapid.Check(t, func(t *rapid.T) {
		loc, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		now := time.Unix(rapid.Int64Range(-2_000_000_000, 7_000_000_000).Draw(t, "unix"), 0)
		if got, want := DayOf(now, loc).String(), now.In(loc).Format(time.DateOnly); got != want {
			t.Fatalf("%v is on %s, want %s", now.In(loc), got, want)
		}
	})
}

func TestParseDayReadsNothingElse(t *testing.T) {
	for _, s := range []string{"", "2026-02-30", "2026-2-3", "26-02-03", "2026-11-20 ", "2026-11-20T00:00:00Z", "20 Nov 2026"} {
		if d, err := ParseDay(s); err == nil {
			t.Errorf("%q is read as %s", s, d)
		}
	}
}

// Every day lies in exactly one period of each kind, and the periods follow one another without a gap.
func TestPeriodsTileTheCalendar(t *testing.T) { rapid.Check(t, periodsTileTheCalendar) }

func FuzzPeriods(f *testing.F) { f.Fuzz(rapid.MakeFuzz(periodsTileTheCalendar)) }

func periodsTileTheCalendar(t *rapid.T) {
	d, per, y := anyDay().Draw(t, "day"), anyPeriod().Draw(t, "period"), anyYear().Draw(t, "year")
	span := per.Span(d, y)
	if !span.Contains(d) || span.Days() < 1 {
		t.Fatalf("%s of %s is %s to %s", per, d, span.From, span.To)
	}
	inside := span.From + Day(rapid.IntRange(0, span.Days()-1).Draw(t, "offset"))
	if per.Span(inside, y) != span {
		t.Fatalf("%s and %s are in one %s that is two", d, inside, per)
	}
	if next := per.Span(span.To+1, y); next.From != span.To+1 {
		t.Fatalf("the next %s begins on %s", per, next.From)
	}
	if first := max(y.Fiscal.Day, 1); per == Monthly || per == Quarterly {
		_, month, day := span.From.Date()
		if day != first || per == Quarterly && (12+month-max(y.Fiscal.Month, 1))%3 != 0 {
			t.Fatalf("a %s of a year that begins on %d %s begins on %s", per, first, max(y.Fiscal.Month, 1), span.From)
		}
	}
	if per == Weekly && (span.Days() != 7 || span.From.Weekday() != y.Week) {
		t.Fatalf("week of %s is %s to %s", d, span.From, span.To)
	}
}

func TestSpanOfNothing(t *testing.T) {
	if n := (Span{From: 5, To: 4}).Days(); n != 0 {
		t.Errorf("an empty span has %d days", n)
	}
}

// The day is written by hand; it must be what the time package writes.
func TestDayStringIsDateOnly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := Day(rapid.Int32Range(-800_000, 3_000_000).Draw(t, "day"))
		if got, want := d.String(), d.Format(time.DateOnly); got != want {
			t.Fatalf("%s, want %s", got, want)
		}
	})
}

// anyYear is any way to cut the time.
func anyYear() *rapid.Generator[Year] {
	return rapid.Custom(func(t *rapid.T) Year {
		return Year{anyWeekday().Draw(t, "week start"), Fiscal{
			Month: time.Month(rapid.IntRange(0, 12).Draw(t, "first month")), Day: rapid.IntRange(0, 28).Draw(t, "first day"),
		}}
	})
}
