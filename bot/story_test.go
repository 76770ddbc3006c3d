package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// A story is a bot with a small team, a clock that the test moves, and a Slack of which every effect is recorded as a
// line that reads as a person would see it.
type story struct {
	t      *testing.T
	b      *Bot
	team   *coach.Team
	now    time.Time
	shown  []shownMessage // what stands in Slack, oldest first
	form   *slack.ModalViewRequest
	panel  answer // what the person who asked last sees
	lines  []string
	nextTS int
	keys   int
}

type shownMessage struct {
	key, channel, ts string
	body             coach.Message
}

// Monday 23 November 2026 is where the stories begin.
const storyMonday = "2026-11-23"

func storyTeam() *coach.Team {
	return &coach.Team{
		ID: "west", Name: "West", Channel: "C0WEST", Zone: "Europe/London", WeekStart: time.Monday,
		WorkingDays: coach.Weekdays{time.Monday: true, time.Tuesday: true, time.Wednesday: true, time.Thursday: true, time.Friday: true},
		KPIs: []coach.KPI{
			{ID: "conv", Name: "conversation", Plural: "conversations", Kind: coach.Leading, Target: coach.Target{Count: 20, Per: coach.Weekly}},
			{ID: "meet", Name: "meeting", Plural: "meetings", Kind: coach.Leading, Target: coach.Target{Count: 5, Per: coach.Weekly}},
			{ID: "rev", Name: "revenue", Plural: "revenue", Kind: coach.Lagging, Unit: "EUR", Target: coach.Target{Count: 5000000, Per: coach.Quarterly}},
		},
		Managers: []string{"U0MAYA"},
		Reps:     []string{"U0ANN", "U0BOB", "U0CAT"},
		Holidays: []coach.Holiday{{Day: coach.NewDay(2026, 12, 25)}},
	}
}

func storyPeople() []coach.Person {
	var people []coach.Person
	for _, name := range []string{"Maya", "Ann", "Bob", "Cat"} {
		people = append(people, coach.Person{ID: "U0" + strings.ToUpper(name), Name: name, Zone: "Europe/London"})
	}
	return people
}

func newStory(t *testing.T, change ...func(*coach.Team, []coach.Person)) *story {
	t.Helper()
	team, people := storyTeam(), storyPeople()
	for _, f := range change {
		f(team, people)
	}
	s := &story{t: t, team: team}
	s.at(storyMonday, "08:00")
	roster := coach.Roster{Teams: []*coach.Team{team}, People: map[string]coach.Person{}}
	for _, p := range people {
		roster.People[p.ID] = p
	}
	s.b = newBot(Config{Now: func() time.Time { return s.now }}, newMemory(roster))
	return s
}

// begins lets the team of a story begin on a day.
func begins(day string) func(*coach.Team, []coach.Person) {
	return func(team *coach.Team, _ []coach.Person) {
		on, err := coach.ParseDay(day)
		if err != nil {
			panic(err)
		}
		team.Began = coach.Beginning{Day: on, Part: coach.WholeDay}
	}
}

// at moves the clock to a wall time of the team.
func (s *story) at(day, clock string) {
	s.t.Helper()
	zone, err := time.LoadLocation(s.team.Zone)
	if err != nil {
		s.t.Fatal(err)
	}
	if s.now, err = time.ParseInLocation("2006-01-02 15:04", day+" "+clock, zone); err != nil {
		s.t.Fatal(err)
	}
}

// ritual runs an occurrence that is due now and returns how it ended.
func (s *story) ritual(kind coach.RhythmKind, zone ...string) string {
	s.t.Helper()
	rhythm, _, _ := strings.Cut(string(kind), "_") // a follow-up carries its rhythm's id
	o := coach.Occurrence{Rhythm: "rhythm-" + rhythm, Team: s.team.ID, Kind: kind, Zone: s.team.Zone, Due: s.now}
	if len(zone) > 0 {
		o.Zone = zone[0]
	}
	if err := s.b.RunOccurrence(s.t.Context(), o); err != nil {
		s.t.Fatalf("%s: %v", kind, err)
	}
	s.deliver()
	newest, err := s.b.store.Occurrences(s.t.Context(), 50)
	if err != nil {
		s.t.Fatal(err)
	}
	i := slices.IndexFunc(newest, func(n coach.Occurrence) bool { return n.Kind == kind && n.Due.Equal(o.Due) && n.Zone == o.Zone })
	if i < 0 {
		s.t.Fatalf("%s left no occurrence behind", kind)
	}
	return string(newest[i].State) + ": " + newest[i].Reason
}

