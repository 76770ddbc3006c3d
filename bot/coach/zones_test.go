package coach

import (
	"slices"
	"strings"
	"testing"

	"example.com/pacer/bot/coach/tz"
)

func knownZone(name string) bool { return tz.Check(name) == nil }

func TestFindZone(t *testing.T) {
	for typed, want := range map[string]string{
		"Europe/Lisbon": "Europe/Lisbon", "europe/lisbon": "Europe/Lisbon", " lisbon ": "Europe/Lisbon",
		"new york": "America/New_York", "America/New_York": "America/New_York", "new_york": "America/New_York",
		"port-au-prince": "America/Port-au-Prince", "Isle of Man": "Europe/Isle_of_Man", "Dar es Salaam": "Africa/Dar_es_Salaam",
		"america/argentina/salta": "America/Argentina/Salta", "utc": "UTC", "Mars/Lisbon": "Europe/Lisbon",
		// Where it is none, what it may have meant.
		"Lisbonn": "? Europe/Lisbon", "Europe/Lisbn": "? Europe/Lisbon", "Sidney": "? Australia/Sydney",
		"São Paulo": "? America/Sao_Paulo", "Zürich": "? Europe/Zurich", "Los": "? America/Los_Angeles",
		"Funchall": "? Atlantic/Funchal", "Madri": "? Europe/Madrid", "Bern": "?",
		// What is none, or a trap: an abbreviation that knows no summer, a path, nothing.
		"EST": "?", "Etc/GMT+5": "?", "../etc/passwd": "?", "": "?", "/": "?", "x": "?", strings.Repeat("Lisbon", 1000): "?",
	} {
		zone, near := FindZone(typed, []string{"Atlantic/Funchal", "Europe/Lisbon"}, knownZone)
		got := zone
		if zone == "" {
			got = strings.TrimSpace("? " + strings.Join(near, " "))
		}
		if got != want {
			t.Errorf("%.30q: %s, want %s", typed, got, want)
		}
	}
}

// Each of the main zones exists, and is found by its name, by its city, and by its city with one letter missing.
func TestMainZonesAreFound(t *testing.T) {
	for _, want := range mainZones() {
		if !knownZone(want) {
			t.Errorf("there is no %s", want)
			continue
		}
		city := CityOf(want)
		for _, typed := range []string{want, strings.ToUpper(want), city, strings.ToLower(city)} {
			if zone, _ := FindZone(typed, nil, knownZone); zone != want {
				t.Errorf("%q is %q, want %q", typed, zone, want)
			}
		}
		if _, near := FindZone(city[:len(city)-1], nil, knownZone); !slices.Contains(near, want) {
			t.Errorf("%q suggests %q, which lacks %s", city[:len(city)-1], near, want)
		}
	}
}

func FuzzFindZone(f *testing.F) {
	f.Add("Lisbon")
	f.Add("Europe/\xffLisbon")
	f.Fuzz(func(t *testing.T, typed string) {
		zone, near := FindZone(typed, nil, knownZone)
		if zone != "" && (!knownZone(zone) || near != nil) || len(near) > mostZones {
			t.Errorf("%q is %q, or near %q", typed, zone, near)
		}
	})
}
