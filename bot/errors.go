package bot

import (
	"context"
	"crypto/rand"
	"errors"
	"regexp"
	"strings"

	"example.com/pacer/bot/coach"
)

// A refusal is an error whose text is the sentence for the person who asked: an expected no, such as a button of
// last week. It is not logged as a fault and carries no reference. Its text is mrkdwn, escaped where it quotes.
type refusal string

func (r refusal) Error() string { return string(r) }

// The three audiences of an error meet here. Package coach has sentinels and field errors for programs; the log has
// the whole chain for the operator; apology makes the sentence for the person.

// apology returns what a person reads about an error: what happened, what became of what they sent, what to do. Known
// is false for a fault that only the log explains; it is then shown with a reference.
func apology(err error) (text string, known bool) {
	// First: a refusal is the whole sentence already.
	if r, ok := errors.AsType[refusal](err); ok {
		return string(r), true
	}
	if e, ok := errors.AsType[*coach.LogError](err); ok {
		return escape(e.Text), true
	}
	for _, row := range apologies {
		if errors.Is(err, row.err) {
			return row.text, row.known
		}
	}
	// Nobody foresaw this one, a panic or a disk that fails, and it may have come after the effect. A sentence that
	// promised that nothing was changed would have the same thing counted twice.
	return "Something went wrong here in the middle of it, so it may or may not have been saved. Please look before you send it again; if it happens again, tell whoever runs Pacer.", false
}

// Each sentence says what became of what was sent, because that is the first question of whoever sent it.
//
// apologies says what a person reads about each sentinel. Not known are those that the operator should see.
var apologies = []struct {
	err   error
	text  string
	known bool
}{
	{coach.ErrDuplicate, "That had already been done; nothing was counted twice.", true},
	{coach.ErrBelowZero, "That would take the day's total below zero, so nothing was changed.", true},
	{coach.ErrUndone, "That was already taken back; nothing was changed.", true},
	{coach.ErrNotFound, "That is not there any more; nothing was changed.", true},
	{coach.ErrNewer, "You have sent a newer version since this form was opened, perhaps from another window; that one stands, and nothing was changed. To change it, copy what you typed here, close this form and open it anew.", true},
	{coach.ErrForgotten, "You asked Pacer to forget you, so it keeps nothing about you, and nothing was saved. To begin anew, ask a manager or whoever set Pacer up to add you to a team.", true},
	{coach.ErrStale, "Something else changed at the same moment, so nothing was saved. Please send it again.", true},
	{coach.ErrBusy, "A lot is happening at once, and nothing was changed. Please send it again in a moment.", false},
	{coach.ErrOutOfSpace, "There is no room left to save anything, so nothing was changed. Whoever runs Pacer needs to free some disk space; then send it again.", false},
	{coach.ErrGone, "Pacer cannot find its database, so nothing was changed. Whoever runs Pacer needs to put it back; then send it again.", false},
	{errExpiredTrigger, "Slack waited too long to open the form. Please try again.", true},
	{errHurried, "That was a lot in a short time, so this one was not taken, and nothing was changed. Please wait a few seconds and send it again.", true},
	{context.DeadlineExceeded, "That took longer than Slack waits, and it may or may not have been saved. Please look before you send it again.", false},
	{context.Canceled, "Pacer is just being restarted. Please send it again in a minute.", false},
}

// errPanicked is what a panic becomes, wherever it is caught; see Bot.panicked.
var errPanicked = errors.New("panic")

// errExpiredTrigger says that a modal could not be opened because Slack's three seconds had passed.
var errExpiredTrigger = errors.New("the trigger has expired")

// errHurried says that one person asked for more than rates lets them.
var errHurried = errors.New("too much of one person")

// reference returns a short code that a person can read out and an operator can find in the log: six characters of
// base32, a thousand million of them. It is random and not a counter, so that it is told apart across restarts. It is
// no secret and nothing is found by it but a line of the log.
func reference() string { return strings.ToLower(rand.Text()[:6]) }

// Secrets are known by their shape as well, because a token that is not ours is a secret too, and an error may hold
// several addresses, each of which may be one (a response URL is, and so is the socket's).
var (
	tokenShaped   = regexp.MustCompile(`(?i)\bx(?:ox[a-z]|app)[-.][a-z0-9.-]+`)
	addressShaped = regexp.MustCompile(`(?i)\b(?:https?|wss?)://[^\s"'<>]+`)
)

// clean returns the error's text without tokens and without addresses.
func (b *Bot) clean(err error) string {
	if err == nil {
		return ""
	}
	// slack-go's own errors hold neither, but net/http's name the address that failed. Addresses first: a token inside
	// one goes with it.
	text := addressShaped.ReplaceAllString(err.Error(), "(address)")
	text = tokenShaped.ReplaceAllString(text, redacted)
	for _, token := range []Secret{b.cfg.AppToken, b.cfg.BotToken} {
		if t := token.reveal(); t != "" {
			text = strings.ReplaceAll(text, t, redacted)
		}
	}
	return text
}
