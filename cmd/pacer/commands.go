package main

import (
	"context"
	"fmt"

	"github.com/alecthomas/kong"
)

// commandLine is the command line, a field a command. The tags are the help. Kong makes names from the types of the
// fields and calls the Run method of the one that was chosen, giving it whatever of a context and a world it asks
// for.
type commandLine struct {
	Serve      serveCmd      `cmd:"" help:"Connect to Slack and run until told to stop."`
	Playground playgroundCmd `cmd:"" help:"Try Pacer in a small Slack on this machine; nothing is sent anywhere."`
	Apply      applyCmd      `cmd:"" help:"Write one team, described in a YAML file, into the database."`
	Show       showCmd       `cmd:"" help:"Print a team as the file that apply takes, or list the teams."`
	Export     exportCmd     `cmd:"" help:"Print what was logged, filed and changed as CSV."`
	Status     statusCmd     `cmd:"" help:"Show how Pacer is doing."`
	Doctor     doctorCmd     `cmd:"" help:"Check everything that can be set up wrong, and say what to do."`
	Health     healthCmd     `cmd:"" help:"Ask the serve that runs on this machine whether all is well."`
	Backup     backupCmd     `cmd:"" help:"Copy the database into one file, while pacer serves it."`
	Restore    restoreCmd    `cmd:"" help:"Put a backup in the place of the database."`
	Manifest   manifestCmd   `cmd:"" help:"Print the app manifest to create the Slack app from."`
	Version    versionCmd    `cmd:"" help:"Print the version of this program."`
}

// description stands above the list of commands in the help. It begins with what a newcomer would try.
const description = `Pacer runs the rhythm of a sales team in Slack: huddles, check-ins, counts, pace and questions that begin with "how".

  pacer playground                tries it, without a Slack account
  pacer manifest > manifest.json  is what the Slack app is created from
  pacer apply team.yaml           sets a team up
  pacer serve                     runs it

Settings come from the environment; "pacer serve --help" lists them.`

// command reads the arguments and runs the command that they name. Help is printed and ends the process.
// An error is one sentence for a person or several; main puts the program's name before it. Nothing is started and no
// file is touched before the whole line was understood.
func command(ctx context.Context, args []string, w world) error {
	var line commandLine
	parser, err := kong.New(&line,
		kong.Name("pacer"),
		kong.Description(description),
		kong.Writers(w.Stdout, w.Stderr),
		// A hundred columns: the help of serve has long lines, and terminals narrower than that wrap by themselves.
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		// By interface: bound as the value that it is, no parameter of type context.Context would be found.
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(w),
	)
	if err != nil {
		return fmt.Errorf("command line: %w", err)
	}
	// A person who types the name alone wants to know what there is; that is no fault.
	if len(args) == 0 {
		args = []string{"--help"}
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		return fmt.Errorf("%w. \"pacer --help\" shows what there is", err)
	}
	return parsed.Run()
}
