package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"

	"example.com/pacer/bot/coach"
)

// fakeSlack records what Pacer asks of Slack as lines that read like a transcript, and keeps what was posted so
// that it can be looked up.
type fakeSlack struct {
	mu        sync.Mutex
	lines     []string
	posted    []postedMessage
	people    map[string]coach.Person
	statuses  map[string]slackStatus
	homes     map[string]fakeHome
	uploads   []string // the name and the content of each upload
	directory fakeDirectory
	fail      func(line string) error // before the effect
	lose      func(line string) error // after the effect
	hide      bool                    // history lags: Find sees nothing
	now       func() time.Time
	ts        int
}

type postedMessage struct{ Channel, TS, Thread, Nonce, Text, Blocks string }

var _ slackAPI = (*fakeSlack)(nil)

// say records a call. Whoever fails or loses it is asked with the line.
func (f *fakeSlack) say(effect func(), format string, args ...any) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	line := fmt.Sprintf(format, args...)
	f.lines = append(f.lines, line)
	if f.fail != nil {
		if err := f.fail(line); err != nil {
			return err
		}
	}
	if effect != nil {
		effect()
	}
	if f.lose != nil {
		return f.lose(line)
	}
	return nil
}

func (f *fakeSlack) Who(context.Context) (identity, error) {
	return identity{User: "U0PACER", Name: "pacer", Team: "T0"}, f.say(nil, "who")
}

func (f *fakeSlack) Post(_ context.Context, m coach.Message) (channel, ts string, err error) {
	channel = m.Channel
	if isPerson(channel) {
		channel = "D" + channel[1:]
	}
	err = f.say(func() {
		f.ts++
		ts = fmt.Sprintf("%d.%06d", f.now().Unix(), f.ts)
		f.posted = append(f.posted, postedMessage{channel, ts, m.ThreadTS, m.Nonce, m.Text, m.Blocks})
	}, "post %s%s: %s", m.Channel, inThread(m), flat(m.Text))
	if err != nil {
		return "", "", err
	}
	return channel, ts, nil
}

func inThread(m coach.Message) string {
	if m.ThreadTS == "" {
		return ""
	}
	return " in thread"
}

func flat(text string) string { return strings.ReplaceAll(text, "\n", " / ") }

func (f *fakeSlack) Update(_ context.Context, channel, ts string, m coach.Message) error {
	return f.say(func() {
		for i := range f.posted {
			if p := &f.posted[i]; p.Channel == channel && p.TS == ts {
				p.Text, p.Blocks = m.Text, m.Blocks
			}
		}
	}, "update %s: %s", channel, flat(m.Text))
}

func (f *fakeSlack) Delete(_ context.Context, channel, _ string) error {
	return f.say(nil, "delete in %s", channel)
}

func (f *fakeSlack) React(_ context.Context, channel, ts, emoji string) error {
	return f.say(nil, "react %s %s: %s", channel, ts, emoji)
}

func (f *fakeSlack) Unreact(_ context.Context, channel, ts, emoji string) error {
	return f.say(nil, "unreact %s %s: %s", channel, ts, emoji)
}

func (f *fakeSlack) Find(_ context.Context, m coach.Message, _ time.Time) (channel, ts string, found bool, err error) {
	err = f.say(nil, "find %s", m.Key)
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, p := range f.posted {
		if p.Nonce == m.Nonce && !f.hide && err == nil {
			return p.Channel, p.TS, true, nil
		}
	}
	return "", "", false, err
}

func (f *fakeSlack) Person(_ context.Context, id string) (profile, error) {
	err := f.say(nil, "person %s", id)
	if p, ok := f.people[id]; ok && err == nil {
		return profile{p, f.statuses[id]}, nil
	} else if err != nil {
		return profile{}, err
	}
	return profile{}, slack.SlackErrorResponse{Err: "user_not_found"}
}

func (f *fakeSlack) OpenView(_ context.Context, _ string, v slack.ModalViewRequest) error {
	return f.say(nil, "open %s: %s", v.CallbackID, blockText(v.Blocks.BlockSet))
}

func (f *fakeSlack) UpdateView(_ context.Context, id, _ string, v slack.ModalViewRequest) error {
	return f.say(nil, "update view %s: %s", id, blockText(v.Blocks.BlockSet))
}

