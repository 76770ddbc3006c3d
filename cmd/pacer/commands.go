package main

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/spf13/cobra"
)

// helpWidth is where lines of help are broken: the help of serve has long lines, and terminals narrower than that wrap by
// themselves.
const helpWidth = 100

// A subcommand is a command: what is typed, what it is for, what its help adds, and what it does, with the one argument that
// it may take. It knows no library for command lines but where Flags are named: the rest could be served by another.
type subcommand struct {
	// The first word is the command; what follows it names its one argument, in brackets where it may be left out.
	Use  string // "apply FILE", "show [TEAM]"
	For  string
	Help string
	// The context ends with the first signal. An error is what main prints, with exit code 1; nil is 0.
	Run func(ctx context.Context, arg string, w world) error
	// Flags names the flags, if there are any; they are read before Run is called.
	Flags func(c *cobra.Command)
}

// subcommands is the table of commands, in the order in which help lists them. Each call makes a table of its own,
// which holds what was read of one command line. A new command is a row here, and a type with its Help and Run.
//
// Serve is what the program is for and has no flags: tokens and everything else come from the environment, which no
// list of processes shows. Playground needs nothing at all, so that a newcomer may begin with it. Apply and show are
// each other's inverse, for teams under version control. Export prints to standard output: whoever runs it says where
// it goes and who may read that. Three ask how it is: status shows, doctor judges and says what to do, and health is
// for machines and answers by its exit code. Backup works beside a serve; restore wants a database that nobody serves,
// and has no flag to force it, as it keeps the one that it replaces. Manifest and version touch neither a database nor
// Slack.
//
// The flags of a command are read into its own struct; its argument is known only when it runs.
func subcommands() []subcommand {
	var (
		playground playgroundCmd
		export     exportCmd
		backup     backupCmd
		doctor     doctorCmd
	)
	return []subcommand{
		{
			"serve", "Connect to Slack and run until told to stop.", serveCmd{}.Help(),
			func(ctx context.Context, _ string, w world) error { return serveCmd{}.Run(ctx, w) }, nil,
		},
		{
			"playground", "Try Pacer in a small Slack on this machine; nothing is sent anywhere.", playground.Help(),
			func(ctx context.Context, _ string, w world) error { return playground.Run(ctx, w) }, playground.flags,
		},
		{
			"apply FILE", "Write one team, described in a YAML file, into the database.", applyCmd{}.Help(),
			func(ctx context.Context, file string, w world) error { return applyCmd{file}.Run(ctx, w) }, nil,
		},
		{
			"show [TEAM]", "Print a team as the file that apply takes, or list the teams.", showCmd{}.Help(),
			func(ctx context.Context, team string, w world) error { return showCmd{team}.Run(ctx, w) }, nil,
		},
		{
			"export", "Print what was logged, filed and changed as CSV.", export.Help(),
			func(ctx context.Context, _ string, w world) error { return export.Run(ctx, w) }, export.flags,
		},
		{
			"status", "Show how Pacer is doing.", statusCmd{}.Help(),
			func(ctx context.Context, _ string, w world) error { return statusCmd{}.Run(ctx, w) }, nil,
		},
		{
			"doctor", "Check everything that can be set up wrong, and say what to do.", doctor.Help(),
			func(ctx context.Context, _ string, w world) error { return doctor.Run(ctx, w) }, doctor.flags,
		},
		{
			"health", "Ask the serve that runs on this machine whether all is well.", healthCmd{}.Help(),
			func(ctx context.Context, _ string, w world) error { return healthCmd{}.Run(ctx, w) }, nil,
		},
		{
			"backup FILE", "Copy the database into one file, while pacer serves it.", backup.Help(),
			func(ctx context.Context, file string, w world) error { return backup.to(file).Run(ctx, w) }, backup.flags,
		},
		{
			"restore FILE", "Put a backup in the place of the database.", restoreCmd{}.Help(),
			func(ctx context.Context, file string, w world) error { return restoreCmd{file}.Run(ctx, w) }, nil,
		},
		{
			"manifest", "Print the app manifest to create the Slack app from.", manifestCmd{}.Help(),
			func(_ context.Context, _ string, w world) error { return manifestCmd{}.Run(w) }, nil,
		},
		{
			"version", "Print the version of this program.", "",
			func(_ context.Context, _ string, w world) error { return versionCmd{}.Run(w) }, nil,
		},
	}
}

