package coach

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestParseRate(t *testing.T) {
	for text, want := range map[string]Rate{
		"33 %": {33, 100}, "34\u00a0%": {34, 100}, "33%": {33, 100}, "33 percent": {33, 100}, "33 per cent": {33, 100}, "0.25 %": {25, 10_000}, "0,25%": {25, 10_000},
		"33.30 %": {333, 1000}, "150 %": {150, 100}, "1 in 3": {1, 3}, "4 of 12": {4, 12}, "4/12": {4, 12}, "4 / 12": {4, 12},
		"84 out of 1,200": {84, 1200}, "84 of 1.200": {84, 1200}, "84 Of 1'200": {84, 1200}, " 3  in  2 ": {3, 2}, "10000 %": {10_000, 100}, "33.333 %": {33_333, 100_000},
	} {
		if got, err := ParseRate(text); err != nil || got != want {
			t.Errorf("%q is %v (%v), want %v", text, got, err, want)
		}
	}
	for text, want := range map[string]string{
		"": "Please write a rate such as", "often": "Please write a rate such as", "-3 %": "Please write a rate such as", "3": "Please write 3\u00a0% or 1 in 3",
		"0 %": "Nothing can follow", "0 of 12": "Nothing can follow", "4 of 0": "more than a hundred", "101 in 1": "more than a hundred",
		"1.5 in 3": "Please write a rate such as", "1 in": "Please write a rate such as", "99999999999 in 3": "Please write a rate such as",
		"%": "Please write a rate such as", "1e3 %": "Please write a rate such as", "84 of 1 200": "Please write a rate such as", "10,000 %": "Please write a rate such as", "10.001 %,": "Please write a rate such as",
	} {
		_, err := ParseRate(text)
		if said, ok := errors.AsType[*LogError](err); !ok || !strings.Contains(said.Text, want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// What is written of a rate is what a plan counts on when it is read back.
func TestRatesReadBackAsTheyAreWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := Rate{Of: rapid.Int64Range(1, maxTries).Draw(t, "of")}
		r.Won = rapid.Int64Range(1, min(maxTries, 100*r.Of)).Draw(t, "won")
		if got, err := ParseRate(r.Text()); err != nil || got.compare(r) != 0 {
			t.Fatalf("%v is written %q and read %v (%v)", r, r.Text(), got, err)
		}
		if r.Won < r.Of/1_000_000 {
			return // too small to be told apart from nothing, in per cent
		}
		got, err := ParseRate(r.InPercent())
		if err != nil {
			t.Fatalf("%v is written %q: %v", r, r.InPercent(), err)
		}
		exact, written := float64(r.Won)/float64(r.Of), float64(got.Won)/float64(got.Of)
		if off := written/exact - 1; off > 0.06 || off < -0.06 {
			t.Fatalf("%v is written %q", r, r.InPercent())
		}
	})
}

func FuzzParseRate(f *testing.F) {
	for _, text := range []string{"33\u00a0%", "1 in 3", "84 of 1,200", "0,25%", "4/12", "..%", "1,,2 of 3", "∞ %"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := ParseRate(text)
		if err != nil {
			if _, ok := errors.AsType[*LogError](err); !ok {
				t.Errorf("%q: %v is no sentence for a person", text, err)
			}
			return
		}
		if !r.Known() || r.Won > 100*r.Of {
			t.Errorf("%q is %v", text, r)
		}
		if again, err := ParseRate(r.Text()); err != nil || again.compare(r) != 0 {
			t.Errorf("%q is %v, written %q, read %v (%v)", text, r, r.Text(), again, err)
		}
	})
}

func FuzzParseGoal(f *testing.F) {
	for _, text := range []string{"12", "1,200", "€50,000", "12.5k", "0.1m EUR", "4 meetings", "1e9", "-3", "9999999999999999999k"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, k := range []KPI{{Name: "meeting", Plural: "meetings"}, {Name: "revenue", Plural: "revenue", Unit: "EUR"}} {
			n, err := ParseGoal(text, k)
			if err != nil {
				continue
			}
			if n <= 0 || n > maxGoal*k.Whole() {
				t.Errorf("%q is %d", text, n)
			}
			if again, err := ParseGoal(k.Amount(n), k); err != nil || again != n {
				t.Errorf("%q is %s, read %d (%v)", text, k.Amount(n), again, err)
			}
		}
	})
}

