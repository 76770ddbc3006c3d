package bot

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"

	"example.com/pacer/bot/coach"
)

// answering is a transport that always answers the same.
type answering struct {
	status int
	body   string
}

func (a answering) RoundTrip(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: a.status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(a.body))}, nil
}

// Of what Slack says after it took a message or a view, where it went is left; whatever else it says stays as it is.
func TestAnswersAreShortened(t *testing.T) {
	const posted = `{"ok":true,"channel":"D0ANN","ts":"1.5","message":{"text":"Hello","blocks":[{"type":"divider"}]}}`
	refused := `{"ok":false,"error":"invalid_blocks","errors":["x"],"response_metadata":{"messages":["y"]}}`
	for _, tt := range []struct {
		method string
		answer answering
		want   string
	}{
		{"chat.postMessage", answering{200, posted}, `{"ok":true,"channel":"D0ANN","ts":"1.5"}`},
		{"views.publish", answering{200, `{"ok":true,"view":{"id":"V1","hash":"15.2","blocks":[]}}`}, `{"ok":true,"view":{"hash":"15.2"}}`},
		{"views.open", answering{200, `{"ok":true,"view":null}`}, `{"ok":true}`},
		{"chat.update", answering{200, refused}, refused},
		{"chat.postMessage", answering{500, posted}, posted},
		{"chat.postMessage", answering{200, `{"ok":true,"chan`}, `{"ok":true,"chan`},
		{"chat.postMessage", answering{200, `<html>`}, `<html>`},
		{"conversations.history", answering{200, posted}, posted},
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://slack.com/api/"+tt.method, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := briefClient{&http.Client{Transport: tt.answer}}.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Error(err)
		}
		resp.Body.Close()
		if string(got) != tt.want {
			t.Errorf("%s %s: %s, want %s", tt.method, tt.answer.body, got, tt.want)
		}
	}
}

// breaking is a transport of which an answer breaks off.
type breaking struct{}

func (breaking) RoundTrip(*http.Request) (*http.Response, error) {
	half := io.MultiReader(strings.NewReader(`{"ok":true,"channel":"C0WEST","ts":"1.5"`), iotest.ErrReader(io.ErrUnexpectedEOF))
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(half)}, nil
}

// An answer that breaks off is no answer: the message may have been posted, and is looked up.
func TestAnAnswerThatBreaksOffIsLost(t *testing.T) {
	c := newClient(Config{BotToken: "xoxb-1", APIURL: "https://slack.example/api/"}, &http.Client{Transport: breaking{}})
	_, ts, err := c.Post(t.Context(), coach.Message{Channel: "C0WEST", Text: "Hello"})
	if got := outcome(err); ts != "" || got.Class != coach.Lost {
		t.Errorf("ts %q, %+v: %v", ts, got, err)
	}
}
