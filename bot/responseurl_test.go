package bot

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/slack-go/slack"
)

type tripper func(*http.Request) (*http.Response, error)

func (f tripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// What Slack answers at a response URL is read: a refusal with 200 is one.
func TestAnswersAtAResponseURL(t *testing.T) {
	for _, c := range []struct {
		code int
		body string
		want string
	}{
		{200, "ok", ""},
		{200, "", ""},
		{200, `{"ok":true}`, ""},
		{200, `{"ok":false,"error":"invalid_blocks"}`, "invalid_blocks"},
		{200, `{"ok":false}`, "unknown_error"},
		{404, `{"ok":false,"error":"expired_url"}`, "expired_url"},
		{400, "invalid_blocks\n", "invalid_blocks"},
		{500, "<html>", "Internal Server Error"},
		{403, `{"ok":false,"error":"<b>"}`, "Forbidden"},
	} {
		var sent string
		h := &http.Client{Transport: tripper(func(r *http.Request) (*http.Response, error) {
			raw, err := io.ReadAll(r.Body)
			sent = string(raw)
			return &http.Response{StatusCode: c.code, Status: http.StatusText(c.code), Body: io.NopCloser(strings.NewReader(c.body)), Request: r}, err
		})}
		err := (&client{http: h}).Respond(t.Context(), "https://hooks.example.com/secret", body{Text: "hello"}, false)
		got := ""
		if err != nil {
			got = err.Error()
		}
		if (c.want == "") != (got == "") || !strings.Contains(got, c.want) {
			t.Errorf("%d %q: %q, want %q", c.code, c.body, got, c.want)
		}
		if !strings.Contains(sent, `"response_type":"ephemeral"`) || !strings.Contains(sent, `"hello"`) {
			t.Errorf("sent %s", sent)
		}
	}
	if !refusesBlocks(wrap("response_url", slack.SlackErrorResponse{Err: "invalid_blocks"})) || refusesBlocks(wrap("response_url", slack.SlackErrorResponse{Err: "expired_url"})) {
		t.Error("which refusal is about the message is not known")
	}
}
