package coach

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestAmount(t *testing.T) {
	team := west()
	money := func(unit string) KPI { return KPI{Name: "revenue", Unit: unit} }
	tests := []struct {
		kpi    KPI
		n      int64
		amount string
		number string
	}{
		{team.named("meeting"), 0, "0 meetings", "0"},
		{team.named("meeting"), 1, "1 meeting", "1"},
		{team.named("meeting"), -1, "-1 meeting", "-1"},
		{team.named("meeting"), 2, "2 meetings", "2"},
		{team.named("meeting"), 1200, "1,200 meetings", "1,200"},
		{team.named("meeting"), 1_234_567, "1,234,567 meetings", "1,234,567"},
		{KPI{Name: "outreach"}, 3, "3 outreach", "3"},
		{money("EUR"), 1_250_000, "€12,500", "€12,500"},
		{money("EUR"), 1_250_050, "€12,500.50", "€12,500.50"},
		{money("EUR"), -5, "-€0.05", "-€0.05"},
		{money("EUR"), 0, "€0", "€0"},
		{money("GBP"), 100, "£1", "£1"},
		{money("USD"), 100, "$1", "$1"},
		{money("jpy"), 12_500, "¥12,500", "¥12,500"},
		{money("CHF"), 120_000, "CHF 1,200", "CHF 1,200"},
		{money("KWD"), 1_005, "KWD 1.005", "KWD 1.005"},
		{money("KRW"), 3, "KRW 3", "KRW 3"},
		{money("EUR"), math.MinInt64, "-€92,233,720,368,547,758.08", "-€92,233,720,368,547,758.08"},
	}
	for _, tt := range tests {
		if got := tt.kpi.Amount(tt.n); got != tt.amount {
			t.Errorf("%d as an amount is %q, want %q", tt.n, got, tt.amount)
		}
		if got := tt.kpi.Number(tt.n); got != tt.number {
			t.Errorf("%d as a number is %q, want %q", tt.n, got, tt.number)
		}
	}
}

func TestParseAmount(t *testing.T) {
	const refused = -1
	team := west()
	meeting, euro, yen, dinar := team.named("meeting"), team.named("revenue"), KPI{Name: "sales", Unit: "JPY"}, KPI{Name: "sales", Unit: "KWD"}
	tests := []struct {
		kpi  KPI
		text string
		want int64
	}{
		{meeting, "0", 0},
		{meeting, " 12 ", 12},
		{meeting, "five", 5},
		{meeting, "1,200", 1200},
		{meeting, "1.2k", 1200},
		{meeting, "10000", 10_000},
		{meeting, "10001", refused},
		{meeting, "-1", refused},
		{meeting, "2.5", refused},
		{meeting, "", refused},
		{meeting, "twenty", refused},
		{meeting, "1 2", refused},
		{meeting, "5 meetings", refused},
		{meeting, "€5", refused},
		{meeting, strings.Repeat("0", 100) + "5", refused},
		{euro, "12500", 1_250_000},
		{euro, "€12,500.50", 1_250_050},
		{euro, "12.500,5", 1_250_050},
		{euro, "12\u00a0500 EUR", 1_250_000},
		{euro, "12.5k", 1_250_000},
		{euro, "1m", 100_000_000},
		{euro, "1000m", 100_000_000_000},
		{euro, "1000.1m", refused},
		{euro, "12.500", refused}, // twelve and a half, or twelve thousand five hundred?
		{euro, "0.001", refused},
		{euro, "$5", refused},
		{yen, "¥12,500", 12_500},
		{yen, "12.5", refused},
		{yen, "12.5k", 12_500},
		{dinar, "12.500", 12_500},
		{dinar, "0.001", 1},
	}
	for _, tt := range tests {
		got, err := ParseAmount(tt.text, tt.kpi)
		if tt.want == refused {
			if err == nil || !strings.HasPrefix(err.Error(), "Please enter ") {
				t.Errorf("%q is %d, %v; want a refusal that says what to enter", tt.text, got, err)
			}
			continue
		}
		if err != nil || got != tt.want {
			t.Errorf("%q is %d, %v; want %d", tt.text, got, err, tt.want)
		}
	}
}

// What Pacer writes, its forms read.
func TestNumbersAreReadBack(t *testing.T) { rapid.Check(t, numbersAreReadBack) }

func FuzzNumbers(f *testing.F) { f.Fuzz(rapid.MakeFuzz(numbersAreReadBack)) }

func numbersAreReadBack(t *rapid.T) {
	kpi := KPI{Name: "sales", Unit: rapid.SampledFrom([]string{"", "EUR", "USD", "JPY", "CHF", "KWD", "SEK"}).Draw(t, "unit")}
	n := rapid.Int64Range(0, kpi.most()).Draw(t, "n")
	got, err := ParseAmount(kpi.Number(n), kpi)
	if err != nil || got != n {
		t.Fatalf("%d is written %q and read %d, %v", n, kpi.Number(n), got, err)
	}
}

func TestCheckCount(t *testing.T) {
	team := west()
	for _, tt := range []struct {
		kpi   KPI
		count int64
		ok    bool
	}{
		{team.named("meeting"), 1, true},
		{team.named("meeting"), -10_000, true},
		{team.named("meeting"), 0, false},
		{team.named("meeting"), 10_001, false},
		{team.named("meeting"), math.MinInt64, false},
		{team.named("revenue"), 100_000_000_000, true},
		{team.named("revenue"), 100_000_000_001, false},
	} {
		if err := CheckCount(tt.kpi, tt.count); (err == nil) != tt.ok {
			t.Errorf("%s: %v", tt.kpi.Amount(tt.count), err)
		}
	}
}

func FuzzParseAmount(f *testing.F) {
	for _, s := range []string{"12", "five", "€12,500.50", "12.500,5", "1.250m", "12\u00a0500 EUR", "-5", "0,001", "1,,2", "k", "€", "5€k"} {
		f.Add(s)
	}
	team := west()
	f.Fuzz(func(t *testing.T, s string) {
		for _, kpi := range []KPI{team.named("meeting"), team.named("revenue"), {Name: "sales", Unit: "JPY"}} {
			n, err := ParseAmount(s, kpi)
			if err != nil {
				if !strings.HasSuffix(err.Error(), ".") {
					t.Errorf("no sentence: %q", err)
				}
				continue
			}
			if n < 0 || n > kpi.most() {
				t.Errorf("%q is %d", s, n)
			}
		}
	})
}
