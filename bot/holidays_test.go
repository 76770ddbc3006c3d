package bot

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"example.com/pacer/bot/coach"
)

var updateHolidays = flag.Bool("holidays.update", false, "write what ParseHolidays says into testdata/holidays")

// The days that the calendars of testdata/holidays are read for.
var holidayYears = coach.Span{From: coach.NewDay(2026, time.January, 1), To: coach.NewDay(2028, time.December, 31)}

// holidaysSaid is what ParseHolidays makes of a calendar: a line a day, or the sentence.
func holidaysSaid(calendar string) string {
	holidays, err := ParseHolidays(strings.NewReader(calendar), holidayYears.From, holidayYears.To)
	if err != nil {
		return err.Error() + "\n"
	}
	var b strings.Builder
	for _, h := range holidays {
		fmt.Fprintf(&b, "%s %s\n", h.Day, h.Name)
	}
	return b.String()
}

// holidayFiles are the calendars that lie in testdata.
func holidayFiles(t testing.TB) map[string]*txtar.Archive {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata", "holidays", "*.txtar"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no files: %v", err)
	}
	files := map[string]*txtar.Archive{}
	for _, path := range paths {
		if files[path], err = txtar.ParseFile(path); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// Each file of testdata/holidays is a calendar and the days that are read from it, or the sentence about it. The same
// calendar with the line ends of the standard, and behind a byte order mark, is the same calendar.
func TestParseHolidays(t *testing.T) {
	for path, archive := range holidayFiles(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			calendar := string(archive.Files[0].Data)
			got := holidaysSaid(calendar)
			if *updateHolidays {
				archive.Files[1].Data = []byte(got)
				if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil { //nolint:gosec // test data
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(archive.Files[1].Data), got); diff != "" {
				t.Errorf("(-want +got; -holidays.update writes it):\n%s", diff)
			}
			if diff := cmp.Diff(got, holidaysSaid("\ufeff"+strings.ReplaceAll(calendar, "\n", "\r\n"))); diff != "" {
				t.Errorf("with other line ends (-want +got):\n%s", diff)
			}
		})
	}
}

// calendarOf puts an event's lines into a calendar.
func calendarOf(lines ...string) string {
	return "BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + strings.Join(lines, "\n") + "\nEND:VEVENT\nEND:VCALENDAR\n"
}

// Files that would take long, or much memory, are refused or read at once.
func TestParseHolidaysOfHostileFiles(t *testing.T) {
	const day = "DTSTART;VALUE=DATE:20261225"
	one := "BEGIN:VEVENT\n" + day + "\nRRULE:FREQ=YEARLY\nEND:VEVENT\n"
	for name, tt := range map[string]struct{ calendar, want string }{
		"larger than a calendar is":    {strings.Repeat("x", maxCalendar+1), "larger than 1024 KiB"},
		"bytes that are no text":       {"BEGIN:VCALENDAR\xff", "not UTF-8"},
		"a line without an end":        {calendarOf(day, "DESCRIPTION"+strings.Repeat(";A=", 300_000)), "more than dates and names"},
		"a line that is folded on":     {calendarOf(day, "DESCRIPTION:"+strings.Repeat("\n x", 100_000)), "more than dates and names"},
		"events in events":             {"BEGIN:VCALENDAR\n" + strings.Repeat("BEGIN:VEVENT\n", 70_000), "more than dates and names"},
		"a rule of great length":       {calendarOf(day, "RRULE:FREQ=YEARLY;BYMONTHDAY=1"+strings.Repeat(",1", 5000)), "rule that cannot be read"},
		"a rule of hours":              {calendarOf(day, "RRULE:FREQ=YEARLY;BYHOUR=1,2"), "rule that cannot be read"},
		"a rule once in an age":        {calendarOf(day, "RRULE:FREQ=YEARLY;INTERVAL=9223372036854775807"), "rule that cannot be read"},
		"a rule of every second":       {calendarOf(day, "RRULE:FREQ=SECONDLY"), "more often than yearly"},
		"a rule that never comes true": {calendarOf(day, "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"), "no day from 2026-01-01 to 2028-12-31"},
		"rules without an end":         {"BEGIN:VCALENDAR\n" + strings.Repeat(one, maxRules+1) + "END:VCALENDAR\n", "more than 50 events that are repeated"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := holidaysSaid(tt.calendar); !strings.Contains(got, tt.want) {
				t.Errorf("got %.200q, want %q", got, tt.want)
			}
		})
	}
}

