package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"text/tabwriter"

	"example.com/pacer/bot"
)

// A manifestCmd is "pacer manifest". Slack has no interface by which a program without a token could create an
// app, so that the manifest is pasted by hand.
type manifestCmd struct{}

// Help is what "pacer manifest --help" adds.
func (manifestCmd) Help() string {
	return "At api.slack.com/apps choose Create New App, From a manifest, JSON, and paste it. Slash commands have " +
		"the names that the PACER_COMMAND_ variables give."
}

// Run prints the manifest. It needs no token: there is none before the app exists. The commands stand in it under the
// names that serve listens to, so that both have to see the same variables; a command under another name would reach
// serve and mean nothing to it.
func (manifestCmd) Run(w world) error {
	s, err := loadSettings(w, false)
	if err != nil {
		return err
	}
	// Made from the same tables that dispatch uses: a command that exists is in it, with what it may be followed by.
	manifest, err := bot.Manifest(s.Commands)
	if err != nil {
		return fmt.Errorf("manifest: %w", err)
	}
	_, err = fmt.Fprintf(w.Stdout, "%s\n", strings.TrimRight(string(manifest), "\n"))
	return err
}

// A versionCmd is "pacer version".
type versionCmd struct{}

// Run prints one line, which is what a report of a fault should quote. A program that was built without version control
// says so by what is missing.
func (versionCmd) Run(w world) error {
	_, err := fmt.Fprintln(w.Stdout, version())
	return err
}

// version says what this binary was built from, as far as the build recorded it.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "pacer (built without module information) " + runtime.Version()
	}
	// "go build" in a checkout records these; "go install module@version" has a version instead, and no revision.
	vcs := map[string]string{}
	for _, s := range info.Settings {
		vcs[s.Key] = s.Value
	}
	parts := []string{"pacer", info.Main.Version, info.GoVersion, runtime.GOOS + "/" + runtime.GOARCH}
	if revision := vcs["vcs.revision"]; revision != "" {
		// Twelve digits tell revisions apart in a repository of any size.
		text := "revision " + revision[:min(12, len(revision))] + " of " + vcs["vcs.time"]
		if vcs["vcs.modified"] == "true" {
			text += ", with changes"
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, " ")
}

// environmentHelp lists the variables for a terminal.
// The same list makes the README's table, and a test compares the two. Defaults stand behind the text, as most
// readers look for a name first.
func environmentHelp() string {
	var b strings.Builder
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, v := range variables() {
		text := v.Text
		if v.Default != "" {
			text += " Default: " + v.Default
		}
		fmt.Fprintf(t, "  %s\t%s\n", v.Name, text)
	}
	_ = t.Flush() // a strings.Builder does not fail
	return b.String()
}
