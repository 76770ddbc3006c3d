package main

import (
	"context"
	"os"
	"os/exec"
	"runtime"
)

// openBrowser opens a page where there is a browser to open it in. The address is on the terminal in any case, so
// that a failure is none. The context's values are kept and its end is not: Ctrl-C stops the playground, never a
// browser that was started by it.
func openBrowser(ctx context.Context, address string) {
	name, args := browserCommand(runtime.GOOS, os.Getenv, address)
	if name == "" {
		return
	}
	cmd := exec.CommandContext(context.WithoutCancel(ctx), name, args...) //nolint:gosec // the name is one of three constants, the address our own
	if cmd.Start() == nil {
		go func() { _ = cmd.Wait() }() // how the opener ended is no matter of ours
	}
}

// browserCommand returns the program that opens an address, "" where there is no screen to show it on. System is a
// runtime.GOOS; getenv is asked for the variables of X11 and Wayland, without which xdg-open would fall back to a
// text browser in the very terminal that shows the address. Nothing passes through a shell.
func browserCommand(system string, getenv func(string) string, address string) (name string, args []string) {
	switch system {
	case "darwin":
		return "open", []string{address}
	case "windows":
		// The start command would need a shell, and with it quoting of the address.
		return "rundll32", []string{"url.dll,FileProtocolHandler", address}
	}
	if getenv("DISPLAY") == "" && getenv("WAYLAND_DISPLAY") == "" {
		return "", nil
	}
	return "xdg-open", []string{address}
}
