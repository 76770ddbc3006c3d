package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/pacer/bot"
)

var update = flag.Bool("update", false, "write what the golden files and the README's table should hold")

// canary is a token's secret part. No output may hold it.
const canary = "CANARY4f1d"

// environ sets the variables for envconfig and returns a world that knows them, and no others of ours.
func environ(t *testing.T, vars map[string]string) world {
	t.Helper()
	var list []string
	for _, v := range variables() {
		t.Setenv(v.Name, vars[v.Name])
	}
	for name, value := range vars {
		t.Setenv(name, value)
		list = append(list, name+"="+value)
	}
	return world{Environ: list}
}

func TestSettings(t *testing.T) {
	const app, robot = "xapp-1-A0-" + canary, "xoxb-1-" + canary
	good := map[string]string{"SLACK_APP_TOKEN": app, "SLACK_BOT_TOKEN": robot}
	tests := []struct {
		name string
		vars map[string]string
		want []string // in the error; none: no error
	}{
		{"both tokens are enough", nil, nil},
		{"copied with quotes and a newline", map[string]string{"SLACK_APP_TOKEN": "\"" + app + "\"\n", "SLACK_BOT_TOKEN": " '" + robot + "' "}, nil},
		{"nothing is set", map[string]string{"SLACK_APP_TOKEN": "", "SLACK_BOT_TOKEN": ""}, []string{"2 settings", "SLACK_APP_TOKEN is not set", "SLACK_BOT_TOKEN is not set", "connections:write"}},
		{"swapped", map[string]string{"SLACK_APP_TOKEN": robot, "SLACK_BOT_TOKEN": app}, []string{"a setting", "SLACK_APP_TOKEN and SLACK_BOT_TOKEN are swapped"}},
		{"the same token twice", map[string]string{"SLACK_APP_TOKEN": robot}, []string{"SLACK_APP_TOKEN holds a bot token (xoxb-)", "begins with xapp-"}},
		{"a user token", map[string]string{"SLACK_BOT_TOKEN": "xoxp-1-" + canary}, []string{"SLACK_BOT_TOKEN holds a user token"}},
		{"token rotation is on", map[string]string{"SLACK_BOT_TOKEN": "xoxe.xoxb-1-" + canary}, []string{"token rotation is on"}},
		{"no token at all", map[string]string{"SLACK_BOT_TOKEN": canary}, []string{"does not hold a Slack token"}},
		{"a placeholder", map[string]string{"SLACK_BOT_TOKEN": "xoxb-…" + canary}, []string{"holds a character that no token has"}},
		{"cut short", map[string]string{"SLACK_BOT_TOKEN": "xoxb-1"}, []string{"cut short"}},
		{"Slack elsewhere in clear", map[string]string{"SLACK_API_URL": "http://slack.example/api/"}, []string{"SLACK_API_URL", "unencrypted"}},
		{"Slack on this machine in clear", map[string]string{"SLACK_API_URL": "http://127.0.0.1:8787/api"}, nil},
		{"an address that is none", map[string]string{"SLACK_API_URL": "slack.com"}, []string{"SLACK_API_URL is not an address"}},
		{"a password in the address", map[string]string{"SLACK_API_URL": "https://me:" + canary + "@slack.com/api/"}, []string{"SLACK_API_URL may hold no password"}},
		{"a level that is none", map[string]string{"PACER_LOG_LEVEL": "loud"}, []string{`PACER_LOG_LEVEL is "loud"`, "debug, info, warn or error"}},
		{"a folder for a database", map[string]string{"PACER_DATABASE": os.TempDir()}, []string{"PACER_DATABASE is a folder"}},
		{"no file for a database", map[string]string{"PACER_DATABASE": ":memory:"}, []string{"PACER_DATABASE names no file"}},
		{"two lines that became one", map[string]string{"PACER_DATABASE": "a.db\nPACER_LOG_LEVEL=info"}, []string{"PACER_DATABASE is", "a line break"}},
		{"a window without a unit", map[string]string{"PACER_SETTLE_WINDOW": "60"}, []string{`PACER_SETTLE_WINDOW is "60"`, "such as 60s"}},
		{"no burst at all", map[string]string{"PACER_BURST": "0"}, []string{`PACER_BURST is "0"`, "from 1 to 1000000"}},
		{"a window of nothing", map[string]string{"PACER_SETTLE_WINDOW": "0s"}, []string{"PACER_SETTLE_WINDOW is", "from 1s to 10m"}},
		{"no port", map[string]string{"PACER_HTTP_ADDR": "9090"}, []string{`PACER_HTTP_ADDR is "9090"`, "127.0.0.1:9090"}},
		{"an address of the web", map[string]string{"PACER_HTTP_ADDR": "http://127.0.0.1:9090"}, []string{"PACER_HTTP_ADDR is"}},
		{"no number", map[string]string{"PACER_HTTP_ADDR": ":metrics"}, []string{"PACER_HTTP_ADDR is"}},
		{"everything quoted", map[string]string{"PACER_LOG_LEVEL": ` "debug" `, "PACER_HTTP_ADDR": "':9090'", "SLACK_API_URL": "\"https://slack.com/api/\"\n", "PACER_COMMAND_LOG": "\"/plog\""}, nil},
		{"a command without its slash", map[string]string{"PACER_COMMAND_LOG": "log"}, []string{`PACER_COMMAND_LOG is "log"`, "a slash and up to 31"}},
		{"two commands of one name", map[string]string{"PACER_COMMAND_LOG": "/board"}, []string{"PACER_COMMAND_LOG and PACER_COMMAND_BOARD are both /board"}},
		{"a command that there is not", map[string]string{"PACER_COMMAND_LOGG": "/log"}, []string{"PACER_COMMAND_LOGG renames no command", "PACER_COMMAND_LOG,"}},
		{"all at once", map[string]string{"SLACK_APP_TOKEN": "", "PACER_LOG_LEVEL": "x", "PACER_COMMAND_LOG": "/UP"}, []string{"3 settings", "SLACK_APP_TOKEN", "PACER_LOG_LEVEL", "PACER_COMMAND_LOG"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			vars := map[string]string{}
			for _, m := range []map[string]string{good, tt.vars} {
				maps.Copy(vars, m)
			}
			s, err := loadSettings(environ(t, vars), true)
			text := fmt.Sprint(err)
			for _, want := range tt.want {
				if !strings.Contains(text, want) {
					t.Errorf("error does not say %q:\n%v", want, err)
				}
			}
			if len(tt.want) == 0 && (err != nil || s.AppToken != app || s.BotToken != robot || !strings.HasSuffix(s.APIURL, "/")) {
				t.Errorf("err %v, tokens or address wrong", err)
			}
			if all := text + fmt.Sprintf("%+v %#v %s", s, s.environment, s.AppToken); strings.Contains(all, canary) && tt.name != "a password in the address" || strings.Contains(text, canary) {
				t.Errorf("a token shows:\n%s", all)
			}
		})
	}
}

