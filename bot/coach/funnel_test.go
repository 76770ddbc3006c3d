package coach

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

func TestIntervals(t *testing.T) {
	for _, tt := range []struct {
		rate              Rate
		percent, low, hig int
		ok                bool
	}{
		{Rate{4, 12}, 33, 14, 61, true}, // as the design has it
		{Rate{1, 3}, 33, 6, 79, true},
		{Rate{0, 10}, 0, 0, 28, true},
		{Rate{10, 10}, 100, 72, 100, true},
		{Rate{400, 1200}, 33, 31, 36, true},
		{Rate{0, 0}, 0, 0, 0, false},
		{Rate{30, 20}, 150, 0, 0, false},
		{Rate{1, 2}, 50, 9, 91, true},
		{Rate{1, 200}, 1, 0, 3, true}, // half a per cent is rounded up
	} {
		low, high, ok := tt.rate.Interval()
		if tt.rate.Percent() != tt.percent || low != tt.low || high != tt.hig || ok != tt.ok {
			t.Errorf("%v is %d %%, %d to %d (%v), want %d %%, %d to %d (%v)", tt.rate, tt.rate.Percent(), low, high, ok,
				tt.percent, tt.low, tt.hig, tt.ok)
		}
	}
}

// Wilson's bounds are where the chance lies of which the rate is just 1.96 standard deviations away: found by trying all
// chances.
func TestIntervalsByBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		of := rapid.Int64Range(1, 2000).Draw(t, "of")
		r := Rate{rapid.Int64Range(0, of).Draw(t, "won"), of}
		low, high, _ := r.Interval()
		p, n := float64(r.Won)/float64(r.Of), float64(r.Of)
		first, last := 1.0, 0.0
		for i := range 20_001 {
			chance := float64(i) / 20_000
			if math.Abs(p-chance) <= confidence*math.Sqrt(chance*(1-chance)/n)+1e-12 {
				first, last = min(first, chance), max(last, chance)
			}
		}
		if math.Abs(100*first-float64(low)) > 0.51 || math.Abs(100*last-float64(high)) > 0.51 {
			t.Fatalf("%v: %d to %d, tried %.2f to %.2f", r, low, high, 100*first, 100*last)
		}
	})
}

// team is reps who all try of times, each with a chance of their own.
func team(seed uint64, of int64, chances ...float64) (reps []Rate) {
	r := rand.New(rand.NewPCG(seed, 0))
	for _, chance := range chances {
		rate := Rate{Of: of}
		for range of {
			if r.Float64() < chance {
				rate.Won++
			}
		}
		reps = append(reps, rate)
	}
	return reps
}

// Where all reps are alike, a newcomer's two of three is mostly luck, and the team's rate carries; where they are far
// apart, a little of one's own counts for much.
func TestTheTeamCarriesWhereRepsAreAlike(t *testing.T) {
	newcomer := Rate{2, 3}
	alike := append(team(1, 200, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3), newcomer)
	apart := append(team(1, 200, 0.05, 0.2, 0.35, 0.5, 0.65, 0.8), newcomer)
	blendAlike, sureAlike := Blended(newcomer, alike)
	blendApart, sureApart := Blended(newcomer, apart)
	if sureAlike < 20*sureApart || sureApart < 1 {
		t.Errorf("the team counts for %d tries where reps are alike and for %d where they are apart", sureAlike, sureApart)
	}
	if p := blendAlike.Percent(); p < 26 || p > 34 {
		t.Errorf("two of three among equals is %d %%", p)
	}
	if p := blendApart.Percent(); p < 47 || p > 66 {
		t.Errorf("two of three among reps who are far apart is %d %%", p)
	}
}

// The strength is that of the Beta distribution from which the reps' chances were drawn, as far as 400 reps tell.
func TestStrengthFindsTheSpread(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for _, want := range []float64{5, 20, 60} {
		var chances []float64
		for range 400 {
			a, b := gamma(r, 0.3*want), gamma(r, 0.7*want)
			chances = append(chances, a/(a+b))
		}
		got := float64(strength(team(11, 120, chances...)))
		if got < want*0.7 || got > want*1.4 {
			t.Errorf("reps drawn with a strength of %.0f are found to have %.0f", want, got)
		}
	}
}