func TestParseGoal(t *testing.T) {
	meeting, revenue := KPI{Name: "meeting", Plural: "meetings"}, KPI{Name: "revenue", Plural: "revenue", Unit: "EUR"}
	for _, tt := range []struct {
		text string
		kpi  KPI
		want int64 // 0 is refused
	}{
		{"4", meeting, 4},
		{"4 meetings", meeting, 4},
		{"20k", meeting, 20_000},
		{"1,200", meeting, 1200},
		{"1m", meeting, 1_000_000},
		{"€50,000", revenue, 5_000_000},
		{"50k", revenue, 5_000_000},
		{"0.1m EUR", revenue, 10_000_000},
		{"12'500.50", revenue, 1_250_050},
		{"0", meeting, 0},
		{"-4", meeting, 0},
		{"4.5", meeting, 0},
		{"€4", meeting, 0},
		{"2,000m", meeting, 0},
		{"$4", revenue, 0},
		{"", revenue, 0},
		{"a lot", revenue, 0},
	} {
		if got, err := ParseGoal(tt.text, tt.kpi); got != tt.want || (err == nil) != (tt.want > 0) {
			t.Errorf("%q is %d (%v), want %d", tt.text, got, err, tt.want)
		}
	}
}

func funnelStep() (above, kpi KPI) {
	return KPI{Name: "meeting", Plural: "meetings", Kind: Leading}, KPI{Name: "deal", Plural: "deals"}
}

func TestHowSureARateIs(t *testing.T) {
	above, kpi := funnelStep()
	same := func(r Rate, others ...Rate) []Rate { return append([]Rate{r}, others...) }
	for _, tt := range []struct {
		name    string
		own     Rate
		reps    []Rate
		written string
		sure    string
	}{
		{"alone", Rate{4, 12}, same(Rate{4, 12}), "4 of 12", "33\u00a0% from 12 meetings; likely 14 to 61\u00a0%."},
		{"in a team", Rate{4, 12}, same(Rate{4, 12}, Rate{97, 348}), "28.2\u00a0%", "33\u00a0% from 12 meetings; likely 14 to 61\u00a0%; blended with the team's 28\u00a0% until there is more."},
		{"a newcomer", Rate{}, same(Rate{}, Rate{97, 348}), "27.9\u00a0%", "The team's 28\u00a0% from 348 meetings, until there is more to go by."},
		{"nobody yet", Rate{}, same(Rate{}), "", "Nothing was counted yet. A guess will do, such as 1 in 3."},
		{"none so far", Rate{0, 12}, same(Rate{0, 12}), "", "None from 12 meetings; likely 0 to 24\u00a0%; a guess will do, such as 1 in 10."},
		{"none so far in a team", Rate{0, 12}, same(Rate{0, 12}, Rate{97, 348}), "7.9\u00a0%", "None from 12 meetings; likely 0 to 24\u00a0%; blended with the team's 27\u00a0% until there is more."},
		{"more than all", Rate{30, 20}, same(Rate{30, 20}), "30 of 20", "30 deals from 20 meetings: more than all of them. Are all meetings logged?"},
		{"of nothing", Rate{3, 0}, same(Rate{3, 0}), "", "3 deals came without any meeting. Are all meetings logged? A guess will do, such as 1 in 3."},
	} {
		s := StepRateOf(above, kpi, tt.own, tt.reps)
		if s.Written() != tt.written || s.Sure() != tt.sure {
			t.Errorf("%s: %q, %q, want %q, %q", tt.name, s.Written(), s.Sure(), tt.written, tt.sure)
		}
	}
}

func TestWhatADealBringsIsAnAverage(t *testing.T) {
	revenue := KPI{Name: "revenue", Plural: "revenue", Unit: "EUR"}
	_, deal := funnelStep()
	own := Rate{5_000_049, 4}
	s := StepRateOf(deal, revenue, own, []Rate{own, {1000, 1}})
	if s.Blended || s.Written() != "€12,500" || s.Name() != "Revenue for each deal" || s.Sure() != "On average over 4 deals." {
		t.Errorf("%+v is %q, %q, %q", s, s.Name(), s.Written(), s.Sure())
	}
	if r, err := s.ReadRate("12.5k"); err != nil || r != (Rate{1_250_000, 1}) {
		t.Errorf("12.5k is %v (%v)", r, err)
	}
	s = StepRateOf(revenue, deal, Rate{4, 5_000_000}, nil)
	if s.Written() != "€12,500" || s.Name() != "Revenue for each deal" {
		t.Errorf("%q, %q", s.Name(), s.Written())
	}
	if r, err := s.ReadRate("€10,000"); err != nil || r != (Rate{1, 1_000_000}) {
		t.Errorf("€10,000 is %v (%v)", r, err)
	}
}

// The best quarter is told of teams that are large enough for it to be nobody's own number.
func TestTheBestQuarterIsNobodysOwnNumber(t *testing.T) {
	above, kpi := funnelStep()
	reps := []Rate{{10, 100}, {20, 100}, {60, 100}}
	if s := StepRateOf(above, kpi, reps[0], reps); s.Best.Known() {
		t.Errorf("of three reps the best is %v", s.Best)
	}
	reps = append(reps, Rate{20, 100}, Rate{}, Rate{0, 0})
	if s := StepRateOf(above, kpi, reps[0], reps); !s.Best.Known() || s.Best.compare(Rate{60, 100}) >= 0 {
		t.Errorf("of four reps the best is %v", s.Best)
	}
}
