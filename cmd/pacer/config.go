package main

import (
	"cmp"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/url"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kelseyhightower/envconfig"

	"example.com/pacer/bot"
)

// environment is what the program reads from its environment, each variable in its envconfig tag. An empty
// variable counts as one that is not set. The README's table is checked against these tags.
type environment struct {
	AppToken bot.Secret `envconfig:"SLACK_APP_TOKEN" desc:"App-level token, xapp-…, with the scope connections:write. Needed by serve."`
	BotToken bot.Secret `envconfig:"SLACK_BOT_TOKEN" desc:"Bot token, xoxb-…, from the app's page OAuth & Permissions. Needed by serve."`
	AppFile  string     `envconfig:"SLACK_APP_TOKEN_FILE" desc:"A file that holds the app-level token, instead of SLACK_APP_TOKEN."`
	BotFile  string     `envconfig:"SLACK_BOT_TOKEN_FILE" desc:"A file that holds the bot token, instead of SLACK_BOT_TOKEN."`
	APIURL   string     `envconfig:"SLACK_API_URL" default:"https://slack.com/api/" desc:"Where Slack's Web API is."`
	Database string     `envconfig:"PACER_DATABASE" default:"pacer.db" desc:"The SQLite file that holds everything."`
	LogLevel string     `envconfig:"PACER_LOG_LEVEL" default:"info" desc:"debug, info, warn or error; logs go to standard error."`
	Settle   string     `envconfig:"PACER_SETTLE_WINDOW" default:"60s" desc:"How long Slack is given to show a message whose posting had an unknown end, before it is posted again: 1s to 10m. Shorter than Slack takes, and it may be there twice."`
	Burst    string     `envconfig:"PACER_BURST" default:"30" desc:"How many commands, presses and forms one person may send at once, from 1 to 1000000; after that it is one a second."`
	HTTPAddr string     `envconfig:"PACER_HTTP_ADDR" desc:"Where serve answers /healthz, /readyz and /metrics, such as 127.0.0.1:9090. Without a host it is this machine alone; when it is not set, nothing listens."`
}

// settings is the environment, checked and in the types that the parts want. It holds the tokens; they are of type
// Secret, which a log or an error shows as a placeholder.
type settings struct {
	environment
	Level    slog.Level
	Window   time.Duration     // Settle
	AtOnce   int               // Burst
	Commands map[string]string // our name → the name in Slack, for each slash command
	Advice   []string          // what works and would be better otherwise, a sentence each
}

// commandPrefix starts the variables that rename slash commands: PACER_COMMAND_LOG for /log.
const commandPrefix = "PACER_COMMAND_"

// loadSettings reads the environment. All faults come at once, a line each that names the variable and never
// its value where that could be a token. Tokens are checked only when tokens is true: the other commands do
// without Slack.
func loadSettings(w world, tokens bool) (settings, error) {
	var s settings
	if err := envconfig.Process("", &s.environment); err != nil {
		return s, fmt.Errorf("environment: %w", err)
	}
	tidy(&s.environment)
	// From here on nothing returns early: whoever mends the environment wants to do it once.
	var f faults
	if tokens {
		s.readTokens(&f)
		s.APIURL = f.checkURL(s.APIURL)
	}
	if !f.misplaced("PACER_DATABASE", s.Database) {
		f.checkDatabase(s.Database)
	}
	if !f.misplaced("PACER_LOG_LEVEL", s.LogLevel) {
		s.Level = f.checkLevel(s.LogLevel)
	}
	if !f.misplaced("PACER_SETTLE_WINDOW", s.Settle) {
		s.Window = f.checkSettle(s.Settle)
	}
	if !f.misplaced("PACER_BURST", s.Burst) {
		s.AtOnce = f.checkBurst(s.Burst)
	}
	if !f.misplaced("PACER_HTTP_ADDR", s.HTTPAddr) {
		s.HTTPAddr = f.checkHTTPAddr(s.HTTPAddr)
	}
	s.Commands = f.checkCommands(w.Environ)
	return s, f.err()
}

