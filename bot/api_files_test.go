package bot

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"example.com/pacer/bot/coach"
	"example.com/pacer/bot/playground"
)

// aFile is what is uploaded in these tests.
func aFile() upload {
	return upload{Name: "pacer-my-data.txt", Title: "Yours", Comment: "Here it is.", Content: []byte("all of it")}
}

// uploader is a client on a playground in memory, and what it sends to the addresses of uploads.
func uploader(t *testing.T, manifest string) (c *client, s *playground.Server, sent func() []http.Header) {
	t.Helper()
	s, err := playground.New(playground.Config{
		Now: time.Now, AppToken: "xapp-1", BotToken: "xoxb-canary", Manifest: []byte(manifest),
		Workspace: playground.Workspace{
			ID: "T0TEST", Bot: playground.User{ID: "U0PIP", Name: "pip"}, Users: []playground.User{{ID: "U0ANN", Name: "ann"}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	var headers []http.Header
	l := playground.NewListener()
	srv := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "/upload/") {
			headers = append(headers, r.Header.Clone())
			if strings.Contains(r.URL.String(), "canary") {
				t.Error("the token is in the address")
			}
		}
		s.ServeHTTP(w, r)
	})}
	done := make(chan struct{})
	go func() { defer close(done); _ = srv.Serve(l) }()
	cfg := Config{AppToken: "xapp-1", BotToken: "xoxb-canary", APIURL: "http://playground/api/", Dial: l.DialContext, Now: time.Now}
	h := &http.Client{Timeout: callLimit, Transport: transport(cfg)}
	t.Cleanup(func() {
		h.CloseIdleConnections()
		_ = s.Close()
		_ = srv.Close()
		_ = l.Close()
		<-done
	})
	return newClient(cfg, h), s, func() []http.Header { return headers }
}

// TestAFileReachesOnePersonWithoutTheToken: slack-go would send it along to wherever Slack says.
func TestAFileReachesOnePersonWithoutTheToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, s, sent := uploader(t, `{"oauth_config":{"scopes":{"bot":["chat:write","im:write","files:write"]}}}`)
		if err := c.Upload(t.Context(), "U0ANN", aFile()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Second)
		ann := s.As("ann")
		messages := ann.Messages(ann.DM())
		if len(messages) != 1 || len(messages[0].Files) != 1 || string(messages[0].Files[0].Body) != "all of it" || messages[0].Text != "Here it is." {
			t.Errorf("%+v", messages)
		}
		if len(sent()) != 1 || sent()[0].Get("Authorization") != "" {
			t.Errorf("sent were %v", sent())
		}
	})
}

// TestAFileThatIsRefused says by which call.
func TestAFileThatIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, s, _ := uploader(t, `{"oauth_config":{"scopes":{"bot":["chat:write","im:write"]}}}`)
		err := c.Upload(t.Context(), "U0ANN", aFile())
		if refused(err) != "missing_scope" || !strings.Contains(err.Error(), "files.getUploadURLExternal") {
			t.Errorf("%v", err)
		}
		if ann := s.As("ann"); len(ann.Messages(ann.DM())) != 0 {
			t.Error("something arrived")
		}
	})
}

// TestAnUploadThatFails is neither taken for done, nor is the rest of it asked for.
func TestAnUploadThatFails(t *testing.T) {
	c := &client{http: &http.Client{Transport: forbidden{}}}
	if err := c.put(context.Background(), "https://files.example/1", []byte("x")); err == nil || outcome(err).Class != coach.Again {
		t.Errorf("%v", err)
	}
}

// forbidden is a proxy that lets nothing through.
type forbidden struct{}

func (forbidden) RoundTrip(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusForbidden, Status: "403 Forbidden", Body: io.NopCloser(strings.NewReader("no"))}, nil
}

// TestAFileIsSentOnce: a call that fails is made again as long as nobody can have seen the file; where the last answer got
// lost the file may be there, and that is said instead. Slack's time to wait is kept.
func TestAFileIsSentOnce(t *testing.T) {
	const manifest = `{"oauth_config":{"scopes":{"bot":["chat:write","im:write","files:write"]}}}`
	calls := []string{"conversations.open", "files.getUploadURLExternal", "upload", "files.completeUploadExternal"}
	for _, call := range calls {
		for _, fault := range []string{"429", "429_bare", "500", "500_after", "reset", "lost", "hang", "lands_late"} {
			t.Run(call+" "+fault, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					c, s, _ := uploader(t, manifest)
					ann := s.As("ann")
					if err := s.Fault(fault, call); err != nil {
						t.Fatal(err)
					}
					b := &Bot{api: c, log: slog.New(slog.DiscardHandler)}
					began := time.Now()
					err := b.sendFile(t.Context(), "U0ANN", aFile())
					if wait := time.Since(began); fault == "429" && wait < time.Second {
						t.Errorf("it waited %v", wait)
					}
					time.Sleep(2 * time.Minute) // until what lands late has landed
					there := len(ann.Messages(ann.DM()))
					last := call == calls[3] && !strings.HasPrefix(fault, "429")
					if !last && (err != nil || there != 1) {
						t.Errorf("%v, and it is there %d times", err, there)
					}
					if last && (there > 1 || !strings.Contains(uploadTrouble(err), "may be in our direct conversation or not")) {
						t.Errorf("%v, and it is there %d times", err, there)
					}
				})
			})
		}
	}
}