// PublishHome keeps the view, and refuses a hash that is not that of the one before.
func (f *fakeSlack) PublishHome(_ context.Context, person, hash string, v slack.HomeTabViewRequest) (newHash string, err error) {
	var stale error
	err = f.say(func() {
		if before := f.homes[person]; hash != "" && hash != before.hash {
			stale = fmt.Errorf("views.publish: %w", slack.SlackErrorResponse{Err: "hash_conflict"})
			return
		}
		f.ts++
		newHash = fmt.Sprintf("h%d", f.ts)
		f.homes[person] = fakeHome{newHash, v}
	}, "home %s: %s", person, blockText(v.Blocks.BlockSet))
	return newHash, errors.Join(err, stale)
}

type fakeHome struct {
	hash string
	view slack.HomeTabViewRequest
}

func (f *fakeSlack) Upload(_ context.Context, person string, file upload) error {
	return f.say(func() { f.uploads = append(f.uploads, file.Name+"\n"+string(file.Content)) }, "upload %s: %s", person, file.Title)
}

func (f *fakeSlack) Respond(_ context.Context, _ string, say body, replace bool) error {
	verb := "respond"
	if replace {
		verb = "replace"
	}
	return f.say(nil, "%s: %s%s", verb, flat(say.Text), buttonText(say.Blocks))
}

// posts is how many messages were posted.
func (f *fakeSlack) posts() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.posted)
}

// transcript returns the recorded lines and forgets them.
func (f *fakeSlack) transcript() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	lines := f.lines
	f.lines = nil
	return lines
}

// blockText shows what a reader of a modal sees: the texts, the labels and the buttons.
func blockText(blocks []slack.Block) string {
	var parts []string
	for _, b := range blocks {
		switch b := b.(type) {
		case *slack.InputBlock:
			parts = append(parts, "["+b.Label.Text+"]")
		case *slack.SectionBlock:
			parts = append(parts, flat(b.Text.Text))
		case *slack.HeaderBlock:
			parts = append(parts, b.Text.Text)
		}
	}
	return strings.Join(parts, " ") + buttonText(blocks)
}

// buttonText shows a message's buttons: " [Undo]".
func buttonText(blocks []slack.Block) string {
	var text strings.Builder
	for _, b := range blocks {
		row, ok := b.(*slack.ActionBlock)
		if !ok {
			continue
		}
		for _, e := range row.Elements.ElementSet {
			if b, ok := e.(*slack.ButtonBlockElement); ok {
				text.WriteString(" [" + b.Text.Text + "]")
			}
		}
	}
	return text.String()
}

// A stage is a bot with a store in memory, a recorded Slack and a clock that stands still, and what people do to it.
type stage struct {
	t     *testing.T
	bot   *Bot
	store *memory
	slack *fakeSlack
	clock time.Time
	live  bool // the clock is that of a synctest bubble
	logs  *strings.Builder
	n     int       // deliveries so far
	saw   func(any) // gets each acknowledgement as it was made; may be nil
}

// westTeam is the team that most tests play in: two reps, a manager, four KPIs, in London.
func westTeam() *coach.Team {
	return &coach.Team{
		ID: "west", Name: "West", Channel: "C0WEST", Zone: "Europe/London", WeekStart: time.Monday,
		WorkingDays: coach.Weekdays{time.Monday: true, time.Tuesday: true, time.Wednesday: true, time.Thursday: true, time.Friday: true},
		Managers:    []string{"U0MAYA"}, Reps: []string{"U0ANN", "U0BOB"},
		KPIs: []coach.KPI{
			{ID: "k-conv", Name: "conversation", Plural: "conversations", Aliases: []string{"convo", "call"}, Kind: coach.Leading, Target: coach.Target{Count: 20, Per: coach.Weekly}},
			{ID: "k-meet", Name: "meeting", Plural: "meetings", Kind: coach.Leading, Target: coach.Target{Count: 5, Per: coach.Weekly}},
			{ID: "k-deal", Name: "deal", Plural: "deals", Kind: coach.Lagging, Target: coach.Target{Count: 2, Per: coach.Monthly}},
			{ID: "k-rev", Name: "revenue", Plural: "revenue", Kind: coach.Lagging, Unit: "EUR", Target: coach.Target{Count: 5000000, Per: coach.Quarterly}},
		},
	}
}

