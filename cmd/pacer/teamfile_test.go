package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/rogpeppe/go-internal/txtar"

	"example.com/pacer/bot/coach"
)

// parseTeamFile reads a file at noon of a day.
func parseTeamFile(name string, data []byte) (coach.Team, error) {
	return parseTeam(name, data, londonNoon)
}

// readTeamFile reads a file as apply does, on whichever clock the test has.
func readTeamFile(path string) (coach.Team, error) { return loadTeamFile(path, time.Now()) }

// Each file of testdata/teamfile is a team file with faults and what apply says about it.
func TestTeamFileFaults(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join("testdata", "teamfile", "*.txtar"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			_, fault := parseTeamFile("team.yaml", archive.Files[0].Data)
			got := "none\n"
			if fault != nil {
				got = fault.Error() + "\n"
			}
			if *update {
				archive.Files = append(archive.Files[:1], txtar.File{Name: "said", Data: []byte(got)})
				if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil { //nolint:gosec // test data
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(archive.Files[1].Data), got); diff != "" {
				t.Errorf("(-want +got; -update writes it):\n%s", diff)
			}
		})
	}
}

func TestTeamFileOfTheIssue(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("testdata", "west.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	team, err := parseTeamFile("west.yaml", data)
	if err != nil {
		t.Fatal(err)
	}
	rhythms := defaultRhythms()
	rhythms[coach.Huddle] = []string{"0 9 * * *"}
	want := coach.Team{
		Name: "West", Channel: "C0WEST", Zone: "Europe/London", WeekStart: time.Monday,
		WorkingDays: coach.Weekdays{time.Monday: true, time.Tuesday: true, time.Wednesday: true, time.Thursday: true, time.Friday: true},
		Holidays:    []coach.Holiday{{Day: coach.NewDay(2026, time.December, 25)}},
		Managers:    []string{"U0MAYA"}, Reps: []string{"U0ANN", "U0BOB"},
		KPIs: []coach.KPI{
			{Name: "conversation", Plural: "conversations", Aliases: []string{"convo", "convos", "call", "calls"}, Kind: coach.Leading, Target: coach.Target{Count: 20, Per: coach.Weekly}},
			{Name: "meeting", Plural: "meetings", Kind: coach.Leading, Target: coach.Target{Count: 5, Per: coach.Weekly}},
			{Name: "deal", Plural: "deals", Kind: coach.Lagging, Target: coach.Target{Count: 2, Per: coach.Monthly}},
			{Name: "revenue", Plural: "revenue", Kind: coach.Lagging, Unit: "EUR", Target: coach.Target{Count: 50_000_00, Per: coach.Quarterly}},
		},
		Rhythms: rhythms,
	}
	if diff := cmp.Diff(want, team); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What a rhythm may be: one expression, several, off in its spellings, or absent.
func TestTeamFileRhythms(t *testing.T) {
	const base = "team: T\nchannel: C0TEAM\ntimezone: UTC\nmanagers: [U0MAYA]\nmembers: [U0ANN]\nkpis: [{name: call, kind: leading}]\nrhythms:\n  nudge: "
	for text, want := range map[string][]string{
		`"0 9 * * *"`:               {"0 9 * * *"},
		`["0 9 * * *", 30 * * * 1]`: {"0 9 * * *", "30 * * * 1"},
		`"off"`:                     {},
		`off`:                       {},
		`["off"]`:                   {},
		`"@daily"`:                  {"@daily"},
	} {
		team, err := parseTeamFile("t.yaml", []byte(base+text+"\n"))
		if diff := cmp.Diff(want, team.Rhythms[coach.Nudge]); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", text, err, diff)
		}
		if err == nil && !cmp.Equal(team.Rhythms[coach.Huddle], []string{"0 9 * * *"}) {
			t.Errorf("%s: the huddle lost its default: %q", text, team.Rhythms[coach.Huddle])
		}
	}
}

// Holidays come from the file and from a calendar beside it; of two on a day, the file's own name is kept.
func TestTeamFileHolidays(t *testing.T) {
	const base = "team: T\nchannel: C0TEAM\ntimezone: UTC\nmanagers: [U0MAYA]\nmembers: [U0ANN]\nkpis: [{name: call, kind: leading}]\n"
	text := base + "holidays: [{day: 2026-12-25, name: Closed}, 2026-12-26, 2026-12-31]\nholidays_from: germany.ics\n"
	team, err := parseTeamFile(filepath.Join("testdata", "t.yaml"), []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, h := range team.Holidays {
		if h.Day >= coach.NewDay(2026, time.December, 1) && h.Day < coach.NewDay(2027, time.April, 1) {
			got = append(got, strings.TrimSpace(h.Day.String()+" "+h.Name))
		}
	}
	want := []string{
		"2026-12-25 Closed", "2026-12-26 2. Weihnachtstag", "2026-12-31", "2027-01-01 Neujahr", "2027-03-26 Karfreitag", "2027-03-29 Ostermontag",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}

	// A folder, another kind of file, a calendar that is over: each is a fault at its line, in the words of the reader.
	dir := t.TempDir()
	for name, data := range map[string]string{"page.ics": "<html>", "old.ics": strings.ReplaceAll(calendarOf2019, "\n", "\r\n")} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]string{
		"page.ics": "line 7: page.ics: this is no calendar",
		"old.ics":  "line 7: old.ics: the calendar has no day from 2025-01-01 to 2028-12-31",
		".":        "line 7: .: the calendar cannot be read",
		"/etc/x":   `line 7: "/etc/x" does not lie beside the team file`,
		"no.ics":   "line 7: there is no no.ics beside the team file.",
	} {
		_, err := parseTeamFile(filepath.Join(dir, "t.yaml"), []byte(base+"holidays_from: "+name+"\n"))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
}

const calendarOf2019 = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20191225\nEND:VEVENT\nEND:VCALENDAR\n"

// Money is told in whole units, whatever the currency's smallest is.
func TestTeamFileMoney(t *testing.T) {
	for unit, want := range map[string]int64{"EUR": 5000, "JPY": 50, "KWD": 50_000} {
		text := "team: T\nchannel: C0TEAM\ntimezone: UTC\nmanagers: [U0MAYA]\nmembers: [U0ANN]\nkpis: [{name: revenue, kind: lagging, unit: " + unit + ", target: {count: 50, per: month}}]\n"
		team, err := parseTeamFile("t.yaml", []byte(text))
		if err != nil || team.KPIs[0].Target.Count != want {
			t.Errorf("%s: %+v, %v", unit, team.KPIs, err)
		}
	}
}

// A file as editors on Windows save it, with a byte order mark and their line ends, is a file like any other.
func TestTeamFileFromWindows(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("testdata", "west.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	want, err := parseTeamFile("west.yaml", data)
	if err != nil {
		t.Fatal(err)
	}
	got, err := parseTeamFile("west.yaml", append([]byte("\ufeff"), bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n"))...))
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
}

// Files that a YAML library may take minutes for are refused or read at once.
func TestTeamFileThatWouldTakeLong(t *testing.T) {
	for _, text := range []string{
		strings.Repeat("[", 200_000), strings.Repeat("{a: ", 60_000), strings.Repeat("- ", 100_000), strings.Repeat("[\n", 100_000),
		strings.Repeat("? ", 100_000), strings.Repeat("\"", 200_000), strings.Repeat("&a ", 80_000),
		strings.Repeat("-\n", 20_000), strings.Repeat("? a\n", 20_000), strings.Repeat("a: {}\n", 10_000), strings.Repeat("- {a: b}\n", 5_000),
		"members:" + strings.Repeat("\n  - U0ANN", 10_000), "kpis:" + strings.Repeat("\n - {name: x}", 5_000), "team: \"" + strings.Repeat("\n", 200_000), strings.Repeat("a", maxTeamFile+1), "team: \xff",
	} {
		if _, err := parseTeamFile("team.yaml", []byte(text)); err == nil {
			t.Errorf("%.10q… was accepted", text)
		}
	}
}

// Whatever a file holds, it is a team that may be written, and shown as a file that says the same, or a list of faults with
// lines, at once.
func FuzzTeamFile(f *testing.F) {
	paths, _ := filepath.Glob(filepath.Join("testdata", "teamfile", "*.txtar"))
	for _, path := range paths {
		if archive, err := txtar.ParseFile(path); err == nil {
			f.Add(archive.Files[0].Data)
		}
	}
	if data, err := os.ReadFile(filepath.Join("testdata", "west.yaml")); err == nil {
		f.Add(data)
	}
	f.Add([]byte("team: &a [*a]\n<<: *a\n? {x: 1}\n: - - -\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		team, err := parseTeamFile("team.yaml", data)
		if err == nil {
			if team.Name == "" || team.Channel == "" || len(team.KPIs) == 0 || len(team.Reps) == 0 && team.Group == "" || len(team.Leading()) > coach.MaxLeading {
				t.Errorf("accepted: %+v", team)
			}
			if team.Group != "" {
				team.Reps = slices.DeleteFunc(team.Reps, func(id string) bool { return team.Starts[id] == coach.Start{} }) // the group's
			}
			again, err := parseTeamFile("shown.yaml", []byte(teamText(&team)))
			if diff := cmp.Diff(team, again, cmpopts.EquateEmpty()); err != nil || diff != "" {
				t.Errorf("shown, it is another (-want +got): %v\n%s\n%s", err, diff, teamText(&team))
			}
			return
		}
		fault, ok := errors.AsType[*teamFileError](err)
		if !ok || len(fault.Faults) == 0 {
			t.Fatalf("no list of faults: %v", err)
		}
		lines := strings.Count(string(data), "\n") + strings.Count(string(data), "\r") + 2 // each may end a line
		for _, one := range fault.Faults {
			if one.Line < 1 || one.Line > lines || one.Text == "" {
				t.Errorf("fault at line %d of %d: %q", one.Line, lines, one.Text)
			}
		}
	})
}
