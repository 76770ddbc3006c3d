package main

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// slackSchema is the shape of an app manifest as Slack publishes it (github.com/slackapi/manifest-schema, MIT).
func slackSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	compiler.UseRegexpEngine(pattern)
	schema, err := compiler.Compile(filepath.Join("testdata", "slack-manifest.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// pattern compiles a pattern of the schema. Those about domains look ahead, which Go's patterns cannot: nothing matches
// them, so that a manifest with domains in it fails here and gets a decision.
func pattern(text string) (jsonschema.Regexp, error) {
	compiled, err := regexp.Compile(text)
	if err != nil && strings.Contains(text, "(?!") {
		return regexp.MustCompile(`$.^`), nil
	}
	return compiled, err
}

// What pacer manifest prints can be pasted into Slack: under the names that commands have by themselves, and under the
// longest that they may be given.
func TestManifestFitsSlacksSchema(t *testing.T) {
	schema := slackSchema(t)
	longest := "/" + strings.Repeat("p", 29)
	for name, vars := range map[string]map[string]string{
		"as it is": nil,
		"renamed":  {"PACER_COMMAND_LOG": "/plog", "PACER_COMMAND_PACER": longest},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			w := environ(t, vars)
			w.Stdout = &out
			if err := (manifestCmd{}).Run(w); err != nil {
				t.Fatal(err)
			}
			manifest, err := jsonschema.UnmarshalJSON(bytes.NewReader(out.Bytes()))
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(manifest); err != nil {
				t.Errorf("%#v", err)
			}
			for _, slash := range vars {
				if !strings.Contains(out.String(), `"`+slash+`"`) {
					t.Errorf("%s is missing:\n%s", slash, &out)
				}
			}
		})
	}
}

// The schema would notice: each of these is what Slack refuses.
func TestManifestSchemaRefuses(t *testing.T) {
	schema := slackSchema(t)
	var out bytes.Buffer
	w := environ(t, nil)
	w.Stdout = &out
	if err := (manifestCmd{}).Run(w); err != nil {
		t.Fatal(err)
	}
	for _, change := range [][2]string{
		{`"name": "Pacer"`, `"name": "` + strings.Repeat("P", 36) + `"`},
		{`"/log"`, `"log"`},
		{`"chat:write"`, `7`},
		{`"bot_events"`, `"robot_events"`},
		{`"socket_mode_enabled": true`, `"socket_mode_enabled": "yes"`},
	} {
		changed := strings.Replace(out.String(), change[0], change[1], 1)
		var manifest any
		if err := json.Unmarshal([]byte(changed), &manifest); err != nil || changed == out.String() {
			t.Fatalf("%s: %v", change[0], err)
		}
		if schema.Validate(manifest) == nil {
			t.Errorf("%s passes for %s", change[1], change[0])
		}
	}
}
