package bot

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"time"

	"example.com/pacer/bot/coach"
)

// A Secret is a token. It shows itself as "redacted" wherever it is printed, logged or marshalled.
type Secret string

// Config is what a Bot is made from.
type Config struct {
	AppToken Secret            // xapp-…
	BotToken Secret            // xoxb-…
	APIURL   string            // ends in "/"
	Commands map[string]string // our name ("log") → the name in Slack ("/log"); a missing one is the default
	Now      func() time.Time
	Logger   *slog.Logger
	// Dial connects to Slack, HTTP and WebSocket alike; nil is the network. Tests and the in-memory
	// playground give their own.
	Dial      func(ctx context.Context, network, addr string) (net.Conn, error)
	Transport http.RoundTripper // nil: made from Dial
}

// A Bot is Pacer in one Slack workspace.
type Bot struct {
	cfg   Config
	store Store
}

// New returns a bot that is not connected yet. It checks the kind of the tokens and nothing else.
func New(cfg Config, store Store) (*Bot, error) { panic("to come") }

// Run connects, serves until the context ends, and then finishes what was acknowledged. It returns nil after
// a stop that was asked for, and an error when Slack refuses the tokens or cannot be reached within ten
// seconds of the start; once connected it never gives up.
func (b *Bot) Run(ctx context.Context) error { panic("to come") }

// Connected is closed when the first connection to Slack stands.
func (b *Bot) Connected() <-chan struct{} { panic("to come") }

// RunOccurrence runs a ritual; it makes *Bot a scheduler.Runner.
func (b *Bot) RunOccurrence(ctx context.Context, o coach.Occurrence) error { panic("to come") }

// Drain waits until the outbox holds nothing that could be sent now.
func (b *Bot) Drain(ctx context.Context) error { panic("to come") }

// A CommandInfo describes a slash command for the manifest, the help and the README.
type CommandInfo struct {
	Name        string // our own: "log"
	Slash       string // in Slack: "/log"
	Description string
	Usage       string
}

// Commands returns the table of slash commands under the names that the map gives.
func Commands(names map[string]string) []CommandInfo { panic("to come") }

// Manifest returns the app's manifest as YAML's subset JSON, indented, under the configured command names.
func Manifest(names map[string]string) ([]byte, error) { panic("to come") }