// gamma draws from a gamma distribution (Marsaglia and Tsang, 2000), shape above a half.
func gamma(r *rand.Rand, shape float64) float64 {
	if shape < 1 {
		return gamma(r, shape+1) * math.Pow(r.Float64(), 1/shape)
	}
	d := shape - 1.0/3
	for {
		x := r.NormFloat64()
		v := math.Pow(1+x/math.Sqrt(9*d), 3)
		if v > 0 && math.Log(1-r.Float64()) < x*x/2+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}

// A blend lies between the own rate and the team's, and comes closer to the own the more the rep has tried.
func TestBlendsLieBetween(t *testing.T) { rapid.Check(t, blendsLieBetween) }

func FuzzBlended(f *testing.F) { f.Fuzz(rapid.MakeFuzz(blendsLieBetween)) }

func blendsLieBetween(t *rapid.T) {
	one := rapid.Custom(func(t *rapid.T) Rate {
		of := rapid.Int64Range(0, 5_000_000).Draw(t, "of")
		return Rate{rapid.Int64Range(0, of).Draw(t, "won"), of}
	})
	reps := rapid.SliceOfN(one, 1, 8).Draw(t, "reps")
	own, all := reps[0], pooled(reps)
	blend, s := Blended(own, reps)
	if s < 0 || s > all.Of {
		t.Fatalf("the team counts for %d tries of %d", s, all.Of)
	}
	if !own.Known() || !all.Known() {
		return
	}
	low, high := own, all
	if low.compare(high) > 0 {
		low, high = high, low
	}
	if blend.compare(low) < 0 || blend.compare(high) > 0 {
		t.Fatalf("%v of a team of %v is blended to %v", own, all, blend)
	}
}

func TestBlendsOfOddTeams(t *testing.T) {
	for _, tt := range []struct {
		name string
		own  Rate
		reps []Rate
		want Rate
	}{
		{"a rep alone", Rate{4, 12}, []Rate{{4, 12}}, Rate{1, 3}},
		{"nobody has tried", Rate{}, []Rate{{}, {}}, Rate{}},
		{"nothing came of anything", Rate{0, 5}, []Rate{{0, 5}, {0, 9}}, Rate{0, 14}},
		{"a newcomer has the team's rate", Rate{}, []Rate{{}, {30, 100}, {30, 100}}, Rate{3, 10}},
		{"more meetings than conversations", Rate{30, 20}, []Rate{{30, 20}, {10, 100}}, Rate{30, 20}},
		{"a team of such", Rate{}, []Rate{{}, {30, 20}}, Rate{30, 20}},
	} {
		if got, _ := Blended(tt.own, tt.reps); got.compare(tt.want) != 0 {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestBestQuartile(t *testing.T) {
	reps := []Rate{{1, 10}, {5, 10}, {0, 4}, {3, 10}, {2, 10}, {4, 10}, {6, 10}, {7, 10}, {8, 10}}
	if got, want := BestQuartile(reps), (Rate{7, 10}); got != want {
		t.Errorf("two of eight reach %v, want %v", got, want)
	}
	if got := BestQuartile([]Rate{{0, 3}}); got.Known() {
		t.Errorf("nobody reaches %v", got)
	}
}

// A rep holds ten meetings a day, and each fifth is a deal six weeks later. Eight weeks in, most meetings cannot have led
// to anything yet: counted day against day the rate is a quarter of what it is, counted with the lag it is right from the
// first deal on.
func TestALagFoolsNobody(t *testing.T) {
	const lag, window = 42, 90
	start := NewDay(2026, 9, 1)
	for _, days := range []int{42, 45, 56, 90, 200} {
		today := start + Day(days)
		from, to := LaggedSpans(today, window, lag, start)
		meetings, deals := int64(0), int64(0)
		for d := start; d <= today; d++ {
			if from.Contains(d) {
				meetings += 10
			}
			if to.Contains(d) && d >= start+lag {
				deals += 2
			}
		}
		if (Rate{deals, meetings}).compare(Rate{1, 5}) != 0 {
			t.Errorf("after %d days %d of %d meetings became deals", days, deals, meetings)
		}
		if from.Days() != to.Days() || to.To != today {
			t.Errorf("after %d days %v is held against %v", days, from, to)
		}
	}
	if from, to := LaggedSpans(start+41, window, lag, start); from.Days() != 0 || to.Days() != 0 {
		t.Errorf("before anything can have come of it, %v is held against %v", from, to)
	}
	if from, _ := LaggedSpans(start, window, lag, 0); from.Days() != window {
		t.Errorf("who began long ago is looked at for %d days", from.Days())
	}
}
