package coach

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParseHours(t *testing.T) {
	for typed, want := range map[string]string{
		"":                       "",
		"  ":                     "",
		"09:00 to 17:30":         "09:00 to 17:30",
		"9-17":                   "09:00 to 17:00",
		"9–17.30":                "09:00 to 17:30",
		"from 9am until 5:30 pm": "09:00 to 17:30",
		"between 12am and 12pm":  "00:00 to 12:00",
		"22:00 to 07:00":         "22:00 to 07:00",
		"10PM-7AM":               "22:00 to 07:00",
		"18:00-24:00":            "18:00 to 24:00",
		"18 to 0":                "18:00 to 24:00",
	} {
		got, err := ParseHours(typed)
		if err != nil || got.String() != want {
			t.Errorf("%q: %q (%v), want %q", typed, got, err, want)
		}
	}
	for _, typed := range []string{"nine to five", "9", "9:60-17", "25-26", "13pm-14pm", "0am-1am", "9-17-18", "9 to 9", "0-24", "24-7", "-", "9-"} {
		if got, err := ParseHours(typed); err == nil {
			t.Errorf("%q was read as %q", typed, got)
		}
	}
}

// Whatever is typed is read or refused; what was read is written so that it reads as the same.
func FuzzParseHours(f *testing.F) {
	f.Add("22:00 to 07:00")
	f.Add("9am-5.30pm")
	f.Fuzz(func(t *testing.T, typed string) {
		h, err := ParseHours(typed)
		if err != nil {
			return
		}
		if again, err := ParseHours(h.String()); err != nil || again != h {
			t.Errorf("%q is %q, which is read as %q (%v)", typed, h, again, err)
		}
	})
}

func TestWorkingHoursAreOfOneDay(t *testing.T) {
	for _, h := range []Hours{{}, {540, 1050}, {0, 600}} {
		if err := h.CheckWorking(); err != nil {
			t.Errorf("%s: %v", h, err)
		}
	}
	if (Hours{From: 1320, To: 420}).CheckWorking() == nil {
		t.Error("a night was taken for working hours")
	}
}

// The end of quiet hours on the nights on which the clocks change, and on the others.
func TestQuietHoursEnd(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	night := Hours{From: 22 * 60, To: 7 * 60}
	for _, c := range []struct {
		hours    Hours
		at, want string // UTC
	}{
		{night, "2026-11-24T21:59:00Z", "2026-11-24T21:59:00Z"},
		{night, "2026-11-24T22:00:00Z", "2026-11-25T07:00:00Z"},
		{night, "2026-11-25T03:15:20Z", "2026-11-25T07:00:00Z"},
		{night, "2026-11-25T07:00:00Z", "2026-11-25T07:00:00Z"},
		{night, "2027-03-27T23:00:00Z", "2027-03-28T06:00:00Z"}, // an hour shorter
		{night, "2026-10-24T22:00:00Z", "2026-10-25T07:00:00Z"}, // an hour longer
		// The clocks skip its end: quiet until one instant before they jump from 01:00 to 02:00.
		{Hours{From: 22 * 60, To: 90}, "2027-03-27T23:00:00Z", "2027-03-28T01:00:00Z"},
		{Hours{From: 12 * 60, To: 13 * 60}, "2026-11-24T12:30:00Z", "2026-11-24T13:00:00Z"},
		{Hours{}, "2026-11-24T12:30:00Z", "2026-11-24T12:30:00Z"},
	} {
		at, _ := time.Parse(time.RFC3339, c.at)
		if got := c.hours.End(at, london).UTC().Format(time.RFC3339); got != c.want {
			t.Errorf("%s at %s ends at %s, want %s", c.hours, c.at, got, c.want)
		}
	}
	if !(Hours{}).Begin(time.Unix(0, 0), london).IsZero() {
		t.Error("no hours begin")
	}
}

// In any zone, on any day: until the end that is told the hours hold at every minute, and at the end they do not; the
// same for their beginning. Nothing is ever put off for longer than a day and the hour that the clocks are set back by.
func TestHoursHoldUntilTheyEnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{
			"Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Africa/Cairo", "America/Havana", "Pacific/Apia", "UTC",
		}).Draw(t, "zone")
		loc, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		h := Hours{From: rapid.IntRange(0, 1439).Draw(t, "from"), To: rapid.IntRange(1, 1440).Draw(t, "to")}
		if h.From == h.To || h.From == 0 && h.To == 1440 {
			return
		}
		at := time.Unix(rapid.Int64Range(1_790_000_000, 1_830_000_000).Draw(t, "at"), 0)
		end, begin := h.End(at, loc), h.Begin(at, loc)
		if h.Hold(end, loc) || !h.Hold(begin, loc) || end.Before(at) || begin.Before(at) {
			t.Fatalf("%s from %s on in %s: begin %s, end %s", h, at, name, begin, end)
		}
		if end.Sub(at) > 25*time.Hour {
			t.Fatalf("%s in %s: from %s until %s", h, name, at, end)
		}
		for m := at; m.Before(end); m = m.Add(time.Minute) {
			if !h.Hold(m, loc) {
				t.Fatalf("%s in %s: ended before %s, at %s", h, name, end, m)
			}
		}
		for m := at; m.Before(begin); m = m.Add(time.Minute) {
			if h.Hold(m, loc) {
				t.Fatalf("%s in %s: began before %s, at %s", h, name, begin, m)
			}
		}
	})
}
