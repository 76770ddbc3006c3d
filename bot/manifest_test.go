package bot

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// The limits are those of Slack's published schema of manifests.
func TestManifest(t *testing.T) {
	out, err := Manifest(map[string]string{"log": "/track"})
	if err != nil {
		t.Fatal(err)
	}
	var m manifest
	if err := json.Unmarshal(out, &m); err != nil {
		t.Fatal(err)
	}
	if utf8.RuneCountInString(m.Display.Name) > 35 || utf8.RuneCountInString(m.Display.Description) > 140 {
		t.Errorf("display information is too long: %+v", m.Display)
	}
	var names []string
	for _, c := range m.Features.Commands {
		names = append(names, c.Command)
		if len(c.Command) > 32 || utf8.RuneCountInString(c.Description) > 2000 || utf8.RuneCountInString(c.Usage) > 1000 || c.Description == "" {
			t.Errorf("command %+v", c)
		}
	}
	if want := []string{"/track", "/pace", "/board", "/coach", "/plan", "/deal", "/pacer"}; !slices.Equal(names, want) {
		t.Errorf("commands %q, want %q", names, want)
	}
	for _, s := range []string{"chat:write.public", "users:read.email"} {
		if slices.Contains(m.OAuth.Scopes.Bot, s) {
			t.Errorf("asks for %s, which no feature needs", s)
		}
	}
	if !m.Settings.Socket || m.Settings.Org || m.Settings.Rotation {
		t.Errorf("settings %+v", m.Settings)
	}
}

func TestEveryRowOfTheTablesIsComplete(t *testing.T) {
	for _, c := range commands() {
		if c.Handle == nil || c.Who == 0 || c.Description == "" || strings.HasPrefix(c.Name, "/") {
			t.Errorf("command %q is not complete", c.Name)
		}
	}
	seen := map[string]bool{}
	for _, r := range buttons() {
		if r.Handle == nil || r.Who == 0 || seen[r.Action] || strings.Contains(r.Action, ":") {
			t.Errorf("button %q", r.Action)
		}
		seen[r.Action] = true
	}
	seen = map[string]bool{}
	for _, r := range forms() {
		if r.Handle == nil || r.Who == 0 || seen[r.Callback] {
			t.Errorf("form %q", r.Callback)
		}
		seen[r.Callback] = true
	}
}
