package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"

	"example.com/pacer/bot/coach"
)

// hostile is a text that calls everybody, leads away, and writes as Pacer would, if it were ever taken for markup.
const hostile = "<!channel> <@U0EVIL> <https://evil.example|pay> *evil* `evil` &lt;!here&gt;\n> evil"

// A witness is a Slack that keeps all it is asked to show, byte for byte.
type witness struct {
	*fakeSlack
	shown []string
}

func (w *witness) keep(v any) {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	w.shown = append(w.shown, string(text))
}

func (w *witness) OpenView(ctx context.Context, trigger string, v slack.ModalViewRequest) error {
	w.keep(v)
	return w.fakeSlack.OpenView(ctx, trigger, v)
}

func (w *witness) UpdateView(ctx context.Context, id, hash string, v slack.ModalViewRequest) error {
	w.keep(v)
	return w.fakeSlack.UpdateView(ctx, id, hash, v)
}

func (w *witness) Respond(ctx context.Context, url string, say body, replace bool) error {
	w.keep(ackMessage{Text: say.Text, Blocks: say.Blocks})
	return w.fakeSlack.Respond(ctx, url, say, replace)
}

// newHostile is a team in which every word that people choose is hostile: names, the team's, what it counts, what they
// plan, promise, ask and note.
func newHostile(t *testing.T) (*stage, *witness) {
	s := newRoles(t)
	west := s.store.roster.Team("west")
	west.Name = "West " + hostile
	for i := range west.KPIs {
		k := &west.KPIs[i]
		k.Name, k.Plural = k.Name+" "+hostile, k.Plural+" "+hostile
	}
	for id, p := range s.store.roster.People {
		p.Name += " " + hostile
		s.store.roster.People[id] = p
	}
	west.Holidays = []coach.Holiday{{Day: wednesdayDay() + 7, Name: "Day of " + hostile}}
	west.Statuses, west.Group = []string{"evil", hostile}, "S0EVIL"
	s.slack.directory.groups = []userGroup{{ID: "S0EVIL", Handle: "evil", Name: "Group " + hostile}}
	s.slack.directory.members = map[string][]string{"C0WEST": {"U0PACER"}, "C0EAST": {"U0PACER"}}
	s.store.occurred = append(s.store.occurred, coach.Occurrence{
		Rhythm: "r", Team: "west", Kind: coach.Huddle, Zone: "Europe/London", Due: s.clock, State: coach.Skipped, Reason: "holiday: " + hostile,
	})
	for i, c := range s.store.checkIns {
		c.Answers = coach.Reflections{Best: hostile, Learnt: hostile, Try: hostile, Need: hostile}
		s.store.checkIns[i] = c
	}
	for _, id := range []string{"U0ANN", "U0BOB"} {
		p := s.store.roster.Person(id)
		plan := coach.Plan{
			ID: "plan/" + id, Team: "west", Person: id, From: wednesdayDay() - 40, Per: coach.Monthly, Goal: "k-deal", Count: 4, Step: "k-meet",
			Rates: map[string]coach.Rate{}, Needs: map[string]int64{"k-deal": 4}, Focus: hostile, Words: hostile, State: coach.PlanActive, By: id,
		}
		p.Plans = append([]coach.Plan{plan}, p.Plans...)
		s.store.roster.People[id] = p
	}
	key := coach.HuddleKey("west", wednesdayDay())
	hd := s.store.huddles[key]
	hd.Entries = []coach.HuddleEntry{{
		Person: "U0BOB", Planned: map[string]int64{"k-conv": 5}, Hurdle: hostile, Help: hostile, FiledAt: s.clock,
	}, {Person: "U0ANN", Planned: map[string]int64{"k-conv": 5}, Hurdle: hostile, Help: hostile, FiledAt: s.clock}}
	s.store.huddles[key] = hd
	s.store.promises = []coach.Commitment{{ID: "p1", Team: "west", Person: "U0ANN", Text: hostile, Due: wednesdayDay()}}
	s.store.audits = []coach.Audit{{At: s.clock, By: "U0BOB", Team: "west", Person: "U0ANN", What: "team", Detail: hostile}}
	hostileWork(s, west)
	w := &witness{fakeSlack: s.slack}
	s.bot.api, s.saw = w, w.keep
	return s, w
}

