package coach

import (
	"slices"
	"testing"
	"time"
)

// What of a calendar changed is said with its date: a list of holidays that runs out, a start that was meant otherwise.
func TestTeamChangesOfDays(t *testing.T) {
	day := NewDay(2026, time.December, 24)
	for _, tt := range []struct {
		name   string
		change func(*Team)
		want   []string
	}{
		{"nothing", func(*Team) {}, nil},
		{"no holidays", func(t *Team) { t.Holidays = nil }, []string{"it has no holidays now"}},
		{"one holiday", func(t *Team) { t.Holidays = []Holiday{{Day: day}} }, []string{"it has 1 holiday now, on 24 Dec 2026"}},
		{"two", func(t *Team) { t.Holidays = []Holiday{{Day: day}, {Day: day + 1}} }, []string{"it has 2 holidays now, the last on 25 Dec 2026"}},
		{"a year that begins elsewhere", func(t *Team) { t.Fiscal = Fiscal{Month: time.April, Day: 6} }, []string{"the year begins on 6 Apr"}},
		{"the calendar's year, in other words", func(t *Team) { t.Fiscal = Fiscal{Month: time.January, Day: 1} }, nil},
		{"starts", func(t *Team) { t.Starts = map[string]Start{"U0BOB": {Day: day}} }, []string{
			"U0ANN has been there from the beginning", "U0BOB begins on 24 Dec 2026",
		}},
		{"a ramp", func(t *Team) { t.Starts = map[string]Start{"U0ANN": {Day: day, Ramp: 1}} }, []string{
			"U0ANN begins on 24 Dec 2026 and has the whole target after a week",
		}},
	} {
		before, after := soundTeam(), soundTeam()
		tt.change(&after)
		if got := TeamChanges(&before, &after, nil); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestParseFiscal(t *testing.T) {
	for text, want := range map[string]Fiscal{
		"1 Feb": {time.February, 1}, " 28 December ": {time.December, 28}, "1 Jan": {}, "2 jan": {time.January, 2},
	} {
		if got, err := ParseFiscal(text); err != nil || got != want {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "Feb", "1", "29 Jan", "30 Feb", "0 Mar", "1 Feb 2026", "1.2."} {
		if got, err := ParseFiscal(text); err == nil {
			t.Errorf("%q is %+v", text, got)
		}
	}
	if got := (Fiscal{}).String(); got != "1 Jan" {
		t.Errorf("the calendar's year begins on %s", got)
	}
}
