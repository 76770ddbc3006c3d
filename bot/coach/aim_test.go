package coach

import (
	"math/big"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Ann's team asks for 20 conversations a week. From Wednesday, 18 November 2026, on she has a plan of her own: 84 in a
// month. November has 21 working days, so each of hers takes four.
func TestAPlanCountsFromItsDay(t *testing.T) {
	cal, loc := CalendarOf(west(), Person{}), london(t)
	aims := []Aim{
		{From: day(t, "2026-01-01"), Count: 20, Per: Weekly},
		{From: day(t, "2026-11-18"), Count: 84, Per: Monthly, Own: true},
	}
	for _, tt := range []struct {
		name, now    string
		per          Period
		target, want int64 // of the period; expected by now, in thousandths
	}{
		{"the week before", "2026-11-13 17:30", Weekly, 20, 20_000},
		{"two days of the team's, three of her own", "2026-11-20 17:30", Weekly, 20, 20_000},
		{"a week of her own", "2026-11-27 17:30", Weekly, 20, 20_000},
		{"and one before noon", "2026-11-23 13:15", Weekly, 20, 2_000},
		{"a day", "2026-11-24 09:00", Daily, 4, 0},
		{"her month: twelve days of 4 and nine of 4", "2026-11-30 17:30", Monthly, 84, 84_000},
		{"the next one has 23 working days", "2026-12-31 23:00", Monthly, 84, 84_000},
	} {
		p := PaceToward(west().named("conversation"), tt.per, aims, 0, 0, cal, at(t, tt.now), loc)
		if p.Target != tt.target || p.Expected != tt.want {
			t.Errorf("%s: target %d, expected %d, want %d and %d", tt.name, p.Target, p.Expected, tt.target, tt.want)
		}
	}
}

// What she knew of when she planned is in the plan; what comes later makes it smaller.
func TestAnAbsenceThatAPlanKnewOfIsInIt(t *testing.T) {
	loc, made := london(t), at(t, "2026-11-16 12:00")
	aims := []Aim{{From: day(t, "2026-11-16"), Count: 84, Per: Monthly, Own: true, Known: made}}
	week := Absence{ID: "a", Span: Span{day(t, "2026-12-07"), day(t, "2026-12-11")}, Part: WholeDay, Source: SaidBySelf}
	for _, tt := range []struct {
		name   string
		said   time.Time
		target int64
	}{
		{"before", made.Add(-time.Hour), 84},
		{"after", made.Add(time.Hour), 66}, // 84 × 18 of 23 days
	} {
		week.MadeAt = tt.said
		cal := CalendarOf(west(), Person{Absences: []Absence{week}})
		p := PaceToward(west().named("conversation"), Monthly, aims, 0, 0, cal, at(t, "2026-12-01 09:00"), loc)
		if p.Target != tt.target {
			t.Errorf("said %s: target %d, want %d", tt.name, p.Target, tt.target)
		}
	}
}

func anyAims(around Day) *rapid.Generator[[]Aim] {
	one := rapid.Custom(func(t *rapid.T) Aim {
		return Aim{
			From: around + Day(rapid.IntRange(-120, 40).Draw(t, "from")), Count: rapid.Int64Range(0, 5000).Draw(t, "count"),
			Per: anyPeriod().Draw(t, "per"), Own: rapid.Bool().Draw(t, "own"), Known: time.Unix(rapid.Int64Range(1_600_000_000, 1_900_000_000).Draw(t, "known"), 0),
		}
	})
	return rapid.Map(rapid.SliceOfNDistinct(one, 1, 4, func(a Aim) Day { return a.From }), func(aims []Aim) []Aim {
		slices.SortFunc(aims, func(a, b Aim) int { return int(a.From - b.From) })
		return aims
	})
}

// Counted day by day from the definition alone: each day has its part of the aim that holds on it.
func TestAimsByBruteForce(t *testing.T) { rapid.Check(t, aimsByBruteForce) }

func FuzzAims(f *testing.F) { f.Fuzz(rapid.MakeFuzz(aimsByBruteForce)) }

func aimsByBruteForce(t *rapid.T) {
	s := anyScene(t)
	today := DayOf(s.now, s.loc)
	aims := anyAims(today).Draw(t, "aims")
	for i := range aims {
		aims[i].Count *= s.kpi.Whole() // a target of 50 cents stays one, and half of one would be rounded
	}
	p := PaceToward(s.kpi, s.target.Per, aims, s.done, s.today, s.cal, s.now, s.loc)
	loads := func(c Calendar, span Span) (n int64) {
		for d := span.From; d <= span.To; d++ {
			n += int64(c.HalfDays(d) * c.Start.weight(d))
		}
		return n
	}
	asked := func(d Day) (n int64) {
		for half := range 2 {
			if oracleWorks(s.cal, d, half) && oracleBegan(s.cal, d, half) {
				n += int64(s.cal.Start.weight(d))
			}
		}
		return n
	}
	exact := new(big.Rat)
	for d := p.Span.From; d <= p.Span.To; d++ {
		i := -1
		for j, a := range aims {
			if a.From <= d {
				i = j
			}
		}
		if i < 0 {
			continue
		}
		period := aims[i].Per.Span(d, s.cal.Year)
		meant := int64(0)
		if aims[i].Own {
			known := s.cal
			known.Absences = slices.DeleteFunc(slices.Clone(known.Absences), func(a Absence) bool { return a.MadeAt.After(aims[i].Known) })
			meant = loads(known, period)
		} else {
			for e := period.From; e <= period.To; e++ {
				meant += int64(s.cal.nominal(aims[i].Per, e) * s.cal.Start.parts())
			}
		}
		works := loads(s.cal, period)
		if !aims[i].Own {
			works = 0
			for e := period.From; e <= period.To; e++ {
				for half := range 2 {
					cal := s.cal
					if !oracleBegan(cal, e, half) {
						cal.Absences = nil
					}
					if oracleWorks(cal, e, half) {
						works += int64(s.cal.Start.weight(e))
					}
				}
			}
		}
		meant = max(meant, works)
		if meant > 0 {
			exact.Add(exact, big.NewRat(aims[i].Count*asked(d), meant))
		}
	}
	want := rounded(exact, s.kpi.Whole())
	if want > 0 && p.Load.All > 0 && p.Target != want || p.Expected > 1000*p.Target || p.Target < 0 {
		t.Fatalf("target %d, expected %d, want %s", p.Target, p.Expected, exact)
	}
	if today == p.Span.To && p.Target > 0 && s.cal.Hours.valid() && p.Expected < 1000*p.Target {
		_, _, worked := begin(s.kpi, p.Per, 0, 0, s.cal, s.now, s.loc)
		if all := s.cal.Hours.orOffice().seconds() * uint64(p.Load.Today); worked >= all {
			t.Fatalf("the period is over, and %d of %d thousandths are expected", p.Expected, 1000*p.Target)
		}
	}
}

// One aim for the same period is the team's target, whichever way it is computed.
func TestOneAimIsATarget(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyScene(t)
		want := s.pace()
		got := PaceToward(s.kpi, s.target.Per, []Aim{{From: -1 << 30, Count: s.target.Count, Per: s.target.Per}}, s.done, s.today, s.cal, s.now, s.loc)
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%+v, want %+v", got, want)
		}
	})
}
