package bot

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/playground"
)

// slackGo is slack-go on a playground in memory whose app may do everything that the test wants.
func slackGo(t *testing.T) *slack.Client {
	t.Helper()
	s, err := playground.New(playground.Config{
		Now: time.Now, AppToken: "xapp-1", BotToken: "xoxb-1",
		Manifest: []byte(`{"oauth_config":{"scopes":{"bot":["chat:write","channels:history","files:read","files:write","im:write",
			"mpim:read","mpim:write","pins:write","usergroups:read"]}}}`),
		Workspace: playground.Workspace{
			ID: "T0TEST", Bot: playground.User{ID: "U0PIP", Name: "pip"},
			Users:    []playground.User{{ID: "U0ANN", Name: "ann"}, {ID: "U0BOB", Name: "bob"}},
			Channels: []playground.Channel{{ID: "C0WEST", Name: "west", Members: []string{"U0ANN", "U0PIP"}}},
			Groups:   []playground.UserGroup{{ID: "S0CLOSERS", Handle: "closers", Members: []string{"U0ANN"}}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	l := playground.NewListener()
	srv := &http.Server{Handler: s}
	done := make(chan struct{})
	go func() { defer close(done); _ = srv.Serve(l) }()
	tr := &http.Transport{DialContext: l.DialContext}
	t.Cleanup(func() {
		_ = s.Close()
		tr.CloseIdleConnections()
		_ = srv.Close()
		_ = l.Close()
		<-done
		if r := s.Refusals(); len(r) > 0 {
			t.Errorf("Slack would have refused %v", r)
		}
	})
	return slack.New("xoxb-1", slack.OptionAPIURL("http://playground/api/"), slack.OptionHTTPClient(&http.Client{Transport: tr}))
}

// TestFilesBySlackGo: slack-go uploads, finds and fetches a file, and pins the message that shows it.
func TestFilesBySlackGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, ctx := slackGo(t), t.Context()
		f, err := c.UploadFileContext(ctx, slack.UploadFileParameters{
			Reader: strings.NewReader("drawn"), FileSize: 5, Filename: "week.png", Title: "Week", Channel: "C0WEST", InitialComment: "Look",
		})
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Second)
		info, _, _, err := c.GetFileInfoContext(ctx, f.ID, 0, 0)
		if err != nil || info.Mimetype != "image/png" || len(info.Shares.Public["C0WEST"]) != 1 {
			t.Fatalf("the file: %+v, %v", info, err)
		}
		var body strings.Builder
		if err := c.GetFileContext(ctx, info.URLPrivate, &body); err != nil || body.String() != "drawn" {
			t.Errorf("fetched %q, %v", body.String(), err)
		}
		ts := info.Shares.Public["C0WEST"][0].Ts
		if err := c.AddPinContext(ctx, "C0WEST", slack.NewRefToMessage("C0WEST", ts)); err != nil {
			t.Error(err)
		}
		h, err := c.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{ChannelID: "C0WEST"})
		if err != nil || h.Messages[0].Text != "Look" || h.Messages[0].Files[0].ID != f.ID || len(h.Messages[0].PinnedTo) != 1 {
			t.Errorf("the history: %+v, %v", h, err)
		}
	})
}

// TestPeopleBySlackGo: a conversation of several, a user group, and a message for later.
func TestPeopleBySlackGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, ctx := slackGo(t), t.Context()
		ch, _, _, err := c.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{"U0ANN", "U0BOB"}, ReturnIM: true})
		if err != nil || !ch.IsMpIM {
			t.Errorf("opened %+v, %v", ch, err)
		}
		groups, err := c.GetUserGroupsContext(ctx, slack.GetUserGroupsOptionIncludeUsers(true), slack.GetUserGroupsOptionIncludeCount(true))
		if err != nil || len(groups) != 1 || groups[0].UserCount != 1 || groups[0].Users[0] != "U0ANN" {
			t.Errorf("groups %+v, %v", groups, err)
		}
		if people, err := c.GetUserGroupMembersContext(ctx, "S0CLOSERS"); err != nil || len(people) != 1 {
			t.Errorf("people %v, %v", people, err)
		}
		at := strconv.FormatInt(time.Now().Add(time.Hour).Unix(), 10)
		if _, id, err := c.ScheduleMessageContext(ctx, "C0WEST", at, slack.MsgOptionText("Later", false)); err != nil || id == "" {
			t.Errorf("scheduled %q, %v", id, err)
		}
		time.Sleep(time.Hour + time.Second)
		h, err := c.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{ChannelID: "C0WEST"})
		if err != nil || len(h.Messages) != 1 || h.Messages[0].Text != "Later" {
			t.Errorf("the history: %+v, %v", h, err)
		}
	})
}
