package bot

// The response URL: the one address that Slack gives for answering something that somebody did, outside of the Web API
// and without a token.

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"

	"github.com/slack-go/slack"
)

// urlAnswer bounds what is read of the answer to a response URL: "ok", or a word for what is wrong.
const urlAnswer = 4 << 10

// errorWord is how Slack names what is wrong; anything else came from something in front of it.
var errorWord = regexp.MustCompile(`^[a-z][a-z_]{2,60}$`)

// postToURL says something through a response URL. Slack-go does so as well, and throws away what Slack answers: a message
// that was refused with 200 and {"ok":false} would count as said. The error is a slack.SlackErrorResponse for a refusal
// that has a name, and a slack.StatusCodeError for another one. The address stands for itself and needs no token; it is
// good for thirty minutes and five answers, so nothing here tries again by itself. Ctx bounds the call.
func postToURL(ctx context.Context, h *http.Client, url string, msg slack.WebhookMessage) error {
	raw, err := json.Marshal(msg)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(raw))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := h.Do(req)
	if err != nil {
		return err
	}
	// What stands behind a proxy's error page is not read to its end.
	said, err := io.ReadAll(io.LimitReader(resp.Body, urlAnswer))
	if err := resp.Body.Close(); err != nil {
		return err
	}
	if err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	return urlError(resp, bytes.TrimSpace(said))
}

// urlError reads what Slack answered. With 200, only {"ok":false} is a refusal: a plain "ok" and an empty answer are
// none. Words are held against errorWord before they go into an error, because errors are logged and shown to the
// operator: a page of HTML from a proxy must not be.
func urlError(resp *http.Response, said []byte) error {
	var answer struct {
		OK    *bool  `json:"ok"`
		Error string `json:"error"`
	}
	// How Slack refuses here is written nowhere, so both ways are read: 200 with JSON, and another status with a word.
	good := resp.StatusCode == http.StatusOK
	switch {
	case json.Unmarshal(said, &answer) == nil && answer.OK != nil && !*answer.OK && errorWord.MatchString(answer.Error):
		return slack.SlackErrorResponse{Err: answer.Error}
	case !good && errorWord.Match(said):
		return slack.SlackErrorResponse{Err: string(said)}
	// It carries the status, by which a 5xx is told from a 4xx.
	case !good:
		return slack.StatusCodeError{Code: resp.StatusCode, Status: resp.Status}
	// Refused for certain, by a name that is not one of Slack's.
	case answer.OK != nil && !*answer.OK:
		return slack.SlackErrorResponse{Err: "unknown_error"}
	}
	return nil
}