// A token that slipped into another variable is not quoted by the fault that says so.
func TestSettingsQuoteNoMisplacedToken(t *testing.T) {
	for _, token := range []string{"xoxb-1-" + canary, " xapp-1-A0-" + canary, "XOXE.xoxp-1-" + canary, "'xoxb-" + canary + "'"} {
		for _, variable := range []string{"PACER_LOG_LEVEL", "PACER_DATABASE", "PACER_SETTLE_WINDOW", "PACER_BURST", "PACER_HTTP_ADDR", "PACER_COMMAND_LOG"} {
			_, err := loadSettings(environ(t, map[string]string{variable: token}), false)
			text := fmt.Sprint(err)
			if strings.Contains(strings.ToLower(text), strings.ToLower(canary)) || !strings.Contains(text, variable+" holds a Slack token") {
				t.Errorf("%s=%s: %s", variable, token, text)
			}
		}
	}
}

// Without Slack no token is asked for, and a renamed command keeps its name.
func TestSettingsWithoutSlack(t *testing.T) {
	s, err := loadSettings(environ(t, map[string]string{"PACER_COMMAND_LOG": "/plog"}), false)
	if err != nil || s.Commands["log"] != "/plog" || s.Commands["board"] != "/board" || s.Database != "pacer.db" {
		t.Errorf("%+v, %v", s, err)
	}
}

// What env files and copying leave around a value is no part of it; what is within is.
func TestSettingsAreTidied(t *testing.T) {
	for given, want := range map[string]string{
		"my team.db": "my team.db", " pacer.db\r\n": "pacer.db", `"pacer.db"`: "pacer.db", `' my "own".db '`: `my "own".db`,
		`it's.db`: `it's.db`, `""`: "pacer.db", `"`: `"`, "\t": "pacer.db",
	} {
		s, err := loadSettings(environ(t, map[string]string{"PACER_DATABASE": given}), false)
		if err != nil || s.Database != want {
			t.Errorf("%q is %q, %v; want %q", given, s.Database, err, want)
		}
	}
	for given, want := range map[string]string{":9090": "127.0.0.1:9090", "0.0.0.0:9090": "0.0.0.0:9090", "[::]:9090": "[::]:9090", "": ""} {
		if s, err := loadSettings(environ(t, map[string]string{"PACER_HTTP_ADDR": given}), false); err != nil || s.HTTPAddr != want {
			t.Errorf("%q is %q, %v; want %q", given, s.HTTPAddr, err, want)
		}
	}
}

