package bot

// Giving a file to one person, in the four calls that Slack has for it.

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// An upload is a file for one person. Slack keeps it for as long as the workspace keeps files; forgetting somebody does
// not reach it, so it is for the person themselves alone.
type upload struct {
	Name    string // "pacer-my-data.txt"
	Title   string
	Comment string // said beside it, mrkdwn
	Alt     string // of a picture: what it shows, for whoever does not see it; at most maxAlt characters
	Content []byte // not empty: Slack takes no empty files
}

// Upload is files.getUploadURLExternal, the bytes to the address that it answers, and files.completeUploadExternal into
// the person's direct conversation. The bytes go without the token: slack-go would send it along, and the address is all
// that is needed. What was begun and not completed is shown to nobody, so all four calls are one try, which may be made again
// from its beginning; but an error that is errUnsure says that the last call got no answer. Person is a user id; the
// conversation is opened if there is none yet. Slack finishes the upload after it has answered, so the file may be seen
// a moment later. Errors are wrapped with the method, so that outcome can sort them.
func (c *client) Upload(ctx context.Context, person string, f upload) error {
	// Files are shown in conversations and not to users: a U id is refused there.
	channel, err := c.conversation(ctx, coach.Message{Channel: person})
	if err != nil {
		return err
	}
	// The older files.upload in one call was switched off by Slack in 2025.
	place, err := c.api.GetUploadURLExternalContext(ctx, slack.GetUploadURLExternalParameters{FileName: f.Name, FileSize: len(f.Content), AltTxt: f.Alt})
	if err != nil {
		return wrap("files.getUploadURLExternal", err)
	}
	if err := c.put(ctx, place.UploadURL, f.Content); err != nil {
		return fmt.Errorf("upload: %w", err)
	}
	_, err = c.api.CompleteUploadExternalContext(ctx, slack.CompleteUploadExternalParameters{
		Files: []slack.FileSummary{{ID: place.FileID, Title: f.Title}}, Channel: channel, InitialComment: f.Comment,
	})
	// Only of this call is it unknown whether somebody sees the file; before it nobody does.
	if outcome(err).Class == coach.Lost {
		err = errors.Join(err, errUnsure)
	}
	return wrap("files.completeUploadExternal", err)
}

// put posts bytes to an address that is good for one file. An answer other than 200 is a slack.RateLimitedError or a
// slack.StatusCodeError. The address is of Slack's making and holds a secret of its own: an error that quotes it is
// cleaned before it is logged, as every error is. The context bounds it together with the client's own time.
func (c *client) put(ctx context.Context, address string, content []byte) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(content))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/octet-stream")
	answer, err := c.http.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 1<<10)) // so that the connection can be used again
	// Slack-go makes this of the answers to its own calls.
	if n, err := strconv.Atoi(answer.Header.Get("Retry-After")); err == nil && answer.StatusCode == http.StatusTooManyRequests {
		return &slack.RateLimitedError{RetryAfter: time.Duration(n) * time.Second}
	}
	if answer.StatusCode != http.StatusOK {
		return slack.StatusCodeError{Code: answer.StatusCode, Status: answer.Status}
	}
	return nil
}