// readTokens takes both tokens from wherever they are, and checks them unless one of them could not be had. A token
// that could not be had is one fault, and not a second one for being empty.
func (s *settings) readTokens(f *faults) {
	before := len(*f)
	for _, t := range []struct {
		kind  tokenKind
		token *bot.Secret
		file  string
	}{{appToken, &s.AppToken, s.AppFile}, {botToken, &s.BotToken, s.BotFile}} {
		token, advice := f.token(t.kind, *t.token, t.file)
		if *t.token = token; advice != "" {
			s.Advice = append(s.Advice, advice)
		}
	}
	if len(*f) == before {
		f.checkTokens(string(s.AppToken), string(s.BotToken))
	}
}

// tidy takes off what env files and copying leave around a value: blanks, line ends, and one pair of quotes, which
// docker's --env-file takes for a part of it. Variables that are empty then (as in "PACER_LOG_LEVEL= pacer serve", and
// as compose files do) get the default that envconfig gives to those that are not set.
func tidy(e *environment) {
	v := reflect.ValueOf(e).Elem()
	for i := range v.NumField() {
		field := v.Field(i)
		value := unquote(strings.TrimSpace(field.String()))
		field.SetString(cmp.Or(value, v.Type().Field(i).Tag.Get("default")))
	}
}

// unquote takes one pair of quotes off. A quote on one side alone belongs to the value.
func unquote(s string) string {
	if len(s) >= 2 && (s[0] == '"' || s[0] == '\'') && s[len(s)-1] == s[0] {
		return strings.TrimSpace(s[1 : len(s)-1])
	}
	return s
}

// faults gathers what is wrong with the environment, a sentence each.
type faults []string

// add notes a fault. The text names the variable first.
func (f *faults) add(format string, args ...any) { *f = append(*f, fmt.Sprintf(format, args...)) }

// err is all faults as one error for a person, nil when there is none.
func (f faults) err() error {
	switch len(f) {
	case 0:
		return nil
	case 1:
		return fmt.Errorf("a setting needs a change. %s", f[0])
	default:
		return fmt.Errorf("%d settings need a change.\n  %s", len(f), strings.Join(f, "\n  "))
	}
}

// trimToken takes off what copying and env files leave around a token.
func trimToken(s bot.Secret) bot.Secret {
	return bot.Secret(strings.Trim(string(s), " \t\r\n\"'"))
}

// tokenKind describes one of the two tokens that Slack gives an app.
type tokenKind struct{ variable, prefix, where string }

// The two tokens.
var (
	appToken = tokenKind{
		"SLACK_APP_TOKEN", "xapp-",
		"make one at api.slack.com/apps, your app, Basic Information, App-Level Tokens, with the scope connections:write",
	}
	botToken = tokenKind{
		"SLACK_BOT_TOKEN", "xoxb-",
		"it stands at api.slack.com/apps, your app, OAuth & Permissions, after the app was installed",
	}
)

// tokenShape is what follows the prefix in every token that Slack gives. The length is a floor that no real token
// comes near; a placeholder such as "xoxb-…" fails on its character.
var tokenShape = regexp.MustCompile(`^[A-Za-z0-9.-]{6,}$`)

// checkTokens checks both tokens. Swapped ones are one fault and not two, because one thing has to be done.
// App-level tokens open the socket and bot tokens call the API; Slack answers to the wrong one with "invalid_auth" or
// "not_allowed_token_type", from which nobody learns which of the two to change.
func (f *faults) checkTokens(app, robot string) {
	if strings.HasPrefix(app, botToken.prefix) && strings.HasPrefix(robot, appToken.prefix) {
		f.add("SLACK_APP_TOKEN and SLACK_BOT_TOKEN are swapped: the one that begins with xapp- is the app token.")
		return
	}
	f.checkToken(appToken, app)
	f.checkToken(botToken, robot)
}

// checkToken catches a missing token and one of another kind. It never quotes what it was given.
// What Slack alone can tell (revoked, of another workspace, without a scope) is found out at the first call, by serve.
func (f *faults) checkToken(kind tokenKind, token string) {
	if token == "" {
		f.add("%s is not set: it begins with %s; %s.", kind.variable, kind.prefix, kind.where)
		return
	}
	if rest, ok := strings.CutPrefix(token, kind.prefix); ok {
		if !tokenShape.MatchString(rest) {
			f.add("%s is cut short or holds a character that no token has: copy it again; %s.", kind.variable, kind.where)
		}
		return
	}
	f.add("%s %s, but %s is wanted here: %s.", kind.variable, nameKind(token), article(kind.prefix), kind.where)
}