// hostileWork makes what people say of deals, to one another and in checks hostile, and what their team's goals and its process
// are called.
func hostileWork(s *stage, west *coach.Team) {
	for i := range west.Goals {
		west.Goals[i].Name = hostile
	}
	west.Process = slices.Clone(west.Stages())
	for i := range west.Process {
		stage := &west.Process[i]
		stage.Name += " " + hostile
		stage.Milestones = slices.Clone(stage.Milestones)
		for j := range stage.Milestones {
			stage.Milestones[j].Name += " " + hostile
			stage.Milestones[j].Ask += " " + hostile
		}
	}
	for i := range s.store.deals {
		d := &s.store.deals[i]
		d.Name, d.Learnt = d.Name+" "+hostile, hostile
		for j := range d.Answers {
			d.Answers[j].Ask, d.Answers[j].Text = hostile, hostile
		}
		for j := range d.Moves {
			d.Moves[j].Reason, d.Moves[j].Unproven = hostile, []string{hostile}
		}
	}
	for i := range s.store.clarity {
		c := &s.store.clarity[i]
		c.From, c.To = hostile, hostile
		for j := range c.Items {
			c.Items[j].Name, c.Items[j].Stage = c.Items[j].Name+" "+hostile, hostile
		}
		for j := range c.Picks {
			c.Picks[j].Other = hostile
		}
	}
	talks := &s.store.coaching
	for i := range talks.records {
		talks.records[i].Learnt, talks.records[i].Private = hostile, hostile
	}
	for i := range talks.agenda {
		talks.agenda[i].Text = hostile
	}
	for i := range talks.direct {
		talks.direct[i].Question, talks.direct[i].Answer = "How "+hostile, hostile
	}
}

// codeSpan is what stands in code style in mrkdwn.
var codeSpan = regexp.MustCompile("`[^`\n]+`")

// markup looks through what Slack is asked to show for hostile text where Slack reads markup: in mrkdwn, and in the text
// of a message. In plain text and in fields it is what people see as they wrote it.
func markup(t *testing.T, where string, v any) (found int) {
	t.Helper()
	check := func(text string) {
		if strings.Contains(text, "evil") {
			found++
		}
		text = codeSpan.ReplaceAllStringFunc(text, func(code string) string { // where only these three have a meaning
			return strings.Map(func(r rune) rune {
				if strings.ContainsRune("<>&", r) {
					return r
				}
				return 'x'
			}, code)
		})
		text = strings.ReplaceAll(text, groupMention("S0EVIL"), "the user group") // ours, in a page; nobody hears of it
		for _, bad := range []string{"<!", "<@U0EVIL", "<http", "*evil*", "`evil`", "\n> evil", "\n&gt; evil"} {
			if strings.Contains(text, bad) {
				t.Errorf("%s shows %q in %q", where, bad, text)
			}
		}
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			found += markup(t, where, e)
		}
	case map[string]any:
		text, isText := v["text"].(string)
		if kind, _ := v["type"].(string); isText && (kind == "mrkdwn" || kind == "") {
			check(text)
		}
		for name, e := range v {
			if name != "text" || !isText {
				found += markup(t, where, e)
			}
		}
	}
	return found
}

// TestHostileTextIsTextEverywhere does all that the table of roles knows, and every ritual, in a team whose every word is
// hostile.
func TestHostileTextIsTextEverywhere(t *testing.T) {
	found := 0
	look := func(where string, s *stage, w *witness) {
		shown := w.shown
		for _, m := range s.store.outbox {
			text, _ := json.Marshal(map[string]any{"text": m.Text, "blocks": json.RawMessage("[]")})
			shown = append(shown, string(text))
			if m.Blocks != "" {
				shown = append(shown, m.Blocks)
			}
		}
		for _, text := range shown {
			var v any
			if err := json.Unmarshal([]byte(text), &v); err != nil {
				t.Fatal(err)
			}
			found += markup(t, where, v)
		}
	}
	for _, role := range []string{"rep", "manager", "otherrep", "admin"} {
		for _, row := range surfaces() {
			s, w := newHostile(t)
			row.do(s, roleIDs[role])
			if strings.Contains(s.logs.String(), "panic") {
				t.Errorf("%s by %s: %s", row.name, role, s.logs)
			}
			look(row.name+" by "+role, s, w)
		}
	}
	for _, row := range ritualRows() {
		s, w := newHostile(t)
		o := coach.Occurrence{Rhythm: "r", Team: "west", Kind: row.Kind, Zone: "Europe/London", Due: s.clock}
		if err := s.bot.RunOccurrence(t.Context(), o); err != nil {
			t.Errorf("%s: %v", row.Kind, err)
		}
		look(string(row.Kind), s, w)
	}
	for who, text := range map[string]string{"U0ANN": "5 " + hostile, "U0BOB": "5 conversations # " + hostile} {
		s, w := newHostile(t)
		s.types(who, "C0WEST", "/log", text)
		s.types(who, "C0WEST", "/pacer", text)
		s.writes(slackevents.MessageEvent{User: who, Channel: "C0WEST", TimeStamp: "3.3", ThreadTimeStamp: "2.2", Text: text})
		look(fmt.Sprintf("%q", text), s, w)
	}
	s, w := newHostile(t)
	roster, err := s.store.Roster(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	left := roster.Person("U0ANN")
	left.Deleted = true
	if s.store.outbox, err = s.bot.departed(t.Context(), roster, roster.Person("U0ANN"), left); err != nil || len(s.store.outbox) == 0 {
		t.Fatalf("%d messages, %v", len(s.store.outbox), err)
	}
	look("who left", s, w)
	s, w = newHostile(t)
	if roster, err = s.store.Roster(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.comesInto("C0WEST", "U0PACER")
	s.bot.welcomeFrom(t.Context(), roster)
	look("first contact", s, w)
	if found < 600 {
		t.Errorf("the texts were seen %d times only", found)
	}
}
