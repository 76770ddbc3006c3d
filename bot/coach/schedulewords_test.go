package coach

import (
	"slices"
	"strings"
	"testing"
)

func TestRhythmsInWords(t *testing.T) {
	for words, want := range map[string]string{
		"weekdays at 09:00":                           "0 9 * * 1-5",
		"every day at 9":                              "0 9 * * *",
		"Daily at 9am":                                "0 9 * * *",
		"every working day at 8.30":                   "30 8 * * *",
		"Mon and Thu at 15:30":                        "30 15 * * 1,4",
		"Mondays, Wednesdays and Fridays at 3 pm":     "0 15 * * 1,3,5",
		"Fridays at 17:00":                            "0 17 * * 5",
		"every Friday at 5pm":                         "0 17 * * 5",
		"weekdays at 11:30 and 15:00":                 "30 11 * * 1-5|0 15 * * 1-5",
		"Mon-Thu at 9, Fri at 10":                     "0 9 * * 1,2,3,4|0 10 * * 5",
		"Sunday to Thursday at noon":                  "0 12 * * 0,1,2,3,4",
		"sat – mon at 7":                              "0 7 * * 0,1,6",
		"weekends at midnight":                        "0 0 * * 0,6",
		"Tues and Thurs at 12am":                      "0 0 * * 2,4",
		"the 1st and 15th of the month at 9:00":       "0 9 1,15 * *",
		"monthly on the 3rd at 9":                     "0 9 3 * *",
		"off":                                         "",
		" Never ":                                     "",
		"0 9 * * 1-5":                                 "0 9 * * 1-5",
		"*/30 9-17 * * mon-fri; Saturdays at 9":       "*/30 9-17 * * mon-fri|0 9 * * 6",
		"@daily":                                      "@daily",
		"weekdays at 9 and 9":                         "0 9 * * 1-5",
		"Mondays at 9 and the 1st of the month at 10": "0 9 * * 1|0 10 1 * *",
	} {
		got, err := ParseRhythm(words)
		if err != nil || strings.Join(got, "|") != want {
			t.Errorf("%q: %q, %v; want %q", words, got, err, want)
		}
	}
}

func TestRhythmsThatCannotBeSaid(t *testing.T) {
	for words, want := range map[string]string{
		"":                          "Say when",
		"weekdays":                  "no time",
		"at 9":                      "no days",
		"first Monday at 9":         "not the first",
		"every other week on Mon 9": "nothing less often",
		"every 2 hours":             "not every hour",
		"someday at 9":              "“someday” is not understood",
		"Mondays at 25:00":          "“25:00” is not understood",
		"Mondays at 9:5":            "“9:5” is not understood",
		"Mondays at 13pm":           "not understood",
		"the 32nd at 9":             "No month has a 32nd",
		"weekdays from 9 to 11":     "from one to another",
		"weekdays 9-11":             "from one to another",
		"1st to 5th at 9":           "from one to another",
		"Monday to at 9":            "from one to another",
		"weekdays to Saturday at 9": "from one to another",
		"Monday to 1st at 9":        "from one to another",
		"weekdays at 9 to":          "from one to another",
	} {
		got, err := ParseRhythm(words)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %q, %v; want %q", words, got, err, want)
		}
	}
}

func TestRhythmsAreShownInWords(t *testing.T) {
	for crons, want := range map[string]string{
		"":                            "off",
		"0 9 * * *":                   "every working day at 09:00",
		"0 9 * * mon-fri":             "weekdays at 09:00",
		"30 11 * * *|0 15 * * *":      "every working day at 11:30 and 15:00",
		"0 9,15 * * 1-5":              "weekdays at 09:00 and 15:00",
		"0 15 * * 5":                  "Fridays at 15:00",
		"30 8 * * 0,1,3":              "Mondays, Wednesdays and Sundays at 08:30",
		"0 9 * * 1|0 10 * * 5":        "Mondays at 09:00; Fridays at 10:00",
		"0 9 1,22 * *":                "the 1st and 22nd of the month at 09:00",
		"*/30 9-17 * * 1-5|0 9 * * 6": "*/30 9-17 * * 1-5; Saturdays at 09:00",
		"0 9 * 1 *":                   "0 9 * 1 *",
		"@daily":                      "@daily",
	} {
		var list []string
		if crons != "" {
			list = strings.Split(crons, "|")
		}
		if got := RhythmWords(list); got != want {
			t.Errorf("%q: %q, want %q", crons, got, want)
		}
	}
}

// Whatever is understood reads back as the same, and the defaults keep their meaning.
func FuzzRhythmWords(f *testing.F) {
	for _, row := range Rhythms {
		f.Add(RhythmWords(row.Default))
	}
	for _, words := range []string{"Mon-Thu at 9, Fri at 10", "the 1st of the month at 9; weekends at noon", "0 9 * * 1-5", "sat to mon at 7pm", "fri-fri at 1 and 2"} {
		f.Add(words)
	}
	f.Fuzz(func(t *testing.T, words string) {
		crons, err := ParseRhythm(words)
		if err != nil {
			return
		}
		said := RhythmWords(crons)
		again, err := ParseRhythm(said)
		if err != nil {
			t.Fatalf("%q is shown as %q, which is not understood: %v", words, said, err)
		}
		// A raw expression may be said in several of ours; said once more nothing changes any more.
		if !slices.Equal(again, crons) && RhythmWords(again) != said {
			t.Errorf("%q → %q → %q → %q", words, crons, said, again)
		}
	})
}