// Events without a UID are not one event: a day that one of them has moved stays with the others.
func TestMovedDaysOfEventsWithoutUID(t *testing.T) {
	got := holidaysSaid("BEGIN:VCALENDAR\n" +
		"BEGIN:VEVENT\nDTSTART;VALUE=DATE:20201225\nRRULE:FREQ=YEARLY\nSUMMARY:Christmas Day\nEND:VEVENT\n" +
		"BEGIN:VEVENT\nDTSTART;VALUE=DATE:20261228\nRECURRENCE-ID;VALUE=DATE:20261225\nSUMMARY:Carnival\nEND:VEVENT\n" +
		"END:VCALENDAR\n")
	if !strings.Contains(got, "2026-12-25 Christmas Day") || !strings.Contains(got, "2026-12-28 Carnival") {
		t.Errorf("got %s", got)
	}
}

// A holiday's name is a line that may stand anywhere: no line ends, nothing invisible, of a bounded length.
func TestHolidayNames(t *testing.T) {
	for in, want := range map[string]string{
		"Christmas Day":          "Christmas Day",
		" Two\\nlines\\, so ":    "Two lines, so",
		"turned \u202eround":     "turned round",
		"\u202e turned\u00a0":    "turned",
		"":                       "",
		strings.Repeat("ü", 200): strings.Repeat("ü", 79) + "…",
	} {
		got := strings.TrimSuffix(holidaysSaid(calendarOf("DTSTART;VALUE=DATE:20261225", "SUMMARY:"+in)), "\n")
		if got != "2026-12-25 "+want {
			t.Errorf("%q: %q", in, got)
		}
	}
}

// Whatever a file holds, it is a sentence or days in order, each once, within the span.
func FuzzParseHolidays(f *testing.F) {
	for _, archive := range holidayFiles(f) {
		f.Add(string(archive.Files[0].Data))
	}
	f.Add(calendarOf("DTSTART;VALUE=DATE:20260228", "RRULE:FREQ=YEARLY;BYWEEKNO=53;BYSETPOS=-366;BYDAY=-53SU;WKST=SU"))
	f.Add(calendarOf("DTSTART;VALUE=DATE:00010101", "DTEND;VALUE=DATE:99991231", "RDATE:20260101,20260102T000000Z", "EXDATE:00010101"))
	f.Fuzz(func(t *testing.T, calendar string) {
		holidays, err := ParseHolidays(strings.NewReader(calendar), holidayYears.From, holidayYears.To)
		if (err == nil) != (len(holidays) > 0) || len(holidays) > coach.MaxHolidays {
			t.Fatalf("%d days, %v", len(holidays), err)
		}
		if err != nil && (err.Error() == "" || len(err.Error()) > 1000) {
			t.Errorf("sentence %q", err)
		}
		for i, h := range holidays {
			if !holidayYears.Contains(h.Day) || i > 0 && h.Day <= holidays[i-1].Day {
				t.Errorf("day %s after %v", h.Day, holidays[:i])
			}
			if utf8.RuneCountInString(h.Name) > coach.MaxName || strings.ContainsFunc(h.Name, unicode.IsControl) || strings.TrimSpace(h.Name) != h.Name {
				t.Errorf("name %q", h.Name)
			}
		}
	})
}