func eastTeam() *coach.Team {
	t := westTeam()
	t.ID, t.Name, t.Channel = "east", "East", "C0EAST"
	t.Managers, t.Reps = []string{"U0MIA"}, []string{"U0CAL", "U0BOB"}
	return t
}

// wednesday is the instant at which most tests begin: half past ten on a working day in London.
var wednesday = time.Date(2026, 11, 25, 10, 30, 0, 0, time.UTC)

func newStage(t *testing.T, teams ...*coach.Team) *stage {
	t.Helper()
	if len(teams) == 0 {
		teams = []*coach.Team{westTeam()}
	}
	people := map[string]coach.Person{}
	for id, name := range map[string]string{"U0ANN": "Ann", "U0BOB": "Bob", "U0CAL": "Cal", "U0MAYA": "Maya", "U0MIA": "Mia"} {
		people[id] = coach.Person{ID: id, Name: name, Zone: "Europe/London"}
	}
	s := &stage{t: t, clock: wednesday, logs: &strings.Builder{}}
	s.store = newMemory(coach.Roster{Teams: teams, People: people})
	s.slack = &fakeSlack{now: s.now, people: map[string]coach.Person{}, homes: map[string]fakeHome{}}
	s.bot = newBot(Config{
		AppToken: "xapp-canary-1", BotToken: "xoxb-canary-2", Now: s.now,
		Logger: slog.New(slog.NewTextHandler(s.logs, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}, s.store)
	s.bot.api = s.slack
	s.bot.work = t.Context()
	s.bot.self = identity{User: "U0PACER", Name: "pacer"}
	return s
}

func (s *stage) now() time.Time {
	if s.live {
		return time.Now()
	}
	return s.clock
}

// perform runs a story in virtual time with the deliverer at work; it ends when the story does.
func perform(t *testing.T, story func(s *stage)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		s.live = true
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			s.bot.outbox.run(ctx, t.Context())
		}()
		story(s)
		stop()
		<-done
	})
}

// puts commits messages to the outbox.
func (s *stage) puts(messages ...coach.Message) {
	s.t.Helper()
	if err := s.bot.commit(s.t.Context(), coach.Change{Messages: messages}); err != nil {
		s.t.Fatal(err)
	}
}