// description stands above the list of commands in the help. It begins with what a newcomer would try.
const description = `Pacer runs the rhythm of a sales team in Slack: huddles, check-ins, counts, pace and questions that begin with "how".

  pacer playground                tries it, without a Slack account
  pacer manifest > manifest.json  is what the Slack app is created from
  pacer apply team.yaml           sets a team up
  pacer serve                     runs it

Settings come from the environment; "pacer serve --help" lists them.`

// unsorted has help list the commands in the order of the table: what a newcomer needs comes first. The library has one
// setting for the whole process.
var unsorted = sync.OnceFunc(func() { cobra.EnableCommandSorting = false }) //nolint:gochecknoglobals // once a process

// command reads the arguments and runs the command that they name. Help is printed and is no fault. An error is one
// sentence for a person or several; main puts the program's name before it. Nothing is started and no file is touched
// before the whole line was understood. The two steps, understanding the line and running it, are apart, so that an
// error of the second is not followed by advice on how to type.
func command(ctx context.Context, args []string, w world) error {
	root := &cobra.Command{
		Use: "pacer", Long: folded(description), Args: cobra.NoArgs,
		SilenceErrors: true, SilenceUsage: true, // main says what is wrong
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true}, // a dozen words are typed as quickly
		// A person who types the name alone wants to know what there is; that is no fault.
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	// Help goes where output goes, and faults where faults go, so that a pipe gets what was asked for.
	root.SetOut(w.Stdout)
	root.SetErr(w.Stderr)
	root.SetArgs(args)
	unsorted()
	var chosen func() error
	for _, s := range subcommands() {
		root.AddCommand(s.command(func(arg string) { chosen = func() error { return s.Run(ctx, arg, w) } }))
	}
	// Only the line can be at fault here, since no command has begun yet.
	if err := root.ExecuteContext(ctx); err != nil {
		return fmt.Errorf("%w. \"pacer --help\" shows what there is", err)
	}
	// Help was asked for and printed.
	if chosen == nil {
		return nil
	}
	return chosen()
}

// command is the subcommand for the library. What is chosen is only noted: an error of the command is none of the
// line's. Its arguments are checked here and not by the library, whose sentences speak of "arg(s)".
func (s subcommand) command(choose func(arg string)) *cobra.Command {
	_, arg, _ := strings.Cut(s.Use, " ")
	c := &cobra.Command{
		Use: s.Use, Short: s.For, Long: folded(strings.TrimSpace(s.For + "\n\n" + s.Help)),
		Args: func(_ *cobra.Command, args []string) error {
			switch {
			case len(args) > 0 && arg == "":
				return fmt.Errorf("unexpected argument %s", args[0])
			case len(args) > 1:
				return fmt.Errorf("unexpected argument %s", args[1])
			// Brackets are how a usage line says that an argument may be left out.
			case len(args) == 0 && arg != "" && arg[0] != '[':
				return fmt.Errorf("expected %s", arg)
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			choose(strings.Join(args, "")) // one at most
			return nil
		},
	}
	if s.Flags != nil {
		s.Flags(c)
	}
	return c
}

// folded breaks the lines of a text between words. Lines that are indented are tables, and stay as they are. It counts
// runes, which is right for what help holds: letters and dashes of one column each. A word that is longer than a line
// has one of its own.
func folded(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, " ") {
			b.WriteString(line)
			continue
		}
		// The width of one line of the output, in runes. Each line of the text begins a new one, as it is a paragraph.
		width := 0
		for word := range strings.FieldsSeq(line) {
			n := utf8.RuneCountInString(word)
			switch {
			case width > 0 && width+1+n > helpWidth:
				b.WriteByte('\n')
				width = 0
			case width > 0:
				b.WriteByte(' ')
				width++
			}
			b.WriteString(word)
			width += n
		}
		b.WriteByte('\n')
	}
	return strings.TrimSuffix(b.String(), "\n")
}
