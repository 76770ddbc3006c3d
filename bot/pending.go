package bot

import (
	"context"
	"net/http"
	"time"

	"example.com/pacer/bot/coach"
	"github.com/slack-go/slack"
)

type deliverer struct{}

func newDeliverer(b *Bot) *deliverer                 { return &deliverer{} }
func (d *deliverer) wake()                           {}
func (d *deliverer) drain(ctx context.Context) error { return nil }

type queue struct{}

func newQueue() *queue { return &queue{} }

type recentLogs struct{}
type health struct{ since time.Time }
type gate struct{}

func newGate(now func() time.Time) *gate                    { return &gate{} }
func (g *gate) paced(t http.RoundTripper) http.RoundTripper { return t }
func (b *Bot) Run(ctx context.Context) error                { panic("to come") }
func (b *Bot) panicked(where string, v any) error           { panic("to come") }
func Manifest(names map[string]string) ([]byte, error)      { panic("to come") }
func personOf(u slack.User) coach.Person                    { panic("to come") }
func logCommand() command                                   { return command{Name: "log"} }
func pacerCommand() command                                 { return command{Name: "pacer"} }
func logButtons() []button                                  { return nil }
func logForms() []form                                      { return nil }