// sleep lets time pass and everything settle.
func (s *stage) sleep(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// drains waits until nothing is left that could be sent now.
func (s *stage) drains() {
	s.t.Helper()
	if err := s.bot.Drain(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
}

// state is where a message of the outbox stands.
func (s *stage) state(key string) coach.Message {
	s.t.Helper()
	m, err := s.store.Message(s.t.Context(), key)
	if err != nil {
		s.t.Fatal(err)
	}
	return m
}

// delivery makes a fresh envelope and a place for its acknowledgement.
func (s *stage) delivery(person string, data any) (envelope, *[]string) {
	s.n++
	acks := new([]string)
	return envelope{id: fmt.Sprintf("e%d", s.n), person: person, at: s.bot.now(), data: data, ack: func(payload any) error {
		if s.saw != nil {
			s.saw(payload)
		}
		*acks = append(*acks, ackLine(payload))
		return nil
	}}, acks
}

// ackLine shows an acknowledgement's payload as a line.
func ackLine(payload any) string {
	switch p := payload.(type) {
	case nil:
		return ""
	case ackMessage:
		return p.ResponseType + ": " + flat(p.Text) + buttonText(p.Blocks)
	case *slack.ViewSubmissionResponse:
		switch {
		case len(p.Errors) > 0:
			keys := make([]string, 0, len(p.Errors))
			for block, text := range p.Errors {
				keys = append(keys, block+": "+text)
			}
			slices.Sort(keys)
			return "errors: " + strings.Join(keys, "; ")
		case p.View != nil:
			return string(p.ResponseAction) + ": " + blockText(p.View.Blocks.BlockSet)
		}
		return string(p.ResponseAction)
	}
	return fmt.Sprintf("%T", payload)
}

// types has a person type a command; it returns the answer in the acknowledgement.
func (s *stage) types(person, channel, command, text string) string {
	s.t.Helper()
	return s.delivered(s.command(person, channel, command, text))
}

func (s *stage) command(person, channel, command, text string) slack.SlashCommand {
	s.n++
	return slack.SlashCommand{
		UserID: person, ChannelID: channel, Command: command, Text: text,
		TriggerID: fmt.Sprintf("t%d", s.n), ResponseURL: "https://hooks.example.com/secret",
	}
}

// delivered serves a command, once more if it was served before.
func (s *stage) delivered(cmd slack.SlashCommand) string {
	s.t.Helper()
	e, acks := s.delivery(cmd.UserID, cmd)
	s.bot.serve(e)
	return s.one(*acks)
}

func (s *stage) one(acks []string) string {
	s.t.Helper()
	if len(acks) != 1 {
		s.t.Fatalf("%d acknowledgements, want 1: %q", len(acks), acks)
	}
	return acks[0]
}

// presses has a person press a button in a message.
func (s *stage) presses(person, channel, action, value string) {
	s.t.Helper()
	s.n++
	s.served(person, slack.InteractionCallback{
		Type: slack.InteractionTypeBlockActions, User: slack.User{ID: person}, TriggerID: fmt.Sprintf("t%d", s.n),
		ResponseURL: "https://hooks.example.com/secret",
		Container:   slack.Container{Type: "message", ChannelID: channel, MessageTs: "1.1"},
		ActionCallback: slack.ActionCallbacks{BlockActions: []*slack.BlockAction{
			{ActionID: action, BlockID: "b", Value: value, Type: "button", ActionTs: fmt.Sprintf("a%d", s.n)},
		}},
	})
}

// submits has Ann submit a modal; it returns what the acknowledgement shows.
func (s *stage) submits(callback, private string, values map[string]string) string {
	s.t.Helper()
	s.n++
	return s.served("U0ANN", s.submission("U0ANN", callback, private, values))
}

func (s *stage) submission(person, callback, private string, values map[string]string) slack.InteractionCallback {
	state := map[string]map[string]slack.BlockAction{}
	v := slack.View{ID: fmt.Sprintf("V%d", s.n), Hash: "h", CallbackID: callback, PrivateMetadata: private, Type: slack.VTModal}
	for block, value := range values {
		state[block] = map[string]slack.BlockAction{inputAction: {Value: value}}
		v.Blocks.BlockSet = append(v.Blocks.BlockSet, textInput(block, block, "", "", false))
	}
	v.State = &slack.ViewState{Values: state}
	return slack.InteractionCallback{Type: slack.InteractionTypeViewSubmission, User: slack.User{ID: person}, View: v, TriggerID: "t"}
}

func (s *stage) served(person string, data any) string {
	s.t.Helper()
	e, acks := s.delivery(person, data)
	s.bot.serve(e)
	return s.one(*acks)
}

// writes delivers a message event; it answers whether it was acknowledged.
func (s *stage) writes(m slackevents.MessageEvent) bool {
	s.t.Helper()
	s.n++
	return s.event(fmt.Sprintf("Ev%d", s.n), "message", &m)
}

func (s *stage) event(id, kind string, inner any) bool {
	raw, err := json.Marshal(inner)
	if err != nil {
		s.t.Fatal(err)
	}
	message := json.RawMessage(raw)
	e, acks := s.delivery("", slackevents.EventsAPIEvent{
		Type:       slackevents.CallbackEvent,
		Data:       &slackevents.EventsAPICallbackEvent{EventID: id, InnerEvent: &message},
		InnerEvent: slackevents.EventsAPIInnerEvent{Type: kind, Data: inner},
	})
	s.bot.serve(e)
	return len(*acks) == 1
}

// outboxKeys lists the keys of all messages with their states.
func (s *stage) outboxKeys() []string {
	var keys []string
	for _, m := range s.store.outbox {
		keys = append(keys, m.Key+" "+string(m.State))
	}
	return keys
}

// wants compares a line with what it must contain; a word after "!" must not be in it.
func wants(t *testing.T, got string, words ...string) {
	t.Helper()
	for _, w := range words {
		if not, ok := strings.CutPrefix(w, "!"); ok {
			if strings.Contains(got, not) {
				t.Errorf("%q holds %q", got, not)
			}
		} else if !strings.Contains(got, w) {
			t.Errorf("%q does not hold %q", got, w)
		}
	}
}

var errReset = errors.New("read: connection reset by peer")
