package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"example.com/pacer/bot"
	"example.com/pacer/bot/coach"
	"example.com/pacer/bot/playground"
	"example.com/pacer/store"
)

// eventScope is which scope an event of the manifest needs; those that are not named need none. Slack refuses a manifest
// with an event whose scope is missing, and so does the playground.
var eventScope = map[string]string{
	"message.channels": "channels:history", "message.groups": "groups:history", "message.im": "im:history",
	"app_mention": "app_mentions:read", "user_change": "users:read", "member_joined_channel": "channels:read",
	"subteam_members_changed": "usergroups:read", "subteam_updated": "usergroups:read",
}

// permitted is the app's manifest without one of its scopes and the events that need it. Without "" it is whole.
func permitted(t *testing.T, without string) (manifest []byte, scopes []string) {
	t.Helper()
	whole, err := bot.Manifest(nil)
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(whole, &m); err != nil {
		t.Fatal(err)
	}
	allowed := m["oauth_config"].(map[string]any)["scopes"].(map[string]any)
	for _, s := range allowed["bot"].([]any) {
		if s != without {
			scopes = append(scopes, s.(string))
		}
	}
	allowed["bot"] = scopes
	subscribed := m["settings"].(map[string]any)["event_subscriptions"].(map[string]any)
	subscribed["bot_events"] = slices.DeleteFunc(subscribed["bot_events"].([]any), func(e any) bool {
		return without != "" && eventScope[e.(string)] == without
	})
	if manifest, err = json.Marshal(m); err != nil {
		t.Fatal(err)
	}
	return manifest, scopes
}

// wrapped finds the name under which bot/api.go wraps the error of a call.
var wrapped = regexp.MustCompile(`wrap\("([a-zA-Z._]+)"`)

// TestEachScopeIsNeeded lives through a morning that needs every scope of the manifest, once with all of them, when all
// goes well, and once without each, when something does not: the app asks for what it uses and for nothing else.
func TestEachScopeIsNeeded(t *testing.T) {
	_, scopes := permitted(t, "")
	for _, without := range append([]string{""}, scopes...) {
		t.Run("without "+without, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				manifest, _ := permitted(t, without)
				m := playScopes(t, manifest)
				refused := m.slack.Refusals()
				switch {
				case without == "" && (len(m.failed) > 0 || len(refused) > 0):
					t.Errorf("with all scopes: %q; refused: %+v", m.failed, refused)
				case without != "" && len(m.failed) == 0:
					t.Errorf("all went well without %s: nothing needs it", without)
				}
				t.Logf("fails: %q", m.failed)
			})
		})
	}
}

// A scopeMorning is one run; failed is what did not go well in it.
type scopeMorning struct {
	*story
	t      *testing.T
	failed []string
}

// North meets in a private channel.
const scopeNorth = `team: North
channel: C0NORTH
timezone: Europe/London
managers: [U0NOAH]
members: [U0EMMA]
kpis:
  - {name: conversation, plural: conversations, kind: leading, target: {count: 20, per: week}}
rhythms: {huddle: "0 9 * * *", checkin: off, leaderboard: off, nudge: off, digest: off}
`

func playScopes(t *testing.T, manifest []byte) *scopeMorning {
	dir := t.TempDir()
	m := &scopeMorning{t: t, story: &story{
		dir: dir, path: filepath.Join(dir, "pacer.db"), logs: &lockedBuffer{},
		town: func(c *playground.Config) {
			c.Manifest, c.Logger = manifest, nil
			for i := range c.Workspace.Channels {
				c.Workspace.Channels[i].Private = c.Workspace.Channels[i].ID == "C0NORTH"
			}
		},
	}}
	defer m.end()
	m.must(m.begin([]string{"2026-11-27", "08:50", "Europe/London"}))
	for name, text := range map[string]string{"west.yaml": nthTeam, "north.yaml": scopeNorth} {
		file := filepath.Join(dir, name)
		m.must(os.WriteFile(file, []byte(text), 0o600))
		m.must(m.withStore(func(db *store.DB) error {
			team, err := readTeamFile(file)
			if err != nil {
				return err
			}
			return applyTeam(context.Background(), db, team, world{Stdout: m.logs, Now: time.Now})
		}))
	}
	m.must(m.serve())
	m.play()
	return m
}

func (m *scopeMorning) must(err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatal(err)
	}
}

// step does something, lets a moment pass, and looks whether it went well.
func (m *scopeMorning) step(what string, do func() error, well func() bool) {
	err := do()
	time.Sleep(5 * time.Second)
	m.settle()
	if err != nil || !well() {
		m.failed = append(m.failed, what)
	}
}

