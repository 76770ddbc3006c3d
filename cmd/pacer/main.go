package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"
	_ "time/tzdata" // a distroless image has no zones of its own
)

// main is run with the process around it.
func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run is the program without its exit: it answers the exit code, 0 or 1. The first SIGTERM or SIGINT ends
// the context that every command runs in; from then on signals have their usual effect again, so that a
// second one ends the process at once. A panic is told as well, with what to do about it before where it was.
func run(args []string, stdout, stderr io.Writer) (code int) {
	defer func() {
		if v := recover(); v != nil {
			fmt.Fprintf(stderr, "pacer: stopped by a fault of its own, perhaps before it was done. What it stores is stored whole or not at all: "+
				"run it again. If that ends like this too, report it with all that follows.\n\npanic: %v\n\n%s", v, debug.Stack())
			code = 1
		}
	}()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// Without this, a second Ctrl-C would be swallowed while the first is still being obeyed.
	context.AfterFunc(ctx, stop)

	w := world{Stdout: stdout, Stderr: stderr, Now: wallClock(), Environ: os.Environ()}
	return report(ctx, command(ctx, args, w), stderr)
}

// report says what went wrong in one paragraph and answers the exit code. A command that returns nil after a signal,
// as serve does, was meant to run until then; one that returns the context's error was cut off in its work.
func report(ctx context.Context, err error, stderr io.Writer) int {
	switch {
	case err == nil:
		return 0
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		fmt.Fprintln(stderr, "pacer: stopped before it was done: what it printed is not all. Run it again.")
	default:
		fmt.Fprintf(stderr, "pacer: %v\n", err)
	}
	return 1
}

// A world is what a command touches outside the process's memory and the database. Scripts give it virtual
// time and catch what it prints.
type world struct {
	// Standard output holds what was asked for and nothing else, so that it can be piped; logs and faults go to the
	// other.
	Stdout, Stderr io.Writer
	// The one clock of the program: what is below cmd gets it from here and asks no other. The playground puts its
	// own before it.
	Now func() time.Time
	// Environ holds the variables, NAME=value, for those whose names are not known when the program is
	// compiled (one a slash command); envconfig reads all others by itself.
	Environ []string
}
