package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
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
// second one ends the process at once.
func run(args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// Without this, a second Ctrl-C would be swallowed while the first is still being obeyed.
	context.AfterFunc(ctx, stop)

	w := world{Stdout: stdout, Stderr: stderr, Now: time.Now, Environ: os.Environ()}
	if err := command(ctx, args, w); err != nil {
		fmt.Fprintf(stderr, "pacer: %v\n", err)
		return 1
	}
	return 0
}

// A world is what a command touches outside the process's memory and the database. Scripts give it virtual
// time and catch what it prints.
type world struct {
	Stdout, Stderr io.Writer
	Now            func() time.Time
	// Environ holds the variables, NAME=value, for those whose names are not known when the program is
	// compiled (one a slash command); envconfig reads all others by itself.
	Environ []string
}
