package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// A healthCmd is "pacer health".
// It reads no token and no database, so that it works with the environment of the container alone.
type healthCmd struct{}

// Help is what "pacer health --help" adds.
func (healthCmd) Help() string {
	return "Asks the serve that runs on this machine at PACER_HTTP_ADDR whether it is ready: connected to Slack, able to store, " +
		"keeping its times, and sending what there is to send. Prints a line for each; exit code 0 when all is well. " +
		"The container's HEALTHCHECK runs it, for there is no curl in the image."
}

// Run prints what /readyz answers. It asks over the network of this machine: a process that hangs is found out, which a
// look at the list of processes would not.
func (healthCmd) Run(ctx context.Context, w world) error {
	s, err := loadSettings(w, false)
	if err != nil {
		return err
	}
	// Not "well": a check that cannot be made must not pass.
	if s.HTTPAddr == "" {
		return errors.New("PACER_HTTP_ADDR is not set, so that serve answers nobody: set it for both, such as 127.0.0.1:9090")
	}
	// The answer is printed in either case: Docker keeps the last ones for whoever looks.
	text, err := askReady(ctx, s.HTTPAddr)
	_, printed := fmt.Fprint(w.Stdout, text)
	return errors.Join(err, printed)
}

// askLimit is how long serve may take to say how it is: longer than it takes to find out, shorter than Docker waits. In
// all, the connection included.
const askLimit = 4 * time.Second

// errNotReady is what is said beside an answer that names what is wrong.
var errNotReady = errors.New("pacer serve is not ready")

// askReady returns the answer of /readyz; errNotReady with it when something is wrong, and an error without an answer when
// nobody gave one.
// The address is one that serve listens on, HOST:PORT; see nearby. It neither follows a proxy nor keeps a connection.
func askReady(ctx context.Context, addr string) (text string, err error) {
	ctx, cancel := context.WithTimeout(ctx, askLimit)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+nearby(addr)+"/readyz", nil)
	if err != nil {
		return "", err
	}
	// A client of its own: a proxy of the environment must not be asked how this machine is.
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	// "Nobody listens" is the usual case, and its cause mostly that serve has another environment.
	resp, err := client.Do(req)
	if err != nil {
		return "", fmt.Errorf("no answer from pacer serve at %s: does it run, with the same PACER_HTTP_ADDR? (%w)", addr, err)
	}
	defer resp.Body.Close()
	// Four lines are expected; whatever else listens there is not read to its end.
	body, err := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	switch {
	case err != nil:
		return "", fmt.Errorf("no whole answer from pacer serve at %s: %w", addr, err)
	case resp.StatusCode == http.StatusOK:
		return string(body), nil
	case resp.StatusCode == http.StatusServiceUnavailable:
		return string(body), errNotReady
	default:
		return "", fmt.Errorf("%s is not pacer serve: it answers %s", addr, resp.Status)
	}
}

// nearby is an address of this machine for one that serve listens on: "every address" can be listened on, not asked.
// What is no address is passed on as it is: asking it says what is wrong.
func nearby(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if ip := net.ParseIP(host); err == nil && ip != nil && ip.IsUnspecified() {
		if ip.To4() != nil {
			return net.JoinHostPort("127.0.0.1", port)
		}
		return net.JoinHostPort("::1", port)
	}
	return addr
}