func (m *scopeMorning) play() {
	ann, emma, gus := m.slack.As("ann"), m.slack.As("emma"), m.slack.As("gus")
	reads := func(who *playground.Actor, channel, text string) func() bool {
		return func() bool {
			return slices.ContainsFunc(who.Messages(channel), func(msg playground.Message) bool { return strings.Contains(msg.Plain(), text) })
		}
	}
	m.step("a command", func() error { return ann.Slash("sales-west", "/log 5 conversations") }, reads(ann, "sales-west", "Logged 5 conversations"))
	m.step("a guest is known", func() error { return gus.Slash("general", "/pacer help") }, reads(gus, "general", "full members"))
	m.must(m.at([]string{"09:01"}))
	m.step("the huddle", func() error { return nil }, reads(ann, "sales-west", "Huddle of Friday"))
	m.step("a reply", m.replies(ann, "sales-west"), func() bool { return m.logged("U0ANN") == 8 })
	m.step("a reply in a private channel", m.replies(emma, "sales-north"), func() bool { return m.logged("U0EMMA") == 3 })
	m.step("the check mark", func() error { return nil }, func() bool { return m.marked(ann, "sales-west") })
	m.step("a mention", func() error { _, err := ann.Say("sales-west", "@pacer hello"); return err }, reads(ann, ann.DM(), "Hello!"))
	m.must(m.at([]string{"09:15"}))
	m.step("a direct message", func() error { _, err := emma.Say(emma.DM(), "hello"); return err }, reads(emma, emma.DM(), "Hello!"))
	m.must(m.at([]string{"09:20"}))
	// The answer to a direct message gets lost; it is looked up there, and found.
	m.step("a lost answer", func() error {
		return errors.Join(m.slack.Fault("lost", "chat.postMessage"), func() error { _, err := ann.Say("sales-west", "@pacer hello"); return err }())
	}, func() bool {
		time.Sleep(8 * time.Minute)
		m.settle()
		return m.greetings(ann) == 2 && m.unsent() == 0
	})
	m.step("the form", func() error {
		err := ann.Slash("sales-west", "/log")
		m.settle()
		return errors.Join(err, ann.Fill("Conversations", "2"), ann.Submit())
	}, func() bool { return m.logged("U0ANN") == 10 })
	m.step("coming into a channel", func() error { return m.slack.As("ada").Slash("general", "/invite @pacer") }, reads(ann, "general", "This channel is not a team's home yet"))
	m.step("my data", func() error { return ann.Slash("sales-west", "/pacer my data") }, func() bool {
		return slices.ContainsFunc(ann.Messages(ann.DM()), func(msg playground.Message) bool { return len(msg.Files) > 0 })
	})
	m.setUp()
	m.step("the Home", ann.OpenHome, func() bool { return ann.Home() != nil })
}

// huddle is the ts of the newest huddle in a channel.
func (m *scopeMorning) huddle(who *playground.Actor, channel string) string {
	for _, msg := range slices.Backward(who.Messages(channel)) {
		if strings.Contains(msg.Plain(), "Huddle of") {
			return msg.TS
		}
	}
	return ""
}

func (m *scopeMorning) replies(who *playground.Actor, channel string) func() error {
	return func() error {
		_, err := who.Reply(channel, m.huddle(who, channel), "3 conversations")
		return err
	}
}

// marked tells whether a reply in the huddle's thread carries the check mark.
func (m *scopeMorning) marked(who *playground.Actor, channel string) bool {
	return slices.ContainsFunc(who.Thread(channel, m.huddle(who, channel)), func(msg playground.Message) bool {
		return len(msg.Reactions) > 0
	})
}

// greetings is how often somebody was greeted.
func (m *scopeMorning) greetings(who *playground.Actor) (n int) {
	for _, msg := range who.Messages(who.DM()) {
		if strings.Contains(msg.Plain(), "Hello!") {
			n++
		}
	}
	return n
}

// logged is what the ledger holds of somebody's conversations.
func (m *scopeMorning) logged(person string) (sum int64) {
	rows, err := m.running.db.Activities(m.t.Context(), coach.ActivityFilter{Person: person})
	m.must(err)
	for _, a := range rows {
		sum += a.Count
	}
	return sum
}

// unsent is how many messages wait or have failed.
func (m *scopeMorning) unsent() (n int) {
	counts, err := m.running.db.OutboxCounts(m.t.Context())
	m.must(err)
	for _, c := range counts {
		n += c
	}
	return n
}

// TestScopesHaveAReason compares the manifest with the calls: bot/api*.go name each method of Slack's that they call, and
// the playground each method's scope; together they are what the manifest asks for.
func TestScopesHaveAReason(t *testing.T) {
	var source []byte
	files, err := filepath.Glob(filepath.Join(root(t), "bot", "api*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		source = append(source, text...)
	}
	// Method → the scope of the manifest that lets it be called; Slack's reference, as in bot/playground/api.go.
	needs := map[string][]string{
		"auth.test": nil, "views.open": nil, "views.update": nil, "views.publish": nil, "response_url": nil,
		"chat.postMessage": {"chat:write"}, "chat.update": {"chat:write"}, "chat.delete": {"chat:write"},
		"reactions.add": {"reactions:write"}, "reactions.remove": {"reactions:write"}, "users.info": {"users:read"}, "conversations.open": {"im:write"},
		"conversations.history": {"channels:history", "groups:history", "im:history"},
		"conversations.replies": {"channels:history", "groups:history", "im:history"},
		"conversations.members": {"channels:read", "groups:read"}, "conversations.info": {"channels:read", "groups:read"},
		"usergroups.list": {"usergroups:read"}, "usergroups.users.list": {"usergroups:read"}, "file": {"files:read"},
		"files.getUploadURLExternal": {"files:write"}, "files.completeUploadExternal": {"files:write"},
	}
	asked := map[string]bool{"commands": true} // for the manifest's own slash commands
	for _, event := range eventScope {
		asked[event] = true
	}
	for _, m := range wrapped.FindAllStringSubmatch(string(source), -1) {
		scopes, known := needs[m[1]]
		if !known {
			t.Errorf("bot/api*.go calls %s: say in this table which scope it needs", m[1])
		}
		for _, s := range scopes {
			asked[s] = true
		}
		delete(needs, m[1])
	}
	delete(needs, "auth.test") // named by its own error
	if len(needs) > 0 {
		t.Errorf("bot/api*.go do not call %v", needs)
	}
	_, scopes := permitted(t, "")
	for _, s := range scopes {
		if !asked[s] {
			t.Errorf("no call and no event needs %s", s)
		}
		delete(asked, s)
	}
	if len(asked) > 0 {
		t.Errorf("the manifest does not ask for %v", fmt.Sprint(asked))
	}
}
