package bot

// Slack gives back what it was given; here most of that is thrown away before slack-go reads it.

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"path"
)

// A briefClient is an HTTP client for slack-go that shortens answers. Slack gives each message and each view back whole
// once it has it, and slack-go reads all of it, block by block; what is wanted of it is where it went. It saves the
// decoding of blocks that nobody looks at, on the one machine that also has to answer within three seconds; the bytes
// on the wire are the same.
type briefClient struct{ http *http.Client }

// Do carries out a request. Only an answer that says ok is shortened: every other may have more to say. A refusal, an
// answer of another status or of another method goes through untouched, as do headers such as Retry-After. The body
// that slack-go closes is a reader in memory; the connection's own is read to its end and closed here, so that the
// connection can be used again.
func (c briefClient) Do(req *http.Request) (*http.Response, error) {
	resp, err := c.http.Do(req)
	if err != nil || resp.StatusCode != http.StatusOK || !echoes(path.Base(req.URL.Path)) {
		return resp, err
	}
	body, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil {
		return nil, err // half an answer, as slack-go would have found
	}
	resp.Body = io.NopCloser(bytes.NewReader(curtailed(body)))
	return resp, nil
}

// echoes tells the methods that answer with what they were given. Named one by one: of a method that is not here
// nothing is lost but a little time.
func echoes(method string) bool {
	switch method {
	case "chat.postMessage", "chat.update", "views.open", "views.update", "views.publish":
		return true
	}
	return false
}

// curtailed is an answer without what was asked for in it. One that is not understood stays as it is. Whoever needs
// another field of these answers has to add it to said, or it is silently zero: channel and ts are where a message
// went, the hash is what the next update of a view is compared with. What cannot be parsed is left for slack-go to
// complain about.
func curtailed(answer []byte) []byte {
	var said struct {
		OK      bool   `json:"ok"`
		Channel string `json:"channel,omitempty"`
		TS      string `json:"ts,omitempty"`
		View    struct {
			Hash string `json:"hash,omitempty"`
		} `json:"view,omitzero"`
	}
	if json.Unmarshal(answer, &said) != nil || !said.OK {
		return answer
	}
	short, err := json.Marshal(said)
	if err != nil {
		return answer
	}
	return short
}
