package main

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/pacer/bot/coach"
	"example.com/pacer/store"
)

// A file that is applied again in later years leaves alone what weeks of before asked: holidays of years that it does not
// speak of stay, and those of its own years are what it says.
func TestApplyKeepsHolidaysOfThePast(t *testing.T) {
	now := londonNoon
	w := world{Stdout: &bytes.Buffer{}, Now: func() time.Time { return now }}
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "pacer.db"), store.Options{Now: w.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	const base = "team: T\nchannel: C0TEAM\ntimezone: UTC\nmanagers: [U0MAYA]\nmembers: [U0ANN]\nkpis: [{name: call, kind: leading}]\n"
	apply := func(at time.Time, holidays string) []coach.Holiday {
		t.Helper()
		now = at
		team, err := parseTeam(filepath.Join("testdata", "t.yaml"), []byte(base+holidays), now)
		if err != nil {
			t.Fatal(err)
		}
		if err := applyTeam(t.Context(), db, team, w); err != nil {
			t.Fatal(err)
		}
		stored, err := teamNamed(t.Context(), db, "T")
		if err != nil {
			t.Fatal(err)
		}
		return stored.Holidays
	}

	first := apply(londonNoon, "holidays_from: germany.ics\n")
	again := apply(londonNoon.AddDate(2, 0, 0), "holidays_from: germany.ics\n")
	if missing := slices.DeleteFunc(slices.Clone(first), func(h coach.Holiday) bool { return slices.Contains(again, h) }); len(missing) > 0 {
		t.Errorf("two years later %v are gone", missing)
	}

	days := func(holidays []coach.Holiday) string {
		var out []string
		for _, h := range holidays {
			if h.Day >= coach.NewDay(2030, time.January, 1) {
				out = append(out, h.Day.String())
			}
		}
		return strings.Join(out, " ")
	}
	for _, step := range []struct{ day, file, want string }{
		{"2030-11-23", "holidays: [2030-09-03, 2030-12-25]\n", "2030-09-03 2030-12-25"},
		{"2030-11-24", "holidays: [2030-12-25]\n", "2030-12-25"}, // it speaks of 2030, and the third was a mistake
		{"2030-12-20", "holidays: [2031-12-25]\n", "2031-12-25"}, // what is to come is as the file says
		{"2030-12-20", "holidays: [2030-12-25]\n", "2030-12-25"},
		{"2031-01-10", "holidays: [2031-12-25]\n", "2030-12-25 2031-12-25"},
		{"2031-01-10", "", "2030-12-25"},
	} {
		at, err := time.Parse(time.DateOnly, step.day)
		if err != nil {
			t.Fatal(err)
		}
		if got := days(apply(at, step.file)); got != step.want {
			t.Errorf("%s, %q: %s, want %s", step.day, step.file, got, step.want)
		}
	}

	// There is no more room for all: the oldest go.
	var many []coach.Holiday
	for d := range coach.Day(coach.MaxHolidays) {
		many = append(many, coach.Holiday{Day: d + 1})
	}
	today := coach.NewDay(2026, time.November, 23)
	kept := withPast(many, []coach.Holiday{{Day: today}, {Day: today + 1}}, today)
	if len(kept) != coach.MaxHolidays || kept[0].Day != 3 {
		t.Errorf("%d are kept, from %s on", len(kept), kept[0].Day)
	}
}
