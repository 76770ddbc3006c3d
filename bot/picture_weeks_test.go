package bot

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// drawsWeeks presses the button below /pace and waits for what comes of it beside the press.
func (s *stage) drawsWeeks(who, channel string) []string {
	s.t.Helper()
	s.presses(who, channel, actPaceDraw, "west")
	for range 500 {
		if lines := s.slack.transcript(); len(lines) > 0 {
			return lines
		}
		<-time.After(time.Millisecond)
	}
	return nil
}

// The words have a button for a picture, where a chart has none. What it sends goes to the presser, describes itself, and
// says where it is.
func TestWhoHasNoChartsGetsAPicture(t *testing.T) {
	s := charting(t)
	req := &request{Person: s.store.roster.Person("U0ANN"), Roster: &s.store.roster}
	f, err := s.bot.figures(t.Context(), req.Roster, req.Roster.Team("west"), s.clock, paceWeeks)
	if err != nil {
		t.Fatal(err)
	}
	a := f.stand(req, req.Person)
	if !strings.Contains(buttonText(a.Blocks), "Show as a picture") || strings.Contains(buttonText(a.Charted), "picture") {
		t.Errorf("%s; with charts %s", buttonText(a.Blocks), buttonText(a.Charted))
	}
	if a := f.stand(&request{Person: s.store.roster.Person("U0MAYA")}, req.Person); strings.Contains(buttonText(a.Blocks), "picture") {
		t.Error("a manager is offered a picture of a rep, which forgetting would not take away")
	}
	lines := s.drawsWeeks("U0ANN", "C0WEST")
	if got := strings.Join(lines, "\n"); !strings.HasPrefix(got, "upload U0ANN: Your weeks in West") {
		t.Errorf("%q", got)
	}
	if upload := s.slack.uploads[0]; !strings.HasPrefix(upload, "pacer-weeks.png\n\x89PNG") {
		t.Errorf("%.40q", upload)
	}
	if alt := altText(f.panels(req.Person)); alt != "Conversations by week · target 20. From 9 Nov: 14, 0, and 0 so far this week.\n"+
		"Meetings by week · target 5. From 9 Nov: 0, 0, and 0 so far this week." {
		t.Errorf("%q", alt)
	}
}

// A week that is over is drawn against the target that it had.
func TestPicturesKeepTheTargetsOfThen(t *testing.T) {
	s := newStory(t)
	roster := s.request("U0ANN").Roster
	west := roster.Teams[0]
	k := west.Leading()[0]
	west.Targets = map[string][]coach.TargetFrom{k.ID: {
		{Target: coach.Target{Count: 10, Per: coach.Weekly}}, {From: coach.NewDay(2026, 11, 18), Target: k.Target},
	}}
	s.logs("U0ANN", k.ID, "2026-11-03", 14)
	s.at("2026-11-25", "12:00")
	f, err := s.b.figures(t.Context(), roster, west, s.now, paceWeeks)
	if err != nil {
		t.Fatal(err)
	}
	p := f.panels(roster.Person("U0ANN"))[0]
	if want := []float64{10, 10, 20, 20}; !slices.Equal(p.targets, want) {
		t.Errorf("%s: %v, want %v", p.weeks, p.targets, want)
	}
}

// A press that Slack delivers twice sends one picture, and a picture that cannot be sent is said in a sentence.
func TestPicturesThatAreNotSent(t *testing.T) {
	s := charting(t)
	s.slack.fail = func(line string) error {
		if strings.HasPrefix(line, "upload") {
			return slack.SlackErrorResponse{Err: "file_uploads_disabled"}
		}
		return nil
	}
	lines := strings.Join(s.drawsWeeks("U0ANN", "C0WEST"), "\n")
	for range 500 {
		if strings.Contains(lines, "respond:") {
			break
		}
		<-time.After(time.Millisecond)
		lines += strings.Join(s.slack.transcript(), "\n")
	}
	if !strings.Contains(lines, "The picture could not be sent: Slack refused it (file_uploads_disabled). `/pace` says the same in words.") {
		t.Errorf("%q", lines)
	}
	// On a Home there is no answer; it is said where the picture would be.
	home := &request{Key: "action/home", Person: s.store.roster.Person("U0ANN")}
	s.bot.sendWeeks(t.Context(), home, s.store.roster.Team("west"), nil)
	if m, err := s.store.Message(t.Context(), "picture/U0ANN/action/home"); err != nil || m.Channel != "U0ANN" {
		t.Errorf("on a Home: %+v, %v", m, err)
	}
	req := &request{Key: "action/again", Value: "west", Person: s.store.roster.Person("U0ANN"), Roster: &s.store.roster}
	if err := s.bot.commit(t.Context(), coach.Change{Inbound: req.Key}); err != nil {
		t.Fatal(err)
	}
	if a, err := pressPaceDraw(t.Context(), s.bot, req); err != nil || !strings.Contains(a.Text, "begun already") {
		t.Errorf("delivered again: %q, %v", a.Text, err)
	}
	req.Person, req.Key = s.store.roster.Person("U0BOB"), "action/other"
	if a, err := pressPaceDraw(t.Context(), s.bot, req); err != nil || !strings.Contains(a.Text, "nothing to draw yet") {
		t.Errorf("nothing to draw: %q, %v", a.Text, err)
	}
}

// However long names and numbers are, the description is one that Slack takes.
func TestDescriptionsAreWithinTheLimit(t *testing.T) {
	p := somePanel(1, 2, 3)
	p.title = strings.Repeat("ä", maxChartTitle)
	p.weeks, p.labels = make([]string, paceWeeks), make([]string, paceWeeks)
	for i := range p.labels {
		p.weeks[i], p.labels[i] = "30 Nov", "1,000,000,000,000,000 EUR"
	}
	if n := utf8.RuneCountInString(altText([]panel{p, p, p, p})); n > maxAlt {
		t.Errorf("%d characters", n)
	}
}
