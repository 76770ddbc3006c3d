package bot

import (
	"context"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"example.com/pacer/bot/coach"
)

// What is expected over some days and over the days after them is what is expected over all of them, also of somebody
// who works part of the week, is away now and then, and grows into the team; and a board of the running period expects
// what the pace does.
func TestExpectedAddsUp(t *testing.T) {
	s := newStory(t)
	roster, _ := s.b.store.Roster(t.Context())
	rapid.Check(t, func(t *rapid.T) {
		f := &figures{roster: roster, team: s.team, at: time.Date(2026, 12, 31, 23, 0, 0, 0, time.UTC)}
		k := s.team.KPIs[0]
		k.Target = coach.Target{
			Count: rapid.Int64Range(1, 500).Draw(t, "count"),
			Per:   rapid.SampledFrom([]coach.Period{coach.Daily, coach.Weekly, coach.Monthly, coach.Quarterly}).Draw(t, "per"),
		}
		start := coach.NewDay(2026, 10, 1)
		ann := roster.Person("U0ANN")
		parts := rapid.SampledFrom([]coach.Part{0, coach.Morning, coach.Afternoon, coach.WholeDay})
		ann.Settings.Week = [7]coach.Part(rapid.SliceOfN(parts, 7, 7).Draw(t, "week"))
		for range rapid.IntRange(0, 3).Draw(t, "absences") {
			away := start + coach.Day(rapid.IntRange(0, 91).Draw(t, "away"))
			ann.Absences = append(ann.Absences, coach.Absence{
				Span: coach.Span{From: away, To: away + coach.Day(rapid.IntRange(0, 20).Draw(t, "for"))},
				Part: rapid.SampledFrom([]coach.Part{coach.Morning, coach.Afternoon, coach.WholeDay}).Draw(t, "part"), Source: coach.SaidBySelf,
			})
		}
		team := *s.team
		team.Starts = map[string]coach.Start{ann.ID: {Day: start + coach.Day(rapid.IntRange(-30, 60).Draw(t, "start")), Ramp: rapid.IntRange(0, 9).Draw(t, "ramp")}}
		f.team = &team
		from := start + coach.Day(rapid.IntRange(0, 40).Draw(t, "from"))
		middle := from + coach.Day(rapid.IntRange(0, 25).Draw(t, "middle"))
		to := middle + 1 + coach.Day(rapid.IntRange(0, 25).Draw(t, "to"))
		over := func(from, to coach.Day) int64 {
			return f.spanPace(ann, k, coach.Span{From: from, To: to}).Expected
		}
		whole, both := over(from, to), over(from, middle)+over(middle+1, to)
		// Each period rounds down to a thousandth of its own.
		if diff := whole - both; diff < -4 || diff > 4 {
			t.Fatalf("%s..%s expects %d, in two parts %d", from, to, whole, both)
		}
		f.at = time.Date(2026, 11, 18, rapid.IntRange(0, 23).Draw(t, "hour"), 0, 0, 0, time.UTC)
		if p := f.pace(ann, k); f.spanPace(ann, k, p.Span).Expected != p.Expected {
			t.Fatalf("the board expects %d, the pace %d", f.spanPace(ann, k, p.Span).Expected, p.Expected)
		}
	})
}

// What a form is prefilled with is read back as the same number, in every currency.
func TestPrefilledNumbersAreReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := coach.KPI{Name: "revenue", Plural: "revenue", Unit: rapid.SampledFrom([]string{"", "EUR", "USD", "JPY", "CHF", "KWD", "SEK"}).Draw(t, "unit")}
		n := rapid.Int64Range(0, 10000).Draw(t, "n")
		if k.Money() {
			n = rapid.Int64Range(0, 1e9).Draw(t, "money")
		}
		got, err := coach.ParseAmount(typable(k, n), k)
		if err != nil || got != n {
			t.Fatalf("%d %s is shown as %q and read as %d, %v", n, k.Unit, typable(k, n), got, err)
		}
	})
}

