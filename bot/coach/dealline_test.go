package coach

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// sunday is the day on which lines about deals are typed in these tests.
var sunday = NewDay(2026, 11, 22)

func TestDealLines(t *testing.T) {
	day := func(month time.Month, d int) Day { return NewDay(2026, month, d) }
	for text, want := range map[string]DealLine{
		"Acme":            {Name: "Acme", Bare: true},
		"Acme 12k 30 Nov": {Name: "Acme", Amount: 1_200_000, Closes: day(11, 30)},
		"Acme 30 Nov 12k": {Name: "Acme", Amount: 1_200_000, Closes: day(11, 30)},
		"Acme Berlin, closes 2026-12-24, €12,500.50": {Name: "Acme Berlin", Amount: 1_250_050, Closes: day(12, 24)},
		"Acme 12.000,50":          {Name: "Acme", Amount: 1_200_050},
		"Acme EUR 1.2m by Friday": {Name: "Acme", Amount: 120_000_000, Closes: day(11, 27)},
		"Acme 5k tomorrow":        {Name: "Acme", Amount: 500_000, Closes: day(11, 23)},
		"Acme 5k 1 Sep":           {Name: "Acme", Amount: 500_000, Closes: NewDay(2027, 9, 1)},
		"Acme 5k 1 March 2028":    {Name: "Acme", Amount: 500_000, Closes: NewDay(2028, 3, 1)},
		"High Five 5k":            {Name: "High Five", Amount: 500_000},
		"Studio 54 12k":           {Name: "Studio 54", Amount: 1_200_000},
		`"Studio 54"`:             {Name: "Studio 54", Bare: true},
		"“Studio 54” 12k, 30 Nov": {Name: "Studio 54", Amount: 1_200_000, Closes: day(11, 30)},
		"Sun 12k":                 {Name: "Sun", Amount: 1_200_000},
		"May 12":                  {Name: "May", Amount: 1200},
		"  Acme   Berlin  ":       {Name: "Acme Berlin", Bare: true},
		"Acme - 12k":              {Name: "Acme", Amount: 1_200_000},
		"Acme (Paris) 12k":        {Name: "Acme (Paris)", Amount: 1_200_000},
	} {
		got, err := ParseDealLine(text, "EUR", sunday)
		if err != nil || got != want {
			t.Errorf("%q is %+v (%v), want %+v", text, got, err, want)
		}
	}
}

func TestDealLinesInNoCurrency(t *testing.T) {
	got, err := ParseDealLine("Acme 12k", "", sunday)
	if err != nil || got.Amount != 1_200_000 || WriteAmount(got.Amount, "") != "12,000" {
		t.Errorf("%+v (%v)", got, err)
	}
	if _, err := ParseDealLine("Acme €12k", "", sunday); err == nil || !strings.Contains(err.Error(), "has no currency") {
		t.Errorf("%v", err)
	}
	if _, err := ParseDealAmount("many", ""); err == nil || strings.Contains(err.Error(), noCurrency) {
		t.Errorf("%v", err)
	}
}

func TestDealAmountsOfFields(t *testing.T) {
	for text, want := range map[string]int64{
		"": 0, " ": 0, "12k": 1_200_000, "12,500": 1_250_000, "12.500,50": 1_250_050, "€12,500": 1_250_000, "1.2m EUR": 120_000_000, "0": 0,
	} {
		if got, err := ParseDealAmount(text, "EUR"); err != nil || got != want {
			t.Errorf("%q is %d (%v), want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"TBD", "12.500", "-5", "12k USD", "1e9", "2,000,000,000"} {
		if got, err := ParseDealAmount(text, "EUR"); err == nil {
			t.Errorf("%q is %d", text, got)
		}
	}
}

// Whatever is typed, the answer has a name of a fair length, an amount that there can be and a day that lies ahead; or it is
// refused with a sentence.
func FuzzDealLine(f *testing.F) {
	for _, text := range []string{"Acme 12k 30 Nov", `"Studio 54" 12k`, "“", "5", "31 Nov", "Acme €-5", "a\x00b 1,5", "🙂 5k", "„x“ tomorrow,"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := ParseDealLine(text, "EUR", sunday)
		if err != nil {
			if err.Error() == "" {
				t.Error("refused without a sentence")
			}
			return
		}
		if n := utf8.RuneCountInString(got.Name); n == 0 || n > MaxDealName || got.Amount < 0 || got.Closes != 0 && got.Closes < sunday {
			t.Errorf("%q is %+v", text, got)
		}
	})
}

// What a line says is read from it again, whatever the name.
func TestDealLinesReadWhatTheySay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := DealLine{
			Name:   rapid.StringMatching(`[A-Z][a-z]{3,9}( [A-Z][a-z]{3,9}){0,3}`).Draw(t, "name"),
			Amount: 100 * rapid.Int64Range(1, 999_999_999).Draw(t, "amount"),
			Closes: sunday + Day(rapid.IntRange(0, 1800).Draw(t, "days")),
		}
		line := `"` + want.Name + `" ` + WriteAmount(want.Amount, "EUR") + " " + want.Closes.String()
		if got, err := ParseDealLine(line, "EUR", sunday); err != nil || got != want {
			t.Fatalf("%q is %+v (%v)", line, got, err)
		}
	})
}

func TestMatchNames(t *testing.T) {
	names := []string{"Acme", "Acme Berlin, phase 2", "Big Acme", "Globex", "Umbrella Corp.", "Müller & Söhne", "X"}
	for text, want := range map[string]string{
		"acme": "Acme", "ACME ": "Acme", "acm": "Acme|Acme Berlin, phase 2", "berlin": "Acme Berlin, phase 2", "berlin phase": "Acme Berlin, phase 2",
		"big": "Big Acme", "lobe": "Globex", "glbex": "Globex", "golbex": "Globex", "umbrlla": "Umbrella Corp.", "umbrella corp": "Umbrella Corp.",
		"müller": "Müller & Söhne", "söhne": "Müller & Söhne", "nobody": "", "": "", "  ": "", "?": "", "x": "X", "acmee": "Acme|Acme Berlin, phase 2|Big Acme",
	} {
		var got []string
		for _, i := range MatchNames(text, names) {
			got = append(got, names[i])
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%q means %q, want %q", text, strings.Join(got, "|"), want)
		}
	}
}

// A name means itself, and its beginning means it among others.
func TestMatchNamesFindsEachName(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfN(rapid.StringMatching(`[A-Za-zÄöß0-9][A-Za-z0-9 .&-]{0,20}`), 1, 20).Draw(t, "names")
		for i, name := range names {
			found := map[int]bool{}
			for _, at := range MatchNames(name, names) {
				found[at] = true
			}
			if !found[i] {
				t.Fatalf("%q is not found among %q", name, names)
			}
		}
	})
}

func BenchmarkMatchNames(b *testing.B) {
	var names []string
	for i := range 500 {
		names = append(names, "Customer of some length "+strings.Repeat("x", i%20))
	}
	for b.Loop() {
		MatchNames("custmoer", names)
	}
}