// misplaced catches a token in a variable that is not for one, as when lines of an env file have slipped. The other
// checks quote the value, and a database would get it for its name.
func (f *faults) misplaced(variable, value string) bool {
	if !looksLikeToken(value) {
		return false
	}
	f.add("%s holds a Slack token: those belong in %s and %s alone.", variable, appToken.variable, botToken.variable)
	return true
}

// nameKind says what a token of another kind is, by its beginning alone.
// Slack documents the prefixes; the rest of a token is opaque and is looked at by nobody but Slack.
func nameKind(token string) string {
	switch {
	case strings.HasPrefix(token, "xapp-"):
		return "holds an app-level token (xapp-)"
	case strings.HasPrefix(token, "xoxb-"):
		return "holds a bot token (xoxb-)"
	case strings.HasPrefix(token, "xoxp-"):
		return "holds a user token (xoxp-)"
	case strings.HasPrefix(token, "xoxe"):
		// It would work for twelve hours and then stop, which is worse than not starting.
		return "holds a token that expires (xoxe: token rotation is on, and has to be off)"
	case strings.HasPrefix(token, "xox"):
		return "holds a token of another kind"
	default:
		return "does not hold a Slack token"
	}
}

// article describes a wanted token by its prefix.
func article(prefix string) string { return "one that begins with " + prefix }

// checkURL returns the address of the Web API with the slash at its end that method names are appended to. The
// playground and tests give an address of this machine; a proxy inside a company may have one of its own. It is
// checked because every token goes there: what is no address, or one that travels in clear, is refused. After a fault
// it returns what it was given.
func (f *faults) checkURL(raw string) string {
	const name = "SLACK_API_URL"
	u, err := url.Parse(strings.TrimSpace(raw))
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		f.add("%s is not an address: leave it out for Slack, or give one such as https://slack.com/api/.", name)
		return raw
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		f.add("%s may hold no password, no ? and no #: it is an address such as https://slack.com/api/.", name)
		return raw
	case u.Scheme == "http" && !isLoopback(u.Hostname()):
		f.add("%s begins with http: tokens would travel unencrypted; use https, or an address of this machine.", name)
		return raw
	}
	// The Slack library appends a method's name to this as it is.
	return strings.TrimRight(u.String(), "/") + "/"
}

// isLoopback tells whether a host name or address is this machine's own.
// A name is not resolved: a resolver that lies would open the door that this closes. "localhost" is the one exception,
// as every system maps it to itself.
func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// checkDatabase refuses what SQLite would take for something else than a file. Whether the file can be opened is
// found out by opening it.
// ":memory:" would lose everything at the next start, and the form "file:…?…" lets a setting change what durability
// rests on, such as the journal mode.
func (f *faults) checkDatabase(path string) {
	if path == ":memory:" || strings.HasPrefix(path, "file:") {
		f.add("PACER_DATABASE names no file: give a path such as pacer.db or /data/pacer.db.")
		return
	}
	// Two lines of an env file that became one; no file that anybody meant is called so.
	if strings.ContainsAny(path, "\r\n\x00") {
		f.add("PACER_DATABASE is %q: a line break is in it. Give a path on one line.", path)
		return
	}
	// Most often the path of a volume, without the name of the file in it.
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		f.add("PACER_DATABASE is a folder, %q: give a file, such as %q.", path, strings.TrimRight(path, "/")+"/pacer.db")
	}
}

// checkHTTPAddr returns the address to answer an operator's questions at. Nobody is asked who they are there, so
// an address without a host is this machine alone, and every address of it has to be asked for: 0.0.0.0:9090.
func (f *faults) checkHTTPAddr(addr string) string {
	if addr == "" {
		return ""
	}
	host, port, err := net.SplitHostPort(addr)
	number, bad := strconv.Atoi(port)
	if err != nil || bad != nil || number < 0 || number > 65535 || strings.ContainsAny(host, "/ \t\r\n") {
		f.add("PACER_HTTP_ADDR is %q: it is a host and a port, such as 127.0.0.1:9090.", addr)
		return ""
	}
	// Port 0 is one that the system chooses; the log has the address then.
	return net.JoinHostPort(cmp.Or(host, "127.0.0.1"), port)
}

