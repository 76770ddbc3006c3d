package scheduler

import (
	"strings"
	"testing"
	"time"
)

func TestParseCronTakes(t *testing.T) {
	for _, text := range []string{
		"0 9 * * *", "30 11 * * 1-5", "*/15 9-17 * * mon-fri", "0,30 8 1,15 * *", "0 15 * * FRI", "0 0 29 2 *",
		"5/15 * * * *", "0 9 1-7 jan-jun ?", "  0   9 * * *  ", "@hourly", "@daily", "@weekly", "@monthly",
	} {
		spec, err := ParseCron(text)
		if err != nil {
			t.Errorf("ParseCron(%q): %v", text, err)
		}
		if spec.String() != text {
			t.Errorf("ParseCron(%q).String() = %q", text, spec)
		}
	}
}

func TestParseCronRefuses(t *testing.T) {
	tests := []struct{ name, text, says string }{
		{"nothing", "", "five fields"},
		{"a field is missing", "0 9 * *", "five fields"},
		{"seconds", "0 0 9 * * *", "five fields"},
		{"a zone", "TZ=Europe/London 0 9 * * *", "leave the zone out"},
		{"cron's zone", "CRON_TZ=Pacific/Chatham 45 3 * * *", "leave the zone out"},
		{"a zone that makes robfig panic", "TZ=0", "leave the zone out"},
		{"a zone without a schedule", "CRON_TZ=UTC", "leave the zone out"},
		{"a zone in small letters", "tz=UTC 0 9 * * *", "leave the zone out"},
		{"each nanosecond", "@every 1ns", "@monthly"},
		{"backwards", "@every -5s", "@monthly"},
		{"once a year", "@yearly", "@monthly"},
		{"at boot", "@reboot", "@monthly"},
		{"shouted", "@DAILY", "@monthly"},
		{"a word and more", "@daily 9", "@monthly"},
		{"the 61st minute", "60 9 * * *", "0 to 59"},
		{"the 25th hour", "0 24 * * *", "0 to 23"},
		{"the 32nd", "0 9 32 * *", "1 to 31"},
		{"the 0th", "0 9 0 * *", "1 to 31"},
		{"the 13th month", "0 9 * 13 *", "jan to dec"},
		{"Sunday as 7", "0 9 * * 7", "0 is Sunday"},
		{"a day that is no day", "0 9 * * moo", "sun to sat"},
		{"30 February", "0 9 30 2 *", "never run"},
		{"31 in short months", "0 9 31 4,6,9,11 *", "never run"},
		{"every 90 minutes", "*/90 * * * *", "0 to 59"},
		{"a step that robfig lets pass", "0-59/61 * * * *", "0 to 59"},
		{"no step", "*/0 * * * *", "0 to 59"},
		{"an empty item", "0,,30 9 * * *", "0 to 59"},
		{"only a comma", ", 9 * * *", "0 to 59"},
		{"a sign", "+5 9 * * *", "0 to 59"},
		{"a range from a star", "*-5 9 * * *", "0 to 59"},
		{"a range that runs back", "0 17-9 * * *", "0 to 23"},
		{"the last Friday", "0 9 * * 5L", "sun to sat"},
		{"a line break", "0 9 * * *\n", "plain letters"},
		{"tabs", "0\t9\t*\t*\t*", "plain letters"},
		{"NUL", "0 9 * * \x00", "plain letters"},
		{"no-break spaces", "0\u00a09 * * *", "plain letters"},
		{"Arabic digits", "٠ ٩ * * *", "plain letters"},
		{"more than anybody means", strings.Repeat("0,", 40) + "0 9 * * *", "at most 64"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			spec, err := ParseCron(test.text)
			if err == nil {
				t.Fatalf("ParseCron(%q) was taken", test.text)
			}
			if !strings.Contains(err.Error(), test.says) {
				t.Errorf("ParseCron(%q) says %q; want it to say %q", test.text, err, test.says)
			}
			if next, ok := spec.Next(time.Unix(0, 0), time.UTC); ok {
				t.Errorf("a refused spec fires at %v", next)
			}
		})
	}
}

// FuzzParseCron holds that no text makes the parser panic, that an error is one line, and that what is taken
// fires, and each time later than the last, in a zone with the worst of offsets.
func FuzzParseCron(f *testing.F) {
	for _, seed := range []string{
		"0 9 * * *", "@hourly", "@every 1s", "TZ=0", "CRON_TZ=UTC * * * * *", "0-59/61 * * * *", "0 0 30 2 *", "45 3 * * *",
		"0 9 * * mon-fri", ", , , , ,", "*/15 */2 1,15 jan-jun ?", "99999999999999999999 * * * *", "@", "é",
	} {
		f.Add(seed)
	}
	chatham := zone(f, "Pacific/Chatham")
	f.Fuzz(func(t *testing.T, text string) {
		spec, err := ParseCron(text)
		if err != nil {
			if strings.ContainsAny(err.Error(), "\n\r\x00") {
				t.Errorf("the error is not one plain line: %q", err)
			}
			return
		}
		at := time.Date(2026, 4, 4, 11, 0, 0, 0, time.UTC) // three hours before Chatham's clocks go back
		for range 50 {
			next, ok := spec.Next(at, chatham)
			if !ok || !next.After(at) {
				t.Fatalf("%q after %v: %v, %v", text, at, next, ok)
			}
			at = next
		}
	})
}
