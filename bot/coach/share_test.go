package coach

import (
	"math/big"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Each is somebody's share of a target that is 20 a week, 40 a month and 4 a day for everybody.
func TestTargetsAreSharedByWorkingTime(t *testing.T) {
	k := west().named("conversation")
	weekly, monthly, daily := Target{20, Weekly}, Target{40, Monthly}, Target{4, Daily}
	off := func(from, to string, part Part) Absence {
		return Absence{Span: Span{day(t, from), day(t, to)}, Part: part, Source: SaidBySelf}
	}
	threeDays := Person{Settings: Settings{Week: [7]Part{time.Monday: WholeDay, time.Tuesday: WholeDay, time.Wednesday: WholeDay}}}
	mornings := Person{Settings: Settings{Week: [7]Part{0, Morning, Morning, Morning, Morning, Morning, 0}}}
	started := func(on string, ramp int) func(*Team) {
		return func(team *Team) { team.Starts = map[string]Start{"": {Day: day(t, on), Ramp: ramp}} }
	}
	holiday := func(on string) func(*Team) {
		return func(team *Team) { team.Holidays = []Holiday{{Day: day(t, on)}} }
	}
	for _, tt := range []struct {
		about  string
		team   func(*Team)
		person Person
		target Target
		now    string
		want   int64
	}{
		{"always there", nil, Person{}, weekly, "2026-11-18 12:00", 20},
		{"three days of five", nil, threeDays, weekly, "2026-11-18 12:00", 12},
		{"three days of five, on a day of them", nil, threeDays, daily, "2026-11-18 12:00", 4},
		{"three days of five, on another", nil, threeDays, daily, "2026-11-19 12:00", 0},
		{"mornings", nil, mornings, weekly, "2026-11-18 12:00", 10},
		{"mornings, of a day", nil, mornings, daily, "2026-11-18 12:00", 2},
		{"mornings, of a month", nil, mornings, monthly, "2026-11-18 12:00", 20},
		{"Saturdays instead of Mondays", nil, Person{Settings: Settings{Week: [7]Part{0, 0, 3, 3, 3, 3, 3}}}, weekly, "2026-11-18 12:00", 20},
		{"Saturdays too are no more than everybody", nil, Person{Settings: Settings{Week: [7]Part{0, 3, 3, 3, 3, 3, 3}}}, weekly, "2026-11-18 12:00", 20},
		{"a Saturday of somebody who works on it", nil, Person{Settings: Settings{Week: [7]Part{0, 0, 3, 3, 3, 3, 3}}}, daily, "2026-11-21 12:00", 4},

		{"away for two days", nil, Person{Absences: []Absence{off("2026-11-19", "2026-11-20", WholeDay)}}, weekly, "2026-11-18 12:00", 12},
		{"away for an afternoon", nil, Person{Absences: []Absence{off("2026-11-19", "2026-11-19", Afternoon)}}, weekly, "2026-11-18 12:00", 18},
		{"away for an afternoon, of that day", nil, Person{Absences: []Absence{off("2026-11-19", "2026-11-19", Afternoon)}}, daily, "2026-11-19 12:00", 2},
		{"away over the weekend", nil, Person{Absences: []Absence{off("2026-11-21", "2026-11-22", WholeDay)}}, weekly, "2026-11-18 12:00", 20},
		{"mornings only, away in the afternoon", nil, Person{Settings: mornings.Settings, Absences: []Absence{off("2026-11-19", "2026-11-19", Afternoon)}}, weekly, "2026-11-18 12:00", 10},
		{"away for a week of the month", nil, Person{Absences: []Absence{off("2026-11-02", "2026-11-08", WholeDay)}}, monthly, "2026-11-18 12:00", 30}, // 16 of 21 days
		{"away for all of it", nil, Person{Absences: []Absence{off("2026-11-16", "2026-11-20", WholeDay)}}, weekly, "2026-11-18 12:00", 0},

		{"a holiday makes the week smaller", holiday("2026-11-19"), Person{}, weekly, "2026-11-18 12:00", 16},
		{"and the day", holiday("2026-11-19"), Person{}, daily, "2026-11-19 12:00", 0},
		{"and leaves the month as it is", holiday("2026-11-19"), Person{}, monthly, "2026-11-18 12:00", 40},
		{"on a Saturday it is nobody's", holiday("2026-11-21"), Person{}, weekly, "2026-11-18 12:00", 20},
		{"on a day that a part-timer has off, too", holiday("2026-11-19"), threeDays, weekly, "2026-11-18 12:00", 12},
		{"away on a holiday takes nothing twice", holiday("2026-11-19"), Person{Absences: []Absence{off("2026-11-19", "2026-11-19", WholeDay)}}, weekly, "2026-11-18 12:00", 16},
		{"nor in the month", holiday("2026-11-19"), Person{Absences: []Absence{off("2026-11-19", "2026-11-19", WholeDay)}}, monthly, "2026-11-18 12:00", 40},

		{"started on Wednesday", started("2026-11-18", 0), Person{}, weekly, "2026-11-18 12:00", 12},
		{"starts later", started("2026-11-23", 0), Person{}, weekly, "2026-11-18 12:00", 0},
		{"first week of a ramp of three", started("2026-11-16", 3), Person{}, weekly, "2026-11-18 12:00", 5},
		{"second week of it", started("2026-11-09", 3), Person{}, weekly, "2026-11-18 12:00", 10},
		{"third week of it", started("2026-11-02", 3), Person{}, weekly, "2026-11-18 12:00", 15},
		{"after the ramp", started("2026-10-26", 3), Person{}, weekly, "2026-11-18 12:00", 20},
		{"a ramp whose weeks begin on Wednesdays", started("2026-11-11", 3), Person{}, weekly, "2026-11-18 12:00", 8}, // 2 days of ¼ and 3 of ½
		{"a ramp over a month", started("2026-11-02", 3), Person{}, monthly, "2026-11-18 12:00", 26},                  // 5·¼ + 5·½ + 5·¾ + 6 of 21 days
		{"on the first day of a ramp of one", started("2026-11-18", 1), Person{}, daily, "2026-11-18 12:00", 2},

		{
			"a fiscal month", func(team *Team) { team.Fiscal = Fiscal{Month: time.February, Day: 16} },
			Person{Absences: []Absence{off("2026-12-01", "2026-12-15", WholeDay)}},
			monthly, "2026-11-18 12:00", 20,
		}, // 11 of 22 days
	} {
		team := west()
		if tt.team != nil {
			tt.team(team)
		}
		p := PaceOf(k, tt.target, 0, 0, CalendarOf(team, tt.person), at(t, tt.now), london(t))
		if p.Target != tt.want {
			t.Errorf("%s: %d, want %d", tt.about, p.Target, tt.want)
		}
	}
}

// A day of mornings is done at a quarter past one, one of afternoons begins then, and each half is an even one.
func TestExpectedOfHalfDays(t *testing.T) {
	k := west().named("conversation")
	for _, tt := range []struct {
		part Part
		now  string
		want int64 // of two, or of four on a whole day, in thousandths
	}{
		{Morning, "09:00", 0},
		{Morning, "10:04", 501}, // 64 of 255 minutes
		{Morning, "13:15", 2000},
		{Morning, "17:30", 2000},
		{Afternoon, "09:00", 0},
		{Afternoon, "13:15", 0},
		{Afternoon, "14:19", 501},
		{Afternoon, "17:30", 2000},
		{WholeDay, "13:15", 2000},
		{WholeDay, "17:30", 4000},
	} {
		cal := CalendarOf(west(), Person{Settings: Settings{Week: [7]Part{time.Wednesday: tt.part}}})
		if p := PaceOf(k, Target{4, Daily}, 0, 0, cal, at(t, "2026-11-18 "+tt.now), london(t)); p.Expected != tt.want {
			t.Errorf("%d at %s: %d, want %d", tt.part, tt.now, p.Expected, tt.want)
		}
	}
}

// Somebody who grows into a quarter is asked for little at its beginning and for more later, and each day's number adds
// up to the same.
func TestARampAsksForMoreEachWeek(t *testing.T) {
	k := west().named("conversation")
	team := west()
	team.Starts = map[string]Start{"": {Day: day(t, "2026-10-01"), Ramp: 4}}
	cal := CalendarOf(team, Person{})
	var needs []int64
	for _, now := range []string{"2026-10-01 09:00", "2026-10-08 09:00", "2026-10-15 09:00", "2026-12-01 09:00"} {
		p := PaceOf(k, Target{660, Quarterly}, 0, 0, cal, at(t, now), london(t)) // ten a day
		p.Done = p.Expected / 1000
		needs = append(needs, p.TodayNeeds())
	}
	for i, want := range []int64{2, 4, 6, 10} {
		if needs[i] < want || needs[i] > want+1 {
			t.Errorf("each week needs %d a day, want about 2, 4, 6 and 10", needs)
		}
	}
}

// PaceOf is exact: it gives the numbers of an oracle that goes through half days one by one, in fractions.
func TestPaceIsThatOfTheOracle(t *testing.T) { rapid.Check(t, paceIsThatOfTheOracle) }

func FuzzPaceOracle(f *testing.F) { f.Fuzz(rapid.MakeFuzz(paceIsThatOfTheOracle)) }

func paceIsThatOfTheOracle(t *rapid.T) {
	s := anyScene(t)
	p := s.pace()
	o := oracle(s, p.Span)
	if p.HalfDays != o.all || p.DaysLeft != o.left || p.TodayIs != o.today {
		t.Fatalf("half days: %d, %d left, %d today; the oracle has %+v", p.HalfDays, p.DaysLeft, p.TodayIs, o)
	}
	if p.Target != o.target || p.Expected != o.expected {
		t.Fatalf("target %d, expected %d; the oracle has %+v", p.Target, p.Expected, o)
	}
}

type oracleSays struct {
	target, expected int64
	all, left, today int
}

func oracle(s scene, span Span) (o oracleSays) {
	wall := s.now.In(s.loc)
	today := NewDay(wall.Date())
	own, always, nominal, worked := new(big.Rat), new(big.Rat), new(big.Rat), new(big.Rat)
	for d := span.From; d <= span.To; d++ {
		for half := range 2 {
			if s.target.Per == Daily || s.cal.Working[d.Weekday()] && (s.target.Per == Weekly || !oracleHoliday(s.cal, d)) {
				nominal.Add(nominal, big.NewRat(1, 1))
			}
			cal := s.cal
			if !oracleBegan(cal, d, half) {
				cal.Absences = nil // of the days before the team it does not matter who was away
			}
			if !oracleWorks(cal, d, half) {
				continue
			}
			weight := big.NewRat(1, 1)
			if s.cal.Start.Day != 0 {
				if week := int64(d-s.cal.Start.Day) / 7; week < int64(s.cal.Start.Ramp) {
					weight = big.NewRat(week+1, int64(s.cal.Start.Ramp)+1)
				}
			}
			always.Add(always, weight)
			if !oracleBegan(s.cal, d, half) {
				continue
			}
			own.Add(own, weight)
			o.all++
			if d >= today {
				o.left++
			}
			over := big.NewRat(0, 1) // of the half day
			if d < today {
				over.SetInt64(1)
			}
			if d == today {
				o.today++
				over = oracleOver(s.cal.Hours, half, wall)
			}
			worked.Add(worked, over.Mul(over, weight))
		}
	}
	if own.Sign() == 0 {
		return o
	}
	o.target = s.target.Count
	if always.Cmp(nominal) > 0 {
		nominal = always
	}
	if own.Cmp(nominal) < 0 {
		units := new(big.Rat).Quo(new(big.Rat).Mul(big.NewRat(s.target.Count, s.kpi.Whole()), own), nominal)
		o.target = oracleFloor(units.Add(units, big.NewRat(1, 2))) * s.kpi.Whole()
	}
	part := new(big.Rat).Quo(worked, own)
	o.expected = oracleFloor(part.Mul(part, new(big.Rat).SetInt(new(big.Int).Mul(big.NewInt(o.target), big.NewInt(1000)))))
	return o
}

func oracleFloor(r *big.Rat) int64 { return new(big.Int).Quo(r.Num(), r.Denom()).Int64() }

// oracleOver is how much of half a day's work is over at a wall clock.
func oracleOver(h Hours, half int, wall time.Time) *big.Rat {
	if h == (Hours{}) {
		h = Hours{9 * 60, 17*60 + 30}
	}
	length := big.NewRat(int64(h.To-h.From)*60, 2)
	begins := new(big.Rat).Mul(length, big.NewRat(int64(half), 1))
	begins.Add(begins, big.NewRat(int64(h.From)*60, 1))
	over := big.NewRat(int64(wall.Hour()*3600+wall.Minute()*60+wall.Second()), 1)
	over.Quo(over.Sub(over, begins), length)
	switch {
	case over.Sign() < 0:
		return big.NewRat(0, 1)
	case over.Cmp(big.NewRat(1, 1)) > 0:
		return big.NewRat(1, 1)
	}
	return over
}

// oracleBegan tells whether the team had begun by half a day.
func oracleBegan(c Calendar, d Day, half int) bool {
	b := c.Began
	return b.Day == 0 || d > b.Day || d == b.Day && (b.Part == WholeDay || b.Part == Afternoon && half == 1)
}

func oracleHoliday(c Calendar, d Day) bool {
	for _, h := range c.Holidays {
		if h.Day == d {
			return true
		}
	}
	return false
}

// oracleWorks tells whether somebody works on half a day: 0 is the morning.
func oracleWorks(c Calendar, d Day, half int) bool {
	bit := []Part{Morning, Afternoon}[half]
	own := false
	for _, part := range c.Week {
		own = own || part != 0
	}
	if own && c.Week[d.Weekday()]&bit == 0 || !own && !c.Working[d.Weekday()] {
		return false
	}
	if c.Start.Day != 0 && d < c.Start.Day || oracleHoliday(c, d) {
		return false
	}
	var byHand, byStatus []Absence
	for _, a := range c.Absences {
		if d < a.Span.From || d > a.Span.To {
			continue
		}
		if a.Source == SaidByStatus {
			byStatus = append(byStatus, a)
		} else {
			byHand = append(byHand, a)
		}
	}
	decides := byHand
	if len(byHand) == 0 {
		decides = byStatus
	}
	// The newest that says anything about this half is right.
	for _, a := range slices.Backward(decides) {
		if a.Part&bit != 0 {
			return a.Here
		}
	}
	return true
}

// The whole of a target falls to whoever is always there, and nobody has more; being away more never makes it larger.
func TestAnAbsenceNeverMakesATargetLarger(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyScene(t)
		s.target.Count -= s.target.Count % s.kpi.Whole()
		p := s.pace()
		s.cal.Absences = append(s.cal.Absences, away(p.Span.From, p.Span.From+Day(rapid.IntRange(0, 40).Draw(t, "more days"))))
		if q := s.pace(); q.Target > p.Target || p.Target > s.target.Count || q.HalfDays > p.HalfDays {
			t.Fatalf("%d more turns %d into %d of %d", q.Span.Days(), p.Target, q.Target, s.target.Count)
		}
		s.cal = Calendar{Working: Weekdays{true, true, true, true, true, true, true}, Year: s.cal.Year}
		if q := s.pace(); q.Target != s.target.Count {
			t.Fatalf("always there, and the target is %d of %d", q.Target, s.target.Count)
		}
	})
}

func BenchmarkPaceOf(b *testing.B) {
	k := west().named("revenue")
	team := west()
	team.Holidays = holidaysOn([]Day{day(b, "2026-10-12"), day(b, "2026-11-26"), day(b, "2026-12-25")})
	team.Starts = map[string]Start{"U0ANN": {Day: day(b, "2026-10-05"), Ramp: 8}}
	ann := Person{ID: "U0ANN", Absences: []Absence{away(day(b, "2026-10-20"), day(b, "2026-10-23")), away(day(b, "2026-12-24"), day(b, "2027-01-02"))}}
	now, loc := at(b, "2026-11-18 12:00"), london(b)
	b.ReportAllocs()
	for b.Loop() {
		PaceOf(k, k.Target, 1_000_000, 0, CalendarOf(team, ann), now, loc)
	}
}
