package bot

// What `pacer doctor` asks Slack about the tokens. It is apart from the bot that serves, and can be run beside it.

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"
)

// An Examination is what Slack answers about an app that does not run yet. Each part stands for itself: a bot token
// may be good while the app-level one is not. It is what `pacer doctor` prints.
type Examination struct {
	Workspace string    // name of the workspace that the bot token is of
	User      string    // the bot's user id
	Missing   []string  // scopes that the manifest has and the token has not
	Scopes    bool      // whether Slack said which scopes the token has
	Clock     time.Time // Slack's clock, to the second; zero when it did not say
	BotErr    error     // why the bot token could not be tried, or Slack's refusal
	SocketErr error     // why no connection may be opened with the app-level token
}

// Examine asks Slack about both tokens: who the bot is, what it may do, what time it is, and whether a connection may be
// opened. It opens none, posts nothing, and does not disturb an app that runs with the same tokens. The errors are for the
// operator; they name what to do, and hold no token. Each part is a call of its own with callLimit; the context bounds
// both. The clock is there because requests and rituals go by the machine's own: one that is minutes off is found here
// and not at the first huddle. The address of a connection that apps.connections.open answers with is thrown away
// unused, and expires.
func Examine(ctx context.Context, cfg Config) Examination {
	// For its settings and its cleaning of errors; it never runs.
	b := newBot(cfg, nil)
	h := &http.Client{Timeout: callLimit, Transport: transport(b.cfg)}
	defer h.CloseIdleConnections()
	api := slack.New(b.cfg.BotToken.reveal(), slack.OptionAppLevelToken(b.cfg.AppToken.reveal()),
		slack.OptionAPIURL(b.cfg.APIURL), slack.OptionHTTPClient(h))
	var e Examination
	// The client is one of its own, since the answer's headers are wanted here.
	r, err := api.AuthTestContext(ctx)
	if err != nil {
		e.BotErr = b.advise(err, "SLACK_BOT_TOKEN", "install the app in the workspace and copy its bot token again")
	} else {
		e.Workspace, e.User = r.Team, r.UserID
		e.Missing, e.Scopes = missingScopes(r.Header.Get("X-OAuth-Scopes"))
		e.Clock, _ = http.ParseTime(r.Header.Get("Date")) // zero where there is none
	}
	// It asks for an address and connects to none.
	if _, _, err := api.StartSocketModeContext(ctx); err != nil {
		e.SocketErr = b.advise(err, "SLACK_APP_TOKEN",
			"make an app-level token with the scope connections:write, and see that Socket Mode is on")
	}
	return e
}

// advise puts a refusal beside what to do about it; any other error is about the way to Slack. Errors of the way to
// Slack are cleaned, as net/http quotes the address that failed.
func (b *Bot) advise(err error, variable, next string) error {
	if code := refused(err); code != "" {
		return fmt.Errorf("%s is not accepted by Slack (%s): %s", variable, code, next)
	}
	return fmt.Errorf("no answer from Slack at %s: %s", b.cfg.APIURL, b.clean(err))
}

// missingScopes compares what a token may do with what the manifest asks for. Known is false when Slack did not say.
// The header lists scopes with commas and blanks. More scopes than the manifest asks for are no fault.
func missingScopes(header string) (missing []string, known bool) {
	held := strings.FieldsFunc(header, func(r rune) bool { return r == ',' || r == ' ' })
	for _, s := range scopes() {
		if !slices.Contains(held, s.Name) {
			missing = append(missing, s.Name)
		}
	}
	if len(held) == 0 {
		return nil, false
	}
	return missing, true
}