// Tokens may be in files, as orchestrators mount them. What is in a file is never shown.
func TestTokenFiles(t *testing.T) {
	const app, robot = "xapp-1-A0-" + canary, "xoxb-1-" + canary
	dir := t.TempDir()
	file := func(name, text string, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.WriteFile(path, []byte(text), 0o600), os.Chmod(path, mode)); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := file("good", " "+robot+"\r\n", 0o400)
	for _, tt := range []struct {
		name   string
		vars   map[string]string
		want   []string // in the error; none: no error
		advice string
	}{
		{"both from files", map[string]string{"SLACK_BOT_TOKEN_FILE": good, "SLACK_APP_TOKEN": "", "SLACK_APP_TOKEN_FILE": file("app", app, 0o600)}, nil, ""},
		{"one from a file", map[string]string{"SLACK_BOT_TOKEN_FILE": `"` + good + `"`}, nil, ""},
		{"open to all", map[string]string{"SLACK_BOT_TOKEN_FILE": file("open", robot, 0o644)}, nil, "open can be read by everybody"},
		{"twice", map[string]string{"SLACK_BOT_TOKEN_FILE": good, "SLACK_BOT_TOKEN": robot}, []string{"SLACK_BOT_TOKEN and SLACK_BOT_TOKEN_FILE are both set"}, ""},
		{"not there", map[string]string{"SLACK_BOT_TOKEN_FILE": filepath.Join(dir, "no")}, []string{"SLACK_BOT_TOKEN_FILE", "no such file"}, ""},
		{"a folder", map[string]string{"SLACK_BOT_TOKEN_FILE": dir}, []string{"SLACK_BOT_TOKEN_FILE", "is a folder"}, ""},
		{"empty", map[string]string{"SLACK_BOT_TOKEN_FILE": file("empty", "\n", 0o600)}, []string{"which is empty"}, ""},
		{"large", map[string]string{"SLACK_BOT_TOKEN_FILE": file("large", strings.Repeat(robot, 999), 0o600)}, []string{"too large for a token"}, ""},
		{"the wrong token", map[string]string{"SLACK_BOT_TOKEN_FILE": file("wrong", app, 0o600)}, []string{"SLACK_BOT_TOKEN holds an app-level token"}, ""},
		{"the token itself", map[string]string{"SLACK_BOT_TOKEN_FILE": robot}, []string{"SLACK_BOT_TOKEN_FILE holds a Slack token", "the name of a file"}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			vars := map[string]string{"SLACK_APP_TOKEN": app}
			maps.Copy(vars, tt.vars)
			s, err := loadSettings(environ(t, vars), true)
			for _, want := range tt.want {
				if !strings.Contains(fmt.Sprint(err), want) {
					t.Errorf("error does not say %q: %v", want, err)
				}
			}
			if len(tt.want) == 0 && (err != nil || s.AppToken != app || s.BotToken != robot) {
				t.Errorf("err %v, or tokens wrong", err)
			}
			if advice := strings.Join(s.Advice, " "); !strings.Contains(advice, tt.advice) || tt.advice == "" && advice != "" {
				t.Errorf("advice %q, want %q", advice, tt.advice)
			}
			if strings.Contains(fmt.Sprint(err, s.Advice), canary) {
				t.Errorf("a token shows: %v", err)
			}
		})
	}
}

func TestLogsNeverShowATokenAndAreJSONInAFile(t *testing.T) {
	var out bytes.Buffer
	log := newLogger(&out, slog.LevelDebug)
	log.Info("hello", "token", bot.Secret("xoxb-"+canary), "config", bot.Config{AppToken: "xapp-" + canary, Now: nil})
	if strings.Contains(out.String(), canary) || !strings.HasPrefix(out.String(), "{") {
		t.Errorf("log line: %s", out.String())
	}
}

// The README's table is what the program reads.
func TestReadmeEnvironment(t *testing.T) {
	path := filepath.Join("..", "..", "README.md")
	readme, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "<!-- environment: checked by TestReadmeEnvironment -->\n", "<!-- /environment -->"
	before, rest, ok1 := strings.Cut(string(readme), begin)
	table, after, ok2 := strings.Cut(rest, end)
	if !ok1 || !ok2 {
		t.Fatal("README.md has lost the marks around its environment table")
	}
	want := "\n| variable | default | what it is |\n|---|---|---|\n"
	for _, v := range variables() {
		value := ""
		if v.Default != "" {
			value = "`" + v.Default + "`"
		}
		want += fmt.Sprintf("| `%s` | %s | %s |\n", v.Name, value, v.Text)
	}
	want += "\n"
	if *update {
		if err := os.WriteFile(path, []byte(before+begin+want+end+after), 0o644); err != nil { //nolint:gosec // a README is for everybody
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, table); diff != "" {
		t.Errorf("README.md (-want +got; go test -run ReadmeEnvironment -update mends it):\n%s", diff)
	}
}

// The team files of the README are such as apply takes; the first is the one that the scripts use.
func TestReadmeTeamFile(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(readme), "```yaml\n")
	text, rest, _ := strings.Cut(rest, "```")
	_, rest, _ = strings.Cut(rest, "```yaml\n")
	more, _, _ := strings.Cut(rest, "```")
	file, err := os.ReadFile(filepath.Join("testdata", "west.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(file), text); diff != "" {
		t.Errorf("testdata/west.yaml (-) and README.md (+):\n%s", diff)
	}
	if _, err := parseTeamFile("README.md", []byte(text)); err != nil {
		t.Error(err)
	}
	team, err := parseTeamFile(filepath.Join("testdata", "README.md"), []byte(more)) // germany.ics lies there
	if err != nil || team.Group == "" || len(team.Starts) != 1 || len(team.Statuses) != 3 || len(team.Holidays) < 10 {
		t.Errorf("the second file: %v\n%+v", err, team)
	}
}