func (s *story) request(user string) *request {
	s.t.Helper()
	roster, err := s.b.store.Roster(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	s.keys++
	return &request{Key: fmt.Sprintf("key-%d", s.keys), At: s.now, Person: roster.Person(user), Roster: roster, Channel: s.team.Channel}
}

// press pushes the newest button with that label that a person sees, in a message or in their private answer.
func (s *story) press(user, label string) {
	s.t.Helper()
	for _, m := range slices.Backward(s.shown) {

		if m.channel != user && m.channel != s.team.Channel {
			continue
		}
		var blocks slack.Blocks
		if m.body.Blocks != "" {
			if err := json.Unmarshal([]byte(m.body.Blocks), &blocks); err != nil {
				s.t.Fatal(err)
			}
		}
		if b := buttonLabelled(blocks.BlockSet, label); b != nil {
			s.pressed(user, b)
			return
		}
	}
	s.t.Fatalf("%s sees no button %q", user, label)
}

// pressPanel pushes a button in the private answer that came last.
func (s *story) pressPanel(user, label string) {
	s.t.Helper()
	b := buttonLabelled(s.panel.Blocks, label)
	if b == nil {
		s.t.Fatalf("no button %q in the private answer", label)
	}
	s.pressed(user, b)
}

func (s *story) pressed(user string, pressed *slack.ButtonBlockElement) {
	s.t.Helper()
	row, ok := s.b.tables.button(pressed.ActionID)
	if !ok {
		s.t.Fatalf("button %s is in no table", pressed.ActionID)
	}
	req := s.request(user)
	req.Value = pressed.Value
	s.answered(user, req, row.Handle)
}

func (s *story) answered(user string, req *request, handle handler) {
	s.t.Helper()
	a, err := handle(s.t.Context(), s.b, req)
	if err != nil {
		text, known := apology(err)
		if !known {
			s.t.Fatalf("%s: %v", user, err)
		}
		a = answer{Text: text}
	}
	a = s.b.marked(req, a)
	s.b.noteGiven(s.t.Context(), user, a.Given)
	switch {
	case len(a.Errors) > 0:
		for _, id := range slices.Sorted(mapsKeys(a.Errors)) {
			s.say("%s is told at %s: %s", who(user), id, a.Errors[id])
		}
	case a.Modal != nil:
		s.form = a.Modal
		s.say("%s gets the page %q: %s", who(user), a.Modal.Title.Text, pageText(a.Modal))
	case a.Text != "":
		s.panel = a
		s.say("%s alone sees: %s", who(user), flat(a.Text))
	}
	s.deliver()
}

func mapsKeys(m map[string]string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// submit sends the open form with what it holds, changed by pairs of block id and text.
func (s *story) submit(user string, changes ...string) {
	s.t.Helper()
	if s.form == nil {
		s.t.Fatalf("%s has no form open", user)
	}
	s.submitForm(user, s.form, changes...)
}

func (s *story) submitForm(user string, open *slack.ModalViewRequest, changes ...string) {
	s.t.Helper()
	req := s.request(user)
	req.Channel, req.Value, req.State = "", open.PrivateMetadata, formState{}
	several := map[string]bool{}
	for _, block := range open.Blocks.BlockSet {
		if in, ok := block.(*slack.InputBlock); ok {
			req.State[in.BlockID] = filledIn(in)
			switch e := in.Element.(type) {
			case *slack.MultiSelectBlockElement:
				several[in.BlockID] = true
			case *slack.CheckboxGroupsBlockElement:
				several[in.BlockID] = len(e.Options) > 1
			}
		}
	}
	for i := 0; i+1 < len(changes); i += 2 {
		if _, ok := req.State[changes[i]]; !ok {
			s.t.Fatalf("the form has no field %q", changes[i])
		}
		f := field{Value: changes[i+1]}
		if changes[i+1] == "yes" {
			f = field{Options: []string{"yes"}}
		} else if several[changes[i]] { // options, parted by commas
			f.Options = strings.FieldsFunc(changes[i+1], func(r rune) bool { return r == ',' })
		}
		req.State[changes[i]] = f
	}
	f, ok := s.b.tables.forms[open.CallbackID]
	if !ok {
		s.t.Fatalf("form %s is in no table", open.CallbackID)
	}
	s.answered(user, req, f.submit)
}

// command types a slash command in the team's channel.
func (s *story) command(user, name, text string) {
	s.t.Helper()
	i := slices.IndexFunc(ritualCommands(), func(c command) bool { return c.Name == name })
	req := s.request(user)
	req.Text = text
	s.answered(user, req, ritualCommands()[i].Handle)
}

// reply writes into the thread under the newest message whose key begins so.
func (s *story) reply(user, parent, text string) {
	s.t.Helper()
	req := s.request(user)
	req.Text, req.MessageTS = text, fmt.Sprintf("9.%d", s.keys)
	for _, m := range s.shown {
		if m.key == parent {
			req.ThreadTS = m.ts
		}
	}
	if err := s.b.huddleReply(s.t.Context(), req); err != nil {
		s.t.Fatalf("reply %q: %v", text, err)
	}
	s.deliver()
}

// logs puts entries into the ledger without a word.
func (s *story) logs(user, kpi, day string, count int64) {
	s.t.Helper()
	d, err := coach.ParseDay(day)
	if err != nil {
		s.t.Fatal(err)
	}
	err = s.b.store.Commit(s.t.Context(), coach.Change{At: s.now, Activities: []coach.Activity{{
		ID: newID(), Team: s.team.ID, Person: user, KPI: kpi, Day: d, Count: count, LoggedAt: s.now, Source: "command",
	}}})
	if err != nil {
		s.t.Fatal(err)
	}
}

// deliver sends everything that can be sent, as the deliverer does.
func (s *story) deliver() {
	s.t.Helper()
	ctx := s.t.Context()
	for {
		due, err := s.b.store.DueMessages(ctx, s.now, 100)
		if err != nil {
			s.t.Fatal(err)
		}
		if len(due) == 0 {
			return
		}
		s.send(ctx, newestEdit(due))
	}
}

// newestEdit is the first message that is due; of several edits of one message it is the last.
func newestEdit(due []coach.Message) coach.Message {
	first := due[0]
	for _, m := range due {
		if m.Verb == coach.Edit && m.Target == first.Target {
			first = m
		}
	}
	return first
}

func (s *story) send(ctx context.Context, m coach.Message) {
	s.t.Helper()
	was := m.State
	if m.Render != "" {
		say, err := s.b.tables.renderers[m.Render].Render(ctx, s.b, m.Target)
		if err != nil {
			s.t.Fatal(err)
		}
		fill(&m, say)
	}
	m.State, m.StartedAt = coach.Sending, s.now
	s.mark(ctx, m, was)
	s.nextTS++
	m.State, m.SentTo, m.SentTS = coach.Sent, m.Channel, fmt.Sprintf("%d.000000", s.nextTS)
	if m.Verb == coach.React {
		m.SentTS = m.TargetTS
	}
	s.record(m)
	s.mark(ctx, m, coach.Sending)
}

func (s *story) mark(ctx context.Context, m coach.Message, from coach.MessageState) {
	s.t.Helper()
	if err := s.b.store.MarkMessage(ctx, m, from); err != nil {
		s.t.Fatalf("mark %s: %v", m.Key, err)
	}
}

func (s *story) record(m coach.Message) {
	s.t.Helper()
	if utf8.RuneCountInString(m.Text) > maxText {
		s.t.Errorf("%s is longer than Slack takes", m.Key)
	}
	i := slices.IndexFunc(s.shown, func(x shownMessage) bool { return x.key == m.Target })
	switch m.Verb {
	case coach.Post:
		s.shown = append(s.shown, shownMessage{m.Key, m.Channel, m.SentTS, m})
		where := place(m.Channel)
		if m.Thread != "" {
			where += " thread"
		}
		s.say("%s: %s", where, flat(m.Text))
	case coach.Edit:
		s.shown[i].body.Text, s.shown[i].body.Blocks = m.Text, m.Blocks
		s.say("%s edited: %s", place(s.shown[i].channel), flat(m.Text))
	case coach.Delete:
		if m.Emoji != "" {
			s.say("%s reaction :%s: taken from %s", place(m.Channel), m.Emoji, m.ThreadTS)
			return
		}
		s.say("%s deleted: %s", place(s.shown[i].channel), flat(s.shown[i].body.Text))
		s.shown = slices.Delete(s.shown, i, i+1)
	case coach.React:
		s.say("%s reaction :%s: to %s", place(m.Channel), m.Emoji, m.TargetTS)
	}
}

// say keeps a line of the story. A space on which no line breaks is a space in it.
func (s *story) say(format string, args ...any) {
	s.lines = append(s.lines, strings.ReplaceAll(fmt.Sprintf(format, args...), "\u00a0", " "))
}

// tells compares what happened since the last time with what should have. An ellipsis in a wanted line stands for
// anything.
func (s *story) tells(want ...string) {
	s.t.Helper()
	for i := range min(len(want), len(s.lines)) {
		if alike(want[i], s.lines[i]) {
			want[i] = s.lines[i]
		}
	}
	if diff := cmp.Diff(want, s.lines, cmpopts.EquateEmpty()); diff != "" {
		s.t.Errorf("the story differs (- wanted, + told):\n%s\ntold in full:\n%s", diff, strings.Join(s.lines, "\n"))
	}
	s.lines = nil
}

func alike(want, line string) bool {
	parts := strings.Split(want, "…")
	if !strings.HasPrefix(line, parts[0]) {
		return false
	}
	for _, part := range parts {
		at := strings.Index(line, part)
		if at < 0 {
			return false
		}
		line = line[at+len(part):]
	}
	return line == "" || strings.HasSuffix(want, "…")
}

// forget drops what happened so far: it is not what this test is about.
func (s *story) forget() { s.lines = nil }

func (s *story) shows(key string) string {
	s.t.Helper()
	for _, m := range s.shown {
		if m.key == key {
			return m.body.Text
		}
	}
	s.t.Fatalf("nothing stands under %s", key)
	return ""
}

// conversations is how many of them Ann has logged in all.
func (s *story) conversations() int64 {
	s.t.Helper()
	span := coach.Span{From: coach.NewDay(2026, 11, 1), To: coach.NewDay(2026, 12, 31)}
	sums, err := s.b.store.Totals(s.t.Context(), []coach.TotalQuery{{Team: s.team.ID, Person: "U0ANN", KPI: "conv", Span: span}})
	if err != nil && !errors.Is(err, coach.ErrNotFound) {
		s.t.Fatal(err)
	}
	return sums[0]
}

func who(user string) string { return strings.ToLower(strings.TrimPrefix(user, "U0")) }

func place(channel string) string {
	if strings.HasPrefix(channel, "U") {
		return "@" + who(channel)
	}
	return "#" + strings.ToLower(strings.TrimPrefix(channel, "C0"))
}

// pageText is what a form holds: its paragraphs, and its fields with what they are prefilled with.
func pageText(view *slack.ModalViewRequest) string {
	var parts []string
	for _, block := range view.Blocks.BlockSet {
		switch b := block.(type) {
		case *slack.SectionBlock:
			parts = append(parts, flat(b.Text.Text))
		case *slack.InputBlock:
			f := filledIn(b)
			parts = append(parts, fmt.Sprintf("[%s=%s]", b.Label.Text, f.Value+strings.Join(f.Options, " ")))
		}
	}
	return strings.Join(parts, " ")
}

func buttonLabelled(blocks []slack.Block, label string) *slack.ButtonBlockElement {
	for _, block := range blocks {
		switch b := block.(type) {
		case *slack.ActionBlock:
			for _, e := range b.Elements.ElementSet {
				if x, ok := e.(*slack.ButtonBlockElement); ok && x.Text.Text == label {
					return x
				}
			}
		case *slack.SectionBlock:
			if b.Accessory != nil && b.Accessory.ButtonElement != nil && b.Accessory.ButtonElement.Text.Text == label {
				return b.Accessory.ButtonElement
			}
		}
	}
	return nil
}

// holdBack is a store whose outbox stands still.
type holdBack struct{ Store }

func (holdBack) DueMessages(context.Context, time.Time, int) ([]coach.Message, error) {
	return nil, nil
}