// checkLevel reads a level by its name. Numbers and offsets such as "info+2", which slog would take, are more
// than anybody needs.
// It returns info, the zero level, after a fault; nothing is logged with it, as the program does not start.
func (f *faults) checkLevel(text string) slog.Level {
	levels := map[string]slog.Level{
		"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError,
	}
	level, ok := levels[strings.ToLower(strings.TrimSpace(text))]
	if !ok {
		f.add("PACER_LOG_LEVEL is %q: it may be debug, info, warn or error.", text)
	}
	return level
}

// checkSettle reads how long a message of unknown fate is looked for. A window of nothing would post it twice whenever
// Slack's history lags, and a long one keeps a team waiting for what was never posted. After a fault the value is of no
// use, as nothing starts.
func (f *faults) checkSettle(text string) time.Duration {
	window, err := time.ParseDuration(text)
	if err != nil || window < time.Second || window > 10*time.Minute {
		f.add("PACER_SETTLE_WINDOW is %q: it is a time from 1s to 10m, such as 60s.", text)
	}
	return window
}

// checkBurst reads how much one person may ask for at once. There is no "without a limit": a large number is as good for
// whoever measures, and nobody else needs one. The unit is deliveries of one person.
func (f *faults) checkBurst(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 1_000_000 {
		f.add("PACER_BURST is %q: it is a whole number from 1 to 1000000, such as 30.", text)
	}
	return n
}

// slashShape is Slack's rule for the name of a slash command.
// 32 characters with the slash, lower case: Slack refuses a manifest with any other.
var slashShape = regexp.MustCompile(`^/[a-z0-9_-]{1,31}$`)

// checkCommands reads the names of the slash commands. A variable for a command that there is not is a fault:
// it is a slip of the pen that would else go unnoticed until somebody types the command.
// It returns our name ("log") → the name in Slack ("/log", or what PACER_COMMAND_LOG says) for every command there is.
// All commands are checked together, because two that were renamed to the same are a fault of neither alone.
func (f *faults) checkCommands(environ []string) map[string]string {
	given := map[string]string{}
	for _, entry := range environ {
		if name, value, _ := strings.Cut(entry, "="); strings.HasPrefix(name, commandPrefix) {
			given[name] = unquote(strings.TrimSpace(value))
		}
	}
	// Owner finds two commands of one name; Slack would send both to whichever it met last.
	names, owner := map[string]string{}, map[string]string{}
	var known []string
	for _, c := range bot.Commands(nil) {
		variable := commandVariable(c.Name)
		slash := cmp.Or(given[variable], c.Slash)
		if f.misplaced(variable, slash) {
			slash = c.Slash // so that no other fault quotes it
		} else if !slashShape.MatchString(slash) {
			f.add("%s is %q: a command is a slash and up to 31 of a-z, 0-9, - and _, such as %s.", variable, slash, c.Slash)
		} else if other, taken := owner[slash]; taken {
			f.add("%s and %s are both %s: give one of them another name.", other, variable, slash)
		}
		names[c.Name], owner[slash] = slash, variable
		// What is left in the end was meant for a command that there is not.
		delete(given, variable)
		known = append(known, variable)
	}
	for _, variable := range slices.Sorted(maps.Keys(given)) {
		f.add("%s renames no command that there is: there are %s.", variable, strings.Join(known, ", "))
	}
	return names
}

// commandVariable names the variable that renames one of our commands.
func commandVariable(name string) string { return commandPrefix + strings.ToUpper(name) }

// A variable describes one environment variable for help and the README.
// Default is "" where there is none, as with the tokens.
type variable struct{ Name, Default, Text string }

// variables lists all that the program reads, in the order of the README's table.
// It is the one list behind --help, the README and the test that compares them.
func variables() []variable {
	var out []variable
	t := reflect.TypeFor[environment]()
	for i := range t.NumField() {
		tag := t.Field(i).Tag
		out = append(out, variable{tag.Get("envconfig"), tag.Get("default"), tag.Get("desc")})
	}
	for _, c := range bot.Commands(nil) {
		out = append(out, variable{commandVariable(c.Name), c.Slash, "The name of " + c.Slash + " in your workspace, where another app owns it."})
	}
	return out
}