func TestTeamPaceAddsPeopleUp(t *testing.T) {
	k := coach.KPI{Name: "meeting", Plural: "meetings", Kind: coach.Leading}
	for _, c := range []struct {
		name  string
		paces []coach.Pace
		want  string
	}{
		{"nobody", nil, "Meetings: 0 this week"},
		{"one ahead, one behind", []coach.Pace{{Target: 5, Done: 5, Expected: 3000}, {Target: 5, Done: 1, Expected: 3000}}, "Meetings: 6 of 10 this week, on pace"},
		{"behind by a part", []coach.Pace{{Target: 5, Done: 2, Expected: 2900}}, "Meetings: 2 of 5 this week, on pace"},
		{"behind", []coach.Pace{{Target: 5, Done: 2, Expected: 4000}}, "Meetings: 2 of 5 this week, 2 behind pace"},
		{"ahead", []coach.Pace{{Target: 5, Done: 4, Expected: 2000}}, "Meetings: 4 of 5 this week, 2 ahead of pace"},
		{"reached", []coach.Pace{{Target: 5, Done: 5, Expected: 2000}}, "Meetings: 5 of 5 this week, target reached"},
		{"without targets", []coach.Pace{{Done: 3, Status: coach.NoTarget}}, "Meetings: 3 this week"},
	} {
		if got := paceLine(coach.AddPaces(k, c.paces)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestSpanNames(t *testing.T) {
	day := coach.NewDay
	for want, span := range map[string]coach.Span{
		"Mon 23 Nov":                {From: day(2026, 11, 23), To: day(2026, 11, 23)},
		"16 to 22 Nov":              {From: day(2026, 11, 16), To: day(2026, 11, 22)},
		"28 Sep to 4 Oct":           {From: day(2026, 9, 28), To: day(2026, 10, 4)},
		"28 Dec 2026 to 3 Jan 2027": {From: day(2026, 12, 28), To: day(2027, 1, 3)},
	} {
		if got := spanName(span); got != want {
			t.Errorf("%s: got %q", want, got)
		}
	}
	for want, span := range map[string]coach.Span{
		"16 to 22 Nov":              {From: day(2026, 11, 16), To: day(2026, 11, 22)},
		"Sun 23 Nov 2025":           {From: day(2025, 11, 23), To: day(2025, 11, 23)},
		"1 to 15 Nov 2025":          {From: day(2025, 11, 1), To: day(2025, 11, 15)},
		"28 Dec 2025 to 3 Jan 2026": {From: day(2025, 12, 28), To: day(2026, 1, 3)},
	} {
		if got := datedSpan(span, day(2026, 11, 23)); got != want {
			t.Errorf("%s: got %q", want, got)
		}
	}
}

// On the last evening of a week or a month in Los Angeles, UTC has begun the next one. The numbers are still those of the
// person's own.
func TestFiguresOfAnEveningBehindUTC(t *testing.T) {
	s := newStory(t, func(team *coach.Team, people []coach.Person) {
		team.Zone = "America/Los_Angeles"
		team.KPIs = team.KPIs[:2] // a quarter would reach back far enough for all of them
		team.KPIs[1].Target = coach.Target{Count: 20, Per: coach.Monthly}
		for i := range people {
			people[i].Zone = team.Zone
		}
	})
	s.logs("U0ANN", "conv", "2026-05-26", 7)
	s.logs("U0ANN", "meet", "2026-05-05", 3)
	s.at("2026-05-31", "20:00") // a Sunday; in UTC it is Monday, 1 June
	roster, _ := s.b.store.Roster(t.Context())
	f, err := s.b.figures(t.Context(), roster, s.team, s.now, 0)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []int64{7, 3} {
		if got := f.pace(roster.Person("U0ANN"), s.team.KPIs[i]).Done; got != want {
			t.Errorf("%s so far: %d, want %d", s.team.KPIs[i].Plural, got, want)
		}
	}
}

// Sums of what lies before this week say the same as its days would: everybody's pace in every period, wherever they live.
func TestFiguresOfSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		team, people := storyTeam(), map[string]coach.Person{}
		for i, per := range []coach.Period{coach.Daily, coach.Weekly, coach.Monthly, coach.Quarterly} {
			k := coach.KPI{ID: strconv.Itoa(i), Name: string(per), Plural: string(per), Kind: coach.Leading, Target: coach.Target{Count: 40, Per: per}}
			team.KPIs = append(team.KPIs[:i:i], k)
		}
		team.WeekStart = time.Weekday(rapid.IntRange(0, 6).Draw(t, "week start"))
		team.Fiscal = coach.Fiscal{Month: time.Month(rapid.IntRange(1, 12).Draw(t, "month")), Day: rapid.IntRange(1, 28).Draw(t, "day")}
		for i, zone := range []string{"Pacific/Auckland", "Europe/London", "Pacific/Honolulu"} {
			people[team.Reps[i]] = coach.Person{ID: team.Reps[i], Name: zone, Zone: zone}
		}
		mem := newMemory(coach.Roster{Teams: []*coach.Team{team}, People: people})
		at := time.Unix(rapid.Int64Range(1_780_000_000, 1_800_000_000).Draw(t, "now"), 0)
		today := coach.DayOf(at, time.UTC)
		for i := range rapid.IntRange(0, 30).Draw(t, "entries") {
			mem.ledger = append(mem.ledger, coach.Activity{
				ID: strconv.Itoa(i), Team: team.ID, Person: rapid.SampledFrom(team.Reps).Draw(t, "who"), KPI: strconv.Itoa(i % 4),
				Day: today - coach.Day(rapid.IntRange(-1, 100).Draw(t, "ago")), Count: 1,
			})
		}
		b := newBot(Config{Now: func() time.Time { return at }}, mem)
		roster, err := mem.Roster(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		bySums, err := b.figures(context.Background(), roster, team, at, 0)
		if err != nil {
			t.Fatal(err)
		}
		byDays, err := b.figures(context.Background(), roster, team, at, 15)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range people {
			for _, k := range team.KPIs {
				if got, want := bySums.pace(p, k), byDays.pace(p, k); got.Done != want.Done || got.Today != want.Today {
					t.Fatalf("%s of %s: %s, day by day %s", k.Name, p.Name, got.Line(), want.Line())
				}
			}
		}
	})
}
